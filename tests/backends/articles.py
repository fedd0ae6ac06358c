"""Invented articles and queries: few words, so that they meet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from indexer.model import Article, Filter, PageStamp, Passage
from indexer.query import (
    And,
    Boost,
    Every,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Wildcard,
    Word,
)

KNOWN = PageStamp("0" * 32, "folder:site", 10, 5)

LATIN = (
    *("solar", "Solar's", "wind", "winds", "belt", "road", "roads", "5G", "2019"),
    *("Haus", "Häuser"),
)
HAN = ("网", "络", "网络", "一带", "一带一路", "路", "带")
TOPICS = ("Energy", "Asia", "Belt and Road", "能源", "Wind")
PATHS = (("News",), ("News", "Training"), ("News", "Wind"), ("Policy",), ("Wind",))
ZONES = (None, dt.UTC, dt.timezone(dt.timedelta(hours=8)))


def make_article(number: int = 1, **values: Any) -> Article:
    """Return a small article; its URL ends in ``number``."""
    given = {"title": "", "body": "", "language": "en"} | values
    return Article(url=f"https://paper.example/{number}", **given)


def texts(size: int = 12) -> st.SearchStrategy[str]:
    """Return short texts of both scripts, words at times without space between."""
    word = st.tuples(
        st.sampled_from(LATIN + HAN), st.sampled_from((" ", " ", "", ", "))
    )
    return st.lists(word, max_size=size).map(lambda ws: "".join(a + b for a, b in ws))


dates = st.one_of(
    st.none(),
    st.datetimes(dt.datetime(2018, 11, 25), dt.datetime(2020, 2, 3)).flatmap(
        lambda d: st.sampled_from([d.replace(microsecond=0, tzinfo=z) for z in ZONES])
    ),
)


@st.composite
def articles(draw: st.DrawFn, number: int) -> Article:
    """Draw the article of one URL."""
    heading = draw(texts(2))
    return make_article(
        number,
        title=draw(texts(4)),
        body=draw(texts()),
        passages=(Passage(heading, 2, "", ""),) if heading else (),
        language=draw(st.sampled_from(("en", "zh", "", "de"))),
        topics=tuple(draw(st.lists(st.sampled_from(TOPICS), max_size=3, unique=True))),
        sections=tuple(draw(st.lists(st.sampled_from(PATHS), max_size=3))),
        published=draw(dates),
        popularity=draw(st.sampled_from((None, 0, 3, 50))),
    )


@st.composite
def collections(draw: st.DrawFn, most: int = 12) -> list[Article]:
    """Draw articles of different URLs."""
    return [draw(articles(n)) for n in range(draw(st.integers(0, most)))]


fields = st.sampled_from(("", "", "", "title", "body", "topics", "section", "headings"))
days = st.sampled_from(("", "2019", "2018-12", "2019-11-29", "2020-01-31"))
STARTS = ("s", "wi", "网", "roa", "5", "网络", "hau", "")
PATTERNS = ("*", "w*d", "?olar", "r??d*", "*haus", "一*路")
leaves: st.SearchStrategy[Query] = st.one_of(
    st.builds(Word, texts(2), fields),
    st.builds(Word, st.sampled_from(LATIN + HAN), fields),
    st.builds(Phrase, texts(3), fields, st.sampled_from((0, 0, 1, 3))),
    st.builds(Prefix, st.sampled_from(STARTS), fields),
    st.builds(Wildcard, st.sampled_from(PATTERNS), fields),
    st.builds(
        Fuzzy,
        st.sampled_from(("raod", "winf", "slar", "2091", "网路")),
        fields,
        st.sampled_from((1, 2)),
    ),
    st.builds(Range, st.just("published"), days, days),
    st.just(Every()),
)
queries: st.SearchStrategy[Query] = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.lists(part, max_size=4).map(lambda parts: And(tuple(parts))),
        st.lists(part, max_size=4).map(lambda parts: Or(tuple(parts))),
        st.builds(Not, part),
        st.builds(Boost, part, st.sampled_from((0.5, 3.0))),
    ),
    max_leaves=6,
)

filters: st.SearchStrategy[tuple[Filter, ...]] = st.lists(
    st.one_of(
        st.builds(Filter, st.just("topics"), st.sampled_from((*TOPICS, "Nothing"))),
        st.builds(
            Filter,
            st.just("section"),
            st.sampled_from(("News", "News > Training", "Policy", "Policy > None")),
        ),
        st.builds(
            Filter,
            st.just("published"),
            st.sampled_from(
                ("2019", "2019-11", "2019-11-29", "2021", "2019-11..2020-01", "..2018")
            ),
        ),
    ),
    max_size=4,
).map(tuple)
