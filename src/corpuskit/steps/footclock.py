"""The clock of a page whose day stands alone, from the line under the text that says who put it up.

What lives here: take_foot_clock(). What never does: days (pagefields.py, lasttimes.py), forms of times (timegrammar.py).

How it works: blogs set the day over the title and the clock under the text. Two places of the page agree where the line under
the text names the writer, by a label for him or by the name that is known, and either leaves out the day or states the same one.

Weak: a writer who comments on his own page the same day, where nothing else stands under the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpuskit.steps.barrows import is_user
from corpuskit.steps.pagefields import DAY_CHARS, PageFields
from corpuskit.steps.rowforms import clock_abroad, put_up_by
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time, read_time

__all__ = ["take_foot_clock", "take_split_clock"]

LINE_MAX_CHARS, NAME_MAX_CHARS = 100, 24
FAMILIES = frozenset(("source", "page", "stayed", "credit", "counter"))
_CLOCK = re.compile(
    r"(?<![\d:.])(?:(?:上午|下午|午前|午后|오전|오후|[AaPp][Mm])\s?)?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?(?![\d:])"
)
_BY = re.compile(
    r"(?:Posted by|投稿者|作者|发表者|发布者|发表人|글쓴이|작성자)\s?:?\s{0,2}(?P<name>\S.*?)\s(?:(?:at|于|在)\s)?\Z",
    re.IGNORECASE,
)


# A clock alone on a line under a day alone on its line; a clock behind the word for publishing.
_CLOCK_ALONE = re.compile(
    r"(?:(?:[\u3400-\u9fff]{2}时间|时间)\s?:?\s?)?(?P<clock>(?:上午|下午|午前|午后|오전"
    r"|오후)?\s?\d{1,2}(?:[:时点]\d\d(?::\d\d)?分?)(?:\s?[AP]\.?M\.?)?)"
    r"(?:\s?(?:更新|发布|Uhr|WIB|HKT|JST))?",
    re.IGNORECASE,
)
_PUBLISHED_AT = re.compile(
    r"(?:发[表布]于|发[表布]时间:?|[Pp]osted at|投稿)\s?(?P<clock>(?:上午|下午|午前|午后)?\d{1,2}:\d\d(?::\d\d)?)(?![\d:])"
)
_DAY_OF_WEEK = re.compile(
    r"\s?[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]?\s*\Z|\s?\([日月火水木金土]\)\s*\Z|,?\s(?:Mon|Tue|Wed|Thu|Fri|Sat"
    r"|Sun)[a-z]*\s*\Z"
)


def take_split_clock(page: PageFields, pieces: Sequence[Piece], head: float) -> None:
    """The day and the clock of a page that stand on two lines: right under each other, or the clock behind the word for it."""
    known = str(page.found.get("published", ""))
    if len(known) > DAY_CHARS or page.undated:
        return
    for piece, below in pairwise(pieces):
        if below.start != piece.end + 1 or (known and piece.start > head) or piece.family not in FAMILIES:
            continue
        clock = _CLOCK_ALONE.fullmatch(below.view)
        day = _DAY_OF_WEEK.sub("", piece.view) if clock is not None else ""
        time = find_time(day) if day else None
        if clock is None or time is None or time.has_clock or time.end - time.start < len(day) or (known and time.iso != known):
            continue
        iso = read_time(f"{time.iso} {clock['clock']}")
        page.found["published"] = iso if iso is not None and iso.startswith(time.iso) else time.iso
        return
    for piece in pieces if known else ():
        said = _PUBLISHED_AT.search(piece.view) if piece.start <= head and piece.family in FAMILIES else None
        iso = read_time(f"{known} {said['clock']}") if said is not None and find_time(piece.view) is None else None
        if iso is not None and len(iso) > DAY_CHARS and iso.startswith(known):
            page.found["published"] = iso
            return


def take_foot_clock(page: PageFields, pieces: Sequence[Piece]) -> None:
    """Add the clock to the day of a page, where the line of its writer under the text states one, and the writer himself."""
    day = str(page.found.get("published", ""))
    if len(day) != DAY_CHARS:
        return
    for piece in pieces:
        if piece.start <= page.text or piece.family not in FAMILIES or not piece.whole or len(piece.view) > LINE_MAX_CHARS:
            continue
        clock = _CLOCK.search(piece.view)
        if clock is None:
            continue
        time = find_time(piece.view)
        before = piece.view[: time.start if time is not None else clock.start()]
        match = _BY.fullmatch(before)
        name = match["name"] if match is not None else before.strip()
        if not name or len(name) > NAME_MAX_CHARS:
            continue
        if match is not None:
            known = is_user(name) and page.found.get("author", name) == name
        else:
            known = name == page.found.get("author")
        if not known:
            continue
        iso = time.iso if time is not None else read_time(f"{day} {clock[0]}")
        if iso is None or len(iso) <= DAY_CHARS or not iso.startswith(day):
            continue
        page.found["published"] = iso
        if match is not None and "author" not in page.found:
            page.put("author", piece.raw.strip()[match.start("name") : match.end("name")])
        return
    for piece in pieces:  # in a further language, behind the writer who is known
        below = piece.start > page.text and piece.family in FAMILIES and piece.whole
        abroad = clock_abroad(piece.view) if below else ""
        if not abroad or put_up_by(piece.raw) != page.found.get("author"):
            continue
        if (iso := read_time(f"{day} {abroad}")) is not None and len(iso) > DAY_CHARS:
            page.found["published"] = iso
            return
