"""Which captures concern an obligation, and what each of them is evidence of."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, select
from sqlalchemy.orm import Session

from core.dossiers import KeptCapture, Purpose
from core.pages import Capture, Outcome
from core.pictures import ROLES, address_of
from storage import captures
from storage.dossier_basis import Basis
from storage.models import (
    CaptureRow,
    ListPageRow,
    PostFileRow,
    PostRow,
    ReportPostRow,
    ReportRow,
    SecondLookRow,
    UnitColumnRow,
)
from storage.sql import chunks, table_of
from storage.watch_rows import IS_PICTURE

_Found = Iterator[tuple[int | None, Purpose]]  # capture id, and what it is evidence of


_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_TABLE = table_of(CaptureRow).c
_CAPTURES = select(table_of(CaptureRow)).where(_TABLE.id.in_(_KEYS))
_NAMED = select(_TABLE.id, _TABLE.warc_record_id).where(_TABLE.warc_record_id.in_(_KEYS))
_POSTS = select(PostRow.id, PostRow.url, PostRow.capture_id).where(PostRow.id.in_(_KEYS))
_FILES = select(PostFileRow.post_id, PostFileRow.capture_id).where(PostFileRow.post_id.in_(_KEYS))
_LOOKS = select(SecondLookRow.post_id, SecondLookRow.capture_id).where(SecondLookRow.post_id.in_(_KEYS))
_STANDS = select(ReportPostRow.post_id).where(ReportPostRow.report_id == bindparam("report"))
_LISTS = (
    select(ListPageRow.column_id, ListPageRow.capture_id)
    .join(UnitColumnRow, UnitColumnRow.column_id == ListPageRow.column_id)
    .where(UnitColumnRow.unit_id == bindparam("unit"), UnitColumnRow.retired_at.is_(None))
    .order_by(UnitColumnRow.position, ListPageRow.position, ListPageRow.id)
)
_PICTURES = select(_TABLE.id, _TABLE.url, _TABLE.role, _TABLE.fetched_at).where(IS_PICTURE, _TABLE.url.in_(_KEYS))


def captures_of(session: Session, basis: Basis) -> tuple[KeptCapture, ...]:
    """Every capture that concerns the obligation, oldest first.

    That is the report in all its revisions with attachments and second looks, what stands or stood at its addresses,
    pages that a person has yet to look at, the list pages that the judgement rests on, those behind every complete
    check while the report was not there, pages of checks that failed, what shows its changes, pictures and prints.
    """
    purposes: dict[int, dict[Purpose, None]] = defaultdict(dict)
    posts = _posts(session, basis)
    rows = {row.id: row for row in _chunked(session, _POSTS, sorted(posts))}
    found = (
        *(_of_report(session, basis.report, basis) if basis.report else ()),
        *_of_posts(session, posts, rows),
        *_of_columns(session, basis.unit_id),
        *_of_judgement(session, basis),
        *_pictures(session, basis.report, rows),
        *_of_checks(basis),
    )
    for capture_id, purpose in found:
        if capture_id is not None:
            purposes[capture_id][purpose] = None
    captures_ = _chunked(session, _CAPTURES, sorted(purposes))
    kept = [shape_of(row, tuple(purposes[row.id])) for row in captures_]
    return tuple(sorted(kept, key=lambda k: (k.capture.fetched_at, k.id)))


def _posts(session: Session, basis: Basis) -> dict[int, str]:
    """The posts that are the report (`current`), or perhaps one (`doubt`)."""
    found = {doubt.post_id: "doubt" for doubt in basis.doubts}
    if basis.report is not None:
        stands = session.scalars(_STANDS, {"report": basis.report.id})
        found |= dict.fromkeys([basis.report.post_id, *stands], "current")
    return found


def _of_report(session: Session, report: ReportRow, basis: Basis) -> _Found:
    for row in basis.revisions:
        yield row.capture_id, Purpose("revision", str(row.number))
        for file in captures.of_attachments(session, row.content["attachments"]):
            yield file.id, Purpose("attachment", str(row.number))
    yield report.absent_capture_id, Purpose("absent")
    yield report.gone_capture_id, Purpose("gone")
    for change in basis.changes:
        yield change.capture_id, Purpose("change", change.kind)


def _of_posts(session: Session, posts: dict[int, str], rows: Mapping[int, Row[Any]]) -> _Found:
    ids = sorted(posts)
    for post_id in (one for one in ids if one in rows):
        yield rows[post_id].capture_id, Purpose(posts[post_id])
    for post_id, capture_id in _chunked(session, _FILES, ids):
        yield capture_id, Purpose(posts[post_id])
    for _, capture_id in _chunked(session, _LOOKS, ids):
        yield capture_id, Purpose("second")


def _of_columns(session: Session, unit_id: str) -> _Found:
    """The list pages as they were last read."""
    for column_id, capture_id in session.execute(_LISTS, {"unit": unit_id}).tuples():
        yield capture_id, Purpose("list", column_id)


def _of_checks(basis: Basis) -> _Found:
    """The lists that were read completely while the report was not there, and the pages that came in place of a list.

    A list is kept once for all checks that saw the same bytes.
    """
    for kept in basis.checks:
        check = kept.check
        if not Outcome(check.outcome).sound:
            yield kept.capture_id, Purpose("check", check.column_id)
        elif check.complete and _lacked(basis.report, check.checked_at):
            yield kept.capture_id, Purpose("list", check.column_id)


def _lacked(report: ReportRow | None, at: datetime) -> bool:
    """Whether it was a time when the report was not there; the moment counts in which it was first seen, or gone."""
    if report is None or at <= report.first_seen_at:
        return True
    return report.gone_since is not None and at >= report.gone_since


def _of_judgement(session: Session, basis: Basis) -> _Found:
    """What the standing, and each that it turned from, names as its evidence."""
    judged = set(basis.stored.standing.archive if basis.stored else ())
    turned = {record for turn in basis.turns for record in turn.archive or ()}
    found = _chunked(session, _NAMED, sorted(judged | turned))
    for kind, records in (("judged", judged), ("turn", turned)):
        for id_, record in found:
            if record in records:
                yield id_, Purpose(kind)


def _pictures(session: Session, report: ReportRow | None, posts: Mapping[int, Row[Any]]) -> _Found:
    """Pictures and prints of the report's addresses."""
    urls = {row.url for row in posts.values()}
    urls |= {report.url} if report else set()
    for row in pictures_of(session, urls):
        yield row.id, Purpose(row.role)


def pictures_of(session: Session, urls: Collection[str]) -> list[Row[Any]]:
    """Pictures and prints that we made of these addresses, oldest first."""
    addresses = [address_of(role, url) for role in ROLES for url in sorted(urls)]
    return sorted(_chunked(session, _PICTURES, addresses), key=lambda row: row.id)


def _chunked(session: Session, rows: Select[Any], keys: Sequence[Any]) -> list[Row[Any]]:
    """The `rows` of the `keys`."""
    return [row for some in chunks(keys) for row in session.execute(rows, {"keys": some})]


def shape_of(row: CaptureRow | Row[Any], purposes: tuple[Purpose, ...] = ()) -> KeptCapture:
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
