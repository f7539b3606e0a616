"""Lines of fields that no rule knows: what the grammar covers, in the places where sites put such lines.

What lives here: field_pass(), count_pass(). What never does: patterns (fieldgrammar.py), values (harvest.py).

How it works: only on pages where a rule took a line in the same call, so that the result stays as it is. A line that is made of
times, labels with values, counters and tools goes where it stands between the title and the text, or beside a line that goes.
One field alone, and a personal name alone, must touch a line of the source bar. A line of counters goes before the text, and
elsewhere beside a line that goes.

Weak: a table of dates between a title and the first sentence of a page that has furniture.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.steps.countgrammar import is_count_line
from corpuskit.steps.creditreader import credits_of
from corpuskit.steps.fieldgrammar import LINE_MAX_CHARS, field_weight, is_date, label_alone
from corpuskit.steps.menugrammar import read_menu
from corpuskit.steps.namegrammar import is_outlet, is_person
from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["count_pass", "field_pass", "is_own_label", "opens_own_table"]

SURE_WEIGHT = 2
FIRST_WEIGHT = 3  # the first line is most often the title
BARS = frozenset(("source", "counter", "credit", "tools", "page"))
PAGE = BARS | {"prevnext", "breadcrumb", "novel"}  # what says that this is a page of a site
# One digit, one label mark or one word of a byline: without it no line is made of fields.
_MAY = re.compile(r"\d|[:/|丨]|기자|위원|[Bb]y\b|BY\b|记者")
_ROLE = (
    r"(?:(?:,|\s\|)?\s(?:[A-Z][\w'’&-]{1,16}\s){0,3}"
    r"(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent|[Ee]ditor|[Cc]olumnist|[Cc]ontributor|[Ss]taff|[Cc]ritic)s?)?"
)
_NAME = re.compile(
    rf"(?:[A-ZÀ-Þ][\w.'’-]{{0,18}}\s){{1,3}}[A-ZÀ-Þ][\w.'’-]{{0,20}}{_ROLE}"
    r"|[\u3400-\u9fff々]{2,4}(?:[ ·][\u3400-\u9fff々]{1,4})?"
)
_HEADING = re.compile(
    r"第[\d一二三四五六七八九十百零〇]{1,6}[章回节卷部篇集]|(?:The|Chapter|Part|Book|Volume|Act|Scene|Section|Canto|Letter|Preface|Prologue|Epilogue)\b"
)
BARE_TIME = re.compile(r"(?:时间|日期)\s{0,2}:")
OWN_LABEL = re.compile(r"([\u3400-\u9fff]{2,5})\s{0,2}:\s?\S")
DAY = re.compile(r"\d{4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}")
YEAR = re.compile(r"(?:19|20)\d\d年\s")
YEARS_MIN = 2
KANA = re.compile("[\u3041-\u30fa]")
_NAMED_DAY = re.compile(
    r"(?!.{0,4}(?:星期|周|时间|日期|发布|更新))[\u3400-\u9fff]{4,11}\s?\(?\d{4}年"
)  # the title of a day's prices
_LINK = re.compile(r"\[([^\[\]]{1,40})\]\([^()\s]{0,200}\)")  # with its mark-up
COUNT = re.compile(r"\d[\d,.]{0,6}[kK万]?")
# A title with its time glued to it in brackets, and the mark of a page with a head glued to it.
_TITLED_TIME = re.compile(r"([^\s:|()]{4,30})(\((?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?\))")
_HEAD_AT_MARK = re.compile(r"第\s?\d{1,4}\s?页\s?[,/]?\s?共\s?\d{1,4}\s?页\s?([\u3400-\u9fff]{2,20})")
NUMERAL_MAX_CHARS = 3  # 其一, 上篇: heads of parts are as short as names
CONFIDENCE = 0.95


def field_pass(page: Page) -> bool:
    """Mark the lines of fields and the bylines beside them; True when there were any."""
    lines = page.lines
    if page.families().isdisjoint(PAGE):
        return False
    live = page.live()
    prose = [line.at for line in live if line.prose]
    if not prose:
        return False
    changed = False
    japanese = _has_kana(page.text)
    first, count = prose[0], len(lines)
    for n, line in enumerate(live):
        if line.prose:
            continue
        at = line.at
        cut_above = lines[at - 1].cut if at else None
        cut_below = lines[at + 1].cut if at + 1 < count else None
        before_text = at < first
        if not before_text and cut_above is None and cut_below is None:
            continue
        if len(line.view) > LINE_MAX_CHARS or (n == 0 and field_weight(line.view) < FIRST_WEIGHT):
            continue  # the first one is the title
        if opens_own_table(lines, at):
            continue
        above = cut_above.family if cut_above is not None else ""
        below = cut_below.family if cut_below is not None else ""
        why = _reason(line, before_text, above, below, japanese) or _byline_reason(lines, line.at, before_text, above)
        if not why and n == 1 and _is_byline(lines, live[0].at, at, japanese):
            why = "who wrote it, between a title under a path of the site and the text"
        if not why or _is_of_own_dates(live, n) or _is_head_at_mark(line.view):
            continue
        time = _time_at_title(live, line) if before_text else None
        if time is not None:
            changed = page.cut_span(line, *time, Cut("any.source.part", "the time in brackets at a title", CONFIDENCE)) or changed
        else:
            name = "name-line" if "name" in why else "field-line"
            changed = page.mark(line, Cut(f"any.source.{name}", why, CONFIDENCE)) or changed
    return changed


def _time_at_title(live: list[Line], line: Line) -> tuple[int, int] | None:
    """Where the time stands that is glued in brackets to the only such line over the text: its title. A post's writer stands so
    over each post."""
    match = _TITLED_TIME.fullmatch(line.view)
    if match is None or is_person(match[1]) or read_menu(match[1]).tools:
        return None
    if sum(_TITLED_TIME.fullmatch(other.view) is not None for other in live) > 1:
        return None
    end = len(line.raw.rstrip())
    return end - len(match[2]), end


def _is_head_at_mark(view: str) -> bool:
    """True for the mark of a page with the head of a part behind it."""
    match = _HEAD_AT_MARK.fullmatch(view)
    return match is not None and not read_menu(match[1]).tools


@lru_cache(maxsize=1)  # a page is asked again in each pass
def _has_kana(text: str) -> bool:
    return KANA.search(text) is not None


def count_pass(page: Page) -> bool:
    """Mark the lines of counters; True when there were any."""
    lines = page.lines
    if page.families().isdisjoint(PAGE):
        return False
    live = page.live()
    first = next((line.at for line in live if line.is_text), len(lines))
    changed = False
    count = len(lines)
    for line in live[1:]:
        at = line.at
        if line.prose or not (
            at < first < count or lines[at - 1].cut is not None or (at + 1 < count and lines[at + 1].cut is not None)
        ):
            continue
        if is_count_line(line.view):
            cut = Cut("any.counter.line", "counters of what readers did, and nothing else", CONFIDENCE)
            changed = page.mark(line, cut) or changed
    return changed


def opens_own_table(lines: list[Line], at: int) -> bool:
    """True for a bare time over a labelled line of the text's own: when a meeting is, and where."""
    if at + 1 >= len(lines) or BARE_TIME.match(lines[at].view) is None:
        return False
    below = lines[at + 1]
    return below.cut is None and not below.prose and is_own_label(below)


