"""The title of a page, from the text that is left.

What lives here: find_title(). What never does: cutting (strip), other fields (fieldreader.py).

How it works: the first line that is left is the title where it has the shape of one. Lines above a title that are the site's own
and stayed are passed over: breadcrumbs, rows of menu words, a date with who wrote it; but only where a line with the shape of a
title follows before the text. A label before the title (标题：) and the site's name behind it are no part of it; a name behind a
mark is the site's where it ends as names of sites do, or another line of the page that went or stayed says it.

Weak: a title of two lines gives its first line; a motto of the site that stays above the title is taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpuskit.core.text import fold, lines
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.chainforms import anchored_names
from corpuskit.steps.fieldgrammar import field_weight, is_date, read_line
from corpuskit.steps.menugrammar import read_menu
from corpuskit.steps.namegrammar import is_outlet
from corpuskit.steps.sectiongrammar import chain_rank

__all__ = ["find_title"]

TITLE_MAX_CHARS = 80
LATIN_TITLE_MAX_CHARS = 160
LOOK_LINES = 6
LOOK_CHARS = 2_000  # of the text: heads are no longer
MENU_TOOLS_MIN, MENU_WORDS_MIN = 2, 3
SITE_TITLE_MIN_CHARS = 4
_BLANKS = " \t\r\u3000\ufeff"
_LABEL = re.compile(r"\s{0,3}(?:[标標]\s{0,4}[题題]|[题題]\s{0,4}目|Title|Subject|제\s?목|件\s?名|タイトル)\s{0,3}[:：]\s{0,3}")
_BEFORE_SITE = re.compile(r"\s*(?:[|｜_＿丨∣│⎮┊]|--|«|»|::)\s*|\s[-–—@]\s")


# Buttons, heads of panels and tags that an extraction leaves over a title.
_OF_THE_SITE = re.compile(
    r"播报|播報|编辑|編輯|讨论|討論|上传视频|上傳視頻|收藏|分享|打印|(?:商品|产品|產品|文章|新闻|新聞|详细|職位|职位)(?:详情|詳情|信息|資訊|内容|內容|介绍|介紹)"
    r"|正文|跳至?[^\s]{0,3}内容|Skip to (?:main )?content|<[a-zA-Z/!][^<>]*>"
)


def find_title(text: str, said: Sequence[str] = ()) -> str | None:
    """The title of a text; None where it opens with a sentence. said: what strip took out, where the site's name may stand."""
    first: str | None = None
    heads = list(_first_lines(text))
    for n, line in enumerate(heads):
        if _is_text(line):
            break
        # The breadcrumb may end with the title that stands below it.
        if not _is_furniture(line) and not any(anchored_names(line, below) for below in heads[n + 1 :] if not _is_text(below)):
            return _bare(line, said)
        first = line if n == 0 else first
    return first if first is None or chain_rank(first) < 2 else None


def _first_lines(text: str) -> Iterator[str]:
    count = 0
    for start, end, _ in lines(text[:LOOK_CHARS]):
        line = text[start:end].strip(_BLANKS)
        if line:
            yield line
            count += 1
        if count == LOOK_LINES:
            return


def _is_text(line: str) -> bool:
    limit = LATIN_TITLE_MAX_CHARS if line.isascii() else TITLE_MAX_CHARS
    return len(line) > limit or line[-1] in "。;；，,、：:" or (line[-1] == "." and not line.endswith("...")) or "。" in line


def _is_furniture(line: str) -> bool:
    """True for a line of the site's: a breadcrumb, a row of tools, fields with a time."""
    view = fold(line, fold_table())
    if _LABEL.match(line):
        return False
    if _OF_THE_SITE.fullmatch(line):
        return True
    menu = read_menu(view)
    if chain_rank(line) > 1 or is_date(view) or menu.tools >= MENU_TOOLS_MIN:
        return True
    if menu.tools + menu.sections >= MENU_WORDS_MIN and not menu.free and menu.known_ratio == 1:
        return True
    return field_weight(view) > 1 and any(token.kind in ("time", "label", "date") for token in read_line(view))


def _bare(line: str, said: Sequence[str]) -> str:
    """The title without its label and without the site's name."""
    label = _LABEL.match(line)
    title = line[label.end() :] if label is not None else line
    marks = [mark for mark in _BEFORE_SITE.finditer(title) if mark.start() >= SITE_TITLE_MIN_CHARS]
    if not marks:
        return title
    name = title[marks[-1].end() :].strip(_BLANKS)
    if len(name) > 1 and (is_outlet(name) or any(name in other and title not in other for other in said)):
        return title[: marks[0].start()] if len(marks) <= 2 else title[: marks[-1].start()]
    return title
