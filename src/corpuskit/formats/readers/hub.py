"""Datasets of the Hub as inputs: hf://USER/NAME, at a revision with @REV, from the local cache where they are there.

What lives here: hub_files(), and is_hub(). What never does: reading files, uploading, keys (huggingface_hub finds its own).

Only files that hold documents are fetched; of a dataset that corpuskit built, only its documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from corpuskit.formats.readers.types import COMPRESSIONS, Problem

__all__ = ["hub_files", "is_hub"]

_ID = re.compile(r"hf://(?:datasets/)?([\w.-]+/[\w.-]+)(?:@([\w./-]+))?")
_SUFFIXES = ("parquet", "jsonl", "ndjson", "json", "csv", "tsv", "txt", "html", "warc", "wet", "zip", "tar", "tgz")
_NOT_DOCUMENTS = ("dataset_infos.json", "dataset_info.json", "state.json", "manifest.json", "croissant.json", "stats.json")


def is_hub(typed: str) -> bool:
    return typed.startswith("hf://")


def hub_files(typed: str) -> Iterator[tuple[str, str] | Problem]:
    """(path on disk, path in the dataset) of the files of a dataset, sorted; or why there are none."""
    match = _ID.fullmatch(typed)
    if match is None:
        yield Problem(typed, "is no dataset of the Hub", "write hf://USER/NAME or hf://USER/NAME@REVISION")
        return
    repo, revision = match[1], match[2]
    packed = [f"*.{suffix}{end}" for suffix in _SUFFIXES for end in ("", *COMPRESSIONS)]
    try:
        from huggingface_hub import snapshot_download

        folder = Path(snapshot_download(repo, repo_type="dataset", revision=revision, allow_patterns=packed))
    except Exception as error:  # the library raises many kinds: no network, no such dataset, no key, not in the cache
        said = " ".join(str(error).split())[:200]
        yield Problem(
            typed, f"cannot be fetched: {type(error).__name__}: {said}", "check the name, the network and `hf auth login`"
        )
        return
    ours = _is_ours(folder)
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    kept = [
        name for name in names
        if any(Path(name).match(pattern) for pattern in packed)
        and Path(name).name not in _NOT_DOCUMENTS and (not ours or name.startswith("data/"))
    ]  # fmt: skip
    if not kept:
        yield Problem(typed, "holds no file of a kind that can be read", f"known: {', '.join(_SUFFIXES)}")
    yield from ((str(folder / name), name) for name in kept)


def _is_ours(folder: Path) -> bool:
    try:
        data = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and data.get("tool") == "corpuskit"
