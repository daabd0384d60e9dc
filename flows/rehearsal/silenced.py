"""Silences in memory 静默: what falls under one waits for its end, and is told then where it is still true."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.alerts import Event
from core.duties import Status
from core.units import Unit
from storage.outbox import PendingAlert

Key = tuple[str, int]

_ANSWERED = (Status.PUBLISHED, Status.PUBLISHED_LATE)
_OF_A_REPORT = (Event.REVISED, Event.BACKDATED, Event.INCOMPLETE, Event.COPIED)


@dataclass(slots=True)
class Silences:
    """`running`: those of `storage.silences.list_silences`. `held`: the alerts under each, by its number."""

    running: Sequence[Mapping[str, Any]]
    units: Mapping[str, Unit]
    held: dict[int, list[PendingAlert]] = field(default_factory=dict)

    def takes(self, alert: PendingAlert, now: datetime) -> str | None:
        """Why an alert waits, in Chinese; None where no silence is over it."""
        for silence in self.running:
            if _in_force(silence, now) and self._covers(silence, alert):
                self.held.setdefault(silence["id"], []).append(alert)
                until = datetime.fromisoformat(silence["until"])
                return f"静默至{until.astimezone(now.tzinfo):%Y-%m-%d %H:%M}：{silence['reason']}"
        return None

    def released(self, now: datetime, status: Callable[[Key], Status | None]) -> Iterator[tuple[PendingAlert, bool]]:
        """What was held by silences that are over, and whether it is told now; what another silence covers stays."""
        for silence in self.running:
            if silence["id"] in self.held and not _in_force(silence, now):
                alerts = self.held.pop(silence["id"])
                newest = {_matter(alert): alert.id for alert in alerts if _still_true(alert, status)}
                for alert in alerts:
                    if not self.takes(alert, now):
                        yield alert, alert.id in newest.values()

    def _covers(self, silence: Mapping[str, Any], alert: PendingAlert) -> bool:
        """What tells of our own work is under no silence."""
        if alert.unit_id is None:
            return False
        named = {"office": alert.office_id, "unit": alert.unit_id, "event": alert.event.value}
        division = self.units[alert.unit_id].division_code or ""
        return (
            silence["column"] is None
            and all(silence[name] in (None, own) for name, own in named.items())
            and (silence["division"] is None or division.startswith(silence["division"]))
        )


def _in_force(silence: Mapping[str, Any], now: datetime) -> bool:
    ends = silence["ended_at"] or silence["until"]
    return datetime.fromisoformat(silence["began_at"]) <= now < datetime.fromisoformat(ends)


def _matter(alert: PendingAlert) -> tuple[object, ...]:
    """Of several reminders of one matter the newest says it all."""
    return alert.event, alert.unit_id, alert.report_year, alert.key if alert.event in _OF_A_REPORT else None


def _still_true(alert: PendingAlert, status: Callable[[Key], Status | None]) -> bool:
    stands = status((alert.unit_id or "", alert.report_year or 0))
    return stands in _ANSWERED if alert.event in _OF_A_REPORT else stands is not None and stands == alert.event.value
