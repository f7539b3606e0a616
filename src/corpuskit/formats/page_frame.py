"""The frame of a page: head, policy, navigation, and the few forms of HTML that both pages use.

What lives here: page(), shown(), Reasons, table(), ratio(). What never does: knowing what a report says.

How it works: everything that comes from a document, a path or a site goes through shown() exactly once, on its way into text; no
attribute ever holds such a string (marks carry a number, and a list at the end of the page says what it means). Should an
escape be forgotten one day, the policy still lets nothing run or load: it names the digests of our one style and one script.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

__all__ = ["Reasons", "language_attribute", "page", "ratio", "shown", "table"]

_SPACES = "\n\t\u3000\u00a0"
_JOINERS = "\u200c\u200d"  # part of many scripts and of emoji; shown as they are outside of marks
_BLANKS = {"\n": "⏎\n", " ": "·", "\u3000": "□", "\u00a0": "⍽", "\t": "→\t"}
_CR = "⟨U+000D⟩"  # carriage returns are so common that they get a sign of their own
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


@cache
def _asset(name: str) -> str:
    return files("corpuskit.formats").joinpath(name).read_text(encoding="utf-8")


@cache
def _digest(name: str) -> str:
    return f"'sha256-{b64encode(sha256(_asset(name).encode()).digest()).decode()}'"


def shown(text: object, *, marked: bool = False) -> str:
    """Text as HTML: escaped, with characters that turn or hide the display (directions, controls, lone surrogates) as ⟨U+200E⟩.

    `marked` is for text inside of a mark: there blanks and joiners are made visible too, because they may be the change.
    """
    raw = str(text)
    if raw.isprintable() and not (marked and raw.isspace()):
        return escape(raw)
    plain = "" if marked else _JOINERS
    made = "".join(c if c.isprintable() or c in _SPACES or c in plain else f"⟨U+{ord(c):04X}⟩" for c in raw)
    if marked and not raw.strip():
        made = "".join(_BLANKS.get(c, c) for c in made.replace(_CR, "\\r"))
    elif marked:
        made = made.replace("\n", "⏎\n").replace(_CR, "\\r")
    return escape(made)


def language_attribute(tag: object) -> str:
    """` lang="zh-Hans"` where the tag is one: browsers choose the forms of Han characters by it."""
    return f' lang="{tag}"' if isinstance(tag, str) and _TAG.fullmatch(tag) else ""


class Reasons:
    """What marks mean: each distinct (verb, rule, why, confidence) is listed once, and marks carry its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str, float], int] = {}

    def number(self, verb: str, rule: str, why: str = "", confidence: float = 1.0) -> int:
        return self._numbers.setdefault((verb, rule, why, confidence), len(self._numbers))

    def html(self) -> str:
        """The list that the script looks numbers up in."""
        rows = []
        for verb, rule, why, confidence in self._numbers:
            sure = "" if confidence == 1.0 else f" <span>confidence {confidence:.2f}</span>"
            rows.append(f"<li>{escape(verb)} <b>{shown(rule)}</b>{sure}{f'<p>{shown(why)}</p>' if why else ''}</li>")
        return f'<ol id="reasons" hidden>{"".join(rows)}</ol>'


def page(title: str, body: str, sections: Sequence[tuple[str, str]] = (), reasons: Reasons | None = None) -> str:
    """A whole page. `title` is plain text; `body` and the names of `sections` (id, name) are HTML already."""
    policy = (
        f"default-src 'none'; style-src {_digest('report.css')}; script-src {_digest('report.js')}; "
        "base-uri 'none'; form-action 'none'"
    )
    links = "".join(f'<a href="#{key}">{name}</a>' for key, name in sections)
    marks = reasons.html() if reasons is not None else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        f"<title>{shown(title)}</title><style>{_asset('report.css')}</style></head>\n<body>"
        '<a class="skip" href="#main">to the content</a>'
        + (f'<nav aria-label="sections">{links}</nav>' if links else "")
        + f'<main id="main">\n{body}\n</main>\n{marks}<div id="tip" role="status" aria-live="polite" hidden></div>'
        f"<script>{_asset('report.js')}</script></body></html>\n"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[int] = (), wide: Sequence[int] = ()) -> str:
    """A table of cells that are HTML already; `numeric` columns stand at the right, `wide` ones hold bars."""

    def row(cells: Sequence[str], tag: str) -> str:
        kinds = dict.fromkeys(numeric, "n") | dict.fromkeys(wide, "w")
        return "".join(
            f'<{tag} class="{kinds[i]}">{cell}</{tag}>' if i in kinds else f"<{tag}>{cell}</{tag}>"
            for i, cell in enumerate(cells)
        )

    body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in rows)
    return f'<div class="scroll"><table><thead><tr>{row(head, "th")}</tr></thead><tbody>{body}</tbody></table></div>'


def ratio(part: int, whole: int) -> str:
    """A share for people: "12 %", "0.3 %", "less than 0.1 %"."""
    if not whole or not part:
        return "0 %"
    value = 100 * part / whole
    return "less than 0.1 %" if 0 < value < 0.1 else f"{value:.1f} %" if abs(value) < 10 else f"{value:.0f} %"
