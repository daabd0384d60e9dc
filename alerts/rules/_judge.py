"""One obligation, what is known, and the time: one standing. Pure; judging twice gives the same."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from alerts.rules import _reasons
from alerts.rules._dated import as_seen
from alerts.rules._reach import blind
from alerts.rules._withdrawn import as_gone
from core.duties import ColumnFact, Facts, Obligation, PublishedFact, Standing, Status
from core.times import day_begins_at, local_day
from core.units import Duty

FLAGS = (
    "backdated",
    "postdated",
    "revised",
    "incomplete",
    "copied",
    "date_missing",
    "borderline",
    "year_conflict",
    "interim_only",
)
# A doubt with these words says that a candidate's title and text name different years.
_YEAR_CONFLICT = re.compile("年度(前后)?不一致")


def judge(obligation: Obligation, facts: Facts, now: datetime) -> Standing:
    """Where `obligation` stands at `now`, with its reason and evidence. Days are counted in Asia/Shanghai."""
    base = _base(obligation, facts)
    if obligation.exempt_reason is not None:
        return replace(base, status=Status.EXEMPT, reason=_reasons.exempt(obligation.exempt_reason))
    conflicts = [d for d in facts.doubts if _YEAR_CONFLICT.search(d)]
    if conflicts:
        base = replace(base, flags=_flags((*base.flags, "year_conflict")))
    if facts.published is not None:
        seen = as_seen(_published(obligation, facts.published, base), obligation, facts.published)
        return as_gone(replace(seen, flags=_flags(seen.flags)), obligation, facts, now)
    if conflicts:
        return replace(base, status=Status.UNVERIFIED, reason=_reasons.year_conflict(conflicts))
    absent = _absent(obligation, facts, now, base)
    return replace(absent, reason=_reasons.and_more(absent, obligation, facts.interim, facts.refused))


def until_the_night(standing: Standing, before: Status | None, refused: int) -> Standing:
    """An overdue `standing` as a decision by hand leaves it: nobody becomes overdue by that before the next night."""
    if before is Status.OVERDUE or standing.due_on is None:
        return standing
    reason = _reasons.until_the_night(standing.due_on, refused)
    return replace(standing, status=Status.UNVERIFIED, days_late=0, reason=reason)


def _base(obligation: Obligation, facts: Facts) -> Standing:
    """Everything but the verdict. Columns are sorted, so that their order never makes a difference."""
    standing = Standing(
        unit_id=obligation.unit_id,
        office_id=obligation.office_id,
        report_year=obligation.report_year,
        status=Status.NOT_DUE,
        duty=obligation.duty,
        rule=obligation.rule,
        due_on=obligation.due_on,
        reason="",
        last_complete_check_at=_last_complete_check_at(facts.columns),
        columns=tuple(sorted(c.column_id for c in facts.columns)),
        archive=tuple(sorted(record for c in facts.columns for record in c.archive)),
    )
    if facts.published is not None:
        return _with_report(standing, obligation, facts.published)
    return replace(standing, flags=_flags(("interim_only",))) if facts.interim else standing


def _with_report(standing: Standing, obligation: Obligation, fact: PublishedFact) -> Standing:
    """The flags of the report itself; what hangs on the date and the rule is ours to say."""
    ours = {"borderline"} if obligation.contents else {"borderline", "incomplete"}
    return replace(
        standing,
        published_on=fact.published_on,
        published_basis=fact.basis if fact.published_on else "first_seen",
        first_seen_at=fact.first_seen_at,
        report_id=fact.report_id,
        url=fact.url,
        flags=_flags(set(fact.flags) - ours),
        archive=fact.archive,
    )


def _last_complete_check_at(columns: tuple[ColumnFact, ...]) -> datetime | None:
    """The instant up to which every column is known; None where one is not known at all."""
    checks = [c.last_complete_at for c in columns]
    known = [c for c in checks if c is not None]
    return min(known) if known and len(known) == len(checks) else None


def _flags(flags: Iterable[str]) -> tuple[str, ...]:
    present = set(flags)
    return tuple(flag for flag in FLAGS if flag in present)


def _published(obligation: Obligation, fact: PublishedFact, base: Standing) -> Standing:
    """Late only by a stated date, on a binding duty, and never while the report's year is in doubt."""
    seen_on = local_day(fact.first_seen_at)
    if fact.published_on is None:
        reason = _reasons.published_undated(fact, obligation, seen_on)
        return replace(base, status=Status.PUBLISHED, flags=_flags((*base.flags, "date_missing")), reason=reason)
    counted_on = min(fact.published_on, seen_on)  # seen on a day is public on that day, whatever the page says now
    borderline = counted_on == obligation.borderline_on
    days_late = 0 if borderline or obligation.due_on is None else max((counted_on - obligation.due_on).days, 0)
    conflict = "year_conflict" in base.flags
    late = days_late > 0 and obligation.duty.binding and not conflict
    return replace(
        base,
        status=Status.PUBLISHED_LATE if late else Status.PUBLISHED,
        days_late=days_late,
        flags=_flags((*base.flags, "borderline")) if borderline else base.flags,
        reason=_reasons.published(fact, obligation, counted_on, days_late=days_late, conflict=conflict),
    )


