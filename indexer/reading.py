"""The walk over a typed query: text -> units -> tree, with diagnostics.

It only moves forward and keeps its own stack, so its time is linear, its depth bounded,
and no text makes it raise. ``Reader`` reads one unit after the other; ``Group`` joins
those between two parentheses.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .dates import NATURAL, parse_days
from .fields import FIELD, FIELDS, QUERY_NAMES
from .languages import LANGUAGES, find_runs, find_spans, is_han
from .model import Diagnostic
from .tree import (
    Boost,
    Every,
    Fuzzy,
    Not,
    Phrase,
    Prefix,
    Query,
    Range,
    Wildcard,
    Word,
    make_and,
    make_or,
    narrows,
    walk,
)

MAX_LENGTH = 2_000
"""Characters of a query that are read."""
MAX_TERMS = 256
"""Words and Han characters of a query that are searched."""
MAX_DEPTH = 20
"""Parentheses within parentheses."""
MAX_PATTERNS = 5
"""Words with ``*``, ``?`` or ``~``: each may stand for thousands of words."""
MAX_DISTANCE = 2
MAX_SLOP = 100
MAX_MESSAGES = 20

MESSAGES: dict[str, str] = {
    "too-long": "Only the first {limit} characters of the query were read.",
    "too-many-words": "A query has at most {limit} words; those after them were left "
    "out, from “{part}” on.",
    "too-many-patterns": "At most {limit} words may have *, ? or ~; “{part}” was left "
    "out.",
    "too-deep": "Parentheses stand at most {limit} deep; “{part}” was left out.",
    "unclosed-quote": "A quotation mark is left open; it was closed at the end.",
    "unclosed-parenthesis": "A parenthesis is left open; it was closed at the end.",
    "stray-parenthesis": "A parenthesis closes nothing; it was left out.",
    "empty-parentheses": "There is nothing to search for in “{part}”; it was left out.",
    "empty-quotes": "There is nothing to search for in “{part}”; it was left out.",
    "no-words": "There is nothing to search for in “{part}”; all articles are shown.",
    "stray-operator": "“{part}” joins nothing here; it was left out.",
    "mixed-operators": "AND and OR stand side by side; OR was joined first, as in "
    "“a AND (b OR c)”. Parentheses make it clear.",
    "capitals": "The line is all in capitals, so “{part}” was read as a word. In "
    "parentheses it joins.",
    "unknown-field": "There is no field “{part}”; it was read as a word.",
    "empty-field": "Nothing follows “{part}”; it was read as a word.",
    "no-range": "Only dates have ranges; “{part}” was read as words.",
    "pattern-split": "A pattern is one word of letters; “{part}” was searched in "
    "pieces.",
    "pattern-empty": "“{part}” has no letter to go by; it was left out.",
    "star-in-phrase": "A star means nothing within or after quotation marks; “{part}” "
    "was searched without it.",
    "fuzzy-word": "A tilde goes with one word of letters; “{part}” was searched "
    "without it.",
    "distance": "At most {limit} letters of a word may differ; “{part}” was read so.",
    "slop": "At most {limit} words may stand among those of a phrase; “{part}” was "
    "read so.",
    "impossible-date": "There is no such date as “{part}”; it was left out.",
    "unknown-date": "“{part}” was not understood as a date; it was left out.",
    "reversed-range": "“{part}” ends before it begins; its ends were swapped.",
    "date-words": "“{part}” was searched as words. To narrow by date, write {write}.",
    "more-messages": "There is more that was not understood: {count}.",
}
"""Code of a diagnostic -> its sentence; ``part`` is a piece of the query, shortened."""

# One character for one, so that positions stay: what is typed in full width means what
# it means in ASCII, and Chinese punctuation parts words as a blank does.
AS_ASCII = str.maketrans(
    "（）：＊～＾－＞＜＝［］｛｝＂“”„‟「」『』«»，。、；！？《》〈〉【】",
    "():*~^-><=[]{}" + '"' * 11 + " " * 12,
)

BLANKS = re.compile(r"\s+")
OPERATOR = re.compile(r'(?:AND|OR|NOT)(?=[\s()"]|$)')
NAME = re.compile(r"(\w+):")
WORD = re.compile(r'[^\s()"]+')
BOOST = re.compile(r"\^(\d{1,3}(?:\.\d{1,3})?)(?=[\s()]|$)")
WORD_BOOST = re.compile(r"(.*[^\W\d_]{2}.*)\^(\d{1,3}(?:\.\d{1,3})?)")
SLOP = re.compile(r"~(\d{0,4})")
FUZZY = re.compile(r"([^~]+)~(\d{0,4})")
BRACKET = re.compile(r"[\[{][^\[\]{}()\"]{0,60}[\]}]")
PARENTHESIS = re.compile(r"[()]")
STAR_IN_PHRASE = re.compile(r"\w\*")
PLAIN_WORDS = re.compile(r"\b[^\W\d_]{2,}\b")
SCHEME = re.compile(r"\w+://|www\.|[^\s@]+@[^\s@]+\.")

Pattern = Prefix | Wildcard | Fuzzy
DATE_FIELD = next(f for f in FIELDS if f.kind == "date" and f.query)
BOUNDS = {"before": "<", "after": ">"}
LANGUAGE_NAMES = {row.name.casefold(): code for code, row in LANGUAGES.items()}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query tree, and what was not understood on the way."""

    query: Query
    messages: tuple[Diagnostic, ...] = ()


