"""Every command line that the docs show is run, in a folder that has what its words suppose, and ends as it should."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import shutil
import sys
import webbrowser
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from corpuskit import api, cli

ROOT = Path(__file__).resolve().parent.parent
PAGE = "首页 > 文化 > 正文\n山脚下的旧书店{0}\n书店开在镇口,三间屋,一盏灯,从早上七点开到天黑,一年有{0}天不开。\n责任编辑：张三\n"
SENTENCE = "河水一天比一天浅{0}，岸边的石头露出来，孩子们把鞋子晒在上面，到了{0}点才回家。"
# Another machine, network, or what this folder cannot have; and pushes, but for dry runs.
NOT_HERE = re.compile(r"--engine ray|s3://|hf://|\$|--shard|^corpuskit push (?!.*--dry-run)|--tokens")


def shown() -> list[str]:
    """Each command line of a block, once, without the remark behind it."""
    found: dict[str, None] = {}
    for page in sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("README*.md")]):
        for block in re.findall(r"```(?:console|bash|sh)\n(.*?)```", page.read_text("utf-8"), re.S):
            for line in block.replace("\\\n", " ").split("\n"):
                words = re.sub(r"\s+#.*", "", line).strip()
                if re.match(r"(cat \S+ \| )?corpuskit ", words) and not NOT_HERE.search(words):
                    found[words] = None
    return list(found)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the names that the examples use."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("pages/a/page", "pages/b", "pages/c", "page", "more/d", "broken", "sites/a.example/1", "sites/a.example/2"):
        path = folder / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(len(name)), "utf-8")
    rows = [{"id": n, "text": SENTENCE.format(n), "url": f"https://a.example/{n}", "score": 0.5} for n in range(9)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "extra.jsonl").write_text(lines, "utf-8")
    (folder / "crawl").mkdir()
    (folder / "crawl" / "1.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    for name in ("news", "may", "june", "demo", "last-month"):
        api.build([str(folder / "pages"), str(folder / "more")], str(folder / "dist" / name), workers=1)
    api.build([str(folder / "pages")], str(folder / "dist" / "news"), workers=1)
    for recipe in ("my.toml", "my-news.toml"):
        (folder / recipe).write_text(api.recipe(action="show", name="minimal").data["toml"], "utf-8")
    rule = re.search(r"```toml\n(\[\[rule\]\]\n.*?)```", (ROOT / "docs" / "rules.md").read_text("utf-8"), re.S)
    (folder / "my-rules.toml").write_text(rule[1] if rule else "", "utf-8")
    (folder / "templates.toml").write_text(str(api.rules(learn=[str(folder / "pages")]).data["text"]), "utf-8")
    api.dedup([str(folder / "pages")], index=str(folder / "seen"))
    return folder


def test_the_docs_show_commands() -> None:
    assert len(shown()) > 40


@pytest.mark.parametrize("line", shown())
def test_each_command_of_the_docs_runs(line: str, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    shutil.copytree(shop, here)
    monkeypatch.chdir(here)
    monkeypatch.setattr(webbrowser, "open", lambda *_: True)
    stdin = None
    if piped := re.match(r"cat (\S+) \| ", line):
        stdin, line = (here / piped[1]).read_bytes(), line[piped.end() :]
    words = shlex.split(line.partition(" > ")[0])[1:]
    (row,) = [r for r in pq.read_table(here / "dist" / "news" / "data").to_pylist() if r["path"] == "a/page.txt"]
    words = [str(row["id"])[:6] if word == "3fa9" else word for word in words]
    for new in ("my.toml", "seen", "orig"):
        if line.startswith("corpuskit recipe write") or "--index" in words:
            path = here / new
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    words = [match for word in words for match in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
    monkeypatch.setattr(sys, "argv", ["corpuskit", *words])
    done = CliRunner().invoke(cli.app, words, input=stdin)
    assert done.exit_code == 0, done.output + done.stderr + repr(done.exception)
