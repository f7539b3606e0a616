"""The work folder of a build: on this machine (or shared by a cluster) as a path, or in an object store.

What lives here: Work, and opened(), which locks it. What never does: what stands in its files.

On a path, tasks and the end of a build read and write the same folder. In a store, tasks commit to it (handover.py), and what the
end of a build needs is fetched to a folder of this machine, where it is read with the same code.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from corpuskit.commands import handover
from corpuskit.core.progress import Say
from corpuskit.errors import CorpuskitError, UsageError
from corpuskit.formats import folder
from corpuskit.formats.lease import LOCK, Lease
from corpuskit.formats.readers.apart import WORK_ENDING
from corpuskit.formats.scratch import scratch
from corpuskit.formats.store import is_stored, joined, local_path, store_of

__all__ = ["Work", "opened"]

# Of a folder of our own inside --work: it is removed at the end, and nothing of the user's is in it.
OF_OURS = WORK_ENDING


class Work:
    """A work folder on a path, locked. `place` is what tasks are told, `local` the folder that this process reads."""

    stored = False

    def __init__(self, place: str, local: Path) -> None:
        self.place, self.local = place, local

    def watched(self, say: Say) -> Say:
        """Progress that looks after the lock, where it needs that."""
        return say

    def claimed(self, tasks: range) -> AbstractContextManager[None]:
        """These tasks for this process alone, among those that share the folder. Raises UsageError."""
        return folder.claimed(self.local, tasks)

    def gather(self, results: Sequence[Any]) -> None:
        """Bring what finished tasks left into `local`."""

    def keep(self, keys: set[str]) -> None:
        """Leave what the next build can go on from, the finished tasks with these keys, and nothing else."""
        for path in (self.local / "map").iterdir():
            if path.name.split(".", 1)[0] not in keys:
                path.unlink()
        folder.discard(self.local / "known")

    def discard(self) -> None:
        """Remove it after its build is done."""
        folder.discard(self.local)


class _StoredWork(Work):
    """A work folder in an object store, with a scratch folder on this machine."""

    stored = True

    def __init__(self, place: str, local: Path, lease: Lease) -> None:
        super().__init__(place, local)
        self._lease, self._store = lease, store_of(place)
        self._files: dict[str, Any] = {}

    def watched(self, say: Say) -> Say:
        return self._lease.watched(say)

    def gather(self, results: Sequence[Any]) -> None:
        (self.local / "map").mkdir(exist_ok=True)
        self._files = {result.key: result.files for result in results}
        handover.gather(self.place, self._files.items(), self.local / "map")
        self._lease.check()

    def keep(self, keys: set[str]) -> None:
        self._lease.check()
        kept = {f"{key}.json" for key in keys} | {name for key in keys for name, *_ in self._files[key].values()}
        start = joined(self.place, "map", "")
        self._remove(kept={f"{start}{name}" for name in kept})

    def discard(self) -> None:
        self._lease.check()
        self._remove()

    def _remove(self, kept: frozenset[str] | set[str] = frozenset()) -> None:
        lock = joined(self.place, LOCK, "")
        self._store.remove(e.url for e in self._store.below(self.place) if e.url not in kept and not e.url.startswith(lock))


@contextmanager
def opened(out: str, work: str | None, *, fresh: bool = False, shared: bool = False) -> Iterator[Work]:
    """The work folder of the dataset `out`: beside it, or a folder of our own inside `work`; it is removed at the end.

    Its content stays when the block fails, so that the next run goes on from there; with `fresh` it is emptied first. shared:
    several processes may use it so at once (on a path only), each its tasks (Work.claimed). Raises UsageError while another
    build uses it, OutputError, RemoteError.
    """
    if work and work.startswith("hf://"):
        raise UsageError(f"--work {work}: the Hub is no place for unfinished work", hint="choose a path, or s3://BUCKET/FOLDER")
    target = Path(local_path(out))  # of an address in a store, the last name is meant, too
    if is_stored(work) if work else is_stored(out):
        above = out.rstrip("/").rpartition("/")[0]
        with _leased(joined(work, f"{target.name}{OF_OURS}") if work else joined(above, f".{target.name}.work"), fresh) as stored:
            yield stored
        return
    local = Path(local_path(work)) / f"{target.name}{OF_OURS}" if work else target.absolute().parent / f".{target.name}.work"
    with folder.locked(local, fresh=fresh, shared=shared):
        yield Work(str(local), local)


@contextmanager
def _leased(place: str, fresh: bool) -> Iterator[Work]:
    lease = Lease(place)
    lease.take()
    try:
        with scratch() as local:
            work = _StoredWork(place, local, lease)
            if fresh:
                work.discard()
            yield work
    except BaseException:
        with contextlib.suppress(CorpuskitError):  # the store is away: the lock is given up by its age; the first fault is told
            lease.release()
        raise
    lease.release()
