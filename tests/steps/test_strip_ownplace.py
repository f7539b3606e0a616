"""Lines that are the text's own by what stands right over and under them, bare and on a page of a site; and what an alarm holds.

Lives here: sound texts of tempting kinds. Never here: figures.
"""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.strip import Strip

TEXT = "他修了三十年的伞，从城东修到城西，手上的茧子比伞骨还硬。\n每年梅雨季一到，铺子门口就排起长队，有人送来的伞已经传了三代。"
MORE = "守门的老人提着灯出来，问他找谁，他说找一条三十年前造的木船。"
HANS = (
    "首页 > 新闻中心 > 正文\n{title}\n发布时间：2021-06-08 10:21　来源：某某网　浏览次数：312\n",
    "\n责任编辑：李四\n分享到：微信 微博\n上一篇：春季运动会开幕\n下一篇：没有了\n版权所有 © 2021 某某网",
)
ENGLISH = (
    "Home > News > Articles\n{title}\nPosted on June 8, 2021 by admin | 3 Comments\n",
    "\nShare this: Facebook Twitter Email\nPrevious post: Spring games open\nPrivacy Policy | Terms of Use | Contact",
)
JAPANESE = ("{title}\n公開日：2019/04/05　更新日：2019/04/06\n", "\nお問い合わせ｜プライバシーポリシー\n© 2019 Example")
BARE = ("{title}\n", "")

