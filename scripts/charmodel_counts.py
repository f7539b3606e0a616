"""Expected counts of character classes, pairs and triples, from word statistics and from marks in running text.

Lives here: how a word model becomes a character model. Never here: smoothing, pruning, files.
How it works: a word w1 with probability P(w1) is followed by w2 with P(w2 | w1), so the pair (last character of w1, first of
w2) is expected P(w1) P(w2 | w1) times, and likewise for triples. What the word model leaves to its back-off is kept apart as a
product of two vectors (residual: by last character; onset: by first character), which is what that back-off says.
P(w) is a mixture of three sources, because the word model is of 2010 and from forums, and because its lexicon lacks words.
Marks that no word list has come from the tune half of sound Chinese text, and how hanzi follow each other there is added with a
weight; what the test half says too is left out of both. Poems of the Tang and Song (public domain) are counted whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from charmodel_classes import RARE_HAN, Numbering, is_han
from charmodel_sources import Floats, Ints, WordModel

# Shares of the three sources in P(w), chosen on the tune half (characters found among lead-byte mates, manuals / tales): the word
# model alone .836 / .803; with wordfreq at half .831 / .811, at 0.7 .836 / .809; with jieba as 0.3 of the latter .832 / .808 but
# perplexity on news 225 against 230 and on verse 1,890 against 2,250. Between 0.5 and 0.7 nothing moves by half a point.
_OPEN_GRAM_SHARE, _WORDFREQ_SHARE, _JIEBA_SHARE = 0.40, 0.42, 0.18
# Of the word model's mass for things outside its lexicon, how much goes to marks, digits and letters; the rest is unknown words.
_MARK_SHARE = 0.7
_COUNT_OF_ONE = 1 / 4.6e8  # the word model's smallest probability is one count: it was made from 460 million words
_VERSE_WEIGHT = 40 * _COUNT_OF_ONE  # verse is little and unlike prose; at 40 the figures for prose move by less than .002
# Running text is little, but of this century's words. Chosen with one half of the tune works for the other half: characters found
# among those that share their second byte, manuals .866 without, .911 at 20, .921 at 60; tales and verse move by less than .01.
_SUCCESSION_WEIGHT = 60 * _COUNT_OF_ONE
_MODEL_MARKS = frozenset("，。；？！：“”、…")  # the marks that the word model knows
_SENTENCE_STARTERS = "\n。？！…”；）"  # the word model cuts sentences there, so it knows no successors; see _lend_openings


@dataclass
class Counts:
    """Expected counts per class, pair (a * n + b) and triple ((a * n + b) * n + c), keys ascending; all in shares of one word."""

    classes: Numbering
    single: Floats
    pair: Ints
    pair_count: Floats
    triple: Ints
    triple_count: Floats
    residual: Floats
    onset: Floats


def _sum_by_key(keys: list[Ints], values: list[Floats]) -> tuple[Ints, Floats]:
    unique, place = np.unique(np.concatenate(keys), return_inverse=True)
    return unique, np.bincount(place, np.concatenate(values), len(unique)).astype(np.float64)


def merged_words(
    model: WordModel, wordfreq: Mapping[str, float], jieba: Mapping[str, float], fold: Mapping[int, str]
) -> tuple[list[str], Floats]:
    """All words, the word model's first and in its order, with their mixed probabilities. Han is folded."""
    folded = ["".join(fold.get(ord(c), c) for c in word) for word in model.words]
    shares = np.zeros(len(folded))
    shares[model.unigram_word] = model.unigram_p
    others: dict[str, float] = {}
    for source, weight in ((wordfreq, _WORDFREQ_SHARE), (jieba, _JIEBA_SHARE)):
        han: dict[str, float] = {}
        for word, share in source.items():
            if all(map(is_han, word)):
                key = "".join(fold.get(ord(c), c) for c in word)
                han[key] = han.get(key, 0.0) + share
        total = sum(han.values())
        for word, share in han.items():
            others[word] = others.get(word, 0.0) + weight * share / total
    is_word = np.array([bool(word) and is_han(word[0]) for word in folded])
    mass = float(shares[is_word].sum())
    known = set(folded)
    extra = sorted(word for word in others if word not in known)
    seen: set[str] = set()
    for number, word in enumerate(folded):
        if is_word[number]:
            # Two traditional spellings may fold to one word: only the first takes the share of the other sources.
            shares[number] = _OPEN_GRAM_SHARE * shares[number] + (0.0 if word in seen else mass * others.get(word, 0.0))
            seen.add(word)
    return folded + extra, np.concatenate([shares, [mass * others[word] for word in extra]])


