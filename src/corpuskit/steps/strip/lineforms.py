"""Forms of a line, for the page judge: dates, counts, addresses, labels, list numbers.

What lives here: FORMS, tell_forms() (which of them each of many lines has). What never does: other features (features.py).

How it works: what a form must hold is looked for in the characters of all lines at once, and only where it stands is a pattern
asked: most lines have no digit, no colon and no gap.

Weak: a form that needs nothing that is rare is asked of every line.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np

from corpuskit.rulebook.edges import edge_of

__all__ = ["FORMS", "tell_forms"]

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

_OWN = (
    r"(?:[主辅用配]料|材料|作り方|做法|步[骤驟]|规格|尺寸|年代|品名|型号|功率|电源|[净毛]重|地点|时间:|出席|主持人|主演|导演|编剧|片长|评分|门票|开放时间|营业时间|交通:|[一二三特]等奖|获奖"
    r"|名单|注释|译文|赏析|附[件录图表]?[\d:]|答案|解析|\(?单位:|[图表]\s?\d|第.{1,3}[步条章回]|[上下]联|联系人|报名|适用|功效|用法|贮藏"
    r"|第?[一二三四五六七八九十\d]+[、.)]"
    r"|Step \d|Serves|Prep|Ingredients|When:|Where:|Admission"
    r"|Figure|Table|Chapter|Dear |Yours|日[時时]:|場所|场所|재료|일시|문의|장소|주최|[제第]\d{1,3}[조条])"
)
SEARCHED = {
    "a date": r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2})?|\d{1,2}月\d{1,2}日|[A-Z][a-z]{2,8} \d{1,2}, \d{4}",
    "a clock time": r"\d{1,2}[:时]\d\d",
    "a count": r"\(\d+\)|\d\s?[万千kK+]?\+?\s?(?:次|人|条|个?赞|楼|浏览|评论|views?|comments?|likes?|件|개)|[:量数]\s?\d",
    "an address": r"https?:|www\.|\w\.(?:com|cn|net|org|tw|hk|jp|kr)\b|\w@\w",
    "a telephone number": r"\d{3,4}-\d{7,8}|1\d{10}|400-?\d{3}",
}
BEGUN = {
    "a short label": r"[^\s:,。]{1,6}\s?:",
    "a list number": r"[(第]?[一二三四五六七八九十\d]{1,3}[、.)章节条回]|\[\d+\]|[①-⑳]",
    "a label of the text's own": r".{0,3}" + _OWN,
    "a row of words": r"[^\s|/、,·>]{1,8}(?:\s{0,2}[\s|/、,·>]\s{0,2}[^\s|/、,·>]{1,8}){2,}",
}
FORMS = (*SEARCHED, *BEGUN)
_OWN_WITHIN = 4  # characters, among which such a label begins
_ROW_MIN_PARTINGS = 2
_FORM_OF = [
    *(re.compile(pattern).search for pattern in SEARCHED.values()),
    *(re.compile(pattern).match for pattern in BEGUN.values()),
]


def _table(pattern: str) -> Flags:
    """Of each code point below U+FFFF whether a class of characters has it; the last stands for all above, which may be any."""
    found = np.zeros(0x10000, dtype=bool)
    found[[match.start() for match in re.finditer(pattern, "".join(map(chr, range(0xFFFF))))]] = True
    found[0xFFFF] = True
    return found


@cache
def _tables() -> tuple[Flags, ...]:
    """What some forms hold: digits; a mark of addresses; colons; what parts words; what a list number and a label begin with."""
    number, own = edge_of(BEGUN["a list number"], flags=re.UNICODE), edge_of(_OWN, flags=re.UNICODE)
    edges = ["." if edge is None else edge.pattern for edge in (number, own)]
    return tuple(map(_table, (r"\d", "[.@:]", ":", r"[\s|/、,·>]", *edges)))


def tell_forms(rows: Floats, views: list[str], codes: Ints, starts: Ints) -> None:
    """Mark in a row of each line which of FORMS it has. codes: the characters of all lines, at most U+FFFF; starts: of lines."""
    digits, addresses, colons, partings, numbers, own = _tables()

    def held(table: Flags) -> Flags:
        return np.logical_or.reduceat(table.take(codes), starts)

    parted = np.add.reduceat(partings.take(codes).astype(np.int64), starts) >= _ROW_MIN_PARTINGS
    near = np.minimum(starts[:, None] + np.arange(_OWN_WITHIN), len(codes) - 1)
    digital = held(digits)
    may = {
        **dict.fromkeys(SEARCHED, digital),
        "an address": held(addresses),
        "a short label": held(colons),
        "a list number": numbers.take(codes[starts]),
        "a label of the text's own": own.take(codes[near]).any(axis=1),
        "a row of words": parted,
    }
    for column, (name, form) in enumerate(zip(FORMS, _FORM_OF, strict=True)):
        told = [at for at in np.flatnonzero(may[name]).tolist() if form(views[at]) is not None]
        if told:
            rows[told, column] = 1
