"""UTF-8 shown in a charset of Russia, of DOS or of the Mac, on a whole page: жµ™ж±џ, σñûσ⌐å.

What lives here: is_foreign(), which is asked of every text, and foreign(). What never does: GBK in one of them (cyrillic.py,
asked from here), Windows-1252 and Latin-1, which stand on pages with sound lines as well (singlebyte.py).

How it works: in each of these charsets a comma of East Asia, or a curly quotation mark, shows as a row that no language has. A
page whose head has no character of East Asia and holds such a row is read back line by line, each line exactly or not at all.

Weak: a line that lost a byte stays as it is; so does a page that is sound in part.
"""

from __future__ import annotations

import re
from functools import cache

from corpuskit.core.text import lines
from corpuskit.steps.repair.cyrillic import cyrillic, shows_gbk
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.singlebyte import talks_of_charsets

__all__ = ["CODECS", "foreign", "is_foreign"]

CODECS = ("cp1251", "koi8-r", "cp866", "cp437", "cp850", "mac-roman")
FIRST_CHARS, HEAD_CHARS = 40, 600  # a page that was misread as a whole has a mark in its head
SIGNS = "ЂЊ▄╕╗ÇÄ"  # one of these it has there too, and few others have any; one letter is sought in no time
MARKS = "，。“’다"  # the last for Korean, whose sentences end so
_EAST = re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]")


@cache
def _from_byte(codec: str) -> dict[int, str]:
    """What each byte shows as; the control character of its number where the charset has nothing."""
    found = {byte: bytes((byte,)).decode(codec.replace("-", "_"), "replace") for byte in range(0x80, 0x100)}
    return {byte: chr(byte) if char == "\ufffd" else char for byte, char in found.items()}


@cache
def _to_byte(codec: str) -> dict[int, int]:
    return {ord(char): byte for byte, char in _from_byte(codec).items()}


@cache
def _rows(codec: str) -> tuple[str, ...]:
    return tuple("".join(_from_byte(codec)[byte] for byte in mark.encode()) for mark in MARKS)


def is_foreign(text: str) -> bool:
    """Whether a text holds such a row at its head, and no character of East Asia there."""
    if text.isascii() or _EAST.search(text, 0, FIRST_CHARS) is not None:  # nearly all texts of East Asia
        return False
    if shows_gbk(text):
        return True
    head = text[:HEAD_CHARS]
    if not any(map(head.__contains__, SIGNS)) or _EAST.search(head) is not None:
        return False
    return any(row in head for codec in CODECS for row in _rows(codec))


def foreign(text: str) -> list[Change]:
    """Changes for the lines of a page that one of the charsets shows. Linear."""
    counts = {codec: sum(text.count(row) for row in _rows(codec)) for codec in CODECS}
    codec = max(CODECS, key=lambda one: counts[one])
    if not is_foreign(text):
        return []
    if not counts[codec]:
        return cyrillic(text)
    lesson = talks_of_charsets(text)
    why = "UTF-8 bytes shown in a single-byte charset"
    changes = []
    for start, end, _ in lines(text):
        meant = _read(text[start:end], codec)
        if meant is not None and (not lesson or _EAST.search(meant)):
            changes.append(Change(start, end, meant, f"repair.utf8-as-{codec}", 1.0, why))
    return changes


def _read(line: str, codec: str) -> str | None:
    """The line read back, where all of it goes."""
    if line.isascii():
        return None
    try:
        meant = line.translate(_to_byte(codec)).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    return meant if not meant.isascii() else None
