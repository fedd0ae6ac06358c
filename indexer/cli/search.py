"""Commands that read an index: ``search``, ``serve``, ``evaluate``."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import click

from ..backends import open_backend
from ..errors import RequestError
from ..fields import SORTS
from ..model import Filter, SearchRequest
from .root import commands, load, load_or_default
from .terminal_output import show_result


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
@click.option("--page", type=click.IntRange(1), default=1, help="Page to print.")
@click.option("--size", type=click.IntRange(1, 100), help="Hits on a page.")
@click.option("--explain", is_flag=True, help="Show how each score is made up.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
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

    Without words, every article matches. Quote a phrase twice, because the shell
    removes one pair of quotes:  broadsheet search '"small hydropower"'. Write two
    dashes before a query that excludes words:  broadsheet search -- wind -coal
    """
    from ..search import FORMATS, FeedMetadata, run_search

    config = load(config_path)
    request = SearchRequest(
        unicodedata.normalize("NFC", " ".join(words)),
        tuple(_read_filter(text) for text in filters),
        sort,
        page,
        size or config.search.page_size,
        explain,
    )
    with closing(open_backend(config)) as backend:
        result = run_search(request, backend, config)
    if as_json:
        feed = FeedMetadata(config.title, config.title)
        click.echo("".join(FORMATS["json"].write(result, result.hits, feed)))
    else:
        for line in show_result(result):
            click.echo(line)


@commands.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--threads", type=click.IntRange(1), help="Threads of each process.")
@click.option("--processes", type=click.IntRange(1), help="Processes on the port.")
@click.pass_obj
def serve(
    config_path: Path,
    host: str | None,
    port: int | None,
    threads: int | None,
    processes: int | None,
) -> NoReturn:
    """Serve the search pages over HTTP.

    Options that are not given are taken from [server] in the settings. A reindex
    becomes visible without a restart.
    """
    load(config_path)
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
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--run",
    "run_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the ranking of every query to this file, in TREC format.",
)
@click.option(
    "--compare",
    "other_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show the queries whose nDCG@10 differs from this earlier run.",
)
@click.pass_context
def evaluate(
    context: click.Context, folder: Path, run_path: Path | None, other_path: Path | None
) -> None:
    """Measure the ranking with the judged queries in FOLDER.

    The folder holds docs.jsonl or docs.jsonl.xz, queries.tsv and qrels.tsv; see
    docs/relevance.md. Its documents are indexed in a temporary folder. Prints JSON.
    """
    from ..evaluation import evaluate as measure
    from ..evaluation import make_report, read_run, write_run

    other = read_run(other_path) if other_path else None
    evaluation = measure(folder, load_or_default(context))
    if run_path:
        write_run(run_path, evaluation.run)
    report = make_report(evaluation, folder, other)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2))


def _read_filter(text: str) -> Filter:
    field, equals, value = text.partition("=")
    if not equals or not value:
        raise RequestError(
            f"the filter {text!r} must be FIELD=VALUE, such as topics=Water",
            parameter="filter",
        )
    return Filter(field.strip(), value.strip())
