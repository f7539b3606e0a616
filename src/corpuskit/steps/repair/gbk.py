"""GBK as programs read it: characters to byte pairs and back, by the rules of Windows' code page 936.

What lives here: the tables between characters and byte pairs (with the user-defined zones, which read as private-use
characters and keep their bytes), text to bytes with the places that hold no bytes marked, and the flattening of full-width
forms. What never does: a choice between readings, scores, edits.

How it works: Python's gbk codec knows neither the euro sign at 80 nor the user-defined zones; gb18030 knows the zones, with
the same pairs. Both are joined here into one table of 23,940 pairs, made on first use.
"""

from __future__ import annotations

from functools import cache

__all__ = ["HOLE", "UNWRITABLE", "flat_pair", "gbk_bytes", "pair_of", "to_char", "to_pair"]

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
                if len(char) != 1 or not "\ue000" <= char <= "\uf8ff" or not _in_zone(lead, trail):
                    continue
            out[lead << 8 | trail] = char
    return out


def _in_zone(lead: int, trail: int) -> bool:
    if trail >= 0xA1:
        return 0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE
    return 0xA1 <= lead <= 0xA7


@cache
def to_pair() -> dict[str, int]:
    """Character to byte pair: the inverse of to_char()."""
    return {char: pair for pair, char in to_char().items()}


def pair_of(char: str) -> int:
    """The byte pair of a character, 0 when code page 936 has none for it."""
    return to_pair().get(char, 0)


def flat_pair(char: str) -> int:
    """The byte pair of the full-width form that an ASCII character may have been (A3A1..A3FE), 0 for other characters."""
    return 0xA380 | ord(char) if "!" <= char <= "~" else 0


@cache
def _writer() -> dict[int, bytes]:
    table = {ord(char): pair.to_bytes(2, "big") for char, pair in to_pair().items()}
    table |= {code: bytes((code,)) for code in range(0x80)}
    table[0x20AC] = b"\x80"
    table[0xFFFD] = bytes((HOLE,))
    return table


def gbk_bytes(text: str) -> tuple[bytes, list[int]]:
    """Bytes of a text in code page 936 and, per byte, the code point it belongs to (one more entry at the end).

    U+FFFD gives HOLE and a character that the code page lacks gives UNWRITABLE, one byte each.
    """
    writer, missing = _writer(), bytes((UNWRITABLE,))
    pieces = [writer.get(ord(char), missing) for char in text]
    owner: list[int] = []
    for at, piece in enumerate(pieces):
        owner.append(at)
        if len(piece) == 2:
            owner.append(at)
    owner.append(len(text))
    return b"".join(pieces), owner
