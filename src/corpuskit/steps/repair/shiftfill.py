"""The lost characters of a byte shift: chosen by the character model, neighbours together, with the ASCII that a `?` swallowed.

What lives here: the choice for one way to read on (shiftwalk.py) and how sure it is. What never does: finding shifts, deciding
that something is one (shifts.py).

How it works: of a character that lost a byte the other byte is known, which leaves a few dozen. Where a `?` stands for a second
byte and the ASCII byte after it, the two are one question: 。 and the line's end, a hanzi and a blank before Latin letters. Open
places so near each other that the model sees both are weighed as one product; each place's share is the sum over all products.

Weak: which digit a `?` swallowed nothing tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.core.text import fold
from corpuskit.rulebook import fold_table
from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.pinyin import EVERYDAY
from corpuskit.steps.repair.plausibility import USUAL_MARKS, alone, logp_each, product_scores, scores
from corpuskit.steps.repair.shiftwalk import Walk
from corpuskit.steps.repair.sides import form_costs, one_sided

__all__ = ["Choice", "asks", "fill", "fill_one", "noted_cost", "promising"]

# Margins, in natural log units; chosen on the tune half of the corpora.
GAIN_LEAST = 3.0  # what the whole repair must win over what stands there
GAIN_PER_LOST = 1.5  # and more for every character the model chose
WRONG_SCRIPT = 4.0  # cost of a character of the other script in a page of one script
UNUSUAL_MARK = 5.0  # cost of a symbol that running text hardly has
CANDIDATES_MOST = 80  # hanzi kept for a lost byte: with all of them no more are found, with 60 half a point less
JOINT_MOST, JOINT_FOLLOW_MOST = 10, 32  # candidates weighed together where lost characters stand side by side
BEFORE_SWALLOWED_MOST = 12  # candidates weighed with every ASCII character that may have been swallowed after them
QUOTE_CHARS = 300  # how far back an open quotation mark counts
SHOWN_QUESTION = -3.0
SHOWN_LOST = -3.0
NOTED, BARE = 4.0, 2.0  # in favour of a character that the page notes elsewhere, against one that it does not
CLOSING_LAST = -12.0  # in favour of the mark that closes what is open at the end of a line
LIKELY = 0.7  # in favour of a full stop before ！ or ；, which a program found across characters; more makes 保护 a 。护
ASIDE_SHARE = 0.5  # how much the reading past a bracket counts beside the reading up to it
SEEN_CHARS = 8  # of the text around that are handed to the model

SWALLOWED = ("\n", " ", "0", *"!\"#$%&'()*+,-./:;<=>?", "\t")
"""What a `?` may have swallowed: bytes from 40 on make a character with any first byte. 0 stands for all digits."""
_CLOSES = re.compile(r"[^()（）\n]{0,40}[)）]")
_OPENED = re.compile(r"[(（][^()（）\n]{0,40}\Z")
_SENTENCE_END = re.compile("[。！？!?]")
_ASKS = re.compile(r"[吗嗎呢谁誰哪几幾]|什[么麼]|怎|如何|[为為]何|是否|多少|是不是|能不能|有[没沒]有|(.)[不没沒]\1")
_LISTS = re.compile("[如以]下|下[列面述]|[说說]道?$")
BRACKET = 3.0
NEWLINE = 2.5  # in favour of a newline between the end of a sentence and the next: nothing else in ASCII stands there
_ENDS = frozenset("。！？…”」』")
TWICE = 4.0
ASKS = 2.0  # in favour of a question mark after words that ask, and against one where there are none
_ASIDE = re.compile("[（(][^（()）]{1,5}[）)]")


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to read on with its lost characters chosen: `shares` has one entry per character, 1.0 where certain.

    swallowed: the last character is ASCII that went with the `?` at the end; its share is 0.0 where nothing tells it.
    """

    end: int
    text: str
    shares: tuple[float, ...]
    rivals: tuple[tuple[str, ...], ...]
    gain: float
    swallowed: bool
    rule: str


def noted_cost(char: str, habits: Habits) -> float:
    """What it costs that a character has a pinyin note here: on one page it has one everywhere or nowhere."""
    return -NOTED if char in habits.noted else BARE if char in habits.bare else 0.0


