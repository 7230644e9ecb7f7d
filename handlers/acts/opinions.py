"""What people say of an issue: kept once a person over all channels, withheld when asked, and answered for in the end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.concerns import keep_draft
from handlers.acts.everybody import begin as begin  # the visits begin: everybody is asked
from handlers.acts.sealing import put_away
from handlers.acts.visiting import close_asks, entry_id, opinion, own_id, put_pending, spoke_themselves
from handlers.case import Case, case_of
from handlers.commands import KeepDraft
from handlers.issues.opinions import HEARING, GiveOpinion, NothingAsked, OtherMatter, SettleDoubt, Withhold
from handlers.issues.phones import lent_by
from handlers.issues.quoting import KEPT_BACK, keep_back
from handlers.look_up import mine
from handlers.memory import OpenAsks, OpinionsOf
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.evidence import scope_of
from handlers.village.issue import Backing, Opinion, PaperKind, Stance
from handlers.village.matter import Stage
from handlers.village.people import Person
from handlers.village.roles import Action
from nlp.reading import Accusation, Speech

QUOTED = (Stage.RECEIVED, Stage.CANDIDATE, Stage.MERGED)  # reports whose words may stand somewhere, or may come to
OVER = (Stage.CLOSED, Stage.WITHDRAWN, Stage.DECLINED)
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
    lent = lent_by(scene, case.issue.village, person)
    if lent is not None:
        keep_lent(scene, case, person, command, lent)
        return
    own = keep_own(scene, case, person, command)
    close_asks(scene, person.id, "opinions", "issue", case.issue.id)
    for key in (own.id, entry_id(case.issue.id, person.id)):
        close_asks(scene, person.id, "backing", "opinion", key)
    scene.desk.note(scene.actor, "opinion", case.issue.id, command.stance)
    if doubtful(scene, own.words):
        ask_about(scene, own, command)
        return
    words = said(own, SHORT if scene.small else 40)
    if wants_reason(scene, command):
        scene.desk.answer(line("opinions.counted", words=words))
        ask_why(scene, command)
    elif command.by_ear and not own.withheld:
        scene.desk.answer(line("opinions.by_ear", words=words))
    else:
        scene.desk.answer(line("opinions.quiet" if own.withheld else "opinions.kept", words=words))


def wants_reason(scene: Scene, command: GiveOpinion) -> bool:
    """A no is kept the moment it is said; why is asked after that. A key pressed in a call is all that the call asks."""
    return not command.words and command.stance in (Stance.AGAINST, Stance.CONDITIONAL) and scene.heard.kind != "key"


def ask_why(scene: Scene, command: GiveOpinion) -> None:
    scene.desk.next = ("opinions", {"issue": command.issue, "person": command.person, "stance": command.stance})


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
    own = heard(scene, command, person, issue)
    if before is not None:
        # what another's phone had answered for them becomes no word of their own by this
        own = replace(own, ours=before.ours if before.counted else None, option=before.option, version=before.version)
        own = replace(own, withheld=own.withheld or before.withheld)
    case.put(own)
    settle_entry(case, person.id)
    return own


def heard(scene: Scene, command: GiveOpinion, person: Person, issue: str) -> Opinion:
    words, withheld = keep_back(command.words)
    given = Opinion(own_id(issue, person.id), issue, person.household or "", person.id, scene.now, scene.heard.channel.value)
    return replace(given, stance=command.stance, words=words, withheld=withheld or doubtful(scene, words))


def keep_lent(scene: Scene, case: Case, person: Person, command: GiveOpinion, lent: str) -> None:
    """Said on a cadre's phone, or on one of several households: 待核, and never over what the person has said."""
    if spoke_themselves(case, person.id):
        scene.desk.answer(line("visit.own_stands", name=person.name))
        return
    issue = case.issue.id
    entry = put_pending(case, replace(heard(scene, command, person, issue), recorder=lent or None))
    close_asks(scene, person.id, "opinions", "issue", issue)
    scene.desk.note(scene.actor, "opinion_pending", issue, command.stance)
    scene.desk.answer(line("opinions.pending", words=said(entry, SHORT if scene.small else 40)))
    if wants_reason(scene, command):
        ask_why(scene, command)


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


# ---------------------------------------------------------------- a doubt


def doubtful(scene: Scene, words: str) -> bool:
    """May the words be about a cadre? In an answer to an open question a doubt is no accusation yet, and nobody reads them."""
    return bool(words) and scene.ears(words).accusation is Accusation.UNSURE


