"""Settings: one TOML file, ``broadsheet.toml``, read once into frozen records.

Each table of the file is a record here, and each range is written beside its field.
Paths in the file are relative to the file. What the owner's files of synonyms and
topics hold is checked by ``load_synonyms`` and ``load_topics``, not here.
"""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .address_globs import check_globs, matches_glob
from .errors import ConfigError
from .fields import FIELD
from .text import LANGUAGES
from .toml import load_table

T = TypeVar("T")

Check = Callable[[Any], str]
"""Takes a value of the right type; returns what is wrong with it, or nothing."""


def _checked(default: T, check: Check) -> T:
    """Return a field whose value must pass a check."""
    return field(default=default, metadata={"check": check})


def _between(low: float, high: float) -> Check:
    problem = f"must be between {low} and {high}"
    return lambda value: "" if low <= value <= high else problem


def _one_of(*known: str) -> Check:
    problem = f"must be {' or '.join(map(repr, known))}"
    return lambda value: "" if value in known else problem


def _each_of(known: tuple[str, ...]) -> Check:
    def check(values: tuple[str, ...]) -> str:
        if any(value not in known for value in values):
            return f"must be chosen from: {', '.join(known)}"
        return _find_twice(values)

    return check


def _find_twice(values: tuple[str, ...]) -> str:
    twice = [value for value in values if values.count(value) > 1]
    return f"names {twice[0]!r} twice" if twice else ""


def _check_languages(codes: tuple[str, ...]) -> str:
    if not codes:
        return f"must be chosen from: {', '.join(LANGUAGES)}"
    return _each_of(tuple(LANGUAGES))(codes)


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return f"{name!r} is not known; it must be a name such as 'Europe/Paris'"
    return ""


def _check_base_url(url: str) -> str:
    fits = re.match("https?://.|$", url)
    return "" if fits else f"must begin with http:// or https://, not {url!r}"


def _check_hosts(hosts: tuple[str, ...]) -> str:
    wrong = next((one for one in hosts if not re.fullmatch(r"[\w.:\[\]-]+", one)), None)
    return f"must be names of hosts, not {wrong!r}" if wrong is not None else ""


def is_root_path(path: str) -> bool:
    """Return whether a path is empty, or begins with a slash and ends with none."""
    return re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*", path) is not None


def _check_root_path(path: str) -> str:
    return "" if is_root_path(path) else "must be a path such as '/search'"


def _check_line(text: str) -> str:
    return "" if text.isprintable() else "must be one line"


