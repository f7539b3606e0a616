"""The title of a page, from the text that is left.

What lives here: find_title(). What never does: cutting (strip), other fields (fieldreader.py).

How it works: the first line that is left is the title where it has the shape of one. Lines above a title that are the site's own
and stayed are passed over: breadcrumbs, rows of menu words, a date with who wrote it; but only where a line with the shape of a
title follows before the text. A label before the title (标题：) and the site's name behind it are no part of it; a name behind a
mark is the site's where it ends as names of sites do, or another line of the page that went or stayed says it.

Weak: a title of two lines gives its first line; a motto of the site that stays above the title is taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from corpuskit.core.edit import Edit
from corpuskit.core.text import fold, lines
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.chainforms import anchored_names
from corpuskit.steps.fieldgrammar import field_weight, is_date, read_line
from corpuskit.steps.menugrammar import read_menu
from corpuskit.steps.namegrammar import is_outlet
from corpuskit.steps.rowposter import poster_of
from corpuskit.steps.sectiongrammar import chain_rank
from corpuskit.steps.stayed import places_before
from corpuskit.steps.timeforms import with_plain_times
from corpuskit.steps.timegrammar import find_time

__all__ = ["find_title"]

TITLE_MAX_CHARS = 80
LATIN_TITLE_MAX_CHARS = 160
LOOK_LINES = 8
LINES_KNOWN = 4_096
LOOK_CHARS = 2_000  # of the text: heads are no longer
MENU_TOOLS_MIN, MENU_WORDS_MIN = 2, 3
SITE_TITLE_MIN_CHARS = 4
SAID_MAX_CHARS = 400  # of a cut that may name the site or repeat the title
SITE_MAX_CHARS, NAMED_MIN = 20, 2  # of a name that the furniture repeats
BAR_CHARS = 60  # of furniture between the last line over the text and its source bar
WEIGHT_SAID, WEIGHT_CRUMB, WEIGHT_BAR, WEIGHT_SITE, WEIGHT_LATER_MAX = 3, 2, 1, 3, 2
_EDGES = " \t\r\n\u3000\ufeff()（）[]【】"
_RIGHTS = re.compile("版权|版權|著作|©|\\([cC]\\)|Copyright|저작권|備案|备案|主办|主辦|ICP|無断転載")
_CONTACT = re.compile(
    r"\w@\w|https?:|www\.|☎|(?<!\d)(?:\d{3,4}[- ]){1,2}\d{4,8}(?!\d)|1\d{10}|(?:微信|LINE|QQ|TEL|Tel)\s?[:：]?\s?@?\w{5}"
)
_CALL = re.compile(
    "点击|點擊|立即|领取|領取|扫码|掃碼|APP内|限时|限時|免运|免運|优惠价|優惠價|欢迎[来來光访訪]|歡迎[來光訪]|[→↓⬆▼↑☚☛►▶※→]"
)
_MENU = re.compile(r"[\u3040-\u9fff]{1,6}(?:[\s|｜·・]{1,3}[\u3040-\u9fff]{1,6}){3,}")
_BLANKS = " \t\r\u3000\ufeff"
_LABEL = re.compile(
    r"\s{0,3}(?:[标標][题題](?=\[)|(?:[标標]\s{0,4}[题題]|[题題]\s{0,4}目|Title|Subject|제\s?목|件\s?名|タイトル)\s{0,3}[:：]\s{0,3})"
)
_BEFORE_SITE = re.compile(r"\s*(?:[|｜_＿丨∣│⎮┊]|--|«|»|::)\s*|\s[-–—@]\s")


# Buttons, heads of panels and tags that an extraction leaves over a title.
_OF_THE_SITE = re.compile(
    r"播报|播報|编辑|編輯|讨论|討論|上传视频|上傳視頻|收藏|分享|打印|(?:商品|产品|產品|文章|新闻|新聞|详细|職位|职位)(?:详情|詳情|信息|資訊|内容|內容|介绍|介紹)"
    r"|正文|跳至?[^\s]{0,3}内容|Skip to (?:main )?content|<[a-zA-Z/!][^<>]*>"
    r"|返回看板|看板\s?[A-Za-z][\w-]*|(?:\[[^\[\]]{2,24}\]\s*){2,}|r/\w{2,24}(?:\s.*\bago)?|@\S{2,20}"
    r"|Zum Inhalt springen|跳[过過][内內]容|본문\s?바로가기|[/>›»]\s\S.*"
)


class _Head(NamedTuple):
    """A line over the text that strip left: what it says, and its place."""

    line: str
    start: int
    end: int


def find_title(text: str, edits: Sequence[Edit] = ()) -> str | None:
    """The title of a text; None where it opens with a sentence. edits: what strip took out, in the order of the text."""
    if (opening := next(_head_lines(text), None)) is None or _is_text(opening.line):
        return None  # most texts
    heads = list(islice(_head_lines(text), LOOK_LINES))
    first: str | None = None
    able: list[_Head] = []
    for n, head in enumerate(heads):
        if _is_text(head.line):
            break
        # The breadcrumb may end with the title that stands below it.
        furniture = _is_furniture(head.line) or any(
            anchored_names(head.line, below.line) for below in heads[n + 1 :] if not _is_text(below.line)
        )
        if not furniture:
            able.append(head)
        first = head.line if n == 0 else first
    if not able:
        return first if first is None or chain_rank(first) < 2 else None
    said = [edit.removed for edit in edits if len(edit.removed) <= SAID_MAX_CHARS]
    return _bare(_best(able, edits, said).line if len(able) > 1 else able[0].line, said)


def _head_lines(text: str) -> Iterator[_Head]:
    """The first lines of a text with their places in it, but for empty ones."""
    for start, end, _ in lines(text[:LOOK_CHARS]):
        line = text[start:end].strip(_BLANKS)
        if line:
            yield _Head(line, start, end)


def _best(able: Sequence[_Head], edits: Sequence[Edit], said: Sequence[str]) -> _Head:
    """Which of several lines is the title: the first of those for which most speaks.

    A breadcrumb stands over the title and the bar with its time below it; a line that the page repeats, or that ends the
    breadcrumb, is the title; contacts, calls, menus and the name of the site are none.
    """
    places = places_before([head.start for head in able], edits)
    able = [_Head(head.line, place, place + head.end - head.start) for head, place in zip(able, places, strict=True)]
    whole = [edit for edit in edits if "\n" in edit.removed and edit.start < LOOK_CHARS + able[-1].end]
    rights = [text for text in said if _RIGHTS.search(text)]
    spam = {edit.removed.strip(_EDGES) for edit in edits if ".spam." in edit.rule}
    parts = [part.strip() for text in said for part in text.split("\n")]
    scores: list[int] = []
    run_starts = 0
    for n, head in enumerate(able):
        above = [edit for edit in whole if (able[n - 1].end if n else 0) <= edit.start < head.start]
        if above:
            run_starts = n
        scores.append(WEIGHT_SAID * _is_said(head.line, parts) - min(n, WEIGHT_LATER_MAX))
        scores[n] += WEIGHT_CRUMB * (n == run_starts and any(_is_crumb(edit) for edit in above))
        named = len(head.line) <= SITE_MAX_CHARS and sum(head.line in part and head.line != part for part in parts) >= NAMED_MIN
        if named or _is_of_site(head.line, rights, spam):
            scores[n] -= WEIGHT_SITE
        below = [
            edit for edit in whole if head.start < edit.start < (able[n + 1].start if n + 1 < len(able) else head.end + BAR_CHARS)
        ]
        if below and _is_bar(below[0]):
            for at in range(run_starts, n + 1):
                scores[at] += WEIGHT_BAR
    best = max(scores)
    return able[scores.index(best)]


def _is_said(line: str, parts: Sequence[str]) -> bool:
    """True for a line that the page repeats, alone or at the end of its breadcrumb."""
    if len(line) < SITE_TITLE_MIN_CHARS:
        return False
    return any(part.endswith(line) and (part == line or chain_rank(part) > 0) for part in parts)


def _is_crumb(edit: Edit) -> bool:
    return ".breadcrumb." in edit.rule or any(chain_rank(part) > 1 for part in edit.removed.split("\n"))


def _is_bar(edit: Edit) -> bool:
    """True for lines that open with one of fields with a time."""
    view = fold(with_plain_times(edit.removed.strip("\n").split("\n")[0]), fold_table())
    return find_time(view) is not None


def _is_of_site(line: str, rights: Sequence[str], spam: Collection[str]) -> bool:
    """True for a line that looks as those of sites do: contacts, calls, menus, the name in the notice of rights, a name that
    was injected elsewhere."""
    return (
        _CONTACT.search(line) is not None
        or _CALL.search(line) is not None
        or _MENU.fullmatch(line) is not None
        or any(line in text for text in rights)
        or any(len(term) > 1 and term in line and len(term) * 2 >= len(line) for term in spam)
    )


def _is_text(line: str) -> bool:
    limit = LATIN_TITLE_MAX_CHARS if line.isascii() else TITLE_MAX_CHARS
    return len(line) > limit or line[-1] in "。;；，,、：:" or (line[-1] == "." and not line.endswith("...")) or "。" in line


@lru_cache(maxsize=LINES_KNOWN)  # the pages of a site repeat their lines
def _is_furniture(line: str) -> bool:
    """True for a line of the site's: a breadcrumb, a row of tools, fields with a time."""
    view = fold(with_plain_times(line), fold_table())
    if _LABEL.match(line):
        return False
    if _OF_THE_SITE.fullmatch(line):
        return True
    menu = read_menu(view)
    if chain_rank(line) > 1 or is_date(view) or menu.tools >= MENU_TOOLS_MIN:
        return True
    if menu.tools + menu.sections >= MENU_WORDS_MIN and not menu.free and menu.known_ratio == 1:
        return True
    if field_weight(view) > 1 and any(token.kind in ("time", "label", "date") for token in read_line(view)):
        return True
    return bool(poster_of(line))


def _bare(line: str, said: Sequence[str]) -> str:
    """The title without its label and without the site's name."""
    label = _LABEL.match(line)
    title = line[label.end() :] if label is not None else line
    marks = [mark for mark in _BEFORE_SITE.finditer(title) if mark.start() >= SITE_TITLE_MIN_CHARS]
    if not marks:
        return title
    name = title[marks[-1].end() :].strip(_BLANKS)
    if len(name) > 1 and (is_outlet(name) or any(name in other and title not in other for other in said)):
        return title[: marks[0].start()] if len(marks) <= 2 else title[: marks[-1].start()]
    return title
