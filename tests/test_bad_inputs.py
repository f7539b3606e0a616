"""Bad input and bad luck: one clear line each, the exit code as documented, the rest is done, the old dataset stays whole."""

from __future__ import annotations

import gzip
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from corpuskit import api
from corpuskit.errors import InputError, OutputError

SOUND = "供水管网的日常维护由专人负责。每个季度检查一次阀门,并把结果写进记录。\n" * 4


def run(
    *words: str, cwd: Path, limit_bytes: int | None = None, stdin: IO[bytes] | None = None
) -> subprocess.CompletedProcess[str]:
    """`corpuskit WORDS` in a process of its own."""

    def limit() -> None:
        if limit_bytes is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

    return subprocess.run(
        [sys.executable, "-m", "corpuskit", *words],
        stdin=stdin, capture_output=True, text=True, cwd=cwd, timeout=180, preexec_fn=limit if limit_bytes else None, check=False,
    )  # fmt: skip


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """A folder with one good file and room for bad ones."""
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "good.txt").write_text(SOUND, "utf-8")
    return tmp_path


def lines_about(done: subprocess.CompletedProcess[str], name: str) -> list[str]:
    assert "Traceback" not in done.stderr, done.stderr
    return [line for line in done.stderr.split("\n") if name in line]


def built(pile: Path, *more: str) -> tuple[subprocess.CompletedProcess[str], int]:
    """Build the pile; (what the process said, documents kept)."""
    done = run("build", "pile", *more, "--out", "dist/x", "--json", cwd=pile)
    assert "Traceback" not in done.stderr, done.stderr
    counts = json.loads(done.stdout)["counts"] if done.stdout.startswith("{") else {}
    return done, counts.get("documents_kept", 0)


def test_a_missing_path_beside_a_good_one(pile: Path) -> None:
    done, kept = built(pile, "nowhere.txt")
    assert (done.returncode, kept) == (4, 1)
    assert len(lines_about(done, "nowhere.txt")) == 1


def test_only_a_missing_path(pile: Path) -> None:
    done = run("build", "nowhere.txt", "--out", "dist/x", cwd=pile)
    assert done.returncode == 2 and len(lines_about(done, "nowhere.txt")) == 1
    assert not (pile / "dist" / "x").exists()


BINARY = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("picture.png", BINARY),
        ("program.txt", b"\x7fELF\x02\x01\x01" + b"\x00" * 60 + bytes(range(256))),
        ("cut.jsonl.gz", gzip.compress(b'{"text": "x"}\n' * 20_000)[:-400]),
        ("broken.jsonl", b'{"text": "one\n{"text": \n'),
        ("nokey.jsonl", b'{"headline": "a", "n": 1}\n'),
        ("number.jsonl", b'{"text": 7}\n'),
    ],
)
def test_a_bad_file_is_named_and_the_rest_is_built(pile: Path, name: str, data: bytes) -> None:
    (pile / "pile" / name).write_bytes(data)
    done, kept = built(pile)
    assert done.returncode == 4 and kept >= 1
    assert lines_about(done, name)


def test_an_empty_file(pile: Path) -> None:
    (pile / "pile" / "empty.txt").write_bytes(b"")
    done, kept = built(pile)
    assert kept == 1 and done.returncode in (0, 4)
    rejected = json.loads(done.stdout)["counts"]["documents_dropped"]
    assert rejected == 1 or lines_about(done, "empty.txt")


def test_a_directory_loop_and_a_pipe(pile: Path) -> None:
    (pile / "pile" / "loop").symlink_to(pile / "pile")
    os.mkfifo(pile / "pile" / "pipe.txt")
    done, kept = built(pile)
    assert kept == 1 and done.returncode == 4
    assert lines_about(done, "loop") and lines_about(done, "pipe.txt")


def test_an_unreadable_file(pile: Path) -> None:
    secret = pile / "pile" / "secret.txt"
    secret.write_text(SOUND, "utf-8")
    secret.chmod(0)
    if os.access(secret, os.R_OK):  # root reads everything: a file that fails while it is read stands in
        secret.unlink()
        secret.symlink_to("/proc/self/mem")
    done, kept = built(pile)
    assert kept == 1 and done.returncode == 4 and lines_about(done, "secret.txt")


