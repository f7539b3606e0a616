"""Whom the lines around a page's title name without a time beside the name: a name on a line of its own, a row of what a user is.

What lives here: Bar, bars_of(), name_alone(), rows_of(), user_of(), owner_of(), top_of(). What never does: rows with a time
(rowpeople.py), credits and labels (creditreader.py, fieldgrammar.py); which value counts (fieldreader.py).

How it works: a line of which strip took a part is put together again, and a line is furniture where strip took it, the page judge
knows it, or it holds a time. A name between furniture and furniture, or between the title and furniture, is whom the page is by:
no text begins between two bars. A row that opens with a name and goes on with what pages count or tell of their members (level,
posts, followers) names its user. A diary or a blog is named by whom it is of.

Weak: a section's name alone between the title and a bar.

Long, because what cards of members and rows of users say in many languages stands here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.fieldgrammar import SENTENCE, label_alone, tokens_of
from corpuskit.steps.namegrammar import is_organ, is_outlet, is_person
from corpuskit.steps.rowpeople import WRITES
from corpuskit.steps.stayed import FOOT, LATE
from corpuskit.steps.taken import Piece
from corpuskit.steps.timeforms import with_plain_times
from corpuskit.steps.timegrammar import find_time
from corpuskit.steps.worldtimes import MAY

__all__ = [
    "Bar",
    "bars_of",
    "behind_time",
    "beside_time",
    "carded",
    "is_user",
    "latin_writer",
    "name_alone",
    "owner_of",
    "rows_of",
    "signed_in",
    "top_of",
    "user_of",
]

ROWS_MAX, ROW_MAX_CHARS, LEVEL_MAX_CHARS = 16, 120, 36
NAME_MAX_CHARS, LATIN_NAME_MAX_CHARS, TITLE_MIN_CHARS = 12, 24, 8
FURNITURE = frozenset(("source", "counter", "tools", "page", "breadcrumb", "stayed"))
STATES = frozenset(("source", "counter", "page", "stayed"))  # of which some lines hold fields
_LATIN_USER = re.compile(r"[A-Za-z][\w.-]{2,19}|[A-ZÀ-Þ][\w.'’-]{1,18}(?:\s[A-ZÀ-Þ][\w.'’-]{0,20}){1,2}")
_WORD = re.compile(r"[\w·・.&_-]+")
# What a page says, not a name.
_NO_NAME = re.compile(
    r".*(?:时间|日期|更新|来源|浏览|阅读|点击|字[体号数]|编号|状态|类型|首页|栏目|频道|公告|通知|综合|原创|转载|匿名|网友"
    r"|管理|本站|分享|打印|评论|推荐|收藏|全部|查看|楼主"
    r"|下载|上传|关注|订阅|登录|登陆|注册|返回|目录|简介|摘要|导读|正文|编辑|作者|记者|新闻|资讯|视频|图片|专题|专栏|回复"
    r"|发帖|帖子|直达|举报|广告|搜索|问题|答案|回答|追问"
    r"|悬赏|版块|话题|标签|文章|内容|详情|展开|收起|播放|点赞|热门|最新|公开|说明|介绍|列表|附件|通告|报告|声明|今天|昨天"
    r"|天气|转发|朋友|微信|微博|会员|粉丝|等级|积分|级别"
    r"|全文|章节|菜单|用户|游客|先生|女士|各位|同志|同学们|你好|您好|感谢|谢谢|前言|引言|背景|目的|回目|投稿|记事|一覧"
    r"|基本情报|新着|人气|检索|发布|题干|咨询|模式|来自|客户端|[Aa][Pp][Pp]"
    r"|第[\d一二三四五六七八九十]+[期版页章回集号楼])|.*(?:\d[年月日]|[版期号页篇部章]|吧|网|站|区)"
    r"|(?:是|在|把|被|我|你|这|那|有|没|不|为|从|和|与|及|一|上|下).*|.*[的了吗呢么着]",
    re.IGNORECASE,
)
_NO_LATIN = re.compile(
    r"(?:Home|News|Blog|Share|Print|Email|Tweet|Save|Search|Menu|Login|Reply|Views?|Comments?|Next|Prev(?:ious)?|Tags?"
    r"|Date|Posted"
    r"|Published|Updated|Intro\w*|Parts?|Price|Details?|Contents?|Overview|Summary|Abstract|About|Contact|Subscribe"
    r"|Follow\w*|Related|Top"
    r"|More|Edit|Quote|Member|Guest|Admin\w*|Sponsored|Advert\w*|Close|Back|The|In|On|At|By|And|For|To|Of|English|Part"
    r"|Chapter|Volume"
    r"|Issue|Section|Page|Sports?|Local|Opinion|Business)\b.*",
    re.IGNORECASE,
)
# What a row tells of the user whom it opens with: level, rank, posts, followers.
_OF_A_USER = re.compile(
    r"[Ll][Vv][Vv.]?\s?\d{1,3}|UID|(?:积分|威望|精华|帖子|发帖|帖数|等级|军衔|吧龄|注册|粉丝|关注|\+\s?关注|发消息|私信"
    r"|获赞|影响力|离线|在线)(?![\u3400-\u9fff])|Rank:\s?\d"
    r"|[\u3400-\u9fff]{0,4}(?:会员|粉丝|人士|学徒|版主|楼主|创作者|用户)\s?\d{0,3}(?=\s|\Z)"
    r"|\S{1,6}회원|이웃|구독자?|팔로우|フォロ|Joined|Messages|Posts:|Reputation|Followers"
)
_LEVELLED = re.compile(
    r"(\S{2,12})\s+(?:[\u3400-\u9fff]{2,6}\s?\d{1,2}|[가-힣]{1,4}회원|\(\d{2,3}\*{1,3}\)|Rank:.{1,16})"
)  # a user with what the board calls his level
_TELLS = re.compile(rf"{_OF_A_USER.pattern}|[发發][布表帖]|楼")  # of a post or of who wrote it
_MENU = re.compile(r"[\u3040-\u9fff]{1,6}(?:[\s\u3000]+[\u3040-\u9fff]{1,6}){2,}")  # what was taken for the title
_CELLS = re.compile(r"\s+[^\w\s]{0,2}\s*|[|·•┊√︰]")
_HANDLE = re.compile(r"(?=.*[\d_])[a-z]\w{3,19}|[A-Za-z]+[_-][\u3400-\u9fff]{2,8}")
_STATUS = re.compile(r"\A(?:置顶|转载|原创|精华|推荐|主播|小编)\s?(?=\S{2})|\s?(?:发布|发表|上传)?[于在]\Z")
_GAP = re.compile(r"\s{2,}|\u3000|\s?[|·•┊]\s?")
_OWNED_MARK = re.compile(
    "BLOG|[Bb]log|微博|主[页頁]|部落格|[网網][志誌]|小[间間本屋]|[札手]|博客|日[记記]|空[间間]|小站|[随隨][笔筆]|ブログ"
    "|ノート|블로그"
)
_OWNED = re.compile(
    r"(?P<name>[^\s|·•>/»›,。:《》-]{2,10}?)\s?(?:的(?:\S{0,2}(?:博客|部落格|小间|小本子|小屋|BLOG|[Bb]log|微博|个人主页)"
    r"|\s(?:博客|微博|空间|主页)|日记本?|空间|小站|随笔集?|手记|札记|网志)"
    r"|の[\u3041-\u30fa\u3400-\u9fffー]{0,8}(?:日记|ブログ|ノート)|의\s?블로그)"
)


_SIGNED = re.compile(
    r"作者(?:是|为)\s?(?P<name>[^\s。,;、:]{2,12})\s?(?:[。,]|\Z)|》是(?P<other>[^\s。,;、:《》]{2,8})(?:所?[写著]的?|创作的?)"
    r"|(?:\A|\s)(?:本文)?作者\s?:\s?(?P<third>[^\s。,;、:]{2,12})\s+(?:出处|链接|原文)"
)


CARD_LINES, CARD_WORDS_MAX = 10, 2  # a name, perhaps with a rank
_RANK = re.compile(r"[^\d:]\S{0,16}")
# What the card of a member tells: labels of his rank, his posts, since when he is one.
_CARD = re.compile(
    r"(?:级别|等级|头衔|认证|发帖|帖子|帖数|文章|积分|威望|金钱|精华|注册|UID|粉丝|获赞|在线时间|来自|Posts?|Beiträge"
    r"|Messages|Mensajes|Mensagens"
    r"|Messaggi|Berichten|Posty|Příspěvky|Mesaj(?:lar)?|Pesan|Сообщени[йяе]|Повідомлень|Bài viết|投稿数|게시글|Joined"
    r"|Registriert|Registered"
    r"|Inscrit|Inscription|Registrado|Iscritto|Регистрация|Реєстрація|Откуда|Wohnort|Location|Reputation|Rank)(?:\s?:\s?\S"
    r"|\s?[\d<])"
)
_FOLLOWS = re.compile(
    r"\+?\s?(?:关注[他她它TA]|关注作者|关注\s?(?=[\d,.]+\s?[万人])|粉丝\s?\d|フォローする|팔로우\b|Follow(?:ing)?\b"
    r"|Подписаться\b)"
)
_WESTERN_USER = re.compile(r"[^\W\d_][\w.'’-]{1,19}(?:\s[^\W\d_][\w.'’-]{0,19}){0,2}")
_LATIN_SENTENCE = re.compile(r"[!?]|[a-z]{2}\.(?:\s[A-Z]|\Z)")
LATIN_LINES, LATIN_ROW_MAX_CHARS = 4, 90
_BY_ROW = re.compile(
    r"(?:By|Von|Par|Por|Written|Posted|Published|Veröffentlicht|Publié|Author|Words|\d{1,2} [A-Z][a-z]{2,8} by)\b"
)
_BY = re.compile(
    r"(?<![Rr]eviewed\s)(?<![Ee]dited\s)(?<!hotos\s)(?<!hoto\s)(?<!hecked\s)"
    r"\b(?:by|By|von|Von|par|Par|por|Author(?: of the article)?:)\s"
    r"(?P<name>(?!The\s|[\w ]*(?:Office|Council|Team|Department|Staff|Desk)\b)"
    r"(?:[A-ZÀ-ÞĐ][\w.'’-]*\s){1,3}?[A-ZÀ-ÞĐ][\w.'’-]+)"
    r"(?=\s(?:in|on|with|at|am|for|and)\s|\s*[|·•–—,;(/]|\s\s|\s\d|\s*\Z)"
)
_ROLED = re.compile(
    r"(?P<name>[A-ZÀ-ÞĐ][\w.'’-]+(?:\s[A-ZÀ-ÞĐ][\w.'’-]*){1,2}), (?:[A-Z][\w&-]+\s){0,3}"
    r"(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent|[Ee]ditor|[Cc]olumnist|[Cc]ontributor|[Cc]ritic)(?=\s*(?:\Z|[|·•–—]))"
)
_REVISED = re.compile(r"(?P<name>(?:[A-ZÀ-Þ][\w.'’-]*\s){1,3}[A-ZÀ-Þ][\w.'’-]+), (?:last )?(?:revised|updated|modified)\s\S*\d")


_BEHIND_TIME = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s\d{1,2}:\d\d(?::\d\d)?)?\s{1,4}(?P<name>\S{2,12})\s{1,4}"
    r"(?:阅读|浏览|评论|分类|标签|热度|人气|点击|收藏|点赞)(?:数|量|次数)?\s?[:(]?\s?[\d\u3400-\u9fff]"
)
_LATIN_CELLS = re.compile(r"\s*[|·•+∙]\s*|\s[–—]\s|\s{2,}")
_READ = re.compile(r"\bread\b|\bmin(?:ute)?s?\b|[Vv]iews?|[Cc]omments?|[Ss]hares?|[Uu]pdated|[Pp]osted|[Pp]ublished")
_NAMED_CELL = re.compile(r"(?P<name>[A-ZÀ-Þ](?:\.|[\w'’-]{1,16})(?:\s[A-ZÀ-Þ](?:\.|[\w'’-]{1,18})){1,2})(?:, [\w ]{3,40})?")
_NO_WRITER = re.compile(
    r"\b(?:News|Life|Studies|Press|Release|Team|Staff|Desk|Office|Council|Department|Media|Report|Research|Review|Health"
    r"|Food|World|City"
    r"|Town|School|Club|Guide|Opinion|Sports?|Business|Culture|Arts?|Travel|Style|Blog|Community|Events?|Features?|Local"
    r"|Daily|Weekly"
    r"|Science|Technology|Politics|Education|Services?|Support|Help|Articles?|Archive|January|February|March|April|May"
    r"|June|July|August"
    r"|September|October|November|December|The|And|For|With|Read|More)\b"
)


class Bar(NamedTuple):
    """A line of a page before strip: what it says, folded and as it stands, and whether it is furniture."""

    raw: str
    view: str
    furniture: bool
    taken: bool  # by strip, at least in part
    has_time: bool
    states: bool  # furniture of a kind that holds fields


def bars_of(pieces: Sequence[Piece], head: float) -> list[Bar]:
    """The lines of the first pieces, those put together again of which strip took a part."""
    bars: list[Bar] = []
    at = 0
    while at < len(pieces) and len(bars) < ROWS_MAX and pieces[at].start <= head:
        first = pieces[at]
        if first.rule in (LATE, FOOT):
            break
        parts = [first.raw]
        end = first.start + len(first.raw)
        at += 1
        while at < len(pieces) and pieces[at].start == end and not pieces[at].whole:
            parts.append(pieces[at].raw)
            end += len(pieces[at].raw)
            at += 1
        raw = "".join(parts)
        view = fold(raw, fold_table()).strip()
        raw = raw.strip()
        if len(view) > ROW_MAX_CHARS or not (first.whole or first.family == "stayed"):
            bars.append(Bar(raw, view[:ROW_MAX_CHARS], False, False, False, False))
            continue
        taken = first.family != "stayed" or first.judged or len(parts) > 1
        timed = find_time(view) is not None or (MAY.search(raw) is not None and find_time(with_plain_times(raw)) is not None)
        known = (taken and first.family in FURNITURE) or timed
        bars.append(Bar(raw, view, known, taken, timed, known and first.family in STATES and not _says_something(view)))
    return bars


def _says_something(view: str) -> bool:
    """True for a sentence; initials with a point are none."""
    return (_LATIN_SENTENCE if max(view, default="") < "\u2e80" else SENTENCE).search(view) is not None


def top_of(bars: Sequence[Bar], title: str) -> int:
    """The place of the title; of the line that ends a breadcrumb over it, where what was taken for the title is another."""
    top = max((n for n, bar in enumerate(bars) if bar.raw == title), default=-1)
    for n, bar in enumerate(bars[top + 1 :], top + 1):
        if n and len(bar.raw) >= TITLE_MIN_CHARS and any(over.raw.endswith(bar.raw) and over.raw != bar.raw for over in bars[:n]):
            return n
    return top


def name_alone(bars: Sequence[Bar], title: str) -> str:
    """The name on a line of its own between the title or furniture and furniture; empty where there is none."""
    top = top_of(bars, title)
    if top < 0 or len(bars[top].raw) < TITLE_MIN_CHARS or _MENU.fullmatch(bars[top].raw) is not None:
        return ""
    for n in range(top + 1, len(bars)):
        name, above = bars[n], bars[n - 1]
        if WRITES.fullmatch(above.view.rstrip(": ")) is not None and is_user(name.view):
            return name.raw
        if not (above.furniture or n - 1 == top or WRITES.fullmatch(above.view)):
            return ""  # the text has begun
        below = bars[n + 1] if n + 1 < len(bars) else None
        if below is None or not below.furniture or not is_user(name.view):
            continue
        if any(bar.has_time or (bar.taken and _TELLS.search(bar.view)) for bar in (above, below)):
            return name.raw
    return ""


def is_user(view: str) -> bool:
    """True for a folded text that may be the name of a user or a writer and nothing else."""
    if not view or label_alone(view) is not None:
        return False
    if view.isascii():
        return len(view) <= LATIN_NAME_MAX_CHARS and _LATIN_USER.fullmatch(view) is not None and _NO_LATIN.match(view) is None
    if not 2 <= len(view) <= NAME_MAX_CHARS or _WORD.fullmatch(view) is None or find_time(view) is not None:
        return False
    if is_person(view):
        return True
    if _NO_NAME.fullmatch(view) is not None or is_outlet(view):
        return False
    return all(token.kind == "free" for token in tokens_of(view))


def rows_of(bars: Sequence[Bar], title: str) -> tuple[list[Bar], list[Bar]]:
    """The rows that may state fields: those under the title, up to the first line that is no furniture, and those over it."""
    top = top_of(bars, title)
    under: list[Bar] = []
    for bar in bars[top + 1 :]:
        n = bars.index(bar)
        followed = n + 1 < len(bars) and bars[n + 1].has_time and bars[n + 1].states
        if followed and len(bar.view) <= LEVEL_MAX_CHARS * 2 and len(_OF_A_USER.findall(bar.view)) > 1:
            under.append(bar)  # the card of the member over the head of his post
        elif bar.states or (len(bar.view) <= LEVEL_MAX_CHARS and _LEVELLED.fullmatch(bar.view) is not None):
            under.append(bar)
        elif not bar.furniture and not is_user(bar.view) and top >= 0:
            break
    return under, [bar for bar in bars[: max(0, top)] if bar.states]


def carded(bars: Sequence[Bar], title: str) -> str:
    """The user whose name stands alone, or with his rank, over the card of a member or over the button that follows him."""
    for n, bar in enumerate(bars[:CARD_LINES]):
        below = [other.view for other in bars[n + 1 : n + 3]]
        card = _CARD.search(bar.view) if n + 1 < len(bars) and bars[n + 1].has_time else None
        before = bar.view[: card.start()].split() if card is not None else []
        if 1 <= len(before) <= CARD_WORDS_MAX and _RANK.fullmatch(before[-1]) is not None:
            name = bar.raw.split()[0]  # 甲乙 级别: 会员, over the head of the post
        elif not below or bar.has_time or _CARD.search(bar.view) is not None or len(bar.view) > LEVEL_MAX_CHARS:
            continue
        elif len(_CARD.findall(below[0])) > 1 and _CARD.match(below[0]) is not None and not bar.taken:
            name = bar.raw if max(bar.view) < "\u2e80" else bar.raw.split()[0]
        elif any(_FOLLOWS.match(view) is not None for view in below) and n and bars[n - 1].raw == title:
            name = bar.raw
        else:
            continue
        if is_user(fold(name, fold_table())) or (max(name) < "\u2e80" and _WESTERN_USER.fullmatch(name) is not None):
            return name
    return ""


def user_of(rows: Sequence[Bar]) -> str:
    """The user whom a row opens with that tells what he is; empty where there is none."""
    for bar in rows:
        levelled = _LEVELLED.fullmatch(bar.view)
        match = levelled or _OF_A_USER.search(bar.view)
        if match is None or not (levelled or match.start()):
            continue
        first = _GAP.split(bar.raw, maxsplit=1)[0].strip()
        if levelled or first == bar.raw or match.start() < len(first):
            first = bar.raw.split()[0]
        if is_user(fold(first, fold_table())):
            return first
    return ""


def beside_time(rows: Sequence[Bar]) -> str:
    """The user whose name, as only users have it, stands right before or behind the time of a row; empty where there is none."""
    for bar in rows:
        time = find_time(bar.view) if bar.has_time and len(bar.view) == len(bar.raw) else None
        if time is None:
            continue
        before, behind = _CELLS.split(bar.raw[: time.start].rstrip())[-1], _CELLS.split(bar.raw[time.end :].strip())[0]
        for cell in (before.strip(), behind.strip()):
            cell = _STATUS.sub("", cell)
            if _HANDLE.fullmatch(cell) is not None:
                return cell
    return ""


def behind_time(rows: Sequence[Bar]) -> str:
    """The user who stands between the time of a row and what it counts; empty where there is none."""
    for bar in rows:
        match = _BEHIND_TIME.match(bar.view) if bar.has_time and len(bar.view) == len(bar.raw) else None
        if match is not None and is_user(match["name"]) and not is_organ(match["name"]):
            return bar.raw[match.start("name") : match.end("name")]
    return ""


def latin_writer(bars: Sequence[Bar], title: str) -> str:
    """The writer whom a row in Latin letters names behind its word for that, or before what he did to the page last."""
    top = top_of(bars, title)
    for bar in bars[top + 1 : top + 1 + LATIN_LINES]:
        if not bar.raw[:1].isascii() or len(bar.raw) > LATIN_ROW_MAX_CHARS or _says_something(bar.view):
            continue
        match = _BY.search(bar.raw) if bar.states or _BY_ROW.match(bar.raw) is not None else None
        cell = _latin_cell(bar.raw) if match is None and bar.states and bar.has_time else ""
        if cell:
            return cell
        match = match or _ROLED.match(bar.raw) or (_REVISED.match(bar.raw) if bar.has_time else None)
        if match is not None:
            return match["name"]
    return ""


def _latin_cell(raw: str) -> str:
    """The name in the first cell of a row that is neither its time nor what it takes to read; empty where there is none."""
    cells = [cell.strip() for cell in _LATIN_CELLS.split(raw) if cell.strip()]
    plain = [cell for cell in cells if not any(map(str.isdigit, cell)) and _READ.search(cell) is None]
    match = _NAMED_CELL.fullmatch(plain[0]) if len(cells) > 1 and plain else None
    if match is None or _NO_LATIN.match(match["name"]) is not None or is_outlet(match["name"]):
        return ""
    return match["name"] if _NO_WRITER.search(match["name"]) is None else ""


def signed_in(lines: Sequence[str]) -> str:
    """Whom furniture names as the writer in a sentence of its own: 作者是张三, 《甲》是张三写的."""
    for raw in lines:
        match = _SIGNED.search(fold(raw, fold_table())) if "作者" in raw or "》是" in raw else None
        if match is not None and is_user(name := match["name"] or match["other"] or match["third"]):
            start = match.start("name" if match["name"] else "other" if match["other"] else "third")
            return raw[start : start + len(name)]
    return ""


def owner_of(lines: Sequence[str]) -> str:
    """Whose diary or blog it is by the name that the first lines of the page give it."""
    for raw in lines:
        match = _OWNED.search(fold(raw, fold_table())) if _OWNED_MARK.search(raw) is not None else None
        if match is not None and is_user(match["name"]):
            return raw[match.start("name") : match.end("name")]
    return ""
