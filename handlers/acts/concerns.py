"""A concern's own life: kept, filed, restated, amended, withdrawn; handing over to a person."""

from dataclasses import replace
from datetime import timedelta

from handlers.acts import concern_clocks
from handlers.acts.supporting import recount
from handlers.commands import Amend, FileConcern, HandOver, KeepDraft, Restate, Supplement, Withdraw
from handlers.look_up import day, role_of, who
from handlers.memory import Due, NumberTaken, UnitNamed
from handlers.messages import Line, Say, SayKind, line
from handlers.named import DOORS_NAMED, NAMES_CADRE
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.matter import Concern, Entry, EntryKind, OnBehalf, Stage
from handlers.village.people import Office, Person, Unit
from handlers.village.road import Held, move
from nlp.reading import Accusation, Reading

# Who keeps a draft, in the chain: its row says whose it is, as long as it is anybody's. A row of the chain can never be taken
# back, and a draft may still be sealed.
AUTHOR = "author"

MEDIA_WORDS = {
    "image": "（图片）",
    "voice": "（语音，等人听）",
    "video": "（视频）",
    "shortvideo": "（视频）",
    "location": "（位置）",
    "link": "（链接）",
}


def keep_draft(command: KeepDraft, scene: Scene) -> None:
    """Kept first; then the conversation "report" asks what is missing."""
    reading = command.reading
    concern = new_concern(scene, command.text, reading)
    unit = named_unit(scene, command.text) if concern.village is None else None
    if unit is not None:
        concern = replace(concern, village=unit.id)
    if command.message_id:
        concern = replace(concern, message_id=command.message_id)
    scene.desk.put(concern)
    later(scene, "draft", concern.id, timedelta(minutes=scene.limits.draft_minutes))
    scene.desk.put(replace(scene.talk, draft=concern.id, last=(concern.id, scene.now.timestamp())))
    scene.desk.note(AUTHOR, "keep_draft", concern.id)
    scene.desk.next = ("report", report_args(concern, reading))


def new_concern(scene: Scene, text: str, reading: Reading) -> Concern:
    heard, person = scene.heard, scene.person
    return Concern(
        id=scene.fresh.id("concern"),
        author=scene.key,
        address=scene.where,
        channel=heard.channel,
        account=heard.account,
        message_id=heard.message_id,
        received_at=scene.now,
        text=text,
        village=scene.village,
        person=person.id if person else None,
        household=person.household if person else None,
        category=reading.category,
        sub=reading.sub,
        score=reading.score,
        urgency=reading.urgency,
        flags=(reading.flags - DOORS_NAMED) | ({NAMES_CADRE} if reading.accusation is Accusation.NAMED else frozenset()),
        place=reading.place,
        since=reading.since,
    )


def named_unit(scene: Scene, text: str) -> Unit | None:
    found: tuple[Unit, ...] = scene.desk.find(UnitNamed(text[:200]))
    return found[0] if len(found) == 1 else None


def report_args(concern: Concern, reading: Reading) -> dict[str, str]:
    args = {"concern": concern.id, "words": clip(concern.text), "whose": reading.whose.value}
    known = {"village": concern.village, "place": concern.place, "since": concern.since}
    return args | {name: value for name, value in known.items() if value}


def later(scene: Scene, kind: str, ref: str, after: timedelta) -> None:
    """Something to be looked at again in village time."""
    scene.desk.put(Due(f"{kind}:{ref}", kind, ref, scene.now + after))


def supplement(command: Supplement, scene: Scene) -> None:
    """Words or a picture join the open draft, or the last concern within ten minutes; alone, they begin a draft."""
    heard, talk = scene.heard, scene.talk
    words = command.words or heard.extra.get("label") or MEDIA_WORDS.get(heard.kind, heard.kind)
    concern = joined(scene, command.concern)
    if concern is None:
        keep_draft(KeepDraft(MEDIA_WORDS.get(heard.kind, words), Reading(), heard.kind), scene)
        return
    entry = Entry(scene.fresh.id("entry"), concern.id, EntryKind.SUPPLEMENT, scene.now, scene.actor, words)
    scene.desk.put(entry)
    scene.desk.put(replace(concern, text=f"{concern.text}\n{words}"[:2000]))
    scene.desk.put(replace(talk, last=(concern.id, scene.now.timestamp())))
    scene.desk.note(AUTHOR if concern.stage is Stage.DRAFT else scene.actor, "supplement", concern.id)
    if not command.words:
        scene.desk.answer(Line("media.joined"))


