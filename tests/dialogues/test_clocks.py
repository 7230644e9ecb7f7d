"""Every clock: who is reminded before the day and who is told when it has passed. Built straight in the store, then time moves."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.district import OPENS_AT
from handlers.acts.clock_looks import LOOKS
from handlers.memory import Due
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, PaperKind, Request, RequestState, Rule, RuleState, Task, TaskState
from handlers.village.matter import Concern, Stage
from storage.records import to_ms
from tests.dialogues.under_way import ISSUE, NEIGHBOUR, REPORTER, SECRETARY, TITLE, Store, concern, lay, paper, task, wake

K, S = ClockKind, Stage


@dataclass(frozen=True)
class Row:
    """stage: where the issue stands. on: the id the clock runs on; ago: hours since it was started.

    warned and told are (office or "reporter", part of the words); hours: until all of it has been said, cadres hearing it
    with the morning after it ran out.
    """

    kind: ClockKind
    stage: Stage
    ago: float
    warned: tuple[str, str] | None
    told: tuple[tuple[str, str], ...]
    on: str = ISSUE
    more: tuple[Any, ...] = ()
    fields: dict[str, Any] | None = None
    hours: float = 47


REQUEST = Request("r-1", ISSUE, "交通运输局", "派人看一看路肩", OPENS_AT - timedelta(days=1), SECRETARY)
RULE = Rule("rule-1", "v001", ISSUE, "限重", "大车不上坡。", OPENS_AT - timedelta(days=20), RuleState.VOTED)
DAY = 24.0

TABLE = (
    Row(K.FIRST_SEEN, S.DOING, 20, None, (("secretary", "新来 1 件"),), on="c-9", hours=6),  # the morning's list is the look
    Row(K.TRIAGE, S.DOING, DAY, None, (("reviewer", "还等定个办法，归王支书办"),), on="c-9"),
    Row(K.QUICK, S.DOING, DAY, None, (("reviewer", "还等再回一次话"),), on="c-9", hours=71),
    Row(K.REASON_OF_DECLINE, S.DOING, DAY, ("secretary", "不列的原因"), (("reviewer", "还等不列的原因"),), on="c-9", hours=71),
    Row(K.UNSELECTED, S.CANDIDATE, 24 * DAY, None, (("reporter", "还在候选里"), ("reviewer", "还等上不上会的准话")), hours=72),
    Row(
        K.CLAIM,
        S.LINKAGE,
        0,
        ("liaison", "答复：派人看一看路肩"),
        (("district_leader", "还等部门认领，归交通运输局办"),),
        on="r-1",
        hours=60,
    ),
    Row(K.DEPARTMENT_ANSWER, S.LINKAGE, 6 * DAY, None, (("district_leader", "还等部门书面答复，归交通运输局办"),), on="r-1"),
    Row(K.LEGAL_OPINION, S.REVIEW, DAY, ("police", "法律意见"), (("reviewer", "还等法律意见"),), fields={"legal": True}, hours=60),
    Row(K.REVIEW, S.REVIEW, 0, ("reviewer", f"把关：{TITLE}"), (("township_leader", "还等把关意见"),), hours=60),
    Row(K.MINUTES, S.MEETING, 11, ("secretary", "的会议记录，11月23日到日子"), (("reviewer", "还等会议记录"),), hours=24),
    Row(K.NOTICE_START, S.OUTCOME, DAY, ("secretary", f"公布结果：{TITLE}（11月25日）"), (("supervisor", "还等结果公示"),), hours=60),
    Row(
        K.PROGRESS,
        S.DOING,
        13 * DAY,
        ("secretary", "进展的话"),
        (("reporter", "这十五天没有新消息"), ("reviewer", "还等进展的话")),
        hours=60,
    ),
    Row(K.WHOLE_ISSUE, S.VISITING, 59 * DAY, None, (("district_leader", "还等办结"),)),
    Row(K.PROMISE, S.DOING, -33.3, ("grid_lead", "任务：把塌的那截垫平"), (("reporter", "说好11月24日有结果，还没有"),), on="t-1"),
    Row(K.RATING_WINDOW, S.RATING, 6 * DAY, None, ()),
    Row(K.ACCEPTANCE, S.ACCEPTANCE, 3 * DAY, ("supervisor", f"验收：{TITLE}（11月25日）"), (("reviewer", "还等验收"),), hours=60),
    Row(K.RULE_DRAFT, S.DOING, 13 * DAY, ("secretary", "规矩草案"), (("reviewer", "还等规矩草案"),), fields={"rule": Stage.RULE}, hours=60),
    Row(
        K.RULE_FILED,
        S.DOING,
        29 * DAY,
        ("reviewer", "规矩备案"),
        (("township_leader", "还等规矩备案"),),
        more=(RULE,),
        fields={"rule": Stage.RULE},
    ),
    Row(K.OBJECTION, S.DOING, -33.3, ("secretary", f"有意见要答：{TITLE}"), (("supervisor", "还等给有意见的人书面答复"),), hours=60),
    Row(K.SUSPENDED, S.SUSPENDED, 89 * DAY, None, (("reporter", "放满九十天了"), ("reviewer", "还等接着办的准话"))),
)


async def laid(stage, row: Row, settled: bool = False) -> Store:
    """The matter of one row, its clock already running; everybody's phone awake."""
    home = {"noticed": None} if row.stage is not S.DOING else {}
    store = await lay(
        stage, S.CLOSED if settled else row.stage, *row.more, **home, **(row.fields or {}) | ({"rule": S.CLOSED} if settled else {})
    )
    kind = S.DECLINED if row.kind is K.REASON_OF_DECLINE else S.RECEIVED
    if row.on == "c-9":
        shown = None if row.kind is K.FIRST_SEEN else OPENS_AT
        stands = S.ANSWERED if settled else kind
        await store.put(concern("c-9", REPORTER, None, stage, stands, issue=None, number="402817", digested_at=shown))
    if row.on == "r-1":
        await store.put(replace(REQUEST, state=RequestState.ANSWERED if settled else RequestState.SENT))
    if row.on == "t-1":
        await store.put(replace(task(days=1), state=TaskState.DONE if settled else TaskState.OPEN))
    if row.kind is K.OBJECTION:
        answered = {"answered": "1"} if settled else {}
        await store.put(paper(PaperKind.OBJECTION, 1, 9, author=NEIGHBOUR, words="占了我家的地边", **answered))
    if row.kind is not K.PROGRESS:  # what a village morning would start by itself is running already
        await store.clock(K.PROGRESS, ISSUE, OPENS_AT - timedelta(days=1))
    await store.clock(row.kind, row.on, OPENS_AT - timedelta(hours=row.ago))
    return store


