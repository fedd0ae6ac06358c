"""The fingerprint of all that decides what cleaning makes of a page.

A reindex compares it with that of the last run: if they differ, pages in the index were
cleaned in another way, and all are cleaned again.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import resolve_name
from pathlib import Path
from typing import NamedTuple

from ..config import Config
from ..extract import KindRules, load_adapter_function
from ..model import make_digest
from ..topics import TopicVocabulary, load_topics
from .jobs import PageRules, TopicRules

PACKAGE = __name__.partition(".")[0]
PACKAGE_FOLDER = Path(__file__).parents[1]

ROOTS = tuple(
    f"{__package__}.{name}" for name in ("jobs", "templates", "consolidation")
)
"""Modules from which all code is reached that cleans a page or joins pages."""
SETTINGS = f"{PACKAGE}.config"
"""Left out: of the settings, only values matter, and ``make_recipe`` adds those."""


def make_rules(config: Config) -> PageRules:
    """Return the rules that the settings have for cleaning pages.

    Raises:
        ConfigError: the vocabulary of topics cannot be read.
    """
    vocabulary = TopicVocabulary()
    if config.cleaning.topics:
        vocabulary = load_topics(config.cleaning.topics, config.languages)
    to_all = config.cleaning.topics_for == "all"
    kinds = KindRules(config.cleaning.standing_pages, config.cleaning.honour_noindex)
    return PageRules(config.adapters, TopicRules(vocabulary, to_all), kinds)


def make_recipe(config: Config, rules: PageRules) -> str:
    """Return the fingerprint of the code, the models and the settings of cleaning.

    The code is that of ``list_modules`` and that of the functions that adapters name.

    Raises:
        ConfigError: an adapter names a function that does not exist.
    """
    modules = sorted(list_modules(ROOTS))
    files = [_find_file(module) for module in modules]
    folders = sorted({file.parent for file in files})
    files += [path for folder in folders for path in sorted(folder.glob("*.json"))]
    for adapter in config.adapters.values():
        if adapter.function:
            files.append(Path(inspect.getfile(load_adapter_function(adapter.function))))
    parts = [path.read_bytes() for path in files]
    parts.append(repr(modules).encode())
    parts.append(repr((config.time_zone, sorted(config.adapters.items()))).encode())
    parts.append(repr((rules.topics, rules.kinds)).encode())
    return make_digest(b"\0".join(parts))


def list_modules(roots: Iterable[str]) -> set[str]:
    """Return the modules of this package that others import, directly or not.

    A name that is imported from the ``__init__`` of a folder leads to the module that
    defines it, so the other modules of the folder do not count. Imports for type
    checkers only do not count either.
    """
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        module = waiting.pop()
        if module not in found and module != SETTINGS:
            found.add(module)
            waiting += [_find_module(*one) for one in _list_imports(module)]
    return found


class _Import(NamedTuple):
    """A name that a module imports; empty if it imports the whole module."""

    module: str
    name: str = ""


@cache
def _list_imports(module: str) -> tuple[_Import, ...]:
    """Return what a module imports from this package."""
    tree = ast.parse(_find_file(module).read_bytes())
    return tuple(_walk_imports(tree, module))


def _walk_imports(tree: ast.AST, module: str) -> Iterator[_Import]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom):
            name = "." * node.level + (node.module or "")
            imported = resolve_name(name, _find_folder(module)) if node.level else name
            if _is_inside(imported):
                yield from (_Import(imported, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            names = (alias.name for alias in node.names)
            yield from (_Import(name) for name in names if _is_inside(name))
        else:
            yield from _walk_imports(node, module)


def _find_module(module: str, name: str) -> str:
    """Return the module that defines a name which can be imported from a module."""
    if not name or not _is_folder(module):
        return module
    inner = f"{module}.{name}"
    if _find_file(inner).is_file():
        return inner
    for imported in _list_imports(module):
        if imported.name == name:
            return _find_module(*imported)
    return module


def _is_inside(module: str) -> bool:
    return module.partition(".")[0] == PACKAGE


def _find_file(module: str) -> Path:
    path = PACKAGE_FOLDER.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _is_folder(module: str) -> bool:
    return _find_file(module).name == "__init__.py"


def _find_folder(module: str) -> str:
    """Return the package in which a module lies; its own name if it is one."""
    return module if _is_folder(module) else module.rpartition(".")[0]
