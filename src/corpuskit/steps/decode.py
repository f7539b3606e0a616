"""Bytes to text, with the way back. (First form: one run per file.)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from corpuskit.core.document import Decoding, Document
from corpuskit.core.edit import EMPTY, Edit, Edits
from corpuskit.errors import InputError

__all__ = ["RULES", "Decode", "decode_bytes", "encode_text"]

RULES = {"decode.surrogate": "A lone surrogate, which is no character, replaced by U+FFFD."}

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode_bytes(
    data: bytes, *, declared: str | None = None, prior: Mapping[str, int] | None = None
) -> tuple[str, Decoding]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decode(data, name, bom)
    if b"\x00" in data[:4096] and declared is None:
        even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
        if odd > 4 * (even + 1):
            return _decode(data, "utf-16-le", b"")
        if even > 4 * (odd + 1):
            return _decode(data, "utf-16-be", b"")
        raise InputError("binary data, not text", hint="leave it out, or convert it to text first")
    for name in ("utf-8", "gb18030", "big5hkscs"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return _decode(data, name, b"")
    return _decode(data, "utf-8", b"")


def _decode(data: bytes, name: str, bom: bytes) -> tuple[str, Decoding]:
    text = data[len(bom) :].decode(name, "surrogateescape" if name == "utf-8" else "strict")
    patch = tuple((i, c.encode("utf-8", "surrogateescape")) for i, c in enumerate(text) if "\udc80" <= c <= "\udcff")
    for i, _ in patch:
        text = text[:i] + "\ufffd" + text[i + 1 :]
    return text, Decoding(((0, len(data), name, bom),), patch, "first form")


def encode_text(text: str, decoding: Decoding) -> bytes:
    _, _, name, bom = decoding.runs[0]
    out, at = [bom], 0
    for i, raw in decoding.patch:
        out += [text[at:i].encode(name), raw]
        at = i + 1
    out.append(text[at:].encode(name))
    return b"".join(out)


@dataclass(frozen=True, slots=True)
class Decode:
    """Replaces lone surrogates."""

    name: ClassVar[str] = "decode"
    version: ClassVar[str] = "1"

    def edits(self, doc: Document, /) -> Edits:
        try:
            doc.text.encode("utf-8")
        except UnicodeEncodeError:
            return Edits.of(
                Edit(i, i + 1, c, "\ufffd", "decode.surrogate")
                for i, c in enumerate(doc.text)
                if "\ud800" <= c <= "\udfff"
            )
        return EMPTY