def is_capitals(plain: str) -> bool:
    """Say whether a line is a headline in capitals: two words at least, none small."""
    if any(c.islower() for c in plain) or any(map(is_han, find_runs(plain))):
        return False
    words = [w for w in PLAIN_WORDS.findall(plain) if not OPERATOR.fullmatch(w)]
    return len(words) > 1 and all(map(str.isupper, words))


@dataclass(slots=True)
class Group:
    """What stands between two parentheses, as far as it has been read.

    Attributes:
        start: of the part that its diagnostics are about.
        name: field of what stands in it.
        units: what was read.
        links: the operator before each unit; empty where there was none.
        waiting: operators since the last unit, with their places.
        dropped: whether something was left out and said so.
    """

    start: int
    name: str = ""
    units: list[Query] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    waiting: list[tuple[str, int, int]] = field(default_factory=list)
    dropped: bool = False

    def drop(self) -> None:
        """Forget what was to join a part that was left out."""
        self.waiting.clear()
        self.dropped = True

    def join(self, default_operator: str) -> Query:
        """Return the tree: OR joins first, then AND, then words side by side."""
        chains: list[tuple[str, list[Query]]] = []
        for unit, link in zip(self.units, self.links, strict=True):
            if link == "OR":
                chains[-1][1].append(unit)
            else:
                chains.append((link, [unit]))
        if default_operator == "and":
            return make_and(make_or(chain) for _, chain in chains)
        rows: list[list[Query]] = []
        for link, chain in chains:
            if link != "AND":
                rows.append([])
            rows[-1].append(make_or(chain))
        parts = [make_and(row) for row in rows]
        words = [part for part in parts if not narrows(part)]
        return make_and([make_or(words), *filter(narrows, parts)])


