"""Injected names behind a comma: before a clause that begins without them.

What lives here: clause_places(). What never does: finding out that a name is injected (spam.py), other places (evidence.py,
sweep.py).

How it works: behind a comma a writer's own name is the subject of what follows, which then goes on with a verb or a particle.
Where on most such places of a page a clause begins behind the name (opening odds, as for sentences), the name belongs to none.

Weak: clauses without a subject begin as others go on, so one such place alone needs a clear beginning behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpuskit.steps.strip.amid import GOES_ON, NAME_MIN_CHARS, commonness, follows, rest_of
from corpuskit.steps.strip.page import Line, Page
from corpuskit.steps.strip.pieces import low

__all__ = ["clause_places"]

GOES_ON_MAX_RATIO = 0.34  # of the places, where what follows goes on
ODDS_MIN = -0.3  # of the log odds of one that a clause begins
COMMON_MIN = -6.0  # the mean log probability of everyday words; of short ones less
SHORT_COMMON_MIN = -9.0
_BEFORE = re.compile(r"[,;]\s?\Z")
_BEHIND = re.compile(r"[^\s。!?…,;:)\]】」』”]")


def clause_places(page: Page, lines: Iterable[Line], token: str) -> list[tuple[Line, int, int]]:
    """(line, start, end in its raw) of a name with its advert behind commas of sentences, where the page shows that clauses begin
    behind it; none where it may be one of their subjects."""
    if commonness(token) > (COMMON_MIN if len(token) >= NAME_MIN_CHARS else SHORT_COMMON_MIN):
        return []
    found: list[tuple[Line, int, int]] = []
    odds: list[float] = []
    for line in lines:
        if not (line.prose or line.is_text):
            continue
        view = low(page.folded(line))
        at = view.find(token)
        while at >= 0:
            if _BEFORE.search(view, max(0, at - 2), at):
                rest = rest_of(view[at : at + len(token) + 24], token)
                if _BEHIND.match(rest):
                    found.append((line, at, at + min(len(token) + 24, len(view) - at) - len(rest)))
                    odds.append(follows(rest))
            at = view.find(token, at + len(token))
    against = sum(value <= GOES_ON for value in odds)
    return found if sum(odds) > ODDS_MIN * len(found) and against <= GOES_ON_MAX_RATIO * len(found) else []
