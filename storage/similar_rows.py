"""Tables of comparing: fingerprints, the bands by which near-copies meet, and what pairs of reports share."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class FingerprintRow(Base):
    """A report's newest revision was compared with the others. `hashes` is None where it was too short to tell."""

    __tablename__ = "fingerprints"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    hashes: Mapped[bytes | None]


class BandRow(Base):
    """A band of a fingerprint; reports of one year that share one are candidates. The key alone answers who does."""

    __tablename__ = "fingerprint_bands"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)


class SimilarityRow(Base):
    """What share of a report's text stands in an earlier one, with the passages, section by section."""

    __tablename__ = "similarities"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True, index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    other_revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    share: Mapped[float]
    copied: Mapped[bool]
    sections: Mapped[list[dict[str, Any]]]
