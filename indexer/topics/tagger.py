"""Topics for articles whose page names none, by the owner's vocabulary.

A text is cut into the terms of the index, and each is looked up among the first terms
of all phrases: one pass, whatever the number of phrases. The rules are in
``docs/topics.md``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ..model import Article
from ..text import find_runs, fold_variants, is_unspaced, make_word_terms
from .vocabulary import Topic, TopicPhrase, TopicVocabulary, find_acronym

PLACE_WEIGHTS = {"title": 8, "standfirst": 3, "heading": 2, "text": 1}
"""What a match counts in each place, the weightiest first."""
MIN_TOPIC_WEIGHT = 2
MAX_TOPIC_WEIGHT = PLACE_WEIGHTS["title"]
"""What a topic needs, in a short article and in a long one."""
WORDS_FOR_WEIGHT = 150
"""Words of text for which it needs one more."""

Forms = tuple[str, ...]
"""What stands at one position of a text."""


@dataclass(frozen=True, slots=True)
class TopicSource:
    """Why an article has a topic.

    Attributes:
        phrase: of the vocabulary, the weightiest that was found.
        place: the weightiest it was found in: ``title``, ``standfirst``, ``heading`` or
            ``text``.
        matches: of all phrases of the topic.
        below: the topic that implies this one; empty if it was found itself.
    """

    topic: str
    phrase: str
    place: str
    matches: int
    below: str = ""


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase found at positions of a text."""

    phrase: TopicPhrase
    start: int

    @property
    def end(self) -> int:
        """The position after its last."""
        return self.start + self.phrase.width


def add_topics(
    article: Article, vocabulary: TopicVocabulary, *, to_all: bool = False
) -> tuple[Article, tuple[TopicSource, ...]]:
    """Return an article with the topics found in it, and why it has each of them.

    Args:
        to_all: whether an article gets topics beside those of its page.
    """
    if article.topics and not to_all:
        return article, ()
    own = {topic.casefold() for topic in article.topics}
    added = tuple(
        source
        for source in find_topics(article, vocabulary)
        if source.topic.casefold() not in own
    )
    topics = (*article.topics, *(source.topic for source in added))
    return (replace(article, topics=topics) if added else article), added


def find_topics(
    article: Article, vocabulary: TopicVocabulary
) -> tuple[TopicSource, ...]:
    """Return the topics of an article, the weightiest first, parents after theirs."""
    if not vocabulary.topics:
        return ()
    size = 0.0
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for place, text in _list_texts(article):
        positions = _read_positions(text, article.language)
        size += sum(1.0 if len(f[-1]) > 1 else 0.5 for f in positions)
        for match in _choose_matches(list(_find_matches(positions, vocabulary))):
            found[match.phrase.topic].append((place, match.phrase.text))
    need = min(MAX_TOPIC_WEIGHT, max(MIN_TOPIC_WEIGHT, size / WORDS_FOR_WEIGHT))
    weights = {n: sum(PLACE_WEIGHTS[place] for place, _ in found[n]) for n in found}
    numbers = [n for n in sorted(found) if weights[n] >= need]
    language = vocabulary.canonical or article.language
    sources: dict[str, TopicSource] = {}
    for number in sorted(numbers, key=lambda n: -weights[n]):
        topic = vocabulary.topics[number]
        source = _make_source(topic, found[number], language)
        sources.setdefault(source.topic, source)
        for parent in topic.parents:
            if parent not in numbers:
                label = vocabulary.topics[parent].label(language)
                sources.setdefault(
                    label, replace(source, topic=label, below=source.topic)
                )
    return tuple(sources.values())


def _make_source(
    topic: Topic, found: list[tuple[str, str]], language: str
) -> TopicSource:
    weights: Counter[str] = Counter()
    for place, phrase in found:
        weights[phrase] += PLACE_WEIGHTS[place]
    best = weights.most_common(1)[0][0]
    place = max(
        (p for p, phrase in found if phrase == best), key=PLACE_WEIGHTS.__getitem__
    )
    return TopicSource(topic.label(language), best, place, len(found))


def _list_texts(article: Article) -> Iterator[tuple[str, str]]:
    """Yield the texts of an article, paragraph by paragraph, with their places."""
    yield "title", article.title
    yield "standfirst", article.standfirst
    if not article.passages:
        yield from (("text", paragraph) for paragraph in article.body.split("\n\n"))
    for passage in article.passages:
        yield "heading", passage.heading
        yield from (("text", paragraph) for paragraph in passage.text.split("\n\n"))


def _read_positions(text: str, language: str) -> list[Forms]:
    """Return what stands at each position: the terms of a word, then its capitals;
    the bigram of a Han character, then itself."""
    word_forms = _open_words(language)
    positions: list[Forms] = []
    for run in find_runs(text):
        if is_unspaced(run):
            run = fold_variants(run)
            positions += [(run[i : i + 2], run[i]) for i in range(len(run))]
        else:
            positions.append(word_forms(run))
    return positions


@cache
def _open_words(language: str) -> Callable[[str], Forms]:
    word_terms = make_word_terms(language)

    @lru_cache(50_000)
    def word_forms(word: str) -> Forms:
        acronym = find_acronym(word)
        return (*word_terms(word), acronym) if acronym else word_terms(word)

    return word_forms


def _find_matches(
    positions: list[Forms], vocabulary: TopicVocabulary
) -> Iterator[PhraseMatch]:
    """Yield where the phrases stand, in order; each once at one position."""
    starts = vocabulary.starts
    for at, forms in enumerate(positions):
        numbers = [n for form in forms if form in starts for n in starts[form]]
        for number in dict.fromkeys(numbers):
            phrase = vocabulary.phrases[number]
            if _occurs_at(phrase, positions, at):
                yield PhraseMatch(phrase, at)


def _occurs_at(phrase: TopicPhrase, positions: list[Forms], at: int) -> bool:
    return at + phrase.width <= len(positions) and all(
        any(form in positions[at + offset] for form in forms)
        for offset, forms in phrase.forms[1:]
    )


def _choose_matches(matches: list[PhraseMatch]) -> Iterator[PhraseMatch]:
    """Yield the matches of one paragraph that count; of overlapping ones the first."""
    ends: dict[int, int] = {}
    barred = {bar.phrase.topic for bar in matches if bar.phrase.excluded}
    for match in sorted(matches, key=lambda s: (s.start, -s.end)):
        topic = match.phrase.topic
        if match.phrase.excluded or match.start < ends.get(topic, 0):
            continue
        if topic not in barred or not _is_barred(match, matches):
            ends[topic] = match.end
            yield match


def _is_barred(match: PhraseMatch, matches: list[PhraseMatch]) -> bool:
    """Return whether an excluded phrase of the topic takes a match out.

    It does if the match is inside it, or if no phrase of the topic is.
    """
    same = [s for s in matches if s.phrase.topic == match.phrase.topic]
    wanted = [s for s in same if not s.phrase.excluded]
    for bar in (s for s in same if s.phrase.excluded):
        inside = [s for s in wanted if bar.start <= s.start and s.end <= bar.end]
        if match in inside or not inside:
            return True
    return False
