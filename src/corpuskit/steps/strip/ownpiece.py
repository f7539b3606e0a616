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
_PICTURE = re.compile("[图圖照]片|照片|示意")  # where a notice on these stands beside it, it is the site's
_OF_PICTURES = frozenset(("credit", "page", "spam", "source"))
_BECAME = re.compile(r"\s*→\s*[\d+−(（-]")
_USAGE = re.compile(r"\[[^\[\]]*(?:\]\s?(?:\.{3}|…)|(?:\.{3}|…)\])\s*\Z")  # of a command: sort [option]... [file]
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"))


def is_own_piece(raw: str, start: int, end: int, cut: Cut) -> bool:
    """True for raw[start:end] of a line that goes on with the text before it."""
    piece, family = raw[start:end], cut.family
    if family in ("credit", "source", "page") and OF_PERSONS.search(piece) is not None and _PICTURE.search(piece) is None:
        return True
    if family in _OF_PICTURES and _TAKEN.match(piece.strip()) is not None and _CAPTION.match(raw) is not None:
        return True
    if family == "spam" and _PHOTOGRAPHER.search(piece) is not None:
        return True
    if piece.lstrip()[:1] == "[" and _USAGE.search(raw, 0, start) is not None:
        return True
    if cut.rule == "any.page.part" and _closes_quote(piece):
        return True
    return family == "related" and _BECAME.match(piece) is not None


def _closes_quote(piece: str) -> bool:
    """True for a piece with a closing mark of quotations that none of its own has opened."""
    return any(piece.count(close) > piece.count(opens) for opens, close in _PAIRS)
