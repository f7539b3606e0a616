"""What a site hangs behind a sentence, told by the share of its words that are words of sites; and what only looks like it."""

from __future__ import annotations

import re
import time

import pytest

from corpuskit.steps.asidegrammar import _is_count, asides_of, title_marks
from corpuskit.steps.bylinegrammar import byline_head, is_byline
from tests.support.furnished import BODY, END, TITLE, around, stripped

ENGLISH = "The rink will stay shut until May, because the flood took two of its pumps and the wiring."
JAPANESE = "氷の面積は六百平方メートルで、古い穀物倉を改装して作られ、壁にはいまも番号が残っている。"
KOREAN = "빙판은 육백 제곱미터이며 옛 곡물 창고를 고쳐 만들었고 벽에는 지금도 번호가 남아 있다고 한다."


@pytest.mark.parametrize(
    "line",
    [
        BODY + "⟦[文：张三 图：李四 编：王五]⟧",
        BODY + "⟦值班主任：李四⟧",
        BODY + "⟦审读：张三　监审：李四⟧",
        BODY + "⟦（新媒体编辑：张三 美编：李四）⟧",
        BODY + "⟦（后勤处 供图）⟧",
        BODY + "⟦（附件：登记表.doc）⟧",
        BODY + "⟦[收藏本文]⟧",
        BODY + "⟦（左右滑动查看更多）⟧",
        BODY + "⟦【纠错】⟧",
        BODY + "⟦▲回頂端⟧",
        BODY + "⟦（阅读 1203 次）⟧",
        BODY + "⟦已有32人参与⟧",
        BODY + "⟦支持[3] 反对[0]⟧",
        BODY + "⟦推 12 噓 3⟧",
        BODY + "⟦（此前报道：旧粮仓的最后一袋麦子）⟧",
        BODY + "⟦猜你喜欢：旧粮仓的最后一袋麦子⟧",
        BODY + "⟦【限时特惠】报名立减500元⟧",
        BODY + "⟦[广告] 安楼家装，一口价整装⟧",
        BODY + "⟦（市场有风险，投资需谨慎）⟧",
        BODY + "⟦IP属地：江城⟧",
        BODY + "⟦【解码示意】⟧",
        BODY + "⟦〔换个角度〕⟧",
        BODY + "⟦（冰鞋尺码查询）⟧",
        BODY + "⟦（预约入口）⟧",
        BODY + "⟦喜欢这座冰场吗？请关注我们的公众号。⟧",
        BODY + "⟦关注本号，每天看一块冰！点赞转发支持一下！⟧",
        BODY + "⟦（同类文章：旧粮仓的最后一袋麦子）⟧",
        BODY + "⟦投稿邮箱：tg@site.example⟧",
        BODY + "⟦感谢您的阅读 分享到：微博 微信 QQ空间⟧",
        ENGLISH + " ⟦Words: Jane Doe. Pictures: John Roe.⟧",
        ENGLISH + " ⟦[Listen to this story]⟧",
        ENGLISH + " ⟦[Which pump was it?]⟧",
        ENGLISH + " ⟦(Download the plan, PDF)⟧",
        ENGLISH + " ⟦Download the Marston Post app today.⟧",
        ENGLISH + " ⟦(34 comments)⟧",
        JAPANESE + "⟦【お気に入りに追加】⟧",
        JAPANESE + "⟦▲ページの先頭へ⟧",
        JAPANESE + "⟦［貸靴の検索］⟧",
        JAPANESE + "⟦チャンネル登録よろしくお願いします！⟧",
        KOREAN + " ⟦[기사 원문 보기]⟧",
        KOREAN + " ⟦편집=김아무개⟧",
    ],
)
def test_an_aside_behind_a_sentence_goes(line: str) -> None:
    wanted = re.sub("⟦.*?⟧", "", line).rstrip()
    assert stripped(around(BODY, line.replace("⟦", "").replace("⟧", ""), END)) == "\n".join((TITLE, BODY, wanted, END))


@pytest.mark.parametrize(
    "bracket",
    [
        "〔图三〕",
        "［幕落］",
        "［旦上］",
        "【译者注：指旧秤】",
        "[2]",
        "［001］",
        "［笑］",
        "〔原文如此〕",
        "（从略）",
        "（他的鞋后来找到了）",
        "（相关数据：三百平方米）",
    ],
)
def test_what_writers_set_in_brackets_stays(bracket: str) -> None:
    for line in (BODY + bracket, BODY + bracket + END):
        assert stripped(around(BODY, line, END)) == "\n".join((TITLE, BODY, line, END))


