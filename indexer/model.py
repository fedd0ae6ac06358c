"""The records that flow through the two lines, in the order they appear.

Indexing:   Page -> Article (+ Known) -> a document in the index -> ReindexReport
Searching:  SearchRequest -> Query (``indexer.query``) -> Found -> SearchResult

Records are frozen and hold plain values, so that every stage can be tested alone.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import quote

Mark = tuple[int, int]
"""A highlighted span of a text: start and end in characters from 0, end left out."""


def make_doc_id(url: str) -> str:
    """Return the key under which the document of this URL is kept: 16 hex digits."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def make_passage_url(url: str, heading: str, anchor: str) -> str:
    """Return the address of a passage of a page: its id, else its heading as text.

    Source: WICG, URL Fragment Text Directives, section 3.3.

    >>> make_passage_url("https://news.example/a", "Why now", "why")
    'https://news.example/a#why'
    >>> make_passage_url("https://news.example/a", "Wells - now, & here", "")
    'https://news.example/a#:~:text=Wells%20%2D%20now%2C%20%26%20here'
    """
    if "#" in url or not (heading or anchor):
        return url
    if anchor:
        return f"{url}#{quote(anchor)}"
    return f"{url}#:~:text={quote(heading, safe='').replace('-', '%2D')}"


DOC_ID = re.compile("[0-9a-f]{16}")
"""What ``make_doc_id`` returns."""


def make_number(text: str) -> int:
    """Return a hash of a text as a signed 64-bit number; 0 if the text is empty.

    >>> make_number("https://a.example/x") == read_doc_id(
    ...     make_doc_id("https://a.example/x")
    ... )
    True
    """
    return read_doc_id(make_doc_id(text)) if text else 0


def read_doc_id(doc_id: str) -> int:
    """Return a ``doc_id`` as a signed 64-bit number, which a database can hold.

    >>> read_doc_id("ffffffffffffffff"), write_doc_id(-1)
    (-1, 'ffffffffffffffff')
    """
    return int.from_bytes(bytes.fromhex(doc_id), "big", signed=True)


def write_doc_id(number: int) -> str:
    """Return the ``doc_id`` that ``read_doc_id`` read as this number."""
    return f"{number & (2**64 - 1):016x}"


