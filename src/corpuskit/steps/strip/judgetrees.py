"""The weights of the page judge: scores of words, and the sum of small trees.

What lives here: reading rulebook/pagejudge.json, word_scores(), gram_scores(), tree_scores(), reasons(). What never does: which
lines are asked, and a verdict (judge.py); what is seen of a line (judgelook.py); training (scripts/pagejudge).

How it works: the reason of a score is what the steps down the trees (rulebook/trees.py) added, by the kind of column asked.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from functools import cache

import numpy as np

from corpuskit.rulebook.stored import stored_model
from corpuskit.rulebook.trees import Floats, Ints, Trees, trees_of
from corpuskit.steps.strip.features import GRAM_SLOTS, WORD_NAMES, Words
from corpuskit.steps.strip.judgelook import GROUPS, NAMES

__all__ = ["cut_score", "gram_scores", "judge_digest", "note_score", "reasons", "tree_scores", "word_scores"]

REASONS = 3

_KINDS = tuple(dict.fromkeys(GROUPS))
_KIND_OF = np.array([_KINDS.index(group) for group in GROUPS])


@dataclass(frozen=True, slots=True)
class _Judge:
    words: Floats
    grams: Floats
    words_bias: float
    trees: Trees
    cut_score: float
    note_score: float
    digest: str


@cache
def _judge() -> _Judge:
    data, digest = stored_model("pagejudge.json")
    grams = np.frombuffer(b64decode(data["grams"]), dtype=np.int8).astype(np.float64) * data["gram_step"]
    if len(grams) != GRAM_SLOTS or tuple(data["columns"]) != NAMES:
        raise ValueError("rulebook/pagejudge.json does not fit steps/strip/judgelook.py: run scripts/pagejudge")
    return _Judge(
        np.array([data["words"][name] for name in WORD_NAMES]), grams, data["words_bias"],
        trees_of(data["trees"]),
        data["cut_score"], data["note_score"], digest,
    )  # fmt: skip


def judge_digest() -> str:
    """BLAKE2b of the trees and weights, for recipe.lock.toml."""
    return _judge().digest


def cut_score() -> float:
    """From which a line goes."""
    return _judge().cut_score


def note_score() -> float:
    """From which a line that stays has a note."""
    return _judge().note_score


def gram_scores(slots: list[Ints]) -> Floats:
    """For each line how much its characters are those of furniture, in nats."""
    judge = _judge()
    sizes = np.array([len(of_line) for of_line in slots])
    weights = judge.grams[np.concatenate(slots)]
    total = np.bincount(np.repeat(np.arange(len(slots)), sizes), weights=weights, minlength=len(slots))
    scores: Floats = total / np.sqrt(np.maximum(1, sizes)) + judge.words_bias
    return scores


def word_scores(words: list[Words]) -> Floats:
    """For each line how much its words and its form are furniture, in nats."""
    fresh = [word for word in words if word.score is None]
    if fresh:
        rows = np.array([word.row for word in fresh], np.float64)
        by_form = (rows * _judge().words).sum(axis=1)  # no matrix product: its last bits would depend on the lines beside
        for word, chars, form in zip(fresh, gram_scores([w.slots for w in fresh]).tolist(), by_form.tolist(), strict=True):
            word.chars, word.score = chars, chars + form
    return np.array([word.score for word in words])


def tree_scores(columns: Floats) -> Floats:
    """The score of each row of columns, 0 to 1."""
    return _judge().trees.scores(columns)


def reasons(columns: Floats, scores: Floats) -> list[str]:
    """For each row what spoke most for it."""
    shares = _judge().trees.shares(columns, _KIND_OF, len(_KINDS))
    order = np.argsort(-shares, axis=1, kind="stable")[:, :REASONS]
    return [
        f"page judge {score:.3f}: " + ", ".join([_KINDS[kind] for kind in kinds if shares[row, kind] > 0])
        for row, (score, kinds) in enumerate(zip(scores.tolist(), order.tolist(), strict=True))
    ]
