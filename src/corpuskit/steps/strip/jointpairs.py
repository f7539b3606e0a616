"""A first look at the joints of sentences: which two characters stand behind marks, and how often.

What lives here: MARKS, marked_pairs(), pairs_apart(). What never does: names, and what becomes of them (jointnames.py).

How it works: every match begins with a mark, so the search passes over all other characters at once; the beginnings of lines,
which have no mark before them, are asked line by line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["MARKS", "marked_pairs", "pairs_apart"]

MARKS = "。!?…,;:、”」』)]】〕"
_OPENS = r"[\s\u3000]?[(\[【「『〖《“⭐★☆◎●◆■▲▼※♥‖丨<〈]?"
_MARKED = re.compile(rf"[{re.escape(MARKS)}]{_OPENS}(?=([^\W_]{{2}}))")
_BEGUN = re.compile(rf"(?P<opens>{_OPENS})([^\W_]{{2}})")  # at the beginning of a line
# Where it hangs at the end of a line, is a sentence by itself, or stands in brackets.
_APART_AT = re.compile(
    r"[。!?…,;:、”』」\d](?:(?<=[。!?…”』」])(?=([^\W_]{2})[^\s。!?…,;:、]{0,14}(?:[。!]|$))|[(\[【「『〖](?=([^\W_]{2})))",
    re.MULTILINE,
)


def marked_pairs(texts: Sequence[str], whole: str) -> tuple[Iterable[str], Counter[str]]:
    """The pairs of characters behind marks, in their order, and how often each stands there or at the beginning of a line.
    texts: the lines of a page; whole: the same with breaks between them."""
    marked: list[str] = _MARKED.findall(whole)
    pairs = Counter(marked)
    above = ""
    for text in texts:
        begun = _BEGUN.match(text)
        # A bracket right at the beginning of a line was taken with a mark that ends the line above.
        if begun is not None and not (above and above in MARKS and begun["opens"] and not begun["opens"][0].isspace()):
            pairs[begun[2]] += 1
        above = text[-1]
    return dict.fromkeys(marked), pairs


def pairs_apart(whole: str) -> set[str]:
    """The pairs that stand where a name may be no part of a sentence."""
    return {pair for found in _APART_AT.findall(whole) for pair in found}
