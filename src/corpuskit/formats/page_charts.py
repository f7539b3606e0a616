"""Drawings as inline SVG: bars, the histogram of lengths, and the two rivers beside the steps.

What lives here: bar(), histogram(), river(). What never does: text from documents, colours (report.css has them by class).
"""

from __future__ import annotations

from collections.abc import Sequence

from corpuskit.formats.report_figures import LENGTH_EDGES_CHARS

__all__ = ["bar", "histogram", "river"]

CHART_WIDTH, CHART_HEIGHT, CHART_FOOT, CHART_HEAD = 360, 200, 34, 16


def _n(value: float) -> str:
    """A coordinate, short and the same everywhere."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def bar(part: int, whole: int, kind: str = "") -> str:
    """A bar of part/whole of the width it is given."""
    width = min(100.0, 100 * part / whole) if whole > 0 and part > 0 else 0.0
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="rest" width="100" height="10"/><rect class="{kind or "fill"}" width="{_n(width)}" height="10"/></svg>'
    )


def river(before: int | None, after: int | None, widest: int) -> str:
    """One stretch of a river that flows down: as broad as what came in, then as what went on; red is lost, green is new."""
    if before is None:
        return '<div class="bed"></div>'
    top = 100 * before / widest if widest else 0.0
    end = top if after is None else 100 * after / widest if widest else 0.0
    if end < top:
        paths = f'<path class="fill" d="M0 0H{_n(top)}L{_n(end)} 100H0Z"/><path class="gone" d="M{_n(top)} 0V100H{_n(end)}Z"/>'
    else:
        paths = f'<path class="fill" d="M0 0H{_n(top)}V100H0Z"/>'
        paths += f'<path class="come" d="M{_n(top)} 0L{_n(end)} 100H{_n(top)}Z"/>' if end > top else ""
    pale = " pale" if after is None else ""
    box = 'viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"'
    return f'<div class="bed"><svg class="river{pale}" {box}>{paths}</svg></div>'


def _short(n: int) -> str:
    return f"{n // 1_000_000}M" if n >= 1_000_000 else f"{n // 1_000}k" if n >= 1_000 else str(n)


def histogram(kept: Sequence[int], gone: Sequence[int]) -> str:
    """Documents per length class, kept and left out on top of each other; "" when there is none.

    Both have one count per class of LENGTH_EDGES_CHARS and one for what is longer than all of them.
    """
    sums = [a + b for a, b in zip(kept, gone, strict=True)]
    used = [i for i, n in enumerate(sums) if n]
    if not used:
        return ""
    first, last = max(0, used[0] - 1), min(len(sums) - 1, used[-1] + 1)
    most = max(sums)
    step = CHART_WIDTH / (last - first + 1)
    room = CHART_HEIGHT - CHART_FOOT - CHART_HEAD
    foot = CHART_HEIGHT - CHART_FOOT
    out = []
    for place, i in enumerate(range(first, last + 1)):
        x, w = place * step + 1, step - 2
        high, low = room * sums[i] / most, room * kept[i] / most
        if gone[i]:
            out.append(f'<rect class="gone" x="{_n(x)}" y="{_n(foot - high)}" width="{_n(w)}" height="{_n(high - low)}"/>')
        if kept[i]:
            out.append(f'<rect class="fill" x="{_n(x)}" y="{_n(foot - low)}" width="{_n(w)}" height="{_n(low)}"/>')
        if sums[i]:
            out.append(f'<text x="{_n(x + w / 2)}" y="{_n(foot - high - 4)}" text-anchor="middle">{_count(sums[i])}</text>')
        if i < last:
            edge = _short(LENGTH_EDGES_CHARS[i])
            out.append(f'<text class="axis" x="{_n((place + 1) * step)}" y="{foot + 14}" text-anchor="middle">{edge}</text>')
    axis = f'<path class="line" d="M0 {foot}H{CHART_WIDTH}"/>'
    name = f'<text class="axis" x="{CHART_WIDTH // 2}" y="{CHART_HEIGHT - 4}" text-anchor="middle">characters per document</text>'
    return (
        f'<svg class="chart" viewBox="0 0 {CHART_WIDTH} {CHART_HEIGHT}" role="img" '
        f'aria-label="documents by length; the table below has the same figures">{axis}{"".join(out)}{name}</svg>'
    )


def _count(n: int) -> str:
    """A count that fits over a narrow bar."""
    return str(n) if n < 10_000 else f"{n / 1000:.0f}k" if n < 1_000_000 else f"{n / 1_000_000:.1f}M"
