"""A rule's assembly is called aloud: every household hears of it, it hangs on the board, and only from then the days count."""

from datetime import datetime

from sqlalchemy import select

from bot.stage import Stage
from handlers.issues.phones import mobile
from handlers.issues.rules_kept import announced, called, heard_on, notice_days
from handlers.village.evidence import CaseFile
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage as At
from handlers.village.people import Office, Person
from handlers.village.working_days import VILLAGE_ZONE
from storage.tables import outbox
from tests.dialogues.deep import a_paper, an_issue, found, heard, last, lay, papers, published, seen, skip
from tests.dialogues.test_rules import BRANCH, CALL, DRAFT, NO_TOUCH, SENTENCE, STEP, of_unit, up


async def told(stage: Stage, key: str) -> set[str]:
    """The persons to whom a reply is on its way or was said."""
    async with stage.app.database.read() as connection:
        rows = (await connection.execute(select(outbox))).mappings().all()
    return {str(row["receiver"]).removeprefix("person:") for row in rows if f'"{key}"' in row["say"]}


async def test_every_household_is_told_and_the_call_hangs(play, stage):
    await up(stage)
    await play(DRAFT + CALL)
    assert "定了，12月10日开村民会议。告诉了116户，公示也贴了" in last(stage, "王建国")
    assert "还有10户发不了消息，请上门说一声" in last(stage, "王建国")
    assert heard(stage, "张春梅", "石桥村：12月10日开村民会议，表决《大车限重》，请您到会")
    sms = [text for channel, text in stage.phones["王强"].shown if channel == "sms" and "大车限重" in text]
    assert len(sms) == 1
    assert "12月10日开村民会议，表决《大车限重》，请您到会" in sms[0]
    assert len(sms[0]) <= 70
    invited, people = await told(stage, "rule.invited"), await found(stage, Person, village="v001")
    reached = [p.phone for p in people if p.id in invited and p.phone]
    assert len(reached) == len(set(reached))  # a family's one telephone hears it once
    secretary = next(p.phone for p in people if p.name == "王建国")
    grown = {p.phone for p in people if mobile(p.phone) and (p.born is None or 2026 - p.born >= 18)}
    assert grown - {secretary} == set(reached)
    call, notice = (await papers(stage, PaperKind.RULE_CALL))[-1], (await papers(stage, PaperKind.NOTICE))[-1]
    assert (notice.facts["page"], notice.facts["until"], notice.facts["call"]) == ("call", "2026-12-10", call.id)
    assert notice.words == "定于12月10日召开村民会议，表决《大车限重》：十吨以上的大车不上东坡路。"


async def test_another_day_is_told_again_and_counts_anew(play, stage):
    await up(stage)
    await play(f"{DRAFT}{CALL}")
    await skip(stage, 3)
    await play(f"{STEP} 王建国：2\n王建国：2\n")
    assert heard(stage, "张春梅", "石桥村：《大车限重》改在12月25日表决，开村民会议")
    assert len(await told(stage, "rule.moved")) == len(await told(stage, "rule.invited"))
    calls, notices = await papers(stage, PaperKind.RULE_CALL), await papers(stage, PaperKind.NOTICE)
    assert [n.facts["call"] for n in notices if "call" in n.facts] == [call.id for call in calls]
    assert notices[-1].words.startswith("日子改了：")


async def test_a_call_that_nobody_heard_is_no_call(play, stage):
    await up(stage)
    await play(DRAFT)
    await lay(stage, a_paper(99, PaperKind.RULE_CALL, body="villagers_assembly", day="2026-11-20"))
    await play(STEP)
    assert "村民会议哪天开" in last(stage, "王建国")


def test_days_are_counted_from_the_notice_and_from_the_morning_after_a_late_one():
    call = a_paper(1, PaperKind.RULE_CALL, body="villagers_assembly", day="2026-12-10")
    silent = CaseFile(an_issue(At.DOING), papers=(call,))
    assert (announced(silent, call), called(silent), notice_days(silent, call)) == (None, None, 0)
    notice = a_paper(2, PaperKind.NOTICE, "定于12月10日", page="call", call=call.id)
    aloud = CaseFile(an_issue(At.DOING), papers=(call, notice))
    assert called(aloud) is call
    assert notice_days(aloud, call) == (datetime(2026, 12, 10, tzinfo=VILLAGE_ZONE).date() - notice.at.date()).days
    assert heard_on(datetime(2026, 11, 30, 20, 29, tzinfo=VILLAGE_ZONE)).day == 30
    assert heard_on(datetime(2026, 11, 30, 20, 30, tzinfo=VILLAGE_ZONE)).day == 1


async def test_a_household_without_any_way_is_named_to_the_secretary(play, stage):
    await up(stage)
    lonely = next(p for p in await found(stage, Person, village="v001") if p.name == "冯天平")
    same = [p for p in await found(stage, Person, village="v001") if p.household == lonely.household]
    await lay(stage, *(Person(**{**{f: getattr(p, f) for f in p.__dataclass_fields__}, "phone": None}) for p in same))
    await play(DRAFT + CALL)
    assert "告诉了115户" in last(stage, "王建国")
    assert "还有11户发不了消息，请上门说一声" in last(stage, "王建国")


async def test_a_draft_written_anew_calls_the_meeting_off(play, stage):
    await up(stage)
    await play(f"{DRAFT}{CALL} 赵刚：法律意见\n赵刚：有问题\n赵刚：绕行的路是县道，村里管不了\n")
    assert heard(stage, "王建国", "政法干警说有问题：绕行的路是县道")
    await play(STEP)
    seen(stage, "王建国")
    await play(f"""
        小助手：提出的问题：绕行的路是县道 / 1 改一改，重新写 / 2 不改，照这样表决 / 3 先等着
        王建国：1
        王建国：十吨以上的大车慢行。
        王建国：0
        王建国：大车慢行
        {NO_TOUCH}
        {BRANCH}
    """)
    assert heard(stage, "张春梅", "石桥村的规矩《大车限重》要改，12月10日的会不开了")
    assert (await papers(stage, PaperKind.NOTICE))[-1].words == "《大车限重》要改，12月10日的会不开了，改好再通知。"
    await play(STEP)
    assert "村民会议哪天开" in last(stage, "王建国")


async def test_only_representatives_are_called_where_they_decide_the_others_may_listen(play, stage):
    secretary = next(name for name, hat in await of_unit(stage, "c001") if hat.office is Office.SECRETARY)
    await lay(stage, an_issue(At.DOING, village="c001", title="电动车上楼充电", notice=At.NOTICE), *published())
    drafted = f"{SENTENCE}{NO_TOUCH}{BRANCH}{STEP}".replace("王建国", secretary)
    await play(f"{drafted} {secretary}：2\n{secretary}：1\n")
    assert "四议" not in last(stage, secretary)
    seats = {p.id for p in stage.app.directory.staff("c001").holders.get(Office.REPRESENTATIVE, ())}
    invited, listening = await told(stage, "rule.invited"), await told(stage, "rule.listen")
    assert invited <= seats
    assert listening
    assert not listening & seats
