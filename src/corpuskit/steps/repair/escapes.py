"""Escapes that nobody decoded: character references, \\uXXXX, \\xE4, %E4, mail's =E4 and header words.

What lives here: deciding which escapes of a text are left-overs, and decoding them, all levels or none. What never does: escapes
in code, in lessons about markup, in URLs.

How it works: a text that talks about markup or code (its words, tags, fences) keeps every reference; one that talks about
charsets keeps those in quotation marks, and all unless most stand in rows. The other escapes are decoded line by line, and only
where doing the damage again gives the line back exactly and the decoded text holds letters beyond ASCII; clauses amid sound
text are the matter of clauses.py.

Weak: a reference in an article that names HTML stays; so does an escaped line with quotation marks or braces in it.
"""

from __future__ import annotations

import base64
import binascii
import json
import quopri
import re
from html import unescape
from html.entities import name2codepoint
from urllib.parse import unquote_to_bytes

from corpuskit.core.text import line_bounds, lines
from corpuskit.steps.repair.clauses import clauses
from corpuskit.steps.repair.draft import Change

__all__ = ["decode_escapes"]

LEVELS_MOST = 5
SAMPLE_CHARS = 20_000  # how much of a page its language is judged by
PROSE_CHARS = 8  # hanzi in a line that is taken for a sentence in spite of signs that code uses
LEAST_ESCAPES = 3  # per line, for notations that code uses too

