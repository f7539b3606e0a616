"""Patterns that are sought in lines that hold none of them most often.

What lives here: edged(). What never does: patterns.

How it works: where a pattern is a choice of many words, each place of a line is asked for each of them. What a match can begin
with is read from the pattern (edges.py) and asked first, as one set of characters; that takes a third to a tenth of the time, and
every answer is the same. A pattern is compiled when it is first used.

Weak: a pattern that may begin with nearly anything gains nothing.
"""

from __future__ import annotations

import re
from typing import cast

from corpuskit.core.latepattern import LatePattern
from corpuskit.rulebook.edges import edge_of

__all__ = ["edged"]


class _EdgedPattern(LatePattern):
    """Stands for re.compile(pattern, flags), asked for its first character before all else."""

    def compiled(self) -> re.Pattern[str]:
        """The pattern compiled."""
        edge = edge_of(self.pattern, flags=self.flags)
        return self.becomes(self.pattern if edge is None else f"(?={edge.pattern})(?:{self.pattern})")


def edged(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """re.compile() at the first use, for a pattern without flags inside it that is sought more often than found."""
    return cast("re.Pattern[str]", _EdgedPattern(pattern, flags))
