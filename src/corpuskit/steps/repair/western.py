"""UTF-8 of Western text read as GBK: It鈥檚, 鈥淵ou, caf茅.

What lives here: western(). What never does: Chinese that was misread so (misread.py).

How it works: a mark of Western typography is three bytes. Two of them show as 鈥, which nobody writes, and the third forms a
hanzi with the letter behind it: 檚 is the apostrophe's last byte and s. Both come back exactly. The last byte before a blank or a
stop is lost; where a quotation was opened and a word or stop stands before it, it closed it. Accents and signs of Latin-1 are one
hanzi each, and are read only where such marks are proven and the text has no other hanzi. It looks before misread.py, whose
model knows no Western marks.

Weak: a mark whose byte is lost stays where it may have been a dash or an apostrophe.
"""

from __future__ import annotations

import re
from functools import cache

from corpuskit.core.text import line_bounds
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.gbk import to_char
from corpuskit.steps.repair.scan import FIRST
from corpuskit.steps.repair.singlebyte import talks_of_charsets

__all__ = ["western"]

RULE = "repair.utf8-as-gbk"
LATIN_RATIO = 0.7  # of a line that is ASCII; of the text, for signs of Latin-1 to be read
CLOSED = 0.9  # how sure a closing mark is whose last byte is lost

_LASTS = {0x93: "–", 0x94: "—", 0x98: "‘", 0x99: "’", 0x9C: "“", 0x9D: "”", 0xA6: "…"}
_SHOWN = re.compile(f"{FIRST}([\u3400-\u9fff])")
_CLOSES = re.compile(f"(?<=[A-Za-z0-9.,!?;)]){FIRST}\ufffd+(?=[ .,;:!?)\n]|\\Z)")
_MENTIONED = re.compile(f"[\"'`“‘「]{FIRST}.[\"'`”’」]")
_HAN = re.compile("[\u3400-\u9fff]")
_BESIDE = re.compile("[ -~]")


@cache
def _marks() -> dict[str, str]:
    """The hanzi that a mark's last byte forms with the letter behind it, to mark and letter."""
    letters = (*range(0x41, 0x5B), *range(0x61, 0x7B))
    pairs = ((to_char().get(last << 8 | letter), mark + chr(letter)) for last, mark in _LASTS.items() for letter in letters)
    return {char: meant for char, meant in pairs if char is not None}


@cache
def _accents() -> dict[str, str]:
    """Hanzi to the sign or letter of Latin-1 whose two bytes they show."""
    pairs = ((meant.encode().decode("gbk", "replace"), meant) for meant in map(chr, range(0xA1, 0x100)))
    return {char: meant for char, meant in pairs if char != "\ufffd"}


def western(text: str) -> list[Change]:
    """Changes for marks of Western typography that were read as GBK, and for what they prove. Linear."""
    found = [
        m
        for m in _SHOWN.finditer(text)
        if m[1] in _marks() and not _MENTIONED.match(text, m.start() - 1) and _is_western(text, m.start())
    ]
    if not found or talks_of_charsets(text):
        return []
    why = "UTF-8 bytes read in a two-byte charset"
    changes = [Change(m.start(), m.end(), _marks()[m[1]], RULE, 1.0, why) for m in found]
    opened = [change.end for change in changes if change.inserted.startswith("“")]
    for m in _CLOSES.finditer(text):
        start = line_bounds(text, m.start())[0]
        last = max((place for place in opened if start <= place <= m.start()), default=-1)
        if last >= 0 and "”" not in text[last : m.start()] and not _CLOSES.search(text, last, m.start() + 1):
            changes.append(Change(m.start(), m.end(), "”", RULE, CLOSED, f"{why}; 1 lost byte filled by context"))
    return changes + _latin(text, {m.start() for m in found} | {m.start(1) for m in found}, why)


def _is_western(text: str, at: int) -> bool:
    start, end, _ = line_bounds(text, at)
    return len(text[start:end].encode("ascii", "ignore")) >= LATIN_RATIO * (end - start)


def _latin(text: str, known: set[int], why: str) -> list[Change]:
    rest = [m for m in _HAN.finditer(text) if m.start() not in known and m[0] != FIRST]
    ascii_chars = len(text.encode("ascii", "ignore"))
    if not rest or ascii_chars < LATIN_RATIO * len(text) or any(m[0] not in _accents() for m in rest):
        return []
    return [
        Change(m.start(), m.end(), _accents()[m[0]], RULE, 1.0, why)
        for m in rest
        if _BESIDE.match(text, m.end()) or _BESIDE.match(text, m.start() - 1)
    ]
