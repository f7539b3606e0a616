"""The columns of the page judge, for the lines of many pages at once.

What lives here: Lines, look_around_each() and, for one page, look_around(). What never does: the names of the columns and what a
line shows by itself (judgelook.py), weights (judgetrees.py), verdicts (judge.py).

How it works: pages of like length lie below each other, a row each, as long as the longest; every column is counted for all of
them in one go. A sum over lines begins anew with each row, so what is seen of a page does not depend on the pages beside it.

Weak: a row is filled up where a page is shorter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from corpuskit.steps.strip.features import Words, class_shares_each, overlap_each
from corpuskit.steps.strip.judgelook import (
    NATURAL_CHARS,
    NOTHING,
    SCRIPTS,
    SIDE,
    SIDE_COLUMNS,
    STEPS,
    bounded,
    natural_lines,
    shared_each,
)

__all__ = ["Lines", "look_around", "look_around_each"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

NEAR, WIDE = 3, 8  # lines around that are looked at together
FAR_LINES = 6  # a known line further away is not near
PAGES_TOGETHER, ROWS_ALIKE_LINES = 64, 24  # pages below each other, and up to which length none is too short beside another
_AROUND = np.array(STEPS) + SIDE


class Lines(NamedTuple):
    """The lines of a page: scores: of their words alone; known: whether each is known to go; asked: the places of those whose
    columns are wanted; shared: what shared_each() says of the page."""

    views: Sequence[str]
    words: Sequence[Words]
    scores: Floats
    known: Flags
    asked: Sequence[int]
    shared: Floats


def look_around(
    views: list[str],
    words: list[Words],
    scores: Floats,
    known: Flags,
    asked: list[int] | None = None,
    shared: Floats | None = None,
) -> Floats:
    """The columns NAMES of each line of a page, or of those asked for; as look_around_each()."""
    if shared is None:
        shared = shared_each([(words, natural_lines(views, scores, known))])[0]
    [found] = look_around_each([Lines(views, words, scores, known, range(len(views)) if asked is None else asked, shared)])
    return found


def look_around_each(pages: Sequence[Lines]) -> list[Floats]:
    """The columns NAMES of the lines asked for, for each page. Pages of like length are looked at together, a row each."""
    found: dict[int, Floats] = {}
    order = sorted(range(len(pages)), key=lambda page: len(pages[page].views))
    while order:
        most = max(ROWS_ALIKE_LINES, 2 * len(pages[order[0]].views))
        group = [page for page in order[:PAGES_TOGETHER] if len(pages[page].views) <= most]
        order = order[len(group) :]
        found.update(zip(group, _columns([pages[page] for page in group]), strict=True))
    return [found[page] for page in range(len(pages))]


def _columns(pages: Sequence[Lines]) -> list[Floats]:
    counts = [len(page.views) for page in pages]
    count, n = len(pages), max(counts)
    sizes, at = np.array(counts)[:, None], np.arange(n)[None, :]
    there = at < sizes

    def placed(values: Any, dtype: Any = np.float64) -> Any:
        """Values of the lines of all pages behind each other, a row a page."""
        rows = np.zeros((count, n), dtype)
        rows[there] = values
        return rows

    views = [view for page in pages for view in page.views]
    words = [word for page in pages for word in page.words]
    chars = np.array([len(view) for view in views])
    known = placed(np.concatenate([page.known for page in pages]), bool)
    score = bounded(placed(np.concatenate([page.scores for page in pages])), known)
    share = np.where(there, 1 / (1 + np.exp(-score)), 1.0)
    long = np.log1p(chars)
    length = placed(long)
    natural = placed(chars >= NATURAL_CHARS, bool) & (score < 0)
    has_natural = natural.any(axis=1)[:, None]
    first = np.where(has_natural, natural.argmax(axis=1)[:, None], -1)
    last = np.where(has_natural, n - 1 - natural[:, ::-1].argmax(axis=1)[:, None], sizes)
    beside = _around((score, length, natural, known), (3.0, 0.0, 0.0, 0.0), there)
    beside_length = beside[:, :, len(STEPS) : 2 * len(STEPS)]
    low = (score <= 0) & there
    run_above, run_below = _since(low), _until(low, sizes)
    texts = np.cumsum(natural, axis=1)
    seen = np.cumsum(known, axis=1)
    all_seen = seen[:, -1:]
    least, least_below = np.ones((count, n)), np.ones((count, n))
    least[:, 1:] = np.minimum.accumulate(share, axis=1)[:, :-1]
    least_below[:, :-1] = np.minimum.accumulate(share[:, ::-1], axis=1)[:, ::-1][:, 1:]
    bodies = ["\n".join([view for view, is_natural in zip(page.views, row, strict=False) if is_natural])
              for page, row in zip(pages, natural.tolist(), strict=True)]  # fmt: skip
    of_page = np.repeat(np.arange(count), counts)
    often = [times[view] for page in pages for times in (Counter(page.views),) for view in page.views]
    with_body, with_title = overlap_each([*bodies, *(page.views[0] for page in pages)], words, of_page, count)
    scripts = class_shares_each(["".join(page.views) for page in pages])[:, SCRIPTS].astype(np.float64)
    shared = np.concatenate([page.shared for page in pages], axis=1)
    means = [one for reach in (sizes, NEAR, WIDE) for one in _means(np.where(there, share, 0.0), sizes, reach)]
    columns = [
        *means, least, least_below, at, sizes - 1 - at, at / np.maximum(1, sizes - 1), sizes,
        at - first, last - at, (at >= first) & (at <= last), run_above, run_below, run_above > at, run_below > sizes - 1 - at,
        texts - natural, texts[:, -1:] - texts, length, _medians(length, sizes)[:, None],
        placed(with_body, np.float32), placed(with_title, np.float32) * (at > 0),
        placed(often), length - beside_length[:, :, SIDE - 1], length - beside_length[:, :, SIDE],
        np.minimum(_since(known), FAR_LINES), np.minimum(_until(known, sizes), FAR_LINES),
        all_seen, all_seen / sizes, seen - known, all_seen - seen,
        *(scripts[:, script, None] for script in range(len(SCRIPTS))),
        *map(placed, shared),
    ]  # fmt: skip
    chosen = np.concatenate([np.asarray(page.asked, dtype=np.int64) + row * n for row, page in enumerate(pages)])
    own = np.array([NOTHING, *(word.row for word in words), NOTHING])
    begins = np.cumsum([0, *counts[:-1]])
    places = np.concatenate([np.asarray(page.asked, dtype=np.int64) + begin for begin, page in zip(begins, pages, strict=True)])
    line = chosen % n
    over = np.where((line > 0)[:, None], own[places][:, SIDE_COLUMNS], 0)
    under = np.where((line + 1 < sizes[chosen // n, 0])[:, None], own[places + 2][:, SIDE_COLUMNS], 0)
    placed_columns = np.empty((len(chosen), 1 + beside.shape[2] + len(columns)))
    placed_columns[:, 0] = score.reshape(-1)[chosen]
    placed_columns[:, 1 : 1 + beside.shape[2]] = beside.reshape(count * n, -1)[chosen]
    row, line_of = chosen // n, chosen % n
    # What is the same for all lines of a page, or for all pages, is one column or one row.
    for column, values in enumerate(columns, 1 + beside.shape[2]):
        placed_columns[:, column] = values[row if len(values) == count else 0, line_of if values.shape[1] == n else 0]
    found = np.concatenate((placed_columns, own[places + 1], over, under), axis=1)
    return np.split(found, np.cumsum([len(page.asked) for page in pages])[:-1])


def _around(values: Sequence[Floats | Flags], beyond: Sequence[float], there: Flags) -> Floats:
    """[pages, lines, values x steps]: each value of the lines around each, what is `beyond` outside the page."""
    pages, n = there.shape
    held = np.empty((pages, len(values), n + 2 * SIDE))
    held[:] = np.array(beyond)[:, None]
    for value, row, outside in zip(values, held.transpose(1, 0, 2), beyond, strict=True):
        row[:, SIDE : SIDE + n] = np.where(there, value, outside)
    found: Floats = held[:, :, np.arange(n)[:, None] + _AROUND].transpose(0, 2, 1, 3).reshape(pages, n, -1)
    return found


def _means(values: Floats, sizes: Ints, reach: Ints | int) -> tuple[Floats, Floats]:
    """The mean of at most `reach` values of a page before each, and after each; 1.0 where there are none."""
    pages, n = values.shape
    total = np.zeros((pages, n + 1))
    np.cumsum(values, axis=1, out=total[:, 1:])
    begins = np.arange(pages)[:, None] * (n + 1)
    at = np.arange(n)[None, :]
    low, high = np.maximum(0, at - reach), np.minimum(sizes, at + 1 + reach)
    above, below = at - low, high - at - 1
    flat = total.reshape(-1)
    before = np.where(above > 0, (total[:, :-1] - flat.take(begins + low)) / np.maximum(1, above), 1.0)
    after = np.where(below > 0, (flat.take(begins + high) - total[:, 1:]) / np.maximum(1, below), 1.0)
    return before, after


def _medians(values: Floats, sizes: Ints) -> Floats:
    """What np.median() says of the first values of each row, which takes longer than all other columns together."""
    ranked = np.sort(np.where(np.arange(values.shape[1]) < sizes, values, np.inf), axis=1)
    half, rows = sizes[:, 0] // 2, np.arange(len(values))
    middle = ranked[rows, half]
    found: Floats = np.where(sizes[:, 0] % 2 == 1, middle, (ranked[rows, np.maximum(0, half - 1)] + middle) / 2)
    return found


def _since(flags: Flags) -> Ints:
    """How many lines ago the last flagged line of the page stood before each; the place of the line + 1 where none was."""
    at = np.arange(flags.shape[1])
    found = np.repeat(at[None, :] + 1, len(flags), axis=0)
    found[:, 1:] -= np.maximum.accumulate(np.where(flags, at, -1), axis=1)[:, :-1] + 1
    return found


def _until(flags: Flags, sizes: Ints) -> Ints:
    """The same of the next flagged line behind each."""
    at = np.arange(flags.shape[1])
    following = np.minimum.accumulate(np.where(flags, at, sizes)[:, ::-1], axis=1)[:, ::-1]
    found: Ints = np.concatenate((following[:, 1:], sizes), axis=1) - at
    return found
