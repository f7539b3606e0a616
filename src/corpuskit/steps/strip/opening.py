"""Pages without a line that a rule knows: two or more lines outside the text that can only be a site's open the page.

What lives here: open_pass(), may_open(). What never does: what follows once a line goes (decide.py and the other passes).

How it works: outside the text - above its first sentence, below its last - each line is asked what it is: a chain of sections
over the title, a row of words of menus or of short names with one mark between them, counters, a notice of the site, arrows to
the pages before and after. Each is weak alone; a chain that ends with the title weighs twice, and so does a row of many words of
a site's own. From OPEN_MIN on they all go, and the other passes may speak; a line that goes already counts for one. What stays
has less than that by itself, so the result stays as it is.

Weak: a page whose furniture has no word and no form that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import WHOLE_MIN_CHARS, fold_table, fold_whole
from corpuskit.rulebook.linematch import trim
from corpuskit.steps.countgrammar import is_count_line
from corpuskit.steps.fieldgrammar import field_weight
from corpuskit.steps.menugrammar import LINE_MAX_CHARS, read_menu
from corpuskit.steps.strip.around import RIGHTS
from corpuskit.steps.strip.features import words_on
from corpuskit.steps.strip.footing import is_notice
from corpuskit.steps.strip.judgetrees import word_scores
from corpuskit.steps.strip.menurow import is_row
from corpuskit.steps.strip.openforms import (
    BOTH_TURNS,
    CHAIN_NAMES,
    MARKED,
    TURNS,
    arrow_chain,
    names_of,
    pair_of_names,
    post_head,
    row_of_names,
    title_chain,
    turns_back,
    turns_on,
)
from corpuskit.steps.strip.page import LINES_KNOWN, PROSE_MIN_CHARS, Cut, Line, Page

__all__ = [
    "OPEN_RULES",
    "arrow_chain",
    "is_surely_prose",
    "lines_outside",
    "may_open",
    "may_open_by",
    "open_pass",
    "opens_page",
    "outside",
    "view_of",
]

OPEN_RULES = {
    "any.breadcrumb.arrows": "a chain of sections with arrows, over the title",
    "any.tools.names": "a row of short names with one kind of mark between them, at an end of the page",
    "any.prevnext.arrows": "arrows to the pages before and after, with their titles",
}
OPEN_MIN, LIST_OPEN_MIN = 2, 3
OF_LISTS = frozenset(("any.tools.names", "any.counter.line"))  # what a page without a sentence may be made of
LIST_MIN_LINES = 6
LIST_TOP_LINES = 4  # of a page without a sentence, which may be a site's
CONFIDENCE = 0.9
TOOLS_MANY = 4
BAR_LINES = 6  # of the head, in which a source bar may stand
FIELDS_SOME, FIELDS_MANY = 3, 5  # fields, times and counters of a source bar that weighs once, and twice
SAID_SCORE = 4.1  # of the words of a line, in nats: of a thousand unseen lines that stay two have it
WORDED_MIN_CHARS, WORDED_MAX_CHARS = 6, 160
TOP_LINES = 2
STEP_MARK = "→"  # at the foot of a text it stands between the steps of a recipe
END_LINES = 2  # of a page: two arrows there are links
FOOT_LINES = 4  # of a page, where the notice of a site may stand
HEAD_CHARS, TAIL_CHARS = 160, 400
TITLE_LINES = 3  # under a chain of sections, among which the title may be
RAW_LINES = 12  # of a text, in which its first lines stand, blank ones between them
SIGN_MAX_CHARS = 90  # of the last line of a page, with whose rights it is
_FIELD = re.compile(r"(?:19|20)\d\d\s?[年./-]\s?\d|\d{1,2}-\d{1,2}-\d{1,2}\s\d")
_CODE = re.compile(r"['\"`\\${}]|=|\s--?[a-z]\b")  # a command is no row of names
_COUNTED = re.compile(r"(?:阅读|浏览|点击|访问|查看|人气)(?:次数|人次|总?量|数)?\s?:\s?\d")  # no text says that of itself
# What one of these lines cannot be without.
_HINT = re.compile(
    r"->|--|<-|=>|[→▸›»≫〉⟩＞❯▶◄◀«≪‹＜┊∣ㅣ•·|｜／∕⁄⎮▏┆◦☆✦§≡﹥・￫⇐⇦⇒⇨©]|\s>\s|>>|\s::\s|\]\s?\[|】\s?【"
    r"|[\s\u3000]\S{2,6}[\s\u3000]\S{2,6}[\s\u3000]|\d[)）次]|[:：]\s?\d"
)


def may_open(text: str) -> bool:
    """False where no line at the ends of a text can be one of these."""
    return may_open_by(text, [*lines_outside(text)])


def may_open_by(text: str, lines: Sequence[str]) -> bool:
    """The same, the lines outside being known."""
    return (any(map(_may_tell, lines)) and _is_hinted(text)) or _repeats_title(lines)


def _repeats_title(lines: Sequence[str]) -> bool:
    """Whether one of the first lines may be a chain of sections that ends with the title below it."""
    top = [line for line in lines[:RAW_LINES] if line and not line.isspace()][: TOP_LINES + TITLE_LINES]
    return any(title_chain(line, top[n + 1 : n + 1 + TITLE_LINES]) for n, line in enumerate(top[:TOP_LINES]))


def _is_hinted(text: str) -> bool:
    return _HINT.search(text[:HEAD_CHARS]) is not None or _HINT.search(text[-TAIL_CHARS:]) is not None


def lines_outside(text: str) -> Iterator[str]:
    """The lines over the first and under the last sentence, and perhaps some more: only what surely is prose ends them."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) % (len(text) + 1)  # the last line ends with the text
        if is_surely_prose(text[start:end]):
            break
        yield text[start:end]
        start = end + 1
    end = len(text)
    while end > start:
        begin = text.rfind("\n", start, end) + 1 or start
        if is_surely_prose(text[begin:end]):
            return
        yield text[begin:end]
        end = begin - 1


