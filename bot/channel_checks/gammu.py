"""A USB modem: the hook's JSON, then what can be seen of gammu-smsd on this machine: its outbox, itself, its smsdrc."""

import asyncio
import configparser
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path

from bot.channel_checks.our_side import Callback
from bot.channel_checks.signed_json import signed_json
from bot.channel_checks.steps import Step, failed, note, passed
from bot.channel_checks.subject import Subject

NEEDED = ("signing_key", "outbox")
PROCESSES = Path("/proc")
USUAL_CONFIG = "/etc/gammu-smsdrc"
WAITS_S = 600  # gammu-smsd looks into its outbox every few seconds; a modem without network holds a message for minutes


async def callback(subject: Subject, wrong: bool) -> Callback:
    """The hook of RunOnSent for a message that never was, to no number."""
    fate = {"id": f"OUTA_000_{subject.mark()}.txtd", "status": "sent"}
    return signed_json(subject, subject.part.signing_key, fate, wrong, {"ok": True})


async def probe(subject: Subject) -> AsyncIterator[Step]:
    outbox = subject.settings.home / subject.part.outbox
    for step in await asyncio.to_thread(_steps, outbox, subject.now(), PROCESSES):
        yield step


def _steps(outbox: Path, now: float, processes: Path) -> list[Step]:
    if (trouble := _writable(outbox)) is not None:
        return [trouble]
    steps = [passed("the outbox can be written", "outbox 文件夹写得进去"), *_waiting(outbox, now)]
    configs = _running(processes)
    if not configs:
        what = ("gammu-smsd does not run on this machine", "这台机器上没有 gammu-smsd 在跑")
        return [*steps, failed(what, ("start it: systemctl start gammu-smsd", "启动它：systemctl start gammu-smsd"))]
    return [*steps, passed("gammu-smsd runs", "gammu-smsd 在跑"), *_configured(_of_ours(configs, outbox), outbox)]


def _writable(outbox: Path) -> Step | None:
    if not outbox.is_dir():
        what = (f"there is no folder {outbox}", f"没有 {outbox} 这个文件夹")
        return failed(what, ("set outbox to gammu-smsd's outboxpath", "把 outbox 设成 gammu-smsd 的 outboxpath"))
    trial = outbox / f".check.{os.getpid()}.new"  # gammu-smsd takes only what begins with OUT
    try:
        trial.write_bytes(b"")
        trial.unlink()
    except OSError:
        what = (f"{outbox} cannot be written", f"{outbox} 写不进去")
        return failed(what, ("put both users into one group that may write there", "让两边的用户在同一个组，组里能写"))
    return None


def _waiting(outbox: Path, now: float) -> list[Step]:
    old = 0
    for file in outbox.glob("OUT*"):
        with suppress(OSError):  # taken by gammu-smsd while we looked
            old += now - file.stat().st_mtime > WAITS_S
    if not old:
        return []
    what = (f"{old} messages wait in the outbox for more than ten minutes", f"outbox 里有 {old} 条等了十分钟以上")
    return [failed(what, ("look at gammu-smsd's log: modem, SIM, signal", "看 gammu-smsd 的日志：短信猫、卡、信号"))]


def _running(processes: Path) -> list[Path]:
    """The smsdrc of each gammu-smsd that runs here: a machine may have several modems."""
    found = []
    for file in processes.glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = [word.decode("utf-8", "replace") for word in file.read_bytes().split(b"\0")]
            if Path(words[0]).name == "gammu-smsd":
                found.append(Path(_config_in(words)))
    return sorted(found)


def _of_ours(configs: list[Path], outbox: Path) -> Path:
    """The one that empties our outbox; the first where none does."""
    return next((file for file in configs if _same((_read(file) or {}).get("outboxpath", ""), outbox)), configs[0])


def _same(folder: str, outbox: Path) -> bool:
    return bool(folder) and Path(folder).resolve() == outbox.resolve()


def _config_in(words: list[str]) -> str:
    for place, word in enumerate(words):
        if word in ("-c", "--config"):
            return words[place + 1]
        if word.startswith("--config="):
            return word.removeprefix("--config=")
    return USUAL_CONFIG


def _configured(file: Path, outbox: Path) -> list[Step]:
    smsd = _read(file)
    if smsd is None:
        return [
            note(
                f"{file} cannot be read from here: look yourself at runonreceive and outboxpath",
                f"{file} 读不了，请自己看 runonreceive 和 outboxpath",
            )
        ]
    steps = []
    if "gammu_hook" not in smsd.get("runonreceive", ""):
        what = (f"runonreceive in {file} does not name gammu_hook.py", f"{file} 的 runonreceive 没有写 gammu_hook.py")
        steps.append(failed(what, ("hang the hook in, then restart gammu-smsd", "写上钩子，重新启动 gammu-smsd")))
    if not _same(smsd.get("outboxpath", ""), outbox):
        what = (f"outboxpath in {file} is another folder", f"{file} 的 outboxpath 是别的文件夹")
        steps.append(failed(what, ("make outbox and outboxpath the same", "把 outbox 和 outboxpath 改成一样")))
    if smsd.get("outboxformat", "").lower() != "unicode":
        what = (f"outboxformat in {file} is not unicode", f"{file} 的 outboxformat 不是 unicode")
        steps.append(failed(what, ("write outboxformat = unicode", "写上 outboxformat = unicode")))
    return steps or [passed("its smsdrc names the hook and our outbox", "smsdrc 写了钩子，outbox 也对")]


def _read(file: Path) -> Mapping[str, str] | None:
    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True, delimiters=("=",))
    try:
        parser.read_string(file.read_text(encoding="utf-8", errors="replace"))
        return {key: value or "" for key, value in parser.items("smsd")}
    except (OSError, configparser.Error):
        return None
