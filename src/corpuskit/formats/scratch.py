"""A folder of this process on this machine's disk, for what is on its way to or from a store.

What lives here: scratch(). What never does: anything that must outlive the process.

The folder goes when the block ends; what a killed process left goes when the next one begins (core/ownfolder.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpuskit.core.ownfolder import OwnFolder

__all__ = ["scratch"]

START = "corpuskit-scratch-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new empty folder, in TMPDIR where that is set."""
    folder = OwnFolder(START, Path(tempfile.gettempdir()))
    try:
        inside = folder.path / "files"
        inside.mkdir()
        yield inside
    finally:
        folder.remove()
