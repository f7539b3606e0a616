"""Damage by charsets: bytes written in one encoding and read in another, and bytes lost on the way.

What lives here: one decoder that misreads the way real software misreads (`read_as`), and the forward functions built on
it. What never lives here: any repair, any guess, any file access; nothing here looks at what a text means.

How it works: a wrong chain is `write` (text to bytes in the true charset) followed by `read_as` (bytes to text in the wrong
one). What happens to a byte pair that means nothing differs between programs, and that difference is most of what a
repair must know, so it is a parameter:

- `on_error="byte"`: only the first byte is lost, the next one is tried again (CPython's codecs);
- `on_error="pair"`: both bytes are lost, but an ASCII byte is given back (the WHATWG decoders of browsers);
- `on_error="swallow"`: both bytes are lost, an ASCII byte too (Windows' MultiByteToWideChar, PHP's mbstring).

What is weak: unassigned cells of cp936 other than the user-defined zones are all treated as lost; Windows' best-fit
mappings of other code pages are not modelled.

Long, because each misreading has its forward function here, and most share a few lines.
"""

from __future__ import annotations

import codecs
from typing import Literal

from corpuskit.testing.damages_draw import Draw

OnError = Literal["byte", "pair", "swallow"]

REPLACEMENT = "\ufffd"
EURO = "€"

# First bytes of two-byte characters. Any other byte that does not decode stands alone and can swallow nothing.
_LEADS: dict[str, range | tuple[int, ...]] = {
    "gbk": range(0x81, 0xFF),
    "cp936": range(0x81, 0xFF),
    "gb18030": range(0x81, 0xFF),
    "big5": range(0x81, 0xFF),
    "cp950": range(0x81, 0xFF),
    "big5hkscs": range(0x81, 0xFF),
    "cp932": (*range(0x81, 0xA0), *range(0xE0, 0xFD)),
    "shift_jis": (*range(0x81, 0xA0), *range(0xE0, 0xFD)),
    "cp949": range(0x81, 0xFF),
    "euc_kr": range(0xA1, 0xFF),
}


def in_user_zone(lead: int, trail: int) -> bool:
    """Whether a byte pair lies in one of the three user-defined zones of GBK (AAA1-AFFE, F8A1-FEFE, A140-A7A0)."""
    if trail == 0x7F or trail == 0xFF:
        return False
    upper = trail >= 0xA1
    return (upper and (0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE)) or (0xA1 <= lead <= 0xA7 and 0x40 <= trail <= 0xA0)


