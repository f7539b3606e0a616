"""What shows on a line that a pattern takes, read from the pattern: a piece of text and where it stands, the ends, the length.

What lives here: Anchor, Variant, variants_of(). What never does: looking at a line (sieve.py), deciding anything.

How it works: a pattern that is a choice is read as one variant for each branch. Of each variant it is read which characters its
matches can begin, go on and end with, how long they are, and the best of the sets of pieces of which each match holds one: with
how many characters can stand before and behind the piece within the match. What stands in a group, in a repeat that cannot be
left out, and in what looks ahead counts; what cannot be read makes the variant say less, never more.

Long, because each kind of node of a pattern is read in one walk, and every answer is only right together with the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from corpuskit.rulebook.charsets import EVERY, Flags, case_forms, flags_of_item
from corpuskit.rulebook.edges import REPEATS, branches_of, parsed

__all__ = ["ENDLESS", "Anchor", "Share", "Variant", "share_of", "variants_of"]

ENDLESS = 1 << 28  # characters: more than a line has
STRINGS_MAX = 48  # ways to write a piece
ANCHORS_MAX = 400  # pieces of one set
CLASS_MAX = 12  # characters of a class that are spelled out
BRANCHES_MAX = 40  # variants of a pattern
DEPTH_MAX = 200
RARE_BITS = 224  # what a character costs that charfreq.npz does not know
LINE_CHARS = 60  # of an ordinary line
WORD = 0.7  # of the bits of a letter, where it stands in a word
ALSO_SHARE = 0.002  # of the places of a text; what is found more often costs more than it spares
PLACED = 0.5  # what looking for a piece costs, of what a line costs that may be taken
LONG_CHARS = 4  # of a piece; more do not make it rarer

_Items = Sequence[tuple[Any, Any]]
Share = Callable[[str], float]  # of a piece: about how many of the places of a text hold it


class Anchor(NamedTuple):
    """A piece of a match, folded and in small letters, and the fewest and most characters before and behind it in the match."""

    text: str
    before_least: int
    before_most: int
    behind_least: int
    behind_most: int


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """A branch of a pattern. begins, seconds, ends: flags of the characters that its matches can show there; anchors: each match
    holds one of them, none where none is known; also: pieces of which its line holds one besides, none likewise."""

    begins: Flags
    seconds: Flags
    ends: Flags
    least: int
    most: int
    anchors: tuple[Anchor, ...]
    also: tuple[str, ...] = ()


def variants_of(
    pattern: str, flags: int, needs: Sequence[str], *, anywhere: bool = False, share: Share | None = None
) -> list[Variant]:
    """The variants of a pattern; needs: pieces of which each line that it takes holds one, folded and in small letters.

    anywhere: matches are looked for inside a line, so that nothing is known but the needs. share: about how many of the places of
    a text hold a piece.
    """
    told = [Anchor(need, -ENDLESS, ENDLESS, -ENDLESS, ENDLESS) for need in needs]  # on the line, perhaps beside the match
    if anywhere:
        return [Variant(EVERY, EVERY, EVERY, 0, ENDLESS, tuple(told))]
    share = share or share_of
    reader = _Reader(any_case=bool(flags & 2), share=share)
    found = []
    for branch in _branches(list(parsed(pattern))):
        items = _bare(branch)
        sets = reader.sets(items)
        if told:
            sets.append(told)
        best = _reduced(max(sets, key=reader.score, default=[]))
        least, most = _width(items)
        begins, may_end = reader.edge(items, last=False)
        ends, _ = reader.edge(items, last=True)
        seconds = EVERY if may_end else reader.seconds(items)
        found.append(Variant(begins, seconds, ends, least, most, tuple(best), _also(best, sets, share)))
    return found


def _reduced(anchors: Sequence[Anchor]) -> list[Anchor]:
    """The same with fewer pieces: one that holds another goes, and where that one may stand is widened by its places."""
    kept: dict[str, Anchor] = {}
    for anchor in sorted(set(anchors), key=lambda one: (len(one.text), one)):
        text, *places = anchor
        within = next((piece for piece in kept if piece in text), None)
        if within is not None:
            at, text = text.find(within), within
            rest = len(anchor.text) - at - len(within)
            places = [places[0] + at, places[1] + at, places[2] + rest, places[3] + rest]
            known = kept[within]
            places = [min(known[1], places[0]), max(known[2], places[1]), min(known[3], places[2]), max(known[4], places[3])]
        kept[text] = Anchor(text, *(min(ENDLESS, place) for place in places))
    return list(kept.values())


def _also(best: Sequence[Anchor], sets: Sequence[Sequence[Anchor]], share: Share) -> tuple[str, ...]:
    """The pieces of the rarest other set, where these are rare enough and what is known already does not say them."""
    said = [_in_one_case(anchor.text) for anchor in best]
    others = [[anchor.text for anchor in _reduced(one)] for one in sets]
    useful = [one for one in others if not all(any(_in_one_case(piece) in text for piece in one) for text in said)]
    shares = [sum(map(share, one)) for one in useful]
    least = min(range(len(useful)), key=shares.__getitem__, default=None)
    return tuple(useful[least]) if least is not None and shares[least] <= ALSO_SHARE else ()


def _in_one_case(text: str) -> str:
    return "".join([min(case_forms(char)) for char in text])


def _bare(items: _Items) -> _Items:
    """The items without blanks at both ends that may be left out: lines are matched without blanks around them."""
    start, end = 0, len(items)
    while start < end and _is_room(*items[start]):
        start += 1
    while end > start and _is_room(*items[end - 1]):
        end -= 1
    return items[start:end]


def _is_room(op: Any, value: Any) -> bool:
    if str(op) not in REPEATS or value[0] != 0 or len(value[2]) != 1:
        return False
    inner, what = value[2][0]
    return str(inner) == "IN" and [(str(kind), str(which)) for kind, which in what] == [("CATEGORY", "CATEGORY_SPACE")]


def _inside(op: Any, value: Any) -> _Items | None:
    """The items of a plain group, or of one where case counts, which are read as if it did not; None for other items."""
    name = str(op)
    if name == "SUBPATTERN":
        return None if value[1] or value[2] & ~re.IGNORECASE else list(value[3])
    return list(value) if name == "ATOMIC_GROUP" else None


def _branches(items: _Items) -> list[_Items]:
    """The branches of a pattern that is a choice, perhaps within a group and beside items that take no character."""
    pending: list[list[tuple[Any, Any]]] = [list(items)]
    done: list[_Items] = []
    while pending:
        now = pending.pop(0)
        split = _split(now) if len(pending) + len(done) < BRANCHES_MAX else None
        if split is None or len(split) + len(pending) + len(done) > BRANCHES_MAX:
            done.append(now)
        else:
            pending = [*split, *pending]
    return [*done]


def _split(items: list[tuple[Any, Any]]) -> list[list[tuple[Any, Any]]] | None:
    taking = [n for n, (op, value) in enumerate(items) if _item_width(op, value)[1] > 0]
    solid = [n for n in taking if _item_width(*items[n])[0] > 0]
    for n in solid if len(solid) == 1 else taking if len(taking) == 1 else ():
        op, value = items[n]
        inner = _inside(op, value)
        if inner is not None:
            return [[*items[:n], *inner, *items[n + 1 :]]]
        if str(op) == "BRANCH":
            return [[*items[:n], *branch, *items[n + 1 :]] for branch in value[1]]
    return None


def _item_width(op: Any, value: Any) -> tuple[int, int]:
    name = str(op)
    if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
        return 1, 1
    if name in ("ASSERT", "ASSERT_NOT", "AT"):
        return 0, 0
    if name in REPEATS:
        least, most = _width(value[2])
        return min(ENDLESS, least * int(value[0])), min(ENDLESS, most * int(value[1]))
    branches = branches_of(op, value)
    if not branches:
        return 0, ENDLESS
    widths = [*map(_width, branches)]
    return min(least for least, _ in widths), max(most for _, most in widths)


def _width(items: _Items) -> tuple[int, int]:
    """The fewest and most characters of what items take."""
    widths = [_item_width(op, value) for op, value in items]
    return min(ENDLESS, sum(least for least, _ in widths)), min(ENDLESS, sum(most for _, most in widths))


@cache
def _costs() -> Any:
    """What each code unit costs, in eighths of a bit, in the writing where it is most common."""
    with (files("corpuskit.rulebook") / "charfreq.npz").open("rb") as file, np.load(file) as tables:
        return tables["cost"].min(axis=0)


@cache
def _char_cost(char: str) -> int:
    """What a character costs in the case in which it is most common, in eighths of a bit."""
    costs = _costs()
    return min(int(costs[ord(form)]) if ord(form) < len(costs) else RARE_BITS for form in case_forms(char))


@cache
def share_of(text: str) -> float:
    """About how many of the places of a text hold a piece: words are more common than their characters say, marks are not."""
    bits = sorted((_char_cost(char) * (WORD if len(text) > 1 and char.isalpha() else 1) for char in text), reverse=True)
    return float(2.0 ** (-sum(bits[:LONG_CHARS]) / 8))


class _Reader:
    """Reads items of one pattern. any_case: letters stand for both cases."""

    def __init__(self, *, any_case: bool, share: Share) -> None:
        self._any_case, self._share = any_case, share

    def score(self, anchors: Iterable[Anchor]) -> float:
        """The rarer the pieces are and the better their places are known, the higher."""
        total = 0.0
        for text, before_least, before_most, behind_least, behind_most in anchors:
            room = min(before_most - before_least, behind_most - behind_least) + 1
            total += self._share(text) * (PLACED + (1 - PLACED) * min(1.0, room / LINE_CHARS))
        return -total

    # -- pieces ----------------------------------------------------------------------------------------------------

    def sets(self, items: _Items) -> list[list[Anchor]]:
        """Sets of pieces of each of which every match of a sequence holds one."""
        widths = [_item_width(op, value) for op, value in items]
        count = len(items)
        before, behind = [(0, 0)] * (count + 1), [(0, 0)] * (count + 1)  # of what stands before (from) an item
        for n in range(count):
            before[n + 1] = _sum(before[n], widths[n])
        for n in range(count - 1, -1, -1):
            behind[n] = _sum(behind[n + 1], widths[n])
        found: list[list[Anchor]] = []
        run, begin = {""}, 0
        for n in range(count + 1):
            strings = self._strings(*items[n]) if n < count else None
            longer = {one + two for one in run for two in strings} if strings is not None else set()
            if strings is not None and len(longer) <= STRINGS_MAX:
                run = longer
                continue
            if "" not in run:
                found.append([Anchor(text, *before[begin], *behind[n]) for text in sorted(run)])
            run, begin = ({""}, n + 1) if strings is None else (strings, n)
            if n < count and strings is None:
                inner = self._sets_of_item(*items[n])
                after = (0, 0) if str(items[n][0]) == "ASSERT" else behind[n + 1]  # what looks ahead stands within what follows
                found += [[_moved(anchor, before[n], after) for anchor in one] for one in inner]
        return found

    def _strings(self, op: Any, value: Any) -> set[str] | None:
        """All that an item can match, in small letters, where that is little."""
        name = str(op)
        if name == "LITERAL":
            return self._chars([value])
        if name == "IN":
            codes: list[int] = []
            for member, what in value:
                if str(member) not in ("LITERAL", "RANGE"):
                    return None
                low, high = (what, what) if str(member) == "LITERAL" else what
                if high - low >= CLASS_MAX:
                    return None
                codes += range(low, high + 1)
            return self._chars(codes)
        if name in REPEATS and tuple(value[:2]) == (0, 1):
            inner = self._strings_of(value[2])
            return None if inner is None else inner | {""}
        if name == "BRANCH" or _inside(op, value) is not None:
            found: set[str] = set()
            for branch in branches_of(op, value):
                strings = self._strings_of(branch)
                if strings is None:
                    return None
                found |= strings
            return found if len(found) <= STRINGS_MAX else None
        return None

    def _chars(self, codes: list[int]) -> set[str] | None:
        chars = {min(case_forms(chr(code))) if self._any_case else chr(code) for code in codes}
        return chars if len(chars) <= CLASS_MAX else None

    def _strings_of(self, items: _Items) -> set[str] | None:
        found = {""}
        for op, value in items:
            strings = self._strings(op, value)
            if strings is None:
                return None
            found = {one + two for one in found for two in strings}
            if len(found) > STRINGS_MAX:
                return None
        return found

    def _sets_of_item(self, op: Any, value: Any) -> list[list[Anchor]]:
        name = str(op)
        if name == "ASSERT":
            inner = self.sets(value[1]) if value[0] == 1 else []
            return [[anchor._replace(behind_least=0, behind_most=ENDLESS) for anchor in one] for one in inner]
        if name in REPEATS:
            if value[0] == 0:
                return []
            least, most = _width(value[2])
            rest = least * (int(value[0]) - 1), min(ENDLESS, most * (min(ENDLESS, int(value[1])) - 1))
            return [[_moved(anchor, (0, 0), rest) for anchor in one] for one in self.sets(value[2])]
        group = _inside(op, value)
        if group is not None:
            return self.sets(group)
        if name == "BRANCH":
            union: list[Anchor] = []
            for branch in value[1]:
                sets = self.sets(branch)
                if not sets:
                    return []
                union += max(sets, key=self.score)
            return [union] if len(union) <= ANCHORS_MAX else []
        return []

    # -- ends ------------------------------------------------------------------------------------------------------

    def edge(self, items: _Items, *, last: bool) -> tuple[Flags, bool]:
        """(flags of the characters that a sequence can begin or end with, whether it may be empty)."""
        found = np.zeros(len(EVERY), dtype=np.bool_)
        for op, value in reversed(list(items)) if last else items:
            flags, empty = self._edge_of_item(op, value, last=last)
            found |= flags
            if not empty:
                return found, False
        return found, True

    def _edge_of_item(self, op: Any, value: Any, *, last: bool) -> tuple[Flags, bool]:
        name = str(op)
        flags = flags_of_item(op, value, any_case=self._any_case)
        if flags is not None:
            return flags, False
        if name in ("ASSERT", "ASSERT_NOT", "AT"):
            return np.zeros(len(EVERY), dtype=np.bool_), True
        if name == "SUBPATTERN" and _inside(op, value) is None:
            return EVERY, True
        branches = branches_of(op, value)
        if not branches:
            return EVERY, True
        edges = [self.edge(branch, last=last) for branch in branches]
        either = np.logical_or.reduce([flags for flags, _ in edges])
        return either, any(empty for _, empty in edges) or (name in REPEATS and value[0] == 0)

    def seconds(self, items: _Items) -> Flags:
        """Flags of the characters that can stand second in a match, or behind one of a single character."""
        found = np.zeros(len(EVERY), dtype=np.bool_)
        for _, rest in self._heads(list(items), 0):
            flags, empty = self.edge(rest, last=False) if rest is not None else (EVERY, True)
            found |= flags
            if empty:
                return EVERY
        return found

    def _heads(self, items: list[tuple[Any, Any]], depth: int) -> list[tuple[None, list[tuple[Any, Any]] | None]]:
        """What stands behind the first character, for each way to begin; None where that is not known."""
        if depth > DEPTH_MAX:
            return [(None, None)]
        out: list[tuple[None, list[tuple[Any, Any]] | None]] = []
        for n, (op, value) in enumerate(items):
            rest, name = items[n + 1 :], str(op)
            if name in ("ASSERT", "ASSERT_NOT", "AT"):
                continue
            if _item_width(op, value) == (1, 1) and not branches_of(op, value):
                return [*out, (None, rest)]
            if name in REPEATS:
                least, most, inner = int(value[0]), int(value[1]), value[2]
                again = [(op, (max(0, least - 1), most if most >= ENDLESS else most - 1, inner))] if most > 1 else []
                branches = [([*inner], again)]
            elif name == "BRANCH" or _inside(op, value) is not None:
                least = 1
                branches = [([*branch], []) for branch in branches_of(op, value)]
            else:
                return [*out, (None, None)]
            for inner_items, again in branches:
                empty = _width(inner_items)[0] == 0
                for _, behind in self._heads(inner_items, depth + 1):
                    out.append((None, None if behind is None else [*behind, *again, *rest]))
                least = 0 if empty else least
            if least:
                return out
        return out


def _sum(one: tuple[int, int], two: tuple[int, int]) -> tuple[int, int]:
    return min(ENDLESS, one[0] + two[0]), min(ENDLESS, one[1] + two[1])


def _moved(anchor: Anchor, before: tuple[int, int], behind: tuple[int, int]) -> Anchor:
    text, *rest = anchor
    return Anchor(text, *_sum((rest[0], rest[1]), before), *_sum((rest[2], rest[3]), behind))
