"""What the library offers by its own name."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

import indexer


@pytest.mark.parametrize("name", indexer.__all__)
def test_everything_the_face_names_is_there(name: str) -> None:
    assert getattr(indexer, name)


def test_no_name_of_a_face_hides_a_module() -> None:
    for folder in (indexer, *_list_rooms()):
        modules = {module.name for module in pkgutil.iter_modules(folder.__path__)}
        assert not modules & set(getattr(folder, "__all__", ())), folder


def test_what_the_face_does_not_name_is_missing() -> None:
    with pytest.raises(AttributeError, match="fly"):
        indexer.__getattr__("fly")


def test_who_only_searches_does_not_load_what_cleans_pages() -> None:
    code = "import sys, indexer; sys.exit('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def _list_rooms() -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(indexer.__path__, "indexer."):
        if module.ispkg:
            yield importlib.import_module(module.name)


def test_the_help_of_the_commands_loads_nothing_that_cleans_pages() -> None:
    heavy = {"lxml", "htmldate", "trafilatura", "indexer.ingest"}
    code = (
        "import sys; from indexer.cli import run; run(['--help']); "
        f"sys.exit(bool({heavy} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
