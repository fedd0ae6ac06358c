"""One peer in a process of its own: reads commands on stdin, answers JSON lines.

``build`` | ``open I`` | ``ask I,J,...``, by numbers of queries.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from .corpus import read_corpus
from .peers import PEERS, RANKING_ONLY
from .queries import read_ask


def read_memory(process: int | str = "self") -> dict[str, int]:
    """Return the resident memory of a process in bytes, anonymous and file-backed."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    kilobytes = {
        line.split()[0]: int(line.split()[1]) for line in lines if "Rss" in line
    }
    return {
        "anonymous": kilobytes["RssAnon:"] * 1024,
        "mapped": kilobytes["RssFile:"] * 1024,
    }


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


class Memory(threading.Thread):
    """Watches this process: peaks of anonymous and of file-backed memory, in bytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.anonymous = self.mapped = 0

    def run(self) -> None:
        while True:
            self.look()
            time.sleep(0.05)

    def look(self) -> dict[str, int]:
        """Return what is used now, and raise the peaks."""
        now = read_memory()
        self.anonymous = max(self.anonymous, now["anonymous"])
        self.mapped = max(self.mapped, now["mapped"])
        return now


def main(
    name: str, corpus: Path, folder: Path, queries: Path, clock: Callable[[], float]
) -> None:
    """Serve the commands until stdin ends."""
    memory = Memory()
    memory.start()
    peer = (PEERS | RANKING_ONLY)[name](folder)
    asks = [read_ask(a) for a in json.loads(queries.read_text())]
    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        wanted = [int(i) for i in rest.split(",") if i]
        start = clock()
        if command == "build":
            peer.build(read_corpus(corpus))
            answer: dict[str, object] = {"seconds": clock() - start}
        elif command == "open":
            peer.open()
            if wanted:
                peer.answer(asks[wanted[0]])
            answer = {"seconds": clock() - start, **memory.look()}
        else:
            counts, times = [], []
            for i in wanted:
                begin = clock()
                counts.append(peer.answer(asks[i]))
                times.append(clock() - begin)
            answer = {"counts": counts, "times": times, **memory.look()}
        answer |= {"peak_anonymous": memory.anonymous, "peak_mapped": memory.mapped}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:5]), CLOCKS[sys.argv[5]])
