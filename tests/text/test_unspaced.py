"""What is Han, and what is written without spaces."""

from indexer.text import HAN_CHARACTER, UNSPACED_CHARACTER


def test_only_chinese_characters_are_han_of_what_is_written_without_spaces():
    for character in "网網㐀豈\U00020000":
        assert HAN_CHARACTER.match(character) and UNSPACED_CHARACTER.match(character)
    for character in "かカㄅ한กລ":
        assert UNSPACED_CHARACTER.match(character)
        assert not HAN_CHARACTER.match(character)
