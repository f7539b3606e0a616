"""How far a whole reading of a byte shift is believed: the probability that all of its characters are right.

What lives here: what is seen of a choice (seen(), COLUMNS), the surprise of the text around it, belief(). What never does: the
choice (shiftfill.py), what is done with an answer (shiftproof.py), training (scripts/shiftbelief).

How it works: a sum of small trees (rulebook/shiftbelief.json) over the share that the character model gives to the choice, how it
reads there, how the shift shows itself and what the page's program does elsewhere. It has learned from choices on damaged pages
of many sites, whose texts the character model of its training had not read.
"""

from __future__ import annotations

import re
from functools import cache
from math import log

import numpy as np

from corpuskit.rulebook.stored import stored_model
from corpuskit.rulebook.trees import Trees, trees_of
from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.pinyin import LETTERS
from corpuskit.steps.repair.plausibility import USUAL_MARKS, charmodel
from corpuskit.steps.repair.shiftfill import Choice

__all__ = ["COLUMNS", "MARKS", "RULE_NOTE", "TWO_LOST", "belief", "belief_digest", "seen", "surprise"]

RULE_NOTE = "repair.pinyin-shift"
MARKS = frozenset("，。、？！；：,!?;:")
TWO_LOST = re.compile("[?\ufffd]{2}")

COLUMNS = (
    "odds", "odds of the least sure", "share of the last", "reads", "reads worst", "surprise around", "gain",
    "characters", "open", "lost inside", "symbol", "mark first", "hanzi last", "note last", "note", "two lost",
    "no mark behind", "page of junk", "page of notes",
)  # fmt: skip
"""What is seen of a choice. Odds, reading, surprise and gain in nats (natural log); the last nine are 0 or 1."""

_SYMBOL, _OPEN, _READS = map(COLUMNS.index, ("symbol", "open", "reads"))
SENSELESS = (
    -10.0
)  # nats a character; of certain characters with a symbol, which the trees have hardly seen: right ones have -9 and more
AROUND_CHARS = 60
BELIEF_HANZI, BELIEF_SURPRISE = 4, 4.5  # hanzi that stand for a text too short to tell, and their surprise
ODDS_MOST = 20.0

_NOTE_END = re.compile(rf"[{LETTERS}] ?\)$")
_HAN = re.compile("[\u3400-\u9fff]")
_LOST_MARK = re.compile("[?\ufffd]")
_LOST = re.compile("[?\ufffd\x01-\x08]")  # where another loss may begin


def surprise(line: str, at: int, choice: Choice) -> float:
    """Nats per hanzi around a choice, without the open characters and the two after each, up to where more is damaged."""
    start = max(0, at - AROUND_CHARS)
    end = choice.end + AROUND_CHARS
    if more := _LOST.search(line, choice.end, end):
        end = more.start()
    text = line[start:at] + choice.text + line[choice.end : end]
    logs = charmodel().logps(text)
    asked = {at - start + number + more for number, share in enumerate(choice.shares) if share < 1.0 for more in range(3)}
    known = [logs[m.start()] for m in _HAN.finditer(text) if m.start() not in asked]
    return (BELIEF_HANZI * BELIEF_SURPRISE - sum(known)) / (BELIEF_HANZI + len(known))


def seen(line: str, at: int, left: str, choice: Choice, habits: Habits) -> tuple[float, ...]:
    """What COLUMNS name, of a choice for line[at : choice.end] with `left` before it."""
    logs = charmodel().logps(left[-2:] + choice.text + line[choice.end : choice.end + 2])[len(left[-2:]) :]
    last = choice.text[-1]
    # A letter at the end is the byte that ended the shift.
    symbols = choice.text[:-1] if last.isascii() and last.isalpha() else choice.text
    is_hanzi_last = "\u3400" <= last <= "\u9fff"
    by_mark = line[at + 1] in MARKS or line[at + 1] == "\ufffd" or "\x05" <= line[at + 1] <= "\x08"
    is_note = choice.rule == RULE_NOTE
    return (
        _odds(choice.joint), _odds(min(choice.shares)), choice.shares[-1],
        sum(logs) / len(logs), min(logs), surprise(line, at, choice), choice.gain,
        len(choice.text), sum(share < 1.0 for share in choice.shares), len(_LOST_MARK.findall(line, at + 1, choice.end - 1)),
        any(not ("\u3400" <= char <= "\u9fff" or char in USUAL_MARKS or char in "\n ") for char in symbols),
        choice.text[0] in USUAL_MARKS, is_hanzi_last, is_hanzi_last and _NOTE_END.search(line, at, choice.end) is not None,
        is_note, TWO_LOST.match(line, choice.end - 1) is not None,
        bool(habits.noted or habits.junked) and not by_mark and not is_note, bool(habits.junked), bool(habits.noted),
    )  # fmt: skip


def _odds(share: float) -> float:
    share = min(max(share, 1e-9), 1.0 - 1e-9)
    return min(log(share / (1.0 - share)), ODDS_MOST)


@cache
def _model() -> tuple[Trees, str]:
    data, digest = stored_model("shiftbelief.json")
    if tuple(data["columns"]) != COLUMNS:
        raise ValueError("rulebook/shiftbelief.json does not fit steps/repair/shiftbelief.py: run scripts/shiftbelief")
    return trees_of(data["trees"]), digest


def belief_digest() -> str:
    """BLAKE2b of the trees, for recipe.lock.toml."""
    return _model()[1]


def belief(line: str, at: int, left: str, choice: Choice, habits: Habits) -> float:
    """The probability, 0 to 1, that all of a choice is right."""
    row = seen(line, at, left, choice, habits)
    if row[_SYMBOL] and not row[_OPEN] and row[_READS] < SENSELESS:
        return 0.0
    return float(_model()[0].scores(np.array([row], np.float64))[0])
