"""Normalising the values of fields and filling them: names, outlets, sections.

What lives here: Fields, put(), is_medium(). What never does: which of several values of a page counts (fieldreader.py).
"""

from __future__ import annotations

import re

from corpuskit.core.document import Scalar
from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.namegrammar import is_person, read_names
from corpuskit.steps.timegrammar import find_time, read_time
from corpuskit.steps.worldtimes import WEEKDAYS

__all__ = ["LISTS", "PEOPLE", "Fields", "drop_no_names", "is_medium", "put"]

Fields = dict[str, Scalar | tuple[str, ...]]
LISTS = ("editors", "reviewers")
PEOPLE = ("author", "editors", "reviewers")
_ACCOUNT = re.compile(
    r"\A(?:微信)?(?:公众号|公眾號)[:：]?|[(（](?:ID|微信号|微信號)[^()（）]{0,40}[)）]|(?<=[^\s(])\(\d{1,6}\)\Z"
)
_NOBODY = re.compile("admin(?:istrator)?|管理[员員]|未知|不[详詳]|佚名|匿名|None|Unknown", re.IGNORECASE)
# What pages write where they name no source: a word for the net, for whoever sent it in. 本站 says that it is the site's own.
_NO_SOURCE = re.compile(
    r"打印.*|列印.*|[关關][闭閉].*|#\d{1,4}[楼樓]?|\[\d+(?:-\d+)?\]|ET|PT|[ECMP][SD]T|[HJK]ST|[报報][道导導]|文/图|图/文"
    r"|文图|图文|撰文[、/]?(?:摄影|攝影)|UTC.*|GMT.*|(?:互联|互聯)?[网網](?:[络絡上])?(?:整理|转载|轉載|投稿|收集|综合)?"
    r"|(?:原|自)[创創]|转[载发]|轉[載發]"
    r"|(?:网友|網友|会员|會員|用户|用戶|玩家|读者|讀者|作者|医生|醫生)(?:上[传傳]|投稿|提供|整理|本人)|编辑部荐稿"
    # Its own office or house, what a page counts or keeps for members, and what is another field's.
    r"|本(?:站|[网網]|公司|中心|[会會]|院|校|局|店|[报報]|刊|台|[单單]位|平台|机构|機構|[库庫])(?:原[创創]|整理"
    r"|[编編][辑輯]部?|发布|發佈|转载|轉載)?|[编編][辑輯]部"
    r"|\S{0,10}(?:领域|領域)?(?:创作者|創作者|达人|達人|摄影师|攝影師)"
    r"|(?:阅读|閱讀|浏览|瀏覽|点击|點擊|人气|人氣|热度|熱度)\S*\d\S*|https?:.*|www\..*|(?:19|20)\d\d年.*|.*(?:捐赠|捐贈"
    r"|出土|购藏|購藏)|[\[［]?(?:会员|会員|會員)限定[\]］]?|(?:更新者|数据|數據)[:：]\S*|第\d+[章回节節]|意[见見]箱"
)
# What pages offer or tell on the row of the writer: a reader of the text, how long it takes, where the page is.
_NO_PERSON = re.compile(
    r"(?:[\w’']+\s){1,3}(?:[Ss]taff|[Dd]esk)|鞠躬|《[^《》]*》.*|听语音|聽語音|この(?:記事|记事).*|(?:https?:|www\.).*"
)
# What stands in the place of a name and is none: a day of the week, what a page lets readers do, the state of a firm, a device.
_NO_VALUE = re.compile(
    r"(?:星期|周|礼拜|週)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"
    r"|(?:我要|立即|点击|申请|进入|管理|返回|查看|添加|设为|加入|电梯|今天|今日|现在|当前|关于|发送|免费)(?:举报|投诉|投稿"
    r"|删除|入口|职位|本文|本站|我们|直达|首页|收藏|更多|领取|是|报名|下载|时间|位置)"
    r"|举报|投诉|删除|修改|审核通过|通过|未通过|待审核?|存续|在业|开业|注销|展期|正常|已?认证|已实名|已读|未读|(?:安卓"
    r"|苹果|手机|电脑|网页|移动|触屏|极速|无障碍|打印)版"
    r"|(?:安卓|苹果|手机|电脑|微博|网页|iPhone|iPad|Android|PC|iOS)\S{0,4}\s?(?:客户端|网页版)|(?:现场|文字|图文|视频)直播"
    r"|[来發发]自\S{1,12}|(?:主人|博主|楼主|站长|店主|官方)回复|讨论\s?[|]?\s?贡献"
    r"|转寄好友|分享此(?:新闻|文章?|页)|发[贴帖表]心情|语音播报|网[络路]整理|日时|일시|최근"
    rf"|{WEEKDAYS}|(?:السبت|الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة)|วัน\S{{2,10}}"
    r"|外部リンク|.{1,8}(?:になる|をする|へ戻る|に追加|フォロー)|\d{1,2}[时時]\d{1,2}分?|Post|Released|Geplaatst"
    r"|Gepubliceerd|Publicado|Publié|Pubblicato|Veröffentlicht|Erstellt|Diposting|Ditulis|Skrivet|Skrevet|Opublikowano"
    r"|Dodano|Добавлено|Опубликовано|Posté|Escrito|Scritto|Inserito|Đăng(?: bởi)?"
    r"|Redaktion|Redazione|Redacción|Redação|Редакция|Rédaction|Redakce|Redakcja|Redactie|Toimitus|(?:Mon|Tues|Wednes"
    r"|Thurs|Fri|Satur|Sun)day",
    re.IGNORECASE,
)
_SENTENCE = re.compile("[。！？：]")
_BEFORE_NAME = re.compile(
    r"\A\s?(?:@(?=\w)|(?:[Vv]on|[Pp]ar|[Pp]or|[Dd]a|[Dd]i|[Dd]oor|[Aa]v|[Aa]f|[Oo]leh|[Pp]rzez|[Oo]d)\s(?=[A-ZÀ-ÞŁŚŻČŘŠŽ]))"
)
_ISSUE = re.compile("《([^《》]{2,20})》\\s?(?:(?:19|20)\\d\\d年?|第)\\S{1,12}")  # 《某刊》2008年第5期
_BOOK = re.compile("《([^《》]{2,20})》")


