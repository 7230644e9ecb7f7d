"""议题确定: a candidate is set with level, scope and reasons; its title and people's own words."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.counsel import ask_opinion
from handlers.acts.timing import start_clock, stop_clock
from handlers.acts.visiting import ask_backing, enter, own_id, spoke_themselves
from handlers.case import Case, case_of, told_shut
from handlers.issues.amounts import spoken_day
from handlers.issues.choosing import SetIssue
from handlers.issues.quoting import clean, quotable, standing
from handlers.issues.rounds import head_of
from handlers.issues.sentences import Said
from handlers.issues.setting import AddQuote, Retitle
from handlers.look_up import role_of, title
from handlers.memory import AddressesOf, ById, OpenAsks
from handlers.messages import Line, Say, line
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.clocks import ClockKind
from handlers.village.evidence import gather, quoted
from handlers.village.issue import Issue, Level, Method, PaperKind
from handlers.village.matter import Concern, Stage
from handlers.village.road import BEFORE_THE_MEETING, Held, advance
from handlers.village.roles import Action
from handlers.village.thresholds import DEFAULTS
from nlp.flags import PRIVATE

DANGER_TO_LIFE = 2  # as the ears read it in the reporters' own words: such a matter needs no supporters


def set_issue(command: SetIssue, scene: Scene) -> None:
    """拟定: the branch's entry, the slip, people's words; everybody who reported it hears the day."""
    case = opened(scene, command.issue)
    if case is None:
        return
    if (held := would_hold(case, command)) is not None:
        scene.desk.answer(*told_shut(held))
        return
    met_on = command.met_on or scene.now.date()
    case.write(PaperKind.BRANCH, command.conclusion, of="set", met=command.met, day=met_on.isoformat())
    case.change(**fields_of(case, command))
    slip = {"petition": "0", "session": command.session.isoformat(), "more_visitors": str(command.more_visitors)}
    case.write(PaperKind.SET, command.reason, clean=str(int(clean(case, case.issue.title))), **slip)
    quote(case)
    case.move(Stage.SET)
    stop_clock(scene, ClockKind.UNSELECTED, command.issue)
    start_clock(scene, ClockKind.WHOLE_ISSUE, command.issue)
    if command.legal:
        ask_opinion(case)
    tell_reporters(case, lambda c: line("setting.told", title=title(c), day=spoken_day(command.session), who=speaker(scene)))
    scene.desk.answer(line("setting.done", title=case.issue.title, day=spoken_day(command.session)))
    scene.desk.next = ("matters", {"issue": command.issue})


def would_hold(case: Case, command: SetIssue) -> Held | None:
    """The road is asked before anything is written: a refused slip leaves no leaf behind."""
    proposed = replace(case.issue, **fields_of(case, command))  # type: ignore[arg-type]
    e = gather(replace(case.file, issue=proposed), case.ground, case.scene.now.date(), case.law())
    studied = frozenset({"set"}) if command.met and command.conclusion else frozenset()
    level = command.level or Level.VILLAGE
    thresholds = case.scene.statutes.thresholds.get(level, DEFAULTS[level])
    found = advance(proposed, Stage.SET, replace(e, branch=studied), thresholds)
    return found if isinstance(found, Held) else None


def fields_of(case: Case, command: SetIssue) -> dict[str, object]:
    return {
        "track": command.track,
        "level": command.level,
        "grid": command.grid,
        "affected": command.affected,
        "participants": command.participants,
        "reason": command.reason,
        "item": command.item,
        "legal": command.legal,
        "safety": any(c.urgency == DANGER_TO_LIFE for c in standing(case)),
        "session": command.session,
        "responsible": case.scene.actor,
    }


def opened(scene: Scene, issue: str, action: Action = Action.SELECT_ISSUE, *stages: Stage) -> Case | None:
    """The file, for whoever may do this to it at one of these stages (by default a candidate); else the refusal is said."""
    case = case_of(scene, issue)
    if case is None or not case.may(action):
        scene.desk.answer(Line("held.not_yours"))
        return None
    if case.issue.stage not in (stages or (Stage.CANDIDATE,)):
        scene.desk.answer(Line("kit.closed"))
        return None
    return case


# ---------------------------------------------------------------- people's own words


def quote(case: Case) -> int:
    """原话 of households that have none yet, as many as the gate asks for; returns how many were added."""
    heard = set(quoted(case.file))  # by what still counts: words that were taken back keep no household from being heard
    lacking = case.thresholds.quotes - case.evidence().quotes
    said = [(c.supporter, c.text, {"concern": c.id}) for c in standing(case) if PRIVATE not in c.flags]
    said += [(o.household, o.words, {"opinion": o.id}) for o in case.file.opinions if o.words and o.counted and not o.withheld]
    added = 0
    for household, words, source in said:
        if added < lacking and household not in heard and (shown := quotable(case, words)):
            case.write(PaperKind.QUOTE, shown, household=household, **source)
            heard.add(household)
            added += 1
    return added


def add_quote(command: AddQuote, scene: Scene) -> None:
    case = opened(scene, command.issue, Action.SELECT_ISSUE, Stage.SET, Stage.READY)
    if case is None:
        return
    if not command.household:
        scene.desk.answer(line("setting.quoted", count=str(quote(case))))
    elif any(paper.facts.get("household") == command.household for paper in case.file.of(PaperKind.QUOTE)):
        scene.desk.answer(Line("setting.quoted_already"))
    elif shown := quotable(case, command.words):
        scene.desk.answer(heard_at_the_door(case, command, shown))
    else:
        scene.desk.answer(Line("setting.not_quotable"))
    scene.desk.next = ("matters", {"issue": command.issue})


def heard_at_the_door(case: Case, command: AddQuote, shown: str) -> Line:
    """待核, like every entry on behalf: the household is asked, and the words count when it backs them."""
    scene, person = case.scene, head_of(case, command.household)
    if person is None:
        return Line("setting.nobody_there")
    if spoke_themselves(case, person.id):
        return line("visit.own_stands", name=person.name)
    scene.desk.need(AddressesOf(person.id), OpenAsks(person.id), ById(TalkState, f"p:{person.id}"))
    entry = enter(scene, case, Said(command.household, person.id, None, command.words, Method.DOOR), person)
    ask_backing(scene, case, entry, person)
    key = own_id(case.issue.id, person.id)
    case.write(PaperKind.QUOTE, shown, household=command.household, opinion=key, recorder=scene.actor)
    return Line("setting.quote_waits")


def retitle(command: Retitle, scene: Scene) -> None:
    case = opened(scene, command.issue, Action.SELECT_ISSUE, Stage.CANDIDATE, Stage.SET, Stage.READY)
    if case is None:
        return
    if len(command.title) > case.thresholds.title_length or not clean(case, command.title):
        scene.desk.answer(Line("setting.title_private"))
        return
    case.change(title=command.title)
    slip = case.file.last(PaperKind.SET)
    if slip is not None:  # the same slip: a new one would end what the township has opened in writing
        case.put(replace(slip, facts={**slip.facts, "clean": "1"}))
    scene.desk.note(scene.actor, "retitle", command.issue)
    scene.desk.answer(line("setting.retitled", title=command.title))
    scene.desk.next = ("matters", {"issue": command.issue})


def let_go(scene: Scene, issue: Issue) -> bool:
    """撤回: nobody stands behind it any more, neither a reporter nor a household that said it touches them. True when it went."""
    if issue.stage not in BEFORE_THE_MEETING:
        return False
    case = case_of(scene, issue.id)
    if case is None or standing(case) or any(o.ours for o in case.file.opinions):
        return False
    if case.move(Stage.WITHDRAWN) is not None:
        return False
    for kind in (ClockKind.UNSELECTED, ClockKind.WHOLE_ISSUE):
        stop_clock(scene, kind, issue.id)
    if issue.responsible:
        scene.desk.say(Say(f"person:{issue.responsible}", (line("setting.let_go", title=issue.title),), about=issue.id))
    return True


# ---------------------------------------------------------------- who hears


def tell_reporters(case: Case, words: Callable[[Concern], Line]) -> None:
    """Everybody whose concern carries the issue, each once, in the words of their own report."""
    for address, concern in {c.address: c for c in standing(case)}.items():
        case.scene.desk.say(Say(f"address:{address}", (words(concern),), about=concern.id))


def speaker(scene: Scene) -> Line:
    return role_of(scene.person, scene.staff) if scene.person else Line("role.village_office")


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    SetIssue: set_issue,
    AddQuote: add_quote,
    Retitle: retitle,
}
