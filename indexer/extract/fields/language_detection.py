"""The language of a text: by script first, then by its commonest words."""

from __future__ import annotations

import re
from collections import Counter

from ...text import HAN_CHARACTER

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
MIN_COMMON_SHARE = 0.1
"""Share of words that are among the commonest in any line of prose."""


def find_language(text: str) -> str:
    """Return the language of a text as ISO 639-1; English if it cannot be told.

    >>> find_language("Broadsheet 让出版物的档案可以搜索")
    'zh'
    >>> find_language("Der Rat hat sich mit dem Haushalt für das Jahr befasst")
    'de'
    """
    lines = [
        line
        for line in text[:MAX_SAMPLE_CHARS].splitlines()
        if not CODE_LINE.search(line)
    ]
    prose = (
        "\n".join(filter(_is_prose, lines))
        or "\n".join(lines)
        or text[:MAX_SAMPLE_CHARS]
    )
    words = LETTERS.findall(HAN_CHARACTER.sub(" ", prose).casefold())
    han = 0 if prose.isascii() else len(HAN_CHARACTER.findall(prose))
    if not prose.isascii() and ANY_SCRIPT_LETTER.search(prose):
        letters = sum(map(len, words))
        for code, script in SCRIPT_LETTERS.items():
            count = len(script.findall(prose))
            if count > max(MIN_KANA_SHARE * han if code == "ja" else han, letters / 4):
                return code
    if han > len(words) / 2:
        return "zh"
    counts = Counter(words)
    scores = {
        code: sum(counts.get(w, 0) for w in profile)
        for code, profile in WORD_PROFILES.items()
    }
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    return best if scores[best] else "en"


def _is_prose(line: str) -> bool:
    """Return whether a line is prose; commands and logs lack the commonest words."""
    if not line.isascii() and NON_LATIN_LETTER.search(line):
        return True
    words = LETTERS.findall(line.casefold())
    return sum(word in ALL_COMMON_WORDS for word in words) > MIN_COMMON_SHARE * len(
        words
    )
