"""What a reader may see 可见范围: reports, and kept answers that concern the units of their offices.

`offices` are theirs; None means all of them. A list page that serves units of several offices is seen by each; a post
that is known to be a unit's is seen by that unit's office only.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, String, and_, cast, or_, select, union
from sqlalchemy.orm import Session

from core.dossiers import KeptCapture
from core.pictures import pictured
from storage.dossier_captures import shape_of
from storage.models import (
    CaptureRow,
    ChangeRow,
    CheckRow,
    ColumnRow,
    ListPageRow,
    ObligationRow,
    PostColumnRow,
    PostFileRow,
    PostRow,
    ReportPostRow,
    ReportRow,
    RevisionRow,
    SecondLookRow,
    TransitionRow,
    UnitColumnRow,
    UnitRow,
)
from storage.sql import document_of, key_of

Ids = Select[tuple[str]]


def of_unit(session: Session, unit_id: str, offices: Collection[str] | None) -> bool:
    """Whether there is or was such a unit, of the `offices` (None: of any)."""
    mine = select(UnitRow.id).where(UnitRow.id == unit_id)
    if offices is not None:
        mine = mine.where(UnitRow.office_id.in_(offices))
    return session.scalar(mine) is not None


def of_report(session: Session, report_id: int, offices: Collection[str] | None) -> bool:
    """Whether there is such a report, of a unit of the offices."""
    row = session.get(ReportRow, report_id)
    if row is None or offices is None:
        return row is not None
    return session.get_one(UnitRow, row.unit_id).office_id in offices


def of_capture(session: Session, capture_id: int, offices: Collection[str] | None) -> KeptCapture | None:
    """The kept answer, where it concerns a unit of the offices; its purposes are not worked out."""
    row = session.get(CaptureRow, capture_id)
    return shape_of(row) if row and (offices is None or _concerns(session, row, offices)) else None


def _concerns(session: Session, row: CaptureRow, offices: Collection[str]) -> bool:
    units = select(UnitRow.id).where(UnitRow.office_id.in_(offices))
    return any(session.scalar(way.limit(1)) is not None for way in _ways(row, units))


def reports_of(session: Session, capture_id: int, offices: Collection[str] | None) -> list[dict[str, Any]]:
    """The reports that a kept answer belongs to: id, title, year and unit's name, with the revision read from it."""
    row = session.get_one(CaptureRow, capture_id)
    posts = _posts(row)
    own = select(ReportPostRow.report_id).where(ReportPostRow.post_id.in_(posts))
    read = select(RevisionRow.report_id, RevisionRow.number).where(RevisionRow.capture_id == row.id)
    numbers: dict[int, int] = dict(iter(session.execute(read.order_by(RevisionRow.number)).tuples()))
    rows = select(ReportRow, UnitRow.name).join(UnitRow, UnitRow.id == ReportRow.unit_id)
    rows = rows.where(or_(ReportRow.id.in_(own), ReportRow.id.in_(numbers)))
    if offices is not None:
        rows = rows.where(UnitRow.office_id.in_(offices))
    return [
        {
            "id": report.id,
            "title": report.title,
            "report_year": report.report_year,
            "unit_name": name,
            "revision": numbers.get(report.id),
        }
        for report, name in session.execute(rows.order_by(ReportRow.id)).tuples()
    ]


def _ways(row: CaptureRow, units: Ids) -> Iterator[Select[Any]]:
    """Questions, the cheap ones first: any answer means that the capture concerns one of the units."""
    revised = _reports(units).join(RevisionRow, RevisionRow.report_id == ReportRow.id)
    yield revised.where(RevisionRow.capture_id == row.id)
    yield _reports(units).join(ChangeRow, ChangeRow.report_id == ReportRow.id).where(ChangeRow.capture_id == row.id)
    gone = and_(ReportRow.gone_since.is_not(None), ReportRow.gone_capture_id == row.id)
    yield _reports(units).where(or_(ReportRow.absent_capture_id == row.id, gone))
    yield from _by_posts(_posts(row), units)
    yield from _by_columns(row, units)
    for judged in (ObligationRow, TransitionRow):  # a later page of a list, as it was when it was judged by
        rests = cast(judged.archive, String).contains(row.warc_record_id)
        yield select(judged.id).where(judged.unit_id.in_(units), rests)
    if row.role == "attachment":  # also one that its page no longer offers
        read = cast(RevisionRow.content, String).contains(row.digest)
        yield revised.where(read)


def _reports(units: Ids) -> Select[Any]:
    return select(ReportRow.id).where(ReportRow.unit_id.in_(units))


def _posts(row: CaptureRow) -> Select[Any]:
    """The posts that the capture is of: their page, an attachment, a picture, or what stood at the address before."""
    gone = and_(PostRow.gone_capture_id.is_not(None), PostRow.gone_capture_id == row.id)
    found = union(
        select(PostRow.id).where(PostRow.capture_id == row.id),
        select(PostRow.id).where(gone),
        select(PostRow.id).where(PostRow.url_key == document_of(pictured(row.url))),
        select(SecondLookRow.post_id).where(SecondLookRow.capture_id == row.id),
        select(PostFileRow.post_id).where(PostFileRow.capture_id == row.id),
    ).subquery()
    return select(found.c[0])


def _by_posts(posts: Select[Any], units: Ids) -> Sequence[Select[Any]]:
    reported = select(ReportPostRow.post_id).where(ReportPostRow.post_id.in_(posts))
    nobodys = PostRow.id.in_(posts), PostRow.unit_id.is_(None), PostRow.id.not_in(reported)
    listed = select(PostRow.id).join(PostColumnRow, PostColumnRow.post_id == PostRow.id)
    listed = listed.join(UnitColumnRow, UnitColumnRow.column_id == PostColumnRow.column_id)
    return (
        select(PostRow.id).where(PostRow.id.in_(posts), PostRow.unit_id.in_(units)),
        _reports(units)
        .join(ReportPostRow, ReportPostRow.report_id == ReportRow.id)
        .where(ReportPostRow.post_id.in_(posts)),
        listed.where(*nobodys, UnitColumnRow.unit_id.in_(units)),
    )


def _by_columns(row: CaptureRow, units: Ids) -> Sequence[Select[Any]]:
    """As a page of a list, or as what came in its place; looked for in the columns of these units only. A column that
    was never read has no page, but an address.
    """
    columns, url = select(UnitColumnRow.column_id).where(UnitColumnRow.unit_id.in_(units)), pictured(row.url)
    pages = or_(ListPageRow.capture_id == row.id, ListPageRow.ask_key == key_of(f"GET {url}"))
    return (
        select(ColumnRow.id).where(ColumnRow.id.in_(columns), ColumnRow.url == url),
        select(ListPageRow.id).where(ListPageRow.column_id.in_(columns), pages),
        select(CheckRow.month).where(CheckRow.column_id.in_(columns), CheckRow.capture_id == row.id),
    )
