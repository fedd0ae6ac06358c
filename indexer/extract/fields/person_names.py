"""Names of persons in a text, without titles, credentials and other words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ...text import HAN, UNSPACED_CHARACTER
from ..visible_text import fold
from .dates import find_dates


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAME_LEAD = re.compile(
    r"^(?:\W|_)*(?:(?:(?:story|words|text|article|review|reporting|written|posted|"
    r"published|created|contributed|authored|report|analysis|opinion|compiled|"
    r"researched|sponsored)\s+)?by\b|"
    r"(?:view |see |more |all )*(?:articles|posts|stories) (?:by|from)\b|"
    r"(?:author|writer|written|reporter|contributors?)s?\s*[:：]|from\s*:|"
    r"(?:作者|撰文|撰稿|记者|通讯员|文字|文)\s*[:：/／|丨]|文\s*[/／|])[\s:：]*",
    re.I,
)
"""What announces a name."""
NAME_TAIL = re.compile(
    r"\s*(?:[|•⋅/(\[@]|\s·|\s[–—-]\s|\b(?:for|in)\s+(?:the\s+)?(?-i:[A-Z])|"
    r"\s(?:the\s+)?associated press\b|"
    r"\s(?:published|updated|posted|reviewed|last|photo\w*|illustrat\w+|edited|medically|"
    r"read|view|follow|is an?|has been|see|about|on|at)\b|"
    r"\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d|\d).*$",
    re.I,
)
"""What follows a name."""
NAME_JOINT = re.compile(
    rf"\s*(?:[,;，；、&|/+]|\band\b|\bwith\b|\s和(?=[{HAN}])"
    rf"|(?<=[{HAN}])\s+(?=[{HAN}]))\s*",
    re.I,
)
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
    "null none n/a of community various last latest articles posts"
)
"""Words that are no name on their own."""
JOB_TITLE = re.compile(
    r"\s+(?:(?:senior|junior|staff|freelance|guest|lead|chief|contributing|managing|"
    r"associate|executive|crimson)\s+)*"
    r"(?:staff|writers?|reporters?|editors?|correspondent|contributors?|columnist|"
    r"journalist)\b.*$",
    re.I,
)
"""What a person does, after the name."""
ROLE_WORD = re.compile(
    r"\b(?:staff|editors?|editorial|team|writers?|reporters?|contribut\w+|columnist|"
    r"correspondents?|journalist|newsroom|newsdesk|news|desk|admin\w*|webmaster|guest|"
    r"sponsored|press|agency|magazine|media|marketing|university|institute|college|"
    r"foundation|department|council|association|inc|llc|ltd|gmbh|corp|company|"
    r"anonymous|unknown|author|user|partner|producer|photographer|director|manager|"
    r"officer|founder|ceo|coo|cto|president|specialist|expert|analyst|senior|blog|times|"
    r"post|daily|journal|gazette|reuters|afp|bloomberg|wires?|minutes?|hours?|ago|"
    r"reviews?|content|center|centre|group|network|services?|copywriter|strategist|"
    r"intern|professor|lecturer|read|view|share|more|follow|subscribe|related|views|"
    r"comments?|login|home|updated|published|our|the|about|online|official|support|"
    r"solutions|studio|reviewed|edited|checked|learn|over|certified|consultant|"
    r"hardware|accounting|development|head|vice|educator|master|licensed|registered|"
    r"therapist|coach|advis[eo]r|planner|attorney|lawyer|engineer|scientist|researcher|"
    r"fellow|nutritionist|dietitian|physician|psychologist|categories|uncategorized|facebook|"
    r"twitter|linkedin|instagram|youtube|pinterest|whatsapp|disclosure|publisher)\b"
    r"|编辑|记者|小编|网$|报$|社$|管理员|新闻|中心|部$|站$|办公室|委员会",
    re.I,
)
"""Words that no person's name has."""
NON_NAME_TEXT = re.compile(
    r":|https?:|www\.|@|\.com|\.org|\.net|[<>{}=#*?!\"“”…]|\d{2}|^\W*$"
)
SINGLE_NAME = re.compile(r"(?![A-Z]{1,4}$)[^\W\d_][\w’'.]{1,24}(?:-\w+)?")
"""A name of one word: a first name, or a user's."""
GROUP_NAME = re.compile(
    r"(?:The\s+)?((?:[A-Z][\w.&-]+\s+){1,3})(?:Team|Working Group|Council|Committee|WG)"
)
HAN_NAME = re.compile(f"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}·[{HAN}·]{{1,10}}")


def split_names(texts: Iterable[str], barred: Collection[str]) -> tuple[str, ...]:
    """Return the names of persons in some texts, each once.

    Args:
        barred: folded names that are no persons: those of the site.

    >>> split_names(["By Ann Lee, MD, and Tom Ray | 3 min read"], ())
    ('Ann Lee', 'Tom Ray')
    >>> split_names(["记者：李明 王小红", "Daily Staff", "x@y.org"], ())
    ('李明', '王小红')
    """
    names: list[str] = []
    for text in texts:
        if not ADDRESS_TEXT.search(text):
            found = (_read_segment(part, barred) for part in cut_at_dates(text))
            names += next(filter(None, found), [])
    return drop_repeated(names)


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


def _read_segment(text: str, barred: Collection[str]) -> list[str]:
    rest = NAME_LEAD.sub("", NAME_LEAD.sub("", text.strip(" |·•,–—-\t")))
    names = [_strip_titles(part) for part in NAME_JOINT.split(NAME_TAIL.sub("", rest))]
    return [
        name
        for name in names
        if (is_name(name) and (fold(name) not in barred or is_person(name)))
        or _is_group(name, barred)
    ]


def _strip_titles(part: str) -> str:
    """Take forms of address and credentials off a name."""
    words = NAME_LEAD.sub("", part).strip(" \t,.;:：'‘’()[]-–—_").split()
    job = JOB_TITLE.search(" ".join(words))
    if job is not None and job.start() > 0:
        words = " ".join(words)[: job.start()].split()
        words *= len(words) > 1  # "Courier Staff" names nobody
    while len(words) > 1 and _is_credential(words[-1]):
        words.pop()
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
    if not 2 <= len(name) <= 50 or NON_NAME_TEXT.search(name) or ROLE_WORD.search(name):
        return False
    if UNSPACED_CHARACTER.match(name):
        return HAN_NAME.fullmatch(name) is not None
    words = name.split()
    plain = [w.strip(".").lower() for w in words]
    if all(w in NON_NAME_WORDS for w in plain) or "".join(plain) in CREDENTIALS:
        return False
    if len(words) == 1:
        return SINGLE_NAME.fullmatch(name) is not None
    return len(words) <= 5 and sum(w[0].isupper() for w in words) * 2 >= len(words)


def is_person(name: str) -> bool:
    """Return whether a name is surely a person's, even if a site is called after it.

    >>> is_person("Rick Steves"), is_person("Daily News"), is_person("slate.com")
    (True, False, False)
    """
    words = name.split()
    capital = all(w[0].isupper() for w in words)
    return 2 <= len(words) <= 3 and capital and is_name(name)


def _is_group(name: str, barred: Collection[str]) -> bool:
    """Return whether a name is that of a named group which is not the site's own staff.

    >>> _is_group("The Rust Core Team", ["rustblog"]), _is_group("Acme Team", ["acme"])
    (True, False)
    """
    found = GROUP_NAME.fullmatch(name)
    if found is None or ROLE_WORD.search(found[1]):
        return False
    own = fold(found[1])
    return not any(own in b or (b in own and 2 * len(b) > len(own)) for b in barred)
