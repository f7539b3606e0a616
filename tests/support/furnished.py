"""A page with furniture at its head and foot, for tests of what strip takes between them.

Lives here: TITLE, BODY, END, FURNITURE, around(), stripped(). Never here: what should go.
"""

from __future__ import annotations

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.strip import Strip

TITLE = "旧粮仓里的冰场"
BODY = "冰面六百平方米，由旧粮仓改建，墙上还留着当年刷的库号，孩子们每周三下午来上课。"
END = "余热接进隔壁的游泳馆，一个冬天能省下不少燃料，校长说这笔账算得过来。"
FURNITURE = ("首页 > 新闻 > 地方", "【打印】【关闭】")


def around(*lines: str) -> str:
    return "\n".join((FURNITURE[0], TITLE, *lines, FURNITURE[1]))


def stripped(text: str, step: Strip | None = None, **meta: str) -> str:
    found = (step or Strip()).edits(Document("0" * 16, text, meta))
    return apply(text, found.edits if isinstance(found, Layer) else found)
