"""Which encoding: every candidate reads a sample, and what its characters cost decides.

What lives here: choose, certain, the candidates and what speaks for each beforehand. What never does: reading the whole
(reading.py), lines of different encodings (mixed.py).

How it works: -log2 of the probability of the bytes under "this encoding, this writing" is the sum of what its characters cost in
that writing, plus what the choice itself costs. Errors read as U+FFFD and cost 28 bits. A small sample from several places
settles most files; where the lead is small a larger one is taken. The file's declared encoding and its neighbours count some
bits. Where even the best reading is implausible, charset-normalizer is asked, for languages that this table does not know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from corpuskit.errors import InputError
from corpuskit.steps.decode import binary, euctw
from corpuskit.steps.decode.candidates import CANDIDATES, LATIN_SINGLE, MULTI, NARROW, SINGLE, WIDE
from corpuskit.steps.decode.costs import HAN_WRITINGS, cheapest, upper_bits
from corpuskit.steps.decode.elsewhere import ask_elsewhere, few_letters, is_one_letter
from corpuskit.steps.decode.kin import WEIGHED_AS, settled
from corpuskit.steps.decode.names import known_name
from corpuskit.steps.decode.sampling import sample

__all__ = [
    "ELSEWHERE",
    "Choice",
    "Reading",
    "certain",
    "choose",
    "plausible_bits",
    "readings",
    "reads_better",
    "writings_of",
]

ELSEWHERE = "charset-normalizer"  # Choice.how, where it was asked

DECLARED_BITS = 20.0  # about two hanzi: a declaration decides between short readings that are both sound, and no more
PRIOR_BITS = 16.0  # at most, for a folder all of one encoding
VALID_BITS = 25.0  # what speaks for UTF-8 when short bytes are wholly valid

SAMPLE_BYTES = 384
SAMPLE_MORE_BYTES = 6144
LEAD_BITS = 100.0  # a lead that a larger sample would not turn
CERTAIN_BITS = 60.0

# A character above ASCII costs 8 to 11 bits in its own encoding, in dictionaries and lists of names up to 14; a wrong reading
# has 15 to 20. In single-byte writings 5 to 7, wrong ones from 9 on.
IMPLAUSIBLE_BITS = 15.5
IMPLAUSIBLE_SINGLE_BITS = 9.0
SOUND_BITS = 11.5
PAIRED_CHARS = 8
PAIRED_RATIO = 1.25  # bytes above ASCII per character: 2 in GB18030 of GB2312's characters, 1.5 in Big5, 1 in misread Latin
CHANCE_BLOCKS = 3  # of 128 code points: one language keeps to two (Latin, Cyrillic, Hebrew)
CHANCE_CHARS = 4
_CONTROL_RATIO = 0.03  # of an implausible text: binary

# One or two characters above ASCII between Latin letters are letters of a Latin alphabet, unless all is Latin but for this.
_LONELY = re.compile("[a-z][\u0080-\uffff]{1,2}(?=[a-z])")
LONELY_BITS = 10.0
_UPPER = re.compile("[\u0080-\uffff]")
_BESIDE_LATIN = re.compile("[A-Za-z][\u0080-\uffff]|[\u0080-\uffff][A-Za-z]")
_LATIN = re.compile("[A-Za-z]")
_TOUCHING = re.compile("[A-Za-z][\u0370-\u0e7f]|[\u0370-\u0e7f][A-Za-z]")
_TURNED_CASE = re.compile("[а-яё][А-ЯЁ]")
# Letters that only end words, before another letter: Hebrew and Arabic have none.
_FINAL_WITHIN = re.compile("[\u05da\u05dd\u05df\u05e3\u05e5](?=[\u05d0-\u05ea])|[\u0629\u0649](?=[\u0621-\u064a])")
STRANGERS_BITS = 12.0  # Russian and Greek files are mostly in their own letters, program text apart

_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate: what it costs over the sample, all in; `writing` is the one that reads it best."""

    bits: float
    encoding: str
    writing: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The encoding chosen, in Python's name; `how` says by what. `writing` of WRITINGS; `others` are the next best readings."""

    encoding: str
    writing: str
    how: str
    others: tuple[tuple[str, str], ...] = ()


