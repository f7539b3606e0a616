"""README.md: the metadata block that loading depends on, and the card, merged with what a person wrote.

What lives here: write_card, metadata, split_card, merge_body. What never does: the wording of sections (card_sections.py).

How it works: the YAML block is written by the libraries that read it. Every config carries a version made from the content of its
shards, because load_dataset keys its cache on the folder's name and this block alone: a rebuild under an unchanged
block would give the old rows back, silently. Generated sections stand between marker comments; a rebuild replaces what is
between them and leaves everything else as it was. Of the metadata, OWNED keys are always ours; any other key that is already
there stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpuskit.errors import TargetError
from corpuskit.formats.about import About
from corpuskit.formats.card_facts import Facts
from corpuskit.formats.card_sections import SECTIONS
from corpuskit.formats.columns import schema_of
from corpuskit.formats.report_samples import Samples

__all__ = ["OWNED", "content_version", "metadata", "size_category", "split_card", "write_card"]

OWNED = ("configs", "dataset_info", "size_categories", "language", "language_details", "multilinguality")
_MARK = re.compile(r"<!-- corpuskit:begin ([a-z-]+)[^>]*-->\n.*?<!-- corpuskit:end \1 -->\n?", re.S)
_GAP = re.compile(r"(<!-- corpuskit:end [a-z-]+ -->\n)\n*(?=<!-- corpuskit:begin )")
_SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"), (10**9, "100M<n<1B"), (10**10, "1B<n<10B"), (10**11, "10B<n<100B"), (10**12, "100B<n<1T"),
)  # fmt: skip


def size_category(rows: int) -> str:
    """The Hub's size category of a number of examples."""
    return next((name for below, name in _SIZES if rows < below), "n>1T")


def content_version(digests: list[str]) -> str:
    """A version that changes whenever the content does, in the only form that datasets accepts (digits x.y.z)."""
    return f"1.0.{int(sha256(' '.join(digests).encode()).hexdigest()[:7], 16)}"


def metadata(about: About, kept: dict[str, Any] | None = None) -> str:
    """The YAML block (without its fences) for a dataset, on top of the keys that a person keeps in `kept`."""
    from datasets import DatasetInfo, Features, SplitInfo
    from datasets.info import DatasetInfosDict
    from datasets.splits import SplitDict
    from datasets.utils.metadata import MetadataConfigs
    from huggingface_hub import DatasetCardData

    card = DatasetCardData(
        **{**_general(about), **{str(k): v for k, v in (kept or {}).items() if k not in OWNED}, **_stated(about)}
    )
    for key, value in _languages(about).items():
        setattr(card, key, value)
    infos, configs = {}, {}
    for name, by_split in about.configs.items():
        sizes = {split: sum(s.memory_bytes for s in shards) for split, shards in by_split.items()}
        rows = {split: sum(s.rows for s in shards) for split, shards in by_split.items()}
        infos[name] = DatasetInfo(
            config_name=name,
            features=Features.from_arrow_schema(schema_of(name, about.keep)),
            splits=SplitDict({k: SplitInfo(k, num_bytes=sizes[k], num_examples=rows[k]) for k in by_split}),
            download_size=sum(s.file_bytes for shards in by_split.values() for s in shards),
            dataset_size=sum(sizes.values()),
        )
        entry: dict[str, Any] = {"data_files": [{"split": k, "path": about.pattern(name, k)} for k in by_split]}
        if name == "default":
            entry["default"] = True
        entry["version"] = content_version([s.sha256 for shards in by_split.values() for s in shards])
        configs[name] = entry
    DatasetInfosDict(infos).to_dataset_card_data(card)
    MetadataConfigs(configs).to_dataset_card_data(card)
    return str(card.to_yaml(line_break="\n")).rstrip("\n") + "\n"


def _general(about: About) -> dict[str, Any]:
    """What we say where nobody said anything."""
    annotated = any(kind == "annotator" for _, kind in about.steps)
    return {
        "pretty_name": about.name,
        "task_categories": ["text-generation", "fill-mask"],
        "annotations_creators": ["machine-generated" if annotated else "no-annotation"],
        "tags": ["corpuskit"],
    }


