"""The cross-cutting marks of a message: who may be hurt by its being read, and which other door it knocks at."""

from nlp.late import late
from nlp.reading import Danger, Speech
from nlp.redact import has_sensitive_number
from nlp.taxonomy import CATEGORIES, Kind

XINFANG, LITIGATION, MASS_INCIDENT_RISK = "xinfang", "litigation", "mass_incident_risk"
CHILD, PRIVATE, THIRD_PARTY, SENSITIVE = "child", "private", "contains_third_party_name", "contains_sensitive_pii"
PRAISE, QUESTION_ONLY = "praise", "question_only"

_XINFANG = late("信访|上访|越级|进京|去北京(?:告|反映)|去省(?:里|城)告|告到(?:区|县|市|省|中央|北京)|告状")
_LITIGATION = late("打官司|官司|起诉|法院|判决|开庭|仲裁|律师|行政复议|传票|上诉|强制执行")
_MASS = late(
    "(?:就|都|要|一起|一块儿?|组织|商量|准备|明天|再不|大家|全村|几十(?:号|个)人)[^，。]{0,10}(?:堵(?:路|门|桥|车|矿)|把路堵|"
    "拉横幅|闹(?:事|去|他)|上访|去(?:区|县|镇|乡)(?:里|政府)?(?:闹|讨|要个?说法)|静坐|围(?:住|了|起)|砸)|"
    "集体上访|拉横幅|聚众|堵(?:了|住)?(?:矿|厂|政府|镇政府)(?:的)?(?:大)?门|围攻|罢工|联名"
)
_CHILD = late("娃娃|娃(?!要娶)|孩子|小孩|学生|小学|幼儿|孙子|孙女|未成年|留守儿童|闺女|婴儿")
_GROWN = late("娶|媳妇|彩礼|打工|工资|大学|考上|说亲|结婚|找对象|当兵|三十|四十")
_ILL = late(
    "癌|艾滋|精神病|抑郁|乙肝|肝炎|梅毒|肺结核|尿毒|白血病|瘫|怀孕|流产|残疾|偏瘫|脑梗|糖尿病|心脏病|瘤|透析|坐过牢|吸毒|强奸|"
    "性病|低保|欠债"
)
_SURNAMES = (
    "王李张刘陈杨赵吴周徐孙胡朱郭何罗宋郑韩冯邓曹彭萧蔡潘袁董余苏吕魏蒋杜丁沈姜范傅钟卢戴崔任陆廖姚邹熊郝邵孟秦薛闫阎段侯贺武乔穆康樊郜梁"
)
_TITLED = late(
    f"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?:大娘|大爷|大妈|大叔|婶|叔|嫂|伯|奶奶|爷爷|老汉|老师|大夫|老板|支书|主任|会计|村长|"
    f"书记|队长|干部|某|先生|女士)|老[{_SURNAMES}](?!家沟|家坡|家山|家村)|"
    f"(?:名叫|姓名|叫|是)[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=的|，|。|$)|(?:二|三|狗|栓|铁|大|小)(?:狗|蛋|牛|柱|虎|旦|"
    f"毛)(?=家|把|的|说|打|占|欠|他)"
)
_AFTER_NAME = frozenset(
    ("家", "说", "把", "的", "打", "占", "欠", "偷", "骂", "他", "她", "，", "。", "和", "在", "给", "又", "家里", "不", "没")
)
_NOT_GIVEN = frozenset("的了在是有不也都就还又和给到上下里说家，。、！？把")


def flags_of(
    text: str, tokens: tuple[str, ...], category: str | None, danger: Danger | None, speech: Speech, names: tuple[str, ...] = ()
) -> frozenset[str]:
    """The marks of a skeleton whose category, danger and kind of speech are known."""
    ill = _ILL.search(text) is not None
    private = ill or (category is not None and CATEGORIES[category].kind is Kind.PRIVATE)
    marks = {
        XINFANG: _XINFANG.search(text),
        LITIGATION: _LITIGATION.search(text),
        MASS_INCIDENT_RISK: _MASS.search(text),
        CHILD: danger is Danger.LOST_CHILD or (_CHILD.search(text) and not _GROWN.search(text)),
        PRIVATE: private or danger in (Danger.SELF_HARM, Danger.VIOLENCE_AT_HOME, Danger.FRAUD),
        THIRD_PARTY: any(name in text for name in names) or _TITLED.search(text) or _has_name(tokens),
        SENSITIVE: ill or has_sensitive_number(text),
        PRAISE: speech is Speech.PRAISE,
        QUESTION_ONLY: speech is Speech.QUESTION,
    }
    return frozenset(mark for mark, there in marks.items() if there)


def _has_name(tokens: tuple[str, ...]) -> bool:
    """A surname standing alone, then one or two characters jieba cannot join to anything, then what a person does."""
    for at, token in enumerate(tokens[:-1]):
        if len(token) == 1 and token in _SURNAMES:
            given = tokens[at + 1]
            if len(given) == 1 and at + 2 < len(tokens) and len(tokens[at + 2]) == 1 and tokens[at + 2] not in _NOT_GIVEN:
                given += tokens[at + 2]
            after = at + 1 + (len(given) if len(tokens[at + 1]) == 1 else 1)
            if len(given) <= 2 and given[0] not in _NOT_GIVEN and (after >= len(tokens) or tokens[after] in _AFTER_NAME):
                return True
    return False
