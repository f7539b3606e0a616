"""Where a part of a line begins and ends: with the bracket that it stands in, the question that leads to it, the title it heads.

What lives here: with_bracket(), to_bracket(), to_call(), with_question(), with_title(), runs_into_text(). What never does:
finding parts (steps/partgrammar.py and its kin), cutting (parts.py).
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpuskit.steps.partgrammar import Part, is_bracketed_part, is_part
from corpuskit.steps.partwords import BRACKET

__all__ = ["runs_into_text", "to_bracket", "to_call", "with_bracket", "with_question", "with_title"]

CALLING = frozenset(("advert", "related"))
# (call)A sentence. / call>>A sentence.
_CALL = re.compile(r"\s*(?P<call>\([^()]{3,40}\)|[^。!?()]{2,24}(?:>>|»))(?=[\u3400-\u9fff])[^()【】>]{6,}[。!?]\s*\Z")
LED_TO = frozenset(("related", "advert", "tools"))
QUESTION_REACH_CHARS = 28
_QUESTION = re.compile(
    r"[。!?…”’」』)\]】]\s?(?P<ask>(?:想要?(?:看|知道|了解|学|卖|买|参加|问|试)?|要不要|还想|还在|需要|是否|不知道|遇到|感兴趣|有兴趣)[^。!?…”’」』]{0,18}\?\s?)\Z"
)
_ENDED = re.compile(r"[。!?…;(\[【]|\.(?:\s|\Z)")
BRACKET_MAX_CHARS = 60
HEADED_MAX_CHARS = 40
BRACKETED_KINDS = frozenset(("advert", "notice", "tools"))
AROUND_MIN_CHARS = 4  # of the text around a bracket, which is a sentence
AROUND_ENDS, AROUND_MARKS = "。!?….”’」』", "。!?….”’」』,，、;; "
_OPENER_OF = {")": "(", "]": "[", "】": "【", "〕": "〔"}


def with_bracket(view: str, part: Part) -> Part:
    """The part, from the bracket on in which it stands where that ends with it: the last sentence of what a bracket holds is
    not cut out of it."""
    opener = _OPENER_OF.get(view[part.end - 1 : part.end], "")
    if not opener or view.find(opener, part.start, part.end) >= 0:
        return part
    at = view.rfind(opener, max(0, part.start - BRACKET_MAX_CHARS), part.start)
    return replace(part, start=at) if at > 0 and view[part.end - 1] not in view[at : part.end - 1] else part


def to_bracket(view: str, part: Part) -> Part:
    """The bracket alone where a part is one by what its bracket holds, and the words around that are none."""
    if part.kind not in BRACKETED_KINDS:
        return part
    for match in BRACKET.finditer(view, part.start, part.end):
        rest = (view[part.start : match.start()] + view[match.end() : part.end]).strip()
        if match.start() > part.start and view[match.start() - 1] not in AROUND_MARKS:
            continue  # what it holds is a word of the sentence: tap [here]
        is_text = sum(char.isalpha() for char in rest) >= AROUND_MIN_CHARS and rest[-1] in AROUND_ENDS and not is_part(rest)
        if is_text and is_bracketed_part(match["in"], match[0][0]):
            return replace(part, start=match.start(), end=match.end())
    return part


def runs_into_text(view: str, part: Part, size: int) -> bool:
    """True for a link to another page that ends as a sentence does: where its title ends and the text goes on nothing tells."""
    return part.kind == "related" and part.end >= size and view[size - 1] == "。" and view.find("。", part.start) == size - 1


def to_call(view: str, part: Part) -> Part:
    """The part up to the end of the bracket or the arrow that is the call, where the text goes on behind it."""
    match = _CALL.match(view, part.start, part.end) if part.kind in CALLING else None
    return part if match is None else replace(part, end=match.end("call"))


def with_question(view: str, part: Part, size: int) -> Part:
    """The part at the end of a line with the question to the reader that leads to it: what it asks, the part answers."""
    if part.end < size or part.kind not in LED_TO or view[: part.start].rstrip()[-1:] != "?":
        return part
    match = _QUESTION.search(view, max(0, part.start - QUESTION_REACH_CHARS), part.start)
    return replace(part, start=match.start("ask")) if match is not None and match.start("ask") > 0 else part


def with_title(view: str, part: Part, size: int) -> Part:
    """The part with what it heads: behind a bracket between sentences and the end of the line, where nothing ends a sentence."""
    if part.end >= size or view[part.end - 1] not in "】]〕》" or size - part.end > HEADED_MAX_CHARS or not part.start:
        return part
    rest = view[part.end : size]
    return part if _ENDED.search(rest) or rest[0].isspace() or view[part.start] not in "【[〔《" else replace(part, end=size)
