"""What ``docs/api.md`` promises, held against the running application."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.fields import SORTS
from indexer.search.export_formats import CSV_COLUMNS
from webapp.routes.errors import ERROR_STATUSES
from webapp.state.request import FILTER_PARAMETERS, SINGLE_PARAMETERS

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`\n]+)`", PAGE))
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.S)]


def test_every_route_is_documented(app: Flask) -> None:
    assert {rule.rule for rule in app.url_map.iter_rules()} <= NAMED


def test_every_parameter_order_and_column_is_documented() -> None:
    assert {
        *SINGLE_PARAMETERS,
        *FILTER_PARAMETERS,
        *SORTS,
        *(name for name, _ in CSV_COLUMNS),
    } <= NAMED


def test_every_code_of_an_error_is_documented() -> None:
    assert {code for _, code in ERROR_STATUSES.values()} <= NAMED


def shape_of(value: object) -> object:
    """Return the keys and kinds of a JSON value; of a list, those of its first item."""
    if isinstance(value, dict):
        return {key: shape_of(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape_of(inner) for inner in value[:1]]
    return type(value).__name__


@pytest.mark.parametrize(
    ("number", "path"),
    [
        (0, "/api/v1/search?q=goats&topics=water"),
        (1, "/api/v1/suggest?q=pum"),
        (2, "/healthz"),
        (3, "/api/v1/search?page=-1"),
    ],
)
def test_examples_have_the_shape_of_the_answers(
    client: FlaskClient, number: int, path: str
) -> None:
    answer = client.get(path).json
    assert shape_of(EXAMPLES[number]) == shape_of(answer)


def test_the_example_of_a_search_is_the_answer_but_for_the_score(
    client: FlaskClient,
) -> None:
    answer = client.get("/api/v1/search?q=goats&topics=water").json
    for hit in (*answer["hits"], *EXAMPLES[0]["hits"]):
        del hit["score"], hit["snippet"]
    assert answer == EXAMPLES[0]
