"""Whatever comes over the wire or into a conversation: an answer, a refusal or a receipt, never a fault and never a trace."""

import asyncio
import string
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from yarl import URL

from bot.app import App
from bot.demo.district import CAST, demo_district
from bot.parts import Hearing
from bot.standins.android_phone import signed, sms_received
from bot.web import make_web
from handlers.messages import ChannelName, Heard, SayKind
from storage.records import to_ms
from storage.tables import inbox, outbox
from tests.channels.wechat_client import ACCOUNT, OPENID, xml_of
from tests.journey.kit import message_id, platform, running
from tests.journey.test_same_ledger import DANGER, DIGITS, SEALED, SENTENCES, WAYS, StillClock
from tests.servers import ACCOUNTS, SIGNING_KEY, Stores

BEGINS = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WIRE = [300, pytest.param(100_000, marks=pytest.mark.slow)]
TALKS = [60, pytest.param(3_000, marks=pytest.mark.slow)]


MOST_S = 75.0  # of one test: a hundred thousand examples or this long, whichever is over first: eight of them share ten minutes


def many(count: int, play: Callable[..., None], at_a_time: int = 1000, **drawn: Any) -> None:
    """Plays that many examples, the same at every run, so many at a time: after each of these the time is looked at."""
    ends_at = time.monotonic() + MOST_S
    for part in range(0, count, at_a_time):
        limits = settings(
            max_examples=min(at_a_time, count - part),
            deadline=None,
            derandomize=False,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        seed(part)(limits(given(**drawn)(play)))()
        if time.monotonic() > ends_at:
            break


# ---------------------------------------------------------------- one app and one loop for this file


class Wire:
    """The product in this process, on a clock that stands still."""

    def __init__(self, app: App, client: TestClient, clock: StillClock, loop: asyncio.AbstractEventLoop) -> None:
        self.app, self.client, self.clock, self.loop = app, client, clock, loop
        self.n = 0
        self.answers: Counter[int] = Counter()
        self.history: list[str] = []  # the conversations so far, to be read when something goes wrong

    def post(self, path: str, query: Any, body: bytes, headers: dict[str, str], method: str = "POST") -> int:
        return self.loop.run_until_complete(self._post(path, query, body, headers, method))

    async def _post(self, path: str, query: Any, body: bytes, headers: dict[str, str], method: str) -> int:
        before = await self.count()
        async with self.client.request(method, path, params=query, data=body, headers=headers) as response:
            answer = await response.text()
        new = await self.newest(await self.count() - before)
        assert response.status < 500, answer
        if response.status >= 400:
            assert new == [], "a refusal left a row"
        assert not any("\0" in value for row in new for value in row if isinstance(value, str)), "PostgreSQL takes no NUL"
        assert self.app.dispatch.counts["failed"] == 0
        assert self.app.spool.size() == 0
        self.answers[response.status] += 1
        return response.status

    async def count(self) -> int:
        async with self.app.database.read() as connection:
            found: int = (await connection.execute(select(func.count()).select_from(inbox))).scalar_one()
            return found

    async def newest(self, most: int) -> list[Any]:
        columns = (inbox.c.sender, inbox.c.message_id, inbox.c.kind, inbox.c.text, inbox.c.media, inbox.c.extra)
        async with self.app.database.read() as connection:
            return list(await connection.execute(select(*columns).order_by(inbox.c.seq.desc()).limit(most)))

    def say(self, heard: Heard) -> str | None:
        return self.loop.run_until_complete(self._say(heard))

    async def _say(self, heard: Heard) -> str | None:
        answer = await self.app.dispatch.hear(heard)
        assert self.app.dispatch.counts["failed"] == 0, "a turn raised"
        return answer.text

    def pass_time(self, by: timedelta) -> None:
        self.clock.now_ms += int(by / timedelta(milliseconds=1))
        while self.loop.run_until_complete(self.app.moments.on_time()):
            pass

    def number(self) -> int:
        self.n += 1
        return self.n


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def wire(stores: Stores, tmp_path_factory: pytest.TempPathFactory, hearing: Hearing, request: pytest.FixtureRequest) -> Any:
    """Hypothesis calls its examples one after the other, outside any loop: so the loop is here."""
    folder, clock = tmp_path_factory.mktemp("hostile"), StillClock(now_ms=int(BEGINS.timestamp() * 1000))
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def open_it() -> Wire:
            database = await stores.fresh(request.param, folder, people=True)
            app = await stack.enter_async_context(running(folder, database, hearing, clock=clock, start=False))
            writer = asyncio.create_task(app.dispatch.run())
            stack.callback(writer.cancel)
            client = await stack.enter_async_context(TestClient(TestServer(make_web(app))))
            return Wire(app, client, clock, runner.get_loop())

        yield runner.run(open_it())
        runner.run(stack.aclose())


# ---------------------------------------------------------------- the wire

anything = st.text(max_size=60)
control = st.text(alphabet="\x00\x01\x0b\x1b\x1d\x7f\u200b\u202e\ud800\ufffe\uffff<>&]['\"{}%$\\\n\r\t ", max_size=20)
field = st.one_of(
    anything, control, st.sampled_from(("", "text", "event", "image", "0", "-1", "１２３", "9" * 30, "]]>", "<b/>", "x" * 3000))
)
names = st.sampled_from(
    [
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "MsgId",
        "Content",
        "MediaId",
        "Event",
        "EventKey",
        "Recognition",
        "Location_X",
        "Location_Y",
        "Label",
        "Ticket",
        "Title",
        "Url",
        "Encrypt",
        "MsgID",
        "TemplateId",
        "bizmsgmenuid",
        "Status",
        "Latitude",
        "x",
    ]
)


def mostly(usual: st.SearchStrategy[Any], strange: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.integers(0, 3), usual, strange).map(lambda drawn: drawn[2] if drawn[0] == 2 else drawn[1])


def seldom(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """None four times in five: what is refused at the door tests the door alone."""
    return st.tuples(st.integers(0, 4), strategy).map(lambda drawn: drawn[1] if drawn[0] == 3 else None)


broken_xml = st.one_of(
    st.binary(max_size=300),
    anything.map(lambda text: f"<xml>{text}</xml>".encode("utf-8", "surrogatepass")),
    st.lists(st.tuples(names, field), max_size=12).map(
        lambda pairs: ("<xml>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in pairs) + "</xml>").encode("utf-8", "surrogatepass")
    ),
    st.integers(1, 400).map(lambda depth: b"<xml>" + b"<a>" * depth + b"</a>" * depth + b"</xml>"),
)


@st.composite
def letters(draw: st.DrawFn) -> bytes:
    """An ordinary letter with some of its fields changed, lost or added."""
    fields: dict[str, Any] = {
        "ToUserName": ACCOUNT,
        "FromUserName": OPENID,
        "CreateTime": int(BEGINS.timestamp()),
        "MsgType": draw(st.sampled_from(("text", "image", "voice", "location", "link", "event", "video", "unknown"))),
        "Content": draw(field),
        "MsgId": message_id(draw(st.integers(0, 10**6))),
        "Event": draw(st.sampled_from(("subscribe", "CLICK", "SCAN", "VIEW", "unsubscribe", "x" * 64))),
    }
    for name in draw(st.lists(st.sampled_from(sorted(fields)), max_size=2)):
        fields.pop(name, None)
    fields |= draw(st.dictionaries(names, field, max_size=2))
    return xml_of(**fields).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("count", WIRE)
def test_nothing_on_the_wechat_wire_is_a_fault(wire: Wire, count: int) -> None:
    def play(account: str, xml: bytes, spoil: tuple[str, str] | None, method: str, flip: int | None) -> None:
        post = platform(ACCOUNTS.get(account, "safe"), at=wire.clock.now_ms // 1000).post(xml)
        query, body = dict(post.query), post.body
        if spoil:
            query[spoil[0]] = spoil[1].encode("utf-8", "replace").decode()
        if flip is not None and flip < len(body):
            body = body[:flip] + bytes([body[flip] ^ 1]) + body[flip + 1 :]
        wire.post(f"/wechat/{account}", query, body, post.headers, method)

    many(
        count // 2,
        play,
        account=st.sampled_from([*ACCOUNTS, *ACCOUNTS, *ACCOUNTS, "nobody"]),
        xml=mostly(letters(), broken_xml),
        spoil=seldom(st.tuples(st.sampled_from(("timestamp", "nonce", "signature", "msg_signature", "openid")), field)),
        method=st.sampled_from(("POST",) * 20 + ("GET", "PUT", "DELETE", "HEAD")),
        flip=seldom(st.integers(0, 400)),
    )
    assert wire.answers[200] > wire.answers.total() // 10, "hardly anything was taken: this tests nothing but signatures"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | field,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3),
    max_leaves=8,
)
numbers = st.one_of(st.sampled_from(("13800008001", "+8613900000001", "10086", "106575", "95588", "", "CMCC", "０１０-12345678")), field)


@st.composite
def events(draw: st.DrawFn) -> Any:
    event: dict[str, Any] = sms_received(
        draw(st.one_of(st.uuids().map(str), field)),
        draw(numbers),
        draw(field),
        draw(
            st.sampled_from(("2026-11-23T09:00:00+08:00", "2026-11-23T09:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "x", ""))
        ),
    )
    event["event"] = draw(
        st.sampled_from(
            ("sms:received",) * 4 + ("sms:batch:received", "sms:sent", "sms:failed", "system:ping", "mms:downloaded", "n" * 190)
        )
    )
    if event["event"] == "sms:batch:received":
        event["payload"] = {"messages": [event["payload"], draw(json_values)]}
    for name in draw(st.lists(st.sampled_from(sorted(event)), max_size=1)):
        event[name] = draw(json_values)
    for name in draw(st.lists(st.sampled_from(("message", "sender", "messageId", "receivedAt", "simNumber")), max_size=1)):
        if isinstance(event.get("payload"), dict):
            event["payload"][name] = draw(json_values)
    return event


@pytest.mark.parametrize("count", WIRE)
def test_nothing_on_the_telephones_wire_is_a_fault(wire: Wire, count: int) -> None:
    def play(event: Any, stamp: str | None, spoil: bool | None) -> None:
        body, headers = signed(event, "another" if spoil else SIGNING_KEY, wire.clock.now_ms // 1000)
        if stamp is not None:
            headers["X-Timestamp"] = "".join(c for c in stamp if c.isprintable())[:100].encode("ascii", "replace").decode()
        wire.post("/sms/village_phone", {}, body, headers)

    wire.answers.clear()
    many(
        count // 2,
        play,
        event=mostly(events(), json_values),
        stamp=seldom(field),
        spoil=seldom(st.just(True)),
    )
    assert wire.answers[200] > wire.answers.total() // 10


@pytest.mark.parametrize("count", WIRE)
def test_raw_bytes_to_any_path_are_a_refusal(wire: Wire, count: int) -> None:
    paths = (
        "/wechat/main",
        "/wechat/plain",
        "/wechat/",
        "/wechat/main/x",
        "/sms/village_phone",
        "/sms/x",
        "/",
        "/metrics",
        "/readyz",
        "/%00",
    )

    def play(path: str, query: list[tuple[str, str]], body: bytes, method: str, kind: str) -> None:
        given_query = [(key, value.encode("utf-8", "replace").decode()) for key, value in query]
        wire.post(str(URL(path, encoded=True)), given_query, body, {"Content-Type": kind}, method)

    many(
        count // 3,
        play,
        path=st.sampled_from(paths),
        query=st.lists(
            st.tuples(names.map(str.lower) | st.sampled_from(("timestamp", "nonce", "signature", "echostr")), field), max_size=4
        ),
        body=st.binary(max_size=2000),
        method=st.sampled_from(("POST", "GET", "PUT", "OPTIONS")),
        kind=st.sampled_from(
            ("text/xml", "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x/y; charset=no")
        ),
    )


# ---------------------------------------------------------------- the conversations

HOSTILE = (
    *(
        "",
        " ",
        "\n",
        "。",
        "？？？",
        "1" * 2000,
        "话" * 2000,
        "的" * 2000,
        "{x}",
        "{0.__class__}",
        "%s %d",
        "$(reboot)",
        "'; DROP TABLE inbox; --",
    ),
    *(
        "<b>粗</b>",
        "]]>",
        "\u202e倒着写",
        "救\u200b命",
        "１１９",
        "0️⃣",
        "🚜" * 300,
        "1\u20e3",
        "None",
        "null",
        "-1",
        "1.0",
        "１２",
        "00",
        "report.check",
    ),
)
words = st.one_of(
    st.sampled_from(DIGITS * 4),
    st.sampled_from(SENTENCES * 2 + SEALED + DANGER),
    st.sampled_from(WAYS),
    st.sampled_from(HOSTILE),
    st.text(alphabet=string.printable + "村路水电灯坏了谁", max_size=30),
)
steps = st.one_of(
    st.tuples(st.just("text"), words),
    st.tuples(st.just("text"), words),
    st.tuples(st.just("text"), words),
    st.tuples(st.sampled_from(("image", "voice", "video", "location", "link")), st.just("")),
    st.tuples(
        st.sampled_from(("event.subscribe", "event.CLICK", "event.SCAN", "event.VIEW", "event.unsubscribe")),
        st.sampled_from(("", "v001", "help")),
    ),
    st.tuples(st.just("clock"), st.sampled_from(("60", "660", "86400", "300000"))),
)
SPEAKERS = (
    *((ChannelName.WECHAT, "main", f"oHostile{n:017d}") for n in range(3)),
    (ChannelName.SMS, "village_phone", "+8613900009999"),
)


@pytest.fixture(scope="module")
def residents(wire: Wire) -> tuple[tuple[ChannelName, str, str], ...]:
    """Strangers, and the numbers of people the roster knows: a villager, the secretary, a grid lead, a reviewer."""
    people = {person.id: person for person in demo_district().persons}
    phones = [people[actor.person].phone for actor in CAST]
    return SPEAKERS + tuple((ChannelName.SMS, "village_phone", phone) for phone in phones if phone)


@pytest.mark.parametrize("count", TALKS)
def test_no_sequence_of_inputs_is_a_fault_and_words_are_always_answered(wire: Wire, residents: Any, count: int) -> None:
    faults: list[str] = []

    def play(script: list[tuple[int, tuple[str, str]]]) -> None:
        for who, step in script:
            if faults:  # people remember what was said before: a sequence cannot be tried again from nothing
                return
            try:
                one_step(wire, residents[who], *step)
            except Exception as fault:
                faults.append(f"{type(fault).__name__}: {fault}\n" + "\n".join(wire.history[-40:]))

    many(
        count,
        play,
        at_a_time=50,  # each of up to twenty-five steps
        script=st.lists(st.tuples(st.integers(0, len(residents) - 1), steps), min_size=1, max_size=25),
    )
    assert faults == [], faults[0]


def one_step(wire: Wire, speaker: tuple[ChannelName, str, str], kind: str, what: str) -> None:
    channel, account, sender = speaker
    if kind == "clock":
        wire.history.append(f"({what} s)")
        wire.pass_time(timedelta(seconds=int(what)))
        return
    if kind.startswith("event.") and channel is not ChannelName.WECHAT:
        return
    n = wire.number()
    wire.clock.now_ms += 1000
    extra = {"event_key": what, "scene": what} if kind.startswith("event.") and what else {}
    media = f"m{n}" if kind in ("image", "voice", "video") else None
    words = what.replace("\0", "") or None if kind == "text" else None
    sent = datetime.fromtimestamp(wire.clock.now_ms // 1000, UTC)
    wire.history.append(f"{sender}: {kind} {what[:60]!r}")
    heard = Heard(channel, account, sender, f"h{n}", f"h{n}", kind, sent, words, media, extra)
    told = wire.loop.run_until_complete(last_said(wire.app, heard, wire.say(heard)))
    wire.history.append(f"    {told!r}")
    assert told or kind != "text", f"{what!r} got no answer"
    assert len(told or "") <= 600, told


async def last_said(app: App, heard: Heard, answer: str | None) -> str | None:
    """The turn's own answer: in the response, or for SMS in the outbox, where nothing joins that of a sealed message to it."""
    if answer:
        return answer
    mine = outbox.c.receiver == f"address:{heard.channel}:{heard.account}:{heard.sender}"
    newly = select(outbox.c.text).where(mine, outbox.c.kind == SayKind.ANSWER, outbox.c.made_at >= to_ms(heard.sent_at))
    async with app.database.read() as connection:
        said = select(outbox.c.text).join(inbox, inbox.c.said == outbox.c.id).where(inbox.c.message_id == heard.message_id)
        text: str | None = (await connection.execute(said)).scalar()
        return text or (await connection.execute(newly.order_by(outbox.c.seq.desc()).limit(1))).scalar()
