"""What a reader does not see, or needs only to find a note, is no text."""

from __future__ import annotations

import pytest

from indexer.extract.blocks import cut_blocks
from indexer.extract.body.hidden_blocks import drop_hidden
from indexer.extract.tree import parse_page

LONG = "The second year of the programme began with a promise. " * 3


def read(html: str) -> list[str]:
    """Return the texts of a page of which every block is likely the body."""
    page = cut_blocks(parse_page(html))
    kept = drop_hidden(page, [True] * len(page.blocks))
    return [block.text for block, keep in zip(page.blocks, kept, strict=True) if keep]


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>no</div>",
        "<div style='DISPLAY :none'><p>no</p></div>",
        "<div style='visibility: hidden'>no</div>",
        "<h2 class='screen-reader-text'>no</h2>",
        "<p class='b visually-hidden'>no</p>",
        "<dialog>no</dialog>",
        "<template><p>no</p></template>",
        "<noscript><img src=/a.jpg>no</noscript>",
        "<span hidden>no</span>",
        "<span class=sr-only>no</span>",
        "<i class=material-icons aria-hidden=true>arrow_forward</i>",
        f"<div aria-hidden=true><p>{LONG}</p></div>",
    ],
)
def test_hidden_elements_are_left_out(hidden: str) -> None:
    assert read(f"<p>{LONG}</p>{hidden}") == [LONG.strip()]


@pytest.mark.parametrize(
    "shown",
    [
        "<div aria-hidden=true>yes</div>",
        "<details><p>yes</p></details>",
        "<dialog open>yes</dialog>",
        "<p>y<i>es</i></p>",
    ],
)
def test_what_can_be_seen_stays(shown: str) -> None:
    assert read(f"<p>{LONG}</p>{shown}") == [LONG.strip(), "yes"]


def test_article_that_a_script_shows_is_kept() -> None:
    body = f"<div style='display:none'><p>{LONG}</p><p>{LONG}x</p></div>"
    assert read(f"<p>{LONG}</p>{body}") == [LONG.strip(), LONG.strip(), f"{LONG}x"]
    assert read(f"<p>A <span style='display:none'>{LONG * 2}</span>") != ["A"]


@pytest.mark.parametrize(
    "note",
    [
        "<sup><a href='#fn1'>1</a></sup>",
        "<sup id=r>[<a href='#cite_note-1'>12</a>]</sup>",
        "<a href='https://paper.example/a#_ftn1'>[3]</a>",
        "<a href='#x'><sup>*</sup></a>",
        "<a href='#one' role=doc-noteref>1</a>",
        "<sup><a href='#fn1'>1</a>,<a href='#fn2'>2</a></sup>",
        "<a href='#fnref1'>↩︎</a>",
    ],
)
def test_references_to_notes_are_no_part_of_words(note: str) -> None:
    assert read(f"<p>a word{note}.") == ["a word."]


@pytest.mark.parametrize(
    "text",
    [
        "m<sup>2</sup>",
        "<a href='#part'>2</a>",
        "x<sup><a href='/n'>th</a></sup>",
        "<a href='/archive'>2</a>",
    ],
)
def test_other_numbers_and_superscripts_stay(text: str) -> None:
    assert read(f"<p>{text} of it") != ["of it"]


def test_notes_keep_their_text() -> None:
    note = "<li id=fn1>The caretaker. <a href='#fnref1'>^</a></li>"
    assert read(f"<ol>{note}</ol>") == ["The caretaker."]
