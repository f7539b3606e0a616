"""Which document a map task is at, so that one that kills its process is known by name.

What lives here: Journal, what a task needs of one, and FileJournal, in a file of the work folder. What never does: who is to
blame (build.py); the journal in an object store (handover.py).
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Protocol, Self

__all__ = ["FileJournal", "Journal"]

JOURNAL_BYTES = 20


class Journal(Protocol):
    """Which document is being worked on, told so that it survives the death of the process. `alone`: the last try was killed."""

    alone: bool

    def __enter__(self) -> Self: ...

    def at(self, number: int) -> None: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


class FileJournal:
    """The number of the document being worked on, in a file that survives the death of the process.

    The file is mapped: a number costs a tenth of a microsecond, a write would cost several.
    """

    def __init__(self, path: Path) -> None:
        self._path, self.alone = path, False

    def __enter__(self) -> Self:
        self.alone = self._path.exists()
        self._path.write_bytes(b" " * JOURNAL_BYTES)
        with self._path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), JOURNAL_BYTES)
        return self

    def at(self, number: int) -> None:
        self._map[:] = b"%20d" % number

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._map.close()
        if kind is None:
            self._path.unlink(missing_ok=True)
