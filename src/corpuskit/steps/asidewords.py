"""The words that asides of a site are made of, by class and tongue: verbs of the web, what they act on, roles, adverts.

What lives here: Lexicon, the classes of words, reading a text as such words (read()). What never does: how much of a piece they
must cover, and where on a line it may stand (asidegrammar.py); names of sites, brands, persons.

How it works: a text is read from left to right, the longest word first; what is no word of a class is counted as foreign. The
words are folded like the lines that they are looked for in, so that both scripts need one list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table

__all__ = ["EN", "JA", "KO", "STATES", "ZH", "Lexicon", "Reading", "may_hold", "read"]

_ZH = {
    "act": (
        "点击 点选 点开 点此 点我 点这里 点这 单击 轻触 轻点 点按 戳 猛戳 长按 扫码 扫描 扫一扫 识别 滑动 左右滑动 "
        "上下滑动 左滑 右滑 下拉 上滑 查看 查阅 查询 看 阅读 展读 浏览 观看 收看 收听 听 试听 试读 试看 播放 播报 朗读 "
        "下载 安装 打开 打印 列印 复制 收藏 分享 转发 转寄 点赞 按赞 投票 评论 发表 回复 回覆 跟帖 提问 发问 咨询 解答 "
        "回答 纠错 报错 投诉 举报 检举 反馈 评价 点评 打分 评分 打赏 赞赏 订阅 关注 追踪 登录 登入 登陆 注册 报名 预约 "
        "预订 领取 购买 选购 抢购 下单 加入 进入 返回 回到 回 跳转 前往 展开 收起 折叠 隐藏 显示 编辑 修改 删除 添加 "
        "新增 放大 缩小 搜索 搜 邀请 上传 投稿 爆料 催更 求助 参与 加 写 赞 踩 顶 引用 认领 申请 查 打卡"
    ),
    "thing": (
        "全文 原文 正文 大图 原图 高清图 高清大图 图片 图集 图辑 组图 多图 动图 长图 海报 视频 影片 影音 音频 录音 直播 "
        "直播间 回放 重播 集锦 动画 专题 专栏 专页 栏目 目录 顶部 顶端 页首 首页 主页 列表 上页 下页 上一页 下一页 本页 "
        "此页 本文 本帖 此文 评论 全部评论 留言 聊天室 讨论区 评论区 讨论 地图 日历 行事历 成绩 统计 数据 附件 文件 表格 "
        "模板 样本 电子版 PDF pdf WORD Word word doc DOC excel 客户端 APP App app 小程序 公众号 微信 微博 朋友圈 粉丝团 "
        "粉丝专页 粉专 脸书 LINE Line 电子报 频道 二维码 链接 连结 网址 网页 页面 手机 手机版 电脑版 报纸 版面 详情 书签 "
        "书架 收藏夹 最爱 字幕 弹幕 购物车 答案 解析 译文 注释 来源 样式 代码 完整版 无删减版 清单 名单 榜单 排行榜 "
        "走势图 行情 公告 通知 位置 路线 导航 评测 攻略 快讯 影 新闻 报道 资讯 文章 帖子 主题 楼层 话题 资料 幻灯片 PPT "
        "课件 入口 专区 流程 图解 演示 发音 片段 评分 语音 原声 乐谱 歌词 记录 结果 题目 价格 报价 活动 报名表 投票 表情 歌单"
    ),
    "fill": (
        "请 请您 敬请 欢迎 我 我要 我来 我想 想 想要 您 你 完整 全部 所有 更多 更多精彩 精彩 详细 高清 最新 相关 本地 "
        "在线 线上 免费 立即 立刻 马上 即可 可 可以 了解 知道 的 之 到 至 在 去 用 以 并 或 和 与 及 把 将 从 往 继续 "
        "向左 向右 向下 往下 一下 这里 此处 处 下方 上方 右侧 左侧 右上角 左下角 上图 下图 下面 上面 文末 文中 文首 此 "
        "本 该 更新 内容 信息 后 后可见 可见 前 中 按钮 今日 昨日 本期 往期 历史 历次 全程 详 见 情 吧 哦 啦 了 个 次 "
        "看看 一起 大家 朋友 给 让 为 窗口 本站 本网 官网 官方 第一时间 获取 掌握 一手 不漏接 好康 好友 粉丝 群 读者群 "
        "交流群 账号 帐号 窗 喜欢 觉得 不错 在看 三连 我们 你们 支持 下 小 大 一 键 同款 赛后 技术 方案 有问题 有疑问 "
        "如有 疑问 意见 建议 记得 别忘 别忘了 有用 有帮助 顺手 动动手指 一键 哟 呀 嘛 呢 亲 们 每天 本号 "
        "本店 帮 我们的 公众 新的 好的 随时 请到 重新 各类 各种 服务 进度 一览 一张 附"
    ),
    "head": (
        "相关 延伸 扩展 拓展 推荐 往期 上期 前期 下期 此前 早前 稍早 前情 提要 回顾 更多 热门 热点 猜你喜欢 猜你想看 "
        "你可能 您可能 也 还 会 想看 喜欢 感兴趣 爱看 看更多 看 阅读 报道 报导 新闻 链接 连结 文章 专题 视频 影片 影音 "
        "内容 攻略 故事 资讯 精选 同题 同类 系列 参考 编辑 小编 今日 精彩 图集 组图 图辑 案例 话题 点评 评论 消息 "
        "大家都在看 大家还在看 都在看 详见 另见 参见 原文 为你 为您 请看 请见 点击 查看 点击查看 延伸阅读 继续 了解 "
        "其他 其它 栏目 题 文 更多的 历史 周边 独家 最新 进展 后续 预告 作者 的 上 一 篇 下 本 期"
    ),
    "related": (
        "相关 延伸 扩展 拓展 往期 上期 前情 此前 早前 更多 猜你喜欢 猜你想看 想看 感兴趣 爱看 看更多 推荐 热门 同题 "
        "都在看 详见 另见 点击查看 查看 继续阅读 周边"
    ),
    "advert": (
        "限时 优惠 特惠 特价 折扣 打折 半价 立减 满减 直降 免费 领取 福利 红包 礼包 好礼 大礼 首单 首月 包邮 秒杀 抢购 "
        "抢先 报名 名额 报价 估价 一口价 赞助 赞助商 冠名 特约 独家 订购 咨询 预约 招生 加盟 招商 理性投注 体验课 体验 "
        "试听课 优惠券 代金券 会员 开通 充值 点击 扫码 立即 马上 下单 购买 上架 详聊 私聊 进群 备注 客服 专线 热线 广告 "
        "推广 0元 买一送一 活动价 团购 秒批 低至 仅需 仅售 元起 起售 现货 直销 厂家"
    ),
    "plea": (
        "求 跪求 月票 推荐票 收藏 订阅 打赏 票票 鲜花 推荐 支持 投票 加更 最大的 动力 您的 你的 您 你 们 是 作者 新书 "
        "新人 本书 拜谢 谢谢 感谢 谢 给 点 各位 书友 大家 多多 请 的 继续 码字 和 与 啦 了 吧"
    ),
}
_JA = {
    "act": (
        "見る 見て 読む 読んで 聞く 聴く 拡大する 拡大 再生 再生する 表示 表示する 開く 閉じる 印刷 印刷する 保存 "
        "保存する 編集 追加 追加する 登録 登録する 購入 予約 応募 配信中 配信 受付中 共有 シェア シェアする ツイート "
        "フォロー フォローする ダウンロード クリック タップ ポチッと ポチっと 応援 投票 戻る 戻す もどる 進む 続く "
        "チェック 検索 申し込む 問い合わせ 受け取る ログイン"
    ),
    "thing": (
        "画像 写真 動画 映像 音声 記事 関連記事 地図 レシピ ページ 先頭 トップ 目次 一覧 全文 詳細 詳しく お気に入り "
        "続き 会員 有料会員 公式 LINE ライン チャンネル アプリ メルマガ ランキング ブログ ブログ村 広告 スポンサー PR "
        "バナー コメント サイト ホームページ HP SNS 最新情報 情報 ニュース クリップ 面 別面 特集"
    ),
    "fill": (
        "を が に へ で の は も と から まで こちら こちらから ここ 下 上 右 左 限定 あり 付き 用 ください お願いします "
        "お願いいたします よろしく 公開中 発売中 もっと さらに あわせて 関連 する して しています 参加 参加しています "
        "友だち 友達 いただけると 嬉しいです ご 皆さん 無料 最新 この 次 前 ひと 押し ね す"
    ),
}
_KO = {
    "act": (
        "보기 보러가기 듣기 읽기 바로가기 가기 다운로드 다운 공유 공유하기 인쇄 인쇄하기 스크랩 구독 구독하기 구독과 "
        "좋아요 추천 추천하기 클릭 눌러 신청 신청하기 가입 가입하기 추가 추가하기 추가해 추가하세요 설치 받기 댓글 신고 "
        "접기 펼치기 확대 수정 삭제"
    ),
    "thing": (
        "동영상 영상 사진 기사 원문 전문 전체 관련 관련기사 관련뉴스 앱 앱에서 어플 카카오톡 채널 유튜브 네이버 텔레그램 "
        "뉴스레터 이메일 페이지 목록 맨위로 위로 처음으로 광고 이미지 지도 댓글 뉴스 본문 PDF"
    ),
    "fill": (
        "더 크게 자세히 모두 전체 다시 를 을 에서 에 로 으로 과 와 의 이 가 도 꼭 부탁 부탁드립니다 부탁드려요 주세요 "
        "하세요 해주세요 드립니다 여기 아래 지금 무료 최신 이전 다음 제공"
    ),
}
_EN = {
    "act": (
        "click tap read listen watch view see play open download print email share tweet save follow like subscribe join "
        "register sign scroll swipe back jump skip return go get try edit reply report show hide expand collapse comment "
        "buy shop donate support add find check explore visit browse leave"
    ),
    "thing": (
        "story article report text version photo photos image images picture pictures video videos gallery slideshow "
        "audio podcast map page top comments comment newsletter newsletters app facebook twitter instagram youtube "
        "linkedin whatsapp telegram email inbox site website link list menu contents pdf details caption transcript "
        "chart graphic live updates channel account feed profile alerts episode reply topic post thread ad"
    ),
    "fill": (
        "here to the a an this that our your us more full all for on in of at it now today below above up down next "
        "related and or via with free latest news by out into first new other original larger enlarge bigger zoom from "
        "daily weekly each every day week what you if enjoyed liked read got tip idea know something question questions"
    ),
}
# What a forum or a folding site sets in square brackets behind a title or a head.
_STATES = (
    "已解决 待解决 未解决 已采纳 已结束 已关闭 解决中 原创 转载 转帖 转贴 置顶 精华 热帖 热门 推荐 加精 复制链接 "
    "复制连结 收起 展开 折叠 隐藏 复制 编辑 编辑本段 朗读 播放 关注问题 举报 打印 印刷 编集 編集 edit Edit hide show "
    "편집 접기 펼치기"
)
STATES = frozenset(_STATES.split())
FOREIGN = "other"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as words of a lexicon: characters and words by class, how many there are, the class of its first word."""

    chars: dict[str, int]
    words: dict[str, int]
    size: int
    first: str

    def has(self, kind: str) -> bool:
        """True where a word of a class stands in the text."""
        return self.chars.get(kind, 0) > 0

    @property
    def cover(self) -> float:
        """The share of the text that words of the lexicon cover; marks and blanks do not count."""
        return 1 - self.chars.get(FOREIGN, 0) / self.size if self.size else 0.0


