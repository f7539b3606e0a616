"""What is left of an injected name once the page has shown that it is one: every place where it stands apart goes.

What lives here: swept(). What never does: finding out that a name is injected (spam.py, evidence.py).

How it works: around each place of the name its own advert is read: brackets, trade words, the name once more, an address. The
whole goes where it opens a line and a mark, a bracket or a blank parts it from the text, where it stands behind the end of a
sentence, and where it closes a line, behind a mark or with a trade word of its own. A mark that would stand twice goes with it.
Where the name also stands amid sentences more often than not, nothing is swept.

Weak: a name that stands right before a sentence without any mark or trade word, at the very beginning of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuskit.core.latepattern import late
from corpuskit.steps.strip.page import Line, Page
from corpuskit.steps.strip.pieces import SENTENCE_ENDS, low

__all__ = ["swept"]

TOKEN_MIN_CHARS = 3  # two characters are too often a word of the page's own
LEFT_MIN_CHARS = 4  # of the line
NEAR_CHARS = 60  # before a name that are looked at
_OPENERS = {
    "(": ")",
    "[": "]",
    "【": "】",
    "〔": "〕",
    "「": "」",
    "『": "』",
    "〖": "〗",
    "<": ">",
    "《": "》",
    "│": "│",
    "★": "★",
    "*": "*",
}
_TRADE = (
    r"(?:app|apk|ios|android|官[网方]|网[站址页]|下载|登[录陆入]|注册|入口|平台|首页|主页|手机|版|客户端|安卓|苹果|最新|中国|集团"
    r"|(?:科技|信息|网络|文化|传媒|实业|股份){0,2}有限公司"
    r"|娱乐|在线|线上|全站|网页|招商|代理|开户|投注|真人|棋牌|体育|彩票|通用|安装|地址|线路|备用|online|casino|bet|login|download|bonus|code|slots?|games?)"
)
# What no sentence begins with, so that it needs no mark behind it.
_SURE = late(
    r"\s?(?:app|官网|官方网站|官方(?=下载|登|app|入口)|首页|主页|手机版|网页版|客户端|入口)+(?:下载|登[录陆入](?:入口)?|入口)?",
    re.IGNORECASE,
)
_ADVERT = late(rf"(?:[\s·・/|_~-]{{0,2}}{_TRADE}|\([^()]{{1,10}}\)|[·・][a-z\d-]{{2,20}}\.[a-z]{{2,8}}){{1,8}}", re.IGNORECASE)
_MARK = late(r"\s*[:|_~│┃·—-]{1,2}\s*|\s+")
_BEFORE_PROSE = late(r"\s*[|_│┃]\s*\Z")  # a dash or a tilde may be the sentence's own
_BEFORE = late(r"\s*[|_~│┃·»«→—-]{1,2}\s*\Z")
_CALLED = late(
    r"[。!?…”』」)]\s*(?P<call>(?:欢迎|访问|登[录陆入]|下载|关注|更多|请|点击|进入|尽在|就[上来到]|[来上到]|立即|马上|注册|体验|精彩|内容|您?光临|搜索)+)\Z"
)
_LATIN = late(r"(?<![A-Za-z\d])[a-z]{3,12}\Z")
_STOPS = SENTENCE_ENDS + "。”』」)"


def swept(page: Page, token: str) -> list[tuple[Line, int, int]]:
    """(line, start, end) of where a name that is foreign to the page stands apart, from the end of each line to its beginning,
    so that a cut does not move the next; none where it stands amid sentences as often."""
    if len(token) < TOKEN_MIN_CHARS or not re.sub(rf"{_TRADE}+", "", token, flags=re.IGNORECASE):
        return []
    found: list[tuple[Line, int, int]] = []
    lines = inside = 0
    for line in page.live():
        view = page.folded(line)
        text = low(view)
        if token not in text:
            continue
        spots = list(_spots(text, token, prose=line.prose))
        inside += text.count(token) - sum(text.count(token, start, end) for start, end in spots)
        lines += bool(spots)
        left = len(text.strip())
        for start, end in reversed(spots):
            left -= len(text[start:end].strip())
            if left < LEFT_MIN_CHARS:
                break
            found.append((line, start, end))
    return found if lines > inside else []


def _spots(text: str, token: str, *, prose: bool) -> Iterator[tuple[int, int]]:
    size = len(text.rstrip())
    opens = len(text) - len(text.lstrip())
    at = text.find(token)
    while at >= 0:
        spot = _spot(text, at, at + len(token), token, opens, size, prose=prose)
        if spot is not None and len((text[opens : spot[0]] + text[spot[1] : size]).strip()) >= LEFT_MIN_CHARS:
            yield spot
            at = text.find(token, spot[1])
        else:
            at = text.find(token, at + len(token))


def _spot(text: str, start: int, end: int, token: str, opens: int, size: int, *, prose: bool) -> tuple[int, int] | None:
    latin = _LATIN.search(text, max(0, start - 13), start) if token[0] > "\u3400" else None
    start = latin.start() if latin is not None else start
    bare = end
    while True:  # the advert of the name, and the name again
        advert = _ADVERT.match(text, end)
        end = advert.end() if advert is not None else end
        again = re.compile(rf"[\s|_~·,-]{{0,2}}{re.escape(token)}").match(text, end)
        if again is None:
            break
        end = bare = again.end()
    closer = _OPENERS.get(text[start - 1 : start]) if start else None
    bracketed = closer is not None and text[end : end + 1] == closer
    if bracketed:
        start, end = start - 1, end + 1
    if start <= opens:
        if bracketed:
            return start, end
        mark = _MARK.match(text, end)
        if mark is not None and mark.end() < size:
            return start, mark.end()
        return (start, end) if text[end - 1] == ")" and end < size else None
    if end >= size:
        before = (_BEFORE_PROSE if prose and end == bare else _BEFORE).search(text, max(0, start - NEAR_CHARS), start)
        if before is not None:
            return before.start(), size
        if bracketed or last_before(text, start) in _STOPS:
            return _closed(text, start, end)
        call = _CALLED.search(text, max(0, start - NEAR_CHARS), start)
        if call is not None and end > bare:
            return _closed(text, call.start("call"), end)
        # Behind a word the name may stand for one, but not where both are glued with letters of its own.
        return _closed(text, start, end) if end > bare and (latin is not None or text[start - 1] in "\t \u3000") else None
    if last_before(text, start) not in _STOPS or (text[start - 1] == ")" and not bracketed):
        return None
    if not bracketed and end > bare and text[end] not in _STOPS + ",: ":
        sure = _SURE.match(text, bare)
        end = sure.end() if sure is not None else bare
    return _closed(text, start, end)


def last_before(text: str, start: int) -> str:
    """The character before a place, blanks passed over; NUL where there is none, or only blanks for a long way."""
    return text[max(0, start - NEAR_CHARS) : start].rstrip()[-1:] or "\0"


def _closed(text: str, start: int, end: int) -> tuple[int, int]:
    """With a mark that would stand twice, or a colon that would stand behind the end of a sentence."""
    before = last_before(text, start)
    if end < len(text) and (text[end] in ":|" or (text[end] == before and before in SENTENCE_ENDS)):
        return start, end + 1
    if not text[end:].strip() and before == "。" and text[start - 2 : start - 1] == "。":
        return start - 1, end
    return start, end
