"""The grammar of field lines: labels with values, times, bylines, counters and page tools, in four languages.

What lives here: Token, read_line(), tokens_of() (what a line is made of), field_weight() (is it made of nothing else?),
read_fields() (field and raw value of each field on it), label_alone(). What never does: deciding that a line goes (strip),
normalising values (fieldvalues.py).

How it works: the line is folded; a label with a mark behind it opens a field, which the next label, a tool, a counter or a wide
gap closes. Times need no label, nor do reporters. What is neither is free: the name of an outlet, of a section, of a user.

Weak: values with blanks inside; a name without a mark is told by its place only, and that is the caller's knowledge.

Long for the words of four languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from corpuskit.core.latepattern import late
from corpuskit.core.text import fold
from corpuskit.rulebook.edged import edged
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.namegrammar import is_person, read_names
from corpuskit.steps.timegrammar import find_time

__all__ = ["Token", "field_weight", "is_date", "label_alone", "read_fields", "read_line", "tokens_of"]

_WORDS = {
    "source_name": (
        "(?:信息|文章|消息|稿件|新闻|内容|本文|图文|资料)?来源(?:单位|部门)?|稿源|出处|转(?:载)?自|原载|提供|提供元|配信元|Source|출처|제공"
    ),
    "editors": (
        "责任?编[辑缉]?|(?:责任|执行|值班|网络|本期|文字|美术|新媒体|助理|核稿|审校)?编[辑缉]|主编|编校|"
        "Editor|Edited by|Editing by|편집"
    ),
    "reviewers": (
        "校[对核]|审[核校签稿]|[一二三初复终]审|签发|核稿"
    ),
    "author": (
        "(?:本文|文章|小说|原)?作者|供稿|撰[文稿写]|采写|执笔|楼主|直播员|咨询[人者]|发[帖信表]人|寄信人|[提发]问[者人]|投稿(?:会员|[者人])?|供稿人|采访[及和、](?:撰文|整理|写作)|参与采写|记者|通讯员|文字?|图文|(?:取材・)?文|(?:执|執)[笔筆]者?|"
        "Tác giả|Autor(?:in)?|Auteur|Autore|"
        "ライター|筆者|글|글쓴이|작성자|기자명|By|由|Written by|Words by|Author|Posted by|(?:Additional )?Reporting by|Reporter"
    ),
    "publisher": (
        "(?:发[布佈]|公[告布])(?:机构|单位|者|人|机关|部门)|发文(?:机关|单位|机构)|信息提供(?:单位|部门)?|公开主体|制发机关|"
        "(?:信息|供稿|来稿|报送|信息报送|录入|上传|公开)(?:单位|部门|机构)|稿件单位|"
        "작성부서|담당부서|제공부서"
    ),
    "section": (
        "(?:所属|个人|文章|日志)?(?:栏目|频道|版块|板块|分类|专栏|讨论区)|版面|信区|看板|类[别型]|"
        "信息分类|主题分类|Category|Section|Posted in|Filed under|"
        "カテゴリー?|분류|카테고리"
    ),
    "published": (
        "(?:发[布佈表稿文帖]|公[告布]|[最近]{0,2}更新|[提发]问|上传|添加|成文|公开|投稿|揭载|掲載|掲载|配信|"
        "出版|录入|刊[发登载]|回答|印发|编辑|创建|修改|生成|收录|入库|采集|上网|最[后终終近](?:更新|修改|编辑|发布)|最新更新)(?:时间|日期|日时?|日時|于)?|日期|时间|更新日|公開日?|Published|"
        "Posted|Updated|Last (?:updated|modified)|Date|(?:기사)?입력|(?:기사)?등록(?:일시?)?|작성일|게시일|승인|"
        "송고|수정|최종수정"
    ),
    "other": (
        "标题|名称|书名|本章字数|[回解]答[者人]|联[系络]人|承办(?:人|单位)?|点[阅击](?:数|次数|率)?|生效日期|废止日期|字数|回复时间|追问时间|发信站|文章网址|文号|发文字号|索引号|有效性|公开方式|体裁分类|关键[词字]|标签|主题词|字[号体级]|(?:浏览|阅读|访问|点击|查看)(?:总?量|次数|人[次数]|总?数)?|点击率|(?:观看|播放|下载|围观|转发|收藏|点赞|分享|推荐)(?:量|次数|人[次数]|数)|"
        "(?:文[档章件]|信息|稿件|帖子|内容|页面)(?:序号|编号|ID)|录入[者人员]?|上传[者人]|采编|视觉|播音|出镜|值班主编|回复|评论|人气|摄影?|图片?|制图|视频|设计|排版|策划|监制|制作|注册(?:时间|日期)?|最后登录|在线时间|级别|等级|积分|威望|金钱|精华|发帖数?|"
        "帖子|主题|来自|写真|撮影|Tags?|Topics?|Views?|Comments?|Photos?(?:graphs?)? by|Joined|Location|Registered|"
        "조회수?|댓글|태그|사진"
    ),
}  # fmt: skip


def _spaced(words: str) -> str:
    """Labels of two to four Han characters may be set with blanks between these: 作　者, 索 引 号."""
    return re.sub(
        r"(?<![\u3400-\u9fff?)\]\[])([\u3400-\u9fff]{2,4})(?![\u3400-\u9fff(?\[])", lambda m: r"\s{0,3}".join(m[1]), words
    )


_ALL = {field: _spaced(fold(words, fold_table())) for field, words in _WORDS.items()}
# Labels that are told from the end of the value before them, where a site sets no blank between two fields.
_GLUED = (
    r"(?:(?:信息|文章|稿件)?来源|(?:发布|更新|发表)(?:时间|日期)|发布(?:机构|单位|者|人)|(?:文章)?作者|(?:责任)?编辑|审核|校对|记者"
    r"|(?:浏览|点击|阅读|访问)(?:次数|人次|人数|量|数)?|字数|字号)(?=\s{0,2}:)"
)
_GLUED_LABEL = edged(_GLUED)
_GLUED_WHO = late(r"(?:全媒体|融媒体?|特约|见习|实习)?(?:记者|通讯员)(?=\s{0,3}[\u3400-\u9fff]{2,4}(?:[\s/╱、]|\Z))")
_LABEL = edged(
    "|".join(
        f"(?P<{field}>(?:(?<![^\\W_\\d])|(?<=[及和与])|(?={_GLUED}))(?:{words})(?:\\s?on)?(?:\\s{{0,2}}[:/|丨∶╱]\\s{{0,3}}"
        + (r"|\s{0,2}(?=(?:19|20)\d\d|[昨今前]天|\d{1,3}\s?[天分小])" if field == "published" else "")
        + (r"|\s(?=(?-i:[A-Z]))" if field in ("author", "published", "section") else "")
        + (r"|(?<=\bby)\s(?=\S)|(?<=由)\s" if field in ("author", "editors") else "")
        + "))"
        for field, words in _ALL.items()
    ),
    re.IGNORECASE,
)
# Read where a line is one of fields, but no reason to take a line for one.
_READ_TOO = {
    "author": (
        "贡献者|提案[人者]|公告[人者]|[张張][贴貼][人者]|刊登[人者]|昵称|暱称|网名|笔名|编撰|编纂|记[录錄]者|语り|書き手|整理人|分享者|投稿用户|发布志愿者|版主|质问者|相谈者|相談者|提问人|书いた人|書いた人|闻き书き|聞き書き|撰写|撰曲|发起人?|主笔|著者"
        "|编译|作成者|질문자"
    ),
    "source_name": "资料提供(?:单位|者)?|资料来源|出典|引用元|情报元",
    "editors": "核稿编辑|编审|编发",
    "reviewers": ("(?:审核|校对|复核|审读|审稿|审签|审定|审阅)(?:人|人员|员|者|专家|医[师生])|复核|审[读定阅]|[终复责]校"),
    "published": "上版日期|上架日期|张贴日期|贴文时间|刊出日期|登载日期|登录日期|최초등록",
}
_READ_LABEL = edged(
    "|".join(
        f"(?P<{field}>(?<![^\\W_\\d])(?:{_spaced(fold(words, fold_table()))})\\s{{0,2}}[:/|丨∶╱]\\s{{0,3}})"
        for field, words in _READ_TOO.items()
    )
)
_ALONE = late("|".join(f"(?P<{field}>(?:{words}))" for field, words in _ALL.items()), re.IGNORECASE)
_EN_NAME = r"(?:[A-ZÀ-Þ][\w.'’-]{0,20}(?:\s(?:[A-ZÀ-Þ]|de\s|van\s|von\s)[\w.'’-]{0,20}){1,3})"
_REPORTER = late(
    # The desk before the name is none of it: 运动中心张三/综合报导.
    r"(?![\u3400-\u9fff]{0,3}中心[\u3400-\u9fff])(?<!中(?=心))(?P<place>[\u3400-\u9fff]{2,4})(?=\s?[/╱]\s?[\u3400-\u9fff]{2,4}报[道导])|(?P<penned>[\u3400-\u9fff]{2,6})(?=\s[著着]\b)"
    r"|(?:记者|通讯员|特派员|实习生|特约撰稿)\s{0,3}(?P<zh>[\u3400-\u9fff·]{2,4}(?:[\s、][\u3400-\u9fff·]{2,3}){0,4})(?:\s?[/╱]\s?[\u3400-\u9fff]{2,4}报[道导])?(?=\s*(?:[/╱)\]】〕,，]|\Z|参与|通讯员|记者|实习生|摄|文|图|报[道导]))"
    rf"|\b(?:[Bb]y|BY)(?:\sline)?:?\s(?P<en>{_EN_NAME}(?:(?:,?\s(?:and|&|AND)\s|,\s(?=[A-Z])){_EN_NAME}){{0,3}})"
    r"|(?<![가-힣])(?P<ko>[가-힣]{2,4}(?:[\s,·ㆍ]{1,2}[가-힣]{2,4}){0,3}?)\s?(?:인턴|선임|수습|전문|객원)?\s?(?:기자|특파원|논설위원|칼럼니스트|통신원)(?![가-힣])"
)
# Reporters glued to the place that they report from: of five characters the last two are the place, unless three are one.
_PLACED = late(
    r"记者\s?(?P<name>(?:[\u3400-\u9fff]{2,3}、){0,3}(?:[\u3400-\u9fff]{2}(?=(?:[\u3400-\u9fff]{2}[县市区镇乡]?|旧金山|洛杉矶|华盛顿|新加坡"
    r"|吉隆坡|西雅图|多伦多|温哥华|墨尔本|奥克兰|休斯敦|休士顿|波士顿|芝加哥|莫斯科|日内瓦|巴塞尔)(?:\d{1,2}日[电讯]|报导))"
    r"|[\u3400-\u9fff]{3}(?=[\u3400-\u9fff]{2,4}(?:\d{1,2}日[电讯]|报导))))"
)
_TOOLS = late(
    r"(?:收藏(?:本[文页帖])?|喜欢|收起|分享(?:到|至)?|打印(?:本页)?|列印|举报|复制链接|评论|留言|点赞|转发|手机看|写回答|著作权归作者所有|回(?:上一?页|页[顶首]|列表|顶部)|友善列印|[大小]字体|글자크기\s?설정|(?:我要|内容)?纠错|邀请回答|好问题|关注(?:问题)?|赞同|反对|添加评论|等你来答|我有话说|听新闻|扫一扫|字[号体级](?:大小|设置)?|"
    r"返回|关闭(?:窗口)?|原创|转载|只看(?:该作者|楼主|大图)|倒序(?:浏览|看帖)|显示全部楼层|阅读模式|只看Ta|微博|微信|朋友圈|QQ空间|楼主|沙发|板凳|"
    r"印刷|保存|シェア|ツイート|ポスト|コメント|共有|その他|メール|有料(?:会員)?(?:記事|记事)?|会員限定|인쇄(?:하기)?|공유(?:하기)?|스크랩|댓글|글자크기|글씨|구독|"
    r"Share|Print|Email|Tweet|Save|Comments?|Leave a comment|No comments|Edit|Reply|\d{1,3}\s?min(?:ute)?s?(?:\sread|\sto read)?|"
    r"[\[(]?[大中小特](?=[\s\])|]|\Z)[\])]?|(?-i:A)[-+]?(?=[\s|]|\Z)|가(?=[\s|]|\Z))(?!\s{0,2}[:])",
    re.IGNORECASE,
)
_COUNT = late(
    r"[\[(]?\s?(?:(?:浏览|阅读|点击|查看|评论|回[复覆]|人气|点赞|收藏|转发|留言|讨论|参与|댓글|조회|추천|Views?|Comments?)(?:量|数|次数|인원|수)?\s{0,2}[:(]?\s{0,2}\d[\d,.]{0,9}\s?[万千kK+]{0,2}(?:次|人次?|条|件|개)?|"
    r"\d[\d,.]{0,9}\s?[万千kK+]{0,2}\s?(?:次(?:浏览|阅读|点击)?|人(?:参与|评论|阅读|浏览|赞同)?|条?评论|条|个?赞|浏览|阅读|views?|comments?|replies|posts?|shares|likes|件|개)|"
    r"第\s?\d{1,5}\s?[楼页版]|\d{1,5}\s?[楼#F]\b|#\s?\d{1,5}\b|(?:共|全)\s?\d{1,5}\s?[页楼条])\s?[\])]?",
    re.IGNORECASE,
)
_ACCOUNT = late(r"来源于\s?(?P<source>[^\s,]{2,20})\s?,\s?作者\s?:?\s?(?P<author>[^\s,]{1,16})")
_BARS = "◦∙⋅│┃║┆┇┊┋∣❘⎮⎪▏¦ㅣ☆★"  # set between fields, and in no name
_MARKS = late(rf"(?:[\s|/·•・丨╱,、()\[\]【】〔〕<>«»‹›:;~_=▶●■□◆{_BARS}–—-]|(?<=\s)@(?=\s))+")
_FREE = late(rf"[A-Za-z][\w.'’&-]*(?:\s[A-Za-z][\w.'’&-]*){{0,4}}|[^\s|/·•・丨╱,、()\[\]【】〔〕<>«»‹›:;~_={_BARS}]+")
_CLOSE = late(
    rf"\s{{2,}}|[»›>|()\[\]【】〔〕;；{_BARS}]|\s(?:[/·•–—]|::)\s|\s(?=[\u3400-\u9fff]{{2,4}}\s?[:丨])|\s(?=(?:朗读|摄影|摄像|图片|插画|插图|翻译|整理|绘图|配图|设计|口述|录音|剪辑|供图)\s?[/:])"
)
# A label in brackets before its value: 【作者】张三. The same length as with a colon.
# A role before or behind a middle dot or a slash: 文・小林花子, 王五/编辑.
_DOTTED = late(
    r"(?<![^\W_])(?:(?:取材|构成|構成|インタビュー|撮影|写真)(?:・|と))?文(?:(?:・|と)?(?:写真|撮影))?\s?[・:=/\s]\s?(?P<name>[\u3400-\u9fff々]{1,4}\s?[\u3041-\u30fa\u3400-\u9fff々]{1,4})(?=[)\s]|\Z)"
)
_DONE = late(r"(?<![^\W_])(?P<name>[\u3400-\u9fff]{2,3})\s?[/╱]\s?(?P<role>责编|责任编辑|编辑|文|撰文|采写|校对|审核)(?![^\W_])")
_DEEDS = {"责编": "editors", "责任编辑": "editors", "编辑": "editors", "校对": "reviewers", "审核": "reviewers"}
_BOXED = late(r"[\[【〔(]\s?([^\s\[\]【】〔〕():]{1,8})\s?[\]】〕)](?=\s?[^\s\[【〔])")
KANA = late("[\u3041-\u3096\u30a1-\u30fa]")
LINES_KNOWN = 5_000  # field lines and menus stand on many pages of a site
VALUE_MAX_CHARS = 60
TITLED_MAX_CHARS = 8  # of a name with a post
LINE_MAX_CHARS = 160
FIELD_MIN_CHARS = 4
PICTURED = tuple(
    word + end for word in ("图片", "照片", "视频", "数据", "封面", "配图", "题图", "素材") for end in ("", "来源", "提供")
)
CHANGES = ("上次", "最后", "最近", "最终", "Last ", "last ")  # who changed a page last is not its editor
CHANGED_BY = late(r"\blast\s(?:updated|modified|edited|revised|changed)\b[^|]{0,32}\bby\s\Z", re.IGNORECASE)
WEEKDAY_MAX_CHARS = 11  # Wednesday and a comma
FREE_MAX = 3  # names that no label and no mark explains: an outlet, a section, a user
FREE_RATIO_MAX = 0.7  # of the line may be names and values
FREE_MAX_CHARS, FREE_LATIN_MAX_CHARS = 12, 32
SENTENCE = late(r"[。!?…]|\.\s[A-Z]|[,，]\s?[^\s\d,]{9}")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a field line, view[start:end]: kind is time, label, person, tool, count or free; `field` of a label."""

    kind: str
    start: int
    end: int
    field: str = ""


