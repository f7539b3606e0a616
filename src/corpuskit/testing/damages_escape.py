"""Damage by escapes: text left in the notation of a format (HTML, JSON, URL, mail) that nobody decoded.

What lives here: forward functions for character references, backslash, percent and mail escapes. What never lives here: the
decoding, and any wrong charset.

What is weak: each function escapes the whole text given; where only part of a page is escaped the caller chooses the part.
"""

from __future__ import annotations

import base64
import quopri
from html.entities import codepoint2name
from typing import Literal

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_MIME_WORD_CHARS = 75  # RFC 2047, section 2


def to_numeric_references(text: str, *, base: Literal[10, 16] = 10, semicolon: bool = True) -> str:
    """Every non-ASCII character as &#20013; (base 10) or &#x4E2D; (base 16), with or without the semicolon."""
    end = ";" if semicolon else ""
    form = "&#{:d}" if base == 10 else "&#x{:X}"
    return "".join(char if char < "\x80" else form.format(ord(char)) + end for char in text)


def to_named_entities(text: str, *, markup: bool = True, semicolon: bool = True) -> str:
    """Characters that HTML 4 has a name for as entities (&ldquo; &middot; &nbsp;); `markup`: also & < > and quotes."""
    end = ";" if semicolon else ""
    return "".join(_entity(char, markup, end) for char in text)


def _entity(char: str, markup: bool, end: str) -> str:
    if char < "\x80":
        return _MARKUP.get(char, char) if markup else char
    name = codepoint2name.get(ord(char))
    return f"&{name}{end}" if name else char


def to_double_escapes(text: str, *, levels: int = 2) -> str:
    """Named entities whose ampersand was escaped again: &amp;nbsp; (levels=2), &amp;amp;nbsp; (3)."""
    text = to_named_entities(text)
    for _ in range(levels - 1):
        text = text.replace("&", "&amp;")
    return text


def to_unicode_escapes(text: str) -> str:
    r"""Every non-ASCII character as \uXXXX, two of them beyond the basic plane, as JSON and JavaScript write it."""
    return "".join(char if char < "\x80" else _u_escape(char) for char in text)


def _u_escape(char: str) -> str:
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def to_byte_escapes(text: str, *, charset: str = "utf-8") -> str:
    r"""Every non-ASCII character as the bytes of a charset, \xE4\xB8\xAD, as a printed byte string shows it."""
    return "".join(char if char < "\x80" else "".join(f"\\x{byte:02X}" for byte in char.encode(charset)) for char in text)


def to_percent(text: str, *, charset: str = "utf-8") -> str:
    """Every non-ASCII character, and the percent sign itself, as %E4%B8%AD."""
    return "".join(
        char if char < "\x80" and char != "%" else "".join(f"%{byte:02X}" for byte in char.encode(charset)) for char in text
    )


def to_quoted_printable(text: str, *, charset: str = "utf-8") -> str:
    """Mail's quoted-printable form, =E4=B8=AD, with its soft line breaks."""
    return quopri.encodestring(text.encode(charset)).decode("ascii")


def to_mime_words(text: str, *, charset: str = "gb2312", written: str = "gb18030") -> str:
    """Each line that is not ASCII as mail header words, =?gb2312?B?...?=, as many as its length needs.

    Mail programs wrote the full GBK set under the label gb2312; `charset` is the label, `written` the true encoding.
    """
    return "\n".join(line if line.isascii() else _mime_line(line, charset, written) for line in text.split("\n"))


def _mime_line(line: str, charset: str, written: str) -> str:
    head, tail = f"=?{charset}?B?", "?="
    room_bytes = (_MIME_WORD_CHARS - len(head) - len(tail)) // 4 * 3
    words: list[str] = []
    chunk = b""
    for char in line:
        piece = char.encode(written)
        if len(chunk) + len(piece) > room_bytes:
            words.append(head + base64.b64encode(chunk).decode("ascii") + tail)
            chunk = b""
        chunk += piece
    words.append(head + base64.b64encode(chunk).decode("ascii") + tail)
    return " ".join(words)
