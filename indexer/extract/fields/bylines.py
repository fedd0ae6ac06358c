"""Visible bylines, links and boxes of authors, signatures and biographies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from ...text import HAN
from ..blocks import HEADING_TAGS, Block
from ..visible_text import MAX_TEXT_CHARS, fold, read_text, space_out
from .dates import YEAR_HINT, find_dates
from .label_lines import read_label
from .page_signals import NamedElement, PageSignals
from .person_names import cut_at_dates, drop_repeated, is_person, split_names

AUTHOR_PAGE_ADDRESS = re.compile(
    r"/(?:authors?|people|profiles?|contributors?|writers?|staff|journalists?|reporters?|by|team)/[^/?#]+",
    re.I,
)
OTHER_CREDIT = (
    r"\b(?:reviewed|(?:fact-?)?checked|edited|photo\w*|illustrat\w+|translated|"
    r"produced|approved|compiled)\s+by"
)
"""What stands before the name of someone who is no author."""
LATIN_BYLINE = re.compile(
    r"^\W*(?:(?:words|story|text|written|posted|published|article|review)\s+)?by(?:\s*[:：]\s*|\s+|(?-i:(?=[A-Z])))(?P<names>[A-Z].{2,90})$"
    r"|(?:^|[\s|·])(?:written|posted|published)\s+by\s*[:：]?\s+(?P<names2>[A-Z].{2,70})",
    re.I,
)
DATED_BYLINE = re.compile(r"\b[Bb]y:?\s+([A-Z].{2,70})$")
"""The end of a byline that has a date before it."""
DATE_SEPARATOR = re.compile(r"\s*[-–—|·•]\s*")
"""What stands between the date and the names in *May 3, 2019 - Ann Lee (@annlee)*."""
NAME_SEPARATOR = re.compile(r"\s*\(@?\w+\)\s*|\s*[,;&]\s*|\s+and\s+")
AUTHOR_CLASS = re.compile(r"author|byline|writer|contributor", re.I)
HAN_BYLINE = re.compile(
    r"(?:^|[\s|(（])文\s*[:：/／|丨]\s*(?P<names2>[^\s:：|；;()（）][^:：|；;()（）]{1,30})"
    rf"|[（(][^（）()]{{0,12}}?记者\s*(?P<names3>[{HAN}][^（）()]{{1,30}})[)）]"
    rf"|^(?:本报|本网|本刊|特约|见习)记者\s+(?P<names4>[{HAN}、\s]{{2,20}})$"
)
"""Chinese bylines that are no label with a colon."""
BYLINE_OPENING = re.compile(
    r"\W*(?:(?:words|story|text|written|article|posted)\s+)?by(?:\s*[:：]|\s+|(?-i:(?=[A-Z])))",
    re.I,
)
"""What opens a byline."""
SIGNATURE_OPENING = re.compile(
    r"\W*(?:this (?:\w+ )?\w+ was |article |post |story )?"
    r"(?:written|posted|words)\s+by",
    re.I,
)
"""What opens a byline wherever it stands."""
JOB_LINE = re.compile(
    r"(?:[\w&,/-]+\s+){0,4}(?:writer|reporter|editor|correspondent|columnist|contributor|"
    r"author|journalist|director|manager|analyst|strategist|founder|ceo)",
    re.I,
)
"""What a person does, as a line beside the name says."""
BIOGRAPHY_OPENING = re.compile(
    r"((?:[A-Z][\w'’.-]+\s+){1,2}[A-Z][\w'’-]+)(?:,[^,]{2,30},)?\s+"
    r"(?:is|was|has|writes|works|joined|covers|covered|holds|leads)\b"
)
"""How a biography begins."""
BIOGRAPHY_WORD = re.compile(
    r"\b(?:s?he|his|her|writer|author|editor|journalist|reporter|founder|director|"
    r"manager|professional|expert|specialist|professor|years of)\b"
)
"""A word of a biography."""
BYLINE_LABEL = re.compile(
    r"\W*(?:(?:words|story|text|written|posted|article)\s+)?by\W*|\W*(?:author|writer|written)\s*[:：]?\s*",
    re.I,
)
"""A label whose name stands in the next block."""
AUTHOR_MARKUP = re.compile(r"itemprop-author|rel-author|href-author")
SITE_OWNER = re.compile(
    r"(.{3,40}?)['’]s (?:\w+ )?(?:blog|weblog|site|website|homepage|journal|notes)",
    re.I,
)
"""The name of a site that contains its owner's."""
AUTHOR_NAME_ELEMENT = re.compile(r"author.*name|name.*author|author-?title", re.I)
BYLINE_BLOCKS_BEFORE = 8
BYLINE_BLOCKS_AFTER = 15
"""Blocks before and after the headline among which a byline is looked for."""
AUTHOR_MARKUP_BLOCKS = 5
"""Blocks after the headline where ``AUTHOR_MARKUP`` counts outside the article too."""
BELOW_BLOCKS = 6
"""Blocks right below the headline."""
MAX_BYLINE_CHARS = 160
MAX_AUTHOR_LINKS = 100
"""Links of an element for authors that are read."""


