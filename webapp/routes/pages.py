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
from indexer.query import Every
from indexer.search import find_related, interpret_text, run_search, suggest

from ..locales.catalog import Column
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
    build_parts,
    list_contents,
    list_series,
    say_change,
    say_moment,
)
from ..views.facets import build_chart, build_chips, build_groups
from ..views.marking import mark
from ..views.recovery import Count, Way, find_near, find_ways
from ..views.results import (
    build_lines,
    build_notes,
    build_pager,
    find_original,
    say_found,
    say_part,
    tag_section,
    tag_topics,
)
from .context import (
    Site,
    Visit,
    Visitor,
    current_reader,
    current_site,
    current_visit,
    render,
)

pages = Blueprint("pages", __name__)

LATEST = 6
"""Articles on the start page."""

DAY = 24 * 3600

SERIES_LENGTH = 100
"""Parts of a series that an article page lists."""


@dataclass(frozen=True, slots=True)
class Forms:
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
    visit = current_visit()
    if visit.held:
        return visit.answer_held()
    return visit.keep(_show_hits(visit) if visit.asks else _show_start(visit))


def _show_hits(visit: Visit) -> Response:
    site, reader, asked = visit.site, visit.reader, visit.asked
    result = run_search(asked, site.backend, site.config)
    column = reader.column
    past = asked.page > result.pages
    other = with_text(asked, result.suggestion)
    ways = () if result.total else _find_help(site, asked, column)
    return render(
        "search.html",
        reader,
        404 if past else 200,
        asked=asked,
        result=result,
        found=say_found(result, column),
        messages=build_notes(result, column),
        lines=build_lines(result, column, site.config.zone),
        groups=build_groups(result.facets, asked, column),
        chips=build_chips(asked, column),
        bare=replace(asked, filters=(), page=1),
        ways=ways,
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
        forms=_make_forms(reader, asked),
    )


def _show_start(visit: Visit) -> Response:
    site, reader = visit.site, visit.reader
    asked = SearchRequest(sort="newest", page_size=LATEST)
    result = run_search(asked, site.backend, site.config)
    everything = replace(asked, page_size=site.config.search.page_size)
    groups = build_groups(result.facets, everything, reader.column)
    chart = build_chart(groups, everything)
    return render(
        "start.html",
        reader,
        asked=everything,
        result=result,
        lines=build_lines(
            replace(result, request=everything), reader.column, site.config.zone
        ),
        groups=groups,
        chart=chart,
        years="–".join(
            dict.fromkeys((chart[0].value, chart[-1].value)) if chart else ()
        ),
        forms=_make_forms(reader, everything),
    )


def _make_forms(reader: Visitor, asked: SearchRequest) -> Forms:
    again = list_pairs(with_page(asked, 1), reader.page_size, reader.lang)
    undated = without_field(asked, "published")
    return Forms(
        [pair for pair in again if pair[0] != "q"],
        list_pairs(undated, reader.page_size, reader.lang),
        range_ends(asked),
    )


def _find_help(site: Site, asked: SearchRequest, column: Column) -> tuple[Way, ...]:
    """Return what would find something where nothing was found."""
    count = _counter(site)
    near = suggest(asked.text, site.backend)
    return (
        *find_near(asked, near, count, column),
        *find_ways(asked, count, column),
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
    visit = current_visit()
    if visit.held:
        return visit.answer_held()
    site, reader, asked = visit.site, visit.reader, visit.asked
    query = interpret_text(asked.text, site.backend, site.config).expanded
    marked = site.backend.find_marks(query, doc_id)
    if marked is None:
        abort(404)
    article = marked.article
    column, zone = reader.column, site.config.zone
    series = _find_series(site, article)
    parts = build_parts(article, marked.body_marks)
    fresh = SearchRequest(sort="newest", page_size=reader.page_size)
    page = render(
        "article.html",
        reader,
        asked=asked,
        article=article,
        doc_id=doc_id,
        title=mark(article.title, marked.title_marks),
        parts_shown=parts,
        contents=list_contents(parts),
        published=say_moment(article, column, zone),
        changed=say_change(article, column, zone),
        section=tag_section(article, fresh),
        topics=tag_topics(article, fresh),
        part=say_part(article, column),
        reprint_of=find_original(article),
        series=list_series(series, column, zone),
        related=[a for a in find_related(article, site.backend) if a not in series],
        arrived=visit.asks,
        hidden=[("lang", reader.lang)] if reader.lang else [],
    )
    return visit.keep(page)


def _find_series(site: Site, article: Article) -> tuple[Article, ...]:
    """Return the articles of the same series, if there are others."""
    if article.series is None:
        return ()
    found = site.backend.search(
        Every(),
        SearchOptions(
            filters=(Filter("series", article.series.name),),
            sort="oldest",
            limit=SERIES_LENGTH,
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
    site, reader = current_site(), current_reader()
    text = render_template(
        template,
        site=site.config,
        reader=reader,
        say=reader.column.say,
        version=site.version,
        base=request.host_url.rstrip("/") + reader.root,
    )
    response = make_response(text)
    response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    response.vary.add("Accept-Language")
    response.cache_control.max_age = DAY
    return response


@pages.get("/favicon.ico")
def show_icon() -> Response:
    """Answer those who ask for the icon without having read the page."""
    response = current_app.send_static_file("favicon.svg")
    response.cache_control.max_age = DAY
    return response
