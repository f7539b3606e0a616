"""What parts of lines are made of: patterns over the folded view, put together from roles, names, verbs and words of sites.

What lives here: patterns. What never does: where on a line they may stand, and how much of a sentence they must cover
(partgrammar.py); names of sites, brands, persons.
"""

from __future__ import annotations

import re

from corpuskit.rulebook.quickpattern import quick

__all__ = [
    "ABOUT_AUTHOR",
    "ACCOUNT",
    "ACCOUNT_HOLDS",
    "ADDRESS",
    "ARROWED",
    "BRACKET",
    "BRACKET_HOLDS",
    "BUTTON",
    "CALL_WORDS",
    "CAPTION",
    "CLOSERS",
    "COMMERCE",
    "CREDIT",
    "DATELINES",
    "EN_CALL",
    "EN_CREDIT",
    "FIRST_DATELINES",
    "FLOOR",
    "GLUED",
    "GLUED_HOLDS",
    "HOTLINE",
    "IMAGE",
    "LINK",
    "MAIL",
    "NOTICE",
    "NO_NOTICE",
    "OPENS_CALL",
    "ORIGIN",
    "OTHERS",
    "PHONE",
    "PLUG_STRONG",
    "PLUG_WORDS",
    "POST",
    "QUOTES",
    "SENT",
    "SITE",
    "SPLIT",
    "SPLIT_CHARS",
    "STRONG",
    "UNIT",
    "UNIT_NAME",
]