def choose(data: bytes, declared: str | None = None, prior: Mapping[str, int] | None = None) -> Choice:
    """The encoding of bytes that are no ASCII, hold no NUL and are not UTF-8 (or only just).

    Raises InputError where no encoding is plausible and the bytes look binary, and for EUC-TW.
    """
    label = known_name(declared)
    favours = _favours(label, prior)
    limit_bytes = SAMPLE_BYTES
    ranked = _ranked(data, favours, limit_bytes)
    is_open = ranked[1].bits - ranked[0].bits < LEAD_BITS or _implausible(ranked[0], sample(data, limit_bytes))
    if len(data) > SAMPLE_BYTES and is_open:
        limit_bytes = SAMPLE_MORE_BYTES
        ranked = _ranked(data, favours, limit_bytes)
    best = ranked[0]
    if best.encoding == "euc-tw" or (label == "euc-tw" and euctw.may_be(data)):
        raise InputError(
            "the encoding is EUC-TW, which is not supported", hint="convert the file to UTF-8 first (iconv -f EUC-TW -t UTF-8)"
        )
    others = tuple((settled(r.encoding, data), r.writing) for r in ranked[1:3])
    lead = ranked[1].bits - best.bits
    if not favours and best.encoding in SINGLE and len(data) <= limit_bytes and is_one_letter(data):
        return Choice("cp1252", "latin", "a single character", others)
    if _implausible(best, sample(data, limit_bytes)):
        if label in (None, "cp1252", "utf-8") and (few_letters(data) or is_one_letter(data)):
            return Choice("cp1252", "latin", "a few letters of a Western language", others)
        other = ask_elsewhere(data, label, CANDIDATES)
        if other is not None:
            return Choice(other, "latin", ELSEWHERE, others)
        if binary.control_ratio(sample(data, SAMPLE_MORE_BYTES)) > _CONTROL_RATIO:
            binary.refuse("no encoding makes text of it")
    encoding = settled(best.encoding, data, declared)
    return Choice(encoding, best.writing, f"weighed: {lead:.0f} bits before {ranked[1].encoding}", others)


def certain(head: bytes) -> str | None:
    """The encoding of a head of a file where it leads by CERTAIN_BITS and is plausible, else None. Never raises on content."""
    ranked = _ranked(head, {}, SAMPLE_MORE_BYTES)
    best = ranked[0]
    if ranked[1].bits - best.bits < CERTAIN_BITS or best.encoding == "euc-tw":
        return None
    if _implausible(best, sample(head, SAMPLE_MORE_BYTES)):
        return None
    return settled(best.encoding, head)


def readings(data: bytes, favours: Mapping[str, float] | None = None, *, narrow: bool = False) -> list[Reading]:
    """The candidates over all of `data`, the cheapest first; at least one, and two where one could be doubted.

    narrow: UTF-16 is not asked.
    """
    favours = favours or {}
    found = _weigh(data, NARROW if narrow else MULTI, favours)
    if found and found[0].text.count("\ufffd") == 0 and _LONELY.search(found[0].text) is None and len(found) > 1:
        upper = upper_bits(found[0].text, found[0].writing)
        if upper < SOUND_BITS and found[1].bits - found[0].bits > LEAD_BITS / 2:
            return found  # pairs that read as common characters: no single-byte reading of them is sound as well
    found += _weigh(data, SINGLE, favours)
    best = min(found, key=lambda reading: reading.bits)
    if upper_bits(best.text, best.writing) > SOUND_BITS:
        found += _weigh(data, ("euc-tw",), favours)
    return sorted(found, key=lambda reading: reading.bits)


def plausible_bits(data: bytes) -> float | None:
    """What data costs in the encoding that reads it best, UTF-16 apart; None where that makes no sense of it."""
    best = readings(data, narrow=True)[0]
    return None if _implausible(best, data) else best.bits


def sound_pairs(data: bytes) -> list[str]:
    """The two-byte encodings in which data is sound text, the best first."""
    return [
        reading.encoding
        for reading in _weigh(data, [name for name in NARROW if name != "utf-8"], {})
        if upper_bits(reading.text.replace("\ufffd", ""), reading.writing) < SOUND_BITS
        and reading.text.count("\ufffd") * 10 < len(_UPPER.findall(reading.text))
    ]


