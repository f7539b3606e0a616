"""The command `build`: inputs to a dataset folder.

What lives here: the order of a build: plan, map on an engine, find duplicates, write, describe, check alarms, commit. What
never does: what happens to a document (mapping.py, steps), what files look like (formats).

Nothing of an older dataset is touched before the new one is complete beside it. Unfinished work stays in the work folder, task by
task, so the same command goes on where it stopped; it is removed after the commit.

build() is long, because two thirds of it are its parameters and what they mean; the rest is the order of a build in one place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from corpuskit import __version__
from corpuskit.commands import workfolder
from corpuskit.commands.describing import about_run, created_of
from corpuskit.commands.dividing import parse_config_by
from corpuskit.commands.finishing import write_configs
from corpuskit.commands.hints import priors
from corpuskit.commands.known import Known, open_known, write_index
from corpuskit.commands.linking import find_links, find_repeats, kept_ids, linkers_of, opened_sketches
from corpuskit.commands.mapping import map_shard, stopped_at, stopped_number
from corpuskit.commands.maptask import MapResult, MapTask, task_key
from corpuskit.commands.outcome import Problem, Result
from corpuskit.commands.planning import Plan, make_plan
from corpuskit.commands.sharing import parse_share, shared_result
from corpuskit.commands.workfolder import Work
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.progress import Say, silent
from corpuskit.core.report import Report
from corpuskit.engines import DISK_ERRORS, REMOTE, Engine, Failure, make_engine
from corpuskit.engines.index import FOLDER as INDEX
from corpuskit.engines.link import Links
from corpuskit.engines.memory import under
from corpuskit.errors import GateError, InvariantError, OutputError, RemoteError, UsageError
from corpuskit.formats import readers
from corpuskit.formats.about import read_card_info
from corpuskit.formats.describe import describe
from corpuskit.formats.readers.listing import escaped
from corpuskit.formats.readers.ranged import each, version_of
from corpuskit.formats.readers.types import InputFile
from corpuskit.formats.report_figures import ALARM_RATIO, site_alarms
from corpuskit.formats.store import is_stored, local_path
from corpuskit.formats.target import target_of
from corpuskit.formats.tokens import TOKENS, TokenCounter, token_counter

__all__ = ["build"]

SHARD_BYTES = 8_000_000  # of input per map task: a second or so of work, so that progress is smooth and little is lost
_ERRNO = re.compile(r"\[Errno \d+\] ")
KILLERS_MAX = 100  # documents left out because they killed workers, before the build gives up


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
    prefer: str | None = None,
    paragraphs: str | None = None,
    against: Sequence[str] | None = None,
    work: str | None = None,
    fresh: bool = False,
    shard: str | None = None,
    incremental: bool = False,
    alarm: float = ALARM_RATIO,
    strict: bool = False,
    engine: str = "local",
    address: str | None = None,
    progress: Say | None = None,
    stdin: BinaryIO | None = None,
    epoch: str | None = None,
) -> Result:
    """Clean everything in `paths` and write the dataset folder `out`; an older dataset there stays whole until the new one is.

    recipe: a built-in name or a TOML file; to: script of the result (keep, hans, hant, tw, hk). workers: processes, 0 for one
    per core. memory: a size such as "2GB" for the whole process tree. keep_fields: "a,b:int", fields of records that become
    columns. split: ["validation=0.01"]. config_by: "lang" or "script", a config for each. tokens: a tokenizer.json, or the id
    of one in the Hub client's cache; its counts become a column. templates: a file of `rules --learn`.

    prefer: which of two copies stays (longest, first, newest, cleanest, source-priority). paragraphs: what happens to repeated
    ones (report, keep-first, cut). against: datasets and indexes whose documents never come in again. shard: "3/8", to clean only
    that part of the inputs into the work folder, for a build without it that makes the dataset. incremental: finished
    work stays beside the dataset, so that the next build only reads inputs that are new or changed; its result is that of a
    full build. alarm: the share of its text or documents that a site may lose. engine: local or ray; address: of a running Ray
    cluster, whose machines see the inputs and the work folder under the same paths. stdin: what "-" reads. epoch: the value of
    SOURCE_DATE_EPOCH; without it no date stands in the dataset.

    Returns counts; `skipped` names every input that was left out (exit code 4).
    Raises UsageError, RecipeError, InputError (nothing to read), OutputError (cannot write, or `out` is not ours), GateError.
    """
    say = progress or silent
    parse_config_by(config_by)
    counter = token_counter(tokens)
    info, created = read_card_info(Path(card_info) if card_info else None), created_of(epoch)  # a slip there is told at once
    target = target_of(out)
    target.check()
    share = parse_share(shard, paths, work or out, fresh)
    with workfolder.opened(out, work, fresh=fresh, shared=share is not None) as work_folder:
        local = work_folder.local
        say = work_folder.watched(say)
        plan = make_plan(
            paths, recipe=recipe, to=to, prefer=prefer, paragraphs=paragraphs, workers=workers, memory=memory,
            keep_fields=keep_fields, split=split, templates=templates, out=out, work=local, stdin=stdin,
        )  # fmt: skip
        say = under(plan.bound, say)
        keep = _columns(plan, counter)
        pipeline = Pipeline(plan.steps)
        tasks = _tasks(plan, work_folder, text_key)
        known = open_known(against, linkers_of(pipeline), local) if against and share is None else None
        with closing(make_engine(engine, workers if address else plan.workers, plan.bound, address)) as runner:
            if share is not None:
                with work_folder.claimed(share.span(len(tasks))):
                    results, problems, report = _map(plan, share.of(tasks), runner, say)
                return shared_result(target.shown, share, report, len(results), problems, plan.left_out)
            results, problems, report = _map(plan, tasks, runner, say)
            problems = plan.problems + problems
            work_folder.gather(results)
            links = _links(plan, work_folder, results, pipeline, runner, known, say)
        problems += _changed(plan.inputs)
        repeats = find_repeats(local, results, pipeline, links)
        with target.replacing(local) as temporary:
            written = write_configs(
                temporary, local, results, links, keep=keep, shares=plan.shares, config_by=config_by, tokens=counter,
                counts=report, known=known, repeats=repeats, say=say,
            )  # fmt: skip
            report.merge(written.report)
            alarms = _alarms(report, alarm)
            if alarms and strict:
                raise GateError(alarms[0].line, hint="nothing was written; look at it without --strict, or change the recipe")
            say("describing", 0, 0, {})
            _index(temporary, local, results, links, pipeline)
            about = about_run(
                target.name, written.shards, report, recipe_name=plan.name, recipe_digest=plan.digest,
                recipe_lock=plan.lock, steps=plan.steps, inputs=plan.inputs,
                skipped=[_below(problem, paths) for problem in problems], keep=keep, info=info,
                options=_options(plan, text_key, config_by, counter, known), created=created,
            )  # fmt: skip
            describe(temporary, about, target.previous(local))
        if incremental:
            work_folder.keep({result.key for result in results})
        else:
            work_folder.discard()
    result = _result(target.shown, report, problems, alarms)
    result.left_out = plan.left_out
    return result


def _below(problem: Problem, paths: Sequence[str]) -> Problem:
    """The problem as a dataset tells it: its place below the input that was given, as the paths of documents are."""
    where = problem.where
    for given in sorted((escaped(local_path(path)) for path in paths), key=len, reverse=True):
        root = given.rstrip("/")
        if root and where.startswith(root) and where[len(root) :][:1] in ("", "/", ":", "!"):
            rest = where[len(root) :]
            return replace(problem, where=rest[1:] if rest.startswith("/") else PurePath(root).name + rest)
    return replace(problem, where=PurePath(where).name) if where.startswith("/") or is_stored(where) else problem


def _changed(inputs: Sequence[InputFile]) -> list[Problem]:
    """The inputs that are no longer what they were when the build looked at them: some of it may be old, some new."""
    found = []
    for file, now in zip(inputs, each(inputs, version_of), strict=True):
        if now is None or now != (file.bytes, file.changed_ns or now[1]):
            what = "changed while it was read" if now is not None else "went away while the build ran"
            found.append(Problem(file.relative, what, "build again, when nothing writes to it"))
    return found


def _index(temporary: Path, work: Path, results: Sequence[MapResult], links: Links, pipeline: Pipeline) -> None:
    """Write the index of the documents that stay, so that later builds can be compared with this one."""
    linkers = linkers_of(pipeline)
    if linkers:
        with opened_sketches(work, results, linkers) as files:
            write_index(temporary / INDEX, linkers, files, kept_ids(work, results, links))


def _result(shown: str, report: Report, problems: list[Problem], alarms: list[Problem]) -> Result:
    docs = report.section("documents").get("all", {})
    chars = report.section("characters").get("all", {})
    kept = report.section("kept").get("all", {})
    counts = {f"documents_{fate}": docs.get(fate, 0) for fate in ("in", "kept", "dropped", "duplicate", "failed")}
    counts |= {f"characters_{name}": chars.get(name, 0) for name in ("in", "removed", "inserted", "out")}
    counts["characters_kept"] = kept.get("characters", 0)
    counts["edits"] = sum(row.get("edits", 0) for row in report.section("steps").values())
    result = Result("build", counts, skipped=problems, problems=alarms, data={"out": shown})
    if not counts["documents_kept"]:
        read = counts["documents_in"]
        why = f"{read:,} were read: {counts['documents_dropped']:,} dropped, {counts['documents_duplicate']:,} duplicates"
        hint = "`corpuskit report` says by which rules" if read else "see what was skipped"
        result.problems.append(Problem(shown, f"no document was kept; {why if read else 'none could be read'}", hint))
    if docs.get("failed"):
        result.exit_code = InvariantError.exit_code
    return result


def _columns(plan: Plan, counter: TokenCounter | None) -> tuple[tuple[str, str], ...]:
    """The columns beside our own, with that of the tokens."""
    if counter is None:
        return plan.keep
    if any(name == TOKENS for name, _ in plan.keep):
        raise UsageError(f"--keep {TOKENS} and --tokens make the same column", hint="leave that field in `extra`")
    return (*plan.keep, (TOKENS, "int"))


def _options(
    plan: Plan, text_key: str | None, config_by: str | None, counter: TokenCounter | None, known: Known | None
) -> dict[str, Any]:
    """What decides the rows beside recipe and inputs, for the manifest."""
    out: dict[str, Any] = {"text_key": text_key, "split": plan.shares, "config_by": config_by}
    if counter is not None:
        out["tokens"] = {"name": counter.name, "sha256": counter.sha256}
    if known is not None:
        out["against"] = {"documents": len(known), "sha256": sha256(known.ids.tobytes()).hexdigest()}
    return {name: value for name, value in out.items() if value}


def _tasks(plan: Plan, work: Work, text_key: str | None) -> dict[int, MapTask]:
    """The map tasks by their numbers, in input order: the same for every command with these inputs and options."""
    hints = priors(plan.inputs)
    tasks = {}
    for n, shard in enumerate(readers.plan(plan.inputs, SHARD_BYTES)):
        folders = {part.file.relative.rpartition("/")[0] for part in shard.parts}
        known = tuple((folder, found) for folder, found in hints if folder in folders)
        key = task_key(plan.digest, __version__, shard, plan.keep, text_key, known)
        tasks[n] = MapTask(n, shard, plan.toml, work.place, key, plan.keep, text_key, known)
    (work.local / "map").mkdir(parents=True, exist_ok=True)
    return tasks


def _map(plan: Plan, tasks: dict[int, MapTask], runner: Engine, say: Say) -> tuple[list[MapResult], list[Problem], Report]:
    """Run map tasks; every task's result in input order, their problems, and the counts of all of them."""
    results: dict[int, MapResult] = {}
    report = Report()
    done_bytes = left_out = 0
    total_bytes = sum(task.shard.bytes for task in tasks.values())
    todo = list(tasks.items())
    while todo:
        again = []
        for ended in runner.run(map_shard, todo):
            task = tasks[ended.index]
            if isinstance(ended, Failure) and ended.short_of_memory and plan.bound is not None:
                raise plan.bound.error(f"cleaning {stopped_at(task)}")
            if isinstance(ended, Failure):
                left_out += 1
                tasks[ended.index] = _without_killer(task, ended, left_out)
                again.append((ended.index, tasks[ended.index]))
                continue
            results[ended.index] = ended.result
            report.merge(ended.result.report)
            ended.result.report = Report()  # one for all tasks is enough
            done_bytes += task.shard.bytes
            say("cleaning", done_bytes, total_bytes, _so_far(report))
        todo = again
    ordered = [results[n] for n in sorted(results)]
    return ordered, [p for r in ordered for p in r.problems], report


