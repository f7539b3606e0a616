"""Undoing one rule: the cleaned text as it would be without that rule's edits.

What lives here: put_back. What never does: reading datasets, printing.

How it works: the layers are applied again without the rule's edits. Where the two histories, with and without the rule, agree is
kept as blocks (place in the text as it was, place in the text as it would be, length). An edit inside one block is moved along;
one that touches a place where the histories differ is left out, and that place stays different from then on. Each layer costs
time in proportion to its edits and blocks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from corpuskit.core.edit import Edit, Edits, Layer, apply

__all__ = ["put_back"]

Block = tuple[int, int, int]


def put_back(text: str, layers: Sequence[Layer], rule: str) -> str:
    """`text` (as it entered the first layer) through all layers, without the edits of `rule`.

    What the rule had removed is there again as it was, not as later steps would have changed it.
    """
    blocks: list[Block] = [(0, 0, len(text))]
    for layer in layers:
        edits = list(layer.edits)
        kept = list(_moved(edits, blocks, rule))
        blocks = _joined(sorted(_after(edits, kept, blocks)))
        text = apply(text, Edits.of([edit for edit in kept if edit is not None]))
    return text


def _moved(edits: Sequence[Edit], blocks: Sequence[Block], rule: str) -> Iterator[Edit | None]:
    """Each edit where it stands in the other history; None for one that is left out."""
    n = 0
    for edit in edits:
        while n + 1 < len(blocks) and blocks[n][0] + blocks[n][2] < edit.end:
            n += 1
        old, new, length = blocks[n] if blocks else (0, 0, -1)
        if edit.rule == rule or edit.start < old or old + length < edit.end:
            yield None
        else:
            yield replace(edit, start=edit.start - old + new, end=edit.end - old + new)


def _after(edits: Sequence[Edit], kept: Sequence[Edit | None], blocks: Sequence[Block]) -> Iterator[Block]:
    """Where the histories agree after the layer: what no edit touched of the blocks, and what both histories insert."""
    grown = [len(edit.inserted) - len(edit.removed) for edit in edits]
    old_by = [0, *accumulate(grown)]  # how much longer the text became by the first n edits
    new_by = [0, *accumulate(size if other else 0 for size, other in zip(grown, kept, strict=True))]
    ends = [edit.end for edit in edits]
    for old, new, length in blocks:
        n, at = bisect_right(ends, old), old
        while at < old + length:
            stop = min(edits[n].start, old + length) if n < len(edits) else old + length
            if stop > at:
                yield at + old_by[n], at - old + new + new_by[n], stop - at
            if n == len(edits) or edits[n].start >= old + length:
                break
            at, n = max(at, edits[n].end), n + 1
    for n, (edit, other) in enumerate(zip(edits, kept, strict=True)):
        if other is not None and edit.inserted:
            yield edit.start + old_by[n], other.start + new_by[n], len(edit.inserted)


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks, with those that follow each other in both histories as one."""
    out: list[Block] = []
    for old, new, length in blocks:
        if out and (out[-1][0] + out[-1][2], out[-1][1] + out[-1][2]) == (old, new):
            out[-1] = (*out[-1][:2], out[-1][2] + length)
        else:
            out.append((old, new, length))
    return out
