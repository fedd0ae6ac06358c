"""One search over one generation: the total, a page of matches, the counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...config import Config
from ...fields import FIELD, SORTS
from ...model import STANDING_KIND, BackendResult, Facet, Match, SearchOptions
from ...query import Query
from .executor.leaf_matches import NO_MATCHES, Matches
from .executor.matching import find_days, find_matched, run_plan
from .executor.planning import Plan, make_plan
from .executor.ranking import (
    Key,
    Places,
    ascending_by,
    by_score,
    descending_by,
    find_first,
    unmarked_first,
)
from .executor.reader import Docs, IndexReader
from .executor.scoring import Floats
from .facets.counting import count_days
from .facets.ordering import group_filters, order_dates, order_paths, order_values
from .marks.marking import mark_page
from .score_explanation import Reasons, explain_scores
from .storage.arrays import Mask
from .storage.schema import DAY_SUFFIX, parse_day_bounds


def execute(
    reader: IndexReader, config: Config, query: Query, options: SearchOptions
) -> BackendResult:
    """Answer ``Backend.search`` from one generation."""
    chosen = group_filters(options.filters)
    plan = make_plan(query, reader, config.languages)
    matched = run_plan(plan, reader) if plan else NO_MATCHES
    masks = {f: make_filter(reader, f, values) for f, values in chosen.items()}
    passing = apply_prior(apply_filters(matched, list(masks.values())), reader, config)
    every = passing.docs.astype(np.int64) if options.facets else passing.docs
    counted = []
    for field in options.facets:
        held: Places | Docs = every
        if field in masks:
            others = [mask for name, mask in masks.items() if name != field]
            held = apply_filters(matched, others).docs
        values = chosen.get(field, ())
        counted.append(
            count_facet(reader, field, held, values, config.search.facet_size)
        )
    sort = options.sort
    if not SORTS[sort][0] and passing.scores is None:
        sort = "newest"
    keys = sort_keys(reader, passing, sort)
    first = find_first(len(passing.docs), keys, options.offset + options.limit)
    page = _take(passing, first[options.offset :], bool(SORTS[sort][0]))
    return BackendResult(
        len(passing.docs),
        make_matches(reader, config, plan, page, options),
        tuple(counted),
    )


def make_matches(
    reader: IndexReader,
    config: Config,
    plan: Plan | None,
    page: Matches,
    options: SearchOptions,
) -> tuple[Match, ...]:
    """Return the matches of a page as they are shown."""
    docs = page.docs
    articles = [reader.hit(docnum) for docnum in docs.tolist()]
    scores = [0.0] * len(docs) if page.scores is None else page.scores.tolist()
    leaves = find_matched(plan, reader, np.sort(docs)) if options.marks and plan else ()
    marked = mark_page(reader, leaves, docs, articles)
    why: Sequence[Reasons] = [()] * len(docs)
    if options.explain and plan:
        why = explain_scores(plan, reader, docs)
    if options.explain and has_prior(config):
        factors = make_prior(reader, config)[docs].tolist()
        why = [
            (*reasons, ("age and clicks", score - score / factor))
            for reasons, score, factor in zip(why, scores, factors, strict=True)
        ]
    return tuple(
        Match(article, score, title, body, reasons)
        for article, score, (title, body), reasons in zip(
            articles, scores, marked, why, strict=True
        )
    )


def _take(matched: Matches, places: Places, by_column: bool) -> Matches:
    """Return some of the matches; without scores where a column orders them."""
    scores = None if by_column or matched.scores is None else matched.scores[places]
    return Matches(matched.docs[places], scores)


def apply_prior(matched: Matches, reader: IndexReader, config: Config) -> Matches:
    """Return the matches with scores weighted by age and clicks, where so set."""
    docs, scores = matched
    if scores is None or not has_prior(config):
        return matched
    return Matches(docs, scores * make_prior(reader, config)[docs])


def has_prior(config: Config) -> bool:
    """Return whether age or clicks affect the order."""
    return config.search.recency > 0 or config.search.popularity > 0


def make_prior(reader: IndexReader, config: Config) -> Floats:
    """Return the factor of the score of every document."""
    return reader.prior(
        config.search.recency, config.search.half_life, config.search.popularity
    )


def make_filter(reader: IndexReader, field: str, values: tuple[str, ...]) -> Mask:
    """Return for every document whether it has one of the chosen values."""
    if FIELD[field].kind == "date":
        masks = [
            find_days(reader, field + DAY_SUFFIX, *parse_day_bounds(v)) for v in values
        ]
        return masks[0] if len(masks) == 1 else np.logical_or.reduce(masks)
    mask = reader.filters.find((field, values))
    if mask is None:
        mask = reader.facet(field).find_holding(values)
        reader.filters.keep((field, values), mask, mask.nbytes)
    return mask


def apply_filters(matched: Matches, masks: Sequence[Mask]) -> Matches:
    """Return the matches that pass every mask."""
    docs, scores = matched
    for mask in masks:
        kept = mask[docs]
        docs, scores = docs[kept], None if scores is None else scores[kept]
    return Matches(docs, scores)


def sort_keys(reader: IndexReader, matched: Matches, sort: str) -> list[Key]:
    """Return the keys of an order, the most important first.

    Of equal scores, a standing page has the lower place.
    """
    field, descending = SORTS[sort]
    newest = descending_by(reader.column("published"), matched.docs)
    if not field and matched.scores is not None:
        standing = make_filter(reader, "kind", (STANDING_KIND,))
        return [
            by_score(matched.scores),
            unmarked_first(standing, matched.docs),
            newest,
        ]
    if not field:
        return [newest]
    if descending and field == "published":
        return [newest]
    order = descending_by if descending else ascending_by
    return [order(reader.column(field), matched.docs), newest]


def count_facet(
    reader: IndexReader,
    field: str,
    docs: Docs | Places,
    chosen: tuple[str, ...],
    size: int,
) -> Facet:
    """Return one facet over these documents, in the order of the contract."""
    kind = FIELD[field].kind
    index = reader.date_facet(field) if kind == "date" else reader.facet(field)
    counts = index.count(docs)
    if kind == "date":
        days = reader.column(field + DAY_SUFFIX)
        others = {
            value: count_days(days[docs], *parse_day_bounds(value))
            for value in chosen
            if ".." in value or len(value) == 10
        }
        return order_dates(field, index.values, counts, others, chosen)
    if kind == "path":
        return order_paths(field, index.values, counts, chosen, size)
    return order_values(field, index.values, counts, chosen, size)
