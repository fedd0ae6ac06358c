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


DATELINE = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|^\W*by\s+[A-Z]|"
    r"(?:来源|作者|编辑|点击|阅读|浏览|发布时间|Click\s*Num|Source|Published|Updated)\s*[:：]"
)
PROSE = 100
"""Characters of a block that is surely text of the article."""


def choose_blocks(root: HtmlElement, page: PageBlocks, titles: set[str]) -> list[bool]:
    """Return for each block whether it belongs to the body.

    Args:
        titles: what the title of the article may read as on the page.
    """
    votes = ask_teachers(root, page, TEACHERS)
    kept = votes["trafilatura"]
    for index, block in enumerate(page.blocks):
        if kept[index] and _is_noise(block):
            kept[index] = False
    _drop_front(page, kept, titles)
    return kept


def _drop_front(page: PageBlocks, kept: list[bool], titles: set[str]) -> None:
    """Drop title and date line above the text, in place."""
    for index, block in enumerate(page.blocks):
        if kept[index] and block.text not in titles:
            if len(block.text) > PROSE:
                return
            kept[index] = DATELINE.search(block.text) is None
        elif kept[index]:
            kept[index] = False


def _is_noise(block: Block) -> bool:
    """Say whether a short block is furniture by its words."""
    return len(block.text) < 80 and NOISE.match(block.text) is not None
