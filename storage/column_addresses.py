"""Where columns are to be found, by the ids that the register gives them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import ColumnRow
from storage.sql import chunks


def of(session: Session, column_ids: Collection[str]) -> dict[str, str]:
    """Of those that there are."""
    found: dict[str, str] = {}
    for some in chunks(sorted(column_ids)):
        rows = select(ColumnRow.id, ColumnRow.url).where(ColumnRow.id.in_(some))
        found.update(session.execute(rows).tuples().all())
    return found
