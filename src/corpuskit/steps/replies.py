"""The heads of replies under a text: whose names and times are not the page's.

What lives here: is_reply(), reply_rows(). What never does: marks of floors (rowposter.py).

How it works: a line under the first sentences that states another time than the page's, and no change of it, and has no role of a
credit, is the head of a reply. Where the page states no time over its text, two such lines of different days tell each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.steps.pagefields import DAY_CHARS, PageFields
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time

__all__ = ["is_reply", "reply_rows"]

ROW_MAX_CHARS = 60
_SENTENCE = re.compile(r"[。!?；;]|[a-z]\.\s")
LABEL_CHARS = 8  # a colon among the first ones stands behind a label
_CREDIT_WORD = re.compile(
    r"编辑|責編|责编|审核|校对|作者|记者|来源|供稿|撰稿|[Bb]y |更新|修改|기자|編集|编集|最[后終终]|edited|updated|[Pp]ublished"
    r"|发布|등록|입력|수정|执笔"
)


def is_reply(page: PageFields, piece: Piece) -> bool:
    """True for a line under the text that opens with a name and states another time than the page's: the head of a reply."""
    known = page.found.get("published")
    if (
        not known
        or not piece.whole
        or piece.family not in ("source", "page", "counter", "stayed")
        or ":" in piece.view[:LABEL_CHARS]
    ):
        return False
    time = find_time(piece.view)
    if time is None or _CREDIT_WORD.search(piece.view) is not None:
        return False
    return time.iso[:DAY_CHARS] != str(known)[:DAY_CHARS] or (
        len(str(known)) > DAY_CHARS and time.has_clock and time.iso != known
    )


def reply_rows(pieces: Sequence[Piece], text: int) -> frozenset[int]:
    """Where the heads of replies stand on a page that states no time of its own over its text: two rows under it, without labels,
    each with a name and a day, and the days are not the same."""
    if any(
        piece.start < text and piece.family not in ("related", "advert") and find_time(piece.view) is not None for piece in pieces
    ):
        return frozenset()
    rows = [piece for piece in pieces if piece.start >= text and _is_head(piece)]
    days = {time.iso[:DAY_CHARS] for piece in rows if (time := find_time(piece.view)) is not None}
    return frozenset(piece.start for piece in rows) if len(days) > 1 else frozenset()


def _is_head(piece: Piece) -> bool:
    """True for a row that may be the head of a reply: a short line with a name and a time, and no label."""
    if not piece.whole or piece.family not in ("source", "page", "counter", "stayed") or len(piece.view) > ROW_MAX_CHARS:
        return False
    if ":" in piece.view[:LABEL_CHARS] or _CREDIT_WORD.search(piece.view) is not None:
        return False
    time = find_time(piece.view)
    rest = piece.view[: time.start] + piece.view[time.end :] if time is not None else ""
    return any(map(str.isalpha, rest)) and _SENTENCE.search(rest) is None
