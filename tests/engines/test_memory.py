"""--memory: all processes together stay below the bound, or the run ends with a line that says what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from corpuskit import api
from corpuskit.engines import Done, Failure, make_engine
from corpuskit.engines.memory import Bound, resident, under
from corpuskit.errors import MemoryBoundError, UsageError

MB = 1_000_000


def used() -> int:
    return sum(resident(os.getpid()).values())


@contextmanager
def watched() -> Iterator[list[int]]:
    """The most that all processes held at two looks in a row, in its only element. A process that is just being started counts
    with all that its parent holds until it runs a program of its own: such a moment is no memory."""
    most, over = [used()], threading.Event()

    def look() -> None:
        last = most[0]
        while not over.wait(0.02):
            now = used()
            most[0], last = max(most[0], min(last, now)), now

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def hold(task: tuple[int, float]) -> int:
    """Hold so many MB for so many seconds, taking them little by little as real work does."""
    megabytes, seconds = task
    held = []
    for _ in range(megabytes // 10):
        held.append(np.ones(10 * MB, np.uint8))
        time.sleep(0.05)
    time.sleep(seconds)
    return sum(len(one) for one in held)


def workers_need() -> int:
    """What one idle worker adds, as measured here."""
    before = used()
    engine = make_engine("local", 2)
    try:
        list(engine.run(hold, [(0, (0, 0.0)), (1, (0, 0.0))]))
        return (used() - before) // 2
    finally:
        engine.close()


@pytest.mark.slow
def test_tasks_wait_for_each_other_where_they_do_not_fit_together() -> None:
    bound = Bound(used() + 2 * workers_need() + 300 * MB, "here")
    engine = make_engine("local", 2, bound)
    try:
        with watched() as most:
            ended = list(engine.run(hold, [(n, (200, 0.5)) for n in range(4)]))
    finally:
        engine.close()
    assert sorted(e.result for e in ended if isinstance(e, Done)) == [200 * MB] * 4
    assert most[0] < 1.1 * bound.bytes


@pytest.mark.slow
def test_a_task_that_never_fits_is_given_back_and_the_rest_is_done() -> None:
    bound = Bound(used() + workers_need() + 150 * MB, "here")
    engine = make_engine("local", 2, bound)
    try:
        with watched() as most:
            ended = list(engine.run(hold, [(0, (20, 0.0)), (1, (2_000, 0.0)), (2, (20, 0.0))]))
    finally:
        engine.close()
    (failure,) = [e for e in ended if isinstance(e, Failure)]
    assert failure.index == 1 and failure.short_of_memory
    assert sorted(e.index for e in ended if isinstance(e, Done)) == [0, 2]
    assert most[0] < 1.1 * bound.bytes


@pytest.mark.slow
def test_a_build_that_cannot_hold_its_bound_names_the_document_and_what_to_do(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    small = json.dumps({"text": "供水管网的日常维护由专人负责。"}, ensure_ascii=False) + "\n"
    text = "".join(f"第{n}段讲的是河堤。" for n in range(2_000_000))
    big = json.dumps({"text": text}, ensure_ascii=False) + "\n"
    source.write_text(small * 3 + big + small, "utf-8")
    offset = 3 * len(small.encode())
    command = ["build", str(source), "--out", str(tmp_path / "out"), "--recipe", "minimal", "--memory", "500MB"]
    before = used()  # of the process of the tests
    with watched() as most:
        done = subprocess.run([sys.executable, "-m", "corpuskit", *command], capture_output=True, text=True, check=False)
    said = " ".join(done.stderr.split())
    assert done.returncode == MemoryBoundError.exit_code, said
    assert f"in.jsonl#{offset}" in said and "500MB" in said and "larger --memory" in said
    copy = 2 * len(
        text
    )  # bytes: one is made in a stroke, which no look at the memory can come between, and a quick machine makes two
    assert most[0] - before < 1.1 * 500 * MB + 2 * copy
    assert not (tmp_path / "out").exists()


def test_a_bound_that_nothing_fits_into_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("正文")
    for command in (
        lambda m: api.build([str(tmp_path)], str(tmp_path / "o"), memory=m),
        lambda m: api.dedup([str(tmp_path)], memory=m),
    ):
        with pytest.raises(UsageError, match="too small"):
            command("300MB")


def test_a_stage_of_this_process_ends_where_it_takes_too_much() -> None:
    said = []
    loose = under(Bound(used() + 500 * MB, "1GB"), lambda *words: said.append(words[0]))
    loose("linking", 1, 2, {})
    tight = under(Bound(MB, "1MB"), lambda *words: said.append(words[0]))
    with pytest.raises(MemoryBoundError, match="'writing' does not fit into --memory 1MB"):
        tight("writing", 1, 2, {})
    assert said == ["linking", "writing"]
