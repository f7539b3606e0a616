"""A second opinion: what the page judge says of a line that a grammar would take.

What lives here: is_doubted(). What never does: scores (judge.py), taking lines.

How it works: the grammars of lines see a line and those beside it; where a list, code or names stand among furniture, they
follow the furniture into the text. The page judge sees all of a page. A line whose words are plainly a site's is not asked
about; one whose words are not stays where the judge, beside all that is known to go, gives it less than a line that goes ever
has. It stays out of what rules match by their own words.

Weak: a line that the judge does not look at (a sentence) is not doubted.
"""

from __future__ import annotations

import re

from corpuskit.steps.namegrammar import is_person
from corpuskit.steps.strip.judge import scores_beside
from corpuskit.steps.strip.menurow import SAID_AGAIN_MIN
from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["is_doubted"]

DOUBT_SCORE = 0.15  # of 480 right lines of left-out styles three have less; of 169 lines of sound text between furniture 95
NAMES, MENU = "any.source.name-line", "any.tools.menu-row"
# Rules whose lines are told by what stands beside them.
DOUBT_SCORES = dict.fromkeys(
    (
        NAMES,
        MENU,
        "any.tools.names",
        "any.credit.foot",
        "any.script.bare-call",
        "zh.source.author",
    ),
    DOUBT_SCORE,
) | {"any.source.field-line": 0.05}

_NAME = re.compile(r"[\u3400-\u9fff々]{2,4}|(?:[A-Z]\.\s?){1,3}[A-Z][\w'’-]{1,16}")  # in Han as in Japanese, and with initials


def is_doubted(page: Page, line: Line, cut: Cut) -> bool:
    """True for a line that a rule would take by what stands beside it, and the judge would not."""
    least = DOUBT_SCORES.get(cut.rule)
    if least is None or is_person(line.view) or (cut.rule == NAMES and _NAME.fullmatch(line.view) is not None):
        return False
    if cut.rule == MENU and sum(other.view == line.view for other in page.lines) >= SAID_AGAIN_MIN:
        return False  # so often no text says it on a line of its own
    return scores_beside(page, (line,)).get(line.at, 1.0) < least
