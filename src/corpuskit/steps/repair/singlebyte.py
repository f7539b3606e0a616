"""Text read in a single-byte charset: UTF-8, GBK or Big5 bytes that became Latin letters, ÖÐÎÄ or ä¸­æ–‡.

What lives here: telling the three apart line by line, decoding them, and leaving European text alone. What never does: two-byte
charsets (multibyte.py).

How it works: a line is cut into stretches whose characters all have a byte in Windows-1252, -1250, -1254 or Latin-1. A stretch
that is UTF-8 with a character beyond the European letters in it is taken for that; one that is UTF-8 of European letters only (Ë¹
is both) is GBK where that gives ordinary Chinese. GBK and Big5 are taken only where the model finds the result ordinary Chinese.
All three are exact inverses: reading the result's bytes in the same way gives the stretch back. Rows of one sign (the dots
before a page number, a hidden number ××××) are drawn, no bytes. Quotation marks at the ends of a stretch may be sound text beside
it, and it is asked without them too. The first letter after U+FFFD may be half of the character that was lost, and goes with it.
What no charset explains whole may be UTF-8 that a cleaner took bytes from (bruised.py), or European text (european.py, which asks
ftfy; ftfy must not see GBK, for it takes pairs of it for UTF-8). What neither explains stays as it is, so that its exact inverse
still works later.

Weak: two GBK characters that could be four letters are decoded only where the page has a longer stretch; a list of accented
capitals can spell three common hanzi.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from corpuskit.core.text import line_bounds
from corpuskit.steps.repair.bruised import read_bruised
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.european import by_ftfy
from corpuskit.steps.repair.latin import (
    ALL_BYTES,
    CONT,
    RUN,
    STRETCH,
    STRETCH_HOLED,
    TRIGGER,
    bytes_1252,
    peel,
    shown_bytes,
    shown_in,
    shows_latin1,
    turned,
    utf8_rule,
)
from corpuskit.steps.repair.lent import lend
from corpuskit.steps.repair.plausibility import logp_each
from corpuskit.steps.repair.scan import HIGH_1252, latin_lines
from corpuskit.steps.repair.written import chinese

__all__ = ["is_misread", "repair_single", "talks_of_charsets"]

SENTENCE_CHARS = 5  # hanzi that are no mere example of misread text
LATER_GAIN = 6.0  # in log probability, about that of one character
GBK_ONLY = ("cp1250", "cp1254")  # Big5 is not asked for in these
MENTIONS_MOST = 8  # more places than that are no mention

_OPENED = re.compile("[\"'“„‘«‚`「『（]")
_CLOSED = re.compile("[A-Za-z]{0,3}[\"'”“’»‘`」』）]")
_OPENED_PLAIN = re.compile("[\"'「『（]")  # the same without those that show a byte
_CLOSED_PLAIN = re.compile("[A-Za-z]{0,3}[\"'」』）]")
_HAN = re.compile("[\u3400-\u9fff]")
_TALK = re.compile(r"(?i)\b(?:utf-?8|latin-?1|iso[- ]?8859|encod(?:ings?|ed|e)|charset|unicode|mojibake)\b")
_TALK_WORDS = ("utf", "latin", "iso", "encod", "charset", "unicode", "mojibake")
_SEQUENCE = re.compile(f"[\xc2-\xdf]{CONT}|[\xe0-\xf4]{CONT}{CONT}|[\x81-\xff{HIGH_1252}]{{4}}")
_Answer = tuple[str, str, float, str]
_LETTERS = re.compile("[\xc0-\xd6\xd8-\xf6\xf8-\xff]+")
_EDGES = frozenset("‘’“”–—…•")
# Rows of one sign, three and more each, or of points and crosses. No word of GBK is in them but one that is stammered.
_DRAWN = re.compile("(?:[\x00-\x7f]|[\xb7\xd7]{3,}|([^\x00-\x7f])\\1{2,})+")


def talks_of_charsets(text: str) -> bool:
    """Whether a text speaks of encodings; what looks misread there is often its example."""
    small = text.lower()
    return any(word in small for word in _TALK_WORDS) and _TALK.search(text) is not None


def repair_single(text: str) -> list[Change]:
    """Changes for a whole text. Where it speaks of encodings, European letters are left alone."""
    rows = [
        found.span()
        for start, end in latin_lines(text)
        for found in STRETCH.finditer(text, start, end)
        if TRIGGER.search(text, *found.span())
    ]
    changes = _with_holes(text) if "\ufffd" in text else []
    if changes:
        done = sorted((change.start, change.end) for change in changes)
        rows = [row for row in rows if not _overlaps(done, row)]
    rows, orphans = _after_lost(text, rows)
    rest: list[tuple[int, int]] = []
    cores = [_without_marks(text, start, end) for start, end in rows]
    shown = [text[start:end] for start, end in rows + cores]
    different = list(dict.fromkeys(shown))  # most stretches are their own cores
    known = dict(zip(different, _decode(different), strict=True))
    answers = [known[stretch] for stretch in shown]
    lesson = None in answers and talks_of_charsets(text)
    for whole, core, answer, bare in zip(rows, cores, answers, answers[len(rows) :], strict=False):
        if _is_mention(text, whole, answer):
            continue
        start, end = whole
        if bare is not None and (answer is None or not _is_better(text, whole, core, answer, bare)):
            start, end, answer = *core, bare
        if answer is not None:
            changes.append(Change(start - (start in orphans), end, *answer))
        else:
            rest.append(whole)
    if changes and not lesson:
        lent = lend(text, changes)
        changes += lent
        taken = {change.start for change in lent}
        rest = [row for row in rest if row[0] not in taken]
    for start, end in rest:
        bruised = _by_bruised(text[start:end], start)
        changes += bruised
        if not bruised and not lesson:
            changes += by_ftfy(text[start:end], start)
    return [_trim(change, text) for change in changes]


def _after_lost(text: str, rows: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], frozenset[int]]:
    """The rows, without the first letter of those after U+FFFD where it is what is left of the character that was lost there, and
    where those rows begin now."""
    asked = [(start, end) for start, end in rows if text[start - 1 : start] == "\ufffd" and not text[start].isascii()]
    if not asked:
        return rows, frozenset()
    whole = _decode([text[start:end] for start, end in asked])
    later = _decode([text[start + 1 : end] for start, end in asked])
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    for (start, end), ours, theirs in zip(asked, whole, later, strict=True):
        if theirs is None or theirs[1].startswith("repair.utf8"):
            continue
        if ours is not None:
            before, after = logp_each([ours[0], theirs[0]])
            if ours[1].startswith("repair.utf8") or after < before + LATER_GAIN:
                continue
        moved[start, end] = start + 1, end
    return [moved.get(row, row) for row in rows], frozenset(start for start, _ in moved.values())


def _with_holes(text: str) -> list[Change]:
    """UTF-8 that a strict reader of Windows-1252 made U+FFFD of five bytes in; nobody else leaves such marks amid its letters."""
    return [
        change
        for start, end in latin_lines(text)
        for m in STRETCH_HOLED.finditer(text, start, end)
        if "\ufffd" in m[0]
        for change in _by_bruised(m[0], m.start())
    ]


def _overlaps(spans: list[tuple[int, int]], row: tuple[int, int]) -> bool:
    at = bisect_left(spans, row)
    return (at < len(spans) and spans[at][0] < row[1]) or (at > 0 and spans[at - 1][1] > row[0])


def is_misread(text: str) -> bool:
    """Whether a charset explains whole lines of a text: Chinese in Latin letters, to be read back after what hid it."""
    shown = [line for line in text.split("\n") if STRETCH.fullmatch(line) and TRIGGER.search(line)]
    return any(answer is not None for answer in _decode(shown))


def _is_better(text: str, whole: tuple[int, int], core: tuple[int, int], answer: _Answer, bare: _Answer) -> bool:
    """Whether a stretch reads better with the marks at its ends taken for bytes than beside it."""
    if answer[1].startswith("repair.utf8"):
        return True
    if whole == core:
        return True
    beside = text[whole[0] : core[0]] + bare[0] + text[core[1] : whole[1]]
    ours, theirs = logp_each([answer[0], beside])
    return ours >= theirs


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the quotation marks, dashes and points at its ends, which may be sound text beside it."""
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _is_mention(text: str, row: tuple[int, int], answer: _Answer | None) -> bool:
    """Whether all high letters of a stretch stand in quotation marks: the text speaks of them. Marks that are bytes of a
    sentence are none."""
    start, end = row
    line_start, line_end, _ = line_bounds(text, start)
    line, stretch, at = text[line_start:line_end], text[start:end], start - line_start
    if not _is_quoted(line, stretch, at, _OPENED, _CLOSED):
        return False
    if answer is None or answer[1].startswith("repair.utf8") or len(_HAN.findall(answer[0])) < SENTENCE_CHARS:
        return True
    return _is_quoted(line, stretch, at, _OPENED_PLAIN, _CLOSED_PLAIN)


