"""Every table. Moments are whole milliseconds since 1970 (UTC): the same number on SQLite and PostgreSQL.

Lists and maps inside a record are JSON text for the same reason. People's words stand in `text`, `words` and `say` only.
"""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text, text

metadata = MetaData()


def _key(name: str = "id", length: int = 200) -> Column[str]:
    return Column(name, String(length), primary_key=True)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False, default=0)


UNPROVEN = text("reach IN ('proven', 'lawful') AND state = 'said' AND confirmed_at IS NULL")
OPEN = ("riding", "due", "saying")  # states of the outbox: what is still on its way


def _open_index(name: str, *columns: str) -> Index:
    is_open = Column("state").in_(OPEN)
    return Index(name, *columns, sqlite_where=is_open, postgresql_where=is_open)


# ---------------------------------------------------------------- the roster

units = Table(
    "units",
    metadata,
    _key(),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("parent", String(200)),
)
grids = Table("grids", metadata, _key(), Column("village", String(200), nullable=False), Column("name", Text, nullable=False))
households = Table(
    "households",
    metadata,
    _key(),
    Column("village", String(200), nullable=False),
    Column("grid", String(200), nullable=False),
    Column("number", Text, nullable=False),
    Column("head", Text, nullable=False),
    Column("vulnerable", Boolean, nullable=False, default=False),
)
persons = Table(
    "persons",
    metadata,
    _key(),
    Column("name", Text, nullable=False),
    Column("village", String(200)),
    Column("household", String(200)),
    Column("phone", String(20)),
    Column("away", Boolean, nullable=False, default=False),
    Column("woman", Boolean),
    Column("born", Integer),
    Index("persons_village_name", "village", "name"),
    Index("persons_phone", "phone"),
)
holders = Table(
    "holders",
    metadata,
    Column("person", String(200), primary_key=True),
    Column("office", String(30), primary_key=True),
    Column("unit", String(200), primary_key=True),
    Column("grid", String(200), primary_key=True, default=""),
    Column("department", String(60), nullable=False, default=""),
)

# ---------------------------------------------------------------- what is heard

