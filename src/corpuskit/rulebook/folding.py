"""The length-keeping fold: traditional to simplified, full width to half width, one code point to one.

What lives here: the table (fold.tsv, made by scripts/tables from the OpenCC dictionaries) as a mapping for
core.text.fold(), and the same as arrays for long texts; small letters. What never does: conversion that anyone reads; this view
is for matching and for duplicate keys only.

How it works: first candidate of OpenCC's TSCharacters where both sides are one code point; U+FF01..FF5E and U+3000 to
ASCII; a few variants of the same character. Case is kept; small_letters() takes it away, as `re` compares letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np

from corpuskit.rulebook.stored import stored_text

__all__ = [
    "DIRECT_MAX_CHARS",
    "WHOLE_MIN_CHARS",
    "fold_codes",
    "fold_digest",
    "fold_small",
    "fold_table",
    "fold_whole",
    "narrowed",
    "small_letters",
]

_Codes = np.ndarray[Any, np.dtype[Any]]


LAST_CODE = 0xFFFF  # no character
WHOLE_MIN_CHARS = 30  # below this the table of str.translate is quicker than fold_whole()
DIRECT_MAX_CHARS = 600_000  # up to so many NumPy reads a text itself, in four bytes each: three times as quick as a codec


def small_letters(text: str) -> str:
    """A text in small letters, one for each. The letters i, I, ı and İ are one, as they are for `re`: a Turkish word in capitals
    would not come back by lower(), which makes two characters of the last besides."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join([char.lower()[0] for char in text])
    return low.replace("ı", "i")


def _read() -> str:
    return stored_text("fold.tsv")


@cache
def fold_table() -> Mapping[int, str]:
    """Code point to the character that stands for it in a folded view; about 4,900 entries. Not to be changed: it is a plain
    dictionary, which str.translate reads in half the time."""
    rows = (line.split("\t") for line in _read().split("\n") if line and not line.startswith("#"))
    return {ord(a): b for a, b in rows}


@cache
def fold_digest() -> str:
    """BLAKE2b of the table file, for recipe.lock.toml."""
    return blake2b(_read().encode("utf-8"), digest_size=16).hexdigest()


# In the small table: characters that fold to one above U+FFFF, which two bytes cannot hold; the full table has it.
_BEYOND = 0xFFFF


@cache
def _tables() -> tuple[_Codes, _Codes]:
    codes = np.arange(0x110000, dtype="<u4")
    for code, char in fold_table().items():
        codes[code] = ord(char)
    small = codes[:0x10000].copy()
    small[small > 0xFFFF] = _BEYOND
    return small.astype("<u2"), codes


def fold_small() -> _Codes:
    """The folded code point of each below U+10000."""
    return _tables()[0]


def narrowed(codes: _Codes) -> _Codes:
    """Code points in two bytes each: those above stand as what they fold to, or as the last of all where that is above too."""
    if codes.itemsize == 2:
        return codes
    above = codes >= LAST_CODE
    found = np.where(above, LAST_CODE, codes).astype("<u2")
    found[above] = np.minimum(_tables()[1].take(codes[above]), LAST_CODE)
    return found


def fold_codes(codes: _Codes) -> str:
    """The folded view of code points in two or four bytes each."""
    small, full = _tables()
    found = (small if codes.itemsize == 2 else full)[codes]
    if codes.itemsize == 2 and (found == _BEYOND).any():
        found = full[codes]
    found = found.astype("<u4")
    return str(found.tobytes(), "utf-32-le", "surrogatepass")


def fold_whole(text: str) -> str:
    """core.text.fold() with this table, for all but short texts: 60 characters take half of its time."""
    small, full = _tables()
    if 0 < len(text) <= DIRECT_MAX_CHARS:
        codes = full.take(np.array([text]).view(np.uint32), mode="clip")
        folded = str(codes.view(f"<U{len(text)}")[0])
        return folded if len(folded) == len(text) else folded.ljust(len(text), "\0")  # NumPy leaves out NULs at the end
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(text):
        found = small[np.frombuffer(units, dtype="<u2")]
        view: str = found.tobytes().decode("utf-16-le", "surrogatepass")
        if len(view) == len(text) and not (found == _BEYOND).any():  # two lone surrogates side by side would become one character
            return view
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return str(full[codes].tobytes(), "utf-32-le", "surrogatepass")
