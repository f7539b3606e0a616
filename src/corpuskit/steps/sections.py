"""The breadcrumbs of a page: which of them says the section, and what names the site.

What lives here: Sections. What never does: how a chain is cut into names (sectiongrammar.py).

How it works: every line and span that may be a chain is read and ranked: one that says so (您的位置) before one whose marks
point, that before a row of names, which counts only where its first name is the site's or its last the page's title, and that
before the words between the title and the site's name. Among equals the first wins.

Weak: a site whose sections are set in a row like its menu.

Long, because reading the chains of a page and ranking them share what was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpuskit.rulebook.edged import edged
from corpuskit.steps.chainforms import anchored_names, blank_names, home_names, loose_names, path_names, spaced_names
from corpuskit.steps.fieldgrammar import field_weight
from corpuskit.steps.fieldlines import row_cells
from corpuskit.steps.namegrammar import is_outlet
from corpuskit.steps.rowposter import poster_of
from corpuskit.steps.sectiongrammar import (
    LOOSE_NAMES_MAX,
    chain_names,
    chain_rank,
    is_loose_chain,
    is_menu,
    is_menu_end,
    names_in,
    read_section,
    read_title_tail,
    section_of,
    title_in,
)
from corpuskit.steps.sectionlines import SLASH, bare_section, is_section_name
from corpuskit.steps.stayed import FOOT, HEAD, Titles
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time

__all__ = ["LOOSE_RANK", "SURE_RANK", "WECHAT", "Sections"]

LOOSE_RANK = -1  # of a row of few names over the title, on a page that has furniture
LOOSE_LINES, ROW_LINES = 5, 8
LABELLED_RANK = 3
KNOWN_LINES = 6
SITE_MAX_CHARS = 24
PATH_LINES = 3
DATED_LINES, DATED_MAX_CHARS = 3, 48  # a short line with a time, right under the title
PAIR, PAIR_RANK, PAIR_NAME_MAX_CHARS = 2, 0, 16
HOMES = ("首页", "首頁", "主页", "主頁", "ホーム", "トップ", "TOP", "Home", "홈")
ALONE = "any.spam.alone"
SURE_RANK = 2  # of a chain that a label of a field may not overrule
ROW_NAME_MAX_CHARS = 14
TITLE_MIN_CHARS = 4
OWN_START_MIN_CHARS = 10  # before the first mark of the line itself: the name of a site is shorter
ROWS = "any.breadcrumb.row"
SITE = "any.breadcrumb.site-name"
WECHAT = "zh.tools.wechat"  # names the account that an article stood on
# What a row of fields has and a chain of sections has not.
_FIGURES = re.compile(
    r"(?:阅读|浏览|点击|评论|回复|赞|查看|人气|조회|views?)\s?:?\s?[\d.,]+"
    r"|\d\s?(?:秒钟?|分钟?|小时|时|天|日|周|个?月|年|시간|분)(?:之?前|전)|\d (?:min|hour|day|week)s? ago"
)
UNSURE = frozenset(("any.tools.names", "any.tools.menu-row", "zh.tools.nav", HEAD, SITE))  # of which few lines are chains
_RIGHTS = re.compile("版权|版權|著作|©|Copyright|저작권|備案|备案|主办|主辦|ICP")
FOLLOWED, FOLLOW_MAX_CHARS = frozenset(("advert", "tools", "notice", "page", "spam")), 60
_FOLLOW = re.compile(
    '[关關]注[“"「]?[\u3400-\u9fff]{2}|[订訂][阅閱]|公[众眾][号號]|客[户戶]端|扫码|掃碼|二[维維][码碼]|小程序|政[务務]微|구독'
)
_BOOK = re.compile("《([^《》]{2,20})》")
_IN_TITLE = re.compile(r"[^\w\s，。！？、：“”（）《》,.!?:()'\"-]|\u3000|丨|\s[—–-]\s")
_MEDIUM = re.compile(".{2,}(?:[网網社台臺]|.[报報]|广播|廣播|通信|新[闻聞]|电视|電視|통신|일보|신문)")
# In the words of tools and counters, and in no section's name.
_NO_NAME = re.compile(
    r"\u3000|\s{2}|(?<=[^\s版])[:：]\S|⇔|免[费費]|加入|重填|[随隨]便|我[要有]|[问問]TA|打[开開]|极速|[+＋]|\A[\d./]+\Z"
    r"|[关關]注|[发發]消息|\d\s?[/／]\s?\d|置[顶頂]|自[动動]播放|字[号號体體][:：]|签到|簽到|上一[章页頁]|下一[章页頁]"
    r"|\b(?:Previous|Next) Chapter|Find Us|投稿系[统統]"
    r"|官[方网網]|[\[(（]中[国國]|@|[请請][来來]信|赠阅|[联聯][络絡系繫]|回答\s?\d|[^\w\s]{2,}|元[/／]"
)
_REPORTERS = re.compile(r"(?:记者|記者|通讯员|通訊員|实习生|實習生)\s")
_DIGIT = re.compile(r"\d")
_LEAF_NOW = re.compile(r"\s*[当當]前版[:：]\s?(第?[A-Z]?\d{1,3}版[:：]\S{2,8})\s*")
_LEAF_MARK = "前版"
_LEAF = re.compile(r"第\s?[A-Z]?\d{1,3}\s?版")
FURNITURE_MIN = 2  # pieces of it on a page whose first line alone may be a section
_FIRST = edged(r"\s*[/／|｜·・★☆≡┊>＞»›→≫]\s*|\s*::\s*")


_TAGGED = re.compile(r"[\[【〔][^\[\]【】〔〕]{1,8}[\]】〕]\s?(\S.{5,})")  # [求助] before the title of a thread
_LEAF_CELL = re.compile(
    r"(?:\A|[\s\u3000|｜])((?:第\s?[A-Z]?\d{1,3}\s?版|[A-Z]\d{1,3}\s?版)[:：][^\s|｜]{2,8})(?=[\s\u3000|｜]|\Z)"
)
_ROW_NAMES = re.compile(r"\s*[^\w\s]\s*|\s+")


# A line that says its title; what stands behind a title on its line: tools, counts.
_TITLE_LABEL = re.compile(r"(?:[标標][题題]|主[题題]|[题題]名|件名|제목|Subject|Title)\s?[:：]\s?(\S.{2,60})")
_BEFORE_TOOLS = re.compile(
    r"(?P<name>\S(?:.{0,28}?\S)?)\s?(?:\s?[\[［【]\s?(?:下[载載]|打印|收藏|复制|複製|PDF|[Ww]ord|WORD|编辑"
    r"|編輯)[^\[\]]*[\]］】]|\s[+＋]\s?\S.*"
    r"|\s(?:高清\S*|全文\S*|朗[读讀]\S*|[^\s()（）]{2,6}[(（]\d[\d,]*[)）]|[收下打点點分求供纠]\S{1,3})(?:\s\S{1,12})*)"
)


def _before_tools(lines: Sequence[str]) -> tuple[str, ...]:
    """What stands before tools and counts on the lines that may be the title."""
    return tuple(match["name"] for line in lines if (match := _BEFORE_TOOLS.fullmatch(line)) is not None)


_HOME_ROW = re.compile(r"(?:首[页頁]|主[页頁]|ホーム|홈)[\s\u3000]+(?:[^\s\u3000]{2,8}[\s\u3000]+)?(?P<name>[^\s\u3000\d]{2,8})")


class _Chain(NamedTuple):
    """What a chain says, its rank, and where it stands."""

    rank: int
    name: str
    start: int
    sure: bool = False  # it ends with the page's title, or a rule knows it for a breadcrumb


class Sections:
    """What a page's breadcrumbs say, up to the place `head`."""

    def __init__(self, pieces: list[Piece], titles: Titles, head: float, title: str = "") -> None:
        books = [book for piece in pieces if piece.rule == SITE for book in _BOOK.findall(piece.raw)]  # whose chapter this is
        row = _row(pieces)
        # A page without a title of its own may state it in its breadcrumb.
        named = (
            name for piece in pieces if piece.family == "breadcrumb" and piece.start <= head and (name := title_in(piece.raw))
        )
        self.title = title or next(named, "")
        if not title and self.title:
            titles = Titles((self.title, *titles.whole), titles.starts)
        whole = tuple(t for t in titles.whole if t not in row)
        labelled = tuple(
            said[1] for piece in pieces if piece.start <= head and (said := _TITLE_LABEL.fullmatch(piece.raw.strip()))
        )
        untagged = tuple(tag[1] for t in whole if (tag := _TAGGED.fullmatch(t)) is not None and not chain_rank(t))
        self.titles = Titles(
            tuple(dict.fromkeys((*whole, *untagged, *labelled, *_before_tools(whole)))), (*titles.starts, *books)
        )
        self.sites = [text for piece in pieces if (text := _site_text(piece))]
        self.chains: list[_Chain] = []
        self.inner: set[str] | None = None
        self.head, self.pieces = head, pieces
        self.spam = [piece.raw.strip() for piece in pieces if piece.family == "spam" and piece.start <= head]
        self._add(SURE_RANK, " > ".join(row), 0)
        self.rows = [piece for piece in pieces if piece.start <= head]
        self.feet = [piece for piece in pieces if piece.start > head]
        self.has_furniture = any(piece.family != "stayed" or piece.judged for piece in pieces)
        # Over the line with the time of the page stand menus and the breadcrumb, and the breadcrumb is nearer to the title.
        self.bar = next((piece.start for piece in pieces if _is_bar(piece)), -1)
        at = next((piece.start for piece in pieces if piece.rule == HEAD and not piece.judged and piece.raw.strip() == title), -1)
        self.top = at if at >= 0 else self.bar
        self._read_pair(pieces[0])
        for n, piece in enumerate(pieces):
            in_head = piece.start <= head
            if in_head or piece.family in ("breadcrumb", "spam") or _LEAF_MARK in piece.raw or piece.rule.endswith(".section"):
                self._read(piece, in_head=in_head, n=n)
            if in_head and n < KNOWN_LINES and not (piece.rule == HEAD and poster_of(piece.raw)):
                self._read_known(piece, n)

        self._read_alone()

    def _read_alone(self) -> None:
        """A name alone on the line over the title that strip took for furniture: a breadcrumb with its names on lines of their
        own, or without the site's."""
        over = [piece for piece in self.rows if piece.start < self.top]
        if not over or over[-1].end + 1 != self.top or not over[-1].whole or not (over[-1].family != "stayed" or over[-1].judged):
            return
        if sum(piece.family != "stayed" or piece.judged for piece in self.pieces) < FURNITURE_MIN:
            return
        name = bare_section(over[-1].raw)
        leaf = _LEAF.match(name) is not None
        if over[-1].family not in ("breadcrumb", "page", "stayed", "source") or not (leaf or is_section_name(name)):
            return
        first = SLASH.split(name)[0]
        if leaf or first == name or not any(first in piece.raw for piece in self.feet):  # else it is the site's name
            self.chains.append(_Chain(LOOSE_RANK, name, over[-1].start))

    def best(self, least: int) -> str | None:
        """The section of the best chain, where its rank is `least` or more."""
        over = [chain for chain in self.chains if chain.start < self.top]
        best = max((chain.rank for chain in self.chains), default=LOOSE_RANK)
        rank = max((chain.rank for chain in over), default=LOOSE_RANK)
        if over and best < LABELLED_RANK and (rank > 0 or best < SURE_RANK):
            known = [chain for chain in over if chain.sure and chain.rank > 0]
            rank = max((chain.rank for chain in known), default=rank)
            return [chain.name for chain in known or over if chain.rank == rank][-1] if rank >= least else None
        rank = max((chain.rank for chain in self.chains), default=LOOSE_RANK - 1)
        return next(chain.name for chain in self.chains if chain.rank == rank) if rank >= least else None

    def is_section(self, name: str) -> bool:
        """True for a name that a breadcrumb of the page has behind its first one."""
        if self.inner is None:  # only few pages ask
            self.inner = {
                name
                for piece in self.pieces
                if piece.start <= self.head and name_of_chain(piece) and not row_cells(piece.raw)
                for name in chain_names(piece.raw)[1:]
            }
        return name in self.inner and _MEDIUM.fullmatch(name) is None

    def names(self, name: str) -> bool:
        """True for a section: what a row of names over the text names is no person."""
        rows = (
            piece.raw
            for piece in self.rows
            if name in piece.raw and chain_rank(piece.raw) and not row_cells(piece.raw) and poster_of(piece.raw) != name
        )
        return any(name in _ROW_NAMES.split(raw) for raw in rows)

    def _read(self, piece: Piece, *, in_head: bool, n: int) -> None:
        leaf = _LEAF_NOW.fullmatch(piece.raw) if _LEAF_MARK in piece.raw else None
        if leaf is not None:
            self.chains.append(_Chain(LABELLED_RANK, leaf[1], piece.start, True))
            return
        cell = _LEAF_CELL.search(piece.raw) if in_head and "版" in piece.raw and piece.whole else None
        if cell is not None and row_cells(piece.raw):
            self.chains.append(_Chain(LABELLED_RANK, cell[1], piece.start, True))
            return
        if piece.rule == SITE and in_head and n and self._is_chain_cut(n):
            self._add(1, self.rows[n - 1].raw.strip() + " " + piece.raw.strip(), piece.start)
        elif piece.rule == SITE and not piece.raw.strip()[:1].isalnum():
            tail = read_title_tail(piece.raw)
            self.chains += [_Chain(0, tail, piece.start)] if tail is not None else []
        elif piece.rule != ROWS and (piece.rule.endswith(".section") or piece.family == "breadcrumb"):
            self._add(max(1, chain_rank(piece.raw)), piece.raw, piece.start, sure=True)
        elif piece.rule == ALONE and in_head and chain_rank(piece.raw) > 1:
            self._add(1, piece.raw, piece.start)  # where the first name is an injected one
        elif (
            piece.whole
            and in_head
            and piece.rule in UNSURE
            and not self._opens_with_title(piece.raw)
            and _FIGURES.search(piece.view) is None
        ):
            rank = chain_rank(_without_title(piece.raw, [title for title in self.titles.whole if title != piece.raw.strip()]))
            known = rank == 1 and self._is_known(piece.raw) and (self.has_furniture or names_in(piece.raw) > 2)
            if rank == 1 and not known and names_in(piece.raw) > LOOSE_NAMES_MAX:
                return
            if rank and not field_weight(piece.view):
                sure = rank > 1 or known
                if sure or (n < LOOSE_LINES and is_loose_chain(piece.raw) and (self.has_furniture or self._is_head(n))):
                    self._add(rank if sure else LOOSE_RANK, piece.raw, piece.start)

    def _read_known(self, piece: Piece, n: int) -> None:
        """A line that ends with the page's title, or that the page judge took over the title, between any marks."""
        if not piece.whole or piece.rule != HEAD or field_weight(piece.view):
            return
        for title in self.titles.whole:
            names = anchored_names(piece.raw, title)
            if names and (self.has_furniture or len(names) > 2):
                self._put(1, names, piece)
                return
        names = home_names(piece.raw) if piece.judged else ()
        row = _HOME_ROW.fullmatch(piece.raw.strip()) if not names and n < PATH_LINES and piece.start < self.top else None
        names = ("首页", row["name"]) if row is not None else names
        if names:
            self._put(1, names, piece)
            return
        names = loose_names(piece.raw)
        if not piece.judged:
            names = names if names and names[0].endswith(HOMES) else path_names(piece.raw) if n < PATH_LINES else ()
            if names and self.has_furniture:
                self._put(LOOSE_RANK, names, piece)
        elif (self.bar < 0 or piece.start < self.bar) and chain_rank(piece.raw) < SURE_RANK:
            names = names or path_names(piece.raw) or blank_names(piece.raw)
            if not names:
                self._add(LOOSE_RANK, piece.raw, piece.start)
            elif not any(is_menu_end(name) for name in names) and _FIGURES.search(piece.view) is None:
                self._put(LOOSE_RANK, names, piece)

    def _read_pair(self, piece: Piece) -> None:
        """A first line of two names, of which a notice of rights or another line of furniture has the first one: the site's."""
        names = spaced_names(piece.raw.strip()) if piece.whole and piece.rule == HEAD else []
        if len(names) < PAIR and piece.whole and piece.rule == HEAD and chain_rank(piece.raw):
            names = chain_names(piece.raw)
        if len(names) != PAIR or not all(1 < len(name) <= PAIR_NAME_MAX_CHARS for name in names) or is_outlet(names[1]):
            return
        said = (
            other.raw for other in (*self.rows[1:], *self.feet) if other.family != "stayed" or other.judged or other.rule == FOOT
        )
        if any(names[0] in raw for raw in said) and _DIGIT.search(names[1]) is None:
            self.chains.append(_Chain(PAIR_RANK, names[1], piece.start))

    def _put(self, rank: int, names: Sequence[str], piece: Piece) -> None:
        section = section_of(names, [title for title in self.titles.whole if title != piece.raw.strip()], self.titles.starts)
        if section is not None and (rank > 1 or not (_NO_NAME.search(section) or is_menu_end(section))):
            self.chains.append(_Chain(rank, section, piece.start, self._ends_with_title(piece.raw)))

    def _add(self, rank: int, raw: str, start: int, *, sure: bool = False) -> None:
        if is_menu(raw) or _REPORTERS.search(raw) is not None:
            return
        titles = [title for title in self.titles.whole if title != raw.strip()]
        bare = _without_title(raw, titles)
        parted = bare != raw  # its title is gone: what the title begins with is a section all the same
        section = read_section(bare, () if parted else titles, () if parted else self.titles.starts) if raw else None
        if section is not None and (rank > 1 or not (_NO_NAME.search(section) or is_menu_end(section))):
            self.chains.append(_Chain(rank, section, start, sure or self._ends_with_title(raw)))

    def _ends_with_title(self, raw: str) -> bool:
        bare = raw.strip()
        return any(len(title) > 1 and bare != title and bare.endswith(title) for title in self.titles.whole)

    def _is_chain_cut(self, n: int) -> bool:
        """True where strip took the end of a line for the name of a site, and what is left of it is that name: the title
        stands on a line below it."""
        before, below = self.rows[n - 1], self.rows[n + 1] if n + 1 < len(self.rows) else None
        if before.rule != HEAD or before.judged or before.end != self.rows[n].start or below is None or below.rule != HEAD:
            return False
        site, title = before.raw.strip(), below.raw.strip()
        if below.judged or title == site or row_cells(below.raw) or field_weight(below.view) or len(site) > SITE_MAX_CHARS:
            return False
        site = re.split("[:：]", site)[-1].strip()
        said = (piece.raw for piece in self.rows[n + 2 :] + self.feet if piece.family != "stayed" or piece.judged)
        return is_outlet(site) or any(site in raw for raw in said)

    def _is_head(self, n: int) -> bool:
        """True for the first line of a page that has a row of fields with a time over its text, though strip took nothing; also
        where that line is of three names or more."""
        if n:
            return False
        below = self.rows[1:ROW_LINES]
        return (
            names_in(self.rows[0].raw) > 2
            or any(row_cells(piece.raw) for piece in below if piece.rule == HEAD)
            or any(len(piece.raw) <= DATED_MAX_CHARS and find_time(piece.view) is not None for piece in below[1:DATED_LINES])
        )

    def _opens_with_title(self, raw: str) -> bool:
        bare = raw.strip()
        own = TITLE_MIN_CHARS if bare not in self.titles.whole else OWN_START_MIN_CHARS
        starts = (start for start in self.titles.starts if _FIRST.search(start) is None and len(spaced_names(start)) < 2)
        return any(len(start) >= own and bare.startswith(start) for start in starts)

    def _is_known(self, raw: str) -> bool:
        """True for a row of names whose last is the page's title, or whose first is the site."""
        bare = raw.strip()
        titles = (*self.titles.whole, *self.titles.starts)
        if any(len(title) >= TITLE_MIN_CHARS and bare != title and bare.endswith(title) for title in titles) or _LEAF.search(
            bare
        ):
            return True
        names = chain_names(bare)
        if len(names) > PAIR and len(names[-1]) > 1 and names[-1] in self.titles.whole:
            return True
        first = _FIRST.split(bare, maxsplit=1)[0]
        return len(first) > 1 and any(first in text and bare not in text for text in self.sites)


