"""The small English beside everything Chinese, for visitors: replies by their key, prepared words by heart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.demo.cast import PREPARED
from handlers.messages import ChannelName, Line
from handlers.wording import Wording

_DAY = re.compile(r"([0-9]{1,2})月([0-9]{1,2})日")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_CLIP = 60

# Names and small words of the demo that stand as values inside replies.
_WORDS = {
    "王": "Wang",
    "刘": "Liu",
    "陈": "Chen",
    "赵": "Zhao",
    "李": "Li",
    "张": "Zhang",
    "张春梅": "Zhang Chunmei",
    "李秀兰": "Li Xiulan",
    "王强": "Wang Qiang",
    "王建国": "Wang Jianguo",
    "刘桂香": "Liu Guixiang",
    "陈晓燕": "Chen Xiaoyan",
    "赵刚": "Zhao Gang",
    "梁桃": "Liang Tao",
    "雷霞": "Lei Xia",
    "石桥村": "Stone Bridge village",
    "东坡组": "the east slope",
    "东坡": "the east slope",
    "前街组": "Front Street",
    "前街": "Front Street",
    "后沟组": "the back gully",
    "后沟": "the back gully",
    "西坪组": "the west flat",
    "西坪": "the west flat",
    "村口": "the village gate",
    "村口到东坡": "from the village gate to the east slope",
    "东坡那圪截路": "the east slope road",
    "坡底": "the foot of the slope",
    "坡底到东坡": "from the foot of the slope to the east slope",
    "夜来": "yesterday",
    "昨天": "yesterday",
    "今天": "today",
    "刚才": "just now",
    "年时": "last year",
    "路塌": "road fell in",
    "路…塌": "road … fell in",
    "车上不来": "cart cannot get up",
    "三轮车": "tricycle",
    "塌": "fall in",
    "着火": "on fire",
    "隔壁": "next door",
    "灯瞎": "lamp blind",
    "路灯": "street lamp",
    "摸黑": "grope in the dark",
    "老人": "old people",
    "路跌": "road dropped",
    "圪截": "a piece",
    "跌下去": "dropped",
    "路…跌": "road … dropped",
    "车过不": "cart cannot pass",
    "过不圪": "cannot pass",
    "垃圾池": "rubbish pit",
    "没人拉": "nobody fetches",
    "七八天了": "a week",
    "骗着": "swindled",
    "刚转": "just sent",
    "转了": "sent",
    "刚": "just now",
    "水压": "water pressure",
    "停水": "water cut",
    "来水": "water back",
    "水…停": "water … cut",
    "管子": "pipe",
    "供电所": "power station",
    "本周五": "this Friday",
    "路": "road",
    "水管冻": "pipe frozen",
    "冻裂": "burst by frost",
}

# What was said before the curtain rises.
_OPENING = {
    "村口盖个大牌楼吧，再摆一对石狮子，气派": "Let us build a great gate with two stone lions; it would look grand.",
    "咱前街的路灯瞎了四五个，老人出来摸黑哩": "Four or five lamps on our Front Street are blind; old people grope in the dark.",
    "小学门口那段没减速带，一放学吓死人": "No speed bumps by the school gate; it is frightening when the children come out.",
    "垃圾池子满得溢出来了，七八天没人拉": "The rubbish pit spills over; nobody has come for a week.",
    "坡底到东坡的路叫雨水冲下去一截，农用车过不圪": "Rain washed away a piece of the east slope road; farm carts cannot pass.",
    "地界的官司法院判了，我不服，想去信访": "The court decided about my field's border; I do not accept it and want to petition.",
    "老汉瘫在炕上，低保给停了，说家里有辆旧面包车": "My old man lies paralysed; his allowance was stopped because of an old van.",
    "东坡的路塌了，去赶集得绕二里地": "The east slope road fell in; to market it is a kilometre round.",
    "后沟那几户住得高，水压不够，半夜才滴一点": "The houses up in the back gully have no water pressure, only drops at midnight.",
    "大喇叭一早起吼得听不机明，能不能响慢些": "The loudspeaker roars at dawn and nobody understands it; could it be gentler?",
}


class Glosses:
    """English for replies; people's own words are glossed only when they were prepared."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._said = _OPENING | {p.text: p.gloss for lines in PREPARED.values() for p in lines if not p.text.isascii()}

    def learn(self, said: Mapping[str, str]) -> None:
        """More words by heart: those of the guided story."""
        self._said.update(said)

    def of(self, lines: Sequence[Line], channel: str = "") -> str:
        """Some replies; where the short form for SMS says something else, it has a gloss of its own."""
        said = [self._turned(line) for line in lines]
        if channel == ChannelName.SMS:
            said = [replace(line, key=f"{line.key}@sms") if f"{line.key}@sms" in self._wording.gloss else line for line in said]
        return self._wording.english(said, ())

    def of_words(self, text: str) -> str:
        """What somebody said, when it is known by heart; a cut sentence is known by its beginning."""
        text = text.strip("。 ")
        if (known := self._said.get(text) or _WORDS.get(text)) is not None:
            return known
        head = text.rstrip("…")
        if head != text and len(head) >= 4:
            whole = next((gloss for said, gloss in self._said.items() if said.startswith(head)), "")
            return whole if len(whole) <= _CLIP else whole[: _CLIP - 1] + "…"
        return ""

    def category(self, code: str | None) -> str:
        return self._wording.gloss.get(f"category.{code or 'none'}", "")

    def _turned(self, line: Line) -> Line:
        return Line(line.key, {name: self._turned(v) if isinstance(v, Line) else self._value(v) for name, v in line.values.items()})

    def _value(self, value: str) -> str:
        if found := self.of_words(value):
            return found
        return _DAY.sub(lambda day: f"{day[2]} {_MONTHS[int(day[1]) - 1]}", value)
