"""Everything in a dataset folder besides its rows, written in the one order that works.

What lives here: describe(). What never does: rows, the swap of folders.

Order: what a person put into the replaced dataset is carried over; then the lock file, counts, licence, plots, card, Croissant,
report, manifest; checksums come last, because they cover all the others.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from corpuskit.errors import InputError
from corpuskit.formats.about import About
from corpuskit.formats.card import write_card
from corpuskit.formats.card_plots import write_plots
from corpuskit.formats.croissant import write_croissant
from corpuskit.formats.folder import manifest_of
from corpuskit.formats.manifest import CHECKSUMS, read_checksums, write_checksums, write_manifest, write_stats
from corpuskit.formats.report_html import write_report
from corpuskit.formats.report_samples import Samples, choose

__all__ = ["describe"]

OURS = frozenset(("README.md", "manifest.json", "croissant.json", "recipe.lock.toml", CHECKSUMS))
OUR_FOLDERS = frozenset(("data", "audit", "rejected", "reports", "index"))


def describe(folder: Path, about: About, previous: Path | None = None) -> None:
    """Write README.md, LICENSE, manifest.json, croissant.json, recipe.lock.toml, reports/ and checksums.sha256 into `folder`.

    `folder` holds the finished shards of `about`. `previous` is the dataset that will be replaced: its own sections of the
    card, metadata keys and files of a person (CHANGELOG.md, images/ ...) are kept. Raises InputError when the licence file of
    the card info cannot be read.
    """
    if previous is not None and previous.is_dir():
        _carry_over(previous, folder)
    if about.recipe_lock:
        (folder / "recipe.lock.toml").write_text(about.recipe_lock, encoding="utf-8")
    write_stats(folder, about)
    if about.info.license_file:
        try:
            shutil.copyfile(about.info.license_file, folder / "LICENSE")
        except OSError as error:
            raise InputError(f"the licence file {about.info.license_file} cannot be read: {error.strerror}") from None
    samples = Samples() if about.withheld or not (folder / "audit").is_dir() else choose(folder)
    write_card(folder, about, previous, samples=samples, plots=write_plots(folder, about))
    write_croissant(folder, about)
    write_report(folder, about, samples)
    write_manifest(folder, about)
    write_checksums(folder, about)


def _carry_over(previous: Path, folder: Path) -> None:
    """Copy files that a person put into the old dataset: those that we neither made nor own."""
    if manifest_of(previous) is None:
        return
    try:
        made = {name for name, digest in read_checksums(previous).items() if digest and name.split("/", 1)[0] in OUR_FOLDERS}
    except ValueError:
        made = set()
    configs = {str(out["folder"]) for out in (manifest_of(previous) or {}).get("outputs", [])} | OUR_FOLDERS
    for path in sorted(previous.rglob("*")):
        name = path.relative_to(previous)
        if path.is_file() and name.as_posix() not in OURS | made and name.parts[0] not in configs:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
