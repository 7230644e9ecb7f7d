"""The signs by which a free answer is scored: its pieces, how they stand, what villagers' words for yes and no come to in their order,
and turns of speech that mean something else than their words: 没啥不同意的, 行是行, 谁愿意出.
"""

import re
from functools import cache

from nlp import shelf
from nlp.pieces import pieces

FURTHEST = 4  # characters apart that two still make a pair: 先…再 inside 先修再收
STOP = "|"
_BREAK = re.compile("[^\u3400-\u9fffA-Za-z0-9]+")
_DEEP = frozenset(("yes", "no", "ok", "if", "but", "good", "unsure", "ask", "hello", "wrong", "sell", "news"))
_ENDS = "(?:的|了|啊|呀|嘞|哩|哇|么|嘛|吧|呗|就是)*(?=[，。！？；：、 ,.]|$)"
_AGREE = "(?:同意|赞成|赞同|支持|愿意|乐意|认可|高兴|行|好|妥|答应|干|修|去|出|交|装)"
# What words for yes and no mean where they stand. In this order, before the plain words of the lexicon.
_SPOKEN = (
    ("yes", f"没有?[啥甚什么]{{0,2}}(?:好|可)?(?:不{_AGREE}|挑|说|讲|反对)的?"),
    ("yes", f"(?:不会|不能|不可能|哪能|咋能|怎么能|怎么会|哪会|咋会|还能|谁会|谁能|谁还会?|没说)(?:不{_AGREE}|反对)"),
    ("yes", "不是?反对|(?:没有?|无)[啥甚什么]{0,2}(?:意见|异议|问题|二话)|二话(?:不|没)说|咋不行|谁不(?:愿意|想|盼)"),
    ("unsure", "不反对也不[赞支同]|不支持也?不反对|同不同意|(该|要|行|好|修|装|涨|交|改|建|拆|去)不\\1|该[^，。]{1,2}不该"),
    ("isis", "(行|成|好|中|可以|愿意|同意|支持|赞成|交|出|去|办|修|装|改|换|拆)(?:倒)?[是归能]能?\\1"),
    ("letit", "([\u3400-\u9fff]{1,2})就\\1|([\u3400-\u9fff])吧\\2吧?"),
    ("no", "(?:不|没)(?:太|大|怎么)?(?:值|便宜|愿|想|肯|打算|准备)[\u3400-\u9fff]?"),
    ("no", "(?:不[能得准该用必许]|别|甭|莫|休)(?:再|就|给|往|叫|让|瞎|乱)?[修装涨改建盖收交拆换动占挖弄搞卖并砍搬种养栽办折叫摊定]"),
    ("ok", f"(?:(?<=[，。！？；、 的话就也都还才])|^)(?:可以|能行|行|成|中|好|要得|能成|没事|能接受|能承受|能){_ENDS}"),
    ("ok", "(?:^|(?<=[，。 ]))(?:可以|行|成|中|好|要得|嗯)(?=[可以行成中好嗯，。 ])|可以(?=[修装涨改建盖收交拆换动占挖弄办通接])"),
)
_GUARDS = {
    "firstlater": "先[^。！？]{1,16}(?:再|才|后)",
    "thenif": "(?:要是|如果|只要|假如|若|要|等)[^。！？]{1,18}(?:就|那|便)",
    "done": "了(?:再|才|就|[我俺卬]|那)|了[，, ]?[^，]{0,4}(?:同意|赞成|支持|没意见|交|出|去|配合|签)",
    "else": "不[^，。！？]{1,8}(?:就|那)?不[^，。！？]{0,4}$|(?:没|不)[^，。]{1,6}(?:就|那)?(?:不|拉倒|算了|白搭|免谈)",
    "rhetoric": "(?:谁|哪|甚|啥|什么|凭[啥甚什]|何|怎么能|咋能|岂|几个|顶)[^。！]{0,10}(?:[？?呢哩嘞了]|$)",
    "whowould": "(?:谁|哪)[^，。]{0,4}(?:愿意|同意|掏|出|去|敢|信|还|有|来|稀罕|爱)",
    "useless": "(?:做|干|顶|管|要|有)[^，。]{0,2}(?:甚|啥|什么|嘛)",
    "irony": "可劲|使劲[涨收]|大风刮来|真会|真能|可真|真有|你们可|亏[你您]|高明|高招|佩服|厉害|能耐|真行|有本事|冤大头|摇钱树",
    "praisebut": "^(?:[\u3400-\u9fff]{0,4}(?:好|妙|高招|不错|行))[^。]*(?:以后|反正|下回|下一步|又|都得)",
    "anyway": "好得很.{0,10}反正|反正[^。]{0,8}(?:不是|不花|又不)",
    "tillbeggared": "[涨收建交修装](?:吧)?[^。]{0,6}(?:到|完)[^。]{2,}",
    "number": "[0-9一二三四五六七八九十百千万两半]+(?:块|元|毛|万|户|天|个|米|亩|斤|岁|年|月|点|号|成|分)",
    "bothways": "(?:同意|行|可以|赞成|支持|没意见)[^。]{1,14}(?:不行|不同意|不交|不出|不去|免谈|拉倒|算了|反对)",
    "bothways2": "(?:不行|不同意|不[修装涨改建盖收交拆换])[^。]{1,14}(?:(?:就|我|俺|卬)?(?:行|同意|可以|交|出|没意见))",
    "neither": "不(.{1,2})[也又，, ]*不|也不.{0,4}也不|又.{1,8}又",
    "question": "[?？吗]$|(?:呢|没有|没|不|来|哩)$",
    "howmany": "(?:几|多少|多大|多长|多久|哪|谁|甚|啥|什么|咋|怎么)[^，。！]{0,8}[?？]?$",
    "thisway": "(?:这样|那样|那)(?:的话)?[，, ]?[我俺卬]?(?:家)?(?:就|也)?(?:同意|行|没意见|支持|赞成|交|出|可以)",
}
_GUARD_PATTERNS = {name: re.compile(pattern) for name, pattern in _GUARDS.items()}
_PATTERNS = tuple(
    (chr(0xE000 + at), re.compile(pattern)) for at, (_, pattern) in enumerate(_SPOKEN)
)  # private characters stand for what was read
_READ = {chr(0xE000 + at): mark for at, (mark, _) in enumerate(_SPOKEN)}


