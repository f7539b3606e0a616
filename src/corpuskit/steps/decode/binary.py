"""What is no text: file formats, NUL bytes, control characters; and UTF-16 and UTF-32 told by their NUL bytes.

What lives here: refusing with a clear InputError, and wide_encoding. What never does: weighing legacy encodings.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from math import log2
from typing import NoReturn

from corpuskit.errors import InputError

__all__ = ["LOST_RATIO", "may_be_stray", "refuse", "refuse_controls", "refuse_magic", "wide_encoding"]

# Beginnings that no text has (from the formats' own specifications). Formats that are text (HTML, RTF, SVG) are not here.
_MAGIC = (
    (rb"%PDF-\d", "a PDF file", "extract its text first"),
    (rb"PK\x03\x04|PK\x05\x06", "a ZIP archive (or an office document)", "unpack it, or save it as text"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document", "save it as text first"),
    (rb"\x1f\x8b\x08", "gzip data", "name the file .gz, or unpack it"),
    (rb"\x28\xb5\x2f\xfd", "Zstandard data", "name the file .zst, or unpack it"),
    (rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", "bzip2 data", "unpack it"),
    (rb"\xfd7zXZ\x00", "XZ data", "unpack it"),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07", "an archive", "unpack it"),
    (rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xc0-\xfe]|GIF8[79]a|II\*\x00|MM\x00\*|8BPS\x00\x01", "an image", "leave it out"),
    (rb"RIFF[\s\S]{4}(?:WAVE|AVI |WEBP)|OggS\x00|fLaC\x00|ID3[\x02-\x04]|[\s\S]{4}ftyp", "sound, image or video", "leave it out"),
    (rb"\x7fELF|\xca\xfe\xba\xbe\x00|\xcf\xfa\xed\xfe|\x00asm", "a program", "leave it out"),
    (rb"SQLite format 3\x00", "an SQLite database", "export its texts first"),
    (rb"PAR1[\s\S]{4}", "a Parquet file", "name the file .parquet"),
    (rb"wOF[F2]\x00|\x00\x01\x00\x00\x00", "a font", "leave it out"),
)
_MAGIC_OF = re.compile(b"|".join(b"(" + pattern + b")" for pattern, _, _ in _MAGIC))

# Not counted as binary: tab, line feed, form feed, carriage return, escape (coloured logs).
_CONTROLS = bytes(code for code in (*range(1, 32), 127) if code not in b"\t\n\x0c\r\x1b")

# The worst page of junk controls in Chinese (five before each mark, a mark every ten characters) has one byte in seven;
# data that is nothing but controls has them all.
CONTROL_RATIO = 0.3
LOST_RATIO = 0.05  # of code points that could not be decoded after a byte order mark; sound files have none
_HEAD_BYTES = 4096

# UTF-16 or 32 without a byte order mark: limits over a sample of code points. Sound text has hardly any of the first two; random
# code units cost 16 bits, text in one script about 9.
_WIDE_CONTROL_RATIO = 0.02
_WIDE_ODD_RATIO = 0.03
# What damage leaves in a text that was saved as UTF-16 afterwards: U+0005-0008 before marks, private characters, lost ones.
_JUNK_CONTROLS = "\x05\x06\x07\x08"
_WIDE_JUNK_RATIO = 0.35
_WIDE_LOST_RATIO = 0.12
_WIDE_BITS = 13.0
_WIDE_MINIMUM_BYTES = 4
# NUL bytes that got into text: so many at most, not counting those at its end (padding), and hardly other control characters.
_STRAY_RATIO = 0.02
_STRAY_LEAST = 1
_STRAY_CONTROL_RATIO = 0.05
_STRAY_BITS = 20.0  # what such a NUL costs against UTF-16, where it is usual
_WIDE_SAMPLE_BYTES = 1024  # from each of two places


def refuse(reason: str, hint: str = "leave it out, or convert it to text first") -> NoReturn:
    """Raise the InputError of binary data."""
    raise InputError(f"binary data, not text: {reason}", hint=hint)


def refuse_magic(data: bytes) -> None:
    """Raise InputError where the beginning is that of a file format."""
    found = _MAGIC_OF.match(data)
    if found is not None and found.lastindex is not None:
        _, name, hint = _MAGIC[found.lastindex - 1]
        refuse(f"it is {name}", hint)


def refuse_controls(data: bytes) -> None:
    """Raise InputError where the head is mostly control characters."""
    head = data[:_HEAD_BYTES]
    if control_ratio(head) > CONTROL_RATIO:
        refuse("control characters all over")


def control_ratio(head: bytes) -> float:
    """The share of control characters (of ASCII) among bytes."""
    return 1 - len(head.translate(None, _CONTROLS)) / len(head) if head else 0.0


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 for bytes with NULs and without a mark, the byte order told from the data; None for text in bytes that a
    few NULs got into. InputError for others."""
    best: tuple[float, str, bytes] | None = None
    for encoding, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        sample = _wide_sample(data, unit)
        bits = _wide_bits(sample, encoding, unit)
        if bits is not None and (best is None or bits < best[0]):
            best = (bits, encoding, sample)
    in_bytes = best is None or _reads_better_in_bytes(data, best[1], best[2])
    if in_bytes and may_be_stray(data):
        return None
    if best is None or in_bytes:
        refuse("it holds NUL bytes, and they are not those of UTF-16 or UTF-32")
    return best[1]


