"""The step harvest: users of posts, names that somebody injected, chains between further marks, and what fills nothing."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.injectedname import injected_names
from corpuskit.steps.rowposter import is_later_floor, poster_of
from corpuskit.steps.strip import Strip
from corpuskit.steps.timeforms import with_plain_times

TITLE = "旧粮仓里的冰场"
BODY = (
    "冰面六百平方米，由旧粮仓改建，墙上还留着当年刷的库号，孩子们每周三下午来上课。\n"
    "余热接进隔壁的游泳馆，一个冬天能省下不少燃料，校长说这笔账算得过来。"
)
FOOT = "【打印】【关闭】"


def meta_of(head: str, top: str = "", foot: str = FOOT) -> dict[str, str]:
    text = "\n".join(part for part in (top, TITLE, head, BODY, foot) if part)
    found = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta
    return {k: ";".join(v) if isinstance(v, tuple) else str(v) for k, v in found.items() if k != "title"}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("#1 花盆太小 LV4 石头 2018-4-28 20:15 只看TA", "花盆太小"),
        ("1樓　油杯阿甲　發表於：2022-08-25 19:00　等級：版主", "油杯阿甲"),
        ("楼主　某老爷　头衔：版主　等级：侠客", "某老爷"),
        ("小灰　发表于 2021-1-9 13:26　来自 手机　楼主", "小灰"),
        ("改到第九稿 (铁杆会员) 发表于 2020-12-12 23:48:16 只看楼主", "改到第九稿"),
        ("2016-09-11 15:50　楼主　爱吃鱼的猫", "爱吃鱼的猫"),
        ("木工老甲　发消息　不卖课，不带徒　＋关注 31.6万", "木工老甲"),
        ("油皮本皮　关注", "油皮本皮"),
        ("来自: 阿甲(不断舍也不离) 2021-10-24 22:19:35", "阿甲"),
        ("某某的驴 评论 渡口 ★★★★☆ 2017-01-09 00:31:02", "某某的驴"),
        ("Discussion in 'Marketplace' started by some_user, Nov 20, 2017.", "some_user"),
        ("#2 甲乙 LV9 2018-4-28 20:40", ""),
        ("3楼 甲乙 2021-03-05 10:22", ""),
        ("作者：张三 发表于 2020-01-02", ""),
        ("本帖最后由 张三 于 2020-01-02 编辑", ""),
        ("他发表于1998年的小说", ""),
        ("旧粮仓里的冰场", ""),
    ],
)
def test_the_user_of_a_post(line: str, name: str) -> None:
    assert poster_of(line) == name


def test_floors_further_down() -> None:
    assert is_later_floor("3楼 甲乙 2021-03-05 10:22")
    assert is_later_floor("甲乙 进士 4# 发表于 2024-1-10")
    assert not is_later_floor("1楼 甲乙 2021-03-05 10:22")
    assert not is_later_floor("Jane Doe, issue #12, March 2020")


def test_injected_names() -> None:
    page = "甲某厅(中国)·官方网站-首页\n旧厂房\n来源:甲某厅\n打包带，甲某厅官网对折即断。\n甲某厅登录以后再说。"
    assert injected_names(page.split("\n"), page) == ("甲某厅",)
    own = "关注甲某晚报官方微博\n甲某晚报\n甲某晚报记者 张三\n下载甲某晚报客户端"
    assert injected_names(own.split("\n"), own) == ()


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("来源：本站　发布时间：2021-03-04 09:12　浏览：23次", {"published": "2021-03-04T09:12:00"}),
        ("来源：本报　作者：张三　时间：2021-03-04", {"author": "张三", "published": "2021-03-04"}),
        (
            "发布时间：2021-03-04　来源：某某日报　作者：教研组",
            {"published": "2021-03-04", "source_name": "某某日报", "author": "教研组"},
        ),
        (
            "稿源【县农气站】 执笔【李四】 时间【2021-03-23 09:30】",
            {"source_name": "县农气站", "author": "李四", "published": "2021-03-23T09:30:00"},
        ),
        (
            "作者：张三　审核专家：王五 主任医师　日期：2022-09-27",
            {"author": "张三", "reviewers": "王五", "published": "2022-09-27"},
        ),
        (
            "来源：检修部　作者：张三　审核人：李四　日期：2016/7/21",
            {"source_name": "检修部", "author": "张三", "reviewers": "李四", "published": "2016-07-21"},
        ),
        (
            "作者：张三　2013-05-23 14:20:00　来源：某某周刊　最后更新：2013-05-23 16:03:11",
            {"author": "张三", "source_name": "某某周刊", "published": "2013-05-23T14:20:00"},
        ),
        ("更新时间：2024-01-17 12:05　发布时间：2024-01-17 09:30", {"published": "2024-01-17T09:30:00"}),
        ("52.3万播放 · 2301弹幕 · 2022-05-07 18:00:00", {"published": "2022-05-07T18:00:00"}),
        ("作者丨张三　编辑丨李四　2020-03-15", {"author": "张三", "editors": "李四", "published": "2020-03-15"}),
    ],
)
def test_heads(head: str, wanted: dict[str, str]) -> None:
    assert meta_of(head) == wanted


@pytest.mark.parametrize(
    ("top", "section"),
    [
        ("某某电竞丶赛事丶正文", "赛事"),
        ("某某镇人民政府：首页：镇村动态", "镇村动态"),
        ("某某桥牌协会+++协会新闻", "协会新闻"),
        ("某学堂 : 教学资源 : 初中数学 : 正文", "初中数学"),
        ("某网首页┃资讯┃试驾┃正文　　某市　[切换]", "试驾"),
        ("首页&nbsp;&gt;&nbsp;政务公开&nbsp;&gt;&nbsp;要闻&nbsp;&gt;&nbsp;" + TITLE, "要闻"),
        ("某报数字报 » 2018年11月02日 » 第02版：要闻 » 正文", "第02版：要闻"),
    ],
)
def test_sections(top: str, section: str) -> None:
    assert meta_of("来源：某某日报　2021-03-04 09:12", top=top)["section"] == section


def test_a_section_beside_the_time_is_no_source() -> None:
    found = meta_of("阿甲 ▪ 2023年8月2日 21:10 ▪ 存股周刊 ▪ 4,112 次阅读", top="您正在阅读 》 存股周刊 》 " + TITLE)
    assert "source_name" not in found


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("11月 20, 2022　by 阿甲", "2022-11-20　by 阿甲"),
        ("Postée le 20-11-2018", "Postée le 2018-11-20"),
        ("电话 11-12-2018", "电话 11-12-2018"),
    ],
)
def test_times(raw: str, plain: str) -> None:
    assert with_plain_times(raw) == plain


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (
            "时间 2022-03-30 15:05 信息来源 刑侦大队 作者 孙七 责编 周八 访问量 1 6 0 4",
            {"published": "2022-03-30T15:05:00", "source_name": "刑侦大队", "author": "孙七", "editors": "周八"},
        ),
        (
            "2024-03-08 08:08:00 来源：某某网 作者：张三 点击：loading…",
            {"published": "2024-03-08T08:08:00", "source_name": "某某网", "author": "张三"},
        ),
        ("发布：某某县委员会　时间：2021-06-02　阅读：88", {"publisher": "某某县委员会", "published": "2021-06-02"}),
        (
            "作者：张三　来源：《某刊》2008年第5期　2008-05-01",
            {"author": "张三", "source_name": "某刊", "published": "2008-05-01"},
        ),
        ("大小：6.41MB｜更新：2019-08-30｜下载：98022次", {"published": "2019-08-30"}),
        ("甲乙书名 / 王五 / 2020-01-02 / 本章2906字", {"author": "王五", "published": "2020-01-02"}),
    ],
)
def test_heads_of_further_forms(head: str, wanted: dict[str, str]) -> None:
    assert meta_of(head) == wanted


@pytest.mark.parametrize(
    ("top", "section"),
    [
        ("【首页】-【基层动态】-【正文】", "基层动态"),
        ("某某國小 => 校園公告 => 榮譽榜", "榮譽榜"),
        ("当前版：A05版：生活", "A05版：生活"),
        ("当前：某站丨电影丨剧情片丨" + TITLE, "剧情片"),
        ("某吧 < 拖拉机吧 < 看贴", "拖拉机吧"),
        ("某机构网 > 服务项目 > 冰场 > 正文", "冰场"),
    ],
)
def test_sections_of_further_forms(top: str, section: str) -> None:
    assert meta_of("来源：某某日报　2021-03-04 09:12", top=top)["section"] == section


def test_entries_of_a_log_are_no_source_bar() -> None:
    text = "2016-03-04 换机油 张三\n2016-07-19 换离合片 李四\n2016-09-01 换轮胎 王五\n" + BODY
    found = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta
    assert "published" not in found and "author" not in found


def test_plus_signs_of_a_name_are_no_chain() -> None:
    found = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, "# C++ addons\n\n" + BODY)).document.meta
    assert "section" not in found


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("昨天 12:30 来源：某某网", {"source_name": "某某网"}),
        ("撰文、摄影：张三", {"author": "张三"}),
        ("来源:http://paper.example/a.html", {}),
        ("来源：[某某日报](http://paper.example/)", {"source_name": "某某日报"}),
        ("某某日报·某某新闻记者 张三 实习生 李四", {"author": "张三;李四"}),
        ("文丨张三　编辑丨李四　校对丨王五", {"author": "张三", "editors": "李四", "reviewers": "王五"}),
        ("审核：张三 校对：李四 复审：王五 终审：赵六", {"reviewers": "张三;李四;王五;赵六"}),
        ("责编：张三　二审：李四　三审：王五", {"editors": "张三", "reviewers": "李四;王五"}),
        ("03/05/2024 09:12", {}),
        ("发布日期：3/25/2024", {"published": "2024-03-25"}),
        ("某某日报 · 3小时前", {"source_name": "某某日报"}),
    ],
)
def test_heads_that_must_be_read(head: str, wanted: dict[str, str]) -> None:
    assert meta_of(head) == wanted


ENGLISH = (
    "The rink covers six hundred square metres and was built into the old granary, where the numbers can still be read.\n"
    "On Wednesdays the children of the town come here for lessons, and the heat goes to the swimming pool next door."
)


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("By Jane Doe, John Roe and A. N. Other", {"author": "Jane Doe;John Roe;A. N. Other"}),
        ("Written by Jane Doe | Edited by John Roe", {"author": "Jane Doe", "editors": "John Roe"}),
        (
            "Medically reviewed by Jane Doe, MD — Written by John Roe — Updated on March 5, 2024",
            {"reviewers": "Jane Doe", "author": "John Roe", "published": "2024-03-05"},
        ),
        ("Posted by Jane Doe in Club News | Sep 20th, 2014 | No Comments", {"author": "Jane Doe", "published": "2014-09-20"}),
        ("3/5/2024", {}),
        ("2 hours ago", {}),
    ],
)
def test_english_heads(head: str, wanted: dict[str, str]) -> None:
    text = f"An ice rink in the old granary\n{head}\n{ENGLISH}\nShare | Print | Email"
    found = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta
    assert {k: ";".join(v) if isinstance(v, tuple) else str(v) for k, v in found.items() if k != "title"} == wanted


@pytest.mark.parametrize("head", ["文＝山田太郎", "山田太郎記者", "取材・文／山田太郎　写真／鈴木花子"])
def test_japanese_heads(head: str) -> None:
    text = (
        f"古い穀物倉庫のリンク\n{head}\n広さ六百平方メートルの氷は倉庫を改修し、壁には番号が今も残っている。\n無断転載を禁じます"
    )
    assert Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta["author"] == "山田太郎"


@pytest.mark.parametrize("title", [TITLE + "_社会新闻_某某网", TITLE + "-社会新闻-某某网"])
def test_the_section_behind_a_title(title: str) -> None:
    found = (
        Pipeline([Strip(), Harvest()])
        .run(Document("0" * 16, "\n".join((title, "来源：某某网 2024-03-05", BODY, FOOT))))
        .document.meta
    )
    assert (found["title"], found["section"]) == (TITLE, "社会新闻")
