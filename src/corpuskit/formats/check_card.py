"""Checks of README.md: can its metadata be read, is it true, and does it load what it should.

What lives here: check_card(), the lint of keys, and the comparison of configs and dataset_info with the files. What never does:
asking the Hub (it has a validator of its own; everything here works offline).
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpuskit.formats.card import content_version, size_category, split_card
from corpuskit.formats.finding import Finding
from corpuskit.formats.parquet import digest_file, measure

__all__ = ["check_card", "configs_of"]

Findings = Iterator[Finding]
README = "README.md"
# The licence ids of the Hub (its documentation, 2026), those that texts are published under.
_LICENCES = """
apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m afl-3.0
artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0
cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0
cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0 cdla-permissive-2.0 wtfpl ecl-2.0
epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 lgpl lgpl-2.1 lgpl-3.0 isc intel-research
h-research lppl-1.3c ms-pl apple-ascl mpl-2.0 odc-by odbl openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl
lgpl-lr deepfloyd-if-license fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 gemma
unknown other
"""
LICENCES = frozenset(_LICENCES.split())


def _block(text: str) -> str | None:
    match = re.match(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", text, re.S)
    return match[1] if match else None


def configs_of(folder: Path) -> list[dict[str, Any]]:
    """The configs that README.md names, as they stand there."""
    try:
        data, _ = split_card((folder / README).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return []
    found = (data or {}).get("configs")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def check_card(folder: Path, ours: bool) -> Findings:
    """Everything about README.md."""
    try:
        raw = (folder / README).read_bytes()
    except OSError:
        yield Finding("card.missing", README, "there is no card", "build again, or write one", advice=not ours)
        return
    if raw.startswith(b"\xef\xbb\xbf"):
        yield Finding("card.bom", README, "begins with a byte order mark, so its metadata is not seen", "save it without BOM")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Finding("card.encoding", README, "is not UTF-8", "save it as UTF-8")
        return
    if "[More Information Needed]" in text:
        yield Finding("card.unfilled", README, "has unfilled parts", "fill or remove [More Information Needed]", advice=True)
    block = _block(text)
    if block is None:
        yield Finding(
            "card.no-metadata", README, "has no metadata block between two lines of ---", "build again", advice=not ours
        )
        return
    yield from _yaml(block)
    data, _ = split_card(text)
    if data is None:
        return
    yield from _keys(data)
    yield from _configs(folder, data, ours)


def _yaml(block: str) -> Findings:
    """Syntax, keys that stand twice, and words that YAML takes for something else."""
    import yaml  # type: ignore[import-untyped]  # ships no types

    try:
        root = yaml.compose(block)
    except yaml.YAMLError as error:
        yield Finding("card.yaml", README, f"metadata cannot be read: {' '.join(str(error).split())}", "correct the YAML")
        return

    def walk(node: Any, path: str) -> Findings:
        if isinstance(node, yaml.MappingNode):
            seen = set()
            for key, value in node.value:
                name = str(key.value)
                if name in seen:
                    what = f"key {path}{name!r} stands twice; only the last one counts"
                    yield Finding("card.duplicate-key", README, what, "remove one of them")
                seen.add(name)
                yield from walk(value, f"{path}{name}.")
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                yield from walk(value, path)
        elif node is not None and path.startswith("language") and node.tag != "tag:yaml.org,2002:str":
            what = f"{path.rstrip('.')} holds {node.value}, which YAML does not take for a text (no is false)"
            yield Finding("card.norway", README, what, f"put quotes round it: '{node.value}'")

    yield from walk(root, "")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _keys(data: dict[str, Any]) -> Findings:
    from datasets.utils.resources import __file__ as resources

    codes = (Path(resources).parent / "languages.json").read_text(encoding="utf-8")
    for code in _listed(data.get("language")):
        if not isinstance(code, str):
            continue  # said by _yaml
        if f'"{code}":' not in codes and code not in ("multilingual", "code"):
            what = f"language {code!r} is no code of ISO 639"
            yield Finding("card.language", README, what, "use zh, en ...; put zh-Hans into language_details")
    licence = data.get("license")
    if licence is None:
        yield Finding("card.no-licence", README, "names no licence", "find out, and use --card-info", advice=True)
    for one in _listed(licence):
        if one not in LICENCES:
            yield Finding(
                "card.licence", README, f"license {one!r} is no id of the Hub", "use other with license_name and license_link"
            )
        elif one == "other" and not data.get("license_name"):
            yield Finding("card.licence", README, "license is other, without license_name", "add license_name and license_link")
    for one in _listed(data.get("size_categories")):
        if one not in _SIZES:
            yield Finding(
                "card.size-category", README, f"size category {one!r} is not known to the Hub", "use 1K<n<10K, for example"
            )


_SIZES = frozenset(size_category(10**n) for n in range(2, 13))


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
            out.setdefault(str(one.get("split", "train")), []).extend(base + str(p) for p in _listed(one.get("path")))
    return out


def _matching(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    return [name for name in names if any(_fits(name, pattern.removeprefix("./")) for pattern in patterns)]


def _fits(name: str, pattern: str) -> bool:
    """Glob as datasets does it: * stays within a folder, ** crosses folders."""
    if "**" in pattern:
        return fnmatch.fnmatch(name, pattern.replace("**/", "*").replace("**", "*"))
    return fnmatch.fnmatch(name, pattern) and name.count("/") == pattern.count("/")


def _configs(folder: Path, data: dict[str, Any], ours: bool) -> Findings:
    configs = [one for one in _listed(data.get("configs")) if isinstance(one, dict)]
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
            if not re.fullmatch(r"\w+(\.\w+)*", split):
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
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return len({tuple(pq.read_schema(folder / file).names) for file in files if file.endswith(".parquet")}) <= 1
    except (pa.ArrowException, OSError):
        return True


def _info(
    folder: Path, data: dict[str, Any], name: str, count: int, config: dict[str, Any], files: dict[str, list[str]], ours: bool
) -> Findings:
    """dataset_info of one config against what the datasets library computes from its files."""
    infos = _listed(data.get("dataset_info"))
    info = next(
        (i for i in infos if isinstance(i, dict) and (i.get("config_name", "default") == name or len(infos) == count == 1)), None
    )
    if info is None:
        yield Finding("card.no-info", README, f"has no dataset_info for config {name!r}", "build again", advice=not ours)
        return
    try:
        sizes = {split: [measure(folder / file) for file in some] for split, some in files.items()}
    except (OSError, ValueError):
        return  # check_parquet says so
    total = 0
    stated = {s.get("name"): s for s in _listed(info.get("splits")) if isinstance(s, dict)}
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
    import pyarrow.parquet as pq
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
