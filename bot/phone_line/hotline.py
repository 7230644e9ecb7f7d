"""A call that comes in: greeted, recorded, and kept as a voicemail or, where nothing was said, as a missed call."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.phone_line.dialogs import Course, voicemail
from bot.phone_line.events import Events
from bot.phone_line.jobs import Job, Jobs
from bot.phone_line.phrases import Phrases
from bot.phone_line.sound import mend, seconds_of_sound
from bot.phone_line.transcribe import Transcribe

log = logging.getLogger("shuoshi.phone_line")

SHORTEST_S = 1.0  # of sound: less is a cough or a click
DISK_S = 30.0  # until a disk that took nothing is tried again
PREFIX = "in-"  # of the ids of calls that came in


class Hotline:
    """now: seconds since 1970; new_id: never the same twice. tasks holds what is still being listened to."""

    def __init__(
        self, jobs: Jobs, events: Events, phrases: Phrases, transcribe: Transcribe, now: Callable[[], float], new_id: Callable[[], str]
    ) -> None:
        self._jobs, self._events, self._phrases, self._transcribe = jobs, events, phrases, transcribe
        self._now, self._new_id = now, new_id
        self.tasks: set[asyncio.Task[None]] = set()

    def incoming(self, number: str) -> Course:
        """Kept before it is answered. Raises OSError."""
        job = Job(PREFIX + self._new_id(), number, self._now())
        self._jobs.begin(job)
        said = self._phrases
        file = self._jobs.recording(job.id)
        return Course(lambda: voicemail(said.greeting, said.beep, said.full, file), lambda answered, status: self._ended(job))

    def _ended(self, job: Job) -> None:
        task = asyncio.get_running_loop().create_task(self._surely(job))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _surely(self, job: Job) -> None:
        """A full disk is waited for; whatever else is wrong, the next start tries again."""
        while True:
            try:
                await self.finish(job)
            except OSError as fault:
                log.warning("call %s waits for the disk: %s", job.id, fault.strerror)
                await asyncio.sleep(DISK_S)
            else:
                return

    async def finish(self, job: Job) -> None:
        """What came of a call becomes an event; called again after a crash it becomes the same one."""
        file = self._jobs.recording(job.id)
        event = {"id": job.id, "call": job.id, "number": job.number, "at": round(job.at)}
        with suppress(OSError):
            await asyncio.to_thread(mend, file)
        if await asyncio.to_thread(seconds_of_sound, file) >= SHORTEST_S:
            self._events.put(event | {"event": "voicemail", "recording": job.id, "text": await self._words(job, file)})
        else:
            file.unlink(missing_ok=True)
            self._events.put(event | {"event": "missed_call"})
        self._jobs.end(job)

    async def _words(self, job: Job, file: Path) -> str | None:
        """None where nobody recognizes, or where an earlier try has ended the process: then a person listens."""
        if job.listened:
            return None
        self._jobs.listen(job)
        try:
            return await asyncio.to_thread(self._transcribe, file)
        except Exception as fault:
            log.warning("recording %s was not recognized: %s", job.id, type(fault).__name__)
            return None
