"""Looking into a built dataset: explain, restore, report, rules --stats, check; each on one small build."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuskit import api
from corpuskit.errors import InputError, OutputError, UsageError

PAGE = (
    "首頁 > 文化 > 正文\n山腳下的舊書店\n來源：某某晚報 2024-05-18 09:20\n"
    "書店開在鎮口,三間屋,一盞燈,從早上七點開到天黑。\n雨天沒有客人,他就把書一本一本晾在廊下。\n責任編輯：張三\n"
)
RECORD = "河水一天比一天浅,岸边的石头露出来。\n上一篇：没有了\n" * 2
FILES = {
    "a/page.txt": PAGE.encode("big5hkscs"),
    "b/copy.txt": PAGE.replace("\n", "\r\n").encode("utf-16"),
    "short.txt": "太短。".encode("gb18030"),
    "records.jsonl": json.dumps(
        {"id": 7, "text": "河水一天比一天浅,岸边的石头露出来。\n上一篇：没有了\n" * 2, "mark": "甲"}
    ).encode(),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("looking")
    for name, data in FILES.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    done = api.build([str(folder / "in")], str(folder / "out"), workers=1)
    assert done.code == 0
    n = done.counts
    assert n["characters_in"] - n["characters_removed"] + n["characters_inserted"] == n["characters_out"]
    return folder / "out"


def row(built: Path, path: str) -> dict[str, object]:
    found = [r for config in ("data", "rejected") for p in (built / config).glob("*") for r in pq.read_table(p).to_pylist()]
    return next(r for r in found if r["path"] == path)


@pytest.mark.parametrize("path", ["a/page.txt", "b/copy.txt", "short.txt"])
def test_one_document_comes_back_byte_for_byte(built: Path, path: str) -> None:
    stored = row(built, path)
    for name in (str(stored["id"]), str(stored["id"])[:6], path):
        assert api.restore(str(built), doc=name).raw == FILES[path]
    assert sha256(FILES[path]).hexdigest() == stored["sha256"]


def test_everything_comes_back_into_a_folder(built: Path, tmp_path: Path) -> None:
    done = api.restore(str(built), all=True, out=str(tmp_path / "back"))
    assert done.counts["documents"] == done.counts["proved"] == 4
    for path in ("a/page.txt", "b/copy.txt", "short.txt"):
        assert (tmp_path / "back" / path).read_bytes() == FILES[path]
    (record,) = (tmp_path / "back" / "records.jsonl.restored.jsonl").read_text("utf-8").splitlines()
    assert json.loads(record)["text"] == json.loads(FILES["records.jsonl"])["text"]
    with pytest.raises(OutputError, match="not empty"):
        api.restore(str(built), all=True, out=str(tmp_path / "back"))


def test_one_rule_is_put_back_and_the_rest_stays(built: Path) -> None:
    kept = row(built, "a/page.txt")
    rules = {e["rule"] for layer in api.explain(str(built), str(kept["id"])).data["layers"] for e in layer["edits"]}
    credit = next(rule for rule in rules if rule.startswith("zh.credit"))
    back = api.restore(str(built), doc=str(kept["id"]), rule=credit).raw
    assert back is not None
    assert back.decode() == str(kept["text"]) + "責任編輯：張三\n", "what comes back is as it was taken"
    with pytest.raises(UsageError, match="changed nothing"):
        api.restore(str(built), doc=str(kept["id"]), rule="no.such.rule")


def test_explain_tells_every_edit_of_every_layer(built: Path) -> None:
    found = api.explain(str(built), "a/page.txt")
    edits = [e for layer in found.data["layers"] for e in layer["edits"]]
    assert len(edits) == row(built, "a/page.txt")["edits"]
    assert any(e["rule"].startswith("zh.breadcrumb") and e["removed"] == "首頁 > 文化 > 正文\n" for e in edits)
    assert "zh.breadcrumb" in found.data["text"]


def test_explain_gives_the_words_of_each_rule(built: Path) -> None:
    """Also of rules whose edits say nothing of their own, and each once."""
    text = str(api.explain(str(built), "a/page.txt").data["text"])
    assert text.count("punctuation.comma: a comma beside Han becomes ，") == 1
    assert text.count("script.character: a character with one counterpart in the other script") == 1
    assert "more like these; --json and --html have them all" in text
    assert "[-首頁 > 文化 > 正文⏎-]" in text


def test_explain_says_where_nothing_was_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("河水一天比一天浅，岸边的石头露出来，孩子们在上面晒鞋。\n", "utf-8")
    api.build([str(tmp_path / "a.txt")], str(tmp_path / "out"), workers=1)
    assert "nothing was changed" in str(api.explain(str(tmp_path / "out"), "a.txt").data["text"])


def test_explain_names_the_copy_that_stays(built: Path) -> None:
    gone = row(built, "b/copy.txt")
    assert gone["reason"] == "duplicate.exact"
    assert gone["kept_id"] == row(built, "a/page.txt")["id"]
    told = api.explain(str(built), "b/copy.txt").data["text"]
    assert str(gone["kept_id"]) in told and "similar to a/page.txt, id " in told


def test_wrong_use_says_what_to_try(built: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="say which document"):
        api.restore(str(built))
    with pytest.raises(UsageError, match="needs a folder"):
        api.restore(str(built), all=True)
    with pytest.raises((InputError, UsageError), match="nothing-like-it"):
        api.explain(str(built), "nothing-like-it")
    with pytest.raises(InputError, match="does not exist"):
        api.restore(str(tmp_path / "gone"), doc="x")


def test_documents_balance_and_rules_are_counted(built: Path) -> None:
    counts = api.report(str(built)).counts
    assert counts["documents_in"] == 4
    assert counts["documents_in"] == sum(counts[f"documents_{k}"] for k in ("kept", "dropped", "duplicate", "failed"))
    fired = api.rules(stats=str(built)).data
    assert any(r["id"].startswith("zh.credit") and r["edits"] == 2 for r in fired["stats"])


def test_check_restores_every_document(built: Path) -> None:
    found = api.check(str(built), all=True)
    assert [p.line for p in found.problems if "licence" not in p.what] == []


def test_a_dataset_that_leads_out_of_the_folder_writes_nothing_there(built: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    shutil.copytree(built, evil)
    (shard,) = (evil / "rejected").glob("*.parquet")
    table = pq.read_table(shard)
    paths = ["../../escaped.txt", *table.column("path").to_pylist()[1:]]
    pq.write_table(table.set_column(table.column_names.index("path"), "path", pa.array(paths)), shard)
    done = api.restore(str(evil), all=True, out=str(tmp_path / "a" / "b"))
    assert done.code == 3
    assert ["leads out of the folder" in p.line for p in done.problems] == [True]
    assert not list(tmp_path.glob("**/escaped.txt"))
    assert (tmp_path / "a" / "b" / "a" / "page.txt").is_file(), "the rest is restored"


def test_one_reason_for_edits_that_follow_each_other_is_said_once(tmp_path: Path) -> None:
    page = "".join(f"第{n}天他去了圖書館(guǎn)看書(shū),圖書館(guǎn)裏的書(shū)很多。\n" for n in "一二三四")
    (tmp_path / "page\n1.txt").write_text(page, "utf-8")
    api.build([str(tmp_path / "page\n1.txt")], str(tmp_path / "ds"), recipe="minimal", workers=1)
    done = api.explain(str(tmp_path / "ds"), doc="page\n1.txt")
    assert done.counts["edits"] >= 8
    lines = str(done.data["text"]).split("\n")
    assert lines[0].startswith("page⏎1.txt  id ")
    assert sum("after it, here and everywhere on the page" in line for line in lines) == 1


def test_a_page_that_cannot_be_written_leaves_the_old_one(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    page.write_text("the old one", "utf-8")

    def full(self: Path, *_: object, **__: object) -> int:
        self.touch()
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OutputError, match="No space left"):
        api.explain(str(built), "a/page.txt", html=str(page))
    monkeypatch.undo()
    assert page.read_text("utf-8") == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_text_cannot_steer_the_terminal_it_is_explained_on(tmp_path: Path) -> None:
    page = "标题\x1b[2J\x1b]0;x\x07\x9b0m\n书店\t开在镇口\u200d，三间屋，一盏灯，从早上七点开到天黑，雨天也不关门。\n"
    (tmp_path / "page.txt").write_text(page, "utf-8")
    api.build([str(tmp_path / "page.txt")], str(tmp_path / "ds"), recipe="minimal", workers=1)
    shown = str(api.explain(str(tmp_path / "ds"), doc="page.txt").data["text"])
    assert "标题\\u001b[2J\\u001b]0;x\\u0007\\u009b0m\n书店\t开在镇口\u200d，" in shown
    assert not [char for char in shown if char < " " and char not in "\n\t"]
