"""政法干警: a short opinion where law is touched, and an answer to whoever asks 问法."""

import re
from dataclasses import dataclass
from typing import Any

from handlers.case import Case, case_of
from handlers.issues.rules_kept import rule_of
from handlers.issues.steps import Step
from handlers.memory import Ask, OpenAsks
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.issue import Paper, PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action
from nlp.reading import Accusation

_ASK = re.compile(r"问法(?:律)?[ :：，,]*(.*)", re.S)


@dataclass(frozen=True, slots=True)
class AskOpinion:
    issue: str


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """of: "issue" or "rule"."""

    issue: str
    of: str
    lawful: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class AskLaw:
    words: str


@dataclass(frozen=True, slots=True)
class AnswerLaw:
    """words "": the officer cannot answer it."""

    entry: str
    words: str = ""


# ---------------------------------------------------------------- the opinion


def opinion_of(case: Case, of: str = "issue") -> Paper | None:
    """The last opinion on the issue itself, or on its rule as it was last drafted."""
    papers = case.file.since(PaperKind.LEGAL, PaperKind.RULE_DRAFT) if of == "rule" else case.file.of(PaperKind.LEGAL)
    return next((paper for paper in reversed(papers) if paper.facts.get("of", "issue") == of), None)


def legal_lines(case: Case) -> list[Line]:
    """For the gate card and the notices: what the opinion says, or that there is none. Nothing where no law is touched."""
    if not case.issue.legal:
        return []
    paper = opinion_of(case)
    if paper is None:
        return [Line("legal.absent")]
    return [line("legal.given" if paper.facts.get("lawful") == "1" else "legal.trouble", words=paper.words or "—")]


def opinion(scene: Scene, issue: str, of: str = "issue") -> Talk[Any]:
    """One digit and, where something is wrong, one sentence."""
    case = case_of(scene, issue)
    if case is None:
        return None
    picks = [Pick("lawful", Line("opinion.lawful"), True), Pick("trouble", Line("opinion.trouble"), False)]
    lawful = yield from choose("opinion.what", picks, before=[what_of(case, of)])
    words = yield from ask("opinion.words" if lawful else "opinion.article", skippable=lawful)
    return GiveOpinion(issue, of, lawful, words or "")


def opinions_waiting(scene: Scene) -> tuple[Ask, ...]:
    """What the officer has been asked and not answered, the longest waiting first."""
    asks = scene.desk.find(OpenAsks(scene.person.id)) if scene.person else ()
    return tuple(sorted((a for a in asks if a.script == "opinion" and a.answered_at is None), key=lambda a: (a.made_at, a.id)))


def what_of(case: Case, of: str) -> Line:
    rule = rule_of(case.scene, case.issue.id) if of == "rule" else None
    title, words = (rule.title, rule.text) if rule else (case.issue.title, case.issue.reason or case.issue.title)
    return line("opinion.about", title=title, words=words)


# ---------------------------------------------------------------- 问法


def law_asked(scene: Scene) -> str | None:
    """What follows 问法; None when it is not asked. Words that may accuse a cadre are no officer's to read: they go where those go."""
    found = _ASK.fullmatch((scene.heard.text or "").strip())
    if found is None or scene.reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE):
        return None
    return found[1].strip()


def ask_law(scene: Scene, words: str = "") -> Talk[Any]:
    return AskLaw(words or (yield from ask("ask_law.words")) or "")


def law_answer(scene: Scene, entry: str) -> Talk[Any]:
    picks = [Pick("reply", Line("law_answer.reply"), True), Pick("cannot", Line("law_answer.cannot"), False)]
    if not (yield from choose("law_answer.what", picks)):
        return AnswerLaw(entry)
    return AnswerLaw(entry, (yield from ask("law_answer.words")) or "")


# ---------------------------------------------------------------- the secretary's step

OVER = frozenset({Stage.CANDIDATE, Stage.CLOSED, Stage.WITHDRAWN, Stage.DECLINED})


def opinion_wanted(case: Case) -> bool:
    return case.issue.legal and case.issue.stage not in OVER and opinion_of(case) is None


def ask_again(scene: Scene, issue: str) -> Talk[Any]:
    picks = [Pick("yes", Line("opinion.ask_now"), True), Pick("no", Line("opinion.ask_not"), False)]
    return AskOpinion(issue) if (yield from choose("opinion.ask", picks)) else None


STEPS = (Step("opinion", Action.REQUEST_DEPARTMENT, opinion_wanted, ask_again),)
