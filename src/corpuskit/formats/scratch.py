"""A folder of this process on this machine's disk, for what is on its way to or from a store.

What lives here: scratch(). What never does: anything that must outlive the process.

The folder goes when the block ends. What a killed process left goes when the next one begins: a folder whose lock nobody holds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["scratch"]

START = "corpuskit-scratch-"
LOCK = ".lock"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new empty folder, in TMPDIR where that is set."""
    for left in Path(tempfile.gettempdir()).glob(f"{START}*"):
        handle = _lock(left)
        if handle is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(handle)
    folder = Path(tempfile.mkdtemp(prefix=START))
    handle = _lock(folder, os.O_CREAT)
    try:
        inside = folder / "files"
        inside.mkdir()
        yield inside
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _lock(folder: Path, flags: int = 0) -> int | None:
    """The folder locked for this process, or None: another holds it, is just making it, or owns it."""
    try:
        handle = os.open(folder / LOCK, os.O_RDWR | flags, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
