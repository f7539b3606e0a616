"""Bytes of a Chinese charset, GBK or Big5: which of them the bytes were written in.

What lives here: chinese(), which reads bytes in both and has the character model choose. What never does: finding the bytes
(singlebyte.py, escapes.py, quotedprintable.py), UTF-8, which proves itself.

How it works: both charsets give most pairs some meaning, so a reading counts only where the model finds it ordinary Chinese.
Big5 is asked where GBK gives less than clearly ordinary Chinese, with the Hong Kong characters where it has no meaning without
them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpuskit.steps.repair.plausibility import han_logps

__all__ = ["Written", "chinese", "read_in"]

# Mean log probability per character above which a stretch is ordinary Chinese. On the tune half sentences lie above -8.8 (999 of
# 1,000 above -8.2), their misreadings below -11.
ORDINARY = -9.6
ORDINARY_SHORT = -8.5  # the same for stretches of fewer than SHORT_CHARS characters
SHORT_CHARS = 5
ORDINARY_LONG = -10.5  # the same from LONG_CHARS on, where rare characters stand amid common ones
LONG_CHARS = 8
# A stretch of nothing but hanzi and full-width marks, as old verse is: sound ones lie above -11.2, misreadings below -12.2.
ORDINARY_MARKED = -11.3
ORDINARY_TWICE = -13.0  # the same with two marks and more: of 10,000 sentences of the tune half no misreading has them
MARKED_CHARS = 6
MARKED_RATIO = 1.7  # characters per hanzi
CLEAR = -8.0  # above it no other charset is asked
SAMPLE_CHARS = 2_000  # of one stretch that the model weighs; more would change nothing

_MARKS = re.compile("[，。、：；！？]")
_QUOTES = re.compile("[“”‘’「」『』《》〈〉]")  # a word in quotation marks stands in its sentence all the same
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_CODECS = {"gbk": ("gbk", "gb18030"), "big5": ("cp950", "big5hkscs")}


class Written(NamedTuple):
    """What bytes mean; text is None where they are ordinary Chinese in neither charset."""

    text: str | None
    charset: str = ""
    score: float = -99.0


_NOTHING = Written(None)


def chinese(pieces: Sequence[bytes], gbk_only: Sequence[bool] | None = None) -> list[Written]:
    """For each piece the charset that it is ordinary Chinese in, and what it means there."""
    found = _ordinary([read_in(data, "gbk") for data in pieces], "gbk")
    unsure = [i for i, one in enumerate(found) if one.score < CLEAR and not (gbk_only and gbk_only[i])]
    for i, other in zip(unsure, _ordinary([read_in(pieces[i], "big5") for i in unsure], "big5"), strict=True):
        if other.score > found[i].score:
            found[i] = other
    return found


def read_in(data: bytes, charset: str) -> str | None:
    """What bytes mean in a charset, by the plainest of its tables that knows all of them."""
    for codec in _CODECS[charset]:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        return None if codec == "gb18030" and _PRIVATE.search(text) else text
    return None


def _ordinary(texts: Sequence[str | None], charset: str) -> list[Written]:
    """For each text itself with its mean log probability over the runs of Han characters, where it is ordinary Chinese."""
    runs = [_HAN_RUN.findall(_QUOTES.sub("", text)) if text else [] for text in texts]
    counts = [sum(map(len, found)) for found in runs]
    samples = ["\n".join(found)[:SAMPLE_CHARS] for found in runs]
    hans = [len(sample) - sample.count("\n") for sample in samples]
    logs = han_logps(samples)
    out: list[Written] = []
    for text, found, count, han, log in zip(texts, runs, counts, hans, logs, strict=True):
        if text is None or count < 2:
            out.append(_NOTHING)
            continue
        alone = sum(len(run) == 1 for run in found)
        least = ORDINARY_LONG if count >= LONG_CHARS else ORDINARY if count >= SHORT_CHARS else ORDINARY_SHORT
        if count >= MARKED_CHARS and len(text) <= MARKED_RATIO * count and (marks := len(_MARKS.findall(text))):
            least = ORDINARY_TWICE if marks > 1 else ORDINARY_MARKED
        good = log > least * han and alone * 3 <= count + 1
        out.append(Written(text, charset, log / han) if good else _NOTHING)
    return out
