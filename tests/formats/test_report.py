"""The report page: every edit in its place, nothing from a document ever runs, nothing is loaded, size is bounded."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings

from corpuskit.core.edit import Layer, apply
from corpuskit.formats.marked import pieces_of
from corpuskit.formats.report_html import explain_page, shown
from corpuskit.formats.report_samples import notes_of, pairs_of, samples_of
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


def test_the_page_is_sound_and_loads_nothing(demo: Path) -> None:
    page = (demo / "reports" / "report.html").read_text(encoding="utf-8")
    tags = Tags(page)
    assert tags.open == []
    assert {tag for tag, _ in tags.tags} <= {
        "html", "head", "meta", "title", "style", "body", "nav", "a", "main", "h1", "h2", "h3", "p", "div", "b", "section", "ol",
        "li", "span", "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary", "del", "ins", "br", "footer",
    }  # fmt: skip
    for tag, attributes in tags.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "src"}, tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in page
    assert "@import" not in page
    assert len(page.encode()) < 5_000_000
    ids = [a["id"] for _, a in tags.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"] for tag, a in tags.tags if tag == "a"} <= {f"#{i}" for i in ids}


def test_a_script_in_a_document_is_shown_not_run(demo: Path) -> None:
    page = (demo / "reports" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(" in page
    assert "<script>alert('甲')</script>" in Tags(page).text
    doc, _, _, _ = document(1)
    one = explain_page(
        {"id": "<b>", "path": "</title><script>", "title": None}, doc.layers, [doc.original(), doc.text], "<i>kept</i>"
    )
    assert not re.search(r"<(script|b|i)>(?!Rejected|left|stays)", one.replace("<b>Rejected", ""))
    assert Tags(one).open == []


def test_directions_and_controls_are_visible() -> None:
    assert shown("a\u202eb\x00\ud800\n") == "a⟨U+202E⟩b⟨U+0000⟩⟨U+D800⟩\n"


def test_samples_follow_their_rule(demo: Path) -> None:
    samples = samples_of(demo, 4)
    truth = {document(n)[0].id: document(n)[0].original() for n in range(12) if n not in (2, 5)}
    assert [s.row["id"] for s in samples] == sorted(truth)[:4]
    assert all(s.original == truth[s.row["id"]] for s in samples)
    (pair,) = pairs_of(demo)
    assert (pair.gone["path"], pair.kept["path"]) == ("folder/0005.txt", "folder/0000.txt")
    assert [n.why for n in notes_of(demo)["review.title"]] == ["看"] * 3


def test_a_copy_without_removed_text_has_no_samples(tmp_path: Path) -> None:
    make(tmp_path, withheld=True)
    page = (tmp_path / "reports" / "report.html").read_text(encoding="utf-8")
    assert "責編" not in page
    assert "12 documents" in page


def test_long_documents_are_cut() -> None:
    from corpuskit.formats.report_html import SHOWN_CHARS, marked_text

    assert len(marked_text("字" * (SHOWN_CHARS * 3), ())) < SHOWN_CHARS + 500
