"""Reports that were gone when last asked for, with what tonight shows of them; and what is noted of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.absence import Address, ColumnTonight, Night
from core.changes import ChangeKind
from core.pages import Outcome
from storage import marks
from storage.doubts import doubts
from storage.models import (
    CaptureRow,
    ChangeRow,
    ColumnRow,
    ListPageRow,
    PostColumnRow,
    PostRow,
    ReportPostRow,
    ReportRow,
    UnitColumnRow,
)
from storage.sql import chunks

_SOUND = tuple(outcome.value for outcome in Outcome if outcome.sound)


@dataclass(frozen=True, slots=True)
class Missed:
    """A report that is gone, or was: what is noted of it, and what tonight shows.

    `capture_id` is the last page that was had of it, `gone_capture_id` what its address gave tonight in its stead.
    `dead`: that is what all its addresses gave when last asked. `broken`: those of the columns that are, since when.
    """

    report_id: int
    unit_id: str
    report_year: int
    url: str
    gone_since: datetime | None
    withdrawn_at: datetime | None
    night: Night
    columns: tuple[str, ...]
    capture_id: int | None
    gone_capture_id: int | None
    dead: bool
    broken: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class GoneEvidence:
    """WARC records: the last page that was had (and when), and what stood for it on the two nights that were sure."""

    last_record: str
    kept_at: datetime
    records: tuple[str, ...]
    answered_at: datetime | None


def missed(session: Session, run_id: str, since: datetime, unit_ids: Collection[str]) -> list[Missed]:
    """The units' reports that were gone when last asked for, or that are noted as gone, as this run (begun at `since`)
    saw them. Few by nature.
    """
    reports = _reports(session, unit_ids)
    addresses = _addresses(session, reports)
    posts = _posts(session, sorted({post_id for ids in addresses.values() for post_id in ids}))
    columns = _columns(session, reports, addresses, since)
    broken = _broken(session, sorted({id_ for seen in columns.values() for id_ in seen}))
    waiting = doubts(session, sorted({r.unit_id for r in reports}), {r.report_year for r in reports}) if reports else {}
    found = []
    for report in reports:
        mine = addresses[report.id]
        others = [d for d in waiting.get((report.unit_id, report.report_year), ()) if d.post_id not in mine]
        seen = columns[report.id]
        night = Night(
            tuple(_address(report, *posts[post_id], run_id, since) for post_id in mine),
            tuple(seen.values()),
            elsewhere=bool(others),
        )
        dead = all(posts[post_id][0].gone_capture_id is not None for post_id in mine)
        since_when = {id_: broken[id_] for id_ in seen if id_ in broken}
        found.append(_missed(report, posts[report.post_id][0], night, tuple(seen), dead=dead, broken=since_when))
    return found


def _broken(session: Session, column_ids: Sequence[str]) -> dict[str, datetime]:
    rows = select(ColumnRow.id, ColumnRow.broken_since).where(ColumnRow.broken_since.is_not(None))
    found = (row for some in chunks(column_ids) for row in session.execute(rows.where(ColumnRow.id.in_(some))).tuples())
    return {id_: since for id_, since in found if since is not None}


def _missed(report: ReportRow, post: PostRow, night: Night, columns: tuple[str, ...], **more: Any) -> Missed:
    return Missed(
        report_id=report.id,
        unit_id=report.unit_id,
        report_year=report.report_year,
        url=report.url,
        gone_since=report.gone_since,
        withdrawn_at=report.withdrawn_at,
        night=night,
        columns=columns,
        capture_id=post.capture_id,
        gone_capture_id=post.gone_capture_id,
        **more,
    )


def _reports(session: Session, unit_ids: Collection[str]) -> list[ReportRow]:
    """In two questions, so that each finds its few rows by an index."""
    noted = select(ReportRow).where(ReportRow.gone_since.is_not(None))
    gone = select(PostRow.id).where(PostRow.gone_capture_id.is_not(None))
    dead = select(ReportRow).where(ReportRow.post_id.in_(gone))
    found = {r.id: r for rows in (noted, dead) for r in session.scalars(rows.where(ReportRow.doubted.is_(None)))}
    asked = set(unit_ids)
    return [found[id_] for id_ in sorted(found) if found[id_].unit_id in asked]


def _addresses(session: Session, reports: Sequence[ReportRow]) -> Mapping[int, tuple[int, ...]]:
    """The posts where each report stands or stood last: its own and those beside it."""
    own = {report.id: [report.post_id] for report in reports}
    for some in chunks(sorted(own)):
        rows = select(ReportPostRow.report_id, ReportPostRow.post_id)
        rows = rows.where(ReportPostRow.report_id.in_(some), ReportPostRow.until_at.is_(None))
        for report_id, post_id in session.execute(rows.order_by(ReportPostRow.post_id)).tuples():
            own[report_id].append(post_id)
    return {report_id: tuple(dict.fromkeys(ids)) for report_id, ids in own.items()}


def _posts(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[PostRow, CaptureRow | None]]:
    rows = select(PostRow, CaptureRow).outerjoin(CaptureRow, CaptureRow.id == PostRow.gone_capture_id)
    found = (session.execute(rows.where(PostRow.id.in_(some))).tuples() for some in chunks(ids))
    return {post.id: (post, capture) for part in found for post, capture in part}


def _address(report: ReportRow, post: PostRow, capture: CaptureRow | None, run_id: str, since: datetime) -> Address:
    """Another page at the address is not the report: it waits for a person, or is somebody else's."""
    holds = (post.state, post.kind, post.review_reason) == ("held", "annual_report", None)
    is_report = holds and (post.unit_id, post.report_year) == (report.unit_id, report.report_year)
    answered = post.asked_at is not None and post.asked_at >= since and post.last_outcome in _SOUND
    tonight = capture is not None and capture.run_id == run_id
    return Address(
        there_at=post.asked_at if answered and is_report else None,
        gone_at=capture.fetched_at if capture is not None and tonight else None,
    )