def _without_title(raw: str, titles: Sequence[str]) -> str:
    """A chain whose end is the page's title with the words for the page in its place: a title may hold marks of chains."""
    bare = raw.rstrip()
    for title in titles:
        if len(title) >= TITLE_MIN_CHARS and bare.endswith(title) and bare != title and _IN_TITLE.search(title):
            before = bare[: -len(title)]
            if before.rstrip() and not before.rstrip()[-1].isalnum():
                return before + "正文"
    return raw


def name_of_chain(piece: Piece) -> bool:
    """True for a line that may be a breadcrumb."""
    return piece.whole and (piece.family == "breadcrumb" or chain_rank(piece.raw) > 0 or piece.judged)


def _is_bar(piece: Piece) -> bool:
    """True for a line of fields with a time."""
    return piece.whole and piece.family in ("source", "stayed", "page") and find_time(piece.view) is not None


def _row(pieces: list[Piece]) -> list[str]:
    """The names of a breadcrumb that stands one on a line: what strip took of it, and short lines left right behind."""
    names: list[str] = []
    end = -1
    for piece, below in zip(pieces, [*pieces[1:], None], strict=True):
        # What stands over the source bar is the title.
        follows = piece.rule == HEAD and piece.start == end + 1 and len(piece.raw) <= ROW_NAME_MAX_CHARS
        follows = follows and below is not None and below.family in ("breadcrumb", "summary", "stayed", "page")
        if piece.rule == ROWS or (names and follows):
            names.append(piece.raw.strip())
            end = piece.end
    return names


def _is_call(piece: Piece) -> bool:
    """True for a line that asks readers to follow the site or to open its app, by its name."""
    return len(piece.raw) <= FOLLOW_MAX_CHARS and _FOLLOW.search(piece.raw) is not None and find_time(piece.view) is None


def _site_text(piece: Piece) -> str:
    """The part of a piece that names the site: behind the title, first in a breadcrumb, in a notice of rights."""
    if piece.rule in (SITE, WECHAT) or (piece.family == "notice" and _RIGHTS.search(piece.raw) and "作者" not in piece.raw):
        return piece.raw
    if (piece.judged or piece.family in FOLLOWED) and _is_call(piece):
        return piece.raw
    if piece.family == "breadcrumb" or piece.rule == HEAD:
        is_chain = (piece.family == "breadcrumb" or not (row_cells(piece.raw) or poster_of(piece.raw))) and chain_rank(piece.raw)
        return _FIRST.split(piece.raw, maxsplit=1)[0] if is_chain else ""
    return ""
