"""Lines of labels and values, as many sites put under the headline.

``2019-11-29 来源：澜湾日报 作者：林远山 点击数：1304`` is read label by label. A label
is a word before a colon, or the whole text of an element before that of its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from operator import itemgetter

from ..blocks import HEADING_TAGS, Block, TextRun
from ..visible_text import flatten


@dataclass(frozen=True, slots=True)
class AuthorWords:
    """How a language announces an author; patterns in small letters.

    Attributes:
        nouns: labels, with a colon or as an element of their own.
        works: what was made, a label only with a colon.
        openings: what stands right before the names.
    """

    nouns: str
    works: str = ""
    openings: str = ""


AUTHOR_WORDS: dict[str, AuthorWords] = {
    "en": AuthorWords(
        r"authors?|author name|writers?|reporters?|contributors?|bloggers?|"
        r"(?:written|posted|published|submitted|contributed) by",
        r"words|text|story|report(?:ing)?",
        r"(?:(?:(?:an? )?(?:words|story|text|report(?:ing)?|article|review|essay|post|"
        r"analysis)|written|posted|published|submitted|contributed|created|uploaded|"
        r"authored)\s+)?by",
    ),
    "de": AuthorWords(
        r"autor(?:in|en|innen)?|verfasser(?:in)?|(?:geschrieben|verfasst|verfaßt|"
        r"veröffentlicht|eingestellt|erstellt) von",
        r"text|bericht|von",
        r"(?:(?:(?:ein )?(?:text|artikel|beitrag|bericht|kommentar|gastbeitrag)|"
        r"geschrieben|verfasst|verfaßt|veröffentlicht|eingestellt|erstellt)\s+)?von",
    ),
    "fr": AuthorWords(
        r"auteur(?:e|s|es)?|autrices?|(?:rédigé|écrit|publié|posté|proposé) par|"
        r"propos recueillis par",
        r"textes?|par",
        r"(?:(?:rédigé|écrit|publié|posté|proposé|propos recueillis|texte)\s+)?par",
    ),
    "es": AuthorWords(
        r"autor(?:a|es|as)?|(?:escrito|publicado|redactado|enviado|postado) por",
        r"textos?|por",
        r"(?:(?:escrito|publicado|redactado|enviado|postado|texto|artículo)\s+)?por",
    ),
    "it": AuthorWords(
        r"autor[ei]|autrice|(?:scritto|pubblicato|inserito) da|a cura di",
        r"test[oi]|di",
        r"(?:scritto|pubblicato|inserito)\s+da|a cura di|(?:(?:articolo|testo)\s+)?di",
    ),
    "nl": AuthorWords(
        r"(?:geschreven|geplaatst) door", r"tekst|door", r"(?:geschreven |tekst )?door"
    ),
    "nordic": AuthorWords(
        r"författare|skribent|forfatter|kirjoittaja|(?:skrevet|skrivet) av", r"tekst|av"
    ),
    "pl": AuthorWords(r"autorzy|autorka|opracował[a]?|napisał[a]?", r"tekst"),
    "tr": AuthorWords(r"yazar(?:ı|lar)?|yazan|haber"),
    "ru": AuthorWords(
        r"автор(?:ы|ка|и)?(?: статьи| текста| публикации)?|(?:опубликовал|написал)а?",
        r"текст",
        r"автор|текст",
    ),
    "ar": AuthorWords(r"الكاتب|المؤلف|تأليف|إعداد", r"كتب|بقلم", r"بقلم|كتبت?|إعداد"),
    "zh": AuthorWords(
        r"(?:文章|本文|原文|博文|稿件)?作\s*者|撰\s*文|撰\s*稿(?:人)?|供\s*稿(?:人)?|来稿(?:人)?|"
        r"(?:本报|本网|本刊|本台|特约|见习|实习|文字)?记\s*者|(?:本报)?通\s*讯\s*员|编\s*译|"
        r"执\s*笔(?:人)?|博主|发布者|发布人|发表者|投稿人|笔者|作\s*者\s*[／/]\s*编\s*辑",
        r"(?:图\s*[/、]?\s*文|文\s*[/、]?\s*图|文\s*字|文|采写)",
        r"(?:本报|本网|本刊|本台|特约|见习|实习)?(?:记者|通讯员)|文章作者|作者|撰文|撰稿|供稿|编译",
    ),
    "ja": AuthorWords(
        r"投稿者|執筆者?|筆者|文責|著者|記者|ライター|書いた人|この記事を書いた人|作成者|記事作成|取材[・、]?文",
        r"文",
        r"投稿者|執筆|筆者|文責|著者",
    ),
    "ko": AuthorWords(
        r"글쓴이|작성자|저자|필자|등록자|기자|취재기자?", r"글", r"글쓴이|글|작성자"
    ),
}
"""By language; what a language has in common with one above is not repeated."""


def _join(patterns: Iterable[str]) -> str:
    return "|".join(filter(None, patterns))


_NOUNS = _join(w.nouns for w in AUTHOR_WORDS.values())
_WORKS = _join(w.works for w in AUTHOR_WORDS.values())
AUTHOR_OPENINGS = _join(w.openings for w in AUTHOR_WORDS.values())

LABEL_PATTERNS: dict[str, str] = {
    "author": f"{_NOUNS}|{_WORKS}",
    "editor": (
        r"(?:责\s*任|執行|执行|本文|本期|网络|值班)?编\s*辑|責\s*任\s*編\s*輯|责\s*编|編\s*輯|编\s*审|"
        r"editors?|edited by|redaktion|redakteur(?:in)?|bearbeitet von|редактор|"
        r"redactora?|edición|rédaction|redattore|redazione|編集(?:者|長)?|편집(?:자)?"
    ),
    "origin": (
        r"(?:信息|新闻|文章|稿件|图文|内容|转载)?来\s*源|(?:文章|新聞|資料)?來\s*源|稿\s*源|出处|出處|"
        r"source|quelle|fuente|fonte|источник|출처|引用元|出典"
    ),
    "tags": (
        r"tags?|topics?|keywords?|"
        r"标\s*签|標\s*籤|关\s*键\s*[词字]|主题词|话题|"
        r"schlagw[oö]rter|schlagworte|mots-clés|etiquetas|метки|теги|タグ|태그"
    ),
    "category": (
        r"categor(?:y|ies)|filed (?:under|in)|posted in|kategorien?|rubri(?:k|que)s?|"
        r"catégories?|categorías?|categori[ae]|рубрик[аи]|категори[яи]|카테고리|"
        r"分\s*类|分\s*類|栏\s*目|カテゴリー?"
    ),
    "other": (
        r"(?:发布|更新|发表|创建|修改|上传|录入|發佈|發表)?(?:时\s*间|日\s*期|時\s*間)|"
        r"(?:点击|阅读|浏览|访问|點擊|閱讀|瀏覽)\w{0,3}|人气|字数(?:统计)?|评论\w{0,2}|"
        r"字号|字体|来自|地址|(?:原|本)?文链接|链接|许可协议|版权\w{0,2}|声明|分享|"
        r"摄\s*影|攝\s*影|图(?:片|源)?|制图|视频|剪辑|译\s*者|翻\s*译|"
        r"校\s*对|校對|审\s*核|复审|终审|初审|监\s*制|"
        r"click num|clicks?|views?|hits?|date|published|posted|updated|"
        r"comments?|license|translat(?:ed by|ors?)|translation|"
        r"photos?|illustrations?|"
        r"fotos?|bilder?|datum|stand|übersetz(?:t von|ung)|"
        r"photographies?|date de publication|traduction|traduit par|"
        r"fecha|traducción|fotografía|data|traduzione|"
        r"дата|фото|просмотр\w*|перевод|"
        r"日時|投稿日|公開日|更新日|撮影|写真|翻訳|訳者?|"
        r"입력|수정|사진|조회(?:수)?|등록일|번역"
    ),
}
"""What labels there are, by what they announce."""
_COLON = r"\s*[:：]\s*"
_ANY = re.compile(rf"(?<![^\W_])(?:{_join(LABEL_PATTERNS.values())}){_COLON}")
_ONE = {
    kind: re.compile(rf"(?<![a-z])(?:{names}){_COLON}")
    for kind, names in LABEL_PATTERNS.items()
}
"""For lines in small letters: ``re.IGNORECASE`` takes three times as long."""
VALUE_END = re.compile(
    r"\s*(?:[|｜;；【】\[\]]|\s(?=(?:19|20)\d\d[-年/.])|https?:|\s{2,}|　|\s[—–·•-]\s"
    r"|\s[^\s:：,，、]{1,12}[:：]"
    r"|\s(?:发布于|发表于|更新于|发布时间|发表时间|时间|日期|阅读|浏览|点击|评论|分类|来源|责编|编辑)).*$"
)
"""Where a value ends though no label of the table follows."""
NOUN_LABEL = re.compile(rf"\W*(?:{_NOUNS})\s*[:：]?\W*", re.I)
OPENING_LABEL = re.compile(rf"\W*(?:{AUTHOR_OPENINGS})\s*[:：]?\W*", re.I)
ANY_LABEL = re.compile(rf"\W*(?:{_join(LABEL_PATTERNS.values())})\s*[:：]?\W*", re.I)
"""Elements that hold nothing but a label."""
LAST_LABEL = re.compile(rf"(?:^|.*[\s|·,，])(?:{_NOUNS}|{_WORKS})\s*[:：]\s*", re.I)
"""A text that ends with a label of authors."""
ANY_LABEL_START = re.compile(rf"(?:{_join(LABEL_PATTERNS.values())}){_COLON}", re.I)
"""A text that begins with a label, as no value does."""
NAME_LINK_JOINT = re.compile(
    r"\s*(?:[,;，；、&/]|\b(?:and|und|et|y|e)\b|и|\s)*\s*", re.I
)
"""What stands between two linked names."""
MAX_LABEL_CHARS = 30
MAX_VALUE_CHARS = 80
MAX_LABEL_LINE_CHARS = 160


def read_label(line: str, kind: str) -> str:
    """Return the value after a label of one kind in a line; empty if there is none.

    >>> read_label("2019-11-29 来源：澜湾日报 作者：林远山 点击数：1304", "origin")
    '澜湾日报'
    """
    return next(read_labels(line, kind), "") if has_colon(line) else ""


def has_colon(line: str) -> bool:
    """Return whether a line can hold a label and its value."""
    return ":" in line or "：" in line


def read_labels(line: str, kind: str) -> Iterator[str]:
    """Yield the values after all labels of one kind in a line.

    >>> list(read_labels("记者：林远山 通讯员：柳闻笛 点击数：1304", "author"))
    ['林远山', '柳闻笛']
    >>> list(read_labels("Author: Ann Lee, Tom Ray Click Num:3", "author"))
    ['Ann Lee, Tom Ray']
    """
    folded = line.lower()
    if len(folded) != len(line):
        folded = line  # a letter that becomes two, as in Turkish
    for found in _ONE[kind].finditer(folded):
        after = _ANY.search(folded, found.end())
        value = line[found.end() : after.start() if after else len(line)]
        yield VALUE_END.sub("", value).strip(" ,，、。)）")


def read_label_elements(blocks: Sequence[Block], index: int, near: bool) -> str:
    """Return the value whose label for authors is the element before it.

    The label may be a block of its own, the value the next; or both are elements in one
    block. Of several elements with values, the links count.

    Args:
        index: of the block with the label.
        near: whether it is near the headline: elsewhere words that begin many lines are
            no labels, nor is any word inside a line.
    """
    block = blocks[index]
    if block.tag in HEADING_TAGS:
        return ""  # *Contributors* heads a part of the text
    kinds = ("noun", "opening") if near else ("noun",)
    if find_label_kind(block.text) in kinds:
        after = blocks[index + 1 : index + 2]
        short = bool(after) and len(after[0].text) <= MAX_VALUE_CHARS
        return _read_runs(after[0].runs) if short else ""
    if len(block.runs) < 2 or len(block.text) > MAX_LABEL_LINE_CHARS:
        return ""
    for at, run in enumerate(block.runs[:-1], 1):
        text = run.text.strip()
        if find_label_kind(text) in kinds or (
            text.endswith((":", "：")) and LAST_LABEL.fullmatch(text)
        ):
            return _read_runs(block.runs[at:])
        if text and not near:
            break
    return ""


@lru_cache(maxsize=50_000)
def find_label_kind(text: str) -> str:
    """Return what label a whole text is: ``noun``, ``opening``, ``other`` or none.

    >>> [find_label_kind(t) for t in ("Autor", "von", "摄影：", "Anna")]
    ['noun', 'opening', 'other', '']
    """
    if len(text) > MAX_LABEL_CHARS:
        return ""
    if NOUN_LABEL.fullmatch(text):
        return "noun"
    if OPENING_LABEL.fullmatch(text):
        return "opening"
    return "other" if ANY_LABEL.fullmatch(text) else ""


def _read_runs(runs: Sequence[TextRun]) -> str:
    """Return the linked names before the next label; without links, the first text."""
    texts = [(flatten(run.text), run.link) for run in runs]
    value = list(
        takewhile(lambda t: not find_label_kind(t[0]), filter(itemgetter(0), texts))
    )
    if not value or ANY_LABEL_START.match(value[0][0]):
        return ""
    if not value[0][1]:
        return VALUE_END.sub("", value[0][0])
    names = takewhile(lambda t: t[1] or NAME_LINK_JOINT.fullmatch(t[0]), value)
    return ", ".join(text for text, link in names if link)