def count_words(model: WordModel, words: list[str], shares: Floats, classes: Numbering, fold: Mapping[int, str]) -> Counts:
    """Counts from words and word successions alone."""
    n = len(classes)
    numbers = [[classes.of(char, fold) for char in word] for word in words]
    length = np.array([len(word) for word in words])
    first, second = (np.array([w[at] if len(w) > at else 0 for w in numbers]) for at in (0, 1))
    last, before_last = (np.array([w[-at] if len(w) >= at else 0 for w in numbers]) for at in (1, 2))
    single = np.zeros(n)
    inner_pairs: list[tuple[int, float]] = []
    inner_triples: list[tuple[int, float]] = []
    for word, share in zip(numbers, shares, strict=True):
        for at, number in enumerate(word):
            single[number] += share
            if at:
                inner_pairs.append((word[at - 1] * n + number, share))
            if at > 1:
                inner_triples.append(((word[at - 2] * n + word[at - 1]) * n + number, share))
    # Word successions. The arrays are as long as the word model's levels.
    row = np.repeat(np.arange(len(model.unigram_word)), np.diff(model.first_bigram))
    one, two = model.unigram_word[row], model.bigram_word
    joint = shares[one] * model.bigram_p
    row3 = np.repeat(np.arange(len(two)), np.diff(model.first_trigram))
    x, y, z = one[row3], two[row3], model.trigram_word
    joint3 = joint[row3] * model.trigram_p
    both = (length[one] > 0) & (length[two] > 0)
    end, start = both & (length[one] > 1), both & (length[two] > 1)
    through = (length[x] > 0) & (length[y] == 1) & (length[z] > 0)
    pair, pair_count = _sum_by_key(
        [np.array([k for k, _ in inner_pairs]), (last[one] * n + first[two])[both]],
        [np.array([v for _, v in inner_pairs]), joint[both]],
    )
    triple, triple_count = _sum_by_key(
        [
            np.array([k for k, _ in inner_triples]),
            ((before_last[one] * n + last[one]) * n + first[two])[end],
            ((last[one] * n + first[two]) * n + second[two])[start],
            ((last[x] * n + first[y]) * n + first[z])[through],
        ],
        [np.array([v for _, v in inner_triples]), joint[end], joint[start], joint3[through]],
    )
    stored = np.bincount(row, model.bigram_p, len(model.unigram_word))
    residual, onset = np.zeros(n), np.zeros(n)
    known = length[model.unigram_word] > 0
    np.add.at(residual, last[model.unigram_word][known], (shares[model.unigram_word] * (1 - stored))[known])
    np.add.at(residual, last[len(model.words) :], shares[len(model.words) :])
    np.add.at(onset, first[length > 0], shares[length > 0])
    return Counts(classes, single, pair, pair_count, triple, triple_count, residual, onset)


def encode(text: str, classes: Numbering, fold: Mapping[int, str], memory: dict[str, int]) -> Ints:
    """Class numbers of a text, a line break before and after; blank lines count as one break."""
    text = "\n\n" + re.sub(r"\s*\n\s*", "\n", text.strip()) + "\n"
    for char in set(text) - memory.keys():
        memory[char] = classes.of(char, fold)
    return np.array([memory[char] for char in text], dtype=np.int64)


