"""Changed output under the same version of a step is a failure; so is a golden file that was not written again."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.steps import STEP_MODULES, STEPS
from corpuskit.steps.decode import decode_bytes
from tests.support import golden


def test_output_changes_only_with_the_version() -> None:
    stored, found = json.loads(golden.FILE.read_text("utf-8")), golden.digests()
    assert golden.changed(stored, found) == [], "raise the version of these steps"
    assert stored == found, "a version moved: python -m tests.support.golden --write"


def _fired(name: str) -> set[str]:
    """The rules of an editor that the golden texts reach, by edits or by notes."""
    step: Any = STEPS[name](**golden.PARAMETERS.get(name, {}))
    fired: set[str] = set()
    for _, _, text in golden.documents():
        found = step.edits(Document("0" * 16, text))
        layer = found if isinstance(found, Layer) else Layer(name, step.version, found)
        fired |= {edit.rule for edit in layer.edits} | {note.rule for note in layer.notes}
    return fired


# What these parameters cannot show: templates of a site, a style of quotation marks, another target; and Big5 in Latin-1 proper,
# which takes a character of a zone that no sentence needs.
NOT_REACHED = {
    "strip": {"any.template.line"},
    "repair": {"repair.big5-as-latin1"},
    "punctuation": {"punctuation.quote-style"},
    "script": {"script.phrase", "script.term", "script.variant", "script.mended"},
}


@pytest.mark.parametrize("name", ["strip", "repair", "characters", "punctuation", "script", "mask"])
def test_the_golden_texts_reach_the_rules(name: str) -> None:
    rules: dict[str, str] = vars(import_module(STEP_MODULES[name][0]))["RULES"]
    fired = _fired(name)
    missed = {rule for rule in rules if rule not in fired} - NOT_REACHED.get(name, set())
    if name == "strip":  # which rule takes a line that several fit may change: the classes of all languages must be there
        missed = {".".join(rule.split(".")[:2]) for rule in missed} - {".".join(rule.split(".")[:2]) for rule in fired}
    assert not missed


def test_the_golden_texts_reach_many_encodings() -> None:
    found = {run[2] for _, data, _ in golden.documents() for run in decode_bytes(data)[1].runs}
    assert len(found) >= 20


def test_the_check_can_fail() -> None:
    old = {"strip": {"version": "1", "digest": "a"}, "near": {"version": "1", "digest": "a"}}
    new = {"strip": {"version": "1", "digest": "b"}, "near": {"version": "2", "digest": "b"}}
    assert golden.changed(old, new) == ["strip"]
