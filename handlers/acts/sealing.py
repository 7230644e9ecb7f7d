"""A cadre may be accused: the words leave the ordinary tables. The answer is neutral, and no village role hears of it."""

from dataclasses import dataclass, replace

from handlers.commands import Seal
from handlers.messages import Line
from handlers.scene import Scene
from handlers.village.matter import Concern, Stage


@dataclass(frozen=True, slots=True)
class Sealed:
    """What goes into the vault: the words, where they came from, and the earlier concern of the same matter, if any."""

    id: str
    address: str
    text: str
    concern: str | None


def seal(command: Seal, scene: Scene) -> None:
    """Keeps the words under the vault's key; a draft of the same matter follows them, its row empties."""
    draft = scene.draft or lately(scene)
    before = ""
    if draft is not None and draft.stage in (Stage.DRAFT, Stage.RECEIVED):
        before = draft.text
        scene.desk.put(emptied(draft))
    words = f"{before}\n{command.text}" if before else command.text
    scene.desk.sealed.append(Sealed(scene.fresh.id("sealed"), scene.where, words, draft.id if draft else None))
    # nothing of it stays in the talk either: not the words, not the question that was open
    scene.desk.put(replace(scene.talk, open=None, suspended=None, aside=None, draft=None, last=None))
    scene.desk.answer(Line("sealed.kept"))


def lately(scene: Scene) -> Concern | None:
    """What was filed within the last ten minutes: the accusation may be its second sentence."""
    last = scene.talk.last
    if last is None or scene.now.timestamp() - last[1] > scene.limits.join_minutes * 60:
        return None
    return scene.desk.get(Concern, last[0])


def emptied(concern: Concern) -> Concern:
    """The row a sealed concern leaves behind reads like any withdrawn one."""
    return replace(concern, stage=Stage.SEALED, text="", category=None, sub=None, score=0.0, place=None, since=None, flags=frozenset())
