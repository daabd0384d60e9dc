"""Golden tables of dates and standings for each rule, and what a standing carries."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from alerts.rules import judge
from core.duties import ColumnFact, Facts, Standing, Status
from core.units import Duty, Office
from tests.alerts.cases import (
    GOLDEN,
    OFFICE,
    OWN_DATE_OFFICE,
    RULES,
    UNITS,
    Golden,
    at,
    columns,
    golden,
    obligation,
    published,
    unit,
)

TABLES = sorted(path.stem for path in GOLDEN.glob("*.csv"))
ROWS = [row for table in TABLES for row in golden(table)]
RULE_OF_TABLE: dict[str, set[str | None]] = {
    "none": {None},
    "office": {"office:own", "national-2019"},
    "jilin-2023": {"jilin-2023", "national-2019"},
    "yunnan-2017": {"yunnan-2017", "national-2015"},
    "shenzhen-2025": {"shenzhen-2025", "national-2019"},
    "chongqing-jiangbei-2022": {"national-2019"},  # what nobody has read changes nothing
}


def test_every_rule_has_its_table() -> None:
    assert {rule.id for rule in RULES} | {"none", "office"} == set(TABLES)


@pytest.mark.parametrize("case", ROWS, ids=[f"{g.table}-{g.row['case']}" for g in ROWS])
def test_golden_standing(case: Golden) -> None:
    office: Office = OWN_DATE_OFFICE if case.table == "office" else OFFICE
    owed = obligation(case.unit, office, int(case.row["year"]))
    standing = judge(owed, case.facts, case.now)
    assert owed.rule in RULE_OF_TABLE.get(case.table, {case.table})
    assert owed.duty == case.row["duty"]
    got = (standing.status, standing.days_late, standing.flags)
    assert got == (case.row["status"], int(case.row["days_late"]), tuple(case.row["flags"].split())), standing.reason


@pytest.mark.parametrize("case", ROWS, ids=[f"{g.table}-{g.row['case']}" for g in ROWS])
def test_every_reason_is_one_chinese_sentence(case: Golden) -> None:
    office = OWN_DATE_OFFICE if case.table == "office" else OFFICE
    reason = judge(obligation(case.unit, office, int(case.row["year"])), case.facts, case.now).reason
    assert reason.endswith("。")
    assert reason.count("。") == 1
    assert "\n" not in reason
    assert "None" not in reason
    assert "；；" not in reason


def standing_of(facts: Facts, now: str, year: int = 2025, **of_unit: Any) -> Standing:
    return judge(obligation(unit(**of_unit), OFFICE, year), facts, at(now))


def test_a_published_standing_carries_its_evidence() -> None:
    report = published(date(2026, 3, 20), at("2026-03-21T02:00"), ("year_conflict", "unknown", "revised", "borderline"))
    facts = Facts(report, columns(at("2026-03-22T02:00"), at("2026-03-21T02:00")))
    standing = standing_of(facts, "2026-03-22T09:00")
    assert standing.report_id == 7
    assert standing.url == "http://hepan.gov.cn/t1.html"
    assert standing.published_on == date(2026, 3, 20)
    assert standing.published_basis == "displayed"
    assert standing.first_seen_at == at("2026-03-21T02:00")
    assert standing.archive == ("urn:uuid:1",)
    assert standing.columns == ("column-0", "column-1")
    assert standing.last_complete_check_at == at("2026-03-21T02:00")
    assert standing.flags == ("revised", "year_conflict")
    assert (standing.rule, standing.due_on, standing.duty) == ("national-2019", date(2026, 3, 31), Duty.REQUIRED)


def test_without_a_date_the_basis_is_the_first_sight() -> None:
    facts = Facts(published(None, at("2026-04-10T02:00")), columns(at("2026-04-10T02:00")))
    standing = standing_of(facts, "2026-04-10T09:00")
    assert (standing.published_on, standing.published_basis, standing.days_late) == (None, "first_seen", 0)
    assert "2026年4月10日02:00" in standing.reason
    assert "不能据此认定迟公布" in standing.reason


def test_a_doubtful_year_is_never_called_late() -> None:
    facts = Facts(published(date(2026, 4, 9), at("2026-04-10T02:00"), ("year_conflict",)), ())
    standing = standing_of(facts, "2026-04-10T09:00")
    assert (standing.status, standing.days_late, standing.flags) == (Status.PUBLISHED, 9, ("year_conflict",))
    assert "年度不一致" in standing.reason


@pytest.mark.parametrize(
    "doubt", ["标题写2025年，正文写2024年，年度不一致", "《报告》的年度前后不一致，可能属于这一年度"]
)
def test_a_year_in_doubt_is_unverified_before_it_is_anything_else(doubt: str) -> None:
    for name, now in (("柳林镇人民政府", "2026-06-01T09:00"), ("柳荫街道办事处", "2026-01-05T09:00")):
        standing = standing_of(Facts(None, columns(at(now)), (doubt, "标题不明")), now, name=name)
        assert (standing.status, standing.flags) == (Status.UNVERIFIED, ("year_conflict",))
        assert doubt in standing.reason
        assert "标题不明" not in standing.reason
    other = standing_of(Facts(None, columns(at(now)), ("《2025年度报告》与栏目所属单位不一致",)), now)
    assert "year_conflict" not in other.flags


def test_exempt_wins_over_everything() -> None:
    owed = replace(obligation(unit(), OFFICE, 2025), exempt_reason="涉密\n不公开 <b>")
    late = Facts(published(date(2026, 5, 1), at("2026-05-02T02:00")), columns(None))
    for facts in (Facts(None, columns(at("2026-05-01T02:00"))), late, Facts(None, (), ("标题与正文年度不一致",))):
        standing = judge(owed, facts, at("2026-05-02T09:00"))
        assert (standing.status, standing.days_late) == (Status.EXEMPT, 0)
        assert standing.reason == "该年度已登记免除公开义务：涉密 不公开 ＜b＞。"
    assert judge(owed, late, at("2026-05-02T09:00")).report_id == 7


def test_overdue_names_its_evidence() -> None:
    facts = Facts(None, columns(at("2026-04-03T02:10"), at("2026-04-02T02:05")))
    reason = standing_of(facts, "2026-04-03T09:00").reason
    for words in ("2026年3月31日前（含当日）", "第二十四条", "逾期3天", "2个栏目", "2026年4月2日02:05", "未发现"):
        assert words in reason


def test_unverified_names_the_column_since_when_and_what_was_seen() -> None:
    broken = ColumnFact("column-b", at("2026-03-28T02:00"), "blocked", "返回 403，\n页面含 <script> 验证码。")
    facts = Facts(None, (broken, ColumnFact("column-a", at("2026-04-02T02:00"), "ok")))
    standing = standing_of(facts, "2026-04-02T09:00")
    assert standing.status is Status.UNVERIFIED
    for words in ("栏目 column-b ", "2026年3月28日02:00以来", "被网站拦截", "返回 403， 页面含 ＜script＞ 验证码"):
        assert words in standing.reason
    assert "column-a" not in standing.reason
    assert standing.last_complete_check_at == at("2026-03-28T02:00")


def test_unverified_keeps_short_with_many_columns_and_doubts() -> None:
    facts = Facts(None, columns(*[None] * 40), tuple(f"材料{n}" * 200 for n in range(40)))
    standing = standing_of(facts, "2026-04-02T09:00")
    assert "另有37个栏目" in standing.reason
    assert "等40项" in standing.reason
    assert len(standing.reason) < 700
    assert standing.last_complete_check_at is None


def test_the_order_of_columns_makes_no_difference_to_words_or_evidence() -> None:
    known = ColumnFact("a", at("2026-04-01T02:00"), "dns")
    never = ColumnFact("b", None, "timeout")
    one = standing_of(Facts(None, (known, never)), "2026-04-02T09:00")
    assert one == standing_of(Facts(None, (never, known)), "2026-04-02T09:00")
    assert one.columns == ("a", "b")
    assert one.last_complete_check_at is None


def test_an_outcome_of_another_version_is_shown_as_it_stands() -> None:
    facts = Facts(None, (ColumnFact("c", None, "teapot", None),))
    assert "（最近一次：teapot）" in standing_of(facts, "2026-04-02T09:00").reason


def test_of_a_unit_without_columns_the_reason_says_so() -> None:
    for now in ("2026-03-20T09:00", "2026-04-01T09:00"):
        reason = standing_of(Facts(None, ()), now).reason
        assert "名录中没有登记该单位的栏目，是否已经公布尚不清楚" in reason
        assert "还没有完整检查过" not in reason
    assert "登记的栏目还没有完整检查过" in standing_of(Facts(None, columns(None)), "2026-03-20T09:00").reason


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-03-01T09:00", "尚未进入提醒期"),
        ("2026-03-20T09:00", "距期限还有11天"),
        ("2026-03-31T09:00", "当日为最后一天"),
        ("2026-04-01T09:00", "4月1日当天仍可公布"),
    ],
)
def test_before_it_is_late_the_reason_says_how_long(now: str, words: str) -> None:
    assert words in standing_of(Facts(None, columns(None)), now).reason


@pytest.mark.parametrize(
    ("unit_name", "year", "words"),
    [
        ("柳荫街道办事处", 2025, "派出机关"),
        ("柳林镇人民政府", 2017, "适用于县级以上"),
        ("柳林镇人民政府", 2013, "没有统一的公开期限"),
    ],
)
def test_where_nobody_is_late_the_reason_says_why(unit_name: str, year: int, words: str) -> None:
    standing = standing_of(Facts(None, columns(None)), "2026-06-01T09:00", year, name=unit_name)
    assert standing.status is Status.NOT_DUE
    assert words in standing.reason
    assert "不认定逾期" in standing.reason


def test_a_duty_of_none_set_by_hand_speaks_of_no_other_rule() -> None:
    standing = standing_of(Facts(None, columns(None)), "2026-06-01T09:00", duty=Duty.NONE)
    assert "该单位没有2025年度的公开义务，只作记录" in standing.reason


def test_without_reminders_the_last_days_are_still_announced() -> None:
    owed = replace(obligation(unit(), OFFICE, 2025), remind_days_before=())
    facts = Facts(None, columns(None))
    days = [judge(owed, facts, at(f"2026-{day}T12:00")).status for day in ("03-30", "03-31", "04-01")]
    assert days == [Status.NOT_DUE, Status.DUE_SOON, Status.DUE_SOON]


def test_a_report_whose_year_is_in_doubt_marks_the_other_year_too() -> None:
    """The contract: both years are published or unverified with the flag, until a person decides."""
    fact = published(date(2025, 3, 9), at("2025-03-10T02:00"))
    facts = Facts(fact, columns(at("2026-04-20T02:00")), ("《题》的年度不一致，可能属于这一年度",))
    standing = judge(obligation(UNITS["镇"], OFFICE, 2024), facts, at("2026-04-20T02:00"))
    assert (standing.status, standing.flags) == (Status.PUBLISHED, ("year_conflict",))