def outside(text: str, head_lines: int, tail_lines: int) -> tuple[list[str], list[str]]:
    """The first lines before, and the last behind, what surely is prose, blank ones left out; no line is in both."""
    head: list[str] = []
    start = 0
    while start < len(text) and len(head) < head_lines:
        end = text.find("\n", start) % (len(text) + 1)
        if is_surely_prose(text[start:end]):
            break
        if not text[start:end].isspace() and end > start:
            head.append(text[start:end])
        start = end + 1
    tail: list[str] = []
    end = len(text)
    while end > start and len(tail) < tail_lines:
        begin = max(text.rfind("\n", start, end) + 1, start)
        if is_surely_prose(text[begin:end]):
            break
        if not text[begin:end].isspace() and end > begin:
            tail.append(text[begin:end])
        end = begin - 1
    return head, tail


def is_surely_prose(raw: str) -> bool:
    """What is_prose() says, told without folding the line: it begins with a word and has a full stop far enough behind."""
    text = raw.lstrip()
    return text[:1].isalnum() and text.find("。", PROSE_MIN_CHARS) >= 0


def view_of(raw: str) -> str:
    """A line as rules see it."""
    folded = fold(raw, fold_table()) if len(raw) < WHOLE_MIN_CHARS else fold_whole(raw)
    start, end = trim(folded)
    return folded[start:end] or folded.strip() or folded


@lru_cache(maxsize=LINES_KNOWN)
def _may_tell(raw: str) -> bool:
    """False for a line that tells nothing wherever it stands (see _told)."""
    return bool(raw) and not raw.isspace() and _tells(raw, None)


@lru_cache(maxsize=LINES_KNOWN)
def _may_tell_of(raw: str, view: str) -> bool:
    """The same of a line of a page, whose view is known."""
    return _tells(raw, view)


def _tells(raw: str, view: str | None) -> bool:
    if MARKED.search(raw) and (arrow_chain(raw) or len(names_of(raw)) >= CHAIN_NAMES or TURNS.fullmatch(raw.strip())):
        return True
    view = view_of(raw) if view is None else view
    if len(view) <= LINE_MAX_CHARS and (menu := read_menu(view)).tools > 1 and is_row(menu):
        return True
    if is_count_line(view) or is_notice(view) or _fields(view) >= FIELDS_SOME or BOTH_TURNS.fullmatch(view) is not None:
        return True
    return pair_of_names(raw) or turns_back(raw) or turns_on(raw) or _is_sign(raw) or post_head(view)


def _is_sign(raw: str) -> bool:
    """True for a short line with the sign of rights: at the very end of a text it is a site's."""
    return "©" in raw and len(raw.strip()) <= SIGN_MAX_CHARS


@lru_cache(maxsize=LINES_KNOWN)
def _fields(view: str) -> int:
    """What a line with a day, or with how often the page was read, weighs as a source bar."""
    return field_weight(view) if _FIELD.search(view) or _COUNTED.search(view) else 0


def opens_page(page: Page) -> bool:
    """True where the lines outside the text are enough to open a page."""
    return _weight(page, [*_evidence(page)]) >= _least(page)


def _least(page: Page) -> int:
    """What opens a page: more where it has no sentence, for then nothing tells which of its lines are the text."""
    return OPEN_MIN if any(line.prose for line in page.live()) else LIST_OPEN_MIN


def _weight(page: Page, found: Sequence[tuple[Line, Cut, int]]) -> int:
    """What the lines outside the text weigh together: where a form weighs once, another line in the words of sites counts too."""
    weight = sum(weight for _, _, weight in found)
    return weight + _is_worded(page, {line.at for line, _, _ in found}) if weight == OPEN_MIN - 1 else weight


