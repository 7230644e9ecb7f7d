"""联名: drafted for whoever asks, counted only from a list on paper that two different people have copied alike."""

from collections.abc import Callable
from typing import Any

from handlers.acts.told import tell
from handlers.case import Case, case_of
from handlers.issues import petition as talks
from handlers.issues.quoting import clean
from handlers.lawful import body_name, source
from handlers.memory import HouseholdsOf, PersonsOfUnit
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.assembly import Demand
from handlers.village.evidence import CaseFile
from handlers.village.issue import Issue, Paper, PaperKind
from handlers.village.people import Office
from handlers.village.petition import Petition, SignedList, weigh
from handlers.village.roles import Action
from nlp.flags import PRIVATE, SENSITIVE

COPY = (Action.RECORD_VOTE, Action.CONFIRM_MINUTES, Action.REVIEW)  # of these every copier has one


def draft(command: talks.DraftPetition, scene: Scene) -> None:
    """The text to be signed and how many must sign. What is said in the chat is no signature, and nobody is told who asked."""
    village = scene.village or ""
    found = talks.pack_and_body(scene, village)
    if found is None or scene.person is None or not scene.reads or scene.person.village != village or not command.words:
        scene.desk.answer(Line("held.not_yours"))
        return
    case = case_of(scene, command.issue) if command.issue else begun(scene, village, command.words)
    if case is None:
        scene.desk.answer(Line("kit.closed"))
        return
    if tells_of_somebody(case, command):
        scene.desk.answer(Line("petition.private"))
        return
    if not command.issue:
        case.put(case.issue)
    case.write(PaperKind.PETITION, command.words)
    scene.desk.answer(line("petition.draft", body=body_name(found[1]), words=clip(command.words, 120)))
    for demand, whole in talks.demands(case):
        scene.desk.answer(needed_line(demand, whole), source(demand.article))
    scene.desk.answer(Line("petition.paper"))


def begun(scene: Scene, village: str, words: str) -> Case:
    """A matter of its own, which will be among the candidates."""
    people = (HouseholdsOf(village), PersonsOfUnit(village))
    scene.desk.need(*people)
    homes, persons = (scene.desk.find(each) for each in people)
    issue = Issue(scene.fresh.id("issue"), village, clip(words, 20), scene.now)
    return Case(scene, CaseFile(issue), homes, persons)


def tells_of_somebody(case: Case, command: talks.DraftPetition) -> bool:
    """One household's illness or need is no topic for an assembly, and a petition is read by everybody who is to sign it.

    (Personal Information Protection Law Art. 25, 28.) The title of a new matter is held to what every title is held to.
    """
    private = case.scene.ears(command.words).flags & {PRIVATE, SENSITIVE}
    return bool(private) or (not command.issue and not clean(case, case.issue.title))


def needed_line(demand: Demand, whole: int) -> Line:
    return line(f"petition.need_{demand.basis}", count=str(demand.share.least(whole)), people=str(whole))


# ---------------------------------------------------------------- the list


def copy_list(command: talks.CopyList, scene: Scene) -> None:
    """The second copy by somebody else decides: only names that both have read count."""
    case = case_of(scene, command.issue)
    if case is None or not may_copy(case):
        scene.desk.answer(Line("held.not_yours"))
        return
    case.write(PaperKind.PETITION, by=scene.actor, signers=" ".join(sorted(command.signers)))
    lists = copies(case)
    if len(lists) < 2:
        scene.desk.answer(line("signed.first", count=str(len(command.signers))))
        return
    weighed(case, SignedList(*lists[-2], *lists[-1]))


def may_copy(case: Case) -> bool:
    return any(case.may(action) for action in COPY)


def copies(case: Case) -> list[tuple[str, frozenset[str]]]:
    """The last list of each person, in the order they were entered: nobody checks their own."""
    found: dict[str, Paper] = {}
    for paper in case.file.of(PaperKind.PETITION):
        if by := paper.facts.get("by"):
            found.pop(by, None)
            found[by] = paper
    return [(by, frozenset(paper.facts["signers"].split())) for by, paper in found.items()]


def weighed(case: Case, entered: SignedList) -> None:
    """One lawful way suffices; else what is lacking of each, and the names only one has read."""
    scene = case.scene
    found = [(demand, weigh(demand, talks.entered_for(case, demand, entered), whole)) for demand, whole in talks.demands(case) if whole]
    met = next(((demand, each) for demand, each in found if each.met), None)
    if met is None:
        scene.desk.answer(*(lacking_line(demand, each) for demand, each in found))
        differ = len(entered.first ^ entered.second)
        if differ:
            scene.desk.answer(line("signed.differ", count=str(differ)))
        return
    demand, each = met
    case.write(PaperKind.PETITION, petition="1", signed=str(len(each.signers.both)), needed=str(each.needed))
    scene.desk.answer(line("signed.met", have=str(len(each.signers.both)), need=str(each.needed)), source(demand.article))
    if case.may(Action.OPEN_MEETING):
        scene.desk.next = ("matters", {"issue": case.issue.id, "step": "call_assembly"})
    tell_secretary(case)


def lacking_line(demand: Demand, found: Petition) -> Line:
    return line(f"signed.short_{demand.basis}", have=str(len(found.signers.both)), need=str(found.needed), lacking=str(found.short))


def tell_secretary(case: Case) -> None:
    """Who has to call it hears so; from whom the petition came is not said."""
    staff = case.scene.desk.staff(case.issue.village)
    secretary = staff.first(Office.SECRETARY, Office.COMMITTEE) if staff else None
    if secretary is not None and secretary.id != case.scene.actor:
        tell(case, secretary.id, line("signed.told_secretary", title=clip(case.issue.title, 12)))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    talks.DraftPetition: draft,
    talks.CopyList: copy_list,
}
