"""Edits in their places: a document with every mark, one edit in its context, and two texts side by side.

What lives here: marked_text(), in_context(), note_in_context(), side_by_side(). What never does: choosing what is shown.

How it works: marks are <del> (went), <ins> (came) and ⚑ (a note), each with the number of its reason. What came and went again is
marked as both. Neighbouring edits of one rule, such as the characters of a converted word, become one mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from corpuskit.core.edit import Edit, Layer, Note, diff
from corpuskit.formats.marked import Piece, pieces_of
from corpuskit.formats.page_frame import Reasons, shown

__all__ = ["in_context", "marked_text", "note_in_context", "side_by_side"]

CONTEXT_CHARS = 24
SAMPLE_CHARS = 90  # of one side of one edit
FOLD_CHARS = 260  # an unchanged stretch above this is folded where a document is shown in part
FOLD_ENDS_CHARS = 90
SAME_LINES = 4  # equal lines above this are folded
COMPARED_LINES = 1_500  # of each text: the comparison is quadratic


def marked_text(original: str, layers: Sequence[Layer], reasons: Reasons, limit_chars: int | None = None) -> str:
    """The document with everything that was done to it. With a limit, unchanged stretches are folded and the rest is cut."""
    out: list[str] = []
    size = 0
    for touched, group in groupby(pieces_of(original, layers), key=lambda p: bool(p.came or p.went or p.note)):
        pieces = list(group)
        for piece in _merged(pieces) if touched else [_joined(pieces)]:
            if limit_chars is not None and size >= limit_chars:
                return "".join(out) + '<span class="fold">… cut here; <code>corpuskit explain</code> shows all of it</span>'
            html, seen = _mark(piece, reasons, limit_chars) if touched else _plain(piece.text, limit_chars)
            out.append(html)
            size += seen
    return "".join(out)


def _joined(pieces: Sequence[Piece]) -> Piece:
    return pieces[0] if len(pieces) == 1 else Piece("".join(p.text for p in pieces))


def _plain(text: str, limit_chars: int | None) -> tuple[str, int]:
    if limit_chars is None or len(text) <= FOLD_CHARS:
        return shown(text), len(text)
    folded = len(text) - 2 * FOLD_ENDS_CHARS
    middle = f'<span class="fold">… {folded:,} characters unchanged …</span>'
    return shown(text[:FOLD_ENDS_CHARS]) + middle + shown(text[-FOLD_ENDS_CHARS:]), 2 * FOLD_ENDS_CHARS


def _key(edit: Edit | None) -> tuple[str, str, float] | None:
    return None if edit is None else (edit.rule, edit.why, edit.confidence)


def _merged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A run of touched pieces; where one rule took all that went and gave all that came, as one of each."""
    went, came = [p for p in pieces if p.went], [p for p in pieces if p.came]
    plain = len(went) + len(came) == len(pieces) and not any(p.note or (p.went and p.came) for p in pieces)
    if len(pieces) > 2 and plain and len({_key(p.went) for p in went} | {_key(p.came) for p in came}) == 1:
        if went:
            yield Piece("".join(p.text for p in went), went=went[0].went)
        if came:
            yield Piece("".join(p.text for p in came), came=came[0].came)
    else:
        yield from pieces


def _mark(piece: Piece, reasons: Reasons, limit_chars: int | None) -> tuple[str, int]:
    if piece.note is not None:
        return f'<span class="flag" data-w="{_noted(piece.note, reasons)}" tabindex="-1">⚑</span>', 1
    text = piece.text
    if limit_chars is not None and len(text) > FOLD_CHARS:
        kept = FOLD_CHARS - FOLD_ENDS_CHARS
        fold = f'<span class="fold">… {len(text) - FOLD_CHARS:,} more …</span>'
        body, seen = shown(text[:kept], marked=True) + fold + shown(text[-FOLD_ENDS_CHARS:], marked=True), FOLD_CHARS
    else:
        body, seen = shown(text, marked=True), len(text)
    numbers = [reasons.number("inserted by", e.rule, e.why, e.confidence) for e in (piece.came,) if e]
    numbers += [reasons.number("removed by", e.rule, e.why, e.confidence) for e in (piece.went,) if e]
    said = " ".join(map(str, numbers))
    if piece.came and piece.went:
        return f'<del class="both" data-w="{said}" tabindex="-1">{body}</del>', seen
    tag = "del" if piece.went else "ins"
    return f'<{tag} data-w="{said}" tabindex="-1">{body}</{tag}>', seen


