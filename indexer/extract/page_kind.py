"""Article, standing page or neither: the evidence of a page, weighed.

No single sign decides, least of all the words of a title: a list may carry a date, an
article may lie under ``/archive/``, and *Forbidden City* is no error page. Two sums of
log-odds are asked, each about one question: has the page a text of its own, or does it
list other pages, search or fail? And if it has one, was it published on a day, or is it
a standing page, such as one of contacts or of a manual? An owner's adapter overrules
both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..address_globs import matches_glob
from ..config import AdapterConfig
from ..model import ARTICLE_KIND, STANDING_KIND
from .kind_signs import MIN_BODY_CHARS, find_signs
from .page_names import FRONT_PATH
from .page_shape import PageShape


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign of what a page is.

    Attributes:
        log_odds: what it adds; above 0 it speaks for a text of its own, or for an
            article.
    """

    sign: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class KindVerdict:
    """What a page is, and why.

    Attributes:
        kind: of its document, as in ``Article.kind``.
        other: what the page is if it gets no document, else an empty string.
        is_noindex: whether it gets none only because it asks for that.
        text_evidence: for and against a text of its own.
        article_evidence: for an article, and against it for a standing page.
        overruled_by: the setting that overrules the evidence; empty if none does.
    """

    kind: str
    other: str
    text_evidence: tuple[Evidence, ...]
    article_evidence: tuple[Evidence, ...]
    overruled_by: str = ""
    is_noindex: bool = False


@dataclass(frozen=True, slots=True)
class KindRules:
    """Of which pages the owner wants documents.

    Attributes:
        standing_pages: whether of standing pages too.
        honour_noindex: whether of none that tells search engines to leave it out.
    """

    standing_pages: bool = True
    honour_noindex: bool = True


ALL_KINDS = KindRules(honour_noindex=False)

SignWeights = tuple[tuple[str, float, str], ...]
"""Name of a sign, its log-odds and what it indicates."""

ROBOTS_SEPARATOR = re.compile(r"[\s,;]+")

TEXT_PRIOR = Evidence("most pages have a text of their own", 0.5)
TEXT_WEIGHTS: SignWeights = (
    ("single_class", 3.0, "body has a class of a single article"),
    ("standing_class", 1.5, "body has a class of a standing page"),
    ("list_class", -5.0, "body has a class of a list"),
    ("list_word", -1.0, "body has a class that lists often have"),
    ("manual", 2.0, "a page of a manual"),
    ("article_type", 0.5, "og:type is article"),
    ("website_type", -0.5, "og:type is website"),
    ("article_data", 2.0, "JSON-LD describes an article"),
    ("list_data", -1.0, "JSON-LD describes a list"),
    ("told_date", 2.0, "a date of publication in the head"),
    ("date_line", 0.7, "a date above the text or in the address"),
    ("shown_date", 0.7, "a date near the text"),
    ("shown_update", 0.7, "a date of change"),
    ("authors", 0.3, "authors"),
    ("title_is_author", -3.0, "the title is the name of an author"),
    ("numbered_path", -4.0, "the address counts pages of a list"),
    ("undated_taxonomy", -4.5, "the address of a tag, category or author, undated"),
    ("dated_taxonomy", -2.5, "the address of a tag, category or author"),
    ("list_path", -1.5, "an address of lists"),
    ("date_path", -2.0, "the address is a date"),
    ("front_path", -1.0, "the address is that of a front page"),
    ("own_heading", 1.5, "the title is a heading that leads nowhere else"),
    ("listed_headings", -2.5, "many of the headings lead to other pages"),
    ("listed_in_body", -1.5, "headings of the text lead to other pages"),
    ("teasers", -4.5, "short texts stand between links to other pages"),
    ("entries", -2.5, "texts stand between links to other pages"),
    ("links", -1.0, "more than half of the page is links"),
    ("body_links", -1.5, "much of the text is links"),
    ("body", 1.5, "sentences enough for an article"),
    ("long_body", 1.0, "a long text"),
    ("no_text", -1.0, "next to no sentences"),
    ("no_sentence", -0.8, "no sentence at all"),
    ("undated_brief", -3.0, "few sentences and no date"),
    ("error_title", -2.5, "the title of an error page"),
    ("undated_error_title", -4.0, "the title of an error page, undated"),
    ("search_address", -4.0, "the address of a search"),
    ("dated_search_title", -2.0, "the title of search results"),
    ("search_title", -4.0, "the title of search results, undated"),
)
"""They were set on whole sites whose pages are labelled and on single articles:
``docs/measurements/extraction.md``."""

