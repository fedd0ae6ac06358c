"""A small invented archive: enough for two pages, two languages and a series."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from indexer.extract.body.passages import join_passages
from indexer.model import Annotation, Article, Passage, Series

SITE = "https://news.example/"
ZONE = dt.timezone(dt.timedelta(hours=8))


def make_article(name: str, title: str, text: str, **more: Any) -> Article:
    """Make an English article of one passage, unless told otherwise."""
    plain = Article(SITE + name, title, text, (Passage("", 0, "", text),))
    return replace(plain, **{"language": "en", **more})


def on(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 9, 30, tzinfo=ZONE)


def annotate(body: str, *elements: tuple[str, str, tuple[str, ...]]) -> Article:
    """Make an article with annotations: their kinds, their texts and their values.

    A picture has the text it stands before. Each text is the next in the body.
    """
    annotations: list[Annotation] = []
    start = 0
    for kind, text, values in elements:
        start = body.index(text, start)
        end = start if kind == "img" else start + len(text)
        annotations.append(Annotation(start, end, kind, values))
    found = tuple(annotations)
    return make_article("structured", "Structured", body, annotations=found)


HEADED = (
    Passage("", 0, "", "The pump stands in the yard."),
    Passage("Costs", 2, "costs", "A pump costs less than a well.\n\nIt lasts longer."),
    Passage("Who pays", 2, "", "The water committee pays for the pump."),
    Passage("A last word.", 7, "", "Nobody asked the goats."),
)

CODE = "if dry:\n    dig(deeper_than_the_last_one_of_the_whole_long_valley)"
COLUMNS = [f"Column{number}" for number in range(12)]
STRUCTURED = annotate(
    "Links lead on.\n\n• first\n• second\n• inner\n\nShe said so.\n\nFollow me\n\n"
    f"{CODE}\n\n{' | '.join(COLUMNS)}\n1 | 2\n\nEnd.",
    ("a", "Links", ("https://elsewhere.example/?a=1&b=2",)),
    ("ul", "first\n• second\n• inner", ()),
    ("li", "first", ()),
    ("li", "second\n• inner", ()),
    ("ol", "inner", ("3",)),
    ("li", "inner", ()),
    ("blockquote", "She said so.\n\nFollow me", ()),
    ("strong", "Follow", ()),
    ("pre", CODE, ()),
    ("table", f"{' | '.join(COLUMNS)}\n1 | 2", ()),
    ("tr", " | ".join(COLUMNS), ()),
    *(("th", name, ("", "")) for name in COLUMNS),
    ("tr", "1 | 2", ()),
    ("td", "1", ("", "")),
    ("td", "2", ("11", "")),
    ("img", "End.", (f"{SITE}well.png", "A well", "Before the rain", "640", "480")),
)

ARTICLES: tuple[Article, ...] = (
    make_article(
        "pump",
        "A pump for the upper village",
        join_passages(HEADED),
        passages=HEADED,
        published=on(2019, 11, 29),
        published_precision="minute",
        modified=on(2020, 1, 3),
        authors=("Ada Example", "Ben Sample"),
        topics=("water", "energy"),
        sections=(("Projects", "Water"),),
        popularity=1304,
        publisher="Example News",
    ),
    *(
        make_article(
            f"river-{part}",
            f"The long river, station {part}",
            f"Station {part} of a walk along the water.",
            published=on(2018, part, 4),
            topics=("water",),
            sections=(("Projects", "Travel"),),
            series=Series("The long river", part),
            popularity=part,
        )
        for part in range(1, 13)
    ),
    make_article(
        "zh-solar",
        "高原上的太阳能水泵",
        "村里的水泵用太阳能发电。水费比从前少。",
        published=on(2021, 3, 8),
        language="zh",
        authors=("尹若溪",),
        topics=("水利",),
        sections=(("项目", "能源"),),
    ),
    STRUCTURED,
    make_article(
        "undated",
        "A letter without a date",
        "Nobody wrote when this was sent.",
        duplicate_of="https://news.example/pump",
        sections=(("Letters",),),
    ),
    make_article(
        "hostile",
        '<script>alert("title")</script> & more',
        '<img src=x onerror=alert(1)> the hostile word " onmouseover="x',
        url="javascript:alert(document.domain)",
        topics=('"><script>alert(2)</script>', "=HYPERLINK(1)"),
        sections=(("<b>Bold</b>",),),
        authors=("</p><script>alert(3)</script>",),
        published=on(2005, 5, 5),
    ),
)

PUMP, RIVER, CHINESE, HOSTILE = ARTICLES[0], ARTICLES[1], ARTICLES[-4], ARTICLES[-1]