def _stated(about: About) -> dict[str, Any]:
    """What the card info says; it wins over what stood there."""
    info = about.info
    out: dict[str, Any] = {}
    for key in ("license", "license_name", "license_link", "pretty_name"):
        if getattr(info, key):
            out[key] = getattr(info, key)
    if info.license_file and info.license == "other" and not info.license_link:
        out["license_link"] = "LICENSE"
    if info.tags:
        out["tags"] = list(info.tags)
    if info.task_categories:
        out["task_categories"] = list(info.task_categories)
    return out


def _languages(about: About) -> dict[str, Any]:
    """Language keys: plain codes, and script and region as BCP 47 where the Hub wants them."""
    found = [tag for tag in about.report.section("kept_languages") if tag not in ("und", "")]
    codes = sorted({tag.split("-")[0].lower() for tag in found})
    out: dict[str, Any] = {"size_categories": [size_category(about.rows)]}
    if codes:
        out["language"] = codes
        out["multilinguality"] = ["monolingual" if len(codes) == 1 else "multilingual"]
    if any("-" in tag for tag in found):
        out["language_details"] = sorted(found)
    return out


def split_card(text: str) -> tuple[dict[str, Any] | None, str]:
    """(metadata, body) of a README. Metadata is None when there is no block or it cannot be read; then the body is all of it."""
    import yaml  # type: ignore[import-untyped]  # ships no types

    text = text.removeprefix("\ufeff")
    match = re.match(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", text, re.S)
    if match is None:
        return None, text
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml takes a twentieth of the time, where it was built in
    try:
        data = yaml.load(match[1], loader)
    except (yaml.YAMLError, ValueError, RecursionError):  # a date that does not exist is a ValueError
        return None, text
    return (data, text[match.end() :]) if isinstance(data, dict) else (None, text)


def _section(name: str, body: str) -> str:
    start = f"<!-- corpuskit:begin {name} (made by each build; write outside of these marks) -->"
    return f"{start}\n{body}\n<!-- corpuskit:end {name} -->\n"


def merge_body(old: str, sections: dict[str, str]) -> str:
    """The body with each generated section in its place; text outside of the markers stays. Merging twice changes nothing."""
    there = [match[1] for match in _MARK.finditer(old)]
    if not there:
        ours = "\n".join(_section(name, body) for name, body in sections.items())
        return ours + ("\n" + old.lstrip("\n") if old.strip() else "")

    def renewed(match: re.Match[str]) -> str:
        return _section(match[1], sections[match[1]]) if match[1] in sections else ""

    body = _MARK.sub(renewed, old)
    before = ""
    for name, made in sections.items():
        if name not in there:
            new = _section(name, made)
            anchor = re.search(rf"<!-- corpuskit:end {re.escape(before)} -->\n", body) if before else None
            at = anchor.end() if anchor else 0
            body = body[:at] + ("\n" if anchor else "") + new + ("" if anchor else "\n") + body[at:]
        before = name
    return _GAP.sub(r"\1\n", body)  # what a section that went away leaves behind


def write_card(
    folder: Path, about: About, previous: Path | None = None, *, samples: Samples | None = None, plots: Sequence[str] = ()
) -> None:
    """Write folder/README.md, merged with the README of `previous` (the dataset that is replaced) where there is one.

    `plots` are those that stand in the folder (card_plots.PLOTS).
    """
    old = ""
    if previous is not None and (previous / "README.md").is_file():
        try:
            old = (previous / "README.md").read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise TargetError(
                f"the README.md of {previous} cannot be read: {error}", hint="save it as UTF-8, or move it away"
            ) from None
    kept, body = split_card(old) if old else ({}, "")
    if kept and isinstance(kept.get("license"), str) and not about.info.license:
        about = replace(about, info=replace(about.info, license=kept["license"]))  # a person wrote it into the block
    facts = Facts(about, folder, samples or Samples(), plots)
    sections = {name: text for name, make in SECTIONS.items() if (text := make(facts))}
    text = f"---\n{metadata(about, kept)}---\n\n{merge_body(body.lstrip(chr(10)), sections)}"
    (folder / "README.md").write_text(text, encoding="utf-8")
