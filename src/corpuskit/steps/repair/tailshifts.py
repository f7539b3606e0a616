"""Byte shifts that show only where they end, and characters lost before their notes: what is left when all else is read.

What lives here: what a `?` at which nothing begins is the end of, on a page that shows the damage elsewhere, or in a line that
shows it beyond doubt. What never does:
shifts that begin at a `?` (shifts.py), those that odd characters show (bareshifts.py), the choice of lost bytes (shiftfill.py).

How it works: where nothing begins at a `?`, something may have ended there. All text before it that could be one byte off is
read so; the reading is the more probable from the shift's beginning on, and the less from before it. So the best beginnings are
where the sums of both, from the end, lie furthest apart, and only those are read in full. A note behind the `?` tells the last
character by its reading; where nothing else is lost, its reading alone fills it. Two notes with a `?` each are one note
that fell across two characters, and not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import exp

from corpuskit.core.text import fold
from corpuskit.rulebook import fold_table
from corpuskit.steps.repair.gbk import to_char, to_pair
from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.pinyin import LETTERS, readings
from corpuskit.steps.repair.plausibility import charmodel, commonest
from corpuskit.steps.repair.shiftfill import Choice, fill
from corpuskit.steps.repair.shiftproof import RULE, RULE_NOTE, given, kept, with_doubt
from corpuskit.steps.repair.shiftwalk import NOTED_MOST, Walk
from corpuskit.steps.repair.vanished import ways_on

__all__ = ["lone_ends", "read_end"]

# Chosen on pages of many sites, made of texts that the model for it had not read.
BACK_CHARS = 40  # the furthest that a beginning is looked for
STARTS_MOST = 4  # beginnings read in full
APART_LEAST = 3.0  # what the reading must win in the rough
GAIN, GAIN_PER_LOST = 6.0, 1.5  # what it must win in full over what stands there, and more for every character chosen
START_SHARE = 0.8  # of the beginning chosen among all
READS_LEAST = -8.0  # mean log probability of what is read
SHOWN_FEWEST = 3  # characters read anew; a note shows as much as two
# On a page that shows no damage elsewhere: the same, and how improbable what stands before the `?` must be to be looked at.
LONE_GAIN, LONE_READS, LONE_SHOWN, LONE_CHARS, LONE_ODD = 14.0, -7.0, 4, 10, -8.5

_LONE = re.compile(rf"\?(?<=[\u2014-\uffef]{{{LONE_SHOWN}}}.)")
_OPENED = re.compile("[(（][^)）]*\\Z")
_READING = re.compile(rf"\(?([{LETTERS}]{{1,7}}) ?\)")
_ANOTHER = re.compile(rf"[?\ufffd]\(?[{LETTERS}]{{1,7}} ?\)[\u3400-\u9fff]{{0,{BACK_CHARS}}}\Z")

Read = tuple[int, Choice | None, list[bool]]


def lone_ends(lines: Sequence[str]) -> list[frozenset[int]]:
    """For each line the places of `?` before which nothing reads as text, asked of the model for all of them at once.

    Not of U+FFFD, which other repairs leave: what they could not read is no shift.
    """
    asked = [(number, m.start()) for number, line in enumerate(lines) for m in _LONE.finditer(line)]
    texts = [lines[number][max(0, at - LONE_CHARS) : at] for number, at in asked]
    logs = charmodel().logps("\n\n".join(texts))
    out: list[set[int]] = [set() for _ in lines]
    start = 0
    for (number, at), text in zip(asked, texts, strict=True):
        # The first two are not asked: the model has not seen what stands before them.
        known = logs[start + 2 : start + len(text)]
        if sum(known) < LONE_ODD * len(known):
            out[number].add(at)
        start += len(text) + 2
    return list(map(frozenset, out))


def read_end(line: str, at: int, done: int, left_of: Callable[[int], str], habits: Habits) -> Read:
    """What the `?` at `at`, at which nothing begins, is the end of: where that began, not before `done`, how it reads, and which
    of its characters are given; None where it is nothing.

    left_of: the text before a place, read.
    """
    if "\x05" <= line[at + 1 : at + 2] <= "\x08":
        return at, None, []  # what goes with it would count as won
    noted = _READING.match(line, at + 1)
    if noted and (line[noted.end() : noted.end() + 1] in ("?", "\ufffd") or _ANOTHER.search(line[max(0, at - BACK_CHARS) : at])):
        return at, None, []
    whole = _lost_noted(line, at, left_of(at), noted, habits)
    begin, choice, keep = _read_tail(line, at, done, left_of, habits, whole.gain if whole else 0.0)
    if not any(keep) and whole and all(kept(line, at, left_of(at), whole, habits)):  # its note says more than U+FFFD
        return at, whole, [True]
    return begin, choice, keep


def _lost_noted(line: str, at: int, left: str, noted: re.Match[str] | None, habits: Habits) -> Choice | None:
    """A `?` before a note: a character that is lost but for its reading, on a page that notes."""
    chars = commonest(readings().of(noted[1]), NOTED_MOST) if noted and habits.noted else ()
    if not noted or not chars:
        return None
    choice = fill(line, at, left, Walk(at, noted.end(), (chars,), noted=noted[1]), habits, RULE_NOTE, "")
    return with_doubt(line, at, choice) if choice else None


def _read_tail(line: str, at: int, done: int, left_of: Callable[[int], str], habits: Habits, known: float) -> Read:
    """The shift that ends at `at`. known: what is won without one, for the note alone."""
    found: list[tuple[float, int, Choice]] = []
    fewest, gain, reads = (SHOWN_FEWEST, GAIN, READS_LEAST) if habits.proven else (LONE_SHOWN, LONE_GAIN, LONE_READS)
    for start in _starts(line, at, done):
        for way in ways_on(line, start, None, habits):
            if way.end <= at or len(way.slots) > at - start + 1 or at - start + 2 * bool(way.noted) < fewest:
                continue
            choice = fill(line, start, left_of(start), way, habits, RULE, "")
            if choice:
                lost = sum(share < 1.0 for share in choice.shares)
                found.append((choice.gain - GAIN_PER_LOST * lost, start, choice))
    if not found:
        return at, None, []
    worth, where, choice = max(found, key=lambda one: one[:2])
    starts = sum(exp(one[0] - worth) for one in found if one[1] != where) + 1.0
    if worth - known < gain or starts * START_SHARE > 1.0:
        return at, None, []
    if charmodel().logp(left_of(where)[-2:] + choice.text) < reads * (len(choice.text) + 2):
        return at, None, []
    choice = with_doubt(line, where, choice)
    keep = given(choice.shares, choice.joint / starts)
    before = line[max(0, where - BACK_CHARS) : where] + choice.text[:-1]
    if choice.swallowed and choice.text[-1] == ")" and not _OPENED.search(before):
        keep[-1] = False
    return (where, choice, keep) if any(keep) else (at, None, [])


def _starts(line: str, at: int, done: int) -> list[int]:
    """The likeliest beginnings of a shift that ends at `at`, likeliest first."""
    pairs = to_pair()
    lo = at
    chars: list[str] = []  # what is read between two shown characters, last first
    while lo > max(done, at - BACK_CHARS) and (pair := pairs.get(line[lo - 1], 0)) and pair & 0xFF > 0x80:
        if lo < at:
            char = to_char().get((pair & 0xFF) << 8 | pairs[line[lo]] >> 8, "")
            if not char or "\ue000" <= char <= "\uf8ff":
                lo -= 1
                break
            chars.append(char)
        lo -= 1
    if lo == at:
        return []
    shown = fold(line[lo:at], fold_table())
    read = fold("".join(reversed(chars)), fold_table())
    new, old = charmodel().logps("\n\n" + read)[2:], charmodel().logps(line[max(0, lo - 2) : lo] + shown)[-len(shown) :]
    apart = 0.0
    out = [(0.0, at - 1)]
    for start in range(at - 2, lo - 1, -1):
        # The first two read characters after a beginning are not asked: before them stands what is open.
        apart += (new[start - lo] if start - lo < len(new) else 0.0) - old[start + 1 - lo]
        out.append((apart, start))
    best = max(out)[0]
    if best < APART_LEAST:
        return [at - 1]
    return [start for apart, start in sorted(out, reverse=True)[:STARTS_MOST]]
