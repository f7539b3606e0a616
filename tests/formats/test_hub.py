"""Publishing, against a Hub on the loopback: what goes over, what stays at home, what is said when it fails.

Long, because each way in which a push can fail has its test.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpuskit.errors import GateError, InputError, RemoteError, UsageError
from corpuskit.formats.check import check_folder
from corpuskit.formats.hub import push
from corpuskit.formats.hub_upload import ONE_COMMIT_FILES
from corpuskit.formats.publishable import write_publishable
from tests.formats.made import BYLINE, encode, make
from tests.support.hub_stand_in import Fault, HubStandIn
from tests.support.hub_user import User

REMOVED = ("責編", "張三", BYLINE)  # stood in every original; `editors` of the rows holds the simplified name


@pytest.fixture(scope="module")
def moulds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Datasets are made once for each set of options and copied then."""
    MOULDS.clear()
    MOULDS[""] = tmp_path_factory.mktemp("moulds")
    yield
    MOULDS.clear()


MOULDS: dict[str, Path] = {}


def copied(target: Path, **options: Any) -> Path:
    """A dataset named demo at `target`, which is missing so far."""
    key = json.dumps(options, sort_keys=True)
    if key not in MOULDS:
        mould = MOULDS[""] / str(len(MOULDS)) / "demo"
        mould.mkdir(parents=True)
        make(mould, **options)
        MOULDS[key] = mould
    shutil.copytree(MOULDS[key], target)
    return target


@pytest.fixture
def demo(tmp_path: Path, moulds: None) -> Path:
    return copied(tmp_path / "demo")


@pytest.fixture(scope="module", params=["xet", "lfs"])
def user_of_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[User]:
    with HubStandIn(xet=request.param == "xet") as hub:
        user = User(hub, tmp_path_factory.mktemp("hf") / "home")
        yield user
        user.close()
        assert hub.token not in user.said()


@pytest.fixture
def user(user_of_path: User) -> User:
    """With a Hub on which nothing failed and nothing was asked yet."""
    user_of_path.hub.faults.clear()
    user_of_path.hub.log.clear()
    return user_of_path


def remade(tmp_path: Path, **options: Any) -> Path:
    """Another dataset of the same name."""
    return copied(tmp_path / "new" / "demo", **options)


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
            said = path.read_text(encoding="utf-8") if path.is_file() and path.suffix != ".png" else ""
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


def test_the_command_says_the_plan(demo: Path) -> None:
    from corpuskit.commands.publishing import push as command

    result = command(str(demo), "user/demo", dry_run=True, private=True)
    assert result.code == 0
    assert result.counts["files"] == len(result.data["plan"])
    text = result.data["text"]
    assert "user/demo, branch main (private if it is new)" in text
    assert "removed text  withheld" in text
    assert all(one["path"] in text and one["sha256"][:12] in text for one in result.data["plan"])
    assert "Nothing was sent" in text
    assert "PUBLISHED" in command(str(demo), "user/demo", dry_run=True, publish_removed_text=True).data["text"]


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


def test_push_load_rebuild_push_load(user: User, demo: Path, tmp_path: Path) -> None:
    hub, repo = user.hub, "user/again"
    assert "error" not in user.push(demo, repo, private=True, message="first")
    assert hub.repositories[repo].private
    assert hub.commits(repo) == ["first", "initial commit"]
    first = user.load(repo, audit=True)
    assert first["texts"] == texts_of(demo)
    assert first["audit"] == pq.read_table(demo / "audit").num_rows
    assert bool(hub.requests("GET", "xet-write-token")) is (hub.xet_folder is not None)
    assert bool(hub.requests("PUT", "^/lfs/")) is (hub.xet_folder is None)

    assert "error" not in user.push(demo, repo, message="again")  # nothing changed: no commit
    assert hub.commits(repo) == ["first", "initial commit"]

    more = remade(tmp_path, count=30, salt="新", shard_bytes=2_500)
    assert "error" not in user.push(more, repo, message="second", tag="v2")
    shards = [p for p in hub.paths(repo) if p.startswith("data/")]
    assert 1 < len(shards) < 8
    assert "data/train-00000-of-00001.parquet" not in shards  # the stale one went in the same commit
    assert user.load(repo)["texts"] == texts_of(more)
    assert user.load(repo, revision="v2")["texts"] == texts_of(more)
    assert hub.commits(repo) == ["second", "first", "initial commit"]


