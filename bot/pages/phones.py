"""The cast's telephones: what each of them sent and what reached it, glossed, in the order it happened."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.app import App, chance
from bot.demo.cast import CAST, Actor
from bot.demo.district import demo_district
from bot.demo.laying import openid
from bot.pages.glosses import Glosses
from bot.pages.matters import stands_at
from bot.pages.understanding import SEALED, understood
from bot.settings import village_phones
from bot.standins.android_phone import AndroidPhone
from bot.standins.wechat import WeChatStandIn
from handlers.messages import ChannelName, Line, SayKind
from handlers.village.matter import Stage
from handlers.village.people import Person, Staff
from storage import outbox, views
from storage.records import to_ms
from storage.tables import concerns, issues
from storage.tables import inbox as inbox_table
from storage.tables import outbox as outbox_table
from storage.vault import SHUT

ACTORS = {actor.key: actor for actor in CAST}
GLOSS_TRIES = 20  # the outbox marks a row a moment after the phone has it; later than this nobody is going to


@dataclass(slots=True)
class Bubble:
    """One message on one telephone. rev grows with every change, so that a page asks only for what it has not seen."""

    id: int
    actor: str
    mine: bool
    channel: str
    text: str
    at: int  # village milliseconds
    rev: int = 0
    gloss: str = ""
    kind: str = ""
    options: list[dict[str, str]] = field(default_factory=list)
    failed: bool = False
    message_id: str = ""
    key: str = ""  # of the inbox
    heard: dict[str, Any] | None = None
    matter: dict[str, Any] | None = None
    tries: int = 0

    def shown(self) -> dict[str, Any]:
        names = ("id", "actor", "mine", "channel", "text", "at", "rev", "gloss", "kind", "options", "failed", "heard", "matter")
        return {name: getattr(self, name) for name in names}


@dataclass
class Phones:
    """Nine telephones in front of the two stand-ins: what these hold is what a phone would show."""

    app: App
    wechat: WeChatStandIn
    sms: AndroidPhone
    glosses: Glosses
    bubbles: list[Bubble] = field(default_factory=list)
    rev: int = 0
    round: int = field(default_factory=lambda: int.from_bytes(chance(3)))  # another one with every new beginning, and every start
    _read: dict[tuple[str, str], int] = field(default_factory=dict)  # how far each inbox has been read
    _people: dict[str, Person] = field(default_factory=dict)
    _named: dict[str, Person] = field(default_factory=dict)
    _begun: bool = False
    _pulling: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        for person in demo_district().persons:
            self._people[person.id] = self._named[person.name] = person

    def person(self, name: str) -> Person:
        """Anybody of the demo district, on stage or not. Raises LookupError."""
        if name not in self._named:
            raise LookupError(f"nobody is called {name}")
        return self._named[name]

    def number(self, actor: Actor) -> str:
        return self._people[actor.person].phone or ""

    def _staff(self, actor: Actor) -> Staff | None:
        return self.app.directory.staff(self._people[actor.person].village)

    def ways(self, actor: Actor) -> dict[str, str]:
        """Address by channel: everybody of the cast has WeChat and a telephone number."""
        sms = next(iter(village_phones(self.app.settings)), "")
        return {"wechat": f"wechat:main:{openid(actor.person)}", "sms": f"sms:{sms}:{self.number(actor)}"}

    # ------------------------------------------------------------ what happens on them

    def sent(self, actor: Actor, text: str, message_id: str, key: str, channel: ChannelName) -> Bubble:
        """The person has pressed send. The bubble of somebody without a telephone on the page is never shown."""
        if actor.key not in ACTORS:
            return Bubble(0, actor.key, True, channel.value, text, 0)
        asked = next((b for b in reversed(self.bubbles) if b.actor == actor.key and b.options), None)
        chosen = {option["digits"]: option["gloss"] for option in asked.options} if asked else {}
        bubble = self._add(actor, mine=True, channel=channel.value, text=text)
        bubble.gloss = chosen.get(text) or self.glosses.of_words(text)
        bubble.message_id, bubble.key = message_id, key
        bubble.heard = understood(self.app, self.glosses, text, self._staff(actor))
        return bubble

    def changed(self, bubble: Bubble) -> None:
        self.rev += 1
        bubble.rev = self.rev

    async def pull(self) -> None:
        """Everything that has reached the phones since the last look."""
        async with self._pulling:
            if not self._begun:
                await self._remember()
            for actor in CAST:
                fresh: list[tuple[int, str, str]] = []
                for channel, inbox_now in self._inboxes(actor):
                    seen = self._read.get((actor.key, channel), 0)
                    self._read[actor.key, channel] = len(inbox_now)
                    fresh += [(at, channel, text) for at, text in inbox_now[seen:]]
                for at, channel, text in sorted(fresh, key=lambda each: each[0]):
                    self._add(actor, mine=False, channel=channel, text=text, at=at)
            await self._look_up()

    def begin_again(self) -> None:
        """Every screen is empty."""
        self.bubbles.clear()
        self.round += 1
        self._begun = False

    def _inboxes(self, actor: Actor) -> list[tuple[str, list[tuple[int, str]]]]:
        """By channel: when (village milliseconds, the stand-ins' own clock) and what."""
        chat = [(int(shown["at"] * 1000), shown["text"]) for shown in self.wechat.inbox(openid(actor.person))]
        return [("wechat", chat), ("sms", [(int(sms.at * 1000), sms.text) for sms in self.sms.received[self.number(actor)]])]

    def _add(self, actor: Actor, *, mine: bool, channel: str, text: str, at: int | None = None) -> Bubble:
        now = to_ms(self.app.clock.village()) if at is None else at
        self.rev += 1
        bubble = Bubble(len(self.bubbles) + 1, actor.key, mine, channel, text, now, self.rev)
        self.bubbles.append(bubble)
        return bubble

    # ------------------------------------------------------------ what the store knows of them

    async def _remember(self) -> None:
        """The stand-ins forget when the program ends; what the phones showed before is read back from the store."""
        self._begun = True
        for actor in CAST:
            for channel, inbox_now in self._inboxes(actor):
                self._read[actor.key, channel] = len(inbox_now)
        owners = {way: (actor, channel) for actor in CAST for channel, way in self.ways(actor).items()}
        found: list[tuple[int, bool, Actor, str, str, str, str]] = []
        async with self.app.database.read() as connection:
            for row in await views.said_to(connection, list(owners)):
                actor, channel = owners[row["way"]]
                found.append((row["said_at"], False, actor, channel, self._kept_text(row["text"], channel), "", ""))
            senders = {way.rpartition(":")[2] for way in owners}
            query = select(inbox_table).where(inbox_table.c.sender.in_(senders), inbox_table.c.kind == "text")
            for kept in (await connection.execute(query.order_by(inbox_table.c.seq))).mappings():
                actor, channel = owners[f"{kept['channel']}:{kept['account']}:{kept['sender']}"]
                found.append((kept["received_at"], True, actor, channel, kept["text"] or "", kept["message_id"], kept["key"]))
        # an answer bears the same moment as the words it answers: what was said comes first
        for at, mine, actor, channel, text, message_id, key in sorted(found, key=lambda each: (each[0], not each[1])):
            bubble = self._add(actor, mine=mine, channel=channel, text=text, at=at)
            if mine:
                bubble.gloss, bubble.message_id, bubble.key = self.glosses.of_words(text), message_id, key
                bubble.heard = understood(self.app, self.glosses, text, self._staff(actor))

    def _kept_text(self, text: str | None, channel: str) -> str:
        """What was shown out of the vault is shown once: afterwards the phone says so."""
        return self.app.wording.line(Line("sealed.shown"), channel) if (text or "").startswith(SHUT) else text or ""

    async def _look_up(self) -> None:
        """Glosses and digits of what came in, and where the matters stand of what was said."""
        blank = [b for b in self.bubbles if not b.mine and not b.kind and b.tries < GLOSS_TRIES]
        said = [b for b in self.bubbles if b.mine and b.message_id]
        if not blank and not said:
            return
        async with self.app.database.read() as connection:
            for bubble in blank:
                await self._gloss(connection, bubble)
            await self._seal(connection, [b for b in said if b.heard != SEALED and b.heard is not None])
            await self._stand(connection, said)

    async def _gloss(self, connection: Any, bubble: Bubble) -> None:
        actor = ACTORS[bubble.actor]
        way = self.ways(actor)[bubble.channel]
        to_them = outbox_table.c.way.in_([way]) | outbox_table.c.receiver.in_([f"address:{way}", f"person:{actor.person}"])
        query = select(outbox_table.c.kind, outbox_table.c.say).where(outbox_table.c.text == bubble.text, to_them)
        row = (await connection.execute(query.order_by(outbox_table.c.seq.desc()).limit(1))).first()
        bubble.tries += 1
        if row is None:
            return
        lines, options = outbox.say_of(row.say)
        if row.kind == SayKind.DIGEST and bubble.channel == "sms":
            options = ()  # on SMS a digest is one line without its digits: what a phone does not show cannot be tapped
        bubble.kind, bubble.gloss = row.kind, self.glosses.of(lines, bubble.channel)
        bubble.options = [
            {"digits": o.digits, "text": self.app.wording.line(o.line, bubble.channel), "gloss": self.glosses.of([o.line])} for o in options
        ]
        if any(line.key == "kit.skip" for line in lines):
            bubble.options.append({"digits": "0", "text": "跳过", "gloss": "skip"})
        self.changed(bubble)

    async def _seal(self, connection: Any, said: list[Bubble]) -> None:
        kept = select(inbox_table.c.key).where(inbox_table.c.kind == "sealed", inbox_table.c.key.in_([b.key for b in said]))
        sealed = set((await connection.execute(kept)).scalars())
        for bubble in said:
            if bubble.key in sealed:
                bubble.heard, bubble.matter = SEALED, None
                self.changed(bubble)

    async def _stand(self, connection: Any, said: list[Bubble]) -> None:
        """Two SMS of the same words bear the same id: each concern belongs to the message nearest to it in time."""
        by_message: dict[tuple[str, str], list[Bubble]] = {}
        for bubble in said:
            by_message.setdefault((self.ways(ACTORS[bubble.actor])[bubble.channel], bubble.message_id), []).append(bubble)
        further = issues.c.stage.label("further")
        query = select(concerns, further).join_from(concerns, issues, concerns.c.issue == issues.c.id, isouter=True)
        query = query.where(concerns.c.address.in_({way for way, _ in by_message}))
        for row in (await connection.execute(query)).mappings():
            mine = by_message.get((row["address"], row["message_id"]))
            if not mine:
                continue
            bubble = min(mine, key=lambda each: abs(each.at - row["received_at"]))
            sealed = row["stage"] == Stage.SEALED.value
            matter = (
                None
                if sealed
                else {"number": row["number"], "stage": stands_at(row["stage"], row["further"]), "checked": bool(row["checked"])}
            )
            if matter != bubble.matter or (sealed and bubble.heard != SEALED):
                bubble.matter, bubble.heard = matter, SEALED if sealed else bubble.heard
                self.changed(bubble)
