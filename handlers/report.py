"""Free speech first: what is said becomes a draft at once; at most two questions (where, since when), then the read-back."""

from datetime import date

from handlers.commands import Amend, Command, FileConcern, Restate, Withdraw
from handlers.look_up import mine, title
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.matter import OnBehalf, Stage
from nlp import when
from nlp.late import late

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
_UNKNOWN = late(
    "[我俺]?[也早都]?(?:记不得|记不清|不记得|忘|忘记|说不清|说不准|说不上来?|不清楚|没注意|没记住|想不起来?)[了啦哩呀嘞]?(?:多久|哪天|甚会儿)?[了啦]?"
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
        place, since = where_and_when((yield from ask("report.where", skippable=True, before=heard)) or "", since, scene.now.date())
        heard = []
    if not since:
        since = time_told((yield from ask("report.since", skippable=True, before=heard)) or "")
        heard = []
    on_behalf, behalf_of = OnBehalf.SELF, ""
    if whose != "self":
        on_behalf = yield from choose("report.whose", WHOSE, before=heard)
        heard = []
        if on_behalf is OnBehalf.NEIGHBOUR:  # it counts for the household meant, so that must be known
            behalf_of = (yield from ask("report.neighbour", skippable=True)) or ""
    told = line("report.told", words=words, detail=detail(place, since))
    check = yield from choose("report.check", CHECKS, before=[*heard, told])
    if check == "drop":
        return Withdraw(concern)
    if check == "wrong":
        again = yield from ask("report.again")
        return Restate(concern, again or "")
    return FileConcern(concern, True, named or None, place or None, since or None, on_behalf, behalf_of or None)


def time_told(answer: str) -> str:
    """记不得了 is no time: nothing is better than 从记不得了起."""
    return "" if _UNKNOWN.fullmatch(answer.strip("，。！ ")) else answer


def where_and_when(answer: str, since: str, today: date) -> tuple[str, str]:
    """What was said to "where?": whoever says only since when is not asked that again, and has said no place."""
    found = when.since(answer, today)
    return ("", since or answer) if found and found[0] == answer.strip("，。！ ") else (answer, since)


def detail(place: str, since: str) -> Line:
    """Where and since when, as far as known."""
    if place and since:
        return line("report.where_since", place=place, since=since)
    if place:
        return line("report.only_where", place=place)
    return line("report.only_since", since=since) if since else Line("report.no_detail")


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
