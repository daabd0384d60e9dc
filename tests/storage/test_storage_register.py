"""The register follows the files, and forgets nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core.posts import PostRef
from core.units import Recipient, Registry
from storage import register
from storage.models import ColumnRow, OfficeRow, UnitColumnRow, UnitRow


def _sync(scene: Any, registry: Registry, now: datetime) -> None:
    with scene.session() as session:
        register.sync(session, registry, now)


def _by_id(scene: Any, model: Any) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in scene.rows(model)}


def test_a_second_sync_changes_nothing(scene: Any, now: datetime) -> None:
    before = scene.dump()
    _sync(scene, scene.registry, now + timedelta(days=1))
    assert scene.dump() == before


def test_what_left_the_register_is_retired_and_comes_back(scene: Any, now: datetime) -> None:
    whole = scene.registry
    units = {"zhen-b": whole.units["zhen-b"]}
    smaller = Registry({"xian": whole.offices["xian"]}, {"zhen": whole.columns["zhen"]}, units)
    later = now + timedelta(days=1)
    _sync(scene, smaller, later)
    _sync(scene, smaller, later + timedelta(days=1))
    assert {id_: row["retired_at"] for id_, row in _by_id(scene, UnitRow).items()} == {
        "zhen-a": later,
        "zhen-b": None,
        "xian-fu": later,
        "shi-ju": later,
    }
    assert _by_id(scene, OfficeRow)["shi"]["retired_at"] == later
    assert _by_id(scene, ColumnRow)["gong"]["retired_at"] == later
    links = {(row["unit_id"], row["column_id"]): row["retired_at"] for row in scene.rows(UnitColumnRow)}
    assert links["zhen-a", "zhen"] == later
    assert links["zhen-b", "zhen"] is None
    _sync(scene, whole, later + timedelta(days=2))
    for model in (OfficeRow, UnitRow, ColumnRow, UnitColumnRow):
        assert {row["retired_at"] for row in scene.rows(model)} == {None}


def test_a_large_register_is_never_held_as_a_whole(scene: Any, now: datetime) -> None:
    column, unit = scene.registry.columns["zhen"], scene.registry.units["zhen-a"]
    columns = {f"c{n}": replace(column, id=f"c{n}", url=f"http://a.example/{n}/") for n in range(600)}
    units = {f"u{n}": replace(unit, id=f"u{n}", column_ids=(f"c{n}",)) for n in range(600)}
    with scene.session() as session:
        register.sync(session, Registry(scene.registry.offices, columns, units), now)
        assert not session.identity_map.keys()
    stored = {row["id"] for row in scene.rows(UnitRow) if row["retired_at"] is None}
    assert stored == units.keys()
    linked = {(row["unit_id"], row["column_id"]) for row in scene.rows(UnitColumnRow) if row["retired_at"] is None}
    assert linked == {(f"u{n}", f"c{n}") for n in range(600)}


def test_changes_are_taken_over(scene: Any, now: datetime) -> None:
    unit = replace(scene.registry.units["zhen-a"], name="甲乡人民政府", aliases=("甲乡",), column_ids=("gong",))
    scene.registry.units["zhen-a"] = unit
    _sync(scene, scene.registry, now)
    stored = _by_id(scene, UnitRow)["zhen-a"]
    assert (stored["name"], stored["aliases"], stored["level"]) == ("甲乡人民政府", ["甲乡"], "township")
    links = {row["column_id"]: row for row in scene.rows(UnitColumnRow) if row["unit_id"] == "zhen-a"}
    assert links["zhen"]["retired_at"] == now
    assert (links["gong"]["retired_at"], links["gong"]["position"]) == (None, 0)


def test_a_column_at_a_new_address_has_proved_nothing_yet(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", PostRef("http://site.test/1", "新闻"), needs_browser=True)
    assert _by_id(scene, ColumnRow)["zhen"]["last_complete_at"] == now
    scene.registry.columns["zhen"] = replace(scene.registry.columns["zhen"], url="http://new.test/")
    _sync(scene, scene.registry, now)
    moved = _by_id(scene, ColumnRow)["zhen"]
    assert (moved["url"], moved["last_complete_at"], moved["needs_browser"]) == ("http://new.test/", None, False)


def test_no_notification_address_reaches_the_database(scene: Any, now: datetime) -> None:
    scene.registry.offices["xian"] = replace(scene.registry.offices["xian"], notify=(Recipient("json://geheim@host/"),))
    _sync(scene, scene.registry, now)
    assert "geheim" not in repr(scene.dump())
