"""Runs and single characters: ellipses, dashes, full-width letters and digits, artefact blanks, quote style.

What lives here: what does not need a neighbour on both sides. What never does: marks and brackets.
"""

from __future__ import annotations

import re

from corpuskit.steps.columns import Draft
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.spread import Spread
from corpuskit.steps.punctuation.torn import scattered, torn
from corpuskit.steps.punctuation.view import View, any_of

__all__ = ["add_blanks", "add_dashes", "add_ellipses", "add_letters", "add_style"]

_CJK = "\u3400-\u9fff\uf900-\ufad9〇々\U00020000-\U0003ffff"
_AROUND = re.compile(f"[{_CJK}”’」』）》】“‘「『（《【，。！？：；、]")


def _is_cjk(char: str) -> bool:
    return char != "" and _AROUND.match(char) is not None


def _allowed(view: View, start: int, end: int) -> bool:
    return bool(view.can[start] and view.can[end - 1])


def _runs(view: View, pair: str) -> list[tuple[int, int]]:
    """Spans of the runs of one character of which `pair` is two, in the lines that may be touched."""
    text = view.text
    found: list[tuple[int, int]] = []
    for start, finish in view.lines:
        at = text.find(pair, start, finish)
        while at >= 0:
            end = at + 2
            while text[end : end + 1] == pair[0]:
                end += 1
            found.append((at, end))
            at = text.find(pair, end, finish)
    return found


def add_ellipses(draft: Draft, view: View) -> None:
    """Three to six points or full stops beside Han become ……."""
    text = view.text
    spans = []
    for start, end in _runs(view, "..") + _runs(view, "。。"):
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
        for start, end in _runs(view, pair)
        if end - start == 2 and _is_cjk(text[start - 1 : start]) and _is_cjk(text[end : end + 1]) and _allowed(view, start, end)
    ]
    draft.add([s for s, _ in spans], [e for _, e in spans], ["——"] * len(spans), "punctuation.dash")


_WIDE_RUN = re.compile("[０-９Ａ-Ｚａ-ｚ]+(?:[．：／－＋＆＠＿＃％，][０-９Ａ-Ｚａ-ｚ]+)*％?")
_TIME = re.compile("[０-９]{1,2}(?:：[０-９]{2})+$")
_THOUSANDS = re.compile("[０-９]{1,3}(?:，[０-９]{3})+(?:．[０-９]+)?％?$")


def add_letters(draft: Draft, view: View) -> None:
    """Full-width letters and digits become ASCII, with the signs between them that belong to the number or name."""
    if view.is_foreign or v.WIDE_ALNUM not in view.row:
        return
    at: list[int] = []
    foreign = {}
    for letters in _LETTERS.finditer(view.row):
        position = letters.start() - 1
        start = view.line_start(position)
        if start not in foreign:
            foreign[start] = _FOREIGN.search(view.row, start + 1, view.row.find(_A_LINE_END, start + 1)) is not None
        if not foreign[start]:
            at += range(position, letters.end() - 1)
    draft.swap(at, "".join([chr(ord(view.text[p]) - 0xFEE0) for p in at]), "punctuation.letter")
    signs = []
    allowed = set(at)
    for match in _WIDE_RUN.finditer(view.text):
        start, run = match.start(), match.group()
        if start not in allowed:
            continue
        for offset, char in enumerate(run):
            if char in "．／－＋＆＠＿＃％" or (char == "：" and _TIME.match(run)) or (char == "，" and _THOUSANDS.match(run)):
                signs.append(start + offset)
    draft.swap(signs, "".join([chr(ord(view.text[p]) - 0xFEE0) for p in signs]), "punctuation.letter")


_LETTERS = re.compile(any_of(v.WIDE_ALNUM) + b"+")
_FOREIGN = re.compile(any_of(v.KANA, v.HANGUL))
_A_LINE_END = bytes([v.NEWLINE])
_BLANK = re.compile(
    any_of(v.BLANK) + b"(?:(?<=" + any_of(v.HAN) + b".)(?=" + any_of(v.HAN, v.CLOSE, v.CLOSES, v.STOP, v.WIDE) + b")"
    b"|(?<=" + any_of(v.OPEN, v.OPENS) + b".)(?=" + any_of(v.HAN) + b"))",
    re.S,
)  # fmt: skip
STOPS = (v.STOP, v.WIDE, v.COMMA)
LEAST_STOPS = 2  # that make a line prose in which a word may be torn


def add_blanks(draft: Draft, view: View) -> None:
    """Blanks that are artefacts: before a closing mark, after an opening one, and inside words that are whole elsewhere."""
    row, beside, in_prose, in_heads, spread = view.row, [], [], [], Spread(view)
    for start, end in view.lines:
        found = [match.start() - 1 for match in _BLANK.finditer(row, start + 1, end + 1)]
        if not found:
            continue
        found = [p for p in found if view.can[p]]
        between = [p for p in found if row[p] == row[p + 2] == v.HAN]
        if len(between) < len(found):
            beside += [p for p in found if not row[p] == row[p + 2] == v.HAN and is_inside(view.text, p)]
        is_prose = between and sum(row.count(which, start + 1, end + 1) for which in STOPS) >= LEAST_STOPS
        if is_prose:
            in_prose += between
        else:
            in_heads += between
        spread.see(start, end, len(between))
    draft.drop(beside, "punctuation.blank")
    every = set(spread.blanks())
    if in_prose:
        every.update(torn(view.text, in_prose))
        every.update(scattered(view, in_prose, in_heads))
    draft.drop(sorted(every), "punctuation.torn-word")


_PAIRS = {"“": "”", "‘": "’", "”": "“", "’": "‘"}


def is_inside(text: str, at: int) -> bool:
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


_CURLY, _CORNER = "“”‘’", "「」『』"


def add_style(draft: Draft, view: View, style: str) -> None:
    """Quotes of Chinese lines in one style: curly “ ” ‘ ’ or corner 「 」 『 』, where a line's quotes are balanced."""
    old, new = (_CORNER, _CURLY) if style == "curly" else (_CURLY, _CORNER)
    if not any(char in view.text for char in old):
        return
    table = dict(zip(old, new, strict=True))
    at: list[int] = []
    for start, end in view.lines:
        line = view.text[start:end]
        places = [start + offset for offset, char in enumerate(line) if char in table and not _is_apostrophe(line, offset)]
        if places and _balanced([view.text[p] for p in places]):
            at += places
    draft.swap(at, "".join([table[view.text[p]] for p in at]), "punctuation.quote-style")


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
