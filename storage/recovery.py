"""Mending the index of the archive 修复索引: rows made again from records, rows put right, losses noted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from core.chain import Kind
from core.times import SHANGHAI
from storage import captures, files, runs
from storage.models import CaptureRow, ChainRow, ColumnRow, ListPageRow, PostFileRow, PostRow, RunRow
from storage.sql import document_of

RECOVERED = "recovered"  # the kind of a run that nothing but its archive files tells of


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes that are held at an address: when they came, in which file they lie, and their digest."""

    at: datetime
    warc_file: str
    digest: str


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post as the lists named it."""

    url: str
    title: str
    listed_on: date | None
    held: Held | None


def list_addresses(session: Session) -> frozenset[str]:
    """Where lists are known to be asked for."""
    asked = select(ListPageRow.ask["url"].as_string())
    return frozenset((*session.scalars(select(ColumnRow.url)), *session.scalars(asked)))


def post_at(session: Session, url: str) -> KnownPost | None:
    rows = select(PostRow, CaptureRow).outerjoin(CaptureRow, CaptureRow.id == PostRow.capture_id)
    for post, held in session.execute(rows.where(PostRow.url_key == document_of(url))).tuples():
        return KnownPost(post.url, post.title, post.listed_on, _held(held))
    return None


def attachments_at(session: Session, url: str) -> list[tuple[str, Held | None]]:
    """The posts that need the file at this address, each with what it holds of it."""
    rows = select(PostRow.url, CaptureRow).join(PostFileRow, PostFileRow.post_id == PostRow.id)
    rows = rows.outerjoin(CaptureRow, CaptureRow.id == PostFileRow.capture_id).where(
        PostFileRow.url_key == document_of(url)
    )
    found = session.execute(rows.order_by(PostFileRow.id)).tuples()
    return [(post_url, _held(held)) for post_url, held in found]


def _held(row: CaptureRow | None) -> Held | None:
    return Held(row.fetched_at, row.warc_file, row.digest) if row else None


def want_files(session: Session, post_url: str, urls: list[str]) -> None:
    """What the post needs to be read, by its page."""
    post_id = session.scalars(select(PostRow.id).where(PostRow.url_key == document_of(post_url))).one()
    files.want(session, post_id, urls)


def run_for(session: Session, run_id: str | None, repair_id: str) -> str:
    """The run that a recovered record is booked to: the one that wrote it, made known where the database never heard of
    it; but the repair itself where that one's books are sealed without it, or the file's name says nothing of a run.
    """
    if run_id is None:
        return repair_id
    if session.get(RunRow, run_id) is None:
        at = datetime.strptime(run_id[:15], "%Y%m%dT%H%M%S").replace(tzinfo=SHANGHAI)
        row = {"id": run_id, "kind": RECOVERED, "state": "abandoned", "holder": "", "summary": None}
        times = dict.fromkeys(("started_at", "finished_at", "begun_at", "lease_expires_at"), at)
        session.execute(insert(RunRow).values(**row, **times, number=runs.next_number(session)))
    return run_id if _lacks_rows(session, run_id) else repair_id


def _lacks_rows(session: Session, run_id: str) -> bool:
    """Whether the run's books are open, or were sealed with more captures than there are rows."""
    sealed = select(ChainRow.facts).where(ChainRow.kind == Kind.RUN.value, ChainRow.subject == run_id)
    facts = session.scalars(sealed).one_or_none()
    rows = session.scalars(select(func.count()).select_from(CaptureRow).where(CaptureRow.run_id == run_id)).one()
    return facts is None or json.loads(facts)["captures"]["count"] > rows


def recovered_runs(session: Session) -> list[str]:
    """The runs that were made known so."""
    return list(session.scalars(select(RunRow.id).where(RunRow.kind == RECOVERED).order_by(RunRow.id)))


def lose(session: Session, capture_id: int, reason: str, parser_version: str, at: datetime) -> None:
    """The capture's bytes are lost: whatever showed them is asked for again; what was said by them stays said."""
    captures.mark_damaged(session, capture_id, reason, at)
    captures.mark_read(session, capture_id, parser_version, at)
    mine = select(PostFileRow.post_id, PostFileRow.url).where(PostFileRow.capture_id == capture_id)
    for post_id, url in session.execute(mine).tuples().all():
        files.mark_damaged(session, post_id, url, reason)
    lost = session.get_one(CaptureRow, capture_id)
    same = select(CaptureRow.id).where(CaptureRow.digest == lost.digest, CaptureRow.url == lost.url)
    listed = update(ListPageRow).where(ListPageRow.capture_id.in_(same))  # also those kept by reference to it
    session.execute(listed.values(capture_id=None, digest="", etag=None, last_modified=None))


def correct(session: Session, capture_id: int, values: Mapping[str, Any]) -> None:
    """Puts a row right after its record."""
    session.execute(update(CaptureRow).where(CaptureRow.id == capture_id).values(values))
