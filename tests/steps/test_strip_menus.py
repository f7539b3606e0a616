"""Rows of menus and words of page tools, short texts, and what has the form of furniture and is the text's own."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.menugrammar import read_menu
from corpuskit.steps.strip import Strip
from tests.support.furnished import BODY, END, FURNITURE, TITLE, around, stripped

ROWS = [
    "设为首页 收藏本站 切换到窄版",
    "編輯 鎖定 討論 上傳視頻",
    "[回复文章] [转贴] [转寄] [删除] [修改] [同主题阅读]",
    "新闻 体育 娱乐 财经 汽车 房产 教育",
    "Accept all | Reject all | Manage preferences",
    "News Sport Obituaries Jobs Motors Property Sign in",
    "ログイン 会員登録 ヘルプ",
    "로그인 회원가입 구독신청 PDF보기",
]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_a_menu_goes_above_and_below_the_text(row: str) -> None:
    assert stripped(around(BODY, END, row)) == "\n".join((TITLE, BODY, END))
    assert stripped("\n".join((row, around(BODY, END)))) == "\n".join((TITLE, BODY, END))


@pytest.mark.parametrize("row", [row for row in ROWS if "[" not in row])  # a rule knows the menu of boards by itself
def test_a_row_of_a_menu_stays_where_nothing_says_that_this_is_a_page(row: str) -> None:
    text = "\n".join((TITLE, BODY, row, END))
    assert stripped(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "新闻与历史",
        "登录之后请先修改密码",
        "Next month: books about weather",
        "Up one line, back one page",
        "体育 课：周三下午",
        "ヘルプの使い方を読む",
    ],
)
def test_what_only_begins_like_a_menu_stays(line: str) -> None:
    text = around(BODY, line, END)
    assert line in stripped(text)


def test_a_word_of_page_tools_goes_where_the_page_says_it_again_and_again() -> None:
    text = around(BODY, "结构", "编辑", END, "用途", "编辑", END + "邻县也来看过。")
    assert "编辑" not in stripped(text)
    once = around(BODY, "结构", "编辑", END)
    assert "编辑" in stripped(once)


@pytest.mark.parametrize(
    ("view", "tools", "sections", "free"),
    [("登录 | 注册", 2, 0, 0), ("新闻 体育 某某", 0, 2, 1), ("回复(12) 举报", 2, 0, 0), ("他登录了。又走了", 0, 0, 0)],
)
def test_the_grammar_counts_words(view: str, tools: int, sections: int, free: int) -> None:
    menu = read_menu(view)
    assert (menu.tools, menu.sections, menu.free) == (tools, sections, free)


def test_short_sentences_are_a_text_where_no_long_one_stands() -> None:
    lines = ["窗户结露怎么办？", "早上起来窗台全湿了。", "开窗五分钟。", "不用换窗。"]
    text = "\n".join(["知识首页 > 生活 > 家居 > 已解决问题", *lines[:1], "提问者：甲乙", *lines[1:3], "回答者：丙丁", lines[3]])
    text += "\n相关问题\n玻璃起雾怎么擦\n回复 | 引用 | 举报"
    assert stripped(text) == "\n".join(lines)


def test_what_a_card_in_a_tale_says_stays() -> None:
    card = ("名片背面用铅笔写着：", "电话：改了，勿打", "来源：老许", "标签：不还")
    assert stripped(around(BODY, END, *card, END)) == "\n".join((TITLE, BODY, END, *card, END))


@pytest.mark.parametrize(
    "text",
    [
        "甲县有井，冬温夏凉，里人以为下通于江，旱年亦不竭，汲者日百余人。\n来源：旧志\n乙县之井水赤，旱则愈赤，老人云其下有丹砂，未尝有人掘。",
        "Using the pager\nThe pager shows one screen at a time and waits for a key, whatever the size of the window.\n"
        "Next: Searching\nPrev: Starting the pager",
        "libfoo\nCopyright (c) 1998 J. Doe\nAll rights reserved.\nlibbar\nCopyright (c) 2001 R. Roe\nAll rights reserved.\n"
        "Each part may be copied under its own terms, which stand in the file beside it.",
    ],
)
def test_sources_page_turns_and_licences_of_sound_texts_stay(text: str) -> None:
    assert stripped(text) == text


def test_a_plug_behind_a_short_sentence_of_a_novel_goes_alone() -> None:
    page = around(BODY, "他认得那个字，是他自己的笔迹。请记住本书首发域名：site.example", END)
    assert stripped(page) == "\n".join((TITLE, BODY, "他认得那个字，是他自己的笔迹。", END))


def test_a_title_and_its_poet_under_the_head_of_a_post_stay() -> None:
    head = (
        "某某社区 → 诗词 → 浏览帖子",
        "限韵，诸君请和",
        "半亩　等级：贵宾　文章：640　注册：2003-1-2　楼主",
        "发贴时间：2005-9-18 23:51:09",
    )
    verse = ("中秋夜泊", "桂影初圆落客船，潮声渐稳枕边眠。", "十年人海归来晚，犹认桥头卖藕钱。")
    assert "中秋夜泊" in stripped("\n".join((*head, *verse, "【打印】【关闭】")))


def test_a_menu_set_upright_goes_below_the_text() -> None:
    assert stripped(around(BODY, END, "回上一頁", "友善列印", "回頁頂")) == "\n".join((TITLE, BODY, END))


SOUND = [
    "上一页\n某某程序手册\n下一页\n" + BODY + "\n" + END,  # the turn of a page on top of a handbook
    "Copyright (c) 1990-2009 Jane Doe. All rights reserved.\n" + BODY + "\n" + END + "\n" + BODY,
    BODY + "\nArchives\nArctique\n" + END,  # the words of a program, in the order of the alphabet
    BODY + "\nTag: −25% Schaden\n" + END,
    BODY + "\n" + END + "\n（選自《某某傳》）",
]


@pytest.mark.parametrize("text", SOUND)
def test_the_form_of_furniture_stays_where_nothing_else_on_the_page_is_furniture(text: str) -> None:
    assert stripped(text) == text


BYLINE = "Mary Major\nFeb 24, 2022\n31\n8\nShare"


def test_a_byline_without_labels_goes_between_title_and_text() -> None:
    body = "The bus was late again, and so was everybody on it. " * 3
    text = "Subscribe\nSign in\nOn keeping a ledger of small defeats\n{}\n" + body
    wanted = text.replace("{}\n", "").removeprefix("Subscribe\nSign in\n")
    assert stripped(text.format(BYLINE)) == wanted


def test_a_number_alone_under_the_source_bar_may_head_a_part_of_the_text() -> None:
    text = "\n".join((FURNITURE[0], TITLE, "2021-03-05 10:22 来源：某某网", "1", BODY, "2", END, FURNITURE[1]))
    found = Strip(model=False).edits(Document("0" * 16, text))  # no rule takes it
    assert apply(text, found.edits if isinstance(found, Layer) else found) == "\n".join((TITLE, "1", BODY, "2", END))
