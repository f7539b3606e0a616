"""Ray as an engine: the same tasks, on the machines of a cluster, or on one started here for as long as the build takes.

What lives here: Cluster, which hands tasks to Ray and takes their results. What never does: placement, scheduling and noticing
the loss of a node (Ray's), knowledge of documents, steps or file formats. Only this module imports Ray, and only when it is used.

How it works: one Ray core task per task, at most TASKS_PER_CPU of them for each CPU at a time, so a million shards never flood
the scheduler. Descriptions and small results cross the boundary; data stays in files, so inputs and the work folder must
be seen by all machines under the same path. Each task asks for one CPU and TASK_BYTES of memory.

Tries are counted here and not by Ray, which repeats a task that was ended for want of memory without end, so that one document
could hold up a build for ever. The loss of a whole node is nobody's document: it does not count as a try (NODE_LOSSES bounds it).

Weak: on one machine Ray listens on the machine's own address while the build runs, whatever it is told. A machine that is cut
off but not dead may still write the files of a task that was given to another: the bytes are the same, the marker comes last.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import tempfile
import time
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from corpuskit import __version__
from corpuskit.core.ownfolder import OwnFolder
from corpuskit.engines import TRIES, Done, Failure
from corpuskit.engines.memory import LOOK_SECONDS, TASK_BYTES, Bound, resident
from corpuskit.errors import UsageError

__all__ = ["Cluster"]

TASKS_PER_CPU = 2  # one that runs and one that waits for it to end
NODE_LOSSES = 10  # per task, before the loss of a node counts as a try like any other
COUNT_SECONDS = 5.0  # between two looks at how many CPUs there are
STORE_BYTES = 80_000_000  # the least that Ray allows; our objects are small
START_TRIES = 4  # a part of Ray gives up where another is not there in 15 s, whatever is set, and Ray does not start it again
FOLDER = "corpuskit-ray-"
SOCKET_CHARS = 40  # of our folder: Ray adds 62, and the path of a socket ends at 107


def _carry_out(function: Callable[[Any], Any], task: Any, version: str, folder: str) -> Any:
    """Run one task where Ray put it. Relative paths are those of the process that asked."""
    if version != __version__:
        raise UsageError(
            f"a machine of the cluster has corpuskit {__version__}, this one has {version}",
            hint="install the same version on every machine: another could give other bytes",
        )
    with contextlib.suppress(OSError):  # not shared: then absolute paths are asked for
        os.chdir(folder)
    return function(task)


class Cluster:
    """Runs tasks on Ray: at `address`, else on the cluster this process already uses, else on one started here and shut down."""

    name = "ray"

    def __init__(self, workers: int, bound: Bound | None = None, address: str | None = None) -> None:
        """workers: how many tasks at once; 0 for as many as the cluster has CPUs. Raises UsageError where there is no Ray."""
        try:
            import ray
        except ImportError:
            raise UsageError(
                "--engine ray needs the package ray", hint="install corpuskit with its extra `ray` (pip install -e '.[ray]')"
            ) from None
        self._ray: Any = ray
        self._workers, self._bound = workers, bound
        self._folder: OwnFolder | None = None
        self._loud: Any = None  # Ray's own way to print, while ours is in its place
        self._ours = address is not None or not ray.is_initialized()
        self._counted, self._at_once = 0.0, 0
        if address is not None:
            self._connect(address)
        elif self._ours:
            self._start(max(1, workers))
        self._fits()

    def run(self, function: Callable[[Any], Any], tasks: Sequence[tuple[int, Any]]) -> Iterator[Done | Failure]:
        """Yield Done or Failure per task, as they end."""
        ray = self._ray
        remote = ray.remote(num_cpus=1, memory=TASK_BYTES, max_retries=0)(_carry_out)
        todo = deque(tasks)
        by_index = dict(tasks)
        held: dict[Any, int] = {}  # reference -> index
        tries: dict[int, int] = {}
        losses: dict[int, int] = {}
        here = str(Path.cwd())
        lost = (ray.exceptions.NodeDiedError, ray.exceptions.ObjectLostError)  # a machine went, or with it what it had answered
        while todo or held:
            while todo and len(held) < self._limit():
                index, task = todo.popleft()
                held[remote.remote(function, task, __version__, here)] = index
            ready, _ = ray.wait(list(held), num_returns=1, timeout=COUNT_SECONDS if self._bound is None else LOOK_SECONDS)
            if self._bound is not None and sum(resident(os.getpid()).values()) > self._bound.bytes:
                raise self._bound.error("cleaning with Ray on this machine")
            for reference in ready:
                index = held.pop(reference)
                try:
                    result = ray.get(reference)
                except ray.exceptions.RayError as error:
                    if isinstance(getattr(error, "cause", None), UsageError):
                        raise error.cause from None
                    if isinstance(error, lost) and losses.setdefault(index, 0) < NODE_LOSSES:
                        losses[index] += 1
                    else:
                        tries[index] = tries.get(index, 0) + 1
                    if tries.get(index, 0) >= TRIES:
                        yield Failure(index, _said(error), tries[index])
                    else:
                        todo.append((index, by_index[index]))
                else:
                    yield Done(index, result)

    def close(self) -> None:
        """Leave the cluster; one started here ends with all its processes and files."""
        if self._ours and self._ray.is_initialized():
            self._ray.shutdown()
        if self._loud is not None:
            import_module("ray._private.worker").print_to_stdstream = self._loud  # type: ignore[attr-defined]
            self._loud = None
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    def _start(self, workers: int) -> None:
        for tries in range(1, START_TRIES + 1):
            self._folder = _folder()
            try:
                self._init(
                    address="local", num_cpus=workers, num_gpus=0, include_dashboard=False, object_store_memory=STORE_BYTES,
                    _memory=workers * TASK_BYTES, _temp_dir=str(self._folder.path),
                )  # fmt: skip
                self._let_agents_go()
                return
            except Exception as error:
                self._abandon()
                if tries == START_TRIES:
                    why = " ".join(str(error).split())[:300]
                    raise UsageError(f"Ray does not start on this machine: {why}", hint="`--engine local` needs no Ray") from None
            except BaseException:
                self._abandon()
                raise

    def _let_agents_go(self) -> None:
        """Let Ray's agents end with a build that is killed.

        For a minute they would try to tell a server, which ended with the build, that their raylet is gone, unless its log says
        that it was asked to end. So the log says so from the start.
        """
        log = self._folder.path / "session_latest" / "logs" / "raylet.out" if self._folder is not None else None
        if log is not None and log.exists():
            with log.open("a", encoding="utf-8") as file:
                file.write("Raylet received SIGTERM (not yet: written in advance, see corpuskit/engines/ray.py)\n")

    def _abandon(self) -> None:
        """End what a start that failed has left running: Ray itself would with this process only."""
        self._ray.shutdown()
        for process in resident(os.getpid()):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                if self._folder is not None and os.fsencode(self._folder.path) in Path(f"/proc/{process}/cmdline").read_bytes():
                    os.kill(process, signal.SIGKILL)
        self.close()

    def _connect(self, address: str) -> None:
        try:
            self._init(address=address)
        except (OSError, RuntimeError, ValueError) as error:
            self.close()
            raise UsageError(
                f"--address {address}: {' '.join(str(error).split())}",
                hint="give the address that `ray start --head` printed, HOST:6379, or auto on a machine of the cluster",
            ) from None

    def _init(self, **options: Any) -> None:
        """ray.init without its noise: no lines of workers, no usage statistics, no advice on the terminal."""
        with _environment(RAY_USAGE_STATS_ENABLED="0", RAY_BACKEND_LOG_LEVEL="error"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._quiet()
            self._ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)

    def _quiet(self) -> None:
        """Ray prints the death of a worker to standard output, where our results go, whatever log_to_driver says."""
        inside = import_module("ray._private.worker")
        self._loud = inside.print_to_stdstream
        inside.print_to_stdstream = lambda *_, **__: None  # type: ignore[attr-defined]

    def _fits(self) -> None:
        """Refuse where no machine could ever take a task: Ray would wait for one without a word."""
        nodes = [node["Resources"] for node in self._ray.nodes() if node["Alive"]]
        if not any(one.get("CPU", 0) >= 1 and one.get("memory", 0) >= TASK_BYTES for one in nodes):
            self.close()
            raise UsageError(
                f"no machine of the cluster has a CPU and {TASK_BYTES // 1_000_000} MB of memory for a task",
                hint="add one with `ray start --address HOST:6379`, with --memory where Ray counted too little",
            )

    def _limit(self) -> int:
        """How many tasks may be handed in now; clusters grow and shrink."""
        if not self._at_once or time.monotonic() - self._counted >= COUNT_SECONDS:
            self._counted = time.monotonic()
            cpus = int(self._ray.cluster_resources().get("CPU", 0))
            self._at_once = max(1, TASKS_PER_CPU * (min(cpus, self._workers) if self._workers else cpus))
        return self._at_once


def _said(error: Any) -> str:
    """What is known about a failed task, in one line; begins with the name of the error that the task raised."""
    cause = getattr(error, "cause", None)
    if isinstance(cause, BaseException):
        last = traceback.extract_tb(cause.__traceback__)[-1:]
        where = f" at {last[0].name}:{last[0].lineno}" if last else ""
        return f"{type(cause).__name__}: {' '.join(str(cause).split())}{where}"
    return f"the worker process died ({type(error).__name__}: {' '.join(str(error).split())[:300]})"


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Variables that Ray reads and that cannot be given to it otherwise."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _folder() -> OwnFolder:
    """Ray's folder of a cluster started here: in TMPDIR where a socket in it has a path that the system takes."""
    place = Path(tempfile.gettempdir())
    return OwnFolder(FOLDER, place if len(str(place)) + len(FOLDER) + 8 <= SOCKET_CHARS else Path("/tmp"))
