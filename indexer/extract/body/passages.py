"""The passage tree: a cleaned fragment read as headed parts.

The rules mend what pages break: headings over two lines, headings that are only bold,
bold words that open a paragraph, paragraphs cut in the middle of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from lxml import etree
from lxml.etree import _Element as Element

from ...model import RUN_IN_LEVEL, Passage
from ...text import UNSPACED, UNSPACED_CHARACTER

CLOSING = "\"'”’」』)）]"
SENTENCE_ENDS = tuple(".!?。！？…;；:：")
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
UNITS = (
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("p", "li", "tr", "pre", "blockquote", "figcaption", "caption"),
)
LONG = 120
"""Characters of a paragraph that is surely prose."""
LONGEST_HEADING = 110
"""Characters of it; a Han character counts as two."""
NEAR = 1000
"""Characters before a cut that are looked at: a bound for paragraphs of megabytes."""
UNSPACED_OPENING = re.compile(f"[{UNSPACED}“‘《（]")
HAN_JOINT = re.compile("[与和及或的对为向、，]$")
"""What no Chinese heading ends with."""
HAN_COMMA = re.compile("[，。；]")


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
    units: Sequence[Unit] = list(_read_units(_parse(fragment)))
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
        return f"{before}{_find_gap(before)}{after}"
    return "\n\n".join(text for text in (before, after) if text)


def _join_passage(passage: Passage) -> str:
    parts = [t for t in (passage.heading, passage.text) if t]
    return (" " if passage.is_run_in else "\n\n").join(parts)


def _parse(fragment: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    markup = f"<body>{fragment}</body>".encode("utf-8", "replace")
    return etree.fromstring(markup, parser)


def _read_units(root: Element) -> Iterator[Unit]:
    for element in root.iter(*UNITS):
        tag, anchor = element.tag, element.get("id") or ""
        if tag == "tr":
            cells = (_text(cell) for cell in element.iter("td"))
            yield Unit("tr", " | ".join(cells), 0, anchor)
        elif tag == "pre":
            yield Unit("pre", "\n".join(_read_lines(element)).strip("\n"), 0, anchor)
        elif tag[0] == "h":
            yield Unit("h", " ".join(_flatten_lines(element)), int(tag[1]), anchor)
        else:
            yield from _read_paragraph(element, anchor)


def _text(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _read_lines(element: Element) -> list[str]:
    """Return the text of an element, cut at its line breaks."""
    lines = [element.text or ""]
    for child in element:
        if child.tag == "br":
            lines.append("")
        else:
            first, *more = _read_lines(child)
            lines[-1] += first
            lines += more
        lines[-1] += child.tail or ""
    return lines


def _flatten_lines(element: Element) -> list[str]:
    """Return the lines that are not empty, with single spaces."""
    lines = (" ".join(line.split()) for line in _read_lines(element))
    return [line for line in lines if line]


def _read_paragraph(element: Element, anchor: str) -> Iterator[Unit]:
    """Yield a paragraph, or one for each of its lines where these are paragraphs."""
    kind = "li" if element.tag == "li" else "p"
    bold = [text for b in element.iter("b") if (text := _text(b))]
    lines = _flatten_lines(element)
    text = _join_lines(lines)
    all_bold = bool(bold) and "".join("".join(bold).split()) == "".join(text.split())
    prose = sum(1 for line in lines if len(line) > LONG or _ends_sentence(line))
    if kind == "p" and len(lines) > 1 and not all_bold and 2 * prose >= len(lines):
        for line in lines:
            yield Unit("p", line, 0, anchor, _find_lead(bold, line))
            anchor = ""
    elif text:
        yield Unit(
            kind, text, 0, anchor, "" if all_bold else _find_lead(bold, text), all_bold
        )


def _join_lines(lines: Sequence[str]) -> str:
    """Join the lines of one paragraph: with a space where a sentence goes on."""
    parts: list[str] = []
    end = ""
    for line in lines:
        gap = _find_gap(end) if _goes_on(end, line) else "\n"
        parts += (gap, line)
        end = f"{end}{gap}{line}"[-NEAR:]
    return "".join(parts[1:])


def _find_gap(before: str) -> str:
    """Return what parts two halves of a sentence; Han needs no space."""
    return "" if ord(before[-1]) > 0x2E80 else " "


def _find_lead(bold: Iterable[str], text: str) -> str:
    """Return the bold text that opens a paragraph or one of its lines."""
    leads = (b for b in bold if len(b) < len(text) and text.startswith(b))
    return next(leads, "")


def _ends_sentence(text: str) -> bool:
    return text.rstrip(CLOSING).endswith(SENTENCE_ENDS)


def _goes_on(before: str, after: str) -> bool:
    """Say whether a text goes on in the middle of a sentence.

    >>> _goes_on("the world seize opportunities and pursue common", "development. It")
    True
    >>> _goes_on("It was intended.", "to avoid")
    False
    """
    if not before or not after:
        return False
    last = before[-1]
    if "a" <= after[0] <= "z" and not _ends_sentence(before):
        return last.isalnum() or last in "_,)\"'”’-"
    if not UNSPACED_OPENING.match(after) or NUMBERED.match(after):
        return False
    return last in "，、" or (
        UNSPACED_OPENING.match(last) is not None
        and last not in "“‘《（"
        and HAN_COMMA.search(before) is not None
    )


def _is_short(text: str) -> bool:
    """Say whether a text is no longer than a heading may be."""
    if len(text) > LONGEST_HEADING or "\n" in text:
        return False
    return len(text) + len(UNSPACED_CHARACTER.findall(text)) <= LONGEST_HEADING


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
            and (re.match(r"[a-z]", unit.text) or HAN_JOINT.search(last.text))
            and not _ends_sentence(last.text)
            and not _ends_sentence(unit.text)
            and _is_short(f"{last.text} {unit.text}")
        ):
            text = f"{last.text}{_find_gap(last.text)}{unit.text}"
            joined[-1] = replace(last, text=text, anchor=last.anchor or unit.anchor)
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
    mended: list[tuple[Unit, list[str]]] = []
    end = ""
    for unit in units:
        cut = (
            mended
            and mended[-1][0].kind == unit.kind == "p"
            and not unit.lead
            and len(end) > 40
            and _goes_on(end, unit.text)
        )
        if cut:
            gap = _find_gap(end)
            mended[-1][1].extend((gap, unit.text))
            end = f"{end}{gap}{unit.text}"[-NEAR:]
        else:
            mended.append((unit, [unit.text]))
            end = unit.text[-NEAR:]
    return [replace(unit, text="".join(texts)) for unit, texts in mended]


def _split_run_ins(units: Sequence[Unit]) -> Iterator[Unit]:
    """Part the run-in headings from their paragraphs."""
    openings = [_find_opening(u) for u in units]
    plain = [o for o, u in zip(openings, units, strict=True) if o and not u.lead]
    prose = sum(1 for u in units if u.kind == "p" and len(u.text) > LONG)
    consistent = len(plain) >= 2 and 2 * len(plain) >= prose
    for unit, opening in zip(units, openings, strict=True):
        if opening and (unit.lead or consistent):
            yield Unit("h", opening, RUN_IN_LEVEL, unit.anchor)
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
