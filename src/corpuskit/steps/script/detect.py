"""Which script a text, a line and a clause are written in.

What lives here: the class of each character (one-sided simplified or traditional, kana, hangul ...), counts per line and per
clause, and the decision which places are Chinese and may be converted. What never does: converting, language names.

How it works. A character is evidence for one script only where sound text of the other does not use it: traditional is what
OpenCC's t2s changes and GB2312 does not hold; simplified is what s2t changes in every sense and the first level of Big5 does
not hold. Characters that are right in both (后, 里, 乾, 於 ...) are no evidence; their line decides, then the document.

Japanese shares both one-sided sets (学, 車), so Chinese is what has no kana in its clause; in a line or document with much
kana, a clause without kana is Chinese only when it holds characters that Japanese sets do not have. The same holds for
Korean. Forms found in Japanese only (駅, 図) make a clause Japanese unless it holds more of what only Chinese has.

Weak: a lone Japanese title in forms that Chinese has too (東京大學) is taken for Chinese; a clause with kana stays as a whole.

Long, because what is evidence and what is decided from it are only right together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.columns import Codes as AnyCodes
from corpuskit.steps.script import quotes, regional, tables
from corpuskit.steps.script.trie import Codes, Ints, text_of

__all__ = [
    "HAN", "HANGUL", "HANS", "HANT", "KANA", "WEAK", "Counts", "Scope", "characters_of", "class_sums", "classes", "count",
    "counts_of", "document_script", "is_much_kana", "kinds", "may_convert", "scope",
]  # fmt: skip

HAN, HANS, HANT, WEAK, KANA, HANGUL, SHINJITAI, NOT_JAPANESE, NOT_KOREAN, RARE_IN_JAPAN, BREAK, NEWLINE, KANA_NO, SHARED = (
    1 << n for n in range(14)
)
_TABLE_SIZE = 0x10001  # the last entry stands for everything outside the BMP: no evidence
_HEAVY_RATIO = 0.1  # kana (or hangul) per kana and Han: above it a document is Japanese (Korean); Japanese prose has 0.4 to 0.7
_QUOTED_RATIO = 0.1  # Han per character: below it, in line and document, Han is quoted in another language
_SENTENCE_MARKS = "。．.！!？?；;，,、：:…—「」『』“”‘’《》〈〉（）()【】[]｛｝{}〔〕\n\t|｜/／·・"
_ALSO_SIMPLIFIED_NO_MORE = "後"  # in GB2312, but no longer used in simplified text but for names
_BIG5_LEVEL_2 = b"\xc9\x40"


def _fits(char: str, codec: str) -> bytes:
    try:
        return char.encode(codec)
    except UnicodeError:
        return b""


@cache
def classes() -> NDArray[np.uint16]:
    """Code point -> bits; 65,537 entries."""
    table = np.zeros(_TABLE_SIZE, dtype=np.uint16)
    for low, high in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        table[low : high + 1] = HAN
    table[0x3005] = table[0x3007] = HAN  # 々〇
    for low, high in ((0x3041, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F)):
        table[low : high + 1] = KANA
    table[ord("の")] = KANA_NO  # also written for 的 in Chinese
    for low, high in ((0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xD7B0, 0xD7FB)):
        table[low : high + 1] = HANGUL
    for char in _SENTENCE_MARKS:
        table[ord(char)] = BREAK
    table[ord("\n")] = BREAK | NEWLINE
    _mark_one_sided(table)
    return table


def _mark_one_sided(table: NDArray[np.uint16]) -> None:
    traditional = tables.rows("opencc", "TSCharacters")
    simplified = tables.rows("opencc", "STCharacters")
    for char, values in traditional.items():
        if char > "\uffff" or values[0] == char:
            if len(values) > 1 and char <= "\uffff":
                table[ord(char)] |= WEAK
            continue
        both = (_fits(char, "gb2312") and char not in _ALSO_SIMPLIFIED_NO_MORE) or char in values or char in simplified
        table[ord(char)] |= WEAK if both else HANT
    for char, values in simplified.items():
        if char <= "\uffff" and char not in values and char not in traditional:
            big5 = _fits(char, "big5")
            if not big5 or big5 >= _BIG5_LEVEL_2:
                table[ord(char)] |= HANS
    for char in tables.rows("opencc", "JPShinjitaiCharacters"):
        if char <= "\uffff" and not _fits(char, "gb2312") and not _fits(char, "big5"):
            table[ord(char)] |= SHINJITAI
    for char in regional.simplified_of():
        table[ord(char)] |= HANT
    hong_kong = {value for values in tables.rows("opencc", "HKVariants").values() for value in values}
    for code in np.flatnonzero(table & (HANS | HANT)).tolist():
        char = chr(code)
        sjis = _fits(char, "shift_jis")
        if table[code] & SHINJITAI:
            if table[code] & HANT and char in hong_kong:
                table[code] ^= SHINJITAI | SHARED
            table[code] &= np.uint16(0xFFFF ^ (HANS | HANT))
            continue
        if not sjis:
            table[code] |= NOT_JAPANESE | RARE_IN_JAPAN
        elif sjis >= b"\x98\x9f":  # level 2 of JIS X 0208 begins here
            table[code] |= RARE_IN_JAPAN
        if not _fits(char, "euc_kr"):
            table[code] |= NOT_KOREAN


@cache
def characters_of(bits: int) -> str:
    """All characters of some classes, for a regular expression that looks for them."""
    return "".join(map(chr, np.flatnonzero(classes()[:-1] & np.uint16(bits)).tolist()))


def is_much_kana(kana: int, han: int) -> bool:
    """Whether so much kana makes a text with so many Chinese characters Japanese."""
    return 0 < kana >= _HEAVY_RATIO * (kana + han)


class Counts(NamedTuple):
    """How many characters of each class."""

    han: int
    hans: int
    hant: int
    kana: int
    hangul: int
    shinjitai: int
    not_japanese: int
    weak: int

    @classmethod
    def of(
        cls, han: int, hans: int, hant: int, kana: int, no: int, hangul: int, shinjitai: int, not_japanese: int, weak: int,
        shared: int,
    ) -> Counts:  # fmt: skip
        """From the sums over the columns of class_sums(). What Japan and Hong Kong share is Japanese beside kana only."""
        if kana:
            return cls(han, hans, hant, kana + no, hangul, shinjitai + shared, not_japanese, weak)
        return cls(han, hans, hant + shared, 0, hangul, shinjitai, not_japanese, weak)

    @property
    def japanese(self) -> bool:
        return is_much_kana(self.kana, self.han)

    @property
    def korean(self) -> bool:
        return self.hangul > 0 and self.hangul >= _HEAVY_RATIO * (self.hangul + self.han)


@cache
def kinds() -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """(code point -> number of its combination of classes, number -> bits): few enough to count all in one pass."""
    combinations, number_of = np.unique(classes(), return_inverse=True)
    return number_of.astype(np.uint8), combinations


_COUNTED = (HAN, HANS, HANT, KANA, KANA_NO, HANGUL, SHINJITAI, NOT_JAPANESE, WEAK, SHARED)


@cache
def class_sums() -> NDArray[np.int64]:
    """Combination of classes -> one column per counted class."""
    _, combinations = kinds()
    return np.stack([(combinations & np.uint16(bit)) != 0 for bit in _COUNTED], axis=1).astype(np.int64)


def count(codes: AnyCodes) -> Counts:
    """Counts over a whole text (or a sample of it)."""
    table, combinations = kinds()
    return counts_of(np.bincount(table.take(codes, mode="clip"), minlength=len(combinations)))


def counts_of(numbers: Ints) -> Counts:
    """Counts from how often each combination of classes occurs."""
    return Counts.of(*(numbers @ class_sums()).tolist())


@cache
def _without_kana() -> NDArray[np.uint16]:
    """Combinations of classes in a text without kana: what Japan and Hong Kong share is traditional there."""
    combinations = kinds()[1].copy()
    combinations[(combinations & np.uint16(SHARED)) != 0] |= np.uint16(HANT)
    return combinations


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a text may be converted, and what stands there."""

    found: NDArray[np.uint16]  # classes per character
    total: Counts
    chinese: NDArray[np.bool_]  # per character: its clause is Chinese
    line_of: Ints  # per character: number of its line
    line_hans: Ints  # per line: simplified evidence in Chinese clauses
    line_hant: Ints  # per line: traditional evidence in Chinese clauses

    @property
    def hans(self) -> int:
        return int(self.line_hans.sum())

    @property
    def hant(self) -> int:
        return int(self.line_hant.sum())


