"""What judging may look at, gathered in bulk: reports, column checks, and what a person has yet to look at."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.duties import ColumnFact, Facts, PublishedFact
from core.times import local_day
from storage import absences, decisions, files, reach
from storage.absences import GoneEvidence
from storage.doubts import Key, Waiting
from storage.models import (
    CaptureRow,
    ChangeRow,
    ColumnRow,
    ListPageRow,
    PostRow,
    ReportRow,
    RevisionRow,
    UnitColumnRow,
)
from storage.sql import by_year, chunks
from storage.watch_rows import IS_INTERIM


def facts(session: Session, keys: Collection[Key], waiting: Waiting | None = None) -> dict[Key, Facts]:
    """Facts for the obligations asked for. `waiting`: all that waits, where it was gathered before."""
    keys = frozenset(keys)
    units = sorted({unit_id for unit_id, _ in keys})
    columns = _columns(session, units)
    published = _published(session, keys)
    lacking = reach.with_reach(session, columns, keys - published.keys())
    doubts = (waiting or Waiting(session)).of(session, keys)
    interim = _interim(session, keys)
    refused = decisions.refused_of(session, keys)
    return {
        key: Facts(
            published=published.get(key),
            columns=lacking[key] if key in lacking else tuple(columns.get(key[0], ())),
            doubts=tuple(doubt.reason for doubt in doubts.get(key, ())),
            interim=tuple(interim.get(key, ())),
            refused=refused.get(key, 0),
        )
        for key in keys
    }


def _columns(session: Session, units: Sequence[str]) -> Mapping[str, list[ColumnFact]]:
    columns: dict[str, list[ColumnFact]] = defaultdict(list)
    rows = (
        select(
            UnitColumnRow.unit_id,
            ColumnRow.id,
            ColumnRow.last_complete_at,
            ColumnRow.last_outcome,
            ColumnRow.last_reason,
            ColumnRow.broken_since.is_not(None),
            ColumnRow.last_checked_at,
        )
        .join(ColumnRow, ColumnRow.id == UnitColumnRow.column_id)
        .where(UnitColumnRow.retired_at.is_(None))
        .order_by(UnitColumnRow.unit_id, UnitColumnRow.position)
    )
    found = [row for some in chunks(units) for row in session.execute(rows.where(UnitColumnRow.unit_id.in_(some)))]
    archive = list_records(session, sorted({row[1] for row in found}))
    for unit_id, *fields, checked_at in found:
        fact = ColumnFact(*fields)
        columns[unit_id].append(
            replace(fact, archive=tuple(archive.get(fact.column_id, ())), last_checked_at=checked_at)
        )
    return columns


_LISTS = (
    select(ListPageRow.column_id, CaptureRow.warc_record_id)
    .join(CaptureRow, CaptureRow.id == ListPageRow.capture_id)
    .where(ListPageRow.column_id.in_(bindparam("columns", expanding=True)))
    .order_by(ListPageRow.id)
)


def list_records(session: Session, column_ids: Sequence[str]) -> Mapping[str, list[str]]:
    """The WARC records of the columns' list pages as they were last read."""
    records: dict[str, list[str]] = defaultdict(list)
    for some in chunks(column_ids):
        for column_id, record_id in session.execute(_LISTS, {"columns": some}).tuples():
            records[column_id].append(record_id)
    return records


def _interim(session: Session, keys: Collection[Key]) -> Mapping[Key, list[str]]:
    """The titles of half-year and quarterly material that is known to be the unit's."""
    titles: dict[Key, list[str]] = defaultdict(list)
    rows = select(PostRow.unit_id, PostRow.report_year, PostRow.title, PostRow.url).order_by(PostRow.id)
    rows = rows.where(IS_INTERIM, PostRow.review_reason.is_(None))
    for year, units in by_year(keys):
        theirs = rows.where(PostRow.unit_id.in_(units), PostRow.report_year == year)
        for unit_id, _, title, url in session.execute(theirs).tuples():
            titles[unit_id or "", year].append(title or url)
    return titles


def _published(session: Session, keys: Collection[Key]) -> Mapping[Key, PublishedFact]:
    rows = (
        select(ReportRow, CaptureRow.warc_record_id, PostRow.first_seen_at)
        .join(PostRow, PostRow.id == ReportRow.post_id)
        .join(RevisionRow, RevisionRow.report_id == ReportRow.id)
        .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
        .where(RevisionRow.number == ReportRow.revision)
        .where(ReportRow.doubted.is_(None))
    )
    theirs = (rows.where(ReportRow.unit_id.in_(units), ReportRow.report_year == year) for year, units in by_year(keys))
    found = [row for some in theirs for row in session.execute(some).tuples()]
    attached = files.records(session, sorted({report.post_id for report, _, _ in found}))
    gone = absences.evidence(session, [report.id for report, _, _ in found if report.gone_since is not None])
    revised = _revised(session, [report.id for report, _, _ in found if report.revision > 1])
    absent = _absent(session, [r.absent_capture_id for r, _, _ in found if r.absent_capture_id is not None])
    published = {}
    for report, record, listed_at in found:
        fact = _published_fact(report, listed_at, (record, *attached.get(report.post_id, ())))
        if (lacked := absent.get(report.absent_capture_id or 0)) is not None:
            fact = replace(fact, absent_archive=(lacked,))
        if (change := revised.get(report.id)) is not None:
            number = change.revision or report.revision
            fact = replace(fact, revision=number, revised_at=change.at, revised_how=change.reason)
        published[report.unit_id, report.report_year] = _gone(fact, gone[report.id]) if report.id in gone else fact
    return published


def _published_fact(report: ReportRow, listed_at: datetime, records: tuple[str, ...]) -> PublishedFact:
    return PublishedFact(
        report_id=report.id,
        url=report.url,
        published_on=local_day(report.published_at) if report.published_at else None,
        basis=report.published_basis,
        first_seen_at=report.first_seen_at,
        flags=tuple(report.flags),
        archive=records,
        listed_at=listed_at,
        published_at=report.published_at,
        published_precision=report.published_precision,
        absent_at=report.absent_at,
        gone_since=report.gone_since,
        withdrawn_at=report.withdrawn_at,
    )


def _revised(session: Session, report_ids: Sequence[int]) -> Mapping[int, ChangeRow]:
    """The last change of each report's text, dates or attachments on its site."""
    rows = select(ChangeRow).where(ChangeRow.kind.in_(["edited", "redated"])).order_by(ChangeRow.id)
    found = (row for some in chunks(report_ids) for row in session.scalars(rows.where(ChangeRow.report_id.in_(some))))
    return {row.report_id: row for row in found}


def _absent(session: Session, capture_ids: Sequence[int]) -> Mapping[int, str]:
    """The WARC records of the lists that did not show a report yet."""
    rows = select(CaptureRow.id, CaptureRow.warc_record_id)
    found = (
        row for some in chunks(capture_ids) for row in session.execute(rows.where(CaptureRow.id.in_(some))).tuples()
    )
    return dict(found)


def _gone(fact: PublishedFact, evidence: GoneEvidence) -> PublishedFact:
    """The last that was had of it stands first, what was found in its stead last."""
    records = dict.fromkeys((evidence.last_record, *fact.archive, *evidence.records))
    return replace(fact, archive=tuple(records), kept_at=evidence.kept_at, answered_at=evidence.answered_at)
