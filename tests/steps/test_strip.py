"""The step strip: the laws, where lines and blanks go, switches, and what must stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.errors import RecipeError
from corpuskit.rulebook.examples import unmark
from corpuskit.rulebook.rules import load_rules
from corpuskit.steps.strip import RULES, Strip
from corpuskit.steps.strip.decide import BLOCK_HEADS
from corpuskit.testing.laws import assert_editor_laws

PROSE = "入秋以后，河水一天比一天浅，岸边的石头露出来，孩子们放学后就在上面跳来跳去，直到天黑才回家。"
MORE = "镇上的人说，打印的字整齐，手写的字认人，所以议题目录至今仍旧由值班的人一笔一笔写上去。"


def layer_of(text: str, step: Strip | None = None, **meta: str) -> Layer:
    step = step or Strip()
    found = step.edits(Document("0" * 16, text, meta))
    return found if isinstance(found, Layer) else Layer(step.name, step.version, found)


def strip(text: str, step: Strip | None = None, **meta: str) -> str:
    return apply(text, layer_of(text, step, **meta).edits)


def page(*lines: str) -> str:
    return "\n".join(lines)


# -- the laws ----------------------------------------------------------------------------------------------------------

_EXAMPLES = [unmark(example)[0] for rule in load_rules() for example in (*rule.hits, *rule.misses)]
_HITS = [unmark(example)[0] for rule in load_rules() for example in rule.hits]
_LINES = st.one_of(
    st.sampled_from(_HITS),
    st.sampled_from(_EXAMPLES),
    st.sampled_from(
        [PROSE, MORE, "", "", "　", "小标题", "珂某汇", "珂某汇(官方)", PROSE + "珂某汇", PROSE + "（张三）", "(李四)"]
    ),
    st.text("某甲乙丙，。！？ :：|>（）()2019-3年月日", max_size=20),
)
_PAGES = st.builds(
    lambda rows, end: "\n".join(rows) + end, st.lists(_LINES, min_size=3, max_size=30), st.sampled_from(["", "\n", "\n\n"])
)
_seen = {"edits": 0, "all": 0}


@settings(max_examples=80, deadline=None, derandomize=True)
@given(_PAGES)
def test_laws(text: str) -> None:
    _seen["all"] += 1
    _seen["edits"] += assert_editor_laws(Strip(), text, [PROSE]) > 0


def test_the_laws_saw_edits() -> None:
    assert _seen["edits"] > 0.6 * _seen["all"] > 0


@settings(max_examples=40, deadline=None, derandomize=True)
@given(_PAGES)
def test_no_new_double_blank_lines(text: str) -> None:
    before = (
        "\n\n\n" in text or text.startswith("\n") or not text.strip("\n") or any(not r.strip() and r for r in text.split("\n"))
    )
    result = strip(text)
    if not before:
        assert "\n\n\n" not in result
        assert not result.startswith("\n")


# -- lines and blanks --------------------------------------------------------------------------------------------------


def test_a_line_goes_with_its_terminator() -> None:
    assert strip(page("题目", "来源：某某晚报", PROSE, MORE) + "\n") == page("题目", PROSE, MORE) + "\n"


def test_the_last_line_takes_the_break_before_it() -> None:
    assert strip(page(PROSE, MORE, "责任编辑：张三")) == page(PROSE, MORE)
    assert strip(page(PROSE, MORE, "责任编辑：张三") + "\n") == page(PROSE, MORE) + "\n"


def test_one_of_two_blank_lines_goes_along() -> None:
    assert strip(page("题目", "", "来源：某某晚报", "", PROSE, "", MORE)) == page("题目", "", PROSE, "", MORE)
    assert strip(page("首页 > 新闻 > 正文", "", "题目", PROSE)) == page("题目", PROSE)
    assert strip(page(PROSE, MORE, "", "责任编辑：张三", "")) == page(PROSE, MORE, "")


def test_blank_lines_that_were_there_stay() -> None:
    text = page("题目", "", "", PROSE, "来源：某某晚报", MORE)
    assert "\n\n\n" in strip(text)


# -- what goes ---------------------------------------------------------------------------------------------------------


def test_labels_with_the_title_on_the_next_line() -> None:
    assert strip(page(PROSE, MORE, "上一篇:", "关于春节期间值班安排的通知", "下一篇:")) == page(PROSE, MORE)
    assert strip(page(PROSE, MORE, "上一篇:", "甲事", "下一篇:", "乙事")) == page(PROSE, MORE)


def test_several_fields_on_one_line() -> None:
    for bar in (
        "来源:某网 2022-10-21 18:25:34 责编:甲乙 丙丁",
        "2024-03-05 09:12　来源：某某晚报　浏览：2310 次　字号：大 中 小",
    ):
        layer = layer_of(page("题目", bar, PROSE, MORE))
        assert apply(page("题目", bar, PROSE, MORE), layer.edits) == page("题目", PROSE, MORE)
        assert "several fields" in layer.edits[0].why


def test_head_and_tail_do_not_shift() -> None:
    rows = [PROSE, *["责任编辑：张三"] * 30, "来源：某某晚报", "（张三）"]
    once = strip(page(*rows))
    assert strip(once) == once


def test_a_block_of_titles() -> None:
    titles = ("城东工业园夜班公交试运行一个月", "老棉纺厂片区改造方案公示")
    assert strip(page(PROSE, MORE, "相关阅读", *titles)) == page(PROSE, MORE)


def test_titles_between_a_link_to_more_and_the_foot() -> None:
    titles = ("某某镇的七口老井", "水车是怎样转起来的", "一座粮仓的来历")
    foot = "某ICP备00000000号 版权所有"
    assert strip(page("题目", PROSE, MORE, "更多>>", *titles, foot)) == page("题目", PROSE, MORE)
    assert strip(page("题目", PROSE, "更多>>", *titles, MORE, foot)) == page("题目", PROSE, *titles, MORE)
    assert strip(page("题目", PROSE, MORE, "更多>>", *titles)) == page("题目", PROSE, MORE, *titles)


def test_links_with_a_blank_go_at_the_end_only() -> None:
    link = "上一則　老碼頭的燈塔重新點亮"
    assert strip(page("题目", *[PROSE, MORE] * 8, link)) == page("题目", *[PROSE, MORE] * 8)
    kept = page("题目", *[PROSE, MORE] * 4, link, *[PROSE, MORE] * 8)
    assert strip(kept) == kept


def test_the_last_brackets() -> None:
    assert strip(page("题目", PROSE, MORE + "（张三）", "责编：李四")) == page("题目", PROSE, MORE)
    assert strip(page("题目", PROSE, MORE, "(张三)")) == page("题目", PROSE, MORE)
    kept = page("题目", PROSE + "（张三）", MORE)
    assert strip(kept) == kept


def test_a_dateline_loses_only_its_prefix() -> None:
    assert strip(page("题目", "某某社某地5月9日电（记者 张三）" + PROSE, MORE)) == page("题目", PROSE, MORE)


def test_traditional_and_full_width() -> None:
    assert strip(page("題目", PROSE, "責任編輯：張三", "上一篇：沒有了")) == page("題目", PROSE)
    assert strip(page("题目", "来源：某某晚报　２０２４－０３－０５　０９：１２", PROSE)) == page("题目", PROSE)


def test_a_summary_goes_only_as_a_copy() -> None:
    assert strip(page("题目", "导读：" + PROSE[:30], PROSE, MORE)) == page("题目", PROSE, MORE)
    kept = page("题目", "导读：这一篇写河，也写人。", PROSE, MORE)
    assert strip(kept) == kept


# -- what stays --------------------------------------------------------------------------------------------------------

STAYS = [
    "编辑观点：",
    "编辑部认为，这件提案之所以办得实，在于提案人拿得出数据。",
    "作者：白居易",
    "来源 | 综合各图书馆年度报告",
    "据统计，全县的一百四十二个快递站里，有六十一家开了副业。",
    "（前略）其时退居渭上，旧病新愁。（后略）",
    "（平方公里）",
    "（设立）",
    "▲ 改线后的公交经过解放桥",
    "重复性误差：±2%；",
    "电 源：",
    "1、光滩带：每日被淹没两次；",
    "二审判决",
    "三审终审制",
    "标签",
    "2018年8月22日，工程正式开工，比原计划早了半个月。",
    "张三、李四、王五、赵六、甲某、乙某、丙某",
    "5%不等的预付款正在成为行业惯例。",
    "[1] 张三，李四. 河口沉积与植被演替. 海洋地质通讯，2009(2)：41-47.",
    "热线每天6时至22时有人接听，调整后的头两周将增加四名接线员。",
    "07 17:42:00 之后录入的挂牌不计入当日。",
    "请点“上一页”，已填写的内容会自动保存。",
    "关键词",
    "临床岗：王甲、刘乙、陈丙",
    "他说，书里写着（责编 张三），可是谁也不认识这个人。",
    "这家公司去年上线了自己的微信公众号。",
    "个个都想抓机会，打一安徽地名。（怀远）",
]


@pytest.mark.parametrize("line", STAYS)
def test_look_alikes_stay(line: str) -> None:
    text = page("题目", "来源：某某晚报", PROSE, MORE, line, PROSE, MORE, "责任编辑：张三")
    assert strip(text) == page("题目", PROSE, MORE, line, PROSE, MORE)


# -- switches ----------------------------------------------------------------------------------------------------------


def test_rules_can_be_switched_off() -> None:
    text = page("题目", PROSE, MORE, "责任编辑：张三", "上一篇：甲事")
    assert strip(text, Strip(off=("zh.credit.editor",))) == page("题目", PROSE, MORE, "责任编辑：张三")
    assert strip(text, Strip(off=("zh.prevnext", "zh.credit"))) == text
    with pytest.raises(RecipeError, match="editr") as error:
        Strip(off=("zh.credit.editr",))
    assert "zh.credit.editor" in error.value.hint


def test_what_a_rule_that_is_off_would_take_is_no_judges() -> None:
    """On a page with furniture enough the page judge and the piece judge would take these."""
    text = page(
        "首页 > 新闻 > 正文", "题目", PROSE, MORE + "（记者 张三）", "责任编辑：张三", "上一篇：甲事", "分享到：微信 微博"
    )
    assert "张三" not in strip(text)
    kept = strip(text, Strip(off=("zh.credit", "any.credit")))
    assert "责任编辑：张三" in kept and "（记者 张三）" in kept
    assert "上一篇" not in kept and "分享到" not in kept


def test_lines_and_terms_can_be_protected() -> None:
    text = page("题目", PROSE, MORE, "责任编辑：张三", "责任编辑：李四")
    assert strip(text, Strip(protect_lines=("责任编辑：张三",))) == page("题目", PROSE, MORE, "责任编辑：张三")
    assert strip(text, Strip(protect_terms=("李四",))) == page("题目", PROSE, MORE, "责任编辑：李四")


def test_rule_files_are_added() -> None:
    extra = """[[rule]]
