"""Reading the labelled pages of tests/pages (the format is in tests/pages/README.md).

Lives here: pages(), loose_lines() and Labelled. Never here: judging.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "pages"
_SPAN = re.compile("⟦([a-z-]+):(.*?)⟧")


@dataclass(frozen=True)
class Row:
    """One labelled line: its class ("" when it stays) and its span in the text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Labelled:
    """A page: its text, its labelled lines, the spans (start, end, class) that go from kept lines, and its metadata."""

    id: str
    style: str
    lang: str
    site: str
    text: str
    rows: tuple[Row, ...]
    spans: tuple[tuple[int, int, str], ...]
    meta: dict[str, str]


def digest(side: str) -> str:
    """BLAKE2b over the files of a side."""
    found = blake2b(digest_size=16)
    for path in sorted((FOLDER / side).glob("*.txt")):
        found.update(path.read_bytes())
    if side == "tune":
        for path in _loose_files():
            found.update(path.read_bytes())
    return found.hexdigest()


def loose_lines() -> list[tuple[str, str, str]]:
    """(class, or keep; language; line) of each line of lines*.tsv: wordings without a page, for training only."""
    rows = [row for path in _loose_files() for row in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    return [(kind, lang, line) for kind, lang, line in (row.split("\t") for row in rows)]


def _loose_files() -> list[Path]:
    return sorted(FOLDER.glob("lines*.tsv"))


def pages(side: str) -> Iterator[Labelled]:
    """The pages of `tune` or `test`, file by file."""
    for path in sorted((FOLDER / side).glob("*.txt")):
        block: list[str] = []
        for line in [*path.read_text(encoding="utf-8").split("\n"), "#page end"]:
            if line.startswith("#page") and block:
                yield _page(path.stem, block)
                block = []
            if line.startswith("#page") or block:
                block.append(line)


def _page(style: str, block: list[str]) -> Labelled:
    head = dict(part.split("=", 1) for part in block[0].split()[1:])
    meta: dict[str, str] = {}
    rows: list[Row] = []
    spans: list[tuple[int, int, str]] = []
    parts: list[str] = []
    at = 0
    for line in block[1:]:
        if line.startswith("#meta"):
            meta = dict(part.strip().split("=", 1) for part in line[5:].split(" | ") if "=" in part)
        label, bar, marked = line.partition("|")
        if not bar or not (label == "K" or label.startswith("D:")):
            continue
        text, last = "", 0
        for match in _SPAN.finditer(marked):
            text += marked[last : match.start()]
            spans.append((at + len(text), at + len(text) + len(match[2]), match[1]))
            text += match[2]
            last = match.end()
        text += marked[last:]
        rows.append(Row(label[2:] if label != "K" else "", at, at + len(text)))
        parts.append(text)
        at += len(text) + 1
    return Labelled(
        head["id"], style, head.get("lang", ""), head.get("site", ""), "\n".join(parts), tuple(rows), tuple(spans), meta
    )
