"""What insets are made of: patterns over the folded view.

What lives here: patterns. What never does: where on a line they may stand (insetgrammar.py), names of sites, brands, persons.
"""

from __future__ import annotations

import re

from corpuskit.core.latepattern import late
from corpuskit.rulebook.edged import edged
from corpuskit.rulebook.quickpattern import quick
from corpuskit.steps.partwords import DOMAIN, HAN

__all__ = [
    "BRACKETED",
    "BUTTONS",
    "CODE",
    "EDITED",
    "ENDS_HELD",
    "FLOOR_HEAD",
    "HEADED",
    "INSET",
    "JUMP",
    "MARK_FORMS",
    "NOVEL_HOLDS",
    "NOVEL_LONE",
    "NOVEL_RUN",
    "NOVEL_STRONG",
    "POINTED",
    "POST_REST",
    "QUOTE_HEAD",
    "RUNNING_HEAD",
    "TAIL",
    "TAIL_POST",
]

BRACKETED = late(r"[(\[【〔<](?P<in>[^()\[\]【】〔〕<>\n]{1,48})[)\]】〕>]")

# -- links and buttons: a verb of the web and what it opens, or kinds of pages side by side
_CLICK = "(?:请?(?:点击|点此|点这里|点选|点开|戳|扫码|轻触)(?:这里|此处|图片|下方|链接)?)"
_VERB = f"(?:{_CLICK}|查看|阅读|观看|收看|收听|浏览|下载|进入|展开|收起|播放|打开|看|阅)"
_KIND = (
    "(?:更多|相关|最新|热点|推荐|往期|精彩|延伸|详细|现场|高清|完整)?"
    "(?:新闻|报[道导]|行情|资讯|公告|全文|原文|详情|图片|图集|图辑|组图|大图|原图|多图|动图|视频|影片|音频|动画|[动動][画畫]|栏目|专题|专栏|评论|研报|资金流向|净值|档案"
    "|基金吧|股吧|诊股|问诊|微博|博客|微信|链接|连结|阅读|排行榜?|榜单|日历|直播|回放|写真|画像|链接|详细信息|后续|原帖|地图|F10|买入|卖出|走势图?)"
)
_SHARES = "(?:行情|资讯|研报|资金流向?|净值|档案|基金吧|股吧|诊股|问诊|F10|评级|走势图?|爱基|查股网|买入|卖出|微博)"
_SHARES_ONLY = "(?:行情|研报|资金流向?|基金吧|股吧|诊股|F10|走势图?|爱基|查股网)"  # no words of other texts
INSET = late(
    rf"[>»▶►→↓☞👉]{{0,3}}\s?(?:{_VERB}(?:了解)?(?:{_KIND}|更多|详细){{1,3}}[>»→↓]{{0,3}}"
    rf"|{_CLICK}(?:了解|查看|看|阅读|观看|收听|领取|进入|购买|获取|播放|下载)[^。!?()按钮键菜单窗口选项]{{0,20}}"
    rf"|(?:更多|查看更多|看更多){HAN}{{0,6}}[>»→]{{0,3}}|(?:{_SHARES}[\s,、|/]{{0,3}}){{2,6}}|{_SHARES_ONLY}"
    rf"|(?:相关|最新|热点|推荐|往期)(?:{_KIND}){{1,2}}|详情"
    r"|(?:记事の?)?[続续]きを?(?:読|读)む|(?:写真|画像|动画|動画)(?:を(?:見|见)る|あり|付き)|[次前]の?(?:ページ|写真)"
    r"|(?:関|关)[連连]记事(?:[\d一二三四五六七八九十]{1,3}面|へ|はこちら|あり)?"
    r"|[\d一二三四五六七八九十]{1,3}面に(?:[続续]く|(?:関|关)[連连]记事|详报)"
    r"|관련\s?(?:기사|영상|사진)|기사\s?더\s?보기|더\s?보기|영상\s?(?:보기|있음)|사진\s?(?:보기|모음)"
    r"|(?:Watch|Play|View|See|Open)(?:\s(?:the|our|more|full))?\s(?:video|photos?"
    r"|gallery|images?|live|map|slideshow|audio|more)s?"
    r"|(?:Photo|Video|Image|Picture|Map|Story)s?(?:\s(?:gallery|slideshow|continues|and\svideo))?\sbelow"
    r"|Advertisement|ADVERTISEMENT|Sponsored|(?:Click|Tap)\s(?:here|on\sthe\s(?:link|image|photo))\b[^.]{0,40}"
    r"|(?:Story|Article)\scontinues\s(?:below|after)\b[^.]{0,30}|Opens\s(?:in\s)?(?:a\s)?new\s(?:tab|window))",
)
# One kind of pages alone: a button in square brackets, a word of the text in round ones.
BUTTONS = late(
    rf"(?:{_KIND}[\s,、|/]{{0,3}}){{1,6}}(?:[036]\d{{5}})?|广告|赞助|推广|PR|AD"
    rf"|Ad|[1-9]/\d{{1,2}}|(?:有?动画|[动動]画|写真|音声|图解|映像|电子版|续报"
    rf"|速报)"
    r"|영상|사진|동영상|포토|화보|Advert|Video|VIDEO|Gallery|GALLERY|Photos|PHOTOS"
)

