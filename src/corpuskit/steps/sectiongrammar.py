"""Breadcrumbs as sites print them: the section that a page stands in.

What lives here: read_section(), read_title_tail(), chain_rank(), is_loose_chain(), names_in(). What never does: deciding that a
breadcrumb goes.

How it works: the chain is cut at its marks: those that point (> » → ≫) where there are any, else any mark that comes between its
names. From its end go the page's own title, the words for a page by itself, and names too long for a section. What is last then
is the section, where another name stands before it. A row of names between bars or dots is as often a menu: chain_rank() says
how much a line looks like a chain.

Long for the forms of marks that sites set between names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.chainforms import loose_names, spaced_names
from corpuskit.steps.sectionends import is_code, is_details, is_joined, without_tools

__all__ = [
    "LOOSE_NAMES_MAX",
    "chain_names",
    "chain_rank",
    "is_loose_chain",
    "is_menu",
    "is_menu_end",
    "names_in",
    "read_section",
    "read_title_tail",
    "section_of",
    "title_in",
]

# A slash without blanks belongs to a name (电脑/网络) where other marks cut the chain.
_POINTING = "[>＞﹥»›→⇒➔≫〉▶▸►‹«＜⟩⟫❯❱➤➜⋙▹⟶⊳]"
_CHAIN = re.compile(
    r"\s*(?:[-:=＝]?[>＞﹥]{1,3}|-》|[»›→⇒➔≫〉▶▸►‹«＜⟩⟫❯❱➤➜⋙▹⟶⊳]|(?<![^\s>＞])》|》(?=\s*[^\s>＞|/»›→])|::|∷|\||｜|丨"
    r"|\s[—–_-]\s|\s[/／]\s)\s*"
)
_WIDE = re.compile(r"\u3000+")
_SLASHES = re.compile(r"\s*[/／∕＼\\]{1,2}\s*")
# Any other mark between names, once or doubled: no bracket, quotation mark, comma or stop, and nothing inside of Latin words.
_MARKS = re.compile(r"\s*(?:([^\w\s()（）\[\]【】〔〕「」『』“”‘’\"'…。，、！？!?.,:：;；《》&%+#-])\1?|--|[—–─]{1,2})\s*")
# One of them is in each chain.
_ANY_MARK = re.compile(
    r"[^\w\s()（）\[\]【】〔〕「」『』“”‘’\"'…。，、！？!?.,:：;；《》&%+#-]|\u3000|::|-[>＞]|--|\s[—–_-]\s|丨|》"
    r"|《[^《》]{1,20}》"
)
_PHRASE = re.compile(r"[.,，、;；%]|：\S{0,3}\Z")  # in no name of a section
_RARE = re.compile(
    r"(?<=[\w）)』」])\s?([^\w\s()（）\[\]【】〔〕「」『』“”‘’\"'…。，、！？!?.,:：;；《》&%#·・|｜-]{1,3}"
    r"|\+|—|::|[＃〓丨])\s?(?=\w|[《【「『“])"
)
# "You are here" in further languages.
_HERE = r"Sie sind hier|Vous êtes ici|Usted está en|Voc[eê] está em|Вы здесь|Bạn đang ở|현재\s?위치"
_LABELLED = re.compile(
    r"(?:位置|路径|路徑|这里|這裡|are here|(?:目前|现在|現在|当前|當前)[浏瀏][览覽])\s*(?:是|为|為)?\s*[:：]?"
    rf"|\A(?:【您在】|{_HERE}|[当當]前(?:版|[栏欄]目)?\s?[:：])",
    re.IGNORECASE,
)
_POINTS = re.compile(_POINTING + r"|\s》")
# A sentence, a row of code, a name in guillemets.
_NO_CHAIN = re.compile(r"[。！？，?!=;{}'\"]|«.*»|<\w|</|\(.*[>/].*\)")
_NO_TITLE = re.compile(r"[。=;{}]|<\w|</")
_ENTITIES = {"&gt;": ">", "&raquo;": "»", "&rsaquo;": "›", "&rarr;": "→"}
_BOXES = re.compile(r"[\])】〕］]\s?[\[(【〔［]")  # between names that stand in brackets each
_BUTTON = re.compile(r"(?<=\w)\s?\[(?:我要|[发發]|[订訂]|[关關]注|收藏|切[换換]|RSS)[^\[\]]{0,6}\]\Z")
_HYPHENS = re.compile(r"[^-\s]{2,12}(?:-[^-\s]{2,12}){1,3}-(?:正文|帖子|内容|文章|详情)")
_PATH = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])|/[a-z]")
_THIS_PAGE = frozenset(("正文", "內文", "内文", "正文内容", "文章正文", "文章内容", "阅读信息", "查看信息"))
_THIS_ONE = re.compile(
    r"(?:房源|商品|产品|產品|文章|新闻|新聞|职位|職位|话题|話題|帖子|作品|课程|課程|问题|問題|信息)(?:[详詳]情|正文"
    r"|[阅閱][读讀]|[内內]容)"
)
_HOME = re.compile(
    r"(?:网站|網站|部落格|社区|论坛|카페)?(?:首页|首頁|主页|主頁)|Home|HOME|홈|카페홈|ホーム|トップ(?:ページ)?"
    r"|Startseite|Accueil|Inicio|Início|Главная|Trang chủ|Головна|Strona główna|Domů|Úvod|Ana ?[Ss]ayfa|Beranda|Hem|Hjem|Etusivu"
    r"|Startpagina|Acasă|Főoldal|Αρχική|الرئيسية|หน้าแรก|דף הבית"
)
# A name of a chain with the word for what it is before it: 看板 Cooking, Tagged [moss].
_KIND_BEFORE = re.compile(r"(?:看板\s|版面\s|[标標][签籤][:：]|Tagged\s|Tag:|Category:)\s?\[?(?P<name>[^\[\]\s][^\[\]]*?)\]?")
_MENU_END = re.compile(
    r".{0,6}一[覧览]|登[录錄入]|注册|註冊|目录|目錄|.{0,2}搜[索尋寻]|[上下]一[篇页頁条條则則]|[跳回].{1,5}|(?:[标標][题題]"
    r"|版面|[网網]站)[导導][航覽览]|第\d+[页頁]|已实名|已認證|[关關][于於]"
    r"|[联聯]系|联络|Log ?in|Sign ?in|About|Contact|Search|로그인|EN|ENG|English"
)
_MENU_WORDS = re.compile(
    r"(?<!\w)(?:[设設]为?[为為]?首[页頁]|[加收][入藏]{1,2}(?:收藏|本站)|(?:手机|手機|行[动動]|电脑|電腦|触屏|觸屏"
    r"|WAP)(?:触屏)?版?"
    r"|繁体|简体|繁體|簡體|无障碍|無障礙|长者版?|RSS|(?:网站|網站)(?:地图|地圖|导航|導覽)|English"
    r"|登[录錄入]|注[册冊]|註冊|搜[索尋]|[帮幫幚]助|[会會][员員]|Archiver"
    r"|回首[页頁]|Log ?in|Sign ?(?:in|up)|Search|Contact|Help|[上下]一[版期篇页頁則则章条條])(?!\w)"
)
MENU_WORDS_MIN = 2
TITLE_SURE_CHARS, TITLE_WORDS_MIN = 9, 4  # a section is shorter
_SAYS_TITLE = re.compile("[！？，：“《]|\\A(?:关于|關於).{4}|.{4}的(?:通知|公告|通告|公示|意见|报告|决定)\\Z")
# What a row over a text counts, and how long ago it is: in no name of a section.
_COUNTED = re.compile(
    r"\d\s?(?:秒|分钟|分鐘|小时|小時|天|周|週|个月|個月|年)前|(?:阅读|閱讀|浏览|瀏覽|点击|點擊|评论|評論|조회|回复"
    r"|回覆)(?:量|数|數)?\s?\d"
    r"|\d\s(?:views|comments|min read)\b"
)
_END_SLASH = re.compile(r"\s[/／]\Z")
_LETTER = re.compile(r"[^\W\d_]")
_LABEL = re.compile(r"[^\s:：]{2,6}(?<!\d版)[:：](?!:)\s?\S")  # a field, and no name; the leaf of a paper is one
LINES_KNOWN = 5_000
CHAIN_MAX_CHARS, CHAIN_NAMES_MAX, LOOSE_NAMES_MAX = 120, 7, 4
TITLE_MAX_CHARS = 400  # a longer line is no title; each name of a chain is compared with it
_BOOK = re.compile(r"《[^《》]{1,20}》")
LABELLED_NAME_MAX_CHARS = 8  # a title with a colon is longer
_PLACE = re.compile(
    r".{0,12}(?:位置|这里|這裡|are here|(?:目前|现在|現在|当前|當前)[浏瀏][览覽])\s*(?:是|为|為)?\s*[:：]?\s*|【您在】"
    rf"|\A(?:{_HERE})\s?[:：]?\s*|\A[当當]前(?:版|[栏欄]目)?\s?[:：]\s*",
    re.IGNORECASE,
)
TITLE_PART_MIN_CHARS = 4
TITLE_START_MIN_CHARS, LATIN_TITLE_START_MIN_CHARS = 6, 15
TITLE_NAME_MAX_CHARS = 30  # of a name that is not the last: sentences are longer
_LOW_MARKS = re.compile(r"[_＿]|-{1,2}")  # between a title, its section and the site
TAIL_NAMES = 2
TITLE_PART_RATIO = 0.5  # the name of a book is a smaller part of the title of its chapter
SECTION_MAX_CHARS, SECTION_LATIN_MAX_CHARS = 14, 40  # the longest section on the labelled pages has 11 characters
_ISSUE = re.compile(r"第\s?\d{1,6}\s?[篇期条條題题號号]|#\s?\d{1,7}|[A-Z]{2,4}\d{3,6}")
_CHAPTER = re.compile(r"第.{1,7}[章回节節话話集]")
_NO_WORD = re.compile(r"[\W_]+")
_NO_SECTION = frozenset(
    (
        "正文",
        "內文",
        "首页",
        "首頁",
        "主页",
        "主頁",
        "详情",
        "內容",
        "内容",
        "查看主题",
        "查看主題",
        "查看内容",
        "文章正文",
        "新闻详情",
        "文章详情",
        "詳細內容",
        "詳細内容",
        "详细内容",
        "阅读",
        "看稿",
        "文章",
        "登入",
        "登录",
    )
    + (
        "文章内容",
        "论坛",
        "論壇",
        "浏览文章",
        "阅读文章",
        "全文",
        "本文",
        "전체기사",
        "기사",
        "記事",
        "Home",
        "home",
        "ホーム",
        "トップ",
        "홈",
    )
)

# What stands last for a question, a post or a list: its state, not a section.
_NO_SECTION_END = re.compile(
    r"看[帖贴貼]|.{2,12}的(?:日记本|日記本|博客|部落格|空间|空間|主页|主頁)"
    r"|(?:[已未待][解处處办回][决決理答]?|[发發][问問]中|浏览|瀏覽|查看|阅读|閱讀)的?(?:帖子|问题|問題|主[题題]|文章|内容"
    r"|內容)?|(?:问题|問題|帖子|主[题題]|[话話][题題]|[动動][态態]|[笔筆][记記]|文章|新闻|新聞|经验|經驗|房源|试题|試題"
    r"|公告|产品|產品|商品|文献|文獻|[图圖][书書]|作品|影片|信息|资讯|資訊|章节|章節|课程|課程|职位|職位)?"
    r"(?:[详詳](?:情页?|情頁|细|細|解)|正文|[阅閱][读讀]|[浏瀏][览覽])|(?:商品|[产產]品|[图圖][书書])(?:介[绍紹]|[内內]容"
    r"|[资資][料讯訊])|帖子|帖文|(?:文章|[内內][容页頁]?|[终終]|[详詳]情|当前|當前|本)[页頁]面?"
    r"|(?:新闻|新聞|文章|信息|资讯|資訊|[图圖]片)?列表|[问問][题題]|原[创創]|[转轉][载載]|[数數]字[报報]"
    r"|(?:\(中[国國]\))?官方?[网網]站?"
)


_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s\d{1,2}:\d\d(?::\d\d)?)?")  # of the page, not a section


def read_section(raw: str, titles: str | Sequence[str], starts: Sequence[str] = ()) -> str | None:
    """The last section of a breadcrumb that is not the page itself; `titles` are what may be the page's title, `starts` what
    may be its title before other words."""
    bare = _PLACE.sub("", _unescaped(raw), count=1)
    names = _names(bare)
    return section_of(names if len(names) > 1 else loose_names(bare), titles, starts)


def section_of(chain: Sequence[str], titles: str | Sequence[str], starts: Sequence[str] = ()) -> str | None:
    """The last of the names of a breadcrumb that is not the page itself."""
    titles = [title for title in ((titles,) if isinstance(titles, str) else titles) if len(title) <= TITLE_MAX_CHARS]
    names = list(chain)
    titled = False  # a name before the whole title is a section, also where the title begins with its word
    while names and (
        names[-1] in _NO_SECTION
        or _NO_SECTION_END.fullmatch(names[-1])
        or _DAY.fullmatch(names[-1])
        or any(_same(names[-1], title) if titled else _is_title(names[-1], title) for title in titles)
        or (not titled and any(_same(names[-1], start) for start in starts))
        or _is_page(names)
        or (len(names) == len(chain) > 2 and is_details(names[-1]))
        or (not titled and len(names) > 1 and any(is_joined(names[-2], names[-1], title) for title in titles))
    ):
        titled = titled or any(_same(names[-1], title) for title in titles)
        names.pop()
    if len(names) < 2 or "位置" in names[-1] or names[-1].endswith(("首页", "首頁")):
        return None
    named = _KIND_BEFORE.fullmatch(names[-1])
    return named["name"] if named is not None else names[-1]


def title_in(raw: str) -> str | None:
    """The title of the page at the end of a breadcrumb of three names or more, where its form says that it is one."""
    names = _names(_PLACE.sub("", _unescaped(raw), count=1))
    while names and (names[-1] in _NO_SECTION or _NO_SECTION_END.fullmatch(names[-1])):
        names.pop()
    if len(names) < 3:
        return None
    last = names[-1]
    if last.isascii():
        return last if last.count(" ") + 1 >= TITLE_WORDS_MIN else None
    return last if len(last) >= TITLE_SURE_CHARS or _SAYS_TITLE.search(last) is not None else None


def read_title_tail(raw: str) -> str | None:
    """The section in what stands behind a title: the last name before the site's."""
    bare = raw.strip(" |｜_＿-–—")
    names = _names(bare)
    if len(names) < TAIL_NAMES:
        names = [name for part in _LOW_MARKS.split(bare) if (name := part.strip())]
    return names[-2] if len(names) == TAIL_NAMES and len(names[-2]) <= SECTION_MAX_CHARS else None


