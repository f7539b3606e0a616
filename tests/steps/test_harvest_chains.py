"""The step harvest on forms of chains and times that only pages have."""

from __future__ import annotations

from typing import Any

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.chainforms import anchored_names, loose_names
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.rowpeople import people_of_row
from corpuskit.steps.strip import Strip
from corpuskit.steps.timeforms import with_plain_times

PROSE = "入秋以后，河水一天比一天浅，岸边的石头露出来，孩子们放学后就在上面跳来跳去，直到天黑才回家。"
MORE = "镇上的人说，打印的字整齐，手写的字认人，所以议题目录至今仍旧由值班的人一笔一笔写上去。"


def meta(*lines: str) -> dict[str, Any]:
    return dict(Pipeline([Strip(), Harvest()]).run(Document("0" * 16, "\n".join(lines))).document.meta)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("張貼：113-03-07", "張貼：2024-03-07"),
        ("民國113年2月9日", "2024-02-09"),
        ("民國八十四年三月五日刊", "1995-03-05刊"),
        ("令和六年六月二十四日　事務室", "2024-06-24　事務室"),
        ("昭和49年3月5日", "1974-03-05"),
        ("23-10-28 23:11", "2023-10-28 23:11"),
        ("24-2-3 10:22", "2024-02-03 10:22"),
        ("2022-06-1609:48来源", "2022-06-16 09:48来源"),
        ("16/07/2015 報", "2015-07-16 報"),
        ("11/02/2020 06:47PM", "11/02/2020 06:47PM"),
        ("Posted on 24.12.2019", "Posted on 2019-12-24"),
        ("AUG 06.2024", "AUG 06, 2024"),
        ("2016年六月一日", "2016-06-01"),
        ("電話 02-113-0307", "電話 02-113-0307"),
        ("第113-14-02號", "第113-14-02號"),
    ],
)
def test_times_in_the_forms_of_pages(raw: str, plain: str) -> None:
    assert with_plain_times(raw) == plain


@pytest.mark.parametrize(
    ("raw", "title", "names"),
    [
        ("某某股吧_旧事吧_三年了，我把年报抄了一遍", "三年了，我把年报抄了一遍", ("某某股吧", "旧事吧")),
        ("某站 导游词 山水导游词 古镇导游词", "古镇导游词", ("某站", "导游词", "山水导游词")),
        ("首页趣闻古人怎么吃冰", "古人怎么吃冰", ("首页", "趣闻")),
        ("Home + March 2024 + Village Life + The Flower Rota", "The Flower Rota", ("Home", "March 2024", "Village Life")),
        ("他说：“古镇导游词", "古镇导游词", ()),
        ("古镇导游词", "古镇导游词", ()),
        ("昨天下雨，古镇导游词", "古镇导游词", ()),
    ],
)
def test_names_before_the_title_on_its_line(raw: str, title: str, names: tuple[str, ...]) -> None:
    assert anchored_names(raw, title) == names


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("某论坛;首页;考研;经验交流", ("某论坛", "首页", "考研", "经验交流")),
        ("某站〔社区〕〔学车心得〕", ("某站", "社区", "学车心得")),
        ("文庫トップ《短篇《橋守", ("文庫トップ", "短篇", "橋守")),
        ("某经济 ∙ 산업 ∙ 중기·벤처", ("某经济", "산업", "중기·벤처")),
        ("某网-网课答案", ("某网", "网课答案")),
        ("一句话，没有记号", ()),
    ],
)
def test_names_between_seldom_marks(raw: str, names: tuple[str, ...]) -> None:
    assert loose_names(raw) == names


def test_the_breadcrumb_next_to_the_title_counts_before_the_menu() -> None:
    lines = (
        "某某网 | 首页 | 新闻 | 论坛 | 帮助",
        "某某网 > 社区 > 旧事 > 河边的石头",
        "河边的石头",
        "张三 2024-03-05 09:12 阅读 12",
    )
    assert meta(*lines, PROSE, MORE)["section"] == "旧事"


def test_a_section_behind_the_name_of_the_site_on_its_line() -> None:
    found = meta("某某网 | 社区 | 旧事", "河边的石头", "张三 2024-03-05 09:12 阅读 12", PROSE, MORE, "版权所有 某某网")
    assert found["section"] == "旧事"


