"""Inputs in an object store: a folder, one object, or a pattern, as the addresses s3://bucket/... name them.

What lives here: stored_files(). What never does: reading an object's content, but for the manifest of a dataset of ours.

Names, what is hidden and what is no document are as for files of this machine, so a copy of the objects gives the same dataset.
A store has no folders: a name with a slash at its end, which some tools leave as a mark, is none of the inputs.
"""

from __future__ import annotations

import fnmatch
import glob
import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from corpuskit.formats.readers.apart import WORK_ENDING, dataset_met, work_met
from corpuskit.formats.readers.types import NOT_DOCUMENTS, InputFile, Problem, kind_of
from corpuskit.formats.store import Entry, Store, joined, store_of

__all__ = ["stored_files"]

Item = InputFile | Problem


def stored_files(typed: str) -> Iterator[tuple[str, Item]]:
    """(the folder that names count from, file or problem) for one address. Raises RemoteError, UsageError."""
    store, root = store_of(typed), typed.rstrip("/")
    one = store.entry(typed) if typed == root and "/" in typed.partition("://")[2] else None
    if one is not None:
        yield root.rpartition("/")[0], _file(one, one.url.rpartition("/")[2])
        return
    entries = store.below(root)
    if entries:
        below = "data/" if _is_ours(store, root, entries) else ""
        yield from ((root, item) for item in _walked(store, entries, joined(root, below), below))
    elif glob.has_magic(typed):
        yield from _matches(store, typed)
    else:
        yield root, Problem(typed, "does not exist", "check the spelling; a folder of a store is there while something is in it")


def _matches(store: Store, typed: str) -> Iterator[tuple[str, Item]]:
    """Files that fit a pattern, in the way of the shell: where it fits a folder, what is in that folder."""
    parts = typed.split("/")
    fixed = "/".join(parts[: next(n for n, part in enumerate(parts) if glob.has_magic(part))])
    pattern, found = parts[fixed.count("/") + 1 :], False
    for entry in store.below(fixed):
        relative = entry.url[len(fixed) + 1 :]
        names = relative.split("/")
        folder = next((n for n in range(1, len(names)) if "**" not in typed and _fits(pattern, names[:n])), None)
        if _fits(pattern, names) or (folder is not None and _is_document(names[folder:])):
            found = True
            yield fixed, _file(entry, relative)
    if not found:
        yield fixed, Problem(typed, "matches no file", "put quotes round it, and check the folder")


def _fits(pattern: Sequence[str], names: Sequence[str]) -> bool:
    """Whether names fit a pattern, both part by part; * and ** leave out names that begin with a dot."""
    if not pattern:
        return not names
    first, rest = pattern[0], pattern[1:]
    if first == "**":
        shown = next((n for n, name in enumerate(names) if name.startswith(".")), len(names))
        return any(_fits(rest, names[n:]) for n in range(shown + 1)) if rest else shown == len(names)
    if not names or (names[0].startswith(".") and not first.startswith(".")):
        return False
    return fnmatch.fnmatchcase(names[0], first) and _fits(rest, names[1:])


def _walked(store: Store, entries: Sequence[Entry], start: str, below: str) -> Iterator[Item]:
    inside = [entry for entry in entries if entry.url.startswith(start)]
    folders = {entry.url.rpartition("/")[0] for entry in inside if entry.url.endswith("/manifest.json")} - {start.rstrip("/")}
    apart = {f"{folder}/": dataset_met(folder) for folder in folders if _is_ours(store, folder, entries)}
    for entry in inside:
        if (at := entry.url.find(f"{WORK_ENDING}/", len(start))) >= 0:
            folder = entry.url[: at + len(WORK_ENDING)]
            apart.setdefault(f"{folder}/", work_met(folder))
    yield from apart.values()
    for entry in inside:
        name = entry.url.removeprefix(start)
        if _is_document(name.split("/")) and not entry.url.startswith(tuple(apart)):
            yield _file(entry, f"{below}{name}")


def _is_document(names: Sequence[str]) -> bool:
    """Whether a file of a folder is one: no part of its name is hidden, and it holds no settings."""
    return not any(name.startswith(".") for name in names) and PurePosixPath(names[-1]).suffix.lower() not in NOT_DOCUMENTS


def _file(entry: Entry, relative: str) -> Item:
    if not entry.bytes:
        return Problem(entry.url, "is empty")
    kind, compression = kind_of(relative)
    return InputFile(entry.url, relative, entry.bytes, kind, compression, entry.changed_ns)


def _is_ours(store: Store, root: str, entries: Sequence[Entry]) -> bool:
    """Whether this is a dataset that corpuskit built: its documents are the inputs, not its ledger and reports."""
    manifest = joined(root, "manifest.json")
    if not any(entry.url == manifest for entry in entries):
        return False
    try:
        data = json.loads(store.read(manifest))
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and data.get("tool") == "corpuskit"
