"""Whether a reading of a byte shift is one, and which of its lost characters are sure.

What lives here: the proofs, and the shares of chosen characters set right by how well the model knows the text around. What never
does: the reading on (shiftwalk.py), the choice (shiftfill.py), how far a whole one is believed (shiftbelief.py).

How it works: the model's share of a character among its rivals says how sure it is only where the model knows the text. In verse
or slang it is too sure: shares are lowered by the mean surprise of the certain hanzi around. The characters given are those whose
shares multiply to what is asked of the whole; the others become U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import exp, log

from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.plausibility import USUAL_MARKS
from corpuskit.steps.repair.shiftbelief import MARKS, RULE_NOTE, TWO_LOST, belief, surprise
from corpuskit.steps.repair.shiftfill import Choice
from corpuskit.steps.repair.shiftmarks import asks

__all__ = ["MARKS", "RULE", "RULE_NOTE", "WIDE", "given", "is_cut_word", "is_shown", "kept", "with_doubt"]

RULE = "repair.byte-shift"

# Chosen on the half of the tune works that the model for it had not read: the share of right answers is then what is said here.
GIVEN_LEAST = 0.76  # product of the shares of the characters given
LOGIT_FACTOR, LOGIT_PER_NAT = 0.88, 0.55  # what the model's own odds count, and what a nat of surprise takes from them
USUAL_SURPRISE = 4.7  # nats per hanzi, at which nothing is taken
BELIEVED = 0.71  # of pages; in a text too short to tell of itself it would take as many right answers as wrong ones

_CUT_TWICE = re.compile("\\?[，。、；：,;:]\\?")  # ?!? is written on purpose
_CUT_AMID = re.compile("\\?[！？]\\?")  # and so it may be in two widths, but not before another mark
_CUT_QUOTE = re.compile("[?\ufffd][！!][?\ufffd]")  # 。” at the end of a line
_QUOTE_ENDS = ("。”", "。」")
_CUT_LOW = re.compile(
    "[，。、；：,;:][@-~]"
)  # 。現 cut before the ， in it: nobody writes a comma behind a question mark, and then F在
_CALLS = re.compile("[?？!！]|[啊呀吧呢嘛啦]")  # what people put before two question marks, or beside them
_RUN = re.compile("[\x05-\x08]")
_ANEW = re.compile("[\u02c7-\u02cb\u0370-\u04ff\u2460-\u25ff\u3021-\u3129\u3400-\u9fff\ue000-\uf8ff]")  # marks tell nothing
ANEW_MANY, ANEW_LOST = 4, 4  # characters read anew that show a shift whatever it ends in; that show one from U+FFFD
ANEW_CUT = 2  # and that show one beginning at a mark
# Gains and share of what shows no character read anew: those of invented questions before A, @ or € reach 7 at a share of .84.
LOW, MORE, SURE = 7.5, 12.0, 0.9
_PAUSES = frozenset("，。、；：,;:")
_PRICE = re.compile("多少|[几幾]")
_LOW = re.compile("[@-~€]")
_PARTNERS = {"[": "]", "]": "[", "{": "}", "}": "{"}
_GOES_ON = re.compile("[\u3400-\u9fff，。、；：！？（）“”‘’「」『』《》,.;:!)]")
WIDE = re.compile("[\u2010-\u2027\u3400-\u9fff\ue000-\uf8ff\u3000-\u303f\uff00-\uffef]")


def with_doubt(line: str, at: int, choice: Choice) -> Choice:
    """A choice for line[at : choice.end], its shares set right by the surprise of what stands around."""
    doubt = LOGIT_PER_NAT * (surprise(line, at, choice) - USUAL_SURPRISE)
    shares = tuple(share if share in (0.0, 1.0) else _less(share, doubt) for share in choice.shares)
    return replace(choice, shares=shares, joint=choice.joint if choice.joint in (0.0, 1.0) else _less(choice.joint, doubt))


def _less(share: float, doubt: float) -> float:
    share = min(max(share, 1e-9), 1.0 - 1e-9)
    return 1.0 / (1.0 + exp(doubt - LOGIT_FACTOR * log(share / (1.0 - share))))


def given(shares: Sequence[float], joint: float = 0.0) -> list[bool]:
    """Which characters are given: the surest, as many as are right together with the probability asked.

    joint: the share of all together, where known.
    """
    if joint >= GIVEN_LEAST:
        return [True] * len(shares)
    out = [False] * len(shares)
    together = 1.0
    for number in sorted(range(len(shares)), key=lambda i: -shares[i]):
        together *= shares[number]
        if together < GIVEN_LEAST:
            break
        out[number] = True
    return out


def kept(line: str, at: int, left: str, choice: Choice, habits: Habits) -> list[bool]:
    """Which characters of a choice are given: all where the whole is believed, else the surest and never all.

    Empty where nothing is open and the whole is not believed: it is no shift.
    """
    # Where two characters in a row lost both bytes, of 23 such choices two were right.
    is_believed = TWO_LOST.match(line, choice.end - 1) is None
    is_believed = is_believed and (habits.view is None or belief(line, at, left, choice, habits) >= BELIEVED)
    if min(choice.shares) == 1.0:
        return [True] * len(choice.shares) if is_believed else []
    out = given(choice.shares, choice.joint)
    if all(out) and not is_believed:
        out[min(range(len(out)), key=lambda i: choice.shares[i])] = False
    return out


def is_shown(line: str, at: int, choice: Choice, habits: Habits) -> bool:
    """Whether what stands there looks like a shift, apart from reading well the other way.

    A character that GBK has and GB 2312 has not ends in a byte that is ASCII. After a question mark it would always make a short
    shift, and names hold such characters: `?` and one of them is no sign of damage, unless the ASCII character belongs to a word
    that goes on, or the page shows the damage elsewhere.
    """
    shown, after = line[at + 1 : choice.end], line[choice.end : choice.end + 1]
    anew = len(_ANEW.findall(shown))
    if choice.rule == RULE_NOTE or _RUN.match(shown):
        return True
    if line[at] == "\ufffd" and not habits.proven:
        # A lost character is common, a lost byte is not: a rare hanzi behind one reads as a mark or a hanzi with a letter.
        is_hanzi = "\u3400" <= choice.text[0] <= "\u9fff" and not (choice.text[-1].isascii() and choice.end - at == 2)
        cut = anew >= ANEW_LOST or (anew > 1 and choice.gain >= MORE) or _is_cut_quote(line, at, choice)
        return cut or (is_hanzi and _is_sure(line, at, choice))
    if habits.proven or anew >= ANEW_MANY:
        return True
    if _CUT_TWICE.fullmatch(line, at, choice.end) or (_CUT_AMID.fullmatch(line, at, choice.end) and after in _PAUSES):
        return is_cut_word(line, at, choice)
    if choice.text in _QUOTE_ENDS and _CUT_QUOTE.fullmatch(line, at, choice.end):
        return _is_cut_quote(line, at, choice)
    if _CUT_LOW.fullmatch(shown) and choice.text[0] == "。" and choice.text[-1] >= "\u3400" and not asks(line[:at]):
        return min(choice.shares) >= SURE and choice.gain >= LOW and WIDE.match(after) is not None
    if shown[:1] in MARKS and anew >= ANEW_CUT and choice.gain >= MORE:
        return True
    made = choice.text[-1:]
    if "@" <= made <= "~" and made != shown[-1:]:
        return made.isalpha() and after.isascii() and after.isalnum()
    return anew > 0 or _is_sure(line, at, choice)


def _is_cut_quote(line: str, at: int, choice: Choice) -> bool:
    """Whether it is the end of a quotation that a program cut in two, where one is open."""
    if choice.text not in _QUOTE_ENDS or _CUT_QUOTE.fullmatch(line, at, choice.end) is None:
        return False
    return any(line.rfind(opening, 0, at) > line.rfind(closing, 0, at) for opening, closing in ("“”", "「」"))


def is_cut_word(line: str, at: int, choice: Choice) -> bool:
    """Whether a hanzi is sure where nothing but question marks and a mark stands, in a sentence that asks nothing."""
    shares = choice.shares[:-1] if choice.swallowed else choice.shares
    if not "\u3400" <= choice.text[0] <= "\u9fff" or not all(given(shares, choice.joint)) or asks(line[:at]):
        return False
    return _CALLS.search(choice.text + line[choice.end : choice.end + 1]) is None


def _is_sure(line: str, at: int, choice: Choice) -> bool:
    """Whether a shift that shows no character read anew is one: inside a statement, with every lost character sure.

    One low byte is the second byte of a hanzi; the tune half of the corpora has none after a question mark and before a hanzi or
    a mark. Anything longer needs more, and something beside marks and question marks.
    """
    shown = line[at + 1 : choice.end]
    if min(choice.shares) < SURE or not at or not WIDE.match(line[at - 1]):
        return False
    if asks(line[:at]) and (len(shown) > 1 or shown.isalpha() or (shown == "€" and _PRICE.search(line[:at]))):
        return False
    if not _LOW.fullmatch(shown):
        return choice.gain >= MORE and choice.text[0] >= "\u3400" and any(char not in MARKS | USUAL_MARKS for char in shown)
    partner = _PARTNERS.get(shown, "")
    alone = not partner or partner not in (line[:at] if shown in "]}" else line[choice.end :])
    return alone and choice.gain >= (LOW if shown.isalpha() else MORE) and _GOES_ON.match(line, choice.end) is not None
