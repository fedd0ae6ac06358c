"""Commands that clean pages without an index: ``extract``, ``explain``."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..config import AdapterConfig, Config
from ..errors import ExtractError
from ..exit_codes import EXIT_CODES
from ..model import Page
from .root import commands, load_or_default, print_json

if TYPE_CHECKING:  # they take a while to load
    from ..extract import KindRules, SiteLayouts
    from ..ingest import TopicRules

EXCLUDING_SETTINGS = "sources include and exclude"


@commands.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--pages", is_flag=True, help="Read pages from standard input.")
@click.option(
    "--single", is_flag=True, help="Clean each page without looking at the others."
)
@click.pass_context
def extract(
    context: click.Context, files: tuple[Path, ...], pages: bool, single: bool
) -> int:
    """Print the articles of FILES as JSON, one a line.

    With --pages, pages are read from standard input as lines of JSON with id, url and
    html, and an article is printed for each, in the same order: the one that an index
    of these pages would hold. With --single, each page is cleaned without looking at
    the others. A page that fails, or is no article, has the reason in "error". A page
    that takes longer than page_timeout, or needs more than page_memory, is given up.
    """
    from ..ingest import extract_pages, make_rules, make_runner

    if pages == bool(files):
        raise click.UsageError("name files, or give --pages", context)
    config = load_or_default(context)
    if pages:
        parsed = (_parse_line(line) for line in sys.stdin.buffer)
        records = extract_pages(
            parsed,
            single=single,
            rules=make_rules(config),
            run=make_runner(config.cleaning),
        )
    else:
        records = _extract_files(files, config)
    failed = False
    for record in records:
        print_json(record)
        failed = failed or bool(record["error"])
    return EXIT_CODES[ExtractError] if failed and files else 0


@commands.command()
@click.argument("page", metavar="FILE|URL")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with the blocks coloured.",
)
@click.pass_context
def explain(context: click.Context, page: str, as_json: bool, html: Path | None) -> int:
    """Show for every block of a page why it is kept or dropped.

    The page is a file, or an address of the archive, which is looked up in the sources.
    For each field, its origin and the second-best candidate are shown. If there is an
    index, the templates of the site are used.
    """
    from ..extract import (
        explain_as_html,
        explain_as_json,
        explain_as_text,
        explain_page,
        find_host,
    )
    from ..ingest import load_sites, make_rules

    config = load_or_default(context)
    found, is_excluded = _find_page(page, config)
    adapter = config.adapters.get(find_host(found.url))
    site = load_sites(config, [found.url]).get(find_host(found.url))
    explanation = explain_page(found, adapter, site, make_rules(config).kinds)
    if is_excluded:
        verdict = dataclasses.replace(
            explanation.verdict, other="left out", overruled_by=EXCLUDING_SETTINGS
        )
        explanation = dataclasses.replace(explanation, verdict=verdict)
    if html:
        html.write_text(explain_as_html(explanation), encoding="utf-8")
    elif as_json:
        print_json(explain_as_json(explanation))
    else:
        for line in explain_as_text(explanation):
            click.echo(line)
    return 0


def _find_page(place: str, config: Config) -> tuple[Page, bool]:
    """Read a page by its file, or by its address in the sources.

    Returns:
        The page, and whether the globs of its source leave it out.
    """
    from ..extract import find_host, make_address_key
    from ..sources import Listing

    if not re.match("https?://", place):
        path = Path(place)
        if not path.is_file():
            raise click.BadParameter(f"there is no file {place}", param_hint="FILE|URL")
        return Page(_find_url(path.absolute(), config), path.read_bytes()), False
    key = make_address_key(place)
    for source in config.sources:
        if not source.base_url or find_host(source.base_url) == find_host(place):
            whole = dataclasses.replace(source, include=(), exclude=())
            for entry in Listing().entries(whole, config.index.folder):
                if make_address_key(entry.url) == key:
                    return entry.read(), not source.admits(entry.url)
    raise click.BadParameter(f"no source has a page {place}", param_hint="FILE|URL")


@dataclasses.dataclass(frozen=True, slots=True)
class _FileJob:
    """A file to clean as a reindex would clean it."""

    path: Path
    url: str
    adapter: AdapterConfig | None


def _extract_files(
    files: Iterable[Path], config: Config
) -> Iterator[dict[str, object]]:
    """Yield the records of files, read in workers.

    Raises:
        ConfigError: an adapter is not usable.
    """
    from ..ingest import Lost, load_sites, make_record, make_rules, make_runner

    rules = make_rules(config)
    named = [(path, _find_url(path.absolute(), config)) for path in files]
    jobs = (_FileJob(path, url, rules.find_adapter(url)) for path, url in named)
    sites = load_sites(config, (url for _, url in named))
    extract = partial(
        _extract_file, sites=sites, topics=rules.topics, kinds=rules.kinds
    )
    with closing(make_runner(config.cleaning)(extract, jobs)) as results:
        for job, outcome in results:
            if isinstance(outcome, Lost):
                yield make_record(str(job.path), None, outcome.reason)
            else:
                yield outcome


def _extract_file(
    job: _FileJob,
    sites: Mapping[str, SiteLayouts],
    topics: TopicRules,
    kinds: KindRules,
) -> dict[str, object]:
    """Return the article of a file, and which phrases gave its topics.

    Raises:
        ConfigError: the adapter is not usable.
    """
    from ..extract import find_host, read_page
    from ..ingest import make_record

    name = str(job.path)
    try:
        page = Page(job.url, job.path.read_bytes())
        site = sites.get(find_host(job.url))
        read = read_page(page, job.adapter, site, rules=kinds)
    except (ExtractError, OSError) as error:
        return make_record(name, None, str(error))
    article, sources = topics.add(read.article)
    record = make_record(name, article, read.other and f"the page is {read.other}")
    return record | {"topic_sources": [dataclasses.asdict(s) for s in sources]}


def _find_url(path: Path, config: Config) -> str:
    from ..sources import make_path

    for source in config.sources:
        kind, _, place = source.address.partition(":")
        if kind == "folder" and path.is_relative_to(place):
            inside = str(path.relative_to(place))
            return f"{source.base_url.rstrip('/')}/{make_path(inside)}"
    return path.as_uri()


def _parse_line(line: bytes) -> object:
    """Return the value of a line of JSON; None if it is not JSON."""
    try:
        parsed: object = json.loads(line)
    except ValueError:
        return None
    return parsed
