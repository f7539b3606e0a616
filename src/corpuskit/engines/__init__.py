"""Engines: who runs the tasks. The same tasks give the same bytes on every engine.

What lives here: the Engine protocol, what a task and its result are, and the table of engines (imported on demand). What
never does: a step, a file format, or what a task does.

A task is a picklable description; the function that carries it out is importable by name, reads its input from files,
writes its output to files, and returns a small picklable result. Placement, retry and the loss of a worker are the
engine's; what to do with a document that kills its worker is decided with the journal (see Failure).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from corpuskit.errors import UsageError

if TYPE_CHECKING:
    from corpuskit.engines.memory import Bound

__all__ = ["DISK_ERRORS", "ENGINES", "REMOTE", "Done", "Engine", "Failure", "make_engine"]

TRIES = 3  # per task, before it is given back as a Failure (engines.md: three tries, then the one document is found)

# What the `error` of a Failure begins with where a file could not be written: the disk is at fault, and no document.
DISK_ERRORS = ("OutputError", "OSError", "ArrowException", "IOError", "ArrowIOError")


@dataclass(frozen=True, slots=True)
class Done:
    """Task `index` ended with `result`."""

    index: int
    result: Any


@dataclass(frozen=True, slots=True)
class Failure:
    """Task `index` killed its worker, or raised, `tries` times. `error` is what is known about it, in one line.

    short_of_memory: it was ended because it needs more than the engine may use, alone in a process of its own.
    """

    index: int
    error: str
    tries: int
    short_of_memory: bool = False


class Engine(Protocol):
    """Runs a function over tasks. Yields Done or Failure in the order in which tasks end, each task exactly once."""

    name: str

    def run(self, function: Callable[[Any], Any], tasks: Sequence[tuple[int, Any]]) -> Iterator[Done | Failure]: ...

    def close(self) -> None: ...


# name -> (module, class); a class takes (workers: int, bound: Bound | None = None), one of REMOTE also address: str | None
ENGINES: dict[str, tuple[str, str]] = {
    "local": ("corpuskit.engines.local", "Local"),
    "ray": ("corpuskit.engines.ray", "Cluster"),
}
REMOTE = {"ray"}  # can use other machines


def make_engine(name: str, workers: int, bound: Bound | None = None, address: str | None = None) -> Engine:
    """The engine with this name; `bound` is for the memory of this process and all that it starts.

    address: of a running cluster; without it an engine of REMOTE starts one here.

    Raises UsageError for an unknown one or one whose extra is not installed.
    """
    if name not in ENGINES:
        raise UsageError(f"unknown engine {name!r}", hint=f"known: {', '.join(ENGINES)}")
    if address is not None and name not in REMOTE:
        raise UsageError(f"--address with --engine {name}", hint=f"only for --engine {', '.join(sorted(REMOTE))}")
    module, cls = ENGINES[name]
    make = getattr(import_module(module), cls)
    engine: Engine = make(workers, bound) if address is None else make(workers, bound, address)
    return engine
