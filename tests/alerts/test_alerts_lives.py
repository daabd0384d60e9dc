"""Units that begin, end, are renamed, merged and split: who owes the year, whose report answers, who is not accused."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from alerts import rules, wording
from core.duties import ColumnFact, Facts, Obligation, Standing, Status
from core.units import Duty, Exemption, Level, Office, Registry, Unit
from tests.alerts.cases import OFFICE, RULES, at, published

TODAY = date(2026, 6, 1)
AFTER = ColumnFact("own", at("2026-04-02T02:00"), "ok")


def town(id_: str, name: str = "", **more: Any) -> Unit:
    return Unit(id_, name or f"{id_}镇人民政府", OFFICE.id, Level.TOWNSHIP, **more)


def register(*units: Unit, office: Office = OFFICE) -> Registry:
    return Registry({OFFICE.id: office}, {}, {unit.id: unit for unit in units}, {}, RULES)


def owed(*units: Unit, today: date = TODAY, office: Office = OFFICE) -> dict[tuple[str, int], Obligation]:
    found = rules.obligations(register(*units, office=office), units, today)
    return {(unit.id, owes.report_year): owes for unit, owes in found}


def years(of: dict[tuple[str, int], Obligation], unit_id: str) -> list[int]:
    return sorted(year for unit, year in of if unit == unit_id)


NOW = at("2026-04-02T09:00")


def stands(of: Obligation, facts: Facts, now: datetime = NOW, **theirs: Facts) -> Standing:
    return rules.judge(of, rules.with_forerunners(of, facts, theirs), now)


NOTHING = Facts(None, (AFTER,))
FOUND = Facts(published(date(2026, 1, 20), at("2026-01-21T02:00")), (replace(AFTER, column_id="theirs"),))
ENDED = town("old", valid_to=date(2026, 1, 25), successors=("new",))
BEGAN = town("new", valid_from=date(2026, 1, 26))


@pytest.mark.parametrize(
    ("ended_on", "old_years", "passes"),
    [
        ("2025-12-30", [2024], []),  # not there at the end of the year: does not owe it
        ("2025-12-31", [2024, 2025], [2025]),
        ("2026-01-25", [2024, 2025], [2025]),
        ("2026-03-30", [2024, 2025], [2025]),
        ("2026-03-31", [2024, 2025], []),  # it was there when the year was due
        ("2026-04-01", [2024, 2025], []),
    ],
)
def test_what_was_not_due_yet_passes_to_the_successor(ended_on: str, old_years: list[int], passes: list[int]) -> None:
    day = date.fromisoformat(ended_on)
    old = town("old", since_year=2024, valid_to=day, successors=("new",))
    new = town("new", valid_from=day + timedelta(days=1))
    found = owed(old, new)
    assert years(found, "old") == old_years
    assert [year for year in years(found, "new") if year < new.valid_from.year] == passes  # type: ignore[union-attr]
    for year in passes:
        assert (found["new", year].duty, found["old", year].duty) == (Duty.REQUIRED, Duty.NONE)
    if not passes and 2025 in old_years:
        assert found["old", 2025].duty is Duty.REQUIRED


def test_the_successor_owes_what_it_took_over_and_the_ended_unit_is_not_accused() -> None:
    found = owed(ENDED, BEGAN)
    gone = stands(found["old", 2025], NOTHING)
    assert gone.status is Status.NOT_DUE
    assert "2026年1月25日终止" in gone.reason
    assert "由new镇人民政府承继" in gone.reason
    overdue = stands(found["new", 2025], NOTHING, old=Facts(None, (replace(AFTER, column_id="theirs"),)))
    assert (overdue.status, overdue.columns) == (Status.OVERDUE, ("own", "theirs"))
    assert "由old镇人民政府变更而来" in overdue.reason


def test_what_an_ended_unit_left_unpublished_years_ago_is_no_longer_waited_for() -> None:
    """It owed 2020 and was there when that fell due; nobody can publish it now, so it is in no rate of what is owed."""
    gone = stands(owed(ENDED)["old", 2020], NOTHING)
    assert (gone.status, gone.duty) == (Status.NOT_DUE, Duty.NONE)


def test_a_report_of_either_answers() -> None:
    owes = owed(ENDED, BEGAN)["new", 2025]
    by_old = stands(owes, NOTHING, old=FOUND)
    assert (by_old.status, by_old.report_id) == (Status.PUBLISHED, 7)
    assert "由前身单位old镇人民政府公布" in by_old.reason
    mine = Facts(published(date(2026, 3, 20), at("2026-03-21T02:00")), (AFTER,))
    by_new = stands(owes, mine, old=FOUND)
    assert by_new.published_on == date(2026, 3, 20)
    assert "前身" not in by_new.reason


def test_where_the_forerunners_column_was_not_read_nobody_is_accused() -> None:
    owes = owed(ENDED, BEGAN)["new", 2025]
    closed = Facts(None, (ColumnFact("theirs", at("2026-01-20T02:00"), "dns", broken=True),))
    standing = stands(owes, NOTHING, old=closed)
    assert standing.status is Status.UNVERIFIED
    assert "theirs" in standing.reason
    waiting = replace(NOTHING, columns=(replace(AFTER, column_id="theirs"),), doubts=("一份标题不明的材料",))
    assert stands(owes, NOTHING, old=waiting).status is Status.UNVERIFIED


def test_a_unit_renamed_within_the_year_answers_by_its_old_name() -> None:
    """Ended in the report year: the new one owes it in its own right, and the report may still bear the old name."""
    old = town("old", valid_to=date(2025, 12, 20), successors=("new",))
    found = owed(old, town("new", valid_from=date(2025, 12, 21)))
    assert years(found, "old")[-1] == 2024
    assert stands(found["new", 2025], NOTHING, old=FOUND).status is Status.PUBLISHED
    assert stands(found["new", 2025], NOTHING, old=NOTHING).status is Status.OVERDUE


def test_a_successor_that_stood_beside_it_answers_for_itself() -> None:
    """Taken in by a town that was there all along: the report of the one is not that of the other."""
    found = owed(ENDED, town("new", valid_from=date(2001, 1, 1)))
    assert found["new", 2025].forerunners == ()
    assert stands(found["new", 2025], NOTHING, old=FOUND).status is Status.OVERDUE


def test_where_the_register_does_not_say_when_it_began_a_person_looks() -> None:
    owes = owed(ENDED, town("new"))["new", 2025]
    standing = stands(owes, NOTHING, old=FOUND)
    assert standing.status is Status.UNVERIFIED
    assert "起始日期" in standing.reason
    assert stands(owes, NOTHING, old=NOTHING).status is Status.OVERDUE
    assert stands(owes, FOUND, old=FOUND).status is Status.PUBLISHED


def test_several_that_became_one() -> None:
    other = town("other", valid_to=date(2026, 1, 25), successors=("new",))
    owes = owed(ENDED, other, BEGAN)["new", 2025]
    assert {f.unit_id for f in owes.forerunners} == {"old", "other"}
    assert stands(owes, NOTHING, old=NOTHING, other=FOUND).status is Status.PUBLISHED
    assert stands(owes, NOTHING, old=NOTHING, other=NOTHING).status is Status.OVERDUE


def test_one_that_became_several_binds_none_of_them() -> None:
    split = replace(ENDED, successors=("new", "newer"))
    newer = town("newer", valid_from=date(2026, 1, 26))
    found = owed(split, BEGAN, newer)
    for one in ("new", "newer"):
        assert found[one, 2025].duty is Duty.CUSTOMARY
        assert stands(found[one, 2025], NOTHING, old=NOTHING).status is Status.NOT_DUE
        assert stands(found[one, 2025], NOTHING, old=FOUND).status is Status.PUBLISHED
    reason = stands(found["old", 2025], NOTHING).reason
    assert "由new镇人民政府、newer镇人民政府承继" in reason


def test_a_split_within_the_year_leaves_an_old_report_to_a_person() -> None:
    split = town("old", valid_to=date(2025, 10, 1), successors=("new", "newer"))
    found = owed(split, town("new", valid_from=date(2025, 10, 2)), town("newer", valid_from=date(2025, 10, 2)))
    assert found["new", 2025].duty is Duty.REQUIRED
    assert stands(found["new", 2025], NOTHING, old=FOUND).status is Status.UNVERIFIED


def test_step_by_step_to_the_one_that_is_there_when_it_is_due() -> None:
    middle = town("middle", valid_from=date(2026, 1, 26), valid_to=date(2026, 2, 20), successors=("last",))
    last = town("last", valid_from=date(2026, 2, 21))
    found = owed(replace(ENDED, successors=("middle",)), middle, last)
    assert years(found, "middle") == []
    assert found["last", 2025].duty is Duty.REQUIRED
    assert stands(found["last", 2025], NOTHING, old=FOUND, middle=NOTHING).status is Status.PUBLISHED


def test_who_is_there_on_the_day_itself_owes_it() -> None:
    for last_day, has in ((date(2026, 3, 31), [2025]), (date(2026, 3, 30), [])):
        brief = replace(BEGAN, valid_to=last_day)
        assert years(owed(ENDED, brief), "new") == has


def test_a_successor_that_began_after_the_day_takes_over_nothing() -> None:
    found = owed(ENDED, town("new", valid_from=date(2026, 4, 10)))
    assert years(found, "new") == [2026]


def test_who_was_there_on_the_day_owed_it_also_beside_its_successor() -> None:
    beside = town("new", valid_from=date(2026, 3, 1))
    assert years(owed(replace(ENDED, valid_to=date(2026, 3, 31)), beside), "new") == [2026]
    assert years(owed(replace(ENDED, valid_to=date(2026, 3, 30)), beside), "new") == [2025, 2026]


@pytest.mark.parametrize(
    ("ended_on", "began_on", "answers"),
    [
        ("2025-01-01", "2025-01-01", True),
        ("2024-12-31", "2025-01-01", False),  # not there in the year at all
        ("2025-01-01", "2024-12-31", False),  # began before it: stood beside
    ],
)
def test_whose_report_of_the_year_answers_at_its_beginning(ended_on: str, began_on: str, answers: bool) -> None:
    old = replace(ENDED, valid_to=date.fromisoformat(ended_on))
    owes = owed(old, town("new", valid_from=date.fromisoformat(began_on)))["new", 2025]
    assert [f.unit_id for f in owes.forerunners] == (["old"] if answers else [])


def test_no_more_passes_than_was_owed() -> None:
    street = replace(ENDED, name="青石街道办事处")
    assert owed(street, BEGAN)["new", 2025].duty is Duty.CUSTOMARY
    excused = replace(ENDED, exempt=(Exemption(2025, "涉密"),))
    assert years(owed(excused, BEGAN), "new") == [2026]
    assert years(owed(ENDED, replace(BEGAN, since_year=2025)), "new") == [2025, 2026]
    begins_later = replace(BEGAN, since_year=2026)
    assert years(owed(ENDED, begins_later), "new") == [2026]
    newcomer = replace(ENDED, valid_from=date(2026, 1, 5))
    assert years(owed(newcomer, BEGAN), "new") == [2026]


def test_nobody_is_accused_after_the_last_day() -> None:
    """It was overdue while it was there; from then on it is not asked any more."""
    owes = owed(town("old", valid_to=date(2026, 4, 20)))["old", 2025]
    days = {day: stands(owes, NOTHING, at(f"2026-04-{day}T23:59:59")) for day in ("02", "20", "21")}
    assert [s.status for s in days.values()] == [Status.OVERDUE, Status.OVERDUE, Status.NOT_DUE]
    assert "没有登记承继单位" in days["21"].reason
    assert days["21"].days_late == 0


def test_the_closed_site_of_an_ended_unit_withdrew_nothing() -> None:
    fact = replace(
        published(date(2026, 3, 1), at("2026-03-02T02:00")),
        gone_since=at("2026-05-02T02:00"),
        withdrawn_at=at("2026-05-04T02:00"),
    )
    facts, now = Facts(fact, (AFTER,)), at("2026-05-05T09:00")
    for ended_on, status in (("2026-05-01", Status.PUBLISHED), ("2026-05-02", Status.WITHDRAWN)):
        owes = owed(town("old", valid_to=date.fromisoformat(ended_on)))["old", 2025]
        standing = stands(owes, facts, now)
        assert standing.status is status
        assert ("不认定撤下" in standing.reason) == (status is Status.PUBLISHED)
    owes = owed(ENDED, BEGAN)["new", 2025]
    assert stands(owes, NOTHING, now, old=facts).status is Status.PUBLISHED


def test_a_report_of_a_forerunner_is_not_called_backdated() -> None:
    fact = replace(published(date(2026, 3, 1), at("2026-05-02T02:00")), absent_at=at("2026-05-01T02:00"))
    owes = owed(ENDED, BEGAN)["new", 2025]
    assert "backdated" in stands(owes, Facts(fact, (AFTER,))).flags
    assert "backdated" not in stands(owes, NOTHING, old=Facts(fact, (AFTER,))).flags


def test_an_ended_unit_is_not_late_by_a_report_after_its_end() -> None:
    late = Facts(published(date(2026, 4, 20), at("2026-04-21T02:00")), (AFTER,))
    found = owed(ENDED, BEGAN)
    assert stands(found["old", 2025], late).status is Status.PUBLISHED
    assert stands(found["new", 2025], NOTHING, old=late).status is Status.PUBLISHED_LATE


def test_one_year_alone_can_be_asked_for() -> None:
    units = (ENDED, BEGAN)
    found = rules.obligations(register(*units), units, TODAY, {2025})
    assert [(unit.id, owes.report_year) for unit, owes in found] == [("old", 2025), ("new", 2025)]


@pytest.mark.parametrize("today", [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 1)])
def test_without_successors_the_years_are_those_of_the_unit(today: date) -> None:
    one = town("one", since_year=2023)
    assert years(owed(one, today=today), "one") == list(rules.report_years(one, today))


def test_one_report_is_told_of_once_though_two_names_owed_it() -> None:
    of = owed(ENDED, BEGAN)
    own, inherited = of["old", 2025], of["new", 2025]
    found = stands(own, FOUND), stands(inherited, NOTHING, old=FOUND)
    assert {s.status for s in found} == {Status.PUBLISHED}

    def told(before: Status | None, owes: Obligation, standing: Standing, unit: Unit, now: datetime) -> list[str]:
        return [a.key for a in wording.alerts_for(before, standing, owes, unit, OFFICE, now, cycle_year=2025)]

    assert told(None, own, found[0], ENDED, NOW) == []
    assert told(None, inherited, found[1], BEGAN, NOW) == ["published:new:2025"]
    assert told(None, own, found[0], ENDED, at("2026-01-22T09:00")) == ["published:old:2025"]  # while it was there
    nobody = replace(own, heirs=())
    assert told(None, nobody, found[0], ENDED, NOW) == ["published:old:2025"]
