"""Which alerts a judged standing gives rise to, and the message that carries them. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from alerts import bodies
from alerts.bodies import Case
from alerts.digest import BODY_LIMIT, PendingLike, compose, marked_test_message
from alerts.operations import channel_disabled_alert
from core.alerts import Alert, Audience, Event, Told
from core.duties import Obligation, Standing, Status
from core.times import local_day
from core.units import Office, Unit

__all__ = [
    "BODY_LIMIT",
    "PendingLike",
    "alerts_for",
    "channel_disabled_alert",
    "compose",
    "marked_test_message",
]

_STILL_TOLD = timedelta(days=92)
_NEWS = timedelta(days=31)  # what was found longer ago is no news, also where nothing was told of it then
_ANSWERED = (Status.PUBLISHED, Status.PUBLISHED_LATE)
_TAKEN_BACK = frozenset({Event.OVERDUE, Event.WITHDRAWN})


_NOTHING = Told()
_FLAWS = (
    ("backdated", Event.BACKDATED, bodies.backdated),
    ("incomplete", Event.INCOMPLETE, bodies.incomplete),
    ("copied", Event.COPIED, bodies.copied),
)
_Said = tuple[Event, str | None, tuple[str, str]]  # event, step in the key, title and body


def alerts_for(  # noqa: PLR0917
    before: Status | None,
    standing: Standing,
    obligation: Obligation,
    unit: Unit,
    office: Office,
    now: datetime,
    *,
    cycle_year: int,
    told: Told = _NOTHING,
    column_urls: Sequence[str] = (),
    pages_url: str | None = None,
) -> tuple[Alert, ...]:
    """What is to be told the office of a standing that was `before` and is `standing` now.

    Report years before `cycle_year` tell nothing, but that a report was withdrawn or revised, and that one turned up
    whose lack we had `told`. `column_urls`: where the unit's columns stand, as the reader can open them; `pages_url`:
    where our own pages are. What cannot be
    verified is for the operator, who is told by its cause (`alerts.unverified`).
    """
    case = Case(standing, obligation, unit, office, local_day(now), tuple(column_urls), pages_url)
    if _passed_on(case):
        return ()
    past = _of_the_past(standing, cycle_year, local_day(now))
    news = list(_noted(case, now, past=past))
    if not past or _told_of_the_past(standing.status, told):
        turned = _told(case, turned=before != standing.status, told=told)
        news = [*((turned,) if turned else ()), *news]
    return tuple(_alert(case, now, *one) for one in news)


def _passed_on(case: Case) -> bool:
    """Its report is told of with the successor, whom it answers for: not twice in one message."""
    owes = case.obligation
    ended = owes.ended_on is not None and owes.due_on is not None and owes.ended_on < min(owes.due_on, case.today)
    return ended and bool(owes.heirs) and case.standing.status in _ANSWERED


def _noted(case: Case, now: datetime, *, past: bool) -> Iterator[_Said]:
    """What is told of a report that stands, whether or not its standing turned; its key tells it once."""
    standing = case.standing
    if standing.status not in _ANSWERED:
        return
    seen_at, revised_at = standing.first_seen_at, standing.revised_at
    if case.obligation.duty.binding and not past and seen_at is not None and now - seen_at < _NEWS:
        for flag, event, say in _FLAWS:
            if flag in standing.flags:
                yield event, None, say(case)
    if revised_at is not None and now - revised_at < _NEWS:
        step = None if standing.revision == 2 else str(standing.revision)
        yield Event.REVISED, step, bodies.revised(case)


def _told_of_the_past(status: Status, told: Told) -> bool:
    """What happens on a site today is news, whatever year it concerns; and what we said is taken back."""
    return status is Status.WITHDRAWN or (bool(told.events & _TAKEN_BACK) and status in _ANSWERED)


def _of_the_past(standing: Standing, cycle_year: int, today: date) -> bool:
    """An earlier cycle's, and its due date is not just behind us (an own date may lie at the end of the year)."""
    due_on = standing.due_on
    return standing.report_year < cycle_year and (due_on is None or today - due_on > _STILL_TOLD)


def _told(case: Case, *, turned: bool, told: Told) -> _Said | None:
    match case.standing.status:
        case Status.PUBLISHED | Status.PUBLISHED_LATE if turned:
            return _answered(case, told)
        case Status.WITHDRAWN if turned:
            return Event.WITHDRAWN, None, bodies.withdrawn(case)
        case Status.DUE_SOON:
            return _due_soon(case)
        case Status.OVERDUE:
            return _overdue(case, turned=turned, acknowledged=Event.OVERDUE in told.acknowledged)
    return None


def _answered(case: Case, told: Told) -> _Said:
    """A report that is back is told once as such: under a key of its own, beside that of its first appearance."""
    event = Event(case.standing.status.value)
    if Event.WITHDRAWN in told.events:
        return event, "returned", bodies.returned(case)
    say = bodies.published if event is Event.PUBLISHED else bodies.published_late
    return event, None, say(case, told_overdue=Event.OVERDUE in told.events)


def _due_soon(case: Case) -> _Said | None:
    """The tightest reminder reached; the others are behind us or yet to come."""
    step = min((d for d in case.office.remind_days_before if d >= case.days_left), default=None)
    return None if step is None else (Event.DUE_SOON, str(step), bodies.due_soon(case))


def _overdue(case: Case, *, turned: bool, acknowledged: bool) -> _Said | None:
    """Told once on turning; afterwards at each later step. Who turns late hears of the highest step only."""
    step = _step_reached(case.office, case.standing.days_late)
    if turned:
        text = bodies.overdue(case, again=step is not None)
        return Event.OVERDUE, None if step is None else str(step), text
    return None if step is None or acknowledged else (Event.OVERDUE, str(step), bodies.overdue(case, again=True))


def _step_reached(office: Office, days_late: int) -> int | None:
    """The last reminder that `days_late` has come to: a step after the first, or a repeat after the last step."""
    steps, every = sorted(set(office.escalate_days_after)), office.repeat_every_days
    last = steps[-1] if steps else 0
    if every and days_late >= last + every:
        return last + (days_late - last) // every * every
    return max((step for step in steps[1:] if step <= days_late), default=None)


def _alert(case: Case, now: datetime, event: Event, step: str | None, text: tuple[str, str]) -> Alert:
    key = f"{event}:{case.unit.id}:{case.standing.report_year}"
    return Alert(
        key=key if step is None else f"{key}:{step}",
        event=event,
        audience=Audience.OFFICE,
        office_id=case.office.id,
        title=text[0],
        body=text[1],
        created_at=now,
        unit_id=case.unit.id,
        report_year=case.standing.report_year,
    )
