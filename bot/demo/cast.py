"""The demo's people on stage, what they may say at a tap, and what was said before the curtain rises. All invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.messages import ChannelName
from handlers.village.matter import Stage

OPENS_AT = datetime(2026, 11, 23, 8, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True)
class Actor:
    """One telephone of the simulator: role is shown under the name, in Chinese and English."""

    key: str
    person: str
    name: str
    role: str
    role_en: str
    channel: ChannelName


CAST = (
    Actor("villager", "p00003", "张春梅", "东坡组村民", "villager of the east slope", ChannelName.WECHAT),
    Actor("neighbour", "p00012", "李秀兰", "东坡组村民", "another villager of the east slope", ChannelName.WECHAT),
    Actor("away", "p00005", "王强", "后沟组，在江苏打工", "works in Jiangsu, mother at home", ChannelName.SMS),
    Actor("secretary", "p00006", "王建国", "石桥村支书", "village secretary", ChannelName.WECHAT),
    Actor("grid_lead", "p00009", "刘桂香", "东坡组网格员", "grid worker of the east slope", ChannelName.WECHAT),
    Actor("reviewer", "p00037", "陈晓燕", "信义镇把关人", "township reviewer", ChannelName.WECHAT),
    Actor("police", "p00032", "赵刚", "包村政法干警", "police officer assigned to the village", ChannelName.WECHAT),
    Actor("liaison", "p00038", "梁桃", "区交通运输局联络员", "liaison of the transport department", ChannelName.WECHAT),
    Actor("supervisor", "p00130", "雷霞", "石桥村监委会", "village supervisor", ChannelName.WECHAT),
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A line an actor may say at a tap, with its English for visitors."""

    text: str
    gloss: str


