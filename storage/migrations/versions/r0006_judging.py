"""what judging remembers: when a standing has to be looked at again"""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None

# Few among many have one.
_NOBODYS = "report_year IS NOT NULL AND unit_id IS NULL"
_PARTIAL = (("obligations", "judge_on"), ("obligations", "doubts_digest"), ("columns", "rejudge_at"))


def upgrade() -> None:
    op.create_table(
        "rejudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("report_year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_rejudge_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejudge")),
    )
    op.create_index(op.f("ix_rejudge_unit_id_report_year"), "rejudge", ["unit_id", "report_year"])
    op.add_column("obligations", sa.Column("judge_on", sa.Date(), nullable=True))
    op.add_column("obligations", sa.Column("doubts_digest", sa.Text(), nullable=True))
    op.add_column("columns", sa.Column("rejudge_at", sa.DateTime(timezone=True), nullable=True))
    for table, column in _PARTIAL:
        known = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=known, postgresql_where=known)
    nobodys = sa.text(_NOBODYS)
    op.create_index("ix_posts_nobodys", "posts", ["id"], sqlite_where=nobodys, postgresql_where=nobodys)
    interim = sa.text("kind = 'other' AND report_year IS NOT NULL")
    posts = "ix_posts_interim", "posts", ["unit_id", "report_year"]
    op.create_index(*posts, sqlite_where=interim, postgresql_where=interim)
    op.add_column("units", sa.Column("judged_as", sa.Text(), nullable=True))
    op.add_column("units", sa.Column("judged_to", sa.Integer(), nullable=True))
    op.add_column("offices", sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table, column in _PARTIAL:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        op.drop_column(table, column)
    op.drop_index("ix_posts_interim", table_name="posts")
    op.drop_column("offices", "judged_at")
    op.drop_column("units", "judged_to")
    op.drop_column("units", "judged_as")
    op.drop_index("ix_posts_nobodys", table_name="posts")
    op.drop_table("rejudge")
