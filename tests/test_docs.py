"""The docs are true: every command, step and rule family is documented, help texts are the program's, the README's words work."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from corpuskit import cli, errors
from corpuskit.errors import EXIT_CODES
from corpuskit.rulebook.rules import load_rules
from corpuskit.steps import STEP_MODULES
from tests.support.helptext import BLOCK, help_of

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
COMMANDS = sorted(c.callback.__name__ for c in cli.app.registered_commands if not c.hidden and c.callback)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_in_the_docs_is_the_help_of_the_program(command: str) -> None:
    page = (DOCS / "commands" / f"{command}.md").read_text("utf-8")
    block = BLOCK.search(page)
    assert block, "the page has no help block"
    assert block[0] == block[1] + help_of(command) + block[2], "run: python -m tests.support.helptext"
    assert len(page) > len(block[0]) + 200, "the page says nothing of its own"


def test_no_page_is_about_something_that_is_gone() -> None:
    assert sorted(p.stem for p in (DOCS / "commands").glob("*.md")) == COMMANDS
    assert sorted(p.stem for p in (DOCS / "steps").glob("*.md")) == sorted(STEP_MODULES)


@pytest.mark.parametrize("name", sorted(STEP_MODULES))
def test_every_step_is_documented_with_its_parameters_and_rules(name: str) -> None:
    from dataclasses import fields

    page = (DOCS / "steps" / f"{name}.md").read_text("utf-8")
    module, cls = STEP_MODULES[name]
    step = getattr(import_module(module), cls)
    for field in fields(step):
        assert f"`{field.name}`" in page, f"parameter {field.name} of {name} is not documented"
    for rule in getattr(import_module(module), "RULES", {}):
        if rule.split(".")[0] == name:
            assert f"`{rule}`" in page, f"rule {rule} of {name} is not documented"


def test_the_rules_of_strip_that_stand_in_no_rule_file_are_documented() -> None:
    from corpuskit.steps.strip.step import STRUCTURAL_RULES

    page = (DOCS / "steps" / "strip.md").read_text("utf-8")
    missing = [rule for rule in STRUCTURAL_RULES if f"`{rule}`" not in page and not rule.endswith(".related.title")]
    assert not missing
    assert "`any.page.part`" in page and "`zh.related.title`" in page


def test_every_rule_family_is_documented() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    for family in sorted({rule.family for rule in load_rules()}):
        assert f"`{family}`" in page, f"the rule family {family} is not explained in docs/rules.md"


def test_the_table_of_exit_codes_is_that_of_the_program() -> None:
    page = (DOCS / "exit-codes.md").read_text("utf-8")
    rows = {int(code): said for code, said in re.findall(r"^\| (\d+) \| ([^|]+?) \|", page, re.M)}
    assert rows == EXIT_CODES
    raised = {cls.exit_code for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.CorpuskitError)}
    named = {value for name, value in vars(errors).items() if re.fullmatch(r"EXIT_[A-Z]+", name) and isinstance(value, int)}
    assert raised <= named == set(EXIT_CODES)
    for code, said in EXIT_CODES.items():
        assert f"{code} {said}" in str(cli.app.info.epilog)
    for drawn, code in re.findall(r"(\w+Error) .* exit (\d+)", str(errors.__doc__)):
        assert getattr(errors, drawn).exit_code == (2 if drawn == "InputError" else int(code)), drawn
    for other in [*DOCS.rglob("*.md"), ROOT / "README.md"]:
        told = re.findall(r"exit codes? (?:is then |is |then )?(\d+)", other.read_text("utf-8"))
        assert {int(code) for code in told} <= set(EXIT_CODES), other.name


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_readme_is_true(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    first_screen = text[:4000]
    assert "scripts/demo" in first_screen and "scripts/test" in first_screen and "load_dataset" in first_screen
    assert "pip install corpuskit" not in text
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), f"{name} links to {target}, which is not there"
    for command in re.findall(r"^corpuskit (\w+)", text, re.M):
        assert command in COMMANDS, f"{name} names the command {command}"


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_picture_in_the_readme_is_what_the_program_does(name: str) -> None:
    import corpuskit

    text = (ROOT / name).read_text("utf-8")
    before, after = re.findall(r"<!-- (?:before|after) -->\n```text\n(.*?)\n```", text, re.S)[:2]
    assert corpuskit.clean_text(before).text.strip("\n") == after


def test_links_between_the_docs_lead_somewhere() -> None:
    for page in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).resolve().exists(), f"{page.relative_to(ROOT)} links to {target}"


RUN = """
import re, sys
from datasets import Dataset
docs = Dataset.from_dict({"text": ["今天下雨,不去了。"]})  # the reader's own
for path in sys.argv[1:]:
    for block in re.findall(r"```python\\n(.*?)```", open(path, encoding="utf-8").read(), re.S):
        if "dist/" not in block:  # needs a dataset of the reader's
            exec(compile(block, path, "exec"), {"__name__": "block", "docs": docs})
            print("ran", path)
"""


def test_the_python_of_the_docs_runs(tmp_path: Path) -> None:
    pages = sorted([*DOCS.rglob("*.md"), *ROOT.glob("README*.md")])
    with_code = [str(p) for p in pages if "```python" in p.read_text("utf-8")]
    env = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", RUN, *with_code], capture_output=True, text=True, cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr[-1500:]
    assert done.stdout.count("ran") > 8


def test_the_index_of_the_decisions_names_each_of_them_once() -> None:
    page = (DOCS / "decisions.md").read_text("utf-8")
    index, decisions = page.split("\n## Decisions\n")
    named = re.findall(r"^- (\d+): (.+)$", index, re.M)
    titles = [(number, title.removesuffix(".")) for number, title in re.findall(r"^(\d+)\. \*\*(.+?)\*\*", decisions, re.M)]
    assert sorted(named, key=lambda one: int(one[0])) == titles
    assert [int(number) for number, _ in titles] == list(range(1, len(titles) + 1))
