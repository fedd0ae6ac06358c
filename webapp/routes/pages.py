"""The pages for people: search, article, and the small files beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    render_template,
    request,
)

from indexer import SORTS, Article, Filter, SearchOptions, SearchRequest
from indexer.moved_documents import list_successors
from indexer.query import Every
from indexer.search import find_related, interpret_text, run_search, suggest

from ..locales import Locale
from ..state.request import (
    Pairs,
    list_pairs,
    range_ends,
    with_page,
    with_sort,
    with_text,
    without_field,
)
from ..views.article import (
    format_modified,
    format_published,
    list_contents,
    list_headings,
    list_series,
    write_body,
)
from ..views.empty_results import Count, RecoverySuggestion, suggest_near, suggest_wider
from ..views.facets import build_chart, build_filter_chips, build_groups
from ..views.mark_html import mark
from ..views.pictures import NO_HOSTS, find_picture_hosts, list_origins
from ..views.results import (
    build_hits,
    build_messages,
    build_pager,
    find_original,
    format_part,
    format_total,
    tag_sections,
    tag_topics,
)
from .context import (
    RequestContext,
    Site,
    Visitor,
    current_site,
    current_visitor,
    read_context,
)
from .rendering import make_content_policy, render

pages = Blueprint("pages", __name__)

LATEST_ARTICLES = 6
"""Articles on the start page."""

DAY_SECONDS = 24 * 3600

MAX_SERIES_PARTS = 100
"""Parts of a series that an article page lists."""


@dataclass(frozen=True, slots=True)
class FormFields:
    """What the two forms of a page carry.

    Attributes:
        hidden: parameters that stay when other words are asked.
        undated: parameters that stay when other days are chosen.
        days: first and last day chosen.
    """

    hidden: Pairs
    undated: Pairs
    days: tuple[str, str]


@pages.get("/")
def show_search() -> Response:
    """Answer with the start page, or with what the parameters ask for."""
    context = read_context()
    if context.not_modified:
        return context.answer_not_modified()
    return context.allow_revalidation(
        _show_hits(context) if context.asks else _show_start(context)
    )


def _show_hits(context: RequestContext) -> Response:
    site, visitor, asked = context.site, context.visitor, context.asked
    result = run_search(asked, site.backend, site.config)
    locale = visitor.locale
    past = asked.page > result.pages
    other = with_text(asked, result.suggestion)
    suggestions = () if result.total else _suggest_recovery(site, asked, locale)
    return render(
        "search.html",
        visitor,
        404 if past else 200,
        asked=asked,
        result=result,
        found=format_total(result, locale),
        messages=build_messages(result, locale),
        hits=build_hits(result, locale, site.config.zone),
        groups=build_groups(result.facets, asked, locale),
        chips=build_filter_chips(asked, locale),
        bare=replace(asked, filters=(), page=1),
        suggestions=suggestions,
        sorts=[
            (sort, with_sort(asked, sort))
            for sort in SORTS
            if asked.text or sort != "relevance"
        ],
        pager=build_pager(asked, result.pages),
        explained=replace(asked, explain=True),
        past=past,
        other=other,
        meant=other if result.replaced else asked,
        forms=_make_form_fields(visitor, asked),
    )


def _show_start(context: RequestContext) -> Response:
    site, visitor = context.site, context.visitor
    asked = SearchRequest(sort="newest", page_size=LATEST_ARTICLES)
    result = run_search(asked, site.backend, site.config)
    everything = replace(asked, page_size=site.config.search.page_size)
    groups = build_groups(result.facets, everything, visitor.locale)
    chart = build_chart(groups, everything)
    return render(
        "start.html",
        visitor,
        asked=everything,
        result=result,
        hits=build_hits(
            replace(result, request=everything), visitor.locale, site.config.zone
        ),
        groups=groups,
        chart=chart,
        years="–".join(
            dict.fromkeys((chart[0].value, chart[-1].value)) if chart else ()
        ),
        forms=_make_form_fields(visitor, everything),
    )


def _make_form_fields(visitor: Visitor, asked: SearchRequest) -> FormFields:
    again = list_pairs(with_page(asked, 1), visitor.page_size, visitor.lang)
    undated = without_field(asked, "published")
    return FormFields(
        [pair for pair in again if pair[0] != "q"],
        list_pairs(undated, visitor.page_size, visitor.lang),
        range_ends(asked),
    )


def _suggest_recovery(
    site: Site, asked: SearchRequest, locale: Locale
) -> tuple[RecoverySuggestion, ...]:
    """Return what would find something where nothing was found."""
    count = _counter(site)
    near = suggest(asked.text, site.backend)
    return (
        *suggest_near(asked, near, count, locale),
        *suggest_wider(asked, count, locale),
    )


def _counter(site: Site) -> Count:
    """Return the function that counts what a request finds."""
    bare = site.config.without_facets()

    def count(asked: SearchRequest) -> int:
        result = run_search(replace(asked, page=1, page_size=1), site.backend, bare)
        return 0 if result.replaced else result.total

    return count


@pages.get("/article/<doc_id>")
def show_article(doc_id: str) -> Response:
    """Answer with the stored text of an article, the words of ``q`` marked."""
    context = read_context()
    if context.not_modified:
        return context.answer_not_modified()
    site, visitor, asked = context.site, context.visitor, context.asked
    query = interpret_text(asked.text, site.backend, site.config).expanded
    marked = site.backend.find_marks(query, doc_id)
    if marked is None:
        return _redirect_to_successor(site, doc_id)
    article = marked.article
    locale, zone = visitor.locale, site.config.zone
    series = _find_series(site, article)
    headings = list_headings(article, marked.body_marks)
    hosts = NO_HOSTS
    if site.config.server.pictures:
        hosts = find_picture_hosts(article.url, site.config.home)
    fresh = SearchRequest(sort="newest", page_size=visitor.page_size)
    page = render(
        "article.html",
        visitor,
        asked=asked,
        article=article,
        doc_id=doc_id,
        title=mark(article.title, marked.title_marks),
        body=write_body(article, marked.body_marks, headings, hosts, locale),
        contents=list_contents(headings),
        published=format_published(article, locale, zone),
        changed=format_modified(article, locale, zone),
        sections=tag_sections(article, fresh),
        topics=tag_topics(article, fresh),
        part=format_part(article, locale),
        reprint_of=find_original(article),
        series=list_series(series, locale, zone),
        related=[a for a in find_related(article, site.backend) if a not in series],
        arrived=context.asks,
        hidden=[("lang", visitor.lang)] if visitor.lang else [],
    )
    policy = make_content_policy(list_origins(article, hosts))
    page.headers["Content-Security-Policy"] = policy
    return context.allow_revalidation(page)


def _redirect_to_successor(site: Site, doc_id: str) -> Response:
    """Answer with the address that a document has now, or that there is none."""
    for new in list_successors(site.config.index.folder, doc_id):
        if site.backend.find_marks(Every(), new) is not None:
            query = request.query_string.decode("ascii", "replace")
            path = f"{request.script_root}/article/{new}"
            location = f"{path}?{query}" if query else path
            return Response(status=308, headers={"Location": location})
    abort(404)


def _find_series(site: Site, article: Article) -> tuple[Article, ...]:
    """Return the articles of the same series, if there are others."""
    if article.series is None:
        return ()
    found = site.backend.search(
        Every(),
        SearchOptions(
            filters=(Filter("series", article.series.name),),
            sort="oldest",
            limit=MAX_SERIES_PARTS,
            marks=False,
        ),
    )
    articles = tuple(match.article for match in found.matches)
    return articles if len(articles) > 1 else ()


@pages.get("/robots.txt")
def show_robots() -> Response:
    """Answer with what search engines should leave alone: all but plain pages."""
    return _show_file("robots.txt", "text/plain")


@pages.get("/opensearch.xml")
def show_description() -> Response:
    """Answer with the OpenSearch description, by which browsers add the search box."""
    return _show_file("opensearch.xml", "application/opensearchdescription+xml")


def _show_file(template: str, media_type: str) -> Response:
    site, visitor = current_site(), current_visitor()
    text = render_template(
        template,
        site=site.config,
        visitor=visitor,
        translate=visitor.locale.translate,
        version=site.version,
        base=request.host_url.rstrip("/") + visitor.root,
    )
    response = make_response(text)
    response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    response.vary.add("Accept-Language")
    response.cache_control.max_age = DAY_SECONDS
    return response


@pages.get("/favicon.ico")
def show_icon() -> Response:
    """Answer those who ask for the icon without having read the page."""
    response = current_app.send_static_file("favicon.svg")
    response.cache_control.max_age = DAY_SECONDS
    return response
