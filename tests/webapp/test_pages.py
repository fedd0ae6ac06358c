from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.config import Config, make_config
from webapp import create_app

from .articles import CHINESE, HOSTILE, PUMP, RIVER
from .conftest import add_articles

PAGES = (
    "/",
    "/?q=",
    "/?q=water",
    "/?q=water&topics=water&section=Projects&published=2018",
    "/?q=water&page=2",
    "/?q=nothing+like+it&topics=energy",
    '/?q="water',
    "/?q=hostile",
    f"/article/{PUMP.doc_id}?q=pump",
    f"/article/{RIVER.doc_id}",
    f"/article/{CHINESE.doc_id}?q=水泵",
    f"/article/{HOSTILE.doc_id}?q=hostile",
    "/article/0000000000000000",
    "/nowhere",
    "/?page=-1",
    "/?q=water&page=900",
)


def read(client: FlaskClient, path: str, **headers: str) -> BeautifulSoup:
    response = client.get(path, headers=headers)
    return BeautifulSoup(response.get_data(as_text=True), "lxml")


def status_of(client: FlaskClient, path: str) -> int:
    with client.get(path) as response:
        return response.status_code


def text_of(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(node.get_text().split()) for node in soup.select(selector)]


def test_the_start_page_says_what_is_in_the_archive(client: FlaskClient) -> None:
    soup = read(client, "/")
    assert text_of(soup, "h1 + p") == ["17 articles, 2005–2021"]
    assert len(soup.select(".chart li")) == 2021 - 2005 + 1
    assert text_of(soup, ".hits h3")[0] == CHINESE.title


def test_hits_have_title_date_section_topics_and_both_links(
    client: FlaskClient,
) -> None:
    (hit,) = read(client, "/?q=goats").select(".hit")
    assert hit.h3.a["href"].startswith(f"/article/{PUMP.doc_id}?q=goats")
    assert text_of(hit, "time") == ["29 November 2019"]
    assert text_of(hit, ".section a") == ["Projects", "Water"]
    assert text_of(hit, ".topics a") == ["water", "energy"]
    passage = f"{PUMP.url}#:~:text=A%20last%20word."
    assert hit.select_one("a.original")["href"] == passage
    assert text_of(hit, ".snippet mark") == ["goats"]


def test_a_link_in_the_column_narrows_to_what_it_counts(client: FlaskClient) -> None:
    soup = read(client, "/?q=water")
    for row in soup.select(".row a"):
        counted = int(row.select_one(".count span").get_text())
        found = text_of(read(client, row["href"]), "h1")[0]
        assert found.startswith(f"{counted} article")


def test_a_chosen_filter_can_be_removed_and_all_be_cleared(
    client: FlaskClient,
) -> None:
    soup = read(client, "/?q=water&topics=water&section=Projects")
    chips = [a["href"] for a in soup.select(".chips a")]
    assert chips == [
        "/?q=water&section=Projects",
        "/?q=water&topics=water",
        "/?q=water",
    ]


def test_the_box_keeps_filters_and_the_dates_keep_words(client: FlaskClient) -> None:
    soup = read(client, "/?q=water&topics=water&published=2018&sort=oldest&page=2")
    box = [(i["name"], i["value"]) for i in soup.select(".box [type=hidden]")]
    days = [(i["name"], i["value"]) for i in soup.select(".dates [type=hidden]")]
    assert box == [("topics", "water"), ("published", "2018"), ("sort", "oldest")]
    assert days == [("q", "water"), ("topics", "water"), ("sort", "oldest")]


def test_pages_of_hits_hold_each_hit_once(client: FlaskClient) -> None:
    first, second = (
        [a["href"].split("?")[0] for a in read(client, path).select(".hit h3 a")]
        for path in ("/?q=water&sort=oldest", "/?q=water&sort=oldest&page=2")
    )
    assert (len(first), len(second)) == (10, 3)
    assert not set(first) & set(second)


def test_a_page_past_the_last_says_where_the_end_is(client: FlaskClient) -> None:
    response = client.get("/?q=water&page=900")
    assert response.status_code == 404
    assert "Page 2 is the last page of results." in response.get_data(as_text=True)


def test_an_empty_result_shows_ways_that_find_something(client: FlaskClient) -> None:
    soup = read(client, "/?q=%22goats+zeppelin%22&topics=energy")
    suggestions = {a.get_text(): a["href"] for a in soup.select(".recovery li a")}
    assert (
        suggestions["Search only for “goats”: 1 article"] == "/?q=goats&topics=energy"
    )


def test_any_word_is_said_where_no_article_has_all(client: FlaskClient) -> None:
    soup = read(client, "/?q=goats+zeppelin")
    assert text_of(soup, ".hits h3") == [PUMP.title]
    (said,) = text_of(soup, ".message p:first-child")
    assert said.startswith("No article has all of these words")
    assert not soup.select(".suggestion")


