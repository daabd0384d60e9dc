"""Tables of watching: runs, kept responses, checks, list pages, posts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, and_, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from core.pictures import ROLES
from storage.base import Base


class RunRow(Base):
    """A run under a lease. `started_at`/`finished_at` follow the (rehearsable) clock, the other two the real one.

    `number`: the runs are counted as they begin. `outcomes`: how many columns ended how, as its summary says, which may
    be long.
    """

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[str]
    state: Mapped[str]  # running | finished | failed | abandoned
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    begun_at: Mapped[datetime] = mapped_column(index=True)
    holder: Mapped[str]  # which process runs it, in the caller's words
    lease_expires_at: Mapped[datetime]
    summary: Mapped[dict[str, Any] | None]
    outcomes: Mapped[dict[str, Any] | None]
    progress: Mapped[dict[str, Any] | None]  # how far it was when the lease was last renewed


# The database itself allows one running run, whichever process asks.
Index(
    "uq_runs_one_running",
    RunRow.state,
    unique=True,
    sqlite_where=RunRow.state == "running",
    postgresql_where=RunRow.state == "running",
)


class CaptureRow(Base):
    """A kept response: where its bytes lie in the archive, and when a parser read them."""

    __tablename__ = "captures"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    role: Mapped[str]  # list | article | attachment | import
    url: Mapped[str]
    final_url: Mapped[str]
    status: Mapped[int]
    fetched_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(index=True)
    warc_file: Mapped[str]
    warc_offset: Mapped[int] = mapped_column(BigInteger)
    warc_record_id: Mapped[str] = mapped_column(unique=True)
    media_type: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    rendered: Mapped[bool]
    read_at: Mapped[datetime | None] = mapped_column(index=True)
    parser_version: Mapped[str | None]
    origin: Mapped[str | None]  # where a capture that we did not make ourselves comes from, in words


IS_PICTURE = CaptureRow.role.in_([literal_column(f"'{role}'") for role in ROLES])  # they are few among many
Index("ix_captures_pictures", CaptureRow.url, sqlite_where=IS_PICTURE, postgresql_where=IS_PICTURE)


class CheckRow(Base):
    """Readings of a column's list, sound or not, that came out alike within a month (see core.checks.Spell).

    `state`: a digest of all that they have in common. `whole`: walked to the list's end, not to the newest posts only.
    `digest`: the SHA-256 of the list as it was read. `capture_id`: the page that failed, where bytes of it came; of a
    sound reading the first list page, as it was kept when those bytes were first seen.
    """

    __tablename__ = "checks"

    column_id: Mapped[str] = mapped_column(ForeignKey("columns.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    reason: Mapped[str]
    complete: Mapped[bool]
    whole: Mapped[bool]
    platform: Mapped[str | None]
    posts_seen: Mapped[int]
    digest: Mapped[str | None]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    first_second: Mapped[int] = mapped_column(BigInteger)
    first_run: Mapped[int] = mapped_column(ForeignKey("runs.number"))
    last_second: Mapped[int] = mapped_column(BigInteger)
    last_run: Mapped[int] = mapped_column(ForeignKey("runs.number"), index=True)
    checks: Mapped[int]
    times: Mapped[str]


class ListPageRow(Base):
    """A list page as last read, at its `position` in the list (0 the first).

    `ask_key` is the digest of `Ask.key`: a form may be longer than an index entry.
    """

    __tablename__ = "list_pages"
    __table_args__ = (UniqueConstraint("column_id", "ask_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    column_id: Mapped[str] = mapped_column(ForeignKey("columns.id"))
    position: Mapped[int] = mapped_column(server_default="0")
    ask_key: Mapped[str]
    ask: Mapped[dict[str, Any]]
    reader: Mapped[str]
    digest: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    listing: Mapped[dict[str, Any]]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    read_at: Mapped[datetime]


class PostRow(Base):
    """A post: what lists and its own page said of it. `kind` is None until somebody recognised it.

    `url_key` is the digest of `url`, unique in its stead: an address may be longer than an index entry.
    """

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    url_key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    listed_on: Mapped[date | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    kind: Mapped[str | None]
    report_year: Mapped[int | None]
    issuers: Mapped[list[str]]
    doubtful: Mapped[bool]
    reasons: Mapped[list[str]]

    state: Mapped[str] = mapped_column(index=True)  # seen | wanted | held | failed
    last_outcome: Mapped[str | None]
    last_reason: Mapped[str | None]
    asked_at: Mapped[datetime | None]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"), index=True)
    gone_capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))  # last asked: no such page
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    review_reason: Mapped[str | None]  # why a person must look at it
    conflict_years: Mapped[list[int]]  # other report years that the page names


# Posts that wait for a person are few among many, and looked for at every judging.
Index(
    "ix_posts_review",
    PostRow.id,
    sqlite_where=PostRow.review_reason.is_not(None),
    postgresql_where=PostRow.review_reason.is_not(None),
)
# Half-year and quarterly material, and whose it is; written out, since SQLite takes a partial index for nothing else.
IS_INTERIM = and_(PostRow.kind == literal_column("'other'"), PostRow.report_year.is_not(None))
Index("ix_posts_interim", PostRow.unit_id, PostRow.report_year, sqlite_where=IS_INTERIM, postgresql_where=IS_INTERIM)
Index(
    "ix_posts_gone",
    PostRow.id,
    sqlite_where=PostRow.gone_capture_id.is_not(None),
    postgresql_where=PostRow.gone_capture_id.is_not(None),
)
# Posts of a year that are nobody's yet.
_NOBODYS = and_(PostRow.report_year.is_not(None), PostRow.unit_id.is_(None))
Index("ix_posts_nobodys", PostRow.id, sqlite_where=_NOBODYS, postgresql_where=_NOBODYS)


class PostColumnRow(Base):
    """A post stands in a column."""

    __tablename__ = "post_columns"
    __table_args__ = (Index(None, "post_id"),)

    column_id: Mapped[str] = mapped_column(ForeignKey("columns.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]  # a complete walk no longer showed it


class SecondLookRow(Base):
    """A post, or an attachment of it, that gave other bytes a moment after it was first fetched.

    `volatile` says what of it changes by itself, None until both captures were read.
    """

    __tablename__ = "second_looks"
    __table_args__ = (UniqueConstraint("post_id", "url_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    url: Mapped[str]
    url_key: Mapped[str]
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"), index=True)
    volatile: Mapped[dict[str, Any] | None]


class WalkRow(Base):
    """A walk into a column's past, to the first day of `from_year`: where it stands, so that it may go on there."""

    __tablename__ = "walks"

    column_id: Mapped[str] = mapped_column(ForeignKey("columns.id"), primary_key=True)
    from_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]  # running | listed (the site's search is still to be asked) | ended
    next_ask: Mapped[dict[str, Any] | None]  # the page to go on with
    pages: Mapped[int]
    began_at: Mapped[datetime]
    walked_at: Mapped[datetime]


class HostRow(Base):
    """What a host has taught: which scheme works, and how its TLS is."""

    __tablename__ = "hosts"

    host: Mapped[str] = mapped_column(primary_key=True)
    scheme: Mapped[str | None]
    tls: Mapped[str | None]
    learned_at: Mapped[datetime]


class PostFileRow(Base):
    """An attachment that a post needs to be read; its newest sound bytes are the capture's."""

    __tablename__ = "post_files"
    __table_args__ = (UniqueConstraint("post_id", "url_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    url: Mapped[str]
    url_key: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)  # wanted | held | failed
    last_outcome: Mapped[str | None]
    last_reason: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"), index=True)
