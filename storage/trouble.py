"""What the operator may have to be told: columns in trouble, standings that cannot be verified, and what was told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from core.alerts import Event
from core.duties import Status
from storage.doubts import Key, doubts
from storage.models import AcknowledgementRow, AlertRow, ColumnRow, ObligationRow, OfficeRow
from storage.sql import chunks

_TOLD_AT = func.coalesce(AlertRow.sent_at, AlertRow.created_at)  # it may have waited for its hour, or in a silence


@dataclass(frozen=True, slots=True)
class ColumnState:
    """What is known of a column: its latest check, and since when that is unsound."""

    column_id: str
    outcome: str | None
    reason: str | None
    broken_since: datetime | None
    last_complete_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenStanding:
    """A standing that cannot be verified, since when, and whether a report of it is known that may have gone."""

    unit_id: str
    report_year: int
    due_on: date | None
    reason: str
    since: datetime
    seen: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that was written: when it was sent, or else written, and whether a person took note of it."""

    at: datetime
    noted: bool


def installed_at(session: Session) -> datetime | None:
    """When the first office was brought in; None before that."""
    return session.scalar(select(func.min(OfficeRow.registered_at)))


def columns(session: Session, column_ids: Iterable[str]) -> dict[str, ColumnState]:
    fields = ColumnRow.id, ColumnRow.last_outcome, ColumnRow.last_reason, ColumnRow.broken_since
    rows = select(*fields, ColumnRow.last_complete_at)
    return {
        row[0]: ColumnState(*row)
        for some in chunks(sorted(column_ids))
        for row in session.execute(rows.where(ColumnRow.id.in_(some))).tuples()
    }


def unverified(session: Session, years: Collection[int]) -> list[OpenStanding]:
    """Every standing of the report years that cannot be verified, in the order of units and years."""
    rows = select(
        ObligationRow.unit_id,
        ObligationRow.report_year,
        ObligationRow.due_on,
        ObligationRow.reason,
        ObligationRow.turned_at,
        ObligationRow.report_id.is_not(None),
    ).where(ObligationRow.status == Status.UNVERIFIED.value, ObligationRow.report_year.in_(years))
    ordered = rows.order_by(ObligationRow.unit_id, ObligationRow.report_year)
    return [OpenStanding(*row) for row in session.execute(ordered).tuples()]


def doubted(session: Session, keys: Collection[Key]) -> frozenset[Key]:
    """Those units and report years for which something waits for a person."""
    waiting = doubts(session, sorted({unit for unit, _ in keys}), {year for _, year in keys})
    return frozenset(key for key in keys if waiting.get(key))


def told(session: Session, keys: Collection[str]) -> dict[str, Told]:
    """Those keys under which an alert was ever written."""
    rows = select(AlertRow.key, _TOLD_AT, exists().where(AcknowledgementRow.alert_id == AlertRow.id))
    return {
        key: Told(at, noted)
        for some in chunks(sorted(keys))
        for key, at, noted in session.execute(rows.where(AlertRow.key.in_(some))).tuples()
    }


def reminders(session: Session, event: Event, since: datetime) -> list[str]:
    """The keys of reminders told from then on: each is of many things, and so of no office, unit or column."""
    of_many = AlertRow.office_id.is_(None), AlertRow.unit_id.is_(None), AlertRow.column_id.is_(None)
    rows = select(AlertRow.key).where(AlertRow.event == event.value, since <= _TOLD_AT, *of_many)
    return list(session.scalars(rows.order_by(AlertRow.id)))


def last_told_at(session: Session, prefix: str) -> datetime | None:
    """When an alert whose key begins so was written last."""
    rows = select(AlertRow.created_at).where(AlertRow.key.startswith(prefix, autoescape=True))
    return session.scalars(rows.order_by(AlertRow.created_at.desc()).limit(1)).first()