def test_a_word_of_the_page_in_brackets_stays() -> None:
    line = BODY + "【冰河队】"
    assert stripped(around("冰河队的孩子先到，教练还在路上，他们自己把门打开了。", line, END)).endswith("\n".join((line, END)))


@pytest.mark.parametrize(
    "head",
    [
        "江城新闻网5月9日讯（张三）",
        "江城网讯 （张三 李四）",
        "江城融媒讯：",
        "江城社五月九日电　",
        "本报记者 张三 李四　",
        "文｜张三　",
        "生活中心／綜合報導　",
        "（江城社台北2日電）",
        "【江城網訊】",
        "综合消息：",
    ],
)
def test_a_dateline_before_the_first_sentence_goes(head: str) -> None:
    assert stripped(around(head + BODY, END)) == "\n".join((TITLE, BODY, END))


def test_the_state_of_a_thread_behind_its_title_goes() -> None:
    assert stripped(around(BODY, END).replace(TITLE, TITLE + "[已解决]")) == "\n".join((TITLE, BODY, END))
    assert stripped(around(BODY, "赏析［收起］", END)) == "\n".join((TITLE, BODY, "赏析", END))


@pytest.mark.parametrize(
    "tail",
    [
        "（笑）", "（掌声）", "[1]", "（见表3）", "（详见第五章）", "（单位：米）",
        "（答案：船）", "（下篇再讲）", "（1957年春）", "（幕落）",
        "（指第四间库房）", "（众人鼓掌）", "[图1]", "（今已不存）", "（打一字）",
        "（《江城县志》卷四）", "（他后来再也没有提起这件事。）",
    ],
)  # fmt: skip
def test_what_a_writer_adds_in_brackets_stays(tail: str) -> None:
    for lines in ((BODY, END + tail), (BODY + tail, END)):
        assert stripped(around(*lines)) == "\n".join((TITLE, *lines))


@pytest.mark.parametrize(
    "line",
    [
        "打开设置页面，点击[保存]，等待提示出现，再点击【修改密码】。",
        "这篇文章被阅读了1203次，他一次也没有去看，有3人评论说冰面太窄。",
        "更多的时候，他一个人坐在看台上，记者问他为什么不走，他说冰还没有化。",
        "推荐理由：用料扎实，做工细致，冰刀可以自己磨，护具按身高分三档。",
        "“免费领取”四个字写得很大，“限前十名”写得很小，来的人都先看小的。",
        "订阅费每年四十八元，由学校统一付。编辑修改后再交给校长过目",
        "量筒里的水只能用一次，不得重复使用。容器洗净之后倒扣在架上晾干。",
        "▲ 孩子们在冰面上练习停步，教练站在一旁。（图／记者张三摄）",
    ],
)
def test_sentences_with_words_of_sites_stay(line: str) -> None:
    assert stripped(around(BODY, line, END)) == "\n".join((TITLE, BODY, line, END))


def test_labels_are_told_by_their_ends() -> None:
    assert is_byline("核稿编辑:张三", last=False, bracketed=False)
    assert is_byline("策划:张三 联络:李四 灯光:王五", last=False, bracketed=False)
    assert not is_byline("灯光:王五", last=False, bracketed=False)
    assert not is_byline("作者:他说的话没有人听", last=True, bracketed=True)
    assert byline_head("记者问他为什么不走,他说冰还没有化。") == 0
    assert byline_head("江城5月9日的气温比往年同期低了四度,桃花还没有开。") == 0


@pytest.mark.parametrize("piece", ["(", "[看", "。" * 9, "张三 ", "编辑:", "1赞", "更多:", "。(更多", "Read ", "【】"])
def test_long_lines_take_no_long_time(piece: str) -> None:
    line = piece * (200_000 // len(piece))
    started = time.perf_counter()
    found = [*asides_of(line, len(line), last=True, novel=True), *title_marks(line)]
    byline_head(line)
    assert time.perf_counter() - started < 3
    assert all(0 <= one.start < one.end <= len(line) for one in found)


@pytest.mark.parametrize(
    "piece",
    ["赞同 56 评论 8", "支持(31)", "评论(6) 收起", "32人觉得有帮助", "👍 12", "12 people found this helpful", "댓글 3 공감 5"],
)
def test_a_counter_is_told_whatever_it_counts(piece: str) -> None:
    assert _is_count(piece)


@pytest.mark.parametrize("piece", ["支持", "第31条", "赞同他的意见", "12 people", "👍", "共有31个村", "见2019年第3期"])
def test_a_number_with_other_words_is_no_counter(piece: str) -> None:
    assert not _is_count(piece)