def ask_about(scene: Scene, own: Opinion, command: GiveOpinion) -> None:
    """The opinion counts at once; whether the words are more than that, only the speaker can say."""
    scene.desk.hidden = True
    scene.desk.answer(line("doubted.kept", stance=Line(f"stance.{own.stance}")))
    scene.desk.next = ("doubted", {"opinion": own.id, "quiet": "1" if keep_back(command.words)[1] else ""})


def settle_doubt(command: SettleDoubt, scene: Scene) -> None:
    """Their opinion is treated like anybody's. About a cadre: the words go into the vault, and the opinion is given anew, later:
    what stands beside an accusation would tell who accused.
    """
    own = scene.desk.get(Opinion, command.opinion)
    case = case_of(scene, own.issue) if own is not None else None
    if own is None or case is None or not own.words or own.person not in {scene.person.id if scene.person else "", *scene.address.persons}:
        scene.desk.answer(Line("kit.closed"))
    elif command.only_opinion:
        case.put(replace(own, withheld=command.quiet))
        scene.desk.hidden = True
        scene.desk.answer(line("opinions.quiet" if command.quiet else "opinions.kept", words=said(own, SHORT if scene.small else 40)))
    else:
        put_away(scene, own.words, unsure=False)
        case.put(replace(own, stance=None, words="", withheld=False))
        scene.desk.answer(Line("sealed.kept"), Line("doubted.give_anew"))


# ---------------------------------------------------------------- 别念


def withhold(command: Withhold, scene: Scene) -> None:
    """别念: it still counts; nobody reads it out, and what hangs of the speaker's words comes down, of every matter under way."""
    given: tuple[Opinion, ...] = scene.desk.find(OpinionsOf(scene.person.id)) if scene.person and scene.address.trusted else ()
    said = {o.id: o.issue for o in given if o.stance is not None or o.words}
    reported = [concern for concern in mine(scene) if concern.stage in QUOTED]
    cases = [case for key in sorted({*said.values(), *(c.issue or "" for c in reported)} - {""}) if (case := under_way(scene, key))]
    kept = [o for case in cases for o in case.file.opinions if o.id in said]
    for own in kept:
        scene.desk.put(replace(own, withheld=True))
        scene.desk.note(scene.actor, "opinion_withheld", own.issue)
    for concern in reported:
        scene.desk.put(replace(concern, flags=concern.flags | {KEPT_BACK}))
    taken = [case for case in cases if take_down(case, frozenset(said) | {concern.id for concern in reported})]
    if kept:
        scene.desk.answer(Line("opinions.withheld"))
    elif reported:
        scene.desk.answer(Line("opinions.kept_back"))
    if taken:
        scene.desk.answer(Line("opinions.taken_down"))
    if not kept and not reported:
        scene.desk.answer(Line("opinions.none"))


def under_way(scene: Scene, issue: str) -> Case | None:
    case = case_of(scene, issue)
    return case if case is not None and case.issue.stage not in OVER else None


def take_down(case: Case, sources: frozenset[str]) -> bool:
    """The speaker's 原话 leave the file's quotes and the page that hangs; that a household had spoken stays counted."""
    gone = []
    for paper in case.file.of(PaperKind.QUOTE):
        source = paper.facts.get("concern", "") or paper.facts.get("opinion", "")
        if source in sources and "withheld" not in paper.facts:
            gone.append(paper.words)
            case.put(replace(paper, words=case.scene.word(Line("opinions.quote_gone")), facts={**paper.facts, "withheld": "1"}))
    for paper in case.file.of(PaperKind.NOTICE) if gone else ():
        lines = paper.words.split("\n")
        left = [text for text in lines if not any(f"“{words}”" in text for words in gone)]
        if left != lines:
            case.put(replace(paper, words="\n".join(left)))
    if gone:
        case.scene.desk.note(case.scene.actor, "quote_withheld", case.issue.id, str(len(gone)))
    return bool(gone)


def other_matter(command: OtherMatter, scene: Scene) -> None:
    """A concern or a question is kept as one; other talk gets a decent answer, and the question can be answered still."""
    reading = scene.ears(command.words)
    if command.told or reading.speech in (Speech.CONCERN, Speech.QUESTION):
        keep_draft(KeepDraft(command.words, reading), scene)
    else:
        scene.desk.answer(Line(f"speech.{reading.speech}"), Line("opinions.still_open"))


def nothing_asked(command: NothingAsked, scene: Scene) -> None:
    scene.desk.answer(Line("opinions.nothing"))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    GiveOpinion: give,
    OtherMatter: other_matter,
    NothingAsked: nothing_asked,
    Withhold: withhold,
    SettleDoubt: settle_doubt,
}
