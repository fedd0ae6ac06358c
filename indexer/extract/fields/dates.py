"""Dates in a text, in the forms of prose in many languages and of ISO 8601."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .date_words import (
    AFTERNOON_WORDS,
    ERA_YEARS,
    MIDNIGHT_WORDS,
    MONTH_NUMBERS,
    fold_month,
)

ZONE_HOURS = {
    "z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "bst": 1, "cet": 1, "cest": 2, "hkt": 8, "jst": 9,
    "aest": 10, "aedt": 11, "bjt": 8, "北京时间": 8, "kst": 9, "msk": 3, "мск": 3,
    "mez": 1, "mesz": 2,
}  # fmt: skip
"""Hours of named zones; those of two meanings (IST, CST) are left out."""
ZONE_NAMES = {
    "et": "America/New_York",
    "pt": "America/Los_Angeles",
    "ct": "America/Chicago",
}
"""Names that follow summer time by themselves."""

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_ZONE = (
    r"(?:\s*(?:GMT|UTC)?(?P<z>Z\b|[+-]\d\d:?\d\d\b)|\s*\(?(?P<zn>"
    + "|".join(sorted([*ZONE_HOURS, *ZONE_NAMES], key=len, reverse=True))
    + r")\b\)?)?"
)
_CLOCK_DOT = (
    r"[.](?:(?=\d\d\s*(?:[ap]m|GMT|BST|CET|Uhr))|(?<=klo \d[.])|(?<=klo \d\d[.])"
    r"|(?<=kl[.] \d[.])|(?<=kl[.] \d\d[.]))"
)
_CLOCK = (
    rf"(?P<h>\d{{1,2}})\s*(?:[:：时時點点시h]|{_CLOCK_DOT})\s*"
    r"(?P<mi>[0-5]\d|\d(?=\s*[分분]))(?:\s*[:：分분]\s*(?P<s>[0-5]\d)(?:[.,]\d+)?)?"
    r"[秒分분초]?(?:\s*(?P<half>[ap])\.?\s?m\b\.?|\s*(?P<arabic_half>[صم])(?!\w))?"
    + _ZONE
)
_SHORT_CLOCK = r"(?P<h2>\d{1,2})\s*(?P<half2>[ap])\.?m\b\.?"
_AFTER = (
    r"(?:(?:\s*[,|·•–@-]\s*|\s+|T|(?<=[日号號일])|(?=[上下中晚凌早星周午오(（]))"
    r"(?:(?:at|um|à|às|as|a\s+las?|alle(?:\s+ore)?|ore|kl\.?|klo|om|o|в|الساعة)\s+|–\s+|\|\s*)?"
    r"[(（]?(?:(?:星期|周|週).|[月火水木金土日](?:曜日?)?|[월화수목금토일](?:요일)?)?[)）]?\s*"
    r"(?P<part>上午|下午|晚上|凌晨|中午|早上|午前|午後|午后|오전|오후|[AP]M(?=\s*\d))?\s*"
    rf"(?:{_CLOCK}|{_SHORT_CLOCK}))?"
)
_MONTH = r"(?P<mon>[^\W\d_]{2,15}(?:\s(?:الثاني|الأول|الاول))?)\b\.?"
"""Any word: that it is a month is found out by the table."""
_NUMBERS = (
    r"(?<![\d/.-])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)"
    + _YEAR
    + r"(?![\d/.-])"
)
NUMERIC_DATE = re.compile(_NUMBERS)
REGION_ORDER = re.compile(
    r"^en[-_](?P<mdy>us|ph)\b|(?P<dmy>^en[-_](?!us|ph|ca)"
    r"|^(?:ar|ca|cs|da|de|el|es|fi|fr|he|it|nb|nl|nn|no|pl|pt|ro|ru|sv|tr|uk)\b"
    r"|\.(?:uk|ie|au|nz|in|za|de|at|ch|fr|be|es|it|pt|br|nl|se|dk|no|fi|pl|cz|ru|tr|eu)$)",
    re.I,
)
"""Regions by the order in which they write day and month (CLDR 45, short dates)."""
_DAY_OF_YEAR = (
    r"\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})(?:\s*[日号號일]|(?!\d))"
)
_DATE_PATTERNS = (
    (
        r"\d[-/.]\s?\d",
        rf"(?<![\d/.-]){_YEAR}(?P<sep>[-/.]\s?)(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?![\d/]|-\d)\.?",
        _NUMBERS,
    ),
    (
        r"[\d元]\s*[年년]\s*\d",
        rf"(?<!\d){_YEAR}{_DAY_OF_YEAR}",
        rf"(?P<era>{'|'.join(ERA_YEARS)})\s*(?P<ey>\d{{1,3}}|元){_DAY_OF_YEAR}",
    ),
    (
        r"\d(?!\d)\W{0,3}[^\W\d_]{2}|[^\W\d_]{2}\W{0,3}\d",
        rf"(?<!\w){_MONTH}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+{_YEAR}\b(?!-\d)",
        rf"(?<![\d.,$])(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|[.ºª°])?(?:\s+(?:of|de)\s+|[\s-]*)"
        rf"{_MONTH}[\s,-]*(?:del?\s+)?{_YEAR}(?:\s*г(?:\.|ода)|\b)",
        rf"(?<!\d){_YEAR}\.?\s+{_MONTH}\s+(?P<d>\d{{1,2}})\b\.?",
    ),
)
DATE_FORMS = tuple(
    (re.compile(hint, re.I), tuple(re.compile(form + _AFTER, re.I) for form in forms))
    for hint, *forms in _DATE_PATTERNS
)
"""For each family of forms, what must be in a text for any of them to be there."""
_BEFORE = re.compile(
    _CLOCK + r"(?:\s*Uhr)?[\s,]*(?:on\s+)?(?:[A-Z][a-z]{2,8}\.?,?\s+)?$", re.I
)
"""A clock that stands before its date: ``10:00 AM EST, Fri December 22, 2023``."""
COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
YEAR_HINT = re.compile(
    rf"(?:19|20)\d\d|[١۱１][٩۹９]|[٢۲２][٠۰０]|{'|'.join(ERA_YEARS)}"
)
"""Is in every text with a date."""
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "0123456789" * 3)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date read from a text.

    Attributes:
        when: with a zone if the text gives one.
        precision: ``minute`` or ``day``.
        start, end: where it stands in the text, in characters.
    """

    when: dt.datetime
    precision: str
    start: int = 0
    end: int = 0

    @property
    def day(self) -> dt.date:
        """The day on the calendar where it was written."""
        return self.when.date()


