"""The site's name that a page's title carries at its end: `…_news_site`, `… - site`, `… | site`, `…（site）`.

What lives here: site_name_pass(). What never does: a list of sites.

How it works: the last part behind a separator, or in brackets, is the site's name where the page says so: it stands in a line
that goes (the breadcrumb, the footer, a plug), or it ends as names of sites and of houses do. The parts between the title and
that name are sections and go with it where they are short; so do words behind it that say which edition of the site this is.
A first line is read so though it looks like a sentence: titles of questions do.

Weak: a subtitle that ends like a site's name; a site whose name stands nowhere else and ends like none.
"""

from __future__ import annotations

import re

from corpuskit.core.latepattern import late
from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["site_name_pass"]

TITLE_LINES = 4
TITLE_MIN_CHARS = 4
SAID_TITLE_MIN_CHARS = 1  # before an underscore: the headword of a dictionary
SECTION_MAX_CHARS, LATIN_SECTION_MAX_CHARS = 10, 20
NAME_MIN_CHARS, NAME_MAX_CHARS = 2, 24
BRACKETED_MIN_CHARS = 4
_WIDE = late(r"\u3000{1,3}(?=[\u3400-\u9fff])")  # says little: the title before it is no number of a chapter
WIDE_NAME_MAX_CHARS, WIDE_TITLE_MIN_CHARS, WIDE_LINES = 12, 8, 2
BRAND = late(r"[^\s|_-]{2,16}(?:官网|官方|娱乐|体育|彩票|棋牌|国际)[^\s|_-]{0,12}\s?[-|_:]\s?\S")
# Blanks before a mark are read from the first one on only: a row of blanks would otherwise be read again from each of them.
_ANY_SEPARATOR = late(
    r"(?<!\s)\s*(?:[|丨∣│⎮┊ㅣ_＿@«»→←◦▶☆]|::)\s*|(?<!\s)\s+[-–—:/·•]\s+|(?<=[\u3041-\u9fff가-힣?!”』」)])\s?[-–—]{1,2}\s?(?=[\u3041-\u9fff가-힣])"
)
# A long dash joins a title and its subtitle and is no separator here.
_SEPARATOR = late(r"(?<!\s)\s*(?:_{1,2}|\s[-–|·]\s|(?<=[\u3400-\u9fff?!”』)])[-|](?=[\u3400-\u9fff])|\|)\s*")
# One that says more by itself: what ends like a name needs nothing else behind it.
_STRONG = late(r"(?<!\s)\s*(?:[|丨∣│_＿→«]|::|\s[-–]\s|(?<=[\u3041-\u9fff?!”』)])-{1,2}(?=[\u3041-\u9fff]))\s*")
_NAME = late(
    r".{1,14}(?:网|网站|论坛|讨论区|社区|博客|部落格|门户|频道|资讯|百科|问答|知道|贴吧|文库|在线|小说|书屋|书城|书院|书栈|文学|"
    r"日报|晚报|早报|时报|周刊|新闻|官网|新闻中心|新闻网|电视台|客户端|热线|News|Blog|Forum|Times|Daily|Post|Wiki|뉴스|일보|신문|ニュース|新聞|オンライン)",
    re.IGNORECASE,
)
# Houses that have sites, and other words for the site itself.
_HOUSE = late(
    r"\S{2,14}(?:株式会社|有限公司|公司|集团|出版社|图书馆|博物馆|美术馆|纪念馆|档案馆|资料(?:室|馆)|文化馆|福利会|协会|[学书法]院|大学|医院|学会|研究(?:所|院)|电视|广播"
    r"|デジタル|电子版|ウェブ|テレビ|放送局?|通信社?|新闻社?|ブログ|公式サイト|观光协会|商店|도서관|박물관|블로그|방송|저널|타임스)"
    r"|(?:[A-Z][\w.'’&-]*\s){1,4}(?:Press|Herald|Courier|Gazette|Journal|Tribune|Review|Magazine|Online|Chronicle|Observer|Forums?|Archive"
    r"|Society|Museum|Library|Club|Support|Recipes|Guide|Weekly|Echo|Mercury|Post|News|Times|Daily)",
)
# Which edition of the site: behind its name.
_EDITION = late(
    r"\s?(?:\s[-–|·]\s|[-_|]{1,2})\s?(?:手机版|移动版|电脑版|触屏版|简体版|繁体版|手机网|移动端|官方网站|门户网站|首页|主页"
    r"|Powered [Bb]y [\w!. ]{2,20}|Mobile|モバイル)\Z"
)
_BRACKETED = late(r"(?<!\s)\s*[(【\[〔](?P<in>[^()【】\[\]〔〕]{4,24})[)】\]〕]\Z")
_NUMBER_OF = late(r"\d年?\s?第?\s?[\d一二三四五六七八九十]{1,3}\s?[期号卷]\Z")  # of a magazine: it tells the title from others
_DAY = late(
    r"(?:\d{4}年)?\s?\d{1,2}月\s?\d{1,2}[日号]|(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s)?\d{1,2}\s(?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December)\b"
)
_JOINED = late(r"[a-zA-Z\d][_@-][a-zA-Z\d]")  # without a blank, between letters
_ENDED = late(r"[。!?…;](?!\s?[|_»«→-])")
_LEG = late(
    r"\s*(?:第[\d一二三四五六七八九十]{1,3}[天日]|[Dd]ay\s?\d|\d{1,2}月\d{1,2}日)"
)  # of a journey: places with marks between them
_LABELLED = late(r"\s*[\u3400-\u9fff]{2,6}\s?:\s?\S")  # a row of a table under the title
_GONE = frozenset(("breadcrumb", "notice", "source", "advert", "tools", "credit", "novel", "page", "related", "keywords"))


