"""Tables of the evidence chain: archive files as they were sealed, and entries that each carry the one before."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class ArchiveFileRow(Base):
    """A WARC file that nobody writes any more; `name` is relative to the archive folder."""

    __tablename__ = "archive_files"

    name: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id"), index=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    records: Mapped[int]
    sealed_at: Mapped[datetime]


class ChainRow(Base):
    """One entry of the chain. `facts` is canonical JSON, exactly as `digest` was made from it."""

    __tablename__ = "chain"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    subject: Mapped[str]
    at: Mapped[datetime]
    facts: Mapped[str]
    previous: Mapped[str]
    digest: Mapped[str]
