"""Who is told what in this moment, what waits and why 分发. Pure: nothing is lost without a reason in words.

Graces count days since the fault began. What is marked urgent waits for no hour and no working day, nor does a reminder
that would else come after its day; a grace they keep, since that says who is to hear of it at all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, Protocol, TypeVar

from alerts.texts import instant_words, short_day_words
from alerts.workdays import fallback_note, hours_end, in_hours, is_workday, next_workday
from core.alerts import Event
from core.duties import Status
from core.times import day_begins_at, local_day
from core.units import Office, Recipient

Key = tuple[str, int]
_Matter = tuple[Event, str | None, int | None]

# True as long as the standing is what the alert says; what turned away from it is solved.
_FAULTS = {
    Event.DUE_SOON: Status.DUE_SOON,
    Event.OVERDUE: Status.OVERDUE,
    Event.WITHDRAWN: Status.WITHDRAWN,
    Event.UNVERIFIED: Status.UNVERIFIED,
}
_BECAME = {
    Status.DUE_SOON: "又回到期限之前，本条不再告知",
    Status.OVERDUE: "已经逾期，本条由逾期提醒代替",
    Status.UNVERIFIED: "转为未能核实，核实之前不再告知",
    Status.WITHDRAWN: "报告已经撤下，本条由撤下提醒代替",
}
_ANSWERS = (Event.PUBLISHED, Event.PUBLISHED_LATE)
_DAY = timedelta(days=1)
_STEPS = 60  # from hours to a day off and back, which ends within days


class Waiting(Protocol):
    """An alert that waits in the outbox, with what it rests on now (`storage.outbox.PendingAlert`)."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def event(self) -> Event: ...
    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def unit_id(self) -> str | None: ...
    @property
    def report_year(self) -> int | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def since_at(self) -> datetime: ...
    @property
    def standing(self) -> Status | None: ...
    @property
    def acknowledged_by(self) -> str | None: ...
    @property
    def due_on(self) -> date | None: ...


A = TypeVar("A", bound=Waiting)


@dataclass(frozen=True, slots=True)
class Routed(Generic[A]):
    """For one recipient: the alerts of each message to be sent now (urgent ones first, in one of their own), those
    that wait, and those that are not for this recipient; both by number, with the reason in Chinese. `note` is what
    the messages have to say of the calendar.
    """

    messages: tuple[tuple[A, ...], ...]
    held: Mapping[int, str]
    passed: Mapping[int, str]
    note: str | None = None


def route(
    alerts: Sequence[A], recipient: Recipient, office: Office, now: datetime, *, accused: Collection[Key] = ()
) -> Routed[A]:
    """Each of the alerts is in one message, held or passed. `accused`: the units and report years of which this
    recipient was told a fault before, who therefore hears at once that it is over.
    """
    newest = {_matter(alert): alert.id for alert in sorted(alerts, key=lambda one: one.id)}
    passed = {alert.id: reason for alert in alerts if (reason := _not_for(alert, newest, recipient))}
    early = {
        alert.id: reason
        for alert in alerts
        if alert.id not in passed and (reason := _in_grace(alert, recipient, now, accused))
    }
    due = [alert for alert in alerts if alert.id not in passed and alert.id not in early]
    opens_at = _opens_at(office, now)
    urgent = tuple(alert for alert in due if alert.event in office.urgent or _too_late_by(opens_at, alert, now))
    usual = tuple(alert for alert in due if alert not in urgent)
    closed = closed_because(office, now) if usual else None
    held = early | {alert.id: closed for alert in usual if closed}
    messages = tuple(some for some in (urgent, () if closed else usual) if some)
    return Routed(messages, held, passed, _note(office, now))


def _too_late_by(opens_at: datetime, alert: Waiting, now: datetime) -> bool:
    """A reminder that would be told after the day that it reminds of is told at once."""
    due_on = alert.due_on if alert.event is Event.DUE_SOON else None
    return due_on is not None and local_day(now) <= due_on < local_day(opens_at)


def closed_because(office: Office, now: datetime) -> str | None:
    """Why an office is told nothing in this moment that can wait; None where it may be told."""
    opens_at = _opens_at(office, now)
    if opens_at == now:
        return None
    today = local_day(now)
    fallback = fallback_note(today) if office.workdays_only else None
    day_off = office.workdays_only and not is_workday(today)
    why = f"今天（{short_day_words(today)}）不是工作日" if day_off else "免打扰时段"
    return f"{why}，{instant_words(opens_at)}起发送" + (f"（{fallback}）" if fallback else "")


def _opens_at(office: Office, now: datetime) -> datetime:
    """The first instant from `now` on at which the office may be told."""
    at = now
    for _ in range(_STEPS):
        if office.workdays_only and not is_workday(local_day(at)):
            at = day_begins_at(next_workday(local_day(at)))
        elif office.quiet_hours and in_hours(office.quiet_hours, at):
            at = hours_end(office.quiet_hours, at)
        else:
            break
    return at


def _note(office: Office, now: datetime) -> str | None:
    note = fallback_note(local_day(now)) if office.workdays_only else None
    return f"注：{note}。" if note else None


def _not_for(alert: Waiting, newest: Mapping[_Matter, int], recipient: Recipient) -> str | None:
    if recipient.events and alert.event not in recipient.events:
        return "该收件人不接收此类提醒"
    if not recipient.after_days:
        return None
    if (now_so := _turned_to(alert)) is not None:
        return f"{recipient.after_days}天宽限期内{_BECAME.get(now_so, '已经解决，不再告知')}"
    if alert.event in _FAULTS and alert.acknowledged_by:
        return f"已由{alert.acknowledged_by}签收，不再上报"
    last = newest[_matter(alert)] if alert.event in _FAULTS and alert.unit_id is not None else alert.id
    return f"由同一事项较新的提醒（编号{last}）代替" if last != alert.id else None


def _turned_to(alert: Waiting) -> Status | None:
    """What the standing is in place of what the alert says; None where that is still true."""
    fault = _FAULTS.get(alert.event)
    return alert.standing if fault is not None and alert.standing is not fault else None


def _matter(alert: Waiting) -> _Matter:
    """Of a fault, what a later reminder says all of that the earlier one did."""
    return alert.event, alert.unit_id, alert.report_year


def _in_grace(alert: Waiting, recipient: Recipient, now: datetime, accused: Collection[Key]) -> str | None:
    if not recipient.after_days:
        return None
    begun = local_day(min(alert.since_at, alert.created_at))
    due_on = begun + recipient.after_days * _DAY
    if local_day(now) >= due_on:
        return None
    if alert.event in _ANSWERS and (alert.unit_id, alert.report_year) in accused:
        return None
    who = recipient.name or "该收件人"
    return f"{who}满{recipient.after_days}天后才告知，{short_day_words(due_on)}起"
