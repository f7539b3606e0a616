"""The fixed forms of asides: notices on rights, marks of adverts, addresses, attachments, who changed a post and from where.

What lives here: patterns over the folded view. What never does: words (asidewords.py), where on a line they may stand
(asidegrammar.py); names of sites, brands, persons.
"""

from __future__ import annotations

import re

from corpuskit.rulebook.edged import edged

__all__ = [
    "ADDRESSED",
    "ATTACHED",
    "CLAUSE",
    "EDITED_EN",
    "EN_OWN_NOTE",
    "EN_WEB",
    "FROM",
    "HEAD_WORD",
    "MAIL",
    "NOT_THE_SITES",
    "OWN_NOTE",
    "QUOTED",
    "RIGHTS",
    "SPONSORED",
    "STRONG_WEB",
    "TOLD_TO_PRESS",
]

NOT_THE_SITES = re.compile(r"第.{1,4}[章节页条回卷]|[图表]\s?[\d一二三四五六七八九十]|附[录图表]|[上下]文|《")
# What says of a text where it stands with its writer, its site, the law; or that money may be lost.
RIGHTS = edged(
    r"必究|(?:仅|只)代表.{0,8}观点|与本[站网平台社报].{0,4}无关|(?:[不非]|并不)构成.{0,8}(?:建议|依据|意见)|投资需谨慎|风险自[负担]"
    r"|(?:禁止|严禁|谢绝|请勿|不得).{0,6}(?:转载|复制|转贴|摘编)"
    r"|版权(?:所有|归)|侵权.{0,6}(?:删除|联系|告知)|(?:授权|许可|同意).{0,4}(?:不得|禁止|请勿).{0,6}(?:转|载|复制|使用|引用|刊|摘编|镜像|传播|商用)|無断|无断|복제.{0,8}(?:금|불가|허가|허락|없이)|무단|저작권"
    r"|All [Rr]ights [Rr]eserved|(?:without|prior) (?:written )?(?:permission|consent)|^(?:[©ⓒ]|Copyright\s?[©ⓒ(\d])",
)
SPONSORED = re.compile(
    r"[\[【(<《]\s?(?:广告|推广|赞助|商业推广|PR|AD|Ad|Advertisement|ADVERTISEMENT|Sponsored|スポンサー|광고|협찬)\s?[\])】>》]"
    r"|(?:广告|推广|赞助商?|冠名商?|PR|AD|Sponsored by|Advertisement)\s?[:|]"
)
# Tails of posts.
EDITED_EN = re.compile(
    r"[\[(*]?\s?(?:Last\s)?(?:edited|modified|updated)\sby\s\S{1,24}[;,]?(?:\s(?:on|at))?"
    r"\s(?=[^\d]{0,12}\d)[\w/.,: -]{6,36}\.?\s?[\])*]?",
    re.IGNORECASE,
)
FROM = re.compile(
    r"[\[(]?\s?(?:IP|ip|Ip)\s?(?:属地|归属地?|地址)\s?[:]?\s?[^\s。,]{1,12}\s?[\])]?"
    r"|[\[(]?[来发]自\s?[:]?\s?[^。,()\[\]]{1,24}(?:手机|客户端|版)[^。,()\[\]]{0,24}[\])]?"
)
MAIL = re.compile(r"[\w.+-]{2,30}@[\w-]{2,30}(?:\.[\w-]{2,20}){1,3}|@\w{2,20}|(?:https?://|www\.)\S{4,60}")
QUOTED = re.compile(r"[“\"‘'「『][^“”\"‘’'「」『』]{1,12}[”\"’'」』]")
ATTACHED = re.compile(r"附件?(?:\d{1,2})?\s?:\s?[^:]{1,40}\.(?:docx?|xlsx?|pptx?|pdf|zip|rar|wps|jpg|png)", re.IGNORECASE)
ADDRESSED = re.compile(
    r"[^。:!?]{0,4}(?:投稿|来稿|爆料|新闻|线索|商务|合作|广告|订阅|发行|编辑部|客服|加盟|读者)(?:邮箱|信箱|邮件|邮址|[Ee]-?[Mm]ail|QQ群?|热线|专线)\s?:\s?(?:[\w.+-]{2,30}@[\w.-]{4,40}|[\d-]{5,16})"
)
# What a writer, an editor, a translator or a stage sets in square brackets: numbers of notes, gaps, moods, exits.
OWN_NOTE = re.compile(
    r"[\d\s,、.-]+\Z|-|\S*_|[一二三四五六七八九十百]{1,4}\Z|[甲乙丙丁]\Z|[〇○×*…. ]+\Z|[图圖表注附][\d一二三四五六七八九十]|图\Z"
    r"|(?:原|本|编[者辑]?|译[者]?|校[者]?|作者|笔者|引者|旧|今|自|眉|夹|侧|旁)?[注按批校译笺疏评](?:[\d一二三四五六七八九十]{0,3}\Z|\s?:)"
    r"|(?:编[者辑]|译者|校者|作者|笔者|引者)|(?:原文)?如此|[前中后上下以]?[面]?[从有]?[略缺阙残佚](?!り)|未?完\Z|待续|(?:全[文书剧]|本[文集章])?[完终]\Z|续前|接前"
    r"|[大苦微众齐全冷]?[笑哭](?:声|着)?\Z|掌声|鼓掌|沉默|音乐|歌声|停顿|叹气|哽咽|画外|旁白|独白|对白|幕[启落]|起幕|落幕|[生旦净末丑外杂]\S{0,4}\Z"
    r"|\S{1,6}[上下](?:场|介)?\Z|\S{0,4}[唱白念科介]\Z|副歌|间奏|主歌|合[唱]?\Z|男\Z|女\Z|齐\Z"
    r"|[\u3400-\u9fff]\Z|[唐宋元明清汉魏晋隋]\S{0,5}\Z|见(?:上|下|前|后|第|附|图|表|注)|参见|同[上前]|下同|下引|《|“|「|『"
    r"|中略|前略|後略|拍手|会场|注\Z|訳注|编注|웃음|박수|주\Z|역주|편집자|생략|그림|표\s?\d"
)
EN_OWN_NOTE = re.compile(
    r"(?:sic|note|ed\.|editor|translator|laugh|applause|music|pause|silence|cheers|chorus|verse|bridge|enter|exit|exeunt|aside|end|italics"
    r"|emphasis|citation(?!\sneeded)|figure|fig\.\s\d+\Z|table|appendix|chapter|section|p\.|pp\."
    r"|see (?:above|below|figure|table|chapter|section|page|p\.|appendix|also figure)"
    r"|he|she|they|it|we|i|his|her|their|the\s\w+\Z|[A-Z]\Z|[IVXLC]+\Z|[\d\W]+\Z)\b",
    re.IGNORECASE,
)
# What makes a clause that speaks of something: no button has it, and no head of a link.
CLAUSE = edged(
    r"。|;|的\Z|第.{1,4}[章节页条款]|编者|笔者|[他她它]|因为|所以|虽然|但是?|如此|不过|曾|已经|当时|后来|认为|表示|没有|不是|就是|仅供|据说|据称|其实|原来|只[有是]"
    r"|である|だった|でした|ました|입니다|었다|였다|했다"
)
# Words that no writer's own bracket has: of the web, of a desk, of trade.
STRONG_WEB = re.compile(
    r"点击|点此|点[图开选我]|按此|按图|戳|扫码|扫一扫|长按|下载|查询|查看|试听|试看|播放|收听|收看|观看|订阅|关注|登[录入陆]|注册|预约|预订|购买|选购|下单|入口|链接|连结|公众号|微信|微博|客户端|小程序"
    r"|二维码|APP|app|PDF|视频|影片|音频|直播|回放|图集|组图|大图|原图|附图|详情|详见|全文|原文|更多|专题|栏目|频道|征稿|投稿|电邮|邮箱|客服|评分|评论|跟帖|点赞|赞同|已阅|阅读|浏览"
    r"|找房|报价|优惠|特价|折扣|免运|包邮|会员|充值|0元|上架|到货|进度查询|一键|在线|线上|网上|捐助|赞助|招募|往期"
    r"|こちら|クリック|タップ|ダウンロード|申し込|発売中|发売中|頒布中|颁布中|受付中|配信中|購読|購入|検索|一覧|動画|动画|会員|会员|登録|登录|公開中|公开中|変換|变换|見る|见る|読む|读む"
    r"|보기|받기|추가|신청하|구독|바로가기|공감|댓글|다운로드|참고"
    r"|演示|图解|视频|发音|朗读|换一|切换|循环|找回|评价|追问|开户|申购|选登|办结"
)
# Before what a text tells its reader to press, open or choose.
TOLD_TO_PRESS = edged(
    r"(?:点|点击|选择|选中|选|打开|进入|单击|双击|按下?|到|在|的|→|>|“|、|和|或|为|press|click|choose|select|open|the)\s?\Z",
    re.IGNORECASE,
)
# A head over titles: with one behind it the title goes too, or both stay.
HEAD_WORD = re.compile(r"\A(?:相关|关联|関連|関联|关连|推荐|延伸|扩展|往期|更多|热门)|(?:推荐|回顾|阅读|链接|关联|関連)\Z")
EN_WEB = edged(
    r"\b(?:here|online|pdf|\d(?:\.\d)?\s?[mk]b|today|now|app|newsletter|gallery|video|photos?|site|website|link|our|free|email"
    r"|download|register|subscribe|sign up|log in|click|tap|podcast|trailer)\b",
    re.IGNORECASE,
)
