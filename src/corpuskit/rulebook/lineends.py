"""What lines begin and end with beside what a rule takes: blanks, bullets, brackets, marks between fields.

What lives here: these marks, kinds_of_codes(), skip(). What never does: rules (linegate.py, sieve.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from corpuskit.rulebook.charsets import CODES
from corpuskit.rulebook.folding import fold_table

__all__ = ["BLANK", "BLANKS", "BULLETS", "EDGELESS", "LEADING", "LOOSE", "LOOSE_MAX_CHARS", "PAIRS", "kinds_of_codes", "skip"]

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Array = np.ndarray[Any, np.dtype[Any]]

BLANKS = " \t\r\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
BULLETS = "-–—*·•●○■□◆◇▪▶►>»※★☆|~"
PAIRS = {"[": "]", "(": ")", "【": "】", "〔": "〕", "{": "}", "<": ">", "《": "》", "〖": "〗", "「": "」"}
EDGELESS = frozenset("|/,;、·•丨>~-)]】〕}>》〖〗」\ufeff\u200b\u200c\u200d\u2060")  # marks that may stand behind a match

BLANK, LOOSE, LEADING = 1, 2, 4
LOOSE_MAX_CHARS = 8  # blanks, bullets and brackets looked at at each end


@cache
def kinds_of_codes() -> Bytes:
    """Of each raw code point whether it is, folded, a blank, whether it is a loose mark (a blank, a bullet or a bracket), and
    whether it is left out at the beginning of a line: a blank or a bullet."""
    table = fold_table()
    loose = frozenset((*BULLETS, *PAIRS, *PAIRS.values()))
    blank = frozenset(BLANKS)
    kinds = np.zeros(CODES, dtype=np.uint8)
    for code in range(CODES - 1):
        char = table.get(code) or chr(code)
        if char in loose:
            kinds[code] = LOOSE | LEADING if char in BULLETS else LOOSE
        elif char.isspace() or char in blank:
            kinds[code] = BLANK | LOOSE | LEADING
    kinds[-1] = LOOSE
    return kinds


def skip(codes: Array, at: Array, step: int, kind: int) -> Array:
    """Places moved over the characters of a kind, some of them."""
    kinds = kinds_of_codes()
    at = at.copy()
    moving = (kinds.take(codes.take(at, mode="clip"), mode="clip") & kind).nonzero()[0]
    if len(moving):
        beside = at.take(moving)[:, None] + step * np.arange(1, LOOSE_MAX_CHARS)
        stops = kinds.take(codes.take(beside, mode="clip"), mode="clip") & kind == 0
        at[moving] += step * np.where(stops.any(axis=1), stops.argmax(axis=1) + 1, LOOSE_MAX_CHARS)
    return at