class Lexicon:
    """Classes of words of one tongue; a word is of the first of the classes asked for that holds it."""

    def __init__(self, words: dict[str, str], *, spaced: bool = False) -> None:
        """spaced: words stand between blanks, and capitals do not count."""
        self.words = {kind: frozenset(fold(text, fold_table()).split()) for kind, text in words.items()}
        self.spaced = spaced

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


def _kinds(lexicon: Lexicon, kinds: tuple[str, ...]) -> dict[str, str]:
    """Each word of some classes with its class."""
    seen: dict[str, str] = {}
    for kind in kinds:
        for word in lexicon.words[kind]:
            seen.setdefault(word, kind)
    return seen


@cache
def _pattern(lexicon: Lexicon, kinds: tuple[str, ...]) -> re.Pattern[str]:
    """A word of one of the classes, or another, as a group of that name."""
    seen = _kinds(lexicon, kinds)
    # The longest first, so that no order of sets shows: \b stands in words with a hyphen too.
    words = {kind: sorted((w for w, k in seen.items() if k == kind), key=lambda word: (-len(word), word)) for kind in kinds}
    groups = [rf"(?P<{kind}>\b(?:{'|'.join(words[kind])})\b)" for kind in kinds]
    return re.compile("|".join((*groups, rf"(?P<{FOREIGN}>\w[\w'’-]*)")), re.IGNORECASE)


