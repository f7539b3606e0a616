"""Byte shifts that begin without a `?`: a first byte went, and its second byte took the next character's first for its own.

What lives here: where such a shift may begin on a page that shows the damage elsewhere, the choice of its beginning, and what is
asked of it. What never does: shifts at a `?` (shifts.py), reading on (shiftwalk.py), the choice of lost bytes (shiftfill.py).

How it works: one byte off, text shows as rare hanzi, kana, symbols and private-use characters. Two within three places, or
one of the zones, are looked at; the shift began there or up to a few characters before, which of these the model says. Nothing
shows the lost byte itself, so more is asked than at a `?`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import exp

import numpy as np

from corpuskit.steps.columns import code_points
from corpuskit.steps.repair.gbk import to_pair
from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.plausibility import charmodel
from corpuskit.steps.repair.shiftfill import Choice, fill
from corpuskit.steps.repair.shiftproof import RULE, given, with_doubt
from corpuskit.steps.repair.suspects import oddness
from corpuskit.steps.repair.vanished import ways_on

__all__ = ["BACK_CHARS", "bare_places", "read_bare"]

# Chosen on pages of many sites, made of texts that the model for it had not read: 159 of 181 choices given were right.
GAIN, GAIN_PER_LOST = 6.0, 1.5  # what the reading must win over what stands there, and more for every character chosen
BACK_CHARS = 8  # the shift began at most so far before its first odd characters
START_SHARE = 0.8  # of the place chosen for its beginning among all these
ANEW_FEWEST = 2  # characters read anew: one alone is a sign of drawn rows, or a rare character of somebody's name
READS_LEAST = -8.0  # mean log probability of what is read: of 86 right readings 84 have it, of Russian words read as Chinese none
NEAR = 3

_SIGNS = frozenset("?\ufffd)\x05\x06\x07\x08")
_DRAWN = re.compile("[\u2500-\u259f]")
_WORD = re.compile("[\u0370-\u04ff\u3041-\u30ff\u3105-\u3129\uac00-\ud7a3]{2}")  # of another writing: in a shift they stand alone
_RARE_WORD = re.compile("[\u3400-\u9fff]{2}")  # 罘罳 is a screen
_ANEW = re.compile("[\u00a1-\uff00]")


def bare_places(line: str) -> list[int]:
    """Where a shift without a `?` may have begun, or a little before: odd characters beside another, and those of a zone."""
    # Drawn rows are odd in Chinese text, and sound.
    codes = np.minimum(code_points(line).astype(np.uint32), 0xFFFF)
    at = np.flatnonzero(oddness()[codes] & (codes != 0xFFFD) & ((codes < 0x2500) | (codes > 0x259F)))
    if not len(at):
        return []
    near = np.diff(at) <= NEAR
    zone = (codes[at] >= 0xE000) & (codes[at] <= 0xF8FF)
    found: list[int] = at[zone | np.append(near, False)].tolist()
    return found


def read_bare(
    line: str, at: int, done: int, left_of: Callable[[int], str], habits: Habits
) -> tuple[int, Choice | None, list[bool]]:
    """Where the shift at `at` began, not before `done`, how it reads, which of its characters are given; None where it is none.

    left_of: the text before a place, read.
    """
    if _WORD.search(line, max(0, at - 1), at + 2):
        return at, None, []
    found: list[tuple[float, int, Choice]] = []
    for start in range(at, max(done, at - BACK_CHARS) - 1, -1):
        if line[start] in _SIGNS:
            return at, None, []  # it began there, and was not believed
        if line[start] not in to_pair():
            break  # a shift would have ended there
        if choice := _best(line, start, left_of(start), habits):
            lost = sum(share < 1.0 for share in choice.shares)
            found.append((choice.gain - GAIN_PER_LOST * lost, start, choice))
    if not found:
        return at, None, []
    worth, where, choice = max(found, key=lambda one: one[:2])
    starts = sum(exp(one[0] - worth) for one in found)
    if worth < GAIN or starts * START_SHARE > 1.0 or _DRAWN.search(choice.text):
        return at, None, []
    if len(_ANEW.findall(line, where, choice.end)) < ANEW_FEWEST or _WORD.search(line, where, choice.end):
        return at, None, []
    if _RARE_WORD.fullmatch(line, where, choice.end):
        return at, None, []
    if charmodel().logp(left_of(where)[-2:] + choice.text) < READS_LEAST * (len(choice.text) + 2):
        return at, None, []
    choice = with_doubt(line, where, choice)
    return where, choice, given(choice.shares, choice.joint / starts)


def _best(line: str, start: int, left: str, habits: Habits) -> Choice | None:
    """The best way to read on from `start`, the first byte there being lost."""
    best = None
    for way in ways_on(line, start, None, habits):
        choice = fill(line, start, left, way, habits, RULE, "") if len(way.slots) > 1 else None
        if choice and (best is None or choice.gain > best.gain):
            best = choice
    return best
