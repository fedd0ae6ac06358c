"""The command line, called as a function and as a process."""

from __future__ import annotations

import io
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from indexer.backends import open_backend
from indexer.cli import run
from indexer.config import load_config
from indexer.query import Every
from tests.archive import BASE, make_archive, write_other, write_page, write_settings

ROOT = Path(__file__).parents[2]

SLOW = """
import time

def wait(soup):
    time.sleep(0.15)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Return the settings file of a small archive."""
    make_archive(tmp_path)
    return write_settings(tmp_path, "cleaning.processes = 1")


@pytest.fixture
def slow_settings(tmp_path: Path) -> Path:
    """Return the settings of an archive whose pages take their time."""
    make_archive(tmp_path, 12)
    (tmp_path / "slow.py").write_text(SLOW)
    path = write_settings(tmp_path, "cleaning.processes = 1", "index.commit_every = 1")
    rules = '\n[adapters."gazette.example"]\nfunction = "slow:wait"\n'
    path.write_text(path.read_text() + rules)
    return path


def start(
    settings: Path,
    *arguments: str,
    largest_file: int = resource.RLIM_INFINITY,
    **environment: str,
) -> subprocess.Popen[str]:
    """Run a command as a process, on a disk that takes files so large at most."""
    limit = (largest_file, resource.RLIM_INFINITY)
    return subprocess.Popen(
        [sys.executable, "-m", "indexer.cli", "--config", str(settings), *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )


def wait_for_documents(
    process: subprocess.Popen[str], settings: Path, count: int
) -> int:
    """Wait until the index holds as many documents, and return how many it holds."""
    while (held := count_documents(settings)) < count:
        assert process.poll() is None, end(process)
        time.sleep(0.05)
    return held


def wait_for_commit(process: subprocess.Popen[str], pages: int) -> int:
    """Wait until a reindex has committed so many pages, and return how many.

    The wait ends with the command: its pipe is closed then.
    """
    assert process.stderr
    for line in process.stderr:
        if (said := re.search(r" (\d+) pages: ", line)) and int(said[1]) >= pages:
            return int(said[1])
    process.communicate()
    raise AssertionError(f"the command ended before, with {process.returncode}")


def count_documents(settings: Path) -> int:
    config = load_config(settings)
    if not list(config.index.folder.glob("*.toc")):
        return 0
    backend = open_backend(config)
    try:
        return backend.search(Every()).total
    finally:
        backend.close()


def end(process: subprocess.Popen[str]) -> str:
    """End a command whose wait is over, and return what it wrote as errors."""
    process.kill()
    return process.communicate()[1]


def wait_for_end(group: int) -> None:
    """Wait until no process of a group is left."""
    while True:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)


def test_a_wait_for_a_command_ends_with_the_command(settings: Path) -> None:
    process = start(settings, "reindex", "--no-such-option")
    with pytest.raises(AssertionError, match="No such option"):
        wait_for_documents(process, settings, 1)
    with pytest.raises(AssertionError, match="ended before, with 2"):
        wait_for_commit(start(settings, "reindex", "--no-such-option"), 1)


def test_a_killed_reindex_keeps_its_work_and_the_next_one_finishes_it(
    slow_settings: Path,
) -> None:
    held = 0
    for _ in range(2):
        process = start(slow_settings, "reindex")
        held = wait_for_commit(process, held + 1)
        process.kill()
        process.communicate()
        wait_for_end(process.pid)
        assert count_documents(slow_settings) >= held
    process = start(slow_settings, "reindex", "--json")
    report = json.loads(process.communicate()[0])
    assert report["unchanged"] >= held
    assert report["added"] + report["unchanged"] == 12
    assert count_documents(slow_settings) == 12


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_a_reindex_that_is_stopped_ends_cleanly(
    number: int, code: int, slow_settings: Path
) -> None:
    process = start(slow_settings, "reindex", "--quiet")
    held = wait_for_documents(process, slow_settings, 1)
    process.send_signal(number)
    assert process.communicate() == ("", "")
    assert process.returncode == code
    wait_for_end(process.pid)
    assert count_documents(slow_settings) >= held