def site_name_pass(page: Page) -> bool:
    """Cut the site's name from the end of the title; True when there was one."""
    if not page.families():
        return False
    gone = [line for line in page.lines if line.cut is not None and line.cut.family in _GONE]
    ends = [line.view for line in gone if _is_chain(line)]  # with the title of the page
    others: list[str] | None = None
    for n, line in enumerate(page.live()[:TITLE_LINES]):
        view = page.folded(line)
        if line.prose and (n or _ENDED.search(view[-NAME_MAX_CHARS - 1 :]) is not None):
            return False
        if _LEG.match(view) or (n and _LABELLED.match(view)):
            continue
        if BRAND.match(view):
            continue  # an injected name before the title: what stands behind it is the title
        edition = _EDITION.search(view)
        title = view[: edition.start()] if edition is not None else view
        at = _known_name(title, gone, ends) or (_house_name(title, ends) if n == 0 else None)
        if at is None and gone:
            others = (
                [other.view for other in page.lines if not other.prose and other.cut is not None] if others is None else others
            )
            at = _said_name(title, line.raw if n < WIDE_LINES else "", [other for other in others if other != line.view], ends)
            at = at or _bracketed_name(title, gone)
        if at is None and line.prose:
            return False
        if at is None:
            continue
        start, said = at
        why = "the site's name behind the title" + (", as other lines say it" if said else "")
        if page.cut_span(line, start, len(line.raw), Cut("any.breadcrumb.site-name", why, 0.95)):
            return True
    return False


def _is_chain(line: Line) -> bool:
    return line.cut is not None and line.cut.family == "breadcrumb"


def _is_no_name(view: str, mark: re.Match[str], name: str) -> bool:
    """True for a day, and for what follows a mark that joins it with what stands before: a name in a program, an address."""
    return _DAY.match(name) is not None or _JOINED.fullmatch(view, max(0, mark.start() - 1), mark.end() + 1) is not None


