"""Checks of what README.md says about the data: configs, their files, splits, sizes and columns.

What lives here: check_configs(). What never does: the lint of other keys (check_card.py).
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpuskit.formats.card import content_version
from corpuskit.formats.finding import README, Finding
from corpuskit.formats.parquet import digest_file, measure

__all__ = ["check_configs", "listed"]

Findings = Iterator[Finding]
_SPLIT = re.compile(r"\w+(\.\w+)*")
_BAD_IN_NAMES = re.compile(r"[<>:/\\|?*]")


def listed(value: Any) -> list[Any]:
    """A value of the metadata as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _patterns(config: dict[str, Any]) -> dict[str, list[str]]:
    """split -> patterns of one entry of configs."""
    files = config.get("data_files")
    base = f"{config['data_dir'].strip('/')}/" if isinstance(config.get("data_dir"), str) else ""
    if isinstance(files, str):
        return {"train": [base + files]}
    out: dict[str, list[str]] = {}
    for one in files if isinstance(files, list) else []:
        if isinstance(one, str):
            out.setdefault("train", []).append(base + one)
        elif isinstance(one, dict):
            out.setdefault(str(one.get("split", "train")), []).extend(base + str(p) for p in listed(one.get("path")))
    return out


def _matching(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    return [name for name in names if any(_fits(name, pattern.removeprefix("./")) for pattern in patterns)]


def _fits(name: str, pattern: str) -> bool:
    """Glob as datasets does it: * stays within a folder, ** crosses folders."""
    if "**" in pattern:
        return fnmatch.fnmatch(name, pattern.replace("**/", "*").replace("**", "*"))
    return fnmatch.fnmatch(name, pattern) and name.count("/") == pattern.count("/")


def check_configs(folder: Path, data: dict[str, Any], ours: bool) -> Findings:
    """Findings about the configs of a card whose metadata is `data`."""
    yield from _form(data.get("configs"))
    configs = [one for one in listed(data.get("configs")) if isinstance(one, dict)]
    names = [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file()]
    if not configs:
        fix = "name configs with data_files in README.md"
        yield Finding("card.no-configs", README, "names no configs, so the layout decides what is loaded", fix, advice=not ours)
        return
    called = [str(one.get("config_name")) for one in configs]
    defaults = [n for n, one in zip(called, configs, strict=True) if one.get("default") or n == "default"]
    if len(configs) > 1 and not defaults:
        yield Finding("card.no-default", README, "has several configs and no default", "add `default: true` to one")
    if sum(bool(one.get("default")) for one in configs) > 1:
        yield Finding("card.two-defaults", README, "has two defaults", "leave `default: true` at one")
    kinds: set[str] = set()
    loaded: dict[tuple[str, str], list[str]] = {}
    for name, config in zip(called, configs, strict=True):
        files: dict[str, list[str]] = {}
        for split, patterns in _patterns(config).items():
            files[split] = _matching(names, patterns)
            if not files[split]:
                what = f"config {name!r}, split {split!r}: no file fits {', '.join(patterns)}"
                yield Finding("card.no-files", README, what, "correct the pattern, or remove the config")
            if not _SPLIT.fullmatch(split):
                what = f"split {split!r} is no name that datasets takes"
                yield Finding("card.split-name", README, what, "use letters, digits and _")
            loaded[name, split] = files[split]
            kinds |= {Path(file).suffix for file in files[split]}
        if all(f.endswith(".parquet") for some in files.values() for f in some):
            yield from _info(folder, data, name, len(configs), config, files, ours)
    yield from _overlaps(folder, loaded)
    if len(kinds) > 1:
        what = f"configs are of different formats ({', '.join(sorted(kinds))}); the first one decides for all"
        yield Finding("card.formats", README, what, "write all of them as parquet")


def _form(configs: Any) -> Findings:
    """What datasets does not take for a config at all."""
    if configs is not None and not (isinstance(configs, list) and all(isinstance(one, dict) for one in configs)):
        fix = "write a list of `- config_name: NAME` with data_files"
        yield Finding("card.configs", README, "configs is no list of configs", fix)
        return
    for one in configs or ():
        name, files = one.get("config_name"), one.get("data_files")
        if not isinstance(name, str) or not name or _BAD_IN_NAMES.search(name):
            fix = "use a text without < > : / \\ | ? *"
            yield Finding("card.config-name", README, f"config_name {name!r} is no name that datasets takes", fix)
        entries = files if isinstance(files, list) else [] if files is None or isinstance(files, str) else [files]
        wrong = [e for e in entries if not isinstance(e, str) and not (isinstance(e, dict) and set(e) == {"split", "path"})]
        if wrong:
            what = f"data_files of config {name!r} is no pattern and no list of patterns or of split and path"
            yield Finding("card.data-files", README, what, "write `- split: train` and `path: data/train-*`")


def _overlaps(folder: Path, loaded: dict[tuple[str, str], list[str]]) -> Findings:
    """Files that two splits load. A config that is a part of another one, as one language is of all, is meant to be."""
    places = list(loaded)
    for n, one in enumerate(places):
        for other in places[:n]:
            both = [file for file in loaded[one] if file in set(loaded[other])]
            small, large = sorted((one, other), key=lambda place: len(loaded[place]))
            part = one[0] != other[0] and one[1] == other[1] and len(both) == len(loaded[small])
            if both and not (part and _alike(folder, loaded[large])):
                what = f"is loaded by {'/'.join(other)} and by {'/'.join(one)}"
                yield Finding("card.overlap", both[0], what, "narrow the patterns")


def _alike(folder: Path, files: Sequence[str]) -> bool:
    """Whether files have the same columns; what cannot be read is said elsewhere."""
    try:
        return len({tuple(pq.read_schema(folder / file).names) for file in files if file.endswith(".parquet")}) <= 1
    except (pa.ArrowException, OSError):
        return True


def _info(
    folder: Path, data: dict[str, Any], name: str, count: int, config: dict[str, Any], files: dict[str, list[str]], ours: bool
) -> Findings:
    """dataset_info of one config against what the datasets library computes from its files."""
    infos = listed(data.get("dataset_info"))
    fits = (i for i in infos if isinstance(i, dict) and (i.get("config_name", "default") == name or len(infos) == count == 1))
    info = next(fits, None)
    if info is None:
        yield Finding("card.no-info", README, f"has no dataset_info for config {name!r}", "build again", advice=not ours)
        return
    try:
        sizes = {split: [measure(folder / file) for file in some] for split, some in files.items()}
    except (OSError, ValueError) as error:
        message = " ".join(str(error).split())[:200]
        what = f"files of config {name!r} cannot be read: {message}"
        yield Finding("parquet.unreadable", README, what, "fetch or write them again")
        return
    total = 0
    stated = {str(s.get("name")): s for s in listed(info.get("splits")) if isinstance(s, dict)}
    empty = [split for split, found in sizes.items() if found and not sum(r for r, _ in found)]
    if empty:
        what = f"config {name!r}, split {empty[0]!r} has no rows; datasets cannot load it"
        yield Finding("parquet.no-rows", README, what, "leave the split out of configs")
    if set(stated) != set(files):
        what = f"dataset_info of {name!r} has the splits {sorted(map(str, stated))}, the files {sorted(files)}"
        yield Finding("card.splits", README, what, "build again; loading fails")
    for split, found in sizes.items():
        rows, size = sum(r for r, _ in found), sum(b for _, b in found)
        total += size
        said = stated.get(split, {})
        if said and said.get("num_examples") != rows:
            what = f"config {name!r}, split {split!r} has {rows} rows, dataset_info says {said.get('num_examples')}"
            yield Finding("card.rows", README, what, "build again; loading fails")
        if said and said.get("num_bytes") != size:
            what = f"config {name!r}, split {split!r} is {size} bytes in memory, dataset_info says {said.get('num_bytes')}"
            yield Finding("card.bytes", README, what, "run datasets-cli test --save_info", advice=not ours)
    download = sum((folder / file).stat().st_size for some in files.values() for file in some)
    if (info.get("dataset_size"), info.get("download_size")) != (total, download):
        says = f"{info.get('dataset_size')} and {info.get('download_size')}"
        what = f"config {name!r} is {total} bytes in memory and {download} on disk, dataset_info says {says}"
        yield Finding("card.sizes", README, what, "run datasets-cli test --save_info", advice=not ours)
    yield from _features(folder, info, name, files)
    if ours:
        digests = [digest_file(folder / file) for some in files.values() for file in some]
        if config.get("version") != content_version(digests):
            what = f"the version of config {name!r} is not that of its content, so a stale cache may be loaded"
            yield Finding("card.version", README, what, "build again")


def _features(folder: Path, info: dict[str, Any], name: str, files: dict[str, list[str]]) -> Findings:
    from datasets import Features

    first = next((file for some in files.values() for file in some), None)
    if first is None or not info.get("features"):
        return
    try:
        stated = Features._from_yaml_list(info["features"])
        found = Features.from_arrow_schema(pq.read_schema(folder / first))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        yield Finding(
            "card.features", README, f"features of {name!r} cannot be read: {error}", "run datasets-cli test --save_info"
        )
        return
    missing, extra = sorted(set(found) - set(stated)), sorted(set(stated) - set(found))
    if missing or extra:
        what = f"features of {name!r} lack {missing} and name {extra}, unlike the files"
        yield Finding("card.features", README, what, "run datasets-cli test --save_info; loading fails")
