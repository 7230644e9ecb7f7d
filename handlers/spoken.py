"""Spoken commands and small talk: what is said in a word or two."""

import re
from collections.abc import Callable
from dataclasses import replace

from handlers import acts, agenda, half_year, look_up, playing, vault
from handlers.commands import Claim, HandOver, MakeDigest, SendCode, UndoErase
from handlers.issues import linkage, review
from handlers.issues.accepting import finished
from handlers.issues.briefs import GUESTS
from handlers.issues.doing import my_tasks
from handlers.issues.legal import law_asked, opinions_waiting
from handlers.issues.objections import objection_said
from handlers.issues.opinions import Withhold
from handlers.issues.petition import COPIERS, petition_said, petitions
from handlers.issues.promises import promise_said
from handlers.issues.rounds import VISITORS
from handlers.issues.rules_found import rules_asked
from handlers.messages import Line, line
from handlers.report import CHANGEABLE, own_concerns
from handlers.scene import Scene
from handlers.village.people import Office
from handlers.village.rights import Hat
from handlers.village.roles import Level
from nlp.reading import Speech

_LOOK = re.compile(r"(?:查|查询|查一下|进展|编号)[ :：，,]*([0-9]{6})?")
_NUMBER = re.compile(r"[1-9][0-9]{5}")
_CLAIM = re.compile(r"绑定码[ :：]*([0-9]{8})")
_ANNOUNCE = re.compile(r"(?:通知|发通知|公告)[ :：，,]*(.*)", re.S)
_PHONE = re.compile(r"(?:网格员(?:的)?电话|网格员是谁|找网格员|支书(?:的)?电话)")

TRIAGERS = frozenset({Office.SECRETARY, Office.COMMITTEE})
UNTOLD = frozenset({"来件", "封存"})
TOWNSHIP_WORDS = frozenset({"把关", "破例", "备案"})
WAYS_OUT = {"取消": "cancel", "算了": "cancel", "不说了": "cancel", "返回": "back", "上一步": "back"}
HELP = frozenset({"帮助", "help", "Help", "HELP", "怎么用", "咋用", "?", "？", "菜单", "你好帮助"})


def way_out(scene: Scene, words: str) -> bool:
    """取消 always works; 返回 takes the last answer back; 帮助 says what can be said."""
    if words in HELP:
        scene.desk.answer(*help_for(scene))
        return True
    what = WAYS_OUT.get(words)
    if what is None:
        return False
    waiting = scene.talk.open
    if what == "back" and waiting is not None and waiting.answers:
        playing.advance(scene, replace(waiting, answers=waiting.answers[:-1], page=0))
        return True
    cancel(scene)
    return True


def help_for(scene: Scene) -> tuple[Line, ...]:
    """What anybody can say; in a chat also the words of one's own offices. That there is a vault is not told in passing."""
    first = Line("help.cadre" if scene.holds(*TRIAGERS) else "help.villager")
    words = [
        word for word, (offices, _) in CADRE_COMMANDS.items() if word not in UNTOLD and any(fits(hat, word, offices) for hat in scene.hats)
    ]
    return (first,) if scene.small or not words else (first, line("help.office", words="、".join(words)))


def fits(hat: Hat, word: str, offices: frozenset[Office]) -> bool:
    """A village's secretary has the office of a township's secretary, and none of its words."""
    return hat.office in offices and not (hat.level is Level.VILLAGE and word in TOWNSHIP_WORDS)


def cancel(scene: Scene) -> None:
    waiting = scene.talk.open
    scene.desk.put(replace(scene.talk, open=None, suspended=None, aside=None))
    if waiting is None:
        scene.desk.answer(Line("cancel.nothing"))
    elif waiting.script == "report" and scene.draft is not None:
        # what was said stays with its author only: nobody hears of a cancelled draft
        acts.drop_draft(scene)
        scene.desk.answer(Line("cancel.draft"))
    else:
        scene.desk.answer(Line("cancel.done"))


def _start(script: str) -> Callable[[Scene], None]:
    return lambda scene: playing.start(scene, script, {})


