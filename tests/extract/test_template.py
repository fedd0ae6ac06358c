"""What a template is learned from, and how it decides."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.blocks import PageBlocks, cut_blocks
from indexer.extract.body.block_selection import choose_blocks, score_with_template
from indexer.extract.body.template import Template, read_template
from indexer.extract.site.template_learning import (
    TrainingPage,
    learn_layout,
    learn_template,
    make_training_page,
)
from indexer.extract.tree import parse_page

PROSE = "In the year {n} the wells of the valley were measured by {n} caretakers. "


def lay_out(number: int) -> PageBlocks:
    """Build a page: text, a repeated line inside it, a related list."""
    text = PROSE.format(n=f"one {chr(97 + number % 26) * 3} and {chr(98 + number % 7)}")
    return cut_blocks(
        parse_page(
            f"<div class=body id=post-{number}><p>{text * 3}</p>"
            f"<p class=note>Sign up for our letter number {number}.</p></div>"
            f"<div class=related><p>About {text}</p></div>"
        )
    )


def make_page(number: int) -> TrainingPage:
    page = lay_out(number)
    return make_training_page(page, [True, True, False])


def learn(count: int) -> Template:
    return learn_template([make_page(n) for n in range(count)])


def test_slot_decides_on_its_blocks() -> None:
    odds, trust = learn(10).score(lay_out(99))
    assert odds[0] > 0 > odds[2]
    assert list(trust) == [1, 1, 1]


def test_text_on_many_pages_is_boilerplate_even_if_it_was_kept() -> None:
    odds, _ = learn(10).score(lay_out(99))
    assert odds[1] < 0


def test_copies_of_one_article_are_no_boilerplate() -> None:
    odds, _ = learn_template([make_page(1)] * 5).score(lay_out(1))
    assert odds[0] > 0


def test_heading_on_many_pages_is_no_boilerplate() -> None:
    page = cut_blocks(parse_page("<div class=body><h2>Background</h2></div>"))
    odds, _ = learn_template([make_training_page(page, [True])] * 10).score(page)
    assert odds[0] > 0


def test_code_on_many_pages_is_no_boilerplate() -> None:
    page = cut_blocks(parse_page("<div class=body><pre>make install</pre></div>"))
    odds, _ = learn_template([make_training_page(page, [True])] * 10).score(page)
    assert odds[0] > 0


def test_slot_kept_half_the_time_follows_the_node_around_it() -> None:
    pages = [
        cut_blocks(
            parse_page(
                f"<div class=body><p>{PROSE.format(n=chr(97 + n) * 5) * 9}</p><ul>"
                f"<li>The wells of {chr(97 + n) * 3}</ul></div>"
            )
        )
        for n in range(20)
    ]
    seen = [
        make_training_page(page, [True, n % 2 == 0]) for n, page in enumerate(pages)
    ]
    odds, _ = learn_template(seen).score(pages[0])
    assert odds[1] > 1


def test_unknown_slot_in_a_known_node_follows_it() -> None:
    page = cut_blocks(parse_page("<div class=body id=post-7><dl><dd>New</dl></div>"))
    odds, trust = learn(10).score(page)
    assert odds[0] > 0 and trust[0] > 0


def test_unknown_slot_elsewhere_is_not_trusted() -> None:
    _, trust = learn(10).score(cut_blocks(parse_page("<main><ul><li>New</ul></main>")))
    assert list(trust) == [0]


def test_page_of_which_nothing_would_be_kept_is_classified_on_its_own() -> None:
    page = cut_blocks(parse_page(f"<div class=related><p>{PROSE * 3}</p></div>"))
    template = learn(60)
    assert template.is_trusted and template.score(page)[0][0] < 0
    odds = score_with_template(page.nodes[0].element, page, set(), template, np.ones(1))
    assert odds[0] > 0


@pytest.mark.parametrize("line", ["雨季札记。", "视频简介：雨季札记。"])
def test_line_that_repeats_the_title_is_no_text(line: str) -> None:
    page = cut_blocks(parse_page(f"<p>{line}<p>{'雨下了三天。' * 30}<p>{line}"))
    assert choose_blocks(page, np.ones(3), {"[视频]雨季札记", "雨季札记"}) == [
        False,
        True,
        False,
    ]


def test_few_pages_are_trusted_little() -> None:
    _, trust = learn(3).score(lay_out(99))
    assert 0 < trust[0] < 0.5


@given(st.randoms(use_true_random=False))
def test_order_of_pages_does_not_matter(chance: random.Random) -> None:
    pages = [make_page(n) for n in range(6)]
    shuffled = chance.sample(pages, len(pages))
    assert learn_template(shuffled).write() == learn_template(pages).write()


def lay_out_cells(number: int, line: str) -> PageBlocks:
    """Build a page of an old layout, where text and boilerplate share a path."""
    text = PROSE.format(n=chr(97 + number) * 4) * 3
    return cut_blocks(parse_page(f"<table><td>{text}<td>{line}</table>"))


@pytest.mark.parametrize(
    ("line", "stays"), [("Visitors since March", False), ("Please test it.", True)]
)
def test_a_label_most_pages_show_goes_and_a_sentence_stays(
    line: str, stays: bool
) -> None:
    pages = [make_training_page(lay_out_cells(n, line), [True, True]) for n in range(8)]
    odds, _ = learn_template(pages).score(lay_out_cells(9, line))
    assert odds[0] > 0
    assert bool(odds[1] > 0) is stays


def test_order_of_copies_with_other_boilerplate_does_not_matter() -> None:
    kept = [True, False, False]
    pages = [make_training_page(lay_out(n), kept) for n in range(5)]
    copy = make_training_page(
        cut_blocks(
            parse_page(
                f"<div class=body><p>{lay_out(0).blocks[0].text}</p>"
                f"<p class=note>Another line.</p></div>"
            )
        ),
        [True, False],
    )
    first, last = learn_template([copy, *pages]), learn_template([*pages, copy])
    assert first.write() == last.write()


def test_template_is_read_as_it_was_written() -> None:
    template = learn(5)
    assert read_template(json.loads(json.dumps(template.write()))) == template


def test_template_of_another_format_is_empty() -> None:
    assert read_template({"format": 0}).pages == 0


def make_lone_page(number: int) -> TrainingPage:
    """Return a page that shares no slot with any other."""
    name = chr(97 + number) * 5
    text = PROSE.format(n=name) * 3
    page = cut_blocks(parse_page(f"<{'div><' * number}p>{text}</p>"))
    return make_training_page(page, [True])


def test_pages_unlike_one_another_are_no_layout() -> None:
    assert learn_layout([make_lone_page(n) for n in range(8)]) is None
    assert learn_layout([make_page(n) for n in range(2)]) is None
    assert learn_layout([make_page(n) for n in range(8)]) == learn(8)


def test_a_page_whose_body_stands_in_a_known_place_fits_whatever_is_in_it() -> None:
    names = ("class=body id=post-9", "class=new")
    pages = (f"<div {name}><dl><dd>{PROSE * 3}</dl></div>" for name in names)
    fits = [learn(8).fits(cut_blocks(parse_page(page))) for page in pages]
    assert fits == [True, False]


def test_a_page_whose_body_is_elsewhere_does_not_fit() -> None:
    page = f"<div class=related><p>{PROSE * 9}</p></div>"
    assert not learn(8).fits(cut_blocks(parse_page(page)))
