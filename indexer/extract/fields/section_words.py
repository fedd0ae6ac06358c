"""Words that stand where sections do and are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..visible_text import flatten, fold


def _fold_all(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split(",")))


HOME_CRUMBS = _fold_all(
    """
    home, home page, homepage, front page, start, main, index, you are here, all,
    more, 首页, 主页, 网站首页, 返回首页, 首頁, 当前位置, 您的位置, 您现在的位置,
    正文, 你的位置, 所在位置, 您当前的位置, 位置, startseite, accueil, inicio,
    início, portada, ホーム, トップ, トップページ, 홈, главная, strona główna, domů,
    hem, forside, etusivu, ana sayfa, الرئيسية
    """
)
"""What a breadcrumb begins with before any section."""
SOFTWARE_WORDS = _fold_all(
    """
    blog, blogs, post, posts, article, articles, archive, archives, category,
    categories, entry, entries, page, pages, tag, tags, topic, topics, 博客, 文章,
    分类, 分類, 归档, 标签, 列表, 文章列表, 分类目录, kategorie, kategorien,
    beiträge, artikel, archiv, catégorie, catégories, archivo, artículos, categoría,
    categorías, categoria, categorie, articoli, artigos, カテゴリ, カテゴリー, 記事,
    記事一覧, ブログ, アーカイブ, рубрика, рубрики, статьи, 카테고리
    """
)
"""What software calls its own lists: no sections in addresses and breadcrumbs."""
DEFAULT_CATEGORIES = _fold_all(
    """
    uncategorized, uncategorised, no category, unclassified, 未分类, 未分類,
    默认分类, 默認分類, 默认, allgemein, ohne kategorie, unkategorisiert,
    nicht kategorisiert, non classé, sans catégorie, sin categoría, sin clasificar,
    senza categoria, non categorizzato, sem categoria, geen categorie,
    niet gecategoriseerd, без рубрики, без категории, bez kategorii, bez kategorie,
    nezařazené, nezaradené, okategoriserade, okategoriserad, ikke kategoriseret,
    ukategorisert, luokittelematon, egyéb kategória, fără categorie,
    χωρίς κατηγορία, kategorisiz, genel, chưa phân loại, tak berkategori,
    カテゴリーなし, 미분류, 분류되지 않음, غير مصنف, בלי קטגוריה, category,
    categories, 分类, 分類, kategorie, kategorien, catégorie, catégories, カテゴリー,
    none, null, undefined
    """
)
"""What WordPress, Typecho and Z-Blog call the category of posts that have none, what
templates print for no value, and labels without a value."""
DATE_PART = re.compile(r"[\d\W]+(?:[年月日][\d\W]*)*")
"""A folder of dates in a breadcrumb."""
MAX_SECTION_CHARS = 40
"""Characters of a section's name."""
MIN_TITLE_PIECE_CHARS = 12
"""Folded characters from which on the beginning of a title is no section."""
_EDGES = " >»›/|:：,，、·•"


def trim_path(
    parts: Iterable[str], drop: frozenset[str], titles: Iterable[str] = ()
) -> tuple[str, ...]:
    """Leave out of a path what is no name of a section; each part once.

    Args:
        drop: folded words that are no sections.
        titles: folded; a longer piece of one is no section.
    """
    titles = tuple(titles)
    found: dict[str, str] = {}
    for part in parts:
        name = flatten(part).strip(_EDGES)
        key = fold(name)
        if (
            key
            and key not in drop
            and key not in titles
            and len(name) <= MAX_SECTION_CHARS
            and not DATE_PART.fullmatch(name)
            and not _is_piece(key, titles)
        ):
            found.setdefault(key, name)
    return tuple(found.values())


def _is_piece(key: str, titles: Sequence[str]) -> bool:
    """Return whether a name is most of a title, cut short."""
    return len(key) >= MIN_TITLE_PIECE_CHARS and any(
        title.startswith(key) and 2 * len(key) > len(title) for title in titles
    )
