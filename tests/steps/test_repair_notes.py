"""Pinyin notes: what people wrote stays, what a page program wrote goes, in every spelling.

Lives here: notes by hand of every kind (stories for children, poems, learners' texts, names, characters with several readings),
pages with few notes, spellings. Never here: notes that fell across two characters (test_repair.py), corpora (the floors).
"""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair
from corpuskit.steps.repair.notes import judge
from corpuskit.steps.repair.pinyin import readings, spelling
from corpuskit.testing.damages_site import draw_notes, flatten_width, hans_to_hant, pinyin_notes

BY_HAND = [
    "清晨，草叶上挂着晶莹(yíng)的露珠，蜘(zhī)蛛(zhū)在网上等着小虫。太阳升起来，雾气慢慢散去，田埂(gěng)上走来一个挑水的人。",
    "从前有座山，山里有座庙(miào)，庙里有个老和尚(shàng)。老和尚对小和尚说，山下的河(hé)边有一只船(chuán)，船上的渔夫每天都唱歌。小和尚听了，就跑到河边去看船。",
    "小松(sōng)鼠住在高高的树上，它的尾(wěi)巴又大又软。秋天到了，它忙着收集榛(zhēn)子，把它们藏(cáng)在树洞里，准备过冬。",
    "他每天早上坐地铁(tiě)去公司，路上要一个小时。中午在食堂(táng)吃饭，晚上跟朋友一起踢球。星期天他喜欢去图书馆看书，有时候也去公园散步。",
    "这件事要重(chóng)新考虑，大家都(dōu)同意，只(zhǐ)有他一个人反对。",
    "还(hái)有一个问题：我们得(děi)把这件事做完，为(wèi)了大家，也为(wèi)了自己。",
    "中国人讲究“仁(rén)”和“礼(lǐ)”。孔子说，仁者爱人，又说不学礼无以立。",
    "茶(chá)是中国人的饮料，酒(jiǔ)也是。来中国的人常常先学会说这些东西的名字。",
    "In Chinese, 人(rén) means person and 大(dà) means big. 天(tiān) is the sky, and 水(shuǐ) is water.",
    "四(sì)是四，十(shí)是十，十四是十四，四十是四十。谁能把四十说成十四，就请他来试一试。",
    "白日依山尽(jìn)，黄河入海流。欲(yù)穷千里目，更(gèng)上一层楼。",
    "学而时习之，不亦说(yuè)乎？有朋自远方来，不亦乐(lè)乎？人不知而不愠(yùn)，不亦君子乎？",
    "曾(zēng)子曰：吾日三省(xǐng)吾身。为(wèi)人谋而不忠乎？与朋友交而不信乎？传(chuán)不习乎？",
    "氢有三种同位素：氕(piē)、氘(dāo)和氚(chuān)。自然界里的氢绝大部分是氕，氘的含量不到万分之二，氚有放射性。",
    "少(shào)小离家老大回，乡音无改鬓(bìn)毛衰(cuī)。儿童相见不相识，笑问客从何处来。",
    "床前明月光，疑(yí)是地上霜(shuāng)。举(jǔ)头望明月，低(dī)头思故乡。",
    "鹅，鹅，鹅，曲(qū)项(xiàng)向天歌。白毛浮(fú)绿水，红掌(zhǎng)拨(bō)清波。",
    "两个黄鹂(lí)鸣(míng)翠(cuì)柳，一行(háng)白鹭(lù)上青天。窗含(hán)西岭(lǐng)千秋雪，门泊(bó)东吴万里船。",
    "爷爷的旱烟(yān)袋挂在墙上，烟锅里还有昨天的灰。他坐在门槛(kǎn)上，眯(mī)着眼睛看院子里的鸡。天快黑了，奶奶在灶(zào)间烧火，屋顶冒出一缕(lǚ)炊(chuī)烟。",
    "小朋友们，今天我们去动物园。猴(hóu)子在山上跳来跳去，大象(xiàng)用鼻(bí)子吸水，狮(shī)子在睡觉。我们看了很久，回家的时候天已经黑了。",
    "我家门前有一条小河(hé)，河(hé)水很清。夏(xià)天，我和哥哥在河(hé)里游泳(yǒng)，妈妈在树下看着我们。",
    "李时珍(zhēn)是明代的医生，他走遍各地，尝遍百草，用了二十七年写成《本草纲(gāng)目》。",
    "翟(zhái)先生和仉(zhǎng)女士都来自山东，他们的姓很少见，常常被人念错。",
    "他在会上说，要防止“一刀切(qiē)”，不能搞形式主义，各地要结合自己的情况认真落实。",
    "我们的口号是“渔(yú)你同行”，这是一家做鱼的小店，开在学校旁边，价格不贵。",
    "“你”和“您”都可以，对老师、长辈要用“您(nín)”，对朋友用“你(nǐ)”就可以了。",
    "王老师在黑板上写了一个“好(hǎo)”字，又写了一个“学(xué)”字，让大家跟着他念。",
    "学中文的第一天，我学会了四个词：人(rén)、口(kǒu)、手(shǒu)、足(zú)。第二天学了数字，第三天学了颜色。",
    "我昨天买(mǎi)了一本书，是关于中国历史(shǐ)的。书店(diàn)的人告诉我，这本书很好看。晚上我看了两个小时，觉(jué)得很有意思(si)。",
    "老师说：“请大家打开书，翻到第五页，跟我读课文。”于是教室里响起了朗(lǎng)朗的读书声，连窗外的麻雀(què)也停下来听。",
    "诸葛(gě)亮舌战群儒(rú)，说得东吴的谋士们哑(yǎ)口无言。孙权听了，拔出剑来砍(kǎn)下桌子的一角(jiǎo)。",
    "他的名字里有个“晟”(shèng)字，同事们念“成”(chéng)，他也不生气。",
    "糖尿病患者要少吃淀(diàn)粉类食物，多吃蔬(shū)菜，每天坚持锻(duàn)炼半小时以上，按时测量血糖。",
    "出租车司机说，从这里到亳(bó)州要两个小时，到六(lù)安要三个小时，到蚌(bèng)埠(bù)就更近了。",
    "“着”字有四个读音：着(zháo)火、着(zhuó)装、着(zhāo)数、看着(zhe)。",
    "妈妈骑马，马慢，妈妈骂马。妈(mā)、马(mǎ)、慢(màn)、骂(mà)，声调不同，意思也不同。",
    "孩子问爸爸：“天(tiān)为什么是蓝的？”爸爸想了想，说这个问题要问老师。",
    "我的中文名字叫大卫(wèi)，我来自美国(guó)，现在在北京学习中文(wén)。我的老师姓王(wáng)，她教得很好，我们都喜欢她。",
    "你知道吗？“囧”(jiǒng)本来的意思是光明，后来网友用它表示郁闷、无奈，因为它看起来像一张苦着脸的人。",
    "第(dì)一课(kè)我们学了问好，第二课学了介绍自己，第三课学了买东西。下个星期要考试，大家都在复习。",
    "请用“然后(hòu)”造句。例如：我先做作业，然后(hòu)看电视。再用“已经(jīng)”造句：他已经(jīng)走了。",
    "把“的(de)、地(de)、得(de)”用对很难。名词前面用“的(de)”，动词前面用“地(de)”，动词后面用“得(de)”。",
    "鲁迅的《社戏》里写道：“两岸的豆麦和河底的水草所发散出来的清香，夹杂在水气中扑面的吹来；月色便朦(méng)胧(lóng)在这水气里。”这段描写很美，值得反复品味。",
    "《三字经》开头说：人之初(chū)，性本善(shàn)。性相近，习相远(yuǎn)。苟(gǒu)不教，性乃迁(qiān)。",
    "昔孟母，择(zé)邻处(chǔ)。子不学，断机杼(zhù)。窦燕(yān)山，有义方。教五子，名俱扬(yáng)。",
    "漢字(hànzì)是一種文字。「學(xué)」的簡體是「学」，「國(guó)」的簡體是「国」。",
    "她姓葉(yè)，名叫蓁(zhēn)，從臺中來。同學們都叫她小葉，老師也這樣叫。",
    "在粵語裏，“係”就是“是”，“唔”就是“不”。普通話“時間”的“間(jiān)”和粵語的發音差得很遠，“學(xué)”也一樣。",
    "這個字念罟(gǔ)，是漁網的意思。古人結繩為網，用來捕魚捉鱉(biē)，也用來捕鳥，那時叫羅。",
]


