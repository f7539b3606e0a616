"""What the page model sees of a line: its place, its shape, its neighbours, and its characters in ones, twos and threes.

What lives here: NAMES, Seen, look(), grams(). What never does: weights and verdicts (model.py), training (scripts/pagemodel).

How it works: all lines that may go are laid behind each other as one array of code points, and every feature is counted for
all of them at once. Character grams are hashed into SLOTS places, digits made alike, so that no table of words is needed;
a gram at the beginning or end of a line is another one than the same in the middle.

Weak: two grams may share a place; the training sees that too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpuskit.steps.strip.page import Line, Page

__all__ = ["GRAM_SLOTS", "NAMES", "POST_HEADS", "Seen", "grams", "look"]

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

GRAM_SLOTS = 1 << 13
EDGE_CHARS = 40  # of a line's beginning; a longer line adds nothing but its end
NEAR_LINES = 3
POST_HEADS = frozenset(
    ("zh.source.post-head", "zh.source.post-floor", "zh.source.post-author", "zh.source.floor-time", "zh.source.forum-user")
    + ("zh.source.floor", "en.source.post", "zh.source.asked", "zh.source.bbs-sender", "any.source.field-line")
    + ("zh.source.board-head",)
)  # over posts and answers
FAR_LINES = 6  # from the nearest prose; farther is as far
BITMAP_BITS = 16
CLASSES = (
    "han", "latin", "digit", "blank", "colon", "bar", "arrow", "comma", "stop", "opening", "closing", "quote", "kana", "hangul",
    "mark", "other",
)  # fmt: skip
_MEMBERS = {
    "colon": ":∶：", "bar": "|/·•丨_-—–~┊\\", "arrow": ">»›→←«‹<↑↓▼▲", "comma": ",、，", "stop": "。！？!?…;；.",
    "opening": "([【〔《「『", "closing": ")]】〕》」』", "quote": "“”‘’\"'", "mark": "#@*※★☆■●◆○◇▶►©®+=&%^$",
}  # fmt: skip
SIZES = (2, 4, 6, 10, 16, 24, 36, 60)
_SEARCHED = {
    "a date": r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2})?|\d{1,2}月\d{1,2}日|[A-Z][a-z]{2,8} \d{1,2}, \d{4}",
    "a clock time": r"\d{1,2}[:时]\d\d",
    "a count": r"\(\d+\)|\d\s?[万千kK+]?\+?\s?(?:次|人|条|个?赞|楼|浏览|评论|views?|comments?|likes?|件|개)|[:量数]\s?\d",
    "an address": r"https?:|www\.|\w\.(?:com|cn|net|org|tw|hk|jp|kr)\b|\w@\w",
    "a telephone number": r"\d{3,4}-\d{7,8}|1\d{10}|400-?\d{3}",
}
_BEGUN = {
    "a short label": r"[^\s:,。]{1,6}\s?:",
    "a list number": r"[(第]?[一二三四五六七八九十\d]{1,3}[、.)章节条回]|\[\d+\]|[①-⑳]",
    "a row of words": r"[^\s|/、,·>]{1,8}(?:\s{0,2}[\s|/、,·>]\s{0,2}[^\s|/、,·>]{1,8}){2,}",
}
_PATTERNS = [re.compile(pattern) for pattern in _SEARCHED.values()]
_BEGINNINGS = [re.compile(pattern) for pattern in _BEGUN.values()]
KINDS = (
    "source", "counter", "credit", "breadcrumb", "tools", "notice", "prevnext", "advert", "keywords", "related", "novel",
)  # fmt: skip
NAMES = (
    *(f"part of {c}" for c in CLASSES),
    *(f"some {c}" for c in ("blank", "colon", "bar", "arrow", "comma", "stop", "opening", "quote")),
    *(f"longer than {n}" for n in SIZES),
    *(f"begins with {c}" for c in CLASSES),
    *(f"ends with {c}" for c in CLASSES),
    *_SEARCHED,
    *_BEGUN,
    "before the text", "after the text", "second line", "near the top", "near the end", "last line", "far from prose",
    "in a run of short lines", "little prose", "cut before", "cut after", "cut on both sides", "cuts near",
    "all above goes", "all below goes", "many cuts", "words of the title", "words of the text", "stands twice",
    "its shape stands often", "a rule to review", "no prose above and cuts there", "no prose below and cuts there",
    "a cut between it and the text",
    *(f"next above: {k}" for k in KINDS), *(f"next below: {k}" for k in KINDS), "under a post's head", "a thread",
)  # fmt: skip


def _class_table() -> np.ndarray[Any, np.dtype[np.uint8]]:
    table = np.full(0x10000, CLASSES.index("other"), dtype=np.uint8)
    for name, spans in {
        "han": ((0x3400, 0x9FFF),), "latin": ((65, 90), (97, 122), (0xC0, 0x24F)), "digit": ((48, 57),),
        "blank": ((9, 13), (32, 32), (0xA0, 0xA0), (0x3000, 0x3000), (0x2000, 0x200D)),
        "kana": ((0x3040, 0x30FF),), "hangul": ((0xAC00, 0xD7AF), (0x1100, 0x11FF)),
    }.items():  # fmt: skip
        for low, high in spans:
            table[low : high + 1] = CLASSES.index(name)
    for name, members in _MEMBERS.items():
        for char in members:
            table[ord(char)] = CLASSES.index(name)
    return table


_CLASS_OF = _class_table()
_K = len(CLASSES)
_SOME = [CLASSES.index(c) for c in ("blank", "colon", "bar", "arrow", "comma", "stop", "opening", "quote")]


@dataclass(frozen=True, slots=True)
class Seen:
    """The lines that the model may judge, their features (a row each), and the code points of all of them with line numbers."""

    lines: list[Line]
    values: Floats
    slots: Ints
    owner: Ints


def _codes(text: str) -> Ints:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    return np.minimum(codes, 0xFFFF)


def grams(views: list[str]) -> tuple[Ints, Ints]:
    """(slot, number of the line) of each gram of one, two and three characters."""
    joined = "\n".join(["", *[v if len(v) <= 2 * EDGE_CHARS else v[:EDGE_CHARS] + v[-EDGE_CHARS:] for v in views], ""]).lower()
    codes = _codes(joined)
    codes[(codes >= 48) & (codes < 58)] = 48
    edge = codes == 10
    line = np.cumsum(edge) - 1
    one = codes * 2654435761
    two = one[:-1] * 31 + one[1:] * 17 + 7
    three = one[:-2] * 131 + one[1:-1] * 61 + one[2:] * 29 + 13
    middle = ~edge
    keep_two = middle[:-1] | middle[1:]
    keep_three = middle[1:-1]
    owner = np.concatenate([line[middle], np.where(edge[1:], line[:-1], line[1:])[keep_two], line[1:-1][keep_three]])
    mixed = np.concatenate([one[middle], two[keep_two], three[keep_three]])
    slots = ((mixed * 11400714819323199 & 0x7FFFFFFFFFFFFFFF) >> 40) % GRAM_SLOTS
    return slots, owner


def _char_features(views: list[str]) -> tuple[Floats, Ints, Ints]:
    """(shares, counts, sizes and edges by class; code points of all lines; the line of each)."""
    count = len(views)
    sizes = np.array([len(v) for v in views])
    codes = _codes("".join(views))
    ends = np.cumsum(sizes)
    starts = ends - sizes
    owner = np.repeat(np.arange(count), sizes)
    classes = _CLASS_OF[codes].astype(np.int64)
    table = np.bincount(owner * _K + classes, minlength=count * _K).reshape(count, _K)
    eye = np.eye(_K, dtype=np.float32)
    parts = [
        table / sizes[:, None],
        np.minimum(table[:, _SOME], 3) / 3,
        sizes[:, None] > np.array(SIZES)[None, :],
        eye[classes[starts]],
        eye[classes[ends - 1]],
    ]
    return np.hstack(parts).astype(np.float32), codes, owner


def _overlap(text: str, codes: Ints, owner: Ints, count: int) -> Floats:
    """For each line the share of its pairs of characters that stand in `text`."""
    base = _codes(text)
    if len(base) < 2 or len(codes) < 2:
        return np.zeros(count, dtype=np.float32)
    bits = np.zeros(1 << BITMAP_BITS, dtype=bool)
    bits[(base[:-1] * 40503 + base[1:]) & 0xFFFF] = True
    same = owner[:-1] == owner[1:]
    pairs = ((codes[:-1] * 40503 + codes[1:]) & 0xFFFF)[same]
    of = owner[:-1][same]
    total = np.bincount(of, minlength=count)
    found = np.bincount(of, weights=bits[pairs], minlength=count)
    share: Floats = (found / np.maximum(1, total)).astype(np.float32)
    return share


_DIGITS = re.compile(r"\d+")
_LAST_PLACES = 3  # features of the place behind those of the words
_WORDS_AT = NAMES.index("words of the title")
_PLACES = [
    *range(NAMES.index("before the text"), _WORDS_AT),
    *range(NAMES.index("a cut between it and the text") + 1 - _LAST_PLACES, NAMES.index("a cut between it and the text") + 1),
]
_KINDS = list(range(NAMES.index("a cut between it and the text") + 1, len(NAMES)))


def look(page: Page, gone: list[bool], fit: Callable[[Floats, Sequence[Line]], Flags] | None = None) -> Seen | None:
    """The features of each line that is still there and no prose, but the first; None where there is none.

    gone: for each line whether it goes. fit: which of the lines to look at, by the features of their places (the others are 0
    when it is asked): most lines are told from their places alone, at a fifth of the cost.
    """
    lines = page.lines
    live = [line.at for line in lines if line.cut is None]
    at = [i for i in live[1:] if not lines[i].prose]
    if not at:
        return None
    place, kinds = _places(page, gone, live, at), _kinds_around(page, gone, at)
    if fit is not None:
        known = np.zeros((len(at), len(NAMES)), dtype=np.float32)
        known[:, _PLACES], known[:, _KINDS] = place, kinds
        chosen = np.flatnonzero(fit(known, [lines[i] for i in at]))
        if not len(chosen):
            return None
        at, place, kinds = [at[n] for n in chosen.tolist()], place[chosen], kinds[chosen]
    views = [lines[i].view for i in at]
    chars, codes, owner = _char_features(views)
    patterns = [[p.search(v) is not None for p in _PATTERNS] + [p.match(v) is not None for p in _BEGINNINGS] for v in views]
    words = _words(page, live, at, codes, owner)
    values = np.hstack([chars, np.array(patterns), place[:, :-_LAST_PLACES], words, place[:, -_LAST_PLACES:], kinds])
    slots, of = grams(views)
    return Seen([lines[i] for i in at], values.astype(np.float32), slots, of)


def _words(page: Page, live: list[int], at: list[int], codes: Ints, owner: Ints) -> Floats:
    """What a line shares with the title, with the text, and with other lines."""
    lines = page.lines
    body = "\n".join(lines[i].view for i in live if lines[i].prose)
    shapes = [_DIGITS.sub("0", line.view) for line in lines]
    same, often = Counter(line.view for line in lines), Counter(shapes)
    columns: list[Any] = [
        _overlap(lines[live[0]].view, codes, owner, len(at)),
        _overlap(body, codes, owner, len(at)),
        [same[lines[i].view] > 1 for i in at],
        [often[shapes[i]] > 2 for i in at],
        [any(hit.whole and hit.rule.safety == "review" for hit in lines[i].hits) for i in at],
    ]
    return np.column_stack(columns).astype(np.float32)


def _places(page: Page, gone: list[bool], live: list[int], at: list[int]) -> Floats:
    lines = page.lines
    count = len(lines)
    cut = np.array(gone, dtype=np.float32)
    prose = np.array([line.prose and line.cut is None for line in lines])
    where = np.flatnonzero(prose)
    first, last = (int(where[0]), int(where[-1])) if len(where) else (count, -1)
    idx = np.array(at)
    rank = np.searchsorted(np.array(live), idx)
    left = len(live) - 1 - rank
    distance = _distances(where, idx)
    run = np.zeros(count)
    begin = 0
    for i in range(count + 1):
        if i == count or prose[i]:
            run[begin:i] = i - begin
            begin = i + 1
    sums = np.concatenate([[0.0], np.cumsum(cut)])
    low, high = np.maximum(0, idx - NEAR_LINES), np.minimum(count, idx + NEAR_LINES + 1)
    near_cuts = (sums[high] - sums[low]) / np.maximum(1, high - low - 1)
    before = np.where(idx > 0, cut[np.maximum(0, idx - 1)], 0)
    after = np.where(idx + 1 < count, cut[np.minimum(count - 1, idx + 1)], 0)
    above = sums[idx] / np.maximum(1, idx)
    below = (sums[count] - sums[np.minimum(count, idx + 1)]) / np.maximum(1, count - 1 - idx)
    prose_share = sum(len(lines[i].view) for i in live if lines[i].prose) / max(1, sum(len(lines[i].view) for i in live))
    is_before, is_after = idx < first, idx > last
    cuts = min(1.0, float(cut.sum()) / 8)
    between = np.where(is_after, sums[idx] - sums[min(last + 1, count)], np.where(is_before, sums[first] - sums[idx + 1], 0))
    columns = [
        is_before & (last >= 0), is_after & (last >= 0), rank == 1, rank < 4, left < 4, left == 0, distance / FAR_LINES,
        np.minimum(run[idx], 10) / 10, np.full(len(at), 1 - prose_share), before, after, before * after, near_cuts,
        above, below, np.full(len(at), cuts), is_before * (sums[idx] > 0), is_after * (sums[count] - sums[idx] > 0), between > 0,
    ]  # fmt: skip
    return np.column_stack(columns).astype(np.float32)


def _kinds_around(page: Page, gone: list[bool], at: list[int]) -> Floats:
    """For each line the class of the nearest line above and below that goes by a rule, and where posts begin."""
    lines = page.lines
    kind = [
        KINDS.index(line.cut.family) if line.cut is not None and gone[line.at] and line.cut.family in KINDS else -1
        for line in lines
    ]
    posts = [line.cut is not None and gone[line.at] and line.cut.rule in POST_HEADS for line in lines]
    values = np.zeros((len(at), 2 * len(KINDS) + 2), dtype=np.float32)
    for backward in (False, True):
        order = range(len(lines) - 1, -1, -1) if backward else range(len(lines))
        rows = {place: row for row, place in enumerate(at)}
        last = -1
        for place in order:
            row = rows.get(place)
            if row is not None and last >= 0:
                values[row, last + len(KINDS) * backward] = 1
            last = kind[place] if kind[place] >= 0 else last
    values[:, -2] = [place > 0 and posts[place - 1] for place in at]
    values[:, -1] = sum(posts) > 1
    return values


def _distances(prose: Ints, at: Ints) -> Floats:
    """For each place the number of lines to the nearest prose, FAR_LINES at most."""
    if not len(prose):
        return np.full(len(at), FAR_LINES, dtype=np.float32)
    right = np.searchsorted(prose, at)
    after = prose[np.minimum(right, len(prose) - 1)] - at
    before = at - prose[np.maximum(right - 1, 0)]
    away: Floats = np.minimum(FAR_LINES, np.minimum(np.abs(after), np.abs(before))).astype(np.float32)
    return away
