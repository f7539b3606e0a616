"""UTF-8 read as GBK, GB18030, code page 936 or Big5: 娴嬭瘯, 锛, 銆, with bytes lost on the way.

What lives here: finding stretches whose bytes are UTF-8 with gaps, and what of them is taken. What never does: the choice of the
lost characters (gaps.py), two Chinese charsets read as each other (recode.py).

How it works: the shown text is written back to bytes, with a hole where a character was lost. UTF-8 tells where its characters
begin, so a pattern cuts the bytes into characters, whole ones (runs of them at once) and ones with a hole; each hole leaves at
most 64 characters possible, or a few hundred where a first byte is gone. Only a byte that cannot begin a pair with the byte
after it can have been lost, which narrows most holes to a few. The model chooses, for all stretches of a page in one look-up; a
choice that is not sure stays U+FFFD, with a note. A `?` counts as a hole only inside a character. Where several stretches of a
page are proven, its short stretches need less proof.

Weak: a `?` of Windows' rules also swallowed an ASCII byte (a newline, a bracket); what it was is not known and not put back.

Long, because reading, weighing and marking of one stretch share their state.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.core.text import lines
from corpuskit.steps.repair.draft import Change, Finding
from corpuskit.steps.repair.gaps import Filled, fill
from corpuskit.steps.repair.gbk import HOLE, writer, written
from corpuskit.steps.repair.misreadedges import has_sound, head, is_sound, parts_before, tail
from corpuskit.steps.repair.plausibility import logp_each
from corpuskit.steps.repair.slots import BIG5, GBK_ZONES_KEPT, GBK_ZONES_LOST, NEXT_FIRST, Slot, big5_writer, possible, slot_of

__all__ = ["RULES_UTF8", "TWO_WIDE", "repair_misread"]

RULES_UTF8 = ("repair.utf8-as-gbk", "repair.utf8-as-big5")
UNDECIDED = "damage.undecided-gap"

GAIN_LEAST = 8.0
GAIN_PER_SHOWN = 2.0
LINE_PROVEN_GAIN = 20.0  # a line that won so much proves its shortest stretches
LEAST_WHOLE = 2  # characters of three bytes, or holes of such, in one stretch
LEAST_WHOLE_BIG5 = 4  # Big5 leaves so few pairs unused that two characters show nothing
# A page that has so many proven stretches lends its proof to the stretches that are too short to have their own.
GBK_LOST_RATIO = 0.4  # on the tune half UTF-8 read as GBK shows fewer marks in every line, read as Big5 one in two characters
PROVEN_STRETCHES = 3
PROVEN_GAIN = 30.0
SWALLOWS_LEAST, SWALLOWS_MOST, SWALLOWS_FEW = 3, 0.6, 0.3  # holes that show how a reader marks them, and shares of them
GAIN_LEAST_PROVEN = 3.0
GAIN_PER_SHOWN_PROVEN = 1.0

_L, _C, _H = b"[\xe1-\xef]", b"[\x80-\xbf]", b"[\xff?]"
_WIDE = (
    b"(?P<two>" + _L + _C + _H + _C + _C + b")"  # one hole for a third byte and the next character's first
    b"|(?P<ends>" + _L + _C + _H + _C + _H + b")"  # the same, and the next character's third byte lost as well
    b"|(?P<third>" + _L + _C + _H + b")"
    b"|(?P<second>" + _L + _H + _C + b")"
    b"|(?P<both>" + _L + _H + _H + b")"
    b"|(?P<tail>" + _L + _H + b")"
    b"|(?P<first>" + _H + _C + _C + b")"
)
_SMALL = b"[\xc2-\xdf]" + _C + b"|[\x01-\x3e@-\x7f]|\\?(?!" + _C + _C + b")"
_BIG = _L + _C + _C + b"|\xf0[\x90-\xbf]" + _C + _C
# Where a reader drops what it cannot read there is no mark; such a hole counts only amid others.
_SILENT = b"|(?P<silent>" + _L + _C + b")(?![\x80-\xbf\xff?])|(?P<lone>" + _L + b")(?![\x80-\xbf\xff?])"
_TOKEN = re.compile(b"(?P<run>(?:" + _BIG + b"|" + _SMALL + b")+)|" + _WIDE + _SILENT)
_CUT = re.compile(b"(?P<cut>" + _L + _C + _H + b")")
_THIRD = re.compile(b"(?P<third>" + _L + _C + _H + b")")
_UNNAMED = re.sub(rb"\?P<[a-z]+>", b"?:", _WIDE)
# Where a stretch with two wide characters may begin; the second may lie behind small ones.
_BEGIN = re.compile(
    b"(?!\\?)(?:" + _BIG + b"|" + _UNNAMED + b"|[\xc2-\xdf]" + _C + b"(?=[\xc2-\xff])|" + _L + _C + b"(?=" + _BIG + b"))"
)
TWO_WIDE = re.compile(b"(?:" + _BIG + b"|" + _UNNAMED + b")(?:" + _SMALL + b")*?(?:" + _BIG + b"|" + _UNNAMED + b")")
"""Two such characters with nothing but small ones between."""
_STRETCH = re.compile("[\x80-\U0010ffff?]+(?:[ -~\t]{1,3}[\x80-\U0010ffff?]+)*[ -~]?")  # with the ASCII character after it
_WIDE_CHARS = re.compile("[\u0800-\U0010ffff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_TAG = re.compile("/?[A-Za-z][A-Za-z0-9]{0,8}[ />]")
_EURO = re.compile(b"(?<=" + _L + _C + b")\x80(?=[\x80-\xbf]|[\xff?][\x80-\xbf](?![\x80-\xbf]))")

Parts = list[str | Slot]


class _Reader(NamedTuple):
    """Who misread the bytes, and where: how it takes pairs, and whether its mark for a hole took the ASCII byte after it too
    (None: unknown)."""

    how: int
    swallows: bool | None
    amid: bool  # whether the line has sound text as well


class _Found(NamedTuple):
    """A stretch text[start:end] whose bytes are UTF-8 with gaps."""

    start: int
    end: int
    line_start: int
    line_end: int
    parts: Parts
    wide: int
    stretch: int  # number of the stretch of the line it lies in


def repair_misread(text: str, rows: Sequence[tuple[int, int]]) -> tuple[list[Change], list[Finding]]:
    """Changes and notes for the lines text[start:end] of `rows`, and for short lines of the page where those prove enough."""
    stretches = [(m.start(), m.end(), start, end) for start, end in rows for m in _STRETCH.finditer(text, start, end)]
    changes: list[Change] = []
    findings: list[Finding] = []
    answered: set[int] = set()
    if not _is_riddled(text, rows):
        changes, findings, answered = _by_charset(text, stretches, RULES_UTF8[0])
    if len(changes) >= PROVEN_STRETCHES:
        seen = {start for start, _ in rows}
        others = [(m.start(), m.end(), a, b) for a, b, _ in lines(text) if a not in seen for m in _STRETCH.finditer(text, a, b)]
        more, notes, _ = _by_charset(text, others, RULES_UTF8[0], proven=True)
        changes += more
        findings += notes
    rest = [row for i, row in enumerate(stretches) if i not in answered]
    if rest:
        more, notes, _ = _by_charset(text, rest, RULES_UTF8[1])
        changes += more
        findings += notes
    return changes, findings


def _is_riddled(text: str, rows: Sequence[tuple[int, int]]) -> bool:
    """Whether so much of the lines is lost that no reader of GBK can have left them; one of Big5 loses half."""
    joined = "".join([text[start:end] for start, end in rows])
    return joined.count("\ufffd") > GBK_LOST_RATIO * len(_BEYOND_ASCII.findall(joined))


def _by_charset(
    text: str, stretches: Sequence[tuple[int, int, int, int]], rule: str, proven: bool = False, swallows: bool | None = None
) -> tuple[list[Change], list[Finding], set[int]]:
    """Changes, notes and the numbers of the stretches that had changes, for one charset.

    swallows: what the page tells of its reader; None: it is asked, and where it has an answer the page is read with it.
    """
    found: list[_Found] = []
    table = writer() if rule == RULES_UTF8[0] else big5_writer()
    data, owners = written("".join([text[start:end] for start, end, _, _ in stretches]), table)
    if rule == RULES_UTF8[0]:
        data, owners = _other_euro(data, owners)
    owner = owners.tolist()
    lengths = [end - start for start, end, _, _ in stretches]
    firsts = np.cumsum([0, *lengths])
    edges = np.searchsorted(owners, firsts).tolist()
    line, reader = -1, None
    for number, (start, _, line_start, line_end) in enumerate(stretches):
        if line_start != line or reader is None:
            line, reader = line_start, _reader(text, rule, swallows, line_start, line_end)
        shift = start - int(firsts[number])
        for first, last, parts, wide in _islands(data, owner, reader, edges[number], edges[number + 1]):
            found.append(_Found(shift + owner[first], shift + owner[last], line_start, line_end, parts, wide, number))
    changes: list[Change] = []
    findings: list[Finding] = []
    answered: set[int] = set()
    taken, told = _taken(text, found, rule, proven)
    if swallows is None and told is not None:
        return _by_charset(text, stretches, rule, proven, told)
    for row, change, notes in taken:
        changes.append(change)
        findings += notes
        answered.add(row.stretch)
    return changes, findings, answered


def _reader(text: str, rule: str, swallows: bool | None, start: int, end: int) -> _Reader:
    """Who read a line, which is looked at as a whole: once, however many stretches it has."""
    if rule == RULES_UTF8[1]:
        return _Reader(BIG5, swallows, False)
    how = GBK_ZONES_KEPT if _PRIVATE.search(text, start, end) else GBK_ZONES_LOST
    return _Reader(how, swallows, has_sound(text, start, end))


def _other_euro(data: bytes, owners: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """The euro sign is byte 80 in code page 936 and A2 E3 in GB 18030: the latter where UTF-8 wants a third and a first byte."""
    places = [m.start() for m in _EURO.finditer(data) if owners[m.start()] != owners[m.start() - 1]]  # not half of a pair
    if not places:
        return data, owners
    pieces = [data[start:end] for start, end in zip([0, *(at + 1 for at in places)], [*places, len(data)], strict=True)]
    return b"\xa2\xe3".join(pieces), np.insert(owners, places, owners[places])


def _islands(data: bytes, owner: list[int], reader: _Reader, at: int, limit: int) -> list[tuple[int, int, Parts, int]]:
    """(first byte, last byte, parts, wide characters) of every stretch of UTF-8 with gaps in data[at:limit].

    Both ends lie between two shown characters; the last is a character of several bytes, what ASCII follows is left outside.
    """
    out: list[tuple[int, int, Parts, int]] = []
    while True:
        m = _BEGIN.search(data, at, limit)
        if m is None:
            return out
        first = m.start()
        if first and owner[first] == owner[first - 1]:
            at = first + 1
            continue
        tokens: list[re.Match[bytes]] = []
        first = here = head(data, owner, first, at, limit) if reader.amid else first
        token = _TOKEN.match(data, here, limit)
        while token is not None:
            if token.lastgroup == "lone" and reader.amid and is_sound(data, owner, token.start()):
                break
            if token.lastgroup in ("two", "first") and reader.amid:
                whole = parts_before(token, data, owner, reader.how)
                if whole < len(token[0]):  # sound text begins here
                    last = _THIRD.match(data, token.start(), token.start() + whole)
                    tokens += [last] if last else []
                    break
            tokens.append(token)
            here = token.end()
            token = _TOKEN.match(data, here, limit)
        parts, stop, wide = _trimmed(tokens, data, owner, reader, limit)
        if wide:
            out.append((first, stop, parts, wide))
        at = max(stop, first + 1)


def _trimmed(tokens: list[re.Match[bytes]], data: bytes, owner: list[int], reader: _Reader, limit: int) -> tuple[Parts, int, int]:
    """Parts of the tokens up to the last place where a stretch may end, that place, and the wide characters before it."""
    while tokens:
        last = tokens[-1]
        start, stop = last.span()
        if last.lastgroup in ("two", "first") and stop < limit and 0x80 <= data[stop] < HOLE:
            # More of the damage would follow: the character after the hole is sound, and the hole took the line's end.
            tokens.pop()
            cut = _CUT.match(data, start, limit) if last.lastgroup == "two" else None
            tokens += [cut] if cut else []
            continue
        if last.lastgroup != "run":
            if owner[stop] != owner[stop - 1]:
                break
            tokens.pop()
            continue
        while stop > start:
            ascii_byte = data[stop - 1] < 0x80
            if owner[stop] != owner[stop - 1] and (not ascii_byte or owner[stop - 1] == owner[stop - 2]):
                break
            stop -= 1
            while stop > start and not ascii_byte and 0x80 <= data[stop] < 0xC0:
                stop -= 1
        stop = tail(data, owner, start, stop, limit) if reader.amid else stop
        if stop > start:
            break
        tokens.pop()
    else:
        return [], 0, 0
    parts: Parts = []
    wide = 0
    for token in tokens:
        if token.lastgroup == "run":
            piece = data[token.start() : min(token.end(), stop)].decode("utf-8", "replace")
            parts.append(piece)
            wide += len(_WIDE_CHARS.findall(piece))
        else:
            # Beside sound text what comes next says nothing of what was lost.
            alone = token.end() == stop and data[stop - 1] == HOLE and reader.amid and is_sound(data, owner, stop)
            parts += _slots(token, data, reader, stop if alone else limit)
            wide += token.lastgroup not in ("tail", "silent", "lone")
    return parts, stop, wide


def _slots(m: re.Match[bytes], data: bytes, reader: _Reader, limit: int) -> Parts:
    kind, piece, how = str(m.lastgroup), m[0], reader.how
    after = data[m.end()] if m.end() < limit and data[m.end()] != HOLE else -1
    if kind == "third":
        if reader.swallows and 0x20 <= after < 0x40:
            chars = possible(piece[0], piece[1], -1, -1, how).chars
            return [slot_of(chars, frozenset(chars)), "1" if 0x30 <= after < 0x3A else " "]
        slot = possible(piece[0], piece[1], -1, after, how, piece[2] if after >= 0x40 and reader.swallows is not False else 0)
        # Where all of them swallow, what comes next is no byte shown: for the choice a newline or a blank stands there.
        return [slot, "\n" if after >= 0x80 else " "] if slot.swallows_all else [slot]
    if kind == "cut":
        chars = possible(piece[0], piece[1], -1, -1, how).chars
        return [slot_of(chars, frozenset(chars)), "\n"]
    if kind == "second":
        return [possible(piece[0], -1, piece[2], piece[2], how)]
    if kind == "first":
        return [possible(-1, piece[1], piece[2], piece[1], how)]
    if kind == "two":
        return [possible(piece[0], piece[1], -1, NEXT_FIRST, how), possible(-1, piece[3], piece[4], -1, how)]
    if kind == "ends":
        return [possible(piece[0], piece[1], -1, NEXT_FIRST, how), possible(-1, piece[3], -1, -1, how)]
    if kind == "silent":
        second, third = possible(piece[0], -1, piece[1], piece[1], how), possible(piece[0], piece[1], -1, after, how)
        return [slot_of(third.chars + tuple(char for char in second.chars if char not in third.chars))]
    return [possible(piece[0], -1, -1, after if kind == "both" else -1, how)]


def _taken(
    text: str, found: Sequence[_Found], rule: str, proven: bool
) -> tuple[list[tuple[_Found, Change, list[Finding]]], bool | None]:
    """The stretches that are far more probable decoded than as they are shown, and what they tell of the reader's marks."""
    if (not proven and not any(row.wide >= LEAST_WHOLE for row in found)) or not found:
        return [], None
    left = [text[max(row.line_start, row.start - 2) : row.start] for row in found]
    right = [text[row.end : min(row.line_end, row.end + 2)] for row in found]
    filled = fill(
        [(before, row.parts, after) for before, row, after in zip(left, found, right, strict=True)], _between(text, found)
    )
    slots = [_gaps_of(row) for row in found]
    decoded = [_decoded(one, gaps, after) for one, gaps, after in zip(filled, slots, right, strict=True)]
    shown = [text[row.start : row.end].replace("\ufffd", "").replace("?", "") for row in found]
    logs = logp_each([one.replace("\ufffd", "") for one in decoded] + shown)
    gains = [new - old for new, old in zip(logs, logs[len(found) :], strict=False)]
    least = LEAST_WHOLE if rule == RULES_UTF8[0] else LEAST_WHOLE_BIG5
    sure = [
        gain >= max(GAIN_LEAST, GAIN_PER_SHOWN * len(was)) and row.wide >= least
        for row, gain, was in zip(found, gains, shown, strict=True)
    ]
    won = sum(gain for gain, good in zip(gains, sure, strict=True) if good)
    line_won: dict[int, float] = {}
    for row, gain, good in zip(found, gains, sure, strict=True):
        line_won[row.line_start] = line_won.get(row.line_start, 0.0) + gain * good
    proven = proven or (sum(sure) >= PROVEN_STRETCHES and won >= PROVEN_GAIN)
    out = []
    for row, one, gaps, new, gain, was, good in zip(found, filled, slots, decoded, gains, shown, sure, strict=True):
        kept = len(new) - new.count("\ufffd")
        if not kept or kept * 2 < len(new):
            continue
        lent = proven or line_won[row.line_start] >= LINE_PROVEN_GAIN
        if not good and not (lent and gain >= max(GAIN_LEAST_PROVEN, GAIN_PER_SHOWN_PROVEN * len(was))):
            continue
        out.append((row, _change(row, one, gaps, new, rule), _notes(text, row, one, gaps)))
    return out, _told(filled, slots)


