"""The name that stands first in the stack of short lines of furniture under a title: a user over his rank, his handle, what the
page counts; a writer right over the text.

What lives here: stacked(), sole_name(). What never does: rows of several fields (rowpeople.py), names beside a time (barrows.py);
which of several values counts (rowfields.py).

How it works: sites set whom a page is by on a line of his own, and what they tell of him on lines of their own below: when, how
often it was read, what he is. The lines between the title and the first that is no furniture are one stack; the first in it that
is a name and nothing else is the writer, where the line below tells of a user or of the page. Alone between the title and the
text only the full name of a person says enough.

Weak: a button of one word in capitals between the title and what the page counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.barrows import Bar, is_user, top_of
from corpuskit.steps.fieldgrammar import tokens_of
from corpuskit.steps.namegrammar import is_outlet, is_person

__all__ = ["sole_name", "stacked"]

STACK_LINES, SHORT_MAX_CHARS, SKIPPED_MAX = 8, 48, 2
WESTERN_MAX_CHARS, RANK_MAX_CHARS, COUNT_MAX_CHARS = 28, 24, 36
_WORDS = re.compile(r"[^\W\d_][\w'’.-]{0,20}(?:\s(?:(?:de|da|do|del|di|van|von|bin)\s)?[^\W\d_a-zà-öø-ÿ][\w'’.-]{0,20}){0,3}")
_FULL_NAME = re.compile(r"[^\W\d_a-zà-öø-ÿ][\w'’.-]{1,20}(?:\s[^\W\d_a-zà-öø-ÿ][\w'’.-]{0,20}){1,2}")
_NO_NAME = re.compile(
    r"(?i:(?:home|news|share|print|save|e-?mail|menu|log ?in|search|open|listen|play|read|reply|quote|copy|report|follow|like"
    r"|salva|stampa|condividi|ascolta|guardar|imprimir|compartir|favoritar|salvar|ouvir|partilhar|enregistrer|imprimer|partager"
    r"|drucken|teilen|merken|speichern|bewaar|delen|afdrukken|simpan|cetak|bagikan|kaydet|paylaş|yazdır|zapisz|drukuj|udostępnij"
    r"|sponsor\w*|advert\w*|anzeige|publicidad|pubblicità|reklam\w*|iklan|closed|open|resolved|solved|new|guest|anonymous)\b.*)"
)
_HANDLE = re.compile(r"@\w{2,30}")
_TELLS = re.compile(
    r"\+?\s?(?:关注|追踪|フォロー|팔로우|Follow|Seguir|Suivre|Folgen|Segui|Takip|Ikuti|Подписаться)", re.IGNORECASE
)
_COUNT = re.compile(r"(?:[^\W\d]|[·:.()%/+\s◎♥👏▲👁-]){0,16}\d[\d.,]*\s?[^\W\d]?(?:[^\W\d_]|[\s·.,:/|()]|\d){0,24}")
_NUMBER = re.compile(r"#?\s?\d{1,4}\s?[#楼]?")


def _is_western(raw: str) -> bool:
    return max(raw, default="") < "\u0530"


def _may_be_name(raw: str) -> bool:
    """True for a line that may be a name and nothing else."""
    view = fold(raw, fold_table())
    if is_outlet(view) or any(token.kind != "free" for token in tokens_of(view)):
        return False
    if _is_western(raw):
        return len(raw) <= WESTERN_MAX_CHARS and _WORDS.fullmatch(raw) is not None and _NO_NAME.fullmatch(raw) is None
    return is_user(view)


def _tells(bar: Bar) -> bool:
    """True for a line that tells of a user or of the page: when, how often it was read, his handle, who follows him."""
    if bar.has_time or _HANDLE.match(bar.raw) is not None or _TELLS.match(bar.view) is not None:
        return True
    return bar.taken and len(bar.raw) <= COUNT_MAX_CHARS and _COUNT.fullmatch(bar.view) is not None


def _stack(bars: Sequence[Bar], title: str) -> list[Bar]:
    """The lines under the title up to the first that is no furniture; a short one of no furniture counts where one follows."""
    top = top_of(bars, title)
    found: list[Bar] = []
    for n, bar in enumerate(bars[top + 1 : top + 1 + STACK_LINES], top + 1):
        follows = any(other.taken or other.has_time for other in bars[n + 1 : n + 1 + SKIPPED_MAX])
        if not (bar.taken or bar.has_time or (len(bar.raw) <= SHORT_MAX_CHARS and follows)):
            break
        found.append(bar)
    return found if top >= 0 else []


def stacked(bars: Sequence[Bar], title: str, *, japanese: bool) -> str:
    """The name over what tells of a user or of the page, first in the stack under the title; empty where there is none."""
    stack = _stack(bars, title)
    for n, bar in enumerate(stack):
        if bar.has_time or not _may_be_name(bar.raw):
            continue
        if not bar.taken and (japanese or not (_is_western(bar.raw) or is_person(bar.view))):
            continue  # a line of the text's own as often
        if n and _is_western(bar.raw) and not (stack[n - 1].has_time or _NUMBER.fullmatch(stack[n - 1].view)):
            return ""  # what stands amid buttons is one as often
        below = stack[n + 1 : n + 3]
        word = bar.raw.isalpha() and bar.raw[:1].isupper()  # a button as often as a user
        ranked = len(below) > 1 and not word and len(below[0].raw) <= RANK_MAX_CHARS and not _tells(below[0]) and _tells(below[1])
        return bar.raw if below and (_tells(below[0]) or (ranked and below[0].taken)) else ""
    return ""


def sole_name(bars: Sequence[Bar], title: str, *, japanese: bool) -> str:
    """The full name of a person alone on the line right under the title; empty where another line stands there."""
    top = top_of(bars, title)
    if top < 0 or top + 1 >= len(bars) or not any(bar.taken for bar in bars):
        return ""
    bar = bars[top + 1]
    if bar.has_time or is_outlet(bar.view):
        return ""
    if _is_western(bar.raw):
        return bar.raw if bar.taken and _FULL_NAME.fullmatch(bar.raw) is not None and _may_be_name(bar.raw) else ""
    return bar.raw if not japanese and is_person(bar.view) else ""
