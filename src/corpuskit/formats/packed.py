"""The compact binary form of many edits of one layer, and of how a document's bytes became text.

What lives here: pack_edits / unpack_edits, pack_decoding / unpack_decoding, and the variable-length integers below them.
What never does: rows, files, compression (parquet's zstd sees the bytes of many documents at once and does better than
compressing each alone: a row of 200 bytes would not shrink).

Form of a payload: one byte of form (1), one byte of flags, then columns. Whole numbers are unsigned LEB128; starts are stored as
distances, so most take one byte. Texts are UTF-8 with surrogates passed. One-to-one edits interleave what went and what
came ("國国"), because the pair repeats across documents and compresses as one unit.
"""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
import numpy.typing as npt

from corpuskit.core.document import Decoding
from corpuskit.core.edit import Edits
from corpuskit.errors import InputError

__all__ = ["WithheldError", "holds_inserted", "pack_decoding", "pack_edits", "unpack_decoding", "unpack_edits"]

FORM = 1
GENERAL, RULE_OF, CONFIDENCES, WHY_OF, NO_REMOVED, NO_INSERTED = 1, 2, 4, 8, 16, 32

Ints = npt.NDArray[np.int64]


class WithheldError(InputError):
    """The rows are from a publishable copy: what was removed is not in them, so nothing can be put back."""

    def __init__(self) -> None:
        super().__init__(
            "this copy was published without the removed text, so nothing can be put back",
            hint="restore from the dataset that it was made of",
        )


def _uint(n: int) -> bytes:
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def _blob(data: bytes) -> bytes:
    return _uint(len(data)) + data


def _text(text: str) -> bytes:
    return _blob(text.encode("utf-8", "surrogatepass"))


def _uints(values: Ints) -> bytes:
    """Many unsigned integers, each as LEB128."""
    if not len(values) or int(values.max()) < 0x80:
        return values.astype(np.uint8).tobytes()
    rest = values.astype(np.uint64)
    groups = []
    while True:
        groups.append((rest & np.uint64(0x7F)).astype(np.uint8))
        rest = rest >> np.uint64(7)
        if not rest.any():
            break
    table = np.stack(groups, axis=1)
    sizes = np.ones(len(values), np.int64)
    for n in range(1, len(groups)):
        sizes[values >= (1 << (7 * n))] = n + 1
    column = np.arange(len(groups))
    table |= np.where(column[None, :] < (sizes - 1)[:, None], 0x80, 0).astype(np.uint8)
    return table[column[None, :] < sizes[:, None]].tobytes()


class _Reader:
    """A cursor over a payload. Running off its end is a ValueError."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def uint(self) -> int:
        value = shift = 0
        while True:
            if self.at >= len(self.data):
                raise ValueError("payload is cut off")
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def blob(self, size: int | None = None) -> bytes:
        size = self.uint() if size is None else size
        if self.at + size > len(self.data):
            raise ValueError("payload is cut off")
        self.at += size
        return self.data[self.at - size : self.at]

    def text(self) -> str:
        return self.blob().decode("utf-8", "surrogatepass")

    def uints(self, n: int) -> Ints:
        if n == 0:
            return np.zeros(0, np.int64)
        raw = np.frombuffer(self.data, np.uint8, offset=self.at)
        last = np.flatnonzero(raw[: n * 10] < 0x80)[:n]
        if len(last) < n:
            raise ValueError("payload is cut off")
        raw = raw[: int(last[-1]) + 1]
        self.at += len(raw)
        if len(raw) == n:
            return raw.astype(np.int64)
        first = np.concatenate((np.zeros(1, np.int64), last[:-1] + 1))
        place = np.arange(len(raw)) - np.repeat(first, np.diff(np.append(first, len(raw))))
        parts = (raw & 0x7F).astype(np.int64) << (7 * place)
        summed: Ints = np.add.reduceat(parts, first)
        return summed


def _as_array(values: Ints) -> array[int]:
    return array("q", values.astype(np.int64).tobytes())


def numbers(column: array[int]) -> Ints:
    """An array('q') as int64, without copying."""
    return np.frombuffer(column, np.int64) if len(column) else np.zeros(0, np.int64)


def steps(values: Ints) -> Ints:
    """The first value and then the distances (np.diff with prepend costs four times as much on short arrays)."""
    out = values.copy()
    out[1:] -= values[:-1]
    return out


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """A text as code points."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def of_code_points(points: npt.NDArray[np.uint32]) -> str:
    """The text of code points."""
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def pack_edits(edits: Edits, *, removed: bool = True, inserted: bool = True) -> bytes:
    """All columns of `edits` as one payload. `removed=False` and `inserted=False` leave those texts out for good."""
    n = len(edits)
    starts, ends, inserted_ends = numbers(edits.starts), numbers(edits.ends), numbers(edits.inserted_ends)
    gone, come = ends - starts, steps(inserted_ends)
    general = not (len(edits.removed) == n == len(edits.inserted) and bool((gone == 1).all()) and bool((come == 1).all()))
    flags = (
        (GENERAL if general else 0)
        | (RULE_OF if edits.rule_of is not None else 0)
        | (CONFIDENCES if edits.confidences is not None else 0)
        | (WHY_OF if edits.why_of is not None else 0)
        | (0 if removed else NO_REMOVED)
        | (0 if inserted else NO_INSERTED)
    )
    whys = edits.whys if removed else ("",) * len(edits.whys)
    out = [bytes((FORM, flags)), _uint(n)]
    for words in (edits.rules, whys):
        out.append(_uint(len(words)))
        out += map(_text, words)
    out.append(_uints(steps(starts)))
    if general:
        out += [_uints(gone), _uints(come)]
    if edits.rule_of is not None:
        out.append(_uints(numbers(edits.rule_of)))
    if edits.why_of is not None:
        out.append(_uints(numbers(edits.why_of)))
    if edits.confidences is not None:
        out.append(np.frombuffer(edits.confidences, np.float64).astype("<f8").tobytes())
    if not general and removed and inserted:
        both = np.empty(2 * n, np.uint32)
        both[0::2], both[1::2] = code_points(edits.removed), code_points(edits.inserted)
        out.append(of_code_points(both).encode("utf-8", "surrogatepass"))
    else:
        out += [_text(edits.removed)] * removed + [_text(edits.inserted)] * inserted
    return b"".join(out)


