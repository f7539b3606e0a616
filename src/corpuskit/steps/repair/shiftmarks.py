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

__all__ = ["QUOTE_CHARS", "RARELY_LAST", "TWICE", "asks", "mark_costs", "rarely_twice"]

QUOTE_CHARS = 300  # how far back an open quotation mark counts
CLOSING_LAST = -17.0  # in favour of the mark that closes what is open at the end of a line
_SENTENCE_END = re.compile("[。！？!?]")
_ASKS = re.compile(r"[吗嗎呢谁誰哪几幾]|什[么麼]|怎|如何|[为為]何|是否|多少|是不是|能不能|有[没沒]有|(.)[不没沒]\1")
_PAUSES = frozenset("，。、；：！？,;:!?")
_LISTS = re.compile("[如以]下|下[列面述]|[说說]道?$")
TWICE = 4.0
RARELY_LAST = {"，": 3.0, "、": 5.0}  # cost at a line's end: there they are e**4 and e**6 times as rare as inside a line
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
    for opening, closing in ("（）", "《》", "【】", "()", "「」", "『』"):
        wide = "）" if closing == ")" else closing
        if before.rfind(opening) > before.rfind(closing):
            costs[wide] = CLOSING_LAST if last else -3.0
        else:
            costs.setdefault(wide, 3.0)
    if rarely_twice(before[-1:]):
        costs[before[-1]] = costs.get(before[-1], 0.0) + TWICE
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


@cache
def rarely_twice(char: str) -> bool:
    """Whether nobody writes it twice running: 的的, 。。"""
    return char in USUAL_MARKS or 0.0 < alone(char) < EVERYDAY
