"""Snippets: a piece of the body, whole words, exact marks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.model import Article, Mark, Passage
from indexer.search.snippets import make_snippet
from indexer.text.analysis import find_spans

WORDS = "solar wind. energy, 网络 一带一路。 5G it's\n\n road\t roads!\n\u3000 “belt” …"
words = st.sampled_from(WORDS.split(" "))
bodies = st.lists(words, max_size=120).map(" ".join)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, tuple[Mark, ...]]:
    """Draw a body and disjoint marks of whole positions."""
    body = draw(bodies)
    spans = find_spans(body)
    kept = draw(st.lists(st.booleans(), min_size=len(spans), max_size=len(spans)))
    return body, tuple(s for s, keep in zip(spans, kept, strict=True) if keep)


def article(body: str, **values: object) -> Article:
    return Article("https://paper.example/1", "Title", body, **values)  # type: ignore[arg-type]


def squeeze(text: str) -> str:
    return " ".join(text.split())


@given(marked(), st.integers(20, 300))
def test_a_snippet_is_a_piece_of_the_body_with_its_marks(
    given: tuple[str, tuple[Mark, ...]], length: int
) -> None:
    body, marks = given
    snippet = make_snippet(article(body), marks, length)
    assert squeeze(snippet.text) in squeeze(body)
    assert bool(snippet.marks) == bool(marks)
    texts = [snippet.text[a:b] for a, b in snippet.marks]
    assert " ".join(texts) in " ".join(squeeze(body[a:b]) for a, b in marks)
    assert list(snippet.marks) == sorted(snippet.marks)
    assert all(text and text == text.strip() for text in texts)


@example(("solar solar solar solar … solar", ((26, 31),)), 40)
@given(marked(), st.integers(40, 300))
def test_a_snippet_is_about_as_long_as_asked(
    given: tuple[str, tuple[Mark, ...]], length: int
) -> None:
    body, marks = given
    snippet = make_snippet(article(body), marks, length)
    assert len(snippet.text) <= length + 20
    assert len(snippet.text) >= min(len(squeeze(body)), length) // 4


@given(marked(), st.integers(20, 300))
def test_no_word_is_cut(given: tuple[str, tuple[Mark, ...]], length: int) -> None:
    body, marks = given
    known = set(find_words(body))
    assert set(find_words(make_snippet(article(body), marks, length).text)) <= known


def find_words(text: str) -> list[str]:
    return [text[a:b] for a, b in find_spans(text)]


def test_the_piece_with_most_different_words_is_chosen() -> None:
    far = "filler words here. " * 30
    body = f"Solar solar solar. {far}Wind and solar together. {far}"
    wanted = "Solar", "solar", "Wind"
    marks = tuple((a, b) for a, b in find_spans(body) if body[a:b] in wanted)
    snippet = make_snippet(article(body), marks, 80)
    assert snippet.text.startswith("Wind and solar together.")
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["Wind", "solar"]


def test_sentences_are_kept_whole_where_they_can_be() -> None:
    body = "One is here. Two is wind. Three is there. " + "And so on it goes. " * 20
    at = body.index("wind")
    snippet = make_snippet(article(body), ((at, at + 4),), 60)
    assert snippet.text == body[:60]
    han = "今天天气很好。" * 20 + "网络建设开始了。" + "明天也好。" * 20
    at = han.index("网络")
    snippet = make_snippet(article(han, language="zh"), ((at, at + 2),), 30)
    assert snippet.text[0] in "今网" and snippet.text.endswith("。")


def test_the_passage_it_is_from_is_named() -> None:
    passages = (
        Passage("", 0, "", "Opening words."),
        Passage("On wind", 2, "w", "It blows. Mills turn."),
        Passage("On sun", 2, "s", "It shines."),
    )
    body = "Opening words.\n\nOn wind\n\nIt blows. Mills turn.\n\nOn sun\n\nIt shines."
    found = article(body, passages=passages)
    at = body.index("Mills")
    snippet = make_snippet(found, ((at, at + 5),))
    assert (snippet.heading, snippet.anchor) == ("On wind", "w")
    assert snippet.text.startswith("It blows. Mills turn.")
    at = body.index("On sun") + 3
    assert make_snippet(found, ((at, at + 3),)).anchor == "s"


@pytest.mark.parametrize(
    ("standfirst", "expected"), [("In short.", "In short."), ("", "Opening words.")]
)
def test_without_marks_the_article_introduces_itself(
    standfirst: str, expected: str
) -> None:
    passages = (Passage("Heading", 2, "", "Opening words."),)
    body = "Heading\n\nOpening words."
    found = article(body, standfirst=standfirst, passages=passages)
    assert make_snippet(found, ()).text == expected
    assert make_snippet(found, ()).marks == ()


def test_an_empty_body_gives_an_empty_snippet() -> None:
    assert make_snippet(article(""), ()).text == ""
