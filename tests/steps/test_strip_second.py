"""The second opinion: what stands between furniture and is the text's own stays."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps.strip import Strip
from corpuskit.steps.strip.evidence import evidence_of
from corpuskit.steps.strip.page import Page

TEXT = "守门的老人把水位记在一本红皮的簿子上，一天四次，从来没有漏过。\n他说记这个没什么用，可是不记，心里就空了一块。"
PAPER = (
    "首页 > 新闻中心 > 正文\n{title}\n发布时间：2021-06-08 10:21　来源：某某网　浏览次数：312\n",
    "\n责任编辑：李四\n分享到：微信 微博\n上一篇：春季运动会开幕\n下一篇：没有了\n版权所有 © 2021 某某网",
)
HERALD = (
    "Home » Community » Local\n{title}\nBy admin | March 4, 2021 | 5 Comments\n",
    "\nShare this: Twitter Facebook\nFiled under: Local\nRelated posts\nThe bridge reopens\n← Older post   Newer post →"
    "\nPrivacy Policy | Terms of Use | © 2021 The Herald. All rights reserved.",
)
PLAY = (
    "（独幕）\n人物：司机，五十岁。\n【灯亮。雨声。\n司机　到站了。\n女人　（不动）再开一圈。\n司机　这是末班。"
    "\n女人　那就开到头一班。\n【幕落"
)
RADIO = (
    "(MUSIC UP, THEN UNDER)\nFERRYMAN: Evening.\nANNOUNCER: Tonight’s letter comes from a listener by the sea."
    "\nFERRYMAN: “Dear Ferryman, do you ever get bored?” No.\nANNOUNCER: That’s all we have time for.\n(MUSIC OUT)"
)
OWN = {
    "what is typed": (PAPER, f"{TEXT}\n\tboard$ sensors --raw > levels.txt\n\tdesk$ plot LEVELS=levels.txt \\"),
    "a day of the old calendar": (PAPER, f"日期：农历八月十七\n高潮 00:42（412厘米）\n低潮 06:51（88厘米）\n{TEXT}"),
    "the end of a play": (PAPER, PLAY),
    "the end of a broadcast": (HERALD, RADIO),
}


def left(text: str, step: Strip) -> str:
    found = step.edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


@pytest.mark.parametrize("case", OWN.values(), ids=OWN)
def test_what_the_page_judge_does_not_believe_stays(case: tuple[tuple[str, str], str]) -> None:
    (over, under), own = case
    assert left(over.format(title="守门人的簿子") + own + under, Strip()) == f"守门人的簿子\n{own}"


def test_the_book_under_a_saying_is_no_injected_name() -> None:
    sayings = "\n".join(
        f"{saying}\n--《某某谭》" for saying in (*TEXT.split("\n"), "路窄处留一步，与人行。", "风来疏竹，风过而竹不留声。")
    )
    page = Page(f"句抄\n{sayings}\n以上都是从一本旧书里抄来的，抄的人没有留下名字。", matcher_for((), ()))
    assert not [piece for piece in evidence_of(page).pieces if "某某谭" in piece.text]
