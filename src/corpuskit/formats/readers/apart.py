"""Folders inside an input that are no input: datasets of ours, unfinished work, and where the results go.

What lives here: Apart and is_dataset(). What never does: walking (listing.py, stored.py).

A second build in the same folder would otherwise read the dataset of the first: its ledger, its reports, its cleaned texts.
A dataset that is meant is given itself; then its documents are read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from corpuskit.formats.folder import manifest_of
from corpuskit.formats.readers.types import Problem, escaped
from corpuskit.formats.store import is_stored, local_path

__all__ = ["WORK_ENDING", "Apart", "dataset_met", "is_dataset", "work_met"]

WORK_ENDING = ".corpuskit-work"  # of the folder of our own inside --work


def is_dataset(path: str) -> bool:
    """Whether a folder is a dataset that corpuskit built."""
    return manifest_of(Path(path)) is not None


def dataset_met(shown: str) -> Problem:
    """What is said of a dataset inside an input."""
    hint = "to read its documents, give this folder itself as an input"
    return Problem(shown, "is a dataset that corpuskit built; it is not read", hint, left_out=True)


def work_met(shown: str) -> Problem:
    """What is said of unfinished work inside an input."""
    return Problem(shown, "is unfinished work of a build; it is not read", left_out=True)


class Apart:
    """Which folders of this machine are left out; `outputs` are those that results go to."""

    def __init__(self, outputs: Iterable[str | None] = ()) -> None:
        local = [local_path(out) for out in outputs if out is not None and not is_stored(out)]
        self._outputs = {os.path.realpath(out): out for out in local}
        self._known: dict[str, Problem | None] = {}

    def output(self, path: str) -> Problem | None:
        """What is said of a folder that results go to."""
        out = self._outputs.get(os.path.realpath(path))
        return None if out is None else Problem(escaped(out), "is where the results go; nothing in it is read", left_out=True)

    def met(self, path: str, shown: str) -> Problem | None:
        """What is said of a folder that was met inside an input, or None: it is one."""
        if path.endswith(WORK_ENDING):
            return work_met(shown)
        return self.output(path) or (dataset_met(shown) if is_dataset(path) else None)

    def above(self, path: str, fixed: str) -> Problem | None:
        """The same for the folders between `fixed` and a file that a pattern found."""
        folder = os.path.dirname(path)  # noqa: PTH120 (names that are not Unicode)
        if folder in ("", fixed, fixed.rstrip("/")) or folder == os.path.dirname(folder):  # noqa: PTH120
            return None
        if folder not in self._known:
            self._known[folder] = self.above(folder, fixed) or self.met(folder, escaped(folder))
        return self._known[folder]
