"""Datelines, credits and sources that a text cites, by where they stand and how often.

What lives here: is_cited(), is_cited_line(). What never does: their forms (rulebook, boilerplate-single.toml), pieces told by
themselves (ownpiece.py), cutting.

How it works: a report begins with its dateline. Below a sentence of the text that stays, a dateline is what somebody reads
aloud, teaches or collects; several of different houses or days are a chronicle, whose only dates these are. A credit that ends
one line after another is a column of a list, and a source with text behind it is that of a figure or of a passage. Lines are
asked that are still there, so what one round leaves is what the next one sees.

Weak: reports that stand under each other without a bar between keep their datelines; so does one below a lead.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["is_cited", "is_cited_line"]

DATELINES = frozenset(("zh.credit.dateline-agency", "zh.credit.dateline-house", "zh.credit.dateline-again"))
_PARTS = frozenset(("any.page.part", "any.credit.part"))  # what is learned cuts the same pieces
# A house and the day that it sent what stands behind, at the head of a line.
_DISPATCH = re.compile(
    r"^[^\S\n]*([^\s:：,，。！？!?\d()（）]{2,20})(?:\d{4}年)?(\d{1,2}月\d{1,2}日)(?:[专專]?[电電]|[讯訊]|消息|[报報][道導])",
    re.MULTILINE,
)
DISPATCHES_MIN = 3
# Credits in brackets at the ends of lines, which a list of works sets behind each.
_LISTED = {
    "zh.credit.editor-bracket": re.compile(
        r"[(（【\[]\s?(?:责任编辑|責任編輯|责编|責編)\s?[:：/／][^()（）【】\[\]\n]{0,16}[)）】\]]\s*$", re.MULTILINE
    ),
    "zh.credit.doers-slashed": re.compile(
        r"[(（【\[]\s?(?:文|图|圖|图文|圖文|摄影|攝影|编辑|編輯)[/／][^()（）【】\[\]\n]{2,60}[)）】\]]\s*$", re.MULTILINE
    ),
    "zh.source.last": re.compile(
        r"^\s*[(（【\[]\s?[^\s:：]{0,2}(?:来源|來源)\s?[:：][^()（）【】\[\]\n]{2,24}[)）】\]]\s*$", re.MULTILINE
    ),
}
LISTED_MIN = 2
# What a sentence says before roles with names, where these are what the text is about.
_ROSTER = re.compile(
    r"(?:名单|名單|如下|以下|下列|下面|分工|[编編][组組]|成员|成員|委员[会會]|委員會|[获獲][奖獎]|等[奖獎]|入[围圍]|感[谢謝]|致[谢謝敬]|[谢謝]{2}|[章篇],[^。]{0,8}字"
    r"|招聘|[有这這][两兩二三四五六七八九十几幾\d]{1,2}位)[^。！!？?：]{0,40}[。！!？?…”」]\s{0,3}\Z"
)
_ROLES = re.compile(
    r"\s*(?:责任编辑|責任編輯|责编|編輯|编辑|主[编編]|作者|记者|記者|文字|[图圖]片|[摄攝]影|剪[辑輯]|校[对對]|审核|審核|监制|監製|[一二三初复復终終]审|[一二三初復終]審)\s?[:：]"
    r"|\s*[^\s:：]{2,10}[报報网網台社](?:首席|特派)?[记記]者"
)
_NO_NAMES = re.compile(
    r"[:：]\s?(?:周[一二三四五六日末]|[谢謝]{2}|高兴|高興|明白|[通][过過]|和解|合格|[黄白黑红]色|宋体|包吃)(?=\s|\Z)"
)
_OF_A_WORD = re.compile(r"(?:[电電讯訊]|[记記]者[^()（）]{0,12}[)）])\s*\Z")  # a dateline that the next word speaks of
_SAID = re.compile(r"月\d{1,2}日(?:消息|[报報][道導])\s?[:：]")
_TERMS = re.compile(
    "[声聲]明[:：].{0,40}(?:[参參][赛賽加]|[报報]名者|[来來投]稿|主[办辦]方|甲方|乙方|拍品)"
)  # who takes part agrees
_SHARES = re.compile("[转轉][发發]|点赞|點讚|分享")
_OF_PERSONS = frozenset(("credit", "source", "page"))
_CALLS = frozenset(("advert", "tools", "related", "page"))
_AGAIN = re.compile(r"\s*又[讯訊]")  # says itself that a report stands above
_POINTS = frozenset("这這他她")
_APPEAL = re.compile(
    "走失|[镜鏡][头頭][一二三四五六七八九十\\d]{1,2}\\s?[:：]|寻人|尋人|急需用血|求助|失踪|失蹤|作业要求|作業要求"
)
TEXTS_KNOWN = 16


def is_cited(page: Page, raw: str, start: int, piece: str, cut: Cut) -> bool:
    """True for a piece of a line, raw[start:], that a text cites."""
    if cut.rule in DATELINES or cut.rule in _PARTS:
        dispatch = _DISPATCH.match(piece) is not None
        if (
            not _AGAIN.match(piece)
            and (cut.rule in DATELINES or (dispatch and not raw[:start].strip()))
            and _is_below_text(page, raw)
        ):
            return True
        if dispatch and len(_dispatches(page.left())) >= DISPATCHES_MIN:
            return True
        if dispatch and _SAID.search(piece) is not None and len(_SAID.findall(page.left())) > 1:
            return True
        if _OF_A_WORD.search(piece) is not None and raw[start + len(piece) :].lstrip()[:1] in _POINTS:
            return True
    if cut.family in _OF_PERSONS and _ROLES.match(piece) is not None and _is_of_persons(raw, start, piece):
        return True
    if cut.family == "notice" and _TERMS.search(piece) is not None:
        return True
    if cut.family in _CALLS and _SHARES.search(piece) is not None and _APPEAL.search(raw) is not None:
        return True
    return _is_listed(page, cut) or (cut.rule == "zh.advert.like-and-share" and _APPEAL.search(page.left()) is not None)


def is_cited_line(page: Page, line: Line, cut: Cut) -> bool:
    """The same for a line that would go whole."""
    if cut.rule == "zh.source.last" and any(other.is_text for other in page.live() if other.number > line.number):
        return True
    return _is_listed(page, cut) or (cut.rule == "zh.advert.like-and-share" and _APPEAL.search(page.left()) is not None)


def _is_of_persons(raw: str, start: int, piece: str) -> bool:
    """True for roles whose values are no names, or behind a sentence that says who did what."""
    return _NO_NAMES.search(piece) is not None or _ROSTER.search(raw, 0, start) is not None


def _is_below_text(page: Page, raw: str) -> bool:
    """True where sentences of the text stand above the first line that reads `raw`. A title may end as they do, or be long."""
    for n, line in enumerate(page.live()):
        if line.raw == raw:
            return False
        if (line.prose and (n or "。" in line.raw)) or (n and line.is_text):
            return True
    return False


def _is_listed(page: Page, cut: Cut) -> bool:
    form = _LISTED.get(cut.rule)
    return form is not None and len(form.findall(page.left())) >= LISTED_MIN


@lru_cache(maxsize=TEXTS_KNOWN)
def _dispatches(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((match[1], match[2]) for match in _DISPATCH.finditer(text))
