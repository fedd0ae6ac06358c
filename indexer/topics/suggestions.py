"""Suggestions for a file of topics: phrases that are frequent, but not everywhere.

How phrases are found and what their score means is in ``docs/topics.md``.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..model import Article
from ..text import RUN, fold_variants, is_unspaced, make_word_terms

MAX_SAMPLE_ARTICLES = 2000
"""Articles that are read, at most."""
MIN_ARTICLES = 3
"""Articles that must have a phrase, and neighbours it must have on each side."""
MAX_ARTICLE_SHARE = 0.3
"""Share of the articles beyond which a phrase tells none from another."""
MIN_COHESION = 8.0
"""How much oftener than by chance the parts of a phrase must stand together."""
CONTAINED_SHARE = 0.7
"""A phrase is left out if a longer one around it has this share of its articles."""
TITLE_WEIGHT = 2
"""What a title with the phrase, or a page that names it as a topic, counts more."""
MAX_PHRASE_TERMS = {"en": 4, "zh": 8}
"""Words, or Han characters, of a phrase."""

_ENGLISH = (
    "a about after all also an and any are as at be been before being "
    "between both but by can could did do does during each every few "
    "first for from had has have he her here his how i if in into is it "
    "its last less many may me might more most much must my new no nor "
    "not now of off often on once one only or other our out over own per "
    "s same several shall she should since so some still such than that "
    "the their them then there these they this those three through to too "
    "two under until up upon us very was we well were what when where "
    "which while who whom whose why will with within without would year "
    "years yet you your said says "
)
EDGE_WORDS = {
    "en": frozenset(_ENGLISH.split()),
    "zh": frozenset(
        "的了在是和与及或就都而这那其之于以为被把让从对向将也不没有个们我你他她它着过"
        "到说要会能可还又才很更最已曾由等但并却则因所得地一二三四五六七八九十两几每各该此"
        "年月日时里上下中后前内外间来去做给用只再如"
    ),
}
"""Words and characters that no phrase begins or ends with."""

Gram = tuple[str, ...]
"""The terms of words in a row, or Han characters."""


@dataclass(frozen=True, slots=True)
class TopicProposal:
    """A phrase that may be a topic.

    Attributes:
        language: ``zh`` for Han characters, else ``en``.
        articles, titles: that have it, of those read.
        pages: whose own topic it is.
    """

    text: str
    language: str
    score: float
    articles: int
    titles: int
    pages: int


@dataclass(slots=True)
class TermRow:
    """Words with single blanks between them, or Han characters, of one article."""

    article: int
    title: bool
    terms: Gram
    texts: tuple[str, ...]


@dataclass(slots=True)
class PhraseCounts:
    """What is counted of one phrase."""

    articles: set[int] = field(default_factory=set)
    titles: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)
    texts: Counter[str] = field(default_factory=Counter)


def choose_articles(
    articles: Iterable[Article], most: int = MAX_SAMPLE_ARTICLES
) -> list[Article]:
    """Return some of many articles, as good as by lot but always the same."""
    return heapq.nsmallest(most, articles, key=lambda article: article.doc_id)


def propose_topics(articles: list[Article], limit: int) -> list[TopicProposal]:
    """Return the phrases that may be topics, those of the highest score first."""
    rows: dict[str, list[TermRow]] = {language: [] for language in MAX_PHRASE_TERMS}
    for number, article in enumerate(articles):
        for title, text in ((True, article.title), (False, article.body)):
            for language, row in _cut_rows(number, title, text, article.language):
                rows[language].append(row)
    found = [
        proposal
        for language in MAX_PHRASE_TERMS
        for proposal in _propose(language, rows[language], articles)
    ]
    return sorted(found, key=lambda p: (-p.score, p.text))[:limit]


def _cut_rows(
    article: int, title: bool, text: str, language: str
) -> Iterator[tuple[str, TermRow]]:
    word_terms = make_word_terms(language)
    terms: list[str] = []
    texts: list[str] = []
    end = -1

    def take() -> Iterator[tuple[str, TermRow]]:
        if len(terms) > 1:
            yield "en", TermRow(article, title, tuple(terms), tuple(texts))
        terms.clear()
        texts.clear()

    for match in RUN.finditer(text):
        run, start = match[0], match.start()
        if is_unspaced(run):
            yield from take()
            folded = tuple(map(sys.intern, fold_variants(run)))
            yield "zh", TermRow(article, title, folded, tuple(map(sys.intern, run)))
            end = -1
            continue
        if start != end + 1 or text[end] != " ":
            yield from take()
        terms.append(sys.intern(word_terms(run)[0]))
        texts.append(sys.intern(run))
        end = match.end()
    yield from take()


def _propose(
    language: str, rows: list[TermRow], articles: list[Article]
) -> Iterator[TopicProposal]:
    size = len({row.article for row in rows})
    length = sum(len(row.terms) for row in rows)
    counts = _count_grams(rows, MAX_PHRASE_TERMS[language])
    counted = _count_contexts(rows, counts, language)
    _add_own_topics(counted, language, articles)
    held: Counter[Gram] = Counter()
    for gram, one in counted.items():
        for inner in (gram[1:], gram[:-1]):
            held[inner] = max(held[inner], len(one.articles))
    for gram, one in counted.items():
        number = len(one.articles | one.pages)
        if (
            MIN_ARTICLES <= number <= MAX_ARTICLE_SHARE * size
            and (one.pages or _is_whole(gram, one, counts, length))
            and (one.pages or held[gram] < CONTAINED_SHARE * number)
        ):
            score = number + TITLE_WEIGHT * (len(one.titles | one.pages))
            yield TopicProposal(
                one.texts.most_common(1)[0][0],
                language,
                round(score * math.log(size / number), 1),
                len(one.articles),
                len(one.titles),
                len(one.pages),
            )


def _count_grams(rows: list[TermRow], longest: int) -> Counter[Gram]:
    """Return how often each phrase occurs that occurs often, and each single term.

    A longer one is counted only where both shorter ones inside it are often met.
    """
    counts: Counter[Gram] = Counter((term,) for row in rows for term in row.terms)
    often = {gram for gram, count in counts.items() if count >= MIN_ARTICLES}
    for size in range(2, longest + 1):
        longer: Counter[Gram] = Counter()
        for row in rows:
            for gram in _list_grams(row, size):
                if gram[:-1] in often and gram[1:] in often:
                    longer[gram] += 1
        often = {gram for gram, count in longer.items() if count >= MIN_ARTICLES}
        if not often:
            break
        counts.update({gram: longer[gram] for gram in often})
    return counts


def _list_grams(row: TermRow, size: int) -> Iterator[Gram]:
    terms = row.terms
    return (terms[i : i + size] for i in range(len(terms) - size + 1))


def _count_contexts(
    rows: list[TermRow], counts: Counter[Gram], language: str
) -> dict[Gram, PhraseCounts]:
    """Say of each phrase of two or more terms where it stands, and between what."""
    edges = EDGE_WORDS[language]
    joint = "" if language == "zh" else " "
    counted: defaultdict[Gram, PhraseCounts] = defaultdict(PhraseCounts)
    for row in rows:
        for size in range(2, MAX_PHRASE_TERMS[language] + 1):
            for at, gram in enumerate(_list_grams(row, size)):
                if gram not in counts or not edges.isdisjoint((gram[0], gram[-1])):
                    continue
                end, one = at + size, counted[gram]
                one.articles.add(row.article)
                if row.title:
                    one.titles.add(row.article)
                border = f"{row.article}"
                one.before.add(row.terms[at - 1] if at else border)
                one.after.add(row.terms[end] if end < len(row.terms) else border)
                one.texts[joint.join(row.texts[at:end])] += 1
    return counted


def _add_own_topics(
    counted: dict[Gram, PhraseCounts], language: str, articles: list[Article]
) -> None:
    """Count the topics that pages name among the phrases."""
    for number, article in enumerate(articles):
        for topic in article.topics:
            runs = RUN.findall(topic)
            scripts = {"zh" if is_unspaced(run) else "en" for run in runs}
            if scripts != {language}:
                continue
            word_terms = make_word_terms(article.language)
            gram = (
                tuple("".join(map(fold_variants, runs)))
                if language == "zh"
                else tuple(word_terms(run)[0] for run in runs)
            )
            one = counted.setdefault(gram, PhraseCounts())
            one.pages.add(number)
            one.texts[topic] += 1


def _is_whole(
    gram: Gram, one: PhraseCounts, counts: Counter[Gram], length: int
) -> bool:
    """Return whether a phrase is more than its parts, and no part of a longer one.

    Args:
        length: terms of all texts.
    """
    if min(len(one.before), len(one.after)) < MIN_ARTICLES:
        return False
    chance = max(
        counts[gram[:i]] * counts[gram[i:]] / length for i in range(1, len(gram))
    )
    return counts[gram] >= MIN_COHESION * chance


def write_topics(proposals: Iterable[TopicProposal]) -> Iterator[str]:
    """Yield the lines of a vocabulary file to be edited."""
    for one in proposals:
        said = f"{one.articles} articles, {one.titles} titles"
        if one.pages:
            said += f", topic of {one.pages} pages"
        text = json.dumps(one.text, ensure_ascii=False)
        yield f"# {said}: {one.score}"
        yield "[[topics]]"
        yield f"label = {{ {one.language} = {text} }}"
        yield f"phrases = [{text}]"
        yield ""
