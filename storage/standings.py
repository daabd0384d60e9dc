"""Where obligations stand: judged from facts, turned once, read as of the last judging, shown on the board."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from core.alerts import Alert
from core.duties import Standing, Status
from core.standings import as_of
from core.units import Duty, Level
from storage.board import Filter
from storage.doubts import Key
from storage.facts import facts
from storage.models import ObligationRow, OfficeRow, UnitRow
from storage.shapes import iso
from storage.sql import chunks
from storage.turning import Turn, drop_unowed, statuses, turn_all
from storage.witnesses import Witnessed

__all__ = [
    "StoredStanding",
    "Turn",
    "board",
    "board_rows",
    "current",
    "drop_unowed",
    "facts",
    "settled",
    "shown",
    "statuses",
    "stored_rows",
    "turn",
    "turn_all",
]

_LEVELS = {level.value: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class StoredStanding:
    """An obligation's standing as of `judged_at`, when it was last judged or found to stand as it was judged before."""

    status: Status
    standing: Standing
    judged_at: datetime
    turned_at: datetime


def current(
    session: Session, years: Collection[int] | None = None, unit_ids: Collection[str] | None = None
) -> dict[Key, StoredStanding]:
    """Every stored standing (of the report years and of the units, where some are named)."""
    rows = _current(of_years=years is not None, of_units=unit_ids is not None)
    wanted = [None] if unit_ids is None else chunks(sorted(unit_ids))
    given = {} if years is None else {"years": list(years)}
    parts = (given if some is None else given | {"units": some} for some in wanted)
    found = [(row, at) for part in parts for row, at in session.execute(rows, part).tuples()]
    return {(row.unit_id, row.report_year): stored for row, stored in _read(session, found)}


@cache
def _current(*, of_years: bool, of_units: bool) -> Select[tuple[ObligationRow, datetime | None]]:
    rows = stored_rows()
    if of_years:
        rows = rows.where(ObligationRow.report_year.in_(bindparam("years", expanding=True)))
    return rows.where(ObligationRow.unit_id.in_(bindparam("units", expanding=True))) if of_units else rows


def stored_rows() -> Select[tuple[ObligationRow, datetime | None]]:
    """Standings, each with when its office was last judged: what `shown` reads them by."""
    return select(ObligationRow, OfficeRow.judged_at).join(OfficeRow, OfficeRow.id == ObligationRow.office_id)


def _read(
    session: Session, found: Sequence[tuple[ObligationRow, datetime | None]]
) -> Iterable[tuple[ObligationRow, StoredStanding]]:
    """What moves by itself is worked out, where the office was judged since and the standing found to be the same."""
    later = [row for row, at in found if at is not None and at >= row.judged_at]
    seen = Witnessed(session, {column for row in later for column in row.columns})
    for row, at in found:
        standing, judged_at = _standing(row), row.judged_at
        if at is not None and at >= judged_at:
            standing, judged_at = as_of(standing, judged_at, at, seen.up_to(at, standing)), at
        yield row, StoredStanding(standing.status, standing, judged_at, row.turned_at)


def _standing(row: ObligationRow) -> Standing:
    return Standing(
        unit_id=row.unit_id,
        office_id=row.office_id,
        report_year=row.report_year,
        status=Status(row.status),
        duty=Duty(row.duty),
        rule=row.rule,
        due_on=row.due_on,
        reason=row.reason,
        days_late=row.days_late,
        published_on=row.published_on,
        published_basis=row.published_basis,
        first_seen_at=row.first_seen_at,
        report_id=row.report_id,
        url=row.url,
        flags=tuple(row.flags),
        last_complete_check_at=row.last_complete_check_at,
        columns=tuple(row.columns),
        archive=tuple(row.archive),
    )


