"""GBK read as Big5, Big5 read as GBK, and GBK read as Shift_JIS or EUC-KR: real characters without sense, 笢恅.

What lives here: reading whole lines back through two two-byte charsets, and choosing what was lost on the way. What never does:
the tables (pairs.py), gaps in UTF-8 (misread.py).

How it works: nearly every byte pair means something in each of these charsets, so no byte proves anything; only the model can
tell. A line is read back where the result is ordinary Chinese and far more probable than what stands there. Bytes lost on the way
are U+FFFD, and so is a question mark beside such characters: Windows shows one for a pair that means nothing. Such a mark stands
for one byte or for a pair, whichever reads better. All lines are written, read and weighed together; the first ones tell which
charsets are worth trying on the others. Where several lines of a page are proven, its other lines need less proof. What was lost
is chosen by context where that is sure, else it stays U+FFFD with a note. Sound words at the ends of such a line (a label and a
date before what somebody wrote) are left out of it where all reads better so.

Weak: lines of a few characters are left alone, unless their page has others; so is a line of which much is sound.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpuskit.core.text import lines
from corpuskit.steps.repair.draft import Change, Finding
from corpuskit.steps.repair.gaps import Filled, fill
from corpuskit.steps.repair.gbk import HOLE, UNWRITABLE, written
from corpuskit.steps.repair.pairs import EITHER, HOLES, slot_for, writer_of
from corpuskit.steps.repair.plausibility import han_logps, logp_each, mean_rarities
from corpuskit.steps.repair.slots import Slot

__all__ = ["recode"]

SAMPLE_LINES = 8  # lines on which all charsets are tried
PROVEN_LINES = 3  # lines of a page that lend their proof to the others
RARE_MOST = 10.5  # mean of -log p per hanzi by itself, of a line read: none above it is ordinary in its context
UNDECIDED = "damage.undecided-gap"

CUTS_MOST = 12  # places on each side of a line where sound text may end
CUT_GAIN = 12.0  # in log probability of the whole line, for words that are left as they are
_CUT = re.compile(r"(?<=[\s：:，,。！!？?；;、.…）)】》”])(?=[^\s：:，,。！!？?；;、.…）)】》”])")

_HAN = re.compile("[\u3400-\u9fff]")
_HAN_OR_PRIVATE = re.compile("[\u3400-\u9fff\ue000-\uf8ff]")  # GBK's user-defined zones hold much of Big5
_NO_HAN = re.compile("[^\u3400-\u9fff\ufffd\n]+")
_KANA = re.compile("[\uff61-\uff9f]{2}|[\uff61-\uff9f][\u3400-\u9fff]|[\u3400-\u9fff][\uff61-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_MARK = re.compile("(?<=[^\x00-\x7f])\\?|\\?(?=[^\x00-\x7f])")  # Windows' mark of a pair that means nothing


class _Way(NamedTuple):
    """A pair of charsets: `meant` was read as `shown`. Only lines with all `signs` are looked at."""

    rule: str
    shown: str
    meant: str
    signs: tuple[re.Pattern[str], ...]


_WAYS = (
    _Way("repair.gbk-as-big5", "cp950", "gbk", (_HAN,)),
    _Way("repair.gbk-as-big5", "big5hkscs", "gbk", (_HAN,)),
    _Way("repair.big5-as-gbk", "gbk", "cp950", (_HAN_OR_PRIVATE,)),
    _Way("repair.gbk-as-shift-jis", "cp932", "gbk", (_KANA,)),
    _Way("repair.gbk-as-euc-kr", "cp949", "gbk", (_HANGUL, _HAN)),
)


class _Proof(NamedTuple):
    """What a line must show to be read back; log probabilities are means per character."""

    least_chars: int
    senseless: float  # of what is shown, at most; 99 of 100 misread lines lie below -7.5
    gain: float
    ordinary: float  # of the hanzi read, at least
    lost_ratio: float


_OWN = _Proof(4, -7.0, 2.0, -8.5, 0.12)
_OWN_LONG = _OWN._replace(least_chars=10, lost_ratio=0.4)
_LENT = _Proof(2, -6.0, 1.0, -9.5, 0.6)


class _Read(NamedTuple):
    """A line read back: bytes of what was meant, with holes."""

    number: int
    way: _Way
    data: bytes
    gain: float


def recode(text: str, rows: Sequence[tuple[int, int]]) -> tuple[list[Change], list[Finding]]:
    """Changes and notes for the lines text[start:end] of `rows`, and for the other lines of a page that proves enough."""
    taken = _taken(text, rows[:SAMPLE_LINES], _WAYS)
    tried = frozenset(one.way.rule for one in taken)
    many = len(taken) >= PROVEN_LINES
    rest = _taken(text, rows[SAMPLE_LINES:], [way for way in _WAYS if not many or way.rule in tried])
    found = [(rows[one.number], one) for one in taken] + [(rows[SAMPLE_LINES + one.number], one) for one in rest]
    proven = [rule for rule, count in Counter(one.way.rule for _, one in found).items() if count >= PROVEN_LINES]
    if proven:
        done = {row for row, _ in found}
        others = [(start, end) for start, end, _ in lines(text) if (start, end) not in done and not text[start:end].isascii()]
        found += [(others[one.number], one) for one in _read(text, others, [w for w in _WAYS if w.rule in proven], (_LENT,))]
    return _changes(text, [_without_sound(text, *one) for one in found])


def _without_sound(text: str, row: tuple[int, int], one: _Read) -> tuple[tuple[int, int], _Read]:
    """A line that was read back, without the sound words at its ends."""
    for at_head in (True, False):
        start, end = row
        cuts = [m.start() for m in _CUT.finditer(text, start + 1, end)]
        cuts = cuts[:CUTS_MOST] if at_head else cuts[-CUTS_MOST:]
        cuts = [cut for cut in cuts if _HAN.search(text, *((start, cut) if at_head else (cut, end)))]
        parts = [(cut, end) if at_head else (start, cut) for cut in cuts]
        read = _read(text, parts, [one.way], (_LENT,)) if parts else []
        if not read:
            continue
        decoded = [line.replace("\ufffd", "") for line in _decoded([(0, one.way, part.data) for part in (one, *read)])]
        whole = decoded[0]
        beside = [
            text[start : parts[part.number][0]] + line + text[parts[part.number][1] : end]
            for part, line in zip(read, decoded[1:], strict=True)
        ]
        ours, *theirs = logp_each([whole, *beside])
        best = max(range(len(read)), key=lambda number: theirs[number])
        if theirs[best] >= ours + CUT_GAIN:
            row, one = parts[read[best].number], read[best]
    return row, one


def _taken(text: str, rows: Sequence[tuple[int, int]], ways: Iterable[_Way]) -> list[_Read]:
    return _read(text, rows, ways, (_OWN, _OWN_LONG)) if rows else []


def _read(text: str, rows: Sequence[tuple[int, int]], ways: Iterable[_Way], proofs: Sequence[_Proof]) -> list[_Read]:
    """The lines that are proven, each by its best way."""
    shown = [text[start:end] for start, end in rows]
    plain = [line.replace("\ufffd", "") for line in shown]
    least = min(proof.least_chars for proof in proofs)
    logs = logp_each(plain)
    asked = [
        number
        for number, (line, log) in enumerate(zip(plain, logs, strict=True))
        if least <= len(line) >= len(shown[number]) / 2 and log < proofs[0].senseless * len(line)
    ]
    readings = [(number, way, data) for way in ways for number, data in _bytes(shown, asked, way)]
    if not readings:
        return []
    decoded = _decoded(readings)
    hopeful = [number for number, rarity in enumerate(mean_rarities(decoded)) if rarity <= RARE_MOST]
    if not hopeful:
        return []
    readings, decoded = [readings[number] for number in hopeful], [decoded[number] for number in hopeful]
    kept = [one.replace("\ufffd", "") for one in decoded]
    hans = _NO_HAN.sub("", "\n".join(decoded)).replace("\ufffd", "\r").split("\n")
    han_logs = han_logps([han.replace("\r", "\n") for han in hans])
    best: dict[int, _Read] = {}
    for (number, way, data), all_of, log, line, han, han_log in zip(
        readings, decoded, logp_each(kept), kept, hans, han_logs, strict=True
    ):
        count = len(han) - han.count("\r")
        gain = log - logs[number]
        if any(_is_proof(proof, count, len(all_of), len(line), gain, han_log) for proof in proofs) and (
            number not in best or gain > best[number].gain
        ):
            best[number] = _Read(number, way, data, gain)
    return list(best.values())


def _is_proof(proof: _Proof, han: int, size: int, kept: int, gain: float, han_log: float) -> bool:
    return (
        han >= proof.least_chars
        and size - kept <= proof.lost_ratio * size
        and gain >= proof.gain * kept
        and han_log >= proof.ordinary * han
    )


def _bytes(shown: Sequence[str], asked: Sequence[int], way: _Way) -> list[tuple[int, bytes]]:
    """(number, bytes) of the lines that `way` may have made; twice where they have holes, once a byte each, once a pair."""
    numbers = [number for number in asked if all(sign.search(shown[number]) for sign in way.signs)]
    if not numbers:
        return []
    joined = _MARK.sub("\ufffd", "\n".join([shown[number] for number in numbers]))
    data, _ = written(joined, writer_of(way.shown))
    out = []
    for number, line in zip(numbers, data.split(b"\n"), strict=True):
        if UNWRITABLE not in line:
            out.append((number, line.replace(EITHER, b"\xff\xff")))
            if HOLE in line:
                out.append((number, line.replace(b"\xff", b"\xff\xff").replace(EITHER, b"\xff\xff")))
    return out


def _decoded(readings: Sequence[tuple[int, _Way, bytes]]) -> list[str]:
    """What the bytes mean, U+FFFD for each character that lost a byte."""
    out = [""] * len(readings)
    for codec in {way.meant for _, way, _ in readings}:
        chosen = [at for at, (_, way, _) in enumerate(readings) if way.meant == codec]
        data = b"\n".join([readings[at][2] for at in chosen])
        if HOLE in data:
            data = HOLES.sub(lambda m: m[0] if m.lastgroup == "run" else b"\xff", data)
        for at, line in zip(chosen, data.decode(codec, "replace").split("\n"), strict=True):
            out[at] = line
    return out


def _changes(text: str, found: Sequence[tuple[tuple[int, int], _Read]]) -> tuple[list[Change], list[Finding]]:
    changes: list[Change] = []
    findings: list[Finding] = []
    parts = [_parts(one) for _, one in found]
    why = "bytes of one Chinese charset read in another; the line makes sense only this way"
    for ((start, end), one), row, filled in zip(found, parts, fill([("", row, "") for row in parts]), strict=True):
        line, confidence, rivals = _chosen(row, filled)
        for place, candidates in rivals:
            lost = f"character {place + 1} of this line lost a byte that context does not tell"
            findings.append(Finding(start, end, UNDECIDED, lost, candidates))
        lost = f"; {len(filled.at)} lost byte{'s' * (len(filled.at) != 1)} filled by context" if filled.at else ""
        changes.append(Change(start, end, line, one.way.rule, round(max(0.9 * confidence, 0.01), 4), why + lost))
    return changes, findings


def _parts(one: _Read) -> list[str | Slot]:
    if HOLE not in one.data:
        return [one.data.decode(one.way.meant, "replace")]
    parts: list[str | Slot] = []
    for m in HOLES.finditer(one.data):
        if m.lastgroup == "run":
            parts.append(m[0].decode(one.way.meant, "replace"))
            continue
        lead = m[0][0] if m.lastgroup == "second" else -1
        trail = m[0][1] if m.lastgroup == "first" else -1
        parts.append(slot_for(one.way.meant, one.way.shown, lead, trail))
    return parts


def _chosen(parts: Sequence[str | Slot], filled: Filled) -> tuple[str, float, list[tuple[int, tuple[str, ...]]]]:
    """The line, how sure all of it is, and the places (with candidates) where it is not sure."""
    chars = list(filled.chars)
    confidence = 1.0
    rivals = []
    slots = [part for part in parts if isinstance(part, Slot)]
    for place, share, candidates, slot in zip(filled.at, filled.shares, filled.rivals, slots, strict=True):
        confidence *= max(share, slot.least)
        if share < slot.least:
            chars[place] = "\ufffd"
            rivals.append((place, candidates))
    return "".join(chars), confidence, rivals
