"""walks to the newest posts and into the past, hosts and what they taught, second looks, origins of captures"""

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=True),
        sa.Column("tls", sa.Text(), nullable=True),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_table(
        "walks",
        sa.Column("column_id", sa.Text(), nullable=False),
        sa.Column("from_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_ask", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("walked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name=op.f("fk_walks_column_id_columns")),
        sa.PrimaryKeyConstraint("column_id", "from_year", name=op.f("pk_walks")),
    )
    op.create_table(
        "second_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("volatile", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_second_looks_capture_id_captures")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_second_looks_post_id_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_looks")),
        sa.UniqueConstraint("post_id", "url_key", name=op.f("uq_second_looks_post_id_url_key")),
    )
    op.create_index(op.f("ix_second_looks_capture_id"), "second_looks", ["capture_id"])

    op.add_column("columns", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("columns", sa.Column("walked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("columns", sa.Column("recent_counts", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("list_pages", sa.Column("position", sa.Integer(), server_default="0", nullable=False))
    op.add_column("post_columns", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("captures", sa.Column("origin", sa.Text(), nullable=True))
    op.execute("UPDATE list_pages SET position = id")


def downgrade() -> None:
    op.drop_column("captures", "origin")
    op.drop_column("post_columns", "gone_at")
    op.drop_column("list_pages", "position")
    for name in ("recent_counts", "walked_at", "since"):
        op.drop_column("columns", name)
    for name in ("second_looks", "walks", "hosts"):
        op.drop_table(name)
