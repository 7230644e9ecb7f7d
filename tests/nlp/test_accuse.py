"""A cadre accused, a cadre only named, and the doubt between."""

import pytest

from nlp.accuse_rules import doubt_of
from nlp.accuse_words import shape
from nlp.reading import Accusation
from nlp.skeleton import skeleton
from tests.nlp.kit import accusation

NAMED = """
    支书知道这事
    跟王支书说过了
    找不着网格员
    问过会计，说下个月发
    王支书帮我打了电话，谢谢他
    主任说等水利局来修
    支书挺好的，就是路灯不亮
    路灯坏了，给村长说了
    请包村的干部来看看
    书记让我找水管站
    跟网格员说过路塌了
    网格员的电话是多少
    队长领着人修了一天水管
    村干部来看过了，等料哩
    能不能叫主任来一下
    镇长来过咱村
    他家盖房占了官道，请支书来调解
    二狗打了我爹，跟支书说了
    李会计给我打的条子丢了
    会计在不在村委
    找支书找了五回，回回说忙着哩
    找支书找了五回说忙着
    跟支书说了也没人管
    井盖叫人偷了，跟支书说了
    村长不管这事
    网格员从来不露面
    乡长来了一回就没下文了
"""
UNSURE = """
    主任态度不好
    跟会计要账本，推来推去
    支书说话不算数，说修路修了三年
    干部天天打麻将，没人办事
    书记光说不干
    村委优亲厚友，低保乱评
    他们评低保收了钱
    主任不给盖章
    当官的不管老百姓
"""
ACCUSED = """
    支书贪污
    支书贪了修路的钱
    会计吃回扣
    村长给他兄弟吃低保
    支书小舅子包了工程
    村干部优亲厚友
    主任打人
    支书打了我爹
    王支书骂我
    会计收了钱不办事
    收了我五百块，书记也没给办成
    主任占了集体的地
    村长占便宜，占公家的
    账不清，会计说不上来
    支书把补偿款扣了两千
    书记把机动地卖了钱自己花
    支书让亲戚吃低保
    村干部把救济粮拿走了
    队长喝醉酒打人
    低保给了主任的亲戚，关系户
    换届时候支书买票
    支书威胁我不让说
    修路的工程村长包给他儿了
    支书一手遮天
    主任要了我两千块才给批宅基地
    干部截留种粮补贴
    支 书 贪 污
    支*书贪\u200b污了钱
"""
NONE = """
    路灯不亮
    水龙头三天没水了
    村里的账一年多没上墙了，钱花到哪儿，咱解不下
    隔壁汉子又打婆姨
    班主任说要交学费
    助学贷款去哪儿办
    二狗占了我的地
    你好
"""


def _rows(text: str, grade: Accusation) -> list[tuple[str, Accusation]]:
    return [(line.strip(), grade) for line in text.strip().splitlines()]


ROWS = [
    *_rows(NAMED, Accusation.NAMED),
    *_rows(UNSURE, Accusation.UNSURE),
    *_rows(ACCUSED, Accusation.ACCUSED),
    *_rows(NONE, Accusation.NONE),
]


@pytest.mark.parametrize(("text", "grade"), ROWS)
def test_who_is_accused(text: str, grade: Accusation) -> None:
    assert accusation(skeleton(text)) is grade


def test_a_cadre_is_known_by_name_where_the_village_gives_names() -> None:
    assert accusation("高建国吃回扣", ("高建国",)) is Accusation.ACCUSED
    assert accusation("跟高建国说过了", ("高建国",)) is Accusation.NAMED
    assert accusation("跟高建国说过了") is Accusation.NONE


@pytest.mark.parametrize(
    "place",
    [
        "就在家门口那截",
        "大槐树底下那一片",
        "就在井边那一片",
        "就是戏台边那截",
        "在小学门口拐弯处",
        "就在老张家房后那截",
        "卫生室后头那排",
        "水塔跟前",
        "就在我家房后往北",
    ],
)
def test_where_it_is_accuses_nobody_alone_or_behind_what_broke(place: str) -> None:
    """Half of all reports are followed by such an answer: each one taken for an accusation lies in the vault until somebody looks."""
    assert accusation(skeleton(place)) is Accusation.NONE
    assert accusation(skeleton(f"路灯坏了半个多月没人来修。{place}")) is Accusation.NONE


def test_a_place_beside_a_wrong_hides_nothing() -> None:
    assert accusation(skeleton("钱让会计吃了，就在村委会门口")) is Accusation.ACCUSED
    assert accusation(skeleton("就在戏台边那截，钱让会计吃了")) is Accusation.ACCUSED
    for words in ("只修了支书家门口那截", "灯都装在主任家门口那一片", "支书占的就在河滩那块", "就在支书家房后那截", "路就到小舅子家门口"):
        assert accusation(skeleton(words)) in (Accusation.UNSURE, Accusation.ACCUSED)


def test_sums_that_differ_are_a_doubt_over_a_new_line_too() -> None:
    assert doubt_of(shape(skeleton("低保款的事\n说是三百块，才给了一百块"))).weight == 2


@pytest.mark.parametrize("said", ["后沟的灯不亮，黑得很", "信用社主任不给贷款", "主任办公室在哪，想盖个章", "屋里太黑了"])
def test_what_is_dark_and_who_heads_a_bank_accuses_nobody(said: str) -> None:
    assert accusation(skeleton(said)) not in (Accusation.ACCUSED, Accusation.UNSURE)


def test_a_cadre_may_be_called_dark() -> None:
    assert accusation(skeleton("支书心里黑得很，办事就要钱")) is Accusation.ACCUSED
    assert accusation(skeleton("会计真黑，一笔账扣我一半")) in (Accusation.ACCUSED, Accusation.UNSURE)