@lru_cache(maxsize=LINES_KNOWN)
def chain_rank(raw: str) -> int:
    """3 for a chain that says so (您的位置), 2 for names between marks that point, or where the second is the first page or the
    last this one, 1 for names between other marks, else 0."""
    line = _unescaped(raw.strip())
    if len(line) > CHAIN_MAX_CHARS or _ANY_MARK.search(line) is None:
        return 0
    names = _names(_PLACE.sub("", line, count=1))
    is_chain = len(names) > 2 or (len(names) > 1 and _POINTS.search(line[1:-1]) is not None)
    last = line.rfind(names[-1]) if is_chain else -1
    if _NO_CHAIN.search(line) is not None and (last < 1 or _NO_CHAIN.search(line[:last]) or _NO_TITLE.search(line[last:])):
        return 0  # a title may ask, and hold a comma
    if not 2 <= len(names) <= CHAIN_NAMES_MAX or any(len(name) > TITLE_NAME_MAX_CHARS for name in names[:-1]):
        return 0
    labels = any(_LABEL.search(name) for n, name in enumerate(names, 1) if n < len(names) or len(name) <= LABELLED_NAME_MAX_CHARS)
    if any(_COUNTED.search(name) for name in names) and not _LABELLED.search(line):
        return 0
    if not all(_LETTER.search(name) for name in names) or (labels and not _LABELLED.search(line)):
        return 0
    if _LABELLED.search(line):
        return 3
    if _HOME.fullmatch(names[0]) and len(names) <= LOOSE_NAMES_MAX + 1 and not _MENU_END.fullmatch(names[-1]):
        return 2
    ends = names[-1] in _THIS_PAGE or _THIS_ONE.fullmatch(names[-1]) is not None
    if len(names) > 2 and (_HOME.fullmatch(names[1]) or ends) and not _MENU_END.fullmatch(names[-1]):
        return 2
    if _POINTS.search(line[1:-1]) and "〈" not in line:
        return 2
    is_path = len(_split(_CHAIN, line)) < 2 and _PATH.search(line) is not None
    if is_path and (len(names) < 3 or any(name[0].islower() for name in names)):
        return 0  # a path of files, two words for one
    return int(not names[0][0].isdigit() and not names[0][-3:].isdigit())


