"""Rows of short pieces: chains on the first line, bars of times and labelled values, names over every post.

Lives here: pages with such rows, and with rows of the text's own that look like them. Never here: figures.
"""

from __future__ import annotations

import pytest

from corpuskit.steps.strip.segments import chain_names, make_up
from tests.support.furnished import stripped

TITLE = "河边的老船坞重新开张"
TEXT = (
    "船坞关了十一年，上个月重新开了门，第一天来的大多是从前在这里做工的人。\n"
    "他们站在水边看了很久，谁也没有先说话，后来有人笑了，说那台吊机还是老样子。"
)
FOOT = "责任编辑：甲乙"


@pytest.mark.parametrize(
    "chain",
    ["某潮报／即时／生活", "某某新闻中心首页 — 要闻 — 正文", "某某大学　通知公告　讲座", "某某小说 -> 老船坞 -> 第三章 开门"],
)
def test_a_chain_of_sections_on_the_first_line_goes(chain: str) -> None:
    assert stripped(f"{chain}\n{TITLE}\n{TEXT}\n{FOOT}").strip() == f"{TITLE}\n{TEXT}"


@pytest.mark.parametrize("title", ["春／夏／秋／冬", "老船坞 — 河 — 吊机", "一问一答 | 第三回"])
def test_a_title_with_marks_stays(title: str) -> None:
    assert stripped(f"{title}\n{TEXT}\n{FOOT}").startswith(title)


@pytest.mark.parametrize(
    "bar",
    [
        "2017年10月3日 21:14　主题：船坞　投稿：某某",
        "某某体育 2022-10-30 19:20　解说：老郭　第29轮",
        "编号：AL0033　更新于2019-03-12　浏览 506 次",
    ],
)
def test_a_bar_with_labels_of_its_own_goes_under_the_title(bar: str) -> None:
    assert stripped(f"{TITLE}\n{bar}\n{TEXT}\n{FOOT}").strip() == f"{TITLE}\n{TEXT}"


def test_a_table_of_rows_stays() -> None:
    rows = "9:00　开幕　主持：甲乙\n9:30　报告　主讲：丙丁\n10:30　参观　带队：戊己"
    assert rows in stripped(f"{TITLE}\n{TEXT}\n{rows}\n他们还要在岸上吃一顿饭，然后各自回家，约好明年同一天再来。\n{FOOT}")


def test_rows_of_one_make_up_over_answers_go() -> None:
    answers = "".join(f"某某{name}　某省某市　擅长：木工　好评数 {n}\n{TEXT}\n" for name, n in (("甲", 12), ("乙", 3)))
    left = stripped(f"首页 > 问答 > 修船\n{TITLE}\n{answers}{FOOT}")
    assert "好评数" not in left and left.count(TEXT) == 2


def test_names_over_the_head_of_every_post_go() -> None:
    posts = "".join(
        f"{name}\n发表于 2017-3-8 10:{n}4 PM | 只看该作者 {n}#\n{TEXT}\n"
        for n, name in enumerate(("食饱未", "走牛油", "不识上网"), 1)
    )
    assert stripped(f"{TITLE}\n{posts}{FOOT}").strip() == "\n".join([TITLE, TEXT, TEXT, TEXT])


def test_what_a_row_is_made_of() -> None:
    assert make_up("某某 2022-10-30 19:20　解说：老郭　第29轮") == "tlc"
    assert make_up("上联：春风送暖　下联：旭日临门") == ""
    assert make_up("他说：“走吧。”　于是走了。") == ""
    assert chain_names("甲／乙／丙") == ("甲", "乙", "丙")
    assert chain_names("甲／乙 > 丙") == ()