_LESSON = re.compile(
    r"(?ai)\b(?:x?html\d?|xml|sgml|css|markup|escap\w+|entit(?:y|ies)|javascript|docbook|regex)\b"
    r"|```|</?[a-z][a-z0-9]*[ >/]|实体|轉義|转义|實體"
)
# One of these stands in whatever _LESSON matches; finding none takes a tenth of the time.
_LESSON_WORDS = (
    "html", "xml", "sgml", "css", "markup", "escap", "entit", "javascript", "docbook", "regex",
    "`" * 3, "<", "实体", "轉義", "转义", "實體",
)  # fmt: skip
# Names that are read without their semicolon, and only beside a character beyond ASCII: &sub and &image are code.
_NAMES = (
    "nbsp|ldquo|rdquo|lsquo|rsquo|middot|mdash|ndash|hellip|bull|times|deg|yen|laquo|raquo|copy|reg|trade|divide|plusmn|permil"
)
# A sentence that says how something is written in a page: it names its matter, and the reference is an object of the sentence.
_MATTER = re.compile(
    r"(?i)网页|網頁|标签|標籤|字符|字元|符号|符號|代码|代碼|程式碼|源码|原始碼"
    r"|浏览器|瀏覽器|编辑器|編輯器|web ?page|browser"
)
_OBJECT = r"&(?!(?:amp;)*(?:[lr][sd]quo|[mn]dash|hellip|middot|bull))[#0-9A-Za-z;&]*;"  # quotation marks and dashes are text
_MENTIONED = re.compile(
    r"(?:[写寫][作成为為上入]?|[输輸]入|[记記]作|打[成入上]?|[键鍵]入|表示[为為成]?|[换換]成|[变變]成|用|使用|以|即|如|例如|叫|叫做|插入"
    rf"|[显顯]示[为為成]?|看[到见見]|加上?)[ “‘「『\"'（(]?{_OBJECT}"
    rf"|{_OBJECT}[”’」』\"'）)]? ?(?:这|這|表示|代表|才|就是|即|等|之[类類]|是[指一空不]|[会會]|[显顯]示|[读讀]作|[写寫])"
    rf"|[“‘「『\"'（(]{_OBJECT}[”’」』\"'）)]|{_OBJECT}[、和与與或]&"
)
# A text that speaks of charsets has examples too; there only rows of references are left-overs.
_CHARSETS = re.compile(r"(?ai)\b(?:utf-?8|unicode|ascii|gbk|gb2312|big5)\b")
_ROW = re.compile(r"(?:&(?:amp;)*#[xX]?[0-9A-Fa-f]{2,7};?[ -%'-~]{0,4}){3,}")
_QUOTE = re.compile("[\"'`“”‘’「」『』]")
_SENTENCE = re.compile("[^。！？\n]+")
_MARKUP = frozenset("&<>\"'")
_REFERENCE = re.compile(
    r"&(?:(?:amp;)*#(?:[0-9]{4,5}(?![0-9]*;)|(?:1[6-9][0-9]|2[0-5][0-9])(?=[^\x00-\x7f]|&(?:amp;)*#))"
    r"|(?:amp;)*(?:#[0-9]{2,7};|#[xX][0-9A-Fa-f]{2,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
    rf"|(?<=[^\x00-\x7f]&)(?:{_NAMES})(?![A-Za-z0-9=;])|(?:{_NAMES})(?=[^\x00-\x7f])"
    rf"|(?:(?<=&nbsp&)|(?<=quo&))(?:{_NAMES})(?![A-Za-z0-9=;]))"
)
_TAG = re.compile(r"<[/!]?[A-Za-z][^>]*>")
_UNICODE = re.compile(r"[\\%]u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_BYTES = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
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
        changes += _references(text)
    if "=\n" in text or re.search("=[0-9A-F]{2}=", text):
        changes += _quoted_printable(text)
    if not text.isascii():
        changes += clauses(text)
    done = 0
    for m in _NOTATION.finditer(text):
        if m.start() >= done:
            start, end, done = line_bounds(text, m.start())
            changes += _one_line(text[start:end], start)
    return changes


# -- character references ---------------------------------------------------------------------------------------


def _references(text: str) -> Found:
    found = [m for m in _REFERENCE.finditer(text) if _resolve(m[0]) != m[0]]
    if not found or _is_lesson(text):
        return []
    if _CHARSETS.search(text):
        if sum(len(m[0]) for m in _ROW.finditer(text)) < 2 * sum(len(m[0]) for m in found) / 3:
            return []
        found = [m for m in found if not _QUOTE.match(text, m.start() - 1) and not _QUOTE.match(text, m.end())]
    lessons = _lessons(text)
    found = [m for m in found if not any(start <= m.start() < end for start, end in lessons)]
    if not found:
        return []
    changes: Found = []
    # References to markup characters alone are no left-over of a page where they may be its subject.
    sample = _REFERENCE.sub("", text[:SAMPLE_CHARS])
    if all(_resolve(m[0]) in _MARKUP for m in found) and len(_EAST.findall(sample)) * 3 < len(sample):
        return []
    for m in found:
        new = _resolve(m[0])
        around = text[max(0, m.start() - 1) : m.start()] + text[m.end() : m.end() + 1]
        if "`" in around or (new < "\u2e80" and _in_url(text, m.start())):
            continue
        changes.append(Change(m.start(), m.end(), new, "repair.entity", 1.0, f"{m[0][:24]} was left undecoded"))
    whole = _rewrite(text, changes)
    return [] if _TAG.search(whole) and not _TAG.search(text) else changes


def _is_lesson(text: str) -> bool:
    small = text.lower()
    return any(word in small for word in _LESSON_WORDS) and _LESSON.search(text) is not None


def _lessons(text: str) -> list[tuple[int, int]]:
    """(start, end) of the sentences that speak of references: what stands there is meant."""
    if not _MATTER.search(text) or not _MENTIONED.search(text):
        return []
    return [m.span() for m in _SENTENCE.finditer(text) if "&" in m[0] and _MATTER.search(m[0]) and _MENTIONED.search(m[0])]


def _resolve(reference: str) -> str:
    """The character that a reference stands for through all levels; the reference itself where it stands for none."""
    seen = reference
    for _ in range(LEVELS_MOST):
        if seen[2:].isdigit() or seen[1:] in name2codepoint:
            seen += ";"
        new = unescape(seen)
        if new == seen:
            break
        seen = new
    if len(seen) != 1 or seen < " " or "\x7f" <= seen <= "\x9f" or "\ud800" <= seen <= "\udfff" or seen == "\ufffd":
        return reference
    return seen


def _in_url(text: str, at: int) -> bool:
    """Whether the run of non-blank ASCII before `at` looks like an address."""
    head = text[max(0, at - 200) : at]
    word = re.split(r"[^!-~]|&(?:amp;)*#x?[0-9A-Fa-f]{4,5};?", head)[-1]  # a character of East Asia ends an address
    return "://" in word or word.startswith("www.") or bool(re.search(r"[?&]\w+=\S*$", word))


def _rewrite(text: str, changes: Found) -> str:
    out: list[str] = []
    at = 0
    for change in changes:
        out += (text[at : change.start], change.inserted)
        at = change.end
    return "".join(out) + text[at:]


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


# -- quoted-printable ---------------------------------------------------------------------------------------------


def _quoted_printable(text: str) -> Found:
    """Blocks of lines in mail's notation, found by decoding them and encoding them again to the same block."""
    changes: Found = []
    block: list[tuple[int, int]] = []
    rows = [(start, end) for start, end, _ in lines(text)]
    for start, end in [*rows, (len(text), len(text))]:
        line = text[start:end]
        if line.isascii() and start < len(text) and (re.search("=[0-9A-F]{2}", line) or line.endswith("=")):
            block.append((start, end))
            continue
        if block and block[-1][1] < len(text) and text[block[-1][1] - 1] == "=" and line.isascii() and start < len(text):
            block.append((start, end))
        if block:
            changes += _one_block(text, block[0][0], block[-1][1])
            block = []
    return changes


def _one_block(text: str, start: int, end: int) -> Found:
    shown = text[start:end]
    data = quopri.decodestring(shown.encode("ascii"))
    if quopri.encodestring(data).decode("ascii") != shown:
        return []
    for charset in ("utf-8", "gb18030"):
        try:
            decoded = data.decode(charset)
        except UnicodeDecodeError:
            continue
        if len(_EAST.findall(decoded)) >= LEAST_ESCAPES - 1 and "\x00" not in decoded:
            why = "mail's quoted-printable form, left undecoded"
            return [Change(start, end, decoded, "repair.quoted-printable", 1.0, why)]
    return []
