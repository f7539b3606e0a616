"""Text read in a single-byte charset: UTF-8, GBK or Big5 bytes that became Latin letters, ÖÐÎÄ or ä¸­æ–‡.

What lives here: telling the three apart line by line, decoding them, and leaving European text alone. What never does: two-byte
charsets (multibyte.py).

How it works: a line is cut into stretches whose characters all have a byte in Windows-1252 or Latin-1. A stretch that is
UTF-8 with a character beyond the European letters in it is taken for that; one that is UTF-8 of European letters only (Ë¹ is
both) is GBK where that gives ordinary Chinese. GBK and Big5 are taken only where the model finds the result ordinary
Chinese. All three are exact inverses: reading the result's bytes in the same way gives the stretch back. What is left goes
to ftfy.fix_encoding, which knows how such text is bruised (blanks for no-break spaces, mixtures), and which must not see
GBK: it takes pairs of it for UTF-8.

Weak: one or two GBK characters between ASCII are decoded only where the same line has a longer stretch.
"""

from __future__ import annotations

import re
from functools import cache

from corpuskit.core.edit import diff
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.misread import read_blanked
from corpuskit.steps.repair.plausibility import charmodel
from corpuskit.steps.repair.scan import HIGH_1252

__all__ = ["repair_single", "talks_of_charsets"]

# Mean log probability per character above which a stretch is ordinary Chinese. On the tune half sentences lie above -8.8 (999 of
# 1,000 above -8.2), their misreadings below -11.
ORDINARY = -9.6
ORDINARY_SHORT = -8.5  # the same for stretches of fewer than SHORT_CHARS characters
SHORT_CHARS = 5
LAYERS_MOST = 4
SAMPLE_CHARS = 2_000  # of one stretch that the model weighs; more would change nothing
MENTIONS_MOST = 8  # more places than that are no mention

_STRETCH = re.compile(f"[\x01-\x09\x0b-\xff{HIGH_1252}]+")
_ALL_BYTES = re.compile(f"[\x01-\xff{HIGH_1252}]*")
_HIGH = re.compile(f"[\x80-\xff{HIGH_1252}]")
_ROW = re.compile(f"[\x81-\xff{HIGH_1252}]{{4}}")
_CONT = f"[\x80-\xbf{HIGH_1252}]"
_TRIGGER = re.compile(f"[\xc2-\xdf]{_CONT}|[\xe0-\xf4](?:{_CONT}| )(?:{_CONT}| )|[\x81-\xff{HIGH_1252}]{{4}}")
_OPENED = re.compile("[\"'“„‘«‚`「『（]")
_CLOSED = re.compile("[A-Za-z]{0,3}[\"'”“’»‘`」』）]")
_TALK = re.compile(r"(?i)\b(?:utf-?8|latin-?1|iso[- ]?8859|encod(?:ing|ed|e)|charset|unicode|mojibake)\b")
_SEQUENCE = re.compile(f"[\xc2-\xdf]{_CONT}|[\xe0-\xf4]{_CONT}{_CONT}|[\x81-\xff{HIGH_1252}]{{4}}")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_LATIN2 = re.compile("[\u0102-\u017e\u02c7-\u02dd]")
_LATIN2_ROW = re.compile(f"[\x80-\xff\u0102-\u017e\u02c7-\u02dd{HIGH_1252}]{{4}}")


@cache
def _to_byte() -> dict[int, int]:
    """Code point to the byte that Windows-1252 or Latin-1 shows as it."""
    table = {code: code for code in range(0x100)}
    for byte in range(0x80, 0xA0):
        try:
            table[ord(bytes((byte,)).decode("cp1252"))] = byte
        except UnicodeDecodeError:
            continue
    return table


def _bytes(stretch: str) -> bytes:
    return stretch.translate(_to_byte()).encode("latin-1")


def talks_of_charsets(text: str) -> bool:
    """Whether a text speaks of encodings; what looks misread there is often its example."""
    return _TALK.search(text) is not None


def repair_single(line: str, offset: int, lesson: bool = False) -> list[Change]:
    """Changes for one line that starts at `offset`. `lesson`: leave European letters alone."""
    if not _TRIGGER.search(line):
        return _latin2(line, offset)
    changes: list[Change] = []
    for m in _STRETCH.finditer(line):
        stretch = m[0]
        if not _TRIGGER.search(stretch):
            continue
        if _quoted(line, stretch, m.start()):
            continue
        start = offset + m.start()
        found = _decode(stretch)
        if found is None:
            if not lesson:
                changes += _by_ftfy(stretch, start)
            continue
        decoded, rule, confidence, why = found
        changes.append(Change(start, start + len(stretch), decoded, rule, confidence, why))
    return [_trim(change, line, offset) for change in changes]


