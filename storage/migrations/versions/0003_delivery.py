"""Delivery: how far every message came, who has to be called, which notices are allowed, which telephones still breathe."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNPROVEN = sa.text("reach IN ('proven', 'lawful') AND state = 'said' AND confirmed_at IS NULL")
IS_OPEN = sa.text("state IN ('riding', 'due', 'saying')")


def upgrade() -> None:
    for table, *columns in TABLES:
        op.create_table(table, *columns)
    op.create_index("calls_open", "calls", ["village", "due_at"], sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED)
    op.create_index("calls_person", "calls", ["person"])
    op.execute("UPDATE outbox SET village = '' WHERE village IS NULL")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("village", existing_type=sa.String(length=200), nullable=False, server_default=sa.text("''"))
        outbox.add_column(sa.Column("lane", sa.Integer(), nullable=False, server_default=sa.text("2")))
        outbox.add_column(sa.Column("reach", sa.String(length=10), nullable=False, server_default=sa.text("'owed'")))
        outbox.add_column(sa.Column("fate", sa.String(length=10), nullable=False, server_default=sa.text("''")))
        outbox.add_column(sa.Column("confirmed_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE outbox SET lane = CASE kind WHEN 'alert' THEN 0 WHEN 'answer' THEN 1 WHEN 'announcement' THEN 3 ELSE 2 END")
    # until now a chat message counted as arrived when the platform had taken it
    op.execute("UPDATE outbox SET confirmed_at = said_at WHERE way IS NOT NULL AND way NOT LIKE 'sms:%'")
    for name, columns in INDEXES:
        op.create_index(name, "outbox", [*columns], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.add_column("asks", sa.Column("answer", sa.String(length=60), nullable=False, server_default=sa.text("''")))
    op.create_index("outbox_unproven", "outbox", ["said_at"], sqlite_where=UNPROVEN, postgresql_where=UNPROVEN)
    op.create_index("outbox_provider", "outbox", ["provider_id"])


def downgrade() -> None:
    op.drop_index("outbox_unproven", table_name="outbox")
    op.drop_index("outbox_provider", table_name="outbox")
    op.drop_column("asks", "answer")
    for name, _ in INDEXES:
        op.drop_index(name, table_name="outbox")
    # the old program knows no spared row: nobody was to be disturbed by it
    op.execute("UPDATE outbox SET state = 'recalled' WHERE state = 'spared'")
    with op.batch_alter_table("outbox") as outbox:
        for name in ("confirmed_at", "fate", "reach", "lane"):
            outbox.drop_column(name)
        outbox.alter_column("village", existing_type=sa.String(length=200), nullable=True, server_default=None)
    op.drop_index("calls_person", table_name="calls")
    op.drop_index("calls_open", table_name="calls")
    for table, *_ in reversed(TABLES):
        op.drop_table(table)


NOT_CLOSED = sa.text("outcome = ''")
INDEXES: tuple[tuple[str, list[str]], ...] = (
    ("outbox_turn", ["village", "lane", "due_at", "seq"]),
    ("outbox_first", ["receiver", "lane", "seq"]),
)
TABLES: tuple[tuple[Any, ...], ...] = (
    (
        "reports",
        sa.Column("account", sa.String(length=90), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=False),
        sa.Column("fate", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "provider_id"),
    ),
    (
        "sends",
        sa.Column("account", sa.String(length=90), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", "day"),
    ),
    (
        "consents",
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("template", sa.String(length=100), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("address", "template"),
    ),
    (
        "calls",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("village", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=True),
        sa.Column("ask", sa.String(length=200), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Text(), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("disputed", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    ),
    (
        "pulses",
        sa.Column("account", sa.String(length=90), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("account"),
    ),
)
