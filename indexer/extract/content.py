"""Which blocks of a page are the body of its article."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from .blocks import Block, PageBlocks
from .teachers import TEACHERS, ask_teachers

NOISE = re.compile(
    r"^\W*(?:netizens? commentary|all comments|more comments|about news|"
    r"read (?:also|more)|related (?:articles|news|stories)|you may also like|"
    r"share this|sign up|subscribe|网友评论|相关(?:新闻|阅读|文章|链接)|推荐阅读|"
    r"延伸阅读|分享到|责任编辑|责编|上一篇|下一篇|打印本页|关闭窗口|版权声明|免责声明)",
    re.I,
)


def choose_blocks(root: HtmlElement, page: PageBlocks) -> list[bool]:
    """Return for each block whether it belongs to the body."""
    votes = ask_teachers(root, page, TEACHERS)
    kept = votes["trafilatura"]
    for index, block in enumerate(page.blocks):
        if kept[index] and _is_noise(block):
            kept[index] = False
    return kept


def _is_noise(block: Block) -> bool:
    """Say whether a short block is furniture by its words."""
    return len(block.text) < 80 and NOISE.match(block.text) is not None