def read_line(view: str) -> Iterator[Token]:
    """What a folded line is made of, from left to right."""
    time = find_time(view)
    at, size = 0, len(view)
    while at < size:
        marks = _MARKS.match(view, at)
        if marks is not None and not (time is not None and marks.start() <= time.start < marks.end()):
            at = marks.end()
            continue
        if time is not None and time.start <= at < time.end:
            yield Token("time" if time.has_clock else "date", at, time.end)
            at = time.end
            rest = find_time(view[at:])
            time = None if rest is None else type(rest)(rest.start + at, rest.end + at, rest.iso, rest.has_clock)
            continue
        token = _token(view, at)
        end = min(token.end, time.start) if time is not None and token.start < time.start else token.end
        yield Token(token.kind, at, max(end, at + 1), token.field)
        at = max(end, at + 1)


@lru_cache(maxsize=LINES_KNOWN)
def tokens_of(view: str) -> tuple[Token, ...]:
    """read_line() of a line that is read more than once."""
    return tuple(read_line(view))


def _token(view: str, at: int) -> Token:
    label = _LABEL.match(view, at)
    if label is not None:
        return Token("label", at, label.end(), str(label.lastgroup))
    for kind, pattern in (("count", _COUNT), ("person", _REPORTER), ("tool", _TOOLS)):
        match = pattern.match(view, at)
        if match is not None and match.end() > at:
            return Token(kind, at, match.end())
    free = _FREE.match(view, at)
    end = free.end() if free else at + 1
    glued = _GLUED_LABEL.search(view, at + 1, end + 1) or _GLUED_WHO.search(view, at + 1)
    return Token("free", at, min(glued.start(), end) if glued else end)


