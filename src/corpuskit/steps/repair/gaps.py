"""Lost bytes of UTF-8: the characters that a gap leaves possible, and the choice among them for a whole page at once.

What lives here: Slot and the tables behind it, fill(). What never does: finding the gaps (misread.py).

How it works: each kind of gap has one Slot, made on first use: its characters, likeliest first, with their classes in the
character model and what each costs beforehand. fill() puts the likeliest character into every gap, weighs all candidates of all
gaps in one look-up, and weighs those that stand next to another gap again, a few times.

Weak: two gaps side by side are weighed one after the other, not together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.gbk import to_char
from corpuskit.steps.repair.plausibility import USUAL_MARKS, charmodel, commonest, one_sided, windows

__all__ = [
    "BIG5",
    "GBK_ZONES_KEPT",
    "GBK_ZONES_LOST",
    "NEXT_FIRST",
    "SHARE_LEAST",
    "Filled",
    "Slot",
    "big5_writer",
    "fill",
    "possible",
    "slot_of",
]

CANDIDATES_MOST = 16  # per hole: hanzi beyond the likeliest of one hole are hardly ever meant
SWALLOWED, SWALLOWED_REPLACED = 4.0, 6.0  # cost of a `?`, or of U+FFFD, that swallowed an ASCII byte
NEXT_FIRST = -2  # for `after`: the next byte is the lost first byte of a character
UNUSUAL = 4.0  # cost of a symbol that running text hardly has
WRONG_QUOTE = 3.0  # cost of a mark that opens twice, closes what is not open, or leaves open at a line's end
# Share that the best candidate must have; the second, where more than one byte is lost. On the tune half the choices between
# 0.5 and 0.7 are right in two of three cases, those above in 97 of 100.
SHARE_LEAST, SHARE_LEAST_MANY = 0.7, 0.9
PASSES_MOST = 4  # over gaps side by side, each weighed with the choice of the others: two left 4 % more characters wrong
RIVALS_BELOW, RIVALS_MOST = 0.75, 5  # share below which the rivals are told, at least, and how many
OTHER_SCRIPT = 0.5  # cost of a traditional character where the script is not known
WRONG_SCRIPT = 3.0  # cost of a character of the other script
SCRIPT_CHARS, SCRIPT_RATIO = 2, 0.8  # characters of one script that show it, and their share

GBK_ZONES_LOST, GBK_ZONES_KEPT, BIG5 = range(3)
"""How a reader treats pairs: GBK with the user-defined zones lost or kept, Big5."""


_CLOSING = dict(zip("“《「『（【", "”》」』）】", strict=True))
_CLOSES = frozenset(_CLOSING.values())
_Bytes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """The characters possible in one place, likeliest first."""

    chars: tuple[str, ...]
    ids: NDArray[np.int64]  # classes in the character model
    known: NDArray[np.float64]  # [script, character]: log probability within the class, less what it costs beforehand
    opening: int  # the place of “ among them, -1 where it is not
    closing: tuple[tuple[int, str], ...]  # places of closing marks, and the marks
    paired: bool  # whether a mark that comes in pairs is among them
    least: float  # share that the best must have
    swallows: frozenset[str] = frozenset()  # those that would mean that the mark of the hole swallowed an ASCII byte

    @property
    def swallows_all(self) -> bool:
        """Whether the mark has swallowed a byte for certain."""
        return len(self.swallows) == len(self.chars)


@dataclass(frozen=True, slots=True)
class Filled:
    """A stretch with its gaps chosen: places, shares and rivals of the chosen characters, in order."""

    chars: list[str]
    at: Sequence[int]
    shares: Sequence[float]
    rivals: Sequence[tuple[str, ...]]


@cache
def slot_of(
    chars: tuple[str, ...], swallows: frozenset[str] = frozenset(), cost: float = 0.0, least: float = SHARE_LEAST
) -> Slot:
    """The Slot of some characters (the first is the likeliest). Those that swallow a byte cost so much more."""
    ids, member = charmodel()._ids("".join(chars))
    own = np.array([_cost(char) + cost * (char in swallows) for char in chars])
    simplified, traditional = (np.array([char in side for char in chars]) for side in one_sided())
    scripts = np.stack((traditional * OTHER_SCRIPT, traditional * WRONG_SCRIPT, simplified * WRONG_SCRIPT))
    closing = tuple((place, char) for place, char in enumerate(chars) if char in _CLOSES)
    opening = chars.index("“") if "“" in chars else -1
    paired = bool(closing) or any(char in _CLOSING for char in chars)
    return Slot(chars, ids, member - own - scripts, opening, closing, paired, least, swallows)


def _cost(char: str) -> float:
    return 0.0 if "\u4e00" <= char <= "\u9fff" or char in USUAL_MARKS else UNUSUAL


@cache
def _sides() -> NDArray[np.uint8]:
    """By code point below U+10000: 1 for a character of simplified script only, 2 for one of traditional script only."""
    table = np.zeros(0x10000, np.uint8)
    for value, side in enumerate(one_sided(), 1):
        table[[ord(char) for char in side if char < "\U00010000"]] = value
    return table


def _scripts(texts: Sequence[str]) -> list[int]:
    """For each text 1 where it is simplified, 2 where it is traditional, 0 where it does not tell: then all texts together."""
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    side = _sides().take(codes, mode="clip")
    lengths = np.array([len(text) + 1 for text in texts])
    starts = np.cumsum(lengths) - lengths
    hans, hant = (np.add.reduceat(side == value, starts, dtype=np.int64) for value in (1, 2))
    return [_script(a, b) for a, b in zip([*hans.tolist(), int(hans.sum())], [*hant.tolist(), int(hant.sum())], strict=True)]


def _script(hans: int, hant: int) -> int:
    if hans + hant < SCRIPT_CHARS:
        return 0
    return 1 if hans > SCRIPT_RATIO * (hans + hant) else 2 if hant > SCRIPT_RATIO * (hans + hant) else 0


@cache
def big5_writer() -> NDArray[np.uint16]:
    """As gbk.writer(), for code page 950."""
    table = np.zeros(0x10000, np.uint16)
    for lead in range(0xFE, 0x80, -1):
        for trail in (*range(0xFE, 0xA0, -1), *range(0x7E, 0x3F, -1)):
            try:
                table[ord(bytes((lead, trail)).decode("cp950"))] = lead << 8 | trail
            except UnicodeDecodeError:
                continue
    table[:0x80] = np.arange(0x80)
    table[0xFFFD] = 0xFF
    return table


@cache
def _lost(how: int) -> NDArray[np.bool_]:
    """[lead, trail]: whether a reader loses `lead` when `trail` comes after it."""
    table = np.ones((256, 256), np.bool_)
    if how == BIG5:
        pairs = big5_writer()
        kept = pairs[pairs > 0xFF]
        table[kept >> 8, kept & 0xFF] = False
    else:
        for pair, char in to_char().items():
            table[pair >> 8, pair & 0xFF] = how == GBK_ZONES_LOST and "\ue000" <= char <= "\uf8ff"
    table[0x80] = True
    table[:, :0x40] = True
    return table


@cache
def possible(first: int, second: int, third: int, after: int, how: int, mark: int = 0) -> Slot:
    """Characters whose UTF-8 has the given bytes (-1: lost). `after`: the byte shown after the hole, -1 where that says nothing.

    A byte is lost because it makes no pair with the byte after it. `mark`: the mark of the hole where it may have swallowed an
    ASCII byte too: then any byte may be lost there, at a cost, and the Slot says which characters would mean that.
    """
    firsts = np.arange(0xE2, 0xF0) if first < 0 else np.array([first])
    seconds = np.arange(0x80, 0xC0) if second < 0 else np.array([second])
    thirds = np.arange(0x80, 0xC0) if third < 0 else np.array([third])
    a, b, c = (grid.ravel() for grid in np.meshgrid(firsts, seconds, thirds, indexing="ij"))
    codes = (a & 15) << 12 | (b & 63) << 6 | c & 63
    meant = ((codes >= 0x2010) & (codes <= 0x2312)) | ((codes >= 0x2460) & (codes <= 0x9FFF))
    meant |= (codes >= 0xFF01) & (codes <= 0xFFE5)
    a, b, c, codes = a[meant], b[meant], c[meant], codes[meant]
    fits = _fitting(a, b, c, (first, second, third), after, _lost(how))
    chars = "".join(map(chr, codes))
    sure = frozenset("".join(map(chr, codes[fits])))
    if mark and after >= 0:
        found = _likeliest(chars)
        extra = SWALLOWED if mark == ord("?") else SWALLOWED_REPLACED
        return slot_of(found, frozenset(found) - sure, extra if sure else 0.0)
    if fits.any():
        chars = "".join(map(chr, codes[fits]))
    return slot_of(_likeliest(chars), least=SHARE_LEAST if len(chars) <= 64 and how != BIG5 else SHARE_LEAST_MANY)


def _likeliest(chars: str) -> tuple[str, ...]:
    return commonest(chars, CANDIDATES_MOST) or tuple(chars[:CANDIDATES_MOST]) or ("\ufffd",)


def _fitting(
    a: _Bytes, b: _Bytes, c: _Bytes, given: tuple[int, int, int], after: int, lost: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which of the characters of bytes a, b, c lose just the bytes that are not given."""
    first, second, third = given
    fits = np.ones(len(a), np.bool_)
    if after == NEXT_FIRST:  # the first byte of the next character is lost with the third of this one
        return np.asarray(lost[c][:, 0xE1:0xF0].any(axis=1), np.bool_)
    if first < 0:
        fits = lost[a, after] if after >= 0 else fits
    elif second < 0 and third < 0:
        fits = lost[b, c]
        fits = fits & lost[c, after] if after >= 0 else fits
    elif after >= 0:
        fits = lost[b if second < 0 else c, after]
    return fits


