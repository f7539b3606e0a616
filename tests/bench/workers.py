"""scripts/bench workers: what a second worker gives. scripts/bench memory: the peak of one large build under a bound.

Lives here: the runs and their lines. Never here: the input (tests/support/soak.py makes it from the fetched texts).

How it works: the same build, with one worker on one core and with two workers on two, turn by turn, each in processes of its own;
the best time of each counts, because whatever else the machine does only ever adds to one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support import soak

MB = 1_000_000
WANTED_RATIO = 1.5
TOLERATED = 1.1  # of the bound


def _build(source: Path, out: Path, *words: str, cores: set[int]) -> tuple[float, float]:
    """(wall seconds, peak MB of the process tree) of one build on these cores."""
    line = [sys.executable, "-m", "corpuskit", "build", str(source), "--out", str(out), "--quiet", *words]
    begun = time.monotonic()
    os.sched_setaffinity(0, cores)  # what is started now inherits it
    run = subprocess.Popen(line, start_new_session=True)
    _cores()
    peak, _, _ = soak.peak(run)
    seconds = time.monotonic() - begun
    shutil.rmtree(out)
    return seconds, peak


def _cores() -> list[int]:
    """All cores, whatever this process is pinned to."""
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    return sorted(os.sched_getaffinity(0))


def workers(size_bytes: int, rounds: int, recipe: str) -> int:
    """Print a line per build, and the ratio of the best; 1 when it is below WANTED_RATIO."""
    cores = _cores()
    best = {1: float("inf"), 2: float("inf")}
    with tempfile.TemporaryDirectory(prefix="corpuskit-bench-") as name:
        source = Path(name) / "in.jsonl"
        soak.make_input(source, size_bytes)
        for n in range(rounds):
            for count in (1, 2):
                words = ("--recipe", recipe, "--workers", str(count))
                seconds, peak = _build(source, Path(name) / "out" / "demo", *words, cores=set(cores[:count]))
                best[count] = min(best[count], seconds)
                print(f"round {n + 1}: {count} worker(s) {seconds:.1f} s, peak {peak:.0f} MB", flush=True)
        size = source.stat().st_size / MB
    ratio = best[1] / best[2]
    rates = f"{size / best[1]:.2f} and {size / best[2]:.2f} MB/s"
    print(f"workers: {size:.0f} MB, {recipe}: two are {ratio:.2f} times one ({rates}, best of {rounds}; wanted {WANTED_RATIO})")
    return int(ratio < WANTED_RATIO)


def memory(size_bytes: int, bound: str, bound_bytes: int, recipe: str) -> int:
    """Print the peak of one build under `bound`; 1 when it is above it by more than a tenth."""
    cores = _cores()
    with tempfile.TemporaryDirectory(prefix="corpuskit-bench-") as name:
        source = Path(name) / "in.jsonl"
        soak.make_input(source, size_bytes)
        size = source.stat().st_size / MB
        words = ("--recipe", recipe, "--memory", bound)
        seconds, peak = _build(source, Path(name) / "out" / "demo", *words, cores=set(cores))
    limit = TOLERATED * bound_bytes / MB
    print(f"memory: {size:.0f} MB, {recipe}, --memory {bound}: peak {peak:.0f} MB (at most {limit:.0f}), {seconds:.0f} s")
    return int(peak > limit)
