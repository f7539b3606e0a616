"""Where no weighed encoding makes sense: other languages, as declared or by charset-normalizer; a few Western letters.

What lives here: ask_elsewhere, few_letters, is_one_letter. What never does: weighing (weighing.py).
"""

from __future__ import annotations

import re
from collections.abc import Container

from corpuskit.steps.decode.sampling import sample

__all__ = ["ask_elsewhere", "few_letters", "is_one_letter"]

SAMPLE_BYTES = 6144
_HIGH = re.compile(rb"[\x80-\xff]")
FEW_BYTES, FEW_RATIO = 8, 3  # bytes above ASCII that tell nothing of their language, and ASCII letters to each of them
_UNUSED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def few_letters(data: bytes) -> bool:
    """Whether the bytes above ASCII are so few amid Latin letters that only what is commonest can be said: code page 1252."""
    few = len(_HIGH.findall(data[: 1 << 16]))
    letters = len(re.findall(rb"[A-Za-z]", data[: 1 << 16]))
    return few <= FEW_BYTES and letters >= FEW_RATIO * few and not _UNUSED_1252.search(data)


def is_one_letter(data: bytes) -> bool:
    return len(_HIGH.findall(data)) == 1 and not _UNUSED_1252.search(data)


# Asked of charset-normalizer: encodings that are not weighed here and whose bytes below 0x80 are ASCII.
_ELSEWHERE = (
    "cp1250", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_5", "iso8859_6",
    "iso8859_8", "iso8859_9", "iso8859_10", "iso8859_13", "cp874", "tis_620", "iso8859_11", "koi8_u", "koi8_t", "cp852", "cp855",
    "cp857", "cp862", "cp864", "mac_cyrillic", "mac_latin2", "mac_turkish", "mac_greek", "ptcp154", "johab",
)  # fmt: skip


def ask_elsewhere(data: bytes, label: str | None, known: Container[str]) -> str | None:
    """An encoding for languages that the table does not know: the declared one where it reads everything, or a guess."""
    if label is not None and label not in known and label not in ("hz", "utf-32-le", "utf-32-be", "utf-7", "utf_7"):
        try:
            if data.decode(label).encode(label) == data:
                return label
        except (UnicodeError, LookupError):
            pass
    from charset_normalizer import from_bytes

    found = from_bytes(sample(data, SAMPLE_BYTES), cp_isolation=list(_ELSEWHERE)).best()
    if found is None:
        return None
    lost = data.decode(found.encoding, "replace").count("\ufffd")
    return found.encoding if lost * 100 <= len(data) else None
