"""Character references that nobody decoded: &#20013; &ldquo; &amp;nbsp; and the like.

What lives here: deciding which references of a text are left-overs, and decoding them, all levels or none. What never does: the
other notations (escapes.py).

How it works: a text that talks about markup or code (its words, tags, fences; an address does not talk) keeps every reference,
unless nearly all of it is rows of them, or much of it and no character of East Asia stands there otherwise. One that talks about
charsets keeps those in quotation marks, and all unless most stand in rows. A row of numbered references is decoded as one.

Weak: a reference in an article that names HTML stays. Without its semicolon a number may end in a digit of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from html.entities import name2codepoint

from corpuskit.steps.repair.draft import Change

__all__ = ["references"]

LEVELS_MOST = 5
SAMPLE_CHARS = 20_000  # how much of a page its language is judged by
ROW_CHARS = 24  # three references and more make a row
WHOLE_RATIO, WHOLE_RATIO_BARE = 0.8, 0.4  # of a text in rows; where no character of East Asia stands there otherwise
ROW_LEAST = 3  # references one after the other that are no example, though a grave accent stands beside them

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
_DIGITS = r"&(?:amp;)*#(?:[0-9]{4,6};|[xX][0-9A-Fa-f]{3,5};|(?:[0-9]{4,5}|[xX][0-9A-Fa-f]{4})(?=&(?:amp;)*#))"
_DIGITS_RUN = re.compile(rf"{_DIGITS}(?:{_DIGITS})+")
_CODE_POINT = re.compile("#(?:[xX]([0-9A-Fa-f]+)|([0-9]+))(;?)")
# Without its semicolon a no-break space or a middle dot before digits reads as a letter of Arabic or a hanzi that nobody writes.
_BEFORE_DIGITS = re.compile("1(?:60|83)(?=[0-9]{1,2}$)")
_REFERENCE = re.compile(
    r"&(?:(?:amp;)*#(?:[0-9]{4,5}(?![0-9]*;)|[xX][0-9A-Fa-f]{4}(?![0-9A-Fa-f;])|(?:[xX][A-Fa-f][0-9A-Fa-f]|1[6-9][0-9]|2[0-5][0-9])(?=[^\x00-\x7f]|&(?:amp;)*#|\n|\Z))"
    r"|(?:amp;)*(?:#[0-9]{2,7};|#[xX][0-9A-Fa-f]{2,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
    rf"|(?<=[^\x00-\x7f]&)(?:{_NAMES})(?![A-Za-z0-9=;])|(?:{_NAMES})(?=[^\x00-\x7f])"
    rf"|(?:(?<=&nbsp&)|(?<=quo&))(?:{_NAMES})(?![A-Za-z0-9=;]))"
)
_TAG = re.compile(r"<[/!]?[A-Za-z][^>]*>")
_EAST = re.compile("[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufaff]")
_ADDRESS = re.compile(r"(?:https?:/|www\.)[^\s\"'<>&\u2e80-\uffff]+")  # a page's own name ends in .html


def references(text: str) -> list[Change]:
    """Changes that decode the left-over references of a text. Linear."""
    found = _found(text)
    if not found:
        return []
    if _is_lesson(text):
        if not _is_whole(text, found):
            return []
        found = [m for m in found if _resolve(m[0]) not in _MARKUP]  # what the lesson shows
    if _CHARSETS.search(text):
        if sum(len(m[0]) for m in _ROW.finditer(text)) < 2 * sum(len(m[0]) for m in found) / 3:
            return []
        found = [m for m in found if not _QUOTE.match(text, m.start() - 1) and not _QUOTE.match(text, m.end())]
    lessons = _lessons(text)
    found = [m for m in found if not _is_lone_control(text, m)]
    found = [m for m in found if not any(start <= m.start() < end for start, end in lessons)]
    if not found:
        return []
    changes: list[Change] = []
    # References to markup characters alone are no left-over of a page where they may be its subject.
    if all(_resolve(m[0]) in _MARKUP for m in found):
        sample = _REFERENCE.sub("", text[:SAMPLE_CHARS])
        if len(_EAST.findall(sample)) * 3 < len(sample):
            return []
    for m in found:
        new = _resolve(m[0])
        before, after = text[max(0, m.start() - 1) : m.start()], text[m.end() : m.end() + 1]
        code = before == "`" and after in ("`", "'") if len(new) >= ROW_LEAST else "`" in (before, after)
        if (code and not _is_amid_references(text, m)) or (new < "\u2e80" and _in_url(text, m.start())):
            continue
        changes.append(
            Change(
                m.start(),
                m.end(),
                new,
                "repair.entity",
                1.0,
                "character references were left undecoded" if len(new) > 1 else f"{m[0][:24]} was left undecoded",
            )
        )
    whole = _rewrite(text, changes)
    return [] if _TAG.search(whole) and not _TAG.search(text) else changes


def _found(text: str) -> list[re.Match[str]]:
    """The references that stand for a character, rows of numbered ones as one match."""
    found: list[re.Match[str]] = []
    at = 0
    for run in _DIGITS_RUN.finditer(text):
        if _resolve(run[0]) == run[0]:
            continue
        found += [m for m in _REFERENCE.finditer(text, at, run.start()) if _resolve(m[0]) != m[0]]
        found.append(run)
        at = run.end()
    found += [m for m in _REFERENCE.finditer(text, at) if _resolve(m[0]) != m[0]]
    return found


def _is_whole(text: str, found: Sequence[re.Match[str]]) -> bool:
    """Whether nearly all of a text is rows of references to characters of East Asia: an example has words around it."""
    rows = sum(len(m[0]) for m in found if len(m[0]) >= ROW_CHARS and _resolve(m[0]) >= "\u2e80")
    return rows >= (WHOLE_RATIO if _EAST.search(text) else WHOLE_RATIO_BARE) * len(text)


def _is_lesson(text: str) -> bool:
    small = text.lower()
    return any(word in small for word in _LESSON_WORDS) and _LESSON.search(_ADDRESS.sub(" ", text)) is not None


def _lessons(text: str) -> list[tuple[int, int]]:
    """(start, end) of the sentences that speak of references: what stands there is meant."""
    if not _MATTER.search(text) or not _MENTIONED.search(text):
        return []
    return [m.span() for m in _SENTENCE.finditer(text) if "&" in m[0] and _MATTER.search(m[0]) and _MENTIONED.search(m[0])]


@lru_cache(maxsize=4096)
def _resolve(reference: str) -> str:
    """The text that a reference, or a row of them, stands for through all levels; itself where one of them stands for none."""
    if reference.count("#") > 1:
        return _row(reference)
    if _BEFORE_DIGITS.match(reference[-5:] if reference[-5:-4].isdigit() else reference[-4:]):
        return _row(reference)
    seen = reference
    for _ in range(LEVELS_MOST):
        if seen[2:].isdigit() or seen[1:] in name2codepoint:
            seen += ";"
        new = unescape(seen)
        if new == seen:
            break
        seen = new
    if len(seen) != 1 or seen < " " or seen == "\x7f" or "\ud800" <= seen <= "\udfff" or seen == "\ufffd":
        return reference
    return seen


def _is_amid_references(text: str, m: re.Match[str]) -> bool:
    """Whether the grave accent beside a reference has another reference on its other side: it is a byte between bytes."""
    return text.startswith("`&", m.end()) or text.endswith(";`", 0, m.start())


def _is_lone_control(text: str, m: re.Match[str]) -> bool:
    """Whether a reference stands for a control character, and no other reference or byte beside it makes that a misread byte."""
    if not "\x80" <= _resolve(m[0]) <= "\x9f":
        return False
    before, after = text[max(0, m.start() - 1) : m.start()], text[m.end() : m.end() + 1]
    return not (before == ";" or after == "&" or "\x80" <= before <= "\xff" or "\x80" <= after <= "\xff")


def _row(references: str) -> str:
    """The text of numbered references; themselves where one of them stands for none."""
    out: list[str] = []
    for hexadecimal, decimal, closed in _CODE_POINT.findall(references):
        short = None if closed else _BEFORE_DIGITS.match(decimal)
        code = int(short[0]) if short else int(hexadecimal, 16) if hexadecimal else int(decimal)
        if not (0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFDD0 or 0xFDF0 <= code < 0xFFFD):
            return references
        out.append(chr(code) + (decimal[3:] if short else ""))
    return "".join(out)


def _in_url(text: str, at: int) -> bool:
    """Whether the run of non-blank ASCII before `at` looks like an address."""
    head = text[max(0, at - 200) : at]
    word = re.split(r"[^!-~]|&(?:amp;)*#x?[0-9A-Fa-f]{4,5};?", head)[-1]  # a character of East Asia ends an address
    return "://" in word or word.startswith("www.") or bool(re.search(r"[?&]\w+=\S*$", word))


def _rewrite(text: str, changes: list[Change]) -> str:
    out: list[str] = []
    at = 0
    for change in changes:
        out += (text[at : change.start], change.inserted)
        at = change.end
    return "".join(out) + text[at:]
