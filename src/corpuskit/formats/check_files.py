"""Checks of the files: checksums, manifest, parquet, stale shards, hijackers, Croissant.

What lives here: one generator of findings per subject. What never does: the card (check_card.py), the laws (check_laws.py).
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpuskit.errors import OutputError, UsageError
from corpuskit.formats.columns import schema_of
from corpuskit.formats.croissant import CROISSANT
from corpuskit.formats.finding import Finding
from corpuskit.formats.folder import MANIFEST
from corpuskit.formats.manifest import CHECKSUMS, files_of, read_checksums
from corpuskit.formats.parquet import digest_file

__all__ = [
    "check_checksums",
    "check_croissant",
    "check_hijackers",
    "check_manifest",
    "check_names",
    "check_parquet",
    "check_shards",
]

Findings = Iterator[Finding]
REBUILD = "build it again, or fetch it again"
_SHARD = re.compile(r"(?P<split>.+)-(?P<n>\d{5})-of-(?P<of>\d{5})\.parquet")


def check_checksums(folder: Path) -> Findings:
    """Every file is listed in checksums.sha256 and has that digest."""
    try:
        listed = read_checksums(folder)
    except (ValueError, UnicodeDecodeError) as error:
        yield Finding("checksums.damaged", CHECKSUMS, str(error), REBUILD)
        return
    if not listed:
        yield Finding("checksums.missing", CHECKSUMS, "there are no checksums", "run sha256sum over all files", advice=True)
        return
    there = {path.relative_to(folder).as_posix(): path for path in files_of(folder)}
    for name in sorted(listed.keys() - there.keys()):
        yield Finding("checksums.gone", name, "is listed and is not there", REBUILD)
    for name, path in there.items():
        if name not in listed:
            yield Finding("checksums.unlisted", name, "was added after the build", "remove it, or build again (it is kept then)")
        elif digest_file(path) != listed[name]:
            yield Finding("checksums.differ", name, "is not what was built", REBUILD)


def check_manifest(folder: Path, manifest: dict[str, Any]) -> Findings:
    """The outputs that the manifest names are there, with its rows and bytes."""
    try:
        outputs = [(str(out["path"]), int(out["rows"]), int(out["bytes"])) for out in manifest["outputs"]]
        schema_of("default", manifest.get("keep", {}))
    except (KeyError, TypeError, ValueError, OutputError, UsageError):
        yield Finding("manifest.damaged", MANIFEST, "has no list of outputs, or wrong columns", REBUILD)
        return
    outside = next((name for name, _, _ in outputs if ".." in Path(name).parts or Path(name).is_absolute()), None)
    if outside is not None:
        yield Finding("manifest.damaged", MANIFEST, f"names {outside}, which is not in the dataset", REBUILD)
        return
    for name, rows, size in outputs:
        path = folder / name
        if not path.is_file():
            yield Finding("manifest.gone", name, "is named in the manifest and is not there", REBUILD)
            continue
        try:
            found = pq.read_metadata(path).num_rows
        except (pa.ArrowException, OSError):
            continue  # check_parquet says so
        if (found, path.stat().st_size) != (rows, size):
            what = f"has {found:,} rows and {path.stat().st_size:,} bytes, the manifest says {rows:,} and {size:,}"
            yield Finding("manifest.differs", name, what, REBUILD)
    named = {name for name, _, _ in outputs}
    folders = {name.split("/", 1)[0] for name in named}
    for path in sorted(p for name in folders for p in (folder / name).rglob("*.parquet")):
        relative = path.relative_to(folder).as_posix()
        if relative not in named:
            yield Finding("shards.stale", relative, "belongs to no output of this build; it would be loaded too", "remove it")


def check_parquet(folder: Path, ours: bool, keep: dict[str, str]) -> Findings:
    """Every parquet file can be read; files of one config agree; ours have the explicit schema and the settings."""
    first: dict[str, tuple[str, Any]] = {}
    rows, unindexed = [], []
    for path in sorted(folder.rglob("*.parquet")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(".") or not name.isprintable() or _surrogates(name):
            continue  # check_names says so
        try:
            with pq.ParquetFile(path) as file:
                schema, meta = file.schema_arrow.remove_metadata(), file.metadata
                columns = [meta.row_group(g).column(0) for g in range(meta.num_row_groups if meta.num_columns else 0)]
                rows.append(meta.num_rows)
        except (pa.ArrowException, OSError) as error:
            said = str(error).split("\n", 1)[0]
            yield Finding("parquet.unreadable", name, f"cannot be read: {said}", REBUILD)
            continue
        config = name.rpartition("/")[0]
        known, want = first.setdefault(config, (name, schema))
        yield from _schema(name, schema, known, want)
        if ours and not schema.equals(schema_of(config, keep)):
            yield Finding("parquet.schema", name, f"has not the schema of {config}", REBUILD)
        if not schema.names:
            yield Finding("parquet.no-columns", name, "has no columns", "remove it")
        if any(not column.has_offset_index for column in columns):
            unindexed.append(name)
    if rows and not any(rows) and not ours:
        yield Finding("parquet.no-rows", ".", "no file has any rows; datasets cannot load that", "write some, or remove them")
    if unindexed:
        more = f" (and {len(unindexed) - 1} more files)" if len(unindexed) > 1 else ""
        what = f"has no page index{more}; the viewer reads whole row groups"
        yield Finding("parquet.page-index", unindexed[0], what, "write with write_page_index=True", advice=not ours)


def _surrogates(name: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in name)


def check_names(folder: Path) -> Findings:
    """Names that the datasets library, or another machine, cannot deal with; and a folder of another kind."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if _surrogates(name) or not name.isprintable():
            shown = ascii(name)[1:-1]
            yield Finding("file.name", shown, "has a name that is no printable UTF-8; it cannot be published", "rename it")
        elif path.suffix in DATA_SUFFIXES and any(mark in name for mark in "*?["):
            yield Finding("hijacker.path", name, "has *, ? or [ in its path, which breaks loading", "rename it")
    if (folder / "state.json").exists() or (folder / "dataset_dict.json").exists():
        what = "was written by save_to_disk, which load_dataset does not read"
        yield Finding(
            "folder.save-to-disk", ".", what, "datasets.load_from_disk reads it; Dataset.to_parquet writes what all can read"
        )
    elif not any(path.is_file() and path.suffix in DATA_SUFFIXES for path in folder.rglob("*")):
        yield Finding("folder.no-data", ".", "holds no data files", "give the folder that holds README.md and the data")


