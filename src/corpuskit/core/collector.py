"""Python's garbage collector during long work with many objects.

What lives here: settled(), paused(). What never does: freeing memory by hand, thresholds.

How it works: rules, tables and the rows gathered so far are some hundred thousand objects that stay. The collector would look at
all of them again and again, for cycles that are not there: a tenth of a build's time (measured). Objects that it is told to pass
over are still freed when nothing refers to them; only cycles among them wait until the end.

Weak: it is one setting for the whole process; where someone else has made it already, theirs stands.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["paused", "settled"]


@contextmanager
def settled() -> Iterator[bool]:
    """A block in which gc.freeze() may be called; what it froze comes back at the end. False where another has frozen objects."""
    is_ours = not gc.get_freeze_count()
    try:
        yield is_ours
    finally:
        if is_ours:
            gc.unfreeze()


@contextmanager
def paused() -> Iterator[None]:
    """A block of some milliseconds without collections: for many objects that live until its end and are in no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