def is_loose_chain(raw: str) -> bool:
    """True for two to four short names with one rare mark between blanks, as menus do not have it."""
    marks = {match[1] for match in _RARE.finditer(raw.strip())}
    names = [name for name in _names(raw.strip()) if name]
    short = all(len(name) <= SECTION_MAX_CHARS or name.isascii() for name in names[:-1])
    return (
        not marks & {"/", "／"}
        and _PHRASE.search(raw) is None
        and len(marks) == 1
        and 2 <= len(names) <= LOOSE_NAMES_MAX
        and short
        and _MENU_END.fullmatch(names[-1]) is None
    )


def is_menu(raw: str) -> bool:
    """True for a row of what every page of a site offers, which may begin with its first page as a breadcrumb does."""
    return len(_MENU_WORDS.findall(raw)) >= MENU_WORDS_MIN


def is_menu_end(name: str) -> bool:
    """True for a name that menus end with, and no breadcrumb has."""
    return _MENU_END.fullmatch(name) is not None


def chain_names(raw: str) -> list[str]:
    """The names of a chain, in order."""
    return _names(_PLACE.sub("", _unescaped(raw.strip()), count=1))


def names_in(raw: str) -> int:
    """How many names a chain has."""
    return len(_names(_PLACE.sub("", _unescaped(raw.strip()), count=1)))


