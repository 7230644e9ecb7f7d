"""How much: money, land, households, people, weight and length, in the numbers people speak (三千五, 一亩二分, 百十来块)."""

import re
from dataclasses import dataclass
from decimal import Decimal

MONEY, LAND, HOMES, PEOPLE, WEIGHT, DISTANCE, LENGTH = "元", "亩", "户", "人", "斤", "里", "米"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and its unit: 元, 亩, 户, 人, 斤, 里, 米, 公里, 公斤, 吨, 平方米, 尺, 丈. Of 五六百 the smaller."""

    number: Decimal
    unit: str


_UNITS = {
    **dict.fromkeys(("块钱", "块", "元", "圆", "元钱"), MONEY),
    **dict.fromkeys(("亩地", "亩"), LAND),
    **dict.fromkeys(("户人家", "户人", "户", "家人家", "户子", "家子"), HOMES),
    **dict.fromkeys(("口人", "口子人", "口子", "口", "人", "号人"), PEOPLE),
    **dict.fromkeys(("市斤", "斤"), WEIGHT),
    **dict.fromkeys(("里地", "里路", "里", "华里"), DISTANCE),
    **dict.fromkeys(("公斤", "千克"), "公斤"),
    **dict.fromkeys(("平方米", "平米", "平方"), "平方米"),
    **{unit: unit for unit in (LENGTH, "公里", "吨", "尺", "丈")},
}
_SMALL = {
    "毛钱": (MONEY, "0.1"),
    "毛": (MONEY, "0.1"),
    "角": (MONEY, "0.1"),
    "分钱": (MONEY, "0.01"),
    "分地": (LAND, "0.1"),
    "两": (WEIGHT, "0.1"),
    "厘米": (LENGTH, "0.01"),
    "公分": (LENGTH, "0.01"),
}
_ONES = "零〇一二三四五六七八九十百千万亿俩仨"
_HAN = f"{_ONES}两"
_FIGURE = "[0-9]+(?:[,，][0-9]{3}(?![0-9]))*(?:\\.[0-9]+)?(?:[万千百][0-9]?)?"
# 两 ends a number only where it begins it: 三两 is a weight
_NUMBER = f"(?>{_FIGURE}|半|[{_HAN}]{{0,11}}(?:[{_ONES}]|(?<![{_HAN}])两))"
_WHAT = "|".join(sorted((*_UNITS, *_SMALL), key=len, reverse=True))
_NOT_BEHIND = "儿|钟|之|公司|里头|家(?!人|子)|民|大|工|员|类|才|品|生|物|行|间|面|边|院|井|窑|锅|气|缸|袋|饭|屯|铺|店|沟|坡|外"
_NOT_MONEY = "0-9号个次回趟天日月年点分楼组层条颗棵只头件种样岁级度届起辆台把张间门位名项页班路步句下声眼面遍盏根袋箱瓶盒方多"
_AMOUNT = re.compile(
    f"(?<![0-9a-zA-Z第{_HAN}这那哪几数.])(?P<n>{_NUMBER})(?:[多来几]|把(?![手火]))? ?(?:个(?!月))?[多来]?"
    f"(?:(?P<unit>{_WHAT})(?!{_NOT_BEHIND})|(?P<bare>(?![{_NOT_MONEY}{_HAN}])))"
    f"(?P<half>半)?(?P<tail>[一二三四五六七八九0-9](?P<part>毛|角|分|两)?(?![{_HAN}0-9号个天日月年点口户人家组条块元亩斤里米]))?"
)
_IDIOMS = re.compile(
    "千万(?=别|不|要|记|得)|一万个|十分(?!地|钱|之)|万一|百分之|十里八|千里|万里|一块(?=儿|来|去|走|干|办|说|没|过|住)|"
    "三三两两|半斤八两|一分钱一分货|"
    "(?<=[这那哪])一|四面八方|[老小]?两口子|一个人(?!家)|一人(?=[在住过说])|成千上万|千家万户|千方百计|百十号|三口人(?=家里)|"
    "一里(?=里)|八成"
)
_EACH = re.compile(f"[地人]?(?:才|要|收|给|补|发|涨了?|就|卖|是)?(?:[0-9{_HAN}半几]|多少)")
_MONEY_BEFORE = re.compile("花|收|交|罚|欠|要|给|付|工资|工钱|价|卖|买|费|赔|贴|补|挣|贵|领|借|骗|扣|涨|存|彩礼|款|钱|贷|发|退|押金|租|票")
_ENDS = re.compile("[，。！？；、 ]|$|[了吧呀呢嘛哩咧也都就还才贵没上下左右出]|多")
_NUMERIC = re.compile(f"[0-9半{_HAN}]")
_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

# units as voice input spells them: 一木二分地, 二百金苹果, 三千五百快
_SLIP = re.compile(f"(?<=[{_HAN}0-9半多来把几])[木母目金今筋快筷护]")
_RIGHT = str.maketrans("木母目金今筋快筷护", "亩亩亩斤斤斤块块户")
_NO_SLIP = re.compile(
    "金[融属银额钱牌华店子]|今[天年儿晚后早]|目[标录前]|木[头材板匠料]|母[亲牛猪羊]|快[递点要来到了些能]|筷子|护[理士栏工坡路林]"
)


def amounts(text: str) -> tuple[Amount, ...]:
    """Every amount in a skeleton, in order. 一号井, 三分钟, 停水五天, the year 2025 and a price's 一斤 are none."""
    if not _NUMERIC.search(text):
        return ()
    heard = _SLIP.sub(lambda hit: hit[0] if _NO_SLIP.match(text, hit.start()) else hit[0].translate(_RIGHT), text)
    idioms = {at for hit in _IDIOMS.finditer(heard) for at in range(*hit.span())}
    found = (_amount(hit) for hit in _AMOUNT.finditer(heard) if idioms.isdisjoint(range(*hit.span())) and not _of_each(hit))
    return tuple(amount for amount in found if amount)


