"""Metadata of pages in many languages: dates and clocks, who wrote them, what stands in the place of a name and is none."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.fieldvalues import Fields, put
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.rowposter import poster_of
from corpuskit.steps.sectiongrammar import read_section
from corpuskit.steps.strip import Strip
from corpuskit.steps.timeforms import with_plain_times
from corpuskit.steps.worldwriters import world_source, world_writer


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("14 мая 2018, 09:05", "2018-05-14, 09:05"),
        ("3 вересня 2020 року о 7:45", "2020-09-03 07:45"),
        ("8. März 2019 um 17.20 Uhr", "2019-03-08 17:20"),
        ("le 21 août 2017 à 6 h 05", "le 2017-08-21 06:05"),
        ("30 de maio de 2016 às 22h10", "2016-05-30 22:10"),
        ("07/06/2021 07h45", "2021-06-07 07:45"),
        ("domenica 4 agosto 2019 alle 11:30", "domenica 2019-08-04 11:30"),
        ("9 kwietnia 2014, godz. 16:40", "2014-04-09 16:40"),
        ("17. října 2012 v 8:00", "2012-10-17 08:00"),
        ("23 Şubat 2022 Çarşamba 10:15", "2022-02-23 10:15"),
        ("Rabu, 19 Agustus 2020 pukul 14.30 WIB", "Rabu, 2020-08-19 14:30"),
        ("2 mei 2013 om 19.00 uur", "2013-05-02 19:00"),
        ("6 juni 2015 kl. 13.45", "2015-06-06 13:45"),
        ("24 มีนาคม 2565 เวลา 08.15 น.", "2022-03-24 08:15"),
        ("11 مايو 2021", "2021-05-11"),
        ("2016. április 9.", "2016-04-09"),
        ("15 八月 2017 21:40", "2017-08-15 21:40"),
        ("2016 08/04 12:30:09", "2016-08-04 12:30:09"),
        ("公開日 : 18/11/30 更新日 : 19/02/01", "公開日 : 2018-11-30 更新日 : 2019-02-01"),
        ("05-09-2016　來源: 甲報", "2016-09-05　來源: 甲報"),
        ("5. 6. 2018 9:40", "2018-06-05 9:40"),
        ("op 03-05-2014 om 21:17", "op 2014-05-03 21:17"),
        ("20-11-18 孙老师 字体: 浏览:", "2020-11-18 孙老师 字体: 浏览:"),
        # What stays: English dates that the grammar of times reads, days of two meanings, versions, telephone numbers.
        ("March 3, 2020 at 9:30", "March 3, 2020 at 9:30"),
        ("14 May 2018 · 3 min read", "14 May 2018 · 3 min read"),
        ("Updated 04/05/2019", "Updated 04/05/2019"),
        ("电话 03-04-2019", "电话 03-04-2019"),
        ("Take 3 of 5 in 2018", "Take 3 of 5 in 2018"),
    ],
)
def test_times_of_many_languages(raw: str, plain: str) -> None:
    assert with_plain_times(raw) == plain


@pytest.mark.parametrize(
    ("raw", "name", "behind"),
    [
        ("Автор: Мария Смирнова", "Мария Смирнова", ""),
        ("Автор статьи: К. Петров | 12.03.2019", "К. Петров", ""),
        ("Von Erika Muster", "Erika Muster", ""),
        ("Rezept von Backfee_88", "Backfee_88", ""),
        ("Écrit par Jeanne Dupond, le 3 mai 2018", "Jeanne Dupond", ""),
        ("Por Fulano de Tal — Folha do Vale", "Fulano de Tal", "Folha do Vale"),
        ("4 juin 2016 par Jeanne Dupond Laisser un commentaire", "Jeanne Dupond", ""),
        ("Di Mario Bianchi - 12/03/2018", "Mario Bianchi", ""),
        ("Door Piet de Boer, 3 mei 2017", "Piet de Boer", ""),
        ("Oleh: Siti Rahayu", "Siti Rahayu", ""),
        ("Ditulis oleh Siti Rahayu", "Siti Rahayu", ""),
        ("Tác giả: Trần Mỗ", "Trần Mỗ", ""),
        ("작가 : 달나그네", "달나그네", ""),
        ("Di Mario Bianchi", "Mario Bianchi", ""),
        ("Door: Piet de Boer", "Piet de Boer", ""),
        ("Geplaatst door: moestuinder op 03-05-2014 om 21:17", "moestuinder", ""),
        ("Опубликовано: 12 марта 2021 Автор: Мария Смирнова", "Мария Смирнова", ""),
        ("โดย สมชาย ใจดี", "สมชาย ใจดี", ""),
        ("Von Kopf bis Fuß eingeseift", "", ""),
        ("Par la petite porte", "", ""),
        ("Автор неизвестен, но почерк знаком", "", ""),
        ("Text: Redaktion", "", ""),
    ],
)
def test_writers_of_many_languages(raw: str, name: str, behind: str) -> None:
    assert world_writer(raw) == (name, behind)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Тётя Поля » 20 янв 2013, 08:11".replace("20 янв 2013", "2013-01-20"), "Тётя Поля"),
        ("von hans_h » Mo 2014-03-10, 19:22", "hans_h"),
        ("Post by budgie_fan » Wed Mar 04, 2015 7:22 pm", "budgie_fan"),
        ("河边的木匠 关注 2017.06.24 15:31 字数 1403", "河边的木匠"),
        ("河边的木匠 IP属地: 某省 2018.01.07 21:00", "河边的木匠"),
        ("2020-06-11 09:13:20 河边的木匠 财经博主 3.2万粉丝 关注", "河边的木匠"),
        ("河边的木匠 已于 2022-10-30 21:15:09 修改 阅读量1.1k", "河边的木匠"),
        ("河边的木匠 提问于 2020-07-07 23:02 悬赏 10", "河边的木匠"),
        ("电梯直达 楼主 河边的木匠 发表于 2014-1-19 15:20", "河边的木匠"),
        ("首页 » 论坛 » 木工", ""),
        ("某某网 » 2019年的总结", ""),
        ("2020-06-11 共有 3.2万粉丝 参加", ""),
    ],
)
def test_posters(raw: str, name: str) -> None:
    assert poster_of(raw) == name


@pytest.mark.parametrize(
    "value", ["举报", "週日", "手机版", "今天是", "我要投稿", "审核通过", "现场直播", "外部リンク", "来自网页版"]
)
def test_no_names(value: str) -> None:
    for field in ("author", "editors", "source_name"):
        found: Fields = {}
        put(found, field, value, ())
        assert not found


@pytest.mark.parametrize(("field", "value"), [("source_name", "某城日报客户端"), ("author", "周一鸣"), ("author", "举重若轻")])
def test_names_that_look_like_none(field: str, value: str) -> None:
    found: Fields = {}
    put(found, field, value, ())
    assert found == {field: value}


@pytest.mark.parametrize(
    ("chain", "section"),
    [
        ("甲板论坛 › 看板 Baking", "Baking"),
        ("Yard Forum › Questions › Tagged [lawns]", "lawns"),
        ("某某网 > 标签管理 > 看板娘", "看板娘"),
    ],
)
def test_words_before_a_section(chain: str, section: str) -> None:
    assert read_section(chain, ()) == section


@pytest.mark.parametrize(
    ("raw", "source"),
    [
        ("Dodano: 07.11.2019, autor: Anna Nowak, źródło: Kurier Gminny", "Kurier Gminny"),
        ("Источник: Вестник Долины | 12.03.2019", "Вестник Долины"),
        ("Kaynak: Köy Postası", "Köy Postası"),
        ("La fonte del paese è di nuovo pulita", ""),
    ],
)
def test_sources_of_many_languages(raw: str, source: str) -> None:
    assert world_source(raw) == source


BODY = (
    "渡口的石阶一共四十一级，最下面三级常年在水里，只有大旱的年份才露出来，老人说那时就该修船了。\n"
    "今年石阶露到第三级，船篷换了新竹，撑船人把旧篷铺在菜地上，说是给萝卜遮阳，也算没有浪费。"
)
PAGES = [
    # A day of the page that only its foot states, over a notice that is a sentence.
    (
        "渡口石阶\n" + BODY + "\n此頁面最後編輯於 2018年3月4日 (星期日) 08:12。\n除非另有註明，否則內容依據創用CC 姓名標示授權。",
        {"published": "2018-03-04T08:12:00"},
    ),
    # The site's name beside the time, told by a line under the text.
    (
        "首页 > 新闻 > 正文\n渡口石阶又露出三级\n今日渡头　2019-06-05　阅读量：12\n"
        + BODY
        + "\n今日渡头 版权所有 未经授权不得转载",
        {"source_name": "今日渡头", "published": "2019-06-05"},
    ),
    # The leaf of a paper with its day on the first line.
    (
        "2018年06月15日 星期五 | 某城日报 | A02版：综合\n上一版 下一版\n渡口石阶又露出三级\n" + BODY,
        {"source_name": "某城日报", "published": "2018-06-15", "section": "A02版：综合"},
    ),
    # Whose blog it is; the row opens with the title of the entry.
    (
        "渡口老赵的BLOG\n首页 博文目录 图片 关于我\n石阶露出三级(2006-11-02 23:15:08)转载▼\n标签： 渡口 石阶\n" + BODY,
        {"author": "渡口老赵", "published": "2006-11-02T23:15:08"},
    ),
    # A day and its clock on two lines at the foot; a clock behind the word for it, under a day alone.
    (
        "渡口石階又露出三級\n" + BODY + "\n完\n2023年5月10日（星期三）\n香港時間11時30分\n列印此頁",
        {"published": "2023-05-10T11:30:00"},
    ),
    # The account and its writer on a page that comes from one.
    (
        "渡口石阶又露出三级\n摆渡的老何 渡口早读 2021-08-20 07:30\n点击蓝字 关注我们\n" + BODY + "\n阅读原文\n喜欢请点“在看”",
        {"author": "摆渡的老何", "source_name": "渡口早读", "published": "2021-08-20T07:30:00"},
    ),
    # The month of an issue.
    ("首頁 > 衛教園地\n渡口石階又露出三級\n單位編碼：A-012　修訂日期：2022/05\n" + BODY, {"published": "2022-05"}),
    # A span of days is that of what the page is about.
    ("首頁 > 展覽\n渡口石階特展\n展期　2023.03.01－2023.08.31\n" + BODY, {"published": None, "author": None}),
    # When the paper was signed, and when the page was put up.
    (
        "首页 > 公开 > 通知\n关于修缮渡口石阶的通知\n发文日期： 2020-05-15\n发布时间：2020-05-18 10:06　信息来源：某县交通局\n"
        + BODY,
        {"published": "2020-05-18T10:06:00", "source_name": "某县交通局"},
    ),
]


@pytest.mark.parametrize(("text", "wanted"), PAGES)
def test_pages(text: str, wanted: dict[str, str]) -> None:
    meta = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta
    assert {field: meta.get(field) for field in wanted} == wanted
