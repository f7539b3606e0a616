"""Counters, marks of changes, buttons and calls behind sentences, credits before them; and what only looks like them."""

from __future__ import annotations

import pytest

from tests.support.furnished import stripped

TITLE = "渡口边的修船铺"
BODY = "修船铺开在石阶下面，墙上挂着三代人用过的刨子，每年汛期之前，船家都要来补一次缝。"
END = "铺子去年收了两个徒弟，一个学木工，一个学油漆，师傅说再干十年不成问题。"


def page(*lines: str) -> str:
    return "\n".join(("首页 > 新闻 > 地方", TITLE, "2021-03-04 09:00　来源：某江晚报　作者：张三", *lines, "【打印】【关闭】"))


@pytest.mark.parametrize(
    "line",
    [
        BODY + "⟦赞同 18　评论 3⟧",
        BODY + "⟦顶(12) 踩(0)⟧",
        BODY + "⟦有用 45⟧",
        "道のほうを三十センチ曲げた。木はそのまま残ることになった。⟦いいね！ 32⟧",
        BODY + "⟦（本文于2020年5月3日修改）⟧",
        BODY + "⟦[最后修改：2018-11-03 06:40]⟧",
        BODY + "⟦本帖于 2020-05-17 08:12 被 木刨 编辑过⟧",
        BODY + "⟦[查看航线示意图]⟧",
        BODY + "⟦[修改] [关闭问题]⟧",
        BODY + "⟦（申请表样式下载）⟧",
        "纸样在墙上。⟦（點圖放大）⟧" + BODY,
        BODY + "⟦定制小船模型，加V：chuan00000。⟧",
        BODY + "⟦更多特价船票，请下载某某App。⟧",
        BODY + "⟦（相关攻略：老城半日步行路线）⟧",
        BODY + "⟦（张三）⟧",
        BODY + "⟦更多数据请看赛后统计>>⟧",
        BODY + "⟦【看更多】老店熄灯之前⟧",
        BODY + "⟦在线代写文书，49元起，点击咨询⟧",
        BODY + "⟦（喜欢副刊吗？立即订阅晚报电子报）⟧",
        BODY + "⟦——内容来自某江客户端——⟧",
        BODY + "⟦▲收起⟧",
        BODY + "⟦（图集：最后一位船工）⟧",
        "⟦回答于 2019-05-07 14:51⟧" + BODY,
        "⟦回复 2# 木刨 的帖子⟧ " + BODY,
        "⟦本网讯（王五 赵六）⟧" + BODY,
        "⟦最佳答案⟧ " + BODY,
        "⟦其他答案（2）：⟧" + BODY,
        "⟦提问者评价：⟧" + BODY,
        "⟦本帖于 2012/2/28 20:41:00 被 北风 编辑⟧" + BODY,
        "⟦原帖由 北风 于 13-9-10 10:22 发表⟧ " + BODY,
        "The rope is changed a strand at a time. ⟦Last edited by tarred on Thu Feb 12, 2009 6:03 am, edited 2 times in total.⟧",
        "⟦【某江网 见习记者 赵六】⟧" + BODY,
        "⟦【撰文：王五】⟧" + BODY,
        "The rope is changed a strand at a time. ⟦[READ: How the river froze in winter]⟧",
        "The council pays forty pounds a year for the grease. ⟦Get the Courier in your inbox every Friday — sign up here.⟧",
        "일기에는 손님 이야기가 대부분이다. ⟦[사진 크게보기]⟧",
    ],
)
def test_what_hangs_behind_a_sentence_goes(line: str) -> None:
    start, end = line.index("⟦"), line.index("⟧")
    left = (line[:start] + line[end + 1 :]).strip()
    first = [line[:start] + line[start + 1 : end] + line[end + 1 :]]
    others = [] if start == 0 else [BODY]
    text = page(*others, *first, END)
    assert [row.strip() for row in stripped(text).split("\n")] == [TITLE, *others, left, END]


