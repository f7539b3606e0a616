"""Names that someone set into a page to be found by searches: they are no source, no publisher and no writer of it.

What lives here: injected_names(). What never does: cutting them (strip), fields (fieldreader.py).

How it works: such a name stands again and again with the words of its trade right behind it (官网, 注册, 开户, 下载). A name that
the page has several times, and with two different ones of these words, is one. Who has only his site named so (官方微博) is not.

Weak: a name that stands with one of these words only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["injected_names"]

COUNT_MIN, WORDS_MIN = 3, 2
LINE_MAX_CHARS = 200
_TRADE = (
    r"(?:[(（]中[国國][)）])?\s?[·・\-—_]?\s?(官方网站|官方網站|官[网網]|官方(?![微公账帳号號])|登[录錄]|注[册冊]|[开開][户戶]|最新[优優]惠|客服|入口|[开開][奖獎]"
    r"|(?:手机)?(?:APP|app)|平台|下[载載]|怎[么麼][样樣]|[网網]址|首存)"
)
_FIRST = re.compile(r"(?<![\w·])([\w·]{2,10}?)" + _TRADE)
_MARKS = re.compile(r"[\w·]+")


def injected_names(lines: Iterable[str], page: str) -> tuple[str, ...]:
    """The injected names that these lines of a page hold; page: all of its text."""
    found: list[str] = []
    for line in lines:
        match = _FIRST.search(line) if len(line) <= LINE_MAX_CHARS else None
        name = match[1] if match is not None else ""
        if not name or name in found or page.count(name) < COUNT_MIN:
            continue
        words = {word[1].lower() for word in re.finditer(re.escape(name) + _TRADE, page)}
        if len(words) >= WORDS_MIN:
            found.append(name)
    return tuple(found)
