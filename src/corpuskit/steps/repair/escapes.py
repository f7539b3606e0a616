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
from collections import Counter
from urllib.parse import quote_plus, unquote_to_bytes

from corpuskit.core.text import line_bounds
from corpuskit.steps.repair.clauses import clauses
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.quotedprintable import quoted_printable
from corpuskit.steps.repair.references import references
from corpuskit.steps.repair.singlebyte import is_misread
from corpuskit.steps.repair.written import chinese, read_in

__all__ = ["decode_escapes"]

PROSE_CHARS = 8  # hanzi in a line that is taken for a sentence in spite of signs that code uses
LEAST_ESCAPES = 3  # per line, for notations that code uses too
PROVEN_CHARS = 6  # hanzi of a line that proves the short ones of its page
WHOLE_RATIO = 0.8  # of a line that is escapes from its beginning on, and so no code
SENTENCE_RATIO = 0.6  # the same where the escapes hold a stop or comma and stand outside quotation marks

_UNICODE = re.compile(r"[\\%]u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\x([A-Fa-f][0-9A-Fa-f])")  # Python writes U+00A0 as \xa0
_UNICODE_MORE = re.compile(rf"{_UNICODE.pattern}|\\[\"/nrt]")
_SCRIPT = re.compile(r"%u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})")
_BY_SCRIPT = re.compile(r"(?:%u[0-9A-F]{4}|%[0-9A-F]{2}|[A-Za-z0-9@*_+./-])+")
_ODD_BACKSLASHES = re.compile(r"(?<!\\)\\(?:\\\\)*(?!\\)")
_BYTES = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")
_BYTES_MORE = re.compile(rf"{_BYTES.pattern}|\\[nrt]")
_WHITE = re.compile(r"\\([nt])(?=\\x|\Z)")
_WHITES = {"n": "\n", "t": "\t"}
_BREAKS = {ord("\n"): " ", ord("\t"): " "}
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_QUOTED_PRINTABLE = re.compile("=[0-9A-Fa-f]{2}=")
_ONE = r"=\?([A-Za-z0-9_-]{2,20})\?([BbQq])\?([^? \n]*)\?="
_WORDS = re.compile(rf"(?:[A-Z][A-Za-z-]{{1,20}}: ?)?{_ONE}(?:(?:\r?\n)?[ \t]*=\?\1\?[BbQq]\?[^? \n]*\?=)*")
_FOLDED = re.compile(r".?\?=\r?\n[ \t]+(?==\?)")  # between two words of one header
_WORD = re.compile(_ONE)
_NOTATION = re.compile(r"[\\%=](?:(?<=\\)[uUx]|(?<=%)(?:[0-9A-Fa-f]{2}|u)|(?<==)\?)[0-9A-Za-z]?")
_CODE = re.compile(r"[\"'`{}=;<>\\|]")
_PROSE = re.compile("[，。；：、》]|[\u3400-\u9fff][,;:.]? |[\"'>/@] ")
_HAN = re.compile("[\u3400-\u9fff]")
_STOPS = re.compile("[，。；：、！？]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|`[^'`]*['`]")
_SETTING = re.compile(r"\s*(?:[\w.$-]+(?:\[[^\]]*\])?\s*(?:[=:(]|\+=)|[#;!]|//|/\*|--)")
_SYNTAX = re.compile(r"[{}\[\]<>|`\"]|\\[dwsnrt]|\);|;\s*\S.*;")
_ASSIGNED = re.compile(r"[=+(]\s*\\")
_TAGS = re.compile("</?[a-z]{1,8}>")
_MARKS = re.compile("[\u3001-\u3011\uff01-\uff5e\u2014\u2018-\u201d\u2026]")
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
    rows: list[tuple[int, int]] = []
    done = 0
    for m in _NOTATION.finditer(text):
        if m.start() >= done:
            start, end, done = line_bounds(text, m.start())
            while fold := _FOLDED.match(text, max(start, end - 3)):
                _, end, done = line_bounds(text, fold.end())
            rows.append((start, end))
    found = [_one_line(text[start:end], start) for start, end in rows]
    proven = Counter(one.rule for one in found if one is not None and len(_HAN.findall(one.inserted)) >= PROVEN_CHARS)
    if proven:
        again = [one or _one_line(text[row[0] : row[1]], row[0], True) for row, one in zip(rows, found, strict=True)]
        found = [one for one in again if one is not None and (one in found or one.rule in proven)]
    return changes + [one for one in found if one is not None]


# -- notations of one line --------------------------------------------------------------------------------------


