"""Bytes to text, with the way back: which encoding, read exactly, and the step that takes lone surrogates out of records.

What lives here: the step Decode, and decode_bytes, the order in which the rooms of this folder are asked. What never does:
files, repair of text that was decoded wrongly before it came here (steps/repair).

How it works: byte order marks, then what is no text (binary.py), then encodings that look like ASCII (escapes.py), then strict
UTF-8, which settles nearly every file at the speed of Python's own decoder. Only what is left is weighed: candidates are read
over a sample and their characters' costs added up (weighing.py, costs.py); a file whose lines disagree is read in runs
(mixed.py). reading.py turns bytes to text and back, exactly, whatever was chosen.

What is weak: single-byte encodings other than those of Western Europe, Russian and Greek are left to charset-normalizer; a few
characters in an encoding without anything around them can be anyone's (docs/steps/decode.md has the figures).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from corpuskit.core.document import Decoding, Document
from corpuskit.core.edit import EMPTY, Edits
from corpuskit.steps.decode import binary, escapes
from corpuskit.steps.decode.reading import encode_text, read_run

__all__ = ["RULES", "Decode", "decode_bytes", "encode_text", "encodings_prior", "survey"]

RULES = {"decode.surrogate": "A lone surrogate, which is no character, replaced by U+FFFD."}

# Longest first: the mark of UTF-32 LE begins with that of UTF-16 LE.
_BOMS = (
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

# Below this, bytes that are UTF-8 only by two-byte sequences may as well be two-byte hanzi (two words of GBK fooled a
# well-known editor); above it chance is out of the question: a GBK hanzi looks like such a sequence about once in four.
_CHANCE_BYTES = 200


def decode_bytes(data: bytes, *, declared: str | None = None, prior: Mapping[str, int] | None = None) -> tuple[str, Decoding]:
    """Text of `data`, and the Decoding that gives the very same bytes back (encode_text).

    declared: an encoding's name that somebody claims, in any spelling. prior: encoding -> how many of the folder's other files
    have it (encodings_prior). Both are hints of a few bits and lose against evidence. The text has no byte order mark and no
    lone surrogate; what cannot be decoded is U+FFFD, with its bytes in `patch`.
    Raises InputError for binary data, and for encodings that are recognised but not supported (EUC-TW, ISO-2022-CN).
    """
    if not data:
        return _single(data, "utf-8", b"", "empty")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            found = _after_bom(data, bom, encoding, declared, prior)
            if found is not None:
                return found
    binary.refuse_magic(data)
    if b"\x00" in data:
        wide = binary.wide_encoding(data)
        if wide is not None:
            return _single(data, wide, b"", "pattern of NUL bytes")
    return _without_bom(data, b"", declared, prior)


def _after_bom(
    data: bytes, bom: bytes, encoding: str, declared: str | None, prior: Mapping[str, int] | None
) -> tuple[str, Decoding] | None:
    if encoding == "utf-8":
        if b"\x00" in data and not binary.may_be_stray(data[len(bom) :]):
            binary.refuse("it begins with a UTF-8 byte order mark, but NUL bytes follow")
        return _without_bom(data, bom, declared or "utf-8", prior)
    text, decoding = _single(data, encoding, bom, "byte order mark")
    if len(decoding.patch) > len(text) * binary.LOST_RATIO:
        if encoding == "utf-32-le":
            return None  # UTF-16 LE that begins with U+0000 after its mark
        binary.refuse(f"it begins with a byte order mark of {encoding}, but what follows is not")
    return text, decoding


def _without_bom(data: bytes, bom: bytes, declared: str | None, prior: Mapping[str, int] | None) -> tuple[str, Decoding]:
    body = data[len(bom) :] if bom else data
    # A NUL that got into text is U+0000 in it, and says nothing about its encoding.
    stray = b"\x00" in body
    probe = body.replace(b"\x00", b" ") if stray else body
    binary.refuse_controls(probe)
    if body.isascii():
        encoding = escapes.encoding_of(body)
        if encoding is not None:
            found = read_run(body, encoding)
            if found is not None:
                return found[0], Decoding(((0, len(data), encoding, bom),), found[1], "escape sequences")
        return _single(data, "utf-8", bom, "ASCII")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if len(body) >= _CHANCE_BYTES or max(body) >= 0xE0 or not _by_chance(probe, text, declared, prior):
            return text, Decoding(((0, len(data), "utf-8", bom),), (), "valid UTF-8")
    from corpuskit.steps.decode import mixed, weighing  # numpy: only where bytes must be weighed

    choice = weighing.choose(probe, declared, prior)
    how = choice.how
    if stray and how == weighing.ELSEWHERE:
        binary.refuse("it holds NUL bytes among others that no known encoding makes text of")
    found = read_run(body, choice.encoding)
    runs = mixed.runs_of(probe, choice, found[0] if found is not None and not found[1] else None)
    if stray and len(runs) > 1:
        binary.refuse("it holds NUL bytes, and no one encoding makes text of it")
    if len(runs) == 1 and runs[0][2] == choice.encoding and found is not None:
        return found[0], Decoding(((0, len(data), choice.encoding, bom),), found[1], how)
    if len(runs) == 1:
        return _single(data, runs[0][2], bom, how)
    return _several(data, bom, runs, f"runs of lines; {how}")


def _by_chance(body: bytes, text: str, declared: str | None, prior: Mapping[str, int] | None) -> bool:
    """Whether short valid UTF-8 reads better as something else."""
    from corpuskit.steps.decode import weighing

    return weighing.reads_better(body, text, declared, prior)


def _single(data: bytes, encoding: str, bom: bytes, how: str) -> tuple[str, Decoding]:
    found = read_run(data[len(bom) :] if bom else data, encoding)
    if found is None:  # only encodings with escapes give nothing, and they are asked beforehand
        raise AssertionError(encoding)
    return found[0], Decoding(((0, len(data), encoding, bom),), found[1], how)


def _several(data: bytes, bom: bytes, runs: list[tuple[int, int, str]], how: str) -> tuple[str, Decoding]:
    texts: list[str] = []
    patches: list[tuple[int, bytes]] = []
    spans: list[tuple[int, int, str, bytes]] = []
    at_chars = 0
    for start, end, encoding in runs:
        found = read_run(data[start + len(bom) : end + len(bom)], encoding)
        if found is None:
            raise AssertionError(encoding)
        texts.append(found[0])
        patches.extend((at_chars + offset, raw) for offset, raw in found[1])
        at_chars += len(found[0])
        spans.append((start + len(bom) if spans else 0, end + len(bom), encoding, b"" if spans else bom))
    return "".join(texts), Decoding(tuple(spans), tuple(patches), how)


def survey(data: bytes) -> str | None:
    """The name of the encoding of a file's head (some kilobytes, cut anywhere), where it is certain; None where it is not.

    ASCII says nothing about the folder's other files and gives None. Never raises on content.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    if b"\x00" in data or data.isascii():
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 3:
            return "utf-8"
    else:
        return "utf-8" if len(data) >= _CHANCE_BYTES or max(data) >= 0xE0 else None
    from corpuskit.steps.decode import weighing

    return weighing.certain(data)