# To another page of the paper, or to its site.
_SHEET = (
    r"(?:第?\s?(?:[A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})(?:[-~至、/](?:[A-Z]?\d{1,3}"
    r"|[一二三四五六七八九十]{1,3}))?\s?[版面])"
)
JUMP = late(
    rf"(?:详[见情]){_SHEET}[^。()]{{0,8}}"
    rf"|(?:更多|相关|有关|详细|延伸)?(?:报[道导]|新闻|图片|内容|评论|消息|详情"
    rf"|视频|链接)(?:请?[见看]|详见|刊[登于]?)(?:{_SHEET}|[^。()]{{0,10}}(?:网"
    rf"|客户端|公众号|APP|官网|微博))"
    rf"|(?:相关|延伸|推荐|扩展|往期|更多|关联|参考|另见|参阅|参见|点击|戳|回顾"
    rf"|前情)(?:阅读|报[道导]|新闻|链接|文章|内容|专题|视频|推荐|回顾|提要|攻略|游记|帖子|问答)?\s?(?:[:>→"
    rf"|]|(?=《))[^()]{{2,40}}"
    r"|[^()。]{0,16}(?:戳这里|点这里|点此|戳蓝字|点蓝字|猛戳|戳图|请戳|请点)[^()。]{0,20}"
    r"|(?:回复|发送|后台回复|留言)\s?[“\"「『‘]?[^()“”\"]{1,10}[”\"」』’]?\s?(?:即?可)?(?:领取?"
    r"|获取|查看|收看|下载|参与|阅读|报名)[^()。]{0,16}"
    r"|(?:READ|SEE|Read|See)\s(?:MORE|ALSO|NEXT|more|also|next)\s?:[^()]{3,60}|(?:Related|RELATED|More|MORE)\s?:[^()]{3,60}",
)
HEADED = quick(
    r"(?:[\[【《〔<]\s?(?:相关(?:阅读|报[道导]|新闻)?|延伸阅读|推荐阅读|更多(?:新闻"
    r"|阅读|报[道导])?|往期(?:回顾|推荐)?|热门|写真|动画|动[画画]|画像|图解|(?:関"
    r"|关)[連连]记事|あわせて(?:読|读)みたい|(?:関|关)[連连]|PR|관련\s?기사|관련\s?영상"
    r"|핫\s?클릭|포토|영상|더\s?보기|사진)\s?[\]】》〕>]"
    r"|[★☆◎◆■※➤▶►●]\s?(?:相关|延伸|更多|推荐|热门|看更多|往期)(?:阅读|新闻|报[道导]|影音|文章)?\s?[:：]?"
    r"|[→⇒➡☞👉▷➤]\s?(?:看?更多\s?:)?)[^。\n]{2,60}(?<!\.)\Z"
)

# A bullet and the words of a link need no end of a sentence before them.
POINTED = quick(r"[★☆◎◆■※➤▶►☞👉]\s?(?:看更多|更多|相关|延伸|推荐|热门|往期)(?:阅读|新闻|报[道导]|影音|文章)?\s?:[^。\n]{2,60}\Z")