DATA_SUFFIXES = frozenset((
    ".parquet", ".arrow", ".json", ".jsonl", ".csv", ".tsv", ".txt", ".gz", ".zst", ".zip", ".xml", ".tar", ".bz2", ".xz", ".lz4",
    ".7z", ".h5", ".hdf5", ".pdf", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff", ".wav", ".mp3", ".flac", ".ogg",
    ".opus", ".mp4", ".mkv", ".webm", ".avi", ".nii", ".lance", ".eval",
))  # fmt: skip


def _schema(name: str, schema: Any, known: str, want: Any) -> Findings:
    for field in schema:
        if pa.types.is_null(field.type):
            what = f"column {field.name!r} has no type (all values were null when it was written)"
            yield Finding("parquet.null-type", name, what, "write every file with one explicit schema")
        elif pa.types.is_map(field.type):
            what = f"column {field.name!r} is a map, which datasets cannot load"
            yield Finding("parquet.map-type", name, what, "use a list of {key, value} instead")
        elif field.name not in want.names:
            what = f"column {field.name!r} is not in {known}, so loading fails"
            yield Finding("parquet.extra-column", name, what, "write every file with one explicit schema")
        elif want.field(field.name).type != field.type and not pa.types.is_null(want.field(field.name).type):
            what = f"column {field.name!r} is {field.type} here and {want.field(field.name).type} in {known}"
            yield Finding("parquet.types-differ", name, what, "write every file with one explicit schema")