inbox = Table(
    "inbox",
    metadata,
    _key("key", 40),  # keyed digest of (channel, account, sender, unique): the judge of duplicates
    Column("seq", BigInteger, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("account", String(60), nullable=False),
    Column("sender", String(200)),  # null when sealed
    Column("message_id", String(200), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("text", Text),
    Column("media", Text),
    Column("extra", Text, nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),  # village time
    Column("state", String(10), nullable=False),  # waiting, handled, aside
    Column("handled_at", BigInteger),
    Column("tries", Integer, nullable=False, default=0),
    Column("answer", Text),  # the text the channel was thanked with; a retry gets it again
    Column("said", String(40)),  # the outbox row of the turn's own answer
    Index("inbox_seq", "seq"),
    Index("inbox_sender", "channel", "account", "sender", "received_at"),
    Index("inbox_waiting", "state", "seq", sqlite_where=Column("state") != "handled", postgresql_where=Column("state") != "handled"),
)
media = Table(
    "media",
    metadata,
    _key("inbox", 40),
    Column("channel", String(20), nullable=False),
    Column("account", String(60), nullable=False),
    Column("handle", Text, nullable=False),
    Column("state", String(10), nullable=False),  # due, kept, gone
    Column("tries", Integer, nullable=False, default=0),
    Column("due_at", BigInteger, nullable=False),
    Column("content_type", String(100)),
    Column("file", Text),
    Index("media_due", "due_at", sqlite_where=Column("state") == "due", postgresql_where=Column("state") == "due"),
)
addresses = Table(
    "addresses",
    metadata,
    _key(length=300),
    Column("channel", String(20), nullable=False),
    Column("account", String(60), nullable=False),
    Column("sender", String(200), nullable=False),
    Column("talk", String(310), nullable=False),
    Column("first_heard_at", BigInteger, nullable=False),
    Column("persons", Text, nullable=False),
    Column("village", String(200)),
    Column("trusted", Boolean, nullable=False),
    Column("following", Boolean, nullable=False),
    Column("opted_out", Boolean, nullable=False),
    Column("way", String(20), nullable=False),
    _version(),
)
address_persons = Table(
    "address_persons",
    metadata,
    Column("person", String(200), primary_key=True),
    Column("address", String(300), primary_key=True),
)
talks = Table("talks", metadata, _key("key", 310), Column("state", Text, nullable=False), _version())
asks = Table(
    "asks",
    metadata,
    _key(),
    Column("person", String(200), nullable=False),
    Column("script", String(40), nullable=False),
    Column("question", String(60), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("args", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("answered_at", BigInteger),
    Column("words", Boolean, nullable=False, default=False),
    Column("channel", String(20), nullable=False, default=""),
    Column("answer", String(60), nullable=False, default=""),
    _version(),
    Index("asks_open", "person", "made_at", sqlite_where=Column("answered_at").is_(None), postgresql_where=Column("answered_at").is_(None)),
)

# ---------------------------------------------------------------- matters

concerns = Table(
    "concerns",
    metadata,
    _key(),
    Column("author", String(310), nullable=False),
    Column("address", String(300), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("account", String(60), nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("stage", String(20), nullable=False),
    Column("village", String(200)),
    Column("person", String(200)),
    Column("household", Text),
    Column("on_behalf", String(20), nullable=False),
    Column("behalf_of", Text),
    Column("category", String(10)),
    Column("sub", String(10)),
    Column("score", Float, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("flags", Text, nullable=False),
    Column("place", Text),
    Column("since", Text),
    Column("checked", Boolean, nullable=False),
    Column("number", String(10), unique=True),
    Column("responsible", String(200)),
    Column("due_on", String(10)),
    Column("issue", String(200)),
    Column("digested_at", BigInteger),
    Column("like", String(200)),
    Column("likeness", Float, nullable=False),
    _version(),
    Index("concerns_author", "author", "received_at"),
    Index(
        "concerns_waiting",
        "village",
        "received_at",
        sqlite_where=Column("stage") == "received",
        postgresql_where=Column("stage") == "received",
    ),
    Index("concerns_issue", "issue"),
)
issues = Table(
    "issues",
    metadata,
    _key(),
    Column("village", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("category", String(10)),
    Column("place", Text),
    Column("stage", String(20), nullable=False),
    Column("households", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("number", String(10)),
    Column("track", String(10)),
    Column("level", String(10)),
    Column("grid", String(200)),
    Column("participants", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("affected", Text, nullable=False, default="[]"),
    Column("item", String(40), nullable=False, default=""),
    Column("legal", Boolean, nullable=False, default=False),
    Column("safety", Boolean, nullable=False, default=False),
    Column("session", String(10)),
    Column("responsible", String(200)),
    Column("notice", String(20)),
    Column("rule", String(20)),
    Column("resumes", String(20)),
    Column("review_on", String(10)),
    Column("redone", Integer, nullable=False, default=0),
    _version(),
    Index("issues_village", "village", "stage"),
)
papers = Table(
    "papers",
    metadata,
    _key(),
    Column("issue", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("author", String(310), nullable=False),
    Column("words", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    _version(),
    Index("papers_issue", "issue", "at"),
    Index("papers_kind", "kind", "at"),
)
opinions = Table(
    "opinions",
    metadata,
    _key(length=420),
    Column("issue", String(200), nullable=False),
    Column("household", String(200), nullable=False),
    Column("person", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("stance", String(20)),
    Column("ours", Boolean),
    Column("option", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("recorder", String(200)),
    Column("backing", String(20), nullable=False),
    Column("withheld", Boolean, nullable=False),
    _version(),
    Index("opinions_issue", "issue"),
    Index("opinions_person", "person"),
)
visits = Table(
    "visits",
    metadata,
    _key(),
    Column("issue", String(200), nullable=False),
    Column("household", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", String(200), nullable=False),
    Column("method", String(10), nullable=False),
    Column("reached", Boolean, nullable=False),
    Column("person", String(200)),
    Column("words", Text, nullable=False),
    Column("check", String(10), nullable=False),
    _version(),
    Index("visits_issue", "issue"),
)
requests = Table(
    "requests",
    metadata,
    _key(),
    Column("issue", String(200), nullable=False),
    Column("department", String(60), nullable=False),
    Column("asked", Text, nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    Column("by", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("holder", String(200)),
    Column("claimed_at", BigInteger),
    Column("answered_at", BigInteger),
    Column("returns", Integer, nullable=False),
    Column("ticket", String(60), nullable=False),
    Column("can", Boolean),
    Column("basis", Text, nullable=False),
    Column("ready_on", String(10)),
    Column("role", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("extended", Integer, nullable=False),
    _version(),
    Index("requests_issue", "issue"),
    Index("requests_department", "department", "state"),
)
tasks = Table(
    "tasks",
    metadata,
    _key(),
    Column("issue", String(200), nullable=False),
    Column("what", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("owner", String(200)),
    Column("state", String(20), nullable=False),
    _version(),
    Index("tasks_issue", "issue"),
    Index("tasks_owner", "owner", "state"),
)
rules = Table(
    "rules",
    metadata,
    _key(),
    Column("village", String(200), nullable=False),
    Column("issue", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("state", String(20), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("body", String(40), nullable=False),
    Column("filing_number", String(60), nullable=False),
    Column("filed_on", String(10)),
    Column("effective_on", String(10)),
    Column("review_on", String(10)),
    Column("replaces", String(200)),
    _version(),
    Index("rules_village", "village", "state"),
)
entries = Table(
    "entries",
    metadata,
    _key(),
    Column("concern", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("author", String(310), nullable=False),
    Column("words", Text, nullable=False),
    _version(),
    Index("entries_concern", "concern", "at"),
)
group_keys = Table(
    "group_keys",
    metadata,
    Column("village", String(200), primary_key=True),
    Column("key", String(60), primary_key=True),
    Column("concern", String(200), primary_key=True),
)
alikes = Table(
    "alikes",
    metadata,
    _key(length=410),
    Column("village", String(200), nullable=False),
    Column("one", String(200), nullable=False),
    Column("other", String(200), nullable=False),
    Column("likeness", Float, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("refused", Boolean, nullable=False),
    _version(),
    Index("alikes_village", "village", "likeness"),
)
corrections = Table(
    "corrections",
    metadata,
    _key(),
    Column("concern", String(200), nullable=False),
    Column("old", String(10)),
    Column("new", String(10), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    _version(),
    Index("corrections_concern", "concern", "at"),
)
alerts = Table(
    "alerts",
    metadata,
    _key(),
    Column("concern", String(200)),
    Column("address", String(300), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("village", String(200)),
    Column("grid", String(200)),
    Column("household", String(200)),
    Column("place", Text),
    Column("call_back", String(20), nullable=False),
    Column("step", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("confirmed_by", String(200)),
    Column("sealed", Boolean, nullable=False),
    Column("barred", Text, nullable=False),
    _version(),
)
digests = Table(
    "digests",
    metadata,
    _key(),
    Column("person", String(200), nullable=False),
    Column("day", String(10), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("concerns", Text, nullable=False),
    _version(),
    Index("digests_once", "person", "day", unique=True),
)
announcements = Table(
    "announcements",
    metadata,
    _key(),
    Column("village", String(200), nullable=False),
    Column("author", String(200), nullable=False),
    Column("words", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("grid", String(200)),
    _version(),
)
misses = Table(
    "misses", metadata, _key(length=400), Column("count", Integer, nullable=False), Column("locked_until", BigInteger), _version()
)
proofs = Table(
    "proofs",
    metadata,
    _key(length=310),
    Column("person", String(200), nullable=False),
    Column("address", String(300), nullable=False),
    Column("digest", String(40), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used", Boolean, nullable=False),
    _version(),
)
sealed = Table(  # the vault: ciphertext under a key in a file of its own; nothing here joins to a village
    "sealed",
    metadata,
    _key(),
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
sealed_cases = Table(  # where a sealed message lies: the unit above everyone named, and what has been decided; never a village
    "sealed_cases",
    metadata,
    _key(),
    Column("unit", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", String(20), nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("decided_by", String(200)),
    Column("decided_at", BigInteger),
    Column("relay", String(40), nullable=False),
    Column("named", Text, nullable=False),
    Column("asked_by", String(200)),
    Column("speaker", String(40), nullable=False),
    Column("looks", Text, nullable=False),
    _version(),
    Index("sealed_cases_speaker", "speaker"),
    Index("sealed_cases_unit", "unit", "state"),
    Index("sealed_cases_relay", "relay"),
)

# ---------------------------------------------------------------- what is said, and when

outbox = Table(
    "outbox",
    metadata,
    Column("seq", BigInteger, nullable=False),
    _key("id", 40),
    Column("receiver", String(310), nullable=False),  # person:ID, address:ID or phone:+86…
    Column("kind", String(20), nullable=False),
    Column("say", Text, nullable=False),  # lines and options as JSON, rendered for the channel that carries them
    Column("text", Text),  # as it was rendered
    Column("ask", String(200)),
    Column("about", String(200)),
    Column("village", String(200), nullable=False, default=""),  # whose turn it takes in the fair queue
    Column("lane", Integer, nullable=False, default=2),  # 0 emergencies, 1 answers, 2 news, 3 what goes to many at once
    Column("reach", String(10), nullable=False, default="owed"),  # how far it may go to find its receiver
    Column("state", String(10), nullable=False),  # riding, due, saying, said, listed, spared, recalled
    Column("due_at", BigInteger, nullable=False),  # wire time
    Column("made_at", BigInteger, nullable=False),  # village time
    Column("tries", Integer, nullable=False, default=0),
    Column("said_at", BigInteger),  # village time
    Column("way", String(300)),  # the address that carried it
    Column("provider_id", String(200)),
    Column("fate", String(10), nullable=False, default=""),  # what the provider reported: delivered, failed
    Column("confirmed_at", BigInteger),  # village time: it is known to have arrived
    Column("failure", String(60)),
    Column("shut", Text, nullable=False, default=""),  # ways that refused this row for good
    _open_index("outbox_open", "due_at"),
    _open_index("outbox_turn", "village", "lane", "due_at", "seq"),
    _open_index("outbox_first", "receiver", "lane", "seq"),
    Index("outbox_unproven", "said_at", sqlite_where=UNPROVEN, postgresql_where=UNPROVEN),
    Index("outbox_receiver", "receiver", "seq"),
    Index("outbox_way", "way", "said_at"),
    Index("outbox_about", "about"),
    Index("outbox_provider", "provider_id"),
)
reports = Table(
    "reports",
    metadata,
    Column("account", String(90), primary_key=True),  # channel:account
    Column("provider_id", String(200), primary_key=True),
    Column("fate", String(10), nullable=False),
    Column("at", BigInteger, nullable=False),  # village time
)
sends = Table(
    "sends",
    metadata,
    Column("account", String(90), primary_key=True),  # channel:account
    Column("day", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
)
consents = Table(
    "consents",
    metadata,
    Column("address", String(300), primary_key=True),
    Column("template", String(100), primary_key=True),
    Column("left", Integer, nullable=False),  # notices that may still be sent; one-time consents add up
    Column("lasting", Boolean, nullable=False, default=False),  # a long-term subscription is not used up
)
calls = Table(
    "calls",
    metadata,
    _key(),
    Column("village", String(200), nullable=False),
    Column("person", String(200)),
    Column("number", String(40)),
    Column("kind", String(10), nullable=False),  # tell, ask, back
    Column("about", String(200)),
    Column("ask", String(200)),
    Column("words", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("tries", Text, nullable=False, default="[]"),
    Column("holder", String(200)),
    Column("held_until", BigInteger),
    Column("outcome", String(10), nullable=False, default=""),
    Column("by", String(200)),
    Column("closed_at", BigInteger),
    Column("disputed", Text, nullable=False, default="[]"),
    _version(),
    Index("calls_open", "village", "due_at", sqlite_where=Column("outcome") == "", postgresql_where=Column("outcome") == ""),
    Index("calls_person", "person"),
)
pulses = Table(
    "pulses",
    metadata,
    Column("account", String(90), primary_key=True),  # channel:account of a telephone that may fall silent
    Column("heard_at", BigInteger, nullable=False),  # village time
    Column("told_at", BigInteger),  # when somebody was told of its silence
)
dues = Table(
    "dues",
    metadata,
    _key(length=330),
    Column("kind", String(30), nullable=False),
    Column("ref", String(310), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("done", Boolean, nullable=False),
    _version(),
    Index("dues_open", "at", sqlite_where=Column("done").is_(False), postgresql_where=Column("done").is_(False)),
)
audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", String(310), nullable=False),
    Column("action", String(60), nullable=False),
    Column("thing", String(330), nullable=False),
    Column("detail", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
meta = Table("meta", metadata, _key(), Column("value", Text, nullable=False))
