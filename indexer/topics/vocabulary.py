"""The owner's vocabulary of topics, as its file says it; see ``docs/topics.md``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from ..errors import ConfigError
from ..text import LANGUAGES, find_spans, query_terms
from ..toml import load_table

TOPIC_KEYS = ("label", "phrases", "exclude", "parents")

ACRONYM_LENGTHS = range(2, 5)
"""Letters of a word that is another word in small ones: WHO, IT, AIDS."""


@dataclass(frozen=True, slots=True)
class TopicPhrase:
    """Words or Han characters in a row that speak for a topic, or against it.

    Attributes:
        topic: its number.
        forms: for each term, its position from the first, and what may stand there.
        width: positions it takes.
        excluded: whether it speaks against.
    """

    topic: int
    text: str
    forms: tuple[tuple[int, tuple[str, ...]], ...]
    width: int
    excluded: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the vocabulary.

    Attributes:
        labels: by language, the one that names it first; under ``""`` one for all.
        parents: numbers of the topics it implies, near ones first.
    """

    labels: Mapping[str, str]
    parents: tuple[int, ...]

    def label(self, language: str) -> str:
        """Return what it is called in a language, or by its first label."""
        return self.labels.get(language) or next(iter(self.labels.values()))


@dataclass(frozen=True, slots=True)
class TopicVocabulary:
    """All topics.

    Attributes:
        phrases: of all topics.
        canonical: language whose labels all articles get; empty if each gets them in
            its own.
        starts: numbers of the phrases that begin with a form.
    """

    topics: tuple[Topic, ...] = ()
    phrases: tuple[TopicPhrase, ...] = ()
    canonical: str = ""
    starts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def load_topics(path: str, languages: tuple[str, ...]) -> TopicVocabulary:
    """Read a vocabulary.

    Raises:
        ConfigError: the file cannot be read, or a topic in it is wrong.
    """
    return load_table(
        Path(path),
        lambda table: make_vocabulary(table, languages),
        "the topics cannot be read: ",
    )


def make_vocabulary(
    table: Mapping[str, object], languages: tuple[str, ...]
) -> TopicVocabulary:
    """Check a table of topics.

    Args:
        table: as TOML gives it: ``topics``, and ``canonical`` if all articles are to
            get the labels of one language.
        languages: whose stems the phrases are looked for by.

    Raises:
        ConfigError: a topic is wrong.
    """
    if unknown := sorted(table.keys() - {"topics", "canonical"}):
        raise ConfigError(f"unknown {unknown[0]!r}; there are topics and canonical")
    canonical, rows = table.get("canonical", ""), table.get("topics", [])
    if not isinstance(canonical, str) or canonical not in ("", *LANGUAGES):
        raise ConfigError(f"canonical must be chosen from: {', '.join(LANGUAGES)}")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError("topics must be tables, each under its own [[topics]]")
    labels = [_read_labels(row, number) for number, row in enumerate(rows, 1)]
    parents = _find_parents(labels, rows)
    phrases = tuple(
        phrase
        for number, row in enumerate(rows)
        for phrase in _read_phrases(number, labels[number], row, languages)
    )
    heard = {phrase.topic for phrase in phrases if not phrase.excluded}
    heard.update(number for above in parents for number in above)
    for number, names in enumerate(labels):
        if number not in heard:
            raise _fault(names, "it has no phrases, and no topic below it")
    topics = tuple(map(Topic, labels, parents))
    return TopicVocabulary(topics, phrases, canonical, _index_starts(phrases))


def _fault(labels: Mapping[str, str], problem: str) -> ConfigError:
    return ConfigError(f"topic {next(iter(labels.values()))!r}: {problem}")


