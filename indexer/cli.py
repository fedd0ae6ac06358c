"""The command line: ``broadsheet``. It reads words, calls the library, prints.

Modules that are slow to import are imported by the commands that need them.
"""

from __future__ import annotations

import dataclasses
import io
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from .backends import open_backend
from .config import Config, load_config
from .errors import (
    BroadsheetError,
    ConfigError,
    ExtractError,
    IndexCorrupt,
    IndexFull,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexStoreError,
    RequestError,
    SourceError,
)
from .fields import SORTS
from .model import Filter, Page, SearchRequest
from .terminal import show_check, show_report, show_result, show_settings

INCOMPLETE = 5

EXITS: dict[type[Exception], int] = {
    BroadsheetError: 1,
    ExtractError: 1,
    ConfigError: 2,
    RequestError: 2,
    IndexMissing: 3,
    IndexOutdated: 3,
    IndexCorrupt: 4,
    SourceError: INCOMPLETE,
    IndexStoreError: 74,
    IndexFull: 74,
    OSError: 74,
    IndexLocked: 75,
}
"""Error -> exit code, the nearest kind first. 74 and 75 are those of ``sysexits.h``.
``docs/operations.md`` says what each one asks of a person."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("broadsheet.toml"),
    show_default=True,
    envvar="BROADSHEET_CONFIG",
    show_envvar=True,
    help="The settings file.",
)
@click.pass_context
def commands(context: click.Context, config_path: Path) -> None:
    """Make a publication's archive searchable.

    Reindex a folder of HTML pages, then search it here or serve it as a website.
    """
    context.obj = config_path


@commands.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option(
    "--rebuild",
    is_flag=True,
    help="Clean every page and build the index anew beside the old one.",
)
@click.option(
    "--allow-deletions",
    is_flag=True,
    help="Delete what is gone, even if it is a great part of a source.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--quiet", is_flag=True, help="Print only what a person must look at.")
@click.pass_obj
def reindex(
    config_path: Path,
    dry_run: bool,
    rebuild: bool,
    allow_deletions: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Bring the index up to date with its sources.

    Pages that did not change are not read again. Pages that fail are named, and tried
    again next time. What is gone is deleted, unless so much is gone at once that it
    looks like an accident: then it is kept, and the exit code is 5.
    """
    from .reindexing import reindex as run

    config = _load(config_path)
    bar = sys.stderr.isatty() and not quiet
    _log(logging.ERROR if quiet else logging.WARNING if bar or as_json else None)
    with _progress(bar) as progress:
        report = run(
            config,
            dry_run=dry_run,
            rebuild=rebuild,
            allow_deletions=allow_deletions,
            progress=progress,
        )
    if as_json:
        _print_json(dataclasses.asdict(report))
    elif not quiet:
        click.echo(show_report(report, dry_run))
    for message in report.messages:
        click.echo(f"broadsheet: {message}", err=True)
    return INCOMPLETE if report.messages else 0


@commands.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--threads", type=click.IntRange(1), help="Threads of one process.")
@click.option("--processes", type=click.IntRange(1), help="Processes that serve.")
@click.pass_obj
def serve(
    config_path: Path,
    host: str | None,
    port: int | None,
    threads: int | None,
    processes: int | None,
) -> NoReturn:
    """Serve the search pages.

    What is not said here is taken from the settings. A new commit of the index is
    noticed without a restart.
    """
    load_config(config_path)
    command = [sys.executable, "-m", "webapp", "--config", str(config_path)]
    for name, value in (
        ("--host", host),
        ("--port", port),
        ("--threads", threads),
        ("--processes", processes),
    ):
        if value is not None:
            command += [name, str(value)]
    sys.stdout.flush()
    os.execv(sys.executable, command)


