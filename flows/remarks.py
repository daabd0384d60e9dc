"""What of a register is no error, and yet not what its writer may expect."""

from collections.abc import Iterator

from alerts import rules
from core.units import Registry


def remarks(registry: Registry, year: int) -> Iterator[str]:
    """In Chinese, for the report `year`."""
    yield from _put_off(registry, year)
    ended = {successor for unit in registry.units.values() if unit.valid_to for successor in unit.successors}
    for unit_id in sorted(ended):
        if registry.units[unit_id].valid_from is None:
            yield f"{unit_id} 有前身单位而没有写起始日期（valid_from），前身单位公布的报告要由人工认定归属"


def _put_off(registry: Registry, year: int) -> Iterator[str]:
    told = set[str]()
    for unit in registry.units.values():
        office = registry.offices[unit.office_id]
        own = office.own_due_date
        if own is None or office.id in told or not rules.too_late(office, unit, year, registry.rules):
            continue
        told.add(office.id)
        owed = rules.obligation(unit, office, year, registry.rules)
        late = f"{office.id} 的本级期限（{own.month}月{own.day}日）晚于{owed.citation}，本级不能放宽"
        yield f"{late}，{unit.name}等单位{year}年度仍按 {owed.due_on} 认定"
