"""Where the filters write: a folder with the names of the inputs.

What lives here: OutFolder. What never does: datasets, running steps.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpuskit.core.document import Source
from corpuskit.errors import OutputError, TargetError

__all__ = ["OutFolder"]


class OutFolder:
    """Writes results below a folder: a text file for a text file, one JSONL file for all records of an input."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: tuple[Path, Any] | None = None
        self._seen: set[Path] = set()

    def write(self, source: Source, rendered: str) -> None:
        """Put the result of a document where it belongs. Raises OutputError for a file that exists or cannot be written."""
        relative = source.path + (f"/{source.member}" if source.member else "")
        path = self._folder / relative.lstrip("/")
        if source.is_record:
            path = path.with_name(path.name.partition(".")[0] + ".jsonl")
        if self._open is None or self._open[0] != path:
            self.close()
            if path not in self._seen and path.exists():
                raise TargetError(f"{path} exists", hint="choose another --out, or remove it first")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                file = path.open("a" if path in self._seen else "w", encoding="utf-8", newline="")
            except OSError as error:
                raise OutputError(f"{path} cannot be written: {error.strerror}") from None
            self._open = (path, file)
            self._seen.add(path)
        self._open[1].write(rendered)

    def close(self) -> None:
        """Close the file that is open."""
        if self._open is not None:
            self._open[1].close()
            self._open = None