def joined(scene: Scene, key: str) -> Concern | None:
    talk = scene.talk
    if key or talk.draft:
        return scene.desk.get(Concern, key or talk.draft or "")
    if talk.last and scene.now.timestamp() - talk.last[1] <= scene.limits.join_minutes * 60:
        return scene.desk.get(Concern, talk.last[0])
    return None


def file_concern(command: FileConcern, scene: Scene) -> None:
    """From draft to filed: number, responsible person, date. The receipt says all three."""
    draft = scene.desk.get(Concern, command.concern)
    if draft is None or draft.stage not in (Stage.DRAFT, Stage.EMERGENCY):
        scene.desk.answer(Line("kit.closed"))
        return
    village = draft.village or village_by_name(scene, command.village)
    filed = replace(
        draft,
        village=village,
        place=command.place or draft.place,
        since=command.since or draft.since,
        on_behalf=command.on_behalf,
        behalf_of=command.behalf_of,
        household=household_meant(draft, command),
        checked=command.checked,
    )
    receive(scene, filed)


def household_meant(draft: Concern, command: FileConcern) -> str | None:
    """A neighbour's matter counts for the neighbour's household, known or not; one's own family is one's own household."""
    if command.on_behalf is OnBehalf.NEIGHBOUR:
        return f"meant:{draft.village}:{command.behalf_of}" if command.behalf_of else f"meant:{draft.id}"
    return draft.household


def village_by_name(scene: Scene, words: str | None) -> str | None:
    unit = named_unit(scene, words) if words else None
    return unit.id if unit else None


def receive(scene: Scene, concern: Concern) -> None:
    """The concern stands on the village's list; its author gets the receipt."""
    filed = stand_on_list(scene, concern)
    if filed is not None:
        receipt = "receipt.checked" if filed.checked else "receipt.unchecked"
        scene.desk.answer(line(receipt, number=filed.number or "", who=who(scene, filed), day=day(filed)))


def stand_on_list(scene: Scene, concern: Concern) -> Concern | None:
    """Number, keeper and date; None, with the refusal said, when the road does not allow it."""
    moved = move(concern, Stage.RECEIVED)
    if isinstance(moved, Held):
        scene.desk.answer(Line(moved.reason))
        return None
    staff = scene.desk.staff(concern.village)
    keeper = staff.first(Office.SECRETARY, Office.COMMITTEE) if staff else None
    filed = replace(
        moved.concern,
        number=concern.number or free_number(scene, concern),
        responsible=keeper.id if keeper else None,
        due_on=scene.calendar.add_working_days(scene.now.date(), scene.limits.answer_days),
    )
    scene.desk.put(filed)
    scene.desk.put(Entry(scene.fresh.id("filed"), filed.id, EntryKind.FILED, scene.now, scene.actor))
    scene.desk.put(Due(f"group:{filed.id}", "group", filed.id, scene.now))
    concern_clocks.watch(scene, filed)
    if scene.talk.draft == filed.id:
        scene.desk.put(replace(scene.talk, draft=None))
    if filed.village is None:
        tell_district(scene, filed)
    scene.desk.note(scene.actor, "file_concern", filed.id, "checked" if filed.checked else "unchecked")
    return filed


def tell_district(scene: Scene, concern: Concern) -> None:
    """A concern whose village nobody knows must not lie in a corner: the district hears of it at once."""
    staff = scene.desk.staff("")
    keeper = staff.first(Office.DISTRICT_LEADER, Office.SECRETARY, Office.LIAISON) if staff else None
    if keeper is not None:
        category = Line(f"category.{concern.category}" if concern.category else "category.none")
        words = line("unplaced.told", number=concern.number or "—", category=category)
        scene.desk.say(Say(f"person:{keeper.id}", (words,), about=concern.id))


