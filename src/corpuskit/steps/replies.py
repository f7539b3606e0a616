"""The heads of replies under a text: whose names and times are not the page's.

What lives here: is_reply(). What never does: marks of floors (rowposter.py).

How it works: a line under the first sentences that states another time than the page's, and no change of it, and has no role of a
credit, is the head of a reply.
"""

from __future__ import annotations

import re

from corpuskit.steps.pagefields import DAY_CHARS, PageFields
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time

__all__ = ["is_reply"]

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