@pytest.mark.slow
def test_a_line_of_100_mb(pile: Path) -> None:
    with (pile / "pile" / "huge.jsonl").open("w", encoding="utf-8") as file:
        file.write('{"text": "')
        for _ in range(100):
            file.write("x" * 1_000_000)
        file.write('"}\n' + json.dumps({"text": SOUND + "另一篇。"}, ensure_ascii=False) + "\n")
    done, kept = built(pile)
    assert done.returncode == 4 and len(lines_about(done, "huge.jsonl")) == 1
    assert kept == 1 + 0 or kept == 2


def test_lone_surrogates_in_a_record(pile: Path) -> None:
    text = "前\ud800后。仓库的钥匙挂在门后第二颗钉子上,用完请放回原处,并在本子上签名。"
    (pile / "pile" / "odd.jsonl").write_text(json.dumps({"id": "s", "text": text}) + "\n", "utf-8")
    done, kept = built(pile)
    assert done.returncode == 0 and kept == 2
    (pile / "back").mkdir()
    back = run("restore", "dist/x", "--all", "--out", "back/r", cwd=pile)
    assert back.returncode == 0, back.stderr
    assert "\\ud800" in (pile / "back" / "r" / "odd.jsonl.restored.jsonl").read_text("utf-8")


def test_a_folder_that_is_not_ours_stays_as_it_is(pile: Path) -> None:
    (pile / "dist" / "x").mkdir(parents=True)
    (pile / "dist" / "x" / "thesis.txt").write_text("mine", "utf-8")
    done = run("build", "pile", "--out", "dist/x", cwd=pile)
    assert done.returncode == 2 and len(lines_about(done, "dist/x")) == 1
    assert [p.name for p in (pile / "dist" / "x").iterdir()] == ["thesis.txt"]


def test_a_full_disk_leaves_the_old_dataset_whole(pile: Path) -> None:
    api.build([str(pile / "pile")], str(pile / "dist" / "x"))
    before = {p.name: p.read_bytes() for p in (pile / "dist" / "x").rglob("*") if p.is_file()}
    (pile / "pile" / "more.txt").write_text(os.urandom(300_000).hex(), "utf-8")
    done = run("build", "pile", "--out", "dist/x", cwd=pile, limit_bytes=60_000)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr and "error:" in done.stderr
    assert {p.name: p.read_bytes() for p in (pile / "dist" / "x").rglob("*") if p.is_file()} == before


BIG = "这一行很长，" * 20_000  # 360 kB


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (("clean", "pile", "--out", "out"), "out/big.txt"),
        (("restore", "ds", "--all", "--out", "out"), None),
        (("dedup", "pile", "--out", "out"), "out/big.txt"),
        (("explain", "ds", "--doc", "big.txt", "--html", "page.html", "--quiet"), None),
    ],
)
def test_a_full_disk_is_one_line_with_the_file_and_what_to_try(pile: Path, words: tuple[str, ...], made: str | None) -> None:
    (pile / "pile" / "big.txt").write_text(BIG, "utf-8")
    api.build([str(pile / "pile")], str(pile / "ds"), workers=1)
    before = (pile / "pile" / "big.txt").read_bytes()
    done = run(*words, cwd=pile, limit_bytes=60_000)
    lines = [line for line in (done.stderr + done.stdout).split("\n") if line.startswith(("error", "problem"))]
    assert done.returncode == 1 and len(lines) == 1 and "Traceback" not in done.stderr, done.stderr + done.stdout
    assert ("big.txt" in lines[0] or "page.html" in lines[0]) and "ulimit -f" in lines[0]
    assert made is None or not (pile / made).exists(), "a half file stands there as if it were whole"
    assert not list(pile.rglob(".corpuskit-part"))
    assert (pile / "pile" / "big.txt").read_bytes() == before


@pytest.mark.parametrize("command", ["clean", "inspect", "dedup"])
def test_a_full_folder_for_temporary_files_is_one_line(pile: Path, command: str) -> None:
    (pile / "pile" / "big.txt").write_text("".join(chr(0x4E00 + n * 7 % 20_000) for n in range(200_000)), "utf-8")
    given = "pile" if command == "dedup" else "-"
    with (pile / "pile" / "big.txt").open("rb") as stdin:
        done = run(command, given, "--quiet", cwd=pile, limit_bytes=60_000, stdin=stdin)
    lines = done.stderr.strip().split("\n")
    assert done.returncode == 1 and len(lines) == 1 and "TMPDIR" in lines[0], done.stderr


