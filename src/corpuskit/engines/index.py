"""The index of a dataset: what is kept of its documents so that later ones can be compared with them.

What lives here: IndexWriter, read_index, IndexPart. What never does: texts, finding duplicates (link.py).

Form 1 of the folder: index.json {format, documents, linkers: {name: stamp}}, ids.bin (8 bytes per document), and per linker
NAME.ends.npy and NAME.bodies. A body is thinned by its linker: 16 bytes for exact, 1 kB at most for near, however long a text
is. Keys are not stored, because they follow from the bodies. Indexes are merged by being given together; there is nothing in one
that depends on another.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpuskit.core.step import Linker, Sketch
from corpuskit.engines.sketches import SketchWriter
from corpuskit.errors import InputError

__all__ = ["FOLDER", "IndexPart", "IndexWriter", "read_index", "stamp", "write_part"]

FORMAT = 1
FOLDER = "index"  # in a dataset folder
HEAD = "index.json"
PART_ROWS = 50_000  # documents whose keys are made at once


def stamp(linker: Any) -> str:
    """What two sketches must agree in to be compared: step, version, parameters but `keep`, and tables."""
    values = {f.name: getattr(linker, f.name) for f in fields(linker) if f.name != "keep"}
    return json.dumps([linker.version, values, dict(linker.tables_used())], sort_keys=True)


class IndexWriter:
    """Writes an index into a folder that is there: add_each() per batch of documents, then close()."""

    def __init__(self, folder: Path, linkers: Mapping[str, Linker]) -> None:
        self._folder, self._linkers = folder, linkers
        self._ids = (folder / "ids.bin").open("wb")
        self._bodies = {name: (folder / f"{name}.bodies").open("wb") for name in linkers}
        self._sizes = {name: array("q") for name in linkers}
        self.documents = 0

    def add_each(self, doc_ids: Sequence[str], bodies: Mapping[str, Sequence[bytes]]) -> None:
        """Documents, by their ids (16 hex digits) and the bodies of their sketches."""
        self._ids.write(bytes.fromhex("".join(doc_ids)))
        for name, linker in self._linkers.items():
            thin = thinned_each(linker, bodies[name])
            self._bodies[name].write(b"".join(thin))
            self._sizes[name].extend(map(len, thin))
        self.documents += len(doc_ids)

    def close(self) -> None:
        self._ids.close()
        for name, file in self._bodies.items():
            file.close()
            np.save(self._folder / f"{name}.ends.npy", np.cumsum(np.array(self._sizes[name], dtype=np.int64)))
        head = {
            "format": FORMAT, "documents": self.documents, "linkers": {n: stamp(one) for n, one in sorted(self._linkers.items())}
        }  # fmt: skip
        (self._folder / HEAD).write_text(json.dumps(head, indent=1) + "\n", encoding="utf-8")


def thinned_each(linker: Any, bodies: Sequence[bytes]) -> Sequence[bytes]:
    """thinned() of each body, in one call where the linker has one for that."""
    each = getattr(linker, "thinned_each", None)
    return [linker.thinned(body) for body in bodies] if each is None else each(bodies)


@dataclass(frozen=True)
class IndexPart:
    """Documents of an index with their sketches in the form of SketchFiles: STEM.LINKER.*"""

    stem: Path
    rows: int


def is_index(folder: Path) -> bool:
    return (folder / HEAD).is_file()


def fits(folder: Path, linkers: Mapping[str, Linker]) -> bool:
    """Whether an index was made by these linkers as they are now. Raises InputError when it is damaged."""
    try:
        head = json.loads((folder / HEAD).read_text(encoding="utf-8"))
        return head["format"] == FORMAT and all(head["linkers"].get(name) == stamp(one) for name, one in linkers.items())
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise InputError(f"{folder} is a damaged index: {error}", hint="write it again") from None


def read_index(
    folder: Path, linkers: Mapping[str, Linker], work: Path, number: int
) -> list[tuple[IndexPart, npt.NDArray[np.bytes_]]]:
    """The documents of an index as parts in `work`, numbered from `number`, with their ids. Raises InputError."""
    try:
        raw = (folder / "ids.bin").read_bytes()
        ends = {name: np.load(folder / f"{name}.ends.npy") for name in linkers}
        total = len(raw) // 8
        if any(len(one) != total for one in ends.values()):
            raise ValueError("its files are of different lengths")
        parts: list[tuple[IndexPart, npt.NDArray[np.bytes_]]] = []
        for first in range(0, total, PART_ROWS):
            last = min(total, first + PART_ROWS)
            bodies = {name: _bodies(folder / f"{name}.bodies", its, first, last) for name, its in ends.items()}
            ids = [raw[8 * n : 8 * n + 8].hex() for n in range(first, last)]
            parts.append(write_part(work / f"{number + len(parts):04d}", ids, bodies, linkers))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} is a damaged index: {error}", hint="write it again") from None
    return parts


def write_part(
    stem: Path, ids: list[str], bodies: Mapping[str, Sequence[bytes]], linkers: Mapping[str, Linker]
) -> tuple[IndexPart, npt.NDArray[np.bytes_]]:
    """Write documents in the form of SketchFiles."""
    for name, linker in linkers.items():
        writer = SketchWriter(Path(f"{stem}.{name}"))
        for row, body in enumerate(bodies[name]):
            writer.add(row, Sketch(linker.keys_of(body), body))  # type: ignore[attr-defined]
        writer.finish(len(ids))
    return IndexPart(stem, len(ids)), np.array(ids, "S16")


def _bodies(path: Path, ends: Any, first: int, last: int) -> list[bytes]:
    start = int(ends[first - 1]) if first else 0
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(int(ends[last - 1]) - start)
    if len(data) != int(ends[last - 1]) - start:
        raise ValueError(f"{path.name} is too short")
    edges = [0, *(int(end) - start for end in ends[first:last])]
    return [data[a:b] for a, b in pairwise(edges)]
