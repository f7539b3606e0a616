"""Edits: what changed, from what, to what, by which rule; applying them and taking them back.

What lives here: Edit (one change, as a person looks at it), Edits (many, as columns), Note, Layer, and the four
functions apply, undo, diff, and check. What never does: regular expressions, rule names, text logic, files.

How it works: a Python object per changed character costs more than script conversion itself (1.2 microseconds and
80 bytes each), so Edits holds integer arrays and two joined strings, and builds an Edit only when one is looked at.
Offsets are code points in the text that *entered* the layer, half-open. `removed` is always text[start:end], so the
removed lengths need no column; insertions have cumulative ends. Rule, reason and confidence are stored once when all
edits share them.

Weak: diff() falls back to whole-line and then whole-span replacement where a fine diff would be quadratic.

Long, because columns, apply, undo and diff check each other's invariants and are read together.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, chain
from operator import itemgetter, le, sub
from typing import NamedTuple, overload

from corpuskit.errors import InvariantError

__all__ = ["Edit", "Edits", "Layer", "Note", "apply", "diff", "spliced", "undo"]

# A fine diff above this product of lengths would take more than about 0.1 s (difflib is quadratic on such text).
FINE_DIFF_LIMIT_CHARS = 3_000
BYTEORDER = sys.byteorder
_ONE = (1).to_bytes(8, BYTEORDER)
UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
FEW_EDITS = 64  # up to so many, one-to-one edits need no way of their own


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. `removed` is what stood at text[start:end]; `inserted` stands there afterwards."""

    start: int
    end: int
    removed: str
    inserted: str
    rule: str
    confidence: float = 1.0
    why: str = ""


class Note(NamedTuple):
    """Something seen and left alone: an undecided choice, a review finding, why a suspicious span stayed.

    Offsets are code points in the text that entered the layer. A tuple, because a step may note dozens on one page, and a frozen
    dataclass takes three times as long to make.
    """

    start: int
    end: int
    rule: str
    why: str = ""
    candidates: tuple[str, ...] = ()


