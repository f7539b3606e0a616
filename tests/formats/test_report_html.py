"""The report: figures that add up, samples by their rule, marks that tell the truth, a policy that fits, a bounded size.

Long, because each section of the page has its test.
"""

from __future__ import annotations

import re
from array import array
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.commands.build import build
from corpuskit.commands.reporting import report
from corpuskit.core.edit import Edit, Edits, Layer, Note, apply, diff
from corpuskit.errors import InputError
from corpuskit.formats import report_html
from corpuskit.formats.about import About, about_of
from corpuskit.formats.marked import pieces_of
from corpuskit.formats.page_charts import histogram, river
from corpuskit.formats.page_frame import Reasons, language_attribute, shown
from corpuskit.formats.page_marks import marked_text, side_by_side
from corpuskit.formats.report_figures import LENGTH_EDGES_CHARS, lengths, rejected_characters, site_alarms, stages
from corpuskit.formats.report_html import REPORT, explain_page, report_page
from corpuskit.formats.report_samples import DOCUMENTS, PER_RULE, choose
from corpuskit.formats.report_text import WIDTH, report_text
from tests.formats.made import document, fill, make
from tests.formats.test_ledger import documents


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "demo"
    folder.mkdir()
    make(folder, count=40)
    return folder


@pytest.fixture
def about(demo: Path) -> About:
    return about_of(demo)


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


# -- figures -------------------------------------------------------------------------------------------------------------


def test_stages_add_up(demo: Path, about: About) -> None:
    found = stages(about, rejected_characters(demo))
    assert [one.name for one in found] == [name for name, _ in about.steps]
    for before, after in pairwise(found):
        assert (before.documents_out, before.chars_out) == (after.documents_in, after.chars_in)
    assert found[0].documents_in == about.report.get("documents", "all", "in") == 40
    assert found[-1].documents_out == about.rows == 38
    assert found[-1].chars_out == about.report.get("kept", "all", "characters")
    by_name = {one.name: one for one in found}
    assert by_name["quality"].drops == (("quality.short", 1),)
    assert by_name["exact"].drops == (("duplicate.exact", 1),)


def test_a_failed_document_and_a_strange_reason_have_a_place(about: About) -> None:
    broken = replace(about, report=about.report.from_rows(about.report.to_rows()))
    broken.report.add("documents", "all", "failed", 2)
    broken.report.add("drops", "failed", "documents", 2)
    broken.report.add("drops", "elsewhere.rule", "documents", 3)
    found = stages(broken)
    assert [s.name for s in found].index("failed") == [s.name for s in found].index("quality") - 1
    assert sum(n for s in found for _, n in s.drops) == 1 + 1 + 2 + 3
    assert found[-1].chars_out is None  # what left with them is not known here


def test_length_classes_hold_every_document(demo: Path) -> None:
    kept = lengths(demo)
    assert sum(kept) == 38
    assert sum(lengths(demo, "rejected")) == 2
    assert len(kept) == len(LENGTH_EDGES_CHARS) + 1
    sizes = [len(document(n)[0].text) for n in range(40) if n not in (2, 5)]
    assert kept[LENGTH_EDGES_CHARS.index(50)] == sum(20 <= size < 50 for size in sizes) > 0
    assert histogram([0] * 15, [0] * 15) == ""
    assert "<text" in histogram(kept, lengths(demo, "rejected"))


@given(st.integers(0, 10**9), st.integers(0, 10**9))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_rivers_stay_inside_their_bed(before: int, after: int) -> None:
    drawn = river(before, after, max(before, after))
    numbers = [float(n) for path in re.findall(r'd="([^"]*)"', drawn) for n in re.findall(r"[0-9.]+", path)]
    assert all(0 <= n <= 100 for n in numbers)
    assert ('class="gone"' in drawn) == (after < before)


def test_alarms_ask_for_documents_and_for_loss(about: About) -> None:
    report = about.report.from_rows([])
    for site, docs, after in (("lost", 10, 400), ("few", 9, 0), ("fine", 50, 900)):
        for measure, n in (("documents", docs), ("characters_in", 1_000), ("characters_out", after)):
            report.add("sites", site, measure, n)
    assert [site for site, _ in site_alarms(report)] == ["lost"]
    assert "Alarm" in report_html._head(replace(about, report=report))


# -- text ----------------------------------------------------------------------------------------------------------------


