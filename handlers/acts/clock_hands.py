"""The clocks' hands: what is said, and to whom, when a clock warns and when it runs out.

A hand never approves, rejects or closes anything: it tells the people who can move the matter, once, what is needed and by
whom, and offers help. A cadre's warning waits for the next morning's digest; a villager is told first that a date was missed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from handlers.acts.clock_looks import running
from handlers.acts.clock_things import Running
from handlers.acts.nudges import nudge
from handlers.acts.timing import start_clock
from handlers.acts.told import called, day_of
from handlers.memory import Ask, Due, OpenAsks, PapersOf
from handlers.messages import Line, Say, SayKind, line
from handlers.scene import Scene
from handlers.village.clocks import CLOCKS, ClockKind, Measure, Party
from handlers.village.issue import PaperKind, Request, RequestState, Task
from handlers.village.people import Office, Staff

# The morning's list shows every concern that waits, so these need no reminder of their own.
SHOWN_EVERY_MORNING = frozenset({ClockKind.FIRST_SEEN, ClockKind.TRIAGE, ClockKind.QUICK})


def kind_and_thing(ref: str) -> tuple[ClockKind, str]:
    """ "KIND:thing id" → both."""
    kind, _, thing = ref.partition(":")
    return ClockKind(kind), thing


# ---------------------------------------------------------------- a warning


def warn(scene: Scene, due: Due) -> None:
    """Whoever has to act is reminded before the day: cadres in the morning's digest, residents by a line of their own."""
    kind, thing = kind_and_thing(due.ref)
    found = running(scene, kind, thing)
    if found is None or kind in SHOWN_EVERY_MORNING or handed_up(scene, kind, thing):
        return
    if CLOCKS[kind].warns is Party.REPORTER:
        remind(scene, kind, found)
        return
    at_once = CLOCKS[kind].measure is Measure.HOURS and (CLOCKS[kind].warn_before or 0) < 24
    for person in people_of(scene, CLOCKS[kind].warns, found):
        if at_once:  # the next digest would come too late
            scene.desk.say(Say(f"person:{person}", (warning(scene, kind, found, thing),), kind=SayKind.DIGEST, about=found.about))
        else:
            nudge(scene, person, due.ref)


def warning(scene: Scene, kind: ClockKind, found: Running, thing: str) -> Line:
    """What is wanted by which day; without a word of blame."""
    return line("clock.warn", title=found.title, what=Line(f"clock.what.{kind}"), day=due_day(scene, kind, thing))


def due_day(scene: Scene, kind: ClockKind, thing: str) -> str:
    due = scene.desk.get(Due, f"clock_due:{kind}:{thing}")
    return day_of((due.at if due else scene.now).date())


def remind(scene: Scene, kind: ClockKind, found: Running) -> None:
    """Those who were asked this time how it turned out and have not answered: one reminder a person, no second."""
    people = unrated(scene, found.about)
    scene.desk.need(*(OpenAsks(person) for person in people))
    for person in people:
        ask = next(iter(reversed(rating_asks(scene, person, found.about))), None)
        if ask is not None:
            digits = dict(zip(("good", "fair", "bad"), ask.shown, strict=True))
            scene.desk.say(Say(f"person:{person}", (line("clock.rate", title=found.title, **digits),), about=found.about))


def unrated(scene: Scene, issue: str) -> list[str]:
    """What was answered before it was done again says nothing of it now."""
    asked, answered = set[str](), set[str]()
    for paper in scene.desk.find(PapersOf(issue)):
        if paper.kind is PaperKind.REOPENED:
            asked, answered = set(), set()
        elif paper.kind is PaperKind.ACCEPTANCE:
            asked |= set(paper.facts.get("asked", "").split())
        elif paper.kind is PaperKind.RATING:
            answered.add(paper.facts.get("person", ""))
    return sorted(asked - answered)


def rating_asks(scene: Scene, person: str, issue: str) -> list[Ask]:
    """Those that a digit can still answer, the oldest first."""
    asks: tuple[Ask, ...] = scene.desk.find(OpenAsks(person))
    open_ones = [ask for ask in asks if ask.answered_at is None and ask.expires_at > scene.now]
    return [ask for ask in open_ones if ask.script == "rating" and ask.args.get("issue") == issue]


# ---------------------------------------------------------------- the day itself


def run_out(scene: Scene, due: Due) -> None:
    """Passed on to people, once: in the order of the table, and never to the one who was late.

    Residents hear it now; a cadre with the next morning's digest, if it still waits by then.
    """
    kind, thing = kind_and_thing(due.ref)
    found = running(scene, kind, thing)
    if found is None or handed_up(scene, kind, thing):
        return
    for party in (*TOLD_TOO.get(kind, ()), *CLOCKS[kind].escalates_to):
        if party is Party.REPORTER:
            tell_reporters(scene, kind, found, thing)
        else:
            for person in people_of(scene, party, found, late=found.owners):
                nudge(scene, person, due.ref, party)
    if kind in AFTERWARDS:
        AFTERWARDS[kind](scene, thing)
    scene.desk.note("clock", f"ran_out_{kind}", thing)