def _do(command: object) -> Callable[[Scene], None]:
    return lambda scene: acts.do(command, scene)


def _own(script: str) -> Callable[[Scene], None]:
    """A conversation about one's own matters; without any there is nothing to ask."""

    def begin(scene: Scene) -> None:
        if own_concerns(scene, *CHANGEABLE):
            playing.start(scene, script, {})
        else:
            scene.desk.answer(Line("look.nothing"))

    return begin


def _mine(scene: Scene) -> None:
    if not asked_who(scene):
        scene.desk.answer(*look_up.my_matters(scene))


def _private(then: Callable[[Scene], None]) -> Callable[[Scene], None]:
    def guarded(scene: Scene) -> None:
        if not asked_who(scene):
            then(scene)

    return guarded


def asked_who(scene: Scene) -> bool:
    """On a family phone 您是哪位 comes before anything private, once a day."""
    if len(scene.address.persons) > 1 and scene.person is None:
        playing.start(scene, "who", {})
        return True
    return False


def _vault(scene: Scene) -> None:
    """来件: to whoever reads none of it, a word like any other."""
    if not vault.reads(scene):
        scene.desk.answer(Line("speech.unclear"))
    elif scene.small:
        scene.desk.answer(Line("vault.chat_only"))
    elif vault.waiting(scene):
        playing.start(scene, "vault", {})
    else:
        scene.desk.answer(line("vault.nothing", count=str(vault.only_named(scene))))


def _opinion(scene: Scene) -> None:
    """The one that has waited longest, with its whole text."""
    if waiting := opinions_waiting(scene):
        playing.start(scene, "opinion", dict(waiting[0].args))
    else:
        scene.desk.answer(Line("opinion.nothing"))


def _waiting(script: str, found: Callable[[Scene], object], nothing: Line) -> Callable[[Scene], None]:
    """A conversation over what waits for an office; with nothing there is nothing to ask."""

    def begin(scene: Scene) -> None:
        if found(scene):
            playing.start(scene, script, {})
        else:
            scene.desk.answer(nothing)

    return begin


COMMANDS: dict[str, Callable[[Scene], None]] = {
    "我的事": _mine,
    "我的记录": _mine,
    "查": _mine,
    "查询": _mine,
    "查来件": _do(vault.CheckSealed()),
    "进展": _mine,
    "我的意见": _private(lambda scene: playing.start(scene, "opinions", {"comment": ""})),
    "别念": _private(_do(Withhold())),
    "改一下": _private(_own("amend")),
    "撤回": _private(_own("withdraw")),
    "删掉我的信息": _private(_start("erase")),
    "删掉": _private(_start("erase")),
    "任务": _private(_waiting("doing", my_tasks, Line("doing.nothing"))),
    "还是不行": _private(_waiting("still_bad", finished, Line("again.nothing"))),
    "别删": _do(UndoErase()),
    "别删了": _do(UndoErase()),
    "找人说": _do(HandOver()),
    "人工": _do(HandOver()),
    "转人工": _do(HandOver()),
    "绑定": _start("bind"),
    "验证": _do(SendCode()),
    "换村": _start("village"),
    "通知方式": _start("way"),
}
# A word, the offices it is for, and what it begins. The next villager may say the same word and mean something else by it.
CADRE_COMMANDS: dict[str, tuple[frozenset[Office], Callable[[Scene], None]]] = {
    "来件": (vault.READERS, _vault),
    "封存": (vault.ABOVE, _start("seal_later")),
    "半年回顾": (frozenset(half_year.READERS), _start("half_year")),
    "待办": (frozenset(Office), _waiting("agenda", agenda.mine, Line("agenda.nothing"))),
    "摘要": (TRIAGERS, _do(MakeDigest())),
    "处理": (TRIAGERS, _start("triage")),
    "走访": (VISITORS, _start("doors")),
    "外出名单": (VISITORS, _start("away")),
    "念汇总": (VISITORS, _start("read_back")),
    "没有反对": (VISITORS, _start("dissent")),
    "议题": (TRIAGERS, _start("matters")),
    "开会": (frozenset({Office.SECRETARY}), lambda scene: playing.start(scene, "matters", {"step": "open_meeting"})),
    "联名名单": (COPIERS, _waiting("signed_list", petitions, Line("signed.nothing"))),
    "备案": (frozenset({Office.REVIEWER}), _start("filing")),
    "法律意见": (frozenset({Office.POLICE}), _opinion),
    "简报": (GUESTS, _start("brief")),
    "任务单": (frozenset({Office.LIAISON}), _waiting("department_tasks", linkage.requests_waiting, Line("tasks.nothing"))),
    "把关": (frozenset(review.OFFICES), _waiting("review", review.anything, Line("review.nothing"))),
    "破例": (frozenset(review.OFFICES), _waiting("override", review.stalled_at_a_gate, Line("override.nothing"))),
}


