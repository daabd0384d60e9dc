"""A register and what years of watching it have left in the database, written in bulk."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, and_, case, delete, insert, literal, select, update

from bench.sides import watched_rows as written
from core.units import Column, Level, Office, Registry, Unit
from flows.touched import Register
from registry import load
from settings import CHECKOUT
from storage import marks, rejudging
from storage.base import Base
from storage.database import Database, Session
from storage.models import (
    CaptureRow,
    CheckRow,
    ColumnRow,
    ListPageRow,
    ObligationRow,
    OfficeRow,
    PostColumnRow,
    PostRow,
    ReportRow,
    RevisionRow,
    RunRow,
    UnitColumnRow,
    UnitRow,
)
from storage.sql import table_of

CYCLE = 2025  # the running cycle, of which nobody has published
_OFFICE = 50  # units
_LACKING = 8  # of so many reports of past years one
_BULK = 50_000
_MADE = 10_000_000  # numbers of rows: those of a year begin at so many times the year
WATCHED = tuple(datetime(2025 + n // 12, n % 12 + 1, 2, tzinfo=UTC) for n in range(14))  # the months until then
LEASE = timedelta(hours=3)


def watched(units: int, years: int) -> Registry:
    """Towns, each with a column of its own, that owe so many report years."""
    numbers = range(units)
    offices = {f"o{n}": Office(f"o{n}", f"第{n}县司法局") for n in range(-(-units // _OFFICE))}
    columns = {f"c{n:06}": Column(f"c{n:06}", f"http://site.test/{n}/") for n in numbers}
    towns = {f"u{n:06}": _town(n, CYCLE - years + 1) for n in numbers}
    return Registry(offices, columns, towns, rules=load(CHECKOUT / "registry").rules)


def _town(number: int, since: int) -> Unit:
    return Unit(
        f"u{number:06}",
        f"第{number}镇人民政府",
        f"o{number // _OFFICE}",
        Level.TOWNSHIP,
        division_code=f"{110000 + number % 650000}",
        column_ids=(f"c{number:06}",),
        since_year=since,
    )


def keep(database: Database, registry: Registry, now: datetime) -> None:
    """The register as it is synchronised, each list with its page."""
    plain = {"registered_at": now, "retired_at": None}
    units, columns = registry.units.values(), registry.columns.values()
    with database.session() as session:
        _fill(session, RunRow, [written.run_row(now)])
        _fill(session, OfficeRow, ({"id": o.id, "name": o.name, **plain} for o in registry.offices.values()))
        _fill(session, UnitRow, ({**written.unit_row(unit), **plain} for unit in units))
        _fill(session, ColumnRow, ({**written.column_row(column), **plain} for column in columns))
        links = ({"unit_id": u.id, "column_id": u.column_ids[0], "position": 0, "retired_at": None} for u in units)
        _fill(session, UnitColumnRow, links)
        _fill(session, CaptureRow, (written.capture_row(n, "list", now) for n in range(1, len(columns) + 1)))
        _fill(session, ListPageRow, (written.page_row(n, column, now) for n, column in enumerate(columns, 1)))
        for first in WATCHED:
            _read_lists(session, first, first + timedelta(days=25))


def publish(database: Database, registry: Registry, years: range, now: datetime) -> None:
    """Reports of past years as they were read and judged: one in eight is lacking. Of the running cycle there is none.

    The first year is written out, with all its reports; the others are made of it by the database.
    """
    numbers = range(_MADE, _MADE + len(registry.units))
    whose = list(zip(numbers, registry.units, strict=True))
    with database.session() as session:
        _fill(session, CaptureRow, (written.capture_row(n, "article", now) for n in numbers))
        _fill(session, PostRow, (written.post_row(n, unit_id, years[0], now) for n, unit_id in whose))
        _fill(session, ReportRow, (written.report_row(n, unit_id, years[0]) for n, unit_id in whose))
        _fill(session, RevisionRow, (written.revision_row(n, now) for n in numbers))
    for year in (*years, CYCLE + 1):
        with database.session() as session:
            if years[0] < year < CYCLE:
                _publish(session, year, (year - years[0]) * _MADE)
            _list(session, year)
            judge(session, year, now)
    with database.session() as session:
        register = Register(registry)
        rejudging.note_bases(session, {unit.id: register.basis(unit) for unit in registry.units.values()}, now.year)
        rejudging.note_offices(session, registry.offices, now)


def _publish(session: Session, year: int, after: int) -> None:
    """The reports of a year; the numbers of their rows follow those of the first year's by so many."""
    text, published_at = str(year), written.published_at(year)
    captures, posts, reports, revisions = map(table_of, (CaptureRow, PostRow, ReportRow, RevisionRow))
    _again(session, captures, year, after, warc_record_id=captures.c.warc_record_id + text)
    posted = {"url_key": posts.c.url_key + text, "capture_id": posts.c.capture_id + after, "report_year": year}
    _again(session, posts, year, after, first_seen_at=published_at, listed_on=published_at.date(), **posted)
    dated = {"first_seen_at": published_at, "published_at": published_at, "report_year": year}
    _again(session, reports, year, after, post_id=reports.c.post_id + after, **dated)
    linked = {name: revisions.c[name] + after for name in ("report_id", "capture_id")}
    _again(session, revisions, year, after, **linked)