def _read_labels(row: Mapping[str, object], number: int) -> dict[str, str]:
    label = row.get("label")
    labels = {"": label} if isinstance(label, str) else label
    if (
        not isinstance(labels, dict)
        or not labels
        or not all(isinstance(text, str) and text.strip() for text in labels.values())
    ):
        raise ConfigError(
            f"topic {number}: label must be a text, or texts by language: "
            '{ en = "Water", zh = "水利" }'
        )
    found = {code: " ".join(text.split()) for code, text in labels.items()}
    if unknown := sorted(found.keys() - {"", *LANGUAGES}):
        raise _fault(found, f"languages of a label are {', '.join(LANGUAGES)}, "
                            f"not {unknown[0]!r}")  # fmt: skip
    if wrong := sorted(row.keys() - set(TOPIC_KEYS)):
        raise _fault(
            found, f"unknown {wrong[0]!r}; all there are: {', '.join(TOPIC_KEYS)}"
        )
    return found


def _find_parents(
    labels: list[dict[str, str]], rows: list[dict[str, object]]
) -> list[tuple[int, ...]]:
    """Return the topics that each implies: its parents, then theirs."""
    numbers: dict[str, int] = {}
    for number, names in enumerate(labels):
        for name in dict.fromkeys(names.values()):
            if numbers.setdefault(name, number) != number:
                raise _fault(names, f"another topic has the label {name!r}")
    above: list[list[int]] = []
    for names, row in zip(labels, rows, strict=True):
        parents = _read_texts(names, row, "parents")
        if unknown := [name for name in parents if name not in numbers]:
            near = get_close_matches(unknown[0], numbers, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise _fault(names, f"there is no topic {unknown[0]!r}{hint}")
        above.append([numbers[name] for name in parents])
    found: list[tuple[int, ...]] = []
    for number, names in enumerate(labels):
        chain = list(dict.fromkeys(above[number]))
        for one in chain:  # grows while it is walked
            chain += [a for a in above[one] if a not in chain]
        if number in chain:
            raise _fault(names, "it is among its own parents")
        found.append(tuple(chain))
    return found


def _read_texts(
    labels: Mapping[str, str], row: Mapping[str, object], key: str
) -> list[str]:
    value = row.get(key, [])
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        return value
    raise _fault(labels, f"{key} must be a list of texts, not {value!r}")


def _read_phrases(
    number: int,
    labels: Mapping[str, str],
    row: Mapping[str, object],
    languages: tuple[str, ...],
) -> list[TopicPhrase]:
    found: dict[object, TopicPhrase] = {}
    for key, excluded in (("phrases", False), ("exclude", True)):
        for text in _read_texts(labels, row, key):
            forms = _make_forms(text, languages)
            if not forms:
                raise _fault(labels, f"there is no word in {text!r}")
            phrase = TopicPhrase(number, text, forms, len(find_spans(text)), excluded)
            if found.setdefault(forms, phrase).excluded != excluded:
                raise _fault(labels, f"{text!r} is a phrase of it and excluded, too")
    return list(found.values())


def _make_forms(
    text: str, languages: tuple[str, ...]
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    spans = find_spans(text)
    forms: list[tuple[int, tuple[str, ...]]] = []
    for term in query_terms(text, languages):
        start, end = spans[term.position]
        acronym = find_acronym(text[start:end])
        stems = tuple(form for form, _ in term.forms)
        forms.append((term.position, (acronym,) if acronym else stems))
    return tuple(forms)


def find_acronym(word: str) -> str:
    """Return the letters of a short word of capitals, alone or in the plural.

    >>> find_acronym("WHO"), find_acronym("U.S"), find_acronym("SMEs")
    ('WHO', 'US', 'SME')
    >>> find_acronym("Who"), find_acronym("UNESCO")
    ('', '')
    """
    letters = word.removesuffix("s").rstrip("'’").replace(".", "")
    known = len(letters) in ACRONYM_LENGTHS and letters.isascii() and letters.isalpha()
    return letters if known and letters.isupper() else ""


def _index_starts(phrases: tuple[TopicPhrase, ...]) -> dict[str, tuple[int, ...]]:
    starts: dict[str, list[int]] = {}
    for number, phrase in enumerate(phrases):
        for form in phrase.forms[0][1]:
            starts.setdefault(form, []).append(number)
    return {form: tuple(numbers) for form, numbers in starts.items()}