@lru_cache(maxsize=LINES_KNOWN)
def field_weight(view: str) -> int:
    """How many fields, times, counters and tools a folded line is made of, a time with its clock counting twice; 0 where it
    holds more than those and a few names between them."""
    if not FIELD_MIN_CHARS <= len(view) <= LINE_MAX_CHARS or SENTENCE.search(view) is not None:
        return 0
    weight, free, held, own, chars = 0, 0, False, False, 0
    for token in read_line(view):  # the first name that is too long tells enough
        text = view[token.start : token.end]
        if token.kind == "label":
            weight += 1
            held = True
            own |= token.field != "other"
        elif token.kind == "free":
            long = FREE_LATIN_MAX_CHARS if text.isascii() else FREE_MAX_CHARS
            if (len(text) > long and not held) or view[token.end : token.end + 1] == ":":
                return 0  # a label that is none of ours: the line says something of its own
            free += not held
            held = False
            chars += len(text)
        else:
            own = True
            weight += 2 if token.kind == "time" else 1
            held = False
    return weight if own and free <= min(weight, FREE_MAX) and chars <= FREE_RATIO_MAX * len(view) else 0


@lru_cache(maxsize=LINES_KNOWN)
def is_date(view: str) -> bool:
    """True for a line that is a time and no more than the day of the week with it."""
    time = find_time(view)
    return time is not None and len(view) - (time.end - time.start) <= WEEKDAY_MAX_CHARS


