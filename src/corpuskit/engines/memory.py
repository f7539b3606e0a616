"""A bound for the resident memory of this process and all its descendants.

What lives here: resident(), Bound, and under(), which watches the stages that run in this process. What never does: choosing
what to do about a worker that holds too much (local.py does).

Resident bytes of all processes are added up, so pages that they share count for each: the sum is never too small. A stage in
this process is looked at when it tells its progress, and ended there with an error that says what to do; it keeps no more
between two words of progress than one range of keys, one task's rows, or one batch.

Weak: without /proc (other systems than Linux) nothing can be seen, so the bound only decides how many workers there are.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpuskit.core.progress import Say
from corpuskit.errors import MemoryBoundError

__all__ = ["Bound", "resident", "under"]

LOOK_SECONDS = 0.03  # adding up costs one or two milliseconds; a process may take a gigabyte in a second
TASK_BYTES = 370_000_000  # one worker with its tables and one shard: 350 MB where measured
PROC = Path("/proc")
OF_ENGINES = ("cleaning", "reading", "pairing", "verifying")  # stages that an engine bounds


@dataclass(frozen=True, slots=True)
class Bound:
    """What `--memory` allows, in bytes; `typed` is how it was said."""

    bytes: int
    typed: str

    def error(self, what: str) -> MemoryBoundError:
        """What is raised when `what` does not fit."""
        return MemoryBoundError(
            f"{what} does not fit into --memory {self.typed}",
            hint="finished work is kept: run the same command again with a larger --memory",
        )


def resident(root: int) -> dict[int, int]:
    """Resident bytes of a process and of its descendants, by process; empty where the system does not tell."""
    page = os.sysconf("SC_PAGE_SIZE")
    parents: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for name in os.listdir(PROC) if PROC.is_dir() else ():  # noqa: PTH208 (a tenth of the time)
        if not name.isdecimal():
            continue
        try:
            with open(f"{PROC}/{name}/stat", "rb", buffering=0) as file:  # noqa: PTH123 (a third of the time)
                fields = file.read(1024).rpartition(b")")[2].split(None, 23)
        except OSError:  # it has ended meanwhile
            continue
        parents[int(name)], sizes[int(name)] = int(fields[1]), int(fields[21]) * page
    return {process: size for process, size in sizes.items() if _descends(process, root, parents)}


def _descends(process: int, root: int, parents: Mapping[int, int]) -> bool:
    while process != root and process in parents:
        process = parents[process]
    return process == root


def under(bound: Bound | None, say: Say) -> Say:
    """The hook, looking at the memory of all processes when it is called. It raises MemoryBoundError when there is too much."""
    if bound is None:
        return say
    looked = 0.0

    def watched(stage: str, done: int, total: int, counts: Mapping[str, int], /) -> None:
        nonlocal looked
        say(stage, done, total, counts)
        if time.monotonic() - looked >= LOOK_SECONDS and stage not in OF_ENGINES:
            looked = time.monotonic()
            if sum(resident(os.getpid()).values()) > bound.bytes:
                raise bound.error(f"the stage {stage!r}")

    return watched
