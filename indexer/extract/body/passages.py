"""Passages of an article: a cleaned fragment of HTML, divided at its headings.

The rules repair common faults of pages: headings over two lines, headings marked by
bold type only, bold words that open a paragraph, paragraphs cut within a sentence.
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

CLOSING_MARKS = "\"'”’」』)）]"
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
UNIT_TAGS = (
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("p", "li", "tr", "pre", "blockquote", "figcaption", "caption"),
)
MIN_HEADING_ELEMENTS = 2
"""Heading elements from which a text needs no other headings: a single one may be the
title repeated or the label of a box."""
MIN_PROSE_CHARS = 120
"""Characters from which a paragraph is prose, not a heading or a label."""
MAX_HEADING_CHARS = 110
"""Characters of the longest heading; those written without spaces count twice."""
MAX_CONTEXT_CHARS = 1000
"""Characters examined before a cut, so that paragraphs of megabytes stay cheap."""
UNSPACED_OPENING = re.compile(f"[{UNSPACED}“‘《（]")
HEADING_END = re.compile(r"[.。,，;；!！…][\"'”’」』)）\]]*$")
"""Punctuation with which no heading ends."""
PICTURE_CREDIT = re.compile(
    r"[图摄]\s*[/／：:]\s*\S{1,12}$|(?:社发|摄|资料图|资料图片|网络图片)[)）]?$|"
    r"\b(?:photo|photograph|picture|image)s?\s*(?:by\b|[:：]).{1,40}$",
    re.I,
)
"""The end of a caption: a line that says whose a picture is."""
HAN_JOINT = re.compile("[与和及或的对为向、，]$")
"""Characters with which no Chinese heading ends."""
HAN_COMMA = re.compile("[，。；]")


@dataclass(frozen=True, slots=True)
class TextUnit:
    """One paragraph, heading, list item or table row on its way into a passage.

    Attributes:
        kind: ``h``, ``p``, ``li``, ``tr`` or ``pre``.
        level: of a heading, as the page has it; 0 for the rest.
        lead: the bold text it begins with, if the rest is not bold.
        all_bold: whether all of it is bold.
    """

    kind: str
    text: str
    level: int = 0
    anchor: str = ""
    lead: str = ""
    all_bold: bool = False


def split_passages(fragment: str) -> tuple[Passage, ...]:
    """Read a cleaned fragment of HTML as passages in reading order.

    Bold type is read as headings only if the text has no headings of its own.
    """
    units = _join_headings(list(_read_units(_parse(fragment))))
    if sum(unit.kind == "h" for unit in units) >= MIN_HEADING_ELEMENTS:
        return tuple(_build_passages(_join_paragraphs(units)))
    units = _join_paragraphs(_mark_headings(units))
    return tuple(_build_passages(_split_run_ins(units)))


def join_passages(passages: Iterable[Passage]) -> str:
    """Return the body of an article: headings and texts, separated by blank lines.

    A run-in heading precedes its text in the same paragraph, as on the page.
    """
    return "\n\n".join(map(_join_passage, passages))


def join_texts(before: str, after: str) -> str:
    """Join two texts, within a sentence if the first ends in the middle of one."""
    if _continues(before.rpartition("\n\n")[2], after):
        return f"{before}{_find_gap(before)}{after}"
    return "\n\n".join(text for text in (before, after) if text)


def _join_passage(passage: Passage) -> str:
    parts = [t for t in (passage.heading, passage.text) if t]
    return (" " if passage.is_run_in else "\n\n").join(parts)


def _parse(fragment: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    markup = f"<body>{fragment}</body>".encode("utf-8", "replace")
    return etree.fromstring(markup, parser)


def _read_units(root: Element) -> Iterator[TextUnit]:
    for element in root.iter(*UNIT_TAGS):
        tag, anchor = element.tag, element.get("id") or ""
        if tag == "tr":
            cells = (_text(cell) for cell in element.iter("td"))
            yield TextUnit("tr", " | ".join(cells), 0, anchor)
        elif tag == "pre":
            yield TextUnit(
                "pre", "\n".join(_read_lines(element)).strip("\n"), 0, anchor
            )
        elif tag[0] == "h":
            yield TextUnit("h", " ".join(_flatten_lines(element)), int(tag[1]), anchor)
        else:
            yield from _read_paragraph(element, anchor)


def _text(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _read_lines(element: Element) -> list[str]:
    """Return the text of an element, split at its line breaks."""
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


def _read_paragraph(element: Element, anchor: str) -> Iterator[TextUnit]:
    """Yield a paragraph, or one for each line if most lines are sentences."""
    kind = "li" if element.tag == "li" else "p"
    bold = [text for b in element.iter("b") if (text := _text(b))]
    lines = _flatten_lines(element)
    text = _join_lines(lines)
    all_bold = bool(bold) and "".join("".join(bold).split()) == "".join(text.split())
    prose = sum(
        1 for line in lines if len(line) > MIN_PROSE_CHARS or _ends_sentence(line)
    )
    if kind == "p" and len(lines) > 1 and not all_bold and 2 * prose >= len(lines):
        for line in lines:
            yield TextUnit("p", line, 0, anchor, _find_lead(bold, line))
            anchor = ""
    elif text:
        yield TextUnit(
            kind, text, 0, anchor, "" if all_bold else _find_lead(bold, text), all_bold
        )


def _join_lines(lines: Sequence[str]) -> str:
    """Join the lines of one paragraph; with a space where a sentence continues."""
    parts: list[str] = []
    end = ""
    for line in lines:
        gap = _find_gap(end) if _continues(end, line) else "\n"
        parts += (gap, line)
        end = f"{end}{gap}{line}"[-MAX_CONTEXT_CHARS:]
    return "".join(parts[1:])


def _find_gap(before: str) -> str:
    """Return what separates two halves of a sentence; Han needs no space."""
    return "" if ord(before[-1]) > 0x2E80 else " "


def _find_lead(bold: Iterable[str], text: str) -> str:
    """Return the bold text that a paragraph or a line begins with."""
    leads = (b for b in bold if len(b) < len(text) and text.startswith(b))
    return next(leads, "")


def _ends_sentence(text: str) -> bool:
    return text.rstrip(CLOSING_MARKS).endswith(SENTENCE_ENDS)


def _continues(before: str, after: str) -> bool:
    """Return whether the second text continues a sentence of the first.

    >>> _continues("the world seize opportunities and pursue common", "development. It")
    True
    >>> _continues("It was intended.", "to avoid")
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
    """Return whether a text is short enough for a heading."""
    if len(text) > MAX_HEADING_CHARS or "\n" in text:
        return False
    return len(text) + len(UNSPACED_CHARACTER.findall(text)) <= MAX_HEADING_CHARS


