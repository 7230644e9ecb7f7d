"""How many accusations are heard, and how many harmless words about cadres are taken for one.

accusations.tsv was written by somebody who had not seen the rules. Its odd rows were read while the rules were made and
belong to the fit (fit_accuse.py); its even rows are held out: nobody read them for that, and none is learned from.
The file itself must not be changed to suit the ears: its hash is asserted.
"""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from nlp.ears import Ears
from nlp.reading import Accusation
from nlp.skeleton import LONGEST, skeleton
from tests.nlp.fit_accuse import SEEDS, rows
from tests.nlp.kit import accusation, lines

FILE = Path(__file__).parent / "accusations.tsv"
HASH = "c25fc9f56ac87f74474153c9aecba68aebe972af875a7b8f9340eef6ef65c2c9"
CADRES = ("王建国",)  # some rows speak of the secretary by his given name, as villagers do
ROWS = rows("accusations.tsv")
HELD_OUT = ROWS[1::2]

HEARD = """
    信用社那个主任放款要抽一成
    上边发的扶贫鸡娃，到手里剩了一半，那一半组长家院里跑着哩
    我爹死了三年了，他的养老金还有人领，会计能不知道？
    按的那个手印不是我的，是组长自己按的
    书记说了，哪个敢往上捅就收拾哪个
    上次写了信，信转到村长手里，他拿着信到我家门上骂
    选举头一天黑夜，主任家的人一户一户发一百块钱
    包片的那个男干部老给我媳妇打电话说些不三不四的
    补偿标准是一亩三万，给我们念的是两万
    不买他卖的化肥，就不给我们开证明
    支书真是好支书，自己家门口先装上八盏灯
    监票的都是他本家，能公平么
    主任把我报上去的名字勾了，换成他嫂子
    我们村的低保啊，要看姓
    会计故意把我的身份证号写错一位，钱就到不了我卡上
    危房鉴定员说想评D级就得有表示
    他拿着章，谁给他磕头给谁盖
    我没去投票，票上却有我的名字
    量地的时候尺子在组长手里，我家六亩量成四亩
    谁去信访谁家的娃当兵政审就别想过，这话是书记说的
    会计叫我去他家取钱，门一关就拉我
    水不来，是因为组长把闸门往他家那边开
    支数吃了我们的青苗前
    咱支书心善，自己亲戚一个也没落下
    移民房抽签，会计的儿媳抽的都是一楼
    树苗五毛一棵买的，账上五块
    自打我去了县里，村里甚通知也不给我家发
    让我们买他侄儿的炉子才给补贴
    麻烦问一下，干部打人有没有人管，我家老汉叫支书打得起不来
    先说水管的事，水管漏了。再说一件，修水管的钱主任报了三回
"""
NOT_HEARD = """
    隔壁二蛋拿铁锹打了我，组长来拉架了
    老板跑了，工钱没给，支书帮我们联系了律师
    骗子冒充村干部收医保钱，大家小心
    井盖叫人偷了，跟支书说了
    我说错了，不是支书拿的，是我记错了
    支书家的牛跑到我地里吃了几棵玉茭，他赔了
    养老金少了三十，会计说是扣了取暖费，对不对
    领补贴要本人去吗，我腿不好，让会计来家里行不行
    公益岗还招人不，想跟主任报个名
    我没说支书坏话，是别人传的
    上回是我态度不好，跟书记赔个不是
    支书的儿子在外地打工，过年才回来
    征地的协议在村委会，主任叫去签
    选票怎么填，请组长讲一讲
    验收的人来看了，说厚度不够，叫返工
    主任跟老板谈好了，工钱月底给
    贩子骗走了我的牛，求支书报警
    支书把他家的拖拉机借给大家用
    上级拨的抗旱款下来没，支书说在走手续
    书记的车坏在半路，我帮着推的
    每户交三百修路，大家举手同意的，甚时候动工
    大队的拖拉机坏了，谁会修
    组长脸晒得黑黑的，天天在地里
    电视上演的那个县长贪污，看得人生气
    假如会计算错了，能不能退
    隔壁老五占了公路修鸡窝，请组长管管
    请主任吃饭他不来，说有纪律
    组长和我家是亲戚，可办事公正
    书记自己贴钱给村里买了扫帚
    网格员脾气急，说话冲，人不坏
"""
PLAIN = """
    幼儿园门口那个坡，一结冰娃娃就滑倒
    我娘下不了炕，低保叫停了，说我家有辆三轮
    打前天起巷子里的两盏灯就不亮
    王八
    你这个王八蛋东西
    😤
    😂👍
    ？！？！
    The well is dry, please send someone
    Our street light does not work
    低息贷款，当天放款，加微信详谈
    新店开业，全场八折，欢迎光临
    早
    晚安
    7
    2和4
    行，出工我叫我侄儿去
    麻烦了啊
    打大前天开始
    后头那堵墙也裂了
    修桥我没意见，就怕每家摊得太多
    先看看要花多少钱再说
    渠修完了没
    开会是哪天黑夜
    工头把我们六个人的工钱拖到现在
    房东不退我押金
    隔壁把我家的枣树砍了
    前院的狗黑夜叫个不停，睡不着
    我家三亩豆子叫野猪拱光了
    种谷子今年一亩给补多少
    娃念高中的学费还差两千
    卫生室没药，老人血压高买不上
    水窖里的水长了绿毛，不敢喝
    自来水管冻住五天了
    电压太低，电磨子转不动
    养牛场的粪水流到当街
    我家窑顶塌了一角，住在侄儿家
    高速占了我家一亩半地，赔多少
    养老金认证老是通不过
    想问问残疾证咋办
    有人打电话叫我汇钱，说我中奖了
    彩礼涨得太凶，儿子说不下媳妇
    村里去年的收支能不能念给大家听听
    婆婆跟儿媳天天吵，谁来劝一劝
    我弟不管我爹，一分钱也不出
    老板说工地没钱，叫我们再等
    手机没信号，打个电话得爬山梁
    小孩子发烧，半夜找不着大夫
    不晓得咋弄，字太小看不见
    我们这边垃圾半个月没人拉
    打工的娃回不来，地没人种
    有没有人会修电视
"""
WITHOUT_OFFICE = """
    他把低保给了他亲戚
    管账的把钱装自己兜里了
    低保名单上全是他本家
"""


