"""Patterns of which the ends of a text are asked before they are tried: most lines are told from two characters.

What lives here: quick(), QuickPattern, QuickChoice. What never does: patterns, deciding anything.

How it works: what every match of a pattern begins with, ends with and holds is read from the pattern (edges.py, needs.py), when
it is first asked for. A match at a place is tried only where the character there can begin one; a match of the whole text, or up
to its end, only where its last character can end one; and all of them only where the text holds a piece that each match holds.
So the answers are those of the pattern, and a pattern that is written anew needs nothing else. What was found out of a character
is remembered.

Weak: a pattern that may begin, end and hold anything is tried everywhere, a little later than without.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

from corpuskit.core.latepattern import late
from corpuskit.rulebook.edges import edge_of
from corpuskit.rulebook.needs import needed_of, reaches_end

__all__ = ["QuickChoice", "QuickPattern", "quick"]


class QuickPattern:
    """A compiled pattern with its methods, as quick as they can be where it does not match."""

    __slots__ = ("_begins", "_closes", "_end", "_ends", "_is_read", "_needed", "_start", "regex")

    def __init__(self, regex: re.Pattern[str]) -> None:
        self.regex = regex
        self._is_read = False
        self._start: re.Pattern[str] | None = None
        self._end: re.Pattern[str] | None = None
        self._needed: tuple[str, ...] = ()
        self._closes = False
        self._begins: dict[str, bool] = {}
        self._ends: dict[str, bool] = {}

    def _read(self) -> None:
        pattern, flags = self.regex.pattern, self.regex.flags
        self._start = edge_of(pattern, flags=flags)
        self._end = edge_of(pattern, last=True, flags=flags)
        self._needed = tuple(sorted(needed_of(pattern, flags) or ()))
        self._closes = reaches_end(pattern, flags)
        self._is_read = True

    def _may_begin(self, char: str) -> bool:
        if not self._is_read:
            self._read()
        may = self._begins[char] = not char or self._start is None or self._start.fullmatch(char) is not None
        return may

    def _may_end(self, char: str) -> bool:
        if not self._is_read:
            self._read()
        may = self._ends[char] = not char or self._end is None or self._end.fullmatch(char) is not None
        return may

    @property
    def needed(self) -> tuple[str, ...]:
        """Pieces of text of which each match holds one; empty where none are known."""
        if not self._is_read:
            self._read()
        return self._needed

    def may_begin(self, char: str) -> bool:
        """False where no match begins with a character; of none at all, at the end of a text, nothing is known."""
        may = self._begins.get(char)
        return self._may_begin(char) if may is None else may

    def may_end(self, char: str) -> bool:
        """False where no match of all of a text ends with a character."""
        may = self._ends.get(char)
        return self._may_end(char) if may is None else may

    def may_end_search(self, last: str) -> bool:
        """False where search() finds nothing in a text that ends with a character."""
        if not self._is_read:
            self._read()
        return not self._closes or self.may_end(last)

    def _lacks(self, text: str) -> bool:
        """True where a text holds none of the pieces of which each match holds one."""
        if not self._is_read:
            self._read()
        return bool(self._needed) and not _holds_one(text, self._needed)

    def match(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        first = text[pos : pos + 1]
        may = self._begins.get(first)
        if may is None:
            may = self._may_begin(first)
        return None if not may or self._lacks(text) else self.regex.match(text, pos, endpos)

    def fullmatch(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        end = min(endpos, len(text))
        if end <= pos:
            return self.regex.fullmatch(text, pos, endpos)
        may = self._begins.get(text[pos])
        if may is None:
            may = self._may_begin(text[pos])
        if not may:
            return None
        last = text[end - 1]
        may = self._ends.get(last)
        if may is None:
            may = self._may_end(last)
        return None if not may or self._lacks(text) else self.regex.fullmatch(text, pos, endpos)

    def search(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        if not self._is_read:
            self._read()
        if self._closes:
            end = min(endpos, len(text))
            last = text[end - 1 : end] if end > pos else ""
            may = self._ends.get(last)
            if may is None:
                may = self._may_end(last)
            if not may:
                return None
        return None if self._lacks(text) else self.regex.search(text, pos, endpos)

    def finditer(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return iter(()) if self._lacks(text) else self.regex.finditer(text, pos, endpos)


class QuickChoice:
    """Several patterns that are asked together."""

    __slots__ = ("_begin", "_chosen", "_closing", "_holds", "_opening", "_patterns")

    def __init__(self, patterns: Iterable[re.Pattern[str] | QuickPattern]) -> None:
        self._patterns = [one if isinstance(one, QuickPattern) else QuickPattern(one) for one in patterns]
        self._begin: dict[str, tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]] = {}
        self._opening: dict[str, int] = {}  # character to which patterns may begin with it, as bits
        self._closing: dict[str, int] = {}
        self._chosen: dict[int, tuple[re.Pattern[str], ...]] = {}
        self._holds: re.Pattern[str] | None = None

    def matches(self, text: str, pos: int = 0) -> Iterator[re.Match[str]]:
        """What each of the patterns says that matches at a place, in their order."""
        first = text[pos : pos + 1]
        chosen = self._begin.get(first)
        if chosen is None:
            chosen = self._begin[first] = tuple((one.needed, one.regex) for one in self._patterns if one.may_begin(first))
        lacked: tuple[str, ...] | None = None  # patterns of one kind need the same and stand together
        for needed, regex in chosen:
            if needed == lacked:
                continue
            if needed and not _holds_one(text, needed):
                lacked = needed
                continue
            match = regex.match(text, pos)
            if match is not None:
                yield match

    def takes(self, text: str) -> bool:
        """Whether one of the patterns matches all of a text."""
        first, last = text[:1], text[-1:]
        opening, closing = self._opening.get(first), self._closing.get(last)
        if opening is None:
            opening = self._opening[first] = sum(one.may_begin(first) << n for n, one in enumerate(self._patterns))
        if closing is None:
            closing = self._closing[last] = sum(one.may_end(last) << n for n, one in enumerate(self._patterns))
        either = opening & closing
        chosen = self._chosen.get(either)
        if chosen is None:
            chosen = self._chosen[either] = tuple(one.regex for n, one in enumerate(self._patterns) if either >> n & 1)
        for regex in chosen:  # noqa: SIM110 - any() takes twice as long
            if regex.fullmatch(text) is not None:
                return True
        return False

    def may_be_in(self, text: str) -> bool:
        """False where none of the patterns matches anywhere in a text."""
        if self._holds is None:
            needed = [one.needed for one in self._patterns]
            pieces = sorted({piece for pieces in needed for piece in pieces})
            self._holds = re.compile("|".join(map(re.escape, pieces)) if all(needed) else "")
        return self._holds.search(text) is not None


def quick(pattern: str, flags: int = 0) -> QuickPattern:
    """re.compile(), of which most lines are told from their ends."""
    return QuickPattern(late(pattern, flags))


def _holds_one(text: str, pieces: tuple[str, ...]) -> bool:
    for piece in pieces:  # noqa: SIM110 - any() takes twice as long
        if piece in text:
            return True
    return False
