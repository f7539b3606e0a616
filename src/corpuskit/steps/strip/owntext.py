"""What has the form of furniture and belongs to the text: the source of a table, the time of a meeting, the card in a tale.

What lives here: OwnText, which asks it of a line that a rule would take. What never does: cutting (decide.py).

How it works: a field of a page stands at an end of it, or beside other furniture. One field among labelled lines that no rule
knows, one between sentences that lead up to it, and one on a page with no other furniture are the text's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.rulebook.linematch import LineHit
from corpuskit.steps.menugrammar import read_menu
from corpuskit.steps.namegrammar import is_outlet
from corpuskit.steps.strip.around import FURNITURE, RIGHTS, Around, Limits, edits_with, has_licences
from corpuskit.steps.strip.fieldline import is_own_label, opens_own_table
from corpuskit.steps.strip.mention import quotes_ban
from corpuskit.steps.strip.page import LINES_KNOWN, Line, Page

__all__ = ["OwnText"]

# Classes of words of sites that an article may name.
NAMED = frozenset(("tools", "prevnext", "breadcrumb", "source", "notice", "counter", "keywords"))
SHOWN_MIN_LINES, SHOWN_MIN_CLASSES = 3, 2
TITLE_MARK = re.compile(r"[:_|—-]")
TITLE_MIN_CHARS = 5
LAST_RIGHTS = "en.notice.paper"
FOOT_LINES = 2
FORM_MIN_LABELS = 2
FIELDS = frozenset(("source", "notice", "credit", "keywords"))
LABELLED = re.compile(r"[^\s:,。]{1,6}\s?:")
LABELLED_TURN = re.compile(r"(?:Next|Prev(?:ious)?|Up)\s?:\s?\S", re.IGNORECASE)
BARE_TURN = re.compile(
    r"[<«‹←]?\s?(?:[上下前后][一]?[页章]|次へ|前へ|戻る|(?:Next|Previous|Prev)(?: [Pp]age)?)\s?[>»›→]?", re.IGNORECASE
)
TITLED_TURN = re.compile(r"[<«‹←]?\s?(?:[上下前后]一?(?:篇|页|章|条|则)|次の記事|前の記事)\s?:?\s?\S")
SIDE_HEADS = frozenset(("en.related.side", "ja.tools.share"))
EMPTY_LABEL = re.compile(r"[\d一二三四五六七八九]|:\s*\S|\s\S")  # what a label with a value has
WEAK_FIELDS = frozenset(("zh.source.origin", "zh.source.index", "zh.source.date-label", "ja.source.date"))
HELP = re.compile(r"(?:如|若)(?:果|仍|还|您)?[^,。]{0,6}(?:问题|故障|异常)[^,。]{0,6},请(?:拨打|联系)")
END_MARK = re.compile(r"[(【\[]{0,2}\s?(?:未完待续|本章完)[.…。]{0,6}\s?[)】\]]{0,2}")
NOVEL_SITE = frozenset(("prevnext", "breadcrumb", "tools", "source"))
NOVEL_WORDS = re.compile(r"[上下一]章|章节|书签|书架|小说|书库|目录|推荐票|月票|全文阅读|书页|字数")
QUOTES = re.compile(
    r"“[^“”]{1,40}”|‘[^‘’]{1,40}’|「[^「」]{1,40}」|『[^『』]{1,40}』|(?<!\w)(?:'[^'\n]{1,40}'|\"[^\"\n]{1,40}\")"
)
ABSTRACT = re.compile(r"[\[【〔]?(?:中文|英文)?摘\s{0,2}要|Abstract\b", re.IGNORECASE)


@lru_cache(maxsize=LINES_KNOWN)
def is_turn(view: str) -> bool:
    """True for a link to the page before or after, with a label or alone."""
    return LABELLED_TURN.match(view) is not None or BARE_TURN.fullmatch(view) is not None


class OwnText(Around):
    """Questions whether a line is the text's own."""

    def __init__(self, page: Page, limits: Limits) -> None:
        super().__init__(page, limits)
        self._about: bool | None = None

    def is_of_the_text(self, i: int, hit: LineHit) -> bool:
        """True for what has the form of furniture and belongs to the text: the source of a table, the keywords under an
        abstract, the title of a page whose words were replaced by a brand."""
        line = self.live[i]
        if hit.rule.family in NAMED and self.is_about_furniture():
            return True
        if hit.rule.family in ("source", "keywords") and len(hit.pieces) < 2 and self._is_amid_labels(i):
            return True
        if is_turn(line.view) and not (self.has_furniture() or self._has_titled_turn()):
            return True  # the handbooks of programs turn their pages so
        if hit.rule.id in SIDE_HEADS and not self.has_furniture():
            return True  # a word alone; programs list such words
        if hit.rule.id in RIGHTS and self._leads_text(i) and not self.has_neighbour(i):
            return True  # a licence follows
        if hit.rule.id == "zh.advert.welcome" and HELP.match(line.view) is not None and self._is_inside(i):
            return True  # whom to ring where the kettle fails: the lines of its manual go on
        if hit.rule.family == "novel" and self._is_end_mark(line):
            return True
        if hit.rule.family == "novel" and self._is_only_quoted(line):
            return True
        if hit.rule.family == "notice" and quotes_ban(line.view):
            return True
        if hit.rule.family == "credit" and len(hit.pieces) < 2 and self._ends_a_record(i):
            return True
        if hit.rule.id in RIGHTS and has_licences(self.page.lines):
            return True
        if hit.rule.id == LAST_RIGHTS and i + FOOT_LINES >= len(self.live):
            return False  # the foot of a page; a licence begins with such a line
        if hit.rule.id in RIGHTS or (hit.rule.family in ("source", "keywords") and EMPTY_LABEL.search(line.view) is None):
            return not self.has_other(i, hit)  # licences, and lists of the words of a program, have such lines
        is_weak = hit.rule.id in WEAK_FIELDS and len(hit.pieces) < 2 and not is_outlet(line.view.split(":", 1)[-1].strip())
        if is_weak and not self.has_furniture(but=line):
            return True  # old books say under each tale where it is from, and papers when they were written
        if hit.rule.family in FIELDS and not (line.head or line.tail) and not self.has_company(i):
            return True  # one field far from both ends, and nothing else near: documents about documents have such lines
        if hit.rule.id == "zh.spam.trade":
            return self._is_first(i) or self._ends_with_title(line)
        if hit.rule.id == "zh.credit.expert" and line.at and self._is_first(i):
            return True  # the page of a teacher has his name and rank for its title
        if hit.rule.id == "zh.credit.expert" and self._is_of_a_form(i):
            return True  # the post of an advert for jobs, the doctor whom the page is about
        if hit.rule.id == "zh.source.origin" and len(hit.pieces) < 2:
            return not line.head and not self.has_neighbour(i)
        if hit.rule.family == "keywords":
            around = self.live[max(0, i - 1) : i] + self.live[i + 1 : i + 2]
            alone = self.text[0] < i < self.text[1] and not self.has_neighbour(i)
            return alone or any(ABSTRACT.match(other.view) for other in around)
        return False

    def _leads_text(self, i: int) -> bool:
        """True for a line under one that stays, right over a paragraph that no rule knows."""
        lines, at = self.page.lines, self.live[i].at
        if not at or at + 1 >= len(lines):
            return False
        below = lines[at + 1]
        return lines[at - 1].cut is None and below.cut is None and below.prose and not any(hit.whole for hit in below.hits)

    def _is_inside(self, i: int) -> bool:
        """True for a line with lines over and under it that stay and that no rule knows."""
        lines, at = self.page.lines, self.live[i].at
        around = [lines[n] for n in (at - 1, at + 1) if 0 <= n < len(lines)]
        return len(around) == 2 and not any(line.cut is not None or any(hit.whole for hit in line.hits) for line in around)

    def _is_end_mark(self, line: Line) -> bool:
        """True for what may be a writer's own end mark, where nothing says that the page is a novel site's."""
        if END_MARK.fullmatch(line.view) is None:
            return False
        return not any(
            other is not line
            and (
                other.view == line.view
                or "novel" in self._classes(other)
                or (NOVEL_WORDS.search(other.view) is not None and bool(self._classes(other) & NOVEL_SITE))
            )
            for other in self.page.lines
        )

    def _classes(self, line: Line) -> set[str]:
        """The class that took a line, or those of all rules that know it."""
        return self.families(line) | {hit.rule.family for hit in line.hits if hit.whole}

    def _is_only_quoted(self, line: Line) -> bool:
        """True for a sentence that is a plug by the words alone that it sets in quotation marks."""
        said = QUOTES.sub("", line.raw)
        return len(said) < len(line.raw) and not any(other.rule.family == "novel" for other in self.page.matcher.hits(said))

    def _ends_a_record(self, i: int) -> bool:
        """True where a role and a name stand beside another that no rule knows, on a page without furniture: who was on duty."""
        line = self.live[i]
        around = self.live[max(0, i - 1) : i] + self.live[i + 1 : i + 2]
        return any(is_own_label(other) and not other.prose for other in around) and not self.has_furniture(but=line)

    def _is_of_a_form(self, i: int) -> bool:
        """True inside a run of labelled lines of which no rule knows FORM_MIN_LABELS or more."""
        if LABELLED.match(self.live[i].view) is None:
            return False
        own = 0
        for step in (-1, 1):
            at = i + step
            while 0 <= at < len(self.live) and LABELLED.match(self.live[at].view) is not None:
                own += not any(hit.whole for hit in self.live[at].hits)
                at += step
        return own >= FORM_MIN_LABELS

    def _is_first(self, i: int) -> bool:
        """True for the first line that is not the site's: it is the title."""
        return all(other.hits or read_menu(other.view).tools for other in self.live[:i])

    def _ends_with_title(self, line: Line) -> bool:
        """True where the last part of a line stands elsewhere on the page: a title that a name was put before."""
        last = TITLE_MARK.split(line.view)[-1].strip()
        if len(last) < TITLE_MIN_CHARS or len(last) == len(line.view):
            return False
        return any(last in other.view for other in self.page.lines if other is not line)

    def is_about_furniture(self) -> bool:
        """True where a page that keeps every line so far shows furniture of several classes, each line between lines of its text
        and none outside: an article on the words of sites."""
        if self._about is None:
            self._about = self._shows_furniture() and not any(line.cut is not None for line in self.page.lines)
        return self._about

    def _shows_furniture(self) -> bool:
        shown: list[str] = []
        for i in self.hit:
            families = {hit.rule.family for hit in self.live[i].hits if hit.whole and edits_with(hit, self.limits)} & FURNITURE
            if not families:
                continue
            if not self.text[0] < i < self.text[1] or not families <= NAMED:
                return False
            shown += [min(families)]
        return len(shown) >= SHOWN_MIN_LINES and len({*shown}) >= SHOWN_MIN_CLASSES

    def _has_titled_turn(self) -> bool:
        """True where a line tells the title of the page before or after, as blogs and papers do."""
        return any(TITLED_TURN.match(line.view) for line in self.page.lines)

    def _is_amid_labels(self, i: int) -> bool:
        """True for one field among labelled lines of the text's own: time and place of a meeting, the parts of a recipe."""
        at = self.live[i].at
        if opens_own_table(self.page.lines, at):
            return True  # the time of a meeting may be the first line under the bar; its place follows
        around = self.page.lines[max(0, at - 1) : at] + self.page.lines[at + 1 : at + 2]
        if any(other.cut is not None or any(hit.whole for hit in other.hits) for other in around):
            return self._is_note_in_text(i)
        return any(is_own_label(other) for other in around if not other.prose)

    def _is_note_in_text(self, i: int) -> bool:
        """True inside a run of labelled lines between sentences: one label is the text's own, or a sentence leads up to them
        (on the card was written:)."""
        if not self.text[0] < i < self.text[1]:
            return False
        first = last = i
        while first > 0 and LABELLED.match(self.live[first - 1].view) and not self.live[first - 1].prose:
            first -= 1
        while last + 1 < len(self.live) and LABELLED.match(self.live[last + 1].view) and not self.live[last + 1].prose:
            last += 1
        run = self.page.lines[max(0, self.live[first].at - 1) : self.live[last].at + 2]
        led = first > 0 and self.live[first - 1].view[-1] == ":" and LABELLED.match(self.live[first - 1].view) is None
        return all(line.cut is None for line in run) and (led or any(map(is_own_label, self.live[first : last + 1])))
