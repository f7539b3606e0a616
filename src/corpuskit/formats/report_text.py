"""What a run did, as text for a terminal of 80 columns.

What lives here: report_text(). What never does: colour, printing, texts of documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corpuskit.formats.about import About
from corpuskit.formats.card_text import count
from corpuskit.formats.report_figures import Stage, shares, stages

__all__ = ["report_text"]

WIDTH = 80
NAME_WIDTH = 30
TOP = 15


def report_text(about: About, dropped_chars: Mapping[str, int] | None = None, alarms: Sequence[str] = ()) -> str:
    """The report of a run. `alarms` are lines about sites that lost an abnormal share of their text."""
    report = about.report
    blocks = [
        list(_in_and_out(about, dropped_chars)),
        list(_steps(stages(about, dropped_chars))),
        _table("rules that fired most", report.section("rules"), ("edits", "documents", "removed", "inserted"), "edits"),
        _table("left out", report.section("drops"), ("documents",), "documents"),
        _mix("languages kept", report.section("kept_languages")),
        _mix("scripts kept", report.section("kept_scripts")),
        _table("encodings", report.section("encodings"), ("documents",), "documents"),
        _table("seen and left as it was", report.section("notes"), ("notes",), "notes"),
        _table("personal data found", report.section("personal"), ("found", "documents"), "found"),
        ["alarms", *(f"  {line}" for line in alarms)] if alarms else [],
    ]
    return "\n\n".join("\n".join(_cut(line) for line in block) for block in blocks if block) + "\n"


def _in_and_out(about: About, dropped_chars: Mapping[str, int] | None) -> Iterator[str]:
    report = about.report
    docs, chars = report.section("documents").get("all", {}), report.section("characters").get("all", {})
    recipe = f"recipe {about.recipe_name}, {count(about.input_files, 'input file')}" if about.recipe_name else ""
    yield f"{about.name}" + (f"   {recipe}" if recipe else "")
    yield f"{'':<{NAME_WIDTH}}{'documents':>14}{'characters':>18}"
    yield f"  {'came in':<{NAME_WIDTH - 2}}{docs.get('in', 0):>14,}{chars.get('in', 0):>18,}"
    yield f"  {'removed by editors':<{NAME_WIDTH - 2}}{'':>14}{chars.get('removed', 0):>18,}"
    yield f"  {'inserted by editors':<{NAME_WIDTH - 2}}{'':>14}{chars.get('inserted', 0):>18,}"
    for fate, said in (("dropped", "left out by a rule"), ("duplicate", "left out as duplicates"), ("failed", "failed")):
        if docs.get(fate):
            yield f"  {said:<{NAME_WIDTH - 2}}{docs[fate]:>14,}{_chars_of(fate, dropped_chars):>18}"
    yield f"  {'went out':<{NAME_WIDTH - 2}}{about.rows:>14,}{report.get('kept', 'all', 'characters'):>18,}"
    if about.skipped:
        yield f"  {count(len(about.skipped), 'input')} could not be read; manifest.json tells why"


def _chars_of(fate: str, dropped_chars: Mapping[str, int] | None) -> str:
    """The characters of the documents of one fate as they were when they left; "" where the dataset does not hold them."""
    if dropped_chars is None or fate == "failed":
        return ""
    return f"{sum(n for reason, n in dropped_chars.items() if reason.startswith('duplicate.') == (fate == 'duplicate')):,}"


def _steps(found: Sequence[Stage]) -> Iterator[str]:
    if not found:
        return
    yield f"{'step by step':<{NAME_WIDTH - 12}}{'documents':>12}{'characters':>16}{'edits':>12}{'-':>10}{'+':>10}"
    for one in found:
        chars = f"{one.chars_out:,}" if one.chars_out is not None else "?"
        edits = (one.edits, one.removed, one.inserted)
        did = "".join(f"{n:>{w},}" for n, w in zip(edits, (12, 10, 10), strict=True)) if one.kind == "editor" else ""
        yield f"  {one.name:<{NAME_WIDTH - 14}}{one.documents_out:>12,}{chars:>16}{did}"
        for reason, n in one.drops:
            yield f"    {reason:<{NAME_WIDTH - 16}}{-n:>12,}"


def _table(title: str, section: Mapping[str, Mapping[str, int]], measures: Sequence[str], by: str) -> list[str]:
    if not section:
        return []
    rows = sorted(section.items(), key=lambda item: (-item[1].get(by, 0), item[0]))
    out = [f"{title:<{NAME_WIDTH + 2}}" + "".join(f"{name:>12}" for name in measures)]
    out += [f"  {_name(key)}" + "".join(f"{row.get(m, 0):>12,}" for m in measures) for key, row in rows[:TOP]]
    return out + ([f"  and {len(rows) - TOP:,} more"] if len(rows) > TOP else [])


def _mix(title: str, section: Mapping[str, Mapping[str, int]]) -> list[str]:
    rows = shares(section)
    whole = sum(docs for _, docs, _ in rows)
    if not whole:
        return []
    out = [f"{title:<{NAME_WIDTH + 2}}{'documents':>12}{'share':>12}{'characters':>16}"]
    out += [f"  {_name(key)}{docs:>12,}{100 * docs / whole:>10.1f} %{chars:>16,}" for key, docs, chars in rows[:TOP]]
    return out + ([f"  and {len(rows) - TOP:,} more"] if len(rows) > TOP else [])


def _name(key: str) -> str:
    """A key in its column; control characters do not reach the terminal."""
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in key)
    return f"{shown[: NAME_WIDTH - 1] + '…' if len(shown) > NAME_WIDTH else shown:<{NAME_WIDTH}}"


def _cut(line: str) -> str:
    line = line.rstrip()
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
