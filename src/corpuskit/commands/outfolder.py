"""Where the filters write: a folder with the names of the inputs; and what is said when a place refuses.

What lives here: OutFolder, write_whole(), unwritable() and what_to_try(). What never does: datasets, running steps.

A file is written under another name (PART) and gets its own when it is whole: who stops the command finds no half file, and can
run it again into another folder or after removing what is done.
"""

from __future__ import annotations

import contextlib
import errno
from pathlib import Path
from typing import Any

from corpuskit.core.document import Source
from corpuskit.errors import OutputError, TargetError
from corpuskit.formats.readers.types import bare_name

__all__ = ["OutFolder", "unwritable", "what_to_try", "write_whole"]

PART = ".corpuskit-part"  # one to a folder: a single file is open at a time
FULL = (errno.ENOSPC, errno.EDQUOT)
NO_MORE = (*FULL, errno.EROFS)  # what refuses one file refuses the next one too


def what_to_try(error: OSError) -> str:
    """A hint for a disk that refuses; empty where the error speaks for itself."""
    if error.errno in FULL:
        return "free some space, or choose another place"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "check its permissions, or choose another place"
    if error.errno == errno.EFBIG:
        return "files may not be that big here: see `ulimit -f`"
    if error.errno == errno.EMFILE:
        return "too many files are open: see `ulimit -n`, or use fewer --workers"
    return ""


def unwritable(place: Path | str, error: OSError) -> OutputError:
    """One clear line for a file or folder that cannot be written."""
    return OutputError(f"{place} cannot be written: {error.strerror or error}", hint=what_to_try(error))


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: what was there stays where the disk refuses. Raises OSError."""
    if path.exists() and not path.is_file():  # a pipe, a terminal
        path.write_text(text, encoding="utf-8")
        return
    part = path.with_name(PART)
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


class OutFolder:
    """Writes results below a folder: a text file for a text file, one JSONL file for all records of an input. Nothing is packed
    again, so no name says that it is; where two inputs would get one name, the later keeps its whole one."""

    def __init__(self, folder: Path) -> None:
        """Raises TargetError for a file."""
        if folder.exists() and not folder.is_dir():
            raise TargetError(f"{folder} is a file", hint="choose another --out, or move the file away")
        self._folder = folder
        self._open: tuple[Path, Any] | None = None
        self._names: dict[tuple[str, str], Path] = {}  # of each input, by its path and its place in an archive
        self._seen: set[Path] = set()

    def write(self, source: Source, rendered: str) -> None:
        """Put the result of a document where it belongs. Raises OutputError for a file that exists or cannot be written."""
        path = self._path(source)
        try:
            if self._open is None or self._open[0] != path:
                self.close()
                self._begin(path)
            if self._open is not None:
                self._open[1].write(rendered)
        except OSError as error:
            raise unwritable(path, error) from error

    def _path(self, source: Source) -> Path:
        of = source.path, source.member
        if of not in self._names:
            relative = source.path + (f"/{source.member}" if source.member else "")
            whole = self._folder / relative.lstrip("/")
            end = ".jsonl" if source.is_record else ""
            path = whole.with_name(bare_name(whole.name, record=source.is_record) + end)
            self._names[of] = whole.with_name(whole.name + end) if path in self._seen else path
        return self._names[of]

    def _begin(self, path: Path) -> None:
        part = path.with_name(PART)
        if path in self._seen:
            path.rename(part)
        elif path.exists():
            raise TargetError(f"{path} exists", hint="choose another --out, or remove it first")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open = path, part.open("a" if path in self._seen else "w", encoding="utf-8", newline="")
        self._seen.add(path)

    def close(self) -> None:
        """Finish the file that is open. Raises OutputError."""
        if self._open is not None:
            path, file = self._open
            try:
                file.close()
                path.with_name(PART).rename(path)
            except OSError as error:
                raise unwritable(path, error) from error
            self._open = None

    def drop(self) -> None:
        """Remove the file that is open: what it holds is not whole."""
        if self._open is not None:
            path, file = self._open
            self._open = None
            with contextlib.suppress(OSError):  # what it still held does not fit
                file.close()
            path.with_name(PART).unlink(missing_ok=True)