@lru_cache(maxsize=LINES_KNOWN)
def label_alone(view: str) -> str | None:
    """The field that a folded line names and says nothing of; None where it is no label."""
    match = _ALONE.fullmatch(view.rstrip(": "))
    return str(match.lastgroup) if match else None


def read_fields(raw: str) -> Iterator[tuple[str, str]]:
    """(field, raw value) of each field on a line, in order."""
    view = _BOXED.sub(_unboxed, fold(raw, fold_table()))
    labels = _labels(view)
    ends = [match.start() for match in labels[1:]] + [len(view)]
    for match, end in zip(labels, ends, strict=False):
        field = str(match.lastgroup)
        start = match.end()
        if field == "other" or (
            (field == "editors" and view[: match.start()].endswith(CHANGES))
            or (field == "source_name" and view[: match.start() + 2].endswith(PICTURED))
            or (field == "author" and CHANGED_BY.search(view, 0, match.end()) is not None)
        ):
            continue
        close = None if field == "published" else _CLOSE.search(view, start, end)
        stop = min(end, close.start() if close else end, start + VALUE_MAX_CHARS)
        if field != "published":
            stop = _before_tool(view, start, _before_time(view, start, stop))
        if field in ("section", "source_name", "publisher"):
            stop = start + len(raw[start:stop].lstrip("\u3000 ").split("\u3000")[0]) + _blanks(raw[start:stop])
        value = raw[start:stop].strip(" \u3000,，、|/")
        if field == "source_name":
            value = re.split(r"[\s,，]", value)[0] if not value.isascii() else value
        if field == "author" and max(value, default="") >= "\u2e80":
            value = _names_of(value)
        if value:
            yield field, value
    for match in _REPORTER.finditer(view):
        if not any(
            label.lastgroup in ("author", "editors", "other") and label.start() <= match.start() < label.end() for label in labels
        ):
            yield "author", raw[match.start(match.lastgroup or 0) : match.end(match.lastgroup or 0)]
    for match in _DOTTED.finditer(view):
        if KANA.search(match[0]) or "・" in match[0]:
            yield "author", raw[match.start("name") : match.end("name")]
    for match in _DONE.finditer(view):
        if is_person(match["name"]):
            yield _DEEDS.get(match["role"], "author"), raw[match.start("name") : match.end("name")]
    account = _ACCOUNT.search(view)
    if account is not None:
        yield "source_name", raw[account.start("source") : account.end("source")]
        yield "author", raw[account.start("author") : account.end("author")]
    placed = _PLACED.search(view)
    if placed is not None:
        yield "author", raw[placed.start("name") : placed.end("name")]


