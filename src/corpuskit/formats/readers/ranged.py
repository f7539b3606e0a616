"""A file to read, wherever it is: on this machine, or in an object store, where it is read by ranges.

What lives here: open_input(), version_of() and each(). What never does: writing, knowing what the bytes mean.

How it works: an object is read block by block as it is asked for, and the last blocks are held, so that a parquet file costs its
footer and the row groups that are wanted, and one big JSONL file is read by many tasks, each its part.
"""

from __future__ import annotations

import io
import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from corpuskit.errors import RemoteError
from corpuskit.formats.readers.types import InputFile
from corpuskit.formats.store import AT_ONCE, Store, is_stored, store_of

__all__ = ["each", "open_input", "version_of"]

T = TypeVar("T")
BLOCK_BYTES = 2_000_000  # a shard of 8 MB takes four or five requests, and what is read past its end is 1 MB on average
HELD_BLOCKS = 2


def open_input(file: InputFile, block_bytes: int = BLOCK_BYTES) -> io.BufferedReader:
    """The file, opened for reading. Raises OSError; RemoteError where a store does not answer."""
    if not is_stored(file.path):
        return open(file.path, "rb")  # noqa: PTH123 (a name that is not Unicode)
    ranged = _Ranged(store_of(file.path), file, block_bytes)
    return io.BufferedReader(ranged, min(block_bytes, 1 << 16))


def version_of(file: InputFile) -> tuple[int, int] | None:
    """(bytes, when it changed) of the file now, as InputFile has them; None where it is gone."""
    if is_stored(file.path):
        entry = store_of(file.path).entry(file.path)
        return (entry.bytes, entry.changed_ns) if entry is not None else None
    try:
        about = os.stat(file.path)  # noqa: PTH116 (a name that is not Unicode)
    except OSError:
        return None
    return about.st_size, about.st_mtime_ns


def each(files: Iterable[InputFile], act: Callable[[InputFile], T]) -> list[T]:
    """What `act` gives for each file, in order; several at once where they are in a store, which is far away."""
    listed = list(files)
    if not any(is_stored(file.path) for file in listed):
        return [act(file) for file in listed]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(act, listed))


class _Ranged(io.RawIOBase):
    """An object of a store as a file that can be searched in."""

    def __init__(self, store: Store, file: InputFile, block_bytes: int) -> None:
        self._store, self._url, self._size, self._block_bytes = store, file.path, file.bytes, block_bytes
        self._at = 0
        self._held: deque[tuple[int, bytes]] = deque(maxlen=HELD_BLOCKS)  # (where it starts, what was there)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("before the start of the file")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        if self._at >= self._size or not len(view):
            return 0
        start, block = self._block()
        data = block[self._at - start : self._at - start + len(view)]
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _block(self) -> tuple[int, bytes]:
        """A block that holds the place where we are; a new one starts there."""
        for start, block in self._held:
            if start <= self._at < start + len(block):
                return start, block
        end = min(self._at + self._block_bytes, self._size)
        try:
            block = self._store.read(self._url, self._at, end)
        except RemoteError:
            entry = self._store.entry(self._url)
            if entry is None or entry.bytes != self._size:
                raise OSError("it changed while it was read") from None
            raise
        self._held.append((self._at, block))
        return self._held[-1]
