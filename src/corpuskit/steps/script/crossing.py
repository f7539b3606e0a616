"""Two phrases that share a character (主持人|参加 or 主持|人参|加): which of them is the word.

What lives here: is_word(), and recut(), which corrects a conversion that went from left to right past such a place. What never
does: phrases that agree on the character; raw configs, which follow the official engine to the letter.

How it works: the official rule takes the phrase that begins first. Where both have two characters and want different forms of the
one they share, the character model says how much more often each pair occurs than its second character would let one expect
(pointwise mutual information); the pair that is ahead by a margin is the word. Without a margin the official rule stands.

Weak: longer phrases are taken as they come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from corpuskit.steps.repair import model
from corpuskit.steps.script.engine import NOTHING, Result, convert
from corpuskit.steps.script.tables import PHRASE, Chain, Phrases
from corpuskit.steps.script.trie import Codes, Ints, leftmost, text_of

__all__ = ["is_chance", "is_word", "recut"]

# 奋斗 8.1 and 斗的 0.6, 联系 6.1 and 系指 -1.4, 人参 -0.4 and 参加 4.3; pairs that make no word together stay below 1.
MARGIN_NATS = 1.5
_PARTICLE = "的"


_MOST_KNOWN = 1 << 17
_known: dict[str, float] = {}  # pair -> attraction: a pure function's answers, kept because texts repeat them


def _learn(pairs: Iterable[str]) -> None:
    """Ask the model for many pairs at once."""
    new = [pair for pair in dict.fromkeys(pairs) if pair not in _known]
    if not new:
        return
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    _known.update(zip(new, model.attractions(new), strict=True))


def _attraction(pair: str) -> float:
    if pair not in _known:
        _learn([pair])
    return _known[pair]


def is_word(pair: str, other: str) -> bool:
    """Whether `pair` rather than `other`, of two characters each, is the word where they share a character.

    A pair that begins with the particle 的 (的历, in front of 历法) is a word of old verse only: the margin is to its disfavour.
    """
    return _attraction(pair) - _attraction(other) >= (-MARGIN_NATS if other[0] == _PARTICLE else MARGIN_NATS)


LOOSE_NATS, WORD_NATS = 1.0, 5.0  # a pair below the first is no word by itself; above the second it surely is one


def is_chance(before: str, pair: str, after: str) -> bool:
    """Whether a pair of the table (并成) met by chance: one of its characters is a word with its other neighbour (成功)."""
    if _attraction(pair) >= LOOSE_NATS:
        return False
    return any(_HAN.fullmatch(near) and _attraction(near) >= WORD_NATS for near in (before + pair[0], pair[1] + after))


_HAN = re.compile("[\u4e00-\u9fff]{2}")


def recut(result: Result, view: Codes, chain: Chain) -> None:
    """Convert anew what the first stage cut wrongly. view: the text before the conversion, masked where it must stay."""
    if len(result.codes) != len(view) or not chain.stages[0].phrases:
        return
    phrases = chain.stages[0].phrases[0]
    found = phrases.trie.find(view)
    starts, sizes, numbers = found
    met = np.isin(starts, leftmost(found)[0], assume_unique=True)
    passed = np.flatnonzero(~met & (sizes == 2))
    passed = passed[passed > 0]
    # the one before begins a character earlier, has two characters, and was taken
    passed = passed[(starts[passed - 1] == starts[passed] - 1) & (sizes[passed - 1] == 2) & met[passed - 1]]
    crossed = set(starts[passed].tolist())
    pieces: list[tuple[int, int]] = []  # spans to convert by themselves
    for n in passed.tolist():
        at, one, other = int(starts[n]), int(numbers[n - 1]), int(numbers[n])
        if phrases.value_sizes[one] != 2 or phrases.value_sizes[other] != 2:
            continue
        word = text_of(view[at : at + 2])
        if not is_word(word, text_of(view[at - 1 : at + 1])):
            continue
        pieces += [(at - 1, at), (at, at + 2)]
        if n + 1 < len(starts) and met[n + 1] and starts[n + 1] == at + 1:  # the word that was taken next begins inside
            if sizes[n + 1] != 2 or not is_word(word, text_of(view[at + 1 : at + 3])):
                del pieces[-2:]
            else:
                pieces.append((at + 2, at + 3))
    cut = {low for low, _ in pieces}
    for at in _chance_meetings(view, phrases, starts[met], sizes[met], numbers[met], chain):
        if at not in cut:
            behind = 2 if at + 1 in crossed else 1  # a phrase that was passed over is one now
            pieces += [(at, at + 1), (at + 1, at + 1 + behind)]
    if pieces:
        _write(result, view, pieces, chain)


def _write(result: Result, view: Codes, pieces: list[tuple[int, int]], chain: Chain) -> None:
    """Convert each piece by itself, all in one text that is cut between them."""
    gap = np.array([NOTHING])
    old = np.concatenate([part for low, high in pieces for part in (view[low:high], gap)])
    new = convert(old, chain).codes
    if len(new) != len(old):
        return
    places = np.concatenate([np.arange(low, high) for low, high in pieces])
    kept = np.ones(len(old), dtype=bool)
    kept[np.cumsum([high - low + 1 for low, high in pieces]) - 1] = False
    result.codes = result.codes.copy()
    result.codes[places] = new[kept]
    result.kinds[places] = np.where(new[kept] == view[places], 0, PHRASE)


def _chance_meetings(view: Codes, phrases: Phrases, starts: Ints, sizes: Ints, numbers: Ints, chain: Chain) -> list[int]:
    """Where pairs stand that were taken for words though they only met by chance."""
    usual = chain.stages[0].characters
    two = (sizes == 2) & (phrases.value_sizes[numbers] == 2)
    if usual is None or not two.any():
        return []
    starts, numbers = starts[two], numbers[two]
    values = phrases.value_starts[numbers]
    differs = phrases.value_codes[values] != usual.take(view[starts], mode="clip")
    differs |= phrases.value_codes[values + 1] != usual.take(view[starts + 1], mode="clip")
    at_places = starts[differs].tolist()
    text = text_of(view)
    _learn(text[at : at + 2] for at in at_places)
    loose = [at for at in at_places if _known[text[at : at + 2]] < LOOSE_NATS]
    _learn(near for at in loose for near in (text[at - 1 : at + 1], text[at + 1 : at + 3]) if _HAN.fullmatch(near))
    return [at for at in loose if is_chance(text[max(0, at - 1) : at], text[at : at + 2], text[at + 2 : at + 3])]
