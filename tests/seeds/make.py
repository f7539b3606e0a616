"""The bytes of seeds/, made from the truth files.

What lives here: `make_seeds`, a pure function from truth to files (the documents and SOURCES.toml). What never lives here:
writing to disk (scripts/seeds does), reading seeds/.

How it works: JSON Lines are packed into .gz as stored blocks by hand, since compressed bytes differ between versions of zlib.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence

from corpuskit.testing.damages import DAMAGES
from tests.seeds.truth import Truth, load_truth

_BOMS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
_BLOCK_BYTES = 65535  # RFC 1951, section 3.2.4: most a stored block can hold

_HEAD = """\
# What is wrong with each example document. Written by scripts/seeds from tests/seeds/truth/; change it there.
# All documents were written for corpuskit (Apache-2.0, "corpuskit contributors"); names of people and places are placeholders.
"""


def make_seeds() -> dict[str, bytes]:
    """Every file of seeds/ by path: the documents in their encodings, and SOURCES.toml."""
    groups: dict[str, list[Truth]] = {}
    for truth in load_truth():
        groups.setdefault(truth.path, []).append(truth)
    out = {path: _file_bytes(path, truths) for path, truths in groups.items()}
    out["SOURCES.toml"] = _sources(groups).encode("utf-8")
    return dict(sorted(out.items()))


def _file_bytes(path: str, truths: Sequence[Truth]) -> bytes:
    if truths[0].record is None:
        return _text_bytes(truths[0])
    data = "".join(json.dumps(_record(truth), ensure_ascii=False) + "\n" for truth in truths).encode("utf-8")
    return _gzip_stored(data) if path.endswith(".gz") else data


def _record(truth: Truth) -> dict[str, object]:
    """The record as one JSON object: id and url first, then the text, then the rest."""
    first = {key: truth.fields[key] for key in ("id", "url") if key in truth.fields}
    return {**first, "text": truth.file_text, **truth.fields}


def _text_bytes(truth: Truth) -> bytes:
    text = truth.file_text.replace("\n", truth.newline)
    if truth.encoding == "mixed":
        data = DAMAGES["mixed-encodings"](text)
        assert isinstance(data, bytes)
        return data
    codec = {"big5": "cp950"}.get(truth.encoding, truth.encoding)
    return (_BOMS[truth.encoding] if truth.bom else b"") + text.encode(codec)


def _gzip_stored(data: bytes) -> bytes:
    """A gzip file (RFC 1952) whose deflate blocks are stored; no name, no time."""
    out = [b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"]
    for at in range(0, max(1, len(data)), _BLOCK_BYTES):
        block = data[at : at + _BLOCK_BYTES]
        last = at + _BLOCK_BYTES >= len(data)
        out.append(struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block)
    out.append(struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF))
    return b"".join(out)


def _sources(groups: dict[str, list[Truth]]) -> str:
    return _HEAD + "".join(_source(path, groups[path]) for path in sorted(groups))


def _source(path: str, truths: Sequence[Truth]) -> str:
    first = truths[0]
    entry: dict[str, object] = {
        "wrong": first.note,
        "damages": sorted({name for truth in truths for name in truth.damages}),
        "boilerplate": sorted({kind for truth in truths for kind in _kinds(truth)}),
        "encoding": first.encoding + (" with BOM" if first.bom else ""),
        "newline": "CRLF" if first.newline == "\r\n" else "LF",
        "lang": sorted({truth.lang for truth in truths}),
        "license": "Apache-2.0",
        "origin": "written for this project",
        "truth": "tests/seeds/truth/" + path.removesuffix(".gz").removesuffix(".jsonl").removesuffix(".txt") + ".toml",
    }
    if first.same_as:
        entry["copy_of"] = first.same_as
    if first.record is not None:
        entry["records"] = len(truths)
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
    return f"\n[{json.dumps(path)}]\n" + "\n".join(lines) + "\n"


def _kinds(truth: Truth) -> tuple[str, ...]:
    return truth.removed_kinds + tuple(span.kind for span in truth.spans)
