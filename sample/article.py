"""The sample texts: reading them, and turning their marks into markup."""
from __future__ import annotations

import html
import json
import posixpath
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FURNITURE: dict[str, Any] = json.loads((HERE / "furniture.json").read_text("utf-8"))
RUN_IN = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def esc(text: str) -> str:
    return html.escape(text, quote=True)


def plain(text: str) -> str:
    """The text a reader sees: marks removed, broken halves joined."""
    text = RUN_IN.sub(r"\1", LINK.sub(r"\1", text))
    return re.sub(r"\s*//\s*", lambda m: " " if text[m.start() - 1].isascii() else "", text)


@dataclass(frozen=True)
class Article:
    slug: str
    meta: dict[str, str]
    body: tuple[str, ...]

    @property
    def lang(self) -> str:
        return self.slug[:2]

    @property
    def date(self) -> str:
        return self.meta["date"]

    @property
    def kind(self) -> str:
        year = int(self.date[:4])
        return "modern" if year >= 2018 else "middle" if year >= 2010 else "old"

    @property
    def path(self) -> str:
        day, number = self.date[:10], 1000 + zlib.crc32(self.slug.encode()) % 9000
        name = {"modern": f"{day[:4]}/{self.slug[3:]}", "middle": f"{day[:4]}{day[5:7]}/{number}",
                "old": f"t{day.replace('-', '')}_{number}"}[self.kind]
        return f"/{self.lang}/{self.meta['section']}/{name}.html"

    @property
    def headline(self) -> str:
        return self.meta["title"] + self.meta.get("suffix", "")

    @property
    def section(self) -> list[str]:
        top, second = self.meta["section"].split("/")
        names = FURNITURE["sections"]
        return [names[top][self.lang], names[f"{top}/{second}"][self.lang]]

    def items(self, key: str) -> list[str]:
        return [x.strip() for x in re.split(r"[;；]", self.meta.get(key, "")) if x.strip()]

    def shown_date(self) -> str:
        """The date as the page prints it, at the precision of the source."""
        year, month, day = self.date[:10].split("-")
        clock = self.date[10:]
        if self.meta.get("dateform") == "han" or (self.kind == "modern" and self.lang == "zh"):
            return f"{year}年{month}月{day}日{clock}"
        if self.kind == "modern":
            return f"{int(day)} {FURNITURE['months'][int(month) - 1]} {year},{clock}"
        return self.date

    def prose(self) -> list[str]:
        return [b for b in self.body if not re.match(r"[#|!>-] ?|\d+\) ", b)]


def read_article(path: Path) -> Article:
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    meta = {k.strip(): v.strip() for k, _, v in (line.partition(":") for line in head.splitlines())}
    return Article(path.stem, meta, tuple(b.strip() for b in re.split(r"\n\s*\n", body) if b.strip()))


def href(source: str, target: str, absolute: bool) -> str:
    return target if absolute else posixpath.relpath(target, posixpath.dirname(source))


def inline(text: str, art: Article) -> str:
    text = RUN_IN.sub(r"<b>\1</b>" if art.kind != "modern" else r"<strong>\1</strong>", esc(text))
    return LINK.sub(lambda m: f'<a href="{href(art.path, m[2], art.kind == "modern")}">{m[1]}</a>', text)


def render_block(block: str, art: Article) -> str:
    """One block of a text as markup in the manner of the page's template."""
    kind, lines = art.kind, block.splitlines()
    if block.startswith("#"):
        parts = [esc(x.strip()) for x in block.lstrip("#").split("//")]
        if kind == "modern":
            return f"<h2>{' '.join(parts)}</h2>"
        if kind == "old":
            return f"<b><font color=\"#003366\">{'<br>'.join(parts)}</font></b><br><br>"
        if len(art.slug) % 2:
            return "\n".join(f"<p><strong>{x}</strong></p>" for x in parts)
        return f"<p><strong>{'<br />'.join(parts)}</strong></p>"
    if block.startswith("!"):
        name, _, caption = block[1:].strip().partition(" ")
        src = href(art.path, f"/static/{name}", kind == "modern")
        if kind == "modern":
            return f'<figure><img src="{src}" alt="" width="640" height="360"><figcaption>{esc(caption)}</figcaption></figure>'
        if kind == "middle":
            return f'<p class="pic"><img src="{src}" alt="" /></p>\n<p class="caption">{esc(caption)}</p>'
        return f'<center><img src="{src}" border="0" width="420"><br><font size="2">{esc(caption)}</font></center><br>'
    if block.startswith("|"):
        rows = [[inline(c.strip(), art) for c in line.strip("|").split("|")] for line in lines]
        cells = ["".join(f"<{t}>{c}</{t}>" for c in row) for row, t in zip(rows, ["th"] + ["td"] * len(rows))]
        border = "" if kind == "modern" else ' border="1" cellpadding="4"'
        return f"<table{border}>\n" + "\n".join(f"<tr>{c}</tr>" for c in cells) + "\n</table>"
    if re.match(r"- |\d+\) ", block):
        tag = "ul" if block.startswith("- ") else "ol"
        points = [inline(re.sub(r"^(- |\d+\) )", "", line), art) for line in lines]
        if kind == "old":
            return "".join(f"{'·' if tag == 'ul' else f'{n})'} {p}<br>\n" for n, p in enumerate(points, 1)) + "<br>"
        return f"<{tag}>\n" + "\n".join(f"<li>{p}</li>" for p in points) + f"\n</{tag}>"
    if block.startswith("> "):
        text = inline(block[2:], art)
        return f"<i>{text}</i><br><br>" if kind == "old" else f"<blockquote><p>{text}</p></blockquote>"
    indent = "　　" if art.lang == "zh" and kind != "modern" else ""
    pieces = [inline(x.strip(), art) for x in re.split(r"\s//\s|//", block)]
    if kind == "old":
        return f"{indent}{'<br><br>'.join(pieces)}<br><br>"
    return "\n".join(f"<p>{indent if n == 0 else ''}{p}</p>" for n, p in enumerate(pieces))
