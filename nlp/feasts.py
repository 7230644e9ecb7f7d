"""The days that have names: feasts of either calendar and the farmers' twenty-four terms."""

import re
from datetime import date, timedelta

from nlp.lunar import last_day, solar_of

_LUNAR = {
    "元宵": (1, 15), "灯节": (1, 15), "破五": (1, 5), "填仓": (1, 25), "添仓": (1, 25), "龙抬头": (2, 2), "二月二": (2, 2),
    "三月三": (3, 3), "端午": (5, 5), "端阳": (5, 5), "六月六": (6, 6), "七夕": (7, 7), "鬼节": (7, 15), "中元节": (7, 15),
    "中秋": (8, 15), "重阳": (9, 9), "寒衣节": (10, 1), "腊八": (12, 8), "小年": (12, 23), "祭灶": (12, 23),
    "春节": (1, 1), "过年": (1, 1), "大年初一": (1, 1),
}  # fmt: skip
_SOLAR = {
    "元旦": (1, 1), "三八": (3, 8), "植树节": (3, 12), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1), "儿童节": (6, 1), "七一": (7, 1),
    "八一": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1),
}  # fmt: skip
_YEARS_END = ("年三十", "大年三十", "除夕")
# Month and the constant of day = floor(.2422 y + c) - floor(y/4), y the year of the century (before March: of the year before).
_TERMS = {
    "小寒": (1, 5.4055), "大寒": (1, 20.12), "立春": (2, 3.87), "打春": (2, 3.87), "惊蛰": (3, 5.63), "春分": (3, 20.646),
    "清明": (4, 4.81), "寒食": (4, 3.81), "谷雨": (4, 20.1), "立夏": (5, 5.52), "小满": (5, 21.04), "芒种": (6, 5.678),
    "夏至": (6, 21.37), "小暑": (7, 7.108), "大暑": (7, 22.83), "立秋": (8, 7.5), "打秋": (8, 7.5), "处暑": (8, 23.13),
    "白露": (9, 7.646), "秋分": (9, 23.042), "寒露": (10, 8.318), "霜降": (10, 23.438), "立冬": (11, 7.438), "冬至": (12, 21.94),
}  # fmt: skip
_ODD = {("冬至", 2021): 21, ("小寒", 2019): 5}  # where the sum is a day off, 2019–2036
_A_PERSON = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏姜薛闫任高刘马白郭梁宋武贺段侯乔田康杜孟"

# 五一 in a number, 国庆 and 小满 as somebody's name, 三八 and 十一 as numbers are no days
FEAST = (
    f"(?<![{_A_PERSON}])(?:{'|'.join([*_YEARS_END, *_LUNAR, *(t for t in _TERMS if t not in ('小满', '大寒', '小寒'))])}|"
    f"国庆|元旦|植树节|劳动节|儿童节|教师节)|"
    "(?<![0-9零一二三四五六七八九十百千万幺第])(?:五一|六一|七一|八一)(?![0-9零一二三四五六七八九十百千万幺块斤亩号队组户条个])|"
    "(?:三八|十一)(?=节|放假|那天|长假|假期|期间)|(?:小满|大寒|小寒)(?=那天|节|前|后|以后|时候)"
)
# any of the names, for a quick look before the careful one
SOME_FEAST = re.compile("|".join([*_YEARS_END, *_LUNAR, *_SOLAR, *_TERMS]))


def feast_day(name: str, year: int) -> date:
    """The day of that name in a year (of the lunar year for those of the lunar calendar). Raises ValueError without an almanac."""
    if name in _YEARS_END:
        return last_day(year)
    if name in _LUNAR:
        return solar_of(year, *_LUNAR[name])
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    month, constant = _TERMS[name]
    of_century = year % 100
    day = int(of_century * 0.2422 + constant) - (of_century - (month < 3)) // 4
    return date(year, month, 1) + timedelta(_ODD.get((name, year), day) - 1)
