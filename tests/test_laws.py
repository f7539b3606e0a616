"""The six laws over every step, on texts that need something: damaged, furnished with boilerplate, flattened, mixed.

Law 6 (engine-blind) is tests/engines/test_conformance.py. Each step's own file tests the laws on its own kinds of text too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpuskit.commands.recipes import BUILT_IN, load_recipe, pipeline_of
from corpuskit.core.document import Document
from corpuskit.core.report import Report
from corpuskit.core.step import kind_of
from corpuskit.errors import InputError
from corpuskit.steps import STEPS
from corpuskit.steps.decode import decode_bytes, encode_text
from corpuskit.testing import (
    assert_clean,
    assert_decoding_reversible,
    assert_editor_laws,
    assert_linker_laws,
    assert_pure,
    assert_report_balanced,
    assert_reversible,
    assert_step_laws,
)
from corpuskit.testing.damages import DAMAGES
from tests.seeds.truth import load_truth

EDITORS = [name for name in STEPS if kind_of(STEPS[name]()) == "editor"]
OTHERS = [name for name in STEPS if kind_of(STEPS[name]()) != "editor"]
TEXT_DAMAGES = sorted(name for name, one in DAMAGES.items() if one.kind != "bytes")
MIN_SHARE = 0.05  # of the examples must make edits in each step; below, a law proves nothing
LINES = [
    "首页 > 新闻 > 正文", "来源:某某网 2024-03-05 09:12 责编:张三", "(责任编辑:李四)", "上一篇:没有了", "ＣＰＩ同比上涨1.5%。",
    "他说:\"今天下雨,不去了!\"", "電腦裡的資料,後來都存到雲上了。", "协(xié)会(huì)开会,大家都来了。",
    "第 3 章  f(x)=1:2,见 a.b.com/x?y=1",
    "请致电 13800138000 或发邮件到 a.b@example.com 联系我们。", "日本語のテキストもあります。", "가나다라 마바사",
    "\u3000\u3000第一段\u200b从这里开始。\r", "⽤⼈⽂字", "\ufeff标题在这里", "末尾有空格   ", "关注公众号，回复关键词领取资料",
]  # fmt: skip


@cache
def sound_lines() -> list[str]:
    """Lines of the example documents in their sound form."""
    return sorted({line.sound for truth in load_truth() for line in truth.lines if 4 < len(line.sound) < 120})


PERSONAL = ["请致电 13800138000 或发邮件到 a.b@example.com 联系我们。", "身份证号码 11010519491231002X 已登记。"]


@cache
def needy(name: str) -> list[str]:
    """Lines that a step is there for, where the others hold few of them."""
    if name == "mask":
        return PERSONAL
    harmed = [DAMAGES[one](LINES[6]) for one in TEXT_DAMAGES] if name == "repair" else []
    return [line for line in harmed if isinstance(line, str)]


@st.composite
def texts(draw: st.DrawFn, more: Sequence[str] = ()) -> str:
    """Some lines, sound and furnished, some of them damaged; at times a lone surrogate or any characters at all."""
    lines = [draw(st.sampled_from(more))] if more and draw(st.booleans()) else []
    lines += draw(st.lists(st.one_of(st.sampled_from(sound_lines()), st.sampled_from([*LINES, *more])), min_size=1, max_size=6))
    if draw(st.booleans()):
        name = draw(st.sampled_from(TEXT_DAMAGES))
        at = draw(st.integers(0, len(lines) - 1))
        harmed = DAMAGES[name](lines[at])
        lines[at] = harmed if isinstance(harmed, str) else lines[at]
    if draw(st.integers(0, 9)) == 0:
        lines.append(draw(st.text(max_size=20)))
    if draw(st.integers(0, 9)) == 0:
        lines.append("前\ud800后")
    return "\n".join(lines) + draw(st.sampled_from(["", "\n"]))


LAWS = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("name", EDITORS)
def test_laws_of_editors(name: str) -> None:
    step = STEPS[name](to="hans") if name == "script" else STEPS[name]()
    made: list[int] = []

    @LAWS
    @given(texts(needy(name)), st.lists(st.sampled_from(LINES), max_size=2))
    def law(text: str, others: list[str]) -> None:
        if name != "decode":
            text = text.replace("\ud800", "")
        made.append(assert_editor_laws(step, text, others))

    law()
    assert sum(n > 0 for n in made) >= MIN_SHARE * len(made), f"only {sum(n > 0 for n in made)} of {len(made)} made edits"


EDGES = ["", "\n", "\n\n", "甲 ", " ", "。。。", "甲\r", "\n\n甲", "甲\n\n", "?", " (", ")。", "𠀀,好", "甲\n", ",", "\n,", "甲,"]


@pytest.mark.parametrize("name", [name for name in EDITORS if hasattr(STEPS[name](), "may_edit")])
def test_a_batch_denies_nothing_that_an_editor_would_edit(name: str) -> None:
    """Texts whose ends meet those of others in a batch: marks, blanks and line ends at either end."""
    step = STEPS[name](to="hans") if name == "script" else STEPS[name]()
    denied: list[bool] = []

    @LAWS
    @given(
        st.lists(st.one_of(st.sampled_from(EDGES), st.sampled_from(sound_lines()), texts(needy(name))), min_size=1, max_size=9)
    )
    def law(batch: list[str]) -> None:
        batch = [text.replace("\ud800", "") for text in batch]
        assert_pure(step, batch[0], batch[1:])
        denied.extend(not may for may in step.may_edit(batch))

    law()
    assert any(denied)  # or it proves nothing


@pytest.mark.parametrize("name", TEXT_DAMAGES)
def test_repair_keeps_the_laws_on_every_damage(name: str) -> None:
    step = STEPS["repair"]()

    @settings(LAWS, max_examples=6)
    @given(st.lists(st.sampled_from(sound_lines()), min_size=1, max_size=4), st.booleans())
    def law(lines: list[str], whole: bool) -> None:
        harmed = DAMAGES[name]("\n".join(lines) if whole else lines[0])
        assert isinstance(harmed, str)
        assert_editor_laws(step, harmed if whole else "\n".join([harmed, *lines[1:]]), ["别的一行。"])

    law()


@pytest.mark.parametrize("name", OTHERS)
def test_laws_of_other_steps(name: str) -> None:
    step = STEPS[name](to="hans") if name == "harvest" else STEPS[name]()
    said: list[int] = []

    @LAWS
    @given(texts(), texts())
    def law(text: str, other: str) -> None:
        said.append(assert_step_laws(step, text.replace("\ud800", ""), [other.replace("\ud800", "")]))

    law()
    assert sum(n > 0 for n in said) >= MIN_SHARE * len(said), f"only {sum(n > 0 for n in said)} of {len(said)} said anything"


@pytest.mark.parametrize("name", ["exact", "near"])
def test_laws_of_linkers_on_texts_that_are_alike(name: str) -> None:
    linker, found = STEPS[name](), []

    @LAWS
    @given(texts(), st.sampled_from(LINES))
    def law(text: str, line: str) -> None:
        text = text.replace("\ud800", "")
        found.append(assert_linker_laws(linker, text, text.replace(",", "，")))
        found.append(assert_linker_laws(linker, text, f"{text}\n{line}"))

    law()
    assert sum(similarity > 0.5 for similarity in found) >= MIN_SHARE * len(found)


def comes_back(data: bytes) -> bool:
    """Decode and encode; False for data that is refused as binary."""
    try:
        text, decoding = decode_bytes(data)
    except InputError as error:
        assert error.hint
        return False
    assert_decoding_reversible(data, text, decoding, encode_text)
    assert_clean(text, text)
    return True


def test_any_bytes_come_back() -> None:
    decoded: list[bool] = []

    @settings(LAWS, max_examples=200)
    @given(st.binary(max_size=60))
    def law(data: bytes) -> None:
        decoded.append(comes_back(data))

    law()
    assert sum(decoded) >= 0.3 * len(decoded), "random bytes are often binary, but not nearly always"


def test_encoded_texts_come_back() -> None:
    decoded: list[bool] = []
    encodings = ["utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-8-sig", "utf-16", "shift_jis", "euc_kr"]

    @settings(LAWS, max_examples=100)
    @given(texts(), st.sampled_from(encodings))
    def law(text: str, encoding: str) -> None:
        decoded.append(comes_back(text.replace("\ud800", "").encode(encoding, "ignore")))

    law()
    assert sum(decoded) >= 0.9 * len(decoded), "only control characters of a damaged line may be refused"


@pytest.mark.parametrize("name", BUILT_IN)
def test_laws_of_whole_recipes(name: str) -> None:
    pipeline = pipeline_of(load_recipe(name))
    report = Report()
    made: list[int] = []

    @LAWS
    @given(texts())
    def law(text: str) -> None:
        outcome = pipeline.run(Document("0" * 16, text))
        doc = outcome.document
        made.append(assert_reversible(text, doc.layers, doc.text))
        assert_clean(text, doc.text, whole=name != "minimal")
        report.record(outcome, chars_in=len(text))

    law()
    assert_report_balanced(report)
    assert sum(n > 0 for n in made) >= MIN_SHARE * len(made)


@pytest.mark.parametrize("name", BUILT_IN)
def test_whole_recipes_settle_on_the_example_documents(name: str) -> None:
    pipeline = pipeline_of(load_recipe(name))
    changed = 0
    for truth in load_truth():
        first = pipeline.edit(Document("0" * 16, truth.file_text))
        changed += bool(first.layers)
        again = pipeline.edit(Document("0" * 16, first.text))
        left = [(layer.step, edit) for layer in again.layers for edit in layer.edits]
        assert not left, f"{truth.path}: a second run still changes {left[:3]}"
    assert changed > 10
