"""The grammar of buttons: verbs of the web and what they act on, alone or with words of their own, in four languages.

What lives here: is_button() (in brackets), is_bare_button() (without), and which languages a piece may be in. What never does:
where such a piece stands (asidegrammar.py); the words (asidewords.py).

How it works: the piece is read as words of three classes: acts, what they act on, and what fills the gaps. How much of it must
be such words depends on its brackets. With words of its own a piece needs a verb of the web where its language sets the verb.

Weak: a button of words that no list has.
"""

from __future__ import annotations

import re

from corpuskit.steps.asideforms import ATTACHED, MAIL, QUOTED
from corpuskit.steps.asidewords import EN, JA, KO, ZH, Lexicon, Reading, may_hold, read
from corpuskit.steps.partwords import OTHERS

__all__ = ["BUTTON_MAX_CHARS", "EN_TAIL_MAX_CHARS", "PICTOGRAPHS", "has_han", "is_bare_button", "is_button", "tongues"]

BUTTON_MAX_CHARS, EN_BUTTON_MAX_CHARS = 20, 60
EN_TAIL_MAX_CHARS = 120
EN_BUTTON_MAX_WORDS = 8
CALL_MIN_CHARS = 6
BUTTON_COVER, ROUND_COVER, BARE_COVER = 0.99, 0.9, 0.95
SQUARE_OWN_COVER, ROUND_OWN_COVER = 0.4, 0.5
OPENED_COVER = 0.8  # of a call that begins with a verb and holds another
PICTOGRAPHS = re.compile("[👍👎❤♥♡★☆🔥💬👀♪\ufe0f]")
_POINTERS = re.compile(r"^[\s▲△▼▽◆◇■□●○◎★☆※➤▶►▸☛☞👉👇👆→⇒»>↓↑⬇·•|=~—–-]{1,6}")
_HAN, _HANGUL, _KANA = map(re.compile, ("[\u3400-\u9fff]", "[가-힣]", "[\u3041-\u30fa]"))
_CLAUSES = re.compile(r"[。!?;]|[的]$|第.{1,4}[章节页]|编者|笔者|[他她它]|因为|所以")
_FIRST_VERB = re.compile(
    r"(?:[我请]要?|立即|在线|线上|网上|一键|免费|现在|重新)?(?:点击|点图|点开|查看|查询|观看|收看|收听|试听|试看|播放|下载|打开|开启|展开|收起|显示|隐藏|打印|加入|收藏|分享|订阅|追踪|关注|登录|报名|预约|预订"
    r"|领取|购买|购票|申请|申报|提交|返回|进入|前往|切换|放大|扫码|长按|左右滑动|上下滑动|阅读|浏览|参加|投票|留言|评论|回复)"
)
_LAST_THING = re.compile(
    r"(?:下载|查询|查看|入口|地图|全文|原图|大图|视频|影片|音频|影像|直播|回放|详情|链接|附件|图集|专题|专页|主页|目录|一览表?|示意图|流程图|图解|价目表?|名单|检索|搜索|搜寻|报名|预约|购票|订购|退货|申请|PDF|pdf|版)\s?\Z"
)
_LAST_VERB_JA = re.compile(
    r"(?:见る|見る|読む|聞く|聴く|拡大(?:する)?|表示(?:する)?|再生(?:する)?|印刷(?:する)?|保存(?:する)?|検索(?:する)?|変える|变える|変換(?:する)?|ダウンロード|クリック|タップ|こちら|申し込む|戻る|PDF)\s?\Z"
)
_LAST_VERB_KO = re.compile(r"(?:보기|듣기|읽기|가기|받기|하기|펼치기|접기|내려받기|바로가기|다운로드|확대|신청)\s?\Z")


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


def tongues(text: str) -> tuple[Lexicon, ...]:
    if text.isascii():
        return (EN,)
    if _HANGUL.search(text) is not None:
        return (KO,)
    if _KANA.search(text) is not None:
        return (JA,)
    return (ZH, JA) if has_han(text) else (EN,)


def is_button(text: str, *, square: bool, ends: bool) -> bool:
    """True for verbs of the web and what they act on, in brackets."""
    bare = PICTOGRAPHS.sub("", text).strip(" >»→↓↑▲▼.…")
    for lexicon in tongues(text):
        if not 2 <= len(bare) <= (EN_BUTTON_MAX_CHARS if lexicon is EN else BUTTON_MAX_CHARS) or OTHERS.search(bare):
            continue
        seen = read(bare, lexicon, "act", "thing", "fill")
        if square:
            found = seen.cover >= BUTTON_COVER and (seen.has("act") or (ends and seen.has("thing") and lexicon is not EN))
        elif lexicon is EN:
            found = seen.cover >= BUTTON_COVER and seen.has("act") and seen.has("thing")
        else:
            opened = seen.has("thing") or "更多" in bare or len(bare) >= CALL_MIN_CHARS
            found = (
                seen.cover >= ROUND_COVER
                and opened
                and (seen.has("act") or (lexicon is JA and ends and len(bare) >= CALL_MIN_CHARS))
            )
        if found or (ends and _is_opened(bare, lexicon, seen, square=square)):
            return True
    return ends and ATTACHED.fullmatch(text) is not None


def _is_opened(text: str, lexicon: Lexicon, seen: Reading, *, square: bool) -> bool:
    """True for a button with words of its own: a verb of the web where the tongue sets its verb, and a share of such words."""
    if _CLAUSES.search(text):
        return False
    if lexicon in (JA, KO):
        return (_LAST_VERB_JA if lexicon is JA else _LAST_VERB_KO).search(text) is not None
    if lexicon is EN:
        return square and text[0].isupper() and seen.first == "act" and len(text.split()) <= EN_BUTTON_MAX_WORDS
    opened = _FIRST_VERB.match(text) is not None or _LAST_THING.search(text) is not None
    return opened and seen.cover >= (SQUARE_OWN_COVER if square else ROUND_OWN_COVER)


def is_bare_button(text: str) -> bool:
    """True for the same without brackets: nearly all of it must be such words, and the first one opens a call."""
    pointed = _POINTERS.match(text) is not None or text[-1] in ">»↓▼▲"
    bare = QUOTED.sub("", MAIL.sub("", PICTOGRAPHS.sub("", text))).strip(" ▲△▼▽◆■●◎★☆※➤▶►☛☞→⇒»>↓↑⬇|=~—–-。.!,、:")
    if not 2 <= len(bare) <= EN_TAIL_MAX_CHARS:
        return False
    return any(_opens_call(text, bare, lexicon, pointed=pointed) for lexicon in tongues(text))


def _opens_call(text: str, bare: str, lexicon: Lexicon, *, pointed: bool) -> bool:
    if len(bare) > (EN_TAIL_MAX_CHARS if lexicon is EN else 2 * BUTTON_MAX_CHARS):
        return False
    if not (pointed or may_hold(bare, lexicon, "act")) or OTHERS.search(bare):
        return False
    mailed = MAIL.search(text) is not None
    seen = read(bare, lexicon, "act", "thing", "fill")
    if lexicon is EN and (not bare[0].isupper() or (seen.first != "act" and not pointed and not mailed)):
        return False
    acts = seen.words.get("act", 0)
    if seen.cover >= BARE_COVER:
        return acts > 1 or (acts > 0 and (seen.has("thing") or pointed or mailed)) or (pointed and seen.has("thing"))
    return lexicon is ZH and acts > 1 and seen.first == "act" and seen.cover >= OPENED_COVER
