"""The dataset folder: replaced in one go, never half.

What lives here: check_target, recover, locked, claimed, replacing, discard. What never does: what stands in the files.

How it works: the new dataset is written to a hidden folder beside the old one (.NAME.new-PID, on the same disk, so that a rename
is enough), flushed, and then NAME becomes NAME.old, the new folder becomes NAME, and NAME.old is removed. A crash between the two
renames leaves NAME.old without NAME; every command that meets this puts it back first. What a swap puts aside carries a hidden
mark: a NAME.old without it is the user's and is never touched (the old dataset goes to NAME.old2 then). Nor is a folder that
holds something else than a dataset of ours (no manifest.json with our format).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpuskit.errors import InputError, OutputError, TargetError, UsageError

__all__ = [
    "FORMAT",
    "check_replaceable",
    "check_target",
    "claimed",
    "discard",
    "locked",
    "manifest_of",
    "open_dataset",
    "recover",
    "replacing",
]

FORMAT = 1
MANIFEST = "manifest.json"
LOCK = "lock"
CLAIMS = "claims"
ASIDE = ".corpuskit-aside"  # the mark in a dataset that a swap puts aside


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """The manifest of a dataset that corpuskit made, or None when the folder is not one."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) and data.get("tool") == "corpuskit" and isinstance(data.get("format"), int) else None


def recover(target: Path) -> bool:
    """Put the old dataset back where a crash left it aside, without NAME. True when something was put back."""
    if target.exists():
        return False
    old = next((path for path in _asides(target) if (path / ASIDE).is_file()), None)
    if old is None:
        return False
    old.rename(target)
    (target / ASIDE).unlink(missing_ok=True)
    return True


def open_dataset(folder: str | Path) -> Path:
    """The folder of a dataset that exists, after recovery. Raises InputError, or UsageError for an empty name.

    A dataset without our manifest is fine here: commands that only read work on what others made, too.
    """
    path = Path(folder)
    if not str(folder).strip():
        raise UsageError("the name of the dataset is empty", hint="give its folder, as in dist/demo")
    recover(path)
    if not path.exists():
        raise InputError(f"{path} does not exist", hint="give the folder of a dataset, as in dist/demo")
    if not path.is_dir():
        raise InputError(f"{path} is a file, not a dataset folder", hint="give the folder that holds its README.md")
    made = manifest_of(path)
    if made is not None and made["format"] > FORMAT:
        raise InputError(
            f"{path} was made by a newer corpuskit (format {made['format']}, this one reads up to {FORMAT})",
            hint="install that version or a later one",
        )
    return path


def check_target(target: Path) -> None:
    """Raise OutputError unless a dataset may be written to `target`: it is missing, empty, or a dataset of ours, none that a
    newer version made."""
    recover(target)
    if any(mark in str(target.absolute()) for mark in "*?["):
        raise TargetError(f"{target}: a path with * ? or [ cannot be loaded by the datasets library", hint="choose another --out")
    if not target.exists():
        parent = target.absolute().parent
        while not parent.exists():
            parent = parent.parent
        if not parent.is_dir():
            raise TargetError(f"{target} cannot be made: {parent} is a file", hint="choose another --out")
        if not os.access(parent, os.W_OK):
            raise OutputError(f"{target} cannot be made in {parent}", hint="check its permissions, or choose another --out")
        return
    if not target.is_dir():
        raise TargetError(f"{target} is a file", hint="choose another --out, or move the file away")
    made = manifest_of(target)
    if made is None and any(target.iterdir()):
        raise TargetError(
            f"{target} exists and was not made by corpuskit (it has no {MANIFEST} of ours); nothing was changed",
            hint="choose another --out, or move the folder away",
        )
    check_replaceable(str(target), made)