HAN = "[\u3400-\u9fff]"
NAME = rf"(?:{HAN}{{2,4}}(?:·{HAN}{{1,8}}){{0,2}}|[A-Z][\w.'’-]{{0,18}}(?:\s[A-Z][\w.'’-]{{0,18}}){{0,2}})"
NAMES = rf"{NAME}(?:(?:\s{{0,2}}[、,;/&]\s{{0,2}}|\s{{1,3}}){NAME}){{0,6}}"
WHO = "(?:记者|通讯员|特派员|特约撰稿|实习生|撰稿人|评论员|摄影师)"
OF = f"(?:(?:本[报网台刊社]|特约|实习|见习|全媒体|融媒体?|首席|学生|{HAN}{{2,8}}?(?=记者|通讯员))\\s?){{0,2}}"
DESK = (
    "(?:责任?编[辑缉]?|(?:责任|执行|值班|网络|本期|文字|美术|新媒体|实习|助理)?编[辑缉辑]|主编|编校|编译|编审|校[对核]|审[核校稿读]|[一二三初复终]审|"
    "摄[影像]|撰[稿文]|供[稿图]|(?:参与)?采写|整理|执笔|策划|统筹|监制|制图|翻译|文字?|图片?|文图|图文|配图|视频|作者|剪辑|出品|投稿人?|口述|采访)"
)
ROLE = f"(?:{OF}{WHO}|{DESK})"
MARK = r"\s{0,2}[:/|丨]\s{0,2}"
# One field of a credit: roles, a mark, names; reporters need no mark.
FIELD = (
    rf"(?:{ROLE}(?:[/、·\s]{{0,2}}{ROLE}){{0,3}}{MARK}(?:{OF}{WHO}\s{{0,2}})?{NAMES}"
    rf"|(?:{DESK}[/、]?){{0,2}}\s?{OF}{WHO}\s{{0,3}}{NAMES}|{ROLE}(?:[/、\s]{ROLE}){{1,3}}\s{{1,3}}{OF}(?:{WHO}\s{{0,3}})?{NAMES})"
    r"(?:\s{0,2}(?:摄影?报[道导]|摄|文/?图|图/?文|报[道导]|整理|供图|供稿|综合))?"
)
CREDIT = re.compile(rf"{FIELD}(?:[\s,;|]{{1,4}}{FIELD}){{0,6}}")
# Where a text comes from, by a label and a name; with what sites add behind it.
WORK = r"(?:《[^《》]{1,20}》|[^\s:,。!?()《》]{2,20})"
ORIGIN = re.compile(
    rf"(?:本?文章?|信息|稿件|内容|新闻|文字)?(?:来源|稿源|出处|原载|原题|摘自|转自|选自|转载自|编译自|节选自|首发)(?:于|在|自)?(?:{MARK}|\s)?{WORK}"
    r"(?:\s?\d{4}年(?:第?\d{1,3}期|\d{1,2}月(?:\d{1,2}日)?(?:第?\w{1,4}版)?)|,?第\w{1,4}[版期]){0,2}"
    rf"(?:[\s,;]{{1,3}}(?:侵删|有删[节改]|{FIELD}|{NAME}文|原标题{MARK}\S{{1,40}})){{0,3}}"
)
IMAGE = re.compile(
    rf"(?:(?:本?文?(?:图片?|照片|配图|题图|资料图片?|图文|视频)|摄影?)(?:{MARK}|由|均?来自|来源于?)\s?[^\s。!?()]{{1,16}}?(?:提供|供图|网络|网)?"
    r"|(?:图片?|照片|视频)(?:均)?(?:由)[^\s。!?()]{1,16}提供)(?:[,\s](?:侵删|如有侵[^。]{0,12}|版权[^。]{0,16}))?"
)
ABOUT_AUTHOR = re.compile(r"(?:本文)?作者(?:单位|简介)?(?::|系|为|是|分别[系为是])[^。()]{2,40}")
EN_CREDIT = quick(
    r"(?:(?:Additional\s)?(?:[Rr]eporting|[Ww]riting|[Ee]diting|Compiled|Translated|Photos?)\s(?:and\s\w+ing\s)?by\s"
    r"[^().]{3,60}(?:;\s?|\Z)){1,4}"
    r"|[—–-]{1,2}\s?(?:Additional\s)?(?:[Rr]eporting|[Ww]riting|[Ee]diting)\sby\s[^().]{3,60}"
    r"|[—–-]{1,2}\s?[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){1,2}"
    r"|(?:Contact|Reach|Email|Follow)\s(?:the\s(?:writer|reporter)|[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,2})\s(?:at|on)\s(?=[^\n]*[@\d])[^\n]{5,60}"
)
MAIL = re.compile(r"(?:[가-힣]{2,4}\s?(?:기자|특파원)\s?)?[(\[]?[\w.+-]{2,30}@[\w-]{2,30}(?:\.[\w-]{2,20}){1,3}[)\]]?")

# A head of links and a title behind it.
LINK = quick(
    r"[▶►■□◆※☞→>*\s]{0,4}(?:(?:相关|推荐|延伸|扩展|往期|热门|同类|更多|其他|其它|精彩)(?:阅读|报[道导]|新闻|链接|连结|文章|内容|专题|视频|推荐)|(?:阅读|看)更多"
    r"|点[击选](?:看|查看|进入|阅读|这里)?(?:专题|详情|全文|更多|图[辑集]|原文|视频|阅读)?|関連記事|关连记事|관련\s?기사|더보기"
    r"|(?:READ|SEE|Read|See)\s(?:MORE|ALSO|NEXT|more|also|next)|RELATED(?: STORY)?|Related(?: story)?|MORE|Also read|ALSO READ)"
    r"(?:[^\s:]{0,10}报[道导])?\s?[:>→|/》]{1,2}\s?(?P<title>[^\n。]{0,70})"
)
BUTTON = re.compile(
    r"(?:详[细情]|全文|更多|查看(?:全文|原文|详情|更多)?|阅读(?:全文|原文|更多)|展开(?:全文)?|原文|编辑|编辑本段|复制(?:链接|连结)|显示全文|下载|回复|引用|举报|视频|组图|图集|写真|[动動]画|画像|사진|영상|포토)"
    r"\s?[>»]{0,3}"
)
SENT = re.compile(
    r"[—-]{0,3}\s?(?:本[帖文]\s?)?(?:[来发]自(?:于|我的)?\s?[^\s。()]{0,16}\s?(?:客户端|手机版?|网页版|iPhone\S{0,8}|iPad|Android|APP|安卓\S{0,4}|平板|小尾巴)"
    r"|Sent from my [^\n。]{2,30})"
)
NOTICE = re.compile(
    r"侵[删权]|版权(?:所有|归|属)|著作权归|未经[^。]{0,12}(?:授权|许可|允许|同意)|(?:转载|引用)(?:请|须|需|时|必须|务必)?[^。]{0,8}(?:注明|标明|联系|授权)|谢绝转载|请勿转载|(?:禁止|不得)[^。,]{0,6}转载|本文[^。,]{0,6}(?:首发|原创)|本文[由经][^。,]{1,16}授权"
    r"|(?:图片?|内容|文章|文字|素材|资料|照片|部分)(?:均)?(?:来自|来源于?|源于|取自|转自)(?:互联)?网络"
)
NO_NOTICE = re.compile(r"规定|条例|法院|判决|本法|第.{1,4}条|原告|被告|应当")

