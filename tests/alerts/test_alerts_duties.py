"""Who owes what by when, and for which years."""

from datetime import date

import pytest

from alerts.rules import report_years
from core.units import Duty, Exemption, Level, Office, OwnDueDate
from tests.alerts.cases import OFFICE, obligation, unit


@pytest.mark.parametrize(
    ("year", "rule", "due_on", "borderline_on"),
    [
        (2014, None, None, None),
        (2015, "national-2015", date(2016, 3, 31), None),
        (2018, "national-2015", date(2019, 3, 31), None),
        (2019, "national-2019", date(2020, 3, 31), date(2020, 4, 1)),
        (2025, "national-2019", date(2026, 3, 31), date(2026, 4, 1)),
    ],
)
def test_dates_by_year(year: int, rule: str | None, due_on: date | None, borderline_on: date | None) -> None:
    owed = obligation(unit(level=Level.COUNTY), OFFICE, year)
    assert (owed.rule, owed.due_on, owed.borderline_on) == (rule, due_on, borderline_on)
    assert owed.remind_days_before == (14, 3)


@pytest.mark.parametrize(
    ("name", "level", "duty"),
    [
        ("某省人民政府", Level.PROVINCE, Duty.REQUIRED),
        ("某市人民政府", Level.CITY, Duty.REQUIRED),
        ("某区人民政府", Level.COUNTY, Duty.REQUIRED),
        ("某区教育局", Level.DEPARTMENT, Duty.REQUIRED),
        ("柳林镇人民政府", Level.TOWNSHIP, Duty.REQUIRED),
        ("柳林镇", Level.TOWNSHIP, Duty.REQUIRED),
        ("街口镇人民政府", Level.TOWNSHIP, Duty.REQUIRED),
        ("青石乡", Level.TOWNSHIP, Duty.REQUIRED),
        ("清溪回族乡人民政府", Level.TOWNSHIP, Duty.REQUIRED),
        ("白音苏木人民政府", Level.TOWNSHIP, Duty.REQUIRED),
        ("柳荫街道办事处", Level.TOWNSHIP, Duty.CUSTOMARY),
        ("柳荫街道", Level.TOWNSHIP, Duty.CUSTOMARY),
        ("景德镇市某区里村街道办事处", Level.TOWNSHIP, Duty.CUSTOMARY),
        ("古镇街道办事处", Level.TOWNSHIP, Duty.CUSTOMARY),
        ("河畔经济开发区管委会", Level.TOWNSHIP, Duty.CUSTOMARY),
    ],
)
def test_duty_by_level_and_name(name: str, level: Level, duty: Duty) -> None:
    assert obligation(unit(name, level), OFFICE, 2025).duty is duty


def test_the_first_rule_does_not_bind_townships() -> None:
    assert obligation(unit(), OFFICE, 2018).duty is Duty.NONE
    assert obligation(unit(level=Level.COUNTY), OFFICE, 2018).duty is Duty.REQUIRED


@pytest.mark.parametrize("duty", list(Duty))
def test_a_hand_set_duty_wins_where_there_is_a_date(duty: Duty) -> None:
    by_hand = unit("柳荫街道办事处", duty=duty)
    assert obligation(by_hand, OFFICE, 2025).duty is duty
    assert obligation(by_hand, OFFICE, 2017).duty is duty
    assert obligation(by_hand, OFFICE, 2014).duty is Duty.NONE


@pytest.mark.parametrize(
    ("own", "year", "rule", "due_on", "borderline_on"),
    [
        (OwnDueDate(3, 15, 2021), 2020, "national-2019", date(2021, 3, 31), date(2021, 4, 1)),
        (OwnDueDate(3, 15, 2021), 2021, "office:o", date(2022, 3, 15), None),
        (OwnDueDate(3, 15), 2016, "office:o", date(2017, 3, 15), None),
        (OwnDueDate(3, 15), 2014, None, None, None),
        (OwnDueDate(11, 30, 2009), 2010, "office:o", date(2011, 11, 30), None),
        (OwnDueDate(2, 29), 2023, "office:o", date(2024, 2, 29), None),
        (OwnDueDate(2, 29), 2024, "office:o", date(2025, 2, 28), None),
    ],
)
def test_an_offices_own_date(
    own: OwnDueDate, year: int, rule: str | None, due_on: date | None, borderline_on: date | None
) -> None:
    owed = obligation(unit(level=Level.COUNTY), Office("o", "某司法局", own_due_date=own), year)
    assert (owed.rule, owed.due_on, owed.borderline_on) == (rule, due_on, borderline_on)


def test_an_own_date_before_any_rule_binds_only_by_hand() -> None:
    office = Office("o", "某司法局", own_due_date=OwnDueDate(11, 30, 2009))
    assert obligation(unit(level=Level.COUNTY), office, 2010).duty is Duty.NONE
    assert obligation(unit(level=Level.COUNTY, duty=Duty.LOCAL), office, 2010).duty is Duty.LOCAL


def test_exempt_years_carry_their_reason() -> None:
    let_off = unit(exempt=(Exemption(2021, "机构改革"), Exemption(2023, "")))
    reasons = [obligation(let_off, OFFICE, year).exempt_reason for year in (2021, 2022, 2023)]
    assert reasons == ["机构改革", None, ""]


@pytest.mark.parametrize(
    ("since", "valid_from", "valid_to", "years"),
    [
        (2024, None, None, [2024, 2025, 2026]),
        (2027, None, None, []),
        (2019, date(2024, 12, 31), None, [2024, 2025, 2026]),
        (2019, date(2025, 1, 1), None, [2025, 2026]),
        (2022, None, date(2024, 12, 30), [2022, 2023]),
        (2022, None, date(2024, 12, 31), [2022, 2023, 2024]),
        (2022, date(2023, 5, 1), date(2025, 6, 1), [2023, 2024]),
        (2022, date(2025, 2, 1), date(2025, 6, 1), []),
    ],
)
def test_years_owed_so_far(since: int, valid_from: date | None, valid_to: date | None, years: list[int]) -> None:
    owing = unit(since_year=since, valid_from=valid_from, valid_to=valid_to)
    assert list(report_years(owing, date(2026, 4, 2))) == years


def test_the_running_year_begins_with_the_year() -> None:
    assert report_years(unit(since_year=2025), date(2026, 12, 31))[-1] == 2026
    assert report_years(unit(since_year=2025), date(2027, 1, 1))[-1] == 2027