def repaired(text: str) -> str:
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


@pytest.mark.parametrize("sound", BY_HAND)
def test_notes_by_hand_stay(sound: str) -> None:
    assert repaired(sound) == sound


def test_notes_by_hand_are_far_from_the_limit() -> None:
    """What is not about reading at all stays without that being asked: a text need not say that it teaches."""
    evidence = [judge(sound).evidence for sound in BY_HAND if "造句" not in sound]
    assert max(evidence) < 2.5


PAGE = """村口的老井已经用了一百多年，井水冬暖夏凉，全村的人都到这里挑水。
每年春天，村里人都要把井台清洗一遍，再把周围的杂草除掉。
老井旁边有一棵槐树，夏天开花的时候满院都是香味，井边就成了孩子们玩耍的地方。
后来村里接通了自来水，来挑水的人少了，老人还是习惯坐在树下，对孩子们讲村子的故事。
去年修路，有人提出把井填平，大家开会讨论了三次，最后决定把路绕开，把井保留下来。"""


@pytest.mark.parametrize(
    "notes",
    [
        {"经": "jīng", "水": "shuǐ", "接": "jiē", "论": "lùn"},
        {"经": "jing1", "水": "shui3", "接": "jie1", "论": "lun4", "绕": "rao4"},
        {"经": "Jīng", "水": "Shuǐ", "接": "Jiē", "论": "Lùn"},
        {"经": "jīnɡ", "水": "shuǐ", "的": "de", "孩": "hái"},
        {"提": "tí ", "通": "tōng", "水": "shuǐ ", "人": "rén"},
    ],
)
@pytest.mark.parametrize("traditional", [False, True])
@pytest.mark.parametrize("flat", [False, True])
def test_a_few_notes_inside_common_words_go_in_every_spelling(notes: dict[str, str], traditional: bool, flat: bool) -> None:
    sound = hans_to_hant(PAGE) if traditional else PAGE
    table = {hans_to_hant(char) if traditional else char: note for char, note in notes.items()}
    harmed = "".join(f"{char}({table[char]})" if char in table else char for char in sound)
    assert harmed.count("(") >= 4
    if flat:
        sound, harmed = flatten_width(sound), flatten_width(harmed)
    assert repaired(harmed) == sound
    assert Repair().may_edit([sound, harmed, sound]) == [False, True, False]