def test_the_text_fits_a_terminal_and_shows_no_control_character(about: About) -> None:
    strange = replace(about, name="x" * 200, report=about.report.from_rows(about.report.to_rows()))
    strange.report.add("rules", "a\x1b[31m" + "長" * 100, "edits", 10**12)
    text = report_text(strange, None, ["site " + "y" * 300])
    assert all(len(line) <= WIDTH for line in text.split("\n"))
    assert "\x1b" not in text
    assert "zh.credit.editor" in text
    assert "went out" in text


def test_what_went_out_is_what_is_left_of_what_came_in(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    sound = "入秋以后，河水一天比一天浅，岸边的石头露出来，孩子们放学后就在上面跳来跳去，直到天黑才回家。\n"
    for name, text in (("a", sound * 4), ("b", sound * 4), ("c", "太短。\n"), ("d", sound * 2 + "责任编辑：张三\n")):
        (pages / f"{name}.txt").write_text(text, "utf-8")
    build([str(pages)], str(tmp_path / "ds"), workers=1)
    head = report(str(tmp_path / "ds")).data["text"].partition("step by step")[0]
    rows = {row[2:32].strip(): int(row.split()[-1].replace(",", "")) for row in head.split("\n")[2:] if row.strip()}
    gone = rows["removed by editors"] + rows["left out by a rule"] + rows["left out as duplicates"]
    assert rows["left out by a rule"] > 0
    assert rows["left out as duplicates"] > 0
    assert rows["came in"] + rows["inserted by editors"] - gone == rows["went out"]


def test_the_command(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or True)
    found = report(str(demo), open=True)
    assert opened == [(demo / REPORT).as_uri()]
    assert found.counts["documents_in"] == 40
    assert found.counts["documents_kept"] == 38
    assert found.data["report"]["rules"]["zh.credit.editor"]["documents"] == 40
    assert "quality.short" in found.data["text"]
    make(tmp_path)
    (tmp_path / REPORT).unlink()
    assert "page" not in report(str(tmp_path)).data
    with pytest.raises(InputError, match="missing"):
        report(str(tmp_path), open=True)


# -- marks ---------------------------------------------------------------------------------------------------------------

SEEN = {"all": 0, "edited": 0}
TEXTS = st.lists(st.text("甲乙丙丁<&a1", max_size=24), min_size=2, max_size=4)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(documents())
def test_notes_do_not_move_pieces(case: tuple[str, tuple[Layer, ...]]) -> None:
    original, layers = case
    final = original
    for layer in layers:
        final = apply(final, layer.edits)
    noted = [replace(layer, notes=(*layer.notes, Note(0, 0, "review.x", "why"))) for layer in layers]
    pieces = pieces_of(original, noted)
    assert "".join(p.text for p in pieces if p.came is None) == original
    assert "".join(p.text for p in pieces if p.went is None) == final
    assert sum(p.note is not None for p in pieces) == sum(len(layer.notes) for layer in noted)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TEXTS)
def test_marks_hold_the_original_and_the_final_text(states: list[str]) -> None:
    layers = [Layer(f"s{i}", "1", Edits.of(diff(a, b, f"r.{i % 2}"))) for i, (a, b) in enumerate(pairwise(states))]
    html = marked_text(states[0], layers, Reasons())
    assert text_of(re.sub(r"<del.*?</del>", "", html)) == states[-1]
    assert text_of(re.sub(r'<ins.*?</ins>|<del class="both".*?</del>', "", html)) == states[0]
    SEEN["all"] += 1
    SEEN["edited"] += "<del" in html or "<ins" in html


def test_enough_examples_had_edits() -> None:
    assert SEEN["edited"] > 0.5 * SEEN["all"] > 50


def test_neighbours_of_one_rule_are_one_mark_and_reasons_are_listed_once() -> None:
    edits = Edits.of_characters("學與門x開", [0, 1, 2, 4], "学与门开", "script.char")
    reasons = Reasons()
    html = marked_text("學與門x開", [Layer("script", "1", edits)], reasons)
    assert html.count("<del") == html.count("<ins") == 2
    assert ">學與門</del>" in html
    assert ">学与门</ins>" in html
    assert reasons.html().count("<li>") == 2  # removed by, inserted by


