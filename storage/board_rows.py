"""The board's own table: one number, which says whether what was counted on the board may read otherwise now."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class EditionRow(Base):
    """How often something that the board counts was written (one row). It changes in the same transaction."""

    __tablename__ = "board_edition"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