def _quoted(line: str, stretch: str, at: int) -> bool:
    """Whether all high letters of a stretch stand in quotation marks: the text speaks of them."""
    marks = [(m.start() + at, m.end() + at) for m in _SEQUENCE.finditer(stretch)]
    return 0 < len(marks) <= MENTIONS_MOST and all(
        _OPENED.search(line[max(0, a - 1) : a + 1]) or _CLOSED.match(line, b) for a, b in marks
    )


def _trim(change: Change, line: str, offset: int) -> Change:
    """The change without what it leaves equal at its ends."""
    old, new = line[change.start - offset : change.end - offset], change.inserted
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return change._replace(start=change.start + head, end=change.end - tail, inserted=new[head : len(new) - tail])


def _decode(stretch: str) -> tuple[str, str, float, str] | None:
    """(decoded, rule, confidence, why) when a charset explains the whole stretch."""
    data = _bytes(stretch)
    utf8 = _peel(stretch)
    if utf8 is not None and any(char > "\u0780" for char in utf8):
        return utf8, _utf8_rule(stretch), 1.0, "UTF-8 bytes shown in a single-byte charset"
    blanked = read_blanked(data, b"\xa0\xad\x85" if _shows_latin1(stretch) else b"\xa0\xad") if " " in stretch else None
    if blanked is not None and any(char > "\u0780" for char in blanked[0]):
        why = "UTF-8 bytes shown in a single-byte charset, no-break spaces among them made blanks; those filled by context"
        return blanked[0], _utf8_rule(stretch), round(max(blanked[1], 0.01), 4), why
    chinese = [(*_ordinary(text), text, codec) for codec in ("gbk", "cp950") if (text := _try(data, codec)) is not None]
    chinese = [row for row in chinese if row[0]]
    if chinese:
        _, _, text, codec = max(chinese, key=lambda row: row[1])
        name = "gbk" if codec == "gbk" else "big5"
        shown = "latin1" if _shows_latin1(stretch) else "cp1252"
        return text, f"repair.{name}-as-{shown}", 0.99, f"{name.upper()} bytes shown in a single-byte charset"
    if utf8 is not None:
        # European letters only: let ftfy weigh it, for Ã‰ may be meant.
        return None
    return None


def _peel(stretch: str) -> str | None:
    """The stretch read as UTF-8 as often as it goes, at most LAYERS_MOST times; None when it is not UTF-8 at all."""
    found = None
    for _ in range(LAYERS_MOST):
        if not _TRIGGER.search(stretch) or not _ALL_BYTES.fullmatch(stretch):
            break
        new = _try(_bytes(stretch), "utf-8")
        if new is None or new == stretch:
            break
        found = stretch = new
    return found


def _utf8_rule(stretch: str) -> str:
    return "repair.utf8-as-latin1" if _shows_latin1(stretch) else "repair.utf8-as-cp1252"


def _shows_latin1(stretch: str) -> bool:
    return any("\x80" <= char <= "\x9f" for char in stretch)


def _try(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return text


def _ordinary(text: str) -> tuple[bool, float]:
    """Whether a text is ordinary Chinese, and its mean log probability over the runs of Han characters."""
    runs = _HAN_RUN.findall(text)
    count = sum(map(len, runs))
    if count < 2:
        return False, -99.0
    joined = "\n".join(runs)[:SAMPLE_CHARS]
    logs = [log for char, log in zip(joined, charmodel().logps(joined), strict=True) if char != "\n"]
    score = sum(logs) / len(logs)
    alone = sum(len(run) == 1 for run in runs)
    return (score > (ORDINARY if count >= SHORT_CHARS else ORDINARY_SHORT)) and alone * 3 <= count + 1, score


def _by_ftfy(stretch: str, start: int) -> list[Change]:
    """What ftfy finds in a stretch that no charset explains as a whole, unless most of it looks like GBK."""
    if _ROW.search(stretch) and _try(_bytes(stretch), "gbk") is not None and len(_HIGH.findall(stretch)) * 2 > len(stretch):
        return []
    import ftfy

    fixed = ftfy.fix_encoding(stretch)
    why = "UTF-8 bytes shown in a single-byte charset (found by ftfy)"
    return [
        Change(e.start, e.end, e.inserted, _utf8_rule(stretch), 0.95, why)
        for e in diff(stretch, fixed, "repair.utf8-as-cp1252", offset=start)
    ]


def _latin2(line: str, offset: int) -> list[Change]:
    """GBK shown in Windows-1250: ˛âĘÔ."""
    if not _LATIN2_ROW.search(line) or not _LATIN2.search(line):
        return []
    try:
        text = _try(line.encode("cp1250"), "gbk")
    except UnicodeEncodeError:
        return []
    if text is None or not _ordinary(text)[0]:
        return []
    change = Change(offset, offset + len(line), text, "repair.gbk-as-cp1250", 0.98, "GBK bytes shown in Windows-1250")
    return [_trim(change, line, offset)]
