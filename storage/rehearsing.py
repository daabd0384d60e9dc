"""What a rehearsal has to know of the outbox besides what waits in it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.doubts import Key
from storage.models import AlertRow, DeliveryRow
from storage.sql import chunks


def keys_written(session: Session, unit_ids: Collection[str], before_at: datetime) -> dict[Key, frozenset[str]]:
    """The keys of the alerts that were written of each unit and report year before an instant."""
    found: dict[Key, set[str]] = defaultdict(set)
    rows = select(AlertRow.unit_id, AlertRow.report_year, AlertRow.key).where(AlertRow.created_at < before_at)
    for some in chunks(sorted(unit_ids)):
        for unit_id, year, key in session.execute(rows.where(AlertRow.unit_id.in_(some))).tuples():
            if unit_id is not None and year is not None:
                found[unit_id, year].add(key)
    return {key: frozenset(keys) for key, keys in found.items()}


def delivered(session: Session, alert_ids: Collection[int]) -> frozenset[tuple[int, str]]:
    """Which of the alerts went over which channel."""
    sent = select(DeliveryRow.alert_id, DeliveryRow.channel).where(DeliveryRow.state == "sent")
    wanted = (sent.where(DeliveryRow.alert_id.in_(some)) for some in chunks(sorted(alert_ids)))
    return frozenset((id_, channel) for some in wanted for id_, channel in session.execute(some).tuples())
