"""croissant.json: the dataset for machines, Croissant 1.1 with the fields for responsible use of data (RAI).

What lives here: write_croissant(). What never does: facts of its own; it says what the card says.

The Hub makes a Croissant of its own, but leaves out the RAI fields, so a file of our own is the accepted practice. Files are
named relative to croissant.json with their SHA-256, so the records can be read from a folder without a network. The
encoding format must be application/x-parquet: the official name validates but cannot be read by the library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpuskit.formats.about import About
from corpuskit.formats.card import content_version
from corpuskit.formats.columns import meaning, schema_of

__all__ = ["CROISSANT", "croissant", "write_croissant"]

CROISSANT = "croissant.json"
PARQUET = "application/x-parquet"
_CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "dct": "http://purl.org/dc/terms/", "citeAs": "cr:citeAs",
    "column": "cr:column", "conformsTo": "dct:conformsTo", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field",
    "fileObject": "cr:fileObject", "fileProperty": "cr:fileProperty", "fileSet": "cr:fileSet", "format": "cr:format",
    "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5",
    "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet", "references": "cr:references",
    "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace", "samplingRate": "cr:samplingRate",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip


def _data_type(kind: Any) -> str:
    if pa.types.is_list(kind):
        return _data_type(kind.value_type)
    if pa.types.is_integer(kind):
        return "sc:Integer"
    if pa.types.is_floating(kind):
        return "sc:Float"
    return "sc:Boolean" if pa.types.is_boolean(kind) else "sc:Text"


def croissant(about: About) -> dict[str, Any]:
    """The JSON-LD of a dataset."""
    info, counts = about.info, about.report.section("documents").get("all", {})
    langs = sorted(tag for tag in about.report.section("kept_languages") if tag not in ("und", ""))
    steps = ", ".join(name for name, _ in about.steps)
    personal = {k: v.get("found", 0) for k, v in about.report.section("personal").items()}
    digests = [shard.sha256 for shards in about.shards.values() for shard in shards]
    out: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": about.name,
        "description": info.summary or f"{about.rows} cleaned text documents, made by corpuskit from {counts.get('in', 0)}.",
        "version": content_version(digests),
        "url": info.homepage or (f"https://huggingface.co/datasets/{about.repo}" if about.repo else "."),
        "creator": {"@type": "sc:Organization", "name": info.curated_by or "not stated"},
        "keywords": ["text", "corpuskit", *info.tags],
        "isLiveDataset": False,
        "rai:dataCollection": " ".join(x.strip() for x in (info.source, info.collection) if x)
        or "Not stated by whoever built it.",
        "rai:dataPreprocessingProtocol": f"corpuskit {about.tool_version}, recipe {about.recipe_name} ({about.recipe_digest}), "
        f"steps: {steps}. Every change is in the config audit.",
        "rai:dataLimitations": info.limits
        or "Cleaned by rules and character statistics; truth, tone and rights were not judged.",
        "rai:personalSensitiveInformation": _personal(about, personal),
    }
    if langs:
        out["inLanguage"] = langs
    if info.intended_use:
        out["rai:dataUseCases"] = info.intended_use
    if info.maintenance:
        out["rai:dataReleaseMaintenancePlan"] = info.maintenance
    if info.license:
        out["license"] = info.license_link or info.license_name or info.license
    if info.citation:
        out["citeAs"] = info.citation
    if about.created:
        out["datePublished"] = about.created[:10]
    distribution: list[dict[str, Any]] = [
        {
            "@type": "cr:FileObject", "@id": shard.path, "name": shard.path, "contentUrl": shard.path,
            "contentSize": f"{shard.file_bytes} B", "encodingFormat": PARQUET, "sha256": shard.sha256,
        }
        for shards in about.shards.values() for shard in shards
    ]  # fmt: skip
    records: list[dict[str, Any]] = []
    for config, by_split in about.configs.items():
        files = [shard for shards in by_split.values() for shard in shards]
        folder = about.pattern(config, next(iter(by_split))).rpartition("/")[0]
        distribution.append({
            "@type": "cr:FileSet", "@id": f"{config}-files", "name": f"{config}-files", "encodingFormat": PARQUET,
            "containedIn": [{"@id": shard.path} for shard in files], "includes": f"{folder}/*.parquet",
        })  # fmt: skip
        records.append({
            "@type": "cr:RecordSet", "@id": config, "name": config, "key": {"@id": f"{config}/{_key(config)}"},
            "field": [_field(config, field, about.options) for field in schema_of(config, about.keep) if not _nested(field.type)],
        })  # fmt: skip
    return {**out, "distribution": distribution, "recordSet": records}


def _nested(kind: Any) -> bool:
    return bool(pa.types.is_list(kind) and pa.types.is_struct(kind.value_type))


def _key(config: str) -> str:
    return "doc_id" if config == "audit" else "id"


def _field(config: str, field: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    out = {
        "@type": "cr:Field", "@id": f"{config}/{field.name}", "name": field.name,
        "description": meaning(config, field.name, options), "dataType": _data_type(field.type),
        "source": {"fileSet": {"@id": f"{config}-files"}, "extract": {"column": field.name}},
    }  # fmt: skip
    if pa.types.is_list(field.type):
        out["repeated"] = True
    return out


def _personal(about: About, found: dict[str, int]) -> str:
    if not any(name == "personal" for name, _ in about.steps):
        return "The texts were not searched for personal data."
    said = ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in found.items() if n) or "none"
    masked = any(name == "mask" for name, _ in about.steps)
    return f"Found by form and checksum: {said}; {'masked' if masked else 'counted, not masked'}. Names were not searched for."


def write_croissant(folder: Path, about: About) -> None:
    """Write croissant.json."""
    text = json.dumps(croissant(about), ensure_ascii=False, indent=1)
    (folder / CROISSANT).write_text(text + "\n", encoding="utf-8")
