"""What feeds and calendars tell: new reports and revisions, and what is due when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from core.duties import Status
from core.units import Duty
from storage.models import ChangeRow, ObligationRow, OfficeRow, ReportRow, UnitRow

_NEWS = ("appeared", "edited", "redated")  # what a unit did; a better reading of ours is no news
_BINDING = [duty.value for duty in Duty if duty.binding]
_YEAR: ColumnElement[int] = literal_column("+obligations.report_year")
_SETTLED = (Status.PUBLISHED, Status.PUBLISHED_LATE, Status.EXEMPT)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose feed it is: an office's or a unit's. `since_at`: when that was first registered."""

    id: str
    name: str
    since_at: datetime
    office: bool

    def units(self) -> ColumnElement[bool]:
        here = UnitRow.office_id == self.id if self.office else UnitRow.id == self.id
        return here & UnitRow.retired_at.is_(None)


@dataclass(frozen=True, slots=True)
class News:
    """A report that appeared, or a revision of it. `reasons` say what changed (Chinese)."""

    report_id: int
    revision: int
    unit_id: str
    unit_name: str
    report_year: int
    title: str | None
    url: str
    at: datetime
    new: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which reports fall due 期限. `counts`: obligations by status. `open`: units with no report there,
    with how they stand, some of them where they are many. `turned_at`: when one of these obligations last turned.
    """

    report_year: int
    due_on: date
    counts: dict[Status, int]
    open: tuple[tuple[str, Status], ...]
    turned_at: datetime


def office(session: Session, office_id: str, offices: Collection[str] | None) -> Whose | None:
    """None where there is no such office, or none that the reader sees (`offices` None: all)."""
    row = session.get(OfficeRow, office_id)
    if row is None or row.retired_at is not None or (offices is not None and office_id not in offices):
        return None
    return Whose(row.id, row.name, row.registered_at, office=True)


def unit(session: Session, unit_id: str, offices: Collection[str] | None) -> Whose | None:
    row = session.get(UnitRow, unit_id)
    if row is None or row.retired_at is not None or (offices is not None and row.office_id not in offices):
        return None
    return Whose(row.id, row.name, row.registered_at, office=False)


def news(session: Session, whose: Whose, limit: int) -> list[News]:
    """The newest first. Two changes of one night are one revision."""
    mine = select(ReportRow.id).join(UnitRow, UnitRow.id == ReportRow.unit_id).where(whose.units())
    made = ChangeRow.report_id.in_(mine), ChangeRow.revision.is_not(None), ChangeRow.kind.in_(_NEWS)
    last = func.max(ChangeRow.id)
    each = select(ChangeRow.report_id, ChangeRow.revision).where(*made)
    each = each.group_by(ChangeRow.report_id, ChangeRow.revision).order_by(last.desc()).limit(limit)
    keys = [(report_id, number) for report_id, number in session.execute(each).tuples()]
    changes = _changes(session, {report_id for report_id, _ in keys})
    reports = _reports(session, {report_id for report_id, _ in keys})
    return [_news(*reports[key[0]], changes[key]) for key in keys]


def _changes(session: Session, report_ids: Collection[int]) -> dict[tuple[int, int | None], list[ChangeRow]]:
    rows = select(ChangeRow).where(ChangeRow.report_id.in_(report_ids), ChangeRow.kind.in_(_NEWS))
    found: dict[tuple[int, int | None], list[ChangeRow]] = {}
    for row in session.scalars(rows.order_by(ChangeRow.id)):
        found.setdefault((row.report_id, row.revision), []).append(row)
    return found


def _reports(session: Session, report_ids: Collection[int]) -> dict[int, tuple[ReportRow, str]]:
    rows = select(ReportRow, UnitRow.name).join(UnitRow, UnitRow.id == ReportRow.unit_id)
    return {row.id: (row, name) for row, name in session.execute(rows.where(ReportRow.id.in_(report_ids))).tuples()}


def _news(report: ReportRow, unit_name: str, changes: list[ChangeRow]) -> News:
    return News(
        report_id=report.id,
        revision=changes[0].revision or 1,
        unit_id=report.unit_id,
        unit_name=unit_name,
        report_year=report.report_year,
        title=report.title,
        url=report.url,
        at=changes[-1].at,
        new=changes[0].kind == "appeared",
        reasons=tuple(dict.fromkeys(change.reason for change in changes)),
    )


def due(session: Session, whose: Whose, years: Collection[int], most: int) -> list[DueDay]:
    """The due days of those report years, as far as anybody is bound; at most so many names each."""
    owed = [
        ObligationRow.unit_id.in_(select(UnitRow.id).where(whose.units())),
        _YEAR.in_(years),  # an expression, so that SQLite looks at these units alone
        ObligationRow.duty.in_(_BINDING),
        ObligationRow.due_on.is_not(None),
    ]
    counted = select(
        ObligationRow.report_year,
        ObligationRow.due_on,
        ObligationRow.status,
        func.count(),
        func.max(ObligationRow.turned_at),
    )
    counted = counted.where(*owed).group_by(ObligationRow.report_year, ObligationRow.due_on, ObligationRow.status)
    days: dict[tuple[int, date], list[tuple[Status, int, datetime]]] = {}
    for year, due_on, status, number, at in session.execute(counted).tuples():
        if due_on is not None:
            days.setdefault((year, due_on), []).append((Status(status), number, at))
    return [
        DueDay(
            report_year=year,
            due_on=due_on,
            counts=_in_order({status: number for status, number, _ in days[year, due_on]}),
            open=_open(session, owed, year, due_on, most),
            turned_at=max(at for _, _, at in days[year, due_on]),
        )
        for year, due_on in sorted(days)
    ]


def _in_order(counts: dict[Status, int]) -> dict[Status, int]:
    return {status: counts[status] for status in Status if status in counts}


def _open(
    session: Session, owed: Collection[ColumnElement[bool]], year: int, due_on: date, most: int
) -> tuple[tuple[str, Status], ...]:
    rows = (
        select(UnitRow.name, ObligationRow.status).join(ObligationRow, UnitRow.id == ObligationRow.unit_id).where(*owed)
    )
    rows = rows.where(ObligationRow.report_year == year, ObligationRow.due_on == due_on)
    rows = rows.where(ObligationRow.status.not_in([status.value for status in _SETTLED]))
    found = session.execute(rows.order_by(UnitRow.name, UnitRow.id).limit(most)).tuples()
    return tuple((name, Status(status)) for name, status in found)