ACTS = (
    "点击|点开|点选|点此|点这里|扫码|扫描|扫一扫|识别|长按|关注|下载|打开|搜索|搜|添加|加|拨打|致电|来电|咨询|询问|订阅|登录|登陆|访问|查看|查阅|阅读|浏览|收藏|回复|转发|分享|留言|联系|私信|看|了解|"
    "注册|报名|预约|领取|加入|进入|收听|收看|参与|投稿|置顶|点赞|上|戳|提问|评论|体验|免费试用|购买|选购"
)
LEADS = (
    "公众号|公号|微信号?|微博|二维码|APP|客户端|小程序|本站|本网|本店|官网|原文|链接|连结|客服|专家|医生|在线|热线|频道|专栏|视频|大图|图片|图[辑集]|专题|主页|私信|读者群|交流群|[qQ]{2}群?|全文|详情|阅读原文|放大|"
    "后台|评论区|头条号|视频号|星标|电话|资讯|店铺|我们|表格"
)
STRONG = re.compile(
    r"公众号|公号|微信|二维码|APP|客户端|小程序|本站|本网|本店|原文|客服|在线咨询|热线|频道|视频|大图|图[辑集]|专题|主页|私信|[读者友流]群|放大|后台|评论区|头条号|视频号|星标|详情|全文|点此|点这里|下[图方]点击|看图",
    re.IGNORECASE,
)
FILLS = (
    "更多|更|多|精彩|内容|信息|知识|欢迎|可以|可|即可|如有|如果|如需|如|若有|若|有|任何|疑问|问题|想要|想|需要|需|欲知|或者|或|和|与|及|并|的|地|进行|了|吧|哦|呢|一下|马上|立即|立刻|现在|赶紧|快|免费|敬请|请|持续|最新|新闻|动态|"
    "消息|尽在|就|在|到|来|去|上方|下方|左下角|右上角|文末|文尾|下面|上面|下图|上图|图|第一时间|随时|获取|获得|掌握|后续|报[道导]|直接|大家|朋友们?|读者|网友|市民|感兴趣|喜欢|您|你|我|帮助|服务|24小时|小时|全国|官方|相关|往期|"
    '精选|故事|详细|具体|介绍|情况|方式|介绍|健康|我们|一起|还|也|都|为|给|,|、|:|!|。|~|"|“|”|「|」|‘|’|>|»|↓|↑|→|\\s|\\d|-|\\.|/'
)
CALL_WORDS = re.compile(f"(?P<act>{ACTS})|(?P<lead>{LEADS})|(?P<fill>{FILLS})", re.IGNORECASE)
COMMERCE = re.compile(r"免费|加盟|订购|招商|微信|客服|全国统一|预[约订]|购买|选购|销售|在线|[qQ]{2}")
# Whom a text speaks of; a call speaks to its reader.
OTHERS = re.compile(
    r"消费者|市民(?!朋友)|居民|考生|村民|群众|旅客|乘客|患者|家长|学生|顾客|申请人|企业|单位|部门|人员|老人|[他她]"
)
PHONE = re.compile(r"\d[\d-]{6,}")
HOTLINE = quick(
    r"(?:(?:免费|全国|统一|官方|专家|健康|服务|订购|加盟|招商|预约|24小时|客服|在线|法律|招生|报名|购买|销售|售后|爆料|新闻|线索)\s?){1,4}(?:咨询|服务|提供)?(?:热线|电话|专线|微信|QQ|[qQ]{2})\s?[:]?\s?[\w-]{6,20}(?:[\s,/或][\d-]{7,16}){0,2}"
)
EN_CALL = quick(
    r"(?:(?:Please\s)?(?:[Cc]lick|[Tt]ap)\s(?:here|on|the)\b[^.!?\n]{0,50}|(?:[Ss]ubscribe|[Ss]ign up|[Rr]egister|[Dd]ownload)\s"
    r"(?:today|now|here|to|for)\b[^.!?\n]{0,50}"
    r"|(?:[Ff]ollow|[Ll]ike)\sus\son\s[^.!?\n]{2,30})[.!]?"
)

