"""What an injected name brings along where it stands before a sentence: the words of its advert, and the mark of its end.

What lives here: tail_end(), with_mark(). What never does: finding names (spam.py, evidence.py), cutting.
"""

from __future__ import annotations

import re

__all__ = ["tail_end", "with_mark"]

_ENDS, _BROUGHT = frozenset("。！？!?…”』」"), frozenset("。，,；;")
_PAUSES = frozenset("，,")
# What an injected name brings along: NAME平台官网登录,
_BRACKET = re.compile(r"[(（][^()（）]{1,10}[)）]")
_TAIL = re.compile(
    r"(?:平台|平臺|官网|官網|官方|网站|網站|网址|網址|登录|登錄|登陆|登入|注册|註冊|入口|下载|下載|手机版|手機版|客户端|客戶端|全站|首页|首頁|在线|在線|线上|線上|最新"
    r"|[Aa][Pp][Pp])+(?:[,，]|(?=[。！？!?\s]|$))"
)

# What no sentence begins with, so that it needs no mark behind it.
_FOREIGN_TAIL = re.compile(
    r"\s?(?:app(?:官方)?(?:下[载載]|登[录錄])?|官[网網](?:下[载載]|登[录錄]|入口|首[页頁])?|手[机機]版|[网網][页頁]版|官方(?:[网網]站|版)|首[页頁])+",
    re.IGNORECASE,
)
# The same words right before a sentence: of 112 labelled names with one before a sentence none leaves it to that.
_ADVERTISED = re.compile(
    r"(?:(?<=彩)票)?(?:平台|平臺|登录|登錄|注册|註冊|下载|下載|投注|入口|代理|官网|官網|官方|手机版|手機版|网址|網址|首页|首頁|开户|開戶|客户端|客戶端|[Aa][Pp][Pp])+(?:送彩金)?"
    r"(?=[\u3400-\u9fff“「『《])(?![后後时時前的了之上内內中将將可应應须須需要并並和与與是在为為有者])"
)

# A clause of its own that ends in words of the trade: NAME送50元体验金。
_SLOGAN = re.compile(
    r"[^，,。！!？?；;：:\s]{0,16}?(?:直播|官[网網]|下[载載]|注[册冊]|返[水利现現]|体[验驗]金|彩[金票]|走[势勢][图圖]|充值|[挂掛][机機]|招商|主管|[开開][户戶]|投注"
    r"|棋牌|破解|秒到|提[现現]|首存|[红紅]包|送\d|[领領]取|客服|[热熱][线線]|微信|加群|[导導]航|攻略|畅玩|暢玩|您身[边邊]的|[专專]家|首[选選]|信誉|信譽|娱乐|娛樂|[电電]子游[戏戲]|[见見]效|根治|[订訂][购購])"
    r"(?:[\d.%-]{1,14}|[^，,。！!？?；;：:\s]{0,2})(?=[，,。！!？?]|$)"
)


def tail_end(raw: str, end: int) -> int:
    """Where the words of its advertisement end that a name brings along: no sentence begins with them, or nothing else stands
    before the next mark."""
    bracket = _BRACKET.match(raw, end)
    if bracket is not None:
        end = bracket.end()
    found = [
        match.end() for pattern in (_TAIL, _FOREIGN_TAIL, _ADVERTISED, _SLOGAN) if (match := pattern.match(raw, end)) is not None
    ]
    return max(found, default=end)


def with_mark(raw: str, start: int, end: int) -> int:
    """Where the mark ends that a name brought along: behind the end of a sentence there is none of its own."""
    closed = raw[:start].rstrip()[-1:]
    mark = raw[end : end + 1]
    return end + ((closed in _ENDS and mark in _BROUGHT) or (closed in _PAUSES and mark in _PAUSES))
