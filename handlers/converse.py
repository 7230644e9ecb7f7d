"""One turn: the one order of listening, the open question, and the conversations that follow one another.

opt-out → danger → 取消 返回 帮助 → 查 and the other spoken commands → the open question → a concern → small talk.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from handlers import acts, events, spoken
from handlers.acts.concerns import MEDIA_WORDS
from handlers.acts.sealing import DOUBTS, told
from handlers.case import case_of
from handlers.commands import KeepDraft, OptOut, RaiseAlert, Seal, Supplement, TellPlace
from handlers.doubts import mere_doubt, opinion_in_doubt, reason_in_doubt
from handlers.issues.amounts import OTHER_DAY
from handlers.issues.rounds import in_reach, issues_to_visit
from handlers.issues.sentences import begins_with_stance, ears_say, may_only_have_heard, plain_stance, read_sentence
from handlers.memory import Ask
from handlers.messages import Line
from handlers.named import place_alone
from handlers.on_the_phone import MissedCall
from handlers.own_sealed import follows, just_sealed
from handlers.playing import advance, again, answer_ask, asked_here, commented, follow, meant, open_asks, start, take
from handlers.replies import fold, is_opt_out, read_choice
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import BACK, MORE, SKIP, Open, key_of
from handlers.vault import AddToSealed
from handlers.village.issue import Issue
from handlers.village.matter import Concern
from nlp.flags import LITIGATION, XINFANG
from nlp.reading import Speech
from nlp.stance import Meant

MEDIA = frozenset({"image", "voice", "video", "shortvideo", "location", "link"})
# Questions about the concern itself: here new words may be another matter. Elsewhere words are what was asked for.
STRAYS = frozenset({"report.village", "report.where", "report.since", "report.neighbour", "report.whose", "report.check"})
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
ABOUT_ONESELF = frozenset({"bind", "prove"})
STRONG = 10  # characters: fewer are an answer, not a new concern
SURE = 0.7  # of a category: an opinion on a road speaks of land, money and labour too
LAWFUL = {XINFANG: Line("lawful.petition"), LITIGATION: Line("lawful.court")}
SHORTEST = 3  # characters of an opinion: fewer only say that the message arrived


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
    elif not (spoken.way_out(scene, words) or spoken.command(scene, words) or answer(scene, words)):
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


def lawful_doors(scene: Scene) -> list[Line]:
    """Whoever speaks of a petition or a court hears which door is meant for it; it is noted nowhere, and nobody else is told."""
    return [told_of for flag, told_of in LAWFUL.items() if flag in scene.reading.flags]


# ---------------------------------------------------------------- the open question


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
    if waiting.skippable and words in ("0", "跳过", "不知道", "不晓得"):
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


def free_answer(scene: Scene, words: str) -> bool:
    """Nothing else is open: words may answer the newest question that takes words, or be a visitor's sentence of a door."""
    ask = next((ask for ask in open_asks(scene) if ask.words), None)
    if ask is not None and answers_freely(scene, ask, words):
        answer_ask(scene, ask, (scene.heard.text or "").strip()[:500])
        return True
    return visitors_sentence(scene)


def answers_freely(scene: Scene, ask: Ask, words: str) -> bool:
    """No accusation, no small talk, no concern of another kind: a wrong guess would put a word into a household's mouth."""
    reading = scene.reading
    if words.isdigit() or (told(scene) in DOUBTS and not opinion_in_doubt(scene, ask.script, words)):
        return False
    if begins_with_stance(words) or may_only_have_heard(words) or plain_stance(words)[0] is not None:
        return True
    sure = ears_say(words)
    if follows(scene) or sure is Meant.NONE:
        return False
    if sure is not None and ask.script == "opinions" and reading.speech not in (Speech.CONCERN, Speech.QUESTION):
        return True  # 谢谢村里，同意
    if reading.speech not in (Speech.CONCERN, Speech.QUESTION):
        return reading.speech in (Speech.UNCLEAR, Speech.PRAISE) and len(words) >= SHORTEST
    return not another_kind(scene, ask)


def another_kind(scene: Scene, ask: Ask) -> bool:
    """A concern of its own: of another category, and it says where or since when, or could hardly be anything else."""
    reading, about = scene.reading, scene.desk.get(Issue, ask.args.get("issue", ""))
    if reading.category is None or (about is not None and reading.category == about.category):
        return False
    told_more = bool(reading.place or reading.since or reading.urgency) or reading.score >= SURE
    return told_more and len(scene.heard.text or "") >= STRONG


def visitors_sentence(scene: Scene) -> bool:
    """李二同意，先修塌的那段: who visits says it while doors are open. It is read back before anything is kept."""
    issues = issues_to_visit(scene)
    if not issues or told(scene) in DOUBTS:
        return False
    text = (scene.heard.text or "").strip()[:500]
    for issue in issues:
        case = case_of(scene, issue.id)
        if case is not None and any(said.stance for said in read_sentence(case, text, in_reach(case))):
            start(scene, "visit_words", {"words": text, "issue": issue.id if len(issues) == 1 else ""})
            return True
    return False


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
    elif villagers_words(scene, waiting) and told(scene) in DOUBTS and not reason_in_doubt(scene, waiting, words):
        tell_where(scene, waiting)
        acts.do(Seal(scene.heard.text or "", scene.reading), scene)
    elif waiting.script == "who" and follows(scene):
        acts.do(AddToSealed(scene.heard.text or ""), scene)
        again(scene, waiting, "kit.digits")
    elif waiting.script == "report" and name in STRAYS and new_matter(scene, waiting):
        begin_stray(scene, waiting)
    elif waiting.words and (not words.isdigit() or asks_a_number(waiting)):
        take(scene, waiting, (scene.heard.text or "").strip()[:500])
    elif waiting.script == "report" and name == "report.check" and not words.isdigit() and len(words) > 3:
        acts.do(Supplement(waiting.args.get("concern", ""), scene.heard.text or ""), scene)
        again(scene, waiting, "kit.added")
    else:
        again(scene, waiting, "kit.digits" if waiting.shown else "kit.words")
    return True


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
