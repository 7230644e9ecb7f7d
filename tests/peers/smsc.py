"""An operator's message centre that speaks SMPP 3.4, in the test's own process: Kannel binds to it as to a carrier's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import smpp34

from tests.peers.kannel import SHORT_CODE
from tests.peers.phones import Piece, Sms, cut, got, shown
from tests.servers import free_port

_UCS2, _WITH_HEADER, _RECEIPT, _INTERNATIONAL = 8, 0x40, 0x04, 1
_RECEIPT_TEXT = "id:{id} sub:001 dlvrd:001 submit date:2611230840 done date:2611230841 stat:{state} err:{error} text:"


@dataclass
class Centre:
    """Takes everything; what became of a message it reports when it is told to, or, when early, before it has even answered."""

    port: int = field(default_factory=free_port)
    early: bool = False
    pieces: list[Piece] = field(default_factory=list)
    asked: dict[str, list[bool]] = field(default_factory=dict)  # number → of each piece: is a receipt wanted?
    _open: dict[str, dict[str, str]] = field(default_factory=dict)  # number → the ends and the id of what awaits its receipt
    _box: smpp34.Esme | None = None
    _refs: int = 0

    @property
    def group(self) -> str:
        """Its part of Kannel's configuration."""
        return (
            f"smsc = smpp\nhost = 127.0.0.1\nport = {self.port}\ntransceiver-mode = true\n"
            'smsc-username = village\nsmsc-password = secret\nsystem-type = ""\ninterface-version = 34\n'
            "source-addr-autodetect = true\nmsg-id-type = 0\nreconnect-delay = 1\nalt-charset = UTF-8"
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Centre"]:
        server = smpp34.Server("127.0.0.1", self.port, system_id="CENTRE")
        await server.start()
        serving = asyncio.create_task(self._serve(server))
        try:
            yield self
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await server.stop()

    async def _serve(self, server: smpp34.Server) -> None:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self._box = event
            elif isinstance(event, smpp34.SubmitSmEvent):
                await self._take(event)

    async def _take(self, event: smpp34.SubmitSmEvent) -> None:
        content, header = event.short_message, b""
        if event.esm_class & _WITH_HEADER:
            header, content = content[: content[0] + 1], content[content[0] + 1 :]
        if event.data_coding != _UCS2:
            content = content.decode("latin-1").encode("utf-16-be")
        abroad = "+" if event.dest_addr_ton == _INTERNATIONAL else ""  # Kannel takes the plus off and says so
        number = abroad + event.destination_addr
        self.pieces.append(Piece(number, header, content))
        wanted = bool(event.registered_delivery & 3)
        self.asked.setdefault(number, []).append(wanted)
        name = f"{len(self.pieces):08x}"
        if wanted:
            self._open[number] = {"id": name, "source_addr": event.destination_addr, "destination_addr": event.source_addr}
            if self.early:
                await self.report(number)
        event.accept(message_id=name)

    async def report(self, number: str, state: str = "DELIVRD", error: str = "000") -> None:
        """The receipt for the last message to this number."""
        assert self._box is not None
        ends = self._open.pop(number)
        words = _RECEIPT_TEXT.format(id=ends.pop("id"), state=state, error=error)
        await self._box.deliver_sm(esm_class=_RECEIPT, short_message=words.encode(), **ends)

    async def say(self, number: str, words: str) -> int:
        """One SMS from this number, in as many parts as it takes; gives how many."""
        assert self._box is not None
        self._refs += 1
        parts = cut(words, self._refs)
        for header, content in parts:
            answer = await self._box.deliver_sm(
                SHORT_CODE,
                header + content,
                source_addr=number,
                data_coding=_UCS2,
                esm_class=_WITH_HEADER if header else 0,
            )
            assert answer.is_success
        return len(parts)

    def received(self, number: str) -> list[Sms]:
        """What this telephone has got, oldest first."""
        return shown(self.pieces, number)

    async def until_received(self, number: str, part: str) -> Sms:
        """The first SMS of this telephone with these words in it."""
        return await got(lambda: self.received(number), part)
