"""What is made of an index is made of each part once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexer.backends import open_backend
from indexer.backends.parts import Part
from indexer.config import Config
from indexer.keeping import Kept
from indexer.model import Article, Known

KNOWN = Known("0" * 32, "folder:site")


def test_a_commit_makes_only_the_new_part(tmp_path: Path) -> None:
    read: list[str] = []

    def read_titles(part: Part) -> list[str]:
        titles = [part.outline(n)[1] for n in range(len(part.live))]
        read.extend(titles)
        return titles

    def join(parts: Sequence[tuple[Part, list[str]]]) -> list[str]:
        return sorted(
            title
            for part, titles in parts
            for title, live in zip(titles, part.live, strict=True)
            if live
        )

    kept = Kept(read_titles, join)
    backend = open_backend(Config(index_dir=tmp_path))
    with backend.writer() as writer:
        for name in ("one", "two", "three"):
            writer.put(Article(f"https://paper.example/{name}", name, ""), KNOWN)
        writer.commit()
    assert kept.of(backend) == ["one", "three", "two"]
    assert kept.of(backend) is kept.of(backend)
    with backend.writer() as writer:
        writer.put(Article("https://paper.example/four", "four", ""), KNOWN)
        writer.delete(Article("https://paper.example/two", "", "").doc_id)
        writer.commit()
    backend.close()
    assert kept.of(backend) == ["four", "one", "three"]
    assert read == ["one", "two", "three", "four"]
