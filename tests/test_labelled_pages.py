"""The labelled pages: their form, and that what tests/pages/README.md says of them is true."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.support.pages import FOLDER, pages

SIDES = ("tune", "test", "unseen")
CLASSES = frozenset(
    (
        "source-bar", "credit", "prevnext", "breadcrumb", "keywords", "related", "pagetools", "notice", "advert", "summary-copy",
        "script", "novel-plug", "spam", "counter", "dateline",
    )
)  # fmt: skip
LINE = re.compile(r"#page id=\S+ lang=\S+ site=\S+|#meta .+|#.*|K\|.*|D:(?P<kind>[a-z-]+)\|.+|")


def _files(side: str) -> list[Path]:
    return sorted((FOLDER / side).glob("*.txt"))


def _row(side: str) -> str:
    all_pages = list(pages(side))
    kept = sum(not row.kind and row.end > row.start for page in all_pages for row in page.rows)
    gone = sum(bool(row.kind) for page in all_pages for row in page.rows)
    spans = sum(len(page.spans) for page in all_pages)
    return f"| {side} | {len(_files(side))} | {len(all_pages)} | {kept:,} | {gone:,} | {spans:,} |"


def test_each_line_has_a_label_of_the_policy() -> None:
    wrong = []
    for side in SIDES:
        for path in _files(side):
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
                match = LINE.fullmatch(line)
                if match is None or (match["kind"] or "credit") not in CLASSES:
                    wrong.append(f"{side}/{path.name}:{number}: {line[:60]}")
    assert not wrong


def test_each_span_has_a_class_and_stands_in_a_line_that_stays() -> None:
    for side in SIDES:
        for page in pages(side):
            for start, end, kind in page.spans:
                assert kind in CLASSES, page.id
                assert any(not row.kind and row.start <= start < end <= row.end for row in page.rows), (page.id, kind)


def test_no_page_and_no_style_stands_twice() -> None:
    ids = Counter(page.id for side in SIDES for page in pages(side))
    assert [page for page, count in ids.items() if count > 1] == []
    styles = Counter(path.stem for side in SIDES for path in _files(side))
    assert [style for style, count in styles.items() if count > 1] == []


def test_the_readme_counts_them() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for side in SIDES:
        assert _row(side) in readme