def escalation(scene: Scene, kind: ClockKind, party: Party, found: Running) -> Line:
    unit = scene.desk.unit(found.village or "")
    return line(
        "clock.due",
        village=unit.name if unit else "",
        title=found.title,
        what=Line(f"clock.what.{kind}"),
        who=found.who or owner_line(scene, found),
        offer=Line(f"clock.offer.{party}"),
    )


def owner_line(scene: Scene, found: Running) -> str | Line:
    """The office of the one who has to act, as the village knows them."""
    return called(scene, found.owners[0], found.village) if found.owners else Line("role.village_office")


TOLD = (ClockKind.UNSELECTED, ClockKind.PROMISE, ClockKind.SUSPENDED, ClockKind.PROGRESS)  # a reporter hears of these by themselves
# Nobody waits for a word longer than the fifteen days that were promised, whoever has let it lie.
TOLD_TOO: Mapping[ClockKind, tuple[Party, ...]] = {ClockKind.PROGRESS: (Party.REPORTER,)}


def tell_reporters(scene: Scene, kind: ClockKind, found: Running, thing: str) -> None:
    """Before they wonder: the bot itself says that the day has passed, who has it, and what comes next."""
    words = line(f"clock.told.{kind}", title=found.title, who=found.who or owner_line(scene, found), day=promised(scene, thing))
    for receiver in found.reporters:
        scene.desk.say(Say(receiver, (words,), about=found.about))


def promised(scene: Scene, thing: str) -> str:
    task = scene.desk.get(Task, thing)
    return day_of(task.due_on if task is not None else scene.now.date())


# ---------------------------------------------------------------- who


def people_of(scene: Scene, party: Party, found: Running, late: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The persons of a party, without those who are late: nobody is told on to themselves."""
    if party is Party.OWNER:
        return found.owners
    staff = scene.desk.staff(found.village if found.village is not None else "")
    if staff is None:
        return ()
    others = tuple(person for person in WHO[party](staff) if person not in late)
    if party is Party.SECRETARY:  # the village's own, not the township's of the same title
        others = tuple(person for person in others if any(hat.unit == found.village for hat in scene.desk.hats(person)))
    return others if party is Party.SUPERVISORS else others[:1]


def _office(*offices: Office) -> Callable[[Staff], tuple[str, ...]]:
    return lambda staff: tuple(person.id for office in offices for person in staff.holders.get(office, ()))


def _justice(staff: Staff) -> tuple[str, ...]:
    office = tuple(person.id for name, person in sorted(staff.liaisons.items()) if "司法" in name)
    return office or _office(Office.REVIEWER, Office.TOWNSHIP_LEADER)(staff)


WHO: Mapping[Party, Callable[[Staff], tuple[str, ...]]] = {
    Party.SECRETARY: _office(Office.SECRETARY, Office.COMMITTEE),
    # for what the reviewer has let lie, the township's leader
    Party.TOWNSHIP: _office(Office.REVIEWER, Office.TOWNSHIP_LEADER),
    Party.DISTRICT: _office(Office.DISTRICT_LEADER),
    Party.SUPERVISORS: _office(Office.SUPERVISOR),
    Party.JUSTICE_OFFICE: _justice,
}


# ---------------------------------------------------------------- what else a clock does


def handed_up(scene: Scene, kind: ClockKind, thing: str) -> bool:
    """Is the request the district's already, by the one clock or the other? Once is enough."""
    request = scene.desk.get(Request, thing) if kind in (ClockKind.CLAIM, ClockKind.DEPARTMENT_ANSWER) else None
    return request is not None and request.state is RequestState.ESCALATED


def hand_to_district(scene: Scene, thing: str) -> None:
    """An unanswered request is the district's from now on; the department may still answer it."""
    request = scene.desk.get(Request, thing)
    assert request is not None
    scene.desk.put(replace(request, state=RequestState.ESCALATED))


def watch_on(kind: ClockKind) -> Callable[[Scene, str], None]:
    """The next fifteen days, or the next two sessions, are watched like the last."""

    def again(scene: Scene, thing: str) -> None:
        start_clock(scene, kind, thing)

    return again


AFTERWARDS: Mapping[ClockKind, Callable[[Scene, str], None]] = {
    ClockKind.CLAIM: hand_to_district,
    ClockKind.DEPARTMENT_ANSWER: hand_to_district,
    ClockKind.PROGRESS: watch_on(ClockKind.PROGRESS),
    ClockKind.UNSELECTED: watch_on(ClockKind.UNSELECTED),
}
