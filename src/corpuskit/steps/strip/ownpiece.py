"""Pieces of lines that have the form of what sites set there and are the text's own.

What lives here: is_own_piece(), is_under_pictures(). What never does: whole lines (ownline.py, ownplace.py),
datelines that are cited (ownsingle.py), cutting (page.py asks before it cuts).

How it works: what a site sets behind or between sentences is whole in itself. A piece that closes a quotation which was opened
before it, or that stands behind the mark that parts what was from what became of it, goes on with what stands before. The
bracket of who took a picture stays with the words of its caption, what a text says of those it is about is its own, and so is
what a command may be given.

Weak: a caption without a head of its own.
"""

from __future__ import annotations

import re

from corpuskit.steps.strip.ownline import OF_PERSONS
from corpuskit.steps.strip.page import Cut, Page

__all__ = ["is_own_piece", "is_under_pictures"]

_CAPTION = re.compile(
    r"\s*(?:[▲△▼▽]|[图圖]\s?(?:[说説說示注註]|片?[说説說]明|[一二三四五六七八九十\d]{1,2})?\s?[:：/]|[图圖]片?[说説說]明|[【\[（(]?(?:写真|寫真|사진)(?:说明|說明|説明|설명)?[】\])）:：／/]"
    r"|(?:Photo|Caption|PHOTO)\s?:)"
)
_TAKEN = re.compile(
    r"[(（【\[][^()（）【】\[\]]{0,24}(?:[摄攝撮][影]?|供[图圖]|提供|[图圖]\s?[/／]|写真|撮影|촬영|제공|[图圖](?=\s?[)）】\]]))[^()（）【】\[\]]{0,16}[)）】\]]\s*\Z"
)
_PHOTOGRAPHER = re.compile(r"[发發][(（][^()（）]{1,12}[摄攝]\s?[)）]?\s*\Z")
_REMARK = re.compile(r"\s*(?:老师|老師|教师|教師)?(?:评语|評語|批语|批語|点评|點評)\s?[:：]")  # who says what of a pupil's text
_TEACHER = re.compile(r"(?:老师|老師|教师|教師)\s?[)）\]】]?\s*\Z")
_SHOT = re.compile(r"[(（【\[][^()（）【】\[\]]{1,24}(?:[摄攝撮][影]?|写真|촬영)\s?[)）】\]]")
SHOTS_MIN = 3
_PICTURE = re.compile("[图圖照]片|照片|示意")  # where a notice on these stands beside it, it is the site's
_CALLS = frozenset(("advert", "notice", "tools"))
_OF_PICTURES = frozenset(("credit", "page", "spam", "source"))
_BECAME = re.compile(r"\s*→\s*[\d+−(（-]")
_USAGE = re.compile(r"\[[^\[\]]*(?:\]\s?(?:\.{3}|…)|(?:\.{3}|…)\])\s*\Z")  # of a command: sort [option]... [file]
# Of a command too: rev [option] [file], and what of its own signs stands before a bracket.
_COMMAND = re.compile(r"\s*[a-z][\w./-]{0,24}(?:\s+(?:\[[^\[\]\n]*\]|-{1,2}[\w-]+|<[^<>\n]+>))*\s*\Z")
# The number of an issue, not of a post: (by @who in #14220), #1204 Crash when a file is empty.
_ISSUE = re.compile(r"\s*(?:[(（][^()（）]*\bin\s#\d+\s?[)）]|#\d{4,6}\s)\s*")
# Where to ask, as a notice says it: a label and a number. Adverts call, or do not end as sentences do.
_ASKED = re.compile(
    r"\s*(?:[(（]?(?:客户|客戶|用户|用戶|热线|熱線|服务|服務|咨询|諮詢|客服|联系|聯繫|联络|聯絡|办公|辦公|值班|监督|監督|投诉|投訴|报名|報名|登报|登報){0,3}"
    r"(?:热线|熱線|电话|電話|咨询|諮詢)\s?[:：]?\s?(?:\d[\d-]{4,16})(?:[、,，/或转轉\s]{1,2}\d[\d-]{2,16}){0,3}(?:。(?=\s*(?:\Z|[\[【〔(（↓▼👇☟]))|(?=\s*[\[【〔])))"
)
# What to do in doubt, which is no notice on rights.
_IN_DOUBT = re.compile(
    r"\s*如(?:果|若)?[有遇](?:任何|其他)?(?:疑问|疑問|问题|問題|不明|变化|變化|异常|異常|困难|困難)(?!.?可)[^。！？\n]{0,16}"
    r"(?:拨打|撥打|致电|致電|咨询|諮詢|联系|聯繫|联络|聯絡|报告|報告)[^。！？\n]{0,36}。"
)
_INVITES = re.compile(
    r"欢迎|歡迎|点击|點擊|在线|在線|关注|關注|免费|免費|扫码|掃碼|公众号|公眾號|微信|加盟|选购|選購|侵权|侵權|删除|刪除|转载|轉載"
)
# Who speaks next in the script of a broadcast.
_OF_A_SCRIPT = re.compile(
    r"\s*[【\[]\s?(?:记者出镜|記者出鏡|出镜记者|同期声?|同期聲|解说|解說|口播|画外音|畫外音|旁白|演播室|导语|導語|字幕)\s?[】\]]\s*"
)
# What is said or written, as an example of a word.
_EXAMPLE = re.compile(r"\s*(?:如|例|例如|例句|又如|比如|e\.g\.)\s?[:：]?\s?(?:“[^“”]+”|「[^「」]+」|『[^『』]+』)[。.]?\s*")
# What is done while somebody speaks, as the records of talks say it.
_STAGE = re.compile(
    r"[(（\[【〔]\s?(?:全[场場體体]|[众眾]人?|大家|[热熱]烈|[长長][时時][间間]|再次?|持[续續]|台下|[观觀][众眾])?(?:的)?"
    r"(?:[鼓][掌]|掌[声聲]|鞠躬|起立|[笑哭]|大笑|[苦微哄偷]笑|笑[声聲]|[欢歡]呼|[沉静靜]默|停[顿頓]|[叹嘆][气氣息]|[点點][头頭]|[摇搖][头頭]|哽咽|流[泪淚]|敬[礼禮]|[举舉]手|拍手|安静|安靜|默哀|致意|[举舉]杯|握手)"
    r"(?:[,，、][^()（）\[\]【】〔〕]{1,8})?\s?[)）\]】〕]\s*"
)
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"))
# Who says something, and all that is said: a talk, whatever it is about.
_SPOKEN = re.compile(
    r"\s*[^\s:：,，。!！?？…“”「」『』()（）【】\[\]]{1,8}[:：]\s?(?:“[^“”]{1,80}”|「[^「」]{1,80}」|『[^『』]{1,80}』)[。.]?\s*"
)
# The stop of an abbreviation with its number or name behind it, or a number to ring before all that a site says: it goes on with
# what stands before.
_DATED = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nos?|Vol|pp?|Fig|vs|approx|ca)\.\s*\Z")
_TITLED = re.compile(r"\b(?:Mrs?|Ms|Dr|Prof|Rev|Gen|Col|Capt|Lt|Sgt|St|Mt)\.\s*\Z")
_RUNG = re.compile(r"\s*\d{2,4}-\d{3,4}-\d{4}\s+[^\d\s]")
_EDITORS = re.compile(
    "编辑|編輯|责编|責編|标签|標籤|关键|關鍵|[公微]众?[号信號]|记者|記者|[标標][题題]|来源|來源|推荐|推薦|关注|關注|搜索|回复|回覆"
)


