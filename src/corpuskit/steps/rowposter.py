"""Who opened a thread, wrote a post or runs a channel: the user whom the head of the page names by its form.

What lives here: poster_of(). What never does: names beside times without such a form (rowwriter.py, rowpeople.py).

How it works: sites of posts set the user's name in few forms: beside the mark of the first floor (1#, 楼主), before 发表于,
before his rank and the time, before a button that follows him, behind 来自, behind "started by". Floors further down are those of
others.

Weak: a user's name with a blank inside.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.timegrammar import find_time

__all__ = ["is_later_floor", "poster_of"]

LINE_MAX_CHARS, NAME_MAX_CHARS = 120, 20
LINES_KNOWN = 2_000
_NAME = r"(?P<name>[^\s:,;。!?|/<>《》【】\[\]「」()（）★☆·•]{2,20})"
_NO_DAY = r"(?!On\s|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]*\s\d)"
_LATIN = rf"(?P<name>[A-ZÀ-ÞĐ][\w.'’-]*(?:\s{_NO_DAY}[A-ZÀ-ÞĐ][\w.'’-]+){{1,3}})"
_STAMP = r"(?:(?:19|20)\d\d|\d{1,2}[-/.月]\d|\d{1,2}:\d\d|[昨前今]天|\d{1,3}\s?[分小天]|刚刚)"
_RANK = r"(?:\s{1,3}\S{1,8}|\s?[\[(][^\[\]()]{1,16}[\])]){0,2}"
_LATER = re.compile(r"#\s?(?:[2-9]|\d{2,4})(?!\d)|(?:\S{1,20}\s+){0,3}?(?:[2-9]|\d{2,4})\s?[楼#F](?!\w)|(?:沙发|板凳|地板)(?!\w)")
# One of them is in each of the forms.
_TOLD = re.compile(
    r"[#楼F]\s|[#楼主]|发[表布帖]|[Ll][Vv]|关注|已认证|[评影书][论评]|来自|started|회원|提问|소식|팔로우|이웃|구독"
    r"|フォロー|主|投稿者|于|님의"
    r"|作者|发起|求[助购]|작성자|글쓴이|조회|Thread|Started|Original|OP|·\sFollow|[👤✍🖊🖋»@]|阅读|浏览|分类|标签|热度|人气"
    r"|点击|收藏|点赞|멤버|매니저|・"
    r"|\d\.\s?\d{1,2}\.|粉丝|IP属地|[男女]\s?\d|Post|已于|\s@\w|\sby\s|wrote|posted|asked|(?:By|Von|Par|Por|Da|Door)\s|From:"
)
_FLOOR = re.compile("[#楼F沙板地]")  # one of them is in each mark of a floor
_WORDS = r"(?P<name>[^\W\d_][\w.'’-]{1,19}(?:\s[^\W\d_][\w.'’-]{0,19}){0,2})"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:#\s?1\s+)?(?:(?:Post(?:ed)? by|Beitrag von|Message par|Mensaje por|[Vv]on|by|par|por|de|da|door|od|av|af"
        rf"|przez|Сообщение|от)\s)?(?!Post|Re\b|Beitrag|Message|Mensaje){_WORDS}\s»\s(?=.{{0,16}}?{_STAMP}.*\d:\d\d)",
        rf"{_NAME}\s{{1,4}}\+?\s?关注\s{{1,4}}(?={_STAMP}).*",
        rf"{_NAME}\s{{1,4}}IP属地\s?:?\s?\S{{2,4}}\s.*{_STAMP}.*",
        rf"{_STAMP}[\d:.\s/-]{{0,20}}\s{_NAME}\s{{1,4}}(?:\S{{1,10}}\s{{1,4}}){{0,2}}[\d.]+[万kw]?粉丝.*",
        rf"(?:(?:置顶|原创)\s)?{_NAME}\s{{1,4}}已于\s?(?={_STAMP}).*(?:修改|编辑|发布).*",
        rf"{_NAME}\s{{1,4}}[男女]\s?\d{{1,3}}岁.*(?:提问|咨询|发布).*{_STAMP}.*",
        rf"{_NAME}\s{{1,4}}(?:提问|求助|发起)于\s?(?={_STAMP}).*",
        rf"{_NAME}\s{{1,4}}Post(?:ed)? [Bb]y\s?:\s?(?={_STAMP}).*",
        rf"(?:电梯直达|本楼直达)\s(?:楼主\s)?{_NAME}\s{{1,4}}发[表布帖][于在]\s?:?\s?(?={_STAMP}).*",
        rf"{_NAME}\s\S{{0,6}}(?:멤버|매니저|스탭)\s+(?:1:1\s)?(?:채팅|쪽지)?\s*",
        rf"{_NAME}\s?[・·]\s?(?=(?:19|20)\d\d\.\s?\d{{1,2}}\.\s?\d{{1,2}}\.\s\d{{1,2}}:\d\d).*",
        rf"{_NAME}\s@\s(?={_STAMP}).*\d:\d\d.*",
        rf"(?:#\s?1|[01]\s?[#楼F]|楼主|[版板]主)\s{{1,4}}{_NAME}(?=[\s,]|\Z)",
        rf"{_NAME}\s{{1,4}}(?:1\s?[#楼]|楼主)(?=\s|\Z)",
        rf"{_NAME}{_RANK}\s{{1,4}}(?:1\s?[#楼]\s{{0,2}})?发[表布帖][于在]\s?:?\s?(?={_STAMP})",
        rf"{_NAME}\s{{1,4}}[Ll][Vv]\.?\s?\d{{1,3}}\s.*{_STAMP}",
        rf"{_NAME}\s{{1,4}}(?:\S{{1,24}}\s{{1,4}}){{0,4}}\+?\s?关注(?:\s?[\d.]{{1,8}}万?)?\Z",
        rf"{_NAME}\s{{1,4}}已关注\s.*",
        rf"{_NAME}\s{{1,4}}\d\d?:\d\d\s(?:19|20)\d\d\S{{3,6}}\s已认证.*",
        rf"{_NAME}\s{{1,4}}(?:评论|影评|书评)\s.{{1,24}}[★☆]{{2,5}}.*",
        rf"来自\s?:\s?{_NAME}(?:\([^()]{{1,24}}\))?\s+(?={_STAMP})",
        rf".{{0,40}}{_STAMP}[\d:.\s/-]{{0,20}}\s楼主\s{{1,4}}{_NAME}\Z",
        rf"(?:Thread starter|Started by|Original poster|OP)\s?:?\s{_NAME}(?=\s|\Z).*",
        rf"{_LATIN}\s·\sFollow(?:ing)?\Z",
        rf"(?:By|Von|Par|Por|Da|Door)\s{_LATIN}(?=\s*(?:\Z|[|·•–—]|\s\s|\d)).*",
        r"(?:Submitted|Posted|Uploaded|Added|Created|Asked|Started|Published) by "
        r"(?P<name>[A-Za-z][\w.-]{2,19})(?=\s(?:on|in|at|»|-)\s|\s*[|·•,]|\s*\Z)",
        rf"(?P<name>[A-Za-z][\w.-]{{2,19}})\s(?:wrote|posted|asked)(?:\s(?:on|at|this))?:?\s(?={_STAMP}|[A-Z][a-z]{{2}})",
        rf"[👤✍🖊🖋]\ufe0f?\s{{0,2}}{_NAME}(?=\s|\Z)",
        rf"{_NAME}\s@\w{{2,16}}\s{{0,2}}[·・•]?\s{{0,2}}(?={_STAMP})",
        rf"From: {_NAME} <[^<>]*>.*",
        rf"Discussion in .{{1,40}} started by {_NAME},.*",
        rf"{_NAME}\s(?:\S{{2,6}}회원)\s.*조회.*",
        rf"{_NAME}{_RANK}\s{{1,4}}(?:19|20)\d\d-\d\d?-\d\d?\s?提问.*",
        rf"{_NAME}{_RANK}\s{{1,4}}(?:19|20)\d\d[-\d :]{{6,14}}\s来自\s?\S{{1,10}}(?:版|端|机|[Aa]pp)(?=\s|\Z)",
        rf"{_NAME}\s{{1,4}}(?:소식받기|팔로우|이웃추가|구독하기|フォロー(?:する)?)\Z",
        rf"(?:トピ主|投稿者|スレ主)\s?:\s?{_NAME}(?:\sさん)?\s{{1,4}}(?={_STAMP})",
        rf"(?:トピ主|スレ主)\s{_NAME}さん(?=\s|\Z).*",
        r"作者\s?:?\s?(?P<name>[A-Za-z][A-Za-z\d]{1,15})\s\([^()]{0,24}\)(?:\s+(?:看板|站内).*)?",
        rf"From: {_LATIN} <[^<>]*>.*",
        rf"{_NAME}于(?={_STAMP})\S{{8,20}}发[表布][在于].*",
        rf"{_NAME}님의 질문.*",
        rf"(?:提问|发起|求助|求购)\s?:\s?{_NAME}(?:\([^()]{{1,16}}\))?\s+(?={_STAMP}|浏览)",
        r"작성자 (?P<name>[^\s:|]{2,10}(?: [^\s:|]{2,6})?) (?:작성일|등록일|게시일|등록|날짜|조회수?)\s.*",
        rf"{_NAME}\s?\[[^\[\]\d]{{1,10}}\]\s.{{0,12}}?(?={_STAMP}).*조회",
        rf"{_NAME}\s{{1,4}}[^\w\s,.:;|()\[\]/·•~–—-]\S{{1,6}}\s{{1,4}}(?={_STAMP}).*\s来自",
        rf"글쓴이 {_NAME}(?: \S{{2,3}})? .*{_STAMP}.*",
    )
)
_NO_NAME = re.compile(
    r"\d+|电梯直达|.*(?:时间|日期|来源|编辑|作者|记者|责编|审核|浏览|阅读|点击|回复|查看|发表|发布|关注|更新|栏目|首页"
    r"|分享|扫码|扫描|下载|客户端|公众号|粉丝|原创|转载)|最后由|本帖.*|引用.*|由|于"
    r"|[版板]主|沙发|板凳|地板|楼主|电梯直达|本楼直达|\d{1,4}[楼#F]|#\d+|只看.*|匿名.*|.*\*\*.*|游客.*|网友|admin|共.*"
    r"|全部.*|我|他|她|你|(?:19|20)\d\d.*|.*관리자|사무국|运营.*"
)


def is_later_floor(view: str) -> bool:
    """True for the head of a post that is not the first one."""
    return _FLOOR.search(view) is not None and _LATER.match(view) is not None


@lru_cache(maxsize=LINES_KNOWN)
def poster_of(raw: str) -> str:
    """The user whom a line names as the writer of the page; empty where it names none."""
    bare = raw.strip(" \u3000\t").lstrip("@")
    if len(bare) > LINE_MAX_CHARS:
        return ""
    view = fold(bare, fold_table())
    if _TOLD.search(view) is None or is_later_floor(view):
        return ""
    for form in _FORMS:
        match = form.match(view)
        if match is None:
            continue
        name = match["name"]
        if _NO_NAME.fullmatch(name) or label_alone(name) is not None or find_time(name) is not None:
            continue
        return bare[match.start("name") : match.end("name")].removesuffix("さん")
    return ""