def _is_worded(page: Page, known: set[int]) -> bool:
    """True where a line outside the text, none of some, is in the words of sites."""
    live = page.live()
    text = [n for n, line in enumerate(live) if line.prose]
    around = [*live[1 : text[0]], *live[text[-1] + 1 :]] if text else []
    views = [line.view for line in around if line.at not in known and WORDED_MIN_CHARS <= len(line.view) <= WORDED_MAX_CHARS]
    return bool(views) and float(word_scores(words_on(page, views)).max()) >= SAID_SCORE


def open_pass(page: Page) -> bool:
    """Mark the lines that open a page, where there are enough of them; True when there were. A line that goes counts for one."""
    found = [*_evidence(page)]
    known = bool(page.narrowed) or bool(page.families())
    if _weight(page, found) + known < _least(page):
        return False
    marked = [page.mark(line, cut) for line, cut, _ in found]
    return any(marked)


def _evidence(page: Page) -> Iterator[tuple[Line, Cut, int]]:
    live = page.live()
    text = [n for n, line in enumerate(live) if line.prose]
    if not text and len(live) < LIST_MIN_LINES:
        return
    first, last = (text[0], text[-1]) if text else (LIST_TOP_LINES, len(live) - 1 - FOOT_LINES)
    for n, line in enumerate(live):
        if post_head(line.view) and n + 1 < len(live) and not post_head(live[n + 1].view):
            yield line, Cut("any.source.field-line", "who posted what stands below it, and when", CONFIDENCE), 1
            continue
        if first <= n <= last:
            continue
        below = [other.raw for other in live[n + 1 : n + 1 + TITLE_LINES]] if n < TOP_LINES else []
        if title_chain(line.raw, below):
            rule, weight = "any.breadcrumb.arrows", OPEN_MIN
        else:
            rule, weight = _told(live, n, line) if _may_tell_of(line.raw, line.view) else ("", 0)
        if weight and (text or rule not in OF_LISTS):
            yield line, Cut(rule, f"with others of the kind it says that this is a page: {rule}", CONFIDENCE), weight


def _may_be_names(live: list[Line], n: int) -> bool:
    """Whether a row of names may stand at a place: at an end of the page, and not as the head of a text."""
    return not live[1].prose if n == 0 else n + FOOT_LINES >= len(live)


def _told(live: list[Line], n: int, line: Line) -> tuple[str, int]:
    """(rule, weight) of a line outside the text; ("", 0) where it tells nothing."""
    view = line.view
    if n < TOP_LINES and n + 1 < len(live) and not live[n + 1].prose and (names := arrow_chain(line.raw)):
        return "any.breadcrumb.arrows", 2 if names[-1] in live[n + 1].view or live[n + 1].view in names[-1] else 1
    if n < TOP_LINES and n + 1 < len(live) and not live[n + 1].prose and len(names_of(line.raw)) == CHAIN_NAMES:
        return "any.breadcrumb.arrows", 1
    if n == 0 and len(live) > 1 and not live[1].prose and pair_of_names(line.raw):
        return "any.breadcrumb.arrows", 1
    if n and TURNS.fullmatch(line.raw.strip()):
        return "any.prevnext.arrows", 1 + (n + END_LINES >= len(live))
    if len(view) <= LINE_MAX_CHARS:
        menu = read_menu(view)
        if menu.tools > 1 and is_row(menu) and (n or menu.tools + menu.sections >= TOOLS_MANY):
            return "any.tools.menu-row", 2 if menu.tools >= TOOLS_MANY and not menu.free else 1
    if _may_be_names(live, n) and row_of_names(line.raw) and not (_CODE.search(line.raw) or (n and STEP_MARK in line.raw)):
        return "any.tools.names", 1
    if n and is_count_line(view):
        return "any.counter.line", 1
    if 0 < n < BAR_LINES and (weight := _fields(view)) >= FIELDS_SOME:
        return "any.source.field-line", 2 if weight >= FIELDS_MANY or _COUNTED.search(view) else 1
    if n and BOTH_TURNS.fullmatch(view):
        return "any.prevnext.arrows", 1
    if n and n + FOOT_LINES >= len(live) and (weight := _turns(live, n)):
        return "any.prevnext.arrows", weight
    if n and n + 1 == len(live) and _is_sign(line.raw):
        return "any.notice.foot", 2
    if n + FOOT_LINES >= len(live) and any(hit.whole and hit.rule.id in RIGHTS for hit in line.hits):
        return "any.notice.foot", 1
    if n + FOOT_LINES >= len(live) and is_notice(view):
        return "any.notice.foot", 1
    return "", 0


def _turns(live: list[Line], n: int) -> int:
    """What an arrow with a title weighs at the foot of a page: more where the other one stands beside it."""
    if turns_back(live[n].raw):
        return 1 + (n + 1 < len(live) and turns_on(live[n + 1].raw))
    return int(turns_on(live[n].raw) and turns_back(live[n - 1].raw))
