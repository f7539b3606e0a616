"""The lost characters of a byte shift: chosen by the character model, neighbours together, with the ASCII that a `?` swallowed.

What lives here: the choice for one way to read on (shiftwalk.py) and how sure it is. What never does: finding shifts, deciding
that something is one (shifts.py).

How it works: of a character that lost a byte the other byte is known, which leaves a few dozen. Where a `?` stands for a second
byte and the ASCII byte after it, the two are one question: 。 and the line's end, a hanzi and a blank before Latin letters. Open
places so near each other that the model sees both are weighed as one product; each place's share is the sum over all products.

Long, because pairs that vanished change what is chosen, and what is chosen tells where they stood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.core.text import fold
from corpuskit.rulebook import fold_table
from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.pinyin import LETTERS, readings, spelling
from corpuskit.steps.repair.plausibility import USUAL_MARKS, alone, logp_each, product_scores, scores
from corpuskit.steps.repair.shiftmarks import QUOTE_CHARS, RARELY_LAST, mark_costs, rarely_twice, twice_cost
from corpuskit.steps.repair.shiftwalk import Walk
from corpuskit.steps.repair.sides import form_costs, one_sided
from corpuskit.steps.repair.swallowed import DIGIT, MODEL_SHARE, SWALLOWED, kind_before, swallowed_costs
from corpuskit.steps.repair.vanished import Memory, seams

__all__ = ["Choice", "fill", "fill_one", "noted_cost", "promising"]

Picked = tuple[str, list[float], list[tuple[str, ...]], float]
"""The characters of some slots, for each of them its share and its rivals, and the share of all together."""

# Margins, in natural log units; chosen on the tune half of the corpora.
GAIN_LEAST = 3.0  # what the whole repair must win over what stands there
GAIN_PROVEN = 0.0  # and on a page that shows the damage elsewhere
GAIN_PER_LOST = 1.5  # and more for every character the model chose
WRONG_SCRIPT = 4.0  # cost of a character of the other script in a page of one script
UNUSUAL_MARK = 5.0  # cost of a symbol that running text hardly has
CANDIDATES_MOST = 200  # hanzi kept for a lost byte, nearly all: 糊 is no common one by itself, but 模糊 is a common word
JOINT_MOST, JOINT_FOLLOW_MOST = 10, 32  # candidates weighed together where lost characters stand side by side
WAYS_MOST = 200_000  # that a group is read in, without a swallowed character: what goes on behind them is a group of its own
BEFORE_SWALLOWED_MOST = 12  # candidates weighed with every ASCII character that may have been swallowed after them
SHOWN_QUESTION, SHOWN_AGAIN = -3.0, -6.0  # the first question mark of what is shown, and each that follows
SHOWN_LOST = -3.0
# In favour of a character that the page notes elsewhere: of others one in fifty is in the table, the less the rarer they are.
# Against one that stands there without a note: there is no exception. Against one that is mostly read otherwise: a table has one
# reading for each.
NOTED, BARE, READ_OTHERWISE = 5.0, 5.0, 5.0
TABLE_RARITY, RARE_FROM = 0.6, 6.5
LIKELY = 0.7  # in favour of a full stop before ！ or ；, which a program found across characters; more makes 保护 a 。护
ASIDE_SHARE = 0.5  # how much the reading past a bracket counts beside the reading up to it
SPLIT_LEAST = 0.9  # how sure a pair must be gone for two characters to be chosen; else one is marked
SUREST, UNSHOWN = 0.99, 0.5  # that a pair vanished; and where nothing else shows it: both characters are marked
VANISHED_MOST = 6  # pairs in one shift
SEEN_CHARS = 8  # of the text around that are handed to the model

_CUT_END = re.compile(rf"[?\ufffd](?:\(?[{LETTERS}]{{1,7}} ?\)|[\x05-\x08]*|[^?\ufffd]*>)\Z")
_ASIDE = re.compile("[（(][^（()）]{1,5}[）)]")


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to read on with its lost characters chosen: `shares` has one entry per character, 1.0 where certain.

    joint: the share of all of them together, which is more than the product of the shares where they were weighed as one.
    vanished: a pair of bytes inside is gone. swallowed: the last character is ASCII that went with the `?` at the end; its share
    is 0.0 where nothing tells it.
    """

    end: int
    text: str
    shares: tuple[float, ...]
    rivals: tuple[tuple[str, ...], ...]
    gain: float
    swallowed: bool
    rule: str
    joint: float
    vanished: bool = False