# -- what sites put between paragraphs, behind the last sentence
TAIL = edged(
    r"(?P<cut>(?:ADVERTISEMENT|Advertisement|(?:Story|Article)\scontinues\s(?:below"
    r"|after)[^.]{0,30}|Continue\sreading(?:\sbelow)?|Skip\s(?:advert|past)[^.]{0,40}"
    r"|(?:More|MORE|Watch|WATCH|RELATED|Related|READ\sMORE|Read\smore|READ|LISTEN|Listen)\s?:\s?[A-Z“\"][^.!?]{3,80}[.?!]?"
    r"|(?:Follow|Like|Find)\s(?:(?:us|@\w{2,20}|[A-Z][\w ]{1,30}?)\son\s(?:Twitter|Facebook|Instagram|X|Threads|YouTube"
    r"|LinkedIn|TikTok|Bluesky|WhatsApp|social)|@\w{2,20}\sfor\s(?:updates|more|news))[^.]{0,30}\.?"
    r"|(?:Sign\sup|Subscribe)\s(?:here|now|today|to|for)\b[^.!?]{0,50}(?:newsletter"
    r"|e?mails?|alerts|updates|here|today|free|inbox|offers)[^.!?]{0,30}[.!]?"
    r"|[↓↑👇⬇▼▽]{1,6}[^。]{0,40}|请?(?:继续)?往下(?:继续)?(?:阅读|看)[^。]{0,6}\.{0,6}…?|(?:继续)?阅读(?:全文|更多)\s?[>»]{0,3}"
    r"|残り\s?\d{1,5}\s?(?:文字|字)|(?:有料)?会员(?:登录|限定)[^。]{0,12}|(?:[続续]きを(?:読"
    r"|读)む)|카카오톡\s?채널[^\n]{2,40}추가하세요\.?|(?:구독|채널\s?추가)[^\n.]{0,20}(?:하세요"
    r"|해\s?주세요)\.?"
    r"))\Z"
)
ENDS_HELD = (
    "ADVERT", "dvertise", "continues", "Continue", "Skip", "ore:", "ORE:", "atch:", "ATCH:", "elated:", "ELATED:", "READ",
    "isten:", "ISTEN:", "Follow", "Like", "Find",
    "Sign up", "Subscribe", "↓", "↑", "👇", "⬇", "▼", "▽", "往下",
    "阅读", "残り", "会员", "続き", "续き", "카카오톡", "구독", "채널",
)  # fmt: skip

