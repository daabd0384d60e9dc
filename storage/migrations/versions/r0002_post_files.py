"""attachments of posts"""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("last_outcome", sa.Text(), nullable=True),
        sa.Column("last_reason", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_post_files_capture_id_captures")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_files_post_id_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_files")),
        sa.UniqueConstraint("post_id", "url_key", name=op.f("uq_post_files_post_id_url_key")),
    )
    op.create_index(op.f("ix_post_files_capture_id"), "post_files", ["capture_id"])
    op.create_index(op.f("ix_post_files_state"), "post_files", ["state"])


def downgrade() -> None:
    op.drop_table("post_files")
