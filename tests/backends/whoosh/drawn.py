"""Articles and changes drawn at random, and an index of them to look into."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from indexer.backends.whoosh.commits.index_writer import ArrayWriter
from indexer.backends.whoosh.compat.whoosh_schema import make_schema
from indexer.model import Article, PageStamp, Passage, Series

ZONE = ZoneInfo("Asia/Shanghai")

WORDS = (
    "solar Solar's winds wind 5G net networks a a-b 网络 网络化 网 能源 中国能源网 "
    "日本語 naïve ÉTÉ supercalifragilistic supercalifragile …"
)
words = st.sampled_from([*WORDS.split(), "\ud800", ""])
texts = st.lists(words, max_size=30).map(" ".join)
labels = st.sampled_from(["Energy", "Wind power", "能源", "Rail > Road", "sea", ""])
paths = st.lists(labels, min_size=1, max_size=3).map(tuple)
dates = st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2030, 1, 1))
zones = st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=-7))])


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw an article; few addresses, so that they often meet again."""
    body = draw(texts)
    part = body[: draw(st.integers(0, 40))]
    date = draw(st.none() | dates)
    return Article(
        f"https://paper.example/{draw(st.integers(0, 9))}",
        draw(texts),
        body,
        draw(
            st.lists(
                st.builds(Passage, texts, st.just(2), st.just("a"), st.just(part)),
                max_size=2,
            ).map(tuple)
        ),
        series=draw(st.none() | st.builds(Series, labels, st.integers(1, 3))),
        published=date and date.replace(tzinfo=draw(zones)),
        authors=draw(st.lists(labels, max_size=2).map(tuple)),
        topics=draw(st.lists(labels, max_size=4).map(tuple)),
        sections=draw(st.lists(paths, max_size=3).map(tuple)),
        language=draw(st.sampled_from(["en", "zh", ""])),
        popularity=draw(st.none() | st.integers(-5, 10**12)),
    )


knowns = st.builds(
    PageStamp,
    st.text("0123456789abcdef", min_size=32, max_size=32),
    st.sampled_from(["folder:site", "folder:other"]),
    st.integers(0, 2**40),
    st.integers(0, 2**62),
)
documents = st.tuples(articles(), knowns)


def open_writer(directory: Path, **options: object) -> ArrayWriter:
    """Open a small index for changes."""
    settings = {"zone": ZONE, "memory": 1 << 24} | options
    return ArrayWriter(directory, make_schema(), **settings)  # type: ignore[arg-type]
