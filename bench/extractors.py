"""The extractors that ``bench.extraction`` compares: ours and those of libraries.

An extractor is given pages without their labels. What it does before it returns is
preparation and not timed; yielding the articles is timed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import trafilatura
from lxml.html import fromstring

from indexer import ExtractError
from indexer.extract import SiteLayouts, learn_template, read_page, read_training_page
from indexer.extract.body.template import TRUSTED_TEMPLATE_PAGES
from indexer.extract.body.trafilatura_votes import LIBRARY_ERRORS
from indexer.ingest import MAX_SAMPLE_PAGES, extract_pages, make_page, make_record

Records = Sequence[dict[str, Any]]
Article = dict[str, Any]
Extractor = Callable[[Records], Iterator[tuple[int, Article]]]
"""Yields articles, each with the index of its page; it may skip pages it is not meant
for."""


def read_single(records: Records) -> Iterator[tuple[int, Article]]:
    """Extract each page alone."""
    return enumerate(extract_pages(records, single=True))


def read_site(records: Records) -> Iterator[tuple[int, Article]]:
    """Extract all pages of a site together; learning its template is timed."""
    return enumerate(extract_pages(records))


def read_learned(records: Records) -> Iterator[tuple[int, Article]]:
    """Extract the pages of sites with a trusted template, learned beforehand."""
    sites = {
        name: site
        for name, pages in group_by_site(records).items()
        if len(pages) >= TRUSTED_TEMPLATE_PAGES
        and (site := learn_site(pages)).layouts[0].is_trusted
    }

    def read() -> Iterator[tuple[int, Article]]:
        for place, record in enumerate(records):
            if site := sites.get(record["site"]):
                reading = read_page(make_page(record), site=site)
                why = reading.other or None
                yield place, make_record(record["id"], reading.article, why)

    return read()


def group_by_site(records: Records) -> dict[str, list[dict[str, Any]]]:
    """Return the pages of each site."""
    groups = defaultdict(list)
    for record in records:
        groups[record["site"]].append(record)
    return groups


def learn_site(records: Records) -> SiteLayouts:
    """Learn the template of a site from a sample spread over its pages."""
    step = -(-len(records) // MAX_SAMPLE_PAGES)
    seen = []
    for record in records[::step]:
        try:
            seen.append(read_training_page(make_page(record))[0])
        except ExtractError:
            continue  # nothing is learned from such a page
    return SiteLayouts((learn_template(seen),))


def read_with_trafilatura(records: Records) -> Iterator[tuple[int, Article]]:
    """Extract each page with trafilatura and its default settings."""
    for place, record in enumerate(records):
        found = trafilatura.bare_extraction(
            record["html"], include_comments=False, with_metadata=True
        )
        names = ("text", "title", "date", "author", "tags", "categories")
        got = {name: getattr(found, name, None) or "" for name in names}
        yield (
            place,
            {
                "body": got["text"],
                "title": got["title"],
                "published": got["date"],
                "authors": got["author"],
                "topics": [*(got["tags"] or ()), *(got["categories"] or ())],
            },
        )


def read_with_readability(records: Records) -> Iterator[tuple[int, Article]]:
    """Extract each page with readability-lxml, which reads body and title only."""
    import readability

    for place, record in enumerate(records):
        page = readability.Document(record["html"])
        body = "\n".join(fromstring(page.summary()).itertext())
        yield place, {"body": body, "title": page.short_title()}


def read_with_newspaper(records: Records) -> Iterator[tuple[int, Article]]:
    """Extract each page with newspaper4k in its language, without images."""
    import newspaper

    cuts_chinese = find_spec("jieba") is not None
    for place, record in enumerate(records):
        chinese = cuts_chinese and str(record.get("lang") or "").startswith("zh")
        found = newspaper.Article(
            record["url"] or "http://page.example/",
            language="zh" if chinese else "en",
            fetch_images=False,
        )
        try:
            found.download(input_html=record["html"])
            found.parse()
        except (newspaper.ArticleException, *LIBRARY_ERRORS):  # counts as an empty page
            yield place, {}
            continue
        moment = found.publish_date
        yield (
            place,
            {
                "body": found.text,
                "title": found.title,
                "published": moment.isoformat() if type(moment) is dt.datetime else "",
                "authors": found.authors or (),
                "topics": [*(found.tags or ()), *(found.meta_keywords or ())],
            },
        )


EXTRACTORS: dict[str, Extractor] = {
    "ours, single": read_single,
    "ours, site": read_site,
    "ours, learned": read_learned,
    "trafilatura": read_with_trafilatura,
}
"""Extractors by name; a library that is not installed is left out."""
if find_spec("readability"):
    EXTRACTORS["readability"] = read_with_readability
if find_spec("newspaper"):
    EXTRACTORS["newspaper4k"] = read_with_newspaper
