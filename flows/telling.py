"""What the operator is told: columns that broke, what cannot be verified; and a storm in place of both."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from alerts import flapping, operations, storms, unverified, watching
from alerts.operations import Broken
from alerts.storms import Asked
from alerts.unverified import Gap, Open
from core.alerts import Alert
from core.pages import Outcome
from core.times import day_begins_at, local_day
from core.units import Unit
from flows.run import Run
from storage import checks, columns, outbox, silences, trouble
from storage.database import Session
from storage.silences import Silence

_BY = "夜间任务"
_STILL_NEWS = timedelta(days=92)  # of a past cycle; as for what an office is told
_AFTER_DUE = timedelta(days=2)  # what was read then has seen the day after the term to its end


def watch_storms(run: Run) -> None:
    """After the crawl and before the judging: a storm that passed ends its silence, one that began makes one."""
    asked = _asked(run)
    with run.database.session() as session:
        for running in silences.in_force(session, run.now, kind=silences.STORM):
            if storms.is_over(asked, running["division"], datetime.fromisoformat(running["began_at"])):
                silences.end(session, running["id"], by=_BY, reason="检查恢复正常", now=run.now)
        still = _stormy(session, run)
        for storm in storms.storms(asked, run.now):
            if not {None, storm.division} & still:
                _begin(session, run, storm)


def _begin(session: Session, run: Run, storm: storms.Storm) -> None:
    until_at = run.now + storms.LONGEST
    alert = storms.storm_alert(storm, run.now, until_at, run.now)
    silence = Silence(alert.title, by=_BY, until_at=until_at, division=storm.division, kind=silences.STORM)
    silences.begin(session, silence, run.now)
    outbox.queue(session, [alert], run_id=run.id)
    run.tally.note(f"{alert.title}：多半是本机网络的问题，恢复之前不发送单位和栏目的提醒")


def _asked(run: Run) -> list[Asked]:
    with run.database.reading() as session:
        known = trouble.columns(session, run.tally.asked)
    return [
        Asked(
            column_id,
            urlsplit(run.registry.columns[column_id].url).hostname or "",
            frozenset(u.division_code[: storms.PREFIX] for u in run.units_shown_in([column_id]) if u.division_code),
            outcome or Outcome.CRASHED,
            known[column_id].broken_since if outcome else None,
            known[column_id].last_complete_at is not None,
        )
        for column_id, outcome in run.tally.asked.items()
    ]


def _stormy(session: Session, run: Run) -> set[str | None]:
    """The provinces over which there is a storm; None: over all."""
    return {running["division"] for running in silences.in_force(session, run.now, kind=silences.STORM)}


def tell(run: Run) -> int:
    """Queues what is new for the operator; returns how much that is."""
    with run.database.session() as session:
        stormy = _stormy(session, run)
        news = [*_of_columns(session, run, stormy), *_of_units(session, run, stormy), *_of_shards(run, stormy)]
        return outbox.queue(session, news, run_id=run.id)


def _of_shards(run: Run, stormy: Collection[str | None]) -> Iterator[Alert]:
    lost = [column_id for column_id, outcome in run.tally.asked.items() if outcome is None]
    if lost and None not in stormy:
        reason = next(f["reason"] for f in run.tally.failures if f["column"] == lost[0])
        yield watching.columns_lost_alert(run.id, lost, reason, run.now)


def _of_columns(session: Session, run: Run, stormy: Collection[str | None]) -> Iterator[Alert]:
    """Each column that broke once; those that stay broken together, every week."""
    broken = [_broken(run, column) for column in columns.broken(session, [column.id for column in run.columns])]
    told = trouble.told(session, [b.key for b in broken])
    for column in broken:
        if column.key not in told:
            yield from _of_column(session, column, run.now)
    staying = [b for b in broken if _stays(b.since, told.get(b.key), run.now)]
    if staying and None not in stormy:
        yield from _if_rested(session, operations.still_broken_alert(staying, run.now), {c.id for c in run.columns})


def _broken(run: Run, column: columns.BrokenColumn) -> Broken:
    units = run.units_shown_in([column.column_id])
    return Broken(
        column.column_id,
        run.registry.columns[column.column_id].url,
        units[0].office_id if units else None,
        tuple(unit.name for unit in units),
        column.broken_since,
        Outcome(column.outcome),
        column.reason,
    )


def _of_column(session: Session, broken: Broken, now: datetime) -> Iterator[Alert]:
    """One more break of a column that comes and goes is told as such, and then no more until it was steady."""
    told_at = trouble.last_told_at(session, operations.flapping_prefix(broken.column_id))
    history = _history(session, broken.column_id, min(now - flapping.WITHIN, told_at or now))
    if not flapping.flaps(history, now):
        yield operations.column_broken_alert(broken, now)
    elif told_at is None or flapping.was_steady(history, told_at):
        breaks = flapping.breaks(history, now)
        yield operations.flapping_alert(broken, len(breaks), breaks[0], now)


def _history(session: Session, column_id: str, since: datetime) -> list[flapping.Check]:
    try:
        found = checks.of_column(session, column_id, since)
    except checks.DamagedChecks:  # verifying the archive names it; here it only says nothing
        return []
    return [flapping.Check(moment.at, Outcome(row.outcome).sound) for moment, row in found]


def _of_units(session: Session, run: Run, stormy: Collection[str | None]) -> list[Alert]:
    """Each cause once; what stays open together, every week."""
    cases = [] if None in stormy else list(_open(session, run, stormy))
    told = trouble.told(session, {case.key for case in cases})
    news = unverified.unverified_alerts([c for c in cases if c.key not in told], run.now)
    staying = [case for case in cases if _stays(case.since, told.get(case.key), run.now)]
    if not staying:
        return news
    return [*news, *_if_rested(session, unverified.still_unverified_alert(staying, run.now), {u.id for u in run.units})]


def _stays(since: datetime, told: trouble.Told | None, now: datetime) -> bool:
    """Whether it lasts for a week, and was first told a week ago; nobody is reminded of what they took note of."""
    return told is not None and not told.noted and min(operations.weeks(at, now) for at in (since, told.at)) > 0


def _if_rested(session: Session, reminder: Alert, ids: Collection[str]) -> list[Alert]:
    """The reminder, unless there was one within a week, counted in days, by a run that looked after the same: `ids` are
    the columns or units of this run.
    """
    since = day_begins_at(local_day(reminder.created_at) - timedelta(days=operations.WEEK - 1))
    lately = trouble.reminders(session, reminder.event, since)
    return [] if any(operations.oldest_in(key) in ids for key in lately) else [reminder]


def _open(session: Session, run: Run, stormy: Collection[str | None]) -> Iterator[Open]:
    """What cannot be verified of the run's units, with its cause."""
    units = {unit.id: unit for unit in run.units if not _under(unit, stormy)}
    found = trouble.unverified(session, {run.cycle_year - 1, run.cycle_year})
    standings = [s for s in found if s.unit_id in units and _is_news(s, run)]
    doubted = trouble.doubted(session, {(s.unit_id, s.report_year) for s in standings})
    states = trouble.columns(session, {id_ for s in standings for id_ in units[s.unit_id].column_ids})
    for standing in standings:
        unit = units[standing.unit_id]
        own = standing.seen or (standing.unit_id, standing.report_year) in doubted
        yield Open(
            unit.id,
            unit.name,
            unit.office_id,
            run.registry.offices[unit.office_id].name,
            standing.report_year,
            standing.due_on,
            standing.reason,
            standing.since,
            gap=None if own else _gap(run, unit, standing, states),
            bare=not own and not unit.column_ids,
        )


