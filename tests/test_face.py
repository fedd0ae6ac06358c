"""What the library offers by its own name."""

from __future__ import annotations

import subprocess
import sys

import pytest

import indexer


@pytest.mark.parametrize("name", indexer.__all__)
def test_everything_the_face_names_is_there(name: str) -> None:
    assert getattr(indexer, name)


def test_what_the_face_does_not_name_is_missing() -> None:
    with pytest.raises(AttributeError, match="fly"):
        indexer.__getattr__("fly")


def test_who_only_searches_does_not_load_what_cleans_pages() -> None:
    code = "import sys, indexer; sys.exit('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
