"""Runs and single characters: ellipses, dashes, full-width letters and digits, artefact blanks, quote style.

What lives here: what does not need a neighbour on both sides. What never does: marks and brackets.
"""

from __future__ import annotations

import re

import numpy as np

from corpuskit.steps.columns import Draft, Ints
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import View, is_in

__all__ = ["add_blanks", "add_dashes", "add_ellipses", "add_letters", "add_style"]

_CJK = "\u3400-\u9fff\uf900-\ufad9〇々\U00020000-\U0003ffff"
_AROUND = re.compile(f"[{_CJK}”’」』）》】“‘「『（《【，。！？：；、]")


def _is_cjk(char: str) -> bool:
    return char != "" and _AROUND.match(char) is not None


def _allowed(view: View, start: int, end: int) -> bool:
    return bool(view.may(np.array([start, end - 1], np.int64)).all())


def _runs(text: str, pair: str) -> list[tuple[int, int]]:
    """Spans of the runs of one character of which `pair` is two."""
    found: list[tuple[int, int]] = []
    at = text.find(pair)
    while at >= 0:
        end = at + 2
        while text[end : end + 1] == pair[0]:
            end += 1
        found.append((at, end))
        at = text.find(pair, end)
    return found


def add_ellipses(draft: Draft, view: View) -> None:
    """Three to six points or full stops beside Han become ……."""
    text = view.text
    spans = []
    for start, end in _runs(text, "..") + _runs(text, "。。"):
        before, after = text[start - 1 : start], text[end : end + 1]
        if (
            3 <= end - start <= 6
            and (_is_cjk(before) or _is_cjk(after))
            and before not in ("[", "(", "/", "\\", ".", "。")
            and after not in ("]", "/", ".", "。")
            and _allowed(view, start, end)
        ):
            spans.append((start, end))
    draft.add([s for s, _ in spans], [e for _, e in spans], ["……"] * len(spans), "punctuation.ellipsis")


def add_dashes(draft: Draft, view: View) -> None:
    """Two hyphens, bars or full-width hyphens between Han or CJK marks become ——."""
    text = view.text
    spans = [
        (start, end)
        for pair in ("--", "――", "－－")
        for start, end in _runs(text, pair)
        if end - start == 2 and _is_cjk(text[start - 1 : start]) and _is_cjk(text[end : end + 1]) and _allowed(view, start, end)
    ]
    draft.add([s for s, _ in spans], [e for _, e in spans], ["——"] * len(spans), "punctuation.dash")


_WIDE_RUN = re.compile("[０-９Ａ-Ｚａ-ｚ]+(?:[．：／－＋＆＠＿＃％，][０-９Ａ-Ｚａ-ｚ]+)*％?")
_QUOTED = re.compile('"[^"\n]{0,40}[０-９Ａ-Ｚａ-ｚ][^"\n]{0,40}"')  # a string literal: its width is meant
_TIME = re.compile("[０-９]{1,2}(?:：[０-９]{2})+$")
_THOUSANDS = re.compile("[０-９]{1,3}(?:，[０-９]{3})+(?:．[０-９]+)?％?$")


def add_letters(draft: Draft, view: View) -> None:
    """Full-width letters and digits become ASCII, with the signs between them that belong to the number or name."""
    if view.is_foreign:
        return
    inner = view.classes[1:-1]
    at = np.flatnonzero(inner == v.WIDE_ALNUM)
    if not len(at):
        return
    foreign = view.per_line(is_in(v.KANA, v.HANGUL)[inner])
    at = at[foreign[view.line_of(at)] == 0]
    draft.swap(at, "".join([chr(ord(view.text[p]) - 0xFEE0) for p in at.tolist()]), "punctuation.letter")
    signs = []
    allowed = set(at.tolist())
    for match in _WIDE_RUN.finditer(view.text):
        start, run = match.start(), match.group()
        if start not in allowed:
            continue
        for offset, char in enumerate(run):
            if char in "．／－＋＆＠＿＃％" or (char == "：" and _TIME.match(run)) or (char == "，" and _THOUSANDS.match(run)):
                signs.append(start + offset)
    draft.swap(np.array(signs, np.int64), "".join([chr(ord(view.text[p]) - 0xFEE0) for p in signs]), "punctuation.letter")


_OPENING, _CLOSING = is_in(v.OPEN, v.OPENS), is_in(v.CLOSE, v.CLOSES, v.STOP, v.WIDE)