id = "zh.notice.own"
where = "line"
needs = ["某站"]
pattern = "某站欢迎您"
why = "w"
hits = ["某站欢迎您", "某站歡迎您"]
misses = ["某站", "欢迎您"]
"""
    text = page("题目", PROSE, "某站歡迎您")
    assert strip(text) == text
    step = Strip(rule_files=(extra,))
    assert strip(text, step) == page("题目", PROSE)
    assert len(step.tables_used()) == len(Strip().tables_used()) + 1


def test_rules_are_listed_with_a_reason() -> None:
    assert len(RULES) > 80
    assert all(RULES[rule] for rule in RULES)
    assert not [head for head in BLOCK_HEADS if f"{head.rpartition('.')[0]}.title" not in RULES]
    for edit in layer_of(page("题目", PROSE, "责任编辑：张三", "上一篇:", "甲事")).edits:
        assert edit.rule in RULES
        assert edit.why


def test_suspicious_lines_that_stayed_have_a_note() -> None:
    notes = layer_of(page("题目", "作者：张三", PROSE, MORE)).notes
    assert [note.rule for note in notes] == ["review.zh.source.author"]


def test_a_clean_text_costs_nothing() -> None:
    found = Strip().edits(Document("0" * 16, page("题目", PROSE, MORE)))
    assert len(found.edits if isinstance(found, Layer) else found) == 0


# -- what has the form of furniture and is the text's ------------------------------------------------------------------


def test_menu_words_that_a_manual_names_stay() -> None:
    text = page("题目", PROSE, "首页 > 设置", "复制链接", "返回", MORE, "责任编辑：张三", "上一篇：没有了")
    assert strip(text) == page("题目", PROSE, "首页 > 设置", "复制链接", "返回", MORE)


def test_contacts_attachments_and_signatures_under_a_notice_stay() -> None:
    rows = ("联系电话：0000-1234567", "附件：1. 申请表", "云溪县某某局", "2024年3月5日")
    text = page("题目", "来源：某某网　2024-03-05", PROSE, MORE, *rows, "上一篇：没有了", "下一篇：没有了")
    assert strip(text) == page("题目", PROSE, MORE, *rows)


def test_damaged_lines_amid_the_text_stay() -> None:
    broken = "Ëû³£µÀ£º¡°ÌìÆøºÜºÃ¡£¡±"
    text = page("题目", "来源：某某网　2024-03-05", PROSE, broken, MORE, "上一篇：没有了", "责任编辑：张三")
    assert broken in strip(text)


# -- titles and posts --------------------------------------------------------------------------------------------------


def test_the_name_of_the_site_behind_the_title_goes() -> None:
    foot = ("晴窗记版权所有　未经授权不得转载", "上一篇：没有了")
    assert strip(page("河边的老灯 - 晴窗记", PROSE, MORE, *foot)) == page("河边的老灯", PROSE, MORE)
    assert strip(page("河边的老灯_生活_某某论坛", PROSE, MORE, *foot)) == page("河边的老灯", PROSE, MORE)
    kept = "春灌，水往哪里流——三个灌区见闻"
    assert strip(page(kept, PROSE, MORE, *foot)) == page(kept, PROSE, MORE)


def test_signatures_under_posts_go() -> None:
    head = "作者：乙某　时间：2012-03-05 10:30:11"
    rows = (head, PROSE, "--", "愿你三冬暖", head, MORE, "----------", "一期一会")
    assert strip(page("题目", *rows)) == page("题目", PROSE, MORE)
    assert "愿你三冬暖" in strip(page("题目", PROSE, "--", "愿你三冬暖", MORE, "责任编辑：张三"))
