"""One noun for one class, and constants that say what they measure."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BARE_WORDS = """
LONGEST SHORTEST LARGEST LEAST MOST FEWEST FEW MANY SHORT LONG SMALL LARGE SURE ENOUGH
OFTEN RARE SELDOM NEAR FAR BESIDE AHEAD AGAIN ALIKE SAME DEEPEST POPULAR EVERYWHERE
FIRST LATEST LATE
"""
"""Words that name no thing and no unit."""


def list_statements() -> Iterator[ast.stmt]:
    for folder in ("indexer", "webapp"):
        for path in (ROOT / folder).rglob("*.py"):
            yield from ast.parse(path.read_text("utf-8")).body


def test_no_two_classes_share_a_name() -> None:
    classes = (s.name for s in list_statements() if isinstance(s, ast.ClassDef))
    assert [name for name, count in Counter(classes).items() if count > 1] == []


def test_no_constant_is_a_bare_adjective() -> None:
    targets = [
        target
        for statement in list_statements()
        for target in (
            statement.targets
            if isinstance(statement, ast.Assign)
            else [statement.target]
            if isinstance(statement, ast.AnnAssign)
            else []
        )
    ]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    assert names
    assert sorted(names.intersection(BARE_WORDS.split())) == []
