"""Pieces of lines, and lines that hold the title of a page, stay where they go on with the text around them.

Lives here: brackets, quotations, captions, arrows and titles, set into pages with furniture. Never here: figures.
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


def _set_in(line: str) -> str:
    return stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{line}\n{MORE}\n{FOOT}").split("\n")[3]


@pytest.mark.parametrize(
    "line",
    [
        "新船的名字叫“石桥一号”，停在渡口已经三年了。（文中人物为化名）",
        "图说：老船工用三桶桐油把船底刷成了褐色，河水的线还看得见。（张三摄）",
        "当日，石桥镇雪后初晴，旧船厂的屋顶一片白，只有烟囱是黑的。石桥网发（李四 摄）",
        "水质优良的天数占比：64.3%　→　92.9%，比前年又多了十一天。",
        "渡口的牌子上写着“未经许可不得转载”，他看了半天，说船本来就是用来转载的。",
        "用法：base64 [选项]... [文件列表]",
        "sắp_xếp [TÙY_CHỌN…] [CÁC TÙY CHỌN]",
        "透過選擇[檔案]▸[開啟]打開一份文件，再使用[檔案]▸[儲存]存下來。",
        "把目录以外的部分都移走以后，剩下的（档案）名称还要改一遍。",
        "通知已经发到各村，要交的表格有三张，月底以前交齐。（文件附后）",
        "妻子问他夜里说了什么。丈夫说：“你说，‘来源网络，侵删’。”",
        "最后他站起来，朝河的方向弯下腰去。谢谢大家。（鞠躬）",
        "Le passeur demande : « Quand la barque est-elle prête ? » Réponse : quand elle me ressemble un dimanche.",
        "The ferry will not run on Sunday, Feb. 4, 6 a.m. to noon",
        "<span color='green'>农业研究</span>要先盖一座谷仓，再种三年的田。",
    ],
)
def test_a_piece_that_goes_on_with_the_text_stays(line: str) -> None:
    assert _set_in(line) == line


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("新椅子会有二十张，（下载某某市APP，掌握最新消息）每张都有自己的编号。", "新椅子会有二十张，每张都有自己的编号。"),
        ("以上由各队友回报，并非官方消息，（转载请注明某某网）出发之前请先问林管处。", None),
    ],
)
def test_of_a_line_that_a_bracket_gives_away_only_the_bracket_goes(line: str, left: str | None) -> None:
    want = left or line[: line.index("（")] + line[line.index("）") + 1 :]
    assert _set_in(line) == want


@pytest.mark.parametrize("title", ["旧船厂的铁门 « 某某合唱团", "〈旧船厂〉守门的老人 提着灯出来"])
def test_the_only_title_of_a_page_stays(title: str) -> None:
    left = stripped(f"某某合唱团 » 手记\n{title}\n张三 @ 2013-12-03\n{TEXT}\n{MORE}\n{FOOT}").split("\n")[0]
    assert left and left in title and left.startswith(title[:5])


def test_two_characters_that_a_link_shares_with_the_title_are_no_injected_name() -> None:
    page = f"{HEAD}\n暗访旧船厂：门是从里面锁的\n{BAR}\n{TEXT}\n{MORE}▲暗访视频截图\n{FOOT}"
    assert stripped(page).startswith("暗访旧船厂：门是从里面锁的\n")


@pytest.mark.parametrize(
    "line",
    [
        "恢复供水以后，头一盆水请放掉，浑浊是正常的。服务电话：0000-5550100。",
        "工作人员不会向任何人要密码。如有疑问，请拨打客户服务热线0000-5550100或到营业厅问。",
        "渡口七点开船，雾天停航，以码头广播为准。咨询：0000-5550100。",
        "回头：转到背后去。如：「請翻回上一頁，看圖三。」",
        "换一个转接环（薄的那种）→ 可以推到无限远，但刻度跑掉",
        "“门是从里面锁的，钥匙还在他的口袋里。”——渡口住户王某",
        "评语：小处写得真，结尾那一句有分量，老船工的手可以再写一写。（王老师）",
    ],
)
def test_a_sentence_of_a_notice_an_example_and_a_speaker_stay(line: str) -> None:
    assert _set_in(line) == line


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("点击进入专题>>", "后来查了账，姓的是吴。"),
        ("（喜欢请点赞转发）", "三五块木板也算一条船，可见是给自己看的。"),
    ],
)
def test_of_a_call_with_a_sentence_glued_to_it_only_the_call_goes(call: str, sentence: str) -> None:
    before = "同事们想了一会儿，说，就叫老吴。"
    assert _set_in(before + call + sentence) == before + sentence


def test_the_words_of_its_advert_go_with_a_name_before_a_sentence() -> None:
    first, second = "守门的老人提着灯出来，问他找谁。", "他说找一条三十年前造的木船，两个人都不说话了。"
    page = f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{first}某某彩票登录{second}\n{MORE}某某彩票\n{TEXT[:32]}某某彩票\n{FOOT}"
    assert stripped(page).split("\n")[3] == first + second


def test_who_took_one_picture_after_another_stays_with_the_words_under_each() -> None:
    shots = [f"{mark}{line}（张三 摄）" for mark, line in zip("①②③", TEXT.split("\n") + [MORE], strict=True)]
    page = f"{HEAD}\n旧船厂\n{BAR}\n" + "\n".join(shots) + f"\n{FOOT}"
    assert stripped(page).split("\n")[1:4] == shots


@pytest.mark.parametrize("mark", ["- END -", "（完）", "——END——", "（作者系石桥镇中学教师）", "作者单位：石桥镇水利站"])
def test_the_mark_that_ends_a_text_and_who_its_writer_is_stay(mark: str) -> None:
    assert mark in stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{MORE}\n{mark}\n{FOOT}").split("\n")


def test_of_a_title_with_its_time_only_the_time_goes() -> None:
    left = stripped(
        f"首页 博文目录 图片 关于我\n正文 字体大小：大 中 小\n旧船厂的铁门(2009-09-28 21:40:16)\n转载▼\n{TEXT}\n{MORE}\n{FOOT}"
    )
    assert left.split("\n")[0] == "旧船厂的铁门"


def test_a_sentence_behind_an_injected_name_stays() -> None:
    line = "守门的老人提着灯出来，问他找谁。皇家888自带水杯。"
    page = f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{line}\n{MORE}皇家888\n{TEXT[:32]}皇家888\n{FOOT}"
    assert stripped(page).split("\n")[3] == "守门的老人提着灯出来，问他找谁。自带水杯。"


def test_the_paper_of_a_reporter_is_no_injected_name() -> None:
    line = "六月八日，石桥新闻记者在现场看到，老人提着灯，一个一个地问，船却一条也没有。"
    page = f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}石桥新闻\n{line}\n{MORE}石桥新闻\n{FOOT}"
    assert line in stripped(page).split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "宠物医院住院卡\n{0}\n名字：豆包\n主诉：呕吐两次，拒食\n护理：遛弯两次，喂水三次，无呕吐。\n{1}",
        "复议答复书\n{0}\n" + TEXT + "\n" + MORE + "\n答复机关：石桥县水利局\n答复时间：2021年3月19日\n{1}",
        "集邮笔记\n{0}\n" + MORE + "\n设计者：黄某\n雕刻者：姜某\n印刷厂：石桥邮票厂\n" + TEXT + "\n{1}",
    ],
)
def test_a_title_over_furniture_and_cards_stay(text: str) -> None:
    want = text.replace("{0}\n", "").removesuffix("\n{1}")
    assert stripped(text.format(f"{HEAD}\n{BAR}", FOOT)).rstrip() == want


@pytest.mark.parametrize("row", ["[回复] [顶] [举报]", "[引用][+1]"])
def test_buttons_beside_one_another_go_together(row: str) -> None:
    line = "最后他站起来，朝河的方向弯下腰去，两个人都没有说话。"
    assert _set_in(line + row) == line
    assert _set_in(line + "[2]") == line + "[2]"


def test_the_mark_of_a_script_stays() -> None:
    line = "【记者出镜】在我身后，渡口的灯一盏一盏地亮了，船还没有回来。"
    assert _set_in(line) == line
