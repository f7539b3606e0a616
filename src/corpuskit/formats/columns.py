"""What each column means: for the card, Croissant and the documentation.

What lives here: FIELD_MEANINGS per config, STEP_MEANINGS, meaning() and type_name(). What never does: schemas (parquet.py,
ledger.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from corpuskit.formats.ledger import AUDIT_SCHEMA
from corpuskit.formats.parquet import data_schema, rejected_schema
from corpuskit.formats.tokens import TOKENS

__all__ = ["FIELD_MEANINGS", "STEP_MEANINGS", "meaning", "schema_of", "type_name"]

_DATA = {
    "id": "16 hex digits made of path, offset and content; the same in every build",
    "text": "the cleaned text",
    "lang": "language and script as BCP 47 (zh-Hans, zh-Hant, en ...; und where undecided)",
    "script": "script of the text (hans, hant, mixed, latin ...)",
    "title": "title, where one was recognised or brought along",
    "author": "author named in the text",
    "publisher": "publisher named in the text",
    "published": "date of publication, ISO 8601",
    "section": "section or channel of the site",
    "source_name": "the source that the page credits (来源)",
    "editors": "editors named in the text",
    "reviewers": "reviewers named in the text",
    "path": "input file, relative to its root; archive!/member inside archives",
    "site": "grouping key: the host, or the folder of the file",
    "encoding": "encoding of the file's bytes; null for records, which came as text",
    "chars": "length of text in code points",
    "sha256": "SHA-256 of the original: the file's bytes, or the record's string in UTF-8",
    "edits": "number of changes made to the text; each is in the config audit",
    "damage": "places whose damage could not be repaired and still stands in the text",
    "quality": "what the quality step measured, by name",
    "duplicates": "documents left out because they duplicate this one",
    "record_id": "the record's own id, as text",
    "extra": "all other fields of the record, as JSON",
}
_REJECTED = {
    "reason": "why the document was left out",
    "value": "the measured value, where a limit decided",
    "limit": "that limit",
    "kept_id": "for duplicates: the id of the document that stays",
    "similarity": "for duplicates: how similar they are, 0 to 1",
}
_AUDIT = {
    "doc_id": "id of the document",
    "layer": "number of the step that did it, from 1; 0 is the decoding of the bytes",
    "step": "name of the step",
    "version": "version of the step",
    "kind": "edit (one change), packed (many one-to-one changes in one row), note (seen and left alone)",
    "rule": "rule that did it; null in a packed row of several rules",
    "start": "first code point, in the text that entered the layer",
    "end": "one past the last code point",
    "removed": "what stood there; null where it is withheld",
    "removed_raw": "the same as bytes, only where it is no valid Unicode",
    "inserted": "what stands there now",
    "confidence": "1.0 where proven",
    "why": "a short reason",
    "packed": "the changes of a packed row in compact form; the candidates of a note as JSON",
}
FIELD_MEANINGS: dict[str, dict[str, str]] = {"default": _DATA, "rejected": {**_DATA, **_REJECTED}, "audit": _AUDIT}
STEP_MEANINGS = {
    "decode": "bytes to text, with the way back",
    "repair": "encoding damage undone where the way back is proved",
    "characters": "invisible characters, look-alikes, blanks and line ends",
    "strip": "boilerplate of the site and injected spam cut",
    "punctuation": "marks put as the language of the text has them",
    "script": "simplified or traditional characters",
    "mask": "personal data replaced",
    "language": "language and script found",
    "harvest": "title, author, source and dates taken from what was cut",
    "personal": "personal data counted",
    "quality": "too short, too damaged or too repetitive documents left out",
    "exact": "copies left out",
    "near": "near copies left out",
    "paragraphs": "repeated paragraphs noted or cut",
}


def meaning(config: str, column: str, options: Mapping[str, Any]) -> str:
    """What a column means, in words. `options` are those of the build."""
    known = FIELD_MEANINGS.get(config, FIELD_MEANINGS["default"])
    if column in known:
        return known[column]
    if column == TOKENS and "tokens" in options:
        return "number of tokens of the text"
    return "field of the input records"


def schema_of(config: str, keep: Any = ()) -> Any:
    """The schema of a config; anything that is neither audit nor rejected has that of default."""
    return AUDIT_SCHEMA if config == "audit" else rejected_schema(keep) if config == "rejected" else data_schema(keep)


def type_name(kind: Any) -> str:
    """A type in words people know."""
    if pa.types.is_list(kind):
        return f"list of {type_name(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "{" + ", ".join(f"{f.name}: {type_name(f.type)}" for f in kind) + "}"
    return {"double": "float64", "float": "float32"}.get(str(kind), str(kind))
