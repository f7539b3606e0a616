"""The step harvest: what stands in the place of a writer's name and is none, and a name behind its desk."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.fieldvalues import Fields, put
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.strip import Strip

TITLE = "舊糧倉裡的冰場"
BODY = (
    "冰面六百平方公尺，由舊糧倉改建，牆上還留著當年刷的庫號，孩子們每週三下午來上課。\n"
    "餘熱接進隔壁的游泳館，一個冬天能省下不少燃料。"
)


def meta_of(*parts: str) -> dict[str, str]:
    found = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, "\n".join(parts))).document.meta
    return {k: ";".join(v) if isinstance(v, tuple) else str(v) for k, v in found.items() if k != "title"}


@pytest.mark.parametrize("field", ["author", "source_name"])
@pytest.mark.parametrize("word", ["轉寄好友", "转寄好友", "发贴心情", "發表心情", "语音播报", "網路整理", "网络整理", "日時"])
def test_what_a_page_offers_is_no_name(field: str, word: str) -> None:
    found: Fields = {}
    put(found, field, word, ())
    assert found == {}


@pytest.mark.parametrize("name", ["心情", "好友", "日野", "语播", "整理者甲"])
def test_names_that_look_like_it_stay(name: str) -> None:
    found: Fields = {}
    put(found, "author", name, ())
    assert found == {"author": name}


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("運動中心陳小明／綜合報導 2023-04-29 21:55", "陳小明"),
        ("財經中心王小華／台北報導 2023-05-03 18:20", "王小華"),
        ("記者張小三／台北報導 2023-05-03 18:20", "張小三"),
    ],
)
def test_name_behind_its_desk(line: str, author: str) -> None:
    meta = meta_of(TITLE, line, BODY)
    assert meta.get("author") == author
    assert "source_name" not in meta


@pytest.mark.parametrize("line", ["生活中心／張三報導", "娛樂中心／孫小七報導"])
def test_a_desk_alone_is_no_source(line: str) -> None:
    assert "source_name" not in meta_of(TITLE, line, "2023-04-29 21:55", BODY)