def _of_each(hit: re.Match[str]) -> bool:
    """苹果一斤三块: a price names its unit, nobody has a pound."""
    return hit["n"] == "一" and hit["tail"] is None and _EACH.match(hit.string, hit.end()) is not None


def _amount(hit: re.Match[str]) -> Amount | None:
    unit = hit["unit"]
    number = _value(hit["n"]) if unit or _is_money(hit) else None
    if number is None:
        return None
    name, share = _SMALL.get(unit) or (_UNITS.get(unit, MONEY), "1")
    number *= Decimal(share)
    if hit["half"]:
        number += Decimal(share) / 2
    elif hit["tail"] and unit:
        number += (
            _digit(hit["tail"][0]) * Decimal(share) * Decimal("0.01" if hit["part"] == "分" and name == MONEY and share == "1" else "0.1")
        )
    return Amount(number.normalize() if number % 1 else number.quantize(Decimal(1)), name)


def _is_money(hit: re.Match[str]) -> bool:
    """修房花了三千五, 彩礼要八万: a round number without a unit is money where money is spoken of or nothing else follows."""
    words, text = hit["n"], hit.string
    if len(words) < 2 or words[-1] == "十" or not set(words) & {"百", "千", "万"} or hit["half"] or hit["tail"]:
        return False
    return bool(_MONEY_BEFORE.search(text, max(0, hit.start() - 8), hit.start()) or _ENDS.match(text, hit.end()))


def _digit(char: str) -> Decimal:
    return Decimal(char if char.isascii() else _DIGITS[char])


def _value(words: str) -> Decimal | None:
    """What a number says; None for one too long to be meant."""
    if words == "半":
        return Decimal("0.5")
    if words[0].isascii():
        if len(words) > 15:
            return None
        whole, power, rest = re.fullmatch("([0-9.]+)([万千百]?)([0-9]?)", re.sub("[,，]", "", words)).groups()  # type: ignore[union-attr]
        return Decimal(whole) * _POWERS.get(power, 1) + Decimal(rest or 0) * _POWERS.get(power, 1) // 10
    if set(words).isdisjoint(_POWERS):
        return _figures([_DIGITS[char] for char in words])
    return Decimal(_spoken(words))


def _figures(digits: list[int]) -> Decimal | None:
    """三 is 3, 二〇二 is 202; 七八 is seven or eight: 7."""
    if len(digits) == 2 and digits[1] - digits[0] == 1:
        return Decimal(digits[0])
    return Decimal("".join(map(str, digits))) if len(digits) < 8 else None


def _spoken(words: str) -> int:
    """三千五 is 3500, 十五万八 158000, 一百零五 105, 五六百 500, 百十 110."""
    total = section = digit = 0
    unit, zero = 1, False  # the power spoken last, and a 零 behind it
    for char in words:
        power = _POWERS.get(char)
        if power is None:
            zero = zero or char in "零〇"
            digit = digit or _DIGITS[char]  # of 五六 in 五六百 the first
        elif power >= 10_000:
            total, section, digit, unit, zero = (total + section + digit or 1) * power, 0, 0, power, False
        else:
            section, digit, unit, zero = section + (digit or 1) * power, 0, power, False
    return total + section + digit * (1 if zero or unit < 100 else unit // 10)
