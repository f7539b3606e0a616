"""Damages to Chinese text with their truth, made without looking at what repairs them.

Lives here: the registry of damages and the byte chains. Never here: how decoders read (independent_units), escapes
(independent_escapes), the site generators' accidents (independent_accidents), anything of the product.

Source: the reasoning on encoding damage, its taxonomy of chains; each entry below names its row. A damage is a pure function of a
text and a random.Random and gives a Damaged, or None where the text cannot have met it (the writer's character set lacks a
character) or comes out unchanged. `undo` is the plain chain of Python codecs; it must hold wherever every span is exact.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests.support.independent_accidents import SITES, accident
from tests.support.independent_escapes import DAMAGES as ESCAPES
from tests.support.independent_units import (
    Damage,
    Damaged,
    Reader,
    Span,
    Undo,
    Unit,
    again,
    aligned,
    blanks_cleaned,
    browser_reader,
    python_reader,
    single_byte_bytes,
    single_byte_reader,
    windows_reader,
)

REGISTRY: dict[str, Damage] = {}


def _add(damage: Damage) -> None:
    assert damage.name not in REGISTRY
    REGISTRY[damage.name] = damage


def _encoded(text: str, codec: str) -> list[bytes] | None:
    try:
        return [char.encode(codec) for char in text]
    except UnicodeEncodeError:
        return None


def _chain(name: str, row: str, written: str, steps: Sequence[tuple[str, Reader]], undo: Undo | None, **more: bool) -> None:
    """Written in one character set and read by another; each further step writes (in its codec) and reads once more."""
    cleaned, lossy = more.get("cleaned", False), more.get("lossy", False)

    def apply(text: str, rng: random.Random) -> Damaged | None:
        pieces = _encoded(text, written)
        if pieces is None:
            return None
        units = steps[0][1](b"".join(pieces))
        for codec, reader in steps[1:]:
            units = again(units, codec, reader)
        if cleaned:
            units = blanks_cleaned(units)
        return aligned(name, text, units, [len(piece) for piece in pieces])

    _add(Damage(name, row, apply, undo, lossy))


def _undo(read: str, written: str) -> Undo:
    def undo(text: str) -> str:
        return text.encode(read).decode(written)

    return undo


EURO_BYTES = {"€": b"\x80", "\ue76c": b"\xa2\xe3"}


def _undo_936(text: str) -> str:
    return b"".join(EURO_BYTES.get(char) or char.encode("gb18030") for char in text).decode("utf-8")


def _undo_single(codec: str, written: str, times: int = 1) -> Undo:
    def undo(text: str) -> str:
        for _ in range(times - 1):
            text = single_byte_bytes(text, codec).decode("utf-8")
        return single_byte_bytes(text, codec).decode(written)

    return undo


def _utf8_as_gbk() -> None:
    row = "UTF-8 read as GBK/GB18030"
    for codec in ("gbk", "gb18030"):
        _chain(f"utf8-as-{codec}-python", row, "utf-8", [("", python_reader(codec))], _undo(codec, "utf-8"))
        _chain(f"utf8-as-{codec}-browser", row, "utf-8", [("", browser_reader(codec, euro=True))], _undo_936)
    _chain("utf8-as-gbk-question", row, "utf-8", [("", python_reader("gbk", "?"))], _undo("gbk", "utf-8"))
    _chain("utf8-as-gbk-ignore", row, "utf-8", [("", python_reader("gbk", ""))], _undo("gbk", "utf-8"))
    _chain("utf8-as-cp936-windows", "same, Windows style", "utf-8", [("", windows_reader("gb18030"))], _undo_936)
    _chain("utf8-as-cp936-windows-fffd", "same, Windows style", "utf-8", [("", windows_reader("gb18030", "\ufffd"))], _undo_936)


def _utf8_as_single() -> None:
    row = "UTF-8 as cp1252/latin1"
    for codec in ("latin-1", "cp1252"):
        reader = single_byte_reader(codec)
        _chain(f"utf8-as-{codec}", row, "utf-8", [("", reader)], _undo_single(codec, "utf-8"))
        _chain(f"utf8-as-{codec}-cleaned", "same, A0 became a blank", "utf-8", [("", reader)], None, cleaned=True)
        for times, word in ((2, "twice"), (3, "thrice")):
            steps = [("", reader)] + [("utf-8", reader)] * (times - 1)
            _chain(f"utf8-as-{codec}-{word}", "twice (or thrice)", "utf-8", steps, _undo_single(codec, "utf-8", times))


def _gbk_as_others() -> None:
    for codec in ("latin-1", "cp1252"):
        reader = single_byte_reader(codec)
        _chain(f"gbk-as-{codec}", "GBK as cp1252/latin1", "gbk", [("", reader)], _undo_single(codec, "gbk"))
    row = "GBK as cp1250/shift_jis/EUC-KR"
    _chain("gbk-as-cp1250", row, "gbk", [("", single_byte_reader("cp1250"))], _undo_single("cp1250", "gbk"))
    for codec, windows in (("cp932", _cp932), ("cp949", windows_reader("cp949"))):
        _chain(f"gbk-as-{codec}-python", row, "gbk", [("", python_reader(codec))], _undo(codec, "gbk"))
        _chain(
            f"gbk-as-{codec}-windows",
            row,
            "gbk",
            [("", windows)],
            _undo(codec, "gbk"),
        )


def _cp932(data: bytes) -> list[Unit]:
    """Half-width kana are single bytes, so the pairs begin at 81..9F and E0..FC only; what is no pair is `?`."""
    return python_reader("cp932", "?")(data)


def _big5() -> None:
    row = "GBK as Big5, Big5 as GBK"
    for reading in ("big5", "cp950", "big5hkscs"):
        _chain(f"gbk-as-{reading}", row, "gbk", [("", python_reader(reading))], _undo(reading, "gbk"))
    _chain("gbk-as-cp950-windows", row, "gbk", [("", windows_reader("cp950"))], _undo("cp950", "gbk"))
    for reading in ("gbk", "gb18030"):
        _chain(f"big5-as-{reading}", row, "cp950", [("", python_reader(reading))], _undo(reading, "cp950"))
    _chain("big5-as-cp936-windows", row, "cp950", [("", windows_reader("gb18030"))], _undo("gb18030", "cp950"))
    for codec in ("latin-1", "cp1252"):
        _chain(f"big5-as-{codec}", "Big5 as latin1", "cp950", [("", single_byte_reader(codec))], _undo_single(codec, "cp950"))
    _chain("utf8-as-big5-python", "UTF-8 as Big5", "utf-8", [("", python_reader("big5"))], _undo("big5", "utf-8"))
    _chain("utf8-as-cp950-windows", "UTF-8 as Big5", "utf-8", [("", windows_reader("cp950"))], _undo("cp950", "utf-8"))


def _gbk_as_utf8() -> None:
    row = "GBK as UTF-8"
    reader = python_reader("utf-8")
    _chain("gbk-as-utf8", row, "gbk", [("", reader)], None, lossy=True)
    _chain("gbk-as-utf8-as-gbk", row, "gbk", [("", reader), ("utf-8", python_reader("gbk", "?"))], None, lossy=True)


def _sites() -> None:
    for name, site in SITES.items():
        row = "pinyin notes" if not site.junk else "misaligned str_replace"
        _add(Damage(name, row, lambda text, rng, name=name, site=site: accident(name, site, text, rng)))


for fill in (_utf8_as_gbk, _utf8_as_single, _gbk_as_others, _big5, _gbk_as_utf8, _sites):
    fill()
for escape in ESCAPES:
    _add(escape)


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def within(damage: Damage, text: str, rng: random.Random) -> Damaged | None:
    """The damage on one clause only: pages mix damaged and sound parts. None: the text is one clause, or nothing came of it."""
    clauses = [hit.span() for hit in re.finditer(r"[^，。！？；,.!?;\n]{4,}[，。！？；,.!?;]?", text)]
    if len(clauses) < 2:
        return None
    start, end = rng.choice(clauses)
    inner = damage.apply(text[start:end], rng)
    if inner is None:
        return None
    spans = tuple(
        Span((s.damaged[0] + start, s.damaged[1] + start), (s.original[0] + start, s.original[1] + start), s.exact)
        for s in inner.spans
    )
    return Damaged(f"{damage.name}-within", text[:start] + inner.text + text[end:], text, spans)
