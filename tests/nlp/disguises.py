"""Makers of disguised copies of a sentence: its word of danger, or all of it, in pinyin, in like-sounding or traditional characters.

Each takes a skeleton and gives the copy, or the sentence itself where there is nothing to disguise. Always the same copy.
The word of danger is what the rules hear (nlp.dangers), so that nothing here knows the words that the ears have a table of.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

import jieba

from nlp.dangers import SOUNDS
from nlp.pieces import sounds

# The first level of GB 2312 stands in the order of pinyin: each syllable with the first character that has it.
_FIRST = """
a啊 ai埃 an鞍 ang肮 ao凹 ba芭 bai白 ban斑 bang邦 bao苞 bei杯 ben奔 beng崩 bi逼 bian鞭 biao标 bie鳖 bin彬 bing兵 bo玻 bu捕
ca擦 cai猜 can餐 cang苍 cao操 ce厕 ceng层 cha插 chai拆 chan搀 chang昌 chao超 che车 chen郴 cheng撑 chi吃 chong充 chou抽
chu初 chuai揣 chuan川 chuang疮 chui吹 chun春 chuo戳 ci疵 cong聪 cou凑 cu粗 cuan蹿 cui摧 cun村 cuo磋 da搭 dai呆 dan耽
dang当 dao刀 de德 deng蹬 di堤 dian颠 diao碉 die跌 ding丁 diu丢 dong东 dou兜 du督 duan端 dui堆 dun墩 duo掇 e蛾 en恩 er而
fa发 fan藩 fang坊 fei菲 fen芬 feng丰 fo佛 fou否 fu夫 ga噶 gai该 gan干 gang冈 gao篙 ge哥 gei给 gen根 geng耕 gong工 gou钩
gu辜 gua刮 guai乖 guan棺 guang光 gui瑰 gun辊 guo锅 ha哈 hai骸 han酣 hang夯 hao壕 he呵 hei嘿 hen痕 heng哼 hong轰 hou喉
hu呼 hua花 huai槐 huan欢 huang荒 hui灰 hun荤 huo豁 ji击 jia嘉 jian歼 jiang僵 jiao蕉 jie揭 jin巾 jing荆 jiong炯 jiu揪
ju鞠 juan捐 jue撅 jun均 ka喀 kai开 kan刊 kang康 kao考 ke坷 ken肯 keng坑 kong空 kou抠 ku枯 kua夸 kuai块 kuan宽 kuang匡
kui亏 kun坤 kuo括 la垃 lai莱 lan蓝 lang琅 lao捞 le勒 lei雷 leng棱 li厘 lia俩 lian联 liang粮 liao撩 lie列 lin琳 ling玲
liu溜 long龙 lou楼 lu芦 lv驴 luan峦 lve掠 lun抡 luo萝 ma妈 mai埋 man瞒 mang芒 mao猫 me么 mei玫 men门 meng萌 mi眯 mian棉
miao苗 mie蔑 min民 ming明 miu谬 mo摸 mou谋 mu拇 na拿 nai氖 nan南 nang囊 nao挠 ne呢 nei馁 nen嫩 neng能 ni妮 nian蔫
niang娘 niao鸟 nie捏 nin您 ning柠 niu牛 nong脓 nu奴 nv女 nuan暖 nve虐 nuo挪 o哦 ou欧 pa啪 pai拍 pan攀 pang乓 pao抛 pei呸
pen喷 peng砰 pi坯 pian篇 piao飘 pie撇 pin拼 ping乒 po坡 pu扑 qi期 qia掐 qian牵 qiang枪 qiao橇 qie切 qin钦 qing青
qiong琼 qiu秋 qu趋 quan圈 que缺 qun裙 ran然 rang瓤 rao饶 re惹 ren壬 reng扔 ri日 rong戎 rou揉 ru茹 ruan软 rui蕊 run闰
ruo若 sa撒 sai腮 san三 sang桑 sao搔 se瑟 sen森 seng僧 sha莎 shai筛 shan珊 shang墒 shao梢 she奢 shen砷 sheng声 shi师
shou收 shu蔬 shua刷 shuai摔 shuan栓 shuang霜 shui谁 shun吮 shuo说 si斯 song松 sou搜 su苏 suan酸 sui虽 sun孙 suo蓑 ta塌
tai胎 tan坍 tang汤 tao掏 te特 teng藤 ti梯 tian天 tiao挑 tie贴 ting厅 tong通 tou偷 tu凸 tuan湍 tui推 tun吞 tuo拖 wa挖
wai歪 wan豌 wang汪 wei威 wen瘟 weng嗡 wo挝 wu巫 xi昔 xia瞎 xian掀 xiang相 xiao萧 xie楔 xin薪 xing星 xiong兄 xiu休 xu墟
xuan轩 xue靴 xun勋 ya压 yan焉 yang殃 yao邀 ye椰 yi一 yin茵 ying英 yo哟 yong拥 you幽 yu迂 yuan鸳 yue曰 yun耘 za匝 zai栽
zan咱 zang赃 zao遭 ze责 zei贼 zen怎 zeng增 zha扎 zhai摘 zhan瞻 zhang樟 zhao招 zhe遮 zhen珍 zheng蒸 zhi芝 zhong中
zhou舟 zhu珠 zhua抓 zhuai拽 zhuan专 zhuang桩 zhui椎 zhun谆 zhuo捉 zi兹 zong鬃 zou邹 zu租 zuan钻 zui嘴 zun尊 zuo昨
"""
_OTHERWISE = """
了le 着zhe 还hai 长chang 咋za 什shen 钥yao 匙shi 似si 畜chu 咧lie 嘞lei 嗯en 圪ge 卬ang 茭jiao 恓xi 殡bin 咚dong 阄jiu
檐yan 祠ci 蹴cu 跤jiao 耷da 踹chuai 攥zuan 馍mo 叨dao 塄leng 掰bai 噼pi 镯zhuo 呗bei 矸gan 噜lu 癫dian 痫xian 蒿hao
泔gan 腌yan 沓da 崴wai 遛liu 嗦suo 蹚tang 镢jue 摞luo 愣leng 搡sang 嗤chi 妞niu 隍huang 笤tiao 瞌ke 咣guang 跷qiao 摁en
嘟du 蜇zhe 噎ye 搐chu
"""
_IN_WORDS = {
    "着火": "zhao huo",
    "找不着": "zhao bu zhao",
    "睡着": "shui zhao",
    "吐血": "tu xie",
    "流血": "liu xue",
    "大夫": "dai fu",
    "银行": "yin hang",
}
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_TRADITIONAL = dict(
    zip(
        "气烟电线漏触压砖矿井开关场发动门楼窑洞库边桥冲沟车轮撞伤断脏脑风医药农妈爷孙儿妇婶邻杀枪抢劫绑强奸号码账转钱诈骗银汇丢见没还来个这们说"
        "让给办赶紧点头晕过东两岁会时里进坏裂烧灾护热闹厨炉气泄浓炸爆绝轻遗书割脉崖掐虐单户联络条验证冒",
        "氣煙電線漏觸壓磚礦井開關場發動門樓窯洞庫邊橋衝溝車輪撞傷斷髒腦風醫藥農媽爺孫兒婦嬸鄰殺槍搶劫綁強姦號碼賬轉錢詐騙銀匯丟見沒還來個這們說"
        "讓給辦趕緊點頭暈過東兩歲會時裡進壞裂燒災護熱鬧廚爐氣洩濃炸爆絕輕遺書割脈崖掐虐單戶聯絡條驗證冒",
        strict=True,
    )
) | {"着": "著"}
_PLAIN = frozenset("了的在里着住到下上去来个人我他她得把被叫让没不过有说还都")  # no part of a word of danger that one would hide
_OF_ITSELF = frozenset("是十四三时事他她它和也又在再这那个你里一大上有没不的地得给买卖呢吗嘛看通进")
_HAN = re.compile("[\u4e00-\u9fff]+")


@cache
def readings() -> dict[str, str]:
    """Characters to their commonest pinyin, v for ü."""
    level = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
    level += [bytes((0xD7, cell)).decode("gb2312") for cell in range(0xA1, 0xFA)]
    first, now, found = {each[-1]: each[:-1] for each in _FIRST.split()}, "", {}
    for char in level:
        now = first.get(char, now)
        found[char] = now
    return found | {each[0]: each[1:] for each in _OTHERWISE.split()}


def syllables(words: str) -> list[str]:
    """The pinyin of every character; a stop is itself."""
    said = [readings().get(char, char) for char in words]
    for word, spelt in _IN_WORDS.items():
        for at in re.finditer(word, words):
            said[at.start() : at.end()] = spelt.split()
    return said


def danger_word(text: str) -> re.Match[str] | None:
    """Where the rules hear it, if they do: the shortest of the first hits."""
    hits = [hit for sound in SOUNDS if (hit := sound.pattern.search(text))]
    return min(hits, key=lambda hit: hit.end() - hit.start(), default=None)


def _of_the_word(spell: Callable[[list[str]], str]) -> Callable[[str], str]:
    def made(text: str) -> str:
        hit = danger_word(text)
        if not hit:
            return text
        said = _HAN.sub(lambda part: spell(syllables(part[0])), hit[0])
        return text[: hit.start()] + said + text[hit.end() :]

    return made


def _of_everything(spell: Callable[[list[str]], str]) -> Callable[[str], str]:
    return lambda text: _HAN.sub(lambda part: " " + spell(syllables(part[0])) + " ", text).strip()


def _toned(said: list[str]) -> str:
    """A tone mark on each first vowel; which one does not matter to who only asks for the sound."""
    return "".join(re.sub("[aeiouv]", _mark(count % 4), each, count=1) for count, each in enumerate(said))


def _mark(tone: int) -> Callable[[re.Match[str]], str]:
    return lambda vowel: _TONES["aeiouv".index(vowel[0]) * 4 + tone]


def _numbered(said: list[str]) -> str:
    return "".join(f"{each}{1 + count % 4}" for count, each in enumerate(said))


def _hasty(said: list[str]) -> str:
    """As many write who speak so: z for zh, -n for -ng."""
    flat = [re.sub("^([zcs])h", r"\1", each) for each in said]
    return "".join(re.sub("(?<=[aei])ng$", "n", each) for each in flat)


def half(text: str) -> str:
    """One character of the word of danger in pinyin: 着huo了."""
    hit = danger_word(text)
    at = _hidden(hit)[-1:] if hit else []
    return text[: at[0]] + readings()[text[at[0]]] + text[at[0] + 1 :] if at else text


def traditional(text: str) -> str:
    """As a phone set to 繁體 writes it."""
    return text.translate(str.maketrans(_TRADITIONAL))


def homophone(text: str) -> str:
    """One character of the word of danger, two of a long one, of exactly the same sound."""
    return _misspelt(text, lambda char, other: readings().get(char) == readings().get(other))


def accent(text: str) -> str:
    """The same with characters that only those who say n for l, z for zh, h for f and -n for -ng take for one another."""
    return _misspelt(text, lambda char, other: readings().get(char) != readings().get(other))


def _misspelt(text: str, fits: Callable[[str, str], bool]) -> str:
    hit = danger_word(text)
    most = (2 if len(hit[0]) > 3 else 1) if hit else 0
    for at in _hidden(hit)[::-1] if hit else []:
        other = next(_others(text, at, fits), None)
        if other and most:
            text, most = text[:at] + other + text[at + 1 :], most - 1
    return text


def _hidden(hit: re.Match[str]) -> list[int]:
    return [at for at in range(hit.start(), hit.end()) if hit.string[at] not in _PLAIN and hit.string[at] in readings()]


def _others(text: str, at: int, fits: Callable[[str, str], bool]) -> Iterator[str]:
    """The commonest characters that fit and make no word of their own with what stands beside."""
    for other in _alike().get(sounds().get(ord(text[at]), ""), ""):
        copy = text[:at] + other + text[at + 1 :]
        beside = (copy[start:end] for start in range(max(0, at - 2), at + 1) for end in range(max(at + 1, start + 2), at + 4))
        if other != text[at] and other not in _OF_ITSELF and fits(text[at], other) and not any(jieba.dt.FREQ.get(word) for word in beside):
            yield other


@cache
def _alike() -> dict[str, str]:
    """By sound, the characters that our own seeds have, the commonest first."""
    counts = Counter(files("nlp").joinpath("seed", "dangers.tsv").read_text("utf-8"))
    found: dict[str, str] = {}
    for char, _ in counts.most_common():
        if sound := sounds().get(ord(char)):
            found[sound] = found.get(sound, "") + char
    return found


WORD_IN_PINYIN: dict[str, Callable[[str], str]] = {
    "joined": _of_the_word("".join),
    "spaced": _of_the_word(" ".join),
    "numbered": _of_the_word(_numbered),
    "toned": _of_the_word(_toned),
    "capitals": _of_the_word(lambda said: "".join(said).upper()),
    "hasty": _of_the_word(_hasty),
    "letters apart": _of_the_word(lambda said: " ".join("".join(said))),
    "one syllable": half,
}
ALL_IN_PINYIN: dict[str, Callable[[str], str]] = {
    "joined": _of_everything("".join),
    "spaced": _of_everything(" ".join),
    "capitals": _of_everything(lambda said: " ".join(each.capitalize() for each in said)),
}
ALIKE: dict[str, Callable[[str], str]] = {
    "homophone": homophone,
    "accent": accent,
    "traditional": traditional,
    "traditional and pinyin": lambda text: traditional(WORD_IN_PINYIN["joined"](text)),
}
