"""Which category a cadre has put in the place of the one heard: what the ears learn from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("concern", sa.String(length=200), nullable=False),
        sa.Column("old", sa.String(length=10), nullable=True),
        sa.Column("new", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("corrections_concern", "corrections", ["concern", "at"])


def downgrade() -> None:
    op.drop_index("corrections_concern", table_name="corrections")
    op.drop_table("corrections")