def noted_cost(char: str, reading: str, habits: Habits) -> float:
    """What it costs that a character has this pinyin note here: on one page it has one everywhere or nowhere."""
    otherwise = 0.0 if readings().usual.get(char) == spelling(reading) else READ_OTHERWISE
    if char in habits.noted:
        return otherwise - NOTED
    return otherwise + (BARE if char in habits.bare else TABLE_RARITY * max(0.0, alone(char) - RARE_FROM))


def fill(line: str, at: int, left: str, way: Walk, habits: Habits, rule: str, likely: str, unglue: bool = True) -> Choice | None:
    """Choose the lost characters of one way to read on; None when the whole does not win by the margin.

    unglue: look for pairs that vanished, too; without that whatever the whole wins is told.
    """
    right = line[way.end : way.end + SEEN_CHARS] or "\n"
    slots: Sequence[tuple[str, ...]] = way.slots + (SWALLOWED,) * way.swallowed
    text, sure, rivals, joint = _chosen(line, at, left, right, way, slots, habits, likely)
    if unglue and habits.stripped:
        slots, text, sure, rivals, joint = _unglued(
            line, at, left, right, way, slots, habits, likely, (text, sure, rivals, joint)
        )
    lost = sum(len(slot) > 1 for slot in slots[: len(slots) - way.swallowed])
    gain = _gain(line, at, left, way.end, text, right, habits) - 1.5 * way.flat
    if unglue and gain < (GAIN_PROVEN if habits.proven else GAIN_LEAST) + GAIN_PER_LOST * lost:
        return None
    if way.swallowed and text[-1] == DIGIT:
        sure[-1] = joint = 0.0
    return Choice(
        way.end, text, tuple(sure), tuple(rivals), gain, way.swallowed, rule, joint, len(slots) > len(way.slots) + way.swallowed
    )


def _chosen(
    line: str, at: int, left: str, right: str, way: Walk, slots: Sequence[tuple[str, ...]], habits: Habits, likely: str
) -> Picked:
    """The likeliest text of a way's slots, group by group."""
    text = ""
    sure: list[float] = []
    rivals: list[tuple[str, ...]] = []
    joint = 1.0
    hanzi = len(slots) - way.swallowed
    for start, stop in _groups(slots, way.swallowed):
        if stop - start == 1 and len(slots[start]) == 1:
            text += slots[start][0]
            sure.append(1.0)
            rivals.append(())
            continue
        last = stop - way.swallowed == hanzi
        behind = right[0] if last and not way.swallowed else slots[stop][0] if stop < len(slots) and len(slots[stop]) == 1 else ""
        costs = mark_costs(line[max(0, at - QUOTE_CHARS) : at] + text, behind, last and way.end == len(line))
        if last and way.noted:
            costs |= {char: noted_cost(char, way.noted, habits) for char in slots[hanzi - 1]}
        if likely and not start and hanzi > 2:
            costs[likely] = costs.get(likely, 0.0) - LIKELY
        before, ahead = (left + text)[-SEEN_CHARS:], _ahead(slots, stop, right)
        chars, weights, others, together = pick(
            before, slots[start:stop], ahead, costs, habits, way.swallowed and stop == len(slots)
        )
        text += chars
        sure += weights
        rivals += others
        joint *= together
    return text, sure, rivals, joint


def _unglued(
    line: str,
    at: int,
    left: str,
    right: str,
    way: Walk,
    slots: Sequence[tuple[str, ...]],
    habits: Habits,
    likely: str,
    read: Picked,
) -> tuple[Sequence[tuple[str, ...]], str, list[float], list[tuple[str, ...]], float]:
    """The same with the pairs that vanished: the surest places first, and the doubt that is left in the shares."""
    structure = {len(slots) - 1: SUREST} if way.vanished else {}  # by slot: the share of its structure
    memory: Memory = {}
    last = _CUT_END.search(line, at, way.end) is not None, way.noted

    def cost(char: str, noted: str) -> float:
        return _prior(char, habits.script) + (noted_cost(char, noted, habits) if noted else 0.0)

    while True:
        hanzi = len(slots) - way.swallowed
        around = left, read[0][hanzi:] or right
        found = [
            s for s in seams(slots[:hanzi], read[0][:hanzi], around, last, habits, cost, memory) if s.number not in structure
        ]
        best = max((seam for seam in found if seam.told), key=lambda seam: seam.share, default=None)
        if best is None or best.share < SPLIT_LEAST or len(structure) >= 2 * VANISHED_MOST:
            break
        here = best.number
        surest = min(best.share, SUREST) if habits.stripped_shown else UNSHOWN
        slots = (*slots[:here], *best.slots, *slots[here + 1 :])
        structure = {number + (number > here): share for number, share in structure.items()} | {here: surest, here + 1: surest}
        read = _chosen(line, at, left, right, way, slots, habits, likely)
    text, sure, rivals, joint = read
    for seam in found:
        structure[seam.number] = 1.0 - seam.share
        rivals[seam.number] = rivals[seam.number] or (text[seam.number], seam.best)
    for number, share in structure.items():
        sure[number] *= share
        joint *= share
    return slots, text, sure, rivals, joint


