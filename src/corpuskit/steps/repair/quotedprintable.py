"""Mail's quoted-printable form left undecoded: =E4=B8=AD, with soft line ends.

What lives here: finding blocks of whole lines in that form, proving and decoding them. What never does: a run of it amid sound
text (clauses.py), mail header words (escapes.py).

How it works: a block is lines of ASCII that hold escapes, joined by soft ends. Programs break lines where they like, after an
escape or only after a character, and write hexadecimal digits in either case; so the proof does not ask where the lines end. It
asks that `=` stands nowhere else, that the bytes are text of one charset, and that this is Chinese: UTF-8 proves that by itself,
of GBK and Big5 the character model must find one ordinary.

Weak: a block in which somebody wrote a bare `=` stays.
"""

from __future__ import annotations

import re

from corpuskit.core.text import lines
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.singlebyte import is_misread
from corpuskit.steps.repair.written import chinese

__all__ = ["quoted_printable"]

LEAST_EAST = 2  # characters of East Asia in a block
WHOLE_RATIO = 0.8  # of a page that is such a block: then it does not speak of the form, it is in it

_ESCAPED = re.compile("=[0-9A-Fa-f]{2}")
_LINE = re.compile("(?:[^=]|=[0-9A-Fa-f]{2})*(?P<soft>=[ \t]*)?\r?")
_ENCODED = re.compile("=(?:([0-9A-Fa-f]{2})|[ \t]*\r?\n)")
_EAST = re.compile("[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufaff]")
_TALK = re.compile(r"(?i)quoted[- ]printable|quopri|\bMIME\b|RFC ?(?:1521|2045|2047)")


def quoted_printable(text: str) -> list[Change]:
    """Changes that decode the blocks of a text. Linear."""
    changes: list[Change] = []
    for start, end in _blocks(text):
        decoded = _decoded(text[start:end])
        if decoded is not None:
            why = "mail's quoted-printable form, left undecoded"
            changes.append(Change(start, end, decoded, "repair.quoted-printable", 1.0, why))
    if sum(change.end - change.start for change in changes) < WHOLE_RATIO * len(text) and _TALK.search(text):
        return []
    return changes


def _blocks(text: str) -> list[tuple[int, int]]:
    """(start, end) of rows of lines that may be in the form."""
    blocks: list[tuple[int, int]] = []
    first, last, soft = -1, -1, False
    for start, end, _ in lines(text):
        m = _LINE.fullmatch(text, start, end) if text[start:end].isascii() else None
        if m is not None and (soft or m["soft"] is not None or _ESCAPED.search(text, start, end)):
            first, last, soft = start if first < 0 else first, end, m["soft"] is not None
            continue
        if first >= 0:
            blocks.append((first, last))
        first, soft = -1, False
    return blocks if first < 0 else [*blocks, (first, last)]


def _decoded(shown: str) -> str | None:
    """The block decoded where it proves itself; a soft end with nothing after it does not."""
    if re.search(r"=[ \t]*\r?\Z", shown):
        return None
    data = _ENCODED.sub(lambda m: chr(int(m[1], 16)) if m[1] else "", shown).encode("latin-1")
    try:
        decoded: str | None = data.decode("utf-8")
    except UnicodeDecodeError:
        decoded = chinese([data])[0].text
    if decoded is None or "\x00" in decoded or (len(_EAST.findall(decoded)) < LEAST_EAST and not is_misread(decoded)):
        return None
    return decoded
