"""Traditional text made by a machine from simplified text: recognised, and its wrong choices put right.

What lives here: mended(), which finds characters of a traditional text that are the wrong one of several (頭發, 奮斗, 皇後).
What never does: variants (裏/裡, 週/周), words, simplified text.

How it works: the text is folded to simplified characters and read with the phrase table that leads to traditional. Where a phrase
asks for another member of a group whose members mean different things, and the text has the wrong one, that is an error; where
phrases that share a character ask for different ones (被发|布, 被|发布), the one that is a word decides (crossing.py).
A text is machine-made when it has at least two such errors, and more of them than places where it has the rarer member right: who
writes traditional characters gets 後來 and 關於 right. Only then anything is changed. In such a text a character that is the same
in simplified text (云, 并, 筑) and never stands in another form there is what the machine left alone: it becomes what
simplified text becomes, by phrase or by default.
Groups whose members good writers exchange (佈/布, 週/周, 佔/占, 核/覈) are not in the list: either form may be right.

Weak: a phrase that the table lacks stays wrong (贊美); names that look like a phrase or hold such a character may be touched.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.script import crossing, tables
from corpuskit.steps.script.engine import convert, ranges
from corpuskit.steps.script.tables import TABLE_SIZE
from corpuskit.steps.script.trie import Codes, Ints, text_of

__all__ = ["MARKER_CHARS", "is_wrong_at", "may_be_machine_made", "mended"]

# One simplified character, several traditional ones with meanings of their own.
_GROUPS = (
    "后後 发發髮 干乾幹 面麵麪 里裏裡 只隻 斗鬥 谷穀 几幾 云雲 征徵 松鬆 系係繫 余餘 复復複 御禦 历歷曆 钟鐘鍾 表錶 丑醜 出齣 "
    "准準 板闆 姜薑 范範 胡鬍 朴樸 郁鬱 致緻 制製 冲沖衝 向嚮 尽盡儘 获獲穫 坛壇罈 脏髒臟 千韆 舍捨 症癥 苏蘇囌 "
    "须須鬚 叶葉 咸鹹 蔑衊 术術朮 当當噹 团團糰 坏壞坏 才纔 丰豐 广廣 辟闢 卜蔔 仆僕 划劃 困睏 家傢 局侷 曲麯 秋鞦 腊臘 "
    "蜡蠟 迹跡 于於 采採 并並併 吁籲 游遊 涌湧 筑築 咨諮 尸屍 志誌 借藉 卷捲 折摺"
)
# What the machine leaves alone though sound traditional text hardly holds it: without any of them there is nothing to mend.
MARKER_CHARS = "于后斗采并余几征吁云筑涌咨"
_MARKERS = re.compile(f"[{MARKER_CHARS}]")
LEAST_ERRORS = 2


# Phrases of the table that are rarer than the chance meeting of their characters (內碼|表, 字元|後, 網路|裡, 進位制|程式).
_CHANCE = frozenset(
    ("制表", "舍入", "妖后", "母后", "对表", "别只", "布里", "码表", "元后", "路里", "格里", "数里",
     "一坛", "制程", "只影", "只储", "只显", "调表", "制钟", "上舍")
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
_YU_HEADS = frozenset("關关由對对位屬属等基終终處处介鑒鑑過过敢善便易勇忠低高優优急限源生成出")
_BEFORE_YU = np.array([ord(char) for char in sorted(_YU_HEADS)], dtype=np.uint32)
_YU, _IN = np.uint32(ord("于")), np.uint32(ord("於"))


def _misspelt_in(codes: Codes, allowed: NDArray[np.bool_]) -> Ints:
    at = np.flatnonzero((codes == _YU) & allowed)
    at = at[at > 0]
    return at[np.isin(codes[at - 1], _BEFORE_YU)]


@cache
def _wrong_pairs() -> frozenset[str]:
    """Words of two characters as a machine leaves them: 先后, 奮斗, 采取."""
    group = _group_of()
    marker_of = {int(group[ord(char)]): char for char in MARKER_CHARS}
    phrases = tables.rows("opencc", "STPhrases")
    found = set()
    for key, values in phrases.items():
        value = values[0]
        if len(key) == len(value) == 2:
            for at in (0, 1):
                marker = marker_of.get(int(group[ord(value[at])]) if ord(value[at]) < TABLE_SIZE else 0)
                if marker and value[at] != marker and key[at] == marker:
                    found.add(value[:at] + marker + value[at + 1 :])
    return frozenset(found)


def may_be_machine_made(text: str) -> bool:
    """The cheap question: whether a text holds a word as a machine leaves it."""
    return any(is_wrong_at(text, match.start()) for match in _MARKERS.finditer(text))


def is_wrong_at(text: str, at: int) -> bool:
    """Whether the character of MARKER_CHARS at `at` stands in a word as a machine leaves it."""
    wrong = _wrong_pairs()
    return text[at - 1 : at + 1] in wrong or text[at : at + 2] in wrong or (text[at] == "于" and text[at - 1 : at] in _YU_HEADS)


def mended(codes: Codes, allowed: NDArray[np.bool_]) -> tuple[Ints, Codes]:
    """(places, characters to put there) in the traditional parts (`allowed`) of a text; none where it is not machine-made."""
    to_simplified = tables.chain("opencc", "t2s").stages[0].characters
    assert to_simplified is not None
    folded = np.where(allowed & (codes < TABLE_SIZE), to_simplified.take(codes, mode="clip"), np.uint32(0xFFFF)).astype(np.uint32)
    places, values = _decided(folded)
    here, group = codes[places], _group_of()
    grouped = (group.take(here, mode="clip") > 0) & (group.take(here, mode="clip") == group.take(values, mode="clip"))
    wrong = grouped & _differ(here, values)
    # right, and not by chance: a machine leaves the simplified form, or takes the most frequent member
    right = grouped & (values == here) & (here != folded[places]) & (here != _usual().take(folded[places], mode="clip"))
    in_places = _misspelt_in(codes, allowed)
    in_places = in_places[~np.isin(in_places, places[wrong])]
    errors = int(wrong.sum()) + len(in_places)
    kept_in = int(((codes == _IN) & allowed).sum())
    if errors < LEAST_ERRORS or errors <= int(right.sum()) + kept_in:
        return np.empty(0, np.int64), np.empty(0, np.uint32)
    found = dict(zip(places[wrong].tolist(), values[wrong].tolist(), strict=True)) | dict.fromkeys(in_places.tolist(), int(_IN))
    for place, value in _left_alone(codes, folded, allowed, places[grouped & ~wrong]):
        found.setdefault(place, value)
    at = np.array(sorted(found), np.int64)
    return at, np.array([found[place] for place in at.tolist()], np.uint32)


def _differ(here: Codes, values: Codes) -> NDArray[np.bool_]:
    """Where two characters are no variants of each other."""
    fold = _variant_fold()
    found: NDArray[np.bool_] = (values != here) & (fold.take(here, mode="clip") != fold.take(values, mode="clip"))
    return found


@cache
def _usual() -> Codes:
    """Code point of a simplified character -> what it becomes where no phrase decides."""
    table = tables.chain("opencc", "s2t").stages[0].characters
    assert table is not None
    return table


def _decided(folded: Codes) -> tuple[Ints, Codes]:
    """(places, characters) where the phrases that reach over a place agree, or the one that is a word decides."""
    phrases = tables.chain("opencc", "s2t").stages[0].phrases[0]
    starts, sizes, numbers = phrases.trie.find(folded)
    sure = (phrases.value_sizes[numbers] == sizes) & _trusted()[numbers]
    starts, sizes, numbers = starts[sure], sizes[sure], numbers[sure]
    covered = ranges(starts, sizes)
    values = phrases.value_codes[ranges(phrases.value_starts[numbers], sizes)]
    least, most = np.full(len(folded), TABLE_SIZE, dtype=np.uint32), np.zeros(len(folded), dtype=np.uint32)
    np.minimum.at(least, covered, values)
    np.maximum.at(most, covered, values)
    two = dict(zip(starts[sizes == 2].tolist(), numbers[sizes == 2].tolist(), strict=True))
    for place in np.flatnonzero((least != most) & (least < TABLE_SIZE)).tolist():
        if place - 1 in two and place in two and (covered == place).sum() == 2:
            before, after = text_of(folded[place - 1 : place + 1]), text_of(folded[place : place + 2])
            if crossing.is_word(before, after):
                least[place] = most[place] = phrases.value_codes[phrases.value_starts[two[place - 1]] + 1]
            elif crossing.is_word(after, before):
                least[place] = most[place] = phrases.value_codes[phrases.value_starts[two[place]]]
    group = _group_of()
    for place, number in two.items():  # a pair that only met by chance decides nothing
        value = phrases.value_codes[phrases.value_starts[number] : phrases.value_starts[number] + 2]
        if group[folded[place : place + 2]].any() and (value != _usual()[folded[place : place + 2]]).any():
            before, after = text_of(folded[max(0, place - 1) : place]), text_of(folded[place + 2 : place + 3])
            if crossing.is_chance(before, text_of(folded[place : place + 2]), after):
                for at in (place, place + 1):
                    if least[at] == most[at] == value[at - place]:
                        least[at] = TABLE_SIZE
    places = np.flatnonzero(least == most)
    return places, most[places]


# Not 余, 咸, 范: these are names too. 余 behind a number is none.
_ANEW = "云并采吁游涌筑咨里斗后几"
_NUMERALS = "0123456789十百千万萬亿億"


@cache
def _taken_anew() -> NDArray[np.bool_]:
    table = np.zeros(TABLE_SIZE, dtype=bool)
    table[[ord(char) for char in _ANEW]] = True
    return table


def _after_numerals(codes: Codes) -> NDArray[np.bool_]:
    """Where 余 stands behind a number."""
    found: NDArray[np.bool_] = codes == ord("余")
    found[1:] &= np.isin(codes[:-1], [ord(char) for char in _NUMERALS])
    found[:1] = False
    return found


def _left_alone(codes: Codes, folded: Codes, allowed: NDArray[np.bool_], stays: Ints) -> list[tuple[int, int]]:
    """Characters of groups that are as in simplified text, never stand in another form, and become another one from it."""
    group = _group_of()
    groups = group.take(codes, mode="clip")
    candidates = allowed & _taken_anew().take(codes, mode="clip") & (codes == folded)
    candidates |= _after_numerals(codes) & allowed
    candidates[stays] = False
    other_forms = np.unique(groups[allowed & (groups > 0) & (codes != folded)])
    candidates &= ~np.isin(groups, other_forms)
    if not candidates.any():
        return []
    chain = tables.chain("opencc", "s2t")
    result = convert(folded, chain)
    crossing.recut(result, folded, chain)
    new = result.codes
    if len(new) != len(codes):
        return []
    candidates &= (group.take(new, mode="clip") == groups) & _differ(codes, new)
    places = np.flatnonzero(candidates)
    return list(zip(places.tolist(), new[places].tolist(), strict=True))
