"""What is not prose: code, markup, URLs. Marks inside are never touched; rows of tables (rows.py) neither.

What lives here: spans and lines that the grammar must leave alone. What never does: changing anything.

How it works: each pattern runs only where the literal that it needs is in the text. A line is code by its signs, weighed against
its Han characters; where a quarter of a text's lines are code, all of it is.
"""

from __future__ import annotations

import re

from corpuskit.core.text import line_bounds
from corpuskit.steps.punctuation import rows
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import Line, any_of

__all__ = ["is_code_text", "open_lines", "shut_spans"]

_SCHEME = r"(?:(?<![A-Za-z0-9])[a-zA-Z][a-zA-Z0-9+.-]*://|www\.)"
# (the literals, one of which a line must hold; the pattern). A URL's Han after a slash or an equals sign belongs to it.
_Kind = tuple[tuple[str, ...], re.Pattern[str]]
_SPANS: tuple[_Kind, ...] = (
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
    (("[",), re.compile(r"^\[(?:ti|ar|al|au|by|re|ve|length|offset):[^\[\]\n]*\]\s*$")),  # what heads the lyrics of a player
)
_URL = _SPANS[0][1]
_RARE = re.compile(r"[@`<&$\\\[{\]!]")  # all but the kinds below need one of these
_COMMON = (_SPANS[0], _SPANS[11], _SPANS[13])
_FENCE = re.compile(r"^[ \t]*```.*?(?:^[ \t]*```|\Z)", re.M | re.S)


_COLONS, _NAME_END = bytes([v.COLON, v.COLON]), bytes([v.RIGHT, v.DOT])


def _may_hold(row: bytes, start: int, end: int) -> bool:
    """Whether a line may hold a span: every one, save after www., needs one of these."""
    return (
        row.find(_A_SIGN, start + 1, end + 1) >= 0
        or row[start + 1] in (v.BLANK, v.COLON)
        or row.find(_COLONS, start + 1, end + 1) >= 0
        or row.find(_NAME_END, start + 1, end + 1) >= 0
    )


def shut_spans(text: str, row: bytes, lines: list[Line]) -> list[Line]:
    """Spans (start, end) in these lines that are not prose, in no order; they may overlap, and lie in other lines too."""
    if not ("```" in text or "\r" in text or "www." in text or any(_may_hold(row, *line) for line in lines)):
        return []
    found = [match.span() for match in _FENCE.finditer(text)] if "```" in text else []
    wanted = list(_SPANS)
    if len(lines) > FEW_LINES:  # looking for all literals in the whole text once is quicker then
        wanted = [one for one in _SPANS if any(literal in text for literal in one[0])]
    if "\r" in text:  # spans may reach over it
        start = 0
        while start < len(text):
            _, end, after = line_bounds(text, start)
            found += _in_line(text, start, end, wanted)
            start = after
        return found
    is_web = "www." in text
    for start, end in lines:
        if _may_hold(row, start, end) or (is_web and "www." in text[start:end]):
            found += _in_line(text, start, end - 1 if text[end - 1] == "\n" else end, wanted)
    return found


FEW_LINES = 12  # up to so many, looking for the literals line by line is quicker
_FIELD = re.compile(r"[ \t]*:[^:\n]{1,24}:(?=[ \t\n]|\Z)")  # the name of a field at the start of a line: `:author: ...`


def _in_line(text: str, start: int, end: int, wanted: list[_Kind]) -> list[Line]:
    line = text[start:end]
    found = []
    for needs, pattern in wanted if _RARE.search(line) else _COMMON:
        for literal in needs:
            if literal in line:
                found += [(start + match.start(), start + match.end()) for match in pattern.finditer(line)]
                break
    if line[:1] in (":", " ", "\t") and (match := _FIELD.match(text, start)):
        found.append(match.span())
    return found


