"""Furniture that a crawler set on several lines: a chain of sections, a table of fields, the name over a post.

What lives here: rows_pass(). What never does: patterns of rules (rulebook), of fields (fieldgrammar.py).

How it works: each kind begins at a line that a rule took in the same call. A chain goes on as long as separators and short
names take turns. A table is labels with their values below, between the top and the first sentence; a label that the grammar
does not know goes between two that it knows. Three and more lines in a row that are a comma, a colon or a stop and nothing else
are what stood between buttons. The name of a user stands between a line that goes (or the title) and the time of the post, or
over the time of every post of the page.

Weak: the short answer of one post right over the head of the next, where that head holds no name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.strip.page import LINES_KNOWN, Cut, Line, Page

__all__ = ["ROW_RULES", "rows_pass"]

ROW_RULES = {
    "any.breadcrumb.row": "a chain of sections, one on each line",
    "any.source.table": "labels of the source bar with their values below",
    "any.source.poster": "the name of a user over the time of the post",
    "any.tools.marks": "one of several lines that are a mark alone, left of a row of buttons",
}
CONFIDENCE = 0.95
CRUMB_MAX_CHARS = 16
CRUMB_MAX_LINES = 12
VALUE_MAX_CHARS = 60
LABEL_MAX_CHARS = 8
TABLE_MIN_LABELS = 2
POSTER_MAX_CHARS = 28
MARKS_MIN = 3
EMPTY_IMAGE = "![]()"  # what is left of a picture in Markdown
_MARKS = frozenset("，、：；。,:;.")
_OPEN_PLACE = re.compile(r".{0,8}(?:位置|这里)\s*(?:是|为)?\s*:?")
_CHAIN_MARK = re.compile(r"(?:[-]?>{1,3}|[»›→/|》])")
_HOME = re.compile(r".{0,8}(?:首页|主页)")
_SENTENCE = re.compile(r"[。!?;…,]")
_NO_NAME = re.compile(r"[。!?;…,:]|^\s*[\[【「《]|(?:[\u3400-\u9fff]\s?){11}")  # [original] opens a title
# What a title says that stands over the only post of a page, and names of users hardly do.
_TITLED = re.compile(r"的|^(?:第[一二三四五六七八九十\d]|关于)|\d{4}年|\d月\d|(?:通知|公告|通告|公示|安排)$")
_ANY_LABEL = re.compile(r"[^\s:。,]{2,6}(?:\s{0,4}[^\s:。,]{1,3}){0,3}\s?:")
_POST_HEAD = re.compile(
    r"(?:#?\d{1,4}\s?[#楼F]?\s{0,2})?(?:发[表布帖]于\s?:?|大\s中\s小\s{1,2}发表于)\s{0,2}(?=\d|[昨今前刚]|\S{0,3}\d)|(?:帖子|积分|威望|注册(?:日期|时间)|金钱|级别)\s?:\s?\d"
)


def rows_pass(page: Page) -> bool:
    """Mark what goes on over several lines; True when there was any."""
    if not page.families():
        return False
    changed = _chains(page)
    changed = _tables(page) or changed
    changed = _marks(page) or changed
    return _posters(page) or changed


def _chains(page: Page) -> bool:
    lines, changed = page.lines, False
    for line in lines:
        if line.cut is None or line.cut.family != "breadcrumb" or _OPEN_PLACE.fullmatch(line.view) is None:
            continue
        may = True
        for below in lines[line.at + 1 : line.at + 1 + CRUMB_MAX_LINES]:
            mark = _CHAIN_MARK.fullmatch(below.view) is not None
            if not mark and (not may or below.prose or len(below.view) > CRUMB_MAX_CHARS):
                break
            if not mark and below.at == line.at + 1 and _HOME.fullmatch(below.view) is None:
                break
            changed = page.mark(below, Cut("any.breadcrumb.row", "one of a chain of sections", CONFIDENCE)) or changed
            may = mark
    return changed


def _tables(page: Page) -> bool:
    lines, changed = page.lines, False
    prose = next((line.at for line in lines if line.prose), len(lines))
    at = 0
    while at < min(prose, len(lines)):
        end, labels = _table_end(lines, at, prose)
        if labels >= TABLE_MIN_LABELS:
            for line in lines[at:end]:
                why = "one of several labels with their values below"
                changed = page.mark(line, Cut("any.source.table", why, CONFIDENCE)) or changed
        at = max(end, at + 1)
    return changed


def _marks(page: Page) -> bool:
    """Mark rows of lines that are one mark each, and empty images; blank lines between them do not count."""
    changed, rows = False, [list[Line]()]
    for line in page.live():
        mark = line.raw.strip()
        if mark == EMPTY_IMAGE:
            changed = page.mark(line, Cut("any.tools.marks", "an image with no address and no words", CONFIDENCE)) or changed
        elif mark in _MARKS:
            rows[-1].append(line)
        elif rows[-1]:
            rows.append([])
    for row in rows:
        for line in row if len(row) >= MARKS_MIN else ():
            changed = page.mark(line, Cut("any.tools.marks", ROW_RULES["any.tools.marks"], CONFIDENCE)) or changed
    return changed


def _table_end(lines: list[Line], at: int, prose: int) -> tuple[int, int]:
    """(where the table that begins at a place ends, labels with a value in it that the grammar knows)."""
    end, labels = at, 0
    while at < prose:
        view = lines[at].view
        field = label_alone(view)
        marked = view.endswith(":")
        if field is None and not (marked and labels and len(view) <= LABEL_MAX_CHARS and _ANY_LABEL.fullmatch(view)):
            break
        value = lines[at + 1].view if at + 1 < prose else ""
        is_value = bool(value) and label_alone(value) is None and not value.endswith(":")
        if is_value and (len(value) > VALUE_MAX_CHARS or _SENTENCE.search(value.rstrip(";"))):
            break
        if field is None:
            at += 1 + is_value  # counted only where a label that is known follows
            continue
        labels += is_value and field != "other"
        at += 1 + is_value
        end = at
    return end, labels


@lru_cache(maxsize=LINES_KNOWN)
def _heads_post(view: str) -> bool:
    return _POST_HEAD.match(view) is not None


def _posters(page: Page) -> bool:
    changed = False
    live = page.live()
    is_thread = _names_every_post(page)
    for line in live[1:]:
        lines, at = page.lines, line.at
        if line.prose or at + 1 >= len(lines) or lines[at + 1].cut is None or len(line.view) > POSTER_MAX_CHARS:
            continue
        if _NO_NAME.search(line.view) or not _heads_post(lines[at + 1].view):
            continue
        above = lines[at - 1]
        if is_thread or ((above.cut is not None or above is live[0]) and _TITLED.search(line.view) is None):
            changed = page.mark(line, Cut("any.source.poster", "a name over the head of a post", CONFIDENCE)) or changed
    return changed


def _names_every_post(page: Page) -> bool:
    """True where a line that may be a name stands over the head of every post, of two or more: then each of them is one."""
    lines = page.lines
    heads = [line.at for line in lines if line.at and line.cut is not None and _heads_post(line.view)]
    return len(heads) > 1 and all(
        len(lines[at - 1].view) <= POSTER_MAX_CHARS and not lines[at - 1].prose and _NO_NAME.search(lines[at - 1].view) is None
        for at in heads
    )
