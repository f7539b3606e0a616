"""GBK read as Big5, Big5 read as GBK, and GBK read as Shift_JIS or EUC-KR: real characters without sense, 笢恅.

What lives here: reading whole lines back through two two-byte charsets. What never does: gaps in UTF-8 (misread.py).

How it works: nearly every byte pair means something in each of these charsets, so no byte proves anything; only the model can
tell. A line is read back where it has rare or private-use characters, where the result is ordinary Chinese, and where it is far
more probable than what stands there. Bytes lost on the way are U+FFFD, and so is a question mark beside such characters: Windows
shows one for a pair that means nothing.

Weak: lines of a few characters are left alone, and lines in which more than a tenth was lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.gaps import big5_writer
from corpuskit.steps.repair.gbk import HOLE, UNWRITABLE, gbk_bytes, written
from corpuskit.steps.repair.plausibility import logp_each

__all__ = ["recode"]

LEAST_CHARS = 4
GAIN_PER_CHAR = 2.0
ORDINARY = -8.5
LOST_RATIO = 0.12
SENSELESS = -7.0  # mean log probability of what is shown; 99 of 100 misread lines lie below -7.5

_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\uff61-\uff9f]{2}|[\uff61-\uff9f][\u3400-\u9fff]|[\u3400-\u9fff][\uff61-\uff9f]")
_MARK = re.compile("(?<=[^\x00-\x7f])\\?|\\?(?=[^\x00-\x7f])")  # Windows' mark of a pair that means nothing
_HANGUL = re.compile("[\uac00-\ud7a3]")


def recode(rows: Sequence[tuple[int, str]]) -> list[Change]:
    """Changes for lines, each given with the offset where it starts."""
    rows = [row for row in rows if len(row[1]) >= LEAST_CHARS]
    plain = [line.replace("\ufffd", "") for _, line in rows]
    shown = logp_each(plain)
    readings = [
        (number, rule, text)
        for number, ((_, line), log) in enumerate(zip(rows, shown, strict=True))
        if log < SENSELESS * len(plain[number])
        for rule, text in _readings(line)
    ]
    texts = [text.replace("\ufffd", "") for _, _, text in readings]
    hans = ["".join(_HAN.findall(text)) for text in texts]
    logs = logp_each(texts + hans)
    best: dict[int, tuple[float, str, str]] = {}
    for (number, rule, text), kept, han, log, han_log in zip(readings, texts, hans, logs, logs[len(texts) :], strict=False):
        gain = log - shown[number]
        if gain < GAIN_PER_CHAR * len(kept) or han_log < ORDINARY * len(han):
            continue
        if number not in best or gain > best[number][0]:
            best[number] = gain, rule, text
    why = "bytes of one Chinese charset read in another; the line makes sense only this way"
    return [
        Change(rows[number][0], rows[number][0] + len(rows[number][1]), text, rule, 0.9, why)
        for number, (_, rule, text) in best.items()
    ]


def _readings(line: str) -> list[tuple[str, str]]:
    """(rule, text) for each pair of charsets by which the line may be read back, with little lost."""
    ways: list[tuple[str, bytes | None, str]] = []
    line = _MARK.sub("\ufffd", line)
    if _HAN.search(line):
        ways.append(("repair.gbk-as-big5", _written(line, "cp950"), "gbk"))
        ways.append(("repair.gbk-as-big5", _encoded(line, "big5hkscs"), "gbk"))
        ways.append(("repair.big5-as-gbk", _written(line, "gbk"), "cp950"))
    if _KANA.search(line):
        ways.append(("repair.gbk-as-shift-jis", _encoded(line, "cp932"), "gbk"))
    if _HANGUL.search(line) and _HAN.search(line):
        ways.append(("repair.gbk-as-euc-kr", _encoded(line, "cp949"), "gbk"))
    out = []
    for rule, data, codec in ways:
        text = "" if data is None else data.decode(codec, "replace")
        if text.count("\ufffd") <= LOST_RATIO * len(text) and len(_HAN.findall(text)) >= LEAST_CHARS:
            out.append((rule, text))
    return out


def _written(line: str, codec: str) -> bytes | None:
    try:
        return line.encode(codec)
    except UnicodeEncodeError:
        data = gbk_bytes(line) if codec == "gbk" else written(line, big5_writer())[0]
        return None if UNWRITABLE in data else data


def _encoded(line: str, codec: str) -> bytes | None:
    try:
        return bytes((HOLE,)).join(part.encode(codec) for part in line.split("\ufffd"))
    except UnicodeEncodeError:
        return None