_COMMENT = re.compile(r"\s*(?://|/\*|\*/|\*\s+@|#!|<!--|\$ [a-z./]|>>> )")  # or the prompt of a shell
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
_PROSE_END = re.compile(r"(?:[\u3400-\u9fff”」』）》]|[\u3400-\u9fff]\([^()]*\));$")
LEAST_PROSE_HAN = 4


_REMARK = re.compile(r"[^\u3400-\u9fff#]*[=(){}\[\];:][^\u3400-\u9fff#]*[ \t]# |[^#]*\S(?: {2,}|\t)# ")  # code, then a comment


def _is_code(line: str, han: int) -> bool:
    if _COMMENT.match(line) or " // " in line or "\t// " in line or (" # " in line and _REMARK.match(line)):
        return True
    bare = (_URL.sub("", line) if "://" in line else line).strip()
    if han * 2 > len(bare):
        return False
    if bare.endswith((";", "{", "*/")) or _STATEMENT.match(line):
        return not ((han >= LEAST_PROSE_HAN and _PROSE_END.search(bare)) or _is_sentence(bare))
    if _LITERAL.search(line) is None and not (han * 4 < len(bare) and _SIGNS.search(bare)):
        return False
    return not _is_sentence(bare)


_BULLET = re.compile(r"(?:[-*•·]|\(?\d{1,2}[.)、])[ \t]*")
_STRINGS = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_BEGINS = re.compile(r"(?:[A-Za-z][\w-]* ){0,2}[\u3400-\u9fff]", re.A)
_CLAUSE = re.compile("[\u3400-\u9fff]{4}")
_ASSIGNED = re.compile(r"[{}]|[^=!<>]=[^=]")
_TOLD = re.compile("[\u3400-\u9fff][\u3400-\u9fff,;: ]*[\u3400-\u9fff][.!?]+")  # what is said around a speech, to its end
LEAST_SENTENCE_HAN = 8


def _is_sentence(line: str) -> bool:
    """Whether a line with signs of code begins as Chinese, also behind a Latin word, and goes on outside of its strings."""
    said = _STRINGS.sub("", _BULLET.sub("", line, 1))
    if _BEGINS.match(said) is None or _ASSIGNED.search(said):
        return False
    if _TOLD.fullmatch(said):
        return True
    return _CLAUSE.search(said) is not None and len(_HAN.findall(said)) >= LEAST_SENTENCE_HAN


CODE_TEXT_RATIO = 0.25  # lines with code signs: above, the whole text is code
LEAST_CODE_LINES = 3


def is_code_text(text: str) -> bool:
    """Whether so many lines of a text are code that its layout is meant."""
    rows = [line for line in text.split("\n") if line.strip()]
    code = sum(_is_code(line, len(_HAN.findall(line))) for line in rows)
    return code >= LEAST_CODE_LINES and code >= CODE_TEXT_RATIO * len(rows)


def open_lines(text: str, row: bytes, lines: list[Line]) -> list[Line]:
    """Those of these lines that are no code and no rows of tables."""
    found, doubtful = [], False
    for line in lines:
        han = row.count(v.HAN, line[0] + 1, line[1] + 1)
        if not (_is_code_line(text, row, line, han) or _is_remark_on_code(text, line) or _is_reference(text, line)):
            found.append(line)
            doubtful = doubtful or _is_unlike_prose(text, line, han)
    if doubtful and _is_mostly_code(text, row):
        found = [line for line in found if not _is_unlike_prose(text, line, row.count(v.HAN, line[0] + 1, line[1] + 1))]
    for separator, which in ((",", v.COMMA), (";", v.SEMI)):
        if row.count(which) >= rows.FEWEST_SEPARATORS:
            found = rows.without_tables(text, row, found, separator, which)
    return found


