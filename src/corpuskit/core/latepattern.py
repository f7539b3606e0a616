"""Regular expressions that are compiled when first used.

What lives here: late(). What never does: patterns.

How it works: seven hundred patterns take most of a second to compile, and a small run asks few of them. A late pattern stands
for the compiled one; with its first use it takes over that one's methods, and from then on costs nothing more.

Weak: a wrong pattern is found when it is used; a test compiles all of them.
"""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["LatePattern", "late"]

_OWN = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "flags", "groups", "groupindex")
_INLINE = re.compile(r"\(\?[aiLmsux]")


class LatePattern:
    """Stands for re.compile(pattern, flags)."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._given = flags
        if _INLINE.match(pattern) is None:
            self.flags = flags | re.UNICODE  # what compile() says of it; readers of patterns need not compile them

    def compiled(self) -> re.Pattern[str]:
        """The pattern compiled."""
        return self.becomes(self.pattern)

    def becomes(self, pattern: str) -> re.Pattern[str]:
        """A pattern compiled, whose methods this one has from now on."""
        found = re.compile(pattern, self._given)
        self.__dict__.update((name, getattr(found, name)) for name in _OWN)
        return found

    def __getattr__(self, name: str) -> Any:  # asked only for what is not there yet
        if name not in _OWN:
            raise AttributeError(name)
        return getattr(self.compiled(), name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """re.compile(), at the first use."""
    return cast("re.Pattern[str]", LatePattern(pattern, flags))
