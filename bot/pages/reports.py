"""What the village's telephone reports of the messages it has sent: on this page every telephone is switched on."""

import asyncio
from datetime import UTC, datetime

from bot.app import App
from bot.channels.sms_reading import heard_fate


class Reports:
    """The reports of one gateway, each a task of its own: the telephone does not wait for our thanks."""

    def __init__(self, app: App, account: str) -> None:
        self._app, self._account = app, account
        self._going: set[asyncio.Task[object]] = set()

    def delivered(self, message_id: str, number: str) -> None:
        at = datetime.fromtimestamp(int(self._app.clock.wire_now()), UTC)
        heard = heard_fate(self._account, number, "delivered", message_id, at)
        task: asyncio.Task[object] = asyncio.create_task(self._app.dispatch.hear(heard))
        self._going.add(task)
        task.add_done_callback(self._going.discard)