def check_replaceable(shown: str, made: dict[str, Any] | None) -> None:
    """Raise TargetError where the manifest of the dataset that would be replaced says that a newer version made it."""
    if made is not None and made["format"] > FORMAT:
        raise TargetError(
            f"{shown} was made by a newer corpuskit (format {made['format']}, this one writes {FORMAT}); nothing was changed",
            hint="choose another --out, or build with that version",
        )


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A new empty folder beside `target`; when the block ends well, it takes the place of `target`.

    When the block fails, the new folder is removed and the old dataset is as it was. Raises OutputError when the disk
    refuses (full, read only).
    """
    check_target(target)
    fresh = target.absolute().parent / f".{target.name}.new-{os.getpid()}"
    try:
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        _remove_strays(fresh.parent, f".{target.name}.new-")
        fresh.mkdir()
        yield fresh
        _flush(fresh)
        _swap(target, fresh)
    except OSError as error:
        raise refused(target, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _remove_strays(parent: Path, start: str) -> None:
    """Remove unfinished folders whose process is gone (killed, so that it could not clean up)."""
    for stray in parent.glob(f"{start}*"):
        owner = stray.name.removeprefix(start)
        try:
            if int(owner) != os.getpid():
                os.kill(int(owner), 0)
                continue
        except PermissionError:
            continue
        except (ValueError, OSError):
            pass
        shutil.rmtree(stray, ignore_errors=True)


def refused(target: Path | str, error: OSError) -> OutputError:
    """One clear line for a disk that refuses."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    said = "the disk is full" if full else error.strerror or str(error)
    hint = "free disk space and run the same command again" if full else "check permissions, or choose another --out"
    return OutputError(f"{target} was not written: {said}; what was there before is unchanged", hint=hint)


def _asides(target: Path) -> list[Path]:
    """Where a swap may put the old dataset: NAME.old, NAME.old2, ... NAME.old9."""
    return [target.with_name(f"{target.name}.old{n if n > 1 else ''}") for n in range(1, 10)]


def _swap(target: Path, fresh: Path) -> None:
    """NAME -> NAME.old, the new folder -> NAME, NAME.old removed; the old one comes back when the second step fails."""
    had = target.exists()
    for path in _asides(target):
        if (path / ASIDE).is_file():
            shutil.rmtree(path)  # left by a crash after the new dataset was in place
    old = next((path for path in _asides(target) if not os.path.lexists(path)), None)
    if old is None:
        raise OSError(errno.EEXIST, f"{target.name}.old to {target.name}.old9 are all there; move them away")
    if had:
        (target / ASIDE).touch()
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if had:
            old.rename(target)
            (target / ASIDE).unlink(missing_ok=True)
        raise
    _flush_folder(target.absolute().parent)
    if had:
        shutil.rmtree(old, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Bring every file and folder to the disk, so that a power cut after the rename finds them whole."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            _flush_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems cannot sync a folder
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(work: Path, *, fresh: bool = False, shared: bool = False) -> Iterator[Path]:
    """The work folder of a build, for this process alone; with `fresh`, emptied first; `shared`, for all that say so, too.

    Its content stays when the block fails, so that the next run goes on from there. Raises UsageError when another process
    holds it, OutputError when it cannot be made.
    """
    try:
        work.mkdir(parents=True, exist_ok=True)
        handle = os.open(work / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except (NotADirectoryError, FileExistsError) as error:
        raise TargetError(f"the work folder {work} cannot be made: {error.strerror}", hint="choose another --work") from None
    except OSError as error:
        raise OutputError(f"the work folder {work} cannot be made: {error.strerror}", hint="choose another --work") from None
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            owner = os.pread(handle, 100, 0).decode("utf-8", "replace").strip()
            raise UsageError(
                f"another build is using {work} ({owner or 'its process is unknown'})",
                hint="wait for it, or choose another --work",
            ) from None
        if fresh:
            for entry in work.iterdir():
                if entry.name != LOCK:
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        os.ftruncate(handle, 0)
        os.pwrite(handle, b"parts of it, --shard" if shared else f"process {os.getpid()}".encode(), 0)
        yield work
    finally:
        os.close(handle)


@contextmanager
def claimed(work: Path, tasks: range) -> Iterator[None]:
    """These tasks of a shared work folder, for this process alone. Raises UsageError when another one has some of them.

    A file has a byte for each task, which is locked: such locks end with their process and hold on network file systems.
    """
    handle = os.open(work / CLAIMS, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if tasks:  # a length of 0 would lock all
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, len(tasks), tasks.start)
    except OSError:
        os.close(handle)
        raise UsageError(
            f"another part of this build is at work on the same tasks in {work}", hint="start each part once"
        ) from None
    try:
        yield
    finally:
        os.close(handle)


def discard(work: Path) -> None:
    """Remove a work folder after its build is done."""
    shutil.rmtree(work, ignore_errors=True)
