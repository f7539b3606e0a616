"""The scan: one pass that proves of most texts that no family of repair has anything to do.

What lives here: Scan (which kinds of suspicious neighbourhood a text holds) and the classes of characters it is made of. What
never does: a decision that something is damage; a look at bytes (suspects.py does that, for the few places found here).

How it works: every damage leaves a character that sound text hardly has in that company: a control or private-use character,
U+FFFD, Latin letters above 7F in rows, a question mark beside Chinese, a bracket after a hanzi, a reference or escape, rare
hanzi within three characters. "Rare" needs no table: not in the first level of GB 2312, of Big5, or of JIS X 0208. The text
becomes an array of UTF-16 units, one look-up turns it into class bits, and neighbourhoods are bit operations on shifted views;
a class that does not occur at all is known from one reduction. ASCII text is only searched for its four escape characters.

Weak: a text whose only damage is one or two characters long may pass unseen.

Long, because the classes and the looks of all families share one array; taken apart, each family would read the text again.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.core.text import line_bounds
from corpuskit.steps.columns import Codes, code_points

__all__ = [
    "ALL", "CONT", "CONTROL", "CONTROL_CONT", "FILL", "FIRST", "HANGUL", "HIGH", "LEAD", "LOST", "NOTHING", "ODD", "PRIVATE",
    "SIGN", "SIGNS", "STRANGE", "Places", "Scan", "common_han", "hangul_places", "is_rare", "kind_table", "latin_lines",
    "odd_places", "scan",
]  # fmt: skip

HIGH_1252 = (
    "\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018\u2019\u201a\u201c"
    "\u201d\u201e\u2020\u2021\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
"""What bytes 80..9F show as in Windows-1252."""

# What a UTF-16 unit is, in one byte: 0 for plain, then a bit per class, and two more bits that tell the members of a class apart.
STRANGE, HANGUL, HIGH, ODD, CONT, LEAD = 0x80, 0x40, 0x20, 0x10, 0x08, 0x04
CONTROL, PRIVATE, LOST, FILL = STRANGE | 1, STRANGE | ODD | 1, STRANGE | ODD | 2, STRANGE | 3
CONTROL_CONT = STRANGE | HIGH | CONT | 1
SIGN = 1  # of ASCII, and said to be nothing but where it stands beside something
# Sums of two neighbours, in a byte: a lead byte's letter and a continuation's, whether strange or not.
_LEAD_CONT = ((LEAD | CONT) + 2 * HIGH, (LEAD | CONT) + 2 * HIGH + 1, (LEAD | CONT) + 2 * HIGH + STRANGE)
_SIGNED = STRANGE | HIGH | CONT  # a sign of Latin-1, which the first bytes of Big5 mostly show as
LADDER_CHARS = 3  # signs or letters with one character between each two
_TWO_HIGH = 2 * HIGH  # the bit that the sum of two letters has (hangul has it too: more is looked at than need be)
_FEW = 32  # so many odd characters, or letters beside each other, are looked at one by one
SAMPLE_CHARS, SAMPLE_BYTES_RATIO = 80, 1.15  # the head of a text, and its UTF-8 bytes per character where it is mostly ASCII

# Each begins with a plain character, which `in` and the search find at the speed of memory.
_REFERENCE = re.compile(r"&(?:#|[A-Za-z]{2,8};?)")
_BACKSLASH = re.compile(r"\\(?:[uU][0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})")
_PERCENT = re.compile(r"%(?:[0-9A-Fa-f]{2}%[0-9A-Fa-f]{2}|25[0-9A-Fa-f]{2}%25|u[0-9A-Fa-f]{4}%u)")
_QUOTED = re.compile(r"=(?:[0-9A-Fa-f]{2}=[0-9A-Fa-f]{2}|\?[A-Za-z])")
_WIDE = "\u2014\u201c\u201d\u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_QUESTION = re.compile(f"\\?(?:(?=[{_WIDE}])|(?<=[{_WIDE}].)(?=[@-~!?,;:\x80-\uffff]))")
_BRACKET = re.compile(
    "\\((?<=[\u3400-\u9fff]\\()(?=[A-Za-z\xc0-\u01dc\u0251\u0261][a-z\xe0-\u01dc\u0251\u0261:]{0,6}[0-5]? ?\\))"
)
_WIPED = re.compile("\\*\\*(?<=[\u3400-\u9fff]\\*\\*)")
# Korean text has a blank between its words and its hanja, and marks of its own width.
_AMID_HANGUL = re.compile(
    "[\uac00-\ud7a3](?:[，。；：、！？《》]|[\u4e00-\u9fff])|(?:[，。；：、！？《》]|[\u4e00-\u9fff])[\uac00-\ud7a3]"
)
FIRST = "鈥"  # the first two bytes of a mark of Western typography as GBK: It鈥檚
_LOCKED = (FIRST, "锟斤", "锟捷", "烫烫烫", "屯屯屯", "葺葺葺葺")
_CONT_CHARS = f"[\x80-\xbf{HIGH_1252}]"
_BLANKED = re.compile(f"[\xe0-\xf4](?: {_CONT_CHARS}|{_CONT_CHARS} )")

_NEWLINE = 10
_EAST = 0x2E80  # where the characters of East Asia, the private ones and U+FFFD begin

Places = NDArray[np.intp]


class Scan(NamedTuple):
    """What a text may hold; all False means that no repair has anything to do."""

    escapes: bool = False  # character references, \\u, %E4, =E4, mail words
    latin: bool = False  # letters above 7F in rows, as single-byte charsets show UTF-8, GBK and Big5
    rare: bool = False  # rare hanzi near each other, as two-byte charsets show wrong bytes; private-use characters
    site: bool = False  # a question mark, a lost character or a bracket beside Chinese, control characters
    lost: bool = False  # U+FFFD, private use, 锟斤拷, 烫烫烫, 鈥, wiped words: to be reported, whatever else is done

    def __bool__(self) -> bool:
        return any(self)


NOTHING = Scan()
ALL = Scan(*(True,) * len(Scan._fields))


@cache
def common_han() -> frozenset[str]:
    """The first levels of GB 2312, Big5 and JIS X 0208: 7,400 characters that ordinary text is made of."""
    high = range(0xA1, 0xFF)
    planes = (
        ("gb2312", range(0xB0, 0xD8), high),
        ("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *high)),
        ("euc_jp", range(0xB0, 0xD0), high),
    )
    data = "".join(
        b"".join(bytes((a, b)) for a in leads for b in trails).decode(codec, "ignore") for codec, leads, trails in planes
    )
    return frozenset(char for char in data if "\u3400" <= char <= "\u9fff")


@cache
def is_rare() -> frozenset[str]:
    """The Han characters of the BMP outside the first levels, and half-width kana."""
    han = (chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)))
    return frozenset(han) - common_han() | frozenset(map(chr, range(0xFF61, 0xFFA0)))


@cache
def kind_table() -> NDArray[np.uint8]:
    """What every UTF-16 unit is. Letters of Windows-1252 above U+0180 are usual marks beside Chinese, and not strange."""
    table = np.zeros(0x10000, np.uint8)
    for low, high, bits in (
        (0xAC00, 0xD7A3, HANGUL),
        (0x05, 0x08, CONTROL), (0xE000, 0xF8FF, PRIVATE), (0xFFFD, 0xFFFD, LOST), (0x02C7, 0x02DD, HIGH),
        (0x80, 0xFF, STRANGE | HIGH), (0x0102, 0x017E, STRANGE | HIGH), (0x80, 0xBF, CONT), (0xC2, 0xF4, LEAD),
        (0x80, 0x9F, CONTROL_CONT),
    ):  # fmt: skip
        table[low : high + 1] |= bits
    table[[ord(char) for char in HIGH_1252]] |= HIGH | CONT
    table[[ord(char) for char in is_rare()]] |= STRANGE | ODD
    table[[ord(char) for char in f"锟烫屯葺{FIRST}"]] |= FILL
    table[[ord(char) for char in SIGNS]] = SIGN
    return table


def scan(text: str) -> Scan:
    """Which kinds of suspicious neighbourhood the text holds. Linear; about 4 ns per character beyond ASCII."""
    escapes = _escapes(text)
    if text.isascii():
        site = _junk(text)
        return Scan(escapes=escapes, site=site) if escapes or site else NOTHING
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if _is_european(text, units):
        site = _junk(text) or ("?" in text and _QUESTION.search(text) is not None)
        return Scan(escapes=escapes, site=site) if escapes or site else NOTHING
    kinds = kind_table().take(units, mode="clip")
    shown = kinds.tobytes()
    latin = lost = False
    rare = HANGUL in shown and _is_amid_hangul(text)
    site = _beside_han(text)
    if not shown.isascii():
        gone = LOST in shown or PRIVATE in shown
        # Every charset but Big5 shows some byte from C2 on; quotation marks and dashes alone are no such letters.
        latin = (STRANGE | HIGH | LEAD) in shown and _may_be_latin(kinds) and len(_latin_marks(units, kinds)) > 0
        latin = latin or (_SIGNED in shown and _may_be_ladder(shown) and len(_ladders(kinds)) > 0)
        rare = rare or gone or _odd_pairs(shown, kinds)
        site |= gone or CONTROL in shown or (CONTROL_CONT in shown and (latin or int(units.max()) >= _EAST))
        fill = FILL in shown or (FILL | ODD) in shown
        lost = gone or (fill and any(map(text.__contains__, _LOCKED)))
    rare = rare and _suspicious(text)
    lost = lost or ("*" in text and _WIPED.search(text) is not None)
    return Scan(escapes, latin, rare, site, lost) if escapes or latin or rare or site or lost else NOTHING


def _is_european(text: str, units: NDArray[np.uint16]) -> bool:
    """Whether a text is ASCII with letters and marks of Europe strewn in, among them no row that could be bytes of something.

    A short way, for the class of each character costs more than comparing: True is a proof, False means that nothing is known.
    """
    head = text[:SAMPLE_CHARS]
    if len(head.encode("utf-8", "surrogatepass")) > SAMPLE_BYTES_RATIO * len(head) or int(units.max()) >= _EAST:
        return False
    high = units > 0x7F
    apart = high[:-2] & high[2:]
    apart = apart[:-2] & apart[2:]
    if b"\x01" in apart.tobytes():  # every ladder is among them
        return False
    pairs = (high[:-1] & high[1:]).tobytes()
    at, left = pairs.find(1), _FEW
    while at >= 0:
        left -= 1
        if not left or pairs[at + 2 : at + 3] == b"\x01" or "\xc2" <= text[at] < "\xe0":
            return False
        # é, a no-break space, » is French.
        if "\xe0" <= text[at] < "\xf5" and pairs[at + 1 : at + 2] == b"\x01" and text[at + 1 : at + 3] != "\xa0\xbb":
            return False
        at = pairs.find(1, at + 1)
    return True


def _may_be_latin(kinds: NDArray[np.uint8]) -> bool:
    """Whether a lead byte's letter stands beside a continuation's, or four letters in a row: European text hardly has that."""
    pairs = kinds[:-1] + kinds[1:]
    sums = pairs.tobytes()
    if any(one in sums for one in _LEAD_CONT):
        return True
    pairs &= np.uint8(_TWO_HIGH)
    return _TWO_HIGH in (pairs[:-2] & pairs[2:]).tobytes()


def _may_be_ladder(shown: bytes) -> bool:
    """Whether there are signs and letters of Latin-1 enough; counting them costs next to nothing."""
    return shown.count(_SIGNED) + shown.count(STRANGE | HIGH | LEAD) + shown.count(STRANGE | HIGH) >= LADDER_CHARS


def _ladders(kinds: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where three signs of Latin-1, or four of its signs and letters, stand with one character between each two."""
    shown = (kinds & np.uint8(STRANGE | HIGH)) == STRANGE | HIGH
    at: NDArray[np.intp] = np.flatnonzero(shown[:-4])
    at = at[shown[at + 2]]
    at = at[shown[at + 4]]
    if not len(at):
        return at
    signs = (kinds[at] == _SIGNED) & (kinds[at + 2] == _SIGNED) & (kinds[at + 4] == _SIGNED)
    found: NDArray[np.intp] = at[signs | np.append(shown, (False, False))[at + 6]]
    return found


