"""From expected counts to the packed file: smoothing, pruning, quantising, writing.

Lives here: the interpolated estimates, which pairs and triples are worth their bytes, the layout of charmodel.bin (read by
corpuskit.steps.repair.model). Never here: reading sources, classes.
How it works: P(b | a) = explicit share + left(a) * P(b opens a word); P(c | a, b) = explicit share + left(a, b) * P(c | b). A
pair or triple is kept where its count times the gain in log probability over what remains without it is large. After pruning the
back-off weights are computed anew, so that each row sums to one (but for the rounding of the stored bytes).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import zstandard
from charmodel_classes import OTHER, RARE_HAN, Numbering, is_han
from charmodel_counts import Counts
from charmodel_sources import Floats, Ints
from numpy.typing import NDArray

MAGIC = b"corpuskit character model 1\n"
_STEP_NATS = 1 / 16  # of log probabilities; the error of one value is at most half of it
_BACKOFF_STEP_NATS = 1 / 32
_WORDS = 4.6e8  # counts are shares; times this they are counts of the word model's corpus
# Least share left to the shorter context. 0.3 for triples against 0.05: +1.0 and +0.5 points of characters found (tune half).
_LEFT_PAIR_RATIO, _LEFT_TRIPLE_RATIO = 0.05, 0.3
_PAIR_DISCOUNT, _TRIPLE_DISCOUNT, _MARK_DISCOUNT = 5, 3, 80  # counts; a mark seen once in running text weighs about 40 of them
_PAIR_BYTES, _TRIPLE_BYTES = 2.0, 2.2  # what one costs packed; only the ratio matters, the limit is met by trying


@dataclass
class Fitted:
    """Log probabilities before packing. Keys as in Counts; triples name their context pair by its index."""

    classes: Numbering
    single: Floats
    onset: Floats
    left: Floats
    pair: Ints
    pair_logp: Floats
    pair_backoff: Floats
    triple_pair: Ints
    triple_last: Ints
    triple_logp: Floats


def fit(counts: Counts, limit_bytes: int, with_triples: bool = True) -> tuple[Fitted, bytes]:
    """The best model whose packed n-grams fit into limit_bytes. with_triples=False is for measuring."""
    low, high = 1e-10, 1e-4  # gain per byte that an entry must bring
    best: tuple[Fitted, bytes] | None = None
    for _ in range(12):
        threshold = (low * high) ** 0.5
        fitted = _prune(counts, threshold, with_triples)
        packed = _pack_ngrams(fitted)
        contexts = len(np.unique(fitted.triple_pair))
        if len(packed[1]) <= limit_bytes and contexts * len(counts.classes) < 1 << 32:  # the reader's keys have 32 bits
            high, best = threshold, (fitted, packed[1])
        else:
            low = threshold
        if best is not None and limit_bytes - len(best[1]) < limit_bytes // 200:
            break
    if best is None:
        raise ValueError(f"no model fits into {limit_bytes} bytes")
    return best


def _prune(counts: Counts, threshold: float, with_triples: bool) -> Fitted:
    n = len(counts.classes)
    floor = 0.5 / _WORDS / 5
    single = (counts.single + floor) / (counts.single + floor).sum()
    onset = counts.onset + 0.02 * counts.single + floor
    onset /= onset.sum()
    a, b = counts.pair // n, counts.pair % n
    explicit = np.bincount(a, counts.pair_count, n)
    whole = np.maximum(explicit + counts.residual, 1e-300)
    left = np.clip(np.maximum(counts.residual / whole, _PAIR_DISCOUNT / np.maximum(whole * _WORDS, 1e-9)), _LEFT_PAIR_RATIO, 1)
    pair_p = (1 - left[a]) * counts.pair_count / np.maximum(explicit[a], 1e-300) + left[a] * onset[b]
    # Triples, their context's explicit count completed by what the word model's back-off adds to that context.
    at = np.minimum(np.searchsorted(counts.pair, counts.triple // n), len(counts.pair) - 1)
    tail = np.minimum(np.searchsorted(counts.pair, counts.triple % (n * n)), len(counts.pair) - 1)
    last = counts.triple % n
    known = counts.pair[at] == counts.triple // n
    has_tail = counts.pair[tail] == counts.triple % (n * n)
    inside = np.bincount(at, np.where(known, counts.triple_count, 0.0), len(counts.pair))
    context = np.maximum(counts.pair_count, inside) + counts.residual[a] * onset[b]
    is_word = np.array([is_han(label) for label in counts.classes.labels])
    discount = np.where(is_word[a] & is_word[b], _TRIPLE_DISCOUNT, _MARK_DISCOUNT)
    left3 = np.maximum((context - inside) / context, discount / np.maximum(context * _WORDS, 1e-9)).clip(_LEFT_TRIPLE_RATIO, 1)
    shorter = np.where(has_tail, pair_p[tail], left[counts.triple // n % n] * onset[last])
    triple_p = (1 - left3[at]) * counts.triple_count / np.maximum(inside[at], 1e-300) + left3[at] * shorter
    gain3 = counts.triple_count * (np.log(np.maximum(triple_p, 1e-300)) - np.log(left3[at] * shorter))
    keep3 = known & (gain3 > (threshold * _TRIPLE_BYTES if with_triples else gain3[known].max() * 0.999))  # the reader needs one
    # Pairs: worth their own bytes, or needed as the context of a triple.
    gain2 = counts.pair_count * (np.log(pair_p) - np.log(left[a] * onset[b]))
    keep2 = gain2 > threshold * _PAIR_BYTES
    keep2[at[keep3]] = True
    return _renormalised(counts, single, onset, pair_p, keep2, triple_p, at, last, keep3)


def _renormalised(
    counts: Counts, single: Floats, onset: Floats, pair_p: Floats, keep2: NDArray[np.bool_],
    triple_p: Floats, at: Ints, last: Ints, keep3: NDArray[np.bool_],
) -> Fitted:  # fmt: skip
    """Back-off weights that make each row sum to one with what is kept."""
    n = len(counts.classes)
    pair, p2 = counts.pair[keep2], pair_p[keep2]
    a, b = pair // n, pair % n
    left = (1 - np.bincount(a, p2, n)) / np.maximum(1 - np.bincount(a, onset[b], n), 1e-6)
    left = np.clip(left, 1e-4, 1.0)
    number = np.cumsum(keep2) - 1
    context, c, p3 = number[at[keep3]], last[keep3], triple_p[keep3]
    tail_key = b[context] * n + c
    tail = np.minimum(np.searchsorted(pair, tail_key), len(pair) - 1)
    shorter = np.where(pair[tail] == tail_key, p2[tail], left[b[context]] * onset[c])
    backoff = (1 - np.bincount(context, p3, len(pair))) / np.maximum(1 - np.bincount(context, shorter, len(pair)), 1e-6)
    backoff = np.where(np.bincount(context, minlength=len(pair)) > 0, np.clip(backoff, 0.02, 40), 1.0)
    return Fitted(
        counts.classes, np.log(single), np.log(onset), np.log(left), pair, np.log(p2), np.log(backoff), context, c, np.log(p3)
    )


def _values(logp: Floats) -> NDArray[np.uint8]:
    return np.clip(np.rint(-logp / _STEP_NATS), 0, 255).astype(np.uint8)


def _rows(row: Ints, column: Ints, count: int) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Entries per row, and the columns of each row as differences (the first as it is)."""
    sizes = np.bincount(row, minlength=count)
    step = np.diff(column, prepend=0)
    first = np.diff(row, prepend=-1) > 0
    step[first] = column[first]
    return sizes.astype(np.uint16), step.astype(np.uint16)


