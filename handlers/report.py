"""Free speech first: what is said becomes a draft at once; at most two questions (where, since when), then the read-back."""

from handlers.commands import Amend, Command, FileConcern, Restate, Withdraw
from handlers.look_up import mine, title
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.matter import OnBehalf, Stage
from handlers.where_when import detail, since_told, where_told

CHECKS = (
    Pick("right", Line("check.right"), "right"),
    Pick("wrong", Line("check.wrong"), "wrong"),
    Pick("drop", Line("check.drop"), "drop"),
)
WHOSE = (
    Pick("self", Line("whose.self"), OnBehalf.SELF),
    Pick("family", Line("whose.family"), OnBehalf.FAMILY),
    Pick("neighbour", Line("whose.neighbour"), OnBehalf.NEIGHBOUR),
)
CLIP = 60  # characters of the villager's words in a read-back


def clip(words: str, most: int = CLIP) -> str:
    """One line of people's words, cut with an ellipsis."""
    flat = " ".join(words.split()).rstrip("。")
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def report(
    scene: Scene, concern: str, words: str, village: str = "", place: str = "", since: str = "", whose: str = "self"
) -> Talk[Command | None]:
    """From a draft to a filed concern. The arguments are what the ears made of the first words."""
    heard = [Line("report.heard")]
    named: str | None = village
    if not village:
        named = yield from ask("report.village", skippable=True, before=heard)
        heard = []
    elif not place:
        told = where_told(scene, (yield from ask("report.where", skippable=True, before=heard)) or "", since)
        place, since, heard = told.place, told.since, []
    if not since:
        place, since, heard = yield from since_when(scene, place, heard)
    on_behalf, behalf_of = OnBehalf.SELF, ""
    if whose != "self":
        on_behalf = yield from choose("report.whose", WHOSE, before=heard)
        heard = []
        if on_behalf is OnBehalf.NEIGHBOUR:  # it counts for the household meant, so that must be known
            behalf_of = (yield from ask("report.neighbour", skippable=True)) or ""
    read = line("report.told", words=words, detail=detail(place, since))
    check = yield from choose("report.check", CHECKS, before=[*heard, read])
    if check == "drop":
        return Withdraw(concern)
    if check == "wrong":
        again = yield from ask("report.again")
        return Restate(concern, again or "")
    return FileConcern(concern, True, named or None, place or None, since or None, on_behalf, behalf_of or None)


def since_when(scene: Scene, place: str, heard: list[Line]) -> Talk[tuple[str, str, list[Line]]]:
    """Place and time as known afterwards, and what is said before the next question. What is no time is asked for once more."""
    told = since_told(scene, (yield from ask("report.since", skippable=True, before=heard)) or "", place)
    if told.why is not None:
        told = since_told(scene, (yield from ask("report.since_again", skippable=True, before=[told.why])) or "", told.place)
    return told.place, told.since, [Line("report.never_mind")] if told.unknown else []


def stray(scene: Scene, words: str) -> Talk[str]:
    """A strong new concern in the middle of a question: another matter, or more about this one?"""
    picks = (Pick("another", Line("stray.another"), "another"), Pick("same", Line("stray.same"), "same"))
    which: str = yield from choose("stray.which", picks, words=words)
    return which


def own_concerns(scene: Scene, *stages: Stage) -> list[Pick]:
    """The speaker's own matters as options, those that may still be changed."""
    return [Pick(c.id, line("concern.option", number=c.number or "—", title=title(c)), c) for c in mine(scene) if c.stage in stages]


CHANGEABLE = (Stage.RECEIVED, Stage.CANDIDATE, Stage.MERGED, Stage.ANSWERED, Stage.REFERRED, Stage.DECLINED, Stage.PRIVATE)


def amend(scene: Scene) -> Talk[Command | None]:
    """改一下: more or better words about one of one's own matters."""
    picks = own_concerns(scene, *CHANGEABLE)
    if not picks:
        return None
    concern = picks[0].value if len(picks) == 1 else (yield from choose("amend.which", picks))
    words = yield from ask("amend.words", words=clip(concern.text))
    return Amend(concern.id, words) if words else None


def withdraw(scene: Scene) -> Talk[Command | None]:
    """撤回: takes back one of one's own matters."""
    picks = own_concerns(scene, *CHANGEABLE)
    if not picks:
        return None
    concern = picks[0].value if len(picks) == 1 else (yield from choose("withdraw.which", picks))
    sure = (Pick("yes", Line("withdraw.yes"), True), Pick("no", Line("withdraw.no"), False))
    return Withdraw(concern.id) if (yield from choose("withdraw.check", sure, words=clip(concern.text))) else None
