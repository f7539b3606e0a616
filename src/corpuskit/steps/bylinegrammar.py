"""The grammar of bylines: who made a text and where it comes from, as labels with values in a row, in four languages.

What lives here: is_byline() (is a piece made of such fields?), byline_head() (how much of a line's beginning is such). What
never does: deciding that a part goes (strip/parts.py), values (harvest.py).

How it works: a label is told by its end: a role (编辑, 审核, 摄影) may have up to a few words before it that say of what
(新媒体编辑, 值班主任), so that no list of labels is needed. One known label makes the row; a label that is none of ours may
stand among known ones. Values are names, offices, works or addresses, and hold no words of clauses.

Weak: a value of several clauses; a role that nobody else has.
"""

from __future__ import annotations

import re

from corpuskit.core.latepattern import late
from corpuskit.core.text import fold
from corpuskit.rulebook.edged import edged
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.namegrammar import is_outlet, is_person

__all__ = ["byline_head", "is_byline"]

_ROLES = (
    "编辑 责编 美编 编审 编校 编译 编导 主编 总编 校对 校译 校核 译校 翻译 审核 审读 审校 审定 审签 监审 监制 核稿 "
    "复核 签发 终审 一审 二审 三审 初审 复审 记者 通讯员 作者 笔者 撰稿 撰稿人 撰文 执笔 供稿 供稿人 供图 摄影 摄像 "
    "摄影师 拍摄 文字 图片 图文 文图 图/文 文/图 配图 题图 制图 制表 制作 设计 美术 排版 版式 插画 插图 绘图 漫画 "
    "手绘 视频 剪辑 后期 录音 播音 主播 朗读 策划 统筹 监播 出品 出品人 来源 出处 稿源 转自 选自 摘自 原载 首发 "
    "推荐人 投稿 投稿人 发布 发稿 发布人 主任 值班 责任 采写 采访 整理 口述 编 文 图 摄 校 审 撰 链接 素材 资料 通联 "
    "联络 报送"
)
_BEFORE = r"(?:[\u3400-\u9fff]{0,6}?)"
_CLAUSE = late(r"[的了是把被让都也很就还又没不会能要和与说问]|因为|所以|可以|如果|时候|什么|怎么")
_ROLE = "|".join(re.escape(word) for word in sorted(fold(_ROLES, fold_table()).split(), key=len, reverse=True))
_LABEL = edged(
    rf"(?:(?<=\A)|(?<=[\s,;|)\]】]))(?:(?P<known>{_BEFORE}(?:{_ROLE})(?:[/、·&\s]{{1,2}}{_BEFORE}(?:{_ROLE})){{0,3}})"
    rf"|(?P<other>[\u3400-\u9fff]{{2,5}}))\s{{0,2}}[:|/丨∶╱]\s{{0,3}}"
)
_SOURCES = late(r"来源|出处|稿源|转自|选自|摘自|原载|链接|首发")
_VALUE = late(r"(?:《[^《》]{1,24}》[^。!?:]{0,16}|(?:https?://|www\.)[\w./?=&%#-]{4,80}|[^。!?:()]{1,24})")
_ORIGIN = late(
    r"[—-]{0,2}\s?(?:摘[自编]|选自|转自|转载自|原载|原刊|载|刊|刊载|节选自|录自|编译自|综合自?|首发)[于在自]?\s?[^。!?:()《》]{0,16}《[^《》]{1,24}》[^。!?:()]{0,24}"
    r"|据[^。!?:()\d]{2,10}?[网报社台布刊端](?:[、,\s]{1,2}[^。!?:()\d]{2,10}){0,4}(?:等)?(?:媒体)?(?:综合|报[道导]|消息|整理|综合报[道导])"
)
_OFFICE = late(
    r"[\u3400-\u9fff]{2,12}[部处科组馆室院所站队会局办委校村]\s{1,3}[\u3400-\u9fff]{2,3}(?:[\s、]{1,2}[\u3400-\u9fff]{2,3}){0,3}"
)
_LATIN_NAME = r"[A-ZÀ-Þ][\w.'’-]{1,20}(?:\s[A-ZÀ-Þ][\w.'’-]{0,20}){0,3}"
_EN_ROLE = (
    r"(?:Words?|Text|Story|Report|Reporting|Reporter|Writing|Written|Writer|Author|Editing|Edited|Editor|Photos?|Photograph[sy]?|Photographer|Pictures?|Images?"
    r"|Illustrations?|Video|Graphics?|Design|Layout|Translat(?:ion|ed)|Compiled|Proofread(?:ing)?|Research|Source|Credit)"
)
_EN = late(
    rf"(?:(?:(?:Additional|Further|With)\s)?{_EN_ROLE}(?:\s(?:and|&)\s{_EN_ROLE})?(?:\sby)?\s?[:|]\s?"
    rf"{_LATIN_NAME}(?:(?:,|\sand|\s&)\s{_LATIN_NAME}){{0,3}}[.;,|]?\s?){{1,5}}"
    rf"|(?:[A-Z]{{2,5}}|{_LATIN_NAME})\s?(?:Photo|File|Pool|Image|Illustration)?s?\s?/\s?{_LATIN_NAME}"
    rf"|(?:{_LATIN_NAME}\s(?:is|was|writes|covers)\s(?:an?\s|the\s|our\s)?[^.]{{0,60}}"
    rf"\b(?:writer|reporter|correspondent|editor|columnist|journalist|freelancer?|critic|contributor|author)\b[^.]{{0,80}})"
    r"|(?:(?:Email|Contact|Reach|Write to|Follow)\s(?:the\s(?:author|writer|reporter|editor)|him|her|them|us"
    r"|[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,2})\s(?:at|on|via|:)\s?[\w.+@-]{4,50}(?:\s(?:or|and)\s[^.]{2,40})?)"
)
_BIO = late(r"\b(?:is|was|writes|covers)\s")
_JA_NAME = r"[一-龥々]{1,5}\s?[一-龥々ぁ-んァ-ヶ]{1,5}"
_JA = late(
    rf"[=＝]\s?(?:{_JA_NAME}(?:撮影|提供|写す)?|[^=。]{{2,14}}(?:撮影|提供))"
    rf"|(?:出典|引用元|参考(?=[^《]*[ぁ-んァ-ヶ])|情报提供|写真提供|画像提供|协力|協力|取材协力|制作|编集|執筆|执笔|監修|监修)\s?[:=・/]\s?[^。:]{{2,24}}"
)
_KO = late(
    r"(?:출처|자료|제공|편집|그래픽|디자인|영상|촬영|글|사진|취재|정리|감수|번역|교열)(?:[·/]\s?(?:글|사진|영상|편집))?\s?[:=]\s?[^\s:=][^:=。]{1,50}"
)
# -- before the first sentence
_OUTLET = r"[^\s:,。!?()\[\]【】〔〕0-9]{0,12}?(?:网|报|社|台|刊|融媒体?|新闻|发布|客户端|在线|中心|讯息)"
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月|[一二三四五六七八九十]{1,2}月)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
_NAMES_IN = r"[\[(【〔]\s?(?P<in>[^()\[\]【】〔〕。:]{2,30})\s?[\])】〕]"
_TOLD = late(
    rf"(?:{_OUTLET})(?:[\u3400-\u9fff]{{2,4}})?(?:{_DAY})?(?:[讯电]|消息)\s{{0,2}}(?:{_NAMES_IN}\s{{0,2}}|[:/]\s{{0,2}}|(?<=日电)\s{{1,3}})"
)
_TAGGED = late(
    rf"[\[(【〔<]\s?(?:{_OUTLET}(?:[\u3400-\u9fff]{{2,4}})?(?:{_DAY})?[讯电]?|[\u3400-\u9fff]{{2,8}}(?:讯|电|消息|专电))\s?[\])】〕>]\s{{0,3}}[—–-]{{0,2}}\s{{0,2}}(?=[^\s,。:])"
)
_SLUG = late(
    r"(?:综合|本[报网台刊社站]|最新|快)[讯消]息?\s?[:/]\s{0,2}|[A-Z][A-Z.'’-]{2,20}(?:\s[A-Z][A-Z.'’-]{1,20}){0,3}\s?(?:—|–|--|\s-)\s{0,2}(?=[A-Z“\"])"
)
_DESK = late(r"[\[(【〔]?[\u3400-\u9fff]{2,6}(?:中心|组|部|编辑部)\s?/\s?[\u3400-\u9fff]{2,6}报[道导][\])】〕]?\s{0,3}")
_REPORTERS = late(
    r"(?:[\u3400-\u9fff]{0,8}?(?:记者|通讯员|特派员|实习生|撰稿人?)|文|图文|撰文|作者|文字|图)\s{0,2}[:|/丨]?\s{0,3}(?=[\u3400-\u9fff])"
)
_NEXT_NAME = late(r"(?P<name>[\u3400-\u9fff]{2,3})(?P<mark>[\s、/,]{1,3})")


