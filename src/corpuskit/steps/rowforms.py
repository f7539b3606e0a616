"""Rows between a title and a text, and under it, that state a field by their form alone: the last that is asked.

What lives here: stated_by_form(), put_up_by(), clock_abroad(). What never does: rows that labels, roles or names beside times
explain (fieldgrammar.py, creditreader.py, rowpeople.py); which value counts (fieldreader.py).

How it works: each form is a mark of its own: an at-sign before a name, a name that a time without a blank follows and counts
after that, the names before a journal with its issue, a person and the paper behind a comma, the word for "wrote" between a name
and a time. A form that names an office says so: its value is no person.

Weak: a site that sets its own account where others set the writer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.timegrammar import find_time

__all__ = ["Stated", "clock_abroad", "put_up_by", "stated_by_form"]

LINE_MAX_CHARS = 120
LINES_KNOWN = 2_000
_DATE = r"(?:(?:19|20)\d\d|\d\d)\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}"
_USER = r"[^\s@:,;。!?|/<>《》【】\[\]「」()·•]{2,20}"
_EN = r"[A-ZÀ-Þ][\w.'’-]{1,18}(?:\s[A-ZÀ-Þ][\w.'’-]{0,20}){1,2}"
_COUNT = r"(?:(?:阅读|阅|浏览|点击|评论|收藏|喜欢|赞|回复|人气)\s?(?:[\d,.]{1,9}\s?[万kK]?(?:次|条)?)?\s?){1,5}"
# Each with the groups `author` and `source_name`; "office" in a name of a group stands for one that may be an office.
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"@(?P<author>{_USER})(?=\s{{0,2}}[·|•]|\s+{_DATE}|\s*\Z).*",
        rf"(?P<author>[^\s:|,。!?\d]{{2,12}}){_DATE}日?\s?(?:\d{{1,2}}:\d\d(?::\d\d)?)?\s?{_COUNT}",
        r"(?P<author>[\u3400-\u9fff]{2,4}(?:[\s,、;]{1,2}[\u3400-\u9fff]{2,4}){0,5})\s{1,3}《(?P<source_name>[^《》]{2,20})》\s?(?:19|20)\d\d年?,?\s?第.*",
        rf"(?:By )?(?P<author>{_EN}), (?!.*(?:Reporter|Writer|Editor|Correspondent|Staff)\b)"
        r"(?P<source_name>(?:[A-Z][\w'’&-]*\s){1,4}[A-Z][\w'’&-]*)",
        rf"(?P<author>{_EN})\s?[|·•–—]\s?(?P<source_name>(?:The )?(?:[A-Z][\w'’&-]*\s){{0,3}}"
        r"(?:News|Times|Post|Press|Herald|Courier|Journal|Gazette|Tribune|Ledger|Mail|Observer|Chronicle))",
        rf"(?P<author>[가-힣]{{2,4}})\s[\w.+-]+@[\w.-]+\s+(?={_DATE}).*",
        rf"asked (?P<published>[A-Z][a-z]{{2}} \d{{1,2}}(?:, (?:19|20)\d\d| ['’]\d\d)? at \d{{1,2}}:\d\d)"
        rf"\s+(?P<author>{_EN}|{_USER})(?:\s\d[\d,.k]*(?:[●•]\d+)*)?",
        r"(?:Publié|Posté|Écrit|Mis en ligne|Veröffentlicht|Erschienen|Geschrieben"
        r"|Publicado|Escrito|Pubblicato|Scritto|Posted|Published|Written)\s"
        r"[^|]{6,40}?\d\d\s(?:par|von|por|da|di"
        r"|by)\s(?P<author>[A-ZÀ-Þ][\w.'’-]{1,18}(?:\s[A-ZÀ-Þ][\w.'’-]{0,20}){0,2})(?:\s*[|·•,—–].*|\s(?:dans|in|en)\s.*)?",
        r"(?:Date|Sent): (?P<published>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} (?:19|20)\d\d \d\d:\d\d.*)",
        rf"(?:(?:原创|转载|翻译|置顶|精华)\s)?(?P<office>{_USER})\s(?:于|発表于|发表于|(?:最后)?发布于|上传于)\s?(?={_DATE}).*",
        rf".{{0,24}}\d\s{{1,3}}(?P<author>{_USER})\s发表在\s.*",
        r"(?:글|시|소설|수필|동화|정리|취재|대담|번역|옮김)\s(?P<author>[가-힣]{2,5})(?=\s?[|(]|\s*\Z).*",
        rf"(?P<author>{_USER})の(?:感想(?:・评価|・評価)?|レビュー|口コミ|クチコミ)(?:・评価|・評価)?\s.*",
        rf"(?:プロフィール|スレ主|トピ主)\s(?P<author>{_USER}?)さん(?:\s.*)?",
        r"\d{1,2}/\d{1,2}\s?\(.\)\s\d{1,2}:\d\d\s?配信\s{1,3}(?P<source_name>[^\s\d].{1,20})",
        r"(?:글\s)?(?P<author>(?:[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지][가-힣]{1,2}|[가-힣]아무개))"
        r"\s(?:[가-힣]{1,6}(?:사|가|원|장|수|인|스트|교수|대표|변호사|평론가|박사))\s{0,3}(?:\||기사입력|승인|입력|등록|\Z).*",
        rf"(?:微信)?公众号\s?:\s?(?P<source_name>[^\s,。!?:|]{{2,14}})\s+(?={_DATE}).*",
        r"(?:摘自|选自|转自|原载|刊于|载于)于?\s?《(?P<source_name>[^《》]{2,20})》.{0,24}",
        r"(?P<source_name>[^\s:,。|]{2,10}[台网报社刊讯])\s(?:特派|特约)?(?:记者|责任编辑"
        r"|编辑)\s?(?P<author>[\u3400-\u9fff]{2,3}(?:[\s、][\u3400-\u9fff]{2,3}){0,3})"
        r"(?:\s?/\s?(?:摄影|图)\s?[\u3400-\u9fff]{2,3})?\s?(?:综合)?(?:报[导道]|编译|整理)",
        r"[^\s:,。|]{1,8}[科部室]\s{1,3}(?P<author>[\u3400-\u9fff]{2,3})\s?(?:副?主任|主治)?(?:医师|营养师|药师|护理师"
        r"|医生)(?:\s.*)?",
        rf"\[{_DATE}\]\s(?:文[、:]?摄?\s?[:/]\s?)?(?P<office>{_USER})",
    )
)
_MAY = re.compile(
    r"@|《|asked |\d\d\s(?:par|von|por|da|di|by)\s"
    r"|^Date:|^Sent:|于|[a-z]\s?[|·•–—]\s?[A-Z]|さん|の(?:感|レ|口|ク)|, [A-Z]|^\[|报[导道]\Z|[科部室]\s|配信|发表在|公众号"
    r"|^[글시소수동정취대번옮]|^[가-힣]{2,4}\s[가-힣]{2,7}(?:\s|\Z)|\d(?:阅|浏|点|评|收|喜|赞|回|人)"
)
# A paper before its reporter on a row with a time; without one it says where he works.
_PAPERS = (
    re.compile(r"(?P<source_name>[\u3400-\u9fff]{2,8}?)\s?(?:全媒体|融媒体)?记者\s?[\u3400-\u9fff]{2,4}(?:[\s/,、].*)?"),
    re.compile(
        r"(?P<source_name>[가-힣]{1,8}(?:일보|신문|뉴스|타임즈|매일|경제|통신|저널|방송))\s[가-힣]{2,4}\s?(?:\S{1,3})?기자\b.*"
    ),
)
_NO_PAPER = re.compile("本[报网台社刊站]|特[约派]|实习|见习|首席|驻|.{0,4}(?:摄影|文字|通讯员)|作者|责任?|编辑")
_NO_NAME = re.compile(
    r".*(?:时间|日期|来源|浏览|阅读|点击|字[号体]|发布|更新|首页|栏目|公告|关注|客户端|公众号|下载|热点|推荐视频|举报)|\d+"
    r"|匿名.*|.*\*.*|网友.*|本[站网报]|由|我"
)
# Who put a post up and at what clock, its day being elsewhere: 張貼者： 甲乙 於 下午10:05.
_POST_CLOCK = re.compile(
    r"(?:张贴者|发表者|发布者|Posted by|作者)\s?:?\s{1,2}(?P<author>[^\s:,|]{1,20}(?:\s[A-Za-z][\w.]{0,16})?)"
    r"\s(?:于|在|at)\s(?:[上下]午|[AP]M)?\s?\d{1,2}:\d\d(?:\s?[AP]M)?\s*(?:\Z|[^\d\s].*)"
)

# The same as blogs have it in further languages: Publicado por Ana en 21:15, Автор: Мария на 21:15.
_POST_CLOCK_ABROAD = re.compile(
    r"(?:(?:[^\W\d_]+\s){1,2}(?:por|par|da|von|door|av|af|oleh|przez|bởi)|Gönderen|Автор|Опубликовал[аи]?|Autor|Người đăng|게시자"
    r"|مرسلة بواسطة)\s?:?\s{1,2}(?P<author>[^\W\d_][^\d:|,]{0,28}?)"
    r"\s(?:di|en|em|às|as|alle|a las|à|um|op|zaman|kl\.?|at|o|на|в|vào lúc|시간|时刻|時刻|في)\s?:?\s?"
    r"(?P<clock>\d{1,2}[:.]\d\d(?:\s?(?:[AaPp]\.?\s?[Mm]\.?|م|ص))?)\s*"
)


class Stated(NamedTuple):
    """A field with its value as it stands; office: it may name an office, which is no person."""

    field: str
    value: str
    office: bool = False


@lru_cache(maxsize=LINES_KNOWN)
def stated_by_form(raw: str) -> tuple[Stated, ...]:
    """What a row states by its form; nothing for the most rows."""
    return tuple(_stated(raw.strip(" \u3000\t")))


def _stated(bare: str) -> Iterator[Stated]:
    if not 2 < len(bare) <= LINE_MAX_CHARS:
        return
    view = fold(bare, fold_table())
    match = next((found for form in _FORMS if (found := form.fullmatch(view)) is not None), None) if _MAY.search(view) else None
    if match is not None:
        for group, value in match.groupdict().items():
            if value is None:
                continue
            if group != "published" and (_NO_NAME.fullmatch(value) or label_alone(value) is not None or find_time(value)):
                return
            start = match.start(group)
            said = bare[start : start + len(value)]
            yield Stated("author" if group == "office" else group, said, group == "office")
    if ("记者" in view or "기자" in view) and find_time(view) is not None:
        for form in _PAPERS:
            paper = form.match(view)
            if paper is not None and _NO_PAPER.match(paper["source_name"]) is None:
                yield Stated("source_name", bare[paper.start("source_name") : paper.end("source_name")])
                return


def put_up_by(raw: str) -> str:
    """Who put a post up at what clock, where a line says so and leaves out the day; empty for any other line."""
    bare = raw.strip(" \u3000\t")
    if len(bare) > LINE_MAX_CHARS:
        return ""
    view = fold(bare, fold_table())
    match = _POST_CLOCK.fullmatch(view) or _POST_CLOCK_ABROAD.fullmatch(view)
    return bare[match.start("author") : match.end("author")] if match is not None else ""


def clock_abroad(view: str) -> str:
    """The clock at which a folded line in a further language says that somebody put the post up; empty for any other line."""
    match = _POST_CLOCK_ABROAD.fullmatch(view) if len(view) <= LINE_MAX_CHARS else None
    if match is None:
        return ""
    return match["clock"].replace(".", ":", 1).replace("م", "PM").replace("ص", "AM")