def _is_of_own_dates(live: list[Line], n: int) -> bool:
    """True for an entry of a list of days (when a play is given, what each year brought): it opens with another day than the
    line beside it does, or names year after year."""
    view = live[n].view
    if len(YEAR.findall(view)) >= YEARS_MIN or _NAMED_DAY.match(view):
        return True
    day = DAY.match(view)
    if day is None:
        return False
    beside = [DAY.match(live[at].view) for at in (n - 1, n + 1) if 0 <= at < len(live)]
    return any(other is not None and other[0] != day[0] for other in beside)


def is_own_label(line: Line) -> bool:
    """True for a line with a label and a value that neither a rule nor the grammar knows."""
    match = OWN_LABEL.match(line.view)
    return match is not None and label_alone(match[1]) is None and not any(hit.whole for hit in line.hits)


def _is_name(view: str, japanese: bool) -> bool:
    """True for the name of a person or an outlet; four Han characters without a surname are so only as a Japanese name."""
    if _NAME.fullmatch(view) is None or _HEADING.match(view) is not None:
        return False
    return view[0] < "\u3400" or (japanese and len(view) > NUMERAL_MAX_CHARS) or is_person(view) or is_outlet(view)


def _reason(line: Line, before_text: bool, above: str, below: str, japanese: bool) -> str:
    touches = bool({above, below} & BARS)
    view = _LINK.sub(r"\1", line.view) if "](" in line.view else line.view
    weight = field_weight(view) if _MAY.search(view) else 0
    if weight >= SURE_WEIGHT and (before_text or (above and below) or touches):
        return "made of times, labels, counters and tools only"
    if weight and before_text and (above or below) and is_date(line.view):
        return "a date alone between the title and the text"
    if weight and touches and (before_text or (above and below)):
        return "one field and nothing else, beside lines of the source bar"
    if before_text and touches and "source" in (above, below) and _is_name(line.view, japanese):
        return "a name alone beside the source bar"
    return ""


def _byline_reason(lines: list[Line], at: int, before_text: bool, above: str) -> str:
    """Why a line of the byline under a title goes that has no label: a date under a name in letters, the counts under both."""
    if not before_text or at == 0:
        return ""
    if is_date(lines[at].view) and lines[at - 1].cut is None and at > 1 and _NAME.fullmatch(lines[at - 1].view):
        return "a date under who wrote it, between the title and the text"
    if above in ("source", "counter") and COUNT.fullmatch(lines[at].view) and _leads_to_tools(lines, at + 1):
        return "a count alone between the source bar and page tools"
    return ""


def _is_byline(lines: list[Line], title: int, at: int, japanese: bool) -> bool:
    """True for credits between a title, over which a line of a site went, and prose; over verse stands whose it is."""
    over = lines[title - 1].cut if title else None
    if over is None or over.family not in PAGE or at != title + 1 or at + 1 == len(lines) or not lines[at + 1].prose:
        return False
    found, whole = credits_of(lines[at].raw, japanese=japanese)
    return (whole and bool(found)) or field_weight(lines[at].view) > 0


def _leads_to_tools(lines: list[Line], at: int) -> bool:
    """True where nothing but counts stand between a place and page tools: a number alone may head a part of the text."""
    while at < len(lines) and COUNT.fullmatch(lines[at].view):
        at += 1
    if at == len(lines):
        return False
    menu = read_menu(lines[at].view)
    known = any(hit.whole and hit.rule.family in ("tools", "counter") for hit in lines[at].hits)
    return known or (menu.tools > 0 and menu.free == 0)
