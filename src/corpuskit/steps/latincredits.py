"""Credits in Latin letters: who wrote, edited or checked a text, as English pages say it.

What lives here: latin_credits(). What never does: deciding that a line goes; the times beside a byline.

How it works: a line that is roles with names, one after the other, and nothing but marks between them. What stands behind a name
(where he was, for whom he wrote, what he is) is no part of it.

Weak: names in one word or in small letters.
"""

from __future__ import annotations

import re

from corpuskit.core.latepattern import late
from corpuskit.rulebook.edged import edged

__all__ = ["latin_credits"]

_DONE = {
    "author": (
        r"by(?:\sline)?|words|text|story|written|writing|(?:additional\s)?report(?:ed|ing)?|reporter|author|posted|submitted"
        r"|contributed|compiled|published"
    ),
    "editors": r"edit(?:ed|ing|ors?)",
    "reviewers": r"proof(?:read|reading|reader)|(?:medically\s)?review(?:ed|er)|fact[\s-]check(?:ed|er|ing)?",
    "none": (
        r"fotos?|photo(?:s|graphs?|graphy|grapher)?|pictures?|images?|illustrat(?:ions?|ed|or)|video|graphics?|design|produced|layout"
        r"|translat(?:ed|ion|or)"
    ),
}
_NO_NAME = (
    r"(?!(?:Writer|Reporter|Correspondent|Editor|Columnist|Contributor|Critic|Staff|News|Press|Times|Post|Gazette|Herald|Courier"
    r"|Daily|Weekly|Journal|Words|Edit\w+|Report\w+|Photo\w*|Pictures?|Video|Team|Desk|The|A(?!\.)|An|In|On|At|Our|My)s?\b)"
)
_WORD = rf"{_NO_NAME}(?-i:[A-ZÀ-Þ]\.?(?:[A-ZÀ-Þ]\.)?|[A-ZÀ-Þ][\w'’-]{{1,20}}|Jr\.|St\.)"
_NAME = rf"{_WORD}(?:\s(?-i:(?:de|van|von|der|la|al|bin)\s)?{_WORD}){{1,3}}?"
_ROLES = "|".join(f"(?P<{field}>{words})" for field, words in _DONE.items())
_BEHIND = (
    r"(?:\s(?:in|at|for|from)\s(?:the\s)?(?-i:[A-Z])[\w.'’ -]{1,40}"
    r"|,?\s(?:(?:an?|the|our)\s)?(?:(?-i:[A-Z])?[\w'’&-]{1,16}\s){0,3}(?:writer|reporter|correspondent|editor|columnist|contributor|staff|critic)s?"
    r"|,\s(?-i:(?:MD|PhD|RN|RD|DO|BSc|MSc|MA|MPH)\b)\.?"
    r"|,\s(?-i:[A-Z][a-z]+)(?=\s*(?:[|;]|\Z)))?"
)
_CREDIT = edged(
    rf"(?:(?:{_ROLES})(?:\s(?:and|&)\s(?:photos?|photographs?|pictures?|illustrations?|words|text|video))?(?:\sby)?\s?[:/|]?\s"
    rf"(?P<names>{_NAME}(?:(?:,\s{_NAME}){{0,3}},?\s(?:and|&)\s{_NAME})?)(?P<behind>{_BEHIND}))(?=\s*(?:[|;,.()/·•–—]|and\b|\Z)|\s(?:{'|'.join(_DONE.values())})\b)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s|;,.()/·•–—&-]*(?:and)?[\s|;,.()/·•–—&-]*")
_DATED = re.compile(r"[\s|;,.()/·•–—&-]*(?:Last\s)?(?:Updated|Published|Posted|Modified)(?:\s(?:on|at))?:?\s?\Z", re.IGNORECASE)
_ON = re.compile(r",?\s(?:on\s)?(?:[A-Z][a-z]{2,8}\.?\s\d{1,2},?|\d{1,2}\s[A-Z][a-z]{2,8},?)\s(?:19|20)\d\d\s*\Z")
_REPORTS = late(rf"(?P<names>{_NAME})\s(?:reports|reporting)(?:\sfrom\s(?-i:[A-Z])[\w ]{{1,30}})?\.?")
LINE_MAX_CHARS = 200


def latin_credits(view: str) -> tuple[tuple[str, int, int], ...] | None:
    """(field or an empty string, start, end of the names) of each role on a line that is nothing else; None for other lines."""
    if len(view) > LINE_MAX_CHARS:
        return None
    on = _ON.search(view)
    view = view[: on.start()] if on is not None else view
    dated = _DATED.search(view)
    view = view[: dated.start()] if dated is not None else view  # the label of a time that is read by itself
    alone = _REPORTS.fullmatch(view)
    if alone is not None:
        return (("author", *alone.span("names")),)
    found: list[tuple[str, int, int]] = []
    at = 0
    for match in _CREDIT.finditer(view):
        if _BETWEEN.fullmatch(view, at, match.start()) is None:
            return None
        field = str(next(name for name in _DONE if match[name] is not None))
        found.append(("" if field == "none" else field, *match.span("names")))
        at = match.end()
    return tuple(found) if found and _BETWEEN.fullmatch(view, at) else None