class Edits(Sequence[Edit]):
    """Sorted, disjoint changes of one text, kept as columns.

    Columns: `starts`, `ends` (int64), `removed`, `inserted` (the pieces joined), `inserted_ends` (int64, cumulative),
    `rules` with `rule_of` (index per edit, or None when there is one rule), `whys` with `why_of` (likewise),
    `confidences` (float64 per edit, or None when all are 1.0). Treat all of them as read-only.
    """

    __slots__ = (
        "_begins", "confidences", "ends", "inserted", "inserted_ends", "removed", "rule_of", "rules", "starts", "why_of", "whys",
    )  # fmt: skip

    def __init__(
        self,
        starts: array[int],
        ends: array[int],
        removed: str,
        inserted: str,
        inserted_ends: array[int],
        rules: tuple[str, ...],
        rule_of: array[int] | None = None,
        confidences: array[float] | None = None,
        whys: tuple[str, ...] = ("",),
        why_of: array[int] | None = None,
    ) -> None:
        self.starts = starts
        self.ends = ends
        self.removed = removed
        self.inserted = inserted
        self.inserted_ends = inserted_ends
        self.rules = rules
        self.rule_of = rule_of
        self.confidences = confidences
        self.whys = whys
        self.why_of = why_of
        self._begins: array[int] | None = None

    # -- making -------------------------------------------------------------------------------------------------

    @classmethod
    def of(cls, edits: Iterable[Edit]) -> Edits:
        """Columns from single edits, sorted by start. The convenient way where edits are few."""
        rows = sorted(edits, key=lambda e: (e.start, e.end))
        if not rows:
            return EMPTY
        rules: dict[str, int] = {}
        whys: dict[str, int] = {}
        rule_of = array("q", (rules.setdefault(e.rule, len(rules)) for e in rows))
        why_of = array("q", (whys.setdefault(e.why, len(whys)) for e in rows))
        ends_in, total = array("q"), 0
        for e in rows:
            total += len(e.inserted)
            ends_in.append(total)
        sure = all(e.confidence == 1.0 for e in rows)
        return cls(
            starts=array("q", (e.start for e in rows)),
            ends=array("q", (e.end for e in rows)),
            removed="".join(e.removed for e in rows),
            inserted="".join(e.inserted for e in rows),
            inserted_ends=ends_in,
            rules=tuple(rules),
            rule_of=rule_of if len(rules) > 1 else None,
            confidences=None if sure else array("d", (e.confidence for e in rows)),
            whys=tuple(whys),
            why_of=why_of if len(whys) > 1 else None,
        )

    @classmethod
    def of_characters(cls, text: str, positions: Sequence[int], inserted: str, rule: str, why: str = "") -> Edits:
        """Columns for one-to-one changes: text[positions[i]] becomes inserted[i]. `positions` must ascend."""
        if not inserted:
            return EMPTY
        starts = array("q", positions)
        return cls(
            starts,
            array("q", [p + 1 for p in positions]),
            "".join(map(text.__getitem__, positions)),
            inserted,
            array("q", range(1, len(inserted) + 1)),
            (rule,),
            whys=(why,),
        )

    # -- looking ------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Edit: ...
    @overload
    def __getitem__(self, index: slice) -> Edits: ...
    def __getitem__(self, index: int | slice) -> Edit | Edits:
        """One edit, or the edits of a slice. Raises IndexError, and ValueError for a slice that runs backwards."""
        if isinstance(index, slice):
            return self._slice(range(len(self))[index])
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(f"edit {index} of {len(self)}")
        return self._edit(index, self._removed_before[index])

    def __iter__(self) -> Iterator[Edit]:
        return map(self._edit, range(len(self)), self._removed_before)

    @property
    def _removed_before(self) -> array[int]:
        """Where each edit's piece of `removed` begins; found when first asked for."""
        if self._begins is None:
            self._begins = array("q", accumulate(map(sub, self.ends, self.starts), initial=0))
        return self._begins

    def _slice(self, rows: range) -> Edits:
        if rows.step < 0:
            raise ValueError("edits stand in the order of the text; use reversed()")
        if rows.step > 1 or not rows:
            return Edits.of([self[i] for i in rows])
        first, last = rows.start, rows.stop
        before, after = self._removed_before[first], self._removed_before[last]
        skipped = self.inserted_ends[first - 1] if first else 0
        cut = slice(first, last)
        return Edits(
            self.starts[cut],
            self.ends[cut],
            self.removed[before:after],
            self.inserted[skipped : self.inserted_ends[last - 1]],
            array("q", [end - skipped for end in self.inserted_ends[cut]]),
            self.rules,
            self.rule_of[cut] if self.rule_of is not None else None,
            self.confidences[cut] if self.confidences is not None else None,
            self.whys,
            self.why_of[cut] if self.why_of is not None else None,
        )

    def _edit(self, i: int, removed_before: int) -> Edit:
        start, end = self.starts[i], self.ends[i]
        return Edit(
            start,
            end,
            self.removed[removed_before : removed_before + end - start],
            self.inserted[self.inserted_ends[i - 1] if i else 0 : self.inserted_ends[i]],
            self.rules[self.rule_of[i]] if self.rule_of is not None else self.rules[0],
            self.confidences[i] if self.confidences is not None else 1.0,
            self.whys[self.why_of[i]] if self.why_of is not None else self.whys[0],
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edits) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash((self.starts.tobytes(), self.ends.tobytes(), self.removed, self.inserted))

    def __repr__(self) -> str:
        return f"Edits({len(self)} edits, -{len(self.removed)} +{len(self.inserted)} chars)"

    def counts_by_rule(self) -> dict[str, tuple[int, int, int]]:
        """Per rule: (edits, characters removed, characters inserted)."""
        if not len(self):
            return {}
        if self.rule_of is None:
            return {self.rules[0]: (len(self), len(self.removed), len(self.inserted))}
        out: dict[str, list[int]] = {}
        last = 0
        for i, which in enumerate(self.rule_of):
            row = out.setdefault(self.rules[which], [0, 0, 0])
            row[0] += 1
            row[1] += self.ends[i] - self.starts[i]
            row[2] += self.inserted_ends[i] - last
            last = self.inserted_ends[i]
        return {rule: (a, b, c) for rule, (a, b, c) in out.items()}


EMPTY = Edits(array("q"), array("q"), "", "", array("q"), ("",))


@dataclass(frozen=True, slots=True)
class Layer:
    """What one step did to one text: its edits and its notes."""

    step: str
    version: str
    edits: Edits
    notes: tuple[Note, ...] = ()


def _check(text: str, edits: Edits) -> None:
    """Raise InvariantError unless the edits are sorted, disjoint, in bounds, and tell the truth about `removed`."""
    starts, ends = edits.starts, edits.ends
    n = len(starts)
    if not (len(ends) == len(edits.inserted_ends) == n):
        raise InvariantError("edit columns differ in length", hint="a step built Edits by hand: use its constructors")
    if not n:
        return
    if starts[0] < 0 or ends[-1] > len(text):
        raise InvariantError(f"edit out of bounds: [{starts[0]}, {ends[-1]}) in a text of {len(text)} characters")
    if not (all(map(le, starts, ends)) and all(map(le, ends, starts[1:]))):
        raise InvariantError(f"edits overlap or are not sorted (rules {', '.join(edits.rules[:3])})")
    if edits.inserted_ends[-1] != len(edits.inserted) or not all(map(le, edits.inserted_ends, edits.inserted_ends[1:])):
        raise InvariantError("inserted_ends do not match the inserted text")
    removed = "".join(map(text.__getitem__, map(slice, starts, ends)))
    if removed != edits.removed:
        raise InvariantError(f"edits lie about what they remove (rules {', '.join(edits.rules[:3])})")


