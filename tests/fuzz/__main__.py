"""Run the targets one after the other: ``python -m tests.fuzz MINUTES [TARGET...]``."""

from __future__ import annotations

import subprocess
import sys

from .running import FOLDER

TARGETS = {"query": 1_000, "search": 400, "extract": 12_000}
"""Each target with the bytes of its longest input."""


def run(target: str, minutes: float) -> list[str]:
    """Fuzz one target, and return the findings, with those of earlier runs."""
    folder = FOLDER / target
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", f"tests.fuzz.fuzz_{target}"),
        f"-max_total_time={minutes * 60:.0f}",
        f"-max_len={TARGETS[target]}",
        f"-artifact_prefix={folder}/",
        "-rss_limit_mb=4096",  # atheris keeps some kilobytes of every input
        *("-len_control=0", "-timeout=120", "-print_final_stats=1"),
        f"{folder}/corpus",
    ]
    with (folder / "log").open("w") as log:
        subprocess.run(command, stdout=log, stderr=log, check=False)
    lines = (folder / "log").read_text(errors="replace").splitlines()
    print(target, *(line for line in lines if "number_of_executed" in line))
    found = [*(folder / "findings").glob("*[!t]"), *folder.glob("[!s]*-*")]
    return sorted(map(str, found))


def main() -> None:
    minutes, targets = float(sys.argv[1]), sys.argv[2:] or list(TARGETS)
    findings = [path for target in targets for path in run(target, minutes)]
    print("\n".join(findings) or "nothing found")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
