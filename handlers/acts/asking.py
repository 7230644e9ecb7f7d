"""The bot's own questions: kept apart from what a person is talking about, with digits that clash with nothing open."""

from dataclasses import replace
from datetime import timedelta

from handlers.memory import Ask, OpenAsks
from handlers.messages import Label, Line, Say
from handlers.scene import Scene
from handlers.talk import TalkState, free_prefix

WEEK = timedelta(days=7)


def put_ask(
    scene: Scene,
    say: Say,
    person: str,
    script: str,
    question: str,
    args: dict[str, str],
    tokens: tuple[str, ...],
    labels: tuple[Line, ...] = (),
    lasts: timedelta = WEEK,
    words: bool = False,
) -> Say:
    """Keeps a question for a person and returns the message that carries it, its options numbered.

    tokens are what will be remembered; labels how they read (by default the replies "question-stem.token").
    words: free words answer it too.
    """
    prefix = free_prefix(open_digits(scene, person), len(tokens))
    stem = question.partition(".")[0]
    shown = {f"{prefix}{n}": token for n, token in enumerate(tokens, start=1)}
    lines = labels or tuple(Line(f"{stem}.{token}") for token in tokens)
    ask = Ask(scene.fresh.id("ask"), person, script, question, scene.now, scene.now + lasts, args, shown, words=words)
    scene.desk.put(ask)
    options = tuple(Label(digits, label) for digits, label in zip(shown, lines, strict=True))
    return replace(say, options=options, ask=ask.id)


def open_digits(scene: Scene, person: str) -> frozenset[str]:
    """Digits already waiting for an answer of this person: other questions of the bot's own, and the open talk."""
    asks: tuple[Ask, ...] = scene.desk.find(OpenAsks(person))
    digits = {d for ask in asks if ask.answered_at is None and ask.expires_at > scene.now for d in ask.shown}
    talk = scene.desk.get(TalkState, f"p:{person}")
    if talk is not None and talk.open is not None:
        digits |= set(talk.open.shown)
    return frozenset(digits)