def _known_name(view: str, gone: list[Line], ends: list[str]) -> tuple[int, bool] | None:
    """(start, whether other lines say it) of a name that ends as names of sites do, or stands in a line that goes."""
    spots = [*_SEPARATOR.finditer(view)]
    if not spots or spots[0].start() < SAID_TITLE_MIN_CHARS:
        return None
    name = view[spots[-1].end() :].strip()
    if _is_no_name(view, spots[-1], name):
        return None
    # A chain of sections ends with the title of the page: where a brand stands before the title, that is the last part.
    said = any(name in other.view and not (_is_chain(other) and other.view.endswith(name)) for other in gone)
    if spots[0].start() < TITLE_MIN_CHARS and not (said and "_" in spots[0][0]):
        return None
    if not any(char.isalpha() for char in name):
        return None  # the year in which somebody died
    if not NAME_MIN_CHARS <= len(name) <= NAME_MAX_CHARS or not (said or _NAME.fullmatch(name)):
        return None
    return _with_sections(spots, ends), said


def _house_name(view: str, ends: list[str]) -> tuple[int, bool] | None:
    """The same for the name of a site or a house behind a mark that sites alone set there, on the first line."""
    spots = [*_STRONG.finditer(view)]
    if not spots or spots[0].start() < TITLE_MIN_CHARS:
        return None
    name = view[spots[-1].end() :].strip()
    if not NAME_MIN_CHARS < len(name) <= NAME_MAX_CHARS or not (_NAME.fullmatch(name) or _HOUSE.fullmatch(name)):
        return None
    return _with_sections(spots, ends), False


def _bracketed_name(view: str, gone: list[Line]) -> tuple[int, bool] | None:
    """The same for a name in brackets that another line begins or ends with, beside something else."""
    match = _BRACKETED.search(view)
    if match is None or match.start() < TITLE_MIN_CHARS:
        return None
    name = match["in"].strip()
    if len(name) < BRACKETED_MIN_CHARS or _NUMBER_OF.search(name) is not None:
        return None
    said = any(
        len(other.view) > len(name) + 1
        and (other.view.startswith(name) or (other.view.endswith(name) and not _is_chain(other)))  # it ends with the title
        and view not in other.view
        for other in gone
    )
    return (match.start(), True) if said else None


def _with_sections(spots: list[re.Match[str]], ends: list[str]) -> int:
    """Where the part begins that holds the name behind the last separator and the short sections before it."""
    at = len(spots) - 1
    while at > 0 and spots[at - 1].start() >= TITLE_MIN_CHARS:
        section = spots[at].string[spots[at - 1].end() : spots[at].start()]
        if any(end.endswith(section.strip()) for end in ends) or len(section) > (
            LATIN_SECTION_MAX_CHARS if section.isascii() else SECTION_MAX_CHARS
        ):
            break
        at -= 1
    return spots[at].start()


def _said_name(view: str, raw: str, others: list[str], ends: list[str]) -> tuple[int, bool] | None:
    """The same for a name behind any mark that another line of the page holds beside something else."""
    spots = [*_ANY_SEPARATOR.finditer(view)]
    wide = [match for match in _WIDE.finditer(raw) if match.start() >= WIDE_TITLE_MIN_CHARS]
    if wide and len(raw) - wide[-1].end() <= WIDE_NAME_MAX_CHARS and wide[-1].start() >= (spots[-1].end() if spots else 0):
        spots = [wide[-1]]
    if not spots or spots[-1].start() < TITLE_MIN_CHARS:
        return None
    name = view[spots[-1].end() :].strip()
    if not NAME_MIN_CHARS < len(name) <= NAME_MAX_CHARS or not any(char.isalpha() for char in name):
        return None  # marks in the cells of a table
    title = view[: spots[-1].start()].strip()
    if _is_no_name(view, spots[-1], name):
        return None
    if any(name in other and len(other) > len(name) + 1 and title not in other for other in others):
        return _with_sections(spots, ends), True
    return None
