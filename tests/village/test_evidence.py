"""What a file proves: counted from papers, opinions and visits, never from a tick; nobody's answer overwrites another's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.village.evidence import Attendance, CaseFile, Law, asked, attendance_of, gather, reached, times_lacking
from handlers.village.issue import (
    Backing,
    Check,
    Level,
    Method,
    Opinion,
    OutcomeKind,
    Paper,
    PaperKind,
    Request,
    RequestState,
    Stance,
    Task,
    TaskState,
    Track,
    Visit,
)
from handlers.village.matter import OnBehalf, Stage
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


def test_reports_count_as_of_the_day_the_branch_took_the_matter_up() -> None:
    """Ninety days back from the setting: while others let it lie nobody's report grows old."""
    said = tuple(concern(n, received_at=NOON - timedelta(days=80)) for n in range(3))
    late = TODAY + timedelta(days=60)
    assert gather(CaseFile(issue(), said), TWELVE, late).reports == 0
    assert gather(CaseFile(issue(), said, papers=(paper(PaperKind.SET),)), TWELVE, late).reports == 3


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


def test_what_was_opened_in_writing_ends_with_a_new_slip_and_for_the_doors_with_a_new_round() -> None:
    opened = (paper(PaperKind.OVERRIDE, 2, "镇里研究过", gate="close"), paper(PaperKind.OVERRIDE, 3, "雪封了路", gate="visited"))
    assert count(file_of(*opened)).overridden == {"close", "visited"}
    assert count(file_of(*opened, paper(PaperKind.REOPENED, 4))).overridden == {"close"}
    assert count(file_of(*opened, paper(PaperKind.SET, 4))).overridden == frozenset()


@pytest.mark.parametrize(
    ("file", "urgent"),
    [
        (file_of(), False),
        (file_of(track=Track.URGENT), False),
        (file_of(safety=True), True),
        (file_of(paper(PaperKind.OVERRIDE, 1, "镇里同意先办", gate="close"), track=Track.URGENT), True),
        (file_of(paper(PaperKind.OVERRIDE, 1, "镇里同意公示", gate="close")), False),
        (file_of(paper(PaperKind.OVERRIDE, 1, "镇里研究过", gate="visited"), track=Track.URGENT), False),
    ],
)
def test_urgent_is_what_reports_say_or_the_township_writes_and_not_the_track(file: CaseFile, urgent: bool) -> None:
    assert count(file).urgent is urgent


def test_a_building_asks_the_households_named_and_without_names_its_grid() -> None:
    named = count(file_of(grid="g0", level=Level.BUILDING, affected=("h0", "h3", "far")))
    assert (named.scope, named.affected, named.others, named.village) == (2, 2, 0, 12)
    assert count(file_of(grid="g0", level=Level.BUILDING)).scope == 4


def test_neighbours_that_somebody_names_are_no_supporters_until_they_say_so() -> None:
    named = tuple(concern(n, author="a:x", household=f"meant:v1:{n}", on_behalf=OnBehalf.NEIGHBOUR) for n in range(5))
    e = count(CaseFile(issue(), named))
    assert (e.supporting, e.reports) == (0, 1)
    assert count(CaseFile(issue(), named, (opinion(5, ours=True),))).supporting == 1


def test_an_entry_on_behalf_is_asked_and_not_yet_heard() -> None:
    pending = opinion(2, recorder="p9", backing=Backing.PENDING)
    e = count(CaseFile(issue(affected=("h2", "h3")), opinions=(pending,)))
    assert (e.affected_reached, e.affected_heard, e.voices_ready) == (1, 0, True)
    assert count(CaseFile(issue(affected=("h2", "h3")), opinions=(replace(pending, backing=Backing.CONFIRMED),))).affected_heard == 1


@pytest.mark.parametrize(
    ("facts", "words", "counts"),
    [
        ({"concern": "c0"}, "路塌了", 1),
        ({"concern": "c0"}, "", 0),  # emptied
        ({"concern": "c1"}, "路塌了", 0),  # taken back
        ({"concern": "c2"}, "路塌了", 0),  # sealed
        ({"opinion": "i1:p4"}, "先修", 1),
        ({"opinion": "i1:p5"}, "先修", 0),  # 待核
        ({"opinion": "i1:p6"}, "先修", 0),  # 别念
        ({"opinion": "i1:p7"}, "先修", 0),  # said nothing
        ({"recorder": "p9"}, "先修", 0),  # nobody is behind it
    ],
)
def test_a_quote_counts_while_a_report_or_a_counted_opinion_stands_behind_it(facts: dict[str, str], words: str, counts: int) -> None:
    file = CaseFile(
        issue(),
        (concern(0), concern(1, stage=Stage.WITHDRAWN), concern(2, stage=Stage.SEALED)),
        (
            opinion(4, words="先修"),
            opinion(5, words="先修", backing=Backing.PENDING),
            opinion(6, words="先修", withheld=True),
            opinion(7),
        ),
        papers=(paper(PaperKind.QUOTE, 1, words, household="h0", **facts),),
    )
    assert count(file).quotes == counts


def test_two_quotes_of_one_household_are_one() -> None:
    papers = (
        paper(PaperKind.QUOTE, 1, "路塌了", household="h0", concern="c0"),
        paper(PaperKind.QUOTE, 2, "塌", household="h0", concern="c1"),
    )
    assert count(CaseFile(issue(), (concern(0), concern(1)), papers=papers)).quotes == 1


