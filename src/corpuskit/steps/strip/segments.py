"""Rows of short pieces that no rule knows: chains of sections on the first line, and bars of times, counters and labelled values.

What lives here: segment_pass(). What never does: words of menus (menurow.py), labels that the grammar knows (fieldline.py).

How it works: only on pages where another line goes in the same call. A first line of names with one mark between them, over a
line that may be a title, is a chain of sections. A line that wide gaps or bars cut into pieces is a bar where every piece is a
time, a counter, a label with its value or a short name, and at least one is a time or a counter: labels need not be known
there. It goes right under the title, beside a line that goes, or where rows of the same make-up stand again and again with text
between them, as over answers. Rows that touch one another are a table of the text's own, and stay; so does a row right under the
text: the day of a diary, the contents of a box.

Weak: a chronicle of single lines with text between them, on a page with furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from corpuskit.core.text import fold
from corpuskit.rulebook.edged import edged
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.countgrammar import is_count_line
from corpuskit.steps.fieldgrammar import field_weight, label_alone
from corpuskit.steps.strip.page import LINES_KNOWN, Cut, Line, Page
from corpuskit.steps.timegrammar import find_time

__all__ = ["SEGMENT_RULES", "chain_names", "make_up", "segment_pass"]

SEGMENT_RULES = {
    "any.breadcrumb.first": "a chain of sections on the first line, over the title",
    "any.source.bar": "a bar of times, counters and labelled values",
}
CONFIDENCE = 0.95
ROW_MAX_CHARS = 120
PIECE_MAX_CHARS = 28
NAME_MAX_CHARS = 10
TIME_MIN_RATIO = 0.6
CHAIN_MIN_NAMES, CHAIN_MAX_NAMES = 3, 6
CHAIN_LAST_MAX_CHARS = 40
AGAIN_MIN = 2
# Labels that pages have, and cards of people and meetings too.
OWN_TOO = frozenset(("时间", "日期", "姓名", "名称", "书名", "联系人", "联络人", "来自", "主题", "设计", "制作", "级别", "等级"))
TITLE_PLACES = 3
_GAP = re.compile(r"\s*[\u3000\t]\s*|\s{2,}|\s?[|｜丨│⎮∣ㅣ┆┊▏◦☆]\s?|\s[·•・–—]\s")
_STARS = re.compile(r"[★☆⭐]{3,5}(?:\s?\d\.\d)?")
_MEASURE = re.compile(r"\d\s?(?:千?克|公?斤|毫?升|[厘毫千公分]?米|岁|[mk]?g|m?l|[cmk]?m)\s?\)?\Z")
_PRICE = re.compile(
    r"[\u3400-\u9fff]{1,4}\s?\d{1,6}\.\d{2}|.{0,8}(?:[价價][格钱錢]?|租金|运费|押金)\s?:.*|.*\d\s?万?元(?:/.{1,3})?|.{0,8}[¥￥$€£]\s?\d.*"
)
_STOP = re.compile(r"[。！？!?…；;]|，.*，")
_COUNTER = re.compile(
    r"(?:[\u3400-\u9fff]{1,6}\s?[:：(（]?\s?)?\d[\d.,]{0,11}\s?[万千kK+]?\s?(?:次|人次?|条|個|个|楼|樓|分|字|轮|輪|天|%|赞|讚|件|回|号)?(?:[\u3400-\u9fff]{1,4})?\s?[)）]?"
)
_LABELLED = re.compile(r"(?:[\u3040-\u9fff]{2,6}|[가-힣]{2,5}|[A-Z][a-z]{2,9})\s?[:：]\s?[^:：]{1,24}")
_LABEL = re.compile(r"\s*([^\s\d:]{1,12})\s?:")
_NAME = re.compile(r"[^\d。，,、:：;；!?！？()（）\[\]【】《》“”\"'=+*/\\]+")
_CHAIN = re.compile(r"\s?(?:／|/|—{1,2}|->|→|-{1,2}>|｜|\||>|»|›|·|\u3000)\s?")
_CHAIN_NAME = re.compile(r"[^。！？!?，,；;：:“”\d\"]{1,14}")
_PLACE_WORD = edged(
    r"首[页頁]|主[页頁]|正文|新[闻聞]|公告|通知|[动動][态態]|要[闻聞]|[资資][讯訊]|[频頻]道|[专專][栏欄題题]|[论論][坛壇]|[讨討][论論]|社[区區]|即[时時]|副刊|版[块塊]"
    r"|直播|大[学學]|[学學]院|中心|小[说說]|文[库庫]|[讲講][座]|服[务務]|地方|生活|社[会會]|[财財][经經]|教育|文化|[体體]育|[娱娛][乐樂]|科技|健康|旅[游遊]|美食|房[产產]|汽[车車]|国[内际]|國[內際]"
)


def segment_pass(page: Page) -> bool:
    """Mark first lines that are chains of sections, and bars; True when there were any."""
    if not page.families():
        return False
    return _take_chain(page) | _take_bars(page)


@lru_cache(maxsize=LINES_KNOWN)
def chain_names(raw: str) -> tuple[str, ...]:
    """The names of a line that one mark cuts into three or more short ones; empty where it is none."""
    marks = {mark.strip() or "\u3000" for mark in _CHAIN.findall(raw)}
    names = tuple(name.strip() for name in _CHAIN.split(raw.strip()))
    if len(marks) != 1 or not CHAIN_MIN_NAMES <= len(names) <= CHAIN_MAX_NAMES:
        return ()
    *sections, last = names
    if len(set(names)) != len(names) or not last or len(last) > CHAIN_LAST_MAX_CHARS or _STOP.search(last):
        return ()
    return names if all(_CHAIN_NAME.fullmatch(name) for name in sections) else ()


def _take_chain(page: Page) -> bool:
    live = page.live()
    if len(live) < 2 or live[0].prose or live[0].at or live[1].prose or page.lines[1].cut is not None:
        return False
    names = chain_names(live[0].raw)
    title = live[1].view
    if not names or not any(_PLACE_WORD.search(name) for name in names):
        return False
    if title in live[0].view and title != names[-1] and len(names) == CHAIN_MIN_NAMES:
        return False
    return page.mark(live[0], Cut("any.breadcrumb.first", SEGMENT_RULES["any.breadcrumb.first"], CONFIDENCE))


@lru_cache(maxsize=LINES_KNOWN)
def make_up(raw: str) -> str:
    """What the pieces of a row are, a letter each: t(ime), c(ounter), l(abel with a value), n(ame); empty where one is none
    of these, or the row is no bar."""
    text = raw.strip()
    if len(text) > ROW_MAX_CHARS or _STOP.search(text):
        return ""
    kinds = "".join(_kind(piece) for piece in _GAP.split(text) if piece)
    if len(kinds) < 2 or "-" in kinds or not ("t" in kinds or "c" in kinds):
        return ""
    told = sum(kind != "n" for kind in kinds)
    return kinds if told >= 2 or (len(kinds) == 2 and "t" in kinds) else ""


def _kind(piece: str) -> str:
    if len(piece) > PIECE_MAX_CHARS + 12:
        return "-"
    time = find_time(piece)
    if time is not None and time.end - time.start >= TIME_MIN_RATIO * len(piece):
        return "t"
    if _MEASURE.search(piece) is not None or _PRICE.fullmatch(piece) is not None:
        return "-"
    if _STARS.fullmatch(piece) or (time is None and not piece.isdigit() and (_COUNTER.fullmatch(piece) or is_count_line(piece))):
        return "c"
    if _LABELLED.fullmatch(piece) is not None and len(piece) <= PIECE_MAX_CHARS:
        return "l"
    if time is not None and len(piece) - (time.end - time.start) <= NAME_MAX_CHARS and (time.has_clock or field_weight(piece)):
        return "t"  # a name, or a label, before the time
    return "n" if len(piece) <= NAME_MAX_CHARS and _NAME.fullmatch(piece) is not None else "-"


@lru_cache(maxsize=LINES_KNOWN)
def _is_of_a_page(raw: str) -> bool:
    """False for a row of nothing but labels with values, none of which a page has for itself: the time and place of a meeting, a
    word's strokes."""
    for piece in filter(None, _GAP.split(raw.strip())):
        label = _LABEL.match(fold(piece, fold_table()))
        if label is None or is_count_line(piece):
            return True
        if label_alone(label[1]) is not None and label[1] not in OWN_TOO:
            return True
    return False


