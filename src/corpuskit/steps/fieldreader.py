"""Filling a page's fields from its pieces: which field a value fills, and which of several values.

What lives here: Reader. What never does: patterns of lines (fieldgrammar.py), values (fieldvalues.py), scripts (harvest.py).

How it works: pieces come in the order of the text: lines and spans that strip took, and lines around the text that it left
(stayed.py). A rule's own groups know best, then labels, then what stands beside a time without a label: the name of a site or
an outlet is the source, a person or a user the author. The first value of a field wins, except that editors and reviewers add
up. Of lines that strip left only those count that are fields and nothing else.

Weak: a user whose name ends like an outlet's.

Long, because what fills a field depends on what was filled before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.linematch import Matcher
from corpuskit.steps.bylinegrammar import is_byline
from corpuskit.steps.creditreader import Credit, credits_of
from corpuskit.steps.fieldgrammar import Token, is_date, label_alone, tokens_of
from corpuskit.steps.fieldlines import (
    CHANGED,
    ENGLISH_NAME,
    is_field_line,
    opens_with_writer,
    row_cells,
    states_foreign,
    tells_time,
)
from corpuskit.steps.fieldvalues import LISTS, PEOPLE, Fields, is_medium, put
from corpuskit.steps.namegrammar import is_outlet, is_person, joined, read_names
from corpuskit.steps.plainpieces import MODEL, READ_FAMILIES, ROWS, rewritten
from corpuskit.steps.rowpeople import people_of_row
from corpuskit.steps.rowposter import is_later_floor, poster_of
from corpuskit.steps.rowwriter import NO_USER, WRITER_MIN_CHARS, first_of_row, is_before_time, is_writer, writer_of_row
from corpuskit.steps.sections import LOOSE_RANK, WECHAT, Sections
from corpuskit.steps.stayed import FOOT, HEAD, LATE, Titles
from corpuskit.steps.taken import Piece, fields_of, text_before, values_of, whole_time
from corpuskit.steps.timegrammar import CHANGED as OF_A_CHANGE
from corpuskit.steps.timegrammar import CREATED, find_time, label_before, read_time, stated_times
from corpuskit.steps.timegrammar import OTHER as OF_ANOTHER

__all__ = ["Fields", "Reader"]

CREDITED = READ_FAMILIES | {"tools", "summary"}  # whose lines are read for roles and names
HEAD_SHARE = 0.3  # of the page: further down times and names are those of other pages and of comments
POSTER_MAX_CHARS = 24
OPENER_LINES = 10  # over and right under the title
NO_PERSON_LAST = "镇鎮乡鄉村区區县縣市街科部处處室办辦局所站院校馆館社组組队隊"  # of places and offices
BAR_CHARS = 120  # of furniture between the title and the source bar
DAY_CHARS = 10  # of a date without a clock
ROW_MAX_CHARS = 48  # of one that says how long ago
MODEL_NAMES_MAX = 2  # of a line that only the page model knows: more are a row of words
ACCOUNTS = frozenset(("zh.source.wechat",))
_FILED = re.compile(
    r"(?:Filed (?:under|in)|Posted in|Categor(?:y|ies)):?\s+([^\n,|/•·]{2,30}?)(?=\s*(?:[,|/•·]|Tagged|Leave|\Z))", re.IGNORECASE
)
STATIONS = frozenset(("zh.source.bbs-station",))  # whose 来源 is the board itself, and whose 编辑 the writer
POSTS = frozenset(
    ("zh.source.post-head", "zh.source.post-floor", "zh.source.post-author", "zh.source.floor-time", "zh.source.floor")
    + ("zh.source.forum-user", "zh.counter.member-card", "zh.counter.member", "en.source.forum")
    + ("zh.counter.post-foot", "zh.counter.member-row")
)
ANSWERERS = frozenset(("zh.source.answerer",))
NAMES = "any.tools.names"
FIELDS = "zh.notice.article-fields"
POSTERS = "any.source.poster"
_AGO = re.compile(
    r"刚刚|\d{1,3}\s?(?:秒钟?|分钟|小时|天|周|个月|年)前|[昨前今]天|(?:yester|to)day|\d{1,3}\s(?:minute|hour|day|week|month|year)s?\sago"
)
_AGO_ROW = re.compile(rf"\S\s(?:[·•|/]\s)?(?:{_AGO.pattern})")
_PICTURES = re.compile(r"(?:图片?|摄影?|摄像|制图)\s{0,2}[:/]\s{0,2}\Z")
_CARD = re.compile(r"\s*([^\s:：]{2,16})\s+[^\s:：\d]{2,4}[:：]")  # a user's name before the labels of the card
_COUNTED = re.compile(r"\s\d+\s|您|本[帖贴站文]")  # what a page tells its reader
_SIGNED = re.compile(
    r"[(\[【〔]\s?(?:[^\s()\[\]:]{1,14}(?:[部局科室课課处院系班校站馆队会厂]|支局|委員|委员|主任|记者|通讯员|作者)[\s・:]{1,2})?"
    r"(?P<name>[\u3041-\u30fa\u3400-\u9fff々]{2,5}(?:\s[\u3041-\u30fa\u3400-\u9fff々]{2,4})?)\s?[)\]】〕]"
)
_SHOWN = re.compile("写真|動画|动画|関連|記事|记事|提供|撮影|続[きく]|参照")
_KANJI_FIRST = re.compile("[\u3400-\u9fff々]{1,3}[\u3041-\u30fa]{1,4}\\Z")
_CLOCK = re.compile(r"(?:午[前後后]|上午|下午|오전|오후)?\s?\d{1,2}[時时点:시]|有料|会員限定|無料")
_NUMBER = re.compile(r"\s{1,2}\d[\d,]{0,8}(?![\d./年:-])")
INNER = "部科室组組股班"  # how a part of an office ends, which is no medium
_POSTED = re.compile(r"posted\s(?:@|on)\s", re.IGNORECASE)
_ADDS = re.compile(r"参与(?:采写|采访|报道|写作)|采写")
# An office that a label names for the writer; a medium would be the source.
_OFFICE = re.compile(r"[\u3400-\u9fff]{1,12}(?:[组科室部处队]|[团党工]委|协会|编辑部|中心|服务站)")
# How labels end that name a thing or a person that the page is about.
_OF_A_THING = re.compile(
    r"(?:[别型音态量级度区类号机位费价址手]|预报员|求购人|信息|老师|联系人|(?:审[核校稿读定阅]|校对|复核)(?:[人员者]|专家)?)\Z"
)
_RELEASED = re.compile(r"(?:发布|出版|发行)\s?:\s?\Z")
_OFFICE_NAME = re.compile(r"[\u3400-\u9fff]{3,20}")
_SIGNED_OFF = re.compile(r"[编編]制\s?[:：]|批准\s?[:：]|制表\s?[:：]")  # who made a sheet, which is the text's own
_DAY = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")
_UNDER = re.compile(r"(?<=[a-z.])(?:\s:)?\sin\s[A-Z][\w’' &-]{2,40}\Z")
_FOOT_CREDIT = re.compile(
    r"(?!.*(?:[编編]制|批准|制表))(?:.*?(?:\u3000|\s{2}))?(?:责任?编辑?|責任?編輯|编辑|編輯|校对|校對|审核|審核)\s?[:：丨|/]\s?\S"
)
_OF_A_WORK = re.compile("(?:作者|文|撰)[^/=](?!.*(?:摄影|图|编辑|校对|审核))")  # alone it may be the poet's


class Reader:
    """Fills `found` from the pieces, in the order of the text."""

    def __init__(
        self, found: Fields, matcher: Matcher, spam: tuple[str, ...], titles: Titles, title: str, *, japanese: bool
    ) -> None:
        self.title = title
        self.found, self.matcher, self.spam, self.titles, self.japanese = found, matcher, spam, titles, japanese
        self.loose: set[str] = set()
        self.sections: Sections | None = None
        self.opened = False  # the head of the page names its user: nobody else wrote it
        self.first: tuple[str, ...] = ()  # the line that may be the title
        self.body = 0  # where the lines over the text end
        self.soft_time = False  # the time found is that of a change
        self.undated = False  # the first time stated is relative: a later one is that of another post
        self.sites: list[str] = []
        self.writer: str | None = None  # who stands before the time without a label
        self.told: list[str] = []  # lines with times that only the page judge took
        self.row: str | None = None  # the first row over the text that states a time
        self.changed: str | None = None  # when the page was changed last, which counts where nothing says when it was made

    def read(self, pieces: list[Piece], size_chars: int) -> None:
        pieces = [rewritten(piece) for piece in pieces]
        head = max(size_chars, pieces[-1].start) * HEAD_SHARE
        sections = Sections(pieces, self.titles, head, self.title)
        self.sites, self.sections = sections.sites, sections
        self.title = sections.title
        self.put("section", sections.best(1))
        # A row of fields over the title, under the breadcrumb, is not the title.
        first = self.titles.whole[:1]
        self.first = () if first and pieces[0].raw.strip() != first[0] and row_cells(first[0]) else first
        self.body = max((piece.end for piece in pieces if piece.rule == HEAD and not piece.judged), default=0)
        self.take_opener([piece for piece in pieces if piece.start <= head and piece.whole], sections)
        pieces = [piece for n, piece in enumerate(pieces) if not _is_entry(pieces, n)]
        for n, piece in enumerate(pieces):
            following = pieces[n + 1] if n + 1 < len(pieces) else None
            self.take(piece, following, sections, in_head=piece.start <= head)
            beside = [other for other in (pieces[n - 1] if n else None, following) if other is not None]
            if (
                piece.rule in (HEAD, MODEL)
                and ENGLISH_NAME.fullmatch(piece.view)
                and any(is_date(other.view) for other in beside)
            ):
                self.put("author", piece.raw)
            self.undated |= "published" not in self.found and piece.family == "source" and _AGO.search(piece.view) is not None
        if "author" not in self.found and any(piece.rule in POSTS for piece in pieces):
            self.take_poster([piece for piece in pieces if piece.start <= head])
        writer = self.writer
        if "author" not in self.found and writer and writer != self.found.get("source_name") and not self.is_site(writer):
            self.put("author", writer)
        self.take_bare_times(pieces)
        self.put("published", self.changed)
        self.take_row()
        for raw in self.told:
            self.take_told(raw)
        self.put("section", sections.best(LOOSE_RANK))
        publisher = str(self.found.get("publisher", ""))
        if (
            is_person(publisher) and publisher[-1] not in NO_PERSON_LAST
        ):  # a person who put the page up: its writer, where nobody else is
            del self.found["publisher"]
            self.put("author", publisher)

    def is_section(self, name: str) -> bool:
        return name == self.found.get("section") or (self.sections is not None and self.sections.is_section(name))

    def is_over_text(self, piece: Piece) -> bool:
        """True for a line among those over the text, or right under the last of them."""
        return piece.start <= self.body + BAR_CHARS

    def is_site(self, name: str) -> bool:
        return len(name) > WRITER_MIN_CHARS and any(name in text for text in self.sites)

    # -- values

    def put(self, field: str, value: str | None, *, adds: bool = False, labelled: bool = False, near: bool = False) -> None:
        if field == "author" and self.opened:
            return
        if labelled and field == "author" and value is not None and _OFFICE.fullmatch(fold(value, fold_table()).strip()):
            put(self.found, field, value.strip(), self.spam, adds=adds, office=True)
            return
        if field == "source_name" and self.opened and value is not None and value.strip() == self.found.get("author"):
            return
        if field == "author" and value is not None:
            value = _UNDER.sub("", value)  # Jane Doe in Club News
        if field == "author" and value is not None and is_outlet(value):
            who, _, where = value.partition(", ")
            if where and ENGLISH_NAME.fullmatch(who) is not None:  # Jane Doe, Harbour Gazette
                put(self.found, "author", who, self.spam, adds=adds)
                value = where
            field = "source_name"
        if field == "published":
            self.put_time(value, near=near)
        else:
            put(self.found, field, value, self.spam, adds=adds)

    def put_time(self, value: str | None, label: str = "", *, near: bool = False) -> None:
        """The first time stated; one that says when the page was made before one that says when it was changed."""
        times = stated_times(fold(value, fold_table())) if value is not None and not self.undated else []
        times = times or ([(iso, "")] if value and not self.undated and (iso := read_time(fold(value, fold_table()))) else [])
        if not times:
            return
        times = [found for found in times if found[1] != OF_ANOTHER]
        if not times:
            return
        made = next((iso for iso, said in times if said == CREATED), None)
        free = next((iso for iso, said in times if said != OF_A_CHANGE), None) if label != OF_A_CHANGE else None
        time = made or free or times[0][0]
        known = str(self.found.get("published", ""))
        if not known or (self.soft_time and (made or label == CREATED)):
            self.found["published"] = time
            self.soft_time = made is None and free is None
        elif near and len(known) == DAY_CHARS and label != OF_A_CHANGE and (made or free):
            # The day stood alone, over the page or in its title: with its clock it says more.
            clocked = (iso for iso, said in times if said != OF_A_CHANGE and len(iso) > DAY_CHARS and iso.startswith(known))
            self.found["published"] = next(clocked, known)

    def take(self, piece: Piece, following: Piece | None, sections: Sections, *, in_head: bool) -> None:
        bare = joined(piece.raw)
        if bare != piece.raw:
            piece = replace(piece, raw=bare)
        if piece.family != "credit" and is_later_floor(piece.view):
            return
        if piece.family == "stayed" and states_foreign(piece.view):
            self.put_time(piece.raw)
            return
        self.take_signature(piece, in_head=in_head)
        persons, whole = self.persons_of(piece)
        if piece.family == "stayed" and not is_field_line(piece, self.first):
            if whole and piece.raw.strip() not in self.titles.whole[:1] and not _OF_A_WORK.match(piece.view):
                self.put_credits(piece, persons, adds=False)
            elif piece.rule == FOOT and len(piece.view) <= ROW_MAX_CHARS and _FOOT_CREDIT.match(piece.raw):
                self.put_credits(piece, tuple(credit for credit in persons if credit.field in LISTS), adds=False)
            if (
                in_head
                and self.row is None
                and piece.rule == HEAD
                and _AGO_ROW.search(piece.view)
                and len(piece.view) <= ROW_MAX_CHARS
            ):
                self.row = piece.raw
            if tells_time(piece) or (piece.judged and piece.rule == HEAD and opens_with_writer(piece.view)):
                self.told.append(piece.raw)
            return
        adds = piece.rule.startswith("zh.credit.") or _ADDS.search(piece.view) is not None
        is_read = (piece.family in READ_FAMILIES and piece.rule not in STATIONS) or piece.rule in (WECHAT, FIELDS)
        labelled = list(fields_of(piece.raw)) if is_read else []
        if piece.family == "spam" and in_head:
            labelled = [found for found in fields_of(piece.raw) if found[0] == "published"]
        if piece.rule == NAMES and is_byline(piece.view, last=True, bracketed=False):
            labelled = list(fields_of(piece.raw))
        if piece.family == "page" and not in_head:  # the credits at the foot; other fields there are those of other pages
            labelled = [found for found in labelled if found[0] in LISTS]
        if persons:
            labelled = [found for found in labelled if not _said_by(found, piece.raw, persons, whole=whole)]
            self.put_credits(piece, persons, adds=adds)
        taken = self.take_groups(piece, labelled, persons, adds=adds)
        filed = _FILED.match(piece.raw.strip())
        if filed is not None:
            self.put("section", filed[1])
        before = self.found.get("author")
        for field, value in labelled:
            if field == "author" and piece.family == "page" and len(read_names(value)) > MODEL_NAMES_MAX:
                continue
            if field in self.loose and field not in taken:
                self.found.pop(field, None)  # a label says better than the account that the article stood on
                self.loose.discard(field)
            if field not in taken:
                if field == "published" and _RELEASED.search(text_before(piece.raw, value)) and _OFFICE_NAME.fullmatch(value):
                    self.put("publisher", value)
                    continue
                if field == "published":
                    said = label_before(text_before(piece.raw, value))
                    if said == OF_A_CHANGE and piece.family != "credit":
                        self.put_time(piece.raw)  # a time beside it without a label is that of the page
                    self.put_time(value, said, near=self.is_over_text(piece))
                    continue
                mine = field == "author" and before != self.found.get(field)
                self.put(field, value, adds=adds or mine, labelled=True)  # several reporters of one line
        if _POSTED.match(piece.view) or (piece.family in READ_FAMILIES and in_head and piece.rule not in ANSWERERS):
            self.take_free(piece)
        barred = piece.rule in ROWS or piece.family == "source"
        if (
            in_head
            and self.row is None
            and barred
            and piece.whole
            and (find_time(piece.view) is not None or _AGO_ROW.search(piece.view))
        ):
            self.row = piece.raw
        if in_head and self.writer is None and piece.rule in ROWS:
            writer = writer_of_row(piece.raw)
            self.writer = None if writer is None or sections.names(writer) or self.is_section(writer) else writer
        if CHANGED.match(piece.view):
            self.changed = self.changed or piece.raw
        label = label_alone(piece.view) if piece.whole and piece.family in READ_FAMILIES else None
        if label and label != "other" and following is not None and _stands_under(following, piece):
            self.put(label, following.raw)

    def persons_of(self, piece: Piece) -> tuple[tuple[Credit, ...], bool]:
        """The persons with what they did on a piece, and True where it is nothing else."""
        if piece.family == "stayed" and _SIGNED_OFF.search(piece.raw) is not None:
            return (), False
        if piece.family not in CREDITED or piece.rule in STATIONS or piece.rule in ANSWERERS:
            return (), False
        return credits_of(piece.raw, japanese=self.japanese)

    def put_credits(self, piece: Piece, persons: tuple[Credit, ...], *, adds: bool) -> None:
        """Fill the fields of persons; an author only where none is known, unless it `adds`."""
        fresh = (adds or "author" not in self.found) and not self.opened
        for credit in persons:
            name = piece.raw[credit.start : credit.end]
            if credit.field and (credit.field != "author" or fresh):
                field = "source_name" if credit.field == "author" and credit.office and is_medium(name) else credit.field
                put(self.found, field, name, self.spam, adds=True, office=credit.office)

    def take_groups(self, piece: Piece, labelled: list[tuple[str, str]], persons: tuple[Credit, ...], *, adds: bool) -> set[str]:
        """Put the values of the rule's own groups; the fields that they filled."""
        people = {field for field, _ in labelled if field in PEOPLE} | {credit.field for credit in persons if credit.field}
        named = {piece.raw[credit.start : credit.end] for credit in persons if not credit.office}
        offices = {piece.raw[credit.start : credit.end] for credit in persons if credit.office and credit.field}
        known = set(self.found)
        for field, value in values_of(piece.raw, piece.rule, self.matcher) if piece.family != "stayed" else ():
            if field in PEOPLE and persons and (field in people or any(name in value for name in named)):
                continue
            if field == "source_name" and (value.strip() in offices or any(name in value for name in named)):
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
            if field == "source_name" and not labelled and is_person(value, japanese=self.japanese):
                field = "author"
            if field == "published":
                said = label_before(text_before(piece.raw, value))
                self.put_time(whole_time(piece.raw, value), said, near=self.is_over_text(piece))
            else:
                self.put(field, value, adds=adds)
        taken = set(self.found) - known
        if piece.rule in ACCOUNTS and "source_name" in taken:
            self.loose.add("source_name")
        return taken

    def take_signature(self, piece: Piece, *, in_head: bool) -> None:
        """Who wrote it, alone in a bracket behind the text, perhaps behind an office."""
        match = None if piece.rule == LATE or (in_head and piece.rule == HEAD) else _SIGNED.match(piece.view)
        if match is None or piece.family not in ("stayed", "credit", "page", "spam"):
            return
        name = piece.raw.strip(" \u3000\t")[match.start("name") : match.end("name")]
        words = name.split()
        japanese = self.japanese and match[0][0] == "(" and _KANJI_FIRST.match(name) is not None and _SHOWN.search(name) is None
        if japanese or all(is_person(word, japanese=self.japanese) for word in words):
            self.put("author", name)

    def take_free(self, piece: Piece) -> None:
        """A time without a label, and the names beside it that no label explains."""
        view = piece.view
        if piece.family != "credit":
            self.put("published", piece.raw, near=self.is_over_text(piece))
        is_name = piece.rule == MODEL and piece.whole and is_person(view, japanese=self.japanese)
        if piece.rule in ("any.source.name-line", POSTERS) or is_name:
            self.put("author", piece.raw)
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
            elif _NUMBER.match(view, token.end) is not None:
                continue  # what it counts
            elif view[token.end : token.end + 1] == ":":
                held = taken_by_label = _OF_A_THING.search(view, token.start, token.end) is not None
                continue
            elif not (held and (taken_by_label or is_person(name))):
                free.append(name)
                held = False
            taken_by_label = token.kind == "label"
        if self.japanese:
            free = free[-1:]  # desk, then writer
        self.take_names(free, tokens)
        first = piece.raw[offset + tokens[0].start : offset + tokens[0].end].strip()
        if (
            self.writer is None
            and first in free
            and NO_USER.search(fold(first, fold_table())) is None
            and first[-1] not in INNER
            and piece.rule not in ACCOUNTS
            and is_before_time(tokens)
            and is_writer(first)
        ):
            self.writer = first

    def take_names(self, free: list[str], tokens: Sequence[Token]) -> None:
        """Who of several names beside a time is the source, and who the writer."""
        for name in free:
            if NO_USER.search(fold(name, fold_table())) is not None:
                continue
            if is_person(name, japanese=self.japanese) or (
                name == free[0] and ENGLISH_NAME.fullmatch(name) and not is_outlet(name)
            ):
                if "author" not in self.found:
                    self.put("author", name)
                rest = free[free.index(name) + 1 :]
                if len(rest) == 1 and is_person(rest[0], japanese=self.japanese):
                    self.put("author", rest[0], adds=True)
                elif len(rest) == 1 and tokens[-1].kind in ("time", "date"):
                    self.loose |= set() if "source_name" in self.found else {"source_name"}
                    self.put("source_name", rest[0])  # who wrote, on which account, when
            elif self.is_section(name):
                continue
            elif (is_outlet(name) and not name[0].islower() and name[-1] not in INNER) or self.is_site(name):
                self.put("source_name", name)

    def take_told(self, raw: str) -> None:
        """What a line says that only the page judge took, where nothing else said it."""
        known = set(self.found)
        for field, value in fields_of(raw):
            if field not in known and field != "section":
                self.put(field, value if field != "published" else None, adds=True)
        if "published" not in known:
            self.put_time(raw)
        self.row = raw
        self.take_row()

    def take_bare_times(self, pieces: list[Piece]) -> None:
        """The time on a line of counters or tools over the text, or beside the mark of the first floor, where nothing else
        says one."""
        if "published" in self.found or self.undated:
            return
        for piece in pieces:
            first = _FIRST_FLOOR.search(piece.view)
            over = piece.whole and piece.family in ("counter", "tools", "breadcrumb") and self.is_over_text(piece)
            if first is not None or over:
                self.put_time(first["time"] if first is not None else piece.raw)

    def take_row(self) -> None:
        """Whom the first row with a time names, where nothing said who wrote and where it comes from."""
        if self.row is None:
            return
        named = people_of_row(self.row)
        if (
            named.author
            and "author" not in self.found
            and named.author != self.found.get("source_name")
            and (is_person(named.author) or not self.is_section(named.author))
            and not self.is_site(named.author)
        ):
            self.put("author", named.author)
        first = first_of_row(self.row)
        is_house = first and ((is_outlet(first) and first[-1] not in INNER) or self.is_site(first)) and not self.is_section(first)
        if is_house and "source_name" not in self.found and first != self.found.get("author", first):
            self.put("source_name", first)
        if (
            named.source
            and not self.is_section(named.source)
            and "source_name" not in self.found
            and named.source != self.found.get("author")
        ):
            self.put("source_name", named.source)

    def take_opener(self, pieces: list[Piece], sections: Sections) -> None:
        """The user whom the head of the page names as its writer by the form of the line."""
        for piece in pieces[:OPENER_LINES]:
            if piece.raw.strip() in self.titles.whole[:1]:
                continue
            name = poster_of(piece.raw)
            if name and not sections.names(name) and not self.is_site(name) and not any(term in name for term in self.spam):
                self.found["author"] = name
                self.opened = True
                return

    def take_poster(self, pieces: list[Piece]) -> None:
        """The user of a thread's first post, whose name stands alone over the card of the member."""
        for n, piece in enumerate(pieces):
            if piece.rule == "zh.counter.member-card" and (card := _CARD.match(piece.raw)) is not None:
                self.put("author", card[1])
                return
            tokens = tokens_of(piece.view)
            is_name = bool(tokens) and all(token.kind == "free" for token in tokens) and len(piece.view) <= POSTER_MAX_CHARS
            is_name = is_name and ":" not in piece.view and not piece.view[-1:].isdigit() and not _COUNTED.search(piece.view)
            beside = piece.family != "page" or any(other.rule in POSTS for other in pieces[max(0, n - 1) : n + 2])
            if is_name and beside and piece.whole and piece.family in ("source", "page", "counter"):
                self.put("author", piece.raw)
                return


_FIRST_FLOOR = re.compile(r"(?:\A|\s)1楼\s(?P<time>(?:19|20)\d\d-\d{1,2}-\d{1,2} \d{1,2}:\d\d)(?:\s|回复|举报|\Z)")


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


def _said_by(found: tuple[str, str], raw: str, persons: tuple[Credit, ...], *, whole: bool) -> bool:
    """True for a value of a label that the credits of the line say better."""
    field, value = found
    if field not in (*PEOPLE, "source_name", "publisher"):
        return False
    named = any(raw[credit.start : credit.end] in value or value in raw[credit.start : credit.end] for credit in persons)
    return named or (whole and field in PEOPLE)
