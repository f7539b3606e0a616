"""Documents and where they come from.

What lives here: Source (where a document was read), Decoding (how its bytes became text, and how to get them back),
Document (text, metadata and the layers of edits so far), and the id. What never does: reading or writing anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from types import MappingProxyType

from corpuskit.core.edit import Layer, undo
from corpuskit.errors import InvariantError

__all__ = ["Decoding", "Document", "Meta", "Scalar", "Source", "make_id"]

Scalar = str | int | float | bool | None
Meta = Mapping[str, Scalar | tuple[str, ...]]
NO_META: Meta = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document was read. `path` is relative to the input's root and uses forward slashes."""

    path: str
    member: str = ""  # archive member, empty for plain files
    offset: int = 0  # byte offset of the record in the (decompressed) file, 0 for whole files
    is_record: bool = False  # True for JSONL, parquet, CSV, WARC records: the field's string is what restores
    record_id: str | None = None  # the record's own id, as text
    extra: str | None = None  # other fields of the record, as JSON text
    sha256: str = ""  # of the original: the file's bytes, or the field's string in UTF-8 (surrogatepass)


@dataclass(frozen=True, slots=True)
class Decoding:
    """How bytes became text. `corpuskit.encode(text, decoding)` gives the very same bytes back.

    `runs` are (byte_start, byte_end, encoding, bom): bytes[byte_start:byte_end] were decoded with `encoding` after `bom`
    bytes of byte order mark. `patch` holds (code point offset, original bytes) for each place where bytes could not be
    decoded, or would not be encoded back to themselves; the code point there is what stands for them.
    """

    runs: tuple[tuple[int, int, str, bytes], ...]
    patch: tuple[tuple[int, bytes], ...] = ()
    how: str = ""

    @property
    def exact(self) -> bool:
        """True when every byte was decoded and no patch is needed."""
        return not self.patch


@dataclass(frozen=True, slots=True)
class Document:
    """A text on its way through the pipeline: `layers[-1]` was applied last and gave `text`."""

    id: str
    text: str
    meta: Meta = field(default_factory=lambda: NO_META)
    layers: tuple[Layer, ...] = ()

    def with_layer(self, layer: Layer, text: str) -> Document:
        """The document after a layer that turned its text into `text`."""
        return replace(self, text=text, layers=(*self.layers, layer))

    def with_meta(self, found: Meta) -> Document:
        """The document with more metadata; what is found later wins."""
        return replace(self, meta=MappingProxyType({**self.meta, **found})) if found else self

    def original(self) -> str:
        """The text that entered the first layer."""
        text = self.text
        for layer in reversed(self.layers):
            text = undo(text, layer.edits)
        return text


def make_id(path: str, member: str, offset: int, digest: bytes) -> str:
    """16 hex digits of BLAKE2b over path, archive member, byte offset and digest of the record's own bytes.

    `path` is relative to the input's root, so the id depends on no run, engine, order or shard count.
    """
    if not digest:
        raise InvariantError(f"document {path!r} has no digest")
    key = b"\x00".join(
        (path.encode("utf-8", "surrogateescape"), member.encode("utf-8", "surrogateescape"), b"%d" % offset, digest)
    )
    return blake2b(key, digest_size=8).hexdigest()
