"""Pages of invented articles that have several pages or addresses."""

from __future__ import annotations

import random
from typing import Any

BASE = "https://gazette.example"
SUBJECTS = ("ferry", "harbour", "council", "bakery", "orchard", "railway", "library")
VERBS = ("opened", "painted", "measured", "counted", "moved", "repaired", "praised")
REST = ("before", "winter", "storms", "came", "down", "from", "northern", "hills")


def make_text(seed: object, paragraphs: int = 4) -> str:
    """Return paragraphs of invented sentences, others for every seed."""
    chance = random.Random(str(seed))

    def sentence() -> str:
        words = chance.choices(REST + SUBJECTS, k=12)
        return (
            f"The {chance.choice(SUBJECTS)} {chance.choice(VERBS)} {' '.join(words)}."
        )

    texts = (" ".join(sentence() for _ in range(5)) for _ in range(paragraphs))
    return "".join(f"<p>{text}</p>" for text in texts)


def make_page(
    path: str,
    body: str,
    *,
    title: str = "The long road",
    head: str = "",
    foot: str = "",
    day: str = "2021-03-04",
    base: str = BASE,
) -> dict[str, Any]:
    """Return a record of an article page."""
    html = (
        f"<html><head><title>{title} - The Gazette</title>"
        f'<meta property="article:published_time" content="{day}T08:00:00Z">'
        f"{head}</head><body><header><a href=/>The Gazette</a></header>"
        f"<article><h1>{title}</h1>{body}</article><div>{foot}</div></body></html>"
    )
    return {"id": path, "url": base + path, "html": html}


def paged(paths: list[str], here: int, words: str = "{}") -> str:
    """Return a pager that shows numbers."""
    links = (
        f"<a href={p}>{words.format(n + 1)}</a>"
        for n, p in enumerate(paths)
        if n != here
    )
    return " ".join(links)