def _links(
    plan: Plan, work: Work, results: Sequence[MapResult], pipeline: Pipeline, runner: Engine, known: Known | None, say: Say
) -> Links:
    """find_links() on the engine, where its machines see the folder; what was fetched from a store only this one does."""
    if not work.stored or runner.name not in REMOTE:
        return find_links(work.local, results, pipeline, runner, known, say)
    runner.close()
    with closing(make_engine("local", plan.workers, plan.bound)) as here:
        return find_links(work.local, results, pipeline, here, known, say)


def _so_far(report: Report) -> dict[str, int]:
    """What a progress line says."""
    counts = {fate: report.get("documents", "all", fate) for fate in ("kept", "dropped")}
    return {**counts, "repaired": report.get("steps", "repair", "documents")}


def _without_killer(task: MapTask, failure: Failure, left_out: int) -> MapTask:
    """The same task without the document that it stopped at. Raises what the failure means when no document is to blame."""
    if failure.error.startswith(DISK_ERRORS):
        hint = "free disk space, or choose another --work, and run the same command again; on a cluster all machines must see it"
        said = failure.error.partition(": ")[2] or failure.error
        raise OutputError(f"the work folder {task.work} cannot be written: {_ERRNO.sub('', said)}", hint=hint)
    if failure.error.startswith("RemoteError"):
        raise RemoteError(failure.error.partition(": ")[2], hint="run the same command again; it goes on with what is done")
    number = stopped_number(task)
    if number is None:
        raise InvariantError(f"a map task failed outside any document: {failure.error}")
    if number in task.skip or left_out >= KILLERS_MAX:
        raise InvariantError(f"a map task fails again and again: {failure.error}")
    return replace(task, skip=task.skip | {number}, key=task.key + f"-{number}")


def _alarms(report: Report, share: float) -> list[Problem]:
    """Sites that lost an abnormal share of their text or documents, from whole-run totals."""
    hint = "look at reports/report.html; a rule may be too greedy here"
    return [Problem(f"site {site}", lost, hint) for site, lost in site_alarms(report, share)]
