"""What judging may look at, gathered in bulk: reports, column checks, and posts that a person has yet to look at."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.orm import Session

from core.duties import ColumnFact, Facts, PublishedFact
from core.times import local_day
from storage import files
from storage.models import CaptureRow, ColumnRow, ListPageRow, PostRow, ReportRow, RevisionRow, UnitColumnRow, UnitRow
from storage.posts import columns_of
from storage.sql import chunks

Key = tuple[str, int]  # unit id, report year


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Why the report of a unit (None: of any in the columns that show the post) and year (None: any) may be there."""

    unit_id: str | None
    columns: tuple[str, ...]
    years: frozenset[int] | None
    reason: str


def facts(session: Session, unit_ids: Collection[str] | None, years: Collection[int]) -> dict[Key, Facts]:
    """Facts for every unit asked for (None: all that are registered) and every year."""
    units = sorted(unit_ids) if unit_ids is not None else _registered(session)
    columns = _columns(session, units)
    published = _published(session, units, years)
    doubts = _doubts(session, units, columns, years)
    return {
        (unit, year): Facts(
            published=published.get((unit, year)),
            columns=tuple(columns.get(unit, ())),
            doubts=tuple(doubts.get((unit, year), ())),
        )
        for unit in units
        for year in years
    }


def _registered(session: Session) -> list[str]:
    return list(session.scalars(select(UnitRow.id).where(UnitRow.retired_at.is_(None)).order_by(UnitRow.id)))


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
        )
        .join(ColumnRow, ColumnRow.id == UnitColumnRow.column_id)
        .where(UnitColumnRow.retired_at.is_(None))
        .order_by(UnitColumnRow.unit_id, UnitColumnRow.position)
    )
    found = [row for some in chunks(units) for row in session.execute(rows.where(UnitColumnRow.unit_id.in_(some)))]
    archive = _list_records(session, sorted({row[1] for row in found}))
    for unit_id, *fields in found:
        columns[unit_id].append(replace(ColumnFact(*fields), archive=tuple(archive.get(fields[0], ()))))
    return columns


def _list_records(session: Session, column_ids: Sequence[str]) -> Mapping[str, list[str]]:
    """The WARC records of the columns' list pages as they were last read."""
    records: dict[str, list[str]] = defaultdict(list)
    rows = select(ListPageRow.column_id, CaptureRow.warc_record_id)
    rows = rows.join(CaptureRow, CaptureRow.id == ListPageRow.capture_id).order_by(ListPageRow.id)
    for some in chunks(column_ids):
        for column_id, record_id in session.execute(rows.where(ListPageRow.column_id.in_(some))).tuples():
            records[column_id].append(record_id)
    return records


def _published(session: Session, units: Sequence[str], years: Collection[int]) -> Mapping[Key, PublishedFact]:
    rows = (
        select(ReportRow, CaptureRow.warc_record_id)
        .join(RevisionRow, RevisionRow.report_id == ReportRow.id)
        .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
        .where(RevisionRow.number == ReportRow.revision, ReportRow.report_year.in_(years))
        .where(ReportRow.doubted.is_(None))
    )
    found = [row for some in chunks(units) for row in session.execute(rows.where(ReportRow.unit_id.in_(some))).tuples()]
    attached = files.records(session, sorted({report.post_id for report, _ in found}))
    return {
        (report.unit_id, report.report_year): _published_fact(report, (record, *attached.get(report.post_id, ())))
        for report, record in found
    }


def _published_fact(report: ReportRow, records: tuple[str, ...]) -> PublishedFact:
    return PublishedFact(
        report_id=report.id,
        url=report.url,
        published_on=local_day(report.published_at) if report.published_at else None,
        basis=report.published_basis,
        first_seen_at=report.first_seen_at,
        flags=tuple(report.flags),
        archive=records,
    )


def _doubts(
    session: Session, units: Sequence[str], columns: Mapping[str, Sequence[ColumnFact]], years: Collection[int]
) -> Mapping[Key, list[str]]:
    served: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        for column in columns.get(unit, ()):
            served[column.column_id].append(unit)
    doubts: dict[Key, list[str]] = defaultdict(list)
    asked = set(units)
    for doubt in _all_doubts(session):
        those = {doubt.unit_id} & asked if doubt.unit_id else {u for c in doubt.columns for u in served.get(c, ())}
        for unit in those:
            for year in years if doubt.years is None else doubt.years.intersection(years):
                doubts[unit, year].append(doubt.reason)
    return doubts


def _all_doubts(session: Session) -> Iterator[_Doubt]:
    """Few by nature: posts that wait, or are not read to their end, and reports that contradict their own year."""
    to_review = select(PostRow.id).where(PostRow.review_reason.is_not(None))
    to_fetch = select(PostRow.id).where(PostRow.state.in_(["wanted", "failed"]))
    unread = CaptureRow.id == PostRow.capture_id, CaptureRow.read_at.is_(None), PostRow.state == "held"
    to_read = select(PostRow.id).join(CaptureRow, unread[0]).where(*unread[1:])
    waits: CompoundSelect[tuple[int]] = union(to_review, to_fetch, to_read, files.lacking())
    unsettled = select(PostRow).where(PostRow.id.in_(waits)).order_by(PostRow.id)
    waiting = session.scalars(unsettled).all()
    columns = columns_of(session, [post.id for post in waiting])
    for post in waiting:
        years = None if post.report_year is None else frozenset((post.report_year, *post.conflict_years))
        yield _Doubt(post.unit_id, tuple(columns.get(post.id, ())), years, _waiting(post))
    conflicting = select(ReportRow).where(ReportRow.conflict_years.is_not(None)).order_by(ReportRow.id)
    for report in session.scalars(conflicting):
        reason = f"《{report.title or report.url}》的年度前后不一致，可能属于这一年度"
        yield _Doubt(report.unit_id, (), frozenset(report.conflict_years or ()), reason)
    for report in session.scalars(select(ReportRow).where(ReportRow.doubted.is_not(None)).order_by(ReportRow.id)):
        reason = f"《{report.title or report.url}》待人工确认：{report.doubted}"
        yield _Doubt(report.unit_id, (), frozenset((report.report_year,)), reason)


def _waiting(post: PostRow) -> str:
    title = "人工导入的页面" if post.url.startswith("urn:") else f"《{post.title or post.url}》"
    if post.review_reason:
        return f"{title}待人工确认：{post.review_reason}"
    if post.state == "failed":
        return f"{title}未能取得：{post.last_reason}"
    return f"{title}的正文或附件尚未读到" if post.state == "held" else f"{title}尚未取得"
