"""The command `dedup`: which files and records are copies of others.

What lives here: listing duplicates of inputs that are no dataset yet, or between two of them, and, only where asked, copying,
moving, linking or deleting files. What never does: deciding what a copy is (steps.exact, steps.near) or who stays (engines.link).

A file goes as a whole; records inside a file are only listed. Nothing is deleted without `delete`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from corpuskit.commands.known import open_known, write_index
from corpuskit.commands.linking import link_known
from corpuskit.commands.outcome import Problem, Result, taken
from corpuskit.commands.outfolder import NO_MORE, unwritable, what_to_try
from corpuskit.commands.planning import parse_bound, workers_for
from corpuskit.commands.recipes import pipeline_of_text, steps_recipe
from corpuskit.commands.sketching import SHARD_BYTES, One, Seen, SketchTask, run_tasks, stem_of
from corpuskit.core.progress import Say, silent
from corpuskit.core.recipe import resolve, to_toml
from corpuskit.core.step import Linker, Step
from corpuskit.engines import make_engine
from corpuskit.engines.link import Links, rank
from corpuskit.engines.memory import Bound, under
from corpuskit.engines.sketches import SketchFiles
from corpuskit.errors import EXIT_FAILED, EXIT_USAGE, OutputError, TargetError, UsageError
from corpuskit.formats import readers
from corpuskit.steps import STEPS

__all__ = ["dedup"]


def dedup(
    paths: Sequence[str],
    out: str | None = None,
    method: str = "near",
    threshold: float = 0.8,
    keep: str = "longest",
    across: bool = False,
    against: Sequence[str] | None = None,
    index: str | None = None,
    move: bool = False,
    hard_link: bool = False,
    delete: bool = False,
    workers: int = 0,
    memory: str | None = None,
    text_key: str | None = None,
    progress: Say | None = None,
    stdin: BinaryIO | None = None,
) -> Result:
    """List the documents that are copies of others; each was verified against one that stays.

    across: only copies between different paths count, and those of the path given first stay. against: datasets and indexes
    whose documents stay whatever comes. index: a new folder for an index of what stays. With `out`: files that stay are copied
    there, or with `move` files that go are moved there. hard_link: byte-equal copies become hard links. delete: files that go
    are deleted. Raises UsageError for options that exclude each other.
    """
    bound = parse_bound(memory)
    say = under(bound, progress or silent)
    _demand(paths, out, method, across, index, move, hard_link, delete)
    result = Result("dedup", {"documents": 0, "duplicates": 0, "files_changed": 0})
    wanted: list[Any] = ["exact"] if method == "exact" else ["exact", ("near", {"threshold": threshold, "keep": keep})]
    found = steps_recipe(wanted)
    toml = to_toml(found, resolve(found, STEPS), locked=False)
    linkers = cast(list[Linker], pipeline_of_text(toml).linkers)
    with tempfile.TemporaryDirectory(prefix="corpuskit-") as name:
        work = Path(name)
        known = open_known(against, linkers, work) if against else None
        seen = _sketch(paths, toml, work, workers, bound, text_key, result, say, stdin, [out, index])
        result.counts["documents"] = len(seen)
        if not len(seen):
            if result.skipped:
                result.exit_code = EXIT_USAGE
            return result
        stems = [stem_of(work, n) for n in range(len(seen.rows))]
        names = [cast(Step, linker).name for linker in linkers]
        files = {one: SketchFiles([Path(f"{stem}.{one}") for stem in stems], seen.rows) for one in names}
        roots = seen.column("root").to_numpy()
        ranks, groups = _ranks(seen, keep, roots, across), roots if across else None
        with closing(make_engine("local", workers_for(seen.bytes, workers, bound), bound)) as runner:
            links = link_known(linkers, files, ranks, known, runner, work, groups, say)
        if index is not None:
            try:
                write_index(Path(index), linkers, files, seen.ids(links.goes))
            except OSError as error:
                raise unwritable(index, error) from error
        for its in files.values():
            its.close()
        _report(seen, links, known.ids if known is not None else None, result)
        _act(seen, links, out, move, hard_link, delete, result)
    return result


def _demand(
    paths: Sequence[str], out: str | None, method: str, across: bool, index: str | None, move: bool, hard_link: bool, delete: bool
) -> None:
    if move and out is None:
        raise UsageError("--move needs a folder", hint="--out DIR for what goes")
    if sum((move, hard_link, delete)) > 1:
        raise UsageError("--move, --hard-link and --delete exclude each other")
    if method not in ("exact", "near"):
        raise UsageError(f"unknown method {method!r}", hint="exact or near")
    if across and len(paths) < 2:
        raise UsageError("--across needs two paths or more", hint="corpuskit dedup --across A B")
    if index is not None and Path(index).exists():
        raise TargetError(f"{index} exists", hint="choose another folder for --index")


def _ranks(seen: Seen, keep: str, roots: Any, across: bool) -> Any:
    chars = seen.column("chars").to_numpy()
    published = seen.column("published").to_pylist() if keep == "newest" and not across else None
    return rank("source-priority" if across else keep, chars, np.zeros_like(chars), published, roots.astype(np.int64))


def _sketch(
    paths: Sequence[str], toml: str, work: Path, workers: int, bound: Bound | None, text_key: str | None, result: Result,
    say: Say, stdin: BinaryIO | None, outputs: Sequence[str | None],
) -> Seen:  # fmt: skip
    """Sketch all inputs into `work`."""
    inputs, found = readers.list_inputs(paths, stdin=stdin, spool=work, outputs=outputs)
    skipped, left_out = taken(found)
    result.skipped += skipped
    result.left_out += left_out
    total = sum(file.bytes for file in inputs)
    tasks = [SketchTask(n, shard, toml, str(work), text_key) for n, shard in enumerate(readers.plan(inputs, SHARD_BYTES))]
    done = 0

    def ended(task: SketchTask) -> None:
        nonlocal done
        done += task.shard.bytes
        say("reading", done, total, {})

    results = run_tasks(tasks, workers_for(total, workers, bound), bound, ended)
    for one in results:
        result.skipped += one.problems
    return Seen(work, results, total)


def _report(seen: Seen, links: Links, known: Any, result: Result) -> None:
    """The list of what goes and what stays."""
    pairs = []
    for one in links:
        stays = seen[one.stays].name if one.stays < len(seen) else f"known {bytes(known[one.stays - len(seen)]).decode('ascii')}"
        pairs.append({"goes": seen[one.goes].name, "stays": stays, "similarity": round(one.similarity, 4)})
    result.counts["duplicates"] = len(links)
    result.data["duplicates"] = pairs
    lines = ["alike  goes  =  stays"] if pairs else []
    lines += [f"{p['similarity']:.3f}  {p['goes']}  =  {p['stays']}" for p in pairs]
    lines.append(f"{len(links)} of {len(seen)} documents are copies of one that stays")
    result.data["text"] = "\n".join(lines)


def _act(seen: Seen, links: Links, out: str | None, move: bool, hard_link: bool, delete: bool, result: Result) -> None:
    """Do with the files what was asked; records inside files are never touched."""
    if out is not None and not move:
        gone = set(links.goes.tolist())
        for n in range(len(seen)):
            if n not in gone:
                _one(seen[n], lambda one: _put(one, Path(out), shutil.copy2), result)
    elif move and out is not None:
        for link in links:
            _one(seen[link.goes], lambda one: _put(one, Path(out), shutil.move), result)
    elif hard_link or delete:
        for link in links:
            stays = seen[link.stays] if link.stays < len(seen) else None
            _one(seen[link.goes], lambda one, stays=stays: _link(one, stays) if hard_link else _remove(one), result)  # type: ignore[misc]


def _one(one: One, act: Callable[[One], bool], result: Result) -> None:
    """Do it with one file; what cannot be done is a problem, and the others go on."""
    if one.record or not one.file:
        result.skipped.append(Problem(one.name, "is part of a larger file", "use build, which drops records"))
        return
    try:
        result.counts["files_changed"] += act(one)
    except OSError as error:
        if error.errno in NO_MORE:
            raise unwritable(f"the place for {one.name}", error) from error
        result.problems.append(Problem(one.name, error.strerror or str(error), what_to_try(error)))
        result.exit_code = EXIT_FAILED


def _put(one: One, out: Path, act: Callable[..., Any]) -> bool:
    target = out / one.name
    if target.exists():
        raise OutputError(f"{target} exists", hint="choose another --out")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        act(one.file, target)
    except BaseException:
        if os.path.exists(one.file):  # noqa: PTH110 (names that are not Unicode)
            target.unlink(missing_ok=True)  # half a copy must not pass for one
        raise
    return True


def _link(one: One, stays: One | None) -> bool:
    if stays is None or stays.record or not _same_bytes(one.file, stays.file):
        return False
    partial = f"{one.file}.corpuskit-link"
    os.link(stays.file, partial)
    os.replace(partial, one.file)  # noqa: PTH105 (names that are not Unicode)
    return True


def _remove(one: One) -> bool:
    os.unlink(one.file)  # noqa: PTH108
    return True


def _same_bytes(a: str, b: str) -> bool:
    with open(a, "rb") as x, open(b, "rb") as y:  # noqa: PTH123
        while True:
            one, other = x.read(1 << 20), y.read(1 << 20)
            if one != other:
                return False
            if not one:
                return True