class Reader:
    """One walk over a query; every step moves ``at`` forward."""

    def __init__(self, text: str, today: dt.date, default_operator: str) -> None:
        self.today = today
        self.default_operator = default_operator
        self.messages: list[Diagnostic] = []
        self.unsaid = 0
        self.terms = 0
        self.patterns = 0
        self.at = 0
        self.groups = [Group(0)]
        self.text = text
        if len(text) > MAX_LENGTH:
            blank = max(text.rfind(c, MAX_LENGTH - 100, MAX_LENGTH) for c in " \n\t　")
            cut = blank if blank > 0 else MAX_LENGTH
            self.note("too-long", cut, len(text), limit=MAX_LENGTH)
            self.text = text[:cut]
        self.plain = self.text.translate(AS_ASCII)
        self.capitals = is_capitals(self.plain)

    def note(self, code: str, start: int, end: int, **values: object) -> None:
        """Say what was done about a part."""
        if len(self.messages) == MAX_MESSAGES:
            self.unsaid += 1
            return
        part = self.text[start : min(end, start + 61)]
        if len(part) > 60:
            part = part[:59] + "…"
        named = {name: str(value) for name, value in values.items()}
        message = MESSAGES[code].format(part=part, **named)
        found = Diagnostic(start, end, code, message, part, tuple(named.items()))
        self.messages.append(found)

    def read(self) -> Parsed:
        while self.at < len(self.plain):
            self.step()
        while len(self.groups) > 1:
            start = self.groups[-1].start
            if self.terms <= MAX_TERMS:
                self.note("unclosed-parenthesis", start, len(self.text))
            self.close(len(self.text))
        whole = self.groups[0]
        self.note_stray(whole)
        if not whole.units and self.text.strip() and not self.messages:
            self.note("no-words", 0, len(self.text))
        query = whole.join(self.default_operator)
        if self.unsaid:
            end = len(self.text)
            code, count = "more-messages", str(self.unsaid)
            message = MESSAGES[code].format(count=count)
            self.messages.append(
                Diagnostic(end, end, code, message, "", (("count", count),))
            )
        return Parsed(query, tuple(self.messages))

    def step(self) -> None:
        """Read what stands at ``at``: a blank, a parenthesis, an operator or a unit."""
        at, char, group = self.at, self.plain[self.at], self.groups[-1]
        if (blanks := BLANKS.match(self.plain, at)) is not None:
            self.at = blanks.end()
        elif char == "(":
            self.open(group.name, at)
        elif char == ")" and len(self.groups) > 1:
            self.at += 1
            self.close(self.at)
        elif char == ")":
            self.at += 1
            self.note("stray-parenthesis", at, self.at)
        elif (word := OPERATOR.match(self.plain, at)) is not None:
            self.read_operator(word[0], word.end())
        elif char == "-":
            self.at += 1
            if self.excludes(at):
                group.waiting.append(("NOT", at, self.at))
        elif (name := NAME.match(self.plain, at)) is not None:
            self.read_name(name)
        else:
            self.read_value(group.name, at)

    def excludes(self, at: int) -> bool:
        """Say whether the minus there excludes, and is no dash to be passed over."""
        before, after = self.plain[max(at - 1, 0) : at], self.plain[at + 1 : at + 2]
        if not after:
            return True
        if before and before != "(" and not before.isspace():
            return False
        return not after.isspace() and after not in ")-"

    def read_operator(self, word: str, end: int) -> None:
        start, self.at = self.at, end
        if self.capitals and len(self.groups) == 1:
            if not any(m.code == "capitals" for m in self.messages):
                self.note("capitals", start, end)
            self.add(_make_word(word), start)
        else:
            self.groups[-1].waiting.append((word, start, end))

    def read_name(self, match: re.Match[str]) -> None:
        """Read ``name:`` and what follows, or as words what only looks like it."""
        raw, start, end = match[1], match.start(), match.end()
        name = unicodedata.normalize("NFKC", raw).casefold()
        after = self.plain[end : end + 1]
        if name in QUERY_NAMES or name in BOUNDS:
            if after and not after.isspace() and after != ")":
                row = QUERY_NAMES.get(name, DATE_FIELD)
                self.at = end
                self.read_value(row.name, start, BOUNDS.get(name, ""))
                return
            self.note("empty-field", start, end)
        elif self.text[end - 1] == "：" or any(map(is_han, find_runs(raw))):
            pass  # Chinese sets no blank after a colon: it parts words.
        elif raw.isalpha() and len(raw) > 1 and (after.isalnum() or after in set('"(')):
            self.note("unknown-field", start, end)
        else:
            self.read_value(self.groups[-1].name, start)
            return
        self.at = end
        self.read_text(self.groups[-1].name, start, start, end - 1)

    def read_value(self, name: str, start: int, sign: str = "") -> None:
        """Read one unit at ``at``, in a field or, with no name, in all.

        Args:
            start: of the part that diagnostics are about, the field's name included.
            sign: of ``before:`` and ``after:``.
        """
        char = self.plain[self.at]
        if name and FIELD[name].kind == "date":
            self.read_date(name, start, sign)
        elif char == '"':
            self.read_phrase(name, start)
        elif char == "(":
            self.open(name, start)
        else:
            self.read_word(name, start)

    def read_phrase(self, name: str, start: int) -> None:
        """Read ``"words"``, ``"words"~5`` and ``"words"^2``."""
        inner, closed = self.quoted()
        slop, factor = 0, ""
        if closed and (near := SLOP.match(self.plain, self.at)) is not None:
            self.at, slop = near.end(), int(near[1] or 1)
        if closed and (boost := BOOST.match(self.plain, self.at)) is not None:
            self.at, factor = boost.end(), boost[1]
        if slop > MAX_SLOP:
            self.note("slop", start, self.at, limit=MAX_SLOP)
            slop = MAX_SLOP
        starred = closed and self.plain.startswith("*", self.at)
        self.at += starred
        if starred or STAR_IN_PHRASE.search(inner):
            self.note("star-in-phrase", start, self.at)
        if not find_runs(inner):
            self.note("empty-quotes", start, self.at)
            self.groups[-1].drop()
            return
        self.add(Phrase(_language_code(inner, name), name, slop), start, factor)

    def quoted(self) -> tuple[str, bool]:
        """Step over quotation marks; return what is in them, and if they close."""
        start = self.at
        end = self.plain.find('"', start + 1)
        if end < 0:
            self.at = end = len(self.plain)
            self.note("unclosed-quote", start, start + 1)
            closed = False
        else:
            self.at, closed = end + 1, True
        return " ".join(self.text[start + 1 : end].split()), closed

    def read_date(self, name: str, start: int, sign: str) -> None:
        """Read the value of a date field: as many words as make a date."""
        begin, char = self.at, self.plain[self.at]
        if char == '"':
            inner, _ = self.quoted()
            if not self.add_days(name, start, sign, inner):
                self.drop_date(start)
            return
        if char == "(":
            self.read_date_group(name, start, sign)
            return
        if (bracket := BRACKET.match(self.plain, begin)) is not None:
            ends = [bracket.end()]
        else:
            ends = self.word_ends()
        for end in reversed(ends):
            self.at = end
            if self.add_days(name, start, sign, self.plain[begin:end]):
                return
        self.drop_date(start)

    def read_date_group(self, name: str, start: int, sign: str) -> None:
        """Read ``(last month)`` as one date, ``(2019 OR 2020)`` as a group of them."""
        begin = self.at
        inner = self.plain[begin + 1 : begin + 62].partition(")")[0]
        self.at = min(begin + len(inner) + 2, len(self.plain))
        if self.add_days(name, start, sign, inner):
            return
        if sign:
            self.drop_date(start)
        else:
            self.at = begin
            self.open(name, start)

    def word_ends(self) -> list[int]:
        """Return where the next eight words end; one at least, then 60 characters."""
        begin = end = self.at
        ends: list[int] = []
        while len(ends) < 8 and (word := WORD.match(self.plain, end)) is not None:
            if ends and word.end() - begin > 60:
                break
            ends.append(word.end())
            if ".." in word[0]:
                break  # an open range: what follows is no end of it
            blanks = BLANKS.match(self.plain, word.end())
            end = blanks.end() if blanks else len(self.plain)
        return ends

    def add_days(self, name: str, start: int, sign: str, value: str) -> bool:
        """Add the range that a text means; say whether it speaks of days."""
        try:
            value = value.strip(" \n\t,;:!?")
            days = parse_days(sign + value, self.today)
        except ValueError:
            self.note("impossible-date", start, self.at)
            self.groups[-1].drop()
            return True
        if days is None:
            return False
        if days.swapped:
            self.note("reversed-range", start, self.at)
        low, high = (day.isoformat() if day else "" for day in (days.low, days.high))
        self.add(Range(name, low, high) if low or high else Every(), start)
        return True

    def drop_date(self, start: int) -> None:
        self.note("unknown-date", start, self.at)
        self.groups[-1].drop()

    def read_word(self, name: str, start: int) -> None:
        """Read all up to a blank, a parenthesis or a quotation mark."""
        begin, word = self.at, WORD.match(self.plain, self.at)
        assert word is not None, "read_value saw a character of a word"
        self.at = word.end()
        end = begin + len(word[0].rstrip(",;:!?"))
        if name and word[0][0] in "<>[{":
            self.note("no-range", start, end)
        if not self.groups[-1].name and not name:
            self.offer_date(begin)
        factor = ""
        if (boost := WORD_BOOST.fullmatch(self.plain, begin, end)) is not None:
            end, factor = begin + len(boost[1]), boost[2]
        plain = self.plain[begin:end]
        fuzzy = FUZZY.fullmatch(plain)
        if SCHEME.match(plain):
            self.read_text(name, start, begin, end, factor)
        elif "*" in plain or "?" in plain:
            if fuzzy is not None:
                self.note("fuzzy-word", start, end)
                end = begin + len(fuzzy[1])
            self.read_pattern(name, start, begin, end, factor)
        elif fuzzy is not None:
            middle = begin + len(fuzzy[1])
            self.read_fuzzy(name, start, begin, middle, fuzzy[2], factor)
        else:
            self.read_text(name, start, begin, end, factor)

    def offer_date(self, begin: int) -> None:
        """Say so where plain words would be a date after ``date:``."""
        natural = NATURAL.match(self.plain, begin)
        if natural is None or self.plain[natural.end() : natural.end() + 1].isalnum():
            return
        write = f'{DATE_FIELD.query[0]}:"{self.text[begin : natural.end()]}"'
        self.note("date-words", begin, natural.end(), write=write)

    def read_text(
        self, name: str, start: int, begin: int, end: int, factor: str = ""
    ) -> None:
        """Add text as it stands; mere punctuation is passed over.

        Left-over signs of the language part the words, but for those of an address.
        """
        if name and FIELD[name].kind == "date":
            self.drop_date(start)
            return
        text = self.text[begin:end].lstrip("-－").rstrip(",;:!?~～^＾")
        plain, runs = text.translate(AS_ASCII), find_runs(text)
        if SCHEME.match(plain) or not ("~" in plain or WORD_BOOST.fullmatch(plain)):
            runs = [text] if runs else []
        if runs:
            words = [_make_word(_language_code(run, name), name) for run in runs]
            self.add(make_and(words), start, factor)
        elif name != self.groups[-1].name:
            self.note("empty-quotes", start, end)
            self.groups[-1].drop()

    def read_fuzzy(
        self, name: str, start: int, begin: int, end: int, digits: str, factor: str
    ) -> None:
        """Read ``word~2``; ``5~10`` is no such thing, but two numbers."""
        runs = find_runs(self.text[begin:end])
        distance = int(digits or 1)
        if runs and runs[-1].isdecimal() and digits:
            self.read_text(name, start, begin, self.at, factor)
            return
        if len(runs) != 1 or is_han(runs[0]) or runs[0].isdecimal() or distance == 0:
            if runs and distance:
                self.note("fuzzy-word", start, self.at)
            self.read_text(name, start, begin, end, factor)
            return
        if distance > MAX_DISTANCE:
            self.note("distance", start, self.at, limit=MAX_DISTANCE)
            distance = MAX_DISTANCE
        self.add(Fuzzy(runs[0], name, distance), start, factor)

    def read_pattern(
        self, name: str, start: int, begin: int, end: int, factor: str
    ) -> None:
        """Read a word with ``*`` and ``?``.

        Every piece of a Han text is found, so a star at its end adds nothing.
        """
        text = self.text[begin:end].translate(AS_ASCII)
        if not text.strip("*"):
            if name:
                self.note("pattern-empty", start, end)
                self.groups[-1].drop()
            else:
                self.add(Every(), start, factor)
            return
        pieces = list(_pattern_pieces(text))
        bare = text.strip("*")
        if not {"*", "?"} & set(bare) and all(map(is_han, (bare[0], bare[-1]))):
            begin = begin + text.index(bare)
            self.read_text(name, start, begin, begin + len(bare), factor)
            return
        units = [_make_pattern(piece, name) for piece in pieces]
        if len(pieces) > 1:
            self.note("pattern-split", start, end)
        if units:
            self.add(make_and(units), start, factor)

    def open(self, name: str, start: int) -> None:
        """Begin a group, or step over it where too many are open."""
        begin, self.at = self.at, self.at + 1
        if len(self.groups) <= MAX_DEPTH:
            self.groups.append(Group(start, name))
            return
        depth, self.at = 0, len(self.plain)
        for parenthesis in PARENTHESIS.finditer(self.plain, begin):
            depth += 1 if parenthesis[0] == "(" else -1
            if depth == 0:
                self.at = parenthesis.end()
                break
        self.note("too-deep", start, self.at, limit=MAX_DEPTH)
        self.groups[-1].drop()

    def close(self, end: int) -> None:
        """End a group and add what stood in it to the one around it."""
        group = self.groups.pop()
        self.note_stray(group)
        factor = ""
        if (tilde := SLOP.match(self.plain, end)) is not None:
            self.note("stray-operator", end, tilde.end())
            self.at = tilde.end()
        if (boost := BOOST.match(self.plain, self.at)) is not None:
            self.at, factor = boost.end(), boost[1]
        if group.units:
            self.link(_boost(group.join(self.default_operator), factor))
            return
        if not group.dropped:
            self.note("empty-parentheses", group.start, end)
        self.groups[-1].drop()

    def note_stray(self, group: Group) -> None:
        for _, start, end in group.waiting:
            self.note("stray-operator", start, end)

    def add(self, unit: Query, start: int, factor: str = "") -> None:
        """Add a leaf, as far as there is room for its terms."""
        patterns = sum(isinstance(node, Pattern) for node in walk(unit))
        self.patterns += patterns
        if patterns and self.patterns > MAX_PATTERNS:
            self.note("too-many-patterns", start, self.at, limit=MAX_PATTERNS)
            self.groups[-1].drop()
            return
        room = MAX_TERMS - self.terms
        count = _count_terms(unit)
        self.terms += count
        if count > room:
            self.note("too-many-words", start, len(self.text), limit=MAX_TERMS)
            self.at = len(self.plain)
            if room <= 0 or not isinstance(unit, (Word, Phrase)):
                return
            unit = replace(unit, text=unit.text[: find_spans(unit.text)[room - 1][1]])
        self.link(_boost(unit, factor))

    def link(self, unit: Query) -> None:
        """Add a unit to the open group by the operators that wait for it."""
        group = self.groups[-1]
        joins = [w for w in group.waiting if w[0] != "NOT"]
        if (len(group.waiting) - len(joins)) % 2:
            unit = unit.part if isinstance(unit, Not) else Not(unit)
        first = 1 if group.units else 0
        for _, start, end in joins[first:]:
            self.note("stray-operator", start, end)
        link = joins[0][0] if joins and group.units else ""
        if {link, group.links[-1] if group.links else ""} == {"AND", "OR"}:
            self.note("mixed-operators", *joins[0][1:])
        group.units.append(unit)
        group.links.append(link)
        group.waiting.clear()


