"""Traditional text made by a machine from simplified text: the wrong choices, put right where phrases decide.

What lives here: mended(), which finds characters of a traditional text that are the wrong one of several (頭發, 奮斗, 皇後).
What never does: variants (裏/裡, 週/周), words, simplified text.

How it works: the text is folded to simplified characters and read with the phrase table that leads to traditional. Where a phrase
asks for another member of a group whose members mean different things, and the text has the wrong one, that is an error, unless
another phrase that reaches over the place asks for something else (被发|布, 被|发布).
Groups whose members good writers exchange (佈/布, 週/周, 佔/占, 遊/游) are not in the list: either form may be right.

Weak: a phrase that the table lacks stays wrong; names that happen to look like a phrase may be touched (opt-in for that reason).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.script import tables
from corpuskit.steps.script.engine import ranges
from corpuskit.steps.script.tables import TABLE_SIZE
from corpuskit.steps.script.trie import Codes, Ints

__all__ = ["mended"]

# One simplified character, several traditional ones with meanings of their own.
_GROUPS = (
    "后後 发發髮 干乾幹 面麵麪 里裏裡 只隻 斗鬥 谷穀 几幾 云雲 征徵 松鬆 系係繫 余餘 复復複 御禦 历歷曆 钟鐘鍾 表錶 丑醜 出齣 "
    "准準 板闆 姜薑 范範 胡鬍 朴樸 郁鬱 致緻 制製 冲沖衝 向嚮 尽盡儘 获獲穫 坛壇罈 脏髒臟 千韆 舍捨 症癥 苏蘇囌 "
    "须須鬚 叶葉 咸鹹 蔑衊 术術朮 当當噹 团團糰 坏壞坏 才纔 丰豐 广廣 辟闢 卜蔔 仆僕 划劃 困睏 家傢 局侷 曲麯 秋鞦 腊臘 蜡蠟 迹跡"
)


# Phrases of the table that are rarer than the chance meeting of their characters (內碼|表, 字元|後, 網路|裡, 進位制|程式).
_CHANCE = frozenset(
    ("制表", "舍入", "妖后", "母后", "对表", "别只", "布里", "码表", "元后", "路里", "格里", "数里",
     "制程", "只影", "只储", "只显", "调表", "制钟", "上舍")
)  # fmt: skip


@cache
def _trusted() -> NDArray[np.bool_]:
    """Key number of the phrase table -> whether the phrase may decide."""
    return np.array([key not in _CHANCE for key in _keys()])


def _keys() -> list[str]:
    union = ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases")
    return list(dict.fromkeys(key for name in union for key in tables.rows("opencc", name)))


@cache
def _group_of() -> NDArray[np.uint16]:
    """Code point -> number of its group, 0 for none."""
    table = np.zeros(TABLE_SIZE, dtype=np.uint16)
    for number, group in enumerate(_GROUPS.split(), 1):
        for char in group:
            table[ord(char)] = number
    return table


@cache
def _variant_fold() -> Codes:
    """Code point -> the form that stands for its variants (裡 and 裏, 為 and 爲)."""
    table = np.arange(TABLE_SIZE, dtype=np.uint32)
    for name in ("TWVariants", "HKVariants"):
        for key, values in tables.rows("opencc", name).items():
            for value in values:
                table[ord(value)] = table[ord(key)]
    return table


# 于 after one of these is 於 (關於, 由於, 位於): a surname and the old language do not stand there. Not by phrases: too many
# others cross them (由于|時間, 于時).
_BEFORE_YU = np.array(
    [ord(char) for char in "關关由對对位屬属等基終终處处介鑒鑑過过敢善便易勇忠低高優优急限源生成出"], dtype=np.uint32
)
_YU, _IN = np.uint32(ord("于")), np.uint32(ord("於"))


def _misspelt_in(codes: Codes, allowed: NDArray[np.bool_]) -> Ints:
    at = np.flatnonzero((codes == _YU) & allowed)
    at = at[at > 0]
    return at[np.isin(codes[at - 1], _BEFORE_YU)]


def mended(codes: Codes, allowed: NDArray[np.bool_]) -> tuple[Ints, Codes]:
    """(places, characters to put there) in the traditional parts (`allowed`) of a text."""
    to_simplified = tables.chain("opencc", "t2s").stages[0].characters
    phrases = tables.chain("opencc", "s2t").stages[0].phrases[0]
    assert to_simplified is not None
    folded = np.where(allowed & (codes < TABLE_SIZE), to_simplified.take(codes, mode="clip"), np.uint32(0xFFFF))
    longest = phrases.trie.find(folded.astype(np.uint32))
    starts, sizes, numbers = longest
    sure = (phrases.value_sizes[numbers] == sizes) & _trusted()[numbers]
    starts, sizes, numbers = starts[sure], sizes[sure], numbers[sure]
    covered = ranges(starts, sizes)
    values = phrases.value_codes[ranges(phrases.value_starts[numbers], sizes)]
    least, most = np.full(len(codes), TABLE_SIZE, dtype=np.uint32), np.zeros(len(codes), dtype=np.uint32)
    np.minimum.at(least, covered, values)
    np.maximum.at(most, covered, values)
    places = np.flatnonzero(least == most)  # all phrases that reach over the place agree
    values, here = most[places], codes[places]
    group = _group_of()
    wrong = (values != here) & (group.take(here, mode="clip") > 0)
    wrong &= group.take(here, mode="clip") == group.take(values, mode="clip")
    fold = _variant_fold()
    wrong &= fold.take(here, mode="clip") != fold.take(values, mode="clip")
    in_places = _misspelt_in(codes, allowed)
    return np.concatenate([places[wrong], in_places]), np.concatenate([values[wrong], np.full(len(in_places), _IN)])
