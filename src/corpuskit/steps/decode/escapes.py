"""Encodings whose bytes all look like ASCII: HZ and the ISO-2022 family.

What lives here: encoding_of, for bytes below 0x80. What never does: reading the text (reading.py).

How it works: ISO-2022 is told by its designating escape sequences, which nothing else uses. HZ has only `~{` and `~}`, which
programs hold too; so what stands between must be pairs of the GB2312 square, and common hanzi: lower-case letters there would be
rare ones, so code and English never pass.
"""

from __future__ import annotations

import re

from corpuskit.errors import InputError

__all__ = ["encoding_of"]

_ESCAPE = re.compile(rb"\x1b\$(?:[@B]|\([@BD]|\)[CAGE]|A)|\x1b\([J]")

# Of the pairs between HZ marks: so many must be punctuation or hanzi of GB2312's first level (rows 1 to 55); verse: nine in ten.
_HZ_COMMON_RATIO = 0.6
_LAST_COMMON_LEAD = 0xD7


def encoding_of(data: bytes) -> str | None:
    """The encoding with escape sequences that these ASCII bytes are in, or None for plain ASCII.

    Raises InputError for ISO-2022-CN, which is recognised but not supported.
    """
    if b"~{" in data and _is_hz(data):
        return "hz"
    if b"\x1b" not in data:
        return None
    kinds = {found[0] for found in _ESCAPE.finditer(data)}
    if kinds & {b"\x1b$)A", b"\x1b$)G", b"\x1b$)E"}:
        raise InputError("the encoding is ISO-2022-CN, which is not supported", hint="convert the file to UTF-8 first (iconv)")
    if b"\x1b$)C" in kinds:
        return "iso2022_kr"
    if kinds & {b"\x1b$@", b"\x1b$B", b"\x1b$(@", b"\x1b$(B", b"\x1b$(D"}:
        return "iso2022_jp_ext" if b"\x1b$A" not in kinds else "iso2022_jp_2"
    return "iso2022_jp_2" if b"\x1b$A" in kinds else None


def _is_hz(data: bytes) -> bool:
    try:
        upper = [char for char in data.decode("hz") if char > "\x7f"]
    except UnicodeDecodeError:
        return False
    common = sum(1 for char in upper if char.encode("gb2312")[0] <= _LAST_COMMON_LEAD)
    return bool(upper) and common >= len(upper) * _HZ_COMMON_RATIO
