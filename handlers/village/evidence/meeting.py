"""Before and at the meeting: the pre-meeting, the departments, the time that suits, who came (G3, G4)."""

from handlers.village.evidence.attendance import Attendance
from handlers.village.evidence.case_file import CaseFile
from handlers.village.evidence.figures import Part
from handlers.village.evidence.scope import affected_of, scope_of
from handlers.village.issue import PaperKind, RequestState
from handlers.village.thresholds import Ground

ASKED_FOR_A_TIME = 3  # households: fewer say nothing about when people can come


def preparation(file: CaseFile) -> Part:
    """Who met beforehand, which options there are, what departments and the township have said."""
    pre_met, review = file.last(PaperKind.PRE_MEETING), file.since(PaperKind.REVIEW, PaperKind.SENT)
    waiting = [r for r in file.requests if r.state in (RequestState.SENT, RequestState.CLAIMED, RequestState.RETURNED)]
    return {
        "pre_met": pre_met is not None and all(int(pre_met.facts.get(who) or 0) > 0 for who in ("cadres", "party", "people")),
        "options": len(file.since(PaperKind.OPTION, PaperKind.SET)),
        "departments": len(file.requests),
        "unanswered": len(waiting),
        "agreed": bool(review) and review[-1].facts.get("agree") == "1",
    }


def meeting(file: CaseFile, ground: Ground, there: Attendance) -> Part:
    """Who is there, and of those it touches whose voice is."""
    affected = affected_of(file.issue, ground)
    spoke = {o.household for o in file.opinions if o.spoken and o.counted}  # 待核 is asked, and not yet heard
    heard = affected & (there.households | spoke)
    grids = {ground.grids[h] for h in affected}
    answered = {r.department for r in file.requests if r.state is RequestState.ANSWERED}
    needed = {r.department for r in file.requests}
    return {
        "slots": len(times_asked(file, ground)),
        "slots_wanted": times_wanted(file, ground),
        "present": there.persons,
        "present_villagers": there.villagers,
        "present_women": there.women,
        "women_reason": bool(there.women_reason),
        "present_touched": len(affected & there.households),
        "affected_grids": len(grids),
        "affected_grids_present": len({ground.grids[h] for h in affected & there.households}),
        "affected_heard": len(heard),
        "voices_ready": not (affected & spoke - there.households) or file.last(PaperKind.VOICES) is not None,
        "guests": there.guests,
        "departments_missing": len(needed - answered - there.departments),
    }


def times_asked(file: CaseFile, ground: Ground) -> frozenset[str]:
    """Households in scope that were asked which time suits: the question went out to them, or the host names what each has said."""
    named = (home for paper in file.of(PaperKind.SLOTS) for home in paper.facts.get("homes", "").split())
    return frozenset(named) & scope_of(file.issue, ground)


def times_wanted(file: CaseFile, ground: Ground) -> int:
    """Three at least, in a smaller scope all."""
    return min(ASKED_FOR_A_TIME, max(1, len(scope_of(file.issue, ground))))


def times_lacking(file: CaseFile, ground: Ground, more: frozenset[str] = frozenset()) -> int:
    """How many of them are still lacking. more: households just heard."""
    scope = scope_of(file.issue, ground)
    return max(0, times_wanted(file, ground) - len(times_asked(file, ground) | (more & scope)))
