"""Pieces that the piece judge takes for a site's and that are the text's own, by their form and by the lines around them.

What lives here: is_of_text(). What never does: scores (piecejudge.py), cutting and what hangs on the words left of it
(wordparts.py), the forms of pieces whichever rule takes them (ownpiece.py).

How it works: what goes on in the next line is the beginning of a sentence: that line begins in small letters or with a mark
that no line begins with, or both belong to a block of lines that an editor or a printer has broken at one width. Marks alone,
signs of repetition, a bracket that a later line closes, the day and the weather a writer signs with, counts of what no site
counts, words of a glossary before their dashes, and a word that ends a row of words are a writer's.

Weak: the beginning of a sentence before a capital in a block of uneven lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpuskit.core.latepattern import late
from corpuskit.steps.strip.page import Line
from corpuskit.steps.strip.piecelook import Found

__all__ = ["is_of_text"]

_SENTENCE_ENDS = tuple("。.!?…")
_ENDS_LINE = frozenset(("tail", "gap", "mark", "shared"))
# Stars of a writer who rates something, marks of a note, a tune, right and wrong; how often a line is sung; what closes a bracket
# that opens before it.
_OWN = late(
    r"\A[★☆#*♪♫♬√✓✔×✗✘※◎○●△▲]+\Z|\A[(\[【]?\s?(?:[x×✕]\s?\d{1,2}|\d{1,2}\s?[x×✕])\s?[)\]】]?\Z"
    r"|\A[^(\[【〔「『]*[)\]】〕」』]\Z"
)
_UNCLOSED = re.compile(r"\A[(\[【〔「『][^)\]】〕」』]*\Z")
_READ_OUT = re.compile(r"\A\((?:朗[读読]|[齐齊跟范範]读)\)\Z")  # what a class is to do with the sentence before it
_STORED = re.compile(r"\A(?:[\u3400-\u9fff]{2}\s){0,2}保存\Z")  # how something is kept, behind what it is
_SIGNED_CHANGE = re.compile(
    r"\A\((?:[A-Z][\w.'’-]*\s?){1,3},\s\d{4}\s(?:[A-Z][a-z]{2,8})\s\d{1,2}(?:,\s#\d+)?\)\Z"
)  # of a history of changes
_DATE = r"(?:19|20)\d\d\s?(?:年|[./-])\s?\d{1,2}(?:\s?(?:月|[./-])(?:\s?\d{1,2}\s?日?)?)?"
_SIGNED_DAY = late(
    rf"\A[(\[]?\s?{_DATE}(?:[\s,]*(?:清晨|凌晨|深夜|午夜|半夜|夜半|子夜|雨夜|雪夜|傍晚|黄昏|午后|上午|下午|正午|[夜晨晚]"
    r"|[大中小阵雷暴]?[雨雪]|多云|[晴阴雾]|(?:初|[一二三四五六七八九]|定|终)稿|[修再重]?改[定毕]?|写?于(?!.*[网报社站台])[^\s\d]{1,8}"
    r"|(?:星期|周|礼拜)[一二三四五六日天])){1,3}\s?[)\]]?\Z"
)
_COUNT = re.compile(
    r"\A(?P<label>[\u3400-\u9fff]{2,12})\s?:\s?(?P<figure>\d[\d,.]*)\s?(?P<of>[十百千万亿]{0,2})\+?\s?(?P<unit>[\u3400-\u9fff]{0,2})\Z"
)
# What sites count, and what they count it in.
_SITES_COUNT = re.compile(
    r"(?:本[文帖页站]|文章|页面|日志|帖子|视频|新闻|作品|作者|总|累计|今日|昨日|已有?|被|共|最[高多])*"
    r"(?:[阅閱][读読覧览]|浏览|点[击阅]|访问|查看|关注|评[论价]|回[复帖应]|跟帖|留言|点?赞|[踩顶]|收藏|转[发载]|分享|播放|再生|[观收]看|粉丝|下载|推荐|喜欢"
    r"|[人热]气?度?|围观|打赏|投币|弹幕|积分|金币|主题|帖子|发帖|精华|威望|经验|在线|字数|参与|支持|反对|安装|销量|[已月]售|库存|订阅)"
    r"(?:总?[量数值]|次数|人数)?"
)
_SITES_UNIT = re.compile(r"(?:人?次|人|条|个|篇|赞|楼|字|帖|度|点)?")
_DASHED = late(r"\s*(?P<word>[^\s—–=。,;!?][^—–=。,;!?]{0,23}?)\s(?P<dash>[—–]{1,2}|--?|=)\s+\S")
_DASH_LEFT = re.compile(r"\s*[—–=-]{1,2}\s")
_HAN_WORD, _HAN_END = re.compile(r"[\u3400-\u9fff]{1,6}\Z"), re.compile(r"[\u3400-\u9fff]\Z")
_ROW = re.compile(r"[^,。!?;]{1,20}[\s:][^\s,。!?;]{1,8}\Z")
_OF_CODE = ("复制",)  # a button that stands behind code, not behind words
WORD_CHARS, WORD_SCORE, PHRASE_SCORE = 2, 0.75, 0.67  # of the piece judge
ROW_MIN_CHARS = 5  # of what stands before a word that ends a row of words: headings with what a site hung behind them are shorter
_GOES_ON = re.compile(r"[\s\"'“”‘’«»„*_`|<>(\\/#%]*(?P<first>[^\W\d_])[^\W\d_]*(?P<behind>\S?)")
_AMID = re.compile(r"[,，、。;；:：!！?？)）」』”]")  # what no line of its own begins with
_IN_NAMES = "_0123456789(=:./@"  # right behind the first letters: a user, a command, an address
_SECTION = re.compile(r"\d\w?\)")  # of a manual, behind the name of a command
_POSTED = re.compile(r"\d{1,2}:\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{1,2}-\d")
_OPEN_ENDS = ',-‐"'  # what a line may break behind, besides a letter
_FIRST = re.compile(r"\s*(?P<unit>[^\W\u2e80-\uffef]+|.[、。,.!?）」』”)]*)")
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")
BLOCK_LINES = 6  # above and below
WIDTH_MIN, CHARS_MIN, WIDTH_MAX, WIDTH_SLACK = 36, 20, 130, 2  # columns, characters
GAP_LINES = 2
FULL_MIN, FULL_SHARE = 3, 0.75  # of the lines of a block end where the next word had no room


def is_of_text(lines: Sequence[Line], at: int, view: str, piece: Found, score: float) -> bool:
    """True for a piece of the folded line lines[at] that its writer set there."""
    text = piece.text
    if any(pattern.search(text) is not None for pattern in (_OWN, _SIGNED_CHANGE)):
        return True
    if _READ_OUT.match(text) is not None and view[: piece.start].rstrip()[-1:] in _SENTENCE_ENDS:
        return True
    if piece.kind in ("head", "label"):
        return _is_glossed(lines, at, view, piece)
    if piece.kind not in _ENDS_LINE or view[piece.end :].strip():
        return False
    if any(pattern.search(text) is not None for pattern in (_UNCLOSED, _SIGNED_DAY, _STORED)) or _is_report(text):
        return True
    return piece.kind != "shared" and (_ends_row(view, piece, score) or _goes_on(lines, at, text))


def _is_report(text: str) -> bool:
    """True for a count of what no site counts, in a piece that says nothing else."""
    count = _COUNT.match(text)
    if count is None or not (count["of"] or count["unit"] or "," in count["figure"]):
        return False
    return _SITES_COUNT.fullmatch(count["label"]) is None or _SITES_UNIT.fullmatch(count["unit"]) is None


def _is_glossed(lines: Sequence[Line], at: int, view: str, piece: Found) -> bool:
    """True for a word before a dash where the dash would be left, or where the line above or below tells of another word so."""
    if _DASH_LEFT.match(view, piece.end) is not None:
        return True
    of_line = _DASHED.match(view)
    if of_line is None or piece.kind != "label":
        return False
    near = [_DASHED.match(line.raw) for line in (_next(lines, at, -1), _next(lines, at, 1)) if line is not None]
    return any(m is not None and m["dash"] == of_line["dash"] and m["word"] != of_line["word"] for m in near)


def _next(lines: Sequence[Line], at: int, step: int) -> Line | None:
    """The next line that stays, at most one empty line away."""
    if not 0 <= at + step < len(lines):
        return None
    found = lines[at + step]
    return found if found.cut is None and abs(found.number - lines[at].number) <= GAP_LINES else None


def _ends_row(view: str, piece: Found, score: float) -> bool:
    """True for a Chinese word behind Chinese words, as a row of words, or what to do, ends with one."""
    before, size = view[: piece.start].strip(), len(piece.text)
    if (
        piece.kind != "gap"
        or len(before) < ROW_MIN_CHARS
        or _HAN_END.search(before) is None
        or _HAN_WORD.match(piece.text) is None
    ):
        return False
    if size <= WORD_CHARS and (score < WORD_SCORE or piece.text in _OF_CODE or _ROW.match(before) is not None):
        return True
    return score < PHRASE_SCORE


def _goes_on(lines: Sequence[Line], at: int, text: str) -> bool:
    """True for the beginning of a sentence that the next line goes on with."""
    if not (text[-1].isalpha() or text[-1] in _OPEN_ENDS) or not _is_next(lines, at) or lines[at + 1].cut is not None:
        return False
    raw = lines[at + 1].raw
    if _AMID.match(raw) is not None:
        return True
    first = _GOES_ON.match(raw)
    if first is None:
        return False
    if first["first"].islower() and _has_case(text):
        return _POSTED.search(raw) is None and not _is_name(first["behind"], raw[first.end() :])
    return _is_broken(lines, at)


def _has_case(text: str) -> bool:
    """True where the last letter of a piece is of a script with small letters, in which a line of its own would begin large."""
    last = next((c for c in reversed(text) if c.isalpha()), "")
    return last.lower() != last.upper()


def _is_name(mark: str, rest: str) -> bool:
    """True for the mark behind the first letters of a line, and what stands behind it, where they are no word of a sentence."""
    if mark == "" or mark not in _IN_NAMES or (mark == "(" and _SECTION.match(rest) is not None):
        return False
    return mark not in "./" or rest[:1].isalnum()


def _is_next(lines: Sequence[Line], at: int) -> bool:
    """True where no empty line stands between a line and the next one."""
    return 0 <= at < len(lines) - 1 and lines[at + 1].number == lines[at].number + 1


def _is_broken(lines: Sequence[Line], at: int) -> bool:
    """True for a line of a block of one width, in which the first word of the next line had no room any more."""
    return any(_is_full(lines, at, size, least) for size, least in ((_width, WIDTH_MIN), (len, CHARS_MIN)))


def _is_full(lines: Sequence[Line], at: int, size: Callable[[str], int], least: int) -> bool:
    """True where the next word had no room in lines[at], nor in most of the lines around it that are not wider."""
    most = _filled(lines, at, size) + WIDTH_SLACK
    low = high = at
    while at - low < BLOCK_LINES and _is_next(lines, low - 1) and _is_in_block(lines[low - 1], size, most):
        low -= 1
    while high - at < BLOCK_LINES and _is_next(lines, high) and _is_in_block(lines[high + 1], size, most):
        high += 1
    widest = max(size(line.raw.rstrip()) for line in lines[low : high + 1])
    if not least <= widest <= WIDTH_MAX:
        return False
    full = [_filled(lines, n, size) > widest - WIDTH_SLACK for n in range(low, high)]
    return at < high and full[at - low] and sum(full) >= max(FULL_MIN, FULL_SHARE * len(full))


def _filled(lines: Sequence[Line], at: int, size: Callable[[str], int]) -> int:
    """The size of a line with the first word of the next one."""
    first = _FIRST.match(lines[at + 1].raw)
    return size(lines[at].raw.rstrip()) + (size(first["unit"]) if first is not None else 0)


def _is_in_block(line: Line, size: Callable[[str], int], most: int) -> bool:
    return line.cut is None and size(line.raw.rstrip()) <= most


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))