PREPARED: Mapping[str, tuple[Prepared, ...]] = {
    "villager": (
        Prepared(
            "村口到东坡的路塌了半边，三轮车上不来",
            "Half the road from the village gate to the east slope fell in; my tricycle cannot get up.",
        ),
        Prepared("我家隔壁着火了", "The house next to mine is on fire."),
        Prepared("前街的路灯瞎了四五个，黑夜老人出来摸黑哩", "Four or five lamps on Front Street are blind; old people grope in the dark."),
        Prepared("查", "Look up: what has become of what I said?"),
        Prepared("找人说", "I want to speak to a person."),
    ),
    "neighbour": (
        Prepared(
            "东坡那圪截路跌下去一块，农用车过不圪，玉茭拉不回来",
            "A piece of the east slope road dropped; the farm cart cannot pass, the corn stays out.",
        ),
        Prepared("就是村口上来那段，夜来下雨以后更宽了", "The stretch up from the gate; since last night's rain the hole is wider."),
        Prepared("垃圾池子满了七八天了，没人拉", "The rubbish pit has been full a week and nobody fetches it."),
        Prepared("查", "Look up."),
        Prepared("我妈叫人家骗着转了两万，刚转出去", "My mother was talked into sending 20,000 to a swindler, just now."),
    ),
    "away": (
        Prepared(
            "我妈在后沟住，水压不够，半夜才滴一点，能不能给看看",
            "My mother lives in the back gully: no water pressure, only drops at midnight. Can someone look?",
        ),
        Prepared("我家老院子的墙快倒了，砸着路过的人咋办", "The wall of our empty house leans; what if it falls on somebody?"),
        Prepared("查", "Look up."),
        Prepared("找人说", "I want to speak to a person."),
        Prepared("TD", "Stop sending me messages."),
    ),
    "secretary": (
        Prepared("摘要", "Digest: what has come in?"),
        Prepared("议题", "Issues: choose one and take its next step."),
        Prepared(
            "通知 明天上午停水，后沟修管子，晌午来水",
            "Notice: no water tomorrow morning, a pipe is mended in the back gully, back by noon.",
        ),
        Prepared("问过供电所了，本周五以前来换", "As an answer: I asked the power station, they come by Friday."),
        Prepared("今年没有这笔钱，先修路，明年正月再商量", "As a reason for no: no money this year, the road first; again in January."),
        Prepared("帮助", "Help: what can I say here?"),
    ),
    "grid_lead": (
        Prepared("走访", "Visits: today's three doors."),
        Prepared("替张桂英说：水管冻裂了，顺着坡流成冰了", "For Zhang Guiying: her pipe burst, the slope is ice."),
        Prepared("学校门口那段路没减速带，一放学吓死人", "No speed bumps by the school gate; frightening when the children come out."),
        Prepared("查", "Look up."),
        Prepared("帮助", "Help: what can I say here?"),
    ),
    "reviewer": (
        Prepared("把关", "Review: what waits for the township's word?"),
        Prepared(
            "石桥村村口那座桥的栏杆断了，下乡看见的", "The railing of the bridge at Stone Bridge village is broken; I saw it on my way."
        ),
        Prepared("查", "Look up."),
        Prepared("找人说", "I want to speak to a person."),
        Prepared("帮助", "Help: what can I say here?"),
    ),
    "liaison": (
        Prepared("任务单", "Task sheet: what do the villages ask of my department?"),
        Prepared("待办", "What waits for me today?"),
        Prepared("查", "Look up."),
        Prepared("帮助", "Help: what can I say here?"),
    ),
    "supervisor": (
        Prepared("待办", "What waits for me today?"),
        Prepared("有什么规定", "What rules do we have?"),
        Prepared("查", "Look up."),
        Prepared("帮助", "Help: what can I say here?"),
    ),
    "police": (
        Prepared(
            "石桥村西坪组有口井没盖子，娃娃常在那儿耍",
            "A well without a lid in the west flat of Stone Bridge village; children play there.",
        ),
        Prepared("查", "Look up."),
        Prepared("找人说", "I want to speak to a person."),
        Prepared("帮助", "Help: what can I say here?"),
    ),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """Something said before the demo opens; hoped is the stage it should stand at when the curtain rises."""

    speaker: str
    channel: ChannelName
    text: str
    days_before: int
    hoped: Stage
    note: str


_WECHAT, _SMS = ChannelName.WECHAT, ChannelName.SMS

# Oldest first, so that playing them in order is playing them in time.
OPENING = (
    Opening("p00030", _WECHAT, "村口盖个大牌楼吧，再摆一对石狮子，气派", 16, Stage.DECLINED, "A gate of honour: no, with the reason."),
    Opening("p00019", _WECHAT, "咱前街的路灯瞎了四五个，老人出来摸黑哩", 13, Stage.CANDIDATE, "Street lamps, awaiting selection."),
    Opening("p00022", _WECHAT, "小学门口那段没减速带，一放学吓死人", 12, Stage.ANSWERED, "School gate: bumps laid, answered."),
    Opening("p00020", _SMS, "垃圾池子满得溢出来了，七八天没人拉", 10, Stage.ANSWERED, "Rubbish fetched, answered."),
    Opening(
        "p00014", _SMS, "坡底到东坡的路叫雨水冲下去一截，农用车过不圪", 8, Stage.CANDIDATE, "The east slope road: the demo's main matter."
    ),
    Opening("p00026", _SMS, "地界的官司法院判了，我不服，想去信访", 7, Stage.REFERRED, "A court matter: told where to go."),
    Opening("p00028", _WECHAT, "老汉瘫在炕上，低保给停了，说家里有辆旧面包车", 6, Stage.PRIVATE, "Low-income allowance: a private case."),
    Opening("p00016", _WECHAT, "东坡的路塌了，去赶集得绕二里地", 5, Stage.MERGED, "The same road from another household."),
    Opening("p00024", _WECHAT, "后沟那几户住得高，水压不够，半夜才滴一点", 1, Stage.RECEIVED, "Water pressure, not yet looked at."),
    Opening("p00021", _WECHAT, "大喇叭一早起吼得听不机明，能不能响慢些", 1, Stage.RECEIVED, "The loudspeaker, not yet looked at."),
)
