"""Filling a page's fields from its pieces, in the order of the text.

What lives here: read_pieces(). What never does: patterns of lines (fieldgrammar.py), values (fieldvalues.py), scripts
(harvest.py).

How it works: pieces come in the order of the text: lines and spans that strip took, and lines around the text that it left
(stayed.py). A rule's own groups know best, then labels, then what stands beside a time without a label: the name of a site or
an outlet is the source, a person or a user the author. The first value of a field wins, except that editors and reviewers add
up. Of lines that strip left only those count that are fields and nothing else. What is known so far is kept in PageFields
(pagefields.py); persons, rows and posts fill it in modules of their own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.barrows import Bar, bars_of, owner_of
from corpuskit.steps.bylinegrammar import is_byline
from corpuskit.steps.creditfields import (
    ANSWERERS,
    STATIONS,
    agency_of,
    persons_of,
    put_credits,
    said_by,
    take_dateline,
    take_groups,
    take_signature,
)
from corpuskit.steps.creditreader import Credit
from corpuskit.steps.fieldgrammar import is_date, label_alone, tokens_of
from corpuskit.steps.fieldlines import (
    CHANGED,
    ENGLISH_NAME,
    is_field_line,
    opens_with_writer,
    row_cells,
    states_foreign,
    tells_time,
)
from corpuskit.steps.fieldvalues import LISTS, PEOPLE, drop_no_names
from corpuskit.steps.filedunder import CATEGORIES, filed_under
from corpuskit.steps.footclock import take_foot_clock, take_split_clock
from corpuskit.steps.formfields import take_account, take_forms, whole_source
from corpuskit.steps.handles import take_handle
from corpuskit.steps.houses import houses_of, is_firm, tells_house
from corpuskit.steps.lasttimes import take_last_times
from corpuskit.steps.namegrammar import is_person, joined, read_names
from corpuskit.steps.pagefields import PageFields
from corpuskit.steps.plainpieces import READ_FAMILIES, ROWS, rewritten, whole_rows
from corpuskit.steps.posterfields import POSTS, take_foot_writer, take_opener, take_poster
from corpuskit.steps.replies import is_reply, reply_rows
from corpuskit.steps.rowfields import take_bare_times, take_bars, take_free, take_row, take_told, take_world
from corpuskit.steps.rowposter import is_later_floor
from corpuskit.steps.rowwriter import writer_of_row
from corpuskit.steps.sectiongrammar import chain_rank
from corpuskit.steps.sections import LOOSE_RANK, WECHAT, Sections
from corpuskit.steps.stayed import FOOT, HEAD
from corpuskit.steps.taken import Piece, fields_of, text_before
from corpuskit.steps.timegrammar import CHANGED as OF_A_CHANGE
from corpuskit.steps.timegrammar import find_time, label_before
from corpuskit.steps.toldnames import told_origin, told_writers
from corpuskit.steps.undertitle import take_under_title

__all__ = ["read_pieces"]

BARS_CHARS = 240  # over which the lines around a title may reach on a short page
HEAD_SHARE = 0.3  # of the page: further down times and names are those of other pages and of comments
NO_PERSON_LAST = "镇鎮乡鄉村区區县縣市街科部处處室办辦局所站院校馆館社组組队隊"  # of places and offices
SHORT_HEAD_CHARS = 100  # over the text of a short page
TEXT_MIN_CHARS = 20  # between two pieces: sentences, which are no pieces
ROW_MAX_CHARS = 48  # of one that says how long ago
PAGE_NAMES_MAX = 2  # of what only the looks of a page tell: more are a row of words
OWNER_LINES = 3
CHAIN = "any.breadcrumb.credited"
NAMES = "any.tools.names"
FIELDS = "zh.notice.article-fields"
_AGO = re.compile(
    r"刚刚|\d{1,3}\s?(?:秒钟?|分钟|小时|天|周|个月|年)前|[昨前今]天|(?:yester|to)day|\d{1,3}\s(?:minute|hour|day|week"
    r"|month|year)s?\sago"
)
_AGO_ROW = re.compile(rf"\S\s(?:[·•|/]\s)?(?:{_AGO.pattern})(?!\s[明后後本][天日周週])")  # and no menu of days
_POSTED = re.compile(r"posted\s(?:@|on)\s", re.IGNORECASE)
_ADDS = re.compile(r"参与(?:采写|采访|报道|写作)|采写")
_RELEASED = re.compile(r"(?:发布|出版|发行)\s?:\s?\Z")
_OFFICE_NAME = re.compile(r"[\u3400-\u9fff]{3,20}")
_DAY = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")
_FOOT_CREDIT = re.compile(
    r"(?!.*(?:[编編]制|批准|制表))(?:.*?(?:\u3000|\s{2}))?(?:责任?编辑?|責任?編輯|编辑|編輯|校对|校對|审核|審核)\s?[:：丨|/]\s?\S"
)
_OF_A_WORK = re.compile("(?:作者|文|撰)[^/=](?!.*(?:摄影|图|编辑|校对|审核))")  # alone it may be the poet's


def read_pieces(page: PageFields, pieces: list[Piece], size_chars: int) -> None:
    """Fill the fields of a page from its pieces, which come in the order of the text of this size."""
    page.text = next((a.end for a, b in pairwise(pieces) if b.start > a.end + TEXT_MIN_CHARS), pieces[-1].end)
    head = max(
        max(size_chars, pieces[-1].start) * HEAD_SHARE, min(page.text, SHORT_HEAD_CHARS)
    )  # of a short page more stands over its text
    as_they_stand = pieces

    @cache
    def bars() -> list[Bar]:  # few pages ask for them
        return bars_of(as_they_stand, max(head, BARS_CHARS))

    pieces = [_as_chain(rewritten(piece)) for piece in whole_rows(pieces, page.titles.whole[:1])]
    sections = Sections(pieces, page.titles, head, page.title)
    page.sites, page.sections = sections.sites, sections
    page.houses = houses_of(pieces, page.title)
    page.feet = [piece.raw.strip() for piece in pieces if piece.start > page.text and tells_house(piece)]
    page.title = sections.title
    page.put("section", sections.best(1))
    # A row of fields over the title, under the breadcrumb, is not the title.
    first = page.titles.whole[:1]
    page.first = () if first and pieces[0].raw.strip() != first[0] and row_cells(first[0]) else first
    page.first = tuple(fold(line, fold_table()) for line in page.first)
    page.body = max((piece.end for piece in pieces if piece.rule == HEAD and not piece.judged), default=0)
    page.replies = reply_rows(pieces, page.text)
    take_account(page, pieces, head)
    take_opener(page, pieces, head, sections, bars)
    pieces = [piece for n, piece in enumerate(pieces) if not _is_entry(pieces, n)]
    for n, piece in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        page.at = piece.start
        _take(page, piece, following, sections, in_head=piece.start <= head)
        beside = [other for other in (pieces[n - 1] if n else None, following) if other is not None]
        if piece.rule == HEAD and ENGLISH_NAME.fullmatch(piece.view) and any(is_date(other.view) for other in beside):
            page.put("author", piece.raw)
        page.undated |= "published" not in page.found and piece.family == "source" and _AGO.search(piece.view) is not None
    if "author" not in page.found and any(piece.rule in POSTS for piece in pieces):
        take_poster(page, [piece for piece in pieces if piece.start <= head])
    # A blog is named by whom it is of; a row that opens with its title names nobody.
    writer = (owner_of([bar.raw for bar in bars()[:OWNER_LINES]]) or page.writer) if page.writer else None
    if writer and is_firm(writer):
        page.put("source_name", writer)
    elif "author" not in page.found and writer and writer != page.found.get("source_name") and not page.is_site(writer):
        page.put("author", writer)
    if 0 <= page.told_at < page.text < page.time_at and "published" in page.found:
        # What stands over the text is the page's, though only its looks say so; under the text stand comments.
        del page.found["published"]
    take_bare_times(page, pieces)
    page.put("published", page.changed)
    take_row(
        page,
    )
    for raw in page.told:
        take_told(page, raw)
    take_last_times(page, pieces, head)
    page.put("section", sections.best(LOOSE_RANK))
    filed = (CATEGORIES.fullmatch(piece.raw.strip()) for piece in pieces if piece.start > page.text)
    page.put("section", next((match["name"] for match in filed if match is not None), None))
    page.put("source_name", page.agency)
    publisher = str(page.found.get("publisher", ""))
    if is_person(publisher) and publisher[-1] not in NO_PERSON_LAST:
        # a person who put the page up: its writer, where nobody else is
        del page.found["publisher"]
        page.put("author", publisher)
    drop_no_names(page.found)
    if not page.found.keys() >= {"author", "source_name"}:
        take_world(page, bars())
    if "author" not in page.found:
        notices = [piece.raw for piece in pieces if piece.family == "notice"]
        take_bars(page, bars(), notices)
    take_under_title(page, pieces)
    if "author" not in page.found:
        take_foot_writer(page, pieces, head)
    if "author" not in page.found:
        take_handle(page, pieces, head)
    if "author" not in page.found:
        page.put("author", next((name for name in told_writers(pieces) if not page.is_house(name)), None))
    if not page.found.keys() >= {"author", "source_name"}:
        take_forms(page, bars(), as_they_stand, head)
    drop_no_names(page.found)
    take_foot_clock(page, pieces)
    take_split_clock(page, pieces, head)
    whole_source(page)


def _take(page: PageFields, piece: Piece, following: Piece | None, sections: Sections, *, in_head: bool) -> None:
    bare = joined(piece.raw)
    if bare != piece.raw:
        piece = replace(piece, raw=bare)
    if piece.family != "credit" and is_later_floor(piece.view):
        return
    if piece.start in page.replies or (piece.start > page.text and is_reply(page, piece)):
        return
    if piece.family == "stayed" and states_foreign(piece.view):
        page.put_time(piece.raw)
        return
    if page.agency is None and piece.family == "credit" and not piece.whole and (name := agency_of(piece.view)):
        page.agency = piece.raw.strip()[piece.view.find(name) :][: len(name)]
    if piece.family in ("notice", "stayed"):
        for field, value in told_origin(piece.raw):
            page.put(field, value, labelled=True)
    take_dateline(page, piece)
    take_signature(page, piece, in_head=in_head)
    persons, whole = persons_of(page, piece)
    is_stayed = piece.family == "stayed" and not is_field_line(piece, page.first)
    if is_stayed and (tells_time(piece) or (piece.judged and piece.rule == HEAD and opens_with_writer(piece.view))):
        page.told.append(piece.raw)
        page.told_at = page.told_at if page.told_at >= 0 or find_time(piece.view) is None else piece.start
    if is_stayed and (in_head or not piece.judged):  # credits that the page judge took under a text are the page's
        _take_stayed(page, piece, following, persons, whole=whole, in_head=in_head)
        return
    adds = piece.rule.startswith("zh.credit.") or _ADDS.search(piece.view) is not None
    is_read = (piece.family in READ_FAMILIES and piece.rule not in STATIONS) or piece.rule in (WECHAT, FIELDS)
    labelled = list(fields_of(piece.raw)) if is_read else []
    if piece.family == "spam" and in_head:
        labelled = [found for found in fields_of(piece.raw) if found[0] == "published"]
    if piece.rule == NAMES and is_byline(piece.view, last=True, bracketed=False):
        labelled = list(fields_of(piece.raw))
    if (piece.family == "page" or piece.judged) and not in_head:  # credits; other fields at the foot are other pages'
        told = LISTS if not any(found[0] in LISTS for found in labelled) else (*LISTS, "source_name")
        labelled = [found for found in labelled if found[0] in told]
    if persons:
        labelled = [found for found in labelled if not said_by(found, piece.raw, persons, whole=whole)]
        put_credits(page, piece, persons, adds=adds)
    taken = take_groups(page, piece, labelled, persons, adds=adds)
    page.put("section", filed_under(piece))
    before = page.found.get("author")
    for field, value in labelled:
        if field == "author" and (piece.family == "page" or piece.judged) and len(read_names(value)) > PAGE_NAMES_MAX:
            continue
        if field in page.loose and field not in taken:
            page.found.pop(field, None)  # a label says better than the account that the article stood on
            page.loose.discard(field)
        if field not in taken:
            if field == "published" and _RELEASED.search(text_before(piece.raw, value)) and _OFFICE_NAME.fullmatch(value):
                page.put("publisher", value)
                continue
            if field == "published":
                said = label_before(text_before(piece.raw, value))
                if said == OF_A_CHANGE and piece.family != "credit":
                    page.put_time(piece.raw)  # a time beside it without a label is that of the page
                page.put_time(value, said, near=page.is_over_text(piece))
                continue
            mine = field == "author" and before != page.found.get(field)
            page.put(field, value, adds=adds or mine, labelled=True)  # several reporters of one line
    if _POSTED.match(piece.view) or (piece.family in READ_FAMILIES and in_head and piece.rule not in ANSWERERS):
        take_free(page, piece)
    barred = piece.rule in ROWS or piece.family == "source"
    if (
        in_head
        and page.row is None
        and barred
        and piece.whole
        and (find_time(piece.view) is not None or _AGO_ROW.search(piece.view))
    ):
        page.row = piece.raw
    if in_head and page.writer is None and piece.rule in ROWS and "匿名" not in piece.view:
        writer = writer_of_row(piece.raw)
        page.writer = None if writer is None or sections.names(writer) or page.is_section(writer) else writer
    if CHANGED.match(piece.view):
        page.changed = page.changed or piece.raw
    label = label_alone(piece.view) if piece.whole and piece.family in READ_FAMILIES else None
    if label and label != "other" and following is not None and _stands_under(following, piece):
        page.put(label, following.raw)


def _take_stayed(
    page: PageFields, piece: Piece, following: Piece | None, persons: tuple[Credit, ...], *, whole: bool, in_head: bool
) -> None:
    """What a line says that strip left and that is no line of fields: its writers, its section, how long ago it was."""
    if following is not None and following.family == "source" and following.whole and following.start == piece.end + 1:
        for field, value in _writer_alone(piece):
            page.put(field, value)
    page.put("section", filed_under(piece) if piece.rule == HEAD or piece.judged else None)
    if whole and piece.raw.strip() not in page.titles.whole[:1] and not _OF_A_WORK.match(piece.view):
        put_credits(page, piece, persons, adds=False)
    elif piece.rule == FOOT and len(piece.view) <= ROW_MAX_CHARS and _FOOT_CREDIT.match(piece.raw):
        put_credits(page, piece, tuple(credit for credit in persons if credit.field in LISTS), adds=False)
    if in_head and page.row is None and piece.rule == HEAD and _AGO_ROW.search(piece.view) and len(piece.view) <= ROW_MAX_CHARS:
        page.row = piece.raw


def _writer_alone(piece: Piece) -> list[tuple[str, str]]:
    """The persons on a line over a source bar that opens with its writer: elsewhere it may be a poet."""
    if piece.rule != HEAD or len(piece.view) > ROW_MAX_CHARS or not opens_with_writer(piece.view):
        return []
    return [(field, value) for field, value in fields_of(piece.raw) if field in PEOPLE]


def _as_chain(piece: Piece) -> Piece:
    """A breadcrumb that a rule of credits took, as its first name looks like a person's."""
    if piece.family == "credit" and piece.whole and chain_rank(piece.raw) > 1 and not tokens_of(piece.view)[0].field:
        return replace(piece, rule=CHAIN)
    return piece


def _is_entry(pieces: list[Piece], n: int) -> bool:
    """True for a line over the text that opens with a day as the one beside it opens with another: a log, a list of days."""
    if pieces[n].rule != HEAD or pieces[n].judged or (day := _DAY.match(pieces[n].view)) is None:
        return False
    beside = [pieces[at] for at in (n - 1, n + 1) if 0 <= at < len(pieces)]
    days = [other for piece in beside if piece.rule == HEAD and not piece.judged and (other := _DAY.match(piece.view))]
    return any(other[0] != day[0] for other in days)


def _stands_under(following: Piece, piece: Piece) -> bool:
    """True for a value on the line behind its label, which is no label itself."""
    return following.start == piece.end + 1 and label_alone(following.view) is None
