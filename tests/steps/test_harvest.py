"""The step harvest: fields and their normalised values, titles, and what is no metadata."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuskit
from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.text import lines
from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps import stayed
from corpuskit.steps.fieldgrammar import read_fields
from corpuskit.steps.harvest import Harvest, read_names, read_time
from corpuskit.steps.sectiongrammar import read_section
from corpuskit.steps.strip import Strip
from corpuskit.steps.taken import KNOWN_CHARS, fields_of, values_of

PROSE = "入秋以后，河水一天比一天浅，岸边的石头露出来，孩子们放学后就在上面跳来跳去，直到天黑才回家。"
MORE = "镇上的人说，打印的字整齐，手写的字认人，所以议题目录至今仍旧由值班的人一笔一笔写上去。"


def meta(*lines: str) -> dict[str, Any]:
    return dict(Pipeline([Strip(), Harvest()]).run(Document("0" * 16, "\n".join(lines))).document.meta)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-03-05 09:12", "2024-03-05T09:12:00"),
        ("2024年3月5日", "2024-03-05"),
        ("2021年08月13日 07:45:10", "2021-08-13T07:45:10"),
        ("2020-05-06T11:20:00+08:00", "2020-05-06T11:20:00+08:00"),
        ("March 3, 2021", "2021-03-03"),
        ("4 May 2020", "2020-05-04"),
        ("2021年6月8日（火）午後5時30分", "2021-06-08T17:30:00"),
        ("승인 2019.11.04 오후 3:20", "2019-11-04T15:20:00"),
        ("10:22 am Friday, March 5, 2021", "2021-03-05T10:22:00"),
        ("Wed 14 Aug 2019 16.20 BST", "2019-08-14T16:20:00"),
        ("Sat Apr  9 22:14:37 2011", "2011-04-09T22:14:37"),
        ("Nov 27 Sun 2016 21:40", "2016-11-27T21:40:00"),
        ("民國110年4月6日", "2021-04-06"),
        ("二〇二一年三月十五日", "2021-03-15"),
        ("3/5/2021", None),
        ("2020-13-06", None),
        ("很久以前", None),
    ],
)
def test_times(text: str, iso: str | None) -> None:
    assert read_time(text) == iso


def test_names() -> None:
    assert read_names("张三、李四 王五") == ("张三", "李四", "王五")
    assert read_names("张三 SF099") == ("张三",)
    assert read_names("张三(实习)") == ("张三",)
    assert read_names("Jane Doe") == ("Jane Doe",)
    assert read_names("县水利局 张三") == ("张三",)


def test_names_in_other_forms() -> None:
    assert read_names("JOHN ROE and MARY MAJOR Staff Writers") == ("John Roe", "Mary Major")
    assert read_names("홍길동 김아무개 기자") == ("홍길동", "김아무개")
    assert read_names("某某 离线") == ("某某",)
    assert read_names("热心网友") == ()


def test_fields_of_a_line_that_no_rule_knows() -> None:
    found = meta(
        "首页 > 新闻中心 > 城事 > 正文",
        "题目在这里",
        "2016年07月12日07:41 江畔晚报 我有话说(35人参与) 收藏本文",
        PROSE,
        MORE,
        "责任编辑：李四",
    )
    assert (found["published"], found["source_name"]) == ("2016-07-12T07:41:00", "江畔晚报")


def test_a_label_beats_the_account() -> None:
    found = meta("题目", "原创 张三 小巷笔记 2020-06-21 20:30", PROSE, MORE, "来源：某某晚报")
    assert (found["author"], found["source_name"]) == ("张三", "某某晚报")


def test_fields() -> None:
    found = meta(
        "首页 > 新闻中心 > 城事 > 正文", "题目在这里", "来源：某某晚报 2022-10-21 18:25:34 责编：张三 李四", PROSE,
        MORE + "（记者 王五）", "校对：赵六", "一审：张三", "发布机构：县政府办公室",
    )  # fmt: skip
    assert found == {
        "section": "城事", "title": "题目在这里", "source_name": "某某晚报", "published": "2022-10-21T18:25:34", "author": "王五",
        "editors": ("张三", "李四"), "reviewers": ("赵六", "张三"), "publisher": "县政府办公室",
    }  # fmt: skip


def test_a_dateline_gives_its_reporter() -> None:
    assert meta("题目", "本报讯（记者 张三 通讯员 李四）" + PROSE, MORE)["author"] == "张三;李四"


def test_who_laid_the_page_out_is_no_author() -> None:
    found = meta("题目", PROSE, MORE, "（撰稿：甲乙）", "编辑 丙丁 ｜ 排版 张三")
    assert found["author"] == "甲乙"
    assert found["editors"] == ("丙丁",)


def test_an_injected_publisher_is_no_metadata() -> None:
    found = meta("珂某汇:题目在这里", "- 发布者:珂某汇", "- 来源:本站", PROSE, MORE + "珂某汇", PROSE, "珂某汇(官方)", MORE)
    assert found == {"title": "题目在这里"}  # 本站 names nobody


def test_traditional_values_stay_as_they_are() -> None:
    assert meta("題目", PROSE, "責任編輯：張三", "編輯：陳某")["editors"] == ("張三", "陳某")


def test_a_chain_of_wide_blanks_or_dashes() -> None:
    assert read_section("新闻中心首页 — 教育 — 正文", "山里的初中") == "教育"
    assert read_section("某某大学　通知公告　教学通知", "考试安排") == "教学通知"
    for state in ("列表", "问题", "文章页", "转载", "数字报", "新闻列表"):
        assert read_section(f"某某网 > 家居 > {state}", "水管漏水怎么办") == "家居"
    assert read_section("某某网 > 家居 > 问题集", "水管漏水怎么办") == "问题集"


def test_no_title_where_the_first_line_is_a_sentence() -> None:
    assert "title" not in meta(PROSE, MORE)
    assert meta("", "题目", PROSE)["title"] == "题目"


def test_nothing_found_without_strip() -> None:
    assert Harvest().annotate(Document("0" * 16, PROSE)) == {}


@pytest.mark.parametrize(
    ("to", "editor", "source"), [("hans", "张三", "临江晚报"), ("hant", "張三", "臨江晚報"), ("keep", "張三", "臨江晚报")]
)
def test_values_are_in_the_script_of_the_text(to: str, editor: str, source: str) -> None:
    raw = "题目\n来源：臨江晚报 2022-10-21\n" + PROSE + "\n责任编辑：張三\n"
    steps = ["strip", ("script", {"to": to}), "language", ("harvest", {"to": to})]
    found = corpuskit.clean_text(raw, steps=steps).meta
    assert (found["editors"], found["source_name"]) == ((editor,), source)


def test_values_of_a_japanese_page_stay() -> None:
    raw = "港の朝\n来源：後藤新聞 2022-10-21\n港の朝は早い。漁師たちは夜明け前に船を出し、昼前には市場に戻ってくる。\n"
    found = corpuskit.clean_text(raw).meta
    assert (found["lang"], found["source_name"]) == ("ja", "後藤新聞")


def test_a_line_that_comes_again_has_the_fields_of_its_length_and_rule() -> None:
    matcher = matcher_for(())
    line = "来源：某某网 2024-03-05 09:12 责编：张三"
    assert fields_of(line) == fields_of(line) == tuple(read_fields(line))
    long = line + "，" + "长" * KNOWN_CHARS
    assert fields_of(long) == tuple(read_fields(long))
    by_rule = {rule.id: [values_of(line, rule.id, matcher), values_of(line, rule.id, matcher)] for rule in matcher.rules}
    assert all(first == second for first, second in by_rule.values())
    assert len(set(map(str, by_rule.values()))) > 1


_LINES = ["\n", "\n\n", " ", "标题", "他说了很多话，我们都听得很认真。", "（张三）", "来源：某报", "x"]


@given(st.lists(st.sampled_from(_LINES), max_size=40).map("".join))
def test_only_the_ends_of_a_text_are_read_for_lines_around_it(text: str) -> None:
    spots = [(start, end) for start, end, _ in lines(text) if text[start:end].strip()]
    told = [n for n, (start, end) in enumerate(spots) if stayed.is_sentence(text[start:end].strip())]
    head, foot = (spots[: told[0]], spots[told[-1] + 1 :]) if told else (spots, [])
    assert stayed._outside(text)[:2] == (head[: stayed.HEAD_LINES], foot[-stayed.FOOT_LINES :])
