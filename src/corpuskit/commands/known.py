"""Documents that are known already: those of the datasets and indexes that new ones are compared with.

What lives here: open_known(), and the writing of a build's own index. What never does: linking.

A dataset is read through its index where it has one that these linkers made; else its texts are sketched again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from corpuskit.core.document import Document
from corpuskit.core.step import Linker, Step
from corpuskit.engines.index import FOLDER, PART_ROWS, IndexPart, IndexWriter, fits, is_index, read_index, write_part
from corpuskit.engines.sketches import SketchFiles
from corpuskit.errors import InputError, UsageError
from corpuskit.formats.folder import manifest_of, open_dataset
from corpuskit.formats.parquet import read_batches

HELD_BYTES = 500_000  # of sketches that are thinned together: some eighty ordinary pages

__all__ = ["Known", "open_known", "write_index"]


@dataclass(frozen=True)
class Known:
    """Documents that stay whatever comes: their sketches, and their ids (16 bytes each)."""

    parts: list[IndexPart]
    ids: Any

    def files(self, name: str, first: int) -> SketchFiles:
        """The sketches of one linker; documents are numbered from `first`."""
        stems = [Path(f"{part.stem}.{name}") for part in self.parts]
        return SketchFiles(stems, [part.rows for part in self.parts], first)

    def __len__(self) -> int:
        return len(self.ids)


def named(linkers: Sequence[object]) -> dict[str, Linker]:
    return {cast(Step, linker).name: cast(Linker, linker) for linker in linkers}


def open_known(sources: Sequence[str], linkers: Sequence[object], work: Path) -> Known:
    """What is in these datasets and indexes, with sketches in `work`. Raises InputError for a folder that is neither."""
    by_name = named(linkers)
    if sources and not by_name:
        raise UsageError("the recipe has no step that finds duplicates", hint='add [[step]] use = "near"')
    folder = work / "known"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    parts: list[IndexPart] = []
    ids: list[Any] = []
    for source in sources:
        for part, its_ids in _parts(Path(source), by_name, folder, len(parts)):
            parts.append(part)
            ids.append(its_ids)
    return Known(parts, np.concatenate(ids) if ids else np.empty(0, "S16"))


def _parts(source: Path, linkers: Mapping[str, Linker], folder: Path, number: int) -> Iterator[tuple[IndexPart, Any]]:
    """The parts of one source with their ids, numbered from `number`."""
    index = source if is_index(source) else source / FOLDER
    if is_index(index) and fits(index, linkers):
        yield from read_index(index, linkers, folder, number)
        return
    if is_index(source):
        raise InputError(f"{source} was made by another version or with other parameters", hint="give the dataset itself")
    dataset = open_dataset(source)
    if manifest_of(dataset) is None:
        raise InputError(f"{source} is neither a dataset that corpuskit built nor an index", hint="build it first")
    for ids, texts in _texts(dataset):
        bodies = {
            name: [one.thinned(one.sketch(Document("", text)).body) for text in texts]  # type: ignore[attr-defined]
            for name, one in linkers.items()
        }
        yield write_part(folder / f"{number:04d}", ids, bodies, linkers)
        number += 1


def _texts(dataset: Path) -> Iterator[tuple[list[str], list[str]]]:
    for batch in read_batches(dataset, "data", ["id", "text"]):
        for at in range(0, batch.num_rows, PART_ROWS):
            some = batch.slice(at, PART_ROWS)
            yield some.column("id").to_pylist(), some.column("text").to_pylist()


def write_index(
    folder: Path, linkers: Sequence[object], files: Mapping[str, SketchFiles], rows: Iterator[tuple[int, str]]
) -> int:
    """Write the index of the documents `rows` (number, id) into the new folder `folder`; how many there are."""
    folder.mkdir(parents=True)
    writer = IndexWriter(folder, named(linkers))
    ids: list[str] = []
    bodies: dict[str, list[bytes]] = {name: [] for name in files}
    held_bytes = 0
    for number, doc_id in rows:
        ids.append(doc_id)
        for name, its in files.items():
            bodies[name].append(its.body(number))
            held_bytes += len(bodies[name][-1])
        if held_bytes >= HELD_BYTES:
            writer.add_each(ids, bodies)
            ids, bodies, held_bytes = [], {name: [] for name in files}, 0
    writer.add_each(ids, bodies)
    writer.close()
    return writer.documents