def _join_headings(units: Sequence[TextUnit]) -> list[TextUnit]:
    """Join headings that are split over two lines or paragraphs."""
    joined: list[TextUnit] = []
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


def _mark_headings(units: Sequence[TextUnit]) -> list[TextUnit]:
    """Turn short bold or numbered paragraphs before a text into headings."""
    marked = []
    levels = [u.level for u in units if u.kind == "h"]
    for unit, after in zip_longest(units, units[1:]):
        if after is not None and _heads(unit, after):
            level = 3 if levels and min(levels) <= 2 and unit.all_bold else 2
            unit = replace(unit, kind="h", level=level)
        marked.append(unit)
    return marked


def _heads(unit: TextUnit, after: TextUnit) -> bool:
    """Return whether a paragraph is the heading of the unit after it."""
    if unit.kind != "p" or after.kind == "h" or not _is_short(unit.text):
        return False
    if HEADING_END.search(unit.text) or PICTURE_CREDIT.search(unit.text):
        return False
    if unit.all_bold:
        return True
    numbered = NUMBERED.match(unit.text) is not None
    return (
        numbered
        and len(after.text) > MIN_PROSE_CHARS
        and not (after.kind == "p" and after.all_bold)
    )


def _join_paragraphs(units: Sequence[TextUnit]) -> list[TextUnit]:
    """Join paragraphs that are cut in the middle of a sentence."""
    joined: list[tuple[TextUnit, list[str]]] = []
    end = ""
    for unit in units:
        cut = (
            joined
            and joined[-1][0].kind == unit.kind == "p"
            and joined[-1][0].all_bold == unit.all_bold
            and not unit.lead
            and len(end) > 40
            and _continues(end, unit.text)
        )
        if cut:
            gap = _find_gap(end)
            joined[-1][1].extend((gap, unit.text))
            end = f"{end}{gap}{unit.text}"[-MAX_CONTEXT_CHARS:]
        else:
            joined.append((unit, [unit.text]))
            end = unit.text[-MAX_CONTEXT_CHARS:]
    return [replace(unit, text="".join(texts)) for unit, texts in joined]


def _split_run_ins(units: Sequence[TextUnit]) -> Iterator[TextUnit]:
    """Separate run-in headings from their paragraphs."""
    openings = [_find_opening(u) for u in units]
    plain = [o for o, u in zip(openings, units, strict=True) if o and not u.lead]
    prose = sum(1 for u in units if u.kind == "p" and len(u.text) > MIN_PROSE_CHARS)
    consistent = len(plain) >= 2 and 2 * len(plain) >= prose
    for unit, opening in zip(units, openings, strict=True):
        if opening and (unit.lead or consistent):
            yield TextUnit("h", opening, RUN_IN_LEVEL, unit.anchor)
            yield replace(unit, text=unit.text[len(opening) :].strip(), anchor="")
        else:
            yield unit


def _find_opening(unit: TextUnit) -> str:
    """Return the run-in heading that a paragraph begins with, else an empty string."""
    rest = unit.text[len(unit.lead) :].strip()
    if unit.kind != "p" or len(rest) < MIN_PROSE_CHARS // 2:
        return ""
    if unit.lead:
        ends = re.search(r"[.。:：!?！？]$", unit.lead) is not None
        words = len(unit.lead.split()) > 1 or len(unit.lead) > 4
        return unit.lead if ends and words and _is_short(unit.lead) else ""
    found = OPENING.match(unit.text)
    if found is None or len(unit.text) < 2 * MIN_PROSE_CHARS:
        return ""
    opening = found[1]
    verbless = GERUND.match(opening) and not FINITE.search(opening)
    return opening if verbless and _is_short(opening) else ""


def _build_passages(units: Iterable[TextUnit]) -> Iterator[Passage]:
    """Yield a passage for each heading, and one for the text before the first."""
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