def heard(sentence: str) -> bool:
    return accusation(skeleton(sentence), CADRES) in (Accusation.ACCUSED, Accusation.UNSURE)


def share(table: list[tuple[str, str]], label: str) -> float:
    """How many of the rows with this label are heard as accusations, 0…1."""
    found = [heard(sentence) for kind, sentence in table if kind == label]
    return sum(found) / len(found)


def test_the_sentences_are_those_that_were_written_blind() -> None:
    assert sha256(FILE.read_bytes()).hexdigest() == HASH
    assert sum(label == "accused" for label, _ in ROWS) == 256
    assert len(ROWS) == 657


def test_accusations_are_heard() -> None:
    found = share(ROWS, "accused")
    assert found >= 0.97


def test_harmless_words_about_cadres_are_seldom_taken_for_an_accusation() -> None:
    found = share(ROWS, "named")
    assert found <= 0.085


def test_the_half_nobody_read_is_heard_almost_as_well() -> None:
    accused, named = share(HELD_OUT, "accused"), share(HELD_OUT, "named")  # before the assertions: they print what they are given
    assert accused >= 0.98
    assert named <= 0.12


def test_the_second_blind_set_of_ordinary_words() -> None:
    """Opinions, concerns, letters and cadres named harmlessly: recall ≥ .97 with false alarms ≤ .10 is asked for."""
    table = [(label, text) for label, text in lines("accusations.tsv")]
    accused, harmless = share(table, "accused"), share(table, "none")
    assert accused >= 0.97
    assert harmless <= 0.075


def test_the_blind_sentences_are_not_in_the_file_that_is_learned_from() -> None:
    blind = {sentence for _, sentence in (*ROWS, *lines("accusations.tsv"))}
    both = blind & {sentence for _, sentence in rows(SEEDS)}
    assert not both


@pytest.mark.parametrize("sentence", HEARD.split("\n")[1:-1])
def test_a_wrong_is_heard_however_it_is_put(sentence: str) -> None:
    assert heard(sentence.strip())


def test_a_cadre_who_did_nothing_wrong_is_seldom_accused() -> None:
    sentences = [line.strip() for line in NOT_HEARD.split("\n")[1:-1]]
    taken = [sentence for sentence in sentences if heard(sentence)]
    assert len(taken) <= len(sentences) * 0.08


@pytest.mark.parametrize("sentence", PLAIN.split("\n")[1:-1])
def test_an_ordinary_message_accuses_nobody(sentence: str) -> None:
    assert not heard(sentence.strip())


@pytest.mark.parametrize("sentence", WITHOUT_OFFICE.split("\n")[1:-1])
def test_a_cadre_is_accused_without_his_office_being_said(sentence: str) -> None:
    assert heard(sentence.strip())


@pytest.mark.parametrize("wrong", ["支书贪了修路的钱。", "会计把我妈的补助卡扣下，说先抵水费。"])
def test_long_harmless_words_around_it_hide_nothing(wrong: str) -> None:
    around = "我家门口的路灯坏了，麻烦来看一看。" * 8
    assert heard(around + wrong + around)


def test_nobody_is_accused_among_neighbours() -> None:
    for sentence in ("二狗占了我的地", "隔壁骂人", "他又喝醉打我了", "有人打电话说我犯法要转钱", "小卖铺后头天天赌博"):
        assert not heard(sentence)


@pytest.mark.parametrize("piece", ["贪", "一", "两千", "不就", "，", "支书把低保给了他亲戚，", "\u200b支", "ſİ", "K", "我他哥", "不支书，"])
def test_hostile_repetition_is_judged_without_raising(piece: str) -> None:
    grade = accusation(skeleton((piece * LONGEST)[:LONGEST]), CADRES)
    assert grade in Accusation


def test_the_ears_tell_what_the_rules_heard(ears: Ears, today: date) -> None:
    assert ears.read("建国拿了人家好处", today, CADRES).accusation in (Accusation.ACCUSED, Accusation.UNSURE)
