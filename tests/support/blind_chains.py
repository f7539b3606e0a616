"""Whole sentences written in one encoding and read in another, and other forms that bytes are written in.

Lives here: the chains that can be undone exactly, each with its own inverse; UTF-8 read as double bytes with what each reader
loses; UTF-8 after a cleaner of blanks. Never here: what site generators do (blind_site.py), choice and number of texts
(blind_sets.py).

A chain answers None for a text that it does not damage, or damages so that its own inverse does not give it back. Named after
the rows of the taxonomy: UTF-8 as cp1252 or latin1, twice, thrice; GBK and Big5 as latin1 or cp1252; the byte 80 as a euro
sign; private use for user-defined cells; numeric references; \\uXXXX, \\xE4, %E4%B8, =E4=B8, =?gb2312?B?.

Assumed: cp1252 is read as browsers do, with the five open bytes as the control characters of their numbers. References name
Han by number and marks by name where they have one. Escapes and references touch only what is not ASCII, and texts that hold
the sign they begin with are left out, since nobody could say which of them were there before. Quoted-printable has soft line
ends in half of the long texts, MIME words are cut at 45 bytes or not at all. What readers lose is marked as U+FFFD by Python
and browsers and as `?` by Windows; a small part is dropped without a mark.
"""

from __future__ import annotations

import base64
import html
import random
import re
import urllib.parse
from collections.abc import Callable
from email.header import decode_header

from tests.support.blind_bytes import Case, Reader, Wound, case_of, stream

Write = Callable[[str, random.Random], str]
Undo = Callable[[str], str]
_OPEN = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_1252 = [_OPEN.get(byte) or bytes([byte]).decode("cp1252") for byte in range(256)]
_TO_1252 = {char: byte for byte, char in enumerate(_1252)}
_NAMED = {
    "“": "&ldquo;", "”": "&rdquo;", "‘": "&lsquo;", "’": "&rsquo;", "…": "&hellip;", "—": "&mdash;", "·": "&middot;",
    "×": "&times;", "°": "&deg;", "±": "&plusmn;",
}  # fmt: skip
MIME_BYTES = 45


def _single(data: bytes, codec: str) -> str:
    return data.decode("latin-1") if codec == "latin-1" else "".join(_1252[byte] for byte in data)


def _unsingle(text: str, codec: str) -> bytes:
    return text.encode("latin-1") if codec == "latin-1" else bytes(_TO_1252[char] for char in text)


def _through(written: str, read: str, times: int = 1) -> tuple[Write, Undo]:
    """Written in one encoding, read byte for byte in another; from the second time on always written as UTF-8."""

    def forward(text: str, _: random.Random) -> str:
        for turn in range(times):
            text = _single(text.encode("utf-8" if turn else written), read)
        return text

    def back(text: str) -> str:
        for turn in range(times - 1, -1, -1):
            text = _unsingle(text, read).decode("utf-8" if turn else written)
        return text

    return forward, back


def _each(shape: Callable[[str], str], undo: Undo, sign: str) -> tuple[Write, Undo]:
    """Every character that is not ASCII in another shape."""

    def forward(text: str, _: random.Random) -> str:
        return "" if sign in text else "".join(char if char < "\x80" else shape(char) for char in text)

    return forward, undo


def _unbare(text: str) -> str:
    return re.sub(r"&#(\d+)", lambda found: chr(int(found[1])), text)


def _unjs(text: str) -> str:
    pairs = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return pairs.encode("utf-16", "surrogatepass").decode("utf-16")


