"""Spoken commands and small talk: what is said in a word or two."""

import re
from collections.abc import Callable
from dataclasses import replace

from handlers import acts, look_up, own_sealed, plain, playing, vault
from handlers.commands import Claim, HandOver, SendCode, UndoErase
from handlers.issues.accepting import finished
from handlers.issues.doing import my_tasks
from handlers.issues.legal import law_asked
from handlers.issues.objections import objection_said
from handlers.issues.opinions import Withhold
from handlers.issues.petition import petition_said
from handlers.issues.promises import promise_said
from handlers.issues.rules_found import rules_asked
from handlers.messages import Line, line
from handlers.office_words import (
    ALIASES,
    CADRE_COMMANDS,
    COVERED,
    EXPLAINED,
    OTHERS,
    TRIAGERS,
    UNTOLD,
    do,
    fits,
    names_an_option,
    open_when,
    recategorise,
    start,
)
from handlers.report import CHANGEABLE, own_concerns
from handlers.scene import Scene
from handlers.village.people import Office
from nlp.reading import Speech

_LOOK = re.compile(r"(?:查|查询|查一下|进展|编号)[ :：，,]*([0-9]{6})?")
_NUMBER = re.compile(r"[1-9][0-9]{5}")
_CLAIM = re.compile(r"绑定码[ :：]*([0-9]{8})")
_ANNOUNCE = re.compile(r"(?:通知|发通知|公告)[ :：，,]*(.*)", re.S)
_RECATEGORISE = re.compile(r"改类别?[ :：，,]*([0-9]{1,2})")
_PHONE = re.compile(r"(?:网格员(?:的)?电话|网格员是谁|找网格员|支书(?:的)?电话)")

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
    mine = (word for word, (offices, _) in CADRE_COMMANDS.items() if any(fits(hat, word, offices) for hat in scene.hats))
    words = [word for word in mine if word not in UNTOLD | ALIASES]
    return (first,) if scene.small or not words else (first, line("help.office", words="、".join(words)))


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


COMMANDS: dict[str, Callable[[Scene], None]] = {
    "我的事": _mine,
    "我的记录": _mine,
    "查": _mine,
    "查询": _mine,
    "查来件": _private(do(vault.CheckSealed())),
    "我的来件": _private(do(vault.CheckSealed())),
    "撤来件": _private(do(vault.WithdrawSealed())),
    "进展": _mine,
    "我的意见": _private(lambda scene: playing.start(scene, "opinions", {"comment": ""})),
    "听错了": _private(lambda scene: playing.start(scene, "opinions", {"comment": ""})),
    "别念": _private(do(Withhold())),
    "别公开": _private(do(Withhold())),
    "我的话别公开": _private(do(Withhold())),
    "改一下": _private(_own("amend")),
    "撤回": _private(_own("withdraw")),
    "删掉我的信息": _private(start("erase")),
    "删掉": _private(start("erase")),
    "任务": _private(open_when("doing", my_tasks, Line("doing.nothing"))),
    "还是不行": _private(open_when("still_bad", finished, Line("again.nothing"))),
    "别删": do(UndoErase()),
    "别删了": do(UndoErase()),
    "找人说": do(HandOver()),
    "人工": do(HandOver()),
    "转人工": do(HandOver()),
    "绑定": start("bind"),
    "解绑": open_when("unbind", lambda scene: scene.address.persons, Line("unbind.nothing")),
    "验证": do(SendCode()),
    "换村": start("village"),
    "通知方式": start("way"),
}
# Conversations of villagers in whose middle a question back is no answer.
ASIDE = frozenset({"report", "stray", "opinions", "poll", "answered", "rating", "still_bad", "amend"})


def command(scene: Scene, words: str) -> bool:
    """True when the words were a spoken command, and it was done."""
    bare = words.rstrip("。.!！")
    if bare in COMMANDS:
        COMMANDS[bare](scene)
        return True
    if (sealed := own_sealed.asked_of_it(scene, bare)) is not None:
        _private(do(sealed))(scene) if isinstance(sealed, vault.CheckSealed | vault.WithdrawSealed) else acts.do(sealed, scene)
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
    return matter_command(scene, bare) or cadre_command(scene, bare) or plain_question(scene, bare)


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


def plain_question(scene: Scene, words: str) -> bool:
    """「路修好没有」, also while a villager's own question is open: it is asked once more behind the answer."""
    waiting = scene.talk.open
    if waiting is not None and waiting.script not in ASIDE:
        return False
    question = plain.question_of(scene, words)
    if question is None:
        return False
    if not asked_who(scene):
        scene.desk.answer(*plain.answered(scene, question))
        if waiting is not None:
            playing.advance(scene, waiting)
    return True


def cadre_command(scene: Scene, words: str) -> bool:
    if words in OTHERS and names_an_option(scene, words):
        return False
    offices, begin = CADRE_COMMANDS.get(words, (frozenset(), None))
    if begin is not None and any(fits(hat, words, offices) for hat in scene.hats):
        playing.cover(scene, COVERED.get(words, frozenset()))
        begin(scene)
        return True
    if (nth := _RECATEGORISE.fullmatch(words)) and scene.holds(*TRIAGERS):
        recategorise(scene, nth[1])
        return True
    if (told := OTHERS.get(words)) is not None and (words in EXPLAINED or scene.hats):
        scene.desk.answer(told)
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
