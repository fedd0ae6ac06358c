"""Words of dates by language: months, eras, halves of the day, and labels of dates.

A new language is a line in each table. Months are in the nominative and, where dates
have it, the genitive; the forms are those of CLDR 45 and their common short ones.
"""

from __future__ import annotations

import unicodedata

_MONTHS = {
    "ar": """يناير كانون_الثاني جانفي | فبراير شباط فيفري | مارس آذار
        | أبريل إبريل نيسان أفريل | مايو أيار ماي | يونيو يونيه حزيران جوان
        | يوليو يوليه تموز جويلية | أغسطس آب أوت | سبتمبر أيلول | أكتوبر تشرين_الأول
        | نوفمبر تشرين_الثاني | ديسمبر كانون_الأول""",
    "ca": """gener | febrer | març | abril | maig | juny | juliol | agost | setembre
        | octubre | novembre | desembre""",
    "cs": """leden ledna | únor února | březen března | duben dubna | květen května
        | červen června | červenec července | srpen srpna | září | říjen října
        | listopad listopadu | prosinec prosince""",
    "da no sv": """januar januari jan | februar februari feb | marts mars mar
        | april apr | maj mai | juni jun | juli jul | august augusti aug
        | september sep sept | oktober okt
        | november nov | december desember dec des""",
    "de": """januar jänner jan jän | februar feber feb | märz mär mrz | april apr | mai
        | juni jun | juli jul | august aug | september sep sept | oktober okt
        | november nov | dezember dez""",
    "el": """ιανουάριος ιανουαρίου | φεβρουάριος φεβρουαρίου | μάρτιος μαρτίου
        | απρίλιος απριλίου | μάιος μαΐου | ιούνιος ιουνίου | ιούλιος ιουλίου
        | αύγουστος αυγούστου | σεπτέμβριος σεπτεμβρίου | οκτώβριος οκτωβρίου
        | νοέμβριος νοεμβρίου | δεκέμβριος δεκεμβρίου""",
    "en": """january jan | february feb | march mar | april apr | may | june jun
        | july jul | august aug | september sept sep | october oct | november nov
        | december dec""",
    "es": """enero ene | febrero feb | marzo mar | abril abr | mayo may | junio jun
        | julio jul | agosto ago | septiembre setiembre sep sept set | octubre oct
        | noviembre nov | diciembre dic""",
    "fi": """tammikuu tammikuuta | helmikuu helmikuuta | maaliskuu maaliskuuta
        | huhtikuu huhtikuuta | toukokuu toukokuuta | kesäkuu kesäkuuta
        | heinäkuu heinäkuuta | elokuu elokuuta | syyskuu syyskuuta | lokakuu lokakuuta
        | marraskuu marraskuuta | joulukuu joulukuuta""",
    "fr": """janvier janv | février févr fév | mars | avril avr | mai | juin
        | juillet juil | août | septembre sept | octobre oct | novembre nov
        | décembre déc""",
    "hu": """január jan | február febr | március márc | április ápr | május máj
        | június jún | július júl | augusztus aug | szeptember szept | október okt
        | november nov | december dec""",
    "it": """gennaio gen genn | febbraio feb febbr | marzo mar | aprile apr | maggio mag
        | giugno giu | luglio lug | agosto ago | settembre sett set | ottobre ott
        | novembre nov | dicembre dic""",
    "nl": """januari jan | februari feb | maart mrt | april apr | mei | juni jun
        | juli jul | augustus aug | september sep | oktober okt | november nov
        | december dec""",
    "pl": """styczeń stycznia sty | luty lutego lut | marzec marca mar
        | kwiecień kwietnia kwi | maj maja | czerwiec czerwca cze | lipiec lipca lip
        | sierpień sierpnia sie | wrzesień września wrz | październik października paź
        | listopada lis | grudzień grudnia gru""",
    "pt": """janeiro jan | fevereiro fev | março mar | abril abr | maio mai | junho jun
        | julho jul | agosto ago | setembro set | outubro out | novembro nov
        | dezembro dez""",
    "ro": """ianuarie ian | februarie feb | martie | aprilie | mai | iunie iun
        | iulie iul | august aug | septembrie sept | octombrie oct | noiembrie noi
        | decembrie dec""",
    "ru": """январь января янв | февраль февраля фев февр | март марта мар
        | апрель апреля апр | май мая | июнь июня июн | июль июля июл
        | август августа авг | сентябрь сентября сен сент | октябрь октября окт
        | ноябрь ноября ноя нояб | декабрь декабря дек""",
    "tr": """ocak | şubat | mart | nisan | mayıs | haziran | temmuz | ağustos | eylül
        | ekim | kasım | aralık""",
    "uk": """січня січ | лютого лют | березня бер | квітня кві | травня | червня
        | липня | серпня | вересня | жовтня | листопада | грудня""",
}  # fmt: skip
"""Names of the months from January on, ``|`` between two; ``_`` is a blank."""

