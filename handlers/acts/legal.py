"""政法干警: an opinion given or missing, a question of law answered or pointed to 12348."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from handlers.acts import sealing
from handlers.acts.asking import put_ask
from handlers.acts.counsel import ask_opinion, close_asks, may_rule, police_of, tell_secretary
from handlers.acts.filing import drafter
from handlers.acts.rules import checked
from handlers.acts.timing import stop_clock
from handlers.acts.told import called, day_of
from handlers.case import Case, case_of
from handlers.commands import Seal
from handlers.desk import Desk
from handlers.for_others import for_others
from handlers.issues.legal import AnswerLaw, AskLaw, AskOpinion, GiveOpinion
from handlers.issues.rules_kept import rule_of
from handlers.memory import Due, PersonsOfUnit
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import PaperKind, RuleState
from handlers.village.matter import Entry, EntryKind
from handlers.village.people import Office
from handlers.village.roles import Action
from nlp.reading import Accusation

ANSWER_DAYS = 3  # working days; then the asker hears 12348
OFFICE_CLOSES = time(18, 0)


def send_for_opinion(command: AskOpinion, scene: Scene) -> None:
    """The secretary asks (again) for the officer's opinion on an issue that touches the law."""
    case = case_of(scene, command.issue)
    if case is None or not case.may(Action.REQUEST_DEPARTMENT):
        scene.desk.answer(Line("held.not_yours"))
        return
    ask_opinion(case)
    scene.desk.answer(Line("opinion.sent"))


def give_opinion(command: GiveOpinion, scene: Scene) -> None:
    """With it a rule that was waiting is looked at; what is wrong goes back to whoever drafts."""
    case = case_of(scene, command.issue)
    author = drafter(scene, command.issue) if command.of == "rule" else ""
    if case is None or not may_rule(case, Action.GIVE_LEGAL_OPINION, author):
        scene.desk.answer(Line("held.not_yours"))
        return
    case.write(PaperKind.LEGAL, command.words, of=command.of, lawful=str(int(command.lawful)))
    close_asks(scene, scene.actor, "opinion", {"issue": command.issue, "of": command.of})
    scene.desk.answer(Line("opinion.thanks"))
    if command.of == "rule":
        of_rule(case, command)
    else:
        stop_clock(scene, ClockKind.LEGAL_OPINION, command.issue)
        tell_secretary(scene, case.issue.village, outcome_of(command, case.issue.title), command.issue)


def of_rule(case: Case, command: GiveOpinion) -> None:
    rule = rule_of(case.scene, command.issue)
    if rule is None:
        return
    stop_clock(case.scene, ClockKind.LEGAL_OPINION, rule.id)
    tell_secretary(case.scene, rule.village, outcome_of(command, rule.title), rule.issue)
    if command.lawful and rule.state is RuleState.DRAFT:
        tell_secretary(case.scene, rule.village, checked(case, rule), rule.issue)


def outcome_of(command: GiveOpinion, title: str) -> Line:
    key = "opinion.told_lawful" if command.lawful else "opinion.told_trouble"
    return Line(key, {"title": title, "words": clip(command.words, 120) or "—"})


# ---------------------------------------------------------------- 问法


def ask_law(command: AskLaw, scene: Scene) -> None:
    """The words go to the officer without a name; what comes back goes to the asker alone."""
    reading = scene.ears(command.words)
    if reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE):
        sealing.seal(Seal(command.words, reading), scene)
        return
    police = police_of(scene, scene.village)
    if police is None or not command.words:
        scene.desk.answer(Line("ask_law.hotline"))
        return
    names = tuple(person.name for person in scene.desk.find(PersonsOfUnit(scene.village or "")))
    entry = Entry(scene.fresh.id("entry"), scene.village or "", EntryKind.QUESTION, scene.now, scene.key, command.words)
    scene.desk.put(entry)
    day = scene.calendar.add_working_days(scene.now.date(), ANSWER_DAYS)
    until = datetime.combine(day, OFFICE_CLOSES, scene.now.tzinfo)
    scene.desk.put(Due(due_id(entry.id), "law_question", entry.id, until))
    words = line("law_answer.asked", words=clip(for_others(scene, scene.village, command.words, names), 200), day=day_of(day))
    say = Say(f"person:{police.id}", (words,), about=entry.id)
    lasts: timedelta = until - scene.now
    scene.desk.say(put_ask(scene, say, police.id, "law_answer", "law_answer.what", {"entry": entry.id}, ("reply", "cannot"), lasts=lasts))
    scene.desk.note(scene.actor, "ask_law", entry.id)
    scene.desk.answer(line("ask_law.sent", who=called(scene, police.id, scene.village), day=day_of(day)))


def due_id(entry: str) -> str:
    return f"law_question:{entry}"


def answer_law(command: AnswerLaw, scene: Scene) -> None:
    question = scene.desk.get(Entry, command.entry)
    waiting = scene.desk.get(Due, due_id(command.entry))
    if question is None or not scene.serves(question.concern, Office.POLICE):
        scene.desk.answer(Line("held.not_yours"))
        return
    if waiting is None or waiting.done:
        scene.desk.answer(Line("kit.closed"))
        return
    scene.desk.put(Due(waiting.id, waiting.kind, waiting.ref, waiting.at, done=True))
    scene.desk.put(Entry(scene.fresh.id("entry"), question.concern, EntryKind.ANSWER, scene.now, scene.actor, command.words))
    scene.desk.note(scene.actor, "answer_law", question.id)
    if command.words:
        who = called(scene, scene.actor, question.concern)
        tell_asker(scene, question, line("ask_law.answered", who=who, words=command.words))
    else:
        tell_asker(scene, question, Line("ask_law.hotline"))
    scene.desk.answer(Line("law_answer.done"))


def tell_asker(scene: Scene, question: Entry, words: Line) -> None:
    """Back the way it came; whoever has had their words erased hears nothing more of them."""
    kind, _, key = question.author.partition(":")
    to = {"p": f"person:{key}", "a": f"address:{key}"}.get(kind)
    if to is not None:
        scene.desk.say(Say(to, (words,), about=question.id))


def law_unanswered(due: Due, scene_of: Callable[[str, str], Scene], desk: Desk) -> None:
    """Three working days and nobody has answered: the asker hears where somebody does."""
    scene = scene_of("", "")
    question = scene.desk.get(Entry, due.ref)
    if question is not None:
        tell_asker(scene, question, Line("ask_law.unanswered"))
        scene.desk.note("clock", "law_unanswered", question.id)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    AskOpinion: send_for_opinion,
    GiveOpinion: give_opinion,
    AskLaw: ask_law,
    AnswerLaw: answer_law,
}