def add_running_text(
    counts: Counts, prose: Iterable[str], verses: Iterable[str], unknown_share: float, fold: Mapping[int, str]
) -> None:
    """Add the marks of prose, and verses whole. unknown_share: the word model's probability of things outside its lexicon."""
    n, classes = len(counts.classes), counts.classes
    memory: dict[str, int] = {}
    foreign = np.array([not (is_han(label) or label in _MODEL_MARKS or label == RARE_HAN) for label in classes.labels])
    text = np.concatenate([encode(part, classes, fold, memory) for part in prose])
    weight = _MARK_SHARE * unknown_share / foreign[text].sum()
    a, b, c = text[:-2], text[1:-1], text[2:]
    cut = np.isin(b, [classes.number[mark] for mark in _SENTENCE_STARTERS])  # what follows a full stop is only known from here
    with_mark2, with_mark3 = foreign[b] | foreign[c] | cut, foreign[a] | foreign[b] | foreign[c]
    song = np.concatenate([encode(part, classes, fold, memory) for part in verses])
    d, e, f = song[:-2], song[1:-1], song[2:]
    verse2, verse3 = ~(foreign[e] | foreign[f]), ~(foreign[d] | foreign[e] | foreign[f])
    pairs, triples = (b * n + c)[with_mark2], ((a * n + b) * n + c)[with_mark3]
    verse_pairs, verse_triples = (e * n + f)[verse2], ((d * n + e) * n + f)[verse3]

    def ones(keys: Ints, value: float) -> Floats:
        return np.full(len(keys), value)

    counts.pair, counts.pair_count = _sum_by_key(
        [counts.pair, pairs, verse_pairs], [counts.pair_count, ones(pairs, weight), ones(verse_pairs, _VERSE_WEIGHT)]
    )
    counts.triple, counts.triple_count = _sum_by_key(
        [counts.triple, triples, verse_triples], [counts.triple_count, ones(triples, weight), ones(verse_triples, _VERSE_WEIGHT)]
    )
    marks = np.bincount(text[foreign[text]], minlength=n) * weight
    counts.single += marks + np.bincount(song[~foreign[song]], minlength=n) * _VERSE_WEIGHT
    counts.onset += marks
    # A mark seen in one kind of text says little about its neighbours elsewhere: half of its mass stays open.
    counts.residual += marks * 0.5
    _lend_openings(counts)


def add_successions(counts: Counts, documents: Iterable[str], fold: Mapping[int, str]) -> None:
    """Add how hanzi follow each other in running text."""
    n, classes = len(counts.classes), counts.classes
    memory: dict[str, int] = {}
    han = np.array([is_han(label) or label == RARE_HAN for label in classes.labels])
    text = np.concatenate([encode(part, classes, fold, memory) for part in documents])
    a, b, c = text[:-2], text[1:-1], text[2:]
    pairs, triples = (b * n + c)[han[b] & han[c]], ((a * n + b) * n + c)[han[a] & han[b] & han[c]]
    weight = _SUCCESSION_WEIGHT
    counts.pair, counts.pair_count = _sum_by_key([counts.pair, pairs], [counts.pair_count, np.full(len(pairs), weight)])
    counts.triple, counts.triple_count = _sum_by_key(
        [counts.triple, triples], [counts.triple_count, np.full(len(triples), weight)]
    )
    counts.single += np.bincount(text[han[text]], minlength=n) * weight


def _lend_openings(counts: Counts) -> None:
    """Give the characters after which a sentence starts the successors of the comma, which are openings of clauses."""
    n, number = len(counts.classes), counts.classes.number
    comma = number["，"]
    is_word = np.array([is_han(label) for label in counts.classes.labels])
    after = (counts.pair // n == comma) & is_word[counts.pair % n]
    after3 = (counts.triple // (n * n) == comma) & is_word[counts.triple // n % n]
    whole = counts.pair_count[counts.pair // n == comma].sum()
    for mark in _SENTENCE_STARTERS:
        # A new line nearly always opens something; after a mark it is a new line, a closing quote or another mark as often.
        mass = counts.single[number[mark]] * (0.7 if mark == "\n" else 0.25)
        counts.pair, counts.pair_count = _sum_by_key(
            [counts.pair, number[mark] * n + counts.pair[after] % n],
            [counts.pair_count, counts.pair_count[after] / whole * mass],
        )
        counts.triple, counts.triple_count = _sum_by_key(
            [counts.triple, number[mark] * n * n + counts.triple[after3] % (n * n)],
            [counts.triple_count, counts.triple_count[after3] / whole * mass],
        )
        after = (counts.pair // n == comma) & is_word[counts.pair % n]
        after3 = (counts.triple // (n * n) == comma) & is_word[counts.triple // n % n]
        counts.residual[number[mark]] = max(counts.residual[number[mark]] * 0.3, mass * 0.2)
