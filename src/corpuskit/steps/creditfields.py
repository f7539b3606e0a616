"""The fields that the credits of a piece fill: persons with what they did, a rule's own groups, a signature behind the text.

What lives here: persons_of(), put_credits(), take_groups(), take_signature(), take_dateline(), said_by(). What never
does: how a line is cut into roles and names (creditreader.py).
"""

from __future__ import annotations

import re

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.creditreader import Credit, credits_of
from corpuskit.steps.creditroles import NO_NAMES
from corpuskit.steps.fieldgrammar import tokens_of
from corpuskit.steps.fieldvalues import PEOPLE, is_medium, put
from corpuskit.steps.namegrammar import is_person
from corpuskit.steps.pagefields import PageFields
from corpuskit.steps.plainpieces import READ_FAMILIES
from corpuskit.steps.stayed import HEAD, LATE
from corpuskit.steps.taken import Piece, text_before, values_of, whole_time
from corpuskit.steps.timegrammar import label_before

__all__ = [
    "DATELINE_SIGNED",
    "agency_of",
    "persons_of",
    "put_credits",
    "said_by",
    "take_dateline",
    "take_groups",
    "take_signature",
]

CREDITED = READ_FAMILIES | {"tools", "summary"}  # whose lines are read for roles and names
ACCOUNTS = frozenset(("zh.source.wechat",))
STATIONS = frozenset(("zh.source.bbs-station",))  # whose 来源 is the board itself, and whose 编辑 the writer
ANSWERERS = frozenset(("zh.source.answerer",))
_PICTURES = re.compile(r"(?:图片?|摄影?|摄像|制图)\s{0,2}[:/]\s{0,2}\Z")
_SIGNED = re.compile(
    r"[(\[【〔]\s?(?:作者单位\s?:\s?)?(?:[^\s()\[\]:]{1,14}(?:[部局科室課课处處院系班校站馆队會厂员社所厅镇乡村]|支局|支行"
    r"|分行|中心|公司|街道|護士長|护士长|委員|委员|主任|记者|通讯员|作者|教师)[\s・:]{1,2})?"
    r"(?P<name>[\u3041-\u30fa\u3400-\u9fff々]{2,5}(?:\s[\u3041-\u30fa\u3400-\u9fff々]{2,4})?)\s?(?:,\s?[^()\[\],]{2,12})?[)\]】〕]"
)
# A dateline with its writers in a bracket behind the word for a report: 甲乙网9月3日讯（张三 李四）.
DATELINE_SIGNED = re.compile(
    r".{2,24}?(?:[讯訊]|日[电電])\s?[】\])]?\s?\((?:(?:通讯员|记者团?|特约\S{2,3})\s?)?(?P<names>[\u3400-\u9fff]{2,4}(?:[\s、,;]{1,2}(?!报[道导])[\u3400-\u9fff]{2,3}){0,4})"
    r"(?:\s?报[道导])?\)\s*"
)
_SHOWN = re.compile("写真|動画|动画|関連|記事|记事|提供|撮影|続[きく]|参照")
_KANJI_FIRST = re.compile("[\u3400-\u9fff々]{1,3}[\u3041-\u30fa]{1,4}\\Z")
_CLOCK = re.compile(r"(?:午[前後后]|上午|下午|오전|오후)?\s?\d{1,2}[時时点:시]|有料|会員限定|無料")
_AGENCY = re.compile(
    r"[\[(【〔]\s?(?P<name>[^\s()\[\]【】〔〕,。:]{2,8}?)(?:(?:网站)?\d{1,2}日[电讯]|[专]?[讯][\])】〕]|(?:特派"
    r"|特约)?记者[^\s()\[\],。]{2,16}\d{1,2}日[电讯]"
    r"|/\s?(?:特派|特约|综合)?(?:记者[^\s()\[\],。]{2,12}|[^\s()\[\],。/]{2,6}中心)[\])】〕])"
    r"|\[(?P<korean>[^\s\[\]=]{2,12})=[^\[\]=]{2,12}(?:기자|특파원)\]"
)
_SIGNED_OFF = re.compile(r"[编編]制\s?[:：]|批准\s?[:：]|制表\s?[:：]")  # who made a sheet, which is the text's own


def persons_of(page: PageFields, piece: Piece) -> tuple[tuple[Credit, ...], bool]:
    """The persons with what they did on a piece, and True where it is nothing else."""
    if piece.family == "stayed" and _SIGNED_OFF.search(piece.raw) is not None:
        return (), False
    if piece.family not in CREDITED or piece.rule in STATIONS or piece.rule in ANSWERERS:
        return (), False
    return credits_of(piece.raw, japanese=page.japanese)


