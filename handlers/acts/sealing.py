"""A cadre may be accused: the words leave the ordinary tables. The answer is neutral, and no village role hears of it.

accused   everything goes into the vault, what was said before about the same matter with it
unsure    what is about a person waits in the vault; the road, the water goes on as an ordinary concern
later     a concern already filed, merged or chosen follows, and what others were told of it is forgotten
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from handlers.acts.concerns import MEDIA_WORDS, file_concern
from handlers.acts.supporting import recount
from handlers.commands import FileConcern, Seal
from handlers.for_others import for_others
from handlers.look_up import title
from handlers.memory import Address, ConcernsOfIssue, Due, PersonsOfUnit
from handlers.messages import Line, Say
from handlers.named import DOORS_NAMED, all_public, as_others_read, marks, named_in, names_near, public_part, reading_unit
from handlers.scene import Scene
from handlers.village.clocks import ClockKind, times
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office, Person
from handlers.village.road import CONCERN_ROADS
from handlers.village.roles import DISCIPLINE, Level
from handlers.village.sealed_case import SealedCase
from handlers.where_when import partial
from nlp.reading import Accusation
from nlp.redact import redact

DOUBTS = frozenset({Accusation.ACCUSED, Accusation.UNSURE})
GONE = "（已收回）"  # the title of an issue nobody stands behind any more
SHORTEST = 4  # characters: shorter lines are anybody's words
CLOCKS = {True: ClockKind.VAULT_REVIEW, False: ClockKind.VAULT_UNASSIGNED}  # unsure: two working days; else 24 hours


@dataclass(frozen=True, slots=True)
class Sealed:
    """What goes into the vault: the words, where they came from, and the earlier concern of the same matter, if any.

    lines are what that concern said, in every wording in which it may have been shown; first is the message it began with, issue
    the one it stood in; later: long after it was said, so that only its own words go. at is the moment, in seconds of village
    time: it lies under the key too.
    """

    id: str
    address: str
    text: str
    concern: str | None
    lines: tuple[str, ...] = ()
    issue: str | None = None
    later: bool = False
    first: str = ""
    at: float = 0.0


def seal(command: Seal, scene: Scene) -> None:
    """Keeps the words under the vault's key; an earlier concern of the same matter follows them, its row empties."""
    before, village = scene.draft or lately(scene), scene.village
    known = answered(scene, before) if before is not None else {}
    if len(scene.address.persons) > 1 and scene.person is None:
        scene.desk.next = ("who", {})  # so that what is answered shows to nobody else on this phone
    unsure = told(scene) is not Accusation.ACCUSED
    # nothing of it stays in the talk either: not the words, not the question that was open
    scene.desk.put(replace(scene.talk, open=None, suspended=None, aside=None, draft=None, last=None))
    if unsure and before is not None and all_public(scene, before.text, village):
        put_away(scene, command.text, unsure)
        scene.desk.answer(Line("sealed.part"))
        if before.stage is Stage.DRAFT:  # what is no person's matter goes on as it was said
            _file(scene, before, **known)
        return
    if before is not None and can_be_sealed(before):
        words = f"{before.text}\n{command.text}" if before.text else command.text
        put_away(scene, words, unsure, before)
        take_away(scene, before)
    else:
        words = command.text
        put_away(scene, words, unsure)
    part = public_part(scene, words, village) if unsure else ""
    scene.desk.answer(Line("sealed.part" if part else "sealed.kept"))
    if part:
        file_public(scene, scene.where, part)


def answered(scene: Scene, draft: Concern) -> dict[str, Any]:
    """What was said to where and since when before the words that are sealed: the road still lies there."""
    talks = (scene.talk.open, scene.talk.suspended)
    about = [each for each in talks if each is not None and each.script == "report" and each.args.get("concern") == draft.id]
    return partial(scene, about[0] if about else None)


def told(scene: Scene) -> Accusation:
    """What the words just heard say of a cadre, heard with those they follow: the accusation may be in a second sentence."""
    alone, text = scene.reading.accusation, scene.heard.text or ""
    before = scene.draft or lately(scene)
    if alone is Accusation.ACCUSED or before is None or not before.text or not text:
        return alone
    both = scene.ears(f"{before.text}。{text}").accusation
    # what the first sentence said by itself was judged when it was said
    return both if both in DOUBTS and scene.ears(before.text).accusation not in DOUBTS and both is not alone else alone


