"""The command `build`: inputs to a dataset folder.

What lives here: the order of a build: plan, map on an engine, find duplicates, write, describe, check alarms, commit. What
never does: what happens to a document (mapping.py, steps), what files look like (formats).

Nothing of an older dataset is touched before the new one is complete beside it. Unfinished work stays in the work folder, task by
task, so the same command goes on where it stopped; it is removed after the commit.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpuskit import __version__
from corpuskit.commands.describing import about_run
from corpuskit.commands.dividing import parse_config_by
from corpuskit.commands.finishing import find_links, write_configs
from corpuskit.commands.mapping import MapResult, MapTask, map_shard, stem_of, task_key
from corpuskit.commands.outcome import Problem, Result
from corpuskit.commands.recipes import load_recipe
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.recipe import lock_text, resolve, to_toml
from corpuskit.core.report import Report
from corpuskit.engines import Failure, make_engine
from corpuskit.errors import GateError, InputError, InvariantError, OutputError, UsageError
from corpuskit.formats import folder, readers
from corpuskit.formats.describe import describe
from corpuskit.formats.parquet import KEEP_TYPES
from corpuskit.formats.report_figures import site_alarms
from corpuskit.formats.tokens import TOKENS, TokenCounter, token_counter
from corpuskit.steps import STEPS
from corpuskit.steps.decode import encodings_prior

__all__ = ["build"]

SHARD_BYTES = 8_000_000  # of input per map task: a second or so of work, so that progress is smooth and little is lost
SMALL_BYTES = 4_000_000  # inputs below need no second process: starting one costs more than it gives
PRIOR_FILES = 64  # files per folder whose heads are looked at
HEAD_BYTES = 8_192
KILLERS_MAX = 100  # documents left out because they killed workers, before the build gives up
MIN_MEMORY_BYTES = 500_000_000  # the parent alone, with pyarrow and NumPy, takes about 250 MB
BASE_BYTES = 200_000_000  # the parent while workers run: 150 MB where measured
WORKER_BYTES = 370_000_000  # one worker with its tables and one shard: 350 MB where measured

ProgressHook = Callable[[str, int, int, Mapping[str, int]], None]


@dataclass(frozen=True)
class _Plan:
    """What a build is going to do; resolved, checked, nothing written yet."""

    toml: str
    lock: str
    digest: str
    steps: tuple[object, ...]
    name: str
    keep: tuple[tuple[str, str], ...]
    shares: dict[str, float]
    inputs: list[Any]
    problems: list[Problem]
    workers: int
    total_bytes: int


def build(
    paths: Sequence[str],
    out: str,
    recipe: str | None = None,
    to: str | None = None,
    workers: int = 0,
    memory: str | None = None,
    text_key: str | None = None,
    keep_fields: str | None = None,
    split: Sequence[str] | None = None,
    config_by: str | None = None,
    tokens: str | None = None,
    card_info: str | None = None,
    templates: str | None = None,
    work: str | None = None,
    fresh: bool = False,
    strict: bool = False,
    engine: str = "local",
    progress: ProgressHook | None = None,
) -> Result:
    """Clean everything in `paths` and write the dataset folder `out`; an older dataset there stays whole until the new one is.

    recipe: a built-in name or a TOML file; to: script of the result (keep, hans, hant, tw, hk). workers: processes, 0 for one
    per core. memory: a size such as "2GB" for the whole process tree. keep_fields: "a,b:int", fields of records that become
    columns. split: ["validation=0.01"]. config_by: "lang" or "script", a config for each. tokens: a tokenizer.json, or the id
    of one in the Hub client's cache; its counts become a column. templates: a file of `rules --learn`.

    Returns counts; `skipped` names every input that was left out (exit code 4).
    Raises UsageError, RecipeError, InputError (nothing to read), OutputError (cannot write, or `out` is not ours), GateError.
    """
    say = progress or _silent
    parse_config_by(config_by)
    counter = token_counter(tokens)
    target = Path(out)
    folder.check_target(target)
    # A folder of our own inside --work: it is removed at the end, and nothing of the user's must be in it.
    work_folder = Path(work) / f"{target.name}.corpuskit-work" if work else target.absolute().parent / f".{target.name}.work"
    with folder.locked(work_folder, fresh=fresh):
        planned = _plan(paths, recipe, to, workers, memory, text_key, keep_fields, split, templates, work_folder)
        keep = _columns(planned, counter)
        results, problems, report = _map(planned, work_folder, text_key, engine, say)
        say("linking", 0, 0, {})
        links = find_links(work_folder, results, Pipeline(planned.steps))
        say("writing", 0, 0, {})
        with folder.replacing(target) as temporary:
            written = write_configs(
                temporary, work_folder, results, links, keep=keep, shares=planned.shares, config_by=config_by, tokens=counter,
                counts=report,
            )  # fmt: skip
            report.merge(written.report)
            alarms = _alarms(report)
            if alarms and strict:
                raise GateError(alarms[0].line, hint="nothing was written; look at it without --strict, or change the recipe")
            about = about_run(
                target.name, written.shards, report, recipe_name=planned.name, recipe_digest=planned.digest,
                recipe_lock=planned.lock, steps=planned.steps, inputs=planned.inputs, skipped=problems, keep=keep,
                card_info=card_info, options=_options(planned, text_key, config_by, counter),
            )  # fmt: skip
            describe(temporary, about, target)
        folder.discard(work_folder)
    return _result(target, report, problems, alarms)


def _result(target: Path, report: Report, problems: list[Problem], alarms: list[Problem]) -> Result:
    docs = report.section("documents").get("all", {})
    chars = report.section("characters").get("all", {})
    kept = report.section("kept").get("all", {})
    counts = {f"documents_{fate}": docs.get(fate, 0) for fate in ("in", "kept", "dropped", "duplicate", "failed")}
    counts |= {f"characters_{name}": chars.get(name, 0) for name in ("in", "removed", "inserted", "out")}
    counts["characters_kept"] = kept.get("characters", 0)
    counts["edits"] = sum(row.get("edits", 0) for row in report.section("steps").values())
    result = Result("build", counts, skipped=problems, problems=alarms, data={"out": str(target)})
    if docs.get("failed"):
        result.exit_code = InvariantError.exit_code
    return result


def _columns(plan: _Plan, counter: TokenCounter | None) -> tuple[tuple[str, str], ...]:
    """The columns beside our own, with that of the tokens."""
    if counter is None:
        return plan.keep
    if any(name == TOKENS for name, _ in plan.keep):
        raise UsageError(f"--keep {TOKENS} and --tokens make the same column", hint="leave that field in `extra`")
    return (*plan.keep, (TOKENS, "int"))


def _options(plan: _Plan, text_key: str | None, config_by: str | None, counter: TokenCounter | None) -> dict[str, Any]:
    """What decides the rows beside recipe and inputs, for the manifest."""
    out: dict[str, Any] = {"text_key": text_key, "split": plan.shares, "config_by": config_by}
    if counter is not None:
        out["tokens"] = {"name": counter.name, "sha256": counter.sha256}
    return {name: value for name, value in out.items() if value}


def _silent(stage: str, done: int, total: int, counts: Mapping[str, int]) -> None:
    """No progress wanted."""


def _plan(
    paths: Sequence[str],
    recipe: str | None,
    to: str | None,
    workers: int,
    memory: str | None,
    text_key: str | None,
    keep_fields: str | None,
    split: Sequence[str] | None,
    templates: str | None,
    work: Path,
) -> _Plan:
    found = load_recipe(recipe, to=to)
    if templates is not None:
        try:
            found = found.with_params("strip", templates=Path(templates).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"--templates {templates}: {error}", hint="`corpuskit rules --learn` makes such a file") from None
    steps = resolve(found, STEPS)
    Pipeline(steps)  # refuses a wrong order before anything is read
    lock, digest = lock_text(found, steps)
    inputs, raw_problems = readers.list_inputs(paths, stdin=sys.stdin.buffer if "-" in paths else None, spool=work)
    problems = [Problem(p.path, p.what, p.hint) for p in raw_problems]
    if not inputs:
        if problems:
            raise InputError(problems[0].line)
        raise InputError("there is nothing to read", hint="give files, folders, globs, or - for standard input")
    total = sum(file.bytes for file in inputs)
    cores = os.cpu_count() or 1
    count = workers or min(cores, max(1, total // SMALL_BYTES))
    if memory:
        count = max(1, min(count, (parse_size(memory) - BASE_BYTES) // WORKER_BYTES))
    return _Plan(
        to_toml(found, steps, locked=False), lock, digest, steps, found.name, parse_keep(keep_fields), parse_split(split),
        inputs, problems, count, total,
    )  # fmt: skip


def _map(
    plan: _Plan, work: Path, text_key: str | None, engine: str, say: ProgressHook
) -> tuple[list[MapResult], list[Problem], Report]:
    """Run the map tasks; every task's result in input order, all problems, and the counts of all tasks."""
    shards = readers.plan(plan.inputs, SHARD_BYTES)
    priors = _priors(plan.inputs)
    tasks = {}
    for n, shard in enumerate(shards):
        folders = {part.file.relative.rpartition("/")[0] for part in shard.parts}
        known = tuple((folder, found) for folder, found in priors if folder in folders)
        key = task_key(plan.digest, __version__, shard, plan.keep, text_key, known)
        tasks[n] = MapTask(n, shard, plan.toml, str(work), key, plan.keep, text_key, known)
    (work / "map").mkdir(parents=True, exist_ok=True)
    results: dict[int, MapResult] = {}
    report = Report()
    done_bytes = left_out = 0
    runner = make_engine(engine, plan.workers)
    try:
        todo = list(tasks.items())
        while todo:
            again = []
            for ended in runner.run(map_shard, todo):
                task = tasks[ended.index]
                if isinstance(ended, Failure):
                    left_out += 1
                    tasks[ended.index] = _without_killer(task, ended, work, left_out)
                    again.append((ended.index, tasks[ended.index]))
                    continue
                results[ended.index] = ended.result
                report.merge(ended.result.report)
                ended.result.report = Report()  # one for all tasks is enough
                done_bytes += task.shard.bytes
                say("cleaning", done_bytes, plan.total_bytes, _so_far(report))
            todo = again
    finally:
        runner.close()
    ordered = [results[n] for n in sorted(results)]
    return ordered, plan.problems + [p for r in ordered for p in r.problems], report


