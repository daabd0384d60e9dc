"""similar reports, and reports that are no longer recognised"""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fingerprints",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_fingerprints_report_id_reports")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_fingerprints_revision_id_revisions")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_fingerprints")),
    )
    op.create_index(op.f("ix_fingerprints_revision_id"), "fingerprints", ["revision_id"])

    op.create_table(
        "fingerprint_bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_fingerprint_bands_report_id_reports")),
        sa.PrimaryKeyConstraint("band", "report_id", name=op.f("pk_fingerprint_bands")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "similarities",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("other_revision_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("copied", sa.Boolean(), nullable=False),
        sa.Column("sections", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["reports.id"], name=op.f("fk_similarities_other_id_reports")),
        sa.ForeignKeyConstraint(
            ["other_revision_id"], ["revisions.id"], name=op.f("fk_similarities_other_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_similarities_report_id_reports")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_similarities_revision_id_revisions")),
        sa.PrimaryKeyConstraint("report_id", "other_id", name=op.f("pk_similarities")),
    )
    op.create_index(op.f("ix_similarities_other_id"), "similarities", ["other_id"])
    op.create_index(op.f("ix_similarities_other_revision_id"), "similarities", ["other_revision_id"])
    op.create_index(op.f("ix_similarities_revision_id"), "similarities", ["revision_id"])

    op.add_column("sections", sa.Column("start", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sections", sa.Column("end", sa.Integer(), server_default="0", nullable=False))
    op.add_column("reports", sa.Column("doubted", sa.Text(), nullable=True))
    op.create_index(
        "ix_reports_doubted",
        "reports",
        ["id"],
        sqlite_where=sa.text("doubted IS NOT NULL"),
        postgresql_where=sa.text("doubted IS NOT NULL"),
    )
