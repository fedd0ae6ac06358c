"""The words of the interface. A new language is one column: a table in ``CATALOG``.

A text may hold named places, filled by ``str.format``; where the number ``n`` decides
the form, it is a pair of texts, for one and for more. Numbers and dates are written
the way of the language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

Text = str | tuple[str, str]

ENGLISH: dict[str, Text] = {
    "skip": "Skip to the results",
    "skip.article": "Skip to the article",
    "skip.text": "Skip to the text",
    "home": "To the publication",
    "language": "Language",
    "search": "Search",
    "search.label": "Search the archive",
    "search.words": "Words to search for",
    "search.placeholder": "Words, “a phrase”, -without",
    "search.kept": (
        "Your filter stays in place when you search again.",
        "Your {n} filters stay in place when you search again.",
    ),
    "start.span": (
        "{n} article, {years}",
        "{n} articles, {years}",
    ),
    "start.count": ("{n} article", "{n} articles"),
    "start.latest": "Latest",
    "start.index": "Sections and topics",
    "start.years": "By year",
    "start.all": ("See the one article", "All {n} articles, newest first"),
    "start.empty": "The archive is open, and there is no article in it yet.",
    "results": "Results",
    "found.words": (
        "{n} article matches “{q}”",
        "{n} articles match “{q}”",
    ),
    "found.filters": (
        "{n} article with the chosen filters",
        "{n} articles with the chosen filters",
    ),
    "found.all": ("{n} article in the archive", "{n} articles in the archive"),
    "found.none": "No article matches “{q}”",
    "found.none.filters": "No article has all the chosen filters",
    "found.page": "Page {page} of {pages}",
    "chosen": "Chosen filters",
    "chosen.remove": "Remove this filter:",
    "chosen.clear": "Clear all",
    "narrow": "Narrow the results",
    "narrow.some": ("{n} filter chosen", "{n} filters chosen"),
    "facet.topics": "Topic",
    "facet.section": "Section",
    "facet.published": "Date",
    "facet.authors": "Author",
    "facet.series": "Series",
    "facet.publisher": "Source",
    "facet.language": "Language",
    "facet.more": ("{n} more", "{n} more"),
    "facet.earlier": ("{n} earlier year", "{n} earlier years"),
    "facet.none": "Nothing to narrow by",
    "facet.chosen": "chosen; select to remove",
    "facet.count": ("{n} article", "{n} articles"),
    "date.from": "From",
    "date.to": "To",
    "date.apply": "Show these dates",
    "date.range": "{low} to {high}",
    "date.since": "since {low}",
    "date.until": "until {high}",
    "sort": "Order",
    "sort.relevance": "Relevance",
    "sort.newest": "Newest",
    "sort.oldest": "Oldest",
    "sort.most_read": "Most read",
    "pager": "Pages of results",
    "pager.previous": "Previous",
    "pager.next": "Next",
    "pager.page": "Page {n}",
    "pager.past": "The results end at page {pages}.",
    "pager.last": "Go to the last page",
    "hit.original": "Original",
    "hit.part": "Part {part} of {series}",
    "hit.why": "Why this matched",
    "hit.undated": "Undated",
    "message.where": "In your query:",
    "suggest.try": "Did you mean",
    "suggest.replaced": "Nothing matches “{q}”. These are the results for “{other}”.",
    "none.title": "What may help",
    "none.lift.one": (
        "Without {filter}: {n} article",
        "Without {filter}: {n} articles",
    ),
    "none.lift.all": (
        "Without any filter: {n} article",
        "Without any filter: {n} articles",
    ),
    "none.word": (
        "Only “{q}”: {n} article",
        "Only “{q}”: {n} articles",
    ),
    "none.advice": "Check the spelling, use fewer words, or a more general one.",
    "none.browse": "Browse the whole archive",
    "export": "Take these results along",
    "export.csv": "Table (CSV)",
    "export.json": "Data (JSON)",
    "export.atom": "Feed (Atom)",
    "article.by": "By {names}",
    "article.editor": "Edited by {name}",
    "article.publisher": "Source: {name}",
    "article.modified": "changed {date}",
    "article.reads": ("read {n} time", "read {n} times"),
    "article.original": "Read the original",
    "article.contents": "Contents",
    "article.series": "In this series",
    "article.topics": "Topics",
    "article.back": "Back to the results",
    "article.marked": "The words of your search, “{q}”, are marked.",
    "article.unmarked": "Show without marks",
    "footer.made": "Searched with Broadsheet",
    "error.400.title": "This request cannot be answered",
    "error.400.text": "Something in the address is not right:",
    "error.404.title": "There is no such page",
    "error.404.text": "The article may have been removed, or the address has a slip.",
    "error.405.title": "This page takes no such request",
    "error.405.text": "It can only be read.",
    "error.500.title": "Something went wrong here",
    "error.500.text": "It is not your fault. The error has been written down.",
    "error.503.title": "The archive cannot be searched at the moment",
    "error.503.text": "The index does not open. Its keeper can put it right:",
    "error.other.title": "This request cannot be answered",
    "error.other.text": "The server did not take it.",
    "error.home": "To the search page",
    "wrong.address": "the address is not valid, or has too many parameters",
    "diagnostic.unclosed-quote": "A quotation mark was closed at the end.",
    "wrong.q": "the query is too long or given twice",
    "wrong.sort": "there is no such order",
    "wrong.page": "the page must be a number from 1 on",
    "wrong.size": "the size must be a number from 1 to 100",
    "wrong.from": "this is no date",
    "wrong.to": "this is no date",
    "wrong.lang": "there is no such language",
    "wrong.format": "there is no such format",
    "wrong.published": "this is no date or no range of dates",
    "wrong.value": "a filter is too long or unknown",
}

CHINESE: dict[str, Text] = {
    "skip": "跳到检索结果",
    "skip.article": "跳到文章",
    "skip.text": "跳到正文",
    "home": "返回网站",
    "language": "语言",
    "search": "检索",
    "search.label": "检索文库",
    "search.words": "检索词",
    "search.placeholder": "词语、“短语”、-排除",
    "search.kept": "再次检索时，已选的 {n} 个条件仍然有效。",
    "start.span": "共 {n} 篇文章，{years}",
    "start.count": "共 {n} 篇文章",
    "start.latest": "最新文章",
    "start.index": "栏目与主题",
    "start.years": "按年份",
    "start.all": "浏览全部 {n} 篇文章（由新到旧）",
    "start.empty": "文库已经开放，但还没有文章。",
    "results": "检索结果",
    "found.words": "“{q}”：{n} 篇文章",
    "found.filters": "符合所选条件的文章：{n} 篇",
    "found.all": "文库共有 {n} 篇文章",
    "found.none": "没有与“{q}”相符的文章",
    "found.none.filters": "没有同时符合所选条件的文章",
    "found.page": "第 {page} 页，共 {pages} 页",
    "chosen": "已选条件",
    "chosen.remove": "取消条件：",
    "chosen.clear": "全部清除",
    "narrow": "缩小范围",
    "narrow.some": "已选 {n} 个条件",
    "facet.topics": "主题",
    "facet.section": "栏目",
    "facet.published": "日期",
    "facet.authors": "作者",
    "facet.series": "系列",
    "facet.publisher": "来源",
    "facet.language": "语言",
    "facet.more": "另有 {n} 项",
    "facet.earlier": "更早的 {n} 个年份",
    "facet.none": "没有可选的条件",
    "facet.chosen": "已选，再选则取消",
    "facet.count": "{n} 篇",
    "date.from": "起始日期",
    "date.to": "截止日期",
    "date.apply": "按日期筛选",
    "date.range": "{low}至{high}",
    "date.since": "{low}以后",
    "date.until": "{high}以前",
    "sort": "排序",
    "sort.relevance": "相关度",
    "sort.newest": "由新到旧",
    "sort.oldest": "由旧到新",
    "sort.most_read": "阅读最多",
    "pager": "结果分页",
    "pager.previous": "上一页",
    "pager.next": "下一页",
    "pager.page": "第 {n} 页",
    "pager.past": "结果到第 {pages} 页为止。",
    "pager.last": "转到最后一页",
    "hit.original": "原文",
    "hit.part": "《{series}》之{part}",
    "hit.why": "为何入选",
    "hit.undated": "日期不详",
    "message.where": "在检索式中：",
    "suggest.try": "您要找的是不是",
    "suggest.replaced": "没有与“{q}”相符的文章，以下是“{other}”的结果。",
    "none.title": "不妨试试",
    "none.lift.one": "不限“{filter}”：{n} 篇",
    "none.lift.all": "不限任何条件：{n} 篇",
    "none.word": "只查“{q}”：{n} 篇",
    "none.advice": "请检查用字，减少词语，或换一个更宽泛的词。",
    "none.browse": "浏览全部文章",
    "export": "保存这些结果",
    "export.csv": "表格 (CSV)",
    "export.json": "数据 (JSON)",
    "export.atom": "订阅 (Atom)",
    "article.by": "作者：{names}",
    "article.editor": "责编：{name}",
    "article.publisher": "来源：{name}",
    "article.modified": "更新于{date}",
    "article.reads": "阅读 {n} 次",
    "article.original": "阅读原文",
    "article.contents": "目录",
    "article.series": "本系列文章",
    "article.topics": "主题",
    "article.back": "返回检索结果",
    "article.marked": "文中已标出检索词“{q}”。",
    "article.unmarked": "不显示标记",
    "footer.made": "检索系统：Broadsheet",
    "error.400.title": "无法处理这个请求",
    "error.400.text": "网址中有一处不正确：",
    "error.404.title": "没有这个页面",
    "error.404.text": "文章可能已经移除，或者网址有误。",
    "error.405.title": "这个页面不接受此类请求",
    "error.405.text": "它只能阅读。",
    "error.500.title": "这里出了差错",
    "error.500.text": "这不是您的问题。差错已记录下来，我们会查找原因。",
    "error.503.title": "文库暂时无法检索",
    "error.503.text": "索引无法打开。维护人员可以这样处理：",
    "error.other.title": "无法处理这个请求",
    "error.other.text": "服务器没有接受它。",
    "error.home": "前往检索页",
    "wrong.address": "网址无效，或参数太多",
    "diagnostic.unclosed-quote": "引号没有配对，已在末尾补上。",
    "wrong.q": "检索式太长，或给了两次",
    "wrong.sort": "没有这种排序",
    "wrong.page": "页码须为从 1 起的整数",
    "wrong.size": "每页篇数须为 1 至 100 的整数",
    "wrong.from": "这不是日期",
    "wrong.to": "这不是日期",
    "wrong.lang": "没有这种语言",
    "wrong.format": "没有这种格式",
    "wrong.published": "这不是日期或日期范围",
    "wrong.value": "条件太长，或不存在",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One language of the interface.

    Attributes:
        code: ISO 639-1, as in ``indexer.languages``.
        tag: BCP 47, for ``lang`` attributes of the interface itself.
        name: in the language itself.
        texts: by key.
        day, month, year: patterns of dates; ``{name}`` is the name of the month.
        months: their names.
    """

    code: str
    tag: str
    name: str
    texts: Mapping[str, Text]
    day: str
    month: str
    year: str
    months: tuple[str, ...]

    def say(self, key: str, /, **values: object) -> str:
        """Return the text of a key with its places filled.

        Args:
            values: by name; ``n`` also picks the form; integers get separators.
        """
        text = self.texts[key]
        if isinstance(text, tuple):
            text = text[values["n"] != 1]
        shown = {k: f"{v:,}" if isinstance(v, int) else v for k, v in values.items()}
        return text.format(**shown)

    def date(self, value: str | dt.date) -> str:
        """Write a date, or the ISO form of a year, month or day, for people.

        >>> CATALOG["en"].date("2019-11"), CATALOG["zh"].date("2019-11-29")
        ('November 2019', '2019年11月29日')
        """
        year, month, day = (*str(value)[:10].split("-"), "", "")[:3]
        pattern = self.day if day else self.month if month else self.year
        return pattern.format(
            year=int(year),
            month=int(month or 1),
            day=int(day or 1),
            name=self.months[int(month or 1) - 1],
        )


CATALOG: dict[str, Column] = {
    "en": Column(
        "en",
        "en",
        "English",
        ENGLISH,
        day="{day} {name} {year}",
        month="{name} {year}",
        year="{year}",
        months=(
            *("January", "February", "March", "April", "May", "June", "July"),
            *("August", "September", "October", "November", "December"),
        ),
    ),
    "zh": Column(
        "zh",
        "zh-Hans",
        "中文",
        CHINESE,
        day="{year}年{month}月{day}日",
        month="{year}年{month}月",
        year="{year}年",
        months=tuple(f"{month}月" for month in range(1, 13)),
    ),
}