def _absent(obligation: Obligation, facts: Facts, now: datetime, base: Standing) -> Standing:
    """Nothing answers the obligation: absence is said only by good witnesses, after the last arguable day."""
    today = local_day(now)
    due_on = obligation.due_on
    if obligation.duty.binding and obligation.ended_on is not None and today > obligation.ended_on:
        reason = _reasons.ended(obligation, obligation.ended_on)
        return replace(base, status=Status.NOT_DUE, duty=Duty.NONE, reason=reason)
    if due_on is None or not obligation.duty.binding:
        return replace(base, status=Status.NOT_DUE, reason=_reasons.not_judged(obligation))
    if today < due_on - timedelta(days=max(obligation.remind_days_before, default=0)):
        return replace(base, status=Status.NOT_DUE, reason=_reasons.not_yet(due_on))
    overdue_from = (obligation.borderline_on or due_on) + timedelta(days=1)
    checked = base.last_complete_check_at is not None
    if today < overdue_from:
        reason = _reasons.due_soon(obligation, due_on, today, checked=checked, columns=len(base.columns))
        return replace(base, status=Status.DUE_SOON, reason=reason)
    return _after_term(obligation, due_on, overdue_from, facts, now, base)


def _after_term(  # noqa: PLR0917
    obligation: Obligation, due_on: date, overdue_from: date, facts: Facts, now: datetime, base: Standing
) -> Standing:
    """Overdue where every column was read since, nothing waits, and each list would show what was published in time."""
    gaps = _unchecked_since(facts.columns, day_begins_at(overdue_from), now)
    checked_at = base.last_complete_check_at
    if gaps or facts.doubts or checked_at is None:
        return replace(base, status=Status.UNVERIFIED, reason=_reasons.unverified(due_on, gaps, facts))
    if unseen := blind(facts.columns, obligation, due_on, overdue_from):
        return replace(base, status=Status.UNVERIFIED, reason=_reasons.blind(due_on, obligation.report_year, unseen))
    today = local_day(now)
    reason = _reasons.overdue(obligation, due_on, today, facts.columns, checked_at)
    return replace(base, status=Status.OVERDUE, days_late=(today - due_on).days, reason=reason)


def _unchecked_since(columns: tuple[ColumnFact, ...], instant: datetime, now: datetime) -> list[ColumnFact]:
    """Columns that were not read completely between `instant` and `now`, or broke since, in the order of their ids."""

    def witnesses(c: ColumnFact) -> bool:
        return not c.broken and c.last_complete_at is not None and instant <= c.last_complete_at <= now

    return sorted((c for c in columns if not witnesses(c)), key=lambda c: c.column_id)
