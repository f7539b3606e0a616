"""The plots of the card, as pictures in reports/images: what was removed, how long the documents are, which languages they have.

What lives here: write_plots(), and PLOTS with the words that stand for each picture. What never does: counting
(report_figures.py), pixels (picture.py), text from documents.

Pictures are PNG, because that is shown wherever a card is read; a drawing as SVG would need the reader's site to allow it.
They have a ground of their own, so that they can be read on a dark page too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpuskit.formats.about import About
from corpuskit.formats.picture import Canvas, Colour, text_width
from corpuskit.formats.report_figures import LENGTH_EDGES_CHARS, Stage, lengths, rejected_characters, shares, stages

__all__ = ["IMAGES", "PLOTS", "write_plots"]

IMAGES = "reports/images"
PLOTS = {
    "removed": "characters left after each step, and what each step took away or added",
    "lengths": "number of documents by length, kept and left out",
    "languages": "number of documents by language",
}
WIDTH, MARGIN, LINE = 1600, 40, 52  # pixels; twice the size at which a card shows it
TOP_LANGUAGES = 12
BACK, INK, SOFT, REST = (251, 250, 247), (34, 38, 43), (91, 100, 109), (226, 224, 216)
KEPT, GONE, CAME = (63, 125, 140), (217, 140, 127), (109, 179, 137)  # the colours of the report page


def write_plots(folder: Path, about: About) -> list[str]:
    """Write the pictures that have something to show; returns their names in PLOTS."""
    made = {
        "removed": _removed(stages(about, rejected_characters(folder)), about),
        "lengths": _lengths(lengths(folder), lengths(folder, "rejected")),
        "languages": _languages(shares(about.report.section("kept_languages"))),
    }
    (folder / IMAGES).mkdir(parents=True, exist_ok=True)
    for name, canvas in made.items():
        if canvas is not None:
            (folder / IMAGES / f"{name}.png").write_bytes(canvas.png())
    return [name for name, canvas in made.items() if canvas is not None]


def _key(canvas: Canvas, middle: float, parts: Sequence[tuple[Colour, str]]) -> None:
    x = MARGIN
    for colour, said in parts:
        canvas.rectangle(x, middle - 10, 20, 20, colour)
        canvas.text(x + 30, middle, said, SOFT)
        x += 30 + text_width(said) + 40


def _removed(flow: Sequence[Stage], about: About) -> Canvas | None:
    """One row per step: what goes on, and at its end what was lost or came."""
    known = [one for one in flow if one.chars_in is not None and one.chars_out is not None]
    most = max((max(one.chars_in or 0, one.chars_out or 0) for one in known), default=0)
    if not most:
        return None
    rows = [one for one in known if one.chars_in != one.chars_out or one.edits]
    names = max((text_width(one.name) for one in rows), default=0)
    names = max(names, text_width("went out")) + 30
    said = [_change(one) for one in rows]
    room = WIDTH - 2 * MARGIN - names - max(map(text_width, [*said, f"{most:,}"])) - 30
    canvas = Canvas(WIDTH, LINE * (len(rows) + 3) + 2 * MARGIN, BACK)
    _key(canvas, MARGIN + 12, ((KEPT, "characters that go on"), (GONE, "lost in this step"), (CAME, "added")))
    came_in, went_out = known[0].chars_in or 0, about.report.get("kept", "all", "characters")
    lines = [("came in", came_in, came_in, f"{came_in:,}")]
    lines += [(one.name, one.chars_in or 0, one.chars_out or 0, text) for one, text in zip(rows, said, strict=True)]
    lines.append(("went out", went_out, went_out, f"{went_out:,}"))
    for n, (name, before, after, text) in enumerate(lines):
        middle = MARGIN + LINE * (n + 1.5) + 8
        start, low, high = MARGIN + names, min(before, after), max(before, after)
        canvas.text(MARGIN, middle, name, INK)
        canvas.rectangle(start, middle - 17, room * low / most, 34, KEPT)
        canvas.rectangle(start + room * low / most, middle - 17, room * (high - low) / most, 34, GONE if after < before else CAME)
        canvas.text(WIDTH - MARGIN, middle, text, INK, "right")
    return canvas


def _change(one: Stage) -> str:
    if one.kind == "editor":
        return f"−{one.removed:,} +{one.inserted:,}"
    return f"−{(one.chars_in or 0) - (one.chars_out or 0):,}"


def _lengths(kept: Sequence[int], gone: Sequence[int]) -> Canvas | None:
    """Documents per class of length, kept and left out on top of each other."""
    sums = [a + b for a, b in zip(kept, gone, strict=True)]
    used = [n for n, count in enumerate(sums) if count]
    if not used:
        return None
    first, last = max(0, used[0] - 1), min(len(sums) - 1, used[-1] + 1)
    height = 560
    foot, room = height - MARGIN - 80, height - 2 * MARGIN - 170
    step = (WIDTH - 2 * MARGIN) / (last - first + 1)
    canvas = Canvas(WIDTH, height, BACK)
    _key(canvas, MARGIN + 12, ((KEPT, "documents kept"), *(((GONE, "left out"),) if any(gone) else ())))
    for place, n in enumerate(range(first, last + 1)):
        left = MARGIN + place * step + step / 10
        high, low = room * sums[n] / max(sums), room * kept[n] / max(sums)
        canvas.rectangle(left, foot - high, step * 0.8, high - low, GONE)
        canvas.rectangle(left, foot - low, step * 0.8, low, KEPT)
        if sums[n]:
            canvas.text(left + step * 0.4, foot - high - 22, f"{sums[n]:,}", INK, "centre")
        if n < last:
            canvas.text(MARGIN + (place + 1) * step, foot + 26, f"{LENGTH_EDGES_CHARS[n]:,}", SOFT, "centre")
    canvas.rectangle(MARGIN, foot, WIDTH - 2 * MARGIN, 2, REST)
    canvas.text(WIDTH / 2, foot + 70, "characters per document", SOFT, "centre")
    return canvas


def _languages(found: Sequence[tuple[str, int, int]]) -> Canvas | None:
    """One bar per language, the rarest ones together."""
    rows = [(tag, docs) for tag, docs, _ in found if docs]
    if not rows:
        return None
    if len(rows) > TOP_LANGUAGES:
        others = rows[TOP_LANGUAGES - 1 :]
        rows = [*rows[: TOP_LANGUAGES - 1], (f"{len(others)} others", sum(docs for _, docs in others))]
    whole, most = sum(docs for _, docs in rows), max(docs for _, docs in rows)
    said = [(f"{docs:,}", f"{100 * docs / whole:.1f} %") for _, docs in rows]
    names = max(text_width(tag) for tag, _ in rows) + 30
    counts, parts = (max(text_width(one[n]) for one in said) + 30 for n in (0, 1))
    room = WIDTH - 2 * MARGIN - names - counts - parts
    canvas = Canvas(WIDTH, LINE * (len(rows) + 1) + 2 * MARGIN, BACK)
    _key(canvas, MARGIN + 12, ((KEPT, "documents"),))
    for n, ((tag, docs), (number, share)) in enumerate(zip(rows, said, strict=True)):
        middle = MARGIN + LINE * (n + 1.5) + 8
        canvas.text(MARGIN, middle, tag, INK)
        canvas.rectangle(MARGIN + names, middle - 17, room, 34, REST)
        canvas.rectangle(MARGIN + names, middle - 17, room * docs / most, 34, KEPT)
        canvas.text(WIDTH - MARGIN - parts, middle, number, INK, "right")
        canvas.text(WIDTH - MARGIN, middle, share, INK, "right")
    return canvas
