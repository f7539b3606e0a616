"""A line that is the name of a section and nothing else.

What lives here: is_section_name(), bare_section(), SLASH. What never does: where such a line may stand (sections.py), chains of
several names (sectiongrammar.py).

Weak: a word of the site's own (切换城市) that no list holds.
"""

from __future__ import annotations

import re

from corpuskit.steps.fieldgrammar import field_weight, label_alone, tokens_of
from corpuskit.steps.namegrammar import is_outlet

__all__ = ["SLASH", "bare_section", "is_section_name"]

ALONE_MAX_CHARS, ALONE_LATIN_MAX_CHARS = 10, 24
SLASH = re.compile("[／/]")
_NEWS = ("新闻", "新聞", "快讯", "快訊", "频道", "頻道")  # how sections end, and outlets too
_DECOR = re.compile(r"\A[^\w《》()（）]+|[^\w《》()（）]+\Z|\s?[(（]\d{1,4}[)）]\Z")
_ALONE = re.compile(r"[^\W\d_]+(?:[／/・&][^\W\d_]+){0,2}|[A-Za-z]+(?:\s(?:&\s)?[A-Za-z]+){0,3}")
_NO_ALONE = re.compile(
    r"[上下]一|首[页頁]|主[页頁]|返回|登[录錄入]|[关關]注|[订訂][阅閱]|收藏|打印|列印|分享|客[户戶]端|[会會][员員]|搜[索尋寻]|正文|[内內]容|[导導][航覽览]|[简簡繁][体體]|手机|手機|匿名|原[创創]|[广廣]告|[关關][于於]|[联聯][系繫络絡]|[转轉][载載]|置[顶頂]|推[荐薦]|[热熱][门門]|更多|目[录錄]|[声聲]明|版[权權]|ログイン|ホーム|メニュー|홈|로그인|메뉴|검색"
    r"|(?i:\b(?:home|menu|log ?in|sign|skip|search|share|print|subscribe|advert\w*|sponsored|english)\b)"
)


def bare_section(raw: str) -> str:
    """A line without the marks around it and without a number in brackets behind it."""
    return _DECOR.sub("", raw.strip())


def is_section_name(name: str) -> bool:
    """True for what may be the name of a section and nothing else: no label, tool, time or outlet."""
    if not 2 <= len(name) <= (ALONE_LATIN_MAX_CHARS if name.isascii() else ALONE_MAX_CHARS) or _ALONE.fullmatch(name) is None:
        return False
    if (is_outlet(name) and not name.endswith(_NEWS)) or _NO_ALONE.search(name) is not None or label_alone(name) is not None:
        return False
    return not field_weight(name) and all(token.kind == "free" for token in tokens_of(name))
