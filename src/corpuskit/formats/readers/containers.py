"""Readers of what holds many documents: parquet, zip, tar.

What lives here: read_parquet, read_zip, read_tar, repaired_name. What never does: writing a member to a path of its own name
(members are streams; nothing can escape), parsing what is inside (the caller's `inside` does).

Names: a zip without the UTF-8 flag is read as cp437 by the standard library; where the bytes behind it are UTF-8 or
GB18030, they are taken for that. Tar names come with surrogates and are repaired likewise.
"""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from corpuskit.formats.readers.records import Place, Reading
from corpuskit.formats.readers.streams import Stream
from corpuskit.formats.readers.types import Problem, RawDocument

__all__ = ["read_parquet", "read_tar", "read_zip", "repaired_name"]

Items = Iterator[RawDocument | Problem]
Inside = Callable[[BinaryIO, str, int], Items]  # (stream, member name, its packed bytes)
ROWS = 256  # of parquet held at once


def repaired_name(raw: bytes) -> str:
    """A member's name from its bytes: UTF-8, GB18030 where most of it is common Chinese, else cp437 (reads anything)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        name = raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("cp437")
    # "über.txt" in cp437 is also valid GB18030, but gives a rare character; names of people and things are mostly GB2312.
    wide = [char for char in name if not char.isascii()]
    common = sum(len(char.encode("gb2312", "ignore")) == 2 for char in wide)
    return name if 2 * common >= len(wide) else raw.decode("cp437")


def _unsafe(name: str) -> bool:
    """True for names that would leave the folder they are unpacked into."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":") or "\0" in name


def _refused(place: Place, name: str) -> Problem:
    return Problem(f"{place.shown}!/{name}", "its name leads out of the archive; left out", "repack the archive")


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def read_zip(raw: BinaryIO, place: Place, inside: Inside) -> Items:
    """Members in the archive's order."""
    try:
        archive = zipfile.ZipFile(raw)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield Problem(place.shown, f"is no sound zip archive: {error}", "fetch or pack it again")
        return
    with archive:
        for info in archive.infolist():
            name = info.filename if info.flag_bits & 0x800 else _zip_name(info)
            if _unsafe(name):
                yield _refused(place, name)
            elif name.endswith("/") or _is_hidden(name):
                continue
            elif info.flag_bits & 1:
                yield Problem(f"{place.shown}!/{name}", "is encrypted", "unpack it with its password first")
            elif not info.file_size:
                yield Problem(f"{place.shown}!/{name}", "is empty")
            else:
                try:
                    with archive.open(info) as member:
                        yield from inside(member, name, info.compress_size)  # type: ignore[arg-type]
                except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
                    yield Problem(f"{place.shown}!/{name}", f"cannot be unpacked: {error}", "pack the archive again")


def _zip_name(info: zipfile.ZipInfo) -> str:
    try:
        return repaired_name(info.orig_filename.encode("cp437")).replace("\\", "/")
    except UnicodeEncodeError:
        return info.filename


def read_tar(stream: Stream, place: Place, inside: Inside) -> Items:
    """Regular files in the archive's order; links and devices are no documents."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:  # type: ignore[call-overload]
            for info in archive:
                name = repaired_name(info.name.encode("utf-8", "surrogateescape"))
                name = name.removeprefix("./")
                if not info.isreg():
                    continue
                if _unsafe(name):
                    yield _refused(place, name)
                elif _is_hidden(name):
                    continue
                elif not info.size:
                    yield Problem(f"{place.shown}!/{name}", "is empty")
                else:
                    member = archive.extractfile(info)
                    if member is not None:
                        yield from inside(member, name, 0)
    except (tarfile.TarError, EOFError, OSError) as error:
        said = stream.broken or f"is no sound tar archive: {error}"
        yield Problem(place.shown, f"{said}; what was read before stays", "fetch or pack it again")
        return
    if stream.broken:
        yield Problem(place.shown, f"{stream.broken}; what was read before stays", "fetch or pack it again")


def read_parquet(raw: Any, place: Place, reading: Reading, start: int = 0, end: int = -1) -> Items:
    """Rows of the row groups [start, end); the offset of a document is its row number."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(raw)
    except (pa.ArrowException, OSError) as error:
        yield Problem(place.shown, f"is no sound parquet file: {_first_line(error)}", "fetch or write it again")
        return
    with file:
        sizes = [file.metadata.row_group(g).num_rows for g in range(file.num_row_groups)]
        groups = range(start, file.num_row_groups if end < 0 else end)
        row = sum(sizes[:start])
        try:
            for batch in file.iter_batches(batch_size=ROWS, row_groups=list(groups)):
                for fields in _rows(batch):
                    row += 1
                    if isinstance(fields, str):
                        yield Problem(f"{place.shown}:{row}", fields, "write that value again")
                    else:
                        yield from reading.record(place, row - 1, fields, row)
        except (pa.ArrowException, OSError) as error:
            yield Problem(place.shown, f"is damaged after row {row:,}: {_first_line(error)}", "fetch or write it again")


def _rows(batch: Any) -> Iterator[dict[str, Any] | str]:
    """The rows of a batch, and what is wrong with one that holds a value that is none (no UTF-8, a time past all calendars)."""
    try:
        yield from batch.to_pylist()
    except (ValueError, OverflowError, LookupError):  # no row was given yet: one value spoils the call
        for number in range(batch.num_rows):
            one = batch.slice(number, 1)
            try:
                (fields,) = one.to_pylist()
            except (ValueError, OverflowError, LookupError):
                yield f"the column {_unreadable(one)!r} holds a value that cannot be read"
            else:
                yield fields


def _unreadable(row: Any) -> str:
    for name in row.schema.names:
        try:
            row.column(name).to_pylist()
        except (ValueError, OverflowError, LookupError):
            return str(name)
    return ""


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]
