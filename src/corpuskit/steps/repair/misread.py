"""UTF-8 read as GBK, GB18030, code page 936 or Big5: 娴嬭瘯, 锛, 銆, with bytes lost on the way.

What lives here: finding stretches whose bytes are UTF-8 with gaps, the characters a gap leaves possible, and the choice. What
never does: two Chinese charsets read as each other (recode.py).

How it works: the shown text is written back to bytes, with a hole where a character was lost. UTF-8 tells where its characters
begin, so a pattern cuts the bytes into characters, whole ones and ones with a hole; each hole leaves at most 64 characters
possible, or a few hundred where a first byte is gone. Only a byte that cannot begin a pair with the byte after it can have been
lost, which narrows most holes to a few. The model chooses from left to right; a choice that is not sure stays U+FFFD, with
a note. A `?` counts as a hole only inside a character.

Weak: a `?` of Windows' rules also swallowed an ASCII byte (a newline, a bracket); what it was is not known and not put back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from corpuskit.steps.repair.draft import Change, Finding
from corpuskit.steps.repair.gbk import HOLE, UNWRITABLE, gbk_bytes, to_char
from corpuskit.steps.repair.plausibility import USUAL_MARKS, charmodel, commonest, one_sided, shares, windows

__all__ = ["RULES_UTF8", "read_blanked", "repair_misread"]

RULES_UTF8 = ("repair.utf8-as-gbk", "repair.utf8-as-big5")
UNDECIDED = "damage.undecided-gap"

GAIN_LEAST = 8.0
SHARE_LEAST = 0.5
CANDIDATES_MOST = 10  # per hole: hanzi beyond the ten likeliest of one hole are hardly ever meant
ROUNDS_MOST = 2
UNUSUAL = 4.0  # cost of a symbol that running text hardly has
LEAST_BYTES = 5

_L, _C, _H = b"[\xe1-\xef]", b"[\x80-\xbf]", b"[\xff?]"
_CHARACTER = re.compile(
    b"(?P<whole>" + _L + _C + _C + b"|[\xc2-\xdf]" + _C + b"|\xf0[\x90-\xbf]" + _C + _C + b")"
    b"|(?P<two>" + _L + _C + _H + _C + _C + b")"  # one hole for a third byte and the next character's first
    b"|(?P<third>" + _L + _C + _H + b")"
    b"|(?P<second>" + _L + _H + _C + b")"
    b"|(?P<both>" + _L + b"\xff\xff)"
    b"|(?P<tail>" + _L + _H + b")"
    b"|(?P<first>" + _H + _C + _C + b")"
    b"|(?P<ascii>[\x01-\x7f])"
)
_STRETCH = re.compile("[\x80-\U0010ffff?]+(?:[ -~\t]{1,3}[\x80-\U0010ffff?]+)*")
_PRIVATE = re.compile("[\ue000-\uf8ff]")

Writer = Callable[[str], tuple[bytes, list[int]]]
Slot = tuple[str, ...]


def repair_misread(line: str, offset: int) -> tuple[list[Change], list[Finding]]:
    """Changes and notes for one line that starts at `offset`."""
    changes: list[Change] = []
    findings: list[Finding] = []
    for m in _STRETCH.finditer(line):
        best: tuple[float, list[Change], list[Finding]] | None = None
        for writer, rule in ((gbk_bytes, RULES_UTF8[0]), (big5_bytes, RULES_UTF8[1])):
            gain, found, notes = _stretch(line, m.start(), m.end(), writer, rule)
            if found:
                best = gain, found, notes
                break
        if best:
            changes += [c._replace(start=c.start + offset, end=c.end + offset) for c in best[1]]
            findings += [n._replace(start=n.start + offset, end=n.end + offset) for n in best[2]]
    return changes, findings


@cache
def _big5_writer() -> dict[int, bytes]:
    table = {code: bytes((code,)) for code in range(0x80)}
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            pair = bytes((lead, trail))
            try:
                table.setdefault(ord(pair.decode("cp950")), pair)
            except UnicodeDecodeError:
                continue
    table[0xFFFD] = bytes((HOLE,))
    return table


def big5_bytes(text: str) -> tuple[bytes, list[int]]:
    """As gbk_bytes, for code page 950."""
    writer, missing = _big5_writer(), bytes((UNWRITABLE,))
    pieces = [writer.get(ord(char), missing) for char in text]
    owner = [at for at, piece in enumerate(pieces) for _ in piece]
    owner.append(len(text))
    return b"".join(pieces), owner


_BLANKED = re.compile(
    b"(?P<whole>[\xe1-\xef][\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2})"
    b"|(?P<holed>[\xe1-\xef](?:[\x80-\xbf] | [\x80-\xbf]|  )|[\xc2-\xdf] )"
    b"|(?P<ascii>[\x01-\x7f])"
)


def read_blanked(data: bytes, blanks: bytes) -> tuple[str, float] | None:
    """UTF-8 in which each byte of `blanks` became 20, with a confidence; None when the bytes are not that."""
    slots: list[Slot] = []
    at = whole = holed = 0
    while at < len(data):
        m = _BLANKED.match(data, at)
        if m is None:
            return None
        at = m.end()
        whole += m.lastgroup == "whole"
        if m.lastgroup != "holed":
            slots.append((m[0].decode("utf-8", "replace"),))
            continue
        holed += 1
        ways = [b""]
        for byte in m[0]:
            ways = [way + bytes((new,)) for way in ways for new in (blanks if byte == 0x20 else (byte,))]
        slots.append(tuple(char for char in (way.decode("utf-8", "ignore") for way in ways) if char))
    if not holed or whole < 2 or holed > whole or not all(slots):
        return None
    chosen, share, _ = _fill(slots, "", "")
    confidence = 1.0
    for part in share.values():
        confidence *= part
    return "".join(chosen), confidence


def _stretch(line: str, start: int, end: int, writer: Writer, rule: str) -> tuple[float, list[Change], list[Finding]]:
    """Total gain, changes and notes for line[start:end], read as UTF-8 islands."""
    data, owner = writer(line[start:end])
    how = BIG5 if writer is big5_bytes else GBK_ZONES_KEPT if _PRIVATE.search(line) else GBK_ZONES_LOST
    changes: list[Change] = []
    findings: list[Finding] = []
    total = 0.0
    at = 0
    while at < len(data):
        slots, stop, whole = _island(data, at, owner, how)
        if whole * 3 < LEAST_BYTES or stop <= at:
            at = stop if stop > at else at + 1
            while at < len(data) and owner[at] == owner[at - 1]:
                at += 1
            continue
        a, b = start + owner[at], start + owner[stop]
        done = _choose(line, a, b, slots, rule)
        if done:
            gain, change, notes = done
            total += gain
            changes.append(change)
            findings += notes
        at = stop
    return total, changes, findings


def _island(data: bytes, at: int, owner: list[int], how: int) -> tuple[list[Slot], int, int]:
    """Slots (possible characters) of the UTF-8 from `at` on, where it stops, and its multi-byte characters.

    The stop lies between two shown characters and after a multi-byte character, with the ASCII after that left outside.
    """
    slots: list[Slot] = []
    good, stop, whole = 0, at, 0
    count = 0
    here = at
    while here < len(data):
        m = _CHARACTER.match(data, here)
        if m is None or (m["first"] and here == at and m["first"][0] == 0x3F):
            break
        here = m.end()
        slots += _slots(m, data, how)
        count += not m["ascii"] and m.end() - m.start() > 2  # two-byte characters prove nothing: kana look like them in Big5
        if owner[here] != owner[here - 1] and (not m["ascii"] or owner[here - 1] == owner[here - 2]):
            good, stop, whole = len(slots), here, count
    return slots[:good], stop, whole


def _slots(m: re.Match[bytes], data: bytes, lost_zones: int) -> list[Slot]:
    kind, piece = str(m.lastgroup), m[0]
    after = data[m.end()] if m.end() < len(data) and data[m.end()] != HOLE else -1
    if kind in ("whole", "ascii"):
        return [(piece.decode("utf-8", "replace"),)]
    if kind == "third":
        return [_possible(piece[0], piece[1], -1, after, lost_zones)]
    if kind == "second":
        return [_possible(piece[0], -1, piece[2], piece[2], lost_zones)]
    if kind == "first":
        return [_possible(-1, piece[1], piece[2], piece[1], lost_zones)]
    if kind == "two":
        return [_possible(piece[0], piece[1], -1, -1, lost_zones), _possible(-1, piece[3], piece[4], -1, lost_zones)]
    return [_possible(piece[0], -1, -1, after if kind == "both" else -1, lost_zones)]


GBK_ZONES_LOST, GBK_ZONES_KEPT, BIG5 = range(3)


def _is_lost(lead: int, trail: int, how: int) -> bool:
    """Whether a reader loses `lead` when `trail` comes after it."""
    if lead == 0x80 or trail < 0x40:
        return True
    if how == BIG5:
        return bytes((lead, trail)) not in _big5_pairs()
    char = to_char().get(lead << 8 | trail, "")
    return not char or (how == GBK_ZONES_LOST and "\ue000" <= char <= "\uf8ff")


@cache
def _big5_pairs() -> frozenset[bytes]:
    return frozenset(pair for pair in _big5_writer().values() if len(pair) == 2)


@cache
def _possible(first: int, second: int, third: int, after: int, how: int) -> Slot:
    """Characters whose UTF-8 has the given bytes (-1: lost) and whose lost byte could not pair with the byte after it."""
    fitting: list[str] = []
    others: list[str] = []
    for a in range(0xE2, 0xF0) if first < 0 else (first,):
        for b in range(0x80, 0xC0) if second < 0 else (second,):
            for c in range(0x80, 0xC0) if third < 0 else (third,):
                code = (a & 15) << 12 | (b & 63) << 6 | c & 63
                if not (0x2010 <= code <= 0x2312 or 0x2460 <= code <= 0x9FFF or 0xFF01 <= code <= 0xFFE5):
                    continue
                if first < 0:
                    fits = after < 0 or _is_lost(a, after, how)
                elif second < 0 and third < 0:
                    fits = _is_lost(b, c, how) and (after < 0 or _is_lost(c, after, how))
                else:
                    fits = after < 0 or _is_lost(b if second < 0 else c, after, how)
                (fitting if fits else others).append(chr(code))
    found = fitting or others
    return commonest(found, CANDIDATES_MOST) or tuple(found[:CANDIDATES_MOST]) or ("\ufffd",)


def _choose(line: str, start: int, end: int, slots: list[Slot], rule: str) -> tuple[float, Change, list[Finding]] | None:
    """(gain, change, notes) when the decoded stretch is far more probable than the shown one."""
    chosen, share, rivals = _fill(slots, line[max(0, start - 2) : start], line[end : end + 2] or "\n")
    confidence = 1.0
    notes: list[Finding] = []
    for i in share:
        if share[i] < SHARE_LEAST:
            chosen[i] = "\ufffd"
            why = f"character {i + 1} of this stretch lost a byte that context does not tell"
            notes.append(Finding(start, end, UNDECIDED, why, rivals[i]))
        confidence *= max(share[i], SHARE_LEAST)
    decoded = "".join(chosen)
    sure = decoded.replace("\ufffd", "")
    shown = line[start:end].replace("\ufffd", "").replace("?", "")
    if not sure or len(sure) * 2 < len(decoded):
        return None
    gain = charmodel().logp(sure) - charmodel().logp(shown)
    if gain < GAIN_LEAST or gain < 2.0 * len(shown):
        return None
    why = "UTF-8 bytes read in a two-byte charset"
    if share:
        why += f"; {len(share)} lost byte{'s' * (len(share) != 1)} filled by context"
    return gain, Change(start, end, decoded, rule, round(max(confidence, 0.01), 4), why), notes


def _fill(slots: list[Slot], left: str, right: str) -> tuple[list[str], dict[int, float], dict[int, Slot]]:
    """Chosen characters, and per open slot the share and the best rivals.

    Every open slot starts as its likeliest character; then all are chosen again beside what the others are now, in one look-up
    each round, until nothing changes or ROUNDS_MOST is reached.
    """
    chosen = [slot[0] for slot in slots]
    holes = [i for i, slot in enumerate(slots) if len(slot) > 1]
    share: dict[int, float] = {}
    rivals: dict[int, Slot] = {}
    for _ in range(ROUNDS_MOST if holes else 0):
        text = left + "".join(chosen) + right
        shift = len(left)
        if len(text) != shift + len(chosen) + len(right):
            break
        at = [shift + i for i in holes]
        values = windows([(text[max(0, i - 2) : i], slots[i - shift], text[i + 1 : i + 3]) for i in at])
        opened = _opened(chosen)
        changed = False
        for i, row in zip(holes, values, strict=True):
            costs = [value - _cost(char, opened[i]) for char, value in zip(slots[i], row, strict=True)]
            parts = shares(costs)
            order = sorted(range(len(parts)), key=lambda k: -parts[k])
            best = slots[i][order[0]]
            changed |= best != chosen[i]
            chosen[i] = best
            share[i] = parts[order[0]]
            rivals[i] = tuple(slots[i][k] for k in order[:5])
        if not changed:
            break
    return chosen, share, rivals


def _opened(chosen: list[str]) -> list[int]:
    """Before each character, how many quotation marks stand open."""
    out: list[int] = []
    depth = 0
    for char in chosen:
        out.append(depth)
        depth += (char == "“") - (char == "”")
    return out


def _cost(char: str, opened: int) -> float:
    if "\u4e00" <= char <= "\u9fff":
        return 0.0 if char not in one_sided()[1] else 0.5
    if char == "”":
        return 0.0 if opened > 0 else 3.0
    if char == "“":
        return 3.0 if opened > 0 else 0.0
    return 0.0 if char in USUAL_MARKS else UNUSUAL
