"""scripts/soak: a build that is killed and resumed gives the bytes of one that was left alone.

Lives here: the input, the kills, what is checked after each. Never here: a check that the build makes of itself.

How it works: the build runs in a session of its own, so whatever is left of it can be found by the session number, whoever
its parent is now. A kill takes the parent, a worker, or both, at a moment drawn from the length of the undisturbed build.
A build that lost its parent is started again; one that lost a worker (or, in soak_ray.py, a node) must end by itself. Then
every file must be the same, no process of either session may live, and nothing but the dataset may stand in the folder or in
the folder for temporary files.

Long, because drawing, killing and comparing are one loop.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np

from tests.bench import figures
from tests.support import loopback
from tests.support.corpora import load

MB = 1_000_000
ORPHAN_SECONDS = 20.0  # a worker looks for its parent every half second, where the machine lets it
RAY_ORPHAN_SECONDS = 90.0  # what Ray was just starting when its build was killed waits for its server first: 71 s were measured
DOCUMENT_CHARS = 330  # about 1 kB
DRAWN_AT_ONCE = 10_000
KINDS = ("parent", "worker", "both")
KINDS_OF_TEXT = ("prose", "classical", "interface")


def make_input(path: Path, size_bytes: int) -> None:
    """About `size_bytes` of records out of the fetched texts, each used as often as it takes with a line of its own."""
    written = 0
    turn = 0
    with path.open("w", encoding="utf-8") as file:
        while written < size_bytes:
            for record in load(None, KINDS_OF_TEXT):
                line = json.dumps({"id": f"{turn}-{record['id']}", "text": f"{turn}\n{record['text']}"}, ensure_ascii=False)
                file.write(line + "\n")
                written += len(line.encode()) + 1
                if written >= size_bytes:
                    return
            turn += 1


def make_documents(path: Path, count: int) -> None:
    """`count` documents of about 1 kB; one in ten is a near copy of the one before.

    330 characters drawn one after the other from those that follow the last one in the fetched texts: sentences drawn whole
    would stand in thousands of documents of a million, as in no corpus.
    """
    text = "".join(record["text"] for record in load(["zh-Hans"], ["prose"], None, MB))
    codes = np.array([ord(c) for c in text if "\u4e00" <= c <= "\u9fff" or c in "，。"], dtype=np.uint16)
    order = np.argsort(codes[:-1], kind="stable")
    after, first = codes[1:][order], np.searchsorted(codes[:-1][order], np.arange(0x10001))
    random_numbers = np.random.default_rng(count)
    with path.open("w", encoding="utf-8") as file:
        for at in range(0, count, DRAWN_AT_ONCE):
            drawn = np.empty((min(DRAWN_AT_ONCE, count - at), DOCUMENT_CHARS), np.uint16)
            drawn[:, 0] = codes[0]
            for n in range(1, DOCUMENT_CHARS):
                last = drawn[:, n - 1].astype(np.int64)
                some = random_numbers.random(len(drawn)) * (first[last + 1] - first[last])
                drawn[:, n] = after[np.minimum(first[last] + some.astype(np.int64), len(after) - 1)]
            drawn[9::10] = drawn[8::10][: len(drawn[9::10])]
            drawn[9::10, random_numbers.integers(50, 250)] = ord("改")
            for n, row in enumerate(drawn, at):
                body = row.tobytes().decode("utf-16-le")
                file.write(json.dumps({"id": n, "text": body}, ensure_ascii=False) + "\n")


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, by relative path."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def start(source: Path, out: Path, temporary: Path, *words: str, command: str = "build") -> subprocess.Popen[bytes]:
    """The command with two workers, in a session of its own."""
    line = [sys.executable, "-m", "corpuskit", command, str(source), "--workers", "2", "--quiet", *words]
    line += ["--out", str(out)] if command == "build" else []
    environment = {**os.environ, "TMPDIR": str(temporary)}
    return subprocess.Popen(line, start_new_session=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def living(session: int) -> Iterator[tuple[int, int, int]]:
    """(process, its parent, resident bytes) of every process of a session that is not dead."""
    page = os.sysconf("SC_PAGE_SIZE")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            yield int(stat.parent.name), int(fields[1]), int(fields[21]) * page


def workers_of(parent: int) -> list[int]:
    """The worker processes of a build, without the tracker that Python starts beside them; of Ray those that have a task."""
    found = []
    for process, its_parent, _ in living(parent):
        try:
            command = Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            continue
        if (its_parent == parent and b"spawn_main" in command) or command.startswith(b"ray::_carry_out"):
            found.append(process)
    return found


def end(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def killed(kind: str, build: subprocess.Popen[bytes], chance: random.Random) -> str:
    """Kill what `kind` says; what was really killed."""
    workers = workers_of(build.pid)
    hit = []
    if kind != "parent" and workers:
        hit += ["worker"] * end(chance.choice(workers))
    if kind != "worker" and build.poll() is None:
        hit += ["parent"] * end(build.pid)
    return "+".join(hit) or "nothing (it was done, or had no worker yet)"


def wait_for_none(session: int, seconds: float = ORPHAN_SECONDS) -> list[int]:
    """The processes of a session that still live after so many seconds; Ray has a dozen, which notice one after the other."""
    deadline = time.monotonic() + seconds
    left = [process for process, _, _ in living(session)]
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [process for process, _, _ in living(session)]
    return left


def folders(folder: Path, n: int) -> tuple[Path, Path]:
    """Where a build goes, and its folder for temporary files; short names, for Ray puts sockets there."""
    out, temporary = folder / f"{n}" / "demo", folder / f"{n}t"
    for one in (out.parent, temporary):
        one.mkdir()
    return out, temporary


def one_kill(
    n: int, source: Path, folder: Path, wanted: dict[str, str], seconds: float, chance: random.Random, *words: str
) -> list[str]:
    """Build, kill, resume; prints a line; what is wrong."""
    out, temporary = folders(folder, n)
    kind = KINDS[n % len(KINDS)]
    patience = RAY_ORPHAN_SECONDS if "ray" in words else ORPHAN_SECONDS
    build = start(source, out, temporary, *words)
    moment = chance.uniform(0.05, 1.0) * seconds
    with contextlib.suppress(subprocess.TimeoutExpired):
        build.wait(moment)
    hit = killed(kind, build, chance)
    wrong = []
    if "parent" in hit:
        build.wait()
        began = time.monotonic()
        orphans = wait_for_none(build.pid, patience)
        lingered = time.monotonic() - began
        wrong += [f"orphans {orphans}"] * bool(orphans)
        tasks = len(list(out.parent.glob(".demo.work/map/*.json")))
        build = start(source, out, temporary, *words)
        how = f"resumed from {tasks} finished tasks" + f", {lingered:.0f} s after the kill" * (lingered > ORPHAN_SECONDS)
    else:
        how = "went on"
    wrong += ended(build, out, wanted)
    wrong += left(out, temporary, build.pid)
    print(f"kill {n + 1}: {hit} at {moment:.1f} s, {how}: {'; '.join(wrong) or 'the same bytes'}", flush=True)
    return wrong


def ended(build: subprocess.Popen[bytes], out: Path, wanted: dict[str, str]) -> list[str]:
    """Wait for the build; what is wrong with what it made."""
    code = build.wait()
    found = digests(out) if out.is_dir() else {}
    wrong = [f"{name} differs" for name in sorted(wanted.keys() | found.keys()) if wanted.get(name) != found.get(name)]
    return [f"exit code {code}"] * bool(code) + wrong


def left(out: Path, temporary: Path, *sessions: int) -> list[str]:
    """What was left behind: processes, and files beside the dataset or in the folder for temporary ones."""
    orphans = [process for session in sessions for process in wait_for_none(session)]
    files = [p.name for p in out.parent.iterdir() if p.name != "demo"] + [f"tmp/{p.name}" for p in temporary.iterdir()]
    return [f"left behind: {', '.join(files)}"] * bool(files) + [f"orphans {orphans}"] * bool(orphans)


def peak(run: subprocess.Popen[bytes]) -> tuple[float, float, float]:
    """(peak resident MB of the process tree, seconds, CPU seconds) of one run; pages shared by processes count for each."""
    begun = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    most = 0
    while run.poll() is None:
        most = max(most, sum(size for _, _, size in living(run.pid)))
        time.sleep(0.05)
    if run.returncode:
        raise SystemExit(f"soak: it ended with exit code {run.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)  # workers are waited for by their parent, so their time is in it
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return most / MB, time.monotonic() - begun, cpu


def peaks(counts: list[int], command: str, words: list[str]) -> list[dict[str, float]]:
    """Print the peak memory and the time per document at each number of documents."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="corpuskit-soak-") as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        for count in counts:
            source = folder / f"{count}.jsonl"
            make_documents(source, count)
            memory, seconds, cpu = peak(start(source, folder / f"{count}" / "demo", folder / "tmp", *words, command=command))
            size = source.stat().st_size / MB
            print(
                f"{command} {count} documents, {size:.0f} MB: peak {memory:.0f} MB, {seconds:.1f} s, "
                f"{cpu / count * 1e6:.0f} us of CPU each",
                flush=True,
            )
            row = {"documents": count, "mb": size, "peak_mb": memory, "seconds": seconds, "cpu_seconds": cpu}
            rows.append({name: round(value, 1) for name, value in row.items()})
            source.unlink()
    return rows


