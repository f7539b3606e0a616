"""Python's garbage collector during long work with many objects.

What lives here: settled(). What never does: freeing memory by hand, thresholds.

How it works: rules, tables and the rows gathered so far are some hundred thousand objects that stay. The collector would look at
all of them again and again, for cycles that are not there: a tenth of a build's time (measured). Objects that it is told to pass
over are still freed when nothing refers to them; only cycles among them wait until the end.

Weak: it is one setting for the whole process; where someone else has made it already, theirs stands.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["settled"]


@contextmanager
def settled() -> Iterator[Callable[[], None]]:
    """Gives a function that makes the collector pass over all objects there are when it is called, until the end of the block."""
    if gc.get_freeze_count():
        yield _nothing
        return
    try:
        yield gc.freeze
    finally:
        gc.unfreeze()


def _nothing() -> None:
    pass
