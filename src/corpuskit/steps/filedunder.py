"""The section that a line says its page is filed under: Filed under …, Posted on … in …, 本文属于…分类.

What lives here: filed_under(). What never does: breadcrumbs (sections.py), labels of sections (fieldgrammar.py).
"""

from __future__ import annotations

import re

from corpuskit.steps.taken import Piece

__all__ = ["CATEGORIES", "filed_under"]

_FILED = re.compile(
    r"Posted on [^|·]{6,24}? by [^|·]{3,40}? in ([A-Z][\w &-]{1,24}?)(?=\s*(?:[|·•]|\Z))"
    r"|(?:Filed (?:under|in)|Posted in|Categor(?:y|ies)):?\s+([^\n,|/•·]{2,30}?)(?=\s*(?:[,|/•·]|Tagged|Leave|\d+\sComment|\Z))",
    re.IGNORECASE,
)
_FILED_MARK = re.compile(
    "看板|吧|r/|[Ff]iled |[Pp]osted (?:in|on)|[Cc]ategor|FILED|POSTED IN|CATEGOR|分类|分類|发表|發表|カテゴリ|テーマ|属于"
)
_FILED_CJK = re.compile(
    r"本(?:篇|文|条目|條目)(?:发表|發表|发布|發布)[于於]\s?([^\s\d。,，、]{2,10}?)(?=[。，,\s]|\s?[并並]|\Z)"
    r"|[属屬][于於]\s?([^\s\d。,，、]{2,10}?)(?:分类|分類)"
    r"|\A\s*看板\s?([A-Za-z][\w-]{1,19})\s*\Z|\A\s*(\S{1,14}吧)\s+[关關]注\s?[:：]\s?[\d,]+|\A\s*(r/\w{2,24})(?=\s|\Z)"
    r"|\A\s*(?:カテゴリー?|テーマ|ジャンル|分类专栏|分類專欄)\s?[:：]?\s{0,3}([^\s:：。、]{2,14})(?=\s|\Z)"
)
# The line of an entry's categories: the first one counts.
CATEGORIES = re.compile(
    r"(?:カテゴリー?|分[类類]|Categor(?:y|ies)|Kategorien?|Catégories?|Categorías?|Categorias?|Категори[яи]|분류)\s?[:：]\s?"
    r"(?P<name>[^\s|｜、,:：\u2e80-\uffff][^|｜、,:：\u2e80-\uffff]{1,23}?|[^\s|｜、,:：]{2,24})(?:(?:\s?[|｜、,]\s?|\s)[^"
    r"|｜、,:：]{2,24}){0,8}"
)
_DATED = re.compile(r"\[(?:19|20)\d\d-\d\d-\d\d\]\s([^\s\d]{2,8})")  # the day of a paper and its section


def filed_under(piece: Piece) -> str | None:
    """The section that a line says the page is filed under, in its own words."""
    if (piece.judged or piece.family == "breadcrumb") and (dated := _DATED.fullmatch(piece.raw.strip())) is not None:
        return dated[1]
    if _FILED_MARK.search(piece.raw) is None:
        return None
    match = _FILED.match(piece.raw.strip()) or _FILED_CJK.search(piece.raw)
    return match[match.lastindex or 0].strip() if match is not None else None
