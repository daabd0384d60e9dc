"""How rules lie over each other: what a nearer one differs in, what an office may set, and what nobody has read."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import rules
from core.kinds import UnitKind
from core.rules import Rule
from core.units import Duty, Level, Office, OwnDueDate, Unit
from tests.alerts.cases import OFFICE, RULES, unit

ALL = dict.fromkeys(UnitKind, Duty.REQUIRED) | {UnitKind.SUBDISTRICT: Duty.CUSTOMARY, UnitKind.ZONE: Duty.NONE}


def rule(id_: str, place: str = "", **more: Any) -> Rule:
    where = (place,) if place else ()
    return replace(Rule(id_, f"《{id_}》", "某号文", "http://a.gov.cn/", "某些单位", True, 2019, None, where), **more)


NATIONAL = rule("national", due=(3, 31), borderline=(4, 1), duties=ALL)
STREET = unit("青石街道办事处", division_code="500102")
TOWN = unit("青石镇人民政府", division_code="500102")
ZONE = unit("云溪工业园区管委会", division_code="500102")


def owed(of: Unit, *local: Rule, office: Office = OFFICE, year: int = 2025, over: Rule = NATIONAL) -> Any:
    found = rules.obligation(of, office, year, (*local, over))
    return found.due_on, found.borderline_on, found.duty, found.rule


D31, D401 = date(2026, 3, 31), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("of", "local", "expected"),
    [
        (TOWN, [], (D31, D401, "required", "national")),
        (STREET, [], (D31, D401, "customary", "national")),
        # only what it states differs
        (STREET, [rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL})], (D31, D401, "local", "c")),
        (TOWN, [rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL})], (D31, D401, "required", "national")),
        (TOWN, [rule("c", "50", due=(2, 28))], (date(2026, 2, 28), None, "required", "c")),
        (STREET, [rule("c", "50", due=(2, 28))], (date(2026, 2, 28), None, "customary", "c")),
        # a rule that names whom it binds dates no others
        (TOWN, [rule("c", "50", due=(2, 28), duties={UnitKind.SUBDISTRICT: Duty.LOCAL})],
         (D31, D401, "required", "national")),
        (STREET, [rule("c", "50", due=(2, 28), duties={UnitKind.SUBDISTRICT: Duty.LOCAL})],
         (date(2026, 2, 28), None, "local", "c")),
        # another place
        (STREET, [rule("c", "51", duties={UnitKind.SUBDISTRICT: Duty.LOCAL})], (D31, D401, "customary", "national")),
        (STREET, [rule("c", "500103", due=(2, 28))], (D31, D401, "customary", "national")),
        # the nearest wins
        (
            STREET,
            [rule("d", "5001", duties={UnitKind.SUBDISTRICT: Duty.CUSTOMARY}),
             rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL})],
            (D31, D401, "customary", "d"),
        ),
        (
            TOWN,
            [rule("c", "50", due=(3, 15)), rule("d", "500102", due=(3, 10))],
            (date(2026, 3, 10), None, "required", "d"),
        ),
        (
            TOWN,
            [rule("c", "50", due=(3, 15)), rule("d", "500102", due=(3, 20))],
            (date(2026, 3, 15), None, "required", "c"),
        ),
        # nobody below lets off whom the whole country binds, nor puts the date off
        (TOWN, [rule("c", "50", duties={UnitKind.TOWN: Duty.NONE})], (D31, D401, "required", "national")),
        (TOWN, [rule("c", "50", due=(4, 2))], (D31, D401, "required", "national")),
        # the arguable day may be settled
        (TOWN, [rule("c", "50", due=(4, 1))], (D401, None, "required", "c")),
        # what nobody has read binds nobody
        (TOWN, [rule("c", "50", due=(2, 28), confirmed=False)], (D31, D401, "required", "national")),
        (STREET, [rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL}, confirmed=False)],
         (D31, D401, "customary", "national")),
        (ZONE, [rule("c", "50", duties={UnitKind.ZONE: Duty.REQUIRED}, confirmed=False)],
         (D31, D401, "customary", "c")),
        # levels
        (STREET, [rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL}, levels=(Level.COUNTY,))],
         (D31, D401, "customary", "national")),
        (STREET, [rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL}, levels=(Level.TOWNSHIP,))],
         (D31, D401, "local", "c")),
        # years
        (STREET, [rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL}, from_year=2026)],
         (D31, D401, "customary", "national")),
        (STREET, [rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL}, to_year=2024)],
         (D31, D401, "customary", "national")),
        (STREET, [rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL}, from_year=2025, to_year=2025)],
         (D31, D401, "local", "c")),
    ],
)  # fmt: skip
def test_a_local_rule_lies_over_the_national_one(of: Unit, local: list[Rule], expected: tuple[Any, ...]) -> None:
    assert owed(of, *local) == expected
    assert owed(of, *reversed(local)) == expected


def test_a_duty_by_hand_does_not_stand_on_a_rule_that_leaves_the_unit_out() -> None:
    by_hand = replace(STREET, duty=Duty.LOCAL)
    assert rules.obligation(by_hand, OFFICE, 2025, (NATIONAL,)).citation == (
        "监督机关登记的公开义务，期限参照《national》"
    )
    assert rules.obligation(replace(TOWN, duty=Duty.REQUIRED), OFFICE, 2025, (NATIONAL,)).citation == "《national》"


def test_an_own_date_is_cited_with_its_source() -> None:
    office = replace(OFFICE, own_due_date=OwnDueDate(3, 15, 2019, "云溪市公开办法第五条"))
    assert rules.obligation(TOWN, office, 2025, (NATIONAL,)).citation == "监督机关规定的期限：云溪市公开办法第五条"


def test_a_unit_without_a_place_knows_the_national_rule_alone() -> None:
    nowhere = replace(STREET, division_code=None)
    local = rule("c", "50", due=(2, 28), duties={UnitKind.SUBDISTRICT: Duty.LOCAL})
    assert owed(nowhere, local) == (D31, D401, "customary", "national")


def test_without_a_national_rule_the_local_one_stands_alone() -> None:
    local = rule("c", "50", due=(11, 30), duties={UnitKind.TOWN: Duty.LOCAL}, from_year=2009, to_year=2014)
    assert owed(TOWN, local, year=2010) == (date(2011, 11, 30), None, "local", "c")
    assert owed(STREET, local, year=2010)[2] is Duty.NONE
    unread = replace(local, confirmed=False)
    assert owed(TOWN, unread, year=2010) == (date(2011, 11, 30), None, "customary", "c")


@pytest.mark.parametrize(
    ("year", "due_on"),
    [(2022, date(2023, 2, 28)), (2023, date(2024, 2, 29)), (2024, date(2025, 2, 28)), (2099, date(2100, 2, 28))],
)
def test_before_the_first_of_march_is_the_last_of_february(year: int, due_on: date) -> None:
    local = rule("c", "50", due=(2, 28), borderline=(3, 1))
    assert owed(TOWN, local, year=year)[:2] == (due_on, date(year + 1, 3, 1))


def test_a_reform_between_two_report_years() -> None:
    old = replace(NATIONAL, to_year=2025)
    new = rule("reformed", from_year=2026, due=(1, 31), duties=ALL | {UnitKind.SUBDISTRICT: Duty.REQUIRED})
    assert owed(STREET, old, over=new, year=2025) == (D31, D401, "customary", "national")
    assert owed(STREET, old, over=new, year=2026) == (date(2027, 1, 31), None, "required", "reformed")
    assert owed(STREET, old, over=new, year=2018) == (None, None, "none", None)


def own(month: int, day: int, since_year: int | None = None) -> Office:
    return Office("o", "某司法局", own_due_date=OwnDueDate(month, day, since_year))


@pytest.mark.parametrize(
    ("day", "due_on", "borderline_on", "named"),
    [
        ((3, 15), date(2026, 3, 15), None, "office:o"),
        ((3, 31), D31, None, "office:o"),
        ((4, 1), D401, None, "office:o"),
        ((4, 2), D31, D401, "national"),
        ((12, 31), D31, D401, "national"),
    ],
)
def test_an_office_may_tighten_and_not_put_off(
    day: tuple[int, int], due_on: date, borderline_on: date | None, named: str
) -> None:
    assert owed(TOWN, office=own(*day)) == (due_on, borderline_on, "required", named)
    assert rules.too_late(own(*day), TOWN, 2025, (NATIONAL,)) == (named == "national")


def test_what_the_office_cannot_put_off_is_what_was_read() -> None:
    unread = replace(NATIONAL, confirmed=False, borderline=None)
    assert owed(TOWN, office=own(4, 30), over=unread) == (date(2026, 4, 30), None, "required", "office:o")
    assert not rules.too_late(own(4, 30), TOWN, 2025, (unread,))
    assert not rules.too_late(OFFICE, TOWN, 2025, (NATIONAL,))


def test_an_office_of_a_stricter_place_cannot_go_behind_it() -> None:
    local = rule("c", "50", due=(2, 28))
    assert owed(TOWN, local, office=own(3, 15))[3] == "c"
    assert owed(TOWN, local, office=own(2, 15))[3] == "office:o"


def test_who_binds_and_who_dates_are_both_cited() -> None:
    local = rule("c", "50", duties={UnitKind.SUBDISTRICT: Duty.LOCAL})
    assert rules.obligation(STREET, OFFICE, 2025, (NATIONAL, local)).citation == "《c》、《national》"
    assert rules.obligation(TOWN, OFFICE, 2025, (NATIONAL, local)).citation == "《national》"
    assert rules.obligation(TOWN, own(3, 15), 2025, (NATIONAL, local)).citation == "监督机关规定的期限"
    unread = replace(NATIONAL, confirmed=False)
    assert rules.obligation(TOWN, OFFICE, 2025, (unread,)).citation == "《national》，具体期限待核对"


def test_the_rules_that_come_along_say_where_they_were_read() -> None:
    assert {r.id for r in RULES if r.confirmed} == {"national-2019", "jilin-2023", "yunnan-2017", "shenzhen-2025"}
    for one in RULES:
        assert one.title
        assert one.citation
        assert one.scope
        assert "http" in one.source or not one.confirmed


@given(st.integers(1990, 2100), st.sampled_from([None, "12", "120116", "220211", "440305", "500105", "530102001"]))
def test_no_year_has_two_national_rules_and_none_before_2015(year: int, code: str | None) -> None:
    assert len([r for r in RULES if r.national and r.governs(year)]) == (1 if year >= 2015 else 0)
    found = rules.obligation(unit(division_code=code), OFFICE, year, RULES)
    assert (found.due_on is None) == (year < 2015)
    if found.due_on is not None:
        assert found.due_on == date(year + 1, 3, 31)
        assert found.borderline_on == (date(year + 1, 4, 1) if year >= 2019 else None)


@given(
    st.permutations(RULES),
    st.sampled_from(Level),
    st.sampled_from(["青石镇", "青石街道", "青岚区人民政府", "青岚区教育局", "青岚海关"]),
    st.sampled_from([None, "22", "440305", "500105", "530102"]),
    st.integers(2014, 2027),
)
def test_the_order_of_rules_makes_no_difference(
    shuffled: list[Rule], level: Level, name: str, code: str | None, year: int
) -> None:
    of = Unit("u", name, "o", level, division_code=code)
    assert rules.obligation(of, OFFICE, year, tuple(shuffled)) == rules.obligation(of, OFFICE, year, RULES)