def _again(session: Session, table: Table, year: int, after: int, **other: Any) -> None:
    """The rows of the first year once more, for another."""
    other["id"] = table.c.id + after
    values = {c.name: other.get(c.name, c) for c in table.c}
    made = [v if hasattr(v, "type") else literal(v, table.c[name].type) for name, v in values.items()]
    rows = select(*made).where(table.c.id.between(_MADE, 2 * _MADE - 1), (table.c.id + year) % _LACKING != 0)
    session.execute(insert(table).from_select([c.name for c in table.c], rows))


def _list(session: Session, year: int) -> None:
    """Each report of the year stands in the list of its unit."""
    posts, columns, links = map(table_of, (PostRow, UnitColumnRow, PostColumnRow))
    rows = select(columns.c.column_id, posts.c.id, posts.c.first_seen_at, posts.c.last_seen_at, literal(None))
    rows = rows.join(columns, columns.c.unit_id == posts.c.unit_id).where(posts.c.report_year == year)
    session.execute(insert(links).from_select([c.name for c in links.c], rows))


def _read_lists(session: Session, first: datetime, last: datetime) -> None:
    """Every list was read to its end in the nights of a month."""
    checks, columns = map(table_of, (CheckRow, ColumnRow))
    values = written.check_values(first, last)
    session.execute(delete(checks).where(checks.c.month == values["month"]))
    typed = [literal(value, checks.c[name].type) for name, value in values.items()]
    session.execute(insert(checks).from_select(["column_id", *values], select(columns.c.id, *typed)))


def judge(session: Session, year: int, now: datetime) -> None:
    """The standings of a year, in their great lines."""
    obligations, reports, units = map(table_of, (ObligationRow, ReportRow, UnitRow))
    known = reports.c.unit_id == units.c.id, reports.c.report_year == year
    lacking = "overdue" if year < CYCLE else "not_due"
    due_on = date(year + 1, 3, 31)
    judge_on = None if year < CYCLE else due_on - timedelta(days=14)
    values: dict[str, Any] = {
        "unit_id": units.c.id,
        "office_id": units.c.office_id,
        "report_year": year,
        "status": case((reports.c.id.is_(None), lacking), else_="published"),
        "duty": "required",
        "rule": "national-2019",
        "due_on": due_on,
        "reason": "已公布，或者还没有公布。",
        "days_late": 0,
        "report_id": reports.c.id,
        "url": reports.c.url,
        "flags": [],
        "columns": [],
        "archive": [],
        "judged_at": now,
        "turned_at": now,
        "judge_on": judge_on,
    }
    typed = {
        name: value if hasattr(value, "type") else literal(value, obligations.c[name].type)
        for name, value in values.items()
    }
    rows = select(*typed.values()).select_from(units.outerjoin(reports, and_(*known)))
    session.execute(insert(obligations).from_select(list(typed), rows))


def check(session: Session, at: datetime) -> None:
    """Every list was read to its end and shows what it showed."""
    values = {"last_outcome": "ok", "last_reason": "", "last_checked_at": at, "last_complete_at": at}
    session.execute(update(table_of(ColumnRow)).values(values))
    _read_lists(session, at, at)


def change(session: Session, number: int) -> None:
    """So many reports were read again, and are not what they were; as in `storage.reports.keep`."""
    some = select(ReportRow.id).order_by(ReportRow.id % 9973, ReportRow.id).limit(number)
    ids = list(session.scalars(some))
    for id_ in ids:
        session.execute(update(ReportRow).where(ReportRow.id == id_).values(flags=["incomplete"]))
        marks.of_reports(session, ReportRow.id == id_)


def _fill(session: Session, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    left: Iterator[dict[str, Any]] = iter(rows)
    while some := list(islice(left, _BULK)):
        session.execute(insert(table_of(model)), some)
