"""Table of what people decided of posts by hand."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class DecisionRow(Base):
    """A decision on a post; the latest one counts, the earlier ones are its history.

    `title`, `capture_id` and `files` (captures): what the post was when it was decided upon. `applied_at`: when a run
    carried it out, and `outcome` what came of it (Chinese); both empty while it waits for one.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    verdict: Mapped[str]  # confirmed | refused | undone
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    report_year: Mapped[int | None]
    reason: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    title: Mapped[str]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"), index=True)
    files: Mapped[list[int]]
    applied_at: Mapped[datetime | None]
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id"), index=True)
    outcome: Mapped[str | None]


Index(
    "ix_decisions_waiting",
    DecisionRow.id,
    sqlite_where=DecisionRow.applied_at.is_(None),
    postgresql_where=DecisionRow.applied_at.is_(None),
)
