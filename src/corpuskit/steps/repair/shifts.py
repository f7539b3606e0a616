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
common use, so the model is often unsure there. A stray byte without a `?` is found only if several rare characters follow it.

Long, because the walk and the choice of its lost bytes lean on each other's limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpuskit.core.text import fold
from corpuskit.rulebook import fold_table
from corpuskit.steps.repair.draft import Change, Finding
from corpuskit.steps.repair.gbk import pair_of
from corpuskit.steps.repair.model import CharModel
from corpuskit.steps.repair.pinyin import EVERYDAY, LETTERS, readings
from corpuskit.steps.repair.plausibility import USUAL_MARKS, alone, charmodel, logp_each, one_sided, scores, shares
from corpuskit.steps.repair.shiftwalk import Walk, all_by_lead, by_trail, walk

__all__ = ["Habits", "odd_places", "repair_line"]

RULE = "repair.byte-shift"
RULE_NOTE = "repair.pinyin-shift"
UNDECIDED = "damage.undecided-shift"
ENDING = "the ? at the end of this line may have swallowed an ASCII mark"

# Margins, in natural log units; chosen on the tune half of the corpora.
GAIN_LEAST = 3.0  # what the whole repair must win over what stands there
GAIN_PER_LOST = 1.5  # and more for every character the model chose
SHARE_LEAST = 0.8  # of a chosen character among its rivals
WRONG_SCRIPT = 4.0  # cost of a character of the other script in a page of one script
UNUSUAL_MARK = 5.0  # cost of a symbol that running text hardly has
JOINT_MOST, JOINT_FOLLOW_MOST = 8, 32  # candidates weighed together where two lost characters stand side by side
TRIES_MOST = 4  # a line in which so many places are no shifts was damaged by something else
LONG_SLOTS = 4  # a longer reading is first looked at in the rough
QUOTE_CHARS = 300  # how far back an open quotation mark counts
SHOWN_QUESTION = -3.0
SHOWN_LOST = -3.0
LOST_MOST = 2
LOST_RATIO = 0.04
ASKED_RATIO = 0.15
ODD = -8.0  # log probability below which a character is odd where it stands
CLOSING_LAST = -7.0  # in favour of the mark that closes what is open at the end of a line
LIKELY = 0.7  # in favour of a full stop before ！ or ；, which a program found across characters; more makes 保护 a 。护

_READING = re.compile(rf"([{LETTERS}]{{1,6}}) ?\)")
_JUNK = re.compile("[\x05-\x08]*")
_ASIDE = re.compile("[（(][^（()）]{1,5}[）)]")
ASIDE_SHARE = 0.5  # how much the reading past a bracket counts beside the reading up to it
_MARK = frozenset("，。、？！；：,!?;:")
_PLACE = re.compile("[?\ufffd]")
_ORPHANS = re.compile("\\?[\x05-\x08]*\\?[\x05-\x08]*([，。、！？；：,!?;:])")
_RUN = re.compile("[\x05-\x08]")
_ANEW = re.compile("[\u02c7-\u02cb\u0370-\u04ff\u2460-\u25ff\u3021-\u3129\u3400-\u9fff\ue000-\uf8ff]")  # marks tell nothing
ANEW_MANY, ANEW_LOST = 4, 4  # characters read anew that show a shift whatever it ends in; that show one from U+FFFD
ALONE = 8.0  # gain of a single ASCII letter that was the second byte of a hanzi
_WIDE = re.compile("[\u3400-\u9fff\ue000-\uf8ff\u3000-\u303f\uff00-\uffef]")


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """What is true of the whole page: flattened (no full-width form stands), traditional or simplified script."""

    flattened: bool = False
    script: str = ""
    view: CharModel | None = None  # the model, having read this page
    often: Mapping[str, float] = field(default_factory=dict)  # how much likelier than in general a hanzi is on this page, log
    other: bool = False  # Japanese or Korean: the model knows nothing of it
    proven: bool = False  # the page shows elsewhere that a program cut its bytes


@dataclass(frozen=True, slots=True)
class _Choice:
    """A way to read on with its lost characters chosen: `shares` has one entry per slot, 1.0 where certain."""

    end: int
    text: str
    shares: tuple[float, ...]
    rivals: tuple[tuple[str, ...], ...]
    gain: float
    swallowed: bool
    rule: str = RULE


