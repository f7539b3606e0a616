"""What tasks hand to each other through a work folder in an object store.

What lives here: finished(), commit(), gather(), and the StoredJournal of a task. What never does: what the files of a task are,
or how they are made: a task makes them in a folder of its own machine, with the same code as always.

How it works: the files of a task go to FOLDER/map/KEY.TOKEN.NAME, where TOKEN is of this try alone; then one conditional write of
FOLDER/map/KEY.json, which names them with sizes and digests, makes the task done. Who comes second takes its files away and
goes on with what stands there. A marker whose files are not all there is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from corpuskit.errors import OutputError, RemoteError
from corpuskit.formats.store import Entry, joined, store_of

__all__ = ["StoredJournal", "commit", "finished", "gather", "stopped_number"]

MAP = "map"
FETCHES = 3  # of a file that comes damaged


def _marker(work: str, key: str) -> str:
    return joined(work, MAP, f"{key}.json")


def finished(work: str, key: str) -> dict[str, Any] | None:
    """The marker of a task that was done before, or None. One that is no good is taken away."""
    store, url = store_of(work), _marker(work, key)
    try:
        data = json.loads(store.read(url))
    except FileNotFoundError:
        return None
    except ValueError:
        data = {}
    if isinstance(data, dict) and data.get("key") == key and isinstance(data.get("files"), dict):
        there = {entry.url: entry.bytes for entry in store.below(joined(work, MAP), prefix=f"{key}.")}
        if all(there.get(joined(work, MAP, name)) == size for name, size, _ in data["files"].values()):
            return data
    store.remove([url])
    return None


def commit(work: str, key: str, folder: Path) -> dict[str, Any]:
    """Send the files of a task, which lie in `folder` as KEY.*, with its marker last; the marker that stands from now on."""
    store, token = store_of(work), uuid4().hex[:16]
    marker = folder / f"{key}.json"
    files = {
        path.name.removeprefix(f"{key}."): path for path in sorted(folder.iterdir())
        if path.name.startswith(f"{key}.") and path != marker
    }  # fmt: skip
    sent = {name: joined(work, MAP, f"{key}.{token}.{name}") for name in files}
    store.send([(path, sent[name]) for name, path in files.items()])
    told = {name: [f"{key}.{token}.{name}", path.stat().st_size, _digest(path)] for name, path in files.items()}
    body = json.loads(marker.read_bytes()) | {"token": token, "files": told}
    stands: dict[str, Any] = json.loads(store.settle(_marker(work, key), json.dumps(body, ensure_ascii=False).encode()))
    if stands.get("token") != token:
        store.remove(sent.values())
    return stands


def gather(work: str, tasks: Iterable[tuple[str, Mapping[str, Any]]], folder: Path) -> None:
    """The files of finished tasks, (key, files of its marker), as FOLDER/KEY.NAME on this machine; those there are kept."""
    store = store_of(work)
    wanted = [
        (Entry(joined(work, MAP, stored), size, 0, 0), folder / f"{key}.{name}", digest)
        for key, files in tasks
        for name, (stored, size, digest) in files.items()
        if not (folder / f"{key}.{name}").exists()
    ]
    for _ in range(FETCHES):
        try:
            store.fetch([(entry, path) for entry, path, _ in wanted])
        except FileNotFoundError as error:
            raise OutputError(f"a file of the work folder {work} went away: {error}", hint="run the same command again") from None
        wanted = [one for one in wanted if _digest(one[1]) != one[2]]
        if not wanted:
            return
    raise RemoteError(f"{wanted[0][0].url} comes damaged from the store", hint="run the same command again with --fresh")


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


class StoredJournal:
    """Which document a task works on, in an object of the store, where it survives the death of the machine.

    In the first try it only says that the task began: a request per document would cost more than the work. A task that finds it
    was killed before, and then each document is told before it is begun.
    """

    def __init__(self, work: str, key: str) -> None:
        self._store, self._url = store_of(work), joined(work, MAP, f"{key}.at")
        self._told = -1
        self.alone = False

    def __enter__(self) -> Self:
        self.alone = self._store.entry(self._url) is not None
        if not self.alone:
            self._store.write(self._url, b" ")
        return self

    def at(self, number: int) -> None:
        if self.alone and number != self._told:
            self._store.write(self._url, b"%d" % number)
            self._told = number

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self._store.remove([self._url])


def stopped_number(work: str, key: str) -> int | None:
    """The number of the document that a killed task was at, or None where that is not known."""
    try:
        return int(store_of(work).read(joined(work, MAP, f"{key}.at")))
    except (FileNotFoundError, ValueError):
        return None
