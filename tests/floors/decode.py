"""Floors of `decode`: how often the bytes of a sentence, alone, come back as the sentence.

What lives here: figures(). What never does: thresholds (tests/floors.json), the choice of anything (that was done on "tune").

How it works: pieces of 8 and of 60 characters out of lines of the test half of build/corpora, at least half of
their characters in the writing of their language, are encoded and decoded with no hint. Right means the same text. A piece that
the encoding cannot write, and one that is pure ASCII in it, is no case.
"""

from __future__ import annotations

import codecs
import random
import re
from collections import Counter
from functools import cache
from hashlib import blake2b
from typing import Any

from corpuskit.errors import InputError
from corpuskit.steps.decode import decode_bytes
from tests.support.corpora import load

_HAN, _JA, _KO = "[\u4e00-\u9fff]", "[\u3041-\u30ff\u4e00-\u9fff]", "[\uac00-\ud7a3]"
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

# (language, what its writing is, encodings)
PLANS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("zh-Hans", _HAN, ("utf-8", "gb18030", "hz", *_WIDE, *(f"{name} bom" for name in _WIDE))),
    ("zh-Hant", _HAN, ("utf-8", "gb18030", "cp950", "big5hkscs", *_WIDE, *(f"{name} bom" for name in _WIDE))),
    ("ja", _JA, ("utf-8", "cp932", "euc_jp", *_WIDE)),
    ("ko", _KO, ("utf-8", "cp949", *_WIDE)),
)  # fmt: skip
# Other writings, told apart by single bytes: 60 characters only, in a row of each language and encoding together.
OTHERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("fr", ("cp1252",)), ("de", ("cp1252",)), ("es", ("cp1252",)), ("cs", ("cp1250", "iso8859-2")),
    ("pl", ("cp1250", "iso8859-2")), ("hu", ("cp1250", "iso8859-2")), ("tr", ("cp1254",)),
    ("ru", ("cp1251", "koi8-r", "iso8859-5", "cp866")), ("bg", ("cp1251",)),
    ("uk", ("cp1251", "koi8-u")), ("el", ("cp1253",)),
)  # fmt: skip
# (language, characters of a piece, encodings) where the corpora have few lines: those of a text are joined, then cut into pieces.
SHORT: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("he", 40, ("cp1255",)), ("ar", 40, ("cp1256", "iso8859-6")), ("fa", 40, ("cp1256",)), ("th", 20, ("cp874",)),
)  # fmt: skip
_BOMS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
LENGTHS_CHARS = (8, 60)
QUICK_CASES, FULL_CASES = 330, 2000


@cache
def pieces(lang: str, writing: str, length_chars: int, count: int) -> tuple[str, ...]:
    """Up to `count` pieces of `length_chars`, each from a line of its own; the same ones every time."""
    wanted = re.compile(writing)
    lines = {
        line.strip()
        for record in load([lang], ("prose", "interface", "classical"), "test")
        for line in record["text"].split("\n")
        if len(line.strip()) >= length_chars
    }
    order = sorted(lines, key=lambda line: blake2b(line.encode(), digest_size=8).digest())
    draw = random.Random(length_chars)
    found: list[str] = []
    for line in order:
        start = draw.randint(0, len(line) - length_chars)
        piece = line[start : start + length_chars]
        if len(wanted.findall(piece)) * 2 >= length_chars:
            found.append(piece)
        if len(found) == count:
            break
    return tuple(found)


@cache
def running_pieces(lang: str, length_chars: int) -> tuple[str, ...]:
    """All pieces of `length_chars` of a language, half of it letters at least; lines that follow each other are joined."""
    texts = (" ".join(record["text"].split()) for record in load([lang], ("prose", "interface"), "test"))
    return tuple(
        piece
        for text in texts
        for start in range(0, len(text) - length_chars + 1, length_chars)
        if sum(map(str.isalpha, piece := text[start : start + length_chars])) * 2 >= length_chars
    )


def encoded(piece: str, plan: str) -> bytes | None:
    name, _, bom = plan.partition(" ")
    try:
        data = piece.encode(name)
    except UnicodeEncodeError:
        return None
    if data.isascii() and name != "hz":
        return None
    return (_BOMS[name] if bom else b"") + data


def is_right(data: bytes, piece: str) -> bool:
    try:
        return decode_bytes(data)[0] == piece
    except InputError:
        return False


def figures(full: bool) -> list[dict[str, Any]]:
    """One figure per length and encoding (languages added up), and one per length over all of them."""
    found: list[dict[str, Any]] = []
    count = FULL_CASES if full else QUICK_CASES
    for length in LENGTHS_CHARS:
        tally: dict[str, tuple[int, int]] = {}
        digest = blake2b(digest_size=16)
        for lang, writing, plans in PLANS:
            for plan in plans:
                right, cases = tally.get(plan, (0, 0))
                for piece in pieces(lang, writing, length, count):
                    data = encoded(piece, plan)
                    if data is None:
                        continue
                    digest.update(data)
                    right += is_right(data, piece)
                    cases += 1
                tally[plan] = (right, cases)
        rows = {**tally, "all": (sum(r for r, _ in tally.values()), sum(c for _, c in tally.values()))}
        for plan, (right, cases) in rows.items():
            figure = round(right / max(cases, 1), 5)
            name = f"decode.{plan.replace(' ', '-')}.{length}-chars"
            row = {"name": name, "figure": figure, "cases": cases, "digest": digest.hexdigest(), "kind": "min"}
            found.append({**row, "extra": {"wrong": cases - right}})
    return [*found, *_other_figures(count)]


def _other_figures(count: int) -> list[dict[str, Any]]:
    """One figure per encoding of other writings and length, its languages added up, and one over all pieces of a line."""
    tally: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    digest = blake2b(digest_size=16)
    long = LENGTHS_CHARS[-1]
    plans = [(lang, long, encodings, pieces(lang, r"\w", long, count)) for lang, encodings in OTHERS]
    plans += [(lang, chars, encodings, running_pieces(lang, chars)) for lang, chars, encodings in SHORT]
    for _, chars, encodings, texts in plans:
        for encoding in encodings:
            for piece in texts:
                data = encoded(piece, encoding)
                if data is None:
                    continue
                digest.update(data)
                missed = not is_right(data, piece)
                for name in (encoding, "all") if chars == long else (encoding,):
                    tally[f"{name}.{chars}"] += 1
                    wrong[f"{name}.{chars}"] += missed
    return [
        {
            "name": f"decode.others.{name}-chars", "figure": round(1 - wrong[name] / cases, 5),
            "cases": cases, "digest": digest.hexdigest(), "kind": "min", "extra": {"wrong": wrong[name]},
        }
        for name, cases in tally.items()
    ]  # fmt: skip
