"""Damage by site generators: programs that clone Chinese pages and edit their GBK bytes without knowing characters.

What lives here: the five accidents such programs leave, in the order they happen (simplified to traditional one character
at a time; pinyin notes; control characters before marks; those removed again; full-width forms flattened), each alone and
all together. What never lives here: any repair, any word list.

How it works: the programs run a replacement over *bytes*. The bytes of the searched character can also lie across two
characters, second byte of one and first of the next. The insertion then cuts both: the orphaned first byte reads as `?` and
swallows the byte after it (a bracket, a control character), and what follows is read one byte off until an ASCII byte, a
character with a low second byte, or the next insertion. Replacements run one after another, so their order decides which
accidents can happen.

What is weak: the tables real sites draw are known only from pages they left behind; which characters are drawn is a
parameter here, and the drawn tables take only characters that exist in traditional script alone, unless asked for any.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from corpuskit.testing.damages_charset import read_cp936, write_cp936
from corpuskit.testing.damages_draw import Draw

MARKS = "。，、？！；"
"""Marks that get junk, in the order they are replaced; most sites leave the colon out. The full stop comes before the comma:
省， (CA A1|A3 AC, a full stop across two characters) is known to break, and a run before the comma would have prevented it."""

_CONTROLS = b"\x05\x06\x07\x08"
_FLAT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@cache
def _hant_of() -> dict[str, str]:
    """The first traditional form of each simplified character, from opencc-python-reimplemented's character table."""
    import opencc

    path = Path(opencc.__file__).parent / "dictionary" / "STCharacters.txt"
    pairs = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line)
    return {source: targets.split(" ")[0] for source, targets in pairs}


def hans_to_hant(text: str, *, keep: str = "") -> str:
    """Simplified to traditional one character at a time, first form of the table, no phrases: 皇后 becomes 皇後.

    Characters in `keep` stay as they are (site generators leave 斗 于 云 系 后).
    """
    table = {ord(a): b for a, b in _hant_of().items() if a not in keep}
    return text.translate(table)


def flatten_width(text: str) -> str:
    """Full-width ASCII forms (U+FF01..U+FF5E) to ASCII; 。、“”《》…— and U+3000 have none and stay."""
    return text.translate(_FLAT)


def remove_controls(text: str) -> str:
    """Remove the control characters U+0005..U+0008 that junk insertion left."""
    return text.translate(dict.fromkeys(_CONTROLS))


def draw_notes(
    text: str, *, seed: int = 0, ratio: float = 0.2, blank: bool = False, any_script: bool = False, digits: bool = False
) -> dict[str, str]:
    """Draw a pinyin table for a page: about `ratio` of its different traditional-only characters, in drawn order.

    Readings come from pypinyin (with tone marks; the commonest reading). `blank` puts a blank after each, as in 會(huì );
    `any_script` draws from all hanzi; `digits` writes the tone as a digit.
    """
    from pypinyin import Style, pinyin

    draw = Draw(seed)
    only_hant = set(_hant_of().values()) - set(_hant_of())
    wanted = {char for char in text if "\u4e00" <= char <= "\u9fff"} if any_script else set(text) & only_hant
    found = sorted(char for char in wanted if len(write_cp936(char)) == 2)  # the programs work on GBK bytes
    drawn = draw.sample(found, max(1, round(len(found) * ratio)))
    return {char: pinyin(char, style=Style.TONE3 if digits else Style.TONE)[0][0] + (" " if blank else "") for char in drawn}


def note_bytes(data: bytes, table: Mapping[str, str]) -> bytes:
    """Replace X by X(reading) over GBK bytes, character by character in the table's order."""
    for char, reading in table.items():
        key = write_cp936(char)
        if len(key) != 2:
            raise ValueError(f"the pinyin table has {char!r}, which is no two-byte GBK character; leave it out")
        data = data.replace(key, key + b"(" + write_cp936(reading) + b")")
    return data


def junk_bytes(data: bytes, *, seed: int = 0, marks: str = MARKS, run_chars: tuple[int, int] = (1, 5)) -> bytes:
    """Put a run of U+0005..U+0008 before every mark over GBK bytes, mark by mark in the order given."""
    draw = Draw(seed)
    low, high = run_chars
    for mark in marks:
        key = write_cp936(mark)
        pieces = data.split(key)
        for at in range(1, len(pieces)):
            run = bytes(draw.pick(_CONTROLS) for _ in range(draw.between(low, high)))
            pieces[at] = run + key + pieces[at]
        data = b"".join(pieces)
    return data


def pinyin_notes(
    text: str,
    *,
    table: Mapping[str, str] | None = None,
    seed: int = 0,
    ratio: float = 0.2,
    blank: bool = False,
    flatten: bool = False,
) -> str:
    """Pinyin notes by bytewise replacement, byte accidents included.

    `table` maps characters to readings in order of replacement; without one a table is drawn (`draw_notes`).
    """
    if table is None:
        table = draw_notes(text, seed=seed, ratio=ratio, blank=blank)
    noted = read_cp936(note_bytes(write_cp936(text), table))
    return flatten_width(noted) if flatten else noted


def junk_before_marks(
    text: str,
    *,
    seed: int = 0,
    marks: str = MARKS,
    run_chars: tuple[int, int] = (1, 5),
    strip: bool = False,
    flatten: bool = False,
) -> str:
    """Control characters before marks by bytewise replacement, with the shifts that follow.

    `strip` removes the control characters that are left, `flatten` makes full-width forms ASCII; in real pages both came
    later, each alone or together.
    """
    junked = read_cp936(junk_bytes(write_cp936(text), seed=seed, marks=marks, run_chars=run_chars))
    if strip:
        junked = remove_controls(junked)
    return flatten_width(junked) if flatten else junked


def generate_site(
    text: str,
    *,
    hant: bool = True,
    keep: str = "斗于云系后",
    table: Mapping[str, str] | None = None,
    seed: int = 0,
    ratio: float = 0.1,
    blank: bool = False,
    marks: str = MARKS,
    run_chars: tuple[int, int] = (1, 5),
    strip: bool = True,
    flatten: bool = True,
) -> str:
    """All five accidents in the order of the real programs, notes and junk over one and the same byte string."""
    if hant:
        text = hans_to_hant(text, keep=keep)
    if table is None:
        table = draw_notes(text, seed=seed, ratio=ratio, blank=blank)
    data = junk_bytes(note_bytes(write_cp936(text), table), seed=seed, marks=marks, run_chars=run_chars)
    out = read_cp936(data)
    if strip:
        out = remove_controls(out)
    return flatten_width(out) if flatten else out
