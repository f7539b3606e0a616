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
from collections.abc import Sequence
from functools import cache
from itertools import islice

from corpuskit.core.edit import diff
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.misread import read_blanked
from corpuskit.steps.repair.plausibility import han_logps
from corpuskit.steps.repair.scan import HIGH_1252, latin_lines

__all__ = ["repair_single"]

# Mean log probability per character above which a stretch is ordinary Chinese. On the tune half sentences lie above -8.8 (999 of
# 1,000 above -8.2), their misreadings below -11.
ORDINARY = -9.6
ORDINARY_SHORT = -8.5  # the same for stretches of fewer than SHORT_CHARS characters
SHORT_CHARS = 5
# A stretch of nothing but hanzi and full-width marks, as old verse is: sound ones lie above -11.2, misreadings below -12.2.
ORDINARY_MARKED = -11.3
MARKED_CHARS = 6
MARKED_RATIO = 1.7  # characters per hanzi
CLEAR = -8.0  # above it no other charset is asked
LAYERS_MOST = 4
SAMPLE_CHARS = 2_000  # of one stretch that the model weighs; more would change nothing
MENTIONS_MOST = 8  # more places than that are no mention

_STRETCH = re.compile(f"[\x01-\x09\x0b-\xff{HIGH_1252}]+")
_ALL_BYTES = re.compile(f"[\x01-\xff{HIGH_1252}]*")
_HIGH = re.compile(f"[\x80-\xff{HIGH_1252}]")
_ROW = re.compile(f"[\x81-\xff{HIGH_1252}]{{4}}")
_CONT = f"[\x80-\xbf{HIGH_1252}]"
_TRIGGER = re.compile(f"[\xc2-\xdf]{_CONT}|[\xe0-\xf4](?:{_CONT}| )(?:{_CONT}| )|[\x81-\xff{HIGH_1252}]{{4}}")
_MARKS = re.compile("[，。、：；！？]")
_C1 = re.compile("[\x80-\x9f]")
_OPENED = re.compile("[\"'“„‘«‚`「『（]")
_CLOSED = re.compile("[A-Za-z]{0,3}[\"'”“’»‘`」』）]")
_TALK = re.compile(r"(?i)\b(?:utf-?8|latin-?1|iso[- ]?8859|encod(?:ing|ed|e)|charset|unicode|mojibake)\b")
_TALK_WORDS = ("utf", "latin", "iso", "encod", "charset", "unicode", "mojibake")
_SEQUENCE = re.compile(f"[\xc2-\xdf]{_CONT}|[\xe0-\xf4]{_CONT}{_CONT}|[\x81-\xff{HIGH_1252}]{{4}}")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_LATIN2 = re.compile("[\u0102-\u017e\u02c7-\u02dd]")
_LATIN2_ROW = re.compile(f"[\x80-\xff\u0102-\u017e\u02c7-\u02dd{HIGH_1252}]{{4}}")

_Answer = tuple[str, str, float, str]


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
    if max(stretch) < "\u0100":
        return stretch.encode("latin-1")
    return stretch.translate(_to_byte()).encode("latin-1")


def _talks_of_charsets(text: str) -> bool:
    """Whether a text speaks of encodings; what looks misread there is often its example."""
    small = text.lower()
    return any(word in small for word in _TALK_WORDS) and _TALK.search(text) is not None


def repair_single(text: str) -> list[Change]:
    """Changes for a whole text. Where it speaks of encodings, European letters are left alone."""
    rows: list[tuple[int, int]] = []  # the stretches to look at
    changes: list[Change] = []
    for start, end in latin_lines(text):
        if not _TRIGGER.search(text, start, end):
            changes += _latin2(text[start:end], start)
            continue
        for found in _STRETCH.finditer(text, start, end):
            if _TRIGGER.search(text, *found.span()) and not _quoted(text[start:end], found[0], found.start() - start):
                rows.append(found.span())
    answers = _decode([text[start:end] for start, end in rows])
    lesson = None in answers and _talks_of_charsets(text)
    for (start, end), answer in zip(rows, answers, strict=True):
        if answer is not None:
            changes.append(Change(start, end, *answer))
        elif not lesson:
            changes += _by_ftfy(text[start:end], start)
    return [_trim(change, text) for change in changes]


