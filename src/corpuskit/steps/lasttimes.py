"""The time of a page that no line of fields over its text states: in other furniture, under the text, or a month alone.

What lives here: take_last_times(). What never does: times of lines of fields (pagefields.py, rowfields.py), forms of times
(timeforms.py, timegrammar.py).

How it works: asked last, in this order: a line of furniture over the text that holds a time no label gives to something else; a
line under the text whose label says when the page was made or changed; a month with its year in a row of fields. A line of links
to other pages, an advert and the head of a later post are never asked.

Weak: a page whose furniture states when something else was, without a label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.fieldlines import CHANGED as SAYS_CHANGED
from corpuskit.steps.pagefields import PageFields
from corpuskit.steps.rowposter import is_later_floor
from corpuskit.steps.stayed import HEAD
from corpuskit.steps.taken import Piece
from corpuskit.steps.timeforms import with_plain_times
from corpuskit.steps.timegrammar import OTHER, find_time, label_before, stated_times

__all__ = ["take_last_times"]

LINE_MAX_CHARS, ROW_MAX_CHARS = 120, 90
STAMP_REST_CHARS = 36  # beside a time with its clock on a line over the text
ASKED = frozenset(("source", "page", "tools", "counter", "credit", "stayed", "notice"))
MONTHED = frozenset(("source", "page", "stayed", "counter"))
_STATES = re.compile(
    r"(?<!数据)(?<!數據)(?:[发發][布佈表帖]|更新|修改|修[订訂]|[编編][辑輯]|[张張][贴貼]|[刊登][登載载出]|公[告布佈開开]"
    r"|掲載|揭載"
    r"|提[问問]|上[传傳]|Published|Posted|Updated|modified|revised|reviewed|edited|publié|veröffentlicht|publicado|pubblicato"
    r"|등록|작성|수정|게시)"
    r"(?:时间|時間|日期|日|于|於|\s?on|\sle|\sam|\sel|일)?\s?[:：]?\s{0,3}[\[(（]?(?=\d|(?-i:[A-Z])[a-z]{2})",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:publié|mis en ligne|veröffentlicht|erschienen|publicado|pubblicato|last (?:reviewed|updated|modified|revised)"
    r"|published|posted)\b[^\d]{0,14}\d"
    r"|\b(?:published|posted|updated|reviewed|revised|modified)\b:?\s(?:on\s)?[A-Z][a-z]{2}",
    re.IGNORECASE,
)
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(
    r"(?<![\d./-])(?P<y>(?:19|20)\d\d)\s?年\s?(?P<m>1[0-2]|0?[1-9])\s?月(?!\s?\d|[初中底末上下至到])"
    r"|(?<![\w./-])(?P<y2>(?:19|20)\d\d)[./](?P<m2>1[0-2]|0[1-9])(?![\w./-])"
    r"|(?<![\w.-])(?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s(?P<y3>(?:19|20)\d\d)(?![\w/-])"
)

# A label before a month, or the word for an issue behind it.
_SAID_MONTH = re.compile(
    r"(?:[修改][订訂](?:日期|时间)?|更新(?:日期|时间)?|[发發][布佈表行](?:日期|时间)?|出版|Published|Posted|Updated"
    r"|Revised|Last reviewed)\s?[:：]?\s?(?:on |in )?"
    r"(?=(?:19|20)\d\d|[A-Z][a-z]{2,8}\.?\s(?:19|20)\d\d)"
    r"|(?:\A|[\s　|｜])(?=(?:19|20)\d\d年\s?\d{1,2}月(?:[号號刊]|出刊|出版|发行|發行)|[A-Z][a-z]{2,8}\s(?:19"
    r"|20)\d\d\s(?:[Ii]ssue|[Ee]dition)\b)"
)


def take_last_times(page: PageFields, pieces: Sequence[Piece], head: float) -> None:
    """Fill the time of a page where nothing has stated one; pieces as they are read, up to `head` over the text."""
    if "published" in page.found or page.undated:
        return
    lines = [
        piece
        for piece in pieces
        if piece.whole
        and piece.family in ASKED
        and (piece.family != "stayed" or piece.judged)
        and len(piece.raw) <= LINE_MAX_CHARS
    ]
    over = [piece for piece in lines if piece.start <= head and piece.family != "notice"]
    for piece in over:
        if not is_later_floor(piece.view) and (iso := _time_of(piece.raw)):
            page.found["published"] = iso
            return
    for piece in pieces:  # a line that strip left, as it says little else
        said = find_time(piece.view) if piece.rule == HEAD and len(piece.raw) <= ROW_MAX_CHARS else None
        stamp = said is not None and said.has_clock and len(piece.view) - (said.end - said.start) <= STAMP_REST_CHARS
        if lines and stamp and (iso := _time_of(piece.raw)):
            page.found["published"] = iso
            return
        says = piece.rule == HEAD and not piece.judged and len(piece.raw) <= ROW_MAX_CHARS and _SAID.search(piece.raw) is not None
        if says and (iso := _labelled(piece.raw)):
            page.found["published"] = iso
            return
    for piece in lines:
        if piece.start > head and (_STATES.search(piece.raw) or SAYS_CHANGED.match(piece.view)) and (iso := _labelled(piece.raw)):
            page.found["published"] = iso
            return
    for piece in over:
        match = _MONTH.search(piece.raw) if piece.family in MONTHED else None
        if match is not None and label_before(fold(piece.raw[: match.start()], fold_table())) != OTHER:
            page.found["published"] = _month_of(match)
            return
    for piece in pieces:  # a month that is said to be the page's, also on a line that strip left
        label = _SAID_MONTH.search(piece.raw) if piece.family in MONTHED and len(piece.raw) <= ROW_MAX_CHARS else None
        match = _MONTH.search(piece.raw, label.start()) if label is not None else None
        if match is not None:
            page.found["published"] = _month_of(match)
            return


def _month_of(match: re.Match[str]) -> str:
    month = match["m"] or match["m2"] or str(_MONTH_NAMES.index(match["mon"]) + 1)
    return f"{match['y'] or match['y2'] or match['y3']}-{int(month):02}"


def _time_of(raw: str) -> str:
    """The first time on a line that no label gives to something else."""
    times = stated_times(fold(with_plain_times(raw), fold_table()))
    return next((iso for iso, said in times if said != OTHER), "")


def _labelled(raw: str) -> str:
    """The first time on a line behind a label that says when the page was made or changed."""
    view = fold(with_plain_times(raw), fold_table())
    time = find_time(view)
    if time is None or len(stated_times(view)) > 1:
        return ""
    return time.iso if _STATES.search(view) is not None or SAYS_CHANGED.match(view) is not None else ""
