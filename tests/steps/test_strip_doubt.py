"""What rules would take and the judges, beside all that goes on the page, would not: it stays, with a note."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Edit, Layer, Note, apply
from corpuskit.rulebook.rules import load_rules
from corpuskit.steps.strip import Strip

HEAD = "首页 > 车源 > 正文\n旧车的账\n来源：某某车网　作者：张三　时间：2021-05-06 10:20　点击：331\n"
FIRST = "这台车开了六年，一直停在车库里，周末才出门，里程不多，漆面也没有动过。\n"
SECOND = "后备箱换过一次撑杆，轮胎是去年秋天换的，冬天跑过两趟山路。\n"
FOOT = (
    "责任编辑：李四\n上一篇：河口的渡船停了\n下一篇：雨季前的检修\n"
    "分享到：微信 微博 QQ空间\n关于我们 | 联系我们 | 版权声明 | 网站地图\n"
)
USERS_RULE = """
[[rule]]
id = "my.source.price"
where = ["line"]
needs = ["含税价"]
pattern = '''.{0,20}含税价.{0,20}'''
safety = "safe"
langs = ["zh"]
why = "prices are not wanted"
hits = ["6.80万 新车含税价 13.42万"]
misses = ["含税的价"]
since = "0.1.0"
"""


def _said(text: str, strip: Strip) -> tuple[list[Edit], list[Note]]:
    found = strip.edits(Document("0" * 16, text))
    return ([*found.edits], [*found.notes]) if isinstance(found, Layer) else ([*found], [])


def _left(text: str, strip: Strip) -> str:
    found = strip.edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


OWN = [
    ("6.80万　新车含税价 13.42万", "any.source.bar", "what it costs, below the source bar"),
]


@pytest.mark.parametrize(("line", "rule", "why"), OWN, ids=[why for *_, why in OWN])
def test_a_line_of_the_text_stays_though_a_rule_hits(line: str, rule: str, why: str) -> None:
    text = HEAD + line + "\n" + FIRST + SECOND + FOOT
    edits, notes = _said(text, Strip())
    left = _left(text, Strip())
    assert left == "旧车的账\n" + line + "\n" + FIRST + SECOND
    assert rule not in {edit.rule for edit in edits if line in edit.removed}
    [note] = [note for note in notes if note.rule == "review.page.doubt"]
    assert text[note.start : note.end] == line
    assert rule in note.why
    assert _left(left, Strip()) == left  # where nothing else is left, it stays as well


def test_when_and_where_they_meet_is_not_taken_at_all() -> None:
    line = "Tuesday 14 June 2022, 7.00 pm, Council Chamber"
    assert _left(HEAD + line + "\n" + FIRST + SECOND + FOOT, Strip()) == "旧车的账\n" + line + "\n" + FIRST + SECOND


def test_without_the_models_the_rule_has_its_way() -> None:
    line, rule, _ = OWN[0]
    edits, notes = _said(HEAD + line + "\n" + FIRST + SECOND + FOOT, Strip(model=False))
    assert rule in {edit.rule for edit in edits if line in edit.removed}
    assert not [note for note in notes if note.rule == "review.page.doubt"]


def test_what_a_users_own_rule_takes_is_not_doubted() -> None:
    assert "my.source.price" not in {rule.id for rule in load_rules()}
    line = OWN[0][0]
    edits, _ = _said(HEAD + line + "\n" + FIRST + SECOND + FOOT, Strip(rule_files=(USERS_RULE,)))
    assert [edit.rule for edit in edits if line in edit.removed] == ["my.source.price"]


def test_what_a_site_says_still_goes() -> None:
    lines = ("来源：某某晚报", "2021年5月6日　10:20　阅读 331", "欢迎关注我们的微信公众号", "声明：转载请注明来源")
    for line in lines:
        text = HEAD.replace("来源：某某车网　", "") + FIRST + SECOND + line + "\n" + FOOT
        assert _left(text, Strip()) == "旧车的账\n" + FIRST + SECOND, line


def test_a_field_is_what_its_label_says_however_little_else_goes() -> None:
    text = "旧车的账\n来源：每周车评\n" + FIRST + SECOND + "责任编辑：李四\n下一篇：雨季前的检修\n"
    assert _left(text, Strip()) == "旧车的账\n" + FIRST + SECOND


@pytest.mark.parametrize(
    "line", ["点【在看】", "本文共计4120个字，预计阅读时长13.5分钟。", "以上言论仅代表作者本人，与本站无关。"]
)
def test_what_a_rule_knows_by_its_words_goes_where_little_else_does(line: str) -> None:
    assert _left("旧车的账\n" + FIRST + SECOND + line + "\n责任编辑：李四\n", Strip()) == "旧车的账\n" + FIRST + SECOND


def test_a_sentence_that_begins_as_a_call_stays_with_a_note() -> None:
    said = "欢迎致电0000-0000000问问价格，赵某说，他只收现金。"
    text = HEAD + FIRST.rstrip("\n") + said + "\n" + SECOND + FOOT
    _, notes = _said(text, Strip())
    [note] = [note for note in notes if note.rule == "review.page.doubt"]
    assert text[note.start : note.end] == said
    left = _left(text, Strip())
    assert said in left
    assert _left(left, Strip()) == left
    assert said not in _left(text, Strip(model=False))
