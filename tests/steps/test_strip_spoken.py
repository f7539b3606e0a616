"""Rules of a language count on pages that speak it; who took a picture stays behind the one sentence under it.

Lives here: lines with the tokens of other languages' notices, captions, titles over the only post. Never here: figures.
"""

from __future__ import annotations

import pytest

from corpuskit.steps.strip.spoken import Spoken
from tests.support.furnished import BODY, END, FURNITURE, TITLE, around, stripped

FRENCH = (
    "Le train part à neuf heures et la pluie ne cesse pas sur les toits de la ville.",
    "Il reste dans la gare avec une valise.",
)
GERMAN = ("Der Wert wird mit einer Kugel geprüft und steht in der Tabelle.", "Die Probe liegt auf dem Tisch und ist nicht hart.")


@pytest.mark.parametrize(
    "line",
    [
        "RCS 是新一代的短信标准，由各家运营商一起推动。",
        "与老的短信相比，RCS 还支持图片和群聊。",
        "HRB 40000 这个牌号写在炉门上，炉子早已拆了。",
        "HV HRA HRB HRC HRD 五种硬度的读法",
        "ISSN 1000-1234 是这份刊物的刊号。",
        "ISSN: 1000-1234",
        "MST: 10:00, PST: 9:00",
        "Millions of phones now have RCS messaging, and few people know it.",
    ],
)
def test_a_token_of_another_languages_notices_is_text(line: str) -> None:
    for text in ("\n".join((TITLE, BODY, line, END)), "\n".join((TITLE, BODY, END, line)), around(BODY, line, END)):
        assert line in stripped(text)


@pytest.mark.parametrize(
    "text,line",
    [
        (FRENCH, "Le RCS Lens a remporté le match."),
        (FRENCH, "Le RCS remplace peu à peu le SMS."),
        (GERMAN, "Die Härte beträgt 95 HRB nach Rockwell."),
        (GERMAN, "HRB 400 ist ein Stahl für Beton."),
        (GERMAN, "RCS wird von vielen Telefonen unterstützt."),
    ],
)
def test_nor_is_the_token_alone_a_notice_in_its_language(text: tuple[str, str], line: str) -> None:
    assert line in stripped("\n".join((text[0], line, text[1])))
    assert line in stripped("\n".join((*text, line)))


@pytest.mark.parametrize(
    "text,line",
    [
        (FRENCH, "Société au capital de 1000 euros, RCS Lyon 000 000 000"),
        (FRENCH, "SIRET : 000 000 000 00000"),
        (GERMAN, "Amtsgericht Musterstadt HRB 00000"),
        (GERMAN, "USt-IdNr.: DE000000000"),
    ],
)
def test_the_whole_notice_goes_in_its_language(text: tuple[str, str], line: str) -> None:
    assert stripped("\n".join((*text, line))) == "\n".join(text)


def test_two_words_tell_a_language_unless_english_explains_them() -> None:
    assert Spoken(FRENCH[0]).holds("fr") and Spoken(GERMAN[0]).holds("de")
    assert not Spoken(BODY).holds("de")
    assert not Spoken(BODY).holds("fr")
    english = "In the war the men also had an old bus, and so they die on the way to the sea, as all that was in it is gone."
    assert not Spoken(english).holds("de")
    assert Spoken("Wiejski młyn znowu miele. Wczoraj rano przyjechały wozem pierwsze worki zboża.").holds(
        "pl"
    )  # too short to tell
    assert Spoken("").heard([]) == []


CAPTIONS = (
    "信众在巷口设案，供品以素果为主。（某评社 张三摄）",
    "农户在集货场分级，按糖度和重量分成三级。（李四攝）",
    "无人机带着三斤猪肉，在小操场降落。某江网记者 孙七 摄",
    "水闸内景，一九六八年完工。（圖／資料照片）",
    "The museum keeps a corn crib from a farm on the county road. (Photo by Jane Doe)",
)


@pytest.mark.parametrize("line", CAPTIONS)
def test_who_took_a_picture_stays_under_it(line: str) -> None:
    assert line in stripped(around(BODY, line, END))
    assert line in stripped(around(line, BODY, END))


def test_amid_the_text_of_one_line_it_stays() -> None:
    line = "他常在网上说起这件事。（圖／翻攝自張三臉書）第二天，他把照片贴了出来，底下有三百人回应。"
    assert line in stripped(around(BODY, line, END))


def test_behind_the_last_sentence_and_behind_several_it_goes() -> None:
    assert "张三摄" not in stripped(around(BODY, END + "（张三摄）"))
    several = "窗子都换过了。门口的石阶也重新铺过，一共十二级。孩子们坐在上面等开门。（记者 张三 摄）"
    assert "张三" not in stripped(around(BODY, several, END))


@pytest.mark.parametrize("title", ["爷爷的电话本", "第一个月工资", "关于清洗水箱的停水通知", "五月服务安排"])
def test_over_the_only_post_stands_its_title(title: str) -> None:
    text = f"返回日志列表\n{title}\n发表于2012-5-13 20:14\n{BODY}\n{END}\n上一篇：没有了\n下一篇：没有了"
    assert title in stripped(text)


def test_over_each_post_of_a_thread_stands_a_name() -> None:
    first = f"行山新丁\n发表于 2012-5-13 20:14\n{BODY}\n回复 引用"
    text = f"首页 > 论坛\n{TITLE}\n{first}\n老街坊\n发表于 2012-5-14 08:02\n{END}\n回复 引用"
    assert "行山新丁" not in stripped(text) and "老街坊" not in stripped(text)


def test_of_two_titles_the_one_over_the_text_stays() -> None:
    text = "\n".join((FURNITURE[0], TITLE, TITLE, "来源：某某网 2021-06-08", BODY, END, FURNITURE[1]))
    assert stripped(text) == "\n".join((TITLE, BODY, END))


def test_a_row_of_marks_alone_goes_on_a_page_with_furniture() -> None:
    tail = "分享\n收藏\n：\n，\n，\n\n，\n。"
    text = f"{FURNITURE[0]}\n{TITLE}\n{BODY}\n{END}\n预览时标签不可点\n轻触阅读原文\n继续滑动看下一个\n{tail}"
    assert stripped(text).rstrip() == f"{TITLE}\n{BODY}\n{END}"


def test_two_marks_or_marks_on_a_page_without_furniture_stay() -> None:
    for text in (f"{TITLE}\n{BODY}\n，\n，\n，\n{END}", f"{FURNITURE[0]}\n{TITLE}\n{BODY}\n。\n。\n{END}"):
        assert stripped(text).count("\n，\n，\n，\n") + stripped(text).count("\n。\n。\n") == 1


def test_an_image_without_anything_goes_on_a_page_with_furniture() -> None:
    assert stripped(around(BODY, "![]()", END)) == f"{TITLE}\n{BODY}\n{END}"
    assert "![窗]()" in stripped(around(BODY, "![窗]()", END))
    assert "![]()" in stripped(f"{TITLE}\n{BODY}\n![]()\n{END}")
