"""Sentences that speak of the words of sites: an article on notices, calls and buttons names what it is about.

What lives here: is_mention(). What never does: what such words are (rulebook), cutting (page.py asks before it marks).

How it works: a notice and a call say something to the reader and end. A sentence that goes on to say something of them - these
words, that sentence, which is only; he wrote it - is a sentence of a text, and so is a line that sets them in quotation marks.

Weak: a notice that explains itself in such words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.steps.strip.page import LINES_KNOWN

__all__ = ["is_mention", "names_words", "quotes_ban"]

_OF_WORDS = re.compile(
    r"[这那](?:[一几些两三四五六七八九十]{0,3}(?:句|个|种|行|条|类|串))?(?:话|字|词|说法|做法|字样|声明|按钮|规定|文字)"
    r"|第?[一二三四五六七八九十\d]{1,2}(?:句话?|个字|行字)|一词|的(?:习惯|效力|来历|由来|意思|历史)|,\s?(?:只是|不是|却|反而|从来|曾经?|就是)"
    r"|(?:^|[^其吉])他(?![人用])|她|没有一?个?人|写[着道上“「]|为什么|为何|怎样|常犯|[一二三四五六七八九十百]{1,3}年(?:前|来|后)"
    r"|的人(?:多|少|也|都|很|不)|对[^,。]{1,8}没有(?:影响|作用)"
)
_OF_WORDS_LATIN = re.compile(
    r"\b(?:is|are|was|were) (?:a|an|the|not a|no|only a)(?: \w+)? "
    r"(?:sentence|phrase|word|line|string|habit|joke|courtesy|formula)s?\b"
    r"|\b(?:strings?|sentences?|phrases?|words|buttons?) (?:is|are|was|were|has|have|no)\b|\b(?:he|she|nobody|somebody)\b",
    re.IGNORECASE,
)
_OF_WORDS_HANGUL = re.compile(r"(?:이?라는|이?라고|라던|이란)\s?(?:말|글|문구|단어|표현|뜻|것|쓰|적|하)")
_OF_WORDS_KANA = re.compile(r"」と(?:い[うえわっ]|書[いくか]|书[いくか]|ある)|という(?:言葉|言叶|文|ボタン|表示)")
_QUOTED = re.compile(r"(?:[“「『][^“”「」『』]{2,80}[”」』])[。.]?")
_QUOTES = re.compile(r"[“「『‘][^“”「」『』‘’]{2,40}[”」』’]|(?<!\w)(?:'[^'\n]{2,40}'|\"[^\"\n]{2,40}\")")
_BANS = re.compile(
    r"무단|금지|저작권|전재|禁止|禁じ|無断|无断|不得|未经|转载|版权|许可|授权|翻印|copyright|rights|reproduc|reprint",
    re.IGNORECASE,
)
_NAMING = re.compile(
    r"注明|标[注明]|声明|标题为|凡|本[网站]|reserves?\b", re.IGNORECASE
)  # how notices name the works they are about
QUOTING_MIN_CHARS = 4  # of the sentence around the quotation
_HAN_OR_HANGUL = re.compile("[\u3400-\u9fff\uac00-\ud7a3]")


@lru_cache(maxsize=LINES_KNOWN)
def is_mention(view: str) -> bool:
    """True for a folded line that says something of the words of sites that it holds, or quotes them."""
    if _QUOTED.fullmatch(view) is not None or quotes_ban(view):
        return True
    if _HAN_OR_HANGUL.search(view) is None:
        return _OF_WORDS_LATIN.search(view) is not None
    return any(pattern.search(view) for pattern in (_OF_WORDS, _OF_WORDS_HANGUL, _OF_WORDS_KANA))


def names_words(view: str) -> bool:
    """True for a folded line in Japanese or Korean that calls what it holds words."""
    return _OF_WORDS_KANA.search(view) is not None or _OF_WORDS_HANGUL.search(view) is not None


def quotes_ban(view: str) -> bool:
    """True for a sentence that holds the words of a notice on rights only in quotation marks."""
    said = _QUOTES.sub("", view)
    if len(said) == len(view) or len(said.strip()) < QUOTING_MIN_CHARS:
        return False
    return _BANS.search(said) is None and _NAMING.search(said) is None and _BANS.search(view) is not None