def test_pull_requests_and_branches(user: User, demo: Path, tmp_path: Path) -> None:
    hub, repo = user.hub, "user/branches"
    user.push(demo, repo, message="first")
    more = remade(tmp_path, count=20)
    answer = user.push(more, repo, create_pr=True)
    assert answer["pr"] == f"{hub.url}/datasets/{repo}/discussions/1"
    assert hub.repositories[repo].discussions[1]["status"] == "open"
    assert user.load(repo)["texts"] == texts_of(demo)
    assert user.load(repo, revision="refs/pr/1")["texts"] == texts_of(more)
    assert "error" not in user.push(more, repo, revision="next")
    assert user.load(repo, revision="next")["texts"] == texts_of(more)
    assert hub.commits(repo)[0] == "first"
    user.push(demo, repo, create_pr=True)  # the same as main: a request would be empty
    assert hub.repositories[repo].discussions[2]["status"] == "closed"


FEW = 8


def test_what_counts_as_big_is_what_the_client_may_split() -> None:
    from huggingface_hub import _upload_pipeline

    assert _upload_pipeline.COMMIT_SIZE_SCALE[0] == ONE_COMMIT_FILES


def states(hub: HubStandIn, repo: str, ref: str) -> list[dict[str, Any]]:
    """Every tree of `ref` that a reader could have met, last first."""
    repository = hub.repositories[repo]
    out, sha = [], repository.refs[ref]
    while sha:
        out.append(repository.commits[sha]["tree"])
        sha = repository.commits[sha]["parent"]
    return out


@pytest.mark.parametrize("ref", ["main", "next"])
def test_a_big_push_never_shows_a_card_without_its_shards(user: User, tmp_path: Path, ref: str) -> None:
    hub, repo = user.hub, f"user/big-{ref}"
    options: dict[str, Any] = {"big": FEW} | ({} if ref == "main" else {"revision": ref})
    folder = remade(tmp_path, count=FEW + 4, shard_bytes=1)
    shards = sorted(p.relative_to(folder).as_posix() for p in folder.glob("data/*"))
    assert len(shards) > FEW
    hub.faults.append(Fault("POST", r"/commit/", 409, times=6))  # the client answers by splitting what it commits
    answer = user.push(folder, repo, **options)
    hub.faults.clear()
    if "error" in answer:
        assert "push again" in answer["error"]
        resumed = {"revision": "refs/pr/1"} if ref == "main" and "pull request 1" in answer["error"] else {}
        assert "error" not in user.push(folder, repo, **(options | resumed))
    for tree in states(hub, repo, ref):
        if "README.md" in tree:
            assert [p for p in tree if p.startswith("data/")] == shards
    fewer = remade(tmp_path / "fewer")
    assert "error" not in user.push(fewer, repo, **options)
    options.pop("big")
    assert user.load(repo, **options)["texts"] == texts_of(fewer)  # nothing stale is left


def test_a_big_push_is_merged_in_one_step(user: User, tmp_path: Path) -> None:
    hub, repo = user.hub, "user/big"
    folder = remade(tmp_path, count=FEW + 4, shard_bytes=1)
    assert "error" not in user.push(folder, repo, big=FEW)
    assert hub.repositories[repo].discussions[1]["status"] == "merged"
    assert len(states(hub, repo, "main")) == 2
    shards = {p.relative_to(folder).as_posix() for p in folder.glob("data/*")}
    assert shards <= set(hub.paths(repo))
    hub.faults.append(Fault("POST", r"/merge", 403))
    assert "--revision refs/pr/2" in user.push(remade(tmp_path / "b", count=20), repo, big=FEW)["error"]


def test_hidden_files_stay_at_home(user: User, demo: Path) -> None:
    (demo / ".env").write_text("PASSWORD=1", encoding="utf-8")
    (demo / "images" / ".cache").mkdir(parents=True)
    (demo / "images" / ".cache" / "x").write_text("1", encoding="utf-8")
    (demo / "images" / "plot.txt").write_text("shown", encoding="utf-8")
    assert "error" not in user.push(demo, "user/hidden")
    assert "images/plot.txt" in user.hub.paths("user/hidden")
    assert not [p for p in user.hub.paths("user/hidden") if ".env" in p or ".cache" in p]
    assert not [f for f in push(demo, "user/hidden", dry_run=True).files if "/." in f"/{f.path}"]


def test_a_public_repository_is_not_taken_for_a_private_one(user: User, demo: Path, tmp_path: Path) -> None:
    user.push(demo, "user/public")
    sent = user.hub.commits("user/public")
    assert "is public" in user.push(remade(tmp_path, count=20), "user/public", private=True)["error"]
    assert user.hub.commits("user/public") == sent


