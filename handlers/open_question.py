"""The words against what is open: the question as it was shown, the bot's own questions, or another matter in between."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from handlers import acts
from handlers.acts.sealing import DOUBTS, told
from handlers.commands import Seal, TellPlace
from handlers.doubts import mere_doubt, reason_in_doubt
from handlers.free_answers import STRONG, changed_mind, free_answer, sealed_at_a_door
from handlers.issues.amounts import OTHER_DAY
from handlers.issues.sentences import changes_mind
from handlers.lawful_doors import lawful_doors
from handlers.messages import Line
from handlers.named import place_alone
from handlers.own_sealed import follows
from handlers.playing import added, advance, again, answer_ask, asked_here, commented, meant, open_asks, start, take
from handlers.replies import is_opt_out, read_choice
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import BACK, MORE, SKIP, Open, key_of
from handlers.vault import AddToSealed
from handlers.village.matter import Concern
from nlp.reading import Speech
from nlp.when_told import LONGEST

# Questions about the concern itself: here new words may be another matter. Elsewhere words are what was asked for.
STRAYS = frozenset(
    {"report.village", "report.where", "report.since", "report.since_again", "report.neighbour", "report.whose", "report.check"}
)
# What a villager answers here is read by village cadres: an accusation must not be among it.
VILLAGERS_WORDS = frozenset(
    {
        "report",
        "amend",
        "danger",
        "answered",
        "opinions",
        "doors",
        "away",
        "visit_words",
        "rating",
        "still_bad",
        "object_to",
        "petition",
        "call",
    }
)
NONE_OF_THEM = ("跳过", "不知道", "不晓得", "说不准")
ABOUT_ONESELF = frozenset({"bind", "prove"})


def answer(scene: Scene, words: str) -> bool:
    """Reads the words against what is open here. False: nothing is open, or they answer nothing."""
    if any(meant(scene, ask) for ask in open_asks(scene)) and answers_ask(scene, words):
        return True
    waiting = scene.talk.open
    shown_here = waiting is not None and waiting.channel in ("", scene.heard.channel)
    # a digit answers what was last shown on this very channel: first the open question, if it was shown here
    if shown_here and answers_open(scene, words):
        return True
    if answers_ask(scene, words) or answers_open(scene, words):
        return True
    if waiting is None:
        return free_answer(scene, words)
    return turn_page(scene, waiting, words) or other_words(scene, waiting, words)


def answers_open(scene: Scene, words: str) -> bool:
    waiting = scene.talk.open
    if waiting is None or (token := read_open(waiting, words)) is None:
        return False
    comment = read_choice(words, waiting.shown, waiting.labels).rest
    if not kept_apart(scene, waiting.script, comment):
        take(scene, replace(waiting, args=commented(waiting.args, comment)), token)
    return True


def answers_ask(scene: Scene, words: str) -> bool:
    """One of the bot's own questions. Under an open talk only those that came by this channel: nobody confirms by accident
    what another telephone shows.
    """
    for ask in open_asks(scene):
        if scene.talk.open is not None and not (asked_here(scene, ask) or meant(scene, ask)):
            continue
        choice = read_choice(words, ask.shown, {})
        if choice.token is not None:
            if kept_apart(scene, ask.script, choice.rest):
                # the digit is not kept with it: an answer of the same breath would tell who accused
                scene.desk.answer(Line("sealed.digit_alone"))
            else:
                answer_ask(scene, ask, choice.token, choice.rest)
            return True
    return False


def kept_apart(scene: Scene, script: str, comment: str) -> bool:
    """What is said beside a digit goes where accusations go when it is one, whether or not the question has room for a comment."""
    if not comment or not from_a_villager(scene, script) or told(scene) not in DOUBTS or mere_doubt(scene, script):
        return False
    acts.do(Seal(scene.heard.text or "", scene.reading), scene)
    return True


def read_open(waiting: Open, words: str) -> str | None:
    """The token the words stand for, None when they name none of the options shown."""
    if waiting.skippable and (words in NONE_OF_THEM or (words == "0" and not waiting.page)):  # on later pages 0 turns back
        return SKIP
    if not waiting.shown:
        return None
    choice = read_choice(words, waiting.shown, spoken_labels(waiting.labels))
    return choice.token if choice.kind == "token" else None


def spoken_labels(labels: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """A label, and its beginning where that names one option only: 冯天平 means 冯天平（东坡12号）."""
    stems = {token: re.split("[（：，。]", label, maxsplit=1)[0].strip() for token, label in labels.items()}
    alone = {stem for stem, count in Counter(stems.values()).items() if count == 1 and len(stem) >= 2}
    return {token: (label, stems[token]) if stems[token] in alone else (label,) for token, label in labels.items()}


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
    elif of_an_opinion(scene, waiting, words):
        return True
    elif villagers_words(scene, waiting) and told(scene) in DOUBTS and not reason_in_doubt(scene, waiting, words):
        tell_where(scene, waiting)
        acts.do(Seal(scene.heard.text or "", scene.reading), scene)
    elif waiting.script == "who" and follows(scene):
        acts.do(AddToSealed(scene.heard.text or ""), scene)
        again(scene, waiting, "kit.digits")
    elif waiting.script == "report" and name in STRAYS and new_matter(scene, waiting):
        begin_stray(scene, waiting)
    elif waiting.words and (not words.isdigit() or asks_a_number(waiting)):
        take(scene, told_more(scene, waiting, name), (scene.heard.text or "").strip()[:500])
    elif waiting.script == "report" and name == "report.check" and not words.isdigit() and len(words) > 3:
        again(scene, added(scene, waiting, scene.heard.text or ""), "kit.added")
    else:
        again(scene, waiting, "kit.digits" if waiting.shown else "kit.words")
    return True


def of_an_opinion(scene: Scene, waiting: Open, words: str) -> bool:
    """A mind that is changed while something else is talked about, or what a household says of a cadre."""
    if waiting.script != "opinions" and changes_mind(words) and changed_mind(scene, words):
        return True
    return villagers_words(scene, waiting) and sealed_at_a_door(scene)


def told_more(scene: Scene, waiting: Open, name: str) -> Open:
    """A whole sentence said to "since when?" tells more than a time: it joins the matter."""
    text, reading = scene.heard.text or "", scene.reading
    if name != "report.since" or len(text) <= LONGEST or reading.speech is not Speech.CONCERN or reading.category is None:
        return waiting
    return added(scene, waiting, text)


def tell_where(scene: Scene, waiting: Open) -> None:
    """An accusation said instead of a place: where it is reaches whoever was called, with the persons taken out."""
    place = place_alone(scene, scene.heard.text or "", scene.village) if waiting.script == "danger" else None
    if place:
        acts.do(TellPlace(waiting.args.get("alert", ""), place), scene)


def villagers_words(scene: Scene, waiting: Open) -> bool:
    """Words of one's own that cadres will read; names, numbers and what a cadre writes are none."""
    return from_a_villager(scene, waiting.script)


def from_a_villager(scene: Scene, script: str) -> bool:
    return script in VILLAGERS_WORDS or (not scene.hats and script not in ABOUT_ONESELF)


def asks_a_number(waiting: Open) -> bool:
    """A bare number answers it: a telephone's last digits, or a head count under a question without options."""
    if OTHER_DAY in waiting.shown.values():  # 20, 1220: a day
        return True
    return waiting.script in ("bind", "prove", "seal_later") or (
        not waiting.shown and (waiting.script == "matters" or key_of(waiting.question) == "day.other")
    )


def new_matter(scene: Scene, waiting: Open) -> bool:
    reading = scene.reading
    strong = reading.speech is Speech.CONCERN and reading.category is not None and len(scene.heard.text or "") >= STRONG
    draft = scene.desk.get(Concern, waiting.args.get("concern", ""))
    return strong and not waiting.strayed and (draft is None or draft.category != reading.category)


def begin_stray(scene: Scene, waiting: Open) -> None:
    text = scene.heard.text or ""
    scene.desk.answer(*lawful_doors(scene))
    scene.desk.put(replace(scene.talk, suspended=replace(waiting, strayed=True), aside=(text, scene.heard.message_id)))
    start(scene, "stray", {"words": clip(text, 30)})
