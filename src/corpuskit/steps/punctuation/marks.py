"""Half-width marks between words: , . ; : ! ? beside Han become full width.

What lives here: the grammar, mark by mark. What never does: brackets and quotes (they come first), runs (runs.py).

How it works: for every mark in prose its two neighbours decide. Han, a closing bracket or a dash before it, or Han after it,
make it Chinese, with exceptions: list markers, file names, emoticons, doubled colons, entities, names such as Yahoo!. In a
line whose marks are all half width (flattened) a mark between Latin words that cannot belong to them is Chinese too. A full
stop is made only at the end of a line. A question mark that asks nothing may stand for a lost character: it stays, with a note.
"""

from __future__ import annotations

import re

import numpy as np

from corpuskit.core.edit import Note
from corpuskit.steps.columns import Classes, Draft, Ints
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import Bools, View, is_in

__all__ = ["add_marks", "adjacent"]

FULL = {v.COMMA: "，", v.DOT: "。", v.SEMI: "；", v.COLON: "：", v.BANG: "！", v.ASK: "？"}
RULE = {v.COMMA: "comma", v.DOT: "full-stop", v.SEMI: "semicolon", v.COLON: "colon", v.BANG: "exclamation", v.ASK: "question"}
_MARKS = is_in(v.COMMA, v.DOT, v.SEMI, v.COLON, v.BANG, v.ASK)
_BEFORE = is_in(v.HAN, v.CLOSE, v.CLOSES, v.DASH)
_AFTER = is_in(v.HAN, v.OPEN)
_LATIN = is_in(v.LETTER, v.DIGIT, v.RIGHT, v.PERCENT)
_ENDS = is_in(v.NEWLINE, v.CLOSE, v.CLOSES)
_ASKING = re.compile(
    "[吗嗎呢吧么麼何谁誰哪几幾怎孰啊呀否]|什么|什麼|多少|是不是|有没有|能不能|会不会|如何|为啥|难道|莫非|安能|岂|不(?:成|是)$"
)
_EMOTICON = re.compile(r"[:;]['-]?[)(DPp3]")
_CHOICES = re.compile(r"[\u3400-\u9fff][:：][A-CE-O](?![A-Za-z])")
_NUMERALS = "一二三四五六七八九十百千甲乙丙丁戊己庚辛壬癸"
_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+$")


def adjacent(classes: Classes) -> Bools:
    """Where a mark with a full-width form stands beside Han or a CJK mark, for each character of the text."""
    inner, before, after = classes[1:-1], classes[:-2], classes[2:]
    found: Bools = (inner >= v.COMMA) & (_BEFORE[before] | _AFTER[after])
    return found


def add_marks(draft: Draft, view: View, flat: Bools) -> list[Note]:
    """Widen marks. `view.classes` already shows the brackets and quotes that are being changed. Returns the doubts."""
    k = view.classes
    at = view.find(v.COMMA, v.DOT, v.SEMI, v.COLON, v.BANG, v.ASK)
    if not len(at):
        return []
    here, before, after = k[at + 1], k[at].copy(), k[at + 2].copy()
    spaced = (after == v.BLANK) & (k[np.minimum(at + 3, len(k) - 1)] != v.BLANK)  # one blank after the mark
    loose = (before == v.BLANK) & (k[np.maximum(at - 1, 0)] == v.HAN) & _AFTER[after]  # one blank before it, Han on both sides
    before[loose] = v.HAN
    if view.shut is not None:
        _look_past_tags(view, at, before)
    follows = _AFTER[after] | (flat[view.line_of(at)] & (after == v.OPENS))
    chinese = _BEFORE[before] | (follows & ((before != v.BLANK) | (_LATIN[k[np.maximum(at - 1, 0)]] & (after == v.HAN))))
    flattened = flat[view.line_of(at)]
    widen = np.zeros(len(at), np.bool_)
    for mark, decide in ((v.COMMA, _comma), (v.SEMI, _semicolon), (v.COLON, _colon)):
        mine = here == mark
        if mine.any():
            widen[mine] = decide(view, at[mine], before[mine], after[mine], chinese[mine], flattened[mine])
    stops = here == v.DOT
    if stops.any():
        widen[stops] = _full_stop(view, at[stops], before[stops], after[stops])
    calls = (here == v.BANG) | (here == v.ASK)
    notes: list[Note] = []
    if calls.any():
        widen[calls], notes = _calls(view, at[calls], here[calls], before[calls], after[calls])
    for mark, full in FULL.items():
        draft.put(at[widen & (here == mark)], full, f"punctuation.{RULE[mark]}")
    blanks = at[widen & spaced] + 1
    blanks = blanks[k[blanks + 2] != v.NEWLINE]
    blanks = np.concatenate((blanks, at[widen & loose] - 1))
    draft.delete(blanks, blanks + 1, "punctuation.blank")
    return notes


