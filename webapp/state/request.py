"""The address of a page and the request behind it, each made from the other.

Neither Flask nor an index is needed here. Every link on a page is ``write_query`` of a
request made from the one at hand by ``toggle``, ``without``, ``with_page`` and the
like, so that a page can be tested as data: ``read_request`` of what ``write_query``
wrote gives the same request again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qsl, quote_plus, urlsplit

from markupsafe import Markup

from indexer import (
    FIELD,
    PATH_SEPARATOR,
    RANGE_DOTS,
    SORTS,
    Filter,
    RequestError,
    SearchRequest,
)

from .days import first_day, is_day, is_range, last_day, split_range

Pairs = Sequence[tuple[str, str]]

MAX_QUERY_CHARS = 2_000
MAX_VALUE_CHARS = 500
MAX_FILTERS = 40
MAX_PARAMETERS = 200
MAX_PAGE = 100_000
MAX_PAGE_SIZE = 100

SINGLE_PARAMETERS = (
    "q",
    "sort",
    "page",
    "size",
    "explain",
    "from",
    "to",
    "lang",
    "format",
)
"""Parameters that may be given once."""

FILTER_PARAMETERS = tuple(field.name for field in FIELD.values() if field.facet)
"""Parameters that choose a facet value and may be repeated."""

CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

quote = lru_cache(maxsize=4096)(quote_plus)
"""The links of a page hold the same few words a hundred times."""


def read_pairs(query_string: str) -> list[tuple[str, str]]:
    """Read the part of an address after ``?``, as WSGI hands it over.

    Args:
        query_string: bytes as Latin-1 characters, the way of PEP 3333.

    Raises:
        RequestError: it is not UTF-8, or has too many parameters.
    """
    try:
        text = query_string.encode("latin-1").decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeError as error:
        raise RequestError(
            "the address is not valid UTF-8", parameter="address"
        ) from error


def read_request(
    pairs: Pairs, page_size: int = 10, *, strict: bool = False
) -> SearchRequest:
    """Make the request that the parameters of an address ask for.

    Args:
        pairs: parameters in order, repeated ones as often as they came.
        page_size: hits on a page unless ``size`` says otherwise.
        strict: whether an unknown parameter is an error; pages let it pass, because
            other sites add theirs to links.

    Raises:
        RequestError: a value is of no use, or a parameter is unknown or given twice.
    """
    single = _read_single(pairs, strict)
    typed = unicodedata.normalize("NFC", single.get("q", ""))
    text = " ".join(CONTROL_CHARACTERS.sub(" ", typed).split())
    if len(text) > MAX_QUERY_CHARS:
        raise RequestError(
            f"the query is longer than {MAX_QUERY_CHARS:,} characters", parameter="q"
        )
    sort = single.get("sort") or default_sort(text)
    if sort not in SORTS:
        raise RequestError(
            f"there is no sort order {_short(sort)}; choose one of: {', '.join(SORTS)}",
            parameter="sort",
        )
    return SearchRequest(
        text=text,
        filters=_read_filters(pairs, single),
        sort=sort,
        page=_read_number("page", single.get("page", ""), 1, MAX_PAGE),
        page_size=_read_number(
            "size", single.get("size", ""), page_size, MAX_PAGE_SIZE
        ),
        explain=single.get("explain", "") not in ("", "0"),
    )


def read_choice(pairs: Pairs, name: str, choices: Iterable[str]) -> str:
    """Return the value of one parameter, or an empty string if it is not given.

    Raises:
        RequestError: the value is none of the choices.
    """
    value = next((v for n, v in pairs if n == name), "")
    if value and value not in choices:
        known = ", ".join(choices)
        raise RequestError(
            f"{name} cannot be {_short(value)}; choose one of: {known}", parameter=name
        )
    return value


def write_query(request: SearchRequest, page_size: int = 10, lang: str = "") -> str:
    """Write a request as the part of an address after ``?``; defaults are left out.

    >>> write_query(SearchRequest("solar power", (Filter("topics", "energy"),)))
    'q=solar+power&topics=energy'
    """
    pairs = list_pairs(request, page_size, lang)
    return "&".join([f"{quote(name)}={quote(value)}" for name, value in pairs])


def list_pairs(
    request: SearchRequest, page_size: int = 10, lang: str = ""
) -> list[tuple[str, str]]:
    """Return the parameters of a request, as a form would carry them hidden.

    A request for everything keeps an empty ``q``: without it the address is that of
    the start page.
    """
    pairs = [("q", request.text)] if request.text or not request.filters else []
    pairs += [(f.field, f.value) for f in request.filters]
    if request.sort != default_sort(request.text):
        pairs.append(("sort", request.sort))
    if request.page != 1:
        pairs.append(("page", str(request.page)))
    if request.page_size != page_size:
        pairs.append(("size", str(request.page_size)))
    if request.explain:
        pairs.append(("explain", "1"))
    if lang:
        pairs.append(("lang", lang))
    return pairs


def default_sort(text: str) -> str:
    """Return the order that needs no word in the address: newest without words."""
    return "relevance" if text else "newest"


def toggle(request: SearchRequest, chosen: Filter) -> SearchRequest:
    """Choose a facet value, or give it up if it is chosen.

    A newly chosen value takes the place of those that hold it or that it holds: a
    section of its subsections, a month of its year, and any day of a range.
    """
    if chosen in request.filters:
        return without(request, chosen)
    kept = (f for f in request.filters if not _overlaps(f, chosen))
    return replace(request, filters=(*kept, chosen), page=1)


def without(request: SearchRequest, *given_up: Filter) -> SearchRequest:
    """Give up some of the chosen facet values."""
    kept = tuple(f for f in request.filters if f not in given_up)
    return replace(request, filters=kept, page=1)


def without_field(request: SearchRequest, field: str) -> SearchRequest:
    """Give up every chosen value of one field."""
    return without(request, *(f for f in request.filters if f.field == field))


def with_page(request: SearchRequest, page: int) -> SearchRequest:
    """Turn to another page of the same hits."""
    return replace(request, page=page)


def with_sort(request: SearchRequest, sort: str) -> SearchRequest:
    """Put the same hits in another order, from the first page."""
    return replace(request, sort=sort, page=1)


def with_text(request: SearchRequest, text: str) -> SearchRequest:
    """Ask other words within the same filters, in the same order if one was chosen."""
    usual = request.sort == default_sort(request.text)
    sort = default_sort(text) if usual else request.sort
    return replace(request, text=text, sort=sort, page=1)


def range_ends(request: SearchRequest, field: str = "published") -> tuple[str, str]:
    """Return first and last day of the chosen range of dates; empty where open."""
    for f in request.filters:
        if f.field == field and is_range(f.value):
            low, high = split_range(f.value)
            return first_day(low), last_day(high)
    return "", ""


RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "yi"))
"""Languages written from right to left."""


def language_attributes(language: str) -> Markup:
    """Return the attributes of an element with text in a language; none if unknown.

    >>> str(language_attributes("ar")), str(language_attributes(""))
    (' lang="ar" dir="rtl"', '')
    """
    if not language:
        return Markup()
    direction = Markup(' dir="rtl"') if language in RIGHT_TO_LEFT else Markup()
    return Markup(' lang="{}"').format(language) + direction


def safe_url(url: str) -> str:
    """Return an address that may be linked: of the web, or none.

    >>> safe_url("javascript:alert(1)"), safe_url("https://example.org/a")
    ('', 'https://example.org/a')
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def host_of(url: str) -> str:
    """Return the host of an address, for people."""
    return urlsplit(url).netloc.rpartition("@")[2].removeprefix("www.")