def names(stage) -> dict[str, str]:
    staff = stage.app.directory.staff("v001")
    first = {office.value: people[0].name for office, people in staff.holders.items()}
    return first | {"reporter": "张春梅", "liaison": "梁桃", "police": "赵刚", "grid_lead": "刘桂香", "reviewer": "陈晓燕"}


async def awake(stage, *offices: str) -> dict[str, str]:
    """Office → who holds it; those named have a chat open, the others only their telephones."""
    people = names(stage)
    await stage.know(*people.values())
    await wake(stage, *(people[office] for office in offices))
    return people


async def leap(stage, hours: float) -> None:
    """Time since the curtain rose; what happens does so at half past seven, half past nine, at the close of business, and at the end."""
    clock, end = stage.app.clock, OPENS_AT + timedelta(hours=hours)
    hourly = (
        OPENS_AT.replace(hour=hour, minute=minute) + timedelta(days=day)
        for day in range(12)
        for hour, minute in ((7, 30), (9, 30), (18, 0))
    )
    for at in (*(moment for moment in hourly if clock.village() < moment < end), end):
        clock.now_ms = to_ms(at)
        await stage.settle()


def heard(stage, name: str, words: str) -> int:
    return sum(words in text for _, text in stage.phones[name].shown)


async def sees(stage, name: str, words: str) -> bool:
    """With a morning's digest; or in 待办, where a phone that was silent for two days heard by SMS only how many things wait."""
    if not heard(stage, name, words):
        await stage.say(name, "待办")
    return heard(stage, name, words) >= 1


def test_every_clock_stands_in_the_table() -> None:
    assert {row.kind for row in TABLE} == set(LOOKS) == set(K) - {K.VAULT_REVIEW, K.VAULT_UNASSIGNED}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.kind.value)
async def test_a_clock_warns_in_time_and_then_passes_it_on_once(stage, row: Row) -> None:
    people = await awake(stage, *(office for office, _ in (*row.told, *((row.warned,) if row.warned else ()))))
    await laid(stage, row)
    await leap(stage, row.hours + DAY)
    everything = {name: [text for _, text in phone.shown] for name, phone in stage.phones.items()}
    if row.warned is not None:
        office, words = row.warned
        assert await sees(stage, people[office], words), everything
    for office, words in row.told:
        assert heard(stage, people[office], words) <= 1, everything
        assert await sees(stage, people[office], words), everything