OWN = {
    "whose the rights are, in a tale": (HANS, "修伞人", f"{TEXT}\n版权属于那位修伞的老人。"),
    "praise for others": (HANS, "修伞人", f"{TEXT}\n向最美逆行者点个赞！"),
    "a note on a wall": (HANS, "修伞人", f"{TEXT}\n墙上贴着一张纸条：\n请勿转载\n{MORE}"),
    "a formula that is told of": (HANS, "版权页", f"{TEXT}\n后来通行的是另一种写法：\n未经许可，不得转载。\n{MORE}"),
    "lines of a page that a text shows": (
        HANS,
        "页脚写什么",
        f"{TEXT}\n页脚最常见的三行如下：\n京ICP备00000000号\n联系我们 | 关于我们 | 网站地图\n返回顶部\n这三行都有必要吗？{MORE}",
    ),
    "what a program prints": (
        HANS,
        "取出链接",
        f"{TEXT}\n输出：\n上一篇：第一章 http://site.example/1.html\n下一篇：第三章 http://site.example/3.html\n{MORE}",
    ),
    "lines of a foot in an essay": (
        HANS,
        "页脚考",
        f"{TEXT}\n我抄过一张旧网页的最后几行：\n京ICP备00000000号\n联系我们 | 关于我们 | 网站地图\n返回顶部\n{MORE}",
    ),
    "tags that are told of": (
        HANS,
        "给照片写标签",
        f"{TEXT}\n标签不要超过五个，比如一张雪景：\n标签：雪、湖、清晨\n关键词：冬天、渡口\n{MORE}",
    ),
    "where an excerpt is from": (
        HANS,
        "阅读下面的文章，完成练习",
        f"{TEXT}\n（文章来源：《某某文艺》2012年第5期，作者：张三，有删改）\n4. 请概括文章的主要内容。（4分）",
    ),
    "what a program logged": (
        HANS,
        "端口被占",
        f"{TEXT}\n2024-03-01 09:12:05 ERROR 连接数据库失败\n2024-03-01 09:12:09 INFO  连接成功",
    ),
    "where to write to": (
        HANS,
        "某某出版社招聘编辑",
        f"{TEXT}\n联系人：李女士\n联系电话：0000-2222333\n简历请发至 hr@site.example",
    ),
    "sayings, and who said them": (
        HANS,
        "修伞人的话",
        "伞骨要直，人心也要直，弯了就撑不开。——张三丰\n雨天收钱，晴天收徒，这是老规矩。——张三丰\n布破了可以补，骨断了只能换。——张三丰",
    ),
    "what one book says": (
        HANS,
        "伞的旧名",
        "古人把伞叫作盖，车上的那种最大。（见《伞谱》）\n竹骨纸面的伞，唐代已经有了。（见《伞谱》）\n油要刷三遍，晾三天。（见《伞谱》）",
    ),
    "answers to questions": (
        HANS,
        "修伞匠考试题解析",
        "伞骨是竹子做的，不是木头做的。故选B\n油要刷三遍，而不是两遍。故选B\n布面先浸再晒，次序不能颠倒。故选B",
    ),
    "what a drum says": (
        HANS,
        "渡口的鼓",
        "天还没亮，渡口的鼓就响起来了。咚咚咚\n船家从屋里出来，先看水，再看天。咚咚咚\n第一批客人上了船，鼓声停了。",
    ),
    "what notices are worth": (
        HANS,
        "页脚里的八个字",
        "律师说，著作权自作品完成之日起产生。也就是说，即使没有“版权所有，侵权必究”八个字，别人同样不能随意转载。\n"
        "那么“如有侵权，请联系删除”呢？律师笑了：“这句话等于没说。侵权就是侵权，删除不免除赔偿责任。”",
    ),
    "the foot of a contract": (
        HANS,
        "渡船租赁合同",
        "一、甲方将渡船一条出租给乙方使用，乙方不得擅自转租。\n二、本合同一式两份，甲乙双方各执一份。\n"
        "甲方（签字）： 乙方（签字）：\n日期： 日期：",
    ),
    "things to do": (HANS, "开渡以前", f"- [ ] 下载水位表\n- [x] 检查缆绳\n{TEXT}"),
    "settings of a program": (
        HANS,
        "网站的设置",
        f'配置文件如下：\n{{\n  "name": "渡口",\n  "tags": ["首页", "新闻", "登录"],\n  "enabled": true\n}}\n{MORE}',
    ),
    "a poet under a title": (
        HANS,
        "渡口",
        "李四\n船家收了缆，\n水面只剩灯。\n数到第七盏，\n风吹第八声。\n这首诗写在渡口的墙上。",
    ),
    "the book that a text rests on": (HANS, "修伞人", f"{TEXT}参考：《伞谱》卷三"),
    "an official notice": (
        HANS,
        "某县人民政府办公室关于印发春季防火工作方案的通知",
        "某政办发〔2024〕12号\n各乡镇人民政府，县政府各部门：\n现将《春季防火工作方案》印发给你们，请认真组织实施。\n"
        "某县人民政府办公室\n2024年3月12日",
    ),
    "a letter of an office in Taiwan": (
        HANS,
        "某鎮公所　公告",
        "發文日期：中華民國112年5月8日\n發文字號：某鎮民字第1120004512號\n主旨：公告本鎮第三公墓遷葬事宜。\n"
        "依據：殯葬管理條例第四十一條。",
    ),
    "a speech with its day": (HANS, "在毕业典礼上的讲话", f"（2017年6月28日）\n张三\n各位老师、各位同学：\n{TEXT}"),
    "a poem with its poet": (
        HANS,
        "渡口",
        "作者：张三\n船家收了最后一根缆\n水面只剩下灯\n我数到第七盏\n风把第八盏吹灭了\n对岸有人咳嗽\n像是多年以前",
    ),
    "a log": (HANS, "值班日志", f"08:00 接班，设备正常，水位 12.31 米。\n{MORE}\n记录人：张三\n复核：李四\n审核：王五"),
    "a lost bag": (
        HANS,
        "寻物启事",
        f"本人于7月18日下午遗失黑色背包一个，内有身份证、钥匙和一本旧相册。\n{MORE}\n电话：0000-0000000\n微信：同手机号\n张女士\n2022年7月19日",
    ),
    "the price of a tender": (HANS, "采购公告", f"{TEXT}\n方式：现场领取\n售价：0元\n公告期限：自本公告发布之日起3个工作日"),
    "a manual": (
        HANS,
        "电热水壶使用说明",
        f"{TEXT}\n指示灯不亮：检查插头是否插好。\n如仍有问题，请拨打服务热线：400-000-0000\n额定电压：220V　额定功率：1500W",
    ),
    "a pupil's composition": (HANS, "我的老师", f"{TEXT}\n（作者系某某小学五年级学生，指导老师：张三）"),
    "of plugs, in quotation marks": (
        HANS,
        "盗版网站",
        f"{TEXT}\n每隔几段就插着一句，什么“请记住本站域名”，什么“手机用户请到某某阅读”。\n有读者留言：求更新！求加更！",
    ),
    "to be continued": (HANS, "旧船厂", f"{TEXT}\n{MORE}\n（未完待续）"),
    "whose names are changed": (HANS, "修伞人", f"{TEXT}\n（文中人物均为化名）"),
    "an error as a program prints it": (
        HANS,
        "端口被占",
        f"{TEXT}\njava.net.BindException: Address already in use: bind 0.0.0.0:8080\n{MORE}",
    ),
    "a caption with who took it": (HANS, "修伞人", f"{TEXT}\n图为学生在老师指导下更换垫片。（学校供图）"),
    "a speech to an assembly": (HANS, "述职报告", f"{TEXT}\n以上是我的述职，请各位领导、同事批评指正。"),
    "licences": (
        ENGLISH,
        "Third-party notices",
        "Copyright (c) 2009 Jane Doe. All rights reserved.\nRedistribution and use in source and binary forms are permitted.\n"
        "Copyright (c) 2012 Millbrook Software. All rights reserved.\n"
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software.\n"
        "Copyright (c) 2015-2018 The Tallycat Authors. All rights reserved.\nThe software comes as it is, without warranty.",
    ),
    "the lines of a wiki, told of": (
        ENGLISH,
        "How our wiki works",
        "Every page ends with three grey lines, and newcomers ask what they mean.\n"
        "The first of them says when somebody last touched the page, in the following form:\n"
        "This page was last edited on 3 May 2014, at 10:12.\nThe last one is a link that nobody opens.",
    ),
    "who compiled a genealogy": (
        HANS,
        "李氏家谱凡例",
        f"{TEXT}\n主修：李四\n编辑：李五　李六\n校对：李七\n公元一九九六年清明　谨识",
    ),
    "who asked, and when": (HANS, "调查问卷", f"{TEXT}\n感谢您的配合！\n调查员：张三\n日期：2014年5月6日"),
    "heads, the last over nothing": (
        BARE,
        "网速感觉很慢",
        "有很多原因可能导致网络连接的速度变慢，下面说的是最常见的几种情况。\n网络繁忙\n如果别人也在下载很多文件，就会感觉网速慢，等一等再试多半就好了。\n"
        "不可靠的连接\n一些地方的网络连接确实不稳定，尤其是临时场所或连接要求多的地方。\n弱无线连接信号\n"
        "离得远的时候信号会变弱，走近几步再看看是不是快了一些，也可以换一个房间。\nWeb 浏览器有问题",
    ),
    "a form to sign": (
        ENGLISH,
        "Parish Council",
        "The minutes of the last meeting were approved and signed, and the notice board is to have a new pane of glass.\n"
        "Date of next meeting: 7 June 2012\nSigned ....................... Chair",
    ),
    "a clause of terms": (
        ENGLISH,
        "Terms of sale",
        "1. These terms apply to all goods sold by the workshop.\n2. Payment is due within thirty days of the date of invoice.\n"
        "3. Copyright in all drawings remains with the workshop. Drawings may not be reproduced without permission.",
    ),
    "said on a stage": (
        ENGLISH,
        "Act two",
        "JOHN: Is there any post?\nMARY: One. It says we have won a prize. Click here to claim it.\nJOHN: And did you?\n"
        "MARY: I wrote them a letter, and they have not answered it in all the time that you were away.",
    ),
    "keys of a reader": (
        ENGLISH,
        "Using the reader",
        "Open a book from the shelf and tap the middle of the page to show the toolbar.\nNext page: swipe left.\n"
        "Previous page: swipe right.\nBookmark: tap the corner.",
    ),
    "a ban that is told of": (
        JAPANESE,
        "無断転載禁止という言葉",
        "ホームページを作り始めたころ、みんな一番下にこう書いた。\n無断転載を禁じます\n書いたからといって、だれかが読むわけではない。",
    ),
}


