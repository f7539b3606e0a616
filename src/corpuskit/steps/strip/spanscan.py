"""The span model over many pieces at once: which of them may have a score.

What lives here: may_score_each(). What never does: the score itself, and what the model sees (spanmodel.py).

How it works: the runs of one to three characters of all pieces are numbers, looked up among those that have a weight, each
counted once a piece. The sum differs from the model's in its last bits, so what comes near the least score passes too, and is
asked by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from corpuskit.steps.strip.spanmodel import Piece, Shape, latin_features, said_in, shape_features, shape_of, span_model

__all__ = ["may_score_each"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

GRAM_CHARS, CODE_BITS = 3, 21
NEAR = 1e-6  # far more than the order of a sum can change
SHAPES_KNOWN = 2_000


@cache
def _grams() -> tuple[Ints, Floats]:
    """The runs of characters with a weight, as numbers that grow, and their weights."""
    weights = {_number(name): weight for name, weight in span_model().weights.items() if len(name) <= GRAM_CHARS}
    keys = sorted(weights)
    return np.array(keys, np.int64), np.array([weights[key] for key in keys])


def _number(gram: str) -> int:
    number = 0
    for char in gram:
        number = number << CODE_BITS | (ord(char) + 1)
    return number


@lru_cache(maxsize=SHAPES_KNOWN)
def _shape_score(shape: Shape) -> float:
    model = span_model()
    return model.bias + sum(map(model.weights.__getitem__, sorted(shape_features(shape) & model.names)))


def _base(text: str, inner: str, said: str, piece: Piece) -> float:
    """What a piece has by its shape and its words in Latin letters."""
    score = _shape_score(shape_of(text, inner, piece))
    latin = latin_features(said)
    return score + sum(span_model().weights.get(name, 0.0) for name in sorted(latin)) if latin else score


def may_score_each(asked: Sequence[tuple[str, Piece]], least: float) -> list[bool]:
    """For each piece, with its words, False where piece_score() says less than `least`."""
    if not asked:
        return []
    said = [said_in(*one) for one in asked]
    bases = [_base(text, *words, piece) for (text, piece), words in zip(asked, said, strict=True)]
    sizes = [len(words) + 2 for _, words in said]
    joined = "".join([f"^{words}$" for _, words in said])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64) + 1
    owner = np.repeat(np.arange(len(said)), sizes)
    two = codes[:-1] << CODE_BITS | codes[1:]
    three = two[:-1] << CODE_BITS | codes[2:]
    in_two, in_three = owner[1:] == owner[:-1], owner[2:] == owner[:-2]
    numbers = np.concatenate((codes, two[in_two], three[in_three]))
    of = np.concatenate((owner, owner[1:][in_two], owner[2:][in_three]))
    keys, weights = _grams()
    at = np.minimum(keys.searchsorted(numbers), len(keys) - 1)
    known = (keys.take(at) == numbers).nonzero()[0]
    once = np.unique(of.take(known) * len(keys) + at.take(known))
    sums = np.bincount(once // len(keys), weights.take(once % len(keys)), len(said))
    found: list[bool] = (sums + np.array(bases) >= least - NEAR).tolist()
    return found
