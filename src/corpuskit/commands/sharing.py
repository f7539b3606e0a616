"""`build --shard I/N`: one of several commands that clean the same inputs, each its part, in one work folder.

What lives here: Share, parse_share(), and what such a command tells. What never does: cleaning, and keeping two commands out of
each other's tasks (workfolder.py).

How it works: every command plans all tasks in the same way and takes a run of them. Their files and markers are those of an
undivided build, so the same command without --shard finds them done, does what is missing, and goes on to the dataset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpuskit.commands.outcome import Problem, Result
from corpuskit.core.report import Report
from corpuskit.errors import UsageError
from corpuskit.formats.store import is_stored

__all__ = ["Share", "parse_share", "shared_result"]


@dataclass(frozen=True)
class Share:
    """Part `number`, from 1, of `count`."""

    number: int
    count: int

    def span(self, tasks: int) -> range:
        """Which of so many tasks are its own. The spans of all numbers are disjoint and cover all tasks."""
        return range(tasks * (self.number - 1) // self.count, tasks * self.number // self.count)

    def of(self, tasks: Mapping[int, Any]) -> dict[int, Any]:
        """Its own among tasks numbered from 0."""
        return {n: tasks[n] for n in self.span(len(tasks))}

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def parse_share(text: str | None, paths: Sequence[str], work: str, fresh: bool) -> Share | None:
    """Share(3, 8) from "3/8". work: where unfinished work goes. Raises UsageError."""
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text.strip())
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(f"--shard {text!r} is no part", hint="I/N with I from 1 to N, for example 3/8")
    if "-" in paths:
        raise UsageError("--shard with standard input", hint="each part reads all inputs: give files that all of them see")
    if fresh:
        raise UsageError("--shard with --fresh", hint="the work folder is that of all parts: remove it before the first begins")
    if is_stored(work):
        raise UsageError(f"--shard with a work folder in a store ({work})", hint="give --work a path that all machines share")
    return Share(int(match[1]), int(match[2]))


def shared_result(out: str, share: Share, report: Report, tasks: int, problems: list[Problem], left_out: list[Problem]) -> Result:
    """What the command of one part tells: what was cleaned. Which documents are copies is not known yet."""
    docs = report.section("documents").get("all", {})
    counts = {"tasks": tasks} | {f"documents_{fate}": docs.get(fate, 0) for fate in ("in", "kept", "dropped", "failed")}
    return Result("build", counts, skipped=problems, left_out=left_out, data={"out": out, "shard": str(share)})
