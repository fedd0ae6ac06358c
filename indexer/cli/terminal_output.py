"""Human-readable output of commands: from records to lines of text."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from ..config import Config
from ..model import CheckReport, Hit, Mark, ReindexReport, SearchResult, join_path

if TYPE_CHECKING:  # it takes a while to load
    from ..extract import AdapterDraft
    from ..ingest import RunRecord

MAX_NAMED_PAGES = 3
"""Pages of which the report for a terminal gives the addresses."""
MAX_SHOWN_RUNS = 10
"""Runs that ``status`` shows on a terminal, the newest last."""
MAX_FACET_VALUES = 8
"""Values of a facet on a terminal."""


def show_report(report: ReindexReport, dry_run: bool) -> str:
    """Return a line with the counts of a reindex, and one on what it learned.

    >>> show_report(ReindexReport(added=2, not_articles=1, seconds=0.5), False)
    '2 added, 0 updated, 0 unchanged, 0 deleted; 1 without an article, 0 folded, 0 ...'
    """
    line = (
        f"{report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.deleted} deleted; "
        f"{report.not_articles} without an article, {report.folded} folded, "
        f"{len(report.failed)} failed; "
        f"{report.seconds:.1f} s"
    )
    if report.standing_pages:
        line += f"\n{report.standing_pages} of the documents are standing pages"
    if report.noindex:
        named = ", ".join(report.noindex[:MAX_NAMED_PAGES])
        line += f"\n{len(report.noindex)} pages were left out, as they say noindex: "
        line += named + (" …" if len(report.noindex) > MAX_NAMED_PAGES else "")
    if report.excluded:
        line += f"\n{report.excluded} pages are excluded by the settings"
    if report.learned:
        line += f"\n{report.learned}"
    return f"dry run, nothing was written: {line}" if dry_run else line


def show_status(history: Sequence[RunRecord]) -> Iterator[str]:
    """Yield a line for each of the last runs, and for each page the last one missed."""
    if not history:
        yield "no run is recorded yet: broadsheet reindex"
        return
    for record in history[-MAX_SHOWN_RUNS:]:
        counts = (
            f"{number} {name.replace('_', ' ')}"
            for name, number in record.counts.items()
            if number
        )
        done = record.error or ", ".join(counts) or "no pages"
        yield f"{record.ended}  {record.seconds:.1f} s  {done}"
        yield from (f"    {message}" for message in record.messages)
    for page in history[-1].failing:
        yield f"{page.url}: {page.error} (runs in a row: {page.runs})"


def show_check(report: CheckReport) -> Iterator[str]:
    """Yield a line for each fault, and one with the counts."""
    for fault in report.faults:
        yield f"{fault.file}: {fault.problem}"
    faults = len(report.faults) or "no"
    yield f"{report.files} files, {report.documents} documents, {faults} faults"


def show_result(result: SearchResult) -> Iterator[str]:
    """Yield the messages, the hits and the facets."""
    request = result.request
    for message in result.messages:
        yield f"Note: {message.message}"
    if result.replaced and not result.any_word:
        yield f"No results for {request.text!r}; showing {result.suggestion!r}"
    elif result.suggestion and not result.replaced:
        yield f"Did you mean {result.suggestion!r}?"
    pages = f", page {request.page} of {result.pages}" if result.pages > 1 else ""
    count = "1 document" if result.total == 1 else f"{result.total} documents"
    yield count + pages
    for number, hit in enumerate(
        result.hits, (request.page - 1) * request.page_size + 1
    ):
        yield ""
        yield from _show_hit(number, hit)
    shown = [facet for facet in result.facets if facet.values]
    if shown:
        yield ""
    for facet in shown:
        values = [f"{v.value} ({v.count})" for v in facet.values[:MAX_FACET_VALUES]]
        more = "" if len(facet.values) <= MAX_FACET_VALUES else ", …"
        yield f"{facet.field}: {', '.join(values)}{more}"


def _show_hit(number: int, hit: Hit) -> Iterator[str]:
    article = hit.article
    yield f"{number:3}. {_mark(article.title, hit.title_marks)}"
    day = article.published.strftime("%Y-%m-%d") if article.published else ""
    sections = ", ".join(map(join_path, article.sections))
    about = [day, sections, ", ".join(article.topics)]
    if line := " · ".join(part for part in about if part):
        yield f"     {line}"
    yield f"     {article.url}"
    snippet = _mark(hit.snippet.text, hit.snippet.marks)
    if text := " ".join(snippet.split()):
        yield f"     {text}"
    for what, value in hit.why:
        yield f"     {value:8.3f}  {what}"


def _mark(text: str, marks: tuple[Mark, ...]) -> str:
    """Return a text with its marks in bold."""
    parts, end = [], 0
    for start, stop in marks:
        parts += [text[end:start], click.style(text[start:stop], bold=True)]
        end = stop
    return "".join([*parts, text[end:]])


def show_settings(config: Config) -> Iterator[str]:
    """Yield every setting with its value, as lines of a settings file."""
    tables: list[str] = []
    for setting in dataclasses.fields(config):
        value = getattr(config, setting.name)
        if dataclasses.is_dataclass(value):
            tables += ["", f"[{setting.name}]", *_show_table(value)]
        elif setting.name == "sources":
            for source in value:
                tables += ["", "[[sources]]", *_show_table(source)]
        elif isinstance(value, Mapping):
            for key, row in value.items():
                tables += ["", f"[{setting.name}.{_quote(key)}]", *_show_table(row)]
        else:
            yield f"{setting.name} = {_show_value(value)}"
    yield from tables


def show_adapter(draft: AdapterDraft) -> Iterator[str]:
    """Yield a table for a settings file; what is not safe is commented out."""
    same = f"{draft.same} of {draft.pages} articles of the sample"
    yield f"# {same} stay the same with this table"
    yield f"[adapters.{_quote(draft.host)}]"
    for one in draft.suggestions:
        yield ""
        for selector, count in one.selectors:
            yield f"# {selector} is right on {count} of {one.pages} pages"
        line = f"{one.setting} = {_quote(one.value)}"
        if not one.is_safe:
            yield "# but wrong on other pages:"
        yield line if one.is_safe else f"# {line}"


def _show_table(record: object) -> Iterator[str]:
    for field in dataclasses.fields(record):  # type: ignore[arg-type]
        yield f"{field.name} = {_show_value(getattr(record, field.name))}"


def _show_value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_show_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    return _quote(str(value))


def _quote(text: str) -> str:
    """Return a TOML string: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
