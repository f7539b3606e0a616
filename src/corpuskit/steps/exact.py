"""Exact duplicates: documents that are the same but for script, width, case, blanks and punctuation.

What lives here: Exact, a linker with one key per document. What never does: deciding which copy stays (engines).

A key text of fewer than MIN_KEY_CHARS characters says too little once marks are gone ("3.14" and "314" would meet), so
such documents are compared with their marks: only script, width and blanks are folded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import ClassVar

from corpuskit.core.document import Document
from corpuskit.core.step import Sketch
from corpuskit.core.text import fold
from corpuskit.rulebook import fold_table
from corpuskit.steps.keytext import Codes, key_codes, key_codes_each, key_digest

__all__ = ["RULES", "Exact", "exact_key"]

RULES = {"exact.copy": "The same text as a document that stays, but for script, width, case, blanks and punctuation."}
MIN_KEY_CHARS = 32  # below, marks are kept in the key; a sentence or two
KEY_BYTES = 16


def exact_key(text: str) -> bytes:
    """16 bytes that copies share. 2**64 documents would be needed for a chance collision to be likely."""
    return _key(text, key_codes(text))


def _key(text: str, codes: Codes) -> bytes:
    if len(codes) >= MIN_KEY_CHARS:
        data = codes.astype("<u4", copy=False).tobytes() if codes.dtype.itemsize == 4 else codes.tobytes()
        return blake2b(data, digest_size=KEY_BYTES).digest()
    short = "".join(fold(text, fold_table()).split())
    return blake2b(short.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES, person=b"short").digest()


@dataclass(frozen=True, slots=True)
class Exact:
    """Finds copies that differ in script, width, case, blanks or punctuation only."""

    name: ClassVar[str] = "exact"
    version: ClassVar[str] = "1"

    def sketch(self, doc: Document, /) -> Sketch:
        key = exact_key(doc.text)
        return Sketch((key,), key)

    def sketch_each(self, docs: Sequence[Document], /) -> list[Sketch]:
        """sketch() of each document."""
        codes = key_codes_each([doc.text for doc in docs])
        keys = [_key(doc.text, one) for doc, one in zip(docs, codes, strict=True)]
        return [Sketch((key,), key) for key in keys]

    def thinned(self, body: bytes, /) -> bytes:
        """A body for an index: it is 16 bytes already."""
        return body

    def keys_of(self, body: bytes, /) -> tuple[bytes, ...]:
        """The keys of a text by its body."""
        return (body,) if body else ()

    def similarity(self, a: Sketch, b: Sketch, /) -> float:
        return 1.0 if a.body == b.body else 0.0

    def tables_used(self) -> Mapping[str, str]:
        return {"fold": key_digest()}
