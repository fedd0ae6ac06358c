"""What a search must answer, said over a list of articles, one after the other."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import re
from collections import Counter
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from indexer.fields import FIELD, FIELDS
from indexer.model import Article, Facet, FacetValue, Filter
from indexer.query import (
    And,
    Boost,
    Every,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Wildcard,
    Word,
)
from indexer.text.analysis import (
    analyze,
    find_runs,
    find_stems,
    fold_word,
    is_unspaced,
    query_terms,
)

LANGUAGES = ("en", "zh", "de")
GAP = 8


def find(query: Query, articles: list[Article], zone: ZoneInfo) -> list[Article]:
    """Return the articles that match."""
    return [a for a in articles if matches(query, a, zone) is True]


def matches(query: Query, article: Article, zone: ZoneInfo) -> bool | None:
    """Say whether a query holds; None if there is no word in it."""
    match query:
        case Every():
            return True
        case Not(part):
            inner = matches(part, article, zone)
            return None if inner is None else not inner
        case Boost(part, _):
            return matches(part, article, zone)
        case And(parts) | Or(parts):
            held = [matches(part, article, zone) for part in parts]
            known = [h for h in held if h is not None]
            quantifier = all if isinstance(query, And) else any
            return quantifier(known) if known else None
        case Range(_, low, high):
            day = local_day(article, zone)
            first, last = low and period(low)[0], high and period(high)[1]
            return day != "" and (not low or first <= day) and (not high or day <= last)
        case Wildcard(text, field) if any(map(is_unspaced, find_runs(text))):
            words = tuple(Word(w, field) for w in re.split("[*?]", text) if w)
            return matches(And(words), article, zone)
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return leaf_matches(query, article)


def leaf_matches(
    leaf: Word | Phrase | Prefix | Wildcard | Fuzzy, article: Article
) -> bool | None:
    """Say whether a leaf holds in one of the fields it looks in."""
    if isinstance(leaf, Wildcard):
        fit = [(0, lambda term: term[0] != "/" and fnmatchcase(term, leaf.text))]
    else:
        fit = [
            (t.position, fitting(leaf, t)) for t in query_terms(leaf.text, LANGUAGES)
        ]
        if not fit:
            return None
    if isinstance(leaf, Prefix) and not is_unspaced(find_runs(leaf.text)[-1]):
        position, exact = fit[-1]
        start = fold_word(find_runs(leaf.text)[-1])
        stems = find_stems(start)
        fit[-1] = (
            position,
            lambda term: exact(term) or term.startswith(start) or term in stems,
        )
    slop = leaf.slop if isinstance(leaf, Phrase) else 0
    names = [leaf.field] if leaf.field else [f.name for f in FIELDS if f.boost > 0]
    for name in names:
        terms = field_terms(name, article)
        filled = [{p for term, p in terms if fits(term)} for _, fits in fit]
        if slop:
            if near(leaf.text, terms, slop):
                return True
        elif set.intersection(
            *({p - at for p in ps} for ps, (at, _) in zip(filled, fit, strict=True))
        ):
            return True
    return False


def fitting(leaf: Word | Phrase | Prefix | Fuzzy, term: object):  # type: ignore[no-untyped-def]
    """Return whether a term of a text can stand for a term of the query."""
    forms = [form for form, _ in term.forms]  # type: ignore[attr-defined]
    if term.prefix:  # type: ignore[attr-defined]
        return lambda text: text.startswith(forms[0])
    if isinstance(leaf, Fuzzy) and not is_unspaced(forms[0]):
        return lambda text: (
            text in forms
            or any(distance(text, f) <= leaf.distance for f in forms if f[0] != "/")
        )
    return lambda text: text in forms


def distance(a: str, b: str) -> int:
    """Return the number of edits between two words, by their definition."""
    if not a or not b:
        return len(a) + len(b)
    best = min(
        distance(a[1:], b) + 1,
        distance(a, b[1:]) + 1,
        distance(a[1:], b[1:]) + (a[0] != b[0]),
    )
    if len(a) > 1 and len(b) > 1 and (a[0], a[1]) == (b[1], b[0]):
        best = min(best, distance(a[2:], b[2:]) + 1)
    return best


def near(text: str, terms: list[tuple[str, int]], slop: int) -> bool:
    """Say whether all runs of a text stand in a range little longer than they are."""
    runs = find_runs(text)
    places = [run_places(run, terms) for run in runs]
    widths = [len(run) if is_unspaced(run) else 1 for run in runs]
    for starts in itertools.product(*places):
        pairs = {
            (place, run) for place, run in zip(starts, map(stem, runs), strict=True)
        }
        ends = [s + w for s, w in zip(starts, widths, strict=True)]
        if len(pairs) == len(runs) and max(ends) - min(starts) <= sum(widths) + slop:
            return True
    return False


def stem(run: str) -> str:
    return query_terms(run, LANGUAGES)[0].forms[0][0] if not is_unspaced(run) else run


def run_places(run: str, terms: list[tuple[str, int]]) -> set[int]:
    wanted = query_terms(run, LANGUAGES)
    return set.intersection(
        *(
            {
                p - want.position
                for term, p in terms
                for form, _ in want.forms
                if term == form or (want.prefix and term.startswith(form))
            }
            for want in wanted
        )
    )


def field_terms(name: str, article: Article) -> list[tuple[str, int]]:
    """Return the terms of a field with positions; values are far from each other."""
    value = article.section_names if name == "section" else FIELD[name].read(article)
    found: list[tuple[str, int]] = []
    base = 0
    for text in (value,) if isinstance(value, str) else value:  # type: ignore[attr-defined]
        terms = list(analyze(text, article.language))
        found += [(term, base + p) for term, p in terms]
        base += max((p for _, p in terms), default=-1) + 1 + GAP
    return found


def local_day(article: Article, zone: ZoneInfo) -> str:
    """Return the day of publication in the zone of the site; empty if there is none."""
    when = article.published
    if when is None:
        return ""
    return (when.astimezone(zone) if when.tzinfo else when).date().isoformat()


def instant(article: Article, zone: ZoneInfo) -> dt.datetime | None:
    """Return when the article was published, with a zone."""
    when = article.published
    return when.replace(tzinfo=zone) if when and not when.tzinfo else when


def period(text: str) -> tuple[str, str]:
    """Return the first and last day of a year, month or day."""
    if len(text) == 4:
        return f"{text}-01-01", f"{text}-12-31"
    if len(text) == 7:
        last = calendar.monthrange(int(text[:4]), int(text[5:]))[1]
        return f"{text}-01", f"{text}-{last}"
    return text, text


def day_in(day: str, value: str) -> bool:
    """Say whether a day lies in a chosen value of a date facet."""
    low, dots, high = value.partition("..")
    high = high if dots else low
    return (
        day != ""
        and (not low or period(low)[0] <= day)
        and (not high or day <= period(high)[1])
    )


def levels(article: Article, field: str) -> list[str]:
    """Return the facet values of an article, every level of a path."""
    if field == "section":
        ends = ((path, end) for path in article.sections for end in range(len(path)))
        return sorted({" > ".join(path[: end + 1]) for path, end in ends})
    value: tuple[str, ...] = FIELD[field].read(article)  # type: ignore[assignment]
    return list(value)


def passes(
    article: Article, filters: tuple[Filter, ...], zone: ZoneInfo, but: str = ""
) -> bool:
    """Say whether an article has one chosen value of each field, ``but`` one field."""
    fields = {f.field for f in filters} - {but}
    return all(
        any(
            day_in(local_day(article, zone), f.value)
            if field == "published"
            else f.value in levels(article, field)
            for f in filters
            if f.field == field
        )
        for field in fields
    )


def count_values(
    field: str, articles: list[Article], filters: tuple[Filter, ...], zone: ZoneInfo
) -> dict[str, int]:
    """Return the count of every value of a field, years, months and days of a date."""
    counted = [a for a in articles if passes(a, filters, zone, but=field)]
    if field == "published":
        days = [local_day(a, zone) for a in counted]
        counts = Counter(d[:n] for d in days for n in (4, 7, 10) if d)
        for f in filters:
            if f.field == field and ".." in f.value:
                counts[f.value] = sum(day_in(d, f.value) for d in days)
        return counts
    return Counter(v for a in counted for v in levels(a, field))


def make_values_facet(
    counts: dict[str, int], filters: tuple[Filter, ...], size: int
) -> Facet:
    """Return the facet of topics by the contract."""
    chosen = {f.value for f in filters if f.field == "topics"}
    others = sorted((-n, v) for v, n in counts.items() if v not in chosen and n)[:size]
    shown = sorted([*others, *((-counts.get(v, 0), v) for v in chosen)])
    return Facet("topics", tuple(FacetValue(v, -n, v in chosen) for n, v in shown))
