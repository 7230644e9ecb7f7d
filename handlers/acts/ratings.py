"""评价: everybody it was for is asked by one digit; who says no is heard, and the second time somebody higher hears it too.

No answer counts as 未评, never as content, and nobody closes an issue by hand: the clock does, when every gate is open.
"""

from datetime import timedelta

from handlers.acts.asking import put_ask
from handlers.acts.promising import answerable, keepers
from handlers.acts.timing import stop_clock
from handlers.acts.told import is_reporter, one_of_each, others_words, reports, tell, tell_all, who_spoke
from handlers.acts.visiting import close_asks
from handlers.case import Case, case_of
from handlers.issues.accepting import RATES, Rate
from handlers.memory import Due, OpenAsks
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.evidence import affected_of
from handlers.village.gates import RATING_DAYS, too_many_unhappy
from handlers.village.issue import Level, OutcomeKind, Paper, PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Office, Person

REOPENED_WITHIN = timedelta(days=30)
SECOND = 2  # the second time it goes one level up by itself


# ---------------------------------------------------------------- asking


def to_be_asked(case: Case) -> tuple[str, ...]:
    """Persons: everybody who reported it, and one of each affected household that has a telephone."""
    asked = {concern.person for concern in reports(case) if concern.person}
    served = {person.household for person in case.persons if person.id in asked}
    return tuple(sorted(asked.union(one_of_each(case, affected_of(case.issue, case.ground) - served))))


def ask_all(scene: Scene, issue: str) -> None:
    """路修好了，您去走走看: one question a person, open for seven days."""
    case = case_of(scene, issue)
    paper = case.file.last(PaperKind.ACCEPTANCE) if case else None
    if case is None or paper is None or case.issue.stage is not Stage.RATING:
        return
    people = paper.facts.get("asked", "").split()
    close_round(case)  # a question that still waits would number this one 11, 12, 13
    words = line("rating.ask", title=case.issue.title)
    for person in people:
        say = Say(f"person:{person}", (words,), about=issue)
        scene.desk.say(put_ask(scene, say, person, "rating", "rating.how", {"issue": issue}, ("good", "fair", "bad")))
    for concern in reports(case):
        if not concern.person:  # a phone nobody is bound to has no questions of the bot's own
            scene.desk.say(Say(f"address:{concern.address}", (line("rating.look", title=case.issue.title),), about=issue))


def close_round(case: Case) -> None:
    """The questions of every round so far wait no longer: a digit must not answer for work that is done anew."""
    rounds = case.file.of(PaperKind.ACCEPTANCE)
    people = sorted({person for paper in rounds for person in paper.facts.get("asked", "").split()})
    case.scene.desk.need(*(OpenAsks(person) for person in people))
    for person in people:
        close_asks(case.scene, person, "rating", "issue", case.issue.id)


# ---------------------------------------------------------------- an answer


def rate(command: Rate, scene: Scene) -> None:
    """The last digit of a person counts. 不行 with a reason opens it again when a reporter says so, or one in five."""
    person, case = scene.person, case_of(scene, command.issue)
    if person is None or case is None or not may_rate(case, person, command.rate):
        scene.desk.answer(Line("held.not_yours" if person is None or case is None else "kit.closed"))
        return
    before = case.issue.stage
    case.write(PaperKind.RATING, command.words, person=person.id, rate=RATES[command.rate])
    if command.rate != "bad":
        scene.desk.answer(Line("rating.thanks"))
        return
    if command.words and (is_reporter(case, person.id) or one_in_five(case)):
        open_again(case, command.words)
    elif command.words:
        passed_on(case, command.words)
    scene.desk.answer(line("rating.heard" if case.issue.stage is before else "rating.again", who=answerable(case)))


def may_rate(case: Case, person: Person, rate: str) -> bool:
    """While it is rated, whoever was asked, reported or lives there; for thirty days after its end, a reporter's 还是不行."""
    if case.issue.stage is Stage.RATING:
        return person.village == case.issue.village or is_reporter(case, person.id)
    ends = case.scene.desk.get(Due, f"reopen_over:{case.issue.id}")
    still = ends is not None and case.scene.now < ends.at
    return case.issue.stage is Stage.CLOSED and still and rate == "bad" and is_reporter(case, person.id)


