"""The assembly that votes on a rule: called with lawful notice, its head count held to the rule pack."""

from dataclasses import replace
from datetime import date

from handlers.acts.counsel import may_rule
from handlers.acts.timing import start_clock
from handlers.case import Case, case_of, head_count
from handlers.issues.rule_vote import CallVote, VoteRule
from handlers.issues.rules_kept import called, pack_of, rule_of, short_day, village_name
from handlers.lawful import body_name, told
from handlers.messages import Line, Say, line
from handlers.scene import Scene
from handlers.village.assembly import Body
from handlers.village.clocks import ClockKind
from handlers.village.issue import PaperKind, Rule, RuleState
from handlers.village.people import Office
from handlers.village.roles import Action
from handlers.village.verdict import decide, may_say_passed, muddles
from handlers.village.working_days import notice_days_between


def opened(scene: Scene, issue: str, action: Action, author: str = "") -> Case | None:
    """The case, when the speaker may do this to its rule; else the refusal is said."""
    case = case_of(scene, issue)
    if case is None or not may_rule(case, action, author):
        scene.desk.answer(Line("held.not_yours"))
        return None
    return case


def call_vote(command: CallVote, scene: Scene) -> None:
    """The assembly is called; a notice too short is refused with the days it lacks."""
    case, rule = opened(scene, command.issue, Action.RECORD_VOTE), rule_of(scene, command.issue)
    found = pack_of(scene, case.issue.village) if case else None
    if case is None or rule is None or rule.state is not RuleState.CHECKED or found is None:
        return
    lacking = found[0].bodies[command.body].notice_days - notice_days_between(scene.now.date(), command.day)
    if lacking > 0:
        scene.desk.answer(line("law.notice", count=str(lacking)))
        return
    case.write(PaperKind.RULE_CALL, body=command.body, day=command.day.isoformat())
    scene.desk.answer(line("rule.called", body=body_name(command.body), day=short_day(command.day)))


def vote_rule(command: VoteRule, scene: Scene) -> None:
    """Only a lawful majority makes it a rule; what was miscounted may be entered again, what was lost is voted on anew."""
    case, rule = opened(scene, command.issue, Action.RECORD_VOTE), rule_of(scene, command.issue)
    call = called(case.file) if case else None
    found = pack_of(scene, case.issue.village) if case else None
    if case is None or rule is None or rule.state is not RuleState.CHECKED or call is None or found is None:
        return
    body = Body(call.facts["body"])
    notice = notice_days_between(call.at.date(), date.fromisoformat(call.facts["day"]))
    facts = {name: str(number) for name, number in command.counts}
    facts |= {"notice_days": str(notice), "mandated": str(int(command.mandated))}
    count = head_count(facts)
    verdict = decide(found[0], body, found[1], count)
    scene.desk.answer(*told(verdict))
    if any(muddles(count)):
        return
    case.write(PaperKind.RULE_VOTE, body=body, **facts)
    if may_say_passed(verdict):
        voted(case, replace(rule, state=RuleState.VOTED, body=body))
    else:
        scene.desk.answer(Line("rule.lost"))


def voted(case: Case, rule: Rule) -> None:
    scene = case.scene
    scene.desk.put(rule)
    start_clock(scene, ClockKind.RULE_FILED, rule.issue)
    staff = scene.desk.staff(rule.village)
    reviewer = staff.first(Office.REVIEWER) if staff else None
    if reviewer is not None:
        words = line("filing.waits", village=village_name(scene, rule.village), title=rule.title)
        scene.desk.say(Say(f"person:{reviewer.id}", (words,), about=rule.issue))
