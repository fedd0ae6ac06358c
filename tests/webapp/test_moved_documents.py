"""The address of an article that moved leads to the new one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from indexer.config import Config
from indexer.model import make_doc_id
from indexer.moved_documents import MOVES_FILE, write_moves

from .articles import ARTICLES

NEW = make_doc_id(ARTICLES[0].url)
MOVES = {"a" * 16: NEW, "b" * 16: "a" * 16, "c" * 16: "d" * 16, "e" * 16: "e" * 16}


@pytest.fixture(autouse=True)
def moves(config: Config) -> Iterator[None]:
    write_moves(config.index.folder, MOVES)
    yield
    (config.index.folder / MOVES_FILE).unlink()


@pytest.mark.parametrize("old", ["a" * 16, "b" * 16])
def test_the_address_of_a_document_that_moved_redirects(
    old: str, client: FlaskClient
) -> None:
    answer = client.get(f"/article/{old}?q=water&lang=en")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"/article/{NEW}?q=water&lang=en"
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("old", ["c" * 16, "e" * 16, "f" * 16])
def test_what_leads_nowhere_is_not_found(old: str, client: FlaskClient) -> None:
    assert client.get(f"/article/{old}").status_code == 404


@pytest.mark.parametrize("content", [b"", b"[]", b"{"])
def test_a_damaged_file_is_as_good_as_none(
    content: bytes, client: FlaskClient, config: Config
) -> None:
    (config.index.folder / MOVES_FILE).write_bytes(content)
    assert client.get(f"/article/{'a' * 16}").status_code == 404
