"""Injected names glued amid paragraphs: behind the end of a sentence, right before another one that begins by itself.

What lives here: heads_of() (what stands at the beginnings of sentences), amid_names() (which of it is an injected name, and how
sure). What never does: a first look at many texts (amidhints.py), where else a name stands (evidence.py), cutting (spam.py).

How it works: a name that is the subject of its sentences is followed by what goes on with them (的, 是, 也, 把), and it stands
inside other sentences too. A name that is no part of any sentence is followed by what begins one (但是, 这件事, 村里), each
time by something else. The followers are weighed by their first characters (openings.py); one in five may go on, since some
sentences have no subject. Together with the places where the name stands isolated this decides. The character model says whether
the name is one: common words and phrases open sentences too. What opens a paragraph besides is what the text is about: nobody
glues there. Where it stays undecided there is a note.

Weak: a name called out at the head of sentences, and an office's name before nouns of its own, have followers of the same kind.

Long for the words that tell how a name stands in a sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import inf
from operator import itemgetter
from typing import Any, NamedTuple

from corpuskit.steps.strip.openings import opening_odds
from corpuskit.steps.strip.page import Line, Page
from corpuskit.steps.strip.pieces import TITLE_LINES, TOKEN_MAX_CHARS, TRADE, Piece, is_token, low

__all__ = [
    "GOES_ON",
    "HEAD_CHARS",
    "MANY_HEADS",
    "NAME_MIN_CHARS",
    "SHORT_NAME_CHARS",
    "Amid",
    "Head",
    "amid_names",
    "goes_on",
    "heads_of",
    "is_foreign_name",
    "is_name",
    "is_phrase",
    "may_be_name",
    "rest_of",
]

HEAD_CHARS = 28  # of a sentence, the name and what follows it
HEADS_MAX = 2_000  # of a page
PIECE_CHARS = 60  # of a piece that are looked at
PAGES_KNOWN, HEADS_KNOWN = 128, 200  # pages of so many heads go side by side, and most stay as they are from pass to pass
NAMES_KNOWN = 10_000  # that were asked about before
NAME_MIN_CHARS, SHORT_NAME_CHARS = 3, 2  # a short one must stand alone on lines more than once, or in two kinds of places
# Of the sum of odds: of a name that is made as such names are, and of others.
CUT_MIN, SHAPED_CUT_MIN = 0.7, 0.3
MANY_CUT_MIN, SHAPED_MANY_CUT_MIN = 3.0, 1.0  # where no other place shows it
SOURCED_CUT_MIN = 2.0  # where only a line of sources has it
SHORT_CUT_MIN, NOTE_MIN = 2.0, 1.0
# A short name that stands at heads only: as foreign as no word of two characters and hardly a given name is.
SHORT_FOREIGN_MAX = -9.0
SOURCED = 0.7
MANY_HEADS = 3
ODDS_MAX = 2.0
GOES_ON = -1.0  # log odds of a follower
GOES_ON_RATIO = 0.2  # of the followers may go on with a sentence
# Mean log probability of a character behind a full stop: phrases and common words have -3 to -5, made-up names -6 to -14.
FOREIGN_MAX, SHAPED_MAX = -5.8, -5.2
PHRASE_MIN, RARE_MAX = -5.3, -7.0
LONE_ISOLATED = 1.7  # a line with the name alone and the title
SHORT_HEADS = 2

_FIRST = re.compile(r"\s*(?=[^\s。!?…，,、;:”』」)\]】])")
_START = re.compile(rf"[。!?…][”』」]?{_FIRST.pattern}")
# What no sentence begins with: the words of an advert, between the name and what follows it.
_TAIL = re.compile(
    r"(?:\([\u3400-\u9fff]{1,10}\)|app|官网|官方(?:网站)?|平台|下载|登[录陆]|注册|入口|首页|手机版|客户端|娱乐|体育|国际){1,4}",
    re.IGNORECASE,
)
_ADVERT = re.compile(rf"\([^()]{{1,10}}\)|(?:{TRADE.pattern})|最新|版|平台|网站|手机|中国|集团", re.IGNORECASE)
# Behind a name called out, or set before its own pronoun, the same stands as at the beginning of a sentence.
_CALLS = re.compile(
    r"[你您我咱](?!们)|[他她它][妈爸爹娘爷奶哥姐弟妹儿女老媳姥舅叔伯婶姑自这那家]|如果|要是|请|[这那][个种样些位几时才]|今|昨|明|现|当时"
)
_SET_OFF = re.compile(r"\s*[:|_—-]")  # behind a name before a title
_BEGINS = re.compile("[\u3400-\u9fff“「《『]")  # other characters go on with a word, a name in a list, a speech
_NO_NAME_HEAD = re.compile(r"[\d年月日时第]{2}|\d+[年月日时:.]|[“「《]")
_WEIGHT_OF = {"title": 1.0, "publisher": 1.0, "bracket": 1.0, "glued": 1.0, "address": 1.0, "gone": 1.0, "alone": 0.7}
_NO_NAME = re.compile(r"[\u3040-\u30ff\uac00-\ud7a3。,!?;:、…\s“”‘’\"'「」《》<>=&/\\\\|#%{}$^*+~]")
_HAN_ONLY = re.compile("[\u3400-\u9fff]+")
_SHAPE = re.compile(
    r"国际|体育|电竞|平台|彩票|彩金|游戏|传媒|集团|直播|影视|\A[\w.-]+\.(?:com|net|cn|org|cc|vip|top|xyz|bet|app|info|co|tv|me|club|site|online|win|fun|io)\Z"
)


class Head(NamedTuple):
    """The beginning of a sentence: its line, where it stands in the raw line, and its words, folded, in small letters."""

    line: Line
    start: int
    text: str
    opens: bool  # whether it opens its line


class Amid(NamedTuple):
    """A name at the heads of sentences, where it is, and whether it goes or is worth a note only."""

    token: str
    heads: list[Head]
    sure: bool


def follows(rest: str, *, called: bool = True) -> float:
    """The log of the odds that a sentence begins with what follows a name. called: count what also stands behind a name that is
    called out."""
    bare = rest.lstrip()
    if bare and not _BEGINS.match(bare):
        return 0.0 if bare[0] in "。!?…" else -ODDS_MAX
    odds = max(-ODDS_MAX, min(ODDS_MAX, opening_odds(bare)))
    return min(odds, 0.0) if not called and _CALLS.match(bare) else odds


def _starts(view: str) -> Iterator[int]:
    first = _FIRST.match(view)
    if first is not None:
        yield first.end()
    for match in _START.finditer(view):
        yield match.end()


def heads_of(lines: Iterable[Line], page: Page) -> list[Head]:
    """The beginnings of the sentences of the paragraphs of a page. Those of a line are the same as long as the line is."""
    known: dict[int, tuple[str, list[Head]]] = page.heads
    found: list[Head] = []
    seen: set[str] = set()  # a paragraph that a page shows twice is one witness
    for line in lines:
        if not line.prose or line.view in seen:
            continue
        seen.add(line.view)
        raw, heads = known.get(line.at, ("", []))
        if raw != line.raw:
            raw, view = line.raw, low(page.folded(line))
            heads = [Head(line, at, view[at : at + HEAD_CHARS], not raw[:at].strip()) for at in _starts(view)]
            known[line.at] = raw, heads
        found += heads
        if len(found) >= HEADS_MAX:
            break
    return found


def _shared(heads: Sequence[Any], text_of: Any) -> dict[str, int]:
    """Beginnings that heads share, each as long as two neighbours in the order of the alphabet have it in common."""
    found: dict[str, int] = defaultdict(int)
    texts = sorted(text_of(head) for head in heads)
    for one, other in pairwise(texts):
        size = 0
        for a, b in zip(one[:TOKEN_MAX_CHARS], other, strict=False):
            if a != b:
                break
            size += 1
        if size >= NAME_MIN_CHARS:
            found[one[:size]] += 1
    return found


def rest_of(text: str, token: str) -> str:
    """What follows a name and the words of its advert."""
    tail = _TAIL.match(text, len(token))
    return text[tail.end() if tail else len(token) :]


def _is_shaped(token: str) -> bool:
    """True for a name that is made as the injected ones are: with a word of their trade, or of two kinds of characters."""
    if TRADE.search(token) or _SHAPE.search(token):
        return True
    kinds = {"han" if c >= "\u3400" else "digit" if c.isdigit() else "latin" for c in token if c.isalnum()}
    return len(kinds) > 1


def _is_foreign(token: str, *, shaped: bool) -> bool:
    return commonness(token) <= (SHAPED_MAX if shaped else FOREIGN_MAX)


def _is_short_foreign(name: str) -> bool:
    return _HAN_ONLY.fullmatch(name) is not None and commonness(name) <= SHORT_FOREIGN_MAX


def is_phrase(token: str) -> bool:
    """True for everyday words in Han: a refrain, a saying."""
    return _HAN_ONLY.fullmatch(token) is not None and commonness(token) > PHRASE_MIN


@lru_cache(maxsize=1_000)
def commonness(token: str) -> float:
    """The mean log probability of the characters of a name behind a full stop."""
    if token.isascii():
        return -inf
    from corpuskit.steps.repair.plausibility import logp_each  # late: few pages have a name to ask of

    both, stop = logp_each(["。" + token, "。"])
    return (both - stop) / len(token)


def goes_on(heads: Sequence[Head], token: str, pieces: Sequence[Piece]) -> list[Head]:
    """The heads that begin with a name as the subject of their sentence, and are no isolated pieces; none where most others begin
    a sentence behind it."""
    isolated = {(piece.line.at, piece.start) for piece in pieces}
    at = [head for head in heads if head.text.startswith(token) and (head.line.at, head.start) not in isolated]
    found = [head for head in at if follows(rest_of(head.text, token)) <= GOES_ON]
    return found if len(found) > max(GOES_ON_RATIO * len(at), _is_shaped(token)) else []


def _is_bare(piece: Piece, name: str) -> bool:
    """True for a piece that is the name and words of its advert only."""
    if piece.kind == "publisher":
        return True
    return not re.search(r"[\w]", _ADVERT.sub("", piece.text.replace(name, "")))


def _isolated(pieces: Sequence[Piece]) -> float:
    """What the places where a name stands isolated weigh together."""
    kinds: Counter[str] = Counter()
    for piece in pieces:
        if not piece.closed:
            kinds[piece.kind] += 1
    return sum(_WEIGHT_OF.get(kind, 0.0) * (1 + (kind == "alone" and count > 1)) for kind, count in kinds.items())


class _Weighed(NamedTuple):
    score: float
    goes_on: int
    distinct: int


def _weigh(rests: Sequence[str], *, called: bool) -> _Weighed:
    """What the followers of a name say together; the same words twice are one witness."""
    different = {rest[:4]: rest for rest in rests}
    values = [follows(rest, called=called) for rest in different.values()]
    return _Weighed(sum(values), sum(value <= GOES_ON for value in values), len({rest[:2] for rest in different if rest.strip()}))


@lru_cache(maxsize=PAGES_KNOWN)
def _names_of(heads: tuple[tuple[str, bool], ...], texts: tuple[str, ...]) -> frozenset[str]:
    """What heads share with each other, or with the text of a piece. heads: the words of each, and whether it opens its line."""
    pairs = {text[n : n + SHORT_NAME_CHARS] for text in texts for n in range(len(text) - 1)}
    names = set(_shared(heads, itemgetter(0)))
    amid = Counter(text[:SHORT_NAME_CHARS] for text, opens in heads if not opens)
    names |= {pair for pair, count in amid.items() if count >= MANY_HEADS and _is_short_foreign(pair)}
    for head, _ in heads:
        if head[:SHORT_NAME_CHARS] not in pairs:
            continue
        for text in texts:
            size = SHORT_NAME_CHARS
            if head[:size] not in text:
                continue
            while size < min(len(head), TOKEN_MAX_CHARS) and head[: size + 1] in text:
                size += 1
            names.add(head[:size])
    return frozenset(names)


def _names_at(heads: Sequence[Head], pieces: Sequence[Piece]) -> dict[str, list[Head]]:
    """Candidates: what heads share with each other, or with a piece that stands isolated, and the heads with each."""
    find = _names_of if len(heads) <= HEADS_KNOWN else _names_of.__wrapped__
    names = find(tuple([head[2:] for head in heads]), tuple([piece.text[:PIECE_CHARS] for piece in pieces]))
    by_pair: dict[str, list[Head]] = defaultdict(list)
    for head in heads:
        by_pair[head.text[:SHORT_NAME_CHARS]].append(head)
    found = {}
    for name in names:
        bare = name.rstrip(" ([【")
        if is_name(bare):
            found[bare] = [head for head in by_pair[bare[:SHORT_NAME_CHARS]] if head.text.startswith(bare)]
    return found


def amid_names(page: Page, heads: Sequence[Head], pieces_of: Any, pieces: Sequence[Piece]) -> list[Amid]:
    """Names at the heads of sentences that are no part of them, those with the most places first; pieces_of: the isolated pieces
    of a name."""
    found: list[tuple[tuple[float, int, str], Amid]] = []
    whole = ""
    for name, at in _names_at(heads, pieces).items():
        titled = [head for head in at if head.opens and head.line.at < TITLE_LINES and _SET_OFF.match(head.text, len(name))]
        at = [head for head in at if head not in titled]
        if all(head.opens for head in at):
            continue
        shaped = _is_shaped(name)
        weighed = _weigh([rest_of(head.text, name) for head in at], called=shaped)
        if weighed.score <= 0 or weighed.goes_on > GOES_ON_RATIO * len(at):
            continue
        whole = whole or "\n".join({low(page.folded(line)) for line in page.live()})
        own = [piece for piece in pieces_of(name) if _is_bare(piece, name)]
        if _inside(whole, name, own, at + titled) or not _is_foreign(name, shaped=shaped):
            continue
        apart = _isolated(own) + bool(titled and not any(piece.kind == "title" for piece in own))
        isolated = apart if apart >= 1 else apart + _sourced(page, name)
        if len(name) < NAME_MIN_CHARS and (len(at) < SHORT_HEADS or weighed.score < SHORT_CUT_MIN):
            continue
        if len(name) < NAME_MIN_CHARS and not isolated:
            if _stands_alone(name, at, weighed):
                found.append(((len(at), len(name), name), Amid(name, at, True)))
            continue
        glued = sum(not head.opens for head in at)
        sure = glued == len(at) and _is_sure(name, weighed, glued, isolated, shaped=shaped)
        if not sure and shaped and glued == len(at) > 1 and not weighed.goes_on and weighed.score >= SHAPED_CUT_MIN:
            # the name of a trade, and once with its advert, before sentences that begin without it
            sure = TRADE.search(name) is not None and any(TRADE.match(head.text, len(name)) for head in at)
        if sure or (
            weighed.score >= NOTE_MIN
            and weighed.distinct > 1
            and commonness(name) <= RARE_MAX
            and (isolated or len(at) >= MANY_HEADS)
        ):
            found.append(((len(at) + isolated, len(name), name), Amid(name, at, sure)))
    return [amid for _, amid in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _stands_alone(name: str, heads: Sequence[Head], weighed: _Weighed) -> bool:
    """True for a short name that nothing else shows: in paragraph after paragraph before another sentence each time, as subject
    of none, and of characters that do not follow one another in words."""
    return (
        _is_short_foreign(name)
        and not any(head.opens for head in heads)
        and len({head.line.at for head in heads}) >= MANY_HEADS
        and weighed.distinct == len(heads)
        and not weighed.goes_on
    )


def _sourced(page: Page, name: str) -> float:
    """What it weighs that a name stands where a page says whose it is."""
    told = any(line.cut is not None and line.cut.family in ("source", "credit") and name in low(line.view) for line in page.lines)
    return SOURCED if told else 0.0


def _is_sure(name: str, weighed: _Weighed, heads: int, isolated: float, *, shaped: bool) -> bool:
    least = SHAPED_CUT_MIN if shaped else CUT_MIN
    if isolated == SOURCED and not shaped:  # members and heads of an office that tells of itself
        least = SOURCED_CUT_MIN
    if isolated and heads > 1 and weighed.distinct > 1 and weighed.score >= least:
        return True
    if isolated >= LONE_ISOLATED and weighed.score >= least and len(name) >= NAME_MIN_CHARS:
        return True
    shaped = TRADE.search(name) is not None or _SHAPE.search(name) is not None
    least = SHAPED_MANY_CUT_MIN if shaped else MANY_CUT_MIN
    if not shaped and commonness(name) > RARE_MAX:
        return False
    return heads >= MANY_HEADS and weighed.distinct > 1 and weighed.score >= least and not weighed.goes_on


def _inside(whole: str, name: str, pieces: Sequence[Piece], heads: Sequence[Head]) -> bool:
    """True where a name stands anywhere but at heads of sentences and where it is isolated: it may be a word of the text."""
    places = whole.count(name) - f"\n{whole}\n".count(f"\n{name}\n")  # a head alone counts nothing
    others = [
        piece
        for piece in pieces
        if piece.kind not in ("publisher", "gone") and piece.line.cut is None and low(piece.line.view) != name
    ]
    apart = len(heads) + sum(piece.text.count(name) for piece in others)
    return places > apart


def may_be_name(texts: Sequence[str], amid: Sequence[bool], size: int) -> bool:
    """True where what stands behind characters that several places share, `size` of them at least, begins sentences; amid: which
    places are heads of sentences."""
    names = _shared(texts, str) if size >= NAME_MIN_CHARS else {texts[0][:size]: 1}
    for name in names:
        bare = name.rstrip(" ([【")
        if not is_name(bare):
            continue
        begun = [(text, is_head) for text, is_head in zip(texts, amid, strict=True) if text.startswith(bare)]
        if len(begun) < MANY_HEADS or not is_foreign_name(bare):
            continue
        rests = [rest_of(text, bare).lstrip("】])」』〗") for text, is_head in begun if is_head]
        if not rests:
            continue
        shaped = _is_shaped(bare)
        weighed = _weigh(rests, called=shaped)
        if weighed.score >= (SHAPED_CUT_MIN if shaped else CUT_MIN) and weighed.goes_on <= GOES_ON_RATIO * len(rests):
            return True
    return False


@lru_cache(maxsize=NAMES_KNOWN)
def is_foreign_name(bare: str) -> bool:
    """Whether a name is none of the words and phrases that open sentences everywhere; these stand in text after text."""
    return _is_foreign(bare, shaped=_is_shaped(bare))


def is_name(bare: str) -> bool:
    """Whether a name, folded and in small letters, may be one that a page has injected, by its own characters."""
    if len(bare) == SHORT_NAME_CHARS and opening_odds(bare) >= ODDS_MAX:
        return False  # sentences begin with it
    return len(bare) >= SHORT_NAME_CHARS and is_token(bare) and not (_NO_NAME.search(bare) or _NO_NAME_HEAD.match(bare))
