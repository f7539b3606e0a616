"""The way of a page through all passes, and of the pages of a batch side by side.

What lives here: PASSES_MAX, course() (one page, from pass to pass), finish(), finish_each(). What never does: what a pass takes
(decide.py and the modules of the passes), edits and notes (step.py).

How it works: a course is a generator that stops before each pass and says which it is. The pages of a batch go on together: of
all passes that some wait before, the one comes next that most wait before, for all of these pages. So the patterns and tables of
one pass stay in the processor's cache, which makes pages a third quicker; what a page says does not depend on the others.

Weak: the pages of a batch are all held until the last is through, so a batch is bounded by its characters.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from typing import TypeVar

from corpuskit.steps.strip.around import Limits
from corpuskit.steps.strip.decide import STAGES, stages
from corpuskit.steps.strip.endopening import open_ends
from corpuskit.steps.strip.judge import judge_pass, weigh_ahead
from corpuskit.steps.strip.page import Page
from corpuskit.steps.strip.piecejudge import weigh_pieces_ahead
from corpuskit.steps.strip.wordparts import word_pass

__all__ = ["PASSES_MAX", "Course", "course", "finish", "finish_each"]

PASSES_MAX = 50  # each pass that goes on takes at least one line or span; a bound against a bug, not a choice
Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")
Course = Generator[tuple[int, Page], None, Found]
JUDGED = STAGES + 100  # behind all that may follow the grammars
PIECED = JUDGED + 1  # behind it: a line that goes goes whole


def course(
    page: Page,
    limits: Limits,
    more: Sequence[Callable[[Page], bool]],
    *,
    judges: bool,
    late: Sequence[Callable[[Page], bool]] = (),
) -> Course[None]:
    """All passes over a page, until none marks anything. late: passes that see what all others have left."""
    for _ in range(PASSES_MAX):
        if (yield from stages(page, limits, more)):
            continue
        if judges:
            yield JUDGED, page
            if judge_pass(page) or open_ends(page):
                continue
        if any(one(page) for one in late):
            continue
        if not judges:
            return
        yield PIECED, page
        if not word_pass(page):
            return


def finish(going: Course[Found]) -> Found:
    """What a course finds, by itself."""
    while True:
        try:
            next(going)
        except StopIteration as end:
            found: Found = end.value
            return found


def finish_each(courses: Mapping[Key, Course[Found]]) -> dict[Key, Found]:
    """What each course finds, all of them side by side. One that breaks is left out: it breaks again where it goes alone."""
    found: dict[Key, Found] = {}
    waiting: dict[int, dict[Key, Page]] = {}

    def go_on(key: Key) -> None:
        try:
            stage, page = next(courses[key])
            waiting.setdefault(stage, {})[key] = page
        except StopIteration as end:
            found[key] = end.value
        except MemoryError:
            raise
        except Exception:
            return  # whoever asks for it alone is told

    for key in courses:
        go_on(key)
    while waiting:
        stage = max(waiting, key=lambda stage: (len(waiting[stage]), -stage))
        pages = waiting.pop(stage)
        if stage == JUDGED:
            weigh_ahead([*pages.values()])
        if stage == PIECED:
            weigh_pieces_ahead([*pages.values()])
        for key in pages:
            go_on(key)
    return found
