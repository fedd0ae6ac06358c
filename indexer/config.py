"""Settings: one TOML file, ``broadsheet.toml``, read once into frozen records.

Paths in the file are relative to the file. Unknown keys fail and list the known ones.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import ConfigError
from .fields import FIELD
from .query import load_synonyms
from .text import LANGUAGES
from .toml import load_table
from .topics import load_topics


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One source of pages, a ``[[sources]]`` table.

    Attributes:
        address: kind and place, such as ``folder:site/``; see ``indexer.sources``.
        base_url: what the addresses of a folder's pages begin with.
    """

    address: str
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class AdapterConfig:
    """What an owner says about the pages of one host, an ``[adapters."host"]`` table.

    Each of the first seven is a CSS selector; an empty one leaves the matter to what
    is found without it.

    Attributes:
        function: ``module:name`` of a Python function that is handed the soup of the
            page before anything else looks at it, and may change it.
    """

    title: str = ""
    published: str = ""
    authors: str = ""
    section: str = ""
    topics: str = ""
    body: str = ""
    drop: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, with their defaults.

    Attributes:
        title: of the site, over the search page.
        home: address of the publication's own site, for a link back.
        languages: of the publication, in order of preference.
        time_zone: IANA name; days begin and end in it.
        index_dir: folder that holds the index.
        backend: name in ``indexer.backends.BACKENDS``.
        sources: where pages come from.
        facets: fields to narrow by, in the order shown.
        facet_size: values of a facet that are listed, most of them under "more".
        page_size: hits on a page.
        default_operator: ``and`` or ``or`` between words.
        synonyms: file of words that mean the same; empty if there are none.
        topics: file of the owner's vocabulary of topics; empty if there is none.
        topics_for: articles that get topics by it: ``untagged``, those whose page
            names none, or ``all``.
        recency: share of its score that an article loses to age in the end.
        half_life: days in which it loses half of that.
        popularity: share of its score that an article nobody reads lacks.
        deletion_limit: share of a source's documents that may vanish in one run
            before none is deleted.
        processes: that clean pages; 0 means one a core.
        page_timeout: seconds of processor time that cleaning one page may take before
            it is given up; by the clock it is ten times as much.
        page_memory: of one process that cleans pages, in megabytes.
        commit_every: seconds after which a reindex makes what it has done visible.
        memory: of the index writer before it flushes a segment, in megabytes.
        host, port: where the server listens.
        threads: of one server process.
        proxy: address of the web server in front, whose word about the visitor's
            address, the host and https is believed; empty believes none.
        adapters: by host, what the owner says about its pages.
    """

    title: str = "Archive"
    home: str = ""
    languages: tuple[str, ...] = ("en", "zh")
    time_zone: str = "UTC"
    index_dir: Path = Path("index_data")
    backend: str = "whoosh"
    sources: tuple[SourceConfig, ...] = ()
    facets: tuple[str, ...] = ("topics", "section", "published")
    facet_size: int = 20
    page_size: int = 10
    default_operator: str = "and"
    synonyms: str = ""
    topics: str = ""
    topics_for: str = "untagged"
    recency: float = 0.0
    half_life: float = 365.0
    popularity: float = 0.0
    deletion_limit: float = 0.2
    processes: int = 0
    page_timeout: float = 2.0
    page_memory: int = 1024
    commit_every: int = 60
    memory: int = 256
    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 4
    proxy: str = ""
    adapters: Mapping[str, AdapterConfig] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the site."""
        return ZoneInfo(self.time_zone)


def load_config(path: Path) -> Config:
    """Read a settings file.

    Raises:
        ConfigError: the file cannot be read, or a setting in it is unknown or wrong.
    """
    if not path.exists():
        raise ConfigError(
            f"there is no settings file {path}; name one with --config, "
            "or write one: see README.md"
        )
    return load_table(path, lambda table: make_config(table, path.parent))


def make_config(table: Mapping[str, Any], root: Path = Path()) -> Config:
    """Check a table of settings and freeze it.

    Args:
        table: as TOML gives it.
        root: folder that relative paths start from.

    Raises:
        ConfigError: a setting is unknown, of the wrong type or out of range.

    >>> make_config({"prot": 80})
    Traceback (most recent call last):
    indexer.errors.ConfigError: unknown setting 'prot'; did you mean 'port'? All ...
    """
    sources = _tables(table.get("sources", []), "sources")
    values = _read_table(table, Config, "")
    values["sources"] = tuple(
        _with_root(SourceConfig(**_read_table(t, SourceConfig, "sources.")), root)
        for t in sources
    )
    values["adapters"] = types.MappingProxyType(
        {
            host: AdapterConfig(**_read_table(t, AdapterConfig, f'adapters."{host}".'))
            for host, t in dict(table.get("adapters", {})).items()
        }
    )
    config = Config(**values)
    index_dir = (root / config.index_dir).absolute()
    files: dict[str, Any] = {
        name: str((root / getattr(config, name)).absolute())
        for name in ("synonyms", "topics")
        if getattr(config, name)
    }
    config = dataclasses.replace(config, index_dir=index_dir, **files)
    _check(config)
    return config


