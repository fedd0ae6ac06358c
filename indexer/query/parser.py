"""The parser of typed queries: text -> operands and operators -> tree, diagnostics.

It only moves forward and keeps its own stack, so its time is linear, its depth is
bounded, and no text makes it raise. ``QueryParser`` reads one operand after the other
into a ``QueryBuilder``.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from ..fields import FIELD, FIELDS, QUERY_NAMES
from ..text import find_runs, is_unspaced
from .builder import Parsed, QueryBuilder
from .dates import NATURAL_DATE, parse_date
from .diagnostics import MAX_LENGTH, MAX_SLOP, MAX_TERMS
from .tree import Every, Phrase, Query, Range, Word, make_or
from .words import AS_ASCII, OPERATOR, language_code, make_boost, parse_word

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


def is_capitals(plain: str) -> bool:
    """Return whether a text is two or more words, all in capitals."""
    if any(c.islower() for c in plain) or any(map(is_unspaced, find_runs(plain))):
        return False
    words = [w for w in PLAIN_WORDS.findall(plain) if not OPERATOR.fullmatch(w)]
    return len(words) > 1 and all(map(str.isupper, words))


def parse_query(
    text: str, *, today: dt.date | None = None, default_operator: str = "and"
) -> Parsed:
    """Read a typed query; see ``docs/query-language.md``.

    Args:
        today: in the time zone of the site; what ``last month`` starts from. Without
            it, the day in UTC.
        default_operator: what joins words that stand side by side: ``and`` or ``or``.
            With ``or``, exclusions and dates still narrow.

    >>> parse_query('solar "belt and road" -coal title:wind').query.parts[1]
    Phrase(text='belt and road', field='', slop=0)
    """
    parser = QueryParser(
        text, today or dt.datetime.now(dt.UTC).date(), default_operator
    )
    return parser.read()


def parse_words(text: str) -> Query:
    """Read a text as plain words of which any may match, however long it is.

    Nothing in it is an operator. A run of Han characters becomes its bigrams.

    >>> parse_words("Is 5G网络化 OK?")
    Or(parts=(Word(text='Is', ...), Word(text='5G', ...), Word(text='网络', ...), ...))
    """
    words: list[Query] = []
    for run in find_runs(text):
        if is_unspaced(run) and len(run) > 1:
            words.extend(Word(run[i : i + 2]) for i in range(len(run) - 1))
        else:
            words.append(Word(run))
    return make_or(words)


class QueryParser:
    """One pass over a query; every step moves ``at`` forward."""

    def __init__(self, text: str, today: dt.date, default_operator: str) -> None:
        cut = len(text)
        if cut > MAX_LENGTH:
            blank = max(text.rfind(c, MAX_LENGTH - 100, MAX_LENGTH) for c in " \n\t　")
            cut = blank if blank > 0 else MAX_LENGTH
        self.builder = QueryBuilder(text, default_operator)
        if cut < len(text):
            self.builder.note("too-long", cut, len(text))
        self.text = self.builder.text = text[:cut]
        self.today = today
        self.at = 0
        self.plain = self.text.translate(AS_ASCII)
        self.capitals = is_capitals(self.plain)

    def read(self) -> Parsed:
        builder = self.builder
        while self.at < len(self.plain):
            self.step()
        while len(builder.groups) > 1:
            start = builder.group.start
            if builder.terms <= MAX_TERMS:
                builder.note("unclosed-parenthesis", start, len(self.text))
            self.close(len(self.text))
        return builder.finish()

    def step(self) -> None:
        """Read the blank, parenthesis, operator or operand at ``at``."""
        at, char, group = self.at, self.plain[self.at], self.builder.group
        if (blanks := BLANKS.match(self.plain, at)) is not None:
            self.at = blanks.end()
        elif char == "(":
            self.open(group.name, at)
        elif char == ")" and len(self.builder.groups) > 1:
            self.at += 1
            self.close(self.at)
        elif char == ")":
            self.at += 1
            self.builder.note("stray-parenthesis", at, self.at)
        elif (word := OPERATOR.match(self.plain, at)) is not None:
            self.read_operator(word[0], word.end())
        elif char == "-":
            self.at += 1
            if self.is_exclusion(at):
                group.pending.append(("NOT", at, self.at))
        elif (name := NAME.match(self.plain, at)) is not None:
            self.read_name(name)
        else:
            self.read_operand(group.name, at)

    def is_exclusion(self, at: int) -> bool:
        """Return whether the minus there excludes; else it is a dash to skip."""
        before, after = self.plain[max(at - 1, 0) : at], self.plain[at + 1 : at + 2]
        if not after:
            return True
        if before and before != "(" and not before.isspace():
            return False
        return not after.isspace() and after not in ")-"

    def read_operator(self, word: str, end: int) -> None:
        start, self.at = self.at, end
        if self.capitals and len(self.builder.groups) == 1:
            if not any(m.code == "capitals" for m in self.builder.messages):
                self.builder.note("capitals", start, end)
            self.add(Word(word.lower()), start)
        else:
            self.builder.group.pending.append((word, start, end))

    def read_name(self, match: re.Match[str]) -> None:
        """Read ``name:`` and its value, or as words what only looks like it."""
        raw, start, end = match[1], match.start(), match.end()
        name = unicodedata.normalize("NFKC", raw).casefold()
        after = self.plain[end : end + 1]
        if name in QUERY_NAMES or name in BOUNDS:
            if after and not after.isspace() and after != ")":
                row = QUERY_NAMES.get(name, DATE_FIELD)
                self.at = end
                if row.kind != "date" and MINUS.match(self.plain, end):
                    self.at += 1
                    self.builder.group.pending.append(("NOT", end, self.at))
                self.read_operand(row.name, start, BOUNDS.get(name, ""))
                return
            self.builder.note("empty-field", start, end)
        elif self.text[end - 1] == "：" or any(map(is_unspaced, find_runs(raw))):
            pass  # Chinese sets no blank after a colon: it parts words.
        elif raw.isalpha() and len(raw) > 1 and (after.isalnum() or after in set('"(')):
            self.builder.note("unknown-field", start, end)
        else:
            self.read_operand(self.builder.group.name, start)
            return
        self.at = end
        self.add_text(raw, self.builder.group.name, start)

    def read_operand(self, name: str, start: int, sign: str = "") -> None:
        """Read the operand at ``at``, in a field or, with no name, in all.

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
        inner, closed = self.read_quoted()
        slop = 0
        if closed and (near := SLOP.match(self.plain, self.at)) is not None:
            self.at, slop = near.end(), int(near[1] or 1)
        factor = self.read_boost() if closed else ""
        if slop > MAX_SLOP:
            self.builder.note("slop", start, self.at)
            slop = MAX_SLOP
        starred = closed and self.plain.startswith("*", self.at)
        self.at += starred
        if starred or STAR_IN_PHRASE.search(inner):
            self.builder.note("star-in-phrase", start, self.at)
        if not find_runs(inner):
            self.builder.note("empty-quotes", start, self.at)
            self.builder.group.drop()
            return
        phrase = Phrase(language_code(inner, name), name, slop)
        self.add(make_boost(phrase, factor), start)

    def read_boost(self) -> str:
        """Read ``^2`` and return its number, empty if there is none here."""
        boost = BOOST.match(self.plain, self.at)
        if boost is None:
            return ""
        self.at = boost.end()
        return boost[1]

    def read_quoted(self) -> tuple[str, bool]:
        """Read a quotation; return its text and whether it is closed."""
        start = self.at
        end = self.plain.find('"', start + 1)
        if end < 0:
            self.at = end = len(self.plain)
            self.builder.note("unclosed-quote", start, start + 1)
            closed = False
        else:
            self.at, closed = end + 1, True
        return " ".join(self.text[start + 1 : end].split()), closed

    def read_date(self, name: str, start: int, sign: str) -> None:
        """Read the value of a date field: as many words as make a date."""
        begin, char = self.at, self.plain[self.at]
        if char == '"':
            inner, _ = self.read_quoted()
            if not self.add_date(name, start, sign, inner):
                self.drop_date(start)
            return
        if char == "(":
            self.read_date_group(name, start, sign)
            return
        if (bracket := BRACKET.match(self.plain, begin)) is not None:
            ends = [bracket.end()]
        else:
            ends = self.list_word_ends()
        for end in reversed(ends):
            self.at = end
            if self.add_date(name, start, sign, self.plain[begin:end]):
                return
        self.drop_date(start)

    def read_date_group(self, name: str, start: int, sign: str) -> None:
        """Read ``(last month)`` as one date, ``(2019 OR 2020)`` as a group of them."""
        begin = self.at
        inner = self.plain[begin + 1 : begin + 62].partition(")")[0]
        self.at = min(begin + len(inner) + 2, len(self.plain))
        if self.add_date(name, start, sign, inner):
            return
        if sign:
            self.drop_date(start)
        else:
            self.at = begin
            self.open(name, start)

    def list_word_ends(self) -> list[int]:
        """Return where the next words end: eight at most, or 60 characters."""
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

    def add_date(self, name: str, start: int, sign: str, value: str) -> bool:
        """Add the range that a text means; return whether it is a date."""
        try:
            value = value.strip(" \n\t,;:!?")
            days = parse_date(sign + value, self.today)
        except ValueError:
            self.builder.note("impossible-date", start, self.at)
            self.builder.group.drop()
            return True
        if days is None:
            return False
        if days.swapped:
            self.builder.note("reversed-range", start, self.at)
        low, high = (day.isoformat() if day else "" for day in (days.low, days.high))
        self.add(Range(name, low, high) if low or high else Every(), start)
        return True

    def drop_date(self, start: int) -> None:
        self.builder.note("unknown-date", start, self.at)
        self.builder.group.drop()

    def read_word(self, name: str, start: int) -> None:
        """Read up to the next blank, parenthesis or quotation mark."""
        if not self.builder.group.name and not name:
            self.note_date_words(self.at)
        word = WORD.match(self.plain, self.at)
        assert word is not None, "read_operand saw a character of a word"
        self.at = word.end()
        self.add_text(self.text[word.start() : self.at], name, start)

    def note_date_words(self, begin: int) -> None:
        """Note that words without ``date:`` are not read as a date."""
        natural = NATURAL_DATE.match(self.plain, begin)
        if natural is None or self.plain[natural.end() : natural.end() + 1].isalnum():
            return
        write = f'{DATE_FIELD.query[0]}:"{self.text[begin : natural.end()]}"'
        self.builder.note("date-words", begin, natural.end(), write=write)

    def add_text(self, text: str, name: str, start: int) -> None:
        """Add the query of a word; punctuation alone is skipped."""
        if name and FIELD[name].kind == "date":
            self.drop_date(start)
            return
        reading = parse_word(text, name)
        codes = reading.codes
        if reading.query is None and not codes and name != self.builder.group.name:
            codes = ("empty-quotes",)
        for code in codes:
            self.builder.note(code, start, self.at)
        if reading.query is not None:
            self.add(reading.query, start)
        elif codes:
            self.builder.group.drop()

    def open(self, name: str, start: int) -> None:
        """Begin a group, or skip it where too many are open."""
        begin, self.at = self.at, self.at + 1
        if self.builder.open(name, start):
            return
        depth, self.at = 0, len(self.plain)
        for parenthesis in PARENTHESIS.finditer(self.plain, begin):
            depth += 1 if parenthesis[0] == "(" else -1
            if depth == 0:
                self.at = parenthesis.end()
                break
        self.builder.note("too-deep", start, self.at)
        self.builder.group.drop()

    def close(self, end: int) -> None:
        """End a group and add its query to the group around it."""
        builder = self.builder
        inner, group = builder.close()
        if (tilde := SLOP.match(self.plain, end)) is not None:
            builder.note("stray-operator", end, tilde.end())
            self.at = tilde.end()
        factor = self.read_boost()
        if inner is not None:
            builder.link(make_boost(inner, factor))
            return
        if not group.dropped:
            builder.note("empty-parentheses", group.start, end)
        builder.group.drop()

    def add(self, unit: Query, start: int) -> None:
        """Add a leaf; if it does not fit, stop reading."""
        if not self.builder.add(unit, start, self.at):
            self.at = len(self.plain)
