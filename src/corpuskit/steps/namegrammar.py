"""Names as credits print them: personal names out of a byline, and what is an outlet's name rather than a person's.

What lives here: read_names(), joined(), is_outlet(), is_person(). What never does: lists of persons or outlets.

Weak: an outlet whose name looks like a person's.
"""

from __future__ import annotations

import re

from corpuskit.core.latepattern import late
from corpuskit.rulebook.edged import edged

__all__ = ["is_organ", "is_outlet", "is_person", "joined", "read_names"]

_NAME_BREAK = late(
    r"[、,;/&|｜，；・ㆍ╱◦•∙│┃║┆┊∣⎮▏]|(?<=[가-힣])·(?=[가-힣])|\s::\s|\s+(?=[㐀-鿿]{2}|[가-힣])|(?<=[㐀-鿿가-힣)])\s+"
    r"|\s(?:and|AND|with)\s(?=[A-ZÀ-Þ])|(?<=[㐀-鿿])(?:和|与|與)(?=[㐀-鿿]{2,3}\Z)"
)
_LABELS = edged(
    r"(?:通讯员|通訊員|记者|記者|摄影|撮影|写真(?:も)?|文と写真|取材|实习生|特约|本报|本网|作者|文/|图/|기자명|(?:선임"
    r"|인턴|수습|전문|객원)?기자|특파원|논설위원|칼럼니스트)\s*"
)
_ROLE = late(
    r"[(（](?:实习|見習|见习|综合|整理|特约|兼职|通讯员|摄|图|攝|圖|文|文字|撰文|摄影|攝影|供图)[)）]|[(（][^()（）]{1,20}[)）]\Z"
    r"|\s?[,|–—-]\s?(?:[A-Z][\w'’&-]{1,16}\s){0,4}(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent|[Ee]ditor|[Cc]olumnist"
    r"|Photographer)s?\b.*\Z"
    r"|(?:,?\s|\A)(?:(?:Staff|Senior|Special|Local|Chief|Contributing|Freelance|Political|Business|Sports?|Education|Environment"
    r"|Health|City|News|Features?|Deputy|Associate|Guest|Foreign|Science|Arts|Food|Travel|STAFF|and|&)\s){0,3}"
    r"(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent|[Ee]ditor|[Cc]olumnist|[Cc]ontributor|[Cc]ritic|Photographer|WRITER"
    r"|REPORTER|EDITOR)"
    r"S?s?\b.*\Z"
    r"|\s(?:离线|在线|離線|在線)\Z|\s·\sFollow(?:ing)?\Z|(?<=[\u3400-\u9fff])_[A-Z]{1,3}\d{2,6}\Z"
    r"|[\w.+-]{2,40}@[\w.-]{3,40}|,\s(?:the\s)?[A-Z][\w ]{2,40}(?:Press"
    r"|News|Times|Post|Courier|Herald|Wire|Journal|Gazette|Tribune|Agency)\Z"
)
_NO_NAME = late(
    r"[关關]注|[听聽][语語]音|[认認][领領]\S{0,4}|[张張][贴貼]|建立[於于]|송고시간|기간|[活運][动動]"
    r"|Press Release|追[记記]|[図图圖]表|画像|背景|[厂廠]商稿|我来回答|切[换換]城市"
    r"|向[他她][提发]问|admin\d{1,6}|置顶|必读|No\.\s?\d+|.{0,8}を見る"
    r"|[A-Z]{1,3}\d{2,5}|\S*\*{2,}\S*|关闭|關閉|打印|返回|收藏|分享|admin|administrator|webmaster|管理[员員]|佚名|小编"
    r"|小編|网络|網絡|未知|本站|匿名(?:用户|用戶|网友|網友|者)?"
    r"|小[编編]整理|官方|某[地省市县縣区區]|[计計]算器|(?:最[初終终]|최초|최종)?(?:등록|수정)|(?-i:(?:[A-Z]\s?){1,3})"
    r"|Secretary|English|the|Published"
    r"|热心网友|熱心網友|沙发|沙發|板凳|地板|配信|更新|公開|掲載|提供|[#\d].*|\S{1,8}[(（]?\d{1,6}[)）]|楼主|樓主|Staff"
    r"|Author|なし|\S{1,8}(?:일보|뉴스|신문|통신|방송)|\S{0,12}(?:委員|学芸員|幹事|干事)|有料.*|会员.*|会員.*|(?:副?主任"
    r"|主治|住院|兽|獸|主管)?[医醫药藥护護技][师師]|志工|[饲飼]主|管理人|\S{0,8}(?:관리자|관리사무소|사무국|운영자)"
    r"|\S{1,6}担当|[最首]?\w{0,2}(?:更新|修[订訂])于?|我[要来來].{1,4}|已|阅|评|評|閱|上載|配[乐樂图圖][／/:：].*"
    r"|個?个?回答|个回[答复]|評論|评论"
    r"|\S{2,14}(?:局|委|办|辦|部|处|處|科|站|院|所|中心|委员会|委員會|办公室|辦公室|报社|報社|日报|日報|晚报|晚報|工作组"
    r"|工作組|支队|大队|街道|公司|小组|编辑室|編集部|取材班)",
    re.IGNORECASE,
)
_OUTLET = late(
    r".{1,20}(?:网|網|报|報|社|台|臺|刊|融媒体?|融媒體|政府|公所|学院|學院|大学|大學|新闻|新聞|在线|線上|频道|頻道|电视"
    r"|電視|广播|廣播|客户端|传媒|傳媒|中心|快讯|[时時][讯訊]|ニュース|タイムズ|オンライン|放送|通信|뉴스|일보|신문|매일"
    r"|경제|방송"
    r"|News|Times|Post|Press|Daily|Herald|Courier|Journal|Gazette|Tribune|Online|局|委|办|部|公号|公众号)",
    re.IGNORECASE,
)
_ORGAN = late(
    r"[\u3400-\u9fff]{1,12}(?:公司|[馆館]|[处處]|[院校]|派出所|服[务務]站|委[员員][会會]|[协協][会會]|管理[处處]|客堂"
    r"|之[声聲]|周刊|[资資][讯訊]|房[讯訊]"
    r"|影楼|[药藥]材|社[区區]|街道|融媒|[办辦]公室|党政办|宣[传傳]科|快[报報播]|通[讯訊]|月刊|[杂雜]志|速[报報])"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于傅齐康伍余元卜顾孟黄穆萧尹姚邵汪"
    "祁毛禹狄米贝明臧计伏成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠"
    "刘谭廖侯阎翟聂詹靳赖覃段黎劉譚閻聶賴韓"
    "甲乙丙丁戊己庚辛壬癸某趙錢孫吳鄭馮陳衛蔣楊許呂張嚴魏謝鄒竇蘇韋馬鳳費賀湯羅畢樂齊顧黃蕭龐紀項閔賈婁顏鍾駱萬盧應鄧單諸龔陸榮"
)
_DOUBLE = "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|司徒|端木|宇文|夏侯|南宫|南宮"
_PERSON = late(rf"(?:[{_SURNAMES}]|{_DOUBLE})[\u3400-\u9fff某]{{1,3}}")
_COMPOUND = late(rf"(?:{_DOUBLE})[\u3400-\u9fff某]{{1,2}}")
# A name of two characters set as wide as one of three: 张 三.
_SPACED = late(rf"(?<![\u3400-\u9fff])([{_SURNAMES}])[ \u3000]{{1,2}}([\u3400-\u9fff])(?![\u3400-\u9fff]|\s?[:：])")
_POST = late(
    r"(?<=[\u3400-\u9fff]{2})(?:(?:[药藥护護]理?|[兽獸][医醫]|技|工程|设计|設計|策[划劃]|咨[询詢]|諮商|[营營][养養]"
    r"|治[疗療]|[语語]言治療|社工|法|牧|[讲講]|[导導])[师師]"
    r"|[护護]士[长長]?|[护護]理[长長]|[组組][长長]|[干幹]事|里[长長]|[馆館][长長]|校[长長]|站[长長]|居士|神父|同[学學]"
    r"|督[导導]|秘[书書]|助理|副?教授|博士|(?:副?主任|主治)?[医醫][师師生]|副?主任|副?院[长長]|副?[会會][长長]|老[师師]"
    r"|先生|女士|小姐|院士|研究[员員]|律[师師]|同志)\Z"
)
_POSTED = late(
    r"[\u3400-\u9fff]{0,6}(?:[干幹]事|[导導][览覽][员員]|策[划劃][师師]|[团團队隊][员員]|委[员員]|志工|[记記]者"
    r"|[学學][员員])(?P<name>[\u3400-\u9fff]{2,3})"
)
_OFFICE_OR_POST = late(
    r"[\u3400-\u9fff]{1,12}(?:[房组組课課室科系部处處团團队隊班股]|[院所馆館站会會社]|[员員师師长長事友任记者記]|助理"
    r"|[编編][辑輯]|中[级級]|追[记記]|推[广廣]股)"
)
_TRAIL = edged(
    r"(?<=[a-z.])(?:\s:)?\sin\s[A-Z][\w’' &-]{2,40}\Z"
    r"|,\s(?:photos?|pictures?|images?|video|illustrations?|edit(?:ed|ing))\b.*\Z"
    r"|\.\s(?:First|Last|Reviewed|Published|Posted|Updated)\b.*\Z"
    r"|\s(?:published|posted|updated)\Z|\sand\s\d{1,3}\s.*\Z"
    r"|\s(?:on|On|at|in|for|and)(?:\s(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?)?\Z|(?<=[^\s]{2})さん\Z|\s*(?:发[表布]"
    r"|發[表佈])[于於]?\Z|\s*[发發]自.{1,8}\Z"
    r"|(?<=[\u3400-\u9fff]{2})\s?(?:综合|綜合|摄影|攝影|编译|編譯)?(?:报[道导]|報[道導])\Z"
)  # the words before a time, and what was done
_HANDLE = late(r"(?<=[a-z])\s\(?@\w{3,20}\b.*\Z")  # Jane Doe @janedoe Senior Reporter
_NO_LAST = "市町村県縣区區州部課科室局員员長长者会會社駅"  # of a Japanese person's name
CAPITALS_MIN_WORDS = 2  # JANE DOE is a name in capitals; one word in capitals may be an agency