def signs(text: str) -> set[str]:
    """Of a skeleton; about 0.2 ms for thirty characters."""
    bare = _BREAK.sub("", text.lower())
    found = set(pieces(text))
    for apart in range(2, FURTHEST + 1):
        found.update(f"{a}{'_' * (apart - 1)}{b}" for a, b in zip(bare, bare[apart:], strict=False))
    for most in (1, 2, 3):
        found.update((f"^{bare[:most]}", f"{bare[-most:]}$"))
    found.update(_in_order(read(text)))
    found.update(f"!{name}" for name, pattern in _GUARD_PATTERNS.items() if pattern.search(text))
    found.add(f"#{_length(len(bare))}")
    return found


def read(text: str) -> list[str]:
    """What the words come to, in their order: 先赔后占，这样行 → first … | … ok. Stops are there too."""
    for mark, pattern in _PATTERNS:
        text = pattern.sub(mark, text)
    words, pattern = _words()
    return [_READ.get(word) or words.get(word) or (word if word == "?" else STOP) for word in pattern.findall(text)]


def _in_order(marks: list[str]) -> set[str]:
    """Each mark, two and three in a row, and what speaks for or against with all that comes later."""
    plain = ["^", *(mark for mark in marks if mark != STOP), "$"]
    deep = ["^", *(mark for mark in marks if mark in _DEEP), "$"]
    found = {f"={mark}" for mark in marks} | _runs(["^", *marks, "$"], "=", "|", 2)
    for run, lead in ((plain, "="), (deep, "+")):
        found |= _runs(run, lead, ">", 2) | _runs(run, lead, ">", 3)
    return found | {f"+{a}..{b}" for at, a in enumerate(deep) for b in deep[at + 2 :]}


def _runs(marks: list[str], lead: str, joint: str, count: int) -> set[str]:
    return {lead + joint.join(marks[at : at + count]) for at in range(len(marks) - count + 1)}


def _length(count: int) -> int:
    return sum(count >= least for least in (3, 5, 9, 14, 22, 35))


@cache
def _words() -> tuple[dict[str, str], re.Pattern[str]]:
    """The lexicon's words with their marks, and one pattern that finds the longest of them."""
    rows = (line.split("\t") for line in shelf.lines("lexicon/stance.tsv"))
    words: dict[str, str] = {}
    for mark, each in rows:
        for word in each.split():
            words.setdefault(word, mark)
    longest = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    read_already = f"[{''.join(_READ)}]"
    return words | {"？": "?"}, re.compile(f"{read_already}|{longest}|[?？]|[，。！；：、 …,.!]+")
