#!/usr/bin/env python3
"""gammu-smsd's hook: brings each SMS of a USB modem to 说事, and tells it what became of the ones it sent.

In smsdrc, with service = files and inboxformat = unicode (PATH: this file; Python 3.9 or newer, nothing to install):

    runonreceive = PATH
    runonsent    = PATH --sent
    runonfailure = PATH --failed

In cron, as the same user, for what could not be posted while no other SMS came:  * * * * * PATH --sweep

Settings come from the environment or from gammu_hook.conf beside this file (mode 0600), NAME=value, one a line:

    GAMMU_HOOK_URL=http://127.0.0.1:8080/sms/modem     the gateway's address
    GAMMU_HOOK_KEY=…                                   its signing_key
    GAMMU_HOOK_INBOX=/var/spool/gammu/inbox            gammu-smsd's inboxpath

Of each SMS a note is written into the inbox first and then posted. The note goes when 说事 has thanked for it, and the SMS's
own files are emptied; until then every run and every sweep posts it again: 说事 knows a message by its file's name, so
twice is once. Exit 0: nothing waits. 1: something does; the reason is on stderr. 2: a setting is missing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

TIMEOUT_S = 10
WITHOUT_NOTE_S = 60  # an SMS so old and still without its note was never given to us: gammu-smsd could not start the hook
TOO_OLD_S = 48 * 3600  # what lay there before the hook was hung in is nobody's question any more
EMPTIED_KEPT_S = 24 * 3600  # an emptied file keeps its name taken: another SMS of the same second must not be called the same
FILE = re.compile(r"(IN\d{8}_\d{6}_\d{2}_(.*))_(\d{2})\.txt")
FATES = {"--sent": "sent", "--failed": "failed"}


class NotSet(Exception):
    """A setting is missing or unsafe; the message says which."""


class NotTaken(Exception):
    """说事 could not be reached or did not thank. final: it never will for this one, so the others need not wait."""

    def __init__(self, reason: str, final: bool) -> None:
        super().__init__(reason)
        self.final = final


def main(arguments: list[str]) -> int:
    """One run: what is new becomes a note, then every note is posted, the oldest first."""
    try:
        url, key, inbox = settings()
    except NotSet as fault:
        sys.stderr.write(f"gammu_hook: {fault}\n")
        return 2
    what, names = (arguments[0], arguments[1:]) if arguments[:1] and arguments[0].startswith("--") else ("", arguments)
    if what in FATES:
        for name in names:
            keep(inbox, name + "." + FATES[what], {"id": name, "status": FATES[what]}, [])
    elif names:
        received(inbox, names)
    tidy(inbox)
    return sweep(url, key, inbox)


def settings() -> tuple[str, str, Path]:
    """URL, key and inbox. Raises NotSet."""
    file = Path(__file__).resolve().with_name("gammu_hook.conf")
    given: dict[str, str] = {}
    if file.exists():
        if file.stat().st_mode & 0o077:
            raise NotSet(f"others can read {file}: chmod 600 it")
        lines = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        given = {name.strip(): value.strip() for name, _, value in lines}
    given.update({name: value for name, value in os.environ.items() if name.startswith("GAMMU_HOOK_")})
    wanted = ("GAMMU_HOOK_URL", "GAMMU_HOOK_KEY", "GAMMU_HOOK_INBOX")
    missing = [name for name in wanted if not given.get(name)]
    if missing:
        raise NotSet(f"{' and '.join(missing)} missing: set it in the environment or in {file}")
    url, key, inbox = (given[name] for name in wanted)
    if not url.startswith(("http://", "https://")):
        raise NotSet("GAMMU_HOOK_URL must begin with http:// or https://")
    return url, key, Path(inbox)


# ---------------------------------------------------------------- notes


def received(inbox: Path, names: list[str]) -> None:
    """The note of one SMS: its parts' files by name, what gammu-smsd says of it in the environment."""
    env = {name: value for name, value in os.environ.items() if name.startswith(("SMS_", "DECODED_"))}
    # under a locale without Chinese the environment has ? for every character; the files are right under any
    words = read(inbox, names)
    if words is not None:
        env.update(DECODED_PARTS="1", DECODED_1_TEXT=words)
    keep(inbox, names[0], {"id": Path(names[0]).name, "env": env, "at": moment(inbox / names[0])}, names)


