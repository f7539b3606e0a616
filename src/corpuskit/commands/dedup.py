"""The command `dedup`: which files and records are copies of others.

What lives here: listing duplicates of inputs that are no dataset yet, and, only where asked, copying, moving, linking or
deleting files. What never does: deciding what a copy is (steps.exact, steps.near) or who stays (engines.link).

A file goes as a whole; records inside a file are only listed. Nothing is deleted without `delete`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from corpuskit.commands.outcome import Problem, Result
from corpuskit.core.document import Document
from corpuskit.core.step import Linker
from corpuskit.engines.link import Candidates, link, rank
from corpuskit.engines.sketches import SketchWriter
from corpuskit.errors import EXIT_USAGE, InputError, OutputError, UsageError
from corpuskit.formats import readers
from corpuskit.formats.folder import manifest_of
from corpuskit.formats.readers import shown_path
from corpuskit.steps.decode import decode_bytes
from corpuskit.steps.exact import Exact
from corpuskit.steps.near import Near

__all__ = ["dedup"]


@dataclass(frozen=True, slots=True)
class _Seen:
    path: str  # as shown
    file: str  # on disk
    record: bool
    offset: int
    chars: int


def dedup(
    paths: Sequence[str],
    out: str | None = None,
    method: str = "near",
    threshold: float = 0.8,
    keep: str = "longest",
    move: bool = False,
    hard_link: bool = False,
    delete: bool = False,
    text_key: str | None = None,
) -> Result:
    """List the documents that are copies of others; each was verified against one that stays.

    With `out`: files that stay are copied there, or with `move` files that go are moved there. hard_link: byte-equal copies
    become hard links. delete: files that go are deleted. Raises UsageError for options that exclude each other.
    """
    if move and out is None:
        raise UsageError("--move needs a folder", hint="--out DIR for what goes")
    if sum((move, hard_link, delete)) > 1:
        raise UsageError("--move, --hard-link and --delete exclude each other")
    if method not in ("exact", "near"):
        raise UsageError(f"unknown method {method!r}", hint="exact or near")
    result = Result("dedup", {"documents": 0, "duplicates": 0, "files_changed": 0})
    linkers: list[Any] = [Exact()]
    if method == "near":
        linkers.append(Near(threshold=threshold, keep=keep))  # type: ignore[arg-type]
    seen, writers = _sketch(paths, linkers, text_key, result)
    result.counts["documents"] = len(seen)
    if not seen:
        if result.skipped:
            result.exit_code = EXIT_USAGE
        return result
    chars = np.array([s.chars for s in seen], dtype=np.int64)
    parts = []
    for linker, writer in zip(linkers, writers, strict=True):
        keys, rows = writer.arrays()
        parts.append(Candidates(cast(Linker, linker), [(keys, rows.astype(np.int64))], writer.bodies.__getitem__))
    links = link(parts, rank(keep, chars, np.zeros_like(chars)))
    result.counts["duplicates"] = len(links)
    pairs = [{"goes": _name(seen[x.goes]), "stays": _name(seen[x.stays]), "similarity": round(x.similarity, 4)} for x in links]
    result.data["duplicates"] = pairs
    lines = [f"{p['similarity']:.3f}  {p['goes']}  =  {p['stays']}" for p in pairs]
    lines.append(f"{len(links)} of {len(seen)} documents are copies of one that stays")
    _act(seen, {x.goes: x.stays for x in links}, out, move, hard_link, delete, result)
    result.data["text"] = "\n".join(lines)
    return result


def _name(one: _Seen) -> str:
    return f"{one.path}#{one.offset}" if one.record else one.path


def _sketch(
    paths: Sequence[str], linkers: Sequence[Any], text_key: str | None, result: Result
) -> tuple[list[_Seen], list[SketchWriter]]:
    writers = [SketchWriter() for _ in linkers]
    seen: list[_Seen] = []
    paths = [f"{p}/data" if manifest_of(Path(p)) is not None else p for p in paths]  # of a dataset, its documents only
    with tempfile.TemporaryDirectory(prefix="corpuskit-") as spool:
        inputs, found = readers.list_inputs(paths, stdin=sys.stdin.buffer if "-" in paths else None, spool=Path(spool))
        result.skipped += [Problem(p.path, p.what, p.hint) for p in found]
        for shard in readers.plan(inputs):
            on_disk = {part.file.relative: part.file.path for part in shard.parts}
            for item in readers.read(shard, text_key=text_key):
                if not isinstance(item, readers.RawDocument):
                    result.skipped.append(Problem(item.path, item.what, item.hint))
                    continue
                try:
                    text = item.text if item.data is None else decode_bytes(item.data, declared=item.declared)[0]
                except InputError as error:
                    result.skipped.append(Problem.of(shown_path(item.source), error))
                    continue
                doc = Document("", text or "")
                for linker, writer in zip(linkers, writers, strict=True):
                    writer.add(len(seen), linker.sketch(doc))
                part_of_file = item.source.is_record or bool(item.source.member)
                file = on_disk.get(item.source.path, "")
                seen.append(_Seen(shown_path(item.source), file, part_of_file, item.source.offset, len(doc.text)))
    return seen, writers


def _act(
    seen: Sequence[_Seen], goes: dict[int, int], out: str | None, move: bool, hard_link: bool, delete: bool, result: Result
) -> None:
    """Do with the files what was asked; records inside files are never touched."""
    if out is not None and not move:
        chosen = [n for n in range(len(seen)) if n not in goes]
    elif move or hard_link or delete:
        chosen = list(goes)
    else:
        return
    for n in chosen:
        one = seen[n]
        if one.record or not one.file:
            result.skipped.append(Problem(_name(one), "is part of a larger file", "use build, which drops records"))
            continue
        try:
            if out is not None:
                target = Path(out) / one.path
                if target.exists():
                    raise OutputError(f"{target} exists", hint="choose another --out")
                target.parent.mkdir(parents=True, exist_ok=True)
                if move:
                    shutil.move(one.file, target)
                else:
                    shutil.copy2(one.file, target)
            elif hard_link:
                if not _same_bytes(one.file, seen[goes[n]].file):
                    continue
                partial = f"{one.file}.corpuskit-link"
                os.link(seen[goes[n]].file, partial)
                os.replace(partial, one.file)  # noqa: PTH105 (names that are not Unicode)
            else:
                os.unlink(one.file)  # noqa: PTH108
        except OSError as error:
            result.problems.append(Problem(one.path, error.strerror or str(error), "check the permissions and the free space"))
            continue
        result.counts["files_changed"] += 1


def _same_bytes(a: str, b: str) -> bool:
    with open(a, "rb") as x, open(b, "rb") as y:  # noqa: PTH123
        while True:
            one, other = x.read(1 << 20), y.read(1 << 20)
            if one != other:
                return False
            if not one:
                return True
