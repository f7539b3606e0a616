"""Blanks and line ends: Unicode blanks, indents, trailing blanks, line ends, runs of blank lines.

What lives here: what a run of white space becomes, and finding the runs that need it. What never does: joining lines (wraps.py).

How it works: a run is everything between two visible characters. What becomes of it depends only on the run, on whether it begins
or ends the text, and on the kinds of its neighbours, so the answers are cached. ASCII blanks alone are never touched inside
a line or at its start (code, tables, Markdown); blanks that French typography or digit groups need stay.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corpuskit.steps.characters import tables
from corpuskit.steps.columns import Classes, Draft
from corpuskit.steps.punctuation.protect import is_code_text

__all__ = ["Wanted", "add_white", "is_odd", "odd_places"]

_IDEOGRAPHIC = re.compile("[\u3000\u2002\u2003]")
_WIDE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_HEADS_HAN = re.compile("[A-Za-z0-9]{1,12}[.．、)）]?(?<![A-Za-z][.)）]) ?[\u3400-\u9fff“《]")  # 2024年, WTO成员, 1. 现在
_PAGE = re.compile("[\x0b\x0c]+")
_LINE_ENDS = {ord(char): "\n" for char in "\r\x85\u2028\u2029"}
LONGEST_CACHED_CHARS = 64

Wanted = frozenset[str]  # names of the classes that are switched on: line_ends, blanks, indents, trailing, blank_lines


def is_odd(classes: Classes) -> bool:
    """Whether a text with no Unicode blank and no unusual line end has blanks at line ends or several blank lines."""
    row = classes.tobytes()  # searching bytes is quicker than comparing arrays: pages are short
    return row[-1:] == _BLANK_BYTE or _TRAILING in row or _MANY in row or row.startswith(_MANY[:2])


def odd_places(classes: Classes) -> npt.NDArray[np.int64]:
    """Where a text with a line end before and after it has anything else than visible characters, single blanks and line ends."""
    blank, lines = classes == tables.BLANK, classes == tables.NEWLINE
    odd = classes > tables.BLANK
    odd[-1:] |= blank[-1:]
    odd[:-1] |= blank[:-1] & lines[1:]
    odd[1:-1] |= lines[:-2] & lines[1:-1] & lines[2:]
    odd[:-1][:1] |= lines[:-1][:1] & lines[1:2]
    return np.flatnonzero(odd)


_BLANK_BYTE = bytes([tables.BLANK])
_TRAILING = bytes([tables.BLANK, tables.NEWLINE])
_MANY = bytes([tables.NEWLINE]) * 3


def add_white(draft: Draft, text: str, classes: Classes, wanted: Wanted) -> None:
    """Edits for every run of white space that is not as it should be."""
    wide, lines = classes == tables.WIDE, classes == tables.NEWLINE
    breaks = classes == tables.BREAK
    blank = classes == tables.BLANK
    many = len(lines) > 2 and (lines[:-2] & lines[1:-1] & lines[2:]).any()
    if not (wide.any() or breaks.any() or is_odd(classes)):
        return
    if many and "blank_lines" in wanted and is_code_text(text):
        wanted -= {"blank_lines"}  # two blank lines between functions are meant
    is_table = text.count("\t") > int(lines.sum())
    rows_wanted = wanted - {"trailing"} if is_table else wanted  # an empty last column ends in a tab
    white = wide | lines | breaks | blank
    edges = np.diff(white.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)

    def held(where: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        upto = np.concatenate(([0], np.cumsum(where)))
        return np.asarray(upto[ends] - upto[starts], np.int64)

    size, newlines = ends - starts, held(lines)
    odd = (held(wide) + held(breaks) > 0) | (newlines > 2)
    odd |= (newlines > 0) & (size > newlines) & ~lines[starts]  # blanks before a line end
    odd |= (newlines > 1) & (size > newlines)  # blank lines with blanks in them
    odd |= (starts == 0) & (newlines > 1)
    odd |= ends == len(text)
    spans_in: list[int] = []
    spans_out: list[int] = []
    pieces: list[str] = []
    rules: list[str] = []
    for start, end in zip(starts[odd].tolist(), ends[odd].tolist(), strict=True):
        run, before, after = text[start:end], text[start - 1 : start], text[end : end + 1]
        answer = _cached if len(run) <= LONGEST_CACHED_CHARS else _become
        kind = _kind(after)
        if kind in ("d", "l") and _WIDE.search(run) and _HEADS_HAN.match(text, end):
            kind = "h" if "\n" in run or not before else kind  # a paragraph that begins with a figure or a name
        low, high, into, rule = answer(run, _kind(before), kind, rows_wanted if run[0] == "\t" else wanted)
        if rule:
            spans_in.append(start + low)
            spans_out.append(start + high)
            pieces.append(into)
            rules.append(rule)
    for rule in dict.fromkeys(rules):
        chosen = [i for i, one in enumerate(rules) if one == rule]
        draft.add([spans_in[i] for i in chosen], [spans_out[i] for i in chosen], [pieces[i] for i in chosen], rule)


def _kind(char: str) -> str:
    """What a neighbour is to white space: "" (none), h (CJK), l (letter), d (digit), « » or a mark, or o."""
    if not char:
        return ""
    if "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\uff60" or char >= "\U00020000" or char in "“‘":
        return "h"
    if char in "«»;:!?%€$£‹›":
        return char
    return "d" if char.isdigit() else "l" if char.isalpha() else "o"


def _become(run: str, before: str, after: str, wanted: Wanted) -> tuple[int, int, str, str]:
    """(low, high, inserted, rule): run[low:high] becomes `inserted`; the rule is "" where the run stays."""
    rule, now = "", run
    for name, change in (
        ("line_ends", _ends),
        ("indents", _indent),
        ("blanks", _blanks),
        ("trailing", _trailing),
        ("blank_lines", _lines),
    ):
        if name in wanted:
            then = change(now, before, after)
            if then != now:
                rule, now = rule or _RULE[name], then
    if now == run:
        return 0, 0, "", ""
    low = 0
    while low < min(len(run), len(now)) and run[low] == now[low]:
        low += 1
    tail = 0
    while tail < min(len(run), len(now)) - low and run[-1 - tail] == now[-1 - tail]:
        tail += 1
    return low, len(run) - tail, now[low : len(now) - tail], rule


_RULE = {
    "line_ends": "characters.line-end",
    "indents": "characters.indent",
    "blanks": "characters.blank",
    "trailing": "characters.trailing",
    "blank_lines": "characters.blank-lines",
}
_cached = lru_cache(maxsize=4096)(_become)


def _ends(run: str, before: str, after: str) -> str:
    """Every kind of line end as one newline. A page break or vertical tab ends a line only where no line ends beside it."""
    out = run.replace("\r\n", "\n").translate(_LINE_ENDS)
    if _PAGE.search(out):
        bare = _PAGE.sub("", out)
        out = bare if "\n" in bare or not before or not after else _PAGE.sub("\n", out)
    return out


def _indent(run: str, before: str, after: str) -> str:
    """Ideographic blanks at the start of a line go, with the blanks beside them; so do other Unicode blanks before CJK text."""
    cut = run.rfind("\n") + 1
    if cut == 0 and before:
        return run
    last = run[cut:]
    if _IDEOGRAPHIC.search(last) or (after == "h" and _WIDE.search(last)):
        return run[:cut]
    return run


def _blanks(run: str, before: str, after: str) -> str:
    """Unicode blanks as ASCII blanks: one in the middle of a line, one for one at its start."""
    if not _WIDE.search(run):
        return run
    if "\n" in run or not before or not after:
        return _WIDE.sub(" ", run)
    if run in ("\u00a0", "\u202f", "\u2009") and _is_typography(before, after):
        return run
    return "\t" if "\t" in run else " "


def _is_typography(before: str, after: str) -> bool:
    """A blank that French spacing or a group of digits needs: 1 000, mot !, « mot »."""
    return (before == "d" and after == "d") or before in "«‹" or (after in "»›;:!?%€$£" and before != "h")


def _trailing(run: str, before: str, after: str) -> str:
    """No blanks before a line end, nor at the end of the text."""
    parts = run.split("\n")
    if not after:
        parts[-1] = ""
    return "\n".join([""] * (len(parts) - 1) + parts[-1:])


def _lines(run: str, before: str, after: str) -> str:
    """At most one blank line in a row."""
    most = 2 if before else 1
    count = run.count("\n")
    if count <= most or run[: run.rfind("\n") + 1].strip("\n"):
        return run
    return "\n" * most + run[count:]
