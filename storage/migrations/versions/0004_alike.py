"""Which open matters of a village may be one and the same: what the night has found, and what a cadre has said to it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alikes",
        sa.Column("id", sa.String(length=410), nullable=False),
        sa.Column("village", sa.String(length=200), nullable=False),
        sa.Column("one", sa.String(length=200), nullable=False),
        sa.Column("other", sa.String(length=200), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("alikes_village", "alikes", ["village", "likeness"])


def downgrade() -> None:
    op.drop_index("alikes_village", table_name="alikes")
    op.drop_table("alikes")
