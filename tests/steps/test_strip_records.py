"""Records that belong to the text stay between furniture: a patent's numbers, a document's version, the source of a table.

Lives here: labelled lines and heads of texts, alone and set into pages. Never here: figures.
"""

from __future__ import annotations

import pytest

from tests.support.furnished import stripped

TEXT = (
    "水闸每年汛前检修一次，闸门先落到底，再由两个人各守一边慢慢提起来。\n"
    "提到一半要停一停，听听链条的声音，声音不匀就说明有一节该换了。"
)
MORE = "换下来的链节挂在闸房的墙上，按年份排着，新来的人都要从头看一遍。"
HEAD = "首页 > 资料中心 > 正文"
BAR = "2021-06-08 10:21　来源：某某网　浏览：302"
FOOT = "免责声明：本站内容仅供参考，如有侵权请联系删除。\n责任编辑：李四\n上一篇：春季运动会开幕\n下一篇：没有了"
AROUND = pytest.mark.parametrize("furniture", [("", "", ""), (HEAD, BAR, FOOT)], ids=["alone", "on a page"])

UNDER = {
    "document": "编制：张三　审核：李四　批准：王五\n版次：B/1　生效日期：2020年3月1日",
    "table": "年份｜次数\n2019｜14\n2020｜11\n资料来源：作者根据闸房记录整理",
    "table counted": "数据来源：笔者自行统计",
    "house rules": "3.2 闸房内的版权声明、广告和标语由值班员一并清除，墙面只挂链节。",
    "designer": "设计人：张三",
    "log": "2024-03-01 09:12:04 WARN  gate 2 is slow\n2024-03-01 09:13:11 ERROR chain 4 failed\n2024-03-01 09:13:12 INFO  retry",
    "words that a text speaks of": f"{MORE}回复、点赞、收藏这些数字，看闸的人不看。",
}
OVER = {
    "patent": "申请号：CN202110000000.1　申请日：2021-01-05　公开(公告)日：2021-09-10",
    "share": "证券代码：000000　证券简称：石桥水闸　公告编号：2020-007",
    "head": "内容简介 · · · · · ·",
    "hours": "周三下午　普通门诊　挂号费10元　楼层：一楼2诊室",
    "job": "单位：石桥水闸管理所\n职称：助理工程师（合同制）\n名额：一名\n工作地点：石桥镇",
    "doctor": "执业地点：石桥镇卫生院\n职称：主治医师；学历：本科\n擅长：常见病、多发病\n出诊：周一全天\n寄语：小病不拖。",
}


def page(before: str, after: str, furniture: tuple[str, str, str]) -> tuple[str, str]:
    """(the page, the text that stays of it)."""
    head, bar, foot = furniture
    text = [part for part in (before, TEXT, MORE, after) if part]
    lines = [head, "石桥水闸", bar, *text, foot]
    return "\n".join(line for line in lines if line), "\n".join(["石桥水闸", *text])


@AROUND
@pytest.mark.parametrize("record", UNDER.values(), ids=UNDER)
def test_a_record_under_the_text_stays(record: str, furniture: tuple[str, str, str]) -> None:
    whole, text = page("", record, furniture)
    assert stripped(whole) == text


@AROUND
@pytest.mark.parametrize("record", OVER.values(), ids=OVER)
def test_a_record_over_the_text_stays(record: str, furniture: tuple[str, str, str]) -> None:
    whole, text = page(record, "", furniture)
    assert stripped(whole) == text


def test_the_number_of_a_magazine_stays_in_a_title() -> None:
    chain = "首页 > 石桥水利 > 2011年第3期"
    text = f"{TEXT}\n{MORE}"
    assert stripped(f"{chain}\n水闸来信（2011年第3期）\n{BAR}\n{text}\n{FOOT}") == f"水闸来信（2011年第3期）\n{text}"


def test_the_card_of_an_expert_under_an_answer_goes() -> None:
    text = f"水闸多久检修\n{BAR}\n{TEXT}\n{MORE}"
    assert stripped(f"{HEAD}\n{text}\n擅长：闸门、启闭机的检修\n{FOOT}") == text.replace(f"{BAR}\n", "")
