"""The single-byte charsets as text shows them: which characters are bytes of Windows-1252, -1250, -1254 or Latin-1.

What lives here: patterns over such characters, characters to bytes, bytes to text, UTF-8 read off as often as it goes. What never
does: a decision that a text is misread (singlebyte.py, european.py).

How it works: a byte that a Windows charset has no letter for shows as the control character of its number. Windows-1254 is
Windows-1252 with six Turkish letters in place of Icelandic ones: what it shows is turned into what Windows-1252 would show.
"""

from __future__ import annotations

import re
from functools import cache

from corpuskit.steps.repair.scan import HIGH_1252

__all__ = [
    "ALL_BYTES", "CONT", "HIGH", "LAYERS_MOST", "ROW", "RUN", "STRETCH", "STRETCH_HOLED", "TRIGGER", "bytes_1250",
    "bytes_1252", "decoded", "peel", "shown_bytes", "shown_in", "shows_latin1", "turned", "utf8_rule",
]  # fmt: skip

LAYERS_MOST = 4

ALL_BYTES = re.compile(f"[\x01-\xff{HIGH_1252}]*")
_LATIN2 = "\u0102-\u017e\u02c7-\u02dd"  # letters that Windows-1250 has, and Windows-1252 mostly not
STRETCH = re.compile(f"[\x01-\x09\x0b-\xff{_LATIN2}{HIGH_1252}]+")
STRETCH_HOLED = re.compile(f"[\x01-\x09\x0b-\xff{HIGH_1252}\ufffd]+")  # with lost bytes
RUN = re.compile(f"[\x80-\xff{_LATIN2}{HIGH_1252}]+")
HIGH = re.compile(f"[\x80-\xff{_LATIN2}{HIGH_1252}]")
ROW = re.compile(f"[\x81-\xff{_LATIN2}{HIGH_1252}]{{4}}")
CONT = f"[\x80-\xbf{HIGH_1252}]"
TRIGGER = re.compile(
    f"[\xc2-\xdf]{CONT}|[\xe0-\xf4](?:{CONT}| )(?:{CONT}| )|[\x81-\xff{_LATIN2}{HIGH_1252}]{{4}}|(?:[\x80-\xbf].){{2}}[\x80-\xbf]"
    "|(?:[\x80-\xff].){3}[\x80-\xff]"
)

_TURKISH, _ICELANDIC = "ĞİŞğış", "ÐÝÞðýþ"
_TURNED = str.maketrans(_TURKISH, _ICELANDIC)
_ICELANDIC_LETTER = re.compile(f"[{_ICELANDIC}]")
_C1 = re.compile("[\x80-\x9f]")


@cache
def _to_byte(codec: str) -> dict[int, int]:
    """Code point to the byte that a Windows charset, or Latin-1 in its place, shows as it."""
    table: dict[int, int] = {}
    for byte in range(0x100):
        try:
            table[ord(bytes((byte,)).decode(codec))] = byte
        except UnicodeDecodeError:
            table[byte] = byte
    return {code: code for code in range(0x80 if codec == "cp1250" else 0x100)} | table


def bytes_1252(stretch: str) -> bytes:
    if max(stretch, default="") < "\u0100":
        return stretch.encode("latin-1")
    return stretch.translate(_to_byte("cp1252")).encode("latin-1")


def bytes_1250(stretch: str) -> bytes | None:
    """The bytes of a stretch with letters of Windows-1250, None where it holds others."""
    table = _to_byte("cp1250")
    codes = [table.get(ord(char), -1) for char in stretch]
    return None if min(codes) < 0 else bytes(codes)


def turned(stretch: str) -> str | None:
    """What Windows-1252 shows of the bytes that Windows-1254 shows as a stretch; None where no letter of it tells that it is
    Windows-1254, or one that it is not."""
    new = stretch.translate(_TURNED)
    return new if new != stretch and not _ICELANDIC_LETTER.search(stretch) and ALL_BYTES.fullmatch(new) else None


def shown_bytes(stretch: str) -> bytes | None:
    """The bytes that a single-byte charset shows as the stretch, None where there is none."""
    if ALL_BYTES.fullmatch(stretch):
        return bytes_1252(stretch)
    data = bytes_1250(stretch)
    return data if data is not None or (western := turned(stretch)) is None else bytes_1252(western)


def shown_in(stretch: str) -> str:
    """The charset that shown_bytes() takes the stretch for."""
    if ALL_BYTES.fullmatch(stretch):
        return "latin1" if shows_latin1(stretch) else "cp1252"
    return "cp1254" if bytes_1250(stretch) is None and turned(stretch) is not None else "cp1250"


def peel(stretch: str, most: int = LAYERS_MOST) -> str | None:
    """The stretch read as UTF-8 as often as it goes, at most so many times; None when it is not UTF-8 at all."""
    found = None
    for _ in range(most):
        if not TRIGGER.search(stretch) or not ALL_BYTES.fullmatch(stretch):
            break
        new = decoded(bytes_1252(stretch), "utf-8")
        if new is None or new == stretch:
            break
        found = stretch = new
    return found


def utf8_rule(stretch: str) -> str:
    if turned(stretch) is not None:
        return "repair.utf8-as-cp1254"
    return "repair.utf8-as-latin1" if shows_latin1(stretch) else "repair.utf8-as-cp1252"


def shows_latin1(stretch: str) -> bool:
    return _C1.search(stretch) is not None


def decoded(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return text
