"""What no repair brings back: it is reported, never guessed.

What lives here: the forms that lost text takes (U+FFFD, 锟斤拷, memory fill, wiped words) as notes. What never does: an edit.

How it works: one pattern, searched in the text as the other families leave it. Single characters that also live in sound text
(烫 in a song, * in Markdown) count only in the company that sound text does not have.

Weak: 烫烫烫 alone is also a cry; a run of it is reported from four characters on, or from three where it ends a line.
"""

from __future__ import annotations

import re

from corpuskit.steps.repair.draft import Finding

__all__ = ["locked"]

_HAN = "\u3400-\u9fff"
_LOST = re.compile(
    "(?P<bytes>(?:锟斤拷|锟斤拷锟?|锟斤\ufffd?)+|(?:锟捷|锟窖){2,})"
    "|(?P<fill>烫{4,}|屯{4,}|葺{4,}|烫{3}(?=\n|$)|屯{3}(?=\n|$))"
    "|(?P<char>\ufffd+)"
    f"|(?P<censored>(?<=[{_HAN}])\\*{{2,}}(?=[{_HAN}])(?<![\\*\\w]\\*\\*\\*))"
    "|(?P<private>[\ue000-\uf8ff]+)"
)
_WHY = {
    "bytes": ("damage.locked-bytes", "U+FFFD was read as GBK here; the original bytes are gone"),
    "fill": ("damage.memory-fill", "memory that was never written, read as GBK"),
    "char": ("damage.replacement-char", "U+FFFD: a character was lost before"),
    "censored": ("damage.censored", "a word wiped by a filter"),
    "private": ("damage.private-use", "private-use characters, whose meaning is not known here"),
}


def locked(text: str) -> list[Finding]:
    """Notes on all text that is lost for good. Linear."""
    found = []
    bold = text.count("**") if "**" in text else 0
    for m in _LOST.finditer(text):
        kind = str(m.lastgroup)
        if kind == "censored" and _is_markdown(text, m.start(), m.end(), bold):
            continue
        rule, why = _WHY[kind]
        found.append(Finding(m.start(), m.end(), rule, why))
    return found


def _is_markdown(text: str, start: int, end: int, bold: int) -> bool:
    """Whether the asterisks open or close bold type: they come in pairs on their line."""
    if end - start != 2:
        return end - start == 3
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return bold > 1 and text.count("**", line_start, line_end if line_end >= 0 else len(text)) % 2 == 0
