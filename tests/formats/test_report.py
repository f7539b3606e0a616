"""The report page: every edit in its place, nothing from a document ever runs, nothing is loaded, size is bounded."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings

from corpuskit.core.edit import Layer, apply
from corpuskit.formats.marked import pieces_of
from corpuskit.formats.report_html import explain_page
from tests.formats.made import document, make
from tests.formats.test_ledger import documents


class Tags(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "demo"
    folder.mkdir()
    make(folder)
    return folder


SEEN = {"all": 0, "edited": 0}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(documents())
def test_pieces_give_the_original_and_the_final_text(case: tuple[str, tuple[Layer, ...]]) -> None:
    original, layers = case
    final = original
    for layer in layers:
        final = apply(final, layer.edits)
    pieces = pieces_of(original, layers)
    assert "".join(p.text for p in pieces if p.came is None) == original
    assert "".join(p.text for p in pieces if p.went is None) == final
    SEEN["all"] += 1
    SEEN["edited"] += any(len(layer.edits) for layer in layers)


def test_enough_examples_had_edits() -> None:
    assert SEEN["edited"] > 0.5 * SEEN["all"] > 50


def loads_nothing(page: str) -> Tags:
    """Well-formed, no address but anchors in the page itself, no handlers."""
    tags = Tags(page)
    assert tags.open == []
    for tag, attributes in tags.tags:
        assert tag not in ("iframe", "object", "embed", "link", "base", "form"), tag
        assert not {name for name in attributes if name.startswith("on") or name == "src"}, tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in page
    assert "@import" not in page
    assert "Content-Security-Policy" in page
    return tags


def test_the_page_is_sound_and_loads_nothing(demo: Path) -> None:
    page = (demo / "reports" / "report.html").read_text(encoding="utf-8")
    tags = loads_nothing(page)
    assert len(page.encode()) < 5_000_000
    ids = [a["id"] for _, a in tags.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"] for tag, a in tags.tags if tag == "a" and "href" in a} <= {f"#{i}" for i in ids}


def test_a_script_in_a_document_is_shown_not_run(demo: Path) -> None:
    page = (demo / "reports" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert(" not in page
    doc, _, _, _ = document(1)
    row = {"id": "<b>", "path": "</title><script>alert(1)</script>", "title": None, "text": doc.text, "lang": "zh-Hans"}
    one = explain_page(row, doc.layers, [doc.original(), *[doc.text] * len(doc.layers)], "<img src=x onerror=alert(2)>")
    tags = loads_nothing(one)
    assert "<script>alert(" not in one
    assert "<img" not in one
    assert "alert('甲')" in tags.text


def test_a_copy_without_removed_text_shows_none(tmp_path: Path) -> None:
    make(tmp_path, withheld=True)
    page = (tmp_path / "reports" / "report.html").read_text(encoding="utf-8")
    assert "責編" not in page
    assert "zh.credit.editor" in page
