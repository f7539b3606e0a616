"""What breadcrumbs end with that is no section: tools, codes of the page, its details, a part of a book.

What lives here: is_code(), is_details(), is_joined(), without_tools(). What never does: cutting a chain into names
(sectiongrammar.py).
"""

from __future__ import annotations

import re

__all__ = ["is_code", "is_details", "is_joined", "without_tools"]

_DETAILS = re.compile("[\u3400-\u9fff]{2}[详詳]情[页頁]?")
_CODE = re.compile(r"(?:v\.?\s?)?\d+(?:\.\d+)+|\d{6,}|[A-Z](?:\.[A-Z\d]+){2,}")  # a version, a number of the page
_PART = re.compile("[第卷回部篇册冊集][\\d一二三四五六七八九十百上中下]|[\\d一二三四五六七八九十百]{1,3}[章回卷節节]")
# Behind the last name: the size of the letters, who may share the page.
_TOOL_TAIL = re.compile(
    r"(?<=\w)[\s\u3000]+(?:[【\[（(]?字[号號体體][：:\s]|字体大小|[【\[]?打印|[【\[]?列印|分享[到至]?[：:\s]|放大\s|收藏本|[小大]\s中\s[大小]|A[-+]\s|缩小\s|縮小\s).{0,40}\Z"
)


def is_code(name: str) -> bool:
    """True for a version or a number of the page."""
    return _CODE.fullmatch(name) is not None


def is_details(name: str) -> bool:
    """True for a page of details of whatever the site has."""
    return _DETAILS.fullmatch(name) is not None


def without_tools(line: str) -> str:
    """A breadcrumb without the tools that stand behind its last name."""
    return _TOOL_TAIL.sub("", line) if " " in line or "\u3000" in line else line


def is_joined(book: str, part: str, title: str) -> bool:
    """True where the title is the name of a book and the part of it that the breadcrumb has behind that: 甲乙志卷一."""
    rest = title.removeprefix(book).strip() if title.startswith(book) and title != book else ""
    return bool(rest) and _PART.match(rest) is not None and part.startswith(rest)
