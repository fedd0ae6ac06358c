"""What a worker process does: read one page and make an article of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ..config import AdapterConfig
from ..errors import ExtractError, NotAnArticle, SourceError
from ..extract import (
    BlockOdds,
    KindRules,
    MinHash,
    PageSummary,
    SiteLayouts,
    find_host,
    join_articles,
    make_minhash,
    read_page,
)
from ..model import Article
from ..topics import TopicSource, TopicVocabulary, add_topics
from .listed_pages import ListedPage


@dataclass(frozen=True, slots=True)
class TopicRules:
    """Which topics articles get beside those that their page names.

    Attributes:
        to_all: whether articles whose page names topics get more of them.
    """

    vocabulary: TopicVocabulary = field(default_factory=TopicVocabulary)
    to_all: bool = False

    def add(self, article: Article) -> tuple[Article, tuple[TopicSource, ...]]:
        """Return an article with its topics, and where those added are from."""
        return add_topics(article, self.vocabulary, to_all=self.to_all)


@dataclass(frozen=True, slots=True)
class PageRules:
    """The owner's rules for cleaning pages.

    Attributes:
        adapters: by host.
        kinds: which kinds of pages get a document.
    """

    adapters: Mapping[str, AdapterConfig] = field(default_factory=dict)
    topics: TopicRules = field(default_factory=TopicRules)
    kinds: KindRules = field(default_factory=KindRules)

    def find_adapter(self, url: str) -> AdapterConfig | None:
        """Return the rules for the pages of this URL's host, if there are any."""
        return self.adapters.get(find_host(url))


@dataclass(frozen=True, slots=True)
class KnownOdds:
    """The verdict of the block classifier on a page that was sampled.

    Attributes:
        digest: of the page it is about.
    """

    digest: str
    odds: BlockOdds


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to read, and to clean if it changed.

    Attributes:
        last_digest: of the page in the last run; empty if it is cleaned in any case.
        known_odds: spares the classifier a second look at the same page.
    """

    page: ListedPage
    adapter: AdapterConfig | None = None
    last_digest: str = ""
    known_odds: KnownOdds | None = None


@dataclass(frozen=True, slots=True)
class ArticleJob:
    """An article to clean for which other pages matter.

    Attributes:
        page: the first page of the article.
        later_pages: the others, in order.
        canonical_url: of the article; empty if the first page decides it alone.
        duplicate_of: URL of the article that it reprints.
    """

    page: ListedPage
    adapter: AdapterConfig | None = None
    later_pages: tuple[ListedPage, ...] = ()
    canonical_url: str = ""
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The result of reading a page; without an article and a reason it is unchanged.

    Attributes:
        digest: of the bytes of the page.
        article: may be there although the page is no article.
        not_article: why the page is no article.
        error: why the page could not be read.
        layout: of an article, by index in its site.
        summary: for the register; None if the page is unchanged or failed.
        minhash: of the whole text of an article that was joined.
    """

    digest: str = ""
    article: Article | None = None
    not_article: str = ""
    error: str = ""
    layout: int = 0
    summary: PageSummary | None = None
    minhash: MinHash | None = None


def clean_page(
    job: PageJob,
    sites: Mapping[str, SiteLayouts],
    topics: TopicRules,
    kinds: KindRules,
) -> Cleaned:
    """Read one page and make an article of it, unless it is unchanged.

    Args:
        sites: what was learned of them, by name.

    Raises:
        ConfigError: the adapter is not usable.
    """
    page, digest = job.page, ""
    try:
        content = page.entry.read()
        digest = content.digest
        if digest == job.last_digest:
            return Cleaned(digest)
        known = job.known_odds
        odds = known.odds if known and known.digest == digest else None
        read = read_page(content, job.adapter, sites.get(page.site), odds, kinds)
        article, _ = topics.add(read.article)
        return Cleaned(
            digest,
            article,
            not_article=read.other and f"the page is {read.other}",
            layout=read.layout,
            summary=read.summary,
        )
    except NotAnArticle as error:
        return Cleaned(digest, not_article=str(error), summary=PageSummary(page.url))
    except (ExtractError, SourceError) as error:
        return Cleaned(digest, error=str(error))
    except OSError as error:
        return Cleaned(digest, error=error.strerror or str(error))


def clean_article(
    job: ArticleJob,
    sites: Mapping[str, SiteLayouts],
    topics: TopicRules,
    kinds: KindRules,
) -> Cleaned:
    """Read the pages of one article and join them; see ``clean_page``.

    Returns:
        The article and the MinHash of its whole text, without a summary.

    Raises:
        ConfigError: the adapter is not usable.
    """
    site = sites.get(job.page.site)
    try:
        page = job.page.entry.read()
        read = read_page(page, job.adapter, site)
        articles = [read.article]
        for later in job.later_pages:
            with suppress(NotAnArticle):  # a last page may hold no more than a pager
                articles.append(
                    read_page(later.entry.read(), job.adapter, site).article
                )
        article = replace(
            join_articles(articles),
            canonical_url=job.canonical_url or read.article.canonical_url,
            duplicate_of=job.duplicate_of,
        )
        article, _ = topics.add(article)
        return Cleaned(
            page.digest,
            article,
            layout=read.layout,
            minhash=make_minhash(article.body),
        )
    except (ExtractError, SourceError) as error:
        return Cleaned(error=str(error))
    except OSError as error:
        return Cleaned(error=error.strerror or str(error))
