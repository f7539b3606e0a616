"""What readers pass around: InputFile, Part, InputShard, RawDocument, Problem; and what a file's name says of its kind.

What lives here: plain data, kind_of(), bare_name(), escaped(). What never does: opening anything.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from corpuskit.core.document import Source

__all__ = [
    "COMPRESSIONS", "LIMIT_BYTES", "NOT_DOCUMENTS", "InputFile", "InputShard", "Kind", "Part", "Problem", "RawDocument",
    "bare_name", "escaped", "kind_of", "shown_path",
]  # fmt: skip

Kind = Literal["text", "jsonl", "json", "csv", "tsv", "parquet", "zip", "tar", "html", "warc"]

# One document or record above this is left out: it is a broken file, or would hold a worker's memory many times over.
LIMIT_BYTES = 64_000_000

NOT_DOCUMENTS = frozenset((".toml", ".yaml", ".yml", ".ini", ".cfg"))  # settings files; named themselves, they are read

COMPRESSIONS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd", ".zstd": "zstd"}
_JOINED = {".tgz": "gzip", ".tbz2": "bzip2", ".tbz": "bzip2", ".txz": "xz", ".tzst": "zstd"}
_KINDS: dict[str, Kind] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "tsv",
    ".parquet": "parquet", ".zip": "zip", ".tar": "tar", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".warc": "warc", ".wet": "warc",
}  # fmt: skip


def kind_of(name: str) -> tuple[Kind, str]:
    """(kind, compression) from a file name; whatever is unknown counts as text, and compression is "" for none."""
    lower = name.lower()
    for suffix, compression in _JOINED.items():
        if lower.endswith(suffix):
            return "tar", compression
    for suffix, compression in COMPRESSIONS.items():
        if lower.endswith(suffix):
            return kind_of(lower.removesuffix(suffix))[0], compression
    dot = lower.rfind(".")
    return _KINDS.get(lower[dot:], "text") if dot >= 0 else "text", ""


def bare_name(name: str, *, record: bool) -> str:
    """A file name without what says how it is packed; of records also without what says that it holds some."""
    lower = name.lower()
    packed = next((suffix for suffix in COMPRESSIONS if lower.endswith(suffix)), "")
    name = name[: len(name) - len(packed)]
    dot = name.rfind(".")
    return name[:dot] if record and dot > 0 and name[dot:].lower() in _KINDS else name


def escaped(name: str) -> str:
    """A file name as valid Unicode: bytes that are not UTF-8 become \\xNN."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read. `path` is where it is on disk; `relative` is its path below the input's root, always valid Unicode."""

    path: str
    relative: str
    bytes: int
    kind: Kind
    compression: str = ""
    changed_ns: int = 0  # modification time, so that a changed file is noticed between runs
    root: int = 0  # which of the given paths it was found under


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or a range of it: bytes [start, end) of a JSONL file, row groups [start, end) of parquet. end < 0: to the end."""

    file: InputFile
    start: int = 0
    end: int = -1


@dataclass(frozen=True, slots=True)
class InputShard:
    """A piece of work of about equal size: small files together, or one range of a big one. Picklable; its repr says it all."""

    parts: tuple[Part, ...]

    @property
    def bytes(self) -> int:
        """About how many bytes on disk the shard is."""
        return sum(part.file.bytes if part.end < 0 or part.file.kind != "jsonl" else part.end - part.start for part in self.parts)


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as it was found: either `data` (bytes to decode) or `text` (a record's string).

    `found` is metadata that the source gives (title, published ... of a web page), `declared` is the encoding it claims.
    """

    source: Source
    data: bytes | None = None
    text: str | None = None
    found: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    declared: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read: where (path, with a line where there is one), what, and what to try.

    left_out: nothing is wrong with it, it only is no input.
    """

    path: str
    what: str
    hint: str = ""
    left_out: bool = False


def shown_path(source: Source) -> str:
    """The path of a document for people and for the column `path`: archive!/member for members of archives."""
    return f"{source.path}!/{source.member}" if source.member else source.path
