"""What the page judge sees of a line: its own words, what stands around it, and where on the page it stands.

What lives here: NAMES, GROUPS, words_around(), shared_each(), look_around(). What never does: weights, verdicts
(judge.py), training (scripts/pagejudge).

How it works: every line of a page gets a score by its words alone (features.py). The judge then looks at the scores of the lines
around, at how far a run of such lines reaches, at which lines are known to go, and at the natural text: lines that are long and
whose words are no furniture. A long line that holds a sentence is one at first sight, and its words are not looked at. A line
that is known to go has the highest score. All columns are counted for all lines at once.

Weak: the score of a line's words knows no word that the labelled pages do not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from corpuskit.steps.strip.features import BITMAP_BITS, CLASSES, WORD_NAMES, Words, class_shares, overlap, words_of

__all__ = ["GROUPS", "NAMES", "SCORE_MOST", "is_plain", "look_around", "natural_lines", "shared_each", "words_around"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

SCORE_MOST = 6.0  # beyond it a line's words say nothing more
PLAIN_CHARS, PLAIN_CLAUSE_CHARS = 60, 8  # of a line that is a paragraph at first sight, of the clause that shows it
NATURAL_CHARS = 30  # of a line whose words are no furniture: a paragraph
SIDE = 3
STEPS = (*range(-SIDE, 0), *range(1, SIDE + 1))
_AROUND = np.array(STEPS) + SIDE
NEAR, WIDE = 3, 8  # lines around that are looked at together
FAR_LINES = 6  # a known line further away is not near
_SIDE_COLUMNS = [
    *(WORD_NAMES.index(f"part of {c}") for c in ("latin", "digit", "kana", "hangul")),
    *(WORD_NAMES.index(n) for n in ("some colon", "some bar", "some comma", "ends with stop", "ends with closing", "a date")),
    *(WORD_NAMES.index(n) for n in ("a short label", "a list number", "part in words of menus", "roles and names")),
]
_SCRIPTS = [CLASSES.index(c) for c in ("han", "latin", "kana", "hangul")]
_PLAIN = Words(np.zeros(len(WORD_NAMES), np.float32), np.zeros(0, np.int64), np.zeros(0, np.int64))
_PLAIN.chars = _PLAIN.score = -SCORE_MOST
_NOTHING = np.zeros(len(WORD_NAMES), np.float32)
_BESIDE = ("words", "length", "natural", "known")
_PLACE_NAMES = (
    "words",
    *(f"{what} {step:+d}" for what in _BESIDE for step in STEPS),
    "mean above", "mean below", "mean of 3 above", "mean of 3 below", "mean of 8 above", "mean of 8 below",
    "least above", "least below", "lines above", "lines below", "place", "lines", "lines since the text began",
    "lines to the end of the text", "inside the text", "run above", "run below", "run reaches the top", "run reaches the end",
    "natural lines above", "natural lines below", "length", "median length", "words of the text", "words of the title",
    "stands how often", "longer than above", "longer than below", "known line above within", "known line below within",
    "known lines", "part of known lines", "known above", "known below",
    *(f"page: part of {c}" for c in ("han", "latin", "kana", "hangul")),
    "shares with above", "shares with below", "shares with lines not natural", "shares with one line",
)  # fmt: skip
NAMES = (
    *_PLACE_NAMES,
    *(f"own: {name}" for name in WORD_NAMES),
    *(f"above: {WORD_NAMES[c]}" for c in _SIDE_COLUMNS),
    *(f"below: {WORD_NAMES[c]}" for c in _SIDE_COLUMNS),
)


def _group(name: str) -> str:
    if name == "words":
        return "its words"
    if name.startswith("own: ") or name in ("length", "stands how often"):
        return "its form"
    if "known" in name:
        return "lines near it that go"
    if name.startswith(("words ", "mean", "least", "run", "shares")):
        return "the words of the lines around"
    return "its place"


GROUPS = tuple(map(_group, NAMES))
"""What a column is called in the reason of a cut."""


def _around(values: Sequence[Floats | Flags], beyond: Sequence[float]) -> Floats:
    """[lines, values x steps]: each value of the lines around each, what is `beyond` outside the page."""
    n = len(values[0])
    held = np.empty((len(values), n + 2 * SIDE))
    held[:, :SIDE] = held[:, SIDE + n :] = np.array(beyond)[:, None]
    held[:, SIDE : SIDE + n] = values
    found: Floats = held[:, np.arange(n)[:, None] + _AROUND].transpose(1, 0, 2).reshape(n, -1)
    return found


def _means(values: Floats, reaches: Sequence[int]) -> Floats:
    """[2 x reaches, lines]: for each reach the mean of at most so many values before each, and after each; 1.0 where there are
    none."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    at, reach = np.arange(len(values)), np.array(reaches)[:, None]
    low, high = np.maximum(0, at - reach), np.minimum(len(values), at + 1 + reach)
    above, below = at - low, high - at - 1
    found = np.empty((2 * len(reaches), len(values)))
    found[::2] = np.where(above > 0, (total[at] - total[low]) / np.maximum(1, above), 1.0)
    found[1::2] = np.where(below > 0, (total[high] - total[at + 1]) / np.maximum(1, below), 1.0)
    return found


