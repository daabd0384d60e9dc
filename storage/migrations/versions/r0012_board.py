"""what the board counts, sorts and filters by"""

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0011"
branch_labels = None
depends_on = None

_LEVELS = ("province", "city", "county", "township", "department")
# name, table, columns, which rows (None: all)
_INDICES: tuple[tuple[str, str, list[str], str | None], ...] = (
    ("ix_units_office_id_rank_name_id", "units", ["office_id", "rank", "name", "id"], "retired_at IS NULL"),
    ("ix_units_rank_name_id", "units", ["rank", "name", "id"], "retired_at IS NULL"),
    ("ix_units_name_id", "units", ["name", "id"], "retired_at IS NULL"),
    ("ix_units_division_code", "units", ["division_code"], "retired_at IS NULL"),
    ("ix_units_retired_at", "units", ["id"], "retired_at IS NOT NULL"),
    ("ix_units_successor", "units", ["id"], "successor IS NOT NULL"),
    ("ix_obligations_flagged", "obligations", ["report_year"], "CAST(flags AS TEXT) != '[]'"),
    ("ix_transitions_at", "transitions", ["at"], None),
)


def upgrade() -> None:
    op.create_table(
        "board_edition",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_edition")),
    )
    op.add_column("units", sa.Column("rank", sa.Integer(), nullable=True))
    level = sa.column("level", sa.Text())
    rank = sa.case({name: number for number, name in enumerate(_LEVELS)}, value=level)
    op.execute(sa.update(sa.table("units", sa.column("rank"), level)).values(rank=rank))
    with op.batch_alter_table("units") as units:
        units.alter_column("rank", existing_type=sa.Integer(), nullable=False)
    for name, table, columns, some in _INDICES:
        where = sa.text(some) if some else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, *_ in reversed(_INDICES):
        op.drop_index(name, table_name=table)
    with op.batch_alter_table("units") as units:
        units.drop_column("rank")
    op.drop_table("board_edition")
