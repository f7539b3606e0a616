"""The one loop: a batch goes through the steps as its documents would one by one, and a failure stays with its document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pytest

from corpuskit.commands.recipes import load_recipe, pipeline_of
from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Edits
from corpuskit.core.pipeline import Outcome, Pipeline
from corpuskit.core.step import Drop, Sketch
from corpuskit.testing.damages import damage

SENTENCE = "这座图书馆的屋顶由木匠修好,读者又可以在窗边坐下来。"
TEXTS = (
    SENTENCE * 3,
    damage(SENTENCE, "utf8-as-gbk"),
    "首页 > 新闻 > 正文\n标题\n" + SENTENCE * 4 + "\n(责任编辑:张三)\n",
    "短",
    "",
    "The roof was repaired, and the readers came back to sit by the window again.",
    SENTENCE.replace("图书馆", "圖書館") * 3,
)


@dataclass(frozen=True)
class Trips:
    """An editor that breaks on a document that holds its word."""

    name: ClassVar[str] = "trips"
    version: ClassVar[str] = "1"
    word: str = "坏"

    def edits(self, doc: Document, /) -> Edits:
        if self.word in doc.text:
            raise ValueError(f"a step broke on {doc.id}")
        return EMPTY


@dataclass(frozen=True)
class Demands:
    """A judge that drops documents with its word."""

    name: ClassVar[str] = "demands"
    version: ClassVar[str] = "1"
    word: str = "走"

    def verdict(self, doc: Document, /) -> Drop | None:
        return Drop("demands.word") if self.word in doc.text else None


def _docs(texts: tuple[str, ...]) -> list[Document]:
    return [Document(f"{n:016x}", text) for n, text in enumerate(texts)]


def test_a_batch_is_its_documents_one_by_one() -> None:
    pipeline = pipeline_of(load_recipe())
    docs = _docs(TEXTS)
    assert pipeline.run_each(docs) == [pipeline.run(doc) for doc in docs]
    assert pipeline.run_each([]) == []


def test_a_failure_stays_with_its_document() -> None:
    pipeline = Pipeline([Trips(), Demands()])
    good, broken, dropped = pipeline.run_each(_docs(("好", "坏", "走")))
    assert isinstance(good, Outcome) and good.drop is None
    assert isinstance(broken, ValueError)
    assert isinstance(dropped, Outcome) and dropped.drop == Drop("demands.word")
    with pytest.raises(ValueError, match="a step broke on"):
        pipeline.run(Document("0" * 16, "坏"))


def test_who_watches_is_told_which_document_a_step_turns_to() -> None:
    seen: list[int] = []
    Pipeline([Trips(), Demands()]).run_each(_docs(("好", "坏", "走")), seen.append)
    assert seen == [0, 1, 2, 0, 2]  # the editor, the judge; without a linker nothing is asked at the end


@dataclass(frozen=True)
class Answers:
    """An editor and a linker that answer for batches, and fail for a whole batch where one document has the word."""

    name: ClassVar[str] = "answers"
    version: ClassVar[str] = "1"
    word: str = "坏"

    def sketch(self, doc: Document, /) -> Sketch:
        if self.word in doc.text:
            raise ValueError(f"a step broke on {doc.id}")
        return Sketch((doc.text.encode(),))

    def sketch_each(self, docs: Sequence[Document], /) -> list[Sketch]:
        return [Sketch(one.keys, b"in a batch") for one in map(self.sketch, docs)]

    def similarity(self, a: Sketch, b: Sketch, /) -> float:
        return float(a == b)


def test_a_step_may_answer_for_a_batch() -> None:
    together = Pipeline([Answers()]).run_each(_docs(("甲", "乙")))
    assert [one.sketches for one in together if isinstance(one, Outcome)] == [
        (("answers", Sketch((text.encode(),), b"in a batch")),) for text in ("甲", "乙")
    ]
    alone, broken = Pipeline([Answers()]).run_each(_docs(("甲", "坏")))
    assert isinstance(alone, Outcome) and alone.sketches == (("answers", Sketch(("甲".encode(),))),)
    assert isinstance(broken, ValueError)


def test_an_editor_that_denies_is_not_asked() -> None:
    asked: list[str] = []

    @dataclass(frozen=True)
    class Denies(Trips):
        def may_edit(self, texts: Sequence[str], /) -> list[bool]:
            return [text == "乙" for text in texts]

        def edits(self, doc: Document, /) -> Edits:
            asked.append(doc.text)
            return EMPTY

    Pipeline([Denies()]).run_each(_docs(("甲", "乙", "丙")))
    assert asked == ["乙"]


def test_running_out_of_memory_is_nobodys_fault() -> None:
    @dataclass(frozen=True)
    class Fills(Trips):
        def edits(self, doc: Document, /) -> Edits:
            raise MemoryError

    with pytest.raises(MemoryError):
        Pipeline([Fills()]).run_each(_docs(("好",)))
