"""A sum of small trees, as columns.

What lives here: Trees, read from a model's file. What never does: what the columns are (the modules that own a model's file),
training (scripts).

How it works: the nodes of all trees are columns, and all rows go down all trees at once, a step at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Floats", "Ints", "Trees", "trees_of"]

TOGETHER = 100  # rows that go down the trees at once: more leave the processor's cache, and take 2.5 times as long each
Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees as columns; a leaf leads to itself."""

    roots: Ints
    feature: Ints
    least: Floats
    children: Ints  # of a node the left and the right one
    value: Floats
    base: float
    depth: int

    def scores(self, columns: Floats) -> Floats:
        """The score of each row of columns, 0 to 1."""
        raw = np.concatenate([self._down(columns[n : n + TOGETHER]) for n in range(0, len(columns), TOGETHER)])
        scores: Floats = 1 / (1 + np.exp(-raw))
        return scores

    def shares(self, columns: Floats, kind_of: Ints, kinds: int) -> Floats:
        """[rows, kinds]: what the steps down the trees added, by the kind of the column that each asked."""
        shares = np.zeros((len(columns), kinds))
        for n in range(0, len(columns), TOGETHER):
            self._down(columns[n : n + TOGETHER], shares[n : n + TOGETHER], kind_of)
        return shares

    def _down(self, x: Floats, shares: Floats | None = None, kind_of: Ints | None = None) -> Floats:
        """The sum of the trees for each row of x. shares: [rows, kinds of columns], to which what each step adds is added."""
        rows = np.arange(len(x))[:, None]
        flat, begins = np.ascontiguousarray(x).reshape(-1), rows * x.shape[1]
        at = np.repeat(self.roots[None, :], len(x), axis=0)
        cells, steps = [], []
        for _ in range(self.depth):
            feature = self.feature.take(at)
            beyond = ~(flat.take(begins + feature) <= self.least.take(at))
            following = self.children.take(2 * at + beyond)
            if shares is not None and kind_of is not None:
                cells.append((rows * shares.shape[1] + kind_of.take(feature)).ravel())
                steps.append((self.value.take(following) - self.value.take(at)).ravel())
            at = following
        if shares is not None and cells:
            shares += np.bincount(np.concatenate(cells), np.concatenate(steps), shares.size).reshape(shares.shape)
        total: Floats = self.base + self.value.take(at).sum(axis=1)
        return total


def trees_of(nodes: Mapping[str, Any]) -> Trees:
    """The trees of a model's file: columns roots, feature, least, left, right, value, and the number base."""
    left, right, roots = np.array(nodes["left"]), np.array(nodes["right"]), np.array(nodes["roots"])
    children = np.column_stack((left, right)).ravel()
    columns = roots, np.array(nodes["feature"]), np.array(nodes["least"]), children, np.array(nodes["value"])
    return Trees(*columns, nodes["base"], _depth(roots, left, right))


def _depth(roots: Ints, left: Ints, right: Ints) -> int:
    """Steps from a root to the deepest leaf."""
    depth, here = 0, roots
    while True:
        here = np.unique(np.concatenate((left[here], right[here])))
        here = here[left[here] != here]
        depth += 1
        if not len(here):
            return depth
