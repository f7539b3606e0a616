"""What stands in quotation marks: words of another language or script, which say nothing about the line that quotes them.

What lives here: where quotations are, which of them are originals in the other script, and words that make a clause Chinese.
What never does: deciding about clauses and lines (detect.py).

Weak: of quotations inside quotations only the inner ones are seen.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.script.trie import Codes, Ints

__all__ = ["CLOSING", "LONGEST_CHARS", "OPENING", "chinese_words", "inside", "originals"]

OPENING, CLOSING = "「『“‘《〈", "」』”’》〉"
LONGEST_CHARS = 80  # what is longer is speech, not a word of another language
_QUOTATION = re.compile(f"[{OPENING}]([^{OPENING}{CLOSING}\n]{{1,{LONGEST_CHARS}}})[{CLOSING}]")
_WORDS = np.array([ord(char) for char in "這这們们嗎吗吧呢很沒没你妳她哪是了的"], dtype=np.uint32)
Mask = NDArray[np.bool_]


def chinese_words(codes: Codes) -> Mask:
    """Characters that are words of Chinese sentences: two of them in a clause without kana make no Japanese compound."""
    return np.isin(codes, _WORDS)


def inside(text: str) -> Mask | None:
    """True per character inside quotation marks or the marks of a title; None where there is no such pair in a line."""
    spans = [match.span(1) for match in _QUOTATION.finditer(text)]
    if not spans:
        return None
    mask = np.zeros(len(text), dtype=bool)
    for start, end in spans:
        mask[start:end] = True
    return mask


def originals(text: str, line_of: Ints, is_target: Mask, is_other: Mask) -> Mask | None:
    """Quotations in the other script in lines that are otherwise written in the target script; None where there are none.

    They are inscriptions, titles, examples: they stay. is_target, is_other: per character, evidence of one script.
    """
    quoted = inside(text)
    if quoted is None:
        return None
    lines = int(line_of[-1]) + 1
    told = np.bincount(line_of, is_target & ~quoted, lines) > 0
    told &= np.bincount(line_of, is_other & ~quoted, lines) == 0
    stays: Mask = quoted & told[line_of]
    edges = np.flatnonzero(np.diff(stays.astype(np.int8), prepend=0, append=0))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if is_target[start:end].any() or not is_other[start:end].any():
            stays[start:end] = False
    return stays if stays.any() else None