def _so_far(report: Report) -> dict[str, int]:
    """What a progress line says."""
    counts = {fate: report.get("documents", "all", fate) for fate in ("kept", "dropped")}
    return {**counts, "repaired": report.get("steps", "repair", "documents")}


def _priors(inputs: Sequence[Any]) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    """What the files of each folder certainly are, from the heads of its first files: a hint for files that are not certain."""
    by_folder: dict[str, list[str]] = {}
    for file in inputs:
        held = by_folder.setdefault(file.relative.rpartition("/")[0], [])
        if file.kind == "text" and not file.compression and len(held) < PRIOR_FILES:
            held.append(file.path)
    found = []
    for name, paths in sorted(by_folder.items()):
        counts = encodings_prior(_head(path) for path in paths) if len(paths) > 1 else {}
        if set(counts) - {"utf-8"}:  # a folder of UTF-8 files needs no hint: UTF-8 proves itself
            found.append((name, tuple(sorted(counts.items()))))
    return found


def _head(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (a name that is not Unicode)
            return file.read(HEAD_BYTES)
    except OSError:
        return b""


def _without_killer(task: MapTask, failure: Failure, work: Path, left_out: int) -> MapTask:
    """The same task without the document that it stopped at. Raises what the failure means when no document is to blame."""
    if failure.error.startswith(("OutputError", "OSError", "ArrowException", "IOError", "ArrowIOError")):
        raise OutputError(f"the work folder cannot be written: {failure.error}", hint="free disk space, or choose another --work")
    journal = stem_of(work, task.index).with_suffix(".at")
    try:
        number = int(journal.read_bytes())
    except (OSError, ValueError):
        raise InvariantError(f"a map task failed outside any document: {failure.error}") from None
    if number in task.skip or left_out >= KILLERS_MAX:
        raise InvariantError(f"a map task fails again and again: {failure.error}")
    return replace(task, skip=task.skip | {number}, key=task.key + f"-{number}")


def parse_size(text: str) -> int:
    """Bytes from "500MB", "2GB", "1.5g". Raises UsageError."""
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)i?b?\s*", text.lower())
    if not match:
        raise UsageError(f"--memory {text!r} is no size", hint="for example 500MB or 2GB")
    size = int(float(match[1]) * 1000 ** " kmgt".index(match[2] or " "))
    if size < MIN_MEMORY_BYTES:
        raise UsageError(f"--memory {text!r} is too small", hint=f"at least {MIN_MEMORY_BYTES // 1_000_000}MB")
    return size