def _pack_ngrams(fitted: Fitted) -> tuple[list[list[object]], bytes]:
    n = len(fitted.classes)
    sizes, pair_step = _rows(fitted.pair // n, fitted.pair % n, n)
    backoff = np.clip(np.rint(fitted.pair_backoff / _BACKOFF_STEP_NATS) + 128, 0, 255).astype(np.uint8)
    # Only pairs with triples are contexts; they are numbered without gaps, so the steps between triple keys stay below 2 n.
    contexts, context = np.unique(fitted.triple_pair, return_inverse=True)
    has_triples = np.zeros(len(fitted.pair), dtype=np.uint8)
    has_triples[contexts] = 1
    parts: dict[str, NDArray[np.generic]] = {
        "pairs_per_class": sizes, "pair_step": pair_step, "pair_value": _values(fitted.pair_logp), "has_triples": has_triples,
        "backoff": backoff[contexts], "triple_value": _values(fitted.triple_logp),
        "triple_step": np.diff(context * n + fitted.triple_last, prepend=0).astype(np.uint16),
    }  # fmt: skip
    return _pack(parts)


def _pack(parts: Mapping[str, NDArray[np.generic]]) -> tuple[list[list[object]], bytes]:
    """Each array as one zstd frame; two-byte numbers as a plane of low bytes and one of high bytes, which pack better."""
    index: list[list[object]] = []
    body = b""
    for name, array in parts.items():
        raw = array.tobytes()
        if array.dtype == np.uint16:
            raw = raw[::2] + raw[1::2]
        frame = zstandard.ZstdCompressor(level=19, write_checksum=False).compress(raw)
        index.append([name, array.dtype.str, len(array), len(frame)])
        body += frame
    return index, body


def write(fitted: Fitted, members: Mapping[int, float], fold: Mapping[int, str], fold_digest: str) -> bytes:
    """The whole file. members: code point to the log probability of it within its class, where that is not even."""
    classes = fitted.classes
    codes = [chr(code) for code in range(0x10000)]
    class_of = np.array([classes.of(char, fold) for char in codes], dtype=np.uint16)
    beyond = {code for code in fold if code > 0xFFFF} | {ord(label) for label in classes.labels if label > "\uffff"}
    astral = sorted(code for code in beyond if classes.of(chr(code), fold) != classes.rare_han)
    per_class = np.bincount(class_of, minlength=len(classes))
    member = np.zeros(0x10000)
    for code in range(0x10000):
        label = classes.labels[class_of[code]]
        alike = is_han(label) or (len(label) == 1 and not "\ue000" <= label <= "\ue0ff")
        # Script variants of one character are equally likely here: which one a text uses is not the model's to say.
        member[code] = members.get(code, 0.0 if alike else -np.log(per_class[class_of[code]]))
    parts: dict[str, NDArray[np.generic]] = {
        "class_of": class_of, "member": _values(member), "astral": np.array(astral, dtype=np.uint32),
        "astral_class": np.array([classes.of(chr(code), fold) for code in astral], dtype=np.uint16),
        "is_han": np.array([is_han(label) or label == RARE_HAN for label in classes.labels], dtype=np.uint8),
        "single": fitted.single.astype(np.float32), "onset": fitted.onset.astype(np.float32),
        "left": fitted.left.astype(np.float32),
    }  # fmt: skip
    index, body = _pack(parts)
    index3, body3 = _pack_ngrams(fitted)
    header = {
        "classes": len(classes), "rare_han": classes.rare_han, "other": classes.number[OTHER], "line_break": classes.number["\n"],
        "step_nats": _STEP_NATS, "backoff_step_nats": _BACKOFF_STEP_NATS, "fold": fold_digest, "arrays": index + index3,
    }  # fmt: skip
    text = json.dumps(header, separators=(",", ":")).encode()
    return MAGIC + len(text).to_bytes(4, "little") + text + body + body3
