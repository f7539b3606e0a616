"""How much a text looks like Chinese: the questions that the families of repair put to the character model.

What lives here: comparing ways to read one span in its context. What never does: the model itself (model.py), damage.

Scores are natural logarithms of probabilities. A gain of 7 means: a thousand times as probable.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import exp

import numpy as np
from numpy.typing import NDArray

from corpuskit.rulebook.stored import stored_bytes, stored_digest
from corpuskit.steps.repair.model import CharModel, load

__all__ = [
    "USUAL_MARKS",
    "alone",
    "charmodel",
    "commonest",
    "han_logps",
    "logp_each",
    "mean_rarities",
    "model_digest",
    "pair_logs",
    "product_scores",
    "rank",
    "scores",
    "shares",
    "windows",
]

USUAL_MARKS = frozenset("，。、；：？！“”‘’《》（）〈〉「」『』【】…—·\u3000％～＋＝")
_Ids = NDArray[np.int64]
_Logs = NDArray[np.float32] | NDArray[np.float64]

HASH_BITS = 23  # a million bytes, which stay in the processor's cache; one key in seven that is not there passes for one that is
CONTEXT_CHARS = 6  # what a candidate may lean on to either side; the model looks less far


def charmodel() -> CharModel:
    """The character model, loaded on first use."""
    return load()


@cache
def model_digest() -> str:
    """BLAKE2b of the model's file, for recipe.lock.toml."""
    return stored_digest(stored_bytes("charmodel.bin"))


def scores(left: str, candidates: Sequence[str], right: str, model: CharModel | None = None) -> list[float]:
    """Log probability of each candidate between its contexts, comparable among candidates. `model`: a view of the page."""
    return list((model or charmodel()).score_candidates(left[-CONTEXT_CHARS:], candidates, right[:CONTEXT_CHARS]))


def product_scores(left: str, slots: Sequence[Sequence[str]], right: str, model: CharModel | None = None) -> NDArray[np.float64]:
    """scores() of every way to take one character from each slot, with an axis for each slot."""
    return (model or charmodel()).score_products(left[-CONTEXT_CHARS:], slots, right[:CONTEXT_CHARS])


def windows(left: _Ids, own: _Ids, right: _Ids, sizes: _Ids) -> _Logs:
    """Log probability of each candidate class and of the two classes after it, for many places at once.

    left, right: [2, places], the classes before and after each place, in reading order. own: the candidates of all places one
    after the other, `sizes` of them per place. The look-ups that the candidates of a place share are made once.
    """
    n = charmodel().n
    last, first, after = (np.repeat(row, sizes) for row in (left[1], *right))
    places, many = left.shape[1], len(own)
    keys = np.concatenate((left[0] * n + left[1], right[0] * n + right[1], last * n + own, own * n + first))
    shorter, context = _pairs(keys)
    cuts = (places, 2 * places, 2 * places + many)
    context0, _, context1, context2 = np.split(context, cuts)
    _, value3, value1, value2 = np.split(shorter, cuts)
    contexts = np.concatenate((np.repeat(context0, sizes), context1, context2))
    thirds = np.concatenate((own, first, after))
    logs = _triples(contexts, thirds, np.concatenate((value1, value2, np.repeat(value3, sizes))))
    total: _Logs = logs.reshape(3, many).sum(axis=0)
    return total


def pair_logs(first: _Ids, second: _Ids) -> _Logs:
    """Log probability of each second class after the first alone."""
    return _pairs(first * charmodel().n + second)[0]


def _pairs(key: _Ids) -> tuple[_Logs, _Ids]:
    """Log probability of the second class after the first, and the number of the pair as a context (-1: none)."""
    model = charmodel()
    place, at = _places(model.pair, _seen_pairs(), key)
    a = key // model.n
    value: _Logs = model.left[a] + model.onset[key - a * model.n]
    value[at] = model.pair_value[place]
    context = np.full(len(key), -1, np.int64)
    context[at] = model.context[place]
    return value, context


