"""Pieces of a page in the forms that the grammars of fields read: bars between fields, colons behind labels, times in digits.

What lives here: rewritten(), whole_rows(). What never does: reading fields (fieldreader.py);
forms of times (timeforms.py), the marks of rows (rowmarks.py).

How it works: a piece is rewritten once, before anything is read of it; its place in the text stays, its text may not. Sites
set any mark between a label and its value (责编→张三, 稿源【某站】), and a Han character for a bar (作者丨张三).

Weak: a bar of this kind between a word that is a label elsewhere and a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.creditroles import FIELD_OF
from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.rowmarks import with_bars
from corpuskit.steps.stayed import HEAD, LATE
from corpuskit.steps.taken import Piece
from corpuskit.steps.timeforms import with_plain_times
from corpuskit.steps.timegrammar import find_time

__all__ = ["BARRED", "READ_FAMILIES", "ROWS", "rewritten", "whole_rows"]

READ_FAMILIES = frozenset(
    ("source", "credit", "page", "stayed")
)  # whose lines are read for fields that the rule has no group for
TIMED = READ_FAMILIES | {"spam", "counter", "summary"}
ROWS = frozenset((HEAD, LATE, "any.source.field-line", "any.source.bar"))
BARRED = ROWS | {"any.page.judge", "any.stayed.foot"}


PARTED = frozenset(("counter", "tools", "source", "breadcrumb", "page", "credit", "advert"))  # of the parts of a row
BLANK_LABELS_MIN, ROW_MAX_CHARS = 2, 120
# A row of labels with blanks for colons: 信息来源 某某大队 作者 孙七 责编 周八.
_BLANK_LABEL = re.compile(
    r"(?<!\S)(?:(?:信息|文章)?来源|(?:信息|資訊|文章)?來源|作者|[责責][编編]|责任编辑|責任編輯|编辑|編輯|审核|審核|校对|校對|撰稿|供稿"
    r"|[发發][布佈](?:时间|時間|日期|机构|機構|单位|單位|人|者)|发文机关|成文日期|时间|時間|日期|索引号|文号|浏览量?|瀏覽數?|访问量|訪問量"
    r"|点击(?:数|率)?|點[閱擊](?:數|率)?|阅读量?)[ \u3000](?=[^\s:：])"
)
_COLON = re.compile(r"(?<!\d)[:：]|[:：](?!\d)")  # but those of a clock
_LOADING = re.compile(r"(?:loading|加载中|加載中|正在加载|读取中|讀取中)(?:…{1,2}|\.{2,6})", re.IGNORECASE)
_BAR = re.compile(r"((?:(?!丨)\w){0,6}\s?)丨")
_BOXED_VALUE = re.compile(r"([\u3400-\u9fff]{1,4})【([^【】]{1,24})】(?=\s|\Z)")  # 稿源【某站】 时间【2021-03-23】
# A mark of any kind between a label and its value: 责编→张三, 审读┆李四.
_MARKED_VALUE = re.compile(
    r"(?<!\w)((?:责任?|責任?|编|編|审|審|终|終)?(?:编辑|編輯|编|編|校|审|審|审核|審核|审读|審讀|校对|校對|作者|来源|來源|记者|記者|撰稿|供稿))\s?"
    r"([^\w\s:：/／|｜、，,.。·・()（）\[\]【】〔〕「」《》<>＝=&+-])(?=\s?[\u3400-\u9fff]{2})"
)
_LABELS = re.compile("[编編校审審者源稿]")  # one of them is in each label of such a value
_ISSUE = re.compile(r"\s(\S{2,10})\s第?\d{1,4}期\s(?=(?:19|20)\d\d)")  # a magazine, its issue and the day
_LINK = re.compile(r"\[([^\[\]]{1,40})\]\((?:https?:)?//[^()\s]*\)")  # with its mark-up


def rewritten(piece: Piece) -> Piece:
    """A piece with bars between its fields and with times in digits."""
    raw = _LINK.sub(r"\1", piece.raw) if "](" in piece.raw else piece.raw
    if "【" in raw and len(_BOXED_VALUE.findall(raw)) > 1:
        raw = _BOXED_VALUE.sub(r"\1:\2 ", raw)
    if ("…" in raw or ".." in raw) and _LOADING.search(raw) is not None:
        raw = _LOADING.sub(lambda m: " " * len(m[0]), raw)
    if (" " in raw or "\u3000" in raw) and _COLON.search(raw) is None and len(_BLANK_LABEL.findall(raw)) >= BLANK_LABELS_MIN:
        raw = _BLANK_LABEL.sub(lambda m: m[0][:-1] + ":", raw)
    if piece.rule in BARRED or piece.family in ("credit", "source"):
        raw = _MARKED_VALUE.sub(lambda m: m[0][:-1] + ":", raw) if _LABELS.search(raw) is not None else raw
    raw = _BAR.sub(_barred, raw) if "丨" in raw else raw
    raw = _ISSUE.sub(r" | \1 | ", raw) if "期 " in raw and piece.rule in BARRED else raw
    raw = with_plain_times(raw) if piece.family in TIMED else raw
    raw = with_bars(raw) if piece.rule in BARRED else raw
    return piece if raw == piece.raw else replace(piece, raw=raw)


def whole_rows(pieces: Sequence[Piece], first: Sequence[str]) -> list[Piece]:
    """The pieces, those over the text put together again of which strip took parts, where that makes a row with a time."""
    found = list(pieces)
    for n, piece in enumerate(pieces[:-1]):
        if piece.rule != HEAD or piece.judged or pieces[n + 1].whole or pieces[n + 1].start != piece.end:
            continue
        raw, end, at = piece.raw, piece.end, n + 1
        while at < len(pieces) and pieces[at].start == end and not pieces[at].whole and pieces[at].family in PARTED:
            raw, end, at = raw + pieces[at].raw, pieces[at].end, at + 1
        is_row = at > n + 1 and len(raw) <= ROW_MAX_CHARS and piece.raw.strip() not in first
        if is_row and find_time(fold(with_plain_times(raw), fold_table())) is not None:
            found[n] = replace(piece, raw=raw, end=end)
    return found


def _barred(match: re.Match[str]) -> str:
    """A bar that is a Han character, as a colon behind a label and as a bar elsewhere."""
    word = fold(match[1], fold_table())
    return match[1] + (":" if word in FIELD_OF or label_alone(word) is not None else "|")
