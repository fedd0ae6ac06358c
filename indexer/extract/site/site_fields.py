"""Which blocks show the fields of a page, and fields read from slots of its site."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ...model import Article
from ..blocks import HEADING_TAGS, PageBlocks
from ..body.template import Template
from ..fields.breadcrumbs import read_crumbs
from ..fields.candidates import FieldCandidate
from ..fields.dates import find_dates, parse_stamp
from ..fields.person_names import is_full_name, split_names
from ..fields.site_facts import LIST_FIELDS, PageFacts
from ..fields.titles import list_spellings
from ..fields.topics import KEYWORD_SOURCES
from ..fields.visible_dates import is_possible
from ..visible_text import fold, strip_markup

PROVEN_SOURCES = frozenset(("json-ld", "meta"))
"""Sources that prove the value in a slot."""
MAX_FIELD_CHARS = 200
"""Characters of the longest block that may hold a field."""


def find_page_facts(
    title: str,
    page: PageBlocks,
    kept: Sequence[bool],
    candidates: Mapping[str, Sequence[FieldCandidate]],
) -> PageFacts:
    """Return which fields a page has, and which blocks show them.

    Args:
        title: text of its title element.
        kept: which blocks are its body.
        candidates: of each field, likeliest first.
    """
    fields, shown = {}, set()
    for name, found in candidates.items():
        proof = next((c for c in found if _proves(name, c)), None)
        best = proof or next(iter(found), None)
        if best is not None:
            fields[name] = proof is not None
            shown |= {(name, i) for i in _find_blocks(page, name, best.value)}
    found_topics = candidates.get("topics", ())
    topics = _fold_topics(found_topics)
    keywords = _fold_topics(c for c in found_topics if c.source in KEYWORD_SOURCES)
    texts = [block.text for block, keep in zip(page.blocks, kept, strict=True) if keep]
    headline = next((c.value for c in candidates.get("title", ())), "")
    text = fold(" ".join([headline, *texts]))
    unseen = frozenset(keyword for keyword in keywords if keyword not in text)
    title = strip_markup(title)
    return PageFacts(title, topics, unseen, fields, frozenset(shown))


def _fold_topics(candidates: Iterable[FieldCandidate]) -> frozenset[str]:
    return frozenset(fold(topic) for c in candidates for topic in c.value.split(", "))


def _proves(name: str, candidate: FieldCandidate) -> bool:
    """Return whether a value may prove a slot; for authors only persons do.

    The name of the site or of its staff stands in many places.
    """
    if candidate.source not in PROVEN_SOURCES:
        return False
    return name != "authors" or all(map(is_full_name, candidate.value.split(", ")))


def _find_blocks(page: PageBlocks, name: str, value: str) -> Iterable[int]:
    """Yield the blocks that show a value."""
    moment = parse_stamp(value) if name == "published" else None
    parts = [fold(p) for p in re.split(" > |, ", value)]
    whole = fold(value)
    for index, block in enumerate(page.blocks):
        text = block.text
        if len(text) > MAX_FIELD_CHARS:
            continue
        folded = fold(text)
        if name == "title":
            heads = block.tag in HEADING_TAGS and whole in folded
            holds = folded == whole or heads
        elif moment is not None:
            holds = any(m.day == moment.day for m in find_dates(text))
        else:
            holds = all(p in folded for p in parts)
            holds = holds or (name in LIST_FIELDS and folded in parts)
        if holds and whole:
            yield index


def fill_gaps(
    meta: Article,
    page: PageBlocks,
    template: Template,
    now: dt.datetime | None = None,
) -> Article:
    """Read missing fields from the slots that hold them on other pages of the site.

    Args:
        now: with a zone; dates after it are refused. The clock's, if None.
    """
    now = now or dt.datetime.now(dt.UTC)
    if meta.published is None:
        for text in _read_slot("published", page, template):
            moment = next(find_dates(text), None)
            if moment is not None and is_possible(moment, now):
                meta = replace(
                    meta,
                    published=moment.when,
                    published_source="slot",
                    published_precision=moment.precision,
                )
    if not meta.authors:
        texts = _read_slot("authors", page, template)
        names = split_names(texts, template.facts.names)
        if all(map(is_full_name, names)):
            meta = replace(meta, authors=names)
    if not meta.sections:
        texts = _read_slot("sections", page, template)
        spellings = list_spellings(meta.title, meta.series)
        meta = replace(meta, sections=read_crumbs(texts, spellings))
    return meta


def _read_slot(name: str, page: PageBlocks, template: Template) -> list[str]:
    """Return the texts in the first slot that certainly holds a field."""
    sure = template.facts.find_sure(name)
    paths = template.find_block_paths(page) if sure else []
    first = next((path for path in paths if path in sure), None)
    texts = [
        block.text
        for block, path in zip(page.blocks, paths, strict=bool(sure))
        if path == first and len(block.text) <= MAX_FIELD_CHARS
    ]
    return texts if name in LIST_FIELDS else texts[:1]
