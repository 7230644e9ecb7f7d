"""A rule in force: posted, told once in plain words to everybody it touches, looked at again after a year."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

from handlers.acts.counsel import tell_secretary
from handlers.case import Case
from handlers.desk import Desk
from handlers.issues.rules_kept import short_day, village_name
from handlers.memory import Due
from handlers.messages import Line, Reach, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.evidence import affected_of
from handlers.village.issue import PaperKind, Rule, RuleState
from handlers.village.matter import Concern, Stage
from handlers.village.voices import supporters

GIST = 26  # characters of the rule in an SMS: the number, the village and the day must stand beside it
MORNING = time(7, 30)


def post(case: Case, words: str, **more: str) -> None:
    """公示: fifteen days at least."""
    until = case.up_until().isoformat()
    case.write(PaperKind.NOTICE, words, page="rule", until=until, **more)


def filed(case: Case, rule: Rule, number: str, effective: date) -> Line:
    """In force: the one it follows gives way, the line closes, and everybody touched hears it once."""
    scene, today = case.scene, case.scene.now.date()
    in_a_year = a_year_after(effective)
    made = replace(rule, state=RuleState.FILED, filing_number=number, filed_on=today, effective_on=effective, review_on=in_a_year)
    scene.desk.put(made)
    if old := scene.desk.get(Rule, rule.replaces) if rule.replaces else None:
        scene.desk.put(replace(old, state=RuleState.REPLACED))
        scene.desk.put(Due(f"rule_review:{old.id}", "rule_review", old.id, scene.now, done=True))
    # the branch has studied it, so nothing holds the line here
    case.make_rule()
    page = line("rule.page", title=made.title, words=made.text, number=number, day=short_day(effective), count=str(made.edition))
    post(case, scene.word(page), rule=made.id)
    scene.desk.put(Due(f"rule_review:{made.id}", "rule_review", made.id, datetime.combine(in_a_year, MORNING, scene.now.tzinfo)))
    scene.desk.note(scene.actor, "rule_filed", made.id)
    heard = tell_everybody(case, made)
    tell_secretary(scene, made.village, line("rule.in_force", title=made.title, number=number, day=short_day(effective)), made.issue)
    return line("rule.filed", title=made.title, number=number, people=str(heard))


def a_year_after(day: date) -> date:
    """The same day of the next year; 29 February's is the 28th."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def tell_everybody(case: Case, rule: Rule) -> int:
    """The people of every household it touches, and whoever asked for it; once each. Returns how many."""
    touched = affected_of(case.issue, case.ground)
    homes = [f"person:{p.id}" for p in case.persons if p.household in touched]
    asked = {f"person:{c.person}" if c.person else f"address:{c.address}" for c in case.file.concerns if stands(c)}
    receivers = [to for to in dict.fromkeys((*homes, *sorted(asked))) if to != f"person:{case.scene.actor}"]
    words = in_plain_words(case, rule)
    for to in receivers:
        case.scene.desk.say(Say(to, words, about=rule.issue, reach=Reach.ASKED if to in asked else Reach.OWED))
    return len(receivers)


def stands(concern: Concern) -> bool:
    return concern.stage not in (Stage.WITHDRAWN, Stage.SEALED, Stage.PRIVATE)


def in_plain_words(case: Case, rule: Rule) -> tuple[Line, ...]:
    """The first sentence with how many households asked for it; the whole text where there is room for it."""
    first = rule.text.split("。", 1)[0]
    gist = clip(first, GIST)
    count = len(supporters(c for c in case.file.concerns if stands(c)))
    day = rule.effective_on or rule.made_at.date()
    village = village_name(case.scene, rule.village)
    head = line("rule.told", village=village, words=gist, households=str(count), day=short_day(day))
    return (head,) if gist == rule.text else (head, line("rule.whole", words=rule.text))


def review(due: Due, scene_of: Callable[[str, str], Scene], desk: Desk) -> None:
    """A year is over: does the rule still fit? The secretary is reminded; the rule stays in force."""
    scene = scene_of("", "")
    rule = scene.desk.get(Rule, due.ref)
    if rule is None or rule.state is not RuleState.FILED:
        return
    tell_secretary(scene, rule.village, line("rule.review", title=rule.title), rule.issue)
    scene.desk.note("clock", "rule_review", rule.id)
