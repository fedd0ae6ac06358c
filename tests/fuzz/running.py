"""What the targets share: code that reports its branches, limits, notes of findings."""

from __future__ import annotations

import hashlib
import inspect
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType

FOLDER = Path("build/fuzz")

Check = Callable[[bytes], None]
Mutator = Callable[[bytes, int, int], bytes]


def fuzz(
    target: str,
    check: Check,
    packages: tuple[str, ...],
    *,
    seconds: float,
    mutator: Mutator | None = None,
) -> None:
    """Feed inputs to a check until libFuzzer's own options say to stop.

    A finding does not end the run: the first input of each kind is written to
    ``build/fuzz/TARGET/findings`` with its traceback. What ends the process itself is
    written beside it by libFuzzer.

    Args:
        packages: prefixes of the modules whose functions report their branches.
        seconds: of processor time that one input may take.
        mutator: changes an input, given its largest length and a seed.
    """
    import atheris

    for function in set(find_functions(packages)):
        atheris.instrument_func(function)
    findings = FOLDER / target / "findings"
    findings.mkdir(parents=True, exist_ok=True)

    def check_input(data: bytes) -> None:
        start = time.process_time()
        try:
            check(data)
            spent = time.process_time() - start
            assert spent <= seconds, f"took {spent:.1f} s of processor time"
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            note(findings, data, error)

    options = {"custom_mutator": mutator} if mutator else {}
    atheris.Setup(sys.argv, check_input, **options)
    atheris.Fuzz()


def note(findings: Path, data: bytes, error: Exception) -> None:
    """Write down an input that broke a promise, if it is the first of its kind."""
    places = [
        f"{frame.filename}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    kind = f"{type(error).__name__} {places[-2:]}"
    path = findings / hashlib.sha256(kind.encode()).hexdigest()[:12]
    if not path.exists():
        path.write_bytes(data)
        text = "".join(traceback.format_exception(error))
        path.with_suffix(".txt").write_text(text, errors="backslashreplace")
        print(f"FINDING {path}\n{text}", file=sys.stderr, flush=True)


def find_functions(packages: tuple[str, ...]) -> Iterator[FunctionType]:
    """Yield the functions and methods of the modules loaded from some packages.

    ``type`` is asked, since the proxies of Flask pretend to be what they stand for.
    """
    for name, module in list(sys.modules.items()):
        if not name.startswith(packages):
            continue
        classes = [c for c in vars(module).values() if issubclass(type(c), type)]
        for value in [v for owner in (module, *classes) for v in vars(owner).values()]:
            if type(value) in (classmethod, staticmethod):
                value = value.__func__
            if type(value) in (FunctionType, type(cache(int))):
                function = inspect.unwrap(value)
                if type(function) is FunctionType and (
                    function.__module__.startswith(packages)
                    and not function.__code__.co_filename.startswith("<")
                ):
                    yield function