# A row of a bibliography by its standard: the kind of the work in brackets behind its title, and a year.
_KIND_OF_WORK = re.compile(r"(?<=[\u3400-\u9fff\w”》)）])\s?\[(?:[A-Z]|[A-Z]{1,2}/[A-Z]{2})\]\s?[.,，．/]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.A)
_SET_OFF = re.compile("[\u3400-\u9fff] (?=[\u3400-\u9fff])")
REFERENCE_MAX_CHARS = 300
SCANNED_MIN_BLANKS = 3


def _is_reference(text: str, line: Line) -> bool:
    """Whether a line is a row of a bibliography: its marks are those of its standard, half width between Chinese too, and half of
    them would be widened. One that a scan set off with blanks is joined like other lines."""
    start, end = line
    if end - start > REFERENCE_MAX_CHARS or text.find("]", start, end) < 0:
        return False
    found = _KIND_OF_WORK.search(text, start, end)
    if found is None or _YEAR.search(text, found.end(), end) is None:
        return False
    return len(_SET_OFF.findall(text, start, end)) < SCANNED_MIN_BLANKS


_A_SIGN = bytes([v.SIGN])
_A_LINE_END = bytes([v.NEWLINE])
_REMARK_MARK = re.compile(r"[ \t]*(?:#(?![#!])|--(?!-)|;|%)")
_COMMAND = re.compile(
    r"[ \t]*(?:[$>] )?[a-z][a-z0-9_.-]*(?: +[\w./:=@$\"'*{}<>|,+-]+)*|[ \t]*\[[\w .:-]+\]|[ \t]*[\w.-]+ ?= ?\S.*"
)
MOST_REMARK_LINES = 5  # of one comment


def _is_remark_on_code(text: str, line: Line) -> bool:
    """Whether a line that begins as a comment or a headline does is a comment: code stands directly before or after it."""
    if text[line[0]] not in "#;% \t-" or _REMARK_MARK.match(text, line[0]) is None:
        return False
    for step in (-1, 1):
        near = line
        for _ in range(MOST_REMARK_LINES):
            at = near[0] - 1 if step < 0 else near[1]
            if not 0 <= at < len(text):
                break
            start, _, end = line_bounds(text, at)
            near = (start, end)
            content = _content(text, near)
            if _REMARK_MARK.match(content):
                continue
            if content.strip() and (_is_code(content, len(_HAN.findall(content))) or _COMMAND.fullmatch(content)):
                return True
            break
    return False


_NOT_PROSE = " \t#*%;\"'"  # what a line of prose inside code does not begin with: indentation and comments


def _content(text: str, line: Line) -> str:
    return text[line[0] : line[1]].rstrip("\r\n")


def _is_code_line(text: str, row: bytes, line: Line, han: int) -> bool:
    size = line[1] - line[0]
    if not (size > 1 and 2 * han <= size) and row.find(_A_SIGN, line[0] + 1, line[1] + 1) < 0:
        return False
    return _is_code(_content(text, line), han)


def _is_unlike_prose(text: str, line: Line, han: int) -> bool:
    return text[line[0]] in _NOT_PROSE or 5 * han <= 2 * (line[1] - line[0])


# Code holds one of these.
_MAY_BE_CODE = re.compile(any_of(v.SIGN, v.SEMI, v.COLON, v.QUOTE, v.APOSTROPHE, v.LEFT, v.RIGHT, v.PERCENT))


def _is_mostly_code(text: str, row: bytes) -> bool:
    """Whether so many lines are code that only what is surely prose may be touched."""
    start = total = count = 0
    for piece in row[1:-1].split(_A_LINE_END):
        size = len(piece) + 1
        if start == len(text):
            break
        if size > 1:
            han = piece.count(v.HAN)
            line = (start, min(start + size, len(text)))
            if _MAY_BE_CODE.search(piece) and (2 * han <= line[1] - start or v.SIGN in piece):
                total += _is_code_line(text, row, line, han)
        count += 1
        start += size
    return total >= LEAST_CODE_LINES and total >= CODE_TEXT_RATIO * count
