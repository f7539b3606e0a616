"""The fields that are still missing when all labels, roles and rows have been read: from forms of rows, and from the foot.

What lives here: take_forms(). What never does: the forms (rowforms.py); values that something else stated, which stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.barrows import Bar, is_user
from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.namegrammar import is_outlet
from corpuskit.steps.pagefields import DAY_CHARS, PageFields
from corpuskit.steps.rowforms import put_up_by, stated_by_form
from corpuskit.steps.stayed import HEAD, LATE
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time

__all__ = ["take_account", "take_forms", "whole_source"]

_KO_OUTLETS = ("일보", "신문", "뉴스", "통신", "저널", "방송", "경제", "매일", "타임즈")
NAME_MAX_CHARS = 12
_WORD = re.compile(r"[^\W\d_]+")
_NO_MEDIA = ("版", "端", "互联网", "互聯網")
_MEDIUM = re.compile(
    "(?:[网網报報社台臺刊]|新[闻聞]|[时時][讯訊]|日[报報]|在[线線]|[电電][视視]|[广廣]播|[广廣][电電]|融媒[体體]?)\\Z"
)
_HOME = re.compile("(?:首[页頁]|主[页頁])\\Z")
_BEHIND = re.compile(r"\s?[\[(（【]|\s?(?:我[要来來]|评论|評論|[阅閱][读讀]|收藏|分享|字[号號体體])")
_OFFICE = re.compile(r"[组組部处處科室队隊团團팀부]\Z|整理\Z|\A[发發]表[于於]")
_POST = re.compile("[师師员員长長生]\\Z")  # what somebody is
_TODAY = re.compile(r"(?:\A|\s)[今昨]天(?=\s|\Z)")
_WORD_BEFORE = re.compile(r"(?:\A|[\s|])([^\W\d]{1,12}\s)\Z")
_REPORTED = re.compile(
    r"[【\[]?(?P<name>(?!本)[\u3400-\u9fff]{3,8}?)(?:\s?(?:全媒体|融媒体)?(?:记者|記者)\s?"
    r"|[/／]\s?)[\u3400-\u9fff]{2,4}(?:[\s/／、,，】\]].*)?"
)
_HANDLE = re.compile(r"(?P<name>[A-Za-z][\w-]{2,19})\s{1,3}(?=(?:19|20)\d\d[-/.])")


# What stands on pages copied from accounts: their last word before the time is the account.
_OF_AN_ACCOUNT = re.compile(
    r"收录于(?:合集|话题)|[点點][击擊]\S{0,4}[蓝藍]字|[点點][击擊]上方[关關]注|[\"“]?在看[\"”]?\s*\Z|喜[欢歡][请請][点點]"
    r"|[发發]表[于於][\u3400-\u9fff]{2,3}\Z|阅读原文\Z|微信扫一扫"
)
_ACCOUNT_ROW = re.compile(
    r"(?:原创\s)?(?:(?P<author>[^\s\d:：|][^\s:：|]{1,11})\s)?(?P<account>[^\s\d:：|][^\s:：|]{1,15})\s(?=(?:19"
    r"|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s|\Z))"
    r".{8,19}(?:\s(?:[发發]表[于於])?[\u3400-\u9fff]{2,3})?"
)
ACCOUNT_LINES, MARKS_MIN = 6, 2


def take_account(page: PageFields, pieces: Sequence[Piece], head: float) -> None:
    """The account and its writer on the row with the time, where the page says in other lines that it comes from one."""
    if sum(_OF_AN_ACCOUNT.search(piece.raw) is not None for piece in pieces) < MARKS_MIN:
        return
    for piece in pieces[:ACCOUNT_LINES]:
        match = _ACCOUNT_ROW.fullmatch(piece.raw.strip()) if piece.start <= head and piece.whole else None
        if match is None or any(label_alone(fold(name, fold_table())) is not None for name in match.groups() if name):
            continue
        page.put("source_name", match["account"])
        if match["author"] is not None:
            page.found.setdefault("author", match["author"])
            page.opened = True
        return


def take_forms(page: PageFields, bars: Sequence[Bar], pieces: Sequence[Piece], head: float) -> None:
    """Fill what is missing of writer, source and time."""
    top = max((n for n, bar in enumerate(bars) if bar.raw == page.title), default=-1)
    for n, bar in enumerate(bars[top + 1 :], top + 1):
        beside = (*bars[max(0, n - 1) : n], *bars[n + 1 : n + 2])
        if bar.taken or bar.has_time or any(other.furniture for other in beside):
            _put(page, bar.raw)
            if bar.has_time and "source_name" not in page.found:
                page.put("source_name", _behind_time(page, bar) or None)
            if bar.has_time and "author" not in page.found:
                page.put("author", _beside_source(bar, str(page.found.get("source_name", ""))) or None)
    for piece in pieces if "author" not in page.found else ():
        if piece.rule in (HEAD, LATE) and piece.judged and piece.raw.startswith("asked "):
            _put(page, piece.raw)
    if "source_name" not in page.found:
        page.put("source_name", _paper_alone(page, bars, top) or None)
    for piece in pieces if "author" not in page.found else ():
        if piece.start > head and piece.whole and piece.family in ("source", "page", "stayed") and piece.rule != HEAD:
            page.put("author", _writer_below(piece, str(page.found.get("published", ""))) or None)


def whole_source(page: PageFields) -> None:
    """The name of the source with the word before it, where a row has both and a notice of rights too."""
    source = str(page.found.get("source_name", ""))
    at = page.row.find(source) if page.row is not None and source else -1
    if page.row is None or at < 1:
        return
    before = _WORD_BEFORE.search(page.row, 0, at)
    if before is not None and page.is_site(before[1] + source):
        page.found["source_name"] = before[1] + source


def _paper_alone(page: PageFields, bars: Sequence[Bar], top: int) -> str:
    """The medium on a line of its own, or before its reporter, between the title and the text, where a row beside it has a
    time; empty where there is none."""
    for n, bar in enumerate(bars[top + 1 :], top + 1) if top >= 0 else ():
        if not (bar.furniture or n == top + 1 or bars[n - 1].furniture or bars[n - 1].raw == bars[top + 1].raw):
            return ""
        if bar.has_time or not any(other.has_time for other in bars[max(top + 1, n - 2) : n + 3]):
            continue
        match = _REPORTED.fullmatch(bar.raw)
        name = match["name"] if match is not None else bar.raw
        if not 2 < len(name) <= NAME_MAX_CHARS or _WORD.fullmatch(name) is None or _OFFICE.search(name) is not None:
            continue
        if _MEDIUM.search(name) is not None or (match is not None and page.is_site(name)):
            return name
    return ""


def _put(page: PageFields, raw: str) -> None:
    for field, value, office in stated_by_form(raw):
        if field in page.found or (field == "source_name" and value[0] >= "\u3400" and not _is_paper(page, value)):
            continue
        if field == "published":
            page.put_time(value)
        elif field == "author" and page.is_site(value):
            page.put("source_name", value)
        elif field == "author" and (page.is_section(value) or value == page.found.get("source_name")):
            continue
        else:
            page.put(field, value, labelled=office)


def _behind_time(page: PageFields, bar: Bar) -> str:
    """The medium right behind the time of a row, also without a blank between them; empty where none stands there."""
    time = find_time(bar.view) if len(bar.view) == len(bar.raw) else None
    behind = bar.raw[time.end :] if time is not None else ""
    names = [cell.strip("|｜·") for cell in _BEHIND.split(behind)[0].split()[:2]] if behind else []
    if len(names) > 1 and not is_user(fold(names[0], fold_table())):
        names = names[:1]  # behind a user
    if time is not None:
        before = [cell.strip("|｜·") for cell in _TODAY.sub(" ", bar.raw[: time.start]).split()]
        names += before[-1:] if len(before) > 1 else [name for name in before if page.is_site(name)]
    for name in names:
        if not 1 < len(name) <= NAME_MAX_CHARS or _WORD.fullmatch(name) is None or name == page.found.get("author"):
            continue
        if page.is_section(name) or name.endswith(_NO_MEDIA):
            continue
        if (page.is_site(name) and _POST.search(name) is None) or (
            len(name) > 2 and (_MEDIUM.search(name) is not None or _is_kin(page, name))
        ):
            return name
    return ""


def _is_kin(page: PageFields, name: str) -> bool:
    """True for a name that begins as that of the site does (甲乙首页: 甲乙体育)."""
    stems = (_HOME.sub("", site.strip()) for site in page.sites if len(site) <= NAME_MAX_CHARS and _HOME.search(site))
    return any(len(stem) > 1 and name.startswith(stem) for stem in stems)


def _beside_source(bar: Bar, source: str) -> str:
    """The user beside the medium on a row of a time, a medium and one name; empty where it is another row."""
    time = find_time(bar.view) if len(bar.view) == len(bar.raw) and source in bar.raw and source else None
    if time is None:
        return ""
    for side in (bar.raw[: time.start], _BEHIND.split(bar.raw[time.end :])[0]):
        cells = [cell for cell in re.split(r"[\s|｜·]+", _TODAY.sub(" ", side)) if cell]
        if len(cells) == 2 and source in cells:
            name = cells[1 - cells.index(source)]
            return name if is_user(fold(name, fold_table())) and _OFFICE.search(name) is None else ""
    return ""


def _is_paper(page: PageFields, name: str) -> bool:
    return is_outlet(name) or page.is_site(name) or name.endswith(_KO_OUTLETS)


def _writer_below(piece: Piece, published: str) -> str:
    """Who put the page up, said below it with a clock alone, or by his handle before the day of the page."""
    said = put_up_by(piece.raw)
    match = _HANDLE.match(piece.view) if not said and published else None
    time = find_time(piece.view) if match is not None else None
    return match["name"] if match is not None and time is not None and time.iso.startswith(published[:DAY_CHARS]) else said
