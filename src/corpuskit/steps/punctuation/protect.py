"""What is not prose: code, markup, URLs, tables. Marks inside are never touched.

What lives here: spans and lines that the grammar must leave alone. What never does: changing anything.

How it works: each pattern runs only where the literal that it needs is in the text. A line is code by its signs, weighed against
its Han characters; where a quarter of a text's lines are code, all of it is.
"""

from __future__ import annotations

import re

import numpy as np

from corpuskit.core.text import line_bounds
from corpuskit.steps.columns import Ints
from corpuskit.steps.punctuation.view import Bools

__all__ = ["code_lines", "is_code_text", "shut_spans", "table_lines"]

_SCHEME = r"(?:(?<![A-Za-z0-9])[a-zA-Z][a-zA-Z0-9+.-]*://|www\.)"
# (the literals, one of which a line must hold; the pattern). A URL's Han after a slash or an equals sign belongs to it.
_SPANS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("://", "www."), re.compile(rf"{_SCHEME}[!-~]*(?<=[/=])[\u3400-\u9fff][\w%/.()-]*|{_SCHEME}[!-~]*[A-Za-z0-9_/=&#%~+-]")),
    (("@",), re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+[A-Za-z0-9]")),
    (("`",), re.compile(r"(`+)(?!['\s])(?:(?![\u3400-\u9fff]{6})[^`\n]){1,100}(?<!\s)\1(?![`'])")),
    (("<",), re.compile(r"<[a-zA-Z/!][^<>\n]{0,300}>")),
    (("&",), re.compile(r"&#?[A-Za-z0-9]{1,10};")),
    (("$",), re.compile(r"\$[^$\n\u3400-\u9fff]{1,120}\$")),
    (("\\(", "\\["), re.compile(r"\\\(.{1,300}?\\\)|\\\[.{1,300}?\\\]")),
    (("[[",), re.compile(r"\[\[[^\[\]\n]*\]\]")),
    (("{{",), re.compile(r"\{\{[^{}\n]*\}\}")),
    (("](",), re.compile(r"\]\((?![\u3400-\u9fff])[^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")),
    (("![",), re.compile(r"!(?=\[)")),
    (("::",), re.compile("::")),
    ((":`",), re.compile(r":[\w+.-]+:(?=`)")),
    ((").",), re.compile(r"[\w.-]*\([^()\n]{1,40}\)\.[A-Za-z][A-Za-z0-9]{0,4}(?![A-Za-z0-9])")),
)
_URL = _SPANS[0][1]
_FENCE = re.compile(r"^[ \t]*```.*?(?:^[ \t]*```|\Z)", re.M | re.S)


def shut_spans(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) that are not prose, in no order; they may overlap. Only lines that hold a literal are searched."""
    found = [match.span() for match in _FENCE.finditer(text)] if "```" in text else []
    for needs, pattern in _SPANS:
        for literal in needs:
            at = text.find(literal)
            while at >= 0:
                start, end, at = line_bounds(text, at)
                found += [(start + match.start(), start + match.end()) for match in pattern.finditer(text[start:end])]
                at = text.find(literal, at)
    return found + _fields(text)


_FIELD = re.compile(r"[ \t]*:[^:\n]{1,24}:(?=[ \t\n]|\Z)")


def _fields(text: str) -> list[tuple[int, int]]:
    """Field names at the start of a line: `:author: ...`."""
    found = [match.span() for match in [_FIELD.match(text)] if match]
    for head in ("\n:", "\n ", "\n\t"):
        at = text.find(head)
        while at >= 0:
            match = _FIELD.match(text, at + 1)
            if match:
                found.append(match.span())
            at = text.find(head, at + 2)
    return found


_COMMENT = re.compile(r"\s*(?://|/\*|\*/|\*\s+@|#!|<!--)")
_STATEMENT = re.compile(
    r"""\s*(?:\#include|\{?"[^"]+"\s*:|@\w+\(|[}\])]+[;,)]*\s*$"""
    r"""|(?:def|class|import|from|return|func|package|var|let|const|public|private|static|void|int|if|elif|else|for|while"""
    r"""|switch|case|echo|sudo|SELECT|INSERT|UPDATE)\b.*[;:{(=]\s*$)""",
    re.X | re.A,
)
_SIGNS = re.compile(
    r"==|!=|->|=>|:=|&&|\|\||::|\(\)|\)\s*;|\s/\*|\w\s?=\s?[\"'\[({\w-]|\$\w|\\[a-z]|^\s*[#$>%]\s|\w\[\w|\"\w+\"\s*[:,]"
    r"|'\w+'\s*[:,]|</|/>",
    re.A,
)
_LITERAL = re.compile(r"""(?:^\s*|[({\[=:,]\s?)(?:"[^"\n]*"|'[^'\n]*')\s*[:,)\]}]""")
_HAN = re.compile("[\u3400-\u9fff]")
_PROSE_END = re.compile("[\u3400-\u9fff”」』）》];$")
LEAST_PROSE_HAN = 4


def _is_code(line: str, han: int) -> bool:
    if _COMMENT.match(line) or " // " in line or "\t// " in line:
        return True
    bare = (_URL.sub("", line) if "://" in line else line).strip()
    if han * 2 > len(bare):
        return False
    if bare.endswith((";", "{", "*/")) or _STATEMENT.match(line):
        return not (han >= LEAST_PROSE_HAN and _PROSE_END.search(bare))
    return _LITERAL.search(line) is not None or (han * 4 < len(bare) and _SIGNS.search(bare) is not None)


CODE_TEXT_RATIO = 0.25  # lines with code signs: above, the whole text is code
LEAST_CODE_LINES = 3


def is_code_text(text: str) -> bool:
    """Whether so many lines of a text are code that its layout is meant."""
    rows = [line for line in text.split("\n") if line.strip()]
    code = sum(_is_code(line, len(_HAN.findall(line))) for line in rows)
    return code >= LEAST_CODE_LINES and code >= CODE_TEXT_RATIO * len(rows)


def code_lines(text: str, starts: Ints, han: Ints, signs: Ints) -> Bools:
    """Which lines are code. han, signs: per line, its Han characters and the ASCII signs that code is full of."""
    code = np.zeros(len(starts), np.bool_)
    sizes = np.diff(starts, append=len(text))
    suspects = (signs > 0) | ((sizes > 1) & (2 * han <= sizes))
    numbers = np.flatnonzero(suspects).tolist()
    if not numbers:
        return code
    bounds, count = [*starts.tolist(), len(text) + 1], han.tolist()
    for number in numbers:
        code[number] = _is_code(text[bounds[number] : bounds[number + 1] - 1], count[number])
    total = int(code.sum())
    if total >= LEAST_CODE_LINES and total >= CODE_TEXT_RATIO * len(starts):
        first = np.array([text[at] in _NOT_PROSE for at in starts.tolist()], np.bool_)
        code |= first | (5 * han <= 2 * sizes)
    return code


_NOT_PROSE = " \t#*%;\"'"  # what a line of prose inside code does not begin with: indentation and comments


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
