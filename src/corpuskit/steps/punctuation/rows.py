"""Rows of tables: lines whose separators are no marks of Chinese prose.

What lives here: without_tables(). What never does: one line alone; a table is three lines at least.
"""

from __future__ import annotations

import re

from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import Line, any_of

__all__ = ["FEWEST_SEPARATORS", "without_tables"]


def without_tables(text: str, row: bytes, lines: list[Line], separator: str, which: int) -> list[Line]:
    """Lines that are no rows of a table with this separator.

    In a flattened text short phrases look like a table of words: they are one only where most lines with the separator are rows.
    """
    kinds = [_table_row(text, row, line, separator, which) for line in lines]
    least = TERSE_TABLE
    if TERSE_TABLE in kinds and v.may_be_flat(row, row.count(which)):
        held = sum(row.find(which, line[0] + 1, line[1] + 1) >= 0 for line in lines)
        least = TERSE_TABLE if 2 * (len(kinds) - kinds.count(NO_TABLE)) > held else SURE_TABLE
    return [line for line, kind in zip(lines, kinds, strict=True) if kind < least]


NO_TABLE, TERSE_TABLE, SURE_TABLE = range(3)


LEAST_ROWS = 3
LEAST_COLUMNS = 2
FEWEST_SEPARATORS = LEAST_ROWS * (LEAST_COLUMNS - 1)
_A_LINE_END = bytes([v.NEWLINE])


LONGEST_FIELD_CHARS = 6  # of a table whose every field is Han
_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])", re.A)  # a price: its commas part no fields
_ASCII_FIELD = re.compile(r"[\x20-\x7e]+")
_PROSE_ONLY = re.compile(any_of(v.STOP, v.WIDE, v.DASH))


def _separators(row: bytes, line: Line, which: int) -> int:
    """How many separators a line has that could be a row of a table; else 0."""
    count = row.count(which, line[0] + 1, line[1] + 1)
    return 0 if count < LEAST_COLUMNS - 1 or _PROSE_ONLY.search(row, line[0] + 1, line[1] + 1) else count


def _table_row(text: str, row: bytes, line: Line, separator: str, which: int) -> int:
    """Rows of tables: three or more lines in a row with the same number of separators, two or more, and no full stops.

    Verse and slogans have that shape too: a table has a field of numbers or Latin words in every row, or only short fields.
    """
    count = _separators(row, line, which)
    if not count:
        return NO_TABLE
    near = [line]
    while len(near) < LEAST_ROWS and near[0][0] > 0:
        start = near[0][0]
        before = (row.rfind(_A_LINE_END, 0, start), start)
        if _separators(row, before, which) != count:
            break
        near.insert(0, before)
    behind = len(near) - 1
    while len(near) < behind + LEAST_ROWS and near[-1][1] < len(text):
        start = near[-1][1]
        after = (start, min(row.find(_A_LINE_END, start + 1), len(text)))
        if _separators(row, after, which) != count:
            break
        near.append(after)
    windows = range(len(near) - LEAST_ROWS + 1)
    return max((_table(text, near[n : n + LEAST_ROWS], separator) for n in windows), default=NO_TABLE)


def _ungrouped(number: re.Match[str]) -> str:
    return number[0].replace(",", "")


def _table(text: str, lines: list[Line], separator: str) -> int:
    rows = [_GROUPED.sub(_ungrouped, text[line[0] : line[1]]).rstrip("\r\n").split(separator) for line in lines]
    if min(map(len, rows)) < LEAST_COLUMNS:
        return NO_TABLE
    if len(rows[0]) == LEAST_COLUMNS:  # two columns are a table only with short words in one and numbers or Latin in the other
        is_one = any(
            all(_ASCII_FIELD.fullmatch(fields[n]) and len(fields[1 - n]) <= LONGEST_FIELD_CHARS for fields in rows)
            for n in (0, 1)
        )
        return SURE_TABLE if is_one else NO_TABLE
    if all(any(_ASCII_FIELD.fullmatch(field) for field in fields) for fields in rows):
        return SURE_TABLE
    return TERSE_TABLE if all(len(field) <= LONGEST_FIELD_CHARS for fields in rows for field in fields) else NO_TABLE
