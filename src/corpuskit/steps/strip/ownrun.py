"""Lines that are the text's own by what they say or by the lines around them, whatever rule or pass would take them.

What lives here: belongs(), in_own_run(), label_of(). What never does: what a line says by itself
(ownline.py, mention.py), fields of pages (fieldgrammar.py), cutting (page.py asks before it marks).

How it works: around a labelled line that would go, the lines below one another that have a label and a value too are gathered,
as far as nothing goes between them. Where most of them are the text's - labels that neither a rule nor the grammars of fields and
of menus know, the same label again and again, a sentence or a share for a value, a time that is none - the run is a card, a
record, a colophon, the news of a release, and what looks like a field in it is a part of that. A source bar set upright has
labels that are known; so do credits and the ways to reach a firm. For what no rule knows one
such line right under the text is enough.

Weak: a bar of one site whose labels are its own.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.menugrammar import read_menu
from corpuskit.steps.strip.mention import is_mention
from corpuskit.steps.strip.onlytitle import is_only_title
from corpuskit.steps.strip.ownline import is_row_of_cells, says_its_own
from corpuskit.steps.strip.ownplace import stands_as_own
from corpuskit.steps.strip.page import LINES_KNOWN, Cut, Line, is_prose
from corpuskit.steps.timegrammar import find_time

__all__ = ["belongs", "in_own_run", "label_of"]

SAID = frozenset(("notice", "advert", "related", "tools", "script"))
RUNS = frozenset(("source", "counter", "credit", "keywords", "prevnext", "tools", "page"))
RUN_MIN_LINES = 3
RUN_REACH_LINES = 12  # on each side
OWN_MIN_RATIO = 0.5
AGAIN_MIN = 2
SITE_LABEL_MIN_CHARS = 4  # 关键词 and 标签 stand in tables too; longer labels of words say whose words they are
_LABEL = re.compile(
    r"(?:[\d①-⑳]{1,2}\s?[.、)]\s?)?([^\s:,。;!?()\[\]【】]{1,8}|(?-i:[A-Z])[\w'’-]{1,14}(?: [\w'’-]{1,14}){0,3})\s{0,2}:\s?(?=\S)"
)
# A second field on the line: it is a bar.
_SECOND = re.compile(r"[\s|,;·\]】)][\[【(]?[^\s\d:|]{1,8}(?:\s{0,2}:|\s{1,2}\d{1,9}(?:次|人|条|\Z))|[\[【]只看|浏览\s?\d")
_OWN_VALUE = re.compile(r"[。;]\Z|^[\d.]{1,6}\s?%\Z")
_OF_A_SITE = re.compile(
    r"相关|关键|[上下前后]一|阅读|查询|提示|编|信息|推荐|热|标签|更多|关注|电话|微信|公众|版权|声明|来源|作者|记者|本[文站网报]|客服|[Rr]elated|[Tt]opic|[Tt]ag|[Ff]iled|[가-힣]"
)
THREAD_HEAD = "zh.counter.thread"  # how often a thread was read and answered; boards set its title under it
POST_REACH_LINES = 4  # buttons and the poster's rank stand between the title of a thread and the head of its first post
TITLE_MIN_CHARS = 3
_POSTED = re.compile(r"(?:^|.*[\s|])发表[于在]?\s?:?\s?\d{4}")
_BREAK = re.compile(r"\d{1,3}|[IVX]{1,5}|[一二三四五六七八九十]{1,3}|[*·—=~_#\s-]{1,40}")


@lru_cache(maxsize=LINES_KNOWN)
def label_of(view: str) -> str:
    """The label that a folded line begins with, where one value follows; empty where there is none, and for bars of several."""
    match = _LABEL.match(view)
    return match[1] if match is not None and _SECOND.search(view, match.end()) is None else ""


@lru_cache(maxsize=LINES_KNOWN)
def _has_own_label(view: str) -> bool:
    """True for a labelled line whose label no site uses, or whose value is none of such a field."""
    match = _LABEL.match(view)
    if match is None:
        return False
    value = view[match.end() :]
    if _OWN_VALUE.search(value) is not None:
        return True
    field = label_alone(match[1])
    if field == "published" and find_time(value) is None:
        return True
    return field is None and not read_menu(match[1]).tools


def _ends_the_text(view: str) -> bool:
    """True for a label of the text's own with one value, and no word of sites in the label."""
    label = label_of(view)
    return bool(label) and _OF_A_SITE.search(label) is None and _has_own_label(view)


