"""Who stands on a row of fields without a label: the user or the writer before a time.

What lives here: writer_of_row(), is_writer(), is_before_time(), NO_USER. What never does: credits with roles (creditreader.py).

Weak: a user whose name ends like an office's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.edged import edged
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.fieldgrammar import Token, label_alone
from corpuskit.steps.fieldlines import ENGLISH_NAME, row_cells
from corpuskit.steps.timegrammar import find_time

__all__ = ["NO_USER", "WRITER_MIN_CHARS", "first_of_row", "is_before_time", "is_writer", "writer_of_row"]

WRITER_MIN_CHARS, WRITER_MAX_CHARS, WRITER_LATIN_MAX_CHARS = 2, 10, 28
_NO_WRITER = re.compile(
    r"\W|.{2,}(?:时间|日期|번호|일)\Z|(?<![\u3400-\u9fff])\d{4}|\d{4}年|\A\d|(?:更新|来自|字数|第.+[期版号页]|[年月日号]|分享|打印|热度|推荐|浏览|阅读)\Z|\A(?:第[\d一二三四五六七八九十百]+[期版页章回集号]|共|全|已|本)"
)
_WEEKDAY = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}|Updated|Published|Posted|Last|Asked|Answered",
    re.IGNORECASE,
)
NO_USER = re.compile(
    "(?:[最首]\\w{0,2})?(?:更新|修[订訂改])\\Z|최[초종]|English|^(?:[A-Z] ?){1,3}$|^No\\.\\d+"
    "|^[于於在]|截[至止]|张贴|开业|意见箱|[上下][载架]|统计|资料|[Pp]ublished|[Uu]pdated|[Pp]osted|字体"
)
# A user before what he did and when: 小雨 提问于 2019-07-03.
_BY_WHOM = re.compile(r"(?P<name>[^\s():]{2,12})\s?(?:\([^()]{1,16}\))?\s?(?:[发問问答写提]\S{0,3}[于在]|上传于|at)\s?(?=\d{4})")
_HOST = re.compile("楼主|[板版]主|作者")
_ROLE = re.compile(r"\A(?:[提发]问[者人]|发[帖布]人|楼主|投稿[人者]|글쓴이|작성자|질문자)\s(?=\S)")
_RANK = re.compile(r"\s?(?:\([^()]{1,20}\)|[Ll][Vv]\.?\s?\d{1,3})\Z")
_NO_ROW_WRITER = edged(
    r"[张贴刊发]日\Z|意见箱|开业|范文|[Uu]pdate\b|[部处科室组局委办社网报台站院校所会系馆厅厂店队刊版员系员]\Z|字体|放大|缩小|打印|中心|公司|编辑|截[至止]|张贴|[上下][传载架]|统计|资料|日期|时间|年\Z|岁\Z|性\Z|匿名|栏目|公告|通知|新闻|专题|专栏|首页|正文|原创|会员|有效|登录|[|/]"
    r"|^(?:Posted|Published|Updated|Date|Home|News|Blog|Category|Tags?|By|Views?|Comments?|Share|Print|Article|Issue|Vol)\b|기사|뉴스|공지|[Pp]ublished|[Uu]pdated|[Pp]osted"
)


def is_before_time(tokens: Sequence[Token]) -> bool:
    """True where a name comes first, and then, behind a mark or a blank, a time, its label, or what the page counts."""
    if len(tokens) < 2 or tokens[0].kind != "free" or tokens[1].start <= tokens[0].end:
        return False
    return tokens[1].kind in ("time", "date", "count") or (
        tokens[1].kind == "label"
        and (
            tokens[1].field in ("published", "other")
            or (tokens[1].field == "section" and any(token.kind in ("time", "date") for token in tokens[2:]))
        )
    )


def writer_of_row(raw: str) -> str | None:
    """Who comes first on a row with a time and more, where it is no office and no label."""
    cells = row_cells(raw)
    if not cells:
        return None
    at = 1 if _HOST.fullmatch(cells[0].strip()) and len(cells) > 1 else 0  # 楼主 stands before the name
    cell = _ROLE.sub("", cells[at].strip())
    match = _BY_WHOM.match(cell)
    if match is None and find_time(cell) is not None:
        return None
    name = match["name"] if match is not None else _RANK.sub("", cell).strip()
    start = fold(raw, fold_table()).find(name) if at or cell != cells[at].strip() else len(raw) - len(raw.lstrip(" \u3000\t"))
    written = raw[start : start + len(name)].removesuffix("さん") if start >= 0 else name
    if ":" in name or _NO_ROW_WRITER.search(name) is not None or not is_writer(name):
        return None
    if name.isascii() and (" " in name) != (ENGLISH_NAME.fullmatch(name) is not None):
        return None
    return None if any(char.isdigit() for char in name) and match is None else written


def first_of_row(raw: str) -> str:
    """The name in the first cell of a row with a time, with what stands in a bracket behind it cut; empty where there is none."""
    cells = row_cells(raw)
    name = _RANK.sub("", cells[0].strip()) if cells else ""
    if not name or " " in name or ":" in name or find_time(name) is not None or label_alone(name) is not None:
        return ""
    start = fold(raw, fold_table()).find(name)
    return raw[start : start + len(name)] if start >= 0 else name


def is_writer(name: str) -> bool:
    """True for a name as users and writers have it: one word, or a few in Latin letters that begin with a capital."""
    if name.isascii():
        lower = " " in name and any(word[:1].islower() for word in name.split())
        odd = lower or label_alone(name) is not None or _WEEKDAY.fullmatch(name) is not None
        return len(name) <= WRITER_LATIN_MAX_CHARS and name[:1].isalpha() and not odd
    short = WRITER_MIN_CHARS <= len(name) <= WRITER_MAX_CHARS
    return short and label_alone(fold(name, fold_table())) is None and _NO_WRITER.search(fold(name, fold_table())) is None
