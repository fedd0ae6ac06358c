"""The passage tree: a cleaned fragment read as headed parts.

The rules mend what pages break: headings over two lines, headings that are only bold,
bold words that open a paragraph, paragraphs cut in the middle of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from ..languages import HAN
from ..model import Passage

RUN_IN = 7
"""Level of a heading that opens a paragraph."""

SENTENCE_END = re.compile(r"[.!?。！？…;；:：][\"'”’」』)）\]]*$")
NUMBERED = re.compile(
    r"(?:\d{1,2}[.、．)）]\s*(?!\d)|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|"
    r"第[一二三四五六七八九十\d]{1,3}[章节部分]+)\s*\S"
)
FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|shall|should|may|"
    r"might|must|do|does|did|said|says)\b"
)
GERUND = re.compile(r"[A-Z][a-z]+ing\s+\w+")
OPENING = re.compile(r"([^.!?。]{8,110}?\.)\s+(?=[A-Z\"“])")
UNITS = re.compile(r"h[1-6]|p|li|tr|pre|blockquote|figcaption|caption")
LONG = 120
"""Characters of a paragraph that is surely prose."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One paragraph, heading, list item or row on its way into a passage.

    Attributes:
        kind: ``h``, ``p``, ``li``, ``tr`` or ``pre``.
        level: of a heading, as the page has it; 0 for the rest.
        lead: bold text that opens it, if not all of it is bold.
        all_bold: whether all of it is bold.
    """

    kind: str
    text: str
    level: int = 0
    anchor: str = ""
    lead: str = ""
    all_bold: bool = False


def split_passages(fragment: str) -> tuple[Passage, ...]:
    """Read a cleaned fragment of HTML as passages in reading order."""
    units = list(_read_units(BeautifulSoup(fragment, "lxml")))
    units = _join_headings(units)
    units = _mark_headings(units)
    units = _mend_paragraphs(units)
    return tuple(_gather(_split_run_ins(units)))


def join_passages(passages: Iterable[Passage]) -> str:
    """Return the body of an article: headings and texts, parted by blank lines.

    A run-in heading stands before its text as on the page.
    """
    return "\n\n".join(map(_join_passage, passages))


def join_texts(before: str, after: str) -> str:
    """Join two texts, in the middle of a sentence where it was cut."""
    if _goes_on(before.rpartition("\n\n")[2], after):
        return _join(before, after)
    return "\n\n".join(text for text in (before, after) if text)


def _join_passage(passage: Passage) -> str:
    parts = [t for t in (passage.heading, passage.text) if t]
    if passage.level != RUN_IN:
        return "\n\n".join(parts)
    return " ".join(parts)


def _read_units(soup: BeautifulSoup) -> Iterator[Unit]:
    for tag in soup.find_all(UNITS):
        anchor = str(tag.get("id") or "")
        if tag.name == "tr":
            cells = (_text(cell) for cell in tag.find_all("td"))
            yield Unit("tr", " | ".join(cells), 0, anchor)
        elif tag.name == "pre":
            yield Unit(
                "pre", "\n".join(_lines(tag, strip=False)).strip("\n"), 0, anchor
            )
        elif tag.name[0] == "h":
            yield Unit("h", " ".join(_lines(tag)), int(tag.name[1]), anchor)
        else:
            yield from _read_paragraph(tag, anchor)


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _lines(tag: Tag, strip: bool = True) -> list[str]:
    """Return the text of an element, cut at its line breaks."""
    lines = [""]
    for node in tag.descendants:
        if isinstance(node, NavigableString):
            lines[-1] += node
        elif isinstance(node, Tag) and node.name == "br":
            lines.append("")
    if not strip:
        return lines
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def _read_paragraph(tag: Tag, anchor: str) -> Iterator[Unit]:
    """Yield a paragraph, or one for each of its lines where these are paragraphs."""
    kind = "li" if tag.name == "li" else "p"
    bold = "".join(b.get_text() for b in tag.find_all("b"))
    lines = _lines(tag)
    text = _join_lines(lines)
    all_bold = bool(text) and "".join(bold.split()) == "".join(text.split())
    prose = sum(1 for line in lines if SENTENCE_END.search(line) or len(line) > LONG)
    if kind == "p" and len(lines) > 1 and not all_bold and 2 * prose >= len(lines):
        for line in lines:
            yield Unit("p", line, 0, anchor, _find_lead(tag, line))
            anchor = ""
    elif text:
        yield Unit(
            kind, text, 0, anchor, "" if all_bold else _find_lead(tag, text), all_bold
        )


def _join_lines(lines: Sequence[str]) -> str:
    """Join the lines of one paragraph: with a space where a sentence goes on."""
    text = ""
    for line in lines:
        text = _join(text, line) if _goes_on(text, line) else f"{text}\n{line}"
    return text.strip("\n")


def _join(before: str, after: str) -> str:
    """Join two halves of a sentence; Han needs no space."""
    return f"{before}{after}" if ord(before[-1]) > 0x2E80 else f"{before} {after}"


def _find_lead(tag: Tag, text: str) -> str:
    """Return the bold text that opens a paragraph or one of its lines."""
    for bold in tag.find_all("b"):
        lead = " ".join(bold.get_text().split())
        if lead and text.startswith(lead) and len(lead) < len(text):
            return lead
    return ""


def _goes_on(before: str, after: str) -> bool:
    """Say whether a text goes on in the middle of a sentence.

    >>> _goes_on("the world seize opportunities and pursue common", "development. It")
    True
    >>> _goes_on("It was intended.", "to avoid")
    False
    """
    if not before or not after:
        return False
    if re.match(r"[a-z]", after) and not SENTENCE_END.search(before):
        return re.search(r"[\w,)\"'”’-]$", before) is not None
    if not re.match(f"[{HAN}“‘《（]", after) or NUMBERED.match(after):
        return False
    return before[-1] in "，、" or (
        re.search(f"[{HAN}]$", before) is not None
        and re.search("[，。；]", before) is not None
    )


def _is_short(text: str) -> bool:
    """Say whether a text is no longer than a heading may be."""
    han = len(re.findall(f"[{HAN}]", text))
    return len(text) + han <= 110 and "\n" not in text


def _join_headings(units: Sequence[Unit]) -> list[Unit]:
    """Join headings that were broken over two lines or paragraphs."""
    joined: list[Unit] = []
    for unit in units:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind == unit.kind
            and last.kind in ("h", "p")
            and last.all_bold == unit.all_bold
            and (last.kind == "h" or NUMBERED.match(last.text) is not None)
            and (last.kind != "h" or last.level == unit.level)
            and re.match(r"[a-z]", unit.text)
            and not SENTENCE_END.search(last.text)
            and not SENTENCE_END.search(unit.text)
            and _is_short(f"{last.text} {unit.text}")
        ):
            joined[-1] = replace(
                last, text=f"{last.text} {unit.text}", anchor=last.anchor or unit.anchor
            )
        else:
            joined.append(unit)
    return joined


def _mark_headings(units: Sequence[Unit]) -> list[Unit]:
    """Make headings of the bold or numbered short paragraphs that head others."""
    marked = []
    levels = [u.level for u in units if u.kind == "h"]
    for unit, after in zip_longest(units, units[1:]):
        heads = (
            unit.kind == "p"
            and after is not None
            and after.kind != "h"
            and _is_short(unit.text)
            and not re.search(r"[.。,，;；!！…][\"'”’」』)）\]]*$", unit.text)
            and not (after.kind == "p" and after.all_bold and not unit.all_bold)
        )
        if heads and (
            unit.all_bold
            or (NUMBERED.match(unit.text) and after and len(after.text) > LONG)
        ):
            level = 3 if levels and min(levels) <= 2 and unit.all_bold else 2
            unit = replace(unit, kind="h", level=level, text=unit.text)
        marked.append(unit)
    return marked


def _mend_paragraphs(units: Sequence[Unit]) -> list[Unit]:
    """Join paragraphs that were cut in the middle of a sentence."""
    mended: list[Unit] = []
    for unit in units:
        last = mended[-1] if mended else None
        if (
            last is not None
            and last.kind == unit.kind == "p"
            and not unit.lead
            and len(last.text) > 40
            and _goes_on(last.text, unit.text)
        ):
            mended[-1] = replace(last, text=_join(last.text, unit.text))
        else:
            mended.append(unit)
    return mended


def _split_run_ins(units: Sequence[Unit]) -> Iterator[Unit]:
    """Part the run-in headings from their paragraphs."""
    openings = [_find_opening(u) for u in units]
    plain = [o for o, u in zip(openings, units, strict=True) if o and not u.lead]
    prose = sum(1 for u in units if u.kind == "p" and len(u.text) > LONG)
    consistent = len(plain) >= 2 and 2 * len(plain) >= prose
    for unit, opening in zip(units, openings, strict=True):
        if opening and (unit.lead or consistent):
            yield Unit("h", opening, RUN_IN, unit.anchor)
            yield replace(unit, text=unit.text[len(opening) :].strip(), anchor="")
        else:
            yield unit


def _find_opening(unit: Unit) -> str:
    """Return the run-in heading a paragraph may open with, or an empty string."""
    rest = unit.text[len(unit.lead) :].strip()
    if unit.kind != "p" or len(rest) < LONG // 2:
        return ""
    if unit.lead:
        ends = re.search(r"[.。:：!?！？]$", unit.lead) is not None
        words = len(unit.lead.split()) > 1 or len(unit.lead) > 4
        return unit.lead if ends and words and _is_short(unit.lead) else ""
    found = OPENING.match(unit.text)
    if found is None or len(unit.text) < 2 * LONG:
        return ""
    opening = found[1]
    verbless = GERUND.match(opening) and not FINITE.search(opening)
    return opening if verbless and _is_short(opening) else ""


def _gather(units: Iterable[Unit]) -> Iterator[Passage]:
    """Yield one passage for each heading, and one for what stands before the first."""
    head, texts, last = Passage("", 0, "", ""), "", ""
    for unit in units:
        if unit.kind == "h":
            if head.heading or texts:
                yield replace(head, text=texts)
            head, texts = Passage(unit.text, max(2, unit.level), unit.anchor, ""), ""
        elif unit.text:
            line = f"• {unit.text}" if unit.kind == "li" else unit.text
            same = unit.kind == last and unit.kind in ("li", "tr")
            texts += ("" if not texts else "\n" if same else "\n\n") + line
        last = unit.kind
    if head.heading or texts:
        yield replace(head, text=texts)
