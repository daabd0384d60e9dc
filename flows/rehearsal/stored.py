"""What a rehearsal begins with, read from the register and the database in one look."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from alerts import rules
from core.alerts import Told
from core.duties import ColumnFact, Facts, Obligation
from core.units import Registry, Unit
from flows.rehearsal.courses import Owed, night_of
from storage import outbox, rehearsing, standings
from storage.database import Session
from storage.doubts import Key, Waiting
from storage.standings import StoredStanding

_UNITS = 200  # at a time


def owed(session: Session, registry: Registry, units: Sequence[Unit], from_on: date, to_on: date) -> Iterator[Owed]:
    """All that the units owe until `to_on`, with what is known of it before the night of `from_on`."""
    waiting = Waiting(session)
    for start in range(0, len(units), _UNITS):
        some = units[start : start + _UNITS]
        found = list(rules.obligations(registry, some, to_on))
        keys = {(unit.id, owes.report_year) for unit, owes in found}
        before = {(f.unit_id, owes.report_year) for _, owes in found for f in owes.forerunners}
        facts = standings.facts(session, keys | before, waiting)
        stored = standings.current(session, {year for _, year in keys}, unit_ids={unit for unit, _ in keys})
        told = outbox.told_of(session, keys)
        written = rehearsing.keys_written(session, {unit for unit, _ in keys}, night_of(from_on))
        for unit, owes in found:
            key = unit.id, owes.report_year
            keys_written = written.get(key, frozenset())
            yield _owed(registry, (unit, owes), facts, stored.get(key), told[key], keys_written, from_on)


def _owed(  # noqa: PLR0917
    registry: Registry,
    one: tuple[Unit, Obligation],
    facts: dict[Key, Facts],
    stored: StoredStanding | None,
    told: Told,
    keys: frozenset[str],
    from_on: date,
) -> Owed:
    """What was judged and told after the first night does not count: that night it had not happened yet."""
    unit, owes = one
    theirs = {f.unit_id: facts[f.unit_id, owes.report_year] for f in owes.forerunners}
    known = rules.with_forerunners(owes, _registered(unit, facts[unit.id, owes.report_year]), theirs)
    before = stored if stored is not None and stored.judged_at < night_of(from_on) else None
    return Owed(
        unit=unit,
        office=registry.offices[unit.office_id],
        obligation=owes,
        facts=known,
        before=before.status if before else None,
        turned_at=before.turned_at if before else None,
        told=told if before else Told(),
        keys=keys,
        column_urls=[registry.columns[column_id].url for column_id in unit.column_ids],
    )


def _registered(unit: Unit, facts: Facts) -> Facts:
    """The columns that the register names, also those that no run has seen yet."""
    known = {column.column_id: column for column in facts.columns}
    columns = tuple(known.get(column_id, ColumnFact(column_id, None)) for column_id in unit.column_ids)
    return replace(facts, columns=columns)
