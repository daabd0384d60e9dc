"""the figures of reports as rows; what counting standings, and the checks of a night, needs"""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0009"
branch_labels = None
depends_on = None

_AT_ONCE = 200
_JSON = sa.JSON(none_as_null=True)
_REPORTS = sa.table("reports", *map(sa.column, ("id", "report_year", "revision")))
_REVISIONS = sa.table("revisions", sa.column("report_id"), sa.column("number"), sa.column("content", _JSON))
_RUNS = sa.table("runs", sa.column("id"), sa.column("summary", _JSON), sa.column("outcomes", _JSON))
_COUNTING = ["report_year", "status", "duty", "due_on", "published_on", "office_id", "unit_id"]
_FIELDS = ("key", "value", "unit", "approximate", "quote", "start", "end")


def upgrade() -> None:
    indicators = op.create_table(
        "indicators",
        sa.Column("report_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_indicators_report_id_reports")),
        sa.PrimaryKeyConstraint("report_id", "key", name=op.f("pk_indicators")),
    )
    op.create_index(op.f("ix_indicators_key_year_value"), "indicators", ["key", "year", "value"])
    op.add_column("runs", sa.Column("outcomes", _JSON, nullable=True))
    op.create_index("ix_obligations_counting", "obligations", _COUNTING)
    op.drop_index(op.f("ix_obligations_report_year"), table_name="obligations")
    connection = op.get_bind()
    for rows in _stored(connection):
        connection.execute(sa.insert(indicators), rows)
    _count_outcomes(connection)


def downgrade() -> None:
    op.create_index(op.f("ix_obligations_report_year"), "obligations", ["report_year"])
    op.drop_index("ix_obligations_counting", table_name="obligations")
    op.drop_column("runs", "outcomes")
    op.drop_table("indicators")


def _stored(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    """The figures of some reports at a time."""
    newest = sa.and_(_REVISIONS.c.report_id == _REPORTS.c.id, _REVISIONS.c.number == _REPORTS.c.revision)
    some = sa.select(_REPORTS.c.id, _REPORTS.c.report_year, _REVISIONS.c.content)
    some = some.join_from(_REPORTS, _REVISIONS, newest).order_by(_REPORTS.c.id).limit(_AT_ONCE)
    last = 0
    while reports := connection.execute(some.where(_REPORTS.c.id > last)).all():
        last = reports[-1].id
        if rows := [row for report in reports for row in _rows(*report)]:
            yield rows


def _rows(report_id: int, report_year: int, content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    seen = set()
    for figure in content.get("indicators", ()):
        if figure["key"] not in seen:
            seen.add(figure["key"])
            own = {name: figure[name] for name in _FIELDS}
            yield own | {"report_id": report_id, "year": figure["year"] or report_year}


def _count_outcomes(connection: sa.Connection) -> None:
    """Of a run at a time: the summary of a large one is long."""
    for run_id in connection.execute(sa.select(_RUNS.c.id).where(_RUNS.c.summary.is_not(None))).scalars().all():
        this = _RUNS.c.id == run_id
        summary = connection.execute(sa.select(_RUNS.c.summary).where(this)).scalar_one()
        if outcomes := summary.get("outcomes"):
            connection.execute(sa.update(_RUNS).where(this).values(outcomes=outcomes))