def strip(text: str) -> str:
    found = Strip().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


@pytest.mark.parametrize("case", OWN.values(), ids=OWN)
def test_a_text_of_a_tempting_kind_stays_bare_and_on_a_page(case: tuple[tuple[str, str], str, str]) -> None:
    (head, foot), title, body = case
    whole = f"{title}\n{body}"
    assert strip(whole) == whole
    assert strip(head.format(title=title) + body + foot) == whole


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("（本章完）", "a mark of a novel site, which says so by its links"),
        ("未完待续", "the same"),
    ],
)
def test_an_end_mark_goes_where_the_page_is_a_novel_sites(line: str, why: str) -> None:
    links = "上一章 目录 下一章"
    assert strip(f"第三章 雨夜\n{TEXT}\n{line}\n{links}") == f"第三章 雨夜\n{TEXT}", why


@pytest.mark.parametrize(
    "line",
    ["转载请注明出处：某某网", "版权归原作者所有，转载请联系授权。", "觉得不错，点个“在看”吧", "给我们点个赞吧！"],
)
def test_what_a_site_says_still_goes(line: str) -> None:
    head, foot = HANS
    assert strip(f"{head.format(title='修伞人')}{TEXT}\n{line}{foot}") == f"修伞人\n{TEXT}"


TRACKER = (
    'var _hmt = _hmt || [];\n(function() {\n  var hm = document.createElement("script");\n'
    '  hm.src = "https://hm.site.example/hm.js?0123456789abcdef";\n  var s = document.getElementsByTagName("script")[0];\n'
    "  s.parentNode.insertBefore(hm, s);\n})();"
)


def test_what_a_line_calls_the_title_stays() -> None:
    foot = "（责编：张三、李四）\n关注公众号，阅读更多精彩内容\n热门推荐\n1 县城的早点铺\n2 大桥通车"
    whole = f"更新日志\n原标题：更新日志\n2022-01-09 08:00:00\n来源：某某日报\n{TEXT}\n{foot}"
    assert strip(whole) == f"更新日志\n{TEXT}"
    notes = "v2.3.0\n新增：暗色主题\n修复：打印页面时样式丢失\n优化：评论加载速度"
    whole = f"更新日志\n原标题：更新日志\n2022-01-09 08:00:00\n来源：某某日报\n{notes}\n{foot}"
    assert strip(whole) == f"更新日志\n{notes}"


