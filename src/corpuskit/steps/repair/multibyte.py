"""Two-byte charsets: the order of the two families that know them.

What lives here: that order, private-use characters of old GBK tables. What never does: the reading back itself
(misread.py, recode.py).

How it works: the lines come from suspects.py. UTF-8 comes first, for its structure proves itself; the charsets that only the
model can tell apart come last.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from corpuskit.core.text import line_bounds
from corpuskit.steps.repair.draft import Change, Finding
from corpuskit.steps.repair.misread import repair_misread
from corpuskit.steps.repair.recode import recode
from corpuskit.steps.repair.suspects import suspects

__all__ = ["repair_multi"]


SOUND_CHARS = 4  # hanzi outside the misread stretches that make a line's words sound
_HAN = re.compile("[\u3400-\u9fff]")
_ENCLOSED = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", '"': '"', "'": "'", "`": "`"}
_TALK = re.compile(
    r"乱码|亂碼|[编編][码碼]|[解转轉][码碼]|字[符元]集|文字化け"
    r"|(?i:\b(?:utf-?8|gbk|gb ?2312|gb ?18030|big-?5|iconv|charset|encoding|unicode|mojibake)\b)"
)


@cache
def _old_private() -> dict[str, str]:
    """Private-use code points of GBK 1.0 to the characters that got code points of their own later."""
    table = {chr(0xE815 + i): bytes((0xFE, b)).decode("gb18030") for i, b in enumerate(b for b in range(0x50, 0xA1) if b != 0x7F)}
    return {a: b for a, b in table.items() if not "\ue000" <= b <= "\uf8ff"} | {"\ue7c8": "\u01f9"}


def repair_multi(text: str) -> tuple[list[Change], list[Finding]]:
    """Changes and notes for all lines of a text."""
    rows = suspects(text)
    changes, findings = repair_misread(text, rows.misread) if rows.misread else ([], [])
    meant = _mentioned(text, changes)
    if meant:
        changes = [change for change in changes if change not in meant]
        spans = {(change.start, change.end) for change in meant}
        findings = [finding for finding in findings if (finding.start, finding.end) not in spans]
    changed = sorted(change.start for change in changes)
    rest = [row for row in rows.recoded if not _any_within(changed, *row)]
    recoded, notes = recode(text, rest) if rest else ([], [])
    changed = sorted(changed + [change.start for change in recoded])
    changes += recoded
    findings += notes
    for start, end in rows.misread:
        if not _any_within(changed, start, end):
            changes += _private(text[start:end], start)
    return changes, findings


def _mentioned(text: str, changes: list[Change]) -> list[Change]:
    """Misread stretches that the sound text of their line speaks of: all of them stand in quotation marks that were read
    rightly, or the line names charsets. In a line that was misread the words around are misread as well."""
    by_line: dict[tuple[int, int], list[Change]] = {}
    for change in changes:
        by_line.setdefault(line_bounds(text, change.start)[:2], []).append(change)
    out: list[Change] = []
    for (start, end), found in by_line.items():
        rest, at = "", start
        for change in sorted(found):
            rest += text[at : change.start] + " "
            at = change.end
        rest += text[at:end]
        if len(_HAN.findall(rest)) >= SOUND_CHARS and (_TALK.search(rest) or all(_is_enclosed(text, one) for one in found)):
            out += found
    return out


def _is_enclosed(text: str, change: Change) -> bool:
    after = text[change.end : change.end + 1]
    return bool(after) and _ENCLOSED.get(text[change.start - 1 : change.start]) == after


def _any_within(places: list[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _private(line: str, offset: int) -> list[Change]:
    """Characters that old tables kept in the private zone, where they stand between hanzi.

    Icon fonts use the same zone: an icon stands at an edge, and nobody writes a bare radical into a sentence.
    """
    why = "old GBK tables had this character in the private zone"
    return [
        Change(offset + m.start(), offset + m.end(), _old_private()[m[0]], "repair.gbk-private-use", 1.0, why)
        for m in re.finditer("(?<=[\u3400-\u9fff])[\ue7c8\ue815-\ue864](?=[\u3400-\u9fff])", line)
        if not "\u2e80" <= _old_private().get(m[0], "\u2e80") < "\u3000"
    ]