def settled(session: Session, years: Collection[int], among: Collection[Status]) -> frozenset[Key]:
    """The obligations of those years that stand so."""
    rows = select(ObligationRow.unit_id, ObligationRow.report_year).where(ObligationRow.report_year.in_(years))
    found = session.execute(rows.where(ObligationRow.status.in_(among))).tuples()
    return frozenset((unit_id, year) for unit_id, year in found)


def turn(
    session: Session,
    *,
    run_id: str,
    standing: Standing,
    before: Status | None,
    now: datetime,
    alerts: Sequence[Alert],
) -> bool:
    """One turn by itself (see `turn_all`); True when it was written. It is looked at again at the next judging."""
    one = Turn(standing, before, tuple(alerts), judge_on=now.date())
    return bool(turn_all(session, [one], statuses(session, [one.key]), run_id=run_id, now=now))


def board(
    session: Session, *, year: int | None = None, office: str | None = None, unit_ids: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """The obligations of all registered units in the contract's shape, by office, level, name and year."""
    rows = _on_board(stored_rows(), year, office).add_columns(UnitRow.name, UnitRow.level)
    if unit_ids is not None:
        rows = rows.where(ObligationRow.unit_id.in_(unit_ids))
    return shown(session, sorted(session.execute(rows).tuples(), key=lambda row: _rank(row[0], *row[2:])))


def shown(session: Session, found: Sequence[tuple[ObligationRow, datetime | None, str, str]]) -> list[dict[str, Any]]:
    """What was selected by `stored_rows`, with the unit's name and level besides, in the contract's shape."""
    read = _read(session, [(row, at) for row, at, _, _ in found])
    return [_shape(stored.standing, *row[2:]) for row, (_, stored) in zip(found, read, strict=True)]


def board_rows(session: Session, wanted: Filter) -> Iterator[dict[str, Any]]:
    """The board of the filter's year, row by row: however many units there are, few are held at a time."""
    units = select(ObligationRow.office_id, UnitRow.level, UnitRow.name, UnitRow.id)
    units = units.join(UnitRow, UnitRow.id == ObligationRow.unit_id)
    units = units.where(ObligationRow.report_year == wanted.year, *wanted.of_units())
    if wanted.standing is not None:
        units = units.where(ObligationRow.status == wanted.standing)
    found = session.execute(units).tuples()
    ranked = sorted((office_id, _LEVELS[level], name, unit_id) for office_id, level, name, unit_id in found)
    for some in chunks([unit_id for *_, unit_id in ranked]):
        yield from board(session, year=wanted.year, unit_ids=some)


def _on_board(rows: Select[Any], year: int | None, office: str | None) -> Select[Any]:
    rows = rows.join(UnitRow, UnitRow.id == ObligationRow.unit_id).where(UnitRow.retired_at.is_(None))
    if year is not None:
        rows = rows.where(ObligationRow.report_year == year)
    return rows if office is None else rows.where(ObligationRow.office_id == office)


def _rank(row: ObligationRow, name: str, level: str) -> tuple[str, int, str, str, int]:
    return row.office_id, _LEVELS[level], name, row.unit_id, row.report_year


def _shape(standing: Standing, unit_name: str, level: str) -> dict[str, Any]:
    return {
        "unit": standing.unit_id,
        "unit_name": unit_name,
        "office": standing.office_id,
        "level": level,
        "report_year": standing.report_year,
        "due_on": standing.due_on.isoformat() if standing.due_on else None,
        "rule": standing.rule,
        "status": standing.status.value,
        "reason": standing.reason,
        "days_late": standing.days_late,
        "published_on": standing.published_on.isoformat() if standing.published_on else None,
        "first_seen_at": iso(standing.first_seen_at),
        "report_id": standing.report_id,
        "url": standing.url,
        "duty": standing.duty.value,
        "published_basis": standing.published_basis,
        "flags": list(standing.flags),
        "evidence": {
            "last_complete_check_at": iso(standing.last_complete_check_at),
            "columns": list(standing.columns),
            "archive": list(standing.archive),
        },
    }
