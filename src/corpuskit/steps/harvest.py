"""The step `harvest`: metadata from what strip took out, and the title from the text.

What lives here: Harvest, and the normalising of times, names and outlets. What never does: cutting; a second set of patterns:
the groups of the rulebook's patterns name the fields.

How it works: every line or span that the strip layer removed is matched again by the rules, whose groups are named like
fields. Times become ISO 8601, names become tuples, outlets lose the words that say nothing (本站 stays: it is what the page
says). The first value of a field wins, except that editors and reviewers add up. A value that strip cut elsewhere as an
injected term is no metadata. The title is the first line that is left, where it has the shape of one.

With `to`, values of a Chinese page are converted to the script that the text was converted to, so that a name in a column is the
name in the text. Japanese and Korean pages keep theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from corpuskit.core.document import Document, Scalar
from corpuskit.core.edit import Edit, Layer, apply
from corpuskit.core.text import fold, lines
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.linematch import Matcher, matcher_for
from corpuskit.steps.fieldgrammar import label_alone, read_line
from corpuskit.steps.namegrammar import is_outlet, is_person, read_names
from corpuskit.steps.script import Script
from corpuskit.steps.script.step import Target
from corpuskit.steps.sectiongrammar import read_section
from corpuskit.steps.taken import Piece, fields_of, pieces_of, text_before, values_of, whole_time
from corpuskit.steps.timegrammar import read_time

__all__ = ["RULES", "Harvest", "read_names", "read_time"]

RULES: dict[str, str] = {}

TITLE_MAX_CHARS = 80
LATIN_TITLE_MAX_CHARS = 160
LISTS = ("editors", "reviewers")
READ_FAMILIES = frozenset(("source", "credit", "page"))  # whose lines are read for fields that the rule has no group for
HEAD_SHARE = 0.3  # of the page: further down times and names are those of other pages and of comments
PEOPLE = ("author", "editors", "reviewers")
_Found = dict[str, Scalar | tuple[str, ...]]
JAPANESE_LOOK_CHARS = 2_000
POSTER_MAX_CHARS = 24
OWN_TITLE_MIN_CHARS = 3
TOP_CHARS, TOP_LINES = 400, 2  # hold the title where a line of the site stands above it
# Who asked, before what the page counts or the time: NAME 提问于 2019-04-02.
_ASKED = re.compile(r"\s*([^\s:：|,，。]{2,16})(?:\s{1,3}|\s?[|｜]\s?)(?:提[问問]|[发發][表布帖佈]|浏览|瀏覽)")
MODEL_NAMES_MAX = 2  # of a line that only the page model knows: more are a row of words
FREE_RULES = ("any.source.", "any.page.", "zh.source.stamp", "ja.source.", "zh.source.wechat")
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
ROWS = "any.breadcrumb.row"
MODEL = "any.page.model"
POSTERS = "any.source.poster"
_AGO = re.compile(
    r"刚刚|\d{1,3}\s?(?:秒钟?|分钟|小时|天|周|个月|年)前|[昨前今]天|(?:yester|to)day|\d{1,3}\s(?:minute|hour|day|week|month|year)s?\sago"
)
_PICTURES = re.compile(r"(?:图片?|摄影?|摄像|制图)\s{0,2}[:/]\s{0,2}\Z")
_KANA = re.compile("[\u3040-\u30ff]")
_NO_TIME = re.compile(r"注册|登录|上次|加入时间|Joined|Registered|生日|有效期|截止", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Harvest:
    """Fills title, author, publisher, published, section, source_name, editors and reviewers.

    rule_files: further rule files that strip used (paths or TOML texts). to: the script of the values of Chinese pages (keep,
    hans, hant, tw, hk), as in the step `script`.
    """

    name: ClassVar[str] = "harvest"
    version: ClassVar[str] = "8"

    rule_files: tuple[str, ...] = ()
    to: Target = "keep"

    def annotate(self, doc: Document, /) -> Mapping[str, Scalar | tuple[str, ...]]:
        """The fields found; a field that is not there has no key."""
        found: _Found = {}
        title = _title(doc.text)
        edits = [edit for layer in doc.layers if layer.step == "strip" for edit in layer.edits]
        if edits:
            matcher = matcher_for(self.rule_files)
            spam = tuple(edit.removed.strip() for edit in edits if edit.rule.startswith("any.spam."))
            _Reader(found, matcher, spam, title or "", doc.text).read(edits)
            if self.to != "keep" and str(doc.meta.get("lang", "zh")).startswith("zh"):
                found = {field: _converted(value, self.to) for field, value in found.items()}
        if title is not None:
            found["title"] = title
        return found


def _converted(value: Scalar | tuple[str, ...], to: Target) -> Scalar | tuple[str, ...]:
    """A value in the script `to`; a repeat that only the script kept apart goes."""
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(str(_converted(name, to)) for name in value))
    if not isinstance(value, str) or value.isascii():
        return value
    doc = Document("", value)
    found = Script(to=to).edits(doc)
    return apply(value, found.edits if isinstance(found, Layer) else found)


class _Reader:
    """Fills `found` from the pieces, in the order of the text: the first value of a field wins."""

    def __init__(self, found: _Found, matcher: Matcher, spam: tuple[str, ...], title: str, text: str) -> None:
        self.found, self.matcher, self.spam, self.title, self.text = found, matcher, spam, title, text
        self.top = [line.strip() for line in text[:TOP_CHARS].split("\n") if line.strip()][:TOP_LINES]
        self.loose: set[str] = set()
        self.undated = False  # the first time stated is relative: a later one is that of another post
        self.is_japanese = _KANA.search(text, 0, JAPANESE_LOOK_CHARS) is not None

    def read(self, edits: list[Edit]) -> None:
        pieces = pieces_of(edits)
        head = max(len(self.text), edits[-1].end) * HEAD_SHARE
        self.put("section", read_section(" > ".join(p.raw.strip() for p in pieces if p.rule == ROWS), self.title))
        for n, piece in enumerate(pieces):
            following = pieces[n + 1] if n + 1 < len(pieces) else None
            self.take(piece, following, in_head=piece.start <= head)
            self.undated |= "published" not in self.found and piece.family == "source" and _AGO.search(piece.view) is not None
        if "author" not in self.found and any(piece.rule in POSTS for piece in pieces):
            self.take_poster([piece for piece in pieces if piece.start <= head])

    def _own_title(self, chain: str) -> str:
        """The first line that a chain of sections ends with: the title, also where another line stands above it."""
        ends = chain.strip()
        return next((line for line in self.top if len(line) >= OWN_TITLE_MIN_CHARS and ends.endswith(line)), self.title)

    def put(self, field: str, value: str | None, *, adds: bool = False) -> None:
        if field == "author" and value is not None and is_outlet(value):
            field = "source_name"
        if field != "published" or not self.undated:
            _put(self.found, field, value, self.spam, adds=adds)

    def take(self, piece: Piece, following: Piece | None, *, in_head: bool) -> None:
        if piece.rule.endswith(".section") or ".breadcrumb." in piece.rule:
            self.put("section", read_section(piece.raw, self._own_title(piece.raw)))
        adds = piece.rule.startswith("zh.credit.")
        is_read = piece.family in READ_FAMILIES and piece.rule not in STATIONS
        labelled = list(fields_of(piece.raw)) if is_read else []
        if piece.family == "page" and not in_head:  # the credits at the foot; other fields there are those of other pages
            labelled = [found for found in labelled if found[0] in LISTS]
        people = {field for field, _ in labelled if field in PEOPLE}
        known = set(self.found)
        for field, value in values_of(piece.raw, piece.rule, self.matcher):
            if field in PEOPLE and people and field not in people:
                continue  # the words before the name say better what the person did
            if piece.rule.startswith("ko.") and field == "author" and "author" in people:
                continue  # several names before one 기자
            if field == "author" and "author" in people and _PICTURES.search(text_before(piece.raw, value)):
                continue  # who took the pictures
            if field == "source_name" and ("记者" in value or "記者" in value):
                continue
            if field == "source_name" and not labelled and is_person(value, japanese=self.is_japanese):
                field = "author"
            self.put(field, whole_time(piece.raw, value) if field == "published" else value, adds=adds)
        taken = set(self.found) - known  # by the rule's own groups, which know better
        if piece.rule in ACCOUNTS and "source_name" in taken:
            self.loose.add("source_name")
        filed = _FILED.match(piece.raw.strip())
        if filed is not None:
            self.put("section", filed[1])
        for field, value in labelled:
            if field == "author" and piece.family == "page" and len(read_names(value)) > MODEL_NAMES_MAX:
                continue
            if field in self.loose and field not in taken:
                self.found.pop(field, None)  # a label says better than the account that the article stood on
                self.loose.discard(field)
            if field not in taken:
                self.put(field, value, adds=adds)
        if piece.family in READ_FAMILIES and in_head:
            self.take_free(piece)
        label = label_alone(piece.view) if piece.whole and piece.family in READ_FAMILIES else None
        if label and label != "other" and following is not None and following.start == piece.start + len(piece.raw) + 1:
            self.put(label, following.raw)

    def take_free(self, piece: Piece) -> None:
        """A time without a label, and the names beside it that no label explains."""
        view = piece.view
        if _NO_TIME.search(view) is None and piece.family != "credit":
            self.put("published", piece.raw)
        is_byline = piece.rule == MODEL and piece.whole and is_person(view, japanese=self.is_japanese)
        if piece.rule in ("any.source.name-line", POSTERS) or is_byline:
            self.put("author", piece.raw)
        if piece.family == "credit" or not piece.rule.startswith(FREE_RULES):
            return
        tokens = list(read_line(view))
        if not any(token.kind in ("time", "date") for token in tokens):
            return
        offset = len(piece.raw) - len(piece.raw.lstrip(" \u3000\t"))
        held = False
        free = []
        for token in tokens:
            if token.kind == "free" and not held:
                free.append(piece.raw[offset + token.start : offset + token.end].strip())
            held = token.kind == "label"
        if self.is_japanese:
            free = free[-1:]  # desk, then writer
        for name in free:
            if is_outlet(name):
                self.put("source_name", name)
            elif is_person(name, japanese=self.is_japanese):
                if "author" not in self.found:
                    self.put("author", name)
                rest = free[free.index(name) + 1 :]
                if len(rest) == 1 and tokens[-1].kind in ("time", "date"):
                    self.loose |= set() if "source_name" in self.found else {"source_name"}
                    self.put("source_name", rest[0])  # who wrote, on which account, when

    def take_poster(self, pieces: list[Piece]) -> None:
        """The user of a thread's first post, whose name stands alone over the card of the member."""
        for n, piece in enumerate(pieces):
            if piece.rule == "zh.counter.member-card" and (card := _CARD.match(piece.raw)) is not None:
                self.put("author", card[1])
                return
            tokens = list(read_line(piece.view))
            is_name = bool(tokens) and all(token.kind == "free" for token in tokens) and len(piece.view) <= POSTER_MAX_CHARS
            is_name = is_name and ":" not in piece.view and not piece.view[-1:].isdigit() and not _COUNTED.search(piece.view)
            beside = piece.family != "page" or any(other.rule in POSTS for other in pieces[max(0, n - 1) : n + 2])
            if is_name and beside and piece.whole and piece.family in ("source", "page", "counter"):
                self.put("author", piece.raw)
                return


