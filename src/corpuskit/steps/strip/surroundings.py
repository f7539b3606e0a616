"""Where a line stands, for the page model: its rank, the text and the lines that go around it, and of what class those are.

What lives here: places(), kinds_around(), and the classes they tell. What never does: what the line itself shows (features.py).
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, groupby
from typing import Any

import numpy as np

from corpuskit.steps.strip.page import Page

__all__ = ["KINDS", "NEAR_LINES", "POST_HEADS", "kinds_around", "places"]

Floats = np.ndarray[Any, np.dtype[np.float32]]

NEAR_LINES = 3
FAR_LINES = 6  # from the nearest prose; farther is as far
POST_HEADS = frozenset(
    ("zh.source.post-head", "zh.source.post-floor", "zh.source.post-author", "zh.source.floor-time", "zh.source.forum-user")
    + ("zh.source.floor", "en.source.post", "zh.source.asked", "zh.source.bbs-sender", "any.source.field-line")
    + ("zh.source.board-head",)
)  # over posts and answers
KINDS = (
    "source", "counter", "credit", "breadcrumb", "tools", "notice", "prevnext", "advert", "keywords", "related", "novel",
)  # fmt: skip
_KIND_OF = {kind: n for n, kind in enumerate(KINDS)}


def places(page: Page, gone: list[bool], live: list[int], at: list[int]) -> Floats:
    """For each line of `at` (shape [lines, features]): its rank, and what is text and what goes around it."""
    lines = page.lines
    count = len(lines)
    prose = [line.prose and line.cut is None for line in lines]
    where = [i for i, line in enumerate(lines) if line.cut is None and line.is_text]
    first, last = (where[0], where[-1]) if where else (count, -1)
    rank = {place: n for n, place in enumerate(live)}
    runs = _runs(prose)
    sums = [0, *accumulate(gone)]  # lines that go, above each place
    cuts, total = min(1.0, sums[count] / 8), sum([len(lines[i].view) for i in live])
    little = 1 - sum([len(lines[i].view) for i in live if prose[i]]) / max(1, total)
    rows = []
    for i in at:
        low, high = max(0, i - NEAR_LINES), min(count, i + NEAR_LINES + 1)
        before, after = i > 0 and gone[i - 1], i + 1 < count and gone[i + 1]
        is_before, is_after = i < first, i > last
        above, below = sums[i], sums[count] - sums[i + 1]
        between = above - sums[last + 1] if is_after else sums[first] - sums[i + 1] if is_before else 0
        row = (
            is_before and last >= 0, is_after and last >= 0, rank[i] == 1, rank[i] < 4, rank[i] > len(live) - 5,
            rank[i] == len(live) - 1, _distance(where, i) / FAR_LINES, min(runs[i], 10) / 10, little, before, after,
            before and after, (sums[high] - sums[low]) / max(1, high - low - 1), above / max(1, i),
            below / max(1, count - 1 - i), cuts, is_before and above > 0, is_after and sums[count] > above, between > 0,
        )  # fmt: skip
        rows.append(row)
    return np.array(rows, dtype=np.float32)


def _runs(prose: list[bool]) -> list[int]:
    """For each line how many lines stand together around it that are no prose."""
    runs: list[int] = []
    for is_prose, group in groupby(prose):
        size = len([*group])
        runs += [0 if is_prose else size] * size
    return runs


def kinds_around(page: Page, gone: list[bool], at: list[int]) -> Floats:
    """For each line the class of the nearest line above and below that goes by a rule, and where posts begin."""
    kinds, posts = [], []
    for line, goes in zip(page.lines, gone, strict=True):
        cut = line.cut if goes else None
        kinds.append(-1 if cut is None else _KIND_OF.get(cut.family, -1))
        posts.append(cut is not None and cut.rule in POST_HEADS)
    above = [-1, *accumulate(kinds, _newer)]
    below = [*accumulate(reversed(kinds), _newer)][::-1] + [-1]
    values = np.zeros((len(at), 4 * len(KINDS) + 2), dtype=np.float32)
    after = 2 * len(KINDS)
    for row, place in enumerate(at):
        if above[place] >= 0:
            values[row, above[place]] = 1
        if below[place + 1] >= 0:
            values[row, below[place + 1] + len(KINDS)] = 1
        if place and kinds[place - 1] >= 0:
            values[row, after + 2 + kinds[place - 1]] = 1
        if place + 1 < len(kinds) and kinds[place + 1] >= 0:
            values[row, after + 2 + len(KINDS) + kinds[place + 1]] = 1
    values[:, after] = [place > 0 and posts[place - 1] for place in at]
    values[:, after + 1] = sum(posts) > 1
    return values


def _newer(last: int, kind: int) -> int:
    return kind if kind >= 0 else last


def _distance(prose: list[int], at: int) -> int:
    """The number of lines to the nearest prose, FAR_LINES at most."""
    right = bisect_left(prose, at)
    return min([FAR_LINES, *(abs(place - at) for place in prose[max(0, right - 1) : right + 1])])
