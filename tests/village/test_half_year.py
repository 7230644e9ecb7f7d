"""The half-yearly review: six figures reckoned from the records, each as a part of its whole."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from handlers.village.evidence import Attendance
from handlers.village.half_year import HalfYear, Records, reckon, six_months_to
from handlers.village.issue import Issue, Method, Opinion, OutcomeKind, Paper, PaperKind, Task, TaskState, Track, Visit
from handlers.village.matter import Stage
from handlers.village.working_days import VILLAGE_ZONE, Calendar

TODAY = date(2026, 7, 1)
AT = datetime(2026, 3, 10, 19, 30, tzinfo=VILLAGE_ZONE)
ISSUE = Issue("i", "v", "路", AT, stage=Stage.CLOSED, track=Track.MAJOR, affected=("h1", "h2"))


def paper(kind: PaperKind, n: int = 0, at: datetime = AT, /, **facts: str) -> Paper:
    return Paper(f"{kind}{n}", "i", kind, at, "p", "", facts, n)


def figures(**fields: object) -> HalfYear:
    found = Records((ISSUE,), households=frozenset({"h1", "h2", "h3"}))
    return reckon(replace(found, **fields), TODAY, (10, 25), Calendar())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 7, 1), date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 1, 1), date(2025, 7, 1), date(2025, 12, 31)),
        (date(2026, 8, 31), date(2026, 2, 28), date(2026, 8, 30)),
    ],
)
def test_the_half_year_ends_yesterday(today: date, first: date, last: date) -> None:
    assert six_months_to(today) == (first, last)


def test_a_village_without_records_has_only_its_plan() -> None:
    found = figures()
    assert (found.held, found.planned, found.asked, found.households, found.settled, found.due) == (0, 12, 0, 3, 0, 0)


def test_two_issues_on_one_evening_are_one_session() -> None:
    there = Attendance(frozenset({"h1", "h3"}), 15, 12, 5).facts()
    found = figures(papers=(paper(PaperKind.ATTENDANCE, 1, **there), paper(PaperKind.ATTENDANCE, 2, **there)))
    assert (found.held, found.present, found.touched, found.came) == (1, 30, 2, 4)


def test_an_issue_that_names_nobody_touches_everybody() -> None:
    there = Attendance(frozenset({"h1", "h3"}), 2, 2, 1).facts()
    found = figures(issues=(replace(ISSUE, affected=()),), papers=(paper(PaperKind.ATTENDANCE, 1, **there),))
    assert (found.touched, found.came) == (2, 2)


def test_asked_are_those_who_were_spoken_to_or_spoke() -> None:
    visits = (
        Visit("a", "i", "h1", AT, "p", Method.DOOR, True),
        Visit("b", "i", "h2", AT, "p", Method.DOOR, False),
        Visit("c", "i", "elsewhere", AT, "p", Method.DOOR, True),
    )
    assert figures(visits=visits).asked == 1
    assert figures(visits=visits, opinions=(Opinion("i:q", "i", "h2", "q", AT, "sms"),)).asked == 2


def test_a_track_counts_when_the_branch_set_the_issue() -> None:
    assert figures().tracks[Track.MAJOR] == 0
    assert figures(papers=(paper(PaperKind.SET),)).tracks == {Track.MAJOR: 1, Track.MINOR: 0, Track.URGENT: 0}


def test_done_is_what_was_settled_accepted_and_not_opened_again() -> None:
    settled, accepted = paper(PaperKind.OUTCOME, 1, kind=OutcomeKind.DO.value), paper(PaperKind.ACCEPTANCE, 2, good="1")
    assert (figures(papers=(settled,)).settled, figures(papers=(settled,)).done) == (1, 0)
    assert figures(papers=(settled, accepted)).done == 1
    again = figures(issues=(replace(ISSUE, stage=Stage.REDO),), papers=(settled, accepted, paper(PaperKind.REOPENED, 3)))
    assert (again.done, again.reopened) == (0, 1)


@pytest.mark.parametrize(
    ("state", "papers", "on_time"),
    [
        (TaskState.OPEN, (), 0),
        (TaskState.ACCEPTED, (), 1),
        (TaskState.DONE, (paper(PaperKind.DONE, 1, task="t"),), 1),
        (TaskState.DONE, (paper(PaperKind.DONE, 1, AT + timedelta(days=30), task="t"),), 0),
        (TaskState.DONE, (paper(PaperKind.MISSED, 1, task="t"), paper(PaperKind.DONE, 2, task="t")), 0),
        (TaskState.DONE, (paper(PaperKind.MISSED, 1, task="another"), paper(PaperKind.DONE, 2, task="t")), 1),
    ],
)
def test_on_time_is_by_the_day_first_promised(state: TaskState, papers: tuple[Paper, ...], on_time: int) -> None:
    task = Task("t", "i", "垫路", "刘桂香", AT.date() + timedelta(days=5), state=state)
    found = figures(tasks=(task, replace(task, due_on=date(2025, 1, 1))), papers=papers)
    assert (found.on_time, found.due) == (on_time, 1)


def test_what_was_before_the_half_year_is_not_counted() -> None:
    before = AT - timedelta(days=200)
    found = figures(papers=(paper(PaperKind.REOPENED, 1, before),), visits=(Visit("a", "i", "h1", before, "p", Method.DOOR, True),))
    assert (found.reopened, found.asked) == (0, 0)