FAULTS: dict[str, tuple[list[Fault], str]] = {
    "401": ([Fault("POST", r"/repos/create", 401), Fault("GET", r"/api/datasets/", 401, times=9)], "hf auth login"),
    "403": ([Fault("POST", r"/preupload/", 403)], "may not write"),
    "403 of the chunks": ([Fault("GET", r"/xet-write-token/", 403, times=9)], "may not write"),
    "404": ([Fault("POST", r"/preupload/", 404, times=9)], "was not found"),
    "409": ([Fault("POST", r"/commit/", 409, times=99)], "by somebody else"),
    "bad metadata": ([Fault("POST", r"/validate-yaml", 400, times=9)], "metadata of README.md"),
    "413": ([Fault("POST", r"/commit/", 413, times=9)], "too large"),
    "429": ([Fault("POST", r"/preupload/", 429, {"Retry-After": "0"}, times=99)], "slow down"),
    "503": ([Fault("POST", r"/preupload/", 503, {"Retry-After": "0"}, times=99)], "answered 503"),
    "dropped": ([Fault("POST", r"/repos/create", drop=True, times=99)], "could not be reached"),
    "412": ([Fault("POST", r"/commit/", 412, times=9)], "changed while it was pushed"),
    "400": ([Fault("POST", r"/commit/", 400, times=9)], "did not accept"),
}


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before the next try."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


@pytest.mark.usefixtures("online", "hasty")
@pytest.mark.parametrize("name", FAULTS)
def test_refusals_are_one_clear_line(demo: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    with HubStandIn() as hub:
        faults, words = FAULTS[name]
        hub.faults += [replace(fault) for fault in faults]
        with pytest.raises(RemoteError) as caught:
            push(demo, "user/demo", endpoint=hub.url, token=hub.token)
        assert words in caught.value.line
        assert caught.value.hint
        assert "\n" not in caught.value.line
        assert len(f"error: {caught.value.line}") <= 80 or name == "400"  # that one has words of the Hub
        said = capfd.readouterr()
        assert hub.token not in caught.value.line + said.out + said.err
        assert "HTTP Error" not in said.err  # the client's own words about each of its tries


@pytest.mark.usefixtures("online", "hasty")
def test_somebody_elses_name_an_unknown_token_and_no_server(demo: Path) -> None:
    with HubStandIn() as hub:
        with pytest.raises(RemoteError, match="may not write"):
            push(demo, "others/demo", endpoint=hub.url, token=hub.token)
        with pytest.raises(RemoteError, match="does not know this token") as caught:
            push(demo, "user/demo", endpoint=hub.url, token="hf_wrong_secret")
        assert "wrong_secret" not in caught.value.line
    with pytest.raises(RemoteError, match="could not be reached"):
        push(demo, "user/demo", endpoint="http://127.0.0.1:9", token="hf_x")


def test_passing_faults_are_overcome(user: User, demo: Path) -> None:
    now = {"Retry-After": "0"}
    user.hub.faults += [
        Fault("POST", r"/repos/create", 502),
        Fault("POST", r"/preupload/", 503, now),
        Fault("POST", r"/preupload/", 429, now),
        Fault("POST", r"/preupload/", drop=True),
        Fault("POST", r"/commit/", 503, now),
        Fault("POST", r"/commit/", drop=True),
        Fault("POST", r"/tag/", 500),
    ]
    assert "error" not in user.push(demo, "user/faults", tag="v1")
    assert not [fault for fault in user.hub.faults if fault.times]
    assert user.load("user/faults", revision="v1")["texts"] == texts_of(demo)
    assert len(user.hub.commits("user/faults")) == 2


def test_a_broken_push_is_resumed_by_running_again(user: User, demo: Path) -> None:
    user.hub.faults.append(Fault("POST", r"/commit/", 409, times=99))
    assert "push again" in user.push(demo, "user/broken")["error"]
    sent = user.hub.stored_bytes()
    assert sent > 0
    user.hub.faults.clear()
    assert "error" not in user.push(demo, "user/broken")
    assert user.hub.stored_bytes() == sent
    assert user.load("user/broken")["texts"] == texts_of(demo)


def test_a_tag_that_exists_is_said_before_anything_is_sent(user: User, demo: Path, tmp_path: Path) -> None:
    user.push(demo, "user/tagged", tag="v1")
    assert "has a tag 'v1'" in user.push(remade(tmp_path, count=20), "user/tagged", tag="v1")["error"]
    assert len(user.hub.commits("user/tagged")) == 2
