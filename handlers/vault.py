"""来件: the words that accuse a cadre, read by the unit above everybody named. Which one, why, then its words and what becomes of it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.look_up import stage, title
from handlers.memory import FILE, MORE, Address, ConcernByNumber, ConcernsNamingCadres, Opened, SealedFor, SealedText
from handlers.messages import Line, line
from handlers.named import HEIGHT, masked, named_in, public_part
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office, UnitKind
from handlers.village.rights import Granted, Thing, may, scope_of
from handlers.village.road import CONCERN_ROADS
from handlers.village.roles import Action, Level, ThingKind
from handlers.village.sealed_case import SealedCase, SealedState

READERS = frozenset({Office.REVIEWER, Office.DISTRICT_LEADER, Office.LIAISON})
ABOVE = frozenset({Office.REVIEWER, Office.DISTRICT_LEADER})  # who may have a matter sealed later
OPEN = (SealedState.WAITING, SealedState.PASSED_UP, SealedState.TAKEN)
WHYS = ("sort", "check", "answer")
PIECE = 300  # characters shown at once: a message holds 600
NAMED, END = ":named", ":end"
MOST_READ = 100  # one after the other, before the list is called anew
NAMED_STAYS = timedelta(days=30)  # a concern that merely names a cadre is shown above so long, whatever the village has made of it


@dataclass(frozen=True, slots=True)
class ReadSealed:
    """why is one of WHYS, or the reader's own words; it goes into the register before anything is shown."""

    case: str
    why: str
    piece: int = 0


@dataclass(frozen=True, slots=True)
class TakeSealed:
    case: str


@dataclass(frozen=True, slots=True)
class ReturnSealed:
    """No accusation after all: words is the public part that goes to the village, "" where nothing is public."""

    case: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class PassUp:
    case: str


@dataclass(frozen=True, slots=True)
class AnswerSealed:
    case: str
    words: str


@dataclass(frozen=True, slots=True)
class SeeAccuser:
    case: str
    why: str


@dataclass(frozen=True, slots=True)
class SealLater:
    """封存: a concern that stands on a list already."""

    concern: str


@dataclass(frozen=True, slots=True)
class CheckSealed:
    """我的来件, from the address it came from."""


@dataclass(frozen=True, slots=True)
class WithdrawSealed:
    """撤来件: the latest that nobody has taken in hand."""


@dataclass(frozen=True, slots=True)
class HowToWithdraw:
    """Said in passing that one would like to: which word does it."""


@dataclass(frozen=True, slots=True)
class AddToSealed:
    """补充来件, or what is said within ten minutes of words that were sealed."""

    words: str


# ---------------------------------------------------------------- who may


def thing_of(scene: Scene, case: SealedCase) -> Thing:
    """A sealed case as rights see it: level is the highest that may not handle it, named is the speaker when it names them."""
    unit = scene.desk.unit(case.unit)
    me = {key for key in scene.actor_of_rights.me if scene.mark(key) in case.named}
    if unit is None:
        return Thing(ThingKind.SEALED_CASE, named=frozenset(me), level=Level.DISTRICT)
    if unit.kind is UnitKind.DISTRICT:
        return Thing(ThingKind.SEALED_CASE, named=frozenset(me), level=Level.TOWNSHIP)
    return Thing(ThingKind.SEALED_CASE, township=unit.id, named=frozenset(me), level=Level.VILLAGE)


def allowed(scene: Scene, action: Action, case: SealedCase) -> bool:
    return isinstance(may(scene.actor_of_rights, action, thing_of(scene, case)), Granted)


def reads(scene: Scene) -> bool:
    """Does the speaker read any such thing at all?"""
    return scope_of(scene.actor_of_rights, Action.READ_SEALED) is not None


def waiting(scene: Scene) -> list[SealedCase | Concern]:
    """Everything that 来件 shows."""
    return [*cases_waiting(scene), *naming_cadres(scene)]


def cases_waiting(scene: Scene) -> list[SealedCase]:
    """What lies with the speaker's units and does not name the speaker, oldest first."""
    units = sorted({hat.unit for hat in scene.hats if hat.office in READERS})
    scene.desk.need(*(SealedFor(unit) for unit in units))
    found: list[SealedCase] = [case for unit in units for case in scene.desk.find(SealedFor(unit))]
    return [case for case in found if case.state in OPEN and allowed(scene, Action.KNOW_SEALED, case)]


def naming_cadres(scene: Scene) -> list[Concern]:
    """Ordinary concerns below in which a cadre is merely the one asked, the latest first: one level above that cadre, never their own."""
    found: tuple[Concern, ...] = scene.desk.find(ConcernsNamingCadres(scene.villages(*ABOVE)))
    fresh = [c for c in found if c.stage is Stage.RECEIVED or scene.now - c.received_at <= NAMED_STAYS]
    mine = max((HEIGHT[hat.level] for hat in scene.hats if hat.office in ABOVE), default=0)
    return [c for c in fresh if HEIGHT[named_in(scene, c.text, c.village).level] < mine]


def words_of(scene: Scene, case: str) -> Opened | None:
    """The words with everything their author has added to them."""
    found: tuple[Opened, ...] = scene.desk.find(SealedText(case))
    first = next((each for each in found if each.id == case), None)
    return replace(first, text="\n".join([first.text, *(each.text for each in found if MORE in each.id)])) if first else None


