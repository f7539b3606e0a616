"""The roles of credits with the field that each fills, in three languages, and words that only look like names.

What lives here: words. What never does: patterns (creditparts.py); names of persons.
"""

from __future__ import annotations

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table

__all__ = ["FIELD_OF", "NO_NAMES"]

# "weak": an author where nobody else is one; "": who fills nothing.
_ROLES = {
    "author": (
        "记者 通讯员 特派员 特派員 评论员 观察员 撰稿 撰文 撰写 执笔 主笔 供稿 投稿 来稿 作者 笔者 采写 采访 报道 报导 特稿 "
        "文字 图文 文图 文并图 文 撰 实习生 见习生 编译 取材 执笔者 聞き手 闻き手 構成 构成 著者 글 취재 기자"
    ),
    "weak": "整理",
    "editors": "编辑 责编 编审 编校 主编 总编 编发 编 編集 编集 편집",
    "reviewers": (
        "校对 审核 审校 审读 审稿 审定 审阅 复核 校审 核校 校核 责校 核稿 一审 二审 三审 初审 复审 终审 监审 一校 二校 三校 "
        "校 审 校閲 校阅 교열"
    ),
    "": (
        "图 图片 摄 摄影 摄像 拍摄 供图 配图 制图 制表 绘图 插画 插图 漫画 手绘 题图 视频 剪辑 后期 录音 播音 主播 朗读 配音 "
        "出镜 设计 美编 美术 排版 版式 监制 策划 统筹 出品 监播 制作 口述 翻译 翻訳 录入 值班主任 值班总监 值班 责任 签发 顾问 "
        "監修 监修 写真 撮影 動画 动画 イラスト 사진 영상 그래픽 촬영 정리"
    ),
}
FIELD_OF = {fold(word, fold_table()): field for field, words in _ROLES.items() for word in words.split()}
# They begin like a name, with a family name.
_NO_NAMES = "单位 应用 全文 金融 高清 万方 方法 方式 安全 平台 时间 管理 项目 程序 成员 万次 易信"
NO_NAMES = frozenset(_NO_NAMES.split())
