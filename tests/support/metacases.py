"""Reading tests/cases/metadata: heads and tails of pages with the fields that they state.

Lives here: metacases(), linecases(). Never here: judging. In a case's lines `…` stands for two paragraphs of text (`…t`
traditional Chinese, `…e` English, `…j` Japanese, `…k` Korean), so that a case shows only what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "metadata"
BODIES = {
    "…": (
        "入秋以后，河水一天比一天浅，岸边的石头露出来，孩子们放学后就在上面跳来跳去，直到天黑才回家。",
        "镇上的人说，手写的字认人，所以目录至今仍旧由值班的人一笔一笔写上去，写完了再念一遍给门口的人听。",
    ),
    "…t": (
        "入秋以後，河水一天比一天淺，岸邊的石頭露出來，孩子們放學後就在上面跳來跳去，直到天黑才回家。",
        "鎮上的人說，手寫的字認人，所以目錄至今仍舊由值班的人一筆一筆寫上去，寫完了再念一遍給門口的人聽。",
    ),
    "…e": (
        "The river had been low since August, and the stones that nobody had seen for years lay along the bank in the sun.",
        "People came down in the evening to look at them, and some took one home, and nobody could say afterwards why.",
    ),
    "…j": (
        "秋に入ってから川の水は日ごとに浅くなり、岸の石が顔を出して、子どもたちは学校の帰りにその上を跳んで遊んだ。",
        "町の人は、手で書いた字のほうが人を覚えていると言い、帳面は今も当番の人が一行ずつ書き足している。",
    ),
    "…k": (
        "가을로 접어들면서 강물은 날마다 얕아졌고, 드러난 돌 위를 아이들이 학교에서 돌아오는 길에 뛰어다녔다.",
        "마을 사람들은 손으로 쓴 글씨가 사람을 알아본다고 말하며, 장부는 지금도 당번이 한 줄씩 적어 넣는다.",
    ),
}


def metacases() -> Iterator[tuple[str, str, dict[str, str]]]:
    """(name, text, fields stated) of each case; the names of a list are joined by `;`."""
    for path in sorted(FOLDER.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("#case ")[1:]:
            name, stated, *rows = block.rstrip("\n").split("\n")
            fields = dict(part.strip().split("=", 1) for part in stated.removeprefix("#meta").split(" | ") if "=" in part)
            yield name, "\n".join(line for row in rows for line in BODIES.get(row, (row,))), fields


# What stands around the line of a case in lines.tsv: (breadcrumb, title, foot), by the last letter of its place.
_AROUND = {
    "": ("首页 > 新闻 > 本地 > 正文", "青屿的冬储菜开始进市", "上一篇：没有了"),
    "t": ("首頁 > 新聞 > 本地 > 內文", "青嶼的冬儲菜開始進市", "回上一頁"),
    "e": ("Home > News > Local", "Village hall roof appeal reaches its target", "Share Tweet Email"),
    "j": ("ホーム > ニュース > 地域", "朝市、百年目の春", "関連記事"),
    "k": ("홈 > 뉴스 > 지역", "강가 산책로 다시 열린다", "관련기사"),
}
_PLACES = ("crumb", "head", "start", "end", "foot")


@dataclass(frozen=True)
class LineCase:
    """A page around one line: its place with the letter of its language, its text, the fields stated."""

    place: str
    text: str
    wanted: dict[str, str]
    known_failure: bool


def linecases() -> Iterator[LineCase]:
    """The cases of lines.tsv: place, line (\\n between two), fields, `known` where it fails. TITLE is the page's title."""
    for row in (FOLDER / "lines.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        place, line, stated, known = (row.split("\t") + ["", ""])[:4]
        base = next(one for one in _PLACES if place.startswith(one))
        lang = place.removeprefix(base)
        crumb, title, tail = _AROUND[lang]
        line = line.replace("\\n", "\n").replace("TITLE", title)
        first, second = BODIES["…" + lang]
        rows = [line if base == "crumb" else crumb, title, line if base == "head" else ""]
        rows += [line + first if base == "start" else first, second + line if base == "end" else second]
        rows += [line if base == "foot" else "", tail]
        fields = dict(part.strip().split("=", 1) for part in stated.split(" | ") if "=" in part)
        yield LineCase(place, "\n".join(one for one in rows if one), fields, known == "known")
