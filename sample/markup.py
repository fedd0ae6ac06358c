"""Turning the blocks of a sample text into markup, as its page's age had it."""

from __future__ import annotations

import re

from article import LINK, RUN_IN, Article, esc


def inline(text: str, art: Article) -> str:
    strong = r"<strong>\1</strong>" if art.modern else r"<b>\1</b>"
    text = RUN_IN.sub(strong, esc(text))
    return LINK.sub(lambda m: f'<a href="{art.href(m[2])}">{m[1]}</a>', text)


def heading(block: str, art: Article) -> str:
    parts = [esc(x.strip()) for x in block.lstrip("#").split("//")]
    if art.modern:
        return f"<h2>{' '.join(parts)}</h2>"
    if art.kind == "old":
        text = "<br>".join(parts)
        return f'<b><font color="#003366">{text}</font></b><br><br>'
    if len(art.slug) % 2:  # broken by a new paragraph on some pages, a <br> on others
        return "\n".join(f"<p><strong>{x}</strong></p>" for x in parts)
    return f"<p><strong>{'<br />'.join(parts)}</strong></p>"


def picture(block: str, art: Article) -> str:
    name, _, words = block[1:].strip().partition(" ")
    src, caption = art.href(f"/static/{name}"), esc(words)
    if art.modern:
        return (
            f'<figure><img src="{src}" alt="" width="640" height="360">'
            f"<figcaption>{caption}</figcaption></figure>"
        )
    if art.kind == "middle":
        return (
            f'<p class="pic"><img src="{src}" alt="" /></p>\n'
            f'<p class="caption">{caption}</p>'
        )
    return (
        f'<center><img src="{src}" border="0" width="420"><br>'
        f'<font size="2">{caption}</font></center><br>'
    )


def table(block: str, art: Article) -> str:
    rows = []
    for number, line in enumerate(block.splitlines()):
        tag = "td" if number else "th"
        cells = (inline(c.strip(), art) for c in line.strip("|").split("|"))
        rows.append("<tr>" + "".join(f"<{tag}>{c}</{tag}>" for c in cells) + "</tr>")
    border = "" if art.modern else ' border="1" cellpadding="4"'
    return f"<table{border}>\n" + "\n".join(rows) + "\n</table>"


def points(block: str, art: Article) -> str:
    tag = "ul" if block.startswith("- ") else "ol"
    lines = [re.sub(r"^(- |\d+\) )", "", line) for line in block.splitlines()]
    texts = [inline(line, art) for line in lines]
    if art.kind == "old":
        marks = ["·" if tag == "ul" else f"{n + 1})" for n in range(len(texts))]
        rows = zip(marks, texts, strict=True)
        return "".join(f"{mark} {text}<br>\n" for mark, text in rows) + "<br>"
    return f"<{tag}>\n" + "\n".join(f"<li>{t}</li>" for t in texts) + f"\n</{tag}>"


def paragraph(block: str, art: Article) -> str:
    indent = "　　" if art.lang == "zh" and not art.modern else ""
    pieces = [inline(x.strip(), art) for x in block.split("//")]
    pieces[0] = indent + pieces[0]
    if art.kind == "old":
        return "<br><br>".join(pieces) + "<br><br>"
    return "\n".join(f"<p>{piece}</p>" for piece in pieces)


def render(block: str, art: Article) -> str:
    if block.startswith("#"):
        return heading(block, art)
    if block.startswith("!"):
        return picture(block, art)
    if block.startswith("|"):
        return table(block, art)
    if re.match(r"- |\d+\) ", block):
        return points(block, art)
    if block.startswith("> "):
        text = inline(block[2:], art)
        if art.kind == "old":
            return f"<i>{text}</i><br><br>"
        return f"<blockquote><p>{text}</p></blockquote>"
    return paragraph(block, art)