def _under(unit: Unit, stormy: Iterable[str | None]) -> bool:
    return any(division is None or (unit.division_code or "").startswith(division) for division in stormy)


def _is_news(standing: trouble.OpenStanding, run: Run) -> bool:
    due_on = standing.due_on
    return standing.report_year >= run.cycle_year or due_on is None or local_day(run.now) - due_on <= _STILL_NEWS


def _gap(run: Run, unit: Unit, standing: trouble.OpenStanding, states: Mapping[str, trouble.ColumnState]) -> Gap | None:
    """The column that stands in the way; the longest unread of several."""
    needed_at = day_begins_at(standing.due_on + _AFTER_DUE) if standing.due_on else run.now
    lacking = [s for s in _states(unit.column_ids, states) if _lacks(s, needed_at)]
    if not lacking:
        return None
    first = min(lacking, key=lambda s: (s.last_complete_at is not None, s.last_complete_at, s.column_id))
    serves = len(run.units_shown_in([first.column_id]))
    url = run.registry.columns[first.column_id].url
    return Gap(first.column_id, url, first.last_complete_at, first.outcome, serves)


def _states(column_ids: Sequence[str], states: Mapping[str, trouble.ColumnState]) -> list[trouble.ColumnState]:
    return [states[column_id] for column_id in column_ids if column_id in states]


def _lacks(state: trouble.ColumnState, needed_at: datetime) -> bool:
    return state.broken_since is not None or state.last_complete_at is None or state.last_complete_at < needed_at
