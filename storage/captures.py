"""Kept responses: where the bytes lie, and which of them a parser has yet to read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from core.decisions import Decision
from core.pages import Capture, Outcome
from core.volatile import STEADY, Volatile
from storage import decisions, files
from storage.files import PostFile
from storage.links import columns_of
from storage.models import CaptureRow, PostColumnRow, PostRow, RunRow, UnitColumnRow
from storage.origins import unit_of
from storage.sql import chunks, hits, insert_new
from storage.volatile import volatile_of


@dataclass(frozen=True, slots=True)
class UnreadCapture:
    """An article to be read from the archive, with what its list and its history say of it."""

    capture_id: int
    post_id: int
    url: str
    final_url: str
    media_type: str | None
    last_modified: str | None
    fetched_at: datetime  # of a page brought in: when it came here, since another's archive is no witness of ours
    warc_file: str
    warc_offset: int
    warc_record_id: str
    list_title: str | None
    listed_on: date | None
    first_seen_at: datetime
    column_ids: tuple[str, ...]
    files: tuple[PostFile, ...] = ()  # the attachments that it needs
    unit_id: str | None = None  # whose page it is by the word of whoever brought it
    volatile: Volatile = STEADY
    brought: bool = False  # a page brought in: no witness of what stands on the site
    decision: Decision | None = None  # what a person last said of the post


def keep(session: Session, run_id: str, capture: Capture, role: str, origin: str | None = None) -> int:
    """The id of the capture's row; a WARC record already known is not kept again.

    `role`: list, article, attachment, import (a page brought in), screenshot, print. `origin`: where a capture that was
    not fetched from its address comes from.
    """
    return keep_all(session, run_id, [capture], role, origin)[capture.warc_record_id]


def keep_all(
    session: Session, run_id: str, captures: Iterable[Capture], role: str, origin: str | None = None
) -> dict[str, int]:
    """The ids of the captures' rows by WARC record (see `keep`)."""
    rows = [{**asdict(capture), "run_id": run_id, "role": role, "origin": origin} for capture in captures]
    insert_new(session, CaptureRow, ["warc_record_id"], rows)
    ids: dict[str, int] = {}
    for some in chunks([row["warc_record_id"] for row in rows]):
        kept = select(CaptureRow.warc_record_id, CaptureRow.id).where(CaptureRow.warc_record_id.in_(some))
        ids.update(session.execute(kept).tuples().all())
    return ids


def these(session: Session, capture_ids: Sequence[int]) -> list[UnreadCapture]:
    """Articles by their captures, which must be their posts' latest, in the order asked for."""
    found = {
        capture.capture_id: capture
        for some in chunks(capture_ids)
        for capture in _found(session, articles().where(CaptureRow.id.in_(some)))
    }
    return [found[id_] for id_ in capture_ids if id_ in found]


def unsettled(session: Session) -> list[UnreadCapture]:
    """Read captures that are no unit's report yet though they may be: the register may know better by now."""
    open_ = or_(PostRow.review_reason.is_not(None), and_(PostRow.kind == "annual_report", PostRow.unit_id.is_(None)))
    return _found(session, articles().where(CaptureRow.read_at.is_not(None), PostRow.state == "held", open_))


def one(session: Session, capture_id: int) -> UnreadCapture:
    """An article by its capture; it must be its post's latest."""
    return these(session, [capture_id])[0]


def latest_of(session: Session, post_id: int) -> UnreadCapture | None:
    """What is held of a post."""
    return next(iter(_found(session, articles().where(PostRow.id == post_id))), None)


def of_post(session: Session, capture_id: int, post_id: int) -> UnreadCapture:
    """A capture of a post, the latest or an older one."""
    both = select(CaptureRow, PostRow).join(PostRow, PostRow.id == post_id)
    return _found(session, both.where(CaptureRow.id == capture_id))[0]


def mark_read(session: Session, capture_id: int, parser_version: str, at: datetime) -> None:
    done = update(CaptureRow).where(CaptureRow.id == capture_id)
    session.execute(done.values(read_at=at, parser_version=parser_version))


def mark_all_read(session: Session, capture_ids: Sequence[int], parser_version: str, at: datetime) -> None:
    for some in chunks(capture_ids):
        done = update(CaptureRow).where(CaptureRow.id.in_(some))
        session.execute(done.values(read_at=at, parser_version=parser_version))


def mark_damaged(session: Session, capture_id: int, reason: str, at: datetime) -> None:
    """Bytes that cannot be read back: the capture is done with, its post counts as not fetched and is asked again."""
    session.execute(update(CaptureRow).where(CaptureRow.id == capture_id).values(read_at=at))
    post = update(PostRow).where(PostRow.capture_id == capture_id)
    session.execute(post.values(state="failed", last_outcome=Outcome.UNREADABLE.value, last_reason=reason))


def read_again(session: Session, capture_id: int) -> None:
    """What belongs to the capture has changed: it counts as unread."""
    session.execute(update(CaptureRow).where(CaptureRow.id == capture_id).values(read_at=None))


