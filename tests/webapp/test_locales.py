from __future__ import annotations

import datetime as dt
import re
import string
from pathlib import Path

import pytest

import webapp
from indexer.fields import FIELDS, SORTS
from webapp.locales import LOCALES, Locale
from webapp.locales.english import ENGLISH
from webapp.locales.locale import Text

PAGES = Path(webapp.__file__).parent
TEXTS = ENGLISH.texts


def forms_of(text: Text) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def places_of(text: Text) -> set[str]:
    return {
        name
        for form in forms_of(text)
        for _, name, _, _ in string.Formatter().parse(form)
        if name
    }


@pytest.mark.parametrize("locale", LOCALES.values(), ids=list(LOCALES))
def test_every_language_has_every_text(locale: Locale) -> None:
    assert locale.texts.keys() == TEXTS.keys()
    assert all(f.strip() for text in locale.texts.values() for f in forms_of(text))


@pytest.mark.parametrize("locale", LOCALES.values(), ids=list(LOCALES))
def test_every_language_fills_the_same_places(locale: Locale) -> None:
    for key, text in locale.texts.items():
        assert places_of(text) <= places_of(TEXTS[key]) | {"n"}, key


def test_every_text_is_used() -> None:
    used = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PAGES.rglob("*")
        if path.suffix in {".py", ".html", ".xml"}
        and path.name not in ("english.py", "chinese.py")
    )
    built = (
        "facet.",
        "kind.",
        "sort.",
        "export.",
        "error.",
        "wrong.",
        "diagnostic.",
        "why.",
    )
    assert [k for k in TEXTS if not k.startswith(built) and k not in used] == []


def test_every_text_that_a_template_names_exists() -> None:
    templates = [path.read_text(encoding="utf-8") for path in PAGES.rglob("*.html")]
    named = set(re.findall(r"translate\('([\w.]+)'[,)]", "\n".join(templates)))
    assert named and named <= TEXTS.keys()


def test_every_facet_and_order_has_a_name() -> None:
    facets = {f"facet.{f.name}" for f in FIELDS if f.facet}
    assert facets | {f"sort.{name}" for name in SORTS} <= TEXTS.keys()
    assert all(TEXTS[f"facet.{f.name}"] == f.facet for f in FIELDS if f.facet)


def test_a_number_chooses_the_form_and_gets_separators() -> None:
    translate = LOCALES["en"].translate
    assert translate("facet.count", n=1) == "1 article"
    assert translate("facet.count", n=12345) == "12,345 articles"
    assert LOCALES["zh"].translate("facet.count", n=12345) == "12,345 篇"


def test_braces_in_a_query_are_not_places() -> None:
    assert "{n} {x!r}" in LOCALES["en"].translate("found.none", n=0, q="{n} {x!r}")


@pytest.mark.parametrize(
    ("code", "value", "written"),
    [
        ("en", "2019", "2019"),
        ("en", "2019-11", "November 2019"),
        ("en", dt.date(2019, 1, 2), "2 January 2019"),
        ("zh", "2019", "2019年"),
        ("zh", "2019-01", "2019年1月"),
        ("zh", dt.date(2019, 1, 2), "2019年1月2日"),
    ],
)
def test_dates_are_written_the_way_of_the_language(
    code: str, value: str | dt.date, written: str
) -> None:
    assert LOCALES[code].date(value) == written