DOMAIN = r"(?:https?://)?(?:(?:www|wap|m|bbs|3g)\.)?[a-z0-9-]{2,24}(?:\.[a-z0-9-]{2,16}){1,3}(?:/[\w./-]{0,40})?"
ADDRESS = re.compile(DOMAIN, re.IGNORECASE)
GLUED = re.compile(
    rf"(?P<cut>(?:{HAN}{{2,10}}\s?)?(?:https?://)?(?:www|wap|m|bbs|3g)\.[a-z0-9-]{{2,24}}(?:\.[a-z]{{2,8}}){{1,2}}/?)"
)
GLUED_HOLDS = ("www.", "wap.", "m.", "bbs.", "3g.")  # one of them is in each match; so too below
SITE = re.compile(
    r"[\w\s·]{0,14}(?:小说|文学|中文|书|读书|阅读|看书|文库)(?:网|屋|吧|城|阁|库|栈|院|苑|楼|斋|坊|站|文学网|中文网|书网|阅读网)(?:\s?"
    + DOMAIN
    + ")?|"
    + DOMAIN,
    re.IGNORECASE,
)
PLUG_WORDS = re.compile(
    r"小说|文学|书[屋库栈院城签友吧]|中文网|首发|最新|章节|最快|更新|手机|用户|阅读|浏览|本站|域名|网址|地址|收藏|记住|无弹窗|无广告|全文字?|免费|转载|正版|追更|优质|更好的?|体验|天才|一?秒|喜欢|大家|请勿|请|支持|"
    r"就上|上|到|看|在|由|本书|的|最|更|本|书|速度|读者|朋友|网|，|,|:|!|。|\(|\)|《|》|\s|www|[a-z0-9.-]+\.[a-z]{2,8}|下载|txt|点击|访问|登录|登陆|提供|观看|同步|推荐|网站|关注|正式|唯一|来源|如果|觉得|好看|把|加入",
    re.IGNORECASE,
)
PLUG_STRONG = re.compile(
    r"首发|最新章节|最快|更新速度|手机(?:用户|版|阅读)|本站|域名|网址|书签|无弹窗|秒记住|请记住|请勿转载|请收藏|大家收藏|文学网|小说网|中文网|书[屋库栈院城阁吧]网?|www\.|\bm\.\w|\.(?:com|net|org|cc|cn|info|la|example)",
    re.IGNORECASE,
)

