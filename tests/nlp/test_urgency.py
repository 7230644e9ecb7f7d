"""Danger now, and all that only sounds like it."""

from pathlib import Path

import pytest

from nlp import seeds
from nlp.dangers import SOUNDS
from nlp.misheard import as_feared
from nlp.reading import Danger
from nlp.skeleton import skeleton
from nlp.urgency import urgency_of
from tests.nlp.kit import danger_in, graded, lines

NOW = {
    Danger.FIRE: """
        房子着火了
        快来人，我家着火了
        村东头着火了，火越烧越大
        柴垛着火了，快烧到房子了
        厨房起火了
        后山起了山火，往村里烧哩
        麦场烧起来了
        二楼冒黑烟，里头好像有人
        着火了着火了
        着 火 了 快 来
        老李家的窑冒浓烟，叫不应
        羊圈烧着了，羊还在里头
        又着火了，跟去年一样
        变压器着火了
        听见爆炸了，锅炉房那边
        草垛子点着了，风大得很
        刚才电线短路失火了
        不好了，起大火了，救火车咋还不来
        没人管，房子着火了
    """,
    Danger.COLLAPSE: """
        窑塌了埋住人
        房塌了，里头有人
        我家窑塌了，老汉还在里头
        墙倒了，把娃压住了
        山上哗啦啦掉石头，底下的窑里还住着人
        土崖塌下来埋住两个人
        滑坡了，底下那户压住了
        教室房顶塌了
        矿上冒顶，井下困住七八个人
        房子快塌了，里头还有人
        挖土的叫土埋住了人
        我妈叫墙砸住了腿，出不来
    """,
    Danger.DROWNING: """
        娃掉河里了
        有人掉井里了
        孩子掉到水库里了，快来人
        我孙子跌到水窖里了
        老汉滑进河里没影了
        有人溺水了
        河里淹住一个娃
        山洪进村了
        沟里的水涨起来了，快到桥面，房后头那几户咋办
        人叫水冲走了
        两个娃掉冰窟窿里了
        我们困在房顶上，洪水还在涨
    """,
    Danger.GAS: """
        煤气中毒，老两口头疼吐
        煤气炉子倒烟，老两口头疼吐，这是不是中毒
        我妈煤烟中毒了，叫不醒
        屋里煤气味大得很
        煤气罐漏气了，嗤嗤响
        烧炭取暖，我婆姨头晕恶心
        闻见家里有煤气，不敢开灯
        炉子没弄好，娃头疼得不行还吐
        一氧化碳中毒了，一家三口
        恐怕是中了煤气，浑身没劲
    """,
    Danger.ELECTRIC: """
        有人触电了
        电住人了，快断电
        娃叫电打了，手都黑了
        高压线断了掉在路上
        电线掉到水里了，没人敢过
        漏电了，把我婆姨打了一下
        浇地的时候叫电击倒了
    """,
    Danger.ILLNESS: """
        我爹晕倒了
        老人昏过去了，叫不醒
        我妈喘不上气了
        我爷爷心口疼得厉害，一头汗
        娃抽风了，口吐白沫
        婆姨要生了，车上不来
        大车撞了人，流了好多血
        三轮车翻到沟里了，人动不了
        我爸从房上摔下来，腿断了
        吐血了，快救人
        有人叫蛇咬了
        娃把农药当水喝错药了
        我奶奶快不行了
        出车祸了，在桥头
        噎住了，脸都紫了
    """,
    Danger.VIOLENCE_AT_HOME: """
        隔壁汉子又打婆姨
        隔壁汉子喝了酒打婆姨，昨黑夜又打
        我男人打我，脸都肿了
        他爹天天打娃，身上都是青的
        我老公喝酒就打我
        邻居家打老婆，哭得不行
        家暴，快来人
        儿子打他妈，没人敢拉
        掐住我脖子不放
        后妈虐待娃，大冷天关在门外
    """,
    Danger.VIOLENCE: """
        村口打起来了
        有人拿刀追人
        两家打成一片，头破血流
        他说要杀了我
        掂着铁锹要打人
        把我爹打得起不来
        有人入室抢劫
        拿着菜刀堵在门口
        一伙人围着我打
        捅人了，快报警
    """,
    Danger.SELF_HARM: """
        不想活了
        我不想活了，活着没意思
        不 想 活 了
        活够了
        死了算了
        我婆姨喝农药了
        他站在房顶要跳楼
        再不给解决我就死给你们看
        老汉要上吊，拦也拦不住
        日子过成这样，活不下去了
        我想死
        她喝了半瓶敌敌畏
        有人要跳崖
        要是不给我办，我就不活了
    """,
    Danger.LOST_CHILD: """
        娃丢了找不见
        娃放学没回来，到处找不见
        我孙子不见了
        闺女走丢了
        孩子叫人抱走了
        我爹出去一天没回来，他脑子糊涂
        老人走失了，穿个蓝袄
        娃娃找不着了，急死人了
        天黑了娃还没回来
        小孩失踪了
    """,
    Danger.FRAUD: """
        我妈叫人骗着转了两万刚转出去
        我妈叫人家骗着转了两万，刚转出去
        被骗了，钱转走了三千
        公安局打电话让我转钱到安全账户
        刷单被骗了五千块
        有人冒充我孙子要钱
        我把验证码告诉人家了，钱没了
        网上贷款让先转账，我转了，现在联系不上了
        我爹被骗子骗走一万多
        客服让我把钱转过去，我转了八百才觉得不对
    """,
}

