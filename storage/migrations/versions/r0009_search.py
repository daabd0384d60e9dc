"""full-text search"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from storage.search_entries import rebuild

revision = "r0009"
down_revision = "r0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_reports",
        sa.Column("doc", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("report_year", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_search_reports_report_id_reports")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_search_reports_unit_id_units")),
        sa.PrimaryKeyConstraint("doc", name=op.f("pk_search_reports")),
        sa.UniqueConstraint("report_id", name=op.f("uq_search_reports_report_id")),
    )
    op.create_index(op.f("ix_search_reports_unit_id"), "search_reports", ["unit_id"])
    op.create_index(op.f("ix_search_reports_report_year"), "search_reports", ["report_year"])
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        # which report has a token, and nothing else: no text, no places, no lengths
        how = "content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '_'\""
        op.execute(f"CREATE VIRTUAL TABLE search_grams USING fts5(tokens, {how})")
    else:
        op.create_table(
            "search_grams",
            sa.Column("doc", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("tokens", ARRAY(sa.Integer()), nullable=False),
            sa.ForeignKeyConstraint(
                ["doc"],
                ["search_reports.doc"],
                name=op.f("fk_search_grams_doc_search_reports"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("doc", name=op.f("pk_search_grams")),
        )
        # what is common among thousands of tokens a row is not worth finding out at every ANALYZE
        op.execute("ALTER TABLE search_grams ALTER COLUMN tokens SET STATISTICS 0")
    with sa.orm.Session(connection) as session:
        rebuild(session)
        session.flush()
    if connection.dialect.name == "postgresql":
        op.create_index(op.f("ix_search_grams_tokens"), "search_grams", ["tokens"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("search_grams")
    op.drop_table("search_reports")
