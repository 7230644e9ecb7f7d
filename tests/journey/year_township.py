"""What others than the village say: departments on the requests, the township's reviewer by one digit, some of them late."""

import calendar
from datetime import timedelta

from handlers.issues.answering import AnswerRequest
from handlers.issues.linkage import ClaimRequest
from handlers.issues.pre_meeting import SendForReview
from handlers.report import clip
from handlers.vault import ReturnSealed
from handlers.village.issue import Issue, PaperKind, Request, RequestState
from handlers.village.people import Office
from handlers.village.roles import DISCIPLINE
from handlers.village.sealed_case import SealedCase, SealedState
from tests.journey.year_road import Road


async def linkage(road: Road, issue: Issue) -> None:
    for request in await road.world.every(Request, issue=issue.id):
        liaison = road.world.liaison(request.department)
        if road.trouble(issue) == "slow_department" and request.state is not RequestState.ESCALATED:
            return
        if request.state in (RequestState.SENT, RequestState.ESCALATED):
            await road.act(ClaimRequest(request.id), liaison)
        ready = (road.world.today + timedelta(days=15)).isoformat()
        await road.act(AnswerRequest(request.id, True, "公路养护的规定", ready, "养护股", "月底前来人看"), liaison)
    await road.act(SendForReview(issue.id))


async def review(road: Road, issue: Issue) -> None:
    """The reviewer is told that something waits, asks for it and says one digit; some days nobody looks."""
    sent = await road.papers(issue, PaperKind.SENT)
    days = (road.world.today - sent[-1].at.date()).days
    if days < (6 if road.trouble(issue) == "silent_reviewer" else 1):
        return
    reviewer = road.world.holders(Office.REVIEWER)[0]
    await road.world.say(reviewer.name, "把关", echo=False)
    await road.world.press(reviewer, clip(issue.title, 12))
    if road.trouble(issue) == "sent_back" and road.once(issue, "sent_back"):
        assert await road.world.press(reviewer, "退回", "走访")
        await road.world.say(reviewer.name, "0", echo=False)
        road.world.counts["sent back"] += 1
    else:
        road.world.counts["agreed"] += await road.world.press(reviewer, "同意")


async def look_into_the_vault(road: Road) -> None:
    """On Fridays the district's reader looks at what was sealed in doubt; nobody in this village accuses anybody."""
    if road.world.today.weekday() == calendar.FRIDAY:
        for case in await road.world.every(SealedCase, state=SealedState.WAITING.value):
            await road.act(ReturnSealed(case.id), road.world.liaison(DISCIPLINE))
