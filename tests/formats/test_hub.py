"""Publishing, against a Hub on the loopback: what goes over, what stays at home, what is said when it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpuskit.errors import GateError, InputError, RemoteError, UsageError
from corpuskit.formats.check import check_folder
from corpuskit.formats.hub import ONE_COMMIT_FILES, push
from corpuskit.formats.publishable import write_publishable
from tests.formats.made import BYLINE, encode, make
from tests.support.hub_stand_in import Fault, HubStandIn

REMOVED = ("責編", "張三", BYLINE)  # stood in every original; `editors` of the rows holds the simplified name


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    folder.mkdir()
    make(folder)
    return folder


@pytest.fixture(params=["xet", "lfs"])
def hub(request: pytest.FixtureRequest) -> Iterator[HubStandIn]:
    with HubStandIn(xet=request.param == "xet") as stand_in:
        yield stand_in


def python(hub: HubStandIn, home: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own: the libraries read their environment when they are imported."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    extra = {"HF_ENDPOINT": hub.url, "HF_HOME": str(home), "HF_TOKEN": hub.token, "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    if hub.xet_folder is None:
        extra["HF_HUB_DISABLE_XET"] = "1"
    return subprocess.run([sys.executable, "-c", code, *arguments], env=clean | extra, capture_output=True, text=True)


PUSH = """
import json, sys
from pathlib import Path
from corpuskit.errors import CorpuskitError
from corpuskit.formats.hub import push
try:
    done = push(sys.argv[1], "user/demo", **json.loads(sys.argv[2]))
    print(json.dumps({"commit": done.commit, "pr": done.pull_request}))
except CorpuskitError as error:
    print(json.dumps({"error": error.line}))