# -- posts
_TIME = r"(?:(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?)"
_USER = r"[^\s:,。!?()\[\]【】]{1,16}"
_FLOOR = (
    r"(?:[\[【(]\s?(?:第?\s?\d{1,5}\s?[楼层F#]|#\s?\d{1,5})\s?[\]】)]"
    r"|第?\s?\d{1,5}\s?(?:楼|#|F\b)|#\s?\d{1,5}\b|(?:沙发|板凳|地板|地下室|下水道)!?|楼主)"
)
FLOOR_HEAD = quick(
    rf"\s*(?P<cut>{_FLOOR}(?:[\s|·]{{1,3}}{_USER}[\s|·]{{1,3}}(?:发表于\s?)?{_TIME}\s?:?"
    rf"|[\s|·]{{1,3}}(?:发表于\s?)?{_TIME}|\s?:)?)(?:(?<=[:!])\s*|\s+|(?<=[\]】)])\s*)(?=\S)"
)
# What a board sets behind the head: when it was posted, which posts one may see.
POST_REST = late(
    rf"(?:\s?\|?\s?(?:发[贴帖]心情|Post\s?[Bb]y\s?:\s?{_TIME}|只看(?:该作者|楼主|大图|TA|Ta)|[倒正]序(?:浏览|看帖|排列)|阅读模式"
    r"|显示全部楼层|电梯直达)(?:\s*(?=\|)|\s+))+"
)
QUOTE_HEAD = late(
    rf"\s*(?P<cut>(?:引用|回复(?!大家|各位|一下|如下)|回覆|Quote|Originally posted by)\s?(?:[:：]\s?)?(?:第?\s?\d{{1,5}}\s?[楼#F]"
    rf"|#\d{{1,5}})?\s?@?{_USER}?(?:\s?(?:在|于)\s?{_TIME})?\s?(?:的?(?:发言|帖子"
    rf"|回复|话)|写道|发表的?|wrote)?\s?:(?!\s?您好)"
    rf"|@{_USER}\s?:|{_USER}\s?发表于\s?{_TIME}\s?:?"
    r"|(?!(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]ho|[Ww]e|[Yy]ou|[Oo]ne)\s)[A-Za-z][\w.-]{2,23}\s(?:wrote|viết|schrieb|escribió)\s?:)\s*(?=\S)"
)
EDITED = late(
    rf"[\[(【]\s?(?:[此本该][帖贴文]?(?:最后)?[被由]|最后(?:由|编辑)|[此本]帖)\s?:?\s?{_USER}\s?[于在]?\s?{_TIME}\s?(?:重新)?(?:编辑"
    rf"|修改|删除)?过?\s?[\])】]|[\[(【]\s?{_USER}\s?[于在]\s?{_TIME}\s?(?:重新"
    rf"|最后)?(?:编辑|修改)过?\s?[\])】]"
    rf"|\[\s?(?:发帖际遇|奖励|评分)\s?\]\s?:?[^。\n]{{2,40}}[。]?"
)
_CODE = (
    r"\[(?:attach|img|media|flash|audio|hide|quote)(?:=[^\]\n]{1,40})?\](?:[^\[\]\n]{0,80}\[/(?:attach"
    r"|img|media|flash|audio|url)\])?|\[/(?:attach|img|hide|url|quote)\]"
    r"|\[(?:查看原图|图片|原图|表情|附件)\]"
    r"|(?:下载附件|附件下载|附件)\s?[\(:]\s?[^()\n。]{1,30}\)?(?=\s|\Z)"
)
CODE = late(rf"(?:{_CODE})(?:\s{{0,3}}(?:{_CODE})){{0,6}}", re.IGNORECASE)
_BUTTON = (
    r"(?:(?:支持|反对|赞同?|踩|顶|回复|评论|收藏|分享|点赞|喜欢|有用|没用|好评"
    r"|谢谢|感谢)\s?[(:+]?\s?\d{1,6}\s?\)?|回复(?:本楼|该楼|Ta)?|举报|引用|只看(?:该作者"
    r"|楼主|Ta|此人)|使用道具|评分|道具|编辑|删除|加好友|发消息|收起|展开|查看原帖"
    r"|TOP|Top|顶端|支持|反对|淘帖|报告|广告"
    r"|#\d{1,5}|\d{1,5}[楼#F]|(?:发表于\s?)?" + _TIME + r")"
)
_DEVICE = (
    r"(?:[—\-~]{0,3}\s?\(?(?:[来发]自|本帖来自|via|from)\s?:?\s?(?:我的)?\s?[^\s。()]{0,16}\s?"
    r"(?:客户端|手机版?|网页版|移动端|小程序|iPhone\S{0,8}|iPad|[Aa]ndroid\S{0,6}"
    r"|APP|[Aa]pp|安卓\S{0,6}|平板|小尾巴|手机论坛)\)?)"
)
_FOOT = rf"(?:{_BUTTON}|{_DEVICE})"
TAIL_POST = late(
    rf"(?:(?<=[。!?…~”」』)\]])\s*(?P<cut>{_FOOT}(?:\s{{0,3}}[|·]?\s{{0,3}}{_FOOT}){{0,6}})"
    rf"|(?<=\s)(?P<more>{_DEVICE}|{_FOOT}(?:\s{{0,3}}[|·]?\s{{0,3}}{_FOOT}){{1,6}}))\Z"
)

# -- the pages of a book; leaves have two sides (a and b, recto and verso), or a page has columns
LEAF = r"(?P<leaf>\d{1,4})(?P<side>[abcrv])"
MARK_FORMS = (
    (late(rf"[\[【{{〔](?:\s?f(?:ol)?\.\s?)?{LEAF}\s?[\]】}}〕]"), True),
    (late(r"[\[【{〔]第?(?P<han>[一二三四五六七八九十百]{1,5})[页叶][\]】}〕]"), True),
    (late(r"[\[【{〔<]\s?(?:第\s?(\d{1,4})\s?页|[Pp](?:g|age)?\.?\s?(\d{1,4})|(\d{1,4})\s?页)\s?[\]】}〕>]"), True),
    (late(r"第\s?(\d{1,4})\s?页\s?[,/]?\s?共\s?\d{1,4}\s?页"), True),
    (late(r"[(]\s?(?:第\s?(\d{1,4})\s?页|(\d{1,4})\s?页)\s?[)]"), False),
    (late(r"(?:[-–—]{1,2}\s?第\s?(\d{1,4})\s?页\s?[-–—]{1,2})"), True),
    (late(r"(?<![\d\w])(?:[-–—~]\s(\d{1,4})\s[-–—~]|[–—]{1,2}(\d{1,4})[–—]{1,2}|[·•]\s?(\d{1,4})\s?[·•])(?![\d])"), True),
    (late(r"(?<=[\u3400-\u9fff,。;])(?:-\s?(\d{1,4})\s?-)(?=[\u3400-\u9fff]|\s|\Z)"), True),
    (late(r"[(【{〔](\d{1,4})[)】}〕]"), False),
    (late(r"(?<=[。!?”」])\s{1,3}(\d{1,4})\Z"), False),
)

