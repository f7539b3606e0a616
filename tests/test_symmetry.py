"""A command and its function in api have the same name, parameters and defaults; presentation excepted."""

from __future__ import annotations

import inspect
import typing

import pytest
import typer

from corpuskit import api, cli

PRESENTATION = {"json", "quiet"}  # on the command line only
HOOKS = {"progress", "emit", "stdin", "epoch"}  # in the api only: how to show what happens, and what surrounds the command line
COMMANDS = [c.callback for c in cli.app.registered_commands if not c.hidden]


def parameters(function: typing.Callable[..., object], without: set[str]) -> dict[str, object]:
    found = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name not in without:
            found[name] = parameter.default
    return found


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.__name__)
def test_command_equals_function(command: typing.Callable[..., object]) -> None:
    function = getattr(api, command.__name__)
    shown, real = parameters(command, PRESENTATION), parameters(function, HOOKS)
    assert list(shown) == list(real)
    for name, default in real.items():
        assert shown[name] == default or (shown[name] is inspect.Parameter.empty and default is inspect.Parameter.empty), name


def test_all_commands_are_there() -> None:
    names = {command.__name__ for command in COMMANDS}
    assert names == {
        "build", "clean", "repair", "strip", "normalise", "dedup", "inspect", "explain", "restore", "check", "rules", "recipe",
        "report", "push",
    }  # fmt: skip


def test_normalize_is_an_alias() -> None:
    alias = [c for c in cli.app.registered_commands if c.name == "normalize"]
    assert alias and alias[0].callback is cli.normalise
    assert isinstance(cli.app, typer.Typer)
