"""What has to be judged again: units of which the register says something else, and obligations that were touched."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from hashlib import blake2b

from core.units import Office, Registry, Unit
from settings import VERSION
from storage import rejudging
from storage.database import Database, Session
from storage.doubts import Key, Waiting

_PAGE = 20_000  # marks looked at together


class Register:
    """What the register and the rules say, as judging is concerned with it."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._rules = repr((VERSION, registry.rules))
        self._offices = {office.id: _dates(office) for office in registry.offices.values()}
        self._before: dict[str, list[Unit]] = {}
        for unit in registry.units.values():
            for successor in unit.successors:
                self._before.setdefault(successor, []).append(unit)

    def basis(self, unit: Unit) -> str:
        """A digest of all that the unit's obligations follow from; of its forerunners and successors as well."""
        said = [self._rules, *(f"{u}{self._offices[u.office_id]}" for u in (unit, *self._forerunners(unit)))]
        heirs = [self._registry.units[id_].name for id_ in unit.successors if id_ in self._registry.units]
        return blake2b("\n".join([*said, *heirs]).encode(), digest_size=16).hexdigest()

    def _forerunners(self, unit: Unit) -> Iterable[Unit]:
        found: dict[str, Unit] = {}
        ahead = list(self._before.get(unit.id, ()))
        while ahead:
            before = ahead.pop()
            if before.id not in found and before.id != unit.id:
                found[before.id] = before
                ahead += self._before.get(before.id, ())
        return found.values()

    def with_heirs(self, unit_ids: Iterable[str]) -> set[str]:
        """The units and all that took over from them: what is found of the one may answer for the other."""
        found: set[str] = set()
        ahead = list(unit_ids)
        while ahead:
            unit = self._registry.units.get(ahead.pop())
            if unit is not None and unit.id not in found:
                found.add(unit.id)
                ahead += unit.successors
        return found

    def heirs_too(self, keys: Collection[Key]) -> set[Key]:
        ended = {id_ for id_, _ in keys if (unit := self._registry.units.get(id_)) and unit.successors}
        return {*keys, *((heir, year) for id_, year in keys if id_ in ended for heir in self.with_heirs([id_]))}

    def served_by(self, column_ids: frozenset[str]) -> set[str]:
        """The units whose standings may rest on the columns."""
        return self.with_heirs(u.id for u in self._registry.units.values() if not column_ids.isdisjoint(u.column_ids))


def _dates(office: Office) -> str:
    days = office.remind_days_before, office.escalate_days_after, office.repeat_every_days
    return repr((office.own_due_date, *days))


def changed_units(
    register: Register, units: Iterable[Unit], judged: Mapping[str, tuple[str | None, int | None]], year: int
) -> tuple[list[Unit], dict[int, list[Unit]]]:
    """Units to be judged whole, and those that only owe new report years, by the calendar year they were judged in."""
    anew: list[Unit] = []
    grown: dict[int, list[Unit]] = {}
    for unit in units:
        judged_as, judged_to = judged.get(unit.id, (None, None))
        if judged_as != register.basis(unit) or judged_to is None or judged_to > year:
            anew.append(unit)
        elif judged_to < year:
            grown.setdefault(judged_to, []).append(unit)
    return anew, grown


def mark_by_columns(session: Session, register: Register) -> None:
    """Columns that broke, or can be read again: what rests on them is marked."""
    signs = rejudging.columns_changed(session)
    if signs:
        rejudging.mark_columns(session, signs, register.served_by(frozenset(column_id for column_id, _ in signs)))


def touched(database: Database, register: Register, waiting: Waiting, today: date) -> Iterator[set[Key]]:
    """Obligations whose facts were changed, that the calendar may have turned, or that wait for another look."""
    after = 0
    while True:
        with database.reading() as session:
            after, keys = rejudging.marked(session, after, _PAGE)
        if not keys:
            break
        yield register.heirs_too(keys)
    with database.reading() as session:
        due = rejudging.due(session, today)
    yield set(due)
    with database.reading() as session:
        doubted = list(rejudging.doubted_otherwise(session, waiting))
    yield register.heirs_too(doubted)