# The title of a book or chapter and the number of the page, before the first words of the page.
RUNNING_HEAD = late(r"\s*(?P<head>[^\d\s。!?,;][^\d。!?,;]{1,24}?)\s{1,3}(?P<page>\d{1,4})(?=[\u3400-\u9fffA-Z“「])")

# -- plugs of novel sites
NOVEL_HOLDS = (
    "www", "m.", "wap.", ".com", ".net", ".org", ".cc", ".la", ".info", ".example",
    "小说", "首发", "最新", "更新", "收藏", "月票", "推荐票", "书签", "未完", "一秒", "域名", "网址",
    "手机", "书友", "公众号", "红包", "本站", "章节", "票", "加更",
)  # fmt: skip
_WORD = (
    rf"(?:{HAN}{{2,5}}(?:小说网|文学网|中文网|阅读网|看书网)"
    r"|天才|一秒(?:钟)?记住|记住|收藏|本站|本书|本网|网址|地址|域名|永久|备用"
    r"|最新|最快|更新|首发|正版|原创|全文字?|免费|阅读|无广告|无弹窗|无错|手机"
    r"|电脑|用户|读者|书友|版本?|访问|浏览|登[录陆]|请|请到|点击|下载|关注|搜索"
    r"|搜|百度|尽在|就在|都在|看|去|上|到|在|为您|提供|小说|章节|txt|TXT|APP|app"
    r"|客户端"
    r"|加入|书签|书架|方便|下次|继续|以便|观看|更多|更好|精彩|好看的?|热门|完整"
    r"|内容|全本|网站|网友|转载|自|来源|来自|首页|谢谢|支持|大家|喜欢|的|和|与"
    r"|及|,|,|、|:|!|~|\s|-|《[^《》\n]{1,16}》|【[^【】\n]{1,16}】|\[[^\[\]\n]{1,16}\]"
    r"|"
    + DOMAIN.replace("{2,24}", "{1,24}")
    + rf"/?|{HAN}{{2,5}}(?:小说网?|文学网?|中文网|书[屋库院城阁吧斋楼]|阅读网|看书网)|(?<=尽在){HAN}{{2,8}}(?=[“「『,。!]|\Z))"
)
NOVEL_RUN = late(rf"(?![\s,、:!~-])(?:[(【\[]\s?)?(?:{_WORD}){{1,24}}[。!~]?(?:\s?[)】\]])?", re.IGNORECASE)
NOVEL_STRONG = late(
    r"首发|最快|最新(?:章节|网址|地址)|无弹窗|无广告|一秒(?:钟)?记住|本站(?:地址"
    r"|网址|域名)|手机用户|书签|(?:小说|文学|中文|阅读)网|书[屋库院城阁吧斋楼]"
    r"|[a-z0-9-]{2,}\.[a-z]{2,8}(?![a-z])",
    re.IGNORECASE,
)
NOVEL_LONE = late(
    r"[~☆★@#◇◆(【\[『]{1,4}\s?(?:跪?求|投)?(?:月票|推荐票?|收藏|订阅|打赏|加更"
    r"|票票|鲜花|红包)[^。()\[\]【】\n]{0,16}[~☆★@#◇◆)】\]』!]{1,4}"
    r"|[(【\[『]{1,2}\s?(?:本章未完|未完待续|本章完|加入书[签架]|章节错误|章节报错"
    r"|点击下一页|请翻页|手机阅读|看书(?:福利|领红?包?))[^()\[\]【】『』\n]{0,24}[)】\]』]{1,2}(?:关注(?:公众号"
    r"|[vV]x)?[^。!\n]{0,30}[。!])?"
    r"|(?<![A-Za-z])(?:PS|ps|Ps)\s?[:：.。,]?[^\n“”]{0,60}(?:票|收藏|订阅|加更|更新?|补上|断更|请假)[^\n“”]{0,40}\Z"
)