def _js(char: str, capitals: bool) -> str:
    units = char.encode("utf-16-be").hex()
    units = units.upper() if capitals else units
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _unhex(text: str) -> str:
    return re.sub(rb"\\x([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text.encode("ascii")).decode("utf-8")


def _printable(codec: str) -> tuple[Write, Undo]:
    def forward(text: str, rng: random.Random) -> str:
        if "=" in text:
            return ""
        atoms = [chr(byte) if byte < 0x80 else f"={byte:02X}" for byte in text.encode(codec)]
        soft, out, width = rng.random() < 0.5, [], 0
        for atom in atoms:
            if soft and width + len(atom) > 75:
                out.append("=\n")
                width = 0
            out.append(atom)
            width += len(atom)
        return "".join(out)

    def back(text: str) -> str:
        data = text.replace("=\n", "").encode("ascii")
        return re.sub(rb"=([0-9A-F]{2})", lambda found: bytes([int(found[1], 16)]), data).decode(codec)

    return forward, back


def _mime(codec: str, label: str) -> tuple[Write, Undo]:
    def forward(text: str, rng: random.Random) -> str:
        parts, most = [""], MIME_BYTES if rng.random() < 0.5 else len(text) * 4
        for char in text:
            if len((parts[-1] + char).encode(codec)) > most:
                parts.append("")
            parts[-1] += char
        return " ".join(f"=?{label}?B?{base64.b64encode(part.encode(codec)).decode()}?=" for part in parts)

    def back(text: str) -> str:
        return "".join(data.decode(codec) if isinstance(data, bytes) else data for data, _ in decode_header(text))

    return forward, back


def _double(reader: Reader, codec: str, needs: str) -> tuple[Write, Undo]:
    """UTF-8 read as double bytes where it happens to lose nothing; `needs` must show in what was read."""

    def forward(text: str, _: random.Random) -> str:
        reads = reader.read(text.encode("utf-8"))
        said = "".join(unit.text for unit in reads)
        return said if not any(unit.lost for unit in reads) and re.search(needs, said) else ""

    def back(text: str) -> str:
        return b"".join(b"\x80" if char == "€" else char.encode(codec) for char in text).decode("utf-8")

    return forward, back


CP936 = Reader("gbk", euro=True)
EXACT: dict[str, tuple[Write, Undo]] = {
    "utf8-as-latin1": _through("utf-8", "latin-1"),
    "utf8-as-cp1252": _through("utf-8", "cp1252"),
    "utf8-as-latin1-twice": _through("utf-8", "latin-1", 2),
    "utf8-as-cp1252-twice": _through("utf-8", "cp1252", 2),
    "utf8-as-cp1252-thrice": _through("utf-8", "cp1252", 3),
    "gbk-as-latin1": _through("gbk", "latin-1"),
    "gbk-as-cp1252": _through("gbk", "cp1252"),
    "gb18030-as-cp1252": _through("gb18030", "cp1252"),
    "big5-as-latin1": _through("big5", "latin-1"),
    "cp950-as-cp1252": _through("cp950", "cp1252"),
    "utf8-as-cp936-euro": _double(CP936, "gbk", "€"),
    "utf8-as-gb18030-zones": _double(Reader("gb18030"), "gb18030", "[\ue000-\uf8ff]"),
    "references-decimal": _each(lambda char: f"&#{ord(char)};", html.unescape, "&"),
    "references-hex": _each(lambda char: f"&#x{ord(char):X};", html.unescape, "&"),
    "references-named": _each(lambda char: _NAMED.get(char) or f"&#{ord(char)};", html.unescape, "&"),
    "references-bare": _each(lambda char: f"&#{ord(char)}", _unbare, "&"),
    "references-twice": _each(lambda char: f"&amp;#{ord(char)};", lambda text: html.unescape(html.unescape(text)), "&"),
    "escape-u": _each(lambda char: _js(char, False), _unjs, "\\"),
    "escape-u-capitals": _each(lambda char: _js(char, True), _unjs, "\\"),
    "escape-x": _each(lambda char: "".join(f"\\x{byte:02X}" for byte in char.encode()), _unhex, "\\"),
    "percent": _each(urllib.parse.quote, urllib.parse.unquote, "%"),
    "quoted-printable": _printable("utf-8"),
    "mime-gb2312": _mime("gb2312", "gb2312"),
    "mime-utf8": _mime("utf-8", "UTF-8"),
}
LOSSY_GBK = {
    "gbk-python": Reader("gbk", eats="codec", mark="\ufffd"),
    "gb18030-python": Reader("gb18030", eats="codec", mark="\ufffd", four=True),
    "gbk-question": Reader("gbk", eats="codec"),
    "cp936-windows": Reader("gbk", euro=True),
    "gb18030-eats": Reader("gb18030"),
    "gbk-browser": Reader("gb18030", eats="high", mark="\ufffd", euro=True, four=True),
    "gbk-dropped": Reader("gbk", eats="codec", mark=""),
}
LOSSY_BIG5 = {
    "big5-python": Reader("big5", eats="codec", mark="\ufffd"),
    "cp950-windows": Reader("cp950"),
    "big5-browser": Reader("big5hkscs", eats="high", mark="\ufffd"),
}


def exact(name: str, text: str, rng: random.Random) -> Case | None:
    """The sentence through the chain of that name; one wound over all of it."""
    forward, back = EXACT[name]
    try:
        harmed = forward(text, rng)
        if not harmed or harmed == text or back(harmed) != text:
            return None
    except (ValueError, KeyError, OverflowError):  # the sign of the chain stood in the text and its inverse stumbled
        return None
    return Case(name, harmed, text, (Wound(name, 0, len(harmed), 0, len(text)),))


def lossy(name: str, text: str) -> Case | None:
    """UTF-8 read as double bytes; None where no byte was lost."""
    reader = (LOSSY_GBK | LOSSY_BIG5)[name]
    page = stream(text, "utf-8")
    case = case_of(name, text, page, reader.read(page.data))
    return case if case and case.lost else None


def cleaned(name: str, text: str) -> Case | None:
    """UTF-8 as latin1 or cp1252 whose A0 became a blank; `-collapsed`: blanks of every kind became one."""
    said = _single(text.encode("utf-8"), "latin-1" if "latin1" in name else "cp1252")
    blanks = r"[ \t\xa0\x85]+" if name.endswith("collapsed") else r"\xa0"
    harmed = re.sub(blanks, " ", said).strip(" ")
    if harmed in (said, text):
        return None
    return Case(name, harmed, text, (Wound(name, 0, len(harmed), 0, len(text)),), tuple(range(len(text))))
