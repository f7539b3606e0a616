"""The grammar of tails: what a site hangs behind the last sentence of a paragraph, or sets before its first, told by its parts.

What lives here: tails_of() and heads_of() (parts of a folded line). What never does: deciding that one goes (strip/parts.py);
credits and calls of accounts (partgrammar.py), links in brackets and posts of threads (insetgrammar.py).

How it works: a counter is verbs of the web with numbers, in either order, and nothing else. A mark of a change is a time, a word
for changing and at most a user between them. A button in brackets behind a full stop begins with a verb of the web or ends with
one. A call names what a reader should do, and the app, account or letter that it leads to. A bracket before the first sentence
is a credit where roles and names fill it, or where its name is one that the page's byline holds.

Weak: a counter whose word is no verb of the web; a call whose account has a name only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuskit.rulebook.quickpattern import QuickChoice, QuickPattern, quick
from corpuskit.steps.partgrammar import Part, holds_one
from corpuskit.steps.partwords import CREDIT, HAN, OTHERS
from corpuskit.steps.timegrammar import find_time

__all__ = ["HEADS", "heads_of", "tails_of"]

REACH_CHARS = 130  # of the end of a line is looked at
EDIT_MAX_CHARS = 60
CALL_MAX_CHARS = 48
EN_CALL_MAX_CHARS = 120
NAME_MIN_CHARS = 2
_STOP = r"(?:[。!?…][”』」)\]】]?|[.!?][”\"’)]?(?=\s)|[”』」])"

# -- counters: 赞同 56 评论 8, 顶(12) 踩(0), 14 comments
_ACT = (
    r"(?:赞同?|点赞|顶|踩|支持|反对|有[用帮]助?|没用|喜欢|收藏|评论|回复|转发|分享|阅读|浏览|感谢|关注|在看|推荐|热度|人气"
    r"|いいね!?|コメント|シェア|좋아요|공감|댓글|조회수?|추천|공유"
    r"|Likes?|Comments?|Shares?|Repl(?:y|ies)|Views?|Helpful|Upvotes?|Reactions?)"
)
_NUMBER = r"\d[\d,.]{0,8}\s?[万千kK+]?"
_COUNT = rf"(?:{_ACT}(?:量|数|次数)?\s{{0,2}}[(:·+×x]?\s{{0,2}}{_NUMBER}\s?\)?|{_NUMBER}\s?(?:次|人次?|条|个|件|개)?\s?{_ACT})"
_QUIET = r"(?:收起|展开|举报|踩|赞|分享|回复|添加评论|写评论|Reply|Share|Report|신고)"
COUNTS = quick(
    rf"(?<![\d.])(?P<cut>(?:{_QUIET}\s{{1,3}})?{_COUNT}(?:\s{{0,4}}[|·/,]?\s{{0,4}}(?:{_COUNT}|{_QUIET})){{0,5}})\Z",
    re.IGNORECASE,
)

# -- who changed a post or an answer, and when
_USER = r"[^\s:,。!?()\[\]【】]{1,16}"
EDITED = re.compile(
    rf"[\[(【*—-]{{0,2}}\s?(?:(?:[此本该]?(?:[帖贴文条]|回[答复]|答案|主题)|楼主)\s?)?(?:最[后近终]\s?)?(?:[于在]\s{{0,3}})?"
    rf"(?:[被由]?\s?{_USER}\s?)??(?:[于在]\s{{0,3}})?(?:最[后近终]\s?)?(?:重新|再次)?(?:编辑|修改|修订|更新|补充)过?(?:[于在]|时间|日期)?\s?:?\s{{0,3}}[\])】]?"
    r"|[\[(*]?\s?(?:Last\s)?(?:[Ee]dited|[Mm]odified|[Uu]pdated|EDITED)(?:\sby\s[^\s()\[\]]{1,20})?(?:\s(?:on|at))?\s?:?\s{0,3}[\])*]?"
    r"|[\[(]?\s?(?:수정됨?|(?:最終)?編集(?:日時?)?)\s?:?\s{0,3}[\])]?"
)
# As a board of the phpBB kind says it.
EDITED_TIMES = re.compile(r"Last edited by [^\n]{2,30}? on [^\n]{8,40}?[,;] edited \d{1,3} times? in total\.?\Z")
EDIT_HOLDS = ("编辑", "修改", "修订", "更新", "补充", "dited", "odified", "pdated", "EDITED", "수정", "編集", "编集")

_EDIT = re.compile("|".join(EDIT_HOLDS))

# -- buttons in brackets behind a full stop
_VERB = (
    "(?:点击|点此|点图|点开|查看|收听|观看|下载|编辑|添加|修改|关闭|展开|收起|删除|举报|显示|隐藏|放大|扫码|播放|登录|领取|预约|报名|购买|订阅"
    "|复制|打印|我[要来]|加入|进入|免费下载)"
)
SQUARE = re.compile(
    rf"(?:{_VERB}(?!部|器|室)[^。,;:!?()]{{0,14}}|[^。;:!?()]{{0,16}}(?:下载|(?:登录|回复|购买|会员|注册)后?可[见看]|[载加][入载]中|放大|播放|报名|领取)"
    r"|(?:READ|WATCH|LISTEN|SEE|MORE|RELATED|Read|Watch|See|Listen|More|Related)\s?:\s?[^\[\]]{3,80})\Z"
)
ROUND = re.compile(
    r"(?:(?:点击|点此|点图|点开|扫码|戳)[^。;:!?()]{0,16}|[^。,;:!?()]{0,12}(?:样[式本]|附件|表格?|模板|文件|资料|原件|全文|图片|视频|表)下载"
    r"|(?:上|下|此|原|大|附)?图片?(?:可)?(?:点击)?放大"
    r"|(?:Click|Tap)\s(?:to|on|here|the|for)\b[^()]{0,40}"
    r"|(?:(?:関|关)[连連])?(?:記事|记事|写真|[动動][画畫]|地図|画像)(?:を?(?:読|读|見|见)る|を?(?:読|读)む|を?拡大|も|は別面)"
    r"|(?:사진|영상|동영상|이미지|그래픽|기사)\s?(?:은|는)?\s?(?:크게\s?보기|더\s?보기|보기|확대|하단|아래|참[조고]))\.?\Z"
)
SHOWN = re.compile(
    r"(?:查看[^。,;:!?()]{2,16}|(?:图集|组图|同类案例|同类文章)\s?:[^()]{2,40}|[^()]{0,20}(?:は|を)?こちら(?:から|へ)?)\Z"
)
_IN_BRACKETS = re.compile(r"[(\[【〔](?P<in>[^()\[\]【】〔〕\n]{1,90})[)\]】〕]")
OF_BUTTON = re.compile(r"\s?(?:按钮|按键|菜单|选项|键|图标|栏目?|页面?|button|menu|tab|버튼|ボタン)")

# -- media that were being loaded, and the words of a paper's layout
LOADING = quick(
    r"(?P<cut>[▲△▼▽■●◎※▶►]?\s?(?:影片|视频|影音|图片|广告|音频|内容)\s?(?:正在)?(?:加载|载入|缓冲|读取|播放)中?[.…]{0,6}"
    r"|=\s?(?:写真|[动動][画畫]|図|地図|表|イラスト)(?:は?[^=。]{0,14})?=)\Z"
)

# -- calls: an account, an app, a letter
CALL = quick(
    rf"(?:[^。!?]{{0,30}}(?:加|\+)(?:老板|店主|我|楼主|群主|客服)?\s?(?:[VvQq]{{1,2}}[Xx]?|薇|威)(?:信|群|号)?\s?:?\s?[A-Za-z\d][\w-]{{4,20}}[^。!?]{{0,12}}"
    r"|[^。!?]{0,20}(?:更多|优惠|领取|特价|免费|福利|推送|独家|完整版|订阅|红包|礼包|首单)[^。!?]{0,20}(?:下载|打开|安装|登录|进入|上)[^。!?]{1,12}(?:[Aa][Pp][Pp]|客户端|小程序)[^。!?]{0,20}"
    rf"|加入[^。!?]{{0,14}}(?:LINE|Line|Telegram|{HAN}{{2,4}}群)[^。!?]{{0,8}}(?:好友|群组?|频道|账?帐?号)[^。!?]{{0,24}})[。!]?\Z"
)
EN_CALL = quick(
    r"(?:Get|Sign|Subscribe|Join|Download|Try|Register|Support|Become|Receive)\b[^.!?\n]{0,70}"
    r"(?:(?:in|to)\syour\sinbox|newsletters?|our\s(?:free\s)?app|sign\sup\s(?:here|now|today|for)|subscribe\s(?:here|now|today)"
    r"|become\sa\s(?:member|subscriber|supporter))[^.!?\n]{0,40}[.!]?\Z"
    r"|(?:Also|Elsewhere|More)\s(?:on|in|from)\s(?:the\s|our\s)?[A-Z][^.:\n]{2,40}:\s[A-Z“\"][^.!?\n]{3,80}[.?!]?\Z"
)
KO_CALL = quick(
    r"[^.\n]{0,16}(?:앱|어플|채널|뉴스레터|카카오톡|유튜브|네이버)[^.\n]{0,24}(?:받아\s?보세요|구독하세요|설치하세요|추가하세요|만나\s?보세요)\.?\Z"
)
# Behind the last sentence and without an end of its own: an advert that says what to do now; a link with arrows behind it.
BARE_CALL = quick(
    r"[^。!]{2,40}?(?:点击|立即|扫码|限时|即刻|戳此|按赞)(?:咨询|预约|下载|报名|购买|领取|订阅|加入|了解|抢购|下单)[^。!?]{0,16}\Z"
    r"|(?:扫码|按赞|戳此|立即)(?:咨询|预约|下载|报名|购买|领取|订阅|加入|关注)[^。!?]{0,20}\Z"
)
ARROWS = quick(r"[^。!?<«:]{3,30}(?:>{2,3}|»)\Z")
HEADED = quick(r"(?:[【\[](?:看更多|更多)[】\]][^。]{3,40}|更多[^。:,]{0,6}:[^。,]{2,30})\Z")
FRAMED = quick(r"(?P<cut>[—–-]{2,3}\s?[^—。]{0,20}(?:[Aa]pp|APP|下载|来自|客户端|手机版)[^—。]{0,20}\s?[—–-]{2,3})\Z")
RANKING = quick(r"(?P<cut>[▼☆★◆]?\s?[^。]{0,16}(?:ブログ村|ランキング(?=へ|に参加))[^\n]{0,40})\Z")
TOGGLE = quick(r"(?P<cut>[▲△▼▽∧∨]\s?(?:收起|展开|返回顶部|回到顶部))\Z")
_LAST_STOP = re.compile(rf"{_STOP}\s*(?=\S)")

# -- before the first sentence
HEAD_BRACKET = quick(r"\s*[(\[【〔](?P<in>[^()\[\]【】〔〕。!?\n]{2,30})[)\]】〕][:：]?\s*(?=\S)")
ANSWER = quick(
    r"(?:(?:最佳|推荐|精[选华]|优质|满意|热[门心]|神)(?:答案|回[答复])(?:\s{1,4}|\s?[|·:]\s?)|[提发]问者(?:评价|采纳)\s?:\s?"
    r"|(?:其[他它]|更多)(?:答案|解答|回[答复])\s?\(\d{1,3}\)\s?:?\s?)(?=\S)"
)
_TIME = r"(?:(?:(?:19|20)\d\d|\d\d(?=-))[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s{1,2}\d{1,2}:\d\d(?::\d\d)?)?(?:\s?[AP]M)?)"
# The head of a post or an answer, on the line of its first words.
POSTED = quick(
    rf"(?:(?:回[答复覆]|追[问答]|补充|发表)(?:于|时间)\s?:?\s?{_TIME}|(?:原帖|原文)由\s?{_USER}\s?于\s?{_TIME}\s?发[表布]"
    rf"|[此本][帖贴]于\s?{_TIME}\s?[被由]\s?[^\n:,。!?()\[\]]{{1,20}}?\s?(?:重新)?(?:编辑|修改)过?"
    rf"|回[复覆]\s?\d{{1,5}}\s?[#楼](?:\s{{1,2}}{_USER}(?:\s的(?:帖子|回[复覆]))?(?=\s))?)\s*(?=\S)"
)
HEADS = (ANSWER, POSTED)  # what may stand before the first sentence of any paragraph
_NAMES = re.compile(r"[\s、,/;:|·・=-]{1,3}")


_DIGIT = re.compile(r"\d")
_ENDINGS = (
    (COUNTS, "counter", "behind the last sentence: counters"),
    (LOADING, "tools", "behind the last sentence: the place of a film or a picture"),
    (TOGGLE, "tools", "behind the last sentence: a button"),
    (FRAMED, "advert", "behind the last sentence, between dashes: where a post was written, or its site"),
    (RANKING, "advert", "behind the last sentence: a call to vote for a blog"),
)
_endings_of: dict[str, tuple[tuple[QuickPattern, str, str], ...]] = {}  # by the last character of a line
_LAST_WORDS = QuickChoice((_EDIT, CALL, KO_CALL, EN_CALL, ARROWS, HEADED, BARE_CALL))  # those that _last_words() asks about


def tails_of(view: str, size: int) -> Iterator[Part]:
    """What stands behind the last sentence of a folded line, and buttons behind any."""
    if holds_one(view, "([【〔"):
        yield from _buttons(view, size)
    low = max(0, size - REACH_CHARS)
    last = view[size - 1 : size]
    endings = _endings_of.get(last)
    if endings is None:
        endings = _endings_of[last] = tuple(ending for ending in _ENDINGS if ending[0].may_end_search(last))
    for pattern, kind, why in endings:
        if pattern is COUNTS and _DIGIT.search(view, low, size) is None:
            continue
        match = pattern.search(view, low, size)
        if match is not None and _is_after_stop(view, match.start("cut")):
            yield Part(kind, match.start("cut"), match.end("cut"), why)
    if _LAST_WORDS.may_be_in(view[low:size]):
        yield from _last_words(view, low, size)


def _is_after_stop(view: str, at: int) -> bool:
    return view[:at].rstrip()[-1:] in tuple("。!?…”」』.") and at > 0


def _last_words(view: str, low: int, size: int) -> Iterator[Part]:
    """The last sentence, or what stands behind it."""
    edited = EDITED_TIMES.search(view, low, size)
    if edited is not None and _is_after_stop(view, edited.start()):
        yield Part("source", edited.start(), size, "behind the last sentence: how often it was changed")
        return
    starts = [match.end() for match in _LAST_STOP.finditer(view, low, size) if match.end() < size]
    for start in starts[-2:]:
        text = view[start:size]
        if len(text) <= EDIT_MAX_CHARS and any(word in text for word in EDIT_HOLDS) and _is_edit(text):
            yield Part("source", start, size, "behind the last sentence: when it was changed")
            return
        call = len(text) <= CALL_MAX_CHARS and (CALL.match(text) or KO_CALL.match(text)) and OTHERS.search(text) is None
        if call or (text[0].isascii() and len(text) <= EN_CALL_MAX_CHARS and EN_CALL.match(text)):
            yield Part("advert", start, size, "the last sentence is a call to an account, an app or a letter")
            return
        if ARROWS.match(text) or HEADED.match(text):
            yield Part("related", start, size, "behind the last sentence: a link")
            return
        if len(text) <= CALL_MAX_CHARS and BARE_CALL.match(text) and OTHERS.search(text) is None:
            yield Part("advert", start, size, "behind the last sentence: what to do now")
            return


def _is_edit(text: str) -> bool:
    time = find_time(text)
    return time is not None and EDITED.fullmatch(text[: time.start] + text[time.end :]) is not None


def _buttons(view: str, size: int) -> Iterator[Part]:
    start = end = 0  # of a row of buttons
    for match in _IN_BRACKETS.finditer(view, 0, size):
        inner = match["in"].strip()
        ends = match.end() == size
        is_button = ROUND.match(inner) or (match[0][0] in "[【" and SQUARE.match(inner) and (ends or match[0][0] == "["))
        is_button = is_button or (ends and (SHOWN.match(inner) or (BARE_CALL.match(inner) and OTHERS.search(inner) is None)))
        if not is_button or OF_BUTTON.match(view, match.end()):
            continue
        if end and not view[end : match.start()].strip():
            end = match.end()
            continue
        if end:
            yield Part("tools", start, end, "in brackets behind a sentence: buttons")
        start, end = (match.span()) if _is_after_stop(view, match.start()) else (0, 0)
    if end:
        yield Part("tools", start, end, "in brackets behind a sentence: buttons")


_CLOCK = re.compile(r"\d{1,2}[:.'′]\d{2}(?:[:.]\d{2})?|\d{1,3}['′分]")  # opens an entry of a live ticker


def heads_of(view: str, *, first: bool, known: str) -> Iterator[Part]:
    """What stands in a folded line before its first sentence."""
    match = ANSWER.match(view) or POSTED.match(view)
    if match is not None:
        yield Part("source", 0, match.end(), "what a site says of an answer, before its words")
    match = HEAD_BRACKET.match(view) if first else None
    if match is not None and not _CLOCK.fullmatch(match["in"].strip()):
        names = [name for name in _NAMES.split(match["in"].strip()) if name]
        is_writer = len(names) > 1 and len(names[-1]) >= NAME_MIN_CHARS and names[-1] in _NAMES.split(known.replace("\n", " "))
        if CREDIT.fullmatch(match["in"].strip()) or is_writer:
            yield Part("credit", 0, match.end(), "in brackets before the first sentence: who wrote it")
