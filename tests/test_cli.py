"""The program as people run it: streams, exit codes, JSON, colours, environment, file names. Each test is a real process."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpuskit.core.cells import cells

PAGE = "首页 > 文化 > 正文\n山脚下的旧书店\n书店开在镇口,三间屋,一盏灯,从早上七点开到天黑。\n责任编辑：张三\n"
CLEAN = "山脚下的旧书店\n书店开在镇口，三间屋，一盏灯，从早上七点开到天黑。\n"


def corpuskit(
    *words: str | bytes, stdin: str = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("CORPUSKIT_", "NO_COLOR", "FORCE_COLOR"))}
    command: list[str | bytes] = [sys.executable, "-m", "corpuskit", *words]
    return subprocess.run(command, input=stdin.encode(), capture_output=True, cwd=cwd, env=env | environment, timeout=120)


def test_a_stream_goes_through_and_only_the_text_is_on_standard_output() -> None:
    done = corpuskit("clean", "-", stdin=PAGE, LC_ALL="C", PYTHONUTF8="0")
    assert (done.returncode, done.stdout.decode()) == (0, CLEAN)


def test_a_filter_without_a_path_reads_what_is_piped_in() -> None:
    assert corpuskit("clean", stdin=PAGE).stdout.decode() == CLEAN
    assert "stdin" in corpuskit("inspect", stdin=PAGE).stdout.decode()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
def test_at_a_terminal_a_filter_without_a_path_does_not_wait() -> None:
    near, far = os.openpty()
    try:
        done = subprocess.run([sys.executable, "-m", "corpuskit", "clean"], stdin=far, capture_output=True, timeout=120)
    finally:
        os.close(near)
        os.close(far)
    assert done.returncode == 2
    assert b"no path given" in done.stderr


def test_the_difference_has_colour_only_where_it_is_wanted() -> None:
    plain = corpuskit("clean", "-", "--diff", stdin=PAGE)
    assert "责任编辑：张三" in plain.stdout.decode()
    assert b"\x1b[" not in plain.stdout + plain.stderr


def test_a_difference_of_nothing_says_so_on_standard_error(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    one = corpuskit("clean", "-", "--diff", stdin=CLEAN)
    assert (one.returncode, one.stdout, one.stderr) == (0, b"", b"nothing to change\n")
    (tmp_path / "same.txt").write_text(CLEAN, "utf-8")
    two = corpuskit("clean", "page.txt", "same.txt", "--diff", cwd=tmp_path)
    assert two.stdout.startswith(b"== page.txt\n") and b"same.txt" not in two.stdout
    assert two.stderr == b"nothing to change in 1 of 2 documents\n"
    assert corpuskit("clean", "-", "--diff", "--quiet", stdin=CLEAN).stderr == b""


def at_terminal(*words: str, columns: int, cwd: Path) -> list[str]:
    """The lines on standard error where it is a terminal of this width."""
    near, far = os.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    env = {**os.environ, "NO_COLOR": "1"}
    env.pop("COLUMNS", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "corpuskit", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=far,
        cwd=cwd,
        env=env,
    )
    os.close(far)
    said = b""
    with contextlib.suppress(OSError):  # the end of a pseudo-terminal is an error
        while data := os.read(near, 65536):
            said += data
    os.close(near)
    process.wait(120)
    return said.decode().replace("\r", "").strip().split("\n")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
def test_messages_are_as_wide_as_the_terminal_and_whole_in_a_pipe(tmp_path: Path) -> None:
    words = ("build", "gone/a/long/name/of/a/file/that/is/not/there.txt", "没有这个文件，名字很长.txt", "--out", "ds", "--quiet")
    for columns in (40, 80):
        lines = at_terminal(*words, columns=columns, cwd=tmp_path)
        assert len(lines) > 3 and all(cells(line) <= columns or " " not in line.strip() for line in lines), lines
    piped = corpuskit(*words, cwd=tmp_path, COLUMNS="40").stderr.decode().strip().split("\n")
    assert [line.split()[0] for line in piped] == ["skipped", "skipped", "error:"]


def test_a_field_is_only_proposed_where_it_may_hold_the_text(tmp_path: Path) -> None:
    def hint(record: str, *more: str) -> str:
        (tmp_path / "a.jsonl").write_text(record + "\n", "utf-8")
        return corpuskit("clean", "a.jsonl", *more, cwd=tmp_path).stderr.decode().strip().rpartition(" (")[2]

    assert (
        hint('{"rai:dataUse": "none", "n": 1, "url": "https://a.example/?x=1"}')
        == "name the field that holds the text with --text-key)"
    )
    assert hint('{"n": 1, "news_body": "短"}').endswith("perhaps --text-key news_body)")
    assert hint('{"txt": "短"}') == "did you mean --text-key txt?)"
    assert hint('{"my text": "短", "id": 1}', "--text-key", "mytext") == "did you mean --text-key 'my text'?)"
    long = "河水一天比一天浅，岸边的石头露出来。" * 6
    assert hint(f'{{"abc": "{long}", "url": "https://a.example/{"x" * 900}"}}').endswith("perhaps --text-key abc)")


def test_records_with_the_same_fault_are_a_few_lines(tmp_path: Path) -> None:
    lines = [json.dumps({"n": n, f"field{n}": n}) for n in range(12)] + ["{broken"] * 6
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    done = corpuskit("clean", "a.jsonl", "--json", cwd=tmp_path)
    said = done.stderr.decode().strip().split("\n")
    assert [line.split()[1] for line in said] == [f"a.jsonl:{n}:" for n in (1, 2, 3, 13, 14, 15)] + ["a.jsonl:"] * 2
    assert " 9 more as above" in said[6] and " 3 more as above" in said[7]
    assert len(json.loads(done.stdout)["skipped"]) == 18


def test_json_is_one_object_with_the_promised_keys(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    (tmp_path / "broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    done = corpuskit("build", "page.txt", "broken.txt", "--out", "ds", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert done.returncode == 4
    assert (found["format"], found["command"], found["counts"]["documents_in"]) == (1, "build", 1)
    assert [s["where"] for s in found["skipped"]] == ["broken.txt"]
    assert found["problems"] == []


def test_json_is_one_object_when_it_fails_too(tmp_path: Path) -> None:
    done = corpuskit("build", "gone.txt", "--out", "ds", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert (done.returncode, found["format"], found["command"], found["counts"]) == (2, 1, "build", {})
    assert "does not exist" in found["problems"][0]["what"] or "does not exist" in str(found["skipped"])


def test_the_alias_obeys_the_same_variable() -> None:
    for command in ("normalise", "normalize"):
        done = corpuskit(command, "-", stdin="書店開在鎮口。\n", CORPUSKIT_NORMALISE_TO="hans")
        assert done.stdout.decode() == "书店开在镇口。\n"


def test_quiet_says_nothing_when_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    done = corpuskit("build", "page.txt", "--out", "ds", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_flags_beat_the_environment_which_beats_the_recipe(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")

    def first_line(*flags: str, **environment: str) -> str:
        done = corpuskit("build", "page.txt", "--out", "ds", *flags, cwd=tmp_path, **environment)
        assert done.returncode == 0, done.stderr.decode()
        (text,) = pq.read_table(tmp_path / "ds" / "data").column("text").to_pylist()
        return str(text).split("\n")[0]

    assert first_line() == "山脚下的旧书店"
    assert first_line(CORPUSKIT_BUILD_TO="hant") == "山腳下的舊書店"
    assert first_line("--to", "keep", CORPUSKIT_BUILD_TO="hant") == "山脚下的旧书店"


def test_a_file_name_that_is_no_text_survives(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    try:
        Path(os.fsdecode(name)).write_text(PAGE, "utf-8")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    done = corpuskit("build", name, "--out", "ds", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    back = corpuskit("restore", "ds", "--all", "--out", "back", cwd=tmp_path)
    assert back.returncode == 0, back.stderr.decode()
    shown = corpuskit("explain", "ds", "--doc", b"\xff\xfe.txt", cwd=tmp_path)
    assert (shown.returncode, b"\\xff\\xfe.txt" in shown.stdout) == (0, True), shown.stderr.decode()
    assert [p.read_text("utf-8") for p in (tmp_path / "back").rglob("*") if p.is_file()] == [PAGE]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("build", "gone.txt", "--out", "ds"), 2, "gone.txt: does not exist"),
        (("explain", "gone", "--doc", "x"), 2, "gone"),
        (("recipe", "show", "wep"), 2, "no recipe 'wep'"),
        (("clean", "-", "--steps", "repare"), 2, "did you mean"),
        (("rules", "--show", "zh.nothing"), 2, "zh.nothing"),
        (("push", "gone", "user/x", "--dry-run"), 2, "gone"),
    ],
)
def test_errors_are_one_line_with_something_to_try(words: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    done = corpuskit(*words, cwd=tmp_path, stdin="x")
    lines = done.stderr.decode().strip().split("\n")
    assert (done.returncode, done.stdout, len(lines)) == (code, b"", 1), done.stderr.decode()
    assert said in lines[0]


def test_all_unusable_inputs_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    done = corpuskit("build", "gone.txt", "empty.txt", "*.csv", "--out", "ds", cwd=tmp_path)
    lines = done.stderr.decode().strip().split("\n")
    assert done.returncode == 2 and len(lines) == 4, lines
    assert [line.split()[1] for line in lines[:3]] == ["*.csv:", "empty.txt:", "gone.txt:"] and "none of the 3" in lines[3]


def test_a_build_that_keeps_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "正文在这里"}\n', "utf-8")
    done = corpuskit("build", "a.jsonl", "--out", "ds", "--quiet", cwd=tmp_path)
    assert done.returncode == 4 and b"no document was kept" in done.stdout
    assert "it has body" in done.stderr.decode() and "--text-key body" in done.stderr.decode()


def test_help_shows_no_variables_of_the_shell() -> None:
    assert b"CORPUSKIT_INSTALL" not in corpuskit("--help").stdout


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "many.txt").write_text(PAGE * 20_000, "utf-8")
    command = f"{sys.executable} -m corpuskit repair many.txt | head -c 10"
    done = subprocess.run(command, shell=True, capture_output=True, cwd=tmp_path, timeout=120)
    assert b"Traceback" not in done.stderr


EXITS: list[tuple[tuple[str, ...], int]] = [
    (("clean", "page.txt"), 0),
    (("build", "page.txt", "--out", "ds"), 0),
    (("build", "page.txt", "gone.txt", "--out", "ds"), 4),
    (("build", "page.txt", "--out", "mine"), 2),  # a folder that is not ours
    (("build", "page.txt", "--out", "page.txt"), 2),
    (("build", "page.txt", "--out", "d[1]"), 2),
    (("build", "page.txt", "--out", ""), 2),
    (("build", "page.txt", "--out", "ds", "--keep", "title"), 2),
    (("build", "page.txt", "--out", "ds", "--text-key", ""), 2),
    (("build", "page.txt", "--out", "ds", "--workers", "-1"), 2),
    (("build", "page.txt", "--out", "ds", "--memory", "-5"), 2),
    (("build", "page.txt", "--out", "ds", "--recipe", "page.txt"), 2),
    (("build", "page.txt", "--out", "ds", "--recipe", "mine"), 2),
    (("build", "page.txt", "--out", "page.txt/ds"), 2),
    (("build", "page.txt", "--out", "ds", "--split", "a=0.1", "--split", "a=0.2"), 2),
    (("build", "page.txt", "--out", "ds", "--work", "page.txt"), 2),
    (("build", "page.txt", "--out", "ds", "--card-info", "slip.toml"), 2),
    (("build", "page.txt", "--out", "ds", "--recipe", "negative.toml"), 2),
    (("build", "page.txt", "--out", "ds", "--recipe", "share.toml"), 2),
    (("build", "page.txt", "--out", "ds", "--templates", "gone.toml"), 2),
    (("build", "page.txt", "--out", "~/ds"), 2),
    (("clean", "~/page.txt"), 2),
    (("clean", ""), 2),
    (("clean", "page.txt", "--out", "mine"), 2),  # mine/page.txt is there
    (("dedup", "page.txt", "--index", "mine"), 2),
    (("recipe", "write", "page.txt"), 2),
    (("recipe", "show", ""), 2),
    (("check", ""), 2),
    (("explain", "mine", "--doc", "x"), 2),
    (("rules", "--show", "zh.nothing"), 2),
    (("check", "broken"), 3),
    (("build", "page.txt", "--out", "/proc/none/ds"), 1),  # nobody may write there
]  # fmt: skip


@pytest.mark.parametrize(("words", "code"), EXITS, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_exit_codes_are_those_of_the_table(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "page.txt").write_text("mine", "utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "train.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "slip.toml").write_text('license = "cc0-1.0"\nlicense_file = "gone.txt"\n', "utf-8")
    step = '[recipe]\nname = "x"\nformat = 1\n[[step]]\nuse = "quality"\n'
    (tmp_path / "negative.toml").write_text(f"{step}min_chars = -5\n", "utf-8")
    (tmp_path / "share.toml").write_text(f"{step}max_damage_ratio = 40\n", "utf-8")
    done = corpuskit(*words, cwd=tmp_path)
    said = done.stderr.decode()
    assert "Errno" not in said
    assert done.returncode == code and "Traceback" not in said, said
    assert (tmp_path / "page.txt").read_text("utf-8") == PAGE
    assert (tmp_path / "mine" / "page.txt").read_text("utf-8") == "mine"
    if code in (1, 2) and "Usage:" not in said:
        assert len(said.strip().split("\n")) == 1, said


def test_what_became_of_a_page_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.txt").write_text(CLEAN, "utf-8")
    dataset = str(tmp_path / "ds")
    built = corpuskit("build", str(tmp_path / "page.txt"), "--out", dataset, "--recipe", "minimal")
    assert built.stderr.decode().endswith(f"wrote {dataset}; `corpuskit report {dataset} --open` shows every edit\n")
    page = str(tmp_path / "page.html")
    assert corpuskit("explain", dataset, "--doc", "page.txt", "--html", page).stderr.decode() == f"wrote {page}\n"
    monkeypatch.setenv("BROWSER", "false")
    opened = corpuskit("report", dataset, "--open").stderr.decode()
    assert opened == f"no browser could be opened; the page is {dataset}/reports/report.html\n"