def _check_sources(sources: tuple[SourceConfig, ...]) -> str:
    return _find_twice(tuple(source.address for source in sources))


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One source of pages, a ``[[sources]]`` table.

    Attributes:
        address: kind and place, such as ``folder:site/``; see ``indexer.sources``.
        base_url: what the addresses of a folder's pages begin with.
        include: globs of the addresses to take; none takes all.
        exclude: globs of the addresses to leave out, of those.
        hosts: that a site or a feed may be fetched from, beside its own.
        private: whether these may be at addresses that are not public.
        max_pages, max_depth: bounds of a site: pages, and links from its start.
        max_minutes: that one run fetches; 0 sets no limit.
        requests_per_second: to one host; 0 sets no limit.
        concurrency: requests at once.
        revisit_hours: between two requests for a page that changes.
        contact: for the server's administrator, in the user agent.
        headers: file of header lines that are sent with every request; empty if there
            is none.
    """

    address: str
    base_url: str = _checked("", _check_base_url)
    include: tuple[str, ...] = _checked((), check_globs)
    exclude: tuple[str, ...] = _checked((), check_globs)
    hosts: tuple[str, ...] = _checked((), _check_hosts)
    private: bool = False
    max_pages: int = _checked(100_000, _between(1, 10_000_000))
    max_depth: int = _checked(100, _between(0, 10_000))
    max_minutes: float = _checked(0.0, _between(0, 100_000))
    requests_per_second: float = _checked(2.0, _between(0, 10_000))
    concurrency: int = _checked(2, _between(1, 64))
    revisit_hours: float = _checked(24.0, _between(0, 10_000))
    contact: str = _checked("", _check_line)
    headers: str = ""

    @property
    def kind(self) -> str:
        """What stands before the first colon of the address."""
        return self.address.partition(":")[0]

    @property
    def place(self) -> str:
        """What stands after it."""
        return self.address.partition(":")[2]

    def admits(self, url: str) -> bool:
        """Return whether ``include`` and ``exclude`` let in the page at an address."""
        is_included = not self.include or matches_glob(self.include, url)
        return is_included and not matches_glob(self.exclude, url)


@dataclass(frozen=True, slots=True)
class AdapterConfig:
    """How to clean the pages of one host, an ``[adapters."host"]`` table.

    Each of the first eight is a CSS selector; where it is empty, the field is found
    as on any other site. The elements of ``section`` are one path, outermost first;
    each of ``categories`` is a section of its own.

    Attributes:
        function: ``module:name`` of a Python function that gets the soup of the page
            before anything else reads it, and may change it.
        articles, standing_pages: globs of the addresses of pages that are of this kind,
            whatever they look like.
    """

    title: str = ""
    published: str = ""
    authors: str = ""
    section: str = ""
    categories: str = ""
    topics: str = ""
    body: str = ""
    drop: str = ""
    function: str = ""
    articles: tuple[str, ...] = _checked((), check_globs)
    standing_pages: tuple[str, ...] = _checked((), check_globs)

    @property
    def reads_soup(self) -> bool:
        """Whether it has a selector or a function."""
        globs = (self.articles, self.standing_pages)
        return self != AdapterConfig(articles=globs[0], standing_pages=globs[1])


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """Where the index lies and how a reindex writes it, the ``[index]`` table.

    Attributes:
        folder: of the index.
        backend: name in ``indexer.backends.BACKENDS``.
        memory: megabytes that the index writer fills before it writes a segment.
        commit_every: seconds between two commits of one reindex.
        deletion_limit: largest share of a source's documents that one reindex
            deletes; if more are gone, it deletes none.
    """

    folder: Path = Path("index_data")
    backend: str = "whoosh"
    memory: int = _checked(256, _between(16, 65536))
    commit_every: int = _checked(60, _between(1, 86400))
    deletion_limit: float = _checked(0.2, _between(0, 1))


@dataclass(frozen=True, slots=True)
class CleaningConfig:
    """How pages become articles, the ``[cleaning]`` table.

    Attributes:
        processes: number of processes that clean pages; 0 means one for each core.
        page_timeout: seconds of processor time that cleaning one page may take; the
            limit of wall time is ten times that.
        page_memory: megabytes that one of these processes may use.
        topics: file of the owner's topics; empty if there is none.
        topics_for: articles that get topics from it: ``untagged``, those whose page
            names none, or ``all``.
        standing_pages: whether there are documents of standing pages, such as one of
            contacts or of a manual.
        honour_noindex: whether there are none of pages whose meta element ``robots``
            says ``noindex``.
    """

    processes: int = _checked(0, _between(0, 256))
    page_timeout: float = _checked(2.0, _between(0.1, 3600))
    page_memory: int = _checked(1024, _between(128, 65536))
    topics: str = ""
    topics_for: str = _checked("untagged", _one_of("untagged", "all"))
    standing_pages: bool = True
    honour_noindex: bool = True


@dataclass(frozen=True, slots=True)
class SearchConfig:
    """How queries are answered and hits ranked, the ``[search]`` table.

    Attributes:
        facets: fields to narrow by, in the order shown.
        facet_size: largest number of values listed for a facet.
        page_size: hits on a page.
        default_operator: ``and`` or ``or``, between words without an operator.
        synonyms: file of synonyms; empty if there is none.
        recency: maximum penalty, as a share of the score, for an old article.
        half_life: age in days at which half of that penalty applies.
        popularity: maximum penalty, as a share of the score, for an article with no
            clicks.
    """

    facets: tuple[str, ...] = _checked(
        ("topics", "section", "published", "kind"),
        _each_of(tuple(one.name for one in FIELD.values() if one.facet)),
    )
    facet_size: int = _checked(20, _between(1, 1000))
    page_size: int = _checked(10, _between(1, 100))
    default_operator: str = _checked("and", _one_of("and", "or"))
    synonyms: str = ""
    recency: float = _checked(0.0, _between(0, 0.9))
    half_life: float = _checked(365.0, _between(1, 36500))
    popularity: float = _checked(0.0, _between(0, 0.9))


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Where the web server listens, the ``[server]`` table.

    Attributes:
        host, port: address to listen on; port 0 takes a free one.
        threads: of one server process.
        proxy: address of the web server in front; its ``X-Forwarded-`` headers are
            trusted. Empty trusts none.
        root_path: path that the site lies under at its host, such as ``/search``.
        pictures: whether the pages of articles show pictures of the publication's own
            hosts; otherwise, and for other hosts, they link to them.
    """

    host: str = "127.0.0.1"
    port: int = _checked(8080, _between(0, 65535))
    threads: int = _checked(4, _between(1, 256))
    proxy: str = ""
    root_path: str = _checked("", _check_root_path)
    pictures: bool = True


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, with their defaults.

    Attributes:
        title: of the site, above the search box.
        home: address of the publication's own site, for a link back.
        languages: of the publication, in order of preference.
        time_zone: IANA name of the zone in which days begin and end.
        sources: where pages come from.
        adapters: by host.
    """

    title: str = "Archive"
    home: str = ""
    languages: tuple[str, ...] = _checked(("en", "zh"), _check_languages)
    time_zone: str = _checked("UTC", _check_zone)
    index: IndexConfig = IndexConfig()
    cleaning: CleaningConfig = CleaningConfig()
    search: SearchConfig = SearchConfig()
    server: ServerConfig = ServerConfig()
    sources: tuple[SourceConfig, ...] = _checked((), _check_sources)
    adapters: Mapping[str, AdapterConfig] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the site."""
        return ZoneInfo(self.time_zone)

    def without_facets(self) -> Config:
        """Return these settings for searches that need no facet counts."""
        return replace(self, search=replace(self.search, facets=()))


