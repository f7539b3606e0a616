"""Texts in memory: the public functions that touch no file, as people call them."""

from __future__ import annotations

import json
from typing import Any

import pytest

import corpuskit
from corpuskit.errors import RecipeError, UsageError

PAGE = (
    "首頁 > 文化 > 正文\n山腳下的舊書店\n來源：某某晚報 2024-05-18 09:20\n"
    "書店開在鎮口,三間屋,一盞燈,從早上七點開到天黑。\n責任編輯：張三\n"
)


def test_a_page_and_its_way_back() -> None:
    cleaned = corpuskit.clean_text(PAGE)
    assert cleaned.text == "山脚下的旧书店\n书店开在镇口，三间屋，一盏灯，从早上七点开到天黑。\n"
    assert cleaned.meta["editors"] == ("张三",)
    text = cleaned.text
    for layer in reversed(cleaned.layers):
        text = corpuskit.undo(text, layer.edits)
    assert text == PAGE
    for layer in cleaned.layers:
        assert all(edit.rule and 0 < edit.confidence <= 1 for edit in layer.edits)


def test_steps_alone_use_their_own_defaults() -> None:
    assert corpuskit.clean_text(PAGE, steps=["script"]).text == PAGE, "script keeps by default"
    assert corpuskit.clean_text("软件", steps=[("script", {"config": "s2twp"})]).text == "軟體"
    only = corpuskit.clean_text(PAGE, steps=["strip", "punctuation"])
    assert {layer.step for layer in only.layers} == {"strip", "punctuation"}
    assert corpuskit.clean_text(PAGE, steps="strip, punctuation") == only
    assert corpuskit.clean_text(PAGE, steps=[("strip", {"protect_terms": ["責任編輯"]})]).text.endswith("張三\n")


def test_a_drop_says_why_and_keeps_the_text() -> None:
    cleaned = corpuskit.clean_text("太短。")
    assert cleaned.drop is not None
    assert (cleaned.drop.reason, cleaned.text) == ("quality.short", "太短。")
    assert cleaned.drop.value is not None
    assert cleaned.drop.limit is not None


def test_wrong_use_is_named() -> None:
    with pytest.raises(TypeError, match="bytes"):
        corpuskit.clean_text(b"x")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="exclude"):
        corpuskit.clean_text("x", recipe="web", steps=["repair"])
    with pytest.raises(RecipeError, match="no recipe 'webb'"):
        corpuskit.clean_text("x", recipe="webb")
    with pytest.raises(RecipeError, match="unknown step 'repare'") as caught:
        corpuskit.clean_text("x", steps=["repare"])
    assert "repair" in caught.value.hint
    with pytest.raises(RecipeError, match="unknown key 'tos'"):
        corpuskit.clean_text("x", steps=[("script", {"tos": "hans"})])
    with pytest.raises(UsageError, match="3 is no step"):
        corpuskit.clean_text("x", steps=[3])
    with pytest.raises(UsageError, match="no step with parameters"):
        corpuskit.clean_text("x", steps=[("script", "hans")])
    with pytest.raises(TypeError, match="not one string"):
        corpuskit.find_duplicates("abc")
    with pytest.raises(TypeError, match="number 1 is NoneType"):
        corpuskit.find_duplicates(["a", None])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="decode needs bytes"):
        corpuskit.decode("text")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="out of order"):
        corpuskit.clean_text("x", steps=["quality", "repair"])


def test_a_recipe_file_is_read_again_when_it_changed(tmp_path: Any) -> None:
    path = tmp_path / "mine.toml"
    form = '[recipe]\nname = "mine"\nformat = 1\n[[step]]\nuse = "script"\nto = "{}"\n'
    path.write_text(form.format("hans"))
    assert corpuskit.clean_text("書店開在鎮口", recipe=str(path)).text == "书店开在镇口"
    path.write_text(form.format("keep"))
    assert corpuskit.clean_text("書店開在鎮口", recipe=str(path)).text == "書店開在鎮口"


def rows() -> dict[str, list[Any]]:
    return {"text": [PAGE, "", None, "太短。"], "number": [1, 2, 3, 4]}


@pytest.mark.parametrize(
    ("batch", "column", "said"),
    [
        ({"text": PAGE}, "text", "batched=True"),  # map() without batched=True: each character would be a document
        ({"text": None}, "text", "batched=True"),
        ([PAGE], "text", "needs a batch"),
        ({"text": [PAGE, 7]}, "text", "row 1 of the batch.*not int"),
        ({"text": [b"x"]}, "text", "corpuskit.decode"),
        ({"text": [["a"]]}, "text", "not list"),
        ({"body": [PAGE]}, "text", "no column 'text'"),
    ],
)
def test_what_is_no_batch_of_texts_is_named(batch: Any, column: str, said: str) -> None:
    with pytest.raises((TypeError, UsageError), match=said):
        corpuskit.clean_batch(batch, column=column)


