"""Quality: is this document long enough, whole enough, and not one thing over and over?

What lives here: Quality, a judge with three measures whose meaning does not depend on language. What never does: taste.
Every drop says which measure crossed which limit; all measures go into the column `quality`.

Measures:
  chars            code points of the cleaned text
  damage_ratio     share of code points that are damage left: U+FFFD, and what notes named damage.* cover
  repeated_ratio   share of characters in lines of 8 characters and more that stood earlier in the document, or, in
                   long runs without line ends, share of 8-character runs that occurred before; the larger of the two

Weak: refrains and tables repeat by nature, so the limit for repetition is high; a listing that repeats less stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np

from corpuskit.core.document import Document
from corpuskit.core.report import DAMAGE_PREFIX
from corpuskit.core.step import Drop

__all__ = ["RULES", "Quality"]

RULES = {
    "quality.empty": "Nothing is left of the document.",
    "quality.short": "The document has fewer characters than the limit.",
    "quality.damage": "Too large a share of the document is damage that cannot be repaired.",
    "quality.repetition": "Too large a share of the document repeats what stood before.",
}
MIN_LINE_CHARS = 8  # shorter lines (heads, list marks, speakers) repeat in good texts
SAMPLE_CHARS = 4_096  # repetition of runs is measured on the first so many characters
MIN_RUN_CHARS = 256  # below, a share says little


@dataclass(frozen=True, slots=True)
class Quality:
    """Keeps a document unless one of the limits is crossed.

    min_chars: 20 by default, about one sentence; shorter pages are titles and left-overs. max_damage_ratio: 0.4; a page read in
    the wrong encoding has 0.6 and more, a page with some broken lines, which is still worth keeping, 0.1 to 0.3.
    max_repeated_ratio: 0.6; songs with refrains stay below 0.5.
    """

    name: ClassVar[str] = "quality"
    version: ClassVar[str] = "2"

    min_chars: int = 20
    max_damage_ratio: float = 0.4
    max_repeated_ratio: float = 0.6

    def measures(self, doc: Document) -> Mapping[str, float]:
        """All measures of one document."""
        return {
            "chars": float(len(doc.text)),
            "damage_ratio": round(_damage_ratio(doc), 4),
            "repeated_ratio": round(_repeated_ratio(doc.text), 4),
        }

    def verdict(self, doc: Document, /) -> Drop | None:
        chars = len(doc.text.strip())
        if not chars:
            return Drop("quality.empty", 0.0, 1.0)
        if chars < self.min_chars:
            return Drop("quality.short", float(chars), float(self.min_chars))
        damage = _damage_ratio(doc)
        if damage >= self.max_damage_ratio:
            return Drop("quality.damage", round(damage, 4), self.max_damage_ratio)
        repeated = _repeated_ratio(doc.text)
        if repeated >= self.max_repeated_ratio:
            return Drop("quality.repetition", round(repeated, 4), self.max_repeated_ratio)
        return None


def _damage_ratio(doc: Document) -> float:
    if not doc.text:
        return 0.0
    lost = doc.text.count("\ufffd")
    noted = 0
    for layer in doc.layers:
        for note in layer.notes:
            if note.rule.startswith(DAMAGE_PREFIX):
                noted += max(1, note.end - note.start)
    return min(1.0, max(lost, noted) / len(doc.text))


@lru_cache(maxsize=2)  # measures and verdict ask for the same text
def _repeated_ratio(text: str) -> float:
    """The larger of the shares of repeated lines and of repeated runs; 0 to 1."""
    if len(text) < MIN_RUN_CHARS:
        return 0.0
    by_run = _repeated_runs(text[:SAMPLE_CHARS])
    if not by_run and len(text) <= SAMPLE_CHARS:
        return 0.0  # a line that stands twice would be a run that occurs twice
    lines = [line for line in text.split("\n") if len(line) >= MIN_LINE_CHARS]
    by_line = 0.0
    if len(lines) > len(set(lines)):
        seen: set[str] = set()
        twice = 0
        for line in lines:
            if line in seen:
                twice += len(line)
            seen.add(line)
        by_line = twice / len(text)
    return max(by_line, by_run)


def _repeated_runs(sample: str) -> float:
    """Share of the 8-unit runs of a text that occurred before in it. Units are UTF-16: astral characters count as two.

    Runs are compared by 32-bit hashes: two of 4,000 runs meet by chance once in 500 texts, which changes the fourth digit. Hashes
    of 32 bits are sorted at twice the speed of exact keys.
    """
    hashes = np.frombuffer(sample.encode("utf-16-le", "surrogatepass"), dtype="<u2").astype(np.uint32)
    for apart in (1, 2, 4):  # runs of two units, of four, of eight
        longer = hashes[:-apart] * _ODD
        longer ^= hashes[apart:]
        hashes = longer
    hashes.sort()
    return float(np.count_nonzero(hashes[1:] == hashes[:-1])) / len(hashes)


_ODD = np.uint32(0x9E3779B1)  # 2**32 / golden ratio
