"""Lines of labels and values, as many sites put under the headline.

``2019-11-29 来源：澜湾日报 作者：林远山 点击数：1304`` is read label by label.
"""

from __future__ import annotations

import re

LABEL_PATTERNS: dict[str, str] = {
    "author": (
        r"作\s*者|撰\s*文|撰\s*稿|记\s*者|通\s*讯\s*员|文\s*字|"
        r"authors?|reporters?|writers?|contributors?|written by"
    ),
    "editor": r"责\s*任\s*编\s*辑|责\s*编|编\s*辑|编\s*审|editors?|edited by",
    "origin": r"(?:信息|新闻|文章|稿件)?来\s*源|稿\s*源|出处|source",
    "tags": r"tags?|topics?|keywords?|filed under|标\s*签|关\s*键\s*[词字]|主题词|话题",
    "other": (
        r"(?:发布|更新|发表|创建|修改)?(?:时\s*间|日\s*期)|(?:点击|阅读|浏览|访问)\w{0,3}|"
        r"字号|字体|摄\s*影|图|校\s*对|审\s*核|监\s*制|分享|分类|栏目|"
        r"click num|clicks?|views?|hits?|date|published|posted|updated|photos?|category"
    ),
}
"""What labels there are, by what they announce."""
_COLON = r"\s*[:：]\s*"
_ANY = re.compile(rf"(?<![a-z])(?:{'|'.join(LABEL_PATTERNS.values())}){_COLON}", re.I)
_ONE = {
    kind: re.compile(rf"(?<![a-z])(?:{names}){_COLON}", re.I)
    for kind, names in LABEL_PATTERNS.items()
}
VALUE_END = re.compile(
    r"\s*(?:[|;；【】\[\]]|\s(?=(?:19|20)\d\d[-年/.])|https?:|\s{2,}|　).*$"
)
"""Where a value ends though no label follows."""


def read_label(line: str, kind: str) -> str:
    """Return the value after a label of one kind in a line; empty if there is none.

    >>> read_label("2019-11-29 来源：澜湾日报 作者：林远山 点击数：1304", "origin")
    '澜湾日报'
    >>> read_label("Author: Ann Lee, Tom Ray Click Num:3", "author")
    'Ann Lee, Tom Ray'
    """
    if ":" not in line and "：" not in line:
        return ""
    found = _ONE[kind].search(line)
    if found is None:
        return ""
    after = _ANY.search(line, found.end())
    value = line[found.end() : after.start() if after else len(line)]
    return VALUE_END.sub("", value).strip(" ,，、。)）")
