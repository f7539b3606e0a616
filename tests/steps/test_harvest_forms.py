"""Metadata of page heads in many forms: labels in variants, glued fields, values on the next line, eras, boards, notices."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.strip import Strip

TITLE = "旧粮仓里的冰场"
BODY = (
    "冰面六百平方米，由旧粮仓改建，墙上还留着当年刷的库号，孩子们每周三下午来上课。\n"
    "余热接进隔壁的游泳馆，一个冬天能省下不少燃料，校长说这笔账算得过来。"
)
FOOT = "【打印】【关闭】"


def meta_of(head: str, top: str = "", foot: str = FOOT, title: str = TITLE, body: str = BODY) -> dict[str, str]:
    text = "\n".join(part for part in (top, title, head, body, foot) if part)
    found = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta
    return {k: ";".join(v) if isinstance(v, tuple) else str(v) for k, v in found.items() if k != "title"}


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (
            "来源：某县水利局发布时间：2021-03-04 09:12浏览次数：23次",
            {"source_name": "某县水利局", "published": "2021-03-04T09:12:00"},
        ),
        (
            "作者：张三编辑：李四审核：王五发布日期：2022-04-26",
            {"author": "张三", "editors": "李四", "reviewers": "王五", "published": "2022-04-26"},
        ),
        (
            "发布机构：某某县民政局　发文日期：2020年3月16日　文号：某民〔2020〕4号",
            {"publisher": "某某县民政局", "published": "2020-03-16"},
        ),
        (
            "發布單位：某某縣政府農業處\n發布日期：112-05-08\n點閱數：318",
            {"publisher": "某某縣政府農業處", "published": "2023-05-08"},
        ),
        (
            "發佈日期：中華民國109年12月21日　資料來源：某某縣文化局",
            {"source_name": "某某縣文化局", "published": "2020-12-21"},
        ),
        ("公告日期：110/03/02　公告單位：某某鎮公所", {"publisher": "某某鎮公所", "published": "2021-03-02"}),
        ("撰文：黃丙 出版：2022-02-10 09:20 更新：2022-02-10 09:40", {"author": "黃丙", "published": "2022-02-10T09:20:00"}),
        ("发布者：某某镇党政办 发布时间：2019-07-16 阅读：97", {"publisher": "某某镇党政办", "published": "2019-07-16"}),
        (
            "时间：2019-07-16 10:20　来源：某某日报　作者：张三　责编：李四",
            {"published": "2019-07-16T10:20:00", "source_name": "某某日报", "author": "张三", "editors": "李四"},
        ),
        (
            "文：张三 图：李四 编辑：王五 审核：赵六\n日期：2022-04-26 来源：林学院 点击：[412]",
            {"author": "张三", "editors": "王五", "reviewers": "赵六", "published": "2022-04-26", "source_name": "林学院"},
        ),
        (
            "供稿：林学院 摄影：张三 编辑：李四 日期：2022-04-26",
            {"editors": "李四", "published": "2022-04-26", "source_name": "林学院"},
        ),
        ("2021-12-03 08:15　某某日报　张三", {"published": "2021-12-03T08:15:00", "source_name": "某某日报", "author": "张三"}),
        (
            "记者 张三 李四 | 编辑 王五 | 2021-12-03 08:15",
            {"author": "张三;李四", "editors": "王五", "published": "2021-12-03T08:15:00"},
        ),
        (
            "[ 作者：张三 来源：某某晚报 点击数：812 更新时间：2011/5/6 ]",
            {"author": "张三", "source_name": "某某晚报", "published": "2011-05-06"},
        ),
        ("張三／台北報導\n2021/06/09 16:20", {"author": "張三", "published": "2021-06-09T16:20:00"}),
        ("来源\n某某县民政局\n发布时间\n2021-11-03", {"source_name": "某某县民政局", "published": "2021-11-03"}),
        (
            "發文字號：某農字第1120000001號\n發布機關：某某縣政府\n公布日期：民國 112 年 5 月 8 日",
            {"publisher": "某某縣政府", "published": "2023-05-08"},
        ),
    ],
)
def test_heads_of_pages(head: str, wanted: dict[str, str]) -> None:
    assert meta_of(head) == wanted


@pytest.mark.parametrize(
    ("top", "section"),
    [
        (":::首頁 / 訊息公告 / 最新消息", "最新消息"),
        ("即時新聞 | 港聞", "港聞"),
        ("当前位置：\n首页\n>\n政策解读\n>\n民政", "民政"),
        ("您的位置：主页>健康百科>饮食养生>", "饮食养生"),
        ("某某社区 > 户外 > 钓鱼 > 查看主题", "钓鱼"),
        ("網站首頁 ＞ 公告專區 ＞ 活動訊息", "活動訊息"),
    ],
)
def test_sections(top: str, section: str) -> None:
    assert meta_of("发布时间：2019-07-16", top)["section"] == section


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("mapleroad\n发表于 2013-9-21 23:08 | 只看该作者", {"author": "mapleroad", "published": "2013-09-21T23:08:00"}),
        ("楼主：半桶水 时间：2015-12-06 14:22:51 点击：3108 回复：41", {"author": "半桶水", "published": "2015-12-06T14:22:51"}),
        ("发信人: tinroof (铁皮屋顶), 信区: OldPhoto", {"author": "tinroof", "section": "OldPhoto"}),
        (
            "作者: leafboat (一葉) 看板: Cycling\n時間: Sat Jun  1 13:45:00 2013",
            {"author": "leafboat", "section": "Cycling", "published": "2013-06-01T13:45:00"},
        ),
        (
            "提问者：路边的石头 | 浏览 312 次 | 提问时间：2015-05-12 19:20",
            {"author": "路边的石头", "published": "2015-05-12T19:20:00"},
        ),
        ("路边的石头 发布于 3天前", {"author": "路边的石头"}),
        ("张三 发表于 2小时前 · 阅读 312", {"author": "张三"}),
    ],
)
def test_boards_and_questions(head: str, wanted: dict[str, str]) -> None:
    assert meta_of(head, foot="举报 | 回复 | 评论") == wanted


def test_a_relative_time_is_not_made_up_by_a_later_one() -> None:
    answers = BODY + "\n编辑于 2021-03-05 11:20\n赞同 46 添加评论 分享 收藏"
    assert "published" not in meta_of("路边的石头 发布于 3天前", body=answers)


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (
            "書名：渡口舊事 作者：青石板 字數：2877 更新時間：2019-04-02 21:15",
            {"author": "青石板", "published": "2019-04-02T21:15:00"},
        ),
        ("渡口舊事 / 青石板 著 / 2019-04-02", {"author": "青石板", "published": "2019-04-02"}),
        ("作者：青石板　類別：武俠　最後更新：2019-04-02", {"author": "青石板", "section": "武俠", "published": "2019-04-02"}),
        ("小说作者：青石板 更新：2016-05-11 12:00 本章字数：3012", {"author": "青石板", "published": "2016-05-11T12:00:00"}),
    ],
)
def test_chapters(head: str, wanted: dict[str, str]) -> None:
    assert meta_of(head, title="第十七章 夜雨", foot="上一章 目錄 下一章") == wanted


def test_outlets_alone_are_no_persons() -> None:
    assert meta_of("江口融媒\n2024-05-06 18:40\n+ 关注") == {"source_name": "江口融媒", "published": "2024-05-06T18:40:00"}
