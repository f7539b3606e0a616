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
_SPANS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("://", "www."), re.compile(r"(?:\b[a-zA-Z][a-zA-Z0-9+.-]*://|www\.)[!#-&(-;=?-~]*(?<=[/=])[\w%/.()-]+|(?:\b[a-zA-Z][a-zA-Z0-9+.-]*://|www\.)[!-~]*[\w/=&#%~+-]")),
    (("mailto:", "@"), re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+[A-Za-z0-9]")),
    (("```",), re.compile(r"^[ \t]*```.*?(?:^[ \t]*```|\Z)", re.M | re.S)),
    (("`",), re.compile(r"(`+)[^`\n]+\1")),
    (("<",), re.compile(r"<[a-zA-Z/!][^<>\n]{0,300}>")),
    (("&",), re.compile(r"&#?[A-Za-z0-9]{1,10};")),
    (("$",), re.compile(r"\$[^$\n\u3400-\u9fff]{1,120}\$")),
    (("\\(", "\\["), re.compile(r"\\\(.{1,300}?\\\)|\\\[.{1,300}?\\\]")),
    (("[[",), re.compile(r"\[\[[^\[\]\n]*\]\]")),
    (("{{",), re.compile(r"\{\{[^{}\n]*\}\}")),
    (("](",), re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")),
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


_STRONG = re.compile(
    r"""^\s*(?://|/\*|\*/|\*\s+@|\#!|\#include|<!--|\{?"[\w-]+"\s*:|@\w+\(|(?:def|class|import|from|return|func|package|var|let|const"""
    r"""|public|private|static|void|int|if|elif|else|for|while|switch|case|echo|sudo|SELECT|INSERT|UPDATE)\b.*[;:{(=]\s*$)"""
    r"""|(?:^|\s)//\s|[;{]\s*$|^\s*[}\])]+[;,)]*\s*$|\)\s*;|/\*|\*/""",
    re.X,
)
_WEAK = re.compile(
    r"==|!=|->|=>|:=|&&|\|\||::|\(\)|\w\s?=\s?[\"'\[({\w-]|\$\w|\\[a-z]|^\s*[#$>%]\s|\w\[\w|\"\w+\"\s*[:,]|'\w+'\s*[:,]|</|/>"
)
_HAN = re.compile("[\u3400-\u9fff]")
_PROSE_END = re.compile("[\u3400-\u9fff”」』）》]\\s*;\\s*$")
CODE_TEXT_RATIO = 0.25  # lines with code signs: above, the whole text is code
LEAST_CODE_LINES = 3


def _is_code(line: str) -> bool:
    if _STRONG.search(line) and not _PROSE_END.search(line):
        return True
    if _WEAK.search(line) is None:
        return False
    han = len(_HAN.findall(line))
    return han * 3 < len(line.strip())


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
        code[:] = True
    return code


LEAST_ROWS = 3
LEAST_COLUMNS = 3


def table_lines(commas: Ints, stops: Ints) -> Bools:
    """Rows of comma-separated tables: three or more lines in a row with one number of commas, two or more, and no full stops.

    commas, stops: per line, the ASCII commas, and the marks that only prose has.
    """
    row = (commas >= LEAST_COLUMNS - 1) & (stops == 0)
    found = np.zeros(len(row), np.bool_)
    if len(row) < LEAST_ROWS:
        return found
    same = row[1:] & row[:-1] & (commas[1:] == commas[:-1])
    core = np.flatnonzero(same[1:] & same[:-1])
    for shift in range(LEAST_ROWS):
        found[core + shift] = True
    return found
