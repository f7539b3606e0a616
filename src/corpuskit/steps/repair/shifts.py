"""Byte shifts: a first byte lost, or an insertion that cut a character in two, and the text after it read one byte off.

What lives here: finding the places, choosing among the ways to read on, and the changes and notes that follow. What never does:
the walk itself (shiftwalk.py), pages' notes as such (pinyin.py).

How it works: every `?` (or U+FFFD) beside Chinese is a question, answered by the character model. What follows it may be
- a mark, perhaps after control characters: a program put them before the bytes of a mark and hit them across two characters;
- a reading and a bracket: a pinyin note hit across two characters, its own bracket swallowed. The reading tells the lost byte;
- anything else: a first byte was simply lost.
A reading on is taken only if it beats what stands there by a wide margin. The characters between the two ends of a shift are
certain then. At the ends a byte is missing and the model chooses; where it is not sure the place becomes U+FFFD and a note
lists the candidates.

Weak: at the end of a shift the lost byte is a second byte, and characters that share a first byte are near-homophones in
common use, so the model is often unsure there. A shift that begins without a `?` is read only on a page that shows the damage
elsewhere (bareshifts.py).

Long, because the walk and the choice of its lost bytes lean on each other's limits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import prod

from corpuskit.steps.repair.bareshifts import BACK_CHARS, read_bare
from corpuskit.steps.repair.draft import Change, Finding
from corpuskit.steps.repair.gbk import pair_of
from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.pinyin import LETTERS, readings
from corpuskit.steps.repair.plausibility import USUAL_MARKS, charmodel
from corpuskit.steps.repair.shiftfill import Choice, fill, fill_one, noted_cost, promising
from corpuskit.steps.repair.shiftmarks import asks
from corpuskit.steps.repair.shiftproof import MARKS, RULE, RULE_NOTE, WIDE, is_cut_word, is_shown, kept, with_doubt
from corpuskit.steps.repair.shiftwalk import all_by_lead, by_trail
from corpuskit.steps.repair.tailshifts import read_end
from corpuskit.steps.repair.vanished import ways_on

__all__ = ["VANISHED", "odd_places", "repair_line"]

UNDECIDED = "damage.undecided-shift"
SWALLOWED = "the ? at the end of this shift swallowed an ASCII character"
VANISHED = "; a pair of bytes inside, once shown as a private-use character, is gone"
ENDING = "the ? at the end of this line may have swallowed an ASCII mark"

# Chosen on the tune half of the corpora.
TRIES_BARE_MOST = 20  # places in a row that begin no shift
TRIES_END_MOST = 60  # `?` in a row of a line that end none; each asks every beginning before it
TRIES_MOST = 4  # a line in which so many places are no shifts was damaged by something else
STRIPPED_WAYS = 2  # on a page that a cleaner may have stripped
LONG_SLOTS = 4  # a longer reading is first looked at in the rough
LOST_MOST, LOST_RATIO = 2, 0.04
ASKED_MOST, ASKED_RATIO = 4, 0.2
PROVEN_MOST, PROVEN_RATIO = 8, 0.35  # of either, on a page that shows the damage
ODD = -8.0  # log probability below which a character is odd where it stands

_READING = re.compile(rf"\(?([{LETTERS}]{{1,7}}) ?\)")
_JUNK = re.compile("[\x05-\x08]*")
_AFTER = re.compile("[\x05-\x08]*[!?;:,]?(.?)")  # past what was put in and a mark that was full-width once
_PLACE = re.compile("[?\ufffd]")
_ORPHANS = re.compile("[?\ufffd][\x05-\x08]*[?\ufffd][\x05-\x08]*([，。、！？；：,!?;:])")
_CUT = re.compile("[?\ufffd][\x05-\x08]*[，。、？！；：,!?;:][\x05-\x08]*[?\ufffd]")  # two hanzi, a mark the inner bytes
_MENTION = re.compile(r"[?？][!！]?@(?:[\w·-]{1,12}(?=[\s，。、：；,:;!?？！@]|\Z)|\s|\Z)")
_PRINTED = re.compile("[!->@-~]")  # but for the question mark, which stands for what is lost
FLAT_MARKS = frozenset("!?;:,")
ORPHANS_GAIN = 5.0  # of two question marks that were one hanzi


def odd_places(lines: Sequence[str], proven: bool) -> list[frozenset[int]]:
    """For each line the places of the `?` and U+FFFD that may be damage, asked of the model for all of them at once.

    Most question marks end here: what follows them is ordinary. proven: the page shows elsewhere that its bytes were cut.
    """
    out: list[set[int]] = [set() for _ in lines]
    asked: list[tuple[int, int]] = []
    texts: list[str] = []
    for number, line in enumerate(lines):
        if proven and line.count("\ufffd") + line.count("?") > max(PROVEN_MOST, PROVEN_RATIO * len(line)):
            continue
        if not proven and line.count("\ufffd") > max(LOST_MOST, LOST_RATIO * len(line)):
            continue  # not a byte here and there: whatever did this, it was no shift
        if not proven and line.count("?") > max(ASKED_MOST, ASKED_RATIO * len(line)):
            continue
        for m in _PLACE.finditer(line):
            at = m.start()
            if _ORPHANS.match(line, at) or _CUT.match(line, at):
                out[number].add(at)
                continue
            before, after = line[max(0, at - 1) : at], line[at + 1 : at + 2]
            if after in FLAT_MARKS or "\x05" <= after <= "\x08":
                after = _AFTER.match(line, at + 1)[1] or after  # type: ignore[index]
            if not after and proven and WIDE.match(before):
                out[number].add(at)  # nothing begins there; something may end
            if not after or not (WIDE.match(after) or (before and WIDE.match(before))):
                continue
            around = _around(line, at)
            if around:
                asked.append((number, at))
                texts.append(around)
            else:
                out[number].add(at)
    for (number, at), odd in zip(asked, _any_odd(texts), strict=True):
        if odd:
            out[number].add(at)
    return list(map(frozenset, out))


def _around(line: str, at: int) -> str:
    """What follows the `?` at `at` and its marks, with the character before; empty where it is odd without asking."""
    start = at + 1
    while start < len(line) and (line[start] in MARKS or "\x05" <= line[start] <= "\x08"):
        start += 1
    ahead = line[start : start + 3]
    if not ahead or not WIDE.match(ahead) or max(ahead) >= "\ue000":
        return ""
    return line[start - 1 : start] + ahead


def _any_odd(texts: Sequence[str]) -> list[bool]:
    """For each text whether a character after its first is odd where it stands."""
    logs = charmodel().logps("\n\n".join(texts))
    out = []
    at = 0
    for text in texts:
        out.append(min(logs[at + 1 : at + len(text)]) < ODD)
        at += len(text) + 2
    return out


def repair_line(
    line: str, offset: int, habits: Habits, odd: frozenset[int], bare: Sequence[int] = ()
) -> tuple[list[Change], list[Finding]]:
    """Changes and notes for one line that starts at `offset`; `line` has its sound pinyin notes taken out already.

    odd: what odd_places() said of it. bare: where a shift without a `?` may begin, or on a page that shows no damage, where one
    may end.
    """
    changes: list[Change] = []
    notes: list[Finding] = []
    done = failed = 0

    def left_of(place: int) -> str:
        """The text before a place, read."""
        if changes and changes[-1].end - offset > place - 8:
            return (changes[-1].inserted + line[changes[-1].end - offset : place])[-8:]
        return line[max(0, place - 8) : place]

    done_bare = failed_bare = failed_end = 0
    for at in sorted({*odd, *bare}):
        if at < done or (at not in odd and (at < done_bare or failed_bare > TRIES_BARE_MOST)):
            continue
        if failed >= TRIES_MOST and not changes:
            break
        if _is_mention(line, at):
            continue
        if at in odd:
            choice = _choose(line, at, left_of(at), habits)
            keep = kept(line, at, left_of(at), choice, habits) if choice else []
            failed += not keep
            if choice is None and (habits.proven or at in bare) and failed_end <= TRIES_END_MOST:
                at, choice, keep = read_end(line, at, done, left_of, habits)
                failed_end = 0 if keep else failed_end + 1
        elif _PLACE.match(line, at):
            if failed_end > TRIES_END_MOST:
                continue
            at, choice, keep = read_end(line, at, done, left_of, habits)
            failed_end = 0 if keep else failed_end + 1
        else:
            at, choice, keep = read_bare(line, at, done, left_of, habits)
            failed_bare = 0 if keep else failed_bare + 1
            done_bare = at + BACK_CHARS
        if choice is None or not keep:
            continue
        done = choice.end
        # What is printed is worth more than a sign that something is lost.
        if choice.rule != RULE or any(keep) or not _PRINTED.search(line, at, choice.end):
            changes.append(_change(choice, keep, offset + at, offset + choice.end))
        notes += _notes(choice, keep, at + offset, choice.end + offset)
        if choice.end == len(line) and line[-1] == "?" and choice.shares[-1] < 1.0 and choice.text[-1] not in USUAL_MARKS:
            notes.append(Finding(at + offset, choice.end + offset, UNDECIDED, ENDING))
    return changes, notes


def _is_mention(line: str, at: int) -> bool:
    """Whether somebody is asked and named: 怎么解決?@張老師."""
    return _MENTION.match(line, at) is not None and asks(line[:at])


def _choose(line: str, at: int, left: str, habits: Habits) -> Choice | None:
    """The best way to read on from the `?` at `at`, or None when what stands there is as good."""
    best = _orphans(line, at, left, habits)
    worth = best.gain if best else 0.0
    ways = [
        (way, rule, likely, cost)
        for pending, start, rule, likely, cost in _openings(line, at, left, habits)
        for way in ways_on(line, start, pending, habits)
    ]
    long = [way for way, *_ in ways if len(way.slots) > LONG_SLOTS]
    hopeless = {id(way) for way, good in zip(long, promising(line, long), strict=True) if not good}
    ways = [way for way in ways if id(way[0]) not in hopeless]
    if habits.stripped and len(ways) > STRIPPED_WAYS:
        # To look for vanished pairs takes its time, and mostly the ways differ in their ends only.
        rough = [fill(line, at, left, way, habits, rule, likely, unglue=False) for way, rule, likely, _ in ways]
        worths = [-99.0 if choice is None else choice.gain - way[3] for choice, way in zip(rough, ways, strict=True)]
        ways = [ways[i] for i in sorted(range(len(ways)), key=lambda i: -worths[i])[:STRIPPED_WAYS]]
    for way, rule, likely, cost in ways:
        choice = fill(line, at, left, way, habits, rule, likely)
        if choice and (best is None or choice.gain - cost > worth):
            choice = with_doubt(line, at, choice)
            if is_shown(line, at, choice, habits):
                best, worth = choice, choice.gain - cost
    return best


def _orphans(line: str, at: int, left: str, habits: Habits) -> Choice | None:
    """Two `?` before a mark: a character whose second byte made another mark with the mark's first byte, so that both were cut
    off. The mark tells that byte: A3 before A1 (A3 A1 is ！), A1 before A3 (A1 A3 is 。)."""
    m = _ORPHANS.match(line, at)
    if m is None or (m[1] == "?" and not asks(line[:at])):  # a third `?` is no mark where nothing is asked: 模块 leaves three
        return None
    slot = by_trail()[0xA3 if m[1] in "。、" else 0xA1]
    if habits.proven:
        slot = tuple(char for char in slot if "\u3400" <= char <= "\u9fff" or char == "！")  # 。， nobody writes, ！！ people do
    choice = with_doubt(line, at, fill_one(line, at, m.start(1), left, slot, habits, RULE))
    shown = line[at] == "?"  # a lost character may show as two U+FFFD
    return choice if habits.proven or (shown and choice.gain >= ORPHANS_GAIN and is_cut_word(line, at, choice)) else None


def _openings(line: str, at: int, left: str, habits: Habits) -> list[tuple[int | None, int, str, str, float]]:
    """(pending first byte, where reading on begins, rule, likely first character, cost) of each way the `?` may have come."""
    reading = _READING.match(line, at + 1)
    if reading:
        pair = pair_of(left[-1:]) if left else 0
        trail = pair & 0xFF
        if trail <= 0x80:
            return []
        # The note's character lies across: its first byte is the last byte shown, its second is lost and begins the next.
        seconds: dict[int, float] = {}
        for char in all_by_lead().get(trail, ()):
            second = pair_of(char) & 0xFF
            if second > 0x80 and readings().has(char, reading[1]):
                seconds[second] = min(noted_cost(char, reading[1], habits), seconds.get(second, 99.0))
        return [(second, reading.end(), RULE_NOTE, "", cost) for second, cost in sorted(seconds.items())]
    junk = _JUNK.match(line, at + 1)
    start = junk.end() if junk else at + 1
    if start >= len(line):
        return []
    # Before a mark that a program looked for, what was cut is nearly always a full stop: 。“ and 。” hold the bytes of ！.
    likely = "。" if line[start] in ("！；!;" if habits.flattened else "！；") else ""
    return [(None, start, RULE, likely, 0.0)]


def _change(choice: Choice, keep: Sequence[bool], start: int, end: int) -> Change:
    text = "".join(char if keeps else "\ufffd" for char, keeps in zip(choice.text, keep, strict=True))
    confidence = max(prod(share for share, keeps in zip(choice.shares, keep, strict=True) if keeps), choice.joint * all(keep))
    lost = sum(share < 1.0 for share in choice.shares)
    why = (
        f"read one byte off from here on; {lost} lost byte{'s' * (lost != 1)} filled by context" if lost else "read one byte off"
    )
    if choice.vanished:
        why += VANISHED
    return Change(start, end, text, choice.rule, round(confidence, 4), why)


def _notes(choice: Choice, keep: Sequence[bool], start: int, end: int) -> list[Finding]:
    found = []
    for number, (keeps, rivals) in enumerate(zip(keep, choice.rivals, strict=True), 1):
        if not keeps:
            swallowed = choice.swallowed and number == len(choice.text)
            why = SWALLOWED if swallowed else f"character {number} of this shift lost a byte"
            found.append(Finding(start, end, UNDECIDED, why, () if swallowed else rivals))
    return found
