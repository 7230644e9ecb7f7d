"""The assembly that votes on a rule: called with lawful notice, its head count held to the rule pack."""

from dataclasses import replace
from datetime import date

from handlers.acts import counted
from handlers.acts.assembly import facts_of
from handlers.acts.counsel import may_rule
from handlers.acts.homes import tell_homes
from handlers.acts.timing import start_clock
from handlers.acts.told import tell
from handlers.case import Case, case_of, head_count
from handlers.issues.bodies import fewest, too_few
from handlers.issues.counting import party_pack, reviewed
from handlers.issues.rule_vote import CallVote, VoteRule, waiting_vote
from handlers.issues.rules_before import CountRuleParty, missing_lines
from handlers.issues.rules_kept import called, heard_on, notice_days, pack_of, rule_of, short_day, village_name, votable
from handlers.lawful import body_name, told
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.assembly import Body, BodyRule, HeadCount, Item
from handlers.village.clocks import ClockKind
from handlers.village.issue import Paper, PaperKind, Rule, RuleState
from handlers.village.people import Office, Person
from handlers.village.roles import Action
from handlers.village.verdict import decide, may_say_passed, muddles
from handlers.village.working_days import notice_days_between

TITLE = 12  # characters: with the names of the village and of the body the call is one SMS
OF_SEATS = frozenset({Body.VILLAGERS_REPRESENTATIVES, Body.RESIDENTS_REPRESENTATIVES})


def opened(scene: Scene, issue: str, action: Action, author: str = "") -> Case | None:
    """The case, when the speaker may do this to its rule; else the refusal is said."""
    case = case_of(scene, issue)
    if case is None or not may_rule(case, action, author):
        scene.desk.answer(Line("held.not_yours"))
        return None
    return case


def call_vote(command: CallVote, scene: Scene) -> None:
    """The assembly is called and everybody entitled is told; a notice too short is refused with the days it lacks."""
    case, rule = opened(scene, command.issue, Action.RECORD_VOTE), rule_of(scene, command.issue)
    found = pack_of(scene, case.issue.village) if case else None
    if case is None or rule is None or found is None or not votable(case.file, rule):
        return
    lacking = found[0].bodies[command.body].notice_days - notice_days_between(heard_on(scene.now), command.day)
    if lacking > 0:
        scene.desk.answer(line("law.notice", count=str(lacking)))
        return
    moved = called(case.file) is not None
    call = case.write(PaperKind.RULE_CALL, body=command.body, day=command.day.isoformat())
    day, body = short_day(command.day), body_name(command.body)
    page = line("rule.moved_page" if moved else "rule.call_page", title=rule.title, words=rule.text, day=day, body=body)
    facts = {"body": command.body.value, "until": command.day.isoformat(), "call": call.id}
    case.write(PaperKind.NOTICE, scene.word(page), page="call", **facts)
    seats = seated(case) if command.body in OF_SEATS else None
    village, title = village_name(scene, rule.village), clip(rule.title, TITLE)

    def invited(person: Person) -> Line:
        key = "rule.moved" if moved else "rule.invited" if seats is None or person.id in seats else "rule.listen"
        return line(key, village=village, title=title, words=rule.text, day=day, body=body)

    homes, unreached = tell_homes(case, command.body, invited)
    scene.desk.answer(line("rule.called", body=body, day=day, households=str(homes)))
    if unreached:
        scene.desk.answer(line("rule.by_foot", households=str(unreached)))


def seated(case: Case) -> frozenset[str]:
    """The representatives the roster knows; the others may come and listen (Residents Committee Law Art. 28)."""
    staff = case.scene.desk.staff(case.issue.village)
    return frozenset(p.id for p in (staff.holders.get(Office.REPRESENTATIVE, ()) if staff else ()))