@lru_cache(maxsize=LINES_KNOWN)
def _unescaped(line: str) -> str:
    """A line with marks for the entities of marks, and bars between names in brackets."""
    if _HYPHENS.fullmatch(line) is not None:
        return line.replace("-", "|")
    line = line.replace("丶", "|").replace("&nbsp;", " ").replace("=>", ">").replace("￫", "→")
    line = _BOX_HYPHEN.sub("】【", line)
    line = without_tools(line)
    if _HOME_LOW.match(line) is not None:
        line = line.replace("_ ", " | ")
    line = _AFTER_PAGE.sub("", line)
    if _PLUSES.search(line) is not None or len(_SPACED_COLON.findall(line)) > 1:
        line = _SPACED_COLON.sub(" | ", _PLUSES.sub(" > ", line))
    elif len(_POINTS_ALONE.findall(line)) > 1:
        line = _POINTS_ALONE.sub(" | ", line)
    elif _LOW_LINES.fullmatch(line) is not None:
        line = line.replace("_", " | ")
    elif _SLASHED_PAGE.fullmatch(line) is not None:
        line = line.replace("/", " / ")
    elif _HOME_COLON.search(line) is not None:
        line = re.sub("[:：]", "|", line)
    if "&" in line:
        for entity, mark in _ENTITIES.items():
            line = line.replace(entity, mark)
    if _BOXES.search(line) is not None and line[-1:] in "])】〕］" and not _POINTS.search(line):
        return re.sub(r"\s?[\[\]【】〔〕［］]{1,2}\s?", "|", line).strip("|")
    return line


