"""read(): one shard of the input as documents and problems.

What lives here: opening, the choice of reader by kind, and archives within archives. What never does: parsing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from corpuskit.formats.readers.containers import read_parquet, read_tar, read_zip
from corpuskit.formats.readers.ranged import open_input
from corpuskit.formats.readers.records import Place, Reading
from corpuskit.formats.readers.streams import Stream
from corpuskit.formats.readers.textual import read_json, read_jsonl, read_table, read_text
from corpuskit.formats.readers.types import LIMIT_BYTES, InputShard, Kind, Part, Problem, RawDocument, kind_of
from corpuskit.formats.readers.web import read_html, read_warc

__all__ = ["read"]

Items = Iterator[RawDocument | Problem]
DEPTH = 3  # archives within archives
SPOOL_BYTES = 32_000_000  # of a member that must be searched in (zip, parquet), held in memory; more goes to a temporary file


def read(
    shard: InputShard,
    *,
    text_key: str | None = None,
    limit_bytes: int = LIMIT_BYTES,
) -> Items:
    """Documents and problems of a shard, in order.

    `text_key` names the field that holds the text of a record (a path like data.text works); without it the usual names are
    tried. `limit_bytes` bounds one document or line.
    """
    reading = Reading(text_key, limit_bytes)
    for part in shard.parts:
        yield from _part(part, reading)
        yield from reading.rest()


def _part(part: Part, reading: Reading) -> Items:
    file, place = part.file, Place(part.file.relative)
    try:
        with open_input(file) as raw:
            if file.kind == "jsonl" and not file.compression:
                raw.seek(part.start)
                yield from read_jsonl(Stream(raw), place, reading, part.start, part.end, lambda: _lines(part))
            elif file.kind == "parquet" and not file.compression:
                yield from read_parquet(raw, place, reading, part.start, part.end)
            else:
                yield from _stream(raw, place, file.kind, file.compression, file.bytes, reading, DEPTH)
    except FileNotFoundError:  # it was there when the inputs were listed
        yield Problem(place.shown, "went away before it was read", "build again, when nothing moves it")
    except OSError as error:
        yield Problem(place.shown, f"cannot be read: {error.strerror or error}", "check its permissions and the disk")


def _lines(part: Part) -> int:
    """The number of lines before the part, counted only when a line must be named."""
    n, end = 0, part.start
    with open_input(part.file) as raw:
        while end > 0 and (block := raw.read(min(end, 1 << 20))):
            n += block.count(b"\n")
            end -= len(block)
    return n


def _stream(raw: BinaryIO, place: Place, kind: Kind, compression: str, size: int, reading: Reading, depth: int) -> Items:
    """Whatever a stream of this kind holds. `size` is its packed size, 0 when unknown."""
    stream = Stream(raw, compression, size)
    if kind == "text":
        yield from read_text(stream, place, reading)
    elif kind == "jsonl":
        yield from read_jsonl(stream, place, reading)
    elif kind == "json":
        yield from read_json(stream, place, reading)
    elif kind in ("csv", "tsv"):
        yield from read_table(stream, place, reading, "\t" if kind == "tsv" else ",")
    elif kind == "html":
        yield from read_html(stream, place, reading)
    elif kind == "warc":
        yield from read_warc(stream, place, reading)
    elif kind == "tar":
        yield from _archive(place, depth, lambda inside: read_tar(stream, place, inside), reading)
    else:
        yield from _searchable(raw, stream, place, kind, compression, reading, depth)


def _searchable(raw: BinaryIO, stream: Stream, place: Place, kind: Kind, compression: str, reading: Reading, depth: int) -> Items:
    """Zip and parquet need to seek: a plain file can, anything else goes through a temporary file."""
    if not compression and depth == DEPTH:
        yield from _seekable(raw, place, kind, reading, depth)
        return
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
        shutil.copyfileobj(cast(Any, stream), spool, 1 << 20)
        if stream.broken:
            yield Problem(place.shown, stream.broken, "fetch or pack it again")
            return
        spool.seek(0)
        yield from _seekable(cast(BinaryIO, spool), place, kind, reading, depth)


def _seekable(raw: BinaryIO, place: Place, kind: Kind, reading: Reading, depth: int) -> Items:
    if kind == "zip":
        yield from _archive(place, depth, lambda inside: read_zip(raw, place, inside), reading)
    else:
        yield from read_parquet(raw, place, reading)


def _archive(place: Place, depth: int, members: Any, reading: Reading) -> Items:
    if depth == 0:
        yield Problem(place.shown, f"is an archive more than {DEPTH} levels deep; left out", "unpack the outer ones first")
        return

    def inside(member: BinaryIO, name: str, size: int) -> Items:
        kind, compression = kind_of(name)
        # Whatever the archive packed counts for the guard against bombs, and so does what the member itself packs.
        yield from _stream(_guarded(member, size), place.inside(name), kind, compression, size, reading, depth - 1)

    yield from members(inside)


def _guarded(member: BinaryIO, packed_bytes: int) -> BinaryIO:
    """A member of a zip, refusing to grow beyond the allowed ratio."""
    return cast(BinaryIO, _Guarded(member, packed_bytes)) if packed_bytes else member


class _Guarded:
    """Reads a member; too much of it is an OSError, which becomes a Problem."""

    def __init__(self, member: BinaryIO, packed_bytes: int) -> None:
        self._stream = Stream(member, "", packed_bytes)

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if self._stream.broken:
            raise OSError(self._stream.broken)
        return data
