"""changes of reports, the addresses they stood at, withdrawals, the evidence chain, checks in spells"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import documents, spells

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_changes_capture_id_captures")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_changes_report_id_reports")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_changes_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_report_id"), "changes", ["report_id"])
    op.create_index(op.f("ix_changes_run_id"), "changes", ["run_id"])
    op.create_index(op.f("ix_changes_capture_id"), "changes", ["capture_id"])
    op.create_table(
        "report_posts",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_report_posts_post_id_posts")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_posts_report_id_reports")),
        sa.PrimaryKeyConstraint("report_id", "post_id", name=op.f("pk_report_posts")),
    )
    op.create_index(op.f("ix_report_posts_post_id"), "report_posts", ["post_id"])
    _fill()
    op.create_table(
        "archive_files",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_archive_files_run_id_runs")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_archive_files")),
    )
    op.create_index(op.f("ix_archive_files_run_id"), "archive_files", ["run_id"])
    op.create_table(
        "chain",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_chain")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_chain_kind_subject")),
    )

    op.add_column("revisions", sa.Column("reading_digest", sa.Text(), nullable=True))
    op.add_column("transitions", sa.Column("archive", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("reports", sa.Column("gone_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reports", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reports", sa.Column("absent_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("reports") as reports:
        reports.add_column(sa.Column("absent_capture_id", sa.Integer(), nullable=True))
        reports.create_foreign_key(
            op.f("fk_reports_absent_capture_id_captures"), "captures", ["absent_capture_id"], ["id"]
        )
        reports.create_index(op.f("ix_reports_absent_capture_id"), ["absent_capture_id"])
        reports.add_column(sa.Column("gone_capture_id", sa.Integer(), nullable=True))
        reports.create_foreign_key(op.f("fk_reports_gone_capture_id_captures"), "captures", ["gone_capture_id"], ["id"])
    with op.batch_alter_table("posts") as posts:
        posts.add_column(sa.Column("gone_capture_id", sa.Integer(), nullable=True))
        posts.create_foreign_key(op.f("fk_posts_gone_capture_id_captures"), "captures", ["gone_capture_id"], ["id"])
        posts.create_index(
            "ix_posts_gone",
            ["id"],
            sqlite_where=sa.text("gone_capture_id IS NOT NULL"),
            postgresql_where=sa.text("gone_capture_id IS NOT NULL"),
        )
    op.add_column("columns", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_reports_gone",
        "reports",
        ["id"],
        sqlite_where=sa.text("gone_since IS NOT NULL"),
        postgresql_where=sa.text("gone_since IS NOT NULL"),
    )

    spells.gather(op.get_bind())
    documents.by_document(op.get_bind())


def _fill() -> None:
    """What is known already: every revision was a change, and every report stands at its address."""
    op.execute(
        "INSERT INTO changes (report_id, kind, reason, at, run_id, revision, capture_id) "
        "SELECT r.report_id, r.change_kind, r.change_reason, "
        "CASE r.change_kind WHEN 'reread' THEN r.made_at ELSE c.fetched_at END, r.run_id, r.number, r.capture_id "
        "FROM revisions r JOIN captures c ON c.id = r.capture_id ORDER BY r.id"
    )
    op.execute(
        "INSERT INTO report_posts (report_id, post_id, role, since_at) "
        "SELECT id, post_id, 'current', first_seen_at FROM reports"
    )


def downgrade() -> None:
    documents.by_spelling(op.get_bind())
    spells.scatter(op.get_bind())
    op.drop_column("columns", "moved_at")
    with op.batch_alter_table("posts") as posts:
        posts.drop_index("ix_posts_gone")
        posts.drop_constraint(op.f("fk_posts_gone_capture_id_captures"), type_="foreignkey")
        posts.drop_column("gone_capture_id")
    op.drop_column("transitions", "archive")
    op.drop_column("revisions", "reading_digest")
    op.drop_index("ix_reports_gone", table_name="reports")
    with op.batch_alter_table("reports") as reports:
        reports.drop_index(op.f("ix_reports_absent_capture_id"))
        reports.drop_constraint(op.f("fk_reports_absent_capture_id_captures"), type_="foreignkey")
        reports.drop_constraint(op.f("fk_reports_gone_capture_id_captures"), type_="foreignkey")
        for name in ("gone_capture_id", "absent_capture_id", "absent_at", "withdrawn_at", "gone_since"):
            reports.drop_column(name)
    for name in ("chain", "archive_files", "report_posts", "changes"):
        op.drop_table(name)