def fill_one(line: str, at: int, end: int, left: str, slot: tuple[str, ...], habits: Habits, rule: str) -> Choice:
    """The likeliest of some characters for line[at:end], whatever it wins."""
    right = line[end : end + SEEN_CHARS]
    char, sure, rivals, joint = pick(left, [slot], right, {}, habits)
    return Choice(end, char, tuple(sure), tuple(rivals), _gain(line, at, left, end, char, right, habits), False, rule, joint)


@cache
def _likeliest(slot: tuple[str, ...], script: str) -> Mapping[str, float]:
    """The characters of a slot that are worth weighing in a page of that script, likeliest first, with what each costs."""
    costs = {char: _prior(char, script) for char in slot}
    if len(slot) <= CANDIDATES_MOST:
        return costs
    kept = sorted(slot, key=lambda char: alone(char) + costs[char])[:CANDIDATES_MOST]
    return {char: costs[char] for char in kept}


def _groups(slots: Sequence[tuple[str, ...]], swallowed: bool) -> list[tuple[int, int]]:
    """[start, stop) of the slots that are chosen together: open ones with at most one certain one between; else one by one.

    swallowed: the last one is ASCII that went with the one before, and stays with it.
    """
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(slots):
        stop = at + 1
        if len(slots[at]) > 1:
            ways = JOINT_MOST
            for end in range(at + 1, len(slots)):
                if len(slots[end]) > 1:
                    ways *= min(len(slots[end]), _weighed(end - at)) if end + 1 < len(slots) or not swallowed else 1
                    if ways > WAYS_MOST:
                        break
                    stop = end + 1
                elif end > stop:
                    break
        out.append((at, stop))
        at = stop
    return out


def _weighed(number: int) -> int:
    """How many candidates of slot `number` of a group are weighed, after its first."""
    return JOINT_FOLLOW_MOST if number < 3 else 4


def _ahead(slots: Sequence[tuple[str, ...]], index: int, right: str) -> str:
    """The certain text from slot `index` on, up to the next open slot."""
    out = ""
    for slot in slots[index:]:
        if len(slot) > 1 or len(out) >= SEEN_CHARS:
            return out
        out += slot[0]
    return out + right


def pick(
    left: str, group: Sequence[tuple[str, ...]], right: str, costs: Mapping[str, float], habits: Habits, swallowed: bool = False
) -> Picked:
    """The likeliest text of a group of slots. swallowed: the last one is ASCII."""
    hanzi = group[: len(group) - swallowed]
    cost = [_with_page(_likeliest(slot, habits.script), costs, habits.often) for slot in hanzi]
    if swallowed:
        cost.append(dict.fromkeys(SWALLOWED, 0.0))
    kept = _kept(left, [tuple(row) for row in cost], cost, habits, swallowed)
    values: NDArray[np.floating[Any]] = product_scores(left, kept, right, habits.view)  # one axis for each slot
    if swallowed:
        values = _with_swallowed(values, kept, left, right, habits)
    aside = _ASIDE.match(right)
    if aside and right[aside.end() :] and len(group) == 1:
        # What stands in brackets is another word for the one before: the sentence goes on behind them.
        values = values + ASIDE_SHARE * product_scores(left, kept, right[aside.end() :], habits.view)
    costs_of = [np.array([row[char] for char in slot]) for row, slot in zip(cost, kept, strict=True)]
    values = values - reduce(np.add.outer, costs_of)
    for number, (slot, following) in enumerate(pairwise(kept)):
        twice = np.array([[twice_cost(a) * (a == b and rarely_twice(a)) for b in following] for a in slot])
        values -= np.expand_dims(twice, [axis for axis in range(len(kept)) if axis not in (number, number + 1)])
    return _sure(kept, values)


def _sure(kept: Sequence[tuple[str, ...]], values: NDArray[np.floating[Any]]) -> Picked:
    """The likeliest of all products. values: an axis for each slot."""
    weights = np.exp(values - values.max())
    weights /= weights.sum()
    equals = np.argwhere(weights == weights.max()).tolist()
    best = max(equals, key=lambda way: [slot[chosen] for slot, chosen in zip(kept, way, strict=True)])
    sure: list[float] = []
    rivals: list[tuple[str, ...]] = []
    for axis, (slot, chosen) in enumerate(zip(kept, best, strict=True)):
        of = weights.sum(axis=tuple(other for other in range(len(kept)) if other != axis)).tolist()
        is_open = len(slot) > 1
        sure.append(min(of[chosen], 1.0 - 1e-9) if is_open else 1.0)
        order = sorted(range(len(slot)), key=lambda i, of=of, slot=slot: (-of[i], slot[i]))[:5]  # type: ignore[misc]
        rivals.append(tuple([slot[i] for i in order]) if is_open else ())
    joint = min(float(weights[tuple(best)]), 1.0 - 1e-9)
    return "".join([slot[chosen] for slot, chosen in zip(kept, best, strict=True)]), sure, rivals, joint