@pytest.mark.parametrize(
    "line",
    [
        "表决的结果当晚公布。赞同 56，反对 8，弃权 3，方案就这样过了。",
        "他数了数墙上的票。赞同的人有56个，反对的8个。",
        "这本手册在2019年5月修改过。修改的人是他的徒弟。",
        "他在纸上写了两个字。（删去）然后又写了一遍。",
        "先放水两分钟。如一小时后仍发黄，请拨打服务热线0000-5550100，二十四小时有人接听。",
        "安装完成后点击【下载】按钮，等进度条走完再拔线，不要中途断电。",
        "提问者评价并不高，师傅说，只要木料好，谁来都一样。",
        "其他答案都写在第二页，第一页只有题目和图。",
        "最佳答案并不存在，师傅说，只有最合适的木料和最耐心的人。",
        "他把相关数据抄在墙上。（相关数据：水位三米二）每天早晨改一次。",
        "他算了三遍账。市民可立即预约，也可以到窗口领号。",
        "公式写在黑板上。甲 > 乙，乙 >> 丙，这样就排好了次序。",
        "回答于是就定了下来，两家各修一半，谁也不欠谁的。",
        "说明书上写着步骤。打开手机App，就能看见潮水的高度。",
    ],
)
def test_what_only_looks_like_it_stays(line: str) -> None:
    assert stripped(page(BODY, line, END)) == "\n".join((TITLE, BODY, line, END))


@pytest.mark.parametrize("buttons", ["播报编辑", "编辑 播报", "[编辑]", "赞 回复", "[edit | edit source]"])
def test_the_same_buttons_behind_several_heads_go(buttons: str) -> None:
    text = page(f"历史沿革{buttons}", BODY, f"名胜古迹 {buttons}", END)
    assert [row.strip() for row in stripped(text).split("\n")] == [TITLE, "历史沿革", BODY, "名胜古迹", END]


@pytest.mark.parametrize("words", ["目录", "客户端", "登记", "语言"])
def test_the_same_words_of_a_text_behind_several_heads_stay(words: str) -> None:
    lines = (f"渡口用户{words}", BODY, f"船工用的{words}", END)
    assert stripped(page(*lines)) == "\n".join((TITLE, *lines))


def test_an_injected_name_goes_in_any_brackets_and_before_any_paragraph() -> None:
    text = "\n".join(
        (
            "当前位置：网站首页 > 农技服务 > 技术指导",
            "梨树换种的三个时机-砳珑直播-砳珑直播官方版",
            "砳珑直播：换种不必砍树，把老品种的枝条换成新品种的芽，两年就能挂果。",
            "第一个时机在萌芽前，树液刚动，皮还没有离骨。「砳珑直播」这时候宜用切接，接穗留两个芽。",
            "第二个时机在花后，皮容易剥开，可以插皮接。砳珑直播app下载接口要包严，不能进水。",
            "一棵树分两年换完，先换上头，后换下头。，砳珑直播平台",
        )
    )
    assert "砳珑" not in stripped(text)
    assert stripped(text).split("\n")[3] == "第二个时机在花后，皮容易剥开，可以插皮接。接口要包严，不能进水。"


def test_an_injected_name_and_its_address_differ_in_capitals() -> None:
    text = "\n".join(
        (
            "当前位置：网站首页 > 合作社 > 社员故事",
            "Qexvat - 守果园的两条狗",
            "[Qexvat] 果园里有两条狗，一条白天睡觉，一条晚上睡觉。",
            "白天睡觉的那条叫门闩，是从镇上捡回来的。Qexvat它不咬人，只叫。",
            "晚上睡觉的那条叫老板，见了谁都摇尾巴。qexvat.example有一年丢了四筐梨。",
            "社里给门闩加了一根骨头的工分，老板不变。Qexvat App Download",
        )
    )
    assert "qexvat" not in stripped(text).lower()


def test_a_name_that_the_text_speaks_of_stays() -> None:
    text = "\n".join(
        (
            "陈家埠的渡船",
            "渡船停在陈家埠。陈家埠是个小村，只有四十户人家，船工都姓陈。",
            "傍晚船回来。陈家埠的孩子在岸上等，数着船上有几个人。",
            "从县城到陈家埠要走两个小时，桥修好以后只要二十分钟。",
        )
    )
    assert stripped(text) == text