def fill(stretches: Sequence[tuple[str, list[str | Slot], str]]) -> list[Filled]:
    """Choose the gaps of stretches (text before, characters and gaps, text after). Linear in their length."""
    left_of: list[int] = []
    slots: list[Slot] = []
    scripts: list[int] = []
    if not stretches:
        return []
    *own_script, whole = _scripts(["".join([part for part in parts if isinstance(part, str)]) for _, parts, _ in stretches])
    spans: list[tuple[int, int, int, int]] = []  # where the stretch lies in the stream; its slots
    pieces: list[str] = []
    size = 0
    for (left, parts, right), script in zip(stretches, own_script, strict=True):
        pieces.append("\n\n" + left)
        size += 2 + len(left)
        first = len(slots)
        begin = size
        for part in parts:
            if isinstance(part, Slot):
                left_of.append(size)
                slots.append(part)
                scripts.append(script or whole)
                part = part.chars[0]
            pieces.append(part)
            size += len(part)
        spans.append((begin, size, first, len(slots)))
        pieces.append(right + "\n\n")
        size += len(right) + 2
    stream = "".join(pieces)
    chars = list(stream)
    shares: list[float] = []
    rivals: list[tuple[str, ...]] = []
    if slots:
        shares, rivals = _weigh(chars, stream, np.array(left_of), slots, scripts)
    out = []
    for begin, end, first, last in spans:
        at = [place - begin for place in left_of[first:last]]
        out.append(Filled(chars[begin:end], at, shares[first:last], rivals[first:last]))
    return out


