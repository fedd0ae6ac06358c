"""Words that show what a part of a page is for: in ids, classes and first words."""

from __future__ import annotations

import re

# The patterns match lower-case names and texts, which is four times as fast as re.I.
# A search is faster still where every alternative begins with a letter, not with \b.

BAD_NAMES = re.compile(
    r"comment|related?|recommend|share|social|side-?bar|widget|promo|sponsor|advert|"
    r"\bads?\b|banner|foot|header|\bnav|menu|crumb|newsletter|subscri|sign-?up|popup|"
    r"modal|cookie|consent|copyright|license|disclaim|meta|byline|author|tags?\b|"
    r"taglist|pager|paginat|prev|next|more-|tool|rating|reply|respond|login|search|toc|"
    r"hidden|skip|trending|popular|latest|outbrain|taboola|gallery|caption|credit|"
    r"print|guide|xgxw|weizhi|position|fenxiang|pinglun|dibu"
)
GOOD_NAMES = re.compile(
    r"article|content|\bbody|entry|main|post|story|text|blog|page|column|markdown|"
    r"prose|detail|zhengwen|neirong|zoom|rich"
)
BOILERPLATE = re.compile(
    r"^\W*(?:netizens? commentary|(?:all|my|more) comments?|about news|"
    r"read (?:also|more|next)|see also|related|you may also|you might|"
    r"more (?:from|on|stories)|share|sign up|subscribe|follow us|click here|advertis|"
    r"sponsored|continue reading|story continues|copyright|©|all rights reserved|print|"
    r"e-?mail|tweet|facebook|download|leave a (?:comment|reply)|comments?\b|tags?\b|"
    r"filed under|posted (?:in|by|on)|photo(?:graph)? by|image(?: source)?:|credit|"
    r"source:|updated|published|last modified|(?:previous|next)\b|back to|skip to|"
    r"loading|please enable|best viewed|visitors? (?:to|since)|"
    r"this (?:site|website) uses|we use cookies|"
    r"网友评论|相关|推荐|延伸阅读|更多|分享|责任编辑|责编|编辑[:：]|来源[:：]|作者[:：]|"
    r"[上下]一[篇页](?:\W|文章)|打印|关闭|版权|免责|扫码|扫一扫|关注|点击|收藏|评论|本文|"
    r"转载|文章|声明|标签|分类|目录|返回|我要评论|发表评论|"
    r"mehr zum thema|lesen sie auch|auch interessant|teilen\b|kommentare\b|"
    r"lire aussi|à lire|partager|commentaires?\b|lea también|le puede interesar|"
    r"compartir|leggi anche|condividi|leia (?:também|mais)|compartilh|читайте также|"
    r"поделиться|関連|あわせて読みたい|シェア|コメント|この記事を|관련 ?기사|공유)"
)
END_MARK = re.compile(
    r"^\W*(?:related|recommended|you (?:may|might)|more (?:from|on|stories|in)|"
    r"(?:\d+\s+)?comments?\b|leave a|read (?:more|next)|most (?:read|popular)|trending|"
    r"popular|latest|about the author|share this|sign up|newsletter|subscribe|"
    r"(?:recent|similar|other|further) (?:posts|articles|stories|news|reading)|"
    r"netizens|about news|next up|up next|don.t miss|top stories|what to read|"
    r"相关|推荐|延伸阅读|更多|评论|网友评论|热门|热点|最新|上一篇|下一篇|猜你喜欢|"
    r"点击排行|本周(?:热|排)|\d\d小时热|mehr zum thema|lesen sie auch|auch interessant|"
    r"meistgelesen|kommentare\b|lire aussi|sur le même|les plus lus|lea también|"
    r"más leíd|leggi anche|più letti|leia (?:também|mais)|mais lidas|читайте также|"
    r"関連記事|人気記事|あわせて読みたい|コメント|관련 ?기사)"
)
"""First words of what follows an article."""
COMMENTS_HEADING = re.compile(
    r"\W*(?:\d+\W*[条件]?\W*)?(?:(?:网友|用户|读者|最新|精彩|全部|历史)?(?:留言|评论|評論)+|"
    r"コメント|댓글|comments?|responses?|kommentare?|reacties|commentaires?|"
    r"comentarios?|comentários?|commenti|комментарии)"
    r"(?:列表|区|一覧)?\s*(?:[(（][^)）]{1,20}[)）])?\W*"
)
"""All of a line above the comments on an article."""
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
DATELINE = re.compile(
    r"\b(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|^\W*by\s+[a-z]|"
    rf"\bmin(?:ute)?s? read|\b{MONTH}[a-z]*\.?\s+\d{{1,2}},?\s+(?:19|20)\d\d|"
    r"(?:来源|作者|编辑|点击|阅读|浏览|发布|click\s*num|source|published|updated)\s*[:：于]"
)
LEGAL = re.compile(
    r"cookies?\b|privacy\b|consent\b|terms (?:of|and)|"
    r"personal (?:data|information)|all rights reserved|copyright|©|unsubscribe|"
    r"newsletter|sign up|subscri|e-?mail address|隐私|版权|转载|订阅|公众号|扫码|"
    r"备案|经营许可|icp证|书面授权|法律顾问|广告服务|联系我们|無断転載|著作権|"
    r"저작권|все права"
)
"""Words about rights, personal data and subscriptions."""
PERSON = re.compile(
    r" is (?:an?|the) .{0,60}\b(?:writer|reporter|editor|author|journalist|"
    r"contributor|correspondent)\b| ago\b|点赞|回复"
)
"""Words about the writer of an article or a comment."""
NAME_PATTERNS = {
    "comments": r"comment|repl(?:y|ies)|respond|disqus|pinglun|feedback|discuss",
    "related": (
        r"related?|recommend|trending|popular|latest|most-|outbrain|taboola|more-|"
        r"read-?(?:more|next)|xgxw|teaser|\bcards?\b|promo|carousel|slider|rail"
    ),
    "overlay": (
        r"hidden|modal|popup|overlay|cookie|consent|privacy|gdpr|dialog|paywall|"
        r"disclaim|terms|legal|copyright|license"
    ),
    "offer": (
        r"newsletter|subscri|sign-?up|sponsor|advert|\bads?\b|banner|donat|promo|"
        r"membership"
    ),
    "pictures": r"caption|credit|gallery|image|photo|figure|media|video|slide|embed",
    "about": (
        r"meta|byline|author|\bbio\b|tags?\b|taglist|date|time|share|social|crumb|"
        r"posi"
    ),
    "frame": (
        r"\bnav|menu|foot|side-?bar|widget|header|login|search|pager|paginat|tool|toc"
    ),
    "deck": (
        r"\bdeck|\bdek|standfirst|subtitle|sub-?head|summary|\blede?\b|intro|excerpt"
    ),
}
"""Patterns of ids and classes by the kind of text inside such nodes."""
