"""The grammar of calls that take more than one sentence: a question to the reader, the call itself, a promise behind it.

What lives here: calls_of() (the last sentences of a folded line that together are a call). What never does: deciding that one
goes (strip/parts.py); what a call of one sentence is made of (partgrammar.py).

How it works: the sentences of the line are read from its end. One of them must be a call by itself; around it may stand a
question that leads to it (did you like this?), another call in softer words, or a promise of what the reader gets. All that is
one part: to take the call alone would leave its question without an answer.

Weak: a question of the text's own right before a call.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from corpuskit.core.latepattern import late
from corpuskit.steps.asidewords import EN, ZH, may_hold, read
from corpuskit.steps.creditwords import GESTURE
from corpuskit.steps.partgrammar import Part, is_part
from corpuskit.steps.partwords import OTHERS

__all__ = ["calls_of"]

SENTENCES_MAX = 4
SOFT_MAX_CHARS, EN_SOFT_MAX_CHARS = 30, 70
REACH_CHARS = 160
SOFT_COVER = 0.75
LINES_KNOWN = 2_000
_STOP = late(r"[。!?…~.](?:(?<=[。!?…~])[。!?…~]*[”’」』)]?|(?<=[a-z\d가-힣]\.)[”’)]?(?=\s))\s*")
_QUESTION = late(
    r"(?:如果|若|要是)?(?:您|你|大家|各位)?(?:也|还|是否|是不是|会)?(?:喜欢|想|觉得|需要|学会|看懂|有(?:任何|什么|其他|更多|没有)?(?:疑问|问题|想法|建议|故事|好的)|遇到|不知道|看完|怎么看|感兴趣|心动|准备好|还在)[^。!?]{0,20}[?]"
    r"|[^。!?]{0,12}(?:学会了|看懂了|心动了|怎么看|有帮助|喜欢|想法|感兴趣)[^。!?]{0,6}[?]"
    r"|(?:Enjoy|Lik|Lov|Want|Got|Have|Need|Looking|Found|Interested|Did you|Do you|Are you|Can.t)\w*\b[^.!?]{0,60}\?"
    r"|[^。!?]{0,16}(?:いかがでし(?:たか|ょうか)|ませんか|気に入)[^。!?]{0,8}[?。]|[^.!?]{0,20}(?:되셨나요|어떠셨나요|궁금하|싶으)[^.!?]{0,12}\?"
)
_PROMISE = late(
    r"(?:每[天日周期]|天天|第一时间|随时|不错过|再也不|更多|海量|精彩|独家|好礼|福利|惊喜|干货|陪你|等你|带你|让你|教你|为您|24小时|一起|我们(?:下期|明天|下次)?(?:再?见|等你))[^。!?]{0,20}[。!~]"
)


def calls_of(view: str, size: int) -> Iterator[Part]:
    """The sentences at the end of view[:size] that together are a call, two at least."""
    low = max(0, size - REACH_CHARS)
    starts = [match.end() for match in _STOP.finditer(view, low, size) if match.end() < size]
    if len(starts) < 2:
        return
    ends = [*starts[1:], size]
    start, strong, count = size, False, 0
    for at, end in zip(reversed(starts), reversed(ends), strict=True):
        told = _told(view[at:end].strip())
        if not told or count == SENTENCES_MAX:
            break
        start, strong, count = at, strong or told == "call", count + 1
    if strong and count > 1:
        yield Part("advert", start, size, "the last sentences are a call and what leads to it")


@lru_cache(maxsize=LINES_KNOWN)
def _told(text: str) -> str:
    """What a sentence is: a call, soft words around one, or nothing of the kind ("")."""
    han = any(char >= "\u3400" for char in text)
    if not 3 <= len(text) <= (SOFT_MAX_CHARS if han else EN_SOFT_MAX_CHARS) or OTHERS.search(text):
        return ""
    if is_part(text) or GESTURE.fullmatch(text.rstrip("。!~")):
        return "call"
    if _QUESTION.fullmatch(text) or _PROMISE.fullmatch(text):
        return "soft"
    bare, lexicon = text.rstrip("。.!~?"), ZH if han else EN
    if not may_hold(bare, lexicon, "act"):
        return ""
    seen = read(bare, lexicon, "act", "thing", "fill")
    return "soft" if seen.has("act") and seen.cover >= SOFT_COVER and (han or seen.first == "act") else ""
