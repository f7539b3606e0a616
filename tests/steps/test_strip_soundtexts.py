"""Sound texts of many kinds stay whole, by themselves and between the furniture of four kinds of sites.

Lives here: the furniture and what is asked. The texts stand in tests/cases/sound: letters, records, programmes, tables, forms,
verse, talks and notices with contacts, in five languages. Never here: figures.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.furnished import stripped

TEXTS = (Path(__file__).parents[1] / "cases" / "sound" / "texts.txt").read_text(encoding="utf-8").rstrip("\n").split("\n====\n")
ZH = (
    (
        "首页 > 新闻中心 > 正文",
        "2021-06-08 10:21　来源：石桥网　责任编辑：李四　浏览：312次",
        "【打印】【关闭】\n上一篇：春季运动会开幕\n下一篇：没有了\n相关阅读\n石桥镇举办元宵灯会\n版权所有 © 2021 石桥网",
    ),
    (
        "您的位置：论坛 > 闲话石桥 > 查看主题",
        "发表于 2014-3-2 11:08 | 只看该作者 | 倒序浏览",
        "收藏 分享 支持 反对\n回复 举报\n发新帖 返回列表\n站长统计|手机版|小黑屋",
    ),
    (
        "某某娛樂城官網 首頁 ≫ 文史 ≫ 內文",
        "記者王五／綜合報導　2019/03/02 12:01　A- A A+",
        "加入LINE好友，掌握最新消息\n延伸閱讀\n廟口的鐘修好了\n某某娛樂城\n© 某某報 版權所有 轉載必究",
    ),
)
OTHERS = {
    "en": (
        "Home > News > Article",
        "By Staff Reporter | 3 March 2019 | 12 Comments",
        "Share this: Facebook Twitter Email\nRelated articles\nBridge reopens\n© 2019 The Example. All rights reserved.",
    ),
    "ja": (
        "ホーム > 地域 > 記事",
        "2019年4月12日 10:00 更新",
        "シェアする ツイート\n関連記事\n橋の名前を読む\n無断転載を禁じます © 例新聞社",
    ),
    "ko": (
        "홈 > 지역 > 기사",
        "입력 2018.03.05 14:00 | 수정 2018.03.05 15:10 | 홍길동 기자",
        "공유하기 댓글 0\n관련기사\n다리 이름을 읽다\n저작권자 © 예시일보 무단전재 및 재배포 금지",
    ),
}


def _furniture(text: str) -> tuple[tuple[str, str, str], ...]:
    for language, letters in (("ko", "[가-힣]"), ("ja", "[ぁ-ん]")):
        if re.search(letters, text):
            return (OTHERS[language],)
    return ZH if re.search("[\u3400-\u9fff]", text) else (OTHERS["en"],)


@pytest.mark.parametrize("text", TEXTS, ids=[text.split("\n")[0][:12] for text in TEXTS])
def test_a_sound_text_stays_whole(text: str) -> None:
    assert stripped(text) == text
    title, _, body = text.partition("\n")
    for head, bar, foot in _furniture(text):
        left = stripped(f"{head}\n{title}\n{bar}\n{body}\n{foot}")
        assert text in left
        assert foot.split("\n")[-1] not in left