def _one_line(line: str, offset: int, lent: bool = False) -> Change | None:
    """The change that decodes a line. lent: other lines of the page are proven left-overs, so a short one needs less proof."""
    decoded, rule, whole_line = line, "", len(line)
    if "\\\\" in line:
        line = decoded = _halved(line)
    least = 1 if lent else LEAST_ESCAPES
    if "=?" in line and _WORDS.fullmatch(line.strip()):
        decoded, rule = _header_words(line), "repair.mail-words"
    elif line.isascii() and ("\\u" in line or "%u" in line) and len(_UNICODE.findall(line)) >= least:
        whole = _backslash_u(line)
        if not _CODE.search(_UNICODE_MORE.sub("", line)) or _prose(line, _UNICODE_MORE, whole):
            decoded, rule = whole, "repair.unicode-escape"
    elif line.isascii() and "\\x" in line:
        whole = _runs(line, _BYTES, "\\x")
        if not _CODE.search(_BYTES_MORE.sub("", line)) or _prose(line, _BYTES_MORE, whole):
            decoded, rule = whole, "repair.byte-escape"
    elif line.isascii() and line.count("%") >= least and not re.search(r"://|www\.", line):
        whole = _percent(line)
        if not re.search(r"[=&#{}\\]", line) or (_prose(line, _PERCENT, whole) and _STOPS.search(whole)):
            decoded, rule = whole, "repair.percent-escape"
        if re.search("[/?@\"'<>]", line) and not _PROSE.search(decoded):
            return None  # an address without its head, or a piece of markup
    if decoded == line or not rule:
        return None
    if not _EAST.search(decoded) and not (lent and _MARKS.search(decoded)) and not is_misread(decoded):
        return None
    return Change(offset, offset + whole_line, decoded, rule, 1.0, "a whole line was left in escapes")


def _halved(line: str) -> str:
    """A line whose backslashes were all escaped, perhaps more than once, with one where there were two."""
    while "\\\\" in line and not _ODD_BACKSLASHES.search(line):
        line = line.replace("\\\\", "\\")
    return line


def _prose(line: str, pattern: re.Pattern[str], decoded: str) -> bool:
    """Whether a line with quotation marks or operators in it is a sentence all the same: its escapes stand outside quotation
    marks and brackets, no assignment leads to them, and they give Chinese of some length."""
    if len(_HAN.findall(decoded)) < PROSE_CHARS or _SETTING.match(line):
        return False
    line = _TAGS.sub("", line)
    if pattern.match(line) and sum(len(m[0]) for m in pattern.finditer(line)) >= WHOLE_RATIO * len(line):
        return True  # code has its escapes in quotation marks or behind a name
    outside = _QUOTED.sub(" ", line)
    bare = pattern.sub("", outside)
    assigned = _ASSIGNED.search(outside)
    if assigned and not pattern.search(outside, 0, assigned.start()):
        return False  # what is assigned, or called with: its name is no escape
    if _STOPS.search(decoded) and sum(len(m[0]) for m in pattern.finditer(outside)) >= SENTENCE_RATIO * len(line):
        return True
    if _SYNTAX.search(outside) or _SYNTAX.search(bare):
        return False
    return 2 * sum(len(m[0]) for m in pattern.finditer(outside)) >= sum(len(m[0]) for m in pattern.finditer(line))


def _backslash_u(line: str) -> str:
    try:
        value = json.loads(f'"{line}"')
        if value != line and json.dumps(value)[1:-1] == line and min(value.translate(_BREAKS), default=" ") >= " ":
            return str(value)
    except ValueError:
        pass
    by_script = "%u" in line and _BY_SCRIPT.fullmatch(line) is not None  # JavaScript's escape() writes a blank as %20
    pattern = _SCRIPT if by_script else _UNICODE
    units = pattern.sub(lambda m: _unit(m[0], next(filter(None, m.groups()))), line)
    try:
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return line


def _unit(shown: str, digits: str) -> str:
    return chr(int(digits, 16)) if int(digits, 16) < 0x110000 else shown


def _percent(line: str) -> str:
    """A line in percent escapes decoded: forms write a blank as +, and what was escaped twice has %25 for every %."""
    while line.count("%25") == line.count("%") and "%25" in line:
        line = line.replace("%25", "%")
    whole = _runs(line, _PERCENT, "%")
    if "+" in line and " " not in line:
        blanked = _runs(line.replace("+", " "), _PERCENT, "%")
        if any(
            quote_plus(blanked, encoding=charset, errors="replace").upper() == line.upper() for charset in ("utf-8", "gb18030")
        ):
            return blanked
    return whole


def _runs(line: str, pattern: re.Pattern[str], mark: str) -> str:
    """Every run of escaped bytes decoded as UTF-8, or all of them as GBK or Big5; the line itself when neither fits all."""
    line = _WHITE.sub(lambda m: _WHITES[m[1]], line) if mark == "\\x" else line
    try:
        return pattern.sub(lambda m: unquote_to_bytes(m[0].replace(mark, "%")).decode("utf-8"), line)
    except UnicodeDecodeError:
        pass
    # The second byte of a pair may be a letter, which needs no escape in an address.
    data = unquote_to_bytes(line.replace(mark, "%") if mark != "%" else line)
    return chinese([data])[0].text or read_in(data, "gbk") or line


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
    words = list(_WORD.finditer(line))
    try:
        return line[: words[0].start()] + b"".join(out).decode(charset) + line[words[-1].end() :]
    except (UnicodeDecodeError, LookupError):
        return line
