"""Names of persons in a text, without titles, credentials and other words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ...text import HAN, UNSPACED_CHARACTER
from ..visible_text import fold
from .dates import find_dates
from .role_words import is_role


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HANGUL = "\uac00-\ud7a3"
KANA = "\u3041-\u3096\u30a1-\u30fa\u3005\u30fc"
NAME_LEAD = re.compile(
    r"^(?:\W|_)*(?:(?:(?:story|words|text|article|review|reporting|written|posted|"
    r"published|created|contributed|submitted|authored|report|analysis|opinion|compiled|"
    r"researched|sponsored)\s+)?by\b|"
    r"(?:view |see |more |all )*(?:articles|posts|stories) (?:by|from)\b|"
    r"(?:author|writer|written|reporter|contributors?|autor(?:in|e|a|es)?|auteure?s?|"
    r"autrice|автор|текст)s?\s*[:：]|from\s*:|"
    r"(?:von|par|por|di|door|a cura di|propos recueillis par|بقلم)\s+"
    r"(?=[^\W\d_])(?-i:(?![a-z]))|"
    r"(?:(?:文章|本文)?作者|投稿者|執筆者?|筆者|文責|撰文|撰稿|供稿|编译|文字|글쓴이|작성자|글)\s*[:：/／|丨]|"
    rf"(?:本报|本网|本刊|本台|特约|见习|实习)*(?:记者|通讯员)(?:\s*[:：/／|丨]|\s+|(?=[{HAN}]{{2,4}}$))|"
    r"(?:图\s*[/、]?\s*文|文\s*[/、]?\s*图|文)\s*[:：/／|丨])[\s:：]*",
    re.I,
)
"""What announces a name."""
NAME_TAIL = re.compile(
    rf"\s*(?:[|•⋅(\[@（【]|/(?![{HAN}])|\s·|\s[–—-]\s|"
    r"\b(?:for|in)\s+(?:the\s+)?(?-i:[A-Z])|"
    r"\s(?:the\s+)?associated press\b|"
    r"\s(?:published|updated|posted|reviewed|last|photo\w*|illustrat\w+|edited|medically|"
    r"read|view|follow|is an?|has been|see|about|on|at)\b|"
    r"\s(?-i:le|am|il|el|em|op|den)\s*(?:$|\d)|"
    r"\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d|"
    r"\s(?:发自|(?:图|摄|编辑|责编|图片|视频)\s*[/／|丨:：]|摄影|사진|写真|撮影)|"
    rf"\s*(?:선임|인턴|전문|객원|수습)?기자(?![{HANGUL}])|\s*(?:記者|さん)$|(?<!\w)\d).*$",
    re.I,
)
"""What follows a name."""
_JOINT = rf"[,;，；、&|/+]|\b(?:and|with|und|et)\b|\s[和与](?=[{HAN}])"
_GAP = rf"(?<=[{HAN}])\s+(?=[{HAN}])|(?<=[{HANGUL}])\s+(?=[{HANGUL}])"
NAME_JOINT = re.compile(rf"\s*(?:{_JOINT}|{_GAP})\s*", re.I)
"""What stands between two names."""
SPACED_NAME_JOINT = re.compile(rf"\s*(?:{_JOINT})\s*", re.I)
"""The same in Japanese, where a space is inside a name."""
FULL_NAME_JOINT = re.compile(r"(?<=\w\s)(?:y|e|i|и|og|och|ve)\s+(?=[^\W\d_])(?![a-z])")
"""The same where both names have several words; in others it is part of the name."""
ADDRESS_TEXT = re.compile(r"^\W*(?:https?:|www\.|//)|^\S+@\S+$|^\S+\.\w{2,4}/")
CREDENTIALS = _words(
    "md phd dphil msc ms ma mba mph mphil mfa bsc bs ba rd rdn ld ldn cd cfp cfa "
    "cpa jd dds dmd do rn bsn msn np pa fnp cscs cpt lcsw lmft lpc psyd pharmd edd "
    "esq faad facs facog fache dc pt dpt cns cissp pmp cpc cea ea chfc ricp aif "
    "sphr ccc-slp cde cdces fand dabom foma faha facc frcp rdh dvm phr llm llb"
)
"""Degrees and licences after a name."""
FORMS_OF_ADDRESS = frozenset(("dr", "prof", "professor", "mr", "mrs", "ms", "sir"))
"""Forms of address before a name."""
NON_NAME_WORDS = _words(
    "january february march april may june july august september october november "
    "december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday "
    "wednesday thursday friday saturday sunday mon tue wed thu fri sat sun by bio "
    "full all icon from insights featured meet istock getty shutterstock http https "
    "null none n/a of community various last latest recent articles posts undefined "
    "profile avatar default test root nobody name date time tags photo foto "
    "and with und et von par por di "
    "edit page false true print email feature features food sports videos "
    "通讯员 通訊員 实习生 实习 整理 报道 報道 摄影 摄 文字 综合 原创 转载 转帖 "
    "佚名 匿名 网络 网友 互联网 未知 不详 本站 本报 本刊 本网 投稿 作者 文章作者 "
    "译者 首页 更多 分享 收藏 打印 转自 "
    "匿名者 無名 名無し 運営者 管理人 運営 投稿者 기자 특파원 운영자 관리자 익명 "
    "админ администратор редактор аноним مدير الإدارة"
)
"""Words that are no name on their own, accounts that many persons share among them."""
JOB_TITLE = re.compile(
    r"\s+(?:(?:senior|junior|staff|freelance|guest|lead|chief|contributing|managing|"
    r"associate|executive|crimson)\s+)*"
    r"(?:staff|writers?|reporters?|editors?|correspondent|contributors?|columnist|"
    r"journalist)\b.*$",
    re.I,
)
"""What a person does, after the name."""
NON_NAME_TEXT = re.compile(
    r"[:：]|https?:|www\.|@|\.com|\.org|\.net|[<>{}=#*?!\"“”…。！？《》]|\d{2}|^\W*$"
)
SINGLE_NAME = re.compile(r"(?![A-Z]{1,4}$)[^\W\d_][\w’'.]{1,24}(?:-\w+)?")
"""A name of one word: a first name, or a user's."""
GROUP_NAME = re.compile(
    r"(?:The\s+)?((?:[A-Z][\w.&-]+\s+){1,3})(?:Team|Working Group|Council|Committee|WG)"
)
UNSPACED_NAME = re.compile(
    rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}[·・][{HAN}·・]{{1,10}}|[{HANGUL}]{{2,5}}"
    rf"|(?=[{HAN}]*[{KANA}])[{HAN}{KANA}]{{2,8}}"
    rf"|[{HAN}{KANA}]{{1,5}}[ ・=][{HAN}{KANA}]{{1,6}}"
)
"""A name in a script without spaces."""
HANDLE = re.compile(r"@?(?=\S*[^\W\d_])\w[\w.'’-]{1,29}")
"""A user's name: one word in any script, with digits or signs."""
ONE_LETTER_WORD = re.compile(r"(\w)\1{2,}", re.I)
"""``xxxx``, in the place of a name."""
MEASURED_NUMBER = re.compile(
    r"\d+(?:st|nd|rd|th|min\w*|h|hrs?|am|pm|s|d|views?|reads?|"
    r"[年月日天时分秒字条次人万]\w*|시간\w*|분\w*|년\w*)|\d+[.:/-][\d.:/-]+\w{0,3}|\S+\.(?:com|org|net|cn|info|io|html?|jpe?g|png|gif)",
    re.I,
)
"""What looks like a user's name and is a number with its unit, or a host."""
MAX_HANDLE_CHARACTERS = 8
"""Characters without spaces in a user's name; longer texts are sentences."""
BRACKET = re.compile(r"[()（）]")
NICKNAME = re.compile(r"(?<=\w )[(（\"“][^\W\d_]{2,20}[)）\"”](?= [^\W\d_])")
"""A nickname inside a name: ``Eleni (Lena) Stergatou``."""
PARTICLES = _words(
    "von van der den de del della di da das dos du la le el al bin ibn y zu"
)
"""Words in small letters that are part of names."""


