"""Repeated paragraphs: which there are in a text, and their keys.

What lives here: Paragraphs, a linker of parts of documents, and paragraphs_of(). What never does: knowing what other documents
hold; cutting anything (commands.repeats does, when all documents are known).

How it works: a paragraph ends at a line that ends a sentence, at a blank line, or with the text; so a hard-wrapped paragraph is
one, and half a sentence is none. Its key is that of its characters without script, width, case, blanks and marks.

Weak: two different paragraphs share a key by chance once in 2**64 pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import ClassVar, Literal, NamedTuple

from corpuskit.core.document import Document
from corpuskit.core.step import Sketch
from corpuskit.steps.keytext import key_codes, key_digest

__all__ = ["RULES", "Paragraph", "Paragraphs", "paragraphs_of"]

RULES = {"paragraphs.repeated": "A paragraph that stands elsewhere, in this document or in another that is kept."}

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ENDS = re.compile(r"[。！？!?.…；;：:][”’」』）)》】\"']*\s*$")  # a line that ends a sentence, or introduces what follows


class Paragraph(NamedTuple):
    """A span of a text with its last line break, and the key of what it says."""

    start: int
    end: int
    key: int


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = -1
    end = 0
    for line in _LINE.finditer(text):
        if not line[0].strip():
            if start >= 0:
                yield start, end
            start = -1
            continue
        if start < 0:
            start = line.start()
        end = line.end()
        if _ENDS.search(line[0]):
            yield start, end
            start = -1
    if start >= 0:
        yield start, end


def paragraphs_of(text: str, min_chars: int) -> list[Paragraph]:
    """The paragraphs of at least `min_chars` key characters, in order."""
    found = []
    for start, end in _spans(text):
        if end - start < min_chars:
            continue
        codes = key_codes(text[start:end])
        if len(codes) >= min_chars:
            key = blake2b(codes.astype("<u4").tobytes(), digest_size=8).digest()
            found.append(Paragraph(start, end, int.from_bytes(key, "little")))
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
        return Sketch(tuple(one.key.to_bytes(8, "little") for one in paragraphs_of(doc.text, self.min_chars)))

    def similarity(self, a: Sketch, b: Sketch, /) -> float:
        """The share of paragraphs that two documents have in common; nothing is removed for it."""
        one, other = set(a.keys), set(b.keys)
        return len(one & other) / len(one | other) if one or other else 0.0

    def tables_used(self) -> Mapping[str, str]:
        return {"fold": key_digest()}