_AFTER_PAGE = re.compile(r"(?<=\W正文)[\s\u3000]{2,}\S.{0,20}\Z")  # 正文　　北京 [切换]
_BOX_HYPHEN = re.compile(r"[】\]]\s?[-–—/·]\s?[【\[]")
_HOME_LOW = re.compile(r"(?:Home|首页|首頁)_ ")
_PLUSES = re.compile(r"(?<=[\u3400-\u9fff])\s?[+＋]{2,4}\s?(?=[\u3400-\u9fff])")  # not C++
_POINTS_ALONE = re.compile(r"(?<=[\u3400-\u9fff])\s\.\s(?=[\u3400-\u9fff])")
_LOW_LINES = re.compile(r"[^\s_]{2,12}(?:_[^\s_]{2,12}){1,4}_(?:正文|[内內]容|文章)")
_SLASHED_PAGE = re.compile(r"[^\s/]{2,12}(?:/[^\s/]{2,12}){1,3}/\S[^/]{2,40}?\s?/\s?(?:正文|[内內]容|文章)")
_SPACED_COLON = re.compile(r"\s[:：]\s")
_HOME_COLON = re.compile(r"[:：](?:网站|網站)?首[页頁][:：]")


def _names(chain: str) -> list[str]:
    """The names of a chain, in order; the brackets of a book belong to its name."""
    return list(_known_names(chain))


