"""A config per language or script, splits within them, and the column of token counts."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpuskit import api
from corpuskit.commands import build as command
from corpuskit.errors import UsageError
from corpuskit.formats.card import split_card
from corpuskit.formats.check import check_folder
from corpuskit.formats.parquet import read_batches
from corpuskit.formats.publishable import write_publishable
from corpuskit.formats.tokens import TokenCounter, token_counter

CHINESE = "第{n}篇。春天来了，田里的麦子一天比一天高，孩子们放学以后常常到河边去看水，老人坐在门口晒太阳，谈起从前的年景。"
ENGLISH = (
    "Letter {n}. The river rose in the night, and by morning the lower fields were under water; nobody had seen it this high."
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for n in range(40):
        text = (CHINESE if n % 4 else ENGLISH).format(n=n)
        byline = "（责任编辑：张三）\n" if n == 1 else ""
        (folder / f"{n:02d}.txt").write_text(f"{text}\n{n * 7919}\n{byline}", encoding="utf-8")
    (folder / "copy.txt").write_bytes((folder / "02.txt").read_bytes())
    return folder


def built(pages: Path, out: Path, **options: Any) -> Path:
    api.build(
        [str(pages)], str(out), recipe="minimal" if "recipe" not in options else options.pop("recipe"), workers=1, **options
    )
    return out


@pytest.fixture(scope="module")
def by_lang(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("by-lang") / "demo"
    return built(pages, out, recipe="web-zh", config_by="lang", split=["validation=0.3"])


def texts(folder: Path, config: str = "data", split: str | None = None) -> set[str]:
    return {t for batch in read_batches(folder, config, ["text"], split) for t in batch.column(0).to_pylist()}


def test_each_language_is_a_config_and_default_has_all(by_lang: Path) -> None:
    data, _ = split_card((by_lang / "README.md").read_text(encoding="utf-8"))
    assert data is not None
    files = {one["config_name"]: {f["split"]: f["path"] for f in one["data_files"]} for one in data["configs"]}
    assert set(files) == {"default", "en", "zh-Hans", "audit", "rejected"}
    assert files["default"] == {"train": "data/*/train-*", "validation": "data/*/validation-*"}
    assert files["en"]["train"] == "data/en/train-*"
    infos = {one["config_name"]: {s["name"]: s["num_examples"] for s in one["splits"]} for one in data["dataset_info"]}
    assert infos["default"]["train"] == infos["en"]["train"] + infos["zh-Hans"]["train"]
    assert sum(infos["default"].values()) == 40
    assert texts(by_lang, "data/en") | texts(by_lang, "data/zh-Hans") == texts(by_lang)
    assert check_folder(by_lang, load=True) == [f for f in check_folder(by_lang, load=False) if f.name == "card.no-licence"]


def test_the_split_of_a_text_does_not_depend_on_the_configs(by_lang: Path, pages: Path, tmp_path: Path) -> None:
    plain = built(pages, tmp_path / "demo", recipe="web-zh", split=["validation=0.3"])
    for split in ("train", "validation"):
        assert texts(plain, split=split) == texts(by_lang, split=split) != set()


def test_the_same_bytes_again_and_a_copy_that_passes(by_lang: Path, pages: Path, tmp_path: Path) -> None:
    again = built(pages, tmp_path / "demo", recipe="web-zh", config_by="lang", split=["validation=0.3"])
    assert (again / "checksums.sha256").read_bytes() == (by_lang / "checksums.sha256").read_bytes()
    copy = tmp_path / "copy"
    copy.mkdir()
    write_publishable(by_lang, copy, "user/demo")
    assert [f for f in check_folder(copy, load=False) if not f.advice] == []
    croissant = json.loads((copy / "croissant.json").read_text(encoding="utf-8"))
    assert {"default", "en", "zh-Hans"} <= {one["name"] for one in croissant["recordSet"]}
    ids = [one["@id"] for one in croissant["distribution"]]
    assert len(ids) == len(set(ids))


def test_by_script_and_back_leaves_nothing_stale(pages: Path, tmp_path: Path) -> None:
    out = built(pages, tmp_path / "demo", recipe="web-zh", config_by="script")
    assert {p.name for p in (out / "data").iterdir()} == {"hans", "latin"}
    built(pages, out, recipe="web-zh")
    assert [p.name for p in (out / "data").iterdir()] == ["train-00000-of-00001.parquet"]


def test_an_unknown_column_is_refused(pages: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="config-by"):
        built(pages, tmp_path / "demo", config_by="site")


# -- tokens --------------------------------------------------------------------------------------------------------------


def test_tokens_are_a_column_of_both_configs_and_stand_in_the_card(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = TokenCounter("by-two", hashlib.sha256(b"").hexdigest(), lambda some: [(len(t) + 1) // 2 for t in some])
    monkeypatch.setattr(command, "token_counter", lambda name: counter if name else None)
    out = built(pages, tmp_path / "demo", tokens="by-two", split=["validation=0.3"])
    rows = [row for batch in read_batches(out, "data", ["text", "tokens"]) for row in batch.to_pylist()]
    assert len(rows) == 40
    assert all(row["tokens"] == (len(row["text"]) + 1) // 2 for row in rows)
    assert "tokens" in pq.read_schema(next((out / "rejected").iterdir())).names
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["options"]["tokens"]["name"] == "by-two"
    assert [f for f in check_folder(out, load=True) if not f.advice] == []
    with pytest.raises(UsageError, match="the same column"):
        built(pages, tmp_path / "demo", tokens="by-two", keep_fields="tokens:int")


def test_long_texts_are_counted_in_parts() -> None:
    calls: list[int] = []

    def encode(some: Any) -> list[int]:
        calls.append(len(some))
        return [len(t) for t in some]

    counts = TokenCounter("", "", encode).count(["a" * 150_000, None, "b" * 60_000, "c"])
    assert counts == [150_000, 0, 60_000, 1]
    assert calls == [3, 1]


@pytest.mark.parametrize("name", ["nobody/nothing", "missing/tokenizer.json", "{folder}"])
def test_a_tokenizer_that_is_not_here_is_not_fetched(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        token_counter(name.format(folder=tmp_path))
    assert caught.value.hint


def test_a_file_that_is_no_tokenizer(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(UsageError, match="tokenizer"):
        token_counter(str(tmp_path))


def test_a_real_tokenizer(tmp_path: Path) -> None:
    library = pytest.importorskip("tokenizers", reason="tokenizers is not installed: NOT RUN")
    made = library.Tokenizer(library.models.WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))
    made.pre_tokenizer = library.pre_tokenizers.Whitespace()
    made.save(str(tmp_path / "tokenizer.json"))
    counter = token_counter(str(tmp_path))
    assert counter is not None
    assert counter.count(["a b c", "", None, "天 地"]) == [3, 0, 0, 2]
    assert counter.sha256 == hashlib.sha256((tmp_path / "tokenizer.json").read_bytes()).hexdigest()
    assert counter.name == tmp_path.name
