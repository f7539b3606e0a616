"""Who is a duplicate of whom, over the sketches and rows that the map tasks left.

What lives here: find_links() and link_known() over documents on disk, find_repeats() over their paragraphs, kept_ids(), and
read_batches() of a task's rows. What never does: comparing (engines/link.py), writing (finishing.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa

from corpuskit.commands.known import Known
from corpuskit.commands.maptask import MapResult, stem_of
from corpuskit.commands.repeats import Repeats
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.progress import Say, silent
from corpuskit.core.step import Linker, Step
from corpuskit.engines import Engine
from corpuskit.engines.link import Candidates, Links, link, rank
from corpuskit.engines.parted import link_parted
from corpuskit.engines.sketches import Ranges, SketchFiles
from corpuskit.steps.paragraphs import Paragraphs

__all__ = ["find_links", "find_repeats", "kept_ids", "link_known", "linkers_of", "opened_sketches", "read_batches"]


def read_batches(path: Path, columns: Sequence[str] | None = None) -> Any:
    """All batches of an Arrow file, mapped, one after the other."""
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(included_fields=_indices(path, columns)))
        for n in range(reader.num_record_batches):
            yield reader.get_batch(n)


def _indices(path: Path, columns: Sequence[str] | None) -> list[int]:
    if columns is None:
        return []
    with pa.memory_map(str(path)) as source:
        schema = pa.ipc.open_file(source).schema
    return sorted(schema.get_field_index(name) for name in columns)


def linkers_of(pipeline: Pipeline) -> list[Linker]:
    """The linkers of whole documents; that of paragraphs links parts."""
    return [cast(Linker, one) for one in pipeline.linkers if getattr(one, "of_documents", True)]


@contextmanager
def opened_sketches(work: Path, results: Sequence[MapResult], linkers: Sequence[object]) -> Iterator[dict[str, SketchFiles]]:
    """The sketches of all tasks, per linker."""
    rows = [r.rows for r in results]
    files = {
        name: SketchFiles([Path(f"{stem_of(work, r.key)}.{name}") for r in results], rows)
        for name in (cast(Step, linker).name for linker in linkers)
    }
    try:
        yield files
    finally:
        for one in files.values():
            one.close()


def find_links(
    work: Path, results: Sequence[MapResult], pipeline: Pipeline, runner: Engine, known: Known | None = None, say: Say = silent
) -> Links:
    """Who goes as a duplicate, and for whom; documents are numbered in input order over all tasks, after them those known."""
    total = sum(r.rows for r in results)
    linkers = linkers_of(pipeline)
    if not linkers or not total:
        return Links.none()
    keep = next((str(getattr(one, "keep")) for one in linkers if hasattr(one, "keep")), "longest")  # noqa: B009
    ranks = _ranks(keep, work, results, total)
    with opened_sketches(work, results, linkers) as files:
        return link_known(linkers, files, ranks, known, runner, work, say=say)


def link_known(
    linkers: Sequence[Linker], files: Mapping[str, SketchFiles], ranks: Any, known: Known | None, runner: Engine, work: Path,
    groups: Any = None, say: Say = silent,
) -> Links:  # fmt: skip
    """link() over documents on disk and, before them in rank, those known.

    What fits into one range of keys is done in this process; for more, the engine has tasks. It is closed afterwards.
    """
    total, older = len(ranks), len(known) if known is not None else 0
    sides = []
    for linker in linkers:
        name = cast(Step, linker).name
        theirs = known.files(name, total) if known is not None else SketchFiles([], [], total)
        sides.append((linker, (files[name], theirs)))
    if groups is not None:
        groups = np.concatenate((groups, np.full(older, -1, groups.dtype)))
    ranks = np.concatenate((ranks + older, np.arange(older)))
    if max(len(Ranges(its)) for _, its in sides) > 1:
        return link_parted(sides, ranks, runner, work, fixed=older, groups=groups, say=say)
    runner.close()
    parts = [Candidates(linker, Ranges(its), partial(_body, *its, total)) for linker, its in sides]
    try:
        return link(parts, ranks, fixed=older, groups=groups, say=say)
    finally:
        for _, (_, theirs) in sides:
            theirs.close()


def _body(mine: SketchFiles, theirs: SketchFiles, total: int, doc: int) -> bytes:
    return mine.body(doc) if doc < total else theirs.body(doc)


def find_repeats(work: Path, results: Sequence[MapResult], pipeline: Pipeline, links: Links) -> Repeats | None:
    """The paragraphs that stand more than once in what is kept, where the recipe asks for them."""
    step = next((one for one in pipeline.linkers if isinstance(one, Paragraphs)), None)
    total = sum(r.rows for r in results)
    if step is None or not total:
        return None
    kept = np.zeros(total, bool)
    kept[np.fromiter((number for number, _ in kept_ids(work, results, links)), np.int64)] = True
    with opened_sketches(work, results, [step]) as files:
        return Repeats(step, files[step.name], kept)


def kept_ids(work: Path, results: Sequence[MapResult], links: Links) -> Iterator[tuple[int, str]]:
    """(number, id) of every document that stays."""
    number = 0
    for result in results:
        for batch in read_batches(Path(f"{stem_of(work, result.key)}.docs.arrow"), ["id", "reason"]):
            stays = batch.column("reason").is_null().to_numpy(zero_copy_only=False).copy()
            stays[links.between(number, number + batch.num_rows).goes - number] = False
            kept = np.flatnonzero(stays)
            yield from zip((number + kept).tolist(), batch.column("id").take(pa.array(kept)).to_pylist(), strict=True)
            number += batch.num_rows


def _ranks(keep: str, work: Path, results: Sequence[MapResult], total: int) -> Any:
    """The rank of every document, from columns of the tasks' rows."""
    source = np.concatenate([np.repeat(*np.array(r.roots, np.int64).reshape(-1, 2).T) for r in results])
    chars, damage = np.zeros(total, np.int64), np.zeros(total, np.int64)
    published: list[str | None] | None = [] if keep == "newest" else None
    columns = ["chars", "damage", *(["published"] if published is not None else [])]
    at = 0
    for result in results:
        for batch in read_batches(Path(f"{stem_of(work, result.key)}.docs.arrow"), columns):
            end = at + batch.num_rows
            chars[at:end] = batch.column("chars").to_numpy(zero_copy_only=False)
            damage[at:end] = batch.column("damage").to_numpy(zero_copy_only=False)
            if published is not None:
                published += batch.column("published").to_pylist()
            at = end
    return rank(keep, chars, damage, published, source)
