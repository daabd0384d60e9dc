"""The worklist of columns that cannot be read 异常栏目, by pages: what was seen, since when, and who waits for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from core.pictures import pictured
from storage.dossier_captures import pictures_of
from storage.models import CheckRow, ColumnRow, SilenceRow, UnitColumnRow, UnitRow
from storage.sql import chunks

_NAMED = 6  # units named of each column


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of them: with an outcome, on a host, of units of an office. `offices`: those that the asker sees."""

    offices: Collection[str] | None = None
    outcome: str | None = None
    host: str | None = None
    office: str | None = None


class After(NamedTuple):
    """The last column on the page before."""

    since: datetime
    column_id: str


@dataclass(frozen=True, slots=True)
class BrokenShown:
    """A column in trouble. `capture_id`: the page that was seen; `picture`: how it looked and when, if that was drawn.

    `units`: some of those that wait for it (id, name), of `waiting` in all. `silenced_until`: nobody is told till then.
    """

    column_id: str
    url: str
    outcome: str
    reason: str | None
    broken_since: datetime
    last_checked_at: datetime | None
    last_complete_at: datetime | None
    capture_id: int | None
    picture: tuple[int, datetime] | None
    units: tuple[tuple[str, str], ...]
    waiting: int
    silenced_until: datetime | None


def page(
    session: Session, asked: Asked, now: datetime, *, after: After | None = None, limit: int = 50
) -> list[BrokenShown]:
    """At most `limit` columns, those that broke last first."""
    rows = select(ColumnRow).where(*_which(asked)).order_by(ColumnRow.broken_since.desc(), ColumnRow.id.desc())
    if after is not None:
        rows = rows.where(tuple_(ColumnRow.broken_since, ColumnRow.id) < after)
    found = session.scalars(rows.limit(limit)).all()
    ids = [row.id for row in found]
    seen, drawn = _seen(session, found), _drawn(session, found)
    units, number = _units(session, ids, asked.offices), _numbers(session, ids)
    until = _silenced(session, ids, now)
    return [
        BrokenShown(
            row.id,
            row.url,
            row.last_outcome or "",
            row.last_reason,
            row.broken_since,
            row.last_checked_at,
            row.last_complete_at,
            seen.get(row.id),
            drawn.get(row.url),
            tuple(units.get(row.id, ())),
            number.get(row.id, 0),
            until.get(row.id),
        )
        for row in found
        if row.broken_since
    ]


def counts(session: Session, asked: Asked) -> dict[str, int]:
    """How many columns are broken, by outcome, most first."""
    number = func.count()
    rows = select(ColumnRow.last_outcome, number).where(*_which(asked)).group_by(ColumnRow.last_outcome)
    found = session.execute(rows.order_by(number.desc(), ColumnRow.last_outcome)).tuples()
    return {outcome or "": counted for outcome, counted in found}


def addresses(session: Session, column_ids: Collection[str]) -> dict[str, str]:
    """The addresses of columns, by id, as far as they are known."""
    rows = select(ColumnRow.id, ColumnRow.url)
    found: dict[str, str] = {}
    for some in chunks(sorted(column_ids)):
        found.update(session.execute(rows.where(ColumnRow.id.in_(some))).tuples().all())
    return found


def _which(asked: Asked) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = [ColumnRow.broken_since.is_not(None), ColumnRow.retired_at.is_(None)]
    if asked.outcome is not None:
        which.append(ColumnRow.last_outcome == asked.outcome)
    if asked.host is not None:
        which.append(_on_host(asked.host))
    if asked.offices is not None:
        which.append(_serves(UnitRow.office_id.in_(sorted(asked.offices))))
    if asked.office is not None:
        which.append(_serves(UnitRow.office_id == asked.office))
    return which


def _on_host(host: str) -> ColumnElement[bool]:
    starts = (f"{scheme}://{host}{end}" for scheme in ("http", "https") for end in ("/", ":", "?"))
    return or_(*(ColumnRow.url.startswith(start, autoescape=True) for start in starts))


def _serves(whose: ColumnElement[bool]) -> ColumnElement[bool]:
    link = UnitColumnRow.column_id == ColumnRow.id, UnitColumnRow.retired_at.is_(None)
    return exists().where(*link, UnitRow.id == UnitColumnRow.unit_id, whose)


def _seen(session: Session, columns: Sequence[ColumnRow]) -> Mapping[str, int]:
    """The page that each column's latest failing check saw."""
    found: dict[str, tuple[int, int]] = {}
    rows = select(CheckRow.column_id, CheckRow.last_second, CheckRow.capture_id, ColumnRow.broken_since)
    rows = rows.join(ColumnRow, ColumnRow.id == CheckRow.column_id).where(CheckRow.capture_id.is_not(None))
    for some in chunks([column.id for column in columns]):
        for id_, second, capture, since in session.execute(rows.where(CheckRow.column_id.in_(some))).tuples():
            late = since is not None and second >= int(since.timestamp())
            if late and capture is not None and second > found.get(id_, (0, 0))[0]:
                found[id_] = second, capture
    return {id_: capture for id_, (_, capture) in found.items()}


def _drawn(session: Session, columns: Sequence[ColumnRow]) -> Mapping[str, tuple[int, datetime]]:
    """The latest picture of each address."""
    rows = pictures_of(session, [column.url for column in columns])
    return {pictured(row.url): (row.id, row.fetched_at) for row in rows if row.role == "screenshot"}


def _units(
    session: Session, column_ids: Sequence[str], offices: Collection[str] | None
) -> Mapping[str, list[tuple[str, str]]]:
    place = func.row_number().over(partition_by=UnitColumnRow.column_id, order_by=(UnitRow.name, UnitRow.id))
    named = select(UnitColumnRow.column_id, UnitRow.id, UnitRow.name, place.label("place"))
    named = named.join(UnitRow, UnitRow.id == UnitColumnRow.unit_id).where(UnitColumnRow.retired_at.is_(None))
    if offices is not None:
        named = named.where(UnitRow.office_id.in_(sorted(offices)))
    found: dict[str, list[tuple[str, str]]] = {}
    for some in chunks(column_ids):
        few = named.where(UnitColumnRow.column_id.in_(some)).subquery()
        rows = select(few.c[0], few.c[1], few.c[2]).where(few.c.place <= _NAMED).order_by(few.c[0], few.c.place)
        for column_id, unit_id, name in session.execute(rows).tuples():
            found.setdefault(column_id, []).append((unit_id, name))
    return found


def _numbers(session: Session, column_ids: Sequence[str]) -> Mapping[str, int]:
    counted = select(UnitColumnRow.column_id, func.count()).where(UnitColumnRow.retired_at.is_(None))
    found: dict[str, int] = {}
    for some in chunks(column_ids):
        those = counted.where(UnitColumnRow.column_id.in_(some)).group_by(UnitColumnRow.column_id)
        found.update(session.execute(those).tuples().all())
    return found


def _silenced(session: Session, column_ids: Sequence[str], now: datetime) -> Mapping[str, datetime]:
    rows = select(SilenceRow.column_id, func.max(SilenceRow.until_at)).group_by(SilenceRow.column_id)
    rows = rows.where(SilenceRow.ended_at.is_(None), SilenceRow.until_at > now)
    found: dict[str, datetime] = {}
    for some in chunks(column_ids):
        for column_id, until in session.execute(rows.where(SilenceRow.column_id.in_(some))).tuples():
            if column_id is not None:
                found[column_id] = until
    return found
