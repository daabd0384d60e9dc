"""The columns that standings rest on, as they were last read: for what is worked out when a standing is read."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.duties import Standing
from core.standings import Witnesses
from storage.facts import list_records
from storage.models import ColumnRow
from storage.sql import chunks

_TIMES = select(ColumnRow.id, ColumnRow.last_complete_at, ColumnRow.last_checked_at)
_TIMES = _TIMES.where(ColumnRow.id.in_(bindparam("ids", expanding=True)))


class Witnessed:
    """Some columns, gathered at once."""

    def __init__(self, session: Session, column_ids: Collection[str]) -> None:
        ids = sorted(column_ids)
        self._times = {
            id_: times for some in chunks(ids) for id_, *times in session.execute(_TIMES, {"ids": some}).tuples()
        }
        self._records = list_records(session, ids)

    def up_to(self, at: datetime, standing: Standing) -> Witnesses:
        """What a standing's columns had shown by then. A run that is under way has seen more, but did not judge it yet:
        of that nothing is said, but what was said before.
        """
        times = [self._times.get(id_, (None, None)) for id_ in standing.columns]
        complete = [complete_at for complete_at, _ in times]
        if any(complete_at is not None and complete_at > at for complete_at in complete):
            complete_at = standing.last_complete_check_at
        else:
            known = [known_at for known_at in complete if known_at is not None]
            complete_at = min(known) if known and len(known) == len(complete) else None
        newer = any(checked_at is not None and checked_at > at for _, checked_at in times)
        records = sorted(record for id_ in standing.columns for record in self._records.get(id_, ()))
        return Witnesses(complete_at, None if newer else tuple(records))
