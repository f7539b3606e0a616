"""Rows of fields between marks that no grammar knows: the mark of the row, told by where it stands.

What lives here: with_bars(). What never does: reading fields (fieldgrammar.py), cells (fieldlines.py).

How it works: sites set any mark between the fields of a row (◎, ✿, ＊, ～, ｡). One that touches the time of a short line, blanks
apart, and is none that sentences or times have, parts the fields of that row. Each place of it becomes a bar, so that places on
the line stay the same.

Weak: a mark that also stands inside of a name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.timegrammar import find_time

__all__ = ["with_bars"]

LINE_MAX_CHARS = 160
LINES_KNOWN = 5_000
_MARK = re.compile(r"[^\w\s()（）\[\]【】〔〕「」『』《》〈〉“”‘’\"',，。、!！?？:：;；./／|｜&@#＃%+$￥=<>＜＞…—–－―−•·・-]")
_YEAR = re.compile(r"\d{4}|\d\d[./-]\d")


@lru_cache(maxsize=LINES_KNOWN)
def with_bars(raw: str) -> str:
    """A line with bars for the mark that parts its fields; the line itself where there is none. The length stays."""
    if len(raw) > LINE_MAX_CHARS or _YEAR.search(raw) is None or _MARK.search(raw) is None:
        return raw
    time = find_time(fold(raw, fold_table()))
    if time is None:
        return raw
    before, behind = raw[: time.start].rstrip(), raw[time.end :].lstrip()
    near = {before[-1:], behind[:1]}
    # Behind a label the mark stands before that.
    label = re.search(r"(\W)\s?\w{2,8}\s?[:：]?\Z", before)
    if label is not None:
        near.add(label[1])
    marks = {char for char in near if char and _MARK.fullmatch(char)}
    return "".join(["|" if char in marks and not time.start <= at < time.end else char for at, char in enumerate(raw)])
