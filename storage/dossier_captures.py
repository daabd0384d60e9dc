"""Which captures concern an obligation, and what each of them is evidence of."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from core.dossiers import KeptCapture, Purpose
from core.pages import Capture, Outcome
from storage import captures, standings
from storage.dossier_checks import checks_of, since
from storage.doubts import doubts
from storage.models import (
    CaptureRow,
    ChangeRow,
    ListPageRow,
    PostFileRow,
    PostRow,
    ReportPostRow,
    ReportRow,
    RevisionRow,
    RunRow,
    SecondLookRow,
    TransitionRow,
    UnitColumnRow,
)
from storage.recovery import RECOVERED
from storage.sql import chunks

_T = TypeVar("_T")
_Found = Iterator[tuple[int | None, Purpose]]  # capture id, and what it is evidence of


def captures_of(
    session: Session, unit_id: str, year: int, checks_since: datetime | None = None
) -> tuple[KeptCapture, ...]:
    """Every capture that concerns the unit's obligation for the report `year`, oldest first.

    That is the report in all its revisions with attachments and second looks, what stands or stood at its addresses,
    pages that a person has yet to look at, the list pages that the judgement rests on, those behind every complete
    check while the report was not there, pages of checks that failed, what shows its changes, pictures and prints.
    """
    purposes: dict[int, dict[Purpose, None]] = defaultdict(dict)
    report = _report(session, unit_id, year)
    posts = _posts(session, report, unit_id, year)
    found = (
        *(_of_report(session, report) if report else ()),
        *_of_posts(session, posts),
        *_of_columns(session, unit_id),
        *_of_judgement(session, unit_id, year),
        *_pictures(session, report, posts),
        *_of_checks(session, unit_id, checks_since or since(session, unit_id, year), report),
    )
    for capture_id, purpose in found:
        if capture_id is not None:
            purposes[capture_id][purpose] = None
    rows = _chunked(session, select(CaptureRow), CaptureRow.id.in_, sorted(purposes))
    kept = [shape_of(row, tuple(purposes[row.id])) for row in rows]
    return tuple(sorted(kept, key=lambda k: (k.capture.fetched_at, k.id)))


def _report(session: Session, unit_id: str, year: int) -> ReportRow | None:
    mine = ReportRow.unit_id == unit_id, ReportRow.report_year == year
    return session.scalars(select(ReportRow).where(*mine)).one_or_none()


def _posts(session: Session, report: ReportRow | None, unit_id: str, year: int) -> dict[int, str]:
    """The posts that are the report (`current`), or perhaps one (`doubt`)."""
    waiting = doubts(session, [unit_id], [year]).get((unit_id, year), ())
    found = {doubt.post_id: "doubt" for doubt in waiting}
    if report is not None:
        stands = select(ReportPostRow.post_id).where(ReportPostRow.report_id == report.id)
        found |= dict.fromkeys([report.post_id, *session.scalars(stands)], "current")
    return found


def _of_report(session: Session, report: ReportRow) -> _Found:
    rows = select(RevisionRow.number, RevisionRow.capture_id, RevisionRow.content)
    rows = rows.where(RevisionRow.report_id == report.id).order_by(RevisionRow.number)
    for number, capture_id, content in session.execute(rows).tuples():
        yield capture_id, Purpose("revision", str(number))
        for file in captures.of_attachments(session, content["attachments"]):
            yield file.id, Purpose("attachment", str(number))
    yield report.absent_capture_id, Purpose("absent")
    yield report.gone_capture_id, Purpose("gone")
    changes = select(ChangeRow.capture_id, ChangeRow.kind).where(ChangeRow.report_id == report.id)
    for capture_id, kind in session.execute(changes.order_by(ChangeRow.id)).tuples():
        yield capture_id, Purpose("change", kind)


def _of_posts(session: Session, posts: dict[int, str]) -> _Found:
    ids = sorted(posts)
    for post_id, capture_id in _pairs(session, select(PostRow.id, PostRow.capture_id), PostRow.id.in_, ids):
        yield capture_id, Purpose(posts[post_id])
    files = select(PostFileRow.post_id, PostFileRow.capture_id)
    for post_id, capture_id in _pairs(session, files, PostFileRow.post_id.in_, ids):
        yield capture_id, Purpose(posts[post_id])
    looks = select(SecondLookRow.post_id, SecondLookRow.capture_id)
    for _, capture_id in _pairs(session, looks, SecondLookRow.post_id.in_, ids):
        yield capture_id, Purpose("second")


def _of_columns(session: Session, unit_id: str) -> _Found:
    """The list pages as they were last read."""
    rows = select(ListPageRow.column_id, ListPageRow.capture_id)
    rows = rows.join(UnitColumnRow, UnitColumnRow.column_id == ListPageRow.column_id)
    mine = rows.where(UnitColumnRow.unit_id == unit_id, UnitColumnRow.retired_at.is_(None))
    order = mine.order_by(UnitColumnRow.position, ListPageRow.position, ListPageRow.id)
    for column_id, capture_id in session.execute(order).tuples():
        yield capture_id, Purpose("list", column_id)


def _of_checks(session: Session, unit_id: str, since: datetime, report: ReportRow | None) -> _Found:
    """The lists that were read completely while the report was not there, and the pages that came in place of a list.

    A list is kept once for all checks that saw the same bytes.
    """
    columns = select(UnitColumnRow.column_id).where(UnitColumnRow.unit_id == unit_id).order_by(UnitColumnRow.position)
    for kept in checks_of(session, session.scalars(columns).all(), since):
        check = kept.check
        if not Outcome(check.outcome).sound:
            yield kept.capture_id, Purpose("check", check.column_id)
        elif check.complete and _lacked(report, check.checked_at):
            yield kept.capture_id, Purpose("list", check.column_id)


def _lacked(report: ReportRow | None, at: datetime) -> bool:
    """Whether it was a time when the report was not there; the moment counts in which it was first seen, or gone."""
    if report is None or at <= report.first_seen_at:
        return True
    return report.gone_since is not None and at >= report.gone_since


def _of_judgement(session: Session, unit_id: str, year: int) -> _Found:
    """What the standing, and each that it turned from, names as its evidence."""
    turns = TransitionRow.unit_id == unit_id, TransitionRow.report_year == year
    stands = standings.current(session, [year], [unit_id]).values()
    yield from _named(session, "judged", [stored.standing.archive for stored in stands])
    yield from _named(session, "turn", session.scalars(select(TransitionRow.archive).where(*turns)))


def _named(session: Session, kind: str, archives: Iterable[Sequence[str] | None]) -> _Found:
    records = sorted({record for archive in archives for record in archive or ()})
    for row in _chunked(session, select(CaptureRow), CaptureRow.warc_record_id.in_, records):
        yield row.id, Purpose(kind)


def _pictures(session: Session, report: ReportRow | None, posts: dict[int, str]) -> _Found:
    """Pictures and prints of the report's addresses."""
    urls = {row.url for row in _chunked(session, select(PostRow), PostRow.id.in_, sorted(posts))}
    urls |= {report.url} if report else set()
    for row in pictures_of(session, urls):
        yield row.id, Purpose(row.role)