def add_blanks(draft: Draft, view: View) -> None:
    """Blanks that are artefacts: before a closing mark, after an opening one, and inside words that are whole elsewhere."""
    k = view.classes
    inner = k[1:-1]
    single = (inner == v.BLANK) & (k[:-2] != v.BLANK) & (k[2:] != v.BLANK)
    marks = single & (((k[:-2] == v.HAN) & _CLOSING[k[2:]]) | (_OPENING[k[:-2]] & (k[2:] == v.HAN)))
    at = np.flatnonzero(marks)
    at = np.array([p for p in at[view.may(at)].tolist() if _is_inside(view.text, p)], np.int64)
    draft.delete(at, at + 1, "punctuation.blank")
    between = np.flatnonzero(single & (k[:-2] == v.HAN) & (k[2:] == v.HAN))
    if not len(between):
        return
    between = between[view.may(between)]
    stops = view.per_line(is_in(v.STOP, v.WIDE)[inner] | (inner == v.COMMA))
    prose = between[stops[view.line_of(between)] >= 2]
    torn = [p for p in prose.tolist() if _is_torn(view.text, p)]
    spread = _spread(view, between)
    every = np.unique(np.array(torn + spread, np.int64))
    draft.delete(every, every + 1, "punctuation.torn-word")


_PAIRS = {"“": "”", "‘": "’", "”": "“", "’": "‘"}


def _is_inside(text: str, at: int) -> bool:
    """Whether a blank beside a curved quote stands inside the pair: some people write them the wrong way round."""
    before, after = text[at - 1], text[at + 1]
    if after in "”’":
        line = text[text.rfind("\n", 0, at) + 1 : at]
        return line.count(_PAIRS[after]) > line.count(after)
    if before in "“‘":
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else None]
        return line.count(_PAIRS[before]) > line.count(before)
    return True


def _is_torn(text: str, at: int) -> bool:
    """Whether the word across a blank stands whole elsewhere: often, or twice and once with a neighbour of this place."""
    a, b = text[at - 1], text[at + 1]
    count = text.count(a + b) if a != b else 0
    if count < 2 or count >= SURE_COUNT:
        return count >= SURE_COUNT
    longer = (text[at - 2 : at] + b, a + text[at + 1 : at + 3])
    return any(len(piece) == 3 and _HAN3.fullmatch(piece) and piece in text for piece in longer)


SURE_COUNT = 4  # whole elsewhere so often, a pair of characters is a word
_HAN3 = re.compile("[\u3400-\u9fff]{3}")
_FUNCTION = set("的了是在和有不为為与與也就而及之")
LEAST_SPREAD = 10


def _spread(view: View, between: Ints) -> list[int]:
    """Blanks of lines in which every Han character stands alone, function words among them: letter-spaced prose."""
    found: list[int] = []
    lines = view.line_of(between)
    counts = np.bincount(lines)
    for line in np.flatnonzero(counts >= LEAST_SPREAD).tolist():
        start = int(view.line_starts[line])
        end = view.text.find("\n", start)
        words = view.text[start : end if end >= 0 else None].split(" ")
        alone = [word for word in words if len(word) <= 2 and word]
        if len(alone) == len([w for w in words if w]) and len(_FUNCTION.intersection(words)) >= 2:
            found += between[lines == line].tolist()
    return found


_CURLY, _CORNER = "“”‘’", "「」『』"


def add_style(draft: Draft, view: View, style: str) -> None:
    """Quotes of Chinese lines in one style: curly “ ” ‘ ’ or corner 「 」 『 』, where a line's quotes are balanced."""
    old, new = (_CORNER, _CURLY) if style == "curly" else (_CURLY, _CORNER)
    if not any(char in view.text for char in old):
        return
    table = dict(zip(old, new, strict=True))
    bounds = [*view.line_starts.tolist(), len(view.text)]
    at: list[int] = []
    for number in np.flatnonzero(view.open_lines).tolist():
        start, line = bounds[number], view.text[bounds[number] : bounds[number + 1]]
        places = [start + offset for offset, char in enumerate(line) if char in table and not _is_apostrophe(line, offset)]
        if places and _balanced([view.text[p] for p in places]):
            at += places
    spots = np.array(at, np.int64)
    draft.swap(spots, "".join([table[view.text[p]] for p in at]), "punctuation.quote-style")


def _is_apostrophe(line: str, at: int) -> bool:
    return line[at] == "’" and line[at - 1 : at].isascii() and line[at - 1 : at].isalpha()


def _balanced(marks: list[str]) -> bool:
    stack: list[str] = []
    closing = {"”": "“", "’": "‘", "」": "「", "』": "『"}
    for mark in marks:
        if mark not in closing:
            stack.append(mark)
        elif not stack or stack.pop() != closing[mark]:
            return False
    return not stack
