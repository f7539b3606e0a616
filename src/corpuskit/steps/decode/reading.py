"""Bytes in a known encoding to text, and back to the very same bytes.

What lives here: read_run and encode_text. What never does: choosing an encoding.

How it works: strict decoding first. Where it fails, an error handler turns each bad byte into a pair of surrogate ranges
(U+DC00+byte begins a bad place, U+D800+byte continues it), which no decoder gives otherwise, so that one pass tells where bytes
were lost; a bad place becomes one U+FFFD and its bytes go into the patch. Then the text is encoded back, and where that gives
other bytes (Big5 and code page 932 hold duplicates, escape sequences can be written in many ways) the line is walked byte by
byte and the character gets its own bytes as a patch. A patch of no bytes belongs to the patch before it. Encodings proven to have
one form per character (tests/steps/test_decode.py walks all of their sequences) skip the second look.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

from corpuskit.core.document import Decoding
from corpuskit.core.text import lines
from corpuskit.errors import InvariantError

__all__ = ["ESCAPED", "ONE_FORM", "encode_text", "read_run"]

Patch = tuple[tuple[int, bytes], ...]

ONE_FORM = frozenset(
    {"utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030", "cp949", "cp1252", "cp1251", "koi8-r"}
)
ESCAPED = frozenset({"hz", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_kr"})  # bytes mean what an escape sequence before them says

_BLOCK_BYTES = 4096  # read at once where a text is walked for what does not encode back

_BAD = re.compile("[\udc00-\udcff][\ud800-\ud8ff]*")

# WHATWG's name for what Windows writes: a lone 0x80 in GBK is the euro sign.
_EURO = "\udc80"

# Where Python's big5hkscs and the Big5 of Windows and browsers (WHATWG) read a mark of the oldest rows differently, the latter is
# what people typed: the wave dash of Cantonese, full-width currency.
_BIG5_MARKS = {"∼": "～", "､": "﹑", "‾": "¯", "¥": "￥", "¢": "￠", "£": "￡", "♁": "⊕", "☉": "⊙"}
_BIG5_ODD = re.compile("[∼､‾¥¢£♁☉]|(?<=[㐀-鿿])•(?=[㐀-鿿])")


def _is_odd_big5(text: str) -> bool:
    return any(mark in text for mark in (*_BIG5_MARKS, "•")) and _BIG5_ODD.search(text) is not None


def _keep_first(error: UnicodeError) -> tuple[str, int]:
    """A bad byte of a legacy encoding: itself alone, so that an ASCII byte after it is read as such."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return chr(0xDC00 + error.object[error.start]), error.start + 1


def _keep_whole(error: UnicodeError) -> tuple[str, int]:
    """A bad place of UTF-8, 16 or 32: all its bytes, as one character was lost."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    first, *rest = error.object[error.start : error.end]
    return chr(0xDC00 + first) + "".join(chr(0xD800 + byte) for byte in rest), error.end


codecs.register_error("corpuskit.keep-first", _keep_first)
codecs.register_error("corpuskit.keep-whole", _keep_whole)


def read_run(data: bytes, encoding: str) -> tuple[str, Patch] | None:
    """(text, patch) of bytes in one encoding, without byte order mark. Offsets are code points of the text.

    None only for an encoding with escape sequences (ESCAPED) that cannot be read strictly or hold no character to keep them.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding in ESCAPED:
            return None
        text, patch = _lenient(data, encoding)
    else:
        patch = ()
    if encoding in ONE_FORM:
        return text, patch
    if encoding in ESCAPED:
        return _read_escaped(data, text, encoding)
    if encoding == "big5hkscs" and _is_odd_big5(text):
        text = _BIG5_ODD.sub(lambda odd: _BIG5_MARKS.get(odd[0], "‧"), text)
    if _encodes_to(data, text, patch, encoding):
        return text, patch
    return _walk(data, encoding)


def _lenient(data: bytes, encoding: str) -> tuple[str, Patch]:
    whole = encoding.startswith("utf-")
    marked = data.decode(encoding, "corpuskit.keep-whole" if whole else "corpuskit.keep-first")
    patch: list[tuple[int, bytes]] = []
    pieces: list[str] = []
    at = taken = 0
    for bad in _BAD.finditer(marked):
        pieces.append(marked[taken : bad.start()])
        at += bad.start() - taken
        patch.append((at, bytes(ord(char) & 0xFF for char in bad[0])))
        pieces.append("€" if bad[0] == _EURO and encoding == "gb18030" else "\ufffd")
        at += 1
        taken = bad.end()
    pieces.append(marked[taken:])
    return "".join(pieces), tuple(patch)


def _encodes_to(data: bytes, text: str, patch: Sequence[tuple[int, bytes]], encoding: str) -> bool:
    try:
        return _write(text, encoding, patch) == data
    except UnicodeEncodeError:
        return False


def _walk(data: bytes, encoding: str) -> tuple[str, Patch]:
    """Reads each line again; where it does not encode back, byte by byte, so that each character knows its bytes."""
    texts: list[str] = []
    patch: list[tuple[int, bytes]] = []
    at = 0
    for piece in _blocks(data):
        for char, raw in _characters(piece, encoding):
            if raw is not None:
                patch.append((at, raw))
            texts.append(char)
            at += len(char)
    whole = "".join(texts)
    if not _encodes_to(data, whole, patch, encoding):
        raise InvariantError(f"text read as {encoding} does not encode back to its {len(data)} bytes")
    return whole, tuple(patch)