def scope(codes: AnyCodes) -> Scope | None:
    """Classes, counts and Chinese clauses of a text that is not empty; None when nothing in it can be Chinese."""
    table, combinations = kinds()
    numbers = table.take(codes, mode="clip")
    total = counts_of(np.bincount(numbers, minlength=len(combinations)))
    if not total.han or (total.japanese and not total.not_japanese and _is_japanese_throughout(codes, total)):
        return None
    found = (combinations if total.kana else _without_kana()).take(numbers)
    line_starts = np.flatnonzero(np.append(True, (found[:-1] & np.uint16(NEWLINE)) != 0))
    line_of = np.repeat(np.arange(len(line_starts)), np.diff(np.append(line_starts, len(codes))))
    if total.kana or total.hangul or total.shinjitai or (found & np.uint16(KANA_NO)).any():
        chinese = _chinese(codes.astype(np.uint32), found, total, line_starts, line_of)
    else:
        chinese = np.ones(len(codes), dtype=bool)
    if total.han < _QUOTED_RATIO * len(codes):  # a text in another language: only lines that are Chinese themselves
        han = np.add.reduceat(((found & np.uint16(HAN)) != 0).astype(np.int64), line_starts)
        sizes = np.diff(np.append(line_starts, len(codes)))
        chinese &= (han >= _QUOTED_RATIO * sizes)[line_of]

    def per_line(bit: int) -> Ints:
        inside = ((found & np.uint16(bit)) != 0) & chinese
        sums: Ints = np.add.reduceat(inside.astype(np.int64), line_starts)
        return sums

    return Scope(found, total, chinese, line_of, per_line(HANS), per_line(HANT))