def parse_date(text: str) -> DateMention | None:
    """Return the first date in a text; None if there is none or it is not certain.

    >>> parse_date("2019-11-29 16:28:42 Click Num:1304").when.isoformat()
    '2019-11-29T16:28:42'
    >>> parse_date("2026年03月12日 19:21").when.isoformat()
    '2026-03-12T19:21:00'
    >>> parse_date("Published Nov 29, 2019 at 5:06 pm EST").when.isoformat()
    '2019-11-29T17:06:00-05:00'
    >>> parse_date("29 de novembro de 2019, 16h28").when.isoformat()
    '2019-11-29T16:28:00'
    >>> parse_date("12/03/2019") is parse_date("2小时前") is None
    True
    """
    return min(find_dates(text), key=lambda m: m.start, default=None)


def find_dates(text: str, order: str = "") -> Iterator[DateMention]:
    """Yield the dates of a text, form by form.

    Args:
        order: ``dmy`` or ``mdy``, how the page writes dates in numbers; without it
            those of two readings are left out.
    """
    if YEAR_HINT.search(text) is None:
        return
    if not text.isascii():
        text = text.translate(_DIGITS)
    for hint, forms in DATE_FORMS:
        if hint.search(text) is None:
            continue
        for form in forms:
            moments = (
                _make_mention(text, match, order) for match in form.finditer(text)
            )
            yield from (m for m in moments if m is not None)


