"""Which alerts a judged standing gives rise to, and the message that carries them. Pure."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from alerts import bodies
from alerts.bodies import Case
from alerts.digest import BODY_LIMIT, PendingLike, compose, marked_test_message
from alerts.outcomes import NEXT_STEPS, OUTCOME_NAMES
from alerts.texts import clean_inline, clean_url, instant_words
from core.alerts import Alert, Audience, Event
from core.duties import Obligation, Standing, Status
from core.pages import Outcome
from core.times import local_day
from core.units import Office, Unit

__all__ = ["BODY_LIMIT", "PendingLike", "alerts_for", "column_broken_alert", "compose", "marked_test_message"]

_NAMED_UNITS = 10
_STILL_TOLD = timedelta(days=92)
_NEWS = timedelta(days=31)  # what was found longer ago is no news, also where nothing was told of it then
_ANSWERED = (Status.PUBLISHED, Status.PUBLISHED_LATE)


_Told = tuple[Event, str | None, tuple[str, str]]  # event, step in the key, title and body


def alerts_for(  # noqa: PLR0917
    before: Status | None,
    standing: Standing,
    obligation: Obligation,
    unit: Unit,
    office: Office,
    now: datetime,
    *,
    cycle_year: int,
    told: Collection[Event] = (),
    column_urls: Sequence[str] = (),
) -> tuple[Alert, ...]:
    """What is to be told of a standing that was `before` and is `standing` now.

    `told`: of overdue and withdrawn, what was told of this unit and year before. Report years before `cycle_year` tell
    nothing, but that a report was withdrawn or revised, and that one turned up whose lack we had told. `column_urls`:
    where the unit's columns stand, as the reader can open them.
    """
    case = Case(standing, obligation, unit, office, local_day(now), tuple(column_urls))
    past = _of_the_past(standing, cycle_year, local_day(now))
    news = list(_noted(case, now, past=past))
    if not past or _told_of_the_past(standing.status, told):
        turned = _told(case, turned=before != standing.status, told=told)
        news = [*((turned,) if turned else ()), *news]
    return tuple(_alert(case, now, *one) for one in news)


def _noted(case: Case, now: datetime, *, past: bool) -> Iterator[_Told]:
    """What is told of a report that stands, whether or not its standing turned; its key tells it once."""
    standing = case.standing
    if standing.status not in _ANSWERED:
        return
    seen_at, revised_at = standing.first_seen_at, standing.revised_at
    told_late = "backdated" in standing.flags and case.obligation.duty.binding and not past
    if told_late and seen_at is not None and now - seen_at < _NEWS:
        yield Event.BACKDATED, None, bodies.backdated(case)
    if revised_at is not None and now - revised_at < _NEWS:
        step = None if standing.revision == 2 else str(standing.revision)
        yield Event.REVISED, step, bodies.revised(case)


def _told_of_the_past(status: Status, told: Collection[Event]) -> bool:
    """What happens on a site today is news, whatever year it concerns; and what we said is taken back."""
    return status is Status.WITHDRAWN or (bool(told) and status in _ANSWERED)


def _of_the_past(standing: Standing, cycle_year: int, today: date) -> bool:
    """An earlier cycle's, and its due date is not just behind us (an own date may lie at the end of the year)."""
    due_on = standing.due_on
    return standing.report_year < cycle_year and (due_on is None or today - due_on > _STILL_TOLD)


def _told(case: Case, *, turned: bool, told: Collection[Event]) -> _Told | None:
    match case.standing.status:
        case Status.PUBLISHED | Status.PUBLISHED_LATE if turned:
            return _answered(case, told)
        case Status.WITHDRAWN if turned:
            return Event.WITHDRAWN, None, bodies.withdrawn(case)
        case Status.UNVERIFIED if turned:
            return Event.UNVERIFIED, None, bodies.unverified(case)
        case Status.DUE_SOON:
            return _due_soon(case)
        case Status.OVERDUE:
            return _overdue(case, turned=turned)
    return None


def _answered(case: Case, told: Collection[Event]) -> _Told:
    """A report that is back is told once as such: under a key of its own, beside that of its first appearance."""
    event = Event(case.standing.status.value)
    if Event.WITHDRAWN in told:
        return event, "returned", bodies.returned(case)
    say = bodies.published if event is Event.PUBLISHED else bodies.published_late
    return event, None, say(case, told_overdue=Event.OVERDUE in told)


def _due_soon(case: Case) -> _Told | None:
    """The tightest reminder reached; the others are behind us or yet to come."""
    step = min((d for d in case.office.remind_days_before if d >= case.days_left), default=None)
    return None if step is None else (Event.DUE_SOON, str(step), bodies.due_soon(case))


def _overdue(case: Case, *, turned: bool) -> _Told | None:
    """Told once on turning; afterwards at each later step. Who turns late hears of the highest step only."""
    steps = case.office.escalate_days_after
    reached = [step for step in steps if min(steps) < step <= case.standing.days_late]
    if reached:
        return Event.OVERDUE, str(max(reached)), bodies.overdue(case, again=True)
    return (Event.OVERDUE, None, bodies.overdue(case, again=False)) if turned else None


def _alert(case: Case, now: datetime, event: Event, step: str | None, text: tuple[str, str]) -> Alert:
    key = f"{event}:{case.unit.id}:{case.standing.report_year}"
    return Alert(
        key=key if step is None else f"{key}:{step}",
        event=event,
        audience=Audience.OPERATOR if event is Event.UNVERIFIED else Audience.OFFICE,
        office_id=case.office.id,
        title=text[0],
        body=text[1],
        created_at=now,
        unit_id=case.unit.id,
        report_year=case.standing.report_year,
    )


def column_broken_alert(  # noqa: PLR0917
    column_id: str,
    column_url: str,
    office_id: str,
    unit_names: Sequence[str],
    broken_since: datetime,
    outcome: Outcome,
    reason: str,
    now: datetime,
) -> Alert:
    """A column that can no longer be read, for the operator: since when, why, who is concerned, what to do."""
    name = OUTCOME_NAMES[outcome]
    seen = clean_inline(reason, 200).rstrip("。；，")
    facts = [
        f"栏目 {column_id} 自{instant_words(broken_since)}起不能完整检查：{name}{f'，{seen}' if seen else ''}。",
        f"网址：{clean_url(column_url) or clean_inline(column_url, 200)}",
        f"涉及单位：{_names(unit_names)}",
        f"处理建议：{NEXT_STEPS.get(outcome, '请运行 fazhiwatch check 核对。')}",
    ]
    return Alert(
        key=f"{Event.COLUMN_BROKEN}:{column_id}:{broken_since.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        event=Event.COLUMN_BROKEN,
        audience=Audience.OPERATOR,
        office_id=office_id,
        title=f"【栏目异常】{column_id}：{name}",
        body="\n".join(facts) + "\n\n栏目恢复之前，不会据此认定涉及单位逾期。",
        created_at=now,
    )


def _names(unit_names: Sequence[str]) -> str:
    named = "、".join(clean_inline(name) for name in unit_names[:_NAMED_UNITS])
    return f"{named}等{len(unit_names)}个单位" if len(unit_names) > _NAMED_UNITS else named or "无"