def lately(scene: Scene) -> Concern | None:
    """What was filed within the last ten minutes: the accusation may be its second sentence."""
    last = scene.talk.last
    if last is None or scene.now.timestamp() - last[1] > scene.limits.join_minutes * 60:
        return None
    return scene.desk.get(Concern, last[0])


def can_be_sealed(concern: Concern) -> bool:
    """A cry for help stays with those who were called; what is gone already is gone."""
    return concern.stage is not Stage.EMERGENCY and Stage.SEALED in CONCERN_ROADS[concern.stage]


def emptied(concern: Concern) -> Concern:
    """The row a sealed concern leaves behind reads like any withdrawn one."""
    gone = replace(concern, stage=Stage.SEALED, text="", category=None, sub=None, score=0.0, place=None, since=None, flags=frozenset())
    gone = replace(gone, urgency=0, behalf_of=None, issue=None, like=None, likeness=0.0)
    if concern.number:  # its author was given a number, and may look it up
        return gone
    return replace(gone, author="sealed", address="", person=None, household=None, message_id="", received_at=day_of(concern.received_at))


def day_of(moment: datetime) -> datetime:
    """The day alone: by the moment, rows written in one breath could be joined."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


# ---------------------------------------------------------------- into the vault


def put_away(scene: Scene, words: str, unsure: bool, concern: Concern | None = None, later: bool = False) -> SealedCase:
    """A sealed case for the unit above everybody named, its clock, and a neutral word to who reads there."""
    where = concern.address if concern is not None and later else scene.where
    village = concern.village if concern is not None and concern.village else scene.village
    who = named_in(scene, words, village)
    key = scene.fresh.id("sealed")
    at = scene.now.timestamp()
    if concern is None:
        scene.desk.sealed.append(Sealed(key, where, words, None, at=at))
    else:
        lines = wordings(scene, concern)
        scene.desk.sealed.append(Sealed(key, where, words, concern.id, lines, concern.issue, later, concern.message_id, at))
    named = marks(scene, who.persons)
    case = SealedCase(
        key,
        reading_unit(scene, who.level, village),
        day_of(scene.now),
        unsure=unsure,
        relay=scene.mark(where),
        named=named,
        speaker=speaker_of(scene, concern, named) if concern is not None and later else scene.speaker,
    )
    scene.desk.put(case)
    wind(scene, case)
    tell_readers(scene, case)
    scene.desk.note("clock", "sealed", case.id)
    return case


def speaker_of(scene: Scene, concern: Concern, named: frozenset[str]) -> str:
    """Whose a matter is that is sealed later; "" on a phone of the village's offices, who may have passed it on (代报), or of
    somebody named: nothing of the case shows there.
    """
    offices = any(hat.level is Level.VILLAGE for person in persons_of(scene, concern.address) for hat in scene.desk.hats(person.id))
    return "" if offices or near(scene, concern.address) & named else scene.mark(concern.person or concern.address)


def persons_of(scene: Scene, where: str) -> list[Person]:
    address = scene.desk.get(Address, where)
    return [p for key in (address.persons if address else ()) if (p := scene.desk.get(Person, key)) is not None]


def near(scene: Scene, where: str) -> frozenset[str]:
    """Who may hold this phone, and whom they live with, as a case knows those it names."""
    return marks(scene, tuple(persons_of(scene, where)))


def wordings(scene: Scene, concern: Concern) -> tuple[str, ...]:
    """Its lines as they were said and as others were shown them: in one run of words, without numbers, without names."""
    cadres, text = names_near(scene, concern.village), concern.text
    names = [(), cadres]
    if concern.issue and concern.village:  # in an issue's papers nobody of the village is named
        people: tuple[Person, ...] = scene.desk.find(PersonsOfUnit(concern.village))
        villagers = {p.name for p in people}
        names += [tuple(sorted(villagers)), tuple(sorted({*cadres, *villagers}))]
    texts = [text, *(redact(text, each) for each in names)]
    # whose name is no list's is told by what stands around it: alone a line may be shown otherwise than among the others
    apart = (text, " ".join(text.split()), *text.split("\n"))
    texts += [for_others(scene, concern.village, part, each) for part in apart for each in names]
    lines = [form for text in texts for each in text.split("\n") for form in (each.strip(), " ".join(each.split()))]
    bare = (each.rstrip("。") for each in lines)  # a list shows a line without the stop at its end
    return tuple(dict.fromkeys(each for each in bare if len(each) >= SHORTEST and each not in MEDIA_WORDS.values()))


def wind(scene: Scene, case: SealedCase) -> datetime:
    """Sets the case's clock: nobody above may sit on it. Whoever reads is reminded before it runs out."""
    set_to = times(CLOCKS[case.unsure], scene.now, scene.calendar, 0, scene.statutes.clocks or None, scene.statutes.session_days)
    due_at = next_hour(set_to.due_at)
    scene.desk.put(Due(f"vault_due:{case.id}", "vault_due", case.id, due_at))
    if set_to.warn_at is not None and set_to.warn_at > scene.now:
        scene.desk.put(Due(f"vault_warn:{case.id}", "vault_warn", case.id, next_hour(set_to.warn_at)))
    return due_at


