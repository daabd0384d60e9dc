"""A database as large as the country: ten years of obligations of every unit, and reports that can be read.

What the reports say is written by the demo's clerks and read by our own reader: some hundreds of different texts, each
under the names of many units.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from random import Random
from typing import Any

from sqlalchemy import case, insert, literal, select, update

from bench.sides import watched
from bench.sides import watched_rows as written
from bench.sides.watched import CYCLE
from core.duties import Status
from core.reports import Report
from core.units import Level, Registry
from demo.script import TOWN
from demo.writing import write
from parsers import read_report
from storage.database import Database, Session
from storage.models import (
    CaptureRow,
    ObligationRow,
    PostRow,
    ReportPostRow,
    ReportRow,
    RevisionRow,
    SectionRow,
    TransitionRow,
)
from storage.report_shapes import content_of, section_rows
from storage.sql import table_of

NOW = datetime(2026, 5, 1, tzinfo=UTC)
_CHARACTERS = 5000
_SOME = 500  # reports kept at a time
_FIRST = 20_000_000  # number of the first report's row
_LEVELS = (*[Level.TOWNSHIP] * 7, *[Level.DEPARTMENT] * 2, Level.COUNTY)  # of ten units
_STATUSES = (  # of what has no report here, by the last two digits of its row's number
    (10, Status.PUBLISHED_LATE),
    (18, Status.OVERDUE),
    (25, Status.UNVERIFIED),
    (26, Status.EXEMPT),
    (100, Status.PUBLISHED),
)


def build(database: Database, *, units: int, years: int, reports: int, texts: int) -> Registry:
    """Everything, in an empty database; gives the register. The first units have readable reports of all years."""
    plain = watched.watched(units, years)
    levelled = {u.id: replace(u, level=_LEVELS[n % 10]) for n, u in enumerate(plain.units.values())}
    registry = replace(plain, units=levelled)
    watched.keep(database, registry, NOW)
    kept = keep_reports(database, registry, reports, years, different(texts))
    with database.session() as session:
        watched.check(session, NOW)
        for year in range(CYCLE - years + 1, CYCLE + 1):
            _judge(session, year)
    assert kept == reports
    return registry


def different(texts: int) -> list[Report]:
    """So many reports of 5,000 characters and more that differ, as they are read from a page."""
    return [_read(n) for n in range(texts)]


def _read(number: int) -> Report:
    units = list(TOWN.units.values())
    lines: list[str] = []
    for part in range(9):
        if sum(map(len, lines)) >= _CHARACTERS:
            break
        unit, year = units[(number + 7 * part) % len(units)], 2015 + (number + part) % 10
        lines += [para.line for para in write(unit, year, date(year + 1, 3, 10), like=f"{number} {part}").paras]
    title = f"{units[0].name}2024年度法治政府建设情况报告"
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    page = (
        f"<html><title>{title}</title><h1>{title}</h1><div>发布时间：2025-03-10</div><div id=zoom>{body}</div></html>"
    )
    return read_report(page.encode(), url=f"http://site.test/{number}.html")


def keep_reports(database: Database, registry: Registry, reports: int, years: int, texts: list[Report]) -> int:
    rng, made = Random(7), 0
    some: list[tuple[int, str, int, Report]] = []
    for unit_id, unit in registry.units.items():
        for year in range(CYCLE - years + 1, CYCLE + 1):
            if made == reports:
                break
            title = f"{unit.name}{year}年度法治政府建设情况报告"
            report = replace(rng.choice(texts), title=title, report_year=year, issuers=(unit.name,))
            some.append((_FIRST + made, unit_id, year, report))
            made += 1
            if len(some) == _SOME or made == reports:
                _keep(database, some)
                some = []
    return made


def _keep(database: Database, some: list[tuple[int, str, int, Report]]) -> None:
    with database.session() as session:
        _put(session, CaptureRow, (written.capture_row(n, "article", NOW) for n, *_ in some))
        _put(session, PostRow, (written.post_row(n, unit, year, NOW) for n, unit, year, _ in some))
        rows = ({**written.report_row(n, unit, year), "title": report.title} for n, unit, year, report in some)
        _put(session, ReportRow, rows)
        _put(session, RevisionRow, (_revision(n, report) for n, _, _, report in some))
        _put(session, SectionRow, (row for n, *_, report in some for row in section_rows(n, report.outline)))
        stand = ({"report_id": n, "post_id": n, "role": "current", "since_at": NOW} for n, *_ in some)
        _put(session, ReportPostRow, stand)


def _revision(number: int, report: Report) -> dict[str, Any]:
    said = {"title": report.title, "body": report.body, "content": content_of(report)}
    return written.revision_row(number, NOW) | said


def _put(session: Session, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    session.execute(insert(table_of(model)), list(rows))


def _judge(session: Session, year: int) -> None:
    """The standings of a year: where there is a report, published; else as the row's number says."""
    watched.judge(session, year, NOW)
    table = table_of(ObligationRow)
    lacking = table.c.report_id.is_(None), table.c.report_year == year
    shares = [(table.c.id % 100 < below, literal(status.value)) for below, status in _STATUSES]
    reasons = [
        (table.c.id % 100 < below, literal(f"{status.value}：{year}年度按记录认定。")) for below, status in _STATUSES
    ]
    session.execute(update(table).where(*lacking).values(status=case(*shares), reason=case(*reasons)))
    if year == CYCLE:
        _turn(session)


def _turn(session: Session) -> None:
    """The latest nights: two thousand standings of the running cycle turned yesterday, others before."""
    obligations = table_of(ObligationRow)
    found = session.execute(
        select(obligations.c.unit_id, obligations.c.status).where(obligations.c.report_year == CYCLE).limit(20_000)
    )
    rows = (
        {
            "unit_id": unit_id,
            "report_year": CYCLE,
            "before": "due_soon",
            "after": status,
            "at": NOW.replace(day=1) if n < 2000 else datetime(2026, 4, 1 + n % 28, tzinfo=UTC),
            "run_id": "past",
            "reason": "按记录认定。",
            "archive": [],
        }
        for n, (unit_id, status) in enumerate(found)
    )
    session.execute(insert(table_of(TransitionRow)), list(rows))