def _junk(text: str) -> bool:
    return "\x05" in text or "\x06" in text or "\x07" in text or "\x08" in text


def _suspicious(text: str) -> bool:
    from corpuskit.steps.repair.suspects import suspects

    return any(suspects(text))


def _escapes(text: str) -> bool:
    return bool(
        ("&" in text and _REFERENCE.search(text))
        or ("\\" in text and _BACKSLASH.search(text))
        or ("%" in text and _PERCENT.search(text))
        or ("=" in text and _QUOTED.search(text))
    )


def _beside_han(text: str) -> bool:
    return bool(("?" in text and _QUESTION.search(text)) or ("(" in text and _BRACKET.search(text)))


SIGNS = {
    "&": (_REFERENCE, "escapes"),
    "\\": (_BACKSLASH, "escapes"),
    "%": (_PERCENT, "escapes"),
    "=": (_QUOTED, "escapes"),
    "?": (_QUESTION, "site"),
    "(": (_BRACKET, "site"),
    "*": (_WIPED, "lost"),
}
"""By the sign of ASCII that it begins with: what escapes and marks beside Chinese look like, and the field of Scan they set."""


def _latin_marks(units: NDArray[Any], bits: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where UTF-8 seen through a single-byte charset may begin (a lead and its continuations), or four high letters in a row."""
    found: list[NDArray[np.intp]] = []
    if len(bits) < 2:
        return np.zeros(0, np.intp)
    after = bits[1:]
    leads = bits & LEAD
    joined = (leads + leads)[:-1] & after
    if int(np.bitwise_or.reduce(joined)):
        at = np.flatnonzero(joined != 0)
        short = units[at] < 0xE0
        found.append(at[short])
        at = at[~short & (at + 2 < len(bits))]
        # é, a no-break space, » is French.
        french = (units[at + 1] == 0xA0) & (units[at + 2] == 0xBB)
        found.append(at[((bits[at + 2] & CONT) > 0) & ~french])
    pairs = bits[:-1] & after
    rows = pairs[:-2] & pairs[2:]
    if len(rows) and int(np.bitwise_or.reduce(rows)) & HIGH:
        at = np.flatnonzero((rows & HIGH) != 0)
        # ……—— is typography: one of the four is a letter or sign of Latin-1.
        around = units[at[:, None] + np.arange(4)]
        found.append(at[(around < 0x180).any(axis=1)])
    return np.concatenate(found) if found else np.zeros(0, np.intp)


def _odd_pairs(shown: bytes, kinds: NDArray[np.uint8]) -> bool:
    """Two odd characters, none of them private or lost, within three places."""
    one, filling = STRANGE | ODD, FILL | ODD
    first = shown.find(one)
    if first < 0 and filling not in shown:
        return False
    if filling not in shown and shown.count(one) <= _FEW:
        at = first
        while (after := shown.find(one, at + 1)) >= 0:
            if after - at <= 3:
                return True
            at = after
        return False
    odd = kinds & np.uint8(ODD)
    return any((odd[:-step] & odd[step:]).any() for step in (1, 2, 3) if len(odd) > step)


def _is_amid_hangul(text: str) -> bool:
    """Whether Chinese marks or hanzi touch hangul in a text with Chinese marks."""
    return ("，" in text or "。" in text) and _AMID_HANGUL.search(text) is not None


def hangul_places(text: str) -> list[int]:
    """Places where Chinese marks or hanzi touch hangul, one of each line at least, in a text with Chinese marks."""
    return [m.start() for m in _AMID_HANGUL.finditer(text)] if _is_amid_hangul(text) else []


def _code_points(text: str) -> tuple[Codes, NDArray[np.uint8]]:
    codes = code_points(text)
    return codes, kind_table().take(codes, mode="clip")


def odd_places(text: str) -> tuple[Places, Places, Places, Places]:
    """Places of the second of two odd characters within three places, of private-use characters and of U+FFFD; ends of lines."""
    codes, bits = _code_points(text)
    odd = (bits & np.uint8(ODD)) != 0
    marked = np.zeros(len(odd), np.bool_)
    for step in (1, 2, 3):
        marked[step:] |= odd[:-step] & odd[step:]
    pairs, private, lost = (np.flatnonzero(where) for where in (marked, bits == PRIVATE, bits == LOST))
    return pairs, private, lost, np.append(np.flatnonzero(codes == _NEWLINE), len(text))


def latin_lines(text: str) -> list[tuple[int, int]]:
    """(start, end) of the lines that hold what the scan calls latin, or the same with a blank for a no-break space."""
    codes, bits = _code_points(text)
    marks = np.concatenate((_latin_marks(codes, bits), _ladders(bits))).tolist()
    return _lines_at(text, sorted({*marks, *(m.start() for m in _BLANKED.finditer(text))}))


def _lines_at(text: str, places: list[int]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    done = -1
    for at in places:
        if at >= done:
            start, end, done = line_bounds(text, at)
            out.append((start, end))
    return out
