"""Lines and labels that name the authors, in many languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from ...text import HAN
from ..visible_text import fold, space_out
from .dates import YEAR_HINT
from .label_lines import AUTHOR_OPENINGS, has_colon, read_label_elements, read_labels
from .page_signals import PageSignals
from .person_names import HANGUL, NameRules, cut_at_dates, drop_repeated, is_full_name

OTHER_CREDIT = (
    r"(?:\b(?:reviewed|(?:fact-?)?checked|edited|photo\w*|illustrat\w+|translated|"
    r"produced|approved|compiled)\s+by|\b(?:übersetzt|fotografiert|bearbeitet) von|"
    r"\b(?:traduit|photographié) par|\b(?:traducido|fotografiado) por|\btradotto da|"
    r"\b(?:fotos?|photos?|bild(?:er)?|foto di|photos? de)\s*[:：])"
)
"""What stands before the name of someone who is no author."""
LATIN_BYLINE = re.compile(
    r"^\W*(?:(?:(?:words|story|text)(?:\s+(?:and|&)\s+\w+)?|written|posted|published|submitted|article|review)\s+)?by(?:\s*[:：]\s*|\s+|(?-i:(?=[A-Z])))(?P<names>[A-Z].{2,90})$"
    r"|(?:^|[\s|·])(?:written|posted|published|submitted)\s+by\s*[:：]?\s+(?P<names2>[A-Z].{2,70})",
    re.I,
)
DATED_BYLINE = re.compile(r"\b[Bb]y:?\s+([A-Z].{2,90})$")
"""The end of a byline that has a date before it."""
OPENING_BYLINE = re.compile(
    rf"\W*(?:{AUTHOR_OPENINGS})\s+(?P<names>[^\W\d_].{{1,90}})", re.I
)
"""A byline in any language; its names must be full ones."""
DATED_OPENING = re.compile(
    r"\s(?:von|par|por|di|da|door|av|af|автором?|由|作者)\s+(?P<names>[^\W\d_a-z].{1,70})$"
)
"""The same after a date."""
TRAILING_LABEL = re.compile(
    rf"(?:^|[\s\])=|/(（【])(?P<names>(?:[{HANGUL}]{{2,4}}[\s·,]+)*[{HANGUL}]{{2,4}})"
    rf"\s*(?:선임|인턴|전문|객원|수습)?(?:기자|특파원)(?![{HANGUL}])"
    rf"|(?:^|[\s(（【])(?P<names2>[{HAN}]{{2,5}}(?:\s[{HAN}]{{1,4}})?)\s?記者(?=$|[\s)）】])"
)
"""Names before the word for a reporter, as in Korean and Japanese."""
_HAN_NAMES = rf"[{HAN}]{{2,4}}(?:[、\s]+[{HAN}]{{2,4}})*"
HAN_BYLINE = re.compile(
    r"(?:^|[\s|(（【\[])(?:图\s*[/、]?\s*文|文\s*[/、]?\s*图|文|撰文|撰稿|(?:本文)?作者|采写)"
    r"\s*[:：/／|｜丨】\]]\s*(?P<names2>[^\s:：|；;()（）】\]][^:：|；;()（）】\]]{1,30})"
    rf"|[（(][^（）()]{{0,20}}?记者\s*(?P<names3>[{HAN}][^（）()]{{1,30}})[)）]"
    rf"|^[{HAN}]{{0,10}}记者\s+(?P<names4>{_HAN_NAMES})$"
    rf"|^[{HAN}]{{0,10}}记者\s*(?P<names5>{_HAN_NAMES})\s*(?:摄影)?报道$"
    rf"|^(?P<names6>{_HAN_NAMES})\s*[/／]\s*(?:图?文|文图?)$"
    r"|(?:^|\s)由\s*(?P<names7>\S{2,20})\s*(?:发表|发布|撰写)"
)
"""Chinese bylines that are no label with a colon."""
HAN_REPORTER = "记者"
MAX_REPORTER_CHARS = 60
"""Characters of a long block, at its beginning and end, where reporters are named."""
BYLINE_OPENING = re.compile(
    rf"\W*(?:{AUTHOR_OPENINGS})(?:\s*[:：]|\s+|(?-i:(?=[A-Z])))", re.I
)
"""What opens a byline."""
SIGNATURE_OPENING = re.compile(
    r"\W*(?:this (?:\w+ )?\w+ was |article |post |story )?"
    r"(?:written|posted|words)\s+by",
    re.I,
)
"""What opens a byline wherever it stands."""
BYLINE_BLOCKS_BEFORE = 8
BYLINE_BLOCKS_AFTER = 15
"""Blocks before and after the headline among which a byline is looked for."""
BELOW_BLOCKS = 6
"""Blocks right below the headline."""
MAX_BYLINE_CHARS = 160


@dataclass(frozen=True, slots=True)
class Byline:
    """Names of persons who may have written the article.

    Attributes:
        source: ``json-ld``, ``meta``, ``slot`` or ``text``.
    """

    names: tuple[str, ...]
    source: str


def find_byline_text(signals: PageSignals) -> str:
    """Return the lines right below the headline that open like a byline, folded."""
    start = signals.title_at + 1
    near = enumerate(signals.blocks[start : start + BELOW_BLOCKS], start)
    lines = (b.text for i, b in near if not signals.is_outside(i))
    short = (
        line
        for line in lines
        if len(line) <= MAX_BYLINE_CHARS and BYLINE_OPENING.match(line)
    )
    return fold(" ".join(_cut_credits(line) for line in short))


def find_signed_names(line: str, found: Iterable[str]) -> tuple[str, ...]:
    """Return the names in a folded line that are not part of a longer one in it."""
    names = {fold(n): n for n in found if fold(n) in line}
    whole = [f for f in names if not any(f != g and f in g for g in names)]
    return tuple(names[f] for f in sorted(whole, key=line.index))


def read_near_lines(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    """Yield the bylines among the short lines around the headline."""
    start = max(0, signals.title_at - BYLINE_BLOCKS_BEFORE)
    end = signals.title_at + BELOW_BLOCKS + 1
    yield from _read_bylines(signals, rules, start, end)


def read_later_lines(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    """Yield the bylines among the short lines further below the headline."""
    start = signals.title_at + BELOW_BLOCKS + 1
    end = signals.title_at + BYLINE_BLOCKS_AFTER + 1
    yield from _read_bylines(signals, rules, start, end)


def _read_bylines(
    signals: PageSignals, rules: NameRules, start: int, end: int
) -> Iterator[Byline]:
    for index in _find_short(signals, start, end):
        if signals.is_outside(index):
            continue
        block = signals.blocks[index]
        line = block.text
        if text := read_label_elements(signals.blocks, index, near=True):
            yield Byline(rules.split([text]), "text")
        opening = OPENING_BYLINE.fullmatch(_cut_credits(line).strip())
        if YEAR_HINT.search(line):
            line = _cut_credits(" ".join(cut_at_dates(space_out(block))))
            if found := DATED_BYLINE.search(line):
                yield Byline(rules.split([found[1]]), "text")
            opening = opening or DATED_OPENING.search(line)
        if found := LATIN_BYLINE.search(line):
            yield Byline(rules.split([_first_group(found)]), "text")
        if opening:
            names = takewhile(is_full_name, rules.split([opening["names"]]))
            yield Byline(tuple(names), "text")
        yield from _read_labelled(block.text, rules)


def read_far_lines(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    """Yield the bylines among the short lines of the rest of the page."""
    start = max(0, signals.title_at - BYLINE_BLOCKS_BEFORE)
    near = range(start, signals.title_at + BYLINE_BLOCKS_AFTER + 1)
    for index in _find_short(signals, 0, len(signals.blocks)):
        line = signals.blocks[index].text
        if index not in near and not signals.is_outside(index):
            if SIGNATURE_OPENING.match(line) and (found := LATIN_BYLINE.search(line)):
                yield Byline(rules.split([_first_group(found)]), "text")
            yield from _read_labelled(line, rules)


def find_label_boxes(signals: PageSignals, rules: NameRules) -> set[tuple[str, ...]]:
    """Return the names in elements after that of a label, wherever they stand.

    Themes write the author into a box below the text, too: *Author* in one element, the
    name in the next.
    """
    names = set()
    for index in _find_short(signals, 0, len(signals.blocks)):
        text = read_label_elements(signals.blocks, index, near=False)
        if text and not signals.is_outside(index):
            names.add(rules.split([text]))
    return names - {()}


def read_label_texts(signals: PageSignals) -> Iterator[str]:
    """Yield what stands after labels near the headline, whether it is a name or not."""
    start = max(0, signals.title_at - BYLINE_BLOCKS_BEFORE)
    for index in _find_short(signals, start, signals.title_at + BYLINE_BLOCKS_AFTER):
        if not signals.is_outside(index):
            line = signals.blocks[index].text
            yield from read_labels(line, "author") if has_colon(line) else ()
            yield read_label_elements(signals.blocks, index, near=False)


def read_signature(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    """Yield the names of the one signature on the page, wherever it stands."""
    lines = (b.text for b in signals.blocks if len(b.text) <= MAX_BYLINE_CHARS)
    bylines = (
        LATIN_BYLINE.search(line) for line in lines if SIGNATURE_OPENING.match(line)
    )
    names = {rules.split([_first_group(found)]) for found in bylines if found}
    if len(names) == 1:
        yield Byline(names.pop(), "text")


def read_reporters(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    """Yield the reporters in brackets at the beginning or end of a paragraph."""
    for index, block in enumerate(signals.blocks):
        if len(block.text) > MAX_BYLINE_CHARS and HAN_REPORTER in block.text:
            ends = block.text[:MAX_REPORTER_CHARS], block.text[-MAX_REPORTER_CHARS:]
            found = next(filter(None, map(HAN_BYLINE.search, ends)), None)
            if found and found["names3"] and not signals.is_outside(index):
                yield Byline(rules.split([found["names3"]]), "text")


def _find_short(signals: PageSignals, start: int, end: int) -> Iterator[int]:
    """Yield the indexes of the short blocks in a part of the page; code is left out."""
    for index, block in enumerate(signals.blocks[start:end], start):
        if len(block.text) <= MAX_BYLINE_CHARS and block.tag != "pre":
            yield index


def _read_labelled(line: str, rules: NameRules) -> Iterator[Byline]:
    """Yield the names after a label with a colon, or with a Chinese or Korean one."""
    if has_colon(line):
        values = [rules.split([label]) for label in read_labels(line, "author")]
        yield Byline(drop_repeated(n for names in values for n in names), "text")
    if line.isascii():
        return
    if found := HAN_BYLINE.search(line):
        yield Byline(rules.split([_first_group(found).split(" · ")[0]]), "text")
    if found := TRAILING_LABEL.search(line):
        yield Byline(rules.split([_first_group(found)]), "text")


def _cut_credits(line: str) -> str:
    """Return a line without what it says of photographers, editors and others."""
    return re.split(OTHER_CREDIT, line, maxsplit=1, flags=re.I)[0]


def _first_group(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)