def _take_bars(page: Page) -> bool:
    live, lines, changed = page.live(), page.lines, False
    rows: list[tuple[int, Line, str]] = []
    for n, line in enumerate(live):
        if n and not line.prose and (kinds := make_up(line.raw)):
            rows.append((n, line, kinds))
    if not rows:
        return False
    at = {line.at for _, line, _ in rows}
    text = [line.at for line in live if line.prose]
    again = Counter(kinds for _, line, kinds in rows if not {line.at - 1, line.at + 1} & at)
    for n, line, kinds in rows:
        if {line.at - 1, line.at + 1} & at or not text:
            continue
        beside = any(0 <= near < len(lines) and lines[near].cut is not None for near in (line.at - 1, line.at + 1))
        under_title = n < TITLE_PLACES and line.at < text[0] and "t" in kinds
        if line.at > text[-1] and lines[line.at - 1].cut is None:
            continue
        outside = line.at < text[0] or line.at > text[-1]
        if not _is_of_a_page(line.raw):
            continue
        if (
            under_title
            or (beside and (outside or "t" in kinds))
            or (again[kinds] >= AGAIN_MIN and len(kinds) > 2 and not outside)
        ):
            changed = page.mark(line, Cut("any.source.bar", SEGMENT_RULES["any.source.bar"], CONFIDENCE)) or changed
    return changed
