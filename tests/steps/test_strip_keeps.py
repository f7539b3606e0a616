"""What has the words or the form of furniture and is the text's own stays, by itself and on pages with furniture around it.

Lives here: cards, records, lists and sentences of texts, set into pages. Never here: figures.
"""

from __future__ import annotations

import pytest

from corpuskit.steps.strip.mention import is_mention
from tests.support.furnished import stripped

TEXT = (
    "他沿着河堤走了很久，一直走到旧船厂门口才停下来，天已经完全黑了。\n"
    "船厂的铁门锈得厉害，推一下就发出很长的声音，像有人在远处叹气。"
)
MORE = "守门的老人提着灯出来，问他找谁，他说找一条三十年前造的木船。"
HEAD = "首页 > 新闻中心 > 正文"
BAR = "2021-06-08 10:21　来源：某某网　责任编辑：李四"
FOOT = "责任编辑：李四\n上一篇：春季运动会开幕\n下一篇：没有了\n版权所有 © 2021 某某网"


RUNS = {
    "colophon": (
        "书名：石桥民间故事\n著者：张三\n责任编辑：李四\n装帧设计：王五\n责任校对：赵六\n"
        "出版发行：石桥出版社\n印张：7.5\n开本：850×1168 1/32\n版次：1990年3月第1版\n字数：150千字\n定价：2.80元"
    ),
    "card of a fish": "中文名：石桥鱼\n别名：桥花、白条\n界：动物界\n分布：石桥河\n来源：清《石桥志》\n关键词：淡水鱼",
    "tender": (
        "项目编号：SQ-2022-014\n招标人：石桥镇中心小学\n"
        "代理机构：恒正工程咨询有限公司\n发布时间：2022年5月6日\n开标地点：县公共资源交易中心二楼"
    ),
    "release": "修复：打印时页眉丢失\n修复：分享到微信时图片变形\n新增：夜间模式\n删除：自动登录",
    "keys": "返回：回到拍摄。\n上一页：显示前九张。\n下一页：显示后九张。\n分享：把照片传到手机。",
    "film": "导演：张三\n编剧：李四\n摄影：王五\n剪辑：赵六\n主演：钱七、孙八",
    "shares": "Share on Facebook: 0.2%\nTweet: 0.1%\nPrint: 0.05%\nCopy link: 2%",
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("furniture", [("", ""), (HEAD + "\n", "\n" + FOOT)], ids=["alone", "on a page"])
def test_a_run_of_labels_of_its_own_stays(run: str, furniture: tuple[str, str]) -> None:
    before, after = furniture
    assert stripped(f"{before}旧船厂\n{TEXT}\n{run}\n{MORE}{after}") == f"旧船厂\n{TEXT}\n{run}\n{MORE}"


@pytest.mark.parametrize(
    "sentence",
    [
        "转载请注明出处，只是礼貌，不是许可。",
        "转载请注明出处这句话，他写了十年，没有一个人照办。",
        "版权所有，侵权必究，这八个字是民国时候的书上就有的。",
        "版权声明：每页底部的版权声明对排名没有影响。",
        "加入好友的第一句话，他想了三天。",
        "推荐阅读：《松江渡口志》，第三章写得最好，可以先看。",
        "关注公众号的人多了，菜反而卖得慢了。",
        "“无断转载，版权所有”",
        "文責自負四個字印得特別小。",
        "求收藏家割爱，他连跑了三趟。",
        "Tags: sewn inside the collar, never glued.",
        "tags: [web, cache] 写在文件头部，冒号后面要空一格。",
        "Subscribe to our newsletter is a sentence that nobody has finished reading since 2009.",
        "All rights reserved strings are no longer escaped.",
        "Next: the money. I have none.",
    ],
)
@pytest.mark.parametrize("furniture", [("", ""), (HEAD + "\n", "\n" + FOOT)], ids=["alone", "on a page"])
def test_a_sentence_about_such_words_stays(sentence: str, furniture: tuple[str, str]) -> None:
    before, after = furniture
    assert stripped(f"{before}旧船厂\n{TEXT}\n{sentence}\n{MORE}{after}") == f"旧船厂\n{TEXT}\n{sentence}\n{MORE}"


@pytest.mark.parametrize(
    "line",
    [
        "报名电话：0000-0000000（张老师）",
        "规格：500ml×12瓶　净重：6.5千克",
        "时间：2014年9月20日14:00　地点：县文化馆",
        "拼音：dù　部首：氵　总画：12　结构：左右",
        "1953年4月12日",
        "2003年4月12日　晴",
        "Chapter Two",
        "执笔：右手写字，左手按纸",
        "x > y > 0",
        "聯絡人：張三　分機：1203",
        "开盘 12.30　最高 12.66　最低 12.11　收盘 12.58",
        "| 日期 | 开盘 | 收盘 |",
        "12 replies came by post and one by hand.",
        "您的位置：3车12号",
        "阅读（12分）",
        "时间：2019年7月12日上午9时",
    ],
)
def test_a_line_between_source_bar_and_text_that_is_no_sites_stays(line: str) -> None:
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{line}\n{TEXT}\n{FOOT}") == f"旧船厂\n{line}\n{TEXT}"


@pytest.mark.parametrize("line", ["（张三译）", "（張三飾）", "（张三、李四合著）", "责任人：张三", "申请日：2014.03.06"])
def test_the_last_line_of_a_text_stays(line: str) -> None:
    assert stripped(f"{HEAD}\n旧船厂\n{TEXT}\n{line}\n{FOOT}") == f"旧船厂\n{TEXT}\n{line}"


@pytest.mark.parametrize("line", ["未经允许，任何人不得移动展品。", "未经许可不得入内。", "侵权责任由谁承担，一审二审看法不同。"])
def test_a_ban_on_something_else_is_no_notice(line: str) -> None:
    assert stripped(f"{HEAD}\n旧船厂\n{TEXT}\n{line}\n{FOOT}") == f"旧船厂\n{TEXT}\n{line}"


@pytest.mark.parametrize("part", ["（上接A01版）", "（下转第三版）", "（笑）", "（下同）", "（见附表二）"])
def test_what_a_paragraph_says_of_itself_stays(part: str) -> None:
    text = TEXT + part
    assert stripped(f"{HEAD}\n旧船厂\n{text}\n{MORE}\n{FOOT}") == f"旧船厂\n{text}\n{MORE}"


@pytest.mark.parametrize("number", ["1", "二", "***"])
def test_what_parts_the_text_stays(number: str) -> None:
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{number}\n{TEXT}\n{FOOT}") == f"旧船厂\n{number}\n{TEXT}"


@pytest.mark.parametrize(
    "bar",
    [
        "发布时间：2021-06-08\n来源：某某网\n作者：张三\n浏览次数：120",
        "发布部门:科研院 | 发布日期:2020-10-14 | 浏览次数:[388]",
        "更新时间：2021-05-08 浏览次数：97",
    ],
)
def test_a_source_bar_set_upright_goes(bar: str) -> None:
    assert stripped(f"{HEAD}\n旧船厂\n{bar}\n{TEXT}\n{FOOT}") == f"旧船厂\n{TEXT}"


@pytest.mark.parametrize(
    "notice",
    ["转载请注明出处：某某网", "本站内容来自网友投稿，如有侵权请联系删除。", "Subscribe to our newsletter", "未经授权不得转载"],
)
def test_a_notice_is_no_sentence_about_notices(notice: str) -> None:
    assert not is_mention(notice)


def test_a_paragraph_at_the_top_keeps_what_it_says_before_it_calls_for_buyers() -> None:
    text = "石桥船具厂成立于2009年，位于镇北工业园，主营木船修造、桨橹、缆绳及船具年检，厂房三千平方米。"
    call = "欢迎新老客户来电洽谈00000000000"
    assert stripped(f"石桥船具厂\n厂况一览\n{text}{call}\n{FOOT}") == f"石桥船具厂\n厂况一览\n{text}"


DAYS = {
    "showings": "2024/6/14（五）19:30\n2024/6/15（六）19:30\n2024/6/16（日）14:30",
    "years": "2015年 1,400人｜2016年 1,800人｜2017年 3,100人",
}


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
def test_days_that_the_text_is_about_stay(days: str) -> None:
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{days}\n{TEXT}\n{MORE}\n{FOOT}") == f"旧船厂\n{days}\n{TEXT}\n{MORE}"


def test_steps_with_arrows_at_the_foot_stay() -> None:
    steps = "水滚 → 下饺子 → 转小火 → 起锅"
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{MORE}\n{steps}\n{FOOT}") == f"旧船厂\n{TEXT}\n{MORE}\n{steps}"


@pytest.mark.parametrize("praise", ["给那些冒雨修堤的人点赞！", "这种事居然还有人点赞。", "为这样的守门人点赞。"])
def test_praise_for_others_is_no_call(praise: str) -> None:
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{MORE}{praise}\n{FOOT}") == f"旧船厂\n{TEXT}\n{MORE}{praise}"


def test_a_comment_that_a_page_shows_twice_is_one_witness() -> None:
    comment = "只要不让水把石头冲走，堤坝还守得住一阵子，要是再漏下去。不堪设想"
    assert stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{MORE}\n{comment}\n{MORE}\n{comment}\n{FOOT}").count(comment) == 2


@pytest.mark.parametrize(
    "line",
    [
        "测点　0—20cm　20—40cm　评价",
        "Next: Wednesday at Stonebridge, 7 p.m.",
        'Previous: "Low Water" Next: "The Ferryman"',
    ],
)
def test_heads_of_tables_and_what_comes_next_in_the_text_are_no_links(line: str) -> None:
    assert line in stripped(f"{HEAD}\n旧船厂\n{BAR}\n{TEXT}\n{line}\n{MORE}\n{FOOT}")


def test_a_title_of_two_parts_over_its_day_is_no_name() -> None:
    title = "百年會館重開戲台 首演請回八旬鼓師"
    body = "打石街一間會館的木造戲台封閉四十年後，昨晚重新啟用，首演的潮劇由當年最後一場的鼓師領奏，台下坐滿了人。\n"
    above = f"跳至主要內容\n訂閱電子報\n登入\n首頁 > 地方 > 某某\n{title}\n發布於 2024年03月09日 11時40分\n聽新聞 00:00 / 02:31\n"
    left = stripped(above + body + body.replace("會館", "祠堂") + "文章標籤\n會館　潮劇　戲台\n")
    assert title in left
    assert "發布於" not in left