def make_digest(content: bytes) -> str:
    """Return the fingerprint of some bytes: 32 hex digits of BLAKE2b."""
    return blake2b(content, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class PageHints:
    """What a source says of a page beside its bytes, as the entry of a feed does.

    Attributes:
        published, modified: ISO 8601, with a zone if the source gave one.
        topics: names of categories and tags.
        content: the article as HTML; empty if the source has no more than a summary.
    """

    title: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    content: str = ""


NO_HINTS = PageHints()


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one URL, before anyone has looked inside.

    Attributes:
        url: where readers find it.
        content: the bytes as fetched.
        charset: what the transport said the encoding is; empty if it said nothing.
        hints: what the source says of it.
    """

    url: str
    content: bytes
    charset: str = ""
    hints: PageHints = NO_HINTS

    @property
    def digest(self) -> str:
        """Its fingerprint: equal ones need no new cleaning."""
        if not self.charset and self.hints == NO_HINTS:
            return make_digest(self.content)
        said = repr((self.charset, self.hints)).encode("utf-8", "surrogatepass")
        return make_digest(self.content + said)


@dataclass(frozen=True, slots=True)
class PageStamp:
    """What the index remembers of the page behind a document.

    Attributes:
        digest: of the page.
        source: address of the source that gave it.
        size: of the page, in bytes.
        mtime: last change of the file, in nanoseconds since 1970; 0 if unknown.
    """

    digest: str
    source: str
    size: int = 0
    mtime: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """The place of an article that was published in parts.

    Attributes:
        part: its number; 0 if it is not known.
    """

    name: str
    part: int


ARTICLE_KIND, STANDING_KIND = "article", "page"
"""Values of ``Article.kind``."""

RUN_IN_LEVEL = 7
"""Level of a run-in heading: bold words that open a paragraph."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A headed part inside an article.

    Attributes:
        heading: as shown; empty for what stands before the first heading.
        level: 2 for a main heading, 3 to 6 below it, ``RUN_IN_LEVEL`` for a run-in
            heading; 0 without a heading.
        anchor: the page's own id for it, without ``#``; empty if it has none. See
            ``make_passage_url``.
        text: the paragraphs under the heading, separated by blank lines,
            without the heading.
    """

    heading: str
    level: int
    anchor: str
    text: str

    @property
    def is_run_in(self) -> bool:
        """Whether its heading opens its first paragraph."""
        return self.level == RUN_IN_LEVEL


ANNOTATION_VALUES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ul", "li", "dl", "dt", "dd", "blockquote", "pre"), ()),
    **dict.fromkeys(("table", "caption", "tr", "figure", "figcaption"), ()),
    **dict.fromkeys(("em", "strong", "code", "sub", "sup"), ()),
    "ol": ("start",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
    "a": ("href",),
    "img": ("src", "alt", "caption", "width", "height"),
}
"""The kinds of annotations, elements of HTML, with the names of their values."""


class Annotation(NamedTuple):
    """One element of HTML over a span of an article's body.

    Attributes:
        start, end: in characters of the body; equal for an ``img``, which stands before
            that character, and for what is empty.
        kind: a name in ``ANNOTATION_VALUES``.
        values: as named there, each empty if the page states none; addresses are
            absolute, with ``http``, ``https`` or, in ``a``, ``mailto``.
    """

    start: int
    end: int
    kind: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A page cleaned down to what a reader came for.

    Attributes:
        url: where readers find it.
        title: as printed, without the name of the site.
        series: the series it is a part of.
        standfirst: the summary printed above the text.
        published: first published; with a zone if the page gives one.
        modified: last changed by the editors.
        published_source: where ``published`` was found: ``json-ld``, ``meta``,
            ``slot``, ``text``, ``url``, ``feed``; empty if not found.
        published_precision: ``minute`` or ``day``; empty if not found.
        authors: names without titles or "By".
        editor: who edited it (责编), never an author.
        publisher: the news source (来源) or publisher.
        topics: subjects, in page order, each once.
        sections: paths in the publication, each outermost first; the main one first.
        language: ISO 639-1, by the text and what the page declares.
        popularity: the click count shown on the page.
        passages: headed parts in reading order.
        annotations: lists, tables, links, pictures and other elements of the body, each
            before those inside it; empty in the hits of a search.
        body: the whole text in reading order, headings included, paragraphs
            separated by blank lines.
        canonical_url: its address as far as what the page says is to be believed.
        duplicate_of: URL of the earlier article whose text this one prints; empty if
            there is none.
        kind: ``article``, or ``page`` for a standing page: one that is kept up rather
            than published on a day, such as a page of contacts or of a manual.
    """

    url: str
    title: str
    body: str
    passages: tuple[Passage, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    series: Series | None = None
    standfirst: str = ""
    published: dt.datetime | None = None
    modified: dt.datetime | None = None
    published_source: str = ""
    published_precision: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    publisher: str = ""
    topics: tuple[str, ...] = ()
    sections: tuple[tuple[str, ...], ...] = ()
    language: str = ""
    popularity: int | None = None
    canonical_url: str = ""
    duplicate_of: str = ""
    kind: str = ARTICLE_KIND

    @property
    def doc_id(self) -> str:
        """The stable key of the document."""
        return make_doc_id(self.url)

    @property
    def section_names(self) -> tuple[str, ...]:
        """The names in the paths of its sections, in order, each once."""
        return tuple(dict.fromkeys(name for path in self.sections for name in path))


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be indexed, and why."""

    url: str
    error: str


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What one reindex did, as counts of pages.

    Attributes:
        not_articles: pages told apart as fronts, lists and the like.
        standing_pages: standing pages that have a document; they are among those above.
        noindex: addresses of the pages that were left out because they ask for that.
        excluded: pages that ``include`` and ``exclude`` of their source leave out.
        folded: pages that are a part or a copy of the article of another.
        withheld: documents whose page is gone and that were kept all the same,
            because too many were gone at once.
        failed: pages that could not be read; they are tried again next time.
        cleaned_again: pages that had been cleaned already, and were once more because
            their site was learned again.
        learned: which sites were, and what that means, in a sentence; or empty.
        messages: what a person should know, in sentences.
        seconds: wall time.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    not_articles: int = 0
    standing_pages: int = 0
    noindex: tuple[str, ...] = ()
    excluded: int = 0
    folded: int = 0
    withheld: int = 0
    failed: tuple[Failure, ...] = ()
    cleaned_again: int = 0
    learned: str = ""
    messages: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Filter:
    """One chosen facet value, such as ``topics = energy``.

    The value of a ``path`` field is its parts joined by ``PATH_SEPARATOR``; that
    of a ``date`` field is ``2019``, ``2019-11``, ``2019-11-29`` or a range of two
    such days or an open one: ``2019-11..2020-02``, ``2019..``, ``..2020``.
    """

    field: str
    value: str


PATH_SEPARATOR = " > "


def join_path(parts: tuple[str, ...]) -> str:
    """Return the one-string form of a path, as filters and facets have it.

    >>> join_path(("News", "Training"))
    'News > Training'
    """
    return PATH_SEPARATOR.join(part.replace(">", "›") for part in parts)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a person asked for, checked, with no trace of HTTP left.

    Attributes:
        text: the query as typed, in NFC.
        filters: chosen facet values.
        sort: a name in ``indexer.fields.SORTS``.
        page: from 1.
        page_size: hits on a page.
        explain: whether each hit says how its score came about.
    """

    text: str = ""
    filters: tuple[Filter, ...] = ()
    sort: str = "relevance"
    page: int = 1
    page_size: int = 10
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What was not understood in a query, and what was done about it.

    Attributes:
        start, end: the part it is about, in characters of the query from 0.
        code: stable name of the kind, such as ``unclosed-quote``; the page
            translates by it.
        message: one English sentence for a person.
        part: the characters it points at, shortened.
        values: the other named values in the message, for a translation.
    """

    start: int
    end: int
    code: str
    message: str
    part: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How a backend searches: which matches it returns, and what with them.

    Attributes:
        filters: chosen facet values.
        sort: a name in ``indexer.fields.SORTS``.
        offset, limit: which matches of the order to return.
        facets: names of the fields to count.
        marks: whether to find where the text matched.
        explain: whether to return the parts of each match's score.
    """

    filters: tuple[Filter, ...] = ()
    sort: str = "relevance"
    offset: int = 0
    limit: int = 10
    facets: tuple[str, ...] = ()
    marks: bool = True
    explain: bool = False


FIRST_TEN = SearchOptions()
"""The ten most relevant matches, with marks and without facets."""


class FacetValue(NamedTuple):
    """How many matching documents hold one facet value.

    A page has a hundred; as a tuple each is made in half the time.
    """

    value: str
    count: int  # type: ignore[assignment]  # not the method of tuples
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field, in the order to show them."""

    field: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """One matching document as the backend gives it.

    Attributes:
        article: as stored; without annotations if it was found by a search.
        score: 0.0 where the order is not by relevance.
        title_marks: spans of ``article.title`` that matched, ascending, disjoint.
        body_marks: spans of ``article.body`` that matched, ascending, disjoint.
        why: parts of the score, as (what, value) pairs; empty unless asked for.
    """

    article: Article
    score: float
    title_marks: tuple[Mark, ...] = ()
    body_marks: tuple[Mark, ...] = ()
    why: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class BackendResult:
    """What a backend answers: the exact total, one page of matches, the counts."""

    total: int
    matches: tuple[Match, ...]
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a document's text: data, never HTML.

    Attributes:
        text: what to show.
        marks: spans of ``text``, ascending and disjoint.
        heading: of the passage it was taken from.
        anchor: the page's id of that passage; empty if it has none.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    heading: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One document shown in a result."""

    article: Article
    score: float
    title_marks: tuple[Mark, ...]
    snippet: Snippet
    why: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Everything one answer needs, whatever the format it leaves in.

    Attributes:
        messages: what was not understood in the query.
        suggestion: other words to try; empty if there are none.
        replaced: true if ``suggestion`` was searched for instead of the words typed.
        any_word: true if that was because no article has all the words.
    """

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    messages: tuple[Diagnostic, ...] = ()
    suggestion: str = ""
    replaced: bool = False
    any_word: bool = False

    @property
    def pages(self) -> int:
        """Number of pages of hits; 1 if there are none."""
        return max(1, -(-self.total // self.request.page_size))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for, offered while a person types.

    Attributes:
        text: what it is in full.
        kind: ``words``, to be searched for; ``topic``, a facet value; ``title``, that
            of an article.
        url: of the article.
        count: of documents it stands for; 1 for a title.
        marks: spans of ``text`` that were typed, ascending and disjoint.
    """

    text: str
    kind: str
    url: str = ""
    count: int = 1
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """The state of an index.

    Attributes:
        generation: rises by one with every commit.
        documents: that can be found.
        size: of its files, in bytes.
        segments: number of segments.
    """

    generation: int
    documents: int
    size: int
    segments: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing ``check`` found wrong with an index."""

    file: str
    problem: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What ``check`` read and what it found."""

    files: int
    documents: int
    faults: tuple[Fault, ...] = field(default=())
