"""Whom a row of fields names in words that no list holds: a label told by its end, a post before a name, a user before a time.

What lives here: people_of_row(). What never does: rows that the grammars of credits and labels read (creditreader.py,
fieldgrammar.py); which of several names counts (fieldreader.py).

How it works: the row is cut into cells at any mark and at its times. A cell of a label with a value is of the writer where the
label ends as one of the words for writers does; so is a cell right behind one that is such a word or a post; and who stands
first, close before the time, perhaps with a verb between, is the user or, by the end of his name, the outlet.

Weak: a user with a name of several words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.creditroles import FIELD_OF, NO_NAMES
from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.namegrammar import is_outlet, is_person, read_names
from corpuskit.steps.timegrammar import Found, find_time

__all__ = ["WRITES", "Named", "people_of_row"]

LINE_MAX_CHARS, NAME_MAX_CHARS, LATIN_NAME_MAX_CHARS = 120, 12, 28
LINES_KNOWN = 2_000
INNER = "部科室组股班"  # how a part of an office ends
_CELLS = re.compile(
    r"\s{2,}|\t|\s*[|┊┆│┃∥‖〔〕〉》»⊿§]\s*|\s+[^\w\s()（）「」『』\"'.,!?。:@#&+-]{1,2}\s+|(?<=[\w)])/(?=[\w])|\s/\s|\s\+\s"
)
WRITES = re.compile(
    r"(?:[\u3400-\u9fff・]{0,4}(?:作者|撰文|编撰|撰写|编写|执笔|主笔|笔者|撰稿|投稿|记录[者人]|发起人?|出题人?|策划师|提问者?|提案[人者]|贡献者|讲述|爆料[人者]|测评[人者]|分享[人者]|制定[人者]|纪录|记录|撰|语[りる]|语り手|闻き手|取材|文章)"
    r"|文|文字|글|글쓴이|작성자|インタビュー|ニックネーム|投稿者|执筆|執筆|書き手|著|话|話)"
)
# Before the name of a person: a label of who made the page, whatever it is called, and none of whom it is about.
_DOES = re.compile(
    r"(?!.*(?:联系|负责|承办|审|校|录入|管理|求购|发布|回答|答|受访|申请|收件|法|经办|主讲|主持|讲师|医|咨询|摄|图|绘|制|译|播|配|签|校|编辑|责|监|策))"
    r"[\u3400-\u9fff]{0,3}(?:者|人|员|手|撰|写|述|文|记|编|稿|整理)"
)
_ROLE = re.compile(r"[\u3400-\u9fff]{1,4}人")  # of whom the text is about, as a cell before the name
# A reporter with his paper before him and where he was behind: 甲乙财讯记者张三 台北.
_REPORTS = re.compile(
    r"(?:(?P<outlet>[\u3400-\u9fff]{2,8})\s?)?[(（]?(?:特派|特约)?记者\s?(?P<name>[\u3400-\u9fff]{2,3})[)）]?(?:\s[\u3400-\u9fff]{2,4})?"
)
_POST = re.compile(r"(?:[\u3400-\u9fff]{1,4}(?:员|员|係|系|师|士|长|係り|课|室)|解说员|栏目编辑)")
_LABELLED = re.compile(rf"(?P<label>[^\s:]{{1,8}}?)\s?[:∶]\s?(?P<value>.+)|(?P<word>{WRITES.pattern})(?:\s|・)(?P<name>\S+)")
_ASIDE = re.compile(r"\s?[(（][^()（）]{0,24}[)）]\s?$")
_VERB = re.compile(
    r"\s?(?:(?:\s[发發][布表帖]?|[发發][布表帖][于於在])|[提发][问帖]于?|于|@|at|on|投稿(?:于)?|上传于?|\s更新于?|写于|님)\s?\Z",
    re.IGNORECASE,
)
_RANKED = re.compile(
    r"(?:[LlVv][Vv.]\.?\s?\d{1,3}|V\d|[\u3400-\u9fff]{1,3}(?:会员|花龄|龄)\S{0,4}|宝宝\S+|楼主|\d{1,3}\s?[#楼樓F])"
)
_NO_NAME = re.compile(
    r"[<>{}=%$￥*]|时间|日期|更新|来源|浏览|阅读|点击|字[体号数]|编号|文号|状态|类[型别]|期\Z|版\Z|号\Z|第\d|(?:19|20)\d\d(?!\d)|^\d+$|^(?-i:[A-Z]{1,2}|[A-Z]{4,})$|首页|栏目|频道|公告|通知|综合|原创|转载|匿名|网友|管理员|本站|分享|打印"
    r"|评论|推荐|收藏|全部|查看|楼主|人气|热度|有效|截[至止]|下载|上传|难[度易]|\d[年月日]\Z|来自|[部处科室组局委办台站院所馆队厅社校系]\Z|[\u3400-\u9fff]日\Z|整理|范文|意见箱|编辑部|举报|情报|用户\d|今天|资料"
    r"|\b(?:asked|answered|posted|published|updated|issue|vol|page|home|news|last|date|views?|by|in|the|staff|report|service|update|notice)\b",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[A-Za-z][\w.'’-]{1,20}(?:\s[A-Z][\w.'’-]{0,20}){0,2}")


_AGO = re.compile(r"(?<![\d.])\d{1,3}\s?(?:秒钟?|分钟|小时|天|周|个月|年)前|[昨前今]天(?:\s?\d{1,2}:\d\d)?|刚刚")


def _span(time: Found | re.Match[str] | None, size: int) -> tuple[int, int]:
    """The place of a time; where there is none, the end of the row."""
    if time is None:
        return size, size
    return (time.start, time.end) if isinstance(time, Found) else time.span()


_COUNTED = re.compile(
    r"(?:浏览|阅读|点[击阅赞]|人气|回复|评论|조회|Views?|热度|收藏|关注)\s?[:(]?\s?\d"
)  # a row that counts its readers


class Named(NamedTuple):
    """Who a row names; empty where it names none."""

    author: str
    source: str


def _is_name(name: str) -> bool:
    if not name or _NO_NAME.search(name) is not None or label_alone(name) is not None:
        return False
    if name.isascii():
        return len(name) <= LATIN_NAME_MAX_CHARS and _LATIN.fullmatch(name) is not None
    return 2 <= len(name) <= NAME_MAX_CHARS and " " not in name and re.search(r"[^\w・·.&_-]", name) is None


@lru_cache(maxsize=LINES_KNOWN)
def people_of_row(raw: str, *, timeless: bool = False, labelled: bool = False) -> Named:
    """The writer and the outlet that a row with a time names without a label that lists hold; timeless: also one
    without; labelled: only behind labels."""
    view = fold(raw.replace("\u3000", "\t"), fold_table())
    if len(view) > LINE_MAX_CHARS or len(view) != len(raw):
        return Named("", "")
    time = find_time(view) or _AGO.search(view)
    if time is None and not timeless:
        return Named("", "")
    begin, behind = _span(time, len(view))
    author = source = ""
    low = len(view) - len(view.lstrip())
    spots: list[tuple[int, int]] = []
    for start, end in ((low, begin), (behind, len(view))):
        at = start
        for match in _CELLS.finditer(view, start, end):
            spots.append((at, match.start()))
            at = match.end()
        spots.append((at, end))
    before = ""
    cells = [view[start:end].strip() for start, end in spots]
    # A person further on wrote it; what stands first is then the name of a book or of a site.
    before_time = [cell for cell, (_, end) in zip(cells, spots, strict=True) if end <= begin]
    for n, (start, end) in enumerate(spots):
        cell = view[start:end].strip()
        if not cell:
            continue
        shift = start + view[start:end].find(cell)
        close = end == begin or (n + 1 < len(spots) and spots[n + 1] == (begin, begin))
        label = _LABELLED.fullmatch(cell)
        said = "" if label is None else "value" if label["value"] is not None else "name"
        name = _ASIDE.sub("", label[said] if label is not None else cell).strip()
        name = _VERB.sub("", name).strip() if close else name
        reports = _REPORTS.fullmatch(cell)
        if n and FIELD_OF.get(cells[n - 1], "author") not in ("author", "weak"):
            before = ""
            continue  # who edited it, who took the pictures
        if reports is not None and is_person(reports["name"]):
            author = author or _taken(raw, shift + reports.start("name"), reports["name"])
            outlet = reports["outlet"] or ""
            if outlet and not source and not outlet.startswith("本"):
                source = _taken(raw, shift + reports.start("outlet"), outlet)
        elif label is not None:
            writes = said == "name" or WRITES.fullmatch(label["label"]) is not None
            if not author and (writes or (_is_named_person(name) and _DOES.fullmatch(label["label"]) is not None)):
                author = _taken(raw, shift + label.start(said), name)
        elif WRITES.fullmatch(cell) or _POST.fullmatch(cell):
            before = cell
            continue
        elif not author and before and _is_name(name):
            author = _taken(raw, shift, name)
        elif not author and not labelled and _is_named_person(name) and not (n and _ROLE.fullmatch(cells[n - 1])):
            author = _taken(raw, shift, _untitled(name))
        elif start >= behind and not source and is_outlet(name) and _is_name(name) and name[-1] not in INNER:
            source = _taken(raw, shift, name)
        elif (
            start == low
            and not labelled
            and not author
            and not _names_later(before_time)
            and (time is not None or _COUNTED.search(view))
        ):
            first = name.split(" ")[0] if not name.isascii() else name
            rest = name[len(first) :].strip()
            glued = close and shift + len(first) == begin and view[begin - 1].isalnum()
            plain = first.isascii() and first.isalpha() and first[:1].isupper()  # a word of the page as often as a name
            if _is_name(first) and not (glued or plain) and (not rest or _RANKED.match(rest)) and (close or len(spots) > 2):
                if is_outlet(first) and not is_person(first):
                    source = _taken(raw, shift, first)
                else:
                    author = _taken(raw, shift, first)
        before = ""
    return Named(author, source)


def _names_later(cells: list[str]) -> bool:
    """True where not the first cell names a person, but a later one."""
    return any(map(_is_named_person, cells[1:])) and not _is_named_person(cells[0])


def _is_named_person(name: str) -> bool:
    """True for the name of a person, perhaps with a title behind it."""
    return is_person(_untitled(name)) and name not in NO_NAMES and _is_name(name)


def _untitled(name: str) -> str:
    if len(name) < 2 or name.isascii() or is_person(name):
        return name
    found = read_names(name)
    return found[0] if len(found) == 1 and name.startswith(found[0]) else name


def _taken(raw: str, start: int, name: str) -> str:
    return raw[start : start + len(name)].strip() if _is_name(name) else ""
