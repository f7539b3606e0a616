"""How much a text looks like Chinese: the questions that the families of repair put to the character model.

What lives here: comparing ways to read one span in its context. What never does: the model itself (model.py), damage.

Scores are natural logarithms of probabilities. A gain of 7 means: a thousand times as probable.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from math import exp

import numpy as np

from corpuskit.rulebook import fold_table
from corpuskit.steps.repair.model import CharModel, load

__all__ = [
    "USUAL_MARKS",
    "alone",
    "charmodel",
    "commonest",
    "mean_logp",
    "model_digest",
    "one_sided",
    "rank",
    "scores",
    "shares",
    "windows",
]

USUAL_MARKS = frozenset("，。、；：？！“”‘’《》（）〈〉「」『』【】…—·\u3000％～＋＝")
CONTEXT_CHARS = 6  # what a candidate may lean on to either side; the model looks less far


def charmodel() -> CharModel:
    """The character model, loaded on first use."""
    return load()


@cache
def model_digest() -> str:
    """BLAKE2b of the model's file, for recipe.lock.toml."""
    return blake2b((files("corpuskit.rulebook") / "charmodel.bin").read_bytes(), digest_size=16).hexdigest()


def scores(left: str, candidates: Sequence[str], right: str, model: CharModel | None = None) -> list[float]:
    """Log probability of each candidate between its contexts, comparable among candidates. `model`: a view of the page."""
    return list((model or charmodel()).score_candidates(left[-CONTEXT_CHARS:], candidates, right[:CONTEXT_CHARS]))


def windows(rows: Sequence[tuple[str, Sequence[str], str]]) -> list[list[float]]:
    """scores() for many places at once: rows of (left, candidates of one character, right), in one look-up of the model."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for left, candidates, right in rows:
        before, after = left[-2:].rjust(2, "\n"), right[:2]
        for char in candidates:
            pieces.append(before + char + after)
            spans.append((at + 2, at + 3 + len(after)))
            at += 3 + len(after)
    logs = np.concatenate([[0.0], np.cumsum(charmodel().logps("".join(pieces)))])
    ends = np.array(spans, dtype=np.int64).reshape(-1, 2)
    values = (logs[ends[:, 1]] - logs[ends[:, 0]]).tolist()
    out: list[list[float]] = []
    at = 0
    for _, candidates, _ in rows:
        out.append(values[at : at + len(candidates)])
        at += len(candidates)
    return out


def commonest(chars: Sequence[str], most: int) -> tuple[str, ...]:
    """The likeliest characters by themselves, likeliest first: hanzi by the model, the usual marks always."""
    marks = tuple(char for char in chars if char in USUAL_MARKS)
    han = sorted((alone(char), char) for char in chars if "\u3400" <= char <= "\u9fff")
    return marks + tuple(char for _, char in han[:most])


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


def alone(char: str) -> float:
    """-log probability of a hanzi by itself; 0.0 for everything else."""
    return float(charmodel().han_rarity[ord(char)]) if char < "\U00010000" else 0.0


def mean_logp(text: str) -> float:
    """Mean log probability per character; 0.0 for an empty text."""
    return sum(charmodel().logps(text)) / len(text) if text else 0.0


@cache
def one_sided() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of simplified script only, and of traditional script only, by the fold table."""
    table = {chr(code): simple for code, simple in fold_table().items() if "\u3400" <= simple <= "\u9fff"}
    return frozenset(table.values()) - frozenset(table), frozenset(table)
