"""Rows of menus, buttons and page tools that no rule knows: what the grammar of menus covers, in the places where sites put them.

What lives here: menu_pass(). What never does: words (steps/menuwords.py), reading a line (steps/menugrammar.py).

How it works: only on pages where another line of furniture goes in the same call. A row of several such words goes above and
below the text, and inside it beside a line that goes. A word alone is weaker: it goes where it touches what goes outside the
text, where several such lines stand below each other there, and inside it only where the page says it again and again, as
encyclopedias do under each head.

Weak: a list of such words that a manual sets under its last sentence, on a page with furniture.
"""

from __future__ import annotations

from collections import Counter
from itertools import takewhile

from corpuskit.steps.menugrammar import LINE_MAX_CHARS, Menu, read_menu
from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["menu_pass"]

ROW_MIN_WORDS = 3
ROW_MIN_RATIO = 0.6
PAIR_MIN_RATIO = 0.95  # of a row of two words
SECTIONS_MIN = 4  # where no word is a site's own
SECTIONS_MIN_RATIO = 0.8
SECTIONS_PER_FREE = 5
TITLE_MIN_WORDS = 4  # on the first line that stays, which is most often the title
SAID_AGAIN_MIN = 2
COLUMN_MIN_LINES = 3
ALONE_MIN_CHARS = 2  # 顶 and 赞 alone are answers
CONFIDENCE = 0.95
PAGE_FAMILIES = frozenset(
    ("source", "counter", "credit", "breadcrumb", "tools", "notice", "prevnext", "advert", "keywords", "related", "page")
)


def is_row(menu: Menu) -> bool:
    """True for several words of menus and little else."""
    words = menu.tools + menu.sections
    if menu.tools:
        if words >= ROW_MIN_WORDS:
            return menu.known_ratio >= ROW_MIN_RATIO
        return words == ROW_MIN_WORDS - 1 and menu.known_ratio >= PAIR_MIN_RATIO
    return words >= SECTIONS_MIN and menu.free * SECTIONS_PER_FREE <= words and menu.known_ratio >= SECTIONS_MIN_RATIO


def _is_no_title(menu: Menu) -> bool:
    """True for a row that cannot be the title of a page: many words, or nothing but a site's own."""
    words = menu.tools + menu.sections
    return words >= TITLE_MIN_WORDS or (menu.tools > 0 and not menu.free and max(words, menu.tools + 1) >= ROW_MIN_WORDS)


def menu_pass(page: Page) -> bool:
    """Mark the rows and words of menus that go; True when there were any."""
    if page.families().isdisjoint(PAGE_FAMILIES):
        return False
    live = page.live()
    first, last = len(page.lines), -1  # of the text, looked for where there is such a line
    said: Counter[str] | None = None  # counted where there is such a line
    changed = False
    for n, line in enumerate(live):
        if line.prose or len(line.view) > LINE_MAX_CHARS:
            continue
        menu = read_menu(line.view)
        if not menu.tools + menu.sections or (n == 0 and not _is_no_title(menu)):
            continue
        if said is None:
            said = Counter([one.view for one in page.lines])
            prose = [one.at for one in live if one.is_text]
            first, last = (prose[0], prose[-1]) if prose else (first, last)
        inside = first < line.at < last
        why = _reason(page, line, menu, inside=inside, again=said[line.view] >= SAID_AGAIN_MIN)
        if not why and not inside and _in_column(live, n):
            why = "one of several words of page tools below each other"
        if why:
            changed = page.mark(line, Cut("any.tools.menu-row", why, CONFIDENCE)) or changed
    return changed


def _reason(page: Page, line: Line, menu: Menu, inside: bool, again: bool) -> str:
    """Why a line with words of menus goes; empty where it stays."""
    above, below = _goes(page, line.at - 1), _goes(page, line.at + 1)
    if is_row(menu) and (not inside or above or below or again):
        return "a row of words of menus and page tools"
    if not menu.tools or menu.free or len(line.view) < ALONE_MIN_CHARS:
        return ""
    if (above and below) or (not inside and (above or below)):
        return "a word of page tools beside lines that go"
    return "a word of page tools that the page says again and again" if again else ""


def _in_column(live: list[Line], n: int) -> bool:
    """True in a run of lines that are each a word of page tools and nothing else: a menu set upright. It looks no further
    than it must, so that a long menu takes no longer for each of its lines."""
    if not _is_tool(live[n]):
        return False
    near = COLUMN_MIN_LINES - 1
    above = takewhile(_is_tool, reversed(live[max(0, n - near) : n]))
    below = takewhile(_is_tool, live[n + 1 : n + 1 + near])
    return 1 + sum(1 for _ in above) + sum(1 for _ in below) >= COLUMN_MIN_LINES


def _is_tool(line: Line) -> bool:
    menu = read_menu(line.view)
    return line.cut is None and menu.tools > 0 and not menu.free and len(line.view) >= ALONE_MIN_CHARS


def _goes(page: Page, at: int) -> bool:
    return 0 <= at < len(page.lines) and page.lines[at].cut is not None
