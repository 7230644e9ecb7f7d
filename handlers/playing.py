"""Playing a script inside a turn: to its next question, to its command, or to the one that waits underneath."""

from collections.abc import Mapping
from dataclasses import replace

from handlers import acts
from handlers.commands import FileConcern, KeepDraft, Supplement
from handlers.memory import Ask, OpenAsks, reply_code
from handlers.messages import Line
from handlers.report import clip
from handlers.scene import Scene
from handlers.scripts import SCRIPTS
from handlers.talk import Closed, Done, Open, Question, Waiting, key_of, play, show
from handlers.where_when import partial

# What leads to a question and is not said anew when the same question is asked again.
SAID_ONCE = frozenset({"report.heard", "report.never_mind", "report.place_kept", "report.no_time"})
ADDED = 40  # characters of later words in a read-back
SECRET = frozenset({"vault_decide"})  # conversations about what the vault holds: their questions are stored under its key


def open_asks(scene: Scene) -> tuple[Ask, ...]:
    """The bot's own questions that wait for the speaker, the latest first."""
    me = scene.person.id if scene.person else None
    # a family's one phone answers what is no secret between them for whomever it was asked
    asks = [ask for key in family(scene, me) for ask in scene.desk.find(OpenAsks(key)) if key == me or ask.words or "person" in ask.args]
    latest = sorted(asks, key=lambda ask: (ask.made_at, ask.id), reverse=True)
    waiting = tuple(ask for ask in latest if ask.answered_at is None and ask.expires_at > scene.now)
    return tuple(ask for ask in waiting if meant(scene, ask)) or waiting


def meant(scene: Scene, ask: Ask) -> bool:
    """Was it sent to the very number that this question came from? Then it is about nothing else."""
    return scene.heard.extra.get("code") == reply_code(ask.id)


def asked_here(scene: Scene, ask: Ask) -> bool:
    """Did the question come by the channel that speaks now? One not yet delivered may come by any."""
    return ask.channel in ("", scene.heard.channel)


def family(scene: Scene, me: str | None) -> tuple[str, ...]:
    """The speaker and everybody who shares this phone."""
    shared = scene.address.persons if len(scene.address.persons) > 1 and scene.address.trusted else ()
    return tuple(dict.fromkeys([*([me] if me else []), *shared]))


def cover(scene: Scene, scripts: frozenset[str]) -> None:
    """What is about to be talked through is asked no more: a digit meant for this menu must not answer an older message."""
    for ask in open_asks(scene):
        if ask.script in scripts:
            scene.desk.put(replace(ask, answered_at=scene.now))


def start(scene: Scene, script: str, args: dict[str, str], answers: tuple[tuple[str, str], ...] = ()) -> None:
    """Begins a conversation; what it asks first becomes the open question."""
    advance(scene, Open(script, "", answers, args))


def take(scene: Scene, waiting: Open, token: str) -> None:
    """One answer more."""
    advance(scene, replace(waiting, answers=(*waiting.answers, (waiting.question, token)), page=0))


def advance(scene: Scene, waiting: Open) -> None:
    """Plays the script over its answers: to the next question, to its command, or to "that one is closed"."""
    outcome = play(SCRIPTS[waiting.script](scene, **waiting.args), waiting.answers)
    match outcome:
        case Waiting(question):
            put_question(scene, waiting, question)
        case Done(command):
            finish(scene, waiting, command)
        case Closed():
            scene.desk.put(replace(scene.talk, open=None))
            scene.desk.answer(Line("kit.closed"))


def finish(scene: Scene, waiting: Open, command: object) -> None:
    if waiting.script == "stray":
        end_stray(scene, str(command))
        return
    scene.desk.put(replace(scene.talk, open=None))
    if command is None:
        scene.desk.answer(Line("kit.done"))
    elif not isinstance(command, str):
        acts.do(command, scene)


