"""The grammar of counters: lines that are numbers, what a site counts, units and little words, in four languages.

What lives here: is_count_line(). What never does: deciding that a line goes (strip), labels with other values (fieldgrammar.py).

How it works: times, numbers, the nouns of counters, units and fill words are taken out of the folded line; it is one of counters
where nothing is left, and there was a noun and a number (or a label with nothing behind it).

Weak: a row of a table whose head is a word that sites count.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.rulebook.edged import edged
from corpuskit.steps.timegrammar import find_time

__all__ = ["is_count_line"]

LINE_MAX_CHARS = 100
LINES_KNOWN = 2000
_NOUNS = (
    r"浏览|阅读|点[击阅]|查看|访问|回[复应帖答覆]|评论|留言|跟帖|赞同|支持|点?赞|收藏|转发|分享|推荐|关注|喜欢|人气|讨论|下载|订阅|粉丝|观看|播放|楼层|字数|已读|在看|打赏|好评|差评|[正负]评|"
    r"反对|有用|没用|有帮助|感谢|投票|票数|参与|热度|围观|弹幕|投币|顶一下|踩一下|顶|踩|"
    r"赞成|想看|看过|读过|热评|推|嘘|"
    r"views?\b|viewed\b|reads?\b|comments?\b|repl(?:y|ies)\b|likes?\b|shares?\b|votes?\b|answers?\b|answered\b|asked\b|active\b|followers?\b|downloads?\b|ratings?\b|reviews?\b|posts?\b|"
    r"found this(?: \w+)? helpful|helpful\b|claps?\b|upvotes?\b|responses?\b|bookmarks?\b|subscribers?\b|hits?\b|"
    r"(?:閲|阅)[覧览](?:数|回数)?|コメント|いいね|ナイス|回答|ブックマーク|シェア|ツイート|共感した|参考になった|お気に入り|口コミ|投稿|"
    r"조회수?|댓글|비추천|추천|비공감|싫어요|공감|좋아요|스크랩|답변|공유|읽음"
)
_NOUN = edged(_NOUNS, re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d[\d,.]*\s?(?:[万千亿]|[kKmMwW]\b)?\+?|\d%")
_FILL = edged(
    r"(?:本[文帖篇页站]|文章|此文|全文|帖子|主题|回答|关闭|是|否|该|共有?|已有?|被|总|累计|今日|目前|约|为|人|次|条|则|个|楼|篇|位|字|票|度|件|回|枚|名|开|量|数|率|人次|网友|用户|读者|全部|觉得|表示|收起|展开|所有|最新|的|了|过|明|开始|分钟?|小时|前|月|日|天|年)"
    r"|\b(?:yes|no|and|others|users|readers|have|so|far|it|of|people|this|total|and|ago|was|been|times?|minutes?|min|hours?|days?|months?|years?|at|on|x)\b|(?:この|その|トピックの|記事の|记事の|人|件|회|개|명|수|건)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s:()\[\]【】|/,;、·•+%~*・「」=>-]+")
# Was it of use? What follows is how many said so.
_ASKED = re.compile(
    r"^(?=[^\n]{0,40}\d)[^\n。?]{0,24}(?:有帮助|有用|实用|帮助|helpful|useful|도움|役に立)[^\n。?]{0,10}\?\s{0,3}", re.IGNORECASE
)
# What a line holds of which one counts: a noun wherever it begins and ends, since a time beside it is taken out first, or a
# question of use.
_MAY_COUNT = edged("|".join((_NOUNS.replace(r"\b", ""), "实用|帮助|helpful|useful|도움|役に立")), re.IGNORECASE)
_SENTENCE = re.compile(r"[。!?…]|，.{6}")


@lru_cache(maxsize=LINES_KNOWN)
def is_count_line(view: str) -> bool:
    """True for a folded line, or a piece of one, that counts what readers did, and holds nothing else."""
    if len(view) > LINE_MAX_CHARS or _DIGIT.search(view) is None or _MAY_COUNT.search(view) is None:
        return False
    rest = _ASKED.sub("有用 ", view)
    if _SENTENCE.search(rest):
        return False
    time = find_time(rest)
    if time is not None and time.has_clock:
        rest = rest[: time.start] + " " + rest[time.end :]
    nouns = len(_NOUN.findall(rest))
    numbers = len(_NUMBER.findall(rest))
    if not nouns or not numbers or nouns + 2 < numbers:
        return False
    rest = _NUMBER.sub(" ", _NOUN.sub(" ", rest))
    return not _MARKS.sub("", _FILL.sub("", rest))
