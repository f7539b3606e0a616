"""Readers of text: whole files, JSONL, JSON, CSV and TSV.

What lives here: read_text, read_jsonl, read_json, read_table. What never does: opening files, decoding whole-file texts.

Weak: a CSV file is taken for UTF-8 or, where that fails in its first megabyte, GB18030 (what spreadsheets write in China);
other encodings need converting first.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from corpuskit.core.document import Source
from corpuskit.formats.readers.records import Place, Reading
from corpuskit.formats.readers.streams import Stream, lines_of
from corpuskit.formats.readers.types import Problem, RawDocument

__all__ = ["broken", "read_json", "read_jsonl", "read_table", "read_text"]

Items = Iterator[RawDocument | Problem]
BOM = codecs.BOM_UTF8
_CSV_SNIFF_BYTES = 1_000_000


def broken(stream: Stream, place: Place, kept: str) -> Iterator[Problem]:
    """What is wrong with the stream after its end, if anything; `kept` says what stays."""
    if stream.broken:
        yield Problem(place.shown, f"{stream.broken}; {kept}", "fetch or pack the file again")


def read_text(stream: Stream, place: Place, reading: Reading, declared: str | None = None) -> Items:
    """The whole file as one document, in bytes."""
    data = stream.read(reading.limit_bytes + 1)
    if len(data) > reading.limit_bytes:
        size = len(data)
        while block := stream.read(1 << 20):
            size += len(block)
        if stream.broken:  # a bomb, or cut off: how long it is cannot be said
            yield from broken(stream, place, "left out, for it is above the limit for one document too")
        else:
            yield from reading.too_big(place, size)
        return
    if data:
        source = Source(place.path, place.member, sha256=sha256(data).hexdigest())
        yield RawDocument(source, data=data, declared=declared)
    elif not stream.broken:
        yield Problem(place.shown, "is empty")
    kept = f"the first {len(data):,} bytes were kept as the document" if data else "nothing of it could be read"
    yield from broken(stream, place, kept)


def read_jsonl(
    stream: Stream, place: Place, reading: Reading, start: int = 0, end: int = -1, lines_before: Callable[[], int] = lambda: 0
) -> Items:
    """One document per line that starts in [start, end). `lines_before` is asked when a line must be named."""
    number, base, kept = 0, -1, 0
    cut = False
    for offset, line, size in lines_of(stream, reading.limit_bytes, start, end):
        number += 1
        if offset == 0 and line is not None and line.startswith(BOM):
            line = line[len(BOM) :]
        if line is not None and not line.strip():
            continue
        for item in _line(reading, place, offset, line, size):
            if isinstance(item, Problem) and offset + size == start + stream.given_bytes and (stream.broken or _is_cut(line)):
                cut = True  # it is the last line, and nothing ends it
                continue
            if isinstance(item, Problem):
                base = lines_before() if base < 0 else base
                item = Problem(f"{item.path}:{base + number}", item.what, item.hint)
            else:
                kept += 1
            yield item
    if number == 0 and start == 0 and not stream.broken:
        yield Problem(place.shown, "is empty")
    lines = number - cut
    of = _kept(kept, lines)
    if stream.broken:
        yield from broken(stream, place, of)
    elif cut:
        lines += lines_before()
        of = of if not start else f"the {lines:,} lines before it were read"
        hint = "fetch the file again, or end the line"
        yield Problem(f"{place.shown}:{lines + 1}", f"ends in the middle of a record (it was cut off); {of}", hint)


def _kept(kept: int, lines: int) -> str:
    """What was kept of the lines before the one that is cut off."""
    if not lines:
        return "no whole line stands before it"
    if kept < lines:
        return f"{kept:,} of the {lines:,} lines before it could be kept"
    return "the line before it was kept" if lines == 1 else f"all {lines:,} lines before it were kept"


def _is_cut(line: bytes | None) -> bool:
    """Whether a line that is no record may be the beginning of one."""
    if line is None or not line.lstrip().startswith(b"{") or _is_object(line):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line)  # it may end inside a character
    except UnicodeDecodeError:
        return False
    return True


def _line(reading: Reading, place: Place, offset: int, line: bytes | None, size: int) -> Items:
    if line is None:
        yield from reading.too_big(place, size)
        return
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 (byte {error.start + 1} of the line)"
        yield from reading.problem(place, "not UTF-8", what, "convert the file to UTF-8")
    except (ValueError, RecursionError) as error:
        said = "nested too deep" if isinstance(error, RecursionError) else str(error)
        yield from reading.problem(place, "not JSON", f"is not JSON: {said}", "one JSON object per line is expected")
    else:
        if isinstance(fields, dict):
            yield from reading.record(place, offset, fields, None)
        else:
            kind = "null" if fields is None else type(fields).__name__
            yield from reading.problem(place, "not an object", f"is {kind}, not an object", 'a line looks like {"text": "..."}')


def read_json(stream: Stream, place: Place, reading: Reading) -> Items:
    """A list of objects (streamed), one object, or lines of objects in a file that is called .json."""
    head = stream.read(1 << 16)
    body = head.removeprefix(BOM).lstrip()
    if body.startswith(b"["):
        yield from _read_list(_Again(head, stream), place, reading)
        return
    first = body.split(b"\n", 1)
    if len(first) == 2 and first[1].strip() and _is_object(first[0]):
        yield from read_jsonl(_Again(head, stream), place, reading)
        return
    data = head + stream.read(max(0, reading.limit_bytes + 1 - len(head)))
    if len(data) > reading.limit_bytes:
        yield from reading.too_big(place, len(data))
    else:
        yield from _line(reading, place, 0, data.removeprefix(BOM), len(data))
    yield from broken(stream, place, "nothing of it could be used")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


class _Again(Stream):
    """A stream with its first bytes given back."""

    def __init__(self, head: bytes, rest: Stream) -> None:
        self._head, self._rest = head, rest

    @property
    def broken(self) -> str:  # type: ignore[override]
        return self._rest.broken

    @property
    def given_bytes(self) -> int:  # type: ignore[override]
        return self._rest.given_bytes

    def read(self, size: int = -1) -> bytes:
        if self._head:
            out = self._head if size < 0 else self._head[:size]
            self._head = self._head[len(out) :]
            return out + (self._rest.read(size - len(out) if size >= 0 else -1) if size < 0 or len(out) < size else b"")
        return self._rest.read(size)


def _read_list(stream: Stream, place: Place, reading: Reading) -> Items:
    """Objects of a JSON list, one after the other, in the memory of one object and a block."""
    decoder = json.JSONDecoder()
    decode = codecs.getincrementaldecoder("utf-8-sig")()
    text, offset, number, opened = "", 0, 0, False
    while True:
        block = stream.read(1 << 20)
        try:
            text += decode.decode(block, final=not block)
        except UnicodeDecodeError:
            yield Problem(place.shown, f"is not UTF-8 after record {number}; the rest was not read", "convert the file to UTF-8")
            return
        at = 0
        while True:
            while at < len(text) and text[at] in (" \t\r\n," if opened else " \t\r\n["):
                opened = opened or text[at] == "["
                at += 1
            if at == len(text) or text[at] == "]":
                break
            try:
                fields, upto = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                if block and len(text) - at <= reading.limit_bytes:
                    break  # the object goes on in the next block
                yield Problem(place.shown, f"is not JSON after record {number}: {error}", f"{number:,} records were kept")
                return
            if upto == len(text) and block and not isinstance(fields, dict | list | str):
                break  # a number may go on
            number += 1
            here = offset + len(text[:at].encode("utf-8"))
            if isinstance(fields, dict):
                yield from reading.record(place, here, fields, number)
            else:
                yield from reading.problem(place, "not an object", "is not an object", '{"text": "..."} is expected', number)
            offset, text, at = offset + len(text[:upto].encode("utf-8")), text[upto:], 0
        offset, text = offset + len(text[:at].encode("utf-8")), text[at:]
        if not block:
            if not text.startswith("]"):
                yield Problem(place.shown, f"ends too early; {number:,} records were kept", "fetch the file again")
            return


def read_table(stream: Stream, place: Place, reading: Reading, delimiter: str) -> Items:
    """CSV or TSV: the first line names the columns, each further row is a record of texts."""
    head = stream.read(_CSV_SNIFF_BYTES)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "gb18030"
    counted = _CountedLines(_Again(head, stream), encoding, reading.limit_bytes)
    csv.field_size_limit(max(csv.field_size_limit(), reading.limit_bytes))
    rows = csv.reader(counted, delimiter=delimiter, strict=True)
    header: list[str] | None = None
    while True:
        offset, line = counted.offset, rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except (csv.Error, UnicodeDecodeError) as error:
            yield Problem(f"{place.shown}:{line}", f"cannot be read: {error}; the rest was not read", "check quotes and encoding")
            return
        if header is None:
            header = row
        elif len(row) > len(header):
            what = f"has {len(row)} fields, the first line names {len(header)}"
            yield from reading.problem(place, "too many fields", what, "check the quotes", line)
        elif row:
            fields = dict(zip(header, [*row, *[None] * (len(header) - len(row))], strict=True))
            yield from reading.record(place, offset, fields, line)
    if header is None and not stream.broken:
        yield Problem(place.shown, "is empty")
    yield from broken(stream, place, "the rows before were kept")


class _CountedLines:
    """Decoded lines with their newline; `offset` is the byte where the next one starts."""

    def __init__(self, stream: Stream, encoding: str, limit_bytes: int) -> None:
        self._lines: Iterator[tuple[int, bytes | None, int]] = lines_of(stream, limit_bytes)
        self._encoding: Any = encoding
        self.offset = 0

    def __iter__(self) -> _CountedLines:
        return self

    def __next__(self) -> str:
        offset, line, size = next(self._lines)
        if line is None:
            raise csv.Error(f"a line of {size:,} bytes")
        self.offset = offset + size + 1
        if offset == 0:
            line = line.removeprefix(BOM)
        return line.decode(self._encoding) + "\n"
