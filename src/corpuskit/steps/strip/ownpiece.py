"""Pieces of lines that have the form of what sites set there and are the text's own.

What lives here: is_own_piece(). What never does: whole lines (ownline.py, ownplace.py), cutting (page.py asks before it cuts).

How it works: what a site sets behind or between sentences is whole in itself. A piece that closes a quotation which was opened
before it, or that stands behind the mark that parts what was from what became of it, goes on with what stands before. The
bracket of who took a picture stays with the words of its caption, what a text says of those it is about is its own, and so is
what a command may be given.

Weak: a caption without a head of its own.
"""

from __future__ import annotations

import re

from corpuskit.steps.strip.ownline import OF_PERSONS
from corpuskit.steps.strip.page import Cut

__all__ = ["is_own_piece"]

_CAPTION = re.compile(
    r"\s*(?:[▲△▼▽]|[图圖]\s?(?:[说説說示注註]|片?[说説說]明|[一二三四五六七八九十\d]{1,2})?\s?[:：/]|[图圖]片?[说説說]明|[【\[（(]?(?:写真|寫真|사진)(?:说明|說明|説明|설명)?[】\])）:：／/]"
    r"|(?:Photo|Caption|PHOTO)\s?:)"
)
_TAKEN = re.compile(
    r"[(（【\[][^()（）【】\[\]]{0,24}(?:[摄攝撮][影]?|供[图圖]|提供|[图圖]\s?[/／]|写真|撮影|촬영|제공)[^()（）【】\[\]]{0,16}[)）】\]]\s*\Z"
)
_PHOTOGRAPHER = re.compile(r"[发發][(（][^()（）]{1,12}[摄攝]\s?[)）]?\s*\Z")
_REMARK = re.compile(r"\s*(?:老师|老師|教师|教師)?(?:评语|評語|批语|批語|点评|點評)\s?[:：]")  # who says what of a pupil's text
_TEACHER = re.compile(r"(?:老师|老師|教师|教師)\s?[)）\]】]?\s*\Z")
_PICTURE = re.compile("[图圖照]片|照片|示意")  # where a notice on these stands beside it, it is the site's
_CALLS = frozenset(("advert", "notice", "tools"))
_OF_PICTURES = frozenset(("credit", "page", "spam", "source"))
_BECAME = re.compile(r"\s*→\s*[\d+−(（-]")
_USAGE = re.compile(r"\[[^\[\]]*(?:\]\s?(?:\.{3}|…)|(?:\.{3}|…)\])\s*\Z")  # of a command: sort [option]... [file]
# Where to ask, as a notice says it: a label and a number. Adverts call, or do not end as sentences do.
_ASKED = re.compile(
    r"\s*(?:[(（]?(?:客户|客戶|用户|用戶|热线|熱線|服务|服務|咨询|諮詢|客服|联系|聯繫|联络|聯絡|办公|辦公|值班|监督|監督|投诉|投訴){0,3}"
    r"(?:热线|熱線|电话|電話|咨询|諮詢)\s?[:：]?\s?(?:\d[\d-]{4,16})(?:[、,，/或转轉\s]{1,2}\d[\d-]{2,16}){0,3}(?:。(?=\s*(?:\Z|[\[【〔(（]))|(?=\s*[\[【〔])))"
)
# What to do in doubt, which is no notice on rights.
_IN_DOUBT = re.compile(
    r"\s*如(?:果|若)?[有遇](?:任何|其他)?(?:疑问|疑問|问题|問題|不明|变化|變化|异常|異常|困难|困難)(?!.?可)[^。！？\n]{0,16}"
    r"(?:拨打|撥打|致电|致電|咨询|諮詢|联系|聯繫|联络|聯絡|报告|報告)[^。！？\n]{0,36}。"
)
_INVITES = re.compile(
    r"欢迎|歡迎|点击|點擊|在线|在線|关注|關注|免费|免費|扫码|掃碼|公众号|公眾號|微信|加盟|选购|選購|侵权|侵權|删除|刪除|转载|轉載"
)
# What is said or written, as an example of a word.
_EXAMPLE = re.compile(r"\s*(?:如|例|例如|例句|又如|比如|e\.g\.)\s?[:：]?\s?(?:“[^“”]+”|「[^「」]+」|『[^『』]+』)[。.]?\s*")
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"))


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
    if _EXAMPLE.fullmatch(piece) is not None:
        return True
    if piece.lstrip()[:1] == "[" and _USAGE.search(raw, 0, start) is not None:
        return True
    if cut.rule == "any.page.part" and _closes_quote(piece):
        return True
    return family == "related" and _BECAME.match(piece) is not None


def _asks(piece: str) -> bool:
    """True for where to ask, as notices end with it."""
    if _INVITES.search(piece) is not None:
        return False
    return _ASKED.match(piece) is not None or _IN_DOUBT.fullmatch(piece.rstrip()) is not None


def _closes_quote(piece: str) -> bool:
    """True for a piece with a closing mark of quotations that none of its own has opened."""
    return any(piece.count(close) > piece.count(opens) for opens, close in _PAIRS)
