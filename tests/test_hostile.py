"""Every step on pages with hostile lines: the time grows with the length of a line, never with its square.

Lives here: the lines, the places where they stand on a page with furniture, the comparison of two lengths. Never here: what a
step makes of them.

One line that makes a step quadratic holds up a build for hours, and a pattern that reads a run again from each of its characters
is enough; so the whole step is asked, not its patterns. It is timed, by the time of the processor, on pages whose hostile lines
have N and 2 N characters. Only what takes long at 2 N is compared: twice the time is linear, four times quadratic. A busy
machine may make one measurement too long, so a doubtful one is repeated.
"""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Edits
from corpuskit.core.step import kind_of
from corpuskit.errors import InputError
from corpuskit.steps import STEPS
from corpuskit.steps.decode import decode_bytes
from tests.support.furnished import BODY, END, FURNITURE, TITLE
from tests.support.golden import DECODE, PARAMETERS

LINE_CHARS = 5_000  # N; two lines of it on each page
SLOW_SECONDS = 0.25  # a quadratic pattern needs as much for 2 N characters, a linear step a tenth of it
QUADRATIC_RATIO = 3.0
TRIES = 3

UNITS = (
    # one character, or one pair
    " ", "\u3000", "\t", ".", "。", "，", ",", "中", "7", "a", "?", "？", "！", "…", "|", "-", "—", "_", "/", "：", ":", "<", "&",
    ">", "~", "·", "★", "【", "】", "（", "）", "(", "[", "《", "“", '"', "\x01\x1f", "\u0301", "e\u0301", "\u200d", "👩\u200d",
    "\ufffd", "\xa0", "\u202e", "國", "か", "가", "Ａ",
    # what damage and code look like
    "锟斤拷", "ä¸\xad", "Ã©", "&#", "&#20013;", "&amp;&#…下载点击", "\\u4e2d", "%E4", "=E4", "<br>", "中?", "??!", "中a", "中 a ",
    # what furniture looks like
    "首页 ", "首页 | 登录【（a.7", "上一篇：下一篇：", "第1章", "责任编辑：张三 ", "记者张三 ", "姓名:甲 ", "2024-01-02 03:04 ",
    " > ", " _ ", "[1] [2] ", "(1)", "http://a.example/x?y=1 ", "a@b.example ", "13800138000 ", "a.", "1,", "word ", "，|",
    "，\u3000", "【?！责任编辑：)", "这是一句话。",
    # many lines
    "\n", " \n", "1\n", "中文\n", "第1章\n", "首页 1\n", "http://a.example/\n", "责任编辑：张三\n", "2024-01-02 03:04\n",
    "这是一句话。\n", "\r\n",
)  # fmt: skip


def _pages(unit: str, chars: int) -> tuple[str, str]:
    """A page with hostile lines at its head and foot, and one with them in and between its sentences."""
    line = (unit * (chars // len(unit) + 1))[:chars]
    around = (line, FURNITURE[0], TITLE, BODY, END, FURNITURE[1], line)
    amid = (FURNITURE[0], TITLE, f"{BODY}{line}字。", f"字{line}", END, FURNITURE[1])
    return "\n".join(around), "\n".join(amid)


def _ask(step: Any, page: str) -> None:
    """All that a build asks of a step about one page."""
    if step.name == DECODE:
        for encoding in ("utf-8", "gb18030"):
            try:
                decode_bytes(page.encode(encoding))
            except InputError:
                continue
        return
    doc, kind = Document("0" * 16, page), kind_of(step)
    if kind == "editor":
        if hasattr(step, "may_edit"):
            step.may_edit([page])
        step.edits(doc)
    elif kind == "annotator":
        step.annotate(doc)
    elif kind == "judge":
        step.verdict(doc)
    else:
        step.similarity(step.sketch(doc), step.sketch(doc))


def _seconds(step: Any, page: str) -> float:
    began = process_time()
    _ask(step, page)
    return process_time() - began


def _is_quadratic(step: Any, short: str, long: str, slow_seconds: float = SLOW_SECONDS) -> bool:
    """Whether twice the length takes four times the time, as far as a clock can tell."""
    if _seconds(step, long) < slow_seconds:
        return False
    for _ in range(TRIES):
        half, whole = _seconds(step, short), _seconds(step, long)
        if whole < slow_seconds or whole < QUADRATIC_RATIO * half:
            return False
    return True


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_hostile_line_takes_time_in_step_with_its_length(name: str) -> None:
    step: Any = STEPS[name](**PARAMETERS.get(name, {}))
    for page in _pages("中a. ", 200):
        _ask(step, page)  # tables are read when they are first needed
    slow = [
        (unit, place)
        for unit in UNITS
        for place, short, long in zip(("around", "amid"), _pages(unit, LINE_CHARS), _pages(unit, 2 * LINE_CHARS), strict=True)
        if _is_quadratic(step, short, long)
    ]
    assert not slow


class _Counting:
    """Looks at each character once, or at all of them from each."""

    name, version = "counting", "1"

    def __init__(self, *, again: bool) -> None:
        self.again = again

    def edits(self, doc: Document, /) -> Edits:
        for _ in doc.text if self.again else ():
            doc.text.count("\n")
        return EMPTY


def test_a_quadratic_step_is_seen() -> None:
    short, long = (_pages("中", chars)[0] for chars in (LINE_CHARS, 3 * LINE_CHARS))
    assert _is_quadratic(_Counting(again=True), short, long, slow_seconds=0.0)
    assert not _is_quadratic(_Counting(again=False), short, long)