def _columns(
    session: Session, reports: Sequence[ReportRow], addresses: Mapping[int, Collection[int]], since: datetime
) -> Mapping[int, dict[str, ColumnTonight]]:
    """For each report the registered columns of its unit, and those that show it or did."""
    of_unit = _of_units(session, sorted({report.unit_id for report in reports}))
    links = _links(session, sorted({post_id for ids in addresses.values() for post_id in ids}))
    found: dict[int, dict[str, ColumnTonight]] = {}
    for report in reports:
        tonight = {column.id: _tonight(column, [], since) for column in of_unit.get(report.unit_id, ())}
        theirs: dict[str, tuple[ColumnRow, list[PostColumnRow]]] = {}
        for post_id in addresses[report.id]:
            for column, link in links.get(post_id, ()):
                theirs.setdefault(column.id, (column, []))[1].append(link)
        tonight |= {id_: _tonight(column, standing, since) for id_, (column, standing) in theirs.items()}
        found[report.id] = dict(sorted(tonight.items()))
    return found


def _tonight(column: ColumnRow, links: Sequence[PostColumnRow], since: datetime) -> ColumnTonight:
    sound = column.broken_since is None and column.last_outcome in _SOUND
    read = column.last_checked_at is not None and column.last_checked_at >= since and sound
    return ColumnTonight(
        showed=any(_showed(column, link) for link in links),
        listed=any(link.gone_at is None for link in links),
        read_at=column.last_checked_at if read else None,
        whole=read and column.last_complete_at == column.last_checked_at,
    )


def _showed(column: ColumnRow, link: PostColumnRow) -> bool:
    """The list that is read today once showed it; what never stood in it has `gone_at` from the beginning."""
    if column.moved_at is not None and link.last_seen_at < column.moved_at:
        return False
    return link.gone_at is None or link.gone_at > link.last_seen_at


def _of_units(session: Session, unit_ids: Sequence[str]) -> Mapping[str, list[ColumnRow]]:
    found: dict[str, list[ColumnRow]] = defaultdict(list)
    rows = select(UnitColumnRow.unit_id, ColumnRow).join(ColumnRow, ColumnRow.id == UnitColumnRow.column_id)
    rows = rows.where(UnitColumnRow.retired_at.is_(None), ColumnRow.retired_at.is_(None))
    for some in chunks(unit_ids):
        for unit_id, column in session.execute(rows.where(UnitColumnRow.unit_id.in_(some))).tuples():
            found[unit_id].append(column)
    return found


def _links(session: Session, post_ids: Sequence[int]) -> Mapping[int, list[tuple[ColumnRow, PostColumnRow]]]:
    found: dict[int, list[tuple[ColumnRow, PostColumnRow]]] = defaultdict(list)
    rows = select(ColumnRow, PostColumnRow).join(PostColumnRow, PostColumnRow.column_id == ColumnRow.id)
    for some in chunks(post_ids):
        mine = rows.where(ColumnRow.retired_at.is_(None), PostColumnRow.post_id.in_(some))
        for column, link in session.execute(mine).tuples():
            found[link.post_id].append((column, link))
    return found


def note(session: Session, report_id: int, **values: Any) -> None:
    """`gone_since`, `gone_capture_id` and `withdrawn_at` of a report, where they are named."""
    session.execute(update(ReportRow).where(ReportRow.id == report_id).values(**values))
    marks.of_reports(session, ReportRow.id == report_id)


def records(session: Session, report: Missed) -> list[str]:
    """The WARC records of what stood for the report: on the first night, tonight, and the lists that lack it."""
    first = select(ReportRow.gone_capture_id).where(ReportRow.id == report.report_id).scalar_subquery()
    answers = select(CaptureRow.warc_record_id).where(
        (CaptureRow.id == first) | (CaptureRow.id == report.gone_capture_id)
    )
    lists = select(CaptureRow.warc_record_id).join(ListPageRow, ListPageRow.capture_id == CaptureRow.id)
    lists = lists.where(ListPageRow.column_id.in_(report.columns)).order_by(ListPageRow.column_id, ListPageRow.position)
    return [*session.scalars(answers.order_by(CaptureRow.id)), *session.scalars(lists)]


def evidence(session: Session, report_ids: Sequence[int]) -> Mapping[int, GoneEvidence]:
    """Of reports that are noted as gone. What is not withdrawn has no records yet."""
    rows = select(ReportRow.id, CaptureRow.warc_record_id, CaptureRow.fetched_at, PostRow.asked_at)
    rows = rows.join(PostRow, PostRow.id == ReportRow.post_id).join(CaptureRow, CaptureRow.id == PostRow.capture_id)
    changes = select(ChangeRow.report_id, ChangeRow.details).where(ChangeRow.kind == ChangeKind.VANISHED.value)
    told: dict[int, tuple[str, ...]] = {}
    for some in chunks(report_ids):
        for report_id, details in session.execute(changes.where(ChangeRow.report_id.in_(some)).order_by(ChangeRow.id)):
            told[report_id] = tuple((details or {}).get("records", ()))
    return {
        report_id: GoneEvidence(record, kept_at, told.get(report_id, ()), asked_at)
        for some in chunks(report_ids)
        for report_id, record, kept_at, asked_at in session.execute(rows.where(ReportRow.id.in_(some))).tuples()
    }