def _told(filled: Sequence[Filled], slots: Sequence[list[Slot]]) -> bool | None:
    """Whether the marks of this page took the ASCII byte after the hole too: so does one reader at all holes, another at none."""
    asked = [
        (one.chars[place], slot)
        for one, gaps in zip(filled, slots, strict=True)
        for place, slot in zip(one.at, gaps, strict=True)
        if slot.swallows
    ]
    forced = sum([slot.swallows_all for _, slot in asked])
    took = sum([char in slot.swallows for char, slot in asked])
    if took >= SWALLOWS_LEAST and took >= SWALLOWS_MOST * len(asked):
        return True
    return False if len(asked) >= SWALLOWS_LEAST and not forced and 0 < took <= SWALLOWS_FEW * len(asked) else None


def _between(text: str, found: Sequence[_Found]) -> list[str | None]:
    """The sound text before each stretch, back to the one before it on the line; None where there is none."""
    before = [None, *[row if row.line_start == after.line_start else None for row, after in pairwise(found)]]
    return [None if last is None else text[last.end : row.start] for last, row in zip(before, found, strict=True)]


def _decoded(one: Filled, gaps: list[Slot], right: str) -> str:
    """The chosen text: U+FFFD where the choice is not sure, and where the mark of a hole swallowed a byte that nothing tells."""
    chars = [*one.chars, right[:1]]
    for place, share, slot in zip(one.at, one.shares, gaps, strict=True):
        char = chars[place]
        if share < slot.least:
            chars[place] = "\ufffd"
        if char in slot.swallows:
            kept = place + 2 if slot.swallows_all else place + 1
            chars[place] += _swallowed(char, "".join(chars[kept : kept + 11]))
            chars[place + 1 : kept] = [""] * (kept - place - 1)
    return "".join(chars[:-1])