def test_what_came_and_went_again_is_marked_as_both() -> None:
    first = Layer("repair", "1", Edits.of([Edit(1, 1, "", "乙", "repair.x")]))
    second = Layer("strip", "1", Edits.of([Edit(1, 2, "乙", "", "zh.y", 0.9, "because")]))
    reasons = Reasons()
    html = marked_text("甲丙", [first, second], reasons)
    assert '<del class="both" data-w="0 1"' in html
    assert "confidence 0.90" in reasons.html()


def test_long_documents_are_folded_and_cut_and_whole_in_explain() -> None:
    text = "字" * 50_000
    edits = Edits.of([Edit(i, i + 1, "字", "学", f"r.{i}") for i in range(0, 50_000, 500)])
    short = marked_text(text, [Layer("x", "1", edits)], Reasons(), 4_000)
    assert "characters unchanged" in short
    assert "cut here" in short
    assert len(text_of(short)) < 8_000
    whole = marked_text(text, [Layer("x", "1", edits)], Reasons())
    assert len(text_of(whole)) == 50_000 + 100


def test_what_cannot_be_seen_is_shown() -> None:
    assert shown("a\u202eb\x00\ud800\n") == "a⟨U+202E⟩b⟨U+0000⟩⟨U+D800⟩\n"
    assert shown("\r\n", marked=True) == "\\r⏎\n"
    assert shown(" \u3000", marked=True) == "·□"
    assert shown("क\u200dष") == "क\u200dष"
    assert shown("\u200d", marked=True) == "⟨U+200D⟩"
    assert shown("<a href='x' title=\"y\">&") == "&lt;a href=&#x27;x&#x27; title=&quot;y&quot;&gt;&amp;"


def test_a_language_is_an_attribute_only_when_it_is_one() -> None:
    assert language_attribute("zh-Hant-TW") == ' lang="zh-Hant-TW"'
    assert [language_attribute(x) for x in ('en" onload="x', "", None, "zh Hans", 3)] == [""] * 5


def test_pairs_stand_side_by_side() -> None:
    left, right = "同\n甲乙丙\n只左\n末", "同\n甲丁丙\n末\n只右"
    html = side_by_side(left, right, ("l", "r"))
    mine = "".join(re.findall(r'<div class="l">(.*?)</div>', html, re.S))
    theirs = "".join(re.findall(r'<div class="r">(.*?)</div>', html, re.S))
    assert text_of(mine) == left.replace("\n", "")
    assert text_of(theirs) == right.replace("\n", "")
    assert "<del>乙</del>" in mine
    assert "<ins>丁</ins>" in theirs
    assert "98 lines that are the same" in side_by_side("x\n" * 100, "x\n" * 100, ("l", "r")).replace("99 l", "98 l")
    assert "the rest is not shown" in side_by_side("字" * 100, "字" * 100, ("l", "r"), 50)


# -- the page ------------------------------------------------------------------------------------------------------------


def test_samples_follow_their_rule(demo: Path) -> None:
    found = choose(demo)
    ids = {document(n)[0].id: document(n)[0].original() for n in range(40) if n not in (2, 5)}
    assert [one.row["id"] for one in found.documents] == sorted(ids)[:DOCUMENTS]
    assert all(one.original == ids[one.row["id"]] for one in found.documents)
    assert {rule: len(some) for rule, some in found.edits.items()} == {"zh.credit.editor": PER_RULE, "script.char": PER_RULE}
    assert [row["path"] for row, _, _ in found.edits["script.char"]] == [f"folder/000{n}.txt" for n in range(PER_RULE)]
    assert [note.why for _, _, note in found.notes["review.title"]] == ["看"] * PER_RULE
    (pair,) = found.pairs
    assert (pair.gone["path"], pair.kept["path"]) == ("folder/0005.txt", "folder/0000.txt")
    assert [row["path"] for row in found.rejected["quality.short"]] == ["folder/0002.txt"]


def test_the_policy_names_exactly_what_is_in_the_page(demo: Path) -> None:
    page = (demo / REPORT).read_text(encoding="utf-8")
    policy = unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0])
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        assert f"{tag}-src 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'" in policy
    assert " style=" not in page  # the policy would refuse it


def test_the_page_is_the_same_each_time(demo: Path, about: About) -> None:
    assert report_page(demo, about) == report_page(demo, about) == (demo / REPORT).read_text(encoding="utf-8")


