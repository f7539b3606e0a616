"""Repair of pages that were harmed as a whole: what is too short, too plain or too much like an example to be read by itself.

Lives here: what the rest of a page lends to its short lines, references of pages that hold code or an address. Never here: the
proof of a line by itself (test_repair_chains.py).
"""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair

PAGE = """红烧豆腐
生抽 2勺
蚝油 1勺
井
—  完  —
日(rì) 月(yuè)
目录
豆腐切成厚片，用厨房纸把水吸干，放在一边备用。
平底锅里倒油，用小火煎到两面金黄，再盛出来。
"""


def _repaired(text: str) -> str:
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


def _latin(text: str, charset: str = "gb18030") -> str:
    return text.encode(charset).decode("latin-1")


def test_a_page_misread_as_a_whole_lends_its_proof_to_every_line() -> None:
    assert _repaired(_latin(PAGE)) == PAGE
    assert _repaired(_latin(_latin(PAGE), "utf-8")) == PAGE


def test_a_page_lends_nothing_to_what_it_does_not_explain() -> None:
    kana = _latin(_latin("シェアする ツイート", "gb18030"), "utf-8")
    assert kana in _repaired(_latin(_latin(PAGE), "utf-8") + kana)
    french = "Müller à côté du café, où l'été déjà a commencé"
    assert french in _repaired(_latin(PAGE) + french)


def _references(text: str, form: str = "&#{};") -> str:
    return "".join(char if char < "\x80" else form.format(ord(char)) for char in text)


def test_an_address_is_no_lesson() -> None:
    text = f"&nbsp;&nbsp;{PAGE}链接：http://www.example.com/2015/31.html\n"
    assert "&nbsp;" not in _repaired(text)
    assert _repaired(_references(f"{PAGE}链接：http://www.example.com/2015/31.html\n")).startswith(PAGE)


LESSON = """字典的三种遍历方式
字典(dict)是最常用的容器之一。本文给出三种遍历方式,并比较速度。
```python
for k, v in d.items():
    print(f"{k}: {v}")
```
在 HTML 里,小于号要写成 &lt;,否则浏览器会认错。
"""


def test_a_lesson_of_references_alone_comes_back_without_what_it_shows() -> None:
    assert _repaired(_references(LESSON)) == LESSON


@pytest.mark.parametrize(
    "text",
    [
        LESSON,
        "In HTML the character 中 is written &#20013; and 文 is written &#25991;, both of them numbers.",
        "In HTML a hanzi is written as a number, say &#20013;&#25991;&#23383;, and shown by the browser.",
        "网页里把它写成 &lt;p&gt; 就行，保存为 index.html 再打开。",
    ],
)
def test_lessons_stay(text: str) -> None:
    assert _repaired(text) == text


WESTERN = """It’s a fine day, and they don’t know it. “You can’t stop the rain,” she said, “but I’ll try.”
“Well – I’m off,” he said. The café was closed, the soup had cost £4.80, and it was 30° in the shade.
"""


def test_western_text_read_as_gbk() -> None:
    harmed = WESTERN.encode().decode("gbk", "replace")
    assert "鈥檚" in harmed
    assert _repaired(harmed) == WESTERN.replace("–", "鈥\ufffd")  # a dash before a blank may be an apostrophe as well


@pytest.mark.parametrize(
    "text",
    [
        "The character 路 means a road, and 茅 is a kind of grass.",
        'If you see "鈥檚" where an apostrophe should be, blame the editor.',
        "Wrong encodings: 鈥檚 and 鈥檛 are what you get.",
        "钱拢48个，茅屋三间。",
    ],
)
def test_hanzi_in_western_text_stay(text: str) -> None:
    assert _repaired(text) == text