def is_own_piece(raw: str, start: int, end: int, cut: Cut) -> bool:
    """True for raw[start:end] of a line that goes on with the text before it."""
    piece, family = raw[start:end], cut.family
    if family in ("credit", "source", "page") and OF_PERSONS.search(piece) is not None and _PICTURE.search(piece) is None:
        return True
    if family in _OF_PICTURES and _TAKEN.match(piece.strip()) is not None and _CAPTION.match(raw) is not None:
        return True
    if family == "credit" and _TEACHER.search(piece) is not None and _REMARK.match(raw) is not None:
        return True
    if family == "spam" and _PHOTOGRAPHER.search(piece) is not None:
        return True
    if family in _CALLS and _asks(piece):
        return True
    if any(pattern.fullmatch(piece) is not None for pattern in (_EXAMPLE, _STAGE, _OF_A_SCRIPT)):
        return True
    if piece.lstrip()[:1] == "[" and (_USAGE.search(raw, 0, start) is not None or _COMMAND.fullmatch(raw[:start]) is not None):
        return True
    if family in ("source", "page") and _ISSUE.fullmatch(piece) is not None:
        return True
    if _closes_quote(piece) or _is_spoken(piece):
        return True
    if _goes_on_quoted(raw, start, piece):
        return True
    if _is_abbreviated(raw[:start], piece.lstrip()[:1]):
        return True
    if cut.rule == "any.page.part" and _RUNG.match(piece) is not None:
        return True
    return family == "related" and _BECAME.match(piece) is not None


def _asks(piece: str) -> bool:
    """True for where to ask, as notices end with it."""
    if _INVITES.search(piece) is not None:
        return False
    return _ASKED.match(piece) is not None or _IN_DOUBT.fullmatch(piece.rstrip()) is not None


def is_under_pictures(page: Page, piece: str, cut: Cut) -> bool:
    """True for who took a picture, where the same bracket ends the words under one picture after another."""
    shot = piece.strip()
    if cut.family not in _OF_PICTURES or _SHOT.fullmatch(shot) is None:
        return False
    return page.left().count(shot) >= SHOTS_MIN  # asked last: it is made anew after each cut


def _is_spoken(piece: str) -> bool:
    """True for what somebody in the text says; before the colon stands nothing of a site."""
    return _SPOKEN.fullmatch(piece) is not None and _EDITORS.search(re.split("[:：]", piece, maxsplit=1)[0]) is None


def _is_abbreviated(before: str, first: str) -> bool:
    """True behind an abbreviation, for its number or its name."""
    known = _DATED if first.isdigit() else _TITLED if first.isalpha() else None
    return known is not None and known.search(before) is not None


def _goes_on_quoted(raw: str, start: int, piece: str) -> bool:
    """True for a piece behind the end of a quotation in guillemets, which looks like an arrow."""
    before = raw[:start]
    return piece.lstrip()[:1] == "»" and before.count("«") > before.count("»")


def _closes_quote(piece: str) -> bool:
    """True for a piece with a closing mark of quotations that none of its own has opened."""
    return any(piece.count(close) > piece.count(opens) for opens, close in _PAIRS)
