"""Texts as arrays of code points, and which raw characters stand for a folded one.

What lives here: codes_of(), unfolded(). What never does: looking for anything in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from corpuskit.rulebook.folding import DIRECT_MAX_CHARS, LAST_CODE, fold_table

__all__ = ["PADDING", "Codes", "Places", "codes_of", "unfolded"]

Codes = np.ndarray[Any, np.dtype[Any]]
Places = np.ndarray[Any, np.dtype[np.intp]]
PADDING = "\n\n"  # behind a text; no literal holds a line break


@cache
def unfolded() -> Mapping[str, tuple[str, ...]]:
    """Folded character to the raw characters that fold to it (itself included)."""
    found: dict[str, list[str]] = {}
    for code, char in fold_table().items():
        found.setdefault(char, []).append(chr(code))
    return {char: (char, *raws) for char, raws in found.items()}


def codes_of(text: str) -> Codes:
    """The code points of a text and of PADDING behind it, in two bytes each where that is enough, else in four."""
    padded = text + PADDING
    if len(padded) <= DIRECT_MAX_CHARS:
        codes: Codes = np.array([padded]).view(np.uint32)
        return codes.astype(np.uint16) if codes.max() <= LAST_CODE else codes
    units = padded.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(padded):
        return np.frombuffer(units, dtype="<u2")
    return np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
