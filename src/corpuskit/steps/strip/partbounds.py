"""Where a part of a line begins and ends: with the bracket that it stands in, the question that leads to it, the title it heads.

What lives here: with_bracket(), to_bracket(), to_mark(), with_question(), with_title(), with_row(), runs_into_text(). What never
does: finding parts (steps/partgrammar.py and its kin), cutting (parts.py).
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpuskit.steps.creditwords import GESTURE
from corpuskit.steps.partgrammar import Part, is_bracketed_part, is_part
from corpuskit.steps.partwords import BRACKET

__all__ = ["runs_into_text", "to_bracket", "to_mark", "with_bracket", "with_question", "with_row", "with_title"]

# Buttons in brackets beside one another: behind one without a blank too. A number alone is a note's.
_BUTTONS_BEHIND = {
    "[": re.compile(r"(?:\s?\[(?!\d+\])[^\[\]\s]{1,6}\])+\s*\Z"),
    "【": re.compile(r"(?:\s?【(?!\d+】)[^【】\s]{1,6}】)+\s*\Z"),
}
_BUTTONS_BEFORE = {
    "[": re.compile(r"(?<=[。!?…\s])(?:\[(?!\d+\])[^\[\]\s]{1,6}\]\s{1,2})+\Z"),
    "【": re.compile(r"(?<=[。!?…\s])(?:【(?!\d+】)[^【】\s]{1,6}】\s{1,2})+\Z"),
}
ROW_REACH_CHARS = 40
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
MARKED_KINDS = frozenset(("advert", "novel", "tools"))
GLUED_MIN_CHARS = 6  # of a sentence behind a mark
# An arrow, a number, an address: what stands at the end of a call.
_MARK = re.compile(
    r"(?:>{2,3}|»|→|►|▶)(?=[\u3400-\u9fff])|\d[\d\s-]{6,16}\d(?=[\u3400-\u9fff])|[\w-]{2,24}(?:\.[A-Za-z]{2,8}){1,3}(?=[\u3400-\u9fff])",
    re.ASCII,
)
_OF_A_CALL = re.compile(
    r"阅读|联系|咨询|预[订约]|来电|致电|拨打|[关追]注|下载|微信|收藏|更新|最快|[您本]站|访问|浏览|转\d|查看|报名|登录|购买|优惠|免费|弹窗|广告|一起|投稿"
)
# The verb that ends a sentence of a text, and no headline; sites address the reader (-니다) unless a link ends before it.
_TOLD_HANGUL = re.compile(r"(?:(?<!니)다|(?:보기|세요|받기|가기|듣기)\s[가-힣].*다)[.!][\"”’]?\Z")
_HEADED = re.compile(r"[\[【(](?:PR|AD|広告|スポンサー)[\])】].*[ぁ-ん].*、", re.IGNORECASE)  # in Japanese, and with a clause
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
        if is_text and (is_bracketed_part(match["in"], match[0][0]) or GESTURE.fullmatch(match["in"]) is not None):
            return replace(part, start=match.start(), end=match.end())
    return part


def to_mark(view: str, part: Part, size: int) -> Part:
    """The part up to the arrow, the number to ring or the address that it ends with, where a sentence of the text is glued to
    that: it ends the line as sentences do, and is none of a site by itself."""
    if part.kind not in MARKED_KINDS or part.end < size or view[size - 1] not in "。!?”」":
        return part
    marks = [match.end() for match in _MARK.finditer(view, part.start, size)]
    if not marks:
        return part
    at = marks[-1]
    rest = view[at:size].strip()
    if sum(char.isalpha() for char in rest) < GLUED_MIN_CHARS or is_part(rest) or _OF_A_CALL.search(rest) is not None:
        return part
    return replace(part, end=at)


def runs_into_text(view: str, part: Part, size: int) -> bool:
    """True for a link to another page, or an advert, that ends as a sentence does: where its title ends and the text goes on
    nothing tells."""
    if part.end < size:
        return False
    if part.kind == "related" and _TOLD_HANGUL.search(view, part.start, size) is not None:
        return True
    if part.kind == "advert" and view[size - 1] == "。" and _HEADED.match(view, part.start) is not None:
        return True
    return part.kind == "related" and view[size - 1] == "。" and view.find("。", part.start) == size - 1


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


def with_row(view: str, part: Part, size: int) -> Part:
    """The button in brackets with those beside it, up to the end of the line."""
    opener = view[part.start : part.start + 1]
    if part.kind != "tools" or opener not in _BUTTONS_BEHIND or part.end - part.start > 8 or size - part.end > ROW_REACH_CHARS:
        return part
    behind = _BUTTONS_BEHIND[opener].match(view, part.end, size)
    if behind is None and part.end < size:
        return part
    before = _BUTTONS_BEFORE[opener].search(view, max(0, part.start - ROW_REACH_CHARS), part.start)
    return replace(part, start=before.start() if before else part.start, end=size)