@cache
def _lengths(lexicon: Lexicon, kinds: tuple[str, ...]) -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """(word to its class, first character to the lengths of the words that begin with it, the longest first)."""
    seen = _kinds(lexicon, kinds)
    lengths: dict[str, set[int]] = {}
    for word in seen:
        lengths.setdefault(word[0], set()).add(len(word))
    return seen, {char: tuple(sorted(sizes, reverse=True)) for char, sizes in lengths.items()}


@cache
def _holding(lexicon: Lexicon, kind: str) -> re.Pattern[str]:
    words = sorted(lexicon.words[kind])
    if lexicon.spaced:
        return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    return re.compile("|".join(map(re.escape, words)))


def may_hold(text: str, lexicon: Lexicon, kind: str) -> bool:
    """False where read() finds no word of a class in a text: one search is quicker than reading all of it."""
    return _holding(lexicon, kind).search(text) is not None


def _words(text: str, lexicon: Lexicon, kinds: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """(class, how many there are of it) of each word of a text, and of each character that is in none, in their order."""
    if lexicon.spaced:
        for match in _pattern(lexicon, kinds).finditer(text):
            kind = match.lastgroup or FOREIGN
            if kind != FOREIGN or not match[0][0].isupper() or match.start() == 0:  # a name says nothing for or against
                yield kind, 1
        return
    known, lengths = _lengths(lexicon, kinds)
    at = 0
    while at < len(text):  # the longest word first, whatever its class
        char = text[at]
        for size in lengths.get(char, ()):
            word = text[at : at + size]
            found = known.get(word)
            if found is not None:
                yield found, len(word)  # less than was asked for at the end of the text
                at += len(word)
                break
        else:
            if char.isalnum() or char == "_":
                yield FOREIGN, 1
            at += 1


def read(text: str, lexicon: Lexicon, *kinds: str) -> Reading:
    """A folded text as words of some classes of a lexicon."""
    chars: dict[str, int] = {}
    words: dict[str, int] = {}
    size, first = 0, ""
    for kind, count in _words(text, lexicon, kinds):
        first = first or kind
        chars[kind] = chars.get(kind, 0) + count
        words[kind] = words.get(kind, 0) + 1
        size += count
    return Reading(chars, words, size, first)


ZH, JA, KO, EN = Lexicon(_ZH), Lexicon(_JA), Lexicon(_KO), Lexicon(_EN, spaced=True)
