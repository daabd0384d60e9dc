"""Tables of telling: alerts as decided, and their delivery over each channel."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class AlertRow(Base):
    """An alert. `office_id` is empty for what concerns no office; `held_because` says, in Chinese, why it was not sent
    over every channel when it was last looked at.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        Index(None, "state", "audience", "office_id"),
        Index(None, "unit_id", "report_year"),
        Index(None, "office_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    event: Mapped[str] = mapped_column(index=True)
    audience: Mapped[str]
    office_id: Mapped[str | None] = mapped_column(ForeignKey("offices.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    report_year: Mapped[int | None]
    column_id: Mapped[str | None]
    title: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[str]  # queued | sent | failed | silenced
    attempts: Mapped[int]
    last_error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id"), index=True)
    silence_id: Mapped[int | None] = mapped_column(ForeignKey("silences.id"), index=True)
    held_because: Mapped[str | None]


class DeliveryRow(Base):
    """An alert over one channel. `channel` is a name made from the address, never the address."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("alert_id", "channel"),
        Index(
            "ix_deliveries_claimed",
            "claimed_by",
            sqlite_where=text("claimed_by IS NOT NULL"),
            postgresql_where=text("claimed_by IS NOT NULL"),
        ),
    )

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


class SilenceRow(Base):
    """A time in which some alerts are not sent 静默. What is not named (an office, a unit …) does not matter."""

    __tablename__ = "silences"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # hand | storm
    office_id: Mapped[str | None]
    unit_id: Mapped[str | None]
    event: Mapped[str | None]
    column_id: Mapped[str | None]
    division: Mapped[str | None]  # the beginning of a division code
    reason: Mapped[str]
    made_by: Mapped[str]
    began_at: Mapped[datetime]
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    ended_because: Mapped[str | None]
    released_at: Mapped[datetime | None] = mapped_column(index=True)


class AcknowledgementRow(Base):
    """A person took note of an alert 签收: no reminder of that event goes out until the standing turns."""

    __tablename__ = "acknowledgements"
    __table_args__ = (Index(None, "unit_id", "report_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    report_year: Mapped[int | None]
    event: Mapped[str]
    made_by: Mapped[str]
    note: Mapped[str]
    made_at: Mapped[datetime]


class ChannelRow(Base):
    """A channel that refused for good, and who enabled it again. `channel` is a name made from the address."""

    __tablename__ = "channels"

    channel: Mapped[str] = mapped_column(primary_key=True)
    office_id: Mapped[str | None] = mapped_column(ForeignKey("offices.id"))
    reason: Mapped[str]
    disabled_at: Mapped[datetime]
    enabled_at: Mapped[datetime | None]
    enabled_by: Mapped[str | None]