def _kept(
    left: str, group: Sequence[tuple[str, ...]], cost: Sequence[Mapping[str, float]], habits: Habits, swallowed: bool
) -> list[tuple[str, ...]]:
    """The candidates of each slot that are worth weighing in all products."""
    if len(group) == 1:
        return [group[0]]
    out: list[tuple[str, ...]] = []
    chars = len(group) - swallowed
    for number, slot in enumerate(group[:chars]):
        if not number:
            most = JOINT_MOST if chars > 1 else BEFORE_SWALLOWED_MOST
            known = "".join(next_slot[0] for next_slot in group[1:2] if len(next_slot) == 1)
            values = [v - cost[0][char] for v, char in zip(scores(left, slot, known, habits.view), slot, strict=True)]
            slot = tuple(slot[i] for i in sorted(range(len(slot)), key=lambda i: (-values[i], slot[i]))[:most])
        elif len(slot) > 1:
            slot = tuple(sorted(slot, key=lambda char: cost[number][char]))[: _weighed(number)]
        out.append(slot)
    return out + [group[-1]] * swallowed


def _with_swallowed(
    values: NDArray[np.floating[Any]], kept: Sequence[tuple[str, ...]], left: str, right: str, habits: Habits
) -> NDArray[np.floating[Any]]:
    """Values of products that end in a swallowed character, for which the model alone does not speak."""
    known = np.expand_dims(product_scores(left, kept[:-1], "", habits.view), -1)
    costs = swallowed_costs(left, right, habits.page)
    asked = np.array([[costs[kind_before(char)][swallowed] for swallowed in kept[-1]] for char in kept[-2]])
    asked[:, kept[-1].index("\n")] += [RARELY_LAST.get(char, 0.0) for char in kept[-2]]
    out: NDArray[np.floating[Any]] = known + MODEL_SHARE * (values - known) - asked
    return out


def promising(line: str, ways: Sequence[Walk]) -> list[bool]:
    """For each reading whether the certain characters in its middle are more probable than what stands there."""
    certain = ["".join(slot[0] for slot in way.slots[1:9] if len(slot) == 1) for way in ways]
    shown = [fold(line[way.start : way.start + len(text)], fold_table()) for way, text in zip(ways, certain, strict=True)]
    logs = logp_each(certain + shown)
    return [new > old for new, old in zip(logs, logs[len(ways) :], strict=False)]


def _prior(char: str, script: str) -> float:
    """What a character costs beforehand: the wrong script, an unusual form, symbols that running text hardly has."""
    if not "\u3400" <= char <= "\u9fff":
        return 0.0 if char in USUAL_MARKS else UNUSUAL_MARK
    simplified, traditional = one_sided()
    wrong = simplified if script == "hant" else traditional if script == "hans" else ()
    return WRONG_SCRIPT if char in wrong else float(form_costs(script)[ord(char)])


def _with_page(costs: Mapping[str, float], here: Mapping[str, float], often: Mapping[str, float]) -> Mapping[str, float]:
    """Costs with what this place and this page add."""
    if not here and not often:
        return costs
    return {char: cost + here.get(char, 0.0) - often.get(char, 0.0) for char, cost in costs.items()}


def _gain(line: str, at: int, left: str, end: int, repaired: str, right: str, habits: Habits) -> float:
    """How much more probable the line is with line[at:end] read as `repaired`."""
    shown = line[at:end]
    head = left[-2:]
    tail = right[:2]
    questions = shown.count("?")
    asked = min(questions, 1) * SHOWN_QUESTION + max(questions - 1, 0) * SHOWN_AGAIN + shown.count("\ufffd") * SHOWN_LOST
    # A shown `?` has a fixed price, for a page's question marks tell little: the question is what the rest says.
    plain = fold(shown, fold_table()).replace("?", "").replace("\ufffd", "")
    new, old, common = logp_each([head + repaired + tail, head + plain + tail, head])
    new -= common + sum(_prior(char, habits.script) for char in repaired if char > "\x7f")
    old -= common + sum(_prior(char, habits.script) for char in shown if char > "\x7f")
    return new - old - asked
