"""Damage of any kind is found, named, and never answered from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.backends.whoosh.commits.checking import check_index, check_segment
from indexer.backends.whoosh.commits.generations import open_generation
from indexer.backends.whoosh.storage.arrayfile import ArrayFile, ArrayFileWriter
from indexer.backends.whoosh.storage.segment import Segment
from indexer.errors import IndexCorrupt, IndexMissing, IndexOutdated
from indexer.model import Article, PageStamp

from .drawn import open_writer


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two segments, one of them with a deleted document."""
    folder = tmp_path_factory.mktemp("index")
    with open_writer(folder) as writer, pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.backends.whoosh.writing.merge_policy.SIZE_RATIO", 0)
        for i in range(5):
            body = f"Solar farm {i} of the 网络 " * (9 - i)
            topics = ("air", "bus")[: i % 3]
            article = Article(
                f"https://paper.example/{i}", "Title", body, topics=topics
            )
            writer.put(article, PageStamp(f"{i:032x}", "folder:site"))
        writer.commit()
        writer.put(Article("https://paper.example/0", "New", ""), PageStamp("", ""))
        writer.commit()
    return folder


@pytest.fixture
def copy(index: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(index, tmp_path / "index"))


KINDS = ("*.arrays", "*.live", "*.toc")


def test_a_sound_index_has_no_faults(index: Path) -> None:
    report = check_index(index)
    assert (report.files, report.documents, report.faults) == (4, 5, ())


def test_no_index_is_missing_not_damaged(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        check_index(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_every_flipped_byte_is_found(copy: Path, kind: str) -> None:
    path = min(copy.glob(kind), key=lambda path: path.stat().st_size)
    sound = path.read_bytes()
    step = max(1, len(sound) // 100)
    for at in [*range(0, len(sound), step), *range(len(sound) - 60, len(sound))]:
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 4]) + sound[at + 1 :])
        assert {fault.file for fault in check_index(copy).faults} == {path.name}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("left", [0, 1, 40, 0.5, -1])
def test_a_cut_file_is_refused(copy: Path, kind: str, left: float) -> None:
    path = next(copy.glob(kind))
    size = path.stat().st_size
    end = int(size * left) if isinstance(left, float) else left % size
    path.write_bytes(path.read_bytes()[:end])
    with pytest.raises(
        IndexCorrupt, match=rf"{path.name}.*broadsheet reindex --rebuild"
    ):
        open_generation(copy)
    assert path.name in {fault.file for fault in check_index(copy).faults}


@pytest.mark.parametrize("kind", KINDS[:2])
def test_a_lost_file_is_named(copy: Path, kind: str) -> None:
    path = next(copy.glob(kind))
    path.unlink()
    with pytest.raises(IndexCorrupt, match=path.name):
        open_generation(copy)
    assert [fault.file for fault in check_index(copy).faults] == [path.name]


def test_another_format_is_outdated_not_corrupt(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "indexer.backends.whoosh.commits.generations.FORMAT_VERSION", 99
    )
    with pytest.raises(IndexOutdated, match="--rebuild"):
        open_generation(copy)


def test_every_wrong_array_is_found_by_its_rule(index: Path, tmp_path: Path) -> None:
    _, (segment, *_) = open_generation(index)
    ruled = ("field.body.", "facet.topics.", "known.source", "stored.starts")
    unnoticed = set()
    for name, array in segment.file.arrays.items():
        if name.startswith(ruled) and name != "known.sources.data":
            most = np.append(array[:-1], array.dtype.type(np.iinfo(array.dtype).max))
            found = [
                problem
                for wrong in (array[::-1], most)
                for problem in check_with(tmp_path, segment, {name: wrong})
            ]
            if not found:
                unnoticed.add(name)
    assert unnoticed == set()


def check_with(
    folder: Path, segment: Segment, wrong: dict[str, NDArray[Any]]
) -> list[str]:
    """Check a copy of a segment with some arrays replaced."""
    with ArrayFileWriter(folder / "x.arrays") as file:
        file.meta = dict(segment.file.meta)
        for name, array in segment.file.arrays.items():
            file.write(name, wrong.get(name, array))
    return list(check_segment(Segment(folder, "x")))


def test_arrays_come_back_as_written(tmp_path: Path) -> None:
    arrays = {
        "numbers": np.arange(100, dtype=np.int64),
        "none": np.empty(0, np.uint16),
        "table": np.ones((3, 4), np.float32),
        "flags": np.array([True, False]),
    }
    with ArrayFileWriter(tmp_path / "file") as file:
        file.meta["answer"] = 42
        for name, array in arrays.items():
            file.begin(name, array.dtype, array.shape[1:])
            file.extend(array[:1])
            file.extend(array[1:])
    read = ArrayFile(tmp_path / "file")
    assert read.meta == {"answer": 42} and read.verify() == []
    for name, array in arrays.items():
        assert read.arrays[name].dtype == array.dtype
        assert read.arrays[name].tolist() == array.tolist()


def test_a_writer_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), ArrayFileWriter(tmp_path / "file"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
