"""The invented pages of ``software_pages.txt``, which says how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("software_pages.txt")
SENTENCES = {
    "{en}": "The council met on Monday to hear the engineers. They reported that the "
    "new pumps had run without a fault since April, and that the canal was full again.",
    "{de}": "Der Rat tagte am Montag und hörte die Ingenieure. Sie berichteten, dass "
    "die neuen Pumpen seit April ohne Störung laufen und der Kanal wieder voll ist.",
    "{zh}": "市议会周一听取了工程师的报告。新水泵自四月以来运行正常，运河再次注满。"
    "农民可以放心灌溉。",
    "{ja}": "月曜日に市議会が開かれ、技術者が報告しました。"
    "新しいポンプは四月から順調に動いています。",
}
HEADER = (
    '<header><nav><a href="/">Home</a> <a href="/news/">News</a> '
    '<a href="/about/">About</a></nav></header>'
)
FOOTER = "<footer>© 2021 Gazette. All rights reserved.</footer></body></html>"
REPEATED = re.compile(r"^(\d+) \* (.*)$", re.M)


class KindCase(NamedTuple):
    """A page and its kind: ``article``, ``page`` or ``neither``."""

    name: str
    path: str
    kind: str
    html: str


def list_software_pages() -> Iterator[KindCase]:
    """Yield the pages of the file."""
    for part in FILE.read_text(encoding="utf-8").split("\n=== ")[1:]:
        heading, head, content = part.split("\n", 2)
        name, path, kind = heading.split(" | ")
        body = "<body>"
        if content.startswith("<body"):
            body, content = content.split("\n", 1)
        content = REPEATED.sub(_repeat, content)
        for mark, sentences in SENTENCES.items():
            content = content.replace(mark, sentences)
        html = (
            f"<!doctype html><html><head>{head}</head>{body}{HEADER}{content}{FOOTER}"
        )
        yield KindCase(name, path, kind, html)


def _repeat(line: re.Match[str]) -> str:
    """Return the lines that a repeated one stands for."""
    numbers = range(1, int(line[1]) + 1)
    return "\n".join(line[2].replace("{n}", str(n)) for n in numbers)
