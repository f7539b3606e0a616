"""Names of the site and of the paper that publish a page, told by the places that name them.

What lives here: houses_of(). What never does: what a name beside a time fills (rowfields.py), the breadcrumb and the notices of
rights that name a site (sections.py).

How it works: the first name of a menu over the title, the account that an article stood on, and the paper that a dateline opens
with are names of houses. Each is one whole name, so that also two characters count.

Weak: a menu that begins with a section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.stayed import FOOT
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time

__all__ = ["houses_of", "rights_at_foot"]

NAME_MIN_CHARS, NAME_MAX_CHARS, MENU_NAMES_MIN, OVER_LINES = 2, 12, 4, 3
_CUTS = re.compile(r"[\s\u3000|｜·•／/,，。、:：;；()（）<>＜＞\[\]【】《》“”\"©ⓒ]+")
_ACCOUNT = re.compile(r"(?:公[众眾][号號]|[来來]源[于於]?|转载自|轉載自)\s?[:：]?\s?[“\"「【]([^“”\"「」【】]{2,12})[”\"」】]")
_DATELINE = re.compile(
    r"\s?[\[(（【〔]?\s?([^\s\[\]()（）【】〔〕=＝\d，,。]{2,12}?)(?=\s?(?:\d{1,2}月\d{1,2}日|(?:记者|記者)"
    r"|[专專]?[讯訊][】\])）\s]|[专專]?[讯訊]\Z))"
)
FIRM_MIN_CHARS = 3
_FIRM = re.compile(
    "(?:[木矿农林渔牧药酒茶糖船建置物实企商]业|科技|集团|资讯|时讯|传媒|消防|公安|疾控|工会|妇联|文旅|教育|财经|之声|之窗"
    "|快播|快报|药材|影楼|驾校|事务所"
    "|文化馆|图书馆|博物馆|委员会|协会|供电所|公司|管理处)\\Z"
)
HOUSE_LINE_MAX_CHARS = 120
_OF_A_HOUSE = re.compile(
    r"版权|版權|[转轉][播载載]|授[权權]|[编編][辑輯]部|著作|[备備]案|[主]办|主辦|©|ⓒ|Copyright|[Rr]ights|저작권|derechos"
    r"|direitos|droits|diritti|Rechte"
    r"|rechten|[Пп]рава|Bản quyền|[Hh]ak cipta|prawa|[Pp]ráva|hakları"
)
FOOT_CHARS, FOOT_LINES = 600, 3
_RIGHTS = re.compile(r"(?:©|ⓒ|\([cC]\)|[Cc]opyright)[^\n.。]{2,40}|[^\s。]{2,20}\s?(?:版权所有|版權所有)")
_NO_HOUSE = re.compile(
    r"(?:网站|網站)?(?:首[页頁]|主[页頁])|[设設][为為].*|.*[登注].*|.*(?:收藏|[发發]布|[搜]索|[导導]航|客[户戶]端|[手]机版"
    r"|下[载載])|Skip.*|Home|トップ.*|ログイン|[全]部?|전체|首页.*"
)


def is_firm(name: str) -> bool:
    """True for a name that ends as those of firms, clubs and organs do that put up pages of their own."""
    return len(name) > FIRM_MIN_CHARS and _FIRM.search(fold(name, fold_table())) is not None


def rights_at_foot(text: str) -> str:
    """What stands beside the mark of rights on one of the last lines of a text; empty where there is none."""
    for line in text[-FOOT_CHARS:].rsplit("\n", FOOT_LINES)[1:]:
        match = _RIGHTS.search(line)
        if match is not None:
            return match[0]
    return ""


def tells_house(piece: Piece) -> bool:
    """True for a line of furniture that says whose page this is: rights, how it may be copied, the office that made it."""
    furniture = piece.family in ("notice", "page", "source", "credit") or piece.judged or piece.rule == FOOT
    return furniture and len(piece.raw) <= HOUSE_LINE_MAX_CHARS and _OF_A_HOUSE.search(piece.raw) is not None


def opens_with(line: str, name: str) -> bool:
    """True for a line of furniture that has a name at its beginning or right behind the mark of rights."""
    return (
        re.search(rf"(?:\A|[©ⓒ@]|[Cc]opyright|thuộc|von|par|by|[来來]源[:：])[\s\d,–-]{{0,14}}{re.escape(name)}(?![a-z])", line)
        is not None
    )


def houses_of(pieces: Sequence[Piece], title: str) -> frozenset[str]:
    """The names that the furniture of a page gives to who publishes it."""
    found: set[str] = set()
    top = next((n for n, piece in enumerate(pieces) if piece.raw.strip() == title), 0)
    for n, piece in enumerate(pieces):
        if n < min(top, OVER_LINES) and piece.whole and (piece.family in ("tools", "page") or piece.judged):
            names = [name for name in _CUTS.split(piece.raw.strip()) if name]
            if len(names) >= MENU_NAMES_MIN and find_time(piece.view) is None:
                found.add(names[0])
        if piece.family in ("notice", "credit", "page") and (match := _ACCOUNT.search(piece.raw)) is not None:
            found.add(match[1])
        if piece.family == "credit" and not piece.whole and (match := _DATELINE.match(piece.raw)) is not None:
            found.add(match[1])
    return frozenset(
        name for name in found if NAME_MIN_CHARS <= len(name) <= NAME_MAX_CHARS and _NO_HOUSE.fullmatch(name) is None
    )