"""
LOAD = """
import json, sys
from datasets import load_dataset
options = json.loads(sys.argv[1])
docs = load_dataset("user/demo", split="train", **options)
stream = list(load_dataset("user/demo", split="train", streaming=True, **options))
audit = load_dataset("user/demo", "audit", split="train", **options)
assert stream == list(docs)
print(json.dumps({"texts": docs["text"][:], "audit": len(audit)}))
"""


def pushed(hub: HubStandIn, home: Path, folder: Path, **options: Any) -> dict[str, Any]:
    done = python(hub, home, PUSH, str(folder), json.dumps(options))
    assert hub.token not in done.stdout + done.stderr
    assert done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def loaded(hub: HubStandIn, home: Path, **options: Any) -> dict[str, Any]:
    done = python(hub, home, LOAD, json.dumps(options))
    assert done.returncode == 0, done.stderr[-2000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def texts_of(folder: Path) -> list[str]:
    out: list[str] = pq.read_table(folder / "data").column("text").to_pylist()
    return out


# -- the publishable copy ------------------------------------------------------------------------------------------------


def test_the_copy_holds_no_removed_text_and_passes_its_check(demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    about = write_publishable(demo, copy, "user/demo")
    assert about.withheld
    for path in copy.rglob("*"):
        if path.suffix == ".parquet":
            said = json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False, default=lambda b: b.decode("utf-8", "replace"))
        else:
            said = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert not any(word in said for word in REMOVED), path
    assert [f for f in check_folder(copy, encode) if not f.advice] == []
    rejected = pq.read_table(copy / "rejected").to_pylist()
    assert [(row["text"], row["title"], row["reason"]) for row in rejected] == [
        (None, None, "quality.short"), (None, None, "duplicate.exact"),
    ]  # fmt: skip
    ledger = pq.read_table(copy / "audit")
    assert ledger.num_rows == pq.read_table(demo / "audit").num_rows
    assert set(ledger.column("rule").to_pylist()) >= {"zh.credit.editor", "script.char"}
    card = (copy / "README.md").read_text(encoding="utf-8")
    assert 'load_dataset("user/demo", split="train")' in card
    assert "the removed text itself is not published" in card


def test_the_whole_can_be_published_when_asked_for(demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    write_publishable(demo, copy, "user/demo", removed_text=True)
    assert check_folder(copy, encode, load=False, everything=True) == []
    assert any("責編" in str(row["removed"]) for row in pq.read_table(copy / "audit").to_pylist())


def test_parts_can_stay_at_home(demo: Path, tmp_path: Path) -> None:
    plan = push(demo, "user/demo", dry_run=True, audit=False, rejected=False)
    assert {f.path.split("/")[0] for f in plan.files if "/" in f.path} == {"data", "reports"}
    assert not plan.findings


# -- the plan ------------------------------------------------------------------------------------------------------------


def test_a_dry_run_needs_no_network(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("the network was asked"))
    monkeypatch.setattr(socket.socket, "connect", lambda *a, **k: pytest.fail("the network was asked"))
    plan = push(demo, "user/demo", dry_run=True, private=True, tag="v1")
    assert (plan.repo, plan.revision, plan.private, plan.tag, plan.commit) == ("user/demo", "main", True, "v1", None)
    assert {"README.md", "data/train-00000-of-00001.parquet", "checksums.sha256"} <= {f.path for f in plan.files}
    assert "data/*" in plan.deletes
    assert plan.bytes == sum(f.bytes for f in plan.files)
    assert sorted(p.name for p in demo.parent.iterdir()) == ["demo"]


def test_wrong_calls(demo: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        push(demo, "demo", dry_run=True)
    with pytest.raises(UsageError):
        push(demo, "user/demo", dry_run=True, create_pr=True, tag="v1")
    (tmp_path / "other").mkdir()
    with pytest.raises(InputError, match="not made by corpuskit"):
        push(tmp_path / "other", "user/demo", dry_run=True)


def test_a_broken_dataset_is_not_pushed(demo: Path) -> None:
    card = (demo / "README.md").read_text(encoding="utf-8")
    (demo / "README.md").write_text(card.replace("license: cc0-1.0", "license: anything goes"), encoding="utf-8")
    manifest = json.loads((demo / "manifest.json").read_text(encoding="utf-8"))
    manifest["card"].pop("license")
    (demo / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert [f.name for f in push(demo, "user/demo", dry_run=True).findings] == ["card.licence"]
    with pytest.raises(GateError, match=r"card\.licence"):
        push(demo, "user/demo", endpoint="http://127.0.0.1:9", token="hf_x")  # refused before anything is asked


# -- over the wire -------------------------------------------------------------------------------------------------------


def test_push_load_rebuild_push_load(hub: HubStandIn, demo: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert "error" not in pushed(hub, home, demo, private=True, message="first")
    assert hub.repositories["user/demo"].private
    assert hub.commits("user/demo") == ["first", "initial commit"]
    first = loaded(hub, home)
    assert first["texts"] == texts_of(demo)
    assert first["audit"] == pq.read_table(demo / "audit").num_rows
    assert bool(hub.requests("GET", "xet-write-token")) is (hub.xet_folder is not None)
    assert bool(hub.requests("PUT", "^/lfs/")) is (hub.xet_folder is None)

    assert "error" not in pushed(hub, home, demo, message="again")  # nothing changed: no commit
    assert hub.commits("user/demo") == ["first", "initial commit"]

    more = tmp_path / "new" / "demo"
    more.mkdir(parents=True)
    make(more, count=30, salt="乙", shard_bytes=1000)
    assert "error" not in pushed(hub, home, more, message="second", tag="v2")
    shards = [p for p in hub.paths("user/demo") if p.startswith("data/")]
    assert len(shards) > 1
    assert "data/train-00000-of-00001.parquet" not in shards  # the stale one went in the same commit
    assert loaded(hub, home)["texts"] == texts_of(more)
    assert loaded(hub, home, revision="v2")["texts"] == texts_of(more)
    assert len(hub.commits("user/demo")) == 3


def test_pull_requests_and_branches(hub: HubStandIn, demo: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pushed(hub, home, demo, message="first")
    more = tmp_path / "new" / "demo"
    more.mkdir(parents=True)
    make(more, count=20)
    answer = pushed(hub, home, more, create_pr=True)
    assert answer["pr"] == f"{hub.url}/datasets/user/demo/discussions/1"
    assert loaded(hub, home)["texts"] == texts_of(demo)
    assert loaded(hub, home, revision="refs/pr/1")["texts"] == texts_of(more)
    assert "error" not in pushed(hub, home, more, revision="next")
    assert loaded(hub, home, revision="next")["texts"] == texts_of(more)
    assert hub.commits("user/demo")[0] == "first"


def test_a_big_push_never_shows_a_card_without_its_shards(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    make(folder, count=ONE_COMMIT_FILES + 90, shard_bytes=1)
    with HubStandIn() as hub:
        assert "error" not in pushed(hub, tmp_path / "home", folder)
        repository = hub.repositories["user/demo"]
        assert len(hub.paths("user/demo")) > 250
        sha: str | None = repository.refs["main"]
        while sha:  # every state of main that a reader could have met
            tree = repository.commits[sha]["tree"]
            assert ("README.md" in tree) == (len([p for p in tree if p.startswith("data/")]) == ONE_COMMIT_FILES + 88)
            sha = repository.commits[sha]["parent"]
        assert repository.discussions[1]["status"] == "merged"
        assert len(hub.requests("POST", "/commit/refs")) > 1  # it really took several commits


FAULTS: dict[str, tuple[list[Fault], str]] = {
    "401": ([Fault("POST", r"/repos/create", 401), Fault("GET", r"/api/datasets/", 401, times=9)], "hf auth login"),
    "403": ([Fault("POST", r"/preupload/", 403)], "may not write"),
    "412": ([Fault("POST", r"/commit/", 412, times=9)], "changed while it was pushed"),
    "400": ([Fault("POST", r"/commit/", 400, times=9)], "did not accept"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_refusals_are_one_clear_line(demo: Path, name: str) -> None:
    with HubStandIn() as hub:
        faults, words = FAULTS[name]
        hub.faults += [Fault(f.method, f.pattern, f.status, times=f.times) for f in faults]
        with pytest.raises(RemoteError) as caught:
            push(demo, "user/demo", endpoint=hub.url, token=hub.token)
        assert words in caught.value.line
        assert caught.value.hint
        assert "\n" not in caught.value.line
        assert hub.token not in caught.value.line


def test_somebody_elses_name_an_unknown_token_and_no_server(demo: Path) -> None:
    with HubStandIn() as hub:
        with pytest.raises(RemoteError, match="may not write"):
            push(demo, "others/demo", endpoint=hub.url, token=hub.token)
        with pytest.raises(RemoteError, match="does not know this token") as caught:
            push(demo, "user/demo", endpoint=hub.url, token="hf_wrong_secret")
        assert "wrong_secret" not in caught.value.line
    with pytest.raises(RemoteError, match="could not be reached"):
        push(demo, "user/demo", endpoint="http://127.0.0.1:9", token="hf_x")


def test_passing_faults_are_overcome(hub: HubStandIn, demo: Path, tmp_path: Path) -> None:
    hub.faults += [
        Fault("POST", r"/preupload/", 503, {"Retry-After": "0"}),
        Fault("POST", r"/preupload/", 429, {"Retry-After": "0"}),
    ]
    assert "error" not in pushed(hub, tmp_path / "home", demo)
    assert loaded(hub, tmp_path / "home")["texts"] == texts_of(demo)


def test_a_broken_push_is_resumed_by_running_again(demo: Path, tmp_path: Path) -> None:
    with HubStandIn(xet=False) as hub:
        hub.faults.append(Fault("POST", r"/commit/", 500, times=99))
        answer = pushed(hub, tmp_path / "home", demo)
        assert "push again" in answer["error"]
        sent = hub.received_bytes
        assert sent > 0
        hub.faults.clear()
        assert "error" not in pushed(hub, tmp_path / "home", demo)
        assert hub.received_bytes == sent


def test_a_tag_that_exists_is_said(demo: Path) -> None:
    with HubStandIn() as hub:
        push(demo, "user/demo", endpoint=hub.url, token=hub.token, tag="v1")
        with pytest.raises(RemoteError, match="tag exists"):
            push(demo, "user/demo", endpoint=hub.url, token=hub.token, tag="v1")
