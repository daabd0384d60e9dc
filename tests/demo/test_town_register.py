"""The town's register is one that the product itself accepts."""

from pathlib import Path

from core.units import Duty, Exemption, Level, Recipient
from demo import register
from demo.script import LAST_YEAR, TOWN
from demo.sites import Town
from registry import load
from tests.demo.conftest import visit


def test_the_register_loads_as_scripted(town: Town, tmp_path: Path) -> None:
    register.write(tmp_path / "registry", town)
    register.write(tmp_path / "registry", town)  # a second time over the first
    read = load(tmp_path / "registry")
    assert set(read.offices) == set(TOWN.offices)
    assert set(read.columns) == set(TOWN.columns)
    assert set(read.units) == set(TOWN.units)
    for unit in TOWN.units.values():
        entry = read.units[unit.id]
        assert (entry.name, entry.office_id, entry.column_ids) == (unit.name, unit.office_id, (unit.column_id,))
        assert (entry.duty, entry.since_year, entry.level) == (unit.duty, 2021, unit.sort.level)
        assert set(entry.aliases) == set(unit.aliases)


def test_what_the_season_rests_on_is_written(town: Town, tmp_path: Path) -> None:
    register.write(tmp_path, town)
    read = load(tmp_path)
    for office in read.offices.values():
        assert office.notify == (Recipient(town.receiver_url(f"office/{office.id}")),)
        assert (office.remind_days_before, office.escalate_days_after) == ((14, 3), (1, 7, 30))
        assert office.own_due_date is None
    assert all(column.allow_private for column in read.columns.values())
    assert read.units["yx-dongzha"].duty is Duty.LOCAL
    assert read.units["yx-tonghua"].exempt == (Exemption(LAST_YEAR, TOWN.units["yx-tonghua"].exempt_reason or ""),)
    assert read.units["yx-gov"].level is Level.COUNTY


def test_the_written_addresses_are_live(town: Town, tmp_path: Path) -> None:
    register.write(tmp_path, town)
    for column in load(tmp_path).columns.values():
        assert visit(column.url).status in (200, 503)