DATED = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
REPORTS = rf"{OF}(?:{WHO}\s{{0,3}}{NAMES}(?:[\s,]{{0,3}}{OF}{WHO}\s{{0,3}}{NAMES}){{0,3}})"
OUTLET = "[^\\s:,。!?()\\[\\]【】〔〕0-9]{0,14}?"
# Before the first sentence of each report in a round-up.
DATELINES = (
    # (outlet or place) (day) 电/讯, and who reports, in brackets or bare before a mark
    re.compile(rf"{OUTLET}{HAN}(?:{DATED}|\d{{1,2}}日)\s?[电讯](?:\s{{0,3}}[(【]\s?[^()【】。]{{0,8}}{REPORTS}[^()【】。]{{0,20}}[)】]|\s{{0,3}}{REPORTS}\s?(?:报[道导])?[:]|\s?[:]|\s{{1,4}}(?=\S))\s*"),
    re.compile(rf"[^\s:,。!?()\[\]【】〔〕0-9]{{0,10}}(?:本?[报网台刊社站]|快|专|晚报|日报|时报|新闻|在线|融媒|消)[讯息]\s{{0,3}}[(【]\s?[^()【】。]{{0,8}}{REPORTS}[^()【】。]{{0,20}}[)】]\s*"),
    re.compile(rf"[〔【\[(]?(?!据){OUTLET}{WHO}\s{{0,2}}{NAME}(?:[、\s]{NAME}){{0,3}}\s{{0,2}}[/╱]?\s?[^\s:,。()\[\]【】〔〕]{{0,8}}?(?:综合|连线|采访|现场)?报[道导](?:[〕】\])][:]?\s*|\s?:\s*|\s{{1,4}})"),
    re.compile(rf"[(【\[〔]\s?(?:[^\s:,。!?()\[\]【】〔〕0-9]{{2,12}}\s{{1,3}})?{REPORTS}\s?(?:报[道导]|摄影报道|文/图)?[)】\]〕]\s*"),
    re.compile(rf"{OF}{WHO}\s{{1,3}}{NAMES}(?:\s{{2,4}}|\s(?=[\d“\"]))"),
    re.compile(r"[【\[〔](?:本[报网台刊社站]|记者)[^【】\[\]〔〕。,:\d]{0,6}(?:讯|消息|专电|报道)[】\]〕]\s*"),
    re.compile(r"[\[(【<]\s?[^\[\]()【】<>=\n]{1,16}=\s?[^\[\]()【】<>=\n]{2,24}[\])】>]\s?(?:[가-힣]{2,4}(?:[·,]\s?[가-힣]{2,4}){0,3}\s?(?:기자|특파원|통신원)\s?)?=?\s*(?=[가-힣“‘'\"A-Z\d])"),
    re.compile(r"(?:(?:文|取材|写真)(?:[・と/](?:文|写真|撮影|取材)){0,2})\s?[:=]\s?[\u3400-\u9fff々ぁ-んァ-ヶー]{2,8}\s{1,3}"),
)  # fmt: skip
# Before the first sentence of a page only.
FIRST_DATELINES = (
    re.compile(rf"本[报网台刊社站][讯息]\s{{0,3}}[(]\s?{NAMES}\s?[)]\s*"),
    re.compile(rf"[〔【\[(]?(?!据){OUTLET}{WHO}\s{{0,2}}{NAME}(?:[、\s]{NAME}){{0,3}}\s{{0,2}}[/╱]?\s?[^\s:,。()\[\]【】〔〕]{{0,8}}?(?:综合|连线|采访|现场)?报[道导](?![,。、;;了称的过])"),
    re.compile(r"[【\[〔][^【】\[\]〔〕。,:\d]{2,8}(?:讯|消息|专电)[】\]〕]\s*"),
    re.compile(r"[A-Z][A-Z.'’-]{2,20}(?:\s[A-Z][A-Z.'’-]{1,20}){0,3}(?:,\s[A-Z][\w.]{1,14}){0,2}(?:,\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?(?:\s\([A-Z][^()\n]{1,40}\))?\s?(?:—|–|--|\s-)\s?(?=[A-Z“\"])"),
)  # fmt: skip

