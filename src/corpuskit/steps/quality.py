"""Quality: is this document long enough, whole enough, and not one thing over and over?

What lives here: Quality, a judge with three measures whose meaning does not depend on language. What never does: taste.
Every drop says which measure crossed which limit; all measures go into the column `quality`.

Measures:
  chars            code points of the cleaned text
  damage_ratio     share of code points that are damage left: U+FFFD, and what notes named damage.* cover, once each; a note on
                   a lost character speaks of a whole stretch, and only its U+FFFD counts
  repeated_ratio   share of characters in lines of 8 characters and more that stood earlier in the document, or, in
                   long runs without line ends, share of 8-character runs that occurred before; the larger of the two

Weak: refrains and tables repeat by nature, so the limit for repetition is high; a listing that repeats less stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from corpuskit.core.document import Document
from corpuskit.core.report import DAMAGE_PREFIX
from corpuskit.core.step import Drop
from corpuskit.steps.columns import BMP, Codes, Ints, joined

__all__ = ["RULES", "Quality"]

RULES = {
    "quality.empty": "Nothing is left of the document.",
    "quality.short": "The document has fewer characters than the limit.",
    "quality.damage": "Too large a share of the document is damage that cannot be repaired.",
    "quality.repetition": "Too large a share of the document repeats what stood before.",
}
SHOWN_AS_LOST = frozenset({"damage.replacement-char", "damage.undecided-gap"})  # notes on what stands in the text as U+FFFD
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
    version: ClassVar[str] = "3"

    min_chars: int = 20
    max_damage_ratio: float = 0.4
    max_repeated_ratio: float = 0.6

    def measures(self, doc: Document) -> Mapping[str, float]:
        """All measures of one document."""
        return _measures(doc, _damage_ratio(doc), _repeated_ratio(doc.text))

    def verdict(self, doc: Document, /) -> Drop | None:
        return self._verdict(doc, _damage_ratio(doc), _repeated_ratio(doc.text))

    def judge_each(self, docs: Sequence[Document], /) -> list[tuple[Mapping[str, float], Drop | None]]:
        """Measures and verdict of each: repetition is measured on all of them together."""
        out = []
        texts = [doc.text for doc in docs]
        is_lost = np.count_nonzero(joined(texts).codes == _LOST) > 0
        for doc, repeated in zip(docs, _repeated_ratios(texts), strict=True):
            damage = _damage_ratio(doc) if is_lost or doc.layers else 0.0
            out.append((_measures(doc, damage, repeated), self._verdict(doc, damage, repeated)))
        return out

    def _verdict(self, doc: Document, damage: float, repeated: float) -> Drop | None:
        chars = len(doc.text.strip())
        if not chars:
            return Drop("quality.empty", 0.0, 1.0)
        if chars < self.min_chars:
            return Drop("quality.short", float(chars), float(self.min_chars))
        if damage >= self.max_damage_ratio:
            return Drop("quality.damage", round(damage, 4), self.max_damage_ratio)
        if repeated >= self.max_repeated_ratio:
            return Drop("quality.repetition", round(repeated, 4), self.max_repeated_ratio)
        return None


def _measures(doc: Document, damage: float, repeated: float) -> Mapping[str, float]:
    return {"chars": float(len(doc.text)), "damage_ratio": round(damage, 4), "repeated_ratio": round(repeated, 4)}


def _damage_ratio(doc: Document) -> float:
    if not doc.text:
        return 0.0
    lost = doc.text.count("\ufffd")
    spans = [
        (note.start, max(note.end, note.start + 1))
        for layer in doc.layers
        for note in layer.notes
        if note.rule.startswith(DAMAGE_PREFIX) and note.rule not in SHOWN_AS_LOST
    ]
    at = 0
    for start, end in sorted(spans):
        lost += max(0, end - max(at, start))
        at = max(at, end)
    return min(1.0, lost / len(doc.text))


@lru_cache(maxsize=2)  # measures and verdict ask for the same text
def _repeated_ratio(text: str) -> float:
    """The larger of the shares of repeated lines and of repeated runs; 0 to 1."""
    return _repeated_ratios((text,))[0]


def _repeated_ratios(texts: Sequence[str]) -> list[float]:
    """_repeated_ratio() of each."""
    out = []
    by_run, may_have_lines = _repeated_runs([text[:SAMPLE_CHARS] for text in texts])
    for text, runs, may in zip(texts, by_run, may_have_lines, strict=True):
        lines = _repeated_lines(text) if len(text) >= MIN_RUN_CHARS and (may or len(text) > SAMPLE_CHARS) else 0.0
        out.append(max(lines, runs) if len(text) >= MIN_RUN_CHARS else 0.0)
    return out


def _repeated_lines(text: str) -> float:
    """Share of the characters of a text that stand in lines which stood in it before."""
    lines = text.split("\n")
    different = set(lines)
    if len(different) - ("" in different) == len(lines) - lines.count(""):
        return 0.0
    seen: set[str] = set()
    twice = 0
    for line in lines:
        if len(line) >= MIN_LINE_CHARS:
            twice += len(line) * (line in seen)
            seen.add(line)
    return twice / len(text)


def _repeated_runs(samples: Sequence[str]) -> tuple[list[float], list[bool]]:
    """For each text the share of its 8-unit runs that occurred before in it, and whether a line of it may stand twice: two lines
    begin with the same run. Units are UTF-16: astral characters count as two.

    Runs are compared by 32-bit hashes: two of 4,000 runs meet by chance once in 500 texts, which changes the fourth digit. Hashes
    of 32 bits are sorted at twice the speed of exact keys.
    """
    text, starts, codes = joined(samples)
    ends = np.append(starts[1:] - 1, len(text))
    if codes.dtype == np.uint32:
        astral = np.flatnonzero(codes >= BMP)
        codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
        starts, ends = starts + np.searchsorted(astral, starts), ends + np.searchsorted(astral, ends)
    counts = np.maximum(ends - starts - (RUN_UNITS - 1), 0)
    same = np.zeros(len(codes) + 1, np.bool_)
    line_starts = np.append(0, np.flatnonzero(codes == _NEWLINE) + 1)  # a line end stands before every text but the first
    first_runs = np.zeros(len(line_starts), np.uint32)
    bounds = list(zip(starts.tolist(), (starts + counts).tolist(), strict=True))
    for first in range(0, len(bounds), HASHED_TEXTS):
        some = bounds[first : first + HASHED_TEXTS]
        low = some[0][0]
        hashes = _hashes(codes[low : some[-1][1] + RUN_UNITS - 1])
        of_lines = slice(*line_starts.searchsorted((low, low + len(hashes))))
        first_runs[of_lines] = hashes[line_starts[of_lines] - low]
        for start, end in some:
            hashes[start - low : end - low].sort()
        same[low + 1 : low + len(hashes)] = hashes[1:] == hashes[:-1]
    same[starts] = False
    found = np.add.reduceat(same, np.array(bounds).reshape(-1), dtype=np.int64)[::2]
    shares = [float(twice) / count if count else 0.0 for twice, count in zip(found.tolist(), counts.tolist(), strict=True)]
    return shares, _have_twins(line_starts, first_runs, starts, starts + counts)


def _have_twins(at: Ints, values: npt.NDArray[np.uint32], starts: Ints, ends: Ints) -> list[bool]:
    """For each text, whether one value stands at two of its places [start, end)."""
    text_of = starts.searchsorted(at, "right") - 1
    inside = at < ends[text_of]
    keys = np.sort(text_of[inside] << 32 | values[inside])
    twins = np.zeros(len(starts), np.bool_)
    twins[keys[1:][keys[1:] == keys[:-1]] >> 32] = True
    return twins.tolist()


def _hashes(units: Codes) -> npt.NDArray[np.uint32]:
    """A hash of each run of RUN_UNITS units."""
    hashes = units.astype(np.uint32)
    for apart in (1, 2, 4):  # runs of two units, of four, of eight
        longer = hashes[:-apart] * _ODD
        longer ^= hashes[apart:]
        hashes = longer
    return hashes


_NEWLINE, _LOST = 10, 0xFFFD
_ODD = np.uint32(0x9E3779B1)  # 2**32 / golden ratio
RUN_UNITS = 8
HASHED_TEXTS = 8  # of ordinary length: their hashes stay in the processor's cache
