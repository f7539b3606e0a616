"""What a long job tells while it runs.

What lives here: the type of the hook that commands call, and silent(). What never does: printing (terminal.py does).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

__all__ = ["Say", "silent", "told"]

T = TypeVar("T")


class Say(Protocol):
    """Called with a stage, how much of it is done, how much there is (0: unknown), and counts so far."""

    def __call__(self, stage: str, done: int, total: int, counts: Mapping[str, int], /) -> None: ...


def silent(stage: str, done: int, total: int, counts: Mapping[str, int], /) -> None:
    """No progress wanted."""


def told(items: Iterable[T], stage: str, total: int, say: Say, every: int = 1) -> Iterator[T]:
    """The items, with the hook called after each `every` of them."""
    say(stage, 0, total, {})
    for n, item in enumerate(items, 1):
        yield item
        if n % every == 0:
            say(stage, n, total, {})