def _labels(view: str) -> list[re.Match[str]]:
    """The labels on a line, in order, with those that only a reader knows."""
    labels = list(_LABEL.finditer(view))
    more = [m for m in _READ_LABEL.finditer(view) if not any(n.start() < m.end() and m.start() < n.end() for n in labels)]
    return sorted((*labels, *more), key=re.Match.start) if more else labels


def _unboxed(match: re.Match[str]) -> str:
    return f" {match[0][1:-1]}:" if _ALONE.fullmatch(match[1].strip()) else match[0]


def _before_tool(view: str, start: int, stop: int) -> int:
    """Where the value ends: what a reader may do with the page, and what it counts, is no part of it."""
    for blank in re.finditer(r"\s", view[start:stop]):
        at = start + blank.end()
        found = _TOOLS.match(view, at) or _COUNT.match(view, at)
        if found is not None and not view[found.end() : found.end() + 1].isalnum():
            return at
    return stop


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip("\u3000 "))


def _names_of(value: str) -> str:
    """The first word of a value and the personal names behind it: what comes then is another field (the state of a serial)."""
    first, *rest = value.split() or [""]
    return " ".join([first, *takewhile(_is_named, rest)])


def _is_named(word: str) -> bool:
    """True for the name of a person, perhaps with his post behind it."""
    return is_person(word) or any(map(is_person, read_names(word) if len(word) <= TITLED_MAX_CHARS else ()))


def _before_time(view: str, start: int, stop: int) -> int:
    """Where the value ends: a time behind a name is a field of its own."""
    time = find_time(view[start:stop])
    return stop if time is None or not time.start else start + time.start