@lru_cache(maxsize=LINES_KNOWN)  # its rank, its names and its section are asked for one after the other
def _known_names(chain: str) -> tuple[str, ...]:
    books: list[str] = _BOOK.findall(chain)
    kept = iter(books)
    bare = _BOOK.sub("\x00", chain)
    names = _split(_CHAIN, bare)
    if len(names) < 2:
        spaced = spaced_names(bare)
        names = [name for part in spaced if (name := _bare(part))] if len(spaced) > 2 else names
    for marks in (_SLASHES, _WIDE, _MARKS):
        if len(names) < 2:
            names = _split(marks, names[0] if names else "")
    return tuple(re.sub("\x00", lambda _: next(kept, ""), name) for name in names) if "\x00" in bare else tuple(names)


def _split(marks: re.Pattern[str], chain: str) -> list[str]:
    names = (_bare(part) for n, part in enumerate(marks.split(chain)) if marks.groups == 0 or n % 2 == 0)
    return [name for name in names if name]


def _bare(name: str) -> str:
    name = name.strip(" :：\u3000")
    if name[-1:] in ("/", "／"):
        name = _END_SLASH.sub("", name)
    if name[-1:] == "]":
        name = _BUTTON.sub("", name)
    return name[1:-1].strip() if name[:1] + name[-1:] in ("[]", "【】", "［］") else name


def _is_page(names: list[str]) -> bool:
    """True when the last name of several is too long for a section, or a chapter's."""
    last = names[-1]
    if len(names) > 2 and (_ISSUE.fullmatch(last) is not None or is_code(last)):
        return True
    long = SECTION_LATIN_MAX_CHARS if last.isascii() else SECTION_MAX_CHARS
    return len(names) > 2 and (len(last) > long or _CHAPTER.match(last) is not None)


def _same(name: str, title: str) -> bool:
    return _NO_WORD.sub("", fold(name, fold_table())) == _NO_WORD.sub("", fold(title, fold_table()))


def _is_title(name: str, title: str) -> bool:
    """True when the end of a breadcrumb is the title, or a part of it; the end may be cut short with dots."""
    bare, whole = (_NO_WORD.sub("", fold(text, fold_table())) for text in (name, title))
    if not whole or not bare:
        return False
    if f"《{name}》" in title:
        return True
    if len(bare) < TITLE_PART_MIN_CHARS:
        return bare == whole
    if len(bare) >= (LATIN_TITLE_START_MIN_CHARS if bare.isascii() else TITLE_START_MIN_CHARS) and whole.startswith(bare):
        return True
    if len(bare) >= TITLE_START_MIN_CHARS and whole.endswith(bare):
        return True  # behind an injected name
    long = len(bare) >= TITLE_START_MIN_CHARS and len(bare) >= TITLE_PART_RATIO * len(whole)
    cut_short = long or name.rstrip().endswith(("…", "...", ".."))
    return (len(whole) >= TITLE_PART_MIN_CHARS and whole in bare) or (bare in whole and cut_short) or bare[:12] == whole[:12]
