"""The ASCII character that a `?` swallowed: how likely each is between what stands before and behind.

What lives here: the candidates, their weights by the kind of their neighbours and by the page's own habit. What never does: the
hanzi before them (shiftfill.py), where something was swallowed (shiftwalk.py).

How it works: a reader of pairs takes the byte after a lost second byte along, whatever it is: a newline, a blank, a digit, a
bracket. The character model knows running text and hardly any such characters, so it counts only half here; the rest are counts
of what stands between a hanzi or a mark and each kind of character. A page has its own habit: what it has in such places
elsewhere counts too.

Weak: which digit it was nothing tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from math import log

__all__ = ["DIGIT", "MODEL_SHARE", "SWALLOWED", "kind_before", "swallowed_costs"]

DIGIT = "0"
SWALLOWED = ("\n", " ", DIGIT, *"!\"#$%&'()*+,-./:;<=>", "\t")
"""What a `?` may have swallowed: bytes from 40 on make a character with any first byte. 0 stands for all digits."""
MODEL_SHARE = 0.5  # of what the model says: chosen on held-back places of the tune half, as the best of 0, 0.3, 0.6 and 1
BRACKET = 3.0
PAGE_BELIEF = 8.0  # places of texts in general that count as much as the page's own
ONE_LINE = 4.0  # cost of a newline where the page has none: it would be its only one
ABSENT = 20.0  # cost of what does not stand there in texts in general

# Before, behind, and the characters between: per thousand, and the weight with which the shares that the model gives, counted by
# half, are in the mean what was counted. From the tune half of the corpora; n is a newline, _ a blank, t a tab.
_COUNTED = """
hanzi digit _551/0.7 n299/-0.0 0140/0.5 (3/-2.5
hanzi blank ,239/1.2 .218/0.9 )193/0.2 n145/1.5 _95/-0.6 :53/-0.3 ;22/0.2 "13/-0.8 '12/-1.1 03/-1.9
hanzi letter _883/2.4 n40/1.3 <27/0.9 (23/1.2 "7/1.9 /5/-0.6 $5/-0.3 -3/-0.6
hanzi hanzi n784/2.0 (48/0.4 /45/0.8 037/1.1 ,28/-1.0 )13/-0.6 "13/1.2 .10/-0.5 t7/0.0 -3/-1.0 +3/0.5
hanzi mark )867/-0.6 075/-1.0 "20/-2.3 _17/-4.6 n10/-4.6 >3/-5.2
hanzi end .402/2.7 n211/-0.2 )178/-0.2 :173/-0.4 ;15/-1.9 >5/-2.7 *3/-0.7
hanzi other _858/-0.2 n103/-1.0 015/-0.9 (7/-2.7 :5/-4.1 "5/-1.7 .3/-2.9
hanzi sign _749/2.2 n73/1.3 '45/1.5 "33/2.0 )30/1.8 <18/0.2 017/0.8 .15/0.5 (15/0.1
mark digit 0505/1.9 n385/0.3 _27/-2.4 (23/0.0 %20/-0.5 <10/-0.6 -8/-1.2 +5/-1.9 .3/-3.2
mark blank n694/4.5 _238/-1.8 :20/0.4 018/0.6 )12/-0.8 ,3/-0.8 "3/-0.5
mark letter n563/3.3 _118/1.9 =68/4.3 /67/2.3 %43/1.3 .28/1.3 $25/0.2 <20/1.3 -17/1.2 (17/1.8 "15/2.9 07/1.7 :3/0.8
mark hanzi n916/4.4 _68/2.0 (8/1.8 03/2.0
mark mark )382/-1.1 0206/-0.2 /86/-0.2 _82/-1.7 .34/-3.9 -34/-0.9 :29/-1.2 +24/-2.9 &20/1.7 ,15/-2.5 =10/-1.5 <10/-1.7
mark end n860/2.0 _57/1.1 )28/-0.2 .20/0.6 :18/-0.4 ;8/-0.5 "3/0.9
mark other n950/4.8 _23/0.1 013/3.3 -8/2.7
mark sign n654/2.3 _213/1.6 045/2.2 <17/1.0 -15/0.2 "15/1.0 )13/0.4 '13/1.4 .3/-1.5 *3/1.2
"""
_WRITTEN = {"n": "\n", "_": " ", "t": "\t"}
_CELL = re.compile(r"(.)([0-9]+)/(-?[0-9.]+)")
_PLACE = re.compile("(?<=([\u2010-\uffe5]))([\n\t -?])(?=([\\s\\S]?))")
_CLOSES = re.compile(r"[^()（）\n]{0,40}[)）]")
_OPENED = re.compile(r"[(（][^()（）\n]{0,40}\Z")
_CLOSING = frozenset("，。、；：！？”’）》」』…】")


def swallowed_costs(left: str, right: str, page: str) -> Mapping[str, Mapping[str, float]]:
    """By the kind of the character before ("hanzi", "mark"): what each candidate costs beside half of what the model says.

    left, right: the text around, without the lost hanzi. page: the text that they belong to; empty where it tells nothing.
    """
    behind = _kind(right[:1])
    only_line = ONE_LINE if page and "\n" not in page.strip() and behind != "end" else 0.0
    brackets = {"(": -BRACKET if _CLOSES.match(right) else 0.0, ")": -BRACKET if _OPENED.search(left) else BRACKET}
    out = {}
    for before in ("hanzi", "mark"):
        counted = _counted()[before, behind]
        here = _habit(page)[before, behind] if page else Counter[str]()
        known = PAGE_BELIEF + here.total()
        costs = dict.fromkeys(SWALLOWED, ABSENT)
        for char, (share, weight) in counted.items():
            costs[char] = -weight - log((PAGE_BELIEF + here[char] / share) / known) + brackets.get(char, 0.0)
        costs["\n"] += only_line
        out[before] = costs
    return out


def kind_before(char: str) -> str:
    """The kind of a character that stands before what was swallowed."""
    return "hanzi" if "\u3400" <= char <= "\u9fff" else "mark"


def _kind(char: str) -> str:
    if not char or char == "\n":
        return "end"
    if "\u3400" <= char <= "\u9fff":
        return "hanzi"
    if char.isascii():
        return "letter" if char.isalpha() else "digit" if char.isdigit() else "blank" if char == " " else "sign"
    return "mark" if char in _CLOSING else "other"


@cache
def _counted() -> Mapping[tuple[str, str], Mapping[str, tuple[float, float]]]:
    """By the kinds before and behind: of each character its share of the places, and its weight."""
    out = {}
    for row in _COUNTED.strip().split("\n"):
        first, second, *cells = row.split(" ")
        found = [m.groups() for m in map(_CELL.fullmatch, cells) if m]
        out[first, second] = {_WRITTEN.get(char, char): (int(share) / 1000, float(weight)) for char, share, weight in found}
    return out


@lru_cache(4)
def _habit(page: str) -> Mapping[tuple[str, str], Counter[str]]:
    """What stands in such places of a page."""
    out: dict[tuple[str, str], Counter[str]] = {key: Counter() for key in _counted()}
    for m in _PLACE.finditer(page):
        if m[2] != "?":
            out[kind_before(m[1]), _kind(m[3])][DIGIT if m[2].isdigit() else m[2]] += 1
    return out
