"""Forms of lines that open a page: chains that end with the title, two arrows, the sign of rights; pages without a sentence."""

from __future__ import annotations

import pytest

from corpuskit.steps.strip.openforms import TURNS, arrow_chain, pair_of_names, post_head, title_chain, turns_back, turns_on
from tests.support.settled import settled

TITLE = "渡口最后一条木船"
BODY = "清晨六点，渡口的灯还亮着，船工已经把缆绳解开了一半。他说今年的水比往年大，来得也早。"
MORE = "等桥修好以后，这条船就要停了。问起以后的打算，他想了很久，说先把船底再刷一遍油。"
ENGLISH = "The ferry stopped at noon because the rope had frozen to the post, and nobody had an axe to hand. We waited."


def strip(*lines: str) -> list[str]:
    return [line for line in settled(*lines) if line]


@pytest.mark.parametrize("mark", [" > ", " ▶ ", "｜", " / ", "_", "￫", " - ", "∕"])
def test_a_line_that_ends_with_the_title_below_it_opens_a_page(mark: str) -> None:
    assert strip("某站旧事" + mark + TITLE, TITLE, BODY, MORE) == [TITLE, BODY, MORE]


@pytest.mark.parametrize(
    "line", ["某站旧事" + TITLE, "旧事：老" + TITLE, TITLE, "渡口", " > " + TITLE, "某" * 70 + " > " + TITLE]
)
def test_other_lines_before_a_title_are_no_chain(line: str) -> None:
    assert not title_chain(line, [TITLE, BODY])


def test_a_title_is_looked_for_right_below_only() -> None:
    assert strip("某站旧事 > " + TITLE, BODY, MORE, BODY, MORE, TITLE)[0].startswith("某站旧事")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Sie sind hier: Start » Rathaus » Presse", ("Start", "Rathaus", "Presse")),
        ("某某小学 => 公告 => 荣誉榜", ("某某小学", "公告", "荣誉榜")),
        ("Trang chủ » Cộng đồng » Thông báo", ("Trang chủ", "Cộng đồng", "Thông báo")),
        ("Size: S > M, L > XL", ()),
        ("f(x) => x => y;", ()),
    ],
)
def test_chains_have_labels_and_arrows_of_any_kind(line: str, names: tuple[str, ...]) -> None:
    assert arrow_chain(line) == names


def test_a_page_in_a_language_without_rules_opens_by_chain_and_foot() -> None:
    top = "Sie sind hier: Startseite » Rathaus » Pressemitteilungen"
    foot = "Impressum | Datenschutz | Barrierefreiheit | © Stadt Quellenau"
    text = [
        "Brunnen am Markt wird saniert",
        "Ab Montag bleibt der Brunnen trocken. Die Stadt erneuert die Leitungen und die alte Pumpe.",
    ]
    assert strip(top, *text, foot) == text


def test_two_arrows_at_the_foot_are_links() -> None:
    assert strip(TITLE, BODY, MORE, "<- 巷口的灯", "->老街的秤") == [TITLE, BODY, MORE]
    assert strip(TITLE, BODY, MORE, "→ 巷口的灯", "→ 老街的秤")[3:] == ["→ 巷口的灯", "→ 老街的秤"]
    assert strip(TITLE, BODY, MORE, "← 巷口的灯")[3:] == ["← 巷口的灯"]


@pytest.mark.parametrize("line", ["« Lost: one umbrella", "← 巷口的灯", "<- 暑期营队"])
def test_an_arrow_to_the_left_turns_back(line: str) -> None:
    assert turns_back(line) and not turns_on(line)


@pytest.mark.parametrize("line", ["«Les jours heureux»", "<p>甲乙</p>", "a <- b > c", "← →", "‹ 材料 ›"])
def test_quotation_marks_and_code_turn_nothing(line: str) -> None:
    assert not turns_back(line)


@pytest.mark.parametrize("line", ["＜材料＞", "«Merci»", "<<作り方>>"])
def test_a_head_in_angles_is_no_pair_of_links(line: str) -> None:
    assert TURNS.fullmatch(line) is None


def test_the_sign_of_rights_on_the_last_line_opens_a_page() -> None:
    assert strip(TITLE, BODY, MORE, "某某窑艺馆　周一休馆　© 2018") == [TITLE, BODY, MORE]
    assert strip(TITLE, BODY, "某某窑艺馆　周一休馆　© 2018", MORE) == [TITLE, BODY, "某某窑艺馆　周一休馆　© 2018", MORE]


@pytest.mark.parametrize(
    ("line", "is_pair"), [("街坊报 ▶ 交通", True), ("手艺广场＞编物", True), ("3 > 2", True), ("甲 = 乙 > 丙丁", False)]
)
def test_two_names_with_an_arrow(line: str, is_pair: bool) -> None:
    assert pair_of_names(line) is is_pair


def test_two_names_open_nothing_by_themselves() -> None:
    assert strip("水 > 茶", TITLE, BODY, MORE) == ["水 > 茶", TITLE, BODY, MORE]


LIST = ["面粉 200克", "鸡蛋 2个", "白糖 30克", "牛奶 半杯", "酵母 一小勺", "盐 少许", "芝麻 一把", "红枣 六颗"]


def test_a_page_without_a_sentence_opens_by_more() -> None:
    assert strip("某站 > 厨房 > 点心", "红枣糕的用料", *LIST, "某某厨房 © 2018") == ["红枣糕的用料", *LIST]
    assert strip("甲 > 乙 > 丙", "红枣糕的用料", *LIST) == ["甲 > 乙 > 丙", "红枣糕的用料", *LIST]
    assert strip("红枣糕的用料", *LIST, "← 豆沙包", "→ 芝麻饼") == ["红枣糕的用料", *LIST]
    assert strip("红枣糕的用料", *LIST, "© 2018")[-1] == "© 2018"


def test_heads_of_posts_open_a_thread() -> None:
    heads = ["渡口老张 2011-6-7 21:14", "小田　2011-06-08 05:30", "某某版主 2011年6月9日 7:02"]
    thread = [line for head in heads for line in (head, BODY)]
    assert strip(*thread) == [BODY] * 3
    assert strip(heads[0], BODY, MORE) == [heads[0], BODY, MORE]  # one opens nothing
    listed = [f"文件{n} 2011-6-7 21:1{n}" for n in range(4)]
    assert strip(*listed, BODY, MORE) == [*listed, BODY, MORE]
    for line in ("2011-6-7 21:14", "出版：2011-6-7 21:14", "张三于 2011-6-7 21:14 来", "index.html 2011-6-7 21:14"):
        assert not post_head(line)
