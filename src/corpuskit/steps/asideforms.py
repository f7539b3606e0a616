"""The fixed forms of asides: notices on rights, marks of adverts, addresses, attachments, who changed a post and from where.

What lives here: patterns over the folded view. What never does: words (asidewords.py), where on a line they may stand
(asidegrammar.py); names of sites, brands, persons.
"""

from __future__ import annotations

import re

__all__ = ["ADDRESSED", "ATTACHED", "EDITED_EN", "FROM", "MAIL", "NOT_THE_SITES", "QUOTED", "RIGHTS", "SPONSORED"]

NOT_THE_SITES = re.compile(r"第.{1,4}[章节页条回卷]|[图表]\s?[\d一二三四五六七八九十]|附[录图表]|[上下]文|《")
# What says of a text where it stands with its writer, its site, the law; or that money may be lost.
RIGHTS = re.compile(
    r"必究|(?:仅|只)代表.{0,8}观点|与本[站网平台社报].{0,4}无关|(?:[不非]|并不)构成.{0,8}(?:建议|依据|意见)|投资需谨慎|风险自[负担]"
    r"|(?:禁止|严禁|谢绝|请勿|不得).{0,6}(?:转载|复制|转贴|摘编)"
    r"|版权(?:所有|归)|侵权.{0,6}(?:删除|联系|告知)|(?:授权|许可|同意).{0,4}(?:不得|禁止|请勿)|無断|无断|복제|무단|저작권"
    r"|All [Rr]ights [Rr]eserved|(?:without|prior) (?:written )?(?:permission|consent)|^(?:©|ⓒ|Copyright)",
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
