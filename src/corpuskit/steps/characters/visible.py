"""Characters that are changed or dropped for what they are: controls, invisible characters, look-alikes, order of marks.

What lives here: one function per class, each adding its edits to a Draft. What never does: blanks and line ends (white.py).

How it works: the class view says which classes a text holds at all; only those functions run. Invisible characters that carry
meaning stay: joiners in emoji and in scripts that join their letters, ZWSP between letters of scripts written without blanks,
bidi controls in lines with right-to-left letters, variation selectors always. A radical or a compatibility ideograph is
changed only where it stands in running text (a Han character, a digit or a CJK mark beside it): alone, it is the subject.

Weak: marks above U+FFFF are not put in order.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import numpy.typing as npt

from corpuskit.core.edit import Edits
from corpuskit.core.text import line_bounds
from corpuskit.steps.characters import tables
from corpuskit.steps.columns import Classes, Codes, Draft, Ints

__all__ = ["add_bared_blanks", "add_bidi", "add_composed", "add_ligatures", "add_look_alikes", "add_tags", "add_zero_width"]

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\U00010800-\U00010fff\U0001e800-\U0001efff]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
# Japanese and Korean distinguish compatibility ideographs in names and readings: above this share of kana or hangul they stay.
FOREIGN_RATIO = 0.05


def _in(codes: Ints, *spans: tuple[int, int]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(codes), np.bool_)
    for low, high in spans:
        found |= (codes >= low) & (codes <= high)
    return found


def _beside(codes: Codes, at: Ints) -> tuple[Ints, Ints]:
    """The code points before and after each position; 0 outside the text."""
    wide = np.concatenate(([0], codes.astype(np.int64), [0]))
    return wide[at], wide[at + 2]


_JOINING = (
    (0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x17FF), (0x1800, 0x18AF), (0x1900, 0x1C4F),
    (0xA800, 0xAAFF), (0xABC0, 0xABFF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC), (0x10A00, 0x11FFF), (0x1E900, 0x1E95F),
)  # fmt: skip
_NO_BLANKS = ((0x0E00, 0x0EFF), (0x0F00, 0x109F), (0x1780, 0x17FF), (0x1950, 0x19FF), (0x1A20, 0x1AAF), (0xA9E0, 0xAADF))
_EMOJI = ((0x1F000, 0x1FAFF), (0x2190, 0x2BFF), (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3299))
_EMOJI_TAIL = (*_EMOJI, (0xFE0F, 0xFE0F), (0x20E3, 0x20E3), (0xE0020, 0xE007F))


def add_zero_width(draft: Draft, codes: Codes, at: Ints) -> None:
    """Zero-width blanks, joiners and byte order marks go, except where a script or an emoji needs them."""
    here = codes[at].astype(np.int64)
    before, after = _beside(codes, at)
    joiner = (here == 0x200C) | (here == 0x200D)
    keep = joiner & _in(before, *_JOINING) & _in(after, *_JOINING)
    keep |= (here == 0x200D) & _in(before, *_EMOJI_TAIL) & _in(after, *_EMOJI)
    # an Indic joiner may end a word: it shapes the letter before it
    keep |= joiner & _in(before, (0x0900, 0x0DFF)) & _in(after, (0, 0), (0x20, 0x20), (0x0A, 0x0A), (0x2D, 0x2F))
    keep |= (here == 0x200B) & _in(before, *_NO_BLANKS) & _in(after, *_NO_BLANKS)
    keep |= (here == 0x180E) & _in(before, (0x1800, 0x18AF))
    gone = at[~keep]
    draft.delete(gone, gone + 1, "characters.zero-width")


def add_bared_blanks(draft: Draft, text: str, found: Edits) -> bool:
    """A single blank before CJK text goes along with the invisible characters that stood before it at the start of a line.

    found: what goes. Returns whether there was such a blank.
    """
    at: list[int] = []
    bare = -1  # where a line begins, after what goes
    for start, end, upto, before in zip(found.starts, found.ends, found.inserted_ends, (0, *found.inserted_ends), strict=False):
        if upto > before or not (start == bare or start == 0 or text[start - 1] == "\n"):
            bare = -1
            continue
        bare = end
        if text[end : end + 1] == " " and "\u2e80" <= text[end + 1 : end + 2] <= "\uffef":
            at.append(end)
    draft.drop(at, "characters.indent")
    return bool(at)


def add_bidi(draft: Draft, text: str, at: Ints) -> None:
    """Direction marks go, except in lines with right-to-left letters."""
    if _RIGHT_TO_LEFT.search(text):
        kept = []
        line_end, gone = -1, False
        for position in at.tolist():
            if position >= line_end:
                start, line_end, _ = line_bounds(text, position)
                gone = _RIGHT_TO_LEFT.search(text, start, line_end) is None
            if gone:
                kept.append(position)
        at = np.array(kept, np.int64)
    draft.delete(at, at + 1, "characters.bidi")


def add_tags(draft: Draft, text: str, at: Ints) -> None:
    """Tag characters go, except those that spell a flag."""
    flags = [match.span() for match in _FLAG.finditer(text)]
    gone = np.array([p for p in at.tolist() if not any(low <= p < high for low, high in flags)], np.int64)
    draft.delete(gone, gone + 1, "characters.tag")


_HAN = ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2F7FF), (0x30000, 0x3FFFF))
_DIGIT = ((0x30, 0x39),)
_CJK_MARK = ((0x3001, 0x3003), (0x3008, 0x3011), (0x3014, 0x301B), (0xFF01, 0xFF0F), (0xFF1A, 0xFF1F), (0x2018, 0x201D))


def add_look_alikes(draft: Draft, text: str, codes: Codes, classes: Classes, which: int, rule: str) -> None:
    """Radicals, or compatibility ideographs, in running text become the ideographs that they look like.

    One that stands only between marks goes along when another of the same document stands in a word.
    """
    alike = classes == which
    if which == tables.COMPATIBLE and _is_foreign(codes):
        return
    edges = np.diff(alike.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    before, after = _beside(codes, starts)[0], _beside(codes, ends - 1)[1]
    in_words = _in(before, *_HAN, *_DIGIT) | _in(after, *_HAN, *_DIGIT)
    if in_words.any():
        in_words |= _in(before, *_CJK_MARK) | _in(after, *_CJK_MARK)
    change = np.zeros(len(alike), np.bool_)
    for start, end in zip(starts[in_words].tolist(), ends[in_words].tolist(), strict=True):
        change[start:end] = True
    at = np.flatnonzero(change)
    table = tables.look_alikes()
    draft.swap(at, "".join([table[text[p]] for p in at.tolist()]), rule)


def _is_foreign(codes: Codes) -> bool:
    """Whether a text has so much kana or hangul that its compatibility ideographs may be meant."""
    kana = int(((codes >= 0x3041) & (codes <= 0x30FA)).sum())
    hangul = int(((codes >= 0xAC00) & (codes <= 0xD7A3)).sum())
    han = int(((codes >= 0x3400) & (codes <= 0xFAFF)).sum()) - hangul
    return kana + hangul > FOREIGN_RATIO * max(han, 1)


def add_ligatures(draft: Draft, text: str, at: Ints) -> None:
    """Latin ligatures beside a letter become letters."""
    table = tables.ligatures()
    inside = [p for p in at.tolist() if text[p - 1 : p].isalpha() or text[p + 1 : p + 2].isalpha()]
    draft.add(inside, [p + 1 for p in inside], [table[text[p]] for p in inside], "characters.ligature")


def add_composed(draft: Draft, text: str, classes: Classes) -> None:
    """Marks in canonical order and joined with their base (NFC) where a text has combining marks; nothing else changes."""
    if unicodedata.is_normalized("NFC", text):
        return
    edges = np.diff((classes == tables.MARK).astype(np.int8), prepend=0, append=0)
    starts: list[int] = []
    ends: list[int] = []
    pieces: list[str] = []
    for start, end in zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True):
        start -= 1 if start else 0
        span = text[start:end]
        composed = unicodedata.normalize("NFC", span)
        if composed != span and (classes[start] == tables.MARK or unicodedata.is_normalized("NFC", span[0])):
            starts.append(start)
            ends.append(end)
            pieces.append(composed)
    draft.add(starts, ends, pieces, "characters.composed")
