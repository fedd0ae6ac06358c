"""What a worker does: read one page, and make an article of it if it changed."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from .. import extract, text, topics
from ..config import AdapterConfig, Config
from ..errors import ConfigError, ExtractError, NotAnArticle, SourceError
from ..extract import (
    Sheet,
    SiteLayouts,
    find_host,
    join_articles,
    load_adapter_function,
    make_sketch,
    read_page,
)
from ..model import Article, make_digest
from ..sources import Entry
from ..topics import TopicVocabulary, add_topics, load_topics
from .page_state import PageState


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to read, and to clean if it is not as it was.

    Attributes:
        source: address of the source that listed it.
        last: what it was last time; None if it has to be cleaned in any case.
    """

    entry: Entry
    source: str
    adapter: AdapterConfig | None = None
    last: PageState | None = None


@dataclass(frozen=True, slots=True)
class WholeJob:
    """A page to clean knowing which article it belongs to.

    Attributes:
        number: of the page in the register.
        rest: the later pages of the article.
        canonical_url: of it; empty if it is what the page alone says.
        duplicate_of: of what it is a reprint.
    """

    number: int
    entry: Entry
    source: str
    adapter: AdapterConfig | None = None
    rest: tuple[Entry, ...] = ()
    canonical_url: str = ""
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a worker made of a page: an article, or the reason why there is none.

    Neither means that the page is as it was.

    Attributes:
        layout: of an article, by index in its site.
        sheet: what to keep of the page; None if it is as it was, or failed.
    """

    digest: str
    article: Article | None = None
    not_article: str = ""
    error: str = ""
    layout: int = 0
    sheet: Sheet | None = None


def clean_page(
    job: PageJob,
    sites: Mapping[str, SiteLayouts],
    vocabulary: TopicVocabulary,
    *,
    to_all: bool,
) -> Cleaned | ConfigError:
    """Read one page and make an article of it, unless it is as it was last time.

    Args:
        sites: what is known of them, by host.
        vocabulary: of the topics to add.
        to_all: whether to add them beside those of the page.
    """
    digest, site = "", sites.get(find_host(job.entry.url))
    try:
        page = job.entry.read()
        digest = make_digest(page.content)
        if job.last and digest == job.last.known.digest:
            return Cleaned(digest)
        read = read_page(page, job.adapter, site)
        if read.other:
            return Cleaned(digest, None, f"the page is {read.other}", sheet=read.sheet)
        article, _ = add_topics(read.article, vocabulary, to_all=to_all)
        return Cleaned(digest, article, layout=read.layout, sheet=read.sheet)
    except NotAnArticle as error:
        return Cleaned(digest, None, str(error), sheet=Sheet(job.entry.url))
    except (ExtractError, SourceError) as error:
        return Cleaned(digest, error=str(error))
    except OSError as error:
        return Cleaned(digest, error=error.strerror or str(error))
    except ConfigError as error:
        return error


def clean_whole(
    job: WholeJob,
    sites: Mapping[str, SiteLayouts],
    vocabulary: TopicVocabulary,
    *,
    to_all: bool,
) -> Cleaned | ConfigError:
    """Read the pages of one article and make it of all of them; see ``clean_page``.

    Returns:
        The article, with the sketch of its whole text.
    """
    site = sites.get(find_host(job.entry.url))
    try:
        page = job.entry.read()
        read = read_page(page, job.adapter, site)
        articles = [read.article]
        for entry in job.rest:
            with suppress(NotAnArticle):  # a last page may hold no more than a pager
                later = read_page(entry.read(), job.adapter, site)
                articles.append(later.article)
        article = replace(
            join_articles(articles),
            canonical_url=job.canonical_url or read.article.canonical_url,
            duplicate_of=job.duplicate_of,
        )
        article, _ = add_topics(article, vocabulary, to_all=to_all)
        sheet = replace(read.sheet, sketch=make_sketch(article.body))
        return Cleaned(make_digest(page.content), article, "", "", read.layout, sheet)
    except (ExtractError, SourceError) as error:
        return Cleaned("", error=str(error))
    except OSError as error:
        return Cleaned("", error=error.strerror or str(error))
    except ConfigError as error:
        return error


def find_adapter(url: str, config: Config) -> AdapterConfig | None:
    """Return what the owner says about the pages of this URL's host, if anything."""
    return config.adapters.get(find_host(url))


def open_vocabulary(config: Config) -> TopicVocabulary:
    """Return the owner's vocabulary of topics, empty if the settings name none.

    Raises:
        ConfigError: it cannot be read.
    """
    if not config.cleaning.topics:
        return TopicVocabulary()
    return load_topics(config.cleaning.topics, config.languages)


def make_recipe(config: Config) -> str:
    """Return the fingerprint of all that decides what cleaning makes of a page.

    That is our own code of cleaning and the judges, what the settings say about it, the
    modules of the functions they name, and what the vocabulary of topics says.

    Raises:
        ConfigError: there is no such function, or the vocabulary cannot be read.
    """
    code = [
        path
        for room in (extract, text, topics)
        for pattern in ("*.py", "*.json")
        for path in sorted(Path(room.__path__[0]).rglob(pattern))
    ]
    code.append(Path(__file__))
    for adapter in config.adapters.values():
        if adapter.function:
            code.append(Path(inspect.getfile(load_adapter_function(adapter.function))))
    parts = [path.read_bytes() for path in code]
    parts.append(repr((config.time_zone, sorted(config.adapters.items()))).encode())
    parts.append(repr((config.cleaning.topics_for, open_vocabulary(config))).encode())
    return make_digest(b"\0".join(parts))
