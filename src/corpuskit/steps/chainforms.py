"""Breadcrumbs between marks that breadcrumbs seldom have, told by what else is known of the line.

What lives here: anchored_names(), loose_names(), path_names(), blank_names(), spaced_names(). What never does: what a section is
(sectiongrammar.py), which chain counts (sections.py).

How it works: a line whose end is the page's title names what stands before it: the mark before the title cuts the rest, a blank
too. Of a line that is known for a breadcrumb, by its rule or by the page judge, the mark that stands between blanks, or else the
first one, cuts it; underlines, hyphens and semicolons as well.

Weak: a section whose name has a blank inside, where blanks are the mark.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["anchored_names", "blank_names", "home_names", "loose_names", "path_names", "spaced_names"]

NAME_MAX_CHARS, LATIN_NAME_MAX_CHARS, NAMES_MAX = 14, 40, 6
TITLE_MIN_CHARS = 4  # behind a blank
LINES_KNOWN = 2_000
_HOME = re.compile(r"(?:网站)?(?:首页|首頁|主页|主頁)")
_SITE_HOME = re.compile("[\u3400-\u9fff]{2,4}(?:首页|首頁)")
_HOME_ALONE = re.compile(
    r"(?:(?:[当當]前)?位置[:：]\s?)(?:首页|首頁|主页|主頁)\s?(?P<name>[\u3400-\u9fff]{2,6})"
    r"|(?:Home|HOME) (?P<word>[A-Z][A-Za-z]{2,20})"
)
_MARK_BEFORE = re.compile(r"\s*(?:[^\w\s()（）\[\]【】〔〕「」『』《》“”‘’\"'…。，、！？!?.,:：%]{1,2}|_|\s[ღ丨]|::)\s*\Z|\s+\Z")
_PHRASE = re.compile(r"[。！？，、；!?;,…]|[:：]\s?\S|\d{4}[-/.年]\d")
_SPACED = re.compile(r"(?<=\S)\s([^\w\s()（）\[\]【】〔〕「」『』《》“”‘’\"'…。，、！？!?.,:：%&]{1,2}|_|[ღ丨]|::)\s(?=\S)")
_CLOSE = re.compile(
    r"(?<=[\w)）》])([^\w\s()（）\[\]【】〔〕「」『』《》“”‘’\"'…。，、！？!?.,:：%&#@~～]{1,2}|_|::)(?=[\w《（(])"
)
_BOXED = re.compile(r"([^〔〕\[\]【】]{0,14}?)\s?((?:[〔\[【][^〔〕\[\]【】]{1,14}[〕\]】]\s?){1,5})")
_WORD = re.compile("[\u3041-\u30ff\u3400-\u9fff・]{2,10}")
_BOX = re.compile(r"[〔\[【]([^〔〕\[\]【】]{1,14})[〕\]】]")
_OPEN_BOOK = re.compile(r"[^《》]{1,14}(?:《[^《》]{1,40}){1,4}")


def _are_names(names: list[str], least: int) -> bool:
    return least <= len(names) <= NAMES_MAX and all(
        name and len(name) <= (LATIN_NAME_MAX_CHARS if name.isascii() else NAME_MAX_CHARS) and _PHRASE.search(name) is None
        for name in names
    )


@lru_cache(maxsize=LINES_KNOWN)
def anchored_names(raw: str, title: str) -> tuple[str, ...]:
    """The names before the page's title at the end of a line; none where the line is no such chain."""
    bare = raw.strip()
    if not bare.endswith(title) or len(bare) == len(title) or len(title) < 2:
        return ()
    before = bare[: -len(title)]
    home = _HOME.match(before) or _SITE_HOME.match(before)
    if home is not None and before == before.strip() and before[-1].isalnum():
        rest = before[home.end() :]  # no mark at all
        return ("首页", rest) if len(title) >= TITLE_MIN_CHARS and 2 <= len(rest) <= 6 and rest.isalpha() else ()
    mark = _MARK_BEFORE.search(before)
    if mark is None or (not mark[0].strip() and len(title) < TITLE_MIN_CHARS):
        return ()
    sign = mark[0].strip()
    cut = re.compile(r"\s*" + re.escape(sign) + r"\s*") if sign else re.compile(r"\s+")
    names = [name.strip() for name in cut.split(before[: mark.start()].strip())]
    return tuple(names) if _are_names(names, 2) else ()


def home_names(raw: str) -> tuple[str, ...]:
    """The names of a line that is the first page and a section and nothing else, with no mark between them: Home News."""
    match = _HOME_ALONE.fullmatch(raw.strip())
    return ("首页", match["name"] or match["word"]) if match is not None else ()


def spaced_names(line: str) -> list[str]:
    """The parts of a line between the first mark that stands between blanks; the line itself where there is none."""
    found = _SPACED.search(line)
    return [line] if found is None else [part for part in re.split(r"\s" + re.escape(found[1]) + r"(?:\s|\Z)", line) if part]


@lru_cache(maxsize=LINES_KNOWN)
def loose_names(raw: str) -> tuple[str, ...]:
    """The names of a line that is known for a breadcrumb; none where no mark cuts it into names."""
    bare = raw.strip()
    boxed = _BOXED.fullmatch(bare)
    if boxed is not None:
        names = [name for name in (boxed[1].strip(), *_BOX.findall(boxed[2])) if name]
        return tuple(names) if _are_names(names, 2) else ()
    if _OPEN_BOOK.fullmatch(bare) is not None:
        return tuple(bare.split("《"))
    names = spaced_names(bare)
    if len(names) < 2:
        found = _CLOSE.search(bare)
        if found is None:
            return ()
        names = bare.split(found[1])
    names = [name.strip() for name in names]
    while names and not names[-1]:
        names.pop()
    repeats = len(names) > 1 and all(name.startswith(names[0][:2]) for name in names)  # one injected name in several forms
    return tuple(names) if len(names) > 1 and not repeats and _are_names(names[:-1], 1) else ()


def path_names(raw: str) -> tuple[str, ...]:
    """The names of a line of two to four words with slashes between them, at least one of them not in Latin letters."""
    names = tuple(name.strip() for name in re.split(r"[/／\\＼]", raw.strip()))
    return names if 2 <= len(names) <= 4 and _are_names(list(names), 2) and any(not name.isascii() for name in names) else ()


def blank_names(raw: str) -> tuple[str, ...]:
    """The names of a line of two to four words of Han or kana with one blank between them: menus have more."""
    names = tuple(raw.strip().split(" "))
    return names if 2 <= len(names) <= 4 and all(_WORD.fullmatch(name) for name in names) else ()
