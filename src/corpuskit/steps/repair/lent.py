"""Proof lent by a page: short stretches of GBK or Big5 in Latin letters, where longer ones of the page are proven.

What lives here: lend(). What never does: the proof of a stretch by itself (singlebyte.py, written.py).

How it works: a page is misread as a whole or by the line, so what stands on a line of its own and is too short to be ordinary
Chinese by itself, ¡£ or ÎÄ, was misread like the lines around. It is read in the charset that they were read in, and only
where everything beyond ASCII in it becomes a Chinese mark or a hanzi that is no rare one, with no letter beside the hanzi as
Müller would have. Where most letters of the page are proven, as when a file was misread, less common words, readings in
pinyin and marks beside Latin words are read too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.latin import ALL_BYTES, HIGH, LAYERS_MOST, RUN, STRETCH, peel, shown_bytes, shown_in
from corpuskit.steps.repair.plausibility import han_logps
from corpuskit.steps.repair.written import read_in

__all__ = ["lend"]

LEAST_PROVEN = 6  # hanzi of one charset that a page must have proven
# Mean log probability of a hanzi. Of 7,015 words with letters beyond ASCII in six languages of the tune half none is above it
# when read as GBK, two when read as Big5 (Ã© for one); of lone hanzi in running text seven in ten are.
ORDINARY = -10.0
# The same where the page was misread as a whole, and how much of it must be proven for that.
ORDINARY_WHOLE, WHOLE_PROVEN, WHOLE_RATIO = -14.0, 30, 0.5

_HAN = re.compile("[\u3400-\u9fff]")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_OTHER = re.compile("[^\x00-\x7f\xb7\u2014\u2018-\u201d\u2022\u2026\u2103\u3000-\u3011\u3014-\u301e\u3400-\u9fff\uff01-\uff5e]")
_AMID_LETTERS = re.compile("[A-Za-z][\u3400-\u9fff]|[\u3400-\u9fff][A-Za-z]|^[^\u3400-\u9fff]*[A-Za-z][^\u3400-\u9fff]*$")
_TONES = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêɑɡ]")
_LETTERS_ONLY = re.compile("(?<![\x80-\xff])[\xc0-\xff]+(?![\x80-\xff])")  # a run that a European word could have


def lend(text: str, changes: Sequence[Change]) -> list[Change]:
    """Changes for the stretches of a text that the proven ones let be read. Linear."""
    hans: Counter[str] = Counter()
    for change in changes:
        if "utf8" not in change.rule:
            hans[change.rule.removeprefix("repair.").split("-as-")[0]] += len(_HAN.findall(change.inserted))
    if len(hans) != 1 or hans.total() < LEAST_PROVEN:
        return []
    charset = next(iter(hans))
    taken = sorted((change.start, change.end) for change in changes)
    whole = hans.total() >= WHOLE_PROVEN and _high(text, taken) >= WHOLE_RATIO * len(HIGH.findall(text))
    depth = max(
        Counter(_depth(text[one.start : one.end], charset, one.inserted) for one in changes).items(), key=lambda row: row[1]
    )[0]
    found = []
    for m in STRETCH.finditer(text):
        while taken and taken[0][1] <= m.start():
            del taken[0]
        if RUN.search(m[0]) and not (taken and taken[0][0] < m.end()):
            answer = _read_whole(m[0], charset, depth) if whole else _read(m[0], charset)
            if answer is not None:
                found.append((m.start(), m.end(), *answer))
    logs = han_logps(["\n".join(_HAN_RUN.findall(decoded)) for _, _, decoded, _ in found])
    why = f"{charset.upper()} bytes shown in a single-byte charset, as on other lines of the page"
    return [
        Change(start, end, decoded, f"repair.{charset}-as-{shown}", 0.95, why)
        for (start, end, decoded, shown), log in zip(found, logs, strict=True)
        if log >= (ORDINARY_WHOLE if whole else ORDINARY) * len(_HAN.findall(decoded))
    ]


def _high(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """How many letters beyond ASCII lie within some spans."""
    return sum(len(HIGH.findall(text, *span)) for span in spans)


def _read(stretch: str, charset: str) -> tuple[str, str] | None:
    """(decoded, shown charset) of a stretch, or of what it is when UTF-8 is read off, where all of it is Chinese."""
    for shown in dict.fromkeys((peel(stretch) if ALL_BYTES.fullmatch(stretch) else None, stretch)):
        decoded = _in(shown, charset)
        if decoded is not None and not _OTHER.search(decoded) and not _AMID_LETTERS.search(decoded):
            return decoded, shown_in(shown or stretch)
    return None


def _read_whole(stretch: str, charset: str, depth: int) -> tuple[str, str] | None:
    """The same on a page that was misread as a whole, and as often as the rest of it."""
    shown = peel(stretch, depth) if depth and ALL_BYTES.fullmatch(stretch) else stretch
    decoded = _in(shown, charset)
    if shown is None or decoded is None or _OTHER.search(_TONES.sub("", decoded)):
        return None
    if _AMID_LETTERS.search(decoded) and _LETTERS_ONLY.search(shown):
        return None
    return decoded, shown_in(shown)


def _in(shown: str | None, charset: str) -> str | None:
    data = None if shown is None or max(shown) > "\u0780" else shown_bytes(shown)
    return read_in(data, charset) if data is not None else None


def _depth(stretch: str, charset: str, meant: str) -> int:
    """How often UTF-8 is to be read off a proven stretch before its bytes are what it means; 0 where nothing tells."""
    shown = (stretch, *(peel(stretch, depth) for depth in range(1, LAYERS_MOST)))
    return next((depth for depth, one in enumerate(shown) if _in(one, charset) == meant), 0)
