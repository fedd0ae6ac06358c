"""How a page is cut into blocks, and blocks are written as a fragment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.blocks import MAX_BLOCKS, cut_blocks
from indexer.extract.body.block_classifier import load_classifier
from indexer.extract.body.features import (
    PAGE_FEATURES,
    add_vote_features,
    compute_page_features,
)
from indexer.extract.body.fragment import render_fragment
from indexer.extract.body.position_features import VOTE_FEATURES
from indexer.extract.body.trafilatura_votes import BLOCK_MARK, collect_votes
from indexer.extract.tree import MAX_DEPTH, parse_page


def texts(html: str) -> list[str]:
    return [b.text for b in cut_blocks(parse_page(html)).blocks]


LINES = "def pump():\n    run(1)\n\n    stop()"


@pytest.mark.parametrize(
    "code",
    [
        "<div class=line>def pump():</div><div class=line>    run(1)</div>"
        "<div class=line></div><div class=line>    stop()</div>",
        "<div>def pump():\n</div><div>    run(1)\n</div><div>\n</div>"
        "<div>    stop()</div>",
        "<span class=line>def pump():</span>\n<span class=line>    run(1)</span>\n\n"
        "<span class=line>    stop()</span>",
        "<code><span><span class=ln>1</span>def pump():\n</span><span><span class=ln>2"
        "</span>    run(1)\n</span><span class=ln>3</span>\n<span class=ln>4</span>"
        "<span>    stop()</span></code>",
        "<code><table><tr><td class=n>1</td><td>def pump():</td></tr><tr><td>2</td><td>"
        "    run(1)</td></tr><tr><td>3</td><td>\n</td></tr><tr><td></td><td>    stop()"
        "</td></tr></table></code>",
        "<ol class=linenums><li>def <b>pump</b>():</li><li>    run(1)</li><li></li>"
        "<li>    stop()</li></ol>",
    ],
)
def test_code_with_an_element_for_each_line_is_one_block(code: str) -> None:
    assert texts(f"<pre>{code}</pre>") == [LINES]


@pytest.mark.parametrize("tag", ["td", "div"])
def test_line_numbers_in_a_pre_of_their_own_are_no_text(tag: str) -> None:
    numbers, code = "<i>1\n</i><i>2\n</i>", "<div>a</div><div>b</div>"
    pair = "".join(f"<{tag}><pre>{p}</pre></{tag}>" for p in (numbers, code))
    whole = f"<table><tr>{pair}</tr></table>" if tag == "td" else pair
    assert texts(f"<figure class=highlight>{whole}</figure>") == ["a\nb"]


def test_paragraphs_in_a_pre_stay_paragraphs() -> None:
    assert texts("<pre><h2>Wells</h2><p>One.</p><div>Two.</div></pre>") == [
        "Wells",
        "One.",
        "Two.",
    ]


def fragment(html: str) -> str:
    page = cut_blocks(parse_page(html))
    return render_fragment(page, [True] * len(page.blocks))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one<p>two", ["one", "two"]),
        ("<div>one<p>two</p>three</div>", ["one", "two", "three"]),
        ("<p>one <b>and</b>\n two", ["one and two"]),
        ("<p>one<br>two", ["one", "two"]),
        ("<a href=/><div>one</div></a>two", ["one", "two"]),
        ("<script>no</script><p>one<button>no</button>", ["one"]),
        ("<h2>one<a href='#one'>¶</a></h2>", ["one"]),
        ("<pre>a<br>  b</pre>", ["a\n  b"]),
        ("<pre>1\n2\n3</pre><pre>x = 1</pre>", ["x = 1"]),
    ],
)
def test_blocks_end_at_edges_and_breaks(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_block_has_links_bold_and_anchor() -> None:
    (block,) = cut_blocks(parse_page("<p id=x><b>ab</b> <a href=/>cd</a>")).blocks
    assert (block.links, block.bold, block.anchor) == (2, 2, "x")


def test_hidden_elements_are_marked() -> None:
    page = cut_blocks(parse_page("<div style='display: none'><p>one</p></div>"))
    assert page.nodes[page.blocks[0].node].hidden


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>one<li>two", "<ul><li>one</li><li>two</li></ul>"),
        ("<ul><li>one</ul>two", "<p>one</p><p>two</p>"),
        ("<h2 id=a>one</h2>", '<h2 id="a">one</h2>'),
        ("<div>one<br>two</div>", "<p>one<br>two</p>"),
        ("<p>one<br><br>two", "<p>one</p><p>two</p>"),
        ("<p><b>one</b> &lt;two", "<p><b>one</b> &lt;two</p>"),
        (
            "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
        ),
        ("<table><tr><td><p>one</table>", "<p>one</p>"),
    ],
)
def test_fragment_keeps_only_what_structure_needs(html: str, expected: str) -> None:
    assert fragment(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<body><p>one</body></html><p>two", ["one", "two"]),
        ("<body><p>one</body></html>two<p>three", ["one", "two", "three"]),
        ("<body><p>one</body>two<body><p>three", ["one", "two", "three"]),
        (
            "<p>one</html><html><head><title>x</title></head><body><p>two",
            ["one", "two"],
        ),
        ("<title>x</title><article><p>one</p></article><p>two", ["one", "two"]),
        ("<title>x</title><header>one</header>two<p>three", ["one", "two", "three"]),
        ("<td><embed src=a.swf>one<p>two</p></td>", ["one", "two"]),
        ("<p>one <map name=m><area href=x>two</p>", ["one", "two"]),
    ],
)
def test_text_is_read_where_browsers_show_it(html: str, expected: list[str]) -> None:
    assert " ".join(texts(html)) == " ".join(expected)


def test_anchor_that_never_closes_links_nothing() -> None:
    (block,) = cut_blocks(parse_page("<td><a name=top>one two</td>")).blocks
    assert block.links == 0


def test_a_form_around_the_page_is_no_form() -> None:
    search = "<form><input></form>"
    root = parse_page(f"<form id=f><div>{search}</div><p>one<p>two<p>three</form>")
    tags = [node.tag for node in cut_blocks(root).nodes]
    assert tags[:3] == ["body", "div", "div"]


def test_document_types_that_never_close_leave_the_text() -> None:
    assert texts("<p>one" + "<?xml " * 50_000) == ["one"]


def test_large_pages_lose_endless_attributes() -> None:
    root = parse_page(f"<p class='{'a ' * 10_000}' id=x>{'one ' * 300_000}")
    assert root.find(".//p").attrib == {"id": "x"}


def test_blocks_are_bounded_whatever_separates_them() -> None:
    for edge in ("<br>", "<p>"):
        assert len(texts(f"one{edge}" * (MAX_BLOCKS + 5))) == MAX_BLOCKS


def test_deep_nesting_keeps_its_text() -> None:
    assert texts("<div>" * (MAX_DEPTH * 2) + "one") == ["one"]


def test_collecting_votes_leaves_the_page_as_it_was() -> None:
    root = parse_page("<main><p>one<br>two</p>three</main>")
    page = cut_blocks(root)
    collect_votes(root, page)
    assert [b.text for b in cut_blocks(root).blocks] == [b.text for b in page.blocks]
    assert not BLOCK_MARK.search("".join(root.itertext()))


def test_votes_on_large_pages_need_no_library() -> None:
    prose = "The council met on Monday and agreed to pay for the bridge. "
    html = f"<nav><p>{prose}</nav><main><p>{prose * 20_000}<p>Tags</main>"
    root = parse_page(html)
    page = cut_blocks(root)
    assert page.is_large
    assert collect_votes(root, page) == [False, True, False]


@given(
    st.lists(st.sampled_from(["<p>one", "<li>two", "<div>", "</div>", "水", "<br>"]))
)
def test_every_block_has_a_finite_row_and_score(parts: list[str]) -> None:
    page = cut_blocks(parse_page("<body>three" + "".join(parts)))
    places, seen = compute_page_features(page, set())
    known = add_vote_features(places, seen, [False] * len(page.blocks))
    for name, rows, columns in (
        ("first", seen, PAGE_FEATURES),
        ("second", known, PAGE_FEATURES + VOTE_FEATURES),
    ):
        assert rows.shape == (len(page.blocks), len(columns))
        assert (abs(load_classifier(name).score(rows)) < 100).all()


@pytest.mark.parametrize(
    "html",
    [
        "<h3 id=why>Why</h3>",
        "<h3><a id=why></a>Why</h3>",
        "<a name=why></a><h3>Why</h3>",
        "<p><a name=why></a></p><h3>Why</h3>",
        "<section id=why><h3>Why</h3></section>",
        "<div id=why><div><h3>Why</h3></div></div>",
        "<h3>Why<a href=#why>¶</a></h3>",
        "<h3>Why<a href='/a/b#why' title=Permalink>#</a></h3>",
    ],
)
def test_heading_has_the_id_that_leads_to_it(html: str) -> None:
    blocks = cut_blocks(parse_page(f"<main id=m><p>One</p>{html}<p>Two")).blocks
    assert [b.anchor for b in blocks] == ["", "why", ""]


def test_id_of_a_section_is_not_that_of_its_second_heading() -> None:
    html = "<p>One</p><section id=why><h3>Why</h3><h4>How</h4></section>"
    blocks = cut_blocks(parse_page(html)).blocks
    assert [b.anchor for b in blocks] == ["", "why", ""]
