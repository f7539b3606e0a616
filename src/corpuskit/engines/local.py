"""The embedded engine: worker processes on this machine, or this very process when one worker is asked for.

What lives here: Local, and Governor, which keeps all processes below a memory bound. What never does: knowledge of documents,
steps or file formats.

How it works: each worker is a spawned process with a pipe of its own, so the parent always knows which task a dead worker
held; concurrent.futures cannot tell (one dead worker breaks the whole pool there). A worker exits by itself when its
parent is gone: a watch thread looks every half second (measured elsewhere: pool workers lived on for 166 s and more after
`kill -9` of the parent). A task that kills its worker, or raises, is tried TRIES times and then given back as a Failure.

With a bound, the resident memory of all processes is looked at five times a second. Near the bound no further task is handed
out; above it idle workers are ended, then the largest busy one, whose task comes again with less beside it.

Weak: with one worker there is no process to lose, so a task that kills the process kills the run; it resumes from the
finished tasks when started again.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from corpuskit.engines import TRIES, Done, Failure
from corpuskit.engines.memory import LOOK_SECONDS, Bound, resident

__all__ = ["Local"]

WATCH_SECONDS = 0.5
SOON_SECONDS = 0.005  # between looks at memory that is taken fast
STOP_SECONDS = 3.0
HOLD_RATIO = 0.9  # of the bound, from where no further task is handed out
CALM_TASKS = 8


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(1)


def _worker(conn: Connection, parent: int) -> None:
    """The loop of a worker process: receive (function, index, task), answer (index, ok, result or error)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, which stops us in order
    threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()
    while True:
        try:
            message = conn.recv()
        except (EOFError, OSError):
            return
        if message is None:
            return
        function, index, task = message
        try:
            answer = (index, True, function(task))
        except Exception as error:  # the parent decides what a failing task means
            last = traceback.extract_tb(error.__traceback__)[-1:]
            where = f" at {last[0].name}:{last[0].lineno}" if last and not isinstance(error, OSError) else ""
            answer = (index, False, f"{type(error).__name__}: {error}{where}")
        conn.send(answer)
        del message, task, answer
        _give_back()