def test_the_head_of_a_chapter_is_no_name_of_a_paper() -> None:
    bar = "2019-03-02 14:20 分类：随笔 阅读(120) 评论(3)"
    assert strip(f"某某的小屋\n首页 归档 标签 关于 RSS\n第三章 编辑部\n{bar}\n{TEXT}").endswith(f"第三章 编辑部\n{TEXT}")


def test_what_counts_visits_goes_line_by_line_and_stays_where_the_text_is_about_code() -> None:
    assert strip(f"修伞人\n{TEXT}\n{TRACKER}") == f"修伞人\n{TEXT}"
    assert strip(TRACKER) == ""
    about = f"统计代码怎么加\n很多站长问统计代码怎么加，其实只要把下面这段放到页面末尾就可以了。\n{TRACKER}"
    assert strip(about) == about
    program = 'document.write("Hello");\ndocument.write("World");'
    assert strip(program) == program


def test_links_under_a_text_without_sentences_go_with_their_head() -> None:
    verse = "渡口\n船家收了最后一根缆\n水面只剩下灯\n我数到第七盏\n风把第八盏吹灭了"
    assert (
        strip(f"当前位置：首页 > 诗歌\n发布时间：2021-06-08 10:21\n{verse}\n相关文章\n春季运动会开幕\n旧码头改建工程启动")
        == verse
    )


@pytest.mark.parametrize(
    "foot",
    [
        "【责任编辑：张三",
        "（记者张三 李四）【打印】【关闭】",
        "扫描下方二维码关注“某某发布”\n1、回复【天气】查看今日天气\n2、回复【公交】查看公交线路",
        "来自客户端\n2楼 2021-02-08 10:30",
        "You must login to comment\n© Example Courier 2016",
    ],
)
def test_more_furniture_at_the_foot_goes(foot: str) -> None:
    assert strip(f"修伞人\n{TEXT}\n{foot}") == f"修伞人\n{TEXT}"


def test_the_last_sentence_of_a_speech_goes_without_the_speech() -> None:
    head, foot = HANS
    last = "以上是我的述职，请各位领导、同事批评指正。"
    page = f"{head.format(title='述职报告')}{TEXT}\n{last}文章来源网络，如有侵权请联系删除{foot}"
    assert strip(page) == f"述职报告\n{TEXT}\n{last}"


WIKI = (
    "This article needs additional citations for verification. Please help improve this article by adding citations to sources.",
    "Hidden categories: All articles with unsourced statements | Articles with unsourced statements from May 2014 | Bridges",
    "This river-related article is a stub. You can help by expanding it.",
)


@pytest.mark.parametrize(
    "page",
    [
        "Stone bridge\nShort text.\nShare on Facebook\nLog in\n"
        + "\n".join([*WIKI, "Categories: Roads | Road junctions", WIKI[2], WIKI[1]]),
        "Stone bridge\nIt is made of stones.\nLog in\nPrivacy policy | About Us | Contact\n"
        "A bridge of stones stands because each of them leans upon the next one all the way across the water.\n"
        "Categories: Roads | Road junctions\nCategories: Roads | Road junctions\n"
        "Hidden categories: All articles with unsourced statements | Articles with unsourced statements from May 2014 | Bri"
        'dges | Stones\nRetrieved from "https://site.example/index.php?title=Stone_bridge&oldid=12345678&printable=yes"\n'
        "Text is available under the Creative Commons Attribution-ShareAlike License; additional terms may apply, and by using "
        "this site you agree to them.",
    ],
    ids=["other classes take its lines", "what goes around them"],
)
def test_an_alarm_does_not_end_in_a_second_run(page: str) -> None:
    found = Strip().edits(Document("0" * 16, page))
    assert isinstance(found, Layer)
    assert "review.alarm.notice" in {note.rule for note in found.notes}
    once = apply(page, found.edits)
    assert strip(once) == once


def test_licences_that_stay_do_not_need_the_footer_that_goes() -> None:
    own = (
        "Notices\nCopyright (c) 2009 Jane Doe. All rights reserved.\nRedistribution is permitted in source and binary forms, "
        "with or without change, as long as this notice is kept in all copies of it.\n"
        "Copyright (c) 2012 John Roe. All rights reserved.\n"
        "Permission is granted to anybody who asks for it, free of charge, to deal in the software without restriction."
    )
    foot = "\nHome | About Us | Contact\n© 2020 Example. All rights reserved.\nCopyright 2020 Example. All rights reserved."
    assert strip(own + foot) == own
