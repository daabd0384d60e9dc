"""What the index of texts knows of each report; the index itself is a table of the database's own kind."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class SearchRow(Base):
    """A report as it was indexed: its newest revision, under the names that its unit had then.

    `doc`: its number in the index (`search_index.number`): the newest publication has the smallest.
    """

    __tablename__ = "search_reports"

    doc: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), unique=True)
    revision: Mapped[int]
    title: Mapped[str | None]
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    report_year: Mapped[int] = mapped_column(index=True)
    unit_name: Mapped[str]
    aliases: Mapped[list[str]]
    level: Mapped[str]
    office_id: Mapped[str]
    office_name: Mapped[str]

    @property
    def names(self) -> str:
        """What the unit is called, one a line."""
        return "\n".join([self.unit_name, *self.aliases])
