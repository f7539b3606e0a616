"""Checks of the laws on a built dataset: originals come back, ids are unique, duplicates name a document that stays.

What lives here: check_laws(). What never does: encoding text (the function is passed in).

Unless everything is asked for, SAMPLE documents are looked at: those with the smallest ids, which are hashes, so it is a
random sample and the same one each time.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpuskit.core.document import Decoding
from corpuskit.core.edit import undo
from corpuskit.core.progress import Say, silent
from corpuskit.errors import CorpuskitError
from corpuskit.formats.finding import Finding
from corpuskit.formats.ledger import decoding_of, layers_of
from corpuskit.formats.lookup import LedgerIndex
from corpuskit.formats.parquet import read_batches

__all__ = ["SAMPLE", "check_laws"]

SAMPLE = 200
TOLD_ROWS = 100  # documents between two words of progress
Encode = Callable[[str, Decoding], bytes]
REBUILD = "build it again; if this comes back, report it as a bug"


def check_laws(folder: Path, encode: Encode | None, *, everything: bool, withheld: bool, say: Say = silent) -> Iterator[Finding]:
    """Findings of the laws. Without `encode`, and on copies without removed text, restoring is left out."""
    ids: set[str] = set()
    links: list[tuple[str, str]] = []
    for config in ("data", "rejected"):
        columns = ["id"] if config == "data" else ["id", "reason", "kept_id"]
        for batch in read_batches(folder, config, columns):
            for row in batch.to_pylist():
                if row["id"] in ids:
                    yield Finding("law.id", row["id"], "stands twice in data and rejected", REBUILD)
                ids.add(row["id"])
                if row.get("kept_id") and not row["reason"].startswith("known."):  # that one is in another dataset
                    links.append((row["id"], row["kept_id"]))
    for goes, stays in links:
        if stays not in ids:
            yield Finding("law.duplicate", goes, f"was left out for {stays}, which is not in the dataset", REBUILD)
    index = LedgerIndex(folder)
    for stray in sorted(index.ids() - ids)[:20]:
        yield Finding("law.ledger", stray, "has rows in audit and is no document", REBUILD)
    chosen = None if everything else set(heapq.nsmallest(SAMPLE, ids))
    seen = 0
    for config in ("data", "rejected"):
        for batch in read_batches(folder, config, ["id", "text", "path", "encoding", "chars", "sha256", "edits"]):
            for row in batch.to_pylist():
                seen += 1
                if seen % TOLD_ROWS == 0:
                    say("checking documents", seen, len(ids), {})
                if chosen is None or row["id"] in chosen:
                    yield from _document(row, index.rows(row["id"]), encode, withheld)


def _document(row: dict[str, Any], ledger: list[dict[str, Any]], encode: Encode | None, withheld: bool) -> Iterator[Finding]:
    where = f"{row['id']} ({row['path']})"
    text = row["text"]
    if text is None:
        if not withheld:
            yield Finding("law.text", where, "has no text", REBUILD)
        return
    if len(text) != row["chars"]:
        yield Finding("law.chars", where, f"has {len(text)} characters, the column says {row['chars']}", REBUILD)
    bad = next((c for c in text if (c < " " and c not in "\n\t") or "\ud800" <= c <= "\udfff"), None)
    if bad is not None:
        what = f"holds the character U+{ord(bad):04X}"
        yield Finding("law.clean", where, what, "put the step `characters` into the recipe", advice=True)
    if withheld:
        return
    try:
        layers = layers_of(ledger)
        edits = sum(len(layer.edits) for layer in layers)
        if edits != row["edits"]:
            yield Finding("law.edits", where, f"has {edits} edits in audit, the column says {row['edits']}", REBUILD)
        for layer in reversed(layers):
            text = undo(text, layer.edits)
        if encode is None:
            return
        decoding = decoding_of(ledger, row["encoding"], text)
        data = text.encode("utf-8", "surrogatepass") if decoding is None else encode(text, decoding)
    except (CorpuskitError, UnicodeError, LookupError) as error:
        yield Finding("law.reversible", where, f"cannot be restored: {error}", REBUILD)
        return
    if sha256(data).hexdigest() != row["sha256"]:
        yield Finding("law.reversible", where, "does not come back to its original SHA-256", REBUILD)
