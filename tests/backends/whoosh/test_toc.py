"""Indexes whose table of contents names modules of another version of the program."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from indexer.backends.whoosh.commits.generations import open_generation
from indexer.backends.whoosh.compat.codec import ArraySegment
from indexer.backends.whoosh.compat.toc import MOVED_MODULES
from indexer.backends.whoosh.compat.whoosh_schema import ArticleAnalyzer
from indexer.errors import IndexOutdated
from tests.backends.articles import KNOWN, make_article

from .drawn import open_writer

CODEC, SCHEMA = MOVED_MODULES


def write_as(directory: Path, modules: dict[type, str]) -> None:
    """Write an index whose table of contents finds these classes in these modules."""
    with pytest.MonkeyPatch.context() as patch:
        for cls, module in modules.items():
            former = ModuleType(module)
            setattr(former, cls.__name__, cls)
            patch.setitem(sys.modules, module, former)
            patch.setattr(cls, "__module__", module)
        with open_writer(directory) as writer:
            writer.put(make_article(1), KNOWN)
            writer.commit()


def test_an_index_from_before_the_modules_moved_opens(tmp_path: Path) -> None:
    write_as(tmp_path, {ArraySegment: CODEC, ArticleAnalyzer: SCHEMA})
    generation, segments = open_generation(tmp_path)
    assert CODEC.encode() in (tmp_path / f"_MAIN_{generation.number}.toc").read_bytes()
    assert segments[0].article(0).url == make_article(1).url


@pytest.mark.parametrize("module", ["indexer.gone", "indexer.errors"])
def test_an_index_with_unknown_classes_is_refused_with_the_cure(
    tmp_path: Path, module: str
) -> None:
    write_as(tmp_path, {ArraySegment: module})
    with pytest.raises(IndexOutdated, match=r"another version.*--rebuild"):
        open_generation(tmp_path)