def _put(found: _Found, field: str, value: str | None, spam: tuple[str, ...], *, adds: bool = False) -> None:
    if value is None or field == "other":
        return
    folded = fold(value, fold_table()).strip()
    if not folded or any(term and (term in value or folded in term) for term in spam):
        return
    if field == "published":
        time = read_time(folded)
        if time is not None:
            found.setdefault(field, time)
    elif field in PEOPLE:
        names = tuple(n for n in read_names(value.translate({0xFF0C: ",", 0x3000: " ", 0xFF08: "(", 0xFF09: ")", 0xFF1B: ";"})))
        if field in LISTS:
            before = found.get(field, ())
            assert isinstance(before, tuple)
            if names:
                found[field] = tuple(dict.fromkeys((*before, *names)))
        elif names:
            known = str(found[field]).split(";") if adds and field in found else []
            if adds or field not in found:
                # A name with a place behind it that no mark tells from it is the one known already.
                names = tuple(name for name in names if not any(name != one and name.startswith(one) for one in known))
                found[field] = ";".join(dict.fromkeys((*known, *names)))
    else:
        found.setdefault(field, _ACCOUNT.sub("", value.strip()).strip(' “”"「」『』·'))


_CARD = re.compile(r"\s*([^\s:：]{2,16})\s+[^\s:：\d]{2,4}[:：]")  # a user's name before the labels of the card
_COUNTED = re.compile(r"\s\d+\s|您|本[帖贴站文]")  # what a page tells its reader
_ACCOUNT = re.compile(
    r"\A(?:微信)?(?:公众号|公眾號)[:：]?|[(（](?:ID|微信号|微信號)[^()（）]{0,40}[)）]|(?<=[^\s(])\(\d{1,6}\)\Z"
)


def _title(text: str) -> str | None:
    """The first line that is not blank, where it has the shape of a title; None otherwise."""
    for start, end, _ in lines(text):
        line = text[start:end].strip(" \t\r\u3000\ufeff")
        if not line:
            continue
        limit = LATIN_TITLE_MAX_CHARS if line.isascii() else TITLE_MAX_CHARS
        if len(line) > limit or line[-1] in "。;；，,、：:" or (line[-1] == "." and not line.endswith("...")) or "。" in line:
            return None
        return line
    return None
