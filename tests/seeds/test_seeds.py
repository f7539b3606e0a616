"""seeds/: what the truth files make, byte for byte; and the truth files: true to themselves and complete.

What cleaning makes of the documents is tested elsewhere, against `load_truth`.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from corpuskit.testing.damages import DAMAGES
from corpuskit.testing.damages_site import hans_to_hant
from tests.seeds.make import make_seeds
from tests.seeds.truth import CLASSES, HERE, Truth, load_truth, lost, squeeze
from tests.seeds.write import SEEDS, differing

TRUTHS = load_truth()
FILES = [truth for truth in TRUTHS if truth.record is None]
BOMS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def _id(truth: Truth) -> str:
    return truth.path if truth.record is None else f"{truth.path}#{truth.record}"


def test_seeds_are_what_the_truth_files_make() -> None:
    assert differing() == [], "run scripts/seeds"


def test_making_is_deterministic() -> None:
    assert make_seeds() == make_seeds()


@pytest.mark.parametrize("truth", FILES, ids=_id)
def test_file_decodes_to_the_text_of_its_truth(truth: Truth) -> None:
    data = (SEEDS / truth.path).read_bytes()
    bom = BOMS[truth.encoding] if truth.bom else b""
    assert data.startswith(bom)
    data = data[len(bom) :]
    if truth.encoding == "mixed":
        text = "\n".join(map(_decode_either, data.split(b"\n")))
    else:
        text = data.decode(truth.encoding)
    assert text.count("\r") == (truth.file_text.count("\n") if truth.newline == "\r\n" else 0)
    assert text.replace("\r\n", "\n") == truth.file_text


def _decode_either(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030")


def test_mixed_file_holds_both_encodings() -> None:
    lines = (SEEDS / "archive/mixed.txt").read_bytes().split(b"\n")
    kinds = Counter(_decode_either(line).encode("utf-8") == line for line in lines if line)
    assert kinds[True] >= 3
    assert kinds[False] >= 3


@pytest.mark.parametrize("path", sorted({truth.path for truth in TRUTHS if truth.record is not None}))
def test_records_are_json_lines_with_their_other_fields(path: str) -> None:
    data = (SEEDS / path).read_bytes()
    rows = [json.loads(line) for line in (gzip.decompress(data) if path.endswith(".gz") else data).split(b"\n") if line]
    truths = [truth for truth in TRUTHS if truth.path == path]
    assert [{"text": truth.file_text, **truth.fields} for truth in truths] == rows
    assert [truth.record for truth in truths] == list(range(len(truths)))


def test_sources_name_every_file_its_licence_and_its_truth() -> None:
    sources = tomllib.loads((SEEDS / "SOURCES.toml").read_text(encoding="utf-8"))
    assert sorted(sources) == sorted({truth.path for truth in TRUTHS})
    for path, entry in sources.items():
        assert (SEEDS / path).is_file()
        assert entry["license"] == "Apache-2.0"
        assert (HERE.parents[2] / entry["truth"]).is_file()
        assert entry["wrong"]
        assert set(entry["damages"]) <= set(DAMAGES)
        assert set(entry["boilerplate"]) <= set(CLASSES)


def test_the_set_is_as_wide_as_promised() -> None:
    assert len({truth.path for truth in TRUTHS}) >= 18
    assert {truth.encoding for truth in FILES} == {"utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "mixed"}
    assert {truth.lang for truth in TRUTHS} == {"zh", "en", "ja", "ko"}
    assert {truth.script for truth in TRUTHS if truth.lang == "zh"} == {"hans", "hant"}
    assert {(truth.bom, truth.newline) for truth in FILES if truth.encoding == "utf-8"} == {(False, "\n"), (True, "\r\n")}
    assert any(not truth.file_text.endswith("\n") for truth in FILES)


def test_every_class_of_boilerplate_and_every_damage_occurs() -> None:
    kinds = {kind for truth in TRUTHS for kind in truth.removed_kinds}
    kinds |= {span.kind for truth in TRUTHS for span in truth.spans}
    assert kinds == set(CLASSES)
    # Entries that are another entry with other parameters count by their function.
    done = {DAMAGES[name].function for truth in TRUTHS for name in truth.damages} | {DAMAGES["mixed-encodings"].function}
    assert [name for name, entry in DAMAGES.items() if entry.function not in done] == []
    by_name = {name for truth in TRUTHS for name in truth.damages}
    assert [name for name, entry in DAMAGES.items() if entry.kind in {"charset", "escape", "lost"} and name not in by_name] == []


@pytest.mark.parametrize("truth", TRUTHS, ids=_id)
def test_what_must_come_out_exactly_can(truth: Truth) -> None:
    """No line is promised whole that lost a byte; whatever the page, promised lines do not ask for the impossible."""
    for line in truth.lines:
        if line.code == "K" and line.written.replace("=?", "") == line.written:
            assert not lost(line.sound, line.written), line
        if line.code == "L":
            assert line.written in truth.left_lines
            assert line.written != line.sound or not truth.damages
    counted = Counter(line.code for line in truth.lines)
    assert (counted["K"], counted["A"], counted["F"], counted["D"]) == (
        len(truth.kept_lines),
        len(truth.aimed_lines),
        len(truth.free_lines),
        len(truth.removed_lines),
    )
    assert len(truth.removed_kinds) == len(truth.removed_lines)
    assert not set(truth.kept_lines) & set(truth.removed_lines)
    for span in truth.spans:
        assert span.line in (*truth.kept_lines, *truth.aimed_lines, *truth.free_lines)
        assert span.text not in span.line


@pytest.mark.parametrize("truth", TRUTHS, ids=_id)
def test_damaged_lines_differ_and_sound_lines_do_not(truth: Truth) -> None:
    if all(DAMAGES[name].kind == "script" for name in truth.damages):  # what is promised is in the script of the file
        spans = {span.line for span in truth.spans}
        assert all(line.sound == line.written for line in truth.lines if line.sound not in spans)
    else:
        assert any(line.sound != line.written for line in truth.lines)


def test_copies_are_what_they_are_called() -> None:
    data = {truth.path: (SEEDS / truth.path).read_bytes() for truth in FILES}
    by_path = {truth.path: truth for truth in FILES}
    assert data["copies/market-copy.txt"] == data["news-market.txt"]
    hans, hant = by_path["news-market.txt"], by_path["copies/market-hant.txt"]
    assert tuple(map(hans_to_hant, hans.kept_lines)) == hant.kept_lines
    assert hans.kept_lines != hant.kept_lines
    wrapped = by_path["copies/market-wrapped.txt"]
    assert wrapped.kept_lines == hans.kept_lines
    assert len(wrapped.removed_lines) > len(hans.removed_lines)
    old, new = by_path["news-river.txt"].kept_lines, by_path["copies/river-edited.txt"].kept_lines
    assert len(old) == len(new)
    assert 2 <= sum(a != b for a, b in zip(old, new, strict=True)) <= 5


def test_clean_documents_carry_no_damage_and_lose_no_line() -> None:
    clean = [truth for truth in FILES if truth.path.startswith("clean/")]
    assert len(clean) >= 2
    assert all(not truth.damages and not truth.removed_lines and not truth.spans for truth in clean)
    assert {truth.script for truth in clean} == {"hans", "hant"}


def test_dropped_documents_are_mostly_lost() -> None:
    dropped = [truth for truth in TRUTHS if truth.drop == "quality"]
    assert dropped
    for truth in dropped:
        gone = sum(truth.file_text.count(char) for char in "\ufffd锟斤拷")
        assert gone > len(truth.file_text) / 2


def test_squeeze_makes_blanks_alike() -> None:
    assert squeeze(" 甲\u3000乙  丙\u00a0") == "甲 乙 丙"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("甲乙", "line 1 of its text has no known mark"),
        ("K|甲\nD:nonsense|乙", "line 2 of its text: no class 'nonsense'"),
        ("K|甲⟦nothing:乙⟧", "no class 'nothing'"),
        ("K@mixed-encodings|甲", "gives bytes"),
    ],
)
def test_a_truth_file_that_breaks_the_form_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "odd.toml").write_text(
        f"path = 'odd.txt'\nencoding = 'utf-8'\nwrong = ''\ntext = '''\n{text}\n'''\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=complaint):
        load_truth(tmp_path)


def test_a_newline_swallowed_by_page_damage_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text(
        "path = 'odd.txt'\nencoding = 'utf-8'\nwrong = ''\npage = ['utf8-as-cp936-question-mark']\ntext = '''\nK|的\nK|好\n'''\n",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match="swallowed a newline"):
        load_truth(tmp_path)
