"""One matter at a glance: eight mechanisms in order, four gates with what they lack."""

from dataclasses import replace
from datetime import timedelta

from handlers.village.evidence import CaseFile, gather
from handlers.village.gates import GateName
from handlers.village.issue import Level, Method, Opinion, PaperKind, Request, RequestState, Stance, Visit
from handlers.village.matter import Stage
from handlers.village.strip import Mechanism, Record, as_met, strip_of
from handlers.village.thresholds import DEFAULTS
from tests.village.files import NOON, TODAY, concern, everything, file_of, ground, issue, paper

VILLAGE = DEFAULTS[Level.VILLAGE]


def test_a_new_matter_has_every_mechanism_before_it_and_every_gate_shut() -> None:
    strip = strip_of(file_of(), gather(file_of(), ground(12), TODAY), VILLAGE)
    assert [(mechanism, records) for mechanism, records in strip.mechanisms] == [(each, ()) for each in Mechanism]
    assert [told.gate for told in strip.gates] == list(GateName)
    assert not any(told.open for told in strip.gates)


def test_each_record_stands_under_its_mechanism_with_its_last_day() -> None:
    request = Request("r1", "i1", "水利局", "修", NOON, "p1", RequestState.ANSWERED, answered_at=NOON + timedelta(days=4))
    file = CaseFile(
        issue(),
        (concern(0), concern(1)),
        (Opinion("i1:a", "i1", "h0", "a", NOON, "sms", Stance.FOR),),
        (Visit("v1", "i1", "h0", NOON, "p9", Method.DOOR, True),),
        (paper(PaperKind.BRANCH, 1, of="set"), paper(PaperKind.BRANCH, 2, of="outcome", days=9), paper(PaperKind.NO_RULE, 3, "没必要")),
        (request, replace(request, id="r2", answered_at=None)),
    )
    shown = dict(strip_of(file, gather(file, ground(12), TODAY), VILLAGE).mechanisms)
    assert shown[Mechanism.PARTY_LEADS] == (Record("branch", TODAY + timedelta(days=9), 2),)
    assert shown[Mechanism.PEOPLE_PARTAKE] == (Record("concerns", TODAY, 2), Record("opinions", TODAY))
    assert shown[Mechanism.VISITS] == (Record("visits", TODAY),)
    assert shown[Mechanism.LINKAGE] == (Record("requests", TODAY, 2), Record("answers", TODAY + timedelta(days=4)))
    assert shown[Mechanism.RULES] == (Record("no_rule", TODAY),)
    assert shown[Mechanism.LEADERS] == ()


def test_a_gate_opened_in_writing_is_shown_as_such_and_still_names_what_it_lacked() -> None:
    few = replace(everything(120, 34), supporting=1, overridden=frozenset({"close"}))
    told = {each.gate: each for each in strip_of(file_of(stage=Stage.CALLED), few, VILLAGE).gates}
    assert told[GateName.CLOSE].overridden
    assert [shut.what for shut in told[GateName.CLOSE].lacks] == ["supporters"]
    assert told[GateName.VISITED].open
    assert not strip_of(file_of(stage=Stage.SET), few, VILLAGE).gates[0].overridden


def test_behind_its_meeting_a_matter_shows_the_gates_that_opened_it_though_it_was_done_again() -> None:
    there = {"households": "h0", "persons": "1", "villagers": "1", "women": "0", "women_reason": "", "guests": "", "departments": ""}
    papers = (paper(PaperKind.SUMMARY, 1), paper(PaperKind.ATTENDANCE, 2, **there), paper(PaperKind.REOPENED, 3))
    closed = CaseFile(issue(stage=Stage.CLOSED), papers=papers)
    assert not gather(closed, ground(12), TODAY).summary
    assert gather(as_met(closed), ground(12), TODAY).summary
    asked_anew = CaseFile(issue(stage=Stage.VISITING), papers=papers)
    assert as_met(asked_anew) is asked_anew
    never_met = CaseFile(issue(stage=Stage.CLOSED), papers=papers[:1])
    assert as_met(never_met) is never_met
