"""Draws for damages that need chance, the same on every machine and in every Python version.

What lives here: `Draw`, a seeded source of whole numbers, choices and samples. What never lives here: global state, the
clock. It uses only `random.Random.random`, whose sequence for a given seed Python promises to keep; `choice` and `sample`
carry no such promise.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A seeded source of chance: equal seeds and equal calls give equal draws."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, limit: int) -> int:
        """A whole number in [0, limit)."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number in [low, high], both ends included."""
        return low + self.below(high - low + 1)

    def chance(self, ratio: float) -> bool:
        """True in about `ratio` (0 to 1) of the calls."""
        return self._random.random() < ratio

    def pick(self, items: Sequence[T]) -> T:
        """One of the items; raises IndexError when there are none."""
        return items[self.below(len(items))]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different items in drawn order; all of them when there are fewer."""
        pool = list(items)
        out: list[T] = []
        for _ in range(min(count, len(pool))):
            at = self.below(len(pool))
            out.append(pool[at])
            pool[at] = pool[-1]
            pool.pop()
        return out
