"""What a site says under the text in lines that no rule knows: notices, calls to follow, who wrote and drew.

What lives here: foot_pass(). What never does: phrases of one site, patterns of rules (rulebook), parts of a paragraph (parts.py).

How it works: from the foot of the page upwards, over what goes already, each line is asked what it is made of. A notice speaks
of the site or of its contents (this site, the above) and holds words of rights and duty (reprint, licence, liability, view,
advice), two of them or more, in each of its sentences; a call, and a credit, are what the grammar of parts takes for one behind a
paragraph. The first line that is neither ends the foot. Only on pages where another line of furniture goes, so that the result
stays as it is. A law speaks of courts and articles, and its sentences are no notices.

Weak: an article on rights whose last sentence speaks of a site.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.rulebook.edged import edged
from corpuskit.rulebook.quickpattern import QuickChoice
from corpuskit.rulebook.rules import family_of
from corpuskit.steps.creditwords import DRAWN, EN_IMAGE, JA_CREDIT, KO_CREDIT, PENNED, TAKEN
from corpuskit.steps.partgrammar import is_part
from corpuskit.steps.partwords import ABOUT_AUTHOR, CREDIT, EN_CREDIT
from corpuskit.steps.strip.around import FURNITURE
from corpuskit.steps.strip.page import LINES_KNOWN, Cut, Line, Page

__all__ = ["FOOT_RULES", "foot_pass", "is_credit", "is_notice"]

FOOT_RULES = {
    "any.credit.foot": "a line under the text that is roles and names, or says where pictures come from",
    "any.notice.foot": "a sentence under the text that speaks of the site and of rights or duty",
    "any.advert.foot": "a sentence under the text that calls to follow, scan or tap",
}
CONFIDENCE = 0.95
_LATIN_NAME = r"(?-i:[A-ZÀ-Þ])[\w.'’-]{0,18}(?:[\s/&]{1,3}(?:and |the |of )?(?-i:[A-ZÀ-Þ])[\w.'’-]{0,18}){0,4}"
# Roles and names as lines of their own have them; those behind a paragraph are the grammar of parts'.
LATIN_ROLES = re.compile(
    r"(?:(?:Words|Text|Story|Photo(?:graph)?s?|Photography|Images?|Pictures?|Illustrations?|Graphics?|Video|Source|Sources|Credit|"
    r"(?:Photo|Image|Picture) credits?|Editing|Editor|Research|Reporting"
    r"|Written|Edited|Posted|Compiled|Produced|Translated|Reviewed)"
    rf"(?:\s?[:/]\s?|\sby:?\s){_LATIN_NAME}[.;,|\s]{{0,4}}){{1,5}}",
    re.IGNORECASE,
)
_KANA_NAME = "[\u3400-\u9fff々ぁ-んァ-ヶー]{2,10}"
KANA_ROLES = re.compile(
    r"(?:(?:(?:文|写真|撮影|取材|(?:執|执)[筆笔]|[監监]修|[編编]集|[構构]成|[動动]画|[聞闻]き手|協力|协力|出典|イラスト|画像|資料|资料|提供)[・/]?){1,2}(?:提供|協力)?"
    rf"[:=・/]\s?{_KANA_NAME}(?:\([^()]{{2,16}}\))?[\s、|]{{0,3}}){{1,5}}"
)
_KO_NAME = r"[가-힣]{2,4}(?:\s?(?:기자|작가|PD|특파원|인턴기자))?"
HANGUL_ROLES = re.compile(
    r"(?:(?:글|사진|취재|편집|영상|정리|그래픽|구성|제작|감수|번역)(?:[·/](?:글|사진|영상|편집))?[\s=:]{1,3}"
    rf"{_KO_NAME}[,/|\s]{{0,3}}){{1,5}}|[가-힣\s]{{2,8}}뉴스부"
)
CREDITS = QuickChoice(
    (CREDIT, EN_CREDIT, EN_IMAGE, JA_CREDIT, KO_CREDIT, PENNED, TAKEN, DRAWN, ABOUT_AUTHOR)
    + (LATIN_ROLES, KANA_ROLES, HANGUL_ROLES)
)
OPENERS, CLOSERS = "([【<", ")]】>"
CREDIT_MAX_CHARS = 80
MIN_CHARS, MAX_CHARS = 4, 220
DUTY_MIN = 2
DUTY_ALONE_MIN = 3  # of a line that does not say of what it speaks
_SELF = edged(
    r"本[站网平社号刊报][^一二三四五六七八九\d]|本(?:平台|公众号|版块?|页面?|网站|频道|社区|论坛|APP|应用|资料|作品|图文|内容)|(?:以上|上述|部分|所有|全部|文中|其)(?:的)?"
    r"(?:内容|信息|文章|图片|图文|言论|评论|资料|回答|建议|观点|作品|素材)|凡(?:本|注明|标注|转载|来源)|(?:除非|除)[^,。]{0,8}(?:声明|说明|注明)|著作权归|版权归"
    r"|如(?:有|若|涉)|若有|转载(?:请|须|需|自|目的)|该(?:文章?|内容|信息|作品)|本文|网友|会员|用户|医生建议|小编"
    r"|[Tt]his (?:site|website|page|article|blog|post|content)|[Oo]ur (?:site|website|partners|terms|privacy|newsletter)"
    r"|[Aa]ll (?:content|images|text|photos)"
    r"|[Tt]he (?:views|opinions|content|information|material)|\b(?:We|I) (?:may|earn|use)|As an\b"
    r"|(?:当|本|この)(?:サイト|ページ|ホームページ|社|誌|記事|记事)"
    r"|掲載|揭载|内容|※|(?:본|이|당|저희)\s?(?:사이트|홈페이지|기사|글|콘텐츠|게시물|신문|사)"
)
_DUTY = edged(
    r"(?P<reprint>转载|转帖|摘编|复制|引用|使用|摘自|收集|整理|来源于?|来自)|(?P<right>版权|著作权|所有权|知识产权)|(?P<leave>授权|许可|允许|同意)|(?P<wrong>侵权|侵犯|侵删|违者|必究|追究)|(?P<ban>未经|严禁|谢绝|请勿|不得|禁止)|(?P<money>投资|谨慎)"
    r"|(?P<name>注明|标明|出处|署名)|(?P<take>删除|处理|更正|撤下|下架|联系)|(?P<duty>责任|负责|免责|担保|保证)|(?P<view>观点|立场|代表|赞同)|(?P<advice>参考|建议|不构成|依据)"
    r"|(?P<truth>真伪|真实性|准确性|辨别|核实|证实|自行|风险)|(?P<give>传递|分享|交流|学习|商业|商用|营利|用途)|(?P<keep>存储|上传|发布|投稿)|(?P<law>法律|法规|协议|条款|隐私|声明)"
    r"|(?P<cookie>[Cc]ookies?|クッキー|쿠키|浏览器)|(?P<en1>copyright|rights|reproduc\w*|republish\w*|reprint\w*)|(?P<en2>permission|permitted|consent|licen[cs]e\w*|licensed)"
    r"|(?P<en3>liab\w+|responsib\w+|warrant\w+|accura\w+)|(?P<en4>views|opinions|endorse\w*|advice|informational)|(?P<en5>privacy|terms|policy|agree)|(?P<en6>affiliate|commission|purchases|sponsor\w*)"
    r"|(?P<en7>necessarily|reflect|author|alone)|(?P<ja1>[无無]断)|(?P<ja2>[転转][載载])|(?P<ja3>禁じ|禁止|お断り)|(?P<ja4>著作[権权])|(?P<ja5>個人差|个人差|取材[時时]|異なる場合|异なる场合|変更)"
    r"|(?P<ja6>責任|保証|免責)|(?P<ja7>使用して|利用して|同意)|(?P<ko1>무단)|(?P<ko2>전재|재배포|복제)|(?P<ko3>금지|금합니다)|(?P<ko4>저작권)|(?P<ko5>책임|보증)|(?P<ko6>사용합니다|동의)|(?P<ko7>참고|견해|의견)"
)
# One of these is among them: sentences of a text share the others, to keep, to hand on, to be careful.
_HARD = edged(
    r"转载|转帖|摘编|版权|著作权|知识产权|授权|许可|侵权|侵删|必究|注明|出处|免责|立场|不代表|仅供参考|不构成|真伪|cookie|隐私|谨慎|浏览器|copyright|republish|reprint|reproduc|permission|licen[cs]"
    r"|\bliab|endorse|\bviews\b|affiliate|purchases|privacy|[无無]断|著作|クッキー|個人差|个人差|取材[時时]|무단|저작권|쿠키|전재",
    re.IGNORECASE,
)
# Whose rights a law or a judgment speaks of, and what only texts of their own say.
_LAW = re.compile(
    r"法院|判决|[一二]审|法定|经营者|本法|第[一二三四五六七八九十百\d]{1,4}[条款]|原告|被告|当事人"
    r"|\(\s*\)|[(【](?:判断|[单多]?选择?|填空|问答|简答)题"  # of an examination
    r"|“|「|『|记者|\?|所[称述]|shall\b|court\b"
)
_SENTENCES = re.compile(r"(?<=[。!?…])|(?<=[.!?])\s|[()【】]|\s[ⓒ©]")
_PHONE = re.compile(r"\d[\d-]{6,}")


@lru_cache(maxsize=LINES_KNOWN)
def is_notice(view: str) -> bool:
    """True for a folded line that speaks of the site or its contents, and of rights or duty."""
    if not MIN_CHARS <= len(view) <= MAX_CHARS or _HARD.search(view) is None or _LAW.search(view):
        return False
    if not all(_speaks_of_duty(sentence) for sentence in _SENTENCES.split(view) if len(sentence) >= MIN_CHARS):
        return False  # a notice glued to the text is a part of its paragraph
    duty = len({match[0] for match in _DUTY.finditer(view)})
    return duty >= (DUTY_MIN if _SELF.search(view) is not None else DUTY_ALONE_MIN)


def _speaks_of_duty(sentence: str) -> bool:
    return _HARD.search(sentence) is not None or (_SELF.search(sentence) is not None and _DUTY.search(sentence) is not None)


def foot_pass(page: Page) -> bool:
    """Mark the sentences of a site at the foot of a page; True when there were any."""
    if page.families().isdisjoint(FURNITURE):
        return False
    live = page.live()
    if len(live) < 2 or not _rule(live[-1]):
        return False
    above = sum(line.is_text for line in live)
    changed = False
    # Who switches off one rule of a class wants its lines to stay; these would go on taking them.
    off = {family_of(rule) for rule in page.off if rule.count(".")}
    for line in reversed(live[1:]):
        above -= line.is_text
        rule = _rule(line)
        if not rule or above < 1 or family_of(rule) in off:
            break
        changed = page.mark(line, Cut(rule, FOOT_RULES[rule], CONFIDENCE)) or changed
    return changed


@lru_cache(maxsize=LINES_KNOWN)
def is_credit(view: str) -> bool:
    """True for a folded line that is roles and names, or says where pictures and news come from."""
    if len(view) > CREDIT_MAX_CHARS:
        return False
    text = view.lstrip("※▲●◎*/—–- ")
    if text[:1] in OPENERS and text[-1:] in CLOSERS:
        text = text[1:-1].strip()
    if text.endswith("提供"):
        return False  # under a picture, of which the text may speak
    return CREDITS.takes(text)


def _rule(line: Line) -> str:
    if is_credit(line.view):
        return "any.credit.foot"
    if is_notice(line.view):
        return "any.notice.foot"
    is_call = not line.prose and is_part(line.view) and not _LAW.search(line.view) and _PHONE.search(line.view) is None
    return "any.advert.foot" if is_call else ""
