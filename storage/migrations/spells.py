"""For r0005: a row a check becomes a row a spell, and back. Frozen with it: it follows no later change of the code."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_COLUMNS_AT_ONCE = 50
_ROWS_AT_ONCE = 2000

_INSTANT = sa.DateTime(timezone=True)
_RUNS = sa.table("runs", sa.column("id"), sa.column("number"), sa.column("begun_at"))
_ALIKE = ("outcome", "reason", "complete", "platform", "posts_seen", "capture_id")


def _table(name: str, *own: sa.ColumnClause[Any]) -> sa.TableClause:
    alike = (sa.column(known, sa.Boolean if known == "complete" else None) for known in ("column_id", *_ALIKE))
    return sa.table(name, *alike, *own)


def _old(name: str) -> sa.TableClause:
    return _table(name, sa.column("id"), sa.column("run_id"), sa.column("checked_at", _INSTANT))


def _new(name: str) -> sa.TableClause:
    moments = ("first_second", "first_run", "last_second", "last_run", "checks", "times")
    whole = sa.column("whole", sa.Boolean)
    return _table(name, whole, *map(sa.column, ("month", "state", *moments)))


def gather(connection: sa.Connection) -> None:
    """Counts the runs and makes spells of the checks. How far those lists were walked is not known: not to the end."""
    op.add_column("runs", sa.Column("number", sa.Integer(), nullable=True))
    ids = connection.execute(sa.select(_RUNS.c.id).order_by(_RUNS.c.begun_at, _RUNS.c.id)).scalars().all()
    counted = [{"run": id_, "number": number} for number, id_ in enumerate(ids, 1)]
    if counted:
        mine = sa.update(_RUNS).where(_RUNS.c.id == sa.bindparam("run"))
        connection.execute(mine.values(number=sa.bindparam("number")), counted)
    with op.batch_alter_table("runs") as runs:
        runs.alter_column("number", existing_type=sa.Integer(), nullable=False)
        runs.create_unique_constraint(op.f("uq_runs_number"), ["number"])
    _set_aside()
    _make_spells()
    numbers = {id_: number for number, id_ in enumerate(ids, 1)}
    before = _by_column(connection, _old("checks_before"))
    _fill(connection, _new("checks"), (row for some in before for row in _spells(some, numbers)))
    op.drop_table("checks_before")


def _set_aside() -> None:
    """A plain copy, so that the table can be made anew under its name."""
    op.execute("CREATE TABLE checks_before AS SELECT * FROM checks")
    op.create_index("ix_checks_before", "checks_before", ["column_id"])
    op.drop_table("checks")


def _make_spells() -> None:
    op.create_table(
        "checks",
        sa.Column("column_id", sa.Text(), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("posts_seen", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.Column("first_second", sa.BigInteger(), nullable=False),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.Column("last_second", sa.BigInteger(), nullable=False),
        sa.Column("last_run", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_checks_capture_id_captures")),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name=op.f("fk_checks_column_id_columns")),
        sa.ForeignKeyConstraint(["first_run"], ["runs.number"], name=op.f("fk_checks_first_run_runs")),
        sa.ForeignKeyConstraint(["last_run"], ["runs.number"], name=op.f("fk_checks_last_run_runs")),
        sa.PrimaryKeyConstraint("column_id", "month", "state", name=op.f("pk_checks")),
    )
    op.create_index(op.f("ix_checks_last_run"), "checks", ["last_run"])


def _by_column(connection: sa.Connection, table: sa.TableClause) -> Iterator[list[Any]]:
    """The rows set aside, of some columns at a time."""
    ids = connection.execute(sa.select(table.c.column_id).distinct()).scalars().all()
    for start in range(0, len(ids), _COLUMNS_AT_ONCE):
        some = ids[start : start + _COLUMNS_AT_ONCE]
        yield list(connection.execute(sa.select(table).where(table.c.column_id.in_(some))).all())


def _fill(connection: sa.Connection, table: sa.TableClause, rows: Iterator[dict[str, Any]]) -> None:
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _ROWS_AT_ONCE:
            connection.execute(sa.insert(table), waiting)
            waiting = []
    if waiting:
        connection.execute(sa.insert(table), waiting)


def _spells(checks: Sequence[Any], numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    spells: dict[tuple[str, int, str], dict[str, Any]] = {}
    for check in sorted(checks, key=lambda check: int(check.id)):
        alike = {name: getattr(check, name) for name in _ALIKE}
        at = check.checked_at if check.checked_at.tzinfo else check.checked_at.replace(tzinfo=UTC)
        second, run, local = int(at.timestamp() // 1), numbers[check.run_id], at.astimezone(_SHANGHAI)
        state = sha256(repr(tuple(alike.values())).encode()).hexdigest()[:32]
        key = check.column_id, local.year * 100 + local.month, state
        if key in spells:
            spell = spells[key]
            spell["times"] += f" {second - spell['last_second']}/{run - spell['last_run']}"
            spell |= {"last_second": second, "last_run": run, "checks": spell["checks"] + 1}
            continue
        first = {"first_second": second, "first_run": run, "last_second": second, "last_run": run}
        own = dict(zip(("column_id", "month", "state"), key, strict=True))
        spells[key] = own | alike | first | {"whole": False, "checks": 1, "times": ""}
    yield from spells.values()


def scatter(connection: sa.Connection) -> None:
    """The way back. Only the pages that failed were led to before."""
    ids = dict(connection.execute(sa.select(_RUNS.c.number, _RUNS.c.id)).tuples().all())
    _set_aside()
    op.create_table(
        "checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("column_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("checked_at", _INSTANT, nullable=False),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("posts_seen", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_checks_capture_id_captures")),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name=op.f("fk_checks_column_id_columns")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_checks_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
    )
    op.create_index(op.f("ix_checks_column_id_checked_at"), "checks", ["column_id", "checked_at"])
    op.create_index(op.f("ix_checks_run_id"), "checks", ["run_id"])
    before = _by_column(connection, _new("checks_before"))
    _fill(connection, _old("checks"), (row for some in before for row in _checks(some, ids)))
    op.drop_table("checks_before")
    with op.batch_alter_table("runs") as runs:
        runs.drop_constraint(op.f("uq_runs_number"), type_="unique")
        runs.drop_column("number")


def _checks(spells: Sequence[Any], ids: dict[int, str]) -> Iterator[dict[str, Any]]:
    """In the order in which they were made, as far as that is known."""
    made = [check for spell in spells for check in _moments(spell)]
    for spell, second, run in sorted(made, key=lambda check: (check[2], check[1])):
        alike = {name: getattr(spell, name) for name in _ALIKE}
        failed = spell.outcome not in ("ok", "not_modified")
        yield alike | {
            "column_id": spell.column_id,
            "run_id": ids[run],
            "checked_at": datetime.fromtimestamp(second, UTC),
            "capture_id": spell.capture_id if failed else None,
        }


def _moments(spell: Any) -> Iterator[tuple[Any, int, int]]:
    second, run = spell.first_second, spell.first_run
    yield spell, second, run
    for gap in spell.times.split():
        seconds, runs = map(int, gap.split("/"))
        second, run = second + seconds, run + runs
        yield spell, second, run
