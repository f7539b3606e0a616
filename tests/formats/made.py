"""A small dataset made without any step: documents, layers and rows whose truth is written here."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpuskit.core.document import Decoding, Document, Source, make_id
from corpuskit.core.edit import Edit, Edits, Layer, Note, apply
from corpuskit.core.pipeline import Outcome
from corpuskit.core.report import Report
from corpuskit.core.step import Drop
from corpuskit.formats.about import About, CardInfo
from corpuskit.formats.describe import describe
from corpuskit.formats.ledger import AUDIT_SCHEMA, AuditRows
from corpuskit.formats.parquet import DATA_SCHEMA, REJECTED_SCHEMA, ShardWriter
from corpuskit.formats.rows import DocumentRows, Rejection

STEPS = (("decode", "editor"), ("strip", "editor"), ("script", "editor"), ("language", "annotator"), ("quality", "judge"),
         ("exact", "linker"))  # fmt: skip
INFO = CardInfo(license="cc0-1.0", summary="Made for tests.", citation="@misc{made}", tags=("test",), curated_by="甲乙")
BYLINE = "（责编：张三）"


def encode(text: str, decoding: Decoding) -> bytes:
    """The inverse of a decoding of one run without patch, which is all that is used here."""
    ((_, _, encoding, bom),) = decoding.runs
    return bom + text.encode(encoding)


def document(n: int, salt: str = "") -> tuple[Document, Source, Decoding, int]:
    """(document after its layers, source, decoding, length before). The text was traditional, with a byline at its end."""
    body = f"第{n}篇{salt}：國學與門開。" * (3 + n % 5)
    if n == 1:
        body = "<script>alert('甲')</script> | `x` " + body
    original = body + "\n" + BYLINE
    encoding, bom = ("utf-8", b"\xef\xbb\xbf") if n % 3 == 0 else ("big5hkscs", b"") if n % 3 == 1 else ("utf-8", b"")
    original = original.replace("与", "與").replace("责编", "責編").replace("张", "張")
    data = bom + original.encode(encoding)
    source = Source(f"folder/{n:04d}.txt", sha256=sha256(data).hexdigest())
    decoding = Decoding(((0, len(data), encoding, bom),), (), "strict")
    meta = {"path": source.path, "site": "folder", "encoding": encoding, "lang": "zh-Hans" if n % 4 else "en", "script": "hans",
            "editors": ("张三",), "sha256": source.sha256}  # fmt: skip
    at = len(body)
    strip = Edits.of([Edit(at, len(original), original[at:], "", "zh.credit.editor", why="行末署名")])
    text = apply(original, strip)
    pairs = [(i, {"國": "国", "學": "学", "與": "与", "門": "门", "開": "开"}.get(c)) for i, c in enumerate(text)]
    hits = [(i, c) for i, c in pairs if c is not None]
    script = Edits.of_characters(text, [i for i, _ in hits], "".join(c for _, c in hits), "script.char")
    layers = (Layer("strip", "1", strip, (Note(0, 1, "review.title", "看"),)), Layer("script", "1", script))
    doc = Document(make_id(source.path, "", 0, bytes.fromhex(source.sha256)), apply(text, script), meta, layers)
    return doc, source, decoding, len(original)


def fill(folder: Path, count: int = 12, salt: str = "", shard_bytes: int = 10_000_000) -> About:
    """Write the shards: document 2 is rejected by a judge, document 5 as a duplicate of document 0. Returns the About."""
    data, rejected, ledger, report = DocumentRows(), DocumentRows(rejected=True), AuditRows(), Report()
    inputs = []
    kept_id = document(0, salt)[0].id
    for n in range(count):
        doc, source, decoding, before = document(n, salt)
        drop = Drop("quality.short", 3.0, 5.0) if n == 2 else None
        report.record(Outcome(doc, drop), chars_in=before)
        inputs.append((source.path, before, source.sha256))
        ledger.add(doc.id, doc.layers, decoding, str(doc.meta["encoding"]))
        if n == 2:
            rejected.add(doc, source, rejection=Rejection("quality.short", 3.0, 5.0))
        elif n == 5:
            rejected.add(doc, source, rejection=Rejection("duplicate.exact", kept_id=kept_id, similarity=1.0))
            report.add("documents", "all", "kept", -1)
            report.add("documents", "all", "duplicate")
            report.add("drops", "duplicate.exact", "documents")
        else:
            data.add(doc, source, duplicates=int(n == 0), measures=[("repetition", 0.5)])
            report.add("kept", "all", "documents")
            report.add("kept", "all", "characters", len(doc.text))
            report.add("kept_languages", str(doc.meta["lang"]), "documents")
            report.add("kept_languages", str(doc.meta["lang"]), "characters", len(doc.text))
            report.add("kept_scripts", "hans", "documents")
    shards: dict[tuple[str, str], Any] = {}
    parts: tuple[tuple[str, Any, Any], ...] = (
        ("data", DATA_SCHEMA, data), ("audit", AUDIT_SCHEMA, ledger), ("rejected", REJECTED_SCHEMA, rejected),
    )  # fmt: skip
    for name, schema, rows in parts:
        writer = ShardWriter(folder, name, schema, shard_bytes=shard_bytes)
        writer.write(rows.take())
        shards[name, "train"] = writer.close()
    return About(
        name=folder.name, shards=shards, report=report, recipe_name="web-zh", recipe_digest="ab" * 16,
        recipe_lock='[recipe]\nname = "web-zh"\nformat = 1\n\n[[step]]\nuse = "decode"\n', steps=STEPS, inputs=inputs,
        skipped=[("folder/bad.bin", "binary data, not text")], info=INFO, tool_version="0.1.0", libraries={"pyarrow": "26.0.1"},
    )  # fmt: skip


def make(folder: Path, count: int = 12, salt: str = "", previous: Path | None = None, **changes: Any) -> About:
    """A whole dataset folder."""
    shard_bytes = changes.pop("shard_bytes", 10_000_000)
    about = replace(fill(folder, count, salt, shard_bytes), **{"name": "demo", **changes})
    describe(folder, about, previous)
    return about
