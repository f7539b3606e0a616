"""The title that a line with the form of furniture holds, where no other line says it: that line stays.

What lives here: is_only_title(). What never does: whose name stands behind a title (sitename.py), cutting (page.py asks before it
marks).

How it works: a chain of sections, the name over a post and a bar of fields say nothing of what the text says. A title is made of
words of its text. Where the longest piece of such a line, between the marks of chains, is in good part made of pairs of
characters that the sentences below hold, and no other line of the page says it, the page would be left without its title.

Weak: a title that shares nothing with its text; languages that part words with blanks, where pairs of letters prove nothing.
"""

from __future__ import annotations

import re

from corpuskit.steps.strip.page import Cut, Line

__all__ = ["is_only_title"]

RULES = frozenset(
    (
        "any.breadcrumb.arrows",
        "any.breadcrumb.first",
        "zh.breadcrumb.home",
        "any.source.poster",
    )
)
TITLE_MIN_CHARS = 7
TITLE_MIN_RATIO = 0.5  # of the line; names of sections are short, and there are several
TEXT_LINES = 60  # of sentences that are looked at
OWN_RATIO = 0.5  # of the pairs; half of the pairs of a title are words of its text, of a chain of sections one in ten
TOP_LINES = 12
_MARKS = re.compile(r"[|丨∣│_»«›‹→←⇢<>｜/]+|\s[-–—·•]\s|\u3000+|(?<=[\u3400-\u9fff])-(?=[\u3400-\u9fff])")
_WIDE = re.compile(r"[\u3400-\u9fff]")


def is_only_title(lines: list[Line], line: Line, cut: Cut) -> bool:
    """True for a line near the top that holds the title of the text below, which no other line says."""
    if cut.rule not in RULES or line.at >= TOP_LINES:
        return False
    title = max((piece.strip() for piece in _MARKS.split(line.view)), key=len)
    if len(title) < max(TITLE_MIN_CHARS, TITLE_MIN_RATIO * len(line.view)) or ":" in title:
        return False
    if len(_WIDE.findall(title)) * 2 < len(title):
        return False
    pairs = {pair for n in range(len(title) - 1) if (pair := title[n : n + 2]).isalpha()}
    least = OWN_RATIO * len(pairs)
    text = "\n".join([other.view for other in lines[line.at + 1 :] if other.cut is None and other.is_text][:TEXT_LINES])
    if not pairs or sum(pair in text for pair in pairs) < least:
        return False
    # The title may be cut short, or be worded otherwise, where the other line says it.
    others = [other.view for other in lines if other is not line and not other.is_text]
    return not any(title in view for view in others) and not any(
        sum(pair in view for pair in pairs) >= least for view in others[:TOP_LINES]
    )