def read(inbox: Path, names: list[str]) -> str | None:
    """The words of one SMS out of its files; None when a file is not there or not in gammu's unicode format.

    Joined before it is decoded: an emoji may be cut in two between the parts.
    """
    joined = b""
    for name in names:
        try:
            content = (inbox / name).read_bytes()
        except OSError:
            return None
        if content[:2] == b"\xfe\xff":
            joined += content[2:]
        elif content[:2] == b"\xff\xfe":
            joined += content[2:].decode("utf-16-le", "surrogatepass").encode("utf-16-be", "surrogatepass")
        else:
            return None
    return joined.decode("utf-16-be", "replace").rstrip("\0")


def moment(file: Path) -> int:
    """When gammu-smsd wrote it: the name has the operator's time, in a zone that nobody tells."""
    try:
        return int(file.stat().st_mtime)
    except OSError:
        return int(time.time())


def keep(inbox: Path, name: str, post: dict[str, Any], files: list[str]) -> None:
    """Whole or not at all, and only for our own eyes."""
    note = inbox / (Path(name).name + ".note")
    written = note.with_name(f".{note.name}.{os.getpid()}")
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump({"post": post, "files": files}, out)
        out.flush()
        os.fsync(out.fileno())
    os.replace(written, note)


def tidy(inbox: Path) -> None:
    """SMS whose hook never ran get their notes; emptied files go after a day."""
    now = time.time()
    found: dict[str, list[str]] = {}
    noted = {name for note in inbox.glob("IN*.note") for name in files_of(note)}
    for file in sorted(inbox.glob("IN*.txt")):
        parsed = FILE.fullmatch(file.name)
        with suppress(OSError):  # another run may be at it
            state = file.stat()
            age = now - state.st_mtime
            if state.st_size == 0 and age > EMPTIED_KEPT_S:
                file.unlink()
            elif state.st_size and parsed and file.name not in noted and WITHOUT_NOTE_S < age < TOO_OLD_S:
                found.setdefault(parsed[1], []).append(file.name)
    for names in found.values():
        forgotten(inbox, names)


def forgotten(inbox: Path, names: list[str]) -> None:
    """Number and words as the files have them."""
    parsed, words = FILE.fullmatch(names[0]), read(inbox, names)
    if parsed is None or words is None:
        return
    env = {"SMS_MESSAGES": str(len(names)), "SMS_1_NUMBER": parsed[2], "DECODED_PARTS": "1", "DECODED_1_TEXT": words}
    keep(inbox, names[0], {"id": names[0], "env": env, "at": moment(inbox / names[0])}, names)


def files_of(note: Path) -> list[str]:
    try:
        files: list[str] = json.loads(note.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return []
    return files


# ---------------------------------------------------------------- posting


def sweep(url: str, key: str, inbox: Path) -> int:
    """Posts every note, the oldest first; stops at the first that finds nobody there."""
    waiting = 0
    for note in sorted(inbox.glob("*.note")):
        try:
            kept = json.loads(note.read_text(encoding="utf-8"))
            post(url, key, json.dumps(kept["post"]).encode())
        except FileNotFoundError:
            continue  # another run was quicker
        except (ValueError, KeyError):
            sys.stderr.write(f"gammu_hook: {note} cannot be read\n")
            waiting = 1
            continue
        except NotTaken as fault:
            sys.stderr.write(f"gammu_hook: {fault}; the message is kept in {inbox} and posted again\n")
            waiting = 1
            if not fault.final:
                break
            continue
        done(inbox, note, kept["files"])
    return waiting


def post(url: str, key: str, body: bytes) -> None:
    """Signed now: the signature is good for two days, a note for as long as it takes. Raises NotTaken."""
    stamp = str(int(time.time()))
    signature = hmac.new(key.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Timestamp": stamp, "X-Signature": signature}
    asked = urllib.request.Request(url, body, headers)  # noqa: S310  the settings take http and https alone
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S):  # noqa: S310
            return
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise NotTaken(f"{url} answered {refusal.code}", refusal.code == 400) from None
    except (OSError, ValueError) as fault:
        raise NotTaken(f"{url} cannot be reached ({fault})", False) from None


def done(inbox: Path, note: Path, files: list[str]) -> None:
    """Files first: a note without files is posted again, a file without its note would be too."""
    for name in files:
        with suppress(OSError):
            os.truncate(inbox / Path(name).name, 0)
    with suppress(OSError):
        note.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