def _look_past_tags(view: View, at: Ints, before: Classes) -> None:
    """A mark after a tag (<b>提示</b>:) has the character before the tag for its neighbour."""
    assert view.shut is not None
    for n in np.flatnonzero((at > 0) & (view.codes[np.maximum(at - 1, 0)] == ord(">"))).tolist():
        start = view.text.rfind("<", 0, int(at[n]))
        if start > 0 and view.shut[start] and bool(view.shut[start : at[n]].all()):
            before[n] = view.classes[start]


def _comma(view: View, at: Ints, before: Classes, after: Classes, chinese: Bools, flat: Bools) -> Bools:
    doubled = (before == v.COMMA) | (after == v.COMMA)
    latin = flat & (((before == v.PERCENT) & (after != v.BLANK)) | ((after == v.NEWLINE) & _LATIN[before]))
    for n in np.flatnonzero(flat & (before == v.LETTER) & (after == v.LETTER)).tolist():
        latin[n] = _between_words(view.text, int(at[n]))
    found: Bools = (chinese | latin) & ~doubled
    return found


_WORD_BEFORE = re.compile(r"(?<![\w./:=@$\\&|<>{}\[\](-])[A-Z][A-Za-z0-9]+$", re.A)
_WORD_AFTER = re.compile(r"[A-Z][A-Za-z0-9]+(?![\w./:=@$\\&|<>{}\[\](-])", re.A)


def _between_words(text: str, at: int) -> bool:
    """Whether a comma stands between two whole Latin names of two letters or more."""
    return _WORD_BEFORE.search(text[max(0, at - 30) : at]) is not None and _WORD_AFTER.match(text, at + 1) is not None


def _semicolon(view: View, at: Ints, before: Classes, after: Classes, chinese: Bools, flat: Bools) -> Bools:
    found: Bools = chinese & ~_emoticons(view, at, chinese)
    return found


def _colon(view: View, at: Ints, before: Classes, after: Classes, chinese: Bools, flat: Bools) -> Bools:
    found: Bools = chinese & (after != v.COLON) & (before != v.COLON) & ~_emoticons(view, at, chinese)
    return found


def _emoticons(view: View, at: Ints, chinese: Bools) -> Bools:
    """Which of these colons and semicolons are eyes."""
    found = np.zeros(len(at), np.bool_)
    suspects = np.flatnonzero(chinese & np.isin(view.codes[np.minimum(at + 1, len(view.codes) - 1)], [ord(c) for c in ")('-DPp"]))
    if not len(suspects):
        return found
    choices = _CHOICES.search(view.text) is not None
    for n in suspects.tolist():
        match = _EMOTICON.match(view.text, int(at[n]))
        if match is None:
            continue
        mouth = match.group()[-1]
        if mouth in "()":
            # a bracket that has a partner is a bracket
            line_start = view.text.rfind("\n", 0, at[n]) + 1
            line_end = view.text.find("\n", at[n])
            rest = view.text[match.end() : line_end if line_end >= 0 else None]
            head = view.text[line_start : at[n]]
            partner = (
                ")" in rest or "）" in rest
                if mouth == "("
                else head.count("(") + head.count("（") > head.count(")") + head.count("）")
            )
            found[n] = not partner
        else:
            found[n] = not choices and not view.text[match.end() : match.end() + 1].isalnum()
    return found