def _is_quoted(line: str, stretch: str, at: int, opened: re.Pattern[str], closed: re.Pattern[str]) -> bool:
    marks = [(m.start() + at, m.end() + at) for m in islice(_SEQUENCE.finditer(stretch), MENTIONS_MOST + 1)]
    return 0 < len(marks) <= MENTIONS_MOST and all(
        opened.search(line[max(0, a - 1) : a + 1]) or closed.match(line, b) for a, b in marks
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
    rest: list[tuple[int, str, str]] = []  # the stretch, or what it is when UTF-8 of European letters is read off; its charset
    for number, stretch in enumerate(stretches):
        western = turned(stretch)
        peeled = peel(stretch if western is None else western)
        out.append(_as_utf8(stretch, peeled))
        if out[-1] is None:
            rest.append((number, stretch, shown_in(stretch)))
            if western is not None and rest[-1][2] != "cp1254":  # Ş and ş are letters of Windows-1250 too
                rest.append((number, western, "cp1254"))
            if peeled is not None:
                rest.append((number, peeled, shown_in(peeled)))
    rest = [row for row in rest if not _DRAWN.fullmatch(row[1]) and shown_bytes(row[1]) is not None]
    read = chinese([shown_bytes(shown) or b"" for _, shown, _ in rest], [charset in GBK_ONLY for _, _, charset in rest])
    short: list[tuple[int, _Answer]] = []
    best: dict[int, float] = {}
    for (number, shown, charset), one in zip(rest, read, strict=True):
        if one.text is None or one.score <= best.get(number, -99.0):
            continue
        twice = "" if shown in (stretches[number], turned(stretches[number])) else ", and that as UTF-8 in one again"
        why = f"{one.charset.upper()} bytes shown in a single-byte charset{twice}"
        answer = one.text, f"repair.{one.charset}-as-{charset}", 0.99, why
        if _may_be_letters(shown):
            short.append((number, answer))
        else:
            out[number], best[number] = answer, one.score
    proven = {answer[1] for answer in out if answer is not None}
    for number, answer in short:
        if out[number] is None and answer[1] in proven:
            out[number] = answer
    return out


def _may_be_letters(stretch: str) -> bool:
    """Whether a stretch is four letters or fewer, without a sign among them: two hanzi, or a list of letters."""
    runs = RUN.findall(stretch)
    return sum(map(len, runs)) <= 4 and all(_LETTERS.fullmatch(run) for run in runs)


def _as_utf8(stretch: str, utf8: str | None) -> _Answer | None:
    """The answer when the stretch is UTF-8 beyond the European letters. Of those alone, GBK and Big5 are asked, then ftfy, for
    Ã‰ may be meant."""
    if utf8 is None or max(utf8) <= "\u0780":
        return None
    return utf8, utf8_rule(stretch), 1.0, "UTF-8 bytes shown in a single-byte charset"


def _by_bruised(stretch: str, start: int) -> list[Change]:
    """UTF-8 that a cleaner took bytes from, with those chosen by context."""
    bare = stretch.replace("\ufffd", "")
    if not ALL_BYTES.fullmatch(bare):
        return []
    holed = bare != stretch
    if holed and shows_latin1(bare):
        return []  # who shows controls has lost no byte
    data = b"\xff".join(map(bytes_1252, stretch.split("\ufffd"))) if holed else bytes_1252(stretch)
    why = "UTF-8 bytes shown in a single-byte charset, some of them lost in cleaning; those filled by context"
    return [
        Change(start + one.start, start + one.end, one.text, utf8_rule(stretch), round(max(one.confidence, 0.01), 4), why)
        for one in read_bruised(data, shows_latin1(stretch))
    ]