def _is_japanese_throughout(codes: AnyCodes, total: Counts) -> bool:
    """Whether a text with no character that Japan does not know is Japanese outside its quotations too: see _chinese()."""
    quoted = quotes.inside(text_of(codes.astype(np.uint32, copy=False)))
    if quoted is None:
        return True
    table, combinations = kinds()
    kana = table.take(codes[~quoted], mode="clip")
    outside = int(((combinations & np.uint16(KANA)) != 0)[kana].sum())
    return is_much_kana(outside, total.han)


def _chinese(codes: Codes, found: NDArray[np.uint16], total: Counts, line_starts: Ints, line_of: Ints) -> NDArray[np.bool_]:
    """Per character: whether its clause is Chinese (a clause of digits or Latin is, too: nothing there changes)."""
    breaks = (found & np.uint16(BREAK)) != 0
    starts = np.flatnonzero(np.append(True, breaks[1:] != breaks[:-1]))
    sizes = np.diff(np.append(starts, len(found)))

    def per_clause(bits: int, where: Ints = starts) -> Ints:
        sums: Ints = np.add.reduceat(((found & np.uint16(bits)) != 0).astype(np.int64), where)
        return sums

    kana, hangul, shinjitai = per_clause(KANA), per_clause(HANGUL), per_clause(SHINJITAI | (SHARED if total.kana else 0))
    only_chinese, rare, not_korean = per_clause(NOT_JAPANESE), per_clause(RARE_IN_JAPAN), per_clause(NOT_KOREAN)
    line = line_of[starts]
    near_kana, near_hangul, near_han = (per_clause(bits, line_starts)[line] for bits in (KANA, HANGUL, HAN))
    is_japanese = total.japanese
    quoting = np.zeros(len(starts), dtype=bool)
    if total.kana and (quoted := quotes.inside(text_of(codes))) is not None:
        outside = ((found & np.uint16(KANA)) != 0) & ~quoted
        spoken = np.add.reduceat(outside.astype(np.int64), line_starts)[line]
        quoting = (near_kana > 0) & (spoken == 0)  # all its kana are quoted: the line itself may be Chinese, if it says so
        near_kana = np.where(quoting, 0, near_kana)
        is_japanese = bool(outside.sum() >= _HEAVY_RATIO * (outside.sum() + total.han)) and bool(outside.any())
    japanese = is_japanese | (near_kana >= _HEAVY_RATIO * (near_kana + near_han)) & (near_kana > 0)
    korean = total.korean | (near_hangul >= _HEAVY_RATIO * (near_hangul + near_han)) & (near_hangul > 0)
    good = (kana == 0) & (hangul == 0)
    good &= ~((shinjitai > 0) & (rare <= shinjitai))
    # A sentence is in one language: what tells it in one clause tells it in the others of a line without kana or hangul.
    line_rare, line_only, line_foreign = (
        per_clause(bits, line_starts)[line] for bits in (RARE_IN_JAPAN, NOT_JAPANESE, NOT_KOREAN)
    )
    said = np.add.reduceat(quotes.chinese_words(codes).astype(np.int64), line_starts)[line]
    good &= ~japanese | ((only_chinese > 0) & (rare > 1)) | ((near_kana == 0) & (line_only > 0) & (line_rare > 2))
    good &= ~korean | (not_korean > 0) | ((near_hangul == 0) & ((line_foreign > 1) | (said > 1)))
    good &= (per_clause(KANA_NO) == 0) | (only_chinese > 0)
    good &= ~quoting | (only_chinese > 0) | (said > 1)
    return np.repeat(good, sizes)


