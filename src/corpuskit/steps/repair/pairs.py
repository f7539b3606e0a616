"""Two-byte charsets as tables: which pair writes a character, which pairs mean something, which characters a lost byte leaves.

What lives here: those tables for any codec of Python's, made on first use, and the tokens of bytes with holes. What never does: a
choice among readings (recode.py), the tables of GBK with its private zones (gbk.py).

How it works: a reader loses a pair that means nothing to it, or only the first byte of it, and reads on. So a hole is a pair, a
first or a second byte of the text that was meant, and where both charsets cut the bytes alike only a pair that means nothing to
the reader can have been lost: that leaves few characters.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.gbk import HOLE, UNWRITABLE, writer
from corpuskit.steps.repair.plausibility import commonest
from corpuskit.steps.repair.slots import Slot, big5_writer, slot_of

__all__ = ["EITHER", "HOLES", "slot_for", "writer_of"]

CANDIDATES_MOST = 160  # of one hole; beyond them the meant character is hardly ever found
SHARE_LEAST = 0.96  # share that the best must have; at 0.9 a word that the place only seems to hold is given without a mark

HOLES = re.compile(
    rb"(?P<run>(?:[\x00-\x80]|[\x81-\xfe][\x40-\xfe])+)|(?P<both>\xff\xff)|(?P<first>\xff[\x40-\xfe])|(?P<second>[\x81-\xfe]\xff)"
    rb"|(?P<single>.)",
    re.S,
)
"""Bytes of a two-byte charset in pairs; HOLE stands for a lost byte."""

EITHER = b"\x01\x02"
"""Stands in writer_of("cp932") for a character with two pairs, both of which may be meant."""
_LINE_BREAK = b"\n"


@cache
def writer_of(codec: str) -> NDArray[np.uint16]:
    """By code point below U+10000: its byte or byte pair in a codec, as gbk.writer()."""
    if codec == "gbk":
        return writer()
    if codec == "cp950":
        return big5_writer()
    codes = [code for code in range(0x80, 0x10000) if not 0xD800 <= code < 0xE000]
    written = "\n".join(map(chr, codes)).encode(codec, "replace").split(_LINE_BREAK)
    table = np.full(0x10000, UNWRITABLE, np.uint16)
    table[codes] = [int.from_bytes(one) if len(one) < 3 and one != b"?" else UNWRITABLE for one in written]
    table[:0x80] = np.arange(0x80)
    table[0xFFFD] = HOLE
    if codec == "cp932":
        _twice(table)
    return table


def _twice(table: NDArray[np.uint16]) -> None:
    """Code page 932 has the characters of its rows ED and EE in rows FA to FC too. Nothing tells which pair was read, but that
    the second byte is mostly the first of a character of GB 2312."""
    for lead in (0xFA, 0xFB, 0xFC):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            char = bytes((lead, trail)).decode("cp932", "ignore")
            if len(char) != 1 or table[ord(char)] >> 8 not in (0xED, 0xEE):
                continue
            usual = [0xA1 <= byte <= 0xA3 or 0xB0 <= byte <= 0xF7 for byte in (trail, int(table[ord(char)]) & 0xFF)]
            if usual[0]:
                table[ord(char)] = int.from_bytes(EITHER) if usual[1] else lead << 8 | trail


@cache
def _known(codec: str) -> NDArray[np.bool_]:
    """[lead, trail]: whether the pair means something to every reader of a codec; private zones do not."""
    table = np.zeros((256, 256), np.bool_)
    pairs = writer_of(codec)[:0xE000]
    table[pairs >> 8, pairs & 0xFF] = True
    pairs = writer_of(codec)[0xF900:]
    table[pairs >> 8, pairs & 0xFF] = True
    return table


@cache
def slot_for(meant: str, shown: str, lead: int, trail: int) -> Slot:
    """The characters of `meant` with a pair of which `shown` lost a byte or both (-1). Where only the trail was lost, or the
    readers cut the bytes differently, any pair may be meant."""
    pairs = writer_of(meant)
    codes = np.flatnonzero((pairs > 0xFF) & ((np.arange(0x10000) < 0xD800) | (np.arange(0x10000) > 0xFE00)))
    leads, trails = pairs[codes] >> 8, pairs[codes] & 0xFF
    fits = (lead < 0) | (leads == lead)
    fits &= (trail < 0) | (trails == trail)
    if lead < 0 and shown != "cp932" and (lost := fits & ~_known(shown)[leads, trails]).any():
        fits = lost
    found = commonest("".join(map(chr, codes[fits].tolist())), CANDIDATES_MOST)
    return slot_of(found or ("\ufffd",), least=SHARE_LEAST)