def may_be_stray(data: bytes) -> bool:
    """Whether the NULs among bytes are few, or padding at the end, and the rest is no control characters."""
    core = data.rstrip(b"\x00")
    return (
        core.count(0) <= max(_STRAY_LEAST, len(core) * _STRAY_RATIO)
        and any(byte > 0x20 for byte in core[:_HEAD_BYTES])
        and control_ratio(core[:_HEAD_BYTES].replace(b"\x00", b"")) <= _STRAY_CONTROL_RATIO
    )


def _reads_better_in_bytes(data: bytes, encoding: str, sample: bytes) -> bool:
    """Whether the sample costs less as text in bytes, its NULs thrown in, than as UTF-16 or UTF-32."""
    from corpuskit.steps.decode import weighing
    from corpuskit.steps.decode.costs import WRITINGS, cheapest

    core = sample.rstrip(b"\x00")
    bits = weighing.plausible_bits(core.replace(b"\x00", b""))
    if bits is None:
        return False
    wide_bits, _ = cheapest(sample.decode(encoding, "replace"), WRITINGS)
    odd = len(data) % (4 if "32" in encoding else 2)
    return bits + _STRAY_BITS * core.count(0) < wide_bits + _STRAY_BITS * bool(odd)


def _wide_sample(data: bytes, unit: int) -> bytes:
    if len(data) <= 2 * _WIDE_SAMPLE_BYTES:
        return data[: len(data) - len(data) % unit]
    middle = len(data) // 2 // 4 * 4
    return data[:_WIDE_SAMPLE_BYTES] + data[middle : middle + _WIDE_SAMPLE_BYTES]


def _wide_bits(sample: bytes, encoding: str, unit: int) -> float | None:
    """Bits per two bytes of a sample read in an encoding; None where it cannot be that."""
    text = sample.decode(encoding, "replace")
    if len(sample) < _WIDE_MINIMUM_BYTES or not text:
        return None
    counts = Counter(text)
    total = len(text)
    controls = sum(n for c, n in counts.items() if (c < " " and c not in "\t\n\x0c\r\x1b") or "\x7f" <= c < "\xa0")
    junk = sum(counts[c] for c in _JUNK_CONTROLS)
    if junk <= total * _WIDE_JUNK_RATIO:
        controls -= junk
    odd = sum(n for c, n in counts.items() if unicodedata.category(c) in ("Cn", "Cs"))
    lost = sum(n for c, n in counts.items() if c == "\ufffd" or unicodedata.category(c) == "Co")
    if controls > total * _WIDE_CONTROL_RATIO or odd > total * _WIDE_ODD_RATIO + 1:
        return None
    if odd + lost > total * _WIDE_LOST_RATIO + 1 or odd + lost > total / 2:
        return None
    # Text keeps to few blocks of 128 code points (hanzi to 160, but those are one alphabet): naming a block once costs 5 bits,
    # and each character its block's share and 7 bits; hanzi 10.
    blocks: Counter[int] = Counter()
    bits = 0.0
    for char, count in counts.items():
        is_han = "\u3400" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"
        blocks[-1 if is_han else ord(char) >> 7] += count
        bits += count * (10 if is_han else 7)
    bits += sum(5 - count * log2(count / total) for count in blocks.values())
    from corpuskit.steps.decode.costs import WRITINGS, cheapest

    # Writings that the table knows are told more sharply; the blocks are for all others (Thai, Arabic, Hindi).
    bits = min(bits, cheapest(text, WRITINGS)[0])
    per_unit = bits / total / (unit / 2)
    return per_unit if per_unit < _WIDE_BITS else None
