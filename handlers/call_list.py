"""The call list as one cadre may see it: of their village only, nobody whose matter names them, and nobody whom another has now."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.issues.rounds import VISITORS
from handlers.memory import Ask, ById, ConcernsOfIssue, OpenCalls
from handlers.named import NAMES_CADRE, named_in
from handlers.one_matter import personal
from handlers.scene import Scene
from handlers.village import calls
from handlers.village.calls import Call, CallKind, CallOutcome
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage
from handlers.village.people import Household, Office, Person
from handlers.village.rights import Actor, Granted, Thing, may, scope_of
from handlers.village.roles import Action, ThingKind

CALLERS = frozenset({*VISITORS, Office.SECRETARY, Office.COMMITTEE})
CALLERS_ABOVE = frozenset({Office.REVIEWER, Office.TOWNSHIP_DUTY})  # whose village nobody knows is called by the office above
GONE = frozenset({Stage.SEALED, Stage.WITHDRAWN})
OPINION_ASKED = frozenset({"opinions", "poll"})  # questions to which a visitor may write down the answer while doors are open
FITS = Callable[[Call, str, datetime], bool]


@dataclass(frozen=True, slots=True)
class Receiver:
    """One person (or an unknown number) with everything that waits to be told, asked or called back: one call."""

    key: str
    calls: tuple[Call, ...]
    person: Person | None = None
    near: bool = False  # of the caller's own grid

    @property
    def number(self) -> str | None:
        return next((call.number for call in self.calls if call.number), None)

    @property
    def in_person(self) -> bool:
        return any(call.in_person for call in self.calls)


@dataclass(frozen=True, slots=True)
class Matter:
    """What an entry is about, as rights see it. gone: sealed or taken back, nobody is told of it."""

    named: frozenset[str] = frozenset()
    private: bool = False
    gone: bool = False


def now_waiting(scene: Scene) -> list[Receiver]:
    """Whom the speaker may call at this moment."""
    actor = scene.actor_of_rights
    return waiting(scene, actor, calls.may_call) if actor.person else []


def today_waiting(scene: Scene, person: str) -> list[Receiver]:
    """Whom a cadre may call at some hour of today: for what they are reminded of."""
    who = scene.desk.get(Person, person)
    actor = Actor(person, scene.desk.hats(person), who.village if who else None, who.household if who else None, proved=True)
    return waiting(scene, actor, calls.waits_today)


def waiting(scene: Scene, actor: Actor, fits: FITS) -> list[Receiver]:
    """Their own grid first, calls before visits, then who has waited longest."""
    me, found = actor.person or "", open_calls(scene, actor)
    everybody: dict[str, list[Call]] = defaultdict(list)
    for call in found:
        everybody[call.whose or ""].append(call)
    mine = {call.id for call in allowed(scene, actor, found)}
    # whom another cadre has now, with whatever words, is rung by nobody else; nor is the telephone that a family shares
    elsewhere = {key for call in found if held_by_another(call, me, scene.now) for key in (call.whose, call.number) if key}
    receivers = []
    for key, theirs in everybody.items():
        own = [call for call in theirs if call.id in mine]
        if own and all(fits(call, me, scene.now) for call in own) and not elsewhere & {key, *(call.number for call in theirs)}:
            receivers.append(receiver(scene, actor, key, own))
    return sorted(receivers, key=lambda each: (not each.near, each.in_person, min(call.due_at for call in each.calls), each.key))


def receiver(scene: Scene, actor: Actor, key: str, own: Iterable[Call]) -> Receiver:
    ordered = tuple(sorted(own, key=lambda call: (call.made_at, call.id)))
    person = scene.desk.get(Person, ordered[0].person) if ordered[0].person else None
    home = scene.desk.get(Household, person.household) if person and person.household else None
    near = home is not None and home.grid in {hat.grid for hat in actor.hats if hat.grid}
    return Receiver(key, ordered, person, near)


def held_by_another(call: Call, me: str, now: datetime) -> bool:
    return call.holder not in (None, me) and call.held_until is not None and call.held_until > now


def open_calls(scene: Scene, actor: Actor) -> list[Call]:
    """Every open entry of the places whose list the actor reads, with what is needed to judge them."""
    scope = scope_of(actor, Action.TELEPHONE)
    places = tuple(sorted({reach.village for reach in scope.reaches if reach.village is not None})) if scope else ()
    found: tuple[Call, ...] = scene.desk.find(OpenCalls(places)) if places else ()
    still = [call for call in found if call.outcome is CallOutcome.OPEN and call.whose]
    look_up(scene, still)
    return [call for call in still if not over(scene, call)]


def look_up(scene: Scene, found: Iterable[Call]) -> None:
    """Everything that the entries are judged by, in two look-ups instead of one for each."""
    kept = tuple(found)
    scene.desk.need(*needed(kept))
    people = [scene.desk.get(Person, call.person) for call in kept if call.person]
    asked = [scene.desk.get(Ask, call.ask) for call in kept if call.ask]
    issues = {ask.args["issue"] for ask in asked if ask is not None and ask.args.get("issue")}
    reported = {thing_of(call) for call in kept if call.kind is not CallKind.BACK and scene.desk.get(Issue, thing_of(call)) is not None}
    homes = {person.household for person in people if person is not None and person.household}
    scene.desk.need(*(ById(Household, key) for key in sorted(homes)), *(ById(Issue, key) for key in sorted(issues)))
    scene.desk.need(*(ConcernsOfIssue(key) for key in sorted(reported)))


def needed(found: Iterable[Call]) -> Iterator[ById]:
    for call in found:
        if call.person:
            yield ById(Person, call.person)
        if call.ask:
            yield ById(Ask, call.ask)
        if call.kind is not CallKind.BACK:
            yield ById(Concern, thing_of(call))
            yield ById(Issue, thing_of(call))


def thing_of(call: Call) -> str:
    """The issue or concern: an entry made on somebody's behalf is "ISSUE:PERSON"."""
    return (call.about or "").partition(":")[0]