# What forums put before a post: who edited it, and which floor it answers; behind it: its own floor.
POST = quick(
    r"\s*(?:[\[(【]?\s?本[帖贴]最后由\s?\S{1,20}\s?于\s?[\d\s:/-]{8,20}编辑(?:过)?\s?[\])】]?|回复\s?(?:\d{1,4}\s?[#楼]|#\d{1,4})(?:\s{1,2}\S{1,16}(?:\s的帖子)?(?=\s))?)\s*"
)
FLOOR = re.compile(r"第?\s?\d{1,4}\s?[楼#]")
# Tools of share quotations, inside sentences.
QUOTES = re.compile(
    r"(?:[036]\d{5}(?:\.S[HZ])?[\s,.|]{1,3})?(?:股吧|行情|诊股|研报|资金流向?|F10|买入|卖出|问诊|评级|走势图|净值|基金吧)"
    r"(?:[\s,、|]{1,2}(?:股吧|行情|诊股|研报|资金流向?|F10|买入|卖出|问诊|评级|走势图|净值|基金吧)){0,5}",
    re.IGNORECASE,
)
ACCOUNT = re.compile(
    r"(?:(?:想|如需?|需要|了解|更多|详情|有意者)[^。,!?]{0,12}?)?(?:请|可|欢迎)?(?:添加|加|搜索|关注)[^\s。,!?]{0,6}?(?:微信|[Vv]信|QQ|[qQ]{2}|公众号)(?:号|群)?\s?:?\s?"
    r"(?:[A-Za-z][A-Za-z\d_-]{3,20}|\d{5,12})(?:(?:免费|在线)?(?:咨询|了解|领取|预约|进群)|\s?(?:详聊|细聊|私聊))?"
)
ACCOUNT_HOLDS = ("微信", "V信", "v信", "QQ", "qq", "Qq", "qQ", "公众号")
ARROWED = re.compile(r"(?:[>»]{2,4}|[▶►☞👉→]{1,3})\s?[^。<>«»]{3,50}(?:[<«]{2,4})?")
# The desk that sent a text, in brackets behind its last words.
UNIT = re.compile(r"[^\s:,。()]{2,14}(?:新闻办|宣传[部科办处]|党委办|指挥部|融媒体?中心|[报通][道讯]组|新闻中心|编辑部)")
UNIT_NAME = re.compile(
    rf"[^\s:,。()]{{1,10}}(?:网|报|社|台|财讯|快讯|融媒体?|宣传部|局|委|办|院|校|中学|小学|大学|学院|公司|村|镇|乡|街道|中心|支队|大队)\s{{1,3}}{NAME}(?:[\s、]{{1,3}}{NAME}){{0,3}}"
)
OPENS_CALL = re.compile(r"(?:[^。!?]{0,20}[?]\s?)?(?:点击|点此|戳|扫码|长按|扫描|免费领取|领取|关注|下载|添加?微信|加微信)")
BRACKET = re.compile(r"[(\[【〔『](?P<in>[^()\[\]【】〔〕『』\n]{1,80})[)\]】〕』]")
BRACKET_HOLDS = "([【〔『"
CAPTION = re.compile(r"\s*(?:[▲△▼▽◆■◎]|图\s?[\d一二三四五六:为/]|(?:Photo|PHOTO|写真)\s?[:/])")
SPLIT = re.compile(r"(?:[。!?…]+[”’」』\")]*|(?<=[a-z\d가-힣])[.!?][”’\")]*(?=\s))\s*")
SPLIT_CHARS = re.compile(r"[。.!?…”’」』\")\s]")  # all that a match of SPLIT is made of
CLOSERS = '.。!?…”’」』")]】）%'
