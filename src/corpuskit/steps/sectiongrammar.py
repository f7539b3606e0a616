"""Breadcrumbs as sites print them: the section that a page stands in.

What lives here: read_section(). What never does: deciding that a breadcrumb goes.

How it works: the chain is cut at its marks; from its end go the page's own title, the words for a page by itself, and names too
long for a section. What is last then is the section, where another name stands before it.
"""

from __future__ import annotations

import re

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table

__all__ = ["read_section"]

_CHAIN = re.compile(r"\s*(?:[-]?[>＞]{1,3}|[»›→〉》‹«＜]|::|/|／|\||｜| - )\s*")
_PLACE = re.compile(r".{0,12}(?:位置|这里|這裡|are here)\s*(?:是|为|為)?\s*[:：]?\s*", re.IGNORECASE)
TITLE_PART_MIN_CHARS = 4
TITLE_PART_RATIO = 0.5  # the name of a book is a smaller part of the title of its chapter
SECTION_MAX_CHARS, SECTION_LATIN_MAX_CHARS = 14, 40  # the longest section on the labelled pages has 11 characters
_CHAPTER = re.compile(r"第.{1,7}[章回节節话話]")
_NO_WORD = re.compile(r"[\W_]+")
_NO_SECTION = frozenset(
    ("正文", "首页", "首頁", "主页", "主頁", "详情", "內容", "内容", "查看主题", "查看主題", "查看内容", "文章正文", "新闻详情")
    + (
        "文章内容",
        "论坛",
        "論壇",
        "浏览文章",
        "阅读文章",
        "全文",
        "本文",
        "전체기사",
        "기사",
        "記事",
        "Home",
        "home",
        "ホーム",
        "トップ",
        "홈",
    )
)


def read_section(raw: str, title: str) -> str | None:
    """The last section of a breadcrumb that is not the page itself."""
    names = [name.strip(" :：\u3000") for name in _CHAIN.split(_PLACE.sub("", raw, count=1)) if name.strip(" :：\u3000")]
    while names and (names[-1] in _NO_SECTION or _is_title(names[-1], title) or _is_page(names)):
        names.pop()
    if len(names) < 2 or "位置" in names[-1] or names[-1].endswith(("首页", "首頁")):
        return None
    return names[-1]


def _is_page(names: list[str]) -> bool:
    """True when the last name of several is too long for a section, or a chapter's."""
    last = names[-1]
    long = SECTION_LATIN_MAX_CHARS if last.isascii() else SECTION_MAX_CHARS
    return len(names) > 2 and (len(last) > long or _CHAPTER.match(last) is not None)


def _is_title(name: str, title: str) -> bool:
    """True when the end of a breadcrumb is the title, or a part of it; the end may be cut short with dots."""
    bare, whole = (_NO_WORD.sub("", fold(text, fold_table())) for text in (name, title))
    if not whole or not bare:
        return False
    if len(bare) < TITLE_PART_MIN_CHARS:
        return bare == whole
    cut_short = name.rstrip().endswith(("…", "...", "..")) or len(bare) >= TITLE_PART_RATIO * len(whole)
    return whole in bare or (bare in whole and cut_short) or bare[:12] == whole[:12]
