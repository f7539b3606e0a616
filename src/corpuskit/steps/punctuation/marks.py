"""Half-width marks between words: , . ; : ! ? beside Han become full width.

What lives here: the grammar, mark by mark. What never does: brackets and quotes (they come first), runs (runs.py).

How it works: for every mark in prose its two neighbours decide. Han, a closing bracket or a dash before it, or Han after it,
make it Chinese, with exceptions: list markers, file names, emoticons, doubled colons, entities, names such as Yahoo!. In a
line whose marks are all half width (flattened) a mark between Latin words that cannot belong to them is Chinese too. A full
stop is made only at the end of a line: after Han, or where the line is flattened and has another mark beside Han. A question
mark that asks nothing may stand for a lost character: it stays, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from corpuskit.core.edit import Note
from corpuskit.steps.columns import Draft
from corpuskit.steps.punctuation import latin
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import View, is_in

__all__ = ["FACES", "add_marks", "is_emoticon"]

FULL = {v.COMMA: "，", v.DOT: "。", v.SEMI: "；", v.COLON: "：", v.BANG: "！", v.ASK: "？"}
RULE = {v.COMMA: "comma", v.DOT: "full-stop", v.SEMI: "semicolon", v.COLON: "colon", v.BANG: "exclamation", v.ASK: "question"}
_BEFORE = is_in(v.HAN, v.CLOSE, v.CLOSES, v.DASH)
_AFTER = is_in(v.HAN, v.OPEN)
_FLAT_AFTER = is_in(v.OPENS, v.DASH)
_LATIN = is_in(v.LETTER, v.DIGIT, v.RIGHT, v.PERCENT)
_ENDS = is_in(v.NEWLINE, v.CLOSE, v.CLOSES)
_ASKING = re.compile(
    "[吗嗎呢吧么麼何谁誰哪几幾怎孰啊呀否]|什么|什麼|多少|是不是|有没有|有沒有|多[大久长長高远遠深重快]|能不能|会不会|如何|为啥|难道|莫非|安能|岂|还是|還是"
    "|(?:不成|不是|[真好是]的|对|對|好|行|可以|没有|沒有|[喔噢哦嗯咦哈诶欸])$"
)
_EMOTICON = re.compile(r"[:;]['-]?[)(DPp3]")
_CHOICES = re.compile(r"[\u3400-\u9fff][:：][A-CE-O](?![A-Za-z])")
_NUMERALS = "一二三四五六七八九十百千甲乙丙丁戊己庚辛壬癸"
_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+$")


STAYS, WIDENS, ASKS = range(3)
_PLAIN: dict[bytes, int] = {}
_FLAT: dict[bytes, int] = {}
FACES = is_in(v.LEFT, v.RIGHT, v.OPENS, v.CLOSES, v.APOSTROPHE, v.HYPHEN, v.LETTER)  # what a mouth or a nose may be


def _decide(three: bytes, flat: bool) -> int:
    """What the classes of a mark and its neighbours say: it stays, it widens, or the text must be asked."""
    before, here, after = three
    if here in (v.BANG, v.ASK) or before == v.SIGN:
        return ASKS
    if here == v.DOT:
        return ASKS if (before == v.HAN or (flat and _LAST[before])) and _ENDS[after] else STAYS
    follows = _AFTER[after] or (flat and _FLAT_AFTER[after])
    if before == v.BLANK:
        return ASKS if follows else STAYS
    if flat and latin.is_spot(here, before, after):
        return ASKS
    if here == v.COMMA:
        return WIDENS if _comma(before, after, bool(_BEFORE[before] or follows), flat) else STAYS
    if not (_BEFORE[before] or follows):
        return STAYS
    if FACES[after]:
        return ASKS
    return STAYS if here == v.COLON and v.COLON in (before, after) else WIDENS


def add_marks(draft: Draft, view: View) -> list[Note]:
    """Widen marks. `view.row` already shows the brackets and quotes that are being changed. Returns the doubts."""
    k, can = view.row, view.can
    widened: dict[int, list[int]] = {mark: [] for mark in FULL}
    blanks: list[int] = []
    calls: list[tuple[int, int, bool]] = []
    for line in view.lines:
        flat = view.is_flat(line)
        table = _FLAT if flat else _PLAIN
        for n in v.places_of(k, FULL, line[0] + 1, line[1] + 1):
            three = k[n - 1 : n + 2]
            answer = table.get(three)
            if answer is None:
                answer = table[three] = _decide(three, flat)
            if not answer or not can[n - 1]:
                continue
            if answer == ASKS:
                before, loose = _before(view, n - 1)
                if three[1] in (v.BANG, v.ASK):
                    calls.append((n - 1, before, loose))
                    continue
                if not _ask(view, n - 1, before, flat):
                    continue
                if loose:
                    blanks.append(n - 2)
            widened[three[1]].append(n - 1)
            if three[2] == v.BLANK and k[n + 2] not in (v.BLANK, v.NEWLINE):
                blanks.append(n)
    notes = _add_calls(view, calls, widened, blanks) if calls else []
    for mark, full in FULL.items():
        draft.put(widened[mark], full, f"punctuation.{RULE[mark]}")
    draft.drop(blanks, "punctuation.blank")
    return notes


def _before(view: View, at: int) -> tuple[int, bool]:
    """(what stands before a mark, whether a single blank between Han stands between).

    A mark after a tag (<b>提示</b>:) has the character before the tag for its neighbour (see View.before).
    """
    k = view.row
    before = k[at]
    if before == v.BLANK and k[at - 1] == v.HAN and _AFTER[k[at + 2]]:
        return v.HAN, True
    return view.before(at), False


def _ask(view: View, at: int, before: int, flat: bool) -> bool:
    """Whether a mark that is no call widens."""
    k = view.row
    here, after = k[at + 1], k[at + 2]
    if here == v.DOT:
        if not _ENDS[after]:
            return False
        return _is_full_stop(view, at) if before == v.HAN else flat and bool(_LAST[before]) and _ends_flat(view, at)
    if flat and latin.is_spot(here, before, after):
        return latin.parts(view, at)
    follows = _AFTER[after] or (flat and _FLAT_AFTER[after])
    chinese = bool(_BEFORE[before] or (follows and (before != v.BLANK or (_LATIN[k[at - 1]] and after == v.HAN))))
    if here == v.COMMA:
        return _comma(before, after, chinese, flat)
    if not chinese or (here == v.COLON and v.COLON in (before, after)):
        return False
    return not is_emoticon(view, at)


def _comma(before: int, after: int, chinese: bool, flat: bool) -> bool:
    latin = flat and ((before == v.PERCENT and after != v.BLANK) or (after == v.NEWLINE and _LATIN[before]))
    if v.COMMA in (before, after) and not (flat and _BESIDE_DOUBLE[before] and _BESIDE_DOUBLE[after]):
        return False
    return bool(chinese or latin)


_BESIDE_DOUBLE = is_in(v.HAN, v.COMMA)  # ,, between Han was ，， in a flattened line


def is_emoticon(view: View, at: int) -> bool:
    """Whether a colon or semicolon is a pair of eyes."""
    text = view.text
    match = _EMOTICON.match(text, at)
    if match is None:
        return False
    mouth, end = match.group()[-1], match.end()
    if mouth not in "()":
        return not text[end : end + 1].isalnum() and _CHOICES.search(text) is None
    # a bracket that has a partner is a bracket
    if mouth == "(":
        finish = text.find("\n", at)
        rest = text[end : finish if finish >= 0 else None]
        return not (")" in rest or "）" in rest)
    head = text[text.rfind("\n", 0, at) + 1 : at]
    return head.count("(") + head.count("（") <= head.count(")") + head.count("）")


def _is_full_stop(view: View, at: int) -> bool:
    """A point after Han at the end of a line of prose, where it is no ellipsis and no list marker."""
    start = view.line_start(at)
    return latin.is_sentence(view, at) and not all(char in _NUMERALS for char in view.text[start:at].strip())


_LAST = is_in(v.LETTER, v.DIGIT, v.PERCENT, v.RIGHT, v.CLOSE, v.CLOSES)
_ABBREVIATED = re.compile(r"(?<![A-Za-z])(?:[A-Za-z]|etc|al|vs|Inc|Ltd|Co|Corp|Jr|Sr)$", re.A)


def _ends_flat(view: View, at: int) -> bool:
    """Whether a point after a number, a Latin word or a bracket ends a flattened sentence: a half-width mark beside Han stands
    before it in the line, and no 。, whose author would have set another.
    """
    start = view.line_start(at)
    if "。" in view.text[start:at] or not latin.is_sentence(view, at) or v.BESIDE_HAN.search(view.row, start + 1, at + 1) is None:
        return False
    return _ABBREVIATED.search(view.text, max(start, at - 8), at) is None


def _add_calls(view: View, calls: list[tuple[int, int, bool]], widened: dict[int, list[int]], blanks: list[int]) -> list[Note]:
    """Exclamation and question marks, runs of them as one. calls: position, what stands before, whether after a loose blank."""
    k, text = view.row, view.text
    wide: dict[int, bool] = {}
    heads: dict[int, int] = {}  # of the marks in runs: each looks no further back than to the one before it
    silent: dict[int, None] = {}  # in their order
    for at, before, _ in calls:
        here, after = k[at + 1], k[at + 2]
        run = bool(_is_call[before])
        if run:  # the head of the run decides for all of it
            head = heads.get(at - 1, at)
            while _is_call[k[head]]:
                head -= 1
            heads[at] = head
            before = k[head]
        wide[at] = bool(_BEFORE[before]) or (before == v.WIDE and (run or text[at - 1] in "！？"))
        if here == v.ASK and (_ENDS[after] or after == v.HAN) and _LATIN[before]:
            wide[at] = _ASKING.search(_clause(view, at) if after == v.HAN else text[text.rfind("\n", 0, at) + 1 : at]) is not None
        if here == v.BANG and after == v.HAN and before in (v.LETTER, v.DIGIT):
            wide[at] = before == v.LETTER and _NAME.search(text[max(0, at - 20) : at]) is None
        asks = here == v.ASK and not run and wide[at] and _GOING_ON[after]
        if asks and not _is_asking(view, at, wide, silent):
            silent[at] = None
    _keep_chess_signs(view, wide)
    notes = []
    if silent and not _is_questioning(view, len(silent)):
        wide |= dict.fromkeys(silent, False)
        why = "asks nothing: may stand for a lost character"
        notes = [Note(at, at + 1, "review.question-mark", why, ("?", "？")) for at in silent]
    for at, _, loose in calls:
        here, after = k[at + 1], k[at + 2]
        if not wide[at] or (here == v.ASK and _LOST[after]):
            continue
        widened[here].append(at)
        if loose:
            blanks.append(at - 1)
        if after == v.BLANK and k[at + 3] not in (v.BLANK, v.NEWLINE):
            blanks.append(at + 1)
    return notes


_ANSWER = re.compile("[不是对對好嗯没沒有][，,]|当然|當然|没错|沒錯|不是|是的|[还還]是|或者|抑或")


def _is_asking(view: View, at: int, wide: dict[int, bool], silent: Collection[int]) -> bool:
    """Whether a clause asks: by its words, by the answer behind it, or by the question just before it that it takes up."""
    clause = _clause(view, at)
    if _ASKING.search(clause) or _ANSWER.match(view.text, at + 1):
        return True
    before = at - len(clause) - 1
    return wide.get(before, False) and before not in silent


_CHESS_MOVE = re.compile(r"(?<![\w.])\d{1,3}\.(?:\.\.)? ?(?:[KQRBN]?[a-h]?[1-8]?x?[a-h][1-8]|O-O)", re.A)
_CHESS_SIGN = re.compile(r"[!?]{2}")


def _keep_chess_signs(view: View, wide: dict[int, bool]) -> None:
    """In a line with moves of chess, ?! and !! and the like are signs of their own."""
    end = -1
    for at in wide:
        if at < end:
            continue  # of a line that was looked at
        start = view.line_start(at)
        end = view.row.find(v.NEWLINE, at + 1)
        if _CHESS_MOVE.search(view.text, start, end):
            for match in _CHESS_SIGN.finditer(view.text, start, end):
                wide |= dict.fromkeys((p for p in range(*match.span()) if p in wide), False)


_is_call = is_in(v.BANG, v.ASK)
_GOING_ON = is_in(v.HAN, v.OPEN, v.LETTER, v.DIGIT)
_LOST = is_in(v.DOT, v.SEMI, v.STOP)  # file?.txt; a lost character before a mark
SURE_QUESTIONS = 3  # real questions per doubtful one: above, a text is full of questions and lacks nothing


def _is_questioning(view: View, doubtful: int) -> bool:
    """Whether a text asks so much that a question mark without a question word is one all the same."""
    marks = re.finditer("[?？]", view.text)
    asking = sum(_ASKING.search(_clause(view, match.start())) is not None for match in marks)
    return asking >= SURE_QUESTIONS * doubtful


_CLAUSE_ENDS = is_in(v.NEWLINE, v.STOP, v.WIDE, v.COMMA, v.SEMI, v.COLON, v.BANG, v.ASK, v.OPEN, v.OPENS)


def _clause(view: View, end: int) -> str:
    start = end
    while not _CLAUSE_ENDS[view.row[start]] and end - start < 40:
        start -= 1
    return view.text[start:end]