def test_a_second_reindex_is_refused(
    slow_settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    process = start(slow_settings, "reindex")
    wait_for_documents(process, slow_settings, 1)
    assert run(["--config", str(slow_settings), "reindex"]) == 75
    assert "another process" in capsys.readouterr().err
    end(process)


def test_a_full_disk_leaves_the_last_commit(settings: Path) -> None:
    assert run(["--config", str(settings), "reindex", "--quiet"]) == 0
    make_archive(settings.parent, 12)
    process = start(settings, "reindex", "--quiet", largest_file=8192)
    errors = process.communicate()[1]
    assert process.returncode == 74
    assert "no room left" in errors
    assert "Traceback" not in errors
    assert count_documents(settings) == 6
    assert run(["--config", str(settings), "reindex", "--quiet"]) == 0
    assert count_documents(settings) == 12


def test_a_terminal_that_knows_no_chinese_gets_escapes(settings: Path) -> None:
    settings.write_text('title = "周报"\n' + settings.read_text(), encoding="utf-8")
    process = start(settings, "settings", PYTHONIOENCODING="latin-1")
    output, errors = process.communicate()
    assert errors == ""
    assert output.startswith(r'title = "\u5468\u62a5"')


def test_the_log_of_a_reindex_is_plain_lines(settings: Path) -> None:
    process = start(settings, "reindex")
    output, log = process.communicate()
    assert process.returncode == 0
    assert output.startswith("6 added, 0 updated, 0 unchanged, 0 deleted; ")
    assert log.rstrip().endswith("6 pages: 6 added")
    assert "\r" not in log


def test_output_that_nobody_reads_is_no_error(settings: Path) -> None:
    process = start(settings, "settings")
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    with process.stderr as errors:
        assert errors.read() == ""
    assert process.wait() == 1


def test_the_report_is_json_in_the_order_documented(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_other(settings.parent / "site", "search.html")
    assert run(["--config", str(settings), "reindex", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert list(report) == [
        "added",
        "updated",
        "unchanged",
        "deleted",
        "not_articles",
        "standing_pages",
        "noindex",
        "excluded",
        "folded",
        "withheld",
        "failed",
        "cleaned_again",
        "learned",
        "messages",
        "seconds",
    ]
    assert report["added"] == 6
    assert report["not_articles"] == 1


def test_failed_pages_are_named_in_the_report_and_are_no_error(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings.parent / "site/bad.html").symlink_to("nowhere")
    assert run(["--config", str(settings), "reindex", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["failed"] == [
        {"url": f"{BASE}bad.html", "error": "No such file or directory"}
    ]


def test_the_deletion_guard_has_an_exit_code_of_its_own_and_can_be_lifted(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--config", str(settings), "reindex", "--quiet"]
    assert run(arguments) == 0
    shutil.rmtree(settings.parent / "site")
    assert run(arguments) == 5
    assert "there is no folder" in capsys.readouterr().err
    assert run([*arguments, "--rebuild"]) == 5
    assert run([*arguments, "--allow-deletions"]) == 0


def test_a_page_that_fails_is_reported_by_a_quiet_reindex(settings: Path) -> None:
    (settings.parent / "site" / "quay.html").write_text("<!---->", "utf-8")
    process = start(settings, "reindex", "--quiet")
    assert "/quay.html: the page is empty" in process.communicate()[1]


def test_a_dry_run_leaves_no_index(settings: Path) -> None:
    assert run(["--config", str(settings), "reindex", "--dry-run"]) == 0
    assert not load_config(settings).index.folder.exists()


@pytest.fixture
def indexed(settings: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return how every command on an indexed archive begins."""
    begin = ["--config", str(settings)]
    write_page(settings.parent / "site", "quay.html", "A new quay")
    assert run([*begin, "reindex", "--quiet"]) == 0
    capsys.readouterr()
    return begin


def test_search_prints_hits(
    indexed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*indexed, "search", "quay", "timetable"]) == 0
    printed = capsys.readouterr().out
    assert "1 document\n" in printed
    assert "A new quay" in printed
    assert f"{BASE}quay.html" in printed
    assert "2019-11-29" in printed


def test_search_turns_pages(
    indexed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*indexed, "search", "ferry", "--size", "3", "--page", "3"]) == 0
    printed = capsys.readouterr().out
    assert "7 documents, page 3 of 3" in printed
    assert "  7. " in printed


def test_search_narrows_by_facets(
    indexed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for value, total in (("published=2019-11", 7), ("published=2020", 0)):
        run([*indexed, "search", "ferry", "--filter", value, "--json"])
        assert json.loads(capsys.readouterr().out)["total"] == total


def test_search_refuses_a_filter_on_no_facet(
    indexed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*indexed, "search", "--filter", "colour=red"]) == 2
    assert "colour" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["search", "--filter", "topics"], 2, "FIELD=VALUE"),
        (["search", "--sort", "age"], 2, "relevance"),
        (["--config", "nowhere.toml", "search"], 2, "no settings file nowhere.toml"),
        (["extract"], 2, "--pages"),
        (["fly"], 2, "No such command"),
        (["search", "ferry"], 3, "broadsheet reindex"),
        (["check"], 3, "broadsheet reindex"),
    ],
)
def test_what_went_wrong_is_one_sentence_and_a_code(
    arguments: list[str],
    code: int,
    sentence: str,
    settings: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["--config", str(settings), *arguments]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err
    assert "Traceback" not in printed.err


def test_check_reads_an_index(
    indexed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*indexed, "check"]) == 0
    assert capsys.readouterr().out.endswith("7 documents, no faults\n")


@pytest.mark.parametrize("setting", ["search.synonyms", "cleaning.topics"])
@pytest.mark.parametrize("command", ["settings", "reindex", "search", "serve"])
def test_a_wrong_file_named_in_the_settings_stops_every_command(
    command: str, setting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text("trouble = 1")
    settings = write_settings(tmp_path, f"{setting} = 'mine.toml'")
    assert run(["--config", str(settings), command]) == 2
    assert "mine.toml: unknown 'trouble'" in capsys.readouterr().err


def test_settings_print_as_a_settings_file(
    slow_settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--config", str(slow_settings), "settings"]) == 0
    printed = tmp_path / "printed.toml"
    printed.write_text(capsys.readouterr().out, encoding="utf-8")
    assert load_config(printed) == load_config(slow_settings)


def test_the_environment_may_name_the_settings_file(
    settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BROADSHEET_CONFIG", str(settings))
    assert run(["settings"]) == 0
    assert tomllib.loads(capsys.readouterr().out)["cleaning"]["processes"] == 1


def test_extract_gives_a_file_the_address_of_its_source(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = settings.parent / "site/news/3.html"
    assert run(["--config", str(settings), "extract", str(page)]) == 0
    article = json.loads(capsys.readouterr().out)
    assert article["url"] == f"{BASE}news/3.html"
    assert article["title"] == "The ferry is back, day 3"


def test_extract_gives_up_a_file_that_takes_too_long(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_archive(tmp_path)
    config = ["--config", str(write_settings(tmp_path, "cleaning.page_timeout = 0.5"))]
    page = tmp_path / "endless.html"
    page.write_text(f"<p {' '.join(f'a{i}' for i in range(60_000))}>The ferry is back.")
    assert run([*config, "extract", str(page)]) == 1
    assert "0.5 seconds" in json.loads(capsys.readouterr().out)["error"]


def test_extract_needs_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = write_page(tmp_path, "ferry.html")
    other = write_other(tmp_path, "search.html")
    monkeypatch.chdir(tmp_path)
    assert run(["extract", "ferry.html"]) == 0
    assert run(["extract", str(page), str(other)]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [bool(line["error"]) for line in lines] == [False, False, True]
    assert lines[0]["url"] == page.as_uri()


def test_extract_answers_every_line_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    html = write_page(tmp_path, "ferry.html").read_text()
    pages = [{"id": i, "url": BASE, "html": html} for i in ("\ud800", 7)]
    lines = [b"{", b"\xff", *(json.dumps(page).encode() for page in pages)]
    stdin = io.TextIOWrapper(io.BytesIO(b"\n".join(lines)))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run(["extract", "--pages"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["id"] for record in records] == [None, None, "\ud800", 7]
    assert [bool(r["error"]) for r in records] == [True, True, False, False]


def test_explain_takes_a_file_and_its_address_for_one_page(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--config", str(settings), "reindex", "--quiet"]) == 0
    page = settings.parent / "site" / "news" / "3.html"
    shown = []
    for place in (str(page), f"{BASE}news/3.html", f"{BASE}news/3.html?utm_source=x#a"):
        assert run(["--config", str(settings), "explain", place]) == 0
        shown.append(capsys.readouterr().out)
    assert "a template learned from 6 pages of its site" in shown[0]
    assert shown[0] == shown[1] == shown[2]


def test_explain_shows_pages_that_the_settings_exclude(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with settings.open("a", encoding="utf-8") as file:
        file.write('\nexclude = ["/news/3.*"]\n')
    assert run(["--config", str(settings), "explain", f"{BASE}news/3.html"]) == 0
    shown = capsys.readouterr().out
    assert "kind: left out, by the setting sources include and exclude" in shown


@pytest.mark.parametrize("place", [f"{BASE}news/99.html", "nowhere.html"])
def test_explain_says_what_it_did_not_find(
    settings: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    assert run(["--config", str(settings), "explain", place]) == 2
    assert place in capsys.readouterr().err


def test_an_adapter_is_proposed_as_a_table(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--config", str(settings), "reindex", "--quiet"]) == 0
    capsys.readouterr()
    command = ["--config", str(settings), "adapter", "suggest", "gazette.example"]
    assert run(command) == 0
    table = tomllib.loads(capsys.readouterr().out)
    assert table["adapters"]["gazette.example"]["title"] == "h1"


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"broadsheet {version('broadsheet')}\n"
