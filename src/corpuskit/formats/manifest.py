"""manifest.json (what went in, what came out, made how), reports/stats.json (all counts) and checksums.sha256.

What lives here: writing them, and verifying checksums. What never does: a clock, a host, a path of this machine, a command line:
equal inputs and recipe give equal files.

Form 1 of the manifest: tool, format, version, name, recipe {name, digest, file}, steps [[name, kind]], libraries, inputs {files,
bytes, sha256, list}, skipped, documents, keep, options, outputs [{path, folder, split, rows, bytes, sha256, memory_bytes}], card,
withheld.
The list of inputs is left out above LISTED_INPUTS files (each document's row has path and sha256); the digest covers them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from corpuskit.formats.about import LISTED_INPUTS, STATS, About, Input
from corpuskit.formats.folder import FORMAT, MANIFEST
from corpuskit.formats.parquet import digest_file
from corpuskit.formats.readers.ranged import each, open_input
from corpuskit.formats.readers.types import InputFile

__all__ = ["CHECKSUMS", "digest_inputs", "read_checksums", "write_checksums", "write_manifest", "write_stats"]

CHECKSUMS = "checksums.sha256"


def digest_inputs(files: Iterable[InputFile]) -> list[Input]:
    """(relative path, bytes, sha256) of input files, each read once. One that has gone meanwhile has no sha256."""
    return each(files, _digested)


def _digested(file: InputFile) -> Input:
    try:
        with open_input(file) as opened:
            digest = file_digest(opened, "sha256").hexdigest()
    except OSError:
        digest = ""
    return file.relative, file.bytes, digest


def write_manifest(folder: Path, about: About) -> None:
    """Write manifest.json."""
    data: dict[str, Any] = {
        "tool": "corpuskit",
        "format": FORMAT,
        "version": about.tool_version,
        "name": about.name,
        "recipe": {"name": about.recipe_name, "digest": about.recipe_digest, "file": "recipe.lock.toml"},
        "steps": [list(step) for step in about.steps],
        "libraries": dict(sorted(about.libraries.items())),
        "inputs": dict(about.unlisted) if about.unlisted is not None else _inputs(about.inputs),
        "skipped": [{"where": where, "what": what} for where, what in about.skipped],
        "documents": about.report.section("documents").get("all", {}),
        "keep": dict(about.keep),
        "options": dict(about.options),
        "outputs": [
            {
                "path": shard.path, "folder": config, "split": split, "rows": shard.rows, "bytes": shard.file_bytes,
                "sha256": shard.sha256, "memory_bytes": shard.memory_bytes,
            }
            for (config, split), shards in about.shards.items()
            for shard in shards
        ],
        "card": about.info_dict(),
        "withheld": about.withheld,
    }  # fmt: skip
    if about.created is not None:
        data["created"] = about.created
    (folder / MANIFEST).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _inputs(inputs: Sequence[Input]) -> dict[str, Any]:
    digest = sha256()
    for path, size, known in inputs:
        digest.update(f"{known} {size} {path}\n".encode())
    out: dict[str, Any] = {"files": len(inputs), "bytes": sum(size for _, size, _ in inputs), "sha256": digest.hexdigest()}
    if len(inputs) <= LISTED_INPUTS:
        out["list"] = [{"path": path, "bytes": size, "sha256": known} for path, size, known in inputs]
    return out


def write_stats(folder: Path, about: About) -> None:
    """Write reports/stats.json: every count of the run as (section, key, measure, n)."""
    rows = about.report.to_rows()
    body = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / STATS).parent.mkdir(parents=True, exist_ok=True)
    (folder / STATS).write_text('{"format": 1, "counts": [\n' + body + "\n]}\n", encoding="utf-8")


def files_of(folder: Path) -> Iterator[Path]:
    """All files of a dataset folder but the checksums, hidden ones left out, sorted by path."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts) and relative.as_posix() != CHECKSUMS:
            yield path


def write_checksums(folder: Path, about: About) -> None:
    """Write checksums.sha256 over all files, in the form of sha256sum. Shards were digested when they were written."""
    known = {shard.path: shard.sha256 for shards in about.shards.values() for shard in shards}
    lines = []
    for path in files_of(folder):
        name = path.relative_to(folder).as_posix()
        lines.append(f"{known.get(name) or digest_file(path)}  {name}\n")
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def read_checksums(folder: Path) -> dict[str, str]:
    """relative path -> sha256, empty when there is no such file. Raises ValueError for a line that is no checksum."""
    try:
        text = (folder / CHECKSUMS).read_text(encoding="utf-8")
    except OSError:
        return {}
    out = {}
    for line in text.rstrip("\n").split("\n") if text else []:
        match = re.fullmatch(r"([0-9a-fA-F]{64}) [ *](.+)", line.rstrip("\r"))  # sha256sum writes * for files read as binary
        if match is None:
            raise ValueError(f"not a checksum: {line[:80]!r}")
        digest, name = match[1].lower(), match[2]
        out[name] = digest
    return out
