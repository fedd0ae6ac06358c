"""What of a page's structure is kept beside the text of its article."""

from __future__ import annotations

import pytest

from indexer.annotation_tree import MAX_NESTING, build_trees, list_annotations
from indexer.extract.blocks import cut_blocks
from indexer.extract.body.annotations import annotate_body, join_annotations
from indexer.extract.body.fragment import render_fragment
from indexer.extract.body.passages import join_passages, split_passages
from indexer.extract.tree import parse_page
from indexer.model import Annotation, Article

BASE = "https://paper.example/wells/one.html"
LONG = "The second year of the programme began with a promise. " * 3


def annotate(html: str, kept: list[bool] | None = None) -> tuple[str, list[Annotation]]:
    """Return the body of a page, all of it unless told otherwise, and annotations."""
    page = cut_blocks(parse_page(html))
    kept = kept or [True] * len(page.blocks)
    body = join_passages(split_passages(render_fragment(page, kept)))
    return body, list(annotate_body(page, kept, body, BASE))


def spans(html: str) -> list[tuple[str, str]]:
    body, annotations = annotate(html)
    return [(one.kind, body[one.start : one.end]) for one in annotations]


def values(html: str, kind: str) -> list[tuple[str, ...]]:
    return [one.values for one in annotate(html)[1] if one.kind == kind]


def test_nested_lists_keep_their_levels() -> None:
    assert spans("<ul><li>one<ol><li>two<li>three</ol><li>four</ul>") == [
        ("ul", "one\n• two\n• three\n• four"),
        ("li", "one\n• two\n• three"),
        ("ol", "two\n• three"),
        ("li", "two"),
        ("li", "three"),
        ("li", "four"),
    ]


def test_item_may_begin_with_a_bullet_of_its_own() -> None:
    assert ("li", "one") in spans("<ul><li>• one<li>• two</ul>")


def test_ordered_list_keeps_its_first_number() -> None:
    html = "<ol start={}><li>one<li>two</ol>"
    assert values(html.format(4), "ol") == [("4",)]
    assert values(html.format("four"), "ol") == [("",)]


def test_table_keeps_headers_spans_and_empty_cells() -> None:
    rows = "<tr><th>a<th>b<tr><td>c<td></td><tr><td></td><td>d<tr><td colspan=2>e"
    assert [kind for kind, _ in spans(f"<table>{rows}<td>f</table>")] == [
        "table",
        *("tr", "th", "th"),
        *("tr", "td", "td"),
        *("tr", "td", "td"),
        *("tr", "td", "td"),
    ]
    assert values(f"<table>{rows}<td>f</table>", "td")[4] == ("2", "")


def test_cell_of_several_blocks_is_one_cell() -> None:
    html = "<table><tr><td><p>a<p>b</td><td>c<tr><td>d<td>e</table>"
    assert ("td", "a b") in spans(html)


def test_table_of_layout_is_no_table() -> None:
    assert spans(f"<table><tr><td>{LONG * 2}<td>a<tr><td>b<td>c</table>") == []


def test_code_keeps_its_lines_and_their_indents() -> None:
    code = "    if x:\n\n        y |\n| z"
    assert spans(f"<p>one</p><pre><code>{code}</code></pre><p>two") == [("pre", code)]


def test_quotation_of_several_paragraphs_is_one() -> None:
    html = f"<blockquote><p>{LONG}<p>{LONG}</blockquote><p>{LONG}"
    assert [kind for kind, _ in spans(html)] == ["blockquote"]


def test_quotation_that_runs_on_from_a_paragraph_is_none() -> None:
    html = f"<p>{LONG}and then he said</p><blockquote>that it was so.</blockquote>"
    assert spans(html) == []


def test_elements_in_a_line_nest() -> None:
    html = "<p>one <a href='/x'>two <b>three</b></a> <i>four</i> m<sup>2</sup>"
    assert spans(html) == [
        ("a", "two three"),
        ("strong", "three"),
        ("em", "four"),
        ("sup", "2"),
    ]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("two.html", "https://paper.example/wells/two.html"),
        ("mailto:ann@paper.example", "mailto:ann@paper.example"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://[", ""),
        ("java\nscript:alert(1)", ""),
        ("x" * 3000, ""),
    ],
)
def test_links_lead_to_the_web_or_to_mailboxes(link: str, address: str) -> None:
    found = values(f'<p><a href="{link}">one</a>', "a")
    assert found == ([(address,)] if address else [])


def test_picture_has_address_alternative_and_size() -> None:
    image = '<img src=blank.gif data-src="/a.jpg" alt="A pump" width=640 height=x>'
    body, (annotation,) = annotate(f"<p>{LONG}</p>{image}<p>after")
    assert annotation.values == (
        "https://paper.example/a.jpg",
        "A pump",
        "",
        "640",
        "",
    )
    assert body[annotation.start :] == "after"


def test_caption_that_is_no_text_of_the_body_stays_with_its_picture() -> None:
    figure = "<figure><img src=/a.jpg><figcaption>By the well</figcaption></figure>"
    html = f"<div><p>{LONG}</p>{figure}<p>{LONG}</div>"
    _, (image,) = annotate(html, [True, False, True])
    assert image.values[2] == "By the well"
    _, annotations = annotate(html)
    assert [one.kind for one in annotations] == ["figure", "img", "figcaption"]
    assert annotations[1].values[2] == ""


@pytest.mark.parametrize(
    "image",
    [
        "<img src=/a.png width=16 height=16>",
        "<img class=emoji src=/a.png>",
        "<img src='data:image/gif;base64,x'>",
        "<div hidden><img src=/a.png></div>",
        "<div><img src=/a.png><a href=/b>Another article</a></div>",
    ],
)
def test_icons_and_pictures_of_other_articles_are_left_out(image: str) -> None:
    html = f"<div><p>{LONG}</p>{image}<p>{LONG}</div>"
    kept = [True, False, True] if "Another" in image else None
    assert annotate(html, kept)[1] == []


def test_joined_pages_keep_their_annotations() -> None:
    first = Article("", "", "• a | b", annotations=(Annotation(2, 3, "strong"),))
    again = (Annotation(0, 5, "em"), Annotation(7, 11, "strong"))
    later = Article("", "", "Title\n\nmore", annotations=again)
    body = "• a | b\n\nmore"
    assert join_annotations([(first, first.body), (later, "more")], body) == (
        Annotation(2, 3, "strong"),
        Annotation(9, 13, "strong"),
    )


def test_annotations_that_cross_or_stand_alone_are_left_out() -> None:
    crossing = (Annotation(0, 4, "em"), Annotation(2, 6, "strong"))
    assert list(list_annotations(build_trees(crossing))) == [crossing[0]]
    assert build_trees([Annotation(0, 4, "li")]) == []


def test_nesting_is_bounded() -> None:
    html = "<blockquote>" * (MAX_NESTING + 9) + "one" + "</blockquote>"
    assert len(spans(html)) == MAX_NESTING
