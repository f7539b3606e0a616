"""著 or 着: which 著 is the verb particle (看著, 沿著) and which the word for writing and fame (著作, 顯著).

What lives here: particles(), the places of 著 that simplified and Hong Kong text write 着. What never does: converting.

How it works: Taiwan writes both with 著, and OpenCC's t2s leaves 著 alone. The written word zhù is a small closed class of
compounds; the particle follows almost any verb. So 著 is the particle unless a compound says otherwise, and only in text
that does not write 着 itself. Two-sided cases (著有, 大著) are decided by what stands on both sides.
Source: the compounds are those of the OpenCC phrase tables with 著, and the common dictionary words beside them.
"""

from __future__ import annotations

import re

import numpy as np

from corpuskit.steps.script.trie import Ints

__all__ = ["particles"]

# What follows zhù: 著名 著作 著述 著稱 著錄 著書 著者 著文 著說 著稱於. "著" + 有/於/為 only at the head of a clause (below).
_AFTER = "名作述稱称錄录書书者說说論论"
# What precedes zhù: 名著 原著 專著 ... 顯著 卓著 昭著 土著. (執著 is written 执着 in simplified text: not here.)
_BEFORE = "名原專专編编合論论譯译遺遗拙卓顯显昭巨鉅钜新舊旧撰自所主較较彪炳共參参"
# 土著, 大著, 近著 ...: only where the particle cannot stand, that is before a clause mark, 的, 民, 人 or 居.
_BEFORE_SHORT = "土大近力專力"
# The verb zhuó, also at the head of a clause: 著眼 著力 著手 著重 著急 著想 著陸 著落 著裝 著色 著迷 著實 著涼 ...
_ATTACH = tuple("眼力手重急想陸陆落火裝装色迷實实涼凉慌魔筆笔墨床調调")
_ZHU = re.compile(
    f"著(?=[{_AFTER}])(?<![看想寫写念讀读唸說说聽听帶带跟隨随接藉借憑凭沿抱拿唱教學学照扮叫做作為为]著)"
    f"|(?<=[{_BEFORE}])著"
    f"|(?<=[{_BEFORE_SHORT}])著(?=[的民人居族等、，。；：！？」』》）)\\s]|$)"
    "|著(?=有(?:《|[^，。；！？\n]{0,12}(?:[一二两兩三四五六七八九十多等數数0-9][書书部卷種种篇]|[著專专论論譯译][作著文書书])))"
    "|(?:^|(?<=[，。；：、！？（(「『《\\s]))著(?=[有於于為为《])"
)


def particles(text: str) -> Ints:
    """Places of the particle 著 in `text`; none when the text writes the particle with 着."""
    if "着" in text:
        return np.empty(0, dtype=np.int64)
    places = []
    at = text.find("著")
    while at >= 0:
        after_han = at > 0 and "\u3400" <= text[at - 1] <= "\u9fff"
        if (after_han or text[at + 1 : at + 2] in _ATTACH) and _ZHU.match(text, at) is None:
            places.append(at)
        at = text.find("著", at + 1)
    return np.array(places, dtype=np.int64)
