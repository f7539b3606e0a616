"""The local engine: every task ends exactly once, a dead worker is noticed, named and replaced, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpuskit.engines import TRIES, Done, Failure, make_engine
from corpuskit.errors import UsageError


def square(n: int) -> int:
    return n * n


DEAF = """
import os, signal
import corpuskit.engines.local as local
from tests.engines.test_local import square
if __name__ == "__main__":
    engine = local.Local(2)
    answers = engine.run(square, [(n, n) for n in range(6)])
    started, start = [], local._start_deaf
    def stopped_at_once(process):
        start(process)
        os.kill(process.pid, signal.SIGINT)  # as a terminal does, which tells the whole group
        started.append(process.pid)
    local._start_deaf = stopped_at_once
    print(sorted(done.result for done in answers), len(started))
    engine.close()
"""


def test_ctrl_c_while_a_worker_loads_is_for_the_parent_alone(tmp_path: Path) -> None:
    (tmp_path / "deaf.py").write_text(DEAF, "utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in [str(Path(__file__).parents[2]), *sys.path] if p)}
    done = subprocess.run([sys.executable, "deaf.py"], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("[0, 1, 4, 9, 16, 25] 2\n", "")


def die_on_seven(n: int) -> int:
    if n == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def die_once(path: str) -> str:
    marker = Path(path)
    if not marker.exists():
        marker.write_text("was here")
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def raise_on_two(n: int) -> int:
    if n == 2:
        raise ValueError("two is not liked")
    return n


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_ends_once(workers: int) -> None:
    engine = make_engine("local", workers)
    try:
        ended = sorted((e.index, e.result) for e in engine.run(square, [(n, n) for n in range(9)]) if isinstance(e, Done))
    finally:
        engine.close()
    assert ended == [(n, n * n) for n in range(9)]


def test_a_task_that_kills_its_worker_is_given_back_and_the_rest_is_done() -> None:
    engine = make_engine("local", 2)
    try:
        ended = list(engine.run(die_on_seven, [(n, n) for n in range(10)]))
    finally:
        engine.close()
    (failure,) = [e for e in ended if isinstance(e, Failure)]
    assert (failure.index, failure.tries) == (7, TRIES) and "died" in failure.error
    assert sorted(e.index for e in ended if isinstance(e, Done)) == [n for n in range(10) if n != 7]


def test_a_worker_that_dies_once_costs_a_try_only(tmp_path: Path) -> None:
    engine = make_engine("local", 2)
    try:
        ended = list(engine.run(die_once, [(0, str(tmp_path / "marker")), (1, str(tmp_path / "other"))]))
    finally:
        engine.close()
    assert all(isinstance(e, Done) and e.result == "alive" for e in ended)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_that_raises_says_what(workers: int) -> None:
    engine = make_engine("local", workers)
    try:
        ended = list(engine.run(raise_on_two, [(n, n) for n in range(4)]))
    finally:
        engine.close()
    (failure,) = [e for e in ended if isinstance(e, Failure)]
    assert failure.index == 2 and "two is not liked" in failure.error
    assert len(ended) == 4


def test_workers_leave_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys, time\n"
        "from corpuskit.engines import make_engine\n"
        "def pid(n):\n"
        "    import pathlib\n"
        "    part = pathlib.Path(sys.argv[1], f'{n}.part')\n"
        "    part.write_text(str(os.getpid()))\n"
        "    part.rename(part.with_suffix('.pid'))\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    list(make_engine('local', 2).run(pid, [(0, 0), (1, 1)]))\n"
    )
    parent = subprocess.Popen([sys.executable, str(script), str(tmp_path)])
    try:
        deadline = time.monotonic() + 30
        while len(list(tmp_path.glob("*.pid"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        pids = [int(p.read_text()) for p in tmp_path.glob("*.pid")]
        assert len(pids) == 2
    finally:
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 10
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in pids if alive(pid)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_unknown_engines_are_named() -> None:
    with pytest.raises(UsageError, match="unknown engine"):
        make_engine("cloud", 1)
