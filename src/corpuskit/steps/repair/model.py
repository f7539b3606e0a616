"""The character model: how likely is this character here, in Chinese text, simplified or traditional.

What lives here: reading charmodel.bin, log probabilities of texts and of candidates in context, rarity, and a view of the model
that has also read the document at hand. What never does: a decision, an edit, building the file (scripts/charmodel does).

How it works: characters are classes. Traditional and simplified forms share one, and so do the full-width and ASCII forms of a
mark, all digits, all Latin letters. A class is predicted from the two before it: the stored triple, else the triple context's
back-off weight times the stored pair, else the pair context's weight times the share of that class as a first character of words.
Log probabilities are bytes, in sixteenths of a nat. Keys are sorted, so looking up is one binary search for all places of a text.

What is weak: word successions come from web forums up to 2010, so officialese and recent words are known from word lists only
(the view of a document makes up for much of it). 后 and 後 are one class: which script a text uses is not its to say. Japanese is
read as Han and kana classes, without any knowledge of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from corpuskit.rulebook.stored import stored_bytes

__all__ = ["CharModel", "attractions", "load"]

_MAGIC = b"corpuskit character model 1\n"
_BMP = 0x10000
# How much a document's own text counts against the model: from 0.05 to 0.3 the share of characters found moves by one point
# at most (manuals .90 to .92, tales .83 to .85; without the document .82 and .75).
_DOCUMENT_SHARE = 0.15
_PAIR_BELIEF = 0.5  # occurrences that the document's pairs count as, beside its triples

_Ids = NDArray[np.int64]
_Logs = NDArray[np.float64]


@dataclass(frozen=True)
class _Seen:
    """The classes, pairs and triples of one document, keys sorted."""

    single: NDArray[np.int64]
    pair: _Ids
    pair_count: NDArray[np.int64]
    triple: _Ids
    triple_count: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CharModel:
    """Arrays of the model; use load(). Immutable, and safe to share between threads.

    All results are natural logarithms. Text before the first character counts as a line break.
    """

    n: int  # classes
    line_break: int
    rare_han: int
    other: int
    class_of: NDArray[np.uint16]  # by code point below U+10000
    member: NDArray[np.float32]  # log probability of the code point within its class
    astral: NDArray[np.uint32]
    astral_class: NDArray[np.uint16]
    is_han: NDArray[np.bool_]
    single: NDArray[np.float32]
    onset: NDArray[np.float32]
    left: NDArray[np.float32]
    pair: NDArray[np.uint32]  # first class * n + second class
    pair_value: NDArray[np.float32]
    context: NDArray[np.int32]  # by pair: its number among the pairs that have triples, -1 where it has none
    backoff: NDArray[np.float32]  # by context; one more, 0.0, at the end for context -1
    triple: NDArray[np.uint32]  # context * n + third class
    triple_value: NDArray[np.float32]
    han_rarity: NDArray[np.float32]  # by code point below U+10000: -log probability alone; 0 for what is not Han
    fold: str  # digest of the fold table that the classes were made with
    seen: _Seen | None = None

    def logp(self, text: str) -> float:
        """The natural log probability of the text: the sum of logps(text); 0.0 for an empty one."""
        return float(np.sum(self._logs(text)))

    def logps(self, text: str) -> list[float]:
        """The natural log probability of every character, each given the two before it. Same length as the text."""
        return [float(value) for value in self._logs(text)]

    def score_candidates(self, left: str, candidates: Sequence[str], right: str) -> list[float]:
        """For each candidate text, the log probability of it and of the next two characters of right, given left.

        left and right may be longer than what is looked at (two characters each) or empty: an empty left is a line start, and
        where right has fewer than two characters, fewer are scored. Candidates may have any length, 0 included; longer ones are
        less likely, so compare texts of one length, or per character. About 0.5 ms for 200 candidates of one character.
        """
        if not candidates:
            return []
        before, after = left[-2:], right[:2]
        ids, member = self._ids("".join(before + candidate + after for candidate in candidates))
        sizes = np.array([len(candidate) for candidate in candidates]) + len(after)
        # One stream: two known characters, then what is scored, for each candidate. A short left is filled up with line breaks.
        starts = np.cumsum(sizes + 2) - (sizes + 2)
        scored = np.ones(int(np.sum(sizes + 2)), dtype=bool)
        scored[starts] = scored[starts + 1] = False
        stream = np.full(len(scored), self.line_break, dtype=np.int64)
        member_log = np.zeros(len(scored))
        given = scored.copy()
        for back in range(len(before)):
            given[starts + 1 - back] = True
        stream[given], member_log[given] = ids, member
        logs = self._stream(stream) + member_log
        logs[~scored] = 0.0
        return [float(value) for value in np.add.reduceat(logs, starts)]

    def score_products(self, left: str, slots: Sequence[Sequence[str]], right: str) -> _Logs:
        """score_candidates() of every way to take one character from each slot, with an axis for each slot.

        A character depends on the two before it: what three slots give is looked up once, whatever the others hold.
        """
        before, after = left[-2:], right[:2]
        columns = [(np.array([self.line_break], np.int64), np.zeros(1, np.float32))] * (2 - len(before))
        columns += [self._ids(char) for char in before]
        for axis, slot in enumerate(slots):
            own_axis = [-1 if other == axis else 1 for other in range(len(slots))]
            ids, member = self._ids("".join(slot))
            columns.append((ids.reshape(own_axis), member.reshape(own_axis)))
        columns += [self._ids(char) for char in after]
        total: _Logs = np.zeros([len(slot) for slot in slots])
        _, context = self._pairs(columns[0][0], columns[1][0])
        for (a, _), (b, _), (c, member) in zip(columns, columns[1:], columns[2:], strict=False):
            shorter, following = self._pairs(b, c)
            total = total + (self._thirds(context, shorter, (a, b, c)) + member)
            context = following
        return total

    def rarity(self, text: str) -> float:
        """Mean of -log p per Han character, from single characters alone; 0.0 where the text has no Han.

        Running text lies around 6 to 8 nats, hanzi that come from a wrong decoding around 9 to 12. Costs one table look-up per
        character. Han beyond the basic plane does not count.
        """
        codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
        values = self.han_rarity[codes]
        han = np.count_nonzero(values)
        return float(values.sum(dtype=np.float64)) / han if han else 0.0

    def with_document(self, text: str) -> CharModel:
        """This model, having read a document: what stands elsewhere in it becomes more likely. The model itself stays as it is.

        Meant for gaps in damaged text: the names and terms of a page return, and the model rarely knows them. Do not score a
        text with a view that has read the same text: it finds itself. Costs a sort of the text; keep the view per document.
        """
        stream, _ = self._ids(text)
        single = np.bincount(stream, minlength=self.n)
        pair, pair_count = np.unique(stream[:-1] * self.n + stream[1:], return_counts=True)
        triple, triple_count = np.unique((stream[:-2] * self.n + stream[1:-1]) * self.n + stream[2:], return_counts=True)
        return replace(self, seen=_Seen(single, pair, pair_count, triple, triple_count))

    def _ids(self, text: str) -> tuple[_Ids, NDArray[np.float32]]:
        """Class and log probability within the class, of every character."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        if not len(codes) or codes.max() < _BMP:
            return self.class_of[codes].astype(np.int64), self.member[codes]
        low = np.minimum(codes, _BMP - 1)
        beyond = codes >= _BMP
        ids = self.class_of[low].astype(np.int64)
        ids[beyond] = np.where((codes[beyond] >= 0x20000) & (codes[beyond] < 0x40000), self.rare_han, self.other)
        place = np.minimum(np.searchsorted(self.astral, codes), len(self.astral) - 1)
        known = self.astral[place] == codes
        ids[known] = self.astral_class[place[known]]
        # The other code points of the two wide classes are about as many as the model's, so their even share serves here too.
        member = np.where(beyond, np.float32(-10.0), self.member[low])
        member[known] = 0.0
        return ids, member

    def _logs(self, text: str) -> _Logs:
        ids, member = self._ids(text)
        stream = np.concatenate([np.full(2, self.line_break, dtype=np.int64), ids])
        result: _Logs = self._stream(stream)[2:] + member
        return result

    def _stream(self, ids: _Ids) -> _Logs:
        """Log probability of each class given the two before it; the first two places are not meaningful."""
        logs = np.zeros(len(ids))
        if len(ids) < 3:
            return logs
        shorter, context = self._pairs(ids[:-1], ids[1:])
        logs[2:] = self._thirds(context[:-1], shorter[1:], (ids[:-2], ids[1:-1], ids[2:]))
        return logs

    def _pairs(self, first: _Ids, second: _Ids) -> tuple[_Logs, _Ids]:
        """Log probability of the second class after the first alone, and the number of the pair as a context (-1: none)."""
        key = (first * self.n + second).astype(np.uint32)
        place = np.minimum(np.searchsorted(self.pair, key), len(self.pair) - 1)
        found = self.pair[place] == key
        value = np.where(found, self.pair_value[place], self.left[first] + self.onset[second])
        return value, np.where(found, self.context[place], -1)

    def _thirds(self, context: _Ids, shorter: _Logs, classes: tuple[_Ids, _Ids, _Ids]) -> _Logs:
        """Log probability of the last of three classes in the context of the others, where `shorter` is what the pair says."""
        key = (context * self.n + classes[2]).astype(np.uint32)
        place = np.minimum(np.searchsorted(self.triple, key), len(self.triple) - 1)
        found = (context >= 0) & (self.triple[place] == key)
        logs: _Logs = np.where(found, self.triple_value[place], self.backoff[context] + shorter).astype(np.float64)
        return logs if self.seen is None else self._mixed(self.seen, classes, logs)

    def _mixed(self, seen: _Seen, classes: tuple[_Ids, _Ids, _Ids], logs: _Logs) -> _Logs:
        """The model's log probabilities, mixed with the shares in the document where it has the context."""
        a, b, c = classes

        def count(keys: _Ids, counts: NDArray[np.int64], wanted: _Ids) -> NDArray[np.int64]:
            if not len(keys):
                return np.zeros(wanted.shape, dtype=np.int64)
            place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            return np.where(keys[place] == wanted, counts[place], 0)

        context = seen.single[b]
        pair = count(seen.pair, seen.pair_count, b * self.n + c) / (context + 1)
        context3 = count(seen.pair, seen.pair_count, a * self.n + b)
        triple = count(seen.triple, seen.triple_count, (a * self.n + b) * self.n + c)
        share = np.where(context3 > 0, (triple + _PAIR_BELIEF * pair) / (context3 + _PAIR_BELIEF), pair)
        mixed: _Logs = np.log((1 - _DOCUMENT_SHARE) * np.exp(logs) + _DOCUMENT_SHARE * share)
        return np.where(context > 0, mixed, logs)


