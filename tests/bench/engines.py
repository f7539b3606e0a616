"""scripts/bench engines: what Ray costs on one machine, where the local engine does the same.

Lives here: the runs and their lines. Never here: the input (tests/support/soak.py makes it from the fetched texts).

How it works: the same build with each engine in turn, on the same cores with as many workers, each in a network namespace that
has only loopback. The clock runs from the start of the program to its end, the start of Ray among it; CPU time is that of the
program and of all that it started. Each ratio is that of the best of --rounds; that of CPU time is told because other work that
takes the cores looks like a slow engine by the clock. The exit code goes by the better of the two.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from tests.bench import figures
from tests.bench.workers import cores, cpu_seconds
from tests.support import loopback, soak

MB = 1_000_000
WANTED_RATIO = 2.5
BUILD_SECONDS = 900
LOOK_SECONDS = 0.1


def _build(source: Path, out: Path, *words: str) -> tuple[float, float, str]:
    """(seconds, CPU seconds, digest of the dataset) of one build."""
    line = [sys.executable, "-m", "corpuskit", "build", str(source), "--out", str(out), "--quiet", *words]
    before = _of_children()
    begun = time.monotonic()
    run = subprocess.Popen(loopback.words(line), start_new_session=True)
    cpu: dict[int, float] = {}
    try:
        while run.poll() is None:
            for process, _, _ in soak.living(run.pid):
                cpu[process] = cpu_seconds(process) or cpu.get(process, 0.0)
            if time.monotonic() - begun > BUILD_SECONDS:
                raise SystemExit(f"bench: a build took longer than {BUILD_SECONDS} s")
            time.sleep(LOOK_SECONDS)
    finally:
        run.kill()  # where the bench itself was ended; workers leave by themselves
    seconds = time.monotonic() - begun
    if run.returncode:
        raise SystemExit(f"bench: a build ended with exit code {run.returncode}")
    digest = sha256()
    for name, one in sorted(soak.digests(out).items()):
        digest.update(f"{name} {one}\n".encode())
    shutil.rmtree(out)
    # processes that Ray started are not waited for by ours, so that the system does not add up their time for us
    return seconds, max(_of_children() - before, sum(cpu.values())), digest.hexdigest()


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def engines(size_bytes: int, rounds: int, recipe: str, only: str | None = None, save: bool = False) -> int:
    """Print a line per build, and the ratio; 1 when it is above WANTED_RATIO or the bytes differ. save: keep the figures."""
    if not loopback.allowed():
        print("NOT RUN  engines: a network namespace with only loopback is not allowed here (unshare --net)")
        return 0
    count = len(cores())
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in ("local", "ray") if only in (None, name)}
    found = set()
    with tempfile.TemporaryDirectory(prefix="corpuskit-bench-") as name:
        source = Path(name) / "in.jsonl"
        soak.make_input(source, size_bytes)
        for n in range(rounds):
            for engine, its in runs.items():
                words = ("--recipe", recipe, "--workers", str(count), "--engine", engine)
                seconds, cpu, digest = _build(source, Path(name) / "out" / "demo", *words)
                its.append((seconds, cpu))
                found.add(digest)
                print(f"round {n + 1}: {engine} {seconds:.1f} s, {cpu:.1f} s of CPU", flush=True)
        size = source.stat().st_size / MB
    best = {engine: [round(min(r[k] for r in its), 1) for k in (0, 1)] for engine, its in runs.items()}
    if save:
        words = f"--mb {size_bytes / MB:g} --rounds {rounds} --recipe {recipe}" + (f" --only {only}" if only else "")
        about = {"command": f"scripts/bench engines {words} --save", "mb": round(size, 1), "recipe": recipe}
        figures.save("engines", {**about, "seconds_and_cpu_seconds": best})
    if only:
        return 0
    wall, cpu = (best["ray"][k] / best["local"][k] for k in (0, 1))
    print(f"engines: {size:.0f} MB, {recipe}, {count} workers: ray is {wall:.2f} times local by the clock, {cpu:.2f} by CPU time")
    print(
        f"(best of {rounds} each; wanted {WANTED_RATIO} at most; {'the same bytes' if len(found) == 1 else 'THE BYTES DIFFER'})"
    )
    return int(min(wall, cpu) > WANTED_RATIO or len(found) != 1)
