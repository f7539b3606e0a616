"""Rule files of a user's own: refused where their examples say something else than their patterns, or a line can hold them up."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpuskit
from corpuskit import api
from corpuskit.commands import ownrules
from corpuskit.errors import EXIT_GATE, RecipeError
from corpuskit.rulebook.rules import load_rules
from corpuskit.rulebook.trial import trials
from corpuskit.steps.strip.templates import Template, Templates

RULE = """[[rule]]
id = "zh.advert.own"
where = "{where}"
needs = ["暗号"]
pattern = '''{pattern}'''
langs = ["zh"]
why = "a line that only this site has"
hits = ["{hit}", "本店暗号:白墙"]
misses = ["暗号", "他说出了本店的话"]
"""
SOUND = {"where": "line", "pattern": "本店暗号:.{1,20}", "hit": "本店暗号：青瓦"}
RECIPE = """[recipe]
name = "own"
format = 1
[[step]]
use = "decode"
[[step]]
use = "strip"
rule_files = ["own.toml"]
"""
TEXT = "书店开在镇口，三间屋，一盏灯，从早上七点开到天黑，雨天也不关门。\n第二天他又来了，一直读到掌灯。\n本店暗号：青瓦\n"


def recipe(folder: Path, **other: str) -> str:
    (folder / "own.toml").write_text(RULE.format(**{**SOUND, **other}), "utf-8")
    (folder / "recipe.toml").write_text(RECIPE, "utf-8")
    return str(folder / "recipe.toml")


def test_a_rule_file_is_found_beside_its_recipe(tmp_path: Path) -> None:
    assert "暗号" not in corpuskit.clean_text(TEXT, recipe=recipe(tmp_path)).text


def test_a_rule_that_is_not_what_its_examples_say_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"own\.toml: zh\.advert\.own: its pattern does not match its hit") as told:
        corpuskit.clean_text(TEXT, recipe=recipe(tmp_path, hit="青瓦暗号"))
    assert "rules --check --file" in told.value.hint


def test_a_rule_that_is_none_is_named_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"own\.toml.*no regular expression"):
        corpuskit.clean_text(TEXT, recipe=recipe(tmp_path, pattern="本店[暗"))


EVIL = {
    "one repeat in another": r"(?:\w{1,20}\s?){1,20}暗号:.{1,20}",
    "branches that begin alike": "(?:本|本店|店|[本店]){1,40}暗号:.{1,20}",
}


@pytest.mark.parametrize("pattern", EVIL.values(), ids=EVIL)
def test_a_rule_that_a_line_can_hold_up_is_refused(tmp_path: Path, pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ownrules, "TRIAL_SECONDS", 1)
    with pytest.raises(RecipeError, match="bound its repeats"):
        corpuskit.clean_text(TEXT, recipe=recipe(tmp_path, pattern=pattern, where="span"))


def test_the_command_says_all_that_is_wrong(tmp_path: Path) -> None:
    recipe(tmp_path, hit="青瓦暗号", pattern="本店暗号:.{1,20}|暗号")
    done = api.rules(check=True, file=[str(tmp_path / "own.toml")])
    assert done.code == EXIT_GATE and done.counts == {"rules": len(load_rules()) + 1, "wrong": 2}
    recipe(tmp_path)
    (tmp_path / "sound.toml").write_text(RULE.format(**SOUND), "utf-8")
    assert api.rules(check=True, file=[str(tmp_path / "sound.toml")]).code == 0
    assert api.rules(show="zh.advert.own", file=[str(tmp_path / "sound.toml")]).data["rule"]["pattern"] == SOUND["pattern"]


def test_an_own_rule_may_not_hit_what_others_must_leave(tmp_path: Path) -> None:
    miss = next(rule for rule in load_rules() if rule.id == "zh.credit.editor").misses[0]
    text = RULE.format(where="line", pattern=f"本店暗号:.{{1,20}}|{miss}", hit=SOUND["hit"]).replace(
        '["暗号"]', f'["暗号", "{miss}"]'
    )
    (tmp_path / "own.toml").write_text(text, "utf-8")
    done = api.rules(check=True, file=[str(tmp_path / "own.toml")])
    assert done.code == EXIT_GATE and any("zh.credit.editor" in problem.what for problem in done.problems)


def test_a_trial_matches_each_rule(tmp_path: Path) -> None:
    tried = [(name, attempt()) for name, attempt in trials(RULE.format(**SOUND), "own")]
    assert tried == [("zh.advert.own", None)]


def test_a_lock_holds_the_templates_themselves(tmp_path: Path) -> None:
    line = "青瓦小站的夜读栏目"
    (tmp_path / "t.toml").write_text(Templates((Template("tq.example", line, "tail", 6, 6),)).to_toml(), "utf-8")
    (tmp_path / "recipe.toml").write_text(RECIPE.replace('rule_files = ["own.toml"]', 'templates = "t.toml"'), "utf-8")
    (tmp_path / "page.txt").write_text(TEXT, "utf-8")
    api.build([str(tmp_path / "page.txt")], str(tmp_path / "ds"), recipe=str(tmp_path / "recipe.toml"), workers=1)
    lock = tmp_path / "ds" / "recipe.lock.toml"
    assert line in lock.read_text("utf-8") and "t.toml" not in lock.read_text("utf-8")
    (tmp_path / "t.toml").unlink()
    assert corpuskit.clean_text(TEXT, recipe=str(lock)).text


def test_templates_that_are_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(RECIPE.replace('rule_files = ["own.toml"]', 'templates = "gone.toml"'), "utf-8")
    with pytest.raises(RecipeError, match=r"gone\.toml' cannot be read: No such file"):
        corpuskit.clean_text(TEXT, recipe=str(tmp_path / "recipe.toml"))


def test_learning_from_pages_of_no_site_says_so(tmp_path: Path) -> None:
    pages = tmp_path / "sites" / "a.example"
    pages.mkdir(parents=True)
    for number, word in enumerate("甲乙丙丁戊己庚辛"):
        (pages / f"{number}.txt").write_text(f"本台独家播出\n{word}村的书店开在镇口，三间屋，一盏灯，雨天也不关门。\n", "utf-8")
    flat = api.rules(learn=[str(pages)])
    assert flat.code == 0 and "no page says which site" in flat.problems[0].line
    below = api.rules(learn=[str(pages.parent)])
    assert not below.problems and "本台独家播出" in below.data["text"]