def check_shards(folder: Path) -> Findings:
    """Shards of a split are numbered 0 to N-1 of one N; anything else is a left-over or a loss."""
    groups: dict[str, dict[int, set[int]]] = {}
    for path in sorted(folder.rglob("*.parquet")):
        match = _SHARD.fullmatch(path.name)
        if match:
            key = f"{path.parent.relative_to(folder).as_posix()}/{match['split']}"
            groups.setdefault(key, {}).setdefault(int(match["of"]), set()).add(int(match["n"]))
    for key, by_count in groups.items():
        if len(by_count) > 1:
            said = " and ".join(f"-of-{n:05d}" for n in sorted(by_count))
            yield Finding("shards.mixed", key, f"has files of two builds ({said}); both are loaded", "remove the older files")
        for count, numbers in by_count.items():
            missing = sorted(set(range(count)) - numbers)
            if missing:
                yield Finding("shards.missing", key, f"lacks shard {missing[0]:05d} of {count:05d}", REBUILD)
    for path in sorted(folder.rglob("*.partial")):
        yield Finding("shards.partial", path.relative_to(folder).as_posix(), "was never finished", "remove it")


def check_hijackers(folder: Path, has_configs: bool) -> Findings:
    """Files that change how the datasets library loads the folder."""
    script = folder / f"{folder.resolve().name}.py"
    if script.exists():
        what = "has the name of the dataset: loading fails, because dataset scripts are no longer supported"
        yield Finding("hijacker.script", script.name, what, "rename it or move it into a folder")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if has_configs or not path.is_file():
            continue
        if path.name in ("task.toml", "instruction.md") and path.parent != folder:
            yield Finding(
                "hijacker.harbor", name, "makes datasets take the folder for another format", "name configs in README.md"
            )
        elif path.suffix == ".eval":
            yield Finding("hijacker.eval", name, "makes datasets take the folder for another format", "name configs in README.md")
        elif path.suffix.lower() in (".png", ".jpg", ".jpeg") and re.match(r"(train|test|valid)", path.name):
            yield Finding("hijacker.image", name, "is taken for data of a split", "name configs in README.md")
    if any(mark in str(folder.resolve()) for mark in "*?["):
        yield Finding("hijacker.path", str(folder), "has *, ? or [ in its path, which breaks loading", "rename the folder")


def check_croissant(folder: Path) -> Findings:
    """croissant.json names files that are there with their digests, and validates where mlcroissant is installed."""
    path = folder / CROISSANT
    if not path.exists():
        return
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        files = [entry for entry in data["distribution"] if entry["@type"] == "cr:FileObject"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        yield Finding("croissant.damaged", CROISSANT, f"is no Croissant: {error}", REBUILD)
        return
    for entry in files:
        name = str(entry.get("contentUrl") or "")
        if "://" in name:
            continue
        target = folder / name
        if not target.is_file():
            yield Finding("croissant.gone", CROISSANT, f"names {name}, which is not there", REBUILD)
        elif digest_file(target) != entry.get("sha256"):
            yield Finding("croissant.differs", CROISSANT, f"has another SHA-256 for {name}", REBUILD)
        if "x-parquet" not in str(entry.get("encodingFormat")) and name.endswith(".parquet"):
            what = f"gives {name} the format {entry.get('encodingFormat')}, which cannot be read"
            yield Finding("croissant.format", CROISSANT, what, "write application/x-parquet")
    try:
        import mlcroissant
    except ImportError:
        return
    voice = logging.getLogger("absl")  # mlcroissant speaks through it of what is only recommended
    level, voice.level = voice.level, logging.ERROR
    try:
        mlcroissant.Dataset(jsonld=str(path))
    except Exception as error:  # the library raises many kinds; all of them mean that it does not validate
        said = " ".join(str(error).split())[:300]
        yield Finding(
            "croissant.invalid", CROISSANT, f"does not validate: {said}", "pip install mlcroissant; mlcroissant validate"
        )
    finally:
        voice.level = level
