"""What the files of a folder certainly are, as a hint for those of it that are not certain.

What lives here: priors(). What never does: deciding what a file is (steps/decode).
"""

from __future__ import annotations

from collections.abc import Sequence

from corpuskit.formats.readers.ranged import each, open_input
from corpuskit.formats.readers.types import InputFile
from corpuskit.steps.decode import encodings_prior

__all__ = ["priors"]

PRIOR_FILES = 64  # files per folder whose heads are looked at
HEAD_BYTES = 8_192


def priors(inputs: Sequence[InputFile]) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    """(folder, (encoding, files) ...) from the heads of the first files of each folder."""
    by_folder: dict[str, list[InputFile]] = {}
    for file in inputs:
        held = by_folder.setdefault(file.relative.rpartition("/")[0], [])
        if file.kind == "text" and not file.compression and len(held) < PRIOR_FILES:
            held.append(file)
    found = []
    for name, files in sorted(by_folder.items()):
        counts = encodings_prior(each(files, _head)) if len(files) > 1 else {}
        if set(counts) - {"utf-8"}:  # a folder of UTF-8 files needs no hint: UTF-8 proves itself
            found.append((name, tuple(sorted(counts.items()))))
    return found


def _head(file: InputFile) -> bytes:
    try:
        with open_input(file, HEAD_BYTES) as opened:
            return opened.read(HEAD_BYTES)
    except OSError:
        return b""
