"""scripts/bench workers: what a second worker gives. scripts/bench memory: the peak of one large build under a bound.

Lives here: the runs and their lines. Never here: the input (tests/support/soak.py makes it from the fetched texts).

How it works: the same build, with one worker on one core and with two workers on two, turn by turn, each in processes of its own;
the best time of each counts, because whatever else the machine does only ever adds to one. Where other work takes the cores, the
wall clock says nothing, so the longest chain of CPU time is told too: that of the first process and of its busiest worker, which
is what the clock would show on a machine with nothing else to do. The exit code goes by the better of the two ratios.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support import soak

MB = 1_000_000
WANTED_RATIO = 1.5
TOLERATED = 1.1  # of the bound
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Run:
    """One build: wall seconds, CPU seconds of its longest chain of processes, peak MB of all processes."""

    seconds: float
    chain: float
    peak: float


def _build(source: Path, out: Path, *words: str, cores: set[int]) -> Run:
    """One build on these cores."""
    line = [sys.executable, "-m", "corpuskit", "build", str(source), "--out", str(out), "--quiet", *words]
    begun = time.monotonic()
    os.sched_setaffinity(0, cores)  # what is started now inherits it
    run = subprocess.Popen(line, start_new_session=True)
    cores()
    cpu: dict[int, float] = {}
    most = 0
    try:
        while run.poll() is None:
            held = list(soak.living(run.pid))
            most = max(most, sum(size for _, _, size in held))
            cpu |= {process: cpu_seconds(process) or cpu.get(process, 0.0) for process, _, _ in held}
            time.sleep(LOOK_SECONDS)
    finally:
        run.kill()  # where the bench itself was ended; workers leave by themselves
    if run.returncode:
        raise SystemExit(f"bench: a build ended with exit code {run.returncode}")
    seconds = time.monotonic() - begun
    shutil.rmtree(out)
    first = cpu.pop(run.pid)
    return Run(seconds, first + max(cpu.values(), default=0.0), most / MB)


def cpu_seconds(process: int) -> float:
    """What a process itself has used, without those that it waited for; 0.0 when it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cores() -> list[int]:
    """All cores, whatever this process is pinned to."""
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    return sorted(os.sched_getaffinity(0))


def workers(size_bytes: int, rounds: int, recipe: str) -> int:
    """Print a line per build, and the ratio of the best; 1 when it is below WANTED_RATIO."""
    all_cores = cores()
    runs: dict[int, list[Run]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory(prefix="corpuskit-bench-") as name:
        source = Path(name) / "in.jsonl"
        soak.make_input(source, size_bytes)
        for n in range(rounds):
            for count in (1, 2):
                words = ("--recipe", recipe, "--workers", str(count))
                one = _build(source, Path(name) / "out" / "demo", *words, cores=set(all_cores[:count]))
                runs[count].append(one)
                said = f"{one.seconds:.1f} s, chain of {one.chain:.1f} s of CPU, peak {one.peak:.0f} MB"
                print(f"round {n + 1}: {count} worker(s) {said}", flush=True)
        size = source.stat().st_size / MB
    wall, chain = (min(f(r) for r in runs[1]) / min(f(r) for r in runs[2]) for f in (lambda r: r.seconds, lambda r: r.chain))
    print(f"workers: {size:.0f} MB, {recipe}: two are {wall:.2f} times one by the clock, {chain:.2f} by the chain of CPU time")
    print(f"(best of {rounds} each; wanted {WANTED_RATIO})")
    return int(max(wall, chain) < WANTED_RATIO)


def memory(size_bytes: int, bound: str, bound_bytes: int, recipe: str) -> int:
    """Print the peak of one build under `bound`; 1 when it is above it by more than a tenth."""
    all_cores = cores()
    with tempfile.TemporaryDirectory(prefix="corpuskit-bench-") as name:
        source = Path(name) / "in.jsonl"
        soak.make_input(source, size_bytes)
        size = source.stat().st_size / MB
        words = ("--recipe", recipe, "--memory", bound)
        one = _build(source, Path(name) / "out" / "demo", *words, cores=set(all_cores))
    limit = TOLERATED * bound_bytes / MB
    print(f"memory: {size:.0f} MB, {recipe}, --memory {bound}: peak {one.peak:.0f} MB (at most {limit:.0f}), {one.seconds:.0f} s")
    return int(one.peak > limit)