def test_a_stopped_clean_leaves_no_half_file(pile: Path) -> None:
    with (pile / "pile" / "many.jsonl").open("w", encoding="utf-8") as file:
        for n in range(60_000):
            file.write(json.dumps({"id": n, "text": f"{n} " + SOUND}, ensure_ascii=False) + "\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "corpuskit", "clean", "pile", "--out", "out"],
        cwd=pile, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None and not (pile / "out" / ".corpuskit-part").exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (
        process.returncode == 130 and said == "\ninterrupted: the inputs are as they were; what was finished stays where it is\n"
    )
    assert [p.name for p in (pile / "out").iterdir()] == ["good.txt"]


def test_ctrl_c_says_so_and_leaves_the_old_dataset_whole(pile: Path) -> None:
    api.build([str(pile / "pile")], str(pile / "dist" / "x"))
    before = (pile / "dist" / "x" / "manifest.json").read_bytes()
    with (pile / "pile" / "many.jsonl").open("w", encoding="utf-8") as file:
        for n in range(30_000):
            file.write(json.dumps({"id": n, "text": f"{n} " + SOUND}, ensure_ascii=False) + "\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "corpuskit", "build", "pile", "--out", "dist/x", "--workers", "2"],
        cwd=pile, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    until = time.monotonic() + 60  # a loaded machine is slow to start
    while time.monotonic() < until and process.poll() is None and not [p for p in (pile / "dist").iterdir() if p.name != "x"]:
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in said
    assert "interrupted" in said
    assert (pile / "dist" / "x" / "manifest.json").read_bytes() == before


def test_wrong_use_is_exit_code_2(pile: Path) -> None:
    for words in (["build", "pile"], ["nonsense"], ["build", "pile", "--out", "d/x", "--recipe", "web-zu"], ["restore", "pile"]):
        done = run(*words, cwd=pile)
        assert done.returncode == 2 and "Traceback" not in done.stderr, words


def test_errors_of_the_api_have_the_same_words(pile: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        api.build([str(pile / "nowhere")], str(pile / "dist" / "x"))
    with pytest.raises(OutputError):
        api.build([str(pile / "pile")], str(pile / "pile"))


@pytest.mark.parametrize("given", ["pile", "pile/*"])
def test_no_place_of_this_machine_stands_in_a_dataset(pile: Path, given: str) -> None:
    """Inputs given by absolute paths, one of them empty: what is skipped is named below its root."""
    (pile / "pile" / "empty.txt").touch()
    result = api.build([str(pile / given)], str(pile / "dist" / "x"), workers=1)
    assert result.code == 4
    skipped = json.loads((pile / "dist" / "x" / "manifest.json").read_text("utf-8"))["skipped"]
    assert [one["where"] for one in skipped] == ["empty.txt"]
    files = [p for p in (pile / "dist" / "x").rglob("*") if p.is_file()]
    assert [p.name for p in files if str(pile).encode() in p.read_bytes()] == []


@pytest.mark.parametrize("command", ["build", "clean", "inspect", "dedup"])
def test_a_folder_without_anything_to_read_is_named(command: str, tmp_path: Path) -> None:
    (tmp_path / "nothing" / "below").mkdir(parents=True)
    (tmp_path / "nothing" / ".hidden.txt").write_text(SOUND, "utf-8")
    done = run(command, "nothing", *(("--out", "ds") if command == "build" else ()), cwd=tmp_path)
    assert done.returncode == 2
    assert len(lines_about(done, "nothing: holds no file to read")) == 1


def test_an_archive_that_is_cut_at_once_keeps_nothing_and_says_so(pile: Path) -> None:
    (pile / "pile" / "cut.txt.gz").write_bytes(gzip.compress(os.urandom(4000))[:12])
    done, kept = built(pile)
    assert (done.returncode, kept) == (4, 1)
    assert "nothing of it could be read" in lines_about(done, "cut.txt.gz")[0]