def next_hour(moment: datetime) -> datetime:
    """A clock that ran to the minute would tell when the words were said."""
    full = moment.replace(minute=0, second=0, microsecond=0)
    return full if full == moment else full + timedelta(hours=1)


def stop(scene: Scene, case: SealedCase) -> None:
    """Somebody above has taken it in hand."""
    for what in ("vault_due", "vault_warn"):
        scene.desk.put(Due(f"{what}:{case.id}", what, case.id, scene.now, done=True))


def readers(scene: Scene, case: SealedCase, every: bool = False) -> tuple[Person, ...]:
    """Who opens it: the township's reviewers; in the district the discipline's liaison, else its leaders. Never somebody named.

    every: the district's leaders beside the liaison.
    """
    staff = scene.desk.staff(case.unit) if case.unit else None
    if staff is None:
        return ()
    discipline = [
        p
        for p in staff.holders.get(Office.LIAISON, ())
        if any(hat.department == DISCIPLINE and hat.unit == case.unit for hat in scene.desk.hats(p.id))
    ]
    if staff.district is not None and staff.unit.id != staff.district.id:
        found = [p for p in staff.holders.get(Office.REVIEWER, ()) if any(hat.unit == case.unit for hat in scene.desk.hats(p.id))]
    else:
        leaders = list(staff.holders.get(Office.DISTRICT_LEADER, ()))
        found = discipline + leaders if every else discipline or leaders
    return tuple(p for p in found if not case.named & {scene.mark(key) for key in (p.id, p.household) if key})


def tell_readers(scene: Scene, case: SealedCase) -> None:
    """That something waits, and nothing of it."""
    for person in readers(scene, case):
        scene.desk.say(Say(f"person:{person.id}", (Line("vault.come"),)))


# ---------------------------------------------------------------- out of the ordinary tables


def take_away(scene: Scene, concern: Concern) -> None:
    """The concern's row empties; an issue it stood in counts one voice less and no longer bears its words."""
    scene.desk.put(emptied(concern))
    scene.desk.put(Due(f"draft:{concern.id}", "draft", concern.id, day_of(scene.now), done=True))
    issue = scene.desk.get(Issue, concern.issue) if concern.issue else None
    if issue is None:
        return
    rest = [c for c in scene.desk.find(ConcernsOfIssue(issue.id)) if c.id != concern.id and c.stage not in (Stage.WITHDRAWN, Stage.SEALED)]
    if not rest:
        scene.desk.put(replace(issue, title=GONE))
    elif issue.title == title(as_others_read(scene, concern), 20):
        first = as_others_read(scene, rest[0])
        scene.desk.put(replace(issue, title=title(first, 20), category=first.category, place=first.place))
    recount(scene, issue.id)


def file_public(scene: Scene, where: str, words: str) -> Concern | None:
    """The public part stands on the village's list like anybody's words; nothing joins it to what is sealed."""
    address = scene.desk.get(Address, where)
    if address is None:
        return None
    theirs = replace(scene, where=where, key=address.talk)
    reading, person = theirs.ears(words), theirs.person
    concern = Concern(
        scene.fresh.id("concern"),
        address.talk,
        where,
        address.channel,
        address.account,
        "",
        scene.now,
        words,
        village=theirs.village,
        person=person.id if person else None,
        household=person.household if person else None,
        category=reading.category,
        sub=reading.sub,
        score=reading.score,
        urgency=reading.urgency,
        flags=reading.flags - DOORS_NAMED,
        place=reading.place,
        since=reading.since,
    )
    return _file(theirs, concern)


def _file(scene: Scene, concern: Concern, **known: Any) -> Concern | None:
    scene.desk.put(concern)
    file_concern(FileConcern(concern.id, checked=False, **known), scene)
    return scene.desk.get(Concern, concern.id)
