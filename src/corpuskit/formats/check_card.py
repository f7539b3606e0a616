"""Checks of README.md: can its metadata be read, is it true, and does it load what it should.

What lives here: check_card(), and the lint of keys. What never does: comparing configs with the files (check_configs.py), asking
the Hub (it has a validator of its own; everything here works offline).

Anybody may have written the card, so no value is taken for what it should be before that was looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpuskit.formats.card import size_category, split_card
from corpuskit.formats.check_configs import check_configs, listed
from corpuskit.formats.finding import README, Finding
from corpuskit.formats.licences import LICENCES

__all__ = ["check_card", "configs_of"]

Findings = Iterator[Finding]


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
    found = list(_yaml(block))
    yield from found
    data, _ = split_card(text)
    if data is None:
        if not any(finding.name == "card.yaml" for finding in found):
            yield Finding("card.yaml", README, "metadata is no list of keys and values", "write it as `key: value`, one a line")
        return
    yield from _keys(data)
    yield from check_configs(folder, data, ours)


def _yaml(block: str) -> Findings:
    """Syntax, keys that stand twice, and words that YAML takes for something else."""
    import yaml  # type: ignore[import-untyped]  # ships no types

    try:
        root = yaml.compose(block)
        yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date that does not exist is a ValueError
        said = " ".join(str(error).split())[:300]
        yield Finding("card.yaml", README, f"metadata cannot be read: {said}", "correct the YAML")
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


def _keys(data: dict[str, Any]) -> Findings:
    from datasets.utils.resources import __file__ as resources

    codes = (Path(resources).parent / "languages.json").read_text(encoding="utf-8")
    for code in listed(data.get("language")):
        if not isinstance(code, str):
            continue  # said by _yaml
        if f'"{code}":' not in codes and code not in ("multilingual", "code"):
            what = f"language {code!r} is no code of ISO 639"
            yield Finding("card.language", README, what, "use zh, en ...; put zh-Hans into language_details")
    licence = data.get("license")
    if licence is None:
        yield Finding("card.no-licence", README, "names no licence", "find out, and use --card-info", advice=True)
    for one in listed(licence):
        if not isinstance(one, str) or one not in LICENCES:
            yield Finding(
                "card.licence", README, f"license {one!r} is no id of the Hub", "use other with license_name and license_link"
            )
        elif one == "other" and not data.get("license_name"):
            yield Finding("card.licence", README, "license is other, without license_name", "add license_name and license_link")
    for one in listed(data.get("size_categories")):
        if not isinstance(one, str) or one not in _SIZES:
            yield Finding(
                "card.size-category", README, f"size category {one!r} is not known to the Hub", "use 1K<n<10K, for example"
            )


_SIZES = frozenset(size_category(10**n) for n in range(2, 13))