def may_convert(where: Scope, *, to_simplified: bool) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Per character: whether conversion may read it, and whether it may change it.

    A line with evidence of the other script is converted; a line without any follows the document. Where a line holds more
    evidence of the target than of the other script, only the evidence itself may change: what is right in both stays.
    """
    other, target = (where.line_hant, where.line_hans) if to_simplified else (where.line_hans, where.line_hant)
    document = int(other.sum()) > int(target.sum())
    lines = (other > 0) | ((target == 0) & document)
    read: NDArray[np.bool_] = lines[where.line_of] & where.chinese
    change = read
    mostly_target = (target > other) & (other > 0)
    if mostly_target.any():
        evidence = (where.found & np.uint16(HANT if to_simplified else HANS)) != 0
        change = read & (evidence | ~mostly_target[where.line_of])
    return read, change


# -- naming a document's script --------------------------------------------------------------------------------------


def document_script(codes: AnyCodes, counts: Counts | None = None) -> str:
    """hans, hant, hant-tw, hant-hk, mixed, ja, ko, han (Chinese characters of either script) or none (no Han)."""
    counts = count(codes) if counts is None else counts
    if counts.kana and counts.japanese and not counts.not_japanese > counts.kana:
        return "ja"
    if counts.hangul and counts.korean:
        return "ko"
    if not counts.han:
        return "none"
    if counts.shinjitai > max(counts.hans, counts.hant) // 4 and counts.not_japanese <= counts.shinjitai:
        return "ja"
    hans, hant = counts.hans, counts.hant
    if not hans and not hant:
        return "han"
    if min(hans, hant) * 5 > max(hans, hant) and min(hans, hant) > 1:  # a fifth: more than quotations and slips
        return "mixed"
    return "hans" if hans > hant else regional.region_of(codes)