def parse_stamp(text: str) -> DateMention | None:
    """Return the date of a value of structured data, which may be compact.

    >>> parse_stamp("20191129").precision
    'day'
    >>> parse_stamp("2019-11-29T16:28:42.5Z").when.isoformat()
    '2019-11-29T16:28:42+00:00'
    """
    found = parse_date(text)
    if found is None and (match := COMPACT_DATE.match(text.strip())) is not None:
        try:
            when = dt.datetime(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
        return DateMention(when, "day", 0, match.end())
    return found


def _make_mention(text: str, match: re.Match[str], order: str) -> DateMention | None:
    """Return the date of a match; None if there is no such day or more than one."""
    parts = match.groupdict()
    if parts.get("a"):
        day, month = _order_day_and_month(
            int(parts["a"]), int(parts["b"]), parts["sep"], order
        )
    else:
        day = int(parts["d"])
        month = int(parts.get("m") or MONTH_NUMBERS.get(fold_month(parts["mon"]), 0))
    start = match.start()
    if not (parts["h"] or parts["h2"]):
        before = _BEFORE.search(text, max(0, start - 40), start)
        if before is not None:
            parts |= before.groupdict()
            start = before.start()
    clock = _read_clock(parts)
    try:
        when = dt.datetime(_read_year(parts), month, day, *(clock or ()))
    except ValueError:
        return None
    zone = _read_zone(parts) if clock else None
    return DateMention(
        when.replace(tzinfo=zone),
        "minute" if clock else "day",
        start,
        match.end(),
    )


def _read_year(parts: dict[str, str]) -> int:
    """Return the year of a match, which may be counted from an era."""
    if not parts.get("era"):
        return int(parts["y"])
    years = parts["ey"]
    return ERA_YEARS[parts["era"]] + (1 if years == "元" else int(years))


def _order_day_and_month(
    first: int, second: int, separator: str, order: str
) -> tuple[int, int]:
    """Return day and month of two numbers; 0 for both where either order is a date."""
    if first > 12 or second > 12:
        return (first, second) if first > 12 else (second, first)
    if order:
        return (second, first) if order == "mdy" else (first, second)
    return (first, second) if separator == "." or first == second else (0, 0)


def find_order(texts: Iterable[str], regions: Iterable[str] = ()) -> str:
    """Return how a page writes dates in numbers: ``dmy``, ``mdy`` or empty.

    A date with a single reading decides for all; else the first region that decides.

    Args:
        regions: languages with countries (RFC 5646), hosts.

    >>> find_order(["3/4/2025", "11/24/2025"]), find_order([], ["en", "news.uk"])
    ('mdy', 'dmy')
    >>> find_order(["3/4/2025"], ["en", "news.com"])
    ''
    """
    for text in texts:
        for match in NUMERIC_DATE.finditer(text) if YEAR_HINT.search(text) else ():
            if max(pair := (int(match["a"]), int(match["b"]))) > 12 >= min(pair):
                return "dmy" if pair[0] > 12 else "mdy"
    for region in regions:
        if found := REGION_ORDER.search(region):
            return found.lastgroup or ""
    return ""


def _read_clock(parts: dict[str, str | None]) -> tuple[int, int, int] | None:
    hour = parts.get("h") or parts.get("h2")
    if not hour:
        return None
    hours = int(hour)
    letter = parts.get("half") or parts.get("half2")
    half = f"{letter}m" if letter else parts.get("part") or parts.get("arabic_half")
    half = (half or "").lower()
    if half in AFTERNOON_WORDS and hours < 12:
        hours += 12
    elif half in MIDNIGHT_WORDS and hours == 12:
        hours = 0
    if hours > 23:
        return None
    return hours, int(parts.get("mi") or 0), int(parts.get("s") or 0)


def _read_zone(parts: dict[str, str | None]) -> dt.tzinfo | None:
    if sign := parts.get("z"):
        if sign in "zZ":
            return dt.UTC
        minutes = int(sign[1:3]) * 60 + int(sign[-2:])
        if minutes > 14 * 60:
            return None
        return dt.timezone(
            dt.timedelta(minutes=-minutes if sign[0] == "-" else minutes)
        )
    name = (parts.get("zn") or "").lower()
    if name in ZONE_NAMES:
        return ZoneInfo(ZONE_NAMES[name])
    return (
        dt.timezone(dt.timedelta(hours=ZONE_HOURS[name]))
        if name in ZONE_HOURS
        else None
    )
