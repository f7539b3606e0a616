"""Fields that furniture anywhere on a page states: times under the text, who opened a thread, the site beside a time."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.strip import Strip

BODY = (
    "清晨六点，渡口的雾还没有散，摆渡的老人已经把缆绳解开，等第一批赶集的人。\n"
    "村里修了桥以后，渡口停了三年，今年春天又重新开了起来，一天两个来回。\n"
)
TITLE = "河边的老渡口又有了船\n"
CRUMB = "首页 > 新闻 > 要闻\n"


def _fields(text: str) -> dict[str, object]:
    meta = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta
    return {name: value for name, value in meta.items() if name not in ("title", "section")}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (CRUMB + TITLE + BODY + "本页面最后修改于 2013年8月15日 (星期四) 10:22。", {"published": "2013-08-15T10:22:00"}),
        (CRUMB + TITLE + "2022年9月　点击 201 次\n" + BODY, {"published": "2022-09"}),
        (
            "甲乙快播 快讯 头条 深度 日历 行情 VIP\n首页·快讯·正文\n" + TITLE + "甲乙快播 2023-11-02 09:31\n" + BODY,
            {"published": "2023-11-02T09:31:00", "source_name": "甲乙快播"},
        ),
        (
            CRUMB + TITLE + "2021-03-05 10:22　浏览 1234\n" + BODY + "本游记著作权归@山里的风所有，任何形式转载请联系作者。\n",
            {"published": "2021-03-05T10:22:00", "author": "山里的风"},
        ),
    ],
)
def test_furniture_states_what_no_row_does(text: str, wanted: dict[str, object]) -> None:
    assert _fields(text) == wanted


def test_who_opened_a_thread_is_told_by_the_note_of_a_change_and_no_reply_wrote_it() -> None:
    head = "甲乙论坛 » 闲谈\n查看: 12|回复: 3\n" + TITLE + "发表于 2021-3-30 20:14:51|显示全部楼层\n"
    note = "本帖最后由 山里的风 于 2021-3-31 09:02 编辑\n"
    reply = "岸上人\n发表于 2021-3-30 20:40:02|显示全部楼层\n我也坐过那条船，船老大会唱戏，唱到对岸刚好一折，一句也不多。\n"
    found = _fields(head + note + BODY + reply + "返回列表 高级模式 您需要登录后才可以回帖 登录 | 立即注册\n")
    assert found.get("author") == "山里的风"
    assert found.get("published") == "2021-03-30T20:14:51"


def test_a_row_of_a_user_is_no_evidence_of_a_site() -> None:
    found = _fields("首页　番剧　直播　会员购\n" + TITLE + "修船的老武　发消息　＋关注 8.1万\n" + BODY)
    assert found.get("author") == "修船的老武"
