"""The step harvest: what two places of a page say together, and values told from what stands beside them."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.namegrammar import is_person, read_names
from corpuskit.steps.sectiongrammar import read_section
from corpuskit.steps.strip import Strip
from corpuskit.steps.timeforms import with_plain_times

TITLE = "旧粮仓里的冰场"
BODY = (
    "冰面六百平方米，由旧粮仓改建，墙上还留着当年刷的库号，孩子们每周三下午来上课。\n"
    "余热接进隔壁的游泳馆，一个冬天能省下不少燃料，校长说这笔账算得过来。"
)
FOOT = "【打印】【关闭】"


def meta_of(*parts: str) -> dict[str, str]:
    found = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, "\n".join(parts))).document.meta
    return {k: ";".join(v) if isinstance(v, tuple) else str(v) for k, v in found.items() if k != "title"}


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        # The day over the title, the clock beside the writer under the text.
        (
            (
                "Sunday, March 20, 2011",
                "How to sharpen a scythe",
                "You peen first. That is, you hit the edge of the blade with a small hammer until it is thin as paper.",
                "Posted by Moss at 9:14 PM",
                "Email This BlogThis! Share to Twitter Share to Facebook",
            ),
            {"author": "Moss", "published": "2011-03-20T21:14:00"},
        ),
        # The same name over two posts is the user's.
        (
            (
                "某某匠人",
                "2019-3-3 15:20 来自 Android",
                BODY,
                "转发[3] 评论[7] 赞[14] 收藏",
                "某某匠人",
                "2019-3-9 21:07 来自 Android",
                BODY,
            ),
            {"author": "某某匠人", "published": "2019-03-03T15:20:00"},
        ),
        # A medium alone beside the time.
        (
            ("首页 > 新闻", TITLE, "甲乙电视网", "张三 报道", "2022年7月20日 17:05", BODY, FOOT),
            {"source_name": "甲乙电视网", "author": "张三"},
        ),
        # The account that it came from.
        (
            (TITLE, "2022-05-30 08:10", "本文来自微信公众号：甲乙观察（ID：jiayi），作者：张三，编辑：李四", BODY, FOOT),
            {"source_name": "甲乙观察", "author": "张三", "editors": "李四"},
        ),
        # Who changed a page last did not write it.
        (
            (
                "Docs › Guides › Retrying failed jobs",
                "Retrying failed jobs",
                "A job that raises an exception is put back on its queue until it succeeds or its budget is spent.",
                "Last updated on Feb 14, 2024 by jroe",
            ),
            {"author": None},
        ),
        (("首页 > 新闻", TITLE, "松涛木业　2021/09/01", BODY, FOOT), {"source_name": "松涛木业", "author": None}),
    ],
)
def test_fields(parts: tuple[str, ...], wanted: dict[str, str | None]) -> None:
    found = meta_of(*parts)
    assert {field: found.get(field) for field in wanted} == wanted


@pytest.mark.parametrize(
    ("chain", "title", "section"),
    [
        ("首页→社会新闻 字号：大 中 小", "甲", "社会新闻"),
        ("Docs › Changelog › 4.2.0", "Changes", "Changelog"),
        ("典藏阁 > 子部 > 农家 > 甲乙志 > 卷一", "甲乙志卷一", "甲乙志"),
        ("甲乙网 > 家居 > 投诉详情", "沙发掉皮", "家居"),
        ("甲乙网 / 新房 / 楼盘详情 / 云栖里", "云栖里", "楼盘详情"),
    ],
)
def test_ends_of_breadcrumbs(chain: str, title: str, section: str) -> None:
    assert read_section(chain, title) == section


def test_names() -> None:
    assert is_person("刘某") and is_person("谭某某") and is_person("劉某")
    assert read_names("Jane Doe @jane_doe Senior Reporter") == ("Jane Doe",)
    assert with_plain_times("Mar 4 '16 at 9:12") == "Mar 4, 2016 at 9:12"


def test_a_long_line_of_blanks_says_nothing() -> None:
    assert Harvest().annotate(Document("", "\u3000" * 400)) == {}