@commands.command()
@click.argument("words", nargs=-1)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Narrow by a facet value, such as topics=Water or published=2019-11.",
)
@click.option(
    "--sort", type=click.Choice(list(SORTS)), default="relevance", show_default=True
)
@click.option("--page", type=click.IntRange(1), default=1, help="Page of the hits.")
@click.option("--size", type=click.IntRange(1, 100), help="Hits on a page.")
@click.option("--explain", is_flag=True, help="Say how each score came about.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def search(
    config_path: Path,
    words: tuple[str, ...],
    filters: tuple[str, ...],
    sort: str,
    page: int,
    size: int | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Search the index for WORDS, as the search page does.

    Without words, everything matches. Put phrases in two kinds of quotes, so that the
    shell leaves one:  broadsheet search '"small hydropower"'. Words to leave out come
    after two dashes:  broadsheet search -- wind -coal
    """
    from .formats import FORMATS, Outlet
    from .searching import search as run

    config = load_config(config_path)
    request = SearchRequest(
        " ".join(words),
        tuple(_read_filter(text) for text in filters),
        sort,
        page,
        size or config.page_size,
        explain,
    )
    with closing(open_backend(config)) as backend:
        result = run(request, backend, config)
    if as_json:
        outlet = Outlet(config.title, config.title)
        click.echo("".join(FORMATS["json"].write(result, result.hits, outlet)))
    else:
        for line in show_result(result):
            click.echo(line)


@commands.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--pages", is_flag=True, help="Read pages from standard input.")
@click.option("--single", is_flag=True, help="Clean each page for itself.")
@click.pass_context
def extract(
    context: click.Context, files: tuple[Path, ...], pages: bool, single: bool
) -> int:
    """Print the articles of FILES as JSON, one a line.

    With --pages, pages are read from standard input as lines of JSON with id, url and
    html, and an article is printed for each, in the same order. What pages of one site
    have in common is learned first, unless --single is given. A page that fails, or is
    no article, has its reason in "error".
    """
    from .extract.pages import articles_of

    if pages == bool(files):
        raise click.UsageError("name files, or give --pages", context)
    config = _load_or_default(context)
    if pages:
        parsed = (_parse_line(line) for line in sys.stdin.buffer)
        records = articles_of(parsed, single, config.adapters)
    else:
        records = (_extract_file(path, config) for path in files)
    failed = False
    for record in records:
        _print_json(record)
        failed = failed or bool(record["error"])
    return EXITS[ExtractError] if failed and files else 0


@commands.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--run",
    "run_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the ranking of every query to this file, in the format of TREC.",
)
@click.option(
    "--compare",
    "other_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show the queries whose nDCG@10 is not what it was in this run.",
)
@click.pass_context
def evaluate(
    context: click.Context, folder: Path, run_path: Path | None, other_path: Path | None
) -> None:
    """Measure the ranking on the judged queries in FOLDER, and print JSON.

    The folder holds docs.jsonl or docs.jsonl.xz, queries.tsv and qrels.tsv; see
    docs/relevance.md. The index of the site is not touched.
    """
    from .evaluating import evaluate as measure
    from .evaluating import make_report, read_run, write_run

    other = read_run(other_path) if other_path else None
    evaluation = measure(folder, _load_or_default(context))
    if run_path:
        write_run(run_path, evaluation.run)
    report = make_report(evaluation, folder, other)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2))


@commands.group()
def topics() -> None:
    """Work on the vocabulary of topics; see docs/topics.md."""


@topics.command()
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="Topics."
)
@click.pass_obj
def suggest(config_path: Path, limit: int) -> None:
    """Print a topics.toml to edit, of the phrases that set articles apart.

    They are those of the index: run a reindex first.
    """
    from .proposing import choose_articles, propose_topics, write_topics

    with closing(open_backend(load_config(config_path))) as backend:
        articles = choose_articles(article for article, _ in backend.scan())
    for line in write_topics(propose_topics(articles, limit)):
        click.echo(line)


@commands.command()
@click.pass_obj
def check(config_path: Path) -> int:
    """Read every file of the index, and say what is wrong with it.

    The exit code is 4 if anything is.
    """
    with closing(open_backend(load_config(config_path))) as backend:
        report = backend.check()
    for line in show_check(report):
        click.echo(line)
    return EXITS[IndexCorrupt] if report.faults else 0


@commands.command()
@click.pass_obj
def settings(config_path: Path) -> None:
    """Print every setting with its value, as a settings file."""
    for line in show_settings(load_config(config_path)):
        click.echo(line)


def main() -> NoReturn:
    """Run the command line and exit."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    if isinstance(sys.stdout, io.TextIOWrapper):  # for terminals that know no UTF-8
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; print what went wrong as a sentence; return the exit code."""
    try:
        code = commands.main(arguments, "broadsheet", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:  # whoever read our output has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except tuple(EXITS) as error:
        click.echo(f"broadsheet: {_describe(error)}", err=True)
        return find_exit(error)
    return int(code or 0)


def find_exit(error: Exception) -> int:
    """Return the exit code of an error: that of its nearest kind in ``EXITS``.

    >>> find_exit(IndexLocked("busy")), find_exit(PermissionError("no"))
    (75, 74)
    """
    return next(EXITS[kind] for kind in type(error).__mro__ if kind in EXITS)


def _describe(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        )
    return str(error)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Leave by way of every ``finally``; what was not committed is dropped."""
    raise SystemExit(128 + number)


def _log(level: int | None) -> None:
    """Send log lines to standard error, over the progress bar where there is one."""
    terminal = sys.stderr.isatty()
    logging.basicConfig(
        level=logging.INFO if level is None else level,
        format="\r\033[K%(message)s" if terminal else "%(asctime)s %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )


@contextmanager
def _progress(bar: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Draw a bar on standard error."""
    if not bar:
        yield None
        return
    with click.progressbar(length=1, label="Pages", file=sys.stderr) as drawn:

        def advance(done: int, total: int) -> None:
            drawn.length = max(total, done)
            drawn.update(done - drawn.pos)

        yield advance


def _print_json(value: object) -> None:
    """Print a line of JSON in UTF-8; what UTF-8 cannot hold stays a JSON escape."""
    line = json.dumps(value, ensure_ascii=False)
    click.echo(line.encode("utf-8", "backslashreplace"))


def _read_filter(text: str) -> Filter:
    field, equals, value = text.partition("=")
    if not equals or not value:
        raise RequestError(
            f"the filter {text!r} must be FIELD=VALUE, such as topics=Water",
            parameter="filter",
        )
    return Filter(field.strip(), value.strip())


def _load(path: Path) -> Config:
    """Load the settings; modules of the functions they name may lie beside them."""
    config = load_config(path)
    if any(adapter.function for adapter in config.adapters.values()):
        sys.path.append(str(path.parent.absolute()))
    return config


def _load_or_default(context: click.Context) -> Config:
    """Load the settings, which need not exist unless they were named."""
    path: Path = context.obj
    assert context.parent
    source = context.parent.get_parameter_source("config_path")
    if source == click.core.ParameterSource.DEFAULT and not path.exists():
        return Config()
    return _load(path)


def _parse_line(line: bytes) -> object:
    """Return what a line of JSON holds; None if it is none."""
    try:
        parsed: object = json.loads(line)
    except ValueError:
        return None
    return parsed


@commands.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with the blocks coloured.",
)
@click.pass_context
def explain(
    context: click.Context, file: Path, as_json: bool, html: Path | None
) -> int:
    """Say of every block of FILE, a page, why it is kept or dropped."""
    from .cleaning import find_adapter
    from .extract import explain as explaining

    config = _load_or_default(context)
    url = _find_url(file.absolute(), config)
    page = Page(url, file.read_bytes())
    explanation = explaining.explain_page(page, find_adapter(url, config))
    if html:
        html.write_text(explaining.as_html(explanation), encoding="utf-8")
    elif as_json:
        _print_json(explaining.as_json(explanation))
    else:
        for line in explaining.as_text(explanation):
            click.echo(line)
    return 0


def _extract_file(path: Path, config: Config) -> dict[str, object]:
    """Return the article that a reindex would make of a file of a source."""
    from .cleaning import find_adapter, open_vocabulary
    from .extract import read_page
    from .extract.pages import find_host, make_record
    from .extract.template import read_template
    from .ledger import load_ledger
    from .tagging import add_topics

    url = _find_url(path.absolute(), config)
    try:
        page = Page(url, path.read_bytes())
        values = load_ledger(config.index_dir).templates.get(find_host(url))
        template = read_template(values) if values else None
        article, other = read_page(page, find_adapter(url, config), template)
    except (ExtractError, OSError) as error:
        return make_record(str(path), None, str(error))
    article, sources = add_topics(
        article, open_vocabulary(config), to_all=config.topics_for == "all"
    )
    record = make_record(str(path), article, other and f"the page is {other}")
    return record | {"topic_sources": [dataclasses.asdict(s) for s in sources]}


def _find_url(path: Path, config: Config) -> str:
    from .sources.folder import make_path

    for source in config.sources:
        kind, _, place = source.address.partition(":")
        if kind == "folder" and path.is_relative_to(place):
            inside = str(path.relative_to(place))
            return f"{source.base_url.rstrip('/')}/{make_path(inside)}"
    return path.as_uri()


if __name__ == "__main__":
    main()
