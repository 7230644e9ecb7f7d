"""走访调研: three doors a day, a sentence a household; who is away, by telephone. Nothing is kept before it was read back."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.case import Case, case_of
from handlers.issues.rounds import at_home, doors_of, doors_open, head_of, in_reach, issues_to_visit
from handlers.issues.rounds import todays as todays_doors
from handlers.issues.sentences import Said, read_sentence
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.evidence import affected_of
from handlers.village.issue import Method, Stance
from handlers.village.matter import Stage
from handlers.village.people import Household, Person
from handlers.village.roles import Action


@dataclass(frozen=True, slots=True)
class RecordVisits:
    """走访记录: what was said at one or more doors, read back and confirmed. then: the conversation that goes on ("" none)."""

    issue: str
    entries: tuple[Said, ...]
    then: str = "doors"


@dataclass(frozen=True, slots=True)
class SayAgain:
    """Nothing was kept: the same is asked once more. unknown: nobody of that name is on the speaker's list."""

    issue: str
    script: str = "doors"
    door: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class NoDoors:
    """Nothing is left to do here, or no issue is being visited."""

    issue: str = ""


Command = RecordVisits | SayAgain | NoDoors

STANCES = tuple(Pick(stance.value, Line(f"stance.{stance}"), stance) for stance in Stance)
CHECKS = (Pick("right", Line("visit.right"), True), Pick("wrong", Line("visit.wrong"), False))
STOP = ":stop"


def which(scene: Scene, issue: str) -> Talk[Case | None]:
    """The issue whose doors are meant: asked only where there are several."""
    near = issues_to_visit(scene)
    if not issue and len(near) > 1:
        issue = yield from choose("doors.which", [Pick(each.id, line("doors.issue", title=each.title), each.id) for each in near])
    found = issue or (near[0].id if near else "")
    case = case_of(scene, found) if found else None
    return case if case is not None and doors_open(case) else None


def doors(scene: Scene, issue: str = "", door: str = "", homes: str = "") -> Talk[Command | None]:
    """走访: today's three doors, then one of them; a sentence with a name does as well.

    homes: the doors left, where they are known from the visit just kept.
    """
    case = yield from which(scene, issue)
    if case is None or scene.person is None:
        return NoDoors()
    if not door:
        today = [_household(case, key) for key in homes.split()] or todays_doors(case, scene.person.id)
        if not today:
            return NoDoors(case.issue.id)
        picks = [Pick(f":{h.id}", line("doors.door", name=h.head, number=h.number)) for h in today]
        picks.append(Pick(STOP, Line("doors.stop")))
        names = "、".join(h.head for h in today)
        said = (yield from ask("doors.today", picks=picks, count=str(len(today)), names=names, title=case.issue.title)) or STOP
        if said == STOP:
            return None
        if not said.startswith(":"):
            return (yield from sentence(scene, case, said, today))
        door = said.removeprefix(":")
    return (yield from one_door(case, _household(case, door)))


def _household(case: Case, key: str) -> Household:
    """By its id, not by today's list: it may have answered meanwhile, and what was heard at the door still counts."""
    found = next((h for h in case.households if h.id == key), None)
    if found is None:
        raise Stale("doors.today")
    return found


def one_door(case: Case, household: Household) -> Talk[Command | None]:
    homes = [Pick(each, Line(f"doors.{each}"), each) for each in ("met", "nobody", "phoned", "later")]
    home = yield from choose("doors.home", homes, who=household.head)
    if home == "later":
        return SayAgain(case.issue.id)
    person = head_of(case, household.id) if home == "phoned" else at_home(case, household.id)
    said = Said(household.id, person.id if person else "", method=Method.PHONE if home == "phoned" else Method.DOOR, reached=False)
    if home == "nobody":
        return RecordVisits(case.issue.id, (said,))
    return (yield from what_they_say(case, said, household.head, "doors"))


