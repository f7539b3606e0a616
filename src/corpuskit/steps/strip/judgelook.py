"""What the page judge sees of a line: its own words, what stands around it, and where on the page it stands.

What lives here: NAMES, GROUPS, words_around(), shared_each(). What never does: the columns (judgecolumns.py), weights, verdicts
(judge.py), training (scripts/pagejudge).

How it works: every line of a page gets a score by its words alone (features.py). The judge then looks at the scores of the lines
around, at how far a run of such lines reaches, at which lines are known to go, and at the natural text: lines that are long and
whose words are no furniture. A long line that holds a sentence is one at first sight, and its words are not looked at. A line
that is known to go has the highest score. All columns are counted for all lines at once.

Weak: the score of a line's words knows no word that the labelled pages do not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from corpuskit.steps.strip.features import (
    BITMAP_BITS,
    CLASSES,
    PLAIN_CHARS,
    WORD_NAMES,
    Words,
    words_of,
)

__all__ = [
    "GROUPS",
    "NAMES",
    "NATURAL_CHARS",
    "NOTHING",
    "SCORE_MOST",
    "SCRIPTS",
    "SIDE",
    "SIDE_COLUMNS",
    "STEPS",
    "bounded",
    "is_plain",
    "natural_lines",
    "shared_each",
    "words_around",
]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

SCORE_MOST = 6.0  # beyond it a line's words say nothing more
PLAIN_CLAUSE_CHARS = 8  # of the clause that shows that a line is a paragraph
NATURAL_CHARS = 30  # of a line whose words are no furniture: a paragraph
SIDE = 3
STEPS = (*range(-SIDE, 0), *range(1, SIDE + 1))
SIDE_COLUMNS = [
    *(WORD_NAMES.index(f"part of {c}") for c in ("latin", "digit", "kana", "hangul")),
    *(WORD_NAMES.index(n) for n in ("some colon", "some bar", "some comma", "ends with stop", "ends with closing", "a date")),
    *(WORD_NAMES.index(n) for n in ("a short label", "a list number", "part in words of menus", "roles and names")),
]
SCRIPTS = [CLASSES.index(c) for c in ("han", "latin", "kana", "hangul")]
_PLAIN = Words(np.zeros(len(WORD_NAMES), np.float32), np.zeros(0, np.int64), np.zeros(0, np.int64))
_PLAIN.chars = _PLAIN.score = -SCORE_MOST
NOTHING = np.zeros(len(WORD_NAMES), np.float32)
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
    *(f"above: {WORD_NAMES[c]}" for c in SIDE_COLUMNS),
    *(f"below: {WORD_NAMES[c]}" for c in SIDE_COLUMNS),
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
    line_bits = n.bit_length()
    pairs = np.concatenate([word.pairs for words, _ in pages for word in words])
    owner = np.repeat(np.arange(n), sizes)
    keys = ((page_of[owner] << BITMAP_BITS | pairs) << line_bits) | owner
    keys.sort()
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    of, pair = keys & ((1 << line_bits) - 1), keys >> line_bits  # a pair here is one of its page
    count = np.maximum(1, np.bincount(of, minlength=n))
    # Lines with a pair stand behind each other, so that those near each other are among the next few.
    hits = []
    for ahead in range(1, min(SIDE, len(keys) - 1) + 1):
        steps = of[ahead:] - of[:-ahead]
        near = ((pair[ahead:] == pair[:-ahead]) & (steps <= SIDE)).nonzero()[0]
        step = steps[near]
        hits += [of[near] * len(STEPS) + SIDE + step - 1, of[near + ahead] * len(STEPS) + SIDE - step]
    shares = np.zeros(n * len(STEPS)) if not hits else np.bincount(np.concatenate(hits), minlength=n * len(STEPS))
    shares = shares.reshape(n, -1) / count[:, None]
    found[0], found[1] = shares[:, SIDE - 1], shares[:, SIDE]
    beside = np.zeros(n + 2 * SIDE, dtype=bool)  # lines that are no natural text
    beside[SIDE : SIDE + n] = ~natural
    found[3] = (shares * beside[np.arange(n)[:, None] + SIDE + np.array(STEPS)]).max(axis=1)
    short = ~natural[of]
    group = np.cumsum(np.concatenate(([0], pair[1:] != pair[:-1])))
    held = np.bincount(group[short], minlength=group[-1] + 1)[group]
    found[2] = np.bincount(of[held > short], minlength=n) / count
    return [found[:, begin:end] for begin, end in spans]


def natural_lines(views: Sequence[str], scores: Floats, known: Flags) -> Flags:
    """Which lines are natural text: long, and their words no furniture's."""
    found: Flags = (np.array([len(view) for view in views]) >= NATURAL_CHARS) & (bounded(scores, known) < 0)
    return found


def bounded(scores: Floats, known: Flags) -> Floats:
    """What the words of each line say, within bounds; of one that is known to go the most."""
    return np.where(known, SCORE_MOST, np.clip(scores, -SCORE_MOST, SCORE_MOST))