def odd_places(lines: Sequence[str]) -> list[frozenset[int]]:
    """For each line the places of the `?` and U+FFFD that may be damage, asked of the model for all of them at once.

    Most question marks end here: what follows them is ordinary.
    """
    out: list[set[int]] = [set() for _ in lines]
    asked: list[tuple[int, int]] = []
    texts: list[str] = []
    for number, line in enumerate(lines):
        if line.count("\ufffd") > max(LOST_MOST, LOST_RATIO * len(line)):
            continue  # not a byte here and there: whatever did this, it was no shift
        if line.count("?") > max(LOST_MOST, ASKED_RATIO * len(line)):
            continue
        for m in _PLACE.finditer(line):
            at = m.start()
            if _ORPHANS.match(line, at):
                out[number].add(at)
                continue
            before, after = line[max(0, at - 1) : at], line[at + 1 : at + 2]
            if not after or not (_WIDE.match(after) or (before and _WIDE.match(before))):
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
    while start < len(line) and (line[start] in _MARK or "\x05" <= line[start] <= "\x08"):
        start += 1
    ahead = line[start : start + 3]
    if not ahead or not _WIDE.match(ahead) or max(ahead) >= "\ue000":
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


def repair_line(line: str, offset: int, habits: Habits, odd: frozenset[int]) -> tuple[list[Change], list[Finding]]:
    """Changes and notes for one line that starts at `offset`; `line` has its sound pinyin notes taken out already.

    odd: what odd_places() said of it.
    """
    changes: list[Change] = []
    notes: list[Finding] = []
    done = failed = 0
    for m in _PLACE.finditer(line):
        at = m.start()
        if at < done or at not in odd:
            continue
        if failed >= TRIES_MOST and not changes:
            break
        left = line[max(0, at - 8) : at]
        if changes and changes[-1].end - offset > at - 8:
            last = changes[-1]
            left = (last.inserted + line[last.end - offset : at])[-8:]
        choice = _choose(line, at, left, habits)
        if choice is None:
            failed += 1
            continue
        done = choice.end
        changes.append(_change(line, at, choice, offset))
        notes += _notes(choice, at + offset, choice.end + offset)
        if choice.end == len(line) and line[-1] == "?" and choice.shares[-1] < 1.0 and choice.text[-1] not in USUAL_MARKS:
            notes.append(Finding(at + offset, choice.end + offset, UNDECIDED, ENDING))
    return changes, notes


def _choose(line: str, at: int, left: str, habits: Habits) -> _Choice | None:
    """The best way to read on from the `?` at `at`, or None when what stands there is as good."""
    if habits.proven:
        orphans = _orphans(line, at, left, habits)
        if orphans:
            return orphans
    best: _Choice | None = None
    ways = [
        (way, rule, likely)
        for pending, start, rule, likely in _openings(line, at, left, habits.flattened)
        for way in walk(line, start, pending, habits.flattened)
    ]
    long = [way for way, _, _ in ways if len(way.slots) > LONG_SLOTS]
    hopeless = {id(way) for way, good in zip(long, _promising(line, at, long), strict=True) if not good}
    for way, rule, likely in ways:
        if id(way) not in hopeless:
            choice = _fill(line, at, left, way, habits, rule, likely)
            if choice and (best is None or choice.gain > best.gain) and _is_shown(line, at, choice, habits):
                best = choice
    return best


def _orphans(line: str, at: int, left: str, habits: Habits) -> _Choice | None:
    """Two `?` before a mark: a character whose second byte made another mark with the mark's first byte, so that both were cut
    off. The mark tells that byte: A3 before A1 (A3 A1 is ！), A1 before A3 (A1 A3 is 。)."""
    m = _ORPHANS.match(line, at)
    if m is None:
        return None
    slot = by_trail()[0xA3 if m[1] in "。、" else 0xA1]
    costs = {char: _cost(char, habits) for char in slot}
    share, char, rivals = _pick(left, slot, line[m.start(1) : m.start(1) + 8], costs, (), "", habits)
    return _Choice(m.start(1), char, (share,), (rivals,), GAIN_LEAST, False)


def _is_shown(line: str, at: int, choice: _Choice, habits: Habits) -> bool:
    """Whether what stands there looks like a shift, apart from reading well the other way.

    A character that GBK has and GB 2312 has not ends in a byte that is ASCII. After a question mark it would always make a short
    shift, and names hold such characters: `?` and one of them is no sign of damage, unless the ASCII character belongs to a word
    that goes on, or the page shows the damage elsewhere.
    """
    shown, after = line[at + 1 : choice.end], line[choice.end : choice.end + 1]
    anew = len(_ANEW.findall(shown))
    if choice.rule == RULE_NOTE or _RUN.match(shown):
        return True
    if line[at] == "\ufffd":
        return anew >= ANEW_LOST  # a lost character is common, a lost byte is not
    if habits.proven or anew >= ANEW_MANY:
        return True
    made = choice.text[-1:]
    if "@" <= made <= "~" and made != shown[-1:]:
        return made.isalpha() and after.isascii() and after.isalnum()
    if not anew:
        return len(shown) == 1 and shown.isascii() and shown.isalpha() and "\u3400" <= after <= "\u9fff" and choice.gain >= ALONE
    return True