async def test_what_a_long_morning_s_list_does_not_show_reaches_whoever_stands_in_for_the_secretary(stage) -> None:
    """Seven concerns fill the list of a secretary who is away; the next one nobody would see."""
    people = await awake(stage, "secretary", "committee")
    store = await lay(stage, S.DOING, noticed=None)
    for n in range(7):
        await store.put(concern(f"c-1{n}", REPORTER, None, stage, S.RECEIVED, issue=None, number=f"40282{n}", digested_at=OPENS_AT))
    new = {"text": "老井的水泵不转了", "received_at": OPENS_AT - timedelta(hours=20)}
    await store.put(concern("c-9", REPORTER, None, stage, S.RECEIVED, issue=None, number="402817", **new))
    await store.clock(K.FIRST_SEEN, "c-9", OPENS_AT - timedelta(hours=20))
    await leap(stage, 2 * DAY)
    assert heard(stage, people["committee"], "“老井的水泵不转了”还等有人看一眼，归王支书办") == 1


@pytest.mark.parametrize("rows", [[row for row in TABLE if row.on == "c-9"], [row for row in TABLE if row.on != "c-9"]])
async def test_clocks_whose_matters_are_settled_say_nothing(stage, rows: list[Row]) -> None:
    await awake(stage, "secretary", "reviewer")
    for row in rows:
        await laid(stage, row, settled=True)
    await leap(stage, 72)
    assert {name: [text for _, text in phone.shown] for name, phone in stage.phones.items() if phone.shown} == {}


async def test_silence_never_approves(stage):
    await awake(stage, "township_leader")
    row = next(row for row in TABLE if row.kind is K.REVIEW)
    store = await laid(stage, row)
    await leap(stage, 100)
    assert (await store.get(Issue, ISSUE)).stage is S.REVIEW
    assert await sees(stage, "白爱凤", "还等把关意见")


async def test_an_unanswered_request_is_the_district_s(stage):
    people = await awake(stage, "district_leader")
    row = next(row for row in TABLE if row.kind is K.CLAIM)
    store = await laid(stage, row)
    await store.clock(K.DEPARTMENT_ANSWER, "r-1", OPENS_AT)
    await leap(stage, 60)
    assert (await store.get(Request, "r-1")).state is RequestState.ESCALATED
    await leap(stage, 204)
    assert await sees(stage, people["district_leader"], "归交通运输局办")  # once is enough


async def test_a_filed_concern_has_its_clocks_and_a_decided_one_none(stage, play):
    await play("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅：1
        （过了1分钟）
    """)
    store = Store(stage)
    (filed,) = await store.every(Concern, stage=Stage.RECEIVED.value)

    def running(dues: list[Due]) -> set[str]:
        return {due.ref.partition(":")[0] for due in dues if due.ref.endswith(filed.id) and not due.done}

    assert running(await store.every(Due, kind="clock_due")) == {"first_seen", "triage", "promise"}
    await play("""
        王建国：摘要
        王建国：1
        王建国：2
        王建国：本周五以前来修
    """)
    assert running(await store.every(Due, kind="clock_due")) == set()


async def test_an_answer_that_does_not_come_is_told_by_the_bot_first(stage, play):
    await stage.know("陈晓燕")
    await play("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅：1
        （过了82小时）
    """)
    assert await sees(stage, "陈晓燕", "还等定个办法")
    assert heard(stage, "张春梅", "说好11月26日有结果，还没有。归王支书管") == 1


async def test_a_task_of_a_suspended_issue_is_not_late(stage):
    await awake(stage)
    store = await lay(stage, S.SUSPENDED, task(days=1), resumes=S.DOING)
    await store.clock_for(K.PROMISE, "t-1", 1)
    await leap(stage, 72)
    assert (await store.get(Task, "t-1")).state is TaskState.OPEN
    assert heard(stage, "张春梅", "还没有") == 0


async def test_a_moment_that_cannot_be_played_holds_up_no_other(stage):
    now = stage.app.clock.village()
    store = await lay(stage, S.DOING)
    await store.put(Due("a-first", "no_such_kind", "x", now), Due("z-last", "reopen_over", ISSUE, now))
    with pytest.raises(KeyError):
        await stage.app.moments.on_time()
    assert (await store.get(Due, "z-last")).done
    assert not (await store.get(Due, "a-first")).done


async def test_a_promise_for_tomorrow_warns_nobody_twice(stage, play):
    store = await lay(stage, S.DOING, task(days=1))
    await awake(stage, "grid_lead")
    await store.clock_for(K.PROMISE, "t-1", 1)  # its warning lies in the past already
    await leap(stage, 30)
    assert heard(stage, "刘桂香", "任务：把塌的那截垫平（11月24日）") == 1
