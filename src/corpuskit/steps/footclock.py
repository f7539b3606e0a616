"""The clock of a page whose day stands alone, from the line under the text that says who put it up.

What lives here: take_foot_clock(). What never does: days (pagefields.py, lasttimes.py), forms of times (timegrammar.py).

How it works: blogs set the day over the title and the clock under the text. Two places of the page agree where the line under
the text names the writer, by a label for him or by the name that is known, and either leaves out the day or states the same one.

Weak: a writer who comments on his own page the same day, where nothing else stands under the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.steps.barrows import is_user
from corpuskit.steps.pagefields import DAY_CHARS, PageFields
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time, read_time

__all__ = ["take_foot_clock"]

LINE_MAX_CHARS, NAME_MAX_CHARS = 100, 24
FAMILIES = frozenset(("source", "page", "stayed", "credit", "counter"))
_CLOCK = re.compile(
    r"(?<![\d:.])(?:(?:上午|下午|午前|午后|오전|오후|[AaPp][Mm])\s?)?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?(?![\d:])"
)
_BY = re.compile(
    r"(?:Posted by|投稿者|作者|发表者|发布者|发表人|글쓴이|작성자)\s?:?\s{0,2}(?P<name>\S.*?)\s(?:(?:at|于|在)\s)?\Z",
    re.IGNORECASE,
)


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