def _is_word(name: str) -> bool:
    """True for what may be a name: marks and sentences are none."""
    return any(map(str.isalnum, name)) and _SENTENCE.search(name) is None


def drop_no_names(found: Fields) -> None:
    """Take out of the writers what is no name, wherever it was found."""
    names = str(found.get("author", "")).split(";")
    kept = [name for name in names if name and not _is_no_value(name)]
    if len(kept) < len(names):
        found.pop("author", None)
        if kept:
            found["author"] = ";".join(kept)


def _is_no_value(name: str) -> bool:
    """True for what stands in the place of a name and is none."""
    return _NO_VALUE.fullmatch(fold(name, fold_table())) is not None


def _persons(names: tuple[str, ...]) -> tuple[str, ...]:
    """Several writers: beside the names of persons a word in Han characters is an office, a medium or a tool."""
    if len(names) < 2 or not any(map(is_person, names)):
        return names
    return tuple(name for name in names if is_person(name) or max(name) < "\u3400")


def is_medium(name: str) -> bool:
    """True for the name of a paper, a site, a station: an office may be an author, these are where a text comes from."""
    return fold(name, fold_table())[-1:] in "网报社台刊端"


def put(found: Fields, field: str, value: str | None, spam: tuple[str, ...], *, adds: bool = False, office: bool = False) -> None:
    """Fill a field with a raw value, where it is one."""
    if value is None or field == "other" or (field in found and not adds and field not in LISTS):
        return  # the first value counts
    folded = fold(value, fold_table()).strip()
    if field == "published":
        time = read_time(folded)
        if time is not None:
            found.setdefault(field, time)
        return
    if (
        not folded
        or (field != "section" and label_alone(folded) is not None)
        or any(term and (term in value or (folded in term and field != "section")) for term in spam)
    ):
        return
    if field in PEOPLE and find_time(folded) is not None:
        return
    if field in (*PEOPLE, "source_name") and _NO_VALUE.fullmatch(folded.strip(" ()[]|·")) is not None:
        return
    if field in PEOPLE:
        value = _BEFORE_NAME.sub("", value)
        names = (
            (value,)
            if office
            else tuple(n for n in read_names(value.translate({0xFF0C: ",", 0x3000: " ", 0xFF08: "(", 0xFF09: ")", 0xFF1B: ";"})))
        )
        names = tuple(name for name in names if _NO_PERSON.fullmatch(name) is None and _is_word(name) and not _is_no_value(name))
        if len(names) > 1:  # beside a name a label is that of the next field
            names = tuple(name for name in names if label_alone(fold(name, fold_table())) is None)
        if field in LISTS:
            before = found.get(field, ())
            assert isinstance(before, tuple)
            if names:
                found[field] = tuple(dict.fromkeys((*before, *names)))
        elif names:
            known = str(found[field]).split(";") if adds and field in found else []
            if adds or field not in found:
                # A name with a place behind it that no mark tells from it is the one known already.
                names = tuple(name for name in names if not any(name != one and name.startswith(one) for one in known))
                found[field] = ";".join(_persons(tuple(dict.fromkeys((*known, *names)))))
    else:
        bare = _ACCOUNT.sub("", value.strip()).strip(' “”"「」『』·')
        issue = _ISSUE.fullmatch(bare) if field == "source_name" else None
        bare = issue[1] if issue is not None else bare
        bare = bare[1:-1] if field == "source_name" and _BOOK.fullmatch(bare) else bare
        if field == "source_name" and _NO_SOURCE.fullmatch(bare) is not None:
            return
        if _NOBODY.fullmatch(bare) is None and any(char.isalnum() for char in bare):
            found.setdefault(field, bare)
