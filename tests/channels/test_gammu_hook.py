"""gammu-smsd's hook as gammu-smsd runs it, by its path and with the SMS in the environment, against the channel that hears it."""

import ast
import asyncio
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.bridges import gammu_hook
from bot.channels import NotOurs
from bot.channels.gammu import Gammu
from handlers.messages import Heard

HOOK = Path(gammu_hook.__file__)
KEY, FROM, WORDS = "hook-钥匙", "+8613800138001", "村东头的水渠堵了"
FIRST, SECOND = (f"IN20261123_0840{n:02d}_00_{FROM}_00.txt" for n in (1, 2))


@dataclass
class Modem:
    """An inbox as gammu-smsd leaves it, the hook, and whoever it posts to."""

    inbox: Path
    channel: Gammu
    heard: list[Heard] = field(default_factory=list)
    refuse: int = 0
    url: str = ""
    hook: Path = HOOK
    errors: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        if self.refuse:
            return web.Response(status=self.refuse)
        try:
            self.heard += await self.channel.hear(request)
        except NotOurs as refusal:
            return web.Response(status=refusal.status)
        return web.Response(text="{}")

    def came(self, name: str, words: str, age_s: float = 0.0, code: str = "utf-16-be") -> None:
        """One file of an SMS, in the format that inboxformat = unicode has."""
        self.put(name, words.encode(code, "surrogatepass"), age_s)

    def put(self, name: str, content: bytes, age_s: float = 0.0) -> None:
        file = self.inbox / name
        file.write_bytes(b"\xfe\xff" + content if content else b"")
        then = time.time() - age_s
        os.utime(file, (then, then))

    async def run(self, *arguments: str, **environment: str) -> int:
        settings = {"GAMMU_HOOK_URL": self.url, "GAMMU_HOOK_KEY": KEY, "GAMMU_HOOK_INBOX": str(self.inbox)}
        return await self.run_with(settings | environment, *arguments)

    async def run_with(self, environment: Mapping[str, str], *arguments: str) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(self.hook), *arguments, env=environment, stderr=asyncio.subprocess.PIPE
        )
        self.errors = (await process.communicate())[1].decode()
        assert "Traceback" not in self.errors, self.errors
        assert process.returncode is not None
        return process.returncode

    async def received(self, name: str = FIRST, words: str = WORDS) -> int:
        self.came(name, words)
        return await self.run(name, SMS_MESSAGES="1", SMS_1_NUMBER=FROM, SMS_1_TEXT=words, DECODED_PARTS="0")

    def left(self) -> list[str]:
        """What is still to be brought: notes, and files that have something in them."""
        return sorted(file.name for file in self.inbox.iterdir() if file.stat().st_size)


@pytest.fixture
async def modem(tmp_path: Path) -> AsyncIterator[Modem]:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    modem = Modem(inbox, Gammu("modem", KEY, tmp_path, time.time))
    app = web.Application()
    app.router.add_route("*", "/sms/modem", modem.handle)
    async with TestServer(app) as server:
        modem.url = str(server.make_url("/sms/modem"))
        yield modem