def is_outlet(text: str) -> bool:
    """True for a name that ends as names of papers, sites and offices do."""
    return "的" not in text and _OUTLET.fullmatch(text.strip()) is not None


def is_organ(text: str) -> bool:
    """True for a name that ends as those of offices, firms and houses do that put up pages."""
    return _ORGAN.fullmatch(text.strip()) is not None and not is_person(text)


def is_person(text: str, *, japanese: bool = False) -> bool:
    """True for a name in the form of a person's: a Chinese family name and one to two characters, four on a Japanese page."""
    name = re.sub(r"[\s\u3000]", "", text)
    if is_outlet(name) or not 2 <= len(name) <= 4:
        return False
    if japanese:
        return name[-1] not in _NO_LAST and all("\u3400" <= c <= "\u9fff" or c == "々" for c in name)
    return (_PERSON if len(name) <= 3 else _COMPOUND).fullmatch(name) is not None


def joined(text: str) -> str:
    """A text whose names of two characters have no blank inside."""
    return _SPACED.sub(r"\1\2", text) if " " in text or "\u3000" in text else text


def _untitled(name: str) -> str:
    """A name without the post behind or before it, where the rest is a name."""
    bare = _POST.sub("", name)
    if bare != name and is_person(bare):
        return bare
    posted = _POSTED.fullmatch(name)
    return posted["name"] if posted is not None and is_person(posted["name"]) else name


def read_names(text: str) -> tuple[str, ...]:
    """Personal names out of a credit, in order, without roles and repeats."""
    text = _HANDLE.sub("", text) if "@" in text else text
    bare = _LABELS.sub(" ", _ROLE.sub("", _TRAIL.sub("", joined(text.strip())))).strip()
    found = [
        name.strip(" ()[]【】（）·-—=＝:：.\"'") if not name.isascii() else name.strip(" ()[]<>-—=:\"'")
        for name in _NAME_BREAK.split(bare)
        if name
    ]
    names = [_cased(_untitled(name)) for name in found if name and not _NO_NAME.fullmatch(name)]
    if len(names) > 1 and any(map(is_person, names)):  # what stands before them says of which office they are
        names = [name for name in names if is_person(name) or _OFFICE_OR_POST.fullmatch(name) is None]
    return tuple(dict.fromkeys(names))


def _cased(name: str) -> str:
    words = name.split()
    if name.isascii() and name.isupper() and len(words) >= CAPITALS_MIN_WORDS:
        return " ".join(word.capitalize() for word in words)
    return name
