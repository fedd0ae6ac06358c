"""Parses the text of a page to one tree of elements, bounded in size and depth."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from ..errors import ExtractError
from .decode import CONTROL_CHARACTER

MAX_PAGE_CHARS = 10_000_000
MAX_PAGE_TAGS = 100_000
"""Larger pages are refused. The largest of 1,200 real ones had 3 million characters
and 11,000 tags."""
PRUNED_PAGE_CHARS, MAX_ATTRIBUTE_CHARS = 1_000_000, 10_000
"""A page of more characters loses its longer attributes."""
MAX_DEPTH = 200
"""Elements nested deeper lose their structure, not their text. Real pages stay far
below it. libxml2 copies and writes trees recursively: deep ones overflow the stack."""

ELEMENT_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements, looked up in C: ``lxml.html`` calls Python at every visit
of an element, which takes a seventh of the time of a page."""

UNKNOWN_VOID_TAGS = ("embed", "source", "track")
"""Elements without content for which libxml2 2.14 takes what follows them."""

TEXT_ATTRIBUTES = ("alt", "content", "title")
"""Attributes that hold text; others hold addresses and names, which are as written."""

HEAD_TAGS = frozenset(
    ("base", "link", "meta", "noscript", "script", "style", "template", "title")
)
"""Elements that a browser leaves in the head."""

CHARACTER_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|(\d+));?")
DECLARATION_START = re.compile(r"<(?:!doctype|\?xml)", re.I)
DECLARATION = re.compile(r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\][^>]*)?>|<\?xml[^>]*>", re.I)


def parse_page(text: str, url: str = "") -> HtmlElement:
    """Parse a page as leniently as a browser.

    Raises:
        ExtractError: the page is too large, or has no element at all.
    """
    if len(text) > MAX_PAGE_CHARS:
        raise ExtractError(
            f"the page has {len(text)} characters, more than {MAX_PAGE_CHARS}", url=url
        )
    if text.count("<") > MAX_PAGE_TAGS:
        raise ExtractError(f"the page has more than {MAX_PAGE_TAGS} tags", url=url)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    parser.set_element_class_lookup(ELEMENT_CLASS)
    text = CHARACTER_REFERENCE.sub(_read_reference, _drop_declarations(text))
    markup = text.encode("utf-8", "replace")
    try:
        root = document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ExtractError("the page is empty", url=url) from error
    _end_head(root)
    _gather_late_content(root)
    _open_page_forms(root)
    etree.strip_tags(root, *UNKNOWN_VOID_TAGS)
    etree.strip_elements(root, "style", "svg", "canvas", with_tail=False)
    for script in root.iter("script"):
        if "json" not in (script.get("type") or ""):
            script.text = None
    if len(text) > PRUNED_PAGE_CHARS:
        _drop_long_values(root)
    _flatten(root)
    if not unicodedata.is_normalized("NFC", text):
        _compose_letters(root)
    return root


def _drop_declarations(text: str) -> str:
    """Drop the XML declaration and the document type.

    Only the first two are tried: a hostile page opens thousands and closes none.
    """
    for _ in range(2):
        opening = DECLARATION_START.search(text)
        whole = DECLARATION.match(text, opening.start()) if opening else None
        if whole is None:
            return text
        text = text[: whole.start()] + text[whole.end() :]
    return text


def _read_reference(found: re.Match[str]) -> str:
    """Return a character reference, or nothing for that of a control character."""
    if len(found[0]) > 20:
        return ""
    number = int(found[1], 16) if found[1] else int(found[2])
    bad = number > 0x10FFFF or CONTROL_CHARACTER.match(chr(number)) is not None
    return "" if bad else found[0]


def _end_head(root: HtmlElement) -> None:
    """Move what is no metadata from the head into the body, as browsers do.

    Minifiers leave out ``<body>``, and libxml2 takes elements newer than HTML 4, such
    as ``<article>``, for parts of the head. Source: HTML standard, 13.2.6.4.4.
    """
    head = root.find("head")
    if head is None:
        return
    first = next((e for e in head if e.tag not in HEAD_TAGS), None)
    if first is None:
        return
    body = root.find("body")
    if body is None:
        body = root.makeelement("body")
        head.addnext(body)
    body.text, text = None, body.text
    moved = [first, *first.itersiblings()]
    moved[-1].tail = (moved[-1].tail or "") + (text or "")
    body[:0] = moved


def _open_page_forms(root: HtmlElement) -> None:
    """Make a form around most of a page, as ASP.NET writes, a plain container."""
    for form in root.iterfind("body/form"):
        size = sum(1 for _ in root.iterfind("body//*"))
        if 2 * sum(1 for _ in form.iterdescendants()) > size:
            form.tag = "div"


def _gather_late_content(root: HtmlElement) -> None:
    """Move what follows ``</body>`` or ``</html>`` into the body, as browsers do.

    Included headers end the page early; libxml2 leaves the rest beside the body, or
    beside the root.
    """
    body = root.find("body")
    if body is None:
        return
    late = [*body.itersiblings(), *root.itersiblings()]
    if body.tail and body.tail.strip():
        carrier = body.makeelement("div")
        carrier.text, body.tail = body.tail, None
        late.insert(0, carrier)
    for element in late:
        if element.tag in ("html", "body"):
            element.tag = "div"
        body.append(element)


def _drop_long_values(root: HtmlElement) -> None:
    for element in root.iter():
        for name, value in element.items():
            if len(value) > MAX_ATTRIBUTE_CHARS:
                del element.attrib[name]


def _compose_letters(root: HtmlElement) -> None:
    """Join letters and the marks written after them (NFC), in place.

    Decomposed Hangul and kana would not be cut as the composed ones are.
    """
    for element in root.iter():
        for name in ("text", "tail"):
            if value := getattr(element, name):
                setattr(element, name, unicodedata.normalize("NFC", value))
        for name in TEXT_ATTRIBUTES:
            if value := element.get(name):
                element.set(name, unicodedata.normalize("NFC", value))


def _flatten(root: HtmlElement) -> None:
    """Turn what is nested too deeply into plain text, in place."""
    depth, deep = 0, []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth == MAX_DEPTH and len(element):
            deep.append(element)
    for element in deep:
        text = " ".join(t for t in element.itertext() if t.strip())
        tail = element.tail
        element.clear()
        element.text, element.tail = text, tail
