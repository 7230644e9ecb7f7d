"""The conversation kit: a script asks, the kit remembers by question name and replays it from the top at every message.

What is remembered is an ordered list of (question name, token). It survives restarts, other processes and new releases:
a question that a release adds is asked, an answer that no longer fits ends the talk with "that one is closed".
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from handlers.messages import Label, Line

T = TypeVar("T")

SKIP = ""  # skipping is a token of its own: the empty one, which no villager can type
MORE, BACK = "9", "0"
PAGE_CHAT, PAGE_SHORT = 8, 3


class Stale(Exception):
    """A remembered answer names something that is no longer among the options."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One option of a question: token is what is remembered (never the digit), line how it reads, value what it means."""

    token: str
    line: Line
    value: Any = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a script waits for. name is the reply key too; words: free words answer it (beside the picks, if there are any)."""

    name: str
    values: Mapping[str, str | Line] = field(default_factory=dict)
    picks: tuple[Pick, ...] = ()
    skippable: bool = False
    before: tuple[Line, ...] = ()
    words: bool = False


Talk = Generator[Question, str, T]
Answers = tuple[tuple[str, str], ...]


def key_of(name: str) -> str:
    """The reply key of a question: a loop's question "task.owner#2" reads like "task.owner"."""
    return name.partition("#")[0]


def ask(
    name: str, *, skippable: bool = False, picks: Sequence[Pick] = (), before: Sequence[Line] = (), **values: str | Line
) -> Talk[str | None]:
    """Free words, or the token of one of the picks; None when skipped. Tokens of such picks begin with ":"."""
    token = yield Question(name, values, tuple(picks), skippable, tuple(before), words=True)
    return None if token == SKIP else token


def choose(name: str, picks: Sequence[Pick], *, none: bool = False, before: Sequence[Line] = (), **values: str | Line) -> Talk[Any]:
    """One of the picks, by digit; returns its value. Raises Stale when the remembered token is gone.

    none: 0 is none of them, as the question's own words say, and returns None.
    """
    token = yield Question(name, values, tuple(picks), none, tuple(before))
    if none and token == SKIP:
        return None
    for pick in picks:
        if pick.token == token:
            return pick.value
    raise Stale(name)


@dataclass(frozen=True, slots=True)
class Waiting:
    question: Question


@dataclass(frozen=True, slots=True)
class Done:
    command: Any


@dataclass(frozen=True, slots=True)
class Closed:
    """The talk cannot go on: what it was about has changed."""


def play(script: Talk[Any], answers: Answers) -> Waiting | Done | Closed:
    """Runs a script from the top over the remembered answers, up to the first question that has none."""
    remembered, seen = dict(answers), set[str]()
    try:
        question = next(script)
        while question.name in remembered:
            if question.name in seen:
                raise RuntimeError(f"question {question.name} is asked twice under one name")
            seen.add(question.name)
            question = script.send(remembered[question.name])
    except StopIteration as end:
        return Done(end.value)
    except Stale:
        return Closed()
    return Waiting(question)


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as it was shown: digits → tokens, and the labels to print."""

    tokens: Mapping[str, str]
    labels: tuple[Label, ...]


def show(question: Question, *, small: bool, page: int, taken: frozenset[str]) -> Shown:
    """The options of one page, numbered so that no digits clash with another question open on this channel.

    small: three options to a page (SMS, telephone), else eight. taken: digits that other open questions already use.
    """
    size = PAGE_SHORT if small else PAGE_CHAT
    picks = question.picks
    if small and len(picks) == size + 1:  # the last option takes no more room than the word that would hide it
        size += 1
    pages = max(1, -(-len(picks) // size))
    page %= pages
    prefix = free_prefix(taken, min(size, len(picks)))
    tokens, labels = dict[str, str](), list[Label]()
    for n, pick in enumerate(picks[page * size : (page + 1) * size], start=1):
        digits = f"{prefix}{n}"
        tokens[digits] = pick.token
        labels.append(Label(digits, pick.line))
    if page + 1 < pages:
        labels.append(Label(MORE, Line("kit.more")))
    if page > 0:
        labels.append(Label(BACK, Line("kit.back")))
    return Shown(tokens, tuple(labels))


def free_prefix(taken: frozenset[str], count: int) -> str:
    """ "" when the plain digits are free, else the first tens digit (1…8) that is: options read 11/12, then 21/22."""
    for prefix in ("", "1", "2", "3", "4", "5", "6", "7", "8"):
        if not any(f"{prefix}{n}" in taken for n in range(1, count + 1)):
            return prefix
    return "8"


@dataclass(frozen=True, slots=True)
class Open:
    """A talk that waits for an answer: which script with which arguments, what was answered, what is asked and how shown."""

    script: str
    question: str
    answers: Answers = ()
    args: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    words: bool = False
    skippable: bool = False
    page: int = 0
    channel: str = ""  # where it was last shown
    strayed: bool = False  # it was already asked back once whether the words were another matter


@dataclass(frozen=True, slots=True)
class TalkState:
    """All that is remembered of one person's (or one address's) conversation, kept as JSON.

    key is "p:PERSON" or "a:ADDRESS". suspended waits below an answer to one of the bot's own questions. draft is the
    concern now being talked about, last the one that supplements and pictures join (id, seconds of village time).
    noticed: the notice of PIPL Art. 17 was given. who: (person, day) chosen on a family phone. english: glosses wanted.
    """

    key: str
    open: Open | None = None
    suspended: Open | None = None
    draft: str | None = None
    last: tuple[str, float] | None = None
    noticed: bool = False
    who: tuple[str, str] | None = None
    aside: tuple[str, str] | None = None  # words that may be another matter, and their message id
    version: int = 0


Scripts = Mapping[str, Callable[..., Talk[Any]]]