def _count_terms(query: Query) -> int:
    texts = [n.text for n in walk(query) if isinstance(n, (Word, Phrase))]
    return sum(len(find_spans(text)) for text in texts) or 1


def _boost(query: Query, factor: str) -> Query:
    return Boost(query, float(factor)) if factor else query


def _make_word(text: str, name: str = "") -> Word:
    """Return a word; one that reads as an operator in small letters."""
    return Word(text.lower() if OPERATOR.fullmatch(text) else text, name)


def _language_code(text: str, name: str) -> str:
    """Return the code of a language that is named in full: ``language:English``."""
    if name != "language":
        return text
    return LANGUAGE_NAMES.get(text.casefold(), text)


def _pattern_pieces(text: str) -> Iterator[str]:
    """Yield the words of a text in which ``*`` and ``?`` count as letters."""
    letters, at = text.translate(str.maketrans("*?", "aa")), 0
    for run in find_runs(letters):
        at = letters.index(run, at)
        piece = text[at : at + len(run)]
        at += len(run)
        if find_runs(piece):
            yield re.sub(r"\*+", "*", piece.rstrip("?"))


def _make_pattern(piece: str, name: str) -> Query:
    if not {"*", "?"} & set(piece):
        return _make_word(piece, name)
    if piece.endswith("*") and not {"*", "?"} & set(piece[:-1]):
        return Prefix(piece[:-1], name)
    return Wildcard(piece, name)