@dataclass(frozen=True, slots=True)
class NameRules:
    """How the names on a page are read.

    Attributes:
        barred: folded names that are no persons: those of the site.
        spaced: whether a space between two Han characters is inside a name, as in
            Japanese, instead of between two names.
        title: folded headline, which is no name unless it is a person's.
    """

    barred: Collection[str] = ()
    spaced: bool = False
    title: str = ""

    def split(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the names of persons in some texts, each once."""
        names: list[str] = []
        for text in texts:
            if not ADDRESS_TEXT.search(text):
                found = (self._read_segment(part) for part in cut_at_dates(text))
                names += next(filter(None, found), [])
        return drop_repeated(names)

    def _read_segment(self, text: str) -> list[str]:
        rest = NAME_LEAD.sub("", NAME_LEAD.sub("", text.strip(" |·•,–—-\t")))
        nicknames = NICKNAME.search(rest)
        plain = NICKNAME.sub("\0", rest)
        parts = _split_at_joints(NAME_TAIL.sub("", plain), self.spaced)
        names = [_strip_titles(part) for part in parts]
        if nicknames:
            names = [name.replace("\0", nicknames[0]) for name in names]
        kept = [name for name in names if self._accepts(name)]
        bare = rest if HANDLE.fullmatch(rest) else NAME_TAIL.sub("", rest)
        alone = (bare or rest).strip(" .,;:：")
        if (
            not kept
            and is_handle(alone)
            and fold(alone) not in (*self.barred, self.title)
        ):
            return [alone.removeprefix("@")]
        return kept

    def _accepts(self, name: str) -> bool:
        own = fold(name) in (*self.barred, self.title) and not is_person(name)
        return (is_name(name) and not own) or _is_group(name, self.barred)


def split_names(texts: Iterable[str], barred: Collection[str]) -> tuple[str, ...]:
    """Return the names of persons in some texts, each once.

    Args:
        barred: folded names that are no persons: those of the site.

    >>> split_names(["By Ann Lee, MD, and Tom Ray | 3 min read"], ())
    ('Ann Lee', 'Tom Ray')
    >>> split_names(["记者：李明 王小红", "Daily Staff", "x@y.org"], ())
    ('李明', '王小红')
    """
    return NameRules(barred).split(texts)


def drop_repeated(names: Iterable[str]) -> tuple[str, ...]:
    """Return names without repetitions, whatever their case."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name)
    return tuple(found.values())


def cut_at_dates(text: str) -> list[str]:
    """Return what is left of a text without its dates."""
    parts, end = [], 0
    for moment in sorted(find_dates(text), key=lambda m: m.start):
        parts.append(text[end : moment.start])
        end = max(end, moment.end)
    return [*parts, text[end:]]


def _split_at_joints(text: str, spaced: bool) -> Iterator[str]:
    """Yield the names in a text that nothing follows."""
    for part in (SPACED_NAME_JOINT if spaced else NAME_JOINT).split(text):
        names = FULL_NAME_JOINT.split(part)
        yield from names if all(" " in n.strip() for n in names) else [part]


def _strip_titles(part: str) -> str:
    """Take forms of address and credentials off a name."""
    words = NAME_LEAD.sub("", part).strip(" \t,.;:：'‘’()[]（）【】-–—_").split()
    job = JOB_TITLE.search(" ".join(words))
    if job is not None and job.start() > 0:
        words = " ".join(words)[: job.start()].split()
        words *= len(words) > 1  # "Courier Staff" names nobody
    while len(words) > 1 and _is_credential(words[-1]):
        words.pop()
    if len(words) > 2 and words[-1].islower() and words[-2][0].isupper():
        words.pop()  # an account beside the name
    while len(words) > 1 and words[0].rstrip(".").lower() in FORMS_OF_ADDRESS:
        words.pop(0)
    return " ".join(words)


def _is_credential(word: str) -> bool:
    """Return whether a word after a name is a degree; Ma and Do are names.

    >>> _is_credential("M.A."), _is_credential("Ma")
    (True, False)
    """
    plain = word.replace(".", "")
    return plain.lower() in CREDENTIALS and not (len(plain) == 2 and plain.istitle())


def is_name(name: str) -> bool:
    """Return whether a text may be the name of a person.

    >>> [is_name(n) for n in ("Ann Lee", "jsteinhardt", "IST", "Staff Writer", "李明")]
    [True, True, False, False, True]
    """
    name = NICKNAME.sub("", name)
    if not 2 <= len(name) <= 50 or BRACKET.search(name):
        return False
    if NON_NAME_TEXT.search(name) or is_role(name):
        return False
    words = name.split()
    plain = [w.replace(".", "").lower() for w in words]
    if all(w in NON_NAME_WORDS or w in CREDENTIALS for w in plain):
        return False
    if ONE_LETTER_WORD.fullmatch(name):
        return False
    if UNSPACED_CHARACTER.match(name):
        return UNSPACED_NAME.fullmatch(name) is not None
    if len(words) == 1:
        return SINGLE_NAME.fullmatch(name) is not None
    capital = sum(not w[0].islower() for w in words)
    return len(words) <= 5 and capital * 2 >= len(words)


def is_handle(text: str) -> bool:
    """Return whether a text may be the name that an author has on a site.

    >>> [is_handle(t) for t in ("akila87", "330k", "小C", "5min", "admin2", "Ann Lee")]
    [True, True, True, False, False, False]
    """
    unspaced = len(UNSPACED_CHARACTER.findall(text))
    return (
        HANDLE.fullmatch(text) is not None
        and not MEASURED_NUMBER.fullmatch(text)
        and unspaced <= MAX_HANDLE_CHARACTERS
        and not is_role(re.sub(r"\d+|_", " ", text))
        and text.lower() not in NON_NAME_WORDS
        and not re.fullmatch("[A-Z.]{1,4}", text)
        and not ONE_LETTER_WORD.fullmatch(text)
    )


def is_person(name: str) -> bool:
    """Return whether a name is surely a person's, even if a site is called after it.

    >>> is_person("Rick Steves"), is_person("Daily News"), is_person("slate.com")
    (True, False, False)
    """
    words = [w for w in NICKNAME.sub("", name).split() if w not in PARTICLES]
    capital = not any(w[0].islower() for w in words)
    spaced = UNSPACED_CHARACTER.match(name) is None
    return spaced and 2 <= len(words) <= 3 and capital and is_name(name)


def is_full_name(name: str) -> bool:
    """Return whether a name has a family name and another, in any script."""
    return is_person(name) or UNSPACED_NAME.fullmatch(name) is not None


def _is_group(name: str, barred: Collection[str]) -> bool:
    """Return whether a name is that of a named group which is not the site's own staff.

    >>> _is_group("The Rust Core Team", ["rustblog"]), _is_group("Acme Team", ["acme"])
    (True, False)
    """
    found = GROUP_NAME.fullmatch(name)
    if found is None or is_role(found[1]):
        return False
    own = fold(found[1])
    return not any(own in b or (b in own and 2 * len(b) > len(own)) for b in barred)