def encodings_prior(heads: Iterable[bytes]) -> dict[str, int]:
    """Encoding -> how many of the heads (survey) certainly have it: the `prior` of a folder, made in a pass of its own."""
    counts: dict[str, int] = {}
    for head in heads:
        encoding = survey(head)
        if encoding is not None:
            counts[encoding] = counts.get(encoding, 0) + 1
    return dict(sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class Decode:
    """Replaces lone surrogates, which records (JSON escapes) can hold and no encoding can write, by U+FFFD."""

    name: ClassVar[str] = "decode"
    version: ClassVar[str] = "5"
    libraries: ClassVar[tuple[str, ...]] = ("charset-normalizer",)

    def tables_used(self) -> Mapping[str, str]:
        """Digest of the table that encodings are weighed with, for recipe.lock.toml."""
        from corpuskit.steps.decode.tables import charfreq_digest

        return {"charfreq": charfreq_digest()}

    def edits(self, doc: Document, /) -> Edits:
        """One edit per lone surrogate; none for other text, at the speed of encoding it."""
        text = doc.text
        if text.isascii():
            return EMPTY
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            places = [at for at, char in enumerate(text) if "\ud800" <= char <= "\udfff"]
            return Edits.of_characters(text, places, "\ufffd" * len(places), "decode.surrogate")
        return EMPTY
