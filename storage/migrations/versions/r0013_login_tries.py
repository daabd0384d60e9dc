"""tries to log in"""

import sqlalchemy as sa
from alembic import op

revision = "r0013"
down_revision = "r0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_tries")),
    )
    op.create_index(op.f("ix_login_tries_key_at"), "login_tries", ["key", "at"])
    op.create_index(op.f("ix_login_tries_at"), "login_tries", ["at"])


def downgrade() -> None:
    op.drop_table("login_tries")