def test_numbers_of_marks_have_a_reason(demo: Path) -> None:
    page = (demo / REPORT).read_text(encoding="utf-8")
    (reasons,) = re.findall(r'<ol id="reasons" hidden>(.*?)</ol>', page, re.S)
    used = {int(n) for some in re.findall(r'data-w="([0-9 ]*)"', page) for n in some.split()}
    assert used == set(range(reasons.count("<li>")))
    assert "行末署名" in reasons


def test_the_page_is_bounded(demo: Path, about: About, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(report_page(demo, about).encode())
    monkeypatch.setattr(report_html, "PAGE_BYTES", whole - 1)
    assert len(report_page(demo, about).encode()) < whole
    monkeypatch.undo()
    wild = replace(about, report=about.report.from_rows(about.report.to_rows()), skipped=[("p" * 9_000, "w" * 9_000)] * 9_000)
    for n in range(3_000):
        wild.report.add("rules", f"rule.{n}", "edits", n + 1)
        wild.report.add("sites", "s" * 3_000 + str(n), "documents", n + 1)
        wild.report.add("kept_languages", f"x{n}", "documents")
    page = report_page(demo, wild)
    assert len(page.encode()) < 1_000_000
    assert "and 2,882 more" in page  # 3,002 rules, 120 shown


def test_worst_samples_stay_below_five_megabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents in which every other character was changed, each by a rule with a long reason of its own."""
    n = 20_000
    text = "字" * n
    edits = Edits(
        array("q", range(0, n, 2)), array("q", range(1, n + 1, 2)), "字" * (n // 2), "学" * (n // 2),
        array("q", range(1, n // 2 + 1)), tuple(f"rule.{i}" for i in range(n // 2)), array("q", range(n // 2)),
        whys=("why " * 50,),
    )  # fmt: skip
    made = fill(tmp_path, 12)
    sample = choose(tmp_path).documents[0]
    some = report_html.Samples(documents=[replace(sample, original=text, layers=(Layer("x", "1", edits),))] * DOCUMENTS)
    monkeypatch.setattr(report_html, "choose", lambda folder: some)
    page = report_page(tmp_path, made)
    assert 500_000 < len(page.encode()) < report_html.PAGE_BYTES


def test_a_publishable_copy_has_counts_and_no_samples(tmp_path: Path) -> None:
    make(tmp_path, withheld=True)
    page = (tmp_path / REPORT).read_text(encoding="utf-8")
    assert "zh.credit.editor" in page
    assert "責編" not in page
    assert "<del" not in page.partition("<script>")[0].partition("</style>")[2]
    assert "no text that was removed" in page


def test_a_dataset_without_rejected_and_ledger_has_a_page(tmp_path: Path) -> None:
    made = fill(tmp_path, 12)
    bare = replace(made, shards={key: files for key, files in made.shards.items() if key[0] == "data"})
    page = report_page(tmp_path, bare)
    assert "documents with" in page
    assert "Step by step" in page


def test_explain_shows_everything_about_one_document() -> None:
    doc, _, _, _ = document(1)
    row: dict[str, Any] = {
        "id": "<b>", "path": "</title><script>alert(1)</script>", "title": None, "text": doc.text, "lang": 'zh" onload="alert(3)',
        "reason": "duplicate.near", "kept_id": "<i>", "similarity": 0.9, "value": None, "limit": None, "chars": 12,
        "quality": [{"name": "<u>", "value": 0.5}], "editors": ["<s>"],
    }  # fmt: skip
    texts = [doc.original()]
    for layer in doc.layers:
        texts.append(apply(texts[-1], layer.edits))
    page = explain_page(row, doc.layers, texts, doc.text + "\n<img src=x onerror=alert(2)>")
    body = page.partition("</style>")[2].partition("<script>")[0]
    for tag in ("<script", "<img", "<i>", "<u>", "<s>", 'onload="', "alert(1)</script>"):
        assert tag not in body, tag
    assert "similarity 0.900" in body
    assert "zh.credit.editor" in body
    assert "行末署名" in body
    assert "review.title" in body
    assert "&lt;img src=x onerror=alert(2)&gt;" in body


def test_on_a_narrow_screen_the_heads_of_tables_break_so_that_no_column_lies_outside() -> None:
    style = (Path(report_html.__file__).parent / "report.css").read_text("utf-8")
    narrow = style.partition("@media (max-width: 40rem)")[2].partition("@media print")[0]
    assert "th { white-space: normal; }" in narrow
