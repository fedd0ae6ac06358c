"""What one article is when it has several pages or addresses."""

from __future__ import annotations

import random
from typing import Any

import pytest

from indexer.ingest.page_stream import extract_pages
from tests.roads import BASE, make_page, make_text, paged


def extract(*pages: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the records by path, after checking that the order of pages is nothing."""
    found = {r["id"]: r for r in extract_pages(pages)}
    turned = list(pages)
    random.Random(7).shuffle(turned)
    assert {r["id"]: r for r in extract_pages(turned)} == found
    return found


FORMS = [
    ["/road.html", "/road_2.html", "/road_3.html"],
    ["/road.html", "/road_1.html", "/road_2.html"],
    ["/road", "/road?page=2", "/road?page=3"],
    ["/road/", "/road/2/", "/road/3/"],
    ["/road/1.html", "/road/2.html", "/road/3.html"],
]


@pytest.mark.parametrize("paths", FORMS, ids=[p[1] for p in FORMS])
def test_the_pages_of_an_article_are_joined_at_the_first(paths: list[str]) -> None:
    texts = [make_text(n) for n in range(3)]
    found = extract(
        *(make_page(p, texts[n], foot=paged(paths, n)) for n, p in enumerate(paths))
    )
    first, *later = (found[p] for p in paths)
    assert first["is_article"] and first["body"].count("The long road") == 0
    whole = "".join(texts).replace("</p><p>", "\n\n").strip("</p>")
    assert first["body"] == whole
    assert first["body"] == "\n\n".join(p["text"] for p in first["passages"])
    for record in later:
        assert record["error"] == f"the page is part of {BASE}{paths[0]}"
        assert not record["is_article"] and not record["duplicate_of"]
        assert record["canonical_url"] == BASE + paths[0]


def test_pages_that_only_say_next_are_joined_in_their_order() -> None:
    paths = ["/a.html?id=5", "/a.html?id=9", "/a.html?id=7"]
    texts = [make_text(n) for n in range(3)]
    feet = [
        f"<a href={paths[1]}>下一页</a>",
        f"<a href={paths[0]}>上一页</a> <a href={paths[2]}>下一页</a>",
        f"<a href={paths[1]}>上一页</a>",
    ]
    found = extract(
        *(make_page(p, t, foot=f) for p, t, f in zip(paths, texts, feet, strict=True))
    )
    body = found[paths[0]]["body"]
    assert [body.find(t[3:40]) for t in texts] == sorted(
        body.find(t[3:40]) for t in texts
    )
    assert -1 not in [body.find(t[3:40]) for t in texts]


def test_what_a_later_page_repeats_of_the_first_is_left_out() -> None:
    top = (
        "<p class=byline>By Ann Lee</p><p>Three villages share one road to the sea.</p>"
    )
    paths = ["/road.html", "/road_2.html"]
    first = make_page(paths[0], top + make_text(1), foot=paged(paths, 0))
    title = "The long road (2)"
    second = make_page(paths[1], top + make_text(2), title=title, foot=paged(paths, 1))
    record = extract(first, second)[paths[0]]
    assert record["body"].count("Three villages") <= 1
    assert record["body"].count("Ann Lee") <= 1
    assert record["title"] == "The long road" and record["series"] is None


def test_a_title_may_have_the_name_of_the_site_on_some_pages() -> None:
    paths = ["/road.html", "/road_2.html", "/road_3.html"]
    titles = ["长路漫漫 澜湾网", "长路漫漫 第2页", "长路漫漫(3)"]
    found = extract(
        *(
            make_page(p, make_text(n), title=titles[n], foot=paged(paths, n))
            for n, p in enumerate(paths)
        )
    )
    assert [r["is_article"] for r in found.values()] == [True, False, False]


def test_a_sentence_cut_by_the_end_of_a_page_is_mended() -> None:
    paths = ["/road.html", "/road_2.html"]
    one = make_text(1) + "<p>The road was closed because the river had taken</p>"
    two = "<p>the bridge with it in the night of the storm.</p>" + make_text(2)
    pages = [
        make_page(p, t, foot=paged(paths, n))
        for n, (p, t) in enumerate(zip(paths, (one, two), strict=True))
    ]
    assert "had taken the bridge with it" in extract(*pages)[paths[0]]["body"]


NEXT = ('<link rel=next href="/b.html">', '<link rel=prev href="/a.html">')
NEXT_PART = ('<link rel=next href="/r-2.html">', '<link rel=prev href="/r-1.html">')
TWO_ARTICLES = [
    ("a blog's next post", "/a.html", "/b.html", "Rain", "Snow", NEXT),
    ("posts of one title", "/a.html", "/b.html", "Weekly", "Weekly", NEXT),
    ("parts", "/r-1.html", "/r-2.html", "Road (1)", "Road (2)", NEXT_PART),
]


@pytest.mark.parametrize("case", TWO_ARTICLES, ids=lambda case: case[0])
def test_two_articles_that_lead_to_each_other_stay_two(case: Any) -> None:
    _, one, two, first, second, heads = case
    found = extract(
        make_page(one, make_text(1), title=first, head=heads[0]),
        make_page(two, make_text(2), title=second, head=heads[1]),
    )
    assert all(r["is_article"] and not r["error"] for r in found.values())


def test_pages_of_two_days_stay_two() -> None:
    paths = ["/notes.html", "/notes_2.html"]
    found = extract(
        make_page(paths[0], make_text(1), foot=paged(paths, 0), day="2021-03-04"),
        make_page(paths[1], make_text(2), foot=paged(paths, 1), day="2021-03-11"),
    )
    assert all(r["is_article"] for r in found.values())


def test_a_link_in_one_direction_joins_nothing() -> None:
    paths = ["/road.html", "/road_2.html"]
    found = extract(
        make_page(paths[0], make_text(1), foot=paged(paths, 0)),
        make_page(paths[1], make_text(2)),
    )
    assert all(r["is_article"] for r in found.values())


def test_the_second_page_of_a_list_is_not_joined() -> None:
    paths = ["/news/list.html", "/news/list_2.html"]
    pages = [
        make_page(p, make_text(p), title="News", foot=paged(paths, n))
        for n, p in enumerate(paths)
    ]
    for page in pages:
        page["html"] = page["html"].replace("article:published_time", "x")
    assert not any("part of" in (r["error"] or "") for r in extract(*pages).values())


COPIES = [
    ("/road.html?utm_source=mail&fbclid=3", "", ""),
    ("/amp/road.html", "", '<link rel=canonical href="/road.html">'),
    ("/road.amp.html", '<link rel=amphtml href="/road.amp.html">', ""),
    ("/road.html?print=1", "", ""),
    (
        "/print/road.html",
        "",
        '<meta property="og:url" content="https://gazette.example/road.html">',
    ),
    (
        "/r/4711",
        "",
        '<link rel=canonical href="https://gazette.example/road.html?spm=1">',
    ),
]


@pytest.mark.parametrize(
    ("path", "head", "copy_head"), COPIES, ids=[c[0] for c in COPIES]
)
def test_a_copy_is_folded_onto_its_page(path: str, head: str, copy_head: str) -> None:
    text = make_text(1)
    found = extract(
        make_page("/road.html", text, head=head),
        make_page(path, text + "<p>Printed by The Gazette.</p>", head=copy_head),
        make_page("/other.html", make_text(2), title="Another road"),
    )
    url = f"{BASE}/road.html"
    assert found["/road.html"]["is_article"] and not found["/road.html"]["duplicate_of"]
    assert found["/road.html"]["canonical_url"] == url
    copy = found[path]
    assert copy["error"] == f"the page is a copy of {url}" and not copy["is_article"]
    assert (copy["canonical_url"], copy["duplicate_of"]) == (url, url)


def test_a_mobile_host_is_of_the_same_site() -> None:
    narrow = (
        '<link rel=alternate media="only screen" href="https://m.gazette.example/3">'
    )
    text = make_text(1)
    found = extract(
        make_page("/3", text, base="https://m.gazette.example"),
        make_page("/road.html", text, head=narrow, base="https://www.gazette.example"),
    )
    assert found["/3"]["duplicate_of"] == "https://www.gazette.example/road.html"


def test_of_copies_of_a_page_that_is_not_there_the_best_is_kept() -> None:
    head = '<link rel=canonical href="/the-road/">'
    text = make_text(1)
    found = extract(
        make_page("/7?print=1", text, head=head), make_page("/7", text, head=head)
    )
    assert found["/7"]["canonical_url"] == f"{BASE}/the-road/"
    assert found["/7?print=1"]["canonical_url"] == f"{BASE}/the-road/"
    assert found["/7?print=1"]["duplicate_of"] == f"{BASE}/7"


@pytest.mark.parametrize(
    "claim", ["/", "https://elsewhere.example/a", "/b.html", "/list/"]
)
def test_a_claim_that_cannot_be_is_not_believed(claim: str) -> None:
    head = f'<link rel=canonical href="{claim}">'
    pages = [
        make_page(f"/{name}.html", make_text(name), title=f"Road {name}", head=head)
        for name in ("a", "b", "c")
    ]
    for path, record in extract(*pages).items():
        assert record["is_article"]
        assert record["canonical_url"] == BASE + path


def test_the_later_print_of_a_text_names_the_earlier() -> None:
    text = make_text(1, 8)
    found = extract(
        make_page(
            "/a",
            text + "<p>We thank the agency.</p>",
            title="A road",
            day="2021-03-06",
            base="https://b.example",
        ),
        make_page("/road.html", text, day="2021-03-05"),
        make_page(
            "/z",
            "<p>From our partner.</p>" + text,
            day="2021-03-07",
            base="https://z.example",
        ),
        make_page("/other.html", make_text(2, 8), title="Another road"),
    )
    original = f"{BASE}/road.html"
    expected = {"/a": original, "/z": original, "/road.html": "", "/other.html": ""}
    assert {path: r["duplicate_of"] for path, r in found.items()} == expected
    assert all(r["is_article"] for r in found.values())


def test_a_short_form_filled_in_twice_is_no_reprint() -> None:
    form = (
        "The river stood at {} metres at noon, said the office of the harbour master."
    )
    low, high = (f"<p>{form.format(n)} {form.format(n + 1)}</p>" for n in (2, 4))
    records = extract(
        make_page("/low", low), make_page("/high", high, day="2021-03-05")
    )
    assert not any(record["duplicate_of"] for record in records.values())


def test_two_issues_of_a_form_are_no_reprint() -> None:
    text = make_text(1, 8)
    records = extract(
        make_page("/58", text, title="Testing release 1.58"),
        make_page("/59", text, title="Testing release 1.59", day="2021-04-05"),
    )
    assert not any(record["duplicate_of"] for record in records.values())


def test_each_page_alone_knows_no_other() -> None:
    paths = ["/road.html", "/road_2.html"]
    pages = [
        make_page(p, make_text(p), foot=paged(paths, n)) for n, p in enumerate(paths)
    ]
    assert all(r["is_article"] for r in extract_pages(pages, single=True))
