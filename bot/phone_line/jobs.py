"""Calls under way, one file each: after a crash every one of them is finished as far as it had come."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.phone_line.disk import folder, write


@dataclass(frozen=True, slots=True)
class Job:
    """One call. at: seconds since 1970; ref: the server's id of what is asked, "" for a call that came in.

    listened: its recording has been given to the recognizer once; if that ended the process, it is not tried again.
    """

    id: str
    number: str
    at: float
    ref: str = ""
    listened: bool = False


class Jobs:
    """open while the call lasts and until what came of it is an event in the folder."""

    def __init__(self, kept: Path, recordings: Path) -> None:
        self._kept = folder(kept)
        self._recordings = folder(recordings)

    def begin(self, job: Job) -> None:
        """Raises OSError."""
        write(self._kept / f"{job.id}.json", json.dumps(asdict(job)).encode())

    def listen(self, job: Job) -> None:
        self.begin(replace(job, listened=True))

    def end(self, job: Job) -> None:
        (self._kept / f"{job.id}.json").unlink(missing_ok=True)

    def left(self) -> list[Job]:
        """What an earlier process did not finish."""
        return [Job(**json.loads(file.read_bytes())) for file in sorted(self._kept.glob("*.json"))]

    def recording(self, job_id: str) -> Path:
        """Where the call's sound is written; the id has been checked by whoever got it from outside."""
        return self._recordings / f"{job_id}.wav"

    def drop_fetched(self, now: float, after_s: float) -> None:
        """A recording that the server has fetched is its own to keep, or to seal: here it goes."""
        for mark in self._recordings.glob("*.fetched"):
            if now - mark.stat().st_mtime > after_s:
                mark.with_suffix(".wav").unlink(missing_ok=True)
                mark.unlink(missing_ok=True)

    def fetched(self, job_id: str) -> None:
        mark = self._recordings / f"{job_id}.fetched"
        if not mark.exists():
            mark.touch(mode=0o600)
