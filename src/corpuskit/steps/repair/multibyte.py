"""Two-byte charsets: which lines to look at, and the order of the two families that know them.

What lives here: the trigger per line, private-use characters of old GBK tables. What never does: the reading back itself
(misread.py, recode.py).

How it works: a line is looked at if it has two rare characters near each other, or a private-use or lost character. UTF-8 comes
first, for its structure proves itself; the charsets that only the model can tell apart come last.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from corpuskit.steps.repair.draft import Change, Finding
from corpuskit.steps.repair.misread import repair_misread
from corpuskit.steps.repair.recode import recode
from corpuskit.steps.repair.scan import is_rare, odd_lines

__all__ = ["repair_multi"]

ODD_RATIO = 0.1
_FOREIGN = re.compile("[\ufffd\ue000-\uf8ff\u0370-\u04ff\u2500-\u25ff\u3041-\u30ff\u3105-\u3129\uac00-\ud7a3]")


@cache
def _old_private() -> dict[str, str]:
    """Private-use code points of GBK 1.0 to the characters that got code points of their own later."""
    table = {chr(0xE815 + i): bytes((0xFE, b)).decode("gb18030") for i, b in enumerate(b for b in range(0x50, 0xA1) if b != 0x7F)}
    return {a: b for a, b in table.items() if not "\ue000" <= b <= "\uf8ff"} | {"\ue7c8": "\u01f9"}


def repair_multi(text: str) -> tuple[list[Change], list[Finding]]:
    """Changes and notes for all lines of a text."""
    rows = odd_lines(text)
    if not rows:
        return [], []
    changes, findings = repair_misread(text, rows)
    changed = sorted(change.start for change in changes)
    for start, end in rows:
        at = bisect_left(changed, start)
        if at < len(changed) and changed[at] < end:
            continue
        line = text[start:end]
        changes += (recode(line, start) if _mostly_odd(line) else []) or _private(line, start)
    return changes, findings


def _mostly_odd(line: str) -> bool:
    """Whether so many characters are rare, private, lost, kana or hangul that the whole line may be misread."""
    odd = sum(map(is_rare().__contains__, line)) + len(_FOREIGN.findall(line))
    return odd >= ODD_RATIO * len(line)


def _private(line: str, offset: int) -> list[Change]:
    """Characters that old tables kept in the private zone, where they stand after a hanzi."""
    why = "old GBK tables had this character in the private zone"
    return [
        Change(offset + m.start(), offset + m.end(), _old_private()[m[0]], "repair.gbk-private-use", 1.0, why)
        for m in re.finditer("(?<=[\u3400-\u9fff\u3001-\u3011\uff01-\uff1f])[\ue7c8\ue815-\ue864]", line)
        if m[0] in _old_private()
    ]