def call_off(case: Case, rule: Rule) -> None:
    """The draft that people were called to vote on is written anew: they hear that the day has fallen."""
    call = called(case.file)
    if call is None:
        return
    day = short_day(date.fromisoformat(call.facts["day"]))
    facts = {"body": call.facts["body"], "until": call.facts["day"]}
    case.write(PaperKind.NOTICE, case.scene.word(line("rule.off_page", title=rule.title, day=day)), page="call", **facts)
    words = line("rule.off", village=village_name(case.scene, rule.village), title=clip(rule.title, TITLE), day=day)
    tell_homes(case, Body(call.facts["body"]), lambda _: words)


def count_party(command: CountRuleParty, scene: Scene) -> None:
    """党员大会审议 of the draft: a view with a notice and a quorum of its own, which decides nothing."""
    case, rule = opened(scene, command.issue, Action.RECORD_VOTE), rule_of(scene, command.issue)
    pack = party_pack(case) if case else None
    if case is None or rule is None or pack is None or not votable(case.file, rule):
        return
    count, agreed = command.count, str(int(reviewed(case, command.count)))
    numbers = {"eligible": str(count.eligible), "present": str(count.present), "yes": str(count.yes), "notice": str(count.notice_days)}
    case.write(PaperKind.PARTY, of="rule", agreed=agreed, **numbers)
    scene.desk.answer(*told(decide(pack, Body.PARTY_MEMBERS, Item.OTHER, count)), *missing_lines(case))


def vote_rule(command: VoteRule, scene: Scene) -> None:
    """The count is written and waits for a supervisor; what cannot be true is entered again at once."""
    case, rule = opened(scene, command.issue, Action.RECORD_VOTE), rule_of(scene, command.issue)
    call = (called(case.file) or recalled(case)) if case else None
    found = pack_of(scene, case.issue.village) if case else None
    if case is None or rule is None or call is None or found is None or not votable(case.file, rule):
        return
    body = Body(call.facts["body"])
    facts = {name: str(number) for name, number in command.counts}
    facts |= {"notice_days": str(notice_days(case.file, call)), "mandated": str(int(command.mandated))}
    count = head_count(facts)
    if wrong := unlikely(case, found[0].bodies[body], body, count):
        scene.desk.answer(wrong)
        return
    if any(muddles(count)):
        scene.desk.answer(*told(decide(found[0], body, found[1], count)))
        return
    paper = case.write(PaperKind.RULE_VOTE, body=body, **facts_of(count))
    counted.ask_supervisors(case, paper)


def recalled(case: Case) -> Paper | None:
    """What was counted and not yet confirmed is counted anew on the call it stood on."""
    return case.file.last(PaperKind.RULE_CALL) if waiting_vote(case) is not None else None


def unlikely(case: Case, rule: BodyRule, body: Body, count: HeadCount) -> Line | None:
    """Fewer entitled than the roster has."""
    if count.eligible < (least := fewest(case, body, rule)):
        return too_few(least, count.eligible)
    if 0 < count.households < len(case.households):
        return line("rule.too_few_households", need=str(len(case.households)), have=str(count.households))
    return None


def confirmed(case: Case, paper: Paper) -> None:
    """A supervisor has looked: only a lawful majority makes it a rule; what was lost is voted on anew."""
    rule, found = rule_of(case.scene, case.issue.id), pack_of(case.scene, case.issue.village)
    if rule is None or found is None or not votable(case.file, rule):
        return
    body = Body(paper.facts["body"])
    verdict = decide(found[0], body, found[1], head_count(paper.facts))
    if may_say_passed(verdict):
        tell(case, paper.author, *told(verdict))
        voted(case, replace(rule, state=RuleState.VOTED, body=body))
    else:
        tell(case, paper.author, *told(verdict), Line("rule.lost"))


def voted(case: Case, rule: Rule) -> None:
    scene = case.scene
    scene.desk.put(rule)
    start_clock(scene, ClockKind.RULE_FILED, rule.issue)
    staff = scene.desk.staff(rule.village)
    reviewer = staff.first(Office.REVIEWER) if staff else None
    if reviewer is not None:
        words = line("filing.waits", village=village_name(scene, rule.village), title=rule.title)
        scene.desk.say(Say(f"person:{reviewer.id}", (words,), about=rule.issue))
