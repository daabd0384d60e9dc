"""Which alerts a judged standing gives rise to, and the message that carries them. Pure."""

from collections.abc import Sequence
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
_ANSWERED = (Status.PUBLISHED, Status.PUBLISHED_LATE)


def alerts_for(  # noqa: PLR0917
    before: Status | None,
    standing: Standing,
    obligation: Obligation,
    unit: Unit,
    office: Office,
    now: datetime,
    *,
    cycle_year: int,
    told_overdue: bool,
    column_urls: Sequence[str] = (),
) -> tuple[Alert, ...]:
    """What is to be told of a standing that was `before` and is `standing` now.

    Report years before `cycle_year` tell nothing, but that a report turned up whose lack we had told (`told_overdue`).
    `column_urls`: where the unit's columns stand, as the reader can open them.
    """
    if _of_the_past(standing, cycle_year, local_day(now)) and not (told_overdue and standing.status in _ANSWERED):
        return ()
    case = Case(standing, obligation, unit, office, local_day(now), tuple(column_urls))
    told = _told(case, turned=before != standing.status, told_overdue=told_overdue)
    return () if told is None else (_alert(case, now, *told),)


def _of_the_past(standing: Standing, cycle_year: int, today: date) -> bool:
    """An earlier cycle's, and its due date is not just behind us (an own date may lie at the end of the year)."""
    due_on = standing.due_on
    return standing.report_year < cycle_year and (due_on is None or today - due_on > _STILL_TOLD)


_Told = tuple[Event, str | None, tuple[str, str]]  # event, step in the key, title and body


def _told(case: Case, *, turned: bool, told_overdue: bool) -> _Told | None:
    match case.standing.status:
        case Status.PUBLISHED if turned:
            return Event.PUBLISHED, None, bodies.published(case, told_overdue=told_overdue)
        case Status.PUBLISHED_LATE if turned:
            return Event.PUBLISHED_LATE, None, bodies.published_late(case, told_overdue=told_overdue)
        case Status.UNVERIFIED if turned:
            return Event.UNVERIFIED, None, bodies.unverified(case)
        case Status.DUE_SOON:
            return _due_soon(case)
        case Status.OVERDUE:
            return _overdue(case, turned=turned)
    return None


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
