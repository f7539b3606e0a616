"""One line of a page in the forms of many sites, and the fields that it states (tests/cases/metadata/lines.tsv)."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.creditreader import credits_of
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.latincredits import latin_credits
from corpuskit.steps.strip import Strip
from corpuskit.steps.timegrammar import CHANGED, CREATED, OTHER, stated_times
from tests.support.metacases import LineCase, linecases

CASES = list(linecases())


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            marks=[pytest.mark.xfail(strict=True, reason="not read yet")] if case.known_failure else [],
            id=f"{case.place}-{n}",
        )
        for n, case in enumerate(CASES)
    ],
)
def test_fields(case: LineCase) -> None:
    meta = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, case.text)).document.meta
    found = {field: ";".join(value) if isinstance(value, tuple) else value for field, value in meta.items()}
    found.pop("title", None)
    if "section" not in case.wanted:
        found.pop("section", None)  # stated in the breadcrumb, which is not what the case is about
    assert found == case.wanted


def test_there_are_cases_of_every_place_and_few_known_failures() -> None:
    assert all(any(case.place.startswith(place) for case in CASES) for place in ("head", "foot", "start", "end", "crumb"))
    assert len(CASES) >= 400
    assert sum(case.known_failure for case in CASES) <= len(CASES) // 10


def test_credits_are_whole_lines_or_parts_of_them() -> None:
    def read(line: str, *, japanese: bool = False) -> tuple[list[tuple[str, str]], bool]:
        found, whole = credits_of(line, japanese=japanese)
        return [(one.field, line[one.start : one.end]) for one in found], whole

    assert read("张三／文　李四／图") == ([("author", "张三"), ("", "李四")], True)
    assert read("甲乙（记者 张三）2021-04-27 20:41") == ([("author", "张三")], False)
    assert read("编辑部的故事") == ([], False)
    assert read("取材・文＝山田太郎 編集＝佐藤次郎", japanese=True) == ([("author", "山田太郎"), ("editors", "佐藤次郎")], True)
    assert read("취재 홍길동 편집 김아무개") == ([("author", "홍길동"), ("editors", "김아무개")], True)


def test_credits_in_latin_letters() -> None:
    line = "Words by Jane Doe in Harbour Bay; photographs by John Roe"
    found = latin_credits(line)
    assert found is not None
    assert [(field, line[start:end]) for field, start, end in found] == [("author", "Jane Doe"), ("", "John Roe")]
    assert latin_credits("By The River") is None


def test_what_a_label_says_of_a_time() -> None:
    line = "更新时间:2024-05-06 10:00 发布时间:2024-05-05 09:00 有效期至2024-06-01"
    assert [said for _, said in stated_times(line)] == [CHANGED, CREATED, OTHER]
    assert stated_times("2024.04.20–09.01")[0][1] == OTHER
