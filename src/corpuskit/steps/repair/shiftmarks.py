"""What a mark costs in a place: brackets and quotation marks come in pairs, questions end in their mark.

What lives here: the costs of marks beside what the character model says, words that ask. What never does: hanzi (shiftfill.py).

How it works: the model looks two characters far, and sees neither what was opened before nor that a line ends. All costs are in
natural log units.
"""

from __future__ import annotations

import re
from functools import cache

from corpuskit.steps.repair.pinyin import EVERYDAY
from corpuskit.steps.repair.plausibility import USUAL_MARKS, alone

__all__ = ["QUOTE_CHARS", "RARELY_LAST", "asks", "mark_costs", "rarely_twice", "twice_cost"]

QUOTE_CHARS = 300  # how far back an open quotation mark counts
CLOSING_LAST = -17.0  # in favour of the mark that closes what is open at the end of a line
_SENTENCE_END = re.compile("[。！？!?]")
_ASKS = re.compile(r"[吗嗎呢谁誰哪几幾]|什[么麼]|怎|如何|[为為]何|是否|多少|是不是|能不能|有[没沒]有|(.)[不没沒]\1")
_PAUSES = frozenset("，。、；：！？,;:!?")
_LISTS = re.compile("[如以]下|下[列面述]|[说說]道?$")
TWICE = 4.0
RARELY_LAST = {"，": 3.0, "、": 5.0}  # cost at a line's end: there they are e**4 and e**6 times as rare as inside a line
PAUSE_TWICE = 8.0  # the same of a pause or full stop: forums write 。。, and the model has learned it there
NEAR_CHARS, NEAR_CLOSING = 20, -5.0  # in favour of the mark that closes what was opened so many characters before
CLOSING, CLOSING_NONE, OPEN_AGAIN = -3.0, 3.0, 3.0  # one that closes what is open at all; that closes nothing; that opens again
# A page whose full-width forms were flattened opens with ( what the repair closes with ）.
_PAIRS = (("（(", "）)"), ("《", "》"), ("【", "】"), ("「", "」"), ("『", "』"))
MARK_TWICE = 6.0  # cost of a mark before another: 例子，。
ASKS = 2.0  # in favour of a question mark after words that ask, and against one where there are none


def asks(text: str) -> bool:
    """Whether the sentence that text ends in has a word that asks."""
    return _ASKS.search(_SENTENCE_END.split(text)[-1]) is not None


def mark_costs(before: str, behind: str, last: bool) -> dict[str, float]:
    """A closing mark wants an open one, and another opening mark a closed one; at a line's end what is open wants its mark, and
    a question its question mark.

    before: the text before, up to QUOTE_CHARS of it. behind: the character behind, empty where that is open. last: a line
    ends here.
    """
    open_now = before.rfind("“") > before.rfind("”")
    costs = {"”": -3.0 if open_now else 3.0, "“": 3.0 if open_now else 0.0, "\u3000": 4.0 if before.strip() else 0.0}
    for openings, closings in _PAIRS:
        opened, closed = (max(map(before.rfind, marks)) for marks in (openings, closings))
        if opened > closed:
            near = len(before) - opened <= NEAR_CHARS
            costs[closings[0]] = CLOSING_LAST if last else NEAR_CLOSING if near else CLOSING
            costs[openings[0]] = OPEN_AGAIN
        else:
            costs[closings[0]] = CLOSING_NONE
    if rarely_twice(before[-1:]):
        costs[before[-1]] = costs.get(before[-1], 0.0) + twice_cost(before[-1])
    if "“" in before:
        costs |= dict.fromkeys("「」『』", 3.0)
    if last:
        sentence = _SENTENCE_END.split(before)[-1]
        costs["？"] = -ASKS if asks(sentence) else ASKS
        costs["："] = -ASKS if _LISTS.search(sentence) else ASKS
        costs |= RARELY_LAST
    if behind in _PAUSES:
        costs |= {mark: costs.get(mark, 0.0) + MARK_TWICE for mark in _PAUSES}
    return costs


def twice_cost(char: str) -> float:
    """What it costs that a character that is rarely doubled stands twice running."""
    return PAUSE_TWICE if char in _PAUSES else TWICE


@cache
def rarely_twice(char: str) -> bool:
    """Whether nobody writes it twice running: 的的, 。。"""
    return char in USUAL_MARKS or 0.0 < alone(char) < EVERYDAY
