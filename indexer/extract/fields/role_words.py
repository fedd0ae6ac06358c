"""Words of jobs, newspapers, agencies and departments, to tell them from persons."""

from __future__ import annotations

import re

from ...text import HAN

AGENCY = re.compile(
    r"\b(?:reuters|afp|dpa|ansa|tass|ria novosti|interfax|bloomberg|xinhua|kyodo|"
    r"yonhap|associated press|тасс|риа новости|интерфакс)\b"
    r"|(?-i:\b(?:AP|UPI|ANI|PTI|EFE|APA|SDA|KNA|EPD|DTS|BBC|CNN|CCTV)\b)"
    r"|^(?:epd|kna|sda|apa|dts|efe)$"
    r"|新华[社网]|新華[社網]|中新[社网]|中央社$|通讯社|通信社|연합뉴스|뉴시스|뉴스1|وكالة",
    re.I,
)
"""News agencies."""
INSTITUTION_WORD = re.compile(
    r"\b(?:editorial|newsroom|newsdesk|news|desk|press|agency|magazine|media|university|"
    r"institute|college|foundation|department|council|association|inc|llc|ltd|gmbh|corp|"
    r"company|times|post|daily|journal|gazette|wires?|center|centre|group|network|"
    r"redaktion|zeitung|nachrichten|agentur|presse|pressestelle|verlag|ministerium|"
    r"rédaction|redaction|agence|ministère|redacción|redacao|redação|agencia|agência|"
    r"redazione|ufficio stampa|agenzia|giornale|periódico|diario|ministerio|"
    r"redactie|redaktionen|redakcja|редакция|пресс-служба|агентство|газета|журнал|"
    r"министерство|تحرير|التحرير|صحيفة|جريدة)\b"
    r"|(?:网|網|报|報|社|部|站|台|厅|局|处|署|频道|电台|新闻|新聞|中心|办公室|委员会|编辑室|"
    r"周刊|月刊|杂志|雜誌|在线|集团|公司|学院|大学|学校|团队|工作室|研究院|研究所|实验室|协会|"
    r"编辑组|政府|出版社|公众号)$|网站|编辑部|编委会|編集部|取材班|広報|株式会社|편집부|취재팀|뉴스|신문|일보",
    re.I,
)
"""Words of the names of newspapers, departments and other institutions."""
ROLE_WORD = re.compile(
    rf"(?<![^\W\d_{HAN}])(?:staff|editors?|team|writers?|reporters?|contribut\w+|columnist|"
    r"correspondents?|journalist|admin\w*|webmaster|guest|moderator|"
    r"sponsored|marketing|"
    r"anonymous|unknown|author|user|partner|producer|photographer|director|manager|"
    r"officer|founder|ceo|coo|cto|president|specialist|expert|analyst|senior|blog|"
    r"minutes?|hours?|ago|"
    r"reviews?|content|services?|copywriter|strategist|"
    r"intern|professor|lecturer|read|view|share|more|follow|subscribe|related|views|"
    r"comments?|login|home|updated|published|our|the|about|online|official|support|"
    r"solutions|studio|reviewed|edited|checked|learn|over|certified|consultant|"
    r"hardware|accounting|development|head|vice|educator|master|licensed|registered|"
    r"therapist|coach|advis[eo]r|planner|attorney|lawyer|engineer|scientist|researcher|"
    r"fellow|nutritionist|dietitian|physician|psychologist|categories|uncategorized|facebook|"
    r"twitter|linkedin|instagram|youtube|pinterest|whatsapp|disclosure|publisher|"
    r"wordpress|joomla|drupal|dedecms|phpcms|discuz|comsenz|typecho|hexo|jekyll|emlog|"
    r"frontpage|dreamweaver|microsoft|"
    r"autorin|autor|redakteur(?:in)?|korrespondent(?:in)?|auteur|journaliste|"
    r"correspondant|redactor|periodista|corresponsal|redattore|giornalista)"
    rf"(?![^\W\d_{HAN}])"
    r"|编辑|編輯|记者|記者|小编|小編|管理员|管理員|站长|站長|責任者",
    re.I,
)
"""Words of jobs, of software and of what else stands beside names."""


def is_role(name: str) -> bool:
    """Return whether a text has a word of a job, an agency or another institution."""
    return ROLE_WORD.search(name) is not None or is_institution(name)


def is_institution(name: str) -> bool:
    """Return whether a text names an agency, a newspaper, a department and the like.

    >>> [is_institution(n) for n in ("dpa", "澜湾日报", "Press Office", "Ann Lee")]
    [True, True, True, False]
    """
    if AGENCY.search(name):
        return True
    return INSTITUTION_WORD.search(name) is not None and "的" not in name