@pytest.mark.parametrize(
    ("raw", "author", "source"),
    [
        ("發起：小山　2023年10月28日 (六) 14:02", "小山", ""),
        ("解説員　山田太郎　2024/05/01　　ビュー：3,320", "山田太郎", ""),
        ("某三平米 花龄5年 2021-05-15 19:02 某地", "某三平米", ""),
        ("user_0x3f 于 2021-08-19 16:32:11 发布 4万+ 收藏 68", "user_0x3f", ""),
        ("作者 阿行 ／ 2022-10-05 ／ 阅读 6.6万", "阿行", ""),
        ("2017/4/19 9:00:00|某某纺织导报|李四|点击 4180", "李四", "某某纺织导报"),
        ("今天是2021年8月24日 星期二 收藏本站", "", ""),
        ("某某街坊2018-04-15 07:02阅读：10万+", "", ""),
        ("联系人：张三　2024-05-01", "", ""),
        ("Sunday 27 February 2022 : posted in News", "", ""),
    ],
)
def test_whom_a_row_names(raw: str, author: str, source: str) -> None:
    assert people_of_row(raw) == (author, source)


def test_fields_behind_a_summary_that_is_a_sentence() -> None:
    found = meta(
        "首页 > 新闻 > 正文", "河边的石头", "导读：入秋以后，河水一天比一天浅。", "2024-03-05 09:12　来源：某某日报", PROSE, MORE
    )
    assert (found["published"], found["source_name"]) == ("2024-03-05T09:12:00", "某某日报")


def test_the_title_is_what_stands_below_a_breadcrumb_that_ends_with_it() -> None:
    found = meta(
        "某市役所 / くらし / ごみの出し方 / 傘の出し方が変わります", "傘の出し方が変わります", PROSE, MORE, "版权所有 某某网"
    )
    assert found["title"] == "傘の出し方が変わります"


def test_who_changed_a_page_last_is_not_its_editor() -> None:
    assert "editors" not in meta("首页 > 旧书 > 正文", "河边的石头", "2024-03-05　上次编辑：张三　点击：12", PROSE, MORE)


def test_the_date_of_today_is_not_when_the_page_was_made() -> None:
    lines = (
        "今天是2021年8月24日 星期二 收藏本站",
        "首页 > 新闻 > 正文",
        "河边的石头",
        "发布时间：2021-08-20 来源：某某日报",
        PROSE,
        MORE,
    )
    assert meta(*lines)["published"] == "2021-08-20"


@pytest.mark.parametrize(
    ("chain", "section", "title"),
    [
        ("首页 > 通知公告 > 关于做好防汛工作的通知", "通知公告", "关于做好防汛工作的通知"),
        ("某某论坛 > 家常 > 阳台种的小番茄红了", "家常", "阳台种的小番茄红了"),
        ("首页 > 新闻 > 社会", "社会", None),
    ],
)
def test_a_title_that_stands_only_in_the_breadcrumb(chain: str, section: str, title: str | None) -> None:
    found = meta(chain, "发布时间：2024-03-05 来源：某某日报", PROSE, MORE, "打印 关闭")
    assert (found["section"], found.get("title")) == (section, title)


@pytest.mark.parametrize("first", ["播报", "商品详情", '<div class="title">'])
def test_what_is_no_title(first: str) -> None:
    assert meta(first, "河边的石头", PROSE, MORE)["title"] == "河边的石头"


def test_how_long_ago_is_neither_a_section_nor_a_time() -> None:
    found = meta("河边的石头", "张三 · 2天前 · 阅读 1.2万", PROSE, MORE, "分享 收藏 举报")
    assert found == {"title": "河边的石头", "author": "张三"}


def test_where_the_text_comes_from_and_where_its_pictures() -> None:
    found = meta("首页 > 新闻 > 正文", "河边的石头", "图片来源：某某图库　来源：某某日报　2024-03-05", PROSE, MORE, "打印 关闭")
    assert found["source_name"] == "某某日报"


@pytest.mark.parametrize(
    "row", ["来源：[某某日报](http://www.example.com/a)", "来源：某某日报 查看原文", "文/图 张三 来源：某某日报"]
)
def test_a_source_is_a_name(row: str) -> None:
    assert (
        meta("首页 > 新闻 > 正文", "河边的石头", "2024-03-05 09:12　" + row, PROSE, MORE, "打印 关闭")["source_name"]
        == "某某日报"
    )