def put_question(scene: Scene, waiting: Open, question: Question) -> None:
    if not question.picks and not question.words:  # what it could choose from is gone meanwhile
        scene.desk.put(replace(scene.talk, open=None))
        if not scene.desk.lines:
            scene.desk.answer(Line("kit.closed"))
        return
    shown = show(question, small=scene.small, page=waiting.page, taken=taken(scene, waiting))
    # the words of every option name it, whichever page it stands on: who says 对 means the option that reads 对
    labels = {pick.token: scene.word(pick.line) for pick in question.picks}
    scene.desk.put(
        replace(
            scene.talk,
            open=replace(
                waiting,
                question=question.name,
                channel=scene.heard.channel,
                shown=shown.tokens,
                labels=labels,
                words=question.words,
                skippable=question.skippable,
            ),
        )
    )
    scene.desk.secret |= waiting.script in SECRET
    before = [said for said in question.before if said.key not in SAID_ONCE or question.name != waiting.question]
    scene.desk.answer(*before, Line(key_of(question.name), question.values))
    if question.skippable and question.words:
        scene.desk.answer(Line("kit.skip"))
    scene.desk.labels = list(shown.labels)


def taken(scene: Scene, talked: Open) -> frozenset[str]:
    """Digits that the bot's own open questions already use; the one that is being talked through needs none beside it."""
    asks = [ask for ask in open_asks(scene) if asked_here(scene, ask) and (ask.script, ask.args) != (talked.script, talked.args)]
    return frozenset(digits for ask in asks for digits in ask.shown)


def again(scene: Scene, waiting: Open, why: str) -> None:
    """Says why and asks the same thing once more."""
    scene.desk.answer(Line(why))
    advance(scene, waiting)


def answer_ask(scene: Scene, ask: Ask, token: str, comment: str = "") -> None:
    """An answer to one of the bot's own questions; what else was being talked about waits underneath."""
    scene.desk.put(replace(ask, answered_at=scene.now, answer=token if token in ask.shown.values() else "words"))
    keep_waiting(scene)
    start(scene, ask.script, commented(ask.args, comment), ((ask.question, token),))


def keep_waiting(scene: Scene) -> None:
    """What is being talked about goes on when what begins now is done."""
    if scene.talk.open is not None and scene.talk.suspended is None:
        scene.desk.put(replace(scene.talk, suspended=scene.talk.open, open=None))


def commented(args: Mapping[str, str], comment: str) -> dict[str, str]:
    """What was said beside the choice, for a conversation that has an argument for it."""
    return {**args, "comment": comment[:500]} if comment and "comment" in args else dict(args)


def follow(scene: Scene) -> None:
    """The conversation that the last one named, or the one that waits underneath."""
    if scene.desk.next is not None and scene.talk.open is None:
        script, args = scene.desk.next
        scene.desk.next = None
        start(scene, script, args)
    talk = scene.talk
    if talk.open is None and talk.suspended is not None:
        scene.desk.put(replace(talk, suspended=None))
        advance(scene, talk.suspended)


def end_stray(scene: Scene, which: str) -> None:
    talk = scene.talk
    suspended = talk.suspended
    aside, message_id = talk.aside or ("", "")
    scene.desk.put(replace(talk, open=None, suspended=None, aside=None))
    if suspended is None or which == "another":
        if talk.draft:
            acts.do(FileConcern(talk.draft, checked=False, **partial(scene, suspended)), scene)
        acts.do(KeepDraft(aside, scene.ears(aside), message_id=message_id), scene)
    else:
        again(scene, added(scene, suspended, aside), "kit.added")


def added(scene: Scene, waiting: Open, words: str) -> Open:
    """More words about the matter being reported: they join it, are read back with it, and say where and since when if nothing did."""
    acts.do(Supplement(waiting.args.get("concern", ""), words), scene)
    reading, known = scene.ears(words), partial(scene, waiting)
    told = {name: said for name, said in (("place", reading.place), ("since", reading.since)) if said and not known[name]}
    return replace(waiting, args={**waiting.args, **told, "words": f"{waiting.args.get('words', '')}；{clip(words, ADDED)}"})
