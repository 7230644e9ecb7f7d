"""A rule is drafted: at most three plain sentences, what of the law it touches, what the branch came to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from handlers.case import Case
from handlers.issues.rules_kept import in_force, short_day
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.issue import Level

SENTENCES, LENGTH, TITLE = 3, 60, 20  # a rule that is longer is not remembered, and one not remembered is not kept
SMALL = frozenset({Level.BUILDING, Level.GRID})
DAYS_OFFERED = 3


class Touch(StrEnum):
    """What village rules most often get wrong; each has the article it touches under "touch_law."."""

    FINE = "fine"  # 是否罚款
    FREEDOM = "freedom"  # 是否限制人身、外出
    LAND = "land"  # 是否碰承包地、宅基地
    PEOPLE = "people"  # 是否针对妇女、外嫁女、外来户
    PRIVACY = "privacy"  # 是否处理个人信息


@dataclass(frozen=True, slots=True)
class Study:
    """支部研究: who met, on which day, what they came to."""

    met: str
    day: date
    words: str


@dataclass(frozen=True, slots=True)
class NoRule:
    issue: str
    reason: str
    study: Study


@dataclass(frozen=True, slots=True)
class DraftRule:
    """agreed: 约定, a house rule of a building or a grid that needs no assembly. replaces: the id of a rule in force, or ""."""

    issue: str
    title: str
    sentences: tuple[str, ...]
    replaces: str
    touches: tuple[Touch, ...]
    study: Study
    agreed: bool = False


def draft(case: Case) -> Talk[Any]:
    sentences = yield from write_down()
    title = yield from name_it()
    replaces = yield from which_old(case)
    touches = yield from touched()
    warnings = [Line(f"touch_law.{touch}") for touch in touches]
    agreed = False
    if case.issue.level in SMALL:
        ways = [Pick("agreed", Line("rule.agreed"), True), Pick("voted", Line("rule.voted"), False)]
        agreed = yield from choose("rule.way", ways, before=warnings)
        warnings = []
    met = yield from study(case.scene, warnings)
    if met is None:
        return None
    return DraftRule(case.issue.id, title, sentences, replaces, touches, met, agreed)


def write_down() -> Talk[tuple[str, ...]]:
    """One sentence a question; what is too long or too many is said again."""
    kept: tuple[str, ...] = ()
    wrong: list[Line] = []
    turn = 0
    while len(kept) < SENTENCES:
        turn += 1
        said = yield from ask(f"rule.sentence#{turn}", skippable=bool(kept), before=wrong, count=str(len(kept) + 1))
        if said is None:
            break
        new = tuple(sentences(said))
        wrong = list(refused(kept, new))
        kept = kept if wrong else (*kept, *new)
    return kept


def sentences(said: str) -> Iterator[str]:
    return (part.strip() for part in re.split("[。！!\n]", said) if part.strip())


def refused(kept: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Line]:
    if len(kept) + len(new) > SENTENCES:
        yield line("rule.too_many", count=str(SENTENCES - len(kept)))
    elif long := [each for each in new if len(each) > LENGTH]:
        yield line("rule.too_long", count=str(len(long[0]) - LENGTH))


def name_it() -> Talk[str]:
    turn, wrong = 1, list[Line]()
    while True:
        said = (yield from ask(f"rule.title#{turn}", before=wrong)) or ""
        title = said.strip("《》。 ")
        if 0 < len(title) <= TITLE:
            return title
        turn, wrong = turn + 1, [line("rule.title_long", count=str(TITLE))]


def which_old(case: Case) -> Talk[str]:
    old = in_force(case.scene, case.issue.village)
    if not old:
        return ""
    picks = [Pick("none", Line("rule.replaces_none"), "")]
    picks += [Pick(each.id, line("rule.option", title=each.title), each.id) for each in old]
    replaced: str = yield from choose("rule.replaces", picks)
    return replaced


def touched() -> Talk[tuple[Touch, ...]]:
    """Five questions by digit; a yes makes nobody guilty, it asks for somebody who knows the law."""
    found = []
    for touch in Touch:
        picks = [Pick("no", Line("touch.no"), False), Pick("yes", Line("touch.yes"), True)]
        if (yield from choose(f"touch.{touch}", picks)):
            found.append(touch)
    return tuple(found)


def study(scene: Scene, before: list[Line]) -> Talk[Study | None]:
    """党支部引领: who met, when, and what they came to. None when the branch did not agree."""
    met = (yield from ask("rule.branch_met", before=before)) or ""
    days = [Pick(str(n), Line("rule.day", {"day": short_day(day)}), day) for n, day in enumerate(days_back(scene.now.date()))]
    day = yield from choose("rule.branch_day", days)
    picks = [Pick("agreed", Line("rule.branch_agreed"), True), Pick("not", Line("rule.branch_not"), False)]
    if not (yield from choose("rule.branch_came_to", picks)):
        return None
    return Study(met, day, scene.word(Line("rule.branch_agreed")))


def days_back(today: date) -> list[date]:
    return [today - timedelta(days=n) for n in range(DAYS_OFFERED)]
