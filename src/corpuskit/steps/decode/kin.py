"""Encodings that differ from one that is weighed in a few characters only: which of them it is.

What lives here: settled(). What never does: weighing (weighing.py). A few characters do not move a sum of bits, so what
tells is where they stand: a letter stands between letters, a corner of a frame does not.
"""

from __future__ import annotations

import codecs
import re

from corpuskit.steps.decode.costs import HAN_WRITINGS, cheapest
from corpuskit.steps.decode.sampling import sample

__all__ = ["WEIGHED_AS", "settle_big5", "settled"]

# Encoding -> the one that stands for it among the candidates.
WEIGHED_AS = {"cp950": "big5", "big5hkscs": "big5", "koi8-u": "koi8-r", "iso8859-15": "cp1252"}
SAMPLE_BYTES = 6144

# What cp950 makes of the rows that Eten and Hong Kong filled with kana, Cyrillic and circled numbers (C6A1 to C7FC): the same
# kinds of characters, shifted.
_ETEN = re.compile("[々\u3041-\u30fe\u0401-\u0451\u2460-\u247d]")
# Where KOI8-R has corners of frames, KOI8-U has the Ukrainian letters.
_UKRAINIAN = re.compile(rb"[\xc0-\xff][\xa4\xa6\xa7\xad\xb4\xb6\xb7\xbd]|[\xa4\xa6\xa7\xad\xb4\xb6\xb7\xbd][\xc0-\xff]")
# Code page 1252 has one half and three quarters where ISO 8859-15 has oe and the capital Y with two dots.
_OE = re.compile(rb"[A-Za-z\xe0-\xff]\xbd[a-z]|\xbd(?:uvre|ufs?\b|il\b|dip|nolog)|\xbcUVRE", re.A)
_MARKS_OF_1252 = re.compile(rb"[\x80-\x9f]")


def settled(encoding: str, data: bytes, declared: str | None = None) -> str:
    """The encoding of `data` among those that `encoding` stands for."""
    if encoding == "big5":
        return settle_big5(data)
    if encoding == "koi8-r":
        return "koi8-u" if _UKRAINIAN.search(data) else encoding
    if encoding == "cp1252" and (_is_latin_9(declared) or _OE.search(data)):
        return encoding if _MARKS_OF_1252.search(data) else "iso8859-15"
    return encoding


def _is_latin_9(declared: str | None) -> bool:
    try:
        return bool(declared) and codecs.lookup(str(declared).strip().strip("\"'")).name == "iso8859-15"
    except (LookupError, ValueError):
        return False


def settle_big5(data: bytes) -> str:
    """cp950 where it reads everything (its marks are those of Windows and of browsers), else big5hkscs where that reads more."""
    try:
        text = data.decode("cp950")
    except UnicodeDecodeError:
        text = data.decode("cp950", "replace")
        other = data.decode("big5hkscs", "replace")
        return "cp950" if text.count("\ufffd") <= other.count("\ufffd") else "big5hkscs"
    if _ETEN.search(text):
        part = sample(data, SAMPLE_BYTES) if len(data) > 1 << 20 else data
        old, new = part.decode("cp950", "replace"), part.decode("big5hkscs", "replace")
        if cheapest(new, HAN_WRITINGS)[0] + 1 < cheapest(old, HAN_WRITINGS)[0]:
            return "big5hkscs"
    return "cp950"
