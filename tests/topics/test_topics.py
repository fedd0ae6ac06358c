import dataclasses
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.backends import open_backend
from indexer.cli import run
from indexer.config import Config
from indexer.errors import ConfigError
from indexer.ingest.reindexing import reindex
from indexer.model import Article, Passage
from indexer.topics import load_topics
from indexer.topics.suggestions import propose_topics, write_topics
from indexer.topics.tagger import TopicSource, add_topics, find_topics
from indexer.topics.vocabulary import TopicVocabulary, make_vocabulary
from tests.archive import make_archive, with_settings

LANGUAGES = ("en", "zh")
PAGE = Path(__file__).parents[2] / "docs" / "topics.md"
FILE = PAGE.read_text("utf-8").split("```toml\n")[2].split("```")[0]
VOCABULARY = make_vocabulary(tomllib.loads(FILE), LANGUAGES)
PHRASES = [p.text for p in VOCABULARY.phrases if not p.excluded]


def topics(title: str = "", body: str = "", language: str = "en") -> list[str]:
    """Return the topics found in a text, with the vocabulary of the page."""
    article = Article("a", title, body, language=language)
    return [source.topic for source in find_topics(article, VOCABULARY)]


@pytest.mark.parametrize(
    ("title", "language", "found"),
    [
        ("Waters rise", "en", ["Water"]),
        ("WATER", "en", ["Water"]),
        ("水利部公告", "zh", ["水利"]),
        ("興修水利工程", "zh", ["水利"]),
        ("Small Hydropower", "en", ["Small hydropower", "Energy"]),
        ("小水電站", "zh", ["小水电", "能源"]),
        ("Those who care", "en", []),
        ("A WHO report", "en", ["WHO"]),
        ("Small and hydropower", "en", []),
        ("Water polo", "en", []),
        ("Water polo in clean water", "en", ["Water"]),
        ("Water at the marathon", "en", []),
    ],
)
def test_a_title_with_a_phrase_gives_its_topic(
    title: str, language: str, found: list[str]
) -> None:
    assert topics(title, language=language) == found


@given(st.sampled_from(PHRASES), st.lists(st.sampled_from(["many", "new", "路", "x1"])))
def test_a_phrase_in_a_title_always_gives_its_topic(
    phrase: str, words: list[str]
) -> None:
    place = len(words) // 2
    assert topics(" ".join([*words[:place], phrase, *words[place:]]))


def test_a_text_needs_more_matches_the_longer_it_is() -> None:
    assert topics(body="Water.") == []
    assert topics(body="Water. Irrigation.") == ["Water"]
    assert topics(body="Water. Irrigation." + " Talk of it." * 200) == []


def test_what_is_excluded_takes_out_its_paragraph_alone() -> None:
    assert topics(body="Marathon water, water.") == []
    assert topics(body="Marathon water.\n\nWater, water.") == ["Water"]


def test_a_topic_says_which_phrase_gave_it() -> None:
    passages = (Passage("Micro-hydro", 2, "", "It runs. Micro-hydro, always."),)
    article = Article("a", "Light", "", passages, language="en")
    assert find_topics(article, VOCABULARY) == (
        TopicSource("Small hydropower", "micro-hydro", "heading", 2),
        TopicSource("Energy", "micro-hydro", "heading", 2, "Small hydropower"),
    )


def test_topics_of_the_page_stay_alone_unless_all_get_more() -> None:
    article = Article("a", "Water and WHO", "", topics=("water",), language="en")
    assert add_topics(article, VOCABULARY)[0].topics == ("water",)
    assert add_topics(article, VOCABULARY, to_all=True)[0].topics == ("water", "WHO")


def test_one_language_may_name_the_topics_of_all() -> None:
    vocabulary = dataclasses.replace(VOCABULARY, canonical="en")
    sources = find_topics(Article("a", "水利", "", language="zh"), vocabulary)
    assert [source.topic for source in sources] == ["Water"]


def test_no_vocabulary_gives_no_topics() -> None:
    assert find_topics(Article("a", "Water", ""), TopicVocabulary()) == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("topic = 1", "unknown 'topic'"),
        ("canonical = 'xx'", "canonical"),
        ("topics = 1", "topics must be tables"),
        ("[[topics]]\nphrases = ['a']", "topic 1: label"),
        ("[[topics]]\nlabel = {xx = 'A'}", "not 'xx'"),
        ("[[topics]]\nlabel = 'A'", "'A': it has no phrases"),
        ("[[topics]]\nlabel = 'A'\nwords = []", "'A': unknown 'words'"),
        ("[[topics]]\nlabel = 'A'\nphrases = 'a'", "'A': phrases must be a list"),
        ("[[topics]]\nlabel = 'A'\nphrases = ['!']", "no word in '!'"),
        ("[[topics]]\nlabel = 'A'\nparents = ['B']", "no topic 'B'"),
        ("[[topics]]\nlabel = 'A'\nparents = ['A']", "its own parents"),
        ("[[topics]]\nlabel = 'A'\n[[topics]]\nlabel = 'A'", "another topic"),
        ("[[topics]]\nlabel = 'A'\nphrases = ['a']\nexclude = ['A']", "excluded, too"),
    ],
)
def test_a_wrong_topic_is_named_with_its_file(
    text: str, named: str, tmp_path: Path
) -> None:
    (tmp_path / "topics.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"topics\.toml: .*" + named):
        load_topics(str(tmp_path / "topics.toml"), LANGUAGES)


def indexed(config: Config) -> set[str]:
    """Return all topics in an index."""
    backend = open_backend(config)
    try:
        return {topic for article, _ in backend.scan() for topic in article.topics}
    finally:
        backend.close()


def test_a_change_of_the_vocabulary_reaches_every_page(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    archive = make_archive(tmp_path)
    reindex(archive)
    before = indexed(archive)
    config = with_settings(archive, cleaning={"topics": str(path), "topics_for": "all"})
    path.write_text("[[topics]]\nlabel = 'Ships'\nphrases = ['the']", "utf-8")
    assert reindex(config).updated == 6
    assert indexed(config) == before | {"Ships"}
    assert reindex(config).unchanged == 6


def test_phrases_of_the_archive_become_a_vocabulary() -> None:
    shapes = ["The {} of Peru", "Our {} is old", "Why {} fails", "{}: a plea"]
    articles = [
        Article(f"{i}", shape.format("tidal power"), "", language="en")
        for i, shape in enumerate(shapes)
    ] + [
        Article(f"{i}", f"Story {i}", f"Nothing {i}. 别的话。", language="en")
        for i in range(4, 20)
    ]
    proposals = propose_topics(articles, 10)
    table = tomllib.loads("\n".join(write_topics(proposals)))
    assert [p.text for p in proposals] == ["tidal power"]
    assert make_vocabulary(table, LANGUAGES).topics[0].label("en") == "tidal power"


def test_extract_says_where_topics_come_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "topics.toml").write_text(FILE, "utf-8")
    (tmp_path / "broadsheet.toml").write_text(
        "cleaning.topics = 'topics.toml'", "utf-8"
    )
    text = "<p>The valley has talked of little else since the spring floods.</p>" * 9
    page = tmp_path / "a.html"
    page.write_text(f"<h1>Water for all</h1><article>{text}</article>", "utf-8")
    run(["--config", str(tmp_path / "broadsheet.toml"), "extract", str(page)])
    record = json.loads(capsys.readouterr().out)
    assert record["topics"] == ["Water"]
    assert record["topic_sources"][0]["phrase"] == "water"
