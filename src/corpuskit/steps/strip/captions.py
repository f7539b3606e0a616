"""Who took a picture, behind the one sentence under it: that belongs to the caption.

What lives here: is_of_caption(). What never does: captions with a head of their own (ownpiece.py), brackets that end several
lines (ownpiece.py), cutting (page.py asks before it cuts).

How it works: a reporter's bracket with 摄 or 圖 ends a report, and it ends a caption. A caption is one short sentence, and text
comes below it; the last line of a report is the last of its text. So such a piece stays behind one short sentence while text is
left below.

Weak: a caption of two sentences; a caption below the text.
"""

from __future__ import annotations

import re

from corpuskit.steps.strip.page import Cut, Line

__all__ = ["is_of_caption"]

FAMILIES = frozenset(("credit", "source", "page"))
WIDE_CHARS_MAX = 50
LATIN_CHARS_MAX = 160
_SHOT = re.compile(
    r"\s*(?:[(（【\[](?:[^()（）【】\[\]]{0,24}(?:[摄攝撮]影?|供[图圖]|提供|[图圖]\s?[/／:：]|写真|撮影|촬영|제공|사진\s?[=:]|[图圖](?=\s?[)）】\]])|照片(?=\s?[)）】\]]))"
    r"[^()（）【】\[\]]{0,16}|(?:[Pp]hoto|[Ff]oto|[Pp]icture)s?(?: by|:|/)[^()\[\]]{2,40})[)）】\]]"
    r"|[\u3400-\u9fff]{2,8}[记記]者\s{0,3}[\u3400-\u9fff]{2,4}\s{0,3}[摄攝图圖])\s*"
)
_NOT_ALONE = re.compile(
    r"文|[点點击擊按戳]|查看|[见見]|拡大|放大|更多|下[载載]|[来來]源|[编編]|[网網][络絡路友上]|[处處室部科班]\s?供[图圖]"
)
_ENDS = re.compile(r"[。！？!?]|\.(?=\s)")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def is_of_caption(live: list[Line], raw: str, start: int, piece: str, cut: Cut) -> bool:
    """True for who took a picture, at the end of raw where raw[:start] is one short sentence and text is left below it."""
    if cut.family not in FAMILIES or _SHOT.fullmatch(piece) is None or _NOT_ALONE.search(piece) is not None:
        return False
    if "。" in raw[start + len(piece) :]:
        return True  # the words under a picture, set into the text of one long line
    said = raw[:start].strip()
    if not said or len(said) > (WIDE_CHARS_MAX if _WIDE.search(said) is not None else LATIN_CHARS_MAX):
        return False
    if _ENDS.search(said, 0, len(said) - 1) is not None:
        return False
    place = next((n for n, line in enumerate(live) if line.raw == raw), len(live))
    return any(line.prose for line in live[place + 1 :])