def _weigh(
    chars: list[str], stream: str, at: NDArray[np.int64], slots: list[Slot], scripts: list[int]
) -> tuple[list[float], list[tuple[str, ...]]]:
    """Choose all slots, those beside others in several passes; the choices go into `chars`. Shares and the best five of each."""
    ids, member = charmodel()._ids(stream)
    member = member.astype(np.float64)
    shares = [1.0] * len(slots)
    rivals: list[tuple[str, ...]] = [()] * len(slots)
    todo = np.arange(len(slots))
    near = np.zeros(len(slots), np.bool_)
    close = np.diff(at) <= 2
    near[1:] |= close
    near[:-1] |= close
    for _ in range(PASSES_MOST):
        values = _values(ids, at[todo], [(slots[i], scripts[i]) for i in todo.tolist()], chars)
        sizes = np.array([len(slots[i].chars) for i in todo.tolist()])
        starts = np.cumsum(sizes) - sizes
        top = np.maximum.reduceat(values, starts)
        weights = np.exp(values - np.repeat(top, sizes))
        weights /= np.repeat(np.add.reduceat(weights, starts), sizes)
        share_of = np.maximum.reduceat(weights, starts)
        tops = np.flatnonzero(weights == np.repeat(share_of, sizes))
        best_of = tops[np.searchsorted(tops, starts)] - starts  # the first of equals
        changed = False
        rows = zip(todo.tolist(), starts.tolist(), share_of.tolist(), best_of.tolist(), at[todo].tolist(), strict=True)
        for i, start, share, best, place in rows:
            slot = slots[i]
            char = slot.chars[best]
            changed |= chars[place] != char
            chars[place] = char
            ids[place] = slot.ids[best]
            shares[i] = share
            if share < max(RIVALS_BELOW, slot.least):
                order = np.argsort(-weights[start : start + len(slot.chars)], kind="stable")[:RIVALS_MOST]
                rivals[i] = tuple([slot.chars[k] for k in order.tolist()])
        todo = todo[near[todo]]
        if not changed or not len(todo):
            break
    return shares, rivals


