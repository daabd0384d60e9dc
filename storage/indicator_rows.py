"""Table of the figures that reports claim: those of each report's newest revision, one row a key."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class IndicatorRow(Base):
    """A figure (see core.reports.Indicator). `year`: the one that it tells of, where it names none the report's own."""

    __tablename__ = "indicators"
    __table_args__ = (Index(None, "key", "year", "value"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int]
    value: Mapped[float]
    unit: Mapped[str]
    approximate: Mapped[bool]
    quote: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