def _triples(context: _Ids, third: _Ids, shorter: _Logs) -> _Logs:
    """Log probability of the third class in its context, where the stored triples end with what the pair says."""
    model = charmodel()
    logs: _Logs = model.backoff[context] + shorter
    known = np.flatnonzero(context >= 0)
    place, at = _places(model.triple, _seen_triples(), context[known] * np.int64(model.n) + third[known])
    logs[known[at]] = model.triple_value[place]
    return logs


def _places(keys: NDArray[np.uint32], seen: NDArray[np.uint8], wanted: _Ids) -> tuple[_Ids, _Ids]:
    """Which of the wanted keys are among sorted keys: where they lie there, and their numbers.

    Most are not, and one look into a small table of hashes tells that; the others are searched for, in order, for the
    processor's cache.
    """
    small = wanted.astype(np.uint32)
    hashed = _hashed(small)
    at = np.flatnonzero((seen[hashed >> np.uint32(3)] >> (hashed & np.uint32(7)).astype(np.uint8)) & np.uint8(1))
    asked = small[at]
    order = np.argsort(asked)
    at, asked = at[order], asked[order]
    place = np.searchsorted(keys, asked)
    np.minimum(place, len(keys) - 1, out=place)
    found = keys[place] == asked
    return place[found], at[found]


def _hashed(keys: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The high bits of the product with an odd number near 2**32 over the golden ratio: neighbours lie far apart."""
    product: NDArray[np.uint32] = keys * np.uint32(2654435769)
    return product >> np.uint32(32 - HASH_BITS)


def _bits(keys: NDArray[np.uint32]) -> NDArray[np.uint8]:
    table = np.zeros(1 << HASH_BITS, np.bool_)
    table[_hashed(keys)] = True
    return np.packbits(table, bitorder="little")


@cache
def _seen_pairs() -> NDArray[np.uint8]:
    return _bits(charmodel().pair)


@cache
def _seen_triples() -> NDArray[np.uint8]:
    return _bits(charmodel().triple)


def logp_each(texts: Sequence[str]) -> list[float]:
    """CharModel.logp() of each text, in one look-up."""
    return _sums(texts, breaks=True)


def han_logps(texts: Sequence[str]) -> list[float]:
    """The same without what the line breaks inside the texts are worth."""
    return _sums(texts, breaks=False)


def _sums(texts: Sequence[str], breaks: bool) -> list[float]:
    if not texts:
        return []
    ids, member = charmodel()._ids("\n\n" + "\n\n".join(texts))
    shorter, context = _pairs(ids[:-1] * charmodel().n + ids[1:])
    logs = _triples(context[:-1], ids[2:], shorter[1:]) + member[2:]
    if not breaks:
        logs[ids[2:] == charmodel().line_break] = 0.0
    lengths = np.array([len(text) for text in texts])
    ends = np.cumsum(lengths + 2) - 2
    total = np.concatenate(([0.0], np.cumsum(logs, dtype=np.float64)))
    sums: list[float] = (total[ends] - total[ends - lengths]).tolist()
    return sums


def mean_rarities(texts: Sequence[str]) -> list[float]:
    """CharModel.rarity() of each text, in one look-up."""
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    values = charmodel().han_rarity[np.minimum(codes, 0xFFFF)]
    lengths = np.array([len(text) + 1 for text in texts])
    starts = np.cumsum(lengths) - lengths
    totals = np.add.reduceat(values, starts, dtype=np.float64)
    means: list[float] = (totals / np.maximum(np.add.reduceat(values > 0, starts, dtype=np.int64), 1)).tolist()
    return means


def commonest(chars: Sequence[str], most: int) -> tuple[str, ...]:
    """The likeliest characters by themselves, likeliest first: hanzi by the model, the usual marks always."""
    marks = tuple(char for char in chars if char in USUAL_MARKS)
    han = "".join(char for char in chars if "\u3400" <= char <= "\u9fff")
    codes = np.frombuffer(han.encode("utf-16-le"), np.uint16)
    order = np.lexsort((codes, charmodel().han_rarity[codes]))[:most]
    return marks + tuple(han[i] for i in order.tolist())


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
    return float(charmodel().han_rarity[ord(char)]) if "" < char < "\U00010000" else 0.0
