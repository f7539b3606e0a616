"""What is known of a run when its dataset is described: About, and the person's part of it, CardInfo.

What lives here: plain data, reading a --card-info file, and getting an About back from a dataset folder. What never does:
writing.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from corpuskit.core.report import Report
from corpuskit.errors import InputError, UsageError
from corpuskit.formats.folder import MANIFEST, manifest_of
from corpuskit.formats.licences import LICENCES
from corpuskit.formats.parquet import Shard

__all__ = ["LISTED_INPUTS", "STATS", "About", "CardInfo", "Input", "about_of", "configs_in", "read_card_info"]

STATS = "reports/stats.json"
LISTED_INPUTS = 10_000  # above that a manifest counts its inputs and does not name them

Input = tuple[str, int, str]  # (relative path, bytes, sha256)


@dataclass(frozen=True)
class CardInfo:
    """What only a person knows. Everything may be missing; what is missing is left out, except the licence, which is said."""

    license: str = ""  # an id of the Hub, such as cc-by-4.0; "other" with license_name and license_link
    license_name: str = ""
    license_link: str = ""
    license_file: str = ""  # its text becomes the file LICENSE
    pretty_name: str = ""
    summary: str = ""  # a paragraph, in English
    summary_zh: str = ""  # the same in Chinese
    source: str = ""  # where the documents come from
    collection: str = ""  # how they were collected, when, by whom
    motivation: str = ""  # why the dataset was made
    maintenance: str = ""  # who keeps it, how errors are reported
    contact: str = ""
    homepage: str = ""
    curated_by: str = ""
    citation: str = ""  # BibTeX
    intended_use: str = ""
    limits: str = ""  # what the person knows to be missing or biased
    changelog: str = ""
    tags: tuple[str, ...] = ()
    task_categories: tuple[str, ...] = ()


def read_card_info(path: Path | None) -> CardInfo:
    """The card info in a TOML file (or nothing). Raises UsageError for an unknown key or a wrong type, InputError for no file."""
    if path is None:
        return CardInfo()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", hint="check --card-info") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML: {error}", hint='for example: license = "cc-by-4.0"') from None
    known = [f.name for f in fields(CardInfo)]
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.5)
            raise UsageError(f"unknown key {key!r} in {path}", hint=f"did you mean {near[0]!r}?" if near else ", ".join(known))
        is_list = key in ("tags", "task_categories")
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value) if is_list else isinstance(value, str)):
            raise UsageError(f"{key} in {path} must be {'a list of texts' if is_list else 'a text'}")
        values[key] = tuple(value) if is_list else value
    if (licence := values.get("license")) and licence not in LICENCES:
        near = get_close_matches(licence.lower(), sorted(LICENCES), n=1, cutoff=0.6)
        other = 'or license = "other" with license_name and license_link'
        raise UsageError(
            f"license {licence!r} in {path} is no id of the Hub",
            hint=f"{f'did you mean {near[0]!r}, ' if near else 'use one, '}{other}",
        )
    if licence == "other" and not values.get("license_name"):
        raise UsageError(f'license is "other" in {path}, without license_name', hint="add license_name and license_link")
    if (licence := values.get("license_file")) and not Path(licence).is_file():
        raise InputError(f"the licence file {licence}, named in {path}, is not there", hint="paths count from where you run")
    return CardInfo(**values)


@dataclass(frozen=True)
class About:
    """Everything that README.md, manifest.json, croissant.json and the report page say about a dataset.

    `shards`: (config folder, split) -> files. `steps`: (name, kind) in order. `skipped`: (where, what) of inputs left out.
    `keep`: promoted fields. `options`: what else decides the rows (split, config_by, tokens, text_key). `created`: ISO 8601, only
    where SOURCE_DATE_EPOCH is set. `withheld`: a publishable copy, without any removed text.
    """

    name: str
    shards: Mapping[tuple[str, str], Sequence[Shard]]
    report: Report
    recipe_name: str = ""
    recipe_digest: str = ""
    recipe_lock: str = ""
    steps: Sequence[tuple[str, str]] = ()
    inputs: Sequence[Input] = ()
    unlisted: Mapping[str, Any] | None = None  # files, bytes, sha256 of inputs that a manifest has only counted
    skipped: Sequence[tuple[str, str]] = ()
    info: CardInfo = field(default_factory=CardInfo)
    keep: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    tool_version: str = ""
    created: str | None = None
    withheld: bool = False
    repo: str = ""  # where it is published, "user/name"

    @property
    def input_files(self) -> int:
        """How many files came in."""
        return int(self.unlisted["files"]) if self.unlisted is not None else len(self.inputs)

    @property
    def names_inputs(self) -> bool:
        """Whether its manifest lists the files that came in."""
        return self.unlisted is None and len(self.inputs) <= LISTED_INPUTS

    @property
    def configs(self) -> dict[str, dict[str, list[Shard]]]:
        """config name -> split -> files, `default` first; each folder below data/ is also a config of its own."""
        out: dict[str, dict[str, list[Shard]]] = {}
        for (folder, split), files in self.shards.items():
            for name in configs_in(folder):
                # The datasets library cannot load a split without rows; its empty file stays, so that the folder is whole.
                if name == "default" or any(shard.rows for shard in files):
                    out.setdefault(name, {}).setdefault(split, []).extend(files)
        return dict(sorted(out.items(), key=lambda item: (_RANK.get(item[0], 1), item[0])))

    def pattern(self, config: str, split: str) -> str:
        """The glob that finds the files of a split of a config, relative to the dataset."""
        folders = {shard.path.rpartition("/")[0] for shard in self.configs[config][split]}
        return f"{folders.pop() if len(folders) == 1 and config != 'default' else self._data()}/{split}-*"

    def _data(self) -> str:
        return "data/*" if any("/" in folder for folder, _ in self.shards) else "data"

    @property
    def rows(self) -> int:
        """Documents in the config `default`."""
        return sum(shard.rows for files in self.configs.get("default", {}).values() for shard in files)

    def info_dict(self) -> dict[str, Any]:
        """The filled parts of `info`, for the manifest."""
        return {key: value for key, value in asdict(self.info).items() if value}


_RANK = {"default": 0, "audit": 2, "rejected": 3}  # those by language or script stand between


def configs_in(folder: str) -> tuple[str, ...]:
    """The names of the configs to which the files in `folder` belong."""
    top, _, below = folder.partition("/")
    return (("default", below) if below else ("default",)) if top == "data" else (folder,)


def about_of(folder: Path) -> About:
    """The About of a dataset that corpuskit made, from its files. Raises InputError when manifest or counts are missing."""
    manifest = manifest_of(folder)
    if manifest is None:
        what = "its manifest.json cannot be read" if (folder / MANIFEST).exists() else "it has no manifest.json"
        raise InputError(f"{folder} is no dataset that corpuskit built: {what}", hint="build it with `corpuskit build`")
    try:
        stats = (folder / STATS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:  # without it every count would be nought
        said = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InputError(f"{folder / STATS} cannot be read: {said}", hint="fetch it again, or build the dataset again") from None
    try:
        shards: dict[tuple[str, str], list[Shard]] = {}
        for out in manifest["outputs"]:
            shard = Shard(out["path"], out["rows"], out["bytes"], out["sha256"], out["memory_bytes"])
            shards.setdefault((out["folder"], out["split"]), []).append(shard)
        report = Report.from_rows(tuple(row) for row in json.loads(stats)["counts"])
        lock = folder / "recipe.lock.toml"
        info: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in manifest.get("card", {}).items()
        }
        return About(
            name=manifest["name"],
            shards=shards,
            report=report,
            recipe_name=manifest["recipe"]["name"],
            recipe_digest=manifest["recipe"]["digest"],
            recipe_lock=lock.read_text(encoding="utf-8") if lock.exists() else "",
            steps=[(name, kind) for name, kind in manifest["steps"]],
            inputs=[(i["path"], i["bytes"], i["sha256"]) for i in manifest["inputs"].get("list", [])],
            unlisted=None if "list" in manifest["inputs"] else {k: manifest["inputs"][k] for k in ("files", "bytes", "sha256")},
            skipped=[(s["where"], s["what"]) for s in manifest.get("skipped", [])],
            info=CardInfo(**info),
            keep=manifest.get("keep", {}),
            options=manifest.get("options", {}),
            libraries=manifest.get("libraries", {}),
            tool_version=manifest["version"],
            created=manifest.get("created"),
            withheld=manifest.get("withheld", False),
        )
    except (KeyError, TypeError, ValueError) as error:
        what = f"{folder}: {MANIFEST} or {STATS} is damaged: {error!r}"
        raise InputError(what, hint="run `corpuskit check`, or build again") from error