def _openings(line: str, at: int, left: str, flattened: bool) -> list[tuple[int | None, int, str, str]]:
    """(pending first byte, where reading on begins, rule, likely first character) for each way the `?` may have come."""
    reading = _READING.match(line, at + 1)
    if reading:
        pair = pair_of(left[-1:]) if left else 0
        trail = pair & 0xFF
        if trail <= 0x80:
            return []
        # The note's character lies across: its first byte is the last byte shown, its second is lost and begins the next.
        seconds = {pair_of(char) & 0xFF for char in all_by_lead().get(trail, ()) if readings().has(char, reading[1])}
        return [(second, reading.end(), RULE_NOTE, "") for second in sorted(seconds) if second > 0x80]
    junk = _JUNK.match(line, at + 1)
    start = junk.end() if junk else at + 1
    if start >= len(line):
        return []
    # Before a mark that a program looked for, what was cut is nearly always a full stop: 。“ and 。” hold the bytes of ！.
    likely = "。" if line[start] in ("！；!;" if flattened else "！；") else ""
    return [(None, start, RULE, likely)]


def _fill(line: str, at: int, left: str, way: Walk, habits: Habits, rule: str, likely: str) -> _Choice | None:
    """Choose the lost characters of one way to read on; None when the whole does not win by the margin."""
    right = line[way.end : way.end + 8] or "\n"
    slots = way.slots
    texts: list[str] = []
    sure: list[float] = []
    rivals: list[tuple[str, ...]] = []
    open_places = [i for i, slot in enumerate(slots) if len(slot) > 1]
    fixed = [slot[0] if len(slot) == 1 else "" for slot in slots]
    for i, slot in enumerate(slots):
        if len(slot) == 1:
            texts.append(slot[0])
            sure.append(1.0)
            rivals.append(())
            continue
        ahead = _ahead(fixed, i, right)
        follow = slots[i + 1] if i + 1 < len(slots) and len(slots[i + 1]) > 1 else ()
        before = (left + "".join(texts))[-8:]
        quotes = _quote_costs(line, at, "".join(texts), last=i + 1 == len(slots) and way.end == len(line))
        costs = {char: _cost(char, habits) + quotes.get(char, 0.0) for char in slot}
        if likely in costs and not i:
            costs[likely] -= LIKELY
        share, char, others = _pick(before, slot, ahead, costs, follow, _ahead(fixed, i + 1, right), habits)
        texts.append(char)
        sure.append(share)
        rivals.append(others)
    repaired = "".join(texts)
    gain = _gain(line, at, left, way.end, repaired, right, habits) - 1.5 * way.flat
    if gain < GAIN_LEAST + GAIN_PER_LOST * len(open_places):
        return None
    return _Choice(way.end, repaired, tuple(sure), tuple(rivals), gain, way.swallowed, rule)


def _promising(line: str, at: int, ways: Sequence[Walk]) -> list[bool]:
    """For each reading whether the certain characters in its middle are more probable than what stands there."""
    certain = ["".join(slot[0] for slot in way.slots[1:9] if len(slot) == 1) for way in ways]
    shown = [fold(line[at + 1 : at + 1 + len(text)], fold_table()) for text in certain]
    logs = logp_each(certain + shown)
    return [new > old for new, old in zip(logs, logs[len(ways) :], strict=False)]


def _quote_costs(line: str, at: int, so_far: str, last: bool) -> dict[str, float]:
    """A closing mark wants an open one, and another opening mark a closed one; at a line's end what is open wants its mark."""
    before = line[max(0, at - QUOTE_CHARS) : at] + so_far
    open_now = before.rfind("“") > before.rfind("”")
    costs = {"”": -3.0 if open_now else 3.0, "“": 3.0 if open_now else 0.0, "\u3000": 4.0 if before.strip() else 0.0}
    for opening, closing in ("（）", "《》", "【】", "()"):
        wide = "）" if closing == ")" else closing
        if before.rfind(opening) > before.rfind(closing):
            costs[wide] = CLOSING_LAST if last else -3.0
        else:
            costs.setdefault(wide, 3.0)
    if before[-1:] in USUAL_MARKS or 0.0 < alone(before[-1:]) < EVERYDAY:  # 的的, 。。
        costs[before[-1]] = costs.get(before[-1], 0.0) + 4.0
    if "“" in before:
        costs |= dict.fromkeys("「」『』", 3.0)
    return costs


