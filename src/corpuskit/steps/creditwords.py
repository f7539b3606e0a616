"""What credits, the origins of pictures and the calls of accounts are made of, in four languages: patterns over the folded view.

What lives here: patterns. What never does: where on a line they may stand (partgrammar.py); names of sites, brands, persons.
"""

from __future__ import annotations

import re

from corpuskit.core.latepattern import late
from corpuskit.rulebook.edged import edged
from corpuskit.steps.partwords import HAN, NAMES, OF, WHO

__all__ = ["ADDED", "DRAWN", "EN_IMAGE", "GESTURE", "JA_CREDIT", "KO_CREDIT", "KO_RIGHTS", "PENNED", "TAKEN"]

_WORK_DONE = "(?:文图|图文|文|图|摄影|摄|报[道导]|撰文|整理|供图|供稿|漫画|制图|采写|编辑|责编|校对|策划|翻译|插画|剪辑)"
# The name before what the person did: 甲/文 乙/摄.
PENNED = late(rf"{HAN}{{2,4}}\s?/\s?{_WORK_DONE}(?:/?{_WORK_DONE})?(?:[\s,;、]{{1,3}}{HAN}{{2,4}}\s?/\s?{_WORK_DONE}){{0,4}}")
TAKEN = late(
    rf"(?:(?:本文|文中)?(?:示意图|资料图片?|题图|首图|配图|合成图|截图|图片?|照片"
    rf"|画面)(?:均)?[/:]?\s?(?:翻摄|翻拍|撷取|截取|截图|取|摘|截|转载?)自|(?:翻摄|翻拍|撷取|截图)自)\s?[^()。!?]{{2,16}}"
    rf"|(?:图片?|照片|配图|示意图|资料图|图文)(?:[/:]|均?由)\s?(?:{OF}{WHO}?\s?)?{NAMES}(?:拍摄|提供|摄|供图|制作|授权)?"
    rf"|(?:图片?|照片)?由(?:{OF}{WHO})\s?{NAMES}(?:拍摄|提供|摄)"
)
# The paper or agency that a piece of news was taken from, behind it.
_PAPER = "(?:《[^《》]{1,14}(?:报|网|周刊|新闻|时报|晚报|在线|杂志)》|[^\\s。,()《》]{2,10}?(?:社|报|网|台|客户端))"
DRAWN = late(
    rf"(?:据|综合|摘编?自|转自|原载于?|编译自)\s?{_PAPER}(?:[、,\s]{{0,2}}{_PAPER}){{0,3}}(?:等媒体)?"
    r"(?:报[道导]|消息|电|综合|微博|微信|编译|\s?\d{1,4}[年月][^()]{0,12})?"
)
_JA = "[\u3400-\u9fff々ぁ-んァ-ヶー]"
# A label that Chinese words begin with (文件, 构成) has a mark behind it, or kana.
JA_CREDIT = late(
    rf"(?!(?:文|画像|取材|[构構]成|执笔|動画|动画)[\u3400-\u9fff]+\Z)(?:写真|撮影|画像|文|取材|(?:闻|聞)き手|(?:构|構)成|执笔|動画|动画)(?:[・と/](?:写真"
    rf"|文|撮影|取材|(?:构|構)成|动画)){{0,2}}(?:は)?(?:いずれも|すべて|全て)?\s?[:=・/]?\s?{_JA}{{2,8}}?(?:\s{_JA}{{1,4}})?(?:記者"
    rf"|记者)?(?:(?:が|氏|さん)?(?:撮影|提供|写す))?"
    rf"|{_JA}{{2,8}}(?:(?:さん|氏)提供|撮影)|{_JA}{{2,6}}(?:記者|记者)"
)
KO_CREDIT = late(
    r"(?:사진|자료|그래픽|영상|이미지|제공|출처|글)(?:[·/]사진)?\s?(?:제공|출처"
    r"|자료|캡처)?\s?[=:/]\s?[^()\[\]<>\n.=]{2,24}|[ⓒ©]\s?[^\s()]{2,12}(?:\s기자)?"
    r"|[/=▶]?\s?[가-힣]{2,4}(?:[·,]\s?[가-힣]{2,4}){0,2}\s?(?:인턴|선임|수습|전문"
    r"|객원)?\s?(?:기자|특파원|통신원|논설위원)(?:\s?[=(\[]?\s?[\w.+-]{2,30}@[\w.-]{4,40}[)\]]?)?"
)
KO_RIGHTS = edged(
    r"[<(\[]?\s?(?:저작권자|Copyright|[ⓒ©]|무단\s?전재)[^\n<>]{0,60}(?:금지|reserved\.?|©[^\n<>]{2,20})\s?[>)\]]?\Z",
    re.IGNORECASE,
)
EN_IMAGE = late(
    r"(?:(?:File\s|Courtesy\s|Stock\s)?(?:Photo(?:graph)?|Image|Picture|Video"
    r"|Illustration|Graphic|Map)s?(?:\s(?:by|from|courtesy\sof|credit))?\s?[:/]\s?"
    r"|(?:Photo(?:graph)?|Image|Picture|Video|Illustration|Graphic|Map)s?\s(?:by"
    r"|courtesy\sof|credit:?)\s)"
    r"[A-Z][^().]{2,44}|(?:[A-Z][\w.'’-]*\s){0,3}[A-Z][\w.'’-]*\s?/\s?(?:File"
    r"|Handout|Contributed|Submitted|Supplied|Courtesy|Pool|[A-Z][\w ]{2,24}\svia\s\w+)"
    r"|(?:File|Stock)\s(?:photo|image|picture)"
)
# A sentence that opens with a gesture and what it is made on.
GESTURE = late(
    r"(?:[👇👆↓↑☞⬇\s]{0,4})(?:长按|扫码|扫描|扫一扫|识别|点击|戳)(?:识别|关注"
    r"|添加)?(?:上方|下方|上图|下图|文末|文中|图中|以下|右侧|左下角|这个|此)?的?(?:“?阅读原文”?"
    r"|二维码|小程序码?|蓝字|名片|卡片|公众号)[^。!?]{0,30}"
    # Praise for others is no call: 给修堤的人点赞, 有人点赞.
    r"|(?![^。!?]{0,16}[给为替向](?!(?:我|咱|小编|本文|本号|作者|文章|视频|这篇文章|博主|主播|UP主?|up主?)点)[^。!?]{1,14}点个?赞)"
    r"(?![^。!?]{0,16}(?:人|值得|必须|纷纷|网友|谁|没有?|被|获|引来|让[我他她]|一片)[^。!?]{0,2}点个?赞)"
    r"[^。!?]{0,16}(?:点个?|点亮|戳个?)\s?“?(?:在看|赞|星标|小星星)”?[^。!?]{0,20}"
)
# A call to add an account, with the name of the account.
ADDED = late(
    r"[^。!?]{0,24}(?:加|添加|搜索?|关注|私信)[^。!?]{0,10}?(?:微信"
    r"|[Vv]信|[Vv][Xx]|[Ww]e[Cc]hat|QQ|qq|公众号|小助手|客服|老师)(?:号|群)?\s?[:：]?\s?[A-Za-z\d][\w-]{4,20}(?![\w@.])[^。!?]{0,16}"
)
