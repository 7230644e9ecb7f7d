"""A department's answer: can or cannot, on what basis, by which day, which role answers for it; then read back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from handlers.case import Case
from handlers.issues.overview import told
from handlers.issues.pre_meeting import CHECKS
from handlers.messages import Line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.issue import Request
from nlp.ahead import day_ahead

# What a digit stands for where a sentence is asked: digits alone must do.
BASES: Mapping[str, Line] = {":law": Line("basis.law"), ":standard": Line("basis.standard"), ":budget": Line("basis.budget")}
ROLES: Mapping[str, Line] = {":leader": Line("role_of.leader"), ":section": Line("role_of.section"), ":site": Line("role_of.site")}
DAYS: Mapping[str, tuple[int, Line]] = {
    ":week": (7, Line("days.week")),
    ":half": (15, Line("days.half")),
    ":month": (30, Line("days.month")),
}


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """ready_on is an ISO day, "" when it cannot be done."""

    request: str
    can: bool
    basis: str
    ready_on: str
    role: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class AgainRequest:
    """What was read back was wrong: the request from its first question."""

    request: str


def answer(scene: Scene, case: Case, found: Request) -> Talk[Any]:
    """Can or cannot → basis → day → role → a word for the village; then read back."""
    picks = (Pick("can", Line("answer.can"), True), Pick("cannot", Line("answer.cannot"), False))
    can = yield from choose("answer.how", picks)
    basis = yield from stock(scene, BASES, ask("answer.basis", picks=offers(BASES)))
    day = (yield from ask_ready(scene)) if can else None
    role = yield from stock(scene, ROLES, ask("answer.role", picks=offers(ROLES)))
    words = (yield from ask("answer.words", skippable=True)) or ""
    said = AnswerRequest(found.id, can, basis, day.isoformat() if day else "", role, words)
    check = yield from choose("answer.check", CHECKS, before=(told(answered(said, found), case),))
    if check == "drop":
        return None
    return said if check == "right" else AgainRequest(found.id)


def ask_ready(scene: Scene) -> Talk[date]:
    """The day it is done by: a digit or a day in words; what is no day, or over, is asked again with the reason."""
    picks = [Pick(token, shown) for token, (_, shown) in DAYS.items()]
    today, again, before = scene.now.date(), 0, tuple[Line, ...]()
    while True:
        said = (yield from ask(f"answer.day#{again}", picks=picks, before=before)) or ""
        day = today + timedelta(days=DAYS[said][0]) if said in DAYS else day_ahead(said, today)
        if day is not None and day >= today:
            return day
        again, before = again + 1, (Line("answer.no_day" if day is None else "answer.past_day"),)


def answered(said: AnswerRequest, found: Request) -> Request:
    """The request as it would stand with this answer."""
    ready = date.fromisoformat(said.ready_on) if said.ready_on else None
    return replace(found, can=said.can, basis=said.basis, ready_on=ready, role=said.role, words=said.words)


def offers(offered: Mapping[str, Line]) -> list[Pick]:
    return [Pick(token, shown) for token, shown in offered.items()]


def stock(scene: Scene, offered: Mapping[str, Line], asked: Talk[str | None]) -> Talk[str]:
    """One sentence of their own, or what one of the digits stands for."""
    said = (yield from asked) or ""
    return scene.word(offered[said]) if said in offered else said
