"""Lines that no model takes, whatever its score: sentences, what authors put under a text, what damage looks like.

What lives here: SHIELDED, MARKED_TITLE, SENTENCE, is_shielded(). What never does: weights and verdicts (judge.py).
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.steps.strip.ownline import LOGGED
from corpuskit.steps.strip.page import LINES_KNOWN

__all__ = ["MARKED_TITLE", "SENTENCE", "SHIELDED", "is_shielded"]

# What an author puts under a text, what damage looks like, and the answer of one user to another: never taken whatever the score.
SHIELDED = re.compile(
    r"附件?\s?\d{0,2}\s?[:.、]|附[:表图录]|(?:二[〇零○O0]|(?:19|20)\d\d\s?年)[^\s:|]{2,12}[日号]|.{0,40}[\u00a1-\u00ff]{3}|.{0,60}\ufffd"
    r"|.{1,20}?(?:回复|@)\s?[^\s:]{1,16}\s?:.{4}|[(\[]?(?:[前后中上下]|以[上下])略[)\]]|[(\[]?第.{1,8}[章回节卷部篇话]\s?[完终][)\]]?\Z"
    r"|.{0,20}\b[a-z]\s?[<>=≤≥]\s?[a-z\d]\b|(?:内容|剧情)简介(?:\s?[·.…]){2,12}\Z"
    rf"|{LOGGED.pattern}"
)


MARKED_TITLE = re.compile(
    r"[【\[][\u3400-\u9fff]{2,4}[】\]]\s?[\u3400-\u9fff]{2}"
)  # [original] and the like open the title of a post
# Sentences are the text's, whatever stands around them: with an end mark, or with a clause before a comma.
SENTENCE = re.compile(
    r".{6,}[。!?…][”』」)]?\Z|(?:\S+\s){4}.*[a-z\u0600-\ud7ff][.!?][\"”’)]?\Z"
    r"|(?=[^:|>]{16,}\Z).{6,}(?:(?<!\d),|,(?!\d{3})).{4}"
)


@lru_cache(maxsize=LINES_KNOWN)
def is_shielded(view: str) -> bool:
    """True for what no model takes: sentences, what authors put under a text, what damage looks like."""
    return SHIELDED.match(view) is not None or SENTENCE.match(view) is not None
