"""GBK as programs read it: characters to byte pairs and back, by the rules of Windows' code page 936.

What lives here: the tables between characters and byte pairs (with the user-defined zones, which read as private-use
characters and keep their bytes), text to bytes with the places that hold no bytes marked, and the flattening of full-width
forms. What never does: a choice between readings, scores, edits.

How it works: Python's gbk codec knows neither the euro sign at 80 nor the user-defined zones and the cells left free; gb18030
knows them, with the same pairs. Both are joined here into one table, made on first use.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["HOLE", "UNWRITABLE", "flat_pair", "gbk_bytes", "pair_of", "to_char", "to_pair", "writer", "written"]

HOLE = 0xFF  # stands in gbk_bytes for a byte that is lost; FF begins no character of code page 936
UNWRITABLE = 0x00  # stands in gbk_bytes for a character that code page 936 lacks


@cache
def to_char() -> dict[int, str]:
    """Byte pair (lead * 256 + trail) to character, user-defined zones included."""
    out: dict[int, str] = {}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            if trail == 0x7F:
                continue
            pair = bytes((lead, trail))
            try:
                char = pair.decode("gbk")
            except UnicodeDecodeError:
                char = pair.decode("gb18030", "replace")
                if len(char) != 1 or not "\ue000" <= char <= "\uf8ff":
                    continue
            out[lead << 8 | trail] = char
    return out


@cache
def to_pair() -> dict[str, int]:
    """Character to byte pair: the inverse of to_char(), and those that only GB 18030 has."""
    later = {char: pair for pair, char in _later().items()}
    return later | {char: pair for pair, char in to_char().items()}


@cache
def _later() -> dict[int, str]:
    """The pairs that GB 18030 has hanzi and signs for, where code page 936 has private-use characters or nothing: 䦟."""
    out: dict[int, str] = {}
    for lead in (0xA8, 0xA9, 0xFE):
        for trail in range(0x40, 0xC0):
            char = bytes((lead, trail)).decode("gb18030", "replace")
            if len(char) == 1 and char != "\ufffd" and lead << 8 | trail not in to_char():
                out[lead << 8 | trail] = char
    return out


def pair_of(char: str) -> int:
    """The byte pair of a character, 0 when code page 936 has none for it."""
    return to_pair().get(char, 0)


def flat_pair(char: str) -> int:
    """The byte pair of the full-width form that an ASCII character may have been (A3A1..A3FE), 0 for other characters."""
    return 0xA380 | ord(char) if "!" <= char <= "~" else 0


@cache
def writer() -> NDArray[np.uint16]:
    """By code point below U+10000: its byte pair, its one byte, HOLE for U+FFFD, UNWRITABLE where code page 936 has nothing."""
    table = np.full(0x10000, UNWRITABLE, np.uint16)
    for char, pair in to_pair().items():
        table[ord(char)] = pair
    table[:0x80] = np.arange(0x80)
    table[0x20AC] = 0x80
    table[0xE76C] = 0xA2E3  # where GB 18030 put the euro sign, Windows kept a user-defined cell
    table[0xFFFD] = HOLE
    return table


def written(text: str, table: NDArray[np.uint16]) -> tuple[bytes, NDArray[np.int64]]:
    """Bytes of a text by such a table and, per byte, the code point it belongs to (one more entry at the end).

    Characters that the table lacks, or that lie beyond U+FFFF, give UNWRITABLE, one byte each.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if len(codes) and int(codes.max()) > 0xFFFF:
        units = np.where(codes > 0xFFFF, UNWRITABLE, table[np.minimum(codes, 0xFFFF)]).astype(np.uint16)
    else:
        units = table[codes]
    two = units > 0xFF
    kept = np.column_stack((two, np.ones(len(units), np.bool_))).ravel()
    data = units.astype(">u2").view(np.uint8)[kept].tobytes()
    owner = np.repeat(np.arange(len(units) + 1), np.append(two + 1, 1))
    return data, owner


def gbk_bytes(text: str) -> bytes:
    """Bytes of a text in code page 936: HOLE for U+FFFD, UNWRITABLE for a character that the code page lacks, one byte each."""
    return written(text, writer())[0]
