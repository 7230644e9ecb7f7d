"""What kind of utterance, and for whom."""

from datetime import date

import pytest

from nlp.ears import Ears
from nlp.reading import Speech, Whose
from nlp.speech import whose_of

KINDS = {
    Speech.GREETING: ["你好", "您好！", "在吗", "hello", "有人吗？"],
    Speech.THANKS: ["谢谢", "谢谢你们，麻烦了", "收到，谢谢"],
    Speech.PRAISE: ["支书办事真快，谢谢", "路灯修好了，真好", "表扬一下网格员，热心得很"],
    Speech.ABUSE: ["你妈的", "滚", "傻逼", "废物！"],
    Speech.ENGLISH: ["the road is broken", "water please"],
    Speech.UNCLEAR: ["嗯", "哦", "123", "👍", "好的", "", "   ", "？？", "测试", "同意"],
    Speech.ADVERTISEMENT: [
        "正规贷款无抵押秒批，加微信abc123",
        "大棚膜优惠，欢迎来电",
        "点击链接免费领取红包 http://a.example",
        "代开发票，低息贷款",
    ],
    Speech.QUESTION: ["助学贷款去哪儿办", "水费多少钱一吨", "什么时候开会", "合作医疗在哪儿交？", "75岁的老人有没有补贴"],
    Speech.CONCERN: [
        "没水了",
        "停电",
        "路塌了",
        "咱村口那圪截路跌下去一块了",
        "我借给他三千，年年还不还",
        "小额贷款要找担保，找不下人",
        "傻逼村委，路坏了三年不修",
        "水三天没来了咋办",
        "咱们那个事情",
        "谢谢，就是路灯还不亮",
        "我妈让骗子骗着转了钱，链接还在",
        "想找个零工干，都没人要",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_kinds_of_speech(kind: Speech, text: str, ears: Ears, today: date) -> None:
    assert ears.read(text, today).speech is kind


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("我妈下不了炕", Whose.FAMILY),
        ("俺爹八十了", Whose.FAMILY),
        ("我奶奶的养老金没到", Whose.FAMILY),
        ("我家老汉瘫了", Whose.FAMILY),
        ("隔壁张大娘让我说，她家停水了", Whose.NEIGHBOUR),
        ("邻居家没水了", Whose.NEIGHBOUR),
        ("我替对门问一下", Whose.NEIGHBOUR),
        ("张大娘家没人管", Whose.NEIGHBOUR),
        ("隔壁养了几十只羊，夏天臭", Whose.SELF),
        ("隔壁汉子打婆姨", Whose.SELF),
        ("邻居家的狗天天叫", Whose.SELF),
        ("老王家占了我的地", Whose.SELF),
        ("帮我说说", Whose.SELF),
        ("路灯不亮", Whose.SELF),
    ],
)
def test_for_whom(text: str, whose: Whose) -> None:
    assert whose_of(text) is whose


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("再不解决我就去信访局上访", "xinfang"),
        ("这事已经在法院打官司了", "litigation"),
        ("再不给钱我们几十号人就去堵路", "mass_incident_risk"),
        ("娃娃们在河里耍没人管", "child"),
        ("低保给停了", "private"),
        ("俺爹得了癌，药费报不了", "private"),
        ("隔壁汉子又打婆姨", "private"),
        ("王大娘家的狗咬人", "contains_third_party_name"),
        ("老李家门口那段路全是泥", "contains_third_party_name"),
        ("张二虎占了官道", "contains_third_party_name"),
        ("身份证142301195001011234查不着", "contains_sensitive_pii"),
        ("路灯修好了，真好", "praise"),
        ("助学贷款去哪儿办", "question_only"),
    ],
)
def test_flags(text: str, flag: str, ears: Ears, today: date) -> None:
    assert flag in ears.read(text, today).flags


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("路灯不亮", "private"),
        ("柴垛堵路了", "mass_incident_risk"),
        ("路灯不亮，高处的灯也坏了", "contains_third_party_name"),
        ("娃要娶媳妇，批宅基地", "child"),
        ("电话13800000000", "contains_sensitive_pii"),
    ],
)
def test_flags_not_raised(text: str, flag: str, ears: Ears, today: date) -> None:
    assert flag not in ears.read(text, today).flags
