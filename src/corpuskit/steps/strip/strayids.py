"""Lines of nothing but empty elements that all bear one and the same made-up id: what a hijacked site strews between its lines.

What lives here: stray_pass(), may_have_strays(), STRAY_RULES. What never does: tags of code and of lessons, whose ids differ.

How it works: in a page that means its tags an id stands once. Where several elements of other names bear the same short one, with
a figure in it and nothing inside them, the lines that they fill go, with the bullet that the extraction set before them.

Weak: elements with a text between them.
"""

from __future__ import annotations

import re
from collections import defaultdict

from corpuskit.steps.strip.page import Cut, Page

__all__ = ["STRAY_RULES", "may_have_strays", "stray_pass"]

RULE = "any.script.stray-ids"
STRAY_RULES = {RULE: "empty elements of different names with one and the same made-up id"}
CONFIDENCE = 0.97
SAME_MIN, NAMES_MIN = 3, 2  # elements with one id, and their names
_NAME, _MADE_UP = "[a-z]{1,12}", r"(?=[a-z]*\d)(?![a-z]{1,8}\d{1,3}\")[a-z\d]{4,10}"  # user1 is a name that somebody gave
_HINT = re.compile(rf'<{_NAME} id="[a-z\d]{{4,10}}">')
_ELEMENT = re.compile(rf'<(?P<name>{_NAME}) id="(?P<id>{_MADE_UP})">')
_LINE = re.compile(rf'\s*+(?:[•·*-]\s?|\d{{1,3}}\.\s?)?(?:<{_NAME} id="{_MADE_UP}">|</{_NAME}>|\s)++')
# A text on elements shows them.
_ABOUT = re.compile(r"\bid\b|元素|标签|標籤|样式|樣式|浏览器|瀏覽器|(?<![./\w])HTML|\belements?\b|\binvalid\b", re.IGNORECASE)


def may_have_strays(text: str) -> bool:
    """Whether a text holds several such elements."""
    return ' id="' in text and len(_HINT.findall(text)) >= SAME_MIN


def stray_pass(page: Page) -> bool:
    """Mark the lines of such elements; True when there were any."""
    if not may_have_strays(page.left()):
        return False
    lines = [line for line in page.live() if "<" in line.raw and _LINE.fullmatch(line.raw) is not None]
    shown = {line.number for line in lines}
    if any(_ABOUT.search(line.raw) is not None for line in page.live() if line.number not in shown):
        return False
    names: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        for match in _ELEMENT.finditer(line.raw):
            names[match["id"]].append(match["name"])
    strays = {each for each, said in names.items() if len(said) >= SAME_MIN and len(set(said)) >= NAMES_MIN}
    changed = False
    for line in lines:
        ids = {match["id"] for match in _ELEMENT.finditer(line.raw)}
        if ids <= strays and (ids or strays):
            changed = page.mark(line, Cut(RULE, STRAY_RULES[RULE], CONFIDENCE)) or changed
    return changed