def pictures_of(session: Session, urls: Collection[str]) -> Iterator[CaptureRow]:
    """Pictures and prints that we made of these addresses, oldest first; looked for in the few runs that made any."""
    made = (
        select(CaptureRow).join(RunRow, RunRow.id == CaptureRow.run_id).where(RunRow.kind.in_(["snapshot", RECOVERED]))
    )
    made = made.where(CaptureRow.role.in_(["screenshot", "print"]))
    for row in session.scalars(made.order_by(CaptureRow.id)) if urls else ():
        if row.url.partition(f"urn:{row.role}:")[2] in urls:
            yield row


_Within = Callable[[Sequence[Any]], ColumnElement[bool]]


def _pairs(
    session: Session,
    rows: Select[tuple[int, int | None]] | Select[tuple[int, int]],
    within: _Within,
    ids: Sequence[int],
) -> list[tuple[int, int | None]]:
    return [(post, capture) for some in chunks(ids) for post, capture in session.execute(rows.where(within(some)))]


def _chunked(session: Session, rows: Select[tuple[_T]], within: _Within, keys: Sequence[Any]) -> list[_T]:
    return [row for some in chunks(keys) for row in session.scalars(rows.where(within(some)))]


def shape_of(row: CaptureRow, purposes: tuple[Purpose, ...] = ()) -> KeptCapture:
    capture = Capture(
        url=row.url,
        final_url=row.final_url,
        status=row.status,
        fetched_at=row.fetched_at,
        digest=row.digest,
        warc_file=row.warc_file,
        warc_offset=row.warc_offset,
        warc_record_id=row.warc_record_id,
        media_type=row.media_type,
        etag=row.etag,
        last_modified=row.last_modified,
        rendered=row.rendered,
    )
    return KeptCapture(row.id, capture, row.role, row.run_id, row.origin, purposes)