def _give_back() -> None:
    """Return freed memory to the system: the C library keeps what many small objects leave behind (200 MB where measured)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _start_deaf(process: Any) -> None:
    """Start a process that never hears Ctrl-C, also while it loads its modules: it would print where it was."""
    resource_tracker.ensure_running()  # lets SIGINT through again when it starts, so it must run before
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)  # what came meanwhile is heard now


class _Worker:
    """A process, our end of its pipe, and the task it holds."""

    def __init__(self, context: Any) -> None:
        self.conn, theirs = context.Pipe()
        self.process = context.Process(target=_worker, args=(theirs, os.getpid()), daemon=True)
        _start_deaf(self.process)
        theirs.close()
        self.holds: int | None = None
        self.tasks = 0  # that ended here

    def kill(self) -> int | None:
        """End the process at once; the task that it held."""
        self.process.kill()
        self.process.join()
        self.conn.close()
        return self.holds

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.conn.send(None)
        self.process.join(STOP_SECONDS if self.holds is None else 0.0)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(STOP_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.conn.close()


class Governor:
    """How many tasks may run at once, so that all processes together stay below the bound."""

    def __init__(self, bound: Bound, workers: int) -> None:
        self._bound, self._workers = bound, workers
        self._allowed, self._calm = workers, 0
        self._sizes: dict[int, int] = {}
        self._looked = 0.0
        self.pause_seconds = LOOK_SECONDS  # until the next look: shorter where memory is taken so fast that the bound is near

    def over(self) -> bool:
        """Whether there is too much now."""
        before, looked = sum(self._sizes.values()), self._looked
        self._look(0.0)
        held = sum(self._sizes.values())
        grown = (held - before) / max(self._looked - looked, SOON_SECONDS)
        self.pause_seconds = SOON_SECONDS if held + 2 * grown * LOOK_SECONDS > self._bound.bytes else LOOK_SECONDS
        return held > self._bound.bytes

    def may_start(self, busy: int) -> bool:
        """Whether one more task may run beside `busy` others; one alone always may."""
        self._look(LOOK_SECONDS)
        return not busy or (busy < self._allowed and sum(self._sizes.values()) < HOLD_RATIO * self._bound.bytes)

    def size(self, process: int) -> int:
        return self._sizes.get(process, 0)

    def fewer(self, allowed: int) -> None:
        """From now on at most this many tasks at once, and one more after each CALM_TASKS that end in peace."""
        self._allowed, self._calm = max(1, allowed), 0

    def ended(self) -> None:
        self._calm += 1
        if self._calm >= CALM_TASKS and self._allowed < self._workers:
            self._allowed, self._calm = self._allowed + 1, 0

    def _look(self, seconds: float) -> None:
        if time.monotonic() - self._looked >= seconds:
            self._looked = time.monotonic()
            self._sizes = resident(os.getpid())


class Local:
    """Runs tasks on `workers` processes; in this process when workers is 1 and no memory bound is set."""

    name = "local"

    def __init__(self, workers: int, bound: Bound | None = None) -> None:
        self.workers = max(1, workers)
        self._pool: list[_Worker] = []
        self._ended: set[int] = set()  # tasks that were once ended for want of memory
        self._governor = Governor(bound, self.workers) if bound is not None else None

    def run(self, function: Callable[[Any], Any], tasks: Sequence[tuple[int, Any]]) -> Iterator[Done | Failure]:
        """Yield Done or Failure per task, as they end. Results do not depend on the order of ending."""
        if self.workers == 1 and self._governor is None:
            yield from self._run_here(function, tasks)
            return
        yield from self._run_processes(function, tasks)

    def _run_here(self, function: Callable[[Any], Any], tasks: Sequence[tuple[int, Any]]) -> Iterator[Done | Failure]:
        for index, task in tasks:
            for tries in range(1, TRIES + 1):
                try:
                    result = function(task)
                except (OSError, MemoryError) as error:
                    if tries == TRIES or getattr(error, "errno", None) is not None:
                        yield Failure(index, f"{type(error).__name__}: {error}", tries)
                        break
                except Exception as error:
                    yield Failure(index, f"{type(error).__name__}: {error}", tries)
                    break
                else:
                    yield Done(index, result)
                    break

    def _run_processes(self, function: Callable[[Any], Any], tasks: Sequence[tuple[int, Any]]) -> Iterator[Done | Failure]:
        todo = deque(tasks)
        by_index = dict(tasks)
        tries: dict[int, int] = {}
        left = len(by_index)
        while left:
            if self._governor is not None:
                for failure in self._bounded(self._governor, todo, by_index):
                    yield failure
                    left -= 1
            self._hand_out(function, todo)
            busy = [w for w in self._pool if w.holds is not None]
            pause_seconds = WATCH_SECONDS if self._governor is None else self._governor.pause_seconds
            ready = wait([w.conn for w in busy], timeout=pause_seconds)
            for worker in busy:
                if worker.conn not in ready:
                    continue
                index = worker.holds if worker.holds is not None else -1
                ok, answer = self._receive(worker)
                worker.holds = None
                worker.tasks += 1
                if ok:
                    if self._governor is not None:
                        self._governor.ended()
                    yield Done(index, answer)
                    left -= 1
                    continue
                if not worker.process.is_alive():
                    self._pool.remove(worker)
                tries[index] = tries.get(index, 0) + 1
                if tries[index] < TRIES:
                    todo.append((index, by_index[index]))
                else:
                    yield Failure(index, str(answer), tries[index])
                    left -= 1

    def _hand_out(self, function: Callable[[Any], Any], todo: deque[tuple[int, Any]]) -> None:
        """Give tasks to idle workers, starting workers where there are too few."""
        while todo:
            idle = next((w for w in self._pool if w.holds is None), None)
            busy = sum(w.holds is not None for w in self._pool)
            if idle is None and len(self._pool) >= self.workers:
                return
            if self._governor is not None and not self._governor.may_start(busy):
                return
            if idle is None:
                idle = _Worker(multiprocessing.get_context("spawn"))
                self._pool.append(idle)
            index, task = todo.popleft()
            try:
                idle.conn.send((function, index, task))
                idle.holds = index
            except OSError:  # died while idle: a new worker takes the task
                todo.appendleft((index, task))
                idle.stop()
                self._pool.remove(idle)

    def _bounded(self, governor: Governor, todo: deque[tuple[int, Any]], by_index: dict[int, Any]) -> Iterator[Failure]:
        """Bring the memory of all processes below the bound: end idle workers, then the largest of the busy ones.

        The task of an ended worker is done again, by a new process and with fewer tasks beside it; a task that was all alone in
        a new process for the second time, and still too much, is given back.
        """
        while governor.over():
            idle = next((w for w in self._pool if w.holds is None), None)
            busy = [w for w in self._pool if w.holds is not None]
            if idle is None and not busy:
                return  # nothing of it is ours to end
            worst = idle or max(busy, key=lambda w: governor.size(w.process.pid or 0))
            alone = len(busy) == 1 and not worst.tasks and worst.holds in self._ended
            self._pool.remove(worst)
            held = worst.kill()
            if held is not None and alone:
                yield Failure(held, "there is not enough memory for it", 1, short_of_memory=True)
            elif held is not None:
                self._ended.add(held)
                todo.append((held, by_index[held]))
                governor.fewer(len(busy) - 1)

    @staticmethod
    def _receive(worker: _Worker) -> tuple[bool, Any]:
        """(True, result) or (False, what went wrong). A dead worker is waited for, so that its exit code is known."""
        try:
            _, ok, answer = worker.conn.recv()
        except (EOFError, OSError):
            worker.process.join(STOP_SECONDS)
            code = worker.process.exitcode
            return False, f"the worker process died (exit code {code})"
        return bool(ok), answer

    def close(self) -> None:
        """Stop all workers; busy ones are ended at once."""
        for worker in self._pool:
            worker.stop()
        self._pool.clear()
