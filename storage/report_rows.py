"""Tables of reports: one row a unit and report year, its revisions, their sections."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class ReportRow(Base):
    """A unit's report of one year, as its newest revision says. `conflict_years`: others it may belong to, if any.

    `doubted`: why today's parser no longer takes the page for this report (Chinese); it then answers no obligation.
    `refused`: a person said so, and nothing waits for it.
    """

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("unit_id", "report_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    report_year: Mapped[int]
    url: Mapped[str]
    title: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_precision: Mapped[str | None]
    published_basis: Mapped[str | None]
    first_seen_at: Mapped[datetime]
    revision: Mapped[int]
    flags: Mapped[list[str]]
    conflict_years: Mapped[list[int] | None]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    doubted: Mapped[str | None]
    refused: Mapped[bool] = mapped_column(default=False, server_default=false())
    gone_since: Mapped[datetime | None]  # the first sound night on which it was missing everywhere
    gone_capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))  # what its address gave then
    withdrawn_at: Mapped[datetime | None]  # the sound night on which that was sure
    absent_at: Mapped[datetime | None]  # the last sound check of its columns, before it was first seen
    absent_capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"), index=True)


# Few among many, and looked for at every judging.
Index(
    "ix_reports_gone",
    ReportRow.id,
    sqlite_where=ReportRow.gone_since.is_not(None),
    postgresql_where=ReportRow.gone_since.is_not(None),
)
Index(
    "ix_reports_doubted",
    ReportRow.id,
    sqlite_where=ReportRow.doubted.is_not(None),
    postgresql_where=ReportRow.doubted.is_not(None),
)
Index(
    "ix_reports_conflicts",
    ReportRow.id,
    sqlite_where=ReportRow.conflict_years.is_not(None),
    postgresql_where=ReportRow.conflict_years.is_not(None),
)


class RevisionRow(Base):
    """A report as it once read. `content` is the report shape without title, body and outline, kept by themselves.

    `reading_digest`: that of the reading stored here (see `report_shapes.digest_of`), where it was worked out.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    number: Mapped[int]
    title: Mapped[str | None]
    body: Mapped[str]
    content: Mapped[dict[str, Any]]
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"), index=True)
    parser_version: Mapped[str]
    made_at: Mapped[datetime]
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    change_kind: Mapped[str]
    change_reason: Mapped[str]
    reading_digest: Mapped[str | None]


class SectionRow(Base):
    """A heading with its own text, in reading order. `parent` is the position of the section it stands under."""

    __tablename__ = "sections"
    __table_args__ = (ForeignKeyConstraint(["revision_id", "parent"], ["sections.revision_id", "sections.position"]),)

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    parent: Mapped[int | None]
    level: Mapped[int]
    number: Mapped[str]
    title: Mapped[str | None]
    item: Mapped[str | None]
    run_in: Mapped[bool]
    text: Mapped[str]
    start: Mapped[int] = mapped_column(server_default="0")  # offsets of the heading in the body
    end: Mapped[int] = mapped_column(server_default="0")


class ChangeRow(Base):
    """A change of a report, as `core.changes` decided it; `revision` where it made one, `url` the address it is about.

    `capture_id` is the page that shows it: of what vanished, the last one that was had.
    """

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    kind: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    revision: Mapped[int | None]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"), index=True)
    url: Mapped[str | None]
    details: Mapped[dict[str, Any] | None]


class ReportPostRow(Base):
    """An address where a report stands or stood."""

    __tablename__ = "report_posts"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True, index=True)
    role: Mapped[str]  # current | former | mirror
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
