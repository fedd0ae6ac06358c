"""A damaged index is refused, whether an answer stumbles over it or not."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from indexer.backends.whoosh import WhooshBackend
from indexer.backends.whoosh.storage.arrayfile import ArrayFile
from indexer.config import Config, IndexConfig
from indexer.errors import IndexCorrupt
from indexer.model import Article, PageStamp
from indexer.query import Every, Word

ARTICLE = Article("https://paper.example/1", "Solar farms", "Solar farms and roofs")


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    backend = WhooshBackend(Config(index=IndexConfig(tmp_path)))
    with backend.writer() as writer:
        writer.put(ARTICLE, PageStamp("", ""))
        writer.commit()
    return backend


def damage(folder: Path, array: str) -> None:
    """Change the first byte of an array."""
    (path,) = folder.glob("*.arrays")
    offset = next(e[3] for e in ArrayFile(path).entries if e[0] == array)
    with path.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ 0xFF]))


def test_an_answer_that_stumbles_over_damage_blames_it(
    backend: WhooshBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "indexer.backends.whoosh.commits.integrity.FileVerifier.start", lambda _: None
    )
    damage(tmp_path, "stored.data")
    with pytest.raises(IndexCorrupt, match=r"arrays: array stored.data.*--rebuild"):
        backend.search(Word("solar"))


def test_damage_that_nothing_stumbles_over_is_found_by_verifying(
    backend: WhooshBackend, tmp_path: Path
) -> None:
    damage(tmp_path, "field.body.freqs")
    with pytest.raises(IndexCorrupt, match=r"body\.freqs"):
        for _ in range(500):
            backend.search(Every())
            time.sleep(0.01)


def test_damage_that_came_after_verifying_is_blamed(
    backend: WhooshBackend, tmp_path: Path
) -> None:
    (reader,) = backend.segments()
    backend._verifier.verify()
    damage(tmp_path, "stored.data")
    with pytest.raises(IndexCorrupt, match="--rebuild"):
        backend.get(ARTICLE.doc_id)
    with pytest.raises(IndexCorrupt, match="--rebuild"):
        reader.article(0)
    with pytest.raises(IndexCorrupt, match="--rebuild"):
        reader.outline(0)


def test_the_state_is_answered_while_commits_remove_files(
    backend: WhooshBackend,
) -> None:
    with ThreadPoolExecutor(1) as pool, closing(backend):
        commits = pool.submit(commit_often, backend)
        while not commits.done():
            assert backend.info().size > 0
        commits.result()


def commit_often(backend: WhooshBackend) -> None:
    with backend.writer() as writer:
        for number in range(40):
            writer.put(ARTICLE, PageStamp(str(number), ""))
            writer.commit()


def test_a_rebuild_cures(backend: WhooshBackend, tmp_path: Path) -> None:
    damage(tmp_path, "stored.data")
    with pytest.raises(IndexCorrupt):
        backend.search(Word("solar"))
    with backend.writer(rebuild=True) as writer:
        writer.put(ARTICLE, PageStamp("", ""))
        writer.commit()
    backend.close()
    assert backend.search(Word("solar")).total == 1
    assert backend.check().faults == ()