def _swallowed(char: str, after: str) -> str:
    """The ASCII character that stood between a character and what follows it, where that tells, else U+FFFD."""
    if char in "。！？" and after[:1] >= "\u2e80":
        return "\n"
    if _TAG.match(after):
        return "<"
    return " " if "A" <= after[:1] <= "z" and "\u3400" <= char <= "\u9fff" else "\ufffd"


def _change(row: _Found, one: Filled, gaps: list[Slot], decoded: str, rule: str) -> Change:
    confidence = 1.0
    for share, slot in zip(one.shares, gaps, strict=True):
        confidence *= max(share, slot.least)
    why = "UTF-8 bytes read in a two-byte charset"
    if one.shares:
        why += f"; {len(one.shares)} lost byte{'s' * (len(one.shares) != 1)} filled by context"
    return Change(row.start, row.end, decoded, rule, round(max(confidence, 0.01), 4), why)


def _gaps_of(row: _Found) -> list[Slot]:
    return [part for part in row.parts if isinstance(part, Slot)]


def _may_have_swallowed(text: str, row: _Found, one: Filled, place: int) -> bool:
    """Whether a hole at the end of the stretch shows as `?` right before a digit or sign: that may be the second of two."""
    return place + 1 == len(one.chars) and text[row.end - 1] == "?" and "!" <= text[row.end : row.end + 1] < "@"


def _notes(text: str, row: _Found, one: Filled, gaps: list[Slot]) -> list[Finding]:
    lost = "character {} of this stretch lost a byte that context does not tell"
    swallowed = "the mark after character {} of this stretch may have swallowed an ASCII character"
    found = []
    for place, share, rivals, slot in zip(one.at, one.shares, one.rivals, gaps, strict=True):
        if share < slot.least:
            found.append(Finding(row.start, row.end, UNDECIDED, lost.format(place + 1), rivals))
        if one.chars[place] in slot.swallows or _may_have_swallowed(text, row, one, place):
            found.append(Finding(row.start, row.end, UNDECIDED, swallowed.format(place + 1)))
    return found
