"""The law assertions themselves: each one fails on a step that breaks its law, and they serve steps of other people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest

import corpuskit
from corpuskit import Document, Drop, Edit, Edits, Sketch
from corpuskit.testing import assert_linker_laws, assert_same_files, assert_step_laws


@dataclass(frozen=True)
class Shout:
    """Somebody's editor: a full stop becomes an exclamation mark."""

    name: ClassVar[str] = "shout"
    version: ClassVar[str] = "1"
    put: str = "！"
    config: str = "a field of that name exempts nobody"

    def edits(self, doc: Document, /) -> Edits:
        return Edits.of([Edit(n, n + 1, c, self.put, "shout.stop", 1.0, "") for n, c in enumerate(doc.text) if c == "。"])


@dataclass(frozen=True)
class Counting(Shout):
    calls: list[int] = field(default_factory=list)
    every: int = 3

    def edits(self, doc: Document, /) -> Edits:
        self.calls.append(1)
        return super().edits(doc) if len(self.calls) % self.every else Edits.of([])


@dataclass(frozen=True)
class Long:
    name: ClassVar[str] = "long"
    version: ClassVar[str] = "1"
    reason: str = "long.text"

    def verdict(self, doc: Document, /) -> Drop | None:
        return Drop(self.reason, float(len(doc.text)), 3.0) if len(doc.text) > 3 else None


@dataclass(frozen=True)
class Letters:
    name: ClassVar[str] = "letters"
    version: ClassVar[str] = "1"
    measure: Callable[[set[str], set[str]], float] = lambda a, b: len(a & b) / max(1, len(a | b))

    def sketch(self, doc: Document, /) -> Sketch:
        return Sketch(tuple(c.encode() for c in sorted(set(doc.text))), doc.text.encode())

    def similarity(self, a: Sketch, b: Sketch, /) -> float:
        return self.measure(set(a.body.decode()), set(b.body.decode()))


@dataclass(frozen=True)
class Size:
    name: ClassVar[str] = "size"
    version: ClassVar[str] = "1"

    def annotate(self, doc: Document, /) -> Mapping[str, Any]:
        return {"size": len(doc.text)}


TEXT = "今天下雨。明天也下雨。"


def test_good_steps_of_other_people_pass_and_run() -> None:
    assert assert_step_laws(Shout(), TEXT, ["别的。"]) == 2
    assert assert_step_laws(Long(), TEXT) == 1
    assert assert_step_laws(Size(), TEXT) == 1
    assert assert_step_laws(Letters(), TEXT, ["今天晴。"]) == 1
    cleaned = corpuskit.clean_text(TEXT, steps=[Shout(), Size(), Long(), "exact"])
    assert (cleaned.text, cleaned.meta["size"]) == (TEXT.replace("。", "！"), len(TEXT))
    assert cleaned.drop is not None


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Shout(put="。。"), "not settled"),
        (Shout(put="\x07"), "the result holds"),
        (Shout(put="\ud800"), "the result holds"),
        (Counting(), "another answer"),
        (Counting(every=2), "another answer"),
        (Long(reason=""), "without a reason"),
        (Letters(measure=lambda a, b: 0.5), "the same as itself"),
        (Letters(measure=lambda a, b: 2.0), "a similarity of 2"),
        (Letters(measure=lambda a, b: len(a - b) / 9), "depends on their order"),
    ],
)
def test_a_broken_law_is_seen(step: Any, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        assert_step_laws(step, TEXT, ["明天晴。"])


def test_one_file_more_or_one_byte_off_is_seen(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name / "sub").mkdir(parents=True)
        (tmp_path / name / "sub" / "x").write_bytes(b"1")
    assert assert_same_files(tmp_path / "a", tmp_path / "b") == 1
    (tmp_path / "b" / "y").touch()
    with pytest.raises(AssertionError, match="y"):
        assert_same_files(tmp_path / "a", tmp_path / "b")
    (tmp_path / "b" / "y").unlink()
    (tmp_path / "b" / "sub" / "x").write_bytes(b"2")
    with pytest.raises(AssertionError, match="sub/x"):
        assert_same_files(tmp_path / "a", tmp_path / "b")


def test_linkers_answer_how_alike_two_texts_are() -> None:
    assert assert_linker_laws(Letters(), "甲乙", "甲丙") == pytest.approx(1 / 3)
