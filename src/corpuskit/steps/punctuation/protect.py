"""What is not prose: code, markup, URLs, tables. Marks inside are never touched.

What lives here: spans and lines that the grammar must leave alone. What never does: changing anything.

How it works: each pattern runs only where the literal that it needs is in the text. A line is code by its signs, weighed against
its Han characters; where a quarter of a text's lines are code, all of it is.
"""

from __future__ import annotations

import re

import numpy as np

from corpuskit.steps.columns import Ints
from corpuskit.steps.punctuation.view import Bools

__all__ = ["code_lines", "shut_spans", "table_lines"]

# (a literal, one of which must occur; the pattern). Spans of Han after a URL's last slash or equals sign belong to it.
_SCHEME = r"(?:\b[a-zA-Z][a-zA-Z0-9+.-]*://|www\.)"
_SPANS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("://", "www."), re.compile(rf"{_SCHEME}[!-~]*(?<=[/=])[\u3400-\u9fff][\w%/.()-]*|{_SCHEME}[!-~]*[A-Za-z0-9_/=&#%~+-]")),
    (("mailto:", "@"), re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+[A-Za-z0-9]")),
    (("```",), re.compile(r"^[ \t]*```.*?(?:^[ \t]*```|\Z)", re.M | re.S)),
    (("`",), re.compile(r"(`+)(?!['\s])(?:(?![\u3400-\u9fff]{6})[^`\n]){1,100}(?<!\s)\1(?![`'])")),
    (("<",), re.compile(r"<[a-zA-Z/!][^<>\n]{0,300}>")),
    (("&",), re.compile(r"&#?[A-Za-z0-9]{1,10};")),
    (("$",), re.compile(r"\$[^$\n\u3400-\u9fff]{1,120}\$")),
    (("\\(", "\\["), re.compile(r"\\\(.{1,300}?\\\)|\\\[.{1,300}?\\\]")),
    (("[[",), re.compile(r"\[\[[^\[\]\n]*\]\]")),
    (("{{",), re.compile(r"\{\{[^{}\n]*\}\}")),
    (("](",), re.compile(r"\]\((?![\u3400-\u9fff])[^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")),
    (("![",), re.compile(r"!(?=\[)")),
    (("::", ":"), re.compile(r"^[ \t]*:[^:\n]{1,24}:(?=[ \t]|$)|::|(?<=[ \n\u3400-\u9fff]):[\w+.-]+:(?=`)", re.M)),
    ((").",), re.compile(r"[\w\u3400-\u9fff.-]*\([^()\n]{1,40}\)\.[A-Za-z][A-Za-z0-9]{0,4}\b")),
)  # fmt: skip


def shut_spans(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) that are not prose, in no order; they may overlap."""
    found: list[tuple[int, int]] = []
    for needs, pattern in _SPANS:
        if any(literal in text for literal in needs):
            found += [match.span() for match in pattern.finditer(text)]
    return found


_COMMENT = re.compile(r"^\s*(?://|/\*|\*/|\*\s+@|#!|<!--)|(?:^|\s)//\s")
_STATEMENT = re.compile(
    r"""^\s*(?:\#include|\{?"[\w-]+"\s*:|@\w+\()|[;{]\s*$|^\s*[}\])]+[;,)]*\s*$|\)\s*;|(?:^|\s)/\*|\*/\s*$"""
    r"""|^\s*(?:def|class|import|from|return|func|package|var|let|const|public|private|static|void|int|if|elif|else|for|while"""
    r"""|switch|case|echo|sudo|SELECT|INSERT|UPDATE)\b.*[;:{(=]\s*$""",
    re.X | re.A,
)
_SIGNS = re.compile(
    r"==|!=|->|=>|:=|&&|\|\||::|\(\)|\w\s?=\s?[\"'\[({\w-]|\$\w|\\[a-z]|^\s*[#$>%]\s|\w\[\w|\"\w+\"\s*[:,]|'\w+'\s*[:,]"
    r"|</|/>",
    re.A,
)
_HAN = re.compile("[\u3400-\u9fff]")
_PROSE_END = re.compile("[\u3400-\u9fff”」』）》];$")
LEAST_PROSE_HAN = 4


def _is_code(line: str) -> bool:
    if _COMMENT.search(line):
        return True
    size, han = len(line.strip()), len(_HAN.findall(line))
    if han * 2 > size:
        return False
    if _STATEMENT.search(line) and not (han >= LEAST_PROSE_HAN and _PROSE_END.search(line)):
        return True
    return han * 4 < size and _SIGNS.search(line) is not None


CODE_TEXT_RATIO = 0.25  # lines with code signs: above, the whole text is code
LEAST_CODE_LINES = 3


def code_lines(text: str, starts: Ints, suspects: Bools) -> Bools:
    """Which lines are code. `suspects` are the lines with ASCII signs, the only ones that can be."""
    code = np.zeros(len(starts), np.bool_)
    numbers = np.flatnonzero(suspects).tolist()
    if not numbers:
        return code
    bounds = [*starts.tolist(), len(text) + 1]
    for number in numbers:
        code[number] = _is_code(text[bounds[number] : bounds[number + 1] - 1])
    count = int(code.sum())
    if count >= LEAST_CODE_LINES and count >= CODE_TEXT_RATIO * len(starts):
        for number in range(len(starts)):
            code[number] = code[number] or not _is_prose(text[bounds[number] : bounds[number + 1] - 1])
    return code


def _is_prose(line: str) -> bool:
    """Whether a line of a text that holds much code is plain prose all the same: much of it Han, neither indented nor a comment."""
    return not line.startswith((" ", "\t", "#", "*", "%", ";", '"', "'")) and 5 * len(_HAN.findall(line)) > 2 * len(line)


LEAST_ROWS = 3
LEAST_COLUMNS = 3


LONGEST_FIELD_CHARS = 6  # of a table whose every field is Han
_ASCII_FIELD = re.compile(r"[\x20-\x7e]+")


def table_lines(text: str, starts: Ints, separator: str, marks: Ints, stops: Ints) -> Bools:
    """Rows of tables: three or more lines in a row with the same number of separators, two or more, and no full stops.

    Verse and slogans have that shape too: a table has a field of numbers or Latin words in every row, or only short fields.
    marks, stops: per line, the separators, and the marks that only prose has.
    """
    row = (marks >= LEAST_COLUMNS - 1) & (stops == 0)
    found = np.zeros(len(row), np.bool_)
    if len(row) < LEAST_ROWS:
        return found
    same = row[1:] & row[:-1] & (marks[1:] == marks[:-1])
    core = np.flatnonzero(same[1:] & same[:-1])
    bounds = [*starts.tolist(), len(text) + 1]
    for first in core.tolist():
        rows = [text[bounds[n] : bounds[n + 1] - 1].split(separator) for n in range(first, first + LEAST_ROWS)]
        if all(any(_ASCII_FIELD.fullmatch(field) for field in fields) for fields in rows) or all(
            len(field) <= LONGEST_FIELD_CHARS for fields in rows for field in fields
        ):
            found[first : first + LEAST_ROWS] = True
    return found