def apply(text: str, edits: Edits) -> str:
    """The text after the edits. Raises InvariantError when the edits do not fit the text (a bug of the step)."""
    if not len(edits):
        return text
    if len(edits) > FEW_EDITS and (swapped := _swapped(text, edits)) is not None:
        return swapped
    _check(text, edits)
    return spliced(text, edits)


def _swapped(text: str, edits: Edits) -> str | None:
    """The text after many one-to-one edits, checked like all others; None where an edit does anything else."""
    n = len(edits.starts)
    if not len(edits.removed) == len(edits.inserted) == len(edits.ends) == len(edits.inserted_ends) == n:
        return None
    # A column read as one long number: adding or taking away two of them does so in every field, with no object for any.
    ones, starts = int.from_bytes(_ONE * n, BYTEORDER), _number(edits.starts)
    signs = ones << 63
    if _number(edits.ends) - starts != ones or edits.inserted_ends[0] != 1:
        return None
    if _number(edits.inserted_ends[1:]) - _number(edits.inserted_ends[:-1]) != ones >> 64:
        return None
    if starts & signs or edits.starts[-1] >= len(text):
        raise InvariantError(f"edit out of bounds: [{edits.starts[0]}, {edits.ends[-1]}) in a text of {len(text)} characters")
    apart = _number(edits.starts[1:]) - _number(edits.ends[:-1])
    if apart < 0 or apart & signs:  # a field below zero sets its sign, whatever it borrows from the next
        raise InvariantError(f"edits overlap or are not sorted (rules {', '.join(edits.rules[:3])})")
    codes, removed, inserted = (
        array("I", piece.encode(UTF32, "surrogatepass")) for piece in (text, edits.removed, edits.inserted)
    )
    places = edits.starts.tolist()
    if itemgetter(*places)(codes) != tuple(removed):
        raise InvariantError(f"edits lie about what they remove (rules {', '.join(edits.rules[:3])})")
    for place, code in zip(places, inserted, strict=True):
        codes[place] = code
    return str(codes, UTF32, "surrogatepass")


def _number(column: array[int]) -> int:
    return int.from_bytes(column, BYTEORDER)


def spliced(text: str, edits: Edits) -> str:
    """The text after edits that are known to fit it: apply() without its check."""
    pieces = [""] * (2 * len(edits) + 1)
    pieces[::2] = map(text.__getitem__, map(slice, chain((0,), edits.ends), chain(edits.starts, (len(text),))))
    pieces[1::2] = map(edits.inserted.__getitem__, map(slice, chain((0,), edits.inserted_ends), edits.inserted_ends))
    return "".join(pieces)


def undo(text: str, edits: Edits) -> str:
    """The text before the edits, from the text after them. Raises InvariantError when they do not belong together."""
    if not len(edits):
        return text
    pieces: list[str] = []
    at = removed_at = inserted_at = shift = 0
    for start, end, upto in zip(edits.starts, edits.ends, edits.inserted_ends, strict=True):
        here = start + shift
        size = upto - inserted_at
        if here < at or text[here : here + size] != edits.inserted[inserted_at:upto]:
            raise InvariantError(f"these edits were not made on this text (at character {here})")
        pieces.append(text[at:here])
        pieces.append(edits.removed[removed_at : removed_at + end - start])
        at = here + size
        removed_at += end - start
        inserted_at = upto
        shift += size - (end - start)
    pieces.append(text[at:])
    return "".join(pieces)


def diff(before: str, after: str, rule: str, *, confidence: float = 1.0, why: str = "", offset: int = 0) -> list[Edit]:
    """Small edits that turn `before` into `after`, with offsets moved by `offset`. For libraries that return no spans."""
    if before == after:
        return []
    head = 0
    limit = min(len(before), len(after))
    while head < limit and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < limit - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    a, b = before[head : len(before) - tail], after[head : len(after) - tail]
    at = offset + head
    if not a or not b or max(len(a), len(b)) > FINE_DIFF_LIMIT_CHARS:
        if a.count("\n") == b.count("\n") and "\n" in a:
            return _diff_lines(a, b, rule, confidence, why, at)
        return [Edit(at, at + len(a), a, b, rule, confidence, why)]
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            found.append(Edit(at + i1, at + i2, a[i1:i2], b[j1:j2], rule, confidence, why))
    return found


def _diff_lines(a: str, b: str, rule: str, confidence: float, why: str, at: int) -> list[Edit]:
    found: list[Edit] = []
    for old, new in zip(a.split("\n"), b.split("\n"), strict=True):
        found += diff(old, new, rule, confidence=confidence, why=why, offset=at)
        at += len(old) + 1
    return found
