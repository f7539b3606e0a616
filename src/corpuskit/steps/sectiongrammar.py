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

# A slash without blanks belongs to a name (电脑/网络) where other marks cut the chain.
_CHAIN = re.compile(r"\s*(?:[-]?[>＞]{1,3}|[»›→〉‹«＜]|(?<![^\s>＞])》|》(?=\s*[^\s>＞|/»›→])|::|\||｜|\s[—–-]\s|\s[/／]\s)\s*")
_WIDE = re.compile(r"\u3000+")
_SLASHES = re.compile(r"\s*[/／]\s*")
_BOOK = re.compile(r"《[^《》]{1,20}》")
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

# What stands last for a question, a post or a list: its state, not a section.
_NO_SECTION_END = re.compile(
    r"(?:[已未待][解处處办回][决決理答]?|[发發][问問]中|浏览|瀏覽|查看|阅读|閱讀)的?(?:帖子|问题|問題|主[题題]|文章|内容|內容)?|(?:问题|問題|帖子|主题)[详詳][情细細]"
)


def read_section(raw: str, title: str) -> str | None:
    """The last section of a breadcrumb that is not the page itself."""
    names = _names(_PLACE.sub("", raw, count=1))
    while names and (
        names[-1] in _NO_SECTION or _NO_SECTION_END.fullmatch(names[-1]) or _is_title(names[-1], title) or _is_page(names)
    ):
        names.pop()
    if len(names) < 2 or "位置" in names[-1] or names[-1].endswith(("首页", "首頁")):
        return None
    return names[-1]


def _names(chain: str) -> list[str]:
    """The names of a chain, in order; the brackets of a book belong to its name."""
    books: list[str] = _BOOK.findall(chain)
    kept = iter(books)
    names = [name.strip(" :：\u3000") for name in _CHAIN.split(_BOOK.sub("\x00", chain))]
    if len([name for name in names if name]) < 2:
        names = [name.strip(" :：\u3000") for name in _SLASHES.split(names[0] if names else "")]
    if len([name for name in names if name]) < 2:
        names = _WIDE.split(names[0].strip() if names else "")
    filled = (re.sub("\x00", lambda _: next(kept), name) for name in names)
    return [name for name in filled if name]


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
