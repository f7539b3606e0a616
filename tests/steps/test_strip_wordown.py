"""Pieces worded as sites word theirs that the lines around them, or their form, show to be the text's.

Lives here: such lines on pages with furniture, and the look-alikes that still go. Never here: figures.
"""

from __future__ import annotations

import pytest

from tests.support.furnished import BODY, END, TITLE, around, stripped

HEAD = "首页 > 新闻 > 地方\n登录 | 注册 | 收藏本站"
BAR = "2019-03-12 10:22:31 来源：某某晚报 作者：张三 浏览：1022次"
FOOT = "责任编辑：李四\n上一篇：旧船厂的新生意\n[打印] [关闭] [返回顶部]\n版权所有 某某网 京ICP备12345678号"
ENGLISH = (
    "Home > News > Local\nSkip to main content\nThe old granary\nPosted by admin on March 3, 2014 | 12 comments",
    "Share on Facebook | Tweet this\nRelated Posts\n© 2014 Example.com. All rights reserved.",
)


def _pages(lines: str) -> tuple[str, ...]:
    heavy = f"{HEAD}\n{TITLE}\n{BAR}\n{lines}\n{FOOT}"
    return around(lines), around(BODY, lines, END), heavy, f"{ENGLISH[0]}\n{lines}\n{ENGLISH[1]}"


def _stays(lines: str) -> bool:
    return all(lines in stripped(page) for page in _pages(lines))


@pytest.mark.parametrize(
    "lines",
    [
        "The manual is far from complete as a mill has wheels.  Read the miller's\nown notes before you turn the great one.",
        "The barge was moored below the lock for most of that winter.  Check out\nthe drawings, if the roof has been mended.",
        'We looked at the drawings until it was dark outside. Let\'s copy\n"them" tomorrow, she said, and then go home.',
        "> We looked at the drawings until it was dark outside. Let's copy\n> them tomorrow, she said, and then go home.",
        "Die Schleuse wird nur bedient, wenn Wasser da ist. Hier kann entweder\nder Wärter oder sein Sohn das Tor öffnen.",
        "水车的轴要先泡一个月的油，再用麻布裹\n三层，装上以后每年秋天换一次。打印图样\n时要留出木料收缩的余地，不然第二年就会\n松动，推起来吱吱呀呀地响个不停。",
        "水車の軸は油に一か月漬けてから麻布で三重に\n巻いて、秋ごとに取り替える。最新の情報は水\n車のなかまの会報に毎月のように載っているの\nで、まずはそちらを読んでから始めるとよい。",
    ],
)
def test_the_beginning_of_a_sentence_that_the_next_line_goes_on_with_stays(lines: str) -> None:
    assert _stays(lines)


@pytest.mark.parametrize(
    "line",
    [
        "水车的三个部分：轮轴 叶片 复制",
        "晨练第三式：提膝 屈臂 展开",
        "单击水车的照片 复制",
        "从库跟随 主从 复制",
        "按住Ctrl键拖动水车的图层 复制图层",
        "水车图纸按年归档。 保存",
    ],
)
def test_a_word_that_ends_a_row_of_words_stays(line: str) -> None:
    assert _stays(line)


@pytest.mark.parametrize(
    "lines",
    [
        "摇橹的歌要唱三遍 ♪\n唱完橹就到岸了 ♪",
        "明天早上记得带桨。 ♪",
        "原抄本此处缺两个字。※",
        "Carry me over the water [x2]\nDown by the mill [x2]",
        "请同学们看第二段。 （朗读）",
        "Added the second wheel to the drawing. (Robert\nMiller, who also mended the first one.)",
        "Fixed the drawing of the great wheel again. (Jane Miller, 2017 Mar 6)",
    ],
)
def test_marks_and_notes_of_a_writer_stay(lines: str) -> None:
    assert _stays(lines)


@pytest.mark.parametrize(
    "line",
    [
        "三、办理情况。全年回复：1,203件",
        "（二）依申请公开。收到申请：12件",
        "五、平台建设情况。注册用户：12.3万",
        "今年高考平稳结束。考生：12.3万人",
        "表决结果如下。赞成：87票",
    ],
)
def test_counts_of_a_report_stay(line: str) -> None:
    assert _stays(line)


@pytest.mark.parametrize(
    "line",
    [
        "我在渡口等了一夜，船没有来。 2004.11.2 夜",
        "母亲说家里的水车还能转。 2012-3-5 晴",
        "水车拆掉的那天下着雨。 2006/4/5 雨夜",
        "在渡口的石凳上写完这些。 2009.2.8 于兰州",
        "第一天，从渡口出发，坐了一夜的船。 1999.7.11 星期日",
    ],
)
def test_the_day_a_writer_signs_with_stays(line: str) -> None:
    assert _stays(line)


@pytest.mark.parametrize(
    "lines",
    [
        "复制 — 照着原来的样子再做一个。\n复述 — 把听来的话再说一遍。",
        "复制 — 照着原来的样子再做一个。\n\n复述 — 把听来的话再说一遍。",
        "关注 — 不只是看见水车，更是记住它。",
    ],
)
def test_a_word_before_the_dash_of_a_glossary_stays(lines: str) -> None:
    assert _stays(lines)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("水车转得慢了，老船工坐在岸边修桨。", " 分享"),
        ("水车转得慢了，老船工坐在岸边修桨。", " 复制"),
        ("水车转得慢了。", "点击：302"),
        ("水车转得慢了。", "阅读：302万"),
        ("水车转得慢了，老船工坐在岸边修桨。", " 2004.11.2 发布"),
        ("水车转得慢了，老船工坐在岸边修桨。", " 2004.11.2 编辑：admin"),
    ],
)
def test_what_a_site_hangs_there_goes(text: str, piece: str) -> None:
    for page in _pages(text + piece):
        left = stripped(page)
        assert text in left
        assert piece not in left


def test_a_command_under_a_chinese_button_is_no_rest_of_a_sentence() -> None:
    for page in _pages("水车的状态用下面的命令看，装好以后先跑一次。复制代码\nwaterwheel status --all"):
        assert "复制代码" not in stripped(page)


@pytest.mark.parametrize(
    "behind",
    [
        "The mill was closed in March, and the wheel was sold to a farmer.",  # begins with a capital, of no block
        "miller_42 says: what a pity.",  # a user
        "http://mill.example.com/the-wheel",
    ],
)
def test_a_button_before_a_line_of_its_own_goes(behind: str) -> None:
    text = "The barge was moored below the lock for most of that winter."
    for page in _pages(f"{text} Read more\n{behind}"):
        assert f"{text}\n" in stripped(page)