def over(scene: Scene, call: Call) -> bool:
    """Its question is answered or no longer asked, or nobody is to be told any more."""
    asked = scene.desk.get(Ask, call.ask) if call.ask else None
    done = asked is not None and (asked.answered_at is not None or asked.expires_at <= scene.now)
    return done or calls.worn_out(call, scene.now)


def allowed(scene: Scene, actor: Actor, found: Iterable[Call]) -> Iterator[Call]:
    """Those that the actor may handle."""
    matters: dict[str, Matter] = {}
    for call in found:
        about = "" if call.kind is CallKind.BACK else thing_of(call)
        if about not in matters:
            matters[about] = matter_of(scene, about, call.village)
        matter = matters[about]
        if not matter.gone and may_ring(scene, actor, call, matter) and may_write_down(scene, actor, call):
            yield call


def matter_of(scene: Scene, about: str, village: str) -> Matter:
    """Whoever a concern names does not call about it; of an issue those whom reports are about, not those who were only asked."""
    concern = scene.desk.get(Concern, about) if about else None
    if concern is not None:
        private = concern.stage is Stage.PRIVATE or personal(concern)
        return Matter(named(scene, concern.text, village), private, concern.stage in GONE)
    if not about or scene.desk.get(Issue, about) is None:
        return Matter()
    said = [each.text for each in scene.desk.find(ConcernsOfIssue(about)) if NAMES_CADRE not in each.flags]
    return Matter(named(scene, "\n".join(said), village))


def named(scene: Scene, text: str, village: str) -> frozenset[str]:
    return frozenset(key for person in named_in(scene, text, village).persons for key in (person.id, person.household) if key)


def may_ring(scene: Scene, actor: Actor, call: Call, matter: Matter) -> bool:
    """Nobody calls at home either: what the own household is told by somebody else is beyond doubt."""
    person = scene.desk.get(Person, call.person) if call.person else None
    home = {key for key in (call.person, person.household if person else None) if key}
    thing = Thing(ThingKind.PERSON, call.village, private=matter.private, named=matter.named | home)
    return isinstance(may(actor, Action.TELEPHONE, thing), Granted)


def may_write_down(scene: Scene, actor: Actor, call: Call) -> bool:
    """Who could not write down the answer is not the one to ask the question."""
    issue = asked_about(scene, call)
    person = scene.desk.get(Person, call.person) if call.person else None
    home = scene.desk.get(Household, person.household) if person and person.household else None
    if issue is None or home is None:
        return True
    unit = scene.desk.unit(issue.village)
    thing = Thing(ThingKind.ISSUE, issue.village, (unit.parent or "") if unit else "", home.grid)
    return isinstance(may(actor, Action.RECORD_VISIT, thing), Granted)


def asked_about(scene: Scene, call: Call) -> Issue | None:
    """The issue whose opinion is asked for, while what is said by telephone counts as a visit."""
    asked = scene.desk.get(Ask, call.ask) if call.ask else None
    if call.kind is not CallKind.ASK or asked is None or asked.script not in OPINION_ASKED or not call.person:
        return None
    issue = scene.desk.get(Issue, asked.args.get("issue", ""))
    return issue if issue is not None and issue.stage is Stage.VISITING else None


def held(scene: Scene, ids: str) -> list[Call]:
    """Of these entries those that are still the speaker's: open, and with nobody else."""
    keys = ids.split()
    scene.desk.need(*(ById(Call, key) for key in keys))
    found = [call for key in keys if (call := scene.desk.get(Call, key)) is not None]
    me = scene.person.id if scene.person and scene.hats else ""
    still = [call for call in found if call.outcome is CallOutcome.OPEN and call.holder == me]
    look_up(scene, still)
    return [call for call in still if not over(scene, call)]
