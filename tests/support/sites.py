"""Two hundred pages of ten made-up site styles, each line known to be the site's or the page's; for the figures of templates.

Lives here: pages_of_sites(). Never here: judging. The lines of the sites are such that no rule knows them; what repeats in the
texts (a refrain, a legal formula, list heads) is the pages' own.
"""

from __future__ import annotations

import random

SITES, PAGES = 10, 20
_NOUNS = (
    *("山风", "渡口", "石桥", "麦田", "灯塔", "书柜", "茶汤", "铁轨", "窗台", "水车"),
    *("竹席", "纸船", "瓦片", "井台", "柴门", "棉线", "砚台", "风筝", "谷仓", "马灯"),
)
_VERBS = (
    *("慢慢走", "亮起来", "说故事", "等你来", "留下来"),
    *("记得住", "看得见", "讲明白", "写下去", "读一读"),
)
_WHO = (
    *("老人", "孩子", "工匠", "船夫", "邻居"),
    *("教师", "学徒", "医生", "农户", "店主"),
)
_DID = (
    *("修好了门闩", "数完了台阶", "量过了水位", "翻开了旧账", "搬走了木料"),
    *("点亮了马灯", "晒干了谷子", "写下了日期", "换掉了绳子", "扫净了院子"),
)
_WHEN = (
    *("天亮以前", "午饭以后", "雨停的时候", "入冬那天", "收工之后"),
    *("集市散了", "桥通车前", "河水退了", "灯灭以后", "过节那天"),
)
FORMULA = "特此通知，请遵照执行。"
REFRAIN = "月亮出来亮堂堂"
HEADS = ("一、", "二、", "三、")


def _sentence(draw: random.Random) -> str:
    parts = [f"{draw.choice(_WHEN)}，{draw.choice(_WHO)}{draw.choice(_DID)}" for _ in range(draw.randint(2, 4))]
    return "，".join(parts) + f"，一共用了{draw.randint(2, 90)}天。"


def _furniture(draw: random.Random, count: int) -> list[str]:
    return [
        f"{draw.choice(_NOUNS)}{draw.choice(_VERBS)}{draw.choice(' ·｜-')}{draw.choice(_NOUNS)}{draw.randint(1, 999)}"
        for _ in range(count)
    ]


def pages_of_sites(seed: int = 11) -> list[tuple[str, str, frozenset[int]]]:
    """(site, text, numbers of the lines that are the site's) of each page, sites in mixed order."""
    draw = random.Random(seed)
    made = []
    for n in range(SITES):
        head, foot = _furniture(draw, draw.randint(1, 4)), _furniture(draw, draw.randint(2, 6))
        bars = _furniture(draw, 2)  # a section's bar, on half of the pages each
        for page in range(PAGES):
            body = [f"第{page}篇{draw.choice(_NOUNS)}{draw.choice(_WHO)}{draw.choice(_DID)}"]
            for paragraph in range(draw.randint(4, 9)):
                body.append(_sentence(draw))
                if n % 3 == 0 and paragraph < len(HEADS):
                    body.append(HEADS[paragraph])
                if n % 3 == 1 and paragraph % 2:
                    body.append(REFRAIN)
            if n % 3 == 2:
                body.insert(len(body) // 2, FORMULA)
            rows = [*head, bars[page % 2], *body, *foot]
            site = {*range(len(head) + 1), *range(len(rows) - len(foot), len(rows))}
            made.append((f"site-{n}.example", "\n".join(rows), frozenset(site)))
    draw.shuffle(made)
    return made
