"""The fields of a page while its pieces are read: which of several values of a field counts.

What lives here: PageFields. What never does: reading lines (fieldreader.py, creditfields.py, rowfields.py), values
(fieldvalues.py).

How it works: the first value of a field wins, except that editors and reviewers add up; a time that says when the page was made
wins over one of a change, and one with its clock over the same day without.
"""

from __future__ import annotations

import re

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.linematch import Matcher
from corpuskit.steps.barrows import is_user
from corpuskit.steps.fieldlines import ENGLISH_NAME
from corpuskit.steps.fieldvalues import Fields, put
from corpuskit.steps.houses import opens_with
from corpuskit.steps.namegrammar import is_outlet, is_person
from corpuskit.steps.rowwriter import WRITER_MIN_CHARS
from corpuskit.steps.sections import Sections
from corpuskit.steps.stayed import Titles
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import CHANGED as OF_A_CHANGE
from corpuskit.steps.timegrammar import CREATED, read_time, stated_times
from corpuskit.steps.timegrammar import OTHER as OF_ANOTHER

__all__ = ["PageFields"]

BAR_CHARS = 120  # of furniture between the title and the source bar
TITLE_MIN_CHARS = 4
DAY_CHARS = 10  # of a date without a clock
# An office that a label names for the writer; a medium would be the source.
_OFFICE = re.compile(r"[\u3400-\u9fff]{1,12}(?:[组科室部处队]|[团党工]委|协会|编辑部|中心|服务站)")
_HEADED = re.compile(r"\s?[丨|｜（(]")
_LETTER = re.compile(r"[^\W\d_]")
_CALL_SIGN = re.compile(r"[KW][A-Z]{2,3}(?:-TV)?|AFP|AP|UPI")
_STAFF = re.compile(
    r"(?:[Bb]y )?(?:The )?((?:[A-Z][\w'’&-]*\s){1,4}?(?:News|Times|Post|Press|Herald|Courier|Journal|Gazette|Tribune"
    r"|Ledger|Mail))\s(?:[Ss]taff|STAFF)(?:\s\w+)?"
)
_UNDER = re.compile(r"(?<=[a-z.])(?:\s:)?\sin\s[A-Z][\w’' &-]{2,40}\Z")
_DESK_NAME = re.compile("[\u3400-\u9fff]{2,4}中心([\u3400-\u9fff]{2,3})")  # 体育中心张三


class PageFields:
    """What is known of a page while its pieces are read: its fields, and what says how a further value counts."""

    def __init__(
        self, found: Fields, matcher: Matcher, spam: tuple[str, ...], titles: Titles, title: str, *, japanese: bool
    ) -> None:
        self.title = title
        self.found, self.matcher, self.spam, self.titles, self.japanese = found, matcher, spam, titles, japanese
        self.loose: set[str] = set()
        self.sections: Sections | None = None
        self.opened = False  # the head of the page names its user: nobody else wrote it
        self.first: tuple[str, ...] = ()  # the folded line that may be the title
        self.body = 0  # where the lines over the text end
        self.text = 0  # where the first sentences stand
        self.at = self.time_at = 0  # the piece that is read, and the one that gave the time
        self.soft_time = False  # the time found is that of a change
        self.undated = False  # the first time stated is relative: a later one is that of another post
        self.sites: list[str] = []
        self.feet: list[str] = []  # lines under the text that say whose page it is
        self.owners = ""  # the line at the foot that says whose rights these are
        self.houses: frozenset[str] = frozenset()  # names of the site and of who publishes, told by their places
        self.writer: str | None = None  # who stands before the time without a label
        self.agency: str | None = None  # of the dateline
        self.judged: list[str] = []  # lines that the page judge took
        self.told: list[str] = []  # lines with times that only the page judge took
        self.told_at = -1  # where the first of them with a time stands
        self.replies: frozenset[int] = frozenset()  # where rows stand that are heads of replies
        self.row: str | None = None  # the first row over the text that states a time
        self.changed: str | None = None  # when the page was changed last, which counts where nothing says when it was made

    def is_section(self, name: str) -> bool:
        return name == self.found.get("section") or (self.sections is not None and self.sections.is_section(name))

    def is_over_text(self, piece: Piece) -> bool:
        """True for a line among those over the text, or right under the last of them."""
        return piece.start <= self.body + BAR_CHARS

    def is_site(self, name: str) -> bool:
        if _LETTER.match(name) is None:
            return False
        return name in self.houses or (
            len(name) > WRITER_MIN_CHARS and (name in self.owners or any(name in text for text in self.sites))
        )

    def is_publisher(self, name: str) -> bool:
        """True for the name of a site, also where only a line under the text says so: a user may own one."""
        if self.is_site(name):
            return True
        return (
            len(name) > WRITER_MIN_CHARS and _LETTER.match(name) is not None and any(opens_with(line, name) for line in self.feet)
        )

    def is_house(self, name: str) -> bool:
        """True for the name of the site, of its section, or of where the page comes from."""
        return name in self.houses or self.is_section(name) or name == self.found.get("source_name")

    def put(self, field: str, value: str | None, *, adds: bool = False, labelled: bool = False, near: bool = False) -> None:
        if field == "author" and (self.opened or (value is not None and self._is_title(value))):
            return
        if labelled and field == "author" and value is not None and _OFFICE.fullmatch(fold(value, fold_table()).strip()):
            put(self.found, field, value.strip(), self.spam, adds=adds, office=True)
            return
        if (
            field == "source_name"
            and not labelled
            and value
            and value.strip() == self.found.get("section")
            and not is_outlet(value)
        ):
            return
        if field == "source_name" and value is not None and (desk := _DESK_NAME.fullmatch(value.strip())) and is_person(desk[1]):
            return  # the reporter behind the desk
        if field == "source_name" and self.opened and value is not None and value.strip() == self.found.get("author"):
            return
        if field == "author" and value is not None:
            value = _UNDER.sub("", value)  # Jane Doe in Club News
        staff = _STAFF.fullmatch(value.strip()) if field == "author" and value is not None else None
        if staff is not None:
            field, value = "source_name", staff[1]  # the paper's own people
        if field == "author" and value is not None and not is_outlet(value):
            who, _, where = value.partition(", ")
            if where and (_CALL_SIGN.fullmatch(where) is not None or self.is_site(where)) and "," not in where:
                put(self.found, "source_name", where, self.spam)
                value = who
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

    def _is_title(self, value: str) -> bool:
        """True for the title of the page, which a row may open with as others do with the writer."""
        bare = value.strip()
        if 1 < len(bare) < len(self.title) and self.title.startswith(bare) and _HEADED.match(self.title, len(bare)) is not None:
            return True  # the column or the thing that the title begins with
        return len(bare) >= TITLE_MIN_CHARS and bare == self.title and not is_user(fold(bare, fold_table()))

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
            self.time_at = self.at
            self.soft_time = made is None and free is None
        elif near and len(known) == DAY_CHARS and label != OF_A_CHANGE and (made or free):
            # The day stood alone, over the page or in its title: with its clock it says more.
            clocked = (iso for iso, said in times if said != OF_A_CHANGE and len(iso) > DAY_CHARS and iso.startswith(known))
            self.found["published"] = next(clocked, known)