def forget_reading(session: Session, units: Collection[str] = (), year: int | None = None) -> int:
    """Marks the latest capture of every held post as unread, so that the reading stage takes them all; how many.

    Where `units` or a report `year` are named, only of the posts that are known or may be to theirs.
    """
    held = select(PostRow.capture_id).where(PostRow.state == "held", PostRow.capture_id.is_not(None))
    if units:
        columns = select(UnitColumnRow.column_id).where(UnitColumnRow.unit_id.in_(units))
        listed = select(PostColumnRow.post_id).where(PostColumnRow.column_id.in_(columns))
        theirs = or_(PostRow.unit_id.in_(units), and_(PostRow.unit_id.is_(None), PostRow.id.in_(listed)))
        held = held.where(theirs)
    if year is not None:
        held = held.where(or_(PostRow.report_year == year, PostRow.report_year.is_(None)))
    return hits(session, update(CaptureRow).where(CaptureRow.id.in_(held)).values(read_at=None))


def articles() -> Select[tuple[CaptureRow, PostRow]]:
    return (
        select(CaptureRow, PostRow)
        .join(PostRow, PostRow.capture_id == CaptureRow.id)
        .where(
            or_(CaptureRow.role == "import", and_(CaptureRow.role == "article", CaptureRow.status.between(200, 299)))
        )
        .order_by(CaptureRow.id)
    )


_NEEDED = (
    CaptureRow.id.label("capture_id"),
    PostRow.id.label("post_id"),
    CaptureRow.url,
    CaptureRow.final_url,
    CaptureRow.media_type,
    CaptureRow.last_modified,
    CaptureRow.fetched_at,
    CaptureRow.warc_file,
    CaptureRow.warc_offset,
    CaptureRow.warc_record_id,
    CaptureRow.run_id,
    CaptureRow.role,
    CaptureRow.origin,
    PostRow.title,
    PostRow.listed_on,
    PostRow.first_seen_at,
)


def _found(session: Session, statement: Select[tuple[CaptureRow, PostRow]]) -> list[UnreadCapture]:
    rows = session.execute(statement.with_only_columns(*_NEEDED)).all()
    ids = [row.post_id for row in rows]
    columns, attached = columns_of(session, ids), files.of_posts(session, ids)
    came_at = _came_at(session, {row.run_id for row in rows if row.role == "import"})
    restless, decided = volatile_of(session, ids), decisions.latest(session, ids)
    return [
        UnreadCapture(
            capture_id=row.capture_id,
            post_id=row.post_id,
            url=row.url,
            final_url=row.final_url,
            media_type=row.media_type,
            last_modified=row.last_modified,
            fetched_at=came_at.get(row.run_id) or row.fetched_at,
            warc_file=row.warc_file,
            warc_offset=row.warc_offset,
            warc_record_id=row.warc_record_id,
            list_title=row.title or None,
            listed_on=row.listed_on,
            first_seen_at=row.first_seen_at,
            column_ids=tuple(columns.get(row.post_id, ())),
            files=tuple(attached.get(row.post_id, ())),
            unit_id=unit_of(row.origin),
            volatile=restless.get(row.post_id, STEADY),
            brought=row.role == "import",
            decision=decided.get(row.post_id),
        )
        for row in rows
    ]


def _came_at(session: Session, imports: Collection[str]) -> Mapping[str, datetime]:
    """When what these runs brought in came here."""
    began = select(RunRow.id, RunRow.started_at)
    runs = (session.execute(began.where(RunRow.id.in_(some))).tuples() for some in chunks(sorted(imports)))
    return {run_id: at for rows in runs for run_id, at in rows}


_FILES = (
    select(CaptureRow)
    .where(CaptureRow.role == "attachment", CaptureRow.digest.in_(bindparam("digests", expanding=True)))
    .order_by(CaptureRow.id)
)
_IDS = select(CaptureRow.warc_record_id, CaptureRow.id).where(
    CaptureRow.warc_record_id.in_(bindparam("records", expanding=True))
)


def of_attachments(session: Session, attachments: Iterable[Mapping[str, Any]]) -> list[CaptureRow]:
    """The kept bytes that a report's attachments (the contract's shape) were read from, each as it was first kept."""
    read = {(a["url"], a["sha256"]) for a in attachments if a.get("sha256")}
    first: dict[tuple[str, str], CaptureRow] = {}
    for row in session.scalars(_FILES, {"digests": sorted({d for _, d in read})}) if read else ():
        first.setdefault((row.url, row.digest), row)
    return [row for key, row in first.items() if key in read]


def with_record(session: Session, record_id: str) -> CaptureRow | None:
    """The capture that a WARC record is."""
    return session.scalars(select(CaptureRow).where(CaptureRow.warc_record_id == record_id)).one_or_none()


def ids_of(session: Session, records: Collection[str | None]) -> dict[str, int]:
    """Captures by their WARC records."""
    found = (
        session.execute(_IDS, {"records": some}).tuples()
        for some in chunks(sorted({record for record in records if record}))
    )
    return {record: capture_id for rows in found for record, capture_id in rows}


def record_of(capture: CaptureRow | Row[Any]) -> dict[str, Any]:
    """A capture as evidence, in the contract's words."""
    return {
        "record_id": capture.warc_record_id,
        "digest": capture.digest,
        "fetched_at": capture.fetched_at.isoformat(),
        "url": capture.final_url,
        "origin": capture.origin,
    }
