"""The key text: what two copies of one document have in common.

What lives here: key_codes(), key_codes_each() and keys_joined(), the characters of texts folded over script, variants, width and
case, without blanks, punctuation and symbols, as NumPy arrays; and the digest of the tables. What never does: hashing, comparing.

How it works: one table of 65,536 entries (128 KB, stays in the second-level cache) over UTF-16 units; 0 means "leave out".
A text with astral characters takes the slower way over UTF-32, where the astral characters stay as they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from operator import is_
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpuskit.rulebook import fold_digest, fold_table
from corpuskit.steps.columns import Ints, joined

__all__ = ["Codes", "KeysJoined", "key_codes", "key_codes_each", "key_digest", "key_text", "keys_joined"]

Codes = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
_BMP = 0x10000


@cache
def _table() -> npt.NDArray[np.uint16]:
    fold = fold_table()
    table = np.zeros(_BMP, dtype=np.uint16)
    for code in range(1, _BMP):
        if 0xD800 <= code < 0xE000:
            continue
        char = fold.get(code, chr(code))
        low = char.lower()
        char = low if len(low) == 1 else char
        if ord(char) < _BMP and unicodedata.category(char)[0] in "LNM":
            table[code] = ord(char)
    return table


@lru_cache(maxsize=2)  # exact and near ask for the same text, one after the other
def key_codes(text: str) -> Codes:
    """The key characters of `text`: uint16 (n,), or uint32 (n,) when the text has astral characters. Read-only."""
    codes = _key_codes(text)
    codes.flags.writeable = False
    return codes


def _key_codes(text: str) -> Codes:
    raw = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(raw) != len(text):  # an astral character is two units
        wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        small = wide < _BMP
        codes = wide.copy()
        codes[small] = _table()[wide[small]]
        wide_codes: Codes = codes[codes != 0]
        return wide_codes
    codes16 = _table().take(raw)
    small_codes: Codes = codes16[codes16 != 0]
    return small_codes


class KeysJoined(NamedTuple):
    """The key characters of texts as one array (read-only), where each text begins in them, and how that was found.

    places: where each text begins in them, and their end. starts: where it begins among the characters of all, a line end
    between each two. kept: bool, which of those are key characters.
    """

    codes: Codes
    places: list[int]
    starts: Ints
    kept: npt.NDArray[np.bool_]


def keys_joined(texts: Sequence[str]) -> KeysJoined | None:
    """The key characters of the texts, looked up together: a call of NumPy costs as much as a page does. None where one of them
    has astral characters.

    exact, near and paragraphs ask for the same batch, one after the other: the last answer is kept for it. (To hash its texts
    takes time.)
    """
    asked, found = _newest[0]
    if len(asked) == len(texts) and all(map(is_, asked, texts)):
        return found
    _, starts, raw = joined(texts)  # the line ends between them are no key characters
    found = None
    if raw.dtype != np.uint32:
        codes = _table().take(raw, mode="clip")
        kept = codes != 0
        bounds = [*starts.tolist(), len(raw)]
        places = list(accumulate([int(np.count_nonzero(kept[start:end])) for start, end in pairwise(bounds)], initial=0))
        codes = codes[kept]
        codes.flags.writeable = False
        found = KeysJoined(codes, places, starts, kept)
    _newest[0] = tuple(texts), found
    return found


def key_codes_each(texts: Sequence[str]) -> tuple[Codes, ...]:
    """key_codes() of each text. Read-only."""
    found = keys_joined(texts)
    if found is None:
        return tuple([key_codes(text) for text in texts])
    return tuple([found.codes[start:end] for start, end in pairwise(found.places)])


_newest: list[tuple[tuple[str, ...], KeysJoined | None]] = [((), None)]


def key_text(text: str) -> str:
    """The key characters as a string; for tests, splits and people."""
    codes = key_codes(text)
    return codes.tobytes().decode("utf-16-le" if codes.dtype == np.uint16 else "utf-32-le", "surrogatepass")


def key_digest() -> str:
    """Digest of what key_codes depends on besides this file: the fold table and the Unicode version."""
    return f"{fold_digest()}-unicode-{unicodedata.unidata_version}"