def _noted(note: Note, reasons: Reasons) -> int:
    seen = f"{note.why} candidates: {' | '.join(note.candidates)}".strip() if note.candidates else note.why
    return reasons.number("seen and left alone:", note.rule, seen)


def _cut(text: str) -> str:
    return text if len(text) <= SAMPLE_CHARS else text[:SAMPLE_CHARS] + "…"


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span, on its own line where there is enough of it."""
    return text[max(0, start - CONTEXT_CHARS) : start].replace("\n", " "), text[end : end + CONTEXT_CHARS].replace("\n", " ")


def in_context(text: str, edit: Edit) -> str:
    """One edit with what stood around it in the text that entered its layer."""
    left, right = _around(text, edit.start, edit.end)
    gone = f"<del>{shown(_cut(edit.removed), marked=True)}</del>" if edit.removed else ""
    come = f"<ins>{shown(_cut(edit.inserted), marked=True)}</ins>" if edit.inserted else ""
    return f"{shown(left)}{gone}{come}{shown(right)}"


def note_in_context(text: str, note: Note) -> str:
    """The place of a note with what stands around it."""
    left, right = _around(text, note.start, note.end)
    return f"{shown(left)}<mark>{shown(_cut(text[note.start : note.end]), marked=True) or '⚑'}</mark>{shown(right)}"


# -- two texts -----------------------------------------------------------------------------------------------------------


def side_by_side(left: str, right: str, heads: tuple[str, str], limit_chars: int | None = None) -> str:
    """Two texts line by line under their heads (HTML), differences marked and equal stretches folded."""
    a, b = (text[:limit_chars].split("\n")[:COMPARED_LINES] for text in (left, right))
    rows = [f'<div class="head">{heads[0]}</div><div class="head r">{heads[1]}</div>']
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += _same(a[i1:i2])
        else:
            rows += [_different(x, y) for x, y in zip_longest(a[i1:i2], b[j1:j2])]
    cut = any(sum(map(len, lines)) + len(lines) - 1 < len(text) for lines, text in ((a, left), (b, right)))
    if cut:
        rows.append('<div class="fold both">… the rest is not shown</div>')
    return f'<div class="pair">{"".join(rows)}</div>'


def _same(lines: Sequence[str]) -> list[str]:
    if len(lines) <= SAME_LINES:
        return [_row(_line(x), _line(x)) for x in lines]
    fold = f'<div class="fold both">… {len(lines) - 2:,} lines that are the same …</div>'
    return [_row(_line(lines[0]), _line(lines[0])), fold, _row(_line(lines[-1]), _line(lines[-1]))]


def _line(text: str) -> str:
    return _plain(text, FOLD_CHARS)[0]


def _row(left: str, right: str) -> str:
    return f'<div class="l">{left}</div><div class="r">{right}</div>'


def _different(left: str | None, right: str | None) -> str:
    if left is None or right is None:
        return _row(f"<del>{shown(left)}</del>" if left else "", f"<ins>{shown(right)}</ins>" if right else "")
    mine, theirs = [], []
    at = 0
    for edit in diff(left, right, ""):
        same = _plain(left[at : edit.start], FOLD_CHARS)[0]
        mine.append(same + (f"<del>{shown(edit.removed, marked=True)}</del>" if edit.removed else ""))
        theirs.append(same + (f"<ins>{shown(edit.inserted, marked=True)}</ins>" if edit.inserted else ""))
        at = edit.end
    rest = _plain(left[at:], FOLD_CHARS)[0]
    return _row("".join(mine) + rest, "".join(theirs) + rest)
