"""Escapes that nobody decoded: \\uXXXX, \\xE4, %E4, mail's header words.

What lives here: deciding which lines are left in escapes, and decoding them. What never does: escapes in code and in URLs,
character references (references.py), mail's =E4 (quotedprintable.py), clauses amid sound text (clauses.py).

How it works: escapes are decoded line by line, and only where doing the damage again gives the line back exactly and the decoded
text holds letters beyond ASCII.

Weak: an escaped line with quotation marks or braces in it stays.
"""

from __future__ import annotations

import base64
import binascii
import json
import quopri
import re
from urllib.parse import unquote_to_bytes

from corpuskit.core.text import line_bounds
from corpuskit.steps.repair.clauses import clauses
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.quotedprintable import quoted_printable
from corpuskit.steps.repair.references import references

__all__ = ["decode_escapes"]

PROSE_CHARS = 8  # hanzi in a line that is taken for a sentence in spite of signs that code uses
LEAST_ESCAPES = 3  # per line, for notations that code uses too

_UNICODE = re.compile(r"[\\%]u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_BYTES = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_QUOTED_PRINTABLE = re.compile("=[0-9A-Fa-f]{2}=")
_ONE = r"=\?([A-Za-z0-9_-]{2,20})\?([BbQq])\?([^? \n]*)\?="
_WORDS = re.compile(rf"(?:[A-Z][A-Za-z-]{{1,20}}: ?)?{_ONE}(?: ?=\?\1\?[BbQq]\?[^? \n]*\?=)*")
_WORD = re.compile(_ONE)
_NOTATION = re.compile(r"[\\%=](?:(?<=\\)[uUx]|(?<=%)(?:[0-9A-Fa-f]{2}|u)|(?<==)\?)[0-9A-Za-z]?")
_CODE = re.compile(r"[\"'`{}=;<>\\|]")
_PROSE = re.compile("[，。；：、》]|[\u3400-\u9fff] |[\"'>/@] ")
_HAN = re.compile("[\u3400-\u9fff]")
_STOPS = re.compile("[，。；：、！？]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|`[^'`]*['`]")
_SETTING = re.compile(r"\s*(?:[\w.$-]+(?:\[[^\]]*\])?\s*(?:[=:(]|\+=)|[#;!]|//|/\*|--)")
_SYNTAX = re.compile(r"[{}\[\]<>|`\"]|[=+(]\s*\\|\\[dwsnrt]|\);|;\s*\S.*;")
_EAST = re.compile("[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufaff]")

Found = list[Change]


def decode_escapes(text: str) -> Found:
    """Changes that decode the left-over escapes of a text. Linear."""
    changes: Found = []
    if "&" in text:
        changes += references(text)
    if _QUOTED_PRINTABLE.search(text):
        changes += quoted_printable(text)
    if not text.isascii():
        changes += clauses(text)
    done = 0
    for m in _NOTATION.finditer(text):
        if m.start() >= done:
            start, end, done = line_bounds(text, m.start())
            changes += _one_line(text[start:end], start)
    return changes


# -- notations of one line --------------------------------------------------------------------------------------


def _one_line(line: str, offset: int) -> Found:
    decoded, rule = line, ""
    if "=?" in line and _WORDS.fullmatch(line.strip()):
        decoded, rule = _header_words(line), "repair.mail-words"
    elif line.isascii() and ("\\u" in line or "%u" in line) and len(_UNICODE.findall(line)) >= LEAST_ESCAPES:
        if not _CODE.search(_UNICODE.sub("", line)) or _prose(line, _UNICODE, _backslash_u(line)):
            decoded, rule = _backslash_u(line), "repair.unicode-escape"
    elif line.isascii() and "\\x" in line:
        whole = _runs(line, _BYTES, "\\x")
        if not _CODE.search(_BYTES.sub("", line)) or _prose(line, _BYTES, whole):
            decoded, rule = whole, "repair.byte-escape"
    elif line.isascii() and line.count("%") >= LEAST_ESCAPES and not re.search(r"://|www\.", line):
        whole = _runs(line, _PERCENT, "%")
        if not re.search(r"[=&#{}\\]", line) or (_prose(line, _PERCENT, whole) and _STOPS.search(whole)):
            decoded, rule = whole, "repair.percent-escape"
        if re.search("[/?@\"'<>]", line) and not _PROSE.search(decoded):
            return []  # an address without its head, or a piece of markup
    if decoded == line or not rule or len(_EAST.findall(decoded)) < 1:
        return []
    return [Change(offset, offset + len(line), decoded, rule, 1.0, "a whole line was left in escapes")]


def _prose(line: str, pattern: re.Pattern[str], decoded: str) -> bool:
    """Whether a line with quotation marks or operators in it is a sentence all the same: its escapes stand outside quotation
    marks and brackets, no assignment leads to them, and they give Chinese of some length."""
    if len(_HAN.findall(decoded)) < PROSE_CHARS or _SETTING.match(line):
        return False
    outside = _QUOTED.sub(" ", line)
    bare = pattern.sub("", outside)
    if _SYNTAX.search(outside) or _SYNTAX.search(bare):
        return False
    return 2 * sum(len(m[0]) for m in pattern.finditer(outside)) >= sum(len(m[0]) for m in pattern.finditer(line))


def _backslash_u(line: str) -> str:
    try:
        value = json.loads(f'"{line}"')
        if value != line and json.dumps(value)[1:-1] == line and min(value, default=" ") >= " ":
            return str(value)
    except ValueError:
        pass
    units = _UNICODE.sub(lambda m: chr(int(m[1] or m[2], 16)) if int(m[1] or m[2], 16) < 0x110000 else m[0], line)
    try:
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return line


def _runs(line: str, pattern: re.Pattern[str], mark: str) -> str:
    """Every run of escaped bytes decoded as UTF-8, or all of them as GB18030; the line itself when neither fits all."""
    try:
        return pattern.sub(lambda m: unquote_to_bytes(m[0].replace(mark, "%")).decode("utf-8"), line)
    except UnicodeDecodeError:
        pass
    try:
        # The second byte of a pair may be a letter, which needs no escape in an address.
        return unquote_to_bytes(line.replace(mark, "%") if mark != "%" else line).decode("gb18030")
    except UnicodeDecodeError:
        return line


def _header_words(line: str) -> str:
    out: list[bytes] = []
    charset = ""
    for name, how, payload in _WORD.findall(line):
        charset = "gb18030" if name.lower().startswith("gb") else name
        try:
            data = base64.b64decode(payload, validate=True) if how in "Bb" else quopri.decodestring(payload.replace("_", " "))
        except (binascii.Error, ValueError):
            return line
        out.append(data)
    first = _WORD.search(line)
    assert first is not None
    try:
        return line[: first.start()] + b"".join(out).decode(charset)
    except (UnicodeDecodeError, LookupError):
        return line
