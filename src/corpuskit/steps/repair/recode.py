"""GBK read as Big5, Big5 read as GBK, and GBK read as Shift_JIS or EUC-KR: real characters without sense, 笢恅.

What lives here: reading whole lines back through two two-byte charsets. What never does: gaps in UTF-8 (misread.py).

How it works: nearly every byte pair means something in each of these charsets, so no byte proves anything; only the model can
tell. A line is read back where it has rare or private-use characters, where the result is ordinary Chinese, and where it is far
more probable than what stands there. Bytes lost on the way stay U+FFFD.

Weak: lines of a few characters are left alone, and lines in which more than a tenth was lost.
"""

from __future__ import annotations

import re

from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.gaps import big5_writer
from corpuskit.steps.repair.gbk import HOLE, UNWRITABLE, gbk_bytes, written
from corpuskit.steps.repair.plausibility import charmodel, mean_logp

__all__ = ["recode"]

LEAST_CHARS = 4
GAIN_PER_CHAR = 2.0
ORDINARY = -8.5
LOST_RATIO = 0.12

_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\uff61-\uff9f]{2}|[\uff61-\uff9f][\u3400-\u9fff]|[\u3400-\u9fff][\uff61-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7a3]")


def recode(line: str, offset: int) -> list[Change]:
    """A change for one line that starts at `offset`, or none."""
    if len(line) < LEAST_CHARS:
        return []
    ways: list[tuple[str, bytes | None, str]] = []
    if _HAN.search(line):
        ways.append(("repair.gbk-as-big5", _written(written(line, big5_writer())[0]), "gbk"))
        ways.append(("repair.big5-as-gbk", _written(gbk_bytes(line)), "cp950"))
    if _KANA.search(line):
        ways.append(("repair.gbk-as-shift-jis", _encoded(line, "cp932"), "gbk"))
    if _HANGUL.search(line) and _HAN.search(line):
        ways.append(("repair.gbk-as-euc-kr", _encoded(line, "cp949"), "gbk"))
    shown = charmodel().logp(line.replace("\ufffd", ""))
    best: tuple[float, str, str] | None = None
    for rule, data, codec in ways:
        if data is None:
            continue
        text = data.decode(codec, "replace")
        lost = text.count("\ufffd")
        han = _HAN.findall(text)
        if lost > LOST_RATIO * len(text) or len(han) < LEAST_CHARS:
            continue
        plain = text.replace("\ufffd", "")
        gain = charmodel().logp(plain) - shown
        if gain < GAIN_PER_CHAR * len(plain) or mean_logp("".join(han)) < ORDINARY:
            continue
        if best is None or gain > best[0]:
            best = gain, rule, text
    if best is None:
        return []
    _, rule, text = best
    why = "bytes of one Chinese charset read in another; the line makes sense only this way"
    return [Change(offset, offset + len(line), text, rule, 0.9, why)]


def _written(data: bytes) -> bytes | None:
    return None if UNWRITABLE in data else data


def _encoded(line: str, codec: str) -> bytes | None:
    try:
        return bytes((HOLE,)).join(part.encode(codec) for part in line.split("\ufffd"))
    except UnicodeEncodeError:
        return None