def _weigh(data: bytes, encodings: Sequence[str], favours: Mapping[str, float]) -> list[Reading]:
    found = []
    for encoding in encodings:
        if encoding in WIDE and len(data) % 2:
            continue
        text = _read(data, encoding)
        if text is None or (encoding == "utf-8" and text.count("\ufffd") * 3 > len(text)):
            continue
        choice_bits, writings = CANDIDATES[encoding]
        bits, writing = cheapest(text, writings)
        bits += choice_bits - favours.get(encoding, 0.0)
        if encoding not in (*LATIN_SINGLE, "utf-8"):
            bits += LONELY_BITS * len(_LONELY.findall(text))
        if writing in ("ru", "el", "he", "ar", "th") and encoding != "utf-8":
            bits += _strangers_bits(text)
        found.append(Reading(bits, encoding, writing, text))
    return sorted(found, key=lambda reading: reading.bits)


def _strangers_bits(text: str) -> float:
    """What speaks against Cyrillic, Greek, Hebrew, Arabic and Thai: their letters touch Latin ones, or are few among them."""
    letters = sum(map(str.isalpha, text))
    latin = len(_LATIN.findall(text))
    few = STRANGERS_BITS if latin > 0.8 * letters else 0.0
    # KOI8-R and code page 1251 read each other with the case turned round.
    strange = len(_TOUCHING.findall(text)) + len(_TURNED_CASE.findall(text)) + len(_FINAL_WITHIN.findall(text))
    return few + LONELY_BITS * strange


def writings_of(encoding: str) -> tuple[str, ...]:
    """The writings that an encoding is weighed in."""
    name = WEIGHED_AS.get(encoding, encoding)
    return CANDIDATES[name][1] if name in CANDIDATES else ("latin",)


def _read(data: bytes, encoding: str) -> str | None:
    if encoding == "euc-tw":
        return euctw.rough_text(data)
    return data.decode("big5hkscs" if encoding == "big5" else encoding, "replace")


def _ranked(data: bytes, favours: Mapping[str, float], limit_bytes: int) -> list[Reading]:
    ranked = readings(sample(data, limit_bytes), favours)
    if len(data) <= limit_bytes:
        return ranked
    # The sample is cut for byte encodings. UTF-16 without a single NUL is one endless line of hanzi; its own cut, same length.
    narrow = [reading for reading in ranked if reading.encoding not in WIDE]
    if len(data) % 2:
        return narrow
    wide = _weigh(data[: limit_bytes // 2 * 2], WIDE, favours)
    return sorted(narrow + wide, key=lambda reading: reading.bits)


def _favours(label: str | None, prior: Mapping[str, int] | None) -> dict[str, float]:
    """Bits that speak for an encoding before its bytes are read."""
    favours: dict[str, float] = {}
    total = sum(prior.values()) if prior else 0
    for name, count in (prior or {}).items():
        known = known_name(name)
        if known is not None and count > 0:
            favours[known] = favours.get(known, 0.0) + min(PRIOR_BITS, 4 * log2(1 + count)) * count / total
    if label is not None:
        favours[label] = favours.get(label, 0.0) + DECLARED_BITS
    return favours


def reads_better(data: bytes, text: str, declared: str | None, prior: Mapping[str, int] | None) -> bool:
    """Whether bytes that are valid UTF-8 (`text`) read better in another encoding.

    Only where nothing speaks for UTF-8: characters from three blocks or more, and common hanzi or hangul in a row instead, apart
    from any Latin word. A wrong yes ruins sound text, a wrong no leaves what every other tool gives.
    """
    if len({ord(char) >> 7 for char in text if char > "\x7f"}) < CHANCE_BLOCKS:
        return False
    favours = _favours(known_name(declared), prior)
    favours["utf-8"] = favours.get("utf-8", 0.0) + VALID_BITS
    best = readings(data, favours)[0]
    if best.encoding not in MULTI or best.encoding == "utf-8" or "\ufffd" in best.text:
        return False
    upper = _UPPER.findall(best.text)
    if len(upper) < CHANCE_CHARS or _BESIDE_LATIN.search(best.text) is not None:
        return False
    return upper_bits(best.text, best.writing) < SOUND_BITS


def _implausible(reading: Reading, data: bytes) -> bool:
    upper = len(_UPPER.findall(reading.text))
    pairs = reading.encoding in MULTI and upper >= PAIRED_CHARS and reading.text.count("\ufffd") * 100 < upper
    if pairs and len(_HIGH.findall(data)) > PAIRED_RATIO * upper:
        return False  # rare characters, but all bytes pair up, which single bytes between ASCII letters would not: a dictionary
    single = reading.writing not in HAN_WRITINGS and reading.encoding != "utf-8"
    return upper_bits(reading.text, reading.writing) > (IMPLAUSIBLE_SINGLE_BITS if single else IMPLAUSIBLE_BITS)