def test_a_drawn_table_goes_from_a_simplified_page_as_from_a_traditional_one() -> None:
    gone = tried = 0
    for seed in range(12):
        for sound in (PAGE, hans_to_hant(PAGE)):
            table = draw_notes(sound, seed=seed, ratio=0.12, any_script=True, digits=seed % 3 == 0)
            harmed = pinyin_notes(sound, table=table)
            if "?" in harmed:
                continue
            tried += 1
            gone += repaired(harmed) == sound
    assert tried >= 12
    assert gone == tried


def test_a_page_full_of_notes_is_a_drawn_table_only_where_rarer_characters_have_none() -> None:
    """Half of the page and more has notes, the common characters each time; a teacher would not leave out the rarer ones."""
    for seed in (3, 6, 8):
        assert repaired(pinyin_notes(PAGE, table=draw_notes(PAGE, seed=seed, ratio=0.6, any_script=True))) == PAGE
    usual = readings().usual
    primer = "".join(f"{char}({usual[char]})" if char in usual else char for char in PAGE)
    half = primer[: primer.index("\n", len(primer) // 2)] + PAGE[PAGE.index("\n", len(PAGE) // 2) :]
    assert repaired(primer) == primer
    assert repaired(half) == half


def test_a_short_page_full_of_notes_needs_no_character_that_comes_again() -> None:
    """Two lines in which nothing common repeats: that half of the rarer characters never have a note tells the drawn table."""
    lines = PAGE.split("\n")
    gone = tried = 0
    for at in range(len(lines) - 1):
        short = "\n".join(lines[at : at + 2])
        for seed in range(8):
            harmed = pinyin_notes(short, table=draw_notes(short, seed=seed, ratio=0.4, any_script=True))
            if "?" not in harmed:
                tried += 1
                gone += repaired(harmed) == short
    assert tried >= 12
    assert gone >= 0.9 * tried


def test_a_note_across_two_characters_comes_back_where_its_bracket_was_kept_too() -> None:
    """What reads the bytes decides whether a lost byte takes the bracket with it."""
    sound = "大家深入協商，協議已經寫好，協會的人也同意。雲層很低，雨快要來了。"
    table = {"協": "xié", "雲": "yún"}
    harmed = pinyin_notes(sound, table=table)
    assert "入?yún)f(xié)" in harmed
    for shown in ("?(yún)", "\ufffd(yún)", "\ufffdyún)"):
        assert repaired(harmed.replace("?yún)", shown)) == sound


def test_a_note_across_a_hanzi_and_a_letter_goes_where_the_page_notes_the_character() -> None:
    """性] ends and begins as D4 5D, which is 註: the program cut nothing, and its note stands behind the bracket."""
    sound = "註冊以後可以寫註解，註解寫在檔案的屬性]裡。\n所有的設定都在這個視窗裡，備註可以不填，也可以之後再補。"
    harmed = pinyin_notes(sound, table={"註": "zhù", "個": "gè", "設": "shè"})
    assert "性](zhù)" in harmed
    assert repaired(harmed) == sound
    assert repaired(sound.replace("性]", "性](zhù)")) == sound.replace("性]", "性](zhù)")
    behind = pinyin_notes(sound, table={"註": "zhù", "個": "gè", "設": "shè", "性": "xìng"})
    assert "性(xìng)](zhù)" in behind
    assert repaired(behind) == sound


def test_a_second_byte_80_alone_shows_as_a_question_mark_or_as_the_euro_sign() -> None:
    """每個 is C3BF 8280, and BF82 is 總: behind the note the byte 80 is left over."""
    sound = "總共有三個鏡頭，總是從遠處看起，然後總結。\n每個鏡頭的總長不到一分鐘，總算可以看完了。"
    harmed = pinyin_notes(sound, table={"總": "zǒng", "鏡": "jìng"})
    assert "€" in harmed and repaired(harmed) == sound
    assert repaired(harmed.replace("€", "?")) == sound


def test_a_character_with_and_without_its_note_goes_only_from_a_page_that_is_full_of_them() -> None:
    notes = {
        "经": "jīng",
        "水": "shuǐ",
        "接": "jiē",
        "论": "lùn",
        "提": "tí",
        "通": "tōng",
        "孩": "hái",
        "花": "huā",
        "年": "nián",
        "树": "shù",
    }
    harmed = "".join(f"{char}({notes[char]})" if char in notes else char for char in PAGE)
    assert repaired("村里的树\n" + harmed) == "村里的树\n" + PAGE
    one = PAGE.replace("水", "水(shuǐ)", 1)
    assert repaired(one) == one


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("Xie2", "xié"),
        ("lv4", "lǜ"),
        ("lu:4", "lǜ"),
        ("LÜ4", "lǜ"),
        ("zhuang4", "zhuàng"),
        ("liu2", "liú"),
        ("gui1", "guī"),
        ("guo3", "guǒ"),
        ("xiong2", "xióng"),
        ("zhou1", "zhōu"),
        ("de5", "de"),
        ("shuɑnɡ1", "shuāng"),
        ("Guān", "guān"),
    ],
)
def test_spellings(written: str, reading: str) -> None:
    assert spelling(written) == reading


def test_a_reading_in_another_spelling_belongs_to_the_same_characters_only() -> None:
    known = readings()
    assert known.has("绿", "lv4") and known.has("绿", "Lü4") and not known.has("绿", "lv3") and not known.has("绿", "lu")
    assert not known.has("马", "e") and not known.has("王", "wang") and not known.has("一", "1")