NOT_NOW = """
    麦场上堆的柴火就在电线底下，一个火星就完了
    柴火堆在电线下面，太危险了
    路塌了
    路塌方了，车过不去
    夜来下雨，坡底的路塌了半边，三轮车上不来
    咱村口那圪截路跌下去一块了，黑夜骑摩托可要命哩
    去年着过火
    去年这里着火了，烧了半个院子
    要是着火咋办
    万一着火了往哪儿跑
    消防演练
    下午搞消防演练，大家去看看
    没着火
    没有着火，就是冒了点烟
    怕着火，把柴火搬走吧
    容易着火，没人管
    灭火器坏了，着火了的话没法用
    防火宣传车甚时候来
    电视上说哪里着火了
    抖音上看见一家着火了
    火车票咋买
    今天上火了，嗓子疼
    你别发火
    烟囱冒黑烟，衣裳都晾不成
    砖厂天天冒黑烟
    火已经扑灭了
    着火了，已经扑灭了，没伤着人
    火灾隐患谁来查
    我家窑顶裂开二指宽的缝，下雨就掉土，不敢住
    老院子空了十来年快倒了，砸着路过的人咋办
    前年窑塌过一回
    空院子的墙塌了
    塌陷把院墙撕开了，煤矿说不是他们采的
    旧房塌了，没人住
    桥塌了过不去
    地塌了个坑
    窑顶掉了一块土
    井里没水了
    羊掉井里了
    我的手机掉河里了
    桥上那根栏杆年时就断了，娃娃们爱往跟前耍
    娃娃们天天河里耍
    小心掉河里
    水渠塌了，水淹了地
    河里倒的建筑垃圾没人管
    谷子叫水冲走了
    玉茭地淹了
    孤老头子一个人，前儿差点煤烟中了，能不能送养老院
    怕煤气中毒，给老人装个报警器
    煤气罐没气了，去哪儿换
    预防煤气中毒的宣传单能不能发点
    一氧化碳报警器甚时候发
    停电了
    电话打不通
    电线耷拉到窑顶了，一刮风就打火花，怕人不怕人
    电费太贵了
    去年有人触过电
    充电到底收多少钱
    老汉瘫在炕上，低保给停了
    我爹脑梗三年了，药费报不了
    前年心梗住院花了三万，能报销吗
    120来了说窄路上不来，用门板抬下去的
    高血压的药卫生院没有
    轮胎没气了
    桥快不行了，该修修
    我爸骨折住院，医保咋报
    救护车甚时候能给咱镇上配一辆
    给娃打针去哪儿
    打老人的电话没人接
    我男人打工去了，家里没人
    老汉打麻将，天天不着家
    他家老汉爱打呼噜
    借给他三千，打的条子，年年还不还
    给婆姨打电话，信号不好
    打疫苗的地方在哪
    杀猪菜甚时候吃
    拿刀割麦子，手划了个口子
    动刀手术能报多少
    小卖铺天天有人赌
    以前打过架，现在好了
    要杀价的客商又来了
    红枣卖不动，愁死了
    热死了，甚时候来电
    把我累死了
    玉茭旱得活不成了
    栽下的树活不了
    羊死了算了，赔不赔
    想死你们了
    跳广场舞太吵
    电视剧里那个女的喝农药了
    娃的疫苗本丢了，去哪儿补
    娃找不着工作
    儿子打工联系不上，过年没回来
    孩子书包丢了
    娃找不到对象，彩礼太高
    身份证丢了
    手机找不见了
    娃找回来了，谢谢大家
    老板骗我们，工钱没给
    反诈宣传甚时候来
    防骗的知识给老人讲讲
    去年我妈被骗了两万，找不回来
    合作社骗我们入股，没分红
    转让大棚，五千块
    孙子转学要什么手续
    骗子太多了，注意点
    梦见房子着火了
    哈哈，逗你玩，没着火
    生意火了，客人多
    不是着火，是烧荒
    别等到着火了才管
    演习的时候说房子塌了
    担心房塌了，想申请危房改造
    如果窑塌了谁负责
"""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


REAL = [(kind, line) for kind, lines in NOW.items() for line in _lines(lines)]


