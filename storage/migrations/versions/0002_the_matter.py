"""The matter's whole life: an issue's file, its rules, and where sealed messages lie."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opinions",
        sa.Column("id", sa.String(length=420), nullable=False),
        sa.Column("issue", sa.String(length=200), nullable=False),
        sa.Column("household", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("stance", sa.String(length=20), nullable=True),
        sa.Column("ours", sa.Boolean(), nullable=True),
        sa.Column("option", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorder", sa.String(length=200), nullable=True),
        sa.Column("backing", sa.String(length=20), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("opinions_issue", "opinions", ["issue"], unique=False)
    op.create_index("opinions_person", "opinions", ["person"], unique=False)
    op.create_table(
        "papers",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("issue", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.String(length=310), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("papers_issue", "papers", ["issue", "at"], unique=False)
    op.create_index("papers_kind", "papers", ["kind", "at"], unique=False)
    op.create_table(
        "requests",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("issue", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=True),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=60), nullable=False),
        sa.Column("can", sa.Boolean(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("ready_on", sa.String(length=10), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("requests_department", "requests", ["department", "state"], unique=False)
    op.create_index("requests_issue", "requests", ["issue"], unique=False)
    op.create_table(
        "rules",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("village", sa.String(length=200), nullable=False),
        sa.Column("issue", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("filing_number", sa.String(length=60), nullable=False),
        sa.Column("filed_on", sa.String(length=10), nullable=True),
        sa.Column("effective_on", sa.String(length=10), nullable=True),
        sa.Column("review_on", sa.String(length=10), nullable=True),
        sa.Column("replaces", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("rules_village", "rules", ["village", "state"], unique=False)
    op.create_table(
        "sealed_cases",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("relay", sa.String(length=40), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=True),
        sa.Column("speaker", sa.String(length=40), nullable=False),
        sa.Column("looks", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sealed_cases_relay", "sealed_cases", ["relay"], unique=False)
    op.create_index("sealed_cases_speaker", "sealed_cases", ["speaker"], unique=False)
    op.create_index("sealed_cases_unit", "sealed_cases", ["unit", "state"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("issue", sa.String(length=200), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tasks_issue", "tasks", ["issue"], unique=False)
    op.create_index("tasks_owner", "tasks", ["owner", "state"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("issue", sa.String(length=200), nullable=False),
        sa.Column("household", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("check", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("visits_issue", "visits", ["issue"], unique=False)
    op.add_column("alerts", sa.Column("barred", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("asks", sa.Column("channel", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("asks", sa.Column("words", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("holders", sa.Column("department", sa.String(length=60), nullable=False, server_default=sa.text("''")))
    op.add_column("households", sa.Column("vulnerable", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("issues", sa.Column("number", sa.String(length=10), nullable=True))
    op.add_column("issues", sa.Column("track", sa.String(length=10), nullable=True))
    op.add_column("issues", sa.Column("level", sa.String(length=10), nullable=True))
    op.add_column("issues", sa.Column("grid", sa.String(length=200), nullable=True))
    op.add_column("issues", sa.Column("participants", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("issues", sa.Column("reason", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("issues", sa.Column("affected", sa.Text(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column("issues", sa.Column("item", sa.String(length=40), nullable=False, server_default=sa.text("''")))
    op.add_column("issues", sa.Column("legal", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("issues", sa.Column("safety", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("issues", sa.Column("session", sa.String(length=10), nullable=True))
    op.add_column("issues", sa.Column("responsible", sa.String(length=200), nullable=True))
    op.add_column("issues", sa.Column("notice", sa.String(length=20), nullable=True))
    op.add_column("issues", sa.Column("rule", sa.String(length=20), nullable=True))
    op.add_column("issues", sa.Column("resumes", sa.String(length=20), nullable=True))
    op.add_column("issues", sa.Column("review_on", sa.String(length=10), nullable=True))
    op.add_column("issues", sa.Column("redone", sa.Integer(), nullable=False, server_default=sa.text("'0'")))
    op.add_column("persons", sa.Column("woman", sa.Boolean(), nullable=True))
    op.add_column("persons", sa.Column("born", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("persons", "born")
    op.drop_column("persons", "woman")
    op.drop_column("issues", "redone")
    op.drop_column("issues", "review_on")
    op.drop_column("issues", "resumes")
    op.drop_column("issues", "rule")
    op.drop_column("issues", "notice")
    op.drop_column("issues", "responsible")
    op.drop_column("issues", "session")
    op.drop_column("issues", "safety")
    op.drop_column("issues", "legal")
    op.drop_column("issues", "item")
    op.drop_column("issues", "affected")
    op.drop_column("issues", "reason")
    op.drop_column("issues", "participants")
    op.drop_column("issues", "grid")
    op.drop_column("issues", "level")
    op.drop_column("issues", "track")
    op.drop_column("issues", "number")
    op.drop_column("households", "vulnerable")
    op.drop_column("holders", "department")
    op.drop_column("alerts", "barred")
    op.drop_column("asks", "words")
    op.drop_column("asks", "channel")
    op.drop_index("visits_issue", table_name="visits")
    op.drop_table("visits")
    op.drop_index("tasks_owner", table_name="tasks")
    op.drop_index("tasks_issue", table_name="tasks")
    op.drop_table("tasks")
    op.drop_index("sealed_cases_unit", table_name="sealed_cases")
    op.drop_index("sealed_cases_speaker", table_name="sealed_cases")
    op.drop_index("sealed_cases_relay", table_name="sealed_cases")
    op.drop_table("sealed_cases")
    op.drop_index("rules_village", table_name="rules")
    op.drop_table("rules")
    op.drop_index("requests_issue", table_name="requests")
    op.drop_index("requests_department", table_name="requests")
    op.drop_table("requests")
    op.drop_index("papers_kind", table_name="papers")
    op.drop_index("papers_issue", table_name="papers")
    op.drop_table("papers")
    op.drop_index("opinions_person", table_name="opinions")
    op.drop_index("opinions_issue", table_name="opinions")
    op.drop_table("opinions")
