"""What the page judge asks of texts before it weighs their lines.

What lives here: tell(), is_known_language(), may_open_each(), may_open_by_ends(). What never does: what is asked of a line
(judgeplace.py), scores of trees and verdicts (judge.py).

How it works: most texts are told from the characters of their first and last lines, before a page is made of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

import numpy as np

from corpuskit.steps.strip.features import grams
from corpuskit.steps.strip.judgeplace import may_go
from corpuskit.steps.strip.judgetrees import gram_scores
from corpuskit.steps.strip.opening import outside, view_of
from corpuskit.steps.strip.page import HEAD_LINES, KNOWN_CHARS, LINES_KNOWN, TAIL_LINES

__all__ = [
    "ALONE_CHARS_SCORE",
    "OPEN_CHARS_SCORE",
    "OPEN_LINES",
    "is_known_language",
    "may_open_by_ends",
    "may_open_each",
    "tell",
]

OPEN_LINES = 2  # so many lines open a page on which nothing is known to go
OPEN_CHARS_SCORE, ALONE_CHARS_SCORE = -1.5, 0.8  # of their characters alone, in nats: what is asked of a text first
FOREIGN_MAX_RATIO = 0.01  # German has one or two such letters in a hundred, English in a thousand
_FOREIGN = re.compile(
    r"[^\W\d_a-zA-Z\u00c0-\u024f\u0400-\u045f\u0600-\u06ff\u0e00-\u0e7f\u1100-\u11ff\u1e00-\u1eff\u3005-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def tell(scores: list[float]) -> bool:
    """Whether lines of such characters may open a page."""
    return sum(score >= OPEN_CHARS_SCORE for score in scores) >= OPEN_LINES or any(score >= ALONE_CHARS_SCORE for score in scores)


def is_known_language(text: str) -> bool:
    """False for writing that no labelled page is in: known are letters of the Latin, Cyrillic, Arabic and
    Thai scripts, of Chinese, Japanese and Korean."""
    letters = sum(map(str.isalpha, text))
    return len(_FOREIGN.findall(text)) <= FOREIGN_MAX_RATIO * letters


_telling: dict[str, float] = {}  # raw lines at the ends of texts, and what their characters say


def may_open_each(texts: Sequence[str]) -> list[bool]:
    """For each text False where the lines at its ends cannot open a page."""
    return may_open_by_ends([_ends(text) for text in texts])


def may_open_by_ends(ends: Sequence[Sequence[str]]) -> list[bool]:
    """The same, of texts whose lines at the ends are known: their characters tell, of all at once."""
    told = {raw: _telling.get(raw) for lines in ends for raw in lines}
    fresh = [raw for raw, tells in told.items() if tells is None]
    if fresh:
        told.update(dict.fromkeys(fresh, -inf))
        asked = [(raw, view) for raw in fresh if may_go(view := view_of(raw))]
        slots, owner = grams([view for _, view in asked])
        cuts = np.cumsum(np.bincount(owner, minlength=len(asked)))[:-1]
        scores = gram_scores(np.split(slots[np.argsort(owner, kind="stable")], cuts)) if asked else np.zeros(0)
        told.update(zip([raw for raw, _ in asked], scores.tolist(), strict=True))
        if len(_telling) + len(fresh) > LINES_KNOWN:
            _telling.clear()
        _telling.update((raw, told[raw] or 0.0) for raw in [raw for raw in fresh if len(raw) <= KNOWN_CHARS][:LINES_KNOWN])
    return [tell([told[raw] or 0.0 for raw in lines]) for lines in ends]


def _ends(text: str) -> list[str]:
    """The first and last lines over and under what surely is prose."""
    head, tail = outside(text, HEAD_LINES, TAIL_LINES)
    return head + tail