def put_credits(page: PageFields, piece: Piece, persons: tuple[Credit, ...], *, adds: bool) -> None:
    """Fill the fields of persons; an author only where none is known, unless it `adds`."""
    fresh = (adds or "author" not in page.found) and not page.opened
    for credit in persons:
        name = piece.raw[credit.start : credit.end]
        if credit.field and (credit.field != "author" or fresh):
            field = "source_name" if credit.field == "author" and credit.office and is_medium(name) else credit.field
            put(page.found, field, name, page.spam, adds=True, office=credit.office)


def take_groups(
    page: PageFields, piece: Piece, labelled: list[tuple[str, str]], persons: tuple[Credit, ...], *, adds: bool
) -> set[str]:
    """Put the values of the rule's own groups; the fields that they filled."""
    people = {field for field, _ in labelled if field in PEOPLE} | {credit.field for credit in persons if credit.field}
    named = {piece.raw[credit.start : credit.end] for credit in persons if not credit.office}
    offices = {piece.raw[credit.start : credit.end] for credit in persons if credit.office and credit.field}
    known = set(page.found)
    for field, value in values_of(piece.raw, piece.rule, page.matcher) if piece.family != "stayed" else ():
        if field in PEOPLE and persons and (field in people or any(name in value for name in named)):
            continue
        if field == "source_name" and (value.strip() in offices or any(name in value for name in named)):
            continue
        if field in PEOPLE and (value.strip() in NO_NAMES or _is_tool(value)):
            continue
        if field in PEOPLE and people and field not in people:
            continue  # the words before the name say better what the person did
        if piece.rule.startswith("ko.") and field == "author" and "author" in people:
            continue  # several names before one 기자
        if field == "author" and "author" in people and _PICTURES.search(text_before(piece.raw, value)):
            continue  # who took the pictures
        if field == "source_name" and _CLOCK.match(value):
            continue
        if field == "source_name" and ("记者" in value or "記者" in value):
            continue
        if field == "source_name" and not labelled and is_person(value, japanese=page.japanese):
            field = "author"
        if field == "published":
            said = label_before(text_before(piece.raw, value))
            page.put_time(whole_time(piece.raw, value), said, near=page.is_over_text(piece))
        else:
            page.put(field, value, adds=adds)
    taken = set(page.found) - known
    if piece.rule in ACCOUNTS and "source_name" in taken:
        page.loose.add("source_name")
    return taken


def _is_tool(value: str) -> bool:
    """True for what readers may do with a page and nothing else."""
    tokens = tokens_of(fold(value, fold_table()).strip())
    return bool(tokens) and all(token.kind in ("tool", "count") for token in tokens)


def agency_of(view: str) -> str:
    """The paper or the agency that a dateline names beside its day or before its reporter; empty where it names none."""
    match = _AGENCY.match(view)
    if match is not None and (korean := match["korean"]):
        return korean
    name = match["name"] if match is not None else ""
    slashed = match is not None and "/" in match[0] and len(name) > 2 and not name.endswith(("中心", "频道", "综合"))
    return name if name and (slashed or is_medium(name)) and not name.startswith("本") else ""


def take_dateline(page: PageFields, piece: Piece) -> None:
    """Who wrote it, in a bracket behind the words of a dateline, where no label says so."""
    if piece.whole or piece.family not in ("credit", "page", "source") or "author" in page.found:
        return
    match = DATELINE_SIGNED.fullmatch(piece.view)
    if match is not None and all(is_person(name) for name in re.split(r"[\s、,;]+", match["names"])):
        start = piece.view.rfind(match["names"])
        page.put("author", piece.raw.strip(" \u3000\t")[start : start + len(match["names"])])


def take_signature(page: PageFields, piece: Piece, *, in_head: bool) -> None:
    """Who wrote it, alone in a bracket behind the text, perhaps behind an office."""
    match = None if piece.rule == LATE or (in_head and piece.rule == HEAD) else _SIGNED.match(piece.view)
    if match is not None and page.japanese and match[0][0] != "(" and (match.end() < len(piece.view) or piece.start <= page.text):
        return  # the head of a line, the place of a dateline
    if match is None or piece.family not in ("stayed", "credit", "page", "spam"):
        return
    name = piece.raw.strip(" \u3000\t")[match.start("name") : match.end("name")]
    words = name.split()
    japanese = page.japanese and match[0][0] == "(" and _KANJI_FIRST.match(name) is not None and _SHOWN.search(name) is None
    if japanese or all(is_person(word, japanese=page.japanese) for word in words):
        page.put("author", name)


def said_by(found: tuple[str, str], raw: str, persons: tuple[Credit, ...], *, whole: bool) -> bool:
    """True for a value of a label that the credits of the line say better."""
    field, value = found
    if field not in (*PEOPLE, "source_name", "publisher"):
        return False
    named = any(raw[credit.start : credit.end] in value or value in raw[credit.start : credit.end] for credit in persons)
    return named or (whole and field in PEOPLE)
