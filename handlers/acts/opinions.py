"""What people say of an issue: kept once a person over all channels, withheld when asked, and answered for in the end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.concerns import keep_draft
from handlers.acts.everybody import begin as begin  # the visits begin: everybody is asked
from handlers.acts.visiting import close_asks, entry_id, opinion, own_id
from handlers.case import Case, case_of
from handlers.commands import KeepDraft
from handlers.issues.opinions import HEARING, GiveOpinion, NothingAsked, OtherMatter, Withhold
from handlers.memory import OpenAsks, OpinionsOf
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.evidence import scope_of
from handlers.village.issue import Backing, Opinion
from handlers.village.people import Person
from handlers.village.roles import Action

SHORT = 12  # characters of the words in a receipt by SMS: with the notice of what is kept it is still one


def give(command: GiveOpinion, scene: Scene) -> None:
    """The last valid answer of a person stands; another person of the household keeps theirs."""
    case = case_of(scene, command.issue)
    person = speaker(scene, case, command.person) if case is not None else None
    if case is None or person is None:
        scene.desk.answer(Line("held.not_yours"))
        return
    if case.issue.stage not in HEARING:
        scene.desk.answer(Line("opinions.over"))
        return
    scene.desk.need(OpenAsks(person.id))
    own = keep_own(scene, case, person, command)
    close_asks(scene, person.id, "opinions", "issue", case.issue.id)
    for key in (own.id, entry_id(case.issue.id, person.id)):
        close_asks(scene, person.id, "backing", "opinion", key)
    scene.desk.note(scene.actor, "opinion", case.issue.id, command.stance)
    scene.desk.answer(line("opinions.quiet" if own.withheld else "opinions.kept", words=said(own, SHORT if scene.small else 40)))


def speaker(scene: Scene, case: Case, asked: str) -> Person | None:
    """Who says it: the one a family's telephone was asked for, else whoever speaks; grown or not asked, of the scope, on a proved phone."""
    shared = asked in scene.address.persons
    key = asked if shared else (scene.person.id if scene.person else "")
    person = next((p for p in case.persons if p.id == key), None)
    if person is None or person.household not in scope_of(case.issue, case.ground):
        return None
    return person if scene.address.trusted and (shared or case.may(Action.ANSWER_QUESTION)) else None


def keep_own(scene: Scene, case: Case, person: Person, command: GiveOpinion) -> Opinion:
    """Over what stood under the person's name; an entry made for them counts no longer."""
    issue = case.issue.id
    before = opinion(case, own_id(issue, person.id))
    own = Opinion(own_id(issue, person.id), issue, person.household or "", person.id, scene.now, scene.heard.channel.value)
    own = replace(own, stance=command.stance, words=command.words)
    if before is not None:
        own = replace(own, ours=before.ours, option=before.option, withheld=before.withheld, version=before.version)
    case.put(own)
    settle_entry(case, person.id)
    return own


def settle_entry(case: Case, person: str) -> None:
    """An entry that waited beside the person's own record is empty once the record says it all."""
    entry = opinion(case, entry_id(case.issue.id, person))
    if entry is not None:
        case.put(replace(entry, stance=None, words="", backing=Backing.CONFIRMED))


def said(own: Opinion, most: int = 16) -> Line:
    """同意，“先修塌处”: what was said, shortened."""
    if own.stance is None:
        return line("opinions.words_only", words=clip(own.words, most))
    if not own.words:
        return Line(f"stance.{own.stance}")
    return line("opinions.with_words", stance=Line(f"stance.{own.stance}"), words=clip(own.words, most))


def withhold(command: Withhold, scene: Scene) -> None:
    """别念: it still counts; nobody reads it out."""
    found: tuple[Opinion, ...] = scene.desk.find(OpinionsOf(scene.person.id)) if scene.person and scene.address.trusted else ()
    latest = next((o for o in found if o.stance is not None or o.words), None)
    if latest is None:
        scene.desk.answer(Line("opinions.none"))
        return
    scene.desk.put(replace(latest, withheld=True))
    scene.desk.note(scene.actor, "opinion_withheld", latest.issue)
    scene.desk.answer(Line("opinions.withheld"))


def other_matter(command: OtherMatter, scene: Scene) -> None:
    keep_draft(KeepDraft(command.words, scene.ears(command.words)), scene)


def nothing_asked(command: NothingAsked, scene: Scene) -> None:
    scene.desk.answer(Line("opinions.nothing"))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    GiveOpinion: give,
    OtherMatter: other_matter,
    NothingAsked: nothing_asked,
    Withhold: withhold,
}