def parse_keep(text: str | None) -> tuple[tuple[str, str], ...]:
    """(("a", "string"), ("b", "int")) from "a,b:int". Raises UsageError."""
    out = []
    for part in (text or "").split(","):
        name, _, kind = part.strip().partition(":")
        kind = kind or "string"
        if kind not in KEEP_TYPES:
            raise UsageError(f"--keep {part!r}: unknown type {kind!r}", hint=f"one of {', '.join(KEEP_TYPES)}")
        if name:
            out.append((name, kind))
    return tuple(out)


def parse_split(split: Sequence[str] | None) -> dict[str, float]:
    """{"validation": 0.01} from ["validation=0.01"]. Raises UsageError."""
    shares = {}
    for one in split or ():
        name, _, share = one.partition("=")
        if not re.fullmatch(r"\w+(\.\w+)*", name) or name == "train":
            raise UsageError(
                f"--split {one!r}: {name!r} cannot name a split", hint="letters, digits and _; not train, it is the rest"
            )
        try:
            shares[name] = float(share)
        except ValueError:
            raise UsageError(f"--split {one!r} has no share", hint="for example validation=0.01") from None
        if not 0 < shares[name] < 1:
            raise UsageError(f"--split {one!r}: the share must lie between 0 and 1")
    if sum(shares.values()) >= 1:
        raise UsageError("the splits leave nothing for train", hint="their shares must add up to less than 1")
    return shares


def _alarms(report: Report) -> list[Problem]:
    """Sites that lost an abnormal share of their text, from whole-run totals."""
    hint = "look at reports/report.html; a rule may be too greedy here"
    return [Problem(f"site {site}", lost, hint) for site, lost in site_alarms(report)]
