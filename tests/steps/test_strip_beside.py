"""What stands beside furniture and is the text's own: sentences behind a link, rows of marks, periods, answers of readers.

Lives here: lines on pages with furniture around them. Never here: figures.
"""

from __future__ import annotations

import pytest

from tests.support.furnished import stripped

TEXT = (
    "他沿着河堤走了很久，一直走到旧船厂门口才停下来，天已经完全黑了。\n"
    "船厂的铁门锈得厉害，推一下就发出很长的声音，像有人在远处叹气。"
)
MORE = "守门的老人提着灯出来，问他找谁，他说找一条三十年前造的木船。"
HEAD = "首页 > 新闻中心 > 正文"
BAR = "2021-06-08 10:21　来源：某某网　责任编辑：李四"
FOOT = "责任编辑：李四\n上一篇：春季运动会开幕\n下一篇：没有了\n版权所有 © 2021 某某网"


@pytest.mark.parametrize(
    "kept",
    [
        "提醒您：依规定，登船须穿救生衣，并坐稳扶好。",
        "提醒民众，码头内请依标线停船，以免影响他人出入。",
        "需要靠窗位置的客人，请提前三日预订，总台电话0000-5550120。",
        "A．开挖船坞　B．搭设脚手架　C．砌筑　D．拆除工程",
    ],
)
def test_a_sentence_of_the_text_stays(kept: str) -> None:
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{MORE}\n{kept}\n{FOOT}") == f"旧船厂\n{TEXT}\n{MORE}\n{kept}"


def test_only_what_closes_the_page_goes_from_behind_what_closes_the_text() -> None:
    kept = "以上就是我自己的七天，嫌长的人请无视。"
    foot = "更多修船攻略请关注某某网修船专区！"
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{MORE}\n{kept}{foot}\n{FOOT}") == f"旧船厂\n{TEXT}\n{MORE}\n{kept}"


def test_a_row_of_marks_in_a_timetable_stays() -> None:
    table = "站点　时间　周一　周二　周四\n渡口　18:10　○　○　○\n船厂　18:22　○　×　○"
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{table}\n{TEXT}\n{MORE}\n{FOOT}") == f"旧船厂\n{table}\n{TEXT}\n{MORE}"


def test_a_link_behind_which_the_text_goes_on_takes_no_sentence_with_it() -> None:
    line = "营业时间：05:30 至 11:00，周一公休。▶看更多：老渡口早餐店船票 35 元、茶水 35 元、摆渡 20 元。"
    assert "船票 35 元、茶水 35 元、摆渡 20 元。" in stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{line}\n{MORE}\n{FOOT}")


def test_an_answer_between_its_time_and_the_button_to_answer_it_stays() -> None:
    page = f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{MORE}\n甲乙 于 2022/12/31 23:55 回覆第四项根本是你故意的　回覆｜删除\n{FOOT}"
    assert "第四项根本是你故意的" in stripped(page)


def test_a_source_bar_and_a_chain_of_sections_open_a_page_of_short_lines() -> None:
    lines = "船名　长度　造船年份\n石桥一号　九米　一九七二\n守门的老人说，石桥一号还能下水，只是没有人会划。"
    bar = "日期：2020-06-14 17:00　来源：石桥台　编辑：孙七　审核：周八"
    page = f"石桥志§资料§船名表\n船名表\n{bar}\n{lines}\n上一篇：桨　下一篇：没有了"
    assert stripped(page) == f"船名表\n{lines}"


def test_a_sentence_of_a_site_goes_under_the_text_and_none_goes_amid_it() -> None:
    note = "以上资料仅供参考，实际以权状及现场为准"
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{MORE}\n{FOOT}\n{note}") == f"旧船厂\n{TEXT}\n{MORE}"
    page = f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n报上照例印着一句话，谁也不看。\n{MORE}\n{FOOT}"
    assert "谁也不看" in stripped(page)


def test_how_good_a_day_is_stays() -> None:
    row = "综合运势　★★★☆　爱情运势　★★　事业运势　★★★★"
    assert stripped(f"{HEAD}\n白羊座\n{BAR}\n{row}\n{TEXT}\n{MORE}\n{FOOT}") == f"白羊座\n{row}\n{TEXT}\n{MORE}"


@pytest.mark.parametrize(
    "kept", ["转让：旧木船一条，长九米，可面谈。联系人：李四，微信同号0000-5550112。", "预报员：张三　签发：李四"]
)
def test_whom_to_ask_and_who_made_a_forecast_stay(kept: str) -> None:
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{MORE}\n{kept}\n{FOOT}") == f"旧船厂\n{TEXT}\n{MORE}\n{kept}"