def _heard(texts: list[str]) -> float:
    """The share in which a danger is heard."""
    found = [danger_in(skeleton(text)) is not None for text in texts]
    return sum(found) / len(found)


def _file(name: str) -> list[str]:
    text = (Path(__file__).parent / name).read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_someone_is_in_danger() -> None:
    heard, kinds = _heard([text for _, text in REAL]), [danger_in(skeleton(text)) is kind for kind, text in REAL]
    assert heard >= 0.98
    assert sum(kinds) / len(kinds) >= 0.9


@pytest.mark.parametrize(
    "text", ["快来救人", "快来救人！", "家里着了", "没呼吸了", "有人中毒", "救救我妈", "他喝除草剂了", "媳妇喝了除草剂"]
)
def test_few_words_are_enough(text: str) -> None:
    assert danger_in(skeleton(text)) is not None


def test_no_gate_shuts_out_what_its_pattern_hears() -> None:
    texts = [as_feared(skeleton(text)) for text, _ in seeds.rows("dangers.tsv")]
    shut = [(sound.kind, text) for sound in SOUNDS for text in texts if sound.gate.isdisjoint(text) and sound.pattern.search(text)]
    assert shut == []


def test_it_only_sounds_like_danger() -> None:
    heard = _heard(_lines(NOT_NOW))
    assert heard <= 0.18


def test_danger_in_other_words() -> None:
    heard, silent = _heard(_file("danger_now.txt")), _heard(_file("no_danger.txt"))
    assert heard >= 0.98
    assert silent <= 0.085


BLIND = lines("danger.tsv")
URGENT = [text for label, text in BLIND if label != "none"]
DISGUISES = {
    "zero-width": lambda text: "\u200b".join(text),
    "spaces": " ".join,
    "full-width": lambda text: text.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}),
    "stars": "*".join,
}


def test_dangers_nobody_had_read_when_the_ears_were_taught() -> None:
    """The blind set: recall ≥ .98 at precision ≥ .80 is asked for; ordinary concerns must seldom be taken for a danger."""
    recall, alarms = _heard(URGENT), _heard([text for label, text in BLIND if label == "none"]) * (len(BLIND) - len(URGENT))
    ordinary = _heard([text for code, text, _ in lines("categories.tsv") if not code.startswith(("14", "07.5", "10.5", "10.6"))])
    assert recall >= 0.98
    assert recall * len(URGENT) / (recall * len(URGENT) + alarms) >= 0.86
    assert ordinary <= 0.08


@pytest.mark.parametrize("disguise", DISGUISES)
def test_disguised_dangers_are_heard_as_well(disguise: str) -> None:
    heard = _heard([DISGUISES[disguise](text) for text in URGENT])
    assert heard >= 0.975


def test_there_are_enough_of_both() -> None:
    assert len(REAL) >= 80
    assert len(_lines(NOT_NOW)) >= 80


@pytest.mark.parametrize("disguise", ["着\u200b火了", "着 火 了", "着*火*了", "着\ufeff火\u2060了"])
def test_a_disguised_fire_is_a_fire(disguise: str) -> None:
    assert danger_in(skeleton(f"房子{disguise}")) is Danger.FIRE


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("房子着火了", 2),
        ("不想活了", 2),
        ("我家窑顶裂了缝，一下雨就掉土，不敢住", 1),
        ("自来水停了三天了，瓮都见底了", 1),
        ("停电两天了，家里有老人", 1),
        ("桥上那根栏杆年时就断了，娃娃们爱往跟前耍", 1),
        ("彩礼要到十八万", 0),
        ("健身架子太旧", 0),
        ("助学贷款去哪儿办", 0),
        ("红枣压得满炕，客商压价，一斤才几毛", 0),
    ],
)
def test_urgency_has_three_steps(text: str, urgency: int) -> None:
    assert urgency_of(text, *graded(text)) == urgency


@pytest.mark.parametrize("call", ["110", "119", "120！", "SOS", "救救我", "救命啊救命", "救-命-啊", "紧急", "急", "快来人"])
def test_who_can_type_no_more_than_a_call_gets_the_numbers(call: str) -> None:
    assert danger_in(skeleton(call)) is not None


@pytest.mark.parametrize("call", ["1", "12", "1100", "急用钱", "110元", "救命恩人"])
def test_what_only_looks_like_a_call_is_none(call: str) -> None:
    assert danger_in(skeleton(call)) is None


@pytest.mark.parametrize(
    "said",
    ["我家牛掉沟里了，咋弄上来", "热死了救命", "支书叫我别说", "白斌打人", "妇联主任光给她自己人发东西", "主任喝醉了骂人"],
)
def test_a_beast_a_sigh_and_a_complaint_about_a_cadre_ring_nobody(said: str) -> None:
    assert not graded(skeleton(said))[1]
