"""The ten traps of packaging a dataset: each test shows the naive way failing, and ours not."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuskit.formats.card import split_card
from corpuskit.formats.check import check_folder
from corpuskit.formats.folder import replacing
from corpuskit.formats.hub_upload import ONE_COMMIT_FILES
from tests.formats.made import make
from tests.support.hub_stand_in import HubStandIn


def python(home: Path, code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    extra = {"HF_HOME": str(home), "HF_HUB_OFFLINE": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1", **environment}
    return subprocess.run([sys.executable, "-c", code, *arguments], env=clean | extra, capture_output=True, text=True)


SERVE = """
import json, sys
from datasets import load_dataset

def loaded(home, folder, more, stale):
    try:
        rows = load_dataset(folder, *more, split="train", verification_mode="all_checks", cache_dir=home)
        stream = load_dataset(folder, *more, split="train", streaming=True, cache_dir=home)
        if list(stream) != list(rows) and not stale:
            raise ValueError("streaming gives other rows")
        return {"texts": sorted(rows["text"][:]) if "text" in rows.column_names else []}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error} {error.__cause__}"}

for line in sys.stdin:
    print(json.dumps(loaded(*json.loads(line)), default=str), flush=True)
"""


class Reader:
    """The datasets library, offline, in one process; each question names a cache, as HF_HOME would.

    Streaming must give the same rows, unless a stale cache is expected.
    """

    def __init__(self, home: Path) -> None:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
        extra = {"HF_HOME": str(home), "HF_HUB_OFFLINE": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE], env=clean | extra, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def ask(self, home: Path, folder: Path | str, *more: str, stale: bool = False) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(home), str(folder), more, stale]) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def load(self, home: Path, folder: Path | str, *more: str, stale: bool = False) -> list[str]:
        answer = self.ask(home, folder, *more, stale=stale)
        assert "error" not in answer, answer
        texts: list[str] = answer["texts"]
        return texts

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    made = Reader(tmp_path_factory.mktemp("hf"))
    yield made
    made.close()


def truth(folder: Path) -> list[str]:
    return sorted(pq.read_table(folder / "data").column("text").to_pylist())


def build(target: Path, **options: Any) -> None:
    previous = target if target.exists() else None
    with replacing(target) as fresh:
        make(fresh, previous=previous, **options)


def test_1_a_rebuild_is_not_answered_from_a_stale_cache(reader: Reader, tmp_path: Path) -> None:
    """Same name, other rows, same HF_HOME. Without our version and counts the old rows come back, silently."""
    target, home = tmp_path / "demo", tmp_path / "home"
    build(target, count=12, salt="甲")
    old = reader.load(home, target)
    build(target, count=12, salt="乙")
    assert reader.load(home, target) == truth(target) != old

    naive_home, naive = tmp_path / "naive-home", tmp_path / "naive" / "demo"
    for salt in ("甲", "乙"):
        shutil.rmtree(naive, ignore_errors=True)
        naive.mkdir(parents=True)
        make(naive, count=12, salt=salt)
        plain = "configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*\n"
        (naive / "README.md").write_text(f"---\n{plain}---\n")
        got = reader.load(naive_home, naive, stale=True)
    assert got != truth(naive), "the trap is gone: the library sees the change by itself now"


def test_2_a_missing_folder_is_no_repository_id(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """load_dataset("dist/nope") asks the Hub; we say that the folder is missing, and our snippets begin with ./"""
    from corpuskit.errors import InputError

    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        check_folder("dist/nope")
    said = reader.ask(tmp_path / "home", "dist/nope")["error"]
    assert re.search(r"[Oo]ffline|Hub", said), "the trap is gone: a missing folder is seen as one now"
    build(tmp_path / "demo")
    assert 'load_dataset("./demo"' in (tmp_path / "demo" / "README.md").read_text(encoding="utf-8")


def test_3_every_config_has_the_same_format(reader: Reader, tmp_path: Path) -> None:
    target = tmp_path / "demo"
    build(target)
    data, _ = split_card((target / "README.md").read_text(encoding="utf-8"))
    assert data is not None
    for config in data["configs"]:
        for entry in config["data_files"]:
            assert {path.suffix for path in target.glob(entry["path"])} == {".parquet"}
        assert "error" not in reader.ask(tmp_path / "home", target, config["config_name"])
    naive = tmp_path / "naive"
    shutil.copytree(target, naive)
    (naive / "audit.jsonl").write_text('{"a": 1}\n')
    card = (naive / "README.md").read_text(encoding="utf-8").replace("path: audit/train-*", "path: audit.jsonl")
    (naive / "README.md").write_text(card, encoding="utf-8")
    assert "card.formats" in {f.name for f in check_folder(naive, load=False)}
    assert "error" in reader.ask(tmp_path / "home2", naive, "audit")


def test_4_only_what_the_client_still_has_is_used() -> None:
    """upload_large_folder, hf_transfer and huggingface-cli are gone; upload_folder is the way."""
    import huggingface_hub

    import corpuskit.formats.hub as ours

    folder = Path(str(ours.__file__)).parent
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("hub*.py")))
    called = set(re.findall(r"\b_?api\.(\w+)\(", source))
    assert "upload_folder" in called
    assert all(hasattr(huggingface_hub.HfApi, name) for name in called)
    assert not hasattr(huggingface_hub.HfApi, "upload_large_folder"), "the old way is back: say so in hub.py"


@pytest.mark.usefixtures("online")
def test_5_the_naive_big_push_shows_a_card_without_its_shards(tmp_path: Path) -> None:
    """Plain upload_folder makes several commits, the card in the first one (ours: test_hub, a pull request merged at once)."""
    from huggingface_hub import HfApi

    folder = tmp_path / "many"
    (folder / "data").mkdir(parents=True)
    (folder / "README.md").write_text("---\nlicense: mit\n---\n")
    for n in range(300):
        (folder / "data" / f"{n:03d}.txt").write_text(str(n))
    with HubStandIn(xet=False) as hub:
        api = HfApi(endpoint=hub.url, token=hub.token)
        api.create_repo("user/many", repo_type="dataset")
        api.upload_folder(repo_id="user/many", repo_type="dataset", folder_path=folder)
        states = [commit["tree"] for commit in hub.repositories["user/many"].commits.values()]
        assert any("README.md" in tree and len(tree) < 300 for tree in states), "the trap is gone: one commit holds it all"
    assert ONE_COMMIT_FILES < 250


def test_6_the_library_checks_no_checksums_so_we_do(reader: Reader, tmp_path: Path) -> None:
    target = tmp_path / "demo"
    build(target)
    shard = next((target / "data").iterdir())
    table = pq.read_table(shard)
    texts = table.column("text").to_pylist()[::-1]  # each text stands in another row now
    pq.write_table(table.set_column(1, table.schema.field(1), pa.array(texts)), shard)
    assert len(reader.load(tmp_path / "home", target)) == 10, "the trap is gone: all_checks sees other bytes now"
    assert {"checksums.differ", "law.reversible"} <= {f.name for f in check_folder(target, load=False)}


def test_7_a_script_with_the_name_of_the_dataset(reader: Reader, tmp_path: Path) -> None:
    target = tmp_path / "demo"
    build(target)
    assert not list(target.rglob("*.py"))
    (target / "demo.py").write_text("print('mine')\n")
    assert "hijacker.script" in {f.name for f in check_folder(target, load=False)}
    assert "error" in reader.ask(tmp_path / "home", target), "the trap is gone: scripts are ignored now"


def test_8_other_files_are_never_taken_for_data(reader: Reader, tmp_path: Path) -> None:
    target = tmp_path / "demo"
    build(target)
    for name in ("reports/task.toml", "notes/instruction.md", "reports/run.eval"):
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text("x")
    (target / "reports" / "train_lengths.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert reader.load(tmp_path / "home", target) == truth(target)
    naive = tmp_path / "naive"
    (naive / "sub").mkdir(parents=True)
    pq.write_table(pq.read_table(target / "data").select(["text"]), naive / "rows.parquet")
    (naive / "sub" / "task.toml").write_text("x")
    assert "hijacker.harbor" in {f.name for f in check_folder(naive, load=False)}
    answer = reader.ask(tmp_path / "home2", naive)
    assert "error" in answer or answer["texts"] != truth(target), "the trap is gone: task.toml is ignored now"


@pytest.mark.usefixtures("online")
def test_9_the_address_of_the_hub_is_an_argument(tmp_path: Path) -> None:
    """HF_ENDPOINT is read at import; changing it afterwards does nothing, so push() takes the endpoint itself."""
    from corpuskit.formats.hub import push

    target = tmp_path / "demo"
    build(target)
    with HubStandIn() as hub:
        code = (
            "import huggingface_hub.constants, os; os.environ['HF_ENDPOINT'] = 'http://127.0.0.1:1';"
            "print(huggingface_hub.constants.ENDPOINT)"
        )
        assert "127.0.0.1:1" not in python(tmp_path / "home", code).stdout
        assert push(target, "user/demo", endpoint=hub.url, token=hub.token).commit
        assert hub.requests("POST", "/commit/")


def test_10_no_bom_no_norway_no_duplicate_keys(tmp_path: Path) -> None:
    from huggingface_hub import DatasetCard

    target = tmp_path / "demo"
    build(target)
    raw = (target / "README.md").read_bytes()
    assert raw.startswith(b"---\n")
    (target / "README.md").write_bytes(b"\xef\xbb\xbf" + raw)
    build(target)  # a person's editor added a byte order mark: the next build takes it away
    assert (target / "README.md").read_bytes() == raw
    faults = {"card.bom": b"\xef\xbb\xbf" + raw, "card.norway": raw.replace(b"language:\n- en", b"language:\n- no"),
              "card.duplicate-key": raw.replace(b"license: cc0-1.0", b"license: mit\nlicense: cc0-1.0")}  # fmt: skip
    for name, changed in faults.items():
        (target / "README.md").write_bytes(changed)
        assert name in {f.name for f in check_folder(target, load=False)}
    card = DatasetCard(faults["card.norway"].decode())
    assert card.data.language == [False, "zh"], "the trap is gone: no is a language now"
    assert DatasetCard(faults["card.duplicate-key"].decode()).data.license == "cc0-1.0"


def test_fewer_shards_leave_no_stale_ones(reader: Reader, tmp_path: Path) -> None:
    target = tmp_path / "demo"
    build(target, count=30, shard_bytes=1000)
    assert len(list((target / "data").iterdir())) > 1
    build(target, count=8)
    assert reader.load(tmp_path / "home", target) == truth(target)
    assert len(list((target / "data").iterdir())) == 1


def test_streaming_equals_the_map_style(reader: Reader, tmp_path: Path) -> None:
    """The reader compares them, row for row."""
    target = tmp_path / "demo"
    build(target, count=40, shard_bytes=1000)
    for config in ("default", "audit", "rejected"):
        assert "error" not in reader.ask(tmp_path / "home", target, config)