def _values(
    ids: NDArray[np.int64], at: NDArray[np.int64], asked: list[tuple[Slot, int]], chars: list[str]
) -> NDArray[np.float64]:
    """Log probability of every candidate of every slot with the two characters after it, less its cost in the script."""
    slots = [slot for slot, _ in asked]
    sizes = np.array([len(slot.chars) for slot in slots])
    own = np.concatenate([slot.ids for slot in slots])
    values = np.concatenate([slot.known[script] for slot, script in asked])
    values += windows(np.stack((ids[at - 2], ids[at - 1])), own, np.stack((ids[at + 1], ids[at + 2])), sizes)
    if any(slot.paired for slot in slots):
        values -= _brackets(at, slots, chars)
    return values


def _brackets(at: NDArray[np.int64], slots: list[Slot], chars: list[str]) -> NDArray[np.float64]:
    """What marks in pairs cost: an opening quotation mark where one is open, a closing one of any kind where none is, any other
    character at the end of a line where one is open. A line break closes all."""
    costs = np.zeros(sum([len(slot.chars) for slot in slots]))
    open_now: list[str] = []
    done = offset = 0
    for place, slot in zip(at.tolist(), slots, strict=True):
        if slot.paired:
            for char in chars[done:place]:
                if char == "\n":
                    open_now.clear()
                elif char in _CLOSING:
                    open_now.append(_CLOSING[char])
                elif char in open_now:
                    del open_now[open_now.index(char) :]
            done = place
            if open_now and chars[place + 1] == "\n":
                costs[offset : offset + len(slot.chars)] = WRONG_QUOTE
            elif slot.opening >= 0 and "”" in open_now:
                costs[offset + slot.opening] = WRONG_QUOTE
            for at_closing, char in slot.closing:
                costs[offset + at_closing] = 0.0 if char in open_now else WRONG_QUOTE
        offset += len(slot.chars)
    return costs