def _read_single(pairs: Pairs, strict: bool) -> dict[str, str]:
    """Return the parameters that may be given once, by name."""
    if len(pairs) > MAX_PARAMETERS:
        raise RequestError("the address has too many parameters", parameter="address")
    single: dict[str, str] = {}
    for name, value in pairs:
        if name in SINGLE_PARAMETERS:
            if name in single:
                raise RequestError(f"{name} is given more than once", parameter=name)
            single[name] = value.strip() if name != "q" else value
        elif strict and name not in FILTER_PARAMETERS:
            known = ", ".join((*SINGLE_PARAMETERS, *FILTER_PARAMETERS))
            raise RequestError(
                f"there is no parameter {_short(name)}; there are: {known}",
                parameter=_short(name),
            )
    return single


def _read_filters(pairs: Pairs, single: dict[str, str]) -> tuple[Filter, ...]:
    found: dict[Filter, None] = {}
    for name, value in pairs:
        if name in FILTER_PARAMETERS and value.strip():
            found[Filter(name, value)] = None
    low, high = single.get("from", ""), single.get("to", "")
    if low or high:
        found[Filter("published", f"{low}{RANGE_DOTS}{high}")] = None
    if len(found) > MAX_FILTERS:
        raise RequestError(
            f"more than {MAX_FILTERS} filters are chosen", parameter="address"
        )
    for f in found:
        _check_value(f)
    return tuple(found)


def _check_value(chosen: Filter) -> None:
    """Raise RequestError for a value that no document could hold."""
    if len(chosen.value) > MAX_VALUE_CHARS:
        raise RequestError(
            f"a value is longer than {MAX_VALUE_CHARS} characters",
            parameter=chosen.field,
        )
    if FIELD[chosen.field].kind != "date":
        return
    low, high = split_range(chosen.value)
    if not (low or high) or not all(is_day(end) for end in (low, high) if end):
        raise RequestError(
            f"{_short(chosen.value)} is not a date; write 2019, 2019-11, 2019-11-29 "
            "or a range such as 2019-11..2020-02",
            parameter=chosen.field,
        )
    if low and high and first_day(low) > last_day(high):
        raise RequestError(
            f"the range {chosen.value} ends before it begins", parameter=chosen.field
        )


def _read_number(name: str, value: str, default: int, most: int) -> int:
    """Return a number from 1 on, or the default for an empty value."""
    if not value:
        return default
    if value.isascii() and value.isdigit() and len(value) <= 9:
        number = int(value)
        if 1 <= number <= most:
            return number
    raise RequestError(
        f"{name} must be a number from 1 to {most:,}, not {_short(value)}",
        parameter=name,
    )


def _overlaps(one: Filter, other: Filter) -> bool:
    """Return whether a value contains the other, or is a range beside a day."""
    if one.field != other.field or one == other:
        return False
    if FIELD[one.field].kind == "path":
        return _holds(one.value, other.value, PATH_SEPARATOR)
    if FIELD[one.field].kind == "date":
        ranged = is_range(one.value) or is_range(other.value)
        return ranged or _holds(one.value, other.value, "-")
    return False


def _holds(one: str, other: str, separator: str) -> bool:
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer.startswith(shorter + separator)


def _short(value: str) -> str:
    """Return a value in quotes, cut so that a message stays readable."""
    return f"'{value[:40]}…'" if len(value) > 40 else f"'{value}'"
