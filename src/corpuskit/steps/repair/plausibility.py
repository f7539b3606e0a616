"""How much a text looks like Chinese: the questions that the families of repair put to the character model.

What lives here: comparing ways to read one span in its context. What never does: the model itself (model.py), damage.

Scores are natural logarithms of probabilities. A gain of 7 means: a thousand times as probable.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import exp

from corpuskit.rulebook import fold_table
from corpuskit.steps.repair.model import CharModel, load

__all__ = ["charmodel", "mean_logp", "one_sided", "rank", "scores", "shares"]

CONTEXT_CHARS = 6  # what a candidate may lean on to either side; the model looks less far


def charmodel() -> CharModel:
    """The character model, loaded on first use."""
    return load()


def scores(left: str, candidates: Sequence[str], right: str) -> list[float]:
    """Log probability of each candidate between its contexts, comparable among candidates."""
    return list(charmodel().score_candidates(left[-CONTEXT_CHARS:], candidates, right[:CONTEXT_CHARS]))


def shares(values: Sequence[float]) -> list[float]:
    """Scores as shares of one: how sure the best is, all candidates being equally likely beforehand."""
    top = max(values)
    weights = [exp(value - top) for value in values]
    total = sum(weights)
    return [weight / total for weight in weights]


def rank(left: str, candidates: Sequence[str], right: str) -> list[tuple[float, str]]:
    """(share, candidate), best first."""
    values = shares(scores(left, candidates, right))
    return sorted(zip(values, candidates, strict=True), key=lambda row: (-row[0], row[1]))


def mean_logp(text: str) -> float:
    """Mean log probability per character; 0.0 for an empty text."""
    return sum(charmodel().logps(text)) / len(text) if text else 0.0


@cache
def one_sided() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of simplified script only, and of traditional script only, by the fold table."""
    table = {chr(code): simple for code, simple in fold_table().items() if "\u3400" <= simple <= "\u9fff"}
    return frozenset(table.values()) - frozenset(table), frozenset(table)