def _median(values: Floats) -> float:
    """What np.median() says, which takes half as long as all other columns together."""
    ranked, half = np.sort(values), len(values) // 2
    return float(ranked[half] if len(values) % 2 else (ranked[half - 1] + ranked[half]) / 2)


def _since(flags: Sequence[Flags]) -> Ints:
    """[flags, lines]: how many lines ago the last flagged line stood before each; the place of the line + 1 where none was."""
    at = np.arange(len(flags[0]))
    last = np.maximum.accumulate(np.where(np.array(flags), at, -1), axis=1)
    found = np.repeat(at[None, :], len(flags), axis=0)
    found[:, 1:] -= last[:, :-1]
    found[:, :1] += 1
    return found


def is_plain(view: str) -> bool:
    """Whether a line is a paragraph at first sight: long, with a sentence."""
    return len(view) >= PLAIN_CHARS and (view.find("。", PLAIN_CLAUSE_CHARS) > 0 or view[-1] in '.。!?…”』」"')


def words_around(views: list[str]) -> list[Words]:
    """What each line shows by itself; paragraphs show nothing."""
    found = iter(words_of([view for view in views if not is_plain(view)]))
    return [_PLAIN if is_plain(view) else next(found) for view in views]


def shared_each(pages: Sequence[tuple[Sequence[Words], Flags]]) -> list[Floats]:
    """For each page of lines, and whether these are natural text, [4, lines]: the share of a line's pairs of characters that the
    line above holds, the line below, any other line that is no natural text, and the most that one such line near it holds.
    The lines of all pages are numbered through, with room between pages, so that each step is made once."""
    counts = [len(words) for words, _ in pages]
    begins = np.cumsum([0, *(count + SIDE for count in counts)])
    n = int(begins[-1])
    found = np.zeros((4, n))
    spans = [(begin, begin + count) for begin, count in zip(begins.tolist(), counts, strict=False)]
    sizes, natural, page_of = np.zeros(n, dtype=np.int64), np.ones(n, dtype=bool), np.zeros(n, dtype=np.int64)
    for number, ((begin, end), (words, is_natural)) in enumerate(zip(spans, pages, strict=True)):
        sizes[begin:end] = [len(word.pairs) for word in words]
        natural[begin:end] = is_natural
        page_of[begin:end] = number
    if not sizes.any():
        return [found[:, begin:end] for begin, end in spans]
    pairs = np.concatenate([word.pairs for words, _ in pages for word in words])
    keys = np.unique((np.repeat(np.arange(n), sizes) << BITMAP_BITS) | pairs)
    of, pair = keys >> BITMAP_BITS, keys & ((1 << BITMAP_BITS) - 1)
    count = np.maximum(1, np.bincount(of, minlength=n))
    for step in STEPS:
        other = keys + (step << BITMAP_BITS)
        place = np.minimum(np.searchsorted(keys, other), len(keys) - 1)
        share = np.bincount(of, keys[place] == other, n) / count
        if abs(step) == 1:
            found[0 if step < 0 else 1] = share
        near = np.zeros(n, bool)
        beside = np.arange(n) + step
        inside = (beside >= 0) & (beside < n)
        near[inside] = ~natural[beside[inside]]
        found[3] = np.maximum(found[3], share * near)
    short = ~natural[of]
    of_page = page_of[of] << BITMAP_BITS | pair
    there = np.sort(of_page[short])
    held = np.searchsorted(there, of_page, "right") - np.searchsorted(there, of_page)
    found[2] = np.bincount(of, held > short, n) / count
    return [found[:, begin:end] for begin, end in spans]


