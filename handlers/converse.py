"""One turn: the one order of listening, the open question, and the conversations that follow one another.

opt-out → danger → 取消 返回 帮助 → 查 and the other spoken commands → the open question → a concern → small talk.
"""

from dataclasses import replace

from handlers import acts, events, spoken
from handlers.commands import KeepDraft, OptOut, RaiseAlert, Seal, Supplement
from handlers.playing import advance, again, answer_ask, follow, open_asks, start, take
from handlers.replies import fold, is_opt_out, read_choice
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import BACK, MORE, SKIP, Open, key_of
from handlers.village.matter import Concern
from nlp.reading import Accusation, Speech

MEDIA = frozenset({"image", "voice", "video", "shortvideo", "location", "link"})
# Questions about the concern itself: here new words may be another matter. Elsewhere words are what was asked for.
STRAYS = frozenset({"report.village", "report.where", "report.since", "report.neighbour", "report.whose", "report.check"})
# What a villager answers here is read by village cadres: an accusation must not be among it.
VILLAGERS_WORDS = frozenset({"report", "amend", "danger", "answered"})
STRONG = 10  # characters: fewer are an answer, not a new concern


def respond(scene: Scene) -> None:
    """Everything that one message does: fills the scene's desk with the answer, the changes and what others are told."""
    kind = scene.heard.kind
    if "service" in scene.heard.extra or kind in ("status", "key"):
        scene.desk.silent = True
    elif kind.startswith("event."):
        events.happen(scene)
    else:
        hear_words(scene)
    follow(scene)
    if not scene.desk.silent:
        acts.first_contact(scene)


def hear_words(scene: Scene) -> None:
    words = fold(scene.heard.text or "")
    if scene.heard.kind in MEDIA and not words:
        acts.do(Supplement("", ""), scene)
        return
    if is_opt_out(words) and not doubtful_opt_out(scene, words):
        acts.do(OptOut(), scene)
    elif scene.reading.danger is not None:
        alarm(scene)
    elif not (spoken.way_out(scene, words) or spoken.command(scene, words) or answer(scene, words)):
        free_speech(scene)


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
    if reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE):
        acts.do(Seal(text, reading), scene)
    elif reading.speech in (Speech.CONCERN, Speech.QUESTION):
        acts.do(KeepDraft(text, reading, scene.heard.kind), scene)
    else:
        scene.desk.answer(*spoken.small_talk(scene, reading.speech))


# ---------------------------------------------------------------- the open question


def answer(scene: Scene, words: str) -> bool:
    """Reads the words against what is open here. False: nothing is open, or they answer nothing."""
    waiting = scene.talk.open
    if waiting is not None and (token := read_open(waiting, words)) is not None:
        take(scene, waiting, token)
        return True
    for ask in open_asks(scene):
        choice = read_choice(words, ask.shown, {})
        if choice.token is not None:
            answer_ask(scene, ask, choice.token)
            return True
    if waiting is None:
        return False
    return turn_page(scene, waiting, words) or other_words(scene, waiting, words)


def read_open(waiting: Open, words: str) -> str | None:
    """The token the words stand for, None when they name none of the options shown."""
    if waiting.skippable and words in ("0", "跳过", "不知道", "不晓得"):
        return SKIP
    if not waiting.shown:
        return None
    choice = read_choice(words, waiting.shown, waiting.labels)
    return choice.token if choice.kind == "token" else None


def turn_page(scene: Scene, waiting: Open, words: str) -> bool:
    step = {MORE: 1, BACK: -1}.get(words)
    if step is None or waiting.words or waiting.page + step < 0:
        return False
    advance(scene, replace(waiting, page=waiting.page + step))
    return True


def other_words(scene: Scene, waiting: Open, words: str) -> bool:
    """Words that are no option: the answer to a free question, another matter, or not understood."""
    name = key_of(waiting.question)
    if is_opt_out(words):  # only a bare letter gets here: it may be either, so it is asked back
        again(scene, waiting, "kit.words" if waiting.words else "kit.digits")
    elif scene.reading.accusation is Accusation.ACCUSED and waiting.script in VILLAGERS_WORDS:
        acts.do(Seal(scene.heard.text or "", scene.reading), scene)
    elif waiting.script == "report" and name in STRAYS and new_matter(scene, waiting):
        begin_stray(scene, waiting)
    elif waiting.words and (not words.isdigit() or waiting.script in ("bind", "prove")):
        take(scene, waiting, (scene.heard.text or "").strip()[:500])
    elif waiting.script == "report" and name == "report.check" and not words.isdigit() and len(words) > 3:
        acts.do(Supplement(waiting.args.get("concern", ""), scene.heard.text or ""), scene)
        again(scene, waiting, "kit.added")
    else:
        again(scene, waiting, "kit.digits" if waiting.shown else "kit.words")
    return True


def new_matter(scene: Scene, waiting: Open) -> bool:
    reading = scene.reading
    strong = reading.speech is Speech.CONCERN and reading.category is not None and len(scene.heard.text or "") >= STRONG
    draft = scene.desk.get(Concern, waiting.args.get("concern", ""))
    return strong and not waiting.strayed and (draft is None or draft.category != reading.category)


def begin_stray(scene: Scene, waiting: Open) -> None:
    text = scene.heard.text or ""
    scene.desk.put(replace(scene.talk, suspended=replace(waiting, strayed=True), aside=(text, scene.heard.message_id)))
    start(scene, "stray", {"words": clip(text, 30)})
