"""The named damages that lose, fill or move bytes and characters.

What lives here: the table of them, in order. What never does: how they are done (damages_charset).
"""

from __future__ import annotations

from corpuskit.testing import damages_charset as charset
from corpuskit.testing.damages_entry import Damage


def _gbk_private(text: str) -> bool:
    return not any(char == "\ue7c8" or "\ue815" <= char <= "\ue864" for char in text)


def _no_line_doubtful(text: str) -> bool:
    """No line whose GB18030 bytes are valid UTF-8 too: of such a line nobody can tell which encoding it was in."""
    return all(line.isascii() or not _is_utf8(line.encode("gb18030")) for line in text.split("\n"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


TABLE: tuple[Damage, ...] = (
    Damage(
        "memory-fill",
        "memory never written (烫烫烫)",
        "drawn lines end in CC bytes read as GBK",
        charset.fill_memory,
        "none",
        "lost",
        {"byte": 0xCC},
    ),
    Damage(
        "memory-fill-heap",
        "heap never written (屯屯屯)",
        "drawn lines end in CD bytes read as GBK",
        charset.fill_memory,
        "none",
        "lost",
        {"byte": 0xCD},
    ),
    Damage(
        "lost-outside-gbk",
        "characters GBK lacks lost",
        "each character outside GBK became ?, the no-break space too: ?——",
        charset.lose_outside,
        "lossy",
        "lost",
        {"charset": "gbk", "lost": "?"},
    ),
    Damage(
        "lost-to-question-mark",
        "characters lost to ?",
        "a drawn share of the characters became ?",
        charset.lose_characters,
        "none",
        "lost",
        {"lost": "?"},
    ),
    Damage(
        "lost-to-replacement",
        "characters lost to U+FFFD",
        "a drawn share of the characters became U+FFFD",
        charset.lose_characters,
        "none",
        "lost",
        {"lost": "\ufffd"},
    ),
    Damage(
        "lost-to-box",
        "characters lost to □",
        "a drawn share of the characters became a white square",
        charset.lose_characters,
        "none",
        "lost",
        {"lost": "□"},
    ),
    Damage(
        "gbk-byte-lost",
        "GBK lead byte lost",
        "a first byte became ?, the rest is read one byte off until it re-aligns; user-defined zones appear",
        charset.lose_gbk_bytes,
        "lossy",
        "lost",
    ),
    Damage(
        "gbk-byte-added",
        "stray byte in GBK",
        "a stray byte before a character, the rest is read one byte off until it re-aligns",
        charset.add_gbk_bytes,
        "lossy",
        "lost",
    ),
    Damage(
        "gbk-private-use",
        "GBK characters in the private zone",
        "䶮, ǹ and 79 rare characters shown as U+E815-E864, U+E7C8, as old GBK tables had them",
        charset.to_private_use,
        "exact",
        "charset",
        {},
        _gbk_private,
    ),
    Damage(
        "gb2312-fallout",
        "characters GB2312 lacks lost",
        "each character outside GB2312 became ?: 朱?基",
        charset.lose_outside_gb2312,
        "lossy",
        "lost",
        {"how": "question"},
    ),
    Damage(
        "gb2312-fallout-near",
        "characters GB2312 lacks written as near ones",
        "镕 as 熔, 喆 as 哲, where people have the habit",
        charset.lose_outside_gb2312,
        "none",
        "lost",
        {"how": "near"},
    ),
    Damage(
        "gb2312-fallout-parts",
        "characters GB2312 lacks written as their parts",
        "镕 as (金容), where people have the habit",
        charset.lose_outside_gb2312,
        "lossy",
        "lost",
        {"how": "parts"},
    ),
    Damage(
        "mixed-encodings",
        "one file, two encodings",
        "lines of one file in UTF-8 and, at random, in GB18030; gives bytes",
        charset.mix_encodings,
        "exact",
        "bytes",
        {},
        _no_line_doubtful,
    ),
)