def what_they_say(case: Case, said: Said, name: str, script: str) -> Talk[Command]:
    """Stance by one digit, one sentence, read back. On the telephone it may be that nobody answered."""
    picks: list[Pick] = list(STANCES)
    if said.method is Method.PHONE:
        picks.append(Pick("nobody", Line("visit.no_answer"), None))
    stance: Stance | None = yield from choose("visit.stance", picks, who=name)
    if stance is None:
        return RecordVisits(case.issue.id, (said,), script)
    whole = yield from with_reason(said, stance)
    return (yield from checked(case, (whole,), script, said.household))


def with_reason(said: Said, stance: Stance) -> Talk[Said]:
    """The stance, and one sentence of theirs."""
    why = stance in (Stance.AGAINST, Stance.CONDITIONAL)
    words = (yield from ask("visit.why" if why else "visit.words", skippable=True)) or ""
    return Said(said.household, said.person, stance, words, said.method)


def sentence(scene: Scene, case: Case, words: str, today: Sequence[Household]) -> Talk[Command]:
    """李二同意，先修塌的那段；张大娘说走路不得. Without a name that is known here, the same is asked again."""
    entries = read_sentence(case, words, in_reach(case), today)
    if not entries:
        return SayAgain(case.issue.id, unknown=True)
    return (yield from checked(case, entries, "doors", ""))


def checked(case: Case, entries: tuple[Said, ...], script: str, door: str) -> Talk[Command]:
    told = "；".join(in_words(case, each) for each in entries)
    if (yield from choose("visit.check", CHECKS, words=told)):
        return RecordVisits(case.issue.id, entries, script)
    return SayAgain(case.issue.id, script, door if script == "doors" else "")


def in_words(case: Case, said: Said) -> str:
    """李二=同意，“先修塌的那段”."""
    name = next((p.name for p in case.persons if p.id == said.person), "")
    stance = case.scene.word(Line(f"stance.{said.stance}")) if said.stance else ""
    quote = f"“{clip(said.words, 40)}”" if said.words else ""
    return f"{name}={'，'.join(part for part in (stance, quote) if part)}"


def visit_words(scene: Scene, words: str, issue: str = "") -> Talk[Command | None]:
    """The same sentence said out of the blue."""
    case = yield from which(scene, issue)
    if case is None:
        return NoDoors()
    return (yield from sentence(scene, case, words, doors_of(case, scene.person.id) if scene.person else ()))


def away(scene: Scene, issue: str = "", rung: str = "") -> Talk[Command | None]:
    """外出名单: who has not answered; one telephone call is four turns at most. rung: who was rung just now."""
    case = yield from which(scene, issue)
    if case is None:
        return NoDoors()
    waiting = [person for person in unanswered_away(case) if person.id != rung]
    if not waiting:
        return NoDoors(case.issue.id)
    picks = [Pick(p.id, line("away.person", name=p.name, phone=_dial(p)), p) for p in waiting]
    person: Person = yield from choose("away.which", picks, count=str(len(waiting)))
    said = Said(person.household or "", person.id, method=Method.PHONE, reached=False)
    return (yield from what_they_say(case, said, person.name, "away"))


def unanswered_away(case: Case) -> list[Person]:
    """Those away whom the speaker may ring, without an answer and not rung today; who was never rung first."""
    near = affected_of(case.issue, case.ground) & {h.id for h in in_reach(case)}
    spoke = {o.person for o in case.round.opinions if o.spoken}
    today = case.scene.now.date()
    rung = {v.person: v.at.date() for v in case.round.visits if v.method is Method.PHONE}
    found = [p for p in case.persons if p.away and p.household in near and p.id not in spoke and rung.get(p.id) != today]
    return sorted(found, key=lambda p: (p.id in rung, p.id))


def _dial(person: Person) -> str | Line:
    return person.phone.removeprefix("+86") if person.phone else Line("away.no_phone")


def visiting_now(case: Case) -> bool:
    return case.issue.stage is Stage.VISITING


STEPS: tuple[Step, ...] = (
    Step("doors", Action.RECORD_VISIT, doors_open, doors),
    Step("away", Action.RECORD_VISIT, lambda case: visiting_now(case) and bool(unanswered_away(case)), away),
)
