"""The check of a dataset folder, ours or anybody's: everything that can be wrong with it, each with a name and a fix.

What lives here: check_folder(), and the load in a fresh cache, which is done in a process of its own because the libraries
read their environment when they are imported. What never does: changing anything.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpuskit.core.progress import Say, silent
from corpuskit.errors import InputError
from corpuskit.formats.card import split_card
from corpuskit.formats.check_card import check_card, configs_of
from corpuskit.formats.check_files import (
    check_checksums,
    check_croissant,
    check_hijackers,
    check_manifest,
    check_names,
    check_parquet,
    check_shards,
)
from corpuskit.formats.check_laws import Encode, check_laws
from corpuskit.formats.finding import README, Finding
from corpuskit.formats.folder import MANIFEST, manifest_of, open_dataset

__all__ = ["Finding", "check_folder"]

SHOWN_PER_NAME = 20
LOADED_BYTES = 2_000_000_000  # of data files; larger datasets are only streamed, because loading copies them to the disk

# It leaves by _exit: a stream that was not read to its end keeps threads, on which the interpreter sometimes dies at its end.
_LOAD = """
import json, os, sys
for name in [name for name in os.environ if name.startswith(("HF_", "HUGGING_FACE_"))]:
    del os.environ[name]
os.environ.update(HF_HOME=sys.argv[4], HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")
sys.stdout.reconfigure(encoding="utf-8")
import datasets
datasets.disable_progress_bars()
folder, names, whole = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3] == "whole"
for name in names:
    try:
        if not whole:
            for split, rows in datasets.load_dataset(folder, *([name] if name else []), streaming=True).items():
                next(iter(rows))
            continue
        found = datasets.load_dataset(folder, *([name] if name else []), verification_mode="all_checks")
        for split, rows in found.items():
            stream = datasets.load_dataset(folder, *([name] if name else []), split=split, streaming=True)
            if len(rows) and next(iter(stream)) != rows[0]:
                raise ValueError(f"split {split}: streaming gives another first row")
    except Exception as error:
        cause = error.__cause__ or error
        print(json.dumps([name, f"{type(cause).__name__}: {cause}"]))
sys.stdout.flush()
os._exit(0)
"""


def check_folder(
    folder: str | Path, encode: Encode | None = None, *, everything: bool = False, load: bool = True, say: Say = silent
) -> list[Finding]:
    """All findings about a dataset folder, in a fixed order; findings with `advice` do not make it wrong.

    `encode(text, decoding)` gives a text's original bytes (corpuskit.steps.decode.encode_text); without it originals are not
    proved. `everything` looks at every document and not at a sample. `load` loads every config with the datasets library, in
    a fresh cache and offline. Raises InputError when there is no such folder.
    """
    path = open_dataset(folder)
    return list(_bounded(_findings(path, encode, everything, load, say)))


def _bounded(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The first findings of each name, and how many more there are."""
    seen: Counter[str] = Counter()
    last: dict[str, Finding] = {}
    for finding in findings:
        seen[finding.name] += 1
        last[finding.name] = finding
        if seen[finding.name] <= SHOWN_PER_NAME:
            yield finding
    for name, count in seen.items():
        if count > SHOWN_PER_NAME:
            yield replace(last[name], where="...", what=f"and {count - SHOWN_PER_NAME:,} more like these")


def _findings(folder: Path, encode: Encode | None, everything: bool, load: bool, say: Say) -> Iterator[Finding]:
    say("checking files", 0, 0, {})
    manifest = manifest_of(folder)
    ours = manifest is not None
    configs = configs_of(folder)
    yield from check_checksums(folder) if ours or (folder / "checksums.sha256").exists() else ()
    damaged = gone = False
    if manifest is not None:
        for finding in check_manifest(folder, manifest):
            damaged = damaged or finding.name == "manifest.damaged"
            gone = gone or finding.name == "manifest.gone"
            yield finding
    elif (folder / MANIFEST).exists() and (folder / "recipe.lock.toml").exists():
        yield Finding("manifest.damaged", MANIFEST, "cannot be read", "build it again, or fetch it again")
    unreadable = False
    for finding in check_parquet(folder, ours and not damaged, (manifest or {}).get("keep", {})):
        unreadable = unreadable or finding.name in ("parquet.unreadable", "parquet.schema")
        yield finding
    yield from check_shards(folder)
    yield from check_names(folder)
    yield from check_hijackers(folder, bool(configs))
    yield from check_card(folder, ours)
    yield from check_croissant(folder)
    if ours and not damaged and not gone and not unreadable and (folder / "audit").is_dir():
        withheld = bool(manifest.get("withheld")) if manifest else False
        try:
            yield from check_laws(folder, encode, everything=everything, withheld=withheld, say=say)
        except InputError as error:  # a shard whose pages are damaged: its head was read above
            yield Finding("parquet.unreadable", folder.name, str(error), error.hint)
    if load and not unreadable:
        say("loading", 0, 0, {})
        yield from _load(folder, everything)


def _load(folder: Path, everything: bool) -> Iterator[Finding]:
    """Load every config in a process with a cache of its own, without a network."""
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet") if path.is_file())
    whole = everything or size <= LOADED_BYTES
    if not whole:
        what = f"has {size / 1e9:.1f} GB; its configs were streamed, and not loaded as a whole"
        yield Finding("load.streamed", folder.name, what, "use --all, with as much free disk space", advice=True)
    try:
        data, _ = split_card((folder / README).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        data = None
    found = (data or {}).get("configs")
    configs = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    names = [one["config_name"] for one in configs if isinstance(one.get("config_name"), str)] or [
        ""
    ]  # "": no configs, the layout decides
    with tempfile.TemporaryDirectory(prefix="corpuskit-check-") as home:
        command = [sys.executable, "-c", _LOAD, str(folder.resolve()), json.dumps(names), "whole" if whole else "first", home]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    for line in done.stdout.split("\n"):
        if line.startswith("["):
            name, said = json.loads(line)
            what = f"config {name or 'default'} does not load: {' '.join(str(said).split())[:300]}"
            yield Finding("load.fails", folder.name, what, "see the other findings; the message is that of the datasets library")
    if done.returncode:
        last = (done.stderr.strip() or "no message").split("\n")[-1]
        yield Finding("load.fails", folder.name, f"could not be loaded: {last}", "see the other findings")