def one_in_five(case: Case) -> bool:
    """Of everybody asked: whatever the others will say, it stays one in five. Of those who answered, the window's end decides."""
    paper = case.file.last(PaperKind.ACCEPTANCE)
    asked = len(paper.facts.get("asked", "").split()) if paper else 0
    return case.evidence().unhappy * 5 >= max(1, asked)


def passed_on(case: Case, words: str) -> None:
    told = line("rating.passed", title=case.issue.title, words=clip(others_words(case, words), 60))
    for person in keepers(case.scene, case.issue):
        tell(case, person, told)


def open_again(case: Case, words: str) -> None:
    """重办: the secretary has it, with the words; the second time the township too, by itself."""
    scene = case.scene
    if case.move(Stage.REDO) is not None:
        return
    said = clip(others_words(case, words), 60)
    case.write(PaperKind.REOPENED, said)
    close_round(case)
    stop_clock(scene, ClockKind.RATING_WINDOW, case.issue.id)
    scene.desk.put(Due(f"reopen_over:{case.issue.id}", "reopen_over", case.issue.id, scene.now, done=True))
    for person in keepers(scene, case.issue):
        ask_for_cause(case, person, line("redo.asked", title=case.issue.title, words=said or Line("redo.no_words")))
    if case.issue.redone >= SECOND:
        hand_up(case, said)


def ask_for_cause(case: Case, person: str, words: Line) -> None:
    """One digit leads the secretary to the step."""
    say = Say(f"person:{person}", (words,), about=case.issue.id)
    args, steps = {"issue": case.issue.id}, ("redo",)
    case.scene.desk.say(put_ask(case.scene, say, person, "matters", "matters.step", args, steps, (Line("step.redo"),)))


def hand_up(case: Case, words: str) -> None:
    staff = case.scene.desk.staff(case.issue.village)
    above = staff.first(Office.REVIEWER, Office.TOWNSHIP_LEADER) if staff else None
    case.write(PaperKind.HANDED_UP, level=Level.TOWNSHIP.value)
    if staff is not None and above is not None:
        said, count = words or Line("redo.no_words"), str(case.issue.redone)
        tell(case, above.id, line("redo.handed_up", village=staff.unit.name, title=case.issue.title, count=count, words=said))


# ---------------------------------------------------------------- the end


def judge(case: Case) -> None:
    """When the seven days are over: opened again if one in five of those who answered is unhappy, else closed if every gate is open."""
    found = case.evidence()
    over = found.rating_days is not None and found.rating_days >= RATING_DAYS
    if case.issue.stage is Stage.RATING and over and too_many_unhappy(found):
        unhappy = [rating for rating in latest(case) if rating.facts.get("rate") == RATES["bad"]]
        open_again(case, next((rating.words for rating in unhappy if rating.words), ""))
        return
    if may_end(case) and case.move(Stage.CLOSED) is None:
        ended(case)


def may_end(case: Case) -> bool:
    """What was not to be done, or not allowed by the assembly, ends here too; what waits for another day does not."""
    outcome = case.evidence().outcome
    if case.issue.stage is Stage.OUTCOME:
        return outcome is OutcomeKind.NOT
    return case.issue.stage in (Stage.RATING, Stage.STATUTORY)


def ended(case: Case) -> None:
    """Everybody who spoke hears the end once, and how to open it again within thirty days."""
    scene, found = case.scene, case.evidence()
    stop_clock(scene, ClockKind.WHOLE_ISSUE, case.issue.id)
    scene.desk.put(Due(f"reopen_over:{case.issue.id}", "reopen_over", case.issue.id, scene.now + REOPENED_WITHIN))
    rates = [paper.facts.get("rate", "") for paper in latest(case)]
    paper = case.file.last(PaperKind.ACCEPTANCE)
    asked = len(paper.facts.get("asked", "").split()) if paper else 0
    counts = {name: str(rates.count(digit)) for name, digit in RATES.items()}
    if paper is None:
        tell_all(case, line("closed.not_done", title=case.issue.title))
        return
    words = line("closed.told", title=case.issue.title, none=str(max(0, asked - found.rated)), **counts)
    tell_all(case, words)
    for person in keepers(scene, case.issue):
        if f"person:{person}" not in who_spoke(case):
            tell(case, person, words)


def latest(case: Case) -> tuple[Paper, ...]:
    """Each person's last rating of this round."""
    return tuple({p.facts.get("person", p.id): p for p in case.file.since(PaperKind.RATING, PaperKind.REOPENED)}.values())
