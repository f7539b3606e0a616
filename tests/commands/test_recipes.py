"""Recipes with rule files of their own: what is locked is whole, and names no place of a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpuskit
from corpuskit import api
from corpuskit.errors import RecipeError

RULES = """
[[rule]]
id = "zh.advert.own"
where = "line"
needs = ["本店暗号"]
pattern = '''本店暗号[:：].{1,20}'''
langs = ["zh"]
why = "a line that only this site has"
hits = ["本店暗号：青瓦", "本店暗号:白墙"]
misses = ["暗号", "他说出了本店暗号"]
"""
RECIPE = """
[recipe]
name = "own"
format = 1
[[step]]
use = "decode"
[[step]]
use = "strip"
rule_files = ["{}"]
"""
TEXT = "书店开在镇口，三间屋，一盏灯，从早上七点开到天黑，雨天也不关门。\n第二天他又来了，一直读到掌灯。\n本店暗号：青瓦\n"


def test_a_lock_holds_the_rules_themselves(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(RULES, "utf-8")
    (tmp_path / "recipe.toml").write_text(RECIPE.format(tmp_path / "own.toml"), "utf-8")
    (tmp_path / "page.txt").write_text(TEXT, "utf-8")
    api.build([str(tmp_path / "page.txt")], str(tmp_path / "ds"), recipe=str(tmp_path / "recipe.toml"), workers=1)
    lock = tmp_path / "ds" / "recipe.lock.toml"
    assert str(tmp_path) not in lock.read_text("utf-8")
    (tmp_path / "own.toml").unlink()
    cleaned = corpuskit.clean_text(TEXT, recipe=str(lock))
    assert "本店暗号" in TEXT
    assert "本店暗号" not in cleaned.text


def test_a_missing_rule_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(RECIPE.format(tmp_path / "gone.toml"), "utf-8")
    with pytest.raises(RecipeError, match=r"gone\.toml"):
        corpuskit.clean_text(TEXT, recipe=str(tmp_path / "recipe.toml"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('use = "strip"', 'use = "strp"', "unknown step 'strp'"),
        ("rule_files", "rulefiles", "unknown key 'rulefiles'"),
        ('[[step]]\nuse = "decode"\n', "", None),
        ('[[step]]\nuse = "decode"\n', '[[step]]\nuse = "repair"\n[[step]]\nuse = "decode"\n', "'decode' stands behind another"),
        ('use = "decode"', 'use = "decode', "is not TOML"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_said_with_its_file(tmp_path: Path, old: str, new: str, said: str | None) -> None:
    (tmp_path / "own.toml").write_text(RULES, "utf-8")
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.format("own.toml").replace(old, new), "utf-8")
    if said is None:
        assert corpuskit.clean_text(TEXT, recipe=str(path)).text
        return
    with pytest.raises(RecipeError) as told:
        corpuskit.clean_text(TEXT, recipe=str(path))
    assert str(path) in str(told.value) and said in str(told.value)
