"""The language of a text: by script, then by its commonest words, then as declared.

A declaration settles what the text leaves open. It is not believed against the text:
templates are written in one language and used in others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from lxml.html import HtmlElement

from ...text import HAN_CHARACTER
from ..blocks import PageBlocks
from .page_signals import PageSignals

SCRIPT_LETTERS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7a3]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
}
ANY_SCRIPT_LETTER = re.compile(
    "[\u0370-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7a3]"
)
"""One of these is in any text in one of ``SCRIPT_LETTERS``."""
LETTERS = re.compile(r"[^\W\d_]+")
COMMON_WORDS = {
    "en": "the of and to in is that for with on as was it by are this be from at",
    "de": "der die und das den von zu mit sich des auf für ist im dem nicht ein eine",
    "fr": "de la le et les des en un du une que est pour qui dans par plus sur au",
    "es": "de la que el en y los del se las por un para con no una su al es",
    "it": "di e il la che in un per una è del non sono della le si con da dei",
    "pt": "de a que o e do da em um para com não uma os no se na por mais",
    "nl": "de van het een en in is dat op te zijn voor met die niet aan er om ook",
    "fi": "ja on ei se että oli hän mutta ovat joka kun myös sen ole kuin tai hänen",
    "hu": "az és hogy nem is egy ez azt csak volt meg mint már vagy ha még",
    "pl": "na się nie do to jest że po jak od przez dla co ale są oraz jego który",
    "cs": "se na je že to do jako pro ale jsem jsou který není ve při aby nebo také",
    "ro": "și de în la cu nu este pe un care să din mai pentru că sunt",
    "tr": "bir ve bu için ile çok daha değil ancak ama gibi olarak olan sonra",
    "sv": "och att i det som en på är av för med den till inte om ett han har de",
}
"""The commonest words of each language."""
LIKENESSES = {
    "ar": "fa ps ur",
    "cs": "bs hr sk sl sr",
    "de": "lb",
    "es": "ca gl",
    "fi": "et",
    "fr": "ca",
    "he": "yi",
    "hi": "mr ne",
    "it": "ca",
    "nl": "af",
    "pl": "bs hr sk sl sr",
    "pt": "ca gl",
    "ru": "be bg kk mk mn sr uk",
    "sv": "da is no",
    "tr": "az",
}
"""Languages known by declaration only, by those that their texts are taken for."""
OTHER_LANGUAGES = "cy eu ga hy id ka lt lv ms mt sq sw ta tl uz vi"
"""Languages known by declaration only, whose texts resemble none of ours."""
DECLARED_LANGUAGES = frozenset(
    " ".join((*LIKENESSES.values(), OTHER_LANGUAGES)).split()
)
CODE_SYNONYMS = {"nb": "no", "nn": "no", "iw": "he"}
LANGUAGE_CODE = re.compile(r"([a-z]{2})(?:[-_]|$)")
"""The language in a tag of RFC 5646 or a locale."""
WORD_PROFILES = {code: frozenset(words.split()) for code, words in COMMON_WORDS.items()}
ALL_COMMON_WORDS = frozenset(word for words in WORD_PROFILES.values() for word in words)
NON_LATIN_LETTER = re.compile(r"[\u0370-\u06ff\u0900-\u0eff\u3040-\u9fff\uac00-\ud7a3]")
"""Other scripts, in which no commands are written."""
CODE_LINE = re.compile(
    r"[{};]\s*$|^\s*(?:[#$>]|//|import |def |function |var |const |<\w)|[=(]\w*[)]?;?$"
    r"|[\w.]\(.*\)"
)
"""Lines of a program, whose words are not those of the prose around them."""
MAX_SAMPLE_CHARS = 20_000
"""Characters looked at."""
MIN_KANA_SHARE = 0.15
"""Kana for each Han character from which on a text is Japanese; titles quoted in a
Chinese text stay below."""
MAX_KANJI_HEADLINE = 40
"""Han characters of a text without kana that may still be Japanese."""
MIN_CLEAR_WORDS = 3
"""Common words that a language must have more than the declared one to refute it."""
MIN_NEIGHBOUR_SHARE = 0.7
"""Common words of the declared language, for each of the likeliest, that confirm it."""
MIN_COMMON_SHARE = 0.1
"""Share of words that are among the commonest in any line of prose."""


def find_language(text: str, declared: Iterable[str] = ()) -> str:
    """Return the language of a text as ISO 639-1; English if nothing decides.

    Args:
        declared: languages that the page names, the nearest to the text first, as tags
            of RFC 5646 or locales. The first that the text agrees with is believed.

    >>> find_language("Broadsheet 让出版物的档案可以搜索")
    'zh'
    >>> find_language("Der Rat hat sich mit dem Haushalt für das Jahr befasst")
    'de'
    >>> find_language("Vejret bliver koldt i morgen", ["da-DK"])
    'da'
    """
    prose = _find_prose(text[:MAX_SAMPLE_CHARS])
    words = LETTERS.findall(HAN_CHARACTER.sub(" ", prose).casefold())
    evidence = _count_evidence(prose, words)
    found = _find_likeliest(evidence, words)
    for tag in declared:
        code = _read_code(tag)
        if code == found or (code and _is_plausible(code, found, evidence, len(words))):
            return code
    return found


def list_declared(signals: PageSignals, kept: list[bool]) -> Iterator[str]:
    """Yield the languages that a page names for its body, the nearest first.

    Args:
        kept: whether each block belongs to the body.
    """
    element = _find_container(signals.page, kept)
    while element is not None:
        yield element.get("lang") or element.get("xml:lang") or ""
        element = element.getparent()
    for name in ("content-language", "og:locale", "language"):
        yield signals.find_meta(name)


def _find_container(page: PageBlocks, kept: list[bool]) -> HtmlElement | None:
    """Return the innermost element around the first and the last block of the body."""
    nodes = [b.node for b, is_kept in zip(page.blocks, kept, strict=True) if is_kept]
    if not nodes:
        return None
    first = set(page.path(nodes[0]))
    common = next((n for n in page.path(nodes[-1]) if n in first), None)
    return None if common is None else page.nodes[common].element


def _find_prose(text: str) -> str:
    """Return the lines of prose, else those that are no code, else all."""
    lines = [line for line in text.splitlines() if not CODE_LINE.search(line)]
    return "\n".join(filter(_is_prose, lines)) or "\n".join(lines) or text


def _count_evidence(prose: str, words: list[str]) -> dict[str, int]:
    """Return the letters of each script and the common words of each other language."""
    counts = Counter(words)
    evidence = {
        code: sum(counts.get(w, 0) for w in profile)
        for code, profile in WORD_PROFILES.items()
    }
    evidence["zh"] = 0 if prose.isascii() else len(HAN_CHARACTER.findall(prose))
    if not prose.isascii() and ANY_SCRIPT_LETTER.search(prose):
        for code, script in SCRIPT_LETTERS.items():
            evidence[code] = len(script.findall(prose))
    return evidence


def _find_likeliest(evidence: Mapping[str, int], words: list[str]) -> str:
    """Return the language that a text is in by itself."""
    han, letters = evidence["zh"], sum(map(len, words))
    for code in SCRIPT_LETTERS:
        least = max(MIN_KANA_SHARE * han if code == "ja" else han, letters / 4)
        if evidence.get(code, 0) > least:
            return code
    if han > len(words) / 2:
        return "zh"
    best = max(WORD_PROFILES, key=lambda code: (evidence[code], code == "en"))
    return best if evidence[best] else "en"


def _is_plausible(
    code: str, found: str, evidence: Mapping[str, int], word_count: int
) -> bool:
    """Return whether a text may be in a language other than the likeliest one."""
    own, other = evidence.get(code, 0), evidence[found]
    if code in LIKENESSES.get(found, "").split():
        return True
    if (code, found) == ("ja", "zh"):
        return own > 0 or other < MAX_KANJI_HEADLINE
    if (code, found) == ("zh", "ja"):
        return own >= other
    if found not in WORD_PROFILES:
        return False
    if code not in WORD_PROFILES and code not in DECLARED_LANGUAGES:
        return own >= other
    if code in DECLARED_LANGUAGES and other < MIN_COMMON_SHARE * word_count:
        return True
    return other - own < MIN_CLEAR_WORDS or own > MIN_NEIGHBOUR_SHARE * other


def _read_code(tag: str) -> str:
    """Return the code of a language in a tag, or nothing if it is none known here."""
    found = LANGUAGE_CODE.match(tag.strip().lower())
    code = CODE_SYNONYMS.get(found[1], found[1]) if found else ""
    is_known = (
        code == "zh"
        or code in WORD_PROFILES
        or code in SCRIPT_LETTERS
        or code in DECLARED_LANGUAGES
    )
    return code if is_known else ""


def _is_prose(line: str) -> bool:
    """Return whether a line is prose; commands and logs lack the commonest words."""
    if not line.isascii() and NON_LATIN_LETTER.search(line):
        return True
    words = LETTERS.findall(line.casefold())
    return sum(word in ALL_COMMON_WORDS for word in words) > MIN_COMMON_SHARE * len(
        words
    )