def is_byline(text: str, *, last: bool, bracketed: bool) -> bool:
    """True for a folded piece that is fields of who made a text, and nothing else. last: behind the text's last sentence."""
    if text.isascii() or _EN.fullmatch(text):
        return _EN.fullmatch(text) is not None and (last or _BIO.search(text) is None)
    if _JA.fullmatch(text) or _KO.fullmatch(text):
        return True
    if (bracketed or last) and (_ORIGIN.fullmatch(text) or (bracketed and last and _OFFICE.fullmatch(text))):
        return True
    labels = [*_LABEL.finditer(text)]
    if not labels or labels[0].start() > 0:
        return _ends_in_deed(text) if bracketed else False
    known = [match for match in labels if match["known"] and not _CLAUSE.search(match["known"])]
    if not known or 2 * len(known) < len(labels) or any(match["other"] and _CLAUSE.search(match["other"]) for match in labels):
        return False
    if all(_SOURCES.search(match["known"]) for match in known) and not (bracketed or last):
        return False
    ends = [match.start() for match in labels[1:]] + [len(text)]
    values = [text[match.end() : end].strip(" ,;|、") for match, end in zip(labels, ends, strict=True)]
    return all(_VALUE.fullmatch(value) and not _CLAUSE.search(re.sub("《.*?》", "", value)) for value in values)