def test_a_title_that_was_emptied_is_not_clean() -> None:
    slip = paper(PaperKind.SET, 1, clean="1")
    assert count(file_of(slip)).clean_title
    assert not count(file_of(slip, title="")).clean_title


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


MET = Attendance(frozenset({"h0"}), 20, 20, 9).facts()


def met(*before: Paper) -> tuple[Paper, ...]:
    """A whole round, as its papers stand."""
    return (
        *before,
        paper(PaperKind.SET, 1, clean="1"),
        paper(PaperKind.SUMMARY, 2),
        paper(PaperKind.READ_BACK, 3, person="a", right="1"),
        paper(PaperKind.NO_DISSENT, 4),
        paper(PaperKind.PRE_MEETING, 5, cadres="1", party="1", people="1"),
        paper(PaperKind.OPTION, 6, "先修"),
        paper(PaperKind.SENT, 7),
        paper(PaperKind.REVIEW, 8, agree="1"),
        paper(PaperKind.SLOTS, 9, homes="h0 h1 h2"),
        paper(PaperKind.ATTENDANCE, 10, **MET),
        replace(paper(PaperKind.OUTCOME, 11), facts={"kind": "do"}),
        paper(PaperKind.BRANCH, 12, of="outcome"),
        paper(PaperKind.MINUTES, 13),
        paper(PaperKind.CONFIRMATION, 14, **{"as": "host"}),
        paper(PaperKind.CONFIRMATION, 15, **{"as": "supervisor"}),
        paper(PaperKind.NOTICE, 16, page="outcome", until="2026-12-09"),
    )


def test_doors_and_papers_of_the_round_that_went_wrong_open_no_gate_again() -> None:
    file = CaseFile(issue(), opinions=(opinion(0),), visits=(visit(0),), papers=met())
    first = count(file)
    assert (first.affected_reached, first.affected_heard, first.dissent, first.summary, first.read_back) == (1, 1, True, True, 1)
    assert (first.pre_met, first.options, first.agreed, first.slots) == (True, 1, True, 3)
    again = replace(file, papers=(*file.papers, paper(PaperKind.REOPENED, 17, days=20)))
    second = count(again)
    assert (second.affected_reached, second.affected_heard, second.dissent, second.summary, second.read_back) == (0, 0, False, False, 0)
    assert (second.pre_met, second.options, second.agreed, second.slots) == (False, 0, False, 0)
    assert (reached(again), asked(again)) == (frozenset(), frozenset())
    anew = replace(again, opinions=(opinion(1, at=NOON + timedelta(days=21)),), visits=(visit(2, days=21),))
    assert reached(anew) == {"h1", "h2"}


def test_a_second_meeting_does_not_rest_on_the_first_ones_minutes() -> None:
    reopened = paper(PaperKind.REOPENED, 17)
    waiting = count(file_of(*met(), reopened))
    assert (waiting.outcome, waiting.notice_days) == (OutcomeKind.DO, 0)  # what was settled is done once more
    held = count(file_of(*met(), reopened, paper(PaperKind.ATTENDANCE, 18, **MET)))
    assert (held.outcome, held.confirmed, held.branch, held.notice_days) == (None, frozenset(), frozenset(), None)
    early = (paper(PaperKind.CONFIRMATION, 19, **{"as": "host"}),)
    assert count(file_of(*met(), reopened, paper(PaperKind.ATTENDANCE, 18, **MET), *early)).confirmed == frozenset()


def test_what_an_assembly_decided_hangs_by_itself() -> None:
    assert count(file_of(*met(), paper(PaperKind.ASSEMBLY, 18))).notice_days is None


def test_a_reopened_matter_meets_anew() -> None:
    met = paper(PaperKind.ATTENDANCE, 1, **Attendance(frozenset(), 9, 7, 3).facts())
    assert count(file_of(met)).present == 9
    assert count(file_of(met, paper(PaperKind.REOPENED, 2))).present == 0


def test_what_the_rule_packs_say_goes_in_with_the_file() -> None:
    e = count(file_of(item="village_plan"), law=Law(15, True, period=True))
    assert (e.vote_planned, e.board_days, e.lawful, e.period) == (True, 15, True, True)
    assert (count(file_of()).vote_planned, count(file_of()).board_days) == (False, None)


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


@pytest.mark.parametrize(
    ("grid", "homes", "lacking"),
    [(None, "", 3), (None, "h0 h1", 1), (None, "h0 h1 h1 h9x", 1), (None, "h0 h1 h2", 0), ("g0", "h0 h1 h2", 2), ("g0", "h0 h3 h6 h9", 0)],
)
def test_a_time_is_asked_of_households_by_name_and_of_those_in_scope_alone(grid, homes, lacking) -> None:
    file = CaseFile(issue(grid=grid), papers=(paper(PaperKind.SLOTS, 1, homes=homes),))
    seen = count(file)
    assert (times_lacking(file, TWELVE), max(0, seen.slots_wanted - seen.slots)) == (lacking, lacking)


def test_in_a_small_scope_all_are_asked_when_they_can_come() -> None:
    two = ground(2)
    file = CaseFile(issue(), papers=(paper(PaperKind.SLOTS, 1, homes="h0"), paper(PaperKind.SLOTS, 2, by="mouth")))
    assert (times_lacking(file, two), times_lacking(file, two, frozenset({"h1"}))) == (1, 0)
