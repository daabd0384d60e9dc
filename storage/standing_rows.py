"""Tables of judging: where each obligation stands, and every time that it turned."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, cast, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class ObligationRow(Base):
    """The standing, field by field of `core.duties.Standing`, as it was judged at `judged_at`.

    `judge_on`: the next day on which the same facts may read otherwise (None: never). `doubts_digest`: of the doubts
    that it was judged with, if there were any.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("unit_id", "report_year"),
        # all that is counted of a year, so that counting reads no row
        Index(
            "ix_obligations_counting",
            *("report_year", "status", "duty", "due_on", "published_on", "office_id", "unit_id"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    office_id: Mapped[str] = mapped_column(ForeignKey("offices.id"), index=True)
    report_year: Mapped[int]
    status: Mapped[str]
    duty: Mapped[str]
    rule: Mapped[str | None]
    due_on: Mapped[date | None]
    reason: Mapped[str]
    days_late: Mapped[int]
    published_on: Mapped[date | None]
    published_basis: Mapped[str | None]
    first_seen_at: Mapped[datetime | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"))
    url: Mapped[str | None]
    flags: Mapped[list[str]]
    last_complete_check_at: Mapped[datetime | None]
    columns: Mapped[list[str]]
    archive: Mapped[list[str]]
    judged_at: Mapped[datetime]
    turned_at: Mapped[datetime]
    judge_on: Mapped[date | None]
    doubts_digest: Mapped[str | None]


for _few in (ObligationRow.judge_on, ObligationRow.doubts_digest):
    Index(
        f"ix_obligations_{_few.key}",
        _few,
        sqlite_where=_few.is_not(None),
        postgresql_where=_few.is_not(None),
    )


# Those with flags, by year; written out, since SQLite takes a partial index for nothing else.
_FLAGGED = cast(ObligationRow.flags, Text) != literal_column("'[]'")
Index("ix_obligations_flagged", ObligationRow.report_year, sqlite_where=_FLAGGED, postgresql_where=_FLAGGED)


class RejudgeRow(Base):
    """A mark: a fact of this obligation was changed in the same transaction, and it was not judged since."""

    __tablename__ = "rejudge"
    __table_args__ = (Index(None, "unit_id", "report_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    report_year: Mapped[int]


class TransitionRow(Base):
    """A standing that turned. `before` is None the first time an obligation was judged.

    `archive`: the WARC records that it rests on; None for turns from before these were noted.
    """

    __tablename__ = "transitions"
    __table_args__ = (Index(None, "unit_id", "report_year"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    report_year: Mapped[int]
    before: Mapped[str | None]
    after: Mapped[str]
    at: Mapped[datetime]
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    reason: Mapped[str]
    archive: Mapped[list[str] | None]
