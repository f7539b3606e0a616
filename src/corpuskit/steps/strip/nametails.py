"""What an injected name brings along where it stands before a sentence: the words of its advert, and the mark of its end.

What lives here: tail_end(), with_mark(). What never does: finding names (spam.py, evidence.py), cutting.
"""

from __future__ import annotations

import re

__all__ = ["tail_end", "with_mark"]

_ENDS, _BROUGHT = frozenset("。！？!?…”』」"), frozenset("。，,；;")
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


def tail_end(raw: str, end: int) -> int:
    """Where the words of its advertisement end that a name brings along: no sentence begins with them, or nothing else stands
    before the next mark."""
    bracket = _BRACKET.match(raw, end)
    if bracket is not None:
        end = bracket.end()
    found = [match.end() for pattern in (_TAIL, _FOREIGN_TAIL, _ADVERTISED) if (match := pattern.match(raw, end)) is not None]
    return max(found, default=end)


def with_mark(raw: str, start: int, end: int) -> int:
    """Where the mark ends that a name brought along: behind the end of a sentence there is none of its own."""
    closed = raw[:start].rstrip()[-1:]
    return end + (closed in _ENDS and raw[end : end + 1] in _BROUGHT)
