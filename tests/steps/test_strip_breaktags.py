"""Tags for breaks that stand in the text as words go where a page does not speak of tags."""

from __future__ import annotations

import pytest

from corpuskit.steps.strip import Strip
from corpuskit.testing import assert_editor_laws
from tests.support.furnished import stripped

HEAD = "首页 > 论坛 > 正文\n修伞小记\n来源：某某网 2009-03-14 20:11"
FOOT = "责任编辑：李四\n版权所有 © 2009 某某网"
BODY = "伞骨断了两根，伞面还好，扔了可<BR>惜。我找了一段旧辐条，锯成两<BR>截，<br />用细铜丝绑在断口上。<P>试了三次，没有再弯。"
LEFT = "伞骨断了两根，伞面还好，扔了可惜。我找了一段旧辐条，锯成两截，用细铜丝绑在断口上。试了三次，没有再弯。"


def test_breaks_amid_the_text_go() -> None:
    text = f"{HEAD}\n{BODY}\n{FOOT}"
    assert stripped(text) == f"修伞小记\n{LEFT}"
    assert assert_editor_laws(Strip(), text) > 4


def test_many_amid_words_go_though_the_text_speaks_of_code() -> None:
    left = "修改控制代码的人把伞骨拆下来，一根一根地量，量完又装回去，再把指令写进机器里，机器就照着转了起来。"
    body = (
        left.replace("拆下来，", "拆<BR>下来，<BR>")
        .replace("装回去", "装<BR>回去")
        .replace("指令", "指<BR>令")
        .replace("照着", "照<BR>着")
    )
    assert stripped(f"{HEAD}\n{body}\n{FOOT}") == f"修伞小记\n{left}"


@pytest.mark.parametrize(
    "body",
    [
        "写网页时用<br>换行，<br>是空元素，<br>不要写成别的。这些标签在各家浏览器里都一样，放心去用就是了。",
        "写下<BR>，就会另起一段，<BR>写两次就空一行，<BR>写三次空两行，他这样教了一个下午，谁也没有听懂。",
        "模板的说明里有<p>第一段</p>，<br>还有<br>第二段，<br>都是程序自己的话，谁也不敢动它们一个字。",
        "他说：a<b，b<c，所以a<c，这是中学的题目，可是全班只有三个人做对，老师把卷子又发了一遍。",
        "模板里写着<div>标题</div><br><br><br>，看上去像一段没有写完的话，其实是别人留下来的，谁也不敢动。",
        "分段的语法是<br>而不是<br/>也不是<BR>这三种写法里只有第一种规范，代码里都这样写，谁也不去改它。",
        "网页里的源码元素有<br>和<br/>还有<BR>之分，三种都能把话断开，他却一种也记不住，只好抄在手上。",
        "在代码中标记<BR>的作用是折行，标记<BR>不需要结束，标记<BR>可以连用，他把这三句话抄了三遍。",
        "地址里写着“中山路<BR>十二号”，库里也是“中山路<BR>十二号”，客户的代码却不认识“路<BR>十”，退了三回。",
        "只有一处<br>的文章，看不出是谁留下的，也许是他自己写的，所以就让它留在那里，等人来问。",
    ],
)
def test_what_speaks_of_tags_or_has_few_stays(body: str) -> None:
    assert stripped(f"{HEAD}\n{body}\n{FOOT}") == f"修伞小记\n{body}"


def test_between_two_words_of_letters_it_stays() -> None:
    body = BODY.replace("细铜丝", "Fine<br>Wire")
    assert stripped(f"{HEAD}\n{body}\n{FOOT}") == f"修伞小记\n{LEFT.replace('细铜丝', 'Fine<br>Wire')}"


def test_an_address_that_goes_does_not_speak_of_tags() -> None:
    text = "扔了可<BR>惜，<P>试了三<br>次。\n本文转自：http://www.site.example/2012/02/13/1.html\n试了三次，没有<BR>再弯，又试了一次。<P>"
    assert_editor_laws(Strip(), text)