def test_in_datasets_map_the_errors_are_those() -> None:
    from datasets import Dataset

    data = Dataset.from_dict({"text": [PAGE, "", None], "n": [1, 2, 3]})
    for rows in (data, data.to_iterable_dataset()):
        cleaned = list(rows.map(corpuskit.clean_batch, batched=True, batch_size=2))
        assert [row["drop"] for row in cleaned] == ["", "quality.empty", ""] and cleaned[2]["text"] is None
        with pytest.raises(TypeError, match="batched=True"):
            list(rows.map(corpuskit.clean_batch))
        with pytest.raises(TypeError, match="row 0 of the batch"):
            list(rows.map(corpuskit.clean_batch, batched=True, fn_kwargs={"column": "n"}))
        with pytest.raises(UsageError) as caught:
            list(rows.map(corpuskit.clean_batch, batched=True, fn_kwargs={"column": "body"}))
        assert caught.value.__notes__ == ["its columns: text, n; choose one with column="]
    with pytest.raises(TypeError, match="with_format"):
        data.with_format("arrow").map(corpuskit.clean_batch, batched=True)


def test_no_column_is_overwritten_however_often_a_dataset_goes_through() -> None:
    batch: Any = {"text": [PAGE]}
    for _ in range(3):
        batch = corpuskit.clean_batch(batch)
    assert {"lang", "clean_lang", "clean_clean_lang"} <= set(batch)


def test_a_batch_keeps_its_rows_and_columns() -> None:
    out = corpuskit.clean_batch(rows())
    assert out["number"] == [1, 2, 3, 4]
    assert out["text"][0] == corpuskit.clean_text(PAGE).text
    assert out["text"][2] is None
    assert out["lang"][0] == "zh-Hans"
    assert [bool(reason) for reason in out["drop"]] == [False, True, False, True]
    assert json.loads(out["meta"][0])["editors"] == ["张三"]
    assert json.loads(out["meta"][0])["published"] == "2024-05-18T09:20:00"
    with pytest.raises(UsageError, match="no column 'body'"):
        corpuskit.clean_batch(rows(), column="body")
    with pytest.raises(TypeError, match="'number'"):
        corpuskit.clean_batch(rows(), column="number")


def test_columns_that_are_there_are_never_overwritten() -> None:
    out = corpuskit.clean_batch({"text": [PAGE], "edits": [99], "lang": ["x"]})
    assert (out["edits"], out["lang"], out["clean_lang"]) == ([99], ["x"], ["zh-Hans"])
    assert out["clean_edits"][0] > 5


@pytest.mark.parametrize("streaming", [False, True])
def test_inside_datasets_map(streaming: bool) -> None:
    from datasets import Dataset

    dataset: Any = Dataset.from_dict(rows())
    if streaming:
        dataset = dataset.to_iterable_dataset()
    got = list(dataset.map(corpuskit.clean_batch, batched=True, batch_size=3))
    want = corpuskit.clean_batch(rows())
    assert got == [{name: want[name][n] for name in got[0]} for n in range(4)]


def test_bytes_become_text_and_come_back() -> None:
    text = "书店开在镇口，三间屋，一盏灯，从早上七点开到天黑。"
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        data = text.encode(encoding)
        got, decoding = corpuskit.decode(data)
        assert got == text
        assert decoding.exact
        assert corpuskit.encode(got, decoding) == data
    with pytest.raises(corpuskit.errors.InputError, match="binary"):
        corpuskit.decode(bytes(range(256)) * 8)


TEXTS = [
    "今天天气很好，我们一起去公园玩耍，看到了许多花草树木，傍晚才慢慢走回家。",
    "今天天氣很好,我們一起去公園玩耍,看到了許多花草樹木,傍晚才慢慢走回家.",
    "完全不同的一段文字，说的是另外一件事情，和公园没有任何关系。",
    "",
    "短",
    "短",
]


def test_duplicates_are_answered_by_index() -> None:
    found = corpuskit.find_duplicates(TEXTS)
    assert [d.of if d else None for d in found] == [None, 0, None, None, None, 4]
    assert all(d is None or d.similarity == 1.0 for d in found)
    assert [d.of if d else None for d in corpuskit.find_duplicates(TEXTS, method="exact")] == [None, 0, None, None, None, 4]


def test_duplicates_with_wrong_use() -> None:
    with pytest.raises(UsageError, match="unknown method"):
        corpuskit.find_duplicates(TEXTS, method="fuzzy")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="is no share"):
        corpuskit.find_duplicates(TEXTS, threshold=1.5)
    with pytest.raises(UsageError, match="are none"):
        corpuskit.find_duplicates(TEXTS, shingle_chars=0)
    with pytest.raises(TypeError, match="strings"):
        corpuskit.find_duplicates([None])  # type: ignore[list-item]