# A word, and the bot's own questions that its conversation goes through anyway.
COVERED: dict[str, frozenset[str]] = {
    "把关": frozenset({"review"}),
    "任务单": frozenset({"request"}),
    "待办": frozenset({"agenda"}),
}


def command(scene: Scene, words: str) -> bool:
    """True when the words were a spoken command, and it was done."""
    bare = words.rstrip("。.!！")
    if bare in COMMANDS:
        COMMANDS[bare](scene)
        return True
    if (found := _LOOK.fullmatch(bare)) or (scene.talk.open is None and (found := _NUMBER.fullmatch(bare))):
        number = found[1] if found.re is _LOOK else found[0]
        scene.desk.answer(*(look_up.by_number(scene, number) if number else look_up.my_matters(scene)))
        return True
    if _PHONE.fullmatch(bare):
        scene.desk.answer(phone_of_grid_lead(scene))
        return True
    if found := _CLAIM.fullmatch(bare):
        acts.do(Claim(found[1]), scene)
        return True
    return matter_command(scene, bare) or cadre_command(scene, bare)


def matter_command(scene: Scene, words: str) -> bool:
    """有什么规定, 问法, 领办, 联名, 有意见: a word with something said beside it."""
    if lines := rules_asked(scene, words):
        scene.desk.answer(*lines)
    elif (question := law_asked(scene)) is not None:
        playing.start(scene, "ask_law", {"words": question} if question else {})
    elif (promise := promise_said(scene)) is not None:
        playing.start(scene, "promise", {"words": promise} if promise else {})
    elif (wanted := petition_said(scene)) is not None:
        playing.start(scene, "petition", {"words": wanted} if wanted else {})
    elif (against := objection_said(scene)) is not None:
        playing.start(scene, "object_to", {"words": against} if against else {})
    else:
        return False
    return True


def cadre_command(scene: Scene, words: str) -> bool:
    offices, begin = CADRE_COMMANDS.get(words, (frozenset(), None))
    if begin is not None and any(hat.office in offices for hat in scene.hats):
        playing.cover(scene, COVERED.get(words, frozenset()))
        begin(scene)
        return True
    found = _ANNOUNCE.fullmatch((scene.heard.text or words).strip())  # the cadre's own words, not the folded ones
    # a villager who says 通知… is telling us something; only who may announce starts an announcement
    if found and scene.holds(Office.SECRETARY):
        playing.start(scene, "announce", {"words": found[1].strip()} if found[1].strip() else {})
        return True
    return False


def phone_of_grid_lead(scene: Scene) -> Line:
    """The worker of the speaker's own grid, else the secretary; for an unknown village the honest answer."""
    staff, household = scene.staff, scene.household
    if staff is None:
        return Line("phone.unknown_village")
    lead = staff.grid_leads.get(household.grid) if household else None
    who = lead or staff.first(Office.SECRETARY, Office.COMMITTEE)
    if who is None or not who.phone:
        return Line("phone.none")
    return line("phone.is", who=look_up.role_of(who, staff), phone=local(who.phone))


def local(phone: str) -> str:
    """A number as people dial it: +8613800000000 → 13800000000."""
    return phone.removeprefix("+86")


def small_talk(scene: Scene, speech: Speech) -> list[Line]:
    return [Line(f"speech.{speech}")]
