"""The step harvest: whom the lines around a title name without a label and without a time beside the name."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.barrows import Bar, is_user, latin_writer, name_alone, owner_of, rows_of, signed_in, user_of
from corpuskit.steps.creditfields import agency_of
from corpuskit.steps.filedunder import filed_under
from corpuskit.steps.harvest import Harvest, read_names
from corpuskit.steps.rowpeople import people_of_row
from corpuskit.steps.rowposter import poster_of
from corpuskit.steps.sections import LOOSE_RANK, Sections
from corpuskit.steps.stayed import HEAD, Titles
from corpuskit.steps.strip import Strip
from corpuskit.steps.taken import Piece
from corpuskit.steps.timeforms import with_plain_times

TITLE = "旧粮仓里的冰场开了三年"
BODY = (
    "冰面六百平方米，由旧粮仓改建，墙上还留着当年刷的库号，孩子们每周三下午来上课。\n"
    "余热接进隔壁的游泳馆，一个冬天能省下不少燃料，校长说这笔账算得过来。"
)


def bar(view: str, *, furniture: bool = True, has_time: bool = False) -> Bar:
    return Bar(view, view, furniture, furniture, has_time, furniture)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("甲乙说粮仓", "2022-08-19 18:33 阅读 210"), "甲乙说粮仓"),
        (("2022-08-19 18:33 阅读 210", "甲乙说粮仓", "【收藏】【分享】"), "甲乙说粮仓"),
        (("科普知识专栏", "2022-08-19 18:33 阅读 210"), None),
        (("甲乙说粮仓",), None),
    ],
)
def test_a_name_alone_between_bars(lines: tuple[str, ...], name: str | None) -> None:
    text = "\n".join((TITLE, *lines, BODY, "【打印】【关闭】"))
    assert Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta.get("author") == name


def test_a_name_is_none_where_the_text_has_begun() -> None:
    title, stamp = bar(TITLE, furniture=False), bar("2022-08-19 18:33", has_time=True)
    first = bar("冰面六百平方米，由旧粮仓改建。", furniture=False)
    assert name_alone([title, first, bar("甲乙说粮仓", furniture=False), stamp], TITLE) == ""
    assert name_alone([title, bar("甲乙说粮仓", furniture=False), first], TITLE) == ""
    assert name_alone([title, bar("撰写", furniture=False), bar("张三")], TITLE) == "张三"


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("甲乙丙丁　　註冊會員　　帖數 214　　積分 1,880", "甲乙丙丁"),
        ("甲乙丙丁 拖拉机手10", "甲乙丙丁"),
        ("甲乙丙丁　发消息　＋关注 8.1万", "甲乙丙丁"),
        ("甲乙丙丁 열심회원 조회 1,330", "甲乙丙丁"),
        ("注册会员 12", ""),
        ("查看全部 会员 12", ""),
    ],
)
def test_what_a_row_tells_of_its_user(row: str, name: str) -> None:

    title, line = bar(TITLE, furniture=False), bar(row)._replace(view=fold(row, fold_table()))
    under, over = rows_of([title, line], TITLE)
    assert (user_of(under), over) == (name, [])


def test_rows_end_where_the_text_begins() -> None:
    bars = [
        bar("甲乙网"),
        bar(TITLE, furniture=False),
        bar("一行"),
        bar("冰面六百平方米，由旧粮仓改建，墙上还留着库号。", furniture=False),
    ]
    assert rows_of([*bars, bar("二行")], TITLE) == ([bars[2]], [bars[0]])


def test_owners_posters_and_labels() -> None:
    assert owner_of(["首页 - 公开日记 - 甲乙丙的日记本"]) == "甲乙丙"
    assert owner_of(["甲乙丙の晩ごはん日記"]) == "甲乙丙"
    assert owner_of(["冰场的日记"]) == "冰场" and owner_of(["我的博客"]) == ""
    assert poster_of("Thread starter rusty_name Start date Apr 22, 2018") == "rusty_name"
    assert poster_of("From: zhangsan <zhangsan at mail.example>") == "zhangsan"
    assert poster_of("電梯直達 1# 發表於 2019-8-14 23:12") == ""
    assert people_of_row("测评人：甲乙丙 2020-09-15 阅读3.9万").author == "甲乙丙"
    assert people_of_row("语り：甲乙　収録 2018年").author == ""
    assert people_of_row("语り：甲乙　収録 2018年", timeless=True).author == "甲乙"
    assert people_of_row("甲乙丙丁　浏览 12", timeless=True, labelled=True).author == ""


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("社会新闻", "社会新闻"),
        ("♣ 手记 ♣", "手记"),
        ("第A03版：综合新闻", "第A03版：综合新闻"),
        ("手记/木工", "手记/木工"),
        ("返回首页", None),
        ("上一页", None),
        ("某某报", None),
    ],
)
def test_a_section_alone_over_the_title(line: str, section: str | None) -> None:
    lines = (("登录 注册", "zh.tools.words"), (line, HEAD), (TITLE, HEAD), ("2022-08-19 浏览 210", "zh.source.bar"))
    pieces: list[Piece] = []
    for raw, rule in lines:
        pieces.append(Piece(raw, rule, pieces[-1].end + 1 if pieces else 0, True, judged=raw == line))
    assert Sections(pieces, Titles((TITLE,), ()), 100, TITLE).best(LOOSE_RANK) == section


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("本条目发布于2014年3月22日。属于木工分类，被贴了 摇椅 标签。", "木工"),
        ("本篇發表於 木工 並標籤為 摇椅。", "木工"),
        ("分类专栏： 木工 文章标签： 摇椅", "木工"),
        ("テーマ： 木工", "木工"),
        ("木头的分类有三种", None),
    ],
)
def test_where_a_page_is_filed(line: str, section: str | None) -> None:
    assert filed_under(Piece(line, "zh.source.filed", 0, True)) == section


def test_writers_in_sentences_and_beside_papers() -> None:
    assert signed_in(["属于木工分类。作者是甲乙小屋。"]) == "甲乙小屋"
    assert signed_in(["《冰场》是张三写的小说。"]) == "张三" and signed_in(["作者是一个孩子。"]) == ""
    assert signed_in(["作者：甲乙丙 出处：http://blog.example/"]) == "甲乙丙"
    assert people_of_row("甲乙财讯记者张三 台北 2023-08-09 14:32") == ("张三", "甲乙财讯")
    assert people_of_row("本报记者张三 台北 2023-08-09 14:32") == ("张三", "")
    assert poster_of("Von A. N. Other 02.05.2023, 10:10 Uhr") == "A. N. Other"
    assert poster_of("Jane Doe · Follow") == "Jane Doe" and read_names("张三_NS4201") == ("张三",)


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("2023-02-01 HKT 08:47", "2023-02-01 08:47"),
        ("Thứ ba, 03/10/2023 09:15 (GMT+7)", "Thứ ba, 2023-10-03 09:15"),
        ("3/10/2023 09:15", "3/10/2023 09:15"),
    ],
)
def test_times_in_further_forms(line: str, plain: str) -> None:
    assert with_plain_times(line) == plain


@pytest.mark.parametrize(
    ("view", "agency"),
    [
        ("(某某社记者张三彰化12日电)", "某某社"),
        ("(某某社网站3日电)", "某某社"),
        ("【某某网专讯】", "某某网"),
        ("(本报记者张三彰化12日电)", ""),
        ("(台北讯)", ""),
        ("(某某社记者张三)", ""),
    ],
)
def test_the_agency_of_a_dateline(view: str, agency: str) -> None:
    assert agency_of(view) == agency


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("Published 3 May 2021 by Jane Doe in Fiction", "Jane Doe"),
        ("Author of the article: Jane Doe", "Jane Doe"),
        ("By A. N. Other   Chapter 32 of 40", "A. N. Other"),
        ("Reviewed by Jane Doe | 3 May 2021", ""),
        ("Last reviewed: 3 June 2024 by School Office", ""),
        ("The mill by Jane Doe Street was sold.", ""),
    ],
)
def test_writers_of_latin_rows(row: str, name: str) -> None:
    assert latin_writer([bar(TITLE, furniture=False), bar(row)._replace(states=row[-1] != ".")], TITLE) == name


def test_the_card_of_a_member_over_the_first_post() -> None:
    card, head = bar("甲乙丙丁 论坛新手 帖子 11 积分 46 点", furniture=False), bar("发表于 2012-12-22 10:11", has_time=True)
    title = bar(TITLE, furniture=False)
    assert user_of(rows_of([title, card, head], TITLE)[0]) == "甲乙丙丁"
    assert user_of(rows_of([title, card], TITLE)[0]) == ""


@pytest.mark.parametrize("view", ["甲乙说粮仓", "张三", "Jane Doe", "rusty_name", "1091的兵"])
def test_users(view: str) -> None:
    assert is_user(view)


@pytest.mark.parametrize("view", ["发布时间", "作者", "Parts", "2022-08-19", "科普专栏", "某某网", "一个人走", "甲乙 丙丁", ""])
def test_what_is_no_user(view: str) -> None:
    assert not is_user(view)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("安宁病房 张三护理师", ("张三",)),
        ("导览员李四", ("李四",)),
        ("里幹事吳九", ("吳九",)),
        ("张三居士", ("张三",)),
        ("宣传组", ("宣传组",)),
        ("甲乙 丙丁", ("甲乙", "丙丁")),
    ],
)
def test_posts_around_names(text: str, names: tuple[str, ...]) -> None:
    assert read_names(text) == names