def load_config(path: Path) -> Config:
    """Read a settings file.

    Raises:
        ConfigError: the file cannot be read, or a setting in it is unknown or wrong.
    """
    if not path.exists():
        raise ConfigError(
            f"there is no settings file {path}; name one with --config, "
            "or write one as README.md shows"
        )
    return load_table(path, lambda table: make_config(table, path.parent))


def make_config(table: Mapping[str, Any], root: Path = Path()) -> Config:
    """Check a table of settings and freeze it.

    Args:
        table: as TOML gives it.
        root: folder that relative paths start from.

    Raises:
        ConfigError: a setting is unknown, of the wrong type or out of range, or the
            file of synonyms or topics does not exist.

    >>> make_config({"prot": 80})
    Traceback (most recent call last):
    indexer.errors.ConfigError: unknown setting 'prot'; did you mean 'port' in [server]?
    """
    config: Config = _read_record(table, Config, "")
    return replace(
        config,
        index=replace(config.index, folder=(root / config.index.folder).absolute()),
        cleaning=replace(
            config.cleaning, topics=_find_file(config.cleaning.topics, root)
        ),
        search=replace(
            config.search, synonyms=_find_file(config.search.synonyms, root)
        ),
        sources=tuple(
            replace(_find_folder(one, root), headers=_find_file(one.headers, root))
            for one in config.sources
        ),
    )


def _find_file(name: str, root: Path) -> str:
    """Return the absolute path of a file the owner names, empty for none."""
    path = (root / name).absolute()
    if name and not path.is_file():
        raise ConfigError(f"there is no file {path}; write it or leave out the setting")
    return str(path) if name else ""


def _find_folder(source: SourceConfig, root: Path) -> SourceConfig:
    """Make the place of a folder absolute, so that an address means one place."""
    if source.kind != "folder":
        return source
    return replace(source, address=f"folder:{(root / source.place).absolute()}")


def _read_record(table: object, record: type[Any], name: str) -> Any:
    """Return the record of one table, its values checked.

    Args:
        name: of the table, as its header in the file; empty for the file itself.
    """
    if not isinstance(table, Mapping):
        raise ConfigError(f"{name} must be a table")
    fields = {one.name: one for one in dataclasses.fields(record)}
    if unknown := sorted(table.keys() - fields.keys()):
        raise ConfigError(_describe_unknown(unknown[0], name, fields))
    kinds = typing.get_type_hints(record)
    values = {}
    for key, one in fields.items():
        label = f"{name} {key}".lstrip()
        if key in table:
            values[key] = _read_value(table[key], kinds[key], label, key)
            check: Check | None = one.metadata.get("check")
            if check and (problem := check(values[key])):
                raise ConfigError(f"{label} {problem}")
        elif one.default is MISSING and one.default_factory is MISSING:
            raise ConfigError(f"{label} is missing")
    return record(**values)


def _describe_unknown(key: str, name: str, known: Iterable[str]) -> str:
    """Return a sentence that names the nearest setting there is, with its table."""
    tables = {
        inner.name: f"[{outer.name}]"
        for outer in dataclasses.fields(Config)
        if dataclasses.is_dataclass(outer.default)
        for inner in dataclasses.fields(outer.default)
    } | dict.fromkeys(known, name)
    where = f" in {name}" if name else ""
    near = get_close_matches(key, tables, 1)
    if not near:
        return f"unknown setting {key!r}{where}; there are: {', '.join(known)}"
    home = f" in {tables[near[0]]}" if tables[near[0]] else ""
    return f"unknown setting {key!r}{where}; did you mean {near[0]!r}{home}?"


def _read_value(value: object, kind: Any, label: str, key: str) -> Any:
    """Return a value of a table as its record holds it.

    Args:
        kind: type of the field.
        label: table and name, for errors.
        key: name within the table.
    """
    if dataclasses.is_dataclass(kind):
        return _read_record(value, typing.cast(type, kind), f"[{key}]")
    if typing.get_origin(kind) is tuple:
        return _read_list(value, typing.get_args(kind)[0], label, key)
    if typing.get_origin(kind) is Mapping:
        return _read_named_tables(value, typing.get_args(kind)[1], key)
    if kind is Path and isinstance(value, str):
        return Path(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ConfigError(f"{label} must be of type {kind.__name__}, not {value!r}")
    return value


def _read_list(value: object, kind: type[Any], label: str, key: str) -> tuple[Any, ...]:
    texts = kind is str
    if isinstance(value, list) and all(
        isinstance(one, str if texts else dict) for one in value
    ):
        if texts:
            return tuple(value)
        return tuple(_read_record(table, kind, f"[[{key}]]") for table in value)
    form = "a list of texts" if texts else f"tables, each under its own [[{key}]]"
    raise ConfigError(f"{label} must be {form}")


def _read_named_tables(
    value: object, record: type[Any], key: str
) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{key} must be a table")
    return MappingProxyType(
        {
            name: _read_record(table, record, f'[{key}."{name}"]')
            for name, table in value.items()
        }
    )
