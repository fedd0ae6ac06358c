"""Elements whose text is no text of the page: hidden ones, marks and controls."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import islice

from lxml.html import HtmlElement


def split_tags(words: str) -> frozenset[str]:
    """Return the tags in a text."""
    return frozenset(words.split())


SKIPPED_TAGS = split_tags(
    "script style noscript template head title meta link svg math canvas object "
    "iframe frame frameset audio video picture img input select "
    "option optgroup textarea button datalist progress meter dialog area base param"
)
"""Elements that never contain text of the article."""

HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
HIDDEN_CLASSES = frozenset(
    (
        *("screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden"),
        *("element-invisible", "assistive-text", "offscreen", "a11y-hidden"),
    )
)
"""Classes by which WordPress, Drupal, Bootstrap and others hide text from sight."""
MAX_HIDDEN_CHARS = 200
"""Characters from which a hidden part of a line is text that a script shows."""

PERMALINK = re.compile(
    r"[#¶§🔗⚓∞\s\u200b\ue000-\uf8ff]*(?:link|anchor|perma(?:nent )?link|固定链接)?"
    r"(?: to this (?:heading|headline|section|definition))?",
    re.I,
)
BACK_LINK = re.compile(r"[↩↵⤴⏎↑^\s\u200b\ufe0e\ufe0f]*")
_NOTE = r"[\[(（【]?\s*(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡]{1,3})\s*[\])）】]?"
NOTE_MARK = re.compile(rf"\s*{_NOTE}(?:[,;，、\s–-]*{_NOTE}){{0,9}}\s*", re.I)
"""What refers to a note, or from a note to its place: ``1``, ``[12]``, ``*``."""
NOTE_FRAGMENT = re.compile(
    r"_?(?:user-content-)?(?:fn|ftn|edn|sdfoot|sdend|foot|end|easy-foot|note|cite|ref)",
    re.I,
)
"""Beginnings of the ids of notes and of their places."""
NOTE_ROLES = ("doc-noteref", "doc-backlink")
MAX_MARK_CHARS = 40


def is_skipped(element: HtmlElement, names: Container[str]) -> bool:
    """Return whether an inline element contains no text of the article.

    Args:
        names: of its attributes.
    """
    tag = element.tag
    if tag in SKIPPED_TAGS:
        return not _is_unclosed_button(element)
    if tag == "a" and "href" in names:
        return _is_mark(element)
    if tag == "sup":
        return _holds_note_link(element)
    return bool(names) and is_hidden(element, names) and _is_brief(element)


def is_hidden(element: HtmlElement, names: Container[str]) -> bool:
    """Return whether an element says that it is not seen.

    ``aria-hidden`` says so only of icons: what else has it is seen, but not read out.
    """
    if "hidden" in names or (element.tag == "dialog" and "open" not in names):
        return True
    if "style" in names and HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    classes = (element.get("class") or "") if "class" in names else ""
    if classes and not HIDDEN_CLASSES.isdisjoint(classes.split()):
        return True
    silent = "aria-hidden" in names and element.get("aria-hidden") == "true"
    return silent and (element.tag == "i" or "icon" in classes)


def _is_unclosed_button(element: HtmlElement) -> bool:
    """Return whether a button was never closed, so that the page goes on inside it."""
    return element.tag == "button" and any(True for _ in element.iter("p", "main"))


def is_permalink(element: HtmlElement) -> bool:
    """Return whether an element is a link that only points at what contains it."""
    if element.tag != "a" or "#" not in (element.get("href") or ""):
        return False
    return PERMALINK.fullmatch("".join(element.itertext())) is not None


def _is_mark(link: HtmlElement) -> bool:
    """Return whether a link is a permanent link, or leads to a note or back from it."""
    href = link.get("href") or ""
    if "#" not in href:
        return False
    text = _read_beginning(link)
    if BACK_LINK.fullmatch(text) or is_permalink(link):
        return True
    parent = link.getparent()
    return NOTE_MARK.fullmatch(text) is not None and (
        (parent is not None and parent.tag == "sup")
        or NOTE_FRAGMENT.match(href.partition("#")[2]) is not None
        or link.get("role") in NOTE_ROLES
        or link.find("sup") is not None
    )


def _holds_note_link(sup: HtmlElement) -> bool:
    """Return whether all of a superscript is a link to a note, brackets included."""
    if NOTE_MARK.fullmatch(_read_beginning(sup)) is None:
        return False
    return any(link.get("href") for link in islice(sup.iter("a"), 10))


def _is_brief(element: HtmlElement) -> bool:
    return len(_read_beginning(element, MAX_HIDDEN_CHARS)) < MAX_HIDDEN_CHARS


def _read_beginning(element: HtmlElement, size: int = MAX_MARK_CHARS) -> str:
    """Return the beginning of the text of an element."""
    return "".join(islice(element.itertext(), size))[:size]