def test_it_runs_on_an_old_python_with_nothing_installed():
    tree = ast.parse(HOOK.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    assert os.access(HOOK, os.X_OK)


async def test_an_sms_is_brought_once_and_nothing_of_it_stays(modem):
    before = int(time.time())
    assert await modem.received() == 0
    assert await modem.run("--sweep") == 0
    (heard,) = modem.heard
    assert (heard.sender, heard.text, heard.message_id, heard.kind) == (FROM, WORDS, FIRST, "text")
    assert before <= heard.sent_at.timestamp() <= time.time()
    assert modem.left() == []
    assert (modem.inbox / FIRST).exists(), "its name stays taken: another SMS of the same second is called otherwise"


async def test_chinese_survives_a_locale_that_has_none(modem):
    modem.came(FIRST, WORDS)
    assert await modem.run(FIRST, LC_ALL="C", SMS_MESSAGES="1", SMS_1_NUMBER=FROM, SMS_1_TEXT="????????", DECODED_PARTS="0") == 0
    assert [each.text for each in modem.heard] == [WORDS]


async def test_parts_are_one_message_and_an_emoji_cut_in_two_is_whole(modem):
    names = [f"IN20261123_084001_00_{FROM}_0{n}.txt" for n in range(2)]
    whole = ("路塌了半边😀" * 20).encode("utf-16-be")
    modem.put(names[0], whole[:12])  # behind the fifth character and half of the emoji
    modem.put(names[1], whole[12:])
    parts = {"SMS_1_TEXT": "路塌了半边?", "SMS_2_TEXT": "?…", "DECODED_PARTS": "1", "DECODED_1_TEXT": "路塌了半边?…"}
    assert await modem.run(*names, SMS_MESSAGES="2", SMS_1_NUMBER=FROM, SMS_2_NUMBER=FROM, **parts) == 0
    assert [each.text for each in modem.heard] == ["路塌了半边😀" * 20]
    assert modem.left() == []


async def test_in_another_format_the_environment_is_believed(modem):
    (modem.inbox / FIRST).write_bytes(b"BEGIN:VMSG")
    assert await modem.run(FIRST, LC_ALL="C.UTF-8", SMS_MESSAGES="1", SMS_1_NUMBER=FROM, SMS_1_TEXT=WORDS, DECODED_PARTS="0") == 0
    assert [each.text for each in modem.heard] == [WORDS]


@pytest.mark.parametrize("status", [503, 403, 401, 404, 413])
async def test_while_nobody_thanks_it_is_kept_and_the_next_run_brings_the_oldest_first(modem, status):
    modem.refuse = status
    assert await modem.received() == 1
    assert f"answered {status}" in modem.errors
    assert modem.left() == [FIRST, f"{FIRST}.note"]
    assert (modem.inbox / f"{FIRST}.note").stat().st_mode & 0o077 == 0
    modem.refuse = 0
    assert await modem.received(SECOND, "路灯也坏了") == 0
    assert [(each.message_id, each.text) for each in modem.heard] == [(FIRST, WORDS), (SECOND, "路灯也坏了")]
    assert modem.left() == []


async def test_with_nobody_there_it_is_kept_and_a_sweep_brings_it(modem):
    there, modem.url = modem.url, "http://127.0.0.1:9/sms/modem"
    assert await modem.received() == 1
    assert "cannot be reached" in modem.errors
    modem.url = there
    assert await modem.run("--sweep") == 0
    assert [each.message_id for each in modem.heard] == [FIRST]


async def test_one_that_nobody_can_read_does_not_hold_up_the_others(modem):
    modem.came(FIRST, WORDS)
    assert await modem.run(FIRST, SMS_MESSAGES="1") == 1  # no number
    assert "answered 400" in modem.errors
    assert await modem.received(SECOND) == 1
    assert [each.message_id for each in modem.heard] == [SECOND]
    assert modem.left() == [FIRST, f"{FIRST}.note"]


async def test_a_note_that_cannot_be_read_is_named_and_passed_over(modem):
    (modem.inbox / "IN0.note").write_text("{")
    assert await modem.received() == 1
    assert "IN0.note cannot be read" in modem.errors
    assert [each.message_id for each in modem.heard] == [FIRST]


async def test_an_sms_whose_hook_never_ran_is_found_by_the_sweep(modem):
    old, long = f"IN20261123_084003_00_{FROM}_00.txt", [f"IN20261123_084004_00_{FROM}_0{n}.txt" for n in range(2)]
    modem.came(old, WORDS, age_s=120)
    for name, words in zip(long, ("路塌了", "半边"), strict=True):
        modem.came(name, words, age_s=120)
    modem.came(FIRST, "还在收", age_s=1)  # gammu-smsd may be about to run us for it
    modem.came(SECOND, "三天前的", age_s=72 * 3600)
    assert await modem.run("--sweep") == 0
    assert [(each.message_id, each.sender, each.text) for each in modem.heard] == [(old, FROM, WORDS), (long[0], FROM, "路塌了半边")]
    assert modem.left() == [FIRST, SECOND]


async def test_emptied_files_go_after_a_day(modem):
    modem.put(FIRST, b"", age_s=23 * 3600)
    modem.put(SECOND, b"", age_s=25 * 3600)
    assert await modem.run("--sweep") == 0
    assert [file.name for file in modem.inbox.iterdir()] == [FIRST]
    assert modem.heard == []


@pytest.mark.parametrize(("flag", "status"), [("--sent", "sent"), ("--failed", "failed")])
async def test_what_became_of_ours_is_told(modem, flag, status):
    assert await modem.run(flag, f"OUTA_{FROM}_out-1.txtd", SMS_1_TEXT="我们自己的话") == 0
    (fate,) = modem.heard
    assert (fate.kind, fate.sender, fate.extra["status"], fate.extra["said"]) == ("status", FROM, status, "out-1")
    assert modem.left() == []


async def test_the_settings_may_lie_in_a_file_beside_it_that_nobody_else_can_read(modem, tmp_path):
    modem.hook = Path(shutil.copy(HOOK, tmp_path / "hook.py"))
    file = tmp_path / "gammu_hook.conf"
    file.write_text(f"# the modem\nGAMMU_HOOK_URL={modem.url}\nGAMMU_HOOK_KEY = {KEY}\nGAMMU_HOOK_INBOX={modem.inbox}\n", encoding="utf-8")
    file.chmod(0o640)
    modem.came(FIRST, WORDS)
    sms = {"SMS_MESSAGES": "1", "SMS_1_NUMBER": FROM, "SMS_1_TEXT": WORDS, "LC_ALL": "C"}
    assert await modem.run_with(sms, FIRST) == 2
    assert "chmod 600" in modem.errors
    file.chmod(0o600)
    assert await modem.run_with(sms, FIRST) == 0
    assert [each.text for each in modem.heard] == [WORDS]


@pytest.mark.parametrize("lacking", ["GAMMU_HOOK_URL", "GAMMU_HOOK_KEY", "GAMMU_HOOK_INBOX"])
async def test_a_missing_setting_is_named(modem, lacking):
    assert await modem.run(FIRST, **{lacking: ""}) == 2
    assert lacking in modem.errors


async def test_another_scheme_than_http_is_refused(modem):
    assert await modem.run("--sweep", GAMMU_HOOK_URL="file:///etc/hostname") == 2
