"""The walk over a typed query: text -> units -> tree, with diagnostics.

It only moves forward and keeps its own stack, so its time is linear, its depth bounded,
and no text makes it raise. ``Reader`` reads one unit after the other; ``Group`` joins
those between two parentheses.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field, replace

from .dates import NATURAL, parse_days
from .fields import FIELD, FIELDS, QUERY_NAMES
from .languages import find_runs, find_spans, is_han
from .messages import (
    LIMITS,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_MESSAGES,
    MAX_PATTERNS,
    MAX_SLOP,
    MAX_TERMS,
    MESSAGES,
)
from .model import Diagnostic
from .tree import (
    Every,
    Not,
    Phrase,
    Query,
    Range,
    Word,
    make_and,
    make_or,
    narrows,
    walk,
)
from .wording import (
    AS_ASCII,
    OPERATOR,
    Pattern,
    language_code,
    make_boost,
    parse_word,
)

BLANKS = re.compile(r"\s+")
NAME = re.compile(r"(\w+):")
WORD = re.compile(r'[^\s()"]+')
BOOST = re.compile(r"\^(\d{1,3}(?:\.\d{1,3})?)(?=[\s()]|$)")
SLOP = re.compile(r"~(\d{0,4})")
BRACKET = re.compile(r"[\[{][^\[\]{}()\"]{0,60}[\]}]")
MINUS = re.compile(r"-(?=[^\s)-])")
PARENTHESIS = re.compile(r"[()]")
STAR_IN_PHRASE = re.compile(r"\w\*")
PLAIN_WORDS = re.compile(r"\b[^\W\d_]{2,}\b")

DATE_FIELD = next(f for f in FIELDS if f.kind == "date" and f.query)
BOUNDS = {"before": "<", "after": ">"}


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
            self.note("too-long", cut, len(text))
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
        if code in LIMITS:
            values["limit"] = LIMITS[code]
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
            self.add(Word(word.lower()), start)
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
                if row.kind != "date" and MINUS.match(self.plain, end):
                    self.at += 1
                    self.groups[-1].waiting.append(("NOT", end, self.at))
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
        self.add_text(raw, self.groups[-1].name, start)

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
        slop = 0
        if closed and (near := SLOP.match(self.plain, self.at)) is not None:
            self.at, slop = near.end(), int(near[1] or 1)
        factor = self.read_boost() if closed else ""
        if slop > MAX_SLOP:
            self.note("slop", start, self.at)
            slop = MAX_SLOP
        starred = closed and self.plain.startswith("*", self.at)
        self.at += starred
        if starred or STAR_IN_PHRASE.search(inner):
            self.note("star-in-phrase", start, self.at)
        if not find_runs(inner):
            self.note("empty-quotes", start, self.at)
            self.groups[-1].drop()
            return
        phrase = Phrase(language_code(inner, name), name, slop)
        self.add(make_boost(phrase, factor), start)

    def read_boost(self) -> str:
        """Step over ``^2`` and return its number, empty if it does not stand here."""
        boost = BOOST.match(self.plain, self.at)
        if boost is None:
            return ""
        self.at = boost.end()
        return boost[1]

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
        if not self.groups[-1].name and not name:
            self.offer_date(self.at)
        word = WORD.match(self.plain, self.at)
        assert word is not None, "read_value saw a character of a word"
        self.at = word.end()
        self.add_text(self.text[word.start() : self.at], name, start)

    def offer_date(self, begin: int) -> None:
        """Say so where plain words would be a date after ``date:``."""
        natural = NATURAL.match(self.plain, begin)
        if natural is None or self.plain[natural.end() : natural.end() + 1].isalnum():
            return
        write = f'{DATE_FIELD.query[0]}:"{self.text[begin : natural.end()]}"'
        self.note("date-words", begin, natural.end(), write=write)

    def add_text(self, text: str, name: str, start: int) -> None:
        """Add what a word asks for; mere punctuation is passed over."""
        if name and FIELD[name].kind == "date":
            self.drop_date(start)
            return
        reading = parse_word(text, name)
        codes = reading.codes
        if reading.unit is None and not codes and name != self.groups[-1].name:
            codes = ("empty-quotes",)
        for code in codes:
            self.note(code, start, self.at)
        if reading.unit is not None:
            self.add(reading.unit, start)
        elif codes:
            self.groups[-1].drop()

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
        self.note("too-deep", start, self.at)
        self.groups[-1].drop()

    def close(self, end: int) -> None:
        """End a group and add what stood in it to the one around it."""
        group = self.groups.pop()
        self.note_stray(group)
        if (tilde := SLOP.match(self.plain, end)) is not None:
            self.note("stray-operator", end, tilde.end())
            self.at = tilde.end()
        factor = self.read_boost()
        if group.units:
            self.link(make_boost(group.join(self.default_operator), factor))
            return
        if not group.dropped:
            self.note("empty-parentheses", group.start, end)
        self.groups[-1].drop()

    def note_stray(self, group: Group) -> None:
        for _, start, end in group.waiting:
            self.note("stray-operator", start, end)

    def add(self, unit: Query, start: int) -> None:
        """Add a leaf, as far as there is room for its terms."""
        patterns = sum(isinstance(node, Pattern) for node in walk(unit))
        self.patterns += patterns
        if patterns and self.patterns > MAX_PATTERNS:
            self.note("too-many-patterns", start, self.at)
            self.groups[-1].drop()
            return
        room = MAX_TERMS - self.terms
        count = _count_terms(unit)
        self.terms += count
        if count > room:
            self.note("too-many-words", start, len(self.text))
            self.at = len(self.plain)
            if room <= 0 or not isinstance(unit, (Word, Phrase)):
                return
            unit = replace(unit, text=unit.text[: find_spans(unit.text)[room - 1][1]])
        self.link(unit)

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
