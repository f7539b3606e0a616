"""The noise that boards set between the lines of a post so that copies are spoilt.

What lives here: jam_pass(), jams_of(). What never does: furniture with words.

How it works: board software of the Discuz kind ends each line of a guarded post with five to fifteen pairs of random characters:
one of U+0020 to U+003B, a blank, one of U+003F to U+007E, hidden by a style that extraction does not see. So the noise is told
by its form alone, to the character, also where the words of the post follow without a blank: `3 n) P: U6 L# m$ H%`. Extraction
may take blanks away at the ends of a line and double ones inside, which the form allows for.

Weak: a jam of which so few pairs are left that anything could be meant; a line of the post that itself begins with such a pair.
"""

from __future__ import annotations

import re

from corpuskit.rulebook.rules import is_off
from corpuskit.steps.strip.page import Cut, Page

__all__ = ["JAM_RULES", "RULE", "jam_pass", "jams_of"]

RULE = "any.noise.jammer"
JAM_RULES = {RULE: "random characters that a board sets between the lines of a post against copying"}
PAIRS_MIN, PAIRS_MAX = 5, 16
WHOLE_MIN, KINDS_MIN = 4, 3  # pairs whose first character is no blank, and how many such characters there are
TAIL_CHARS = 3 * PAIRS_MAX * 2  # two jams may follow each other
_PAIR = r"(?:[!-;] | {1,2})[?-~]"
_HEAD = re.compile(rf"(?:[?-~](?={_PAIR}))?(?:{_PAIR}){{{PAIRS_MIN},}}[ \t]*")
_TAIL = re.compile(rf"(?:{_PAIR}){{{PAIRS_MIN},}}\s*\Z")
_FIRST = re.compile(r"([!-;]) [?-~]")


def _is_jam(text: str) -> bool:
    firsts = _FIRST.findall(text)
    return len(firsts) >= WHOLE_MIN and len(set(firsts)) >= KINDS_MIN and not all(char.isdigit() for char in firsts)


def jams_of(raw: str) -> list[tuple[int, int]]:
    """(start, end) of the jams at the beginning and at the end of a line, at most one each."""
    if not " " <= raw[:1] <= "~" and not "?" <= raw.rstrip()[-1:] <= "~":
        return []  # neither begins nor ends as a jam does
    head = _HEAD.match(raw)
    start = head.end() if head is not None and _is_jam(head[0]) else 0
    found = [(0, start)] if start else []
    tail = _TAIL.search(raw, max(start, len(raw) - TAIL_CHARS)) if start < len(raw) else None
    if tail is not None and _is_jam(tail[0]):
        found.append(tail.span())
    return found


def jam_pass(page: Page) -> bool:
    """Mark the jams of a page; True when there were any."""
    if is_off(RULE, page.off):
        return False
    changed = False
    for line in page.live():
        for start, end in reversed(jams_of(line.raw)):
            changed = page.cut_span(line, start, end, Cut(RULE, JAM_RULES[RULE])) or changed
            if line.cut is not None:
                break
    return changed
