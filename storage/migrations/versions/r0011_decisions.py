"""decisions by hand, how far a run is, indices of the worklists"""

import sqlalchemy as sa
from alembic import op

revision = "r0011"
down_revision = "r0010"
branch_labels = None
depends_on = None

# name, table, columns, which rows
_FEW = (
    ("ix_columns_broken", "columns", ["broken_since", "id"], "broken_since IS NOT NULL"),
    ("ix_reports_conflicts", "reports", ["id"], "conflict_years IS NOT NULL"),
    ("ix_captures_screenshots", "captures", ["url"], "role = 'screenshot'"),
)


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("report_year", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_decisions_capture_id_captures")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_decisions_post_id_posts")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_decisions_run_id_runs")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_decisions_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    for name in ("post_id", "unit_id", "capture_id", "run_id"):
        op.create_index(op.f(f"ix_decisions_{name}"), "decisions", [name])
    op.create_index(
        "ix_decisions_waiting",
        "decisions",
        ["id"],
        sqlite_where=sa.text("applied_at IS NULL"),
        postgresql_where=sa.text("applied_at IS NULL"),
    )
    op.add_column("reports", sa.Column("refused", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("runs", sa.Column("progress", sa.JSON(none_as_null=True), nullable=True))
    op.create_index(op.f("ix_alerts_office_id_id"), "alerts", ["office_id", "id"])
    for name, table, columns, rows in _FEW:
        op.create_index(name, table, columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def downgrade() -> None:
    for name, table, _, _ in _FEW:
        op.drop_index(name, table)
    op.drop_index(op.f("ix_alerts_office_id_id"), "alerts")
    op.drop_column("runs", "progress")
    op.drop_column("reports", "refused")
    op.drop_table("decisions")