def _tables(value: object, name: str) -> list[Mapping[str, Any]]:
    if isinstance(value, list) and all(isinstance(t, dict) for t in value):
        return value
    raise ConfigError(f"{name} must be tables, each under its own [[{name}]]")


def _with_root(source: SourceConfig, root: Path) -> SourceConfig:
    """Make the place of a folder absolute, so that an address means one place."""
    kind, colon, place = source.address.partition(":")
    if kind != "folder":
        return source
    place = str((root / place).absolute())
    return dataclasses.replace(source, address=f"{kind}{colon}{place}")


def _read_table(table: object, record: type[Any], prefix: str) -> dict[str, Any]:
    """Return the checked values of one table, by name."""
    if not isinstance(table, Mapping):
        raise ConfigError(f"{prefix.rstrip('.')} must be a table")
    known = typing.get_type_hints(record)
    if unknown := sorted(table.keys() - known.keys()):
        near = get_close_matches(unknown[0], known, 1)
        raise ConfigError(
            f"unknown setting {prefix + unknown[0]!r}; "
            + (f"did you mean {near[0]!r}? " if near else "")
            + f"All there are: {', '.join(sorted(known))}"
        )
    for one in dataclasses.fields(record):
        required = one.default is MISSING and one.default_factory is MISSING
        if required and one.name not in table:
            raise ConfigError(f"{prefix}{one.name} is missing")
    return {
        name: _read_value(prefix + name, v, known[name]) for name, v in table.items()
    }


def _read_value(name: str, value: object, kind: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if typing.get_origin(kind) is tuple:
        if isinstance(value, list) and all(isinstance(v, (str, dict)) for v in value):
            return tuple(value)
        raise ConfigError(f"{name} must be a list")
    if typing.get_origin(kind) is Mapping:
        if isinstance(value, Mapping):
            return value
        raise ConfigError(f"{name} must be a table")
    if type(value) is not kind:
        raise ConfigError(f"{name} must be of type {kind.__name__}, not {value!r}")
    return value


def _check(config: Config) -> None:
    """Raise ConfigError for the first value out of range."""
    unknown = [c for c in config.languages if c not in LANGUAGES]
    if unknown or not config.languages:
        raise ConfigError(f"languages must be of: {', '.join(LANGUAGES)}")
    facets = [f.name for f in FIELD.values() if f.facet]
    if any(name not in facets for name in config.facets):
        raise ConfigError(f"facets must be of: {', '.join(facets)}")
    for name, values in (
        ("facets", config.facets),
        ("languages", config.languages),
        ("sources", tuple(source.address for source in config.sources)),
    ):
        if twice := [v for v in values if values.count(v) > 1]:
            raise ConfigError(f"{name} names {twice[0]!r} twice")
    for source in config.sources:
        if not re.match("https?://.|$", source.base_url):
            raise ConfigError(
                f"sources.base_url must begin with http:// or https://, "
                f"not {source.base_url!r}"
            )
    try:
        ZoneInfo(config.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"time_zone {config.time_zone!r} is not known") from error
    if config.synonyms:
        load_synonyms(config.synonyms, config.languages)
    if config.topics:
        load_topics(config.topics, config.languages)
    if config.topics_for not in ("untagged", "all"):
        raise ConfigError("topics_for must be 'untagged' or 'all'")
    if config.default_operator not in ("and", "or"):
        raise ConfigError("default_operator must be 'and' or 'or'")
    for name, low, high in (
        ("facet_size", 1, 1000),
        ("page_size", 1, 100),
        ("recency", 0, 0.9),
        ("half_life", 1, 36500),
        ("popularity", 0, 0.9),
        ("deletion_limit", 0, 1),
        ("processes", 0, 256),
        ("page_timeout", 0.1, 3600),
        ("page_memory", 128, 65536),
        ("commit_every", 1, 86400),
        ("memory", 16, 65536),
        ("port", 0, 65535),
        ("threads", 1, 256),
    ):
        if not low <= getattr(config, name) <= high:
            raise ConfigError(f"{name} must be between {low} and {high}")
