"""Escapes on a clause inside sound text: a run of \\u4e2d, %E4%B8%AD, =E4=B8=AD or a mail word amid Chinese.

What lives here: finding such runs and deciding that they are left-overs. What never does: whole lines of escapes, character
references (escapes.py).

How it works: a run is decoded where it proves itself: three Chinese characters or more one after the other and nothing else, and
doing the damage again gives the run back. GBK bytes prove less than UTF-8, so the character model must find them ordinary. A run
in quotation marks or brackets, beside ASCII letters or operators, or in an address is an example or code; and a text that speaks
of markup, encodings or programming keeps all.

Weak: a clause of one or two characters stays.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from urllib.parse import unquote_to_bytes

from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.plausibility import han_logps

__all__ = ["clauses"]

LEAST_CHARS = 3
LEAST_CHARS_GBK = 4
ORDINARY = -8.5  # mean log probability of a hanzi; on the tune half sentences lie above -8.8, misreadings below -11

_WORD = r"=\?[A-Za-z0-9_-]{2,20}\?[BbQq]\?[^? \n]*\?="
_BETWEEN = "[0-9A-Za-z.,_~ -]{1,8}"  # ASCII that may stand between the escaped characters of one clause
_ESCAPES = {
    "unicode": r"\\u[0-9A-Fa-f]{4}",
    "script": "%u[0-9A-Fa-f]{4}",
    "byte": r"\\x[0-9A-Fa-f]{2}",
    "percent": "%[0-9A-Fa-f]{2}",
    "quoted": "=[0-9A-F]{2}(?:=\n)?",
}
_RUN = re.compile(
    "|".join(f"(?P<{name}>{one}(?:{one}|{_BETWEEN}(?={one}))*)" for name, one in _ESCAPES.items())
    + rf"|(?P<words>{_WORD}(?: ?{_WORD})*)"
)
_SIGN = re.compile(r"[\\%=]")  # what each of them begins with: one class is found at many times the speed of the alternatives
# A run counts where so many escapes stand one after the other, letters that are a pair's second byte apart.
_ROWS = {
    "unicode": re.compile(f"(?:{_ESCAPES['unicode']}){{3}}"),
    "script": re.compile(f"(?:{_ESCAPES['script']}){{3}}"),
    "byte": re.compile(f"(?:{_ESCAPES['byte']}){{6}}"),
    "percent": re.compile(f"(?:{_ESCAPES['percent']}[0-9A-Za-z._~-]?){{4}}"),
    "quoted": re.compile(f"(?:{_ESCAPES['quoted']}[0-9A-Za-z._~-]?){{4}}"),
}
_RULES = {
    "unicode": "repair.unicode-escape",
    "script": "repair.unicode-escape",
    "byte": "repair.byte-escape",
    "percent": "repair.percent-escape",
    "quoted": "repair.quoted-printable",
    "words": "repair.mail-words",
}
_PART = re.compile(r"=\?([A-Za-z0-9_-]{2,20})\?([BbQq])\?([^? \n]*)\?=")
_EAST = "\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef\u00b7"
_CHINESE = re.compile(f"[{_EAST}]+")
_HAN = re.compile("[\u3400-\u9fff]")
_BESIDE = re.compile("[\u3400-\u9fff，。；：、！？　）】》\n]")  # what a clause stands beside
_MAY_BESIDE = re.compile("[ 0-9A-Za-z“”‘’「」『』（《【]")  # the same, on one side only
TALK_CHARS = 200  # to either side of a run, in which a text may say what it is
_TALK = re.compile(
    r"(?i)html|xml|json|unicode|ascii|utf-?8|gbk|gb2312|escape|javascript|python|java\b|php|url\b|http|mime"
    "|编码|編碼|转义|轉義|转码|轉碼|乱码|亂碼|字符串|字串|正则|正則|代码|程式|网址|網址|链接|連結"
)


def clauses(text: str) -> list[Change]:
    """Changes that decode the escaped clauses of a text."""
    changes = []
    done = 0
    for sign in _SIGN.finditer(text):
        m = _RUN.match(text, sign.start()) if sign.start() >= done else None
        if m is None:
            continue
        done = m.end()
        kind = str(m.lastgroup)
        if (kind in _ROWS and not _ROWS[kind].search(m[0])) or not _amid_chinese(text, m.start(), m.end()):
            continue
        decoded = _decoded(kind, m[0])
        if decoded is not None:
            why = "escapes left undecoded in the middle of a text"
            changes.append(Change(m.start(), m.end(), decoded, _RULES[kind], 0.97, why))
    return changes


def _amid_chinese(text: str, start: int, end: int) -> bool:
    """Whether a run stands in a line with hanzi, beside what sentences have there, and nothing around speaks of code."""
    before, after = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
    plain = [_BESIDE.match(char) is not None for char in (before, after)]
    if not any(plain) or not all(one or _MAY_BESIDE.match(char) for one, char in zip(plain, (before, after), strict=True)):
        return False
    head, tail = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    if not _HAN.search(text, head, start) and not _HAN.search(text, end, tail if tail >= 0 else len(text)):
        return False
    around = text[max(0, start - TALK_CHARS) : start] + " " + text[end : end + TALK_CHARS]
    return _TALK.search(_RUN.sub(" ", around)) is None


def _decoded(kind: str, run: str) -> str | None:
    if kind in ("unicode", "script"):
        units = re.sub(_ESCAPES[kind], lambda m: chr(int(m[0][2:], 16)), run)
        return _proven(units.encode("utf-16-be", "surrogatepass"), "utf-16-be")
    if kind == "words":
        return _words(run)
    if kind == "quoted":
        data = quopri.decodestring(run.encode("ascii"))
    else:
        data = unquote_to_bytes(run.replace("\\x", "%"))
    return _proven(data, "utf-8") or _proven(data, "gb18030")


def _words(run: str) -> str | None:
    data, charset = b"", ""
    for name, how, payload in _PART.findall(run):
        charset = name.lower()
        try:
            data += base64.b64decode(payload, validate=True) if how in "Bb" else quopri.decodestring(payload.replace("_", " "))
        except (binascii.Error, ValueError):
            return None
    return _proven(data, "gb18030" if charset.startswith("gb") else charset)


def _proven(data: bytes, charset: str) -> str | None:
    """The text of the bytes where it is Chinese and nothing else, and enough of it."""
    try:
        text = data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return None
    hans = "".join(_HAN.findall(text))
    least = LEAST_CHARS_GBK if charset == "gb18030" else LEAST_CHARS
    east = sum(map(len, _CHINESE.findall(text)))
    if east < least or len(hans) < 2 or 2 * east < len(text) or "\x00" in text:
        return None
    if charset == "gb18030" and han_logps([hans])[0] < ORDINARY * len(hans):
        return None
    return text
