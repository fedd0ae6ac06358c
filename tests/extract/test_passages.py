"""How a cleaned fragment becomes passages."""

from __future__ import annotations

import pytest

from indexer.extract.body.passages import join_passages, split_passages

LONG = "The second year of the programme began with a promise. " * 3


def headings(fragment: str) -> list[tuple[str, int]]:
    return [(p.heading, p.level) for p in split_passages(fragment) if p.heading]


def paragraphs(fragment: str) -> list[str]:
    return "\n\n".join(p.text for p in split_passages(fragment)).split("\n\n")


def test_headings_keep_level_and_anchor() -> None:
    found = split_passages(f"<p>{LONG}</p><h3 id='why'>Why now</h3><p>{LONG}</p>")
    assert [(p.heading, p.level, p.anchor) for p in found] == [
        ("", 0, ""),
        ("Why now", 3, "why"),
    ]


@pytest.mark.parametrize("tags", ["p", "h2"])
def test_heading_over_two_elements_is_joined(tags: str) -> None:
    fragment = (
        f"<{tags}><b>2.Sharing the</b></{tags}><{tags}><b>work</b></{tags}><p>{LONG}"
    )
    assert headings(fragment) == [("2.Sharing the work", 2)]


def test_chinese_heading_broken_after_a_joint_is_joined() -> None:
    fragment = f"<p><b>三、共担钻井与</b><p><b>维护的工作</b><p>{LONG}"
    assert headings(fragment) == [("三、共担钻井与维护的工作", 2)]
    apart = f"<p><b>三、背景</b><p><b>维护的工作</b><p>{LONG}"
    assert ("三、背景", 2) in headings(apart)


def test_heading_over_two_lines_is_joined() -> None:
    assert headings(f"<h2>Sharing<br>the work</h2><p>{LONG}") == [
        ("Sharing the work", 2)
    ]


def test_bold_paragraph_is_a_heading() -> None:
    assert headings(f"<p><b>Open accounts</b></p><p>{LONG}</p>") == [
        ("Open accounts", 2)
    ]


def test_bold_sentence_is_no_heading() -> None:
    assert headings(f"<p><b>Nobody was refused.</b></p><p>{LONG}</p>") == []


def test_bold_caption_is_no_heading() -> None:
    assert headings(f"<p><b>雨后的港口。图/李安</b></p><p>{LONG}</p>") == []


def test_bold_type_is_no_heading_in_a_text_with_headings() -> None:
    bold = f"<p><b>Open accounts</b></p><p><b>Note:</b> {LONG}</p>"
    assert headings(f"<h2>Why</h2>{bold}<h2>How</h2><p>{LONG}") == [
        ("Why", 2),
        ("How", 2),
    ]
    assert ("Open accounts", 3) in headings(f"<h2>Why</h2>{bold}")


def test_bold_words_that_open_a_paragraph_are_a_heading() -> None:
    assert headings(f"<p><b>Open accounts.</b> {LONG}</p>") == [("Open accounts.", 7)]


def test_openings_without_bold_count_only_when_consistent() -> None:
    one = f"<p>Keeping the accounts in the open. {LONG * 2}</p>"
    two = f"<p>Training caretakers before the first drop. {LONG * 2}</p>"
    assert [level for _, level in headings(one + two)] == [7, 7]
    assert headings(one + f"<p>{LONG}</p>" * 3) == []


def test_paragraph_cut_in_mid_sentence_is_rejoined() -> None:
    fragment = "<p>Only three pumps stood still for rather more than</p><p>a week.</p>"
    assert paragraphs(fragment) == [
        "Only three pumps stood still for rather more than a week."
    ]


def test_chinese_paragraph_cut_after_a_comma_is_rejoined() -> None:
    first = "后来打下的第一批井，就在这张图标出的地方，" * 3
    assert paragraphs(f"<p>{first}</p><p>深度也差不多。</p>") == [
        f"{first}深度也差不多。"
    ]


def test_lines_that_are_sentences_are_paragraphs() -> None:
    assert paragraphs("<p>One well.<br>Two wells.</p>") == ["One well.", "Two wells."]


def test_lines_of_an_address_stay_together() -> None:
    assert paragraphs("<p>Pump house<br>Grey Pass</p>") == ["Pump house\nGrey Pass"]


def test_lists_and_tables_are_kept_as_text() -> None:
    fragment = (
        "<ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr></table>"
    )
    assert paragraphs(fragment) == ["• one\n• two", "a | b"]


def test_code_keeps_its_lines() -> None:
    assert paragraphs("<pre>if x:\n    y()</pre>") == ["if x:\n    y()"]


def test_body_is_the_passages_joined() -> None:
    fragment = "<p>Lead.</p><h2>Why</h2><p>So.</p>"
    assert join_passages(split_passages(fragment)) == "Lead.\n\nWhy\n\nSo."


def test_body_has_run_in_headings_in_their_paragraphs() -> None:
    fragment = f"<p><b>Open accounts.</b> {LONG}</p>"
    assert join_passages(split_passages(fragment)) == f"Open accounts. {LONG.strip()}"