def _quoted(line: str, stretch: str, at: int) -> bool:
    """Whether all high letters of a stretch stand in quotation marks: the text speaks of them."""
    marks = [(m.start() + at, m.end() + at) for m in islice(_SEQUENCE.finditer(stretch), MENTIONS_MOST + 1)]
    return 0 < len(marks) <= MENTIONS_MOST and all(
        _OPENED.search(line[max(0, a - 1) : a + 1]) or _CLOSED.match(line, b) for a, b in marks
    )


def _trim(change: Change, text: str) -> Change:
    """The change without what it leaves equal at its ends."""
    old, new = text[change.start : change.end], change.inserted
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return change._replace(start=change.start + head, end=change.end - tail, inserted=new[head : len(new) - tail])


def _decode(stretches: Sequence[str]) -> list[_Answer | None]:
    """For each stretch (decoded, rule, confidence, why) when a charset explains the whole of it."""
    out: list[_Answer | None] = []
    rest: list[tuple[int, bytes]] = []
    for stretch in stretches:
        answer, data = _as_utf8(stretch)
        out.append(answer)
        if data is not None:
            rest.append((len(out) - 1, data))
    # GBK first; Big5 is asked where GBK gives less than clearly ordinary Chinese.
    gbk = _ordinary([_try(data, "gbk") for _, data in rest])
    unsure = [i for i, (good, score, _) in enumerate(gbk) if not good or score < CLEAR]
    big5 = dict(zip(unsure, _ordinary([_try(rest[i][1], "cp950") for i in unsure]), strict=True))
    for i, (number, _) in enumerate(rest):
        good, score, text = gbk[i]
        name = "gbk"
        if i in big5 and big5[i][0] and (not good or big5[i][1] > score):
            good, score, text = big5[i]
            name = "big5"
        if good:
            shown = "latin1" if _shows_latin1(stretches[number]) else "cp1252"
            out[number] = text, f"repair.{name}-as-{shown}", 0.99, f"{name.upper()} bytes shown in a single-byte charset"
    return out


def _as_utf8(stretch: str) -> tuple[_Answer | None, bytes | None]:
    """The answer when the stretch is UTF-8 beyond the European letters, else its bytes."""
    utf8 = _peel(stretch)
    if utf8 is not None and max(utf8) > "\u0780":
        return (utf8, _utf8_rule(stretch), 1.0, "UTF-8 bytes shown in a single-byte charset"), None
    data = _bytes(stretch)
    blanked = read_blanked(data, b"\xa0\xad\x85" if _shows_latin1(stretch) else b"\xa0\xad") if " " in stretch else None
    if blanked is not None and max(blanked[0]) > "\u0780":
        why = "UTF-8 bytes shown in a single-byte charset, no-break spaces among them made blanks; those filled by context"
        return (blanked[0], _utf8_rule(stretch), round(max(blanked[1], 0.01), 4), why), None
    # UTF-8 of European letters only, or none at all: GBK and Big5 are asked, then ftfy, for Ã‰ may be meant.
    return None, data


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
    return _C1.search(stretch) is not None


def _try(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return text


def _ordinary(texts: Sequence[str | None]) -> list[tuple[bool, float, str]]:
    """For each text whether it is ordinary Chinese, its mean log probability over the runs of Han characters, and itself."""
    runs = [_HAN_RUN.findall(text) if text else [] for text in texts]
    counts = [sum(map(len, found)) for found in runs]
    samples = ["\n".join(found)[:SAMPLE_CHARS] for found in runs]
    hans = [len(sample) - sample.count("\n") for sample in samples]
    logs = han_logps(samples)
    out: list[tuple[bool, float, str]] = []
    for text, found, count, han, log in zip(texts, runs, counts, hans, logs, strict=True):
        if text is None or count < 2:
            out.append((False, -99.0, ""))
            continue
        score = log / han
        alone = sum(len(run) == 1 for run in found)
        least = ORDINARY if count >= SHORT_CHARS else ORDINARY_SHORT
        if count >= MARKED_CHARS and _MARKS.search(text) and len(text) <= MARKED_RATIO * count:
            least = ORDINARY_MARKED
        good = score > least and alone * 3 <= count + 1
        out.append((good, score, text))
    return out


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
    if text is None or not _ordinary([text])[0][0]:
        return []
    change = Change(offset, offset + len(line), text, "repair.gbk-as-cp1250", 0.98, "GBK bytes shown in Windows-1250")
    return [change]
