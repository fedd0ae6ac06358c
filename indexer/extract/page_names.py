"""Titles and addresses by which lists, searches, errors and standing pages are known.

None of them decides alone: what each weighs is in ``page_kind``.
"""

from __future__ import annotations

import re

INDEX_END = r"/?(?:index\.\w+)?$"
"""How the address of a folder may end."""


def _match_any(phrases: str) -> str:
    """Return a pattern of phrases, one a line."""
    return "|".join(line.strip() for line in phrases.strip().splitlines())


ERROR_PHRASES = r"""
    (?:error\s*)?(?:40[034]|410|50[0234])\b
    (?:(?:oops|sorry)\W*)?(?:(?:that|the) )?page (?:was )?not found
    (?:(?:oops|sorry)\W*)?(?:(?:that|the) )?page (?:can.?t|cannot|could not) be found
    not found
    nothing found
    access denied
    forbidden
    service unavailable
    just a moment
    attention required
    seite (?:wurde )?nicht gefunden
    page (?:non trouvée|introuvable)
    página não encontrada
    página no encontrada
    pagina non trovata
    страница не найдена
    ページが見つかりません
    페이지를 찾을 수 없
    页面不存在|頁面不存在
    页面未找到
    找不到页面|找不到頁面
    您访问的页面
    访问出错
    出错了
    系统错误
"""
ERROR_TITLE = re.compile(rf"^\W*(?:{_match_any(ERROR_PHRASES)})", re.I)
SEARCH_PHRASES = r"""
    search results?\b
    you searched for
    results for\b
    suchergebnis
    résultats de (?:la )?recherche
    resultados de (?:la )?búsqueda
    resultados da (?:pesquisa|busca)
    risultati della ricerca
    результаты поиска
    検索結果
    검색 ?결과
    检索结果
    搜尋結果
"""
SEARCH_TITLE = re.compile(rf"^\W*(?:{_match_any(SEARCH_PHRASES)})|搜索结果", re.I)
SEARCH_PARAMETERS = frozenset(("q", "query", "keyword"))
FRONT_SEARCH_PARAMETERS = frozenset(("s", "search"))
"""Those of a search on a front page only."""

LIST_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|authors?|archives?|search|page|label|channel|"
    rf"标签|分类|归档)(?:/[^/]+){{0,2}}{INDEX_END}",
    re.I,
)
TAXONOMY_PATH = re.compile(
    rf"/(?:tags?|categor(?:y|ies)|authors?|标签|分类)/[^/]+{INDEX_END}", re.I
)
NUMBERED_PATH = re.compile(rf"/page/?\d+{INDEX_END}", re.I)
DATE_PATH = re.compile(rf"/(?:19[5-9]|20[0-4])\d(?:/\d\d?){{0,2}}{INDEX_END}")
FRONT_PATH = re.compile(
    r"^/?(?:(?:index|default|home|list)(?:[_-]\d+)?(?:\.\w{3,5})?)?$", re.I
)
STANDING_WORDS = r"""
    about|about-us|about-this-site|our-story|who-we-are|mission|team|staff|people
    contacts?|contact-us|advertise|subscribe|donate|support-us|jobs|careers
    imprint|privacy|privacy-(?:policy|notice)|terms|terms-(?:of|and)-\w+|disclaimer|legal
    cookies?|cookie-policy|copyright|licen[cs]e|accessibility|faqs?|help|resources|links
    impressum|kontakt|datenschutz(?:erklaerung)?|ueber-uns|über-uns|agb
    a-propos|qui-sommes-nous|mentions-legales
    chi-siamo|contatti
    sobre|sobre-nosotros|quienes-somos|contacto|aviso-legal|quem-somos|contato
    over-ons
    gywm|guanyu|lxwm|lianxi|关于|关于我们|联系我们
"""
STANDING_PATH = re.compile(
    rf"/(?:{_match_any(STANDING_WORDS)})(?:\.\w{{3,5}}|{INDEX_END})", re.I
)
"""Last parts of the addresses of standing pages; ``_`` is read as ``-``."""
