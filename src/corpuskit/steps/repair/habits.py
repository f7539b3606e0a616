"""What a page tells of its own writing: its script, its words, the characters that it notes.

What lives here: Habits, which the choice of lost characters asks. What never does: a choice, a look at one place.

How it works: most pages on which a question mark is looked at are sound, and the first look at their lines says so. What costs a
pass over the whole page, or a sort of it, is therefore made when it is first asked for, and once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from copy import copy
from functools import cached_property
from math import exp, log

from corpuskit.steps.repair.model import CharModel
from corpuskit.steps.repair.notes import Page
from corpuskit.steps.repair.pinyin import LETTERS, NOTE
from corpuskit.steps.repair.plausibility import alone, charmodel
from corpuskit.steps.repair.sides import one_sided

__all__ = ["Habits"]

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
# Both begin with a class: such a pattern is searched for at several times the speed of others.
_OTHER = re.compile("[\u3041-\u30fa\uac00-\ud7a3](?<![？！；?!;].)")  # behind such a mark stands kana of a shift, ；さ
_JUNKED = re.compile("[\x05-\x08?\ufffd](?:(?<![?\ufffd])|(?=[！？；;]))")
_TAKEN = re.compile(rf"[?\ufffd](?:(\()?[{LETTERS}]{{1,7}} ?\)|/(?:p|div|br|span|td|li)>)")
_UNCUT = re.compile("。[“”‘’「」『』《》…—]")
VIEW_CHARS = 100_000  # how much of a page the model reads
VIEW_LEAST_CHARS = 400
ABSENT = 2.5
SPOKEN = "啊呀嘛呢吧哦"
ABSENT_CHARS = 1_000
OFTEN_MOST = 4.0
HABIT_CHARS = 20_000  # how much of a page its script is judged by
HABIT_RATIO = 0.9
OTHER_FEWEST = 12  # one kana or hangul in so many characters makes a page Japanese or Korean


class Habits:
    """What is true of the whole page.

    proven: the page shows elsewhere that a program cut its bytes. stripped_shown: and that private-use characters are gone.
    """

    def __init__(self, text: str, page: Page, *, proven: bool) -> None:
        self._text = text
        self._notes = page.table
        self.proven = proven
        self.stripped_shown = False

    def as_proven(self) -> Habits:
        """The same page, where more was found."""
        other = copy(self)
        other.proven = True
        return other

    def as_stripped(self) -> Habits:
        """The same page, where pairs vanished."""
        other = copy(self)
        other.stripped_shown = True
        return other

    @cached_property
    def flattened(self) -> bool:
        """No full-width form stands."""
        return _FULL_WIDTH.search(self._text) is None

    @cached_property
    def junked(self) -> bool:
        """A program put control characters before the marks of this page, as far as it tells.

        Sites that note do that too, and would have cut what holds the bytes of a mark: 。” holds ！.
        """
        if _JUNKED.search(self._text):
            return True
        return bool(self._notes) and _UNCUT.search(self._text) is None

    @cached_property
    def swallows(self) -> bool | None:
        """Whether the reader took the byte after a lost one along: notes that lost their bracket so, and such that have it. None
        where nothing tells."""
        found = [m[1] for m in _TAKEN.finditer(self._text)]
        kept = sum(map(bool, found))
        return None if not found else 2 * kept < len(found)

    @cached_property
    def stripped(self) -> bool:
        """No private-use character stands: a cleaner may have taken out those that shifts made."""
        return _PRIVATE.search(self._text) is None

    @cached_property
    def other(self) -> bool:
        """Japanese or Korean: the model knows nothing of it."""
        head = self._text[:HABIT_CHARS]
        return _OTHER.search(head) is not None and len(_OTHER.findall(head)) * OTHER_FEWEST > len(head)

    @cached_property
    def script(self) -> str:
        """hans or hant where the page is clearly in one of them."""
        simplified, traditional = one_sided()
        counts = Counter(self._text[:HABIT_CHARS])
        hans = sum(count for char, count in counts.items() if char in simplified)
        hant = sum(count for char, count in counts.items() if char in traditional)
        if hant >= HABIT_RATIO * (hans + hant) and hant > 1:
            return "hant"
        return "hans" if hans >= HABIT_RATIO * (hans + hant) and hans > 1 else ""

    @cached_property
    def page(self) -> str:
        """The page's text, as far as it is read, without its notes."""
        text = self._text[:VIEW_CHARS]
        return NOTE.sub("", text) if self._notes else text

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(self.page)

    @cached_property
    def _tells(self) -> bool:
        """Whether the page is long enough to tell anything of its words."""
        return len(self._text) >= VIEW_LEAST_CHARS

    @cached_property
    def view(self) -> CharModel | None:
        """The model, having read this page."""
        return charmodel().with_document(self.page) if self._tells else None

    @cached_property
    def often(self) -> Mapping[str, float]:
        """How much likelier than in general a hanzi is on this page, log."""
        if not self._tells:
            return {}
        plain = self.page
        often = {
            char: min(OFTEN_MOST, log(1 + count / len(plain) * exp(alone(char))))
            for char, count in self._counts.items()
            if count > 2 and "\u4e00" <= char <= "\u9fff"
        }
        # A page of some length that never exclaims or asks will not begin with it inside a shift, nor one that never speaks.
        absent = [mark for mark in "！？；" if mark not in plain and _flat(mark) not in plain]
        absent += [char for char in SPOKEN if char not in self._counts]
        return often | dict.fromkeys(absent, -ABSENT) if len(plain) > ABSENT_CHARS else often

    @cached_property
    def noted(self) -> frozenset[str]:
        """Characters that have their note on this page."""
        return frozenset(self._notes)

    @cached_property
    def bare(self) -> frozenset[str]:
        """Characters that stand on a page with notes without one."""
        return frozenset(self._counts) - self.noted if self._notes else frozenset()


def _flat(mark: str) -> str:
    """The ASCII form of a full-width mark."""
    return chr(ord(mark) - 0xFEE0)
