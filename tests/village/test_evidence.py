"""What a file proves: counted from papers, opinions and visits, never from a tick; nobody's answer overwrites another's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.village.evidence import Attendance, CaseFile, Law, asked, attendance_of, gather, reached
from handlers.village.issue import (
    Backing,
    Check,
    Method,
    Opinion,
    OutcomeKind,
    PaperKind,
    Request,
    RequestState,
    Stance,
    Task,
    TaskState,
    Visit,
)
from handlers.village.matter import Stage
from handlers.village.thresholds import Presence
from tests.village.files import NOON, TODAY, concern, file_of, ground, issue, paper

TWELVE = ground(12)


def opinion(n: int, person: str = "", **fields: object) -> Opinion:
    who = person or f"p{n}"
    return replace(Opinion(f"i1:{who}", "i1", f"h{n}", who, NOON, "wechat", Stance.FOR), **fields)  # type: ignore[arg-type]


def visit(n: int, method: Method = Method.DOOR, days: int = 0, **fields: object) -> Visit:
    made = Visit(f"v{n}{method}{days}", "i1", f"h{n}", NOON + timedelta(days=days), "p9", method, True)
    return replace(made, **fields)  # type: ignore[arg-type]


def count(file: CaseFile, **more: object):
    return gather(file, TWELVE, TODAY, **more)  # type: ignore[arg-type]


def test_an_empty_file_proves_nothing() -> None:
    e = count(file_of())
    assert (e.scope, e.affected, e.supporting, e.called_days, e.lawful, e.present) == (12, 12, 0, None, None, 0)


def test_a_grid_issue_asks_its_grid_and_touches_those_named_in_it() -> None:
    e = count(file_of(grid="g0", affected=("h0", "h3", "h1")))
    assert (e.scope, e.affected, e.others, e.grids) == (4, 2, 2, 1)


def test_supporters_are_households_of_standing_concerns_and_of_the_poll() -> None:
    file = CaseFile(
        issue(),
        (concern(0), concern(0, author="p:other"), concern(1, stage=Stage.WITHDRAWN), concern(2, received_at=NOON - timedelta(days=91))),
        (opinion(5, ours=True, stance=None), opinion(6, ours=False, stance=None)),
    )
    e = count(file)
    assert (e.supporting, e.reports, e.ours, e.polled) == (3, 2, 1, 2)


def test_a_household_that_disagrees_with_itself_is_no_supporter() -> None:
    e = count(CaseFile(issue(), opinions=(opinion(5, "a", ours=True), opinion(5, "b", ours=False))))
    assert (e.ours, e.polled, e.supporting) == (0, 1, 0)


def test_an_entry_on_behalf_counts_in_no_poll_before_it_is_confirmed() -> None:
    pending = opinion(5, ours=True, recorder="p9", backing=Backing.PENDING)
    assert count(CaseFile(issue(), opinions=(pending,))).polled == 0
    assert count(CaseFile(issue(), opinions=(replace(pending, backing=Backing.CONFIRMED),))).polled == 1
    assert count(CaseFile(issue(), opinions=(replace(pending, backing=Backing.DISPUTED),))).polled == 0


def test_asked_is_reached_or_tried_twice_on_two_ways_on_two_days() -> None:
    file = CaseFile(
        issue(),
        visits=(
            visit(0),
            visit(1, reached=False),
            visit(2, reached=False),
            visit(2, Method.PHONE, 1, reached=False),
            visit(3, reached=False),
            visit(3, Method.PHONE, 0, reached=False),
            visit(4, check=Check.DENIED),
        ),
    )
    assert reached(file) == {"h0"}
    assert asked(file) == {"h0", "h2"}
    assert count(file).denied == 1


def test_a_visit_whose_entry_is_disputed_has_reached_nobody() -> None:
    disputed = opinion(0, recorder="p9", backing=Backing.DISPUTED)
    file = CaseFile(issue(), opinions=(disputed,), visits=(visit(0),))
    assert reached(file) == frozenset()
    assert reached(replace(file, opinions=(disputed, opinion(0, "own")))) == {"h0"}


def test_a_denied_visit_that_was_made_again_is_forgotten() -> None:
    assert count(CaseFile(issue(), visits=(visit(4, check=Check.DENIED), visit(4, days=2)))).denied == 0


def test_the_frail_are_seen_at_the_door_only() -> None:
    at_the_door = CaseFile(issue(), visits=(visit(0), visit(5, Method.PHONE), visit(10)))
    assert (count(at_the_door).vulnerable, count(at_the_door).vulnerable_seen) == (3, 2)


def test_somebody_away_has_answered_or_was_tried_on_two_ways() -> None:
    file = CaseFile(
        issue(),
        opinions=(opinion(3, "away3"),),
        visits=(visit(7, Method.SMS, person="away7", reached=False), visit(7, Method.PHONE, person="away7", reached=False)),
    )
    assert (count(file).away, count(file).away_tried) == (3, 2)


@pytest.mark.parametrize(
    ("file", "dissent"),
    [
        (CaseFile(issue(), opinions=(opinion(1),)), False),
        (CaseFile(issue(), opinions=(opinion(1, stance=Stance.AGAINST),)), True),
        (file_of(paper(PaperKind.NO_DISSENT)), True),
    ],
)
def test_dissent_is_on_file_or_signed_away(file: CaseFile, dissent: bool) -> None:
    assert count(file).dissent is dissent


def test_a_new_summary_is_read_back_anew() -> None:
    first = (paper(PaperKind.SUMMARY, 1), paper(PaperKind.READ_BACK, 2, person="a", right="1"))
    wrong = paper(PaperKind.READ_BACK, 3, person="b", right="0")
    assert (count(file_of(*first, wrong)).read_back, count(file_of(*first, wrong)).summary) == (1, False)
    assert count(file_of(*first)).summary
    assert count(file_of(*first, paper(PaperKind.SUMMARY, 4))).read_back == 0


@pytest.mark.parametrize(("cadres", "held"), [("2", True), ("0", False), ("", False)])
def test_a_pre_meeting_has_cadres_party_and_people(cadres: str, held: bool) -> None:
    assert count(file_of(paper(PaperKind.PRE_MEETING, cadres=cadres, party="1", people="3"))).pre_met is held


def test_the_townships_word_counts_for_what_was_sent_last() -> None:
    sent, agreed = paper(PaperKind.SENT, 1), paper(PaperKind.REVIEW, 2, agree="1")
    assert count(file_of(sent, agreed)).agreed
    assert not count(file_of(sent, agreed, paper(PaperKind.SENT, 3))).agreed
    assert not count(file_of(sent, paper(PaperKind.REVIEW, 2, agree="0"))).agreed


def test_an_override_without_a_reason_is_none() -> None:
    assert count(file_of(paper(PaperKind.OVERRIDE, 1, "", gate="close"))).overridden == frozenset()
    assert count(file_of(paper(PaperKind.OVERRIDE, 1, "镇里研究过", gate="close"))).overridden == {"close"}


def test_departments_are_missed_until_they_answer_or_come() -> None:
    requests = tuple(Request(f"r{n}", "i1", name, "修路", NOON, "p1", state) for n, (name, state) in enumerate(REQUESTS))
    e = count(CaseFile(issue(), requests=requests), there=Attendance(departments=frozenset({"水利局"})))
    assert (e.departments, e.unanswered, e.departments_missing) == (3, 2, 1)


REQUESTS = (("交通运输局", RequestState.ANSWERED), ("水利局", RequestState.CLAIMED), ("民政局", RequestState.SENT))


def test_an_attendance_survives_its_paper() -> None:
    there = Attendance(frozenset({"h0", "h1"}), 9, 7, 3, "妇女下地", frozenset({Presence.POLICE}), frozenset({"水利局"}))
    assert attendance_of(paper(PaperKind.ATTENDANCE, 1, **there.facts())) == there


def test_those_present_and_the_absent_voices_are_heard_together() -> None:
    there = Attendance(frozenset({"h0", "h1"}), 3, 2, 1)
    file = CaseFile(issue(affected=("h0", "h1", "h2", "h3")), opinions=(opinion(2),))
    e = count(file, there=there)
    assert (e.affected_heard, e.present_touched, e.affected_grids_present, e.voices_ready) == (3, 2, 2, False)
    ready = replace(file, papers=(paper(PaperKind.VOICES, 1),))
    assert count(ready, there=there).voices_ready


def test_a_reopened_matter_meets_anew() -> None:
    met = paper(PaperKind.ATTENDANCE, 1, **Attendance(frozenset(), 9, 7, 3).facts())
    assert count(file_of(met)).present == 9
    assert count(file_of(met, paper(PaperKind.REOPENED, 2))).present == 0


def test_an_assemblys_notice_is_counted_in_whole_days() -> None:
    called = paper(PaperKind.ASSEMBLY_CALL, 1, body="villagers_assembly")
    planned = file_of(called, item="village_plan", session=TODAY + timedelta(days=10))
    e = count(planned, law=Law(10, True))
    assert (e.vote_planned, e.vote_notice, e.vote_notice_needed, e.lawful) == (True, 10, 10, True)
    assert count(file_of(called, item="village_plan")).vote_notice == 0


def test_what_follows_the_meeting_is_counted_too() -> None:
    file = CaseFile(
        issue(rule=Stage.CLOSED, legal=True),
        papers=(
            replace(paper(PaperKind.OUTCOME, 1), facts={"kind": "do"}),
            paper(PaperKind.MINUTES, 2),
            paper(PaperKind.CONFIRMATION, 3, **{"as": "host"}),
            paper(PaperKind.NOTICE, 4, page="call"),
            paper(PaperKind.NOTICE, 5, page="outcome", until="2026-11-22", days=-16),
            paper(PaperKind.OBJECTION, 6),
            paper(PaperKind.OBJECTION, 7, answered="1"),
            paper(PaperKind.ACCEPTANCE, 8, days=-8),
            paper(PaperKind.RATING, 9, person="a", rate="3"),
            paper(PaperKind.RATING, 10, person="a", rate="1"),
            paper(PaperKind.RATING, 11, person="b", rate="3"),
        ),
        tasks=(Task("t1", "i1", "修路", "王支书", TODAY, state=TaskState.DONE), Task("t2", "i1", "护栏", "王支书", TODAY)),
    )
    e = count(file)
    assert (e.outcome, e.confirmed, e.notice_days, e.notice_over, e.objections) == (OutcomeKind.DO, {"host"}, 16, True, 1)
    assert (e.tasks, e.tasks_open, e.tasks_unaccepted, e.rated, e.unhappy, e.rating_days) == (2, 1, 2, 2, 1, 8)
    assert (e.rule_settled, e.legal) == (True, True)


def test_a_petition_and_a_private_concern_are_seen() -> None:
    file = CaseFile(issue(), (concern(0, stage=Stage.PRIVATE),), papers=(paper(PaperKind.SET, 1, clean="1", petition="1"),))
    e = count(file)
    assert (e.petition, e.private, e.clean_title, e.quotes) == (True, True, True, 0)