def _arrays(data: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Header and arrays of the file. Two-byte numbers are stored as a plane of low bytes and a plane of high bytes."""
    if not data.startswith(_MAGIC):
        raise ValueError("charmodel.bin is not a character model of this version; build it again with scripts/charmodel")
    at = len(_MAGIC) + 4
    end = at + int.from_bytes(data[at - 4 : at], "little")
    header = json.loads(data[at:end])
    arrays: dict[str, NDArray[Any]] = {}
    unpack = zstandard.ZstdDecompressor()
    for name, dtype, count, size in header["arrays"]:
        raw = np.frombuffer(unpack.decompress(data[end : end + size]), dtype=np.uint8)
        end += size
        if dtype == "<u2":
            arrays[name] = raw[:count] | raw[count:].astype(np.uint16) << np.uint16(8)
        else:
            arrays[name] = raw.view(dtype)
    return header, arrays


def _keys(sizes: NDArray[np.uint16], steps: NDArray[np.uint16], n: int) -> NDArray[np.uint32]:
    """row * n + column, from the entries per row and the steps between the columns of a row.

    All sums are modulo 2**32, which every key is below: what overflows on the way comes back.
    """
    total = np.cumsum(steps, dtype=np.uint32)
    filled = np.flatnonzero(sizes)
    lengths = sizes[filled].astype(np.int64)
    first = np.cumsum(lengths) - lengths
    before = total[first] - steps[first]  # what the running sum holds when the row starts
    total += np.repeat(filled.astype(np.uint32) * np.uint32(n) - before, lengths)
    return total


def from_bytes(data: bytes) -> CharModel:
    """A model from the content of a charmodel file; raises ValueError if it is something else."""
    header, arrays = _arrays(data)
    n = int(header["classes"])
    step = np.float32(-header["step_nats"])
    has_triples = arrays["has_triples"] > 0
    context = np.cumsum(has_triples, dtype=np.int32) - np.int32(1)
    context[~has_triples] = -1
    backoff = np.append(arrays["backoff"].astype(np.float32) - np.float32(128), np.float32(0))
    class_of, is_han, single = arrays["class_of"], arrays["is_han"] > 0, arrays["single"]
    return CharModel(
        n=n, line_break=header["line_break"], rare_han=header["rare_han"], other=header["other"], class_of=class_of,
        member=arrays["member"] * step, astral=arrays["astral"], astral_class=arrays["astral_class"], is_han=is_han,
        single=single, onset=arrays["onset"], left=arrays["left"], pair=_keys(arrays["pairs_per_class"], arrays["pair_step"], n),
        pair_value=arrays["pair_value"] * step, context=context, backoff=backoff * np.float32(header["backoff_step_nats"]),
        triple=np.cumsum(arrays["triple_step"], dtype=np.uint32), triple_value=arrays["triple_value"] * step,
        han_rarity=np.where(is_han, -single, np.float32(0))[class_of], fold=header["fold"],
    )  # fmt: skip


@cache
def load() -> CharModel:
    """The model of this package, read once per process (about 40 ms, 30 MB)."""
    return from_bytes(stored_bytes("charmodel.bin"))


def attractions(pairs: Sequence[str]) -> list[float]:
    """How much likelier the second character of each pair is behind the first than at the head of a clause, in nats."""
    logs = load().logps("\n".join([f"{pair}\n，{pair[1]}" for pair in pairs]))
    return [logs[at + 1] - logs[at + 4] for at in range(0, len(logs), 6)]