def fill(line: str, at: int, left: str, way: Walk, habits: Habits, rule: str, likely: str) -> Choice | None:
    """Choose the lost characters of one way to read on; None when the whole does not win by the margin."""
    right = line[way.end : way.end + SEEN_CHARS] or "\n"
    slots = way.slots + (SWALLOWED,) * way.swallowed
    text = ""
    sure: list[float] = []
    rivals: list[tuple[str, ...]] = []
    for start, stop in _groups(slots):
        if stop - start == 1 and len(slots[start]) == 1:
            text += slots[start][0]
            sure.append(1.0)
            rivals.append(())
            continue
        last = stop - way.swallowed == len(way.slots)
        costs = _mark_costs(line, at, text, last and way.end == len(line))
        if last and way.noted:
            costs |= {char: noted_cost(char, habits) for char in way.slots[-1]}
        if likely and not start and len(way.slots) > 2:
            costs[likely] = costs.get(likely, 0.0) - LIKELY
        before, ahead = (left + text)[-SEEN_CHARS:], _ahead(slots, stop, right)
        chars, weights, others = pick(before, slots[start:stop], ahead, costs, habits, way.swallowed and stop == len(slots))
        text += chars
        sure += weights
        rivals += others
    lost = sum(len(slot) > 1 for slot in way.slots)
    gain = _gain(line, at, left, way.end, text, right, habits) - 1.5 * way.flat
    if gain < GAIN_LEAST + GAIN_PER_LOST * lost:
        return None
    if way.swallowed and text[-1] == "0":
        sure[-1] = 0.0
    return Choice(way.end, text, tuple(sure), tuple(rivals), gain, way.swallowed, rule)


def fill_one(line: str, at: int, end: int, left: str, slot: tuple[str, ...], habits: Habits, rule: str) -> Choice:
    """The likeliest of some characters for line[at:end], whatever it wins."""
    right = line[end : end + SEEN_CHARS]
    char, sure, rivals = pick(left, [slot], right, {}, habits)
    return Choice(end, char, tuple(sure), tuple(rivals), _gain(line, at, left, end, char, right, habits), False, rule)


def asks(text: str) -> bool:
    """Whether the sentence that text ends in has a word that asks."""
    return _ASKS.search(_SENTENCE_END.split(text)[-1]) is not None


@cache
def _likeliest(slot: tuple[str, ...], script: str) -> Mapping[str, float]:
    """The characters of a slot that are worth weighing in a page of that script, likeliest first, with what each costs."""
    costs = {char: _prior(char, script) for char in slot}
    if len(slot) <= CANDIDATES_MOST:
        return costs
    kept = sorted(slot, key=lambda char: alone(char) + costs[char])[:CANDIDATES_MOST]
    return {char: costs[char] for char in kept}


def _groups(slots: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    """[start, stop) of the slots that are chosen together: open ones with at most one certain one between; else one by one."""
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(slots):
        stop = at + 1
        if len(slots[at]) > 1:
            for end in range(at + 1, len(slots)):
                if len(slots[end]) > 1:
                    stop = end + 1
                elif end > stop:
                    break
        out.append((at, stop))
        at = stop
    return out


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
) -> tuple[str, list[float], list[tuple[str, ...]]]:
    """The likeliest text of a group of slots, and for each of them its share and its rivals. swallowed: the last one is ASCII."""
    hanzi = group[: len(group) - swallowed]
    cost = [_with_page(_likeliest(slot, habits.script), costs, habits.often) for slot in hanzi]
    if swallowed:
        cost.append(_swallowed_costs(left, right))
    kept = _kept(left, [tuple(row) for row in cost], cost, habits, swallowed)
    values = product_scores(left, kept, right, habits.view)  # one axis for each slot
    aside = _ASIDE.match(right)
    if aside and right[aside.end() :] and len(group) == 1:
        # What stands in brackets is another word for the one before: the sentence goes on behind them.
        values = values + ASIDE_SHARE * product_scores(left, kept, right[aside.end() :], habits.view)
    costs_of = [np.array([row[char] for char in slot]) for row, slot in zip(cost, kept, strict=True)]
    values = values - reduce(np.add.outer, costs_of)
    for number, (slot, following) in enumerate(pairwise(kept)):
        twice = np.array([[TWICE * (a == b and _rarely_twice(a)) for b in following] for a in slot])
        values -= np.expand_dims(twice, [axis for axis in range(len(kept)) if axis not in (number, number + 1)])
    if swallowed and right >= "\u2e80":
        values[..., kept[-1].index("\n")] += NEWLINE * np.array([char in _ENDS for char in kept[-2]])
    return _sure(kept, values)


