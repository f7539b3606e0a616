"""The grammar of fields: label, separator, value, several on a line, for lines that are known to be no text.

What lives here: read_fields(). What never does: deciding that a line goes; normalising values (harvest.py).

How it works: the line is folded; every known label with a mark behind it opens a field, which the next label or a wide gap
closes. Reporters need no mark. It is asked only about lines that strip took out, so a word that looks like a label costs little.

Weak: values with blanks inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table

__all__ = ["read_fields"]

_WORDS = {
    "source_name": "(?:信息|文章|消息|稿件|新闻|内容|本文|图文)?来源|稿源|出处|转(?:载)?自|原载|Source|출처",
    "editors": "责任?编[辑缉]?|(?:责任|执行|值班|网络|本期|文字|美术|新媒体|核稿|助理)?编[辑缉]|主编|编校|Editor|편집",
    "reviewers": "校对|审[核校签]|[一二三初复终]审|签发|监制|核稿",
    "author": "(?:本文|文章)?作者|撰[文稿写]|采写|执笔|楼主|发[帖信]人|文字?|图文|投稿人?|供稿人|"
    "记者|通讯员|(?:取材・)?文|글|By|Written by|Author",
    "publisher": "发布(?:机构|单位|者|人|机关|部门)|发文(?:机关|单位|机构)|信息提供(?:单位)?|供稿单位|公开机构",
    "section": "(?:所属|个人|文章|日志)?(?:栏目|频道|版块|板块|分类)|版面|信区|看板|Category|Section",
    "published": "(?:发[布表稿文帖]|更新|提问|上传|添加|成文|公开|投稿|掲載|配信|最终更新|出版|录入|刊发)(?:时间|日期|日时?|于)?|"
    "日期|时间|公开日|更新日|Published|Posted|Updated|입력|등록|작성일|승인",
}  # fmt: skip
_LABEL = re.compile(
    "|".join(f"(?P<{field}>(?<![^\\W_])(?:{words})(?:\\s?on)?\\s{{0,2}}[:/|丨∶]\\s{{0,3}})" for field, words in _WORDS.items()),
    re.IGNORECASE,
)
_REPORTER = re.compile(
    r"(?:记者|通讯员|特派员|实习生|特约撰稿)\s{0,3}(?P<zh>[\u3400-\u9fff·]{2,4}(?:[\s、][\u3400-\u9fff·]{2,3}){0,4})(?=\s*(?:[/)\]】〕,，]|\Z|通讯员|记者|实习生|摄|文|图|报[道导]))"
    r"|\b(?-i:[Bb]y|BY):?\s(?P<en>(?-i:[A-ZÀ-Þ][\w.'’-]{0,20}(?:\s(?:[A-ZÀ-Þ]|de|van|von)[\w.'’-]{0,20}){0,3}))"
    r"|(?<![가-힣])(?P<ko>[가-힣]{2,4})\s(?:기자|특파원|논설위원)"
)
_PLACED = re.compile(r"记者(?P<name>[\u3400-\u9fff]{2,3}?)(?=[\u3400-\u9fff]{2,3}\d{1,2}日[电讯])")
_CLOSE = re.compile(r"\s{2,}|[|()\[\]【】〔〕;；]")
VALUE_MAX_CHARS = 60


def read_fields(raw: str) -> Iterator[tuple[str, str]]:
    """(field, raw value) of each field on a line, in order."""
    view = fold(raw, fold_table())
    labels = list(_LABEL.finditer(view))
    ends = [match.start() for match in labels[1:]] + [len(view)]
    for match, end in zip(labels, ends, strict=False):
        field = str(match.lastgroup)
        start = match.end()
        close = None if field == "published" else _CLOSE.search(view, start, end)
        stop = min(end, close.start() if close else end, start + VALUE_MAX_CHARS)
        value = raw[start:stop].strip(" \u3000,，、|/")
        if field == "source_name":
            value = re.split(r"[\s,，]", value)[0]
        if value:
            yield field, value
    for match in _REPORTER.finditer(view):
        if not any(label.lastgroup == "author" and label.start() <= match.start() < label.end() for label in labels):
            yield "author", raw[match.start(match.lastgroup or 0) : match.end(match.lastgroup or 0)]
    placed = _PLACED.search(view)
    if placed is not None:
        yield "author", raw[placed.start("name") : placed.end("name")]