def _blocks(data: bytes) -> Iterator[bytes]:
    """Pieces that end where a line ends; `_characters` cuts those that need it into lines."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + _BLOCK_BYTES) + 1 or len(data)
        yield data[at:end]
        at = end


def _characters(piece: bytes, encoding: str) -> Iterator[tuple[str, bytes | None]]:
    """Stretches of characters with their bytes, or None where encoding the characters gives them anyway."""
    text = piece.decode(encoding, "replace")
    odd = encoding == "big5hkscs" and _is_odd_big5(text)
    if "\ufffd" not in text and not odd and _encodes_to(piece, text, (), encoding):
        yield text, None
        return
    cut = piece.find(b"\n") + 1
    if 0 < cut < len(piece):
        at = 0
        while at < len(piece):
            end = piece.find(b"\n", at) + 1 or len(piece)
            yield from _characters(piece[at:end], encoding)
            at = end
        return
    decoder = codecs.getincrementaldecoder(encoding)("corpuskit.keep-first")
    pairs: list[tuple[str, bytes]] = []
    held = b""
    for number in range(len(piece) + 1):
        byte = piece[number : number + 1]
        held += byte
        given = decoder.decode(byte, final=not byte)
        if given:
            pairs.append((given, held))
            held = b""
    shown = _shown([given for given, _ in pairs], encoding)
    for char, (given, raw) in zip(shown, pairs, strict=True):
        if char == given and _encodes_to(raw, given, (), encoding):
            yield given, None
            continue
        yield char[0], raw
        for more in char[1:]:
            yield more, b""


def _shown(given: list[str], encoding: str) -> list[str]:
    """What stands in the text for each piece: bad bytes as U+FFFD, and the marks of Big5 as Windows reads them."""
    shown = [_BAD.sub("\ufffd", piece) for piece in given]
    if encoding == "big5hkscs":
        line, at = "".join(shown), 0
        line = _BIG5_ODD.sub(lambda odd: _BIG5_MARKS.get(odd[0], "‧"), line)
        for number, piece in enumerate(shown):
            shown[number] = line[at : at + len(piece)]
            at += len(piece)
    return shown


def _read_escaped(data: bytes, text: str, encoding: str) -> tuple[str, Patch] | None:
    """Lines whose escapes were written in another way keep all of their bytes at their first character."""
    if _encodes_to(data, text, (), encoding):
        return text, ()
    patch: list[tuple[int, bytes]] = []
    raw_lines, text_lines = data.split(b"\n"), text.split("\n")
    if len(raw_lines) == len(text_lines):
        at = 0
        for raw, line in zip(raw_lines, text_lines, strict=True):
            if line and not _encodes_to(raw, line, (), encoding):
                patch.append((at, raw))
                patch.extend((at + more, b"") for more in range(1, len(line)))
            at += len(line) + 1
        if _encodes_to(data, text, patch, encoding):
            return text, tuple(patch)
    if not text or "\ud800" <= max(text) <= "\udfff":
        return None
    return text, ((0, data), *((more, b"") for more in range(1, len(text))))


def _write(text: str, encoding: str, patch: Sequence[tuple[int, bytes]], base_chars: int = 0) -> bytes:
    """The bytes of a text whose first code point has the offset `base_chars` of the patch."""
    if not patch:
        return text.encode(encoding)
    out: list[bytes] = []
    at = 0
    for offset, raw in patch:
        offset -= base_chars
        if offset > at:
            out.append(text[at:offset].encode(encoding))
        out.append(raw)
        at = offset + 1
    out.append(text[at:].encode(encoding))
    return b"".join(out)


def encode_text(text: str, decoding: Decoding) -> bytes:
    """The bytes that `text` was decoded from: the exact inverse of decode_bytes for the pair that it gave.

    Raises InvariantError when the text is not the one that belongs to `decoding`.
    """
    try:
        return b"".join(_runs(text, decoding))
    except (UnicodeEncodeError, IndexError) as error:
        raise InvariantError(f"a text does not belong to its decoding ({decoding.how}): {error}") from error


def _runs(text: str, decoding: Decoding) -> Iterator[bytes]:
    *before, (_, _, last, bom) = decoding.runs
    patch, at, used = decoding.patch, 0, 0
    for start, end, encoding, mark in before:
        # A run ends where a line ends, so lines are encoded until its bytes are full.
        yield mark
        left_bytes = end - start - len(mark)
        for line_start, _, line_end in lines(text[at:]) if left_bytes else ():
            first = used
            while used < len(patch) and patch[used][0] < at + line_end:
                used += 1
            raw = _write(text[at + line_start : at + line_end], encoding, patch[first:used], at + line_start)
            yield raw
            left_bytes -= len(raw)
            if left_bytes <= 0:
                at += line_end
                break
        if left_bytes:
            raise InvariantError(f"a text does not belong to its decoding ({decoding.how}): run {start} to {end} is not full")
    yield bom
    yield _write(text[at:], last, patch[used:], at)
