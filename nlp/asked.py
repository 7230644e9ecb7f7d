"""Is it a plain question about a matter already told: 「路修好没有」, 「会是哪天」? A sentence that tells something is none.

Whole sentences only, without a comma inside: 「路修好没几天又塌了」 and 「报了半年没个结果，谁管」 are concerns.
"""

import re
from dataclasses import dataclass

LONGEST = 24  # characters: a longer sentence tells something


@dataclass(frozen=True, slots=True)
class Asked:
    """topic: what is asked about, "" for one's own matter; meeting: its day is asked for.

    only_known: a question when the matter is known, else a first complaint: 「路啥时候能修」.
    """

    topic: str = ""
    meeting: bool = False
    only_known: bool = False


_LEAD = "(?:你好|您好|同志|请问|麻烦问|我?想问|问|打听)?(?:一?下|一声|问问?)?[，, ]*"
_TOPIC = "(?P<topic>[^，。,？?！!；;：:]{0,12}?)(?:现在|眼下|今天|到底|这会儿|究竟|都)?"
_END = "(?:了|啦|呢|呀|啊|哩|嘞|的)*[？?。！!~～…]*"
_YET = "(?:没有?呢?|了没有?呢?|吗|么|不|木有)"
_WORK = "(?:修|办|弄|装|解决|处理|整|干|换|拉|清|通|批|补|安|铺|打|接|挖|建|盖|答复|安排|落实|商量|验收|定)"
_HOW = "(?:咋样|怎么样|怎样|咋介|咋地|如何|啥样|甚样|啥情况|什么情况|甚情况)"
_WHEN = "(?:啥时候|什么时候|甚时候|甚会儿?|多会儿?|多咱|哪天|哪一天|几时|几号|几月|啥会儿)"
_WORD_OF = "(?:结果|回话|回音|回信|信儿|信|消息|音信|下文|说法|进展|眉目|着落|动静|答复)"
_MINE = (
    "(?:我|俺|咱|我们|俺们)?(?:家)?(?:上回|上次|前几天|那天|昨天|夜来|之前|原先|前头)?"
    "(?:说|报|反映|提|讲)?(?:的)?(?:那|这)?(?:件|个)?(?:事儿?|事情|问题)"
)
_SESSION = "(?:说事会|议事会|村民会议?|大会|会)"

_STATE = tuple(
    re.compile(f"{_LEAD}{pattern}{_END}")
    for pattern in (
        f"{_TOPIC}(?:走|进行|进展|{_WORK})?(?:到|得)了?(?:哪一?步|哪儿|哪里|哪|什么程度|甚程度|啥程度|哪个份上)",
        f"{_TOPIC}{_WORK}(?:好|完|成|下来|上|妥|通|开|走|起)?(?:了|啦)?{_YET}",
        f"{_TOPIC}(?:有|有了|有个|有没有|出)(?:个)?{_WORD_OF}(?:了)?(?:{_YET})",
        f"{_TOPIC}有没有(?:个)?{_WORD_OF}",
        f"{_TOPIC}(?:结果|进展)(?:出来|下来)?(?:{_HOW}|{_YET})",
        f"{_TOPIC}{_WORK}(?:得|的|到)?{_HOW}",
        f"{_TOPIC}的(?:那|这)?(?:件|个)?(?:事儿?|事情|问题)(?:现在|眼下|到底)?{_HOW}",
        f"{_MINE}(?:{_HOW}|咋说|怎么说|咋办的|咋|办没办)",
        "(?:我|俺)(?:上回|上次|前几天|那天|之前)?(?:说|报|反映|提)的(?:那|这)?(?:件|个)?(?:事儿?|事情|问题)?(?:呢|哩|嘞)",
    )
)
_KNOWN = tuple(
    re.compile(f"{_LEAD}{pattern}{_END}")
    for pattern in (
        f"{_TOPIC}{_WHEN}(?:才能|才|能|给|要|可以|会|开始|来)*(?:{_WORK}|动工|开工|完工|竣工|有{_WORD_OF}|{_WORD_OF}|来人|来)(?:好|完|上|成|起来|起|路|灯|水)*",
        f"{_TOPIC}(?:咋|怎么)(?:还|就)?没(?:有)?(?:个)?{_WORD_OF}",
        f"{_TOPIC}(?:好|通|亮|来|到|来水|来电)(?:了)?{_YET}",
        f"{_TOPIC}有(?:没有)?人(?:管|修|办|来|看)(?:了)?{_YET}?",
        f"{_TOPIC}(?:咋|怎么)还(?:没|不){_WORK}(?:好|完|上)?",
    )
)
_MEETING = tuple(
    re.compile(f"{_LEAD}{pattern}{_END}")
    for pattern in (
        f"{_TOPIC}(?:开{_SESSION}|{_SESSION})(?:是|在|到底|安排在|定在)*(?:{_WHEN}|几点|哪儿|哪里|哪)(?:钟)?(?:开|召开|商量)?(?:会)?",
        f"{_TOPIC}{_WHEN}(?:才|能|要|给)*(?:开{_SESSION}|上会|商量|议|议事|讨论)(?:这事|这件事|这个)?",
        f"{_TOPIC}(?:几点|几点钟)开{_SESSION}?",
        f"{_TOPIC}{_SESSION}(?:开|开完|定)(?:了|完|下来|好)*{_YET}",
        f"{_TOPIC}开{_SESSION}(?:了)?{_YET}",
        f"{_TOPIC}(?:上会|上了会)(?:了)?{_YET}",
        f"{_TOPIC}{_SESSION}(?:开|定)得?{_HOW}",
    )
)
_FILLER = re.compile(
    "我们|俺们|咱们|我|俺|咱|你们|您|家|村里|村|上回|上次|前几天|那天|昨天|之前|说|报|反映|提|讲|的|那|这|件|个|事情|事儿|事|问题|问|给"
)


def asked(text: str) -> Asked | None:
    """None: it tells something, or asks for something else."""
    words = text.strip()
    if len(words) > LONGEST:
        return None
    for patterns, meeting, only_known in ((_MEETING, True, False), (_STATE, False, False), (_KNOWN, False, True)):
        for pattern in patterns:
            if found := pattern.fullmatch(words):
                return Asked(_FILLER.sub("", found.groupdict().get("topic") or ""), meeting, only_known)
    return None


def alike(topic: str, text: str) -> bool:
    """Does the topic occur in the words? Two characters in a row, or the one there is. An empty topic is about anything."""
    pairs = [topic[n : n + 2] for n in range(len(topic) - 1)] or [topic]
    return any(pair in text for pair in pairs) or (len(topic) == 2 and topic[-1] in text)