def unpack_edits(data: bytes, *, lost: str | None = None) -> Edits:
    """The edits of a payload.

    Where the payload was written without its texts, each missing character is `lost`, or WithheldError is raised when `lost` is
    None. Raises ValueError for a payload that is not ours or is damaged.
    """
    form, flags = data[:1], data[1] if len(data) > 1 else 0
    if form != bytes((FORM,)):
        raise ValueError(f"unknown form of packed edits: {form!r}")
    read = _Reader(data)
    read.at = 2
    n = read.uint()
    rules = tuple(read.text() for _ in range(read.uint()))
    whys = tuple(read.text() for _ in range(read.uint()))
    starts: Ints = np.cumsum(read.uints(n))
    gone = read.uints(n) if flags & GENERAL else np.ones(n, np.int64)
    come = read.uints(n) if flags & GENERAL else np.ones(n, np.int64)
    rule_of = _as_array(read.uints(n)) if flags & RULE_OF else None
    why_of = _as_array(read.uints(n)) if flags & WHY_OF else None
    confidences = array("d", np.frombuffer(read.blob(8 * n), "<f8").tobytes()) if flags & CONFIDENCES else None
    if flags & (NO_REMOVED | NO_INSERTED) and lost is None:
        raise WithheldError()
    if not flags & (GENERAL | NO_REMOVED | NO_INSERTED):
        both = code_points(data[read.at :].decode("utf-8", "surrogatepass"))
        removed, inserted = of_code_points(both[0::2]), of_code_points(both[1::2])
    else:
        removed = (lost or "") * int(gone.sum()) if flags & NO_REMOVED else read.text()
        inserted = (lost or "") * int(come.sum()) if flags & NO_INSERTED else read.text()
    if len(removed) != int(gone.sum()) or len(inserted) != int(come.sum()):
        raise ValueError("packed edits do not add up")
    inserted_ends = _as_array(np.cumsum(come))
    return Edits(
        _as_array(starts), _as_array(starts + gone), removed, inserted, inserted_ends, rules, rule_of, confidences, whys, why_of
    )


def holds_inserted(data: bytes) -> bool:
    """False when the payload was written without the inserted texts."""
    return not data[1] & NO_INSERTED


def pack_decoding(decoding: Decoding) -> bytes:
    """A Decoding as one payload."""
    out = [bytes((FORM, 0)), _uint(len(decoding.runs))]
    for start, end, encoding, bom in decoding.runs:
        out += [_uint(start), _uint(end), _text(encoding), _blob(bom)]
    offsets = np.array([at for at, _ in decoding.patch], np.int64)
    sizes = np.array([len(data) for _, data in decoding.patch], np.int64)
    out += [_uint(len(offsets)), _uints(steps(offsets)), _uints(sizes)]
    out += [b"".join(data for _, data in decoding.patch), _text(decoding.how)]
    return b"".join(out)


def unpack_decoding(data: bytes) -> Decoding:
    """The Decoding of a payload. Raises ValueError for one that is not ours or is damaged."""
    if data[:2] != bytes((FORM, 0)):
        raise ValueError(f"unknown form of packed decoding: {data[:2]!r}")
    read = _Reader(data)
    read.at = 2
    runs: list[tuple[int, int, str, bytes]] = []
    for _ in range(read.uint()):
        runs.append((read.uint(), read.uint(), read.text(), read.blob()))
    n = read.uint()
    offsets: Any = np.cumsum(read.uints(n))
    sizes = read.uints(n).tolist()
    patch = tuple((at, read.blob(size)) for at, size in zip(offsets.tolist(), sizes, strict=True))
    return Decoding(tuple(runs), patch, read.text())