def _error_handler(charset: str, on_error: OnError, lost: str, euro: bool, zones: bool) -> str:
    """Register (once) the codec error handler for these options and return its name.

    A handler keeps the fast path in C: only undecodable bytes come back to Python.
    """
    name = f"corpuskit.damage.{charset}.{on_error}.{lost!a}.{int(euro)}{int(zones)}"
    try:
        codecs.lookup_error(name)
        return name
    except LookupError:
        pass
    leads = frozenset(_LEADS[charset])

    def handle(error: UnicodeError) -> tuple[str | bytes, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        data, at = error.object, error.start
        lead = data[at]
        if euro and lead == 0x80:
            return EURO, at + 1
        if lead not in leads or at + 1 >= len(data):
            return lost, at + 1
        trail = data[at + 1]
        if zones and in_user_zone(lead, trail):
            return bytes((lead, trail)).decode("gb18030"), at + 2
        keeps_next = on_error == "byte" or (on_error == "pair" and trail < 0x80)
        return lost, at + (1 if keeps_next else 2)

    codecs.register_error(name, handle)
    return name


def read_as(
    data: bytes,
    charset: str,
    *,
    lost: str = REPLACEMENT,
    on_error: OnError = "byte",
    euro: bool = False,
    zones: bool = False,
) -> str:
    """Read bytes in a multi-byte charset the way careless software does; never raises on content.

    `lost` stands for what cannot be read. `euro` reads a lone byte 80 as the euro sign, `zones` the user-defined zones
    of GBK as private-use characters; both are what Windows' code page 936 does and Python's gbk does not.
    """
    if charset not in _LEADS:
        raise ValueError(f"no multi-byte charset {charset!r} here; one of {', '.join(sorted(_LEADS))}")
    codec = "gbk" if charset == "cp936" else charset
    return data.decode(codec, _error_handler(charset, on_error, lost, euro, zones))


def read_cp936(data: bytes) -> str:
    """Read bytes as Windows' code page 936: euro at 80, zones kept, `?` for a broken pair with its second byte gone."""
    return read_as(data, "cp936", lost="?", on_error="swallow", euro=True, zones=True)


def _encode_cp936(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    char = error.object[error.start]
    if char == EURO:
        return b"\x80", error.start + 1
    if "\ue000" <= char <= "\uf8ff":
        pair = char.encode("gb18030")
        if len(pair) == 2 and in_user_zone(pair[0], pair[1]):
            return pair, error.start + 1
    return b"?", error.start + 1


codecs.register_error("corpuskit.damage.to-cp936", _encode_cp936)


def write_cp936(text: str) -> bytes:
    """Text to code page 936; a character it lacks becomes one `?` (so does a no-break space)."""
    return text.encode("gbk", "corpuskit.damage.to-cp936")


def read_single(data: bytes, charset: str, *, lost: str = REPLACEMENT) -> str:
    """Read bytes in a single-byte charset. `cp1252` reads its five empty cells as C1 controls, as browsers do."""
    if charset == "latin1":
        return data.decode("latin1")
    if charset == "cp1252":
        return data.decode("latin1").translate(_CP1252_UPPER)
    return "".join(_decode_byte(byte, charset, lost) for byte in data)


def _decode_byte(byte: int, charset: str, lost: str) -> str:
    try:
        return bytes((byte,)).decode(charset)
    except UnicodeDecodeError:
        return lost


_CP1252_UPPER = {byte: _decode_byte(byte, "cp1252", chr(byte)) for byte in range(0x80, 0xA0)}


def utf8_as_multibyte(
    text: str,
    *,
    charset: str = "gbk",
    lost: str = REPLACEMENT,
    on_error: OnError = "byte",
    euro: bool = False,
    zones: bool = False,
) -> str:
    """UTF-8 bytes read in a two-byte East Asian charset."""
    return read_as(text.encode("utf-8"), charset, lost=lost, on_error=on_error, euro=euro, zones=zones)


def utf8_as_single(text: str, *, charset: str = "cp1252", times: int = 1, blanked: str = "", lost: str = REPLACEMENT) -> str:
    """UTF-8 bytes read as a single-byte charset, `times` over; then each character of `blanked` becomes a blank."""
    for _ in range(times):
        text = read_single(text.encode("utf-8"), charset, lost=lost)
    return text.translate(dict.fromkeys(map(ord, blanked), " "))


def gbk_as_single(text: str, *, charset: str = "cp1252", lost: str = REPLACEMENT) -> str:
    """GBK bytes read as a single-byte charset."""
    return read_single(write_cp936(text), charset, lost=lost)


def gbk_as_multibyte(text: str, *, charset: str = "cp932", lost: str = REPLACEMENT, on_error: OnError = "byte") -> str:
    """GBK bytes read in another two-byte charset (Shift_JIS, EUC-KR, Big5)."""
    return read_as(write_cp936(text), charset, lost=lost, on_error=on_error)


def big5_as_gbk(text: str, *, lost: str = REPLACEMENT, on_error: OnError = "byte", zones: bool = True) -> str:
    """Big5 bytes (code page 950) read as GBK."""
    return read_as(text.encode("cp950", "replace"), "cp936", lost=lost, on_error=on_error, euro=True, zones=zones)


def big5_as_single(text: str, *, charset: str = "latin1", lost: str = REPLACEMENT) -> str:
    """Big5 bytes (code page 950) read as a single-byte charset."""
    return read_single(text.encode("cp950", "replace"), charset, lost=lost)


def gbk_as_utf8(text: str) -> str:
    """GBK bytes read as UTF-8: mostly U+FFFD, nothing to be had back."""
    return write_cp936(text).decode("utf-8", "replace")


def gbk_as_utf8_as_gbk(text: str) -> str:
    """The same saved as UTF-8 and read as GBK: every two U+FFFD become three hanzi, 锟斤拷."""
    return read_cp936(gbk_as_utf8(text).encode("utf-8"))


def lose_outside(text: str, *, charset: str = "gbk", lost: str = "?") -> str:
    """Each character the charset lacks becomes `lost`; for GBK that takes the no-break space too."""
    return "".join(char if _fits(char, charset) else lost for char in text)


def _fits(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def lose_characters(text: str, *, seed: int = 0, ratio: float = 0.02, lost: str = REPLACEMENT) -> str:
    """A drawn share of the non-ASCII characters becomes `lost` (`?`, U+FFFD or □), at least one if there is any."""
    draw = Draw(seed)
    places = [at for at, char in enumerate(text) if char > "\x7f"]
    hit = set(draw.sample(places, max(1, round(len(places) * ratio))))
    return "".join(lost if at in hit else char for at, char in enumerate(text))


def lose_gbk_bytes(text: str, *, seed: int = 0, count: int = 1, lost: str = "?") -> str:
    """Lead bytes lost from the GBK bytes (each leaves `lost` behind, in ASCII): what follows is read one byte off.

    The shift lasts until an ASCII byte, a character with a low trail byte, or the end; pairs in the user-defined zones
    show as private-use characters.
    """
    return _shift(text, seed, count, b"", lost.encode("ascii"))


def add_gbk_bytes(text: str, *, seed: int = 0, count: int = 1) -> str:
    """Stray bytes put before drawn characters of the GBK bytes: the same shift, with nothing lost at its start."""
    return _shift(text, seed, count, None, b"")


def _shift(text: str, seed: int, count: int, lead: bytes | None, lost: bytes) -> str:
    draw = Draw(seed)
    pieces = [write_cp936(char) for char in text]
    wide = [at for at, piece in enumerate(pieces) if len(piece) == 2]
    for at in draw.sample(wide, count):
        piece = pieces[at]
        pieces[at] = lost + piece[1:] if lead is not None else bytes((draw.between(0x81, 0xFE),)) + piece
    return read_cp936(b"".join(pieces))


_PRIVATE = {
    ord(bytes((0xFE, trail)).decode("gb18030")): 0xE815 + index
    for index, trail in enumerate(byte for byte in range(0x50, 0xA1) if byte != 0x7F)
} | {0x01F9: 0xE7C8}


def to_private_use(text: str) -> str:
    """Characters that GBK 1.0 had only in its private zone (䶮, ǹ and 79 more) shown as U+E815-E864 and U+E7C8."""
    return text.translate(_PRIVATE)


_FALLOUT: dict[str, tuple[str, str]] = {
    # character: (a near character people write instead, its parts)
    "镕": ("熔", "(金容)"),
    "喆": ("哲", "(吉吉)"),
    "堃": ("坤", "(方方土)"),
    "珺": ("君", "(王君)"),
    "䶮": ("严", "(龙天)"),
    "玥": ("月", "(王月)"),
    "垚": ("尧", "(土土土)"),
    "犇": ("奔", "(牛牛牛)"),
    "旻": ("民", "(日文)"),
    "淼": ("渺", "(水水水)"),
}


def lose_outside_gb2312(text: str, *, how: Literal["near", "parts", "question"] = "question") -> str:
    """Characters outside GB2312: a near character or the parts where people have a habit of it, else `?`."""
    out: list[str] = []
    for char in text:
        if _fits(char, "gb2312"):
            out.append(char)
        elif how != "question" and char in _FALLOUT:
            out.append(_FALLOUT[char][0 if how == "near" else 1])
        else:
            out.append("?")
    return "".join(out)


def fill_memory(text: str, *, seed: int = 0, ratio: float = 0.3, byte: int = 0xCC) -> str:
    """Buffers whose tail was never written: drawn lines end in a run of CC (烫), CD (屯) or DD (葺) bytes read as GBK."""
    draw = Draw(seed)
    lines = text.split("\n")
    full = [at for at, line in enumerate(lines) if len(line) >= 4]
    for at in draw.sample(full, max(1, round(len(full) * ratio))):
        line = lines[at]
        cut = draw.between(2, len(line) - 1)
        lines[at] = line[:cut] + read_cp936(bytes((byte, byte)) * max(3, len(line) - cut))
    return "\n".join(lines)


def mix_encodings(text: str, *, first: str = "utf-8", second: str = "gb18030", seed: int = 0) -> bytes:
    """Bytes of one file in two encodings: each line in `first` or, at random, in `second` (at least one line)."""
    draw = Draw(seed)
    lines = text.split("\n")
    wide = [at for at, line in enumerate(lines) if not line.isascii()]
    hit = set(draw.sample(wide, max(1, len(wide) // 2)))
    return b"\n".join(line.encode(second if at in hit else first) for at, line in enumerate(lines))
