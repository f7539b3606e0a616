"""A folder of this process alone, which goes when it does.

What lives here: OwnFolder. What never does: what stands in it.

How it works: the process holds a lock on a file in it. What killed processes left is what nobody holds the lock of; it goes when
the next such folder is made. A folder without that file is just being made by another.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["OwnFolder"]

LOCK = ".lock"


class OwnFolder:
    """A new empty folder below `place`, with a name that begins with `start`; `path` until remove()."""

    def __init__(self, start: str, place: Path) -> None:
        for left in place.glob(f"{start}*"):
            handle = _lock(left)
            if handle is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(handle)
        self.path = Path(tempfile.mkdtemp(prefix=start, dir=place))
        self._lock = _lock(self.path, os.O_CREAT)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


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
