"""The check of a dataset folder, ours or anybody's: everything that can be wrong with it, each with a name and a fix.

What lives here: check_folder(), and the load in a fresh cache, which is done in a process of its own because the libraries
read their environment when they are imported. What never does: changing anything.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from corpuskit.formats.card import split_card
from corpuskit.formats.check_card import README, check_card, configs_of
from corpuskit.formats.check_files import (
    check_checksums,
    check_croissant,
    check_hijackers,
    check_manifest,
    check_parquet,
    check_shards,
)
from corpuskit.formats.check_laws import Encode, check_laws
from corpuskit.formats.finding import Finding
from corpuskit.formats.folder import MANIFEST, manifest_of, open_dataset

__all__ = ["Finding", "check_folder"]

# It leaves by _exit: a stream that was not read to its end keeps threads, on which the interpreter sometimes dies at its end.
_LOAD = """
import json, os, sys
import datasets
datasets.disable_progress_bars()
folder, names = sys.argv[1], json.loads(sys.argv[2])
for name in names:
    try:
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
    folder: str | Path, encode: Encode | None = None, *, everything: bool = False, load: bool = True
) -> list[Finding]:
    """All findings about a dataset folder, in a fixed order; findings with `advice` do not make it wrong.

    `encode(text, decoding)` gives a text's original bytes (corpuskit.steps.decode.encode_text); without it originals are not
    proved. `everything` looks at every document and not at a sample. `load` loads every config with the datasets library, in
    a fresh cache and offline. Raises InputError when there is no such folder.
    """
    path = open_dataset(folder)
    return list(_findings(path, encode, everything, load))


def _findings(folder: Path, encode: Encode | None, everything: bool, load: bool) -> Iterator[Finding]:
    manifest = manifest_of(folder)
    ours = manifest is not None
    configs = configs_of(folder)
    yield from check_checksums(folder) if ours or (folder / "checksums.sha256").exists() else ()
    if manifest is not None:
        yield from check_manifest(folder, manifest)
    elif (folder / MANIFEST).exists() and (folder / "recipe.lock.toml").exists():
        yield Finding("manifest.damaged", MANIFEST, "cannot be read", "build it again, or fetch it again")
    unreadable = False
    for finding in check_parquet(folder, ours, (manifest or {}).get("keep", {})):
        unreadable = unreadable or finding.name in ("parquet.unreadable", "parquet.schema")
        yield finding
    yield from check_shards(folder)
    yield from check_hijackers(folder, bool(configs))
    yield from check_card(folder, ours)
    yield from check_croissant(folder)
    if ours and not unreadable and (folder / "audit").is_dir():
        withheld = bool(manifest.get("withheld")) if manifest else False
        yield from check_laws(folder, encode, everything=everything, withheld=withheld)
    if load and not unreadable:
        yield from _load(folder)


def _load(folder: Path) -> Iterator[Finding]:
    """Load every config in a process with a cache of its own, without a network."""
    try:
        data, _ = split_card((folder / README).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        data = None
    configs = [one for one in (data or {}).get("configs", []) if isinstance(one, dict)]
    names = [str(one.get("config_name", "default")) for one in configs] or [""]  # "": no configs, the layout decides
    with tempfile.TemporaryDirectory(prefix="corpuskit-check-") as home:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HUGGING_FACE_"))}
        environment |= {"HF_HOME": home, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-c", _LOAD, str(folder.resolve()), json.dumps(names)]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
        )
    for line in done.stdout.split("\n"):
        if line.startswith("["):
            name, said = json.loads(line)
            what = f"config {name or 'default'} does not load: {' '.join(str(said).split())[:300]}"
            yield Finding("load.fails", folder.name, what, "see the other findings, or build it again")
    if done.returncode:
        last = (done.stderr.strip() or "no message").split("\n")[-1]
        yield Finding("load.fails", folder.name, f"could not be loaded: {last}", "see the other findings")