ERA_YEARS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The year before the first one of an era."""

AFTERNOON_WORDS = frozenset(("下午", "晚上", "午後", "午后", "오후", "pm", "م"))
MIDNIGHT_WORDS = frozenset(("凌晨", "午前", "오전", "am", "ص"))
"""Halves of the day in which an hour of 12 is the hour after midnight."""

PUBLISHED_LABELS = r"""
    publi(?:shed|cation) posted post\s(?:time|date) first\s(?:aired|seen) created filed
    发布 发表 刊发 创建 时间 日期 出版 發佈 發表 發布
    公開 投稿 掲載 配信 作成日 登録日 게시 등록 발행 작성 입력 نشر
    veröffentlicht erschienen erstellt publiziert publié mis\sen\sligne paru\sle
    publicad[oa] publicación pubblicat[oa] postad[oa] publicat gepubliceerd geplaatst
    publicerad publiceret publisert julkaistu opublikowan publikacji publikováno
    yayınlanma közzétéve опубликован публикации размещен опубліковано
"""
"""Words for publication, each a pattern."""
UPDATED_LABELS = r"""
    updat modif revis edited refreshed reviewed
    (?:更新|修改|修订|编辑于)(?:时间|日期|日時|日)?
    修正 改訂 수정 갱신 업데이트 تحديث تعديل
    aktualisiert geändert überarbeitet \bstand\b mise?\sà\sjour actualisé actualizad
    actualización atualizad atualização aggiornat ultima\smodifica bijgewerkt gewijzigd
    uppdaterad opdateret oppdatert päivitetty aktualizac zaktualizowan aktualizov
    güncelle обновлен обновлён изменен изменён оновлен
"""
"""Words for a change, each a pattern."""
OTHER_LABELS = r"""
    © copyright \(c\) expire deadline accessed retrieved born since until from through
    version member joined comment replied event starts ends valid access(?:ed)?
    \bbuil[dt]\b generated compiled rendered crawled 版权 截止 有效 締切 開催 生年月日
    마감 유효 gültig veranstaltung geboren abgerufen valable jusqu consulté hasta vence
    nacid[oa] válid[oa] até\b scade \bnat[oa]\sil geldig giltig действител
"""
"""Words before dates of something else, each a pattern; builds of a site too."""
OPENING_LABELS = r"""
    published posted post\s(?:time|date)
    (?:发布|发表|刊发|發佈|發表)(?:时间|日期|于|時間)?
    (?:公開|投稿|掲載|配信)日時? (?:게시|등록|발행|입력)일? تاريخ\sالنشر
    veröffentlicht publié\sle
    publicado pubblicato gepubliceerd publicerad julkaistu opublikowano опубликовано
"""
"""Words that open a line whose date is that of publication wherever it stands."""


def join_patterns(table: str) -> str:
    """Return one pattern for all words of a table."""
    return "|".join(table.split())


def fold_month(name: str) -> str:
    """Return a name of a month without case, accents and points.

    >>> fold_month("Févr."), fold_month("Août")
    ('fevr', 'aout')
    """
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)).rstrip(".")


MONTH_NUMBERS = {
    fold_month(name.replace("_", " ")): number
    for table in _MONTHS.values()
    for number, names in enumerate(table.split("|"), start=1)
    for name in names.split()
}
"""Names of months as ``fold_month`` returns them -> 1 to 12."""