@dataclass(frozen=True, slots=True)
class Byline:
    """Names of persons who may have written the article.

    Attributes:
        source: ``json-ld``, ``meta``, ``slot`` or ``text``.
    """

    names: tuple[str, ...]
    source: str


def find_byline_text(signals: PageSignals) -> str:
    """Return the lines right below the headline that open with "By", folded."""
    start = signals.title_at + 1
    near = enumerate(signals.blocks[start : start + BELOW_BLOCKS], start)
    lines = (b.text for i, b in near if not signals.is_outside(i))
    short = (
        line
        for line in lines
        if len(line) <= MAX_BYLINE_CHARS and BYLINE_OPENING.match(line)
    )
    return fold(" ".join(re.split(OTHER_CREDIT, line, flags=re.I)[0] for line in short))


def read_whole_names(signals: PageSignals, barred: set[str]) -> Iterator[str]:
    """Yield the single names that elements for authors near the headline hold."""
    for named in signals.of_kind("author"):
        if _is_near(signals, named):
            text = read_text(named.element, " ")
            if split_names([text], barred) == (text,):
                yield text


def find_signed_names(line: str, found: Iterable[str]) -> tuple[str, ...]:
    """Return the names in a folded line that are not part of a longer one in it."""
    names = {fold(n): n for n in found if fold(n) in line}
    whole = [f for f in names if not any(f != g and f in g for g in names)]
    return tuple(names[f] for f in sorted(whole, key=line.index))


def read_visible_bylines(signals: PageSignals, barred: set[str]) -> Iterator[Byline]:
    """Yield the authors that the page shows, likeliest first."""
    near = [s for s in _find_author_elements(signals) if _is_near(signals, s)]
    exact = [s for s in near if AUTHOR_MARKUP.search(s.names)]
    yield Byline(
        drop_repeated(n for s in exact for n in _names_in(s, barred, signals)), "slot"
    )
    yield from (Byline(_names_in(s, barred, signals), "slot") for s in near)
    yield from _read_lines(signals, barred)
    yield from _read_dated(signals)
    boxes = (
        s
        for s in _find_author_elements(signals)
        if not signals.is_outside(s.block) or AUTHOR_NAME_ELEMENT.search(s.names)
    )
    names = drop_repeated(n for s in boxes for n in _names_in(s, barred, signals))
    if len(names) == 1:
        yield Byline(names, "slot")
    yield from _read_unmarked(signals, barred)
    yield from _read_signed(signals, barred)
    for name in signals.site_names:
        if (found := SITE_OWNER.fullmatch(name)) and is_person(found[1]):
            yield Byline((found[1],), "meta")


def _find_author_elements(signals: PageSignals) -> Iterator[NamedElement]:
    """Yield the elements named for authors.

    Publishing software makes the id of a heading from its words, such as
    ``list-of-contributors``, so that the id alone is no sign.
    """
    for named in signals.of_kind("author"):
        own_class = named.element.get("class") or ""
        if named.element.tag not in HEADING_TAGS or AUTHOR_CLASS.search(own_class):
            yield named


def _read_dated(signals: PageSignals) -> Iterator[Byline]:
    """Yield the names after a date right below the headline, with handles or without.

    Names inside a link are left out, because it may lead to a category.
    """
    start = signals.title_at + 1
    for block in signals.blocks[start : start + 2] if start else ():
        line = block.text
        date = next(find_dates(line), None) if len(line) < MAX_BYLINE_CHARS else None
        if date is None or date.start > 1:
            continue
        separator = DATE_SEPARATOR.match(line, date.end)
        parts = NAME_SEPARATOR.split(line[separator.end() :]) if separator else []
        names = tuple(filter(None, parts))
        if names and all(is_person(n) and not _is_linked(n, block) for n in names):
            yield Byline(names, "text")


