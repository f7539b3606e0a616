"""Whom furniture anywhere on a page names as its writer in words of its own: whose other pages it offers, whose rights it states.

What lives here: told_writer(). What never does: bylines and labels (creditreader.py, fieldgrammar.py), posts (posterfields.py).

How it works: each frame is a phrase that only the writer's name completes (该文著作权归@甲乙所有, 甲乙的其他文章,
甲乙님의 다른 글, More from Jane Doe). Only lines that strip or the page judge took are asked, so that what a text says
of writers counts for nothing.

Weak: a site that offers its own further pages under its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.stayed import FOOT
from corpuskit.steps.taken import Piece

__all__ = ["told_origin", "told_writers"]

LINE_MAX_CHARS = 160
_USER = r"(?P<name>[^\s@:,;。!?|/<>《》【】\[\]“”\"「」()·•]{2,16}?)"
_LATIN = r"(?P<name>[A-ZÀ-ÞĐ][\w.'’-]+(?:\s[A-ZÀ-ÞĐ][\w.'’-]*){1,2})"
_FRAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:[著着]作权|版权)(?:归|属于?)\s?(?:作者|原作者)?\s?[@“\"「]{_USER}[”\"」]?\s?(?:所有|,|。|\Z)",
        rf"(?:为|由|是)?(?:原)?作者\s?[“\"「@]{_USER}[”\"」]",
        r"(?:\A|\s)作者(?:简介|介绍)\s?:\s?(?P<name>[\u3400-\u9fff]{2,3})\s?[,(。][^;]*\Z",
        rf"(?:\A|\s){_USER}的(?:其他|其它|更多|全部)(?:内容|文章|作品|帖子|回答|动态|笔记|日记)",
        rf"(?:\A|\s)(?:更多|查看){_USER}的(?:其他|更多)?(?:文章|作品|内容|日记)",
        rf"\[?\s?{_USER}님의\s(?:게시글|글|다른|블로그|최근)",
        rf"(?:\A|\s){_USER}(?:さん)?の(?:他の|その他の|最近の|最新の)?(?:记事一览|記事一覧|投稿一覧|投稿一览|他の记事|他の記事|レシピ一覧)",
        rf"(?:この记事を书いた人|この記事を書いた人|投稿者プロフィール|執筆者|ライター)\s?[:・]?\s{_USER}(?:\s|\Z)",
        rf"(?:More|Other (?:posts|articles|stories)) (?:from|by) {_LATIN}(?=\s*(?:\Z|[|.»›→]))",
        r"作者(?:为|系|是)[^,。]{2,16}?(?:教授|博士|硕士|学生|作家|记者|医生|员|师|长)\s?(?P<name>[\u3400-\u9fff]{2,3})\s?[)。]?\Z",
        rf"\A{_LATIN} (?:is|was|writes|covers) (?:an? |the |our )?[^.]{{0,60}}"
        r"\b(?:writer|reporter|correspondent|columnist|journalist|contributor|author)\b",
        rf"(?:View all posts by|All posts by|Posts by|About the author:?) {_LATIN}(?=\s*(?:\Z|[|.»›→]|on\b|is\b))",
    )
)
_ORIGIN = re.compile(
    r"(?:本文|文章|原文|内容|以上)?(?:来自|来源于?|转载自|转自|首发于?|选自)\s?:?\s?(?:微信)?公众号\s?[:\"“「]\s?(?P<name>[^\s:,。()\"”「」]{2,20})"
)
_CLAUSE = re.compile(r"[,;]\s?(?P<label>作者|原作者|撰文|文|编辑|责编)\s?:\s?(?P<who>[^\s:,。;()]{2,16})(?=[,;。(]|\s|\Z)")
_MAY = re.compile(
    r"作者|[著着]作权|版权|的(?:其|更|全)|更多|查看|님의|の|人\s|author|from|by |Follow|Posts| is | was | writes | covers "
)
_NO_NAME = re.compile(
    r"(?:原)?作者|本[站网文人]?|网站|原创|我们?|他们?|您|该|其|本页|此|博主|楼主|用户|网友|会员|大家|当前|这里|今日|最近|相关|所有|[在以].*|.*[是为].*|.*(?:网|公司|平台|编辑部)"
)


def told_origin(raw: str) -> Iterator[tuple[str, str]]:
    """(field, value) of a line that says which account the article came from, and who wrote it there."""
    view = fold(raw, fold_table())
    match = _ORIGIN.match(view.strip()) if "号" in view and len(view) == len(raw) and len(raw) <= LINE_MAX_CHARS else None
    if match is None:
        return
    shift = len(view) - len(view.lstrip())
    yield "source_name", raw[match.start("name") + shift : match.end("name") + shift]
    for clause in _CLAUSE.finditer(view, match.end() + shift):
        field = "author" if clause["label"] in ("作者", "撰文", "文", "原作者") else "editors"
        yield field, raw[clause.start("who") : clause.end("who")]


def told_writers(pieces: Sequence[Piece]) -> Iterator[str]:
    """The names that furniture gives the writer, in the order of the page."""
    for piece in pieces:
        furniture = piece.family != "stayed" or piece.judged or piece.rule == FOOT
        if not furniture or len(piece.raw) > LINE_MAX_CHARS or _MAY.search(piece.view) is None:
            continue
        view = fold(piece.raw, fold_table())
        if len(view) != len(piece.raw):
            continue
        for frame in _FRAMES:
            match = frame.search(view)
            if match is not None and _NO_NAME.fullmatch(match["name"]) is None and label_alone(match["name"]) is None:
                yield piece.raw[match.start("name") : match.end("name")]
