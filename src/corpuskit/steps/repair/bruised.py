"""UTF-8 shown in a single-byte charset and then cleaned: no-break spaces made blanks or dropped, å ½ for å\\xa0½.

What lives here: reading such bytes, with a choice for every lost one. What never does: telling charsets apart (singlebyte.py),
two-byte charsets (misread.py).

How it works: a cleaner knows the characters and not the bytes: U+00A0 and U+0085 become a blank, blanks in a row become one,
U+00AD goes, and so may the controls that Windows-1252 has no letter for; a strict reader makes those five U+FFFD. UTF-8 tells how
many bytes each character has, so a character that is short of one names the few that it can have been, each of which, harmed
again, gives what is shown. The model chooses among them, neighbours together. What is not sure becomes U+FFFD. Bytes that fit
nowhere end the stretch and stay.

Weak: where every control was dropped more than half of the bytes are gone, and the stretch is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from corpuskit.steps.repair.plausibility import charmodel, shares

__all__ = ["HOLE", "Reading", "read_bruised"]

LEAST_WHOLE = 3  # characters of three bytes that came through, in a stretch
LEAST_SHARE = 0.95  # of the best choice; below it the place is marked
HOLED_MOST = 0.5  # characters that lost a byte, of all
WIDE_RATIO = 0.6  # of the bytes above ASCII: those in characters that came through
SPAN_CHARS = 2  # holes as near as that are chosen together
WAYS_MOST = 256
UNLIKELY = 2.0  # cost of a blank that stood beside a lost one and became one with it

_CHAR = re.compile(
    b"(?P<whole>[\xe1-\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xc3-\xdf][\x80-\xbf])"
    b"|(?P<holed>[\xe2-\xef](?:[\x80-\xbf]\xff|\xff[\x80-\xbf\xff]|[\x80-\xbf] | [\x80-\xbf]|[\x80-\xbf](?![\x80-\xbf])| )"
    b"|\xc2[\xa0-\xbf \xff]?)"
    b"|(?P<ascii>[\x01-\x7f]+?(?=[\x80-\xff]|\\Z))"
)
_DROPPED = b"\xad"
HOLE = 0xFF  # stands for a byte that a strict reader of Windows-1252 made U+FFFD
_UNSHOWN = b"\x81\x8d\x8f\x90\x9d"  # Windows-1252 has no letter for them
_EAST = ((0x2010, 0x2312), (0x2460, 0x9FFF), (0xAC00, 0xD7A3), (0xFF01, 0xFFE5))

_Part = str | tuple[tuple[str, float], ...]  # text, or the ways to read a hole with what each costs


class Reading(NamedTuple):
    """bytes[start:end] read; confidence of the whole."""

    start: int
    end: int
    text: str
    confidence: float


def read_bruised(data: bytes, latin1: bool) -> list[Reading]:
    """The stretches of bytes that are UTF-8 with losses. latin1: the charset shows U+0085 for byte 85, and not an ellipsis."""
    # A cleaner treats all alike: what is still there was not taken.
    blanks = bytes(byte for byte in (b"\xa0\x85" if latin1 else b"\xa0") if byte not in data)
    dropped = bytes(byte for byte in (_DROPPED if latin1 else _DROPPED + _UNSHOWN) if byte not in data)
    if not latin1 and any(byte in data for byte in _UNSHOWN):
        dropped = dropped.translate(None, _UNSHOWN)
    found = []
    for start, end, tokens in _stretches(data):
        if not _proves(tokens):
            continue
        parts = [_part(m, blanks, dropped) for m in tokens]
        text, confidence = _chosen(parts)
        found.append(Reading(start, end, text, confidence))
    return found


def _stretches(data: bytes) -> Iterator[tuple[int, int, list[re.Match[bytes]]]]:
    """(start, end, tokens) between bytes that fit nowhere, from the first character beyond ASCII to the last."""
    tokens: list[re.Match[bytes]] = []
    at = 0
    while at <= len(data):
        m = _CHAR.match(data, at) if at < len(data) else None
        if m is not None:
            tokens.append(m)
            at = m.end()
            continue
        while tokens and tokens[-1].lastgroup == "ascii":
            tokens.pop()
        while tokens and tokens[0].lastgroup == "ascii":
            del tokens[0]
        if tokens:
            yield tokens[0].start(), tokens[-1].end(), tokens
        tokens = []
        at += 1


def _proves(tokens: list[re.Match[bytes]]) -> bool:
    wide = sum(m.lastgroup == "whole" and len(m[0]) > 2 for m in tokens)
    holed = sum(m.lastgroup == "holed" and m[0][0] > 0xC2 for m in tokens)
    whole_bytes = sum(len(m[0]) for m in tokens if m.lastgroup == "whole" and len(m[0]) > 2)
    high_bytes = sum(len(m[0]) for m in tokens if m.lastgroup != "ascii")
    return wide >= LEAST_WHOLE and holed <= HOLED_MOST * (wide + holed) and whole_bytes >= WIDE_RATIO * high_bytes


def _part(m: re.Match[bytes], blanks: bytes, dropped: bytes) -> _Part:
    if m.lastgroup != "holed" or (m[0][0] == 0xC2 and m[0] not in (b"\xc2 ", b"\xc2", b"\xc2\xff")):
        return m[0].decode("utf-8", "replace")
    data = m[0]
    at_edge = m.end() == len(m.string) or m.string[m.end()] in b" \n"
    ways: dict[str, float] = {}
    if b" " in data or HOLE in data:
        for filled in _fill(data, blanks, dropped):
            _add(ways, filled, "", 0.0)
    if data[-1:] == b" ":
        for filled in _shorter(data[:-1], dropped):
            _add(ways, filled, " ", 0.0)
        for filled in _shorter(data[:-1], blanks):
            _add(ways, filled, " ", UNLIKELY)
    elif b" " not in data and HOLE not in data:
        for filled in _shorter(data, dropped + (blanks if at_edge else b"")):
            _add(ways, filled, "", 0.0)
    return tuple(ways.items()) or (("\ufffd", 0.0),)


def _fill(data: bytes, blanks: bytes, dropped: bytes) -> Iterator[bytes]:
    """Each blank of a character made one of `blanks`; where a byte is short besides, it was dropped, or its blank became one
    with the other."""
    choices = [blanks if byte == 0x20 else _UNSHOWN if byte == HOLE else bytes((byte,)) for byte in data]
    for way in product(*choices):
        filled = bytes(way)
        if len(filled) == (2 if data[0] < 0xE0 else 3):
            yield filled
        else:
            yield from _shorter(filled, dropped + blanks)


def _shorter(data: bytes, lost: bytes) -> Iterator[bytes]:
    """A character that is short of continuation bytes, with each of the lost ones in each place."""
    short = (2 if data[0] < 0xE0 else 3) - len(data)
    if short == 1:
        for byte in lost:
            for at in range(1, len(data) + 1):
                yield data[:at] + bytes((byte,)) + data[at:]
    elif short == 2:
        yield from (data + bytes(pair) for pair in product(lost, repeat=2))


def _add(ways: dict[str, float], data: bytes, after: str, cost: float) -> None:
    try:
        char = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if char == "\xa0" or any(low <= ord(char) <= high for low, high in _EAST):
        ways.setdefault(char + after, cost)


def _chosen(parts: list[_Part]) -> tuple[str, float]:
    """The text with every hole chosen, from left to right, holes near each other together, and the product of their shares."""
    out = ""
    confidence = 1.0
    at = 0
    while at < len(parts):
        part = parts[at]
        if isinstance(part, str):
            out += part
            at += 1
            continue
        group: list[list[tuple[str, float]]] = [list(part)]
        ways, end, between = len(part), at + 1, 0
        while end < len(parts) and between <= SPAN_CHARS:
            more = parts[end]
            if isinstance(more, str):
                between += len(more)
                group.append([(more, 0.0)])
            elif ways * len(more) > WAYS_MOST:
                break
            else:
                ways *= len(more)
                between = 0
                group.append(list(more))
            end += 1
        while len(group) > 1 and len(group[-1]) == 1:  # the text after the last hole is its context
            group.pop()
            end -= 1
        text, share = _best(out, group, _context(parts, end))
        out += text
        confidence *= share
        at = end
    return out, confidence


def _context(parts: list[_Part], at: int) -> str:
    text = ""
    while at < len(parts) and len(text) < 2 and isinstance(parts[at], str):
        text += str(parts[at])
        at += 1
    return text


def _best(left: str, group: list[list[tuple[str, float]]], right: str) -> tuple[str, float]:
    """The likeliest choice for a group, with U+FFFD in each hole whose own share is small, and the least of these shares."""
    choices = list(product(*group))
    texts = ["".join(char for char, _ in choice) for choice in choices]
    if len(texts) == 1:
        return texts[0], 1.0
    logs = charmodel().score_candidates(left, texts, right)
    weights = shares([log - sum(cost for _, cost in choice) for log, choice in zip(logs, choices, strict=True)])
    best = choices[weights.index(max(weights))]
    text, least = "", 1.0
    for number, (char, _) in enumerate(best):
        share = sum(weight for weight, choice in zip(weights, choices, strict=True) if choice[number][0] == char)
        text += char if share >= LEAST_SHARE else "\ufffd" + " " * char.endswith(" ")
        least = min(least, max(share, LEAST_SHARE))
    return text, least
