"""Where a dataset is written to: a folder on a path, or one in an object store.

What lives here: Target and target_of(). What never does: what stands in the dataset.

A folder on a path is replaced in one go (folder.py). A store has no renames: the dataset is complete on this machine first; then
the old manifest goes, the files are sent, those that are no longer part of it go, and the new manifest comes last. Who reads it
looks for manifest.json: while it is missing, the dataset is not whole. An object, MARK, holds the old manifest meanwhile, so that
a build which was killed there can be run again and still knows what a person had put into the old dataset.

Weak: while files are sent the old dataset cannot be read, and a build killed there leaves none until it is run again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from corpuskit.errors import TargetError, UsageError
from corpuskit.formats import folder
from corpuskit.formats.describe import OUR_FOLDERS
from corpuskit.formats.folder import MANIFEST
from corpuskit.formats.store import Entry, is_stored, joined, local_path, store_of

__all__ = ["MARK", "Target", "target_of"]

MARK = ".corpuskit-replacing"
PREVIOUS = "previous"  # the folder for what is needed of the old dataset
LAST = ("README.md", "checksums.sha256", MANIFEST)  # what tells people and programs of the others


class Target(Protocol):
    """A place for a dataset. `shown` is what people call it."""

    name: str
    shown: str

    def check(self) -> None:
        """Raise OutputError unless a dataset may be written here."""

    def replacing(self, work: Path) -> AbstractContextManager[Path]:
        """A new empty folder to write the dataset to; it takes its place when the block ends well. `work`: for big files."""

    def previous(self, work: Path) -> Path:
        """The folder of the dataset that is replaced, or of what is needed of it; it need not exist."""


def target_of(out: str) -> Target:
    """The target that --out names. Raises UsageError for one that cannot be written to."""
    if not out.strip():
        raise UsageError("--out is empty", hint="name the folder to make, as in dist/NAME")
    if out.startswith("hf://"):
        raise UsageError(f"--out {out} is on the Hub", hint="build into a folder, then `corpuskit push`")
    if out.startswith("~") and not Path(out).exists():
        raise UsageError(f"--out {out}: the shell puts the home folder for ~, and not within quotes", hint="write it out")
    return _Stored(out) if is_stored(out) else _Folder(Path(local_path(out)))


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path, self.name, self.shown = path, path.name, str(path)

    def check(self) -> None:
        folder.check_target(self._path)

    def replacing(self, work: Path) -> AbstractContextManager[Path]:
        return folder.replacing(self._path)

    def previous(self, work: Path) -> Path:
        return self._path


class _Stored:
    def __init__(self, url: str) -> None:
        self.shown = self._url = url.rstrip("/")
        self._store = store_of(url)
        if "/" not in self._url.partition("://")[2]:
            raise UsageError(f"--out {url} names a bucket alone", hint=f"a folder in it: {joined(url, 'NAME')}")
        self.name = self._url.rpartition("/")[2]

    def check(self) -> None:
        if any(mark in self._url for mark in "*?["):
            raise TargetError(f"{self._url}: * ? or [ cannot be loaded by the datasets library", hint="choose another --out")
        if self._store.entry(self._url) is not None:
            raise TargetError(f"{self._url} is a file", hint="choose another --out, or move the file away")
        entries = self._store.below(self._url)
        made = self._manifest(entries)
        if entries and made is None:
            raise TargetError(
                f"{self._url} has objects and was not made by corpuskit (it has no {MANIFEST} of ours); nothing was changed",
                hint="choose another --out, or move them away",
            )
        folder.check_replaceable(self._url, made)

    @contextmanager
    def replacing(self, work: Path) -> Iterator[Path]:
        self.check()
        fresh = work / "new"
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            fresh.mkdir(parents=True)
            yield fresh
            self._replace(fresh)
        except OSError as error:
            raise folder.refused(self._url, error) from error
        finally:
            for made in (fresh, work / PREVIOUS):
                shutil.rmtree(made, ignore_errors=True)

    def previous(self, work: Path) -> Path:
        """What a person may have put into the old dataset, and what tells it from ours."""
        local = work / PREVIOUS
        shutil.rmtree(local, ignore_errors=True)
        entries = self._store.below(self._url)
        manifest = self._manifest(entries)
        if manifest is None:
            return local
        local.mkdir(parents=True)
        ours = OUR_FOLDERS | {str(one["folder"]) for one in manifest.get("outputs", [])}
        pairs = []
        for entry in entries:
            parts = entry.url.removeprefix(f"{self._url}/").split("/")
            if parts[0] not in ours and parts[-1] != MARK:
                path = local.joinpath(*parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                pairs.append((entry, path))
        self._store.fetch(pairs)
        (local / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        return local

    def _manifest(self, entries: list[Entry]) -> dict[str, Any] | None:
        """The manifest of the dataset that is there, also where it was put aside; None where it is none of ours."""
        names = {entry.url for entry in entries}
        for name in (MARK, MANIFEST):
            if (url := joined(self._url, name)) in names:
                try:
                    data = json.loads(self._store.read(url))
                except (OSError, ValueError):
                    continue
                if isinstance(data, dict) and data.get("tool") == "corpuskit" and isinstance(data.get("format"), int):
                    return data
        return None

    def _replace(self, fresh: Path) -> None:
        files = {path.relative_to(fresh).as_posix(): path for path in sorted(fresh.rglob("*")) if path.is_file()}
        mark, manifest = joined(self._url, MARK), joined(self._url, MANIFEST)
        old = self._store.below(self._url)
        aside = self._manifest(old) or {"tool": "corpuskit", "format": folder.FORMAT}
        self._store.write(mark, json.dumps(aside, ensure_ascii=False).encode())
        self._store.remove([manifest])
        self._store.send([(path, joined(self._url, name)) for name, path in files.items() if name not in LAST])
        self._store.remove(
            entry.url for entry in old if entry.url != mark and entry.url.removeprefix(f"{self._url}/") not in files
        )
        for name in LAST:
            if name in files:
                self._store.send([(files[name], joined(self._url, name))])
        self._store.remove([mark])
