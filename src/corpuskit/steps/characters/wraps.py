"""Lines that were broken at a fixed width and are joined again, only where the width proves it.

What lives here: the proof and the edits. What never does: Latin text, verse, lists, headlines, mail: their lines are meant.

How it works: text copied from PDF files or mails breaks every paragraph at one width. The proof asks of the whole document:
no line is wider than the width; most lines are full; full lines break inside sentences; sentences end inside lines; what
follows a run of full lines is shorter and mostly ends a sentence. Titles cut to one length have no sentence ends inside,
verse and slogans end their lines with marks, lists have no common width. Only a break after a full line that stops inside a
sentence goes.

Weak: a full line that ends a sentence is taken for the end of its paragraph; a break between Latin letters or digits stays.
"""

from __future__ import annotations

import re
from itertools import pairwise

from corpuskit.core.text import lines
from corpuskit.steps.columns import Draft

__all__ = ["FIRST_HAN", "add_joins", "may_be_wrapped"]

LEAST_WIDTH_COLUMNS = 36  # 18 Han characters: above verse and slogans, below every printed column seen
SLACK_COLUMNS = 3  # a line is full when its width is within this of the widest (a mark may not begin a line)
LEAST_FULL_LINES = 4
FULL_RATIO = 0.5  # of the lines with text
BROKEN_RATIO = 0.75  # of the full lines: they stop inside a sentence
INNER_ENDS_RATIO = 0.15  # sentence ends inside full lines, per full line
CLOSED_RATIO = 0.6  # of the lines after runs of full lines: they end with a mark
LONGEST_LINE_CHARS = 120

_END = "。！？；：…!?;:”」』）)》】.."
_INNER_END = re.compile("[。！？；!?][”」』）]?(?=.)")
FIRST_HAN = 0x3400  # a text with no code point so high is not looked at
_HAN = re.compile("[\u3400-\u9fff]")


def may_be_wrapped(text: str) -> bool:
    """Cheap test on the whole text: enough lines, none of them long, and many nearly as long as the longest."""
    count = text.count("\n")
    if count < LEAST_FULL_LINES or len(text) > count * LONGEST_LINE_CHARS // 2 + LONGEST_LINE_CHARS:
        return False
    sizes = [len(line) for line in text.split("\n")]
    widest = max(sizes)
    if widest > LONGEST_LINE_CHARS:
        return False
    number = sum([size > widest - FULL_CHARS for size in sizes])
    return number >= LEAST_FULL_LINES and number >= FULL_RATIO * sum(map(bool, sizes))


def add_joins(draft: Draft, text: str) -> None:
    """Edits that take away the line ends of a proven wrap."""
    if not may_be_wrapped(text):
        return
    rows = [(start, end) for start, end, _ in lines(text)]
    sizes = [end - start for start, end in rows]
    parts = [text[start:end] for start, end in rows]
    if len(_HAN.findall(text)) * 2 < len(text):
        return
    for widths in ([2 * size for size in sizes], [_columns(part) for part in parts]):
        joins = _proven(parts, widths)
        if joins:
            draft.add([rows[i][1] for i in joins], [rows[i + 1][0] for i in joins], [""] * len(joins), "characters.wrap")
            return


FULL_CHARS = 24  # a full line with many Latin letters has more characters than the others, by less than this


def _columns(line: str) -> int:
    return sum(2 if char >= "\u1100" else 1 for char in line)


def _proven(parts: list[str], widths: list[int]) -> list[int]:
    """Numbers of the lines whose end is a proven wrap; empty where the proof fails."""
    widest = max(widths)
    if widest < LEAST_WIDTH_COLUMNS:
        return []
    full = [width >= widest - SLACK_COLUMNS for width in widths]
    number = sum(full)
    if number < LEAST_FULL_LINES or number < FULL_RATIO * sum(map(bool, parts)):
        return []
    inside = [i for i, line in enumerate(parts) if full[i] and line[-1] not in _END]
    inner_ends = sum(len(_INNER_END.findall(line)) for i, line in enumerate(parts) if full[i])
    if len(inside) < BROKEN_RATIO * number or inner_ends < INNER_ENDS_RATIO * number:
        return []
    tails = [parts[i + 1] for i, (a, b) in enumerate(pairwise(full)) if a and not b]
    if sum(bool(tail) and tail[-1] in _END for tail in tails) < CLOSED_RATIO * len(tails):
        return []
    followed = [i for i in inside if i + 1 < len(parts) and parts[i + 1] and not parts[i + 1][0].isspace()]
    return [i for i in followed if not _is_split_word(parts[i], parts[i + 1])]


def _is_split_word(before: str, after: str) -> bool:
    """Whether a break stands between Latin letters or digits: nobody can tell whether a blank belongs there."""
    return before[-1].isascii() and after[0].isascii() and before[-1].isalnum() and after[0].isalnum()
