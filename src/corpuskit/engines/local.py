"""The embedded engine: worker processes on this machine, or this very process when one worker is asked for.

What lives here: Local. What never does: knowledge of documents, steps or file formats.

How it works: each worker is a spawned process with a pipe of its own, so the parent always knows which task a dead worker
held; concurrent.futures cannot tell (one dead worker breaks the whole pool there). A worker exits by itself when its
parent is gone: a watch thread looks every half second (measured elsewhere: pool workers lived on for 166 s and more after
`kill -9` of the parent). A task that kills its worker, or raises, is tried TRIES times and then given back as a Failure.

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
from multiprocessing.connection import Connection, wait
from typing import Any

from corpuskit.engines import TRIES, Done, Failure

__all__ = ["Local"]

WATCH_SECONDS = 0.5
STOP_SECONDS = 3.0


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
            where = f" at {last[0].name}:{last[0].lineno}" if last else ""
            answer = (index, False, f"{type(error).__name__}: {error}{where}")
        conn.send(answer)
        del message, task, answer
        _give_back()


def _give_back() -> None:
    """Return freed memory to the system: the C library keeps what many small objects leave behind (200 MB where measured)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


class _Worker:
    """A process, our end of its pipe, and the task it holds."""

    def __init__(self, context: Any) -> None:
        self.conn, theirs = context.Pipe()
        self.process = context.Process(target=_worker, args=(theirs, os.getpid()), daemon=True)
        self.process.start()
        theirs.close()
        self.holds: int | None = None

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


class Local:
    """Runs tasks on `workers` processes; in this process when workers is 1."""

    name = "local"

    def __init__(self, workers: int) -> None:
        self.workers = max(1, workers)
        self._pool: list[_Worker] = []

    def run(self, function: Callable[[Any], Any], tasks: Sequence[tuple[int, Any]]) -> Iterator[Done | Failure]:
        """Yield Done or Failure per task, as they end. Results do not depend on the order of ending."""
        if self.workers == 1:
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
        context = multiprocessing.get_context("spawn")
        todo = deque(tasks)
        by_index = dict(tasks)
        tries: dict[int, int] = {}
        left = len(by_index)
        while len(self._pool) < min(self.workers, left):
            self._pool.append(_Worker(context))
        while left:
            for n, worker in enumerate(self._pool):
                if worker.holds is None and todo:
                    index, task = todo.popleft()
                    worker.holds = index
                    try:
                        worker.conn.send((function, index, task))
                    except OSError:  # died while idle: a new worker takes the task
                        todo.appendleft((index, task))
                        worker.holds = None
                        worker.stop()
                        self._pool[n] = _Worker(context)
            busy = [w for w in self._pool if w.holds is not None]
            ready = wait([w.conn for w in busy], timeout=WATCH_SECONDS)
            for worker in busy:
                if worker.conn not in ready:
                    continue
                index = worker.holds if worker.holds is not None else -1
                ok, answer = self._receive(worker)
                if ok:
                    worker.holds = None
                    yield Done(index, answer)
                    left -= 1
                    continue
                if not worker.process.is_alive() or worker.holds is None:
                    self._pool[self._pool.index(worker)] = _Worker(context)
                worker.holds = None
                tries[index] = tries.get(index, 0) + 1
                if tries[index] < TRIES:
                    todo.append((index, by_index[index]))
                else:
                    yield Failure(index, str(answer), tries[index])
                    left -= 1

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
