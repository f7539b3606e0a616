"""Datasets and work folders in an object store: the bytes of a build on this machine, whatever stumbles or is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from hashlib import sha256
from pathlib import Path

import pytest

from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.commands import handover
from corpuskit.engines import ENGINES
from corpuskit.errors import OutputError, RemoteError, UsageError
from corpuskit.formats import store, target
from corpuskit.formats.folder import FORMAT
from tests.support.killing import Killing
from tests.support.s3_server import Fault, S3Server, server

__all__ = ["server"]

SHARD_BYTES = 9_000
MAP = r"work.*/map/"


def sentences(n: int, count: int = 12) -> str:
    return "".join(f"第{n}篇的第{k}句，讲的是城市供水管网的日常维护。" for k in range(count))


def records(count: int, **special: str) -> bytes:
    """Lines of JSON; `special` maps r<number> to the text of that record. Every tenth is a copy of the one before."""
    texts = [special.get(f"r{n}") or sentences(n - (n % 10 == 9)) for n in range(count)]
    return "".join(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n" for n, text in enumerate(texts)).encode()


def digests(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def stored(server: S3Server, name: str) -> dict[str, str]:
    return {one: sha256(data).hexdigest() for one, data in server.folder(name).items()}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The dataset of 90 records, built on this machine."""
    pytest.importorskip("s3fs", reason="the extra `s3` is not installed")
    folder = tmp_path_factory.mktemp("reference")
    (folder / "in.jsonl").write_bytes(records(90))
    result = api.build([str(folder / "in.jsonl")], str(folder / "demo"), recipe="minimal", workers=1)
    assert result.counts["documents_in"] == 90 and result.counts["documents_duplicate"] == 9
    return digests(folder / "demo")


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize(("workers", "shards"), [(1, 1), (2, 2), (2, 7)])
def test_everything_in_a_store_gives_the_same_bytes(
    engine: str, workers: int, shards: int, server: S3Server, reference: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("bucket/in.jsonl", records(90))
    monkeypatch.setattr(build_module, "SHARD_BYTES", -(-len(records(90)) // shards))
    result = api.build(
        ["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", recipe="minimal", workers=workers, engine=engine
    )  # fmt: skip
    assert result.data["out"] == "s3://bucket/dist/demo" and not result.skipped
    assert stored(server, "bucket/dist/demo") == reference
    assert server.names("bucket/dist") == [f"demo/{name}" for name in reference]  # nothing of the work is left
    assert sum(method == "PUT" and path.endswith(".json") and "/map/" in path for method, path in server.log) >= shards


@pytest.mark.parametrize("kind", ["500", "503", "reset", "lost", "slow", "short", "cut"])
def test_a_store_that_stumbles_at_every_kind_of_request_gives_the_same_bytes(
    kind: str, server: S3Server, reference: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("bucket/in.jsonl", records(90))
    monkeypatch.setattr(build_module, "SHARD_BYTES", SHARD_BYTES)
    reads = [Fault("GET", r"bucket/(job|dist)/[^?]*[^/?]$", kind, times=4, every=3), Fault("GET", r"in\.jsonl", kind, 2, 2)]
    writes = [
        Fault("PUT", MAP + r".*\.json$", kind, times=4, every=2),
        Fault("PUT", MAP + r".*arrow$", kind, times=4, every=3),
        Fault("PUT", r"dist/demo/", kind, times=4, every=5),
        Fault("PUT", r"/lock/", kind),
        Fault("DELETE", r".", kind, times=3, every=2),
        Fault("POST", r"delete", kind),
        Fault("GET", r"list-type", kind, times=3, every=2),
    ]
    server.faults += reads if kind in ("short", "cut") else reads + writes
    result = api.build(
        ["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", recipe="minimal", workers=1, work="s3://bucket/job"
    )  # fmt: skip
    struck = [fault for fault in server.faults if fault.struck]
    assert len(struck) == len(server.faults), [fault for fault in server.faults if not fault.struck]
    assert not result.skipped and stored(server, "bucket/dist/demo") == reference
    assert server.names("bucket/job") == []


def test_the_second_writer_of_a_marker_takes_its_files_away_and_uses_what_stands(server: S3Server, tmp_path: Path) -> None:
    server.put("bucket/x", b"")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "key.json").write_text(json.dumps({"key": "key", "rows": 1}))
        (tmp_path / name / "key.docs.arrow").write_bytes(name.encode())
        (tmp_path / name / "other.docs.arrow").write_bytes(b"of another task")
    first = handover.commit("s3://bucket/job", "key", tmp_path / "one")
    second = handover.commit("s3://bucket/job", "key", tmp_path / "two")
    assert first == second == handover.finished("s3://bucket/job", "key")
    name, size, _ = first["files"]["docs.arrow"]
    assert sorted(server.names("bucket/job/map")) == sorted(["key.json", name]) and size == 3
    (tmp_path / "got").mkdir()
    handover.gather("s3://bucket/job", [("key", first["files"])], tmp_path / "got")
    assert (tmp_path / "got" / "key.docs.arrow").read_bytes() == b"one"
    server.put(f"bucket/job/map/{name}", b"on")  # a file that is not what the marker says
    assert handover.finished("s3://bucket/job", "key") is None and "key.json" not in server.names("bucket/job/map")


def test_a_commit_whose_answer_was_lost_is_known_as_ones_own(server: S3Server, tmp_path: Path) -> None:
    server.put("bucket/x", b"")
    (tmp_path / "key.json").write_text(json.dumps({"key": "key"}))
    (tmp_path / "key.docs.arrow").write_bytes(b"rows")
    server.faults.append(fault := Fault("PUT", r"key\.json", "lost"))
    marker = handover.commit("s3://bucket/job", "key", tmp_path)
    assert fault.struck and marker["files"]["docs.arrow"][0] in server.names("bucket/job/map")  # not taken for another's


def test_many_writers_of_one_name_agree(server: S3Server) -> None:
    from concurrent.futures import ThreadPoolExecutor

    server.put("bucket/x", b"")
    one = store.store_of("s3://bucket")
    with ThreadPoolExecutor(8) as threads:
        stands = list(threads.map(lambda n: one.settle("s3://bucket/name", b"%d" % n), range(16)))
    assert len(set(stands)) == 1 and server.get("bucket/name") == stands[0]


BUILD = """
import sys, time
from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.commands.mapping import map_shard

def slowly(task):
    time.sleep(0.3)
    return map_shard(task)

if __name__ == "__main__":
    build_module.SHARD_BYTES, build_module.map_shard = 9_000, slowly
    api.build(["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", recipe="minimal", workers=2, engine=sys.argv[1])
"""


def markers(server: S3Server) -> list[str]:
    return [name for name in server.names("bucket/dist") if "/map/" in name and name.endswith(".json")]


@pytest.mark.slow
@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_a_killed_build_goes_on_where_it_was(
    engine: str, server: S3Server, reference: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("bucket/in.jsonl", records(90))
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(BUILD), "utf-8")
    with subprocess.Popen([sys.executable, str(script), engine], stderr=subprocess.PIPE, start_new_session=True) as process:
        until = time.monotonic() + 120
        while len(markers(server)) < 2 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        process.kill()
        process.wait()
    done = markers(server)
    assert len(done) >= 2, "it ended before it could be killed"
    assert not any(name.startswith("demo/") for name in server.names("bucket/dist"))
    time.sleep(1.5)  # its workers end by themselves
    monkeypatch.setattr(build_module, "SHARD_BYTES", 9_000)
    server.log.clear()
    api.build(["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", recipe="minimal", workers=1)
    again = {path.rpartition("/")[2] for method, path in server.log if method == "PUT" and "/map/" in path and ".json" in path}
    assert not again & {name.rpartition("/")[2] for name in done}  # what was done is not done again
    assert stored(server, "bucket/dist/demo") == reference
    assert server.names("bucket/dist") == [f"demo/{name}" for name in reference]


@pytest.mark.slow
@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_a_worker_that_dies_and_a_document_that_kills(
    engine: str, server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = records(60, r17=sentences(17) + "ONCE", r31=sentences(31) + "KILLER")
    server.put("bucket/in.jsonl", data)
    monkeypatch.setattr(build_module, "SHARD_BYTES", 9_000)
    monkeypatch.setattr(build_module, "map_shard", Killing(tmp_path / "died", once="ONCE", always="KILLER"))
    result = api.build(["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", recipe="minimal", workers=2, engine=engine)
    assert result.counts["documents_in"] == 59 and (tmp_path / "died").exists()
    (problem,) = result.skipped
    at = data.index(b'{"id": 31,')
    assert problem.line.startswith(f"in.jsonl#{at}: killed its worker")


def test_an_older_dataset_keeps_what_a_person_put_there_and_its_manifest_goes_first_and_comes_last(
    server: S3Server, tmp_path: Path
) -> None:
    server.put("bucket/in.jsonl", records(30))
    (tmp_path / "in.jsonl").write_bytes(records(30))
    for out in ("s3://bucket/dist/demo", str(tmp_path / "demo")):
        api.build([out.replace("dist/demo", "in.jsonl").replace("demo", "in.jsonl")], out, recipe="minimal", workers=1)
    for name, data in (("CHANGELOG.md", b"mine"), ("images/a.png", b"png"), ("data/stray.parquet", b"x")):
        server.put(f"bucket/dist/demo/{name}", data)
        (tmp_path / "demo" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "demo" / name).write_bytes(data)
    server.put("bucket/in.jsonl", records(40))
    (tmp_path / "in.jsonl").write_bytes(records(40))
    server.log.clear()
    api.build(["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", recipe="minimal", workers=1, work=str(tmp_path / "work"))
    api.build([str(tmp_path / "in.jsonl")], str(tmp_path / "demo"), recipe="minimal", workers=1)
    assert stored(server, "bucket/dist/demo") == digests(tmp_path / "demo")
    assert server.get("bucket/dist/demo/CHANGELOG.md") == b"mine"
    changes = [(method, path.partition("demo/")[2]) for method, path in server.log if method in ("PUT", "DELETE")]
    assert changes[:2] == [("PUT", target.MARK), ("DELETE", "manifest.json")]
    assert changes[-2:] == [("PUT", "manifest.json"), ("DELETE", target.MARK)]
    assert not list((tmp_path / "work").iterdir())


def test_a_replacement_that_breaks_off_is_made_good_by_the_next_run(server: S3Server) -> None:
    server.put("bucket/in.jsonl", records(30))
    api.build(["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", recipe="minimal", workers=1)
    server.put("bucket/dist/demo/CHANGELOG.md", b"mine")
    server.put("bucket/in.jsonl", records(40))
    server.faults.append(Fault("PUT", r"demo/checksums", "503", times=1_000))
    with pytest.raises(RemoteError, match="no good answer"):
        api.build(["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", recipe="minimal", workers=1)
    assert "manifest.json" not in server.names("bucket/dist/demo")  # nobody takes it for whole
    server.faults.clear()
    api.build(["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", recipe="minimal", workers=1)
    names = server.names("bucket/dist/demo")
    assert "manifest.json" in names and target.MARK not in names and server.get("bucket/dist/demo/CHANGELOG.md") == b"mine"


def test_what_is_not_ours_is_not_touched(server: S3Server, tmp_path: Path) -> None:
    server.put("bucket/dist/demo/mine.txt", b"mine")
    server.put("bucket/in.jsonl", records(3))
    with pytest.raises(OutputError, match="was not made by corpuskit"):
        api.build(["s3://bucket/in.jsonl"], "s3://bucket/dist/demo", workers=1)
    server.put("bucket/newer/manifest.json", json.dumps({"tool": "corpuskit", "format": FORMAT + 1}).encode())
    with pytest.raises(OutputError, match="newer corpuskit"):
        api.build(["s3://bucket/in.jsonl"], "s3://bucket/newer", workers=1)
    with pytest.raises(OutputError, match="is a file"):
        api.build(["s3://bucket/in.jsonl"], "s3://bucket/in.jsonl", workers=1)
    with pytest.raises(UsageError, match="names a bucket alone"):
        api.build(["s3://bucket/in.jsonl"], "s3://bucket", workers=1)
    with pytest.raises(RemoteError, match="does not exist"):
        api.build(["s3://bucket/in.jsonl"], "s3://no-such-bucket/demo", workers=1)
    with pytest.raises(RemoteError, match="does not exist"):
        api.build(["s3://bucket/in.jsonl"], str(tmp_path / "demo"), work="s3://no-such-bucket/job", workers=1)
    assert (
        server.names("bucket") == ["dist/demo/mine.txt", "in.jsonl", "newer/manifest.json"] and not (tmp_path / "demo").exists()
    )


def test_the_hub_is_an_input_alone(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(records(3))
    with pytest.raises(UsageError, match="is on the Hub") as raised:
        api.build([str(tmp_path / "in.jsonl")], "hf://user/demo", workers=1)
    assert "push" in raised.value.hint
    with pytest.raises(UsageError, match="no place for unfinished work"):
        api.build([str(tmp_path / "in.jsonl")], str(tmp_path / "demo"), work="hf://user/work", workers=1)
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_finished_work_stays_for_the_next_build(server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "SHARD_BYTES", SHARD_BYTES)
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "in.jsonl").write_bytes(records(60))
    (tmp_path / "whole" / "more.jsonl").write_bytes(records(9, r0=sentences(900)))
    api.build([str(tmp_path / "whole")], str(tmp_path / "demo"), recipe="minimal", workers=1)
    server.put("bucket/in/in.jsonl", records(60))
    for _ in range(2):
        server.log.clear()
        api.build(["s3://bucket/in"], "s3://bucket/dist/demo", recipe="minimal", workers=1, incremental=True)
        server.put("bucket/in/more.jsonl", records(9, r0=sentences(900)))
    committed = [path for method, path in server.log if method == "PUT" and "/map/" in path and path.endswith(".json")]
    assert len(committed) == 1  # the new file alone
    assert stored(server, "bucket/dist/demo") == digests(tmp_path / "demo")
    left = server.names("bucket/dist/.demo.work")
    assert left and all(name.startswith("map/") for name in left) and not any(name.endswith(".at") for name in left)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_interrupted_it_leaves_no_lock(server: S3Server, tmp_path: Path) -> None:
    server.put("bucket/in.jsonl", records(90))
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(BUILD).replace("0.3", "3"), "utf-8")
    with subprocess.Popen([sys.executable, str(script), "local"], stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 60
        while not any(path.endswith(".at") for _, path in list(server.log)) and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert not [name for name in server.names("bucket/dist/.demo.work") if name.startswith("lock/")]
