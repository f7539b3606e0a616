"""Repeated paragraphs: which there are in a text, and their keys.

What lives here: Paragraphs, a linker of parts of documents, and paragraphs_of(). What never does: knowing what other documents
hold; cutting anything (commands.repeats does, when all documents are known).

How it works: a paragraph ends at a line that ends a sentence, at a blank line, or with the text; so a hard-wrapped paragraph is
one, and half a sentence is none. Its key is that of its characters without script, width, case, blanks and marks.

Weak: two different paragraphs share a key by chance once in 2**64 pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import ClassVar, Literal, NamedTuple

import numpy as np

from corpuskit.core.document import Document
from corpuskit.core.step import Sketch
from corpuskit.steps.keytext import key_codes, key_digest, keys_joined

__all__ = ["RULES", "Paragraph", "Paragraphs", "paragraphs_of"]

RULES = {"paragraphs.repeated": "A paragraph that stands elsewhere, in this document or in another that is kept."}

_STOPS = frozenset("。！？!?.…；;：:")  # what ends a sentence, or introduces what follows
_CLOSERS = "”’」』）)》】\"'"
KEY_BYTES = 8


class Paragraph(NamedTuple):
    """A span of a text with its last line break, and the key of what it says."""

    start: int
    end: int
    key: int


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start, at, size = -1, 0, len(text)
    for line in text.split("\n"):
        end = at + len(line) + 1
        bare = line.rstrip()
        if not bare:
            if start >= 0:
                yield start, at
            start = -1
        else:
            if start < 0:
                start = at
            if bare[-1] in _STOPS or (bare[-1] in _CLOSERS and bare.rstrip(_CLOSERS)[-1:] in _STOPS):
                yield start, end if end < size else size
                start = -1
        at = end
    if start >= 0:
        yield start, size


def _long_spans(text: str, min_chars: int) -> list[tuple[int, int]]:
    return [span for span in _spans(text) if span[1] - span[0] >= min_chars]


def _key(codes: bytes | memoryview) -> bytes:
    """The key of a paragraph by its key characters, four bytes each."""
    return blake2b(codes, digest_size=KEY_BYTES).digest()


def paragraphs_of(text: str, min_chars: int) -> list[Paragraph]:
    """The paragraphs of at least `min_chars` key characters, in order."""
    found = []
    for start, end in _long_spans(text, min_chars):
        codes = key_codes(text[start:end])
        if len(codes) >= min_chars:
            found.append(Paragraph(start, end, int.from_bytes(_key(codes.astype("<u4").tobytes()), "little")))
    return found


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Finds paragraphs that stand more than once.

    mode: what happens to them: only reported, all but the first cut, or all cut. min_chars: key characters from which a
    paragraph counts; shorter ones (a greeting, a heading) are often the same with reason.
    """

    name: ClassVar[str] = "paragraphs"
    version: ClassVar[str] = "1"
    of_documents: ClassVar[bool] = False  # its keys link parts: no document goes for another

    mode: Literal["report", "keep-first", "cut"] = "report"
    min_chars: int = 30

    def sketch(self, doc: Document, /) -> Sketch:
        return Sketch(tuple(one.key.to_bytes(KEY_BYTES, "little") for one in paragraphs_of(doc.text, self.min_chars)))

    def sketch_each(self, docs: Sequence[Document], /) -> list[Sketch]:
        """sketch() of each document; all key characters are looked up together."""
        texts = [doc.text for doc in docs]
        joined = keys_joined(texts)
        if joined is None:
            return [self.sketch(doc) for doc in docs]
        spans = [_long_spans(text, self.min_chars) for text in texts]
        firsts = np.repeat(joined.starts, [len(its) for its in spans])
        bounds = np.array([span for its in spans for span in its], np.int64).reshape(-1, 2) + firsts[:, None]
        before = np.concatenate(([0], np.cumsum(joined.kept, dtype=np.int64)))[bounds]  # key characters before start and end
        codes = memoryview(joined.codes.astype("<u4").tobytes())
        starts, ends = (4 * before).T.tolist()
        least = 4 * self.min_chars
        keys = [_key(codes[start:end]) if end - start >= least else b"" for start, end in zip(starts, ends, strict=True)]
        ended = np.cumsum([0, *map(len, spans)]).tolist()
        return [Sketch(tuple(filter(None, keys[first:last]))) for first, last in pairwise(ended)]

    def similarity(self, a: Sketch, b: Sketch, /) -> float:
        """The share of paragraphs that two documents have in common; nothing is removed for it."""
        one, other = set(a.keys), set(b.keys)
        return len(one & other) / len(one | other) if one or other else 0.0

    def tables_used(self) -> Mapping[str, str]:
        return {"fold": key_digest()}
