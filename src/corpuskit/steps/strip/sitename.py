"""The site's name that a page's title carries at its end: `…_news_site`, `… - site`, `… | site`.

What lives here: site_name_pass(). What never does: a list of sites.

How it works: the last part behind a separator is the site's name where the page says so: it stands in a line that goes (the
breadcrumb, the footer, a plug), or it ends as names of sites do. The parts between the title and that name are sections and go
with it where they are short.

Weak: a subtitle that ends like a site's name.
"""

from __future__ import annotations

import re

from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["site_name_pass"]

TITLE_LINES = 4
TITLE_MIN_CHARS = 4
SECTION_MAX_CHARS = 10
NAME_MIN_CHARS, NAME_MAX_CHARS = 2, 24
# A long dash joins a title and its subtitle and is no separator here.
_SEPARATOR = re.compile(r"\s*(?:_{1,2}|\s[-–|·]\s|(?<=[\u3400-\u9fff?!”』)])[-|](?=[\u3400-\u9fff])|\|)\s*")
_NAME = re.compile(
    r".{1,14}(?:网|网站|论坛|讨论区|社区|博客|部落格|门户|频道|资讯|百科|问答|知道|贴吧|文库|在线|小说|书屋|书城|书院|书栈|文学|"
    r"日报|晚报|早报|时报|周刊|新闻|官网|新闻中心|新闻网|电视台|客户端|热线|News|Blog|Forum|Times|Daily|Post|Wiki|뉴스|일보|신문|ニュース|新聞|オンライン)",
    re.IGNORECASE,
)
_GONE = frozenset(("breadcrumb", "notice", "source", "advert", "tools", "credit", "novel", "page", "related"))


def site_name_pass(page: Page) -> bool:
    """Cut the site's name from the end of the title; True when there was one."""
    if not any(line.cut is not None for line in page.lines):
        return False
    gone = [line for line in page.lines if line.cut is not None and line.cut.family in _GONE]
    for line in page.live()[:TITLE_LINES]:
        if line.prose:
            return False
        view = page.folded(line)
        spots = [*_SEPARATOR.finditer(view)]
        if not spots or spots[0].start() < TITLE_MIN_CHARS:
            continue
        name = view[spots[-1].end() :].strip()
        # A chain of sections ends with the title of the page: where a brand stands before the title, that is the last part.
        said = any(name in other.view and not (_is_chain(other) and other.view.endswith(name)) for other in gone)
        if not any(char.isalpha() for char in name):
            continue  # the year in which somebody died
        if not NAME_MIN_CHARS <= len(name) <= NAME_MAX_CHARS or not (said or _NAME.fullmatch(name)):
            continue
        at = len(spots) - 1
        ends = [other.view for other in gone if _is_chain(other)]  # with the title of the page
        while (
            at > 0
            and not any(end.endswith(view[spots[at - 1].end() : spots[at].start()].strip()) for end in ends)
            and spots[at].start() - spots[at - 1].end() <= SECTION_MAX_CHARS
            and spots[at - 1].start() >= TITLE_MIN_CHARS
        ):
            at -= 1
        why = "the site's name behind the title" + (", as other lines that go say it" if said else "")
        if page.cut_span(line, spots[at].start(), len(line.raw), Cut("any.breadcrumb.site-name", why, 0.95)):
            return True
    return False


def _is_chain(line: Line) -> bool:
    return line.cut is not None and line.cut.family == "breadcrumb"
