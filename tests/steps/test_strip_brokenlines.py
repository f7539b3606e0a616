"""Parts of something larger stay: wrapped sentences, columns of figures, heads of sections, usage, works, connectives.

Lives here: such lines set into pages with furniture, and the furniture of the same form. Never here: figures of quality.
"""

from __future__ import annotations

import pytest

from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps.strip import Strip
from corpuskit.steps.strip.brokenlines import is_of_more
from corpuskit.steps.strip.judge import RULE as JUDGE
from corpuskit.steps.strip.page import Cut, Page
from tests.support.furnished import BODY, END, TITLE, around, stripped

GERMAN = "Der Befehl liest die Datei und schreibt jede Zeile in umgekehrter Folge auf die Ausgabe."


def _is_kept(text: str, at: int, rule: str = JUDGE) -> bool:
    page = Page(text, matcher_for())
    return is_of_more(page, page.lines[at], Cut(rule, "a test"))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("阅读练习题（\n2）及答案（一）", 0),
        ("剂量\n4\n5\n8\n10\n毫克", 1),
        ("剂量\n4\n5\n8\n10\n毫克", 4),
        (
            "The file holds one letter behind the other, and each begins with a line of\nits own that says who sent it.",
            0,
        ),
        (f"FEHLER MELDEN\n{GERMAN}", 0),
    ],
)
def test_what_goes_on_stays(text: str, at: int) -> None:
    assert _is_kept(text, at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("上一页\n1\n2\n3\n4\n下一页", 2),  # pages
        ("阅读\n302\n评论\n5", 1),
        ("Read more about the bridge and the ferry that was here before\nShare this article", 0),
        (f"Fehler melden\n{GERMAN}", 0),
        ("FEHLER MELDEN\nDrucken", 0),
    ],
)
def test_furniture_of_the_same_form_is_no_part(text: str, at: int) -> None:
    assert not _is_kept(text, at)


def test_rules_of_sources_are_not_asked() -> None:
    assert not _is_kept("剂量\n4\n5\n8\n10\n毫克", 1, "zh.source.date-alone")


@pytest.mark.parametrize(
    "line",
    [
        "hwclock [Funktion] [Option …]",
        "rev [Option] [Datei …]",
        "leere Dateien werden gelesen （by @who in #14220）",
        "Mehr steht in der Anleitung (siehe auch --tree).",
        "Ein Bergwerk (Siehe auch: Zwerg, Kobold) liegt unter dem Hügel.",
        "link - mit der »link«-Funktion einen Verweis auf eine Datei anlegen",
    ],
)
def test_usage_issues_and_pointers_of_a_manual_stay(line: str) -> None:
    assert line in stripped(around(GERMAN, line, GERMAN.replace("Datei", "Eingabe")))


def test_the_title_of_a_work_stays() -> None:
    assert "《诗经‧ 小雅‧ 南陔》" in stripped("首页 > 古籍\n《诗经‧ 小雅‧ 南陔》\n孝子相戒以养也。\n【打印】【关闭】")


def test_connectives_before_examples_are_no_injected_names() -> None:
    lines = [f"{n} 番目の行を追加する。そして\nforward {n}0 を実行すると、図が画面の中央に描かれる。" for n in range(1, 6)]
    text = around(*lines)
    assert stripped(text).count("そして") == len(lines)


def test_a_plug_in_a_novel_of_chinese_sites_is_none_in_japanese() -> None:
    line = "詳しい歴史は次のページをご覧いただきたい。 (https://www.site.example/history.html)"
    assert line in stripped(
        around("コマンドは一行ずつ読み込み、順番を逆にして出力する。", line, "読み込めない行はそのまま飛ばされる。")
    )


@pytest.mark.parametrize("line", ["上一页", "版权所有 © 2021 某某网"])
def test_furniture_goes_as_before(line: str) -> None:
    assert line not in stripped(f"{around(BODY, END)}\n{line}", Strip())
    assert TITLE in stripped(f"{around(BODY, END)}\n{line}")
