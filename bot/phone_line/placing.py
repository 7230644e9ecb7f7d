"""A call that the server asks for: may it be made now, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.phone_line.dialogs import Course, Script, announcement, question
from bot.phone_line.events import Events
from bot.phone_line.jobs import Job, Jobs
from bot.phone_line.phrases import Phrases
from bot.phone_line.prompts import NoVoice, Prompts
from bot.phone_line.tries import Tries

FULL_S = 20  # seconds until a line may be free again
_BUSY = frozenset({486, 600, 603})  # engaged, or turned away
_SILENT = frozenset({408, 480, 487})  # nobody there: 487 is our own giving up after the ringing


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the server wants said: its id, to whom (E.164), the reply's key, and the keys that answer it, none for a mere notice."""

    id: str
    to: str
    text: str
    key: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """HTTP's status, why, and in how many seconds it may be asked again (None: never)."""

    status: int
    why: str
    seconds: int | None = None


class Rings(Protocol):
    """What can call: calls.Phone."""

    @property
    def full(self) -> bool: ...

    def ring(self, number: str, course: Course) -> None: ...


class Placing:
    """now: seconds since 1970; village: the village's time, which decides days and hours."""

    def __init__(
        self,
        phone: Rings,
        tries: Tries,
        jobs: Jobs,
        events: Events,
        prompts: Prompts,
        phrases: Phrases,
        now: Callable[[], float],
        village: Callable[[], datetime],
    ) -> None:
        self._phone, self._tries, self._jobs, self._events = phone, tries, jobs, events
        self._prompts, self._phrases = prompts, phrases
        self._now, self._village = now, village
        self._running: set[str] = set()

    async def place(self, wanted: Wanted, *, way_out: bool) -> str | Refused:
        """The call's id once it rings; the same wanted thing again, while it rings or when it has been answered, is that call."""
        if not way_out:
            return Refused(409, "no_way_out")
        if known := self._known(wanted) or self._not_now(wanted):
            return known
        try:
            sound = await self._prompts.sound(wanted.key, wanted.text)
        except NoVoice:
            return Refused(503, "no_voice", 600)
        if known := self._known(wanted) or self._not_now(wanted):  # meanwhile it may have been asked for twice
            return known
        job = Job(self._tries.begin(wanted.to, wanted.id, self._village()), wanted.to, self._now(), wanted.id)
        self._jobs.begin(job)
        self._running.add(wanted.id)
        said, answers = self._phrases, list[str]()

        def script() -> Script:
            if not wanted.keys:
                return announcement(said.tells, sound)
            return question(said.asks, sound, said.thanks, said.bye, wanted.keys, lambda key: self._pressed(job, answers, key))

        self._phone.ring(wanted.to, Course(script, lambda there, status: self._ended(job, wanted, there, bool(answers), status)))
        return job.id

    def _known(self, wanted: Wanted) -> str | None:
        call, over = self._tries.last(wanted.id)
        return call if over or wanted.id in self._running else None

    def _not_now(self, wanted: Wanted) -> Refused | None:
        if later := self._tries.may(wanted.to, self._village()):
            return Refused(503 if later.why == "hours" else 429, later.why, later.seconds)
        return Refused(429, "full", FULL_S) if self._phone.full else None

    def _pressed(self, job: Job, answers: list[str], key: str) -> None:
        """On the disk before the caller hears thanks."""
        self._events.put(self._event(job, "key") | {"digit": key})
        answers.append(key)
        self._tries.answered(job.number, job.ref, self._village())

    def _ended(self, job: Job, wanted: Wanted, there: bool, answered: bool, status: int) -> None:
        self._running.discard(wanted.id)
        if there:
            fate = "answered" if answered or not wanted.keys else "no_input"
        else:
            fate = "busy" if status in _BUSY else "no_answer" if status in _SILENT else "failed"
        if fate == "answered":
            self._tries.over(job.ref, self._village())
        self._fate(job, fate)

    def broken_off(self, job: Job) -> None:
        """A call that an earlier process did not finish: a key that was pressed has been kept, everything else is tried again."""
        _, over = self._tries.last(job.ref)
        self._fate(job, "answered" if over else "failed")

    def _fate(self, job: Job, fate: str) -> None:
        self._events.put(self._event(job, "status") | {"status": fate})
        self._jobs.end(job)

    def _event(self, job: Job, what: str) -> dict[str, object]:
        return {"id": f"{job.id}.{what}", "event": what, "call": job.id, "ref": job.ref, "number": job.number, "at": round(self._now())}