_OFFICES = tuple("部处科组馆室院所站队会局办委校村社团")
_DEED = late(
    r"(?P<who>[^。!?:()]{2,24}?)\s{0,3}(?:供稿|供图|摄|摄影|摄影报[道导]|文/图|图/文|文图|图文|报[道导]|综合报[道导]|整理|撰文|翻译|编译|推荐)"
)


def _ends_in_deed(text: str) -> bool:
    """Names or an office, a blank, and what they did."""
    match = _DEED.fullmatch(text)
    if match is None:
        return False
    words = match["who"].split()
    return len(words) > 0 and all(is_person(word) or is_outlet(word) or word.endswith(_OFFICES) for word in words)


def byline_head(view: str) -> int:
    """How many characters of a folded line are the dateline or the byline before its first sentence; 0 where there is none."""
    told = _TOLD.match(view)
    if told is not None and told.end() < len(view) and (told["in"] is None or _are_people(told["in"])):
        return told.end()
    for pattern in (_DESK, _TAGGED, _SLUG):
        found = pattern.match(view)
        if found is not None and found.end() < len(view):
            return found.end()
    match = _REPORTERS.match(view)
    if match is None:
        return 0
    at, named = match.end(), 0
    while (name := _NEXT_NAME.match(view, at)) is not None and is_person(name["name"]):
        at, named, mark = name.end(), named + 1, name["mark"]
        if not mark.strip() and not is_person(view[at : at + 3].strip(" 、,")) and not is_person(view[at : at + 2]):
            break
    return at if named and view[at - 1].isspace() and len(view) - at > 10 else 0


def _are_people(text: str) -> bool:
    words = [
        word
        for word in re.split(
            r"[\s、,/;|:]+", re.sub(r"记者|通讯员|供稿|文字|摄影|文|图|特约|实习生|摄影|报[道导]|文/图|撰稿人?", " ", text)
        )
        if word
    ]
    return bool(words) and all(is_person(word) or is_outlet(word) for word in words)
