"""What grouping costs as open concerns grow: generated messages of our own, most alone, some told again, some copied elsewhere.

python -m benchmarks.grouping [--count 10000] [--json]. Prints one table; asserts nothing.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from nlp import segment
from nlp.group_open import OpenMatters


def _each(words: str) -> list[str]:
    return words.split()


AT = (1000, 3000, 10_000)
COLUMNS = ("open", "median CPU ms", "p99 CPU ms", "MB above start", "matters")
HEADS = _each("东 西 南 北 前 后 上 下 柳 槐 石 桃 杏 白 青 黄 龙 王 李 赵 马 羊 金 银 长 高 平 安 永 和")
TAILS = _each("家沟 树坡 家庄 湾村 河村 岭村 泉小区 苑小区 园小区 家巷 桥路 山路")
THINGS = _each(
    "路面塌了一大块 路灯整排不亮 自来水停了好几天 下水道堵了往外冒 垃圾堆满没人拉 变压器夜里冒火花 护坡的石头往下滚 养猪场的臭水流进渠里 "
    "石料厂的灰落得满院 幼儿园门口车乱停 浇地的机井抽不上水 合作社欠着租金 低保名单没有公示 养老金两个月没到账 校车不进村 "
    "邻居盖房占了过道 宅基地的证一直办不下来 光伏的分红没有发 苹果卖不出去 烧砖的烟囱冒黑烟 桥上的栏杆断了 野猪下来拱玉米 卫生室常年锁门"
)
SINCE = _each("昨天开始 已经三天 上个月就这样 从去年冬天起 半个多月了 下雨以后 国庆前就坏了 天天夜里")
HARM = _each(
    "老人出门摔了一跤 娃上学绕远路 三轮车过不去 夜里睡不成 衣裳晾出去一层灰 吃水要到邻村去拉 庄稼眼看着旱死 有人差点掉进去 做饭都成问题"
)
WISH = _each("请来个人看看 盼着早点修好 找过几回没人管 能不能给个说法 哪怕先拿东西围一围 谁家的事谁来办 请公示一下账目 打电话也没人接")


def messages(chance: random.Random) -> Iterator[str]:
    """About 170 characters each; three of ten tell an earlier matter again, in other words or with another place over it."""
    told: list[tuple[str, str]] = []
    while True:
        again = bool(told) and chance.random() < 0.3
        place, thing = chance.choice(told[-300:]) if again else (_place(chance), chance.choice(THINGS))
        if again and chance.random() < 0.2:
            place = _place(chance)
        elif not again:
            told.append((place, thing))
        detail = "，".join(
            f"{_word(chance)}{chance.choice(HARM)}，{chance.choice(SINCE)}{chance.choice(THINGS)[:4]}{_word(chance)}" for _ in range(6)
        )
        yield f"{place}{thing}，{chance.choice(SINCE)}，{detail}。{chance.choice(WISH)}。"


def _place(chance: random.Random) -> str:
    return chance.choice(HEADS) + chance.choice(HEADS) + chance.choice(TAILS)


def _word(chance: random.Random) -> str:
    """A name or a rare word, as real messages have."""
    return "".join(chr(chance.randrange(0x4E00, 0x8FFF)) for _ in range(2))


def memory() -> float:
    """Megabytes at most so far: of this program, where the resource usage begins with that of the one that started it."""
    most = next(line for line in Path("/proc/self/status").read_text("utf-8").splitlines() if line.startswith("VmHWM"))
    return int(most.split()[1]) / 1024


def say(*words: str) -> None:
    sys.stdout.write("".join(f"{word:>16}" for word in words) + "\n")
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=AT[-1])
    options.add_argument("--json", action="store_true", help="the last row alone")
    given = options.parse_args()
    count = given.count
    with tempfile.TemporaryDirectory() as folder:
        segment.warm(Path(folder))
    for _, text in zip(range(50), messages(random.Random(1)), strict=False):
        segment.cut(text)
    start, matters, took = memory(), OpenMatters(), []
    if not given.json:
        say(*COLUMNS)
    for at, text in zip(range(1, count + 1), messages(random.Random(20261123)), strict=False):
        began = time.process_time()
        matters.add(text)
        took.append((time.process_time() - began) * 1000)
        if at in AT or at == count:
            last = sorted(took[-1000:])
            row = {"open": at, "median_ms": statistics.median(last), "p99_ms": last[len(last) * 99 // 100], "mb": memory() - start}
            if not given.json:
                say(*(f"{each:.2f}" for each in row.values()), f"{len(set(matters.groups()))}")
    if given.json:
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