def test_files_hold_what_is_shown_and_never_another_query(client: FlaskClient) -> None:
    soup = read(client, "/?q=goats+zeppelin")
    (shown,) = [a["href"] for a in soup.select(".exports a") if "csv" in a["href"]]
    assert shown == "/export.csv?q=goats+OR+zeppelin"
    assert len(client.get(shown).data.splitlines()) == 2
    assert len(client.get("/export.csv?q=goats+zeppelin").data.splitlines()) == 1


def test_what_was_not_understood_is_shown_in_the_query(client: FlaskClient) -> None:
    soup = read(client, '/?q=goats+"pump')
    assert text_of(soup, ".echo code") == ['goats "pump']
    assert text_of(soup, ".echo mark") == ['"']


def test_an_article_has_its_passages_marks_and_contents(client: FlaskClient) -> None:
    soup = read(client, f"/article/{PUMP.doc_id}?q=pump")
    links = [a["href"] for a in soup.select(".contents a")]
    assert links == ["#passage-2", "#passage-3", "#passage-4"]
    assert all(soup.select_one(link) for link in links)
    assert text_of(soup, ".text h2") == ["Costs", "Who pays"]
    assert text_of(soup, "#passage-4") == ["A last word. Nobody asked the goats."]
    assert text_of(soup, ".text mark") == ["pump"] * 3
    assert text_of(soup, ".byline time") == ["29 November 2019 09:30"]
    assert soup.select_one("link[rel=canonical]")["href"] == PUMP.url


def test_an_article_of_a_series_lists_its_neighbours_in_order(
    client: FlaskClient,
) -> None:
    soup = read(client, f"/article/{RIVER.doc_id}")
    numbers = text_of(soup, ".parts .number")
    assert numbers == [f"Part {part}" for part in range(1, 13)]
    assert text_of(soup, ".parts [aria-current]") == [RIVER.title]


def test_a_reprint_leads_to_the_earlier_article(client: FlaskClient) -> None:
    hit = read(client, "/?q=letter&lang=zh").select_one(".hit")
    link = hit.select_one(".series a")
    assert (link["href"], link.text) == (
        f"/article/{PUMP.doc_id}?lang=zh",
        "转载自较早的一篇文章",
    )
    shown = read(client, hit.select_one("h3 a")["href"]).select_one(".series a")
    assert shown["href"] == link["href"]
    found = client.get("/api/v1/search?q=letter").json["hits"][0]
    assert found["duplicate_of"] == PUMP.url


def test_an_article_leads_back_to_the_results_it_was_found_in(
    client: FlaskClient,
) -> None:
    results = "/?q=water&topics=water&page=2&lang=zh"
    hit = read(client, results).select_one(".hit h3 a")["href"]
    assert read(client, hit).select_one(".back a")["href"] == results


def test_a_word_misspelt_is_said_and_what_was_meant_is_shown_and_marked(
    client: FlaskClient,
) -> None:
    soup = read(client, "/?q=comittee")
    assert "“committee”" in text_of(soup, ".suggestion")[0]
    hit = soup.select_one(".hit h3 a")["href"]
    assert text_of(read(client, hit), ".text mark") == ["committee"]


def test_the_reasons_of_an_order_are_shown_when_asked_for(client: FlaskClient) -> None:
    link = read(client, "/?q=goats").select_one(".exports a")["href"]
    assert text_of(read(client, link), ".why dt") == ["Text: goat"]


def test_an_article_leads_on_to_related_ones(client: FlaskClient) -> None:
    soup = read(client, f"/article/{PUMP.doc_id}")
    links = [a["href"] for a in soup.select("#related ~ ul a")]
    assert links and f"/article/{PUMP.doc_id}" not in links


