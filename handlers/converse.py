"""One turn: the one order of listening, the open question, and the conversations that follow one another.

opt-out → danger → 取消 返回 帮助 → 查 and the other spoken commands → the open question → a concern → small talk.
"""

from dataclasses import replace

from handlers import acts, events, spoken
from handlers.acts.concerns import MEDIA_WORDS
from handlers.acts.sealing import DOUBTS, told
from handlers.commands import KeepDraft, OptOut, RaiseAlert, Seal, Supplement
from handlers.late_yes import late_yes
from handlers.lawful_doors import lawful_doors
from handlers.messages import Line
from handlers.on_the_phone import MissedCall
from handlers.open_question import answer
from handlers.own_sealed import follows, just_sealed
from handlers.playing import answer_ask, follow, open_asks, take
from handlers.replies import fold, is_opt_out
from handlers.scene import Scene
from handlers.talk import SKIP
from handlers.vault import AddToSealed
from nlp.reading import Speech

MEDIA = frozenset({"image", "voice", "video", "shortvideo", "location", "link"})


def respond(scene: Scene) -> None:
    """Everything that one message does: fills the scene's desk with the answer, the changes and what others are told."""
    kind = scene.heard.kind
    if "service" in scene.heard.extra or kind == "status":
        scene.desk.silent = True
    elif kind == "key":
        key_pressed(scene)
    elif kind == "missed_call":
        acts.do(MissedCall(), scene)
    elif kind.startswith("event."):
        events.happen(scene)
    else:
        hear_words(scene)
    follow(scene)
    scene.desk.silent |= "withheld" in scene.heard.extra  # no number: what was said stands, and nobody can be answered
    if not scene.desk.silent:
        acts.first_contact(scene)


def key_pressed(scene: Scene) -> None:
    """In a call the key answers what was asked by telephone; anything else it may mean elsewhere was not heard there.

    A call asks one thing: what could be said besides (why not?) is skipped, or the answer would wait for it for ever.
    """
    digit = (scene.heard.text or "").strip()
    ask = next((ask for ask in open_asks(scene) if ask.channel == scene.heard.channel and digit in ask.shown), None)
    if ask is None:
        scene.desk.silent = True
        return
    answer_ask(scene, ask, ask.shown[digit])
    while (waiting := scene.talk.open) is not None and waiting.script == ask.script and waiting.skippable:
        scene.desk.lines, scene.desk.labels = [], []
        take(scene, waiting, SKIP)


def hear_words(scene: Scene) -> None:
    still_here(scene)
    words = fold(scene.heard.text or "")
    if scene.heard.kind in MEDIA and not words:
        picture(scene)
        return
    if is_opt_out(words) and not doubtful_opt_out(scene, words):
        acts.do(OptOut(), scene)
    elif scene.reading.danger is not None and scene.reading.sure:
        alarm(scene)
    elif not (spoken.way_out(scene, words) or spoken.command(scene, words) or answer(scene, words) or late_yes(scene, words)):
        free_speech(scene)


def still_here(scene: Scene) -> None:
    """Whoever speaks can be spoken to, whatever a provider said of them before: a WeCom member may be let in again."""
    if not scene.address.following:
        scene.desk.put(replace(scene.address, following=True))


def picture(scene: Scene) -> None:
    """It joins what is being talked about; right after an accusation it is evidence, and goes where that went."""
    sealed = scene.talk.draft is None and scene.talk.last is None and just_sealed(scene) is not None
    acts.do(AddToSealed(MEDIA_WORDS[scene.heard.kind]) if sealed else Supplement("", ""), scene)


def doubtful_opt_out(scene: Scene, words: str) -> bool:
    """A bare T, R or N under an open question may be an answer: it is asked back, not obeyed."""
    return len(words) == 1 and (scene.talk.open is not None or bool(open_asks(scene)))


def alarm(scene: Scene) -> None:
    reading = scene.reading
    assert reading.danger is not None
    acts.do(RaiseAlert(reading.danger.value, scene.heard.text or "", reading), scene)


def free_speech(scene: Scene) -> None:
    """A sentence that sounds like a concern becomes a draft; anything else gets a decent answer."""
    reading, text = scene.reading, scene.heard.text or ""
    scene.desk.answer(*lawful_doors(scene))
    if reading.danger is not None and told(scene) in DOUBTS:
        alarm(scene)
        return
    if reading.danger is not None:  # not sure enough to ring: the number to call, and then as with any concern
        scene.desk.answer(Line("danger.perhaps"))
    if told(scene) in DOUBTS:
        acts.do(Seal(text, reading), scene)
    elif follows(scene):
        acts.do(AddToSealed(text), scene)
    elif reading.speech in (Speech.CONCERN, Speech.QUESTION):
        acts.do(KeepDraft(text, reading, scene.heard.kind), scene)
    else:
        scene.desk.answer(*spoken.small_talk(scene, reading.speech))
