"""What a line shows by itself, whatever stands around it: its form, its characters in ones, twos and threes, and its words.

What lives here: WORD_NAMES, Words, words_of(), grams(). What never does: what stands around (judgelook.py), weights and verdicts
(judgetrees.py, judge.py), training (scripts/pagejudge).

How it works: lines that were not seen before are laid behind each other as one array of code points, and every feature is
counted for all of them at once. Character grams are hashed into SLOTS places, digits made alike, so that no table of words is
needed; a gram at the beginning or end of a line is another one than the same in the middle. Words with blanks between them, and
each two in a row, are hashed into the same places.

Weak: two grams may share a place; the training sees that too.

Long, because names and columns must stand in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from corpuskit.steps.countgrammar import is_count_line
from corpuskit.steps.menugrammar import read_menu
from corpuskit.steps.strip.footing import is_credit, is_notice
from corpuskit.steps.strip.lineforms import FORMS, tell_forms
from corpuskit.steps.strip.page import KNOWN_CHARS, LINES_KNOWN, Page

__all__ = [
    "BITMAP_BITS",
    "CLASSES",
    "GRAM_SLOTS",
    "PLAIN_CHARS",
    "WORD_NAMES",
    "Words",
    "chars_of",
    "class_shares_each",
    "grams",
    "overlap",
    "overlap_each",
    "words_of",
    "words_on",
]

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

GRAM_SLOTS = 1 << 18
WORD_WEIGHT = 2  # of a word or pair of words, beside grams of one to three characters
EDGE_CHARS = 40  # of a line's beginning; a longer line adds nothing but its end
BITMAP_BITS = 16
PLAIN_CHARS = 60  # of a line that may be a paragraph at first sight
OVERLAPS_TOGETHER = 6  # lines, from which on one array for all of them is quicker
CLASSES = (
    "han", "latin", "digit", "blank", "colon", "bar", "arrow", "comma", "stop", "opening", "closing", "quote", "kana", "hangul",
    "mark", "other",
)  # fmt: skip
_MEMBERS = {
    "colon": ":∶：", "bar": "|/·•丨_-—–~┊\\", "arrow": ">»›→←«‹<↑↓▼▲", "comma": ",、，", "stop": "。！？!?…;；.",
    "opening": "([【〔《「『", "closing": ")]】〕》」』", "quote": "“”‘’\"'", "mark": "#@*※★☆■●◆○◇▶►©®+=&%^$",
}  # fmt: skip
SIZES = (2, 4, 6, 10, 16, 24, 36, 60)
MENU_NAMES = ("part in words of menus", "a word of page tools", "more words of menus")
GRAMMARS = {"roles and names": is_credit, "counters": is_count_line, "words of rights and duty": is_notice}
WORD_NAMES = (
    *(f"part of {c}" for c in CLASSES),
    *(f"some {c}" for c in ("blank", "colon", "bar", "arrow", "comma", "stop", "opening", "quote")),
    *(f"longer than {n}" for n in SIZES),
    *(f"begins with {c}" for c in CLASSES),
    *(f"ends with {c}" for c in CLASSES),
    *FORMS,
    *MENU_NAMES,
    *GRAMMARS,
)
"""What a line shows whatever stands around it."""

_ALIKE = {
    "|": "¦‖∣∥︱︳︲│┃║┆┇┊┋╎╏丨▏▕￨❘❙❚⎮⎪", "·": "•・∙⋅●○◎◦⊙⊚⊛⚫⚪❍⦿﹒．․‧⚬◉", ">": "›»➤►▶▸▷⋙≫⟩⟫⇢⇨↣❯❱",
    "<": "‹«←⇐◀◄◂◁⋘≪⟨⟪⇠⇦↢❮❰", "◆": "■□▪▫◇◈❖★☆✦✧✩✪✭✯❀✿※◼◻▣▤▥▦▧▨▩",
}  # fmt: skip
"""Marks that a site sets between the parts of a line or before it: any of a kind says the same."""


def _class_table() -> np.ndarray[Any, np.dtype[np.uint8]]:
    table = np.full(0x10000, CLASSES.index("other"), dtype=np.uint8)
    for name, spans in {
        "han": ((0x3400, 0x9FFF),), "latin": ((65, 90), (97, 122), (0xC0, 0x24F)), "digit": ((48, 57),),
        "blank": ((9, 13), (32, 32), (0xA0, 0xA0), (0x3000, 0x3000), (0x2000, 0x200D)),
        "kana": ((0x3040, 0x30FF),), "hangul": ((0xAC00, 0xD7AF), (0x1100, 0x11FF)),
    }.items():  # fmt: skip
        for low, high in spans:
            table[low : high + 1] = CLASSES.index(name)
    for name, members in _MEMBERS.items():
        for char in members:
            table[ord(char)] = CLASSES.index(name)
    for char, others in _ALIKE.items():
        for other in others:
            if table[ord(other)] == CLASSES.index("other"):
                table[ord(other)] = table[ord(char)]
    return table


_CLASS_OF = _class_table()


def _alike_table() -> Ints:
    table = np.arange(0x10000, dtype=np.int64)
    for char, others in _ALIKE.items():
        for other in others:
            table[ord(other)] = ord(char)
    table[ord("0") : ord("9") + 1] = ord("0")
    return table


_ALIKE_OF = _alike_table()


def _wordy_table() -> Flags:
    """Letters of writing that sets blanks between words, and digits."""
    table = np.array([chr(code).isalpha() for code in range(0x10000)])
    table[0x0E00:0x0F00] = table[0x1100:0x1200] = table[0x2E80:0xFB00] = False
    table[0xFF00:] = False
    table[ord("0")] = True
    table[ord("1") : ord("9") + 1] = True
    return table


_IS_WORDY = _wordy_table()
_K = len(CLASSES)
_FORM, _MENU = WORD_NAMES.index(FORMS[0]), WORD_NAMES.index(MENU_NAMES[0])
_SIZES = np.array(SIZES)
_SOME = [CLASSES.index(c) for c in ("blank", "colon", "bar", "arrow", "comma", "stop", "opening", "quote")]


@dataclass(slots=True, eq=False)
class Words:
    """What a line shows whatever stands around it: its features, its pairs of characters, its grams, and what the page judge
    makes of these (chars, score), once it was asked."""

    row: Floats
    pairs: Ints
    slots: Ints
    chars: float | None = None
    score: float | None = None


def _codes(text: str) -> Ints:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    return np.minimum(codes, 0xFFFF)


def grams(views: list[str]) -> tuple[Ints, Ints]:
    """(slot, number of the line) of each gram of one, two and three characters, and of words (_word_grams)."""
    joined = "\n".join(["", *[v if len(v) <= 2 * EDGE_CHARS else v[:EDGE_CHARS] + v[-EDGE_CHARS:] for v in views], ""]).lower()
    codes = _ALIKE_OF[_codes(joined)]
    edge = codes == 10
    line = np.cumsum(edge) - 1
    one = codes * 2654435761
    two = one[:-1] * 31 + one[1:] * 17 + 7
    three = one[:-2] * 131 + one[1:-1] * 61 + one[2:] * 29 + 13
    middle = ~edge
    words, of_words = _word_grams(codes, line)
    keep_two = middle[:-1] | middle[1:]
    keep_three = middle[1:-1]
    owner = np.concatenate([line[middle], np.where(edge[1:], line[:-1], line[1:])[keep_two], line[1:-1][keep_three], of_words])
    mixed = np.concatenate([one[middle], two[keep_two], three[keep_three], words])
    slots = ((mixed * 11400714819323199 & 0x7FFFFFFFFFFFFFFF) >> 40) % GRAM_SLOTS
    return slots, owner


def _word_grams(codes: Ints, line: Ints) -> tuple[Ints, Ints]:
    """(hash, number of the line) of each word written in letters with blanks between, and of each two that follow one another;
    the ends of a line stand for a word."""
    at = np.flatnonzero(_IS_WORDY[codes])
    if not len(at):
        return at, at
    starts = np.flatnonzero(np.diff(at, prepend=-2) > 1)
    ends = np.append(starts[1:], len(at))
    powers, inverse = _powers(len(at))
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes[at].astype(np.uint64) * powers[: len(at)], dtype=np.uint64)))
    said = ((sums[ends] - sums[starts]) * inverse[starts]).view(np.int64) * 2654435761 + 3
    of = line[at[starts]]
    first = np.concatenate(([True], of[1:] != of[:-1]))
    last = np.concatenate((first[1:], [True]))
    before = np.where(first, 10, np.concatenate(([0], said[:-1])))
    words = np.concatenate([said, before * 31 + said * 17 + 5, said[last] * 31 + 10 * 17 + 5])
    return np.tile(words, WORD_WEIGHT), np.tile(np.concatenate([of, of, of[last]]), WORD_WEIGHT)


@lru_cache(maxsize=32)  # one for each power of two
def _powers_of(size: int) -> tuple[Any, Any]:
    both = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        powers = np.full(size, base, np.uint64)
        powers[0] = 1
        both.append(np.cumprod(powers, dtype=np.uint64))
    return both[0], both[1]


def _powers(size: int) -> tuple[Any, Any]:
    """The powers of a base, and of its inverse, modulo 2 ** 64."""
    return _powers_of(max(1 << 14, 1 << size.bit_length()))


_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse


_known: dict[str, Words] = {}  # of lines seen before: navigation and footers stand on many pages of a site


def class_shares_each(texts: list[str]) -> Floats:
    """[texts, classes]: the share of each of CLASSES in each text."""
    sizes = np.array([len(text) for text in texts])
    of = np.repeat(np.arange(len(texts)) * _K, sizes)
    counts = np.bincount(of + _CLASS_OF[_codes("".join(texts))], minlength=len(texts) * _K).reshape(-1, _K)
    shares: Floats = (counts / np.maximum(1, sizes)[:, None]).astype(np.float32)
    return shares


def words_of(views: list[str]) -> list[Words]:
    """What each of the lines shows by itself; those not seen before are looked at together."""
    found = {view: _known.get(view) for view in views}
    fresh = [view for view, words in found.items() if words is None]
    if fresh:
        found.update(zip(fresh, _look_at(fresh), strict=True))
        if len(_known) + len(fresh) > LINES_KNOWN:
            _known.clear()
        kept = [view for view in fresh if len(view) <= KNOWN_CHARS][:LINES_KNOWN]
        _known.update((view, words) for view in kept if (words := found[view]) is not None)
    return [words for view in views if (words := found[view]) is not None]


def words_on(page: Page, views: list[str]) -> list[Words]:
    """The same of lines of a page, which remembers them; the page judge does not look at long ones that hold a sentence."""
    known = page.words
    fresh = [view for view in views if len(view) >= PLAIN_CHARS or view not in known]
    if not fresh:
        return [known[view] for view in views]
    found = dict(zip(fresh, words_of(fresh), strict=True))
    known.update((view, words) for view, words in found.items() if len(view) < PLAIN_CHARS)
    return [found[view] if view in found else known[view] for view in views]


def _look_at(views: list[str]) -> list[Words]:
    count = len(views)
    sizes = np.array([len(view) for view in views])
    codes = _codes("".join(views))
    ends = np.cumsum(sizes)
    starts = ends - sizes
    rows = np.zeros((count, len(WORD_NAMES)), dtype=np.float32)
    _tell_characters(rows, codes, sizes, starts)
    tell_forms(rows[:, _FORM:], views, codes, starts)
    for row, view in zip(rows[:, _MENU:], views, strict=True):
        menu = read_menu(view)
        if menu.known_ratio:
            row[:3] = menu.known_ratio, menu.tools > 0, min(menu.tools + menu.sections, 4) / 4
    for column, grammar in enumerate(GRAMMARS.values(), _MENU + len(MENU_NAMES)):
        told = [at for at, view in enumerate(views) if grammar(view)]
        if told:
            rows[told, column] = 1
    pairs = _pairs(codes)  # of a line all but the last, which reaches into the next line
    slots, of = grams(views)
    slots = slots[np.argsort(of, kind="stable")]
    until = np.cumsum(np.bincount(of, minlength=count)).tolist()
    found = []
    begin = at = 0
    for row, end, to in zip(rows, ends.tolist(), until, strict=True):
        found.append(Words(row.copy(), pairs[begin : end - 1].copy(), slots[at:to].copy()))
        begin, at = end, to
    return found


def _tell_characters(rows: Floats, codes: Ints, sizes: Ints, starts: Ints) -> None:
    """Fill in shares, counts, sizes and edges by class."""
    count = len(sizes)
    every = np.arange(count)
    classes = _CLASS_OF[codes].astype(np.int64)
    table = np.bincount(np.repeat(every * _K, sizes) + classes, minlength=count * _K).reshape(count, _K)
    at = _K + len(_SOME)
    rows[:, :_K] = table / sizes[:, None]
    rows[:, _K:at] = np.minimum(table[:, _SOME], 3) / 3
    rows[:, at : at + len(SIZES)] = sizes[:, None] > _SIZES
    at += len(SIZES)
    rows[every, at + classes[starts]] = 1
    rows[every, at + _K + classes[starts + sizes - 1]] = 1


def chars_of(texts: list[str]) -> list[Words]:
    """What texts without a line break show by their characters alone: pairs and grams, and no form."""
    codes = _codes("\n".join([*texts, ""]))
    ends = np.flatnonzero(codes == 10).tolist()
    pairs = _pairs(codes)
    slots, of = grams(texts)
    slots = slots[np.argsort(of, kind="stable")]
    until = np.cumsum(np.bincount(of, minlength=len(texts))).tolist()
    found = []
    begin = at = 0
    for end, to in zip(ends, until, strict=True):
        found.append(Words(_FORMLESS, pairs[begin : max(begin, end - 1)].copy(), slots[at:to].copy()))
        begin, at = end + 1, to
    return found


_FORMLESS = np.zeros(0, dtype=np.float32)


def _pairs(codes: Ints) -> Ints:
    return (codes[:-1] * 40503 + codes[1:]) & 0xFFFF


@lru_cache(maxsize=2)  # the sentences of a page stay the same from pass to pass
def _held(text: str) -> Flags:
    """Which pairs of characters stand in a text."""
    bits = np.zeros(1 << BITMAP_BITS, dtype=bool)
    bits[_pairs(_codes(text))] = True
    return bits


def overlap(text: str, words: list[Words]) -> Floats:
    """For each line the share of its pairs of characters that stand in `text`."""
    if len(text) < 2:
        return np.zeros(len(words), dtype=np.float32)
    if len(words) < OVERLAPS_TOGETHER:
        held, count = _held(text), np.count_nonzero
        return np.array([count(held[word.pairs]) / max(1, len(word.pairs)) for word in words], dtype=np.float32)
    sizes = np.array([len(word.pairs) for word in words])
    found = np.concatenate(([0], np.cumsum(_held(text).take(np.concatenate([word.pairs for word in words])))))
    ends = np.cumsum(sizes)
    shares: Floats = ((found[ends] - found[ends - sizes]) / np.maximum(1, sizes)).astype(np.float32)
    return shares


def overlap_each(texts: list[str], words: list[Words], of: Ints, count: int) -> list[Floats]:
    """overlap() of many lines with texts of their pages. texts: some for each of `count` pages, page after page, then the next
    of each page; of: the number of the page of each line."""
    sizes = np.array([len(word.pairs) for word in words])
    pairs = np.concatenate([word.pairs for word in words]) + np.repeat(of << BITMAP_BITS, sizes)
    ends = np.cumsum(sizes)
    found = []
    for begin in range(0, len(texts), count):
        of_pages = texts[begin : begin + count]
        codes = _codes("\n".join(of_pages))
        lengths = np.array([len(text) for text in of_pages])
        apart = np.zeros(len(codes), dtype=bool)  # the breaks between texts: no pair reaches over one
        apart[np.cumsum(lengths + 1)[:-1] - 1] = True
        inside = ~(apart[:-1] | apart[1:])
        page = np.repeat(np.arange(count), lengths + 1)[: len(codes) - 1]
        held = np.zeros(count << BITMAP_BITS, dtype=bool)
        held[((page << BITMAP_BITS) + _pairs(codes))[inside]] = True
        total = np.concatenate(([0], np.cumsum(held.take(pairs))))
        found.append(((total[ends] - total[ends - sizes]) / np.maximum(1, sizes)).astype(np.float32))
    return found