def _full_stop(view: View, at: Ints, before: Classes, after: Classes) -> Bools:
    """A point after Han at the end of a line of prose, where it is no ellipsis and no list marker."""
    k = view.classes
    widen: Bools = (before == v.HAN) & _ENDS[after]
    for n in np.flatnonzero(widen).tolist():
        start = view.text.rfind("\n", 0, at[n]) + 1
        line = view.text[start : at[n]]
        han = int((k[start + 1 : at[n] + 1] == v.HAN).sum())
        widen[n] = han >= LEAST_SENTENCE_HAN and not all(char in _NUMERALS for char in line.strip())
    return widen


LEAST_SENTENCE_HAN = 4


def _calls(view: View, at: Ints, here: Classes, before: Classes, after: Classes) -> tuple[Bools, list[Note]]:
    """Exclamation and question marks, runs of them as one."""
    k = view.classes
    before, after = before.copy(), after.copy()
    run = _is_call[before]
    for n in np.flatnonzero(run).tolist():  # the head of the run decides for all of it
        p = int(at[n])
        while _is_call[k[p]]:
            p -= 1
        before[n] = k[p]
    chinese = _BEFORE[before] | ((before == v.WIDE) & run) | ((before == v.WIDE) & np.isin(view.codes[at - 1], [0xFF01, 0xFF1F]))
    widen = chinese.copy()
    for n in np.flatnonzero((here == v.ASK) & (after == v.NEWLINE) & _LATIN[before]).tolist():
        line = view.text[view.text.rfind("\n", 0, at[n]) + 1 : at[n]]
        widen[n] = _ASKING.search(line) is not None
    notes: list[Note] = []
    latin = (here == v.BANG) & (after == v.HAN) & ((before == v.LETTER) | (before == v.DIGIT))
    for n in np.flatnonzero(latin).tolist():
        widen[n] = before[n] == v.LETTER and _NAME.search(view.text[max(0, int(at[n]) - 20) : int(at[n])]) is None
    asks = (here == v.ASK) & ~run
    going_on = is_in(v.HAN, v.OPEN, v.LETTER, v.DIGIT)[after]
    doubtful = np.flatnonzero(asks & widen & going_on)
    silent = [n for n in doubtful.tolist() if _ASKING.search(_clause(view, int(at[n]))) is None]
    if silent and not _is_questioning(view, len(silent)):
        for n in silent:
            widen[n] = False
            notes.append(
                Note(
                    int(at[n]),
                    int(at[n]) + 1,
                    "review.question-mark",
                    "asks nothing: may stand for a lost character",
                    ("?", "？"),
                )
            )
    widen &= ~((here == v.ASK) & is_in(v.DOT, v.SEMI, v.STOP)[after])  # file?.txt; a lost character before a mark
    return widen, notes


_is_call = is_in(v.BANG, v.ASK)
SURE_QUESTIONS = 3  # real questions per doubtful one: above, a text is full of questions and lacks nothing


def _is_questioning(view: View, doubtful: int) -> bool:
    """Whether a text asks so much that a question mark without a question word is one all the same."""
    marks = np.flatnonzero((view.classes[1:-1] == v.ASK) | (view.codes == ord("？"))).tolist()
    asking = sum(_ASKING.search(_clause(view, at)) is not None for at in marks)
    return asking >= SURE_QUESTIONS * doubtful


_CLAUSE_ENDS = is_in(v.NEWLINE, v.STOP, v.WIDE, v.COMMA, v.SEMI, v.COLON, v.BANG, v.ASK, v.OPEN, v.OPENS)


def _clause(view: View, end: int) -> str:
    start = end
    while not _CLAUSE_ENDS[view.classes[start]] and end - start < 40:
        start -= 1
    return view.text[start:end]
