"""The fields that a row states without labels: a time, and whose names stand beside it.

What lives here: take_free(), take_told(), take_bare_times(), take_row(). What never does: labels and roles (fieldreader.py,
creditfields.py); how a row is cut into cells (fieldlines.py, rowpeople.py).

Weak: a user whose name ends like an outlet's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.barrows import Bar, behind_time, beside_time, latin_writer, name_alone, owner_of, rows_of, signed_in, user_of
from corpuskit.steps.creditfields import ACCOUNTS
from corpuskit.steps.fieldgrammar import Token, tokens_of
from corpuskit.steps.fieldlines import (
    ENGLISH_NAME,
)
from corpuskit.steps.namegrammar import is_organ, is_outlet, is_person, read_names
from corpuskit.steps.namestack import sole_name, stacked
from corpuskit.steps.pagefields import PageFields
from corpuskit.steps.rowpeople import people_of_row
from corpuskit.steps.rowposter import poster_of
from corpuskit.steps.rowwriter import NO_USER, first_of_row, is_before_time, is_writer
from corpuskit.steps.stayed import HEAD
from corpuskit.steps.taken import Piece, fields_of
from corpuskit.steps.timeforms import with_plain_times
from corpuskit.steps.timegrammar import find_time
from corpuskit.steps.worldwriters import Writer, beside_world_time, is_paper, over_time, world_source, world_writer

__all__ = ["take_bare_times", "take_bars", "take_free", "take_row", "take_told", "take_world"]

POSTERS = "any.source.poster"
_NUMBER = re.compile(r"\s{1,2}\d[\d,]{0,8}(?![\d./年:-])")
INNER = "部科室组組股班"  # how a part of an office ends, which is no medium
# How labels end that name a thing or a person that the page is about.
_OF_A_THING = re.compile(
    r"(?:[别型音态量级度区类号机位费价址手地]|主持人|嘉宾|主播|歌手|演唱|讲者|主讲人?|受访者?|导演|演员|表演者?|朗读者?"
    r"|播音|预报员|求购人|信息|老师|联系人|(?:审[核校稿读定阅]|校对|复核)(?:[人员者]|专家)?)\Z"
)
_FIRST_FLOOR = re.compile(r"(?:\A|\s)1楼\s(?P<time>(?:19|20)\d\d-\d{1,2}-\d{1,2} \d{1,2}:\d\d)(?:\s|回复|举报|\Z)")

_HOUSE = re.compile(r"(?![第共全原首])[\u3400-\u9fffA-Za-z]{1,3}[\u3400-\u9fff]{1,6}")
_ANSWERED = ("回答", "回复", "追问")  # behind the name of who did
_EDITION = re.compile("(?:朝刊|夕刊|[電电]子版|デジタル版?|有料.{0,3}|[会會][員员]限定|無料.{0,3}|ニュース|閲覧数?|印刷|保存)")
_NO_PART = re.compile("配信|更新|公[開开]|[掲揭][載载]|投稿|[編编]集部?|.*[新日]?[聞闻报報]")
_SPACED_NAME = re.compile(
    "(?<![\u3040-\u9fff])[\u3400-\u9fff]{1,3}(?<![部課课室係局会會社班])[ \u3000]"
    "[\u3400-\u9fff\u3041-\u30fa]{1,4}(?![\u3040-\u9fff])"
)
_COUNTED = re.compile(r"guest|[\d.,~-]+\s?[万千]?(?:播放|元|[岁歲歳]|次|分|条|人|[级級届]|天)")


_BEHIND = re.compile(r"[\s　/|｜┃·§]+(?P<name>[^\W\d_]{2,14})(?=[\s　/|｜┃·§\[【(（]|\Z)")


def take_free(page: PageFields, piece: Piece) -> None:
    """A time without a label, and the names beside it that no label explains."""
    view = piece.view
    if piece.family != "credit":
        page.put("published", piece.raw, near=page.is_over_text(piece))
    is_name = piece.judged and piece.rule == HEAD and piece.whole and is_person(view, japanese=page.japanese)
    if piece.rule in ("any.source.name-line", POSTERS) or is_name:
        page.put("author", piece.raw)
    if piece.family not in ("source", "page", "stayed"):
        return
    tokens = tokens_of(view)
    if not any(token.kind in ("time", "date", "person") for token in tokens):
        return
    offset = len(piece.raw) - len(piece.raw.lstrip(" \u3000\t"))
    free: list[str] = []
    held = taken_by_label = False  # by a label, as are further names right behind the first
    for token in tokens:
        name = piece.raw[offset + token.start : offset + token.end].strip()
        if token.kind != "free":
            held = token.kind == "label"
        elif view[token.start - 1 : token.start] == "(" and view[token.end : token.end + 1] == ")" and token.start > 1:
            continue  # what stands behind a name in brackets says of what it is
        elif _NUMBER.match(view, token.end) is not None:
            continue  # what it counts
        elif view[token.end : token.end + 1] == ":":
            held = taken_by_label = _OF_A_THING.search(view, token.start, token.end) is not None
            continue
        elif not (held and (taken_by_label or is_person(name))):
            free.append(name)
            held = False
        taken_by_label = token.kind == "label"
    if page.japanese:
        free = [name for name in free if _EDITION.fullmatch(name) is None]
        parted = _SPACED_NAME.search(piece.raw) if len(free) > 1 else None
        is_name = parted is not None and parted[0].split() == free[-2:] and not any(map(_NO_PART.fullmatch, free[-2:]))
        whole = parted[0] if parted is not None and is_name and not any(map(is_outlet, free[-2:])) else ""
        free = free[-1:]  # desk, then writer
        if whole and "author" not in page.found and not page.opened:
            page.found["author"], free = whole, []
    _take_names(page, free, tokens)
    first = piece.raw[offset + tokens[0].start : offset + tokens[0].end].strip()
    if (
        page.writer is None
        and first in free
        and NO_USER.search(fold(first, fold_table())) is None
        and first[-1] not in INNER
        and not view.startswith(_ANSWERED, tokens[1].start)
        and piece.rule not in ACCOUNTS
        and is_before_time(tokens)
        and is_writer(first)
    ):
        page.writer = first


def _take_names(page: PageFields, free: list[str], tokens: Sequence[Token]) -> None:
    """Who of several names beside a time is the source, and who the writer."""
    for name in free:
        if NO_USER.search(fold(name, fold_table())) is not None:
            continue
        if (is_person(name, japanese=page.japanese) and not (page.japanese and page.is_section(name))) or (
            name == free[0] and ENGLISH_NAME.fullmatch(name) and not is_outlet(name) and not page.is_site(name)
        ):
            if "author" not in page.found:
                page.put("author", name)
            rest = free[free.index(name) + 1 :]
            if len(rest) == 1 and is_person(rest[0], japanese=page.japanese):
                page.put("author", rest[0], adds=True)
            elif len(rest) == 1 and (
                tokens[-1].kind in ("time", "date") or (_parts_row(tokens) and _HOUSE.fullmatch(rest[0]) is not None)
            ):
                page.loose |= set() if "source_name" in page.found else {"source_name"}
                page.put("source_name", rest[0])  # who wrote, on which account, when
        elif page.is_section(name):
            continue
        elif (is_outlet(name) and not name[0].islower() and name[-1] not in INNER) or page.is_publisher(name):
            page.put("source_name", name)


def _parts_row(tokens: Sequence[Token]) -> bool:
    """True for a row of a name, a time and another name, with tools and counts behind: 张三 · 2022-11-03 · 甲乙 · 关注."""
    kinds = [token.kind for token in tokens]
    return (
        kinds[:1] == ["free"]
        and kinds[1:2] in (["time"], ["date"])
        and kinds[2:3] == ["free"]
        and not {"free", "label"} & {*kinds[3:]}
    )


def take_told(page: PageFields, raw: str) -> None:
    """What a line says that only the page judge took, where nothing else said it."""
    known = set(page.found)
    for field, value in fields_of(raw):
        if field not in known and field != "section":
            page.put(field, value if field != "published" else None, adds=True)
    if "published" not in known:
        page.put_time(raw)
    page.row = raw
    take_row(page)


def take_bare_times(page: PageFields, pieces: list[Piece]) -> None:
    """The time on a line of counters or tools over the text, or beside the mark of the first floor, where nothing else
    says one."""
    if "published" in page.found or page.undated:
        return
    for piece in pieces:
        first = _FIRST_FLOOR.search(piece.view)
        over = piece.whole and piece.family in ("counter", "tools", "breadcrumb") and page.is_over_text(piece)
        if first is not None or over:
            page.put_time(first["time"] if first is not None else piece.raw)


def take_row(page: PageFields) -> None:
    """Whom the first row with a time names, where nothing said who wrote and where it comes from."""
    if page.row is None or ("author" in page.found and "source_name" in page.found):
        return
    named = people_of_row(page.row)
    if (
        named.author
        and "author" not in page.found
        and named.author != page.found.get("source_name")
        and (is_person(named.author) or not page.is_section(named.author))
        and not page.is_site(named.author)
        and (is_person(named.author) or poster_of(page.row) == named.author or not page.is_publisher(named.author))
    ):
        page.put("author", named.author)
    first = first_of_row(page.row)
    is_house = (
        first and ((is_outlet(first) and first[-1] not in INNER) or page.is_publisher(first)) and not page.is_section(first)
    )
    is_house = is_house or (bool(first) and is_organ(first) and not page.is_section(first) and "author" not in page.found)
    is_house = is_house and poster_of(page.row) != first
    if is_house and "source_name" not in page.found and first != page.found.get("author", first):
        page.put("source_name", first)
    if (
        named.source
        and not page.is_section(named.source)
        and "source_name" not in page.found
        and named.source != page.found.get("author")
    ):
        page.put("source_name", named.source)
    if "source_name" not in page.found and "author" not in page.found and (organ := _organ_behind(page.row)):
        page.put("source_name", organ if not page.is_section(organ) else None)


def _organ_behind(raw: str) -> str:
    """The office or the house right behind the time of a row, with a mark, a count or nothing behind it."""
    time = find_time(fold(raw, fold_table()))
    match = _BEHIND.match(raw[time.end :]) if time is not None else None
    return match["name"] if match is not None and is_organ(match["name"]) else ""


def take_bars(page: PageFields, bars: Sequence[Bar], notices: Sequence[str]) -> None:
    """Whom the lines between the title and the text name, where nothing else said who wrote."""
    under, over = rows_of(bars, page.title)
    heads = [bar.raw for bar in bars if bar not in under and bar not in over and find_time(bar.view) is None]
    for name, sure in _named(bars, under, over, page.title, notices, japanese=page.japanese):
        if not name or is_outlet(name) or name == page.found.get("section"):
            continue
        if not sure and (page.is_section(name) or page.is_site(name) or any(name in raw and name != raw for raw in heads)):
            continue
        if "丨" in name or _COUNTED.match(name) is not None or (read_names(name) != (name,) and not name[0].isdigit()):
            continue
        if name == page.found.get("source_name") or any(term in name for term in page.spam):
            continue
        page.found["author"] = name
        return


def take_world(page: PageFields, bars: Sequence[Bar]) -> None:
    """The writer whom a line near the title names in a further language, and his paper behind him."""
    for n, bar in enumerate(bars):
        if bar.raw == page.title or bar.raw in page.titles.whole[:1]:
            continue
        named = world_writer(bar.raw, furniture=bar.taken or bar.has_time)
        if not named.name and n and bars[n - 1].raw == page.title and n + 1 < len(bars) and bars[n + 1].has_time:
            named = over_time(bar.raw)
            if named.name and "author" not in page.found:
                page.put("author", named.name)  # as its line has two names, it looks like the site's
        if not named.name and bar.has_time and (name := beside_world_time(bar.raw)):
            named = Writer(name, "")
        if named.name and "author" not in page.found and not page.is_site(named.name):
            page.put("author", named.name)
        if (bar.has_time or bar.taken) and (source := world_source(bar.raw)):
            page.put("source_name", source)
        if named.name and bar.has_time and "published" not in page.found:
            page.put_time(with_plain_times(bar.raw))
        if named.behind and (is_outlet(named.behind) or is_paper(named.behind) or page.is_publisher(named.behind)):
            page.put("source_name", named.behind)
        if named.name:
            return


def _named(
    bars: Sequence[Bar], under: Sequence[Bar], over: Sequence[Bar], title: str, notices: Sequence[str], *, japanese: bool
) -> Iterator[tuple[str, bool]]:
    """The names that the rows hold, the surest first, and whether it matters that the site is named so."""
    for bar in under:
        yield poster_of(bar.raw), True
    yield stacked(bars, title, japanese=japanese), False
    yield signed_in(notices), True
    yield owner_of([bar.raw for bar in bars]), True
    yield name_alone(bars, title), False
    yield user_of(under), True
    yield latin_writer(bars, title), True
    for bar in under:
        yield (people_of_row(bar.raw) if bar.has_time else people_of_row(bar.raw, timeless=True)).author, False
    yield beside_time(under), False
    yield behind_time(under), False
    for bar in over:
        if ":" in bar.view:
            yield people_of_row(bar.raw, timeless=True, labelled=True).author, False
    yield sole_name(bars, title, japanese=japanese), False