def _is_linked(name: str, block: Block) -> bool:
    return any(run.link and name in run.text for run in block.runs)


def _read_lines(signals: PageSignals, barred: set[str]) -> Iterator[Byline]:
    """Yield the bylines among the short lines of a page."""
    start = max(0, signals.title_at - BYLINE_BLOCKS_BEFORE)
    blocks = signals.blocks
    for index, block in enumerate(blocks):
        line = block.text
        if len(line) > MAX_BYLINE_CHARS or signals.is_outside(index):
            continue
        if BYLINE_LABEL.fullmatch(line) and index + 1 < len(blocks):
            line = f"{line} {blocks[index + 1].text}"
        near = start <= index <= signals.title_at + BYLINE_BLOCKS_AFTER
        if near and YEAR_HINT.search(line):
            line = " ".join(cut_at_dates(space_out(block)))
            if found := DATED_BYLINE.search(
                re.split(OTHER_CREDIT, line, flags=re.I)[0]
            ):
                yield Byline(split_names([found[1]], barred), "text")
        if (found := LATIN_BYLINE.search(line)) and (
            near or SIGNATURE_OPENING.match(line)
        ):
            yield Byline(split_names([_first_group(found)], barred), "text")
        if label := read_label(line, "author"):
            yield Byline(split_names([label], barred), "text")
        if found := HAN_BYLINE.search(line):
            yield Byline(
                split_names([_first_group(found).split(" · ")[0]], barred), "text"
            )


def _read_unmarked(signals: PageSignals, barred: set[str]) -> Iterator[Byline]:
    """Yield names without any label that have a job or a biography beside them."""
    lines = [b.text for b in signals.blocks]
    lives = {
        m[1]
        for t in lines
        if (m := BIOGRAPHY_OPENING.match(t)) and BIOGRAPHY_WORD.search(t)
    }
    start = signals.title_at + 1
    for index in range(start, min(start + BELOW_BLOCKS, len(lines))):
        line, *rest = re.split(r"\s*[|•·]\s*", lines[index])
        rest += lines[index + 1 : index + 2]
        works = any(JOB_LINE.fullmatch(text) for text in rest)
        if is_person(line) and fold(line) not in barred and (works or line in lives):
            yield Byline((line,), "text")
    boxed = {a for a, b in pairwise(lines) if a in lives and b.startswith(a)}
    if len(boxed) == 1:
        yield Byline(tuple(boxed), "text")


def _read_signed(signals: PageSignals, barred: set[str]) -> Iterator[Byline]:
    """Yield the names of the one signature on the page, wherever it stands."""
    lines = (b.text for b in signals.blocks if len(b.text) <= MAX_BYLINE_CHARS)
    bylines = (
        LATIN_BYLINE.search(line) for line in lines if SIGNATURE_OPENING.match(line)
    )
    names = {split_names([_first_group(found)], barred) for found in bylines if found}
    if len(names) == 1:
        yield Byline(names.pop(), "text")


def _is_near(signals: PageSignals, named: NamedElement) -> bool:
    distance = named.block - max(0, signals.title_at)
    if 0 <= distance <= AUTHOR_MARKUP_BLOCKS and AUTHOR_MARKUP.search(named.names):
        return True
    return (
        -BYLINE_BLOCKS_BEFORE <= distance <= BYLINE_BLOCKS_AFTER
        and not signals.is_outside(named.block)
    )


def _names_in(
    named: NamedElement, barred: set[str], signals: PageSignals
) -> tuple[str, ...]:
    """Return the names in an element for authors, those of its links first."""
    element = named.element
    blocks = signals.blocks
    around = (
        blocks[named.block].text[:MAX_TEXT_CHARS] if named.block < len(blocks) else ""
    )
    links = [element] if element.tag == "a" else element.iter("a")
    links = islice(links, MAX_AUTHOR_LINKS)
    texts = [(read_text(a, " "), a.get("href") or "") for a in links]
    people = [
        t for t, href in texts if len(t) < 60 and AUTHOR_PAGE_ADDRESS.search(href)
    ]
    people = people or [t for t, _ in texts if is_person(t)]
    names = split_names(people, barred)
    if not names:
        text = read_text(element, " ")
        names = split_names([text], barred) if len(text) < MAX_BYLINE_CHARS else ()
    return tuple(
        n
        for n in names
        if not re.search(
            rf"{OTHER_CREDIT}\W{{1,4}}(?:dr\.?\s+)?{re.escape(n)}", around, re.I
        )
    )


def _first_group(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)
