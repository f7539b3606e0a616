"""The name of the site behind the title: by its form, by what other lines say, in brackets, with its edition."""

from __future__ import annotations

import pytest

from tests.support.furnished import BODY, END, TITLE, stripped

FOOT = "【打印】【关闭】"


@pytest.mark.parametrize(
    ("tail", "home"),
    [
        ("→河口档案网", "首页"),
        ("｜线上展览｜河口博物馆", "首页"),
        ("－河口町資料館", "首页"),
        (" | 河口电视 - 手机版", "首页"),
        (" | Marston Post", "Home"),
        ("（河口日刊電子版）", "河口日刊電子版"),
        (" « 河口合唱团", "河口合唱团"),
    ],
)
def test_the_name_of_the_site_goes(tail: str, home: str) -> None:
    text = "\n".join((f"{home} > 新闻 > 地方", TITLE + tail, BODY, END, FOOT))
    assert stripped(text) == "\n".join((TITLE, BODY, END))


def test_a_title_that_ends_as_questions_do_keeps_itself_only() -> None:
    title = "旧粮仓改成冰场以后，原来住在里面的猫都搬到哪里去了？"
    text = "\n".join(("河口问答 > 生活", title + "_河口问答", BODY, END, FOOT))
    assert stripped(text) == "\n".join((title, BODY, END))


@pytest.mark.parametrize(
    "title",
    ["旧粮仓——一个冬天的账", "旧粮仓（三）", "旧粮仓 | 冰场", "周三下午三点，孩子们进了旧粮仓。冰还没有冻实，教练先上去走。"],
)
def test_what_belongs_to_the_title_stays(title: str) -> None:
    text = "\n".join(("首页 > 新闻 > 地方", title, BODY, END, FOOT))
    assert stripped(text) == "\n".join((title, BODY, END))


def test_a_day_behind_a_title_is_no_site() -> None:
    title = "早安，某某｜5月15日"
    text = "\n".join(("首页 > 新闻 > 地方", title, BODY, "今天是5月15日，星期六。", END, FOOT))
    assert stripped(text) == "\n".join((title, BODY, "今天是5月15日，星期六。", END))


def test_marks_inside_a_name_in_a_program_part_nothing() -> None:
    names = ("irq_domain_add_simple()", "irq_domain_add_legacy()", "irq_domain_create_simple()", "irq_domain_create_legacy()")
    text = "\n".join(("首页 > 新闻 > 地方", TITLE, *names, BODY, END, FOOT))
    assert stripped(text) == "\n".join((TITLE, *names, BODY, END))


def test_the_last_cell_of_a_row_that_another_row_ends_with_too_is_no_site() -> None:
    rows = ("周二　　木工入门　郑老师　三楼西", "周四　　扎染入门　王老师　三楼西", "周六　　自由练习")
    text = "\n".join(("首页 > 少年宫 > 课程", *rows, BODY, END, FOOT))
    assert stripped(text) == "\n".join((*rows, BODY, END))