@pytest.mark.parametrize(
    ("path", "accept", "tag"),
    [
        ("/", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("/", "en-GB", "en"),
        ("/", "fr", "en"),
        ("/?lang=en", "zh-CN", "en"),
        ("/?lang=zh", "en", "zh-Hans"),
        ("/?q=water&lang=fr", "zh-CN", "zh-Hans"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_browsers(
    client: FlaskClient, path: str, accept: str, tag: str
) -> None:
    soup = read(client, path, **{"Accept-Language": accept})
    assert soup.html["lang"] == tag


def test_a_chosen_language_stays_in_every_link_of_the_site(
    client: FlaskClient,
) -> None:
    soup = read(client, "/?q=water&topics=water&lang=zh")
    links = [a["href"] for a in soup.select("a[href^='/']")]
    switch = [a["href"] for a in soup.select(".languages a")]
    assert all("lang=zh" in href for href in links if href not in switch)
    assert switch == [
        "/?q=water&topics=water&lang=en",
        "/?q=water&topics=water&lang=zh",
    ]


def test_an_article_carries_its_own_language(client: FlaskClient) -> None:
    soup = read(client, f"/article/{CHINESE.doc_id}", **{"Accept-Language": "en"})
    assert (soup.html["lang"], soup.select_one("article")["lang"]) == ("en", "zh")


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_that_a_strict_policy_forbids(
    client: FlaskClient, path: str
) -> None:
    response = client.get(path)
    soup = BeautifulSoup(response.get_data(as_text=True), "lxml")
    assert soup.select("script, style, iframe, object, embed, base") == []
    assert not [
        t for t in soup.find_all(True) if any(a.startswith("on") for a in t.attrs)
    ]
    assert soup.select("[style]") == []
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_links_lead_to_the_web_or_to_pages_that_are_there(
    client: FlaskClient, path: str
) -> None:
    soup = read(client, path)
    for switch in soup.select(".languages"):
        switch.decompose()
    links = {a["href"] for a in soup.select("a[href], link[href]")}
    assert all(urlsplit(link).scheme in ("", "http", "https") for link in links)
    own = sorted(link for link in links if link.startswith("/"))
    assert len(own) > 3
    assert {link for link in own[:20] if status_of(client, link) != 200} == set()


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_what_labels_a_part_is_there(
    client: FlaskClient, path: str
) -> None:
    soup = read(client, path)
    ids = [node["id"] for node in soup.select("[id]")]
    named = [n["aria-labelledby"] for n in soup.select("[aria-labelledby]")]
    assert len(ids) == len(set(ids))
    assert set(named) <= set(ids)


def test_what_a_page_said_is_text_and_never_markup(client: FlaskClient) -> None:
    soup = read(client, "/?q=hostile")
    assert text_of(soup, ".hit h3") == [HOSTILE.title]
    assert soup.select(".hit img, .hit b:not(.passage)") == []
    assert soup.select("a.original") == []


@pytest.mark.parametrize(
    ("path", "robots"),
    [
        ("/", None),
        ("/?q=water", "noindex, nofollow"),
        (f"/article/{PUMP.doc_id}", None),
        (f"/article/{PUMP.doc_id}?q=pump", "noindex"),
    ],
)
def test_search_engines_are_kept_from_combinations(
    client: FlaskClient, path: str, robots: str | None
) -> None:
    meta = read(client, path).select_one("meta[name=robots]")
    assert (meta and meta["content"]) == robots


def test_links_that_combine_filters_are_not_to_be_followed(
    client: FlaskClient,
) -> None:
    soup = read(client, "/?q=water&topics=water")
    rows = soup.select(
        ".row a, .chips li:first-child a, .sorts a, .pager a, .hit .topics a"
    )
    assert rows and all("nofollow" in a["rel"] for a in rows)


def test_head_answers_as_get_without_a_body(client: FlaskClient) -> None:
    get, head = client.get("/?q=water"), client.head("/?q=water")
    assert head.data == b"" and get.data
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_a_page_is_not_sent_again_until_the_index_changes(
    tmp_path: Path, config: Config
) -> None:
    config = make_config({}, tmp_path)
    add_articles(config, [PUMP])
    client = create_app(config).test_client()
    etag = client.get("/?q=pump").headers["ETag"]
    assert client.get("/?q=pump", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/?q=pumps", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/article/{PUMP.doc_id}",
        "/api/v1/search?q=pump",
        "/api/v1/suggest?q=pum",
        "/feed.atom?q=pump",
    ],
)
def test_who_holds_an_answer_is_not_sent_it_again(
    client: FlaskClient, path: str
) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_other_settings_make_other_pages(config: Config) -> None:
    one, other = (
        create_app(c).test_client().get("/").headers["ETag"]
        for c in (config, replace(config, title="Another"))
    )
    assert one != other


def test_an_empty_index_says_that_nothing_has_been_indexed(tmp_path: Path) -> None:
    config = make_config({}, tmp_path)
    add_articles(config, [])
    client = create_app(config).test_client()
    assert "No articles have been indexed yet." in client.get("/").get_data(
        as_text=True
    )


def test_a_site_in_one_language_offers_no_switch(config: Config) -> None:
    client = create_app(replace(config, languages=("en",))).test_client()
    assert read(client, "/").select(".languages") == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/robots.txt", "text/plain"),
        ("/opensearch.xml", "application/opensearchdescription+xml"),
        ("/favicon.ico", "image/svg+xml"),
    ],
)
def test_small_files_come_with_their_type_and_may_be_kept(
    client: FlaskClient, path: str, kind: str
) -> None:
    with client.get(path) as response:
        assert response.mimetype == kind
        assert response.cache_control.max_age == 24 * 3600


def test_the_search_description_leads_to_a_search(client: FlaskClient) -> None:
    soup = BeautifulSoup(client.get("/opensearch.xml").data, "xml")
    template = soup.find("Url", type="text/html")["template"]
    assert template == "http://localhost/?q={searchTerms}"


def test_under_a_prefix_every_link_carries_it(client: FlaskClient) -> None:
    response = client.get("/?q=water", base_url="http://localhost/archive")
    links = re.findall(r'(?:href|action)="(/[^"]*)"', response.get_data(as_text=True))
    assert links and all(link.startswith("/archive/") for link in links)