def natural_lines(views: Sequence[str], scores: Floats, known: Flags) -> Flags:
    """Which lines are natural text: long, and their words no furniture's."""
    found: Flags = (np.array([len(view) for view in views]) >= NATURAL_CHARS) & (_score(scores, known) < 0)
    return found


def _score(scores: Floats, known: Flags) -> Floats:
    """What the words of each line say, within bounds; of one that is known to go the most."""
    return np.where(known, SCORE_MOST, np.clip(scores, -SCORE_MOST, SCORE_MOST))


def look_around(
    views: list[str],
    words: list[Words],
    scores: Floats,
    known: Flags,
    asked: list[int] | None = None,
    shared: Floats | None = None,
) -> Floats:
    """The columns NAMES of each line of a page, or of those asked for. scores: of its words alone; known: whether it is known to
    go; shared: what shared_each() says of the page, where it was asked already."""
    n = len(views)
    score = _score(scores, known)
    share = 1 / (1 + np.exp(-score))
    sizes = np.array([len(view) for view in views])
    length = np.log1p(sizes)
    natural = (sizes >= NATURAL_CHARS) & (score < 0)
    at = np.arange(n)
    places = np.flatnonzero(natural)
    first, last = (int(places[0]), int(places[-1])) if len(places) else (-1, n)
    beside = _around((score, length, natural, known), (3.0, 0.0, 0.0, 0.0))
    beside_length = beside[:, len(STEPS) : 2 * len(STEPS)]
    low = score <= 0
    run_above, known_above, run_below, known_below = _since((low, known, low[::-1], known[::-1]))
    run_below, known_below = run_below[::-1], known_below[::-1]
    above: Ints = np.cumsum(natural) - natural
    below: Ints = np.cumsum(natural[::-1])[::-1] - natural
    seen = np.cumsum(known)
    least = np.concatenate(([1.0], np.minimum.accumulate(share)[:-1]))
    least_below = np.concatenate(([1.0], np.minimum.accumulate(share[::-1])[:-1]))[::-1]
    body = "\n".join([view for view, is_natural in zip(views, natural.tolist(), strict=True) if is_natural])
    often = Counter(views)
    columns = [
        *_means(share, (n, NEAR, WIDE)), least, least_below, at, n - 1 - at, at / max(1, n - 1), np.full(n, n),
        at - first, last - at, (at >= first) & (at <= last), run_above, run_below, run_above > at, run_below > n - 1 - at,
        above, below, length, np.full(n, _median(length)), overlap(body, words), overlap(views[0], words) * (at > 0),
        np.array([often[view] for view in views]), length - beside_length[:, SIDE - 1], length - beside_length[:, SIDE],
        np.minimum(known_above, FAR_LINES), np.minimum(known_below, FAR_LINES),
        np.full(n, seen[-1]), np.full(n, seen[-1] / n), seen - known, seen[-1] - seen,
        *(np.full(n, share) for share in class_shares("".join(views))[_SCRIPTS].tolist()),
        *(shared_each([(words, natural)])[0] if shared is None else shared),
    ]  # fmt: skip
    chosen = at if asked is None else np.array(asked)
    rows = np.array([_NOTHING, *(word.row for word in words), _NOTHING])
    own, over, under = rows[chosen + 1], rows[chosen][:, _SIDE_COLUMNS], rows[chosen + 2][:, _SIDE_COLUMNS]
    placed = np.concatenate((score[:, None], beside, np.array(columns, np.float64).T), axis=1)
    return np.concatenate((placed[chosen], own, over, under), axis=1)