def in_own_run(lines: list[Line], line: Line, *, inside: bool) -> bool:
    """True for a line of a run of labelled lines that is the text's own; inside: only between two that are so by themselves."""
    if not label_of(line.view):
        return False
    first = last = line.at
    while first > 0 and line.at - first < RUN_REACH_LINES and _goes_on(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and last - line.at < RUN_REACH_LINES and _goes_on(lines[last + 1]):
        last += 1
    run = lines[first : last + 1]
    if len(run) < RUN_MIN_LINES:
        return False
    said = Counter([label_of(one.view) for one in run])
    own = [one.at for one in run if _is_own(one, said[label_of(one.view)])]
    return len(own) > OWN_MIN_RATIO * len(run) and (not inside or own[0] < line.at < own[-1] or _is_apart(lines, first, last))


def _is_apart(lines: list[Line], first: int, last: int) -> bool:
    """True for a run of lines with one that stays and that no rule knows right over it and right under it."""
    around = [lines[at] for at in (first - 1, last + 1) if 0 <= at < len(lines)]
    return len(around) == 2 and not any(one.cut is not None or any(hit.whole for hit in one.hits) for one in around)


def _is_own(line: Line, times: int) -> bool:
    known = any(hit.whole for hit in line.hits)
    return _OWN_VALUE.search(line.view) is not None or (not known and (times >= AGAIN_MIN or _has_own_label(line.view)))


def _goes_on(line: Line) -> bool:
    return line.cut is None and bool(label_of(line.view)) and not is_prose(line.view)


def _is_text(lines: list[Line], at: int) -> bool:
    return at < len(lines) and lines[at].cut is None and lines[at].is_text


def _is_mentioned(view: str, cut: Cut) -> bool:
    """True for a sentence about furniture; a title goes by its place, and its words may be a sentence's."""
    return cut.family in SAID and not cut.rule.endswith(".title") and is_mention(view)


def _titles_a_thread(lines: list[Line], line: Line) -> bool:
    """True for the line between the counters of a thread and the head of its first post that no rule knows: its title."""
    at = line.at
    if len(line.view) < TITLE_MIN_CHARS or any(hit.whole for hit in line.hits) or read_menu(line.view).tools:
        return False
    if not at or not any(hit.whole and hit.rule.id == THREAD_HEAD for hit in lines[at - 1].hits):
        return False
    return any(_POSTED.match(one.view) is not None for one in lines[at + 1 : at + 1 + POST_REACH_LINES])


def belongs(lines: list[Line], line: Line, cut: Cut) -> bool:
    """True for a line that a rule or a pass would take and that is the text's own by its words or by the lines around it."""
    view, family = line.view, cut.family
    if (family in RUNS and is_row_of_cells(line.raw)) or says_its_own(view, family) or _is_mentioned(view, cut):
        return True
    if stands_as_own(lines, line, cut) or is_only_title(lines, line, cut):
        return True
    if family == "page":
        if _titles_a_thread(lines, line):
            return True
        if _BREAK.fullmatch(view) is not None and _is_text(lines, line.at + 1):
            return True  # what parts the text stands over it
        if line.at and _is_text(lines, line.at - 1) and not any(hit.whole for hit in line.hits) and _ends_the_text(view):
            return True  # the last line of the text may be a label with a value
    if family == "keywords" and len(label_of(view)) >= SITE_LABEL_MIN_CHARS:
        return False
    # Who answers stands over and under the answer, and tools over the first line of the text.
    return family in RUNS and in_own_run(lines, line, inside=family in ("credit", "tools"))
