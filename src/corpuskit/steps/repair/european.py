"""UTF-8 of European letters shown in a single-byte charset, Ã© for é: what ftfy knows, and when it is believed.

What lives here: the last resort for stretches that no Chinese charset explains. What never does: Chinese (singlebyte.py).

How it works: a stretch that is UTF-8 as a whole and gives letters of one script is that. Otherwise ftfy.fix_encoding is asked,
which knows how such text is bruised (blanks for no-break spaces, mixtures). It takes any two characters that could be one for
one, so its answer counts only where it leaves nothing of a run of letters over, and one strange letter alone is chance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpuskit.core.edit import diff
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.latin import ALL_BYTES, HIGH, ROW, RUN, decoded, peel, shown_bytes, utf8_rule

__all__ = ["by_ftfy"]

SCRIPT_LETTERS, SCRIPT_RATIO = 4, 0.9  # letters beyond ASCII that show a script, and the share of one of them

# May stand beside what was misread without being part of it.
_SIGNS = re.compile("[\xa0\xa9\xab\xae\xb0\xb7\xbb\u2000-\u2122]")
# What hardly stands alone amid European letters, and may be chance there: all but letters of Latin, Greek, Russian, and signs.
_UNUSUAL = re.compile("[\u0180-\u0390\u03ca-\u0400\u0452-\u1fff\u2c00-\ufafe\U000e0000-\U0010ffff]")
_EAST = 0x2E


def by_ftfy(stretch: str, start: int) -> list[Change]:
    """What ftfy finds in a stretch that no charset explains as a whole, unless most of it looks like GBK."""
    european = _european(stretch) if ALL_BYTES.fullmatch(stretch) else None
    if european is not None:
        why = "UTF-8 bytes shown in a single-byte charset"
        return [Change(start, start + len(stretch), european, utf8_rule(stretch), 0.99, why)]
    data = shown_bytes(stretch)
    if ROW.search(stretch) and len(HIGH.findall(stretch)) * 2 > len(stretch) and data and decoded(data, "gbk") is not None:
        return []
    import ftfy

    fixed = ftfy.fix_encoding(stretch)
    why = "UTF-8 bytes shown in a single-byte charset (found by ftfy)"
    found = [
        Change(e.start, e.end, e.inserted, utf8_rule(stretch), 0.95, why)
        for e in diff(stretch, fixed, "repair.utf8-as-cp1252", offset=start)
    ]
    runs = [run.span() for run in RUN.finditer(stretch)]
    return [change for run in runs for change in _explained(stretch, start, run, found)]


def _explained(stretch: str, offset: int, run: tuple[int, int], found: Sequence[Change]) -> list[Change]:
    """Those of the changes that lie in a run of high letters, if they leave nothing of it that looks misread, or none.

    ftfy takes any two characters that could be one for one. Where the rest of the run then makes no sense, they are not.
    """
    own = [c for c in found if c.start < offset + run[1] and c.end > offset + run[0]]
    left = list(stretch[run[0] : run[1]])
    for change in own:
        start, end = change.start - offset - run[0], change.end - offset - run[0]
        end += change.inserted == "" and stretch[run[0] + start : run[0] + end] == "\xc2"  # Â before a sign is its first byte
        left[max(0, start) : end] = [""] * (min(end, len(left)) - max(0, start))
    if _SIGNS.sub("", "".join(left)):
        return []
    unusual = [min(ord(char) >> 8, _EAST) for change in own for char in _UNUSUAL.findall(change.inserted)]
    return own if len(unusual) != 1 and len(set(unusual)) <= 1 else []


def _european(stretch: str) -> str | None:
    """The stretch read as UTF-8 where that gives letters of one script, several of them: no GBK does."""
    text = peel(stretch)
    scripts = Counter(ord(char) >> 8 if char > "\u02ff" else 0 for char in text or "" if char.isalpha() and char > "\x7f")
    if text is None or scripts.total() < SCRIPT_LETTERS or max(scripts.values()) < SCRIPT_RATIO * scripts.total():
        return None
    return text
