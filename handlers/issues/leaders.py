"""区乡领导参与: who is invited, and what they answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.case import Case, case_of
from handlers.issues.amounts import spoken_day
from handlers.issues.promises import promise_for, promise_time
from handlers.issues.steps import Step
from handlers.memory import PapersBy
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.issue import Paper, PaperKind, RequestState, Track
from handlers.village.matter import Stage
from handlers.village.people import Office, Person, Staff, surname
from handlers.village.roles import Action
from handlers.village.thresholds import Presence

QUARTER = timedelta(days=90)  # somebody may be sent instead once in it
OFFICES: Mapping[Presence, tuple[Office, ...]] = {
    Presence.CADRE: (Office.COMMITTEE,),
    Presence.GRID_LEAD: (Office.GRID_LEAD,),
    Presence.SPONSOR: (Office.SPONSOR,),
    Presence.SPONSOR_UNIT: (Office.FIRST_SECRETARY, Office.TEAM_LEAD),
    Presence.TOWNSHIP: (Office.TOWNSHIP_LEADER,),
    Presence.POLICE: (Office.POLICE,),
    Presence.DISTRICT: (Office.DISTRICT_LEADER,),
}


@dataclass(frozen=True, slots=True)
class Guest:
    person: Person
    presence: Presence


@dataclass(frozen=True, slots=True)
class Invite:
    """persons: (person's id, as whom)."""

    issue: str
    persons: tuple[tuple[str, Presence], ...]


@dataclass(frozen=True, slots=True)
class AnswerInvitation:
    """answer: come, send, cannot. words: the substitute's name, or why not."""

    issue: str
    answer: str
    words: str = ""


def wanted(case: Case, staff: Staff) -> list[Guest]:
    """The people that level and track ask for, the officer where law is touched, and those whose department has not answered."""
    found = [Guest(person, presence) for presence in presences(case) for person in holders(case, staff, presence)]
    silent = [r.department for r in case.file.requests if r.state is not RequestState.ANSWERED]
    found += [Guest(staff.liaisons[each], Presence.DEPARTMENT) for each in silent if each in staff.liaisons]
    once: dict[str, Guest] = {}
    for guest in found:
        once.setdefault(guest.person.id, guest)
    return [guest for guest in once.values() if guest.person.id != case.scene.actor]


def presences(case: Case) -> list[Presence]:
    t = case.thresholds
    groups = t.leaders + (t.major_leaders if case.issue.track is Track.MAJOR else ())
    found = [presence for presence in Presence if any(presence in group for group in groups)]
    return found + ([Presence.POLICE] if case.issue.legal else [])


def holders(case: Case, staff: Staff, presence: Presence) -> Iterable[Person]:
    if presence is Presence.GRID_LEAD:
        leads = staff.grid_leads
        return [leads[grid] for grid in ([case.issue.grid] if case.issue.grid else sorted(leads)) if grid in leads]
    if presence is Presence.STATION:
        return [p for p in staff.holders.get(Office.LIAISON, ()) if staff.township and _sits_in(case, p, staff.township.id)]
    return [person for office in OFFICES.get(presence, ()) for person in staff.holders.get(office, ())]


def _sits_in(case: Case, person: Person, unit: str) -> bool:
    return any(hat.office is Office.LIAISON and hat.unit == unit for hat in case.scene.desk.hats(person.id))


def answers(papers: Iterable[Paper]) -> dict[str, Paper]:
    """The last word of each who was invited: an invitation without an answer, or the answer. Another day asks anew."""
    found: dict[str, Paper] = {}
    for paper in papers:
        if paper.kind is PaperKind.MOVED:
            found = {}
        elif paper.kind is PaperKind.INVITATION:
            found[paper.facts.get("person", "")] = paper
    return found


def expected(papers: Iterable[Paper]) -> list[Paper]:
    """The last word of each who was invited and has not said no."""
    return [paper for paper in answers(papers).values() if paper.facts.get("answer") != "cannot"]


def invite_time(case: Case) -> bool:
    return case.issue.stage in (Stage.REVIEW, Stage.READY)


def invite(scene: Scene, issue: str) -> Talk[Any]:
    """Everybody proposed at once, or one after another by digit."""
    case = case_of(scene, issue)
    staff = scene.desk.staff(case.issue.village) if case else None
    if case is None or staff is None:
        return None
    asked = answers(case.file.papers)
    open_ones = [guest for guest in wanted(case, staff) if guest.person.id not in asked]
    told = [said(case, paper) for paper in asked.values()]
    if not open_ones:
        return None if not told else (yield from nobody_left(told))
    proposal = line("invite.proposal", people="、".join(scene.word(shown(guest)) for guest in open_ones))
    picks = [Pick("all", Line("invite.all"), True), Pick("some", Line("invite.some"), False)]
    everybody = yield from choose("invite.who", picks, before=[*told, proposal])
    chosen = open_ones if everybody else (yield from one_by_one(open_ones))
    return Invite(issue, tuple((guest.person.id, guest.presence) for guest in chosen)) if chosen else None


def nobody_left(told: list[Line]) -> Talk[None]:
    yield from choose("invite.done", [Pick("good", Line("invite.good"), None)], before=told)
    return None


def one_by_one(guests: list[Guest]) -> Talk[list[Guest]]:
    chosen: list[Guest] = []
    left = list(guests)
    while left:
        picks = [Pick(guest.person.id, shown(guest), guest) for guest in left]
        if chosen:
            picks.insert(0, Pick("enough", Line("invite.enough"), None))
        guest: Guest | None = yield from choose(f"invite.pick#{len(chosen)}", picks)
        if guest is None:
            break
        chosen.append(guest)
        left.remove(guest)
    return chosen


def shown(guest: Guest) -> Line:
    return line("guest.named", name=guest.person.name, office=Line(f"presence.{guest.presence}"))


def said(case: Case, paper: Paper) -> Line:
    """What somebody invited has answered so far."""
    answer = paper.facts.get("answer") or "none"
    person = case.scene.desk.get(Person, paper.facts["person"])
    who = line("role.person", surname=surname(person.name)) if person else Line("role.village_office")
    return Line(f"invited.{answer}", {"who": who, "name": paper.facts.get("substitute", ""), "words": paper.words})


def invitation(scene: Scene, issue: str) -> Talk[Any]:
    """1来 2派人去 3来不了; who has sent somebody this quarter comes himself or says why not."""
    case = case_of(scene, issue)
    if case is None or case.issue.stage not in (Stage.REVIEW, Stage.READY):
        return None
    come, send, cannot = (Pick(each, Line(f"invitation.{each}"), each) for each in ("come", "send", "cannot"))
    answer = yield from choose("invitation.answer", [come, send, cannot])
    if answer == "send" and (day := sent_before(scene, issue)) is not None:
        before = [line("invitation.sent_before", day=spoken_day(day))]
        answer = yield from choose("invitation.instead", [come, cannot], before=before)
    if answer == "come":
        return AnswerInvitation(issue, answer)
    words = yield from ask("invitation.substitute" if answer == "send" else "invitation.reason")
    return AnswerInvitation(issue, answer, words or "")


def sent_before(scene: Scene, issue: str) -> date | None:
    """The day within the last ninety on which the speaker sent somebody to another matter's session; None when he has not."""
    written: tuple[Paper, ...] = scene.desk.find(PapersBy(scene.actor, PaperKind.INVITATION.value))
    since = scene.now - QUARTER
    days = [p.at.date() for p in written if p.issue != issue and p.at >= since and p.facts.get("answer") == "send"]
    return max(days, default=None)


STEPS = (
    Step("invite", Action.OPEN_MEETING, invite_time, invite),
    Step("promise", Action.OPEN_MEETING, promise_time, promise_for),
)