def _sure(kept: Sequence[tuple[str, ...]], values: NDArray[np.floating[Any]]) -> tuple[str, list[float], list[tuple[str, ...]]]:
    """The likeliest of all products, and for each of its characters its share and its rivals. values: an axis for each slot."""
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
    return "".join([slot[chosen] for slot, chosen in zip(kept, best, strict=True)]), sure, rivals


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
            slot = tuple(sorted(slot, key=lambda char: cost[number][char]))[: JOINT_FOLLOW_MOST if number < 3 else 4]
        out.append(slot)
    return out + [group[-1]] * swallowed


def promising(line: str, at: int, ways: Sequence[Walk]) -> list[bool]:
    """For each reading whether the certain characters in its middle are more probable than what stands there."""
    certain = ["".join(slot[0] for slot in way.slots[1:9] if len(slot) == 1) for way in ways]
    shown = [fold(line[at + 1 : at + 1 + len(text)], fold_table()) for text in certain]
    logs = logp_each(certain + shown)
    return [new > old for new, old in zip(logs, logs[len(ways) :], strict=False)]


def _swallowed_costs(left: str, right: str) -> dict[str, float]:
    """What the ASCII characters that a `?` may have swallowed cost beforehand: a bracket wants its other half."""
    costs = dict.fromkeys(SWALLOWED, 0.0) | {"0": -log(10)}
    if _CLOSES.match(right):
        costs["("] = -BRACKET
    costs[")"] = -BRACKET if _OPENED.search(left) else BRACKET
    return costs


def _mark_costs(line: str, at: int, so_far: str, last: bool) -> dict[str, float]:
    """A closing mark wants an open one, and another opening mark a closed one; at a line's end what is open wants its mark, and
    a question its question mark."""
    before = line[max(0, at - QUOTE_CHARS) : at] + so_far
    open_now = before.rfind("“") > before.rfind("”")
    costs = {"”": -3.0 if open_now else 3.0, "“": 3.0 if open_now else 0.0, "\u3000": 4.0 if before.strip() else 0.0}
    for opening, closing in ("（）", "《》", "【】", "()", "「」", "『』"):
        wide = "）" if closing == ")" else closing
        if before.rfind(opening) > before.rfind(closing):
            costs[wide] = CLOSING_LAST if last else -3.0
        else:
            costs.setdefault(wide, 3.0)
    if _rarely_twice(before[-1:]):
        costs[before[-1]] = costs.get(before[-1], 0.0) + TWICE
    if "“" in before:
        costs |= dict.fromkeys("「」『』", 3.0)
    if last:
        sentence = _SENTENCE_END.split(before)[-1]
        costs["？"] = -ASKS if asks(sentence) else ASKS
        costs["："] = -ASKS if _LISTS.search(sentence) else ASKS
    return costs


@cache
def _rarely_twice(char: str) -> bool:
    """Whether nobody writes it twice running: 的的, 。。"""
    return char in USUAL_MARKS or 0.0 < alone(char) < EVERYDAY


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
    asked = shown.count("?") * SHOWN_QUESTION + shown.count("\ufffd") * SHOWN_LOST
    # A shown `?` has a fixed price, for a page's question marks tell little: the question is what the rest says.
    plain = fold(shown, fold_table()).replace("?", "").replace("\ufffd", "")
    new, old, common = logp_each([head + repaired + tail, head + plain + tail, head])
    new -= common + sum(_prior(char, habits.script) for char in repaired if char > "\x7f")
    old -= common + sum(_prior(char, habits.script) for char in shown if char > "\x7f")
    return new - old - asked
