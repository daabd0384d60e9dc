"""Tables of telling: alerts as decided, and their delivery over each channel."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class AlertRow(Base):
    __tablename__ = "alerts"
    __table_args__ = (Index(None, "state", "audience", "office_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    event: Mapped[str] = mapped_column(index=True)
    audience: Mapped[str]
    office_id: Mapped[str] = mapped_column(ForeignKey("offices.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    report_year: Mapped[int | None]
    title: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[str]  # queued | sent | failed | silenced
    attempts: Mapped[int]
    last_error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id"), index=True)


class DeliveryRow(Base):
    """An alert over one channel. `channel` is a name made from the address, never the address."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("alert_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id"))
    channel: Mapped[str]
    state: Mapped[str]  # claimed | sent | failed
    attempts: Mapped[int]
    last_error: Mapped[str | None]
    claimed_by: Mapped[str | None]
    claim_expires_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime | None]  # of a failed one; None rests for good
    sent_at: Mapped[datetime | None]
