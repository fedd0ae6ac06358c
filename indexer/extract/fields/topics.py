"""What an article is about by its own tags. Categories are sections, not topics."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...text import HAN, HAN_CHARACTER
from ..visible_text import fold, strip_markup
from .jsonld import is_article
from .label_lines import read_label
from .page_signals import PageSignals
from .site_facts import NO_SITE_FACTS, SiteFacts
from .taxonomy_links import find_tags

TOPIC_SEPARATOR = re.compile(r"\s*[,，;；、|｜]\s*")
MACHINE_TAG = re.compile(r"^[\w .-]{1,20}[:=]\S|^\d+$|https?:|^\w+-\w+-\w+-\w+-")
"""Tags that only software reads: ``type:story``, numbers, addresses."""
KEYWORD_SOURCES = ("keywords", "json-ld")
"""Sources that hold words of the site too, for search engines."""
MAX_TOPIC_CHARS = 50
MIN_CUT_WORDS = 3
"""Keywords from which on they may be a text cut into words."""
HAN_CLAUSE = re.compile(rf"[{HAN}]\S{{5,}}")
"""A piece of a title between blanks that is a clause, no topic."""
MAX_KEYWORDS = 25
"""Keywords of a list; a longer one is of no use."""
MAX_SHOWN_TAGS = 80
"""Tags that a page shows for its article; more are those of a site."""
SENTENCE_TOPIC = re.compile(rf"[{HAN}]{{10}}|(?:\w+\W+){{4}}\w")
"""A keyword so long is no topic where it is a part of the title."""


@dataclass(frozen=True, slots=True)
class TopicList:
    """One reading of the topics.

    Attributes:
        source: ``meta``, ``json-ld``, ``slot``, ``text`` or ``keywords`` for the meta
            keywords.
    """

    names: tuple[str, ...]
    source: str


def rank_topics(
    signals: PageSignals, titles: Iterable[str], facts: SiteFacts = NO_SITE_FACTS
) -> Iterator[TopicList]:
    """Yield what the topics may be, likeliest first.

    Args:
        titles: of the article; a keyword that repeats one is no topic.
        facts: what is known of the fields of its site.
    """
    titles = tuple(titles)
    texts = [*titles, strip_markup(signals.find_meta("description", "og:description"))]
    folded = {fold(t) for t in titles}
    sites = {fold(name) for name in signals.site_names}
    for names, source in _read(signals, texts):
        if source == "slot":
            topics = _tidy(names, facts.topics, MAX_SHOWN_TAGS)
        else:
            site_words = sites | facts.keywords if source in KEYWORD_SOURCES else set()
            topics = tidy_topics(names, folded, facts.topics | site_words)
        if topics:
            yield TopicList(topics, source)


def _read_keywords(signals: PageSignals, texts: Sequence[str]) -> list[str]:
    """Return the meta keywords, if they are not one of the texts cut into words."""
    names = _split_keywords(signals.find_meta("keywords", "news_keywords"))
    if any(is_cut_from(text, names) for text in texts):
        return []
    clauses = {fold(piece) for text in texts for piece in HAN_CLAUSE.findall(text)}
    return [name for name in names if fold(name) not in clauses]


def is_cut_from(text: str, names: Sequence[str]) -> bool:
    """Return whether keywords are a text cut into words, and so no topics.

    They stand in it in their order, most of them side by side, without a comma.

    >>> is_cut_from("雨季提前到来 各地加强巡查", ["雨季", "提前到来", "各地", "加强"])
    True
    >>> is_cut_from("雨季、加强、巡查", ["雨季", "加强", "巡查"])
    False
    """
    text = _squeeze(text)
    end, touching = 0, 0
    for word in map(_squeeze, names):
        start = text.find(word, end)
        if start < 0:
            return False
        gap = text[end:start]
        touching += end > 0 and (not gap or (len(gap) == 1 and gap.isalnum()))
        end = start + len(word)
    return len(names) >= MIN_CUT_WORDS and 2 * touching > len(names) - 1


def _squeeze(text: str) -> str:
    return "".join(text.casefold().split())


def _read(
    signals: PageSignals, texts: Sequence[str]
) -> Iterator[tuple[list[str], str]]:
    tags = [
        *signals.meta.get("article:tag", ()),
        *signals.meta.get("og:article:tag", ()),
    ]
    if len(tags) == 1:
        tags = TOPIC_SEPARATOR.split(tags[0])
    keywords = [
        k for t in signals.things if is_article(t) for k in _keywords(t.get("keywords"))
    ]
    if tags:
        yield [*tags, *keywords], "meta"
    yield (
        TOPIC_SEPARATOR.split(signals.find_meta("parsely-tags", "sailthru.tags")),
        "meta",
    )
    yield keywords, "json-ld"
    yield [link.name for link in find_tags(signals)], "slot"
    for block in signals.blocks:
        if (
            len(block.text) < 250
            and block.tag != "pre"
            and (label := read_label(block.text, "tags"))
        ):
            yield TOPIC_SEPARATOR.split(label), "text"
    yield _read_keywords(signals, texts), "keywords"


def _split_keywords(text: str) -> list[str]:
    """Return the keywords of a meta element; Chinese ones may be parted by blanks.

    >>> _split_keywords("俄乌冲突 美国 炼油厂"), _split_keywords("far east, rain")
    (['俄乌冲突', '美国', '炼油厂'], ['far east', 'rain'])
    """
    words = TOPIC_SEPARATOR.split(text)
    if len(words) == 1 and all(HAN_CHARACTER.search(word) for word in text.split()):
        return text.split()
    return words


def _keywords(value: object) -> list[str]:
    if isinstance(value, str):
        return TOPIC_SEPARATOR.split(value)
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def tidy_topics(
    names: Iterable[str], titles: Collection[str], common: Container[str] = ()
) -> tuple[str, ...]:
    """Return each of some keywords once that is a topic; none if they are too many.

    Args:
        titles: folded names that are no topics, nor is a long part of one.
        common: folded keywords of the site.
    """
    topics = [name for name in names if not _is_title(name, titles)]
    return _tidy(topics, common, MAX_KEYWORDS)


def _is_title(name: str, titles: Collection[str]) -> bool:
    """Return whether a keyword is no topic: the title, a long part of it, a number."""
    key = fold(name)
    if MACHINE_TAG.search(name.strip()) or key in titles:
        return True
    long = SENTENCE_TOPIC.search(name) is not None
    return long and any(key in title for title in titles)


def _tidy(names: Iterable[str], common: Container[str], limit: int) -> tuple[str, ...]:
    """Return each topic once, without hash signs; none if they are over the limit."""
    found: dict[str, str] = {}
    for name in names:
        tag = strip_markup(name).lstrip("#＃").strip(" .,;:")
        key = fold(tag)
        if key and len(tag) <= MAX_TOPIC_CHARS and key not in common:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values()) if len(found) <= limit else ()