ARTICLE_PRIOR = Evidence("most texts are articles", 1.0)
ARTICLE_WEIGHTS: SignWeights = (
    ("single_class", 3.0, "body has a class of a single article"),
    ("standing_class", -5.0, "body has a class of a standing page"),
    ("manual", -3.0, "a page of a manual"),
    ("article_type", 0.7, "og:type is article"),
    ("website_type", -0.7, "og:type is website"),
    ("article_data", 2.0, "JSON-LD describes an article"),
    ("standing_data", -3.0, "JSON-LD describes a standing page"),
    ("told_date", 3.0, "a date of publication in the head"),
    ("date_line", 2.5, "a date above the text or in the address"),
    ("shown_date", 0.5, "a date near the text"),
    ("shown_update", 0.5, "a date of change"),
    ("undated", -2.0, "no date"),
    ("authors", 1.0, "authors"),
    ("labels", 1.0, "links to its tags or categories"),
    ("in_menu", -1.5, "a menu leads to the page"),
    ("standing_path", -3.0, "an address of standing pages"),
    ("front_path", -1.5, "the address is that of a front page"),
)
"""They were set as ``TEXT_WEIGHTS`` were."""

LIST_SIGNS = frozenset(
    (
        "list_class",
        "numbered_path",
        "undated_taxonomy",
        "dated_taxonomy",
        "date_path",
        "list_path",
        "listed_headings",
        "teasers",
        "entries",
        "list_data",
    )
)
"""Signs by which a page without a text of its own is called a list."""


def judge_kind(
    shape: PageShape, adapter: AdapterConfig | None, rules: KindRules
) -> KindVerdict:
    """Return what a page is.

    Args:
        adapter: of its host; its globs overrule the evidence and the rules.
    """
    signs = find_signs(shape)
    text = _weigh_signs(signs, TEXT_PRIOR, TEXT_WEIGHTS)
    article = _weigh_signs(signs, ARTICLE_PRIOR, ARTICLE_WEIGHTS)
    kind = ARTICLE_KIND if add_log_odds(article) > 0 else STANDING_KIND
    other = "" if add_log_odds(text) > 0 else _name_other(shape, signs)
    for setting, given in (
        ("articles", ARTICLE_KIND),
        ("standing_pages", STANDING_KIND),
    ):
        if adapter and matches_glob(getattr(adapter, setting), shape.signals.url):
            return KindVerdict(given, "", text, article, f"adapters {setting}")
    if other:
        return KindVerdict(kind, other, text, article)
    if rules.honour_noindex and is_noindex(shape.signals.meta):
        by = "cleaning honour_noindex"
        return KindVerdict(kind, "marked noindex", text, article, by, is_noindex=True)
    if kind == STANDING_KIND and not rules.standing_pages:
        by = "cleaning standing_pages"
        return KindVerdict(kind, "a standing page", text, article, by)
    return KindVerdict(kind, "", text, article)


def is_noindex(meta: Mapping[str, Sequence[str]]) -> bool:
    """Return whether a page asks search engines to leave it out.

    Source: Robots Exclusion Protocol in HTML 4.01, appendix B.4.1; ``none`` stands for
    ``noindex, nofollow``.
    """
    words = ROBOTS_SEPARATOR.split(" ".join(meta.get("robots", ())).lower())
    return bool({"noindex", "none"}.intersection(words))


def add_log_odds(evidence: Collection[Evidence]) -> float:
    """Return the sum that decides."""
    return sum(one.log_odds for one in evidence)


def _weigh_signs(
    signs: frozenset[str], prior: Evidence, weights: SignWeights
) -> tuple[Evidence, ...]:
    found = (Evidence(sign, odds) for name, odds, sign in weights if name in signs)
    return (prior, *found)


def _name_other(shape: PageShape, signs: frozenset[str]) -> str:
    """Return what a page without a text of its own is."""
    if signs & {"error_title", "undated_error_title"}:
        return "an error page"
    if signs & {"search_title", "dated_search_title", "search_address"}:
        return "a page of search results"
    if FRONT_PATH.match(shape.path):
        return "a front page"
    if signs & LIST_SIGNS:
        return "a list of articles"
    if signs & {"links", "body_links"} and shape.body_chars < MIN_BODY_CHARS:
        return "a page of links"
    if shape.body_chars < MIN_BODY_CHARS:
        return "a page with next to no text"
    return "a list of articles"