def pictures(scene: Scene, case: str) -> int:
    return sum(FILE in each.id for each in scene.desk.find(SealedText(case)))


# ---------------------------------------------------------------- conversations


def item(case: SealedCase) -> Line:
    day = f"{case.at.month}月{case.at.day}日"
    return line("vault.item_unsure" if case.unsure else "vault.item", day=day, stage=Line(f"sealed_state.{case.state}"))


def vault(scene: Scene) -> Talk[ReadSealed | None]:
    """来件: how many wait, which one, and why it is looked at; concerns that merely name a cadre stand behind them."""
    cases, named = cases_waiting(scene), naming_cadres(scene)
    picks = [Pick(c.id, item(c), c) for c in cases]
    if named:
        picks.append(Pick(NAMED, line("vault.only_named", count=str(len(named))), None))
    case = (yield from choose("vault.which", picks, count=str(len(cases)))) if cases else None
    if case is None:
        if named:
            yield from read_named(scene, named)
        return None
    said = (yield from ask("vault.why", picks=_reasons())) or ""
    return ReadSealed(case.id, said.removeprefix(":"))


def read_named(scene: Scene, concerns: list[Concern]) -> Talk[None]:
    """One after the other, as others read them; never who said it."""
    picks = [Pick(c.id, item_named(scene, c), c) for c in concerns]
    picks.append(Pick(END, Line("vault.named_end"), None))
    before: list[Line] = []
    for n in range(1, MOST_READ):
        concern = yield from choose(f"vault.which_named#{n}", picks, before=before, count=str(len(concerns)))
        if concern is None:
            break
        before = [line("vault.named", words=clip(masked(scene, concern.text, concern.village), PIECE))]


def item_named(scene: Scene, concern: Concern) -> Line:
    unit = scene.desk.unit(concern.village or "")
    shown = title(replace(concern, text=masked(scene, concern.text, concern.village)), 16)
    return line("vault.item_named", village=unit.name if unit else "—", title=shown, stage=stage(concern))


def _reasons() -> tuple[Pick, ...]:
    """At a digit; free words are a reason too."""
    return tuple(Pick(f":{why}", Line(f"why.{why}"), why) for why in WHYS)


def vault_decide(scene: Scene, case: str, why: str, piece: str = "0") -> Talk[object]:
    """Its words have been shown: what becomes of it."""
    found = scene.desk.get(SealedCase, case)
    opened = words_of(scene, case)
    if found is None or opened is None or not allowed(scene, Action.DECIDE_SEALED, found):
        return None
    what = yield from choose("vault.what", _choices(scene, found, opened, int(piece)))
    if what == "more":
        return ReadSealed(case, why, int(piece) + 1)
    if what == "take":
        return TakeSealed(case)
    if what == "up":
        return PassUp(case)
    if what == "answer":
        return AnswerSealed(case, (yield from ask("vault.answer_words")) or "")
    if what == "who":
        said = (yield from ask("vault.why_who", picks=_reasons())) or ""
        return SeeAccuser(case, said.removeprefix(":"))
    return (yield from _return(scene, case, opened)) if what == "return" else None


def _choices(scene: Scene, case: SealedCase, opened: Opened, piece: int) -> list[Pick]:
    names = ["take", "return", "up", "answer", "who", "leave"]
    if thing_of(scene, case).level is not Level.VILLAGE:
        names.remove("up")  # nobody of ours stands above the district
    if not opened.address:  # its author is erased: nothing goes back to where it came from
        names.remove("return")
    if not allowed(scene, Action.SEE_ACCUSER, case):
        names.remove("who")
    if len(opened.text) > PIECE * (piece + 1):
        names.append("more")
    return [Pick(name, Line(f"vault.{name}"), name) for name in names]


def _return(scene: Scene, case: str, opened: Opened) -> Talk[ReturnSealed | None]:
    """The public part is shown before it goes to the village; where there is none the reader may put it in words."""
    part = public_part(scene, opened.text, village_of(scene, opened))
    if not part:
        return ReturnSealed(case, (yield from ask("vault.public_words", skippable=True)) or "")
    sure = (Pick("yes", Line("vault.return_yes"), True), Pick("no", Line("vault.return_no"), False))
    if not (yield from choose("vault.return_check", sure, words=clip(part, 120))):
        return None
    return ReturnSealed(case, part)


def village_of(scene: Scene, opened: Opened) -> str | None:
    """The village of whoever wrote it."""
    address = scene.desk.get(Address, opened.address)
    return address.village if address else None


def seal_later(scene: Scene) -> Talk[SealLater | None]:
    """封存: which number, and is it sure."""
    number = ((yield from ask("seal_later.number")) or "").strip()
    found: tuple[Concern, ...] = scene.desk.find(ConcernByNumber(number))
    concern = found[0] if found else None
    if concern is None or not sealable(scene, concern):
        yield from choose("seal_later.none", (Pick("end", Line("seal_later.end"), None),))
        return None
    sure = (Pick("yes", Line("seal_later.yes"), True), Pick("no", Line("seal_later.no"), False))
    return SealLater(concern.id) if (yield from choose("seal_later.check", sure, title=title(concern))) else None


def sealable(scene: Scene, concern: Concern) -> bool:
    """By the township or the district above the village it lies in."""
    return scene.serves(concern.village, *ABOVE) and Stage.SEALED in CONCERN_ROADS[concern.stage]
