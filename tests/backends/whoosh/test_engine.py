"""Which generation answers: commits are seen, old ones are let go."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest

from indexer.backends.whoosh import engine
from indexer.backends.whoosh.engine import WhooshBackend
from indexer.config import Config, IndexConfig
from indexer.errors import IndexMissing
from indexer.model import SearchOptions, make_doc_id
from indexer.query import Every, Word

from ..articles import KNOWN, make_article

COMMITS = 40
READERS = 4
OPEN_FILES = Path("/proc/self/fd")


def put(backend: WhooshBackend, *numbers: int) -> None:
    """Commit articles that all hold one word and their number."""
    with backend.writer() as writer:
        for n in numbers:
            writer.put(make_article(n, title=f"wind {n}", topics=("Energy",)), KNOWN)
        writer.commit()


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WhooshBackend:
    """A backend that looks for a new commit at every search."""
    monkeypatch.setattr(engine, "REFRESH_SECONDS", 0.0)
    return WhooshBackend(Config(index=IndexConfig(tmp_path)))


def test_a_commit_is_seen_by_a_backend_that_was_open_before(
    backend: WhooshBackend,
) -> None:
    put(backend, 1)
    assert backend.search(Word("wind")).total == 1
    put(backend, 2)
    assert backend.search(Word("wind")).total == 2
    assert backend.info().generation == 2


def test_an_index_that_was_removed_is_missed(backend: WhooshBackend) -> None:
    put(backend, 1)
    assert backend.search(Every()).total == 1
    for path in backend._dir.iterdir():
        path.unlink()
    with pytest.raises(IndexMissing):
        backend.search(Every())


@pytest.mark.skipif(not OPEN_FILES.exists(), reason="needs /proc")
def test_readers_never_fail_nor_leak_through_many_commits(
    backend: WhooshBackend,
) -> None:
    put(backend, 0)
    done = threading.Event()
    errors: list[BaseException] = []
    searches = [0] * READERS

    def read(number: int) -> None:
        least = 0
        try:
            while not done.is_set():
                found = backend.search(
                    Word("wind"), SearchOptions(facets=("topics",), limit=3)
                )
                assert found.total >= least
                assert found.facets[0].values[0].count == found.total
                least = found.total
                assert backend.get(make_doc_id(found.matches[0].article.url))
                searches[number] += 1
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=read, args=(n,)) for n in range(READERS)]
    for thread in threads:
        thread.start()
    held = []
    for n in range(1, COMMITS + 1):
        put(backend, n)
        held.append(len(list(OPEN_FILES.iterdir())))
    done.set()
    for thread in threads:
        thread.join()
    backend.close()
    gc.collect()
    assert not errors
    assert min(searches) > 0
    assert max(held[COMMITS // 2 :]) <= max(held[: COMMITS // 2]) + 2 * READERS


def test_nothing_stays_open_after_close(backend: WhooshBackend) -> None:
    before = len(list(OPEN_FILES.iterdir()))
    put(backend, 1)
    backend.search(Word("wind"), SearchOptions(facets=("topics",)))
    backend.close()
    gc.disable()
    try:
        assert len(list(OPEN_FILES.iterdir())) == before
    finally:
        gc.enable()


def test_a_long_query_takes_more_of_the_memory_of_plans(
    backend: WhooshBackend,
) -> None:
    put(backend, 1)
    backend.search(Word("wind"))
    backend.search(Word("水井与风车"))
    assert backend._current().plans.size == 1 + 4