def soak(kills: int, size_bytes: int, seed: int, engine: str) -> int:
    """Run all kills; how many went wrong. On Ray every fourth takes a node of a cluster of two."""
    from tests.support.soak_ray import loses_a_node

    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="s") as name:  # short: see folders()
        folder = Path(name)
        source = folder / "in.jsonl"
        make_input(source, size_bytes)
        out, temporary = folders(folder, -1)
        if start(source, out, temporary).wait():
            raise SystemExit("soak: the undisturbed build failed")
        wanted = digests(out)
        out, temporary = folders(folder, -2)
        begun = time.monotonic()
        wrong_before = ended(start(source, out, temporary, "--engine", engine), out, wanted)
        if wrong_before:
            raise SystemExit(f"soak: the undisturbed build with --engine {engine}: {'; '.join(wrong_before)}")
        seconds = time.monotonic() - begun
        print(f"undisturbed: {source.stat().st_size / MB:.0f} MB, {seconds:.1f} s, {len(wanted)} files, seed {seed}", flush=True)
        wrong = 0
        for n in range(kills):
            kill = loses_a_node if engine == "ray" and n % 4 == 3 else one_kill
            wrong += bool(kill(n, source, folder, wanted, seconds, chance, "--engine", engine))
    print(f"{kills - wrong} of {kills} kills ended in the same bytes, nothing left behind", flush=True)
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/soak")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--mb", type=float, default=30.0, help="megabytes of input")
    parser.add_argument("--engine", default="local", choices=("local", "ray"))
    parser.add_argument("--seed", type=int, default=None, help="of the moments; drawn when not given, and printed")
    parser.add_argument("--peaks", help="numbers of documents of 1 kB, 5000,50000: print peak memory of builds and do not kill")
    parser.add_argument("--near", help="the same of dedup, under --memory 1GB")
    parser.add_argument("--save", action="store_true", help="with --near: keep the figures for scripts/bench cost")
    parser.add_argument("--recipe", default="web-zh", help="with --peaks: a built-in recipe or a file")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that its folders go too
    if args.engine == "ray" and loopback.INSIDE not in os.environ:
        if not loopback.allowed():
            sys.exit("NOT RUN  soak: a network namespace with only loopback is not allowed here (unshare --net)")
        line = loopback.words([sys.executable, "-m", "tests.support.soak", *sys.argv[1:]])
        sys.exit(subprocess.run(line, env={**os.environ, loopback.INSIDE: "1"}, check=False).returncode)
    if args.peaks:
        peaks([int(n) for n in args.peaks.split(",")], "build", ["--recipe", args.recipe])
    if args.near:
        rows = peaks([int(n) for n in args.near.split(",")], "dedup", ["--memory", "1GB"])
        if args.save:
            figures.save("near", {"command": f"scripts/soak --near {args.near} --save", "rows": rows})
    if args.peaks or args.near:
        return
    seed = args.seed if args.seed is not None else random.randrange(10**6)
    sys.exit(1 if soak(args.kills, int(args.mb * MB), seed, args.engine) else 0)


if __name__ == "__main__":
    main()