def _ahead(fixed: Sequence[str], index: int, right: str) -> str:
    """The certain text after slot `index`, up to the next open slot."""
    out: list[str] = []
    for char in fixed[index + 1 :]:
        if not char:
            return "".join(out)
        out.append(char)
        if len(out) >= 8:
            return "".join(out)
    return "".join(out) + right


def _pick(
    left: str, slot: tuple[str, ...], right: str, costs: Mapping[str, float], follow: tuple[str, ...], beyond: str, habits: Habits
) -> tuple[float, str, tuple[str, ...]]:
    """(share, character, rivals) of the best character for a slot. With an open slot after it, both are weighed together."""
    values = [v - costs[c] for c, v in zip(slot, scores(left, slot, right, habits.view), strict=True)]
    aside = _ASIDE.match(right)
    if aside and right[aside.end() :] and not follow:
        # What stands in brackets is another word for the one before: the sentence goes on behind them.
        on = scores(left, slot, right[aside.end() :], habits.view)
        values = [v + ASIDE_SHARE * w for v, w in zip(values, on, strict=True)]
    if follow:
        order = sorted(range(len(slot)), key=lambda i: -values[i])[:JOINT_MOST]
        follow = follow[:JOINT_FOLLOW_MOST]
        slot = tuple(slot[i] for i in order)
        ends = {char: _cost(char, habits) for char in follow}
        pairs = scores(left, [char + end for char in slot for end in follow], beyond, habits.view)
        values = []
        for i, char in enumerate(slot):
            joint = pairs[i * len(follow) : (i + 1) * len(follow)]
            values.append(max(v - ends[end] for end, v in zip(follow, joint, strict=True)) - costs[char])
    share = shares(values)
    order = sorted(range(len(slot)), key=lambda i: (-share[i], slot[i]))
    return share[order[0]], slot[order[0]], tuple(slot[i] for i in order[:5])


def _cost(char: str, habits: Habits) -> float:
    """What a character costs beforehand: the wrong script for the page, symbols that running text hardly has."""
    if not "\u3400" <= char <= "\u9fff":
        return (0.0 if char in USUAL_MARKS else UNUSUAL_MARK) - habits.often.get(char, 0.0)
    simplified, traditional = one_sided()
    wrong = simplified if habits.script == "hant" else traditional if habits.script == "hans" else ()
    return (WRONG_SCRIPT if char in wrong else 0.0) - habits.often.get(char, 0.0)


def _gain(line: str, at: int, left: str, end: int, repaired: str, right: str, habits: Habits) -> float:
    """How much more probable the line is with line[at:end] read as `repaired`."""
    plain_habits = Habits(script=habits.script)
    shown = line[at:end]
    head = left[-2:]
    tail = right[:2]
    asked = shown.count("?") * SHOWN_QUESTION + shown.count("\ufffd") * SHOWN_LOST
    # A shown `?` has a fixed price, for a page's question marks tell little: the question is what the rest says.
    plain = fold(shown, fold_table()).replace("?", "").replace("\ufffd", "")
    new, old, common = logp_each([head + repaired + tail, head + plain + tail, head])
    new -= common + sum(_cost(char, plain_habits) for char in repaired if char > "\x7f")
    old -= common + sum(_cost(char, plain_habits) for char in shown if char > "\x7f")
    return new - old - asked


def _change(line: str, at: int, choice: _Choice, offset: int) -> Change:
    text = "".join(char if share >= SHARE_LEAST else "\ufffd" for char, share in zip(choice.text, choice.shares, strict=True))
    if choice.swallowed:
        text += "\ufffd"
    confidence = 1.0
    for share in choice.shares:
        confidence *= share if share >= SHARE_LEAST else 1.0
    lost = sum(share < 1.0 for share in choice.shares)
    why = (
        f"read one byte off from here on; {lost} lost byte{'s' * (lost != 1)} filled by context" if lost else "read one byte off"
    )
    return Change(offset + at, offset + choice.end, text, choice.rule, round(confidence, 4), why)


def _notes(choice: _Choice, start: int, end: int) -> list[Finding]:
    found = [
        Finding(start, end, UNDECIDED, f"character {i + 1} of this shift lost a byte", rivals)
        for i, (share, rivals) in enumerate(zip(choice.shares, choice.rivals, strict=True))
        if share < SHARE_LEAST
    ]
    if choice.swallowed:
        found.append(Finding(start, end, UNDECIDED, "the ? at the end of this shift swallowed an ASCII character"))
    return found