def free_number(scene: Scene, concern: Concern) -> str:
    """A random public number that nobody has yet."""
    for attempt in range(20):
        number = scene.fresh.number(concern.id, attempt)
        if not scene.desk.find(NumberTaken(number)):
            return number
    raise RuntimeError("no free public number in twenty tries")


def restate(command: Restate, scene: Scene) -> None:
    """The right words come first now, the ones misheard stay below; both remain the author's own."""
    concern = scene.desk.get(Concern, command.concern)
    if concern is None:
        return
    reading = scene.ears(command.words)
    better = replace(
        concern,
        text=f"{command.words}\n{concern.text}"[:2000],
        category=reading.category or concern.category,
        sub=reading.sub if reading.category else concern.sub,
        score=reading.score if reading.category else concern.score,
        place=reading.place or concern.place,
        since=reading.since or concern.since,
    )
    scene.desk.put(better)
    scene.desk.note(AUTHOR if concern.stage is Stage.DRAFT else scene.actor, "restate", concern.id)
    args = report_args(better, reading) | {"words": clip(command.words)}
    scene.desk.next = ("report", args)


def withdraw(command: Withdraw, scene: Scene) -> None:
    """撤回: a draft simply goes; a filed one leaves the list, and an issue it stood in counts one voice less."""
    concern = scene.desk.get(Concern, command.concern)
    if concern is None or concern.author != scene.key:
        scene.desk.answer(Line("held.not_yours"))
        return
    moved = move(concern, Stage.WITHDRAWN)
    if isinstance(moved, Held):
        scene.desk.answer(Line(moved.reason))
        return
    scene.desk.put(moved.concern)
    if scene.talk.draft == concern.id:
        scene.desk.put(replace(scene.talk, draft=None))
    if concern.issue:
        recount(scene, concern.issue)
    scene.desk.note(scene.actor, "withdraw", concern.id)
    scene.desk.answer(line("withdraw.done", number=concern.number) if concern.number else Line("cancel.draft"))


def drop_draft(scene: Scene) -> None:
    """取消 in the middle of a report: what was said so far is withdrawn."""
    draft = scene.draft
    if draft is not None and draft.stage is Stage.DRAFT:
        scene.desk.put(replace(draft, stage=Stage.WITHDRAWN))
        scene.desk.put(replace(scene.talk, draft=None))
        scene.desk.note(scene.actor, "withdraw", draft.id)


def amend(command: Amend, scene: Scene) -> None:
    """改一下: better words join the file; whoever holds the matter sees both."""
    concern = scene.desk.get(Concern, command.concern)
    if concern is None or concern.author != scene.key:
        scene.desk.answer(Line("held.not_yours"))
        return
    scene.desk.put(replace(concern, text=f"{concern.text}\n{command.words}"[:2000]))
    scene.desk.put(Entry(scene.fresh.id("entry"), concern.id, EntryKind.SUPPLEMENT, scene.now, scene.actor, command.words))
    scene.desk.note(scene.actor, "amend", concern.id)
    scene.desk.answer(line("amend.done", number=concern.number or "—"))


def hand_over(command: HandOver, scene: Scene) -> None:
    """找人说: the grid worker (else the secretary) is asked to call back; the villager is told who will."""
    person, staff, household = scene.person, scene.staff, scene.household
    if staff is None:
        scene.desk.answer(Line("phone.unknown_village"))
        return
    lead = staff.grid_leads.get(household.grid) if household else None
    helper = lead or staff.first(Office.SECRETARY, Office.COMMITTEE)
    if helper is None:
        scene.desk.answer(Line("phone.none"))
        return
    scene.desk.say(Say(f"person:{helper.id}", (line("handover.call", caller=caller(scene, person)),), kind=SayKind.NEWS))
    scene.desk.note(scene.actor, "hand_over", helper.id)
    scene.desk.answer(line("handover.done", who=role_of(helper, staff)))


def caller(scene: Scene, person: Person | None) -> str | Line:
    """Who wants to be called, and how: asked for by themselves, so name and number may be given."""
    if person is not None:
        return line("handover.person", name=person.name, phone=(person.phone or "").removeprefix("+86") or "—")
    if scene.heard.channel in ("sms", "phone"):
        return line("handover.phone", phone=scene.heard.sender.removeprefix("+86"))
    return Line("handover.unknown")
