"""The step harvest: names first in a stack of short lines, whoever did whatever to a page in further languages, datelines
with their writers in a bracket, heads of replies under a page that states no time."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.barrows import Bar
from corpuskit.steps.creditfields import DATELINE_SIGNED
from corpuskit.steps.fieldgrammar import read_fields
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.namestack import sole_name, stacked
from corpuskit.steps.replies import reply_rows
from corpuskit.steps.rowforms import clock_abroad, put_up_by
from corpuskit.steps.strip import Strip
from corpuskit.steps.taken import Piece
from corpuskit.steps.worldwriters import world_writer

TITLE = "旧粮仓里的冰场开了三年"


def taken(view: str, *, has_time: bool = False) -> Bar:
    return Bar(view, view, True, True, has_time, True)


def kept(view: str, *, has_time: bool = False) -> Bar:
    return Bar(view, view, False, False, has_time, False)


@pytest.mark.parametrize(
    ("bars", "name"),
    [
        ((taken("甲乙影像"), taken("23.6万播放"), taken("1847弹幕")), "甲乙影像"),
        ((taken("Alice'in Bahçesi"), taken("18,4B görüntülenme")), "Alice'in Bahçesi"),
        ((taken("Dapur Jane Doe"), taken("@dapurjane"), taken("Padang")), "Dapur Jane Doe"),
        ((taken("abeille31"), taken("Apprenti"), taken("Messages : 34")), "abeille31"),
        ((taken("甲乙影像"), taken("2022-11-20 12:00", has_time=True)), "甲乙影像"),
        # A button over what the page counts, a tool amid others, a line of the text's own, a medium, a name over nothing.
        ((taken("Salva ricetta"), taken("12 commenti")), ""),
        ((taken("Leggi"), taken("Ascolta"), taken("12 commenti")), ""),
        ((kept("一年的账"), taken("23.6万播放")), ""),
        ((taken("甲乙晚报"), taken("23.6万播放")), ""),
        ((taken("甲乙影像"), taken("简介")), ""),
    ],
)
def test_the_first_of_a_stack(bars: tuple[Bar, ...], name: str) -> None:
    assert stacked((kept(TITLE), *bars), TITLE, japanese=False) == name


@pytest.mark.parametrize(
    ("line", "japanese", "name"),
    [
        (taken("Jane Doe"), False, "Jane Doe"),
        (kept("张三"), False, "张三"),
        (kept("Jane Doe"), False, ""),  # perhaps the poet
        (kept("材料"), True, ""),
        (taken("Herald Times"), False, ""),
        (taken("最新"), False, ""),
    ],
)
def test_a_full_name_alone_under_the_title(line: Bar, japanese: bool, name: str) -> None:
    assert sole_name((taken("首页"), kept(TITLE), line, kept("他说")), TITLE, japanese=japanese) == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("ENVIADA POR Jane Doe", "Jane Doe"),
        ("Pregunta realizada por Vecina del 3º el 29 de mayo de 2017", "Vecina del 3º"),
        ("Testo di Jane Doe", "Jane Doe"),
        ("par Jane Doe [15-11-2019]", "Jane Doe"),
        ("بواسطة أم يوسف", "أم يوسف"),
        ("Fotos enviadas por Jane Doe", ""),
        ("Texto revisado por Jane Doe", ""),
        ("Comune di Milano", ""),
    ],
)
def test_whatever_was_done_by_whom(raw: str, name: str) -> None:
    assert world_writer(raw, furniture=True).name == name


def test_what_was_done_is_read_on_furniture_only() -> None:
    assert not world_writer("Receta enviada por Jane Doe").name
    assert world_writer("Receta enviada por Jane Doe", furniture=True).name == "Jane Doe"


@pytest.mark.parametrize(
    ("view", "name", "clock"),
    [
        ("Diposting oleh Jane Doe di 21.15", "Jane Doe", "21:15"),
        ("Publicado por Jane Doe en 9:05", "Jane Doe", "9:05"),
        ("Pubblicato da Jane Doe alle 18:30", "Jane Doe", "18:30"),
        ("Eingestellt von Jane Doe um 07:20", "Jane Doe", "07:20"),
        ("Gönderen Jane Doe zaman: 23:11", "Jane Doe", "23:11"),
        ("Автор: Jane Doe на 10:40", "Jane Doe", "10:40"),
        ("Cena por la noche, a las 21:15", "", ""),
        ("Reservas por teléfono", "", ""),
    ],
)
def test_the_clock_under_a_post(view: str, name: str, clock: str) -> None:
    assert (put_up_by(view), clock_abroad(view)) == (name, clock)


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("甲乙网9月3日讯(张三 李四)", "张三 李四"),
        ("甲乙新闻网江北5月30日电 (张三)", "张三"),
        ("本网讯(通讯员 张三 报道)", "张三"),
        ("甲乙网9月3日讯(官方网站)", "官方网站"),  # its form; that it is no person is asked elsewhere
        ("甲乙网9月3日讯", None),
    ],
)
def test_a_dateline_with_its_writers(view: str, names: str | None) -> None:
    match = DATELINE_SIGNED.fullmatch(view)
    assert (match["names"] if match is not None else None) == names


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("(甲乙社记者李小明台北12日电)", "李小明"),
        ("(甲乙社記者李四澎湖縣15日電)", "李四"),
        ("(甲乙社記者王五、趙六台北11日電)", "王五、趙六"),
        ("記者李四舊金山報導", "李四"),
    ],
)
def test_reporters_glued_to_their_place(raw: str, name: str) -> None:
    assert ("author", name) in list(read_fields(raw))


def test_heads_of_replies_where_the_page_has_no_time() -> None:
    def row(raw: str, start: int) -> Piece:
        return Piece(raw, "any.source.line", start, True)

    first, second = row("爱吃鱼的人 5.0分 2022-05-03", 400), row("甲乙 4.0分 2022-06-11", 500)
    assert reply_rows([first, second], 300) == {400, 500}
    assert not reply_rows([first], 300)  # one may be the page's
    assert not reply_rows([row("2022-04-30 10:00", 20), first, second], 300)
    assert not reply_rows([row("编辑 张三 2022-05-03", 400), row("更新 2022-06-11", 500)], 300)


BODY = (
    "冰面六百平方米，由旧粮仓改建，墙上还留着当年刷的库号，孩子们每周三下午来上课。\n"
    "余热接进隔壁的游泳馆，一个冬天能省下不少燃料，校长说这笔账算得过来。"
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # A column before the mark in the title is not the writer, nor is a menu of days a row that says how long ago.
        (f"江评丨别急着拆那间粮仓\n江评 | 2024-01-15 06:20\n{BODY}（张三）", "张三"),
        (f"甲乙导视 今天 明天 本周 搜台\n{TITLE}\n{BODY}", None),
        (f"首页 > 公告\n{TITLE}\n最後更新 2014/11/29 22:58\n{BODY}", None),
    ],
)
def test_what_is_no_writer(text: str, wanted: str | None) -> None:
    assert Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta.get("author") == wanted
